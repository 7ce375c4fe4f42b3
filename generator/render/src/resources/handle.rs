//! A resource: its handle, the accessors of its children, and its methods.

use code_format::{Code, Ident, ToCode, code};

use super::{docs, request};
use crate::context::{RenderContext, make_ident};
use crate::deprecation::{allow_deprecated, deprecated_attribute, former_name};
use crate::doc::Doc;
use crate::docs::{inline_code, summary_of};
use crate::entries::cfg_attribute;
use crate::rust_type::{Argument, expect_many_arguments};
use crate::source_file::RustSourceFile;
use crate::words::join_with_and;
use model::{Binding, FormerHandle, MethodAlias, Operation, Parameter, Resource};
use naming::{self, Scope, ScopeKind};
use surface::{BodyFacts, FormMethod, MethodFacts, module_path};

const MAX_LINKS: usize = 8;

/// Returns the summary of a resource, from the description, or else from its methods.
pub(super) fn resource_summary<'a>(cx: &RenderContext<'a>, resource: &'a Resource) -> String {
    if let Some(summary) = summary_of(resource.docs.as_deref()) {
        return summary;
    }
    // A link to a method that is not compiled would be broken.
    let aliases = resource
        .aliases
        .iter()
        .filter(|alias| cx.index.feature_of_alias(resource, alias).is_none())
        .map(|alias| &alias.rust);
    let methods = cx
        .index
        .operations(resource)
        .map(|operation| &operation.names.method)
        .chain(aliases);
    // A handle behind a feature is never imported, so links use the full path.
    let owner = if cx.api.features.of_resource(&resource.module).is_some() {
        handle_path(resource).to_string().replace(' ', "")
    } else {
        resource.handle_name().to_owned()
    };
    let method_list = method_links(&owner, methods);
    let child_list = method_links(&owner, cx.index.children(resource).map(|child| &child.rust));
    let mut sentences = Vec::new();
    if resource.binds.is_some() {
        let noun = resource.rust.trim_matches('_').replace('_', " ");
        sentences.push(format!("A single {noun}."));
    }
    if !method_list.is_empty() {
        sentences.push(format!("Methods: {method_list}."));
    }
    if !child_list.is_empty() || method_list.is_empty() {
        sentences.push(format!("Resources: {child_list}."));
    }
    sentences.join(" ")
}

/// Returns links to methods of a handle: ``[`list`](Pets::list) and [`read`](Pets::read)``.
fn method_links<'n>(owner: &str, names: impl Iterator<Item = &'n String>) -> String {
    let mut links: Vec<String> = names
        .map(|name| format!("[`{name}`]({owner}::{name})"))
        .collect();
    if let Some(more) = links.len().checked_sub(MAX_LINKS).filter(|more| *more > 0) {
        links.truncate(MAX_LINKS);
        links.push(format!("{more} more"));
    }
    join_with_and(&links)
}

pub(super) fn emit_handle<'a>(file: &mut RustSourceFile<'a>, resource: &'a Resource) {
    let name = make_ident(resource.handle_name());
    let docs = handle_docs(file.cx, resource).tokens();
    file.export(resource.handle_name());
    file.push(
        resource.handle_name(),
        code! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name { scope: crate::runtime::call::Scope }
        },
    );
    file.push_methods(
        resource.handle_name(),
        code!(
            pub(crate) fn new(scope: crate::runtime::call::Scope) -> Self {
                Self { scope }
            }
        ),
    );
    for child in file.cx.index.children(resource) {
        push_accessor(
            file,
            resource.handle_name(),
            child,
            &code!(self.scope.clone()),
        );
    }
}

pub(crate) fn push_accessor<'a>(
    file: &mut RustSourceFile<'a>,
    of: &str,
    child: &'a Resource,
    scope: &Code,
) {
    let accessor = resource_accessor(file, child, scope);
    file.push_accessor(of, accessor);
    for former in file.cx.index.former_handles(child) {
        file.push_accessor(of, former_accessor(file.cx, child, former));
    }
}

