//! Facts about unions: accessors of variants, and the types that convert to a union.

use std::collections::HashSet;

use crate::fields::FieldFacts;
use crate::index::ApiIndex;
use crate::rust_type::{Argument, RustType};
use model::{EnumBase, TextFormat, Type, TypeDef, TypeKind, Union, UnionVariant};
use naming::{Scope, ScopeKind, field_name};

/// A method such as `as_card()`, which returns the value of a variant.
pub struct VariantAccessor<'a> {
    /// The variant.
    pub variant: &'a UnionVariant,
    /// The name of the method.
    pub name: String,
    /// The type of the value.
    pub payload: RustType,
    /// How the value is returned.
    pub form: AccessorForm,
}

/// A function such as `card(…)`, which creates a union from the value of a variant.
pub struct VariantConstructor<'a> {
    /// The variant.
    pub variant: &'a UnionVariant,
    /// The name of the function, and of its argument.
    pub name: String,
    /// The argument: the value, or the only property without which the value cannot be created.
    pub argument: Argument,
    /// This property, if the argument is not the value.
    pub property: Option<FieldFacts<'a>>,
}

/// Names of functions that unions have, or that would hide methods of traits.
const NAMES_OF_FUNCTIONS: &[&str] = &[
    "blank",
    "clone",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "from",
    "into",
    "ne",
    "new",
    "partial_cmp",
    "try_from",
];

/// How an accessor returns the value of a variant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AccessorForm {
    /// As a copy.
    Copy,
    /// As a reference.
    Reference,
}

/// Conversions to a union from arrays or map entries.
pub struct CollectionConversion<'a> {
    /// The variant that is an array or a map.
    pub variant: &'a UnionVariant,
    /// The type of its items or values.
    pub item: RustType,
    /// What converts.
    pub form: CollectionForm,
    /// Whether arrays of `&str` convert, because the items are strings.
    pub is_of_strings: bool,
}

/// What converts to a variant that is an array or a map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CollectionForm {
    /// Entries of maps.
    Entries,
    /// Arrays of items that convert to the item type.
    Items,
    /// Arrays of exactly the item type.
    ExactItems,
}

impl<'a> ApiIndex<'a> {
    /// Returns whether a union converts from the type of this member, because no other member has
    /// that type.
    pub fn has_from(&self, union: &'a Union, variant: &'a UnionVariant) -> bool {
        let key = self.type_key(&variant.schema);
        key != "Value"
            && union
                .variants
                .iter()
                .filter(|other| self.type_key(&other.schema) == key)
                .count()
                == 1
    }

