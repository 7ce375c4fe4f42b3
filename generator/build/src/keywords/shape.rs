//! Combines the keywords of all parts of a schema.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::facts::{Alternatives, CombinedKeywords, Conflict, Contradiction, JsonType};
use super::facts::{Other, read_additional_properties};
use super::keyword_meaning::{EXTENSIBLE, allows_null, object_allows_null, single_type_name};
use super::parts::{ANY, SchemaPart};
use super::{constraints, parts, sanity};
use crate::context::BuildContext;
use crate::standard_objects::read_discriminator;
use description::keywords::UNION_KEYWORDS;
use description::raise::{Annotations, accepts_nothing, accepts_only_null, is_read_content};
use description::{
    Document, listed_values, non_null_type_names, object_member, only_validates, required_names,
    string_field,
};
use diag::{Diagnostic, Origin, value_in_words};
use model::{PropertyNames, Xml, XmlNodeType};
use samples::patterns;

/// The ways to write a tuple: the key of its first items, and the key of the items after them.
const TUPLES: &[(&str, &str)] = &[("prefixItems", "items"), ("items", "additionalItems")];

pub(crate) fn read_combined_keywords(
    cx: &mut BuildContext<'_>,
    parts: &[SchemaPart<'_>],
) -> CombinedKeywords {
    let mut facts = CombinedKeywords {
        nullable: parts_allow_null(cx.document, parts),
        ..CombinedKeywords::default()
    };
    let joined = parts.len() > 1;
    let mut title_distance = usize::MAX;
    let mut description_distance = usize::MAX;
    for part in parts {
        if let Some(types) = types_of_part(cx, part) {
            facts.add_types(types, &part.origin.child("type"));
        }
        facts.add_values(part);
        let annotations = Annotations::of_object(part.object);
        // A title or description in a member of `allOf` is more specific than that of the schema
        // that the member extends.
        if let Some(title) = annotations.title()
            && part.references < title_distance
        {
            facts.title = Some(title.to_owned());
            title_distance = part.references;
        }
        if let Some(description) = annotations.description()
            && part.references < description_distance
        {
            facts.description = Some(description.to_owned());
            description_distance = part.references;
        }
        facts.add_annotations(part.object);
        facts.add_object(cx, part);
        facts.add_items(part);
        facts.add_alternatives(cx, part, joined);
        constraints::add_constraints(&mut facts.constraints, part.object);
        let required_sets = facts.required_sets.take();
        facts.required_sets = required_sets.or_else(|| constraints::required_sets(part.object));
    }
    facts.remove_encoded_data(cx.document);
    facts.add_conditional(cx);
    facts.join_numbers();
    // Without a type, `null` is valid, unless a union in `items` describes the values.
    facts.nullable |= facts.is_guessed_array() && union_of_items(cx, &facts).is_none();
    sanity::check_contradictions(cx, &mut facts, parts);
    // If no other items are allowed, the tuple limits the number of items.
    let length = u64::try_from(facts.tuple.len()).unwrap_or(u64::MAX);
    if length > 0 && matches!(facts.following, Some(Other::Forbidden)) {
        facts.constraints.max_items = Some(
            facts
                .constraints
                .max_items
                .map_or(length, |most| most.min(length)),
        );
    }
    facts
}

fn is_string(document: &Document, schema: &Origin) -> bool {
    let schema = document.value(&document.followed(schema.clone()));
    schema.and_then(Value::as_object).and_then(single_type_name) == Some("string")
}

/// Returns the union that `items` describes in a schema without `type`.
pub(crate) fn union_of_items(
    cx: &BuildContext<'_>,
    facts: &CombinedKeywords,
) -> Option<Alternatives> {
    let [items] = facts.items.as_slice() else {
        return None;
    };
    if !facts.is_guessed_array() {
        return None;
    }
    let object = cx.document.value(items)?.as_object()?;
    let keyword = UNION_KEYWORDS
        .into_iter()
        .rfind(|key| object_member(object, key).is_some_and(Value::is_array))?;
    let origin = items.child(keyword);
    let members = cx.document.non_null_members(&origin);
    Some(Alternatives {
        origin,
        members,
        discriminator: None,
    })
}

impl CombinedKeywords {
    fn add_types(&mut self, types: Vec<JsonType>, origin: &Origin) {
        let Some(earlier_types) = self.types.take() else {
            self.types = Some(types);
            self.types_origin = Some(origin.clone());
            return;
        };
        let common_types: Vec<JsonType> = earlier_types
            .iter()
            .flat_map(|a| types.iter().filter_map(|b| a.and(*b)))
            .collect();
        if common_types.is_empty() && !earlier_types.is_empty() && !types.is_empty() {
            let first = self.types_origin.clone().unwrap_or_default();
            self.contradiction = Some(Contradiction {
                what: Conflict::Types,
                first,
                second: origin.clone(),
            });
        }
        self.types = Some(common_types);
    }

    /// Removes schemas that describe the data of an event as a string, if another schema describes
    /// the JSON in this string.
    fn remove_encoded_data(&mut self, document: &Document) {
        if let Some(origins) = self.properties.get_mut("data")
            && origins.len() > 1
            && origins
                .iter()
                .any(|origin| is_read_content(document, origin))
        {
            origins
                .retain(|origin| is_read_content(document, origin) || !is_string(document, origin));
        }
    }

    /// Reads numbers and strings as one type of numbers, if the `pattern` next to
    /// `type: [integer, string]` matches only numbers.
    fn join_numbers(&mut self) {
        let (numbers, others): (Vec<_>, Vec<_>) = self
            .types
            .iter()
            .flatten()
            .copied()
            .partition(|ty| matches!(ty, JsonType::Integer | JsonType::Number));
        let is_joined =
            others == [JsonType::String] && !numbers.is_empty() && self.enumeration.is_none();
        if (is_joined || self.guessed_number().is_some())
            && self
                .constraints
                .pattern
                .as_deref()
                .is_some_and(patterns::matches_only_numbers)
        {
            self.numbers_in_strings = true;
            if is_joined {
                self.types = Some(numbers);
            }
        }
    }

    fn add_values(&mut self, part: &SchemaPart<'_>) {
        if self.extensible.is_none() && object_member(part.object, EXTENSIBLE).is_some() {
            self.extensible = Some(part.origin.child(EXTENSIBLE));
        }
        let Some((keyword, values)) = listed_values(part.object) else {
            return;
        };
        let origin = part.origin.child(keyword);
        let values: Vec<Value> = values
            .iter()
            .filter(|value| !value.is_null())
            .cloned()
            .collect();
        let Some(earlier_values) = self.enumeration.take() else {
            self.enumeration = Some(values);
            self.values_origin = Some(origin);
            return;
        };
        let had = !earlier_values.is_empty() && !values.is_empty();
        let common_values: Vec<Value> = earlier_values
            .iter()
            .filter(|value| values.contains(value))
            .cloned()
            .collect();
        if common_values.is_empty() && had {
            // No value is in all the enums, so the values of each of them are accepted.
            self.enumeration = Some(earlier_values.into_iter().chain(values).collect());
            let first = self.values_origin.clone().unwrap_or_default();
            let contradiction = Contradiction {
                what: Conflict::Values,
                first,
                second: origin,
            };
            self.contradiction = self.contradiction.take().or(Some(contradiction));
        } else {
            self.enumeration = Some(common_values);
        }
    }

    /// Adds annotations. The parts are visited from the outermost inwards, and the first annotation
    /// of a kind takes precedence.
    fn add_annotations(&mut self, object: &Map<String, Value>) {
        if self.format.is_none() {
            self.format = string_field(object, "format").map(str::to_owned);
        }
        let annotations = Annotations::of_object(object);
        self.default = self
            .default
            .take()
            .or_else(|| annotations.default_value().cloned());
        self.deprecated |= annotations.is_deprecated();
        self.read_only |= annotations.is_read_only();
        self.write_only |= annotations.is_write_only();
        self.xml = self
            .xml
            .take()
            .or_else(|| read_xml_object(object_member(object, "xml")?));
    }

    fn add_object(&mut self, cx: &mut BuildContext<'_>, part: &SchemaPart<'_>) {
        if let Some(Value::Object(properties)) = object_member(part.object, "properties") {
            let origin = part.origin.child("properties");
            // A property with the schema `false` is never present.
            for (name, _) in properties
                .iter()
                .filter(|(_, schema)| !accepts_nothing(schema))
            {
                self.properties
                    .entry(name.clone())
                    .or_default()
                    .push(origin.child(name));
            }
        }
        self.conditional.extend(conditional_branches(part));
        if let Some(Value::Array(names)) = object_member(part.object, "required") {
            if let Some((index, name)) =
                names.iter().enumerate().find(|(_, name)| !name.is_string())
            {
                let message = format!(
                    "`required` contains {}, expected names of properties",
                    value_in_words(name)
                );
                let warning = Diagnostic::warning("unexpected-kind", message)
                    .at(&part.origin.child("required").item(index))
                    .instead("it is ignored");
                cx.warn(warning.help("list names, in quotes if they look like numbers"));
            }
            let names: Vec<&str> = required_names(part.object).collect();
            self.is_required_sorted |= names.len() > 1
                && names.is_sorted()
                && object_member(part.object, "properties").is_some();
            self.required.extend(
                in_author_order(names, part.object)
                    .into_iter()
                    .map(str::to_owned),
            );
        }
        self.additional = read_additional_properties(cx, part).or(self.additional.take());
        if object_member(part.object, "propertyNames").is_some_and(Value::is_object) {
            self.add_names(cx, &part.origin.child("propertyNames"));
        }
    }

    fn add_names(&mut self, cx: &mut BuildContext<'_>, origin: &Origin) {
        let parts = parts::flatten_schemas(cx, std::slice::from_ref(origin));
        let mut keywords = Self::default();
        for part in &parts {
            keywords.add_values(part);
            constraints::add_constraints(&mut keywords.constraints, part.object);
        }
        sanity::check_contradictions(cx, &mut keywords, &parts);
        let listed = keywords
            .enumeration
            .iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned);
        let names = PropertyNames {
            text: keywords.constraints,
            listed: listed.collect(),
        };
        if names != PropertyNames::default() {
            // The outermost schema comes first and takes precedence.
            self.constraints
                .names
                .get_or_insert_with(|| Box::new(names));
        }
    }

    /// Adds conditional properties as optional ones, unless they are described elsewhere.
    fn add_conditional(&mut self, cx: &mut BuildContext<'_>) {
        let mut origins_by_name: IndexMap<String, Vec<Origin>> = IndexMap::new();
        for origin in std::mem::take(&mut self.conditional) {
            let Some(Value::Object(properties)) = cx.document.value(&origin) else {
                continue;
            };
            for (name, schema) in properties {
                if !accepts_nothing(schema) && !self.properties.contains_key(name) {
                    origins_by_name
                        .entry(name.clone())
                        .or_default()
                        .push(origin.child(name));
                }
            }
        }
        for (name, origins) in origins_by_name {
            let mut schemas = origins.iter().map(|origin| cx.document.value(origin));
            let first = schemas.next();
            if schemas.all(|schema| Some(schema) == first) {
                self.properties
                    .insert(name, origins.into_iter().take(1).collect());
            } else {
                cx.loosen(conditional_type_warning(&name, &origins));
                self.properties.insert(name, Vec::new());
            }
        }
    }

    fn add_items(&mut self, part: &SchemaPart<'_>) {
        for (keyword, rest) in TUPLES {
            if let Some(Value::Array(first)) = object_member(part.object, keyword) {
                self.tuple
                    .resize(self.tuple.len().max(first.len()), Vec::new());
                for (index, origins) in self.tuple.iter_mut().take(first.len()).enumerate() {
                    origins.push(part.origin.child(keyword).item(index));
                }
                self.is_listed |= *keyword == "items";
                self.following = self
                    .following
                    .take()
                    .or_else(|| following_items(part, rest, first.len()));
                return;
            }
        }
        for keyword in ["items", "unevaluatedItems"] {
            if object_member(part.object, keyword).is_some_and(Value::is_object) {
                self.items.push(part.origin.child(keyword));
                break;
            }
        }
    }

    fn add_alternatives(&mut self, cx: &mut BuildContext<'_>, part: &SchemaPart<'_>, joined: bool) {
        for key in UNION_KEYWORDS {
            let Some(Value::Array(members)) = object_member(part.object, key) else {
                continue;
            };
            let origin = part.origin.child(key);
            let mut others = members.iter().filter(|member| !accepts_only_null(member));
            if !part.alternatives || others.all(only_validates) {
                continue;
            }
            // Next to other schemas, a `oneOf` or `anyOf` whose members have only `type` just
            // constrains the type.
            if joined && let Some(types) = bare_types(members) {
                self.add_types(types, &origin);
                continue;
            }
            if let Some(first_list) = &self.alternatives {
                let message = "a schema has both `oneOf` and `anyOf`";
                let warning = Diagnostic::warning("several-alternatives", message)
                    .at(&origin)
                    .related("the first list", &first_list.origin);
                let help = "keep one list; if both must match, list the combinations as members of `oneOf`";
                cx.loosen(
                    warning
                        .instead("only the members of the first list become variants")
                        .help(help),
                );
                continue;
            }
            // The union accepts `null` if a member does.
            self.nullable |= cx.document.items(&origin).any(|member| {
                let target = cx.document.target(&member);
                allows_null(cx.document, &member)
                    || target.is_some_and(|target| allows_null(cx.document, &target))
            });
            self.alternatives = Some(Alternatives {
                members: cx.document.non_null_members(&origin),
                origin,
                discriminator: read_discriminator(cx, &part.origin, part.object),
            });
        }
    }
}

