//! An item of the public surface.

use std::collections::BTreeSet;

use crate::item_type::ItemType;
use crate::macro_item::MacroItem;
use crate::owner::ItemOwner;
use crate::signature::ItemSignature;
use crate::source::ItemSource;

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// `struct`.
    Struct,
    /// `enum`.
    Enum,
    /// `type`.
    Alias,
    /// An export of a type from `types` by its last name, or of a type of the runtime at the root.
    Export,
    /// A field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A method or an associated function.
    Method,
    /// A constant, associated or not, or a static.
    Constant,
    /// A trait that a type implements.
    Trait,
    /// The output of a request, and other items that a runtime macro adds to a type.
    Response,
    /// A free function.
    Function,
    /// A Cargo feature that enables a resource.
    Feature,
    /// A Cargo feature that is off by default: the catalog of operations, or a program.
    OptionalFeature,
    /// An operation of the catalog: a name for `Client::call`, a command of the command line, and a
    /// tool of the MCP server.
    Operation,
    /// An argument of an operation of the catalog, which is a flag of its command.
    OperationArgument,
}

/// An item of the surface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The type or module that has the item.
    pub owner: ItemOwner,
    /// The kind of the item.
    pub kind: ItemKind,
    /// The name in the owner; empty for the owner itself.
    pub name: String,
    /// The types of the item.
    pub signature: ItemSignature,
    /// The kind of item, if a call of a runtime macro adds it.
    pub macro_item: Option<MacroItem>,
    /// The names of the arguments, in order; they are not part of the signature.
    pub arguments: Vec<String>,
    /// Whether additions to the item are compatible, because of `#[non_exhaustive]` or a private
    /// field.
    pub open: bool,
    /// Whether the item is deprecated.
    pub deprecated: bool,
    /// The source of the item; `None` if all crates have the item.
    pub source: Option<ItemSource>,
    /// The source of each argument.
    pub argument_sources: Vec<Option<ItemSource>>,
    /// The Cargo features that enable the item, each without the others; empty if it is always
    /// compiled.
    pub features: BTreeSet<String>,
}

impl Item {
    /// Creates an item that has only an owner, a kind and a name.
    pub fn bare(owner: ItemOwner, kind: ItemKind, name: &str) -> Self {
        Self {
            owner,
            kind,
            name: name.to_owned(),
            signature: ItemSignature::None,
            macro_item: None,
            arguments: Vec::new(),
            open: false,
            deprecated: false,
            source: None,
            argument_sources: Vec::new(),
            features: BTreeSet::new(),
        }
    }

    /// Creates the implementation of `From` for a type that converts to the owner.
    pub fn conversion(owner: ItemOwner, ty: ItemType) -> Self {
        Self {
            signature: ItemSignature::Conversion(ty.clone()),
            ..Self::bare(owner, ItemKind::Trait, &conversion_name(&ty))
        }
    }

    /// Replaces each owner of items in the signature for which `replacement` returns a type.
    pub fn replace_owners(&mut self, replacement: &impl Fn(&ItemOwner) -> Option<ItemType>) {
        self.signature.replace_owners(replacement);
        if let ItemSignature::Conversion(ty) = &self.signature {
            self.name = conversion_name(ty);
        }
    }

    /// Returns the path that a user writes: `types::Portal::new`.
    pub fn path(&self) -> String {
        match (self.kind, self.name.as_str()) {
            (ItemKind::Operation, _) => format!("operation {}", self.owner.short_name()),
            (ItemKind::OperationArgument, name) => {
                format!("argument {name} of operation {}", self.owner.short_name())
            }
            (_, "") => self.owner.to_string(),
            (ItemKind::Export, name) => format!("types::{name}"),
            (ItemKind::Trait, name) => format!("{name} for {}", self.owner),
            (ItemKind::Field, name) => format!("{}.{name}", self.owner),
            (_, name) => format!("{}::{name}", self.owner),
        }
    }
}

/// Returns the name of an implementation of `From`.
fn conversion_name(ty: &ItemType) -> String {
    format!("From<{ty}>")
}
