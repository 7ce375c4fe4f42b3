//! Title, package, and settings of the client.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use super::context::BuildContext;
use crate::config::{
    Config, PackageConfig, PublishConfig, RetryPolicyConfig, Seconds, is_web_address,
};
use crate::diag::{Diagnostic, FileId, Origin, value_in_words};
use crate::license;
use crate::model::{ClientShape, DEFAULT_DELAYS, Info, MIN_RUST_VERSION, Package, Publish};
use crate::naming::{package_name, product_name, to_single_line};
use crate::source::Document;

pub(crate) fn read_info(cx: &mut BuildContext<'_>) -> Info {
    let info = cx.document.root().get("info");
    let title = text_at(cx.document, "/info/title")
        .map(to_single_line)
        .filter(|title| !title.is_empty());
    if title.is_none() {
        let warning = Diagnostic::warning(
            "no-title",
            "expected a description with a title, found none",
        );
        let warning = warning
            .at(&Origin::new(FileId(0), "/info/title"))
            .instead("the API is called `API`");
        cx.miss(warning.help(
            "add `title` to `info`, or name the package in `generator.yaml`: `package: {name: …}`",
        ));
    }
    Info {
        title: title.unwrap_or_else(|| "API".to_owned()),
        version: to_single_line(&read_version(cx, info)),
        description: text_at(cx.document, "/info/description").map(str::to_owned),
        documentation: text_at(cx.document, "/externalDocs/url").map(str::to_owned),
    }
}

fn read_version(cx: &mut BuildContext<'_>, info: Option<&Value>) -> String {
    match info.and_then(|info| info.get("version")) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(version)) => version.clone(),
        Some(other) => {
            let message = format!("`version` is {}, expected a string", value_in_words(other));
            let place = Origin::new(FileId(0), "/info/version");
            let warning = Diagnostic::warning("unexpected-kind", message)
                .at(&place)
                .help("write it in quotes");
            let version = if other.is_number() {
                other.to_string()
            } else {
                String::new()
            };
            cx.warn(match version.as_str() {
                "" => warning.instead("it is ignored"),
                version => warning.instead(format!("it is read as `{version}`")),
            });
            version
        }
    }
}

fn text_at<'d>(document: &'d Document, pointer: &str) -> Option<&'d str> {
    document.root().pointer(pointer).and_then(Value::as_str)
}

fn title_or_default(document: &Document) -> &str {
    text_at(document, "/info/title").unwrap_or("api")
}

/// Returns the name of the package: the configured one, or else the product name in the title.
pub(crate) fn default_package(config: &Config, document: &Document) -> String {
    package_name(
        config
            .package
            .name
            .as_deref()
            .unwrap_or_else(|| product_name(title_or_default(document))),
    )
}

pub(crate) fn read_package(cx: &mut BuildContext<'_>) -> Package {
    let config = &cx.config.package;
    let title = title_or_default(cx.document);
    let name = default_package(cx.config, cx.document);
    if let Some(problem) = config
        .name
        .as_deref()
        .and_then(|wanted| renamed_package_problem(wanted, &name))
    {
        cx.warn(problem);
    }
    if config.openapi && !cx.document.is_one_file() {
        let problem = "`openapi: true` needs a description in one file, because `$ref`s to others would lead nowhere";
        let help = "remove the line, or bundle the description";
        let place = Origin::new(FileId(0), "/package/openapi");
        cx.config_problems.push(
            Diagnostic::error("openapi-in-files", problem)
                .at(&place)
                .help(help),
        );
    }
    cx.config_problems.extend(config.unusable_values());
    Package {
        name,
        version: config.version().to_owned(),
        description: config
            .description
            .clone()
            .unwrap_or_else(|| format!("Typed client for {}", to_single_line(title))),
        license: package_license(config, cx.document),
        license_file: config.license_file.clone(),
        authors: config.authors.clone(),
        keywords: config
            .keywords
            .clone()
            .unwrap_or_else(|| KEYWORDS.map(str::to_owned).to_vec()),
        categories: config
            .categories
            .clone()
            .unwrap_or_else(|| CATEGORIES.map(str::to_owned).to_vec()),
        repository: config.repository.clone(),
        homepage: config.homepage.clone().or_else(|| home_page(cx.document)),
        documentation: config.documentation.clone(),
        rust_version: config
            .rust_version
            .clone()
            .unwrap_or_else(|| MIN_RUST_VERSION.to_owned()),
        publish: publish_setting(config.publish.as_ref()),
        dependencies: config_entries(&config.dependencies),
        lints: config_entries(&config.lints),
        own_modules: cx.config.modules.clone(),
    }
}

