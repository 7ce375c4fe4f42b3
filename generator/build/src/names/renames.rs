//! Reports unexpected names, each with the line of `generator.yaml` that changes the name. The
//! report is only a note if the name depends on nothing else in the description, as with the
//! underscore after a keyword (`type_`) or after the name of a function that every struct has
//! (`default_`).

use std::borrow::Cow;

use serde_json::Value;

use crate::context::{BuildContext, config_location};
use crate::keywords::keyword_meaning::{VALUE_LISTS, constant_text};
use crate::written_operations::WrittenOperation;
use diag::{Diagnostic, Origin, Severity, escape_json, of_component};
use extensions::{ExtensionOrigin, unusable_extension};
use model::{ExtensionName, NameReason};
use naming::{self, Claim, NameChange, Rename, Scope, field_name, variant_name};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedItemKind {
    Field,
    Parameter,
    Value,
    Member,
    Server,
}

/// How reports name an item.
#[derive(Clone, Copy)]
pub(crate) struct ReportedItem {
    pub(crate) code: &'static str,
    pub(crate) noun: &'static str,
}

impl ReportedItem {
    pub(crate) const TYPE: Self = Self::new("renamed-type", "type");
    const RESOURCE: Self = Self::new("renamed-resource", "resource");
    const METHOD: Self = Self::new("renamed-method", "method");

    const fn new(code: &'static str, noun: &'static str) -> Self {
        Self { code, noun }
    }
}

/// A name that differs from the text in the description.
pub(crate) struct NameChangeReport<'a> {
    pub(crate) item: ReportedItem,
    pub(crate) text: &'a str,
    pub(crate) name: &'a str,
    pub(crate) name_change: &'a NameChange,
    pub(crate) origin: &'a Origin,
    /// The line of `generator.yaml` that gives the item another name.
    pub(crate) config_line: &'a str,
}

impl NamedItemKind {
    fn name(self, text: &str) -> String {
        match self {
            Self::Field | Self::Parameter | Self::Server => field_name(text),
            Self::Value | Self::Member => variant_name(text),
        }
    }

    fn reported_item(self) -> ReportedItem {
        match self {
            Self::Field => ReportedItem::new("renamed-property", "property"),
            Self::Parameter => ReportedItem::new("renamed-parameter", "parameter"),
            Self::Value => ReportedItem::new("renamed-value", "value"),
            Self::Member => ReportedItem::new("renamed-member", "member"),
            Self::Server => ReportedItem::new("renamed-server", "server"),
        }
    }

    /// Returns what has the reserved names of these items.
    fn owner_of_reserved_names(self) -> &'static str {
        match self {
            Self::Field => "struct",
            Self::Parameter => "request",
            Self::Value | Self::Member => "enum",
            Self::Server => "client",
        }
    }
}

/// Returns the report that an item cannot be called `expected`. The report is only a note if every
/// `owner` has something with that name, since then the new name depends on nothing else in the
/// description. `place` follows the noun of the item, such as `` of `Pet` ``.
pub(crate) fn report_rename(
    rename: Rename,
    item: ReportedItem,
    place: &str,
    owner: &str,
    expected: &str,
) -> Diagnostic {
    match rename {
        Rename::Taken => {
            let fact = format!(
                "another {}{place} is already called `{expected}`",
                item.noun
            );
            Diagnostic::warning(item.code, fact)
        }
        Rename::Reserved => Diagnostic::note(
            item.code,
            format!("every generated {owner} has its own `{expected}`"),
        ),
    }
}

/// Claims the configured name of the item at `origin`, or a name made from `text`, and reports
/// unexpected names.
pub(crate) fn claim_name(
    cx: &mut BuildContext<'_>,
    scope: &mut Scope,
    named: NamedItemKind,
    text: &str,
    origin: &Origin,
) -> String {
    claim_expected(cx, scope, named, text, named.name(text), origin)
}

/// Like [`claim_name`], but `expected` is the name that the item has unless it is configured.
fn claim_expected(
    cx: &mut BuildContext<'_>,
    scope: &mut Scope,
    named: NamedItemKind,
    text: &str,
    expected: String,
    origin: &Origin,
) -> String {
    let ConfiguredMember {
        name: configured,
        extension,
    } = configured_member(cx, scope, named, origin);
    let expected = configured.map_or(expected, str::to_owned);
    let name_change = match (configured, extension) {
        (None, _) => naming::find_name_change(text, &expected),
        // The name is converted, so only an underscore can be added.
        (Some(name), Some(_)) => naming::find_name_change(name, name),
        (Some(_), None) => None,
    };
    let claim = scope.claim(&expected);
    let item = named.reported_item();
    let noun = item.noun;
    match (claim.rename, name_change) {
        (Some(rename), _) => {
            let owner = named.owner_of_reserved_names();
            let place = match named {
                NamedItemKind::Member => of_component(origin),
                _ => String::new(),
            };
            let mut problem = report_rename(rename, item, &place, owner, &expected);
            if configured.is_some() {
                // The name that the configuration asks for is not used.
                problem.severity = Severity::Warning;
            }
            let key = naming_config_key(cx, named, origin);
            cx.note_chosen_name(false, &key, &claim.name);
            let instead = format!("this {noun} is called `{}`", claim.name);
            let other = named.name(&format!("{expected} {noun}"));
            let help = format!(
                "name it in `generator.yaml`: names: {{ {}: {other} }}",
                quote_yaml_key(&cx.key(&key))
            );
            cx.warn(problem.at(origin).instead(instead).help(help));
        }
        (None, Some(name_change)) => {
            let key = quote_yaml_key(&cx.key(&naming_config_key(cx, named, origin)));
            let report = NameChangeReport {
                item,
                text,
                name: &claim.name,
                name_change: &name_change,
                origin: extension.map_or(origin, |extension| &extension.origin),
                config_line: &format!("names: {{ {key}: {} }}", named.name("new_name")),
            };
            report_name_change(cx, &report);
        }
        (None, None) => {}
    }
    if configured.is_some() {
        let key = naming_config_key(cx, named, origin);
        note_extension_name(cx, noun, &key, origin, &claim.name);
    }
    claim.name
}

