//! Types in the signatures of items.

use std::cmp::Ordering;
use std::fmt;

use crate::names::RUNTIME;
use crate::owner::{ItemOwner, OwnerKind};
use model::last_segment;

/// A type in the signature of an item, displayed as Rust code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemType {
    /// `Self`.
    SelfType,
    /// A type without arguments: `bool`.
    Named(TypeName),
    /// A type with arguments: `Option<bool>`.
    Generic(TypeName, Vec<ItemType>),
    /// A tuple.
    Tuple(Vec<ItemType>),
    /// Any type that implements a trait: `impl TokenSource`.
    Implementor(TypeName),
    /// `impl Into<T>`.
    Into(Box<ItemType>),
    /// `impl IntoIterator<Item = T>`.
    IntoIterator(Box<ItemType>),
    /// `&T`.
    Reference(Box<ItemType>),
    /// `&'static T`.
    StaticReference(Box<ItemType>),
    /// `[T]`.
    Slice(Box<ItemType>),
    /// `[T; N]`.
    Array(Box<ItemType>),
}

/// The name of a type. Names are equal if they mean the same type, however it is displayed.
#[derive(Clone, Debug)]
pub struct TypeName {
    /// The type.
    pub path: TypePath,
    /// The text of the name in the code of the item.
    pub displayed: String,
}

/// The type that a name means.
#[derive(Clone, Debug)]
pub enum TypePath {
    /// A type of the description, a handle, a request, or another owner of items.
    Owner(ItemOwner),
    /// Any other type, by its full path: `bool`, `crate::runtime::text::Date`.
    Other(&'static str),
    /// A type of another crate, by its full path.
    Foreign(String),
}

impl ItemType {
    /// Returns an owner of items as a type.
    pub fn of_owner(owner: ItemOwner) -> Self {
        let displayed = owner.name().to_owned();
        Self::displayed_owner(owner, displayed)
    }

    /// Returns an owner of items as a type that is displayed with this text.
    pub(crate) fn displayed_owner(owner: ItemOwner, displayed: impl Into<String>) -> Self {
        Self::Named(TypeName::new(TypePath::Owner(owner), displayed))
    }

    /// Returns a type without arguments that is imported.
    pub fn imported(path: &'static str) -> Self {
        Self::Named(TypeName::imported(path))
    }

    /// Returns a type of another crate.
    pub(crate) fn foreign(path: &str) -> Self {
        Self::Named(TypeName::new(TypePath::Foreign(path.to_owned()), path))
    }

    /// Returns a type without arguments that is displayed with its full path.
    pub(crate) fn with_full_path(path: &'static str) -> Self {
        Self::Named(TypeName::new(TypePath::Other(path), path))
    }

    /// Returns an imported type with arguments.
    pub fn generic(path: &'static str, arguments: Vec<Self>) -> Self {
        Self::Generic(TypeName::imported(path), arguments)
    }

    /// Returns `impl Into` of this type.
    pub fn converted(self) -> Self {
        Self::Into(Box::new(self))
    }

    /// Returns `impl IntoIterator` with items of this type.
    pub fn iterator(self) -> Self {
        Self::IntoIterator(Box::new(self))
    }

    /// Returns a reference to this type.
    pub fn reference(self) -> Self {
        Self::Reference(Box::new(self))
    }

    /// Returns a static reference to this type.
    pub(crate) fn static_reference(self) -> Self {
        Self::StaticReference(Box::new(self))
    }

    /// Returns a slice of this type.
    pub(crate) fn slice(self) -> Self {
        Self::Slice(Box::new(self))
    }

    /// Returns an array of this type, of any length.
    pub(crate) fn array(self) -> Self {
        Self::Array(Box::new(self))
    }

    /// Returns the owner of items that this type is.
    pub fn as_owner(&self) -> Option<&ItemOwner> {
        match self {
            Self::Named(name) => name.owner(),
            _ => None,
        }
    }

    /// Adds the names of types in this type, in order.
    pub(crate) fn collect_names<'t>(&'t self, names: &mut Vec<&'t TypeName>) {
        match self {
            Self::SelfType => {}
            Self::Named(name) | Self::Implementor(name) => names.push(name),
            Self::Generic(name, types) => {
                names.push(name);
                for ty in types {
                    ty.collect_names(names);
                }
            }
            Self::Tuple(types) => {
                for ty in types {
                    ty.collect_names(names);
                }
            }
            Self::Into(ty)
            | Self::IntoIterator(ty)
            | Self::Reference(ty)
            | Self::StaticReference(ty)
            | Self::Slice(ty)
            | Self::Array(ty) => ty.collect_names(names),
        }
    }

