//! The types of a description, with valid instances of their schemas.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context as _, Result};
use sdkwright::Generator;
use sdkwright::diag::Origin;
use sdkwright::model::{Type, TypeId, TypeKind};
use sdkwright::source::{Document, ReadOptions};
use serde_json::{Map, Value, json};

use super::instances::{InstanceMaker, OTHERS};
use super::program::PayloadType;
use super::schemas::Bundle;
use crate::dice::Dice;

/// The number of attempts for each wanted instance.
const ATTEMPTS: usize = 12;

/// The maximum number of locations to try if several became one type.
const PLACES: usize = 3;

/// A named type, with instances of one of its schemas.
pub(crate) struct Case {
    /// Rust name.
    pub(crate) name: String,
    /// The location of the schema.
    pub(crate) pointer: String,
    /// The key of the schema in the bundle.
    definition: String,
    /// The members of a union of schemas: Rust name, and key in the bundle.
    pub(crate) members: Vec<(String, String)>,
    instances: Vec<String>,
    /// The reason why not enough valid instances were found.
    trouble: Option<String>,
}

impl Case {
    /// Returns what the program must know about the type.
    pub(crate) fn payload_type(&self) -> PayloadType<'_> {
        let members = self.members.iter().map(|(rust, _)| rust.as_str());
        PayloadType {
            name: &self.name,
            members: members.collect(),
        }
    }
}

/// All named types of a description.
pub(crate) struct Cases {
    pub(crate) types: Vec<Case>,
    definitions: Map<String, Value>,
}

impl Cases {
    /// Makes `count` instances of each schema of the description at `path` that became a named
    /// type.
    pub(crate) fn make(path: &Path, seed: u64, count: usize) -> Result<Self> {
        let mut document = Document::load(path, &ReadOptions::default())
            .map_err(|failure| anyhow::anyhow!("{failure}"))?
            .0;
        sdkwright::raise::raise_to_openapi_3(&mut document);
        let mut bundle = Bundle::new(&document);
        let mut types = Vec::new();
        for Named {
            name,
            origin,
            members,
        } in named_schemas(path)?
        {
            if let Some(definition) = bundle.add(&origin) {
                let pointer = origin.pointer.to_string();
                let members = members
                    .into_iter()
                    .map(|(rust, origin)| Some((rust, bundle.add(&origin)?)));
                // The members of `type: [a, b]` have no schemas.
                let members = members.collect::<Option<_>>().unwrap_or_default();
                types.push(Case {
                    name,
                    pointer,
                    definition,
                    members,
                    instances: Vec::new(),
                    trouble: None,
                });
            }
        }
        let mut definitions = bundle.definitions();
        definitions.insert("anything".to_owned(), Value::Bool(true));
        add_missing_instances(&mut types, &definitions, seed, count)?;
        if types.iter().any(|case| case.instances.len() < count) {
            add_missing_instances(
                &mut types,
                &without_hard_keywords(&definitions),
                seed,
                count,
            )?;
        }
        Ok(Self { types, definitions })
    }

    /// Returns the name of the union member for each instance that is valid for exactly one member,
    /// by type index and JSON.
    pub(crate) fn intended(&self) -> Result<HashMap<(usize, &str), &str>> {
        let mut properties = Map::new();
        for (at, case) in self.types.iter().enumerate() {
            for (index, (_, name)) in case.members.iter().enumerate() {
                properties.insert(
                    format!("{at}.{index}"),
                    json!({ "$ref": super::schemas::definition_reference(name) }),
                );
            }
        }
        let schema = json!({ "$defs": self.definitions, "properties": properties });
        let validator = jsonschema::draft202012::new(&schema)
            .context("failed to compile the schemas of members")?;
        let mut intended = HashMap::new();
        for (at, case) in self.types.iter().enumerate() {
            if case.members.is_empty() {
                continue;
            }
            for json in &case.instances {
                let instance: Value = serde_json::from_str(json)?;
                let fitting: Vec<usize> = (0..case.members.len())
                    .filter(|index| {
                        validator.is_valid(&json!({ format!("{at}.{index}"): instance }))
                    })
                    .collect();
                if let [only] = fitting.as_slice()
                    && let Some((rust, _)) = case.members.get(*only)
                {
                    intended.insert((at, json.as_str()), rust.as_str());
                }
            }
        }
        Ok(intended)
    }

