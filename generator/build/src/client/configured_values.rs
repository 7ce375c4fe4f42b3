//! Checks the form of values in `generator.yaml`: names of headers, environment variables,
//! resources and methods.

use super::configured::unusable_name;
use crate::context::{BuildContext, config_location};
use diag::{Diagnostic, Origin};
use model::is_header_name;
use naming::{field_name, is_identifier, module_name};

/// Reports values whose form is not that of their key.
pub(crate) fn check_configured_values(cx: &mut BuildContext<'_>) {
    let mut problems = Vec::new();
    check_headers(cx, &mut problems);
    check_variables(cx, &mut problems);
    check_resources(cx, &mut problems);
    cx.config_problems.extend(problems);
}

fn check_headers(cx: &BuildContext<'_>, problems: &mut Vec<Diagnostic>) {
    let key = cx.config.idempotency_key.as_ref();
    let headers = [
        (
            key.map(|config| &config.header),
            ["idempotency_key", "header"],
        ),
        (
            cx.config.client.request_id_header.as_ref(),
            ["client", "request_id_header"],
        ),
    ];
    for (name, keys) in headers {
        let Some(name) = name else { continue };
        if !is_header_name(name) {
            let message = format!("`{}` is not a valid name of a header", name.escape_debug());
            let help = "expected a name such as `X-Request-Id`";
            problems.push(
                Diagnostic::error("unusable-header", message)
                    .at(&config_location(&keys))
                    .help(help),
            );
        }
    }
}

fn check_variables(cx: &BuildContext<'_>, problems: &mut Vec<Diagnostic>) {
    let config = cx.config;
    if let Some(name) = &config.client.base_url_env {
        let setting_origin = config_location(&["client", "base_url_env"]);
        problems.extend(unusable_variable(name, &setting_origin));
    }
    for (scheme, security) in &config.security {
        let setting_origin = config_location(&["security", scheme, "env"]);
        let names = security
            .env
            .as_ref()
            .map(|env| env.variables())
            .unwrap_or_default();
        for (index, name) in names.iter().enumerate() {
            let variable_origin = if names.len() == 1 {
                setting_origin.clone()
            } else {
                setting_origin.item(index)
            };
            problems.extend(unusable_variable(name, &variable_origin));
        }
    }
}

/// Returns an error if `name` cannot be the name of an environment variable. Operating systems
/// accept more names than shells, which accept only letters, digits and `_`. But no name may
/// contain `=`.
fn unusable_variable(name: &str, origin: &Origin) -> Option<Diagnostic> {
    if !name.is_empty() && name.chars().all(is_variable_character) {
        return None;
    }
    let message = format!(
        "`{}` is not a valid name of an environment variable",
        name.escape_debug()
    );
    let problem = Diagnostic::error("unusable-variables", message).at(origin);
    Some(problem.help("expected a name such as `PETS_API_KEY`"))
}

/// Returns whether the name of an environment variable may have a character.
fn is_variable_character(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && c != '='
}

fn check_resources(cx: &BuildContext<'_>, problems: &mut Vec<Diagnostic>) {
    for (path, methods) in &cx.config.resources {
        // The empty path is the client itself.
        if !path.is_empty() && !path.split('.').all(is_identifier) {
            let names = path.split('.').filter(|name| !name.is_empty());
            let proper = names.map(module_name).collect::<Vec<_>>().join(".");
            let setting_origin = config_location(&["resources", path]);
            let fault = "cannot be the name of a resource";
            problems.extend(unusable_name(path, fault, &proper, &setting_origin));
        }
        for method in methods.keys().filter(|method| !is_identifier(method)) {
            let setting_origin = config_location(&["resources", path, method]);
            let fault = "cannot be the name of a method";
            problems.extend(unusable_name(
                method,
                fault,
                &field_name(method),
                &setting_origin,
            ));
        }
    }
    for (parameter, method) in &cx.config.bind {
        if !is_identifier(method) {
            let setting_origin = config_location(&["bind", parameter]);
            let fault = "cannot be the name of a method";
            problems.extend(unusable_name(
                method,
                fault,
                &field_name(method),
                &setting_origin,
            ));
        }
    }
}
