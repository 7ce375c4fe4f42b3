//! The constructors of the client, and the setters of its builder.

use super::{ItemArgument, ItemCollector, constructor, method, setter};
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::names::TypeNames;
use crate::owner::{ItemOwner, OwnerKind};
use crate::schemes::{
    GENERAL_SETTERS, SchemeFacts, has_environment, schemes_of_new, security_scheme_facts,
};
use crate::signature::Receiver;
use crate::source::{ItemSource, SourceSection};

impl ItemCollector<'_, '_> {
    pub(super) fn push_client(&mut self) {
        let root = ItemOwner::new("", OwnerKind::Other);
        let schemes = security_scheme_facts(self.index.api);
        let builder = root.below("ClientBuilder");
        self.push_client_constructors(&root.below("Client"), &builder, &schemes);
        let mock = ItemOwner::new("crate::runtime::testing::MockTransport", OwnerKind::Runtime);
        self.push(constructor(&mock, "new", Vec::new()));
        self.push_traits(&mock, &["Default"]);
        self.push_builder_setters(&builder, &schemes);
        let mut schemes = schemes.iter();
        if let Some(facts) = schemes.find(|facts| facts.scheme.token_endpoint.is_some()) {
            let owner = ItemOwner::new("OAuth2", OwnerKind::Runtime);
            self.push(Item {
                source: Some(facts.source()),
                ..Item::bare(owner, ItemKind::Export, "")
            });
        }
    }

    fn push_client_constructors(
        &mut self,
        client: &ItemOwner,
        builder: &ItemOwner,
        schemes: &[SchemeFacts<'_>],
    ) {
        let api = self.index.api;
        let source = Some(ItemSource::Whole(SourceSection::SecuritySchemes.origin()));
        let mut arguments = Vec::new();
        for scheme in schemes_of_new(api, schemes) {
            let source = Some(scheme.source());
            arguments.extend(scheme.arguments.iter().map(|name| ItemArgument {
                source: source.clone(),
                ..credential(name)
            }));
        }
        if arguments.is_empty() {
            self.push(Item {
                source: source.clone(),
                ..Item::bare(client.clone(), ItemKind::Trait, "Default")
            });
        }
        self.push(Item {
            source: source.clone(),
            ..constructor(client, "new", arguments)
        });
        if has_environment(api) {
            let error = ItemType::imported("crate::runtime::error::Error");
            let output = ItemType::generic("Result", vec![ItemType::SelfType, error]);
            self.push(Item {
                source,
                ..method(client, "from_env", Receiver::None, Vec::new(), output)
            });
        }
        let builder = ItemType::of_owner(builder.clone());
        self.push(method(
            client,
            "builder",
            Receiver::None,
            Vec::new(),
            builder,
        ));
    }

    fn push_builder_setters(&mut self, builder: &ItemOwner, schemes: &[SchemeFacts<'_>]) {
        let names = TypeNames::outside_of_types(self.index);
        let token_source = names.name("crate::runtime::auth::TokenSource");
        let source_argument = ItemArgument::new("source", ItemType::Implementor(token_source));
        for scheme in schemes {
            let arguments = scheme
                .arguments
                .iter()
                .map(|name| credential(name))
                .collect();
            let mut setters = vec![setter(builder, &scheme.setter, arguments)];
            if let Some(name) = &scheme.source_setter {
                setters.push(setter(builder, name, vec![source_argument.clone()]));
            }
            for item in setters {
                self.push(Item {
                    deprecated: scheme.scheme.deprecated,
                    source: Some(scheme.source()),
                    ..item
                });
            }
        }
        let names_of_schemes: Vec<&str> = schemes.iter().flat_map(SchemeFacts::setters).collect();
        for name in GENERAL_SETTERS {
            if names_of_schemes.contains(&name) {
                continue;
            }
            let arguments = match name {
                "bearer_token" => vec![credential("token")],
                "bearer_token_source" => vec![source_argument.clone()],
                _ => vec![credential("user"), credential("password")],
            };
            self.push(Item {
                source: Some(ItemSource::Whole(SourceSection::SecuritySchemes.origin())),
                ..setter(builder, name, arguments)
            });
        }
    }
}

/// Returns an argument that is a credential.
fn credential(name: &str) -> ItemArgument {
    ItemArgument::new(name, ItemType::imported("String").converted())
}
