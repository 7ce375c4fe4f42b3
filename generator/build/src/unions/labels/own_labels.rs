//! Names of union members that do not depend on the other members: component, title, or type.

use serde_json::Value;

use super::LONGEST_TITLE;
use super::label::{LIST, Label, json_type_label};
use super::shared_words::{same_words, shared_ends, without_shared_words, words_among_paths};
use crate::context::BuildContext;
use crate::iterate::single_item;
use crate::keywords::keyword_meaning::single_type_name;
use crate::keywords::parts::{self, Gathered, SchemaPart};
use crate::keywords::single_member;
use crate::names::type_names::location_name;
use crate::schemas::conversion::Schemas;
use crate::schemas::discriminator_bases::can_be_name;
use description::raise::Annotations;
use description::{listed_values, string_field};
use diag::Origin;
use model::last_segment;
use model::name_rules as rules;

/// The name of a member, regardless of other members.
pub(super) enum OwnLabel {
    /// The name of a component, as the path of its type.
    Name(String),
    Title(String),
    Kind(&'static str),
}

/// Returns the name of the component that a member refers to, or else its title, or else the type
/// of its values. Returns `None` if it has no name and title, and is an object or has no type.
pub(super) fn own_label(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    origin: &Origin,
) -> Option<OwnLabel> {
    let gathered = parts::gather_parts(cx, &single_member::innermost_member(cx, origin));
    let (described, parts) = match gathered {
        Gathered::Reference { target, .. } => {
            if let Some(component) = schemas.table.names.component(&target) {
                return Some(OwnLabel::Name(component.to_owned()));
            }
            let name = location_name(cx, &target);
            // `…/oneOf/0` has no name.
            if name.parse::<usize>().is_err() {
                return Some(OwnLabel::Name(name));
            }
            let parts = parts::flatten_schemas(cx, std::slice::from_ref(&target));
            (target, parts)
        }
        Gathered::Single { overlay: parts, .. } | Gathered::Parts(parts) => (origin.clone(), parts),
    };
    if let Some(title) = single_member::text_in_members(cx, &described, Annotations::title)
        && title.len() <= LONGEST_TITLE
        && json_type_label(&title.to_lowercase()).is_none()
    {
        return Some(OwnLabel::Title(title.to_owned()));
    }
    match parts.iter().find_map(|part| single_type_name(part.object)) {
        Some("object") | None => None,
        Some("string") if string_in_parts(&parts, "format") == Some("binary") => {
            Some(OwnLabel::Kind("file"))
        }
        Some(name) => Some(OwnLabel::Kind(json_type_label(name).unwrap_or("value"))),
    }
}

/// Returns the string at this key of the first part that has one.
pub(super) fn string_in_parts<'d>(parts: &[SchemaPart<'d>], key: &str) -> Option<&'d str> {
    parts.iter().find_map(|part| string_field(part.object, key))
}

/// Returns the names of components and titles without the words that they share with the union or
/// with each other (`User` for `CommandUserOption`), and the other names unchanged. `is_object`
/// tells whether the member at an index is an object.
pub(super) fn labels_without_shared_words(
    own_labels: &[Option<OwnLabel>],
    union: &str,
    is_object: impl Fn(usize) -> bool,
) -> Vec<Option<Label>> {
    let paths: Vec<&str> = own_labels
        .iter()
        .flatten()
        .filter_map(|own| match own {
            OwnLabel::Name(path) | OwnLabel::Title(path) => Some(path.as_str()),
            OwnLabel::Kind(_) => None,
        })
        .collect();
    let all_words: Vec<_> = paths
        .iter()
        .map(|path| words_among_paths(path, &paths))
        .collect();
    let shared = shared_ends(&all_words);
    let union = naming::words_of_text(union);
    let labels = own_labels.iter().enumerate().map(|(at, own)| {
        let (path, is_title) = match own.as_ref()? {
            OwnLabel::Kind(kind) => return Some(Label::kind(kind)),
            OwnLabel::Name(path) => (path, false),
            OwnLabel::Title(title) => (title, true),
        };
        let words = words_among_paths(path, &paths);
        let is_union =
            words.len() == union.len() && same_words(words.iter(), union.iter()) == union.len();
        // Avoids a variant such as `Customer::Customer`.
        if is_union && !is_title && is_object(at) {
            return Some(Label::named("object", &rules::UNION_NAME));
        }
        let needs_module_words = words.len() > naming::words_of_text(last_segment(path)).len();
        let text = without_shared_words(&union, &words, shared).unwrap_or_else(|| {
            if needs_module_words {
                words.join(" ")
            } else {
                last_segment(path).to_owned()
            }
        });
        Some(Label::named(text, &rules::MEMBER_NAME))
    });
    labels.collect()
}

