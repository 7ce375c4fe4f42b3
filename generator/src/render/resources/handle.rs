//! A resource: its handle, the accessors of its children, and its methods.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::facts::{BodyFacts, FormMethod, MethodFacts};
use super::statics::Statics;
use super::{docs, module_path, request};
use crate::model::{Binding, FormerHandle, Resource, Schema};
use crate::naming::{self, Scope, ScopeKind};
use crate::render::context::{Context, ident};
use crate::render::deprecation::{allow_deprecated, deprecated};
use crate::render::doc::Doc;
use crate::render::docs::{inline_code, summary_of};
use crate::render::features::cfg;
use crate::render::imports::Imports;
use crate::render::source_file::SourceFile;
use crate::render::words::in_words;

/// The maximum number of arguments, `self` included, that clippy accepts.
const MAX_ARGUMENTS: usize = 7;

const MAX_LINKS: usize = 8;

/// The summary of a resource: from the description, or else its methods.
pub(super) fn summary<'a>(cx: &Context<'a>, resource: &'a Resource) -> String {
    if let Some(summary) = summary_of(resource.docs.as_deref()) {
        return summary;
    }
    let methods = cx.operations(resource).map(|operation| &operation.rust);
    // A handle behind a feature is never imported, so links use its full path.
    let path = cx.api.features.of_resource(&resource.module).map(|_| path_to(resource).to_string().replace(' ', ""));
    let owner = path.as_deref().unwrap_or(&resource.type_name);
    let calls = links(owner, methods);
    let resources = links(owner, cx.children(resource).map(|child| &child.rust));
    let one = resource.rust.trim_matches('_').replace('_', " ");
    let single = resource.binds.as_ref().map(|_| format!("A single {one}."));
    let methods = (!calls.is_empty()).then(|| format!("Methods: {calls}."));
    let below = (!resources.is_empty() || calls.is_empty()).then(|| format!("Resources: {resources}."));
    [single, methods, below].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Links to methods of a handle: ``[`list`](Pets::list) and [`read`](Pets::read)``.
fn links<'n>(owner: &str, names: impl Iterator<Item = &'n String>) -> String {
    let mut links: Vec<String> = names.map(|name| format!("[`{name}`]({owner}::{name})")).collect();
    if let Some(more) = links.len().checked_sub(MAX_LINKS).filter(|more| *more > 0) {
        links.truncate(MAX_LINKS);
        links.push(format!("{more} more"));
    }
    in_words(&links)
}

pub(super) fn emit<'a>(file: &mut SourceFile<'a>, resource: &'a Resource, statics: &mut Statics<'a>) {
    let name = ident(&resource.type_name);
    let docs = handle_docs(file.cx, resource).tokens();
    let scope = file.imports.runtime("call", "Scope");
    file.export(&resource.type_name);
    file.push(
        &resource.type_name,
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name { scope: #scope }
        },
    );
    let scope = file.imports.runtime("call", "Scope");
    file.push_methods(
        &resource.type_name,
        quote! {
            pub(crate) fn new(scope: #scope) -> Self { Self { scope } }
        },
    );
    for child in file.cx.children(resource) {
        push_accessor(file, &resource.type_name, child, &quote!(self.scope.clone()), statics);
    }
}

pub(crate) fn push_accessor<'a>(
    file: &mut SourceFile<'a>,
    of: &str,
    child: &'a Resource,
    scope: &TokenStream,
    statics: &mut Statics<'a>,
) {
    let accessor = accessor(file, child, scope, statics);
    let initial: String = child.rust.chars().filter(|c| *c != '_').take(1).flat_map(char::to_lowercase).collect();
    let module = format!("ways_{initial}");
    file.push_accessor(of, module.clone(), accessor);
    let is_child = |former: &&FormerHandle| {
        let now = file.cx.api.resources.get(former.resource.0 as usize);
        now.is_some_and(|now| std::ptr::eq(now, child))
    };
    for former in file.cx.api.former_handles.iter().filter(is_child).collect::<Vec<_>>() {
        let accessor = former_accessor(file, child, former);
        file.push_accessor(of, module.clone(), accessor);
    }
}

fn former_accessor<'a>(file: &mut SourceFile<'a>, child: &'a Resource, former: &FormerHandle) -> TokenStream {
    let (old, method) = (ident(&former.rust), ident(&child.rust));
    let (cfg, ty) = handle_type(file.cx, child);
    let docs = format!(" The former name of [`{0}`](Self::{0}).", child.rust);
    let note = format!("renamed to `{}`", child.rust);
    let parameter = child.binds.as_ref().and_then(|binding| Some((binding, file.cx.path_parameter(&binding.wire)?)));
    let given = parameter.map(|(binding, parameter)| {
        let name = ident(&binding.rust);
        let ty = Value::of(file.cx, &parameter.schema, &name, &mut file.imports).argument;
        (name, ty)
    });
    let (names, types): (Vec<_>, Vec<_>) = given.into_iter().unzip();
    quote! {
        #cfg
        #[doc = #docs]
        #[deprecated(note = #note)]
        pub fn #old(&self, #(#names: #types),*) -> #ty { self.#method(#(#names),*) }
    }
}

