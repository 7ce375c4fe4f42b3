//! The table "Style Examples" of OpenAPI 3.0.4 and 3.1.1, cell by cell, and the cases that it
//! leaves open.

use serde_json::{Value, json};

use super::client::{API, parameter};
use crate::runtime::api::{Api, Location, Parameter, Style};
use crate::runtime::field::Field;
use crate::runtime::node::Node;
use crate::runtime::params::write_parameter;

fn written(location: Location, style: Style, explode: bool, value: &dyn Node) -> Option<String> {
    write_parameter(
        &API,
        &Parameter {
            explode,
            ..parameter("color", location, style)
        },
        value,
    )
    .unwrap()
}

// The table of the standard, cell by cell.
#[expect(clippy::too_many_lines)]
#[test]
fn styles_follow_the_table_of_the_standard() {
    use Location::{Cookie, Header, Path, Query};
    use Style::{
        DeepObject, Form, Json, Label, Matrix, PipeDelimited, Simple, SpaceDelimited, TabDelimited,
    };
    // For each style: empty string, string, array, object.
    let rows: &[(Location, Style, bool, [&str; 4])] = &[
        (
            Path,
            Matrix,
            false,
            [
                ";color",
                ";color=blue",
                ";color=blue,black,brown",
                ";color=B,150,G,200,R,100",
            ],
        ),
        (
            Path,
            Matrix,
            true,
            [
                ";color",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";B=150;G=200;R=100",
            ],
        ),
        (
            Path,
            Label,
            false,
            [".", ".blue", ".blue,black,brown", ".B,150,G,200,R,100"],
        ),
        (
            Path,
            Label,
            true,
            [".", ".blue", ".blue.black.brown", ".B=150.G=200.R=100"],
        ),
        (
            Path,
            Simple,
            false,
            ["", "blue", "blue,black,brown", "B,150,G,200,R,100"],
        ),
        (
            Path,
            Simple,
            true,
            ["", "blue", "blue,black,brown", "B=150,G=200,R=100"],
        ),
        (
            Query,
            Form,
            false,
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=B,150,G,200,R,100",
            ],
        ),
        (
            Query,
            Form,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "B=150&G=200&R=100",
            ],
        ),
        (
            Query,
            SpaceDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%20black%20brown",
                "color=B%20150%20G%20200%20R%20100",
            ],
        ),
        // `collectionFormat` of Swagger 2.0 in paths and headers.
        (
            Path,
            PipeDelimited,
            false,
            [
                "",
                "blue",
                "blue%7Cblack%7Cbrown",
                "B%7C150%7CG%7C200%7CR%7C100",
            ],
        ),
        (
            Header,
            TabDelimited,
            false,
            ["", "blue", "blue\tblack\tbrown", "B\t150\tG\t200\tR\t100"],
        ),
        // The standard's table has no cells for the next two rows.
        (
            Query,
            SpaceDelimited,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "B=150&G=200&R=100",
            ],
        ),
        (
            Query,
            PipeDelimited,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "B=150&G=200&R=100",
            ],
        ),
        (
            Query,
            PipeDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=B%7C150%7CG%7C200%7CR%7C100",
            ],
        ),
        (
            Query,
            TabDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%09black%09brown",
                "color=B%09150%09G%09200%09R%09100",
            ],
        ),
        (
            Query,
            DeepObject,
            true,
            [
                "color=",
                "color=blue",
                "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100",
            ],
        ),
        (
            Header,
            Simple,
            false,
            ["", "blue", "blue,black,brown", "B,150,G,200,R,100"],
        ),
        (
            Header,
            Simple,
            true,
            ["", "blue", "blue,black,brown", "B=150,G=200,R=100"],
        ),
        (
            Cookie,
            Form,
            false,
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=B,150,G,200,R,100",
            ],
        ),
        (
            Cookie,
            Form,
            true,
            [
                "color=",
                "color=blue",
                "color=blue; color=black; color=brown",
                "B=150; G=200; R=100",
            ],
        ),
        (
            Query,
            Json,
            true,
            [
                "color=%22%22",
                "color=%22blue%22",
                "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
                "color=%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D",
            ],
        ),
    ];
    let values = [
        json!(""),
        json!("blue"),
        json!(["blue", "black", "brown"]),
        json!({"B": 150, "G": 200, "R": 100}),
    ];
    for (location, style, explode, expected) in rows {
        for (value, expected) in values.iter().zip(expected) {
            let text = written(*location, *style, *explode, value);
            assert_eq!(
                text.as_deref(),
                Some(*expected),
                "{style:?} {explode} {value}"
            );
        }
    }
}

