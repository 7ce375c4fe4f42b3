//! The reference page of a method, as its doc comment.

use super::example;
use super::facts::{BodyFacts, MethodFacts, OutputFacts};
use crate::model::{Parameter, Response, SchemeKind, SecurityScheme, Status};
use crate::render::context::Context;
use crate::render::doc::Doc;
use crate::render::docs::{inline_code, summary_line};
use crate::render::types::FieldFacts;

/// The docs of a request type.
pub(super) fn request(facts: &MethodFacts<'_>) -> Doc {
    let method = &facts.operation.rust;
    let link = match facts.resource.type_name.as_str() {
        "" => format!("[`Client::{method}`](crate::Client::{method})"),
        handle => format!("[`{handle}::{method}`]"),
    };
    Doc::new().paragraph(&format!("Request of {link}."))
}

/// The docs of a parameter's setter.
pub(super) fn parameter<'a>(cx: &Context<'a>, parameter: &'a Parameter) -> Doc {
    let doc = Doc::new().maybe_prose(parameter.docs.as_deref());
    let rules = cx.rules(&parameter.schema).join(" ");
    if !doc.is_empty() {
        return doc.paragraph(&rules);
    }
    let kind = cx.kind(&parameter.schema);
    doc.paragraph(format!("{}: {kind}. {rules}", inline_code(&parameter.wire)).trim_end())
}

/// The docs of a method.
pub(super) fn method<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>) -> Doc {
    let operation = facts.operation;
    let target = format!("{} {}", operation.method, inline_code(&operation.path));
    let mut doc = opening(facts).paragraph(&target);
    if let Some(url) = operation.documentation.as_deref().filter(|url| url.starts_with("http")) {
        doc = doc.prose(&format!("See <{url}>."));
    }
    let parameters = parameters(cx, facts);
    if !parameters.is_empty() {
        doc = doc.heading("Parameters").list(&parameters);
    }
    doc = body(cx, facts, doc);
    doc = doc.heading("Returns").paragraph(&returns(cx, facts));
    let errors = errors(cx, facts);
    if !errors.is_empty() {
        doc = doc.heading("Errors").list(&errors);
    }
    doc = doc.heading("Authentication").paragraph(&authentication(cx, facts));
    if !operation.permissions.is_empty() {
        let permissions: Vec<String> = operation.permissions.iter().map(|name| inline_code(name)).collect();
        doc = doc.paragraph(&format!("Permissions, one of which is needed: {}.", permissions.join(", ")));
    }
    example::add(cx, facts, doc)
}

/// Summary and description; one of them, if both say the same.
fn opening(facts: &MethodFacts<'_>) -> Doc {
    let operation = facts.operation;
    let summary = operation.summary.as_deref().map(summary_line).unwrap_or_default();
    let description = operation.description.as_deref().unwrap_or_default();
    let same = |a: &str, b: &str| a.trim().trim_end_matches('.').eq_ignore_ascii_case(b.trim().trim_end_matches('.'));
    let doc = if same(&summary, description) { Doc::new() } else { Doc::new().paragraph(&summary) };
    let doc = doc.prose(description);
    if !doc.is_empty() {
        return doc;
    }
    if !summary.is_empty() {
        return doc.paragraph(&summary);
    }
    doc.paragraph(&format!("The operation {}.", inline_code(&operation.id)))
}

fn parameters<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>) -> Vec<String> {
    let required = facts.arguments.iter().map(|parameter| parameter_line(cx, parameter, &parameter.rust, true));
    let optional =
        facts.options.iter().map(|option| parameter_line(cx, option.parameter, &option.name.to_string(), false));
    required.chain(optional).collect()
}

/// ``- `id` (text, required): Id of the portal. Between 1 and 32 characters.``
fn parameter_line<'a>(cx: &Context<'a>, parameter: &'a Parameter, name: &str, required: bool) -> String {
    let kind = cx.kind(&parameter.schema);
    let required = if required { ", required" } else { "" };
    let mut line = format!("{} ({kind}{required})", inline_code(name));
    let said = parameter.docs.as_deref().map(summary_line).unwrap_or_default();
    let rules = cx.rules(&parameter.schema).join(" ");
    push_sentences(&mut line, &[&said, &rules]);
    line
}

fn push_sentences(line: &mut String, sentences: &[&str]) {
    let sentences: Vec<&str> = sentences.iter().copied().filter(|sentence| !sentence.is_empty()).collect();
    if !sentences.is_empty() {
        line.push_str(": ");
        line.push_str(&sentences.join(" "));
    }
}

