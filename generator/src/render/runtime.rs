//! `src/runtime/`: a verbatim copy of the runtime.

use super::context::Context;
use super::source_file::header;
use super::{Job, Jobs};
use crate::model::SignatureScheme;

/// The files of `generator/runtime/src/runtime`, sorted by name.
const FILES: &[(&str, &str)] = &[
    ("api.rs", include_str!("../../runtime/src/runtime/api.rs")),
    ("attempt.rs", include_str!("../../runtime/src/runtime/attempt.rs")),
    ("auth.rs", include_str!("../../runtime/src/runtime/auth.rs")),
    ("body.rs", include_str!("../../runtime/src/runtime/body.rs")),
    ("budget.rs", include_str!("../../runtime/src/runtime/budget.rs")),
    ("builder.rs", include_str!("../../runtime/src/runtime/builder.rs")),
    ("call.rs", include_str!("../../runtime/src/runtime/call.rs")),
    ("check.rs", include_str!("../../runtime/src/runtime/check.rs")),
    ("client.rs", include_str!("../../runtime/src/runtime/client.rs")),
    ("compare.rs", include_str!("../../runtime/src/runtime/compare.rs")),
    ("conversions.rs", include_str!("../../runtime/src/runtime/conversions.rs")),
    ("cursor.rs", include_str!("../../runtime/src/runtime/cursor.rs")),
    ("custom.rs", include_str!("../../runtime/src/runtime/custom.rs")),
    ("debug.rs", include_str!("../../runtime/src/runtime/debug.rs")),
    ("decode.rs", include_str!("../../runtime/src/runtime/decode.rs")),
    ("download.rs", include_str!("../../runtime/src/runtime/download.rs")),
    ("encode.rs", include_str!("../../runtime/src/runtime/encode.rs")),
    ("envelope.rs", include_str!("../../runtime/src/runtime/envelope.rs")),
    ("error.rs", include_str!("../../runtime/src/runtime/error.rs")),
    ("events.rs", include_str!("../../runtime/src/runtime/events.rs")),
    ("failure.rs", include_str!("../../runtime/src/runtime/failure.rs")),
    ("field.rs", include_str!("../../runtime/src/runtime/field.rs")),
    ("form.rs", include_str!("../../runtime/src/runtime/form.rs")),
    ("framing.rs", include_str!("../../runtime/src/runtime/framing.rs")),
    ("headers.rs", include_str!("../../runtime/src/runtime/headers.rs")),
    ("hidden.rs", include_str!("../../runtime/src/runtime/hidden.rs")),
    ("json_path.rs", include_str!("../../runtime/src/runtime/json_path.rs")),
    ("key.rs", include_str!("../../runtime/src/runtime/key.rs")),
    ("kind.rs", include_str!("../../runtime/src/runtime/kind.rs")),
    ("lenient.rs", include_str!("../../runtime/src/runtime/lenient.rs")),
    ("link.rs", include_str!("../../runtime/src/runtime/link.rs")),
    ("lossy.rs", include_str!("../../runtime/src/runtime/lossy.rs")),
    ("macros.rs", include_str!("../../runtime/src/runtime/macros.rs")),
    ("middleware.rs", include_str!("../../runtime/src/runtime/middleware.rs")),
    ("mod.rs", include_str!("../../runtime/src/runtime/mod.rs")),
    ("node.rs", include_str!("../../runtime/src/runtime/node.rs")),
    ("number.rs", include_str!("../../runtime/src/runtime/number.rs")),
    ("object.rs", include_str!("../../runtime/src/runtime/object.rs")),
    ("options.rs", include_str!("../../runtime/src/runtime/options.rs")),
    ("outgoing.rs", include_str!("../../runtime/src/runtime/outgoing.rs")),
    ("page.rs", include_str!("../../runtime/src/runtime/page.rs")),
    ("params.rs", include_str!("../../runtime/src/runtime/params.rs")),
    ("path.rs", include_str!("../../runtime/src/runtime/path.rs")),
    ("plain.rs", include_str!("../../runtime/src/runtime/plain.rs")),
    ("primitives.rs", include_str!("../../runtime/src/runtime/primitives.rs")),
    ("reader.rs", include_str!("../../runtime/src/runtime/reader.rs")),
    ("reconnect.rs", include_str!("../../runtime/src/runtime/reconnect.rs")),
    ("redact.rs", include_str!("../../runtime/src/runtime/redact.rs")),
    ("redirect.rs", include_str!("../../runtime/src/runtime/redirect.rs")),
    ("reqwest.rs", include_str!("../../runtime/src/runtime/reqwest.rs")),
    ("response.rs", include_str!("../../runtime/src/runtime/response.rs")),
    ("retry.rs", include_str!("../../runtime/src/runtime/retry.rs")),
    ("save.rs", include_str!("../../runtime/src/runtime/save.rs")),
    ("scope.rs", include_str!("../../runtime/src/runtime/scope.rs")),
    ("send.rs", include_str!("../../runtime/src/runtime/send.rs")),
    ("servers.rs", include_str!("../../runtime/src/runtime/servers.rs")),
    ("several.rs", include_str!("../../runtime/src/runtime/several.rs")),
    ("spelt.rs", include_str!("../../runtime/src/runtime/spelt.rs")),
    ("streams.rs", include_str!("../../runtime/src/runtime/streams.rs")),
    ("testing/answer.rs", include_str!("../../runtime/src/runtime/testing/answer.rs")),
    ("testing/body.rs", include_str!("../../runtime/src/runtime/testing/body.rs")),
    ("testing/capture.rs", include_str!("../../runtime/src/runtime/testing/capture.rs")),
    ("testing/clock.rs", include_str!("../../runtime/src/runtime/testing/clock.rs")),
    ("testing/content.rs", include_str!("../../runtime/src/runtime/testing/content.rs")),
    ("testing/expectation.rs", include_str!("../../runtime/src/runtime/testing/expectation.rs")),
    ("testing/listing.rs", include_str!("../../runtime/src/runtime/testing/listing.rs")),
    ("testing/mock.rs", include_str!("../../runtime/src/runtime/testing/mock.rs")),
    ("testing/mod.rs", include_str!("../../runtime/src/runtime/testing/mod.rs")),
    ("testing/recorder.rs", include_str!("../../runtime/src/runtime/testing/recorder.rs")),
    ("testing/recording.rs", include_str!("../../runtime/src/runtime/testing/recording.rs")),
    ("testing/seen.rs", include_str!("../../runtime/src/runtime/testing/seen.rs")),
    ("testing/wanted.rs", include_str!("../../runtime/src/runtime/testing/wanted.rs")),
    ("text.rs", include_str!("../../runtime/src/runtime/text.rs")),
    ("tls.rs", include_str!("../../runtime/src/runtime/tls.rs")),
    ("trace.rs", include_str!("../../runtime/src/runtime/trace.rs")),
    ("transport.rs", include_str!("../../runtime/src/runtime/transport.rs")),
    ("tuple.rs", include_str!("../../runtime/src/runtime/tuple.rs")),
    ("union.rs", include_str!("../../runtime/src/runtime/union.rs")),
    ("unknown.rs", include_str!("../../runtime/src/runtime/unknown.rs")),
    ("upload.rs", include_str!("../../runtime/src/runtime/upload.rs")),
    ("wait.rs", include_str!("../../runtime/src/runtime/wait.rs")),
    ("webhook.rs", include_str!("../../runtime/src/runtime/webhook.rs")),
    ("webhook_github.rs", include_str!("../../runtime/src/runtime/webhook_github.rs")),
    ("webhook_signature.rs", include_str!("../../runtime/src/runtime/webhook_signature.rs")),
    ("webhook_standard.rs", include_str!("../../runtime/src/runtime/webhook_standard.rs")),
    ("webhook_stripe.rs", include_str!("../../runtime/src/runtime/webhook_stripe.rs")),
    ("xml.rs", include_str!("../../runtime/src/runtime/xml.rs")),
    ("xml_parser.rs", include_str!("../../runtime/src/runtime/xml_parser.rs")),
    ("xml_read.rs", include_str!("../../runtime/src/runtime/xml_read.rs")),
    ("xml_tree.rs", include_str!("../../runtime/src/runtime/xml_tree.rs")),
    ("xml_write.rs", include_str!("../../runtime/src/runtime/xml_write.rs")),
];

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let files = FILES.iter().filter(|(name, _)| is_needed(cx, name));
    files
        .map(|(name, text)| {
            Job::new(format!("src/runtime/{name}"), move || {
                let text = if *name == "mod.rs" { &needed_modules(cx, text) } else { *text };
                Ok(format!("{}\n{text}", header(cx, "//", "")))
            })
        })
        .collect()
}

