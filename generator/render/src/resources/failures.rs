//! The section about failures in the docs of a method.

use crate::context::RenderContext;
use crate::doc::Doc;
use crate::docs::{inline_code, item_line, summary_line, summary_of};
use model::{Header, Operation, Output, Response, Schema, Status};
use surface::MethodFacts;

/// Adds the documented failures, the methods that decode their bodies, and their headers.
pub(super) fn add_failure_docs<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    doc: Doc,
) -> Doc {
    let operation = facts.operation;
    let lines: Vec<String> = operation
        .failures()
        .filter_map(|failure| failure_line(cx, operation, failure))
        .collect();
    let headers = failure_header_lines(cx, operation);
    if lines.is_empty() && headers.is_empty() {
        return doc;
    }
    let doc = doc
        .heading("Errors")
        .list(&lines)
        .paragraph(failure_reader_docs(operation));
    if headers.is_empty() {
        return doc;
    }
    doc.paragraph("Headers of failures, available from [`Error::headers`](crate::Error::headers):")
        .list(&headers)
}

fn failure_line<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
    failure: &'a Response,
) -> Option<String> {
    let summary = failure
        .docs
        .as_deref()
        .map(summary_line)
        .unwrap_or_default();
    let status = match failure.status {
        Status::Default => "any other status".to_owned(),
        status if status.redirects().next().is_some() => format!("{status}, if not followed"),
        status => status.to_string(),
    };
    let body = failure_body_phrase(cx, operation, failure).unwrap_or_default();
    match (summary.trim_end_matches('.'), body.as_str()) {
        ("", "") => None,
        ("", body) => Some(format!("{status}: {body}")),
        (summary, "") => Some(format!("{status}: {summary}")),
        (summary, body) => Some(format!("{status}: {summary}; {body}")),
    }
}

/// Returns a phrase such as ``the body is [`Problem`] in XML``, for the media type that is
/// accepted.
fn failure_body_phrase<'a>(
    cx: &RenderContext<'a>,
    operation: &Operation,
    failure: &'a Response,
) -> Option<String> {
    let (form, output) = operation.failure(failure)?;
    let schema: &'a Schema = form.schema.as_ref()?;
    Some(match output {
        Output::Json(_) => format!("the body is {}", cx.linked_type(schema)),
        Output::Xml(_) => format!("the body is {} in XML", cx.linked_type(schema)),
        Output::Text => "the body is a string".to_owned(),
        _ => "the body is binary".to_owned(),
    })
}

/// Returns the docs of the methods that decode bodies with a schema.
fn failure_reader_docs(operation: &Operation) -> &'static str {
    let mut in_json = false;
    let mut in_xml = false;
    for failure in operation.failures() {
        match operation.failure(failure) {
            Some((form, Output::Json(_))) if form.schema.is_some() => in_json = true,
            Some((_, Output::Xml(_))) => in_xml = true,
            _ => {}
        }
    }
    match (in_json, in_xml) {
        (true, true) => {
            "[`Error::body_as`](crate::Error::body_as) decodes such a body, [`Error::xml_as`](crate::Error::xml_as) \
             one in XML."
        }
        (true, false) => "[`Error::body_as`](crate::Error::body_as) decodes such a body.",
        (false, true) => "[`Error::xml_as`](crate::Error::xml_as) decodes such a body.",
        (false, false) => "",
    }
}

/// Returns the documented headers, each once. The status codes of a header are added, unless all
/// failures have it.
fn failure_header_lines<'a>(cx: &RenderContext<'a>, operation: &'a Operation) -> Vec<String> {
    let count = operation.failures().count();
    let mut headers: Vec<(&Header, Vec<Status>)> = Vec::new();
    for failure in operation.failures() {
        for header in &failure.headers {
            match headers
                .iter_mut()
                .find(|(other, _)| other.wire.eq_ignore_ascii_case(&header.wire))
            {
                Some((_, statuses)) => statuses.push(failure.status),
                None => headers.push((header, vec![failure.status])),
            }
        }
    }
    let lines = headers.into_iter().map(|(header, statuses)| {
        let remark = if statuses.len() == count {
            String::new()
        } else {
            format!(", of {}", join_statuses(&statuses))
        };
        header_line(cx, header, &remark)
    });
    lines.collect()
}

fn join_statuses(statuses: &[Status]) -> String {
    let words = statuses.iter().map(|status| match status {
        Status::Default => "any other status".to_owned(),
        status => status.to_string(),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Returns a line such as ``- `Retry-After` (integer, of 429): Seconds to wait.``
pub(super) fn header_line<'a>(cx: &RenderContext<'a>, header: &'a Header, remark: &str) -> String {
    let deprecated = if header.deprecated {
        ", deprecated"
    } else {
        ""
    };
    let about = format!("{}{remark}{deprecated}", cx.linked_type(&header.schema));
    item_line(
        &inline_code(&header.wire),
        &about,
        summary_of(header.docs.as_deref()),
        &[],
    )
}
