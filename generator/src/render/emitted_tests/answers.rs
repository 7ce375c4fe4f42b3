//! `tests/requests/answers.rs`: the results of calls as JSON; a function for each kind of output.

use crate::model::Framing;
use crate::render::context::RenderContext;
use crate::render::resources::{MethodFacts, OutputFacts};
use crate::render::source_file::generated_header;

/// The pieces of the file, with the kinds that need them, in order.
const PIECES: &[(&[&str], &str)] = &[
    (
        &[
            "empty", "raw", "text", "bytes", "json", "page", "several", "events", "values",
        ],
        include_str!("harness/answer.in"),
    ),
    (
        &["json", "page", "several", "events", "values"],
        include_str!("harness/shown.in"),
    ),
    (&["empty"], include_str!("harness/empty.in")),
    (&["raw"], include_str!("harness/raw.in")),
    (&["text"], include_str!("harness/text.in")),
    (&["bytes"], include_str!("harness/bytes.in")),
    (&["json"], include_str!("harness/json.in")),
    (&["page"], include_str!("harness/page.in")),
    (&["several"], include_str!("harness/several.in")),
    (&["events"], include_str!("harness/events.in")),
    (&["values"], include_str!("harness/values.in")),
];

pub(super) fn output_kind_name(facts: &MethodFacts<'_>) -> &'static str {
    match &facts.output {
        OutputFacts::Empty => "empty",
        OutputFacts::Raw => "raw",
        OutputFacts::Text => "text",
        OutputFacts::Bytes => "bytes",
        OutputFacts::Json(_) | OutputFacts::Xml(_) => "json",
        OutputFacts::Pages(_) => "page",
        OutputFacts::Several(_) => "several",
        OutputFacts::Stream(stream) => match stream.framing {
            Framing::EventData | Framing::EventObjects => "events",
            Framing::Lines | Framing::Records => "values",
        },
    }
}

/// The method of a request whose result the function of this kind takes.
pub(super) fn sending_method(kind: &str) -> &'static str {
    if matches!(kind, "raw" | "events" | "values") {
        "send"
    } else {
        "send_raw"
    }
}

pub(super) fn print_answers_rs(cx: &RenderContext<'_>, kinds: &[&str]) -> String {
    let needed = PIECES
        .iter()
        .filter(|(by, _)| by.iter().any(|kind| kinds.contains(kind)));
    let pieces: Vec<&str> = needed.map(|(_, text)| text.trim_end()).collect();
    let text = pieces.join("\n\n").replace("CRATE", &cx.crate_name());
    format!("{}\n{text}\n", generated_header(cx, "//", ""))
}
