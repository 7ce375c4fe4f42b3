//! The input of rules: an object of both descriptions, and the current location.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::composition::{Beside, Composition, CompositionPair};
use super::equivalence::SchemaLevel;
use super::message::Message;
use super::sides::Sides;
use super::verdict::{Direction, Source, Wire, Witness};
use super::version::Versions;
use description::Document;
use diag::Origin;
use media_type::is_xml;
use model::{
    Api, Content, EncodingFormat, Enum, EnumBase, Operation, Property, Schema, Struct, Type,
    TypeDef, TypeKind, Union, Variant,
};
use surface::SourceSection;

pub(super) struct Both<'a, T> {
    pub(super) old: Option<&'a T>,
    pub(super) new: Option<&'a T>,
    pub(super) cursor: &'a Cursor<'a>,
}

#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub(super) versions: Versions<'a>,
    pub(super) subject: CursorSubject<'a>,
    pub(super) transmission: Transmission<'a>,
    pub(super) schema: SchemaLocation<'a>,
}

/// What findings at the current location are about.
#[derive(Clone, Copy, Default)]
pub(super) struct CursorSubject<'a> {
    pub(super) operation: Sides<Option<&'a Operation>>,
    pub(super) types: Sides<Option<&'a TypeDef>>,
    /// The current section of the description, outside of types and operations.
    pub(super) section: Option<SourceSection>,
    /// The location that items of the crate come from: a property, parameter or member of a union.
    pub(super) part: Sides<Option<&'a Origin>>,
    pub(super) member: Option<&'a str>,
    /// The current component, if it has no named type or is compared as a whole.
    pub(super) component: Option<&'a str>,
    /// `items` or `values`, if the current location is the items of an array or the values of a map
    /// in the component.
    pub(super) within: Option<&'static str>,
}

/// How the values at the current location are transmitted.
#[derive(Clone, Copy, Default)]
pub(super) struct Transmission<'a> {
    pub(super) direction: Option<Direction>,
    /// Whether all values are strings on the wire, as in parameters and headers.
    pub(super) as_strings: bool,
    /// The form or multipart body whose properties the current schema describes.
    pub(super) body: Sides<Option<&'a Content>>,
    /// The contents of the current body or response, one for each media type.
    pub(super) forms: Sides<&'a [Content]>,
    /// Whether the current response has no body, and is compared with the range that covers it. The
    /// author may mean that it has the body of the range.
    pub(super) may_have_body_of_range: bool,
}

/// Where the current schemas are in the descriptions, and which schemas apply with them.
#[derive(Clone, Default)]
pub(super) struct SchemaLocation<'a> {
    pub(super) origins: Sides<Option<&'a Origin>>,
    /// Other schemas that also apply at the current location, and describe the same property.
    pub(super) beside: Sides<Beside>,
    /// The schemas that apply to all members of the current union.
    pub(super) of_all: Sides<Beside>,
    /// The schemas of the current type, for locations inside of it.
    pub(super) around: Option<Sides<Composition>>,
    /// Whether the schema belongs to a property, parameter or header that shows its docs.
    pub(super) is_described: bool,
    /// The location that has the docs of the current type, if the model built the type from another
    /// location with an equal schema.
    pub(super) moved: Sides<Option<Arc<Moved>>>,
}

impl SchemaLocation<'_> {
    /// Returns the location of an inner schema.
    pub(super) fn inner(&self) -> Self {
        Self {
            of_all: Default::default(),
            is_described: false,
            ..self.clone()
        }
    }

    pub(super) fn compositions(&self) -> Option<Sides<Composition>> {
        let origins = self.origins.both()?;
        Some(
            origins
                .zip(self.beside.as_ref())
                .map(|(origin, beside)| Composition::new(origin, beside)),
        )
    }
}

