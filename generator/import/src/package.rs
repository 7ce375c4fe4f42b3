//! `organization`, `targets` and `settings` of `stainless.yml`: the package.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::{ImportPlan, PlannedValue};
use diag::Origin;
use naming::package_name;

/// Plans the package, and the property that holds results.
pub(super) fn plan_package(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    plan_name(keys, plan);
    let license = StainlessKeys::place_of(&["settings", "license"]);
    if let Some(text) = keys.use_text(&license) {
        plan.license = Some(PlannedValue::new(text, &license));
    }
    let repository = StainlessKeys::place_of(&["targets", "rust", "production_repo"]);
    if let Some(text) = keys.use_text(&repository) {
        let name = text.split('#').next().unwrap_or(text);
        let url = if name.contains("://") {
            name.to_owned()
        } else {
            format!("https://github.com/{name}")
        };
        plan.repository = Some(PlannedValue::new(url, &repository));
    }
    plan_programs(keys, plan);
    let unwrapped = StainlessKeys::place_of(&["settings", "unwrap_response_fields"]);
    if let Some(first) = keys.items_of(&unwrapped).first()
        && let Some(text) = keys.use_text(first)
    {
        plan.envelope = Some(PlannedValue::new(text, first));
    }
}

/// Plans the programs of the crate: the target `cli`, and the MCP server of any other target.
fn plan_programs(keys: &StainlessKeys<'_>, plan: &mut ImportPlan) {
    let targets = StainlessKeys::place_of(&["targets"]);
    for (name, target) in keys.members_of(&targets) {
        let server = target.child("options").child("mcp_server");
        let (program, key) = match name {
            "cli" => ("cli", target),
            _ => ("mcp", server),
        };
        let is_wanted = match keys.value_at(&key) {
            Some(Value::Object(settings)) => settings.get("skip") != Some(&Value::Bool(true)),
            Some(value) => *value == Value::Bool(true),
            None => false,
        };
        if !is_wanted {
            continue;
        }
        if plan.programs.iter().all(|planned| planned.text != program) {
            plan.programs.push(PlannedValue::new(program, &key));
        }
    }
}

/// Plans the name of the package: that of the Rust target, or of most other targets, or of the
/// organization.
fn plan_name(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    let organization = place_of_organization(keys);
    let organization_name = keys.use_text(&organization);
    let own = StainlessKeys::place_of(&["targets", "rust", "package_name"]);
    if let Some(text) = keys.use_text(&own) {
        plan.package_name = Some(PlannedValue::new(package_name(text), &own));
        return;
    }
    if let Some((name, origin)) = usual_name(keys) {
        plan.package_name = Some(PlannedValue { text: name, origin });
        return;
    }
    if let Some(text) = organization_name {
        let name = casing_of(keys, text).unwrap_or_else(|| package_name(text));
        plan.package_name = Some(PlannedValue::new(name, &organization));
    }
}

/// Words for languages at the end of a package name.
const LANGUAGES: &[&str] = &[
    "csharp",
    "dotnet",
    "go",
    "java",
    "js",
    "kotlin",
    "node",
    "nodejs",
    "php",
    "py",
    "python",
    "ruby",
    "ts",
    "typescript",
];

/// Returns the name that more than half of the packages have, without words for languages, and the
/// location of the first package name that is equal to it.
fn usual_name(keys: &StainlessKeys<'_>) -> Option<(String, Origin)> {
    let mut names: Vec<(String, Origin)> = Vec::new();
    for (_, target) in keys.members_of(&StainlessKeys::place_of(&["targets"])) {
        let origin = target.child("package_name");
        let named = keys.value_at(&origin).and_then(Value::as_str);
        if let Some(name) = named.and_then(name_without_language) {
            names.push((name, origin));
        }
    }
    for (name, origin) in &names {
        let same = names
            .iter()
            .filter(|(other, _)| other.replace('-', "") == name.replace('-', ""))
            .count();
        if same * 2 > names.len() {
            return Some((name.clone(), origin.clone()));
        }
    }
    None
}

/// Returns the name of a package for Cargo; `None` if it consists only of a language.
fn name_without_language(text: &str) -> Option<String> {
    // The scope of an npm package becomes the first word: `@pets/api` → `pets-api`.
    let full = match text.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        Some((scope, name)) if name.starts_with(scope) => name.to_owned(),
        Some((scope, name)) => format!("{scope}-{name}"),
        None => text.to_owned(),
    };
    let name = package_name(&full);
    let mut words: Vec<&str> = name.split('-').collect();
    while words.last().is_some_and(|word| LANGUAGES.contains(word)) {
        words.pop();
    }
    if words.is_empty() {
        None
    } else {
        Some(words.join("-"))
    }
}

/// Returns the location of the organization's name; old files have it without the key `name`.
pub(super) fn place_of_organization(keys: &StainlessKeys<'_>) -> Origin {
    let organization = StainlessKeys::place_of(&["organization"]);
    match keys.value_at(&organization) {
        Some(Value::String(_)) => organization,
        _ => organization.child("name"),
    }
}

/// Returns an organization's name in lower case, if `custom_casings` lists it as one word.
fn casing_of(keys: &mut StainlessKeys<'_>, name: &str) -> Option<String> {
    for origin in keys.items_of(&StainlessKeys::place_of(&["custom_casings"])) {
        if keys.value_at(&origin).and_then(Value::as_str) == Some(name) {
            keys.use_all(&origin);
            return Some(package_name(&name.to_lowercase()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use description::Document;

    fn planned_name(text: &str) -> Option<String> {
        let settings = Document::settings_from_text("stainless.yml", text.to_owned()).unwrap();
        let mut plan = ImportPlan::default();
        plan_package(&mut StainlessKeys::new(&settings), &mut plan);
        plan.package_name.map(|name| name.text)
    }

    #[test]
    fn packages_are_named_like_most_others() {
        let rows = [
            ("organization: {name: Pets}", Some("pets")),
            ("organization: Pets", Some("pets")),
            (
                "organization: {name: Pets}\ntargets: {go: {package_name: pets-go}}",
                Some("pets"),
            ),
            (
                "organization: {name: Pets}\ntargets: {go: {package_name: pet-shop-typescript}}",
                Some("pet-shop"),
            ),
            (
                "organization: {name: Pets}\ntargets: {a: {package_name: a}, b: {package_name: b}}",
                Some("pets"),
            ),
            (
                "organization: {name: P}\ntargets: {a: {package_name: '@pets/api'}, b: {package_name: pets_api}}",
                Some("pets-api"),
            ),
            (
                "organization: {name: PetAI}\ncustom_casings: [PetAI]",
                Some("petai"),
            ),
            (
                "organization: {name: Pets}\ntargets: {rust: {package_name: zoo}, go: {package_name: a}}",
                Some("zoo"),
            ),
            ("targets: {node: {package_name: node}}", None),
            ("resources: {}", None),
        ];
        for (text, expected) in rows {
            assert_eq!(planned_name(text).as_deref(), expected, "{text}");
        }
    }
}
