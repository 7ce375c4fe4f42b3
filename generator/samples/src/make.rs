//! Makes JSON values that are valid for a schema.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use super::depth::{self, MAX_DEPTH};
use super::natural::{SampleDirection, Samples};
use super::{fit, formats, matching};
use crate::patterns;
use model::{
    Additional, Constraints, Enum, EnumBase, Property, Resolved, Schema, Struct, TextFormat, Type,
    TypeDef, TypeId, TypeKind, Union,
};

/// The depth to which optional properties are filled; deeper objects have only required properties.
/// The second depth is tried if the first one gives no valid value.
const FULL_DEPTHS: [usize; 2] = [8, 3];

/// The maximum number of optional properties in a value, since nested objects could grow without
/// bound.
const MAX_FILLED: usize = 200;

/// The maximum number of values, and of string bytes, in one value, since the minimum lengths of
/// nested arrays multiply.
const MAX_WEIGHT: usize = 100_000;

/// The maximum number of items or properties that are made to satisfy `minItems` or
/// `minProperties`.
const MAX_COUNT: u64 = 64;

/// The maximum length of a string in an example, in bytes.
const MAX_SHOWN: usize = 100;

/// Strings to try for a pattern, the most natural first.
const STRINGS: &[&str] = &[
    "example",
    "a",
    "1",
    "a86a8f5c339544d7bdc89926de14fb8c",
    "f174e90a-fafe-4643-bbbc-4a0ed4fc8415",
    "example.com",
    "https://example.com",
    "192.0.2.1",
    "192.0.2.0/24",
    "2001:db8::1",
    "user@example.com",
    "2024-05-06T07:08:09Z",
    "2024-05-06",
    "07:08",
    "EXAMPLE",
    "EX",
    "US",
    "en-US",
    "1.0.0",
    "12:34:56:78:9a:bc",
    "+15555550100",
    "/example",
    "#a1b2c3",
    "10s",
];

/// How many properties of an object are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Only the required properties.
    Least,
    /// All properties, within limits of depth and number that few values reach.
    Most,
}

/// The state of making a value.
#[derive(Clone, Copy)]
struct Order<'o> {
    direction: SampleDirection,
    amount: Amount,
    depth: usize,
    /// The depth down to which optional properties are filled.
    full_depth: usize,
    /// The remaining number of optional properties.
    left: &'o Cell<usize>,
    /// The remaining number of values and bytes.
    weight: &'o Cell<usize>,
    /// The types that enclose the current value.
    enclosing: Option<&'o Enclosing<'o>>,
    like: ExampleSource<'o>,
}

/// The example in the description from which a value is made.
#[derive(Clone, Copy)]
enum ExampleSource<'o> {
    /// No example, even if the description has one.
    Unused,
    /// The example of the schema of the value, if it has one.
    Schema,
    /// The part of the enclosing example that is at the location of the value.
    Enclosing(&'o Value),
}

impl<'o> ExampleSource<'o> {
    /// Returns the source for an inner value, which `find` finds in the enclosing example.
    fn within(self, find: impl FnOnce(&'o Value) -> Option<&'o Value>) -> Self {
        match self {
            Self::Enclosing(value) => find(value).map_or(Self::Schema, Self::Enclosing),
            Self::Unused | Self::Schema => self,
        }
    }
}

/// A type, and the types that enclose it.
struct Enclosing<'o> {
    id: TypeId,
    outer: Option<&'o Self>,
}

impl Enclosing<'_> {
    fn has(&self, id: TypeId) -> bool {
        self.id == id || self.outer.is_some_and(|outer| outer.has(id))
    }
}

fn is_replaced(def: &TypeDef) -> bool {
    matches!(def.kind, TypeKind::Replaced(_))
}

/// Returns whether a type of another crate accepts the values that are made for a schema. A string
/// without a known format may have any syntax.
fn has_known_values(schema: &Schema) -> bool {
    let is_plain = matches!(schema.ty, Type::Text(TextFormat::Plain));
    !is_plain
        || schema
            .format
            .as_deref()
            .is_some_and(|format| formats::natural_format_string(format).is_some())
}

impl<'a> Samples<'a> {
    /// Makes a value of this schema; `None` if that fails.
    pub fn make(
        &self,
        schema: &'a Schema,
        direction: SampleDirection,
        amount: Amount,
    ) -> Option<Value> {
        self.make_as(schema, direction, amount, ExampleSource::Unused)
    }

