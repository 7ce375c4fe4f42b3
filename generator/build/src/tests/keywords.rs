//! Every keyword of JSON Schema: the type of a property that has it, and the diagnostics.
//! `COVERAGE.md` refers to these tests.

use super::Seen;
use super::see_whole;
use super::with_schemas;
use model::{Additional, Property, RequiredSets};

/// Returns the type of the property `p` with this schema, in a 3.1 description with other
/// components.
fn property(schema: &str) -> (String, Seen) {
    let seen = see_whole(&format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/t: {{get: {{responses: {{'204': {{description: d}}}}}}}}}}
components:
  schemas:
    S: {{type: object, properties: {{p: {schema}}}}}
    Pet: {{$anchor: pet, type: object, properties: {{name: {{type: string}}}}, $defs: {{Tag: {{type: integer}}}}}}
    Named: {{$id: 'https://example.com/named', type: string, format: date}}
    Tree: {{$dynamicAnchor: node, type: object, properties: {{next: {{$dynamicRef: '#node'}}}}}}
"
    ));
    let field = seen
        .fields("S")
        .first()
        .map(|field| field.trim_start_matches("p: ").to_owned())
        .unwrap_or_default();
    (field, seen)
}

fn check(rows: &[(&str, &str, &[&str])]) {
    for (schema, expected, codes) in rows {
        let (found, seen) = property(schema);
        assert_eq!(found, *expected, "{schema}");
        // The component `Tree` always has this diagnostic.
        let reported: Vec<&str> = seen
            .codes
            .iter()
            .copied()
            .filter(|code| *code != "dynamic-reference")
            .collect();
        assert_eq!(reported, *codes, "{schema}");
    }
}

#[test]
fn references_and_identifiers() {
    check(&[
        ("{$ref: '#/components/schemas/Pet'}", "Pet", &[]),
        ("{$ref: '#pet'}", "Pet", &[]),
        (
            "{$ref: '#/components/schemas/Pet/$defs/Tag'}",
            "Integer",
            &[],
        ),
        ("{$ref: 'https://example.com/named'}", "Date", &[]),
        (
            "{$ref: '#/components/schemas/Pet', description: own}",
            "Pet",
            &[],
        ),
        ("{$ref: '#'}", "Any", &["dangling-reference"]),
        ("{$ref: ''}", "Any", &["dangling-reference"]),
        (
            "{$id: 'https://example.com/p', type: object, properties: {q: {$ref: '#'}}}",
            "s::P",
            &[],
        ),
        ("{$ref: '#gone'}", "Any", &["dangling-reference"]),
        (
            "{$ref: 'https://example.com/gone'}",
            "Any",
            &["remote-reference"],
        ),
        (
            "{$comment: c, $schema: 'https://json-schema.org/draft/2020-12/schema', type: string}",
            "Plain",
            &[],
        ),
        (
            "{$vocabulary: {}, $id: 'https://example.com/p', type: string}",
            "Plain",
            &[],
        ),
    ]);
    for reference in ["#", ""] {
        let (_, seen) = property(&format!(
            "{{$id: 'https://example.com/p', properties: {{q: {{$ref: '{reference}'}}}}}}"
        ));
        assert_eq!(seen.fields("s::P"), ["q: ^s::P"]);
    }
    let (_, seen) = property("{}");
    assert_eq!(seen.fields("Tree"), ["next: ^Tree"]);
    assert_eq!(seen.codes, [""; 0]);
}

/// `allOf` with a single `$ref` means the same as the `$ref`.
#[test]
fn a_template_in_all_of_has_the_name_of_the_schema_that_binds_it() {
    for reference in [
        "$ref: '#/components/schemas/Page'",
        "allOf: [{$ref: '#/components/schemas/Page'}], description: Pets",
    ] {
        let seen = see_whole(&format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{}}
components:
  schemas:
    Page: {{type: object, properties: {{item: {{$dynamicRef: '#item'}}}}, $defs: {{item: {{$dynamicAnchor: item, not: {{}}}}}}}}
    PetPage: {{{reference}, $defs: {{item: {{$dynamicAnchor: item, type: integer}}}}}}
"
        ));
        assert_eq!(seen.fields("PetPage"), ["item: Integer"], "{reference}");
        assert!(!seen.codes.contains(&"renamed-type"), "{:?}", seen.codes);
    }
}

