//! `inspect --names`: why each method and type has its name.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use diag::{Origin, TextLocation, escape_controls, escape_json};
use model::name_rules::{self as rules, GROUPS};
use model::{Api, NameDetail, NameReason, NameRule, Operation, Struct, TypeDef, TypeKind};
use reading::Understood;
use render::ShownNames;

/// An operation, a type, or a member that an extension names, and its name.
pub(crate) struct NamedItem {
    /// For example `GET /pets listPets`, or the JSON pointer of a schema.
    pub(crate) source: String,
    /// For example `client.pets().list()`, or `types::Pet`.
    pub(crate) name: String,
    /// The reasons for the name, in the order of the rules' numbers.
    pub(crate) reasons: Vec<NameReason>,
}

/// Returns all operations and types, with the reasons for their names.
pub(crate) fn named_items(api: &Api) -> Vec<NamedItem> {
    let shown = ShownNames::of(api);
    let operations = api
        .operations
        .iter()
        .filter_map(|operation| operation_item(&shown, operation));
    let types = api.types.iter().map(|(_, def)| type_item(&shown, def));
    let members = api.extension_names.iter().map(|member| NamedItem {
        source: member.origin.pointer.to_string(),
        name: format!("{} `{}`", member.noun, member.name),
        reasons: vec![member.reason.clone()],
    });
    let mut items: Vec<NamedItem> = operations.chain(types).chain(members).collect();
    for item in &mut items {
        item.reasons.sort_by_key(NameReason::number);
    }
    items
}

fn operation_item<'a>(shown: &ShownNames<'a>, operation: &'a Operation) -> Option<NamedItem> {
    let method = shown.method(operation)?;
    let mut reasons = operation.names.reasons.clone();
    push_words(&mut reasons, &rules::GIVES_WAY, method.renamed_setters);
    push_words(&mut reasons, &rules::OTHER_SETTER, method.diverted_setters);
    if method.arguments > 1 {
        reasons.extend(operation.argument_order.map(NameReason::rule));
    }
    let id = if operation.has_id {
        operation.id.as_str()
    } else {
        "(no operationId)"
    };
    let source = format!("{} {} {id}", operation.method, operation.path);
    Some(NamedItem {
        source,
        name: method.call,
        reasons,
    })
}

fn type_item<'a>(shown: &ShownNames<'a>, def: &'a TypeDef) -> NamedItem {
    let mut reasons = def.naming.clone();
    if def.has_short_name && !def.namespace().is_empty() {
        reasons.push(NameReason::words(
            &rules::SHORT_NAME,
            vec![format!("types::{}", def.ident())],
        ));
    }
    match &def.kind {
        TypeKind::Struct(record) => push_setters(&mut reasons, shown, def, record),
        TypeKind::Union(union) => {
            for variant in &union.variants {
                push_variant(&mut reasons, &variant.naming, &variant.rust);
            }
        }
        TypeKind::Enum(constants) => {
            let named = constants.variants.iter().filter(|variant| variant.is_named);
            push_words(
                &mut reasons,
                &rules::NAMED_VALUE,
                named.map(|variant| variant.rust.clone()).collect(),
            );
        }
        TypeKind::Tuple(_) | TypeKind::Alias(_) | TypeKind::Replaced(_) => {}
    }
    let pointer = def.origin.pointer.to_string();
    NamedItem {
        source: pointer,
        name: format!("types::{}", def.name),
        reasons,
    }
}

fn push_setters<'a>(
    reasons: &mut Vec<NameReason>,
    shown: &ShownNames<'a>,
    def: &'a TypeDef,
    record: &'a Struct,
) {
    let names = shown.record(def, record);
    push_words(
        reasons,
        &rules::EXTRA_PROPERTIES,
        names.extra.into_iter().collect(),
    );
    push_words(reasons, &rules::NULL_SETTER, names.null_setters);
    if let (Some(rule), Some(constructor)) = (record.order, names.constructor) {
        reasons.push(NameReason::words(rule, vec![constructor]));
    }
}