    /// Makes a value for readers, from the given example or from the examples of the schemas.
    pub fn make_like(
        &self,
        schema: &'a Schema,
        direction: SampleDirection,
        amount: Amount,
        shown: Option<&Value>,
    ) -> Option<Value> {
        let source = shown.map_or(ExampleSource::Schema, ExampleSource::Enclosing);
        let like = self.make_as(schema, direction, amount, source);
        like.or_else(|| self.make(schema, direction, amount))
    }

    fn make_as(
        &self,
        schema: &'a Schema,
        direction: SampleDirection,
        amount: Amount,
        like: ExampleSource<'_>,
    ) -> Option<Value> {
        FULL_DEPTHS.into_iter().find_map(|full_depth| {
            let left = &Cell::new(MAX_FILLED);
            let weight = &Cell::new(MAX_WEIGHT);
            let order = Order {
                direction,
                amount,
                depth: 0,
                full_depth,
                left,
                weight,
                enclosing: None,
                like,
            };
            self.make_at(schema, order)
                .filter(|value| self.fits(schema, value))
        })
    }

    fn make_at(&self, schema: &'a Schema, order: Order<'_>) -> Option<Value> {
        if order.depth + depth::depth_of_schema(schema, &self.depths) > MAX_DEPTH {
            return None;
        }
        // Failed attempts cost time, too, so they count.
        order.spend(1)?;
        if let Some(constant) = &schema.constant {
            return Some(Value::clone(constant));
        }
        let mut order = order;
        if let ExampleSource::Schema = order.like
            && let Some(sample) = self.sample(schema)
        {
            order.like = ExampleSource::Enclosing(sample);
        }
        if let ExampleSource::Enclosing(shown) = order.like
            && is_informative(shown)
            && self.fits(schema, shown)
        {
            return Some(shown.clone());
        }
        let resolved = self.types.resolved(schema);
        let value = match resolved.ty {
            Type::Named(id) => self.make_named(*id, order)?,
            Type::Bool => json!(true),
            Type::Integer | Type::Wide => make_integer(&resolved.constraints)?,
            Type::Float | Type::Number => make_number(&resolved.constraints)?,
            Type::Text(kind) => make_typed_string(&resolved, *kind, schema.format.as_deref())?,
            Type::List(item) => self.make_array(&resolved.constraints, item, order)?,
            Type::Map(value) => self.make_map(&resolved.constraints, value, order)?,
            Type::Any => json!("anything"),
        };
        order.spend(value.as_str().map_or(0, str::len))?;
        if self.satisfies(&resolved, &value) {
            Some(value)
        } else {
            None
        }
    }

