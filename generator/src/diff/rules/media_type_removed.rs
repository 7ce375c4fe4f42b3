//! A body no longer has one of its media types.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::media;
use crate::diff::verdict::Wire;
use crate::model::{Codec, Content};

pub(super) const RULE: Rule = Rule {
    code: "media-type-removed",
    docs: Docs {
        what: "A body no longer has one of its media types.",
        wire: "Breaking: requests in it are refused, responses in it do not come any more. None where a range (`image/*`) \
               stands for it now; compatible where a response that was any of a range is one of it.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
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
            // Bytes of a range are sent without saying which of it they are; responses are asked for by `Accept`.
            let is_raw = matches!(range.codec, Codec::Bytes | Codec::Text);
            if is_raw || !it.is_request() { found.behaves() } else { found }
        }
        None if !it.is_request() && !narrower.is_empty() => {
            let message = format!("what was any of `{name}` is {} now", narrower.join(" or "));
            Found::new(Wire::Compatible, message).behaves()
        }
        None => Found::new(Wire::Breaking, format!("the media type `{name}` is gone")).behaves(),
    })
}