fn push_words(reasons: &mut Vec<NameReason>, rule: &'static NameRule, words: Vec<String>) {
    if !words.is_empty() {
        reasons.push(NameReason::words(rule, words));
    }
}

/// Adds the name of a variant to the reason for variants that the same rule named; adds that reason
/// if it is missing.
fn push_variant(reasons: &mut Vec<NameReason>, naming: &NameReason, name: &str) {
    let NameReason::Rule(rule, _) = naming else {
        return;
    };
    for reason in reasons.iter_mut() {
        if let NameReason::Rule(known, NameDetail::Words(words)) = reason
            && std::ptr::eq(*known, *rule)
        {
            words.push(name.to_owned());
            return;
        }
    }
    reasons.push(NameReason::words(rule, vec![name.to_owned()]));
}

/// Returns a text for people: the source of names, the rules that gave each name, and an
/// explanation of these rules.
pub fn name_reasons_text(understood: &Understood) -> String {
    let api = &understood.api;
    let items = named_items(api);
    let reasons = ReasonTexts::of(understood, &items);
    let mut out = format!("{}\n", escape_controls(&api.names_from.to_string()));
    for item in &items {
        let _ = writeln!(
            out,
            "{}\n    {}",
            escape_controls(&item.source),
            escape_controls(&item.name)
        );
        for reason in &item.reasons {
            let _ = writeln!(out, "      {}", escape_controls(&reasons.text(reason)));
        }
    }
    let kept_count = items
        .iter()
        .flat_map(|item| &item.reasons)
        .filter(|reason| matches!(reason, NameReason::Kept))
        .count();
    out.push_str(&used_rules_legend(api, &items));
    if kept_count > 0 {
        let _ = writeln!(
            out,
            "\n`api.lock.json` kept {kept_count} of these names; for the rules that would give them today, name an empty folder \
             with `--out`"
        );
    }
    out
}

/// Writes reasons of names as texts.
struct ReasonTexts<'u> {
    api: &'u Api,
    /// Where the extensions are that set names, such as `pets.yaml:12:7`.
    locations: HashMap<Origin, String>,
}

impl<'u> ReasonTexts<'u> {
    fn of(understood: &'u Understood, items: &[NamedItem]) -> Self {
        let origins: Vec<&Origin> = items
            .iter()
            .flat_map(|item| &item.reasons)
            .filter_map(|reason| match reason {
                NameReason::Extension { origin, .. } => Some(origin),
                _ => None,
            })
            .collect();
        let locations = understood.document.locate_all(&origins);
        let located = origins.into_iter().zip(locations);
        Self {
            api: &understood.api,
            locations: located
                .filter_map(|(origin, location)| {
                    let TextLocation {
                        file, line, column, ..
                    } = location?;
                    Some((origin.clone(), format!("{file}:{line}:{column}")))
                })
                .collect(),
        }
    }

    /// Returns a line such as ``3 author-verb: the verb at the beginning of its operationId … is
    /// kept, … (`upload`)``.
    fn text(&self, reason: &NameReason) -> String {
        match reason {
            NameReason::Rule(rule, detail) => {
                let detail = detail_text(self.api, detail)
                    .map(|detail| format!(" ({detail})"))
                    .unwrap_or_default();
                format!("{} {}: {}{detail}", rule.number, rule.name, rule.reason)
            }
            NameReason::Extension { origin, .. } => match self.locations.get(origin) {
                Some(location) => format!("{reason}, at {location}"),
                None => reason.to_string(),
            },
            NameReason::Configured | NameReason::Kept | NameReason::AllOperations => {
                reason.to_string()
            }
        }
    }