    /// Returns the example of a schema or of its type.
    fn sample(&self, schema: &'a Schema) -> Option<&'a Value> {
        if let Some(sample) = self.examples.get(&schema.origin) {
            return Some(sample);
        }
        let Type::Named(id) = schema.ty else {
            return None;
        };
        self.examples.get(&self.types.get(id)?.origin)
    }

    fn make_named(&self, id: TypeId, order: Order<'_>) -> Option<Value> {
        let def = self.types.get(id)?;
        let is_circular = order.enclosing.is_some_and(|enclosing| enclosing.has(id));
        let enclosing = Enclosing {
            id,
            outer: order.enclosing,
        };
        let amount = if is_circular {
            Amount::Least
        } else {
            order.amount
        };
        let order = Order {
            enclosing: Some(&enclosing),
            amount,
            ..order
        };
        match def.kind.in_json() {
            TypeKind::Struct(record) => self.make_object(def, record, order),
            TypeKind::Tuple(record) => self.make_tuple(record, order),
            TypeKind::Enum(constants) => enum_constant_value(constants, 0),
            TypeKind::Union(union) => self.make_member(union, order),
            TypeKind::Alias(target) if is_replaced(def) => match self.examples.get(&def.origin) {
                Some(sample) => Some(sample.clone()),
                None if has_known_values(target) => self.make_at(target, order),
                None => None,
            },
            TypeKind::Alias(_) | TypeKind::Replaced(_) => None,
        }
    }

    fn make_object(&self, def: &'a TypeDef, record: &'a Struct, order: Order<'_>) -> Option<Value> {
        let mut members = Map::new();
        let is_sent = order.direction == SampleDirection::Request;
        let alternatives = record.required_sets.as_ref();
        let required_set = alternatives.and_then(|alternatives| alternatives.sets.first());
        let is_in_set = |property: &Property| {
            required_set.is_some_and(|set| set.contains(&property.wire))
                && !is_left_out(property, order.direction)
        };
        let required = record
            .properties
            .iter()
            .filter(|property| self.is_required_in(def, property, order.direction))
            .count();
        // Optional properties may be needed to satisfy `minProperties`.
        let mut asked = None;
        if is_sent && let Some(least) = record.constraints.min_properties {
            let least = usize::try_from(least).ok();
            asked = least.map(|least| least.saturating_sub(required));
        }
        for property in &record.properties {
            let is_filled = order.fills() || asked.is_some_and(|left| left > 0);
            if self.is_required_in(def, property, order.direction) || is_in_set(property) {
                members.insert(
                    property.wire.clone(),
                    self.make_at(&property.schema, order.member(&property.wire))?,
                );
            } else if is_filled && !is_left_out(property, order.direction) {
                order.left.set(order.left.get().saturating_sub(1));
                let made = self.make_at(&property.schema, order.member(&property.wire));
                asked = asked.map(|left| left.saturating_sub(made.iter().count()));
                members.extend(made.map(|value| (property.wire.clone(), value)));
            }
        }
        if is_sent && !fit::count_fits(&record.constraints, members.len()) {
            return None;
        }
        Some(Value::Object(members))
    }

    /// Returns whether values in this direction must have a property. A read-only or write-only
    /// property may be required, although its field is optional.
    fn is_required_in(
        &self,
        def: &'a TypeDef,
        property: &'a Property,
        direction: SampleDirection,
    ) -> bool {
        property.required && !is_left_out(property, direction)
            || property.is_tag && self.types.constant(property).is_some()
            || self.types.presence(def, property).is_required()
    }

    /// Makes the minimum number of items, then others until one cannot be made.
    fn make_tuple(&self, record: &'a Struct, order: Order<'_>) -> Option<Value> {
        let most = record
            .constraints
            .max_items
            .and_then(|most| usize::try_from(most).ok())
            .unwrap_or(usize::MAX);
        let mut items = Vec::new();
        for property in record.properties.iter().take(most) {
            let is_asked = property.required || record.constraints.min_items.is_some();
            if !is_asked && !order.fills() {
                break;
            }
            match self.make_at(&property.schema, order.deeper()) {
                Some(value) => items.push(value),
                None if is_asked => return None,
                None => break,
            }
        }
        let least = record.constraints.min_items.unwrap_or(0);
        if let (Additional::Typed(following), true) =
            (&record.additional, items.len() == record.properties.len())
        {
            let length = usize::try_from(least.min(MAX_COUNT))
                .unwrap_or(0)
                .max(items.len() + usize::from(order.fills()))
                .min(most);
            while items.len() < length {
                items.push(self.make_at(following, order.deeper())?);
            }
        }
        let value = Value::Array(items);
        if fit::array_fits(&record.constraints, &value) {
            Some(value)
        } else {
            None
        }
    }

    fn make_member(&self, union: &'a Union, order: Order<'_>) -> Option<Value> {
        union
            .variants
            .iter()
            .enumerate()
            .find_map(|(index, variant)| {
                let value = self.make_at(
                    &variant.schema,
                    Order {
                        like: order.like,
                        ..order.deeper()
                    },
                )?;
                with_discriminator_value(union, index, value)
                    .into_iter()
                    .find(|value| self.shapes_of(union, value, 0).any(|shape| shape == index))
            })
    }

    fn make_array(
        &self,
        constraints: &Constraints,
        item: &'a Schema,
        order: Order<'_>,
    ) -> Option<Value> {
        let least = constraints.min_items.unwrap_or(0);
        let is_shown = matches!(
            order.like,
            ExampleSource::Enclosing(Value::Array(items)) if !items.is_empty()
        );
        let useful_count = if order.amount == Amount::Most || is_shown {
            least.max(1)
        } else {
            least
        };
        let count = useful_count.min(constraints.max_items.unwrap_or(u64::MAX));
        if count > MAX_COUNT {
            return None;
        }
        let items = (0..count).map(|ordinal| {
            let value = self.make_at(item, order.item(ordinal))?;
            if constraints.unique_items {
                self.varied(item, value, ordinal)
            } else {
                Some(value)
            }
        });
        items.collect::<Option<Vec<Value>>>().map(Value::Array)
    }

    fn make_map(
        &self,
        constraints: &Constraints,
        value: &'a Schema,
        order: Order<'_>,
    ) -> Option<Value> {
        let least = constraints.min_properties.unwrap_or(0);
        let count = if order.amount == Amount::Most {
            least.max(1)
        } else {
            least
        };
        if count > MAX_COUNT {
            return None;
        }
        let entries = (0..count).map(|ordinal| {
            Some((
                make_name(constraints, ordinal)?,
                self.make_at(value, order.deeper())?,
            ))
        });
        entries
            .collect::<Option<Map<String, Value>>>()
            .map(Value::Object)
    }

    /// Returns a different variant of this value for each index, for arrays with unique items.
    fn varied(&self, schema: &'a Schema, value: Value, ordinal: u64) -> Option<Value> {
        if ordinal == 0 {
            return Some(value);
        }
        let varied = match (self.types.resolved(schema).ty, value) {
            (Type::Named(id), _) => match &self.types.get(*id)?.kind {
                TypeKind::Enum(constants) => {
                    enum_constant_value(constants, usize::try_from(ordinal).ok()?)?
                }
                _ => return None,
            },
            (_, Value::Bool(value)) => json!(!value),
            (_, Value::Number(number)) => {
                json!(number.as_i64()?.checked_add(i64::try_from(ordinal).ok()?)?)
            }
            (_, Value::String(text)) => json!(format!("{text}{}", ordinal + 1)),
            _ => return None,
        };
        if self.fits(schema, &varied) {
            Some(varied)
        } else {
            None
        }
    }
}

/// Returns whether a value is suitable as an example: a short string, a number, a boolean.
fn is_informative(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.is_empty() && text.len() <= MAX_SHOWN && !text.contains(char::is_control)
        }
        Value::Number(_) | Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Adds the discriminator value of a member to a value of a union. Returns two values: in one, the
/// discriminator value is a string, in the other the JSON value that the string represents.
fn with_discriminator_value(union: &Union, index: usize, value: Value) -> Vec<Value> {
    let Some(discriminator) = &union.discriminator else {
        return vec![value];
    };
    // A constant of the member may already be a discriminator value.
    if value
        .get(&discriminator.property)
        .is_some_and(|own| discriminator.named(own).contains(&index))
    {
        return vec![value];
    }
    let Some((tag, _)) = discriminator
        .mapping
        .iter()
        .find(|(_, shape)| *shape == index)
    else {
        // If no discriminator value selects the member, every object is suitable whose
        // discriminator selects no other member.
        let own = value
            .get(&discriminator.property)
            .map(|own| discriminator.named(own))
            .unwrap_or_default();
        return if value.is_object() && own.is_empty() {
            vec![value]
        } else {
            Vec::new()
        };
    };
    let tags = [Some(json!(tag)), serde_json::from_str(tag).ok()];
    tags.into_iter()
        .flatten()
        .filter_map(|tag| {
            let mut value = value.clone();
            value
                .as_object_mut()?
                .insert(discriminator.property.clone(), tag);
            Some(value)
        })
        .collect()
}

impl Order<'_> {
    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            like: self.like.within(|_| None),
            ..self
        }
    }

    /// Returns the order for making a property.
    fn member(self, name: &str) -> Self {
        Self {
            like: self.like.within(|shown| shown.get(name)),
            ..self.deeper()
        }
    }

    /// Returns the order for making an item of an array.
    fn item(self, ordinal: u64) -> Self {
        let index = usize::try_from(ordinal).unwrap_or(usize::MAX);
        Self {
            like: self.like.within(|shown| shown.get(index)),
            ..self.deeper()
        }
    }

    /// Takes from the remaining size; returns `None` if the value would be too large.
    fn spend(self, weight: usize) -> Option<()> {
        self.weight.set(self.weight.get().checked_sub(weight)?);
        Some(())
    }

    /// Returns whether the next optional property is filled.
    fn fills(&self) -> bool {
        self.amount == Amount::Most && self.depth < self.full_depth && self.left.get() > 0
    }
}

