//! Determines where each type is used: in requests, responses or both; and which operations use a
//! loosened type.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::form_properties::Properties;
use super::phases::{Typed, UnnamedModel};
use crate::iterate::{group_by_key, reachable_nodes};
use crate::schemas::type_table::TypeTable;
use diag::Origin;
use model::{
    Codec, Coverage, Encoding, EncodingFormat, Operation, Schema, SchemaRole, Stream, Type, TypeId,
    Types, Usage, WebhookRequest,
};

pub(crate) fn mark_type_usage(typed: &mut Typed) {
    let mut marks = Marks::default();
    let none = Usage::default();
    let [request, response, xml] = [
        Usage {
            request: true,
            ..none
        },
        Usage {
            response: true,
            ..none
        },
        Usage { xml: true, ..none },
    ];
    for operation in &typed.operations {
        for (role, schema) in operation.uses() {
            let is_sent = matches!(role, SchemaRole::Parameter(_) | SchemaRole::Body(_));
            marks.spread(
                &typed.types,
                schema,
                if is_sent { request } else { response },
            );
        }
        for schema in operation
            .returns
            .output
            .schemas()
            .into_iter()
            .chain(operation.returns.stream.iter().flat_map(Stream::schemas))
        {
            marks.spread(&typed.types, schema, response);
        }
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let parts = contents.flat_map(|content| {
            xml_parts(&typed.types, content.schema.as_ref(), &content.encodings)
        });
        for schema in xml_schemas(operation).into_iter().chain(parts) {
            marks.spread(&typed.types, schema, xml);
        }
    }
    // Webhook requests are read like responses, and responses to them are sent like requests.
    for (role, schema) in typed.webhook_requests.iter().flat_map(WebhookRequest::uses) {
        marks.spread(
            &typed.types,
            schema,
            if matches!(role, SchemaRole::Body(_)) {
                response
            } else {
                request
            },
        );
    }
    for (id, usage) in marks.types {
        if let Some(def) = typed.types.get_mut(id) {
            def.usage = usage;
        }
    }
    for entry in &mut typed.schemas {
        let place = marks.places.get(&entry.origin).copied().unwrap_or_default();
        let own = match entry.ty {
            Type::Named(id) => typed.types.get(id).map_or(none, |def| def.usage),
            _ => none,
        };
        entry.usage = place.or(own);
    }
}

/// Returns the schemas that are sent or read as XML; JSON takes precedence if both are described.
pub(crate) fn xml_schemas(operation: &Operation) -> Vec<&Schema> {
    let sent = operation
        .body
        .iter()
        .filter_map(|body| body.contents.first());
    let failures = operation
        .failures()
        .filter_map(|failure| operation.failure(failure))
        .map(|(form, _)| form);
    let in_xml = sent
        .chain(failures)
        .filter(|content| content.codec == Codec::Xml);
    let mut schemas: Vec<&Schema> = in_xml
        .filter_map(|content| content.schema.as_ref())
        .collect();
    schemas.extend(operation.returns.output.in_xml());
    schemas
}

/// Returns the schemas of those parts of a body that are XML, including nested parts.
fn xml_parts<'t>(
    types: &'t Types,
    body: Option<&'t Schema>,
    encodings: &[Encoding],
) -> Vec<&'t Schema> {
    if !encodings.iter().any(Encoding::uses_xml) {
        return Vec::new();
    }
    let properties = Properties::of(types, body);
    let mut schemas = Vec::new();
    for encoding in encodings {
        let schema = properties.schema(&encoding.part);
        match &encoding.format {
            EncodingFormat::Xml { .. } => schemas.extend(schema),
            EncodingFormat::Nested(nested) => {
                let schema = schema.map(|schema| nested.schema(schema));
                schemas.extend(xml_parts(types, schema, &nested.encodings));
            }
            _ => {}
        }
    }
    schemas
}

#[derive(Default)]
struct Marks {
    types: HashMap<TypeId, Usage>,
    places: HashMap<Origin, Usage>,
}

impl Marks {
    fn spread(&mut self, types: &Types, schema: &Schema, usage: Usage) {
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            let place = self.places.entry(schema.origin.clone()).or_default();
            *place = place.or(usage);
            match &schema.ty {
                Type::List(inner) | Type::Map(inner) => waiting.push(inner),
                Type::Named(id) => {
                    let current_usage = self.types.entry(*id).or_default();
                    let wider_usage = current_usage.or(usage);
                    if *current_usage != wider_usage {
                        *current_usage = wider_usage;
                        waiting.extend(
                            types
                                .get(*id)
                                .into_iter()
                                .flat_map(|def| def.kind.schemas()),
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

/// Loosens operations that use a loosened type, directly or not.
pub(crate) fn loosen_users(draft: &mut UnnamedModel) {
    let TypeTable { types, loose, .. } = &draft.table;
    let users = group_by_key(
        types
            .iter()
            .flat_map(|(id, def)| def.kind.used().map(move |used| (used, id))),
    );
    let reached = reachable_nodes(loose.iter().copied(), |id| {
        users.get(&id).into_iter().flatten().copied()
    });
    for operation in &mut draft.operations {
        if operation
            .uses()
            .filter_map(|(_, schema)| schema.ty.innermost())
            .any(|id| reached.contains(&id))
        {
            operation.coverage = Coverage::Loosened;
        }
    }
}

/// Returns the types that are used in only one request body, with the location of the body.
pub(crate) fn types_of_one_body(draft: &UnnamedModel) -> HashMap<TypeId, Origin> {
    let UnnamedModel {
        table,
        operations,
        webhook_requests,
    } = draft;
    let mut sent: HashMap<TypeId, &Origin> = HashMap::new();
    let mut elsewhere: HashSet<TypeId> = table
        .types
        .iter()
        .flat_map(|(_, def)| def.kind.used())
        .collect();
    for (role, schema) in operations.iter().flat_map(Operation::uses) {
        let Some(id) = schema.ty.innermost() else {
            continue;
        };
        let is_only_here = matches!(role, SchemaRole::Body(content) if *sent.entry(id).or_insert(&content.origin) == &content.origin);
        if !is_only_here {
            elsewhere.insert(id);
        }
    }
    let webhooks = webhook_requests.iter().flat_map(WebhookRequest::uses);
    elsewhere.extend(webhooks.filter_map(|(_, schema)| schema.ty.innermost()));
    let only_sent = sent.into_iter().filter(|(id, _)| !elsewhere.contains(id));
    only_sent.map(|(id, place)| (id, place.clone())).collect()
}
