//! Descriptions of operations for an agent that has found them by a search.

use serde_json::{Map, Value};

use super::super::catalog::{Catalog, DEFINITIONS, Entry, quoted_names, references_in};
use super::super::command_line::profile::Profile;
use super::calls::is_listed;
use super::outline::outline;
use super::tools::{description, shown_schema, without_links};

/// The number of bytes up to which the definitions that arguments refer to are shown.
const DEFINITION_BYTES: usize = 8000;

/// Returns the arguments of an operation as a schema, and its result in few words.
///
/// # Errors
/// The message for the agent: the profile cannot be used.
pub(crate) fn describe_operation(
    catalog: &Catalog,
    entry: &Entry,
    profile: &Profile,
) -> Result<String, String> {
    let operation = entry.operation;
    let mut documentation = catalog.documentation(entry);
    profile.set_defaults(catalog, &mut documentation.arguments)?;
    let mut parts = vec![
        format!("{} ({} {})", entry.name, operation.method, operation.path),
        description(&documentation),
        format!("Arguments: {}", shown_schema(&documentation.arguments)),
        describe_definitions(catalog, &documentation.arguments),
    ];
    match (&documentation.item, &documentation.result) {
        (Some(item), _) if is_listed(entry) => {
            parts.push(format!(
                "Result: a list of items {}",
                outline(catalog, item)
            ));
        }
        (_, Some(result)) => parts.push(format!("Result: {}", outline(catalog, result))),
        _ => {}
    }
    parts.retain(|part| !part.is_empty());
    Ok(without_links(&parts.join("\n")))
}

/// Returns the definition with this name, if there is one.
pub(crate) fn describe_definition(catalog: &Catalog, name: &str) -> Option<String> {
    let schema = catalog.schema(name.strip_prefix(DEFINITIONS).unwrap_or(name))?;
    let definitions = describe_definitions(catalog, &schema);
    Some(
        format!("{name}: {}\n{definitions}", shown_schema(&schema))
            .trim_end()
            .to_owned(),
    )
}

/// Returns the definitions to which a schema refers, the nearest ones first, and the names of those
/// that would be too long.
fn describe_definitions(catalog: &Catalog, schema: &Value) -> String {
    let mut shown = Map::new();
    let mut omitted: Vec<String> = Vec::new();
    let mut bytes = 0;
    let mut level = names_in(schema);
    while !level.is_empty() {
        let mut next_level = Vec::new();
        for name in level {
            if shown.contains_key(&name) || omitted.contains(&name) {
                continue;
            }
            let Some(definition) = catalog.schema(&name) else {
                continue;
            };
            let shown_definition = shown_schema(&definition);
            let length = shown_definition.to_string().len();
            if bytes + length > DEFINITION_BYTES {
                omitted.push(name);
                continue;
            }
            bytes += length;
            next_level.extend(names_in(&definition));
            shown.insert(name, shown_definition);
        }
        level = next_level;
    }
    let mut parts = Vec::new();
    if !shown.is_empty() {
        parts.push(format!("$defs: {}", Value::Object(shown)));
    }
    if !omitted.is_empty() {
        let names = quoted_names(omitted.iter().map(String::as_str));
        parts.push(format!("Not shown, see `describe`: {names}"));
    }
    parts.join("\n")
}

fn names_in(schema: &Value) -> Vec<String> {
    references_in(schema)
        .into_iter()
        .map(str::to_owned)
        .collect()
}
