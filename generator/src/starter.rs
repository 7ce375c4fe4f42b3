//! Writes a `generator.yaml` with the defaults for a description, for people to edit.
//!
//! Everything but the description, the output and the package is commented out: `#key: value` is a
//! setting, `# text` an explanation. If all settings are switched on, the client stays the same,
//! except for the first call of its README.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use crate::inspect::pages_by;
use import::yaml::{credential_line, description_line, scalar_in_braces, yaml_scalar};
use model::{Api, ChosenName, NamesFrom};
use naming::to_single_line;

/// Returns the text of a `generator.yaml`; `spec` and `output` are the paths of the description and
/// the crate, relative to that file. A description that was read from the standard input has no
/// path.
pub fn starter_config(api: &Api, spec: Option<&str>, output: &str) -> String {
    let mut out = String::from(
        "# The lines with `#` show what the generator does without them. To change something, remove `#` and edit the line.\n\
         # Paths are relative to this file.\n\n",
    );
    let package = &api.package;
    out.push_str(&description_line(spec));
    let _ = writeln!(
        out,
        "# The folder of the crate.\noutput: {}",
        yaml_scalar(output)
    );
    let _ = writeln!(
        out,
        "package:\n  name: {}\n  version: {}",
        yaml_scalar(&package.name),
        yaml_scalar(&package.version)
    );
    out.push_str(
        "  # To publish it, add `license`, `authors`, `repository`, `keywords`, `categories` and `publish: true`.\n",
    );
    out.push_str("\n# The client has all operations. `include: [tag:pets, GET /pets/*]` and `exclude` choose some.\n");
    out.push_str("# `programs: [cli, mcp, test-server]` adds a command line, an MCP server for agents, and a server for tests, as features.\n");
    write_naming(&mut out, api);
    write_environment(&mut out, api);
    write_starter_paging(&mut out, api);
    out.push_str(
        "\n# With `envelope: { result: data }`, methods return the property `data` of each response.\n",
    );
    write_starter_names(&mut out, api);
    write_starter_resources(&mut out, api);
    out
}

fn write_naming(out: &mut String, api: &Api) {
    let from = match api.names_from.from {
        NamesFrom::Paths => "paths",
        NamesFrom::Ids => "ids",
        NamesFrom::Tags => "tags",
    };
    let reason = to_single_line(&api.names_from.reason.to_string());
    let _ = writeln!(
        out,
        "\n# Where names come from (`paths`, `ids` or `tags`). Here: `{from}`, because {reason}.\n\
         # The type of the resource `client.pets().toys()` is called `PetsToys`. If `resources` (below) lists it, it is called \
         `Toys`,\n# unless `resource_types: full` keeps the long name."
    );
    let _ = writeln!(out, "#naming: {{ from: {from}, resource_types: full }}");
}

fn write_environment(out: &mut String, api: &Api) {
    if let Some(variable) = &api.client.base_url_env {
        let _ = writeln!(
            out,
            "\n# The environment variable that replaces the base URL. If this is set, examples begin with `Client::from_env()`."
        );
        let _ = writeln!(
            out,
            "#client: {{ base_url_env: {} }}",
            scalar_in_braces(variable)
        );
    }
    let schemes: Vec<_> = api
        .security_schemes
        .iter()
        .filter(|scheme| !scheme.env.is_empty())
        .collect();
    if schemes.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# For each security scheme: the setter of its credential, and its environment variable; two for a user name and a password."
    );
    let _ = writeln!(out, "#security:");
    for scheme in schemes {
        let line = credential_line(&scheme.name, Some(&scheme.rust), &scheme.env);
        let _ = writeln!(out, "#  {line}");
    }
}

fn write_starter_paging(out: &mut String, api: &Api) {
    let mut kinds: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for operation in &api.operations {
        if let Some(paging) = &operation.paging {
            let lists = kinds.entry(pages_by(&paging.next)).or_default();
            lists.push(&operation.id);
        }
    }
    let heading = if kinds.is_empty() {
        "No paginated lists were found."
    } else {
        "Paginated lists that were found:"
    };
    let _ = writeln!(out, "\n# {heading}");
    for (kind, lists) in kinds {
        let _ = writeln!(
            out,
            "# {} by {}: {}",
            lists.len(),
            to_single_line(&kind),
            to_single_line(&lists.join(", "))
        );
    }
    out.push_str(
        "# `paging` describes lists that were not recognised; `paging: { none: [operationId] }` excludes one.\n",
    );
}

