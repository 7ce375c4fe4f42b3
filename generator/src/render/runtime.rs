//! `src/runtime/`: the runtime, word for word.

use super::context::Context;
use super::source_file::header;
use super::{Job, Jobs};

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
    ("kind.rs", include_str!("../../runtime/src/runtime/kind.rs")),
    ("macros.rs", include_str!("../../runtime/src/runtime/macros.rs")),
    ("mod.rs", include_str!("../../runtime/src/runtime/mod.rs")),
    ("node.rs", include_str!("../../runtime/src/runtime/node.rs")),
    ("number.rs", include_str!("../../runtime/src/runtime/number.rs")),
    ("options.rs", include_str!("../../runtime/src/runtime/options.rs")),
    ("outgoing.rs", include_str!("../../runtime/src/runtime/outgoing.rs")),
    ("page.rs", include_str!("../../runtime/src/runtime/page.rs")),
    ("params.rs", include_str!("../../runtime/src/runtime/params.rs")),
    ("path.rs", include_str!("../../runtime/src/runtime/path.rs")),
    ("primitives.rs", include_str!("../../runtime/src/runtime/primitives.rs")),
    ("reader.rs", include_str!("../../runtime/src/runtime/reader.rs")),
    ("reqwest.rs", include_str!("../../runtime/src/runtime/reqwest.rs")),
    ("response.rs", include_str!("../../runtime/src/runtime/response.rs")),
    ("retry.rs", include_str!("../../runtime/src/runtime/retry.rs")),
    ("scope.rs", include_str!("../../runtime/src/runtime/scope.rs")),
    ("send.rs", include_str!("../../runtime/src/runtime/send.rs")),
    ("several.rs", include_str!("../../runtime/src/runtime/several.rs")),
    ("split.rs", include_str!("../../runtime/src/runtime/split.rs")),
    ("streams.rs", include_str!("../../runtime/src/runtime/streams.rs")),
    ("text.rs", include_str!("../../runtime/src/runtime/text.rs")),
    ("transport.rs", include_str!("../../runtime/src/runtime/transport.rs")),
    ("union.rs", include_str!("../../runtime/src/runtime/union.rs")),
    ("unknown.rs", include_str!("../../runtime/src/runtime/unknown.rs")),
    ("upload.rs", include_str!("../../runtime/src/runtime/upload.rs")),
];

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let files = FILES.iter();
    files
        .map(|(name, text)| {
            Job::new(format!("src/runtime/{name}"), move || Ok(format!("{}\n{text}", header(cx, "//", ""))))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/src/runtime");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }
}
