//! Expressions.

use super::Parser;
use crate::syntax::{
    Arm, Branch, Expr, ExprKind, Json, JsonEntry, Link, MacroArguments, MacroCall, StatementKind,
    StructField,
};
use crate::tokens::Kind;

/// The precedence of assignments.
const ASSIGNMENT: u8 = 0;

/// The precedence of ranges.
const RANGE: u8 = 1;

impl<'t> Parser<'t> {
    pub(super) fn expression(&mut self) -> Option<Expr> {
        self.binary(ASSIGNMENT)
    }

    /// Returns an expression at the beginning of a statement, where a block ends the statement.
    pub(super) fn statement_expression(&mut self) -> Option<Expr> {
        if !matches!(
            self.peek(),
            "if" | "match" | "for" | "while" | "loop" | "{" | "unsafe"
        ) {
            return self.expression();
        }
        let block = self.primary()?;
        if matches!(self.peek(), "." | "?") {
            return self.links(block);
        }
        Some(block)
    }

    /// Returns an expression in which the path before a brace is no struct.
    fn condition(&mut self) -> Option<Expr> {
        let allowed_structs = std::mem::replace(&mut self.allows_structs, false);
        let condition = self.expression();
        self.allows_structs = allowed_structs;
        condition
    }

    /// Returns operands with operators of at least this precedence.
    fn binary(&mut self, minimum: u8) -> Option<Expr> {
        let mut left = if matches!(self.peek(), ".." | "..=") {
            let prefix = self.next().to_owned();
            if self.ends_expression() {
                return Some(Expr::text(prefix));
            }
            return Some(Expr::prefixed(prefix, self.binary(RANGE + 1)?));
        } else {
            self.cast()?
        };
        while let Some(level) = self.operator().filter(|level| *level >= minimum) {
            let operator = self.next();
            if level == ASSIGNMENT {
                let right = self.binary(ASSIGNMENT)?;
                left = Expr::new(ExprKind::Assign {
                    left: Box::new(left),
                    operator: format!(" {operator}"),
                    right: Box::new(right),
                });
                continue;
            }
            if level == RANGE && self.ends_expression() {
                left = Expr::suffixed(left, operator.to_owned());
                continue;
            }
            let right = self.binary(level + 1)?;
            let text = if level == RANGE {
                operator.to_owned()
            } else {
                format!(" {operator} ")
            };
            left = joined(left, text, right, level);
        }
        Some(left)
    }

    /// Returns the precedence of the next token, if it is a binary operator.
    fn operator(&self) -> Option<u8> {
        if self.kind() != Some(Kind::Symbol) {
            return None;
        }
        precedence(self.peek())
    }

    fn ends_expression(&self) -> bool {
        matches!(self.peek(), "" | "," | ";" | "=>") || self.peek() == "{" && !self.allows_structs
    }

    /// Returns an operand with its casts.
    fn cast(&mut self) -> Option<Expr> {
        let mut value = self.unary()?;
        while self.peek() == "as" {
            let start = self.position;
            self.next();
            self.position += 1;
            while self.peek() == "::" {
                self.position += 2;
            }
            self.skip_generics()?;
            value = Expr::suffixed(value, format!(" {}", self.line_since(start)));
        }
        Some(value)
    }

    fn unary(&mut self) -> Option<Expr> {
        let prefix = match (self.kind()?, self.peek()) {
            (Kind::Symbol, "&" | "&&") => {
                let symbol = self.next();
                if self.eat("mut") {
                    format!("{symbol}mut ")
                } else {
                    symbol.to_owned()
                }
            }
            (Kind::Symbol, "*" | "-" | "!") => self.next().to_owned(),
            (Kind::Word, "return" | "break") => {
                let keyword = self.next().to_owned();
                if self.ends_expression() {
                    return Some(Expr::text(keyword));
                }
                return Some(Expr::prefixed(format!("{keyword} "), self.expression()?));
            }
            (Kind::Word, "let") => return self.let_condition(),
            _ => {
                let primary = self.primary()?;
                return self.links(primary);
            }
        };
        Some(Expr::prefixed(prefix, self.unary()?))
    }