/// Writes the names that items have because their usual names are taken. Names that end in `_` are
/// left out: they are reserved in every client, and cannot be configured.
fn write_starter_names(out: &mut String, api: &Api) {
    for (table, is_type) in [("types", true), ("names", false)] {
        let chosen: Vec<&ChosenName> = api
            .chosen_names
            .iter()
            .filter(|chosen| chosen.is_type == is_type && !chosen.name.ends_with('_'))
            .collect();
        if chosen.is_empty() {
            continue;
        }
        let what = if is_type { "Types" } else { "Items" };
        let _ = writeln!(
            out,
            "\n# {what} whose usual name is taken: their location in the description, and the name that they have instead.\n#{table}:"
        );
        for ChosenName { key, name, .. } in chosen {
            let _ = writeln!(out, "#  {}: {}", yaml_scalar(key), yaml_scalar(name));
        }
    }
}

fn write_starter_resources(out: &mut String, api: &Api) {
    if api.operations.is_empty() {
        return;
    }
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for operation in &api.operations {
        *uses.entry(&operation.id).or_default() += 1;
    }
    out.push_str("\n# The methods of each resource, and the operations that they call: an operationId, or method and path. `a.b` is `client.a().b()`.\n#resources:\n");
    for resource in &api.resources {
        if resource.operations.is_empty() {
            continue;
        }
        let path = resource.module.join(".");
        let _ = writeln!(
            out,
            "#  {}:",
            if path.is_empty() {
                "''".to_owned()
            } else {
                yaml_scalar(&path)
            }
        );
        for operation in resource
            .operations
            .iter()
            .filter_map(|at| api.operations.get(*at))
        {
            let request = format!("{} {}", operation.method, operation.path);
            let is_unique = operation.has_id && uses.get(operation.id.as_str()) == Some(&1);
            let key = if is_unique { &operation.id } else { &request };
            let _ = writeln!(
                out,
                "#    {}: {}",
                yaml_scalar(operation.names.method.trim_end_matches('_')),
                yaml_scalar(key)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Generator;
    use config::config_schema;

    const PETS: &str = "
openapi: 3.0.3
info: {title: Pet shop, version: '1'}
security: [{key: []}, {login: []}]
components:
  schemas: {Pets: {type: object, properties: {next_cursor: {type: string}, data: {type: array, items: {type: string}}}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, login: {type: http, scheme: basic}}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}}
  /pets/{id}/move:
    post: {operationId: movePet, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: d}}}
  /pets/{id}/toys:
    get: {operationId: listToys, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: d}}}
    post: {operationId: addToy, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: d}}}
