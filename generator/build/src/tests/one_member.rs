//! `oneOf` and `anyOf` with a single member, often next to `null`: the keywords of the member
//! apply.

use super::Seen;
use super::see;
use super::with_paths;
use super::with_schemas;
use model::{Property, Schema, Type, TypeKind};

/// Spellings of nullable schemas and of unions with a single member.
const SPELLINGS: &[&str] = &[
    "{anyOf: [X, {type: 'null'}]}",
    "{anyOf: [{type: 'null'}, X]}",
    "{oneOf: [X, {type: 'null'}], title: T}",
    "{oneOf: [X]}",
    "{anyOf: [{anyOf: [X, {type: 'null'}]}]}",
    "{type: string, description: D, anyOf: [X]}",
];

const MEMBERS: &[&str] = &[
    "{type: string, maxLength: 10, minLength: 1, pattern: '^a'}",
    "{type: integer, minimum: 1, exclusiveMaximum: 9, multipleOf: 2, default: 4}",
    "{type: array, maxItems: 4, uniqueItems: true, items: {type: string, maxLength: 3}}",
    "{type: object, maxProperties: 2, propertyNames: {pattern: '^x'}, additionalProperties: {type: integer, minimum: 1}}",
    "{type: string, format: password}",
    "{type: string, format: date-time}",
    "{type: string, format: uuid, xml: {attribute: true}}",
    "{const: only}",
];

/// Returns the schema without its location and nullability.
fn without_location(schema: &Schema) -> Schema {
    let inner = |inner: &Schema| Box::new(without_location(inner));
    let ty = match &schema.ty {
        Type::List(items) => Type::List(inner(items)),
        Type::Map(values) => Type::Map(inner(values)),
        other => other.clone(),
    };
    Schema {
        ty,
        nullable: false,
        origin: Default::default(),
        ..schema.clone()
    }
}

fn property(seen: &Seen, index: usize) -> &Property {
    &seen.structure("S").properties[index]
}

#[test]
fn keywords_of_the_single_member_apply() {
    for member in MEMBERS {
        for spelling in SPELLINGS
            .iter()
            .filter(|spelling| !spelling.contains("type: string,") || member.contains("string"))
        {
            let inline = spelling.replace('X', member);
            let by_reference = spelling.replace('X', "{$ref: '#/components/schemas/E'}");
            let seen = with_schemas(&format!(
                "    E: {member}
    S: {{type: object, properties: {{a: {{$ref: '#/components/schemas/E'}}, b: {inline}, c: {by_reference}}}}}
"
            ));
            let expected = without_location(&property(&seen, 0).schema);
            assert_eq!(
                without_location(&property(&seen, 1).schema),
                expected,
                "{inline}"
            );
            assert_eq!(
                without_location(&property(&seen, 2).schema),
                expected,
                "{by_reference} with {member}"
            );
            let is_nullable = spelling.contains("null");
            assert!(
                (1..3).all(|index| property(&seen, index).schema.nullable == is_nullable),
                "{inline}"
            );
            assert_eq!(seen.codes, [""; 0], "{inline}");
        }
    }
}

#[test]
fn items_values_and_parameters_keep_the_constraints_of_the_single_member() {
    let optional = "{anyOf: [{type: string, maxLength: 10}, {type: 'null'}]}";
    let seen = with_schemas(&format!(
        "    S:
      type: object
      properties:
        items: {{type: array, items: {optional}}}
        values: {{type: object, additionalProperties: {optional}}}
"
    ));
    for property in &seen.structure("S").properties {
        let (Type::List(inner) | Type::Map(inner)) = &property.schema.ty else {
            panic!("{}", property.wire)
        };
        assert_eq!(inner.constraints.max_length, Some(10), "{}", property.wire);
    }
    let seen = see(
        &format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /t:
    get:
      operationId: get
      parameters: [{{name: q, in: query, schema: {optional}}}]
      responses: {{'204': {{description: d}}}}
"
        ),
        "",
    );
    assert_eq!(
        seen.operation("get").parameters[0]
            .schema
            .constraints
            .max_length,
        Some(10)
    );
}

#[test]
fn keywords_beside_a_single_member_take_precedence() {
    let seen = with_schemas(
        "    S:
      type: object
      properties:
        a: {anyOf: [{type: string, default: inner}, {type: 'null'}], default: outer}
        b: {anyOf: [{type: string, maxLength: 9}], writeOnly: true}
",
    );
    assert_eq!(
        property(&seen, 0).schema.default.as_deref(),
        Some(&"outer".into())
    );
    assert!(property(&seen, 1).schema.secret);
    assert_eq!(property(&seen, 1).schema.constraints.max_length, Some(9));
}

#[test]
fn constraints_beside_a_single_member_are_combined_with_its_own() {
    let seen = with_schemas(
        "    E: {minimum: 2, anyOf: [{type: integer, maximum: 9}, {type: 'null'}]}
    S:
      type: object
      properties:
        a: {minLength: 2, anyOf: [{type: string, maxLength: 9}, {type: 'null'}]}
        b: {$ref: '#/components/schemas/E'}
",
    );
    let limits = &property(&seen, 0).schema.constraints;
    assert_eq!((limits.min_length, limits.max_length), (Some(2), Some(9)));
    let TypeKind::Alias(target) = &seen.def("E").kind else {
        panic!("{:?}", seen.def("E").kind)
    };
    assert!(
        target.nullable
            && target.constraints.minimum.is_some()
            && target.constraints.maximum.is_some()
    );
}

#[test]
fn single_members_in_3_0_keep_their_constraints() {
    let seen = with_paths(
        "  /t:
    get:
      operationId: get
      parameters:
        - {name: q, in: query, schema: {nullable: true, oneOf: [{type: integer, minimum: 1}]}}
      responses: {'204': {description: d}}
",
        "",
    );
    let schema = &seen.operation("get").parameters[0].schema;
    assert!(schema.nullable && schema.constraints.minimum.is_some());
}

#[test]
fn another_type_replaces_a_union_and_its_only_member() {
    for spelling in SPELLINGS {
        let union = spelling.replace("type: string, ", "").replace(
            'X',
            "{type: object, required: [a], properties: {a: {type: string}}}",
        );
        let seen = see(
            &format!(
                "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{}}
components:
  schemas:
    Meta: {union}
    Holder: {{type: object, properties: {{meta: {{$ref: '#/components/schemas/Meta'}}}}}}
"
            ),
            "types: {Meta: {use: 'other::Meta', version: '1'}}",
        );
        let types: Vec<_> = seen
            .api
            .types
            .iter()
            .map(|(_, def)| (def.name.as_str(), matches!(def.kind, TypeKind::Replaced(_))))
            .collect();
        assert_eq!(types, [("Meta", true), ("Holder", false)], "{union}");
    }
}
