//! Tools: one for each operation, or three by which an agent finds and calls many operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

use super::super::catalog::{Catalog, Documentation, Entry};
use super::calls::{OperationCall, is_listed};
use super::selection::{hint, is_destructive, is_read_only};
use super::server::Settings;

/// The maximum number of characters of the name of a tool.
const MAX_NAME: usize = 64;
/// The maximum number of characters of a description.
pub(crate) const MAX_DESCRIPTION: usize = 1000;
/// The maximum number of characters of the description of a value.
const MAX_VALUE_DESCRIPTION: usize = 500;
/// The maximum number of bytes of the schema of a result.
const MAX_OUTPUT_BYTES: usize = 6000;
/// The maximum number of characters of a title.
pub(crate) const MAX_TITLE: usize = 100;

/// The tool that describes operations and definitions.
pub(crate) const DESCRIBE: &str = "describe";
/// The tool that continues a result.
pub(crate) const READ_MORE: &str = "read_more";
/// The argument with the maximum number of items.
pub(crate) const MAX_ITEMS: &str = "max_items";
/// The argument that confirms a call.
pub(crate) const CONFIRM: &str = "confirm";

/// An operation that is a tool.
pub(crate) struct OperationTool {
    /// The name of the tool.
    pub(crate) name: String,
    /// The operation.
    pub(crate) entry: &'static Entry,
    /// The name of the argument with the maximum number of items.
    pub(crate) max_items: String,
    /// The name of the argument that confirms a call.
    pub(crate) confirm: String,
}

/// Returns the tools of operations.
pub(crate) fn operation_tools(catalog: &Catalog, entries: &[&'static Entry]) -> Vec<OperationTool> {
    let mut names = BTreeSet::from([DESCRIBE, READ_MORE].map(str::to_owned));
    let mut tools = Vec::new();
    for entry in entries {
        let mut name = tool_name(entry.name);
        if name.len() > MAX_NAME || names.contains(&name) {
            name.truncate(MAX_NAME - 9);
            name = format!("{name}_{:08x}", checksum(entry.name));
        }
        names.insert(name.clone());
        let arguments = catalog.documentation(entry).arguments;
        // An operation may have an argument of the same name.
        let free_name = |name: &str| match arguments.pointer(&format!("/properties/{name}")) {
            None => name.to_owned(),
            Some(_) => format!("mcp_{name}"),
        };
        tools.push(OperationTool {
            name,
            entry,
            max_items: free_name(MAX_ITEMS),
            confirm: free_name(CONFIRM),
        });
    }
    tools
}

/// Returns a name in the characters that the names of tools have.
fn tool_name(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "_")
}

/// FNV-1a: the same for each build.
fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

impl OperationTool {
    /// Returns the tool as it is listed.
    ///
    /// # Errors
    /// The profile cannot be used.
    pub(crate) fn listed(&self, catalog: &Catalog, settings: &Settings) -> Result<Tool, String> {
        let documentation = catalog.documentation(self.entry);
        let arguments = self.arguments(catalog, settings)?;
        let input = object(shown_schema(&catalog.with_definitions(&arguments)));
        let tool = Tool::new(self.name.clone(), description(&documentation), input)
            .with_title(self.title(&documentation))
            .with_annotations(annotations(catalog, self.entry));
        Ok(match output_schema(catalog, self.entry, &documentation) {
            Some(schema) => tool.with_raw_output_schema(object(schema)),
            None => tool,
        })
    }

    /// Returns the schema of the arguments, which leaves to `describe` what it refers to.
    ///
    /// # Errors
    /// The profile cannot be used.
    pub(crate) fn short_input(
        &self,
        catalog: &Catalog,
        settings: &Settings,
    ) -> Result<Arc<Map<String, Value>>, String> {
        let arguments = self.arguments(catalog, settings)?;
        Ok(object(shown_schema(&without_references(
            catalog, &arguments,
        ))))
    }

    /// Returns the schema of the arguments of the operation and of the server.
    fn arguments(&self, catalog: &Catalog, settings: &Settings) -> Result<Value, String> {
        let mut arguments = catalog.documentation(self.entry).arguments;
        settings.profile.set_defaults(catalog, &mut arguments)?;
        if is_listed(self.entry) {
            add_property(&mut arguments, &self.max_items, max_items_schema());
        }
        if settings.confirms && is_destructive(catalog, self.entry) {
            add_property(&mut arguments, &self.confirm, confirm_schema());
        }
        Ok(arguments)
    }

