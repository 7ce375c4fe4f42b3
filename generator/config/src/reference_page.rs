//! The page of the book about `generator.yaml`: all keys, from the types of their values and the
//! docs of these types.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::schema::schema_with_docs;
use super::setting_docs::SettingDocs;

/// A section of the page.
struct PageSection {
    title: &'static str,
    /// The keys of the file that it explains.
    keys: &'static [&'static str],
    /// The page of the guide about them.
    guide: &'static str,
}

/// All sections. Each key of the file is in exactly one section.
const SECTIONS: &[PageSection] = &[
    PageSection {
        title: "Files",
        keys: &["clients", "spec", "output", "module", "overlays"],
        guide: "[Configuration](../guide/configuration.md), [Several clients](../guide/workspace.md)",
    },
    PageSection {
        title: "Operations",
        keys: &["include", "exclude", "prune"],
        guide: "[Large APIs](../guide/scale.md)",
    },
    PageSection {
        title: "Package",
        keys: &[
            "package",
            "modules",
            "runtime",
            "features_by_resource",
            "operations",
            "programs",
        ],
        guide: "[Publishing](../guide/publishing.md), [Large APIs](../guide/scale.md)",
    },
    PageSection {
        title: "Client and credentials",
        keys: &["client", "security", "bind", "envelope"],
        guide: "[Authentication](../guide/authentication.md), [Errors](../guide/errors.md)",
    },
    PageSection {
        title: "Names",
        keys: &[
            "naming",
            "resources",
            "types",
            "names",
            "keep_old_names",
            "old_names",
        ],
        guide: "[Names](../guide/names.md)",
    },
    PageSection {
        title: "Types",
        keys: &["derives", "attributes"],
        guide: "[Your own types](../guide/own-types.md)",
    },
    PageSection {
        title: "Requests, responses and webhooks",
        keys: &["numbers", "idempotent", "idempotency_key", "webhooks"],
        guide: "[Errors](../guide/errors.md), [Webhooks](../guide/webhooks.md)",
    },
    PageSection {
        title: "Paging",
        keys: &["paging"],
        guide: "[Lists](../guide/paging.md)",
    },
    PageSection {
        title: "Streams",
        keys: &["streams"],
        guide: "[Streams](../guide/streams.md)",
    },
    PageSection {
        title: "Waiters",
        keys: &["waiters", "long_running"],
        guide: "",
    },
    PageSection {
        title: "The README of the crate",
        keys: &["readme"],
        guide: "[Publishing](../guide/publishing.md)",
    },
    PageSection {
        title: "Comparing",
        keys: &["diff"],
        guide: "[Upgrading](../guide/upgrading.md), [rules](diff-codes.md)",
    },
];

/// Returns the page, in Markdown.
pub fn config_page() -> String {
    let schema = schema_with_docs();
    let mut page = ReferencePage {
        schema: schema.as_value(),
        shown: HashMap::new(),
        rows: String::new(),
        docs: SettingDocs::default(),
    };
    let mut out = String::from("# generator.yaml\n\n");
    let intro = docs_of(page.schema).paragraphs;
    for paragraph in intro.iter().skip(1) {
        let _ = writeln!(out, "{paragraph}\n");
    }
    out.push_str(
        "In the tables, `*` stands for a name or a number, for instance of a security scheme in `security.*.env`.\n\n\
         `sdkwright init` writes a file with the defaults for a description; `sdkwright init --schema` prints a JSON Schema of the\n\
         keys, for [completion in editors](../guide/configuration.md#in-an-editor).\n",
    );
    for section in SECTIONS {
        page.write_section(section, &mut out);
    }
    out
}

/// What the page shows.
struct ReferencePage<'s> {
    /// The schema of the file.
    schema: &'s Value,
    /// The path at which each type was shown, by its `$ref`.
    shown: HashMap<&'s str, String>,
    /// The rows of the current section.
    rows: String,
    /// The text below the table of the current section.
    docs: SettingDocs,
}

