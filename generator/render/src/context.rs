//! The model, and what several renderers look up in it: types by id, resolved aliases, taken names.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use proc_macro2::{Ident, Span, TokenStream};

use crate::job::MAX_LINES;
use crate::showcase::{self, Call};
use crate::surface::recorder::Recorder;
use crate::surface::source::ItemSource;
use crate::uses::TypeUsageIndex;
use diag::Origin;
use model::{
    Api, Codec, Encoding, Operation, Output, Parameter, ParameterLocation, Presence, Resolved,
    Resource, Schema, Struct, Type, TypeDef, TypeId, TypeKind, Types, parent_path,
};
use samples::Samples;

pub(crate) struct RenderContext<'a> {
    pub(crate) api: &'a Api,
    /// Types and operations by location.
    pub(super) types_at: HashMap<&'a Origin, TypeId>,
    pub(super) operations_at: HashMap<&'a Origin, &'a Operation>,
    /// Types by path.
    types: HashMap<&'a str, TypeId>,
    /// Names of resources and requests, and of outputs that are not types of the description.
    handles: HashSet<&'a str>,
    /// The names by which `types` exports types of modules.
    short_names: HashSet<&'a str>,
    /// Modules of types, with their parents.
    modules: HashSet<&'a str>,
    /// Types by the path of the module that contains their inline types.
    module_owners: OnceLock<HashMap<String, TypeId>>,
    pub(crate) samples: Samples<'a>,
    resources: HashMap<&'a str, usize>,
    parents: HashMap<usize, usize>,
    /// Path parameters by wire name, each from the first operation that has it.
    path_parameters: HashMap<&'a str, &'a Parameter>,
    pub(crate) speaks_xml: bool,
    showcase: OnceLock<Vec<Call>>,
    users: OnceLock<TypeUsageIndex>,
    /// Unions that arguments accept as a `Field`.
    nullable_unions: OnceLock<HashSet<TypeId>>,
    /// The maximum number of lines of a file; longer files are split where possible.
    pub(super) max_lines: usize,
    /// Collects the items of all files instead of their text, if requested.
    pub(super) recorder: Option<Recorder>,
}

