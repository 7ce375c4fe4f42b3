//! Describes changed items of the crate as their users see them.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::finding::ItemChange;
use super::sides::Sides;
use super::surface::format_change_of_catalog;
use model::Framing;
use surface::{Item, ItemKind, ItemOwner, ItemSource, MacroItem, OutputForm, stream_method};

/// A listed change of the crate, with the changes that follow from it.
#[derive(Clone, Debug)]
pub struct ListedChange {
    /// The change.
    pub change: ItemChange,
    /// The changes of the items that are added or removed together with their type.
    pub within: Vec<ItemChange>,
}

impl ListedChange {
    /// Formats the change in one line: ``types::Pet: struct {..} is new, with 7 items``.
    pub fn format_change(&self) -> String {
        let change = self.change.format_change();
        match self.within.len() {
            0 => change,
            1 => format!("{change}, with 1 item"),
            more => format!("{change}, with {more} items"),
        }
    }

    /// Returns whether this type was added or removed.
    fn is_whole_type_at(&self, owner: &ItemOwner, is_added: bool) -> bool {
        self.change.is_whole_type()
            && self.change.new.is_some() == is_added
            && self.change.item().is_some_and(|item| item.owner == *owner)
    }
}

/// Lists the changes that were not listed before, except changes of the items of added and removed
/// types, and changes of the setters of listed fields. A type that became another kind of type is
/// one change.
pub(super) fn list_item_changes<'c>(
    changes: impl Iterator<Item = &'c ItemChange>,
    already_listed: &mut BTreeSet<ItemChange>,
) -> Vec<ListedChange> {
    let unlisted: Vec<&ItemChange> = changes
        .filter(|change| already_listed.insert((*change).clone()))
        .collect();
    let mut within: HashMap<_, Vec<ItemChange>> = unlisted
        .iter()
        .filter(|change| change.is_whole_type())
        .map(|change| (changed_owner(change), Vec::new()))
        .collect();
    let fields: HashSet<_> = unlisted
        .iter()
        .filter_map(|change| source_part_of(change, ItemKind::Field))
        .collect();
    let mut list: Vec<ListedChange> = Vec::new();
    for change in unlisted.iter().copied() {
        if source_part_of(change, ItemKind::Method).is_some_and(|setter| fields.contains(&setter)) {
            continue;
        }
        match within.get_mut(&changed_owner(change)) {
            Some(items) if !change.is_whole_type() => items.push(change.clone()),
            _ => list.push(ListedChange {
                change: change.clone(),
                within: Vec::new(),
            }),
        }
    }
    for listed in list
        .iter_mut()
        .filter(|listed| listed.change.is_whole_type())
    {
        listed.within = within
            .remove(&changed_owner(&listed.change))
            .unwrap_or_default();
    }
    join_kinds(&mut list);
    list
}

/// Joins the removal of a type with the addition of another kind of type that has the same path.
fn join_kinds(list: &mut Vec<ListedChange>) {
    let owners: Vec<ItemOwner> = list
        .iter()
        .filter_map(|listed| Some(listed.change.old.as_ref()?.owner.clone()))
        .collect();
    for owner in owners {
        let removed = list
            .iter()
            .position(|listed| listed.is_whole_type_at(&owner, false));
        let added = list
            .iter()
            .position(|listed| listed.is_whole_type_at(&owner, true));
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
        if let Some(removal) = list.get_mut(removed) {
            removal.change.new = change.new;
            removal.within.extend(within);
        }
    }
}

/// Returns the part of the description that a changed item of this kind comes from, with the
/// versions that have the item. A field and its setters come from the same property.
fn source_part_of(change: &ItemChange, kind: ItemKind) -> Option<(&ItemSource, Sides<bool>)> {
    let item = change.item().filter(|item| item.kind == kind)?;
    let source = item.source.as_ref()?;
    match source {
        ItemSource::Part(..) => Some((source, change.presence())),
        _ => None,
    }
}

fn changed_owner(change: &ItemChange) -> (Option<&ItemOwner>, Sides<bool>) {
    (change.item().map(|item| &item.owner), change.presence())
}

impl ItemChange {
    /// Returns whether a type was added or removed.
    pub(super) fn is_whole_type(&self) -> bool {
        self.old.is_some() != self.new.is_some()
            && self
                .item()
                .is_some_and(|item| item.name.is_empty() && item.kind != ItemKind::Alias)
    }

