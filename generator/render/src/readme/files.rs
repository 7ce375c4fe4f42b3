//! The README parts about uploads, downloads and streams.

use quote::quote;

use super::part::{ANY_ERROR, client_function_block, fallible_function_block, join_readme_blocks};
use crate::context::{RenderContext, make_ident};
use crate::example_code::shown_call;
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

/// Joins a heading or an introduction and what is below it; returns `None` if nothing is.
fn join_below(above: &str, below: [Option<String>; 2]) -> Option<String> {
    let below: Vec<String> = below.into_iter().flatten().collect();
    if below.is_empty() {
        return None;
    }
    Some(format!("{above}\n\n{}", below.join("\n\n")))
}

/// Returns whether the body of a method is an upload.
fn is_upload_body(facts: &MethodFacts<'_>) -> bool {
    let BodyFacts::Argument(payload) = &facts.body else {
        return false;
    };
    // A body that is described as an object is sent as bytes only if its media type has no typed form.
    let schema = payload.content.schema.as_ref();
    payload.content.codec == Codec::Bytes && schema.is_none_or(|schema| !schema.ty.is_shaped())
}

/// Returns a call whose body is an upload.
fn upload_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.shown(is_upload_body)?;
    let mut imports = Imports::example(cx);
    imports.add(&cx.crate_name(), "Upload");
    let values = CallValues {
        body_code: Some(quote!(file)),
        ..shown.values
    };
    let call = imports.shorten(cx.writer().call(&shown.facts, &values)?);
    let named = quote!(
        Upload::from("some text")
            .with_name("notes.txt")
            .with_media_type("text/plain")
    );
    client_function_block(
        &imports,
        "upload",
        &[quote!(let file = #named; #call.await?;)],
    )
}

/// Returns a call with a file in a form.
fn upload_in_form<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.shown(|facts| cx.sends_files(facts))?;
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Client");
    let values = cx.with_file(&shown.facts, shown.values);
    let call = ExpressionWriter {
        opens_files: true,
        ..cx.writer()
    }
    .call(&shown.facts, &values)?;
    let call = imports.shorten(call);
    fallible_function_block(
        &imports,
        "upload_in_form",
        ANY_ERROR,
        &[quote!(#call.await?;)],
    )
}

fn downloads_section<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let (_, imports, call) = shown_call(
        cx,
        cx.shown(|facts| matches!(facts.output, OutputFacts::Bytes)),
    )?;
    let tokens = quote! {
        let mut download = #call.download().await?;
        while let Some(piece) = download.try_next().await? { println!("{} bytes", piece.len()); }
    };
    let code = client_function_block(&imports, "download", &[tokens])?;
    Some(join_readme_blocks(&[
        "Awaiting a request loads a binary response into memory. `download()` reads it in chunks, whatever its\n\
         size; an `idle_timeout` ends one that stalls. `.download().await?.save(path)` writes it to a file.",
        &code,
    ]))
}

pub(super) fn streams_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx
        .shown(|facts| matches!(facts.output, OutputFacts::Stream(_)))
        .or_else(|| cx.shown(|facts| facts.operation.stream.is_some()));
    let (shown, imports, call) = shown_call(cx, shown)?;
    let (what, tokens) = match &shown.facts.operation.stream {
        Some(stream) if !matches!(shown.facts.output, OutputFacts::Stream(_)) => {
            let method = make_ident(stream_method(stream));
            let tokens = quote! {
                let mut stream = #call.#method().await?;
                while let Some(item) = stream.try_next().await? { println!("{item:?}"); }
            };
            (
                format!(
                    "`{method}()` requests a stream instead of one value. Its items are typed and are read as they\n\
                     arrive. A pause of more than five minutes is an error; `idle_timeout` sets another limit."
                ),
                tokens,
            )
        }
        _ => (
            "Events and values are typed and are read as they arrive. A pause of more than five minutes is an error;\n\
             `idle_timeout` sets another limit."
                .to_owned(),
            example_statements(cx, &shown.facts, &call),
        ),
    };
    let code = client_function_block(&imports, "follow", &[tokens])?;
    Some(join_readme_blocks(&["## Streams", &what, &code]))
}