impl<'s> ReferencePage<'s> {
    fn write_section(&mut self, section: &PageSection, out: &mut String) {
        for key in section.keys {
            if let Some(schema) = self.schema["properties"].get(key) {
                self.add_key(key, schema, false);
            }
        }
        let _ = write!(
            out,
            "\n## {}\n\n| key | value | meaning |\n|---|---|---|\n{}",
            section.title, self.rows
        );
        for paragraph in &self.docs.paragraphs {
            let _ = write!(out, "\n{paragraph}\n");
        }
        if !self.docs.examples.is_empty() {
            let _ = write!(out, "\n```yaml\n{}\n```\n", self.docs.examples.join("\n"));
        }
        if !section.guide.is_empty() {
            let _ = write!(out, "\nIn the guide: {}.\n", section.guide);
        }
        self.rows.clear();
        self.docs = SettingDocs::default();
    }

    /// Adds the rows of a key and of the keys inside of its value.
    fn add_key(&mut self, path: &str, schema: &'s Value, is_required: bool) {
        let named = self.named_schema(schema);
        let own = docs_of(schema);
        let type_docs = docs_of(named.schema);
        let summary = match own.summary() {
            "" => type_docs.summary(),
            summary => summary,
        };
        let mut choices = String::new();
        let value = match self.shown.get(named.reference) {
            Some(first) => format!("as `{first}`"),
            None => {
                choices = self.choices_text(named.schema);
                self.value_text(schema)
            }
        };
        let required = if is_required { ", required" } else { "" };
        let meaning = format!("{summary} {choices}").replace('|', "\\|");
        let _ = writeln!(
            self.rows,
            "| `{path}` | {value}{required} | {} |",
            meaning.trim_end()
        );
        self.docs.add_details(own);
        self.add_value(path, schema);
    }

    /// Adds the rows of the keys inside of a value, unless its type was shown before.
    fn add_value(&mut self, path: &str, schema: &'s Value) {
        let NamedSchema { schema, reference } = self.named_schema(schema);
        let has_keys = schema.get("properties").is_some() || schema.get("anyOf").is_some();
        if has_keys && !reference.is_empty() {
            if self.shown.contains_key(reference) {
                return;
            }
            self.shown.insert(reference, path.to_owned());
            self.docs.add_details(docs_of(schema));
        }
        let required: Vec<&Value> = elements_of(&schema["required"]).collect();
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = required.iter().any(|name| *name == key);
            self.add_key(&format!("{path}.{key}"), property, is_required);
        }
        for choice in elements_of(&schema["anyOf"]) {
            self.add_value(path, choice);
        }
        for keyword in ["additionalProperties", "items"] {
            let inside = &schema[keyword];
            if !inside.is_object() {
                continue;
            }
            if self.is_choice(inside) {
                self.add_key(&format!("{path}.*"), inside, false);
            } else {
                self.add_value(&format!("{path}.*"), inside);
            }
        }
    }

    /// Returns the schema to which `schema` refers by `$ref`, alone or in a union with `null`, or
    /// else `schema` itself.
    fn named_schema(&self, schema: &'s Value) -> NamedSchema<'s> {
        if let Some(reference) = schema["$ref"].as_str()
            && let Some(schema) = self.schema.pointer(reference.trim_start_matches('#'))
        {
            return NamedSchema { schema, reference };
        }
        let members: Vec<&Value> = elements_of(&schema["allOf"])
            .chain(elements_of(&schema["anyOf"]))
            .filter(|member| member["type"] != "null")
            .collect();
        match members.as_slice() {
            [only] => self.named_schema(only),
            _ => NamedSchema {
                schema,
                reference: "",
            },
        }
    }

    /// Returns whether several values or types are allowed for a value.
    fn is_choice(&self, schema: &'s Value) -> bool {
        let schema = self.named_schema(schema).schema;
        schema.get("oneOf").is_some() || schema.get("anyOf").is_some()
    }

    /// Returns the type of a value, in a few words.
    fn value_text(&self, schema: &'s Value) -> String {
        let schema = self.named_schema(schema).schema;
        if let Some(value) = schema["const"].as_str() {
            return format!("`{value}`");
        }
        let choices = self.choice_names(schema);
        if let Some((last, others)) = choices.split_last() {
            return match others {
                [] => last.clone(),
                _ => format!("{} or {last}", others.join(", ")),
            };
        }
        match type_of(schema) {
            "array" => match schema["items"].as_array() {
                Some(items) => format!("array of {} strings", items.len()),
                None => format!("array of {}", self.plural_text(&schema["items"])),
            },
            "object" if schema["additionalProperties"].is_object() => {
                if self.is_choice(&schema["additionalProperties"]) {
                    "object".to_owned()
                } else {
                    format!(
                        "object of {}",
                        self.plural_text(&schema["additionalProperties"])
                    )
                }
            }
            name => name.to_owned(),
        }
    }

    /// Returns the alternatives in the schema of a value: the allowed values or types.
    fn choice_names(&self, schema: &'s Value) -> Vec<String> {
        let mut names = Vec::new();
        for choice in choices_of(schema) {
            let inner = self.choice_names(self.named_schema(choice).schema);
            if inner.is_empty() {
                names.push(self.value_text(choice));
            } else {
                names.extend(inner);
            }
        }
        names
    }

    /// Returns the type of the items of an array or the values of an object, in the plural.
    fn plural_text(&self, schema: &'s Value) -> String {
        let singular = self.value_text(schema);
        match singular.split_once(' ') {
            // A value has no plural.
            _ if singular.starts_with('`') => singular,
            Some((noun, complement)) => format!("{noun}s {complement}"),
            None => singular + "s",
        }
    }

    /// Returns the meaning of each allowed value or type, or an empty string if there is no choice.
    fn choices_text(&self, schema: &'s Value) -> String {
        let meanings: Vec<String> = choices_of(schema)
            .map(|choice| {
                let docs = docs_of(choice);
                let mut meaning = docs.summary().trim_end_matches('.').to_owned();
                if let Some(first) = meaning.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                format!("{}: {meaning}", self.value_text(choice))
            })
            .collect();
        if meanings.is_empty() {
            return String::new();
        }
        meanings.join("; ") + "."
    }
}

