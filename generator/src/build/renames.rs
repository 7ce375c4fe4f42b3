//! Names that are not the wanted ones: told, each with the line of `generator.yaml` that gives a better one.
//!
//! A keyword's underscore (`type_`) and a digit's letter (`n2fa`) never change, whatever comes or goes: those are notes.

use std::borrow::Cow;

use serde_json::Value;

use super::Context;
use super::found::Found;
use crate::diag::{Diagnostic, Origin, escape_json};
use crate::naming::{self, Claim, Rename, Scope, Twist, field_name, variant_name};

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// A property of a struct.
    Field,
    /// A parameter of an operation.
    Parameter,
    /// A value of an enum.
    Value,
    /// A member of a union.
    Member,
}

impl Named {
    fn name(self, text: &str) -> String {
        match self {
            Self::Field | Self::Parameter => field_name(text),
            Self::Value | Self::Member => variant_name(text),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Field => "renamed-property",
            Self::Parameter => "renamed-parameter",
            Self::Value => "renamed-value",
            Self::Member => "renamed-member",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Field => "property",
            Self::Parameter => "parameter",
            Self::Value => "value",
            Self::Member => "member",
        }
    }
}

/// Hands out the configured name of what stands at `origin`, or else one made of `text`, and says so if that is not
/// what everybody would expect.
pub(crate) fn claim(cx: &mut Context<'_>, scope: &mut Scope, named: Named, text: &str, origin: &Origin) -> String {
    let key = key(named, text, origin);
    let configured = cx.named(&key);
    let wanted = configured.map_or_else(|| named.name(text), str::to_owned);
    let twist = if configured.is_none() { naming::twist(text, &wanted) } else { None };
    let claim = scope.claim(&wanted);
    match (claim.rename, twist) {
        (Some(rename), _) => tell(cx, named, &wanted, (rename, &claim.name), (origin, &key)),
        (None, Some(twist)) => {
            let steer = format!("names: {{ {}: {} }}", in_yaml(&cx.key(&key).to_string()), named.name("a_name"));
            tell_twist(cx, (named.code(), named.noun(), &steer), (text, &claim.name), &twist, origin);
        }
        (None, None) => {}
    }
    claim.name
}

/// Hands out the names of what stands beside each other, in the order of `things`. Who comes first is told by what things
/// are called and not by their order in the description, which says nothing.
pub(crate) fn claim_all(
    cx: &mut Context<'_>,
    scope: &mut Scope,
    named: Named,
    things: &[(&str, &Origin)],
) -> Vec<String> {
    let mut order: Vec<usize> = (0..things.len()).collect();
    order.sort_by_cached_key(|at| things.get(*at).map(|(text, _)| plainness(text, &named.name(text))));
    let mut names = vec![String::new(); things.len()];
    for at in order {
        if let (Some((text, origin)), Some(name)) = (things.get(at), names.get_mut(at)) {
            *name = claim(cx, scope, named, text, origin);
        }
    }
    names
}

/// Who gets a name that several want, least first: what is called like that, what has no odd signs, small letters before
/// capitals.
pub(crate) fn plainness(text: &str, name: &str) -> (bool, bool, String) {
    let swapped = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    let is_odd = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.');
    // A keyword's underscore is no difference.
    (name.trim_end_matches('_') != text, text.contains(is_odd), text.chars().map(swapped).collect())
}

/// By what `generator.yaml` names it: a value of an enum by what it is, as others may come before it.
fn key(named: Named, text: &str, origin: &Origin) -> Origin {
    let list = origin.parent().filter(|list| named == Named::Value && list.pointer.ends_with("/enum"));
    list.map_or_else(|| origin.clone(), |list| list.child(text))
}

fn tell(
    cx: &mut Context<'_>,
    named: Named,
    wanted: &str,
    (rename, name): (Rename, &str),
    (origin, key): (&Origin, &Origin),
) {
    let fact = match rename {
        Rename::Taken => format!("another {} is already called `{wanted}`", named.noun()),
        Rename::Reserved => format!("`{wanted}` is a name that every client uses"),
    };
    cx.warn(
        Diagnostic::warning(named.code(), fact)
            .at(origin)
            .instead(format!("this {} is called `{name}`", named.noun()))
            .help(format!(
                "name it in `generator.yaml`: names: {{ {}: {wanted}… }}",
                in_yaml(&cx.key(key).to_string())
            )),
    );
}

