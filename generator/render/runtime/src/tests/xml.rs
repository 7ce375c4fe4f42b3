//! XML bodies: the rules of the `xml` object, and which deviations the reader accepts.

#![allow(
    unreachable_pub,
    reason = "emitted types are public, with public methods"
)]

use serde_json::{Value, json};

use crate::runtime::api::{Property, Table, Xml};
use crate::runtime::field::Field;
use crate::runtime::macros;
use crate::runtime::node::{Extra, Model};
use crate::runtime::xml::{from_text, to_text};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// An object with one array, as in the examples of the standard.
macro_rules! animals {
    ($name:ident, $xml:expr) => {
        #[derive(Clone)]
        struct $name {
            animals: Option<Vec<String>>,
            extra: Extra,
        }

        impl $name {
            const TABLE: &'static Table =
                &Table::new("Root", &[Property::optional("animals").xml($xml)]);
        }

        macros::record!(crate::client::API, $name: extra, 0 animals);
    };
}

animals!(Plain, &Xml::PLAIN);
animals!(
    Named,
    &Xml {
        name: "animal",
        ..Xml::PLAIN
    }
);
animals!(
    Wrapped,
    &Xml {
        items: Some(&Xml {
            name: "animal",
            ..Xml::PLAIN
        }),
        ..Xml::PLAIN
    }
);
animals!(
    Renamed,
    &Xml {
        name: "aliens",
        items: Some(&Xml {
            name: "animal",
            ..Xml::PLAIN
        }),
        ..Xml::PLAIN
    }
);

const TEXT: &Xml = &Xml {
    text: true,
    ..Xml::PLAIN
};

const ROOT: &Xml = &Xml {
    name: "r",
    ..Xml::PLAIN
};

fn round<T: Model + PartialEq + std::fmt::Debug>(json: Value, xml: &str) {
    let value: T = crate::runtime::codec::from_slice(json.to_string().as_bytes()).unwrap();
    assert_eq!(to_text(ROOT, &value, &[]).unwrap(), format!("{HEAD}{xml}"));
    assert_eq!(from_text::<T>(xml).unwrap(), value, "{xml}");
}

#[test]
fn arrays_follow_the_examples_of_the_standard() {
    let json = json!({"animals": ["a", "b"]});
    round::<Plain>(
        json.clone(),
        "<r><animals>a</animals><animals>b</animals></r>",
    );
    round::<Named>(json.clone(), "<r><animal>a</animal><animal>b</animal></r>");
    round::<Wrapped>(
        json.clone(),
        "<r><animals><animal>a</animal><animal>b</animal></animals></r>",
    );
    round::<Renamed>(
        json,
        "<r><aliens><animal>a</animal><animal>b</animal></aliens></r>",
    );
    round::<Wrapped>(json!({"animals": []}), "<r><animals/></r>");
    round::<Plain>(json!({}), "<r/>");
}

#[derive(Clone)]
struct Person {
    id: i64,
    name: Option<String>,
    born: Field<i64>,
    boss: Option<Box<Person>>,
    extra: Extra,
}

impl Person {
    const TABLE: &'static Table = &Table::new(
        "Person",
        &[
            Property::required("id").xml(&Xml {
                attribute: true,
                ..Xml::PLAIN
            }),
            Property::optional("name").xml(&Xml {
                prefix: Some("sample"),
                namespace: Some("http://example.com/schema/sample?a&b"),
                ..Xml::PLAIN
            }),
            Property::optional("born"),
            Property::optional("boss"),
        ],
    );
}

macros::record!(crate::client::API, Person: extra, 0 id, 1 name, 2 born, 3 boss);

#[test]
fn attributes_namespaces_and_null() {
    round::<Person>(
        json!({"id": 1, "name": "<&>\"\r"}),
        "<r id=\"1\"><sample:name xmlns:sample=\"http://example.com/schema/sample?a&amp;b\">\
         &lt;&amp;&gt;\"&#13;</sample:name></r>",
    );
    round::<Person>(
        json!({"id": 1, "born": null, "boss": {"id": 2}}),
        "<r id=\"1\"><born xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>\
         <boss id=\"2\"/></r>",
    );
    round::<Person>(
        json!({"id": 1, "more": {"a": ["x", "y"]}}),
        "<r id=\"1\"><more><a>x</a><a>y</a></more></r>",
    );
}

