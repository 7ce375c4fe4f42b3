//! What a method returns, of all responses of its operation.
//!
//! By the standard, a status precedes its range, and ranges precede `default`, which is a success only if nothing else is.
//! Types must be final: two successes of one type are one.

use super::names::TypeNames;
use super::paging;
use super::phases::Typed;
use super::{Context, reasons};
use crate::diag::Diagnostic;
use crate::model::{
    Alternative, Codec, Content, Coverage, Framing, Operation, Outcome, Output, Response, Schema, Several, Status,
    Stream, Text, Type, TypeKind, Types, essence,
};
use crate::naming::{Scope, ScopeKind};

/// Decides what each method returns, and names the enums of methods that return several types.
pub(crate) fn settle(cx: &mut Context<'_>, typed: &mut Typed) {
    let Typed { types, names, operations, .. } = typed;
    for operation in operations {
        let mut outcomes: Vec<Read> = successes(operation).into_iter().map(|r| read(types, operation, r)).collect();
        let is_wrapped = outcomes.iter().any(|outcome| outcome.enveloped);
        let switch = switch(types, operation);
        let mut streams = outcomes.iter().flat_map(|outcome| outcome.streams.iter().cloned());
        let mut stream = streams.next();
        if let Some(other) =
            streams.find(|other| stream.as_ref().is_some_and(|first| !first.item.is_same_type(&other.item)))
        {
            let message = format!("the response may also be a stream of other items, in `{}`", other.media_type);
            let warning = Diagnostic::warning("several-streams", message).at(&operation.origin.child("responses"));
            let instead = "the method reads the first stream; for the other one, use `accept` and `send_raw`";
            let help = "give both the same schema if their items are the same; otherwise, remove one of them";
            cx.loosen(warning.instead(instead).help(help));
            operation.coverage = Coverage::Loosened;
        }
        if cx.watch(|cx| report_unread(cx, types, operation)).1 {
            operation.coverage = Coverage::Loosened;
        }
        // A stream has a separate method: among outputs by status it would look empty.
        if !outcomes.iter().all(Read::is_stream) {
            outcomes.retain(|outcome| !outcome.is_stream());
        }
        operation.output = match outcomes.split_first() {
            None => Output::Empty,
            Some((first, rest)) if rest.iter().all(|other| same(first, other)) => first.output.clone(),
            Some(_) => optional(types, operation, &outcomes)
                .unwrap_or_else(|| Output::Several(several(names, &operation.request_type, outcomes))),
        };
        if let (Output::Empty, Some(only)) = (&operation.output, &stream) {
            operation.output = Output::Stream(only.clone());
            stream = None;
        }
        operation.alternatives = alternatives(operation);
        operation.stream = stream.map(|stream| Stream { switch, ..stream });
        operation.envelope = operation.envelope.take().filter(|_| is_wrapped);
        operation.paging = paging::paging(&cx.config.paging, types, operation);
    }
}

/// What a `GET` reads, or nothing, if all successes but one are 204 or 205.
fn optional(types: &Types, operation: &Operation, outcomes: &[Read]) -> Option<Output> {
    let mut values = outcomes.iter().map(|outcome| &outcome.output).filter(|output| !matches!(output, Output::Empty));
    let (Some(Output::Json(schema)), None, "GET") = (values.next(), values.next(), operation.method.as_str()) else {
        return None;
    };
    let is_any = types.resolve(schema).ty == Type::Any;
    // 202 means that nothing is there yet.
    let is_nothing = |outcome: &Read| matches!(outcome.status, Status::Code(204 | 205));
    let is_clear = outcomes.iter().all(|outcome| !matches!(outcome.output, Output::Empty) || is_nothing(outcome));
    (is_clear && !is_any).then(|| Output::Json(Schema { nullable: true, ..schema.clone() }))
}

/// Reports responses whose schema is not used; of several forms, only the requested one counts.
fn report_unread(cx: &mut Context<'_>, types: &Types, operation: &Operation) {
    for response in successes(operation) {
        let Some(content) = operation.asked_for(response) else { continue };
        let is_shaped = content.schema.as_ref().is_some_and(|schema| types.resolve(schema).ty.is_shaped());
        let kind = match content.output() {
            Output::Text => "text",
            Output::Bytes => "bytes",
            _ => continue,
        };
        if is_shaped {
            cx.loosen(
                Diagnostic::warning("raw-response", format!("the generator cannot read values from `{}`", content.media_type))
                    .at(&content.origin)
                    .instead(format!("the method returns the {kind} of the response"))
                    .help("describe the response in JSON or XML as well if the API supports that, or as `type: string`, with `format: binary` for bytes"),
            );
        }
    }
}

/// The responses that are successes, single statuses first.
pub(crate) fn successes(operation: &Operation) -> Vec<&Response> {
    let mut all: Vec<&Response> = operation.responses.iter().filter(|response| response.is_success).collect();
    if all.is_empty() {
        all.extend(operation.responses.iter().find(|response| response.status == Status::Default));
    }
    all.sort_by_key(|response| response.status);
    all
}

/// How a success is read.
struct Read {
    status: Status,
    output: Output,
    enveloped: bool,
    streams: Vec<Stream>,
    docs: Option<String>,
}

impl Read {
    /// Whether it is only a stream.
    fn is_stream(&self) -> bool {
        matches!(self.output, Output::Empty) && !self.streams.is_empty()
    }
}

