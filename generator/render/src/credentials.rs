//! Credentials in docs and examples: the accepted alternatives, how each is sent, a sample value,
//! and the token prefix for the header `Authorization`, if only the docs of the scheme mention it.

use super::context::RenderContext;
use super::docs::inline_code;
use model::{Api, SchemeKind, SecurityScheme};
use surface::{SchemeFacts, schemes_of_new, security_scheme_facts};

const COMMON_PREFIXES: &[&str] = &[
    "Bearer", "OAuth", "Token", "Basic", "JWT", "ApiKey", "Api-Key",
];

const QUOTES: [char; 5] = ['"', '\'', '`', '“', '‘'];

/// Returns the sentence that lists the setters for each alternative of the most frequent security
/// requirement, in order of preference. `None` if there are fewer than two alternatives.
pub(super) fn credential_alternatives(api: &Api) -> Option<String> {
    let mut alternatives: Vec<String> = Vec::new();
    for names in api.default_security() {
        if names.is_empty() {
            continue;
        }
        let mut setters = Vec::new();
        for name in names {
            let scheme = api.security_scheme(name);
            setters.push(inline_code(scheme.map_or(name, |scheme| &scheme.rust)));
        }
        alternatives.push(setters.join(" with "));
    }
    if alternatives.len() < 2 {
        return None;
    }
    let is_optional = api.default_security().iter().any(Vec::is_empty);
    let start = if is_optional {
        "Optionally, set one of these"
    } else {
        "Set one of these"
    };
    Some(format!("{start}: {}.", alternatives.join(", or ")))
}

/// The sentence in the docs of a client whose description declares no authentication.
pub(super) const UNDECLARED: &str =
    "The description declares no authentication; `Client::builder()` still takes a token.";

/// Returns the environment variables of a credential, if it has any.
pub(super) fn environment_variables(scheme: &SecurityScheme) -> Option<String> {
    if scheme.env.is_empty() {
        return None;
    }
    let names: Vec<String> = scheme.env.iter().map(|name| inline_code(name)).collect();
    Some(names.join(" and "))
}

