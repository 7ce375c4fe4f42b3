//! `securityDefinitions`.

use serde_json::{Map, Value, json};

/// The names of OAuth flows in Swagger 2.0 and in OpenAPI 3.
pub(super) const FLOWS: [(&str, &str); 4] = [
    ("accessCode", "authorizationCode"),
    ("application", "clientCredentials"),
    ("implicit", "implicit"),
    ("password", "password"),
];

/// Rewrites a security scheme: `type: basic` → `type: http, scheme: basic`; `flow: accessCode, tokenUrl: u` → `flows:
/// {authorizationCode: {tokenUrl: u}}`.
pub(super) fn rewrite_security_scheme(scheme: &mut Map<String, Value>) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), Value::from("http"));
            scheme.insert("scheme".to_owned(), Value::from("basic"));
        }
        Some("oauth2") => {
            let Some(Value::String(written)) = scheme.shift_remove("flow") else {
                return;
            };
            let flow = FLOWS
                .iter()
                .find(|(name, _)| *name == written)
                .map_or(written.as_str(), |(_, flow)| flow);
            let mut members = Map::new();
            for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                if let Some(value) = scheme.shift_remove(key) {
                    members.insert(key.to_owned(), value);
                }
            }
            members.entry("scopes").or_insert_with(|| json!({}));
            scheme.insert("flows".to_owned(), json!({ flow: members }));
        }
        _ => {}
    }
}
