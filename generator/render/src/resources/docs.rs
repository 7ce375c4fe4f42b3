//! Doc comments of methods.

use foldhash::{HashSet, HashSetExt};

use super::{example, failures};
use crate::context::RenderContext;
use crate::doc::Doc;
use crate::docs::{inline_code, item_line, prose_line, summary_line, summary_of};
use crate::types::field_rules;
use crate::words::capitalize_first;
use model::{
    Alternative, Codec, Content, Framing, Operation, Output, Parameter, ParameterLocation, PartKey,
    Resource, SchemeKind, SecurityScheme, Stream, SuccessVariant, default_server,
};
use naming::method_from_path;
use surface::{
    BodyFacts, FieldFacts, MethodFacts, OutputFacts, Payload, declares_authentication,
    has_server_choice, module_path, open_media_range, stream_method,
};

pub(super) fn request_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Doc {
    let name = qualified_method_name(facts.resource, facts.operation);
    let link = if facts.resource.is_client() {
        format!("[`{name}`](crate::{name})")
    } else {
        format!("[`{name}`]")
    };
    let result = match &facts.output {
        OutputFacts::Empty => "sends it".to_owned(),
        OutputFacts::Raw => "sends it and returns the whole response".to_owned(),
        OutputFacts::Text => "sends it and returns the response as a string".to_owned(),
        OutputFacts::Bytes => "sends it and returns the bytes of the response".to_owned(),
        OutputFacts::Stream(_) => "sends it and returns a stream".to_owned(),
        OutputFacts::Several(_) => "sends it and returns a variant per status code".to_owned(),
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => {
            format!("sends it and returns {}", cx.linked_type(schema))
        }
        OutputFacts::Pages(item) => {
            format!(
                "returns one page of {}, `.stream()` all items, `.pages()` all pages",
                cx.linked_type(item)
            )
        }
    };
    Doc::new().paragraph(&format!("Request of {link}; `.await` {result}."))
}

/// Returns a link to the method of an operation; the link works anywhere in the crate.
pub(crate) fn method_link(cx: &RenderContext<'_>, operation: &Operation) -> Option<String> {
    let resource = cx.api.resource(operation.resource)?;
    let name = qualified_method_name(resource, operation);
    let module = if resource.is_client() {
        "crate".to_owned()
    } else {
        module_path(resource)
    };
    Some(format!("[`{name}`]({module}::{name})"))
}

/// Returns the name of the method of an operation, with the name of its type: `Pets::list`.
pub(crate) fn qualified_method_name(resource: &Resource, operation: &Operation) -> String {
    format!("{}::{}", resource.handle_name(), operation.names.method)
}

pub(super) fn parameter_docs<'a>(cx: &RenderContext<'a>, parameter: &'a Parameter) -> Doc {
    let mut doc = cx.docs_of_value(parameter.prose(), &parameter.schema);
    if doc.is_empty() {
        doc = doc.paragraph(&header_of_part(parameter).unwrap_or_default());
    }
    doc.paragraph(
        &cx.constraint_sentences(&parameter.wire, &parameter.schema)
            .join(" "),
    )
}

/// Returns the sentence about a header of a multipart part, if the parameter is such a header.
fn header_of_part(parameter: &Parameter) -> Option<String> {
    let part = parameter.part.as_ref()?;
    Some(format!(
        "Header {} of {}.",
        inline_code(&parameter.wire),
        match part {
            PartKey::Rest => "each further part".to_owned(),
            part => format!("the part {}", inline_code(&part.to_string())),
        }
    ))
}

