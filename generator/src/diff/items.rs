//! Describes changed items of the crate as their users see them.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::finding::ItemChange;
use crate::render::surface::{Item, ItemKind, paths_in_text};

/// A listed change of the crate, with the changes that follow from it.
#[derive(Clone, Debug)]
pub struct ListedChange {
    /// The change.
    pub change: ItemChange,
    /// The number of items that are added or removed together with their type.
    pub within: usize,
}

impl ListedChange {
    /// Formats the change in one line: ``types::Pet: struct {..} is new, with 7 items``.
    pub fn in_words(&self) -> String {
        let change = self.change.in_words();
        match self.within {
            0 => change,
            1 => format!("{change}, with 1 item"),
            more => format!("{change}, with {more} items"),
        }
    }

    /// Returns whether the type with this path was added or removed.
    fn is_whole_type_at(&self, path: &str, is_added: bool) -> bool {
        self.change.is_whole_type()
            && self.change.new.is_some() == is_added
            && self.change.item().is_some_and(|item| item.owner == path)
    }
}

/// Lists the changes that were not listed before, except for items of added and removed types, and for setters of
/// fields. A type that became another kind of type is one change.
pub(super) fn list_item_changes<'c>(
    changes: impl Iterator<Item = &'c ItemChange>,
    already_listed: &mut BTreeSet<ItemChange>,
) -> Vec<ListedChange> {
    let unlisted: Vec<&ItemChange> = changes
        .filter(|change| already_listed.insert((*change).clone()))
        .collect();
    let mut within: HashMap<_, usize> = unlisted
        .iter()
        .filter(|one| one.is_whole_type())
        .map(|one| (changed_owner(one), 0))
        .collect();
    let fields: HashSet<_> = unlisted
        .iter()
        .filter_map(|one| changed_member(one, ItemKind::Field))
        .collect();
    let names_of_fields: HashSet<_> = fields
        .iter()
        .map(|(_, name, was, is)| (*name, *was, *is))
        .collect();
    let mut list: Vec<ListedChange> = Vec::new();
    for change in unlisted.iter().copied() {
        if is_setter_of_fields(change, &fields, &names_of_fields) {
            continue;
        }
        match within.get_mut(&changed_owner(change)) {
            Some(count) if !change.is_whole_type() => *count += 1,
            _ => list.push(ListedChange {
                change: change.clone(),
                within: 0,
            }),
        }
    }
    for one in list.iter_mut().filter(|one| one.change.is_whole_type()) {
        one.within = within
            .get(&changed_owner(&one.change))
            .copied()
            .unwrap_or_default();
    }
    join_kinds(&mut list);
    list
}

/// Returns whether the changed item is a setter of one of these changed fields.
fn is_setter_of_fields<'c>(
    change: &'c ItemChange,
    fields: &HashSet<(&'c str, &'c str, bool, bool)>,
    names_of_fields: &HashSet<(&'c str, bool, bool)>,
) -> bool {
    let Some((owner, name, was, is)) = changed_member(change, ItemKind::Method) else {
        return false;
    };
    // A nullable field has a setter for `null`.
    let names = [Some(name), name.strip_suffix("_null")];
    names.into_iter().flatten().any(|name| {
        fields.contains(&(owner, name, was, is))
            || owner.starts_with("resources::") && names_of_fields.contains(&(name, was, is))
    })
}

/// Joins the removal of a type with the addition of another kind of type that has the same path.
fn join_kinds(list: &mut Vec<ListedChange>) {
    let paths: Vec<String> = list
        .iter()
        .filter_map(|one| Some(one.change.old.as_ref()?.owner.clone()))
        .collect();
    for path in paths {
        let removed = list
            .iter()
            .position(|one| one.is_whole_type_at(&path, false));
        let added = list
            .iter()
            .position(|one| one.is_whole_type_at(&path, true));
        let (Some(removed), Some(added)) = (removed, added) else {
            continue;
        };
        let ListedChange { change, within } = list.remove(added);
        // `remove` shifted the changes after the addition.
        let removed = if removed > added {
            removed - 1
        } else {
            removed
        };
        if let Some(one) = list.get_mut(removed) {
            one.change.new = change.new;
            one.within += within;
        }
    }
}

fn changed_member(change: &ItemChange, kind: ItemKind) -> Option<(&str, &str, bool, bool)> {
    let item = change.item().filter(|item| item.kind == kind)?;
    Some((
        &item.owner,
        &item.name,
        change.old.is_some(),
        change.new.is_some(),
    ))
}

fn changed_owner(change: &ItemChange) -> (String, bool, bool) {
    let owner = change.item().map(|item| item.owner.clone());
    (
        owner.unwrap_or_default(),
        change.old.is_some(),
        change.new.is_some(),
    )
}

