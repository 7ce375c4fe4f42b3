//! Facts about the whole API: title, version, package, settings of the client.

use super::{Check, DOCS, OTHER, Rule, or_none};
use crate::diff::cursor::Found;
use crate::diff::verdict::{Source, Wire};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "api-title-changed",
        what: "`info.title` changed.",
        rust: "Patch, unless the package is named after the title: see `package-renamed`.",
        help: "Set `package.name` in `generator.yaml`, so that the title can change.",
        check: Check::Api(|it| {
            let (old, new) = it.both()?;
            (old.info.title != new.info.title).then(|| {
                Found::words(format!("the title changed from `{}` to `{}`", old.info.title, new.info.title))
                    .at(&["info"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "api-version-changed",
        what: "`info.version` changed.",
        check: Check::Api(|it| {
            let (old, new) = it.both()?;
            (old.info.version != new.info.version).then(|| {
                Found::words(format!("the version changed from `{}` to `{}`", old.info.version, new.info.version))
                    .at(&["info"])
            })
        }),
        ..DOCS
    },
    Rule {
        code: "base-url-variable-changed",
        what: "The environment variable that overrides the base URL was renamed, added or removed.",
        wire: "Depends on the environment: clients use another base URL if one of the variables is set.",
        help: "Tell users who have set the old one.",
        check: Check::Api(|it| {
            let (old, new) = it.both()?;
            let (before, after) = (&old.client.base_url_env, &new.client.base_url_env);
            (before != after).then(|| {
                let message =
                    format!("the variable of the base URL changed from {} to {}", or_none(before), or_none(after));
                Found::new(Wire::Depends("the environment"), message).behaves().unseen().at(&["servers"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "package-renamed",
        what: "The emitted package was renamed.",
        rust: "Major: programs depend on the package by name.",
        help: "Set `package.name` in `generator.yaml`.",
        check: Check::Api(|it| {
            let (old, new) = it.both()?;
            (old.package.name != new.package.name).then(|| {
                let message = format!("the package `{}` was renamed to `{}`", old.package.name, new.package.name);
                Found::words(message).at_least(Source::Major).at(&["info"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "request-id-header-changed",
        what: "The response header with the id of the request changed.",
        rust: "Patch: no item of the crate changes; `request_id()` reads the new header.",
        help: "Check that the server sends it.",
        check: Check::Api(|it| {
            let (old, new) = it.both()?;
            let (before, after) = (&old.client.request_id_header, &new.client.request_id_header);
            (before != after).then(|| {
                let message =
                    format!("the header with the request id changed from {} to {}", or_none(before), or_none(after));
                Found::new(Wire::None, message).behaves().unseen()
            })
        }),
        ..OTHER
    },
];
