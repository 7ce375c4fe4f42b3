//! The client, its builder and the mock transport of a crate that shares its runtime.
//!
//! A crate cannot add methods to a type of another crate, so each client has these types itself.
//! The methods of these types call the methods of the runtime, and have the same docs.

use foldhash::{HashMap, HashMapExt};
use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};

use super::runtime::{FILES, is_needed};
use super::source_file::RustSourceFile;
use code_format::Code;
use diag::Diagnostic;

/// A type of the runtime, and the files with its methods.
pub(super) struct SharedType {
    pub(super) name: &'static str,
    files: &'static [&'static str],
}

pub(super) const CLIENT: SharedType = SharedType {
    name: "Client",
    files: &["client", "builder", "requests", "blocking"],
};

pub(super) const BUILDER: SharedType = SharedType {
    name: "ClientBuilder",
    files: &["builder"],
};

pub(super) const MOCK: SharedType = SharedType {
    name: "MockTransport",
    files: &["testing/mock", "testing/expectation", "testing/listing"],
};

/// The types that a client has itself.
const OWN_TYPES: [&str; 3] = [CLIENT.name, BUILDER.name, MOCK.name];

impl SharedType {
    fn ident(&self) -> Ident {
        format_ident!("{}", self.name)
    }

    /// Returns the path of the type of the runtime, by another name than that of the client's own.
    fn path(&self) -> TokenStream {
        let name = format_ident!("Shared{}", self.name);
        quote!(crate::runtime::shared::#name)
    }

    /// Adds the client's own type to a file, with a method for each public method that the
    /// runtime's type has for this API.
    pub(super) fn define(&self, file: &mut RustSourceFile<'_>) -> Result<(), Diagnostic> {
        let cx = file.cx;
        let name = self.ident();
        let path = self.path();
        let mut attributes = TokenStream::new();
        let mut methods = TokenStream::new();
        let mut traits = Vec::new();
        for file_name in self.files.iter().filter(|name| is_needed(cx, name)) {
            let source = SourceFile::parse(file_name)?;
            for item in &source.file.items {
                match item {
                    syn::Item::Struct(item) if item.ident == self.name => {
                        attributes
                            .extend(item.attrs.iter().map(|attribute| source.public(attribute)));
                    }
                    syn::Item::Impl(item) if is_for(item, self.name) => {
                        let forwarded = self.forwarded_methods(item, &source);
                        match &item.trait_ {
                            None => methods.extend(forwarded),
                            Some((path, _)) if path.is_ident("Transport") => {
                                let path = source.public(path);
                                traits.push(quote!(impl #path for #name { #forwarded }));
                            }
                            // `Debug`.
                            Some(_) => {}
                        }
                    }
                    _ => {}
                }
            }
        }
        if self.name == MOCK.name {
            for own_type in [CLIENT.name, BUILDER.name] {
                file.imports.add("crate::client", own_type);
            }
        }
        file.export(self.name);
        let definition = quote!(#attributes pub struct #name { pub(crate) shared: #path });
        let debug = quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.shared.fmt(f) }
            }
        };
        let methods = quote!(impl #name { #methods });
        for item in [definition, methods]
            .into_iter()
            .chain(traits)
            .chain([debug])
        {
            file.push(self.name, Code::from(item.to_string()));
        }
        Ok(())
    }

    /// Returns a method for each public method of an `impl` block, or each method of a trait.
    fn forwarded_methods(&self, block: &syn::ItemImpl, source: &SourceFile) -> TokenStream {
        let is_trait = block.trait_.is_some();
        let functions = block.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(function)
                if is_trait || matches!(function.vis, syn::Visibility::Public(_)) =>
            {
                Some(self.forwarded_method(function, source))
            }
            _ => None,
        });
        functions.collect()
    }

