//! Reads the `api.md` of a Stainless client, which lists the methods and types of each resource, in
//! the form of a `stainless.yml`: `resources` with methods, by HTTP method and path, and models, by
//! schema.

use foldhash::{HashMap, HashMapExt};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::api_md_outline::ApiMdOutline;
use super::keys::StainlessKeys;
use super::operations::{DescribedOperation, DescribedOperations};
use super::stainless_file::StainlessFile;
use description::{Document, without_case_and_punctuation};
use diag::{FileId, Origin};

/// The key of methods that call no operation.
const HELPERS: &str = "helpers";

/// The key of types without a schema.
const OTHER_TYPES: &str = "types";

/// The key of other files that cannot be read.
const FILES: &str = "files";

/// The keys of what is not imported, with the reasons.
const LEFT_OUT: [(&str, &str); 3] = [
    (
        FILES,
        "The file with these methods and types cannot be read: import the `api.md` in a copy of its repository.",
    ),
    (
        HELPERS,
        "These methods call no operation by themselves: they are written by hand in that client.",
    ),
    (
        OTHER_TYPES,
        "No schema has this name, and no method returns it alone: the generator names these types.",
    ),
];

/// Returns the text of an `api.md` as the settings of a `stainless.yml`, whose values are located
/// at their lines.
pub(super) fn settings_of_api_md(file: &StainlessFile, description: &Document) -> Document {
    let outline = ApiMdOutline::of(&file.text, &file.linked);
    let schemas = MatchedSchemas::of(&outline, description);
    let mut root = ListedResource::default();
    for method in outline.methods {
        let resource = root.nested(&method.resource, method.offset);
        let (group, value) = match method.endpoint {
            Some(endpoint) => ("methods", json!(endpoint)),
            None => (HELPERS, Value::Null),
        };
        resource.add(group, method.name, value, method.offset);
    }
    for unread in outline.unread {
        let resource = root.nested(&unread.resource, unread.offset);
        resource.add(FILES, unread.name, Value::Null, unread.offset);
    }
    for listed in outline.types {
        let (group, value) = match schemas.pointer_of(&listed.name) {
            Some(pointer) => ("models", json!(format!("#{pointer}"))),
            None => (OTHER_TYPES, Value::Null),
        };
        let resource = root.nested(&listed.resource, listed.offset);
        resource.add(group, listed.name, value, listed.offset);
    }
    let mut offsets = HashMap::new();
    let resources = root.subresources_value(&Origin::default().child("resources"), &mut offsets);
    Document::settings_from_value(
        &file.name,
        &file.text,
        json!({"resources": resources}),
        &offsets,
    )
}

/// Lists the methods and types that cannot be imported, by resource.
pub(super) fn leave_out_others(keys: &mut StainlessKeys<'_>) {
    let mut open = keys.members_of(&StainlessKeys::place_of(&["resources"]));
    while let Some((_, resource)) = open.pop() {
        for (key, reason) in LEFT_OUT {
            let origin = resource.child(key);
            let members = keys.members_of(&origin);
            let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
            if !names.is_empty() {
                keys.leave_out_with(&origin, reason, Some(names.join(", ")));
            }
        }
        open.extend(keys.members_of(&resource.child("subresources")));
    }
}

/// A resource, in the form of a `stainless.yml`.
#[derive(Default)]
struct ListedResource {
    /// The offset of its first line.
    offset: usize,
    /// Members by name, in objects by their keys.
    groups: IndexMap<&'static str, IndexMap<String, ListedMember>>,
    subresources: IndexMap<String, ListedResource>,
}

/// A member of an object of a resource.
struct ListedMember {
    value: Value,
    /// The offset of its line.
    offset: usize,
}

impl ListedResource {
    fn nested(&mut self, path: &[String], offset: usize) -> &mut Self {
        let mut resource = self;
        for name in path {
            let next = resource.subresources.entry(name.clone());
            resource = next.or_insert_with(|| Self {
                offset,
                ..Self::default()
            });
        }
        resource
    }

    /// Adds a member to an object; the first one with a name counts.
    fn add(&mut self, group: &'static str, name: String, value: Value, offset: usize) {
        let members = self.groups.entry(group).or_default();
        members
            .entry(name)
            .or_insert(ListedMember { value, offset });
    }

