//! Checks the arguments of a request by their JSON Schemas, before anything is sent.
//!
//! A checked object has its properties in the order of its schema, as the typed method sends them.
//! The schemas are those of `operations.json`, which use only some keywords of JSON Schema.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map as JsonMap, Value};

use super::api::{Api, Check, TestCheck};
use super::catalog::{BODY_ARGUMENT, Catalog, quoted_names, union_members};
use super::check::Violation;
use super::json::kind_of;
use super::node::{List, Map, Node, Optional, Slot, View};
use super::outgoing::Upload;

/// The checked value of an argument.
#[derive(Clone)]
pub enum ArgumentValue {
    /// Anything but a file.
    Json(Value),
    /// A file.
    File(Upload),
    /// An array that contains files.
    List(Vec<Self>),
    /// An object that contains files.
    Object(Members),
}

/// The properties of an object that contains files, in the order in which they are sent.
#[derive(Clone)]
pub struct Members {
    entries: Vec<(String, ArgumentValue)>,
    /// What [`Map::insert`] returns: these objects are never filled.
    ignored: Value,
}

impl ArgumentValue {
    /// Returns an object without properties.
    pub fn empty_object() -> Self {
        Self::Json(Value::Object(JsonMap::new()))
    }

    pub(crate) fn is_empty_object(&self) -> bool {
        matches!(self, Self::Json(Value::Object(members)) if members.is_empty())
    }

    fn as_json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            _ => None,
        }
    }
}

/// The unmodified content of a body: a file, or the text of a string.
impl From<ArgumentValue> for Upload {
    fn from(value: ArgumentValue) -> Self {
        match value {
            ArgumentValue::File(file) => file,
            ArgumentValue::Json(Value::String(text)) => text.into(),
            other => super::codec::to_vec(&other).into(),
        }
    }
}

impl Node for ArgumentValue {
    fn view(&self) -> View<'_> {
        match self {
            Self::Json(value) => View::Any(value),
            Self::File(file) => View::Upload(file),
            Self::List(items) => View::List(items),
            Self::Object(members) => View::Map(members),
        }
    }

    /// Never filled.
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

impl Optional for ArgumentValue {
    fn fill(&mut self) -> Option<&mut dyn Node> {
        None
    }

    fn set_null(&mut self) {}

    fn clear(&mut self) {}
}

impl List for Vec<ArgumentValue> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Option<&dyn Node> {
        self.as_slice().get(index).map(|item| item as &dyn Node)
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn push(&mut self) -> Option<&mut dyn Node> {
        None
    }
}

impl Map for Members {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_> {
        let members = self.entries.iter();
        Box::new(members.map(|(name, value)| (name.as_str(), value as &dyn Node)))
    }

    fn clear(&mut self) {
        self.entries.clear();
    }

    fn insert(&mut self, _: String) -> &mut dyn Node {
        &mut self.ignored
    }

    fn remove(&mut self, name: &str) {
        self.entries.retain(|(key, _)| key != name);
    }
}

/// A file that replaces a value: the body, or a property of the body, with this name.
#[derive(Clone)]
pub(crate) struct FileArgument {
    pub(crate) name: String,
    pub(crate) file: Upload,
}

/// Checks values by the schemas of a catalog.
pub(crate) struct ArgumentCheck<'c> {
    catalog: &'c Catalog,
    /// `None` if the description has no constraints.
    test_check: Option<TestCheck>,
    files: &'c [FileArgument],
    /// Whether objects may have properties that their schema does not describe.
    allows_unknown: bool,
}

type Checked<T = ArgumentValue> = Result<T, Violation>;

impl<'c> ArgumentCheck<'c> {
    pub(crate) fn new(
        catalog: &'c Catalog,
        api: &Api,
        files: &'c [FileArgument],
        allows_unknown: bool,
    ) -> Self {
        Self {
            catalog,
            test_check: api.test_check,
            files,
            allows_unknown,
        }
    }

    /// Checks the arguments of an operation, which are the properties of an object.
    pub(crate) fn check_arguments(
        &self,
        arguments: Value,
        schema: &Value,
    ) -> Checked<Vec<(String, ArgumentValue)>> {
        let Value::Object(mut members) = arguments else {
            return Err(violation(format!(
                "has {} as arguments, expected an object",
                kind_of(&arguments.to_string())
            )));
        };
        if !self.files.is_empty() && !members.contains_key(BODY_ARGUMENT) {
            members.insert(BODY_ARGUMENT.to_owned(), JsonMap::new().into());
        }
        let checked = self.check_object(members, schema, Level::Arguments);
        checked.map_err(|violation| Violation {
            path: violation.path.trim_start_matches('.').to_owned(),
            ..violation
        })
    }