    /// Returns the names of types that only one of the two signatures has.
    pub(super) fn needed_types(&self) -> Sides<BTreeSet<&str>> {
        let Sides { old, new } = self.sides().map(|item| {
            // A conversion is listed with the variant that has its type.
            let item = item.filter(|item| item.kind != ItemKind::Trait);
            let owners = item.map(|item| item.signature.owners());
            let names = owners.unwrap_or_default().into_iter().map(ItemOwner::name);
            names.collect::<BTreeSet<&str>>()
        });
        Sides {
            old: &old - &new,
            new: &new - &old,
        }
    }

    /// Formats the change in one line: ``types::Pet.age: i64 is now Option<i64>``.
    pub fn format_change(&self) -> String {
        if let Some(text) = format_change_of_catalog(self) {
            return text;
        }
        let displayed = self.sides().map(|item| item.map(DisplayedItem::of));
        match (&displayed.old, &displayed.new) {
            (Some(old), Some(new)) if old == new => {
                format!("{} {}", old.path, self.format_changed_attribute())
            }
            (Some(old), Some(new)) if self.is_of_output() => format!(
                "{} returned {} and now returns {}",
                old.path, old.signature, new.signature
            ),
            (None, Some(new)) if self.is_of_output() => {
                format!("{} returns {}", new.path, new.signature)
            }
            (Some(old), None) if self.is_of_output() => {
                format!(
                    "{}, which returned {}, was removed",
                    old.path, old.signature
                )
            }
            (Some(old), Some(new)) => format!("{} is now {}", old.format_change(), new.signature),
            (Some(old), None) => format!("{} was removed", old.format_change()),
            (None, Some(new)) => format!("{} is new", new.format_change()),
            (None, None) => String::new(),
        }
    }

    /// Describes the change of an item whose path and signature are the same.
    fn format_changed_attribute(&self) -> String {
        let Sides {
            old: Some(old),
            new: Some(new),
        } = self.sides()
        else {
            return String::new();
        };
        if old.features != new.features && !new.features.is_empty() {
            let features: Vec<String> = new
                .features
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            return format!("needs the feature {}", features.join(" or "));
        }
        match (old.open, new.open) {
            (false, true) => "is now non-exhaustive".to_owned(),
            (true, false) => "is now exhaustive".to_owned(),
            _ => {
                let [before, after] = [old, new].map(|item| item.signature.names());
                let mut pairs = before.into_iter().zip(after);
                match pairs.find(|(before, after)| before != after) {
                    Some((before, after)) => format!(
                        "names {} instead of {}",
                        after.public_path(),
                        before.public_path()
                    ),
                    None => "names another type".to_owned(),
                }
            }
        }
    }

    /// Returns the path of the item.
    pub fn path(&self) -> Option<String> {
        Some(DisplayedItem::of(self.item()?).path)
    }

    /// Returns the signatures of the item.
    pub fn signatures(&self) -> Sides<Option<String>> {
        self.sides()
            .map(|item| Some(DisplayedItem::of(item?).signature))
    }

    fn sides(&self) -> Sides<Option<&Item>> {
        Sides {
            old: self.old.as_ref(),
            new: self.new.as_ref(),
        }
    }

    fn presence(&self) -> Sides<bool> {
        self.sides().map(|item| item.is_some())
    }

    /// Returns whether the item is or was the output of a request.
    fn is_of_output(&self) -> bool {
        let item = self.old.as_ref().or(self.new.as_ref());
        item.is_some_and(|item| matches!(item.macro_item, Some(MacroItem::Output(_))))
    }
}

/// An item as users see it: calls of runtime macros appear as the items that they add.
#[derive(PartialEq)]
struct DisplayedItem {
    path: String,
    signature: String,
}