fn former_accessor<'a>(cx: &RenderContext<'a>, child: &'a Resource, former: &FormerHandle) -> Code {
    let former_method = make_ident(&former.rust);
    let method = make_ident(&child.rust);
    let HandleType { cfg, ty } = handle_type(cx, child);
    let attributes = former_name(&format!("[`{0}`](Self::{0})", child.rust), &child.rust);
    let Some(BoundParameter { binding, parameter }) = bound_parameter(cx, child) else {
        return code!(#cfg #attributes pub fn #former_method(&self) -> #ty { self.#method() });
    };
    let name = make_ident(&binding.rust);
    let argument_type = cx.argument(&parameter.schema, &name).ty;
    code! {
        #cfg
        #attributes
        pub fn #former_method(&self, #name: #argument_type) -> #ty { self.#method(#name) }
    }
}

/// A path parameter that an accessor takes and binds.
struct BoundParameter<'a> {
    binding: &'a Binding,
    parameter: &'a Parameter,
}

fn bound_parameter<'a>(cx: &RenderContext<'a>, child: &'a Resource) -> Option<BoundParameter<'a>> {
    let binding = child.binds.as_ref()?;
    Some(BoundParameter {
        binding,
        parameter: cx.index.path_parameter(&binding.wire)?,
    })
}

struct HandleType {
    /// The `cfg` attribute for the feature that the handle needs.
    cfg: Code,
    ty: Code,
}

fn handle_type(cx: &RenderContext<'_>, resource: &Resource) -> HandleType {
    match cx.api.features.of_resource(&resource.module) {
        Some(feature) => HandleType {
            cfg: cfg_attribute([feature]),
            ty: handle_path(resource),
        },
        None => HandleType {
            cfg: Code::new(),
            ty: make_ident(resource.handle_name()).to_code(),
        },
    }
}

fn handle_docs<'a>(cx: &RenderContext<'a>, resource: &'a Resource) -> Doc {
    let doc = Doc::new().maybe_prose(resource.docs.as_deref());
    if !doc.is_empty() {
        return doc;
    }
    let children = cx.index.children(resource).filter_map(|child| {
        let summary = summary_of(child.docs.as_deref())?;
        Some(format!("{}: {summary}", inline_code(&child.rust)))
    });
    doc.paragraph(&resource_summary(cx, resource))
        .list(&children.collect::<Vec<_>>())
}

fn resource_accessor<'a>(file: &mut RustSourceFile<'a>, child: &'a Resource, scope: &Code) -> Code {
    let cx = file.cx;
    let mut doc = Doc::new().paragraph(&resource_summary(cx, child));
    let method = make_ident(&child.rust);
    let HandleType { cfg, ty } = handle_type(cx, child);
    match cx.api.features.of_resource(&child.module) {
        Some(feature) => doc = doc.paragraph(&required_feature_sentence(feature)),
        None => file.imports.add(&module_path(child), child.handle_name()),
    }
    if let Some(binding) = &child.binds {
        doc = doc.paragraph(&binding_docs(binding));
    }
    let docs = doc.tokens();
    let Some(BoundParameter { binding, parameter }) = bound_parameter(cx, child) else {
        return code!(#docs #cfg pub fn #method(&self) -> #ty { #ty::new(#scope) });
    };
    let name = make_ident(&binding.rust);
    let parameter_static = file.parameter_static(parameter, &child.rust);
    let argument = cx.argument(&parameter.schema, &name);
    let conversion = argument.conversion(&name, &cx.full_type(&parameter.schema.ty));
    let argument_type = argument.ty;
    code! {
        #docs
        #cfg
        pub fn #method(&self, #name: #argument_type) -> #ty {
            #conversion
            #ty::new(#scope.bind(&#parameter_static, &#name))
        }
    }
}

