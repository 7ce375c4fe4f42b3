//! The signature of an item.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use crate::text::paths_in_text;

/// The types of an item, without the names of arguments. Signatures are sorted as they are
/// displayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemSignature {
    /// A type, or what an item has instead: `struct {..}`, the fields of a variant.
    Type(String),
    /// A method or a function.
    Function {
        /// What precedes the arguments: `async fn<T>`.
        head: String,
        /// The types of the arguments, including that of `self`.
        arguments: Vec<String>,
        /// The returned type, if there is one.
        output: Option<String>,
    },
}

impl ItemSignature {
    /// Returns the type of an item that is no function.
    pub fn as_type(&self) -> Option<&str> {
        match self {
            Self::Type(ty) => Some(ty),
            Self::Function { .. } => None,
        }
    }

    /// Returns the paths in the signature, such as paths of types.
    pub fn paths(&self) -> BTreeSet<&str> {
        match self {
            Self::Type(ty) => paths_in_text(ty).collect(),
            Self::Function {
                head,
                arguments,
                output,
            } => std::iter::once(head)
                .chain(arguments)
                .chain(output)
                .flat_map(|text| paths_in_text(text))
                .collect(),
        }
    }

    /// Returns the signature with each of its texts rewritten.
    pub fn with_texts(&self, mut rewrite: impl FnMut(&str) -> String) -> Self {
        match self {
            Self::Type(ty) => Self::Type(rewrite(ty)),
            Self::Function {
                head,
                arguments,
                output,
            } => Self::Function {
                head: rewrite(head),
                arguments: arguments.iter().map(|ty| rewrite(ty)).collect(),
                output: output.as_deref().map(rewrite),
            },
        }
    }
}

impl fmt::Display for ItemSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(ty) => f.write_str(ty),
            Self::Function {
                head,
                arguments,
                output,
            } => {
                write!(f, "{head}({})", arguments.join(", "))?;
                match output {
                    Some(output) => write!(f, " -> {output}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl Ord for ItemSignature {
    fn cmp(&self, other: &Self) -> Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

impl PartialOrd for ItemSignature {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
