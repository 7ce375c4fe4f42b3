//! Determines the output of each method from all responses of its operation. A status code takes
//! precedence over its range, and a range over `default`. Runs when types are final, because
//! success responses with the same type are merged.

use super::paging;
use crate::context::BuildContext;
use crate::iterate::single_item;
use crate::names::inline_types::success_name;
use crate::names::type_names::TypeNames;
use crate::types::phases::Typed;
use diag::Diagnostic;
use media_type::{media_type_essence, media_type_parameter};
use model::{
    Alternative, Codec, Content, Coverage, Framing, HttpMethod, Operation, Output,
    ParameterLocation, Response, Schema, Several, Status, Stream, SuccessVariant, TextFormat, Type,
    TypeKind, Types,
};
use naming::{Scope, ScopeKind, composed_type_name};

pub(crate) fn determine_method_outputs(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    let Typed {
        types,
        names,
        operations,
        ..
    } = typed;
    let describes_reads = describes_most_reads(operations);
    for operation in operations.iter_mut() {
        let mut outcomes: Vec<SuccessOutput> = success_responses(operation)
            .into_iter()
            .map(|response| read_success_output(types, operation, response))
            .collect();
        let is_wrapped = outcomes.iter().any(|outcome| outcome.enveloped);
        let mut streams = outcomes
            .iter()
            .flat_map(|outcome| outcome.streams.iter().cloned());
        let mut stream = streams.next();
        if let Some(first) = &stream
            && let Some(other) = streams.find(|other| !first.item.is_same_type(&other.item))
        {
            let message = format!(
                "the response may also be a stream of other items, in `{}`",
                other.media_type
            );
            let warning = Diagnostic::warning("several-streams", message)
                .at(&operation.origin.child("responses"));
            let instead = "the method reads the first stream; `client.request(…)` can send a request for the other one";
            let help = "give both the same schema if their items are the same; otherwise, remove one of them";
            cx.loosen(warning.instead(instead).help(help));
            operation.coverage = Coverage::Loosened;
        }
        if cx.watch(|cx| report_unread(cx, types, operation)).1 {
            operation.coverage = Coverage::Loosened;
        }
        // A stream has a separate method, so it is not a variant in the enum of outputs.
        if !outcomes.iter().all(SuccessOutput::is_stream) {
            outcomes.retain(|outcome| !outcome.is_stream());
        }
        operation.returns.output = match outcomes.as_slice() {
            [] => Output::Empty,
            [first, rest @ ..] if rest.iter().all(|other| is_same_success(first, other)) => {
                first.output.clone()
            }
            _ => optional_output(types, &outcomes).unwrap_or_else(|| {
                Output::Several(several_successes(
                    names,
                    &operation.names.response_stem,
                    outcomes,
                ))
            }),
        };
        if may_have_content(operation) && (is_read(operation) || !describes_reads) {
            operation.returns.output = Output::Raw;
            operation.coverage = Coverage::Loosened;
        }
        if let (Output::Empty, Some(only)) = (&operation.returns.output, &stream) {
            operation.returns.output = Output::Stream(only.clone());
            stream = None;
        }
        operation.returns.alternatives = alternative_contents(operation);
        operation.returns.stream = stream.map(|stream| Stream {
            switch: stream_switch(cx, types, operation, &stream),
            ..stream
        });
        if !is_wrapped {
            operation.envelope = None;
        }
        operation.paging = paging::find_paging(&cx.config.paging, types, operation);
    }
    report_undescribed(cx, operations);
    report_untyped(cx, operations);
}

/// Returns whether the description states no content for success responses that may have some. The
/// statuses 204 and 205 state that there is none, and a redirect needs none.
fn may_have_content(operation: &Operation) -> bool {
    let successes = success_responses(operation);
    operation.method != HttpMethod::Head
        && successes
            .iter()
            .all(|response| operation.forms(response).is_empty())
        && (successes.is_empty()
            || successes.iter().any(|response| match response.status {
                Status::Code(code) => !matches!(code, 204 | 205 | 300..=399),
                Status::Range(class) => class != 3,
                Status::Default => true,
            }))
}

/// Returns whether a request is made for the content of its response.
fn is_read(operation: &Operation) -> bool {
    matches!(operation.method, HttpMethod::Get | HttpMethod::Query)
}