fn body<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>, doc: Doc) -> Doc {
    let said =
        facts.operation.body.as_ref().and_then(|body| body.docs.as_deref()).map(summary_line).unwrap_or_default();
    let (payload, schema) = match &facts.body {
        BodyFacts::None => return doc,
        BodyFacts::Spread(spread) => {
            let items = spread.setters.iter().map(|(name, field)| property_line(cx, field, &name.to_string()));
            let items: Vec<String> = items.collect();
            let link = cx.kind(spread.schema);
            let intro = format!("{said} All are optional; together they are a {link}.");
            return doc.heading("Body").paragraph(intro.trim()).list(&items);
        }
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => (payload, payload.schema),
    };
    let kind = match schema {
        Some(schema) => cx.kind(schema),
        None => inline_code(&payload.content.media_type),
    };
    let doc = doc.heading("Body").paragraph(format!("{kind}. {said}").trim());
    let Some((_, def, record)) = schema.and_then(|schema| cx.as_struct(schema)) else { return doc };
    let fields = crate::render::types::fields(cx, def, record);
    let settable = fields.iter().filter(|field| field.is_settable);
    let items: Vec<String> = settable.map(|field| property_line(cx, field, &field.property.rust)).collect();
    doc.list(&items)
}

fn property_line<'a>(cx: &Context<'a>, field: &FieldFacts<'a>, name: &str) -> String {
    let kind = cx.kind(&field.property.schema);
    let required = if field.is_required() { ", required" } else { "" };
    let mut line = format!("{} ({kind}{required})", inline_code(name));
    let said = field.property.docs.as_deref().map(summary_line).unwrap_or_default();
    push_sentences(&mut line, &[&said, &field.rules(cx).join(" ")]);
    line
}

fn returns<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>) -> String {
    let successes = facts.operation.responses.iter().filter(|response| response.status.is_success());
    let said =
        successes.filter_map(|response| response.docs.as_deref()).map(summary_line).find(|line| !line.is_empty());
    let kind = match &facts.output {
        OutputFacts::Empty => "Nothing".to_owned(),
        OutputFacts::Text => "The text of the reply".to_owned(),
        OutputFacts::Bytes => "The bytes of the reply".to_owned(),
        OutputFacts::Json(schema) => capital(&cx.kind(schema)),
        OutputFacts::Pages(item) => format!(
            "Items are {}. `.await` gives one [`Page`](crate::Page), `.stream()` all items, `.pages()` all pages",
            cx.kind(item)
        ),
    };
    match said {
        Some(said) => format!("{kind}: {said}"),
        None => format!("{kind}."),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str())
}

/// The documented failures and what their bodies hold.
fn errors<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>) -> Vec<String> {
    let failures = facts.operation.responses.iter().filter(|response| !response.status.is_success());
    failures.filter_map(|response| error_line(cx, response)).collect()
}

fn error_line<'a>(cx: &Context<'a>, response: &'a Response) -> Option<String> {
    let schema = response.contents.iter().find_map(|content| content.schema.as_ref());
    let said = response.docs.as_deref().map(summary_line).unwrap_or_default();
    let status = match response.status {
        Status::Default => "any other status".to_owned(),
        status => status.to_string(),
    };
    let kind = schema.map(|schema| format!("body {}", cx.kind(schema))).unwrap_or_default();
    match (said.trim_end_matches('.'), kind.as_str()) {
        ("", "") => None,
        ("", kind) => Some(format!("{status}: {kind}")),
        (said, "") => Some(format!("{status}: {said}")),
        (said, kind) => Some(format!("{status}: {said}; {kind}")),
    }
}

/// The accepted alternatives, each with its headers.
fn authentication(cx: &Context<'_>, facts: &MethodFacts<'_>) -> String {
    let alternatives = &facts.operation.security;
    if alternatives.is_empty() {
        return "None.".to_owned();
    }
    let described = alternatives.iter().map(|names| {
        let schemes = names.iter().filter_map(|name| cx.api.security_schemes.iter().find(|s| s.name == *name));
        let parts: Vec<String> = schemes.map(scheme_in_words).collect();
        if parts.is_empty() { "none".to_owned() } else { parts.join(" with ") }
    });
    let described: Vec<String> = described.collect();
    format!("{}.", capital(&described.join(", or ")))
}

/// ``[`api_token`](…) (header `Authorization`)``
fn scheme_in_words(scheme: &SecurityScheme) -> String {
    let name = inline_code(&scheme.name);
    match &scheme.kind {
        SchemeKind::Bearer => format!("{name} (`Authorization: Bearer …`)"),
        SchemeKind::Basic => format!("{name} (`Authorization: Basic …`)"),
        SchemeKind::Header(header) => format!("{name} (header {})", inline_code(header)),
        SchemeKind::Query(query) => format!("{name} (query {})", inline_code(query)),
        SchemeKind::Cookie(cookie) => format!("{name} (cookie {})", inline_code(cookie)),
    }
}
