//! The arguments of a request, from flags.

use std::fs;
use std::io::Read as _;

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value};

use super::curl::quoted;
use super::profile::Profile;
use super::tree::{ARGUMENT, POSITIONS, PROPERTY, is_in_path, kebab_case};
use super::{Failure, Program};
use crate::runtime::catalog::{BODY_ARGUMENT, Catalog, Entry, union_members};
use crate::runtime::catalog_check::{has_type, is_file, plain_text, requires, types_of};
use crate::runtime::outgoing::Upload;

/// The arguments of a request.
pub(super) struct Arguments {
    pub(super) values: Map<String, Value>,
    pub(super) files: Vec<FileFlag>,
}

/// A file that a flag names.
pub(super) struct FileFlag {
    /// The property of a multipart body, or [`BODY_ARGUMENT`].
    pub(super) property: String,
    /// The path, or `-` for standard input.
    pub(super) path: String,
}

impl FileFlag {
    /// Creates a flag with this text; `@` before the path may be left out.
    fn new(property: &str, text: &str) -> Self {
        Self {
            property: property.to_owned(),
            path: text.strip_prefix('@').unwrap_or(text).to_owned(),
        }
    }

    /// Reads the file.
    pub(super) async fn upload(&self) -> Result<Upload, Failure> {
        if self.path == "-" {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes)?;
            return Ok(bytes.into());
        }
        let file = Upload::file(&self.path).await;
        file.map_err(|error| Failure::Usage(format!("cannot read `{}`: {error}", self.path)))
    }
}

/// A flag for a part of the body: `--servers.0.server-id VALUE`.
pub(super) struct DottedFlag {
    path: Vec<String>,
    text: String,
}

impl DottedFlag {
    /// Returns why a command without a body has no such flag.
    pub(super) fn refusal(&self, command: &str) -> Failure {
        let name = self.path.join(".");
        Failure::Usage(format!(
            "`--{name}` is no flag of `{command}`, which has no body"
        ))
    }
}

/// The arguments of the process, without flags with dots.
pub(super) struct Words {
    pub(super) words: Vec<String>,
    pub(super) flags: Vec<DottedFlag>,
}

/// Separates the flags with dots, whose number is unlimited, from the others.
pub(super) fn take_dotted_flags(arguments: Vec<String>) -> Words {
    let mut words = Vec::new();
    let mut flags = Vec::new();
    let mut arguments = arguments.into_iter().peekable();
    while let Some(word) = arguments.next() {
        let flag = word.strip_prefix("--").unwrap_or_default();
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (flag, None),
        };
        if !name.contains('.') {
            words.push(word);
            continue;
        }
        let path = name.split('.').map(str::to_owned).collect();
        let text = value.or_else(|| arguments.next_if(|next| !next.starts_with("--")));
        flags.push(DottedFlag {
            path,
            text: text.unwrap_or_else(|| "true".to_owned()),
        });
    }
    Words { words, flags }
}

/// The schema of an argument, or of a part of one.
pub(crate) struct ArgumentSchema<'c> {
    catalog: &'c Catalog,
    /// The schema, after references.
    schema: Value,
}

impl<'c> ArgumentSchema<'c> {
    pub(crate) fn new(catalog: &'c Catalog, schema: &Value) -> Self {
        /// The maximum number of references in a row; a circle has no end.
        const MAX_REFERENCES: usize = 64;
        let mut resolved = schema.clone();
        for _ in 0..MAX_REFERENCES {
            let Some(target) = catalog.referenced_schema(&resolved) else {
                break;
            };
            let mut target = (*target).clone();
            if let (Some(members), Value::Object(uses)) = (target.as_object_mut(), resolved) {
                // What is said at the reference is more specific.
                members.extend(uses.into_iter().filter(|(key, _)| key != "$ref"));
            }
            resolved = target;
        }
        Self {
            catalog,
            schema: resolved,
        }
    }