#[test]
fn typed_values_are_written_like_free_form_json() {
    let form =
        |value: &dyn Node| written(Location::Query, Style::Form, true, value).unwrap_or_default();
    assert_eq!(form(&7_i64), "color=7");
    assert_eq!(form(&i128::from(u64::MAX)), "color=18446744073709551615");
    assert_eq!(form(&true), "color=true");
    assert_eq!(
        form(&vec!["a".to_owned(), "b,&".to_owned()]),
        "color=a&color=b%2C%26"
    );
    assert_eq!(
        form(&"ä +/?#\u{0}".to_owned()),
        "color=%C3%A4%20%2B%2F%3F%23%00"
    );
    assert_eq!(form(&super::client::server("x")), "id=x&kind=oauth&owner=o");
    assert_eq!(
        form(&std::collections::BTreeMap::from([("k".to_owned(), 1_i64)])),
        "k=1"
    );
}

/// The valid combinations of location and style.
const CELLS: &[(Location, Style)] = &[
    (Location::Path, Style::Matrix),
    (Location::Path, Style::Label),
    (Location::Path, Style::Simple),
    (Location::Query, Style::Form),
    (Location::Query, Style::SpaceDelimited),
    (Location::Query, Style::PipeDelimited),
    (Location::Query, Style::TabDelimited),
    (Location::Query, Style::DeepObject),
    (Location::Header, Style::Simple),
    (Location::Cookie, Style::Form),
];

#[test]
fn empty_values_are_omitted() {
    for (location, style) in CELLS.iter().chain(&[(Location::Query, Style::Json)]) {
        for value in [
            &None::<String> as &dyn Node,
            &Field::<String>::Null,
            &Value::Null,
        ] {
            assert_eq!(written(*location, *style, true, value), None);
        }
    }
    for (location, style) in CELLS {
        for value in [json!([null]), json!({"a": null})] {
            assert_eq!(
                written(*location, *style, true, &value),
                None,
                "{style:?} {value}"
            );
        }
        let (with, without) = (json!(["a", null, "b"]), json!(["a", "b"]));
        if *style != Style::DeepObject {
            let both = [&with, &without].map(|value| written(*location, *style, false, value));
            assert_eq!(both[0], both[1], "{style:?}");
        }
    }
    for value in [json!([]), json!({})] {
        for (location, style) in CELLS {
            for explode in [false, true] {
                assert_eq!(
                    written(*location, *style, explode, &value),
                    None,
                    "{style:?} {value}"
                );
            }
        }
        assert_eq!(
            written(Location::Query, Style::Json, true, &value).map(|text| text.len()),
            Some(12)
        );
    }
}

#[test]
fn nested_values_are_written_as_json() {
    let value = json!({"a": {"b": [1, {"c": null}, "x y"]}, "d": []});
    assert_eq!(
        written(Location::Query, Style::DeepObject, true, &value).unwrap(),
        "color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B2%5D=x%20y"
    );
    assert_eq!(
        written(
            Location::Query,
            Style::DeepObject,
            true,
            &json!({"a": {"b": []}})
        ),
        None
    );
    assert_eq!(
        written(
            Location::Query,
            Style::Form,
            true,
            &json!({"a": [1], "b": "[1]"})
        )
        .unwrap(),
        "a=%5B1%5D&b=%5B1%5D"
    );
}