pub(super) fn other_body_docs(facts: &MethodFacts<'_>) -> Doc {
    let untyped: Vec<&Content> = facts
        .other_bodies
        .iter()
        .filter(|other| other.method.is_none())
        .map(|other| other.payload.content)
        .collect();
    if untyped.is_empty() {
        return Doc::new().paragraph("Sends this body unchanged, instead of any other.");
    }
    let media_types: Vec<String> = untyped
        .iter()
        .map(|content| inline_code(&content.media_type))
        .collect();
    let mut text = format!(
        "Sends this body instead of any other; the description also has {}.",
        media_types.join(", ")
    );
    // The header `content-type` does not change how the body is serialized, so it can only name
    // another JSON media type.
    let json = untyped
        .iter()
        .find(|content| content.codec == Codec::Json)
        .filter(|_| facts.sends_json());
    if let Some(json) = json {
        let setter = facts.universal_setter("header");
        let header = inline_code(&format!(
            ".{setter}(\"content-type\", \"{}\")",
            json.media_type
        ));
        text.push_str(&format!(
            " {header} sends the typed body as that media type."
        ));
    }
    Doc::new().paragraph(&text)
}

/// Returns the docs of the method that sends `content`: a body in another media type, with a
/// separate Rust type.
pub(super) fn form_method_docs(facts: &MethodFacts<'_>, content: &Content) -> Doc {
    let method = &facts.operation.names.method;
    let media_type = inline_code(&content.media_type);
    opening_docs(facts).paragraph(&format!(
        "Like [`{method}`](Self::{method}), with a body of the media type {media_type}."
    ))
}

fn server_sentence(cx: &RenderContext<'_>, operation: &Operation) -> Option<String> {
    let url = &default_server(operation.servers.iter())?.url;
    let has_choice = has_server_choice(operation);
    if url == cx.base_url() && !has_choice {
        return None;
    }
    let url = inline_code(url);
    Some(if has_choice {
        format!(
            "The request is sent to {url} unless [`Options::base_url`](crate::Options::base_url) is set; \
             [`servers`](crate::servers) lists the choices."
        )
    } else {
        format!("The request is sent to {url}.")
    })
}

pub(super) fn method_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Doc {
    let operation = facts.operation;
    let mut doc = prose_of_operation(operation).paragraph(&method_and_path(operation));
    if let Some(server) = server_sentence(cx, operation) {
        doc = doc.paragraph(&server);
    }
    if let Some(url) = operation
        .docs
        .url
        .as_deref()
        .filter(|url| url.starts_with("http"))
    {
        doc = doc.prose(&format!("See <{url}>."));
    }
    let parameters = parameter_lines(cx, facts);
    if !parameters.is_empty() {
        doc = doc.heading("Parameters").list(&parameters);
    }
    doc = add_body_docs(cx, facts, doc);
    let output = output_docs(cx, facts);
    if !output.is_empty() {
        doc = doc.heading("Returns").append(output);
    }
    doc = failures::add_failure_docs(cx, facts, doc);
    doc = doc
        .heading("Authentication")
        .paragraph(&authentication_sentence(cx, facts));
    if !operation.permissions.is_empty() {
        doc = doc.paragraph(&permissions_sentence(&operation.permissions));
    }
    example::add_method_example(cx, facts, doc)
}

fn permissions_sentence(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| inline_code(name)).collect();
    match names.as_slice() {
        [only] => format!("Requires the permission {only}."),
        several => format!("Requires one of the permissions {}.", several.join(", ")),
    }
}

fn method_and_path(operation: &Operation) -> String {
    format!("{} {}", operation.method, inline_code(&operation.path))
}

/// Returns the prose of the operation; without prose, its method and path.
pub(crate) fn opening_docs(facts: &MethodFacts<'_>) -> Doc {
    let prose = prose_of_operation(facts.operation);
    if prose.is_empty() {
        return prose.paragraph(&method_and_path(facts.operation));
    }
    prose
}

/// Returns the summary and description, or only the description if it begins with the summary;
/// without both, the description of the response, or the id.
fn prose_of_operation(operation: &Operation) -> Doc {
    let docs = &operation.docs;
    let summary = docs
        .summary
        .as_deref()
        .map(summary_line)
        .unwrap_or_default();
    let description = docs.description.as_deref().unwrap_or_default();
    let opening = match docs.summary.as_deref() {
        Some(_) if begins_with(description, &summary) => Doc::new(),
        // If a summary has several sentences, all of it is used.
        Some(whole)
            if description.is_empty()
                && !summary
                    .trim()
                    .trim_end_matches('.')
                    .eq_ignore_ascii_case(whole.trim().trim_end_matches('.')) =>
        {
            Doc::new().prose(whole)
        }
        _ => Doc::new().paragraph(&summary),
    };
    let doc = opening.prose(description);
    if !doc.is_empty() {
        return doc;
    }
    if !summary.is_empty() {
        return doc.paragraph(&summary);
    }
    if let Some(success) = success_docs(operation) {
        return doc.prose(&success);
    }
    if operation.id == method_from_path(operation.method.as_str(), &operation.path) {
        return doc;
    }
    doc.paragraph(&format!("The operation {}.", inline_code(&operation.id)))
}

