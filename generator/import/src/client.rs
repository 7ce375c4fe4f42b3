//! `client_settings` of `stainless.yml`: credentials, the base URL, defaults for calls, idempotency
//! keys.

use serde_json::Value;

use super::amendments::NO_SECURITY_SCHEME;
use super::keys::StainlessKeys;
use super::package::place_of_organization;
use super::plan::{ImportPlan, PlannedCredential, PlannedValue};
use config::Seconds;
use description::Document;
use diag::{FileId, Origin};
use naming::{constant_name, field_name};

/// Plans the settings of the client.
pub(super) fn plan_client(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) {
    plan_base_url(keys, plan);
    plan_defaults(keys, plan);
    let mut parts = Vec::new();
    for (name, origin) in keys.members_of(&StainlessKeys::place_of(&["client_settings", "opts"])) {
        parts.extend(plan_option(keys, plan, document, name, &origin));
    }
    plan_parts(keys, plan, &parts);
    list_prefix(keys, plan);
    let header = StainlessKeys::place_of(&["client_settings", "idempotency", "header"]);
    if let Some(text) = keys.use_text(&header) {
        plan.idempotency = Some(PlannedValue::new(text, &header));
    }
}

fn place_of_prefix() -> Origin {
    StainlessKeys::place_of(&["client_settings", "default_env_prefix"])
}

/// Plans the variable of the base URL, which all clients of Stainless have.
fn plan_base_url(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    let organization = place_of_organization(keys);
    for origin in [place_of_prefix(), organization] {
        if let Some(text) = keys.use_text(&origin) {
            let variable = format!("{}_BASE_URL", constant_name(text));
            plan.base_url_env
                .get_or_insert(PlannedValue::new(variable, &origin));
        }
    }
}

/// Lists the variables that the prefix of the file does not name here. Clients of Stainless also
/// read the level of logs and, in TypeScript, headers from the environment.
fn list_prefix(keys: &mut StainlessKeys<'_>, plan: &ImportPlan) {
    let origin = place_of_prefix();
    let Some(prefix) = keys.use_text(&origin).map(constant_name) else {
        return;
    };
    let base_url = match &plan.base_url_env {
        Some(variable) if variable.origin == origin => format!("imported: {}; ", variable.text),
        _ => String::new(),
    };
    let detail = format!("{base_url}not imported: {prefix}_LOG, {prefix}_CUSTOM_HEADERS");
    let reason = "Set logs (the feature `tracing`) and default headers (`header` of the builder) in code; `read_env` names the variables of credentials.";
    keys.list_partly(&origin, reason, detail);
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

/// Returns the number at a path below `client_settings`, in the unit of its key in
/// `generator.yaml`, if a client can use it.
fn planned_number(keys: &mut StainlessKeys<'_>, path: &[&str], key: &str) -> Option<PlannedValue> {
    let mut origin = StainlessKeys::place_of(&["client_settings"]);
    for part in path {
        origin = origin.child(part);
    }
    let value = keys.value_at(&origin)?;
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
            keys.use_all(&origin);
            Some(PlannedValue::new(number.to_string(), &origin))
        }
        _ => {
            keys.leave_out(&origin, "This is not a number that a client can use.");
            None
        }
    }
}

/// The reason for an option whose security scheme has a credential already.
const ONE_CREDENTIAL: &str = "A security scheme has one credential.";

/// An option that is a part of a credential.
struct CredentialPart {
    name: String,
    scheme: String,
    is_password: bool,
    variable: Option<String>,
    /// The option.
    origin: Origin,
}

/// Plans an option. If the option is a user name or a password, returns it unplanned, because a
/// credential needs both.
fn plan_option(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    name: &str,
    origin: &Origin,
) -> Option<CredentialPart> {
    let auth = origin.child("auth");
    let env = origin.child("read_env");
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
        let is_server_variable = keys.value_at(&origin.child("server_variable")).is_some();
        let reason = if name.contains("webhook") {
            plan.verify_webhooks(origin);
            "The secret of webhooks is an argument of `webhooks::verify`, if the description has webhooks."
        } else if is_server_variable {
            "Programs choose a server, with its variables, by a function of `servers`."
        } else {
            "The client has options for credentials only; programs pass other values in each call."
        };
        keys.leave_out(origin, reason);
        return None;
    };
    let scheme = scheme.trim();
    let scheme_origin = Origin::new(FileId(0), "/components/securitySchemes").child(scheme);
    if document.value(&scheme_origin).is_none() {
        keys.leave_out_with(origin, NO_SECURITY_SCHEME, Some(scheme.to_owned()));
        return None;
    }
    keys.use_all(&auth.child("security_scheme"));
    let role = auth.child("role");
    keys.use_all(&role);
    let variable = keys.use_text(&env).map(str::to_owned);
    let role = keys.value_at(&role).and_then(Value::as_str);
    if let Some("username" | "password") = role {
        return Some(CredentialPart {
            name: name.to_owned(),
            scheme: scheme.to_owned(),
            is_password: role == Some("password"),
            variable,
            origin: origin.clone(),
        });
    }
    if plan.security.contains_key(scheme) {
        leave_out_credential(keys, origin, scheme);
        return None;
    }
    let mut credential = PlannedCredential {
        setter: None,
        origin: if variable.is_some() {
            env
        } else {
            origin.clone()
        },
        variables: variable.into_iter().collect(),
    };
    let setter = field_name(name);
    if setter != field_name(scheme) {
        credential.setter = Some(PlannedValue::new(setter, origin));
    }
    if !credential.is_empty() {
        plan.security.insert(scheme.to_owned(), credential);
    }
    None
}

/// Plans the credentials that have one variable for the user name and one for the password, and
/// lists the names of both options, because one setter takes both values.
fn plan_parts(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan, parts: &[CredentialPart]) {
    let planned: Vec<String> = plan.security.keys().cloned().collect();
    for (index, part) in parts.iter().enumerate() {
        let mut earlier = parts.iter().take(index);
        let is_second = earlier
            .any(|other| other.scheme == part.scheme && other.is_password == part.is_password);
        if is_second || planned.contains(&part.scheme) {
            leave_out_credential(keys, &part.origin, &part.scheme);
            continue;
        }
        let setter = field_name(&part.scheme);
        let words = if part.is_password {
            "the password"
        } else {
            "the user name"
        };
        keys.list_partly(
            &part.origin,
            "The setter of the security scheme takes the user name and the password together; `setter` in `security` names it.",
            format!("`{}` is {words} of `{setter}(…)`", part.name),
        );
        let Some(variable) = &part.variable else {
            continue;
        };
        let other = parts
            .iter()
            .find(|other| other.scheme == part.scheme && other.is_password != part.is_password);
        let env = part.origin.child("read_env");
        match other.and_then(|other| other.variable.as_ref()) {
            None => {
                let reason =
                    "A credential needs a variable for the user name and one for the password.";
                keys.leave_out_with(&env, reason, Some(variable.clone()));
            }
            Some(password) if !part.is_password => {
                let credential = PlannedCredential {
                    setter: None,
                    variables: vec![variable.clone(), password.clone()],
                    origin: env,
                };
                plan.security.insert(part.scheme.clone(), credential);
            }
            // The password is planned together with the user name.
            Some(_) => {}
        }
    }
}

fn leave_out_credential(keys: &mut StainlessKeys<'_>, origin: &Origin, scheme: &str) {
    keys.leave_out_with(origin, ONE_CREDENTIAL, Some(format!("of `{scheme}`")));
}
