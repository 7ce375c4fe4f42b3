//! The items of emitted code are the items of `surface`, which `diff` compares and `render` prints.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use sdkwright::Generator;
use sdkwright::model::{Framing, parent_path};
use sdkwright::naming::path_below;
use sdkwright::surface::{
    Item, ItemKind, ItemOwner, ItemSignature, MacroItem, OutputForm, OwnerKind, Surface,
    path_below_types, replace_paths,
};
use serde_json::{Value, json};

const CONFIGURATIONS: [&str; 19] = [
    "additions/generator.yaml",
    "apart/generator.yaml",
    "bodies/generator.yaml",
    "configured/generator.yaml",
    "lists/generator.yaml",
    "oauth2/generator.yaml",
    "own_types/generator.yaml",
    "parameters/generator.yaml",
    "requests/generator.yaml",
    "responses/generator.yaml",
    "surface/catalog/generator.yaml",
    "surface/discord/generator.yaml",
    "surface/stripe/generator.yaml",
    "tuples/generator.yaml",
    "webhooks/generator.yaml",
    "webhooks_github/generator.yaml",
    "xml/generator.yaml",
    "import/tickets/generator.yaml",
    "../spec/generator.yaml",
];

const DESCRIPTIONS: [&str; 14] = [
    "coverage/everything.yaml",
    "hostile/calls.yaml",
    "hostile/deprecated.yaml",
    "hostile/empty.yaml",
    "hostile/halves.yaml",
    "hostile/long.yaml",
    "hostile/names.yaml",
    "hostile/selves.yaml",
    "hostile/shapes.yaml",
    "hostile/text.yaml",
    "surface/github/github.yaml",
    "surface/kubernetes/kubernetes.yaml",
    "surface/openai/openai.yaml",
    "surface/slack/slack.yaml",
];

#[test]
fn emitted_code_has_the_items_of_the_surface() {
    let configured = CONFIGURATIONS
        .iter()
        .map(|path| (path, Generator::from_config(path)));
    let described = DESCRIPTIONS
        .iter()
        .map(|path| (path, Generator::new(path).package("client")));
    for (path, generator) in configured.chain(described) {
        let folder = tempfile::tempdir().unwrap();
        let generator = generator.output(folder.path().join("client"));
        let api = generator.allow_outside(true).generate().unwrap().api;
        let expected = Surface::of(&api).items.into_iter().filter(|item| {
            // None of these is an item of its own in the code.
            !matches!(
                item.kind,
                ItemKind::Export | ItemKind::Feature | ItemKind::OptionalFeature
            )
        });
        let expected: Vec<TextItem> = expected.map(TextItem::of).collect();
        let emitted = EmittedCode::new(folder.path(), &expected).items();
        let expected: BTreeSet<String> = expected.iter().map(TextItem::describe).collect();
        let emitted: BTreeSet<String> = emitted.iter().map(TextItem::describe).collect();
        let missing: Vec<&String> = expected.difference(&emitted).collect();
        let unknown: Vec<&String> = emitted.difference(&expected).collect();
        assert!(
            missing.is_empty() && unknown.is_empty() && emitted.len() > 5,
            "{path}: only in the surface: {missing:#?}, only in the code: {unknown:#?}"
        );
    }
}

/// An item whose signature is text, as in emitted code.
struct TextItem {
    /// The item without a signature and without sources, which the code does not have.
    item: Item,
    /// The text of the signature, in parts that have one type each.
    signature: Vec<String>,
}

impl TextItem {
    /// Returns an item of the surface.
    fn of(item: Item) -> Self {
        Self {
            signature: vec![item.signature.to_string()],
            item: Item {
                signature: ItemSignature::None,
                source: None,
                argument_sources: Vec::new(),
                ..item
            },
        }
    }

    /// Returns everything that is compared of an item, without spaces and trailing commas, which
    /// have no meaning in types.
    fn describe(&self) -> String {
        let Self { item, signature } = self;
        format!("{}: {} {item:?}", item.path(), signature.concat())
            .replace(' ', "")
            .replace(",>", ">")
    }
}

/// Reads the items of emitted files.
struct EmittedCode<'f> {
    folder: PathBuf,
    /// The paths of types of the description below `types`.
    types: BTreeSet<&'f str>,
    items: Vec<TextItem>,
    /// The Cargo features that enable the module that is read; empty if it is always compiled.
    features: BTreeSet<String>,
}