impl DisplayedItem {
    fn of(item: &Item) -> Self {
        let owner = &item.owner;
        let signature_text = item.signature.to_string();
        let (path, signature) = match item.macro_item {
            None => (item.path(), signature_text),
            Some(MacroItem::Alternatives) => (format!("{owner}::send_as"), String::new()),
            Some(MacroItem::Display) => (format!("Display for {owner}"), String::new()),
            Some(MacroItem::Download) => (
                format!("{owner}::download"),
                "fn(self) -> Sending<Download>".to_owned(),
            ),
            Some(MacroItem::FromStr) => (format!("FromStr for {owner}"), String::new()),
            Some(MacroItem::ItemsOfPages) => (
                format!("{owner}::stream"),
                format!("fn(self) -> Items<{signature_text}>"),
            ),
            Some(MacroItem::Output(form)) => (
                format!(".await of {owner}"),
                output_text(form, &signature_text),
            ),
            Some(MacroItem::Setters) => (format!("setters of {owner}"), signature_text),
            Some(MacroItem::Stream(framing)) => {
                let name = stream_method(framing);
                let stream = stream_text(framing, &signature_text);
                (format!("{owner}::{name}"), format!("fn(self) -> {stream}"))
            }
        };
        Self { path, signature }
    }

    /// Joins the path and the signature. The signature `()` of a variant without fields is omitted.
    fn format_change(&self) -> String {
        if matches!(self.signature.as_str(), "" | "()") {
            self.path.clone()
        } else {
            format!("{}: {}", self.path, self.signature)
        }
    }
}

/// Returns what `.await` of a request returns.
fn output_text(form: OutputForm, ty: &str) -> String {
    match form {
        OutputForm::Bytes => "Bytes".to_owned(),
        OutputForm::Json | OutputForm::Several => ty.to_owned(),
        OutputForm::Page => format!("Page<{ty}>"),
        OutputForm::Raw => "RawResponse".to_owned(),
        OutputForm::Stream(framing) => stream_text(framing, ty),
        OutputForm::Text => "String".to_owned(),
        OutputForm::Xml => format!("{ty}, read from XML"),
    }
}