impl<'a> RenderContext<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        let handles = api
            .resources
            .iter()
            .map(|resource| resource.type_name.as_str());
        let requests = api
            .operations
            .iter()
            .map(|operation| operation.request_type.as_str());
        let responses = api
            .operations
            .iter()
            .filter_map(|operation| match &operation.output {
                Output::Several(several) => Some(several.name.as_str()),
                _ => None,
            });
        let short_names = api.types.iter().filter(|(_, def)| def.has_short_name);
        let resources = api.resources.iter().enumerate();
        let parameters = api
            .operations
            .iter()
            .rev()
            .flat_map(|operation| operation.parameters.iter().rev());
        let in_path = parameters.filter(|parameter| parameter.location == ParameterLocation::Path);
        let named = api.schemas.iter().filter_map(|entry| match entry.ty {
            Type::Named(id) => Some((&entry.origin, id)),
            _ => None,
        });
        Self {
            api,
            types_at: named.collect(),
            operations_at: api
                .operations
                .iter()
                .map(|operation| (&operation.origin, operation))
                .collect(),
            types: api
                .types
                .iter()
                .map(|(id, def)| (def.name.as_str(), id))
                .collect(),
            handles: handles.chain(requests).chain(responses).collect(),
            short_names: short_names.map(|(_, def)| def.ident()).collect(),
            modules: type_namespaces(api),
            module_owners: OnceLock::new(),
            samples: Samples::of(api),
            parents: resources
                .clone()
                .flat_map(|(index, parent): (usize, &'a Resource)| {
                    parent
                        .children
                        .iter()
                        .map(move |child| (child.0 as usize, index))
                })
                .collect(),
            resources: resources
                .map(|(index, resource)| (resource.type_name.as_str(), index))
                .collect(),
            path_parameters: in_path
                .map(|parameter| (parameter.wire.as_str(), parameter))
                .collect(),
            speaks_xml: speaks_xml(api),
            showcase: OnceLock::new(),
            users: OnceLock::new(),
            nullable_unions: OnceLock::new(),
            max_lines: MAX_LINES,
            recorder: None,
        }
    }

    /// Returns a context that records the items of files instead of their text.
    pub(super) fn recording(api: &'a Api) -> Self {
        Self {
            recorder: Some(Recorder::default()),
            ..Self::new(api)
        }
    }

    /// Returns the attribute that marks an item with its source, if items are recorded.
    pub(super) fn mark_source(&self, source: ItemSource) -> Option<TokenStream> {
        Some(self.recorder.as_ref()?.mark_source(source))
    }

    /// Returns the mark of an item that comes from a type or operation.
    pub(super) fn mark_whole(&self, origin: &Origin) -> Option<TokenStream> {
        self.mark_source(ItemSource::Whole(origin.clone()))
    }

    /// Returns whether a type, resource, request or output has this name, so that emitted code cannot use the name for
    /// anything else.
    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.is_type(name) || self.is_handle(name)
    }

    pub(crate) fn is_type(&self, path: &str) -> bool {
        self.types.contains_key(path)
    }

    pub(crate) fn type_at(&self, path: &str) -> Option<TypeId> {
        self.types.get(path).copied()
    }

    /// Returns whether `types` exports a type of a module by this name.
    pub(crate) fn is_short_name(&self, name: &str) -> bool {
        self.short_names.contains(name)
    }

    /// Returns whether a resource, a request or its output has this name.
    pub(crate) fn is_handle(&self, name: &str) -> bool {
        self.handles.contains(name)
    }

    pub(crate) fn is_module(&self, path: &str) -> bool {
        self.modules.contains(path)
    }

    /// Returns the type whose inline types are in a module.
    pub(super) fn module_owner(&self, path: &str) -> Option<&'a TypeDef> {
        let owners = self.module_owners.get_or_init(|| module_owners(self.api));
        self.def(*owners.get(path)?)
    }

    pub(crate) fn crate_name(&self) -> String {
        self.api.package.name.replace('-', "_")
    }

    pub(crate) fn def(&self, id: TypeId) -> Option<&'a TypeDef> {
        self.api.types.get(id)
    }

    pub(crate) fn operations(
        &self,
        resource: &'a Resource,
    ) -> impl Iterator<Item = &'a Operation> + use<'a> {
        let all = &self.api.operations;
        resource
            .operations
            .iter()
            .filter_map(|index| all.get(*index))
    }

    pub(crate) fn children(
        &self,
        resource: &'a Resource,
    ) -> impl Iterator<Item = &'a Resource> + use<'a> {
        let all = &self.api.resources;
        resource
            .children
            .iter()
            .filter_map(|id| all.get(id.0 as usize))
    }

    /// Returns the resources that lead from the client to this one, which is the last of them.
    pub(crate) fn path_to_resource(&self, resource: &Resource) -> Vec<&'a Resource> {
        let all = &self.api.resources;
        let mut at = self.resources.get(resource.type_name.as_str()).copied();
        let mut path = Vec::new();
        // Resource 0 is the client.
        while let Some(index) = at.filter(|index| *index != 0 && path.len() < all.len()) {
            path.extend(all.get(index));
            at = self.parents.get(&index).copied();
        }
        path.reverse();
        path
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

    /// Returns whether an argument accepts this union or `None`, because it is for a required property, an item or a
    /// map value that may be null.
    pub(crate) fn is_nullable_argument(&self, union: TypeId) -> bool {
        self.nullable_unions
            .get_or_init(|| nullable_unions(self.api))
            .contains(&union)
    }

    pub(crate) fn path_parameter(&self, wire: &str) -> Option<&'a Parameter> {
        self.path_parameters.get(wire).copied()
    }

    pub(crate) fn as_struct(
        &self,
        schema: &'a Schema,
    ) -> Option<(TypeId, &'a TypeDef, &'a Struct)> {
        let Type::Named(id) = *self.resolve(schema).ty else {
            return None;
        };
        let def = self.def(id)?;
        match &def.kind {
            TypeKind::Struct(record) => Some((id, def, record)),
            _ => None,
        }
    }

    pub(crate) fn resolve(&self, schema: &'a Schema) -> Resolved<'a> {
        self.api.types.resolved(schema)
    }

    /// Returns the base URL of the API: the first server with a host, or else the first server.
    pub(super) fn base_url(&self) -> &'a str {
        let best = self
            .api
            .server_with_host()
            .or_else(|| self.api.servers.first());
        best.map_or("", |server| server.url.as_str())
    }

    /// Returns a base URL for examples, if no server in the description has a host and no environment variable provides
    /// the URL.
    pub(super) fn example_base_url(&self) -> Option<String> {
        let url = self.base_url();
        let client = &self.api.client;
        let has_variable = client.has_configured_variables && client.base_url_env.is_some();
        if has_variable || url.contains("://") {
            return None;
        }
        Some(
            format!("https://api.example.com/{}", url.trim_matches('/'))
                .trim_end_matches('/')
                .to_owned(),
        )
    }
}

