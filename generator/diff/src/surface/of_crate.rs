//! Findings that are only about items of the crate.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::finding::{Finding, ItemChange, Subject};
use crate::message::Message;
use crate::resolved_ref::origin_of_constant;
use crate::rules::Rule;
use description::Document;
use diag::{FileId, Origin};
use surface::{Item, ItemOwner, ItemSource, SourceSection};

/// A finding that is only about items of the crate.
pub(super) struct OfCrate {
    pub(super) finding: Finding,
    /// The type or module of the items, unless the crate has neither any more.
    pub(super) owner: Option<ItemOwner>,
    pub(super) name: Option<String>,
}

impl OfCrate {
    /// Returns the location in a description that the items come from: that of a single item, or
    /// else that of their owner.
    pub(super) fn location(&self, document: &Document, items: &[Item]) -> Option<Origin> {
        let mut own_items = self.items_of_owner(items);
        let named_item = own_items.find(|item| self.name.as_ref() == Some(&item.name));
        let item = named_item.or_else(|| self.owner_item(items))?;
        location_of_source(document, item.source.as_ref()?)
    }

    /// Returns the type or operation that the owner comes from.
    pub(super) fn whole_of_owner(&self, items: &[Item]) -> Option<Origin> {
        self.owner_item(items)?.source.as_ref()?.whole().cloned()
    }

    fn owner_item<'i>(&self, items: &'i [Item]) -> Option<&'i Item> {
        self.items_of_owner(items).find(|item| item.name.is_empty())
    }

    fn items_of_owner<'i>(&self, items: &'i [Item]) -> impl Iterator<Item = &'i Item> {
        // The items of a surface are sorted by owner.
        let first = items.partition_point(|item| Some(&item.owner) < self.owner.as_ref());
        items
            .iter()
            .skip(first)
            .take_while(|item| Some(&item.owner) == self.owner.as_ref())
    }
}

/// Returns the location of a source, if the description has it.
fn location_of_source(document: &Document, source: &ItemSource) -> Option<Origin> {
    match source {
        ItemSource::Part(_, origin) | ItemSource::Outputs(origin) => Some(origin.clone()),
        ItemSource::Whole(origin) => {
            let other = match SourceSection::at(origin) {
                None => return Some(origin.clone()),
                Some(SourceSection::Webhooks) => Some(Origin::new(FileId(0), "/x-webhooks")),
                Some(_) => None,
            };
            let mut locations = [Some(origin.clone()), other].into_iter().flatten();
            locations.find(|location| document.value(location).is_some())
        }
        ItemSource::Value(origin, value) => {
            origin_of_constant(document, origin, value).or_else(|| Some(origin.clone()))
        }
        ItemSource::Resource(first) => location_of_tag(document, first),
    }
}

/// Returns the location of the tag of an operation, or else of its path.
fn location_of_tag(document: &Document, operation: &Origin) -> Option<Origin> {
    let own = operation.child("tags").item(0);
    let Some(tag) = document.value(&own).and_then(Value::as_str) else {
        return operation.parent();
    };
    let tags = Origin::new(FileId(0), "/tags");
    let tag_objects = document.value(&tags).and_then(Value::as_array);
    let index = tag_objects.and_then(|tag_objects| {
        tag_objects
            .iter()
            .position(|object| object.get("name").is_some_and(|name| name == tag))
    });
    Some(index.map_or(own, |index| tags.item(index)))
}

/// Returns a finding about changed items of an owner.
pub(super) fn of_items(
    rule: &'static Rule,
    owner: ItemOwner,
    message: Message,
    items: Vec<ItemChange>,
) -> OfCrate {
    let levels = items.iter().map(|change| change.level);
    let source = levels.max().unwrap_or_default();
    let names: BTreeSet<&str> = items
        .iter()
        .filter_map(ItemChange::item)
        .map(|item| item.name.as_str())
        .collect();
    let name = names
        .first()
        .filter(|name| names.len() == 1 && !name.is_empty())
        .map(|name| (*name).to_owned());
    let subject = Subject {
        type_name: Some(owner.name().to_owned()),
        ..Subject::default()
    };
    OfCrate {
        finding: Finding {
            source,
            items,
            ..Finding::new(rule, subject, message)
        },
        owner: Some(owner),
        name,
    }
}
