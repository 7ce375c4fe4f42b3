//! The types of a description, and valid instances of the schemas that they stand for.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use generator::Generator;
use generator::diag::Origin;
use generator::model::{Type, TypeId, TypeKind};
use generator::source::{Document, Options};
use serde_json::{Map, Value, json};

use super::instances::Maker;
use super::schemas::Bundle;
use crate::dice::Dice;

/// How often an instance is tried to make for each one that is wanted.
const ATTEMPTS: usize = 12;

/// How many places of the description are tried where several became one type.
const PLACES: usize = 3;

/// A type with a name, and instances of one schema that became it.
pub(crate) struct Case {
    /// Rust name.
    pub(crate) name: String,
    /// Where the schema stands.
    pub(crate) pointer: String,
    /// Name of the schema in the bundle.
    definition: String,
    instances: Vec<String>,
}

/// All types of a description.
pub(crate) struct Cases {
    pub(crate) types: Vec<Case>,
}

impl Cases {
    /// Makes `count` instances of each schema of the description at `path` that became a type with a name.
    pub(crate) fn make(path: &Path, seed: u64, count: usize) -> Result<Self> {
        let document = Document::load(path, &Options::default()).map_err(|failure| anyhow::anyhow!("{failure}"))?.0;
        let mut bundle = Bundle::new(&document);
        let mut types = Vec::new();
        for (name, origin) in named(path)? {
            if let Some(definition) = bundle.add(&origin) {
                types.push(Case { name, pointer: origin.pointer.to_string(), definition, instances: Vec::new() });
            }
        }
        let mut definitions = bundle.definitions();
        definitions.insert("anything".to_owned(), Value::Bool(true));
        fill(&mut types, &definitions, seed, count)?;
        Ok(Self { types })
    }

    /// Index of the type and JSON, of each instance.
    pub(crate) fn questions(&self) -> Vec<(usize, String)> {
        let types = self.types.iter().enumerate();
        types.flat_map(|(index, case)| case.instances.iter().map(move |json| (index, json.clone()))).collect()
    }

    /// Where schemas stand of which no valid instance was found.
    pub(crate) fn barren(&self) -> Vec<String> {
        self.types.iter().filter(|case| case.instances.is_empty()).map(|case| case.pointer.clone()).collect()
    }
}

/// Rust name and place of each schema that became a struct, enum or union; some of the places where there are many.
fn named(path: &Path) -> Result<Vec<(String, Origin)>> {
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
        let Some(def) = api.types.get(id).filter(|def| !matches!(def.kind, TypeKind::Alias(_))) else { continue };
        // The place that gave the type its name comes first.
        origins.sort_by_key(|origin| *origin != def.origin);
        named.extend(origins.into_iter().take(PLACES).map(|origin| (def.name.clone(), origin)));
    }
    Ok(named)
}

fn fill(types: &mut [Case], definitions: &Map<String, Value>, seed: u64, count: usize) -> Result<()> {
    // One validator for all: each type is a property, so that what types share is compiled once.
    let reference = |case: &Case| super::schemas::reference(&case.definition);
    let properties: Map<String, Value> =
        types.iter().enumerate().map(|(at, case)| (at.to_string(), json!({ "$ref": reference(case) }))).collect();
    let schema = json!({ "$defs": definitions, "properties": properties });
    let validator = jsonschema::draft202012::new(&schema).context("failed to compile the schemas")?;
    for (at, case) in types.iter_mut().enumerate() {
        let mut maker = Maker::new(definitions, Dice::new(seed, at as u64));
        for _ in 0..count * ATTEMPTS {
            if case.instances.len() >= count {
                break;
            }
            // Whether `null` goes is a matter of the place that uses the type, not of the type.
            let Some(instance) = maker.make(&case.definition).filter(|instance| !instance.is_null()) else { continue };
            let wrapped = json!({ at.to_string(): instance });
            if validator.is_valid(&wrapped)
                && let Some(instance) = wrapped.get(at.to_string())
            {
                case.instances.push(instance.to_string());
            }
        }
    }
    Ok(())
}
