//! Refuses anything but OpenAPI 3 and Swagger 2.0.

use super::files::STANDARD_INPUT;
use diag::{Diagnostic, FileId, Origin, value_in_words};
use serde_json::{Map, Value};

/// Returns warnings about the root of a description, or the error that refuses it; `file` is its
/// name.
pub(super) fn check_description_root(
    root: &Value,
    file: &str,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let Value::Object(members) = root else {
        return Err(not_openapi_error(root));
    };
    match (members.get("openapi"), members.get("swagger")) {
        (Some(_), Some(version))
            if is_swagger(root) && is_release(&version_text(version), "2.0") =>
        {
            Ok(vec![two_versions_warning("Swagger 2.0")])
        }
        (Some(version), other) => {
            let mut warnings = check_version(version)?;
            if other.is_some() {
                let read_as = format!("OpenAPI {}", version_text(version));
                warnings.push(two_versions_warning(&read_as));
            }
            Ok(warnings)
        }
        (None, Some(version)) if is_release(&version_text(version), "2.0") => Ok(Vec::new()),
        (None, Some(version)) => {
            let message = format!(
                "found Swagger {}, expected Swagger 2.0 or OpenAPI 3",
                version_text(version)
            );
            Err(Diagnostic::error("unsupported-version", message)
                .at(&Origin::new(FileId(0), "/swagger"))
                .help("convert the description to OpenAPI 3"))
        }
        (None, None) => Err(unknown_root_error(root, members, file)),
    }
}

/// Refuses a description that has nothing but its version.
pub(super) fn refuse_only_version(root: &Value) -> Result<(), Diagnostic> {
    if root.as_object().is_some_and(|members| members.len() > 1) {
        return Ok(());
    }
    let message =
        "found only the version of OpenAPI, expected a description with `info` and `paths`";
    let help = "describe operations under `paths`, or name another file";
    Err(Diagnostic::error("empty-file", message)
        .at(&Origin::default())
        .help(help))
}

fn two_versions_warning(read_as: &str) -> Diagnostic {
    Diagnostic::warning(
        "mixed-versions",
        "found both `openapi` and `swagger`, expected one version",
    )
    .at(&Origin::new(FileId(0), "/swagger"))
    .instead(format!("it is read as {read_as}"))
    .help("remove the key of the other version")
}

/// Keys of the root that only Swagger 2.0 has.
const SWAGGER_KEYS: [&str; 9] = [
    "basePath",
    "consumes",
    "definitions",
    "host",
    "parameters",
    "produces",
    "responses",
    "schemes",
    "securityDefinitions",
];

/// Returns whether the root is that of a description of Swagger 2.0.
pub(super) fn is_swagger(root: &Value) -> bool {
    if root.get("swagger").is_none() {
        return false;
    }
    let Some(version) = root.get("openapi") else {
        return true;
    };
    is_release(&version_text(version), "2.0")
        || has_any_key(root, &SWAGGER_KEYS) && !has_any_key(root, &["components", "servers"])
}

fn has_any_key(root: &Value, keys: &[&str]) -> bool {
    keys.iter().any(|key| root.get(*key).is_some())
}

/// Returns the keys of Swagger 2.0 in the root.
pub(super) fn swagger_keys(root: &Value) -> impl Iterator<Item = &'static str> {
    let keys = root.as_object().into_iter().flat_map(Map::keys);
    keys.filter_map(|key| SWAGGER_KEYS.into_iter().find(|other| other == key))
}

pub(super) fn is_3_0(root: &Value) -> bool {
    root.get("openapi")
        .map(version_text)
        .is_some_and(|version| is_release(&version, "3.0"))
}

/// Returns the version, if it is older than 3.2.
pub(super) fn version_before_3_2(root: &Value) -> Option<String> {
    let version = version_text(root.get("openapi")?);
    let is_before = ["3.0", "3.1"]
        .iter()
        .any(|release| is_release(&version, release));
    if is_before { Some(version) } else { None }
}

fn not_openapi_error(root: &Value) -> Diagnostic {
    let (code, actual) = match root {
        Value::Null => ("empty-file", "nothing"),
        Value::Array(_) => ("not-openapi", "an array"),
        Value::String(_) => ("not-openapi", "a string"),
        _ => ("not-openapi", "a single value"),
    };
    Diagnostic::error(
        code,
        format!("expected an OpenAPI description, found {actual}"),
    )
    .at(&Origin::default())
    .help("name the file that begins with `openapi: 3.…` or `swagger: '2.0'`")
}