#[test]
fn harmless_reserved_characters_may_stay() {
    let parameter = Parameter {
        allow_reserved: true,
        ..parameter("q", Location::Query, Style::Form)
    };
    let text = write_parameter(&API, &parameter, &":/?#[]@!$&'()*+,;= %".to_owned())
        .unwrap()
        .unwrap();
    assert_eq!(text, "q=:/?%23%5B%5D@!$%26'()*%2B,;=%20%25");
    for (value, expected) in [
        ("a%20b", "q=a%20b"),
        ("%", "q=%25"),
        ("%2", "q=%252"),
        ("%zz%C3%a4", "q=%25zz%C3%a4"),
    ] {
        assert_eq!(
            write_parameter(&API, &parameter, &value.to_owned())
                .unwrap()
                .unwrap(),
            expected,
            "{value}"
        );
    }
    for (location, style, expected) in [
        (
            Location::Path,
            Style::Simple,
            ":/%3F%23%5B%5D@!$&'()*+,;=%20%25",
        ),
        (
            Location::Querystring(&[]),
            Style::Form,
            ":/?%23%5B%5D@!$%26'()*%2B,;=%20%25",
        ),
        (
            Location::Cookie,
            Style::Form,
            "q=:/?#[]@!$&'()*+%2C%3B=%20%25",
        ),
        (Location::Header, Style::Simple, ":/?#[]@!$&'()*+,;= %"),
    ] {
        let other = Parameter {
            allow_reserved: true,
            ..super::client::parameter("q", location, style)
        };
        let text = write_parameter(&API, &other, &":/?#[]@!$&'()*+,;= %".to_owned());
        assert_eq!(text.unwrap().unwrap(), expected, "{style:?}");
    }
    assert_eq!(
        write_parameter(&API, &parameter, &json!({"a&b": "c/d"}))
            .unwrap()
            .unwrap(),
        "a%26b=c/d"
    );
}

#[test]
fn delimiters_in_values_are_encoded() {
    use Style::{Form, Label, Matrix, Simple};
    let value = json!(["a,b", "c.d;e=f g|h&i/j"]);
    let encoded = "a%2Cb,c.d%3Be%3Df%20g%7Ch%26i%2Fj";
    for (location, style, explode, expected) in [
        (Location::Path, Simple, false, encoded.to_owned()),
        (Location::Path, Simple, true, encoded.to_owned()),
        (Location::Path, Label, false, format!(".{encoded}")),
        (Location::Path, Matrix, false, format!(";color={encoded}")),
        (
            Location::Path,
            Matrix,
            true,
            format!(";color={}", encoded.replace(',', ";color=")),
        ),
        (Location::Query, Form, false, format!("color={encoded}")),
        (
            Location::Query,
            Form,
            true,
            format!("color={}", encoded.replace(',', "&color=")),
        ),
        (Location::Cookie, Form, false, format!("color={encoded}")),
    ] {
        assert_eq!(
            written(location, style, explode, &value),
            Some(expected),
            "{style:?} {explode}"
        );
    }
    let object = json!({"a=b,": "c&d"});
    for (location, style, explode, expected) in [
        (Location::Path, Simple, true, "a%3Db%2C=c%26d"),
        (Location::Path, Label, true, ".a%3Db%2C=c%26d"),
        (Location::Path, Matrix, true, ";a%3Db%2C=c%26d"),
        (Location::Query, Form, false, "color=a%3Db%2C,c%26d"),
        (Location::Query, Form, true, "a%3Db%2C=c%26d"),
        (
            Location::Query,
            Style::DeepObject,
            true,
            "color%5Ba%3Db%2C%5D=c%26d",
        ),
    ] {
        let text = written(location, style, explode, &object);
        assert_eq!(text.as_deref(), Some(expected), "{style:?} {explode}");
    }
}

