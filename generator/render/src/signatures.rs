//! Signatures of methods and types as users write them, for `api.md` and the page of `inspect`.

use std::fmt;

use super::context::RenderContext;
use super::docs::inline_code;
use model::{Framing, Schema, Several, Stream, TypeDef, TypeKind};
use surface::{
    BodyFacts, COMPLETION_METHOD, KEY_SETTER, MethodFacts, OutputFacts, RustType, TypeNames,
    UNIVERSAL_SETTERS, key_header, stream_method,
};

/// A name with its type.
pub struct TypedName {
    /// The name.
    pub name: String,
    /// The type, as written in signatures.
    pub ty: String,
}

impl fmt::Display for TypedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.ty)
    }
}

/// The parts of a type.
pub enum TypeParts {
    /// The fields of a struct.
    Struct(Vec<TypedName>),
    /// The items of a tuple.
    Tuple(Vec<TypedName>),
    /// The names of constants.
    Enum(Vec<String>),
    /// Variants, each with the type of its value.
    Union(Vec<TypedName>),
    /// The type that an alias names.
    Alias(String),
}

/// Returns a signature such as `update(id: String) -> Portal`.
pub(super) fn method_signature<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> String {
    let arguments: Vec<String> = typed_arguments(cx, facts)
        .iter()
        .map(TypedName::to_string)
        .collect();
    let output = output_type_text(cx, facts);
    format!(
        "{}({}) -> {output}",
        facts.operation.names.method,
        arguments.join(", ")
    )
}

/// Returns the names and types of the arguments of a method.
pub(super) fn typed_arguments<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
) -> Vec<TypedName> {
    let mut arguments = Vec::new();
    for parameter in &facts.arguments {
        arguments.push(TypedName {
            name: parameter.rust.clone(),
            ty: short_type_text(cx, &parameter.schema),
        });
    }
    if let BodyFacts::Argument(payload) = facts.body {
        arguments.push(TypedName {
            name: facts.body_argument_name(),
            ty: program_text(cx, &payload.ty(&cx.index)),
        });
    }
    arguments
}

/// Returns the type that a method returns.
pub(super) fn output_type_text<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> String {
    match &facts.output {
        OutputFacts::Empty => "()".to_owned(),
        OutputFacts::Raw => "RawResponse".to_owned(),
        OutputFacts::Text => "String".to_owned(),
        OutputFacts::Bytes => "Bytes".to_owned(),
        OutputFacts::Stream(stream) => stream_type(cx, stream),
        OutputFacts::Several(several) => several.name.clone(),
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => short_type_text(cx, schema),
        OutputFacts::Pages(item) => format!("Page<{}>", short_type_text(cx, item)),
    }
}

/// Returns the variants of the success responses of a method, such as `Created(Pet)` or
/// `NoContent`.
pub(super) fn outcome_texts<'a>(cx: &RenderContext<'a>, several: &'a Several) -> Vec<String> {
    let mut texts = Vec::with_capacity(several.outcomes.len());
    for outcome in &several.outcomes {
        texts.push(match cx.index.outcome_type(outcome) {
            Some(payload) => format!("{}({})", outcome.rust, program_text(cx, &payload)),
            None => outcome.rust.clone(),
        });
    }
    texts
}

/// Returns the other methods and the setters of the request, if any:
/// `` `stream()`, `pages()` of `Portal`; setters: `page: i64` ``.
pub(super) fn further_methods<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
) -> Option<String> {
    let operation = facts.operation;
    let mut parts = Vec::new();
    if let Some(item) = facts.paged_item() {
        parts.push(format!(
            "`stream()`, `pages()` of {}",
            inline_code(&short_type_text(cx, item))
        ));
    }
    if let Some(stream) = &operation.returns.stream
        && !matches!(facts.output, OutputFacts::Stream(_))
    {
        let method = stream_method(stream.framing);
        parts.push(inline_code(&format!(
            "{method}() -> {}",
            stream_type(cx, stream)
        )));
    }
    for other in &facts.other_bodies {
        if let Some(form) = &other.method {
            let ty = program_text(cx, &other.payload.ty(&cx.index));
            parts.push(format!(
                "{} as {}",
                inline_code(&format!("{}(…, body: {ty})", form.name)),
                other.payload.content.media_type
            ));
        }
    }
    if facts.can_download() {
        parts.push("`download()`".to_owned());
    }
    for waiter in &operation.waiting.waiters {
        let output = short_type_text(cx, &waiter.output);
        parts.push(inline_code(&format!("{}(max) -> {output}", waiter.rust)));
    }
    if let Some(completion) = &operation.waiting.completion {
        let output = program_text(cx, &cx.index.completion_type(completion));
        parts.push(inline_code(&format!(
            "{COMPLETION_METHOD}(max) -> {output}"
        )));
    }
    if facts.can_omit_body() {
        let name = facts.universal_setter("without_body");
        parts.push(format!(
            "{} sends no body",
            inline_code(&format!("{name}()"))
        ));
    }
    let setters = setter_texts(cx, facts);
    if !setters.is_empty() {
        parts.push(format!("setters: {}", setters.join(", ")));
    }
    if parts.is_empty() {
        return None;
    }
    Some(parts.join("; "))
}

