//! The constructors of the client, and the setters of its builder.

use super::{ItemArgument, ItemCollector, method};
use crate::item::{Item, ItemKind};
use crate::names::TypeNames;
use crate::owner::{ItemOwner, OwnerKind};
use crate::schemes::{
    GENERAL_SETTERS, SchemeFacts, has_environment, schemes_of_new, security_scheme_facts,
};
use crate::source::{ItemSource, SourceSection};

/// The type of an argument that is a credential.
const CREDENTIAL: &str = "impl Into<String>";

impl ItemCollector<'_, '_> {
    pub(super) fn push_client(&mut self) {
        let root = ItemOwner::new("", OwnerKind::Other);
        let schemes = security_scheme_facts(self.index.api);
        self.push_client_constructors(&root.below("Client"), &schemes);
        let mock = ItemOwner::new("crate::runtime::testing::MockTransport", OwnerKind::Runtime);
        self.push(method(&mock, "new", "", Vec::new(), "Self"));
        self.push_traits(&mock, &["Default"]);
        self.push_builder_setters(&root.below("ClientBuilder"), &schemes);
    }

    fn push_client_constructors(&mut self, client: &ItemOwner, schemes: &[SchemeFacts<'_>]) {
        let api = self.index.api;
        let source = Some(ItemSource::Whole(SourceSection::SecuritySchemes.origin()));
        let mut arguments = Vec::new();
        for scheme in schemes_of_new(api, schemes) {
            let source = Some(scheme.source());
            arguments.extend(scheme.arguments.iter().map(|name| ItemArgument {
                source: source.clone(),
                ..ItemArgument::new(name, CREDENTIAL)
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
            ..method(client, "new", "", arguments, "Self")
        });
        if has_environment(api) {
            self.push(Item {
                source,
                ..method(client, "from_env", "", Vec::new(), "Result<Self, Error>")
            });
        }
        self.push(method(client, "builder", "", Vec::new(), "ClientBuilder"));
    }

    fn push_builder_setters(&mut self, builder: &ItemOwner, schemes: &[SchemeFacts<'_>]) {
        let names = TypeNames::outside_of_types(self.index);
        let token_source = names.path("crate::runtime::auth::TokenSource");
        let source_argument = ItemArgument::new("source", format!("impl {token_source}"));
        for scheme in schemes {
            let arguments = scheme
                .arguments
                .iter()
                .map(|name| ItemArgument::new(name, CREDENTIAL))
                .collect();
            let mut setters = vec![method(builder, &scheme.setter, "self", arguments, "Self")];
            if let Some(name) = &scheme.source_setter {
                let arguments = vec![source_argument.clone()];
                setters.push(method(builder, name, "self", arguments, "Self"));
            }
            for setter in setters {
                self.push(Item {
                    deprecated: scheme.scheme.deprecated,
                    source: Some(scheme.source()),
                    ..setter
                });
            }
        }
        let names_of_schemes: Vec<&str> = schemes.iter().flat_map(SchemeFacts::setters).collect();
        for name in GENERAL_SETTERS {
            if names_of_schemes.contains(&name) {
                continue;
            }
            let arguments = match name {
                "bearer_token" => vec![ItemArgument::new("token", CREDENTIAL)],
                "bearer_token_source" => vec![source_argument.clone()],
                _ => vec![
                    ItemArgument::new("user", CREDENTIAL),
                    ItemArgument::new("password", CREDENTIAL),
                ],
            };
            self.push(Item {
                source: Some(ItemSource::Whole(SourceSection::SecuritySchemes.origin())),
                ..method(builder, name, "self", arguments, "Self")
            });
        }
    }
}