/// Returns what the items after the last one of a tuple may be. If `items` is a list of just one
/// schema, and `additionalItems` is missing, the author often meant an array of such items, so the
/// schema also applies to the items after the first.
fn following_items(part: &SchemaPart<'_>, keyword: &str, length: usize) -> Option<Other> {
    let keyword_origin = [keyword, "unevaluatedItems"]
        .into_iter()
        .find_map(|key| Some((object_member(part.object, key)?, key)));
    let Some((schema, key)) = keyword_origin else {
        let is_misspelt = length == 1 && keyword == "additionalItems";
        if !is_misspelt {
            return None;
        }
        return Some(Other::Schema(part.origin.child("items").item(0)));
    };
    Some(match schema {
        Value::Bool(true) => Other::Allowed,
        Value::Bool(false) => Other::Forbidden,
        schema if accepts_nothing(schema) => Other::Forbidden,
        _ => Other::Schema(part.origin.child(key)),
    })
}

/// Returns whether the parts together accept `null`: either the outermost part does, or each part
/// that lists types or values.
fn parts_allow_null(document: &Document, parts: &[SchemaPart<'_>]) -> bool {
    if parts
        .first()
        .is_some_and(|part| part_allows_null(document, part))
    {
        return true;
    }
    parts
        .iter()
        .skip(1)
        .any(|part| part_allows_null(document, part))
        && parts
            .iter()
            .all(|part| part_allows_null(document, part) || !lists_types_or_values(part))
}

/// Returns whether a part accepts `null`, regardless of other parts.
fn part_allows_null(document: &Document, part: &SchemaPart<'_>) -> bool {
    part.beside_null || object_allows_null(document, &part.origin, part.object)
}

/// Returns whether a part lists the types, the values or the alternatives that it accepts.
fn lists_types_or_values(part: &SchemaPart<'_>) -> bool {
    part.has_alternatives()
        || ["type", "const", "enum"]
            .iter()
            .any(|key| object_member(part.object, key).is_some())
}

/// Returns the names of `required` in the order of the author. A sorted list was written by a tool,
/// so the order of `properties` applies.
fn in_author_order<'a>(mut required: Vec<&'a str>, object: &Map<String, Value>) -> Vec<&'a str> {
    if required.is_sorted()
        && let Some(Value::Object(properties)) = object_member(object, "properties")
    {
        required.sort_by_key(|name| {
            properties
                .keys()
                .position(|key| key == name)
                .unwrap_or(usize::MAX)
        });
    }
    required
}