impl<'a> Cursor<'a> {
    /// Returns the locations of the current type, or of the operation or section if there is no
    /// type.
    pub(super) fn wholes(&self) -> Sides<Option<Origin>> {
        if let Some(section) = self.subject.section {
            return Sides {
                old: Some(section.origin()),
                new: Some(section.origin()),
            };
        }
        match self.subject.types.latest() {
            None => self
                .subject
                .operation
                .map(|operation| Some(operation?.origin.clone())),
            Some(_) => self.subject.types.map(|def| Some(def?.origin.clone())),
        }
    }

    /// Returns the cursor for findings about this property, parameter, header or content.
    pub(super) fn at_member(&self, member: Option<&'a str>) -> Self {
        Self {
            subject: CursorSubject {
                member,
                ..self.subject
            },
            ..self.clone()
        }
    }

    pub(super) fn at_origins(&self, origins: Sides<Option<&'a Origin>>) -> Self {
        Self {
            schema: SchemaLocation {
                origins,
                ..self.schema.clone()
            },
            ..self.clone()
        }
    }

    pub(super) fn in_direction(&self, direction: Direction) -> Self {
        Self {
            transmission: Transmission {
                direction: Some(direction),
                ..self.transmission
            },
            ..self.clone()
        }
    }

    /// Returns a pair of these schemas, unless their values have no direction.
    pub(super) fn pair(&self, Sides { old, new }: Sides<Composition>) -> Option<CompositionPair> {
        Some(CompositionPair {
            old,
            new,
            direction: self.transmission.direction?,
            as_strings: self.transmission.as_strings,
        })
    }

    /// Returns the schemas that apply at the current location, and those that apply to all members
    /// of the current union.
    pub(super) fn with_outer(&self) -> Option<Sides<Composition>> {
        Some(
            self.schema
                .compositions()?
                .zip(self.schema.of_all.as_ref())
                .map(|(whole, outer)| whole.and(outer)),
        )
    }

    /// Returns the schemas that apply at the current location, as written.
    pub(super) fn levels(&self) -> Option<Sides<SchemaLevel<'a>>> {
        Some(
            self.versions
                .texts
                .zip(self.schema.compositions()?)
                .map(|(document, whole)| SchemaLevel::of(document, &whole)),
        )
    }

    /// Returns whether the current body or response is XML.
    pub(super) fn xml_use(&self) -> XmlUse {
        let Sides { old, new } = self.transmission.forms;
        let mut are_xml = old.iter().chain(new).map(has_xml);
        match (
            are_xml.clone().any(|is_xml| is_xml),
            are_xml.all(|is_xml| is_xml),
        ) {
            (false, _) => XmlUse::Never,
            (true, false) => XmlUse::BesideOthers,
            (true, true) => XmlUse::Always,
        }
    }

    pub(super) fn is_one(&self) -> bool {
        self.schema.beside.old.is_empty() && self.schema.beside.new.is_empty()
    }
}

/// Whether values are sent as XML.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum XmlUse {
    Never,
    /// As XML or in another media type.
    BesideOthers,
    Always,
}

/// Returns whether a body is XML, or has a part in XML.
fn has_xml(content: &Content) -> bool {
    let mut encodings = content.encodings.iter();
    is_xml(&content.media_type)
        || encodings.any(|encoding| matches!(encoding.format, EncodingFormat::Xml { .. }))
}

#[derive(Default)]
pub(super) struct DetectedChange {
    pub(super) wire: Wire,
    pub(super) behaviour: bool,
    pub(super) message: Message,
    /// Whether the rule cannot judge the change, so that only a witness can.
    pub(super) is_undecided: bool,
    /// Whether the change can affect items of the crate.
    pub(super) shapes: bool,
    /// The minimum source verdict, whichever items change.
    pub(super) source: Source,
    /// The keywords that changed, if the change is not about the whole location.
    pub(super) keywords: &'static [&'static str],
    pub(super) places: Option<Sides<Origin>>,
    /// A request or response that proves the change, if no schema is needed to make it.
    pub(super) shown: Option<Witness>,
    /// The component that the change is about, if the current location uses it.
    pub(super) component: Option<String>,
    /// The operation that the change is about, if it is not in the models.
    pub(super) operation: Option<String>,
}