fn nullable_unions(api: &Api) -> HashSet<TypeId> {
    let types = &api.types;
    let mut unions = HashSet::new();
    for (_, def) in types.iter().filter(|(_, def)| def.usage.request) {
        let (TypeKind::Struct(record) | TypeKind::Tuple(record)) = &def.kind else {
            continue;
        };
        for property in &record.properties {
            let is_nullable = types.presence(def, property) == Presence::Nullable;
            unions.extend(nullable_union_in(types, &property.schema, is_nullable));
        }
    }
    for parameter in api
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters)
    {
        unions.extend(nullable_union_in(types, &parameter.schema, false));
    }
    unions
}

/// Returns the union that is the type of a nullable value, or of the nullable items of an array or a map.
fn nullable_union_in(types: &Types, schema: &Schema, is_nullable: bool) -> Option<TypeId> {
    let own = types.resolved(schema);
    let (value, is_nullable) = match own.ty {
        Type::List(item) | Type::Map(item) => (types.resolved(item), types.resolved(item).nullable),
        _ => (own, is_nullable),
    };
    match *value.ty {
        Type::Named(id)
            if is_nullable
                && matches!(types.get(id).map(|def| &def.kind), Some(TypeKind::Union(_))) =>
        {
            Some(id)
        }
        _ => None,
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

fn type_namespaces(api: &Api) -> HashSet<&str> {
    let mut modules = HashSet::new();
    for (_, def) in api.types.iter() {
        let mut path = def.namespace();
        while !path.is_empty() && modules.insert(path) {
            path = parent_path(path);
        }
    }
    modules
}

/// Creates an identifier. Names of the model are valid; any other is repaired, so that nothing panics.
pub(crate) fn make_ident(name: &str) -> Ident {
    if naming::is_identifier(name) {
        return Ident::new(name, Span::call_site());
    }
    Ident::new(&naming::field_name(name), Span::call_site())
}

/// Returns whether any operation sends or receives XML without a JSON alternative.
fn speaks_xml(api: &Api) -> bool {
    api.operations.iter().any(|operation| {
        let contents = operation.body.as_ref().map(|body| body.contents.as_slice());
        let contents = contents.unwrap_or_default();
        // The first media type is the one that is sent.
        let sends_xml = contents
            .first()
            .is_some_and(|content| content.codec == Codec::Xml);
        let sends_xml_parts = contents
            .iter()
            .flat_map(|content| &content.encodings)
            .any(Encoding::uses_xml);
        let fails_in_xml = operation
            .failures()
            .any(|failure| matches!(operation.failure(failure), Some((_, Output::Xml(_)))));
        sends_xml || sends_xml_parts || fails_in_xml || !operation.output.in_xml().is_empty()
    })
}
