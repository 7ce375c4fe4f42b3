//! Enums, and unions of constants that need no separate type.

use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

use crate::context::BuildContext;
use crate::keywords::facts::{CombinedKeywords, JsonType};
use crate::keywords::keyword_meaning::{
    constant_positions, constant_text, has_only_shape_neutral_keys, single_type_name,
};
use crate::keywords::parts::{ANY, SchemaPart};
use crate::keywords::single_member;
use crate::names::renames::{self, NamedItemKind};
use description::raise::Annotations;
use description::{Extension, listed_values};
use diag::{Diagnostic, Origin, value_in_words};
use extensions::{ExtensionOrigin, unusable_extension, value_names};
use model::{Enum, EnumBase, ExtensionName, NameReason, TextFormat, Type, Variant};
use naming::{Scope, ScopeKind, count_occurrences, variant_name};

/// Names of the values of `enum`, in the same order (OpenAPI Generator, NSwag).
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames"];

/// Descriptions of the values, in the order of `enum`, or by value (Redocly).
const DOCS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions"];

/// Whether the values are deprecated (Google).
const DEPRECATED: &[&str] = &["x-enumDeprecated"];

/// Returns the enum of the constants in `list`, or the type of the values if they cannot form an
/// enum.
pub(crate) fn enum_of_list(
    cx: &mut BuildContext<'_>,
    list: &Origin,
    values: &[Value],
) -> Result<Enum, Type> {
    match enum_base_of(values) {
        Some(base) => {
            let constants = constants_in_list(cx, list, values);
            Ok(enum_of_constants(cx, base, constants))
        }
        None => Err(type_without_enum(cx, list, values)),
    }
}

/// Returns the constants in `list`, with the names and docs next to it.
fn constants_in_list(
    cx: &mut BuildContext<'_>,
    list: &Origin,
    values: &[Value],
) -> Vec<EnumConstant> {
    let places = constant_positions(cx, list);
    let named = names_beside_list(cx, list);
    let names = named.map(|(_, names)| names);
    let extension = named.map(|(key, _)| ExtensionOrigin {
        key,
        origin: list.parent().unwrap_or_default().child(key),
    });
    let [docs, deprecated] =
        [DOCS, DEPRECATED].map(|keys| Some(extension_beside_list(cx, list, keys)?.1));
    let constants = values.iter().map(|value| {
        let wire = constant_text(value).into_owned();
        let index = places.get(&wire).copied();
        let [name, docs, deprecated] =
            [names, docs, deprecated].map(|items| extension_item(items?, &wire, index));
        let docs_of_constant = docs
            .or_else(|| name?.get("description"))
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|docs| !docs.is_empty());
        let title = extension
            .as_ref()
            .and_then(|extension| name_in_entry(cx, name?, &wire, extension));
        EnumConstant {
            origin: index.map_or_else(|| list.clone(), |index| list.item(index)),
            wire,
            title: title.map(str::to_owned),
            docs: docs_of_constant.map(str::to_owned),
            deprecated: deprecated == Some(&Value::Bool(true)),
            extension: extension.clone(),
        }
    });
    constants.collect()
}

/// Returns the name that the entry of an extension gives to the value `wire`: the entry, or its
/// `name`. Reports a name that is no string, or empty.
fn name_in_entry<'v>(
    cx: &mut BuildContext<'_>,
    entry: &'v Value,
    wire: &str,
    extension: &ExtensionOrigin,
) -> Option<&'v str> {
    let name = match entry {
        Value::Object(entry) => entry.get("name")?,
        _ => entry,
    };
    match name.as_str().map(str::trim) {
        Some(text) if !text.is_empty() => return Some(text),
        None if name.is_null() => return None,
        _ => {}
    }
    let fault = format!(
        "the name of the value `{wire}` is {}, expected a string with a name",
        value_in_words(name)
    );
    let warning = unusable_extension(extension, &fault);
    cx.warn(warning.instead("the value is named by the rules"));
    None
}

/// Returns the entry of an extension for a constant: by its text if the extension is an object, by
/// its `value` if the entries are objects, otherwise by its index.
fn extension_item<'v>(items: &'v Value, wire: &str, index: Option<usize>) -> Option<&'v Value> {
    match items {
        Value::Object(items) => items.get(wire),
        Value::Array(items) if has_values(items) => items.iter().find(|item| {
            item.get("value")
                .is_some_and(|value| constant_text(value) == wire)
        }),
        items => items.get(index?),
    }
}

