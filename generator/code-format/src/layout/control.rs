//! Closures, blocks, `if`, `match` and loops.

use super::chains::fits;
use super::expressions::{expression, prefers_next_line};
use super::items::write_attribute;
use super::statements::write_statements;
use super::{INDENT, Shape, first_line, new_line};
use crate::measure::width_of;
use crate::syntax::{Arm, Block, Branch, Expr, ExprKind};

/// Returns a closure; `is_last` if it is the last argument of a call.
pub(super) fn closure(head: &str, body: &Expr, shape: Shape, is_last: bool) -> Option<String> {
    let body_shape = shape.after(width_of(head) + 1);
    if let ExprKind::Block {
        head: block_head,
        block,
    } = &body.kind
    {
        if body.is_flat && !block_head.is_empty() && body.width <= body_shape.width() {
            return Some(format!("{head} {}", body.flat()));
        }
        return Some(format!(
            "{head} {}",
            block_text(block_head, block, body_shape)
        ));
    }
    let needs_block = is_last && matches!(body.kind, ExprKind::If { .. } | ExprKind::Loop { .. });
    if !needs_block
        && let Some(text) = expression(body, body_shape)
        && (!text.contains('\n') || may_have_several_lines(body))
    {
        return Some(format!("{head} {text}"));
    }
    let inner = shape.indented(0);
    let text = expression(body, inner)?;
    if first_line(head) != head || shape.column + width_of(head) + 2 > shape.limit {
        return None;
    }
    let mut closure = format!("{head} {{");
    new_line(&mut closure, inner.indent);
    closure.push_str(&text);
    new_line(&mut closure, shape.indent);
    closure.push('}');
    Some(closure)
}

/// Returns whether the body of a closure needs no block if it has several lines.
fn may_have_several_lines(body: &Expr) -> bool {
    match &body.kind {
        ExprKind::Match { .. } | ExprKind::Block { .. } | ExprKind::Struct { .. } => true,
        ExprKind::Loop { value: None, .. } => true,
        ExprKind::Prefix { operand, .. } | ExprKind::Suffix { operand, .. } => {
            may_have_several_lines(operand)
        }
        _ => false,
    }
}

/// Returns a block on several lines, unless it is empty.
pub(super) fn block_text(head: &str, block: &Block, shape: Shape) -> String {
    let mut text = head.to_owned();
    write_block(&mut text, block, shape.indent);
    text
}

pub(super) fn write_block(out: &mut String, block: &Block, indent: usize) {
    if block.statements.is_empty() {
        out.push_str("{}");
        return;
    }
    out.push('{');
    write_statements(out, block, indent + INDENT);
    new_line(out, indent);
    out.push('}');
}

pub(super) fn branches(
    branches: &[Branch],
    otherwise: Option<&Block>,
    shape: Shape,
) -> Option<String> {
    let mut text = String::new();
    for (index, branch) in branches.iter().enumerate() {
        let keyword = if index == 0 { "if" } else { " else if" };
        text.push_str(keyword);
        let column = if index == 0 {
            shape.column
        } else {
            shape.indent + 1
        };
        let head_shape = Shape { column, ..shape };
        write_head(&mut text, &branch.condition, head_shape, width_of(keyword))?;
        write_block(&mut text, &branch.block, shape.indent);
    }
    if let Some(block) = otherwise {
        text.push_str(" else ");
        write_block(&mut text, block, shape.indent);
    }
    Some(text)
}

/// Writes a condition after a keyword, up to the brace.
fn write_head(out: &mut String, condition: &Expr, shape: Shape, keyword: usize) -> Option<()> {
    let condition_shape = shape.after(keyword + 1).with_tail(" {".len());
    let text = expression(condition, condition_shape)?;
    out.push(' ');
    out.push_str(&text);
    let is_broken = text.contains('\n') && !text.ends_with([')', ']', '}']);
    if is_broken || text.contains('\n') && matches!(condition.kind, ExprKind::Binary { .. }) {
        new_line(out, shape.indent);
    } else {
        out.push(' ');
    }
    Some(())
}