const KEYWORDS: [&str; 3] = ["api", "client", "openapi"];

const CATEGORIES: [&str; 1] = ["api-bindings"];

/// Returns the license of the package: the configured one, or else that of the API.
fn package_license(config: &PackageConfig, document: &Document) -> Option<String> {
    if config.license.is_some() || config.license_file.is_some() {
        return config.license.clone();
    }
    let [identifier, name] =
        ["identifier", "name"].map(|key| text_at(document, &format!("/info/license/{key}")));
    license::expression_of(identifier, name)
}

/// Returns the page about the API that the description names.
fn home_page(document: &Document) -> Option<String> {
    let pages =
        ["/externalDocs/url", "/info/contact/url"].map(|pointer| text_at(document, pointer));
    pages
        .into_iter()
        .flatten()
        .find(|url| is_web_address(url))
        .map(str::to_owned)
}

fn publish_setting(config: Option<&PublishConfig>) -> Publish {
    match config {
        None => Publish::Unknown,
        Some(PublishConfig::Allowed(true)) => Publish::CratesIo,
        Some(PublishConfig::Allowed(false)) => Publish::Nowhere,
        Some(PublishConfig::Registries(names)) if names.is_empty() => Publish::Nowhere,
        Some(PublishConfig::Registries(names)) => Publish::Registries(names.clone()),
    }
}

/// Returns the keys and values of an object in `generator.yaml`.
fn config_entries(config: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(config) {
        Ok(Value::Object(entries)) => entries,
        _ => Map::new(),
    }
}

/// Reports that a package does not have the configured name; as a note, if only the spelling differs.
fn renamed_package_problem(wanted: &str, name: &str) -> Option<Diagnostic> {
    if wanted == name {
        return None;
    }
    let [wanted_letters, letters] =
        [wanted, name].map(|name| name.replace(['-', '_'], "").to_lowercase());
    let problem = if wanted_letters == letters {
        let fact = "is not in lower case with hyphens, which names of packages require here";
        Diagnostic::note("renamed-package", format!("`{wanted}` {fact}"))
    } else {
        let fact = "cannot be the name of the package: it is too long, or is reserved by Rust, Cargo or a dependency";
        Diagnostic::warning("renamed-package", format!("`{wanted}` {fact}"))
    };
    let help = "choose another name: with `--package`, or `package: {name: …}` in `generator.yaml`";
    Some(
        problem
            .instead(format!("the package is called `{name}`"))
            .help(help),
    )
}

pub(crate) fn client_shape(cx: &BuildContext<'_>, credentials: Vec<String>) -> ClientShape {
    let config = &cx.config.client;
    ClientShape {
        base_url_env: config.base_url_env.clone(),
        has_configured_variables: false,
        request_id_header: config.request_id_header.clone(),
        timeout: config.timeout.map(Seconds::duration),
        retries: config.retries,
        retry_delays: configured_delays(&config.retry_policy),
        credentials,
    }
}

/// Returns the first and the longest delay of retries, if any of them is configured.
fn configured_delays(config: &RetryPolicyConfig) -> Option<[Duration; 2]> {
    let [first, longest] = [config.first, config.longest].map(|delay| delay.map(Seconds::duration));
    if first.is_none() && longest.is_none() {
        return None;
    }
    Some([
        first.unwrap_or(DEFAULT_DELAYS[0]),
        longest.unwrap_or(DEFAULT_DELAYS[1]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;

    #[test]
    fn renamed_packages_are_reported() {
        for (wanted, expected) in [
            ("std", Some(Severity::Warning)),
            ("async", Some(Severity::Warning)),
            ("test", Some(Severity::Warning)),
            ("serde_json", Some(Severity::Warning)),
            ("con", Some(Severity::Warning)),
            ("my_crate", Some(Severity::Note)),
            ("MyCrate", Some(Severity::Note)),
            ("my-crate", None),
            ("pets", None),
        ] {
            let report = renamed_package_problem(wanted, &package_name(wanted));
            assert_eq!(report.map(|report| report.severity), expected, "{wanted}");
        }
    }
}