    /// Returns the members of a union, or the schema itself.
    fn alternatives(&self) -> Vec<Self> {
        match union_members(&self.schema) {
            Some(members) => members
                .iter()
                .flat_map(|member| Self::new(self.catalog, member).alternatives())
                .collect(),
            None => vec![Self {
                catalog: self.catalog,
                schema: self.schema.clone(),
            }],
        }
    }

    fn allows_type(&self, name: &str) -> bool {
        self.alternatives()
            .iter()
            .any(|alternative| types_of(&alternative.schema).contains(&name))
    }

    /// Returns whether the schema allows the type of a value.
    fn allows(&self, value: &Value) -> bool {
        let mut alternatives = self.alternatives().into_iter();
        alternatives.any(|alternative| has_type(value, &alternative.schema))
    }

    /// Returns whether a keyword has this string.
    fn has(&self, keyword: &str, text: &str) -> bool {
        self.schema.get(keyword).and_then(Value::as_str) == Some(text)
    }

    fn is_file(&self) -> bool {
        is_file(&self.schema)
    }

    /// Returns the schema of the items, if the value is always an array.
    pub(super) fn items(&self) -> Option<Self> {
        let items = self.schema.get("items")?;
        self.has("type", "array")
            .then(|| Self::new(self.catalog, items))
    }

    /// Returns the property with a name, or with the flag for it.
    fn property(&self, name: &str) -> Option<(String, Self)> {
        self.alternatives().iter().find_map(|alternative| {
            let properties = alternative.schema.get("properties")?.as_object()?;
            let (name, schema) = properties
                .iter()
                .find(|(property, _)| *property == name || kebab_case(property) == name)?;
            Some((name.clone(), Self::new(self.catalog, schema)))
        })
    }

    /// Returns the flag for a value of this schema.
    pub(super) fn flag(&self, id: &str, name: &str, is_required: bool) -> Arg {
        let arg = Arg::new(id.to_owned())
            .long(name.to_owned())
            .help(self.help(is_required))
            .allow_negative_numbers(true);
        if self.items().is_some() {
            return arg.action(ArgAction::Append).value_name("VALUE");
        }
        if self.has("type", "boolean") {
            return arg
                .num_args(0..=1)
                .value_parser(["true", "false"])
                .default_missing_value("true")
                .value_name("true|false");
        }
        let value_name = if self.is_file() {
            "@FILE"
        } else if self.allows_type("string") {
            "TEXT"
        } else if self.allows_type("integer") || self.allows_type("number") {
            "NUMBER"
        } else {
            "JSON"
        };
        arg.value_name(value_name)
    }

    fn help(&self, is_required: bool) -> String {
        let description = self.schema.get("description").and_then(Value::as_str);
        let paragraph = description.and_then(|text| text.split("\n\n").next());
        let mut help = paragraph.unwrap_or_default().replace('\n', " ");
        let mut add = |note: String| {
            if !help.is_empty() {
                help.push(' ');
            }
            help.push_str(&note);
        };
        let item = self.items();
        let values = item.as_ref().map_or(&self.schema, |item| &item.schema);
        if let Some(Value::Array(values)) = values.get("enum") {
            let values: Vec<String> = values.iter().map(plain_text).collect();
            add(format!("[{}]", values.join(", ")));
        }
        if let Some(default) = self.schema.get("default") {
            add(format!("[default: {}]", plain_text(default)));
        } else if let Some(examples) = self.examples() {
            add(examples);
        }
        if is_required {
            add("[required]".to_owned());
        }
        help
    }

    /// Returns the first examples that fit, as a note.
    fn examples(&self) -> Option<String> {
        let item = self.items();
        let of_items = item.as_ref().and_then(|item| item.schema.get("examples"));
        let all = self.schema.get("examples").or(of_items)?.as_array()?;
        let mut length = 0;
        let texts = all.iter().map_while(short_text).take_while(|text| {
            length += text.chars().count();
            length <= MAX_EXAMPLE
        });
        let texts: Vec<String> = texts.collect();
        let more = if texts.len() < all.len() { ", …" } else { "" };
        match texts.as_slice() {
            [] => None,
            [text] if more.is_empty() => Some(format!("[example: {text}]")),
            texts => Some(format!("[examples: {}{more}]", texts.join(", "))),
        }
    }

