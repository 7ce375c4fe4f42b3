//! Bodies of requests, and media types of bodies.

use std::collections::BTreeSet;

use super::prelude::*;
use crate::diff::media;
use crate::model::{Codec, Content};

pub(super) const RULES: &[Rule] = &[
    Rule::added("body-added-optional").body(|it| {
        it.added().filter(|new| !new.required).map(|_| Found::new(Compatible, "the request may have a body now"))
    }),
    Rule::added("body-added-required").body(|it| {
        it.added().filter(|new| new.required)?;
        Some(Found::new(Breaking, "the request must have a body now").shown(shown::without_body(it)))
    }),
    Rule::new("body-became-optional")
        .body(|it| it.loses(|body| body.required).map(|_| it.found(Compatible, "became optional"))),
    Rule::new("body-became-required").body(|it| {
        it.gains(|body| body.required)?;
        Some(it.found(Breaking, "became required").shown(shown::without_body(it)))
    }),
    Rule::removed("body-removed")
        .body(|it| it.removed().map(|_| Found::new(Breaking, "the request no longer has a body"))),
    Rule::added("media-type-added").content(media_type_added),
    Rule::new("media-type-parameters-changed").content(|it| {
        it.changes(|content| parameters(&content.media_type))?;
        let message = it.change("the media type", |content| code(&content.media_type))?;
        Some(Found::new(Risky, message).changes_behaviour().without_items())
    }),
    Rule::removed("media-type-removed").content(|it| {
        let old = it.removed()?;
        let (after, name) = (it.cursor.forms.1, &old.media_type);
        let wider = after.iter().find(|one| media::includes(&one.media_type, name));
        let narrower = after.iter().filter(|one| media::includes(name, &one.media_type));
        let narrower = quoted(narrower.map(|one| &one.media_type));
        Some(match wider {
            Some(range) => {
                let message = format!("the media type `{name}` is described as `{}` now", range.media_type);
                let found = Found::new(Wire::None, message);
                // Requests with a range do not name the media type; for responses, `Accept` does.
                let is_raw = matches!(range.codec, Codec::Bytes | Codec::Text);
                if is_raw || !it.is_request() { found.changes_behaviour() } else { found }
            }
            None if !it.is_request() && !narrower.is_empty() => {
                let message = format!("the range `{name}` became {}", narrower.join(" or "));
                Found::new(Compatible, message).changes_behaviour()
            }
            None => Found::new(Breaking, format!("the media type `{name}` was removed"))
                .changes_behaviour()
                .shown(shown::with_media_type(it, name)),
        })
    }),
];

fn media_type_added(it: &Both<'_, Content>) -> Option<Found> {
    let new = it.added()?;
    let (before, name) = (it.cursor.forms.0, &new.media_type);
    let wider = before.iter().find(|one| media::includes(&one.media_type, name));
    let narrower = before.iter().find(|one| media::includes(name, &one.media_type)).filter(|_| !it.is_request());
    Some(match (wider, narrower) {
        (Some(range), _) => {
            Found::new(Wire::None, format!("the media type `{name}` was described as `{}` before", range.media_type))
        }
        (_, Some(one)) => Found::new(Risky, format!("`{}` became the range `{name}`", one.media_type)),
        _ => Found::new(Compatible, format!("the media type `{name}` was added")),
    })
}

fn parameters(media_type: &str) -> BTreeSet<String> {
    let all = media_type.split(';').skip(1).map(|one| one.replace([' ', '"'], "").to_ascii_lowercase());
    all.filter(|one| !one.is_empty() && one != "charset=utf-8").collect()
}