/// A schema that is not bound has its own anchors, whatever other schemas bind to the same names.
#[test]
fn unbound_references_are_to_anchors_of_their_schema() {
    let seen = see_whole(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /t: {get: {responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}}}}
components:
  schemas:
    Strict: {$dynamicAnchor: node, $ref: '#/components/schemas/Tree', $defs: {item: {$dynamicAnchor: item, type: string}}}
    Tree: {$dynamicAnchor: node, type: object, properties: {next: {$dynamicRef: '#node'}, list: {$ref: '#/components/schemas/List'}}}
    List: {type: object, properties: {item: {$dynamicRef: '#item'}}}
    Page: {type: object, properties: {item: {$dynamicRef: '#item'}}, $defs: {item: {$dynamicAnchor: item, type: integer}}}
    Forest: {type: object, properties: {tree: {$dynamicRef: '#node'}, leaf: {$dynamicRef: '#leaf'}}}
    Leaf: {$dynamicAnchor: leaf, type: object, properties: {size: {type: integer}}}
",
    );
    assert_eq!(seen.fields("Strict"), ["next: ^Strict", "list: ListModel"]);
    assert_eq!(seen.fields("ListModel"), ["item: Plain"]);
    assert_eq!(seen.fields("Tree"), ["next: ^Tree", "list: List"]);
    assert_eq!(seen.fields("List"), ["item: Any"]);
    assert_eq!(seen.fields("Page"), ["item: Integer"]);
    assert_eq!(seen.fields("Forest"), ["tree: Strict", "leaf: Leaf"]);
}

#[test]
fn types_and_values() {
    check(&[
        ("{type: [string, 'null']}", "Plain?", &[]),
        ("{type: [string, integer]}", "s::P", &[]),
        ("{type: 'null'}", "Any?", &[]),
        ("{enum: [a, b]}", "s::P", &[]),
        ("{enum: [1, a]}", "s::P", &[]),
        ("{enum: [1, [a]]}", "Any", &["mixed-enum"]),
        ("{const: a}", "Plain", &[]),
        ("{const: 1}", "s::P", &[]),
        ("{const: null}", "Any?", &[]),
        ("{const: {a: 1}}", "Any", &[]),
        ("true", "Any", &[]),
        (
            "{type: string, nullable: true}",
            "Plain?",
            &["nullable-in-3-1"],
        ),
    ]);
}

#[test]
fn applicators() {
    check(&[
        ("{allOf: [{type: string}, {maxLength: 3}]}", "Plain", &[]),
        ("{anyOf: [{type: string}, {type: integer}]}", "s::P", &[]),
        ("{oneOf: [{type: string}, {type: 'null'}]}", "Plain?", &[]),
        ("{not: {type: string}}", "Any", &[]),
        ("{type: integer, not: {const: 0}}", "Integer", &[]),
        (
            "{type: object, if: {required: [a]}, then: {properties: {b: {type: string}}}, else: {properties: {c: {}}}}",
            "s::P",
            &[],
        ),
        (
            "{type: object, dependentSchemas: {a: {properties: {b: {type: string}}}}}",
            "s::P",
            &[],
        ),
        (
            "{type: object, properties: {a: {}}, dependentRequired: {a: [b]}}",
            "s::P",
            &[],
        ),
    ]);
    let (_, seen) =
        property("{type: object, dependentSchemas: {a: {properties: {b: {type: string}}}}}");
    assert_eq!(seen.fields("s::P"), ["b: Plain"]);
}

