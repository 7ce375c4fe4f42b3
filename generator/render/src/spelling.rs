//! How a program calls the methods of an emitted crate, as source code.
//!
//! For tools that call every method, such as `tests`. Types are paths from `client`, the name of
//! the crate in such a program; so nothing is imported, and names cannot collide.

use serde_json::Value;

use super::context::RenderContext;
use model::{
    Api, Codec, Framing, Output, Parameter, ParameterLocation, Presence, Resource, Schema, Status,
    Type, TypeDef, TypeKind,
};
use surface::{
    BodyFacts, FieldFacts, MethodFacts, OutputFacts, TypeNames, argument_names, operation_names,
};

/// How a method is called.
#[derive(Clone, Debug)]
pub struct Spelling {
    /// Index of the operation in [`Api::operations`].
    pub operation: usize,
    /// The calls from the client to the handle, each with the parameter that it binds.
    pub chain: Vec<(String, Option<ParameterSpelling>)>,
    /// The method.
    pub method: String,
    /// The arguments, in order; a body comes last.
    pub arguments: Vec<ParameterSpelling>,
    /// The setters of the request, with their parameters.
    pub setters: Vec<(String, ParameterSpelling)>,
    /// The setters of the request for properties of the body, by their Rust names.
    pub properties: Vec<(String, ValueSpelling)>,
    /// The body.
    pub body: Option<BodySpelling>,
    /// The setter of the whole body.
    pub body_setter: String,
    /// The setter of bodies in other media types, if there is one.
    pub other_body_setter: Option<String>,
    /// The output of the request.
    pub output: OutputSpelling,
    /// The stream that the request can return instead of its output.
    pub stream: Option<OutputSpelling>,
    /// Type of the headers of its success responses.
    pub headers: Option<String>,
    /// Types of the bodies of documented failures.
    pub failures: Vec<(Status, String)>,
    /// The name of the operation for `Client::call`.
    pub name: String,
    /// The arguments of `Client::call` that are parameters.
    pub named_arguments: Vec<NamedArgument>,
}

/// An argument of `Client::call`.
#[derive(Clone, Debug)]
pub struct NamedArgument {
    /// The name of the argument.
    pub name: String,
    /// The part of a request that has the parameter.
    pub location: ParameterLocation,
    /// The name on the wire; for a header of a part, preceded by the name of the part.
    pub wire: String,
}

/// A parameter and its type.
#[derive(Clone, Debug)]
pub struct ParameterSpelling {
    /// The part of a request that has the parameter.
    pub location: ParameterLocation,
    /// The name on the wire; for a header of a part, preceded by the name of the part.
    pub wire: String,
    /// Type of its argument.
    pub ty: String,
    /// An example value, if one can be made.
    pub sample: Option<Value>,
}

/// The value of a property or of a union variant.
#[derive(Clone, Debug)]
pub struct ValueSpelling {
    /// The type of the value.
    pub ty: String,
    /// Whether the value is passed in a `Box`.
    pub boxed: bool,
    /// An example value in JSON, if one can be made.
    pub sample: Option<Value>,
}

/// How values of a type are constructed.
#[derive(Clone, Debug)]
pub struct TypeSpelling {
    /// Rust name of the type.
    pub name: String,
    /// The arguments of `new`, if there is such a constructor.
    pub constructor: Option<Vec<ValueSpelling>>,
    /// The setters of a struct, by their Rust names.
    pub setters: Vec<(String, ValueSpelling)>,
    /// The variants of an enum or of a union, by their Rust names, with the payload of a union
    /// variant.
    pub variants: Vec<(String, Option<ValueSpelling>)>,
}

/// A body and its type.
#[derive(Clone, Debug)]
pub struct BodySpelling {
    /// Media type, as in the description.
    pub media_type: String,
    /// How the body is serialized.
    pub codec: Codec,
    /// Type of the whole body.
    pub ty: String,
    /// Whether the method takes it as an argument; otherwise, the setter `body` takes it.
    pub is_argument: bool,
    /// An example value, if one can be made; a string if the body is not JSON.
    pub sample: Option<Value>,
}