#[test]
fn a_namespace_is_declared_once_in_its_scope() {
    const OUTER: &Xml = &Xml {
        prefix: Some("p"),
        namespace: Some("urn:x"),
        ..ROOT_OF
    };
    const ROOT_OF: Xml = Xml {
        name: "r",
        ..Xml::PLAIN
    };
    let items = json!(["a"]);
    const LIST: &Xml = &Xml {
        items: Some(OUTER),
        prefix: Some("p"),
        namespace: Some("urn:x"),
        ..ROOT_OF
    };
    assert_eq!(
        to_text(LIST, &items, &[]).unwrap(),
        format!("{HEAD}<p:r xmlns:p=\"urn:x\"><p:r>a</p:r></p:r>")
    );
    const DEFAULT: &Xml = &Xml {
        namespace: Some("urn:x"),
        ..ROOT_OF
    };
    assert_eq!(
        to_text(DEFAULT, &json!({"a": 1}), &[]).unwrap(),
        format!("{HEAD}<r xmlns=\"urn:x\"><a>1</a></r>")
    );
}

#[test]
fn names_and_characters_that_xml_does_not_allow() {
    for (value, message) in [
        (json!({"a b": 1}), "`a b` is not a valid XML name"),
        (json!({"a><b": 1}), "`a><b` is not a valid XML name"),
        (json!({"": 1}), "`` is not a valid XML name"),
        (json!({"1a": 1}), "`1a` is not a valid XML name"),
        (
            json!({"a": "\u{1}"}),
            "XML cannot contain the character U+0001",
        ),
    ] {
        assert_eq!(to_text(ROOT, &value, &[]).unwrap_err(), message, "{value}");
    }
}

#[test]
fn added_members_are_children_of_the_root() {
    let person: Person = from_text("<r id='1'><name>a</name></r>").unwrap();
    let extra = [
        ("name".to_owned(), json!("b")),
        ("list".to_owned(), json!([1, 2])),
    ];
    let expected = format!("{HEAD}<r id=\"1\"><name>b</name><list>1</list><list>2</list></r>");
    assert_eq!(to_text(ROOT, &person, &extra).unwrap(), expected);
    assert!(
        to_text(ROOT, &json!(["a"]), &extra)
            .unwrap_err()
            .contains("is not an object")
    );
}

#[test]
fn equivalent_xml_is_read_alike() {
    let whole = json!({"id": 1, "name": "a b", "born": 7});
    for xml in [
        "<?xml version='1.0'?>\n<x:r xmlns:x='urn:x' id=' 1 ' class='c'>\n <name>a b</name>\n <born> 7 </born>\n</x:r>",
        "<!DOCTYPE r [<!ENTITY e 'x'>]><r><id>1</id><!-- c --><n:name><![CDATA[a b]]></n:name><born>7</born><boss xsi:nil='true'/></r>",
        "<r id='1' name='a b' born='7'/>",
        "<r id='1'>words <name>a b</name> and more <born>7</born></r>",
        "<r id='&#49;'><name>a&#x20;b</name><born>&#55;</born></r>",
    ] {
        let person = from_text::<Person>(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
        assert_eq!(serde_json::to_value(&person).unwrap(), whole, "{xml}");
    }
    let empty = from_text::<Person>("<r id='1'><born/><name/></r>").unwrap();
    assert_eq!(
        serde_json::to_value(&empty).unwrap(),
        json!({"id": 1, "name": "", "born": null})
    );
    assert_eq!(
        from_text::<Vec<i64>>("<a><b>1</b><b>2</b></a>").unwrap(),
        [1, 2]
    );
}

#[test]
fn free_form_values_are_read_by_their_structure() {
    use super::sample::Thing;
    for (xml, expected) in [
        (
            "<r><a>1</a><b><c>x</c><c>y</c></b><d/></r>",
            json!({"a": "1", "b": {"c": ["x", "y"]}, "d": ""}),
        ),
        ("<r>text</r>", json!("text")),
        ("<r><a xsi:nil='1'/></r>", json!({"a": null})),
    ] {
        assert_eq!(from_text::<Value>(xml).unwrap(), expected, "{xml}");
    }
    let things: Vec<Thing> = from_text("<r><t>true</t><t>5</t><t>x</t></r>").unwrap();
    assert_eq!(things.len(), 3);
}

/// A size, and texts around its unit.
#[derive(Clone)]
struct Size {
    further: Vec<Value>,
    before: String,
    unit: Value,
    after: Option<String>,
}

impl Size {
    const TABLE: &'static Table = &Table::new(
        "Size",
        &[
            Property::required("[0]").xml(TEXT),
            Property::required("[1]").xml(&Xml {
                name: "unit",
                ..Xml::PLAIN
            }),
            Property::optional("[2]").xml(TEXT),
        ],
    );
}