    fn json(&self, reason: &NameReason) -> Value {
        match reason {
            NameReason::Rule(rule, detail) => {
                json!({ "rule": rule.name, "detail": detail_text(self.api, detail) })
            }
            _ => {
                json!({ "rule": null, "detail": self.text(reason) })
            }
        }
    }
}

fn detail_text(api: &Api, detail: &NameDetail) -> Option<String> {
    match detail {
        NameDetail::Nothing => None,
        NameDetail::Words(words) => Some(format!("`{}`", words.join("`, `"))),
        NameDetail::Share { count, all } => Some(format!("{count} of {all}")),
        NameDetail::Taken { name, by } => {
            let holder = api.operations.get(*by)?;
            Some(format!("`{name}` is {} {}", holder.method, holder.path))
        }
    }
}

/// Returns the rules that were used, each with its number of uses and its example.
fn used_rules_legend(api: &Api, items: &[NamedItem]) -> String {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for reason in items
        .iter()
        .flat_map(|item| &item.reasons)
        .chain([&api.names_from.reason])
    {
        if let NameReason::Rule(rule, _) = reason {
            *uses.entry(rule.name).or_default() += 1;
        }
    }
    let mut out =
        "\nThe rules above, with their numbers of uses and an example of each:\n".to_owned();
    for (title, rules) in GROUPS {
        let used = rules
            .iter()
            .filter_map(|rule| Some((*rule, *uses.get(rule.name)?)));
        for (index, (rule, count)) in used.enumerate() {
            if index == 0 {
                let _ = writeln!(out, "{}. {title}", rule.number);
            }
            let _ = writeln!(
                out,
                "   {} ({count})\n      {}  →  {}",
                rule.name, rule.example, rule.emitted
            );
        }
    }
    out
}

/// Returns [`name_reasons_text`] as JSON: `from`, `operations`, `types`, and the `rules` to which
/// they refer.
pub fn names_json(understood: &Understood) -> String {
    let api = &understood.api;
    let items = named_items(api);
    let reasons = ReasonTexts::of(understood, &items);
    let items_json: Vec<Value> = items.iter().map(|item| item_json(&reasons, item)).collect();
    let groups = GROUPS
        .iter()
        .flat_map(|(title, rules)| rules.iter().map(move |rule| rule_json(title, rule)));
    let names = json!({
        "from": { "source": api.names_from.from.name(), "reason": reasons.json(&api.names_from.reason) },
        "items": items_json,
        "rules": groups.collect::<Vec<_>>(),
    });
    format!("{}\n", escape_json(&format!("{names:#}")))
}

fn item_json(reasons: &ReasonTexts<'_>, item: &NamedItem) -> Value {
    let of_item: Vec<Value> = item
        .reasons
        .iter()
        .map(|reason| reasons.json(reason))
        .collect();
    json!({ "source": item.source, "name": item.name, "reasons": of_item })
}

fn rule_json(title: &str, rule: &NameRule) -> Value {
    json!({
        "number": rule.number, "name": rule.name, "group": title, "reason": rule.reason,
        "example": rule.example.to_string(), "emitted": rule.emitted,
    })
}

/// Returns all rules in Markdown, with a table for each group.
pub fn rules_page() -> String {
    let mut out = "\
        In an example, each operation has its method, path and operationId. If the rule also reads the tag or the summary,\n\
        `| tag | summary` follows, either of which may be empty. The emitted name is that of the first operation. A test builds\n\
        every example.\n"
        .to_owned();
    for (title, rules) in GROUPS {
        let number = rules.first().map_or(0, |rule| rule.number);
        let _ = writeln!(
            out,
            "\n### {number}. {title}\n\n| rule | reason | example | emitted |\n|---|---|---|---|"
        );
        for rule in *rules {
            let example = rule.example.to_string().replace('|', "\\|");
            let _ = writeln!(
                out,
                "| `{}` | {} | `{example}` | `{}` |",
                rule.name, rule.reason, rule.emitted
            );
        }
    }
    out
}