    /// Returns a value for an example, if the description has a short one.
    fn example(&self) -> Option<String> {
        let first = |key: &str| self.schema.get(key)?.get(0);
        let value = first("examples").or(self.schema.get("const"));
        let value = value.or(self.schema.get("default")).or(first("enum"));
        short_text(value?)
    }

    /// Returns the words of an example that set this value: of the flag, or without one. `value` is
    /// an example of it in that of the body.
    pub(super) fn example_words(
        &self,
        flag: &str,
        is_in_path: bool,
        value: Option<&Value>,
    ) -> String {
        if self.has("type", "boolean") && !is_in_path {
            return format!("--{flag}");
        }
        let value = value.and_then(short_text).or_else(|| self.example());
        let word = match value {
            _ if self.is_file() => "@FILE".to_owned(),
            Some(value) => word_of(&value),
            None => flag.to_uppercase(),
        };
        if is_in_path {
            word
        } else {
            format!("--{flag} {word}")
        }
    }

    /// Returns the path to the first property inside of this value, as in a flag with dots.
    pub(super) fn inner_path(&self) -> Option<String> {
        if let Some(item) = self.items() {
            return Some(format!("0.{}", item.inner_path()?));
        }
        self.alternatives().iter().find_map(|alternative| {
            let properties = alternative.schema.get("properties")?.as_object()?;
            let mut names = properties
                .iter()
                .filter(|(_, schema)| !is_read_only(schema));
            names.next().map(|(name, _)| kebab_case(name))
        })
    }

    /// Returns the value that a text stands for.
    pub(super) fn value(&self, text: &str) -> Result<Value, Failure> {
        let is_text = self.allows_type("string");
        let others = ["boolean", "integer", "number", "array", "object"];
        let allows_others = others.iter().any(|ty| self.allows_type(ty));
        if is_text && !allows_others {
            return Ok(text.into());
        }
        let content = match text.strip_prefix('@') {
            Some(path) if !is_text => read_text(path)?,
            _ => text.to_owned(),
        };
        match serde_json::from_str(&content) {
            // `2024` is a text where a text is expected, or an array.
            Ok(value) if is_text && !self.allows(&value) => Ok(content.into()),
            Ok(value) => Ok(value),
            Err(error) if content.starts_with(['{', '[']) => {
                Err(Failure::Usage(format!("`{content}` is not JSON: {error}")))
            }
            // The check by the schema says what is expected.
            Err(_) => Ok(content.into()),
        }
    }

    /// Returns the value of a flag, which may be repeated if it is an array.
    fn value_of_all(&self, texts: &[&String]) -> Result<Value, Failure> {
        let Some(item) = self.items() else {
            return self.value(texts.last().map_or("", |text| text.as_str()));
        };
        let mut values = Vec::new();
        for text in texts {
            if text.starts_with(['[', '@']) && !item.allows_type("array") {
                match self.value(text)? {
                    Value::Array(items) => values.extend(items),
                    value => values.push(value),
                }
            } else {
                values.push(item.value(text)?);
            }
        }
        Ok(values.into())
    }

    /// Sets the part of a value at a path of names and indexes.
    fn set(&self, value: &mut Value, path: &[String], text: &str) -> Result<(), Failure> {
        let Some((segment, inner_path)) = path.split_first() else {
            *value = self.value(text)?;
            return Ok(());
        };
        if let Ok(index) = segment.parse::<usize>() {
            if !value.is_array() {
                *value = Value::Array(Vec::new());
            }
            let Value::Array(items) = value else {
                return Ok(());
            };
            if index == items.len() {
                items.push(Value::Null);
            }
            let count = items.len();
            let Some(item) = items.get_mut(index) else {
                return Err(Failure::Usage(format!(
                    "there is an item {index}, but no item {count}"
                )));
            };
            let schema = self.items().unwrap_or_else(|| self.anything());
            return schema.set(item, inner_path, text);
        }
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        let (name, schema) = self
            .property(segment)
            .unwrap_or_else(|| (segment.replace('-', "_"), self.anything()));
        match value {
            Value::Object(members) => {
                let member = members.entry(name).or_insert(Value::Null);
                schema.set(member, inner_path, text)
            }
            _ => Ok(()),
        }
    }

