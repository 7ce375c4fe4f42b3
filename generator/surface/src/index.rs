//! The model, and what its items look up in it: types by path, taken names, resolved aliases.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet, HashSetExt};

use model::{
    Api, FormerHandle, Operation, Output, Parameter, ParameterLocation, Presence, Resolved,
    Resource, Schema, Struct, Type, TypeDef, TypeId, TypeKind, Types, parent_path,
};

/// A model with indexes of its types, names and resources.
pub struct ApiIndex<'a> {
    /// The model.
    pub api: &'a Api,
    /// Types by path.
    types: HashMap<&'a str, TypeId>,
    /// Names of resources and requests, and of outputs that are not types of the description.
    handles: HashSet<&'a str>,
    /// The names by which `types` exports types of modules.
    short_names: HashSet<&'a str>,
    /// Modules of types, with their parents.
    modules: HashSet<&'a str>,
    resources: HashMap<&'a str, usize>,
    parents: HashMap<usize, usize>,
    /// Path parameters by wire name, each from the first operation that has it.
    path_parameters: HashMap<&'a str, &'a Parameter>,
    /// Unions that arguments accept as a `Field`.
    nullable_unions: OnceLock<HashSet<TypeId>>,
}

impl<'a> ApiIndex<'a> {
    /// Creates the indexes of a model.
    pub fn of(api: &'a Api) -> Self {
        let handles = api
            .resources
            .iter()
            .filter_map(|resource| resource.type_name.as_deref());
        let requests = api
            .operations
            .iter()
            .map(|operation| operation.names.request_type.as_str());
        let responses =
            api.operations
                .iter()
                .filter_map(|operation| match &operation.returns.output {
                    Output::Several(several) => Some(several.name.as_str()),
                    _ => None,
                });
        let short_names = api
            .types
            .iter()
            .filter(|(_, def)| def.has_short_name)
            .map(|(_, def)| def.ident());
        let resources = api.resources.iter().enumerate();
        let path_parameters = api
            .operations
            .iter()
            .rev()
            .flat_map(|operation| operation.parameters.iter().rev())
            .filter(|parameter| parameter.location == ParameterLocation::Path)
            .map(|parameter| (parameter.wire.as_str(), parameter));
        Self {
            api,
            types: api
                .types
                .iter()
                .map(|(id, def)| (def.name.as_str(), id))
                .collect(),
            handles: handles.chain(requests).chain(responses).collect(),
            short_names: short_names.collect(),
            modules: type_namespaces(api),
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
                .filter_map(|(index, resource)| Some((resource.type_name.as_deref()?, index)))
                .collect(),
            path_parameters: path_parameters.collect(),
            nullable_unions: OnceLock::new(),
        }
    }

    /// Returns the name of the crate in code.
    pub fn crate_name(&self) -> String {
        self.api.package.name.replace('-', "_")
    }

    /// Returns whether a type, resource, request or output has this name, so that emitted code
    /// cannot use the name for anything else.
    pub fn is_taken(&self, name: &str) -> bool {
        self.is_type(name) || self.is_handle(name)
    }

    /// Returns whether there is a type at this path.
    pub fn is_type(&self, path: &str) -> bool {
        self.types.contains_key(path)
    }

    /// Returns the type at this path.
    pub fn type_at(&self, path: &str) -> Option<TypeId> {
        self.types.get(path).copied()
    }

    /// Returns whether `types` exports a type of a module by this name.
    pub fn is_short_name(&self, name: &str) -> bool {
        self.short_names.contains(name)
    }

    /// Returns whether a resource, a request or its output has this name.
    pub fn is_handle(&self, name: &str) -> bool {
        self.handles.contains(name)
    }

    /// Returns whether this path is a module of types.
    pub fn is_module(&self, path: &str) -> bool {
        self.modules.contains(path)
    }