    fn check(&self, value: Value, schema: &Value, level: Level) -> Checked {
        if level == Level::Body
            && let Some(argument) = self.files.iter().find(|file| file.name == BODY_ARGUMENT)
        {
            return Ok(ArgumentValue::File(argument.file.clone()));
        }
        self.check_constraints(&value, schema)?;
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.check(value, &target, level);
        }
        if let Some(members) = union_members(schema) {
            return self.check_union(value, schema, members, level);
        }
        check_type(&value, schema)?;
        match value {
            // The typed method also sends the properties in their order.
            value if types_of(schema).is_empty() => Ok(ArgumentValue::Json(value)),
            Value::Object(members) => {
                self.check_required_sets(&members, schema, level)?;
                self.check_names(&members, schema)?;
                let members = self.check_object(members, schema, level)?;
                Ok(object_of(members))
            }
            Value::Array(items) => self.check_array(items, schema),
            Value::String(text) if is_file(schema) => {
                let bytes = BASE64_STANDARD.decode(&text);
                let bytes = bytes.map_err(|error| violation(format!("is not base64: {error}")))?;
                Ok(ArgumentValue::File(bytes.into()))
            }
            value => Ok(ArgumentValue::Json(value)),
        }
    }

    /// Checks properties, and returns them in the order of the schema, the others after them.
    fn check_object(
        &self,
        mut members: JsonMap<String, Value>,
        schema: &Value,
        level: Level,
    ) -> Checked<Vec<(String, ArgumentValue)>> {
        let files = if level == Level::Body {
            self.files
        } else {
            &[]
        };
        let mut checked = Vec::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if let Some(value) = files_named(files, name, property) {
                members.remove(name);
                checked.push((name.clone(), value));
                continue;
            }
            let Some(value) = members.remove(name) else {
                if requires(schema, name) && property["readOnly"] != true {
                    let words = in_words(property);
                    return Err(violation(format!("has no `{name}`{words}")));
                }
                continue;
            };
            let inner = match level {
                Level::Arguments if name == BODY_ARGUMENT => Level::Body,
                _ => Level::Inside,
            };
            let outcome = if property["readOnly"] == true {
                Err(violation("is read-only: only responses have it"))
            } else {
                self.check(value, property, inner)
            };
            checked.push((
                name.clone(),
                outcome.map_err(|inner| inner.inside(&format!(".{name}")))?,
            ));
        }
        let mut others: Vec<(String, Value)> = members.into_iter().collect();
        others.sort_by(|(name, _), (other, _)| name.cmp(other));
        for (name, value) in others {
            let additional = schema.get("additionalProperties");
            let outcome = match (additional, properties) {
                (Some(additional), _) => self.check(value, additional, Level::Inside),
                (None, None) => Ok(ArgumentValue::Json(value)),
                (None, _) if self.allows_unknown && level != Level::Arguments => {
                    Ok(ArgumentValue::Json(value))
                }
                (None, Some(properties)) => {
                    let names = quoted_names(properties.keys().map(String::as_str));
                    return Err(violation(match level {
                        Level::Arguments => format!("has no argument `{name}`, only {names}"),
                        _ => format!("has no property `{name}`, only {names}"),
                    }));
                }
            };
            checked.push((
                name.clone(),
                outcome.map_err(|inner| inner.inside(&format!(".{name}")))?,
            ));
        }
        Ok(checked)
    }

    fn check_array(&self, items: Vec<Value>, schema: &Value) -> Checked {
        let prefix: &[Value] = match schema.get("prefixItems") {
            Some(Value::Array(schemas)) => schemas,
            _ => &[],
        };
        let mut checked = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let outcome = match prefix.get(index).or_else(|| schema.get("items")) {
                Some(schema) => self.check(item, schema, Level::Inside),
                None => Ok(ArgumentValue::Json(item)),
            };
            checked.push(outcome.map_err(|inner| inner.inside(&format!("[{index}]")))?);
        }
        Ok(array_of(checked))
    }

    /// Checks a value by the members of a union. If it matches none, the violation is that of the
    /// member that the discriminator names, or else of the member that matches furthest.
    fn check_union(
        &self,
        value: Value,
        schema: &Value,
        members: &[Value],
        level: Level,
    ) -> Checked {
        let mut nearest: Option<Violation> = None;
        if self.allows_unknown {
            // A member that describes all properties matches better than one that does not.
            let strict_check = Self {
                allows_unknown: false,
                ..*self
            };
            if let Ok(checked) = strict_check.check_union(value.clone(), schema, members, level) {
                return Ok(checked);
            }
        }
        let named_member = self.named_member(&value, schema)?;
        let candidates: Vec<&Value> = match &named_member {
            Some(member) => vec![member],
            None => {
                let fitting = members
                    .iter()
                    .filter(|member| self.allows_constants(&value, member));
                let fitting: Vec<&Value> = fitting.collect();
                if fitting.is_empty() {
                    members.iter().collect()
                } else {
                    fitting
                }
            }
        };
        for member in candidates {
            match self.check(value.clone(), member, level) {
                Ok(checked) => return Ok(checked),
                Err(violation) => {
                    let depth = |violation: &Violation| violation.path.matches(['.', '[']).count();
                    if nearest
                        .as_ref()
                        .is_none_or(|nearest| depth(&violation) > depth(nearest))
                    {
                        nearest = Some(violation);
                    }
                }
            }
        }
        Err(nearest.unwrap_or_else(|| violation("matches no schema")))
    }

    /// Returns the member of a union that the discriminator of a value names; `None` if the union
    /// has no discriminator, or the value lacks it.
    fn named_member(&self, value: &Value, schema: &Value) -> Checked<Option<Value>> {
        let discriminator = schema.get("discriminator");
        let name = discriminator.and_then(|object| object.get("propertyName")?.as_str());
        let mapping = discriminator.and_then(|object| object.get("mapping")?.as_object());
        let (Some(name), Some(mapping)) = (name, mapping) else {
            return Ok(None);
        };
        let Some(Value::String(text)) = value.get(name) else {
            return Ok(None);
        };
        match mapping.get(text) {
            Some(target) => Ok(Some(serde_json::json!({ "$ref": target }))),
            None => {
                // A member also has the name of its schema, but its constant may exclude it.
                let names = mapping.iter().filter(|(value, target)| {
                    let value = serde_json::json!({ name: value });
                    self.allows_constants(&value, &serde_json::json!({ "$ref": target }))
                });
                let names = quoted_names(names.map(|(value, _)| value.as_str()));
                let message = format!("is `{text}`, expected one of {names}");
                Err(violation(message).inside(&format!(".{name}")))
            }
        }
    }

    /// Returns whether the constants of a member of a union allow the properties of a value.
    pub(crate) fn allows_constants(&self, value: &Value, member: &Value) -> bool {
        if let Some(target) = self.catalog.referenced_schema(member) {
            return self.allows_constants(value, &target);
        }
        if let Some(members) = union_members(member) {
            let mut members = members.iter();
            return members.any(|member| self.allows_constants(value, member));
        }
        let properties = member.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().all(|(name, schema)| {
            let target = self.catalog.referenced_schema(schema);
            let schema = target.as_deref().unwrap_or(schema);
            value.get(name).is_none_or(|inner| is_listed(inner, schema))
        })
    }

    /// Checks that an object has at least one set of properties of `anyOf`, or just one of `oneOf`.
    /// Requests have no read-only properties, which therefore do not count.
    fn check_required_sets(
        &self,
        members: &JsonMap<String, Value>,
        schema: &Value,
        level: Level,
    ) -> Checked<()> {
        let has_file = |name: &str| {
            let mut files = self.files.iter();
            level == Level::Body && files.any(|file| file.name == name)
        };
        for keyword in ["anyOf", "oneOf"] {
            let Some(Value::Array(sets)) = schema.get(keyword) else {
                continue;
            };
            let sent_names = |set: &Value| -> Vec<String> {
                let names = set["required"].as_array().into_iter().flatten();
                let names = names.filter_map(Value::as_str);
                let is_sent = |name: &&str| {
                    let property = schema.get("properties").and_then(|all| all.get(name));
                    property.is_none_or(|property| property["readOnly"] != true)
                };
                let names = names.filter(is_sent);
                names.map(str::to_owned).collect()
            };
            let sets: Vec<Vec<String>> = sets.iter().map(sent_names).collect();
            if sets.iter().any(Vec::is_empty) {
                continue;
            }
            let has = |name: &String| members.contains_key(name) || has_file(name);
            let quantity = match sets.iter().filter(|set| set.iter().all(has)).count() {
                0 => "none",
                2.. if keyword == "oneOf" => "more than one",
                _ => continue,
            };
            let sets = sets.iter().map(|set| format!("`{}`", set.join("` and `")));
            let sets = sets.collect::<Vec<_>>().join(", ");
            let message = format!("has {quantity} of {sets}{}", in_words(schema));
            return Err(violation(message));
        }
        Ok(())
    }

    /// Checks the number and the names of the properties of an object.
    fn check_names(&self, members: &JsonMap<String, Value>, schema: &Value) -> Checked<()> {
        let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
        let count = u64::try_from(members.len()).unwrap_or(u64::MAX);
        let expected = match (limit("minProperties"), limit("maxProperties")) {
            (Some(least), _) if count < least => Some(format!("at least {least}")),
            (_, Some(most)) if count > most => Some(format!("at most {most}")),
            _ => None,
        };
        if let Some(expected) = expected {
            let message = format!("has {count} properties, expected {expected}");
            return Err(violation(message + &in_words(schema)));
        }
        let Some(names_schema) = schema.get("propertyNames") else {
            return Ok(());
        };
        members.keys().try_for_each(|name| {
            let checked = self.check_constraints(&Value::from(name.as_str()), names_schema);
            checked.map_err(|Violation { message, .. }| {
                violation(format!("has the property `{name}`, whose name {message}"))
            })
        })
    }

    /// Checks a value by the keywords that limit its values.
    fn check_constraints(&self, value: &Value, schema: &Value) -> Checked<()> {
        if let Some(constant) = schema.get("const")
            && value != constant
        {
            return Err(violation(format!("is not {constant}{}", in_words(schema))));
        }
        if let Some(Value::Array(values)) = schema.get("enum")
            && !values.contains(value)
        {
            let texts: Vec<String> = values.iter().map(plain_text).collect();
            let names = quoted_names(texts.iter().map(String::as_str));
            return Err(violation(format!(
                "is `{}`, expected one of {names}{}",
                plain_text(value),
                in_words(schema)
            )));
        }
        let Some(test_check) = self.test_check else {
            return Ok(());
        };
        let node = SharedValue(value);
        for check in checks_of(schema) {
            test_check(&check, &node.view())
                .map_err(|message| violation(message + &in_words(schema)))?;
        }
        Ok(())
    }
}

