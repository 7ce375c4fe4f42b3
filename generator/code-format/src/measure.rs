//! Widths of expressions, and their text on one line.

use crate::syntax::{
    Block, Expr, ExprKind, Json, Link, MacroArguments, MacroCall, StatementKind, StructField,
};

/// The maximum width of the arguments of a call on one line; `fn_call_width` of rustfmt.
pub(crate) const CALL_WIDTH: usize = 60;
/// The maximum width of the items of an array on one line; `array_width` of rustfmt.
pub(crate) const ARRAY_WIDTH: usize = 60;
/// The maximum width of a chain on one line; `chain_width` of rustfmt.
pub(crate) const CHAIN_WIDTH: usize = 60;
/// The maximum width of the fields of a struct on one line; `struct_lit_width` of rustfmt.
const STRUCT_WIDTH: usize = 18;
/// The maximum width of `if … else …` on one line; `single_line_if_else_max_width` of rustfmt.
const IF_ELSE_WIDTH: usize = 50;
/// The maximum width of an argument of `json!` on one line, which rustfmt does not format.
const JSON_WIDTH: usize = 60;

pub(crate) fn width_of(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}

impl Expr {
    pub(crate) fn new(kind: ExprKind) -> Self {
        let Measure { width, is_flat } = measure(&kind);
        Self {
            kind,
            width,
            is_flat,
        }
    }

    pub(crate) fn text(text: String) -> Self {
        Self::new(ExprKind::Text(text))
    }

    pub(crate) fn prefixed(prefix: String, operand: Self) -> Self {
        Self::new(ExprKind::Prefix {
            prefix,
            operand: Box::new(operand),
        })
    }

    pub(crate) fn suffixed(operand: Self, suffix: String) -> Self {
        Self::new(ExprKind::Suffix {
            operand: Box::new(operand),
            suffix,
        })
    }

    /// Returns the text on one line.
    pub(crate) fn flat(&self) -> String {
        let mut text = String::with_capacity(self.width);
        self.write_flat(&mut text);
        text
    }

    pub(crate) fn write_flat(&self, out: &mut String) {
        match &self.kind {
            ExprKind::Text(text) => out.push_str(text),
            ExprKind::Prefix { prefix, operand } => {
                out.push_str(prefix);
                operand.write_flat(out);
            }
            ExprKind::Suffix { operand, suffix } => {
                operand.write_flat(out);
                out.push_str(suffix);
            }
            ExprKind::Call { callee, arguments } => {
                callee.write_flat(out);
                write_list(out, "(", arguments, ")");
            }
            ExprKind::Chain { root, links } => {
                root.write_flat(out);
                for link in links {
                    link.write_flat(out);
                }
            }
            ExprKind::Macro(call) => call.write_flat(out),
            ExprKind::Struct { path, fields, base } => write_struct(out, path, fields, base),
            ExprKind::Array(items) => write_list(out, "[", items, "]"),
            ExprKind::Tuple(items) => match items.as_slice() {
                [only] => {
                    out.push('(');
                    only.write_flat(out);
                    out.push_str(",)");
                }
                items => write_list(out, "(", items, ")"),
            },
            ExprKind::Paren(inner) => {
                out.push('(');
                inner.write_flat(out);
                out.push(')');
            }
            ExprKind::Binary {
                operands,
                operators,
            } => {
                for (index, operand) in operands.iter().enumerate() {
                    if let Some(operator) = index.checked_sub(1).and_then(|at| operators.get(at)) {
                        out.push_str(operator);
                    }
                    operand.write_flat(out);
                }
            }
            ExprKind::Assign {
                left,
                operator,
                right,
            } => {
                left.write_flat(out);
                out.push_str(operator);
                out.push(' ');
                right.write_flat(out);
            }
            ExprKind::Closure { head, body } => {
                out.push_str(head);
                out.push(' ');
                body.write_flat(out);
            }
            ExprKind::Block { head, block } => {
                out.push_str(head);
                block.write_flat(out);
            }
            ExprKind::If {
                branches,
                otherwise,
            } => {
                for branch in branches {
                    out.push_str("if ");
                    branch.condition.write_flat(out);
                    out.push(' ');
                    branch.block.write_flat(out);
                    out.push_str(" else ");
                }
                if let Some(block) = otherwise {
                    block.write_flat(out);
                }
            }
            ExprKind::Match { scrutinee, .. } => {
                out.push_str("match ");
                scrutinee.write_flat(out);
                out.push_str(" {}");
            }
            ExprKind::Loop { .. } => {}
        }
    }
}

impl Link {
    pub(crate) fn width(&self) -> usize {
        let arguments = self
            .arguments
            .as_deref()
            .map_or(0, |list| list_width(list) + 2);
        width_of(&self.name) + arguments + self.tries
    }

