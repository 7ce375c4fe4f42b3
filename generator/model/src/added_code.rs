//! Traits and attributes that `generator.yaml` adds to a type.

use crate::last_segment;

/// What `generator.yaml` adds to a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddedCode {
    /// Traits of the standard library, sorted.
    pub traits: Vec<StdTrait>,
    /// Paths of derives of other crates.
    pub derives: Vec<String>,
    /// Attributes, without `#[]`.
    pub attributes: Vec<String>,
}

impl AddedCode {
    /// The only derive that is not derived: emitted types implement it by the schemas of the
    /// description.
    pub const JSON_SCHEMA: &str = "schemars::JsonSchema";

    /// Returns whether the type implements `schemars::JsonSchema`.
    pub fn has_json_schema(&self) -> bool {
        self.derives.iter().any(|path| path == Self::JSON_SCHEMA)
    }
}

/// A trait of the standard library that types have on request, if they can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StdTrait {
    /// `Copy`.
    Copy,
    /// `Default`.
    Default,
    /// `Eq`.
    Eq,
    /// `Hash`.
    Hash,
    /// `Ord`.
    Ord,
    /// `PartialOrd`.
    PartialOrd,
}

impl StdTrait {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Copy,
        Self::Default,
        Self::Eq,
        Self::Hash,
        Self::Ord,
        Self::PartialOrd,
    ];

    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Copy => "Copy",
            Self::Default => "Default",
            Self::Eq => "Eq",
            Self::Hash => "Hash",
            Self::Ord => "Ord",
            Self::PartialOrd => "PartialOrd",
        }
    }

    /// Returns the trait with this name or path.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = match path.split_once("::") {
            None => path,
            Some(("std" | "core", _)) => last_segment(path),
            Some(_) => return None,
        };
        Self::ALL
            .into_iter()
            .find(|std_trait| std_trait.name() == name)
    }

    /// Returns the trait and those that it needs, except `PartialEq`, which all types have.
    pub fn with_supertraits(self) -> &'static [Self] {
        match self {
            Self::Copy => &[Self::Copy],
            Self::Default => &[Self::Default],
            Self::Eq => &[Self::Eq],
            Self::Hash => &[Self::Hash],
            Self::Ord => &[Self::Eq, Self::Ord, Self::PartialOrd],
            Self::PartialOrd => &[Self::PartialOrd],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StdTrait;

    #[test]
    fn traits_of_other_crates_are_not_those_of_the_standard_library() {
        for path in ["Hash", "std::hash::Hash", "core::hash::Hash"] {
            assert_eq!(StdTrait::of_path(path), Some(StdTrait::Hash), "{path}");
        }
        for path in ["stdx::Hash", "derive_more::Hash", "std::fmt::Debug"] {
            assert_eq!(StdTrait::of_path(path), None, "{path}");
        }
    }
}