/// Returns whether the first sentence of a description equals or begins with a summary, ignoring
/// case.
fn begins_with(description: &str, summary: &str) -> bool {
    let first_sentence = summary_line(description).to_lowercase();
    first_sentence
        .strip_prefix(summary.to_lowercase().trim_end_matches('.'))
        .is_some_and(|remainder| !remainder.starts_with(char::is_alphanumeric))
}

/// Returns the docs of the first success response whose docs say more than that the request
/// succeeded.
fn success_docs(operation: &Operation) -> Option<String> {
    let successes = operation
        .responses
        .iter()
        .filter(|response| response.is_success);
    let docs = successes
        .filter_map(|response| response.docs.as_deref())
        .map(str::trim);
    docs.filter(|docs| says_more_than_success(docs))
        .map(str::to_owned)
        .next()
}

fn says_more_than_success(docs: &str) -> bool {
    const GENERAL: &[&str] = &[
        "a",
        "accepted",
        "an",
        "and",
        "api",
        "body",
        "call",
        "completed",
        "content",
        "created",
        "default",
        "deleted",
        "done",
        "empty",
        "error",
        "errors",
        "has",
        "header",
        "is",
        "json",
        "no",
        "ok",
        "operation",
        "request",
        "response",
        "result",
        "returned",
        "returns",
        "status",
        "success",
        "successful",
        "successfully",
        "the",
        "updated",
        "was",
        "with",
    ];
    let words = docs
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut own = words.filter(|word| !GENERAL.contains(&word.to_lowercase().as_str()));
    own.any(|word| word.parse::<u16>().is_err())
}

fn parameter_lines<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<String> {
    let mut lines = bound_parameters(cx, facts);
    lines.extend(
        facts
            .arguments
            .iter()
            .map(|parameter| argument_line(cx, parameter, &parameter.rust, ", required")),
    );
    let optional = facts.options.iter();
    lines.extend(optional.map(|option| parameter_line(cx, option.parameter, &option.name, "")));
    lines
}

/// Returns the parameters that the methods leading to the resource bind.
fn bound_parameters<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<String> {
    if facts.resource.bound.is_empty() {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for resource in cx.index.path_to_resource(facts.resource) {
        let Some(binding) = &resource.binds else {
            continue;
        };
        let parameter = facts.operation.parameters.iter().find(|parameter| {
            parameter.location == ParameterLocation::Path && parameter.wire == binding.wire
        });
        if let Some(parameter) = parameter {
            let method = inline_code(&format!("{}(…)", resource.rust));
            let remark = format!(", set by {method}");
            lines.push(argument_line(cx, parameter, &binding.rust, &remark));
        }
    }
    lines
}

/// Returns a line such as
/// ``- `id` (text, required): Id of the portal. Between 1 and 32 characters.``
pub(crate) fn parameter_line<'a>(
    cx: &RenderContext<'a>,
    parameter: &'a Parameter,
    name: &str,
    remark: &str,
) -> String {
    let summary = cx
        .summary_of_value(parameter.prose(), &parameter.schema)
        .or_else(|| header_of_part(parameter));
    parameter_item(cx, parameter, name, remark, summary)
}

/// Returns a line for an argument, which has no setter: all its docs are here.
fn argument_line<'a>(
    cx: &RenderContext<'a>,
    parameter: &'a Parameter,
    name: &str,
    remark: &str,
) -> String {
    match parameter.prose().map(prose_line) {
        Some(prose) if !prose.is_empty() => {
            parameter_item(cx, parameter, name, remark, Some(prose))
        }
        _ => parameter_line(cx, parameter, name, remark),
    }
}