pub(crate) fn required_feature_sentence(feature: &str) -> String {
    format!("Requires the feature {}.", inline_code(feature))
}

/// Returns the full path of the handle: an import would fail where the handle is not compiled.
fn handle_path(resource: &Resource) -> Code {
    let modules = resource.module.iter().map(|name| make_ident(name));
    let ty = make_ident(resource.handle_name());
    code!(crate::resources::#(#modules::)*#ty)
}

fn binding_docs(binding: &Binding) -> String {
    let name = inline_code(&binding.rust);
    match summary_of(binding.docs.as_deref()) {
        Some(summary) => {
            format!("{name}: {summary} It applies to all calls on the returned handle.")
        }
        None => format!("{name} applies to all calls on the returned handle."),
    }
}

/// Module names that have other meanings in emitted files, or that `folder` uses.
const RESERVED: &[&str] = &["api", "bytes", "http", "macros", "scope", "serde_json"];

/// Creates the scope in which modules of methods get their names.
pub(crate) fn method_module_scope<'n>(taken: impl Iterator<Item = &'n str>) -> Scope {
    let mut modules = Scope::new(ScopeKind::Modules);
    for name in RESERVED.iter().copied().chain(taken) {
        modules.reserve(name);
    }
    modules
}

pub(crate) fn push_resource_methods<'a>(
    file: &mut RustSourceFile<'a>,
    resource: &'a Resource,
    scope: &Code,
    modules: &mut Scope,
) {
    let handle = resource.handle_name();
    for operation in file.cx.index.operations(resource) {
        let Some(facts) = file.cx.index.method(operation) else {
            continue;
        };
        let short = naming::module_name(&operation.names.method);
        let module = modules
            .claim_any(&[short.clone(), format!("{short}_method")])
            .name;
        file.begin_unit(
            module,
            format!("[`{handle}::{}`], and its request.", operation.names.method),
        );
        for method in operation_methods(file, &facts, scope) {
            if resource.is_client() {
                file.imports.add("crate::runtime::client", handle);
            }
            file.push_methods(handle, method);
        }
        request::emit_request(file, &facts);
    }
    for alias in &resource.aliases {
        let Some(operation) = file.cx.api.operations.get(alias.operation) else {
            continue;
        };
        let Some(facts) = file.cx.index.method(operation) else {
            continue;
        };
        let Some(method) = alias_method(file.cx, resource, alias, &facts, scope) else {
            continue;
        };
        let module = modules.claim(&naming::module_name(&alias.rust)).name;
        let target = docs::qualified_method_name(facts.resource, operation);
        file.begin_unit(
            module,
            format!("[`{handle}::{}`], an alias of `{target}`.", alias.rust),
        );
        file.push_methods(handle, method);
    }
}