#[test]
fn delimiters_that_cannot_be_encoded_are_rejected() {
    use Style::{Label, PipeDelimited, Simple, SpaceDelimited};
    for (location, style, explode, separator) in [
        (Location::Query, SpaceDelimited, false, " "),
        (Location::Query, PipeDelimited, false, "|"),
        (Location::Path, Label, true, "."),
        (Location::Header, Simple, false, ","),
        (Location::Header, Simple, true, ","),
        (Location::Part("part"), Simple, false, ","),
    ] {
        let parameter = Parameter {
            explode,
            ..parameter("color", location, style)
        };
        let split = format!("a{separator}b");
        for (value, place) in [
            (json!(["c", &split]), "item 1"),
            (json!({"key": &split}), "`key`"),
            (json!({&split: "c"}), &*format!("`{split}`")),
        ] {
            let fault = write_parameter(&API, &parameter, &value).unwrap_err();
            assert!(
                fault.message.starts_with("`color` has a "),
                "{}",
                fault.message
            );
            assert!(
                fault.message.contains(separator) && fault.message.contains(place),
                "{}",
                fault.message
            );
        }
        assert!(
            write_parameter(&API, &parameter, &split).is_ok(),
            "one text is not split: {style:?}"
        );
        let elsewhere = json!(["a b.c|d,e".replace(separator, "")]);
        assert!(
            write_parameter(&API, &parameter, &elsewhere).is_ok(),
            "{style:?}"
        );
        if style != Simple {
            let other = Parameter {
                explode: !explode,
                ..parameter
            };
            assert!(
                write_parameter(&API, &other, &json!([&split])).is_ok(),
                "another separator: {style:?}"
            );
        }
    }
    let deep = parameter("color", Location::Query, Style::DeepObject);
    for value in [
        json!({"a[b]": 1}),
        json!({"a": {"b]": 1}}),
        json!({"a": [{"[": 1}]}),
    ] {
        let fault = write_parameter(&API, &deep, &value).unwrap_err();
        assert!(
            fault
                .message
                .starts_with("`color` has a bracket in the key"),
            "{}",
            fault.message
        );
    }
    assert!(
        write_parameter(&API, &deep, &json!({"a": "[b]"})).is_ok(),
        "values may have them"
    );
    let fraction = Parameter {
        explode: true,
        ..parameter("color", Location::Path, Label)
    };
    assert!(
        write_parameter(&API, &fraction, &json!([1.5, 2])).is_err(),
        "`.1.5.2` would be three numbers"
    );
}

#[test]
fn lists_of_objects_and_objects_of_lists() {
    use Style::{DeepObject, Form, Simple};
    let list = json!([{"a": 1}, {"a": 2}]);
    let object = json!({"a": [1, 2], "b": {"c": 3}});
    for (location, style, explode, value, expected) in [
        (
            Location::Query,
            Form,
            true,
            &list,
            "color=%7B%22a%22%3A1%7D&color=%7B%22a%22%3A2%7D",
        ),
        (
            Location::Query,
            Form,
            false,
            &list,
            "color=%7B%22a%22%3A1%7D,%7B%22a%22%3A2%7D",
        ),
        (
            Location::Query,
            DeepObject,
            true,
            &list,
            "color%5B0%5D%5Ba%5D=1&color%5B1%5D%5Ba%5D=2",
        ),
        (Location::Header, Simple, false, &list, r#"{"a":1},{"a":2}"#),
        (
            Location::Query,
            Form,
            true,
            &object,
            "a=%5B1%2C2%5D&b=%7B%22c%22%3A3%7D",
        ),
        (
            Location::Query,
            DeepObject,
            true,
            &object,
            "color%5Ba%5D%5B0%5D=1&color%5Ba%5D%5B1%5D=2&color%5Bb%5D%5Bc%5D=3",
        ),
    ] {
        let text = written(location, style, explode, value);
        assert_eq!(
            text.as_deref(),
            Some(expected),
            "{style:?} {explode} {value}"
        );
    }
}

#[test]
fn header_values_are_not_encoded() {
    let text = written(
        Location::Header,
        Style::Simple,
        false,
        &"a b/ä,c".to_owned(),
    );
    assert_eq!(text.as_deref(), Some("a b/ä,c"));
    let text = written(
        Location::Header,
        Style::Simple,
        false,
        &json!(["a b/ä", "c.d;e=f g|h&i%2C"]),
    );
    assert_eq!(text.as_deref(), Some("a b/ä,c.d;e=f g|h&i%2C"));
}

#[test]
fn single_values_need_no_styles() {
    let api = Api {
        write_styled: None,
        ..API
    };
    let values: [&dyn Node; 5] = [
        &"a b/ü".to_owned(),
        &String::new(),
        &5_i64,
        &true,
        &None::<String>,
    ];
    for (location, style) in [
        (Location::Path, Style::Simple),
        (Location::Query, Style::Form),
        (Location::Header, Style::Simple),
    ] {
        let parameter = parameter("a b", location, style);
        for value in values {
            assert_eq!(
                write_parameter(&api, &parameter, value).unwrap(),
                write_parameter(&API, &parameter, value).unwrap(),
            );
        }
    }
}
