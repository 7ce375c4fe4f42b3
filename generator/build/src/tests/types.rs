//! How schemas become types.

use super::{see, with_schemas};
use model::{Additional, Type, TypeKind, Variant};

#[test]
fn primitives() {
    let seen = with_schemas(
        "    S:
      type: object
      properties:
        a: {type: string}
        b: {type: integer}
        c: {type: number}
        d: {type: boolean}
        e: {type: string, format: date-time}
        f: {type: [string, 'null']}
        g: {type: array, items: {type: integer}}
        h: {type: object, additionalProperties: {type: string}}
        i: {type: object}
        j: {}
        k: {type: integer, minimum: 0, maximum: 18446744073709551615}
        l: {type: integer, minimum: -9223372036854776000, maximum: 9223372036854776000}
        m: {type: integer, maximum: 1e30}
        n: {type: string, format: byte}
        o: {type: string, nullable: true}
        p: {const: x}
        q: {type: array}
      required: [c, a]
",
    );
    assert_eq!(
        seen.fields("S"),
        [
            "c!: Float",
            "a!: Plain",
            "b: Integer",
            "d: Bool",
            "e: DateTime",
            "f: Plain?",
            "g: [Integer]",
            "h: {Plain}",
            "i: {Any}",
            "j: Any",
            "k: Wide",
            "l: Integer",
            "m: Number",
            "n: Base64",
            "o: Plain?",
            "p: Plain",
            "q: [Any]",
        ]
    );
    assert_eq!(seen.codes, Vec::<&str>::new());
}

#[test]
fn numbers_that_may_be_in_strings_are_numbers() {
    let seen = with_schemas(
        r"    Digits: {type: [integer, string], pattern: '^-?(?:0|[1-9]\d*)$', format: int32}
    S:
      type: object
      required: [a]
      properties:
        a: {type: [integer, string], pattern: '^-?(?:0|[1-9]\d*)$', format: int32}
        b: {type: ['null', string, integer], pattern: '^-?(?:0|[1-9]\d*)$', format: int64}
        c: {type: [number, string], pattern: '^-?(?:0|[1-9]\d*)(?:\.\d+)?$', format: double}
        d: {$ref: '#/components/schemas/Digits'}
        e: {type: array, items: {type: [integer, string], pattern: '^[0-9]+$'}}
        f: {type: [integer, string], pattern: '^[0-9]+$', format: uint64}
        g: {anyOf: [{$ref: '#/components/schemas/Digits'}, {type: 'null'}]}
",
    );
    assert_eq!(
        seen.fields("S"),
        [
            "a!: Integer",
            "b: Integer?",
            "c: Float",
            "d: Integer",
            "e: [Integer]",
            "f: Wide",
            "g: Integer?"
        ]
    );
    let types = &seen.api.types;
    assert!(
        seen.structure("S")
            .properties
            .iter()
            .all(|property| types.has_numbers_in_strings(&property.schema))
    );
    assert_eq!(seen.names(), ["S"]);
    assert_eq!(seen.codes, Vec::<&str>::new());
}

#[test]
fn formats_with_the_same_replacement_share_a_name() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    S:
      type: object
      properties:
        a: {type: integer, format: uint32}
        b: {type: integer, format: uint}
",
        "types: {'format:uint32': {use: 'std::primitive::u32'}, 'format:uint': {use: 'std::primitive::u32'}}",
    );
    assert_eq!(seen.fields("S"), ["a: U32", "b: U32"]);
    assert_eq!(seen.names(), ["S", "U32"]);
    let docs = seen.def("U32").docs.as_deref();
    assert_eq!(docs, Some("A value with the format `uint32` or `uint`."));
    assert!(seen.problems.is_empty());
}

#[test]
fn types_inside_of_a_type_with_a_json_schema_have_one_too() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    A: {type: object, properties: {b: {type: array, items: {$ref: '#/components/schemas/B'}}}}
    B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, c: {$ref: '#/components/schemas/C'}}}
    C: {type: object, properties: {d: {$ref: '#/components/schemas/D'}}}
    D: {type: object, properties: {id: {type: string}}}
    E: {type: object, properties: {id: {type: string}}}
",
        "derives: {A: ['schemars::JsonSchema']}\ntypes: {C: {use: 'std::path::PathBuf'}}\n\
         package: {dependencies: {schemars: '1'}}",
    );
    let with_schema = seen
        .api
        .types
        .iter()
        .filter(|(_, def)| def.added.has_json_schema());
    let names: Vec<&str> = with_schema.map(|(_, def)| def.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "D"]);
}

#[test]
fn the_package_of_a_replacement_may_have_another_name() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components: {schemas: {S: {type: object}}}
",
        "types: {S: {use: 'my_types::S', path: ../types, package: my-types}}",
    );
    let dependency = serde_json::json!({"path": "../types", "package": "my-types"});
    assert_eq!(seen.api.package.dependencies["my_types"], dependency);
}

#[test]
fn numbers_or_other_strings_are_unions() {
    let seen = with_schemas(
        r"    S:
      type: object
      properties:
        a: {type: [integer, string]}
        b: {type: [integer, string], pattern: '^(\d+|auto)$'}
        c: {type: [integer, string], enum: [1, a]}
",
    );
    assert_eq!(seen.fields("S"), ["a: s::A", "b: s::B", "c: s::C"]);
}

#[test]
fn a_numeric_format_is_a_type() {
    let seen = with_schemas(
        r"    S:
      type: object
      properties:
        a: {pattern: '^-?(?:0|[1-9]\d*)$', format: int32}
        b: {format: double, nullable: true}
        c: {format: int64, minimum: 1}
        d: {format: date}
        e: {format: int32, enum: [a, b]}
",
    );
    assert_eq!(
        seen.fields("S"),
        ["a: Integer", "b: Float?", "c: Integer", "d: Any", "e: s::E"]
    );
    let in_strings: Vec<bool> = seen
        .structure("S")
        .properties
        .iter()
        .map(|property| property.schema.numbers_in_strings)
        .collect();
    assert_eq!(in_strings, [true, false, false, false, false]);
    assert_eq!(seen.codes, ["guessed-type"; 3]);
}