/// The output of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputSpelling {
    /// Nothing.
    Empty,
    /// The whole response.
    Raw,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A value, in any media type.
    Value,
    /// A page of a list.
    Page,
    /// An enum with a variant per status code.
    Several,
    /// Server-sent events.
    Events,
    /// A stream of values.
    Values,
}

/// Returns how the methods of a crate are called, in the order of the operations.
pub fn spell_methods(api: &Api) -> Vec<Spelling> {
    let cx = RenderContext::new(api);
    let names = operation_names(&cx.index);
    let operations = api.operations.iter().zip(names).enumerate();
    operations
        .filter_map(|(index, (operation, name))| {
            let facts = cx.index.method(operation)?;
            let mut spelling = method_spelling(&cx, index, &facts);
            spelling.name = name;
            Some(spelling)
        })
        .collect()
}

fn method_spelling<'a>(
    cx: &RenderContext<'a>,
    operation: usize,
    facts: &MethodFacts<'a>,
) -> Spelling {
    let chain = cx
        .index
        .path_to_resource(facts.resource)
        .into_iter()
        .map(|step| {
            let bound = bound_parameter(facts, step).map(|bound| parameter_spelling(cx, bound));
            (step.rust.clone(), bound)
        })
        .collect();
    let arguments = facts
        .arguments
        .iter()
        .map(|parameter| parameter_spelling(cx, parameter))
        .collect();
    let setters = facts
        .options
        .iter()
        .map(|option| {
            let parameter = parameter_spelling(cx, option.parameter);
            (option.name.clone(), parameter)
        })
        .collect();
    let properties = match &facts.body {
        BodyFacts::Spread(spread) => spread
            .setters
            .iter()
            .map(|(name, field)| (name.clone(), property_spelling(cx, field)))
            .collect(),
        _ => Vec::new(),
    };
    let stream = facts.operation.returns.stream.as_ref();
    let headers = facts.operation.returns.headers.as_ref();
    Spelling {
        operation,
        chain,
        method: facts.operation.names.method.clone(),
        arguments,
        setters,
        properties,
        body: body_spelling(cx, facts),
        body_setter: facts.universal_setter("body"),
        other_body_setter: if facts.takes_other_bodies() {
            Some(facts.universal_setter("body_as"))
        } else {
            None
        },
        output: output_spelling(&facts.output),
        stream: stream.map(|stream| stream_spelling(stream.framing)),
        headers: headers.map(|schema| type_of(cx, &schema.ty)),
        failures: failure_types(cx, facts),
        name: String::new(),
        named_arguments: argument_names(facts)
            .into_iter()
            .map(|argument| NamedArgument {
                name: argument.name,
                location: argument.parameter.location,
                wire: argument.parameter.key().into_owned(),
            })
            .collect(),
    }
}

/// Returns the path parameter that the accessor of a resource binds.
fn bound_parameter<'a>(facts: &MethodFacts<'a>, resource: &Resource) -> Option<&'a Parameter> {
    let binding = resource.binds.as_ref()?;
    facts.operation.parameters.iter().find(|parameter| {
        parameter.location == ParameterLocation::Path && parameter.wire == binding.wire
    })
}

fn parameter_spelling<'a>(cx: &RenderContext<'a>, parameter: &'a Parameter) -> ParameterSpelling {
    ParameterSpelling {
        location: parameter.location,
        wire: parameter.key().into_owned(),
        ty: type_of(cx, &parameter.schema.ty),
        sample: cx.made_parameter(parameter),
    }
}

/// Returns how values of the types of a crate are constructed, if requests use them.
pub fn spell_types(api: &Api) -> Vec<TypeSpelling> {
    let cx = RenderContext::new(api);
    api.types
        .iter()
        .filter(|(_, def)| def.usage.request)
        .map(|(_, def)| type_spelling(&cx, def))
        .collect()
}