/// Whether the crate has a file: some depend on XML or webhooks.
fn is_needed(cx: &Context<'_>, name: &str) -> bool {
    let webhooks = cx.api.webhooks.as_ref();
    let is_signed = |scheme| webhooks.is_some_and(|webhooks| webhooks.scheme == Some(scheme));
    match name.trim_end_matches(".rs") {
        "webhook" => webhooks.is_some(),
        "webhook_signature" => webhooks.is_some_and(|webhooks| webhooks.scheme.is_some()),
        "webhook_github" => is_signed(SignatureScheme::GitHub),
        "webhook_standard" => is_signed(SignatureScheme::Standard),
        "webhook_stripe" => is_signed(SignatureScheme::Stripe),
        name => cx.speaks_xml || !name.starts_with("xml"),
    }
}

/// The declarations of the modules that the crate has, with their attributes.
fn needed_modules(cx: &Context<'_>, modules: &str) -> String {
    let (mut needed, mut attributes) = (String::new(), String::new());
    for line in modules.split_inclusive('\n') {
        attributes.push_str(line);
        if line.starts_with("#[") {
            continue;
        }
        let module = line.trim_end().trim_end_matches(';').rsplit_once("mod ").map(|(_, name)| name);
        let item = std::mem::take(&mut attributes);
        if module.is_none_or(|module| is_needed(cx, module)) {
            needed.push_str(&item);
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_table_lists_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/src/runtime");
        let mut names = names_in(Path::new(folder));
        for name in names.extract_if(.., |name| !name.ends_with(".rs")).collect::<Vec<_>>() {
            let inner = names_in(&Path::new(folder).join(&name));
            names.extend(inner.into_iter().map(|file| format!("{name}/{file}")));
        }
        names.sort_unstable();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }

    #[test]
    fn no_public_type_is_of_the_http_library() {
        // The only lines outside its module that name `reqwest`: those about the user's client.
        let others = FILES.iter().filter(|(name, _)| !matches!(*name, "reqwest.rs" | "mod.rs"));
        let lines = others.flat_map(|(name, text)| text.lines().map(move |line| (*name, line.trim())));
        let found: Vec<_> =
            lines.filter(|(_, line)| line.contains("reqwest::") && !line.contains("super::reqwest")).collect();
        assert_eq!(found, [("builder.rs", "pub fn reqwest_client(self, client: reqwest::Client) -> Self {")]);
    }
}
