//! Facts about the whole API: title, version, package, settings of the client.

use super::prelude::*;
use crate::diff::verdict::Source;

pub(super) const RULES: &[Rule] = &[
    Rule::new("api-title-changed")
        .api(|it| Some(Found::documentation(it.change("the title", |api| code(&api.info.title))?).at(&["info"]))),
    Rule::new("api-version-changed")
        .api(|it| Some(Found::documentation(it.change("the version", |api| code(&api.info.version))?).at(&["info"]))),
    Rule::new("base-url-variable-changed").api(|it| {
        let message = it.change("the variable of the base URL", |api| or_none(&api.client.base_url_env))?;
        Some(Found::new(Depends("the environment"), message).changes_behaviour().without_items().at(&["servers"]))
    }),
    Rule::new("package-renamed").api(|it| {
        let (old, new) = it.changes(|api| &api.package.name)?;
        let message = format!("the package `{old}` was renamed to `{new}`");
        Some(Found::documentation(message).at_least(Source::Major).at(&["info"]))
    }),
    Rule::new("request-id-header-changed").api(|it| {
        let message = it.change("the header with the request id", |api| or_none(&api.client.request_id_header))?;
        Some(Found::documentation(message).changes_behaviour())
    }),
];
