//! The sources of items of the crate.

use diag::{FileId, Origin};

/// The source of an item of the crate, by its location in the description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemSource {
    /// A type, an operation, or all security schemes, servers or webhooks.
    Whole(Origin),
    /// A part of such a whole, by the locations of the whole and the part: a property, a member of
    /// a union, a parameter, a security scheme, a server or a webhook.
    Part(Origin, Origin),
    /// A value of the enum at this location.
    Value(Origin, String),
    /// A resource, by the location of its first operation.
    Resource(Origin),
    /// The enum for the success responses of an operation.
    Outputs(Origin),
}

/// A section of the description whose members are neither types nor operations, but sources of
/// items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceSection {
    /// The security schemes.
    SecuritySchemes,
    /// The servers.
    Servers,
    /// The webhooks.
    Webhooks,
}

impl SourceSection {
    /// Returns the location in the main file; webhooks may be in `x-webhooks` instead.
    pub fn origin(self) -> Origin {
        let pointer = match self {
            Self::SecuritySchemes => "/components/securitySchemes",
            Self::Servers => "/servers",
            Self::Webhooks => "/webhooks",
        };
        Origin::new(FileId(0), pointer)
    }

    /// Returns the section at an origin.
    pub fn at(origin: &Origin) -> Option<Self> {
        [Self::SecuritySchemes, Self::Servers, Self::Webhooks]
            .into_iter()
            .find(|section| section.origin() == *origin)
    }

    /// Returns the source of a member of the section.
    pub fn member(self, origin: &Origin) -> ItemSource {
        ItemSource::Part(self.origin(), origin.clone())
    }
}

impl ItemSource {
    /// Returns the source of a part of a type or operation.
    pub fn of_part(whole: &Origin, part: &Origin) -> Self {
        Self::Part(whole.clone(), part.clone())
    }

    /// Returns the whole, if the source is one or is a part of one.
    pub fn whole(&self) -> Option<&Origin> {
        match self {
            Self::Whole(whole) | Self::Part(whole, _) | Self::Value(whole, _) => Some(whole),
            Self::Resource(_) | Self::Outputs(_) => None,
        }
    }
}
