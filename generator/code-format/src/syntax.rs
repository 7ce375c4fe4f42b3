//! The code to lay out, as a tree. Whatever is always on one line is text.

use std::collections::BTreeSet;

/// An expression, with its width on one line.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    /// The number of characters on one line.
    pub(crate) width: usize,
    /// Whether rustfmt allows the expression on one line, if the line is long enough.
    pub(crate) is_flat: bool,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    /// A path, a literal, or another expression without parts.
    Text(String),
    /// `&`, `&mut `, `*`, `-`, `!`, `return `, … before an operand.
    Prefix {
        prefix: String,
        operand: Box<Expr>,
    },
    /// An operand before ` as T`, `[i]` ….
    Suffix {
        operand: Box<Expr>,
        suffix: String,
    },
    Call {
        callee: Box<Expr>,
        arguments: Vec<Expr>,
    },
    /// Methods, fields, `.await` and `?`.
    Chain {
        root: Box<Expr>,
        links: Vec<Link>,
    },
    Macro(MacroCall),
    Struct {
        path: String,
        fields: Vec<StructField>,
        base: Option<Box<Expr>>,
    },
    Array(Vec<Expr>),
    Tuple(Vec<Expr>),
    Paren(Box<Expr>),
    /// Operands with an operator before each but the first.
    Binary {
        operands: Vec<Expr>,
        operators: Vec<String>,
    },
    /// `left = right`, `left += right`, `let pattern = right` in conditions.
    Assign {
        left: Box<Expr>,
        operator: String,
        right: Box<Expr>,
    },
    Closure {
        head: String,
        body: Box<Expr>,
    },
    /// A block, after `async move`, `unsafe`, a label ….
    Block {
        head: String,
        block: Block,
    },
    If {
        branches: Vec<Branch>,
        otherwise: Option<Block>,
    },
    Match {
        scrutinee: Box<Expr>,
        arms: Vec<Arm>,
    },
    /// `while`, `for` and `loop`.
    Loop {
        head: String,
        value: Option<Box<Expr>>,
        body: Block,
    },
}

/// One link of a chain.
#[derive(Debug)]
pub(crate) struct Link {
    /// `.name`, `.name::<T>` or `.await`.
    pub(crate) name: String,
    /// The arguments of a method.
    pub(crate) arguments: Option<Vec<Expr>>,
    /// How many `?` follow.
    pub(crate) tries: usize,
}

#[derive(Debug)]
pub(crate) struct MacroCall {
    /// The path with its `!`.
    pub(crate) path: String,
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) arguments: MacroArguments,
}

#[derive(Debug)]
pub(crate) enum MacroArguments {
    /// Expressions, separated by commas.
    Exprs {
        items: Vec<Expr>,
        ends_with_comma: bool,
    },
    Json(Json),
    /// Tokens that are no expressions.
    Text(String),
}

/// JSON in Rust.
#[derive(Debug)]
pub(crate) enum Json {
    Text(String),
    /// Items between brackets, or members between braces, each with its key.
    List {
        open: &'static str,
        close: &'static str,
        entries: Vec<JsonEntry>,
    },
}

#[derive(Debug)]
pub(crate) struct JsonEntry {
    /// The key with its colon and a space.
    pub(crate) key: String,
    pub(crate) value: Json,
}

#[derive(Debug)]
pub(crate) struct StructField {
    pub(crate) attributes: Vec<Attribute>,
    /// The name, with a colon and a space if a value follows.
    pub(crate) name: String,
    pub(crate) value: Option<Expr>,
}

#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) condition: Expr,
    pub(crate) block: Block,
}

#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) attributes: Vec<Attribute>,
    /// The pattern, and its guard.
    pub(crate) pattern: String,
    pub(crate) body: Expr,
}

#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) statements: Vec<Statement>,
}

#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) kind: StatementKind,
}

#[derive(Debug)]
pub(crate) enum StatementKind {
    Let {
        left: String,
        value: Option<Expr>,
        otherwise: Option<Block>,
    },
    Expr {
        value: Expr,
        has_semicolon: bool,
    },
    Item(Box<ItemKind>),
}

#[derive(Debug)]
pub(crate) struct Item {
    /// Lines of doc comments, and attributes.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) kind: ItemKind,
}

#[derive(Debug)]
pub(crate) enum ItemKind {
    /// An item on one line, such as `mod a;`.
    Line(String),
    /// `use` before a tree.
    Use {
        head: String,
        tree: UseTree,
    },
    /// A constant or static: what precedes the `=`, and the value.
    Constant {
        left: String,
        value: Expr,
    },
    /// A function: what precedes the parenthesis, and what follows it; no body in a trait.
    Function {
        head: String,
        parameters: Vec<String>,
        output: String,
        body: Option<Block>,
    },
    /// A struct with named fields, or an enum; each entry without its comma.
    Braced {
        head: String,
        entries: Vec<Entry>,
    },
    /// An `impl`, `trait` or `mod` with items.
    Items {
        head: Vec<String>,
        items: Vec<Item>,
    },
    Macro(MacroCall),
}

/// A field of a struct, or a variant of an enum.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) text: String,
    /// The fields of a variant with named fields.
    pub(crate) fields: Option<Vec<Entry>>,
}

#[derive(Debug)]
pub(crate) struct UseTree {
    /// The path, with the `::` before a group.
    pub(crate) path: String,
    pub(crate) group: Option<Vec<UseTree>>,
}

#[derive(Debug)]
pub(crate) enum Attribute {
    /// A line of a doc comment, without its marker.
    Doc(String),
    /// Another attribute; its arguments are separate, since they may be on several lines.
    Call {
        path: String,
        arguments: Option<Vec<String>>,
    },
}

impl UseTree {
    /// Returns the tree that imports names from a module.
    pub(crate) fn new(module: &str, names: &BTreeSet<String>) -> Self {
        let leaf = |path: String| Self { path, group: None };
        match names.first() {
            Some(only) if names.len() == 1 => leaf(format!("{module}::{only}")),
            _ => Self {
                path: format!("{module}::"),
                group: Some(names.iter().cloned().map(leaf).collect()),
            },
        }
    }
}
