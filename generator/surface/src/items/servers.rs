//! The servers of the API and its operations.

use super::{ItemArgument, ItemCollector, function, str_reference, typed_item};
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::owner::{ItemOwner, OwnerKind};
use crate::servers::server_choices;
use crate::source::SourceSection;
use naming::constant_name;

impl ItemCollector<'_, '_> {
    pub(super) fn push_servers(&mut self) {
        let module = ItemOwner::new("servers", OwnerKind::Other);
        for choice in server_choices(self.index.api) {
            let Some(server) = choice.first() else {
                continue;
            };
            let item = if server.variables.is_empty() {
                let constant = module.below(&constant_name(&server.rust));
                typed_item(&constant, ItemKind::Constant, "", str_reference())
            } else {
                let arguments = server
                    .variables
                    .iter()
                    .map(|variable| ItemArgument::new(&variable.rust, str_reference()))
                    .collect();
                let url = ItemType::imported("String");
                function(&module, &server.rust, arguments, url)
            };
            self.push(Item {
                source: Some(SourceSection::Servers.member(&server.origin)),
                ..item
            });
        }
    }
}
