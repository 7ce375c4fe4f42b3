//! A resource: its handle, the accessors of its children, and its methods.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::{docs, request};
use crate::context::{RenderContext, make_ident};
use crate::deprecation::{allow_deprecated, deprecated_attribute, former_name};
use crate::doc::Doc;
use crate::docs::{inline_code, summary_of};
use crate::entries::cfg_attribute;
use crate::rust_type::{Argument, expect_many_arguments};
use crate::source_file::RustSourceFile;
use crate::words::join_with_and;
use model::{Binding, FormerHandle, MethodAlias, Resource};
use naming::{self, Scope, ScopeKind};
use surface::{BodyFacts, FormMethod, MethodFacts, module_path};

const MAX_LINKS: usize = 8;

/// Returns the summary of a resource, from the description, or else from its methods.
pub(super) fn resource_summary<'a>(cx: &RenderContext<'a>, resource: &'a Resource) -> String {
    if let Some(summary) = summary_of(resource.docs.as_deref()) {
        return summary;
    }
    let methods = cx
        .index
        .operations(resource)
        .map(|operation| &operation.rust);
    // A link to a method that is not compiled would be broken.
    let aliases = resource
        .aliases
        .iter()
        .filter(|alias| cx.index.feature_of_alias(resource, alias).is_none());
    let methods = methods.chain(aliases.map(|alias| &alias.rust));
    // A handle behind a feature is never imported, so links use the full path.
    let owner = if cx.api.features.of_resource(&resource.module).is_some() {
        handle_path(resource).to_string().replace(' ', "")
    } else {
        resource.type_name.clone()
    };
    let calls = method_links(&owner, methods);
    let resources = method_links(&owner, cx.index.children(resource).map(|child| &child.rust));
    let one = resource.rust.trim_matches('_').replace('_', " ");
    let mut sentences = Vec::new();
    if resource.binds.is_some() {
        sentences.push(format!("A single {one}."));
    }
    if !calls.is_empty() {
        sentences.push(format!("Methods: {calls}."));
    }
    if !resources.is_empty() || calls.is_empty() {
        sentences.push(format!("Resources: {resources}."));
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
    let name = make_ident(&resource.type_name);
    let docs = handle_docs(file.cx, resource).tokens();
    file.export(&resource.type_name);
    file.push(
        &resource.type_name,
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name { scope: crate::runtime::call::Scope }
        },
    );
    file.push_methods(
        &resource.type_name,
        quote!(
            pub(crate) fn new(scope: crate::runtime::call::Scope) -> Self {
                Self { scope }
            }
        ),
    );
    for child in file.cx.index.children(resource) {
        push_accessor(
            file,
            &resource.type_name,
            child,
            &quote!(self.scope.clone()),
        );
    }
}

pub(crate) fn push_accessor<'a>(
    file: &mut RustSourceFile<'a>,
    of: &str,
    child: &'a Resource,
    scope: &TokenStream,
) {
    let accessor = resource_accessor(file, child, scope);
    file.push_accessor(of, accessor);
    for former in &file.cx.api.former_handles {
        let now = file.cx.api.resource(former.resource);
        if now.is_some_and(|now| std::ptr::eq(now, child)) {
            file.push_accessor(of, former_accessor(file.cx, child, former));
        }
    }
}

fn former_accessor<'a>(
    cx: &RenderContext<'a>,
    child: &'a Resource,
    former: &FormerHandle,
) -> TokenStream {
    let (old, method) = (make_ident(&former.rust), make_ident(&child.rust));
    let (cfg, ty) = handle_type(cx, child);
    let attributes = former_name(&format!("[`{0}`](Self::{0})", child.rust), &child.rust);
    let parameter = child
        .binds
        .as_ref()
        .and_then(|binding| Some((binding, cx.index.path_parameter(&binding.wire)?)));
    let given = parameter.map(|(binding, parameter)| {
        let name = make_ident(&binding.rust);
        let ty = cx.argument(&parameter.schema, &name).ty;
        (name, ty)
    });
    let (names, types): (Vec<_>, Vec<_>) = given.into_iter().unzip();
    quote! {
        #cfg
        #attributes
        pub fn #old(&self, #(#names: #types),*) -> #ty { self.#method(#(#names),*) }
    }
}