    fn forwarded_method(&self, function: &syn::ImplItemFn, source: &SourceFile) -> TokenStream {
        let name = &function.sig.ident;
        let mut receiver = None;
        let mut parameters = Vec::new();
        let mut arguments = Vec::new();
        for input in &function.sig.inputs {
            match input {
                syn::FnArg::Receiver(own) => {
                    let by_reference =
                        matches!(own.kind, syn::ReceiverKind::Reference(..)).then(|| quote!(&));
                    receiver = Some(quote!(#by_reference self));
                }
                syn::FnArg::Typed(argument) => {
                    let pattern = argument_name(&argument.pat);
                    let ty = source.public(&argument.ty);
                    parameters.push(quote!(#pattern: #ty));
                    arguments.push(if takes_client(&argument.ty) {
                        quote!(|client| #pattern(&Client { shared: client.clone() }))
                    } else {
                        quote!(#pattern)
                    });
                }
            }
        }
        let path = self.path();
        let call = match &receiver {
            Some(_) => quote!(self.shared.#name(#(#arguments),*)),
            None => quote!(#path::#name(#(#arguments),*)),
        };
        let output = &function.sig.output;
        let visibility = &function.vis;
        let body = wrapped_output(output, call);
        let attributes = function
            .attrs
            .iter()
            .map(|attribute| source.public(attribute));
        let (generics, _, bounds) = function.sig.generics.split_for_impl();
        let [output, generics, bounds] = [
            source.public(output),
            source.public(&generics),
            source.public(&bounds),
        ];
        let parameters = receiver.into_iter().chain(parameters);
        quote! {
            #(#attributes)*
            #visibility fn #name #generics (#(#parameters),*) #output #bounds { #body }
        }
    }
}

fn is_for(block: &syn::ItemImpl, name: &str) -> bool {
    matches!(&*block.self_ty, syn::Type::Path(ty) if ty.path.is_ident(name))
}

/// Returns the name of an argument, without `mut`.
fn argument_name(pattern: &syn::Pat) -> TokenStream {
    match pattern {
        syn::Pat::Ident(pattern) => pattern.ident.to_token_stream(),
        other => other.to_token_stream(),
    }
}

/// Returns whether an argument is a closure that takes a client.
fn takes_client(ty: &syn::Type) -> bool {
    let text = ty.to_token_stream().to_string();
    text.contains("FnOnce (& Client)") || text.contains("FnOnce(&Client)")
}

/// Turns the result of a call into a type of the client, if it is one of the runtime.
fn wrapped_output(output: &syn::ReturnType, call: TokenStream) -> TokenStream {
    let syn::ReturnType::Type(_, ty) = output else {
        return call;
    };
    let syn::Type::Path(ty) = &**ty else {
        return call;
    };
    let Some(last) = ty.path.segments.last() else {
        return call;
    };
    if let Some(constructor) = own_constructor(&last.ident) {
        return quote!(#constructor { shared: #call });
    }
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return call;
    };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(syn::Type::Path(value))) if last.ident == "Result" => {
            match value.path.get_ident().and_then(own_constructor) {
                Some(constructor) => quote!(#call.map(|shared| #constructor { shared })),
                None => call,
            }
        }
        _ => call,
    }
}

/// Returns the constructor of a type that the client has itself.
fn own_constructor(name: &Ident) -> Option<Ident> {
    let is_own = name == "Self" || OWN_TYPES.iter().any(|own| name == own);
    is_own.then(|| name.clone())
}

/// A file of the runtime.
struct SourceFile {
    file: syn::File,
    /// The path of the module around it.
    module: String,
    /// The full paths of the names that it imports or defines.
    imports: HashMap<String, TokenStream>,
}

impl SourceFile {
    fn parse(name: &str) -> Result<Self, Diagnostic> {
        let path = format!("{name}.rs");
        let text = FILES
            .iter()
            .find(|(file, _)| *file == path)
            .map_or("", |(_, text)| *text);
        let file = syn::parse_file(text).map_err(|error| {
            Diagnostic::error("emitted-code", format!("the runtime's `{path}`: {error}"))
        })?;
        let mut module = vec!["crate".to_owned(), "runtime".to_owned()];
        module.extend(name.rsplit_once('/').map(|(parent, _)| parent.to_owned()));
        let mut uses = Vec::new();
        let mut defined = Vec::new();
        for item in &file.items {
            match item {
                syn::Item::Use(item) => uses.push(item.tree.clone()),
                syn::Item::Struct(item) => defined.push(item.ident.to_string()),
                syn::Item::Enum(item) => defined.push(item.ident.to_string()),
                _ => {}
            }
        }
        let mut source = Self {
            file,
            module: module.join("::"),
            imports: HashMap::new(),
        };
        for tree in &uses {
            source.add_imports(tree, &[], &module);
        }
        let file_name = name.rsplit('/').next().unwrap_or(name);
        module.push(file_name.to_owned());
        for name in defined {
            source.add_import(&module, name);
        }
        Ok(source)
    }

    fn add_imports(&mut self, tree: &syn::UseTree, path: &[String], module: &[String]) {
        match tree {
            syn::UseTree::Path(below) => {
                let name = below.ident.to_string();
                let path = match (name.as_str(), path) {
                    ("super", []) => module.to_vec(),
                    ("super", [outer @ .., _]) => outer.to_vec(),
                    _ => {
                        let mut path = path.to_vec();
                        path.push(name);
                        path
                    }
                };
                self.add_imports(&below.tree, &path, module);
            }
            syn::UseTree::Name(item) => {
                let mut names = path.to_vec();
                let mut last = item.ident.to_string();
                if last == "self" {
                    last = names.pop().unwrap_or_default();
                }
                self.add_import(&names, last);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_imports(tree, path, module);
                }
            }
            syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => {}
        }
    }

    /// Adds the path of a name in a module, unless it is the name of one of the client's own types.
    fn add_import(&mut self, module: &[String], name: String) {
        if OWN_TYPES.contains(&name.as_str()) {
            return;
        }
        // `testing` re-exports the public types of its modules, which are private.
        let length = match module {
            [root, runtime, testing, _]
                if root == "crate" && runtime == "runtime" && testing == "testing" =>
            {
                3
            }
            _ => module.len(),
        };
        let names = module.iter().take(length).chain([&name]);
        let segments = names.map(|segment| format_ident!("{segment}"));
        let path = quote!(#(#segments)::*);
        self.imports.insert(name, path);
    }

    /// Returns code of the file with full paths instead of imported names.
    fn public(&self, code: &impl ToTokens) -> TokenStream {
        self.with_full_paths(code.to_token_stream())
    }

    /// Returns the text of docs with full paths in its links, or another literal as it is.
    fn with_full_links(&self, literal: Literal) -> Literal {
        match syn::parse_str::<syn::LitStr>(&literal.to_string()) {
            Ok(text) => {
                let outer = self
                    .module
                    .rsplit_once("::")
                    .map_or("crate", |(outer, _)| outer);
                let text = text
                    .value()
                    .replace("(super::super::", &format!("({outer}::"));
                Literal::string(&text.replace("(super::", &format!("({}::", self.module)))
            }
            Err(_) => literal,
        }
    }

    fn with_full_paths(&self, code: TokenStream) -> TokenStream {
        let mut full = TokenStream::new();
        let mut is_behind_path = false;
        let mut is_joint = false;
        for token in code {
            let is_colon = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
            let ends_path = is_colon && is_joint;
            is_joint = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':' && mark.spacing() == Spacing::Joint);
            match token {
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    let inner = self.with_full_paths(group.stream());
                    full.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
                }
                TokenTree::Ident(name) if !is_behind_path => {
                    match self.imports.get(&name.to_string()) {
                        Some(path) => full.extend(path.clone()),
                        None => full.extend([TokenTree::Ident(name)]),
                    }
                }
                TokenTree::Literal(text) => {
                    full.extend([TokenTree::Literal(self.with_full_links(text))])
                }
                other => full.extend([other]),
            }
            is_behind_path = ends_path;
        }
        full
    }
}
