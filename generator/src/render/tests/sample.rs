//! A small API, made by hand: a bit of everything.

use serde_json::json;

use crate::diag::{FileId, Origin};
use crate::model::*;

fn at(pointer: &str) -> Origin {
    Origin::new(FileId(0), pointer)
}

pub(crate) fn schema(ty: Type) -> Schema {
    Schema::of(ty, at("/x"))
}

pub(crate) fn text() -> Schema {
    schema(Type::Text(Text::Plain))
}

pub(crate) fn property(wire: &str, schema: Schema, required: bool) -> Property {
    Property {
        wire: wire.into(),
        rust: crate::naming::field_name(wire),
        schema,
        required,
        read_only: false,
        write_only: false,
        boxed: false,
        deprecated: false,
        docs: None,
    }
}

pub(crate) fn def(name: &str, module: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        name: name.into(),
        module: module.into(),
        kind,
        docs: None,
        deprecated: false,
        usage: Usage { request: true, response: true },
        origin: at(&format!("/components/schemas/{name}")),
    }
}

fn id_schema() -> Schema {
    let mut id = text();
    id.constraints.min_length = Some(1);
    id.constraints.max_length = Some(32);
    id.constraints.pattern = Some("^[a-z0-9_]+(?:-[a-z0-9_]+)*$".into());
    id
}

fn limited(most: u64) -> Schema {
    let mut schema = text();
    schema.constraints.max_length = Some(most);
    schema
}

fn documented(mut property: Property, docs: &str) -> Property {
    property.docs = Some(docs.into());
    property
}

fn list(item: Schema) -> Schema {
    schema(Type::List(Box::new(item)))
}

pub(crate) fn types(api: &mut Api) -> [TypeId; 6] {
    let auth = api.types.push(def(
        "AuthType",
        "server",
        TypeKind::Enum(Enum {
            base: EnumBase::Text,
            variants: ["oauth", "bearer", "unauthenticated"]
                .map(|wire| Variant { wire: wire.into(), rust: crate::naming::variant_name(wire), docs: None })
                .to_vec(),
        }),
    ));
    let mut level = def(
        "Level",
        "server",
        TypeKind::Enum(Enum {
            base: EnumBase::Integer,
            variants: ["1", "-2"]
                .map(|wire| Variant {
                    wire: wire.into(),
                    rust: crate::naming::variant_name(wire),
                    docs: Some("A level.".into()),
                })
                .to_vec(),
        }),
    );
    level.deprecated = true;
    let level = api.types.push(level);
    let mut description = limited(512);
    description.nullable = true;
    let mut owner = text();
    owner.nullable = true;
    let mut flag = schema(Type::Bool);
    flag.default = Some(json!(true));
    let mut secret = schema(Type::Text(Text::Plain));
    secret.secret = true;
    let mut ratio = schema(Type::Number);
    ratio.constraints.minimum = Some(Bound { value: 0.into(), exclusive: true });
    ratio.constraints.maximum = Some(Bound { value: serde_json::Number::from_f64(1.5).unwrap(), exclusive: false });
    let server = api.types.push(def(
        "Server",
        "server",
        TypeKind::Struct(Struct {
            properties: vec![
                documented(property("id", id_schema(), true), "Id of the server."),
                property("auth_type", schema(Type::Named(auth)), true),
                property("owner", owner, true),
                documented(property("allow_code_mode", flag, false), "Allow remote code."),
                documented(
                    property("description", description, false),
                    "Text about the server.\n\nSecond [x] \"quoted\" */ `code` {} #[deprecated]",
                ),
                property("level", schema(Type::Named(level)), false),
                property("token", secret, false),
                Property { read_only: true, ..property("created_at", schema(Type::Text(Text::DateTime)), false) },
                property("tags", list(limited(40)), false),
                property("ratio", ratio, false),
                property("any", schema(Type::Any), false),
                property("labels", schema(Type::Map(Box::new(text()))), false),
                Property { deprecated: true, ..property("old", schema(Type::Integer), false) },
                Property { boxed: true, ..property("next", schema(Type::Named(TypeId(2))), false) },
            ],
            additional: Additional::Unspecified,
            constraints: Constraints::default(),
        }),
    ));
    let mut create = def(
        "PortalCreate",
        "portal",
        TypeKind::Struct(Struct {
            properties: vec![
                documented(property("id", id_schema(), true), "Id of the portal, chosen by the caller."),
                documented(property("name", limited(350), true), "Name of the portal."),
                property("servers", list(schema(Type::Named(server))), false),
            ],
            additional: Additional::Typed(Box::new(schema(Type::Integer))),
            constraints: Constraints::default(),
        }),
    );
    create.docs = Some("A portal to create.".into());
    let create = api.types.push(create);
    let update = api.types.push(def(
        "PortalUpdate",
        "portal",
        TypeKind::Struct(Struct {
            properties: vec![
                documented(property("name", limited(350), false), "Name of the portal."),
                property("timeout", schema(Type::Integer), false),
            ],
            ..Struct::default()
        }),
    ));
    let variant = |name: &str, schema: Schema| UnionVariant { rust: name.into(), schema, boxed: false, docs: None };
    let union = api.types.push(def(
        "Thing",
        "portal",
        TypeKind::Union(Union {
            variants: vec![
                variant("Server", schema(Type::Named(server))),
                variant("Portal", schema(Type::Named(create))),
                variant("Auth", schema(Type::Named(auth))),
                variant("Name", text()),
                variant("Count", schema(Type::Integer)),
            ],
            discriminator: Some(Discriminator { property: "type".into(), mapping: vec![("server".into(), 0)] }),
        }),
    ));
    api.types.push(def("Names", "portal", TypeKind::Alias(list(text()))));
    [auth, level, server, create, update, union]
}

pub(crate) fn api() -> Api {
    let mut api = Api::default();
    api.info.title = "Sample \" API\n */ -->".into();
    api.info.version = "1.0".into();
    api.package = Package {
        name: "sample".into(),
        version: "0.1.0".into(),
        description: "x".into(),
        license: None,
        repository: None,
    };
    types(&mut api);
    api
}
