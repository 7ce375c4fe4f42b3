//! The catalog of operations: its statics, its names, and the Cargo features that need it.

use super::{ItemArgument, ItemCollector, method_by_reference, str_reference, typed_item};
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::methods::MethodFacts;
use crate::operation_names::{
    ArgumentName, BODY_ARGUMENT, argument_names, operation_names, requires_body_argument,
};
use crate::owner::{ItemOwner, OwnerKind};
use crate::signature::ItemSignature;
use crate::source::ItemSource;
use model::{CATALOG_FEATURE, COMMAND_LINE_FEATURE, MCP_FEATURE, TEST_SERVER_FEATURE};

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_catalog(&mut self) {
        let client = &self.index.api.client;
        if !client.has_catalog {
            return;
        }
        let features = [
            (true, CATALOG_FEATURE),
            (client.has_command_line, COMMAND_LINE_FEATURE),
            (client.has_mcp_server, MCP_FEATURE),
            (client.has_test_server, TEST_SERVER_FEATURE),
        ];
        let features: Vec<&str> = features
            .into_iter()
            .filter_map(|(exists, name)| exists.then_some(name))
            .collect();
        let root = ItemOwner::new("", OwnerKind::Other);
        let module = root.below("operations");
        for name in &features {
            let owner = root.below("features");
            self.push(Item::bare(owner, ItemKind::OptionalFeature, name));
        }
        self.push_catalog_items(&root.below("Client"), &module);
        let operations = self.index.api.operations.iter();
        for (name, operation) in operation_names(self.index).iter().zip(operations) {
            if let Some(facts) = self.index.method(operation) {
                let start = self.items.len();
                self.push_named_operation(&module.below(name), &facts);
                self.set_features(start, features.iter().copied());
            }
        }
    }

    /// Adds the statics, and the method that takes the name of an operation.
    fn push_catalog_items(&mut self, client: &ItemOwner, module: &ItemOwner) {
        let catalog = ItemType::imported("crate::runtime::catalog::Catalog");
        let values = ItemType::imported("serde_json::Value").converted();
        let call = method_by_reference(
            client,
            "call",
            vec![
                ItemArgument::new("name", str_reference()),
                ItemArgument::new("arguments", values),
            ],
            ItemType::imported("crate::runtime::catalog::ValueRequest"),
        );
        let mut items = vec![
            (
                CATALOG_FEATURE,
                typed_item(&module.below("OPERATIONS"), ItemKind::Constant, "", catalog),
            ),
            (CATALOG_FEATURE, call),
        ];
        if self.index.api.client.has_command_line {
            let program = ItemType::with_full_path("crate::runtime::command_line::Program");
            items.push((
                COMMAND_LINE_FEATURE,
                typed_item(&module.below("PROGRAM"), ItemKind::Constant, "", program),
            ));
        }
        for (feature, item) in items {
            self.push(Item {
                features: [feature.to_owned()].into(),
                ..item
            });
        }
    }

    /// Adds the name of an operation, and those of its arguments.
    fn push_named_operation(&mut self, owner: &ItemOwner, facts: &MethodFacts<'a>) {
        let operation = &facts.operation.origin;
        let source = ItemSource::Whole(operation.clone());
        self.push(Item {
            source: Some(source.clone()),
            ..Item::bare(owner.clone(), ItemKind::Operation, "")
        });
        for ArgumentName { name, parameter } in argument_names(facts) {
            self.push(Item {
                source: Some(ItemSource::of_part(operation, &parameter.origin)),
                signature: ItemSignature::Argument {
                    is_required: parameter.required,
                },
                ..Item::bare(owner.clone(), ItemKind::OperationArgument, &name)
            });
        }
        if facts.content().is_some() {
            self.push(Item {
                source: Some(source),
                signature: ItemSignature::Argument {
                    is_required: requires_body_argument(facts),
                },
                ..Item::bare(owner.clone(), ItemKind::OperationArgument, BODY_ARGUMENT)
            });
        }
    }
}