    /// Returns the member that strings convert to: the one that accepts any string, or else the
    /// only string.
    pub fn string_member(&self, union: &'a Union) -> Option<&'a UnionVariant> {
        let strings: Vec<&UnionVariant> = union
            .variants
            .iter()
            .filter(|variant| {
                let resolved = self.resolve(&variant.schema);
                let is_string = match resolved.ty {
                    Type::Text(text) => *text != TextFormat::Upload,
                    Type::Named(id) => match self.def(*id).map(|def| &def.kind) {
                        Some(TypeKind::Enum(constants)) => constants.base == EnumBase::Text,
                        _ => false,
                    },
                    _ => false,
                };
                is_string && !variant.boxed && !resolved.nullable
            })
            .collect();
        let mut any = strings
            .iter()
            .filter(|variant| self.type_key(&variant.schema) == "String");
        match (any.next(), any.next(), strings.as_slice()) {
            (Some(only), None, _) | (None, None, [only]) => Some(only),
            _ => None,
        }
    }

    /// Returns the member that arrays and entries convert to, which is the only array or map.
    pub fn collection_member(&self, union: &'a Union) -> Option<&'a UnionVariant> {
        let mut collections = union.variants.iter().filter(|variant| {
            matches!(
                self.resolve(&variant.schema).ty,
                Type::List(_) | Type::Map(_)
            )
        });
        let (Some(only), None) = (collections.next(), collections.next()) else {
            return None;
        };
        if only.boxed || self.resolve(&only.schema).nullable {
            return None;
        }
        Some(only)
    }

    /// Returns whether a member of a union is an array whose items need no conversion.
    pub fn is_list(&self, variant: &'a UnionVariant) -> bool {
        let resolved = self.resolve(&variant.schema);
        matches!(resolved.ty, Type::List(_)) && !variant.boxed && !resolved.nullable
    }

    /// Returns the accessors of the variants.
    pub fn variant_accessors(&self, union: &'a Union) -> Vec<VariantAccessor<'a>> {
        let mut scope = Scope::new(ScopeKind::Methods);
        let accessors = union.variants.iter().map(|variant| {
            let resolved = self.resolve(&variant.schema);
            let is_plain = !resolved.nullable && !variant.boxed;
            let name = field_name(&format!("as {}", variant.rust));
            VariantAccessor {
                variant,
                name: scope.claim(&name).name,
                payload: match (resolved.ty, &variant.schema.ty) {
                    (Type::Text(TextFormat::Plain | TextFormat::Binary), _) if is_plain => {
                        RustType::Path("str")
                    }
                    (_, Type::List(item)) if is_plain => self.item_type(item).slice(),
                    _ => self.item_type(&variant.schema),
                },
                form: match resolved.ty {
                    Type::Bool | Type::Integer | Type::Wide | Type::Float if is_plain => {
                        AccessorForm::Copy
                    }
                    _ => AccessorForm::Reference,
                },
            }
        });
        accessors.collect()
    }

    /// Returns the constructors of the variants of a union that may be sent. If a variant is a struct
    /// that needs only one property, its constructor takes the property, or else the value. A
    /// variant that accepts `null`, or whose constructor would have the name of another function,
    /// has none.
    pub fn variant_constructors(
        &self,
        def: &TypeDef,
        union: &'a Union,
    ) -> Vec<VariantConstructor<'a>> {
        if !def.usage.request {
            return Vec::new();
        }
        let accessors = self.variant_accessors(union);
        let mut taken: HashSet<String> = accessors.into_iter().map(|method| method.name).collect();
        taken.extend(NAMES_OF_FUNCTIONS.iter().map(|name| (*name).to_owned()));
        let mut constructors = Vec::new();
        for variant in &union.variants {
            let name = field_name(&variant.rust);
            if self.resolve(&variant.schema).nullable || !taken.insert(name.clone()) {
                continue;
            }
            let property = self.only_needed_property(variant);
            let argument = property.as_ref().map(|field| field.argument(self));
            constructors.push(VariantConstructor {
                variant,
                name,
                argument: argument.unwrap_or_else(|| self.argument(&variant.schema)),
                property,
            });
        }
        constructors
    }

    /// Returns the only argument of the constructor of a variant's struct; `None` if there are
    /// others, or none.
    fn only_needed_property(&self, variant: &'a UnionVariant) -> Option<FieldFacts<'a>> {
        let (def, record) = self.as_struct(&variant.schema)?;
        let fields = self.fields(def, record).into_iter();
        let mut asked = fields.filter(|field| field.is_asked_for);
        match (asked.next(), asked.next()) {
            (Some(only), None) if def.usage.request => Some(only),
            _ => None,
        }
    }

    /// Returns the conversions from arrays and map entries. If only one variant is a collection,
    /// items that convert to its item type are accepted. If several variants are a `Vec`, each of
    /// them converts from arrays of exactly its item type, unless another one has that type, too.
    pub fn collection_conversions(&self, union: &'a Union) -> Vec<CollectionConversion<'a>> {
        let only = self.collection_member(union);
        let variants: Vec<&UnionVariant> = match only {
            Some(only) => vec![only],
            None => union
                .variants
                .iter()
                .filter(|variant| self.is_list(variant) && self.has_from(union, variant))
                .collect(),
        };
        let mut conversions = Vec::new();
        for variant in variants {
            let is_list = self.is_list(variant);
            let (Type::List(item) | Type::Map(item)) = self.resolve(&variant.schema).ty else {
                continue;
            };
            conversions.push(CollectionConversion {
                variant,
                item: self.item_type(item),
                form: match (is_list, only) {
                    (false, _) => CollectionForm::Entries,
                    (true, Some(_)) => CollectionForm::Items,
                    (true, None) => CollectionForm::ExactItems,
                },
                is_of_strings: is_list && self.type_key(item) == "String",
            });
        }
        conversions
    }

    /// Returns the variant for numbers, if only one variant has numbers and its type is `f64`, so
    /// that `2` means `2.0`.
    pub fn only_float(&self, union: &'a Union) -> Option<&'a UnionVariant> {
        let mut numbers = union
            .variants
            .iter()
            .filter(|variant| self.is_number_type(self.resolve(&variant.schema).ty));
        let (Some(only), None) = (numbers.next(), numbers.next()) else {
            return None;
        };
        let resolved = self.resolve(&only.schema);
        let is_float = !only.boxed && !resolved.nullable && matches!(resolved.ty, Type::Float);
        if is_float { Some(only) } else { None }
    }

    /// Returns whether all values of a type are numbers.
    fn is_number_type(&self, ty: &Type) -> bool {
        match ty {
            Type::Integer | Type::Wide | Type::Float | Type::Number => true,
            Type::Named(id) => match self.def(*id).map(|def| &def.kind) {
                Some(TypeKind::Enum(constants)) => constants.base == EnumBase::Integer,
                _ => false,
            },
            _ => false,
        }
    }
}
