//! Security schemes and requirements, scopes and permissions, and the credentials that
//! `Client::new` takes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::prelude::*;
use crate::security::{Requirement, Security};
use crate::verdict::Source;
use model::{Api, SchemeKind, SecurityScheme};

pub(super) const RULES: &[Rule] = &[
    Rule::new("credentials-changed")
        .what("`Client::new` takes the same number of credentials, but different ones.")
        .wire("Breaking: programs compile, but send one secret in place of another.")
        .rust("Major, although programs compile: the arguments are strings.")
        .help(
            "Keep the former security requirement, or let users set credentials by name, with \
             `Client::builder()`.",
        )
        .api(credentials_changed),
    Rule::new("operation-permissions-changed")
        .what("The permissions of an operation changed; a caller needs one of them.")
        .wire("Depends on the credentials: tokens without any of the new permissions are refused.")
        .rust("Patch: only documentation changes.")
        .help("Tell users which permissions their tokens need.")
        .operation(|it| {
            let Sides { old, new } = it.changes(|operation| {
                format_names(&operation.permissions.iter().cloned().collect())
            })?;
            let message = format!(
                "the permissions, of which a caller needs one, changed from {old} to {new}"
            );
            Some(
                DetectedChange::new(Depends("the permissions of the credentials"), message)
                    .without_items(),
            )
        }),
    Rule::new("security-requirement-added")
        .what(
            "Credentials that were sufficient no longer are, for one operation or for all \
             operations that share `security`.",
        )
        .wire(
            "Breaking if no alternative of the old requirement is still sufficient, or if no \
             credentials were required. Depends on the credentials of the client if only some \
             alternatives are still sufficient.",
        )
        .help("Announce the change; users must set up the credential.")
        .located(Located::OnlyNew)
        .security(security_requirement_added),
    Rule::removed("security-requirement-removed")
        .what(
            "All credentials that were sufficient still are. Other credentials, fewer credentials \
             or none are now sufficient as well.",
        )
        .change(ChangeKind::Changed)
        .wire(COMPATIBLE)
        .rust(NO_ITEM)
        .help(NOTHING)
        .security(|it| {
            let Sides { old, new } = it.both()?;
            let was_open = old.accepts_schemes(&Requirement::new());
            let is_accepted = old
                .alternatives
                .iter()
                .all(|alternative| new.accepts(alternative));
            let is_more = new.alternatives.is_empty()
                || new
                    .alternatives
                    .iter()
                    .any(|alternative| !old.accepts_schemes(alternative));
            if was_open || !is_accepted || !is_more {
                return None;
            }
            Some(credentials_accepted(Compatible, old, new))
        }),
    Rule::new("security-preference-changed")
        .what(
            "The order of the alternatives of a security requirement changed. Clients use the \
             first alternative for which they have credentials.",
        )
        .rust(
            "Patch: a program that has credentials for several alternatives sends other \
             credentials.",
        )
        .help("Keep the order of the alternatives.")
        .security(security_preference_changed),
    Rule::new("security-scopes-changed")
        .what(
            "The required scopes changed: for one operation, or for all operations that share \
             `security`.",
        )
        .wire(
            "Compatible, unless credentials that were sufficient may now lack a scope: then the \
             verdict depends on their permissions.",
        )
        .help("Tell users which scopes their tokens need.")
        .security(|it| {
            let Sides { old, new } = it.both()?;
            // A client needs only one of several alternatives.
            let wire = if old
                .alternatives
                .iter()
                .any(|requirement| lacks_needed_scopes(new, requirement))
            {
                Depends("the permissions of the credentials")
            } else if new
                .alternatives
                .iter()
                .any(|requirement| lacks_needed_scopes(old, requirement))
            {
                Compatible
            } else {
                return None;
            };
            let message = changed_scopes(old, new);
            Some(DetectedChange::new(wire, message).without_items())
        }),
    Rule::new("credential-variable-changed")
        .what(
            "The environment variable of a credential was renamed, added or removed; the \
             credential is sent as before.",
        )
        .wire("Depends on the environment: `from_env` reads only the new variable.")
        .help("Tell users who have set the old variable.")
        .security_scheme(|it| {
            // Another rule reports a changed kind of credential.
            if it.old?.kind != it.new?.kind {
                return None;
            }
            let message =
                it.change(
                    &format!("variable of `{}`", it.new?.name),
                    |scheme| match scheme.env.as_slice() {
                        [] => "none".to_owned(),
                        names => name_as_code(names.join("` and `")),
                    },
                )?;
            Some(
                DetectedChange::new(Depends("the environment"), message)
                    .changes_behaviour()
                    .without_items(),
            )
        }),
    Rule::new("security-flow-changed")
        .what(
            "A URL of the flows of a security scheme changed, its `openIdConnectUrl` or \
             `oauth2MetadataUrl` changed or was removed, or one of its flows was removed.",
        )
        .wire("Depends on where clients get their tokens.")
        .rust("Patch: no item of the crate changes; programs get their tokens in their own code.")
        .help("Keep the old URL working while clients use it.")
        .security_scheme(security_flow_changed),
    Rule::added("security-scheme-added")
        .what("A security scheme was added.")
        .rust("Minor: a setter of the builder is added.")
        .security_scheme(|it| {
            it.added()?;
            Some(it.found(Compatible, Was, "added"))
        }),
    Rule::new("security-scheme-changed")
        .what(
            "A security scheme changed its type, or the header, parameter or cookie of the \
             credential.",
        )
        .wire("Breaking: a server that expects the new form refuses the old one.")
        .rust(LISTED)
        .help("Accept both forms while clients of the old version are in use.")
        .security_scheme(|it| {
            let Sides { old, new } = it
                .both()
                .filter(|schemes| !schemes.old.kind.is_like(&schemes.new.kind))?;
            let complement = format!("sent as {} instead of {}", new.kind, old.kind);
            let message = Message::of_named("credential", &new.name, Is, &complement);
            Some(
                DetectedChange::new(Breaking, message)
                    .changes_behaviour()
                    .at(&["type", "scheme", "in", "name"]),
            )
        }),
    Rule::removed("security-scheme-removed")
        .what("A security scheme was removed.")
        .wire("Risky: clients that use it may be refused. None if no operation required it.")
        .rust("Major: its setter is removed.")
        .security_scheme(|it| {
            let old = it.removed()?;
            let mut required = it
                .cursor
                .versions
                .models
                .old
                .operations
                .iter()
                .flat_map(|operation| operation.security.iter().flatten());
            let wire = if required.any(|name| *name == old.name) {
                Risky
            } else {
                Wire::None
            };
            Some(it.found(wire, Was, "removed"))
        }),
    Rule::new("security-scheme-renamed")
        .what("A security scheme was renamed; its credential is sent as before.")
        .rust(
            "Major: the setter of the builder is renamed, and so is the argument of \
             `Client::new`.",
        )
        .help("Keep the name of the scheme: it is visible only to users of generated clients.")
        .security_scheme(|it| {
            let Sides { old, new } = it
                .both()
                .filter(|schemes| schemes.old.name != schemes.new.name)?;
            let message = Message::renamed("security scheme", &old.name, &new.name);
            let is_accepted = it
                .cursor
                .versions
                .models
                .new
                .client
                .credentials
                .contains(&new.name);
            let argument = if is_accepted {
                ", and so is the argument of `Client::new`"
            } else {
                ""
            };
            Some(DetectedChange::new(Wire::None, message.with(argument)))
        }),
];

