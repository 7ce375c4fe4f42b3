//! Reads what the parts of a schema say together.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::facts::{Alternatives, Conflict, Contradiction, Facts, JsonType};
use super::fragment::{self, SchemaPiece};
use super::keywords::{EXTENSIBLE, members_of, only_validates};
use super::other::{Other, other};
use super::parts::Part;
use super::{Context, constraints, parts, sanity};
use crate::diag::{Diagnostic, Origin, found};
use crate::model::{Names, Xml};

/// The two ways to write a tuple: where `lower` keeps it, where it stands, and what it says of the items that follow.
const TUPLES: &[(&str, &str, &str)] =
    &[("x-prefix-items", "prefixItems", "items"), ("x-listed-items", "items", "additionalItems")];

/// Reads all parts.
pub(crate) fn read(cx: &mut Context<'_>, parts: &[Part<'_>]) -> Facts {
    let mut facts = Facts { nullable: allow_null(parts), ..Facts::default() };
    let joined = parts.len() > 1;
    for part in parts {
        let piece = fragment::schema(cx, &part.origin, part.object);
        if let Some(types) = types_of(cx, part, &piece) {
            facts.add_types(types, &part.origin.child("type"));
        }
        facts.add_values(part);
        facts.add_annotations(part.object, &piece);
        facts.add_object(cx, part);
        facts.add_items(part);
        facts.add_alternatives(cx, part, &piece, joined);
        constraints::add(&mut facts.constraints, &piece.keywords, part.object);
    }
    facts.add_conditional(cx);
    // Without a type `null` is a value like any other.
    facts.nullable |= facts.is_guessed_array();
    sanity::check(cx, &mut facts, parts);
    facts.close_tuple();
    facts
}

impl Facts {
    fn add_types(&mut self, types: Vec<JsonType>, origin: &Origin) {
        let Some(known) = self.types.take() else {
            self.types = Some(types);
            self.types_origin = Some(origin.clone());
            return;
        };
        let both: Vec<JsonType> = known.iter().flat_map(|a| types.iter().filter_map(|b| a.and(*b))).collect();
        if both.is_empty() && !known.is_empty() && !types.is_empty() {
            let first = self.types_origin.clone().unwrap_or_default();
            self.contradiction = Some(Contradiction { what: Conflict::Types, first, second: origin.clone() });
        }
        self.types = Some(both);
    }

    fn add_values(&mut self, part: &Part<'_>) {
        let is_extensible = self.extensible.is_none() && part.object.contains_key(EXTENSIBLE);
        self.extensible = self.extensible.take().or_else(|| is_extensible.then(|| part.origin.child(EXTENSIBLE)));
        let Some(Value::Array(values)) = part.object.get("enum") else { return };
        let origin = part.origin.child(if part.object.contains_key("x-const") { "const" } else { "enum" });
        let values: Vec<Value> = values.iter().filter(|value| !value.is_null()).cloned().collect();
        let Some(known) = self.enumeration.take() else {
            self.enumeration = Some(values);
            self.values_origin = Some(origin);
            return;
        };
        let had = !known.is_empty() && !values.is_empty();
        let both: Vec<Value> = known.iter().filter(|value| values.contains(value)).cloned().collect();
        if both.is_empty() && had {
            // No value is valid; whatever is meant, it is one of these.
            self.enumeration = Some(known.into_iter().chain(values).collect());
            let first = self.values_origin.clone().unwrap_or_default();
            let found = Contradiction { what: Conflict::Values, first, second: origin };
            self.contradiction = self.contradiction.take().or(Some(found));
        } else {
            self.enumeration = Some(both);
        }
    }

    /// The outermost annotation wins: parts come in that order.
    fn add_annotations(&mut self, object: &Map<String, Value>, piece: &SchemaPiece) {
        self.title = self.title.take().or_else(|| piece.data.title.clone());
        self.description = self.description.take().or_else(|| piece.data.description.clone());
        self.format = self.format.take().or_else(|| piece.keywords.format.clone());
        self.default = self.default.take().or_else(|| object.get("default").cloned());
        self.deprecated |= piece.data.deprecated;
        self.read_only |= piece.data.read_only;
        self.write_only |= piece.data.write_only;
        self.xml = self.xml.take().or_else(|| xml(object.get("xml")?));
    }