pub(super) fn repeated(
    head: &str,
    value: Option<&Expr>,
    body: &Block,
    shape: Shape,
) -> Option<String> {
    let mut text = head.trim_end().to_owned();
    match value {
        Some(value) => write_head(&mut text, value, shape, width_of(head) - 1)?,
        None => text.push(' '),
    }
    write_block(&mut text, body, shape.indent);
    Some(text)
}

pub(super) fn matched(scrutinee: &Expr, arms: &[Arm], shape: Shape) -> Option<String> {
    let mut text = "match".to_owned();
    write_head(&mut text, scrutinee, shape, "match".len())?;
    text.push('{');
    let inner = shape.indented(0);
    for arm in arms {
        for attribute in &arm.attributes {
            new_line(&mut text, inner.indent);
            write_attribute(&mut text, attribute, inner.indent);
        }
        new_line(&mut text, inner.indent);
        text.push_str(&arm_text(arm, inner)?);
    }
    new_line(&mut text, shape.indent);
    text.push('}');
    Some(text)
}

fn arm_text(arm: &Arm, shape: Shape) -> Option<String> {
    let pattern = pattern_text(&arm.pattern, shape);
    let last_width = super::last_line_width(&pattern);
    let column = if pattern.contains('\n') {
        last_width
    } else {
        shape.column + last_width
    };
    let body_shape = Shape {
        column: column + " => ".len(),
        tail: 1,
        ..shape
    };
    if let ExprKind::Block { head, block } = &arm.body.kind {
        let text = block_text(head, block, body_shape);
        let comma = if head.is_empty() && !block.statements.is_empty() {
            ""
        } else {
            ","
        };
        return Some(format!("{pattern} => {text}{comma}"));
    }
    let is_complete = matches!(
        arm.body.kind,
        ExprKind::If { .. } | ExprKind::Match { .. } | ExprKind::Loop { .. }
    );
    let same_line = expression(&arm.body, body_shape);
    if let Some(text) = &same_line
        && (!text.contains('\n')
            || matches!(
                arm.body.kind,
                ExprKind::Match { .. } | ExprKind::Loop { .. }
            ))
    {
        let comma = if is_complete && text.contains('\n') {
            ""
        } else {
            ","
        };
        return Some(format!("{pattern} => {text}{comma}"));
    }
    let next_shape = shape.indented(0);
    let next_line = expression(&arm.body, next_shape).filter(|text| fits(text, next_shape));
    match (same_line, next_line) {
        (Some(same), Some(next)) if prefers_next_line(&same, &next) || is_complete => {
            Some(arm_with_block(&pattern, &next, shape))
        }
        (Some(same), _) if extends_arm(&arm.body) => Some(format!("{pattern} => {same},")),
        (_, Some(next)) => Some(arm_with_block(&pattern, &next, shape)),
        (Some(same), None) => Some(format!("{pattern} => {same},")),
        (None, None) => None,
    }
}

/// Returns whether the body of an arm may begin after the arrow and end on a later line.
fn extends_arm(body: &Expr) -> bool {
    match &body.kind {
        ExprKind::Call { .. }
        | ExprKind::Struct { .. }
        | ExprKind::Closure { .. }
        | ExprKind::Macro(_)
        | ExprKind::Array(_)
        | ExprKind::Tuple(_) => true,
        ExprKind::Chain { links, .. } => links.last().is_some_and(|link| link.arguments.is_some()),
        ExprKind::Prefix { operand, .. } | ExprKind::Suffix { operand, .. } => extends_arm(operand),
        _ => false,
    }
}

fn arm_with_block(pattern: &str, body: &str, shape: Shape) -> String {
    let mut text = format!("{pattern} => {{");
    new_line(&mut text, shape.indent + INDENT);
    text.push_str(body);
    new_line(&mut text, shape.indent);
    text.push('}');
    text
}

/// Returns a pattern; alternatives are on several lines if one is too short.
fn pattern_text(pattern: &str, shape: Shape) -> String {
    let fits_line = shape.column + width_of(pattern) + " => {".len() <= shape.limit;
    if fits_line || pattern.contains(['(', '{', '"', '\'']) {
        return pattern.to_owned();
    }
    let mut text = String::new();
    for (index, alternative) in pattern.split(" | ").enumerate() {
        if index > 0 {
            new_line(&mut text, shape.indent);
            text.push_str("| ");
        }
        text.push_str(alternative);
    }
    text
}