    /// Returns the resources in this one, which are an object at `origin`, and adds the offsets of
    /// all values.
    fn subresources_value(&self, origin: &Origin, offsets: &mut HashMap<String, usize>) -> Value {
        let mut resources = Map::new();
        for (name, resource) in &self.subresources {
            let resource_origin = origin.child(name);
            offsets.insert(resource_origin.pointer.to_string(), resource.offset);
            let mut members = Map::new();
            for (key, group) in &resource.groups {
                let mut values = Map::new();
                if let Some((_, first)) = group.first() {
                    offsets.insert(resource_origin.child(key).pointer.to_string(), first.offset);
                }
                for (name, member) in group {
                    let pointer = resource_origin.child(key).child(name).pointer;
                    offsets.insert(pointer.to_string(), member.offset);
                    values.insert(name.clone(), member.value.clone());
                }
                members.insert((*key).to_owned(), Value::Object(values));
            }
            let inner =
                resource.subresources_value(&resource_origin.child("subresources"), offsets);
            members.insert("subresources".to_owned(), inner);
            resources.insert(name.clone(), Value::Object(members));
        }
        Value::Object(resources)
    }
}

/// The schemas of the types that an `api.md` lists: those that methods return, and those with equal
/// names.
struct MatchedSchemas {
    /// JSON pointers by the name of the type that methods return.
    returned: HashMap<String, String>,
    /// JSON pointers by the letters and digits of the schema's name; `None` if several schemas have
    /// them.
    named: HashMap<Vec<char>, Option<String>>,
}

impl MatchedSchemas {
    fn of(outline: &ApiMdOutline, description: &Document) -> Self {
        let operations = DescribedOperations::of_document(description);
        let mut types_of_schemas: IndexMap<String, Option<&str>> = IndexMap::new();
        for method in &outline.methods {
            let (Some(endpoint), Some(returned)) = (&method.endpoint, &method.returned) else {
                continue;
            };
            let pointer = endpoint
                .split_once(' ')
                .and_then(|(verb, path)| operations.find(verb, path))
                .and_then(|operation| returned_schema(description, operation));
            let Some(pointer) = pointer else { continue };
            let of_schema = types_of_schemas.entry(pointer).or_insert(Some(returned));
            // A schema that is returned as several types has the name of none.
            if *of_schema != Some(returned) {
                *of_schema = None;
            }
        }
        let mut returned = HashMap::new();
        for (pointer, name) in types_of_schemas {
            if let Some(name) = name {
                returned.entry(name.to_owned()).or_insert(pointer);
            }
        }
        let mut named: HashMap<Vec<char>, Option<String>> = HashMap::new();
        let schemas = Origin::new(FileId(0), "/components/schemas");
        let described = description.value(&schemas).and_then(Value::as_object);
        for name in described.into_iter().flat_map(Map::keys) {
            let pointer = schemas.child(name).pointer.to_string();
            let of_name = named.entry(without_case_and_punctuation(name));
            of_name
                .and_modify(|other| *other = None)
                .or_insert(Some(pointer));
        }
        Self { returned, named }
    }

    fn pointer_of(&self, name: &str) -> Option<&str> {
        if let Some(pointer) = self.returned.get(name) {
            return Some(pointer);
        }
        self.named
            .get(&without_case_and_punctuation(name))?
            .as_deref()
    }
}

/// Returns the JSON pointer of the component schema that an operation returns.
fn returned_schema(description: &Document, operation: &DescribedOperation) -> Option<String> {
    let responses = operation.origin().child("responses");
    let described = description.value(&responses)?.as_object()?;
    let status = described.keys().find(|status| status.starts_with('2'))?;
    let content = description
        .followed(responses.child(status))
        .child("content");
    let media_types = description.value(&content)?.as_object()?;
    let json = media_types.keys().find(|one| one.contains("json"))?;
    let schema = description.value(&content.child(json).child("schema"))?;
    let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
    description.value(&Origin::new(FileId(0), pointer))?;
    Some(pointer.to_owned())
}
