//! The reasons why keys of `stainless.yml` are not carried over.

use description::nearest_name;

/// The reason why a key is not carried over.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyReason {
    /// Keys joined by `.`, with `*` for any key. For nested resources, these are the keys of the
    /// outermost resource.
    pattern: &'static str,
    /// The reason, as one sentence.
    pub(super) text: &'static str,
    /// Whether the result is complete without the key.
    pub(super) needs_nothing: bool,
}

impl KeyReason {
    /// Returns the keys of the pattern after the keys of a path.
    pub(super) fn keys_below(&self, path: &[String]) -> impl Iterator<Item = &'static str> {
        self.pattern.split('.').skip(path.len())
    }
}

const fn missing_key(pattern: &'static str, text: &'static str) -> KeyReason {
    KeyReason {
        pattern,
        text,
        needs_nothing: false,
    }
}

const fn needless_key(pattern: &'static str, text: &'static str) -> KeyReason {
    KeyReason {
        pattern,
        text,
        needs_nothing: true,
    }
}

/// The reason for all keys that are in no table.
pub(super) const UNKNOWN: &str = "The key is not known.";

/// The reason for the value of a known key, if it could not be read.
pub(super) const UNREAD: &str = "The value is not of the kind that this key has.";

/// The keys that are carried over, with `*` for names that the author chose; some only if the
/// description has what they refer to.
pub(super) const CARRIED: &[&str] = &[
    "client_settings.default_env_prefix",
    "client_settings.default_retries.initial_delay_seconds",
    "client_settings.default_retries.max_delay_seconds",
    "client_settings.default_retries.max_retries",
    "client_settings.default_timeout",
    "client_settings.idempotency.header",
    "client_settings.opts.*.auth.role",
    "client_settings.opts.*.auth.security_scheme",
    "client_settings.opts.*.read_env",
    "environments",
    "openapi.transformations",
    "openapi.transforms",
    "organization",
    "organization.name",
    "pagination",
    "query_settings.array_format",
    "query_settings.nested_format",
    "readme.example_requests",
    "readme.example_requests.*.endpoint",
    "readme.example_requests.*.params",
    "resources.*.methods.*",
    "resources.*.methods.*.body_param_name",
    "resources.*.methods.*.deprecated",
    "resources.*.methods.*.endpoint",
    "resources.*.methods.*.only",
    "resources.*.methods.*.paginated",
    "resources.*.methods.*.skip",
    "resources.*.methods.*.streaming.param_discriminator",
    "resources.*.methods.*.streaming.stream_event_model",
    "resources.*.models.*",
    "resources.*.models.*.only",
    "resources.*.models.*.openapi_uri",
    "resources.*.models.*.skip",
    "resources.*.only",
    "resources.*.skip",
    "resources.*.subresources",
    "security",
    "security_schemes",
    "settings.license",
    "settings.unwrap_response_fields",
    // Keys of the target `rust`; keys of other languages are listed.
    "targets.*.package_name",
    "targets.*.production_repo",
];

const AUTOMATIC: &str = "The generator does this by itself.";
const OTHER_LANGUAGE: &str = "It is for clients in other languages.";
const STAINLESS_ONLY: &str = "It is for the service of Stainless.";
const NO_CONSTRUCTOR: &str = "Set it in code, on `Client::builder()`.";

