//! `syn` items → items of the surface.

use syn::{
    Attribute, Fields, FnArg, ImplItem, ItemEnum, ItemImpl, ItemMacro, ItemStruct, Meta, Pat,
    ReturnType, Signature, Visibility,
};

use super::item::{Item, ItemKind};
use super::text::tokens_to_text;

pub(super) fn push_surface_items(module: &str, item: &syn::Item, out: &mut Vec<Item>) {
    match item {
        syn::Item::Struct(item) if is_public(&item.vis) => push_struct(module, item, out),
        syn::Item::Enum(item) if is_public(&item.vis) => push_enum(module, item, out),
        syn::Item::Type(item) if is_public(&item.vis) => {
            out.push(top_level_item(
                module,
                &item.ident.to_string(),
                ItemKind::Alias,
                tokens_to_text(&item.ty),
                &item.attrs,
            ));
        }
        syn::Item::Const(item) if is_public(&item.vis) => {
            out.push(top_level_item(
                module,
                &item.ident.to_string(),
                ItemKind::Constant,
                tokens_to_text(&item.ty),
                &item.attrs,
            ));
        }
        syn::Item::Fn(item) if is_public(&item.vis) => {
            let mut function = method_item(module, &item.sig, &item.attrs);
            function.kind = ItemKind::Function;
            out.push(function);
        }
        syn::Item::Impl(item) => push_impl(module, item, out),
        syn::Item::Macro(item) => push_request_macro(module, item, out),
        _ => {}
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn has_attribute(attributes: &[Attribute], name: &str) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident(name))
}

fn path_in_module(module: &str, name: &str) -> String {
    if module.is_empty() {
        name.to_owned()
    } else {
        format!("{module}::{name}")
    }
}

fn top_level_item(
    module: &str,
    name: &str,
    kind: ItemKind,
    signature: String,
    attributes: &[Attribute],
) -> Item {
    surface_item(
        path_in_module(module, name),
        kind,
        String::new(),
        signature,
        attributes,
    )
}

fn surface_item(
    owner: String,
    kind: ItemKind,
    name: String,
    signature: String,
    attributes: &[Attribute],
) -> Item {
    let deprecated = has_attribute(attributes, "deprecated");
    Item {
        owner,
        kind,
        name,
        signature,
        arguments: Vec::new(),
        open: has_attribute(attributes, "non_exhaustive"),
        deprecated,
    }
}

fn push_struct(module: &str, item: &ItemStruct, out: &mut Vec<Item>) {
    let name = item.ident.to_string();
    let shape = match &item.fields {
        Fields::Named(_) => "struct {..}",
        Fields::Unnamed(_) => "struct (..)",
        Fields::Unit => "struct",
    };
    let mut head = top_level_item(
        module,
        &name,
        ItemKind::Struct,
        shape.to_owned(),
        &item.attrs,
    );
    head.open |= item.fields.iter().any(|field| !is_public(&field.vis));
    out.push(head);
    let public = item
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_public(&field.vis));
    out.extend(public.map(|(index, field)| {
        let field_name = field
            .ident
            .as_ref()
            .map_or_else(|| index.to_string(), ToString::to_string);
        surface_item(
            path_in_module(module, &name),
            ItemKind::Field,
            field_name,
            tokens_to_text(&field.ty),
            &field.attrs,
        )
    }));
    push_derived_traits(&path_in_module(module, &name), &item.attrs, out);
}

fn push_enum(module: &str, item: &ItemEnum, out: &mut Vec<Item>) {
    let owner = path_in_module(module, &item.ident.to_string());
    out.push(top_level_item(
        module,
        &item.ident.to_string(),
        ItemKind::Enum,
        "enum".to_owned(),
        &item.attrs,
    ));
    out.extend(item.variants.iter().map(|variant| {
        let payload: Vec<String> = variant
            .fields
            .iter()
            .map(|field| tokens_to_text(&field.ty))
            .collect();
        let name = variant.ident.to_string();
        surface_item(
            owner.clone(),
            ItemKind::Variant,
            name,
            format!("({})", payload.join(", ")),
            &variant.attrs,
        )
    }));
    push_derived_traits(&owner, &item.attrs, out);
}

