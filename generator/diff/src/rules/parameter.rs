//! Parameters, and their serialization.

use std::collections::BTreeSet;

use super::deprecated::{early_removal, is_past_sunset};
use super::encoding::{
    EncodedValue, explicit_encodings, has_effect_of_explode, wire_of_style_change,
};
use super::prelude::*;
use model::{
    Api, Operation, Parameter, ParameterLocation, ParameterStyle, PartKey, SecurityScheme,
};

pub(crate) const MOVED_INTO_OBJECT: Rule = Rule::new("parameters-moved-into-object")
    .what("Query parameters became the properties of one exploded object, or the reverse.")
    .rust("Major: several arguments or setters become one, or the reverse.")
    .help(RELEASE);

pub(crate) const BECAME_LIST: Rule = Rule::new("parameter-became-list")
    .what(
        "A query parameter, or a property of a form or multipart body, became an array, and may be \
         repeated.",
    )
    .wire("Compatible in requests: a single value is sent as before. Breaking in responses.")
    .rust("Major: the argument becomes a `Vec`.")
    .help(RELEASE)
    .proof(Proof::Impossible);

pub(crate) const NO_LONGER_LIST: Rule = Rule::new("parameter-no-longer-list")
    .what(
        "A query parameter, or a property of a form or multipart body, is no longer an array, and may \
         not be repeated.",
    )
    .wire("Breaking in requests: several items are refused. Compatible in responses.")
    .rust("Major: the argument is no longer a `Vec`.")
    .help(ANNOUNCE)
    .proof(Proof::Impossible);