#[test]
fn lists() {
    check(&[
        ("{type: array, items: {type: string}}", "[Plain]", &[]),
        ("{type: array, items: true}", "[Any]", &[]),
        ("{type: array, items: false}", "[Any]", &[]),
        (
            "{type: array, prefixItems: [{type: string}], items: false}",
            "[Plain]",
            &[],
        ),
        (
            "{type: array, prefixItems: [{type: string}], maxItems: 1}",
            "[Plain]",
            &[],
        ),
        (
            "{type: array, prefixItems: [{type: string}], items: {type: string}}",
            "[Plain]",
            &[],
        ),
        (
            "{type: array, prefixItems: [{type: string}], items: true}",
            "s::P",
            &[],
        ),
        ("{type: array, prefixItems: [{type: string}]}", "s::P", &[]),
        (
            "{type: array, prefixItems: [{type: string}], items: {type: integer}}",
            "s::P",
            &[],
        ),
        (
            "{type: array, items: [{type: string}]}",
            "[Plain]",
            &["listed-items"],
        ),
        (
            "{type: array, items: [{type: string}, {type: string}]}",
            "s::P",
            &["listed-items"],
        ),
        (
            "{type: array, items: [{type: string}], additionalItems: false}",
            "[Plain]",
            &["listed-items"],
        ),
        (
            "{type: array, items: [{type: string}], additionalItems: {type: integer}}",
            "s::P",
            &["listed-items"],
        ),
        (
            "{type: array, contains: {type: string}, minContains: 1, maxContains: 2}",
            "[Any]",
            &[],
        ),
        (
            "{type: array, unevaluatedItems: {type: string}}",
            "[Plain]",
            &[],
        ),
        (
            "{type: array, items: {type: string}, unevaluatedItems: false}",
            "[Plain]",
            &[],
        ),
        (
            "{type: array, items: {type: string}, minItems: 1, maxItems: 2, uniqueItems: true}",
            "[Plain]",
            &[],
        ),
    ]);
}

#[test]
fn objects() {
    check(&[
        (
            "{type: object, additionalProperties: {type: string}}",
            "{Plain}",
            &[],
        ),
        ("{type: object, additionalProperties: false}", "{Any}", &[]),
        (
            "{type: object, patternProperties: {'^x': {type: string}}}",
            "{Plain}",
            &[],
        ),
        (
            "{type: object, patternProperties: {'^x': {type: string}}, additionalProperties: false}",
            "{Plain}",
            &[],
        ),
        (
            "{type: object, patternProperties: {a: {type: string}, b: {type: integer}}}",
            "{Any}",
            &["several-patterns"],
        ),
        (
            "{type: object, patternProperties: {a: {type: string}, b: {type: string}}}",
            "{Plain}",
            &[],
        ),
        (
            "{type: object, patternProperties: {a: {type: string}}, additionalProperties: {type: integer}}",
            "{Any}",
            &["several-patterns"],
        ),
        (
            "{type: object, patternProperties: {a: {type: string}}, additionalProperties: {type: string}}",
            "{Plain}",
            &[],
        ),
        (
            "{type: object, propertyNames: {pattern: '^x'}, additionalProperties: {type: string}}",
            "{Plain}",
            &[],
        ),
        (
            "{type: object, propertyNames: {pattern: '('}}",
            "{Any}",
            &["unchecked-pattern"],
        ),
        (
            "{type: object, unevaluatedProperties: {type: string}}",
            "{Plain}",
            &[],
        ),
        ("{type: object, unevaluatedProperties: false}", "{Any}", &[]),
        (
            "{type: object, minProperties: 1, maxProperties: 2}",
            "{Any}",
            &[],
        ),
        (
            "{type: object, properties: {a: false, b: true}, required: [b]}",
            "s::P",
            &[],
        ),
    ]);
    let (_, seen) = property(
        "{propertyNames: {$ref: '#/components/schemas/Named', minLength: 2, enum: [ab, cd]}, type: object}",
    );
    let names = seen
        .structure("S")
        .properties
        .first()
        .and_then(|known| known.schema.constraints.names.as_deref());
    let names = names.map(|names| (names.text.min_length, names.listed.clone()));
    assert_eq!(
        names,
        Some((Some(2), vec!["ab".to_owned(), "cd".to_owned()]))
    );
    let (_, seen) = property(
        "{type: [object, 'null'], properties: {a: true, b: true}, anyOf: [{required: [a]}, {required: [b]}, {type: 'null'}]}",
    );
    let sets = RequiredSets {
        is_exclusive: false,
        sets: ["a", "b"].map(|name| vec![name.to_owned()]).to_vec(),
    };
    assert_eq!(seen.structure("s::P").required_sets.as_ref(), Some(&sets));
    let (_, seen) = property(
        "{type: object, properties: {a: false, b: true}, required: [b], unevaluatedProperties: false}",
    );
    assert_eq!(seen.fields("s::P"), ["b!: Any"]);
    assert!(matches!(
        seen.structure("s::P").additional,
        Additional::Forbidden
    ));
}