    /// Returns the definition of a type.
    pub fn def(&self, id: TypeId) -> Option<&'a TypeDef> {
        self.api.types.get(id)
    }

    /// Returns the operations that are methods of a resource.
    pub fn operations(
        &self,
        resource: &'a Resource,
    ) -> impl Iterator<Item = &'a Operation> + use<'a> {
        let operations = &self.api.operations;
        resource
            .operations
            .iter()
            .filter_map(|index| operations.get(*index))
    }

    /// Returns the resources below a resource.
    pub fn children(&self, resource: &'a Resource) -> impl Iterator<Item = &'a Resource> + use<'a> {
        let resources = &self.api.resources;
        resource
            .children
            .iter()
            .filter_map(|id| resources.get(id.0 as usize))
    }

    /// Returns the resources that lead from the client to this one, which is the last of them.
    pub fn path_to_resource(&self, resource: &Resource) -> Vec<&'a Resource> {
        let resources = &self.api.resources;
        let name = resource.type_name.as_deref();
        let mut ancestor = name.and_then(|name| self.resources.get(name)).copied();
        let mut path = Vec::new();
        // Resource 0 is the client.
        while let Some(index) = ancestor.filter(|index| *index != 0 && path.len() < resources.len())
        {
            path.extend(resources.get(index));
            ancestor = self.parents.get(&index).copied();
        }
        path.reverse();
        path
    }

    /// Returns the path of a resource in code, such as `client.account(account_id).pets()`.
    pub fn call_path(&self, resource: &Resource) -> String {
        let mut path = "client".to_owned();
        for step in self.path_to_resource(resource) {
            let argument = step
                .binds
                .as_ref()
                .map_or("", |binding| binding.rust.as_str());
            path += &format!(".{}({argument})", step.rust);
        }
        path
    }

    /// Returns the former names of a resource.
    pub fn former_handles(&self, resource: &'a Resource) -> impl Iterator<Item = &'a FormerHandle> {
        self.api.former_handles.iter().filter(move |former| {
            self.api
                .resource(former.resource)
                .is_some_and(|current| std::ptr::eq(current, resource))
        })
    }

    /// Returns whether an argument accepts this union or `None`, because it is for a required
    /// property, an item or a map value that may be null.
    pub fn is_nullable_argument(&self, union: TypeId) -> bool {
        self.nullable_unions
            .get_or_init(|| nullable_unions(self.api))
            .contains(&union)
    }

    /// Returns the path parameter with this name.
    pub fn path_parameter(&self, wire: &str) -> Option<&'a Parameter> {
        self.path_parameters.get(wire).copied()
    }

    /// Returns the struct that a schema is, with its definition.
    pub fn as_struct(&self, schema: &'a Schema) -> Option<(&'a TypeDef, &'a Struct)> {
        let Type::Named(id) = *self.resolve(schema).ty else {
            return None;
        };
        let def = self.def(id)?;
        match &def.kind {
            TypeKind::Struct(record) => Some((def, record)),
            _ => None,
        }
    }

    /// Returns the schema with aliases resolved.
    pub fn resolve(&self, schema: &'a Schema) -> Resolved<'a> {
        self.api.types.resolved(schema)
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

/// Returns the union that is the type of a nullable value, or of the nullable items of an array or
/// a map.
fn nullable_union_in(types: &Types, schema: &Schema, is_nullable: bool) -> Option<TypeId> {
    let resolved = types.resolved(schema);
    let (Type::List(item) | Type::Map(item)) = resolved.ty else {
        return union_of_type(types, resolved.ty).filter(|_| is_nullable);
    };
    let resolved_item = types.resolved(item);
    union_of_type(types, resolved_item.ty).filter(|_| resolved_item.nullable)
}

fn union_of_type(types: &Types, ty: &Type) -> Option<TypeId> {
    let Type::Named(id) = *ty else {
        return None;
    };
    match &types.get(id)?.kind {
        TypeKind::Union(_) => Some(id),
        _ => None,
    }
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