    fn is_flat(&self) -> bool {
        self.arguments
            .as_deref()
            .is_none_or(|list| is_flat_list(list, CALL_WIDTH))
    }

    pub(crate) fn write_flat(&self, out: &mut String) {
        out.push_str(&self.name);
        if let Some(arguments) = &self.arguments {
            write_list(out, "(", arguments, ")");
        }
        out.extend(std::iter::repeat_n('?', self.tries));
    }
}

impl MacroCall {
    pub(crate) fn write_flat(&self, out: &mut String) {
        out.push_str(&self.path);
        match &self.arguments {
            MacroArguments::Exprs { items, .. } => write_list(out, self.open, items, self.close),
            MacroArguments::Json(json) => {
                out.push_str(self.open);
                json.write_flat(out);
                out.push_str(self.close);
            }
            MacroArguments::Text(text) => {
                out.push_str(self.open);
                out.push_str(text);
                out.push_str(self.close);
            }
        }
    }

    fn measure(&self) -> Measure {
        let inner = match &self.arguments {
            MacroArguments::Exprs { items, .. } => Measure {
                width: list_width(items),
                is_flat: is_flat_list(items, CALL_WIDTH),
            },
            MacroArguments::Json(json) => Measure {
                width: json.width(),
                is_flat: json.width() <= JSON_WIDTH,
            },
            MacroArguments::Text(text) => Measure {
                width: width_of(text),
                is_flat: true,
            },
        };
        Measure {
            width: width_of(&self.path) + 2 + inner.width,
            ..inner
        }
    }
}

impl Json {
    pub(crate) fn width(&self) -> usize {
        let mut text = String::new();
        self.write_flat(&mut text);
        width_of(&text)
    }

    pub(crate) fn is_short(&self) -> bool {
        self.width() <= JSON_WIDTH
    }

    pub(crate) fn write_flat(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::List {
                open,
                close,
                entries,
            } => {
                out.push_str(open);
                for (index, entry) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(&entry.key);
                    entry.value.write_flat(out);
                }
                out.push_str(close);
            }
        }
    }
}

impl Block {
    /// Returns the expression of a block that contains nothing else.
    pub(crate) fn only_expression(&self) -> Option<&Expr> {
        let [statement] = self.statements.as_slice() else {
            return None;
        };
        match &statement.kind {
            StatementKind::Expr {
                value,
                has_semicolon: false,
            } if statement.attributes.is_empty() => Some(value),
            _ => None,
        }
    }

    fn measure(&self) -> Measure {
        if self.statements.is_empty() {
            return Measure {
                width: 2,
                is_flat: true,
            };
        }
        match self.only_expression() {
            Some(value) => Measure {
                width: value.width + 4,
                is_flat: value.is_flat,
            },
            None => Measure::BROKEN,
        }
    }

    fn write_flat(&self, out: &mut String) {
        match self.only_expression() {
            Some(value) => {
                out.push_str("{ ");
                value.write_flat(out);
                out.push_str(" }");
            }
            None => out.push_str("{}"),
        }
    }
}

struct Measure {
    width: usize,
    is_flat: bool,
}

impl Measure {
    /// Code on several lines.
    const BROKEN: Self = Self {
        width: 0,
        is_flat: false,
    };
}