/// The level of a value among the arguments of an operation.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    /// The object of all arguments.
    Arguments,
    /// The argument that is the body.
    Body,
    /// Another argument, or a value inside of one.
    Inside,
}

fn violation(message: impl Into<String>) -> Violation {
    Violation {
        path: String::new(),
        message: message.into(),
    }
}

/// Returns whether the values of a schema are files, which are strings in base64.
pub(crate) fn is_file(schema: &Value) -> bool {
    schema["format"] == "binary" && schema["contentEncoding"] == "base64"
}

/// Returns a string without quotes, and any other value as JSON.
pub(crate) fn plain_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The maximum number of characters of a description in a message.
const MAX_WORDS: usize = 120;

/// Returns the first line of a schema's description, to append to a message.
fn in_words(schema: &Value) -> String {
    let description = schema.get("description").and_then(Value::as_str);
    let line = description.and_then(|text| text.lines().next());
    match line.map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) if line.chars().count() > MAX_WORDS => {
            format!(": {}…", line.chars().take(MAX_WORDS).collect::<String>())
        }
        Some(line) => format!(": {line}"),
        None => String::new(),
    }
}

/// Returns whether a schema requires a property.
pub(crate) fn requires(schema: &Value, name: &str) -> bool {
    let names = schema.get("required").and_then(Value::as_array);
    names.is_some_and(|names| names.iter().any(|required| required == name))
}

