//! Calls of methods with values, for examples in docs and for tests.

use code_format::{Code, code};
use serde_json::{Map, Value};

use super::expression::{ExpressionWriter, MAX_SETTERS, json_macro};
use crate::context::{RenderContext, make_ident};
use model::{
    Codec, Content, Encoding, EncodingFormat, Parameter, ParameterLocation, ParameterStyle,
    PartKey, Property, Schema, TextFormat, Type, TypeKind,
};
use samples::{Amount, SampleDirection};
use surface::{BodyFacts, MethodFacts, Payload, open_media_range};

/// The text or binary body in tests and examples.
const RAW_BODY: &str = "example";

#[derive(Clone)]
pub(crate) struct CallValues<'a> {
    /// Parameters, including bound ones, in the order of the operation.
    pub(crate) parameters: Vec<(&'a Parameter, Value)>,
    /// The body as JSON; a text or binary body is a JSON string.
    pub(crate) body: Option<Value>,
    /// The expression for the body argument, if it is not made from `body`.
    pub(crate) body_code: Option<Code>,
}

impl<'a> CallValues<'a> {
    fn path_value(&self, wire: &str) -> Option<(&'a Parameter, &Value)> {
        self.parameters
            .iter()
            .find(|(parameter, _)| {
                parameter.location == ParameterLocation::Path && parameter.wire == wire
            })
            .map(|(parameter, value)| (*parameter, value))
    }

    fn value_of(&self, parameter: &Parameter) -> Option<&Value> {
        self.parameters
            .iter()
            .find(|(other, _)| std::ptr::eq(*other, parameter))
            .map(|(_, value)| value)
    }
}

