//! `client_settings` of `stainless.yml`: credentials, the base URL, idempotency keys.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::package::place_of_organization;
use super::plan::{Plan, PlannedValue};
use crate::diag::{FileId, Origin};
use crate::naming::constant_name;
use crate::source::Document;

/// Plans the settings of the client.
pub(super) fn plan_client(keys: &mut StainlessKeys<'_>, plan: &mut Plan, document: &Document) {
    plan_base_url(keys, plan);
    for (name, at) in keys.members_of(&StainlessKeys::place(&["client_settings", "opts"])) {
        plan_option(keys, plan, document, name, &at);
    }
    let header = StainlessKeys::place(&["client_settings", "idempotency", "header"]);
    if let Some(text) = keys.use_text(&header) {
        plan.idempotency = Some(PlannedValue::new(text, &header));
    }
}

/// Plans the variable of the base URL, which all clients of Stainless have.
fn plan_base_url(keys: &mut StainlessKeys<'_>, plan: &mut Plan) {
    let prefix = StainlessKeys::place(&["client_settings", "default_env_prefix"]);
    let organization = place_of_organization(keys);
    for at in [prefix, organization] {
        if let Some(text) = keys.use_text(&at) {
            let variable = format!("{}_BASE_URL", constant_name(text));
            plan.base_url_env.get_or_insert(PlannedValue::new(variable, &at));
        }
    }
}

fn plan_option(keys: &mut StainlessKeys<'_>, plan: &mut Plan, document: &Document, name: &str, at: &Origin) {
    let (auth, env) = (at.child("auth"), at.child("read_env"));
    let Some(scheme) = keys.value_at(&auth.child("security_scheme")).and_then(Value::as_str) else {
        if name == "base_url"
            && let Some(text) = keys.use_text(&env)
        {
            plan.base_url_env = Some(PlannedValue::new(text, &env));
            return;
        }
        let reason = match name.contains("webhook") {
            true => "The secret of webhooks is an argument of the function that verifies them.",
            false => "The client has options for credentials only; programs pass other values in each call.",
        };
        return keys.leave_out(at, reason);
    };
    let scheme = scheme.trim();
    let place = Origin::new(FileId(0), "/components/securitySchemes").child(scheme);
    if document.value(&place).is_none() {
        let reason = "The description has no such security scheme.";
        return keys.leave_out_with(at, reason, Some(scheme.to_owned()));
    }
    keys.use_all(&auth.child("security_scheme"));
    let role = auth.child("role");
    if let Some(text @ ("username" | "password")) = keys.value_at(&role).and_then(Value::as_str) {
        let reason = "One variable holds `user:password`; set `security.*.env`, or `basic_auth` of the builder.";
        keys.use_all(&role);
        keys.leave_out_with(at, reason, Some(format!("{text} of {scheme}")));
        return;
    }
    keys.use_all(&role);
    let Some(variable) = keys.use_text(&env) else { return };
    if let Some(other) = plan.security.get(scheme) {
        let reason = format!("A security scheme has one variable, and `{scheme}` already has `{}`.", other.text);
        return keys.leave_out_with(&env, reason, Some(variable.to_owned()));
    }
    plan.security.insert(scheme.to_owned(), PlannedValue::new(variable, &env));
}