pub(super) const RULES: &[Rule] = &[
    MOVED_INTO_OBJECT,
    Rule::removed("deprecated-parameter-removed")
        .what("A deprecated parameter was removed, after its sunset (`x-sunset`) if it had one.")
        .wire(COMPATIBLE)
        .rust("Major: its setter or argument is removed.")
        .help(RELEASE)
        .parameter(|it| {
            let old = it.removed().filter(|old| {
                is_past_sunset(it, old.deprecated) && became_credential(it).is_none()
            })?;
            let message = Message::of_named("deprecated parameter", &old.wire, Was, "removed");
            Some(DetectedChange::new(Compatible, message))
        }),
    Rule::added("parameter-added-optional")
        .what("An optional parameter was added.")
        .parameter(|it| {
            if it.added()?.required {
                return None;
            }
            if became_credential(it).is_some() {
                return None;
            }
            let message = Message::of(it.named("optional"), Was, "added");
            Some(DetectedChange::new(Compatible, message))
        }),
    Rule::added("parameter-added-required")
        .what("A required parameter was added.")
        .wire("Breaking: requests without it are refused.")
        .rust("Major: the method takes one more argument.")
        .help("Make it optional, with a default on the server.")
        .parameter(|it| {
            let new = it
                .added()
                .filter(|new| new.required && became_credential(it).is_none())?;
            let change =
                DetectedChange::new(Breaking, Message::of(it.named("required"), Was, "added"));
            Some(change.shown(shown::without_parameter(it, new)))
        }),
    Rule::new("parameter-became-credential")
        .what(
            "A parameter became the credential of a security scheme, which the client takes once, \
             or the reverse.",
        )
        .rust("Major: its setter or argument is removed, or added.")
        .help(RELEASE)
        .parameter(became_credential),
    BECAME_LIST,
    Rule::widened("parameter-became-optional")
        .what("A parameter became optional.")
        .wire(COMPATIBLE)
        .rust("Major: an argument becomes a setter.")
        .help(RELEASE)
        .parameter(|it| {
            it.loses(|parameter| parameter.required)?;
            Some(it.found(Compatible, Became, "optional"))
        }),
    Rule::tightened("parameter-became-required")
        .what("A parameter became required.")
        .wire("Breaking: requests without it are refused.")
        .rust("Major: a setter becomes an argument.")
        .help(REFUSE_LATER)
        .parameter(|it| {
            let Sides { old: _, new } = it.gains(|parameter| parameter.required)?;
            Some(
                it.found(Breaking, Became, "required")
                    .shown(shown::without_parameter(it, new)),
            )
        }),
    Rule::changed("parameter-moved")
        .what(
            "A parameter moved to another part of the request: path, query, query string, header \
             or cookie.",
        )
        .wire("Breaking: the server no longer finds it.")
        .rust(
            "Major: if it stays an argument or a setter, the same program compiles and sends other \
             requests.",
        )
        .parameter(|it| {
            let Sides { old, new } = it.changes(|parameter| parameter.location)?;
            let move_text = match it.changes(|parameter| parameter.wire.to_ascii_lowercase()) {
                Some(_) => format!(
                    "moved from {old} to {new} and was renamed from `{}`",
                    it.old?.wire
                ),
                None => format!("moved from {old} to {new}"),
            };
            let message = format!("{} {move_text}", it.named(""));
            Some(
                DetectedChange::new(Breaking, message)
                    .changes_behaviour()
                    .at(&["in"]),
            )
        }),
    NO_LONGER_LIST,
    Rule::removed("parameter-removed")
        .what(
            "A parameter was removed without being deprecated, or before its sunset (`x-sunset`).",
        )
        .wire(
            "Risky: a server may ignore it or refuse it. Breaking before its sunset (`x-sunset`).",
        )
        .rust("Major: its setter or argument is removed.")
        .help("Deprecate it first.")
        .parameter(|it| {
            let old = it.removed().filter(|old| {
                !is_past_sunset(it, old.deprecated) && became_credential(it).is_none()
            })?;
            let how = early_removal(it, old.deprecated);
            let wire = if how.is_some() { Breaking } else { Risky };
            Some(it.found(wire, Was, &format!("removed{}", how.unwrap_or_default())))
        }),
    Rule::new("parameter-wire-name-changed")
        .what("The wire name of a parameter changed, but not its Rust name.")
        .wire("Breaking: the server no longer finds it.")
        .rust("Patch: the same program compiles and sends the new name.")
        .help("Accept both names while clients of the old version are in use.")
        .parameter(|it| {
            let Sides { old, new } = it.both()?;
            let same = match new.location {
                ParameterLocation::Header | ParameterLocation::Part => {
                    old.key().eq_ignore_ascii_case(&new.key())
                }
                _ => old.wire == new.wire,
            };
            let is_name_sent = !matches!(
                new.location,
                ParameterLocation::Path | ParameterLocation::Querystring
            );
            if same || old.location != new.location || !is_name_sent {
                return None;
            }
            let message = Message::renamed("parameter", &old.wire, &new.wire);
            Some(DetectedChange::new(Breaking, message).changes_behaviour())
        }),
    Rule::new("path-parameter-renamed")
        .what("A path parameter was renamed; its position in the path is the same.")
        .wire(
            "None: the name is not sent. Breaking if parameters exchanged their positions: the \
             server reads the value of one as the value of the other.",
        )
        .rust(
            "Patch if it is an argument: names of arguments are not part of a Rust interface. Major if \
             arguments exchanged their positions.",
        )
        .parameter(|it| {
            let Sides { old, new } = it.both()?;
            let is_renamed = old.wire != new.wire
                && [old, new]
                    .iter()
                    .all(|parameter| parameter.location == ParameterLocation::Path);
            if !is_renamed {
                return None;
            }
            if have_exchanged_positions(it.cursor.subject.operation.both()?, old, new) {
                let now = &new.wire;
                let before = &old.wire;
                let complement = format!("where `{before}` was in the path");
                let message = Message::of_named("path parameter", now, Is, &complement);
                return Some(DetectedChange::new(Breaking, message).changes_behaviour());
            }
            let message = Message::renamed("path parameter", &old.wire, &new.wire);
            Some(DetectedChange::new(Wire::None, message))
        }),
    Rule::changed("parameter-style-changed")
        .what(
            "The serialization of a parameter changed: `style`, `explode`, `allowReserved`, or \
             JSON (`content`).",
        )
        .wire(
            "Breaking: the server reads other values. Compatible if reserved characters may be \
             sent unescaped in the new version.",
        )
        .parameter(parameter_style_changed),
];