/// Returns whether `enum` and `const` of a schema allow a value.
pub(crate) fn is_listed(value: &Value, schema: &Value) -> bool {
    let values = schema.get("enum").and_then(Value::as_array);
    values.is_none_or(|values| values.contains(value))
        && schema.get("const").is_none_or(|constant| constant == value)
}

/// Returns the types of a schema; none if it allows all.
pub(crate) fn types_of(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Returns whether a value has a type of a schema.
pub(crate) fn has_type(value: &Value, schema: &Value) -> bool {
    let types = types_of(schema);
    let is_of_type = |name: &&str| match *name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_number() && !value.is_f64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    types.is_empty() || types.iter().any(is_of_type)
}

/// Checks the type of a value.
fn check_type(value: &Value, schema: &Value) -> Checked<()> {
    if has_type(value, schema) {
        return Ok(());
    }
    let expected: Vec<&str> = types_of(schema)
        .iter()
        .map(|name| match *name {
            "null" => "null",
            "boolean" => "a boolean",
            "integer" => "an integer",
            "number" => "a number",
            "string" => "a string",
            "array" => "an array",
            _ => "an object",
        })
        .collect();
    Err(violation(format!(
        "is {}, expected {}{}",
        kind_of(&value.to_string()),
        expected.join(" or "),
        in_words(schema)
    )))
}

/// Returns the files with a name, as an array if the schema is one; `None` if there are none.
fn files_named(files: &[FileArgument], name: &str, schema: &Value) -> Option<ArgumentValue> {
    let mut matches = files.iter().filter(|argument| argument.name == name);
    let values = matches
        .by_ref()
        .map(|argument| ArgumentValue::File(argument.file.clone()));
    let values: Vec<ArgumentValue> = values.collect();
    if schema["type"] == "array" && !values.is_empty() {
        return Some(ArgumentValue::List(values));
    }
    values.into_iter().next()
}

/// Returns an object as JSON, unless it contains files.
fn object_of(members: Vec<(String, ArgumentValue)>) -> ArgumentValue {
    let json: Option<JsonMap<String, Value>> = members
        .iter()
        .map(|(name, value)| Some((name.clone(), value.as_json()?.clone())))
        .collect();
    match json {
        Some(json) => ArgumentValue::Json(json.into()),
        None => ArgumentValue::Object(Members {
            entries: members,
            ignored: Value::Null,
        }),
    }
}

/// Returns an array as JSON, unless it contains files.
fn array_of(items: Vec<ArgumentValue>) -> ArgumentValue {
    let json: Option<Vec<Value>> = items.iter().map(|item| item.as_json().cloned()).collect();
    json.map_or(ArgumentValue::List(items), |json| {
        ArgumentValue::Json(json.into())
    })
}

/// A view of a JSON value as the values of types are viewed, so that constraints can be tested.
struct SharedValue<'v>(&'v Value);