fn measure(kind: &ExprKind) -> Measure {
    match kind {
        // A string of several lines counts with its first one.
        ExprKind::Text(text) => match text.split_once('\n') {
            None => Measure {
                width: width_of(text),
                is_flat: true,
            },
            Some((first_line, _)) => Measure {
                width: width_of(first_line),
                is_flat: false,
            },
        },
        ExprKind::Prefix { prefix, operand } => Measure {
            width: width_of(prefix) + operand.width,
            is_flat: operand.is_flat,
        },
        ExprKind::Suffix { operand, suffix } => Measure {
            width: operand.width + width_of(suffix),
            is_flat: operand.is_flat,
        },
        ExprKind::Call { callee, arguments } => Measure {
            width: callee.width + 2 + list_width(arguments),
            is_flat: callee.is_flat && is_flat_list(arguments, CALL_WIDTH),
        },
        ExprKind::Chain { root, links } => {
            let width = root.width + links.iter().map(Link::width).sum::<usize>();
            Measure {
                width,
                is_flat: root.is_flat
                    && links.iter().all(Link::is_flat)
                    && (links.len() == 1 || width <= CHAIN_WIDTH),
            }
        }
        ExprKind::Macro(call) => call.measure(),
        ExprKind::Struct { path, fields, base } => measure_struct(path, fields, base),
        ExprKind::Array(items) => Measure {
            width: 2 + list_width(items),
            is_flat: is_flat_list(items, ARRAY_WIDTH),
        },
        ExprKind::Tuple(items) => Measure {
            width: 2 + list_width(items) + usize::from(items.len() == 1),
            is_flat: is_flat_list(items, CALL_WIDTH),
        },
        ExprKind::Paren(inner) => Measure {
            width: 2 + inner.width,
            is_flat: inner.is_flat,
        },
        ExprKind::Binary {
            operands,
            operators,
        } => Measure {
            width: operands.iter().map(|operand| operand.width).sum::<usize>()
                + operators.iter().map(|text| width_of(text)).sum::<usize>(),
            is_flat: operands.iter().all(|operand| operand.is_flat),
        },
        ExprKind::Assign {
            left,
            operator,
            right,
        } => Measure {
            width: left.width + width_of(operator) + 1 + right.width,
            is_flat: left.is_flat && right.is_flat,
        },
        ExprKind::Closure { head, body } => Measure {
            width: width_of(head) + 1 + body.width,
            is_flat: body.is_flat,
        },
        ExprKind::Block { head, block } => {
            let block = block.measure();
            Measure {
                width: width_of(head) + block.width,
                ..block
            }
        }
        ExprKind::If {
            branches,
            otherwise,
        } => {
            let ([branch], Some(otherwise)) = (branches.as_slice(), otherwise) else {
                return Measure::BROKEN;
            };
            let inner = [branch.block.measure(), otherwise.measure()];
            let blocks_width: usize = inner.iter().map(|block| block.width).sum();
            let width = branch.condition.width + blocks_width + "if  else ".len() + 1;
            let has_expressions =
                branch.block.only_expression().is_some() && otherwise.only_expression().is_some();
            Measure {
                width,
                is_flat: has_expressions
                    && width <= IF_ELSE_WIDTH
                    && branch.condition.is_flat
                    && inner.iter().all(|block| block.is_flat),
            }
        }
        ExprKind::Match { scrutinee, arms } => Measure {
            width: "match  {}".len() + scrutinee.width,
            is_flat: arms.is_empty() && scrutinee.is_flat,
        },
        ExprKind::Loop { .. } => Measure::BROKEN,
    }
}

fn measure_struct(path: &str, fields: &[StructField], base: &Option<Box<Expr>>) -> Measure {
    let mut width = 0;
    let mut is_flat = true;
    for field in fields {
        width += width_of(&field.name) + 2;
        is_flat &= field.attributes.is_empty();
        if let Some(value) = &field.value {
            width += value.width;
            is_flat &= value.is_flat;
        }
    }
    if let Some(base) = base {
        width += "..".len() + base.width + 2;
        is_flat &= base.is_flat;
    }
    if width == 0 {
        return Measure {
            width: width_of(path) + " {}".len(),
            is_flat: true,
        };
    }
    let inner_width = width - 2;
    Measure {
        width: width_of(path) + " {  }".len() + inner_width,
        is_flat: is_flat && inner_width <= STRUCT_WIDTH,
    }
}

fn write_struct(out: &mut String, path: &str, fields: &[StructField], base: &Option<Box<Expr>>) {
    out.push_str(path);
    if fields.is_empty() && base.is_none() {
        out.push_str(" {}");
        return;
    }
    let mut separator = " { ";
    for field in fields {
        out.push_str(separator);
        separator = ", ";
        out.push_str(&field.name);
        if let Some(value) = &field.value {
            value.write_flat(out);
        }
    }
    if let Some(base) = base {
        out.push_str(separator);
        out.push_str("..");
        base.write_flat(out);
    }
    out.push_str(" }");
}

/// Returns the width of a list without its delimiters.
pub(crate) fn list_width(items: &[Expr]) -> usize {
    let separators = 2 * items.len().saturating_sub(1);
    items.iter().map(|item| item.width).sum::<usize>() + separators
}

/// Returns whether a list may be on one line: the limit is for several items, and for a call in a
/// call.
pub(crate) fn is_flat_list(items: &[Expr], limit: usize) -> bool {
    let is_limited = match items {
        [] => false,
        [only] => is_call(only),
        _ => true,
    };
    items.iter().all(|item| item.is_flat) && (!is_limited || list_width(items) <= limit)
}

/// Returns whether an expression is a call with arguments, without methods after it.
pub(crate) fn is_call(item: &Expr) -> bool {
    match &item.kind {
        ExprKind::Call { arguments, .. } => !arguments.is_empty(),
        ExprKind::Macro(call) => matches!(call.arguments, MacroArguments::Exprs { .. }),
        ExprKind::Prefix { operand, .. } => is_call(operand),
        ExprKind::Suffix { operand, suffix } => {
            (suffix == "?" || suffix.starts_with(" as ")) && is_call(operand)
        }
        _ => false,
    }
}

fn write_list(out: &mut String, open: &str, items: &[Expr], close: &str) {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        item.write_flat(out);
    }
    out.push_str(close);
}
