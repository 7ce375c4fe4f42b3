//! Whether values always have a property, and whether a constructor takes it.

use std::borrow::Cow;

use serde_json::Value;

use super::{EnumBase, Property, Type, TypeDef, TypeKind, Types};

/// How a field represents an absent property, `null` and a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// `T`.
    Required,
    /// `Option<T>`: `None` is `null`.
    Nullable,
    /// `Option<T>`: `None` is absent.
    Optional,
    /// `Option<T>`: `None` is absent or `null`, which mean the same to readers; for objects that
    /// are never sent.
    OptionalOrNull,
    /// `Field<T>`: absent, `null` or a value.
    Field,
}

impl Presence {
    /// Returns whether every value has the field.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}

impl Types {
    /// Returns how the field of a property of `def` represents an absent property, `null` and a
    /// value.
    pub fn presence(&self, def: &TypeDef, property: &Property) -> Presence {
        // If both requests and responses use a type, a read-only or write-only property is missing
        // in one of them.
        let is_half =
            property.read_only && def.usage.request || property.write_only && def.usage.response;
        let is_any = self.resolve(&property.schema).ty == Type::Any;
        let nullable = self.aliases(&property.schema).any(|schema| schema.nullable);
        match (property.required && !is_half, nullable || is_any) {
            (true, true) if !is_any => Presence::Nullable,
            (true, _) => Presence::Required,
            (false, true)
                if !def.usage.may_be_sent() && matches!(def.kind, TypeKind::Struct(_)) =>
            {
                Presence::OptionalOrNull
            }
            (false, true) => Presence::Field,
            (false, false) => Presence::Optional,
        }
    }

    /// Returns whether the constructor of `def` takes the property: it is required, and not a
    /// constant.
    pub fn is_asked_for(&self, def: &TypeDef, property: &Property) -> bool {
        self.is_asked_for_as(self.presence(def, property), def, property)
    }

    /// Returns the same as `is_asked_for`, for a field whose presence is known.
    pub fn is_asked_for_as(&self, presence: Presence, def: &TypeDef, property: &Property) -> bool {
        let is_constant = presence == Presence::Required && self.constant(property).is_some();
        (presence.is_required() || property.is_always_sent(def)) && !is_constant
    }

    /// Returns the only value of the property, if the constructor can set it: a string, a boolean,
    /// or the value of an enum of one integer.
    pub fn constant<'p>(&self, property: &'p Property) -> Option<Cow<'p, Value>> {
        if property.boxed {
            return None;
        }
        if let Some(value @ (Value::String(_) | Value::Bool(_))) =
            property.schema.constant.as_deref()
        {
            return Some(Cow::Borrowed(value));
        }
        match self.kind(self.resolve(&property.schema))? {
            TypeKind::Enum(constants) if !constants.open && constants.base == EnumBase::Integer => {
                match constants.variants.as_slice() {
                    [only] => only
                        .wire
                        .parse::<i64>()
                        .ok()
                        .map(Value::from)
                        .map(Cow::Owned),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl Property {
    /// Returns whether only requests always have the property: it is required and write-only, and
    /// responses use the type as well.
    pub fn is_always_sent(&self, def: &TypeDef) -> bool {
        self.required
            && self.write_only
            && !self.read_only
            && def.usage.request
            && def.usage.response
    }
}