impl SharedValue<'_> {
    fn view(&self) -> View<'_> {
        match self.0 {
            Value::String(text) => View::Text(text.as_str().into()),
            Value::Number(number) => match number.as_i64() {
                Some(integer) => View::Integer(integer.into()),
                None => View::Float(number.as_f64().unwrap_or_default()),
            },
            Value::Array(items) => View::List(items),
            value => View::Any(value),
        }
    }
}

/// Returns the constraints of a schema.
fn checks_of(schema: &Value) -> Vec<Check> {
    let count = |key: &str| schema.get(key).and_then(Value::as_u64);
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    let mut checks = Vec::new();
    checks.extend(count("minLength").map(Check::MinLength));
    checks.extend(count("maxLength").map(Check::MaxLength));
    let pattern = schema.get("pattern").and_then(Value::as_str);
    checks.extend(pattern.map(|pattern| Check::Pattern(shared_pattern(pattern))));
    checks.extend(number("minimum").map(Check::Minimum));
    checks.extend(number("maximum").map(Check::Maximum));
    checks.extend(number("exclusiveMinimum").map(Check::Above));
    checks.extend(number("exclusiveMaximum").map(Check::Below));
    checks.extend(number("multipleOf").map(Check::MultipleOf));
    checks.extend(count("minItems").map(Check::MinCount));
    checks.extend(count("maxItems").map(Check::MaxCount));
    checks.extend((schema["uniqueItems"] == true).then_some(Check::Unique));
    checks
}

/// Returns a pattern that lives as long as the program, as `Check` requires; each is kept once.
fn shared_pattern(pattern: &str) -> &'static str {
    static PATTERNS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut patterns = PATTERNS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known_pattern) = patterns.get(pattern) {
        return known_pattern;
    }
    let leaked: &'static str = Box::leak(pattern.into());
    patterns.insert(leaked);
    leaked
}
