//! The model, and what several renderers look up in it: types by id, resolved aliases, taken names.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};

use code_format::Ident;

use crate::RuntimeSource;
use crate::by_text::ByText;
use crate::doc::Doc;
use crate::job::MAX_LINES;
use crate::showcase::{self, Call};
use crate::uses::TypeUsageIndex;
use diag::Origin;
use model::{Api, Operation, Type, TypeDef, TypeId};
use samples::Samples;
use surface::{ApiIndex, speaks_xml};

pub(crate) struct RenderContext<'a> {
    pub(crate) api: &'a Api,
    pub(crate) index: ApiIndex<'a>,
    /// Types and operations by location.
    pub(super) types_at: HashMap<&'a Origin, TypeId>,
    pub(super) operations_at: HashMap<&'a Origin, &'a Operation>,
    /// Types by the path of the module that contains their inline types.
    module_owners: OnceLock<HashMap<String, TypeId>>,
    pub(crate) samples: Samples<'a>,
    pub(crate) speaks_xml: bool,
    showcase: OnceLock<Vec<Call>>,
    /// The parts of the README, which other files share.
    pub(super) readme_parts: OnceLock<Vec<String>>,
    users: OnceLock<TypeUsageIndex>,
    /// Docs and their first sentences, by the prose of the description.
    pub(super) docs: ByText<Doc>,
    pub(super) summaries: ByText<Option<String>>,
    /// The maximum number of lines of a file; longer files are split where possible.
    pub(super) max_lines: usize,
    pub(super) runtime: RuntimeSource,
    /// Types of other clients with the same runtime that replace types of this one.
    pub(super) shared_types: BTreeSet<String>,
}

impl<'a> RenderContext<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let named = api.schemas.iter().filter_map(|entry| match entry.ty {
            Type::Named(id) => Some((&entry.origin, id)),
            _ => None,
        });
        Self {
            api,
            index: ApiIndex::of(api),
            types_at: named.collect(),
            operations_at: api
                .operations
                .iter()
                .map(|operation| (&operation.origin, operation))
                .collect(),
            module_owners: OnceLock::new(),
            samples: Samples::of(api),
            speaks_xml: speaks_xml(api),
            showcase: OnceLock::new(),
            readme_parts: OnceLock::new(),
            users: OnceLock::new(),
            docs: ByText::default(),
            summaries: ByText::default(),
            max_lines: MAX_LINES,
            runtime: RuntimeSource::default(),
            shared_types: BTreeSet::new(),
        }
    }

    /// Returns whether the runtime is another crate.
    pub(super) fn shares_runtime(&self) -> bool {
        self.runtime != RuntimeSource::Embedded
    }

    /// Returns the type whose inline types are in a module.
    pub(super) fn module_owner(&self, path: &str) -> Option<&'a TypeDef> {
        let owners = self.module_owners.get_or_init(|| module_owners(self.api));
        self.index.def(*owners.get(path)?)
    }

    pub(crate) fn crate_name(&self) -> String {
        self.index.crate_name()
    }

    /// Returns the operations that examples may call, the best ones first.
    pub(super) fn showcase(&self) -> impl Iterator<Item = (&Call, &'a Operation)> {
        let order = self
            .showcase
            .get_or_init(|| showcase::rank_operations(self.api));
        order
            .iter()
            .filter_map(|call| Some((call, self.api.operations.get(call.index)?)))
    }

    pub(super) fn users(&self) -> &TypeUsageIndex {
        self.users.get_or_init(|| TypeUsageIndex::of(self.api))
    }

    /// Returns the base URL of the API: the first server with a host, or else the first server.
    pub(super) fn base_url(&self) -> &'a str {
        let best = self
            .api
            .server_with_host()
            .or_else(|| self.api.servers.first());
        best.map_or("", |server| server.url.as_str())
    }

    /// Returns a base URL for examples, if no server in the description has a host and no
    /// environment variable provides the URL.
    pub(super) fn example_base_url(&self) -> Option<String> {
        let url = self.base_url();
        let client = &self.api.client;
        let has_variable = client.has_configured_variables && client.base_url_env.is_some();
        if has_variable || url.contains("://") {
            return None;
        }
        let path = url.trim_matches('/');
        Some(
            format!("https://api.example.com/{path}")
                .trim_end_matches('/')
                .to_owned(),
        )
    }
}

fn module_owners(api: &Api) -> HashMap<String, TypeId> {
    let mut owners = HashMap::new();
    for (id, def) in api.types.iter() {
        let module = naming::module_name(def.ident());
        owners
            .entry(naming::path_below(def.namespace(), &module))
            .or_insert(id);
    }
    owners
}

/// Creates an identifier. Names of the model are valid; any other is repaired, so that nothing
/// panics.
pub(crate) fn make_ident(name: &str) -> Ident {
    if naming::is_identifier(name) {
        return Ident::new(name);
    }
    Ident::new(naming::field_name(name))
}
