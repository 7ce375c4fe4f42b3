//! Items.

use super::control::write_block;
use super::expressions::{macro_call, prefers_next_line, right_side};
use super::uses::write_use;
use super::{INDENT, LINE_WIDTH, Shape, laid_out, last_line_width, new_line, outdented};
use crate::measure::{CALL_WIDTH, width_of};
use crate::syntax::{Attribute, Entry, Item, ItemKind};

/// The maximum width of the arguments of an attribute on one line; `attr_fn_like_width` of rustfmt.
const ATTRIBUTE_WIDTH: usize = 70;

/// Returns the text of an item, without a line break at the end, and without the indentation for
/// which it is laid out.
pub(crate) fn item_text(item: &Item, indent: usize) -> String {
    let mut text = String::with_capacity(500);
    write_item(&mut text, item, indent);
    outdented(text, indent)
}

fn write_item(out: &mut String, item: &Item, indent: usize) {
    write_attributes(out, &item.attributes, indent);
    write_item_kind(out, &item.kind, indent);
}

/// Writes attributes, each with a line break after it.
pub(super) fn write_attributes(out: &mut String, attributes: &[Attribute], indent: usize) {
    for attribute in attributes {
        write_attribute(out, attribute, indent);
        new_line(out, indent);
    }
}

pub(super) fn write_attribute(out: &mut String, attribute: &Attribute, indent: usize) {
    match attribute {
        Attribute::Doc(text) => {
            out.push_str("///");
            out.push_str(text);
        }
        Attribute::Call {
            path,
            arguments: None,
        } => {
            out.push_str("#[");
            out.push_str(path);
            out.push(']');
        }
        Attribute::Call {
            path,
            arguments: Some(arguments),
        } => {
            let line = arguments.join(", ");
            let line_width = width_of(&line);
            let is_short = line_width <= ATTRIBUTE_WIDTH || arguments.len() == 1;
            let fits = indent + "#[()]".len() + width_of(path) + line_width <= LINE_WIDTH;
            out.push_str("#[");
            out.push_str(path);
            out.push('(');
            if is_short && fits {
                out.push_str(&line);
            } else {
                let last = arguments.len().saturating_sub(1);
                for (index, argument) in arguments.iter().enumerate() {
                    new_line(out, indent + INDENT);
                    out.push_str(argument);
                    if index < last {
                        out.push(',');
                    }
                }
                new_line(out, indent);
            }
            out.push_str(")]");
        }
    }
}

pub(super) fn write_item_kind(out: &mut String, kind: &ItemKind, indent: usize) {
    match kind {
        ItemKind::Line(line) => out.push_str(line),
        ItemKind::Use { head, tree } => write_use(out, head, tree, indent),
        ItemKind::Constant { left, value } => {
            let head = format!("{left} =");
            out.push_str(&laid_out(|limit| {
                right_side(&head, value, Shape::line(limit, indent, 1))
            }));
            out.push(';');
        }
        ItemKind::Function {
            head,
            parameters,
            output,
            body,
        } => {
            let has_parameter_lines = write_signature(out, head, parameters, output, indent);
            match body {
                Some(block) => {
                    write_brace_separator(out, indent, has_parameter_lines);
                    write_block(out, block, indent);
                }
                None => out.push(';'),
            }
        }
        ItemKind::Braced { head, entries } => write_braced(out, head, entries, indent),
        ItemKind::Items { head, items } => write_items(out, head, items, indent),
        ItemKind::Macro(call) => {
            out.push_str(&laid_out(|limit| {
                macro_call(call, Shape::line(limit, indent, 1))
            }));
            if call.close != "}" {
                out.push(';');
            }
        }
    }
}

/// Separates a signature from the brace of its body: by a space, by a line break if the last line
/// is wide, or by nothing if it is too wide.
fn write_brace_separator(out: &mut String, indent: usize, has_parameter_lines: bool) {
    // rustfmt counts the indentation twice.
    let margin = if has_parameter_lines { indent } else { 0 };
    let width = last_line_width(out) + " {".len();
    if width + margin <= LINE_WIDTH {
        out.push(' ');
    } else if width <= LINE_WIDTH + margin || !has_parameter_lines {
        new_line(out, indent);
    }
}

/// Writes a signature; returns whether its parameters are on lines of their own.
fn write_signature(
    out: &mut String,
    head: &str,
    parameters: &[String],
    output: &str,
    indent: usize,
) -> bool {
    let line = parameters.join(", ");
    let output = if output.is_empty() {
        String::new()
    } else {
        format!(" {output}")
    };
    out.push_str(head);
    out.push('(');
    let width = indent + width_of(head) + width_of(&line) + width_of(&output) + "() {".len();
    let has_wide_tuple = parameters.iter().any(|parameter| has_wide_tuple(parameter));
    let is_one_line = width <= LINE_WIDTH && !has_wide_tuple || parameters.is_empty();
    if is_one_line {
        out.push_str(&line);
    } else {
        for parameter in parameters {
            new_line(out, indent + INDENT);
            write_type(out, parameter, indent + INDENT);
            out.push(',');
        }
        new_line(out, indent);
    }
    out.push(')');
    let last_width = indent + ")".len() + width_of(&output) + " {".len();
    if !is_one_line && last_width > LINE_WIDTH + indent {
        write_type(out, &output, indent);
    } else {
        out.push_str(&output);
    }
    !is_one_line
}

