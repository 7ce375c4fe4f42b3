//! Changes of the whole API: title, version, package, settings of the client.

use super::prelude::*;
use crate::verdict::Source;

pub(super) const RULES: &[Rule] = &[
    Rule::new("api-title-changed")
        .what("`info.title` changed.")
        .rust("Patch, unless the package is named after the title: see `package-renamed`.")
        .help("Set `package.name` in `generator.yaml`, so that the title can change.")
        .api(|it| {
            Some(
                DetectedChange::documentation(
                    it.change("the title", |api| name_as_code(&api.info.title))?,
                )
                .at(&["info"]),
            )
        }),
    Rule::docs("api-version-changed")
        .what("`info.version` changed.")
        .api(|it| {
            Some(
                DetectedChange::documentation(
                    it.change("the version", |api| name_as_code(&api.info.version))?,
                )
                .at(&["info"]),
            )
        }),
    Rule::new("base-url-variable-changed")
        .what("The environment variable that overrides the base URL was renamed or removed.")
        .wire(
            "Depends on the environment: clients use another base URL if one of the variables is \
             set.",
        )
        .help("Tell users who have set the old variable.")
        .api(|it| {
            let Sides { old, new: _ } = it.changes(|api| &api.client.base_url_env)?;
            old.as_ref()?;
            let message = it.change("the variable of the base URL", |api| {
                code_or_none(&api.client.base_url_env)
            })?;
            Some(
                DetectedChange::new(Depends("the environment"), message)
                    .changes_behaviour()
                    .without_items()
                    .at(&["servers"]),
            )
        }),
    Rule::new("client-defaults-changed")
        .what(
            "A default of the client changed: its timeout, the number of retries, or their \
             delays.",
        )
        .rust("Patch: no item of the crate changes; calls time out or are retried at other times.")
        .help("Tell users who rely on the former default.")
        .api(|it| {
            let changes: Vec<String> = [
                it.change("the default timeout", |api| {
                    format!("{:?}", api.client.default_timeout())
                }),
                it.change("the default number of retries", |api| {
                    api.client.default_retries().to_string()
                }),
                it.change("the default of the first and the longest delay", |api| {
                    format!("{:?}", api.client.default_delays())
                }),
            ]
            .into_iter()
            .flatten()
            .collect();
            if changes.is_empty() {
                return None;
            }
            let message = changes.join("; ");
            Some(DetectedChange::documentation(message).changes_behaviour())
        }),
    Rule::new("package-renamed")
        .what("The emitted package was renamed.")
        .rust("Major: programs depend on the package by name.")
        .help("Set `package.name` in `generator.yaml`.")
        .api(|it| {
            let Sides { old, new } = it.changes(|api| &api.package.name)?;
            let message = Message::renamed("package", old, new);
            Some(
                DetectedChange::documentation(message)
                    .at_least(Source::Major)
                    .at(&["info"]),
            )
        }),
    Rule::new("request-id-header-changed")
        .what("The response header with the id of the request changed.")
        .rust("Patch: no item of the crate changes; `request_id()` reads the new header.")
        .help("Check that the server sends the new header.")
        .api(|it| {
            let message = it.change("the header with the request id", |api| {
                code_or_none(&api.client.request_id_header)
            })?;
            Some(DetectedChange::documentation(message).changes_behaviour())
        }),
];
