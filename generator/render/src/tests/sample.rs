//! Small models, constructed manually.

use serde_json::{Value, json};

use diag::{FileId, Origin};
use model::*;

pub(super) fn at(pointer: &str) -> Origin {
    Origin::new(FileId(0), pointer)
}

pub(super) fn schema(ty: Type) -> Schema {
    Schema::of(ty, at("/x"))
}

pub(super) fn text() -> Schema {
    schema(Type::Text(TextFormat::Plain))
}

pub(super) fn list(item: Schema) -> Schema {
    schema(Type::List(Box::new(item)))
}

pub(super) fn nullable(mut schema: Schema) -> Schema {
    schema.nullable = true;
    schema
}

/// Returns a property, which is required if its name ends in `!`.
pub(super) fn property(wire: &str, schema: Schema) -> Property {
    let (wire, required) = wire
        .strip_suffix('!')
        .map_or((wire, false), |wire| (wire, true));
    Property {
        wire: wire.to_owned(),
        rust: naming::field_name(wire),
        schema,
        required,
        read_only: false,
        write_only: false,
        is_tag: false,
        boxed: false,
        deprecated: false,
        docs: None,
    }
}

pub(super) fn object(properties: Vec<Property>) -> TypeKind {
    TypeKind::Struct(Struct {
        properties,
        ..Struct::default()
    })
}

pub(super) fn constants(base: EnumBase, wires: &[&str]) -> TypeKind {
    let variant = |wire: &&str| Variant {
        wire: (*wire).to_owned(),
        rust: naming::variant_name(wire),
        is_named: false,
        deprecated: false,
        former: false,
        docs: None,
    };
    let variants = wires.iter().map(variant).collect();
    TypeKind::Enum(Enum {
        variants,
        base,
        open: false,
        former_names: Vec::new(),
    })
}

pub(super) fn variant(rust: &str, schema: Schema) -> UnionVariant {
    UnionVariant {
        rust: rust.to_owned(),
        naming: NameReason::default(),
        boxed: matches!(schema.ty, Type::Named(_)),
        schema,
        docs: None,
    }
}

/// Returns an API without operations.
pub(crate) fn empty() -> Api {
    let mut api = Api {
        resources: vec![Resource::default()],
        ..Api::default()
    };
    api.info.title = "Sample".to_owned();
    api.package.name = "sample".to_owned();
    api.package.version = "0.1.0".to_owned();
    api.package.rust_version = MIN_RUST_VERSION.to_owned();
    api
}

/// Adds a type in the module `sample`, used by requests and responses.
pub(super) fn add(api: &mut Api, name: &str, kind: TypeKind) -> TypeId {
    api.types.push(TypeDef {
        name: name.to_owned(),
        naming: Vec::new(),
        keeps_name: false,
        has_short_name: false,
        module: "sample".to_owned(),
        kind,
        docs: None,
        deprecated: false,
        added: AddedCode::default(),
        usage: Usage {
            request: true,
            response: true,
            xml: false,
        },
        origin: at(&format!("/components/schemas/{name}")),
    })
}

pub(super) fn parameter(wire: &str, location: ParameterLocation, schema: Schema) -> Parameter {
    Parameter {
        wire: wire.to_owned(),
        rust: naming::field_name(wire),
        location,
        schema,
        part: None,
        encodings: Vec::new(),
        required: location == ParameterLocation::Path,
        style: if location == ParameterLocation::Query {
            ParameterStyle::Form
        } else {
            ParameterStyle::Simple
        },
        explode: location == ParameterLocation::Query,
        allow_reserved: false,
        may_be_empty: false,
        deprecated: false,
        docs: None,
        schema_docs: None,
        example: None,
        origin: at("/x"),
    }
}

pub(super) fn content(schema: Schema, examples: &[Value]) -> Content {
    let example = |value: &Value| Example {
        name: "example".to_owned(),
        value: value.clone(),
        origin: at("/x"),
    };
    Content {
        examples: examples.iter().map(example).collect(),
        ..Content::json("application/json", Some(schema), at("/x"))
    }
}

/// Returns a method of the resource `pets`.
pub(crate) fn operation(rust: &str, method: &str, path: &str) -> Operation {
    Operation {
        id: rust.to_owned(),
        has_id: true,
        method: HttpMethod::from_sent(method),
        path: path.to_owned(),
        parameters: Vec::new(),
        body: None,
        responses: Vec::new(),
        returns: Returns::default(),
        security: Vec::new(),
        servers: Vec::new(),
        envelope: None,
        success: None,
        paging: None,
        next_page_operation: None,
        idempotency: Idempotency::default(),
        waiting: WaitingMethods::default(),
        docs: OperationDocs::default(),
        permissions: Vec::new(),
        tool: ToolHints::default(),
        deprecated: false,
        resource: ResourceId(1),
        names: MethodNames {
            method: rust.to_owned(),
            request_type: naming::type_name(&format!("{rust}_pet")),
            response_stem: naming::type_name(&format!("{rust}_pet")),
            ..MethodNames::default()
        },
        tag: None,
        argument_order: None,
        coverage: Coverage::Full,
        origin: at("/x"),
    }
}

/// Returns an API with one resource, `pets`, and these methods.
pub(super) fn with_operations(mut api: Api, operations: Vec<Operation>) -> Api {
    api.resources = vec![
        Resource {
            children: vec![ResourceId(1)],
            ..Resource::default()
        },
        Resource {
            rust: "pets".to_owned(),
            type_name: Some("Pets".to_owned()),
            module: vec!["pets".to_owned()],
            operations: (0..operations.len()).collect(),
            ..Resource::default()
        },
    ];
    api.operations = operations;
    api
}

/// Returns an API with one method, which has parameters, a body and a response.
pub(super) fn pets() -> Api {
    let mut api = empty();
    let pet = add(
        &mut api,
        "Pet",
        object(vec![
            property("id!", text()),
            property("age", schema(Type::Integer)),
        ]),
    );
    let change = add(
        &mut api,
        "PetUpdate",
        object(vec![property("age", nullable(schema(Type::Integer))), {
            Property {
                docs: Some("Other names.".to_owned()),
                ..property("timeout", list(text()))
            }
        }]),
    );
    let mut id = text();
    id.constraints.min_length = Some(1);
    id.constraints.pattern = Some("^[a-z]+$".to_owned());
    let mut operation = operation("update", "PUT", "/pets/{id}");
    operation.parameters = vec![
        Parameter {
            example: Some(json!("tom")),
            ..parameter("id", ParameterLocation::Path, id)
        },
        parameter("dry-run", ParameterLocation::Query, schema(Type::Bool)),
    ];
    operation.docs.summary = Some("Changes a pet".to_owned());
    operation.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: true,
        contents: vec![content(
            schema(Type::Named(change)),
            &[json!({ "age": null, "timeout": ["tommy"] })],
        )],
        others: Vec::new(),
        docs: None,
        origin: at("/x"),
    });
    let response = content(
        schema(Type::Named(pet)),
        &[json!({ "id": "tom", "age": 3 })],
    );
    operation.responses = vec![Response {
        status: Status::Code(200),
        is_success: true,
        contents: vec![response],
        headers: Vec::new(),
        links: Vec::new(),
        enveloped: false,
        docs: None,
        origin: at("/x"),
    }];
    operation.returns.output = Output::Json(schema(Type::Named(pet)));
    with_operations(api, vec![operation])
}
