//! Why keys of `stainless.yml` are not carried over.

/// Why a key is not carried over.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyReason {
    /// Keys joined by `.`, with `*` for any key; keys of nested resources are those of their outermost resource.
    pattern: &'static str,
    /// One sentence.
    pub(super) text: &'static str,
    /// Whether the result is complete without it.
    pub(super) needs_nothing: bool,
}

const fn missing(pattern: &'static str, text: &'static str) -> KeyReason {
    KeyReason { pattern, text, needs_nothing: false }
}

const fn needless(pattern: &'static str, text: &'static str) -> KeyReason {
    KeyReason { pattern, text, needs_nothing: true }
}

/// The reason for all keys that the table does not have.
pub(super) const UNKNOWN: &str = "The key is not known.";

const AUTOMATIC: &str = "The generator does this by itself.";
const OTHER_LANGUAGE: &str = "It is for clients in other languages.";
const STAINLESS_ONLY: &str = "It is for the service of Stainless.";
const NO_CONSTRUCTOR: &str = "Programs set it on the builder of the client.";

/// The known keys, sorted by subject.
static REASONS: &[KeyReason] = &[
    needless("edition", STAINLESS_ONLY),
    needless("codeflow", STAINLESS_ONLY),
    needless("project", STAINLESS_ONLY),
    needless("diagnostics", STAINLESS_ONLY),
    needless("organization.github_org", STAINLESS_ONLY),
    needless("organization.contact", "The README of a crate names no contact."),
    needless("organization.docs", "The README leads to docs.rs, and to the documentation that the description names."),
    missing("organization.*", "The key is not known."),
    needless("targets.*.edition", STAINLESS_ONLY),
    missing("targets.rust.publish", "Publish the crate with `cargo publish`, for instance in a workflow."),
    missing("targets.rust.*", "`generator.yaml` has no such setting of a package."),
    missing("targets.rust", "`generator.yaml` has no such settings of a package."),
    needless("targets.*", OTHER_LANGUAGE),
    needless("settings.disable_mock_tests", AUTOMATIC),
    needless("settings.mock_server", AUTOMATIC),
    missing("settings.file_header", "Emitted files begin with the header of the generator."),
    missing(
        "settings.unwrap_response_fields.*",
        "`envelope` has one property that holds the result; responses with another one are returned as they are.",
    ),
    missing("settings.*", UNKNOWN),
    missing("readme.example_requests", "The README shows examples that the generator chooses."),
    needless("readme.include_stainless_attribution", STAINLESS_ONLY),
    missing("readme.*", "The README is written by the generator."),
    missing("openapi.code_samples", "The generator does not put code samples into the description."),
    needless("openapi.path", "The description is named by `spec`."),
    missing("openapi.transforms.*", "An overlay cannot express this transformation."),
    missing("openapi.transformations.*", "An overlay cannot express this transformation."),
    missing(
        "streaming.on_event",
        "Streams end at `[DONE]` and yield all other events; errors in events are for the program to read.",
    ),
    missing("query_settings.array_format", "An overlay cannot express this format of arrays in the query."),
    missing("query_settings.nested_format", "An overlay cannot express this format of objects in the query."),
    missing("multipart_settings.*", "Forms are encoded as the description says (`encoding`)."),
    missing("custom_casings", "Names of Rust types have one capital for each word."),
    needless("pagination.*.name", "Names of pagination schemes appear in no crate."),
    needless("pagination.*.request", "Parameters and responses are those of the description."),
    needless("pagination.*.response", "Parameters and responses are those of the description."),
    missing("pagination.*.*", "The scheme has no such setting in `paging`."),
    missing("pagination.*", "`paging` has one scheme of each kind; the first one applies."),
    needless("client_settings.opts.*.type", AUTOMATIC),
    needless("client_settings.opts.*.nullable", AUTOMATIC),
    needless("client_settings.opts.*.description", "Setters are documented by the description."),
    needless("client_settings.opts.*.example", "Setters are documented by the description."),
    needless(
        "client_settings.opts.*.send_as_query_param",
        "The security scheme of the description says where a key is sent.",
    ),
    missing("client_settings.opts.*.default", NO_CONSTRUCTOR),
    missing("client_settings.opts.*", "The client has no such option."),
    missing("client_settings.default_timeout", NO_CONSTRUCTOR),
    missing("client_settings.default_retries", NO_CONSTRUCTOR),
    missing("client_settings.default_headers", NO_CONSTRUCTOR),
    missing("client_settings.response_headers", "Responses have all headers."),
    missing("client_settings.idempotency.*", "The key is made by the client, for every `POST`."),
    missing("security_schemes.*", "The overlay cannot add it."),
    missing("security", "The overlay cannot add it."),
    needless("resources.*.methods.*.type", AUTOMATIC),
    needless(
        "resources.*.methods.*.streaming",
        "Streams are found in the description; `types` names the type of their events.",
    ),
    missing(
        "resources.*.methods.*.paginated",
        "Pagination is found in the description; `paging.operations` sets it for one operation.",
    ),
    missing("resources.*.methods.*.body_param_name", "The argument for a body is always called `body`."),
    missing("resources.*.methods.*.positional_params", "Path parameters are arguments in the order of the path."),
    missing("resources.*.methods.*.skip_test_reason", AUTOMATIC),
    missing("resources.*.methods.*.deprecated", "The operation is in another file, which an overlay does not change."),
    missing("resources.*.methods.*.discriminator", "Events of webhooks are told apart by the description."),
    missing("resources.*.methods.*.unwrap_response_fields", "`envelope` is the same for all operations."),
    missing("resources.*.methods.*.*", UNKNOWN),
    needless("resources.*.models.*.force_generation", "Every schema of the description has its type."),
    missing("resources.*.models.*.*", UNKNOWN),
    needless("resources.*.mcp", OTHER_LANGUAGE),
    needless("resources.*.terraform", OTHER_LANGUAGE),
    needless("resources.*.standalone_api", OTHER_LANGUAGE),
    missing("resources.*.description", "Resources are documented by the tags of the description."),
    missing("resources.*.name", "Types of resources are named after their keys."),
    missing("resources.*.*", UNKNOWN),
];

