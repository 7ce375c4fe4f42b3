//! The two versions of an API that are compared.

use super::sides::Sides;
use description::Document;
use model::Api;

/// The models and the descriptions of both versions, and the day of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Versions<'a> {
    pub(super) models: Sides<&'a Api>,
    pub(super) texts: Sides<&'a Document>,
    pub(super) today: jiff::civil::Date,
}