/// The type of a handle, and the `cfg` attribute for the feature that it needs.
fn handle_type(cx: &Context<'_>, resource: &Resource) -> (TokenStream, TokenStream) {
    match cx.api.features.of_resource(&resource.module) {
        Some(feature) => (cfg([feature]), path_to(resource)),
        None => (TokenStream::new(), ident(&resource.type_name).into_token_stream()),
    }
}

fn handle_docs<'a>(cx: &Context<'a>, resource: &'a Resource) -> Doc {
    let doc = Doc::new().maybe_prose(resource.docs.as_deref());
    if !doc.is_empty() {
        return doc;
    }
    let children = cx.children(resource).filter_map(|child| {
        let summary = summary_of(child.docs.as_deref())?;
        Some(format!("{}: {summary}", inline_code(&child.rust)))
    });
    doc.paragraph(&summary(cx, resource)).list(&children.collect::<Vec<_>>())
}

fn accessor<'a>(
    file: &mut SourceFile<'a>,
    child: &'a Resource,
    scope: &TokenStream,
    statics: &mut Statics<'a>,
) -> TokenStream {
    let mut docs = Doc::new().paragraph(&summary(file.cx, child));
    let method = ident(&child.rust);
    let (feature, (cfg, ty)) = (file.cx.api.features.of_resource(&child.module), handle_type(file.cx, child));
    match (feature, &child.binds) {
        (Some(feature), _) => docs = docs.paragraph(&needs(feature)),
        (None, binding) => {
            file.imports.add(&module_path(child), &child.type_name);
            docs = binding.iter().fold(docs, |docs, binding| docs.paragraph(&binding_docs(binding)));
        }
    }
    let docs = docs.tokens();
    let binding = child.binds.as_ref().filter(|_| feature.is_none());
    let Some((binding, parameter)) = binding.and_then(|one| Some((one, file.cx.path_parameter(&one.wire)?))) else {
        return quote!(#docs #cfg pub fn #method(&self) -> #ty { #ty::new(#scope) });
    };
    let name = ident(&binding.rust);
    let place = statics.parameter(file, parameter, &child.rust);
    let value = Value::of(file.cx, &parameter.schema, &name, &mut file.imports);
    let (ty_of_argument, prepare, reference) = (value.argument, value.prepare, value.reference);
    quote! {
        #docs
        pub fn #method(&self, #name: #ty_of_argument) -> #ty {
            #prepare
            #ty::new(#scope.bind(&#place, #reference))
        }
    }
}

pub(crate) fn needs(feature: &str) -> String {
    format!("Requires the feature {}.", inline_code(feature))
}