impl<'a> RenderContext<'a> {
    /// Returns values for a call: documented examples if they are valid, otherwise generated ones;
    /// `None` if a required value cannot be made. Optional parameters are included only with
    /// [`Amount::Most`].
    pub(crate) fn call_values(
        &self,
        facts: &MethodFacts<'a>,
        amount: Amount,
    ) -> Option<CallValues<'a>> {
        let source = SampleSource {
            amount,
            preference: Preference::Documented,
        };
        let mut parameters = Vec::new();
        for parameter in &facts.operation.parameters {
            if !parameter.required && amount == Amount::Least {
                continue;
            }
            match self.parameter_value(parameter, source.preference) {
                Some(value) => parameters.push((parameter, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let body = match &facts.body {
            BodyFacts::None => None,
            BodyFacts::Spread(spread) => {
                Some(self.body_value(spread.content, Some(spread.schema), source)?)
            }
            BodyFacts::Argument(payload) => {
                Some(self.body_value(payload.content, payload.schema, source)?)
            }
            // An example should show the required parts of the body, if any.
            BodyFacts::Option(payload) if amount == Amount::Least => {
                self.required_body_value(payload)
            }
            BodyFacts::Option(payload) => self.body_value(payload.content, payload.schema, source),
        };
        Some(CallValues {
            parameters,
            body,
            body_code: None,
        })
    }

    /// Replaces or adds values of parameters and of properties of the body, by their names in the
    /// description.
    pub(crate) fn with_chosen_values(
        &self,
        facts: &MethodFacts<'a>,
        mut values: CallValues<'a>,
        chosen: &[(String, Value)],
    ) -> CallValues<'a> {
        for (name, value) in chosen {
            let parameter = facts
                .operation
                .parameters
                .iter()
                .find(|parameter| parameter.wire == *name);
            if let Some(parameter) = parameter {
                values
                    .parameters
                    .retain(|(other, _)| !std::ptr::eq(*other, parameter));
                values.parameters.push((parameter, value.clone()));
                continue;
            }
            let body = values.body.get_or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(members) = body {
                members.insert(name.clone(), value.clone());
            }
        }
        let order = &facts.operation.parameters;
        values.parameters.sort_by_key(|(parameter, _)| {
            order
                .iter()
                .position(|other| std::ptr::eq(*parameter, other))
        });
        values
    }

    /// Returns the required parts of a body, if it has any.
    fn required_body_value(&self, payload: &Payload<'a>) -> Option<Value> {
        let body = self.body_value(payload.content, payload.schema, SampleSource::SHORTEST)?;
        let is_blank = match &body {
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            other => other.is_null(),
        };
        if is_blank { None } else { Some(body) }
    }

    /// Replaces the body by its documented example, if there is a valid one.
    pub(crate) fn with_documented_body(
        &self,
        facts: &MethodFacts<'a>,
        mut values: CallValues<'a>,
    ) -> CallValues<'a> {
        let payload = facts.content().zip(facts.body_schema());
        let documented = payload.and_then(|(content, schema)| {
            self.documented_body(content, schema, &sorted_examples(content))
        });
        values.body = documented.or(values.body);
        values
    }

    pub(crate) fn sends_files(&self, facts: &MethodFacts<'a>) -> bool {
        !self.file_properties(facts).is_empty()
    }

    /// Returns the properties of a multipart body that are files, or arrays of files.
    fn file_properties(&self, facts: &MethodFacts<'a>) -> Vec<&'a Property> {
        let is_multipart = facts
            .content()
            .is_some_and(|body| body.codec == Codec::Multipart);
        if !is_multipart {
            return Vec::new();
        }
        let schema = facts.body_schema();
        let Some(Type::Named(id)) = schema.map(|schema| self.index.resolve(schema).ty) else {
            return Vec::new();
        };
        let Some(TypeKind::Struct(record)) = self.index.def(*id).map(|def| &def.kind) else {
            return Vec::new();
        };
        record
            .properties
            .iter()
            .filter(|property| !property.read_only && self.is_file(&property.schema))
            .collect()
    }

    fn is_file(&self, schema: &'a Schema) -> bool {
        match self.index.resolve(schema).ty {
            Type::List(item) => self.is_file(item),
            ty => *ty == Type::Text(TextFormat::Upload),
        }
    }

    /// Adds a file to the values, even if the form does not require one, because the example is
    /// about files.
    pub(crate) fn with_file(
        &self,
        facts: &MethodFacts<'a>,
        mut values: CallValues<'a>,
    ) -> CallValues<'a> {
        let files = self.file_properties(facts);
        let Some((first, content)) = files.first().zip(facts.content()) else {
            return values;
        };
        values.body = values
            .body
            .or_else(|| self.body_value(content, facts.body_schema(), SampleSource::SHORTEST));
        let Some(Value::Object(members)) = &mut values.body else {
            return values;
        };
        if !files.iter().any(|file| members.contains_key(&file.wire)) {
            let file = Value::String(RAW_BODY.to_owned());
            let value = match self.index.resolve(&first.schema).ty {
                Type::List(_) => Value::Array(vec![file]),
                _ => file,
            };
            members.insert(first.wire.clone(), value);
        }
        values
    }

    /// Returns a body generated from its schema, as complete as possible; a documented example only
    /// if none can be generated.
    pub(crate) fn made_body(
        &self,
        content: &'a Content,
        schema: Option<&'a Schema>,
    ) -> Option<Value> {
        let source = SampleSource {
            amount: Amount::Most,
            preference: Preference::Generated,
        };
        self.body_value(content, schema, source)
    }

    pub(crate) fn made_parameter(&self, parameter: &'a Parameter) -> Option<Value> {
        self.parameter_value(parameter, Preference::Generated)
    }

    /// Returns a value for a request: `name` if that is a valid value, so that readers recognize
    /// it, or else a generated value.
    pub(crate) fn made_value(&self, schema: &'a Schema, name: &str) -> Option<Value> {
        let name = Value::String(name.to_owned());
        if self.samples.fits(schema, &name) {
            return Some(name);
        }
        [Amount::Most, Amount::Least]
            .into_iter()
            .find_map(|amount| self.samples.make(schema, SampleDirection::Request, amount))
    }

    fn parameter_value(&self, parameter: &'a Parameter, preference: Preference) -> Option<Value> {
        match preference {
            Preference::Documented => {
                if let Some(example) = self.valid_example(parameter, preference) {
                    return Some(example);
                }
                let made = self.made_parameter_value(parameter, preference)?;
                // A string in a path identifies a resource, so the name of the parameter is the
                // clearest value.
                if parameter.location == ParameterLocation::Path {
                    return Some(self.named_after_parameter(parameter, made));
                }
                Some(made)
            }
            Preference::Generated => match self.made_parameter_value(parameter, preference) {
                Some(made) => Some(self.named_after_parameter(parameter, made)),
                None => self.valid_example(parameter, preference),
            },
        }
    }

    /// Returns the example of a parameter, if it fits the schema and can be sent.
    fn valid_example(&self, parameter: &'a Parameter, preference: Preference) -> Option<Value> {
        let example = parameter.example.as_ref()?;
        if self.samples.fits(&parameter.schema, example)
            && is_sendable_parameter(parameter, preference, example)
        {
            return Some(example.clone());
        }
        None
    }

    /// Returns a generated value of a parameter, with as many parts as can be sent.
    fn made_parameter_value(
        &self,
        parameter: &'a Parameter,
        preference: Preference,
    ) -> Option<Value> {
        let schema = &parameter.schema;
        let direction = SampleDirection::Request;
        for amount in [Amount::Most, Amount::Least] {
            let made = match preference {
                Preference::Documented => self.samples.make_like(schema, direction, amount, None),
                Preference::Generated => self.samples.make(schema, direction, amount),
            };
            if let Some(value) = made
                && is_sendable_parameter(parameter, preference, &value)
            {
                return Some(value);
            }
        }
        None
    }

    /// Replaces a placeholder by the name of the parameter, if the schema allows that.
    fn named_after_parameter(&self, parameter: &'a Parameter, value: Value) -> Value {
        if !is_string_placeholder(&value) {
            return value;
        }
        let name = Value::String(parameter.wire.clone());
        if self.samples.fits(&parameter.schema, &name) {
            name
        } else {
            value
        }
    }

    fn body_value(
        &self,
        content: &'a Content,
        schema: Option<&'a Schema>,
        source: SampleSource,
    ) -> Option<Value> {
        let SampleSource { amount, preference } = source;
        let schema = match (content.codec, schema) {
            (Codec::Text | Codec::Bytes, _) => return Some(Value::String(RAW_BODY.to_owned())),
            (_, Some(schema)) => schema,
            (_, None) => return Some(serde_json::json!({ "anything": true })),
        };
        let examples = sorted_examples(content);
        match (preference, amount) {
            (Preference::Documented, Amount::Most) => self
                .documented_body(content, schema, &examples)
                .or_else(|| self.body_like_example(content, schema, &examples, amount)),
            (Preference::Documented, Amount::Least) => {
                self.body_like_example(content, schema, &examples, amount)
            }
            (Preference::Generated, _) => self
                .generated_body(content, schema, amount)
                .or_else(|| self.documented_body(content, schema, &examples)),
        }
    }

    /// Returns whether a value fits the schema of a body, and can be written as code and sent.
    fn is_valid_body(&self, content: &Content, schema: &'a Schema, value: &Value) -> bool {
        let is_split = content
            .encodings
            .iter()
            .any(|encoding| is_property_split(content.codec, encoding, value));
        !is_split
            && self.samples.fits(schema, value)
            && self.writer().argument(schema, value).is_some()
    }

    /// Returns the first valid example of a body.
    fn documented_body(
        &self,
        content: &Content,
        schema: &'a Schema,
        examples: &[&Value],
    ) -> Option<Value> {
        let valid = examples
            .iter()
            .find(|value| self.is_valid_body(content, schema, value))?;
        Some(Value::clone(valid))
    }

    /// Returns a body generated from the first example and `amount`; if that gives no valid body,
    /// with [`Amount::Least`].
    fn body_like_example(
        &self,
        content: &Content,
        schema: &'a Schema,
        examples: &[&Value],
        amount: Amount,
    ) -> Option<Value> {
        let example = examples.first().copied();
        let direction = SampleDirection::Request;
        for amount in [amount, Amount::Least] {
            if let Some(value) = self.samples.make_like(schema, direction, amount, example)
                && self.is_valid_body(content, schema, &value)
            {
                return Some(value);
            }
        }
        None
    }

    /// Returns a body generated from its schema, with the names of properties as placeholders where
    /// these are valid.
    fn generated_body(
        &self,
        content: &Content,
        schema: &'a Schema,
        amount: Amount,
    ) -> Option<Value> {
        for amount in [amount, Amount::Least] {
            let Some(value) = self.samples.make(schema, SampleDirection::Request, amount) else {
                continue;
            };
            for value in [name_placeholders(&value), value] {
                if self.is_valid_body(content, schema, &value) {
                    return Some(value);
                }
            }
        }
        None
    }
}

impl<'a> ExpressionWriter<'_, 'a> {
    /// Returns a call such as `client.account("…").portals().update("…").name("…")`.
    pub(crate) fn call(
        &mut self,
        facts: &MethodFacts<'a>,
        values: &CallValues<'a>,
    ) -> Option<Code> {
        self.uses_deprecated |= facts.operation.deprecated;
        let mut call = code!(client);
        for step in self.cx.index.path_to_resource(facts.resource) {
            let method = make_ident(&step.rust);
            let argument = match &step.binds {
                Some(binding) => {
                    let (parameter, value) = values.path_value(&binding.wire)?;
                    Some(self.argument(&parameter.schema, value)?)
                }
                None => None,
            };
            call.extend(code!(.#method(#argument)));
        }
        let mut arguments = Vec::new();
        for parameter in &facts.arguments {
            let value = values.value_of(parameter)?;
            arguments.push(self.argument(&parameter.schema, value)?);
        }
        if let (BodyFacts::Argument(payload), Some(body)) = (&facts.body, &values.body) {
            let code = match &values.body_code {
                Some(code) => code.clone(),
                None => self.body_argument(*payload, body)?,
            };
            arguments.push(code);
        }
        let method = make_ident(&facts.operation.names.method);
        call.extend(code!(.#method(#(#arguments),*)));
        let options: Vec<_> = facts
            .options
            .iter()
            .filter_map(|option| Some((option, values.value_of(option.parameter)?)))
            .collect();
        if options.len() > MAX_SETTERS {
            return None;
        }
        for (option, value) in options {
            self.uses_deprecated |= option.parameter.deprecated;
            let setter = make_ident(&option.name);
            let argument = self.argument(&option.parameter.schema, value)?;
            call.extend(code!(.#setter(#argument)));
        }
        self.add_body_setters(facts, values.body.as_ref(), call)
    }

    fn add_body_setters(
        &mut self,
        facts: &MethodFacts<'a>,
        body: Option<&Value>,
        mut call: Code,
    ) -> Option<Code> {
        match (&facts.body, body) {
            (BodyFacts::Option(payload), Some(body)) => {
                let body = self.body_argument(*payload, body)?;
                let setter = make_ident(&facts.universal_setter("body"));
                Some(code!(#call.#setter(#body)))
            }
            (BodyFacts::Spread(_), Some(Value::Object(members))) if members.len() > MAX_SETTERS => {
                None
            }
            (BodyFacts::Spread(spread), Some(Value::Object(members))) => {
                for (setter, field) in &spread.setters {
                    let Some(value) = members.get(&field.property.wire) else {
                        continue;
                    };
                    call.extend(self.setter_call(field, &make_ident(setter), value, 0)?);
                }
                Some(call)
            }
            _ => Some(call),
        }
    }

    fn body_argument(&mut self, payload: Payload<'a>, body: &Value) -> Option<Code> {
        match (payload.schema, body) {
            // `impl Into<Option<T>>` accepts a `T`, but nothing that converts to it.
            (Some(schema), body) if self.cx.index.resolve(schema).nullable => {
                self.exact_expression(schema, body, 0)
            }
            (Some(schema), body) => self.argument(schema, body),
            (None, Value::String(text)) => Some(match example_media_type(payload.content) {
                Some(media_type) => {
                    code!(crate::runtime::outgoing::Upload::from(#text).with_media_type(#media_type))
                }
                None => code!(#text),
            }),
            (None, body) => Some(json_macro(body)),
        }
    }
}

/// Returns the media type, in examples and tests, for a body described by a media range.
fn example_media_type(content: &Content) -> Option<String> {
    let range = open_media_range(&content.media_type, content.codec)?;
    Some(match range.split('/').next()? {
        "image" => "image/png".to_owned(),
        "audio" => "audio/mpeg".to_owned(),
        "video" => "video/mp4".to_owned(),
        // Registered for examples in each class (RFC 4735).
        class => format!("{class}/example"),
    })
}

/// Returns whether the value is the placeholder for any string.
pub(crate) fn is_string_placeholder(value: &Value) -> bool {
    value == RAW_BODY
}

/// Replaces each placeholder in a value by the name of its property, so that tests notice if
/// properties are exchanged.
fn name_placeholders(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value): (&String, &Value)| {
                    let value = if is_string_placeholder(value) {
                        Value::String(name.clone())
                    } else {
                        name_placeholders(value)
                    };
                    (name.clone(), value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(name_placeholders).collect()),
        value => value.clone(),
    }
}

/// The preferred source of values.
#[derive(Clone, Copy)]
enum Preference {
    Documented,
    Generated,
}

/// How a value is made.
#[derive(Clone, Copy)]
struct SampleSource {
    amount: Amount,
    preference: Preference,
}

impl SampleSource {
    const SHORTEST: Self = Self {
        amount: Amount::Least,
        preference: Preference::Documented,
    };
}

/// Returns the separator of a style, if the style does not encode it within values.
fn unencoded_separator(style: ParameterStyle, explode: bool) -> Option<char> {
    match (style, explode) {
        (ParameterStyle::SpaceDelimited, false) => Some(' '),
        (ParameterStyle::PipeDelimited, false) => Some('|'),
        (ParameterStyle::TabDelimited, false) => Some('\t'),
        (ParameterStyle::Label, true) => Some('.'),
        _ => None,
    }
}

/// Returns whether the client sends a parameter with this value as its style requires.
fn is_sendable_parameter(parameter: &Parameter, preference: Preference, value: &Value) -> bool {
    // No standard defines how nested values are serialized, so examples in docs have none.
    let may_nest = matches!(
        (parameter.style, preference),
        (ParameterStyle::Json | ParameterStyle::DeepObject, _) | (_, Preference::Generated)
    );
    let separator = unencoded_separator(parameter.style, parameter.explode);
    is_sendable(may_nest, value)
        && !has_separator(separator, value)
        && !(parameter.style == ParameterStyle::DeepObject && has_brackets(value))
}

/// Returns the examples of a body, sorted by their number of properties, the largest first.
fn sorted_examples(content: &Content) -> Vec<&Value> {
    let mut examples: Vec<&Value> = content
        .examples
        .iter()
        .map(|example| &example.value)
        .collect();
    examples.sort_by_key(|value| std::cmp::Reverse(value.as_object().map_or(0, Map::len)));
    examples
}

/// Returns whether the text of a value contains a separator.
fn contains_separator(separator: char, value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(separator),
        other => other.to_string().contains(separator),
    }
}

/// Returns whether one of several values contains a separator, which the client rejects.
fn has_separator(separator: Option<char>, value: &Value) -> bool {
    let Some(separator) = separator else {
        return false;
    };
    match value {
        Value::Array(items) => items.iter().any(|item| contains_separator(separator, item)),
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| key.contains(separator) || contains_separator(separator, value)),
        _ => false,
    }
}

/// Returns whether a key, at any depth, contains the brackets of `deepObject` keys.
fn has_brackets(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_brackets),
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| key.contains(['[', ']']) || has_brackets(value)),
        _ => false,
    }
}

/// Returns whether the value of a form property contains a separator or, for `deepObject`,
/// brackets. In multipart parts, commas are not encoded either.
fn is_property_split(codec: Codec, encoding: &Encoding, body: &Value) -> bool {
    let EncodingFormat::Style { style, explode, .. } = encoding.format else {
        return false;
    };
    let PartKey::Named(name) = &encoding.part else {
        return false;
    };
    let Some(value) = body.get(name) else {
        return false;
    };
    let in_one_part = codec == Codec::Multipart && style == ParameterStyle::Form && !explode;
    let separator = if in_one_part {
        Some(',')
    } else {
        unencoded_separator(style, explode)
    };
    has_separator(separator, value) || (style == ParameterStyle::DeepObject && has_brackets(value))
}

/// Returns whether the client sends a value inside an array or object.
fn is_sendable_inside(may_nest: bool, value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(_) | Value::Object(_) => may_nest,
        _ => true,
    }
}

/// Returns whether the client sends this value, and, unless `may_nest`, in an unambiguous form.
fn is_sendable(may_nest: bool, value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty() && text != "." && text != "..",
        Value::Array(items) => {
            !items.is_empty() && items.iter().all(|item| is_sendable_inside(may_nest, item))
        }
        Value::Object(members) => {
            !members.is_empty()
                && members
                    .values()
                    .all(|member| is_sendable_inside(may_nest, member))
        }
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
    }
}