/// What `generator.yaml` or an extension sets for an item.
#[derive(Default)]
struct ConfiguredMember<'d> {
    name: Option<&'d str>,
    extension: Option<&'d ExtensionOrigin>,
}

/// Returns the name of the item at `origin` in `names`, and the extension that sets it. An
/// extension whose name is not free is reported and has no effect.
fn configured_member<'d>(
    cx: &mut BuildContext<'d>,
    scope: &Scope,
    named: NamedItemKind,
    origin: &Origin,
) -> ConfiguredMember<'d> {
    if cx.config.names.is_empty() {
        return ConfiguredMember::default();
    }
    let key = naming_config_key(cx, named, origin);
    let setting = config_location(&["names", &cx.key(&key)]);
    let extension = cx.setting_origins.of_setting(&setting);
    let mut name = cx.named(&key);
    if let (Some(taken), Some(extension)) = (name, extension)
        && !scope.is_free(taken)
    {
        let noun = named.reported_item().noun;
        let fault = format!("another {noun} is already called `{taken}`, or the name is reserved");
        cx.warn(unusable_extension(extension, &fault));
        name = None;
    }
    ConfiguredMember { name, extension }
}

/// Notes the name of a member if an extension sets it. `key` is the key of the member in `names` of
/// `generator.yaml`.
fn note_extension_name(
    cx: &mut BuildContext<'_>,
    noun: &'static str,
    key: &Origin,
    origin: &Origin,
    name: &str,
) {
    let reason = cx.reason_of_setting(&["names", &cx.key(key)]);
    if matches!(reason, NameReason::Extension { .. }) {
        cx.extension_names.push(ExtensionName {
            origin: origin.clone(),
            noun,
            name: name.to_owned(),
            reason,
        });
    }
}

/// Claims the names of all items in a scope; which item gets a contested name does not depend on
/// their order. Symbols are words where items differ only by symbols.
pub(crate) fn claim_all(
    cx: &mut BuildContext<'_>,
    scope: &mut Scope,
    named: NamedItemKind,
    items: &[(&str, &Origin)],
) -> Vec<String> {
    let texts: Vec<&str> = items.iter().map(|(text, _)| *text).collect();
    let spelled = naming::spell_differences(&texts);
    let mut names: Vec<String> = spelled.iter().map(|spelled| named.name(spelled)).collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_cached_key(|at| {
        let text_and_name = texts.get(*at).zip(names.get(*at));
        text_and_name.map(|(text, name)| name_precedence(text, name))
    });
    for at in order {
        if let (Some((text, origin)), Some(name)) = (items.get(at), names.get_mut(at)) {
            *name = claim_expected(cx, scope, named, text, std::mem::take(name), origin);
        }
    }
    names
}

