//! Bodies of requests, and media types of bodies.

use std::collections::BTreeSet;

use super::prelude::*;
use crate::media;
use model::{Codec, Content};

pub(super) const RULES: &[Rule] = &[
    Rule::added("body-added-optional")
        .what("A request may now have a body.")
        .body(|it| {
            if it.added()?.required {
                return None;
            }
            Some(DetectedChange::new(
                Compatible,
                "an optional body was added",
            ))
        }),
    Rule::added("body-added-required")
        .what("A request must now have a body.")
        .wire("Breaking: requests without a body are refused.")
        .rust("Major if the method takes one more argument.")
        .help(ANNOUNCE)
        .body(|it| {
            if !it.added()?.required {
                return None;
            }
            Some(
                DetectedChange::new(Breaking, "a required body was added")
                    .shown(shown::without_body(it)),
            )
        }),
    Rule::widened("body-became-optional")
        .what("A body became optional.")
        .makes_body_optional()
        .wire(COMPATIBLE)
        .help(RELEASE)
        .body(|it| {
            it.loses(|body| body.required)?;
            Some(it.found(Compatible, Became, "optional"))
        }),
    Rule::tightened("body-became-required")
        .what("A body became required.")
        .wire("Breaking: requests without a body are refused.")
        .rust(TYPE_TOO)
        .body(|it| {
            it.gains(|body| body.required)?;
            Some(
                it.found(Breaking, Became, "required")
                    .shown(shown::without_body(it)),
            )
        }),
    Rule::removed("body-removed")
        .what("A request no longer has a body.")
        .wire("Risky: a server may ignore or refuse a body.")
        .body(|it| {
            it.removed()?;
            Some(DetectedChange::new(Risky, "the body was removed"))
        }),
    Rule::added("media-type-added")
        .what("A media type of a body was added.")
        .wire(
            "Compatible. Risky if a range (`image/*`) replaces a media type of a response; none if \
             a range covered it before.",
        )
        .rust(LISTED)
        .content(media_type_added),
    Rule::new("media-type-parameters-changed")
        .what(
            "The parameters of a media type changed, such as `version=2`. `charset=utf-8` is the \
             default.",
        )
        .wire("Risky: each server decides how to treat parameters.")
        .rust("Patch: no item of the crate changes, but requests name the new media type.")
        .help(CHECK_SERVER)
        .content(|it| {
            it.changes(|content| media_type_parameters(&content.media_type))?;
            let message = it.change("the media type", |content| {
                name_as_code(&content.media_type)
            })?;
            Some(
                DetectedChange::new(Risky, message)
                    .changes_behaviour()
                    .without_items(),
            )
        }),
    Rule::removed("media-type-removed")
        .what("A media type of a body was removed.")
        .wire(
            "Breaking. None if a range (`image/*`) covers it; compatible if the media types of a \
             response became a narrower range.",
        )
        .rust(LISTED)
        .content(|it| {
            let old = it.removed()?;
            let after = it.cursor.transmission.forms.new;
            let name = &old.media_type;
            let wider = after
                .iter()
                .find(|content| media::media_range_includes(&content.media_type, name));
            let narrower = names_as_code(
                after
                    .iter()
                    .map(|content| &content.media_type)
                    .filter(|media_type| media::media_range_includes(name, media_type)),
            );
            Some(match wider {
                Some(range) => {
                    let complement = format!("now described as `{}`", range.media_type);
                    let message = Message::of_named("media type", name, Is, &complement);
                    let change = DetectedChange::new(Wire::None, message);
                    // If a range describes the body, requests may no longer name the media type.
                    // For responses, the header `Accept` names the range.
                    let is_raw = matches!(range.codec, Codec::Bytes | Codec::Text);
                    if is_raw || !it.is_request() {
                        change.changes_behaviour()
                    } else {
                        change
                    }
                }
                None if !it.is_request() && !narrower.is_empty() => {
                    let message = Message::of_named("range", name, Became, &narrower.join(" or "));
                    DetectedChange::new(Compatible, message).changes_behaviour()
                }
                None => DetectedChange::new(
                    Breaking,
                    Message::of_named("media type", name, Was, "removed"),
                )
                .changes_behaviour()
                .shown(shown::with_media_type(it, name)),
            })
        }),
];

fn media_type_added(it: &Both<'_, Content>) -> Option<DetectedChange> {
    let new = it.added()?;
    let before = it.cursor.transmission.forms.old;
    let name = &new.media_type;
    let wider = before
        .iter()
        .find(|content| media::media_range_includes(&content.media_type, name));
    let narrower = if it.is_request() {
        None
    } else {
        before
            .iter()
            .find(|content| media::media_range_includes(name, &content.media_type))
    };
    Some(match (wider, narrower) {
        (Some(range), _) => DetectedChange::new(
            Wire::None,
            Message::of_named(
                "media type",
                name,
                Was,
                &format!("described as `{}` before", range.media_type),
            ),
        ),
        (_, Some(content)) => DetectedChange::new(
            Risky,
            format!("`{}` became the range `{name}`", content.media_type),
        ),
        _ => DetectedChange::new(
            Compatible,
            Message::of_named("media type", name, Was, "added"),
        ),
    })
}

fn media_type_parameters(media_type: &str) -> BTreeSet<String> {
    let parameters = media_type
        .split(';')
        .skip(1)
        .map(|parameter| parameter.replace([' ', '"'], "").to_ascii_lowercase());
    parameters
        .filter(|parameter| !parameter.is_empty() && parameter != "charset=utf-8")
        .collect()
}