fn parameter_item<'a>(
    cx: &RenderContext<'a>,
    parameter: &'a Parameter,
    name: &str,
    remark: &str,
    summary: Option<String>,
) -> String {
    let about = format!("{}{remark}", cx.linked_type(&parameter.schema));
    item_line(
        &inline_code(name),
        &about,
        summary,
        &cx.constraint_sentences(&parameter.wire, &parameter.schema),
    )
}

fn add_body_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>, doc: Doc) -> Doc {
    let summary = facts
        .operation
        .body
        .as_ref()
        .and_then(|body| body.docs.as_deref())
        .map(prose_line)
        .unwrap_or_default();
    let payload = match &facts.body {
        BodyFacts::None => return doc,
        BodyFacts::Spread(spread) => {
            let lines: Vec<String> = spread
                .setters
                .iter()
                .filter_map(|(name, field)| property_line(cx, field, name))
                .collect();
            let link = cx.linked_type(spread.schema);
            let setter = inline_code(&format!(".{}(…)", facts.universal_setter("body")));
            let intro = format!(
                "{summary} All properties are optional; together they form a {link}, which {setter} takes as one \
                 value."
            );
            return doc.heading("Body").paragraph(intro.trim()).list(&lines);
        }
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => payload,
    };
    let kind = match payload.schema {
        Some(schema) => cx.linked_type(schema),
        None => inline_code(&payload.content.media_type),
    };
    let form = body_form(payload);
    let doc = doc
        .heading("Body")
        .paragraph(format!("{kind}{form}. {summary}").trim());
    let Some((def, record)) = payload.schema.and_then(|schema| cx.index.as_struct(schema)) else {
        return doc;
    };
    let lines: Vec<String> = cx
        .index
        .fields(def, record)
        .iter()
        .filter(|field| field.is_settable)
        .filter_map(|field| property_line(cx, field, &field.property.rust))
        .collect();
    doc.list(&lines)
}

/// Returns how a body is serialized, if that is not obvious from its type.
fn body_form(payload: &Payload<'_>) -> String {
    let content = payload.content;
    match content.codec {
        Codec::Json if content.framing().is_some() => {
            format!(", sent in sequence as {}", inline_code(&content.media_type))
        }
        Codec::Form | Codec::Multipart | Codec::Xml if payload.schema.is_some() => {
            format!(", sent as {}", inline_code(&content.media_type))
        }
        codec if open_media_range(&content.media_type, codec).is_some() => {
            ": set the media type with `Upload::with_media_type`".to_owned()
        }
        _ => String::new(),
    }
}

/// Returns the docs and constraints of a property; `None` for an optional property whose
/// description has only a name and a type.
fn property_line<'a>(cx: &RenderContext<'a>, field: &FieldFacts<'a>, name: &str) -> Option<String> {
    let is_required = field.is_required() || field.is_always_sent;
    let required = if is_required { ", required" } else { "" };
    let about = format!("{}{required}", cx.linked_type(&field.property.schema));
    let summary = cx.summary_of_value(field.property.docs.as_deref(), &field.property.schema);
    let rules = field_rules(cx, field);
    if summary.is_none() && rules.is_empty() && !is_required {
        return None;
    }
    Some(item_line(&inline_code(name), &about, summary, &rules))
}

/// Returns the output of a method, its alternatives and its response headers.
fn output_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Doc {
    let mut doc = typed_output_docs(cx, facts);
    doc = add_redirect_docs(facts, doc);
    if let (OutputFacts::Json(_), Some(item)) = (&facts.output, facts.paged_item()) {
        doc = doc.paragraph(&format!(
            "This is one page: `.stream()` returns all items, `.pages()` all pages. Items are {}.",
            cx.linked_type(item)
        ));
    }
    doc = add_stream_docs(cx, facts, doc);
    if !facts.operation.returns.alternatives.is_empty() {
        let lines: Vec<String> = facts
            .operation
            .returns
            .alternatives
            .iter()
            .map(|alternative| alternative_line(cx, alternative))
            .collect();
        doc = doc.paragraph("Other media types:").list(&lines);
    }
    doc = add_linked_operations(cx, facts, doc);
    add_success_header_docs(cx, facts, doc)
}

