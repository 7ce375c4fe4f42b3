//! How methods are called, in words that a program beside the emitted crate can write down.
//!
//! For tools that call every method, such as `tests`. Types are paths from `client`, the name that such a program gives
//! to the crate, so that nothing is imported and no two names meet.

use super::context::Context;
use super::resources::{BodyFacts, MethodFacts, OutputFacts, Payload};
use crate::model::{Api, Codec, Framing, Location, Output, Parameter, Schema, Status, Text, Type};

/// How a method is called.
#[derive(Clone, Debug)]
pub struct Spelling {
    /// Index of the operation in [`Api::operations`].
    pub operation: usize,
    /// The calls from the client to the handle, each with the parameter that it binds.
    pub way: Vec<(String, Option<Place>)>,
    /// The method.
    pub method: String,
    /// The parameters that it takes, in order; a body comes after them.
    pub arguments: Vec<Place>,
    /// The setters of the request, and what they set.
    pub setters: Vec<(String, Place)>,
    /// The body.
    pub body: Option<BodySpelling>,
    /// Whether the setter `body_as` takes bodies in other media types.
    pub takes_other_bodies: bool,
    /// What the request gives.
    pub output: OutputSpelling,
    /// The stream that can be asked for instead.
    pub stream: Option<OutputSpelling>,
    /// Type of the headers of its successes.
    pub headers: Option<String>,
    /// Types of the bodies of documented failures.
    pub failures: Vec<(Status, String)>,
}

/// A parameter and its type.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it stands in a request.
    pub location: Location,
    /// Its name there, after that of the part whose header it is.
    pub wire: String,
    /// Type of a value that is given for it.
    pub ty: String,
}

/// A body and its type.
#[derive(Clone, Debug)]
pub struct BodySpelling {
    /// Media type, as the description has it.
    pub media_type: String,
    /// How it is written.
    pub codec: Codec,
    /// Type of the whole body.
    pub ty: String,
    /// Whether it is an argument of the method; else the setter `body` takes it.
    pub is_argument: bool,
}

/// What a request gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputSpelling {
    /// Nothing.
    Empty,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A value, in whatever media type it comes.
    Value,
    /// A page of a list.
    Page,
    /// What the status says: an enum.
    Several,
    /// Server-sent events.
    Events,
    /// Values as they arrive.
    Values,
}

/// How the methods of a crate are called, in the order of the operations.
pub fn spell(api: &Api) -> Vec<Spelling> {
    let cx = Context::new(api);
    let operations = api.operations.iter().enumerate();
    operations.filter_map(|(index, operation)| Some(method(&cx, index, &cx.method(operation)?))).collect()
}

fn method<'a>(cx: &Context<'a>, operation: usize, facts: &MethodFacts<'a>) -> Spelling {
    let way = cx.way_to(facts.resource).into_iter().map(|step| {
        let bound = step.binds.as_ref().and_then(|binding| {
            let mut parameters = facts.operation.parameters.iter();
            parameters.find(|parameter| parameter.location == Location::Path && parameter.wire == binding.wire)
        });
        (step.rust.clone(), bound.map(|parameter| place(cx, parameter)))
    });
    let setters = facts.options.iter().map(|option| (option.name.to_string(), place(cx, option.parameter)));
    Spelling {
        operation,
        way: way.collect(),
        method: facts.operation.rust.clone(),
        arguments: facts.arguments.iter().map(|parameter| place(cx, parameter)).collect(),
        setters: setters.collect(),
        body: body(cx, &facts.body),
        takes_other_bodies: facts.takes_other_bodies(),
        output: output(&facts.output),
        stream: facts.operation.stream.as_ref().map(|stream| streamed(stream.framing)),
        headers: facts.operation.headers.as_ref().map(|schema| type_of(cx, &schema.ty)),
        failures: failures(cx, facts),
    }
}

fn place<'a>(cx: &Context<'a>, parameter: &'a Parameter) -> Place {
    Place { location: parameter.location, wire: parameter.key().into_owned(), ty: type_of(cx, &parameter.schema.ty) }
}

fn body<'a>(cx: &Context<'a>, body: &BodyFacts<'a>) -> Option<BodySpelling> {
    let (content, ty, is_argument) = match body {
        BodyFacts::None => return None,
        BodyFacts::Spread(spread) => (spread.content, type_of(cx, &spread.schema.ty), false),
        BodyFacts::Argument(payload) => (payload.content, payload_type(cx, payload), true),
        BodyFacts::Option(payload) => (payload.content, payload_type(cx, payload), false),
    };
    Some(BodySpelling { media_type: content.media_type.clone(), codec: content.codec, ty, is_argument })
}

fn payload_type<'a>(cx: &Context<'a>, payload: &Payload<'a>) -> String {
    match (payload.content.codec, payload.schema) {
        (Codec::Text, _) => "String".to_owned(),
        (Codec::Bytes, _) => "client::Upload".to_owned(),
        (_, Some(schema)) => item_type(cx, schema),
        (_, None) => "serde_json::Value".to_owned(),
    }
}

fn output(output: &OutputFacts<'_>) -> OutputSpelling {
    match output {
        OutputFacts::Empty => OutputSpelling::Empty,
        OutputFacts::Text => OutputSpelling::Text,
        OutputFacts::Bytes => OutputSpelling::Bytes,
        OutputFacts::Json(_) | OutputFacts::Xml(_) => OutputSpelling::Value,
        OutputFacts::Pages(_) => OutputSpelling::Page,
        OutputFacts::Several(_) => OutputSpelling::Several,
        OutputFacts::Stream(stream) => streamed(stream.framing),
    }
}

fn streamed(framing: Framing) -> OutputSpelling {
    match framing {
        Framing::EventData | Framing::EventObjects => OutputSpelling::Events,
        Framing::Lines | Framing::Records => OutputSpelling::Values,
    }
}

fn failures<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>) -> Vec<(Status, String)> {
    let operation = facts.operation;
    let typed = operation.failures().filter_map(|failure| {
        let (form, output) = operation.failure(failure)?;
        let schema = form.schema.as_ref().filter(|_| matches!(output, Output::Json(_)))?;
        Some((failure.status, item_type(cx, schema)))
    });
    typed.collect()
}

/// The type of a value that is not null.
fn type_of<'a>(cx: &Context<'a>, ty: &'a Type) -> String {
    let named = match ty {
        Type::Bool => "bool",
        Type::Integer => "i64",
        Type::Wide => "i128",
        Type::Number => "client::Number",
        Type::Text(Text::Plain | Text::Base64 | Text::Binary) => "String",
        Type::Text(Text::Upload) => "client::Upload",
        Type::Text(Text::DateTime) => "client::DateTime",
        Type::Text(Text::Date) => "client::Date",
        Type::Any => "serde_json::Value",
        Type::List(item) => return format!("Vec<{}>", item_type(cx, item)),
        Type::Map(value) => return format!("std::collections::BTreeMap<String, {}>", item_type(cx, value)),
        Type::Named(id) => match cx.def(*id) {
            Some(def) => return format!("client::types::{}", def.name),
            None => "serde_json::Value",
        },
    };
    named.to_owned()
}

/// The type of an item of a list, a value of a map, or a body: `Option` where `null` is a value.
fn item_type<'a>(cx: &Context<'a>, schema: &'a Schema) -> String {
    let inner = type_of(cx, &schema.ty);
    let resolved = cx.resolve(schema);
    let is_option = resolved.nullable && !matches!(resolved.ty, Type::Any);
    if is_option { format!("Option<{inner}>") } else { inner }
}