/// Returns whether the entries of an extension say to which values they belong (`x-ms-enum`).
fn has_values(items: &[Value]) -> bool {
    items.iter().any(|item| item.get("value").is_some())
}

/// Returns the names of the constants in `list`, as an extension next to it writes them, and the
/// docs of the constants for some extensions.
fn names_beside_list<'d>(
    cx: &mut BuildContext<'d>,
    list: &Origin,
) -> Option<(&'static str, &'d Value)> {
    let schema = cx.document.value(&list.parent()?)?.as_object()?;
    match value_names(schema, cx.config) {
        Some((extension, names)) => {
            let names = checked_items(cx, list, extension.key, names)?;
            report_unlisted_values(cx, list, extension, names);
            Some((extension.key, names))
        }
        None if cx.config.naming.reads_extensions() => extension_beside_list(cx, list, NAMES),
        None => None,
    }
}

/// Reports the values that an extension names, and that `list` does not have.
fn report_unlisted_values(
    cx: &mut BuildContext<'_>,
    list: &Origin,
    extension: &Extension,
    names: &Value,
) {
    let places = constant_positions(cx, list);
    let items = extension.origin_in(&list.parent().unwrap_or_default());
    match names {
        Value::Object(names) => {
            for value in names.keys().filter(|value| !places.contains_key(*value)) {
                report_unlisted_value(cx, extension.key, value, items.child(value));
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                let Some(value) = entry.get("value").map(constant_text) else {
                    continue;
                };
                if !places.contains_key(value.as_ref()) {
                    let origin = items.item(index).child("value");
                    report_unlisted_value(cx, extension.key, &value, origin);
                }
            }
        }
        _ => {}
    }
}

fn report_unlisted_value(
    cx: &mut BuildContext<'_>,
    key: &'static str,
    value: &str,
    origin: Origin,
) {
    let fault = format!("`enum` does not have the value `{}`", value.escape_debug());
    let warning = unusable_extension(&ExtensionOrigin { key, origin }, &fault);
    cx.warn(warning.instead("its name is ignored"));
}

fn enum_base_of(values: &[Value]) -> Option<EnumBase> {
    match values.first()? {
        _ if values.iter().all(Value::is_string) => Some(EnumBase::Text),
        _ if values.iter().all(Value::is_i64) => Some(EnumBase::Integer),
        _ => None,
    }
}

/// Returns the types of these constants if there are several types, none of them array or object;
/// otherwise `None`.
pub(crate) fn several_types(values: &[Value]) -> Option<Vec<JsonType>> {
    let has_fractions = values
        .iter()
        .any(|value| value.is_number() && value.as_i64().is_none());
    let mut types = Vec::new();
    for value in values {
        let ty = match value {
            Value::String(_) => JsonType::String,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) if has_fractions => JsonType::Number,
            Value::Number(_) => JsonType::Integer,
            _ => return None,
        };
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    if types.len() > 1 { Some(types) } else { None }
}

/// Returns the type of constants that cannot form an enum: a boolean, a number, or any value if
/// there are arrays or objects.
fn type_without_enum(cx: &mut BuildContext<'_>, list: &Origin, values: &[Value]) -> Type {
    if values.iter().all(Value::is_boolean) && !values.is_empty() {
        return Type::Bool;
    }
    if values.iter().all(Value::is_number) && !values.is_empty() {
        return if cx.is_exact(list) {
            Type::Number
        } else {
            Type::Float
        };
    }
    if values
        .iter()
        .any(|value| value.is_string() || value.is_number() || value.is_boolean())
    {
        let message = "`enum` has arrays or objects beside strings, numbers or booleans";
        let warning = Diagnostic::warning("mixed-enum", message)
            .at(list)
            .instead(ANY);
        cx.loosen(
            warning.help(
                "describe them as members of `oneOf`, with the types of the arrays and objects",
            ),
        );
    }
    Type::Any
}

struct EnumConstant {
    wire: String,
    title: Option<String>,
    docs: Option<String>,
    deprecated: bool,
    origin: Origin,
    /// The extension that names the constants of its list.
    extension: Option<ExtensionOrigin>,
}