/// Returns the type of a handle, and the `cfg` attribute for the feature that it needs.
fn handle_type(cx: &RenderContext<'_>, resource: &Resource) -> (TokenStream, TokenStream) {
    match cx.api.features.of_resource(&resource.module) {
        Some(feature) => (cfg_attribute([feature]), handle_path(resource)),
        None => (
            TokenStream::new(),
            make_ident(&resource.type_name).into_token_stream(),
        ),
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

fn resource_accessor<'a>(
    file: &mut RustSourceFile<'a>,
    child: &'a Resource,
    scope: &TokenStream,
) -> TokenStream {
    let cx = file.cx;
    let mut docs = Doc::new().paragraph(&resource_summary(cx, child));
    let method = make_ident(&child.rust);
    let (feature, (cfg, ty)) = (
        cx.api.features.of_resource(&child.module),
        handle_type(cx, child),
    );
    let binding = if feature.is_none() {
        child.binds.as_ref()
    } else {
        None
    };
    match feature {
        Some(feature) => docs = docs.paragraph(&required_feature_sentence(feature)),
        None => file.imports.add(&module_path(child), &child.type_name),
    }
    if let Some(binding) = binding {
        docs = docs.paragraph(&binding_docs(binding));
    }
    let docs = docs.tokens();
    let Some((binding, parameter)) =
        binding.and_then(|one| Some((one, cx.index.path_parameter(&one.wire)?)))
    else {
        return quote!(#docs #cfg pub fn #method(&self) -> #ty { #ty::new(#scope) });
    };
    let name = make_ident(&binding.rust);
    let place = file.parameter_static(parameter, &child.rust);
    let argument = cx.argument(&parameter.schema, &name);
    let prepare = argument.converted(&name, &cx.full_type(&parameter.schema.ty));
    let ty_of_argument = argument.ty;
    quote! {
        #docs
        pub fn #method(&self, #name: #ty_of_argument) -> #ty {
            #prepare
            #ty::new(#scope.bind(&#place, &#name))
        }
    }
}

pub(crate) fn required_feature_sentence(feature: &str) -> String {
    format!("Requires the feature {}.", inline_code(feature))
}

/// Returns the full path of the handle: an import would fail where the handle is not compiled.
fn handle_path(resource: &Resource) -> TokenStream {
    let (modules, ty) = (
        resource.module.iter().map(|name| make_ident(name)),
        make_ident(&resource.type_name),
    );
    quote!(crate::resources::#(#modules::)*#ty)
}

fn binding_docs(binding: &Binding) -> String {
    let summary = summary_of(binding.docs.as_deref());
    let name = inline_code(&binding.rust);
    match summary {
        Some(summary) => {
            format!("{name}: {summary} It applies to all calls on the returned handle.")
        }
        None => format!("{name} applies to all calls on the returned handle."),
    }
}

/// Reserved module names: names that have other meanings in emitted files, and those that `folder` uses.
const TAKEN: &[&str] = &["api", "bytes", "http", "macros", "scope", "serde_json"];

/// Creates the scope in which modules of methods get their names.
pub(crate) fn method_module_scope<'n>(taken: impl Iterator<Item = &'n str>) -> Scope {
    let mut modules = Scope::new(ScopeKind::Modules);
    for name in TAKEN.iter().copied().chain(taken) {
        modules.reserve(name);
    }
    modules
}

pub(crate) fn push_resource_methods<'a>(
    file: &mut RustSourceFile<'a>,
    (resource, handle): (&'a Resource, &str),
    scope: &TokenStream,
    modules: &mut Scope,
) {
    for operation in file.cx.index.operations(resource) {
        let Some(facts) = file.cx.index.method(operation) else {
            continue;
        };
        let short = naming::module_name(&operation.rust);
        let module = modules
            .claim_any(&[short.clone(), format!("{short}_method")])
            .name;
        file.unit(
            module,
            format!("[`{handle}::{}`], and its request.", operation.rust),
        );
        for method in methods_of(file, &facts, scope) {
            if resource.type_name.is_empty() {
                file.imports.add("crate::runtime::client", handle);
            }
            file.push_methods(handle, method);
        }
        request::emit_request(file, &facts);
    }
    for alias in &resource.aliases {
        let Some((target, method)) = alias_method(file.cx, resource, alias, scope) else {
            continue;
        };
        let module = modules.claim(&naming::module_name(&alias.rust)).name;
        file.unit(
            module,
            format!("[`{handle}::{}`], an alias of `{target}`.", alias.rust),
        );
        file.push_methods(handle, method);
    }
}

/// Returns the alias method, which calls the method of an operation, and the name of the called method.
fn alias_method<'a>(
    cx: &RenderContext<'a>,
    resource: &Resource,
    alias: &MethodAlias,
    scope: &TokenStream,
) -> Option<(String, TokenStream)> {
    let facts = cx.index.method(cx.api.operations.get(alias.operation)?)?;
    let operation = facts.operation;
    let link = docs::method_link(cx, operation)?;
    let (name, method, request) = (
        make_ident(&alias.rust),
        make_ident(&operation.rust),
        make_ident(&operation.request_type),
    );
    let (mut arguments, mut given) = (Vec::new(), Vec::new());
    for parameter in &facts.arguments {
        let name = make_ident(&parameter.rust);
        let ty = cx.argument(&parameter.schema, &name).ty;
        arguments.push(quote!(#name: #ty));
        given.push(name);
    }
    if let (Some(body), _) = initial_body(cx, &facts) {
        arguments.push(body);
        given.push(make_ident(&facts.body_argument_name()));
    }
    let doc = Doc::new()
        .paragraph(&format!("Alias of {link}."))
        .maybe_prose(operation.summary.as_deref());
    let docs = doc.tokens();
    let deprecated = deprecated_attribute(
        operation.deprecated,
        &[
            operation.description.as_deref(),
            operation.summary.as_deref(),
        ],
    );
    let allow_deprecated = allow_deprecated(operation.deprecated);
    let cfg = cx
        .index
        .feature_of_alias(resource, alias)
        .map(|feature| cfg_attribute([feature]));
    let expect_many_arguments =
        expect_many_arguments(1 + arguments.len(), "every call needs all of them");
    let (request, target, full_name) = match facts.resource.type_name.as_str() {
        "" => (
            quote!(crate::client::#request),
            quote!(#scope.client().#method),
            format!("Client::{method}"),
        ),
        handle => {
            let modules = facts.resource.module.iter().map(|name| make_ident(name));
            let path = handle_path(facts.resource);
            let call = quote!(#path::new(#scope.clone()).#method);
            (
                quote!(crate::resources::#(#modules::)*#request),
                call,
                format!("{handle}::{method}"),
            )
        }
    };
    let tokens = quote! {
        #docs
        #cfg
        #deprecated
        #expect_many_arguments
        #allow_deprecated
        pub fn #name(&self, #(#arguments),*) -> #request { #target(#(#given),*) }
    };
    Some((full_name, tokens))
}

/// The parts that all methods of an operation share.
struct MethodShape<'s> {
    /// The arguments before the body, with their types.
    arguments: Vec<TokenStream>,
    request: &'s Ident,
}

impl MethodShape<'_> {
    /// Returns a method that takes `body` as its last argument and returns the request `value`.
    fn method(
        &self,
        attributes: TokenStream,
        allow: &TokenStream,
        name: &Ident,
        body: Option<&TokenStream>,
        value: TokenStream,
    ) -> TokenStream {
        let count = 1 + self.arguments.len() + usize::from(body.is_some());
        let expect_many_arguments = expect_many_arguments(count, "every call needs all of them");
        let arguments = self.arguments.iter().chain(body);
        let request = self.request;
        quote! {
            #attributes
            #expect_many_arguments
            #allow
            pub fn #name(&self, #(#arguments),*) -> #request { #value }
        }
    }
}

/// Returns the method of an operation, its deprecated former names, and methods that send the body in other media
/// types.
fn methods_of<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    scope: &TokenStream,
) -> Vec<TokenStream> {
    let (cx, operation) = (file.cx, facts.operation);
    let (name, request) = (
        make_ident(&operation.rust),
        make_ident(&operation.request_type),
    );
    let place = file.operation_static(facts);
    let (mut arguments, mut prepare, mut call) =
        (Vec::new(), TokenStream::new(), quote!(#scope.call(&#place)));
    if operation
        .output
        .schemas()
        .into_iter()
        .any(|schema| cx.api.types.has_numbers_in_strings(schema))
    {
        call.extend(quote!(.numbers_in_strings()));
    }
    for parameter in &facts.arguments {
        let name = make_ident(&parameter.rust);
        let argument = cx.argument(&parameter.schema, &name);
        let place = file.parameter_static(parameter, &operation.rust);
        prepare.extend(argument.converted(&name, &cx.full_type(&parameter.schema.ty)));
        call.extend(quote!(.set(&#place, &#name)));
        let ty = argument.ty;
        arguments.push(quote!(#name: #ty));
    }
    let texts = [
        operation.description.as_deref(),
        operation.summary.as_deref(),
    ];
    let deprecated = deprecated_attribute(operation.deprecated, &texts);
    let allow_deprecated = allow_deprecated(operation.deprecated);
    let shape = MethodShape {
        arguments,
        request: &request,
    };
    let docs = docs::method_docs(cx, facts).tokens();
    let (body, field) = initial_body(cx, facts);
    let value = quote!(#prepare #request { call: #call, #field });
    let mut methods = vec![shape.method(
        quote!(#docs #deprecated),
        &quote!(),
        &name,
        body.as_ref(),
        value,
    )];
    let given = facts
        .arguments
        .iter()
        .map(|parameter| make_ident(&parameter.rust));
    let given: Vec<Ident> = given
        .chain(
            body.is_some()
                .then(|| make_ident(&facts.body_argument_name())),
        )
        .collect();
    for former in &operation.former_names {
        let attributes = former_name(&format!("[`{name}`](Self::{name})"), &operation.rust);
        methods.push(shape.method(
            attributes,
            &allow_deprecated,
            &make_ident(former),
            body.as_ref(),
            quote!(self.#name(#(#given),*)),
        ));
    }
    // The field of a request whose body another method sets.
    let unset_body = match &facts.body {
        BodyFacts::Spread(_) => field,
        _ => quote!(body: None),
    };
    for other in &facts.other_bodies {
        let Some(FormMethod { name, setter }) = &other.method else {
            continue;
        };
        let docs = docs::form_method(facts, other.payload.content).tokens();
        let ty = request::body_argument(cx, other.payload, &make_ident("body")).ty;
        let setter = make_ident(setter);
        let value = quote!(#prepare #request { call: #call, #unset_body }.#setter(body));
        methods.push(shape.method(
            quote!(#docs #deprecated),
            &allow_deprecated,
            &make_ident(name),
            Some(&quote!(body: #ty)),
            value,
        ));
    }
    methods
}

/// Returns the argument for the body, and the field `body` of a new request.
fn initial_body<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
) -> (Option<TokenStream>, TokenStream) {
    match &facts.body {
        BodyFacts::None => (None, TokenStream::new()),
        BodyFacts::Option(_) => (None, quote!(body: None)),
        BodyFacts::Spread(spread) => {
            let ty = cx.full_type(&spread.schema.ty);
            (None, quote!(body: #ty::new()))
        }
        BodyFacts::Argument(payload) => {
            let name = make_ident(&facts.body_argument_name());
            let Argument {
                ty,
                value,
                is_converted,
            } = request::body_argument(cx, *payload, &name);
            let field = if facts.may_lack_body() {
                let own = request::body_type(cx, *payload);
                quote!(body: Some::<#own>(#value))
            } else if !is_converted && name == "body" {
                quote!(body)
            } else {
                quote!(body: #value)
            };
            (Some(quote!(#name: #ty)), field)
        }
    }
}
