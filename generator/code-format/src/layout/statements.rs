//! Statements of a block.

use super::control::{branches, write_block};
use super::expressions::{expression, right_side};
use super::items::{has_wide_tuple, write_attributes, write_item_kind, write_wide_type};
use super::{LINE_WIDTH, Shape, laid_out, new_line};
use crate::measure::width_of;
use crate::syntax::{Block, Expr, ExprKind, Statement, StatementKind};

/// The maximum width of `let … else { … }` on one line; `single_line_let_else_max_width` of
/// rustfmt.
const LET_ELSE_WIDTH: usize = 50;

/// Writes each statement after a line break.
pub(super) fn write_statements(out: &mut String, block: &Block, indent: usize) {
    let last = block.statements.len().saturating_sub(1);
    for (index, statement) in block.statements.iter().enumerate() {
        new_line(out, indent);
        write_attributes(out, &statement.attributes, indent);
        write_statement(out, statement, indent, index == last);
    }
}

fn write_statement(out: &mut String, statement: &Statement, indent: usize, is_last: bool) {
    match &statement.kind {
        StatementKind::Item(item) => write_item_kind(out, item, indent),
        StatementKind::Let {
            left, value: None, ..
        } => {
            out.push_str(left);
            out.push(';');
        }
        StatementKind::Let {
            left,
            value: Some(value),
            otherwise,
        } => {
            let tail = if otherwise.is_some() { " else {" } else { ";" };
            let head = format!("{} =", let_text(left, indent));
            out.push_str(&laid_out(|limit| {
                right_side(&head, value, Shape::line(limit, indent, tail.len()))
            }));
            if let Some(block) = otherwise {
                write_else(out, block, left, value, indent);
            }
            out.push(';');
        }
        StatementKind::Expr {
            value,
            has_semicolon,
        } => {
            let tail = usize::from(*has_semicolon);
            out.push_str(&laid_out(|limit| {
                statement_text(
                    value,
                    Shape::line(limit, indent, tail),
                    is_last && !has_semicolon,
                )
            }));
            if *has_semicolon {
                out.push(';');
            }
        }
    }
}

/// Returns what precedes the `=`; the arguments of a wide type have lines of their own.
fn let_text(left: &str, indent: usize) -> String {
    let is_wide = indent + width_of(left) + " =".len() > LINE_WIDTH || has_wide_tuple(left);
    match left.split_once(": ") {
        Some((pattern, ty)) if is_wide => {
            let mut text = format!("{pattern}: ");
            write_wide_type(&mut text, ty, indent);
            text
        }
        _ => left.to_owned(),
    }
}

/// Returns an expression as a statement; only the last one may be an `if` on one line.
fn statement_text(value: &Expr, shape: Shape, is_last: bool) -> Option<String> {
    match &value.kind {
        ExprKind::If {
            branches: parts,
            otherwise,
        } if !is_last => branches(parts, otherwise.as_ref(), shape),
        ExprKind::Block { head, block } if !is_last => {
            let mut text = head.clone();
            write_block(&mut text, block, shape.indent);
            Some(text)
        }
        _ => expression(value, shape),
    }
}

fn write_else(out: &mut String, block: &Block, left: &str, value: &Expr, indent: usize) {
    out.push_str(" else ");
    let line = block
        .only_expression()
        .filter(|only| only.is_flat && value.is_flat)
        .map(|only| format!("{{ {} }}", only.flat()))
        .filter(|line| {
            let head_width = width_of(left) + " = ".len() + value.width;
            head_width + " else ".len() + width_of(line) + ";".len() <= LET_ELSE_WIDTH
        });
    match line {
        Some(line) => out.push_str(&line),
        None => write_block(out, block, indent),
    }
}
