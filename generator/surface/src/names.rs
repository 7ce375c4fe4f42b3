//! How types are named in signatures and in texts.

use crate::index::ApiIndex;
use crate::item_type::{ItemType, TypeName, TypePath};
use crate::owner::ItemOwner;
use crate::rust_type::RustType;
use model::last_segment;
use naming::path_below;

/// How code at a location names types. In the signatures of items, a type of the description is
/// named by its path below `types`.
#[derive(Clone, Copy)]
pub struct TypeNames<'n, 'a> {
    index: &'n ApiIndex<'a>,
    style: NameStyle<'n>,
}

#[derive(Clone, Copy)]
enum NameStyle<'n> {
    /// Types are imported, unless a type of the description has the same name; code in `types` is
    /// in this module.
    Imported(Option<&'n str>),
    /// Nothing is imported, because the item depends on a feature.
    FullPaths,
    /// Types of the runtime are named as exported by the crate, because the module may have a type
    /// of the same name.
    Exported,
    /// Nothing is imported, and the crate has this name.
    FromCrate(&'n str),
    /// Types are imported as programs import them.
    OfPrograms,
    /// Types of the description are named by their paths below `types`, others as in `OfPrograms`.
    BelowTypes,
}

/// Names that code outside of `types` imports. If a type of the description has one of these names,
/// such code writes the type as `types::Name`.
pub const ALWAYS_IMPORTED: &[&str] = &[
    "Calls",
    "Client",
    "ClientBuilder",
    "Duration",
    "Envelope",
    "Error",
    "Method",
    "MockTransport",
    "RetryPolicy",
    "Upload",
    "Value",
];

/// The module of the runtime.
pub(crate) const RUNTIME: &str = "crate::runtime::";

impl<'n, 'a> TypeNames<'n, 'a> {
    /// Returns the names in a module of types.
    pub(crate) fn in_types(index: &'n ApiIndex<'a>, module: &'n str) -> Self {
        let style = NameStyle::Imported(Some(module));
        Self { index, style }
    }

    /// Returns the names in any other module.
    pub(crate) fn outside_of_types(index: &'n ApiIndex<'a>) -> Self {
        let style = NameStyle::Imported(None);
        Self { index, style }
    }

    /// Returns the names in the payloads of webhooks.
    pub(crate) fn of_payloads(index: &'n ApiIndex<'a>) -> Self {
        let style = NameStyle::Exported;
        Self { index, style }
    }

    /// Returns the names in a program that imports nothing of the crate, which has the name
    /// `crate_name`.
    pub fn from_crate(index: &'n ApiIndex<'a>, crate_name: &'n str) -> Self {
        let style = NameStyle::FromCrate(crate_name);
        Self { index, style }
    }

    /// Returns the names in a program that imports the types of the crate.
    pub fn of_programs(index: &'n ApiIndex<'a>) -> Self {
        let style = NameStyle::OfPrograms;
        Self { index, style }
    }

    /// Returns the names in a list of the types of the description.
    pub fn below_types(index: &'n ApiIndex<'a>) -> Self {
        let style = NameStyle::BelowTypes;
        Self { index, style }
    }

    /// Returns the names in an item that depends on a feature.
    pub(crate) fn with_feature(self, has_feature: bool) -> Self {
        let style = if has_feature {
            NameStyle::FullPaths
        } else {
            self.style
        };
        Self { style, ..self }
    }

    /// Returns the text of a type.
    pub fn text(self, ty: &RustType) -> String {
        self.item_type(ty).to_string()
    }

    /// Returns the type in a signature.
    pub(crate) fn item_type(self, ty: &RustType) -> ItemType {
        match ty {
            RustType::Described(path) => {
                ItemType::displayed_owner(ItemOwner::described(path), self.described(path))
            }
            RustType::Path(path) => ItemType::Named(self.name(path)),
            RustType::Generic(path, arguments) => {
                ItemType::Generic(self.name(path), self.item_types(arguments))
            }
            RustType::Tuple(items) => ItemType::Tuple(self.item_types(items)),
            RustType::Slice(item) => self.item_type(item).slice(),
            RustType::Into(target) => self.item_type(target).converted(),
            RustType::IntoIterator(item) => self.item_type(item).iterator(),
        }
    }

    fn item_types(self, types: &[RustType]) -> Vec<ItemType> {
        types.iter().map(|ty| self.item_type(ty)).collect()
    }

    /// Returns the name of a type that the description does not have, from its full path.
    pub(crate) fn name(self, path: &'static str) -> TypeName {
        TypeName::new(TypePath::Other(path), self.path(path))
    }

    /// Returns the text of a type of the description.
    fn described(self, path: &str) -> String {
        match self.style {
            NameStyle::Imported(_)
            | NameStyle::FullPaths
            | NameStyle::Exported
            | NameStyle::BelowTypes => path.to_owned(),
            NameStyle::FromCrate(name) => path_below(&path_below(name, "types"), path),
            NameStyle::OfPrograms => {
                let is_imported = !path.contains("::")
                    && !self.index.is_handle(path)
                    && !ALWAYS_IMPORTED.contains(&path);
                if is_imported {
                    path.to_owned()
                } else {
                    path_below("types", path)
                }
            }
        }
    }

    /// Returns the text of a type that the description does not have, from its full path.
    pub(crate) fn path(self, path: &str) -> String {
        let name = last_segment(path);
        let is_of_runtime = path.starts_with(RUNTIME);
        match self.style {
            NameStyle::Imported(module) if !self.is_taken(module, name) => name.to_owned(),
            NameStyle::OfPrograms | NameStyle::BelowTypes if !self.is_taken(None, name) => {
                name.to_owned()
            }
            NameStyle::Exported if is_of_runtime => format!("crate::{name}"),
            NameStyle::FromCrate(crate_name) if is_of_runtime => path_below(crate_name, name),
            NameStyle::OfPrograms | NameStyle::BelowTypes if is_of_runtime => {
                format!("{}::{name}", self.index.crate_name())
            }
            _ => path.to_owned(),
        }
    }

    /// Returns whether the name may mean a type, resource, request or output of the crate in this
    /// module of types.
    fn is_taken(self, module: Option<&str>, name: &str) -> bool {
        self.index.is_taken(name)
            || module.is_some_and(|module| self.index.is_type(&path_below(module, name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::{FileId, Origin};
    use model::{AddedCode, Api, Schema, Type, TypeDef, TypeKind, Usage};

    fn api_with_types(names: &[&str]) -> Api {
        let mut api = Api::default();
        for name in names {
            let origin = Origin::new(FileId(0), "/x");
            api.types.push(TypeDef {
                name: (*name).to_owned(),
                naming: Vec::new(),
                keeps_name: false,
                has_short_name: false,
                module: String::new(),
                kind: TypeKind::Alias(Schema::of(Type::Any, origin.clone())),
                docs: None,
                deprecated: false,
                added: AddedCode::default(),
                usage: Usage::default(),
                origin,
            });
        }
        api
    }

    #[test]
    fn names_of_the_description_take_precedence() {
        let api = api_with_types(&["Value", "pet::Number", "pet::Item"]);
        let index = ApiIndex::of(&api);
        let number = RustType::Path("crate::runtime::json::Number").iterator();
        let of_types = TypeNames::in_types(&index, "pet");
        let outside = TypeNames::outside_of_types(&index);
        assert_eq!(
            of_types.text(&number),
            "impl IntoIterator<Item = crate::runtime::json::Number>"
        );
        assert_eq!(outside.text(&number), "impl IntoIterator<Item = Number>");
        assert_eq!(outside.text(&RustType::ANY), "serde_json::Value");
        let payload = TypeNames::of_payloads(&index);
        assert_eq!(
            payload.text(&number),
            "impl IntoIterator<Item = crate::Number>"
        );
        let map = RustType::Described("pet::Item".to_owned()).map().option();
        assert_eq!(outside.text(&map), "Option<BTreeMap<String, pet::Item>>");
        assert_eq!(
            outside.with_feature(true).text(&map),
            "Option<std::collections::BTreeMap<String, pet::Item>>"
        );
    }
}
