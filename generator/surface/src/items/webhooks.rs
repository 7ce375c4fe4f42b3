//! The enum of all webhooks, and the functions that decode and verify them.

use std::collections::BTreeSet;

use super::{ItemArgument, ItemCollector, function, str_reference, type_head, variant};
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::names::TypeNames;
use crate::owner::{ItemOwner, OwnerKind};
use crate::source::{ItemSource, SourceSection};
use crate::webhooks::signature_argument;
use model::{WebhookEvent, Webhooks};

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_webhooks(&mut self) {
        let Some(webhooks) = &self.index.api.webhooks else {
            return;
        };
        let start = self.items.len();
        let module = ItemOwner::new("webhooks", OwnerKind::Webhooks);
        if !webhooks.events.is_empty() {
            self.push_events(&module.below("Event"), &webhooks.events);
        }
        for function in self.webhook_functions(&module, webhooks) {
            self.push(Item {
                source: Some(ItemSource::Whole(SourceSection::Webhooks.origin())),
                ..function
            });
        }
        self.set_features(start, self.index.api.features.webhook_requests.as_deref());
    }

    fn push_events(&mut self, owner: &ItemOwner, events: &'a [WebhookEvent]) {
        let names = TypeNames::of_payloads(self.index);
        self.push(Item {
            source: Some(ItemSource::Whole(SourceSection::Webhooks.origin())),
            ..type_head(owner, ItemKind::Enum)
        });
        self.push_traits(owner, &["Clone", "Debug", "PartialEq"]);
        for event in events {
            let request = self.index.api.webhook_requests.get(event.request);
            let payload = names.item_type(&self.index.event_type(event));
            self.push(Item {
                source: request.map(|request| SourceSection::Webhooks.member(&request.origin)),
                ..variant(owner, &event.rust, Some(payload))
            });
        }
        let any = ItemType::with_full_path("serde_json::Value");
        self.push(variant(owner, "Unknown", Some(any)));
    }

    fn webhook_functions(&self, module: &ItemOwner, webhooks: &'a Webhooks) -> Vec<Item> {
        let bytes = ItemType::imported("u8").slice();
        let payload = ItemArgument::new("payload", bytes.reference());
        // The module names its own type without a path.
        let event = ItemType::displayed_owner(module.below("Event"), "Event");
        let output = self.webhook_output(webhooks, &event);
        let mut functions = Vec::new();
        if webhooks.is_decodable_without_headers() {
            functions.push(function(
                module,
                "parse",
                vec![payload.clone()],
                output.clone(),
            ));
        }
        if !webhooks.events.is_empty() {
            let arguments = vec![ItemArgument::new("name", str_reference()), payload.clone()];
            let output = self.result_of(event);
            functions.push(function(module, "parse_as", arguments, output));
        }
        if let Some(scheme) = webhooks.scheme
            && webhooks.is_verified_whole()
        {
            let signature = match signature_argument(scheme) {
                "headers" => {
                    let headers = ItemType::with_full_path("http::HeaderMap");
                    ItemArgument::new("headers", headers.reference())
                }
                name => ItemArgument::new(name, str_reference()),
            };
            let secret = ItemArgument::new("secret", str_reference());
            let arguments = vec![payload, signature, secret];
            functions.push(Item {
                features: BTreeSet::from(["webhooks".to_owned()]),
                ..function(module, "verify", arguments, output)
            });
        }
        functions
    }

    /// Returns the output of functions that decode a payload.
    fn webhook_output(&self, webhooks: &'a Webhooks, event: &ItemType) -> ItemType {
        let names = if webhooks.events.is_empty() {
            TypeNames::outside_of_types(self.index)
        } else {
            TypeNames::of_payloads(self.index)
        };
        match &webhooks.payload {
            Some(schema) => self.result_of(names.item_type(&self.index.item_type(schema))),
            None => self.result_of(event.clone()),
        }
    }

    fn result_of(&self, ty: ItemType) -> ItemType {
        let names = TypeNames::outside_of_types(self.index);
        let error = ItemType::Named(names.name("crate::runtime::error::Error"));
        ItemType::generic("Result", vec![ty, error])
    }
}
