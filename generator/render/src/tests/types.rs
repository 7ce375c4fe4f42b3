//! How types are emitted.

use serde_json::json;

use super::sample::*;
use super::{assert_holds, rendered};
use diag::Origin;
use model::*;

const FILE: &str = "src/types/sample.rs";

#[test]
fn a_struct() {
    let mut api = empty();
    let mut name = text();
    name.constraints.max_length = Some(350);
    name.default = Some(json!("Tom").into());
    let name = Property {
        docs: Some("Name of the pet.".to_owned()),
        ..property("name", name)
    };
    let id = property("id!", text());
    let owner = property("owner!", nullable(text()));
    let note = property("note", nullable(text()));
    add(&mut api, "Pet", object(vec![id, owner, name, note]));
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "
#[non_exhaustive]
#[derive(Clone)]
pub struct Pet {
    pub id: String,
    pub owner: Option<String>,
    /// Name of the pet.
    ///
    /// At most 350 characters. Default: `Tom`.
    pub name: Option<String>,
    pub note: Field<String>,
    /// Properties that this version of the crate does not know, by name; those added here are sent.
    pub extra: Extra,
}

impl Pet {
    /// Creates a value from the required properties; the methods below set the others.
    pub fn new(id: impl Into<String>, owner: impl Into<Field<String>>) -> Self {
        Self {
            id: id.into(),
            owner: owner.into().into_option(),
            ..Self::blank()
        }
    }

    /// Name of the pet.
    ///
    /// At most 350 characters. Default: `Tom`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Field::Value(note.into());
        self
    }

    /// Sends `null` for `note`.
    pub fn note_null(mut self) -> Self {
        self.note = Field::Null;
        self
    }
",
    );
    assert_holds(
        &files,
        FILE,
        r#"
    pub(crate) const TABLE: &'static Table = &Table::new(
        "Pet",
        &[
            Property::required("id"),
            Property::required("owner"),
            Property::optional("name").check(&[Check::MaxLength(350)]),
            Property::optional("note"),
        ],
    );
"#,
    );
}

#[test]
fn read_only_and_write_only_properties_are_optional() {
    let mut api = empty();
    let id = Property {
        read_only: true,
        ..property("id!", text())
    };
    let mut token = property("token!", text());
    token.write_only = true;
    token.schema.secret = true;
    add(&mut api, "Pet", object(vec![id, token]));
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "    /// Read-only: not sent.\n    pub id: Option<String>,",
    );
    assert_holds(&files, FILE, "Property::optional(\"token\").always_sent()");
    // The property is an argument of `new`, but an optional field, since responses lack it.
    assert_holds(&files, FILE, "pub token: Option<String>,");
    assert_holds(
        &files,
        FILE,
        "pub fn new(token: impl Into<String>) -> Self {",
    );
    let file = files.get(FILE).unwrap();
    assert!(
        !file.contains("pub fn token(") && !file.contains("pub fn id("),
        "{file}"
    );
}

#[test]
fn integer_bounds_beyond_i64_are_not_documented() {
    let mut api = empty();
    let mut seed = schema(Type::Integer);
    let bound = |value: serde_json::Value| {
        Some(Bound {
            value: serde_json::from_value(value).unwrap(),
            exclusive: false,
        })
    };
    seed.constraints.minimum = bound(json!(-9_223_372_036_854_776_000.0));
    seed.constraints.maximum = bound(json!(7));
    add(&mut api, "Sample", object(vec![property("seed", seed)]));
    assert_holds(
        &rendered(&api),
        FILE,
        "    /// At most 7.\n    pub seed: Option<i64>,",
    );
}

#[test]
fn nullable_items_accept_values_and_options() {
    let mut api = empty();
    let names = schema(Type::Map(Box::new(nullable(schema(Type::Integer)))));
    add(
        &mut api,
        "Sample",
        object(vec![
            property("roles", list(nullable(text()))),
            property("sizes", names),
        ]),
    );
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "roles: impl IntoIterator<Item = impl Into<Field<String>>>)",
    );
    assert_holds(
        &files,
        FILE,
        "sizes: impl IntoIterator<Item = (impl Into<String>, impl Into<Field<i64>>)>,",
    );
}