/// The known keys, sorted by subject.
static REASONS: &[KeyReason] = &[
    needless_key("edition", STAINLESS_ONLY),
    needless_key("codeflow", STAINLESS_ONLY),
    needless_key("project", STAINLESS_ONLY),
    needless_key("diagnostics", STAINLESS_ONLY),
    needless_key(
        "unspecified_endpoints",
        "Operations in no resource are listed under `exclude`.",
    ),
    needless_key("organization.github_org", STAINLESS_ONLY),
    needless_key(
        "organization.contact",
        "The README of a crate names no contact.",
    ),
    needless_key(
        "organization.docs",
        "The README leads to docs.rs, and to the documentation that the description names.",
    ),
    missing_key("organization.*", "The key is not known."),
    needless_key("targets.*.edition", STAINLESS_ONLY),
    needless_key(
        "targets.cli",
        "Programs are features of the crate (`programs`), and have its name.",
    ),
    missing_key(
        "targets.terraform",
        "No Terraform provider is generated: the crate is a client for programs in Rust.",
    ),
    missing_key(
        "targets.rust.publish",
        "Publish the crate with `cargo publish`, for instance in a workflow.",
    ),
    missing_key(
        "targets.rust.*",
        "`generator.yaml` has no such setting of a package.",
    ),
    missing_key(
        "targets.rust",
        "`generator.yaml` has no such settings of a package.",
    ),
    needless_key("targets.*", OTHER_LANGUAGE),
    needless_key("settings.disable_mock_tests", AUTOMATIC),
    needless_key("settings.mock_server", AUTOMATIC),
    missing_key(
        "settings.file_header",
        "Emitted files begin with the header of the generator.",
    ),
    missing_key(
        "settings.unwrap_response_fields.*",
        "`envelope` has one property that holds the result; responses with another one are returned as they are.",
    ),
    missing_key("settings.*", UNKNOWN),
    needless_key("readme.example_requests.*.type", AUTOMATIC),
    missing_key(
        "readme.example_requests.*",
        "Examples of single operations are those of the description; they are in the docs of the methods.",
    ),
    needless_key("readme.include_stainless_attribution", STAINLESS_ONLY),
    missing_key("readme.*", "The README is written by the generator."),
    missing_key(
        "openapi.code_samples",
        "The generator does not put code samples into the description.",
    ),
    needless_key("openapi.path", "The description is named by `spec`."),
    missing_key(
        "openapi.transforms.*",
        "An overlay cannot express this transformation.",
    ),
    missing_key(
        "openapi.transformations.*",
        "An overlay cannot express this transformation.",
    ),
    missing_key(
        "streaming.on_event",
        "Streams end at `[DONE]` and yield all other events; an error in an event is an event like others.",
    ),
    missing_key(
        "query_settings.array_format",
        "An overlay cannot express this format of arrays in the query.",
    ),
    missing_key(
        "query_settings.nested_format",
        "An overlay cannot express this format of objects in the query.",
    ),
    missing_key(
        "multipart_settings.*",
        "Forms are encoded as the description says (`encoding`).",
    ),
    missing_key("custom_casings", "Expected words such as `GitHub`."),
    needless_key(
        "pagination.*.name",
        "Names of pagination schemes appear in no crate.",
    ),
    needless_key(
        "pagination.*.request",
        "Parameters and responses are those of the description.",
    ),
    needless_key(
        "pagination.*.response",
        "Parameters and responses are those of the description.",
    ),
    missing_key(
        "pagination.*.*",
        "The scheme has no such setting in `paging`.",
    ),
    missing_key(
        "pagination.*",
        "`paging` has one scheme of each kind; the first one applies.",
    ),
    needless_key("client_settings.opts.*.type", AUTOMATIC),
    needless_key("client_settings.opts.*.nullable", AUTOMATIC),
    needless_key(
        "client_settings.opts.*.description",
        "Setters are documented by the description.",
    ),
    needless_key(
        "client_settings.opts.*.example",
        "Setters are documented by the description.",
    ),
    needless_key(
        "client_settings.opts.*.send_as_query_param",
        "The security scheme of the description says where a key is sent.",
    ),
    missing_key("client_settings.opts.*.default", NO_CONSTRUCTOR),
    missing_key("client_settings.opts.*", "The client has no such option."),
    missing_key("client_settings.default_retries.*", UNKNOWN),
    missing_key("client_settings.default_headers", NO_CONSTRUCTOR),
    missing_key(
        "client_settings.response_headers",
        "Responses have all headers.",
    ),
    missing_key(
        "client_settings.idempotency.*",
        "The key is made by the client, for every `POST`.",
    ),
    missing_key("security_schemes.*", "The overlay cannot add it."),
    missing_key("security", "The overlay cannot add it."),
    needless_key("resources.*.methods.*.type", AUTOMATIC),
    needless_key(
        "resources.*.methods.*.streaming",
        "The description has the stream; `types` names the type of its events.",
    ),
    needless_key("resources.*.methods.*.streaming.type", AUTOMATIC),
    needless_key(
        "resources.*.methods.*.streaming.params_type_name",
        "Parameters are setters of a request, which has no type with this name.",
    ),
    missing_key("resources.*.methods.*.streaming.*", UNKNOWN),
    missing_key(
        "resources.*.methods.*.paginated",
        "Pagination is found in the description; `paging.operations` sets it for one operation.",
    ),
    missing_key(
        "resources.*.methods.*.positional_params",
        "Path parameters are arguments in the order of the path.",
    ),
    missing_key("resources.*.methods.*.skip_test_reason", AUTOMATIC),
    missing_key(
        "resources.*.methods.*.deprecated",
        "The operation is in another file, which an overlay does not change.",
    ),
    missing_key(
        "resources.*.methods.*.discriminator",
        "Events of webhooks are told apart by the description.",
    ),
    missing_key(
        "resources.*.methods.*.unwrap_response_fields",
        "`envelope` is the same for all operations.",
    ),
    missing_key("resources.*.methods.*.*", UNKNOWN),
    needless_key(
        "resources.*.models.*.force_generation",
        "Every schema of the description has its type.",
    ),
    missing_key("resources.*.models.*.*", UNKNOWN),
    needless_key("resources.*.mcp", OTHER_LANGUAGE),
    needless_key("resources.*.terraform", OTHER_LANGUAGE),
    needless_key("resources.*.standalone_api", OTHER_LANGUAGE),
    missing_key(
        "resources.*.description",
        "Resources are documented by the tags of the description.",
    ),
    missing_key(
        "resources.*.name",
        "Types of resources are named after their keys.",
    ),
    missing_key("resources.*.*", UNKNOWN),
];