impl DetectedChange {
    pub(super) fn new(wire: Wire, message: impl Into<Message>) -> Self {
        Self {
            wire,
            message: message.into(),
            shapes: true,
            ..Self::default()
        }
    }

    /// Creates a change that the rule cannot judge.
    pub(super) fn undecided(message: impl Into<Message>) -> Self {
        Self {
            is_undecided: true,
            ..Self::new(Wire::Unknown, message)
        }
    }

    pub(super) fn changes_behaviour(self) -> Self {
        Self {
            behaviour: true,
            ..self
        }
    }

    pub(super) fn at(self, keywords: &'static [&'static str]) -> Self {
        Self { keywords, ..self }
    }

    pub(super) fn at_locations(self, old: &Origin, new: &Origin) -> Self {
        Self {
            places: Some(Sides {
                old: old.clone(),
                new: new.clone(),
            }),
            ..self
        }
    }

    /// Marks a change of a component, which is reported once for all its uses.
    pub(super) fn of_component(self, name: &str) -> Self {
        Self {
            component: Some(name.to_owned()),
            ..self
        }
    }

    pub(super) fn without_items(self) -> Self {
        Self {
            shapes: false,
            ..self
        }
    }

    /// Sets the minimum source verdict, whichever items change.
    pub(super) fn at_least(self, source: Source) -> Self {
        Self { source, ..self }
    }

    pub(super) fn shown(self, shown: Option<Witness>) -> Self {
        Self { shown, ..self }
    }

    pub(super) fn documentation(message: impl Into<Message>) -> Self {
        Self::new(Wire::None, message).without_items()
    }
}

impl<'a, T> Both<'a, T> {
    /// Returns both objects, if both versions have one.
    pub(super) fn both(&self) -> Option<Sides<&'a T>> {
        Some(Sides {
            old: self.old?,
            new: self.new?,
        })
    }

    /// Returns the new object, if the old version has none.
    pub(super) fn added(&self) -> Option<&'a T> {
        if self.old.is_some() { None } else { self.new }
    }

    pub(super) fn removed(&self) -> Option<&'a T> {
        if self.new.is_some() { None } else { self.old }
    }

    /// Returns both objects, if the predicate holds only for the new one.
    pub(super) fn gains(&self, is_so: impl Fn(&T) -> bool) -> Option<Sides<&'a T>> {
        self.both()
            .filter(|Sides { old, new }| !is_so(old) && is_so(new))
    }

    pub(super) fn loses(&self, is_so: impl Fn(&T) -> bool) -> Option<Sides<&'a T>> {
        self.both()
            .filter(|Sides { old, new }| is_so(old) && !is_so(new))
    }

    /// Returns a part of both objects, if it differs.
    pub(super) fn changes<P: PartialEq>(&self, part: impl Fn(&'a T) -> P) -> Option<Sides<P>> {
        let parts = self.both()?.map(part);
        if parts.old == parts.new {
            return None;
        }
        Some(parts)
    }

    /// Describes the change of a part, if it differs.
    pub(super) fn change(&self, what: &str, part: impl Fn(&'a T) -> String) -> Option<String> {
        let Sides { old, new } = self.changes(part)?;
        Some(format!("{what} changed from {old} to {new}"))
    }

    /// Reads something of both objects from the descriptions as written.
    pub(super) fn in_texts<R>(&self, read: impl Fn(&'a Document, &'a T) -> R) -> Option<Sides<R>> {
        Some(
            self.cursor
                .versions
                .texts
                .zip(self.both()?)
                .map(|(document, object)| read(document, object)),
        )
    }

    /// Reads something of both objects from the models.
    pub(super) fn in_models<R>(&self, read: impl Fn(&'a Api, &'a T) -> R) -> Option<Sides<R>> {
        Some(
            self.cursor
                .versions
                .models
                .zip(self.both()?)
                .map(|(api, object)| read(api, object)),
        )
    }

    pub(super) fn is_request(&self) -> bool {
        self.cursor.transmission.direction == Some(Direction::Request)
    }

    /// Creates a finding that fewer values are valid than before.
    pub(super) fn narrowed(&self, message: impl Into<Message>) -> DetectedChange {
        DetectedChange::new(
            if self.is_request() {
                Wire::Breaking
            } else {
                Wire::Compatible
            },
            message,
        )
    }

    /// Creates a finding that more values are valid than before.
    pub(super) fn widened(&self, message: impl Into<Message>) -> DetectedChange {
        DetectedChange::new(
            if self.is_request() {
                Wire::Compatible
            } else {
                Wire::Breaking
            },
            message,
        )
    }
}

impl<T> Both<'_, T> {
    pub(super) fn is_in_tuple(&self) -> bool {
        self.cursor
            .subject
            .types
            .latest()
            .is_some_and(|def| matches!(def.kind, TypeKind::Tuple(_)))
    }

    /// Returns how messages name additional properties, or additional items of a tuple.
    pub(super) fn additional_members(&self) -> &'static str {
        if self.is_in_tuple() {
            "additional items"
        } else {
            "additional properties"
        }
    }
}

