//! Names that most rules use.

pub(super) use super::{
    ADDED, ANNOUNCE, About, CHANGED, CHECK_SERVER, COMPATIBLE, Check, DEPRECATED, DOCS, Effect, Excuse, FEWER, Known,
    LISTED, MORE, NARROWED, NO_BYTE, NO_ITEM, NOTHING, OTHER, Proof, RELAXED, RELEASE, REMOVED, Rule, TIGHTENED,
    TYPE_TOO, WIDENED, joined_or, or_none, quoted, shown, written,
};
pub(super) use crate::diff::cursor::{Both, Found, Node, Shape};
pub(super) use crate::diff::verdict::Wire::{self, Breaking, Compatible, Depends, Risky, Unknown};
pub(super) use crate::source::Document;