impl<'f> EmittedCode<'f> {
    fn new(folder: &Path, items: &'f [TextItem]) -> Self {
        let items = items.iter().map(|TextItem { item, .. }| item);
        let heads = items.filter(|item| item.name.is_empty());
        Self {
            folder: folder.join("client"),
            types: heads
                .filter_map(|item| item.owner.described_path())
                .collect(),
            items: Vec::new(),
            features: BTreeSet::new(),
        }
    }

    fn items(mut self) -> Vec<TextItem> {
        let root = ItemOwner::new("", OwnerKind::Other);
        let webhooks = ItemOwner::new("webhooks", OwnerKind::Webhooks);
        for (name, module) in [
            ("types", ItemOwner::described("")),
            ("resources", root.below("resources")),
            ("client", root.clone()),
            ("servers", root.below("servers")),
            ("webhooks", webhooks),
            ("operations", root.below("operations")),
        ] {
            self.features = self.features_of_root_module(name);
            self.read_module("src", name, &module);
        }
        self.read_named_operations(&root.below("operations"));
        self.read_json_schemas();
        for TextItem { item, signature } in &mut self.items {
            let module = item.owner.described_path().map(parent_path);
            let module = module.unwrap_or_default().to_owned();
            let types = &self.types;
            let full = |text: &str| with_full_paths(text, &module, types);
            *signature = signature.iter().map(|text| full(text)).collect();
            if item.name.contains('<') {
                item.name = full(&item.name);
            }
        }
        self.items
    }

    fn features_of_root_module(&self, name: &str) -> BTreeSet<String> {
        let text = fs::read_to_string(self.folder.join("src/lib.rs")).unwrap();
        let items = syn::parse_file(&text).unwrap().items;
        let attributes = items.iter().find_map(|item| match item {
            syn::Item::Mod(item) if item.ident == name => Some(item.attrs.as_slice()),
            _ => None,
        });
        cfg_features(attributes.unwrap_or_default())
    }

    /// Reads the file or folder of a module.
    fn read_module(&mut self, folder: &str, name: &str, module: &ItemOwner) {
        let below = format!("{folder}/{name}");
        let files = [format!("{below}.rs"), format!("{below}/mod.rs")];
        let mut files = files.iter().map(|file| self.folder.join(file));
        let Some(text) = files.find_map(|file| fs::read_to_string(file).ok()) else {
            return;
        };
        for item in &syn::parse_file(&text).unwrap().items {
            self.read_item(item, &below, module);
        }
    }

    fn read_item(&mut self, item: &syn::Item, folder: &str, module: &ItemOwner) {
        let owner = |name: &syn::Ident| module.below(&name.to_string());
        match item {
            syn::Item::Mod(item) => {
                let module = if is_public(&item.vis) {
                    owner(&item.ident)
                } else {
                    module.clone()
                };
                let outer_features = self.features.clone();
                let own_features = cfg_features(&item.attrs);
                if !own_features.is_empty() {
                    self.features = own_features;
                }
                match &item.content {
                    None => self.read_module(folder, &item.ident.to_string(), &module),
                    Some((_, items)) => {
                        for item in items {
                            self.read_item(item, folder, &module);
                        }
                    }
                }
                self.features = outer_features;
            }
            syn::Item::Struct(item) if is_public(&item.vis) => {
                self.read_struct(&owner(&item.ident), item);
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                self.read_enum(&owner(&item.ident), item);
            }
            syn::Item::Type(item) if is_public(&item.vis) => {
                let head = head(owner(&item.ident), ItemKind::Alias, &item.attrs);
                // The path of a type of another crate begins so that no module hides it.
                let ty = text_of(&item.ty);
                self.push_typed(head, ty.trim_start_matches("::").to_owned());
            }
            syn::Item::Const(item) if is_public(&item.vis) => {
                let head = head(owner(&item.ident), ItemKind::Constant, &item.attrs);
                self.push_typed(head, text_of(&item.ty));
            }
            syn::Item::Static(item) if is_public(&item.vis) => {
                let head = head(owner(&item.ident), ItemKind::Constant, &item.attrs);
                self.push_typed(head, text_of(&item.ty));
            }
            syn::Item::Fn(item) if is_public(&item.vis) => {
                self.push_function(module, ItemKind::Function, &item.sig, &item.attrs);
            }
            syn::Item::Impl(item) => self.read_impl(module, item),
            syn::Item::Macro(item) => self.read_macro(module, &item.mac),
            _ => {}
        }
    }