/// A key as one writes it in YAML: only between double quotes there are escapes.
pub(crate) fn in_yaml(key: &str) -> String {
    match escape_json(&Value::from(key).to_string()) {
        Cow::Owned(escaped) => escaped,
        Cow::Borrowed(escaped) if key.contains(char::is_control) => escaped.to_owned(),
        Cow::Borrowed(_) => format!("'{}'", key.replace('\'', "''")),
    }
}

/// Says that Rust has no such name: a note, because whatever comes or goes, this name stays as it is. It says the same
/// of equal names but for the way to steer it, so that it is printed once.
pub(crate) fn tell_twist(
    cx: &mut Context<'_>,
    (code, noun, steer): (&'static str, &str, &str),
    (text, name): (&str, &str),
    twist: &Twist,
    origin: &Origin,
) {
    let fact = match twist {
        Twist::Keyword(word) => format!("`{word}` is a keyword of Rust"),
        Twist::NoName => format!("{} is not a valid name in Rust", quoted(text)),
    };
    cx.warn(
        Diagnostic::note(code, fact)
            .at(origin)
            .instead(format!("the {noun} is called `{name}`"))
            .help(format!("to choose another name, write in `generator.yaml`: {steer}")),
    );
}

/// The line of `generator.yaml` that makes an operation a method of a resource.
pub(crate) fn placed(resource: &[String], method: &str, found: &Found) -> String {
    let resource = if resource.is_empty() { "''".to_owned() } else { resource.join(".") };
    format!("resources: {{ {resource}: {{ {method}: {} }} }}", in_yaml(&found.key()))
}

/// Says that a resource's method is not called as its tag or path; `steer` puts its first operation elsewhere.
pub(crate) fn tell_resource(cx: &mut Context<'_>, wanted: &str, claim: &Claim, (steer, origin): (&str, &Origin)) {
    let twist = naming::twist(wanted.trim_end_matches('_'), &claim.name);
    match (claim.rename, twist) {
        (Some(_), _) => cx.warn(
            Diagnostic::warning(
                "renamed-resource",
                format!("another resource, or a method that every client has, is already called `{wanted}`"),
            )
            .at(origin)
            .instead(format!("the resource is called `{}`", claim.name))
            .help(format!("to name it, place each of its operations in `generator.yaml`, such as: {steer}")),
        ),
        (None, Some(twist @ Twist::Keyword(_))) => {
            tell_twist(cx, ("renamed-resource", "resource", steer), (wanted, &claim.name), &twist, origin);
        }
        (None, _) => {}
    }
}

fn quoted(text: &str) -> String {
    match text.chars().count() {
        0 => "an empty text".to_owned(),
        1..=40 => format!("`{text}`"),
        count => format!("a text of {count} characters"),
    }
}

/// Says that a method has not the first of the names that it may have, or one that is not what everybody would expect.
pub(crate) fn tell_method(
    cx: &mut Context<'_>,
    resource: &[String],
    candidates: &[String],
    claim: &Claim,
    found: &Found,
) {
    let method = &claim.name;
    let wanted = candidates.first().map_or("", String::as_str);
    let fact = match claim.rename {
        Some(Rename::Taken) if !candidates.contains(method) => format!("another method is already called `{wanted}`"),
        Some(Rename::Reserved) if !candidates.contains(method) => {
            format!("`{wanted}` is a method that every client has")
        }
        // Its own words tell it apart.
        Some(_) | None => {
            let text = method.trim_end_matches('_');
            if let Some(twist) = naming::twist(text, method) {
                let steer = placed(resource, "a_name", found);
                tell_twist(cx, ("renamed-method", "method", &steer), (text, method), &twist, &found.origin);
            }
            return;
        }
    };
    cx.warn(
        Diagnostic::warning("renamed-method", fact)
            .at(&found.origin)
            .instead(format!("this one is called `{method}`"))
            .help(format!("name it in `generator.yaml`: {}", placed(resource, &format!("{wanted}_2"), found))),
    );
}
