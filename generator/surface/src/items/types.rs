//! The types of the description.

use super::{ItemArgument, ItemCollector, method, typed_item};
use crate::fields::FieldFacts;
use crate::item::{Item, ItemKind};
use crate::macro_item::MacroItem;
use crate::names::TypeNames;
use crate::owner::ItemOwner;
use crate::rust_type::RustType;
use crate::source::ItemSource;
use crate::structs::{converts_from_tuple, rest_name};
use crate::unions::{AccessorForm, CollectionForm};
use model::{Enum, EnumBase, Struct, TypeDef, TypeKind, Union};

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_types(&mut self) {
        let api = self.index.api;
        for (_, def) in api.types.iter() {
            self.push_type(def);
            if def.has_short_name {
                // The export belongs to its type, so a report counts it there.
                let owner = ItemOwner::described(&def.name);
                self.push(Item::bare(owner, ItemKind::Export, def.ident()));
            }
        }
        for former in &api.former_names {
            let Some(def) = self.index.def(former.ty) else {
                continue;
            };
            self.push(Item {
                deprecated: true,
                source: Some(ItemSource::Whole(def.origin.clone())),
                ..typed_item(
                    &ItemOwner::described(&former.name),
                    ItemKind::Alias,
                    "",
                    &def.name,
                )
            });
        }
    }

    fn push_type(&mut self, def: &'a TypeDef) {
        let names = TypeNames::in_types(self.index, def.namespace());
        let members = TypeMembers {
            def,
            names,
            owner: ItemOwner::described(&def.name),
        };
        match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => {
                self.push_struct(&members, record);
            }
            TypeKind::Enum(constants) => self.push_enum(&members, constants),
            TypeKind::Union(union) => self.push_union(&members, union),
            TypeKind::Alias(target) => {
                let target = names.text(&self.index.value_type(&target.ty));
                self.push(Item {
                    open: false,
                    ..members.head(ItemKind::Alias, &target)
                });
            }
        }
    }

    fn push_struct(&mut self, members: &TypeMembers<'_, 'a>, record: &'a Struct) {
        let TypeMembers { def, names, owner } = members;
        let fields = self.index.fields(def, record);
        self.push(members.head(ItemKind::Struct, "struct {..}"));
        self.push_traits(owner, &["Clone"]);
        for field in &fields {
            let ty = names.text(&field.ty(self.index));
            self.push(Item {
                deprecated: field.property.deprecated,
                source: Some(field.source()),
                ..typed_item(owner, ItemKind::Field, &field.property.rust, ty)
            });
        }
        self.push(typed_item(
            owner,
            ItemKind::Field,
            &rest_name(def, record),
            names.text(&self.index.rest_type(def, record)),
        ));
        if !def.usage.request {
            return;
        }
        self.push_constructor(members, &fields);
        for field in fields.iter().filter(|field| field.has_setter()) {
            self.push_field_setters(owner, *names, field, &field.property.rust);
        }
        if converts_from_tuple(def, &fields) {
            let items = fields.iter().map(|field| field.ty(self.index)).collect();
            let tuple = names.text(&RustType::Tuple(items));
            self.push_traits(owner, &[&format!("From<{tuple}>")]);
        }
    }

    fn push_constructor(&mut self, members: &TypeMembers<'_, 'a>, fields: &[FieldFacts<'a>]) {
        let owner = &members.owner;
        let arguments: Vec<ItemArgument> = fields
            .iter()
            .filter(|field| field.is_asked_for)
            .map(|field| ItemArgument {
                name: field.property.rust.clone(),
                ty: members.names.text(&field.argument(self.index).ty),
                source: Some(field.source()),
            })
            .collect();
        if arguments.is_empty() {
            self.push_traits(owner, &["Default"]);
        }
        self.push(method(owner, "new", "", arguments, "Self"));
    }

    /// Adds the setter `name` of a field, and the setter of null, if null differs from absent.
    pub(super) fn push_field_setters(
        &mut self,
        owner: &ItemOwner,
        names: TypeNames<'_, 'a>,
        field: &FieldFacts<'a>,
        name: &str,
    ) {
        let ty = names.text(&field.argument(self.index).ty);
        let argument = ItemArgument::new(&field.property.rust, ty);
        let mut setters = vec![method(owner, name, "self", vec![argument], "Self")];
        if let Some(name) = &field.null_setter {
            setters.push(method(owner, name, "self", Vec::new(), "Self"));
        }
        for setter in setters {
            self.push(Item {
                deprecated: field.property.deprecated,
                source: Some(field.source()),
                ..setter
            });
        }
    }

    fn push_enum(&mut self, members: &TypeMembers<'_, 'a>, constants: &Enum) {
        let TypeMembers { names, owner, .. } = members;
        self.push(members.head(ItemKind::Enum, "enum"));
        for variant in &constants.variants {
            self.push(Item {
                deprecated: variant.deprecated,
                source: Some(members.value_source(&variant.wire)),
                ..typed_item(owner, ItemKind::Variant, &variant.rust, "()")
            });
        }
        let base = match constants.base {
            EnumBase::Text => EnumItems {
                unknown: names.path("crate::runtime::enums::UnknownValue"),
                values: "&'static [&'static str]",
                getter: "as_str",
                value: "&str",
                macro_name: "text_enum",
                macro_item: MacroItem::FromStr,
            },
            EnumBase::Integer => EnumItems {
                unknown: "i64".to_owned(),
                values: "&'static [i64]",
                getter: "as_i64",
                value: "i64",
                macro_name: "integer_enum",
                macro_item: MacroItem::Display,
            },
        };
        let unknown = format!("({})", base.unknown);
        self.push(typed_item(owner, ItemKind::Variant, "Unknown", unknown));
        self.push(typed_item(owner, ItemKind::Constant, "VALUES", base.values));
        self.push(method(owner, base.getter, "&self", Vec::new(), base.value));
        self.push_traits(owner, &["Clone", &format!("From<{}>", base.value)]);
        self.push(Item {
            macro_item: Some(base.macro_item),
            ..Item::bare(owner.clone(), ItemKind::Response, base.macro_name)
        });
        for former in &constants.former_names {
            if constants
                .variants
                .iter()
                .any(|variant| variant.wire == former.wire)
            {
                self.push(Item {
                    deprecated: true,
                    source: Some(members.value_source(&former.wire)),
                    ..typed_item(owner, ItemKind::Constant, &former.rust, "Self")
                });
            }
        }
    }

    fn push_union(&mut self, members: &TypeMembers<'_, 'a>, union: &'a Union) {
        let TypeMembers { def, names, owner } = members;
        self.push(members.head(ItemKind::Enum, "enum"));
        for variant in &union.variants {
            let payload = names.text(&self.index.variant_type(variant));
            let source = ItemSource::of_part(&def.origin, &variant.schema.origin);
            self.push(Item {
                source: Some(source),
                ..typed_item(
                    owner,
                    ItemKind::Variant,
                    &variant.rust,
                    format!("({payload})"),
                )
            });
        }
        let unknown = format!("({})", names.text(&RustType::ANY));
        self.push(typed_item(owner, ItemKind::Variant, "Unknown", unknown));
        self.push_traits(owner, &["Clone"]);
        for accessor in self.index.variant_accessors(union) {
            let payload = names.text(&accessor.payload);
            let output = match accessor.form {
                AccessorForm::Copy => format!("Option<{payload}>"),
                AccessorForm::Reference => format!("Option<&{payload}>"),
            };
            let source = ItemSource::of_part(&def.origin, &accessor.variant.schema.origin);
            self.push(Item {
                source: Some(source),
                ..method(owner, &accessor.name, "&self", Vec::new(), output)
            });
        }
        for converted in self.types_converted_to(*names, union) {
            self.push_traits(owner, &[&format!("From<{converted}>")]);
        }
    }

    /// Returns the types that convert to a union.
    fn types_converted_to(&self, names: TypeNames<'_, 'a>, union: &'a Union) -> Vec<String> {
        let index = self.index;
        let mut types: Vec<String> = union
            .variants
            .iter()
            .filter(|variant| index.has_from(union, variant))
            .map(|variant| names.text(&index.item_type(&variant.schema)))
            .collect();
        if let Some(variant) = index.string_member(union) {
            types.push("&str".to_owned());
            if index.type_key(&variant.schema) != "String" {
                types.push("String".to_owned());
            }
        }
        if index.only_float(union).is_some() {
            types.push("i32".to_owned());
        }
        for collection in index.collection_conversions(union) {
            let item = names.text(&collection.item);
            types.push(match collection.form {
                CollectionForm::Entries => {
                    format!("[(impl Into<String>, impl Into<{item}>); N]")
                }
                CollectionForm::Items => format!("[impl Into<{item}>; N]"),
                CollectionForm::ExactItems => format!("[{item}; N]"),
            });
            if collection.is_of_strings {
                types.push("Vec<&str>".to_owned());
                if collection.form == CollectionForm::ExactItems {
                    types.push("[&str; N]".to_owned());
                }
            }
        }
        types
    }
}

/// A type of the description, whose members are items.
struct TypeMembers<'m, 'a> {
    def: &'a TypeDef,
    names: TypeNames<'m, 'a>,
    owner: ItemOwner,
}

impl TypeMembers<'_, '_> {
    /// Returns the source of a value of an enum.
    fn value_source(&self, wire: &str) -> ItemSource {
        ItemSource::Value(self.def.origin.clone(), wire.to_owned())
    }

    /// Returns the item of the type itself.
    fn head(&self, kind: ItemKind, signature: &str) -> Item {
        Item {
            open: true,
            deprecated: self.def.deprecated,
            source: Some(ItemSource::Whole(self.def.origin.clone())),
            ..typed_item(&self.owner, kind, "", signature)
        }
    }
}

/// The differences between the items of enums of strings and of integers.
struct EnumItems {
    /// The type of unknown values.
    unknown: String,
    /// The type of `VALUES`.
    values: &'static str,
    /// The method that returns the value.
    getter: &'static str,
    /// The type that it returns.
    value: &'static str,
    macro_name: &'static str,
    macro_item: MacroItem,
}
