//! `stability`: inserts one operation, one schema and one enum value into each document, and counts
//! the insertions that rename any existing item, with and without a lock. Without a lock, an
//! inserted operation may rename the only method of its path, or of the path that it continues:
//! rule 2 of `NAMES.md` says so, and such insertions are counted apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use sdkwright::model::TypeKind;
use sdkwright::pipeline::Understood;
use sdkwright::{Generator, inspect};
use serde_json::{Map, Value, json};
use tests::json::{items_at, text_at};

use crate::child;
use crate::common::Common;
use crate::dice::Dice;
use crate::documents::{self, Document};

#[derive(Args)]
pub(crate) struct StabilityArguments {
    #[command(flatten)]
    common: Common,
    /// Number of insertions of each kind into each document.
    #[arg(long, default_value_t = 2)]
    count: u64,
    /// Percentage of insertions that may rename something without a lock.
    #[arg(long, default_value_t = 2.0)]
    tolerated: f64,
}

/// Inserts something at random; `None` if it was impossible.
type Insertion = fn(&mut Value, &mut Dice) -> Option<Inserted>;

struct Inserted {
    what: String,
    /// The existing path that got another method, or that the path of the new operation continues.
    path: Option<String>,
}

impl Inserted {
    fn new(what: String) -> Option<Self> {
        Some(Self { what, path: None })
    }

    /// Returns whether an item is an operation of the path `self.path`, or a schema in such an
    /// operation.
    fn is_moved(&self, place: &str) -> bool {
        let Some(path) = &self.path else { return false };
        let pointer = format!("/paths/{}/", path.replace('~', "~0").replace('/', "~1"));
        place.starts_with(&pointer) || place.split_once(' ').is_some_and(|(_, of)| of == path)
    }
}

const INSERTIONS: [(&str, Insertion); 3] = [
    ("operation", insert_operation),
    ("schema", insert_schema),
    ("enum value", enum_value),
];

/// Names in the crate, by location in the description.
type Names = BTreeMap<String, String>;

/// The results of the insertions into one document.
#[derive(Default)]
struct StabilityOutcome {
    tried: usize,
    /// Insertions that, without a lock, renamed only methods that rule 2 of `NAMES.md` allows them
    /// to rename.
    moved: usize,
    /// Renamed items, one line for each insertion: without a lock, and with one.
    renamed: [Vec<String>; 2],
}

pub(crate) fn check_stability(arguments: &StabilityArguments) -> Result<ExitCode> {
    let documents = documents::find_documents(&arguments.common)?;
    let numbered: Vec<(usize, &Document)> = documents.iter().enumerate().collect();
    let outcomes = child::in_parallel(&numbered, arguments.common.jobs, |(at, document)| {
        let outcome = try_document(arguments, *at, document);
        outcome.map_err(|error| format!("{}: {error:#}", document.name))
    });
    let mut all = StabilityOutcome::default();
    for outcome in outcomes {
        let outcome = outcome.map_err(anyhow::Error::msg)?;
        all.tried += outcome.tried;
        all.moved += outcome.moved;
        for (all, one) in all.renamed.iter_mut().zip(outcome.renamed) {
            all.extend(one);
        }
    }
    for (lock, lines) in ["without a lock", "with a lock"].iter().zip(&all.renamed) {
        lines.iter().for_each(|line| println!("{lock}: {line}"));
    }
    let [without, with] = all.renamed.map(|lines| lines.len());
    let share = 100.0 * without as f64 / all.tried.max(1) as f64;
    let (tried, moved) = (all.tried, all.moved);
    println!(
        "{tried} insertions; {without} renamed something without a lock ({share:.2} %), and {moved} moved the method of \
         a path; {with} renamed something with a lock"
    );
    Ok(ExitCode::from(u8::from(
        share > arguments.tolerated || with > 0,
    )))
}

