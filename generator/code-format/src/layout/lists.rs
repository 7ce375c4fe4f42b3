//! Arguments of calls, items of arrays and tuples.

use super::expressions::expression;
use super::{Shape, first_line, line_breaks, new_line};
use crate::measure::{is_call, is_flat_list, list_width, width_of};
use crate::syntax::{Expr, ExprKind};

/// The maximum width of items that share lines; `short_array_element_width_threshold` of rustfmt.
const SHORT_ITEM_WIDTH: usize = 10;

/// A list between delimiters.
#[derive(Clone, Copy)]
pub(super) struct List<'e> {
    /// The text before the opening delimiter, on its line.
    pub(super) head: &'e str,
    pub(super) open: &'e str,
    pub(super) items: &'e [Expr],
    pub(super) close: &'e str,
    /// Whether a comma follows the last item on a line of its own. A macro may not expect one.
    pub(super) ends_with_comma: bool,
    /// The maximum width of several items on one line.
    pub(super) width: usize,
}

impl List<'_> {
    /// Returns the head and the list; the shape is where the head begins.
    pub(super) fn text(&self, shape: Shape) -> Option<String> {
        let Some(last) = self.items.last() else {
            let text = format!("{}{}{}", self.head, self.open, self.close);
            return (width_of(&text) <= shape.width()).then_some(text);
        };
        let inner = shape.after(width_of(self.head) + self.open.len());
        let line_width = inner.width().saturating_sub(self.close.len());
        let total_width = list_width(self.items);
        if is_flat_list(self.items, self.width) && total_width <= line_width {
            return Some(self.on_one_line(&last.flat()));
        }
        let combines = self.items.len() == 1 && width_of(self.head) < super::INDENT;
        if (combines || can_overflow(last, self.items.len()))
            && let Some(text) = self.with_overflowing_item(last, inner, line_width, combines)
        {
            return Some(text);
        }
        if self.items.iter().all(is_short) {
            return Some(self.packed(shape));
        }
        self.vertical(shape)
    }

    /// Returns the list with this text of its last item.
    fn on_one_line(&self, last: &str) -> String {
        let mut text = format!("{}{}", self.head, self.open);
        let others = self.items.len().saturating_sub(1);
        for item in self.items.iter().take(others) {
            item.write_flat(&mut text);
            text.push_str(", ");
        }
        text.push_str(last);
        text.push_str(self.close);
        text
    }

    /// Returns the list with a last item that begins on the line of the others and ends on a later
    /// one.
    fn with_overflowing_item(
        &self,
        last: &Expr,
        inner: Shape,
        line_width: usize,
        combines: bool,
    ) -> Option<String> {
        let (_, others) = self.items.split_last()?;
        if !others.iter().all(|item| item.is_flat) {
            return None;
        }
        let others_width: usize = others.iter().map(|item| item.width + 2).sum();
        let mut shape = inner
            .after(others_width)
            .with_tail(inner.tail + self.close.len());
        if !others.is_empty() || is_call(last) {
            // The budget for all items counts from the opening delimiter.
            let end = inner.column + self.width.min(line_width);
            if end < shape.column {
                return None;
            }
            shape.tail = shape.tail.max(shape.limit.saturating_sub(end));
        }
        let text = overflowing_item(last, shape, !combines)?;
        let first_width = others_width + width_of(first_line(&text));
        if first_width > self.width.min(line_width) {
            return None;
        }
        if !text.contains('\n') && first_width > line_width {
            return None;
        }
        if others.is_empty() && line_breaks(&text) == 1 {
            // A call with one argument on a line of its own.
            let nested = inner.indented(1);
            if last.is_flat && last.width <= nested.width() {
                return None;
            }
        }
        Some(self.on_one_line(&text))
    }

    /// Returns the list with a line for each item.
    fn vertical(&self, shape: Shape) -> Option<String> {
        let inner = shape.indented(",".len());
        let mut text = format!("{}{}", self.head, self.open);
        for item in self.items {
            new_line(&mut text, inner.indent);
            text.push_str(&expression(item, inner)?);
            text.push(',');
        }
        self.remove_last_comma(&mut text);
        new_line(&mut text, shape.indent);
        text.push_str(self.close);
        Some(text)
    }

    fn remove_last_comma(&self, text: &mut String) {
        if !self.ends_with_comma {
            text.pop();
        }
    }

    /// Returns the list with as many items on each line as fit.
    fn packed(&self, shape: Shape) -> String {
        let inner = shape.indented(",".len());
        let mut text = format!("{}{}", self.head, self.open);
        let line_width = list_width(self.items) + ",".len();
        let fits_line = inner.indent + line_width <= shape.limit;
        let mut column = 0;
        for item in self.items {
            // rustfmt counts a space after each item, unless all are on one line.
            let end = column + 1 + item.width + 1 + usize::from(!fits_line);
            if column == 0 || end > shape.limit {
                new_line(&mut text, inner.indent);
                column = inner.indent;
            } else {
                text.push(' ');
                column += 1;
            }
            item.write_flat(&mut text);
            text.push(',');
            column += item.width + 1;
        }
        self.remove_last_comma(&mut text);
        new_line(&mut text, shape.indent);
        text.push_str(self.close);
        text
    }
}

/// Returns the last item of a list, which may end on a later line.
fn overflowing_item(item: &Expr, shape: Shape, needs_line_chain: bool) -> Option<String> {
    match &item.kind {
        ExprKind::Chain { root, links } if needs_line_chain => {
            let shape = Shape {
                needs_line_chains: true,
                ..shape
            };
            super::chains::chain(root, links, shape)
        }
        ExprKind::Closure { head, body } => super::control::closure(head, body, shape, true),
        _ => expression(item, shape),
    }
}

/// Returns whether an item may begin on the line of the call and end on a later one.
fn can_overflow(item: &Expr, count: usize) -> bool {
    match &item.kind {
        ExprKind::Closure { .. } | ExprKind::Block { .. } => true,
        ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Loop { .. }
        | ExprKind::Array(_)
        | ExprKind::Struct { .. }
        | ExprKind::Call { .. }
        | ExprKind::Tuple(_)
        | ExprKind::Macro(_) => count == 1,
        ExprKind::Chain { links, .. } => {
            count == 1 && links.last().is_some_and(|link| link.arguments.is_some())
        }
        ExprKind::Prefix { operand, .. } => can_overflow(operand, count),
        ExprKind::Suffix { operand, suffix } => {
            (suffix == "?" || suffix.starts_with(" as ")) && can_overflow(operand, count)
        }
        _ => false,
    }
}

fn is_short(item: &Expr) -> bool {
    let is_simple = match &item.kind {
        ExprKind::Text(_) => true,
        ExprKind::Prefix { operand, .. } => matches!(operand.kind, ExprKind::Text(_)),
        _ => false,
    };
    is_simple && item.width <= SHORT_ITEM_WIDTH
}