    fn push(&mut self, mut item: Item, signature: Vec<String>) {
        if item.features.is_empty() {
            item.features.clone_from(&self.features);
        }
        self.items.push(TextItem { item, signature });
    }

    fn push_typed(&mut self, item: Item, ty: String) {
        self.push(item, vec![ty]);
    }

    fn push_traits(&mut self, owner: &ItemOwner, names: impl IntoIterator<Item = String>) {
        for name in names {
            let item = Item::bare(owner.clone(), ItemKind::Trait, &name);
            self.push_typed(item, String::new());
        }
    }

    fn push_function(
        &mut self,
        owner: &ItemOwner,
        kind: ItemKind,
        signature: &syn::Signature,
        attributes: &[syn::Attribute],
    ) {
        let mut item = head(owner.clone(), kind, attributes);
        let mut arguments = Vec::new();
        for input in &signature.inputs {
            match input {
                // `mut self` is not part of the signature.
                syn::FnArg::Receiver(receiver) => {
                    arguments.push(text_of(receiver).replace("mut self", "self"));
                }
                syn::FnArg::Typed(argument) => {
                    arguments.push(text_of(&argument.ty));
                    item.arguments.push(text_of(&argument.pat));
                }
            }
        }
        assert!(signature.asyncness.is_none() && signature.generics.params.is_empty());
        item.name = signature.ident.to_string();
        let mut signature_parts = vec!["fn(".to_owned()];
        for (index, argument) in arguments.into_iter().enumerate() {
            if index > 0 {
                signature_parts.push(",".to_owned());
            }
            signature_parts.push(argument);
        }
        signature_parts.push(")".to_owned());
        if let syn::ReturnType::Type(_, ty) = &signature.output {
            signature_parts.extend(["->".to_owned(), text_of(ty)]);
        }
        self.push(item, signature_parts);
    }

