//! What rules look at: a thing of both descriptions, and where the walk is.

use std::sync::Arc;

use super::composition::{Beside, Composition};
use super::prose::Moved;
use super::verdict::{Direction, Source, Wire};
use crate::diag::Origin;
use crate::model::{
    Additional, Api, Body, Content, Enum, EnumBase, Header, LeftOut, Operation, Parameter, Property, Response, Schema,
    SecurityScheme, Server, Struct, Text, Type, TypeDef, TypeKind, Union, UnionVariant, Variant, WebhookRequest,
};
use crate::source::Document;

/// The two descriptions.
#[derive(Clone, Copy)]
pub(super) struct Versions<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    /// The descriptions as they were written.
    pub(super) old_text: &'a Document,
    pub(super) new_text: &'a Document,
    /// The day of the comparison, for sunsets.
    pub(super) today: jiff::civil::Date,
}

/// A thing in both descriptions, or in one of them alone.
pub(super) struct Both<'a, T> {
    pub(super) old: Option<&'a T>,
    pub(super) new: Option<&'a T>,
    pub(super) cursor: &'a Cursor<'a>,
}

/// Where the walk is.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub(super) sides: Versions<'a>,
    pub(super) operation: (Option<&'a Operation>, Option<&'a Operation>),
    /// The type that the walk is in.
    pub(super) types: (Option<&'a TypeDef>, Option<&'a TypeDef>),
    /// Rust names of what the walk is in, in its type or request.
    pub(super) rust: (Option<&'a str>, Option<&'a str>),
    /// Its name on the wire.
    pub(super) member: Option<&'a str>,
    /// The component that the walk is in, if that has no type of its own, or is judged as a whole.
    pub(super) component: Option<&'a str>,
    /// What of that it is about, if not all: its items or its values.
    pub(super) within: Option<&'static str>,
    pub(super) direction: Option<Direction>,
    /// Whether values are texts on the wire, whatever their types: in parameters and headers.
    pub(super) textual: bool,
    /// Whether it is a multipart body, whose properties are texts each by itself.
    pub(super) in_parts: bool,
    /// The forms of the body that the walk is in.
    pub(super) forms: (&'a [Content], &'a [Content]),
    /// The innermost places.
    pub(super) origins: (Option<&'a Origin>, Option<&'a Origin>),
    /// What holds there besides: the other schemas that tell the same property.
    pub(super) beside: (Beside, Beside),
    /// What holds for all members of the union that the walk is in.
    pub(super) of_all: (Beside, Beside),
    /// The schemas of the type that the walk is in.
    pub(super) around: Option<(Composition, Composition)>,
    /// Whether the schema is that of a property, parameter or header of which its words are told.
    pub(super) is_described: bool,
    /// Where the words of the type that the walk is in stand, if it is known by another place that looks the same.
    pub(super) moved: (Option<Arc<Moved>>, Option<Arc<Moved>>),
}

impl Cursor<'_> {
    /// For a schema further in.
    pub(super) fn inner(&self) -> Self {
        Self { of_all: Default::default(), is_described: false, ..self.clone() }
    }

    /// The schemas at the innermost places, if there are any on both sides.
    pub(super) fn wholes(&self) -> Option<(Composition, Composition)> {
        let (old, new) = (self.origins.0?, self.origins.1?);
        Some((Composition::new(old, &self.beside.0), Composition::new(new, &self.beside.1)))
    }

    /// Whether one schema on each side says all that is said there.
    pub(super) fn is_one(&self) -> bool {
        self.beside.0.is_empty() && self.beside.1.is_empty()
    }
}

/// What a rule found.
pub(super) struct Found {
    pub(super) wire: Wire,
    pub(super) behaviour: bool,
    pub(super) message: String,
    /// Whether it can change items of the crate.
    pub(super) shapes: bool,
    /// What it does to programs, whatever the items of the crate say.
    pub(super) source: Source,
    /// The keywords that it is about, where it is about less than all of its place.
    pub(super) keywords: &'static [&'static str],
    /// Where it stands in both descriptions, if not at the place that was looked at.
    pub(super) places: Option<(Origin, Origin)>,
    /// The component that it is about, if that is not what was looked at but what is used there.
    pub(super) component: Option<String>,
}

impl Found {
    pub(super) fn new(wire: Wire, message: impl Into<String>) -> Self {
        Self {
            wire,
            behaviour: false,
            message: message.into(),
            shapes: true,
            source: Source::Patch,
            keywords: &[],
            places: None,
            component: None,
        }
    }

    /// Says that programs that compile do something else.
    pub(super) fn behaves(mut self) -> Self {
        self.behaviour = true;
        self
    }

