//! The argument of `json!`, which rustfmt does not format.

use super::{INDENT, new_line};
use crate::syntax::Json;

/// Returns JSON on one line if it is short, or else with a line for each item and member.
pub(super) fn json_text(json: &Json, indent: usize) -> String {
    let mut text = String::new();
    write_json(&mut text, json, indent);
    text
}

fn write_json(out: &mut String, json: &Json, indent: usize) {
    let Json::List {
        open,
        close,
        entries,
    } = json
    else {
        json.write_flat(out);
        return;
    };
    if entries.is_empty() || json.is_short() {
        json.write_flat(out);
        return;
    }
    out.push_str(open);
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        new_line(out, indent + INDENT);
        out.push_str(&entry.key);
        write_json(out, &entry.value, indent + INDENT);
    }
    new_line(out, indent);
    out.push_str(close);
}