    /// Returns the type index and JSON of each instance.
    pub(crate) fn questions(&self) -> Vec<(usize, String)> {
        let types = self.types.iter().enumerate();
        types
            .flat_map(|(index, case)| case.instances.iter().map(move |json| (index, json.clone())))
            .collect()
    }

    /// Returns, by reason, the locations of the schemas for which too few valid instances were
    /// found. Some of their instances are only valid for the schemas without keywords that are hard
    /// to satisfy.
    pub(crate) fn loosened(&self) -> BTreeMap<&str, Vec<&str>> {
        self.troubles(|case| !case.instances.is_empty())
    }

    /// Returns, by reason, the locations of the schemas for which no instances were found.
    pub(crate) fn barren(&self) -> BTreeMap<&str, Vec<&str>> {
        self.troubles(|case| case.instances.is_empty())
    }

    fn troubles(&self, wanted: impl Fn(&Case) -> bool) -> BTreeMap<&str, Vec<&str>> {
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for case in self.types.iter().filter(|case| wanted(case)) {
            if let Some(trouble) = &case.trouble {
                found.entry(trouble).or_default().push(&case.pointer);
            }
        }
        found
    }
}

/// A location whose schema became a named type.
struct Named {
    name: String,
    origin: Origin,
    members: Vec<(String, Origin)>,
}

/// Returns each schema that became a struct, enum or union; of each type, only some of the
/// locations.
fn named_schemas(path: &Path) -> Result<Vec<Named>> {
    let api = Generator::new(path).understand()?.api;
    let mut places: BTreeMap<TypeId, Vec<Origin>> = BTreeMap::new();
    for entry in &api.schemas {
        if let Type::Named(id) = entry.ty
            && (entry.usage.request || entry.usage.response)
        {
            places.entry(id).or_default().push(entry.origin.clone());
        }
    }
    let mut named = Vec::new();
    for (id, mut origins) in places {
        let Some(def) = api
            .types
            .get(id)
            .filter(|def| !matches!(def.kind, TypeKind::Alias(_)))
        else {
            continue;
        };
        // The location that gave the type its name comes first.
        origins.sort_by_key(|origin| *origin != def.origin);
        let members: Vec<_> = match &def.kind {
            TypeKind::Union(union) => {
                let variants = union.variants.iter();
                variants
                    .map(|variant| (variant.rust.clone(), variant.schema.origin.clone()))
                    .collect()
            }
            _ => Vec::new(),
        };
        let places = origins.into_iter().take(PLACES);
        named.extend(places.map(|origin| Named {
            name: def.name.clone(),
            // At other locations, the union has different members.
            members: if origin == def.origin {
                members.clone()
            } else {
                Vec::new()
            },
            origin,
        }));
    }
    Ok(named)
}

/// Adds instances to the types that do not have enough.
fn add_missing_instances(
    types: &mut [Case],
    definitions: &Map<String, Value>,
    seed: u64,
    count: usize,
) -> Result<()> {
    // One validator for all types, each as a property, so that shared schemas are compiled once.
    let properties: Map<String, Value> = types
        .iter()
        .enumerate()
        .map(|(at, case)| {
            let reference = super::schemas::definition_reference(&case.definition);
            (at.to_string(), json!({ "$ref": reference }))
        })
        .collect();
    let schema = json!({ "$defs": definitions, "properties": properties });
    let validator =
        jsonschema::draft202012::new(&schema).context("failed to compile the schemas")?;
    for (at, case) in types.iter_mut().enumerate() {
        let mut maker = InstanceMaker::new(definitions, Dice::new(seed, at as u64));
        let mut trouble = None;
        for _ in 0..count * ATTEMPTS {
            if case.instances.len() >= count {
                break;
            }
            // Whether `null` is allowed depends on the location that uses the type.
            let Some(instance) = maker
                .make(&case.definition)
                .filter(|instance| !instance.is_null())
            else {
                trouble = trouble.or(maker.trouble.take());
                continue;
            };
            let wrapped = json!({ at.to_string(): instance });
            match validator.validate(&wrapped) {
                Ok(()) => case
                    .instances
                    .extend(wrapped.get(at.to_string()).map(Value::to_string)),
                Err(error) => trouble = Some(violated_keyword(&error.schema_path().to_string())),
            }
        }
        if case.instances.len() < count {
            let trouble = trouble
                .unwrap_or_else(|| "no instance ends, or none is allowed but `null`".to_owned());
            case.trouble.get_or_insert(trouble);
        }
    }
    Ok(())
}

