//! Phrases and sentences about types, constraints and defaults of values.

use std::time::Duration;

use super::context::RenderContext;
use super::docs::{inline_code, summary_of};
use model::{
    Bound, Constraints, Enum, EnumBase, PropertyNames, Resolved, Schema, TextFormat, Type, TypeDef,
    TypeKind,
};

const MAX_VALUES: usize = 12;

impl<'a> RenderContext<'a> {
    /// Returns the Rust type of a value for prose, linked if it is or contains a type of the
    /// description: `` `Vec<String>` ``, ``[`Portal`](crate::types::Portal)``,
    /// ``[`Vec<Portal>`](crate::types::Portal)``.
    pub(crate) fn linked_type(&self, schema: &'a Schema) -> String {
        let kind = self.type_phrase(&schema.ty, 0).text();
        let is_any = matches!(self.index.resolve(schema).ty, Type::Any);
        if self.index.resolve(schema).nullable && !is_any {
            format!("{kind} or null")
        } else {
            kind
        }
    }

    fn type_phrase(&self, ty: &'a Type, depth: usize) -> TypePhrase<'a> {
        match ty {
            Type::Named(id) => match self.index.def(*id) {
                Some(def) => TypePhrase {
                    code: def.ident().to_owned(),
                    target: Some(&def.name),
                },
                None => TypePhrase::unlinked("Value"),
            },
            Type::Bool => TypePhrase::unlinked("bool"),
            Type::Integer => TypePhrase::unlinked("i64"),
            Type::Wide => TypePhrase::unlinked("i128"),
            Type::Float => TypePhrase::unlinked("f64"),
            Type::Number => TypePhrase::unlinked("Number"),
            Type::Text(TextFormat::DateTime) => TypePhrase::unlinked("DateTime"),
            Type::Text(TextFormat::Date) => TypePhrase::unlinked("Date"),
            Type::Text(TextFormat::Uuid) => TypePhrase::unlinked("Uuid"),
            Type::Text(TextFormat::Upload) => TypePhrase::unlinked("Upload"),
            Type::Text(TextFormat::Bytes) => TypePhrase::unlinked("Bytes"),
            Type::Text(TextFormat::Base64) => TypePhrase::unlinked("Base64"),
            Type::Text(TextFormat::Plain | TextFormat::Binary) => TypePhrase::unlinked("String"),
            Type::Any => TypePhrase::unlinked("Value"),
            Type::Map(value) if self.index.is_free_form(value) => {
                TypePhrase::unlinked("JsonObject")
            }
            Type::List(_) | Type::Map(_) if depth > 4 => TypePhrase::unlinked("Value"),
            Type::List(item) => {
                let item = self.type_phrase(&item.ty, depth + 1);
                TypePhrase {
                    code: format!("Vec<{}>", item.code),
                    ..item
                }
            }
            Type::Map(value) => {
                let value = self.type_phrase(&value.ty, depth + 1);
                TypePhrase {
                    code: format!("BTreeMap<String, {}>", value.code),
                    ..value
                }
            }
        }
    }

    pub(crate) fn constraint_sentences(&self, name: &str, schema: &'a Schema) -> Vec<String> {
        let resolved = self.index.resolve(schema);
        let mut rules = constraint_rules(&resolved);
        if let Type::List(item) | Type::Map(item) = resolved.ty {
            let inner = constraint_rules(&self.index.resolve(item)).join(" ");
            if !inner.is_empty() {
                rules.push(format!("Each of them: {inner}"));
            }
        }
        rules.extend(self.enum_values(&resolved));
        if let Some(format) = schema
            .format
            .as_deref()
            .filter(|format| format_adds_information(format, name, resolved.ty))
        {
            rules.push(format!("Format: {}.", inline_code(format)));
        }
        if matches!(resolved.ty, Type::Integer)
            && matches!(schema.format.as_deref(), Some("unix-time" | "unixtime"))
        {
            rules.push(
                "Unix time in seconds: see [`DateTime::from_unix`](crate::DateTime::from_unix)."
                    .to_owned(),
            );
        }
        if let Some(default) = &schema.default {
            rules.push(format!("Default: {}.", json_code(default)));
        }
        rules
    }

    /// Returns the first sentence of the docs of a value, or else of its type.
    pub(crate) fn summary_of_value(
        &self,
        docs: Option<&str>,
        schema: &'a Schema,
    ) -> Option<String> {
        self.summary_of_docs(docs)
            .or_else(|| self.summary_of_type(schema))
    }

    fn summary_of_docs(&self, docs: Option<&str>) -> Option<String> {
        self.summaries
            .get_or_make(docs?, |docs| summary_of(Some(docs)))
    }

    /// Returns the first sentence of the docs of a named type.
    pub(crate) fn summary_of_type(&self, schema: &'a Schema) -> Option<String> {
        let Type::Named(id) = schema.ty else {
            return None;
        };
        self.summary_of_docs(self.index.def(id)?.docs.as_deref())
    }

    fn enum_values(&self, resolved: &Resolved<'a>) -> Option<String> {
        let Type::Named(id) = resolved.ty else {
            return None;
        };
        let TypeKind::Enum(def) = &self.index.def(*id)?.kind else {
            return None;
        };
        Some(enum_values_sentence(def))
    }
}

/// A type in prose, with the path of the named type in it, if any.
struct TypePhrase<'a> {
    code: String,
    target: Option<&'a str>,
}