    fn anything(&self) -> Self {
        Self::new(self.catalog, &Value::Object(Map::new()))
    }
}

fn is_read_only(schema: &Value) -> bool {
    schema.get("readOnly") == Some(&Value::Bool(true))
}

/// The maximum number of characters of examples.
const MAX_EXAMPLE: usize = 60;

/// Returns a value on a line, if it is short.
fn short_text(value: &Value) -> Option<String> {
    let text = plain_text(value);
    let fits = text.chars().count() <= MAX_EXAMPLE && !text.contains(char::is_control);
    (fits && !text.is_empty()).then_some(text)
}

/// Returns a text as a word of a POSIX shell.
fn word_of(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.,:/@+=%".contains(c);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A property of a body.
pub(super) struct BodyProperty<'c> {
    pub(super) name: String,
    pub(super) schema: ArgumentSchema<'c>,
    pub(super) is_required: bool,
}

/// Returns the properties of a body, of all members if it is a union.
pub(super) fn body_properties<'c>(catalog: &'c Catalog, body: &Value) -> Vec<BodyProperty<'c>> {
    let schema = ArgumentSchema::new(catalog, body);
    let alternatives = schema.alternatives();
    let mut properties: Vec<BodyProperty<'c>> = Vec::new();
    for alternative in &alternatives {
        let members = alternative
            .schema
            .get("properties")
            .and_then(Value::as_object);
        for (name, property) in members.into_iter().flatten() {
            if is_read_only(property) || properties.iter().any(|other| other.name == *name) {
                continue;
            }
            properties.push(BodyProperty {
                name: name.clone(),
                schema: ArgumentSchema::new(catalog, property),
                is_required: alternatives.len() == 1 && requires(&alternative.schema, name),
            });
        }
    }
    properties
}

/// Reads the arguments of an operation from flags and the profile; `schema` describes them.
pub(super) fn read(
    program: &'static Program,
    entry: &'static Entry,
    schema: &Value,
    matches: &ArgMatches,
    dotted: Vec<DottedFlag>,
    profile: &Profile,
) -> Result<Arguments, Failure> {
    let catalog = program.catalog;
    let mut arguments = Arguments {
        values: Map::new(),
        files: Vec::new(),
    };
    let mut positions = texts_of(matches, POSITIONS).into_iter();
    let properties = schema.get("properties").and_then(Value::as_object);
    let is_path_argument = |name: &str| {
        let mut parameters = entry.parameters.iter();
        parameters.any(|(argument, parameter)| *argument == name && is_in_path(parameter))
    };
    let has_flag = |name: &str| !texts_of(matches, &format!("{ARGUMENT}{name}")).is_empty();
    let names = properties.into_iter().flat_map(Map::keys);
    let open_path_arguments = names.filter(|name| is_path_argument(name) && !has_flag(name));
    // With fewer words than arguments, the profile has the others.
    let is_complete = positions.len() >= open_path_arguments.count();
    let requires_body = requires(schema, BODY_ARGUMENT);
    for (name, schema) in properties.into_iter().flatten() {
        if name == BODY_ARGUMENT {
            arguments.read_body(catalog, schema, matches, &dotted)?;
            let lacks_body = requires_body && !arguments.values.contains_key(BODY_ARGUMENT);
            if lacks_body
                && body_properties(catalog, schema)
                    .iter()
                    .any(|property| property.is_required)
            {
                // The check of an empty body names the first property that is missing.
                let empty_body = Value::Object(Map::new());
                arguments
                    .values
                    .insert(BODY_ARGUMENT.to_owned(), empty_body);
            }
            continue;
        }
        let schema = ArgumentSchema::new(catalog, schema);
        let texts = texts_of(matches, &format!("{ARGUMENT}{name}"));
        let value_of_profile = profile.argument(name, &schema)?;
        let takes_position = is_path_argument(name) && (is_complete || value_of_profile.is_none());
        let value = if !texts.is_empty() {
            schema.value_of_all(&texts)?
        } else if takes_position && let Some(text) = positions.next() {
            schema.value(text)?
        } else {
            match value_of_profile {
                Some(value) => value,
                None if is_path_argument(name) => return Err(missing_argument(name)),
                None => continue,
            }
        };
        arguments.values.insert(name.clone(), value);
    }
    if let Some(text) = positions.next() {
        return Err(Failure::Usage(format!("`{text}` is no argument")));
    }
    if let (Some(flag), false) = (dotted.first(), has_body(properties)) {
        return Err(flag.refusal(entry.name));
    }
    Ok(arguments)
}