fn try_document(
    arguments: &StabilityArguments,
    at: usize,
    document: &Document,
) -> Result<StabilityOutcome> {
    let folder = arguments
        .common
        .out
        .join(format!("stability-{}", document.name));
    fs::create_dir_all(&folder)?;
    let text = fs::read_to_string(&document.path)?;
    let value: Value = serde_json::from_str(&text).context("not JSON")?;
    let original = folder.join("original.json");
    fs::write(&original, &text)?;
    let crate_folder = folder.join("crate");
    Generator::new(&original)
        .output(&crate_folder)
        .generate()
        .context("the original")?;
    let before = names_by_location(&Generator::new(&original).model()?);
    let mut outcome = StabilityOutcome::default();
    for (kind, (what, insert)) in INSERTIONS.iter().enumerate() {
        for round in 0..arguments.count {
            let seed = arguments.common.seed ^ ((kind as u64) << 32) ^ (round << 40);
            let mut changed = value.clone();
            let Some(inserted) = insert(&mut changed, &mut Dice::new(seed, at as u64)) else {
                continue;
            };
            let spec = folder.join("changed.json");
            fs::write(&spec, serde_json::to_string(&changed)?)?;
            outcome.tried += 1;
            let generators = [
                Generator::new(&spec),
                Generator::new(&spec)
                    .output(&crate_folder)
                    .before(&crate_folder),
            ];
            for (at, generator) in generators.into_iter().enumerate() {
                let after = names_by_location(&generator.model()?);
                let changes = renamed_locations(&before, &after);
                let counted = changes
                    .iter()
                    .find(|change| at == 1 || !inserted.is_moved(change.place));
                match (counted, outcome.renamed.get_mut(at)) {
                    (Some(change), Some(lines)) => {
                        lines.push(format!(
                            "{}: {what} {}: {}",
                            document.name,
                            inserted.what,
                            change.in_words()
                        ));
                    }
                    _ => outcome.moved += usize::from(!changes.is_empty()),
                }
            }
        }
    }
    fs::remove_dir_all(&folder)?;
    Ok(outcome)
}

/// Returns the names of operations, schemas and enum values, by location.
fn names_by_location(understood: &Understood) -> Names {
    let json = inspect::inspection_json(understood);
    let operations = items_at(&json, "/operations").iter().map(|one| {
        let [method, path, rust] =
            ["/method", "/path", "/rust"].map(|pointer| text_at(one, pointer).unwrap_or_default());
        (format!("{method} {path}"), rust.to_owned())
    });
    let schemas = items_at(&json, "/schemas").iter().filter_map(|one| {
        let [rust, pointer] =
            ["/rust", "/pointer"].map(|pointer| text_at(one, pointer).unwrap_or_default());
        Some((pointer.to_owned(), named_type(rust)?.to_owned()))
    });
    let mut names: Names = operations.chain(schemas).collect();
    for (_, def) in understood.api.types.iter() {
        if let TypeKind::Enum(constants) = &def.kind {
            let place = def.origin.pointer.as_ref();
            names.extend(
                constants
                    .variants
                    .iter()
                    .map(|one| (format!("{place} = {}", one.wire), one.rust.clone())),
            );
        }
        if let TypeKind::Union(union) = &def.kind {
            let place = def.origin.pointer.as_ref();
            let members = union.variants.iter();
            names.extend(members.map(|one| {
                (
                    format!("{place} > {}", one.schema.origin.pointer.as_ref()),
                    one.rust.clone(),
                )
            }));
        }
    }
    names
}

/// An item whose name changed.
struct Renamed<'n> {
    place: &'n str,
    was: &'n str,
    is: &'n str,
}

impl Renamed<'_> {
    fn in_words(&self) -> String {
        let Self { place, was, is } = self;
        format!("{place} was `{was}`, is `{is}`")
    }
}

/// Returns the items whose name changed, except items whose old name another item has kept: equal
/// schemas share a type, and once they differ, only one of them can keep its name.
fn renamed_locations<'n>(before: &'n Names, after: &'n Names) -> Vec<Renamed<'n>> {
    let kept: BTreeSet<&str> = before
        .iter()
        .filter_map(|(place, name)| {
            after
                .get(place)
                .filter(|now| *now == name)
                .map(String::as_str)
        })
        // Only for types: many enums have values of the same name, and many resources have a
        // `list`.
        .filter(|name| name.starts_with("types::"))
        .collect();
    let changes = before.iter().filter_map(|(place, was)| {
        let is = after
            .get(place)
            .filter(|now| *now != was && !kept.contains(was.as_str()))?;
        Some(Renamed { place, was, is })
    });
    changes.collect()
}

/// Returns the path of the named type in a Rust type: `types::pet::Status` for
/// `Option<types::pet::Status>`.
fn named_type(text: &str) -> Option<&str> {
    let named = text.get(text.find("types::")?..)?;
    named
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':'))
        .next()
}

