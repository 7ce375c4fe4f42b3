//! Rust types of fields, arguments and outputs.

use crate::index::ApiIndex;
use model::{Completion, Schema, Stream, TextFormat, Type, TypeDef, TypeKind, UnionVariant};

/// A Rust type in emitted code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A type of the description, by its path below `types`.
    Described(String),
    /// Any other type without arguments, by its full path: `bool`, `crate::runtime::text::Date`.
    Path(&'static str),
    /// A type with arguments: `Option<bool>`.
    Generic(&'static str, Vec<RustType>),
    /// A tuple.
    Tuple(Vec<RustType>),
    /// `[T]`.
    Slice(Box<RustType>),
    /// `impl Into<T>`.
    Into(Box<RustType>),
    /// `impl IntoIterator<Item = T>`.
    IntoIterator(Box<RustType>),
}

/// A map by strings.
const MAP: &str = "std::collections::BTreeMap";

/// A field that may be absent or null.
pub(crate) const FIELD: &str = "crate::runtime::field::Field";

impl RustType {
    /// The type of text that is owned.
    pub const STRING: Self = Self::Path("String");
    /// Any JSON value.
    pub const ANY: Self = Self::Path("serde_json::Value");
    /// A body of bytes.
    pub(crate) const UPLOAD: Self = Self::Path("crate::runtime::outgoing::Upload");
    /// Bytes of a response.
    pub(crate) const BYTES: Self = Self::Path("bytes::Bytes");

    /// Returns the type of the description `def`.
    pub fn described(def: &TypeDef) -> Self {
        Self::Described(def.name.clone())
    }

    /// Returns `Option` of this type.
    pub fn option(self) -> Self {
        Self::Generic("Option", vec![self])
    }

    /// Returns `Vec` of this type.
    pub fn list(self) -> Self {
        Self::Generic("Vec", vec![self])
    }

    /// Returns a slice of this type.
    pub fn slice(self) -> Self {
        Self::Slice(Box::new(self))
    }

    /// Returns `Box` of this type.
    pub fn boxed(self) -> Self {
        Self::Generic("Box", vec![self])
    }

    /// Returns a map from strings to this type.
    pub fn map(self) -> Self {
        Self::Generic(MAP, vec![Self::STRING, self])
    }

    /// Returns the runtime's `Field` of this type.
    pub fn field(self) -> Self {
        Self::Generic(FIELD, vec![self])
    }

    /// Returns `impl Into` of this type.
    pub fn converted(self) -> Self {
        Self::Into(Box::new(self))
    }

    /// Returns `impl IntoIterator` with items of this type.
    pub fn iterator(self) -> Self {
        Self::IntoIterator(Box::new(self))
    }
}

/// An argument of a method.
pub struct Argument {
    /// The type of the argument: `impl Into<String>`.
    pub ty: RustType,
    /// How the argument becomes the value.
    pub conversion: Conversion,
}

impl Argument {
    /// Returns an argument that converts to a type: `impl Into<T>`.
    pub fn into_type(ty: RustType) -> Self {
        Self {
            ty: ty.converted(),
            conversion: Conversion::Into,
        }
    }

    fn unchanged(ty: RustType) -> Self {
        Self {
            ty,
            conversion: Conversion::None,
        }
    }

    /// Returns an argument that accepts a value or an `Option`.
    pub(crate) fn nullable(ty: RustType) -> Self {
        Self {
            ty: ty.field().converted(),
            conversion: Conversion::IntoOption,
        }
    }
}

/// How an argument is converted to a value.
pub enum Conversion {
    /// The argument is the value.
    None,
    /// `.into()`.
    Into,
    /// `.into().into_option()`.
    IntoOption,
    /// An iterator is collected, and each item is converted.
    Items(Box<Conversion>),
    /// An iterator over entries is collected, and each value is converted.
    Entries(Box<Conversion>),
}

impl<'a> ApiIndex<'a> {
    /// Returns the type of a non-null value.
    pub fn value_type(&self, ty: &'a Type) -> RustType {
        match ty {
            Type::Named(id) => self.def(*id).map_or(RustType::ANY, RustType::described),
            Type::Bool => RustType::Path("bool"),
            Type::Integer => RustType::Path("i64"),
            Type::Wide => RustType::Path("i128"),
            Type::Float => RustType::Path("f64"),
            Type::Number => RustType::Path("crate::runtime::json::Number"),
            Type::Text(format) => text_type(*format),
            Type::List(item) => self.item_type(item).list(),
            Type::Map(value) if self.is_free_form(value) => {
                RustType::Path("crate::runtime::object::JsonObject")
            }
            Type::Map(value) => self.item_type(value).map(),
            Type::Any => RustType::ANY,
        }
    }

    /// Returns the type of an array item, map value or response; an `Option` if it is nullable.
    pub fn item_type(&self, schema: &'a Schema) -> RustType {
        let value = self.value_type(&schema.ty);
        // `null` is a value of any type already.
        match self.resolve(schema) {
            resolved if resolved.nullable && !matches!(resolved.ty, Type::Any) => value.option(),
            _ => value,
        }
    }

    /// Returns the type of an item of a stream.
    pub fn stream_item_type(&self, stream: &'a Stream) -> RustType {
        let item = self.item_type(&stream.item);
        match &stream.watch_error {
            Some(error) => {
                let arguments = vec![item, self.item_type(error)];
                RustType::Generic("crate::runtime::watch::WatchEvent", arguments)
            }
            None => item,
        }
    }

    /// Returns the type of the result of an operation that the server completes later.
    pub fn completion_type(&self, completion: &'a Completion) -> RustType {
        let output = completion.output.as_ref();
        output.map_or(RustType::Tuple(Vec::new()), |output| self.item_type(output))
    }

    /// Returns the type of a member of a union, in a `Box` if the type contains itself.
    pub fn variant_type(&self, variant: &'a UnionVariant) -> RustType {
        let payload = self.item_type(&variant.schema);
        if variant.boxed {
            payload.boxed()
        } else {
            payload
        }
    }

    /// Returns the type with aliases resolved, as a string that is equal for equal types.
    pub fn type_key(&self, schema: &'a Schema) -> String {
        self.type_key_at(schema, 0)
    }

    fn type_key_at(&self, schema: &'a Schema, depth: usize) -> String {
        let resolved = self.resolve(schema);
        let key = match resolved.ty {
            Type::List(item) if depth < 16 => format!("Vec<{}>", self.type_key_at(item, depth + 1)),
            Type::Map(value) if depth < 16 => {
                format!("Map<{}>", self.type_key_at(value, depth + 1))
            }
            Type::Text(TextFormat::Plain | TextFormat::Binary) => "String".to_owned(),
            Type::Any => return "Value".to_owned(),
            Type::Named(id) => match self.def(*id).map(|def| &def.kind) {
                Some(TypeKind::Replaced(replaced)) => replaced.path.clone(),
                _ => format!("{:?}", resolved.ty),
            },
            other => format!("{other:?}"),
        };
        if resolved.nullable {
            format!("Option<{key}>")
        } else {
            key
        }
    }

    /// Returns the argument for a non-null value.
    pub fn argument(&self, schema: &'a Schema) -> Argument {
        let resolved = self.resolve(schema);
        match resolved.ty {
            Type::Bool | Type::Integer | Type::Wide => {
                Argument::unchanged(self.value_type(&schema.ty))
            }
            Type::List(item) => {
                let item = self.item_argument(item);
                Argument {
                    ty: item.ty.iterator(),
                    conversion: Conversion::Items(Box::new(item.conversion)),
                }
            }
            Type::Map(value) if !self.is_free_form(value) => {
                let value = self.item_argument(value);
                let entry = RustType::Tuple(vec![RustType::STRING.converted(), value.ty]);
                Argument {
                    ty: entry.iterator(),
                    conversion: Conversion::Entries(Box::new(value.conversion)),
                }
            }
            ty if self.converts(ty) => Argument::into_type(self.value_type(&schema.ty)),
            _ => Argument::unchanged(self.value_type(&schema.ty)),
        }
    }

    /// Returns the argument for an array item or map value.
    fn item_argument(&self, schema: &'a Schema) -> Argument {
        let resolved = self.resolve(schema);
        if resolved.nullable && !matches!(resolved.ty, Type::Any) {
            return Argument::nullable(self.value_type(&schema.ty));
        }
        let ty = self.item_type(schema);
        if self.item_converts(schema) {
            Argument::into_type(ty)
        } else {
            Argument::unchanged(ty)
        }
    }

    /// Returns whether an object with this value schema is free-form: any properties of any type.
    pub fn is_free_form(&self, value: &'a Schema) -> bool {
        matches!(self.resolve(value).ty, Type::Any)
    }

    /// Returns whether an array item or map value is generic over `Into`. An item or value is not
    /// generic if only one type converts, since the type of an empty array would then be ambiguous.
    pub fn item_converts(&self, item: &'a Schema) -> bool {
        let resolved = self.resolve(item);
        matches!(resolved.ty, Type::Any) || !resolved.nullable && self.converts(resolved.ty)
    }

    /// Returns whether shorter forms convert to the type: strings to enums, integers to floats,
    /// payloads to unions.
    fn converts(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => {
                matches!(
                    self.def(*id),
                    Some(TypeDef {
                        kind: TypeKind::Enum(_) | TypeKind::Union(_),
                        ..
                    }) | None
                )
            }
            Type::Map(value) => self.is_free_form(value),
            Type::Float | Type::Number | Type::Text(_) | Type::Any => true,
            Type::Bool | Type::Integer | Type::Wide | Type::List(_) => false,
        }
    }
}

fn text_type(format: TextFormat) -> RustType {
    match format {
        TextFormat::Plain | TextFormat::Binary => RustType::STRING,
        TextFormat::Base64 => RustType::Path("crate::runtime::text::Base64"),
        TextFormat::Upload => RustType::UPLOAD,
        TextFormat::Bytes => RustType::BYTES,
        TextFormat::DateTime => RustType::Path("crate::runtime::text::DateTime"),
        TextFormat::Date => RustType::Path("crate::runtime::text::Date"),
        TextFormat::Uuid => RustType::Path("crate::runtime::text::Uuid"),
    }
}
