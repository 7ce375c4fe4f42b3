//! Facts about unions: accessors of variants, and the types that convert to a union.

use std::collections::HashSet;

use crate::fields::FieldFacts;
use crate::index::ApiIndex;
use crate::rust_type::{Argument, RustType};
use model::{EnumBase, Schema, TextFormat, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant};
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

/// Types that convert to a union.
pub struct UnionSource<'a> {
    /// The variant that they become.
    pub variant: &'a UnionVariant,
    /// Whether the value of this variant is a union, to which they convert first.
    pub is_nested: bool,
    /// The types.
    pub form: SourceForm<'a>,
}

/// The types that convert to a union.
pub enum SourceForm<'a> {
    /// The type of a variant's value.
    Value(&'a Schema),
    /// `&str` and `&String`.
    BorrowedText,
    /// `&str`, `&String` and `String`.
    Text,
    /// `i32`.
    Integer,
    /// Arrays or map entries.
    Collection(CollectionSource),
}

/// Arrays or map entries that convert to a union.
pub struct CollectionSource {
    /// The type of the items or values of the variant.
    pub item: RustType,
    /// What converts.
    pub form: CollectionForm,
    /// Whether arrays of `&str` convert, because the items are strings.
    pub is_of_strings: bool,
}

/// Kinds of values that may be written as literals. A union whose variants have several types for
/// such a literal does not know which of them is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LiteralKind {
    Text,
    Number,
    Collection,
}

