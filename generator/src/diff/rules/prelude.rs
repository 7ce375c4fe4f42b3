//! Names that most rules use.

pub(super) use super::{
    ANNOUNCE, About, CHECK_SERVER, COMPATIBLE, Effect, Excuse, FEWER, LISTED, MORE, NO_BYTE,
    NO_ITEM, NOTHING, Proof, RELEASE, Rule, TYPE_TOO, UnionChange, code_or_none,
    join_changes_with_worst, joined_or, name_as_code, names_as_code, schema_as_written, shown,
};
pub(super) use crate::diff::cursor::{Both, DetectedChange, ResolvedSchema, Shape, Sides as _};
pub(super) use crate::diff::verdict::Wire::{self, Breaking, Compatible, Depends, Risky, Unknown};
pub(super) use crate::source::Document;