    /// Replaces each owner of items for which `replacement` returns a type.
    pub fn replace_owners(&mut self, replacement: &impl Fn(&ItemOwner) -> Option<Self>) {
        match self {
            Self::SelfType | Self::Implementor(_) => {}
            Self::Named(_) => {
                if let Some(ty) = self.as_owner().and_then(replacement) {
                    *self = ty;
                }
            }
            Self::Generic(_, types) | Self::Tuple(types) => {
                for ty in types {
                    ty.replace_owners(replacement);
                }
            }
            Self::Into(ty)
            | Self::IntoIterator(ty)
            | Self::Reference(ty)
            | Self::StaticReference(ty)
            | Self::Slice(ty)
            | Self::Array(ty) => ty.replace_owners(replacement),
        }
    }
}

impl fmt::Display for ItemType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelfType => f.write_str("Self"),
            Self::Named(name) => f.write_str(&name.displayed),
            Self::Generic(name, arguments) => {
                write!(f, "{}<{}>", name.displayed, joined(arguments))
            }
            Self::Tuple(items) => write!(f, "({})", joined(items)),
            Self::Implementor(name) => write!(f, "impl {}", name.displayed),
            Self::Into(target) => write!(f, "impl Into<{target}>"),
            Self::IntoIterator(item) => write!(f, "impl IntoIterator<Item = {item}>"),
            Self::Reference(target) => write!(f, "&{target}"),
            Self::StaticReference(target) => write!(f, "&'static {target}"),
            Self::Slice(item) => write!(f, "[{item}]"),
            Self::Array(item) => write!(f, "[{item}; N]"),
        }
    }
}

fn joined(types: &[ItemType]) -> String {
    let texts: Vec<String> = types.iter().map(ItemType::to_string).collect();
    texts.join(", ")
}

impl TypeName {
    pub(crate) fn new(path: TypePath, displayed: impl Into<String>) -> Self {
        let displayed = displayed.into();
        Self { path, displayed }
    }

    /// Returns the name of a type that is imported.
    fn imported(path: &'static str) -> Self {
        Self::new(TypePath::Other(path), last_segment(path))
    }

    /// Returns the owner of items that has this name.
    pub(crate) fn owner(&self) -> Option<&ItemOwner> {
        match &self.path {
            TypePath::Owner(owner) => Some(owner),
            TypePath::Other(_) | TypePath::Foreign(_) => None,
        }
    }

    /// Returns the path by which a program of another crate can name the type: `crate::Uuid` for
    /// one of the runtime.
    pub fn public_path(&self) -> String {
        match &self.path {
            TypePath::Owner(owner) => owner.to_string(),
            TypePath::Other(path) if path.starts_with(RUNTIME) => {
                format!("crate::{}", last_segment(path))
            }
            TypePath::Other(path) => (*path).to_owned(),
            TypePath::Foreign(path) => path.clone(),
        }
    }

    /// Returns what is compared. The name of a handle or request is unique in the crate, and a
    /// program that calls its methods still compiles if its module changes.
    fn identity(&self) -> (Option<OwnerKind>, &str) {
        match &self.path {
            TypePath::Owner(owner) => (Some(owner.kind()), owner.name()),
            TypePath::Other(path) => (None, path),
            TypePath::Foreign(path) => (None, path),
        }
    }
}

impl PartialEq for TypeName {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for TypeName {}

impl Ord for TypeName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl PartialOrd for TypeName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handle(module: &str) -> ItemOwner {
        ItemOwner::new(module, OwnerKind::Other).below("Pets")
    }

    #[test]
    fn types_are_equal_however_they_are_displayed() {
        let [old, new] = ["resources::a", "resources::b"].map(handle);
        let displayed = format!("crate::{new}");
        let full = ItemType::displayed_owner(new, displayed);
        let short = ItemType::of_owner(old);
        assert_eq!(full, short);
        assert_eq!(full.to_string(), "crate::resources::b::Pets");
        assert_eq!(short.to_string(), "Pets");
        assert_ne!(short, ItemType::of_owner(ItemOwner::described("Pets")));
        let value = "serde_json::Value";
        assert_eq!(ItemType::imported(value), ItemType::with_full_path(value));
        let described = ItemType::of_owner(ItemOwner::described("Value"));
        assert_ne!(ItemType::imported(value), described);
    }

    #[test]
    fn owners_are_replaced_at_any_depth() {
        let pet = ItemOwner::described("Pet");
        let entry = vec![
            ItemType::imported("str").reference(),
            ItemType::of_owner(pet.clone()).converted(),
        ];
        let mut ty = ItemType::generic("Vec", vec![ItemType::Tuple(entry).array()]).iterator();
        let mut names = Vec::new();
        ty.collect_names(&mut names);
        let owners: Vec<&ItemOwner> = names.iter().filter_map(|name| name.owner()).collect();
        assert_eq!(owners, [&pet]);
        ty.replace_owners(&|owner| {
            let dog = ItemType::of_owner(ItemOwner::described("Dog"));
            Some(dog).filter(|_| *owner == pet)
        });
        let expected = "impl IntoIterator<Item = Vec<[(&str, impl Into<Dog>); N]>>";
        assert_eq!(ty.to_string(), expected);
    }
}
