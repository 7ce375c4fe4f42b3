//! Derives the items of the crate from the model.

mod catalog;
mod client;
mod requests;
mod resources;
mod servers;
mod types;
mod webhooks;

use std::collections::BTreeSet;

use foldhash::HashMap;

use crate::index::ApiIndex;
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::owner::{ItemOwner, OwnerKind};
use crate::rust_type::RustType;
use crate::signature::{ItemSignature, Receiver};
use crate::source::ItemSource;
use model::Api;

/// The public items of a crate.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// The items, sorted, each once.
    pub items: Vec<Item>,
}

impl Surface {
    /// Derives the public items of the crate for this model.
    pub fn of(api: &Api) -> Self {
        let mut collector = ItemCollector {
            index: &ApiIndex::of(api),
            items: Vec::new(),
        };
        collector.push_types();
        collector.push_resources();
        collector.push_client();
        collector.push_servers();
        collector.push_webhooks();
        collector.push_catalog();
        let features = ItemOwner::new("features", OwnerKind::Other);
        for name in api.features.names() {
            collector.push(Item::bare(features.clone(), ItemKind::Feature, name));
        }
        let mut items = collector.items;
        inherit_sources(&mut items);
        items.sort();
        items.dedup();
        Self { items }
    }
}

/// Gives each item that has no source the source of its owner.
fn inherit_sources(items: &mut [Item]) {
    let sources: HashMap<ItemOwner, ItemSource> = items
        .iter()
        .filter(|item| item.name.is_empty())
        .filter_map(|item| Some((item.owner.clone(), item.source.clone()?)))
        .collect();
    for item in items.iter_mut().filter(|item| item.source.is_none()) {
        item.source = sources.get(&item.owner).cloned();
    }
}

/// Collects the items of the crate, in any order.
struct ItemCollector<'c, 'a> {
    index: &'c ApiIndex<'a>,
    items: Vec<Item>,
}

impl ItemCollector<'_, '_> {
    fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    /// Sets the features of the items from this index on, unless they have their own.
    fn set_features<'f>(&mut self, start: usize, features: impl IntoIterator<Item = &'f str>) {
        let features: BTreeSet<String> = features.into_iter().map(str::to_owned).collect();
        for item in self.items.iter_mut().skip(start) {
            if item.features.is_empty() {
                item.features.clone_from(&features);
            }
        }
    }

    /// Adds traits that a type implements.
    fn push_traits(&mut self, owner: &ItemOwner, names: &[&str]) {
        for name in names {
            self.push(Item::bare(owner.clone(), ItemKind::Trait, name));
        }
    }
}

/// An argument of a function.
#[derive(Clone)]
struct ItemArgument {
    name: String,
    ty: ItemType,
    source: Option<ItemSource>,
}

impl ItemArgument {
    fn new(name: impl Into<String>, ty: ItemType) -> Self {
        Self {
            name: name.into(),
            ty,
            source: None,
        }
    }
}

/// Returns an open struct or enum.
fn type_head(owner: &ItemOwner, kind: ItemKind) -> Item {
    let signature = match kind {
        ItemKind::Struct => ItemSignature::Struct,
        _ => ItemSignature::Enum,
    };
    Item {
        signature,
        open: true,
        ..Item::bare(owner.clone(), kind, "")
    }
}

/// Returns a field, a constant or an alias.
fn typed_item(owner: &ItemOwner, kind: ItemKind, name: &str, ty: ItemType) -> Item {
    Item {
        signature: ItemSignature::Type(ty),
        ..Item::bare(owner.clone(), kind, name)
    }
}

/// Returns a variant.
fn variant(owner: &ItemOwner, name: &str, payload: Option<ItemType>) -> Item {
    Item {
        signature: ItemSignature::Payload(payload),
        ..Item::bare(owner.clone(), ItemKind::Variant, name)
    }
}

/// Returns a method or an associated function.
fn method(
    owner: &ItemOwner,
    name: &str,
    receiver: Receiver,
    arguments: Vec<ItemArgument>,
    output: ItemType,
) -> Item {
    let mut item = Item::bare(owner.clone(), ItemKind::Method, name);
    let mut types = Vec::new();
    for argument in arguments {
        types.push(argument.ty);
        item.arguments.push(argument.name);
        item.argument_sources.push(argument.source);
    }
    item.signature = ItemSignature::Function {
        receiver,
        arguments: types,
        output,
    };
    item
}

/// Returns a function of a module.
fn function(
    module: &ItemOwner,
    name: &str,
    arguments: Vec<ItemArgument>,
    output: ItemType,
) -> Item {
    Item {
        kind: ItemKind::Function,
        ..method(module, name, Receiver::None, arguments, output)
    }
}

/// Returns an associated function that returns `Self`.
fn constructor(owner: &ItemOwner, name: &str, arguments: Vec<ItemArgument>) -> Item {
    method(owner, name, Receiver::None, arguments, ItemType::SelfType)
}

/// Returns a method that takes `self` and returns it.
fn setter(owner: &ItemOwner, name: &str, arguments: Vec<ItemArgument>) -> Item {
    method(owner, name, Receiver::Value, arguments, ItemType::SelfType)
}

/// Returns a method that takes `&self`.
fn method_by_reference(
    owner: &ItemOwner,
    name: &str,
    arguments: Vec<ItemArgument>,
    output: ItemType,
) -> Item {
    method(owner, name, Receiver::Reference, arguments, output)
}

/// Returns `&str`.
fn str_reference() -> ItemType {
    ItemType::imported("str").reference()
}

/// The runtime type of a duration.
const DURATION: &RustType = &RustType::Path("std::time::Duration");

#[cfg(test)]
mod tests {
    use super::*;
    use diag::{FileId, Origin};

    #[test]
    fn items_have_their_own_source_or_that_of_their_owner() {
        let [whole, part] = ["/a", "/a/b"].map(|pointer| Origin::new(FileId(0), pointer));
        let (own, inherited) = (
            ItemSource::of_part(&whole, &part),
            ItemSource::Whole(whole.clone()),
        );
        let owner = ItemOwner::described("A");
        let item = |name: &str, source: Option<&ItemSource>| Item {
            source: source.cloned(),
            ..Item::bare(owner.clone(), ItemKind::Field, name)
        };
        let mut items = [
            item("b", Some(&own)),
            item("", Some(&inherited)),
            item("c", None),
        ];
        inherit_sources(&mut items);
        let sources = items.map(|item| item.source);
        assert_eq!(
            sources,
            [Some(own), Some(inherited.clone()), Some(inherited)]
        );
    }

    #[test]
    fn signatures_exclude_names_of_arguments() {
        let owner = ItemOwner::described("A");
        let new = |names: [&str; 2]| {
            let integer = ItemType::imported("i64");
            let arguments = names.map(|name| ItemArgument::new(name, integer.clone()));
            constructor(&owner, "new", arguments.into())
        };
        let first = new(["a", "b"]);
        let second = new(["b", "a"]);
        assert_eq!(first.signature, second.signature);
        assert_eq!(first.signature.to_string(), "fn(i64, i64) -> Self");
        assert_eq!(first.arguments, ["a", "b"]);
    }
}
