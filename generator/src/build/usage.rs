//! Who uses each type: requests, responses or both; and which operations use a loosened one.

use std::collections::{HashMap, HashSet};

use super::phases::{Draft, Typed};
use super::type_table::TypeTable;
use crate::diag::Origin;
use crate::model::{
    Codec, Content, Coverage, EncodingFormat, Operation, Schema, Type, TypeId, TypeKind, Types, Usage, WebhookRequest,
};

/// Marks all types and schemas.
pub(crate) fn mark(typed: &mut Typed) {
    let mut marks = Marks::default();
    for operation in &typed.operations {
        for schema in request_schemas(operation) {
            marks.spread(&typed.types, schema, Usage { request: true, ..Usage::default() });
        }
        for schema in response_schemas(operation) {
            marks.spread(&typed.types, schema, Usage { response: true, ..Usage::default() });
        }
        for schema in xml_schemas(operation) {
            marks.spread(&typed.types, schema, Usage { xml: true, ..Usage::default() });
        }
        for schema in operation.body.iter().flat_map(|body| &body.contents).flat_map(|one| xml_parts(&typed.types, one))
        {
            marks.spread(&typed.types, schema, Usage { xml: true, ..Usage::default() });
        }
    }
    // What the API sends is read like a response, and answered like a request is made.
    let webhook_request = typed.webhook_requests.iter();
    let webhook_request = webhook_request
        .flat_map(|one| one.contents.iter().map(|c| (c, false)).chain(one.responses().map(|c| (c, true))));
    for (content, answered) in webhook_request {
        if let Some(schema) = &content.schema {
            marks.spread(&typed.types, schema, Usage { request: answered, response: !answered, xml: false });
        }
    }
    for (id, usage) in marks.types {
        if let Some(def) = typed.types.get_mut(id) {
            def.usage = usage;
        }
    }
    for entry in &mut typed.schemas {
        let place = marks.places.get(&entry.origin).copied().unwrap_or_default();
        let own = match entry.ty {
            Type::Named(id) => typed.types.get(id).map(|def| def.usage).unwrap_or_default(),
            _ => Usage::default(),
        };
        entry.usage = place.or(own);
    }
}

impl Usage {
    fn or(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
            xml: self.xml || other.xml,
        }
    }
}

fn request_schemas(operation: &Operation) -> Vec<&Schema> {
    let bodies = operation.body.iter().flat_map(|body| &body.contents).filter_map(|content| content.schema.as_ref());
    operation.parameters.iter().map(|parameter| &parameter.schema).chain(bodies).collect()
}

fn response_schemas(operation: &Operation) -> Vec<&Schema> {
    let contents = operation.responses.iter().flat_map(|response| &response.contents);
    let mut all: Vec<&Schema> = contents.filter_map(|content| content.schema.as_ref()).collect();
    all.extend(operation.responses.iter().flat_map(|response| &response.headers).map(|header| &header.schema));
    all.extend(operation.output.schemas());
    all.extend(&operation.headers);
    all.extend(operation.stream.iter().map(|stream| &stream.item));
    all
}

/// What is sent or read in XML: where there is JSON as well, that goes first.
fn xml_schemas(operation: &Operation) -> Vec<&Schema> {
    let sent = operation.body.iter().filter_map(|body| body.contents.first());
    let failures = operation.failures().filter_map(|failure| operation.failure(failure)).map(|(form, _)| form);
    let in_xml = sent.chain(failures).filter(|content| content.codec == Codec::Xml);
    let mut all: Vec<&Schema> = in_xml.filter_map(|content| content.schema.as_ref()).collect();
    all.extend(operation.output.in_xml());
    all
}

/// The properties of a form that are sent in XML.
fn xml_parts<'t>(types: &'t Types, content: &Content) -> Vec<&'t Schema> {
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else { return Vec::new() };
    let Some(TypeKind::Struct(body)) = types.get(*id).map(|def| &def.kind) else { return Vec::new() };
    let is_xml = |name: &str| {
        let mut encodings = content.encodings.iter().filter(|encoding| encoding.property == name);
        encodings.any(|encoding| matches!(encoding.format, EncodingFormat::Xml { .. }))
    };
    body.properties.iter().filter(|property| is_xml(&property.wire)).map(|property| &property.schema).collect()
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
                    let known = self.types.entry(*id).or_default();
                    let more = known.or(usage);
                    if *known != more {
                        *known = more;
                        waiting.extend(types.get(*id).into_iter().flat_map(|def| def.kind.schemas()));
                    }
                }
                _ => {}
            }
        }
    }
}

/// An operation that uses a loosened type, however deep, is loosened too.
pub(crate) fn loosen_users(draft: &mut Draft) {
    let TypeTable { types, loose, .. } = &draft.table;
    let mut users: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    for (id, def) in types.iter() {
        for used in def.kind.schemas().into_iter().filter_map(|schema| schema.ty.innermost()) {
            users.entry(used).or_default().push(id);
        }
    }
    let mut reached = loose.clone();
    let mut waiting: Vec<TypeId> = loose.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        for user in users.get(&id).into_iter().flatten() {
            if reached.insert(*user) {
                waiting.push(*user);
            }
        }
    }
    for operation in &mut draft.operations {
        let uses = |schema: &&Schema| schema.ty.innermost().is_some_and(|id| reached.contains(&id));
        let any = request_schemas(operation).iter().any(uses) || response_schemas(operation).iter().any(uses);
        if any {
            operation.coverage = Coverage::Loosened;
        }
    }
}

/// Types that are sent as the body of one place and are used nowhere else, with that place.
pub(crate) fn only_sent(
    operations: &[Operation],
    webhook_requests: &[WebhookRequest],
    types: &Types,
) -> HashMap<TypeId, Origin> {
    let mut sent: HashMap<TypeId, &Origin> = HashMap::new();
    let mut elsewhere: HashSet<TypeId> =
        types.iter().flat_map(|(_, def)| def.kind.schemas()).filter_map(|schema| schema.ty.innermost()).collect();
    for operation in operations {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.schema);
        elsewhere.extend(parameters.chain(response_schemas(operation)).filter_map(|schema| schema.ty.innermost()));
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            let Some(id) = content.schema.as_ref().and_then(|schema| schema.ty.innermost()) else { continue };
            if *sent.entry(id).or_insert(&content.origin) != &content.origin {
                elsewhere.insert(id);
            }
        }
    }
    let webhook_requests = webhook_requests.iter().flat_map(|one| one.contents.iter().chain(one.responses()));
    elsewhere.extend(
        webhook_requests.filter_map(|content| content.schema.as_ref()).filter_map(|schema| schema.ty.innermost()),
    );
    let alone = sent.into_iter().filter(|(id, _)| !elsewhere.contains(id));
    alone.map(|(id, place)| (id, place.clone())).collect()
}