fn security_requirement_added(it: &Both<'_, Security>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let (sufficient, refused): (Vec<&Requirement>, Vec<&Requirement>) = old
        .alternatives
        .iter()
        .partition(|alternative| new.accepts_schemes(alternative));
    let was_open = old.alternatives.is_empty() && !new.accepts_schemes(&Requirement::new());
    if refused.is_empty() && !was_open {
        return None;
    }
    let wire = if sufficient.is_empty() {
        Breaking
    } else {
        Depends("the credentials of the client")
    };
    Some(credentials_accepted(wire, old, new))
}

/// Compares the order of those alternatives that both versions have.
fn security_preference_changed(it: &Both<'_, Security>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let old_order = old
        .preference
        .iter()
        .filter(|names| new.preference.contains(names));
    let new_order = new
        .preference
        .iter()
        .filter(|names| old.preference.contains(names));
    let (before, after) = old_order
        .zip(new_order)
        .find(|(before, after)| before != after)?;
    let message = format!(
        "a client with both credentials sends {} instead of {}",
        format_scheme_names(after),
        format_scheme_names(before)
    );
    Some(
        DetectedChange::new(Wire::None, message)
            .changes_behaviour()
            .without_items(),
    )
}

fn format_scheme_names(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names_as_code(names.iter().cloned()).join(" and ")
    }
}

fn credentials_changed(it: &Both<'_, Api>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let before = credential_schemes(old);
    let after = credential_schemes(new);
    // If the number of arguments differs, programs do not compile.
    if argument_count(&before) != argument_count(&after) || before.is_empty() {
        return None;
    }
    let mut differing_pair = before.iter().zip(&after).find(|(old_scheme, new_scheme)| {
        let is_left = new
            .security_schemes
            .iter()
            .any(|scheme| scheme.name == old_scheme.name);
        old_scheme.name != new_scheme.name
            && (is_left || !old_scheme.kind.is_like(&new_scheme.kind))
    });
    if before.len() != after.len() {
        differing_pair = differing_pair.or_else(|| before.last().zip(after.last()));
    }
    let (old_scheme, new_scheme) = differing_pair?;
    let message = format!(
        "`Client::new` takes {} instead of {}",
        format_credentials(&after),
        format_credentials(&before)
    );
    Some(
        DetectedChange::new(Breaking, message)
            .changes_behaviour()
            .without_items()
            .at_least(Source::Major)
            .at_locations(&old_scheme.origin, &new_scheme.origin),
    )
}

