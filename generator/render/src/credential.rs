//! Docs of credentials: the accepted alternatives, and the token prefix for the header `Authorization`, if only the
//! docs of the scheme mention it.

use super::docs::inline_code;
use model::{Api, SchemeKind, SecurityScheme};

const COMMON_PREFIXES: &[&str] = &[
    "Bearer", "OAuth", "Token", "Basic", "JWT", "ApiKey", "Api-Key",
];

const QUOTES: [char; 5] = ['"', '\'', '`', '“', '‘'];

/// Returns the sentence that lists the setters for each alternative of the most frequent security requirement, in order
/// of preference. `None` if there are fewer than two alternatives.
pub(super) fn credential_alternatives(api: &Api) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for names in api.default_security() {
        if names.is_empty() {
            continue;
        }
        let mut setters = Vec::new();
        for name in names {
            let scheme = api.security_scheme(name);
            setters.push(inline_code(scheme.map_or(name, |scheme| &scheme.rust)));
        }
        all.push(setters.join(" with "));
    }
    if all.len() < 2 {
        return None;
    }
    let is_optional = api.default_security().iter().any(Vec::is_empty);
    let start = if is_optional {
        "Optionally, set one of these"
    } else {
        "Set one of these"
    };
    Some(format!("{start}: {}.", all.join(", or ")))
}

/// Returns the token prefix, such as `OAuth`: the word before a placeholder, or else a common prefix in quotes.
pub(super) fn token_prefix(scheme: &SecurityScheme) -> Option<&str> {
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

/// Returns a credential in plain words that can follow *my*: its name if that describes a credential, or else its kind.
pub(super) fn credential_in_words(scheme: &SecurityScheme) -> String {
    let words = naming::field_name(&scheme.name);
    // Short words are left out, since they abbreviate the name of the API: `ev_api_key` of ExaVault.
    let words = words
        .split('_')
        .filter(|word| (word.len() >= 3 || *word == "id") && !DROPPED_WORDS.contains(word));
    let words: Vec<&str> = words.collect();
    let is_named = words.last().is_some_and(|last| CREDENTIALS.contains(last))
        && !words.ends_with(&["open", "id"]);
    if is_named
        && words.len() <= 4
        && words != ["key"]
        && words
            .iter()
            .all(|word| word.chars().all(char::is_alphabetic))
    {
        return words
            .into_iter()
            .map(usual_spelling)
            .collect::<Vec<_>>()
            .join(" ");
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
    use diag::Origin;

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
            let (name, rust) = (name.to_owned(), name.to_owned());
            let scheme = SecurityScheme {
                rust,
                name,
                kind,
                env: Vec::new(),
                docs: None,
                deprecated: false,
                origin: Origin::default(),
            };
            assert_eq!(credential_in_words(&scheme), expected, "{}", scheme.name);
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
            let kind = SchemeKind::Header("authorization".to_owned());
            let (name, docs) = ("key".to_owned(), Some(docs.to_owned()));
            let mut scheme = SecurityScheme {
                rust: name.clone(),
                name,
                kind,
                env: Vec::new(),
                docs,
                deprecated: false,
                origin: Origin::default(),
            };
            assert_eq!(token_prefix(&scheme), expected, "{:?}", scheme.docs);
            scheme.kind = SchemeKind::Header("X-Key".to_owned());
            assert_eq!(token_prefix(&scheme), None, "{:?}", scheme.docs);
        }
    }
}
