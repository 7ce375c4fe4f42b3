//! Items.

use super::Parser;
use crate::syntax::{Entry, Item, ItemKind, UseTree};
use crate::tokens::Kind;

impl Parser<'_> {
    pub(super) fn items(&mut self) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        while !self.is_at_end() {
            items.push(self.item()?);
        }
        Some(items)
    }

    fn item(&mut self) -> Option<Item> {
        let attributes = self.attributes()?;
        Some(Item {
            attributes,
            kind: self.item_kind()?,
        })
    }

    /// Returns whether an item begins here, rather than an expression.
    pub(super) fn is_item(&self) -> bool {
        match self.peek() {
            "pub" | "fn" | "struct" | "enum" | "impl" | "trait" | "mod" | "use" | "static"
            | "type" | "const" => self.kind() == Some(Kind::Word),
            "async" => self.peek_after(1) == "fn",
            _ => false,
        }
    }

    pub(super) fn item_kind(&mut self) -> Option<ItemKind> {
        let start = self.position;
        if self.eat("pub") && self.peek() == "(" {
            self.group("(")?;
        }
        match (self.peek(), self.peek_after(1)) {
            ("use", _) => {
                self.next();
                let head = self.line_since(start);
                let tree = self.use_tree()?;
                self.expect(";")?;
                Some(ItemKind::Use {
                    head: format!("{head} "),
                    tree,
                })
            }
            ("fn", _) | ("async" | "const", "fn") => self.function(start),
            ("const" | "static", _) => self.constant(start),
            ("struct", _) => self.struct_item(start),
            ("enum", _) => {
                self.skip_until(&["{"]);
                let head = self.line_since(start);
                let entries = self.group("{")?.entries()?;
                Some(ItemKind::Braced { head, entries })
            }
            ("impl" | "trait", _) => self.implementation(start),
            ("mod", _) => {
                if self.skip_until(&["{", ";"]) && self.peek() == "{" {
                    return self.inner_items(vec![self.line_since(start)]);
                }
                self.expect(";")?;
                Some(ItemKind::Line(self.line_since(start)))
            }
            ("type", _) => {
                self.skip_until(&[";"]);
                self.expect(";")?;
                Some(ItemKind::Line(self.line_since(start)))
            }
            _ => {
                let call = self.macro_call()?;
                if call.close != "}" {
                    self.expect(";")?;
                }
                Some(ItemKind::Macro(call))
            }
        }
    }

    fn use_tree(&mut self) -> Option<UseTree> {
        let start = self.position;
        while !self.is_at_end() && !matches!(self.peek(), "{" | "," | ";") {
            self.position += 1;
        }
        let path = self.line_since(start);
        let Some(mut inner) = self.group("{") else {
            return Some(UseTree { path, group: None });
        };
        let mut group = Vec::new();
        while !inner.is_at_end() {
            group.push(inner.use_tree()?);
            inner.eat(",");
        }
        if group.len() == 1 {
            // rustfmt removes the braces around a single name.
            let only = group.pop()?;
            return Some(UseTree {
                path: path + &only.path,
                group: only.group,
            });
        }
        Some(UseTree {
            path,
            group: Some(group),
        })
    }

    fn function(&mut self, start: usize) -> Option<ItemKind> {
        self.skip_until(&["("]);
        let head = self.line_since(start);
        let parameters = self.group("(")?.lines_between_commas();
        let output_start = self.position;
        self.skip_until(&["{", ";", "where"]);
        let output = self.line_since(output_start);
        let body = if self.eat(";") {
            None
        } else {
            Some(self.block()?)
        };
        Some(ItemKind::Function {
            head,
            parameters,
            output,
            body,
        })
    }

    fn constant(&mut self, start: usize) -> Option<ItemKind> {
        self.skip_until(&["=", ";"]);
        let left = self.line_since(start);
        if self.eat(";") {
            return Some(ItemKind::Line(format!("{left};")));
        }
        self.expect("=")?;
        let value = self.expression()?;
        self.expect(";")?;
        Some(ItemKind::Constant { left, value })
    }

    fn struct_item(&mut self, start: usize) -> Option<ItemKind> {
        self.skip_until(&["{", "(", ";"]);
        if self.peek() == "{" {
            let head = self.line_since(start);
            let entries = self.group("{")?.entries()?;
            return Some(ItemKind::Braced { head, entries });
        }
        self.skip_until(&[";"]);
        self.expect(";")?;
        Some(ItemKind::Line(self.line_since(start)))
    }

    /// Returns the fields of a struct, or the variants of an enum.
    fn entries(&mut self) -> Option<Vec<Entry>> {
        let mut entries = Vec::new();
        while !self.is_at_end() {
            let attributes = self.attributes()?;
            let text = self.line_until(&[",", "{"]);
            let fields = if self.peek() == "{" {
                Some(self.group("{")?.entries()?)
            } else {
                None
            };
            if !self.is_at_end() {
                self.expect(",")?;
            }
            entries.push(Entry {
                attributes,
                text,
                fields,
            });
        }
        Some(entries)
    }

    fn implementation(&mut self, start: usize) -> Option<ItemKind> {
        self.next();
        self.skip_generics()?;
        self.skip_until(&["for", "{", "where"]);
        let mut head = vec![self.line_since(start)];
        if self.peek() == "for" {
            let second = self.position;
            self.skip_until(&["{", "where"]);
            head.push(self.line_since(second));
        }
        self.inner_items(head)
    }

    fn inner_items(&mut self, head: Vec<String>) -> Option<ItemKind> {
        let items = self.group("{")?.items()?;
        Some(ItemKind::Items { head, items })
    }
}