    fn read_struct(&mut self, owner: &ItemOwner, item: &syn::ItemStruct) {
        let mut own = head(owner.clone(), ItemKind::Struct, &item.attrs);
        own.open |= item.fields.iter().any(|field| !is_public(&field.vis));
        self.push_typed(own, "struct {..}".to_owned());
        for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
            let mut member = head(owner.clone(), ItemKind::Field, &field.attrs);
            member.name = field.ident.as_ref().unwrap().to_string();
            self.push_typed(member, text_of(&field.ty));
        }
        self.push_traits(owner, derived_traits(&item.attrs));
    }

    fn read_enum(&mut self, owner: &ItemOwner, item: &syn::ItemEnum) {
        let own = head(owner.clone(), ItemKind::Enum, &item.attrs);
        self.push_typed(own, "enum".to_owned());
        for variant in &item.variants {
            let mut member = head(owner.clone(), ItemKind::Variant, &variant.attrs);
            member.name = variant.ident.to_string();
            let types: Vec<String> = variant
                .fields
                .iter()
                .map(|field| text_of(&field.ty))
                .collect();
            self.push_typed(member, format!("({})", types.join(",")));
        }
        self.push_traits(owner, derived_traits(&item.attrs));
    }

    fn read_impl(&mut self, module: &ItemOwner, item: &syn::ItemImpl) {
        let ty = text_of(&item.self_ty);
        // Each type that converts to the `Field` of a type also converts to the type itself. The test
        // server is that of the runtime, for any API.
        if ty.contains('<') || ty.ends_with("::TestServer") {
            return;
        }
        // Only a type of the runtime is in another module.
        let owner = if ty.contains("::") {
            ItemOwner::new(ty, OwnerKind::Runtime)
        } else if ty == "Client" && module.to_string() == "operations" {
            ItemOwner::new(ty, OwnerKind::Other)
        } else {
            module.below(&ty)
        };
        if let Some((path, _)) = &item.trait_ {
            self.push_traits(&owner, [text_of(path).replace("std::hash::", "")]);
            return;
        }
        for member in &item.items {
            match member {
                syn::ImplItem::Fn(function) if is_public(&function.vis) => {
                    let kind = ItemKind::Method;
                    self.push_function(&owner, kind, &function.sig, &function.attrs);
                }
                syn::ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let mut item = head(owner.clone(), ItemKind::Constant, &constant.attrs);
                    item.name = constant.ident.to_string();
                    self.push_typed(item, text_of(&constant.ty));
                }
                _ => {}
            }
        }
    }

    /// Reads the names of operations, and of their arguments.
    fn read_named_operations(&mut self, module: &ItemOwner) {
        let path = self.folder.join("src/operations/operations.json");
        let Ok(text) = fs::read_to_string(path) else {
            return;
        };
        let catalog: Value = serde_json::from_str(&text).unwrap();
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml")).unwrap();
        let programs = ["operations", "cli", "mcp", "test-server"].into_iter();
        let programs = programs.filter(|name| manifest.contains(&format!("\n{name} = [")));
        self.features = programs.map(str::to_owned).collect();
        for (name, documentation) in catalog["operations"].as_object().unwrap() {
            let owner = module.below(name);
            let operation = Item::bare(owner.clone(), ItemKind::Operation, "");
            self.push_typed(operation, String::new());
            let arguments = &documentation["arguments"];
            let required = arguments["required"].as_array();
            for name in arguments["properties"].as_object().unwrap().keys() {
                let is_required = required.is_some_and(|names| names.contains(&json!(name)));
                let signature = ItemSignature::Argument { is_required }.to_string();
                let argument = Item::bare(owner.clone(), ItemKind::OperationArgument, name);
                self.push_typed(argument, signature);
            }
        }
    }

    /// Reads the types that implement `schemars::JsonSchema`.
    fn read_json_schemas(&mut self) {
        let path = self.folder.join("src/json_schemas.json");
        let Ok(text) = fs::read_to_string(path) else {
            return;
        };
        let schemas: Value = serde_json::from_str(&text).unwrap();
        self.features = BTreeSet::new();
        for name in schemas["$defs"].as_object().unwrap().keys() {
            let owner = ItemOwner::described(&name.replace('.', "::"));
            self.push_traits(&owner, ["schemars::JsonSchema".to_owned()]);
        }
    }

    /// Reads a call such as `macros::request!(PetsReadRequest => Pet)`: the first word is the type,
    /// the rest is its output.
    fn read_macro(&mut self, module: &ItemOwner, call: &syn::Macro) {
        let name = call.path.segments.last().unwrap().ident.to_string();
        // Methods of the test server, which is that of the runtime, for any API.
        if name == "overrides" {
            return;
        }
        let mut tokens = call.tokens.clone().into_iter();
        let Some(TokenTree::Ident(ty)) = tokens.next() else {
            return;
        };
        let owner = module.below(&ty.to_string());
        // String literals are not types.
        let arguments = tokens.filter(|token| !matches!(token, TokenTree::Literal(_)));
        let arguments = with_joined_paths(&arguments.collect::<TokenStream>().to_string());
        let arguments = arguments.trim_start_matches("=>").trim();
        // All requests have these setters.
        if name == "setters" && arguments.is_empty() {
            return;
        }
        match macro_item(&name, arguments) {
            Some((item, ty)) => {
                let response = Item {
                    macro_item: Some(item),
                    ..Item::bare(owner, ItemKind::Response, &name)
                };
                self.push_typed(response, ty);
            }
            None => self.push_traits(&owner, conversions(&name, arguments)),
        }
    }
}

/// Returns the item that a call of a macro adds, and the signature of the item.
fn macro_item(name: &str, arguments: &str) -> Option<(MacroItem, String)> {
    let (also, what) = match arguments.strip_prefix("also ") {
        Some(what) => (true, what),
        None => (false, arguments),
    };
    let (item, ty) = match (name, also) {
        ("alternatives", _) => (MacroItem::Alternatives, ""),
        ("download", _) => (MacroItem::Download, ""),
        ("integer_enum", _) => (MacroItem::Display, ""),
        ("text_enum", _) => (MacroItem::FromStr, ""),
        ("setters", _) => (MacroItem::Setters, what),
        ("pages", true) => (MacroItem::ItemsOfPages, what),
        ("pages", false) => (MacroItem::Output(OutputForm::Page), what),
        ("request", _) => {
            let (form, ty) = output(what);
            (MacroItem::Output(form), ty)
        }
        ("stream", true) => {
            let (framing, ty) = stream(what);
            (MacroItem::Stream(framing), ty)
        }
        ("stream", false) => {
            let (framing, ty) = stream(what);
            (MacroItem::Output(OutputForm::Stream(framing)), ty)
        }
        _ => return None,
    };
    Some((item, ty.to_owned()))
}

