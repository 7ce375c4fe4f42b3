//! Docs of types: they list the methods that use the type.

use super::sample::*;
use super::{assert_holds, rendered};
use model::*;

const FILE: &str = "src/types/sample.rs";

/// Returns an API with these types, and with methods that send and return types, given by their
/// indices.
fn api(types: Vec<(&str, TypeKind)>, methods: &[(&str, Option<u32>, Option<u32>)]) -> Api {
    let mut api = empty();
    for (name, kind) in types {
        add(&mut api, name, kind);
    }
    let of = |index: u32| schema(Type::Named(TypeId(index)));
    let operations = methods.iter().map(|(rust, sent, returned)| {
        let body = |index| RequestBody {
            rust: "body".to_owned(),
            required: true,
            contents: vec![content(of(index), &[])],
            others: Vec::new(),
            docs: None,
            origin: at("/x"),
        };
        let output = returned.map_or(Output::Empty, |index| Output::Json(list(of(index))));
        Operation {
            body: sent.map(body),
            returns: Returns {
                output,
                ..Returns::default()
            },
            ..operation(rust, "POST", "/pets")
        }
    });
    let operations = operations.collect();
    with_operations(api, operations)
}

fn flat() -> TypeKind {
    object(vec![property("age", text())])
}

#[test]
fn docs_name_the_methods_that_send_or_return_a_type() {
    let api = api(
        vec![("Pet", flat()), ("Toy", flat()), ("Unused", flat())],
        &[
            ("create", Some(0), Some(0)),
            ("list", None, Some(0)),
            ("send", Some(1), None),
        ],
    );
    let files = rendered(&api);
    assert_holds(
        &files,
        FILE,
        "
/// Sent by [`Pets::create`](crate::resources::pets::Pets::create); returned by
/// [`Pets::create`](crate::resources::pets::Pets::create) and
/// [`Pets::list`](crate::resources::pets::Pets::list).
#[non_exhaustive]
#[derive(Clone)]
pub struct Pet {",
    );
    assert_holds(
        &files,
        FILE,
        "/// Sent by [`Pets::send`](crate::resources::pets::Pets::send).\n",
    );
    assert_holds(
        &files,
        FILE,
        ";\n\n#[non_exhaustive]\n#[derive(Clone)]\npub struct Unused {",
    );
}

#[test]
fn three_methods_are_named_and_the_rest_counted() {
    let names: Vec<String> = (0..6).map(|number| format!("get_{number}")).collect();
    let mut methods: Vec<(&str, Option<u32>, Option<u32>)> = names
        .iter()
        .map(|name| (name.as_str(), None, Some(0)))
        .collect();
    methods.extend([("create", Some(0), None), ("send", Some(0), None)]);
    let mut api = api(vec![("Pet", flat())], &methods);
    api.operations[0].deprecated = true;
    let text = rendered(&api).get(FILE).unwrap().replace("\n/// ", " ");
    let expected = "Sent by [`Pets::create`](crate::resources::pets::Pets::create) and \
                    [`Pets::send`](crate::resources::pets::Pets::send); returned by \
                    [`Pets::get_1`](crate::resources::pets::Pets::get_1) and 5 more.";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn nested_types_name_the_methods_of_the_nearest_types() {
    let named = |index| schema(Type::Named(TypeId(index)));
    let types = vec![
        ("Leaf", flat()),
        (
            "Pet",
            object(vec![
                property("leaf", named(0)),
                property("itself", named(1)),
            ]),
        ),
        ("Shop", object(vec![property("pet", named(1))])),
    ];
    let mut api = api(
        types,
        &[
            ("get_shop", None, Some(2)),
            ("get", None, Some(1)),
            ("send", Some(2), None),
        ],
    );
    let expected = "
/// Part of requests of [`Pets::send`](crate::resources::pets::Pets::send); part of responses of
/// [`Pets::get`](crate::resources::pets::Pets::get) and 1 more.
";
    assert_holds(&rendered(&api), FILE, expected);
    // The docs of an inline type state its location, which is enough.
    api.types.get_mut(TypeId(0)).unwrap().origin = at("/components/schemas/Pet/properties/leaf");
    assert!(!rendered(&api).get(FILE).unwrap().contains("art of re"));
}

#[test]
fn docs_name_the_methods_whose_error_is_a_type() {
    let mut api = api(vec![("Problem", flat())], &[("get", None, None)]);
    api.operations[0].responses = vec![Response {
        status: Status::Code(404),
        is_success: false,
        contents: vec![content(schema(Type::Named(TypeId(0))), &[])],
        headers: Vec::new(),
        links: Vec::new(),
        enveloped: false,
        docs: None,
        origin: at("/x"),
    }];
    assert_holds(
        &rendered(&api),
        FILE,
        "/// An error of [`Pets::get`](crate::resources::pets::Pets::get).\n",
    );
}

#[test]
fn no_links_to_methods_behind_other_features() {
    let types = vec![("Pet", flat()), ("Toy", flat()), ("Shared", flat())];
    let mut api = api(
        types,
        &[
            ("a", None, Some(0)),
            ("b", None, Some(1)),
            ("c", None, Some(2)),
        ],
    );
    api.features
        .resources
        .insert("pets".to_owned(), vec!["pets".to_owned()]);
    for (id, module) in [(0, "alone"), (1, "both")] {
        api.types.get_mut(TypeId(id)).unwrap().module = module.to_owned();
    }
    let features = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    api.features
        .types
        .insert("alone".to_owned(), features(&["pets"]));
    api.features
        .types
        .insert("both".to_owned(), features(&["pets", "toys"]));
    let files = rendered(&api);
    assert_holds(
        &files,
        "src/types/alone.rs",
        "/// Returned by [`Pets::a`](crate::resources::pets::Pets::a).\n",
    );
    assert_holds(&files, "src/types/both.rs", "/// Returned by `Pets::b`.\n");
    assert_holds(&files, FILE, "/// Returned by `Pets::c`.\n");
}

#[test]
fn many_types_are_listed_by_resource() {
    let names: Vec<String> = (10..60).map(|at| format!("Pet{at}")).collect();
    let of = |count: usize| {
        let types = names
            .iter()
            .take(count)
            .map(|name| (name.as_str(), flat()))
            .collect();
        rendered(&api(
            types,
            &[
                ("create", Some(1), None),
                ("list", None, Some(0)),
                ("swap", Some(0), Some(1)),
            ],
        ))
    };
    let index = "//! # Types by resource\n//!\n//! - [`pets`](crate::resources::pets): [`Pet10`], [`Pet11`]\n";
    assert_holds(&of(50), "src/types/mod.rs", index);
    assert!(
        !of(49)
            .get("src/types/mod.rs")
            .unwrap()
            .contains("Types by resource")
    );
}
