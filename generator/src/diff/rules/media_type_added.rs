//! A body may have one more media type.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::media;
use crate::diff::verdict::Wire;
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "media-type-added",
    docs: Docs {
        what: "A body may have one more media type.",
        wire: "Compatible: clients send and ask for what they know. Risky where a response may be any of a range (`image/*`) \
               that was one of it. None where it was described by a range before.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let new = it.added()?;
    let (before, name) = (it.cursor.forms.0, &new.media_type);
    let wider = before.iter().find(|one| media::includes(&one.media_type, name));
    let narrower = before.iter().find(|one| media::includes(name, &one.media_type)).filter(|_| !it.is_request());
    Some(match (wider, narrower) {
        (Some(range), _) => {
            Found::new(Wire::None, format!("the media type `{name}` was described as `{}`", range.media_type))
        }
        (_, Some(one)) => Found::new(Wire::Risky, format!("what was `{}` may be any of `{name}` now", one.media_type)),
        _ => Found::new(Wire::Compatible, format!("the media type `{name}` is new")),
    })
}
