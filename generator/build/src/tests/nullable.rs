//! All spellings of a nullable schema give the same model, including names.

use super::Seen;
use super::see;
use model::TypeKind;

/// The spellings; the first two require a `type`.
const SPELLINGS: &[&str] = &[
    "{type: [KIND, 'null'], REST}",
    "{type: KIND, nullable: true, REST}",
    "{nullable: true, allOf: [M]}",
    "{nullable: true, anyOf: [M]}",
    "{oneOf: [M], nullable: true}",
    "{anyOf: [M, {type: 'null'}]}",
    "{oneOf: [{type: 'null'}, M]}",
    "{anyOf: [{enum: [null]}, M]}",
    "{oneOf: [M, {const: null}]}",
    "{anyOf: [{oneOf: [M]}, {type: 'null'}]}",
    "{allOf: [{nullable: true}, M]}",
    "{allOf: [M, {nullable: true}]}",
];

/// Schemas: the `type`, if any, and the other keywords.
const MEMBERS: &[(&str, &str)] = &[
    (
        "object",
        "properties: {x: {type: string}, y: {type: object, properties: {z: {type: string}}}}, required: [x]",
    ),
    (
        "object",
        "additionalProperties: {type: object, properties: {z: {type: string}}}",
    ),
    ("string", "maxLength: 10"),
    ("string", "format: date-time"),
    ("integer", "minimum: 1"),
    ("string", "description: D"),
    (
        "object",
        "description: D, deprecated: true, properties: {z: {type: string}}",
    ),
    ("array", "items: {type: string}"),
    (
        "array",
        "items: {type: object, properties: {z: {type: string}}}",
    ),
    ("", "$ref: '#/components/schemas/C'"),
    ("", "$ref: '#/components/schemas/E'"),
    (
        "",
        "oneOf: [{$ref: '#/components/schemas/C'}, {type: object, required: [z], properties: {z: {type: string}}}]",
    ),
];

const PLACES: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /t:
    post:
      operationId: send
      tags: [ts]
      parameters: [{name: q, in: query, schema: X}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
      responses: {'200': {description: D, content: {application/json: {schema: X}}}}
components:
  schemas:
    B: X
    C: {type: object, required: [c], properties: {c: {type: string}}}
    E: {type: string, enum: [a, b]}
    Either: {oneOf: [X, {type: boolean}]}
    S:
      type: object
      properties:
        property: X
        component: {$ref: '#/components/schemas/B'}
        optional: {anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}
        items: {type: array, items: X}
        values: {type: object, additionalProperties: X}
        either: {oneOf: [{type: boolean}, X]}
        some: {anyOf: [X, {type: array, items: X}, {type: boolean}]}
        tagged: {oneOf: [{$ref: '#/components/schemas/C'}, {title: Titled, anyOf: [X, {type: boolean}]}]}
";

/// Returns all types with their contents, sorted, and the types of the parameters.
fn outline(seen: &Seen) -> String {
    let types = seen.api.types.iter().map(|(_, def)| match &def.kind {
        TypeKind::Struct(_) | TypeKind::Tuple(_) => {
            format!("{} {:?} {:?}", def.name, def.docs, seen.fields(&def.name))
        }
        TypeKind::Union(_) => format!("{} {:?} {:?}", def.name, def.docs, seen.shapes(&def.name)),
        TypeKind::Alias(schema) => format!("{} = {}", def.name, seen.short(schema)),
        TypeKind::Replaced(replaced) => format!("{} = {}", def.name, replaced.path),
        TypeKind::Enum(body) => {
            let values: Vec<&str> = body
                .variants
                .iter()
                .map(|variant| variant.rust.as_str())
                .collect();
            format!("{} {:?} {values:?}", def.name, def.docs)
        }
    });
    let mut lines: Vec<String> = types.collect();
    lines.sort();
    let operation = seen.operation("send");
    lines.extend(
        operation
            .parameters
            .iter()
            .map(|parameter| seen.short(&parameter.schema)),
    );
    let codes: Vec<_> = seen
        .codes
        .iter()
        .filter(|code| **code != "nullable-in-all-of")
        .collect();
    lines.push(format!("{codes:?}"));
    lines.join("\n")
}

#[test]
fn null_may_be_a_component_or_only_nullable() {
    for description in ["3.0.3", "3.1.0"] {
        let seen = see(
            &format!(
                "openapi: {description}
info: {{title: T, version: '1'}}
paths: {{}}
components:
  schemas:
    KindEnum: {{type: string, enum: [a, b]}}
    Size: {{type: integer, enum: [1, 2]}}
    BlankEnum: {{enum: ['']}}
    NullEnum: {{enum: [null]}}
    Nothing: {{nullable: true}}
    Link: {{type: object, required: [x], properties: {{x: {{type: string}}}}}}
    Book:
      type: object
      properties:
        kind: {{oneOf: [{{$ref: '#/components/schemas/KindEnum'}}, {{$ref: '#/components/schemas/NullEnum'}}]}}
        first: {{anyOf: [{{$ref: '#/components/schemas/NullEnum'}}, {{$ref: '#/components/schemas/Link'}}]}}
        all: {{type: array, items: {{oneOf: [{{$ref: '#/components/schemas/Link'}}, {{$ref: '#/components/schemas/NullEnum'}}]}}}}
        size: {{maximum: 9, oneOf: [{{$ref: '#/components/schemas/Size'}}, {{$ref: '#/components/schemas/NullEnum'}}]}}
        plain: {{allOf: [{{$ref: '#/components/schemas/Size'}}], minimum: 0}}
        link: {{oneOf: [{{$ref: '#/components/schemas/Link'}}, {{nullable: true}}]}}
        u: {{anyOf: [{{type: string}}, {{nullable: true}}, {{type: number}}]}}
        other: {{oneOf: [{{$ref: '#/components/schemas/Link'}}, {{$ref: '#/components/schemas/Nothing'}}]}}
"
            ),
            "",
        );
        let fields = [
            "kind: KindEnum?",
            "first: Link?",
            "all: [Link?]",
            "size: Size?",
            "plain: Size",
            "link: Link?",
            "u: book::U?",
            "other: Link?",
        ];
        assert_eq!(seen.fields("Book"), fields);
        assert_eq!(seen.shapes("book::U"), ["Text: Plain", "Number: Float"]);
        let codes: Vec<&str> = seen
            .codes
            .iter()
            .copied()
            .filter(|code| *code != "nullable-in-3-1")
            .collect();
        assert_eq!(codes, ["no-operations"], "{description}");
    }
}

#[test]
fn all_spellings_of_nullable_give_the_same_names() {
    for (kind, rest) in MEMBERS {
        let member = if kind.is_empty() {
            format!("{{{rest}}}")
        } else {
            format!("{{type: {kind}, {rest}}}")
        };
        let usable = SPELLINGS
            .iter()
            .filter(|spelling| !(kind.is_empty() && spelling.contains("KIND")));
        let mut known: Option<String> = None;
        for spelling in usable {
            let written = spelling
                .replace("KIND", kind)
                .replace("REST", rest)
                .replace('M', &member);
            let found = outline(&see(&PLACES.replace("X", &written), ""));
            assert_eq!(
                found,
                *known.get_or_insert_with(|| found.clone()),
                "{written}"
            );
        }
    }
}