#[test]
fn an_enum_may_be_in_parts() {
    let seen = with_schemas(
        "    Units:
      oneOf:
        - {type: string, enum: [count, bytes]}
        - {description: no unit, type: string, enum: [none]}
        - {title: Rotations, type: string, enum: [rpm]}
        - {description: times, type: string, enum: [s, ms], x-enum-varnames: [Seconds, Milliseconds]}
    Levels: {anyOf: [{enum: [1, 2]}, {const: 3, title: High}]}
    Kind: {type: string, enum: [a, b]}
    Other: {type: string, enum: [c, d]}
    Blank: {enum: [''], description: none}
    S:
      type: object
      properties:
        blank: {oneOf: [{$ref: '#/components/schemas/Kind'}, {$ref: '#/components/schemas/Blank'}, {type: 'null'}]}
        two: {oneOf: [{$ref: '#/components/schemas/Kind'}, {$ref: '#/components/schemas/Other'}]}
",
    );
    let values = |name: &str| match &seen.def(name).kind {
        TypeKind::Enum(body) => {
            let variants = body.variants.iter();
            let variants = variants
                .map(|one| format!("{} {:?} {:?}", one.rust, one.wire, one.docs.as_deref()));
            variants.collect::<Vec<_>>()
        }
        other => panic!("{name} is {other:?}"),
    };
    let units = [
        r#"Count "count" None"#,
        r#"Bytes "bytes" None"#,
        r#"None "none" Some("no unit")"#,
        r#"Rpm "rpm" Some("Rotations")"#,
        r#"Seconds "s" Some("times")"#,
        r#"Milliseconds "ms" Some("times")"#,
    ];
    assert_eq!(values("Units"), units);
    assert_eq!(
        values("Levels"),
        [
            r#"N1 "1" None"#,
            r#"N2 "2" None"#,
            r#"High "3" Some("High")"#
        ]
    );
    assert_eq!(
        values("s::Blank"),
        [r#"A "a" None"#, r#"B "b" None"#, r#"Empty "" Some("none")"#]
    );
    assert_eq!(seen.fields("S"), ["blank: s::Blank?", "two: s::Two"]);
    assert_eq!(seen.shapes("s::Two"), ["Kind: Kind", "Other: Other"]);
    assert_eq!(seen.codes, Vec::<&str>::new());
}

#[test]
fn configured_numbers_keep_all_digits() {
    let description = "    Price:
      properties:
        amount: {type: number}
        all: {type: array, items: {type: number}}
    SchemaKey:
      properties: {latitude: {type: number}, price: {$ref: '#/components/schemas/Amount'}}
    Amount: {type: number}
";
    let fields = |config: &str| {
        let head =
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
        let seen = see(&format!("{head}{description}"), config);
        (
            seen.fields("Price").join(", "),
            seen.fields("SchemaKey").join(", "),
        )
    };
    let both = |price: &str, place: &str| (price.to_owned(), place.to_owned());
    assert_eq!(
        fields(""),
        both(
            "amount: Float, all: [Float]",
            "latitude: Float, price: Float"
        )
    );
    assert_eq!(
        fields("numbers: exact"),
        both(
            "amount: Number, all: [Number]",
            "latitude: Number, price: Number"
        )
    );
    assert_eq!(
        fields("numbers: ['#/components/schemas/Price', /components/schemas/Amount]"),
        both(
            "amount: Number, all: [Number]",
            "latitude: Float, price: Number"
        )
    );
}

/// Kubernetes uses these spellings in Swagger 2.0 and in OpenAPI 3.0.
#[test]
fn int_or_string_is_a_union() {
    for port in [
        "{type: string, format: int-or-string}",
        "{oneOf: [{type: integer}, {type: string}], format: int-or-string}",
    ] {
        let seen = with_schemas(&format!(
            "    Port: {port}
    Service: {{properties: {{port: {{$ref: '#/components/schemas/Port'}}}}}}
"
        ));
        assert_eq!(seen.fields("Service"), ["port: Port"]);
        let shapes = seen
            .union("Port")
            .variants
            .iter()
            .map(|variant| (variant.rust.as_str(), seen.short(&variant.schema)));
        assert_eq!(
            shapes.collect::<Vec<_>>(),
            [
                ("Integer", "Integer".to_owned()),
                ("Text", "Plain".to_owned())
            ]
        );
    }
}

#[test]
fn inline_types_are_named_after_their_location() {
    let seen = with_schemas(
        "    Pet:
      type: object
      properties:
        owner: {type: object, properties: {name: {type: string}}}
        toys: {type: array, items: {type: object, properties: {kind: {enum: [ball, stick]}}}}
    PetOwner: {type: object, properties: {x: {type: string}}}
",
    );
    assert_eq!(
        seen.fields("Pet"),
        ["owner: pet::Owner", "toys: [pet::Toy]"]
    );
    assert_eq!(seen.fields("pet::Toy"), ["kind: pet::Kind"]);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn extensible_enums_are_open() {
    let seen = with_schemas(
        "    Way: {type: string, x-extensible-enum: [LETTER, parcel]}
    S:
      type: object
      properties:
        way: {$ref: '#/components/schemas/Way'}
        one: {type: [string, 'null'], x-extensible-enum: [a]}
        number: {type: integer, x-extensible-enum: [1, 2]}
        closed: {type: string, enum: [a, b], x-extensible-enum: [a, b, c]}
        joined: {allOf: [{type: string}, {x-extensible-enum: [a, b]}]}
        other: {type: string, x-extensible-enum: true}
        objects: {type: string, x-extensible-enum: [{value: a}]}
        untyped: {x-extensible-enum: [a]}
",
    );
    let body = |name: &str| match &seen.def(name).kind {
        TypeKind::Enum(body) => (
            body.open,
            body.variants
                .iter()
                .map(|value| value.wire.clone())
                .collect::<Vec<_>>(),
        ),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        body("Way"),
        (true, vec!["LETTER".to_owned(), "parcel".to_owned()])
    );
    assert_eq!(body("s::One"), (true, vec!["a".to_owned()]));
    assert_eq!(
        body("s::Number"),
        (true, vec!["1".to_owned(), "2".to_owned()])
    );
    assert_eq!(
        body("s::Closed"),
        (false, vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(
        body("s::Joined"),
        (true, vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(
        seen.fields("S")[5..],
        ["other: Plain", "objects: Plain", "untyped: Any"]
    );
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn extensions_name_and_describe_the_values_of_enums() {
    let seen = with_schemas(
        "    Day:
      {type: integer, enum: [7, 1, null], x-enum-varnames: [SUNDAY, MONDAY, NONE], x-enum-descriptions: ['', First, '']}
    Nswag: {type: integer, enum: [1, 2], x-enumNames: [Low, Low]}
    Redocly: {type: string, enum: [a, b], x-enumDescriptions: {b: Second}}
    Google: {type: string, enum: [a, b], x-enumDeprecated: [false, true]}
    Open: {type: string, x-extensible-enum: [a, b], x-enum-varnames: [first, second]}
    Fewer: {type: integer, enum: [1, 2], x-enum-varnames: [ONE]}
    Other: {type: string, enum: [a, b], x-enum-varnames: true, x-enum-descriptions: [1, 2]}
",
    );
    let values = |name: &str| match &seen.def(name).kind {
        TypeKind::Enum(body) => {
            let text = |v: &Variant| {
                format!(
                    "{} {} {:?} {}",
                    v.wire,
                    v.rust,
                    v.docs.as_deref(),
                    v.deprecated
                )
            };
            body.variants.iter().map(text).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        values("Day"),
        ["7 Sunday None false", "1 Monday Some(\"First\") false"]
    );
    assert_eq!(values("Nswag"), ["1 N1 None false", "2 N2 None false"]);
    assert_eq!(
        values("Redocly"),
        ["a A None false", "b B Some(\"Second\") false"]
    );
    assert_eq!(values("Google"), ["a A None false", "b B None true"]);
    assert_eq!(
        values("Open"),
        ["a First None false", "b Second None false"]
    );
    assert_eq!(values("Fewer"), ["1 N1 None false", "2 N2 None false"]);
    assert_eq!(values("Other"), ["a A None false", "b B None false"]);
    assert_eq!(seen.codes, ["unusable-extension", "enum-extension"]);
}

#[test]
fn enums() {
    let seen = with_schemas(
        "    Text: {type: string, enum: [a, A, '', b, a, null]}
    Integer: {type: integer, enum: [1, 2]}
    Documented: {oneOf: [{const: x, title: First}, {const: y, description: Second}]}
    Level: {type: integer, oneOf: [{const: 0, title: DISABLED}, {const: 1, title: ALL_MEMBERS, description: All of them}, {const: 2}]}
    S:
      type: object
      properties:
        flag: {type: boolean, enum: [false]}
        ratio: {enum: [0.5, 1]}
        mixed: {enum: [a, 1, b, null]}
        wild: {enum: [a, [1]]}
        text: {$ref: '#/components/schemas/Text'}
        open: {anyOf: [{type: string, enum: [a]}, {type: string}]}
",
    );
    assert_eq!(
        seen.fields("S"),
        [
            "flag: Bool",
            "ratio: Float",
            "mixed: s::Mixed?",
            "wild: Any",
            "text: Text?",
            "open: Plain"
        ]
    );
    assert_eq!(
        seen.shapes("s::Mixed"),
        ["Text: s::MixedText", "Integer: s::MixedInteger"]
    );
    let variants = |name: &str| match &seen.def(name).kind {
        TypeKind::Enum(body) => body
            .variants
            .iter()
            .map(|v| (v.wire.clone(), v.rust.clone()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let wires: Vec<String> = variants("Text").into_iter().map(|(wire, _)| wire).collect();
    assert_eq!(wires, ["a", "A", "", "b"]);
    assert_eq!(variants("s::MixedText").len(), 2);
    assert_eq!(variants("Integer").len(), 2);
    assert_eq!(
        variants("Documented")
            .iter()
            .map(|(wire, _)| wire.as_str())
            .collect::<Vec<_>>(),
        ["x", "y"]
    );
    let level = [("0", "Disabled"), ("1", "AllMembers"), ("2", "N2")];
    assert_eq!(
        variants("Level"),
        level.map(|(wire, rust)| (wire.to_owned(), rust.to_owned()))
    );
    assert_eq!(seen.codes, ["renamed-value", "mixed-enum"]);
}

#[test]
fn an_enum_beside_a_union_of_constants_selects_among_them() {
    let seen = with_schemas(
        "    Kind: {type: integer, oneOf: [{const: 0, title: GUILD}, {const: 1, title: GROUP}, {const: 2, title: FRIEND}]}
    Word: {oneOf: [{const: a}, {const: b}]}
    Selected: {type: integer, enum: [1, 2], allOf: [{$ref: '#/components/schemas/Kind'}]}
    Disjoint: {type: integer, enum: [7], allOf: [{$ref: '#/components/schemas/Kind'}]}
    Friend: {type: object, required: [type], properties: {type: {type: integer, enum: [2], allOf: [{$ref: '#/components/schemas/Kind'}]}}}
    Group: {type: object, required: [type], properties: {type: {type: integer, enum: [1], allOf: [{$ref: '#/components/schemas/Kind'}]}}}
    Invite: {oneOf: [{$ref: '#/components/schemas/Friend'}, {$ref: '#/components/schemas/Group'}]}
    Item:
      type: object
      properties:
        word: {type: string, enum: [b], allOf: [{$ref: '#/components/schemas/Word'}]}
        only: {type: string, enum: [b, c], allOf: [{$ref: '#/components/schemas/Word'}]}
",
    );
    let variants = |name: &str| match &seen.def(name).kind {
        TypeKind::Enum(body) => body
            .variants
            .iter()
            .map(|v| format!("{} {}", v.wire, v.rust))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(variants("Selected"), ["1 Group", "2 Friend"]);
    assert_eq!(variants("Disjoint").len(), 3);
    assert_eq!(variants("friend::Type"), ["2 Friend"]);
    let tag = seen.union("Invite").discriminator.as_ref().unwrap();
    assert_eq!(tag.mapping, [("2".to_owned(), 0), ("1".to_owned(), 1)]);
    assert_eq!(seen.fields("Item"), ["word: Plain", "only: item::Only"]);
    assert_eq!(variants("item::Only"), ["b B"]);
}

#[test]
fn an_inferred_discriminator_does_not_depend_on_the_order_of_properties() {
    const FORMAT: [&str; 2] = ["format: {enum: [jpg]}", "format: {enum: [eps]}"];
    const SIZE: [&str; 2] = ["size: {enum: [s, m]}", "size: {enum: [vector]}"];
    const AREA: [&str; 2] = ["area: {enum: [x]}", "area: {enum: [y]}"];
    for (required, expected) in [("format, size", "format"), ("size", "size"), ("", "area")] {
        for order in [[FORMAT, SIZE, AREA], [AREA, SIZE, FORMAT]] {
            let [jpg, eps] = [0, 1].map(|member| {
                let properties = order.map(|property| property[member]).join(", ");
                format!("{{type: object, required: [{required}], properties: {{{properties}}}}}")
            });
            let seen = with_schemas(&format!("    Image: {{anyOf: [{jpg}, {eps}]}}\n"));
            let tag = seen.union("Image").discriminator.as_ref().unwrap();
            assert_eq!(tag.property, expected, "{order:?}");
        }
    }
}

#[test]
fn descriptions_of_scalar_components_document_their_uses() {
    let schemas = "    Code: {type: string, description: Four letters.}
    S:
      type: object
      properties:
        plain: {$ref: '#/components/schemas/Code'}
        joined: {allOf: [{$ref: '#/components/schemas/Code'}], nullable: true}
        own: {description: Mine., allOf: [{$ref: '#/components/schemas/Code'}]}
";
    let seen = with_schemas(schemas);
    let docs: Vec<_> = seen
        .structure("S")
        .properties
        .iter()
        .map(|one| one.docs.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(docs, ["Four letters.", "Four letters.", "Mine."]);
}

#[test]
fn all_of_is_merged() {
    let seen = with_schemas(
        "    Base: {type: object, required: [id], properties: {id: {type: string}, size: {type: number}}}
    Pet:
      description: own words
      allOf:
        - $ref: '#/components/schemas/Base'
        - {type: object, required: [size], properties: {name: {type: string}, size: {type: integer, maximum: 9}}}
    Same: {allOf: [{$ref: '#/components/schemas/Base'}], description: a base}
    S: {type: object, properties: {base: {allOf: [{$ref: '#/components/schemas/Base'}], nullable: true}, told: {allOf: [{$ref: '#/components/schemas/Base'}, {description: a base}]}}}
    Endless: {allOf: [{$ref: '#/components/schemas/Endless'}, {properties: {a: {type: string}}}]}
    Tags: {type: array, nullable: true, items: {type: string}}
    Holder:
      type: object
      properties:
        silent: {allOf: [{$ref: '#/components/schemas/Tags'}, {description: all tags}]}
        listed: {allOf: [{type: [string, 'null']}, {maxLength: 5}]}
        typed: {allOf: [{$ref: '#/components/schemas/Tags'}, {type: array}]}
        valued: {allOf: [{type: [string, 'null']}, {enum: [a]}]}
",
    );
    let lists = ["silent: [Plain]?", "listed: Plain?", "typed: [Plain]"];
    assert_eq!(seen.fields("Holder")[..3], lists);
    assert!(!seen.fields("Holder")[3].ends_with('?'));
    assert_eq!(
        seen.fields("Pet"),
        ["id!: Plain", "size!: Integer", "name: Plain"]
    );
    assert_eq!(seen.def("Pet").docs.as_deref(), Some("own words"));
    assert_eq!(seen.fields("S"), ["base: Base?", "told: Base"]);
    assert!(!seen.names().contains(&"Same"));
    assert_eq!(seen.fields("Endless"), ["a: Plain"]);
}

#[test]
fn the_number_of_conjunctions_is_limited() {
    let reference = |at: usize| format!("{{$ref: '#/components/schemas/S{at}'}}");
    let mut schemas = format!(
        "    S0: {{type: object, properties: {{a: {{allOf: [{}, {}]}}, b: {}}}}}\n",
        reference(0),
        reference(1),
        reference(0)
    );
    for at in 1..24 {
        let next = reference(at + 1);
        schemas.push_str(&format!(
            "    S{at}: {{type: object, properties: {{a: {next}, b: {next}}}}}\n"
        ));
    }
    schemas.push_str("    S24: {type: object, properties: {z: {type: string}}}\n");
    let seen = with_schemas(&schemas);
    assert!(seen.names().len() < 3_000, "{}", seen.names().len());
    assert!(seen.codes.contains(&"too-many-conjunctions"));
}

#[test]
fn unions_without_a_possible_member_accept_any_json() {
    let seen = with_schemas(
        "    Holder:
      type: object
      properties:
        odd: {type: array, items: {}, anyOf: [{type: object, properties: {a: {type: string}}}, {type: string}]}
    Uses: {$ref: '#/components/schemas/Holder'}
",
    );
    assert_eq!(seen.codes, ["contradiction"]);
    assert!(
        !seen.api.types.iter().any(
            |(_, def)| matches!(&def.kind, TypeKind::Union(union) if union.variants.is_empty())
        )
    );
}

#[test]
fn contradictions_are_located_and_loosened() {
    let seen = with_schemas(
        "    S: {type: object, properties: {a: {allOf: [{type: string}, {type: integer}]}}}
",
    );
    assert_eq!(seen.fields("S"), ["a: Any"]);
    assert_eq!(seen.codes, ["contradiction"]);
}

#[test]
fn unions_without_a_possible_member_keep_their_location() {
    let seen = with_schemas(
        "    S: {type: object, properties: {x: {type: string}}, oneOf: [{type: string}, {type: integer}]}
",
    );
    let def = seen.def("S");
    let TypeKind::Alias(any) = &def.kind else {
        panic!("no alias: {def:?}")
    };
    assert_eq!((&any.ty, &any.origin), (&Type::Any, &def.origin));
    assert_eq!(seen.codes, ["contradiction"]);
}

#[test]
fn contradictory_enums_are_combined() {
    let seen = with_schemas(
        "    S:
      type: object
      properties:
        flag: {allOf: [{type: boolean, enum: [true]}, {type: boolean, enum: [false]}]}
        word: {allOf: [{type: string, enum: [a]}, {type: string, enum: [b, c]}]}
",
    );
    assert_eq!(seen.fields("S"), ["flag: Bool", "word: s::Word"]);
    assert_eq!(seen.codes, ["contradiction"; 2]);
    let TypeKind::Enum(body) = &seen.def("s::Word").kind else {
        panic!("no enum")
    };
    assert_eq!(
        body.variants
            .iter()
            .map(|variant| variant.wire.as_str())
            .collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
}

#[test]
fn unions() {
    let seen = with_schemas(
        "    Cat: {type: object, required: [kind], properties: {kind: {const: cat}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {const: dog}, good: {type: boolean}}}
    Inferred: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
    Stated:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: t, mapping: {c: '#/components/schemas/Cat', d: Dog}}
    Mixed: {anyOf: [{type: string}, {type: integer}, {type: array, items: {type: string}}, {type: 'null'}]}
    Types: {type: [string, integer, 'null'], maxLength: 5}
    Maybe: {oneOf: [{$ref: '#/components/schemas/Cat'}, {type: 'null'}]}
    Either:
      type: object
      properties: {id: {type: string}}
      oneOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]
    Narrowed: {type: object, properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}
    Stop: {oneOf: [{type: string, nullable: true}, {type: array, items: {type: string}}]}
    Tree: {anyOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Tree'}}]}
    S:
      type: object
      properties:
        maybe: {$ref: '#/components/schemas/Maybe'}
        stop: {$ref: '#/components/schemas/Stop'}
        anything: {anyOf: [{type: string}, {}]}
        narrowed: {type: string, anyOf: [{maxLength: 3}, {pattern: '^z'}]}
        limited: {type: [integer, 'null'], oneOf: [{exclusiveMaximum: 3}, {minimum: 5}]}
",
    );
    assert_eq!(seen.shapes("Inferred"), ["Cat: Cat", "Dog: Dog"]);
    let tag = |name: &str| {
        seen.union(name)
            .discriminator
            .clone()
            .map(|tag| (tag.property, tag.mapping))
    };
    let values = |a: &str, b: &str| vec![(a.to_owned(), 0), (b.to_owned(), 1)];
    assert_eq!(
        tag("Inferred"),
        Some(("kind".to_owned(), values("cat", "dog")))
    );
    assert_eq!(tag("Stated"), Some(("t".to_owned(), values("c", "d"))));
    assert_eq!(
        seen.shapes("Mixed"),
        ["Text: Plain", "Integer: Integer", "List: [Plain]"]
    );
    assert_eq!(seen.shapes("Types"), ["Integer: Integer", "Text: Plain"]);
    assert_eq!(seen.shapes("Either"), ["A: either::A", "B: either::B"]);
    assert_eq!(seen.fields("either::A"), ["id: Plain", "a: Plain"]);
    assert_eq!(seen.fields("Narrowed"), ["a: Any", "b: Any"]);
    assert_eq!(seen.shapes("Tree"), ["Text: Plain", "List: [Tree]"]);
    let maybe = seen.structure("S").properties.first().unwrap();
    assert_eq!(seen.short(&maybe.schema), "Cat?");
    assert_eq!(
        seen.fields("S"),
        [
            "maybe: Cat?",
            "stop: Stop?",
            "anything: Any",
            "narrowed: Plain",
            "limited: Integer?"
        ]
    );
    assert_eq!(seen.shapes("Stop"), ["Text: Plain", "List: [Plain]"]);
}

#[test]
fn references_to_members_of_another_union_are_named_like_these() {
    let seen = with_schemas(
        "    Base:
      oneOf:
        - {title: Card, type: object, required: [number], properties: {number: {type: string}}}
        - {type: object, required: [iban], properties: {iban: {type: string}}}
        - {type: boolean}
    Other:
      oneOf:
        - {$ref: '#/components/schemas/Base/oneOf/0'}
        - {$ref: '#/components/schemas/Base/oneOf/1'}
        - {$ref: '#/components/schemas/Base/oneOf/2'}
",
    );
    let [base, other] = ["Base", "Other"].map(|name| {
        let variants = seen.union(name).variants.iter();
        variants.map(|one| one.rust.clone()).collect::<Vec<_>>()
    });
    assert_eq!(base, ["Card", "Iban", "Bool"]);
    assert_eq!(other, base);
}

#[test]
fn constants_distinguish_the_objects_of_a_union() {
    let seen = with_schemas(
        "    A: {type: object, required: [kind, n], properties: {n: {type: string}, kind: {type: string, enum: [a]}}}
    B: {type: object, required: [n], properties: {n: {type: string}, kind: {type: string, enum: [b]}}}
    C: {type: object, properties: {kind: {type: string, enum: [c, d]}}}
    Open: {type: object, properties: {kind: {type: string}}}
    Same: {type: object, properties: {kind: {type: string, enum: [d, e]}}}
    Word: {type: string, maxLength: 3}
    Tagged: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}
    WithText: {oneOf: [{$ref: '#/components/schemas/Word'}, {$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]}
    WithOpen: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Open'}]}
    WithMap: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {type: object}]}
    WithSame: {oneOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/Same'}]}
    Lone: {oneOf: [{type: string}, {$ref: '#/components/schemas/A'}]}
    Nested:
      oneOf: [{$ref: '#/components/schemas/Tagged'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]
      discriminator: {propertyName: kind, mapping: {x: Tagged}}
    Z: {type: object, required: [kind], properties: {kind: {const: z}}}
    Around: {oneOf: [{$ref: '#/components/schemas/Tagged'}, {$ref: '#/components/schemas/Z'}]}
    Sms: {type: object, properties: {kind: {const: x}, channel: {const: sms}}}
    SmsToo: {type: object, properties: {kind: {const: y}, channel: {const: sms}}}
    Mail: {type: object, properties: {kind: {const: x}, channel: {const: mail}}}
    MailToo: {type: object, properties: {kind: {const: y}, channel: {const: letter}}}
    AllSms: {oneOf: [{$ref: '#/components/schemas/Sms'}, {$ref: '#/components/schemas/SmsToo'}]}
    AllMail: {oneOf: [{$ref: '#/components/schemas/Mail'}, {$ref: '#/components/schemas/MailToo'}, {type: string}]}
    Channels: {oneOf: [{$ref: '#/components/schemas/AllSms'}, {$ref: '#/components/schemas/AllMail'}]}
    InChannels: {oneOf: [{$ref: '#/components/schemas/Channels'}, {$ref: '#/components/schemas/WithChannel'}]}
    WithChannel: {type: object, properties: {channel: {const: none}}}
    One: {type: object, required: [t], properties: {t: {type: integer, enum: [1]}, ok: {const: true}}}
    Two: {type: object, required: [t], properties: {t: {const: 2}, ok: {type: boolean, enum: [false]}}}
    Numbers: {oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]}
    Yes: {type: object, properties: {ok: {const: true}}}
    No: {type: object, properties: {ok: {const: false}}}
    Truth: {oneOf: [{$ref: '#/components/schemas/Yes'}, {$ref: '#/components/schemas/No'}]}
    Stated:
      oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]
      discriminator: {propertyName: kind, mapping: {d: '#/components/schemas/A'}}
",
    );
    let tag = |name: &str| {
        seen.union(name)
            .discriminator
            .clone()
            .map(|tag| (tag.property, tag.mapping))
    };
    let values = |pairs: &[(&str, usize)]| {
        Some((
            "kind".to_owned(),
            pairs
                .iter()
                .map(|(value, at)| ((*value).to_owned(), *at))
                .collect::<Vec<_>>(),
        ))
    };
    assert_eq!(
        tag("Tagged"),
        values(&[("a", 0), ("b", 1), ("c", 2), ("d", 2)])
    );
    assert_eq!(tag("WithText"), values(&[("a", 1), ("c", 2), ("d", 2)]));
    assert_eq!(
        tag("Stated"),
        values(&[("d", 0), ("C", 1), ("a", 0), ("c", 1)])
    );
    assert_eq!(
        tag("Numbers"),
        Some((
            "t".to_owned(),
            vec![("1".to_owned(), 0), ("2".to_owned(), 1)]
        ))
    );
    assert_eq!(
        tag("Truth"),
        Some((
            "ok".to_owned(),
            vec![("true".to_owned(), 0), ("false".to_owned(), 1)]
        ))
    );
    // A union has all constants of the unions in it. If two members have the same constant, their
    // properties distinguish them.
    let nested = [
        ("x", 0),
        ("B", 1),
        ("C", 2),
        ("a", 0),
        ("b", 0),
        ("c", 0),
        ("d", 0),
        ("b", 1),
        ("c", 2),
        ("d", 2),
    ];
    assert_eq!(tag("Nested"), values(&nested));
    assert_eq!(
        tag("Around"),
        values(&[("a", 0), ("b", 0), ("c", 0), ("d", 0), ("z", 1)])
    );
    // If the tags of nested unions do not distinguish them, constants that all their objects share
    // do.
    let of = |property: &str, pairs: &[(&str, usize)]| {
        values(pairs).map(|(_, mapping)| (property.to_owned(), mapping))
    };
    assert_eq!(tag("AllSms"), of("kind", &[("x", 0), ("y", 1)]));
    assert_eq!(
        tag("Channels"),
        of("channel", &[("sms", 0), ("letter", 1), ("mail", 1)])
    );
    assert_eq!(
        tag("InChannels"),
        of(
            "channel",
            &[("letter", 0), ("mail", 0), ("sms", 0), ("none", 1)]
        )
    );
    for name in ["WithOpen", "WithMap", "WithSame", "Lone"] {
        assert_eq!(tag(name), None, "{name}");
    }
}

#[test]
fn constants_inside_of_members_distinguish_them() {
    let seen = with_schemas(
        "    Created: {type: object, required: [type, event], properties: {type: {const: sync}, event: {type: object, required: [type], properties: {type: {const: created}}}}}
    Deleted: {type: object, required: [type, event], properties: {type: {const: sync}, event: {type: object, required: [type], properties: {type: {const: deleted}}}}}
    Nested: {oneOf: [{$ref: '#/components/schemas/Created'}, {$ref: '#/components/schemas/Deleted'}]}
    Items:
      oneOf:
        - {type: object, title: A, properties: {list: {type: array, items: {type: object, properties: {in: {type: object, properties: {type: {enum: [a, b]}}}}}}}}
        - {type: object, title: B, properties: {list: {type: array, items: {type: object, properties: {in: {type: object, properties: {type: {const: c}}}}}}}}
    Elsewhere:
      oneOf:
        - {type: object, title: A, required: [x], properties: {x: {const: a}, new: {enum: [later]}}}
        - {type: object, title: B, required: [y], properties: {y: {type: object, properties: {z: {const: b}}}}}
        - {type: object}
    AnyText:
      oneOf:
        - {type: object, title: A, properties: {x: {const: a}}}
        - {type: object, title: B, properties: {x: {type: string}}}
    Shared:
      oneOf:
        - {type: object, title: A, properties: {x: {enum: [a, b]}}}
        - {type: object, title: B, properties: {x: {enum: [b, c]}}}
    Tagged:
      oneOf:
        - {type: object, title: A, required: [x], properties: {x: {const: a}, y: {const: a}}}
        - {type: object, title: B, required: [x], properties: {x: {const: b}, y: {const: b}}}
    Unions:
      oneOf:
        - {type: object, title: A, properties: {in: {$ref: '#/components/schemas/Tagged'}}}
        - {type: object, title: B, properties: {in: {type: object, properties: {x: {const: c}}}}}
    Deep:
      oneOf:
        - {type: object, title: A, properties: {a: {type: object, properties: {b: {type: object, properties: {c: {type: object, properties: {d: {type: object, properties: {e: {const: x}}}}}}}}}}}
        - {type: object, title: B, properties: {a: {type: object, properties: {b: {type: object, properties: {c: {type: object, properties: {d: {type: object, properties: {e: {const: y}}}}}}}}}}}
    Left: {type: object, properties: {in: {type: object, properties: {side: {const: left}}}, next: {$ref: '#/components/schemas/Left'}, other: {$ref: '#/components/schemas/Right'}}}
    Right: {type: object, properties: {in: {type: object, properties: {side: {const: right}}}, next: {$ref: '#/components/schemas/Right'}, other: {$ref: '#/components/schemas/Left'}}}
    Arrays:
      oneOf:
        - {type: array, items: {type: object, title: A, required: [type], properties: {type: {const: a}}}}
        - {type: array, items: {type: object, title: B, required: [type], properties: {type: {const: b}}}}
    OneArray: {oneOf: [{type: string}, {type: array, items: {type: object, required: [type], properties: {type: {const: a}}}}]}
    Recursive: {oneOf: [{$ref: '#/components/schemas/Left'}, {$ref: '#/components/schemas/Right'}]}
",
    );
    let constants = |name: &str| {
        let found = seen.union(name).constants.iter().map(|one| {
            let values: Vec<String> = one
                .values
                .iter()
                .map(|(value, at)| format!("{value}={at}"))
                .collect();
            format!(
                "{} {}{}",
                one.path.join("."),
                values.join(" "),
                if one.is_closed { "" } else { " or others" }
            )
        });
        found.collect::<Vec<_>>()
    };
    assert_eq!(
        constants("Nested"),
        ["type sync=0 sync=1", "event.type created=0 deleted=1"]
    );
    assert_eq!(constants("Items"), ["list.in.type a=0 b=0 c=1"]);
    assert_eq!(
        constants("Elsewhere"),
        ["x a=0"],
        "an enum of one value may get others"
    );
    assert_eq!(constants("AnyText"), ["x a=0"]);
    assert_eq!(constants("Shared"), ["x a=0 b=0 b=1 c=1 or others"]);
    assert_eq!(constants("Unions"), ["in.x a=0 b=0 c=1"]);
    assert!(constants("Tagged").is_empty(), "the tag decides");
    assert_eq!(constants("Deep"), ["a.b.c.d.e x=0 y=1"]);
    assert_eq!(constants("Arrays"), ["type a=0 b=1"]);
    assert!(
        constants("OneArray").is_empty(),
        "an item with another constant was added later"
    );
    assert_eq!(
        constants("Recursive"),
        ["in.side left=0 right=1", "other.in.side right=0 left=1"]
    );
}

#[test]
fn the_names_of_components_are_tags_unless_constants_differ() {
    let seen = with_schemas(
        "    Named: {type: object, properties: {kind: {type: string}, n: {type: string}}}
    Other: {type: object, properties: {kind: {type: string}, o: {type: string}}}
    Constant: {type: object, properties: {kind: {const: constant}}}
    Without: {type: object, properties: {w: {type: string}}}
    Names: {oneOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Other'}], discriminator: {propertyName: kind}}
    Constants: {oneOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Constant'}], discriminator: {propertyName: kind}}
    Mapped:
      oneOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Constant'}, {type: object, properties: {i: {type: string}}}]
      discriminator: {propertyName: kind, mapping: {c: Constant}}
    Lacking:
      oneOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Without'}, {$ref: '#/components/schemas/Names'}]
      discriminator: {propertyName: kind}
",
    );
    let tags = |name: &str| {
        let tag = seen.union(name).discriminator.as_ref().unwrap();
        tag.mapping
            .iter()
            .map(|(value, at)| format!("{value}={at}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(tags("Names"), ["Named=0", "Other=1"]);
    assert_eq!(tags("Constants"), ["Constant=1", "constant=1"]);
    assert_eq!(tags("Mapped"), ["c=1", "Named=0", "constant=1"]);
    assert_eq!(tags("Lacking"), ["Named=0", "Other=2"]);
}

#[test]
fn only_cycles_are_boxed() {
    let seen = with_schemas(
        "    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, list: {type: array, items: {$ref: '#/components/schemas/A'}}}}
    B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, c: {$ref: '#/components/schemas/C'}}}
    C: {type: object, properties: {x: {type: string}}}
    Own: {type: object, properties: {own: {$ref: '#/components/schemas/Own'}}}
",
    );
    assert_eq!(seen.fields("A"), ["b: B", "list: [A]"]);
    assert_eq!(seen.fields("B"), ["a: ^A", "c: C"]);
    assert_eq!(seen.fields("Own"), ["own: ^Own"]);
}

/// Two cycles through `Beta`, a cycle of a union and its object, and a cycle of three types that is
/// not in the order of names.
const CYCLES: &str = "    Beta: {type: object, properties: {gamma: {$ref: '#/components/schemas/Gamma'}, delta: {$ref: '#/components/schemas/Delta'}}}
    Gamma: {type: object, properties: {delta: {$ref: '#/components/schemas/Delta'}, beta: {$ref: '#/components/schemas/Beta'}}}
    Delta: {type: object, properties: {beta: {$ref: '#/components/schemas/Beta'}}}
    Around: {type: object, properties: {last: {$ref: '#/components/schemas/Last'}}}
    Last: {type: object, properties: {middle: {$ref: '#/components/schemas/Middle'}}}
    Middle: {type: object, properties: {around: {$ref: '#/components/schemas/Around'}}}
    Expression: {oneOf: [{$ref: '#/components/schemas/Sum'}, {type: string}]}
    Sum: {type: object, properties: {left: {$ref: '#/components/schemas/Expression'}}}
";

fn boxed(schemas: &str) -> Vec<String> {
    let seen = with_schemas(schemas);
    let of = |name: &&str| {
        seen.fields(name)
            .into_iter()
            .filter(|field| field.contains('^'))
            .collect::<Vec<_>>()
    };
    let names = ["Around", "Beta", "Delta", "Gamma", "Last", "Middle", "Sum"];
    names
        .iter()
        .flat_map(|name| {
            of(name)
                .into_iter()
                .map(move |field| format!("{name}.{field}"))
        })
        .collect()
}

#[test]
fn unrelated_edits_do_not_move_boxes() {
    let expected = [
        "Delta.beta: ^Beta",
        "Gamma.beta: ^Beta",
        "Middle.around: ^Around",
    ];
    assert_eq!(boxed(CYCLES), expected);
    let mut lines: Vec<&str> = CYCLES.lines().collect();
    lines.reverse();
    assert_eq!(boxed(&lines.join("\n")), expected, "the order of schemas");
    let turned = CYCLES.replace(
        "{delta: {$ref: '#/components/schemas/Delta'}, beta: {$ref: '#/components/schemas/Beta'}}",
        "{beta: {$ref: '#/components/schemas/Beta'}, delta: {$ref: '#/components/schemas/Delta'}}",
    );
    assert_eq!(boxed(&turned), expected, "the order of properties");
    for name in ["Aaa", "Zzz"] {
        for into in ["Gamma", "Delta", "Last", "Middle"] {
            let more = format!(
                "    {name}: {{type: object, properties: {{x: {{$ref: '#/components/schemas/{into}'}}}}}}\n{CYCLES}"
            );
            assert_eq!(boxed(&more), expected, "{name} with {into}");
        }
    }
}

#[test]
fn long_cycles_have_one_box() {
    let link = |number: usize| {
        format!(
            "    L{number:05}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/L{:05}'}}}}}}\n",
            (number + 1) % 20_000
        )
    };
    let seen = with_schemas(&(0..20_000).map(link).collect::<String>());
    let is_boxed = |kind: &TypeKind| matches!(kind, TypeKind::Struct(body) if body.properties.iter().any(|p| p.boxed));
    let boxed: Vec<&str> = seen
        .api
        .types
        .iter()
        .filter(|(_, def)| is_boxed(&def.kind))
        .map(|(_, def)| def.name.as_str())
        .collect();
    assert_eq!(boxed, ["L19999"]);
}

#[test]
fn arrays_of_themselves_are_cut() {
    let seen = with_schemas(
        "    L: {type: array, items: {$ref: '#/components/schemas/L'}}
    S: {type: object, properties: {l: {$ref: '#/components/schemas/L'}}}
",
    );
    assert_eq!(seen.fields("S").len(), 1);
    assert_eq!(seen.codes, ["endless-reference"]);
}

#[test]
fn long_chains_of_references_do_not_overflow_the_stack() {
    let mut schemas = String::new();
    for index in 0..5_000 {
        let next = index + 1;
        schemas.push_str(&format!(
            "    T{index}: {{type: object, properties: {{n: {{$ref: '#/components/schemas/T{next}'}}}}}}\n"
        ));
    }
    schemas.push_str("    T5000: {type: string}\n");
    assert_eq!(with_schemas(&schemas).api.types.len(), 5_000);
}

#[test]
fn additional_properties() {
    let seen = with_schemas(
        "    Open: {type: object, properties: {a: {type: string}}}
    Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false}
    Typed: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}
    Patterned: {type: object, patternProperties: {'^x': {type: boolean}}}
    S: {type: object, properties: {p: {$ref: '#/components/schemas/Patterned'}}}
",
    );
    assert!(matches!(
        seen.structure("Open").additional,
        Additional::Unspecified
    ));
    assert!(matches!(
        seen.structure("Closed").additional,
        Additional::Forbidden
    ));
    assert!(matches!(
        seen.structure("Typed").additional,
        Additional::Typed(_)
    ));
    assert_eq!(seen.fields("S"), ["p: {Bool}"]);
}

#[test]
fn invalid_keywords_affect_only_their_schema() {
    let seen = with_schemas(
        "    S:
      type: object
      properties:
        a: {type: string, pattern: 12, description: kept}
        b: {$ref: '#/components/schemas/Nothing'}
        c: {type: strin}
        d: 12
        e: {type: string}
",
    );
    assert_eq!(
        seen.fields("S"),
        ["a: Plain", "b: Any", "c: Any", "d: Any", "e: Plain"]
    );
    assert_eq!(
        seen.structure("S").properties[0].docs.as_deref(),
        Some("kept")
    );
    for code in ["dangling-reference", "unknown-type"] {
        assert!(seen.codes.contains(&code), "{code} in {:?}", seen.codes);
    }
}

#[test]
fn write_only_strings_are_secrets() {
    let seen = with_schemas(
        "    S:
      type: object
      properties:
        a: {type: string, writeOnly: true}
        b: {type: string, format: password}
        c: {type: string, readOnly: true}
",
    );
    let secrets: Vec<bool> = seen
        .structure("S")
        .properties
        .iter()
        .map(|property| property.schema.secret)
        .collect();
    assert_eq!(secrets, [true, true, false]);
    assert!(seen.structure("S").properties[2].read_only);
}

#[test]
fn equal_inline_types_are_merged() {
    let object = |names: &[&str]| {
        let properties: Vec<String> = names
            .iter()
            .map(|name| format!("{name}: {{type: string}}"))
            .collect();
        format!(
            "{{type: object, properties: {{{}}}}}",
            properties.join(", ")
        )
    };
    let (owner, address, big) = (
        object(&["name"]),
        object(&["a", "b", "c"]),
        object(&["a", "b", "c", "d", "e"]),
    );
    let seen = with_schemas(&format!(
        "    Cat: {{type: object, properties: {{owner: {owner}, home: {address}, first: {big}}}}}
    Dog: {{type: object, properties: {{owner: {owner}, keeper: {owner}, kennel: {address}, second: {big}}}}}
    Address: {address}
    Copy: {{type: object, properties: {{x: {{type: string}}, owner: {{$ref: '#/components/schemas/Cat'}}}}}}
"
    ));
    assert_eq!(
        seen.fields("Cat"),
        ["owner: cat::Owner", "home: Address", "first: cat::First"]
    );
    assert_eq!(
        seen.fields("Dog"),
        [
            "owner: dog::Owner",
            "keeper: dog::Keeper",
            "kennel: Address",
            "second: dog::Second"
        ]
    );
    // `Copy` is a trait of the prelude.
    let note = "every generated crate has its own `Copy`: this one is called `CopyModel`";
    assert_eq!(
        (seen.codes, seen.notes),
        (Vec::new(), vec![note.to_owned()])
    );
}

#[test]
fn equal_inline_types_with_one_title_are_one_type() {
    let object = |title: &str, names: &str| {
        let state = "state: {type: object, properties: {code: {type: string}}}";
        format!("{{type: object, title: {title}, properties: {{{names}, {state}}}}}")
    };
    let address = object("postal_address", "street: {type: string}");
    let other = object("postal_address", "box: {type: string}");
    let sentence = object("Where the owner lives, if known", "name: {type: string}");
    let seen = with_schemas(&format!(
        "    Cat: {{type: object, properties: {{home: {address}, town: {sentence}}}}}
    Dog: {{type: object, properties: {{kennel: {address}, town: {sentence}}}}}
    Owner: {{type: object, properties: {{at: {address}, town: {sentence}, second: {other}}}}}
    Keeper: {{type: object, properties: {{second: {other}}}}}
"
    ));
    assert_eq!(
        seen.fields("Cat"),
        ["home: PostalAddress", "town: cat::Town"]
    );
    assert_eq!(
        seen.fields("Dog"),
        ["kennel: PostalAddress", "town: dog::Town"]
    );
    assert_eq!(
        seen.fields("Owner"),
        [
            "at: PostalAddress",
            "town: owner::Town",
            "second: owner::Second"
        ]
    );
    assert_eq!(
        seen.fields("Keeper"),
        ["second: keeper::Second"],
        "only two, and fewer than of the other type"
    );
    assert_eq!(
        seen.fields("PostalAddress"),
        ["street: Plain", "state: postal_address::State"]
    );
}

#[test]
fn tuples() {
    let seen = with_schemas(
        "    Pair: {type: array, prefixItems: [{type: string}, {type: integer}], minItems: 1, items: {type: boolean}}
    Both:
      allOf:
      - {type: array, prefixItems: [{type: string}], minItems: 2}
      - {prefixItems: [{maxLength: 3}, {$ref: '#/components/schemas/Loop'}], maxItems: 2}
    Loop: {prefixItems: [{type: [string, 'null']}, {$ref: '#/components/schemas/Loop'}], unevaluatedItems: false}
    Same: {type: array, prefixItems: [{type: number}, {type: number}]}
    Closed: {type: array, prefixItems: [{type: number}, {type: number}], items: false}
    S:
      type: object
      properties:
        pair: {$ref: '#/components/schemas/Pair'}
        inline: {type: [array, 'null'], prefixItems: [{type: array, prefixItems: [{type: string}, {}]}, {type: object, properties: {a: {}}}]}
        several: {type: [array, string], prefixItems: [{type: string}, {type: integer}]}
        same: {$ref: '#/components/schemas/Same'}
        closed: {$ref: '#/components/schemas/Closed'}
",
    );
    assert_eq!(seen.fields("Pair"), ["first!: Plain", "second: Integer"]);
    assert!(
        matches!(&seen.structure("Pair").additional, Additional::Typed(rest) if rest.ty == Type::Bool)
    );
    assert_eq!(seen.fields("Both"), ["first!: Plain", "second!: Loop"]);
    let both = seen.structure("Both");
    assert_eq!(both.properties[0].schema.constraints.max_length, Some(3));
    assert!(matches!(both.additional, Additional::Forbidden) && both.constraints.is_empty());
    assert_eq!(seen.fields("Loop"), ["first: Plain?", "second: ^Loop"]);
    assert!(matches!(
        seen.structure("Loop").additional,
        Additional::Forbidden
    ));
    let fields = [
        "pair: Pair",
        "inline: s::Inline?",
        "several: s::Several",
        "same: Same",
        "closed: [ClosedItem]",
    ];
    assert_eq!(seen.fields("S"), fields);
    assert_eq!(
        seen.fields("Same"),
        ["first: Float", "second: Float"],
        "any value may follow"
    );
    let closed = seen.structure("S").properties[4]
        .schema
        .constraints
        .max_items;
    assert_eq!(closed, Some(2));
    assert_eq!(
        seen.fields("s::Inline"),
        ["first: s::First", "second: s::Second"]
    );
    assert_eq!(seen.fields("s::First"), ["first: Plain", "second: Any"]);
    assert_eq!(
        seen.shapes("s::Several"),
        ["List: s::SeveralList", "Text: Plain"]
    );
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn tuples_with_equal_items_are_arrays() {
    let seen = with_schemas(
        "    Low: {type: number, minimum: 0}
    Kind: {type: string, enum: [cat, dog]}
    Size: {type: string, enum: [small, great]}
    S:
      type: object
      properties:
        inline: {prefixItems: [{type: number, minimum: 0}, {type: number}], items: false}
        referred: {prefixItems: [{$ref: '#/components/schemas/Low'}, {allOf: [{type: number}]}], items: false}
        nullable: {prefixItems: [{type: string}, {type: [string, 'null']}], items: false}
        constants: {prefixItems: [{$ref: '#/components/schemas/Kind'}, {$ref: '#/components/schemas/Size'}], items: false}
",
    );
    let fields = [
        "inline: [s::Inline]",
        "referred: [s::Referred]",
        "nullable: [Plain?]",
        "constants: s::Constants",
    ];
    assert_eq!(seen.fields("S"), fields);
    assert_eq!(seen.fields("s::Constants"), ["first: Kind", "second: Size"]);
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn schemas_without_a_type() {
    let seen = with_schemas(
        "    S:
      properties:
        list: {items: {type: string}}
        pair: {items: [{type: string}, {type: integer}]}
        tuple: {prefixItems: [{type: string}, {type: integer}]}
        map: {additionalProperties: {type: string}}
        typed: {allOf: [{items: {type: string}}, {type: array}]}
        constants: {items: {type: string}, enum: [a, b]}
        length: {minItems: 1}
",
    );
    assert_eq!(
        seen.fields("S"),
        [
            "list: s::List?",
            "pair: s::Pair?",
            "tuple: s::Tuple",
            "map: {Plain}",
            "typed: [Plain]",
            "constants: s::Constants",
            "length: Any",
        ]
    );
    assert_eq!(seen.shapes("s::List"), ["List: [Plain]"]);
    assert_eq!(seen.shapes("s::Pair"), ["List: s::PairList"]);
    let guessed = seen
        .codes
        .iter()
        .filter(|code| **code == "guessed-type")
        .count();
    assert_eq!(guessed, 4, "{:?}", seen.codes);
}

#[test]
fn untyped_items_with_a_union_are_an_array_or_a_member() {
    let seen = with_schemas(
        "    User:
      items:
        anyOf:
          - {type: object, properties: {name: {type: string}, teams: {type: integer}}}
          - {type: object, properties: {name: {type: string}, bot: {type: boolean}}}
    Zone: {items: {anyOf: [{nullable: true}, {type: string}]}}
",
    );
    assert_eq!(
        seen.shapes("User"),
        ["List: [user::Item]", "Teams: user::Teams", "Bot: user::Bot"]
    );
    assert_eq!(
        seen.fields("user::Teams"),
        ["name: Plain", "teams: Integer"]
    );
    assert_eq!(seen.shapes("Zone"), ["List: [Plain?]", "Text: Plain"]);
}

#[test]
fn titles_that_repeat_the_key_are_not_docs() {
    let seen = with_schemas(
        "    S:
      title: customer_shipping
      type: object
      properties:
        one: {title: One, type: string}
        first_name: {title: First Name, type: string}
        other: {title: The name of another one, type: string}
",
    );
    let docs: Vec<_> = seen
        .structure("S")
        .properties
        .iter()
        .map(|property| property.docs.as_deref())
        .collect();
    assert_eq!(
        (seen.def("S").docs.as_deref(), docs),
        (None, vec![None, None, Some("The name of another one")])
    );
}

#[test]
fn conditions_and_impossible_properties() {
    let seen = with_schemas(
        "    S:
      type: object
      properties:
        same: {type: array, prefixItems: [{type: string}, {type: string}], items: {type: string}}
        pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
        never: false
        any: true
      if: {properties: {any: {const: 1}}}
      then: {properties: {more: {type: string}}, required: [more]}
",
    );
    assert_eq!(
        seen.fields("S"),
        ["same: [Plain]", "pair: s::Pair", "any: Any", "more: Plain"]
    );
    assert!(seen.codes.is_empty());
}

#[test]
fn types_take_precedence_over_contradicting_keywords() {
    let seen = with_schemas(
        "    Pet:\n      type: object\n      properties:\n        \
         quotes: {type: string, enum: [1, 2.5, true]}\n        \
         letters: {type: integer, enum: [1, two]}\n        \
         none: {type: integer, enum: [one]}\n        \
         start: {type: integer, default: one}\n        \
         bounds: {type: integer, minimum: 2, maximum: 1, minLength: 1}\n",
    );
    let property = |name: &str| {
        seen.structure("Pet")
            .properties
            .iter()
            .find(|found| found.wire == name)
            .unwrap()
    };
    assert_eq!(
        seen.fields("Pet"),
        [
            "quotes: pet::Quotes",
            "letters: pet::Letters",
            "none: Integer",
            "start: Integer",
            "bounds: Integer"
        ]
    );
    assert_eq!(property("start").schema.default, None);
    let constraints = &property("bounds").schema.constraints;
    assert_eq!(
        (
            &constraints.minimum,
            &constraints.maximum,
            constraints.min_length
        ),
        (&None, &None, Some(1))
    );
    let mut codes = seen.codes.clone();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(
        codes,
        [
            "crossed-bounds",
            "default-of-another-type",
            "enum-of-another-type"
        ]
    );
}

#[test]
fn schemas_combined_elsewhere_keep_their_types() {
    let seen = with_schemas(
        "    Base:
      type: object
      properties:
        logo: {type: object, properties: {full: {type: object, properties: {src: {type: string}}}}}
        list: {type: array, items: {type: object, properties: {a: {type: string}}}}
    Child:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - properties:
            logo: {type: object, properties: {full: {properties: {alt: {type: string}}}}}
            list: {items: {properties: {b: {type: string}}}}
    Other:
      type: object
      properties:
        full: {$ref: '#/components/schemas/Base/properties/logo/properties/full'}
        other: {$ref: '#/components/schemas/Child/allOf/1/properties/logo/properties/full'}
        item: {$ref: '#/components/schemas/Base/properties/list/items'}
        member: {$ref: '#/components/schemas/Shaped/oneOf/0'}
    Shaped:
      properties: {id: {type: string}}
      oneOf:
        - {type: object, properties: {cat: {type: string}}}
        - {type: object, properties: {dog: {type: string}}}
",
    );
    let type_of = |owner: &str, field: &str| {
        let fields = seen.fields(owner);
        fields
            .iter()
            .find_map(|text| text.strip_prefix(&format!("{field}: ")))
            .unwrap()
            .to_owned()
    };
    assert_eq!(seen.fields(&type_of("Other", "full")), ["src: Plain"]);
    assert_eq!(seen.fields(&type_of("Other", "other")), ["alt: Plain"]);
    assert_eq!(seen.fields(&type_of("Other", "item")), ["a: Plain"]);
    assert_eq!(seen.fields(&type_of("Other", "member")), ["cat: Plain"]);
    assert_eq!(
        seen.fields(&type_of(&type_of("Base", "logo"), "full")),
        ["src: Plain"]
    );
    assert_eq!(
        seen.fields(&type_of(&type_of("Child", "logo"), "full")),
        ["src: Plain", "alt: Plain"]
    );
}

#[test]
fn circular_unions_are_cut() {
    let reference = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let seen = with_schemas(&format!(
        "    A: {{oneOf: [{}, {{type: string}}]}}
    B: {{oneOf: [{}, {{type: integer}}, {{type: boolean}}]}}
    Itself: {{oneOf: [{}, {{type: string}}, {{type: boolean}}]}}
    S: {{type: object, properties: {{a: {}, i: {}}}}}
",
        reference("B"),
        reference("A"),
        reference("Itself"),
        reference("A"),
        reference("Itself"),
    ));
    assert_eq!(seen.shapes("A"), ["B: B", "Text: Plain"]);
    assert_eq!(
        seen.shapes("B"),
        ["Integer: Integer", "Bool: Bool"],
        "what closes the ring is left out"
    );
    assert_eq!(seen.shapes("Itself"), ["Text: Plain", "Bool: Bool"]);
    assert_eq!(seen.codes, ["endless-reference", "endless-reference"]);
}

#[test]
fn circular_aliases_accept_any_json() {
    let f = "{$ref: '#/components/schemas/F'}";
    for schema in [
        format!("{{oneOf: [{f}, {{type: array, items: {f}}}]}}"),
        format!("{{oneOf: [{f}, {{type: object, additionalProperties: {f}}}, {{type: 'null'}}]}}"),
        format!("{{oneOf: [{f}, {f}]}}"),
        format!("{{type: array, prefixItems: [{f}, {f}], items: {f}}}"),
    ] {
        let seen = with_schemas(&format!(
            "    F: {schema}\n    S: {{type: object, properties: {{f: {f}}}}}\n"
        ));
        for (_, def) in seen.api.types.iter() {
            let TypeKind::Alias(target) = &def.kind else {
                continue;
            };
            assert_eq!(target.ty, Type::Any, "{schema}: {}", def.name);
        }
        assert!(
            !seen.codes.is_empty() && seen.codes.iter().all(|code| *code == "endless-reference"),
            "{:?}",
            seen.codes
        );
    }
}

#[test]
fn circular_array_conjunctions_are_cut() {
    let seen = with_schemas(
        "    A:
      allOf:
        - {type: array, items: {$ref: '#/components/schemas/A'}}
        - {type: array, items: {$ref: '#/components/schemas/A'}}
    S: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}
",
    );
    assert_eq!(seen.codes, ["endless-reference"]);
}

/// The pattern in the OpenAPI specification: a discriminator base, and components that extend it by
/// `allOf`.
const FAMILY: &str = "    Pet:
      type: object
      required: [petType, name]
      properties: {petType: {type: string}, name: {type: string}}
      discriminator: {propertyName: petType, mapping: {dog: '#/components/schemas/Dog', puppy: Puppy}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {good: {type: boolean}}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {weeks: {type: integer}}}]}
    Owner: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, cat: {$ref: '#/components/schemas/Cat'}}}
    Alone: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
";

#[test]
fn discriminator_bases_are_unions_of_their_subtypes() {
    let seen = with_schemas(FAMILY);
    assert_eq!(
        seen.shapes("Pet"),
        ["Base: pet::Base", "Cat: Cat", "Dog: Dog", "Puppy: Puppy"]
    );
    assert_eq!(
        seen.fields("pet::Base"),
        ["pet_type!: Plain", "name!: Plain"]
    );
    assert_eq!(
        seen.fields("Puppy"),
        [
            "pet_type!: Plain",
            "name!: Plain",
            "good: Bool",
            "weeks: Integer"
        ]
    );
    assert_eq!(seen.fields("Owner"), ["pet: Pet", "cat: Cat"]);
    assert_eq!(seen.fields("Alone"), ["kind: Plain"]);
    let tag = seen.union("Pet").discriminator.clone().unwrap();
    let values: Vec<(&str, usize)> = tag
        .mapping
        .iter()
        .map(|(value, index)| (value.as_str(), *index))
        .collect();
    assert_eq!(
        (tag.property.as_str(), values),
        ("petType", vec![("dog", 2), ("puppy", 3), ("Cat", 1)])
    );
    assert_eq!(tag.otherwise, Some(0));
    let constant = |name: &str| {
        seen.structure(name).properties[0]
            .schema
            .constant
            .as_deref()
            .cloned()
    };
    assert_eq!(constant("Cat"), Some("Cat".into()));
    assert_eq!(constant("Puppy"), Some("puppy".into()));
    assert_eq!(constant("pet::Base"), None);
    assert!(
        seen.api
            .schemas
            .iter()
            .all(|entry| !entry.origin.pointer.ends_with("/discriminator"))
    );
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn nested_discriminator_bases_are_members() {
    let below = "{allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, discriminator: {propertyName: petType}, properties: {good: {type: boolean}}}]}";
    let dog = "{allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {good: {type: boolean}}}]}";
    assert!(FAMILY.contains(dog));
    let seen = with_schemas(&FAMILY.replace(dog, below));
    assert_eq!(
        seen.shapes("Pet"),
        ["Base: pet::Base", "Cat: Cat", "Dog: Dog"]
    );
    assert_eq!(seen.shapes("Dog"), ["Base: dog::Base", "Puppy: Puppy"]);
    let tag = seen.union("Pet").discriminator.clone().unwrap();
    assert!(tag.mapping.contains(&("puppy".to_owned(), 2)), "{tag:?}");
}

#[test]
fn names_of_components_after_a_namespace_name_no_variants() {
    let of = |values: [&str; 2]| {
        let [http, file] = values;
        let mapping = format!(
            "{{'{http}': '#/components/schemas/InputHttp', '{file}': '#/components/schemas/InputFile'}}"
        );
        let seen = with_schemas(&format!(
            "    Input: {{oneOf: [{{$ref: '#/components/schemas/InputHttp'}}, {{$ref: '#/components/schemas/InputFile'}}], discriminator: {{propertyName: kind, mapping: {mapping}}}}}
    InputHttp: {{type: object, required: [kind], properties: {{kind: {{type: string}}, url: {{type: string}}}}}}
    InputFile: {{type: object, required: [kind], properties: {{kind: {{type: string}}, path: {{type: string}}}}}}
"
        ));
        let variants = seen.union("Input").variants.iter();
        variants
            .map(|variant| variant.rust.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of(["#Media.InputHttp", "#Media.InputFile"]),
        ["Http", "File"]
    );
    // A tag that says more than the component names the variant, and then all tags do.
    let other = of(["#Media.InputHttp", "#Media.InputFiles"]);
    assert_eq!(other, ["MediaInputHttp", "MediaInputFiles"]);
    assert_eq!(of(["raw_input_http", "file"]), ["RawInputHttp", "File"]);
}

#[test]
fn components_state_their_discriminator_values() {
    let seen = with_schemas(
        "    Fish: {type: object, required: [kind], discriminator: {propertyName: kind, mapping: {eel: Eel}}, properties: {kind: {type: string}}}
    Shark: {x-ms-discriminator-value: '#Sea.Shark', allOf: [{$ref: '#/components/schemas/Fish'}]}
    Salmon: {allOf: [{$ref: '#/components/schemas/Fish'}, {type: object, x-discriminator-value: smart_salmon}]}
    Eel: {x-ms-discriminator-value: other, allOf: [{$ref: '#/components/schemas/Fish'}]}
    Cod: {allOf: [{$ref: '#/components/schemas/Fish'}], properties: {length: {type: integer}}}
    Catch: {oneOf: [{$ref: '#/components/schemas/Shark'}, {$ref: '#/components/schemas/Cod'}], discriminator: {propertyName: kind}}
",
    );
    let values = |name: &str| {
        let mut mapping = seen.union(name).discriminator.clone().unwrap().mapping;
        mapping.sort();
        let values = mapping.into_iter().map(|(value, index)| {
            let variant = &seen.union(name).variants[index];
            format!("{value}: {}", variant.rust)
        });
        values.collect::<Vec<_>>()
    };
    assert_eq!(
        values("Fish"),
        [
            "#Sea.Shark: Shark",
            "Cod: Cod",
            "eel: Eel",
            "smart_salmon: SmartSalmon"
        ]
    );
    assert_eq!(values("Catch"), ["#Sea.Shark: Shark", "Cod: Cod"]);
    let constant = |name: &str| seen.structure(name).properties[0].schema.constant.clone();
    assert_eq!(constant("Shark").as_deref(), Some(&"#Sea.Shark".into()));
    assert_eq!(constant("Salmon").as_deref(), Some(&"smart_salmon".into()));
}

#[test]
fn overlapping_members_are_reported() {
    let of = |a: &str, b: &str| {
        let seen = with_schemas(&format!(
            "    U: {{oneOf: [{{type: object, title: A, {a}}}, {{type: object, title: B, {b}}}]}}\n"
        ));
        seen.codes
    };
    const OVERLAP: &[&str] = &["overlapping-members"];
    let within = |inner: &str| {
        format!(
            "required: [event], properties: {{event: {{type: object, required: [x], properties: {{{inner}}}}}}}"
        )
    };
    let in_items = |inner: &str| {
        format!(
            "x: {{type: array, items: {{type: object, required: [x], properties: {{{inner}}}}}}}"
        )
    };
    for (a, b, codes) in [
        (
            "properties: {x: {type: string}, y: {type: string}}",
            "properties: {x: {type: string}}",
            OVERLAP,
        ),
        (
            "required: [x], properties: {x: {type: string}}",
            "required: [x], properties: {x: {type: string}, y: {type: string}}",
            OVERLAP,
        ),
        (
            "required: [x], properties: {x: {type: string}}",
            "required: [x], properties: {x: {type: integer}}",
            &[],
        ),
        (
            "required: [x], properties: {x: {type: string}}",
            "required: [y], properties: {x: {type: string}, y: {type: string}}",
            &[],
        ),
        (
            "required: [x], properties: {x: {type: string}, y: {type: string}}",
            "properties: {x: {type: string}}",
            &[],
        ),
        (
            "required: [x], properties: {x: {const: a}}",
            "required: [x], properties: {x: {const: b}}",
            &[],
        ),
        (
            "required: [x], properties: {x: {const: a}}",
            "required: [x], properties: {x: {enum: [a, b]}}",
            OVERLAP,
        ),
        (&within("x: {const: a}"), &within("x: {const: b}"), &[]),
        (
            &within("x: {enum: [a, c]}"),
            &within("x: {enum: [b, c]}"),
            OVERLAP,
        ),
        (
            &within("x: {const: a}"),
            &within("x: {type: string}"),
            OVERLAP,
        ),
        (
            &within("x: {type: integer}"),
            &within("x: {type: string}"),
            &[],
        ),
        (
            &within(&in_items("x: {const: a}")),
            &within(&in_items("x: {const: b}")),
            &[],
        ),
        (&within("y: {const: a}"), &within("x: {const: b}"), OVERLAP),
    ] {
        assert_eq!(of(a, b), codes, "{a} {b}");
    }
}

#[test]
fn constants_that_clients_do_not_compare_are_reported() {
    let tagged =
        |value: &str| format!("{{type: object, required: [t], properties: {{t: {{{value}}}}}}}");
    let array = |items: &str| format!("{{type: array, items: {items}}}");
    let map = |values: &str| format!("{{type: object, additionalProperties: {values}}}");
    let tuple = |first: &str| {
        format!("{{type: array, prefixItems: [{{{first}}}, {{type: number}}], minItems: 2}}")
    };
    let object =
        |value: &str| format!("{{type: object, required: [m], properties: {{m: {value}}}}}");
    type Member<'a> = &'a dyn Fn(&str) -> String;
    let members: [(Member<'_>, bool); 10] = [
        (&|value| tagged(value), false),
        (&|value| array(&tagged(value)), false),
        (&|value| object(&array(&tagged(value))), false),
        (&|value| map(&tagged(value)), true),
        (&|value| tuple(value), true),
        (&|value| array(&array(&tagged(value))), true),
        (&|value| array(&map(&tagged(value))), true),
        (&|value| object(&map(&tagged(value))), true),
        (&|value| object(&tuple(value)), true),
        (&|value| object(&array(&array(&tagged(value)))), true),
    ];
    for (member, is_reported) in members {
        let codes = |first: &str, second: &str| {
            let (first, second) = (member(first), member(second));
            let text = format!(
                "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:
  /u: {{get: {{operationId: u, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/U'}}}}}}}}}}}}}}
components:
  schemas:
    A: {first}
    B: {second}
    U: {{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]}}
"
            );
            see(&text, "").codes
        };
        let expected: &[&str] = if is_reported {
            &["overlapping-members"]
        } else {
            &[]
        };
        let (constant, text) = (member("const: a"), member("type: string"));
        assert_eq!(codes("const: a", "const: b"), expected, "{constant}");
        assert_eq!(codes("type: string", "type: integer"), [""; 0], "{text}");
    }
}

#[test]
fn unknown_discriminator_properties_are_reported() {
    let seen = with_schemas(
        "    A: {type: object, required: [a], properties: {a: {type: string}}}
    B: {type: object, required: [b], properties: {b: {type: string}}}
    U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: kind}}
    V: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: b}}
",
    );
    assert_eq!(seen.codes, ["unknown-discriminator"]);
}

#[test]
fn unmapped_values_are_of_the_default_member() {
    const MEMBERS: &str = "    A: {type: object, properties: {k: {type: string}, a: {type: string}}}
    B: {type: object, properties: {k: {type: string}, b: {type: string}}}
    Base: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k, defaultMapping: C}}
    C: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {c: {type: string}}}]}
    U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k, defaultMapping: B}}
    V: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k, defaultMapping: C}}
";
    let seen = with_schemas(MEMBERS);
    for (union, expected) in [
        ("U", (Some(1), Some(1))),
        ("V", (None, None)),
        ("Base", (Some(1), Some(1))),
    ] {
        let tag = seen.union(union).discriminator.clone().unwrap();
        assert_eq!((tag.otherwise, tag.absent), expected, "{union}");
    }
    assert_eq!(seen.codes, ["unknown-mapping"]);
}

#[test]
fn a_parent_may_have_the_discriminator_property() {
    for parent in [
        "required: [kind]",
        "type: object, properties: {kind: {type: string}}",
        "allOf: [{$ref: '#/components/schemas/Base'}]",
    ] {
        let seen = with_schemas(&format!(
            "    Base: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}
    A: {{type: object, required: [a], properties: {{a: {{type: string}}}}}}
    B: {{type: object, required: [b], properties: {{b: {{type: string}}}}}}
    U: {{{parent}, oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}], discriminator: {{propertyName: kind}}}}
"
        ));
        assert!(
            !seen.codes.contains(&"unknown-discriminator"),
            "{parent}: {:?}",
            seen.codes
        );
        let tag = seen.union("U").discriminator.clone().unwrap();
        assert_eq!(
            tag.mapping,
            [("A".to_owned(), 0), ("B".to_owned(), 1)],
            "{parent}"
        );
    }
}