fn stream_text(framing: Framing, item: &str) -> String {
    match framing {
        Framing::EventData => format!("EventStream<{item}> of their data"),
        Framing::EventObjects => format!("EventStream<{item}> of whole events"),
        Framing::Lines => format!("ValueStream<{item}> in lines"),
        Framing::Results => format!("ValueStream<{item}> of results"),
        Framing::Records => format!("ValueStream<{item}> in records"),
        Framing::Parts => format!("ValueStream<BodyPart<{item}>>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;
    use diag::{FileId, Origin};
    use surface::{ItemSignature, ItemType, OwnerKind, Receiver};

    fn item(kind: ItemKind, name: &str, signature: ItemSignature) -> Item {
        Item {
            signature,
            ..Item::bare(ItemOwner::described("A"), kind, name)
        }
    }

    fn described(name: &str) -> ItemType {
        ItemType::of_owner(ItemOwner::described(name))
    }

    fn integer() -> ItemType {
        ItemType::imported("i64")
    }

    fn setter(arguments: Vec<ItemType>) -> ItemSignature {
        ItemSignature::Function {
            receiver: Receiver::Value,
            arguments,
            output: ItemType::SelfType,
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
        for (payload, expected) in [
            (None, "types::A::B is new"),
            (Some(described("Pet")), "types::A::B: (Pet) is new"),
        ] {
            let variant = item(ItemKind::Variant, "B", ItemSignature::Payload(payload));
            assert_eq!(added(variant).format_change(), expected);
        }
    }

    /// Returns the item that a call of a macro adds; the call may name a type.
    fn macro_item(macro_item: MacroItem, ty: &str) -> Item {
        let signature = if ty.is_empty() {
            ItemSignature::None
        } else {
            ItemSignature::Type(described(ty))
        };
        Item {
            macro_item: Some(macro_item),
            ..item(ItemKind::Response, "macro", signature)
        }
    }

    #[test]
    fn items_added_by_macros_are_displayed_as_programs_use_them() {
        use MacroItem::Output;
        for (added_item, ty, expected) in [
            (
                Output(OutputForm::Json),
                "Pet",
                ".await of types::A returns Pet",
            ),
            (
                Output(OutputForm::Text),
                "",
                ".await of types::A returns String",
            ),
            (
                Output(OutputForm::Raw),
                "",
                ".await of types::A returns RawResponse",
            ),
            (
                Output(OutputForm::Several),
                "Response",
                ".await of types::A returns Response",
            ),
            (
                Output(OutputForm::Xml),
                "Pet",
                ".await of types::A returns Pet, read from XML",
            ),
            (
                Output(OutputForm::Page),
                "Pet",
                ".await of types::A returns Page<Pet>",
            ),
            (
                MacroItem::ItemsOfPages,
                "Pet",
                "types::A::stream: fn(self) -> Items<Pet> is new",
            ),
            (
                Output(OutputForm::Stream(Framing::EventData)),
                "Token",
                ".await of types::A returns EventStream<Token> of their data",
            ),
            (
                Output(OutputForm::Stream(Framing::Lines)),
                "Token",
                ".await of types::A returns ValueStream<Token> in lines",
            ),
            (
                MacroItem::Stream(Framing::EventObjects),
                "Token",
                "types::A::stream_events: fn(self) -> EventStream<Token> of whole events is new",
            ),
            (MacroItem::Alternatives, "", "types::A::send_as is new"),
            (
                MacroItem::Download,
                "",
                "types::A::download: fn(self) -> Sending<Download> is new",
            ),
            (MacroItem::FromStr, "", "FromStr for types::A is new"),
        ] {
            let change = added(macro_item(added_item, ty));
            assert_eq!(change.format_change(), expected);
        }
        let [old, new] = ["Pet", "Dog"].map(|ty| Some(macro_item(Output(OutputForm::Json), ty)));
        let change = ItemChange {
            old,
            new,
            level: Source::Major,
        };
        assert_eq!(
            change.format_change(),
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
        let was = removed(item(ItemKind::Struct, "", ItemSignature::Struct));
        let is = added(item(ItemKind::Enum, "", ItemSignature::Enum));
        let integer = ItemSignature::Type(integer());
        let field = removed(item(ItemKind::Field, "b", integer));
        for changes in [[&was, &field, &is], [&is, &was, &field]] {
            let list = list_item_changes(changes.into_iter(), &mut BTreeSet::new());
            let words: Vec<String> = list.iter().map(ListedChange::format_change).collect();
            assert_eq!(words, ["types::A: struct {..} is now enum, with 1 item"]);
        }
    }

    #[test]
    fn consequences_of_listed_changes_are_not_listed() {
        let [whole, part, other] =
            ["/A", "/A/properties/b", "/b"].map(|pointer| Origin::new(FileId(0), pointer));
        let of_property = |kind: ItemKind, name: &str, signature: ItemSignature| Item {
            source: Some(ItemSource::of_part(&whole, &part)),
            ..item(kind, name, signature)
        };
        let type_of_field = || ItemSignature::Type(integer());
        let field = || added(of_property(ItemKind::Field, "b", type_of_field()));
        let signature = || setter(vec![integer()]);
        let setter_of_value = || added(of_property(ItemKind::Method, "b", signature()));
        let words = |changes: &[ItemChange]| {
            let list = list_item_changes(changes.iter(), &mut BTreeSet::new());
            list.iter()
                .map(ListedChange::format_change)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            words(&[setter_of_value(), field()]),
            ["types::A.b: i64 is new"]
        );
        let whole_type = added(item(ItemKind::Struct, "", ItemSignature::Struct));
        assert_eq!(
            words(&[field(), whole_type, setter_of_value()]),
            ["types::A: struct {..} is new, with 1 item"]
        );
        let null = setter(Vec::new());
        let setter_of_null = added(of_property(ItemKind::Method, "b_null", null));
        let of_request = |name: &str, part: &Origin| Item {
            owner: ItemOwner::new("resources::pets::PetsMakeRequest", OwnerKind::Other),
            source: Some(ItemSource::of_part(&whole, part)),
            ..item(ItemKind::Method, name, signature())
        };
        let setter_of_request = added(of_request("set_b", &part));
        assert_eq!(
            words(&[setter_of_null, setter_of_request, field()]),
            ["types::A.b: i64 is new"]
        );
        // The setter of a parameter is listed even if a field has the same name.
        let setter_of_parameter = added(of_request("b", &other));
        assert_eq!(words(&[setter_of_parameter, field()]).len(), 2);
        let mut already_listed = BTreeSet::new();
        assert_eq!(
            list_item_changes([field()].iter(), &mut already_listed).len(),
            1
        );
        assert!(list_item_changes([field()].iter(), &mut already_listed).is_empty());
    }
}