impl TypePhrase<'_> {
    /// Returns the phrase for a type without a link.
    fn unlinked(name: &str) -> Self {
        Self {
            code: name.to_owned(),
            target: None,
        }
    }

    fn text(&self) -> String {
        match self.target {
            Some(path) => format!("[`{}`](crate::types::{path})", self.code),
            None => inline_code(&self.code),
        }
    }
}

/// Returns a type by name, with its path as the link target.
pub(crate) fn type_link(def: &TypeDef) -> String {
    format!("[`{}`](crate::types::{})", def.ident(), def.name)
}

/// Returns the string with its first character in upper case.
pub(super) fn capitalize_first(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}", chars.as_str())
}

/// Joins names: `a, b and c`.
pub(super) fn join_with_and(names: &[String]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} and {last}", others.join(", "))
        }
        _ => names.concat(),
    }
}

/// Returns a duration as a number of seconds.
pub(super) fn duration_in_words(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if duration == Duration::from_secs(1) {
        "1 second".to_owned()
    } else {
        format!("{seconds} seconds")
    }
}

/// Returns a sentence such as ``One of `a`, `b`.``
pub(crate) fn enum_values_sentence(constants: &Enum) -> String {
    let codes: Vec<String> = constants
        .variants
        .iter()
        .take(MAX_VALUES)
        .map(|value| constant_code(&value.wire, constants.base))
        .collect();
    let shown = codes.join(", ");
    let others = if constants.open {
        ", or another value"
    } else {
        ""
    };
    match constants.variants.len() {
        0 => "No value is documented.".to_owned(),
        1 if !constants.open => format!("Always {shown}."),
        count if count > MAX_VALUES => {
            format!("One of {shown} and {} more{others}.", count - MAX_VALUES)
        }
        1 => format!("{shown}{others}."),
        _ => format!("One of {shown}{others}."),
    }
}

/// Returns a constant as code; a string without visible characters is quoted.
pub(crate) fn constant_code(wire: &str, base: EnumBase) -> String {
    let is_plain = base == EnumBase::Integer || (!wire.is_empty() && wire.trim() == wire);
    if is_plain {
        inline_code(wire)
    } else {
        inline_code(&format!("\"{wire}\""))
    }
}

/// Returns a JSON value as code; strings have no quotes.
fn json_code(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => constant_code(text, EnumBase::Text),
        other => inline_code(&other.to_string()),
    }
}

/// Returns whether a format says more than the type and the name of a value: `uri` says no more
/// than `html_url`.
fn format_adds_information(format: &str, name: &str, ty: &Type) -> bool {
    let is_last_word = naming::words_of_text(name)
        .pop()
        .is_some_and(|word| word == format || is_url(&word) && is_url(format));
    matches!(ty, Type::Text(TextFormat::Plain))
        && !is_last_word
        && !matches!(
            format,
            "string" | "text" | "date-time" | "date" | "byte" | "binary" | "password" | ""
        )
}

fn is_url(word: &str) -> bool {
    matches!(word, "uri" | "url")
}

fn constraint_rules(resolved: &Resolved<'_>) -> Vec<String> {
    let constraints = &resolved.constraints;
    let mut rules = Vec::new();
    match resolved.ty {
        Type::Text(_) => {
            rules.extend(count_rule(
                constraints.min_length,
                constraints.max_length,
                &Noun::CHARACTER,
            ));
            rules.extend(
                constraints
                    .pattern
                    .as_deref()
                    .map(|pattern| format!("Matches {}.", inline_code(pattern))),
            );
        }
        Type::Integer => {
            let [least, most] = [&constraints.minimum, &constraints.maximum]
                .map(|bound| bound.as_ref().filter(|bound| !is_beyond_i64(&bound.value)));
            rules.extend(number_rules(constraints, least, most));
        }
        Type::Wide | Type::Float | Type::Number => {
            rules.extend(number_rules(
                constraints,
                constraints.minimum.as_ref(),
                constraints.maximum.as_ref(),
            ));
        }
        Type::List(_) => {
            rules.extend(count_rule(
                constraints.min_items,
                constraints.max_items,
                &Noun::ITEM,
            ));
            if constraints.unique_items {
                rules.push("No two items are equal.".to_owned());
            }
        }
        Type::Map(_) => {
            rules.extend(count_rule(
                constraints.min_properties,
                constraints.max_properties,
                &Noun::ENTRY,
            ));
            rules.extend(constraints.names.as_deref().and_then(names_rule));
        }
        Type::Named(_) | Type::Bool | Type::Any => {}
    }
    rules
}