#[test]
fn types_repeated_beside_references_have_no_effect() {
    let seen = with_schemas(
        "    Pet: {type: object, properties: {name: {type: string}}}
    Kind: {type: string, enum: [cat, dog]}
    S:
      type: object
      properties:
        a: {$ref: '#/components/schemas/Pet', type: object, description: d}
        b: {allOf: [{$ref: '#/components/schemas/Pet'}], type: object}
        c: {$ref: '#/components/schemas/Pet', type: [object, 'null']}
        d: {$ref: '#/components/schemas/Kind', type: string}
        e: {$ref: '#/components/schemas/Pet', required: [name]}
",
    );
    assert_eq!(
        seen.fields("S"),
        ["a: Pet", "b: Pet", "c: Pet?", "d: Kind", "e: s::E"]
    );
    assert_eq!(seen.fields("s::E"), ["name!: Plain"]);
    assert_eq!(seen.codes, [""; 0]);
}

/// A base lists subtypes that extend it. A subtype has the properties of the base, but is not a
/// union.
#[test]
fn bases_may_list_their_subtypes() {
    let subtype = |name: &str| {
        format!(
            "{{allOf: [{{$ref: '#/components/schemas/Base'}}, {{properties: {{{name}: {{type: string}}}}}}]}}"
        )
    };
    for list in ["oneOf", "anyOf"] {
        let seen = with_schemas(&format!(
            "    Base: {{type: object, properties: {{id: {{type: integer}}}}, {list}: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]}}
    A: {}
    B: {}",
            subtype("a"),
            subtype("b"),
        ));
        assert_eq!(seen.shapes("Base"), ["A: A", "B: B"]);
        assert_eq!(seen.fields("A"), ["id: Integer", "a: Plain"]);
        assert_eq!(seen.names().len(), 3);
    }
}