    /// Returns the call that this tool is asked for.
    ///
    /// # Errors
    /// The maximum number of items is not a number.
    pub(crate) fn call(&self, mut arguments: Map<String, Value>) -> Result<OperationCall, String> {
        let max_items = arguments.remove(&self.max_items).map(|value| {
            let number = value.as_u64().and_then(|number| number.try_into().ok());
            number.ok_or_else(|| format!("`{}` is {value}, expected an integer", self.max_items))
        });
        Ok(OperationCall {
            entry: self.entry,
            max_items: max_items.transpose()?,
            confirm: self.confirm.clone(),
            is_confirmed: arguments.remove(&self.confirm) == Some(true.into()),
            arguments,
        })
    }

    fn title(&self, documentation: &Documentation) -> String {
        match documentation.summary.trim() {
            "" => self.entry.name.to_owned(),
            summary => shorten(summary, MAX_TITLE),
        }
    }
}

fn object(schema: Value) -> Arc<Map<String, Value>> {
    match schema {
        Value::Object(members) => Arc::new(members),
        _ => Arc::default(),
    }
}

/// Returns the schema of a result that is an object; if it is long, only that it is one. Servers
/// send more than they describe, and clients refuse what does not match, so any other object matches
/// as well.
fn output_schema(catalog: &Catalog, entry: &Entry, documentation: &Documentation) -> Option<Value> {
    let is_list = is_listed(entry);
    let result = match is_list {
        true => documentation.item.clone().unwrap_or_default(),
        false => documentation
            .result
            .clone()
            .filter(|result| is_object(catalog, result))?,
    };
    let schema = |any_of: Value| match is_list {
        true => json!({"type": "object", "properties": {
            "items": {"type": "array", "items": {"anyOf": any_of}},
            "cursor": {"type": "string", "description": "Continues the list, by `read_more`."},
        }}),
        false => json!({"type": "object", "anyOf": any_of}),
    };
    let complete = shown_schema(&catalog.with_definitions(&schema(json!([result, {}]))));
    Some(match complete.to_string().len() {
        ..=MAX_OUTPUT_BYTES => complete,
        _ => schema(json!([{}])),
    })
}

/// Returns a schema with the types of the schemas that it refers to, and where to read these.
fn without_references(catalog: &Catalog, schema: &Value) -> Value {
    if let (Some(target), Value::Object(members)) = (catalog.referenced_schema(schema), schema) {
        let text = |key| members.get(key).and_then(Value::as_str).unwrap_or_default();
        let description = format!(
            "`describe` shows `{}`. {}",
            text("$ref"),
            text("description")
        );
        let mut shown = members.clone();
        shown.remove("$ref");
        shown.insert("description".to_owned(), description.trim_end().into());
        let kind = target.get("type").cloned();
        shown.extend(kind.map(|kind| ("type".to_owned(), kind)));
        return shown.into();
    }
    match schema {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let shown = match key.as_str() {
                    "const" | "default" | "enum" | "examples" => value.clone(),
                    _ => without_references(catalog, value),
                };
                (key.clone(), shown)
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| without_references(catalog, item))
            .collect(),
        _ => schema.clone(),
    }
}

fn is_object(catalog: &Catalog, schema: &Value) -> bool {
    let target = catalog.referenced_schema(schema);
    target.as_deref().unwrap_or(schema).get("type") == Some(&"object".into())
}

fn add_property(schema: &mut Value, name: &str, property: Value) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(name.to_owned(), property);
    }
}

/// Returns what a client may tell the user about an operation.
fn annotations(catalog: &Catalog, entry: &Entry) -> ToolAnnotations {
    let is_read_only = is_read_only(catalog, entry);
    let is_idempotent = hint(catalog, entry, "idempotent");
    ToolAnnotations::new()
        .read_only(is_read_only)
        .destructive(!is_read_only && is_destructive(catalog, entry))
        .idempotent(is_idempotent.unwrap_or(is_read_only || entry.operation.idempotent))
        .open_world(true)
}