#[test]
fn strings_and_numbers() {
    check(&[
        (
            "{type: string, minLength: 1, maxLength: 2, pattern: '^a'}",
            "Plain",
            &[],
        ),
        ("{type: string, format: date-time}", "DateTime", &[]),
        ("{type: string, format: own}", "Plain", &[]),
        ("{type: string, contentEncoding: base64}", "Base64", &[]),
        ("{type: string, contentEncoding: base64url}", "Plain", &[]),
        ("{type: string, contentEncoding: binary}", "Binary", &[]),
        ("{type: string, contentMediaType: image/png}", "Binary", &[]),
        (
            "{type: string, contentMediaType: application/json, contentSchema: {type: object}}",
            "Plain",
            &[],
        ),
        (
            "{type: integer, minimum: 1, maximum: 5, multipleOf: 2}",
            "Integer",
            &[],
        ),
        (
            "{type: number, exclusiveMinimum: 1, exclusiveMaximum: 5}",
            "Float",
            &[],
        ),
    ]);
}

#[test]
fn annotations() {
    check(&[
        (
            "{type: string, title: T, description: D, default: d, deprecated: true, readOnly: true, examples: [e]}",
            "Plain",
            &[],
        ),
        (
            "{type: string, externalDocs: {url: 'https://example.com'}, xml: {name: n}, example: e}",
            "Plain",
            &[],
        ),
    ]);
    let (_, seen) = property(
        "{type: string, title: A title, default: d, deprecated: true, readOnly: true, examples: [e]}",
    );
    let found = seen.structure("S").properties.first().unwrap();
    assert_eq!(
        (found.docs.as_deref(), found.deprecated, found.read_only),
        (Some("A title"), true, true)
    );
    assert_eq!(found.schema.default.as_deref(), Some(&"d".into()));
}