fn setter_texts<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Vec<String> {
    let mut setters: Vec<String> = Vec::new();
    for option in &facts.options {
        let ty = program_text(cx, &cx.index.value_type(&option.parameter.schema.ty));
        setters.push(format!("{}: {ty}", option.name));
    }
    let body_setter = facts.universal_setter("body");
    match &facts.body {
        BodyFacts::Spread(spread) => {
            for (name, field) in &spread.setters {
                let ty = program_text(cx, &field.setter_type(&cx.index));
                setters.push(format!("{name}: {ty}"));
                setters.extend(field.null_setter.iter().map(|setter| format!("{setter}()")));
            }
            let ty = program_text(cx, &cx.index.value_type(&spread.schema.ty));
            setters.push(format!("{body_setter}: {ty}"));
        }
        BodyFacts::Option(payload) => {
            let ty = program_text(cx, &payload.ty(&cx.index));
            setters.push(format!("{body_setter}: {ty}"));
        }
        BodyFacts::None | BodyFacts::Argument(_) => {}
    }
    if key_header(facts.operation).is_some() {
        setters.push(format!("{}: String", facts.universal_setter(KEY_SETTER)));
    }
    if facts.takes_other_bodies() {
        let setter = facts.universal_setter("body_as");
        setters.push(format!("{setter}(media_type): Upload"));
    }
    let mut texts: Vec<String> = setters.iter().map(|setter| inline_code(setter)).collect();
    // Setters that every request has are listed only if they are renamed here.
    for usual in UNIVERSAL_SETTERS {
        let name = facts.universal_setter(usual);
        if name != usual {
            texts.push(format!("{} for {}", inline_code(&name), inline_code(usual)));
        }
    }
    texts
}

fn stream_type<'a>(cx: &RenderContext<'a>, stream: &'a Stream) -> String {
    let item = program_text(cx, &cx.index.stream_item_type(stream));
    match stream.framing {
        Framing::EventData | Framing::EventObjects => format!("EventStream<{item}>"),
        Framing::Lines | Framing::Results | Framing::Records => {
            format!("ValueStream<{item}>")
        }
        Framing::Parts => format!("ValueStream<BodyPart<{item}>>"),
    }
}

pub(super) fn short_type_text<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> String {
    program_text(cx, &cx.index.item_type(schema))
}

/// Returns the text of a type as programs write it, which import the items of the crate.
fn program_text(cx: &RenderContext<'_>, ty: &RustType) -> String {
    TypeNames::of_programs(&cx.index).text(ty)
}

pub(super) fn type_parts<'a>(cx: &RenderContext<'a>, def: &'a TypeDef) -> TypeParts {
    let names = TypeNames::below_types(&cx.index);
    match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let fields = cx
                .index
                .fields(def, record)
                .iter()
                .map(|field| TypedName {
                    name: field.property.rust.clone(),
                    ty: names.text(&field.ty(&cx.index)),
                })
                .collect();
            if matches!(def.kind, TypeKind::Tuple(_)) {
                TypeParts::Tuple(fields)
            } else {
                TypeParts::Struct(fields)
            }
        }
        TypeKind::Enum(constants) => TypeParts::Enum(
            constants
                .variants
                .iter()
                .map(|variant| variant.rust.clone())
                .collect(),
        ),
        TypeKind::Union(union) => {
            let variants = union.variants.iter().map(|variant| TypedName {
                name: variant.rust.clone(),
                ty: names.text(&cx.index.variant_type(variant)),
            });
            TypeParts::Union(variants.collect())
        }
        TypeKind::Replaced(replaced) => TypeParts::Alias(replaced.path.clone()),
        TypeKind::Alias(target) => TypeParts::Alias(names.text(&cx.index.item_type(target))),
    }
}
