//! Assertions on a decoded value: its scalars, and the scalars of nested objects, arrays and maps.
//!
//! Only the first item of an array and the first entry of a map are checked; number and depth are
//! limited.

use code_format::{Code, Ident, code};
use serde_json::{Map, Value};

use crate::checks::float_tokens;
use crate::context::{RenderContext, make_ident};
use crate::values::{ExpressionWriter, integer_literal};
use model::{Presence, Schema, Struct, TextFormat, Type, TypeDef, TypeKind};
use naming::{Scope, ScopeKind};
use surface::FieldFacts;

const MAX_ASSERTIONS: usize = 40;

const MAX_DEPTH: usize = 6;

pub(super) struct ValueAssertions {
    pub(super) tokens: Code,
    pub(super) uses_deprecated: bool,
}

/// Returns assertions that the binding `name` has this value.
pub(super) fn value_assertions<'a>(
    cx: &RenderContext<'a>,
    schema: &'a Schema,
    value: &Value,
    name: &Ident,
) -> ValueAssertions {
    let mut scope = Scope::new(ScopeKind::Fields);
    scope.reserve(&name.to_string());
    scope.reserve("written");
    let mut visitor = Visitor {
        cx,
        writer: cx.writer(),
        scope,
        remaining: MAX_ASSERTIONS,
        tokens: Code::new(),
    };
    if !cx.index.resolve(schema).nullable {
        let root = Location {
            expression: code!(#name),
            name: "first".to_owned(),
            depth: 0,
        };
        visitor.visit_value(schema, value, &root);
    }
    ValueAssertions {
        tokens: visitor.tokens,
        uses_deprecated: visitor.writer.uses_deprecated,
    }
}

struct Visitor<'c, 'a> {
    cx: &'c RenderContext<'a>,
    writer: ExpressionWriter<'c, 'a>,
    scope: Scope,
    /// The number of further assertions that are allowed.
    remaining: usize,
    tokens: Code,
}

/// The location of a value.
struct Location {
    /// The expression for the value.
    expression: Code,
    /// The name for the binding of an item of the value.
    name: String,
    depth: usize,
}

impl<'a> Visitor<'_, 'a> {
    fn assert(&mut self, assertion: Code) {
        self.remaining = self.remaining.saturating_sub(1);
        self.tokens.extend(assertion);
    }

    fn visit_value(&mut self, schema: &'a Schema, value: &Value, location: &Location) {
        if self.remaining == 0 || location.depth > MAX_DEPTH {
            return;
        }
        match (self.cx.index.resolve(schema).ty, value) {
            (Type::List(item), Value::Array(items)) => {
                self.assert_length(items.len(), location);
                if let Some(first) = items.first() {
                    self.visit_element(item, first, &code!(0), location);
                }
            }
            (Type::Map(item), Value::Object(members)) => {
                self.assert_length(members.len(), location);
                if let Some((key, first)) = members.iter().next() {
                    self.visit_element(item, first, &code!(#key), location);
                }
            }
            (Type::Named(id), Value::Object(members)) => {
                if let Some((def, TypeKind::Struct(record))) =
                    self.cx.index.def(*id).map(|def| (def, &def.kind))
                {
                    self.visit_object(def, record, members, location);
                }
            }
            (Type::Named(id), Value::Array(items)) => {
                if let Some((def, TypeKind::Tuple(record))) =
                    self.cx.index.def(*id).map(|def| (def, &def.kind))
                    && let Some(members) = record.by_index(items)
                {
                    self.visit_object(def, record, &members, location);
                }
            }
            _ => {}
        }
    }

    /// Asserts the number of items of an array or map.
    fn assert_length(&mut self, length: usize, location: &Location) {
        let expression = &location.expression;
        self.assert(if length == 0 {
            code!(assert!(#expression.is_empty());)
        } else {
            let length = Code::number(length);
            code!(assert_eq!(#expression.len(), #length);)
        });
    }

    /// Visits the first item of an array, or the first entry of a map.
    fn visit_element(
        &mut self,
        item: &'a Schema,
        value: &Value,
        index: &Code,
        location: &Location,
    ) {
        let resolved = self.cx.index.resolve(item);
        if resolved.nullable || self.remaining == 0 {
            return;
        }
        let collection = &location.expression;
        let element = code!(#collection[#index]);
        if matches!(resolved.ty, Type::Any) {
            if let Some(expected) = json_scalar(value) {
                self.assert(code!(assert_eq!(#element, #expected);));
            }
            return;
        }
        match self.scalar_expression(item, value, true) {
            Some(expected) => {
                self.assert(self.equality_assertion(&element, item, value, &expected));
            }
            None => {
                let location = Location {
                    expression: code!(&#element),
                    name: location.name.clone(),
                    depth: location.depth + 1,
                };
                self.bind_and_visit(item, value, &location);
            }
        }
    }

    /// Binds an object, array or map to the name of its location and visits it; returns whether
    /// there was anything to assert.
    fn bind_and_visit(&mut self, schema: &'a Schema, value: &Value, location: &Location) -> bool {
        let name = self.scope.claim(&location.name).name;
        let binding = make_ident(&name);
        let tokens_before = std::mem::take(&mut self.tokens);
        let bound = Location {
            expression: code!(#binding),
            name: format!("first_of_{name}"),
            depth: location.depth,
        };
        self.visit_value(schema, value, &bound);
        let assertions = std::mem::replace(&mut self.tokens, tokens_before);
        if assertions.is_empty() {
            return false;
        }
        let expression = &location.expression;
        self.tokens
            .extend(code!(let #binding = #expression; #assertions));
        true
    }

    fn visit_object(
        &mut self,
        def: &'a TypeDef,
        record: &'a Struct,
        members: &Map<String, Value>,
        location: &Location,
    ) {
        let object = &location.expression;
        let mut nested = Vec::new();
        for field in self.cx.index.fields(def, record) {
            let Some(value) = members.get(&field.property.wire) else {
                continue;
            };
            match self.field_assertion(&field, value, object) {
                Some(assertion) => {
                    self.writer.uses_deprecated |= field.property.deprecated;
                    self.assert(assertion);
                }
                None => nested.push((field, value)),
            }
        }
        for (field, value) in nested {
            let name = make_ident(&field.property.rust);
            let location = Location {
                expression: match field.presence {
                    Presence::Required => code!(&#object.#name),
                    _ => code!(#object.#name.as_ref().unwrap()),
                },
                name: field.property.rust.clone(),
                depth: location.depth + 1,
            };
            if !value.is_null() && self.bind_and_visit(&field.property.schema, value, &location) {
                self.writer.uses_deprecated |= field.property.deprecated;
            }
        }
    }

    fn field_assertion(
        &mut self,
        field: &FieldFacts<'a>,
        value: &Value,
        object: &Code,
    ) -> Option<Code> {
        if field.property.boxed || self.remaining == 0 {
            return None;
        }
        let schema = &field.property.schema;
        let name = make_ident(&field.property.rust);
        let expression = code!(#object.#name);
        if value.is_null() {
            return match field.presence {
                Presence::Required => None,
                Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => {
                    Some(code!(assert!(#expression.is_none());))
                }
                Presence::Field => Some(code!(assert!(#expression.is_null());)),
            };
        }
        // Limited to types that convert in one step.
        let converts = matches!(
            self.cx.index.resolve(schema).ty,
            Type::Text(TextFormat::Plain) | Type::Bool
        );
        if field.presence == Presence::Field && !converts {
            return None;
        }
        let is_plain = matches!(field.presence, Presence::Required | Presence::Field);
        let expected = self.scalar_expression(schema, value, is_plain)?;
        match field.presence {
            Presence::Required => {
                Some(self.equality_assertion(&expression, schema, value, &expected))
            }
            Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => {
                Some(code!(assert_eq!(#expression, Some(#expected));))
            }
            Presence::Field => Some(code!(assert_eq!(#expression, #expected.into());)),
        }
    }

    /// Returns a scalar as an expression that converts to the type at its location; if `is_plain`,
    /// a string literal.
    fn scalar_expression(
        &mut self,
        schema: &'a Schema,
        value: &Value,
        is_plain: bool,
    ) -> Option<Code> {
        let ty = self.cx.index.resolve(schema).ty;
        match (ty, value) {
            (Type::Text(_), Value::String(text)) if is_plain => Some(code!(#text)),
            (Type::Text(_), Value::String(text)) => Some(code!(#text.into())),
            (Type::Bool, Value::Bool(value)) => Some(code!(#value)),
            (Type::Integer, Value::Number(number)) => Some(Code::number(number.as_i64()?)),
            (Type::Wide, Value::Number(number)) => Some(match number.as_u64() {
                Some(natural) => Code::number(natural),
                None => Code::number(number.as_i64()?),
            }),
            (Type::Float, Value::Number(number)) => Some(float_tokens(number.as_f64()?)),
            (Type::Number, Value::Number(number)) => number_value(number),
            (Type::Named(id), value) => match &self.cx.index.def(*id)?.kind {
                TypeKind::Enum(_) => self.writer.argument(schema, value),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns `assert_eq!`, or for booleans the form that clippy prefers.
    fn equality_assertion(
        &self,
        expression: &Code,
        schema: &'a Schema,
        value: &Value,
        expected: &Code,
    ) -> Code {
        match (self.cx.index.resolve(schema).ty, value) {
            (Type::Bool, Value::Bool(true)) => code!(assert!(#expression);),
            (Type::Bool, Value::Bool(false)) => code!(assert!(!#expression);),
            _ => code!(assert_eq!(#expression, #expected);),
        }
    }
}

/// Returns a literal that serializes to the same digits, if one exists.
fn number_value(number: &serde_json::Number) -> Option<Code> {
    if let Some(literal) = number.as_i64().map(integer_literal) {
        return Some(code!(#literal.into()));
    }
    let text = number.to_string();
    let value: f64 = text.parse().ok()?;
    if format!("{value:?}") != text || value < 0.0 {
        return None;
    }
    let literal = Code::number(text);
    Some(code!(#literal.into()))
}

/// Returns a scalar of free-form JSON, as an expression that can be compared with a `serde_json`
/// value.
fn json_scalar(value: &Value) -> Option<Code> {
    match value {
        Value::String(text) => Some(code!(#text)),
        Value::Bool(value) => Some(code!(#value)),
        Value::Number(number) => {
            let small = i32::try_from(number.as_i64()?).ok()?;
            Some(Code::number(small))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