/// If subtypes of a base extend other bases, this does not multiply types.
#[test]
fn bases_may_list_the_subtypes_of_other_bases() {
    let subtype = |base: &str, name: &str| {
        format!(
            "{{allOf: [{{$ref: '#/components/schemas/{base}'}}, {{properties: {{{name}: {{type: string}}}}}}]}}"
        )
    };
    let seen = with_schemas(&format!(
        "    One: {{type: object, properties: {{id: {{type: integer}}}}, oneOf: [{{$ref: '#/components/schemas/A'}}]}}
    Two: {{type: object, properties: {{no: {{type: integer}}}}, oneOf: [{{$ref: '#/components/schemas/B'}}]}}
    A: {}
    B: {}",
        subtype("Two", "a"),
        subtype("One", "b"),
    ));
    assert!(seen.names().len() < 12, "{:?}", seen.names());
}

/// pydantic writes a literal with a default value as an optional constant.
#[test]
fn constructors_set_optional_discriminators() {
    let member = |name: &str| {
        format!(
            "    {name}: {{type: object, required: [depot], properties: {{type: {{type: string, const: {name}, default: {name}}}, depot: {{type: string}}}}}}\n"
        )
    };
    let union = "    Event: {oneOf: [{$ref: '#/components/schemas/scan'}, {$ref: '#/components/schemas/move'}], discriminator: {propertyName: type}}\n";
    let seen = with_schemas(
        &[
            member("scan"),
            member("move"),
            member("Other"),
            union.to_owned(),
        ]
        .concat(),
    );
    let tag = |name: &str| {
        seen.structure(name)
            .properties
            .iter()
            .find(|one| one.wire == "type")
            .unwrap()
            .is_tag
    };
    assert_eq!(
        (tag("Scan"), tag("Move"), tag("Other")),
        (true, true, false)
    );
}

