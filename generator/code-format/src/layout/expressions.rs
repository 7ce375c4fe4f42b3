//! Expressions on several lines.

use super::chains::{chain, fits};
use super::json::json_text;
use super::lists::List;
use super::{INDENT, Shape, control, first_line, last_line_width, line_breaks, new_line};
use crate::measure::{ARRAY_WIDTH, CALL_WIDTH, width_of};
use crate::syntax::{Expr, ExprKind, MacroArguments, MacroCall, StructField};

/// Returns the text of an expression.
pub(super) fn expression(value: &Expr, shape: Shape) -> Option<String> {
    if value.is_flat && value.width <= shape.width() {
        return Some(value.flat());
    }
    match &value.kind {
        ExprKind::Text(text) => {
            // rustfmt leaves a string that is too long on a line of its own.
            let is_string_on_its_line = text.starts_with('"') && shape.column == shape.indent;
            (text.contains('\n') || is_string_on_its_line).then(|| text.clone())
        }
        ExprKind::Prefix { prefix, operand } => {
            let text = expression(operand, shape.after(width_of(prefix)))?;
            Some(format!("{prefix}{text}"))
        }
        ExprKind::Suffix { operand, suffix } => {
            let text = expression(operand, shape.with_tail(shape.tail + width_of(suffix)))?;
            Some(format!("{text}{suffix}"))
        }
        ExprKind::Call { callee, arguments } => List {
            head: &expression(callee, shape.with_tail(0))?,
            open: "(",
            items: arguments,
            close: ")",
            ends_with_comma: true,
            width: CALL_WIDTH,
        }
        .text(shape),
        ExprKind::Chain { root, links } => chain(root, links, shape),
        ExprKind::Macro(call) => macro_call(call, shape),
        ExprKind::Struct { path, fields, base } => structure(path, fields, base.as_deref(), shape),
        ExprKind::Array(items) => List {
            head: "",
            open: "[",
            items,
            close: "]",
            ends_with_comma: true,
            width: ARRAY_WIDTH,
        }
        .text(shape),
        ExprKind::Tuple(items) => List {
            head: "",
            open: "(",
            items,
            close: ")",
            ends_with_comma: true,
            width: CALL_WIDTH,
        }
        .text(shape),
        ExprKind::Paren(inner) => {
            let text = expression(inner, shape.after(1).with_tail(shape.tail + 1))?;
            Some(format!("({text})"))
        }
        ExprKind::Binary {
            operands,
            operators,
        } => binary(operands, operators, shape),
        ExprKind::Assign {
            left,
            operator,
            right,
        } => {
            let head = format!("{}{operator}", expression(left, shape.with_tail(0))?);
            right_side(&head, right, shape)
        }
        ExprKind::Closure { head, body } => control::closure(head, body, shape, false),
        ExprKind::Block { head, block } => Some(control::block_text(head, block, shape)),
        ExprKind::If {
            branches,
            otherwise,
        } => control::branches(branches, otherwise.as_ref(), shape),
        ExprKind::Match { scrutinee, arms } => control::matched(scrutinee, arms, shape),
        ExprKind::Loop { head, value, body } => {
            control::repeated(head, value.as_deref(), body, shape)
        }
    }
}

/// Returns the value after an operator such as `=`, on the same line or on the next one.
pub(super) fn right_side(head: &str, value: &Expr, shape: Shape) -> Option<String> {
    let column = if head.contains('\n') {
        last_line_width(head)
    } else {
        shape.column + width_of(head)
    };
    let same_shape = Shape {
        column: column + 1,
        ..shape
    };
    let same_line = expression(value, same_shape);
    // A struct on several lines has as many of them after a line break.
    let is_struct = matches!(value.kind, ExprKind::Struct { .. }) && !value.is_flat;
    if let Some(text) = &same_line
        && (is_struct || !text.contains('\n'))
    {
        return Some(format!("{head} {text}"));
    }
    let next_shape = shape.indented(shape.tail);
    let next_line = expression(value, next_shape).filter(|text| fits(text, next_shape));
    match (same_line, next_line) {
        (Some(same), Some(next)) if prefers_next_line(&same, &next) => {
            Some(on_next_line(head, &next, next_shape))
        }
        (Some(same), _) => Some(format!("{head} {same}")),
        (None, Some(next)) => Some(on_next_line(head, &next, next_shape)),
        (None, None) => None,
    }
}