/// Returns the summary and the first paragraphs of the description of an operation.
pub(crate) fn description(documentation: &Documentation) -> String {
    let summary = documentation.summary.trim();
    let mut text = String::new();
    if documentation.is_deprecated {
        text.push_str("Deprecated. ");
    }
    text.push_str(summary);
    for paragraph in documentation.description.split("\n\n") {
        let paragraph = paragraph.trim();
        if paragraph.is_empty() || paragraph == summary {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(paragraph);
        if text.len() > MAX_DESCRIPTION {
            break;
        }
    }
    shorten(&without_links(&text), MAX_DESCRIPTION)
}

/// Returns a schema as agents read it, with shortened descriptions.
pub(crate) fn shown_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let shown_value = match (key.as_str(), value) {
                    ("description", Value::String(text)) => {
                        shorten(text, MAX_VALUE_DESCRIPTION).into()
                    }
                    // A property may be called like a keyword.
                    ("properties" | "$defs", Value::Object(schemas)) => schemas
                        .iter()
                        .map(|(name, schema)| (name.clone(), shown_schema(schema)))
                        .collect(),
                    ("examples", value) => visible(value),
                    ("const" | "default" | "enum", _) => value.clone(),
                    _ => shown_schema(value),
                };
                (key.clone(), shown_value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(shown_schema).collect(),
        _ => schema.clone(),
    }
}

/// Returns a value whose texts have no characters that a reader does not see.
fn visible(value: &Value) -> Value {
    match value {
        Value::String(text) => shorten(text, usize::MAX).into(),
        Value::Array(items) => items.iter().map(visible).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (shorten(name, usize::MAX), visible(value)))
            .collect(),
        _ => value.clone(),
    }
}

/// Returns a Markdown text without the URLs of its links, which an agent cannot open.
pub(crate) fn without_links(text: &str) -> String {
    let mut shown = String::new();
    let mut pieces = text.split("](http");
    shown.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.split_once(')') {
            Some((url, text)) if !url.contains([' ', '"', '\n']) => shown.extend(["]", text]),
            _ => shown.extend(["](http", piece]),
        }
    }
    shown
}

/// Returns the beginning of a text, up to a word, without characters that a reader does not see.
pub(crate) fn shorten(text: &str, max_characters: usize) -> String {
    let visible: String = text.chars().filter(|c| is_visible(*c)).collect();
    let Some((end, _)) = visible.char_indices().nth(max_characters) else {
        return visible;
    };
    let beginning = visible.get(..end).unwrap_or_default();
    let words = beginning
        .rsplit_once(char::is_whitespace)
        .map_or(beginning, |(words, _)| words);
    format!("{}…", words.trim_end())
}

fn is_visible(c: char) -> bool {
    let is_hidden = matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    );
    !is_hidden && (!c.is_control() || matches!(c, '\n' | '\t'))
}

fn max_items_schema() -> Value {
    json!({"type": "integer", "minimum": 1, "description": "Maximum number of items to return."})
}

fn confirm_schema() -> Value {
    json!({"type": "boolean", "description": "Whether the user has confirmed this call."})
}

/// Returns the schema of the arguments of a tool that is not an operation.
pub(crate) fn arguments_schema(tool: &str, confirms: bool) -> Value {
    let text = json!({"type": "string"});
    let mut schema = match tool {
        "search" => json!({"required": ["query"], "properties": {
            "query": {"type": "string", "description": "Words, such as `create issue`."},
            "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
        }}),
        DESCRIBE => json!({"required": ["names"], "properties": {
            "names": {"type": "array", "items": text, "minItems": 1, "maxItems": 10},
        }}),
        "call" => json!({"required": ["name"], "properties": {
            "name": text, "arguments": {"type": "object"}, MAX_ITEMS: max_items_schema(),
        }}),
        _ => json!({"required": ["cursor"], "properties": {
            "cursor": text, MAX_ITEMS: max_items_schema(),
        }}),
    };
    if let Value::Object(members) = &mut schema {
        members.insert("type".to_owned(), "object".into());
    }
    if confirms && tool == "call" {
        add_property(&mut schema, CONFIRM, confirm_schema());
    }
    schema
}

/// Returns a tool that is not an operation.
pub(crate) fn general_tool(name: &'static str, confirms: bool, is_read_only: bool) -> Tool {
    let description = match name {
        "search" => "Find operations of the API by words. Returns their names and summaries.",
        DESCRIBE => {
            "Describe the arguments and results of operations, by their names. Also takes the \
             names of definitions (`#/$defs/NAME`)."
        }
        "call" => {
            "Call an operation of the API with arguments as `describe` shows them. Long results \
             have a cursor."
        }
        _ => "Continue a result that was cut, or a list, by its cursor.",
    };
    let changes = name == "call" && !is_read_only;
    Tool::new(name, description, object(arguments_schema(name, confirms))).with_annotations(
        ToolAnnotations::new()
            .read_only(!changes)
            .destructive(changes)
            .idempotent(!changes && name != READ_MORE)
            .open_world(name == "call" || name == READ_MORE),
    )
}
