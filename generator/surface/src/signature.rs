//! The signature of an item.

use std::collections::BTreeSet;
use std::fmt;

use crate::item_type::{ItemType, TypeName};
use crate::owner::ItemOwner;

/// The types of an item, without the names of arguments, displayed as Rust code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemSignature {
    /// An item without types, such as a feature.
    None,
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// The type of a field or a constant, the target of an alias, or the type that a call of a
    /// runtime macro names.
    Type(ItemType),
    /// The value of a variant.
    Payload(Option<ItemType>),
    /// A method or a function.
    Function {
        /// The form of `self`.
        receiver: Receiver,
        /// The types of the other arguments.
        arguments: Vec<ItemType>,
        /// The returned type.
        output: ItemType,
    },
    /// The type that an implementation of `From` converts. The name of the item displays it.
    Conversion(ItemType),
    /// The names of the setters that every request has.
    Setters(Vec<String>),
    /// An argument of an operation of the catalog.
    Argument {
        /// Whether a call needs the argument.
        is_required: bool,
    },
}

/// How a function takes the value that it is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Receiver {
    /// The function is called on no value.
    None,
    /// `self`.
    Value,
    /// `&self`.
    Reference,
}

impl ItemSignature {
    /// Returns the owners of items that the signature names.
    pub fn owners(&self) -> BTreeSet<&ItemOwner> {
        self.names()
            .into_iter()
            .filter_map(TypeName::owner)
            .collect()
    }

    /// Returns the names of types in the signature, in order.
    pub fn names(&self) -> Vec<&TypeName> {
        let mut names = Vec::new();
        match self {
            Self::None
            | Self::Struct
            | Self::Enum
            | Self::Payload(None)
            | Self::Setters(_)
            | Self::Argument { .. } => {}
            Self::Type(ty) | Self::Payload(Some(ty)) | Self::Conversion(ty) => {
                ty.collect_names(&mut names);
            }
            Self::Function {
                arguments, output, ..
            } => {
                for ty in arguments.iter().chain([output]) {
                    ty.collect_names(&mut names);
                }
            }
        }
        names
    }

    /// Replaces each owner of items for which `replacement` returns a type.
    pub fn replace_owners(&mut self, replacement: &impl Fn(&ItemOwner) -> Option<ItemType>) {
        match self {
            Self::None
            | Self::Struct
            | Self::Enum
            | Self::Payload(None)
            | Self::Setters(_)
            | Self::Argument { .. } => {}
            Self::Type(ty) | Self::Payload(Some(ty)) | Self::Conversion(ty) => {
                ty.replace_owners(replacement);
            }
            Self::Function {
                arguments, output, ..
            } => {
                for ty in arguments.iter_mut().chain([output]) {
                    ty.replace_owners(replacement);
                }
            }
        }
    }
}

impl fmt::Display for ItemSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None | Self::Conversion(_) => Ok(()),
            Self::Struct => f.write_str("struct {..}"),
            Self::Enum => f.write_str("enum"),
            Self::Type(ty) => ty.fmt(f),
            Self::Payload(None) => f.write_str("()"),
            Self::Payload(Some(ty)) => write!(f, "({ty})"),
            Self::Function {
                receiver,
                arguments,
                output,
            } => {
                let receiver_text = match receiver {
                    Receiver::None => None,
                    Receiver::Value => Some("self".to_owned()),
                    Receiver::Reference => Some("&self".to_owned()),
                };
                let argument_texts: Vec<String> = receiver_text
                    .into_iter()
                    .chain(arguments.iter().map(ItemType::to_string))
                    .collect();
                write!(f, "fn({}) -> {output}", argument_texts.join(", "))
            }
            Self::Setters(names) => f.write_str(&names.join(" ")),
            Self::Argument { is_required: true } => f.write_str("required"),
            Self::Argument { is_required: false } => f.write_str("optional"),
        }
    }
}