#[test]
fn deprecated_items_cause_no_warnings_in_the_crate() {
    let mut api = empty();
    let mut old = property("old", text());
    (old.deprecated, old.docs) = (
        true,
        Some("The old name. Deprecated, use `name` instead.".to_owned()),
    );
    let mut must = property("must!", text());
    must.deprecated = true;
    add(&mut api, "Pet", object(vec![must, old]));
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "
    #[deprecated(note = \"Deprecated, use `name` instead\")]
    pub old: Option<String>,
",
    );
    assert_holds(
        &files,
        FILE,
        "
    #[deprecated(note = \"Deprecated, use `name` instead\")]
    #[allow(deprecated, reason = \"deprecated items still work\")]
    pub fn old(mut self, old: impl Into<String>) -> Self {
",
    );
    assert_holds(
        &files,
        FILE,
        "    #[deprecated(note = \"deprecated in the API's description\")]\n    pub must: String,",
    );
    assert_holds(
        &files,
        FILE,
        "
    #[expect(deprecated, reason = \"deprecated items still work\")]
    pub fn new(must: impl Into<String>) -> Self {
",
    );
    assert!(!files.get(FILE).unwrap().contains("#![allow"));
}

#[test]
fn constants_are_not_constructor_arguments() {
    let mut api = empty();
    let mut kind = text();
    kind.constant = Some(json!("cat").into());
    let level = add(&mut api, "Level", constants(EnumBase::Integer, &["2"]));
    add(
        &mut api,
        "Cat",
        object(vec![
            property("kind!", kind),
            property("level!", schema(Type::Named(level))),
            property("name!", text()),
        ]),
    );
    assert_holds(
        &rendered(&api),
        FILE,
        "
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: \"cat\".into(),
            level: Level::N2,
            ..Self::blank()
        }
    }
",
    );
}

#[test]
fn structs_without_required_properties_implement_default() {
    let mut api = empty();
    add(&mut api, "Cat", object(vec![property("name", text())]));
    add(&mut api, "Dog", object(vec![property("name!", text())]));
    let files = rendered(&api);
    assert_holds(&files, FILE, "impl Default for Cat {");
    assert!(!files.get(FILE).unwrap().contains("impl Default for Dog"));
}

#[test]
fn an_enum() {
    let mut api = empty();
    add(
        &mut api,
        "Level",
        constants(EnumBase::Integer, &["1", "-2"]),
    );
    add(
        &mut api,
        "AuthType",
        constants(EnumBase::Text, &["oauth", ""]),
    );
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "
#[non_exhaustive]
#[derive(Clone)]
pub enum AuthType {
    /// Serialized as `oauth`.
    Oauth,
    /// Serialized as `\"\"`.
    Empty,
    /// A value that this version of the crate does not know.
    Unknown(UnknownValue),
}
",
    );
    assert_holds(
        &files,
        FILE,
        "            -2 => Self::Minus2,\n            _ => Self::Unknown(value),",
    );
}

#[test]
fn a_union() {
    let mut api = empty();
    let cat = add(
        &mut api,
        "Cat",
        object(vec![property("lives!", schema(Type::Integer))]),
    );
    let shapes = vec![
        variant("Cat", schema(Type::Named(cat))),
        variant("Name", text()),
        variant("Other", text()),
    ];
    let discriminator = Discriminator {
        property: "type".to_owned(),
        mapping: vec![("cat".to_owned(), 0)],
        otherwise: None,
        absent: None,
    };
    add(
        &mut api,
        "Pet",
        TypeKind::Union(Union {
            variants: shapes,
            discriminator: Some(discriminator),
            constants: Vec::new(),
        }),
    );
    let files = rendered(&api);
    let line = "- `enum Pet { Cat(Box<Cat>), Name(String), Other(String) }`";
    assert_holds(&files, "api.md", line);
    assert_holds(
        &files,
        FILE,
        "
pub enum Pet {
    Cat(Box<Cat>),
    Name(String),
    Other(String),
    /// A value that matches no variant, kept unchanged.
    Unknown(Value),
}
",
    );
    assert_holds(
        &files,
        FILE,
        r#"
    pub(crate) const TABLE: &'static UnionTable = &UnionTable::new(
        Some(Tag {
            name: "type",
            values: &[("cat", 0)],
            otherwise: None,
            absent: None,
        }),
        &[
            Shape::Record(Cat::TABLE),
            Shape::Text(&[]),
            Shape::Text(&[]),
        ],
    );
"#,
    );
    assert_holds(
        &files,
        FILE,
        "macros::union!(crate::client::API, Pet, 0 Cat, 1 Name, 2 Other);",
    );
    assert_holds(&files, FILE, "impl From<Cat> for Pet {");
    assert!(
        !files.get(FILE).unwrap().contains("impl From<String>"),
        "two shapes are text"
    );
}