/// Builds the enum of these constants, each once and with a unique name.
fn enum_of_constants(cx: &mut BuildContext<'_>, base: EnumBase, values: Vec<EnumConstant>) -> Enum {
    let mut seen = HashSet::new();
    let mut once: Vec<EnumConstant> = values
        .into_iter()
        .filter(|value| seen.insert(value.wire.clone()))
        .collect();
    drop_repeated_names(cx, &mut once);
    let items: Vec<(&str, &Origin)> = once
        .iter()
        .map(|value| (value.title.as_deref().unwrap_or(&value.wire), &value.origin))
        .collect();
    let names = renames::claim_all(
        cx,
        &mut Scope::new(ScopeKind::Variants),
        NamedItemKind::Value,
        &items,
    );
    let named = once.into_iter().zip(names);
    let variants = named.map(|(constant, rust)| {
        let EnumConstant {
            wire,
            title,
            docs,
            deprecated,
            origin,
            extension,
        } = constant;
        if let (
            Some(_),
            Some(ExtensionOrigin {
                key,
                origin: written,
            }),
        ) = (&title, extension)
        {
            cx.extension_names.push(ExtensionName {
                origin,
                noun: "value",
                name: rust.clone(),
                reason: NameReason::Extension {
                    key,
                    origin: written,
                },
            });
        }
        Variant {
            rust,
            wire,
            is_named: title.is_some(),
            deprecated,
            former: false,
            docs,
        }
    });
    Enum {
        variants: variants.collect(),
        base,
        open: false,
        former_names: Vec::new(),
    }
}

/// Removes and reports names that an extension gives to several values.
fn drop_repeated_names(cx: &mut BuildContext<'_>, constants: &mut [EnumConstant]) {
    let names = constants
        .iter()
        .filter_map(|constant| constant.title.as_deref());
    let counts = count_occurrences(names.map(variant_name));
    for constant in constants {
        let Some(name) = constant.title.as_deref().map(variant_name) else {
            continue;
        };
        if counts.get(&name) == Some(&1) {
            continue;
        }
        constant.title = None;
        if let Some(extension) = &constant.extension {
            let fault = format!("several values have the name `{name}`");
            let warning = unusable_extension(extension, &fault);
            cx.warn(warning.instead("they are named by the rules"));
        }
    }
}

/// Returns the value of the first of these extensions next to `list`.
fn extension_beside_list<'d>(
    cx: &mut BuildContext<'d>,
    list: &Origin,
    keys: &[&'static str],
) -> Option<(&'static str, &'d Value)> {
    let document = cx.document;
    let schema = list.parent()?;
    let (key, items) = keys
        .iter()
        .find_map(|key| Some((key, document.value(&schema.child(key))?)))?;
    Some((key, checked_items(cx, list, key, items)?))
}

/// Returns the items of the extension `key` next to `list`. If they are an array whose length
/// differs from the length of the list, reports this and returns `None`.
fn checked_items<'d>(
    cx: &mut BuildContext<'d>,
    list: &Origin,
    key: &str,
    items: &'d Value,
) -> Option<&'d Value> {
    let values = cx.document.value(list)?.as_array()?;
    // If the last value is `null`, the extension may omit its entry.
    let count = match values.last() {
        Some(Value::Null) => values.len() - 1,
        _ => values.len(),
    };
    match items.as_array().map(Vec::as_slice) {
        Some(items) if has_values(items) => {}
        Some(items) if items.len() != count && items.len() != values.len() => {
            let item_count = items.len();
            let message =
                format!("`enum` has {count} values, but `{key}` has another number: {item_count}");
            let origin = list.parent()?.child(key);
            let warning = Diagnostic::warning("enum-extension", message).at(&origin);
            let help = "give it one item for each value, in the same order";
            cx.warn(warning.instead("it is ignored").help(help));
            return None;
        }
        _ => {}
    }
    Some(items)
}