/// Returns the key by which items are sorted before they claim names. Items whose text is already
/// the name come first, then those without unusual characters, then lower case before upper case.
pub(crate) fn name_precedence(text: &str, name: &str) -> (bool, bool, String) {
    // For keywords, the underscore at the end of the name is ignored.
    (
        name.trim_end_matches('_') != text,
        text.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.')),
        text.chars()
            .map(|c| {
                if c.is_ascii_lowercase() {
                    c.to_ascii_uppercase()
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect(),
    )
}

/// Returns the key of an item in `generator.yaml`. The key of an enum value ends in the value
/// instead of the index, which may change.
fn naming_config_key(cx: &BuildContext<'_>, named: NamedItemKind, origin: &Origin) -> Origin {
    let list = origin.parent().filter(|list| {
        named == NamedItemKind::Value && VALUE_LISTS.iter().any(|keyword| list.is_key(keyword))
    });
    let value = list.and_then(|list| Some(list.child(&constant_text(cx.document.value(origin)?))));
    value.unwrap_or_else(|| origin.clone())
}

/// Writes a key in YAML, in double quotes if it needs escapes.
pub(crate) fn quote_yaml_key(key: &str) -> String {
    match escape_json(&Value::from(key).to_string()) {
        Cow::Owned(escaped) => escaped,
        Cow::Borrowed(escaped) if key.contains(char::is_control) => escaped.to_owned(),
        Cow::Borrowed(_) => format!("'{}'", key.replace('\'', "''")),
    }
}

/// Reports that a string is not a valid name in Rust, or is a keyword. Reports for several items
/// with the same string differ only in their help, so they are printed once.
pub(crate) fn report_name_change(cx: &mut BuildContext<'_>, report: &NameChangeReport<'_>) {
    let text = report.text;
    let fact = match report.name_change {
        NameChange::Keyword(word) => format!("`{word}` is a keyword of Rust"),
        NameChange::NoName => {
            let shown = match text.chars().count() {
                0 => "an empty text".to_owned(),
                1..=40 => format!("`{text}`"),
                count => format!("a string of {count} characters"),
            };
            format!("{shown} is not a valid name in Rust")
        }
    };
    let ReportedItem { code, noun } = report.item;
    let note = Diagnostic::note(code, fact)
        .at(report.origin)
        .instead(format!("the {noun} is called `{}`", report.name));
    cx.warn(note.help(format!(
        "to choose another name, write in `generator.yaml`: {}",
        report.config_line
    )));
}

/// Returns the line of `generator.yaml` that assigns an operation to a resource.
pub(crate) fn resource_config_line(
    resource: &[String],
    method: &str,
    operation: &WrittenOperation,
) -> String {
    let resource = if resource.is_empty() {
        "''".to_owned()
    } else {
        resource.join(".")
    };
    format!(
        "resources: {{ {resource}: {{ {method}: {} }} }}",
        quote_yaml_key(&operation.key())
    )
}

/// What has a name that another item cannot have.
pub(crate) struct NameHolder<'a> {
    pub(crate) noun: &'static str,
    pub(crate) origin: &'a Origin,
}

/// Reports that a resource did not get the expected name, because of `holder`. `config_line` is the
/// line of `generator.yaml` that assigns its first operation to another resource.
pub(crate) fn report_resource(
    cx: &mut BuildContext<'_>,
    candidates: &[String],
    claim: &Claim,
    holder: Option<NameHolder<'_>>,
    config_line: &str,
    origin: &Origin,
) {
    let expected = candidates.first().map_or("", String::as_str);
    let name_change = naming::find_name_change(expected.trim_end_matches('_'), &claim.name);
    match (claim.rename, name_change) {
        // Next to a method of this name, the plural is a good name and needs no report.
        (Some(Rename::Taken), _) if candidates.contains(&claim.name) => {}
        (Some(_), _) => {
            let fact = match &holder {
                Some(holder) => format!("a {} is already called `{expected}`", holder.noun),
                None => format!("`{expected}` is a method that every client has"),
            };
            let instead = format!("the resource is called `{}`", claim.name);
            let mut warning = Diagnostic::warning("renamed-resource", fact)
                .at(origin)
                .instead(instead);
            if let Some(holder) = holder {
                warning = warning.related(format!("the {} is here", holder.noun), holder.origin);
            }
            let help = format!(
                "to name it, place each of its operations in `generator.yaml`, such as: {config_line}"
            );
            cx.warn(warning.help(help));
        }
        (None, Some(name_change @ NameChange::Keyword(_))) => {
            let report = NameChangeReport {
                item: ReportedItem::RESOURCE,
                text: expected,
                name: &claim.name,
                name_change: &name_change,
                origin,
                config_line,
            };
            report_name_change(cx, &report);
        }
        (None, _) => {}
    }
}

/// Reports that a method has none of its candidates as its name, or a name with an underscore after
/// a keyword. `origin` is where the name is written: the operation, or an extension.
pub(crate) fn report_method(
    cx: &mut BuildContext<'_>,
    resource: &[String],
    candidates: &[String],
    claim: &Claim,
    operation: &WrittenOperation,
    origin: &Origin,
) {
    let method = &claim.name;
    let expected = candidates.first().map_or("", String::as_str);
    let fact = match claim.rename {
        Some(Rename::Taken) if !candidates.contains(method) => {
            format!("another method is already called `{expected}`")
        }
        Some(Rename::Reserved) if !candidates.contains(method) => {
            format!("`{expected}` is a method that every client has")
        }
        // Any other candidate is a good name and needs no report.
        Some(_) | None => {
            let text = method.trim_end_matches('_');
            if let Some(name_change) = naming::find_name_change(text, method) {
                let report = NameChangeReport {
                    item: ReportedItem::METHOD,
                    text,
                    name: method,
                    name_change: &name_change,
                    origin,
                    config_line: &resource_config_line(resource, "new_name", operation),
                };
                report_name_change(cx, &report);
            }
            return;
        }
    };
    let instead = format!("this one is called `{method}`");
    let warning = Diagnostic::warning("renamed-method", fact)
        .at(origin)
        .instead(instead);
    let config_line = resource_config_line(resource, &format!("{expected}_2"), operation);
    cx.warn(warning.help(format!("name it in `generator.yaml`: {config_line}")));
}