/// Writes a field or a variant.
fn write_entry(out: &mut String, text: &str, indent: usize) {
    let field = text
        .split_once(": ")
        .filter(|(name, _)| !name.contains('('));
    match field {
        Some((name, ty)) if indent + width_of(text) + 1 > LINE_WIDTH => {
            let mut same_line = String::new();
            write_type(&mut same_line, text, indent);
            let mut next_line = String::new();
            write_type(&mut next_line, ty, indent + INDENT);
            if prefers_next_line(&same_line, &next_line) {
                out.push_str(name);
                out.push(':');
                new_line(out, indent + INDENT);
                out.push_str(&next_line);
            } else {
                out.push_str(&same_line);
            }
        }
        Some(_) => out.push_str(text),
        None => write_type(out, text, indent),
    }
}

/// Writes a text that ends with a type at the beginning of a line; the arguments of the type have
/// their own lines if they do not fit.
pub(super) fn write_type(out: &mut String, text: &str, indent: usize) {
    // rustfmt does not count `impl`.
    let has_impl = arguments_start(text)
        .and_then(|start| text.get(..start))
        .is_some_and(|head| head.contains("impl "));
    let uncounted = if has_impl { "impl ".len() } else { 0 };
    if indent + width_of(text) + 1 > LINE_WIDTH + uncounted || has_wide_tuple(text) {
        write_wide_type(out, text, indent);
    } else {
        out.push_str(text);
    }
}

/// Writes a text that ends with a type whose arguments, if it has any, have their own lines.
pub(super) fn write_wide_type(out: &mut String, text: &str, indent: usize) {
    let Some(start) = arguments_start(text) else {
        out.push_str(text);
        return;
    };
    let (head, inner) = text.split_at(start + 1);
    let (inner, close) = inner.split_at(inner.len().saturating_sub(1));
    out.push_str(head);
    for argument in arguments_of(inner) {
        new_line(out, indent + INDENT);
        write_type(out, argument, indent + INDENT);
        out.push(',');
    }
    new_line(out, indent);
    out.push_str(close);
}

/// Returns where the arguments of a type at the end of a text begin.
fn arguments_start(text: &str) -> Option<usize> {
    text.find(['<', '(']).filter(|_| text.ends_with(['>', ')']))
}

/// Returns whether a type contains a tuple that has its items on lines of their own.
pub(super) fn has_wide_tuple(text: &str) -> bool {
    let mut starts = Vec::new();
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => {
                let before = text.get(..index).unwrap_or_default();
                let is_tuple = before.is_empty() || before.ends_with([' ', '<']);
                starts.push((index, is_tuple));
            }
            b')' => {
                if let Some((start, true)) = starts.pop()
                    && index - start - 1 > CALL_WIDTH
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Splits arguments of a type at the commas between them.
fn arguments_of(text: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'(' | b'[' => depth += 1,
            b'>' | b')' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                arguments.push(text.get(start..index).unwrap_or_default().trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    arguments.push(text.get(start..).unwrap_or_default().trim());
    arguments
}

/// Writes a struct with named fields, or an enum.
fn write_braced(out: &mut String, head: &str, entries: &[Entry], indent: usize) {
    out.push_str(head);
    if entries.is_empty() {
        out.push_str(" {}");
        return;
    }
    if indent + width_of(head) + " {".len() > LINE_WIDTH {
        new_line(out, indent);
    } else {
        out.push(' ');
    }
    out.push('{');
    for entry in entries {
        new_line(out, indent + INDENT);
        write_attributes(out, &entry.attributes, indent + INDENT);
        match &entry.fields {
            Some(fields) => write_braced(out, &entry.text, fields, indent + INDENT),
            None => write_entry(out, &entry.text, indent + INDENT),
        }
        out.push(',');
    }
    new_line(out, indent);
    out.push('}');
}

fn write_items(out: &mut String, head: &[String], items: &[Item], indent: usize) {
    let line = head.join(" ");
    // rustfmt does not count the indentation.
    if width_of(&line) + " {".len() <= LINE_WIDTH {
        out.push_str(&line);
        out.push(' ');
    } else {
        let mut parts = head.iter();
        let first = parts.next().map(String::as_str).unwrap_or_default();
        match first.split_once(' ').filter(|_| head.len() == 1) {
            Some((keyword, name)) => {
                out.push_str(keyword);
                new_line(out, indent + INDENT);
                out.push_str(name);
            }
            None => out.push_str(first),
        }
        for part in parts {
            new_line(out, indent + INDENT);
            out.push_str(part);
        }
        new_line(out, indent);
    }
    if items.is_empty() {
        out.push_str("{}");
        return;
    }
    out.push('{');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        new_line(out, indent + INDENT);
        write_item(out, item, indent + INDENT);
    }
    new_line(out, indent);
    out.push('}');
}