/// A schema, and the `$ref` that names it; empty for a schema without a name.
struct NamedSchema<'s> {
    schema: &'s Value,
    reference: &'s str,
}

fn docs_of(schema: &Value) -> SettingDocs {
    SettingDocs::of(schema["description"].as_str().unwrap_or_default())
}

fn elements_of(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// Returns the alternatives in the schema of a value: the members of `oneOf` and `anyOf`.
fn choices_of(schema: &Value) -> impl Iterator<Item = &Value> {
    elements_of(&schema["oneOf"]).chain(elements_of(&schema["anyOf"]))
}

/// Returns the type of a value that is not `null`.
fn type_of(schema: &Value) -> &str {
    let types = &schema["type"];
    let mut names = elements_of(types).chain([types]).filter_map(Value::as_str);
    names.find(|name| *name != "null").unwrap_or("any value")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_key_is_in_one_section() {
        let schema = schema_with_docs();
        let keys: BTreeSet<&str> = schema.as_value()["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let listed: Vec<&str> = SECTIONS
            .iter()
            .flat_map(|section| section.keys)
            .copied()
            .collect();
        assert_eq!(listed.len(), keys.len());
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), keys);
    }

    #[test]
    fn a_row_has_the_path_the_type_and_the_meaning_of_a_key() {
        let page = config_page();
        for row in [
            "| `clients` | array of strings | Paths of",
            "| `envelope.result` | string, required | The property",
            "| `security.*.env` | string or array of 2 strings | The environment variable",
            "| `resources` | object of objects of strings | Operations",
            "| `paging.token.place` | `query`, `header` or `body` | Where",
            "| `paging.operations.*.token` | as `paging.token` | Paging by a token",
            "| `waiters.*.interval` | number | The first pause",
            "| `readme.calls` | as `readme.usage` | The call",
            "| `package.lints.rust.*` | `allow`, `warn`, `deny`, `forbid` or object | The level",
            "| `package.lints.rust.*.priority` | integer, required | Levels",
        ] {
            assert!(page.contains(row), "{row}\n{page}");
        }
    }
}