#[test]
fn a_required_union_that_may_be_null_takes_what_a_setter_takes() {
    let mut api = empty();
    let cat = add(
        &mut api,
        "Cat",
        object(vec![property("lives!", schema(Type::Integer))]),
    );
    let list = schema(Type::List(Box::new(text())));
    let numbers = vec![
        variant("Cat", schema(Type::Named(cat))),
        variant("Size", schema(Type::Float)),
    ];
    let shapes = numbers
        .iter()
        .cloned()
        .chain([variant("Name", text()), variant("Names", list)])
        .collect();
    let pet = add(
        &mut api,
        "Pet",
        TypeKind::Union(Union {
            variants: shapes,
            discriminator: None,
            constants: Vec::new(),
        }),
    );
    let item = add(
        &mut api,
        "Item",
        TypeKind::Union(Union {
            variants: numbers.clone(),
            discriminator: None,
            constants: Vec::new(),
        }),
    );
    let other = add(
        &mut api,
        "Other",
        TypeKind::Union(Union {
            variants: numbers,
            discriminator: None,
            constants: Vec::new(),
        }),
    );
    let nullable = |id| Schema {
        nullable: true,
        ..schema(Type::Named(id))
    };
    let items = property("items", schema(Type::List(Box::new(nullable(item)))));
    add(
        &mut api,
        "Owner",
        object(vec![
            property("pet!", nullable(pet)),
            property("other", nullable(other)),
            items,
        ]),
    );
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "pub fn new(pet: impl Into<Field<Pet>>) -> Self {",
    );
    assert_holds(
        &files,
        FILE,
        "impl From<Cat> for Field<Pet> {\n    fn from(value: Cat) -> Self {",
    );
    assert_holds(&files, FILE, "impl From<Cat> for Field<Item> {");
    let text = files.get(FILE).unwrap();
    assert!(
        !text.contains("for Field<Other>"),
        "its setter takes the union itself"
    );
    assert_eq!(
        text.matches("for Field<Pet>").count(),
        1,
        "the runtime converts the others"
    );
}

#[test]
fn a_union_converts_from_what_converts_to_its_unions() {
    let mut api = empty();
    let cat = add(&mut api, "Cat", object(vec![property("name!", text())]));
    let union = |variants| {
        TypeKind::Union(Union {
            variants,
            discriminator: None,
            constants: Vec::new(),
        })
    };
    let vector = add(
        &mut api,
        "Vector",
        union(vec![
            variant("Numbers", list(schema(Type::Float))),
            variant("Name", text()),
            variant("Count", schema(Type::Integer)),
            variant("Flag", nullable(schema(Type::Bool))),
            variant("Cat", schema(Type::Named(cat))),
        ]),
    );
    let nested = UnionVariant {
        boxed: false,
        ..variant("Vector", schema(Type::Named(vector)))
    };
    let outer = union(vec![nested, variant("Word", text())]);
    let query = add(&mut api, "Query", outer);
    add(
        &mut api,
        "Search",
        object(vec![property(
            "query!",
            nullable(schema(Type::Named(query))),
        )]),
    );
    let files = rendered(&api);
    for conversion in [
        "impl From<Vec<f64>> for Query {
    fn from(value: Vec<f64>) -> Self {
        Self::Vector(value.into())
    }
}",
        "impl From<i64> for Query {",
        "macros::from_items!(Query, nested Vector, f64);",
        "macros::from_text!(Query, Word);",
    ] {
        assert_holds(&files, FILE, conversion);
    }
    // The description has no dates, but `Field` converts from them.
    assert!(files.get("src/runtime/text.rs").is_some());
    let code = files.get(FILE).unwrap();
    for excluded in [
        "From<Cat> for Query",
        "From<Option<bool>> for Query",
        "from_text!(Query, Vector",
    ] {
        assert!(!code.contains(excluded), "{excluded}");
    }
    assert_eq!(code.matches("From<String> for Query").count(), 1);
}