/// Returns whether `held` has all schemes of an alternative, but not all scopes that the
/// alternative requires.
fn lacks_needed_scopes(security: &Security, requirement: &Requirement) -> bool {
    security.accepts_schemes(requirement) && !security.accepts(requirement)
}

/// Describes changed scopes: the scopes of one scheme, if each version has only one alternative
/// with the scheme, and the other schemes of both alternatives are the same.
fn changed_scopes(old: &Security, new: &Security) -> Message {
    for before in &old.alternatives {
        let only = old
            .only_with_schemes_of(before)
            .and_then(|before| new.only_with_schemes_of(before));
        let differing = only.and_then(|after| {
            before
                .iter()
                .zip(after.values())
                .find(|((_, was), is)| was != is)
        });
        if let Some(((name, was), is)) = differing {
            let complement = format!("from {} to {}", format_names(was), format_names(is));
            return Message::of_part("scopes", name, Changed, &complement);
        }
    }
    Message::from(format!(
        "the scopes changed from {} to {}",
        old.format_schemes_with_scopes(),
        new.format_schemes_with_scopes()
    ))
}

fn credentials_accepted(wire: Wire, old: &Security, new: &Security) -> DetectedChange {
    DetectedChange::new(
        wire,
        format!(
            "the credentials changed from {} to {}",
            old.format_schemes(),
            new.format_schemes()
        ),
    )
    .changes_behaviour()
}

fn credential_schemes(api: &Api) -> Vec<&SecurityScheme> {
    let names = api.client.credentials.iter();
    names.filter_map(|name| api.security_scheme(name)).collect()
}

/// Returns the number of arguments of `Client::new` for these schemes.
fn argument_count(schemes: &[&SecurityScheme]) -> usize {
    schemes
        .iter()
        .map(|scheme| {
            if scheme.kind == SchemeKind::Basic {
                2
            } else {
                1
            }
        })
        .sum()
}

fn format_credentials(schemes: &[&SecurityScheme]) -> String {
    let texts: Vec<String> = schemes
        .iter()
        .map(|scheme| format!("`{}` ({})", scheme.name, scheme.kind))
        .collect();
    texts.join(" and ")
}

fn format_names(names: &BTreeSet<String>) -> String {
    joined_or(&names_as_code(names), "none")
}

fn security_flow_changed(it: &Both<'_, SecurityScheme>) -> Option<DetectedChange> {
    let name = &it.new?.name;
    let Sides { old, new } = it.in_texts(scheme_urls)?;
    let changed_url = old.iter().find_map(|(key, url)| {
        match new.iter().find(|(other, _)| other == key) {
            Some((_, other)) if url != other => Some(format!(
                "`{key}` of `{name}` changed from `{url}` to `{other}`"
            )),
            None if SCHEME_URLS.contains(&key.as_str()) => Some(format!(
                "`{key}` of `{name}`, which was `{url}`, was removed"
            )),
            // If a flow was added or removed, its URL has not changed.
            _ => None,
        }
    });
    let message = changed_url.or_else(|| {
        it.in_texts(flow_names)
            .and_then(|flows| removed_flows(name, &flows.old, &flows.new))
    })?;
    Some(DetectedChange::new(Depends("where tokens come from"), message).without_items())
}

fn removed_flows(name: &str, before: &[&str], after: &[&str]) -> Option<String> {
    let removed = names_as_code(before.iter().filter(|flow| !after.contains(flow)));
    let others = names_as_code(after);
    if removed.is_empty() || others.is_empty() {
        return None;
    }
    Some(format!(
        "tokens of `{name}` come from {} instead of {}",
        others.join(", "),
        removed.join(", ")
    ))
}

fn flow_names<'d>(document: &'d Document, scheme: &SecurityScheme) -> Vec<&'d str> {
    let flows = document
        .value(&scheme.origin.child("flows"))
        .and_then(Value::as_object);
    let names = flows.into_iter().flat_map(Map::keys).map(String::as_str);
    names.filter(|name| !name.starts_with("x-")).collect()
}

const FLOW_URLS: [&str; 4] = [
    "authorizationUrl",
    "deviceAuthorizationUrl",
    "tokenUrl",
    "refreshUrl",
];

/// The URLs of a scheme itself.
const SCHEME_URLS: [&str; 2] = ["openIdConnectUrl", "oauth2MetadataUrl"];

fn scheme_urls(document: &Document, scheme: &SecurityScheme) -> Vec<(String, String)> {
    let Some(scheme) = document.value(&scheme.origin) else {
        return Vec::new();
    };
    let flows = scheme
        .get("flows")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let of_flows = flows.flat_map(|(flow, urls)| {
        FLOW_URLS.iter().filter_map(move |key| {
            Some((format!("{flow}.{key}"), urls.get(key)?.as_str()?.to_owned()))
        })
    });
    let of_scheme = SCHEME_URLS
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), scheme.get(key)?.as_str()?.to_owned())));
    of_flows.chain(of_scheme).collect()
}