/// Returns whether most reads have content, or at most two lack it. If not, the author does not
/// describe responses, so operations other than reads may also have undescribed content. If so,
/// such operations without content return nothing.
fn describes_most_reads(operations: &[Operation]) -> bool {
    let (undescribed, described): (Vec<_>, Vec<_>) = operations
        .iter()
        .filter(|operation| is_read(operation))
        .partition(|operation| may_have_content(operation));
    undescribed.len() <= described.len().max(2)
}

/// Reports operations whose content is not described, once for the whole description.
fn report_undescribed(cx: &mut BuildContext<'_>, operations: &[Operation]) {
    let undescribed = operations
        .iter()
        .filter(|operation| matches!(operation.returns.output, Output::Raw));
    let verb = ["does", "do"];
    let predicate = "not describe the body of a successful response (`content`)";
    let Some((first, message)) = clause_about_operations(undescribed, verb, predicate) else {
        return;
    };
    let warning =
        Diagnostic::warning("undescribed-content", message).at(&first.origin.child("responses"));
    let instead = "the method returns a `RawResponse`; `json()`, `text()` and `body()` read it";
    cx.miss(
        warning
            .instead(instead)
            .help("describe the `content`; if there is none, describe the status code 204"),
    );
}

/// Reports operations whose responses are JSON of any type, once for the whole description; other
/// warnings explain loosened types.
fn report_untyped(cx: &mut BuildContext<'_>, operations: &[Operation]) {
    let untyped = operations.iter().filter(|operation| {
        operation.coverage != Coverage::Loosened
            && matches!(&operation.returns.output, Output::Json(schema) if schema.ty == Type::Any)
    });
    let verb = ["returns", "return"];
    let predicate = "JSON of any type: the schema of the response does not restrict it";
    let Some((first, message)) = clause_about_operations(untyped, verb, predicate) else {
        return;
    };
    let warning =
        Diagnostic::warning("untyped-content", message).at(&first.origin.child("responses"));
    let help = "describe the response; FastAPI takes its type from `response_model` or the return type of the function";
    cx.miss(
        warning
            .instead("the method returns a `serde_json::Value`")
            .help(help),
    );
}

/// Returns the first of these operations, and a clause with all of them as the subject. The verb is
/// given in the singular and in the plural. Returns `None` if there are no operations.
pub(super) fn clause_about_operations<'o>(
    mut operations: impl Iterator<Item = &'o Operation>,
    [singular, plural]: [&str; 2],
    predicate: &str,
) -> Option<(&'o Operation, String)> {
    let first = operations.next()?;
    let others = match operations.count() {
        0 => singular.to_owned(),
        1 => format!("and 1 other operation {plural}"),
        count => format!("and {count} other operations {plural}"),
    };
    let clause = format!("`{} {}` {others} {predicate}", first.method, first.path);
    Some((first, clause))
}

/// Returns the nullable output of the only success response that has content, if all others are 204
/// or 205. Returns `None` otherwise, or if the output may be any value.
fn optional_output(types: &Types, outcomes: &[SuccessOutput]) -> Option<Output> {
    let values = outcomes
        .iter()
        .map(|outcome| &outcome.output)
        .filter(|output| !matches!(output, Output::Empty));
    let Some(Output::Json(schema)) = single_item(values) else {
        return None;
    };
    let is_any = types.resolve(schema).ty == Type::Any;
    // 202 means that there is no result yet, not that there is none.
    let is_clear = outcomes.iter().all(|outcome| {
        !matches!(outcome.output, Output::Empty)
            || matches!(outcome.status, Status::Code(204 | 205))
    });
    if !is_clear || is_any {
        return None;
    }
    Some(Output::Json(Schema {
        nullable: true,
        ..schema.clone()
    }))
}

/// Reports contents that methods request, but whose schemas they do not use.
fn report_unread(cx: &mut BuildContext<'_>, types: &Types, operation: &Operation) {
    for response in success_responses(operation) {
        let Some(content) = operation.asked_for(response) else {
            continue;
        };
        let is_shaped = content
            .schema
            .as_ref()
            .is_some_and(|schema| types.resolve(schema).ty.is_shaped());
        let kind = match content.output() {
            Output::Text => "text",
            Output::Bytes => "bytes",
            _ => continue,
        };
        if is_shaped {
            let message = format!(
                "the generator cannot read values from `{}`",
                content.media_type
            );
            let warning = Diagnostic::warning("raw-response", message)
                .at(&content.origin)
                .instead(format!("the method returns the {kind} of the response"));
            cx.loosen(warning.help("describe the response in JSON or XML as well if the API supports that, or as `type: string`, with `format: binary` for bytes"));
        }
    }
}