fn enum_constant_value(constants: &Enum, ordinal: usize) -> Option<Value> {
    let wire = &constants.variants.get(ordinal)?.wire;
    match constants.base {
        EnumBase::Text => Some(json!(wire)),
        EnumBase::Integer => Some(json!(wire.parse::<i64>().ok()?)),
    }
}

fn make_integer(constraints: &Constraints) -> Option<Value> {
    let least = constraints
        .minimum
        .as_ref()
        .and_then(|bound| bound.value.as_f64())
        .map(f64::ceil);
    let most = constraints
        .maximum
        .as_ref()
        .and_then(|bound| bound.value.as_f64())
        .map(f64::floor);
    let step = constraints
        .multiple_of
        .as_ref()
        .and_then(serde_json::Number::as_f64)
        .unwrap_or(1.0);
    let candidates = [
        Some(1.0),
        Some(step),
        least,
        least.map(|l| l + 1.0),
        least.map(|l| (l / step).ceil() * step),
        most,
    ];
    candidates
        .into_iter()
        .flatten()
        .chain([0.0])
        .filter(|value| value.abs() < 9e15)
        .find_map(|value| {
            #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
            let value = json!(value as i64);
            if is_valid_number(constraints, &value) {
                Some(value)
            } else {
                None
            }
        })
}