fn typed_output_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Doc {
    let doc = Doc::new();
    match &facts.output {
        OutputFacts::Several(several) => {
            let lines: Vec<String> = several
                .outcomes
                .iter()
                .map(|outcome| outcome_line(cx, outcome))
                .collect();
            doc.paragraph("By status code:").list(&lines)
        }
        OutputFacts::Raw => doc
            .paragraph(&output_sentence(cx, facts))
            .paragraph("The description lacks its content; `.send_as()` decodes JSON as any type."),
        _ => doc.paragraph(&output_sentence(cx, facts)),
    }
}

fn add_redirect_docs(facts: &MethodFacts<'_>, mut doc: Doc) -> Doc {
    if facts.is_redirect() {
        let download = if facts.can_download() {
            ", and `.download()` follows it, without credentials to another host"
        } else {
            ""
        };
        doc = doc.paragraph(&format!(
            "The redirect is not followed: `.send_raw()` returns its `location`{download}."
        ));
    }
    if facts.leads_to_file() {
        doc = doc.paragraph(&format!(
            "`.download()` requests {} instead and follows a redirect to it, without credentials to another host.",
            inline_code(&facts.file_media_type())
        ));
    }
    doc
}

/// Adds the stream that callers can request instead of a value, and the parts of a stream.
fn add_stream_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>, mut doc: Doc) -> Doc {
    if let Some(stream) = &facts.operation.returns.stream {
        let method = stream_method(stream.framing);
        let condition = match &stream.switch {
            Some(switch) => format!(", with {} set", inline_code(switch)),
            None => String::new(),
        };
        doc = doc.paragraph(&format!(
            "`.{method}()` requests a stream instead{condition}. {}.",
            describe_stream(cx, stream)
        ));
        doc = add_part_docs(cx, stream, doc);
    }
    if let OutputFacts::Stream(stream) = &facts.output {
        doc = add_part_docs(cx, stream, doc);
    }
    doc
}

fn add_success_header_docs<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>, doc: Doc) -> Doc {
    let lines = success_header_lines(cx, facts);
    if lines.is_empty() {
        return doc;
    }
    let method = if matches!(facts.output, OutputFacts::Raw) {
        ""
    } else {
        ", available from `.send_raw()`"
    };
    let typed_method = match &facts.operation.returns.headers {
        Some(schema) => format!(
            ", or typed from `.headers_as()` as {}",
            cx.linked_type(schema)
        ),
        None => String::new(),
    };
    doc.paragraph(&format!("Response headers{method}{typed_method}:"))
        .list(&lines)
}

fn alternative_line<'a>(cx: &RenderContext<'a>, alternative: &'a Alternative) -> String {
    let media_type = inline_code(&alternative.media_type);
    match &alternative.output {
        Output::Json(schema) => format!(
            "{media_type}, with `.send_as()`: {}",
            cx.linked_type(schema)
        ),
        Output::Text => format!("{media_type}, with `.send_bytes_as()`: string"),
        _ => format!("{media_type}, with `.send_bytes_as()`"),
    }
}

fn outcome_line<'a>(cx: &RenderContext<'a>, outcome: &'a SuccessVariant) -> String {
    let kind = match &outcome.output {
        Output::Json(schema) | Output::Xml(schema) => cx.linked_type(schema),
        Output::Text => "the response as a string".to_owned(),
        Output::Bytes => "the bytes of the response".to_owned(),
        Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_) => {
            "nothing".to_owned()
        }
    };
    let about = format!("{}, {kind}", outcome.status);
    let docs = outcome.docs.as_deref();
    let summary = summary_of(docs.filter(|docs| says_more_than_success(docs)));
    item_line(&inline_code(&outcome.rust), &about, summary, &[])
}