/// Compares a parameter that only one version has with the credentials that the other version
/// sends: if one of them is sent in the same way, the requests are the same.
fn became_credential(it: &Both<'_, Parameter>) -> Option<DetectedChange> {
    let Sides { old, new } = it.cursor.subject.operation.both()?;
    Some(if let Some(removed) = it.removed() {
        let scheme = scheme_sent_as(it.cursor.versions.models.new, new, removed)?;
        let complement = format!(
            "now sent as the credential of security scheme `{}`",
            scheme.name
        );
        it.found(Wire::None, Is, &complement)
    } else {
        let added = it.added()?;
        let scheme = scheme_sent_as(it.cursor.versions.models.old, old, added)?;
        let is_always_sent = old
            .security
            .iter()
            .all(|names| names.contains(&scheme.name));
        if added.required && !is_always_sent {
            return None;
        }
        let complement = format!(
            "sent as the credential of security scheme `{}`",
            scheme.name
        );
        it.found(Wire::None, Was, &complement)
    })
}

/// Returns the security scheme of an operation whose credential is sent like a parameter.
fn scheme_sent_as<'a>(
    api: &'a Api,
    operation: &Operation,
    parameter: &Parameter,
) -> Option<&'a SecurityScheme> {
    let mut named = operation
        .security
        .iter()
        .flatten()
        .filter_map(|name| api.security_scheme(name));
    named.find(|scheme| scheme.kind.is_sent_as(parameter))
}

/// Returns whether both names are in the paths of both versions, so that the parameters did not
/// only change their names.
fn have_exchanged_positions(
    operations: Sides<&Operation>,
    old: &Parameter,
    new: &Parameter,
) -> bool {
    has_path_parameter(operations.old, &new.wire) && has_path_parameter(operations.new, &old.wire)
}

fn has_path_parameter(operation: &Operation, wire: &str) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters
        .any(|parameter| parameter.location == ParameterLocation::Path && parameter.wire == wire)
}

fn parameter_style_changed(it: &Both<'_, Parameter>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    // The location determines the default style.
    let is_moved = old.location != new.location && has_default_style(old) && has_default_style(new);
    let explodes = it.in_models(explodes)? != Sides::default();
    let is_same = old.style == new.style && (old.explode == new.explode || !explodes);
    if is_moved {
        return None;
    }
    if is_same && old.allow_reserved == new.allow_reserved {
        let encodings = it.in_models(query_encodings)?;
        if encodings.old == encodings.new {
            return None;
        }
        let message = format!("the encoding of properties of `{}` changed", new.wire);
        return Some(DetectedChange::new(Breaking, message).changes_behaviour());
    }
    let message = it.change(
        &format!("the style of the parameter `{}`", new.wire),
        style_text,
    )?;
    let wire = wire_of_style_change(is_same, new.allow_reserved);
    Some(DetectedChange::new(wire, message).changes_behaviour().at(&[
        "style",
        "explode",
        "allowReserved",
    ]))
}

/// Returns the encodings of properties of a form that is the whole query.
fn query_encodings(api: &Api, parameter: &Parameter) -> BTreeSet<(PartKey, String)> {
    let value = EncodedValue {
        schema: Some(&parameter.schema),
        is_multipart: false,
        encodings: &parameter.encodings,
    };
    explicit_encodings(api, value)
}

fn has_default_style(parameter: &Parameter) -> bool {
    parameter.style == parameter.location.default_style()
        && parameter.explode == (parameter.style == ParameterStyle::Form)
        && !parameter.allow_reserved
}

fn explodes(api: &Api, parameter: &Parameter) -> bool {
    has_effect_of_explode(&ResolvedSchema::of(api, &parameter.schema), parameter.style)
}

fn style_text(parameter: &Parameter) -> String {
    let explode = if parameter.explode { ", exploded" } else { "" };
    let reserved = if parameter.allow_reserved {
        ", with unescaped reserved characters"
    } else {
        ""
    };
    format!("`{}`{explode}{reserved}", parameter.style)
}