";

    /// Returns the text with all settings switched on.
    fn switched_on(text: &str) -> String {
        let lines = text.lines().map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with(' ') || setting.starts_with("  ") => setting,
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    #[test]
    fn a_starter_is_what_happens_anyway() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("openapi.yaml");
        std::fs::write(&spec, PETS).unwrap();
        let plain = Generator::new(&spec).understand().unwrap();
        let text = starter_config(&plain.api, Some("openapi.yaml"), "../pet-shop");
        assert_eq!(
            text,
            "\
# The lines with `#` show what the generator does without them. To change something, remove `#` and edit the line.
# Paths are relative to this file.

spec: openapi.yaml
# The folder of the crate.
output: ../pet-shop
package:
  name: pet-shop
  version: '0.1.0'
  # To publish it, add `license`, `authors`, `repository`, `keywords`, `categories` and `publish: true`.

# The client has all operations. `include: [tag:pets, GET /pets/*]` and `exclude` choose some.
# `programs: [cli, mcp, test-server]` adds a command line, an MCP server for agents, and a server for tests, as features.

# Where names come from (`paths`, `ids` or `tags`). Here: `paths`, because too few operationIds name a group and an action (0 of 4).
# The type of the resource `client.pets().toys()` is called `PetsToys`. If `resources` (below) lists it, it is called `Toys`,
# unless `resource_types: full` keeps the long name.
#naming: { from: paths, resource_types: full }

# The environment variable that replaces the base URL. If this is set, examples begin with `Client::from_env()`.
#client: { base_url_env: PET_SHOP_BASE_URL }

# For each security scheme: the setter of its credential, and its environment variable; two for a user name and a password.
#security:
#  key: { setter: key, env: PET_SHOP_API_KEY }
#  login: { setter: login, env: [PET_SHOP_USERNAME, PET_SHOP_PASSWORD] }

# Paginated lists that were found:
# 1 by token, `cursor` from `/next_cursor`: listPets
# `paging` describes lists that were not recognised; `paging: { none: [operationId] }` excludes one.

# With `envelope: { result: data }`, methods return the property `data` of each response.

# The methods of each resource, and the operations that they call: an operationId, or method and path. `a.b` is `client.a().b()`.
#resources:
#  pets:
#    list: listPets
#    move: movePet
#  pets.toys:
#    list: listToys
#    add: addToy
"
        );
        assert_valid_config(&text);
        assert_valid_config(&switched_on(&text));
        let config = folder.path().join("generator.yaml");
        std::fs::write(&config, switched_on(&text)).unwrap();
        let configured = Generator::from_config(config).understand().unwrap();
        let names = |api: &Api| -> Vec<String> {
            api.operations
                .iter()
                .map(|one| one.names.method.clone())
                .collect()
        };
        assert_eq!(names(&configured.api), names(&plain.api));
        let handles = |api: &Api| -> Vec<String> {
            api.resources
                .iter()
                .map(|one| one.handle_name().to_owned())
                .collect()
        };
        assert_eq!(handles(&configured.api), handles(&plain.api));
        let variables = |api: &Api| -> Vec<Vec<String>> {
            api.security_schemes
                .iter()
                .map(|one| one.env.clone())
                .collect()
        };
        assert_eq!(variables(&configured.api), variables(&plain.api));
    }

    #[test]
    fn names_that_had_to_be_chosen_can_be_configured() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("openapi.yaml");
        let text = "
openapi: 3.0.3
info: {title: Pet shop, version: '1'}
components:
  schemas:
    Pet: {type: object, properties: {a-b: {type: string}, a_b: {type: string}, kind: {type: string, enum: [x, X]}}}
    pet: {type: object, properties: {name: {type: string}, code: {$ref: '#/components/schemas/String'}}}
    String: {type: string}
paths:
  /pets: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}}
  /old#all: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a-b: {type: string}, a_b: {type: string}}}}}}, responses: {'204': {description: d}}}}
  /old: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/pet'}}}}}}}
";
        std::fs::write(&spec, text).unwrap();
        let plain = Generator::new(&spec).understand().unwrap();
        let starter = starter_config(&plain.api, Some("openapi.yaml"), "out");
        for part in [
            "#types:\n#  /components/schemas/",
            "#names:\n#  /components/schemas/Pet/properties/",
        ] {
            assert!(starter.contains(part), "{starter}");
        }
        let config = folder.path().join("generator.yaml");
        std::fs::write(&config, switched_on(&starter)).unwrap();
        let configured = Generator::from_config(config).understand().unwrap();
        let names = |api: &Api| -> Vec<String> {
            api.types
                .iter()
                .map(|(_, def)| format!("{} {:?}", def.name, def.kind))
                .collect()
        };
        assert_eq!(names(&configured.api), names(&plain.api));
        assert_eq!(configured.api.chosen_names, []);
    }

    /// Asserts that the JSON Schema accepts the text of a `generator.yaml`.
    fn assert_valid_config(yaml: &str) {
        let schema = serde_json::from_str(&config_schema()).unwrap();
        let value: serde_json::Value = serde_yaml::from_str(yaml).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:?} in\n{yaml}");
    }
}