/// Returns the reason for the key at a path, if the table has exactly this key.
pub(super) fn reason_of(path: &[String]) -> Option<&'static KeyReason> {
    let path = without_subresources(path);
    REASONS.iter().find(|one| is_matched(one.pattern, &path, false))
}

/// Returns whether the table has keys below a path.
pub(super) fn knows_below(path: &[String]) -> bool {
    let path = without_subresources(path);
    REASONS.iter().any(|one| is_matched(one.pattern, &path, true))
}

/// Returns a path with `*` for chosen names.
pub(super) fn pattern_of(path: &[String]) -> String {
    let short = without_subresources(path);
    let is_chosen = |at: usize| match short.first().map(String::as_str) {
        Some("resources") => at == 1 || at == 3,
        Some("pagination" | "targets") => at == 1,
        Some("openapi") => at == 2,
        Some("client_settings") => at == 2 && short.get(1).is_some_and(|key| key == "opts"),
        _ => false,
    };
    let parts: Vec<&str> =
        short.iter().enumerate().map(|(at, key)| if is_chosen(at) { "*" } else { key.as_str() }).collect();
    parts.join(".")
}

/// Returns the path with each `resources.a.subresources.b` as `resources.b`.
fn without_subresources(path: &[String]) -> Vec<String> {
    let mut short: Vec<String> = Vec::new();
    for key in path {
        // The name of a resource may be `subresources` too, so only the third key of a resource is compared.
        if short.len() == 2 && key == "subresources" && short.first().is_some_and(|first| first == "resources") {
            short.pop();
            continue;
        }
        short.push(key.clone());
    }
    short
}

/// Returns whether a pattern is that of a path, or if `below`, of a longer path.
fn is_matched(pattern: &str, path: &[String], below: bool) -> bool {
    let mut wanted = pattern.split('.');
    for key in path {
        match wanted.next() {
            Some("*") => {}
            Some(expected) if expected == key => {}
            _ => return false,
        }
    }
    wanted.next().is_some() == below
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn no_row_hides_a_later_one() {
        for row in REASONS {
            let found = reason_of(&path(&row.pattern.replace('*', "x"))).unwrap();
            assert_eq!(found.pattern, row.pattern);
            assert!(row.text.ends_with('.') && !row.text.starts_with(char::is_lowercase), "{}", row.text);
        }
    }

    #[test]
    fn keys_of_nested_resources_are_those_of_resources() {
        let nested = path("resources.a.subresources.subresources.subresources.c.methods.list.type");
        assert_eq!(pattern_of(&nested), "resources.*.methods.*.type");
        assert!(reason_of(&nested).unwrap().needs_nothing);
        assert!(reason_of(&path("own")).is_none() && !knows_below(&path("own")) && knows_below(&path("settings")));
        assert_eq!(pattern_of(&path("targets.go.publish")), "targets.*.publish");
    }
}
