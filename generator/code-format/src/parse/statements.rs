//! Blocks and statements.

use super::Parser;
use crate::syntax::{Block, ExprKind, Statement, StatementKind};

impl Parser<'_> {
    pub(super) fn block(&mut self) -> Option<Block> {
        let mut inner = self.group("{")?;
        let mut statements = Vec::new();
        while !inner.is_at_end() {
            if inner.eat(";") {
                continue;
            }
            statements.push(inner.statement()?);
        }
        Some(Block { statements })
    }

    fn statement(&mut self) -> Option<Statement> {
        let attributes = self.attributes()?;
        let kind = if self.peek() == "let" {
            self.let_statement()?
        } else if self.is_item() {
            StatementKind::Item(Box::new(self.item_kind()?))
        } else {
            let value = self.statement_expression()?;
            let has_semicolon = self.eat(";");
            let is_complete = matches!(
                value.kind,
                ExprKind::If { .. }
                    | ExprKind::Match { .. }
                    | ExprKind::Loop { .. }
                    | ExprKind::Block { .. }
            );
            if !has_semicolon && !is_complete && !self.is_at_end() {
                return None;
            }
            StatementKind::Expr {
                value,
                has_semicolon,
            }
        };
        Some(Statement { attributes, kind })
    }

    fn let_statement(&mut self) -> Option<StatementKind> {
        let left = self.line_until(&["=", ";"]);
        if self.eat(";") {
            return Some(StatementKind::Let {
                left,
                value: None,
                otherwise: None,
            });
        }
        self.expect("=")?;
        let value = Some(self.expression()?);
        let otherwise = if self.eat("else") {
            Some(self.block()?)
        } else {
            None
        };
        self.expect(";")?;
        Some(StatementKind::Let {
            left,
            value,
            otherwise,
        })
    }
}