fn type_spelling<'a>(cx: &RenderContext<'a>, def: &'a TypeDef) -> TypeSpelling {
    let mut spelling = TypeSpelling {
        name: def.name.clone(),
        constructor: None,
        setters: Vec::new(),
        variants: Vec::new(),
    };
    match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let fields = cx.index.fields(def, record);
            spelling.constructor = Some(
                fields
                    .iter()
                    .filter(|field| field.is_asked_for)
                    .map(|field| property_spelling(cx, field))
                    .collect(),
            );
            spelling.setters = fields
                .iter()
                .filter(|field| !field.is_asked_for && field.is_settable && !field.is_required())
                .map(|field| (field.property.rust.clone(), property_spelling(cx, field)))
                .collect();
        }
        TypeKind::Enum(constants) => {
            spelling.variants = constants
                .variants
                .iter()
                .map(|variant| (variant.rust.clone(), None))
                .collect();
        }
        TypeKind::Union(union) => {
            spelling.variants = union
                .variants
                .iter()
                .map(|variant| {
                    (
                        variant.rust.clone(),
                        Some(ValueSpelling {
                            ty: item_type(cx, &variant.schema),
                            boxed: variant.boxed,
                            sample: cx.made_value(&variant.schema, ""),
                        }),
                    )
                })
                .collect();
        }
        TypeKind::Alias(_) | TypeKind::Replaced(_) => {}
    }
    spelling
}

fn property_spelling<'a>(cx: &RenderContext<'a>, field: &FieldFacts<'a>) -> ValueSpelling {
    let property = field.property;
    let boxed = property.boxed && matches!(field.presence, Presence::Field | Presence::Nullable);
    ValueSpelling {
        ty: type_of(cx, &property.schema.ty),
        boxed,
        sample: cx.made_value(&property.schema, &property.wire),
    }
}

fn body_spelling<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Option<BodySpelling> {
    let ty = match &facts.body {
        BodyFacts::None => return None,
        BodyFacts::Spread(spread) => type_of(cx, &spread.schema.ty),
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => {
            TypeNames::from_crate(&cx.index, CRATE).text(&payload.ty(&cx.index))
        }
    };
    let content = facts.content()?;
    Some(BodySpelling {
        media_type: content.media_type.clone(),
        codec: content.codec,
        ty,
        is_argument: matches!(facts.body, BodyFacts::Argument(_)),
        sample: cx.made_body(content, facts.body_schema()),
    })
}

fn output_spelling(output: &OutputFacts<'_>) -> OutputSpelling {
    match output {
        OutputFacts::Empty => OutputSpelling::Empty,
        OutputFacts::Raw => OutputSpelling::Raw,
        OutputFacts::Text => OutputSpelling::Text,
        OutputFacts::Bytes => OutputSpelling::Bytes,
        OutputFacts::Json(_) | OutputFacts::Xml(_) => OutputSpelling::Value,
        OutputFacts::Pages(_) => OutputSpelling::Page,
        OutputFacts::Several(_) => OutputSpelling::Several,
        OutputFacts::Stream(stream) => stream_spelling(stream.framing),
    }
}

fn stream_spelling(framing: Framing) -> OutputSpelling {
    match framing {
        Framing::EventData | Framing::EventObjects => OutputSpelling::Events,
        Framing::Lines | Framing::Results | Framing::Records | Framing::Parts => {
            OutputSpelling::Values
        }
    }
}

fn failure_types<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<(Status, String)> {
    let operation = facts.operation;
    let mut types = Vec::new();
    for failure in operation.failures() {
        if let Some((form, Output::Json(_))) = operation.failure(failure)
            && let Some(schema) = &form.schema
        {
            types.push((failure.status, item_type(cx, schema)));
        }
    }
    types
}

const CRATE: &str = "client";

fn type_of<'a>(cx: &RenderContext<'a>, ty: &'a Type) -> String {
    TypeNames::from_crate(&cx.index, CRATE).text(&cx.index.value_type(ty))
}

/// Returns the type of an array item, map value or body: `Option` if nullable.
fn item_type<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> String {
    TypeNames::from_crate(&cx.index, CRATE).text(&cx.index.item_type(schema))
}