fn describe_stream<'a>(cx: &RenderContext<'a>, stream: &'a Stream) -> String {
    let item = cx.linked_type(&stream.item);
    let items = match stream.framing {
        _ if stream.watch_error.is_some() => "[changes](crate::WatchEvent) of values",
        Framing::EventData => "[events](crate::EventStream) with data",
        Framing::EventObjects => "[events](crate::EventStream)",
        Framing::Lines | Framing::Results | Framing::Records => "[values](crate::ValueStream)",
        Framing::Parts => "[parts](crate::BodyPart) with content",
    };
    format!("A stream of {items} of type {item}")
}

/// Adds what the parts of a multipart response contain, and their headers.
fn add_part_docs<'a>(cx: &RenderContext<'a>, stream: &'a Stream, mut doc: Doc) -> Doc {
    if let Some(positions) = &stream.positions {
        let kind = cx.linked_type(positions);
        doc = doc.paragraph(&format!(
            "The parts, in their order, have the contents of {kind}; [`json`](crate::BodyPart::json) decodes one."
        ));
    }
    if stream.part_headers.is_empty() {
        return doc;
    }
    let lines: Vec<String> = stream
        .part_headers
        .iter()
        .map(|header| failures::header_line(cx, header, ""))
        .collect();
    doc.paragraph("Headers of each part:").list(&lines)
}