fn missing_argument(name: &str) -> Failure {
    let flag = kebab_case(name);
    Failure::Usage(format!(
        "`{name}` is missing: write it after the command or as `--{flag}`, or store it with `login --argument {name}=…`"
    ))
}

fn has_body(properties: Option<&Map<String, Value>>) -> bool {
    properties.is_some_and(|properties| properties.contains_key(BODY_ARGUMENT))
}

impl Arguments {
    fn read_body(
        &mut self,
        catalog: &Catalog,
        schema: &Value,
        matches: &ArgMatches,
        dotted: &[DottedFlag],
    ) -> Result<(), Failure> {
        let body_schema = ArgumentSchema::new(catalog, schema);
        let mut body = match texts_of(matches, BODY_ARGUMENT).last() {
            Some(text) if body_schema.is_file() => {
                self.files.push(FileFlag::new(BODY_ARGUMENT, text));
                return Ok(());
            }
            Some(text) if body_schema.has("type", "string") => {
                let text = match (text.strip_prefix('@'), text.as_str()) {
                    (Some(path), _) => read_text(path)?,
                    (None, "-") => read_text("-")?,
                    (None, text) => text.to_owned(),
                };
                Some(text.into())
            }
            Some(text) if text.as_str() == "-" => Some(body_schema.value("@-")?),
            Some(text) => Some(body_schema.value(text)?),
            None => None,
        };
        for property in body_properties(catalog, schema) {
            let texts = texts_of(matches, &format!("{PROPERTY}{}", property.name));
            if texts.is_empty() {
                continue;
            }
            let item = property.schema.items();
            if property.schema.is_file() || item.is_some_and(|item| item.is_file()) {
                let flags = texts.iter().map(|text| FileFlag::new(&property.name, text));
                self.files.extend(flags);
                continue;
            }
            let value = property.schema.value_of_all(&texts)?;
            let body = body.get_or_insert_with(|| Value::Object(Map::new()));
            match body {
                Value::Object(members) => drop(members.insert(property.name, value)),
                _ => {
                    let message = "the body is no object, so it has no properties";
                    return Err(Failure::Usage(message.to_owned()));
                }
            }
        }
        for flag in dotted {
            let body = body.get_or_insert_with(|| Value::Object(Map::new()));
            body_schema.set(body, &flag.path, &flag.text)?;
        }
        self.values
            .extend(body.map(|body| (BODY_ARGUMENT.to_owned(), body)));
        Ok(())
    }
}

fn texts_of<'m>(matches: &'m ArgMatches, id: &str) -> Vec<&'m String> {
    let values = matches.try_get_many::<String>(id).ok().flatten();
    values.into_iter().flatten().collect()
}

/// Reads a text file, or standard input if the path is `-`.
fn read_text(path: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let outcome = if path == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    outcome.map_err(|error| Failure::Usage(format!("cannot read `{path}`: {error}")))?;
    Ok(text)
}
