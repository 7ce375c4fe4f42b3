//! `client_settings` of `stainless.yml`: credentials, the base URL, defaults for calls, idempotency keys.

use serde_json::Value;

use super::amendments::NO_SECURITY_SCHEME;
use super::keys::StainlessKeys;
use super::package::place_of_organization;
use super::plan::{ImportPlan, PlannedCredential, PlannedValue};
use crate::config::Seconds;
use crate::diag::{FileId, Origin};
use crate::naming::{constant_name, field_name};
use crate::source::Document;

/// Plans the settings of the client.
pub(super) fn plan_client(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) {
    plan_base_url(keys, plan);
    plan_defaults(keys, plan);
    let mut parts = Vec::new();
    for (name, at) in keys.members_of(&StainlessKeys::place_of(&["client_settings", "opts"])) {
        parts.extend(plan_option(keys, plan, document, name, &at));
    }
    plan_parts(keys, plan, &parts);
    let header = StainlessKeys::place_of(&["client_settings", "idempotency", "header"]);
    if let Some(text) = keys.use_text(&header) {
        plan.idempotency = Some(PlannedValue::new(text, &header));
    }
}

/// Plans the variable of the base URL, which all clients of Stainless have.
fn plan_base_url(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    let prefix = StainlessKeys::place_of(&["client_settings", "default_env_prefix"]);
    let organization = place_of_organization(keys);
    for at in [prefix, organization] {
        if let Some(text) = keys.use_text(&at) {
            let variable = format!("{}_BASE_URL", constant_name(text));
            plan.base_url_env
                .get_or_insert(PlannedValue::new(variable, &at));
        }
    }
}

/// Defaults below `client_settings`, with their keys in `client` of `generator.yaml`.
const DEFAULTS: &[(&[&str], &str)] = &[
    (&["default_timeout"], "timeout"),
    (&["default_retries", "max_retries"], "retries"),
];

/// Delays below `client_settings`, with their keys in `retry_policy`.
const DELAYS: &[(&[&str], &str)] = &[
    (&["default_retries", "initial_delay_seconds"], "first"),
    (&["default_retries", "max_delay_seconds"], "longest"),
];

/// Plans the default timeout, which is in milliseconds, and the default retries.
fn plan_defaults(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    for (path, key) in DEFAULTS {
        if let Some(number) = planned_number(keys, path, key) {
            plan.defaults.insert(key, number);
        }
    }
    for (path, key) in DELAYS {
        if let Some(number) = planned_number(keys, path, key) {
            plan.delays.insert(key, number);
        }
    }
}

/// Returns the number at a path below `client_settings`, in the unit of its key in `generator.yaml`, if a client can
/// use it.
fn planned_number(keys: &mut StainlessKeys<'_>, path: &[&str], key: &str) -> Option<PlannedValue> {
    let mut at = StainlessKeys::place_of(&["client_settings"]);
    for part in path {
        at = at.child(part);
    }
    let value = keys.value_at(&at)?;
    let number = match key {
        "timeout" => value.as_f64().map(|milliseconds| milliseconds / 1000.0),
        _ => value.as_f64(),
    };
    let is_usable = match (key, number) {
        ("retries", _) => value
            .as_u64()
            .is_some_and(|count| u32::try_from(count).is_ok()),
        (_, Some(number)) => Seconds::try_from(number).is_ok(),
        (_, None) => false,
    };
    match number {
        Some(number) if is_usable => {
            keys.use_all(&at);
            Some(PlannedValue::new(number.to_string(), &at))
        }
        _ => {
            keys.leave_out(&at, "This is not a number that a client can use.");
            None
        }
    }
}

/// A variable that has a part of a credential.
struct CredentialPart {
    scheme: String,
    is_password: bool,
    variable: String,
    from: Origin,
}

/// Plans an option. If the option is a user name or a password, returns it unplanned, because a credential needs both.
fn plan_option(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    name: &str,
    at: &Origin,
) -> Option<CredentialPart> {
    let (auth, env) = (at.child("auth"), at.child("read_env"));
    let Some(scheme) = keys
        .value_at(&auth.child("security_scheme"))
        .and_then(Value::as_str)
    else {
        if name == "base_url"
            && let Some(text) = keys.use_text(&env)
        {
            plan.base_url_env = Some(PlannedValue::new(text, &env));
            return None;
        }
        let is_server_variable = keys.value_at(&at.child("server_variable")).is_some();
        let reason = if name.contains("webhook") {
            "The secret of webhooks is an argument of the function that verifies them."
        } else if is_server_variable {
            "Programs choose a server, with its variables, by a function of `servers`."
        } else {
            "The client has options for credentials only; programs pass other values in each call."
        };
        keys.leave_out(at, reason);
        return None;
    };
    let scheme = scheme.trim();
    let place = Origin::new(FileId(0), "/components/securitySchemes").child(scheme);
    if document.value(&place).is_none() {
        keys.leave_out_with(at, NO_SECURITY_SCHEME, Some(scheme.to_owned()));
        return None;
    }
    keys.use_all(&auth.child("security_scheme"));
    let role = auth.child("role");
    keys.use_all(&role);
    let variable = keys.use_text(&env).map(str::to_owned);
    let scheme = scheme.to_owned();
    let (role, from) = (keys.value_at(&role).and_then(Value::as_str), env);
    if let Some("username" | "password") = role {
        return Some(CredentialPart {
            scheme,
            is_password: role == Some("password"),
            variable: variable?,
            from,
        });
    }
    let mut credential = PlannedCredential {
        setter: None,
        variables: variable.into_iter().collect(),
        from,
    };
    let setter = field_name(name);
    if setter != field_name(&scheme) {
        credential.setter = Some(setter);
    }
    if credential.setter.is_some() || !credential.variables.is_empty() {
        plan_credential(keys, plan, &scheme, credential);
    }
    None
}

/// Plans the credentials that have one variable for the user name and one for the password.
fn plan_parts(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan, parts: &[CredentialPart]) {
    for part in parts {
        let other = parts
            .iter()
            .find(|other| other.scheme == part.scheme && other.is_password != part.is_password);
        match other {
            None => {
                let reason =
                    "A credential needs a variable for the user name and one for the password.";
                keys.leave_out_with(&part.from, reason, Some(part.variable.clone()));
            }
            Some(password) if !part.is_password => {
                let variables = vec![part.variable.clone(), password.variable.clone()];
                let from = part.from.clone();
                plan_credential(
                    keys,
                    plan,
                    &part.scheme,
                    PlannedCredential {
                        setter: None,
                        variables,
                        from,
                    },
                );
            }
            // The password is planned together with the user name.
            Some(_) => {}
        }
    }
}

fn plan_credential(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    scheme: &str,
    credential: PlannedCredential,
) {
    if plan.security.contains_key(scheme) {
        let detail = format!("{} of `{scheme}`", credential.variables.join(", "));
        return keys.leave_out_with(
            &credential.from,
            "A security scheme has one credential.",
            Some(detail),
        );
    }
    plan.security.insert(scheme.to_owned(), credential);
}