    /// Says which keywords it is about.
    pub(super) fn at(mut self, keywords: &'static [&'static str]) -> Self {
        self.keywords = keywords;
        self
    }

    /// Says that it stands elsewhere.
    pub(super) fn standing(mut self, old: &Origin, new: &Origin) -> Self {
        self.places = Some((old.clone(), new.clone()));
        self
    }

    /// Says that it is about a component, which is told once for all its uses.
    pub(super) fn of_component(mut self, name: &str) -> Self {
        self.component = Some(name.to_owned());
        self
    }

    /// Says that no item of the crate changes by this.
    pub(super) fn unseen(mut self) -> Self {
        self.shapes = false;
        self
    }

    /// Says that programs may stop compiling by more than the items of the crate.
    pub(super) fn at_least(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// A change of words.
    pub(super) fn words(message: impl Into<String>) -> Self {
        Self::new(Wire::None, message).unseen()
    }
}

impl<'a, T> Both<'a, T> {
    /// It, where both have it.
    pub(super) fn both(&self) -> Option<(&'a T, &'a T)> {
        Some((self.old?, self.new?))
    }

    /// It, where only the new description has it.
    pub(super) fn added(&self) -> Option<&'a T> {
        if self.old.is_some() { None } else { self.new }
    }

    /// It, where only the old description has it.
    pub(super) fn removed(&self) -> Option<&'a T> {
        if self.new.is_some() { None } else { self.old }
    }

    pub(super) fn is_request(&self) -> bool {
        self.cursor.direction == Some(Direction::Request)
    }

    /// Fewer values are valid than before.
    pub(super) fn narrowed(&self, message: impl Into<String>) -> Found {
        Found::new(if self.is_request() { Wire::Breaking } else { Wire::Compatible }, message)
    }

    /// More values are valid than before.
    pub(super) fn widened(&self, message: impl Into<String>) -> Found {
        Found::new(if self.is_request() { Wire::Compatible } else { Wire::Breaking }, message)
    }
}

impl<T> Both<'_, T> {
    /// Whether it stands in a tuple: its properties are the items of lists, each at its place.
    pub(super) fn is_in_tuple(&self) -> bool {
        let (old, new) = self.cursor.types;
        new.or(old).is_some_and(|def| matches!(def.kind, TypeKind::Tuple(_)))
    }

    /// Whether it stands in what was a tuple with any items after it.
    pub(super) fn follows_open_tuple(&self) -> bool {
        let old = self.cursor.types.0.map(|def| &def.kind);
        matches!(old, Some(TypeKind::Tuple(record)) if !matches!(record.additional, Additional::Forbidden))
    }

    /// What no property or item of a type stands for.
    pub(super) fn others(&self) -> &'static str {
        if self.is_in_tuple() { "items after those of the tuple" } else { "other properties" }
    }
}

impl Both<'_, Variant> {
    /// Whether values that are not listed were allowed, and are.
    pub(super) fn are_open(&self) -> (bool, bool) {
        let is_open = |def: Option<&TypeDef>| matches!(def.map(|def| &def.kind), Some(TypeKind::Enum(all)) if all.open);
        (is_open(self.cursor.types.0), is_open(self.cursor.types.1))
    }
}

impl Both<'_, Property> {
    /// Whether all values have it. Responses may lack what nothing describes, and requests may not.
    pub(super) fn is_required(&self, property: &Property) -> bool {
        property.required || self.is_request() && property.is_undescribed()
    }

    /// A property by its name, an item of a tuple by its place, from one.
    pub(super) fn named(&self, adjective: &str) -> String {
        let property = self.new.or(self.old);
        let wire = property.map(|property| property.wire.as_str()).unwrap_or_default();
        let index = wire.trim_start_matches('[').trim_end_matches(']').parse::<usize>();
        match (index.ok().filter(|_| self.is_in_tuple()), adjective) {
            (Some(index), "") => format!("item {} of the tuple", index.saturating_add(1)),
            (Some(index), adjective) => format!("the {adjective} item {} of the tuple", index.saturating_add(1)),
            (None, "") => format!("the property `{wire}`"),
            (None, adjective) => format!("the {adjective} property `{wire}`"),
        }
    }
}

/// What is said of a type, at a place that uses it.
#[derive(Clone, Copy)]
pub(super) struct Prose<'a>(pub(super) &'a TypeDef);

/// A schema with its aliases followed.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) schema: &'a Schema,
    pub(super) shape: Shape<'a>,
    pub(super) nullable: bool,
    pub(super) def: Option<&'a TypeDef>,
    /// Where it stands.
    pub(super) origin: &'a Origin,
}