macros::tuple!(crate::client::API, Size: further, 0 before, 1 unit, 2 after);

#[derive(Clone)]
struct Sizes {
    sizes: Vec<Size>,
    text: Option<Value>,
    extra: Extra,
}

impl Sizes {
    const TABLE: &'static Table = &Table::new(
        "Sizes",
        &[
            Property::required("sizes"),
            Property::optional("text").xml(TEXT),
        ],
    );
}

macros::record!(crate::client::API, Sizes: extra, 0 sizes, 1 text);

#[test]
fn tuples_are_elements_and_texts_in_order() {
    round::<Size>(
        json!(["1 ", "cm", " long"]),
        "<r>1 <unit>cm</unit> long</r>",
    );
    round::<Size>(json!(["", "cm"]), "<r><unit>cm</unit></r>");
    round::<Size>(
        json!(["", "cm", "", "more"]),
        "<r><unit>cm</unit><r>more</r></r>",
    );
    round::<Sizes>(
        json!({"sizes": [["1", "cm"], ["2", "m", "!"]]}),
        "<r><sizes>1<unit>cm</unit></sizes><sizes>2<unit>m</unit>!</sizes></r>",
    );
    let size: Size = from_text("<r>\n  <unit>a</unit>\n</r>").unwrap();
    assert_eq!((size.before.as_str(), size.after), ("", None));
    let short = from_text::<Size>("<r>1</r>").unwrap_err().to_string();
    assert_eq!(short, "$.1: expected a value, found nothing");
}

#[test]
fn values_without_elements_are_not_written_as_json() {
    for (text, expected) in [
        (json!(["a", 1]), Ok("<r>a 1</r>")),
        (
            json!({"a": 1}),
            Err("an object or array cannot be the text"),
        ),
        (json!([["a"]]), Err("an object or array cannot be the text")),
    ] {
        let sizes = Sizes {
            sizes: Vec::new(),
            text: Some(text),
            extra: Extra::new(),
        };
        match (to_text(ROOT, &sizes, &[]), expected) {
            (Ok(xml), Ok(expected)) => assert_eq!(xml, format!("{HEAD}{expected}")),
            (Err(message), Err(expected)) => assert!(message.contains(expected), "{message}"),
            (result, _) => panic!("{result:?}"),
        }
    }
    let list = to_text(ROOT, &json!(["a", {"b": 1}]), &[]).unwrap();
    assert_eq!(list, format!("{HEAD}<r><r>a</r><r><b>1</b></r></r>"));
}

#[test]
fn mismatched_xml_is_an_error() {
    let deep = format!("{}{}", "<a>".repeat(200), "</a>".repeat(200));
    let bomb =
        "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><r id='1'><name>&b;</name></r>";
    for (xml, message) in [
        ("", "$: expected an element, found none"),
        ("{}", "$: expected an element, found none"),
        (
            "<r id='1'>",
            "$: expected the end of `r`, found the end of the text",
        ),
        (
            "<r id='1'/><r/>",
            "$: expected one element, found another after it",
        ),
        ("<r/>", "$.id: expected a value, found nothing"),
        ("<r id='x'/>", "$.id: expected an integer, found `x`"),
        (
            "<r id='1'><boss><id>1</id><boss><id>x</id></boss></boss></r>",
            "$.boss.boss.id: expected an integer, found `x`",
        ),
        (
            "<r id='1'><boss>x</boss></r>",
            "$.boss.id: expected a value, found nothing",
        ),
        (bomb, "$: expected one of the entities of XML, found `b`"),
        (&deep, "$: nested deeper than 127 levels"),
    ] {
        assert_eq!(
            from_text::<Person>(xml).unwrap_err().to_string(),
            message,
            "{xml}"
        );
    }
    let attribute = from_text::<Person>("<!DOCTYPE r [<!ENTITY a 'a'>]><r id='&a;'/>")
        .unwrap_err()
        .to_string();
    assert!(
        attribute.contains("expected the value of `id`"),
        "{attribute}"
    );
}

#[test]
fn many_attributes_and_elements_are_read_fast() {
    let attributes: String = (0..50_000).map(|index| format!(" a{index}='1'")).collect();
    let elements: String = (0..50_000).map(|index| format!("<e{index}/>")).collect();
    let person: Person = from_text(&format!("<r id='1'{attributes}>{elements}</r>")).unwrap();
    assert_eq!(person.extra.len(), 50_000);
}