/// Returns whether a file consists of settings for Stainless.
pub fn is_stainless(root: &Value) -> bool {
    let resources = root.get("resources").and_then(Value::as_object);
    resources.is_some()
        && has_any_key(
            root,
            &["organization", "edition", "targets", "client_settings"],
        )
        || resources.into_iter().flat_map(Map::values).any(|resource| {
            ["methods", "models", "subresources"]
                .iter()
                .any(|key| resource.get(*key).is_some_and(Value::is_object))
        })
}

/// Returns the command that reads a file with settings for Stainless.
pub fn help_to_import(file: &str) -> String {
    let file = if file == STANDARD_INPUT {
        "stainless.yml"
    } else {
        file
    };
    format!(
        "import it: `sdkwright init openapi.yaml --from {file}`, with the path of your description"
    )
}

/// Returns whether a file is a description, of any version.
pub fn is_description(root: &Value) -> bool {
    ["openapi", "swagger"]
        .iter()
        .any(|key| matches!(root.get(*key), Some(Value::String(_) | Value::Number(_))))
}

fn unknown_root_error(root: &Value, members: &Map<String, Value>, file: &str) -> Diagnostic {
    if is_stainless(root) {
        return other_file_error("a configuration of Stainless", help_to_import(file));
    }
    if has_any_key(root, &["spec", "clients", "package"]) {
        let help = if file == STANDARD_INPUT {
            "save it to a file, and name that with `--config`".to_owned()
        } else {
            format!("`sdkwright generate --config {file}` reads it")
        };
        return other_file_error("a `generator.yaml`", help);
    }
    let actual = match members
        .keys()
        .take(3)
        .map(|key| format!("`{key}`"))
        .collect::<Vec<_>>()
    {
        keys if keys.is_empty() => "an empty object".to_owned(),
        keys => format!("an object with {}", keys.join(", ")),
    };
    let guess = if members.contains_key("asyncapi") {
        "AsyncAPI is not supported"
    } else if members.contains_key("$schema") {
        "a JSON Schema describes data, not an API: name the description that uses it"
    } else {
        "name the file that begins with `openapi: 3.…` or `swagger: '2.0'`"
    };
    Diagnostic::error(
        "not-openapi",
        format!("expected an OpenAPI description with the key `openapi`, found {actual}"),
    )
    .at(&Origin::default())
    .help(guess)
}

fn other_file_error(actual: &str, help: String) -> Diagnostic {
    Diagnostic::error(
        "not-openapi",
        format!("expected an OpenAPI description, found {actual}"),
    )
    .at(&Origin::default())
    .help(help)
}

fn check_version(version: &Value) -> Result<Vec<Diagnostic>, Diagnostic> {
    let text = version_text(version);
    let origin = Origin::new(FileId(0), "/openapi");
    let releases = ["3.0", "3.1", "3.2"];
    if let Some(release) = releases.iter().find(|release| is_release(&text, release)) {
        if has_known_patch(&text, release) {
            return Ok(Vec::new());
        }
        let message = format!("found OpenAPI `{text}`, expected a number after `{release}.`");
        let note = Diagnostic::note("unusual-version", message).at(&origin);
        let instead = format!("it is read as {release}");
        return Ok(vec![
            note.instead(instead)
                .help(format!("write `openapi: {release}.0`")),
        ]);
    }
    if is_later_3(&text) {
        let warning = Diagnostic::warning(
            "newer-version",
            format!("found OpenAPI {text}, expected 3.0, 3.1 or 3.2"),
        )
        .at(&origin)
        .instead("it is read as 3.2; what is newer is ignored")
        .help("write `openapi: 3.2.0` if the description uses nothing newer");
        return Ok(vec![warning]);
    }
    let actual = if version.is_string() {
        format!("`{text}`")
    } else if version.is_null() {
        "missing".to_owned()
    } else {
        value_in_words(version)
    };
    Err(Diagnostic::error(
        "unsupported-version",
        format!("the OpenAPI version is {actual}, expected 3.0, 3.1 or 3.2"),
    )
    .at(&origin)
    .help(if is_release(&text, "2.0") {
        "if it is Swagger 2.0, write `swagger: '2.0'` instead of `openapi`"
    } else if text == "3" || version.is_null() {
        "write the whole version, such as `openapi: 3.1.0`"
    } else {
        "convert the description to OpenAPI 3"
    }))
}

