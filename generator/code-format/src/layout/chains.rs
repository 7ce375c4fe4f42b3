//! Methods, fields, `.await` and `?` after an expression.

use super::expressions::expression;
use super::lists::List;
use super::{INDENT, Shape, first_line, last_line_width, line_breaks, new_line};
use crate::measure::{CALL_WIDTH, CHAIN_WIDTH, width_of};
use crate::syntax::{Expr, ExprKind, Link};

pub(super) fn chain(root: &Expr, links: &[Link], shape: Shape) -> Option<String> {
    let count = links.len();
    let mut head = expression(root, shape)?;
    let mut ends_with_block = is_block_like(root) && head.contains('\n');
    let short_width = INDENT.saturating_sub(shape.offset());
    let mut remaining = links;
    while width_of(&head) <= short_width
        && !head.contains('\n')
        && let Some((link, others)) = remaining.split_first()
    {
        head.push_str(&link_text(link, shape.after(width_of(&head)))?);
        ends_with_block = ends_with_closing_delimiter(&head) && head.contains('\n');
        remaining = others;
    }
    let Some((last, others)) = remaining.split_last() else {
        return fits(&head, shape).then_some(head);
    };
    let child_indent = if ends_with_block {
        shape.indent
    } else {
        shape.indent + INDENT
    };
    let child_shape = shape.at_indent(child_indent, shape.tail);
    let mut texts = vec![head];
    for link in others {
        texts.push(link_text(link, child_shape.with_tail(0))?);
    }
    let last_child = last_link(LastLink {
        last,
        texts: &texts,
        count,
        may_extend: ends_with_block
            && others.is_empty()
            && texts
                .first()
                .is_some_and(|head| ends_with_closing_delimiter(head)),
        shape,
        child_shape,
    })?;
    if !last_child.is_on_one_line && shape.needs_line_chains {
        return None;
    }
    texts.push(last_child.text);
    let mut text = String::new();
    for (index, part) in texts.iter().enumerate() {
        if index > 0 && !last_child.is_on_one_line {
            new_line(&mut text, child_indent);
        }
        text.push_str(part);
    }
    fits(&text, shape).then_some(text)
}

/// What the layout of the last link depends on.
struct LastLink<'c> {
    last: &'c Link,
    /// The texts before it.
    texts: &'c [String],
    /// The number of all links.
    count: usize,
    /// Whether it may follow the closing delimiter of the root.
    may_extend: bool,
    shape: Shape,
    child_shape: Shape,
}

struct LastChild {
    text: String,
    is_on_one_line: bool,
}

fn last_link(context: LastLink<'_>) -> Option<LastChild> {
    let LastLink {
        last,
        texts,
        count,
        may_extend,
        shape,
        child_shape,
    } = context;
    let almost_total = if may_extend {
        texts.first().map_or(0, |head| last_line_width(head))
    } else {
        texts.iter().map(|text| width_of(text)).sum()
    };
    let line_budget = if count == 1 {
        shape.width()
    } else {
        shape.width().min(CHAIN_WIDTH)
    }
    .saturating_sub(almost_total);
    let is_one_line = texts.iter().all(|text| !text.contains('\n')) && line_budget > 0;
    let vertical = || link_text(last, child_shape);
    let on_its_own_line = |text: Option<String>| {
        text.map(|text| LastChild {
            text,
            is_on_one_line: false,
        })
    };
    if !is_one_line && !may_extend {
        return on_its_own_line(vertical());
    }
    let line_shape = if may_extend {
        shape.after(almost_total.saturating_sub(shape.offset()))
    } else {
        shape.after(almost_total)
    };
    let Some(overflowing) = link_text(last, line_shape) else {
        return on_its_own_line(vertical());
    };
    let fits_line = width_of(first_line(&overflowing)) <= line_budget;
    if fits_line && line_breaks(&overflowing) >= 4 {
        return Some(LastChild {
            text: overflowing,
            is_on_one_line: is_one_line,
        });
    }
    match vertical() {
        Some(text) if !fits_line => on_its_own_line(Some(text)),
        Some(text) if line_breaks(&text) < line_breaks(&overflowing) => on_its_own_line(Some(text)),
        _ => Some(LastChild {
            text: overflowing,
            is_on_one_line: fits_line && is_one_line,
        }),
    }
}

fn link_text(link: &Link, shape: Shape) -> Option<String> {
    let text = match &link.arguments {
        Some(items) => List {
            head: &link.name,
            open: "(",
            items,
            close: ")",
            ends_with_comma: true,
            width: CALL_WIDTH,
        }
        .text(shape.with_tail(shape.tail + link.tries))?,
        None => link.name.clone(),
    };
    Some(text + &"?".repeat(link.tries))
}

/// Returns whether all lines fit.
pub(super) fn fits(text: &str, shape: Shape) -> bool {
    let mut column = shape.column;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let tail = if lines.peek().is_some() {
            0
        } else {
            shape.tail
        };
        if column + width_of(line) + tail > shape.limit {
            return false;
        }
        column = 0;
    }
    true
}

/// Returns whether the last line consists of closing delimiters.
fn ends_with_closing_delimiter(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default();
    line.trim_start()
        .chars()
        .all(|c| matches!(c, '(' | ')' | ']' | '}' | '?' | '>'))
}

/// Returns whether the links after an expression on several lines are not indented.
fn is_block_like(root: &Expr) -> bool {
    match &root.kind {
        ExprKind::Prefix { operand, .. } | ExprKind::Paren(operand) => is_block_like(operand),
        ExprKind::Text(_)
        | ExprKind::Suffix { .. }
        | ExprKind::Chain { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Assign { .. } => false,
        ExprKind::Call { .. }
        | ExprKind::Macro(_)
        | ExprKind::Struct { .. }
        | ExprKind::Array(_)
        | ExprKind::Tuple(_)
        | ExprKind::Closure { .. }
        | ExprKind::Block { .. }
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Loop { .. } => true,
    }
}
