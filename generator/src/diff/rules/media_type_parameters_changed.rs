//! The parameters of a media type changed.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "media-type-parameters-changed",
    docs: Docs {
        what: "The parameters of a media type changed, such as `version=2`. `charset=utf-8` is the default.",
        wire: "Risky: each server decides how to treat parameters.",
        rust: "Patch: no item of the crate changes, but requests name the new media type.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    (parameters(&old.media_type) != parameters(&new.media_type)).then(|| {
        let message = format!("the media type changed from `{}` to `{}`", old.media_type, new.media_type);
        Found::new(Wire::Risky, message).behaves().unseen()
    })
}

fn parameters(media_type: &str) -> BTreeSet<String> {
    let all = media_type.split(';').skip(1).map(|one| one.replace([' ', '"'], "").to_ascii_lowercase());
    all.filter(|one| !one.is_empty() && one != "charset=utf-8").collect()
}