fn output(what: &str) -> (OutputForm, &str) {
    match what.split_once(' ') {
        None if what == "bytes" => (OutputForm::Bytes, ""),
        None if what == "raw" => (OutputForm::Raw, ""),
        None if what == "text" => (OutputForm::Text, ""),
        Some(("several", ty)) => (OutputForm::Several, ty),
        Some(("xml", ty)) => (OutputForm::Xml, ty),
        _ => (OutputForm::Json, what),
    }
}

/// Reads the framing and the items of a stream: `events Token, Data`.
fn stream(what: &str) -> (Framing, &str) {
    let (framing, item) = what.split_once(' ').unwrap();
    // The literals after the items are left out, but not their commas.
    let item = item.trim_end_matches([',', ' ']);
    match framing {
        "lines" => (Framing::Lines, item),
        "results" => (Framing::Results, item),
        "records" => (Framing::Records, item),
        "parts" => (Framing::Parts, item),
        _ => match item.rsplit_once(',').unwrap() {
            (item, " Event") => (Framing::EventObjects, item.trim_end()),
            (item, _) => (Framing::EventData, item.trim_end()),
        },
    }
}

/// Returns the traits that a macro for conversions implements.
fn conversions(name: &str, arguments: &str) -> Vec<String> {
    // The variant is no part of the conversion.
    let arguments = arguments.trim_start_matches([',', ' ']);
    let ty = arguments.split_once(',').map_or("", |(_, ty)| ty.trim());
    match (name, ty.strip_prefix("only ")) {
        ("from_entries", _) => vec![format!("From<[(impl Into<String>, impl Into<{ty}>); N]>")],
        ("from_items", Some(item)) => vec![format!("From<[{item}; N]>")],
        ("from_items", None) => vec![format!("From<[impl Into<{ty}>; N]>")],
        ("from_text", _) => {
            let also = ty.strip_prefix("also ");
            let types = ["&str"].into_iter().chain(also);
            types.map(|ty| format!("From<{ty}>")).collect()
        }
        ("from_texts", _) => vec!["From<Vec<&str>>".to_owned()],
        _ => Vec::new(),
    }
}

/// Returns an item without a name and a signature.
fn head(owner: ItemOwner, kind: ItemKind, attributes: &[syn::Attribute]) -> Item {
    Item {
        open: has_attribute(attributes, "non_exhaustive"),
        deprecated: has_attribute(attributes, "deprecated"),
        features: cfg_features(attributes),
        ..Item::bare(owner, kind, "")
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn has_attribute(attributes: &[syn::Attribute], name: &str) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident(name))
}

/// Returns the features that a `cfg` attribute names.
fn cfg_features(attributes: &[syn::Attribute]) -> BTreeSet<String> {
    let conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .map(|attribute| attribute.to_token_stream().to_string());
    let conditions: String = conditions.collect();
    // Each feature is a string literal.
    let names = conditions.split('"').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

fn derived_traits(attributes: &[syn::Attribute]) -> Vec<String> {
    let lists = attributes
        .iter()
        .filter_map(|attribute| attribute.meta.require_list().ok());
    let derived = lists.filter(|list| list.path.is_ident("derive"));
    let names = derived.map(|list| text_of(&list.tokens));
    let names: Vec<String> = names.collect();
    let names = names.iter().flat_map(|names| names.split(','));
    names.map(|name| name.trim().to_owned()).collect()
}

fn text_of(tokens: &impl ToTokens) -> String {
    with_joined_paths(&tokens.to_token_stream().to_string())
}

fn with_joined_paths(tokens: &str) -> String {
    tokens.replace(" ::", "::").replace(":: ", "::")
}

/// Returns a text with types as paths below `types`: in the code, a path may begin in the module or
/// in the one around it.
fn with_full_paths(text: &str, module: &str, types: &BTreeSet<&str>) -> String {
    replace_paths(text, |path| {
        if let Some(path) = path_below_types(path) {
            return path.to_owned();
        }
        let candidates = [module, parent_path(module)].map(|module| path_below(module, path));
        // `Item` of an iterator is no type.
        let full = candidates
            .into_iter()
            .find(|candidate| types.contains(candidate.as_str()))
            .filter(|_| path != "Item" || !text.contains("IntoIterator"));
        full.unwrap_or_else(|| path.to_owned())
    })
}