impl Both<'_, Variant> {
    pub(super) fn are_open(&self) -> Sides<bool> {
        self.cursor
            .subject
            .types
            .map(|def| matches!(def.map(|def| &def.kind), Some(TypeKind::Enum(constants)) if constants.open))
    }
}

impl<'a> Both<'a, ResolvedSchema<'a>> {
    pub(super) fn shapes(&self) -> Option<Sides<Shape<'a>>> {
        Some(self.both()?.map(|node| node.shape))
    }
}

impl Both<'_, Property> {
    /// Returns whether all values have the property. Undescribed properties are optional in
    /// responses, but not in requests.
    pub(super) fn is_required(&self, property: &Property) -> bool {
        property.required || self.is_request() && property.is_undescribed()
    }
}

/// A tag in the `tags` of a description.
pub(super) struct TagObject<'a> {
    pub(super) name: &'a str,
    pub(super) object: &'a Map<String, Value>,
    pub(super) origin: Origin,
}

#[derive(Clone, Copy)]
pub(super) struct TypeDocs<'a>(pub(super) &'a TypeDef);

/// A schema with its type aliases resolved.
#[derive(Clone, Copy)]
pub(super) struct ResolvedSchema<'a> {
    pub(super) schema: &'a Schema,
    pub(super) shape: Shape<'a>,
    pub(super) nullable: bool,
    pub(super) def: Option<&'a TypeDef>,
    pub(super) origin: &'a Origin,
}

#[derive(Clone, Copy)]
pub(super) enum Shape<'a> {
    Bool,
    Integer,
    Number,
    String,
    Enum,
    Struct(&'a Struct),
    Tuple(&'a Struct),
    Union(&'a Union),
    Array(&'a Schema),
    Map(&'a Schema),
    Any,
}

/// A [`Shape`], without what is inside.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ShapeKind {
    Bool,
    Integer,
    Number,
    String,
    Enum,
    Struct,
    Tuple,
    Union,
    Array,
    Map,
    Any,
}

impl ShapeKind {
    /// Returns the name of the kind, with its article.
    fn describe_type(self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Enum => "an enum",
            Self::Struct => "an object",
            Self::Tuple => "a tuple",
            Self::Union => "a union",
            Self::Array => "an array",
            Self::Map => "a map",
            Self::Any => "any value",
        }
    }
}

impl Shape<'_> {
    pub(super) fn kind(&self) -> ShapeKind {
        match self {
            Self::Bool => ShapeKind::Bool,
            Self::Integer => ShapeKind::Integer,
            Self::Number => ShapeKind::Number,
            Self::String => ShapeKind::String,
            Self::Enum => ShapeKind::Enum,
            Self::Struct(_) => ShapeKind::Struct,
            Self::Tuple(_) => ShapeKind::Tuple,
            Self::Union(_) => ShapeKind::Union,
            Self::Array(_) => ShapeKind::Array,
            Self::Map(_) => ShapeKind::Map,
            Self::Any => ShapeKind::Any,
        }
    }

    /// Returns the name of the shape, with its article.
    pub(super) fn describe_type(&self) -> &'static str {
        self.kind().describe_type()
    }
}

