//! Title, package, and settings of the client.

use std::collections::HashSet;
use std::time::Duration;

use openapiv3::{Contact, ExternalDocumentation, License};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::context::BuildContext;
use crate::standard_objects::read_object;
use config::license;
use config::{
    Config, PackageConfig, ProgramConfig, PublishConfig, RetryPolicyConfig, Seconds, crate_of_path,
    is_web_address,
};
use description::{Document, string_field};
use diag::{Diagnostic, FileId, Origin};
use model::{ClientShape, DEFAULT_DELAYS, Info, MIN_RUST_VERSION, Package, Publish};
use naming::{package_name, product_name, to_single_line};

pub(crate) fn read_info(cx: &mut BuildContext<'_>) -> Info {
    let written = root_object_at(cx.document, "/info");
    let info: openapiv3::Info = read_object(written);
    let title = to_single_line(&info.title);
    if title.is_empty() {
        let warning = Diagnostic::warning(
            "no-title",
            "expected a description with a title, found none",
        )
        .at(&Origin::new(FileId(0), "/info/title"))
        .instead("the API is called `API`");
        cx.miss(warning.help(
            "add `title` to `info`, or name the package in `generator.yaml`: `package: {name: …}`",
        ));
    }
    let documentation = documentation_url(cx.document);
    Info {
        title: if title.is_empty() {
            "API".to_owned()
        } else {
            title
        },
        version: to_single_line(&info.version),
        description: info.description,
        documentation: if documentation.is_empty() {
            None
        } else {
            Some(documentation)
        },
    }
}

fn root_object_at<'d>(document: &'d Document, pointer: &str) -> Option<&'d Map<String, Value>> {
    document.root().pointer(pointer)?.as_object()
}

/// Returns the URL in `externalDocs` of the description; empty if there is none.
fn documentation_url(document: &Document) -> String {
    read_object::<ExternalDocumentation>(root_object_at(document, "/externalDocs")).url
}

/// Returns the title of the API, or else `api`.
fn title_or_default(document: &Document) -> String {
    let title = read_object::<openapiv3::Info>(root_object_at(document, "/info")).title;
    if title.trim().is_empty() {
        "api".to_owned()
    } else {
        title
    }
}

/// Returns the name of the package: the configured one, or else the product name in the title.
pub fn default_package(config: &Config, document: &Document) -> String {
    let title = title_or_default(document);
    package_name(
        config
            .package
            .name
            .as_deref()
            .unwrap_or_else(|| product_name(&title)),
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
        let setting_origin = Origin::new(FileId(0), "/package/openapi");
        cx.config_problems.push(
            Diagnostic::error("openapi-in-files", problem)
                .at(&setting_origin)
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
            .unwrap_or_else(|| format!("Typed client for {}", to_single_line(&title))),
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
        dependencies: dependencies(cx.config),
        lints: config_entries(&config.lints),
        own_modules: cx.config.modules.clone(),
    }
}

/// Returns the dependencies of `generator.yaml`, and the crates of types that replace others.
fn dependencies(config: &Config) -> Map<String, Value> {
    let mut dependencies = config_entries(&config.package.dependencies);
    for replacement in config.types.replaced.values() {
        let has_source = replacement.version.is_some() || replacement.folder.is_some();
        let Some(name) = crate_of_path(&replacement.path).filter(|_| has_source) else {
            continue;
        };
        let entry = dependencies
            .entry(name)
            .or_insert_with(|| Map::new().into());
        let Some(table) = entry.as_object_mut() else {
            continue;
        };
        for (key, value) in [
            ("version", &replacement.version),
            ("path", &replacement.folder),
            ("package", &replacement.package),
        ] {
            if let Some(value) = value {
                table.entry(key).or_insert_with(|| value.as_str().into());
            }
        }
        if !replacement.features.is_empty() {
            let features = table
                .entry("features")
                .or_insert_with(|| Value::Array(Vec::new()));
            let added = replacement
                .features
                .iter()
                .map(|name| Value::from(name.as_str()));
            if let Some(features) = features.as_array_mut() {
                features.extend(added);
                let mut seen = HashSet::new();
                features.retain(|name| seen.insert(name.clone()));
            }
        }
    }
    dependencies
}

const KEYWORDS: [&str; 3] = ["api", "client", "openapi"];

const CATEGORIES: [&str; 1] = ["api-bindings"];

/// Returns the license of the package: the configured one, or else that of the API.
fn package_license(config: &PackageConfig, document: &Document) -> Option<String> {
    if config.license.is_some() || config.license_file.is_some() {
        return config.license.clone();
    }
    let written = root_object_at(document, "/info/license");
    let identifier = written.and_then(|written| string_field(written, "identifier"));
    license::expression_of(identifier, &read_object::<License>(written).name)
}

/// Returns the page about the API that the description names.
fn home_page(document: &Document) -> Option<String> {
    let contact: Contact = read_object(root_object_at(document, "/info/contact"));
    let pages = [documentation_url(document), contact.url.unwrap_or_default()];
    pages.into_iter().find(|url| is_web_address(url))
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

/// Returns a warning if a package does not have the configured name; a note if only the spelling
/// differs.
fn renamed_package_problem(configured: &str, name: &str) -> Option<Diagnostic> {
    if configured == name {
        return None;
    }
    let [wanted_letters, letters] =
        [configured, name].map(|name| name.replace(['-', '_'], "").to_lowercase());
    let problem = if wanted_letters == letters {
        let fact = "is not in lower case with hyphens, which names of packages require here";
        Diagnostic::note("renamed-package", format!("`{configured}` {fact}"))
    } else {
        let fact = if configured.len() > name.len() {
            "is too long for the name of a package"
        } else {
            "cannot be the name of the package, because Rust, Cargo or a dependency reserves it"
        };
        Diagnostic::warning("renamed-package", format!("`{configured}` {fact}"))
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
    let programs = &cx.config.programs;
    let has = |program| programs.contains(&program);
    ClientShape {
        base_url_env: config.base_url_env.clone(),
        has_configured_variables: false,
        request_id_header: config.request_id_header.clone(),
        timeout: config.timeout.map(Seconds::duration),
        retries: config.retries,
        retry_delays: configured_delays(&config.retry_policy),
        credentials,
        has_catalog: cx.config.operations || !programs.is_empty(),
        operations_below: None,
        has_command_line: has(ProgramConfig::Cli) || has(ProgramConfig::Mcp),
        has_mcp_server: has(ProgramConfig::Mcp),
        has_test_server: has(ProgramConfig::TestServer),
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
    use crate::client::info::*;
    use diag::Severity;

    #[test]
    fn an_empty_title_is_like_a_missing_one() {
        for info in ["{}", "{title: ''}", "{title: ' '}", "{title: [Pets]}"] {
            let text = format!("openapi: 3.1.0\ninfo: {info}\n");
            let (document, _) = Document::from_text("a.yaml", text).unwrap();
            assert_eq!(default_package(&Config::default(), &document), "api");
        }
    }

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
