//! The two versions of an API that are compared.

use super::sides::Sides;
use crate::model::Api;
use crate::source::Document;

/// The models and the descriptions of both versions, and the day of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Versions<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) old_text: &'a Document,
    pub(super) new_text: &'a Document,
    pub(super) today: jiff::civil::Date,
}

impl<'a> Versions<'a> {
    pub(super) fn models(self) -> Sides<&'a Api> {
        Sides {
            old: self.old,
            new: self.new,
        }
    }

    pub(super) fn texts(self) -> Sides<&'a Document> {
        Sides {
            old: self.old_text,
            new: self.new_text,
        }
    }
}