#[test]
fn accessors_of_lists_return_slices() {
    let mut api = empty();
    let variants = vec![
        variant("Name", text()),
        variant("Names", list(text())),
        variant("Sizes", nullable(list(schema(Type::Integer)))),
    ];
    let kind = TypeKind::Union(Union {
        variants,
        discriminator: None,
        constants: Vec::new(),
    });
    add(&mut api, "Pet", kind);
    let files = rendered(&api);
    for line in [
        "pub fn as_names(&self) -> Option<&[String]> {",
        "pub fn as_sizes(&self) -> Option<&Option<Vec<i64>>> {",
    ] {
        assert_holds(&files, FILE, line);
    }
}

#[test]
fn nested_unions_have_tables_unless_recursive() {
    let mut api = empty();
    let union = |variants: Vec<UnionVariant>| {
        TypeKind::Union(Union {
            variants,
            discriminator: None,
            constants: Vec::new(),
        })
    };
    let word = add(
        &mut api,
        "Word",
        union(vec![
            variant("Text", text()),
            variant("Flag", schema(Type::Bool)),
        ]),
    );
    let back = add(&mut api, "Back", union(Vec::new()));
    let forth = vec![
        variant("Word", schema(Type::Named(word))),
        variant("Back", schema(Type::Named(back))),
    ];
    let forth = add(&mut api, "Forth", union(forth));
    api.types.get_mut(back).unwrap().kind =
        union(vec![variant("Forth", schema(Type::Named(forth)))]);
    let files = rendered(&api);
    assert_holds(&files, FILE, "&[Shape::Union(Word::TABLE), Shape::Any]");
    assert_holds(&files, FILE, "&UnionTable::new(None, &[Shape::Any]);");
}

#[test]
fn a_union_lists_constants_that_its_discriminator_lacks() {
    let mut api = empty();
    let constants = |path: &[&str], is_closed| MemberConstants {
        path: path.iter().map(|name| (*name).to_owned()).collect(),
        values: vec![("a".to_owned(), 0), ("b".to_owned(), 1)],
        is_closed,
    };
    let variants = vec![variant("Text", text()), variant("Flag", schema(Type::Bool))];
    let constants = vec![constants(&["x", "y"], true), constants(&["z"], false)];
    add(
        &mut api,
        "Word",
        TypeKind::Union(Union {
            variants,
            discriminator: None,
            constants,
        }),
    );
    let expected = r#"
        &UnionTable::new(None, &[Shape::Text(&[]), Shape::Bool]).constants(&[
            Constants::closed(&["x", "y"], &[("a", 0), ("b", 1)]),
            Constants::open(&["z"], &[("a", 0), ("b", 1)]),
        ]);
"#;
    assert_holds(&rendered(&api), FILE, expected);
}

#[test]
fn types_may_have_names_of_the_runtime() {
    let mut api = empty();
    for name in ["Table", "Model", "Property", "Check"] {
        let mut id = text();
        id.constraints.min_length = Some(1);
        add(&mut api, name, object(vec![property("id!", id)]));
    }
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "use crate::runtime::node::{Extra, Model as _};",
    );
    let property = "crate::runtime::api::Property::required(\"id\")";
    assert_holds(&files, FILE, property);
    let table = "    pub(crate) const TABLE: &'static crate::runtime::api::Table = &crate::runtime::api::Table::new(";
    assert_holds(&files, FILE, table);
}