fn make_number(constraints: &Constraints) -> Option<Value> {
    let whole = make_integer(constraints);
    whole
        .or_else(|| {
            let least = constraints.minimum.as_ref()?.value.as_f64()?;
            let most = constraints.maximum.as_ref()?.value.as_f64()?;
            Some(json!(f64::midpoint(least, most)))
        })
        .filter(|value| is_valid_number(constraints, value))
}

fn is_valid_number(constraints: &Constraints, value: &Value) -> bool {
    fit::number_fits(constraints, value)
}

fn make_typed_string(
    resolved: &Resolved<'_>,
    kind: TextFormat,
    format: Option<&str>,
) -> Option<Value> {
    let constraints = &resolved.constraints;
    let format = match kind {
        TextFormat::DateTime => Some("date-time"),
        TextFormat::Date => Some("date"),
        TextFormat::Uuid => Some("uuid"),
        TextFormat::Base64 => return make_string("ZXhhbXBsZQ==", constraints),
        // Only strings with a specific Rust type must be dates; other strings may follow another
        // convention.
        _ => format.filter(|format| !matches!(*format, "date" | "date-time" | "uuid")),
    };
    let first = format
        .and_then(formats::natural_format_string)
        .unwrap_or("example");
    make_string(first, constraints)
}

/// Returns a string that satisfies these constraints, preferably `first`.
fn make_string(first: &str, constraints: &Constraints) -> Option<Value> {
    let strings = [first]
        .into_iter()
        .chain(STRINGS.iter().copied())
        .map(str::to_owned);
    let patterned = constraints
        .pattern
        .iter()
        .filter(|pattern| patterns::compile_pattern(pattern).is_ok())
        .flat_map(|pattern| matching::strings_matching_pattern(pattern));
    let mut candidates = strings
        .chain(strings_of_limit_length(constraints))
        .chain(patterned);
    candidates
        .find(|text| fit::string_fits(constraints, &json!(text)))
        .map(Value::String)
}

/// Returns a property name, a different one for each index.
fn make_name(constraints: &Constraints, ordinal: u64) -> Option<String> {
    let plain = if ordinal == 0 {
        "key".to_owned()
    } else {
        format!("key{}", ordinal + 1)
    };
    let Some(names) = constraints.names.as_deref() else {
        return Some(plain);
    };
    if fit::name_fits(names, &plain) {
        return Some(plain);
    }
    let listed = usize::try_from(ordinal)
        .ok()
        .and_then(|ordinal| names.listed.get(ordinal));
    if let Some(listed) = listed
        && fit::name_fits(names, listed)
    {
        return Some(listed.clone());
    }
    if ordinal > 0 {
        return None;
    }
    match make_string("key", &names.text)? {
        Value::String(text) if fit::name_fits(names, &text) => Some(text),
        _ => None,
    }
}

/// Returns strings of the minimum and of the maximum length, consisting of letters or of digits.
fn strings_of_limit_length(constraints: &Constraints) -> Vec<String> {
    let lengths: Vec<usize> = [constraints.min_length, constraints.max_length]
        .into_iter()
        .flatten()
        .filter(|length| *length <= 1024)
        .filter_map(|length| usize::try_from(length).ok())
        .collect();
    let kinds = ["a", "1", "A"];
    lengths
        .iter()
        .flat_map(|length| kinds.map(|kind| kind.repeat(*length)))
        .collect()
}

/// Returns whether values in this direction lack a property, because it is read-only (requests) or
/// write-only (responses).
fn is_left_out(property: &Property, direction: SampleDirection) -> bool {
    match direction {
        SampleDirection::Request => property.read_only,
        SampleDirection::Response => property.write_only,
    }
}
