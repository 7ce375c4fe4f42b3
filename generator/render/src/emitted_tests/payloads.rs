//! Documented payloads as constants of a test file.

use foldhash::HashMap;

use code_format::{Code, Ident, code};
use serde_json::Value;

use crate::context::make_ident;
use crate::docs::longest_run;
use crate::source_file::RustSourceFile;
use diag::escape_json_where;

/// The maximum length of JSON that is not a constant.
const MAX_INLINE: usize = 60;

/// The constants of a file, by content: equal payloads share a constant.
#[derive(Default)]
pub(super) struct Payloads(HashMap<String, Ident>);

/// Returns JSON as an expression: inline if it is short, or else as a constant of the file.
pub(super) fn json_text_expression(
    file: &mut RustSourceFile<'_>,
    payloads: &mut Payloads,
    name: &str,
    value: &Value,
) -> Code {
    let short = value.to_string();
    if short.chars().count() <= MAX_INLINE {
        return code!(#short);
    }
    let pretty = escape_bidirectional(&serde_json::to_string_pretty(value).unwrap_or(short));
    if let Some(constant) = payloads.0.get(&pretty) {
        return code!(#constant);
    }
    let hashes = "#".repeat(longest_run(&pretty, '#') + 1);
    let constant = naming::constant_name(name);
    let pending = file.take_imports();
    file.push_shared(
        &constant,
        format!("const {constant}: &str = r{hashes}\"{pretty}\"{hashes};"),
    );
    file.restore_imports(pending);
    let constant = make_ident(&constant);
    payloads.0.insert(pretty, constant.clone());
    code!(#constant)
}

/// Escapes bidirectional characters in JSON, since rustc rejects them.
fn escape_bidirectional(json: &str) -> String {
    escape_json_where(
        json,
        |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
    )
    .into_owned()
}
