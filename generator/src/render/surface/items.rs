//! `syn` items → items of the surface.

use syn::{
    Attribute, Fields, FnArg, ImplItem, ItemEnum, ItemImpl, ItemMacro, ItemStruct, Meta, Pat, ReturnType, Signature,
    Visibility,
};

use super::item::{Item, ItemKind};
use super::text::text;

pub(super) fn of(module: &str, item: &syn::Item, out: &mut Vec<Item>) {
    match item {
        syn::Item::Struct(item) if is_public(&item.vis) => structure(module, item, out),
        syn::Item::Enum(item) if is_public(&item.vis) => enumeration(module, item, out),
        syn::Item::Type(item) if is_public(&item.vis) => {
            out.push(whole(module, &item.ident.to_string(), ItemKind::Alias, text(&item.ty), &item.attrs));
        }
        syn::Item::Const(item) if is_public(&item.vis) => {
            out.push(whole(module, &item.ident.to_string(), ItemKind::Constant, text(&item.ty), &item.attrs));
        }
        syn::Item::Fn(item) if is_public(&item.vis) => {
            let mut function = method(module, &item.sig, &item.attrs);
            function.kind = ItemKind::Function;
            out.push(function);
        }
        syn::Item::Impl(item) => implementation(module, item, out),
        syn::Item::Macro(item) => response(module, item, out),
        _ => {}
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

fn whole(module: &str, name: &str, kind: ItemKind, signature: String, attributes: &[Attribute]) -> Item {
    part(join(module, name), kind, String::new(), signature, attributes)
}

fn part(owner: String, kind: ItemKind, name: String, signature: String, attributes: &[Attribute]) -> Item {
    let deprecated = has(attributes, "deprecated");
    Item { owner, kind, name, signature, arguments: Vec::new(), open: has(attributes, "non_exhaustive"), deprecated }
}

fn structure(module: &str, item: &ItemStruct, out: &mut Vec<Item>) {
    let name = item.ident.to_string();
    let shape = match &item.fields {
        Fields::Named(_) => "struct {..}",
        Fields::Unnamed(_) => "struct (..)",
        Fields::Unit => "struct",
    };
    let mut head = whole(module, &name, ItemKind::Struct, shape.to_owned(), &item.attrs);
    head.open |= item.fields.iter().any(|field| !is_public(&field.vis));
    out.push(head);
    let public = item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis));
    out.extend(public.map(|(index, field)| {
        let field_name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
        part(join(module, &name), ItemKind::Field, field_name, text(&field.ty), &field.attrs)
    }));
    derives(&join(module, &name), &item.attrs, out);
}

fn enumeration(module: &str, item: &ItemEnum, out: &mut Vec<Item>) {
    let owner = join(module, &item.ident.to_string());
    out.push(whole(module, &item.ident.to_string(), ItemKind::Enum, "enum".to_owned(), &item.attrs));
    out.extend(item.variants.iter().map(|variant| {
        let payload: Vec<String> = variant.fields.iter().map(|field| text(&field.ty)).collect();
        let name = variant.ident.to_string();
        part(owner.clone(), ItemKind::Variant, name, format!("({})", payload.join(", ")), &variant.attrs)
    }));
    derives(&owner, &item.attrs, out);
}

fn derives(owner: &str, attributes: &[Attribute], out: &mut Vec<Item>) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let Meta::List(list) = &attribute.meta else { continue };
        for name in list.tokens.to_string().split(',').map(str::trim).filter(|name| !name.is_empty()) {
            out.push(part(owner.to_owned(), ItemKind::Trait, name.to_owned(), String::new(), &[]));
        }
    }
}

fn implementation(module: &str, item: &ItemImpl, out: &mut Vec<Item>) {
    // Whatever converts to the `Field` of a type converts to the type as well.
    if is_field(&item.self_ty) {
        return;
    }
    let owner = text(&item.self_ty);
    // Methods of runtime types (`Client`) are also here, at the root.
    let owner = if owner.contains("::") { owner } else { join(module, &owner) };
    match &item.trait_ {
        Some((path, _)) => {
            let (name, types) = (text(path), item.items.iter().filter_map(associated).collect::<Vec<_>>());
            out.push(part(owner, ItemKind::Trait, name, types.join(", "), &item.attrs));
        }
        None => item.items.iter().for_each(|member| inherent(&owner, member, out)),
    }
}

/// Whether a type is `Field` of the runtime: types of the description have no arguments.
fn is_field(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Field" && !last.arguments.is_empty())
}

fn associated(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Type(item) => Some(format!("{} = {}", item.ident, text(&item.ty))),
        _ => None,
    }
}

fn inherent(owner: &str, member: &ImplItem, out: &mut Vec<Item>) {
    match member {
        ImplItem::Fn(function) if is_public(&function.vis) => {
            out.push(method(owner, &function.sig, &function.attrs));
        }
        ImplItem::Const(constant) if is_public(&constant.vis) => {
            let name = constant.ident.to_string();
            out.push(part(owner.to_owned(), ItemKind::Constant, name, text(&constant.ty), &constant.attrs));
        }
        _ => {}
    }
}

fn method(owner: &str, signature: &Signature, attributes: &[Attribute]) -> Item {
    let (mut types, mut arguments) = (Vec::new(), Vec::new());
    for input in &signature.inputs {
        match input {
            // `mut self` is not part of the signature.
            FnArg::Receiver(receiver) => types.push(match text(receiver).as_str() {
                "mut self" => "self".to_owned(),
                other => other.to_owned(),
            }),
            FnArg::Typed(argument) => {
                types.push(text(&argument.ty));
                arguments.push(match &*argument.pat {
                    Pat::Ident(name) => name.ident.to_string(),
                    other => text(other),
                });
            }
        }
    }
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", text(ty)),
    };
    let awaited = if signature.asyncness.is_some() { "async " } else { "" };
    let generics = text(&signature.generics);
    let written = format!("{awaited}fn{generics}({}){output}", types.join(", "));
    let mut item = part(owner.to_owned(), ItemKind::Method, signature.ident.to_string(), written, attributes);
    item.arguments = arguments;
    item
}

/// `macros::request!(PetsReadRequest => Pet)`: the first word is the type, the rest its output.
fn response(module: &str, item: &ItemMacro, out: &mut Vec<Item>) {
    let Some(name) = item.mac.path.segments.last().map(|segment| segment.ident.to_string()) else { return };
    let mut tokens = item.mac.tokens.clone().into_iter();
    let Some(proc_macro2::TokenTree::Ident(of)) = tokens.next() else { return };
    // String literals are not types.
    let rest = text(
        &tokens
            .filter(|token: &proc_macro2::TokenTree| !matches!(token, proc_macro2::TokenTree::Literal(_)))
            .collect::<proc_macro2::TokenStream>(),
    );
    // The setters of every request, unless one has another name.
    if name == "setters" && rest.is_empty() {
        return;
    }
    // A word of the macro.
    let rest = if rest == "raw" { "RawResponse".to_owned() } else { rest };
    out.push(part(join(module, &of.to_string()), ItemKind::Response, name, rest, &item.attrs));
}