/// Returns sentences such as `Names: at most 5 characters, matching …`.
fn names_rule(names: &PropertyNames) -> Option<String> {
    let mut rules: Vec<String> = Vec::new();
    if !names.listed.is_empty() {
        let listed: Vec<String> = names
            .listed
            .iter()
            .take(MAX_NAMES)
            .map(|name| inline_code(name))
            .collect();
        let more = if names.listed.len() > MAX_NAMES {
            ", …"
        } else {
            ""
        };
        rules.push(format!("one of {}{more}", listed.join(", ")));
    }
    let length = count_rule(
        names.text.min_length,
        names.text.max_length,
        &Noun::CHARACTER,
    );
    rules.extend(length.map(|rule| rule.trim_end_matches('.').to_lowercase()));
    rules.extend(
        names
            .text
            .pattern
            .as_deref()
            .map(|pattern| format!("matching {}", inline_code(pattern))),
    );
    if rules.is_empty() {
        return None;
    }
    Some(format!("Names: {}.", rules.join(", ")))
}

const MAX_NAMES: usize = 12;

/// A noun for counted things.
struct Noun {
    singular: &'static str,
    plural: &'static str,
}

impl Noun {
    const CHARACTER: Self = Self::new("character", "characters");
    const ITEM: Self = Self::new("item", "items");
    const ENTRY: Self = Self::new("entry", "entries");

    const fn new(singular: &'static str, plural: &'static str) -> Self {
        Self { singular, plural }
    }

    fn counted(&self, count: u64) -> String {
        let noun = if count == 1 {
            self.singular
        } else {
            self.plural
        };
        format!("{count} {noun}")
    }
}

fn count_rule(least: Option<u64>, most: Option<u64>, noun: &Noun) -> Option<String> {
    match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => {
            Some(format!("Exactly {}.", noun.counted(least)))
        }
        (Some(least), Some(most)) => Some(format!("Between {least} and {most} {}.", noun.plural)),
        (Some(least), None) => Some(format!("At least {}.", noun.counted(least))),
        (None, Some(most)) => Some(format!("At most {}.", noun.counted(most))),
        (None, None) => None,
    }
}

/// Returns whether every `i64` satisfies a bound, for example -9223372036854776000, which is the
/// rounded minimum.
fn is_beyond_i64(bound: &serde_json::Number) -> bool {
    bound.as_i64().is_none()
        && bound
            .as_f64()
            .is_some_and(|bound| bound.abs() >= i64::MAX as f64)
}

fn number_rules(
    constraints: &Constraints,
    minimum: Option<&Bound>,
    maximum: Option<&Bound>,
) -> Vec<String> {
    let mut rules = Vec::new();
    match (minimum, maximum) {
        (Some(least), Some(most)) if !least.exclusive && !most.exclusive => {
            rules.push(format!("Between {} and {}.", least.value, most.value));
        }
        (least, most) => {
            rules.extend(least.map(|bound| bound_rule(bound, "At least", "More than")));
            rules.extend(most.map(|bound| bound_rule(bound, "At most", "Less than")));
        }
    }
    rules.extend(
        constraints
            .multiple_of
            .as_ref()
            .map(|step| format!("A multiple of {step}.")),
    );
    rules
}

fn bound_rule(bound: &Bound, inclusive: &str, exclusive: &str) -> String {
    let comparison = if bound.exclusive {
        exclusive
    } else {
        inclusive
    };
    format!("{comparison} {}.", bound.value)
}

pub(super) fn module_docs(cx: &RenderContext<'_>, path: &str) -> String {
    match cx.module_owner(path) {
        // The module exists without the features of its owner.
        Some(owner) if cx.api.features.of_types(&owner.module).next().is_some() => {
            format!("Types within {}.", inline_code(owner.ident()))
        }
        Some(owner) => format!("Types within {}.", type_link(owner)),
        None => format!("Types of `{path}`."),
    }
}