    /// `let pattern = value` in a condition.
    fn let_condition(&mut self) -> Option<Expr> {
        let left = self.line_until(&["="]);
        self.expect("=")?;
        let right = self.binary(precedence("||")? + 2)?;
        Some(Expr::new(ExprKind::Assign {
            left: Box::new(Expr::text(left)),
            operator: " =".to_owned(),
            right: Box::new(right),
        }))
    }

    /// Adds calls, indices, methods, fields, `.await` and `?`.
    fn links(&mut self, root: Expr) -> Option<Expr> {
        let mut value = root;
        loop {
            match self.peek() {
                "(" => {
                    let arguments = self.group("(")?.expressions()?;
                    value = Expr::new(ExprKind::Call {
                        callee: Box::new(value),
                        arguments,
                    });
                }
                "[" => {
                    let mut inner = self.group("[")?;
                    let index = inner.expression()?;
                    if !inner.is_at_end() || !index.is_flat {
                        return None;
                    }
                    value = Expr::suffixed(value, format!("[{}]", index.flat()));
                }
                "?" => {
                    self.next();
                    value = tried(value);
                }
                "." => {
                    self.next();
                    let link = self.link()?;
                    value = linked(value, link);
                }
                _ => return Some(value),
            }
        }
    }

    /// Returns the method or field after a period.
    fn link(&mut self) -> Option<Link> {
        let start = self.position;
        self.token()?;
        self.position += 1;
        if self.eat("::") {
            self.skip_generics()?;
        }
        let name = format!(".{}", self.line_since(start));
        let arguments = match self.group("(") {
            Some(mut inner) => Some(inner.expressions()?),
            None => None,
        };
        Some(Link {
            name,
            arguments,
            tries: 0,
        })
    }

    /// Returns the expressions between commas, up to the end.
    fn expressions(&mut self) -> Option<Vec<Expr>> {
        let mut expressions = Vec::new();
        while !self.is_at_end() {
            expressions.push(self.expression()?);
            if !self.is_at_end() {
                self.expect(",")?;
            }
        }
        Some(expressions)
    }

    fn primary(&mut self) -> Option<Expr> {
        match (self.kind()?, self.peek()) {
            (Kind::Literal, _) => Some(Expr::text(self.next().to_owned())),
            (Kind::Open, "(") => self.parenthesized(),
            (Kind::Open, "[") => self.array(),
            (Kind::Open, "{") => self.headed_block(self.position),
            (Kind::Symbol, "|" | "||") => self.closure(),
            (Kind::Word, "move") => self.closure(),
            (Kind::Word, "async") if matches!(self.peek_after(1), "|" | "||") => self.closure(),
            (Kind::Word, "async" | "unsafe" | "const") => {
                let start = self.position;
                self.next();
                self.eat("move");
                if matches!(self.peek(), "|" | "||") {
                    self.position = start;
                    return self.closure();
                }
                self.headed_block(start)
            }
            (Kind::Word, "if") => self.branches(),
            (Kind::Word, "match") => self.matched(),
            (Kind::Word, "for" | "while" | "loop") => self.repeated(),
            (Kind::Word, _) | (Kind::Symbol, "<" | "::") => self.path(),
            _ => None,
        }
    }

    /// `(a)` and tuples.
    fn parenthesized(&mut self) -> Option<Expr> {
        let mut inner = self.group("(")?;
        if inner.is_at_end() {
            return Some(Expr::text("()".to_owned()));
        }
        let first = inner.expression()?;
        if inner.is_at_end() {
            return Some(Expr::new(ExprKind::Paren(Box::new(first))));
        }
        inner.expect(",")?;
        let mut items = vec![first];
        items.extend(inner.expressions()?);
        Some(Expr::new(ExprKind::Tuple(items)))
    }

    fn array(&mut self) -> Option<Expr> {
        let start = self.position;
        let mut inner = self.group("[")?;
        if inner.skip_until(&[";"]) {
            return Some(Expr::text(self.line_since(start)));
        }
        inner.position = start + 1;
        Some(Expr::new(ExprKind::Array(inner.expressions()?)))
    }

    /// Returns a block after the tokens since `start`.
    fn headed_block(&mut self, start: usize) -> Option<Expr> {
        let head = self.line_since(start);
        let block = self.block()?;
        Some(Expr::new(ExprKind::Block {
            head: if head.is_empty() {
                head
            } else {
                format!("{head} ")
            },
            block,
        }))
    }