/// Returns the success responses, single status codes first.
pub(crate) fn success_responses(operation: &Operation) -> Vec<&Response> {
    let mut responses: Vec<&Response> = operation
        .responses
        .iter()
        .filter(|response| response.is_success)
        .collect();
    if responses.is_empty() {
        responses.extend(
            operation
                .responses
                .iter()
                .find(|response| response.status == Status::Default),
        );
    }
    responses.sort_by_key(|response| response.status);
    responses
}

struct SuccessOutput {
    status: Status,
    output: Output,
    enveloped: bool,
    streams: Vec<Stream>,
    docs: Option<String>,
}

impl SuccessOutput {
    fn is_stream(&self) -> bool {
        matches!(self.output, Output::Empty) && !self.streams.is_empty()
    }
}

fn read_success_output(types: &Types, operation: &Operation, response: &Response) -> SuccessOutput {
    let forms = operation.forms(response).iter();
    let streamed = forms.filter_map(|content| Some((content, content.stream_framing()?)));
    let streams = streamed.map(|(content, framing)| {
        let stream = Stream {
            watch_error: content.is_watch.then(|| error_of_watch(operation, content)),
            ..stream_of_content(types, content, framing)
        };
        if !is_list_again(types, operation, response, content) {
            return stream;
        }
        Stream {
            item: Schema::of(Type::Any, content.origin.clone()),
            ..stream
        }
    });
    SuccessOutput {
        status: response.status,
        output: operation
            .asked_for(response)
            .map_or(Output::Empty, Content::output),
        enveloped: response.enveloped,
        streams: streams.collect(),
        docs: response.docs.clone(),
    }
}

/// Returns the schema of an error in the events of a watch, which is that of other errors.
fn error_of_watch(operation: &Operation, content: &Content) -> Schema {
    let mut failures = operation.responses.iter();
    let error = failures
        .find(|response| response.status == Status::Default && !response.is_success)
        .and_then(|response| response.contents.first()?.schema.clone());
    error.unwrap_or_else(|| Schema::of(Type::Any, content.origin.clone()))
}

/// Returns whether a stream has the same schema as the list that the operation returns without
/// streaming. Kubernetes describes watches in this way, but sends events, whose type is any value
/// without a schema of events.
fn is_list_again(
    types: &Types,
    operation: &Operation,
    response: &Response,
    content: &Content,
) -> bool {
    let Some(whole) = operation.asked_for(response) else {
        return false;
    };
    let (Some(schema), Some(other)) = (&content.schema, &whole.schema) else {
        return false;
    };
    let mut properties = types
        .record(schema)
        .into_iter()
        .flat_map(|body| &body.properties);
    properties.any(|property| matches!(property.schema.ty, Type::List(_)))
        && media_type_essence(&content.media_type) == media_type_essence(&whole.media_type)
        && schema.is_same_type(other)
}

/// Returns the contents of success responses in media types that methods do not request, if their
/// output differs from that of the requested content.
fn alternative_contents(operation: &Operation) -> Vec<Alternative> {
    let mut alternatives: Vec<Alternative> = Vec::new();
    let successes = success_responses(operation);
    let asked_for: Vec<&Content> = successes
        .iter()
        .filter_map(|r| operation.asked_for(r))
        .collect();
    for response in successes {
        let Some(best) = operation.asked_for(response) else {
            continue;
        };
        for content in operation.forms(response) {
            let media_types = asked_for
                .iter()
                .map(|content| &content.media_type)
                .chain(alternatives.iter().map(|a| &a.media_type));
            let is_known = media_types
                .into_iter()
                .any(|name| *name == content.media_type);
            let is_range = content.media_type.contains('*') || content.stream_framing().is_some();
            if is_known || is_range || is_same_form(best, content) {
                continue;
            }
            let output = match content.output() {
                Output::Xml(_) => Output::Text,
                other => other,
            };
            alternatives.push(Alternative {
                media_type: content.media_type.clone(),
                output,
            });
        }
    }
    alternatives
}