/// What a schema is.
#[derive(Clone, Copy)]
pub(super) enum Shape<'a> {
    Bool,
    Integer,
    Number,
    Text,
    Enum,
    Struct(&'a Struct),
    Tuple(&'a Struct),
    Union(&'a Union),
    List(&'a Schema),
    Map(&'a Schema),
    Any,
}

impl Shape<'_> {
    /// With its article.
    pub(super) fn in_words(&self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Enum => "an enum",
            Self::Struct(_) => "an object",
            Self::Tuple(_) => "a tuple",
            Self::Union(_) => "one of several shapes",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Any => "any value",
        }
    }

    pub(super) fn is_same_kind(&self, other: &Shape<'_>) -> bool {
        self.in_words() == other.in_words()
    }
}

impl<'a> Node<'a> {
    /// The longest chain of aliases that is followed.
    const MAX_ALIASES: usize = 32;

    pub(super) fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let mut node = Self { schema, shape: Shape::Any, nullable: schema.nullable, def: None, origin: &schema.origin };
        for _ in 0..Self::MAX_ALIASES {
            let Type::Named(id) = node.schema.ty else { break };
            node.def = api.types.get(id);
            let Some(def) = node.def else { return node };
            match &def.kind {
                TypeKind::Struct(record) => return Self { shape: Shape::Struct(record), ..node },
                TypeKind::Tuple(record) => return Self { shape: Shape::Tuple(record), ..node },
                TypeKind::Enum(_) => return Self { shape: Shape::Enum, ..node },
                TypeKind::Union(union) => return Self { shape: Shape::Union(union), ..node },
                TypeKind::Alias(target) => {
                    // An alias may stand for the members of a union that are all one type: its place is theirs together.
                    // What stands inside of the schema is that schema, with what is said around it.
                    let is_inside = def.origin != *node.origin && def.origin.is_within(node.origin);
                    node.origin = match target.origin.is_within(&def.origin) {
                        _ if is_inside => node.origin,
                        true => &def.origin,
                        false => &target.origin,
                    };
                    node.schema = target;
                    node.nullable |= target.nullable;
                }
            }
        }
        node.shape = match &node.schema.ty {
            Type::Bool => Shape::Bool,
            Type::Integer | Type::Wide => Shape::Integer,
            Type::Float | Type::Number => Shape::Number,
            Type::Text(_) => Shape::Text,
            Type::List(item) => Shape::List(item),
            Type::Map(value) => Shape::Map(value),
            Type::Any | Type::Named(_) => Shape::Any,
        };
        node
    }
}

impl Node<'_> {
    /// Whether it is written as a text in a multipart body, which files are not.
    pub(super) fn is_text_part(&self) -> bool {
        self.is_text_like() && self.schema.ty != Type::Text(Text::Upload)
    }

    /// Whether it is a text, a number or one of several constants.
    pub(super) fn is_text_like(&self) -> bool {
        matches!(self.shape, Shape::Text | Shape::Integer | Shape::Number | Shape::Bool | Shape::Enum)
    }

    /// The constants, if it is one of several.
    pub(super) fn constants(&self) -> Option<&Enum> {
        match self.def.map(|def| &def.kind) {
            Some(TypeKind::Enum(constants)) => Some(constants),
            _ => None,
        }
    }

    /// Whether it is some of the values of another one, each of them named.
    pub(super) fn is_enum_of(&self, other: &Node<'_>) -> bool {
        let Some(constants) = self.constants() else { return false };
        match constants.base {
            EnumBase::Text => matches!(other.shape, Shape::Text),
            EnumBase::Integer => matches!(other.shape, Shape::Integer | Shape::Number),
        }
    }
}

/// What a finding says of the thing it is about.
pub(super) trait Thing {
    /// Where it stands, if it knows.
    fn origin(&self) -> Option<&Origin> {
        None
    }

    /// Its name on the wire.
    fn wire(&self) -> Option<&str> {
        None
    }

    /// Its Rust name.
    fn rust(&self) -> Option<&str> {
        None
    }
}

impl Thing for Api {}
impl Thing for Struct {}
impl Thing for Union {}

impl Thing for Operation {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for Parameter {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn wire(&self) -> Option<&str> {
        Some(&self.wire)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for Body {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }
}

impl Thing for Content {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn wire(&self) -> Option<&str> {
        Some(&self.media_type)
    }
}

impl Thing for Response {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }
}

impl Thing for Header {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.schema.origin)
    }

    fn wire(&self) -> Option<&str> {
        Some(&self.wire)
    }
}

impl Thing for Node<'_> {
    fn origin(&self) -> Option<&Origin> {
        Some(self.origin)
    }
}

impl Thing for Prose<'_> {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.0.origin)
    }
}

impl Thing for TypeDef {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }
}

impl Thing for Property {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.schema.origin)
    }

    fn wire(&self) -> Option<&str> {
        Some(&self.wire)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for Variant {
    fn wire(&self) -> Option<&str> {
        Some(&self.wire)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for UnionVariant {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.schema.origin)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for Server {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for SecurityScheme {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn wire(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn rust(&self) -> Option<&str> {
        Some(&self.rust)
    }
}

impl Thing for WebhookRequest {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }

    fn wire(&self) -> Option<&str> {
        Some(&self.name)
    }
}

impl Thing for LeftOut {
    fn origin(&self) -> Option<&Origin> {
        Some(&self.origin)
    }
}