fn read(types: &Types, operation: &Operation, response: &Response) -> Read {
    let forms = operation.forms(response).iter().filter(|content| !is_list_again(types, operation, response, content));
    let streamed = forms.filter_map(|content| Some((content, Framing::of(&content.media_type)?)));
    Read {
        status: response.status,
        output: operation.asked_for(response).map_or(Output::Empty, Content::output),
        enveloped: response.enveloped,
        streams: streamed.map(|(content, framing)| stream(types, content, framing)).collect(),
        docs: response.docs.clone(),
    }
}

/// Whether a stream has the same list as its schema as another form: Kubernetes describes all its lists so, and sends
/// events there.
fn is_list_again(types: &Types, operation: &Operation, response: &Response, content: &Content) -> bool {
    let Some(whole) = operation.asked_for(response) else { return false };
    let (Some(schema), Some(other)) = (&content.schema, &whole.schema) else { return false };
    let properties = types.record(schema).into_iter().flat_map(|body| &body.properties);
    let has_items = properties.into_iter().any(|one| one.required && matches!(one.schema.ty, Type::List(_)));
    has_items && essence(&content.media_type) == essence(&whole.media_type) && schema.is_same_type(other)
}

/// The forms of successes that differ from the requested ones.
fn alternatives(operation: &Operation) -> Vec<Alternative> {
    let mut all: Vec<Alternative> = Vec::new();
    let successes = successes(operation);
    let asked_for: Vec<&Content> = successes.iter().filter_map(|r| operation.asked_for(r)).collect();
    for response in successes {
        let Some(best) = operation.asked_for(response) else { continue };
        for content in operation.forms(response) {
            let is_known = asked_for.iter().map(|content| &content.media_type).chain(all.iter().map(|a| &a.media_type));
            let is_known = is_known.into_iter().any(|known| *known == content.media_type);
            let is_range = content.media_type.contains('*') || Framing::of(&content.media_type).is_some();
            if is_known || is_range || has_same_content(best, content) {
                continue;
            }
            let output = match content.output() {
                Output::Xml(_) => Output::Text,
                other => other,
            };
            all.push(Alternative { media_type: content.media_type.clone(), output });
        }
    }
    all
}

/// Whether two forms of a response have the same content.
fn has_same_content(a: &Content, b: &Content) -> bool {
    match (a.output(), b.output()) {
        (Output::Json(a), Output::Json(b)) | (Output::Xml(a), Output::Xml(b)) => a.is_same_type(&b),
        (Output::Text, Output::Text) | (Output::Bytes, Output::Bytes) => true,
        (Output::Json(_), _) => match (&a.schema, &b.schema) {
            (Some(a), Some(b)) => a.is_same_type(b),
            (_, None) => b.is_text(),
            (None, Some(_)) => false,
        },
        _ => false,
    }
}

fn stream(types: &Types, content: &Content, framing: Framing) -> Stream {
    let item = match &content.schema {
        Some(Schema { ty: Type::List(item), .. }) => (**item).clone(),
        Some(schema) => schema.clone(),
        None if framing == Framing::EventData => Schema::of(Type::Text(Text::Plain), content.origin.clone()),
        None => Schema::of(Type::Any, content.origin.clone()),
    };
    let framing = match framing {
        Framing::EventData if is_event(types, &item, 0) => Framing::EventObjects,
        other => other,
    };
    Stream { media_type: content.media_type.clone(), framing, item, switch: None }
}

/// Whether a schema is that of a whole event: an object with `data` and `event`, or a choice of such.
fn is_event(types: &Types, schema: &Schema, depth: usize) -> bool {
    match types.kind(types.resolve(schema)) {
        Some(TypeKind::Struct(body)) => {
            let has = |name| body.properties.iter().any(|property| property.wire == name);
            has("data") && has("event")
        }
        Some(TypeKind::Union(union)) if depth < 4 && !union.variants.is_empty() => {
            union.variants.iter().all(|variant| is_event(types, &variant.schema, depth + 1))
        }
        _ => false,
    }
}

/// The property of the body that requests a stream.
fn switch(types: &Types, operation: &Operation) -> Option<String> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let mut schemas =
        contents.filter(|content| content.codec == Codec::Json).filter_map(|content| content.schema.as_ref());
    let property = types.record(schemas.next()?)?.properties.iter().find(|property| property.wire == "stream")?;
    (property.schema.ty == Type::Bool).then(|| property.wire.clone())
}

fn same(a: &Read, b: &Read) -> bool {
    match (&a.output, &b.output) {
        (Output::Xml(one), Output::Xml(other)) => one.is_same_type(other),
        (Output::Json(one), Output::Json(other)) => a.enveloped == b.enveloped && one.is_same_type(other),
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn several(names: &mut TypeNames, request: &str, outcomes: Vec<Read>) -> Several {
    let stem = request.strip_suffix("Request").unwrap_or(request);
    let mut scope = Scope::new(ScopeKind::Variants);
    let outcomes = outcomes.into_iter().map(|outcome| Outcome {
        rust: scope.claim(&reasons::success(outcome.status)).name,
        status: outcome.status,
        output: outcome.output,
        enveloped: outcome.enveloped,
        docs: outcome.docs,
    });
    let outcomes = outcomes.collect();
    Several { name: names.claim_handle(&[format!("{stem}Response")]), outcomes }
}
