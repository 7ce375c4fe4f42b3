//! A media type of a body was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::media;
use crate::diff::verdict::Wire;
use crate::model::{Codec, Content};

pub(super) const RULE: Rule = Rule {
    code: "media-type-removed",
    docs: Docs {
        what: "A media type of a body was removed.",
        wire: "Breaking: it is refused in requests, and responses no longer have it. None if a range (`image/*`) \
               covers it now; compatible if a media type of a range replaces the range in a response.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let old = it.removed()?;
    let (after, name) = (it.cursor.forms.1, &old.media_type);
    let wider = after.iter().find(|one| media::includes(&one.media_type, name));
    let narrower = after.iter().filter(|one| media::includes(name, &one.media_type));
    let narrower: Vec<String> = narrower.map(|one| format!("`{}`", one.media_type)).collect();
    Some(match wider {
        Some(range) => {
            let message = format!("the media type `{name}` is described as `{}` now", range.media_type);
            let found = Found::new(Wire::None, message);
            // Requests with a range do not name the media type; for responses, `Accept` does.
            let is_raw = matches!(range.codec, Codec::Bytes | Codec::Text);
            if is_raw || !it.is_request() { found.behaves() } else { found }
        }
        None if !it.is_request() && !narrower.is_empty() => {
            let message = format!("the range `{name}` became {}", narrower.join(" or "));
            Found::new(Wire::Compatible, message).behaves()
        }
        None => Found::new(Wire::Breaking, format!("the media type `{name}` was removed")).behaves(),
    })
}
