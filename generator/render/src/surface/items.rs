//! Converts `syn` items to items of the surface.

use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::{
    Attribute, Fields, FnArg, ImplItem, ItemEnum, ItemImpl, ItemMacro, ItemStruct, Meta, Pat,
    ReturnType, Signature, Visibility,
};

use super::item::{Item, ItemKind};
use super::macro_item::{self, MacroItem};
use super::owner::{ItemOwner, OwnerKind};
use super::signature::ItemSignature;
use super::source::ItemSource;
use super::text::tokens_to_text;

/// Reads the items of a module.
pub(super) struct ItemReader<'r> {
    pub(super) module: &'r ItemOwner,
    /// The sources of items; marks in attributes are indices into this list.
    pub(super) sources: &'r [ItemSource],
    pub(super) items: &'r mut Vec<Item>,
}

impl ItemReader<'_> {
    /// Adds an item of the module and its members, if they are public.
    pub(super) fn push_surface_items(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => self.push_struct(item),
            syn::Item::Enum(item) if is_public(&item.vis) => self.push_enum(item),
            syn::Item::Type(item) if is_public(&item.vis) => {
                let mut alias =
                    self.surface_item(self.owner_named(&item.ident), ItemKind::Alias, &item.attrs);
                alias.signature = type_signature(&item.ty);
                self.items.push(alias);
            }
            syn::Item::Const(item) if is_public(&item.vis) => {
                let mut constant = self.surface_item(
                    self.owner_named(&item.ident),
                    ItemKind::Constant,
                    &item.attrs,
                );
                constant.signature = type_signature(&item.ty);
                self.items.push(constant);
            }
            syn::Item::Fn(item) if is_public(&item.vis) => {
                let mut function = self.method_item(self.module, &item.sig, &item.attrs);
                function.kind = ItemKind::Function;
                self.items.push(function);
            }
            syn::Item::Impl(item) => self.push_impl(item),
            syn::Item::Macro(item) => self.push_macro_call(item),
            _ => {}
        }
    }

    /// Returns the type or constant of this name in the module.
    fn owner_named(&self, name: &impl ToString) -> ItemOwner {
        self.module.below(&name.to_string())
    }

    /// Returns an item without a name and a signature.
    fn surface_item(&self, owner: ItemOwner, kind: ItemKind, attributes: &[Attribute]) -> Item {
        Item {
            open: has_attribute(attributes, "non_exhaustive"),
            deprecated: has_attribute(attributes, "deprecated"),
            source: self.source(attributes),
            ..Item::bare(owner, kind, "")
        }
    }

    /// Returns the source that an attribute marks.
    fn source(&self, attributes: &[Attribute]) -> Option<ItemSource> {
        let mark = attributes
            .iter()
            .find(|attribute| attribute.path().is_ident("source"))?;
        let number: Literal = mark.parse_args().ok()?;
        let number: usize = number.to_string().parse().ok()?;
        self.sources.get(number).cloned()
    }

    fn push_struct(&mut self, item: &ItemStruct) {
        let owner = self.owner_named(&item.ident);
        let shape = match &item.fields {
            Fields::Named(_) => "struct {..}",
            Fields::Unnamed(_) => "struct (..)",
            Fields::Unit => "struct",
        };
        let mut head = self.surface_item(owner.clone(), ItemKind::Struct, &item.attrs);
        head.signature = ItemSignature::Type(shape.to_owned());
        head.open |= item.fields.iter().any(|field| !is_public(&field.vis));
        self.items.push(head);
        for (index, field) in item.fields.iter().enumerate() {
            if !is_public(&field.vis) {
                continue;
            }
            let mut member = self.surface_item(owner.clone(), ItemKind::Field, &field.attrs);
            member.name = match &field.ident {
                Some(name) => name.to_string(),
                None => index.to_string(),
            };
            member.signature = type_signature(&field.ty);
            self.items.push(member);
        }
        self.push_derived_traits(&owner, &item.attrs);
    }

    fn push_enum(&mut self, item: &ItemEnum) {
        let owner = self.owner_named(&item.ident);
        let mut head = self.surface_item(owner.clone(), ItemKind::Enum, &item.attrs);
        head.signature = ItemSignature::Type("enum".to_owned());
        self.items.push(head);
        for variant in &item.variants {
            let payload: Vec<String> = variant
                .fields
                .iter()
                .map(|field| tokens_to_text(&field.ty))
                .collect();
            let mut member = self.surface_item(owner.clone(), ItemKind::Variant, &variant.attrs);
            member.name = variant.ident.to_string();
            member.signature = ItemSignature::Type(format!("({})", payload.join(", ")));
            self.items.push(member);
        }
        self.push_derived_traits(&owner, &item.attrs);
    }

    fn push_derived_traits(&mut self, owner: &ItemOwner, attributes: &[Attribute]) {
        for attribute in attributes {
            let Meta::List(list) = &attribute.meta else {
                continue;
            };
            if !list.path.is_ident("derive") {
                continue;
            }
            let names = list.tokens.to_string();
            let names = names.split(',').map(str::trim);
            self.items.extend(
                names
                    .filter(|name| !name.is_empty())
                    .map(|name| Item::bare(owner.clone(), ItemKind::Trait, name)),
            );
        }
    }

    fn push_impl(&mut self, item: &ItemImpl) {
        // Each type that converts to the `Field` of a type also converts to the type itself.
        if is_field(&item.self_ty) {
            return;
        }
        let ty = tokens_to_text(&item.self_ty);
        // Only a type of the runtime is in another module; methods of `Client` are at the root as well.
        let owner = if ty.contains("::") {
            ItemOwner::new(ty, OwnerKind::Runtime)
        } else {
            self.owner_named(&ty)
        };
        let Some((path, _)) = &item.trait_ else {
            for member in &item.items {
                self.push_inherent_member(&owner, member);
            }
            return;
        };
        let types: Vec<String> = item.items.iter().filter_map(associated_type_text).collect();
        let mut implemented = self.surface_item(owner, ItemKind::Trait, &item.attrs);
        implemented.name = tokens_to_text(path);
        implemented.signature = ItemSignature::Type(types.join(", "));
        self.items.push(implemented);
    }

    fn push_inherent_member(&mut self, owner: &ItemOwner, member: &ImplItem) {
        let item = match member {
            ImplItem::Fn(function) if is_public(&function.vis) => {
                self.method_item(owner, &function.sig, &function.attrs)
            }
            ImplItem::Const(constant) if is_public(&constant.vis) => Item {
                name: constant.ident.to_string(),
                signature: type_signature(&constant.ty),
                ..self.surface_item(owner.clone(), ItemKind::Constant, &constant.attrs)
            },
            _ => return,
        };
        self.items.push(item);
    }

    fn method_item(
        &self,
        owner: &ItemOwner,
        signature: &Signature,
        attributes: &[Attribute],
    ) -> Item {
        let mut item = self.surface_item(owner.clone(), ItemKind::Method, attributes);
        let mut types = Vec::new();
        for input in &signature.inputs {
            match input {
                // `mut self` is not part of the signature.
                FnArg::Receiver(receiver) => types.push(match tokens_to_text(receiver).as_str() {
                    "mut self" => "self".to_owned(),
                    other => other.to_owned(),
                }),
                FnArg::Typed(argument) => {
                    types.push(tokens_to_text(&argument.ty));
                    item.arguments.push(match &*argument.pat {
                        Pat::Ident(name) => name.ident.to_string(),
                        other => tokens_to_text(other),
                    });
                    item.argument_sources.push(self.source(&argument.attrs));
                }
            }
        }
        let output = match &signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(tokens_to_text(ty)),
        };
        let awaited = if signature.asyncness.is_some() {
            "async "
        } else {
            ""
        };
        let generics = tokens_to_text(&signature.generics);
        item.name = signature.ident.to_string();
        item.signature = ItemSignature::Function {
            head: format!("{awaited}fn{generics}"),
            arguments: types,
            output,
        };
        item
    }

    /// Adds the item of a macro call such as `macros::request!(PetsReadRequest => Pet)`: the first word is the type,
    /// the rest is its output.
    fn push_macro_call(&mut self, item: &ItemMacro) {
        let Some(name) = item.mac.path.segments.last() else {
            return;
        };
        let mut tokens = item.mac.tokens.clone().into_iter();
        let Some(TokenTree::Ident(of)) = tokens.next() else {
            return;
        };
        let (owner, name) = (self.owner_named(&of), name.ident.to_string());
        // String literals are not types.
        let rest = tokens_to_text(
            &tokens
                .filter(|token| !matches!(token, TokenTree::Literal(_)))
                .collect::<TokenStream>(),
        );
        // All requests have these setters. They are listed only if one of them is renamed.
        if name == "setters" && rest.is_empty() {
            return;
        }
        if let Some((macro_item, signature)) = MacroItem::read(&name, &rest) {
            self.items.push(Item {
                name,
                signature: ItemSignature::Type(signature),
                macro_item: Some(macro_item),
                ..self.surface_item(owner, ItemKind::Response, &item.attrs)
            });
            return;
        }
        for conversion in macro_item::conversions(&name, &rest) {
            let source = self.source(&item.attrs);
            self.items.push(Item {
                source,
                ..Item::bare(owner.clone(), ItemKind::Trait, &conversion)
            });
        }
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

fn type_signature(ty: &syn::Type) -> ItemSignature {
    ItemSignature::Type(tokens_to_text(ty))
}

/// Returns whether a type is the runtime's `Field`; types of the description have no generic arguments.
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
