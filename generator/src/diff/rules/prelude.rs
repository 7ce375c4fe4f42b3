//! Names that most rules use.

pub(super) use super::{About, Excuse, Known, Proof, Rule, code, joined_or, or_none, quoted, shown, worst, written};
pub(super) use crate::diff::cursor::{Both, Found, Node, Shape, Sides as _};
pub(super) use crate::diff::verdict::Wire::{self, Breaking, Compatible, Depends, Risky, Unknown};
pub(super) use crate::source::Document;
