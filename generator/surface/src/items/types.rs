//! The types of the description.

use super::{
    ItemArgument, ItemCollector, constructor, method_by_reference, setter, str_reference,
    type_head, typed_item, variant,
};
use crate::fields::FieldFacts;
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::macro_item::MacroItem;
use crate::names::TypeNames;
use crate::owner::ItemOwner;
use crate::rust_type::RustType;
use crate::source::ItemSource;
use crate::structs::{converts_from_tuple, rest_name};
use crate::unions::{AccessorForm, CollectionForm, SourceForm};
use model::{Enum, EnumBase, Struct, TypeDef, TypeKind, Union};

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_types(&mut self) {
        let api = self.index.api;
        for (_, def) in api.types.iter() {
            let start = self.items.len();
            self.push_type(def);
            if def.has_short_name {
                // The export belongs to its type, so a report counts it there.
                let owner = ItemOwner::described(&def.name);
                self.push(Item::bare(owner, ItemKind::Export, def.ident()));
            }
            self.set_features(start, api.features.of_types(&def.module));
        }
        for former in &api.former_names {
            let Some(def) = self.index.def(former.ty) else {
                continue;
            };
            let start = self.items.len();
            self.push(Item {
                deprecated: true,
                source: Some(ItemSource::Whole(def.origin.clone())),
                ..typed_item(
                    &ItemOwner::described(&former.name),
                    ItemKind::Alias,
                    "",
                    ItemType::of_owner(ItemOwner::described(&def.name)),
                )
            });
            self.set_features(start, api.features.of_types(&def.module));
        }
    }

    fn push_type(&mut self, def: &'a TypeDef) {
        let names = TypeNames::in_types(self.index, def.namespace());
        let members = TypeMembers {
            def,
            names,
            owner: ItemOwner::described(&def.name),
        };
        self.push_added_traits(&members);
        match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => {
                self.push_struct(&members, record);
            }
            TypeKind::Enum(constants) => self.push_enum(&members, constants),
            TypeKind::Union(union) => self.push_union(&members, union),
            TypeKind::Replaced(replaced) => {
                let target = ItemType::foreign(&replaced.path);
                let alias = typed_item(&members.owner, ItemKind::Alias, "", target);
                self.push(members.head(alias));
            }
            TypeKind::Alias(target) => {
                let target = names.item_type(&self.index.value_type(&target.ty));
                let alias = typed_item(&members.owner, ItemKind::Alias, "", target);
                self.push(members.head(alias));
            }
        }
    }

    fn push_struct(&mut self, members: &TypeMembers<'_, 'a>, record: &'a Struct) {
        let TypeMembers { def, names, owner } = members;
        let fields = self.index.fields(def, record);
        self.push(members.head(type_head(owner, ItemKind::Struct)));
        self.push_traits(owner, &["Clone"]);
        for field in &fields {
            let ty = names.item_type(&field.ty(self.index));
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
            names.item_type(&self.index.rest_type(def, record)),
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
            let tuple = names.item_type(&RustType::Tuple(items));
            self.push(Item::conversion(owner.clone(), tuple));
        }
    }

    /// Adds the traits that `generator.yaml` adds to a type.
    fn push_added_traits(&mut self, members: &TypeMembers<'_, 'a>) {
        let added = &members.def.added;
        let traits = added.traits.iter().map(|added| added.name());
        let derives = added.derives.iter().map(String::as_str);
        let names: Vec<&str> = traits.chain(derives).collect();
        self.push_traits(&members.owner, &names);
    }

    fn push_constructor(&mut self, members: &TypeMembers<'_, 'a>, fields: &[FieldFacts<'a>]) {
        let owner = &members.owner;
        let arguments: Vec<ItemArgument> = fields
            .iter()
            .filter(|field| field.is_asked_for)
            .map(|field| ItemArgument {
                name: field.property.rust.clone(),
                ty: members.names.item_type(&field.argument(self.index).ty),
                source: Some(field.source()),
            })
            .collect();
        if arguments.is_empty() {
            self.push_traits(owner, &["Default"]);
        }
        self.push(constructor(owner, "new", arguments));
    }

    /// Adds the setter `name` of a field, and the setter of null, if null differs from absent.
    pub(super) fn push_field_setters(
        &mut self,
        owner: &ItemOwner,
        names: TypeNames<'_, 'a>,
        field: &FieldFacts<'a>,
        name: &str,
    ) {
        let ty = names.item_type(&field.argument(self.index).ty);
        let argument = ItemArgument::new(&field.property.rust, ty);
        let mut setters = vec![setter(owner, name, vec![argument])];
        if let Some(name) = &field.null_setter {
            setters.push(setter(owner, name, Vec::new()));
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
        self.push(members.head(type_head(owner, ItemKind::Enum)));
        for constant in &constants.variants {
            self.push(Item {
                deprecated: constant.deprecated,
                source: Some(members.value_source(&constant.wire)),
                ..variant(owner, &constant.rust, None)
            });
        }
        let base = match constants.base {
            EnumBase::Text => EnumItems {
                unknown: ItemType::Named(names.name("crate::runtime::enums::UnknownValue")),
                listed_value: ItemType::imported("str").static_reference(),
                getter: "as_str",
                value: str_reference(),
                macro_name: "text_enum",
                macro_item: MacroItem::FromStr,
            },
            EnumBase::Integer => EnumItems {
                unknown: ItemType::imported("i64"),
                listed_value: ItemType::imported("i64"),
                getter: "as_i64",
                value: ItemType::imported("i64"),
                macro_name: "integer_enum",
                macro_item: MacroItem::Display,
            },
        };
        self.push(variant(owner, "Unknown", Some(base.unknown)));
        let values = base.listed_value.slice().static_reference();
        self.push(typed_item(owner, ItemKind::Constant, "VALUES", values));
        self.push(method_by_reference(
            owner,
            base.getter,
            Vec::new(),
            base.value.clone(),
        ));
        self.push_traits(owner, &["Clone"]);
        self.push(Item::conversion(owner.clone(), base.value));
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
                    ..typed_item(owner, ItemKind::Constant, &former.rust, ItemType::SelfType)
                });
            }
        }
    }

    fn push_union(&mut self, members: &TypeMembers<'_, 'a>, union: &'a Union) {
        let TypeMembers { def, names, owner } = members;
        self.push(members.head(type_head(owner, ItemKind::Enum)));
        for member in &union.variants {
            let payload = names.item_type(&self.index.variant_type(member));
            let source = ItemSource::of_part(&def.origin, &member.schema.origin);
            self.push(Item {
                source: Some(source),
                ..variant(owner, &member.rust, Some(payload))
            });
        }
        let any = names.item_type(&RustType::ANY);
        self.push(variant(owner, "Unknown", Some(any)));
        self.push_traits(owner, &["Clone"]);
        for accessor in self.index.variant_accessors(union) {
            let payload = names.item_type(&accessor.payload);
            let value = match accessor.form {
                AccessorForm::Copy => payload,
                AccessorForm::Reference => payload.reference(),
            };
            let output = ItemType::generic("Option", vec![value]);
            let source = ItemSource::of_part(&def.origin, &accessor.variant.schema.origin);
            self.push(Item {
                source: Some(source),
                ..method_by_reference(owner, &accessor.name, Vec::new(), output)
            });
        }
        for made in self.index.variant_constructors(def, union) {
            let ty = names.item_type(&made.argument.ty);
            let source = ItemSource::of_part(&def.origin, &made.variant.schema.origin);
            let argument = ItemArgument {
                source: made.property.as_ref().map(FieldFacts::source),
                ..ItemArgument::new("value", ty)
            };
            self.push(Item {
                source: Some(source),
                ..constructor(owner, &made.name, vec![argument])
            });
        }
        for converted in self.types_converted_to(*names, def, union) {
            self.push(Item::conversion(owner.clone(), converted));
        }
    }

    /// Returns the types that convert to a union.
    fn types_converted_to(
        &self,
        names: TypeNames<'_, 'a>,
        def: &TypeDef,
        union: &'a Union,
    ) -> Vec<ItemType> {
        let string = ItemType::imported("String");
        let mut types = Vec::new();
        for source in self.index.union_sources(def, union) {
            match source.form {
                SourceForm::Value(schema) => {
                    types.push(names.item_type(&self.index.item_type(schema)));
                }
                SourceForm::BorrowedText => types.push(str_reference()),
                SourceForm::Text => types.extend([str_reference(), string.clone()]),
                SourceForm::Integer => types.push(ItemType::imported("i32")),
                SourceForm::Collection(collection) => {
                    let item = names.item_type(&collection.item);
                    let array_item = match collection.form {
                        CollectionForm::Entries => {
                            ItemType::Tuple(vec![string.clone().converted(), item.converted()])
                        }
                        CollectionForm::Items => item.converted(),
                        CollectionForm::ExactItems => item,
                    };
                    types.push(array_item.array());
                    if collection.is_of_strings {
                        types.push(ItemType::generic("Vec", vec![str_reference()]));
                        if collection.form == CollectionForm::ExactItems {
                            types.push(str_reference().array());
                        }
                    }
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

    /// Returns the item of the type itself, with the facts that all kinds of types have.
    fn head(&self, item: Item) -> Item {
        Item {
            deprecated: self.def.deprecated,
            source: Some(ItemSource::Whole(self.def.origin.clone())),
            ..item
        }
    }
}

/// The differences between the items of enums of strings and of integers.
struct EnumItems {
    /// The type of unknown values.
    unknown: ItemType,
    /// The type of the items of `VALUES`.
    listed_value: ItemType,
    /// The method that returns the value.
    getter: &'static str,
    /// The type that it returns.
    value: ItemType,
    macro_name: &'static str,
    macro_item: MacroItem,
}