/// Returns the alias method, which calls the method of an operation.
fn alias_method<'a>(
    cx: &RenderContext<'a>,
    resource: &Resource,
    alias: &MethodAlias,
    facts: &MethodFacts<'a>,
    scope: &Code,
) -> Option<Code> {
    let operation = facts.operation;
    let link = docs::method_link(cx, operation)?;
    let docs = Doc::new()
        .paragraph(&format!("Alias of {link}."))
        .maybe_prose(operation.docs.summary.as_deref())
        .tokens();
    let cfg = cx
        .index
        .feature_of_alias(resource, alias)
        .map(|feature| cfg_attribute([feature]));
    let deprecated = deprecated_operation(operation);
    let allow_deprecated = allow_deprecated(operation.deprecated);
    let name = make_ident(&alias.rust);
    let method = make_ident(&operation.names.method);
    let request = make_ident(&operation.names.request_type);
    let arguments = method_arguments(cx, facts);
    let expect_many_arguments = expect_many_arguments(1 + arguments.len(), MANY_ARGUMENTS);
    let argument_names = argument_names(facts);
    let request_path;
    let target;
    if facts.resource.is_client() {
        request_path = code!(crate::client::#request);
        target = code!(#scope.client().#method);
    } else {
        let modules = facts.resource.module.iter().map(|name| make_ident(name));
        let handle = handle_path(facts.resource);
        request_path = code!(crate::resources::#(#modules::)*#request);
        target = code!(#handle::new(#scope.clone()).#method);
    }
    Some(code! {
        #docs
        #cfg
        #deprecated
        #expect_many_arguments
        #allow_deprecated
        pub fn #name(&self, #(#arguments),*) -> #request_path { #target(#(#argument_names),*) }
    })
}

const MANY_ARGUMENTS: &str = "every call needs all of them";

/// Returns the arguments of a method before the body, with their types.
fn parameter_arguments<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<Code> {
    let arguments = facts.arguments.iter().map(|parameter| {
        let name = make_ident(&parameter.rust);
        let ty = cx.argument(&parameter.schema, &name).ty;
        code!(#name: #ty)
    });
    arguments.collect()
}

/// Returns all arguments of a method, with their types.
fn method_arguments<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<Code> {
    let mut arguments = parameter_arguments(cx, facts);
    arguments.extend(InitialBody::of(cx, facts).argument);
    arguments
}

fn argument_names(facts: &MethodFacts<'_>) -> Vec<Ident> {
    let mut names: Vec<Ident> = facts
        .arguments
        .iter()
        .map(|parameter| make_ident(&parameter.rust))
        .collect();
    if matches!(facts.body, BodyFacts::Argument(_)) {
        names.push(make_ident(&facts.body_argument_name()));
    }
    names
}

fn deprecated_operation(operation: &Operation) -> Option<Code> {
    let docs = &operation.docs;
    deprecated_attribute(
        operation.deprecated,
        &[docs.description.as_deref(), docs.summary.as_deref()],
    )
}

/// A method that returns a request.
struct RequestMethod<'m> {
    attributes: Code,
    allow_deprecated: Code,
    name: &'m str,
    arguments: Vec<Code>,
    request: &'m Ident,
    value: Code,
}

impl RequestMethod<'_> {
    fn tokens(self) -> Code {
        let Self {
            attributes,
            allow_deprecated,
            name,
            arguments,
            request,
            value,
        } = self;
        let name = make_ident(name);
        let expect_many_arguments = expect_many_arguments(1 + arguments.len(), MANY_ARGUMENTS);
        code! {
            #attributes
            #expect_many_arguments
            #allow_deprecated
            pub fn #name(&self, #(#arguments),*) -> #request { #value }
        }
    }
}

/// The parts of a new request that all methods of an operation share.
struct NewRequest {
    ty: Ident,
    /// Statements that convert the arguments.
    conversions: Code,
    call: Code,
}

impl NewRequest {
    fn of<'a>(file: &mut RustSourceFile<'a>, facts: &MethodFacts<'a>, scope: &Code) -> Self {
        let cx = file.cx;
        let operation = facts.operation;
        let operation_static = file.operation_static(facts);
        let mut call = code!(#scope.call(&#operation_static));
        if operation
            .returns
            .output
            .schemas()
            .into_iter()
            .any(|schema| cx.api.types.has_numbers_in_strings(schema))
        {
            call.extend(code!(.numbers_in_strings()));
        }
        let mut conversions = Code::new();
        for parameter in &facts.arguments {
            let name = make_ident(&parameter.rust);
            let argument = cx.argument(&parameter.schema, &name);
            let parameter_static = file.parameter_static(parameter, &operation.names.method);
            conversions.extend(argument.conversion(&name, &cx.full_type(&parameter.schema.ty)));
            call.extend(code!(.set(&#parameter_static, &#name)));
        }
        Self {
            ty: make_ident(&operation.names.request_type),
            conversions,
            call,
        }
    }

    fn tokens(&self, body_field: &Code) -> Code {
        let Self {
            ty,
            conversions,
            call,
        } = self;
        code!(#conversions #ty { call: #call, #body_field })
    }
}

/// Returns the method of an operation, its deprecated former names, and methods that send the body
/// in other media types.
fn operation_methods<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    scope: &Code,
) -> Vec<Code> {
    let cx = file.cx;
    let operation = facts.operation;
    let request = NewRequest::of(file, facts, scope);
    let docs = docs::method_docs(cx, facts).tokens();
    let deprecated = deprecated_operation(operation);
    let method = RequestMethod {
        attributes: code!(#docs #deprecated),
        allow_deprecated: Code::new(),
        name: &operation.names.method,
        arguments: method_arguments(cx, facts),
        request: &request.ty,
        value: request.tokens(&InitialBody::of(cx, facts).field),
    };
    let mut methods = vec![method.tokens()];
    let name = make_ident(&operation.names.method);
    let argument_names = argument_names(facts);
    for former in &operation.names.former_methods {
        let method = RequestMethod {
            attributes: former_name(
                &format!("[`{name}`](Self::{name})"),
                &operation.names.method,
            ),
            allow_deprecated: allow_deprecated(operation.deprecated),
            name: former,
            arguments: method_arguments(cx, facts),
            request: &request.ty,
            value: code!(self.#name(#(#argument_names),*)),
        };
        methods.push(method.tokens());
    }
    methods.extend(form_methods(cx, facts, &request));
    methods
}

/// Returns the methods that send the body in other media types.
fn form_methods<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    request: &NewRequest,
) -> Vec<Code> {
    let operation = facts.operation;
    let deprecated = deprecated_operation(operation);
    let unset_body = match &facts.body {
        BodyFacts::Spread(_) => InitialBody::of(cx, facts).field,
        _ => code!(body: None),
    };
    let new_request = request.tokens(&unset_body);
    let mut methods = Vec::new();
    for other in &facts.other_bodies {
        let Some(FormMethod { name, setter }) = &other.method else {
            continue;
        };
        let docs = docs::form_method_docs(facts, other.payload.content).tokens();
        let body_type = request::body_argument(cx, other.payload, &make_ident("body")).ty;
        let mut arguments = parameter_arguments(cx, facts);
        arguments.push(code!(body: #body_type));
        let setter = make_ident(setter);
        let method = RequestMethod {
            attributes: code!(#docs #deprecated),
            allow_deprecated: allow_deprecated(operation.deprecated),
            name,
            arguments,
            request: &request.ty,
            value: code!(#new_request.#setter(body)),
        };
        methods.push(method.tokens());
    }
    methods
}

/// The body in the method that makes a request.
#[derive(Default)]
struct InitialBody {
    /// The argument for the body, with its type.
    argument: Option<Code>,
    /// The field `body` of the new request.
    field: Code,
}

impl InitialBody {
    fn of<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Self {
        let payload = match &facts.body {
            BodyFacts::None => return Self::default(),
            BodyFacts::Option(_) => {
                return Self {
                    argument: None,
                    field: code!(body: None),
                };
            }
            BodyFacts::Spread(spread) => {
                let ty = cx.full_type(&spread.schema.ty);
                return Self {
                    argument: None,
                    field: code!(body: #ty::new()),
                };
            }
            BodyFacts::Argument(payload) => *payload,
        };
        let argument_name = facts.body_argument_name();
        let name = make_ident(&argument_name);
        let Argument {
            ty,
            value,
            is_converted,
        } = request::body_argument(cx, payload, &name);
        let field = if facts.may_lack_body() {
            let body_type = request::body_type(cx, payload);
            code!(body: Some::<#body_type>(#value))
        } else if !is_converted && argument_name == "body" {
            code!(body)
        } else {
            code!(body: #value)
        };
        Self {
            argument: Some(code!(#name: #ty)),
            field,
        }
    }
}