/// Returns a message with the keyword that the instance violates, from its path in the bundle.
fn violated_keyword(path: &str) -> String {
    let keyword = path
        .rsplit('/')
        .find(|part| part.parse::<usize>().is_err())
        .unwrap_or_default();
    format!("what was made is against `{keyword}`")
}

/// Returns the schemas without keywords that are hard to satisfy (members of a `oneOf` that do not
/// exclude each other, conditions, patterns), and without frequent mistakes of authors:
/// `additionalProperties` of one member of an `allOf` that forbids properties of another,
/// `type: null` next to a `oneOf`, strings in the `enum` of an integer.
fn without_hard_keywords(definitions: &Map<String, Value>) -> Map<String, Value> {
    definitions
        .iter()
        .map(|(name, schema)| (name.clone(), loosen_schema(schema)))
        .collect()
}

fn loosen_schema(schema: &Value) -> Value {
    match schema {
        Value::Array(list) => list.iter().map(loosen_schema).collect(),
        Value::Object(map) => {
            let kept = map
                .iter()
                .filter(|(key, value)| match (key.as_str(), value) {
                    ("not" | "if" | "then" | "else" | "uniqueItems", _) => false,
                    ("pattern", Value::String(_)) => false,
                    ("type", Value::String(name)) => name != "null" || !map.contains_key("oneOf"),
                    ("enum", Value::Array(values)) => !is_other(values, map.get("type")),
                    _ => true,
                });
            let renamed = kept.map(|(key, value)| match (key.as_str(), value) {
                ("oneOf", Value::Array(_)) => ("anyOf".to_owned(), loosen_schema(value)),
                ("enum" | "const" | "required", _) => (key.clone(), value.clone()),
                ("additionalProperties", _) => (OTHERS.to_owned(), loosen_schema(value)),
                _ => (key.clone(), loosen_schema(value)),
            });
            Value::Object(renamed.collect())
        }
        other => other.clone(),
    }
}

/// Returns whether none of these values has this type.
fn is_other(values: &[Value], ty: Option<&Value>) -> bool {
    ty.is_some_and(|ty| {
        let schema = json!({ "type": ty });
        !values
            .iter()
            .any(|value| jsonschema::is_valid(&schema, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_that_are_hard_to_satisfy_are_loosened() {
        let schema = json!({ "properties": { "pattern": { "pattern": "^a" }, "b": { "oneOf": [{ "not": {} }] } } });
        let expected = json!({ "properties": { "pattern": {}, "b": { "anyOf": [{}] } } });
        assert_eq!(loosen_schema(&schema), expected);
        let schema =
            json!({ "type": "null", "oneOf": [{ "type": "null", "additionalProperties": false }] });
        assert_eq!(
            loosen_schema(&schema),
            json!({ "anyOf": [{ "type": "null", OTHERS: false }] })
        );
        let schema = json!({ "type": "integer", "enum": ["1"] });
        assert_eq!(loosen_schema(&schema), json!({ "type": "integer" }));
        assert_eq!(
            violated_keyword("/properties/3/oneOf/2"),
            "what was made is against `oneOf`"
        );
    }
}
