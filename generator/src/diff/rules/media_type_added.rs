//! A media type of a body was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::media;
use crate::diff::verdict::Wire;
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "media-type-added",
    docs: Docs {
        what: "A media type of a body was added.",
        wire: "Compatible: clients send and accept the known ones. Risky if a range (`image/*`) replaces a media type \
               of a response. None if a range covered it before.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
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
            Found::new(Wire::None, format!("the media type `{name}` was described as `{}` before", range.media_type))
        }
        (_, Some(one)) => Found::new(Wire::Risky, format!("`{}` became the range `{name}`", one.media_type)),
        _ => Found::new(Wire::Compatible, format!("the media type `{name}` was added")),
    })
}