/// Returns the arguments of `Client::new` in examples.
pub(super) fn sample_credentials(cx: &RenderContext<'_>) -> String {
    let schemes = security_scheme_facts(cx.api);
    let schemes_of_new = schemes_of_new(cx.api, &schemes);
    let usual: Vec<String> = schemes_of_new.iter().copied().map(sample_values).collect();
    let values = schemes_of_new.iter().zip(&usual).map(|(facts, value)| {
        let is_repeated = usual.iter().filter(|other| *other == value).count() > 1;
        match facts.arguments.len() {
            1 if is_repeated => {
                let words = describe_credential(facts.scheme);
                format!("\"my {words} ({})\"", facts.setter)
            }
            _ => value.clone(),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// Returns the arguments for the setter of a credential in examples.
pub(super) fn sample_values(facts: &SchemeFacts<'_>) -> String {
    match (&facts.scheme.kind, token_prefix(facts.scheme)) {
        (SchemeKind::Basic, _) => "\"my user name\", \"my password\"".to_owned(),
        (_, Some(word)) => format!("\"{word} my-token\""),
        (_, None) => format!("\"my {}\"", describe_credential(facts.scheme)),
    }
}

/// Returns a sentence that states how a credential is sent; it is empty if `docs` show the header
/// (`Authorization: Bearer …`).
pub(super) fn credential_sending_unless_in(docs: &str, scheme: &SecurityScheme) -> String {
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
        // The description does not say whether the API expects `Bearer`, another prefix or none.
        SchemeKind::Header(name) if name.eq_ignore_ascii_case("authorization") => {
            let prefix = match token_prefix(scheme) {
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

/// Returns the token prefix, such as `OAuth`: the word before a placeholder, or else a common
/// prefix in quotes.
fn token_prefix(scheme: &SecurityScheme) -> Option<&str> {
    if !matches!(&scheme.kind, SchemeKind::Header(name) if name.eq_ignore_ascii_case("authorization"))
    {
        return None;
    }
    let words: Vec<&str> = scheme.docs.as_deref()?.split_whitespace().collect();
    let mut follows_colon = false;
    for pair in words.windows(2) {
        let [word, next] = pair else { continue };
        let prefix = trim_punctuation(word);
        let is_literal = follows_colon || word.starts_with(QUOTES) || is_common_prefix(prefix);
        if is_credential_placeholder(next) && is_literal && may_be_prefix(prefix) {
            return Some(prefix);
        }
        follows_colon = word.ends_with(':');
    }
    for word in words {
        let prefix = trim_punctuation(word);
        if word.starts_with(QUOTES) && is_common_prefix(prefix) {
            return Some(prefix);
        }
    }
    None
}

/// Words that may name a credential.
const CREDENTIALS: &[&str] = &[
    "apikey",
    "key",
    "token",
    "secret",
    "password",
    "jwt",
    "session",
    "id",
    "ticket",
    "signature",
    "pat",
    "email",
    "username",
];

/// Words in scheme names that say how a credential is sent; they are dropped.
const DROPPED_WORDS: &[&str] = &[
    "auth",
    "authentication",
    "authorization",
    "cookie",
    "header",
    "http",
    "param",
    "query",
    "scheme",
    "security",
    "x",
];

const SPELLINGS: &[(&str, &str)] = &[
    ("api", "API"),
    ("apikey", "API key"),
    ("id", "ID"),
    ("jwt", "JWT"),
    ("oauth", "OAuth"),
    ("pat", "personal access token"),
];

/// Returns a phrase for a credential that can follow *my*: the name of its scheme if that describes
/// a credential, or else its kind.
fn describe_credential(scheme: &SecurityScheme) -> String {
    let name = naming::field_name(&scheme.name);
    // Short words are left out, since they abbreviate the name of the API: `ev_api_key` of
    // ExaVault.
    let words: Vec<&str> = name
        .split('_')
        .filter(|word| (word.len() >= 3 || *word == "id") && !DROPPED_WORDS.contains(word))
        .collect();
    let is_named = words.last().is_some_and(|last| CREDENTIALS.contains(last))
        && !words.ends_with(&["open", "id"]);
    if is_named
        && words.len() <= 4
        && words != ["key"]
        && words
            .iter()
            .all(|word| word.chars().all(char::is_alphabetic))
    {
        let spelled: Vec<&str> = words.into_iter().map(usual_spelling).collect();
        return spelled.join(" ");
    }
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::Prefixed { .. } => "access token",
        SchemeKind::Basic => "password",
        SchemeKind::Header(_) | SchemeKind::Query(_) => "API key",
        SchemeKind::Cookie(_) => "session",
    }
    .to_owned()
}

fn usual_spelling(word: &str) -> &str {
    SPELLINGS
        .iter()
        .find(|(plain, _)| *plain == word)
        .map_or(word, |(_, spelling)| spelling)
}

/// Returns a word without the punctuation around it.
fn trim_punctuation(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric())
}

fn is_common_prefix(word: &str) -> bool {
    COMMON_PREFIXES
        .iter()
        .any(|usual| usual.eq_ignore_ascii_case(word))
}

/// Returns whether a word may be a token prefix, such as `OAuth` and `Api-Key`.
fn may_be_prefix(word: &str) -> bool {
    let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_plain && (2..=20).contains(&word.len()) && !word.eq_ignore_ascii_case("authorization")
}

/// Returns whether a word is a placeholder: `<token>`, `{token}`, `[token]`, `YOUR_TOKEN`.
fn is_credential_placeholder(word: &str) -> bool {
    let name = trim_punctuation(word);
    let is_upper_case =
        name.contains('_') && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    is_upper_case
        || word.trim_start_matches(QUOTES).starts_with(['<', '{', '[']) && !name.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_plain_words() {
        let header = || SchemeKind::Header("X-Key".to_owned());
        for (name, kind, expected) in [
            ("ApiKeyAuth", SchemeKind::Bearer, "API key"),
            ("AdminApiKeyAuth", SchemeKind::Bearer, "admin API key"),
            ("api_key", header(), "API key"),
            ("apiKey", SchemeKind::Query("key".to_owned()), "API key"),
            ("ApiKeyHeader", header(), "API key"),
            ("BotToken", header(), "bot token"),
            ("BearerToken", header(), "bearer token"),
            ("bearerAuth", SchemeKind::Bearer, "access token"),
            ("OAuth2", SchemeKind::Bearer, "access token"),
            ("Oauth2c", SchemeKind::Bearer, "access token"),
            ("GoogleOpenID", SchemeKind::Bearer, "access token"),
            ("azure_auth", SchemeKind::Bearer, "access token"),
            ("JWT", SchemeKind::Bearer, "JWT"),
            (
                "personal_access_token",
                SchemeKind::Bearer,
                "personal access token",
            ),
            ("AppId", header(), "app ID"),
            ("api_email", header(), "API email"),
            ("ev_api_key", header(), "API key"),
            ("key", SchemeKind::Query("key".to_owned()), "API key"),
            (
                "session_cookie",
                SchemeKind::Cookie("sid".to_owned()),
                "session",
            ),
            ("", SchemeKind::Cookie("sid".to_owned()), "session"),
        ] {
            let scheme = SecurityScheme::new(name, kind);
            assert_eq!(describe_credential(&scheme), expected, "{name}");
        }
    }

    #[test]
    fn token_prefixes_are_found_in_prose() {
        for (docs, expected) in [
            (
                "The string \"OAuth\" followed by the user's token: OAuth ACCESS_TOKEN",
                Some("OAuth"),
            ),
            (
                "JWT header using the Bearer scheme. Example: \"Authorization: Bearer {token}\"",
                Some("Bearer"),
            ),
            ("Enter 'Bearer' [space] and then your token", Some("Bearer")),
            ("Use `Token <your key>`.", Some("Token")),
            (
                "`Authorization: GenieKey eb24` as \"Api-Key\" has it",
                Some("Api-Key"),
            ),
            ("Authorization: Splunk <key>", Some("Splunk")),
            ("Use <token> as it is. Your {token} is secret.", None),
            ("Authorization: <key>", None),
            ("the [key](https://a.example)", None),
            ("Your API key.", None),
            ("", None),
        ] {
            let mut scheme = SecurityScheme {
                docs: Some(docs.to_owned()),
                ..SecurityScheme::new("key", SchemeKind::Header("authorization".to_owned()))
            };
            assert_eq!(token_prefix(&scheme), expected, "{:?}", scheme.docs);
            scheme.kind = SchemeKind::Header("X-Key".to_owned());
            assert_eq!(token_prefix(&scheme), None, "{:?}", scheme.docs);
        }
    }
}