    fn closure(&mut self) -> Option<Expr> {
        let start = self.position;
        self.skip_until(&["|", "||"]);
        if !self.eat("||") {
            self.expect("|")?;
            self.skip_until(&["|"]);
            self.expect("|")?;
        }
        if self.peek() == "->" {
            return None;
        }
        let head = closure_head(&self.line_since(start));
        let body = self.expression()?;
        Some(Expr::new(ExprKind::Closure {
            head,
            body: Box::new(without_block(body)),
        }))
    }

    fn branches(&mut self) -> Option<Expr> {
        let mut branches = Vec::new();
        let mut otherwise = None;
        while self.eat("if") {
            branches.push(Branch {
                condition: self.condition()?,
                block: self.block()?,
            });
            if !self.eat("else") {
                break;
            }
            if self.peek() != "if" {
                otherwise = Some(self.block()?);
                break;
            }
        }
        Some(Expr::new(ExprKind::If {
            branches,
            otherwise,
        }))
    }

    fn matched(&mut self) -> Option<Expr> {
        self.expect("match")?;
        let scrutinee = Box::new(self.condition()?);
        let mut inner = self.group("{")?;
        let mut arms = Vec::new();
        while !inner.is_at_end() {
            let attributes = inner.attributes()?;
            let mut pattern = inner.line_until(&["=>", "if"]);
            if inner.eat("if") {
                let guard = inner.expression()?;
                if !guard.is_flat {
                    return None;
                }
                pattern = format!("{pattern} if {}", guard.flat());
            }
            inner.expect("=>")?;
            let body = inner.statement_expression()?;
            inner.eat(",");
            arms.push(Arm {
                attributes,
                pattern,
                body: without_block(body),
            });
        }
        Some(Expr::new(ExprKind::Match { scrutinee, arms }))
    }

    fn repeated(&mut self) -> Option<Expr> {
        let start = self.position;
        let (head, value) = match self.next() {
            "loop" => ("loop ".to_owned(), None),
            "while" => ("while ".to_owned(), Some(Box::new(self.condition()?))),
            _ => {
                self.skip_until(&["in"]);
                self.expect("in")?;
                let head = format!("{} ", self.line_since(start));
                (head, Some(Box::new(self.condition()?)))
            }
        };
        Some(Expr::new(ExprKind::Loop {
            head,
            value,
            body: self.block()?,
        }))
    }

    /// A path, a struct, or a call of a macro.
    fn path(&mut self) -> Option<Expr> {
        let start = self.position;
        self.skip_generics()?;
        loop {
            match self.kind()? {
                Kind::Word => self.position += 1,
                Kind::Symbol if self.peek() == "::" => self.position += 1,
                Kind::Symbol if self.peek() == "<" => self.skip_generics()?,
                _ => break,
            }
            if self.is_at_end()
                || self.peek() != "::" && self.tokens.text(self.position - 1) != "::"
            {
                break;
            }
        }
        let is_macro = self.peek() == "!" && matches!(self.peek_after(1), "(" | "[" | "{");
        if is_macro {
            self.position = start;
            return Some(Expr::new(ExprKind::Macro(self.macro_call()?)));
        }
        let path = self.line_since(start);
        if self.peek() != "{" || !self.allows_structs {
            return Some(Expr::text(path));
        }
        self.struct_value(path)
    }

    fn struct_value(&mut self, path: String) -> Option<Expr> {
        let mut inner = self.group("{")?;
        let mut fields = Vec::new();
        let mut base = None;
        while !inner.is_at_end() {
            if inner.eat("..") {
                base = Some(Box::new(inner.expression()?));
                break;
            }
            let attributes = inner.attributes()?;
            let name = inner.next().to_owned();
            let field = if inner.eat(":") {
                StructField {
                    attributes,
                    name: format!("{name}: "),
                    value: Some(inner.expression()?),
                }
            } else {
                StructField {
                    attributes,
                    name,
                    value: None,
                }
            };
            fields.push(field);
            if !inner.is_at_end() {
                inner.expect(",")?;
            }
        }
        Some(Expr::new(ExprKind::Struct { path, fields, base }))
    }