/// Inserts an operation under a subpath of an existing path, or next to an existing operation, with
/// the same tags and parameters and a new response.
fn insert_operation(document: &mut Value, dice: &mut Dice) -> Option<Inserted> {
    const VERBS: [&str; 4] = ["get", "post", "put", "delete"];
    let paths = document.get_mut("paths")?.as_object_mut()?;
    let all: Vec<String> = paths
        .keys()
        .filter(|path| path.starts_with('/'))
        .cloned()
        .collect();
    let path = dice.pick(&all)?.clone();
    let item = paths.get(&path)?.as_object()?.clone();
    let known: Vec<&str> = VERBS
        .into_iter()
        .filter(|verb| item.contains_key(*verb))
        .collect();
    let mut copied = item.get(*dice.pick(&known)?)?.as_object()?.clone();
    let word = ["archive", "preview", "audits", "members"].get(dice.below(4))?;
    if copied.contains_key("operationId") {
        copied.insert("operationId".to_owned(), json!(format!("{word}Everything")));
    }
    if copied.contains_key("summary") {
        copied.insert("summary".to_owned(), json!(format!("{word} everything")));
    }
    copied.remove("requestBody");
    let content = json!({"type": "object", "properties": {(*word): {"type": "object", "properties": {"at": {"type": "string"}}}}});
    let response = json!({"200": {"description": "done", "content": {"application/json": {"schema": content}}}});
    copied.insert("responses".to_owned(), response);
    let free: Vec<&str> = VERBS
        .into_iter()
        .filter(|verb| !item.contains_key(*verb))
        .collect();
    let (place, verb) = match dice.below(2) {
        0 => (
            format!("{}/{word}", path.trim_end_matches('/')),
            *dice.pick(&VERBS)?,
        ),
        _ => (path.clone(), *dice.pick(&free)?),
    };
    let target = paths.entry(place.clone()).or_insert_with(|| {
        let shared = item.iter().filter(|(key, _)| *key == "parameters");
        Value::Object(
            shared
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )
    });
    let target = target
        .as_object_mut()
        .filter(|target| !target.contains_key(verb))?;
    target.insert(verb.to_owned(), Value::Object(copied));
    Some(Inserted {
        what: format!("{verb} {place}"),
        path: Some(path),
    })
}

/// Inserts a copy of a component, or a property that is an object.
fn insert_schema(document: &mut Value, dice: &mut Dice) -> Option<Inserted> {
    let schemas = document
        .get_mut("components")?
        .get_mut("schemas")?
        .as_object_mut()?;
    let all: Vec<String> = schemas.keys().cloned().collect();
    let name = dice.pick(&all)?.clone();
    if dice.below(2) == 0 {
        let copied = schemas.get(&name)?.clone();
        let new = format!(
            "{name}{}",
            ["Copy", "_extra", "Item", "s"].get(dice.below(4))?
        );
        if schemas.contains_key(&new) {
            return None;
        }
        schemas.insert(new.clone(), copied);
        return Inserted::new(new);
    }
    let properties = schemas
        .get_mut(&name)?
        .get_mut("properties")?
        .as_object_mut()?;
    let others: Vec<String> = properties.keys().cloned().collect();
    let copied = properties.get(dice.pick(&others)?)?.clone();
    let object =
        json!({"type": "object", "properties": Map::from_iter([("inserted".to_owned(), copied)])});
    let key = ["inserted", "options", "details", "value"].get(dice.below(4))?;
    if properties.contains_key(*key) {
        return None;
    }
    properties.insert((*key).to_owned(), object);
    Inserted::new(format!("{name}.{key}"))
}

/// Inserts an enum value.
fn enum_value(document: &mut Value, dice: &mut Dice) -> Option<Inserted> {
    let mut places = Vec::new();
    collect_enums(document.get("components")?, "/components", &mut places);
    let place = dice.pick(&places)?.clone();
    let values = document.pointer_mut(&place)?.as_array_mut()?;
    let known = dice.pick(values)?.as_str()?.to_owned();
    let new = match dice.below(3) {
        0 => known.to_uppercase(),
        1 => format!("{known}_inserted"),
        _ => "inserted".to_owned(),
    };
    if values.iter().any(|value| value.as_str() == Some(&new)) {
        return None;
    }
    values.insert(dice.below(values.len()), json!(new));
    Inserted::new(format!("{new} at {place}"))
}

/// Collects the pointers of all string enums with more than one value.
fn collect_enums(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, below) in object {
                let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
                match below.as_array() {
                    Some(values)
                        if key == "enum"
                            && values.len() > 1
                            && values.iter().all(Value::is_string) =>
                    {
                        found.push(place);
                    }
                    _ => collect_enums(below, &place, found),
                }
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, item)| collect_enums(item, &format!("{place}/{at}"), found));
        }
        _ => {}
    }
}
