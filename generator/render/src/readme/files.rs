//! The README parts about uploads, downloads and streams.

use code_format::code;

use super::part::{ANY_ERROR, client_function_block, fallible_function_block, join_readme_blocks};
use crate::context::{RenderContext, make_ident};
use crate::example_code::{CallCode, call_code};
use crate::imports::Imports;
use crate::resources::example_statements;
use crate::values::{CallValues, ExpressionWriter};
use model::Codec;
use surface::{BodyFacts, MethodFacts, OutputFacts, stream_method};

pub(super) fn files_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    join_below("## Files", [uploads_section(cx), downloads_section(cx)])
}

fn uploads_section<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let intro = "A binary request body and a file in a form are each an `Upload`. Strings and bytes convert into one;\n\
         `Upload::file(\"cat.png\").await?` reads a file while it is sent, and `Upload::reader(…)` and\n\
         `Upload::stream(…)` send anything else. `with_name(…)` and `with_media_type(…)` set its file name and media type.";
    join_below(intro, [upload_example(cx), upload_in_form(cx)])
}

/// Joins an opening and the blocks below it; returns `None` if there are none.
fn join_below(opening: &str, blocks: [Option<String>; 2]) -> Option<String> {
    let shown: Vec<String> = blocks.into_iter().flatten().collect();
    if shown.is_empty() {
        return None;
    }
    Some(format!("{opening}\n\n{}", shown.join("\n\n")))
}

/// Returns whether the body of a method is an upload.
fn is_upload_body(facts: &MethodFacts<'_>) -> bool {
    let BodyFacts::Argument(payload) = &facts.body else {
        return false;
    };
    // A body that is described as an object is sent as bytes only if its media type has no typed
    // form.
    let schema = payload.content.schema.as_ref();
    payload.content.codec == Codec::Bytes && schema.is_none_or(|schema| !schema.ty.is_shaped())
}

/// Returns a call whose body is an upload.
fn upload_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.best_call(is_upload_body)?;
    let mut imports = Imports::example(cx);
    imports.add(&cx.crate_name(), "Upload");
    let values = CallValues {
        body_code: Some(code!(file)),
        ..shown.values
    };
    let call = imports.shorten(&cx.writer().call(&shown.facts, &values)?);
    let body = code! {
        let file = Upload::from("some text").with_name("notes.txt").with_media_type("text/plain");
        #call.await?;
    };
    client_function_block(&imports, "upload", &[body])
}

/// Returns a call with a file in a form.
fn upload_in_form<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.best_call(|facts| cx.sends_files(facts))?;
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Client");
    let values = cx.with_file(&shown.facts, shown.values);
    let mut writer = ExpressionWriter {
        opens_files: true,
        ..cx.writer()
    };
    let call = imports.shorten(&writer.call(&shown.facts, &values)?);
    fallible_function_block(
        &imports,
        "upload_in_form",
        ANY_ERROR,
        &[code!(#call.await?;)],
    )
}

fn downloads_section<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.best_call(|facts| matches!(facts.output, OutputFacts::Bytes))?;
    let CallCode {
        tokens: call,
        imports,
        ..
    } = call_code(cx, shown)?;
    let body = code! {
        let mut download = #call.download().await?;
        while let Some(piece) = download.try_next().await? { println!("{} bytes", piece.len()); }
    };
    let code = client_function_block(&imports, "download", &[body])?;
    Some(join_readme_blocks(&[
        "Awaiting a request loads a binary response into memory. `download()` reads it in chunks, whatever its\n\
         size; an `idle_timeout` ends one that stalls. `.download().await?.save(path)` writes it to a file.",
        &code,
    ]))
}

pub(super) fn streams_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx
        .best_call(|facts| matches!(facts.output, OutputFacts::Stream(_)))
        .or_else(|| cx.best_call(|facts| facts.operation.returns.stream.is_some()))?;
    let CallCode {
        facts,
        tokens: call,
        imports,
    } = call_code(cx, shown)?;
    let intro;
    let body;
    match &facts.operation.returns.stream {
        Some(stream) if !matches!(facts.output, OutputFacts::Stream(_)) => {
            let method = make_ident(stream_method(stream.framing));
            intro = format!(
                "`{method}()` requests a stream instead of one value. Its items are typed and are read as they\n\
                 arrive. A pause of more than five minutes is an error; `idle_timeout` sets another limit."
            );
            body = code! {
                let mut stream = #call.#method().await?;
                while let Some(item) = stream.try_next().await? { println!("{item:?}"); }
            };
        }
        _ => {
            intro = "Events and values are typed and are read as they arrive. A pause of more than five minutes is an error;\n\
                     `idle_timeout` sets another limit."
                .to_owned();
            body = example_statements(cx, &facts, &call);
        }
    }
    let code = client_function_block(&imports, "follow", &[body])?;
    Some(join_readme_blocks(&["## Streams", &intro, &code]))
}