    pub(super) fn macro_call(&mut self) -> Option<MacroCall> {
        let path = self.line_until(&["!"]);
        self.expect("!")?;
        let (open, close) = match self.peek() {
            "(" => ("(", ")"),
            "[" => ("[", "]"),
            "{" => ("{", "}"),
            _ => return None,
        };
        let mut inner = self.group(open)?;
        let start = inner.position;
        let is_json = path == "json" || path.ends_with("::json");
        let arguments = if is_json {
            MacroArguments::Json(inner.json()?)
        } else if let Some(expressions) = (open != "{").then(|| inner.expressions()).flatten() {
            MacroArguments::Exprs {
                items: expressions,
                ends_with_comma: inner.tokens.text(inner.end - 1) == ",",
            }
        } else {
            inner.position = inner.end;
            MacroArguments::Text(super::line_of(self.tokens, start, inner.end))
        };
        Some(MacroCall {
            path: format!("{path}!"),
            open,
            close,
            arguments,
        })
    }

    fn json(&mut self) -> Option<Json> {
        let (open, close) = match (self.kind(), self.peek()) {
            (Some(Kind::Open), "{") => ("{", "}"),
            (Some(Kind::Open), "[") => ("[", "]"),
            _ => return Some(Json::Text(self.line_until(&[",", ":"]))),
        };
        let mut inner = self.group(open)?;
        let mut entries = Vec::new();
        while !inner.is_at_end() {
            let key = if open == "{" {
                let key = inner.line_until(&[":"]);
                inner.expect(":")?;
                format!("{key}: ")
            } else {
                String::new()
            };
            entries.push(JsonEntry {
                key,
                value: inner.json()?,
            });
            if !inner.is_at_end() {
                inner.expect(",")?;
            }
        }
        Some(Json::List {
            open,
            close,
            entries,
        })
    }
}

/// Joins operands; operators of the same precedence are in one list.
fn joined(left: Expr, operator: String, right: Expr, level: u8) -> Expr {
    let is_same_level = matches!(
        &left.kind,
        ExprKind::Binary { operators, .. }
            if operators.first().and_then(|first| precedence(first.trim())) == Some(level)
    );
    if !is_same_level {
        return Expr::new(ExprKind::Binary {
            operands: vec![left, right],
            operators: vec![operator],
        });
    }
    let ExprKind::Binary {
        mut operands,
        mut operators,
    } = left.kind
    else {
        return left;
    };
    operands.push(right);
    operators.push(operator);
    Expr::new(ExprKind::Binary {
        operands,
        operators,
    })
}

fn linked(value: Expr, link: Link) -> Expr {
    if !matches!(value.kind, ExprKind::Chain { .. }) {
        return Expr::new(ExprKind::Chain {
            root: Box::new(value),
            links: vec![link],
        });
    }
    let ExprKind::Chain { root, mut links } = value.kind else {
        return value;
    };
    links.push(link);
    Expr::new(ExprKind::Chain { root, links })
}

fn tried(value: Expr) -> Expr {
    if !matches!(value.kind, ExprKind::Chain { .. }) {
        return Expr::suffixed(value, "?".to_owned());
    }
    let ExprKind::Chain { root, mut links } = value.kind else {
        return value;
    };
    if let Some(link) = links.last_mut() {
        link.tries += 1;
    }
    Expr::new(ExprKind::Chain { root, links })
}

/// Returns the precedence of a binary operator, the weakest first; `None` for other tokens.
fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "|=" | "&=" | "^=" | "<<=" => 0,
        ".." | "..=" => 1,
        "||" => 2,
        "&&" => 3,
        "==" | "!=" | "<" | ">" | "<=" | ">=" => 4,
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "<<" => 8,
        "+" | "-" => 9,
        "*" | "/" | "%" => 10,
        _ => return None,
    })
}

/// Returns the parameters of a closure, whose bars have no space inside.
fn closure_head(line: &str) -> String {
    let Some((before, after)) = line.split_once('|') else {
        return line.to_owned();
    };
    let parameters = after.trim_end_matches('|').trim();
    format!("{before}|{parameters}|")
}

/// Returns the only expression of a block, or else the block.
fn without_block(body: Expr) -> Expr {
    let ExprKind::Block { head, mut block } = body.kind else {
        return body;
    };
    let is_simple = head.is_empty() && block.only_expression().is_some();
    if is_simple
        && let Some(statement) = block.statements.pop()
        && let StatementKind::Expr { value, .. } = statement.kind
    {
        return value;
    }
    Expr::new(ExprKind::Block { head, block })
}