/// Returns the locations of conditional properties: `then`, `else` and `dependentSchemas`.
fn conditional_branches(part: &SchemaPart<'_>) -> Vec<Origin> {
    let keywords = ["then", "else"].into_iter();
    let mut branches: Vec<Origin> = keywords
        .filter(|key| object_member(part.object, key).is_some())
        .map(|key| part.origin.child(key))
        .collect();
    let dependent = object_member(part.object, "dependentSchemas").and_then(Value::as_object);
    if let Some(dependent) = dependent {
        let origin = part.origin.child("dependentSchemas");
        branches.extend(dependent.keys().map(|key| origin.child(key)));
    }
    branches
        .iter()
        .map(|origin| origin.child("properties"))
        .collect()
}

fn conditional_type_warning(name: &str, origins: &[Origin]) -> Diagnostic {
    let message = format!("the type of `{name}` depends on a condition");
    let help = "list the shapes as members of `oneOf`, each with its own properties";
    let warning = Diagnostic::warning("conditional-type", message)
        .instead(ANY)
        .help(help);
    match origins {
        [] => warning,
        [first] => warning.at(first),
        [first, second, ..] => warning
            .at(first)
            .related("it has another type here", second),
    }
}

/// Reads the `xml` object, if it is not empty.
fn read_xml_object(object: &Value) -> Option<Box<Xml>> {
    let object = object.as_object()?;
    let [name, namespace, prefix] = ["name", "namespace", "prefix"].map(|key| {
        let text = string_field(object, key).filter(|text| !text.is_empty())?;
        Some(text.to_owned())
    });
    let node_type = match string_field(object, "nodeType") {
        Some("attribute") => XmlNodeType::Attribute,
        Some("cdata" | "text") => XmlNodeType::Text,
        Some("element") => XmlNodeType::Element,
        Some("none") => XmlNodeType::None,
        _ => XmlNodeType::Default,
    };
    let xml = Xml {
        name,
        namespace,
        prefix,
        node_type,
    };
    if xml == Xml::default() {
        return None;
    }
    Some(Box::new(xml))
}