impl ItemChange {
    /// Returns whether a type was added or removed.
    pub(super) fn is_whole_type(&self) -> bool {
        self.old.is_some() != self.new.is_some()
            && self
                .item()
                .is_some_and(|item| item.name.is_empty() && item.kind != ItemKind::Alias)
    }

    /// Returns the types that only one of the signatures names, each with whether the new signature names it.
    pub(super) fn needed_types(&self) -> Vec<(bool, String)> {
        let [old, new] = [&self.old, &self.new].map(|item| {
            let signature = item.as_ref().map_or("", |item| &item.signature);
            paths_in_text(signature).collect::<BTreeSet<_>>()
        });
        let removed = old.difference(&new).map(|name| (false, *name));
        removed
            .chain(new.difference(&old).map(|name| (true, *name)))
            .map(|(is_new, name)| (is_new, name.to_owned()))
            .collect()
    }

    /// Formats the change in one line: ``types::Pet.age: i64 is now Option<i64>``.
    pub fn in_words(&self) -> String {
        match (
            self.old.as_ref().map(displayed_item),
            self.new.as_ref().map(displayed_item),
        ) {
            (Some((path, before)), Some((_, after))) if before == after => {
                let is_open = self.new.as_ref().is_some_and(|item| item.open);
                let now = if is_open {
                    "is now non-exhaustive"
                } else {
                    "is now exhaustive"
                };
                format!("{path} {now}")
            }
            (Some((path, before)), Some((_, after))) if is_awaited(&path) => {
                format!("{path} returned {before} and now returns {after}")
            }
            (None, Some((path, after))) if is_awaited(&path) => format!("{path} returns {after}"),
            (Some((path, before)), None) if is_awaited(&path) => {
                format!("{path}, which returned {before}, was removed")
            }
            (Some((path, before)), Some((_, after))) => {
                format!("{} is now {after}", with_signature(&path, &before))
            }
            (Some((path, before)), None) => {
                format!("{} was removed", with_signature(&path, &before))
            }
            (None, Some((path, after))) => format!("{} is new", with_signature(&path, &after)),
            (None, None) => String::new(),
        }
    }

    /// Returns the path of the item, and its signatures before and after.
    pub fn parts(&self) -> (Option<String>, Option<String>, Option<String>) {
        let (old, new) = (
            self.old.as_ref().map(displayed_item),
            self.new.as_ref().map(displayed_item),
        );
        let path = new.as_ref().or(old.as_ref()).map(|(path, _)| path.clone());
        (
            path,
            old.map(|(_, signature)| signature),
            new.map(|(_, signature)| signature),
        )
    }
}

/// Joins a path and its signature. The signature `()` of a variant without fields is omitted.
fn with_signature(path: &str, signature: &str) -> String {
    if matches!(signature, "" | "()") {
        path.to_owned()
    } else {
        format!("{path}: {signature}")
    }
}

const AWAITED: &str = ".await of ";

fn is_awaited(path: &str) -> bool {
    path.starts_with(AWAITED)
}

/// Returns the path and the signature of an item as users see them: calls of runtime macros appear as the items that
/// they add.
fn displayed_item(item: &Item) -> (String, String) {
    if item.kind != ItemKind::Response {
        return (item.path(), item.signature.clone());
    }
    let owner = &item.owner;
    let what = item.signature.trim_start_matches("=>").trim();
    let also = what.strip_prefix("also ");
    match (item.name.as_str(), also) {
        ("request", _) => {
            let gives = match what {
                "text" => "String".to_owned(),
                "bytes" => "Bytes".to_owned(),
                other => match other.strip_prefix("xml ") {
                    Some(ty) => format!("{ty}, read from XML"),
                    None => other.trim_start_matches("several ").to_owned(),
                },
            };
            (format!("{AWAITED}{owner}"), gives)
        }
        ("pages", Some(item)) => (
            format!("{owner}::stream"),
            format!("fn(self) -> Items<{item}>"),
        ),
        ("pages", None) => (format!("{AWAITED}{owner}"), format!("Page<{what}>")),
        ("stream", Some(rest)) => {
            let name = if rest.starts_with("events") {
                "stream_events"
            } else {
                "stream_values"
            };
            let gives = stream_type_text(rest);
            (format!("{owner}::{name}"), format!("fn(self) -> {gives}"))
        }
        ("stream", None) => (format!("{AWAITED}{owner}"), stream_type_text(what)),
        ("setters", _) => (format!("setters of {owner}"), what.to_owned()),
        ("alternatives", _) => (format!("{owner}::send_as"), String::new()),
        ("integer_enum", _) => (format!("Display for {owner}"), String::new()),
        _ => (format!("FromStr for {owner}"), String::new()),
    }
}

