//! Names that most rules use.

pub(super) use super::{
    ANNOUNCE, About, CHECK_SERVER, COMPATIBLE, Effect, Excuse, FEWER, Known, LISTED, MORE, NO_BYTE, NO_ITEM, NOTHING,
    Proof, RELEASE, Rule, TYPE_TOO, code, joined_or, or_none, quoted, shown, worst, written,
};
pub(super) use crate::diff::cursor::{Both, Found, Node, Shape, Sides as _};
pub(super) use crate::diff::verdict::Wire::{self, Breaking, Compatible, Depends, Risky, Unknown};
pub(super) use crate::source::Document;
