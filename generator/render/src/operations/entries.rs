//! The entries of the catalog: how the requests of a resource are sent.

use code_format::{Code, code};

use super::overrides::{OverrideNames, override_row, overrides_macro};
use crate::context::RenderContext;
use crate::doc::Doc;
use crate::resources::{call_with_body, sent_media_type};
use crate::source_file::RustSourceFile;
use crate::tokens::option_tokens;
use diag::Diagnostic;
use model::{Codec, Content, Encoding, Framing, Resource, Stream};
use surface::{ArgumentName, BodyFacts, MethodFacts, OutputFacts, argument_names};

pub(super) fn print_entries<'a>(
    cx: &'a RenderContext<'a>,
    resource: &'a Resource,
    names: &[String],
    override_names: &[OverrideNames],
) -> Result<String, Diagnostic> {
    let handle = resource.handle_name();
    let doc = Doc::new().paragraph(&format!("Operations of `{handle}`."));
    let mut file = RustSourceFile::new(cx, doc, "crate::types");
    let mut entries = Vec::new();
    let mut overrides = Vec::new();
    for index in &resource.operations {
        let operation = cx.api.operations.get(*index);
        let facts = operation.and_then(|operation| cx.index.method(operation));
        if let (Some(name), Some(facts)) = (names.get(*index), facts) {
            entries.push(entry_value(&mut file, name, &facts));
            let names = override_names.get(*index);
            overrides.extend(names.map(|names| override_row(cx, name, names, &facts)));
        }
    }
    file.push(
        "ENTRIES",
        code! {
            pub(super) static ENTRIES: &[crate::runtime::catalog::Entry] = &[#(#entries),*];
        },
    );
    if !overrides.is_empty() {
        file.push_text(overrides_macro(&overrides));
    }
    file.print()
}

fn entry_value<'a>(file: &mut RustSourceFile<'a>, name: &str, facts: &MethodFacts<'a>) -> Code {
    let method = &facts.operation.names.method;
    let operation = file.operation_static(facts);
    let mut parameters = Vec::new();
    for ArgumentName { name, parameter } in argument_names(facts) {
        let parameter = file.parameter_static(parameter, method);
        parameters.push(code!((#name, &#parameter)));
    }
    let body = option_tokens(facts.content().map(|content| {
        let write = if content.encodings.iter().any(Encoding::uses_xml) {
            code!(crate::runtime::catalog::refuse_xml)
        } else {
            let call = body_writer(file, content, method);
            code!(|call, body| #call)
        };
        let omits_empty = facts.omits_empty_body();
        let sends_empty = matches!(&facts.body, BodyFacts::Spread(spread) if spread.is_required);
        code! {
            crate::runtime::catalog::Body {
                write: #write,
                sends_empty: #sends_empty,
                omits_empty: #omits_empty,
            }
        }
    }));
    let send = match &facts.output {
        OutputFacts::Empty => code!(send_empty),
        OutputFacts::Text => code!(send_text),
        OutputFacts::Bytes => code!(send_bytes),
        OutputFacts::Json(_) | OutputFacts::Pages(_) => code!(send_json),
        OutputFacts::Raw
        | OutputFacts::Xml(_)
        | OutputFacts::Several(_)
        | OutputFacts::Stream(_) => code!(send_any),
    };
    let items = option_tokens(items_value(facts));
    code! {
        crate::runtime::catalog::Entry {
            name: #name,
            operation: &#operation,
            parameters: &[#(#parameters),*],
            body: #body,
            send: crate::runtime::catalog::#send,
            items: #items,
        }
    }
}

/// Returns the call with its body, which is the variable `body`. XML is passed as text, because
/// its form is that of the Rust types.
fn body_writer<'a>(file: &mut RustSourceFile<'a>, content: &'a Content, method: &str) -> Code {
    match content.codec {
        Codec::Text | Codec::Bytes | Codec::Xml => {
            let media_type = sent_media_type(&content.media_type, content.codec);
            code!(call.upload(#media_type, body.into()))
        }
        _ => call_with_body(file, content, method, &code!(call), &code!(body)),
    }
}

/// Returns how the items of a list or a stream are requested.
fn items_value(facts: &MethodFacts<'_>) -> Option<Code> {
    if facts.paged_item().is_some() {
        return Some(items_by(None, None, &code!(catalog_items::open_list)));
    }
    if let OutputFacts::Stream(stream) = &facts.output {
        return Some(items_by(None, None, &stream_opener(stream)?));
    }
    let stream = facts.operation.returns.stream.as_ref()?;
    Some(items_by(
        Some(&stream.media_type),
        stream.switch.as_ref(),
        &stream_opener(stream)?,
    ))
}

fn items_by(media_type: Option<&String>, switch: Option<&String>, open: &Code) -> Code {
    let media_type = option_tokens(media_type);
    let switch = option_tokens(switch);
    code! {
        crate::runtime::catalog::Items {
            media_type: #media_type,
            switch: #switch,
            open: crate::runtime::#open,
        }
    }
}

/// Returns the function that opens a stream; `None` for the parts of a multipart body, which are
/// not JSON.
fn stream_opener(stream: &Stream) -> Option<Code> {
    let function = match stream.framing {
        Framing::EventData => code!(open_events),
        Framing::EventObjects => code!(open_event_objects),
        Framing::Lines => code!(open_lines),
        Framing::Results => code!(open_results),
        Framing::Records => code!(open_records),
        Framing::Parts => return None,
    };
    Some(code!(catalog_events::#function))
}
