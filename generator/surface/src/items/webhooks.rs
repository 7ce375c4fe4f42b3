//! The enum of all webhooks, and the functions that decode and verify them.

use super::{ItemArgument, ItemCollector, method, typed_item};
use crate::item::{Item, ItemKind};
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
        let module = ItemOwner::new("webhooks", OwnerKind::Webhooks);
        if !webhooks.events.is_empty() {
            self.push_events(&module.below("Event"), &webhooks.events);
        }
        for function in self.webhook_functions(&module, webhooks) {
            self.push(Item {
                kind: ItemKind::Function,
                source: Some(ItemSource::Whole(SourceSection::Webhooks.origin())),
                ..function
            });
        }
    }

    fn push_events(&mut self, owner: &ItemOwner, events: &'a [WebhookEvent]) {
        let names = TypeNames::of_payloads(self.index);
        self.push(Item {
            open: true,
            source: Some(ItemSource::Whole(SourceSection::Webhooks.origin())),
            ..typed_item(owner, ItemKind::Enum, "", "enum")
        });
        self.push_traits(owner, &["Clone", "Debug", "PartialEq"]);
        for event in events {
            let request = self.index.api.webhook_requests.get(event.request);
            let payload = names.text(&self.index.event_type(event));
            self.push(Item {
                source: request.map(|request| SourceSection::Webhooks.member(&request.origin)),
                ..typed_item(
                    owner,
                    ItemKind::Variant,
                    &event.rust,
                    format!("({payload})"),
                )
            });
        }
        let unknown = "(serde_json::Value)";
        self.push(typed_item(owner, ItemKind::Variant, "Unknown", unknown));
    }

    fn webhook_functions(&self, module: &ItemOwner, webhooks: &'a Webhooks) -> Vec<Item> {
        let payload = ItemArgument::new("payload", "&[u8]");
        let output = self.webhook_output(webhooks);
        let mut functions = Vec::new();
        if webhooks.is_decodable_without_headers() {
            functions.push(method(module, "parse", "", vec![payload.clone()], &output));
        }
        if !webhooks.events.is_empty() {
            let arguments = vec![ItemArgument::new("name", "&str"), payload.clone()];
            let output = self.result_of("Event");
            functions.push(method(module, "parse_as", "", arguments, output));
        }
        if let Some(scheme) = webhooks.scheme
            && webhooks.is_verified_whole()
        {
            let signature = match signature_argument(scheme) {
                "headers" => ItemArgument::new("headers", "&http::HeaderMap"),
                name => ItemArgument::new(name, "&str"),
            };
            let secret = ItemArgument::new("secret", "&str");
            let arguments = vec![payload, signature, secret];
            functions.push(method(module, "verify", "", arguments, &output));
        }
        functions
    }

    /// Returns the output of functions that decode a payload.
    fn webhook_output(&self, webhooks: &'a Webhooks) -> String {
        let names = if webhooks.events.is_empty() {
            TypeNames::outside_of_types(self.index)
        } else {
            TypeNames::of_payloads(self.index)
        };
        match &webhooks.payload {
            Some(schema) => self.result_of(&names.text(&self.index.item_type(schema))),
            None => self.result_of("Event"),
        }
    }

    fn result_of(&self, ty: &str) -> String {
        let error = TypeNames::outside_of_types(self.index).path("crate::runtime::error::Error");
        format!("Result<{ty}, {error}>")
    }
}