/// Returns a more specific label for a member, if several members have the same one because they
/// have the same type.
pub(super) fn specific_label(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    shared: &Label,
) -> Label {
    let member_origin = single_member::innermost_member(cx, origin);
    let schema = cx.document.value(&member_origin).and_then(Value::as_object);
    let format = schema.and_then(|schema| string_field(schema, "format"));
    let (text, is_kind) = if shared.text == LIST {
        (list_label(schemas, cx, origin), true)
    } else if let Some(format) = format {
        (format.to_owned(), true)
    } else if let Some((_, values)) = schema.and_then(listed_values) {
        let constant = single_item(values.iter()).and_then(Value::as_str);
        match constant.filter(|value| can_be_name(value)) {
            Some(value) => (value.to_owned(), false),
            None => ("constant".to_owned(), true),
        }
    } else {
        (shared.text.clone(), true)
    };
    Label {
        text,
        is_kind,
        rule: &rules::FINER_KIND,
    }
}

pub(super) fn list_label(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    origin: &Origin,
) -> String {
    let parts = parts::flatten_schemas(cx, std::slice::from_ref(origin));
    let holder = parts.iter().find(|part| part.object.contains_key("items"));
    match holder.map(|part| own_label(schemas, cx, &part.origin.child("items"))) {
        Some(Some(OwnLabel::Name(path) | OwnLabel::Title(path))) => {
            format!("{} {LIST}", last_segment(&path))
        }
        Some(Some(OwnLabel::Kind(kind))) => format!("{kind} {LIST}"),
        Some(None) => format!("object {LIST}"),
        None => LIST.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_omit_the_words_of_their_union() {
        let rows = [
            (
                "ChatCompletionRequestMessage",
                "ChatCompletionRequestUserMessage",
                "user",
            ),
            ("PaymentMethod", "payment_method_card", "card"),
            ("DefaultSource", "BankAccount", "BankAccount"),
            ("Item", "Items", "Items"),
            ("Address", "Address2", "Address2"),
        ];
        for (union, name, expected) in rows {
            let label = labels_without_shared_words(
                &[Some(OwnLabel::Name(name.to_owned()))],
                union,
                |_| false,
            )
            .remove(0);
            assert_eq!(
                label.map(|label| label.text.replace(' ', "")).as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn names_omit_the_words_of_all_members() {
        let rows: [(&[&str], &[&str]); 4] = [
            (
                &["CommandUserOption", "CommandRoleOption"],
                &["user", "role"],
            ),
            (&["User", "UserCard"], &["User", "UserCard"]),
            (
                &["terminal::Location", "deleted_terminal::Location"],
                &["terminal", "deleted terminal"],
            ),
            (&["One", "Two"], &["One", "Two"]),
        ];
        for (names, expected) in rows {
            let own_labels: Vec<Option<OwnLabel>> = names
                .iter()
                .map(|name| Some(OwnLabel::Name((*name).to_owned())))
                .collect();
            let labels = labels_without_shared_words(&own_labels, "Location", |_| false)
                .into_iter()
                .flatten();
            assert_eq!(labels.map(|label| label.text).collect::<Vec<_>>(), expected);
        }
    }
}