#[test]
fn arguments_accept_convertible_types() {
    let mut api = empty();
    let kind = add(&mut api, "Kind", constants(EnumBase::Text, &["a"]));
    let part = add(&mut api, "Part", object(vec![]));
    let fields = vec![
        property("a!", list(text())),
        property("b!", list(schema(Type::Named(part)))),
        property("c!", schema(Type::Named(kind))),
        property("d!", schema(Type::Map(Box::new(schema(Type::Integer))))),
        property("e!", schema(Type::Number)),
        property("f!", schema(Type::Any)),
    ];
    add(&mut api, "Whole", object(fields));
    assert_holds(
        &rendered(&api),
        FILE,
        "
    pub fn new(
        a: impl IntoIterator<Item = impl Into<String>>,
        b: impl IntoIterator<Item = Part>,
        c: impl Into<Kind>,
        d: impl IntoIterator<Item = (impl Into<String>, i64)>,
        e: impl Into<Number>,
        f: impl Into<Value>,
    ) -> Self {
",
    );
}

#[test]
fn docs_of_inline_types_name_their_location() {
    let mut api = empty();
    let pet = add(&mut api, "Pet", object(Vec::new()));
    let rows = [
        (
            "/components/schemas/Pet/properties/own~1er",
            "/// Property `own/er` of [`Pet`].",
        ),
        (
            "/components/schemas/Pet/properties/toys/items",
            "/// Item of `toys` of [`Pet`].",
        ),
        (
            "/components/schemas/Pet/additionalProperties",
            "/// Value of [`Pet`].",
        ),
        ("/components/schemas/Pet/oneOf/1", "/// Variant of [`Pet`]."),
        ("/components/schemas/Pat/properties/owner", ";\n"),
    ];
    let place = "/components/schemas/Pet";
    api.schemas.push(SchemaEntry {
        origin: at(place),
        ty: Type::Named(pet),
        is_own: true,
        usage: Usage::default(),
    });
    for (index, (pointer, _)) in rows.iter().enumerate() {
        let id = add(&mut api, &format!("Part{index}"), object(Vec::new()));
        api.types.get_mut(id).unwrap().origin = at(pointer);
    }
    let files = rendered(&api);
    for (index, (_, docs)) in rows.iter().enumerate() {
        let text =
            format!("\n{docs}\n#[non_exhaustive]\n#[derive(Clone)]\npub struct Part{index} {{");
        assert_holds(&files, FILE, &text);
    }
}

#[test]
fn types_of_responses_have_no_checks() {
    let mut api = empty();
    let mut name = text();
    name.constraints.max_length = Some(3);
    let id = add(&mut api, "Pet", object(vec![property("name!", name)]));
    api.types.get_mut(id).unwrap().usage = Usage {
        request: false,
        response: true,
        xml: false,
    };
    assert_holds(&rendered(&api), FILE, "Property::required(\"name\")]);");
}

#[test]
fn property_counts_are_checked() {
    let mut api = empty();
    let mut pet = object(vec![property("id", text()), property("name", text())]);
    if let TypeKind::Struct(body) = &mut pet {
        (
            body.constraints.min_properties,
            body.constraints.max_properties,
        ) = (Some(1), Some(5));
    }
    add(&mut api, "Pet", pet);
    assert_holds(
        &rendered(&api),
        FILE,
        ".checked(&[Check::MinCount(1), Check::MaxCount(5)])",
    );
}

#[test]
fn property_names_are_checked_and_documented() {
    let mut api = empty();
    let mut labels = Schema::of(Type::Map(Box::new(text())), Origin::default());
    let listed = vec!["a".to_owned(), "b".to_owned()];
    let length = Constraints {
        max_length: Some(8),
        ..Constraints::default()
    };
    labels.constraints.names = Some(Box::new(PropertyNames {
        text: length,
        listed,
    }));
    add(&mut api, "Pet", object(vec![property("labels", labels)]));
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "Check::Names(&[\n            Check::MaxLength(8),\n            Check::OneOf(&[\"a\", \"b\"]),\n        ])",
    );
    assert_holds(
        &files,
        FILE,
        "Names: one of `a`, `b`, at most 8 characters.",
    );
}