/// The full path of the handle: an import would fail where the handle is not compiled.
fn path_to(resource: &Resource) -> TokenStream {
    let (modules, ty) = (resource.module.iter().map(|name| ident(name)), ident(&resource.type_name));
    quote!(crate::resources::#(#modules::)*#ty)
}

fn binding_docs(binding: &Binding) -> String {
    let summary = summary_of(binding.docs.as_deref());
    let name = inline_code(&binding.rust);
    match summary {
        Some(summary) => format!("{name}: {summary} It applies to all calls on the returned handle."),
        None => format!("{name} applies to all calls on the returned handle."),
    }
}

/// The conversion of an argument into a value that a call accepts.
struct Value {
    argument: TokenStream,
    /// The statement before the call that converts the argument, if needed.
    prepare: TokenStream,
    reference: TokenStream,
}

impl Value {
    fn of<'a>(cx: &Context<'a>, schema: &'a Schema, name: &proc_macro2::Ident, imports: &mut Imports<'_>) -> Self {
        let argument = cx.argument(schema, name, imports);
        let is_ready = *name == argument.value.to_string();
        let prepare = if is_ready {
            TokenStream::new()
        } else {
            let (ty, value) = (cx.type_of(&schema.ty, imports), argument.value);
            quote!(let #name: #ty = #value;)
        };
        Self { argument: argument.ty, prepare, reference: quote!(&#name) }
    }
}

/// Reserved module names: names with other meanings in emitted files, and those of `folder`.
const TAKEN: &[&str] = &["api", "bytes", "http", "macros", "scope", "serde_json"];

/// Names of the modules of methods, where needed.
pub(crate) fn module_names<'n>(taken: impl Iterator<Item = &'n str>) -> Scope {
    let mut modules = Scope::new(ScopeKind::Modules);
    TAKEN.iter().copied().chain(taken).for_each(|name| modules.reserve(name));
    modules
}

pub(crate) fn methods<'a>(
    file: &mut SourceFile<'a>,
    (resource, handle): (&'a Resource, &str),
    scope: &TokenStream,
    modules: &mut Scope,
    statics: &mut Statics<'a>,
) {
    for operation in file.cx.operations(resource) {
        let Some(facts) = file.cx.method(operation) else { continue };
        let short = naming::module_name(&operation.rust);
        let module = modules.claim_any(&[short.clone(), format!("{short}_method")]).name;
        file.unit(module, format!("[`{handle}::{}`], and its request.", operation.rust));
        let (method, former) = method(file, &facts, scope, statics);
        if resource.type_name.is_empty() {
            file.imports.add("crate::runtime::client", handle);
            file.imports.runtime("call", "Scope");
        }
        file.push_methods(handle, method);
        former.into_iter().for_each(|method| file.push_methods(handle, method));
        request::emit(file, &facts, statics);
    }
}

/// A method, and its deprecated former names.
fn method<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    scope: &TokenStream,
    statics: &mut Statics<'a>,
) -> (TokenStream, Vec<TokenStream>) {
    let operation = facts.operation;
    let docs = docs::method(file.cx, facts).tokens();
    let texts = [operation.description.as_deref(), operation.summary.as_deref()];
    let deprecated = deprecated(operation.deprecated, &texts);
    let expect_many_arguments = (facts.argument_count() + 1 > MAX_ARGUMENTS)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "every call needs all of them")]));
    let (name, request) = (ident(&operation.rust), ident(&operation.request_type));
    let place = statics.operation(file, facts);
    let mut arguments = Vec::new();
    let mut prepare = TokenStream::new();
    let mut call = quote!(#scope.call(&#place));
    for parameter in &facts.arguments {
        let name = ident(&parameter.rust);
        let value = Value::of(file.cx, &parameter.schema, &name, &mut file.imports);
        let (ty, reference) = (value.argument, value.reference);
        let place = statics.parameter(file, parameter, &operation.rust);
        arguments.push(quote!(#name: #ty));
        prepare.extend(value.prepare);
        call.extend(quote!(.set(&#place, #reference)));
    }
    let forms = form_methods(file, facts, (&arguments, &prepare, &call));
    let body = initial_body(file, facts, &mut arguments);
    let former = operation.former_names.iter().map(|former| {
        let given = facts.arguments.iter().map(|parameter| ident(&parameter.rust));
        let body = matches!(facts.body, BodyFacts::Argument(_)).then(|| ident("body"));
        let (given, allow_deprecated) = (given.chain(body), allow_deprecated(operation.deprecated));
        let (old, note) = (ident(former), format!("renamed to `{}`", operation.rust));
        let docs = format!(" The former name of [`{}`](Self::{}).", operation.rust, operation.rust);
        quote! {
            #[doc = #docs]
            #[deprecated(note = #note)]
            #expect_many_arguments
            #allow_deprecated
            pub fn #old(&self, #(#arguments),*) -> #request { self.#name(#(#given),*) }
        }
    });
    let others = former.chain(forms).collect();
    let method = quote! {
        #docs
        #deprecated
        #expect_many_arguments
        pub fn #name(&self, #(#arguments),*) -> #request {
            #prepare
            #request { call: #call, #body }
        }
    };
    (method, others)
}

/// The methods that send the body in other media types, each with its type.
fn form_methods<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    (arguments, prepare, call): (&[TokenStream], &TokenStream, &TokenStream),
) -> Vec<TokenStream> {
    let operation = facts.operation;
    let texts = [operation.description.as_deref(), operation.summary.as_deref()];
    let (deprecated, allow_deprecated) =
        (deprecated(operation.deprecated, &texts), allow_deprecated(operation.deprecated));
    let expect_many_arguments = (facts.arguments.len() + 2 > MAX_ARGUMENTS)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "every call needs all of them")]));
    let request = ident(&operation.request_type);
    let empty = match &facts.body {
        BodyFacts::Spread(spread) => {
            let ty = file.cx.type_of(&spread.schema.ty, &mut file.imports);
            quote!(#ty::new())
        }
        _ => quote!(None),
    };
    let mut methods = Vec::new();
    for other in &facts.other_bodies {
        let Some(FormMethod { name, setter }) = &other.method else { continue };
        let docs = docs::form_method(facts, other.payload.content).tokens();
        let ty = request::body_argument(file, other.payload).ty;
        methods.push(quote! {
            #docs
            #deprecated
            #expect_many_arguments
            #allow_deprecated
            pub fn #name(&self, #(#arguments,)* body: #ty) -> #request {
                #prepare
                #request { call: #call, body: #empty }.#setter(body)
            }
        });
    }
    methods
}

/// The field `body` of a new request.
fn initial_body<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    arguments: &mut Vec<TokenStream>,
) -> TokenStream {
    match &facts.body {
        BodyFacts::None => TokenStream::new(),
        BodyFacts::Option(_) => quote!(body: None),
        BodyFacts::Spread(spread) => {
            let ty = file.cx.type_of(&spread.schema.ty, &mut file.imports);
            quote!(body: #ty::new())
        }
        BodyFacts::Argument(payload) => {
            let argument = request::body_argument(file, *payload);
            let (ty, value) = (argument.ty, argument.value);
            arguments.push(quote!(body: #ty));
            match value.to_string().as_str() {
                _ if facts.may_lack_body() => {
                    let ty = request::body_type(file.cx, *payload, &mut file.imports);
                    quote!(body: Some::<#ty>(#value))
                }
                "body" => quote!(body),
                _ => quote!(body: #value),
            }
        }
    }
}