fn is_same_form(a: &Content, b: &Content) -> bool {
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

fn stream_of_content(types: &Types, content: &Content, framing: Framing) -> Stream {
    let item = match &content.schema {
        Some(schema) if content.parts.as_ref().is_some_and(|parts| parts.are_bytes) => {
            Schema::of(Type::Text(TextFormat::Bytes), schema.item().origin.clone())
        }
        Some(Schema {
            ty: Type::List(item),
            ..
        }) => (**item).clone(),
        Some(schema) => schema.clone(),
        None if framing == Framing::EventData => {
            Schema::of(Type::Text(TextFormat::Plain), content.origin.clone())
        }
        None => Schema::of(Type::Any, content.origin.clone()),
    };
    let framing = match framing {
        Framing::EventData if !content.is_event_data && is_event(types, &item, 0) => {
            Framing::EventObjects
        }
        other => other,
    };
    let have_positions = content
        .parts
        .as_ref()
        .is_some_and(|parts| parts.have_positions);
    let positions = if have_positions {
        content.schema.clone()
    } else {
        None
    };
    Stream {
        media_type: content.media_type.clone(),
        framing,
        item,
        positions,
        part_headers: content.part_headers().to_vec(),
        switch: None,
        watch_error: None,
    }
}

/// Returns whether a schema describes a whole event: an object with `data` and `event`, or a union
/// of such objects.
fn is_event(types: &Types, schema: &Schema, depth: usize) -> bool {
    match types.kind(types.resolve(schema)) {
        Some(TypeKind::Struct(body)) => ["data", "event"].iter().all(|name| {
            body.properties
                .iter()
                .any(|property| property.wire == *name)
        }),
        Some(TypeKind::Union(union)) if depth < 4 && !union.variants.is_empty() => union
            .variants
            .iter()
            .all(|variant| is_event(types, &variant.schema, depth + 1)),
        _ => false,
    }
}

/// Returns the boolean that requests a stream: `stream`, or a name from the media type, as in
/// `application/json;stream=watch`. `streams` in `generator.yaml` may have another name.
fn stream_switch(
    cx: &BuildContext<'_>,
    types: &Types,
    operation: &Operation,
    stream: &Stream,
) -> Option<String> {
    const STREAM: &str = "stream";
    let configured_switch = cx
        .config
        .streams
        .iter()
        .find(|(key, _)| operation.is_called(key))
        .and_then(|(_, config)| config.requested_by.as_deref());
    let usual = configured_switch.unwrap_or(STREAM);
    if let Some(body) = &operation.body {
        let mut contents = body
            .contents
            .iter()
            .filter(|content| content.codec == Codec::Json);
        let record = types.record(contents.find_map(|content| content.schema.as_ref())?)?;
        let property = record
            .properties
            .iter()
            .find(|property| property.wire == usual)?;
        return match property.schema.ty {
            Type::Bool => Some(property.wire.clone()),
            _ => None,
        };
    }
    let name = media_type_parameter(&stream.media_type, STREAM).unwrap_or(usual);
    let mut parameters = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Query && !parameter.required);
    let parameter = parameters.find(|parameter| {
        parameter.schema.ty == Type::Bool && [name, usual].contains(&parameter.wire.as_str())
    })?;
    Some(parameter.wire.clone())
}

fn is_same_success(a: &SuccessOutput, b: &SuccessOutput) -> bool {
    match (&a.output, &b.output) {
        (Output::Xml(schema), Output::Xml(other)) => schema.is_same_type(other),
        (Output::Json(schema), Output::Json(other)) => {
            a.enveloped == b.enveloped && schema.is_same_type(other)
        }
        (output, other) => std::mem::discriminant(output) == std::mem::discriminant(other),
    }
}

fn several_successes(names: &mut TypeNames, stem: &str, outcomes: Vec<SuccessOutput>) -> Several {
    let mut scope = Scope::new(ScopeKind::Variants);
    let outcomes = outcomes
        .into_iter()
        .map(
            |SuccessOutput {
                 status,
                 output,
                 enveloped,
                 docs,
                 ..
             }| {
                let rust = scope.claim(&success_name(status)).name;
                SuccessVariant {
                    rust,
                    status,
                    output,
                    enveloped,
                    docs,
                }
            },
        )
        .collect();
    Several {
        name: names.claim_handle(&[composed_type_name(stem, "Response")]),
        outcomes,
    }
}