/// Returns the reason for the key at a path, if the table has exactly this key.
pub(super) fn reason_for_key(path: &[String]) -> Option<&'static KeyReason> {
    let path = without_subresources(path);
    REASONS
        .iter()
        .find(|one| is_matched(one.pattern, &path, false))
}

/// Returns whether the table has keys below a path.
pub(super) fn knows_below(path: &[String]) -> bool {
    let path = without_subresources(path);
    REASONS
        .iter()
        .any(|one| is_matched(one.pattern, &path, true))
}

/// Returns the reasons for keys below a path without which the result is incomplete.
pub(super) fn missed_below(path: &[String]) -> impl Iterator<Item = &'static KeyReason> {
    REASONS
        .iter()
        .filter(|reason| !reason.needs_nothing && is_matched(reason.pattern, path, true))
}

/// Returns whether a `stainless.yml` may have the key at a path.
pub(super) fn is_known(path: &[String]) -> bool {
    if reason_for_key(path).is_some_and(|reason| reason.text != UNKNOWN) {
        return true;
    }
    let path = without_subresources(path);
    known_patterns().any(|pattern| {
        is_matched(pattern, &path, true)
            || (CARRIED.contains(&pattern) && is_matched(pattern, &path, false))
    })
}

/// Returns the patterns of all keys.
fn known_patterns() -> impl Iterator<Item = &'static str> {
    let listed = REASONS.iter().map(|reason| reason.pattern);
    listed.chain(CARRIED.iter().copied())
}

/// Returns the known key that is closest to the last key of a path.
pub(super) fn nearest_key(path: &[String]) -> Option<&'static str> {
    let path = without_subresources(path);
    let (last, outer) = path.split_last()?;
    let beside = known_patterns().filter(|pattern| is_matched(pattern, outer, true));
    let keys = beside.filter_map(|pattern| pattern.split('.').nth(outer.len()));
    nearest_name(last, keys.filter(|key| *key != "*"))
}