fn stream_type_text(what: &str) -> String {
    let (framing, rest) = what.split_once(' ').unwrap_or((what, ""));
    let rest = rest.trim_end_matches(',').trim();
    let (item, shape) = rest.rsplit_once(", ").unwrap_or((rest, ""));
    match (framing, shape) {
        ("events", "Event") => format!("EventStream<{item}> of whole events"),
        ("events", _) => format!("EventStream<{item}> of their data"),
        _ => format!("ValueStream<{rest}> in {framing}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Source;

    fn item(kind: ItemKind, name: &str, signature: &str) -> Item {
        Item {
            signature: signature.to_owned(),
            ..Item::bare("types::A".to_owned(), kind, name)
        }
    }

    fn added(item: Item) -> ItemChange {
        ItemChange {
            old: None,
            new: Some(item),
            level: Source::Minor,
        }
    }

    #[test]
    fn variants_without_fields_have_no_signature() {
        for (signature, expected) in [
            ("()", "types::A::B is new"),
            ("(Pet)", "types::A::B: (Pet) is new"),
        ] {
            assert_eq!(
                added(item(ItemKind::Variant, "B", signature)).in_words(),
                expected
            );
        }
    }

    #[test]
    fn items_added_by_macros_are_displayed_as_programs_use_them() {
        for (name, signature, expected) in [
            ("request", "=> Pet", ".await of types::A returns Pet"),
            ("request", "=> text", ".await of types::A returns String"),
            (
                "request",
                "=> several Response",
                ".await of types::A returns Response",
            ),
            (
                "request",
                "=> xml Pet",
                ".await of types::A returns Pet, read from XML",
            ),
            ("pages", "=> Pet", ".await of types::A returns Page<Pet>"),
            (
                "pages",
                "=> also Pet",
                "types::A::stream: fn(self) -> Items<Pet> is new",
            ),
            (
                "stream",
                "=> events Token, Data",
                ".await of types::A returns EventStream<Token> of their data",
            ),
            (
                "stream",
                "=> lines Token",
                ".await of types::A returns ValueStream<Token> in lines",
            ),
            (
                "stream",
                "=> also events Token, Event,",
                "types::A::stream_events: fn(self) -> EventStream<Token> of whole events is new",
            ),
            ("alternatives", "", "types::A::send_as is new"),
            ("text_enum", "", "FromStr for types::A is new"),
        ] {
            assert_eq!(
                added(item(ItemKind::Response, name, signature)).in_words(),
                expected
            );
        }
        let [old, new] = ["=> Pet", "=> Dog"]
            .map(|signature| Some(item(ItemKind::Response, "request", signature)));
        let change = ItemChange {
            old,
            new,
            level: Source::Major,
        };
        assert_eq!(
            change.in_words(),
            ".await of types::A returned Pet and now returns Dog"
        );
    }

    #[test]
    fn a_type_of_another_kind_is_one_change() {
        let removed = |item: Item| ItemChange {
            old: Some(item),
            new: None,
            level: Source::Major,
        };
        let was = removed(item(ItemKind::Struct, "", "struct {..}"));
        let is = added(item(ItemKind::Enum, "", "enum"));
        let field = removed(item(ItemKind::Field, "b", "i64"));
        for changes in [[&was, &field, &is], [&is, &was, &field]] {
            let list = list_item_changes(changes.into_iter(), &mut BTreeSet::new());
            let words: Vec<String> = list.iter().map(ListedChange::in_words).collect();
            assert_eq!(words, ["types::A: struct {..} is now enum, with 1 item"]);
        }
    }

    #[test]
    fn consequences_of_listed_changes_are_not_listed() {
        let field = || added(item(ItemKind::Field, "b", "i64"));
        let setter = || added(item(ItemKind::Method, "b", "fn(self, i64) -> Self"));
        let words = |changes: &[ItemChange]| {
            let list = list_item_changes(changes.iter(), &mut BTreeSet::new());
            list.iter().map(ListedChange::in_words).collect::<Vec<_>>()
        };
        assert_eq!(words(&[setter(), field()]), ["types::A.b: i64 is new"]);
        let whole = added(item(ItemKind::Struct, "", "struct {..}"));
        assert_eq!(
            words(&[field(), whole, setter()]),
            ["types::A: struct {..} is new, with 1 item"]
        );
        let setter_of_null = added(item(ItemKind::Method, "b_null", "fn(self) -> Self"));
        let mut of_request = item(ItemKind::Method, "b", "fn(self, i64) -> Self");
        of_request.owner = "resources::pets::PetsMakeRequest".to_owned();
        assert_eq!(
            words(&[setter_of_null, added(of_request), field()]),
            ["types::A.b: i64 is new"]
        );
        let mut already_listed = BTreeSet::new();
        assert_eq!(
            list_item_changes([field()].iter(), &mut already_listed).len(),
            1
        );
        assert!(list_item_changes([field()].iter(), &mut already_listed).is_empty());
    }
}
