//! `securityDefinitions`.

use super::rewriter::{MovedPlace, Rewriter};
use diag::{Diagnostic, value_in_words};
use serde_json::{Map, Value, json};

/// The names of OAuth flows in Swagger 2.0 and in OpenAPI 3.
pub(super) const FLOWS: [(&str, &str); 4] = [
    ("accessCode", "authorizationCode"),
    ("application", "clientCredentials"),
    ("implicit", "implicit"),
    ("password", "password"),
];

impl Rewriter<'_> {
    /// Reports an OAuth flow that does not exist.
    pub(super) fn warn_unknown_flow(&mut self, scheme: &Map<String, Value>, place: &MovedPlace) {
        let is_oauth = scheme.get("type").is_some_and(|name| name == "oauth2");
        let Some(flow) = scheme.get("flow") else {
            return;
        };
        if !is_oauth || known_flow(flow).is_some() {
            return;
        }
        let message = format!(
            "`flow` is {}, expected `accessCode`, `application`, `implicit` or `password`",
            value_in_words(flow)
        );
        let origin = self.moves.message_origin(&place.written.child("flow"));
        self.warnings.push(
            Diagnostic::warning("unexpected-kind", message)
                .at(&origin)
                .instead("the flow is ignored; the client takes a token")
                .help("write one of these names"),
        );
    }
}

/// Returns the name of an OAuth flow in OpenAPI 3.
fn known_flow(written: &Value) -> Option<&'static str> {
    let (_, flow) = FLOWS
        .iter()
        .find(|(older, newer)| written == older || written == newer)?;
    Some(flow)
}

/// Rewrites a security scheme: `type: basic` → `type: http, scheme: basic`;
/// `flow: accessCode, tokenUrl: u` → `flows: {authorizationCode: {tokenUrl: u}}`.
pub(super) fn rewrite_security_scheme(scheme: &mut Map<String, Value>) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), Value::from("http"));
            scheme.insert("scheme".to_owned(), Value::from("basic"));
        }
        Some("oauth2") => {
            let Some(written) = scheme.shift_remove("flow") else {
                return;
            };
            let mut members = Map::new();
            for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                if let Some(value) = scheme.shift_remove(key) {
                    members.insert(key.to_owned(), value);
                }
            }
            members.entry("scopes").or_insert_with(|| json!({}));
            let flows = match known_flow(&written) {
                Some(flow) => json!({ flow: members }),
                None => json!({}),
            };
            scheme.insert("flows".to_owned(), flows);
        }
        _ => {}
    }
}