/// Returns a path with `*` for names that the author chose.
pub(super) fn pattern_of(path: &[String]) -> String {
    let short = without_subresources(path);
    let mut parts = Vec::new();
    for (index, key) in short.iter().enumerate() {
        parts.push(if is_chosen_name(&short, index) {
            "*"
        } else {
            key
        });
    }
    parts.join(".")
}

/// Returns whether the key at an index is a name that the author chose.
fn is_chosen_name(path: &[String], index: usize) -> bool {
    match path.first().map(String::as_str) {
        Some("resources") => index == 1 || index == 3,
        Some("pagination") => index == 1,
        // The other targets are languages.
        Some("targets") => index == 1 && path.get(1).is_none_or(|key| key != "cli"),
        Some("readme") => index == 2 && !is_general_example(path),
        Some("openapi") => index == 2,
        Some("client_settings") => index == 2 && path.get(1).is_some_and(|key| key == "opts"),
        _ => false,
    }
}

/// Returns whether a path leads to an example that is not for a single operation, and is therefore
/// carried over.
fn is_general_example(path: &[String]) -> bool {
    let is_general = matches!(
        path.get(2).map(String::as_str),
        Some("default" | "headline" | "pagination")
    );
    is_general && path.get(3).is_none_or(|key| key != "type")
}

/// Returns a path in which each `resources.a.subresources.b` is replaced by `resources.b`.
fn without_subresources(path: &[String]) -> Vec<String> {
    let mut short: Vec<String> = Vec::new();
    for key in path {
        // A resource may be called `subresources` as well, so only the third key of a resource is
        // compared.
        if short.len() == 2
            && key == "subresources"
            && short.first().is_some_and(|first| first == "resources")
        {
            short.pop();
            continue;
        }
        short.push(key.clone());
    }
    short
}

/// Returns whether a pattern such as `a.*.b` matches a path; with `below`, the pattern must begin
/// with the path and be longer.
fn is_matched(pattern: &str, path: &[String], below: bool) -> bool {
    let mut expected_keys = pattern.split('.');
    for key in path {
        match expected_keys.next() {
            Some("*") => {}
            Some(expected) if expected == key => {}
            _ => return false,
        }
    }
    expected_keys.next().is_some() == below
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
            let found = reason_for_key(&path(&row.pattern.replace('*', "x"))).unwrap();
            assert_eq!(found.pattern, row.pattern);
            assert!(
                row.text.ends_with('.') && !row.text.starts_with(char::is_lowercase),
                "{}",
                row.text
            );
        }
    }

    #[test]
    fn a_misspelt_key_has_a_nearest_one() {
        for (misspelt, nearest) in [
            ("client_setings", Some("client_settings")),
            ("resources.pets.metods", Some("methods")),
            (
                "resources.pets.subresources.toys.subresource",
                Some("subresources"),
            ),
            ("resources.pets.methods.list.end_point", Some("endpoint")),
            ("client_settings.opts.token.read_evn", Some("read_env")),
            ("client_settings.opts.tokn", None),
            ("own", None),
        ] {
            assert_eq!(nearest_key(&path(misspelt)), nearest, "{misspelt}");
        }
        for known in [
            "resources.pets.methods",
            "settings.license",
            "streaming",
            "targets.cobol",
        ] {
            assert!(is_known(&path(known)), "{known}");
        }
        for unknown in [
            "resources.pets.metods",
            "settings.own",
            "organization.own",
            "own",
        ] {
            assert!(!is_known(&path(unknown)), "{unknown}");
        }
    }

    #[test]
    fn keys_of_nested_resources_are_those_of_resources() {
        let nested = path("resources.a.subresources.subresources.subresources.c.methods.list.type");
        assert_eq!(pattern_of(&nested), "resources.*.methods.*.type");
        assert!(reason_for_key(&nested).unwrap().needs_nothing);
        assert!(
            reason_for_key(&path("own")).is_none()
                && !knows_below(&path("own"))
                && knows_below(&path("settings"))
        );
        assert_eq!(pattern_of(&path("targets.go.publish")), "targets.*.publish");
    }
}
