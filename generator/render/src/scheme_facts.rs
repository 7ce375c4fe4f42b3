//! Security schemes, with the setters of their credentials for examples and docs.

use super::context::RenderContext;
use super::credential;
use super::docs::inline_code;
use model::{SchemeKind, SecurityScheme};
use surface::{SchemeFacts, schemes_of_new, security_scheme_facts};

/// The sentence in the docs of a client whose description declares no authentication.
pub(super) const UNDECLARED: &str =
    "The description declares no authentication; `Client::builder()` still takes a token.";

/// Returns the environment variables of a credential, if it has any.
pub(super) fn variables_in_words(scheme: &SecurityScheme) -> Option<String> {
    if scheme.env.is_empty() {
        return None;
    }
    let names: Vec<String> = scheme.env.iter().map(|name| inline_code(name)).collect();
    Some(names.join(" and "))
}

/// Returns the arguments of `Client::new` in examples.
pub(super) fn sample_credentials(cx: &RenderContext<'_>) -> String {
    let all = security_scheme_facts(cx.api);
    let taken = schemes_of_new(cx.api, &all);
    let usual: Vec<String> = taken.iter().copied().map(sample_values).collect();
    let values = taken.iter().zip(&usual).map(|(facts, value)| {
        let is_repeated = usual.iter().filter(|other| *other == value).count() > 1;
        match facts.arguments.len() {
            1 if is_repeated => {
                let words = credential::credential_in_words(facts.scheme);
                format!("\"my {words} ({})\"", facts.setter)
            }
            _ => value.clone(),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// Returns the arguments for the setter of a credential in examples.
pub(super) fn sample_values(facts: &SchemeFacts<'_>) -> String {
    match (&facts.scheme.kind, credential::token_prefix(facts.scheme)) {
        (SchemeKind::Basic, _) => "\"my user name\", \"my password\"".to_owned(),
        (_, Some(word)) => format!("\"{word} my-token\""),
        (_, None) => format!("\"my {}\"", credential::credential_in_words(facts.scheme)),
    }
}

/// Returns a sentence that states how a credential is sent, unless `docs` show the header (`Authorization: Bearer …`).
pub(super) fn credential_sending_besides(docs: &str, scheme: &SecurityScheme) -> String {
    if docs.contains("Authorization:") {
        String::new()
    } else {
        describe_credential_sending(scheme)
    }
}

/// Returns a sentence that states how a credential is sent.
fn describe_credential_sending(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SchemeKind::Bearer => "Sent as `Authorization: Bearer …`.".to_owned(),
        SchemeKind::Basic => "Sent as `Authorization: Basic …`.".to_owned(),
        // It is not known whether the API expects `Bearer`, another prefix or none.
        SchemeKind::Header(name) if name.eq_ignore_ascii_case("authorization") => {
            let prefix = match credential::token_prefix(scheme) {
                Some(word) => format!("the prefix: `{word} my-token`"),
                None => "any prefix the API expects".to_owned(),
            };
            format!(
                "Sent unchanged in the header {}, so include {prefix}.",
                inline_code(name)
            )
        }
        SchemeKind::Header(name) => format!("Sent in the header {}.", inline_code(name)),
        SchemeKind::Prefixed { header, prefix } => {
            format!("Sent as {}.", inline_code(&format!("{header}: {prefix}…")))
        }
        SchemeKind::Query(name) => format!("Sent as the query parameter {}.", inline_code(name)),
        SchemeKind::Cookie(name) => format!("Sent in the cookie {}.", inline_code(name)),
    }
}