/// Returns the enum of a union whose members list constants, if all constants are strings or all
/// are integers. Returns `None` if two members are components with several constants, because these
/// are separate enums. An `enum` next to the union selects some of the constants (Discord).
pub(crate) fn enum_of_union(cx: &mut BuildContext<'_>, facts: &CombinedKeywords) -> Option<Enum> {
    let members = &facts.alternatives.as_ref()?.members;
    let parts: Vec<EnumPart<'_>> = members
        .iter()
        .map(|member| enum_part(cx, member))
        .collect::<Option<_>>()?;
    if parts
        .iter()
        .filter(|part| part.is_referenced && part.values.len() > 1)
        .count()
        > 1
    {
        return None;
    }
    let values: Vec<Value> = parts.iter().flat_map(|part| part.values.clone()).collect();
    let base = enum_base_of(&values)?;
    let mut constants: Vec<EnumConstant> = parts
        .iter()
        .flat_map(|part| part.constants(cx, base))
        .collect();
    if let Some(selected) = &facts.enumeration {
        let selected: HashSet<_> = selected.iter().map(constant_text).collect();
        if constants
            .iter()
            .any(|constant| selected.contains(constant.wire.as_str()))
        {
            constants.retain(|constant| selected.contains(constant.wire.as_str()));
        }
    }
    Some(enum_of_constants(cx, base, constants))
}

/// A member of a union that lists constants.
struct EnumPart<'m> {
    member: &'m Origin,
    /// The schema that contains the list, behind references.
    schema: Origin,
    list: Origin,
    is_referenced: bool,
    values: Vec<Value>,
}

fn enum_part<'m>(cx: &BuildContext<'_>, member: &'m Origin) -> Option<EnumPart<'m>> {
    let inner = single_member::innermost_member(cx, member);
    let schema = cx.document.followed(inner.clone());
    let object = cx.document.value(&schema)?.as_object()?;
    let (keyword, values) = listed_values(object)?;
    let values = values
        .iter()
        .filter(|value| !value.is_null())
        .cloned()
        .collect();
    Some(EnumPart {
        member,
        is_referenced: schema != inner,
        list: schema.child(keyword),
        schema,
        values,
    })
}

impl EnumPart<'_> {
    /// Returns the constants of the member, with its docs.
    fn constants(&self, cx: &mut BuildContext<'_>, base: EnumBase) -> Vec<EnumConstant> {
        let mut constants = constants_in_list(cx, &self.list, &self.values);
        // If a component has several values, its docs describe all of them together.
        if self.is_referenced && constants.len() > 1 {
            return constants;
        }
        let [title, docs] = [Annotations::title, Annotations::description].map(|read| {
            single_member::text_in_members(cx, self.member, read)
                .or_else(|| read(cx.annotations(&self.schema)))
                .map(str::to_owned)
        });
        let is_deprecated = single_member::is_deprecated_in_members(cx, self.member);
        for constant in &mut constants {
            constant.docs = constant.docs.take().or_else(|| docs.clone());
            constant.deprecated |= is_deprecated;
        }
        if let [constant] = constants.as_mut_slice() {
            // The title of a string constant is its docs, not its name.
            if base == EnumBase::Integer {
                constant.title = constant.title.take().or_else(|| title.clone());
            }
            constant.docs = constant.docs.take().or(title);
            constant.origin = self.member.clone();
        }
        constants
    }
}

/// Returns a string as the type of a union, if all members are strings, and at least one of them
/// lists no constants.
pub(crate) fn string_union(cx: &mut BuildContext<'_>, facts: &CombinedKeywords) -> Option<Type> {
    let alternatives = facts.alternatives.as_ref()?;
    let mut open = false;
    for member in &alternatives.members {
        let object = cx
            .document
            .value(&single_member::innermost_member(cx, member))?
            .as_object()?;
        if single_type_name(object) != Some("string") {
            return None;
        }
        open |= listed_values(object).is_none();
    }
    if open {
        Some(Type::Text(TextFormat::Plain))
    } else {
        None
    }
}

/// Returns whether a member accepts any value, so that the union needs no type.
pub(crate) fn has_unconstrained_member(
    cx: &BuildContext<'_>,
    facts: &CombinedKeywords,
    parts: &[SchemaPart<'_>],
) -> bool {
    let members = facts
        .alternatives
        .iter()
        .flat_map(|alternatives| &alternatives.members);
    let mut schemas = members.filter_map(|member| {
        cx.document
            .value(&single_member::innermost_member(cx, member))
    });
    !parts.iter().any(SchemaPart::shapes)
        && schemas.any(|value| match value {
            Value::Object(schema) => has_only_shape_neutral_keys(schema),
            other => other == &Value::Bool(true),
        })
}