/// Adds the operations that take values from the response, according to its links.
fn add_linked_operations<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>, doc: Doc) -> Doc {
    let mut lines: Vec<String> = Vec::new();
    for link in facts
        .operation
        .responses
        .iter()
        .flat_map(|response| &response.links)
    {
        let Some(method) = cx
            .api
            .operations
            .get(link.operation)
            .and_then(|operation| method_link(cx, operation))
        else {
            continue;
        };
        let line = item_line(
            &method,
            &inline_code(&link.name),
            summary_of(link.docs.as_deref()),
            &[],
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        doc
    } else {
        doc.paragraph("Values of the response can be passed to:")
            .list(&lines)
    }
}

fn success_header_lines<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<String> {
    let mut seen = HashSet::new();
    facts
        .operation
        .responses
        .iter()
        .filter(|response| response.is_success)
        .flat_map(|response| &response.headers)
        .filter(|header| seen.insert(header.wire.to_ascii_lowercase()))
        .map(|header| failures::header_line(cx, header, ""))
        .collect()
}

fn output_sentence<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> String {
    let summary = if opens_with_response(facts.operation) {
        None
    } else {
        success_summary(facts.operation)
    };
    let kind = match &facts.output {
        OutputFacts::Empty if facts.is_redirect() => "A redirect".to_owned(),
        OutputFacts::Empty => return empty_output_sentence(facts),
        OutputFacts::Raw => "The whole [response](crate::RawResponse)".to_owned(),
        OutputFacts::Text => "The response as a string".to_owned(),
        OutputFacts::Bytes => {
            "The bytes of the response; `.download()` reads them in chunks".to_owned()
        }
        OutputFacts::Stream(stream) => describe_stream(cx, stream),
        // Outputs are listed by status code instead.
        OutputFacts::Several(_) => String::new(),
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => {
            capitalize_first(&cx.linked_type(schema))
        }
        OutputFacts::Pages(item) => {
            return page_output_sentence(&summary.unwrap_or_default(), &cx.linked_type(item));
        }
    };
    match summary {
        // A line with only a link, a colon and a word would be a link definition, which is not
        // rendered.
        Some(summary) if kind.starts_with('[') && (!summary.contains(' ') || kind.len() > 60) => {
            format!("Returns {kind}: {summary}")
        }
        Some(summary) => format!("{kind}: {summary}"),
        None => format!("{kind}."),
    }
}

/// Returns the summary of the first success response that says more than that the request
/// succeeded.
fn success_summary(operation: &Operation) -> Option<String> {
    operation
        .responses
        .iter()
        .filter(|response| response.is_success)
        .filter_map(|response| response.docs.as_deref())
        .map(summary_line)
        .find(|line| !line.is_empty() && says_more_than_success(line))
        .map(|line| omit_leading_returns(&line).to_owned())
}

/// Returns whether the docs of the method begin with the docs of the response, because the
/// operation has no prose.
fn opens_with_response(operation: &Operation) -> bool {
    operation.docs.texts().next().is_none()
}

/// Removes the verb that the heading "Returns" repeats.
fn omit_leading_returns(sentence: &str) -> &str {
    match sentence.split_once(' ') {
        Some((verb, object)) if verb.eq_ignore_ascii_case("returns") => object,
        _ => sentence,
    }
}

/// Returns what the docs say about a response without content, unless they only say that the
/// request succeeded, or repeat the first line of the method's docs.
fn empty_output_sentence(facts: &MethodFacts<'_>) -> String {
    let operation = facts.operation;
    let Some(docs) = success_docs(operation) else {
        return String::new();
    };
    let sentence = summary_line(&docs);
    // A sentence of one or two words, such as "Comment deleted", only repeats what the method does.
    if sentence.split_whitespace().count() <= 2 || !says_more_than_success(&sentence) {
        return String::new();
    }
    let mut opening_lines = operation.docs.texts().map(summary_line);
    if opens_with_response(operation) || opening_lines.any(|line| begins_with(&line, &sentence)) {
        return String::new();
    }
    capitalize_first(&sentence)
}

fn page_output_sentence(summary: &str, item: &str) -> String {
    let methods =
        "`.await` returns one [`Page`](crate::Page), `.stream()` all items, `.pages()` all pages";
    format!("{} Items are {item}; {methods}.", capitalize_first(summary))
        .trim_start()
        .to_owned()
}

/// Returns the alternatives of the security requirement, each with the headers that are sent.
fn authentication_sentence(cx: &RenderContext<'_>, facts: &MethodFacts<'_>) -> String {
    let alternatives = &facts.operation.security;
    if alternatives.is_empty() {
        let has_headers = facts
            .operation
            .parameters
            .iter()
            .any(|parameter| parameter.location == ParameterLocation::Header);
        let sentence = if has_headers {
            "None, apart from the parameters."
        } else if declares_authentication(cx.api) {
            "None."
        } else {
            "None declared in the description."
        };
        return sentence.to_owned();
    }
    let phrases: Vec<String> = alternatives
        .iter()
        .map(|names| describe_security_alternative(cx, names))
        .collect();
    format!("{}.", capitalize_first(&phrases.join(", or ")))
}

fn describe_security_alternative(cx: &RenderContext<'_>, names: &[String]) -> String {
    let schemes: Vec<String> = names
        .iter()
        .filter_map(|name| cx.api.security_scheme(name))
        .map(describe_scheme)
        .collect();
    if schemes.is_empty() {
        "none".to_owned()
    } else {
        schemes.join(" with ")
    }
}

/// Returns a phrase such as ``[`api_token`](…) (header `Authorization`)``.
fn describe_scheme(scheme: &SecurityScheme) -> String {
    let name = inline_code(&scheme.name);
    match &scheme.kind {
        SchemeKind::Bearer => format!("{name} (`Authorization: Bearer …`)"),
        SchemeKind::Basic => format!("{name} (`Authorization: Basic …`)"),
        SchemeKind::Header(header) => format!("{name} (header {})", inline_code(header)),
        SchemeKind::Prefixed { header, prefix } => {
            format!("{name} ({})", inline_code(&format!("{header}: {prefix}…")))
        }
        SchemeKind::Query(query) => format!("{name} (query {})", inline_code(query)),
        SchemeKind::Cookie(cookie) => format!("{name} (cookie {})", inline_code(cookie)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_that_begin_with_the_summary() {
        for (description, summary, expected) in [
            ("Test a connection.", "Test a connection.", true),
            (
                "Test a connection.\n\n*New in version 2*",
                "Test a connection.",
                true,
            ),
            ("Lists pets of a shop. More.", "lists pets", true),
            ("Lists petshops.", "Lists pets.", false),
            ("All pets.", "Lists pets.", false),
            ("", "Lists pets.", false),
        ] {
            assert_eq!(begins_with(description, summary), expected, "{description}");
        }
    }
}