    fn add_object(&mut self, cx: &mut Context<'_>, part: &Part<'_>) {
        self.add_properties(part.object, &part.origin);
        self.conditional.extend(branches(part));
        if let Some(Value::Array(names)) = part.object.get("required") {
            if let Some(index) = names.iter().position(|name| !name.is_string()) {
                cx.warn(not_a_name(names.get(index), &part.origin.child("required").item(index)));
            }
            self.required.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        self.additional = other(cx, part).or(self.additional.take());
        if part.object.get("x-property-names").is_some_and(Value::is_object) {
            self.add_names(cx, &part.origin.child("propertyNames"));
        }
    }

    /// What names of properties must satisfy.
    fn add_names(&mut self, cx: &mut Context<'_>, origin: &Origin) {
        let parts = parts::flatten(cx, std::slice::from_ref(origin));
        let mut found = Self::default();
        for part in &parts {
            let piece = fragment::schema(cx, &part.origin, part.object);
            found.add_values(part);
            constraints::add(&mut found.constraints, &piece.keywords, part.object);
        }
        sanity::check(cx, &mut found, &parts);
        let listed = found.enumeration.iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        let names = Names { text: found.constraints, listed: listed.collect() };
        if names != Names::default() {
            // Of several such schemas the first counts, which is the outermost.
            self.constraints.names.get_or_insert_with(|| Box::new(names));
        }
    }

    fn add_properties(&mut self, object: &Map<String, Value>, origin: &Origin) {
        let Some(Value::Object(properties)) = object.get("properties") else { return };
        let origin = origin.child("properties");
        for (name, schema) in properties {
            // `false`: the property is never there.
            if schema.get("x-never").is_none() {
                self.properties.entry(name.clone()).or_default().push(origin.child(name));
            }
        }
    }

    /// What holds only under a condition is an optional property all the same, if nothing else describes it; in branches that
    /// exclude each other it may be of several types.
    fn add_conditional(&mut self, cx: &mut Context<'_>) {
        let mut found: IndexMap<String, Vec<Origin>> = IndexMap::new();
        for origin in std::mem::take(&mut self.conditional) {
            let Some(Value::Object(properties)) = cx.document.value(&origin) else { continue };
            let named = properties
                .iter()
                .filter(|(name, schema)| schema.get("x-never").is_none() && !self.properties.contains_key(*name));
            for (name, _) in named {
                found.entry(name.clone()).or_default().push(origin.child(name));
            }
        }
        for (name, origins) in found {
            let mut schemas = origins.iter().map(|origin| cx.document.value(origin));
            let first = schemas.next();
            if schemas.all(|schema| Some(schema) == first) {
                self.properties.insert(name, origins.into_iter().take(1).collect());
            } else {
                cx.loosen(several_branches(&name, &origins));
                self.properties.insert(name, Vec::new());
            }
        }
    }

    fn add_items(&mut self, part: &Part<'_>) {
        for (kept, written, rest) in TUPLES {
            if let Some(Value::Array(first)) = part.object.get(*kept) {
                self.add_tuple(&part.origin.child(written), first.len());
                self.is_listed |= *written == "items";
                self.following = self.following.take().or_else(|| follows(part, rest, first.len()));
                return;
            }
        }
        for (kept, written) in [("items", "items"), ("x-unevaluated-items", "unevaluatedItems")] {
            if part.object.get(kept).is_some_and(Value::is_object) {
                self.items.push(part.origin.child(written));
                break;
            }
        }
    }

    fn add_tuple(&mut self, origin: &Origin, length: usize) {
        if self.tuple.len() < length {
            self.tuple.resize(length, Vec::new());
        }
        for (index, place) in self.tuple.iter_mut().take(length).enumerate() {
            place.push(origin.item(index));
        }
    }

    /// Where nothing follows a tuple, it says how long a list can be.
    fn close_tuple(&mut self) {
        let length = u64::try_from(self.tuple.len()).unwrap_or(u64::MAX);
        if length > 0 && matches!(self.following, Some(Other::Forbidden)) {
            let most = self.constraints.max_items.map_or(length, |most| most.min(length));
            self.constraints.max_items = Some(most);
        }
    }

    fn add_alternatives(&mut self, cx: &mut Context<'_>, part: &Part<'_>, piece: &SchemaPiece, joined: bool) {
        for key in ["oneOf", "anyOf"] {
            let Some(Value::Array(members)) = part.object.get(key) else { continue };
            let origin = part.origin.child(key);
            if !part.alternatives || members.iter().all(only_validates) {
                continue;
            }
            // Beside other schemas, a list of bare types only leaves open which of them another schema picks.
            if let Some(types) = bare_types(members).filter(|_| joined) {
                self.add_types(types, &origin);
                continue;
            }
            if let Some(known) = &self.alternatives {
                cx.loosen(
                    Diagnostic::warning("several-alternatives", "a schema has both `oneOf` and `anyOf`")
                        .at(&origin)
                        .related("the first list", &known.origin)
                        .instead("only the first list distinguishes types")
                        .help("keep one list; if both must match, list the combinations as members of `oneOf`"),
                );
                continue;
            }
            // `null` is a value of the whole if it is one of a member.
            let says_so = |schema: &Value| schema.get("nullable") == Some(&Value::Bool(true));
            let target = |index| cx.document.value(&cx.document.target(&origin.item(index))?);
            self.nullable |=
                members.iter().enumerate().any(|(index, member)| says_so(member) || target(index).is_some_and(says_so));
            self.alternatives = Some(Alternatives {
                members: members_of(members, &origin).collect(),
                origin,
                discriminator: piece.data.discriminator.clone(),
            });
        }
    }
}

/// What a part says of the items that follow the first `length` ones. A list of one schema in `items`, and nothing more,
/// is how lists of such items are misspelt.
fn follows(part: &Part<'_>, keyword: &str, length: usize) -> Option<Other> {
    let keywords = [(keyword, keyword), ("x-unevaluated-items", "unevaluatedItems")];
    let said = keywords.into_iter().find_map(|(kept, written)| Some((part.object.get(kept)?, written)));
    let Some((said, written)) = said else {
        let is_misspelt = length == 1 && keyword == "additionalItems";
        return is_misspelt.then(|| Other::Schema(part.origin.child("items").item(0)));
    };
    Some(match said {
        Value::Bool(true) => Other::Allowed,
        Value::Bool(false) => Other::Forbidden,
        said if said.get("x-never").is_some() => Other::Forbidden,
        _ => Other::Schema(part.origin.child(written)),
    })
}

/// Whether the parts together allow `null`: the outermost one says so, or each one that names types or values does.
fn allow_null(parts: &[Part<'_>]) -> bool {
    let says_so = |part: &Part<'_>| part.beside_null || part.says_nullable();
    let is_silent = |part: &Part<'_>| {
        let lists: &[&str] = if part.alternatives { &["oneOf", "anyOf"] } else { &[] };
        !["type", "x-types", "enum"].iter().chain(lists).any(|key| part.object.contains_key(*key))
    };
    parts.first().is_some_and(says_so)
        || (parts.iter().any(says_so) && parts.iter().all(|part| says_so(part) || is_silent(part)))
}

/// Where a part describes properties that are there under a condition: `then`, `else` and `dependentSchemas`.
fn branches(part: &Part<'_>) -> Vec<Origin> {
    let mut places: Vec<Origin> = ["then", "else"].map(|key| part.origin.child(key)).into();
    let dependent = part.object.get("x-dependent-schemas").and_then(Value::as_object);
    let place = part.origin.child("dependentSchemas");
    places.extend(dependent.into_iter().flat_map(Map::keys).map(|key| place.child(key)));
    places.iter().map(|place| place.child("properties")).collect()
}

fn several_branches(name: &str, origins: &[Origin]) -> Diagnostic {
    let message = format!("the type of `{name}` depends on a condition");
    let mut warning = Diagnostic::warning("conditional-type", message)
        .instead("any JSON value is accepted here")
        .help("list the shapes as members of `oneOf`, each with its own properties");
    let mut origins = origins.iter();
    if let Some(first) = origins.next() {
        warning = warning.at(first);
    }
    match origins.next() {
        Some(second) => warning.related("it has another type here", second),
        None => warning,
    }
}

/// The `xml` object, if it says anything.
fn xml(object: &Value) -> Option<Box<Xml>> {
    let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
    let xml = Xml {
        name: text("name"),
        namespace: text("namespace"),
        prefix: text("prefix"),
        attribute: flag("attribute"),
        wrapped: flag("wrapped"),
    };
    (xml != Xml::default()).then(|| Box::new(xml))
}

fn not_a_name(name: Option<&Value>, origin: &Origin) -> Diagnostic {
    let found = name.map(found).unwrap_or_default();
    Diagnostic::warning("unexpected-kind", format!("`required` contains {found}, expected names of properties"))
        .at(origin)
        .instead("it is ignored")
        .help("list names, in quotes if they look like numbers")
}

/// The types that a part allows: `type`, or the list that `lower` left in `x-types`.
fn types_of(cx: &mut Context<'_>, part: &Part<'_>, piece: &SchemaPiece) -> Option<Vec<JsonType>> {
    if let Some(Value::Array(names)) = part.object.get("x-types") {
        // The list has no order.
        let names: BTreeSet<&str> = names.iter().filter_map(Value::as_str).collect();
        return Some(names.into_iter().filter_map(|name| named_type(cx, part, name)).collect());
    }
    let name = piece.keywords.typ.as_deref()?;
    named_type(cx, part, name).map(|parsed| vec![parsed])
}

fn named_type(cx: &mut Context<'_>, part: &Part<'_>, name: &str) -> Option<JsonType> {
    let parsed = JsonType::parse(name);
    if parsed.is_none() && name != "null" {
        cx.loosen(
            Diagnostic::warning("unknown-type", format!("unknown type `{name}`"))
                .at(&part.origin.child("type"))
                .instead("any JSON value is accepted here")
                .help(match name {
                    // As Swagger 2.0 has it.
                    "file" => "a file is `type: string` with `format: binary`",
                    _ => "expected one of `array`, `boolean`, `integer`, `number`, `object`, `string`",
                }),
        );
    }
    parsed
}

/// The types of members that say nothing but a type.
fn bare_types(members: &[Value]) -> Option<Vec<JsonType>> {
    let bare = |member: &Value| {
        let member = member.as_object()?;
        let empty_items = |value: &Value| value.as_object().is_some_and(Map::is_empty);
        let silent = |(key, value): (&String, &Value)| match key.as_str() {
            "type" | "nullable" | "description" | "title" => true,
            "items" => empty_items(value),
            _ => false,
        };
        let all_silent = member.iter().all(silent);
        JsonType::parse(member.get("type")?.as_str()?).filter(|_| all_silent)
    };
    members.iter().map(bare).collect()
}