fn push_derived_traits(owner: &str, attributes: &[Attribute], out: &mut Vec<Item>) {
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let Meta::List(list) = &attribute.meta else {
            continue;
        };
        for name in list
            .tokens
            .to_string()
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            out.push(surface_item(
                owner.to_owned(),
                ItemKind::Trait,
                name.to_owned(),
                String::new(),
                &[],
            ));
        }
    }
}

fn push_impl(module: &str, item: &ItemImpl, out: &mut Vec<Item>) {
    // Whatever converts to the `Field` of a type converts to the type as well.
    if is_field(&item.self_ty) {
        return;
    }
    let owner = tokens_to_text(&item.self_ty);
    // Methods of runtime types (`Client`) are also here, at the root.
    let owner = if owner.contains("::") {
        owner
    } else {
        path_in_module(module, &owner)
    };
    match &item.trait_ {
        Some((path, _)) => {
            let (name, types) = (
                tokens_to_text(path),
                item.items
                    .iter()
                    .filter_map(associated_type_text)
                    .collect::<Vec<_>>(),
            );
            out.push(surface_item(
                owner,
                ItemKind::Trait,
                name,
                types.join(", "),
                &item.attrs,
            ));
        }
        None => {
            for member in &item.items {
                push_inherent_member(&owner, member, out);
            }
        }
    }
}

/// Whether a type is `Field` of the runtime: types of the description have no arguments.
fn is_field(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else {
        return false;
    };
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == "Field" && !last.arguments.is_empty())
}

fn associated_type_text(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Type(item) => Some(format!("{} = {}", item.ident, tokens_to_text(&item.ty))),
        _ => None,
    }
}

fn push_inherent_member(owner: &str, member: &ImplItem, out: &mut Vec<Item>) {
    match member {
        ImplItem::Fn(function) if is_public(&function.vis) => {
            out.push(method_item(owner, &function.sig, &function.attrs));
        }
        ImplItem::Const(constant) if is_public(&constant.vis) => {
            let name = constant.ident.to_string();
            out.push(surface_item(
                owner.to_owned(),
                ItemKind::Constant,
                name,
                tokens_to_text(&constant.ty),
                &constant.attrs,
            ));
        }
        _ => {}
    }
}

fn method_item(owner: &str, signature: &Signature, attributes: &[Attribute]) -> Item {
    let (mut types, mut arguments) = (Vec::new(), Vec::new());
    for input in &signature.inputs {
        match input {
            // `mut self` is not part of the signature.
            FnArg::Receiver(receiver) => types.push(match tokens_to_text(receiver).as_str() {
                "mut self" => "self".to_owned(),
                other => other.to_owned(),
            }),
            FnArg::Typed(argument) => {
                types.push(tokens_to_text(&argument.ty));
                arguments.push(match &*argument.pat {
                    Pat::Ident(name) => name.ident.to_string(),
                    other => tokens_to_text(other),
                });
            }
        }
    }
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", tokens_to_text(ty)),
    };
    let awaited = if signature.asyncness.is_some() {
        "async "
    } else {
        ""
    };
    let generics = tokens_to_text(&signature.generics);
    let written = format!("{awaited}fn{generics}({}){output}", types.join(", "));
    let mut item = surface_item(
        owner.to_owned(),
        ItemKind::Method,
        signature.ident.to_string(),
        written,
        attributes,
    );
    item.arguments = arguments;
    item
}

/// `macros::request!(PetsReadRequest => Pet)`: the first word is the type, the rest its output.
fn push_request_macro(module: &str, item: &ItemMacro, out: &mut Vec<Item>) {
    let Some(name) = item
        .mac
        .path
        .segments
        .last()
        .map(|segment| segment.ident.to_string())
    else {
        return;
    };
    let mut tokens = item.mac.tokens.clone().into_iter();
    let Some(proc_macro2::TokenTree::Ident(of)) = tokens.next() else {
        return;
    };
    // String literals are not types.
    let rest = tokens_to_text(
        &tokens
            .filter(|token: &proc_macro2::TokenTree| {
                !matches!(token, proc_macro2::TokenTree::Literal(_))
            })
            .collect::<proc_macro2::TokenStream>(),
    );
    // The setters of every request, unless one has another name.
    if name == "setters" && rest.is_empty() {
        return;
    }
    // A word of the macro.
    let rest = if rest == "raw" {
        "RawResponse".to_owned()
    } else {
        rest
    };
    out.push(surface_item(
        path_in_module(module, &of.to_string()),
        ItemKind::Response,
        name,
        rest,
        &item.attrs,
    ));
}