#[test]
fn texts_of_inline_members_take_precedence_over_those_of_references() {
    let seen = with_schemas(
        "    Base: {title: Base object, description: Base of most objects., type: object, properties: {kind: {type: string}}}
    Pull:
      allOf:
        - $ref: '#/components/schemas/Base'
        - {type: object, description: A pull request., properties: {head: {type: string}}}
    Bare: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {a: {type: string}}}]}
",
    );
    assert_eq!(seen.def("Pull").docs.as_deref(), Some("A pull request."));
    assert_eq!(
        seen.def("Bare").docs.as_deref(),
        Some("Base of most objects.")
    );
}

#[test]
fn required_properties_have_the_order_of_their_list() {
    let seen = with_schemas(
        "    Embedding: {properties: {user: {}, input: {}, model: {}}, required: [model, input]}
    Sorted: {properties: {user: {}, model: {}, input: {}}, required: [input, model]}
    Base: {properties: {kind: {}, id: {}}, required: [id, kind]}
    Extended: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {}, a: {}}, required: [b, a]}]}
",
    );
    let names = |name: &str| -> Vec<String> {
        let structure = seen.structure(name);
        structure
            .properties
            .iter()
            .filter(|one| one.required)
            .map(|one| one.wire.clone())
            .collect()
    };
    assert_eq!(names("Embedding"), ["model", "input"]);
    assert_eq!(
        names("Sorted"),
        ["model", "input"],
        "a tool sorted the list"
    );
    assert_eq!(names("Extended"), ["kind", "id", "b", "a"]);
}