/// Returns the types that `type` of a part allows, besides `null`.
fn types_of_part(cx: &mut BuildContext<'_>, part: &SchemaPart<'_>) -> Option<Vec<JsonType>> {
    object_member(part.object, "type")?;
    // The names are sorted, because their order has no meaning.
    let names: BTreeSet<&str> = non_null_type_names(part.object).collect();
    if names.len() == 1 {
        let name = names.first()?;
        return Some(vec![named_type(cx, part, name)?]);
    }
    let types = names
        .into_iter()
        .filter_map(|name| named_type(cx, part, name));
    Some(types.collect())
}

fn named_type(cx: &mut BuildContext<'_>, part: &SchemaPart<'_>, name: &str) -> Option<JsonType> {
    let parsed = JsonType::parse(name);
    if parsed.is_none() && name != "null" {
        let origin = part.origin.child("type");
        let warning = Diagnostic::warning("unknown-type", format!("unknown type `{name}`"))
            .at(&origin)
            .instead(ANY);
        cx.loosen(warning.help(match name {
            // A type of Swagger 2.0.
            "file" => "a file is `type: string` with `format: binary`",
            _ => "expected one of `array`, `boolean`, `integer`, `number`, `object`, `string`",
        }));
    }
    parsed
}

/// Returns the types of the members, if they have no keyword other than `type`.
fn bare_types(members: &[Value]) -> Option<Vec<JsonType>> {
    let mut types = Vec::with_capacity(members.len());
    for member in members.iter().filter(|member| !accepts_only_null(member)) {
        let member = member.as_object()?;
        // Titles and descriptions add nothing to a type, and neither do items without constraints.
        // Any other keyword does, so no property in the table of keywords can replace this list.
        let is_bare = member.iter().all(|(key, value)| match key.as_str() {
            "type" | "description" | "title" => true,
            "items" => value.as_object().is_some_and(Map::is_empty),
            _ => false,
        });
        if !is_bare {
            return None;
        }
        types.push(JsonType::parse(single_type_name(member)?)?);
    }
    Some(types)
}