impl<'a> ResolvedSchema<'a> {
    const MAX_ALIASES: usize = 32;

    pub(super) fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let mut node = Self {
            schema,
            shape: Shape::Any,
            nullable: schema.nullable,
            def: None,
            origin: &schema.origin,
        };
        for _ in 0..Self::MAX_ALIASES {
            let Type::Named(id) = node.schema.ty else {
                break;
            };
            node.def = api.types.get(id);
            let Some(def) = node.def else { return node };
            match def.kind.in_json() {
                TypeKind::Struct(record) => {
                    return Self {
                        shape: Shape::Struct(record),
                        ..node
                    };
                }
                TypeKind::Tuple(record) => {
                    return Self {
                        shape: Shape::Tuple(record),
                        ..node
                    };
                }
                TypeKind::Enum(_) => {
                    return Self {
                        shape: Shape::Enum,
                        ..node
                    };
                }
                TypeKind::Union(union) => {
                    return Self {
                        shape: Shape::Union(union),
                        ..node
                    };
                }
                TypeKind::Alias(target) => {
                    // If the alias is defined inside the schema, the schema only adds annotations
                    // to it, so the location of the schema is kept. If the target is inside the
                    // alias, which may be a union whose members all have one type, the location is
                    // that of the alias.
                    let is_inside = def.origin != *node.origin && def.origin.is_within(node.origin);
                    node.origin = if is_inside {
                        node.origin
                    } else if target.origin.is_within(&def.origin) {
                        &def.origin
                    } else {
                        &target.origin
                    };
                    node.schema = target;
                    node.nullable |= target.nullable;
                }
                TypeKind::Replaced(_) => return node,
            }
        }
        node.shape = match &node.schema.ty {
            Type::Bool => Shape::Bool,
            Type::Integer | Type::Wide => Shape::Integer,
            Type::Float | Type::Number => Shape::Number,
            Type::Text(_) => Shape::String,
            Type::List(item) => Shape::Array(item),
            Type::Map(value) => Shape::Map(value),
            Type::Any | Type::Named(_) => Shape::Any,
        };
        node
    }
}

impl<'a> ResolvedSchema<'a> {
    pub(super) fn is_scalar(&self) -> bool {
        matches!(
            self.shape,
            Shape::String | Shape::Integer | Shape::Number | Shape::Bool | Shape::Enum
        )
    }

    pub(super) fn constants(&self) -> Option<&'a Enum> {
        match self.def.map(|def| &def.kind) {
            Some(TypeKind::Enum(constants)) => Some(constants),
            _ => None,
        }
    }

    /// Returns whether the schema is an enum whose values have the type of `other`.
    pub(super) fn is_enum_of(&self, other: &ResolvedSchema<'_>) -> bool {
        let Some(constants) = self.constants() else {
            return false;
        };
        match constants.base {
            EnumBase::Text => matches!(other.shape, Shape::String),
            EnumBase::Integer => matches!(other.shape, Shape::Integer | Shape::Number),
        }
    }
}

/// Two locations with equal schemas, which became one type: the model built the type from
/// `type_origin`, and `docs_origin` has the docs.
pub(super) struct Moved {
    pub(super) type_origin: Origin,
    pub(super) docs_origin: Origin,
}

impl Moved {
    /// Translates a location below `type_origin` to the corresponding one below `docs_origin`, if
    /// that exists.
    pub(super) fn translate_origin(&self, document: &Document, origin: &Origin) -> Option<Origin> {
        let translated = origin.moved(&self.type_origin, &self.docs_origin)?;
        document.value(&translated)?;
        Some(translated)
    }
}