/// A variant whose value is a union.
struct NestedUnion<'a> {
    variant: &'a UnionVariant,
    union: &'a Union,
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
    /// Returns the types that convert to a union: for its own variants, and for those of the unions
    /// that are its variants.
    pub fn union_sources(&self, def: &TypeDef, union: &'a Union) -> Vec<UnionSource<'a>> {
        let mut sources = self.direct_sources(union);
        sources.extend(self.nested_sources(def, union));
        sources
    }

    /// Returns the types that convert to a union for its own variants.
    fn direct_sources(&self, union: &'a Union) -> Vec<UnionSource<'a>> {
        let source = |variant, form| UnionSource {
            variant,
            is_nested: false,
            form,
        };
        let mut sources: Vec<UnionSource<'a>> = union
            .variants
            .iter()
            .filter(|variant| self.has_from(union, variant))
            .map(|variant| source(variant, SourceForm::Value(&variant.schema)))
            .collect();
        if let Some(variant) = self.string_member(union) {
            let form = if self.type_key(&variant.schema) == "String" {
                SourceForm::BorrowedText
            } else {
                SourceForm::Text
            };
            sources.push(source(variant, form));
        }
        if let Some(variant) = self.only_float(union) {
            sources.push(source(variant, SourceForm::Integer));
        }
        sources.extend(self.collection_sources(union));
        sources
    }

    /// Returns the types that convert to a union through a variant that is a union, too: those that
    /// convert to this inner union, unless another variant, or another inner union, has the same
    /// type or values that are written alike. Then the type would not tell which of them is meant,
    /// or a literal would have several types.
    fn nested_sources(&self, def: &TypeDef, union: &'a Union) -> Vec<UnionSource<'a>> {
        if !def.usage.request {
            return Vec::new();
        }
        let own_type = self.type_at(&def.name);
        let nested_unions: Vec<NestedUnion<'a>> = union
            .variants
            .iter()
            .filter_map(|variant| self.nested_union(variant))
            .collect();
        let mut sources = Vec::new();
        for nested in &nested_unions {
            let is_plain = !nested.variant.boxed && !self.resolve(&nested.variant.schema).nullable;
            if !is_plain || !self.has_from(union, nested.variant) {
                continue;
            }
            let variants_of_others = nested_unions
                .iter()
                .filter(|other| !std::ptr::eq(other.variant, nested.variant))
                .flat_map(|other| &other.union.variants);
            let rivals: Vec<&UnionVariant> =
                union.variants.iter().chain(variants_of_others).collect();
            for source in self.direct_sources(nested.union) {
                if self.converts_further(&source, own_type, &rivals) {
                    sources.push(UnionSource {
                        variant: nested.variant,
                        is_nested: true,
                        form: source.form,
                    });
                }
            }
        }
        sources
    }

    fn nested_union(&self, variant: &'a UnionVariant) -> Option<NestedUnion<'a>> {
        let Type::Named(id) = *self.resolve(&variant.schema).ty else {
            return None;
        };
        match &self.def(id)?.kind {
            TypeKind::Union(union) => Some(NestedUnion { variant, union }),
            _ => None,
        }
    }

    /// Returns whether what converts to a variant of an inner union also converts to the outer one,
    /// whose type is `outer`. The rivals are the variants that it must not be mistaken for.
    fn converts_further(
        &self,
        source: &UnionSource<'a>,
        outer: Option<TypeId>,
        rivals: &[&'a UnionVariant],
    ) -> bool {
        let has_rival = |kind| {
            rivals
                .iter()
                .any(|rival| self.literal_kind(&rival.schema) == Some(kind))
        };
        match &source.form {
            SourceForm::Value(schema) if self.resolve(schema).nullable => false,
            SourceForm::Value(schema) => {
                let is_unambiguous = match self.resolve(schema).ty {
                    // A struct has a name that says what it is, and the conversions of structs
                    // would be most of all. A replaced type may be any type of another crate.
                    Type::Named(id) => match self.def(*id).map(|def| &def.kind) {
                        Some(TypeKind::Struct(_) | TypeKind::Replaced(_)) => false,
                        _ => outer != Some(*id),
                    },
                    _ => !self.literal_kind(schema).is_some_and(has_rival),
                };
                is_unambiguous && !self.is_type_of_any(schema, rivals)
            }
            SourceForm::BorrowedText | SourceForm::Text => !has_rival(LiteralKind::Text),
            SourceForm::Integer => !has_rival(LiteralKind::Number),
            SourceForm::Collection(collection) => {
                collection.form != CollectionForm::Entries && !has_rival(LiteralKind::Collection)
            }
        }
    }

    /// Returns whether a variant has this type, or accepts it or `null`.
    fn is_type_of_any(&self, schema: &'a Schema, variants: &[&'a UnionVariant]) -> bool {
        let key = self.type_key(schema);
        let optional_key = format!("Option<{key}>");
        variants
            .iter()
            .map(|variant| self.type_key(&variant.schema))
            .any(|variant_key| variant_key == key || variant_key == optional_key)
    }

    /// Returns the kind of literals that a value may be written as.
    fn literal_kind(&self, schema: &'a Schema) -> Option<LiteralKind> {
        match self.resolve(schema).ty {
            ty if self.is_number_type(ty) => Some(LiteralKind::Number),
            ty if self.is_text_type(ty) => Some(LiteralKind::Text),
            Type::List(_) | Type::Map(_) => Some(LiteralKind::Collection),
            _ => None,
        }
    }

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
                self.is_text_type(resolved.ty) && !variant.boxed && !resolved.nullable
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
    fn is_list(&self, variant: &'a UnionVariant) -> bool {
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

    /// Returns the arrays and map entries that convert to a union. If only one variant is a
    /// collection, items that convert to its item type are accepted. If several variants are a
    /// `Vec`, each of them converts from arrays of exactly its item type, unless another one has
    /// that type, too.
    fn collection_sources(&self, union: &'a Union) -> Vec<UnionSource<'a>> {
        let only = self.collection_member(union);
        let variants: Vec<&UnionVariant> = match only {
            Some(only) => vec![only],
            None => union
                .variants
                .iter()
                .filter(|variant| self.is_list(variant) && self.has_from(union, variant))
                .collect(),
        };
        let mut sources = Vec::new();
        for variant in variants {
            let is_list = self.is_list(variant);
            let (Type::List(item) | Type::Map(item)) = self.resolve(&variant.schema).ty else {
                continue;
            };
            let collection = CollectionSource {
                item: self.item_type(item),
                form: match (is_list, only) {
                    (false, _) => CollectionForm::Entries,
                    (true, Some(_)) => CollectionForm::Items,
                    (true, None) => CollectionForm::ExactItems,
                },
                is_of_strings: is_list && self.type_key(item) == "String",
            };
            sources.push(UnionSource {
                variant,
                is_nested: false,
                form: SourceForm::Collection(collection),
            });
        }
        sources
    }

    /// Returns the variant for numbers, if only one variant has numbers and its type is `f64`, so
    /// that `2` means `2.0`.
    fn only_float(&self, union: &'a Union) -> Option<&'a UnionVariant> {
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

    /// Returns whether all values of a type are strings.
    fn is_text_type(&self, ty: &Type) -> bool {
        match ty {
            Type::Text(text) => *text != TextFormat::Upload,
            Type::Named(id) => match self.def(*id).map(|def| &def.kind) {
                Some(TypeKind::Enum(constants)) => constants.base == EnumBase::Text,
                _ => false,
            },
            _ => false,
        }
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