fn on_next_line(head: &str, value: &str, shape: Shape) -> String {
    let mut text = head.to_owned();
    new_line(&mut text, shape.indent);
    text + value
}

/// Returns whether a value on the next line is easier to read.
pub(super) fn prefers_next_line(same: &str, next: &str) -> bool {
    let ends_only_same =
        |mark: char| first_line(same).ends_with(mark) && !first_line(next).ends_with(mark);
    !next.contains('\n')
        || line_breaks(same) > line_breaks(next) + 1
        || ['(', '{', '['].into_iter().any(ends_only_same)
}

pub(super) fn macro_call(call: &MacroCall, shape: Shape) -> Option<String> {
    match &call.arguments {
        MacroArguments::Exprs {
            items,
            ends_with_comma,
        } => List {
            head: &call.path,
            open: call.open,
            items,
            close: call.close,
            ends_with_comma: *ends_with_comma,
            width: if call.open == "[" {
                ARRAY_WIDTH
            } else {
                CALL_WIDTH
            },
        }
        .text(shape),
        MacroArguments::Json(json) => {
            let text = json_text(json, shape.indent);
            Some(format!("{}{}{text}{}", call.path, call.open, call.close))
        }
        MacroArguments::Text(arguments) => {
            let mut text = String::new();
            call.write_flat(&mut text);
            if width_of(&text) > shape.width() {
                // rustfmt leaves such arguments as they are.
                text = format!("{}{}", call.path, call.open);
                new_line(&mut text, shape.indent + INDENT);
                text.push_str(arguments);
                new_line(&mut text, shape.indent);
                text.push_str(call.close);
            }
            Some(text)
        }
    }
}

fn structure(
    path: &str,
    fields: &[StructField],
    base: Option<&Expr>,
    shape: Shape,
) -> Option<String> {
    if shape.column + width_of(path) + " {".len() + shape.tail > shape.limit {
        return None;
    }
    let inner = shape.indented(",".len());
    let mut text = format!("{path} {{");
    for field in fields {
        for attribute in &field.attributes {
            new_line(&mut text, inner.indent);
            super::items::write_attribute(&mut text, attribute, inner.indent);
        }
        new_line(&mut text, inner.indent);
        match &field.value {
            Some(value) => {
                text.push_str(&field.name);
                text.push_str(&field_value(value, inner.after(width_of(&field.name)))?);
            }
            None => text.push_str(&field.name),
        }
        text.push(',');
    }
    if let Some(base) = base {
        new_line(&mut text, inner.indent);
        text.push_str("..");
        text.push_str(&expression(base, inner.after(2).with_tail(0))?);
    }
    new_line(&mut text, shape.indent);
    text.push('}');
    Some(text)
}

/// Returns the value of a field, on the same line if that is possible.
fn field_value(value: &Expr, shape: Shape) -> Option<String> {
    if let ExprKind::Text(text) = &value.kind {
        return Some(text.clone());
    }
    expression(value, shape).or_else(|| {
        let inner = shape.indented(shape.tail);
        let mut text = String::new();
        new_line(&mut text, inner.indent);
        text.push_str(&expression(value, inner)?);
        Some(text)
    })
}

/// Returns operands on lines of their own, after their operators.
fn binary(operands: &[Expr], operators: &[String], shape: Shape) -> Option<String> {
    let (first, others) = operands.split_first()?;
    if let [second] = others
        && let [operator] = operators
        && first.is_flat
    {
        let head_width = first.width + width_of(operator);
        let text = expression(second, shape.after(head_width));
        if let Some(text) = text.filter(|text| {
            shape.column + head_width + width_of(first_line(text)) <= shape.limit
                && (text.contains('\n') || fits(text, shape.after(head_width)))
                && !operator.starts_with(" |")
                && !operator.starts_with(" &")
        }) {
            return Some(format!("{}{operator}{text}", first.flat()));
        }
    }
    let inner = shape.indented(shape.tail);
    let mut text = expression(first, shape.with_tail(0))?;
    for (operand, operator) in others.iter().zip(operators) {
        let operator = operator.trim_start();
        new_line(&mut text, inner.indent);
        text.push_str(operator);
        text.push_str(&expression(operand, inner.after(width_of(operator)))?);
    }
    Some(text)
}