#[test]
fn schema_examples_are_kept_by_location() {
    let seen = with_schemas(
        "    S:
      type: object
      example: {a: whole}
      properties:
        a: {type: string, examples: [first, second]}
        b: {type: array, items: {type: integer, example: 7}}
        c: {type: string}
      additionalProperties: {type: string, example: rest}
",
    );
    let shown: Vec<(&str, String)> = seen
        .api
        .examples
        .iter()
        .map(|(place, value)| (&*place.pointer, value.to_string()))
        .collect();
    let place = |rest: &str| format!("/components/schemas/{rest}");
    let expected = [
        (place("S"), r#"{"a":"whole"}"#),
        (place("S/additionalProperties"), r#""rest""#),
        (place("S/properties/a"), r#""first""#),
        (place("S/properties/b/items"), "7"),
    ];
    assert_eq!(
        shown,
        expected
            .each_ref()
            .map(|(place, value)| (place.as_str(), (*value).to_owned()))
    );
}

#[test]
fn read_only_is_inherited_through_references_and_all_of() {
    let seen = see_whole(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/t: {}}
components:
  schemas:
    Id: {type: string, readOnly: true}
    Key: {$ref: '#/components/schemas/Id'}
    Secret: {type: string, writeOnly: true}
    S:
      type: object
      properties:
        id: {$ref: '#/components/schemas/Id'}
        key: {$ref: '#/components/schemas/Key'}
        made: {allOf: [{description: d}, {$ref: '#/components/schemas/Key'}]}
        secret: {$ref: '#/components/schemas/Secret'}
        list: {type: array, items: {$ref: '#/components/schemas/Id'}}
        round: {allOf: [{type: object}, {$ref: '#/components/schemas/S'}]}
",
    );
    let flags = |property: &Property| {
        (
            property.wire.clone(),
            property.read_only,
            property.write_only,
        )
    };
    let found: Vec<_> = seen.structure("S").properties.iter().map(flags).collect();
    let expected = [
        ("id", true, false),
        ("key", true, false),
        ("made", true, false),
        ("secret", false, true),
        ("list", false, false),
        ("round", false, false),
    ];
    assert_eq!(
        found,
        expected.map(|(name, read, write)| (name.to_owned(), read, write))
    );
}

#[test]
fn nullable_is_not_reported_in_3_0() {
    let schemas = "components: {schemas: {S: {type: object, properties: {p: {type: string, nullable: true}}}}}";
    let seen = see_whole(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n\
         paths: {{/t: {{get: {{responses: {{'204': {{description: d}}}}}}}}}}\n{schemas}"
    ));
    assert_eq!(
        (seen.fields("S"), seen.codes),
        (vec!["p: Plain?".to_owned()], vec![])
    );
}

#[test]
fn keywords_beside_a_single_all_of_member_apply() {
    let seen = with_schemas(
        "    Base: {type: object, properties: {a: {type: string}}}
    More: {allOf: [{$ref: '#/components/schemas/Base'}], unevaluatedProperties: {type: integer}}
    S: {type: object, properties: {more: {$ref: '#/components/schemas/More'}}}
",
    );
    assert_eq!(seen.fields("S"), ["more: More"]);
    assert!(
        matches!(&seen.structure("More").additional, Additional::Typed(schema) if seen.short(schema) == "Integer")
    );
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn conditional_branches_are_not_combined() {
    let seen = with_schemas(
        "    S:
      type: object
      properties: {kind: {type: string}}
      if: {properties: {kind: {const: a}}}
      then: {properties: {kind: {const: a}, value: {type: string}, same: {type: string}}}
      else: {properties: {value: {type: integer}, same: {type: string}}}
",
    );
    assert_eq!(
        seen.fields("S"),
        ["kind: Plain", "value: Any", "same: Plain"]
    );
    assert_eq!(seen.structure("S").properties[0].schema.constant, None);
    assert_eq!(seen.codes, ["conditional-type"]);
}

#[test]
fn undescribed_required_names_become_properties() {
    let seen = with_schemas(
        "    Near: {type: object, required: [nmae, key], properties: {name: {type: string}}}
    Open: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: true}
    Typed: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: {type: integer}}
    Base: {type: object, required: [b], properties: {a: {type: string}}}
    Joined: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: integer}}}]}
    Closed: {type: object, required: [b], properties: {a: {type: string}}, additionalProperties: false}
    Never: {type: object, required: [b], properties: {a: {type: string}, b: false}}
",
    );
    assert_eq!(
        seen.fields("Near"),
        ["nmae!: Any", "key!: Any", "name: Plain"]
    );
    assert_eq!(seen.fields("Open"), ["b!: Any", "a: Plain"]);
    assert_eq!(seen.fields("Typed"), ["b!: Integer", "a: Plain"]);
    assert_eq!(seen.fields("Base"), ["b!: Any", "a: Plain"]);
    assert_eq!(seen.fields("Joined"), ["b!: Integer", "a: Plain"]);
    assert_eq!(seen.fields("Closed"), ["a: Plain"]);
    assert_eq!(seen.fields("Never"), ["a: Plain"]);
    assert_eq!(seen.codes, ["impossible-object"; 2]);
    let note = |name: &str| {
        format!(
            "`required` names `{name}`, which is not in `properties`: it becomes a property that accepts any JSON value; responses may lack it"
        )
    };
    assert_eq!(seen.notes, ["nmae", "key", "b"].map(note));
}