/// Returns the version as text. Without quotes, `openapi: 3.0` is a number in YAML.
fn version_text(version: &Value) -> String {
    version
        .as_str()
        .map_or_else(|| version.to_string(), |text| text.trim().to_owned())
}

/// Returns whether this is a release of OpenAPI 3 after 3.2, such as `3.3.0`.
fn is_later_3(version: &str) -> bool {
    let minor = version
        .strip_prefix("3.")
        .and_then(|rest| rest.split(['.', '-']).next())
        .filter(|minor| !minor.starts_with('0'));
    minor
        .and_then(|minor| minor.parse::<u32>().ok())
        .is_some_and(|minor| minor > 2)
}

fn is_release(version: &str, release: &str) -> bool {
    version
        .strip_prefix(release)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// Returns whether a version is that of a release (`3.1`) or of a patch of it (`3.1.1`, or a draft
/// such as `3.1.1-rc0`). Patches change nothing.
fn has_known_patch(version: &str, release: &str) -> bool {
    let suffix = version.strip_prefix(release).unwrap_or_default();
    let (patch, _) = suffix.split_once('-').unwrap_or((suffix, ""));
    let digits = patch.strip_prefix('.').unwrap_or("0");
    patch.is_empty() || !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn versions_3_0_to_3_2_pass() {
        for version in [
            json!("3.0.3"),
            json!("3.1.0"),
            json!("3.0"),
            json!(3.0),
            json!(3.1),
            json!("3.1.0-rc1"),
            json!("3.2.0"),
        ] {
            assert_eq!(
                check_description_root(&json!({"openapi": version}), "a.yaml"),
                Ok(Vec::new()),
                "{version}"
            );
        }
        for version in [json!("2.0"), json!(2.0)] {
            assert_eq!(
                check_description_root(&json!({"swagger": version}), "a.yaml"),
                Ok(Vec::new()),
                "{version}"
            );
        }
        for (rest, expected) in [("paths", "OpenAPI 3.0.3"), ("host", "Swagger 2.0")] {
            let root = json!({"openapi": "3.0.3", "swagger": "2.0", rest: "x"});
            let warnings = check_description_root(&root, "a.yaml").unwrap();
            assert_eq!(warnings[0].code, "mixed-versions");
            let instead = format!("it is read as {expected}");
            assert_eq!(warnings[0].consequence.as_deref(), Some(instead.as_str()));
        }
        assert_eq!(
            check_description_root(&json!({"openapi": "3.3.0"}), "a.yaml").unwrap()[0].code,
            "newer-version"
        );
    }

    #[test]
    fn refusals_name_the_found_value() {
        let rows = [
            (
                json!(null),
                "empty-file",
                "expected an OpenAPI description, found nothing",
            ),
            (
                json!([1]),
                "not-openapi",
                "expected an OpenAPI description, found an array",
            ),
            (
                json!({}),
                "not-openapi",
                "expected an OpenAPI description with the key `openapi`, found an empty object",
            ),
            (
                json!({"name": 1, "b": 2}),
                "not-openapi",
                "expected an OpenAPI description with the key `openapi`, found an object with `name`, `b`",
            ),
            (
                json!({"swagger": "1.2"}),
                "unsupported-version",
                "found Swagger 1.2, expected Swagger 2.0 or OpenAPI 3",
            ),
            (
                json!({"openapi": "4.0"}),
                "unsupported-version",
                "the OpenAPI version is `4.0`, expected 3.0, 3.1 or 3.2",
            ),
            (
                json!({"openapi": null}),
                "unsupported-version",
                "the OpenAPI version is missing, expected 3.0, 3.1 or 3.2",
            ),
            (
                json!({"openapi": {}}),
                "unsupported-version",
                "the OpenAPI version is an object, expected 3.0, 3.1 or 3.2",
            ),
            (
                json!({"openapi": "3.01"}),
                "unsupported-version",
                "the OpenAPI version is `3.01`, expected 3.0, 3.1 or 3.2",
            ),
        ];
        for (root, code, message) in rows {
            let refusal = check_description_root(&root, "a.yaml").unwrap_err();
            assert_eq!(
                (refusal.code, refusal.message.as_str()),
                (code, message),
                "{root}"
            );
            assert!(refusal.help.is_some(), "{root}");
        }
    }
}
