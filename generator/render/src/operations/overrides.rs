//! The methods of the test server that answer an operation with a function of typed arguments: a
//! row for each in a call of the runtime's macro `overrides`.

use crate::context::RenderContext;
use crate::doctest::indent_lines;
use crate::imports::{LINE, wrap_comma_list};
use model::{Codec, EncodingFormat, Framing, ParameterLocation, TextFormat, Type};
use naming::{Scope, ScopeKind, field_name, type_name};
use surface::{
    ArgumentName, BodyFacts, MethodFacts, OutputFacts, RustType, TypeNames, argument_names,
    module_path,
};

/// The names of the method for an operation, and of the struct for its arguments.
pub(super) struct OverrideNames {
    method: String,
    request: String,
}

/// Returns the names for each operation, from the names of the operations.
pub(super) fn override_names(names: &[String]) -> Vec<OverrideNames> {
    let mut methods = Scope::new(ScopeKind::Resource);
    let mut types = Scope::new(ScopeKind::Types);
    names
        .iter()
        .map(|name| {
            let words = name.replace('.', "_");
            OverrideNames {
                method: methods.claim(&field_name(&format!("on_{words}"))).name,
                request: types.claim(&type_name(&format!("{words}_request"))).name,
            }
        })
        .collect()
}

/// Returns the macro call with these rows.
pub(super) fn overrides_macro(rows: &[String]) -> String {
    format!(
        "#[cfg(feature = \"test-server\")]\ncrate::runtime::test_server::overrides! {{\n    \
         crate::operations::TestServer;\n{}\n}}",
        indent_lines(&rows.join("\n"))
    )
}

/// Returns the row of an operation.
pub(super) fn override_row<'a>(
    cx: &'a RenderContext<'a>,
    name: &str,
    names: &OverrideNames,
    facts: &MethodFacts<'a>,
) -> String {
    let types = TypeNames::from_crate(&cx.index, "crate");
    // The server does not decode headers of parts.
    let arguments = argument_names(facts)
        .into_iter()
        .filter(|argument| argument.parameter.location != ParameterLocation::Part);
    let fields: Vec<String> = arguments
        .map(|ArgumentName { name, parameter }| {
            let ty = if parameter.required {
                cx.index.item_type(&parameter.schema)
            } else {
                cx.index.value_type(&parameter.schema.ty).option()
            };
            format!("{}: {}", field_name(&name), types.text(&ty))
        })
        .collect();
    let body = body_field(cx, facts)
        .map(|BodyField { read, ty }| format!("; {read} {}", types.text(&ty)))
        .unwrap_or_default();
    let output = match (&facts.output, result_type(cx, facts)) {
        (OutputFacts::Several(several), _) => {
            format!("{}::{}", module_path(facts.resource), several.name)
        }
        (_, Some(ty)) => types.text(&ty),
        (_, None) => "crate::operations::TestResponse".to_owned(),
    };
    let OverrideNames { method, request } = names;
    let head = format!("{method} \"{name}\" {request} {{");
    let line = format!("{head} {}{body} }} -> {output};", fields.join(", "));
    if line.len() + INDENT <= LINE {
        return line;
    }
    // The three names may be long.
    let head = if head.len() + INDENT > LINE {
        format!("{method} \"{name}\"\n{request} {{")
    } else {
        head
    };
    let mut inner = format!("    {}{body}", fields.join(", "));
    if inner.len() + INDENT > LINE {
        inner = wrap_comma_list(&fields);
        if !body.is_empty() {
            inner.push_str(&format!("\n    {body}"));
        }
    }
    format!("{head}\n{inner}\n}} -> {output};")
}

/// The indentation of a row.
const INDENT: usize = 4;

/// The field for the body: the function of the runtime that reads it, and its type.
struct BodyField {
    read: &'static str,
    ty: RustType,
}

fn body_field<'a>(cx: &'a RenderContext<'a>, facts: &MethodFacts<'a>) -> Option<BodyField> {
    let content = facts.content()?;
    if matches!(content.codec, Codec::Bytes | Codec::Xml) {
        let ty = RustType::Path("bytes::Bytes");
        return Some(BodyField {
            read: "content",
            ty,
        });
    }
    let has_several_types = facts
        .other_bodies
        .iter()
        .any(|other| other.method.is_some());
    let has_undecoded_parts = content.encodings.iter().any(|encoding| {
        encoding.uses_xml() || matches!(encoding.format, EncodingFormat::Nested(_))
    });
    if has_several_types || has_undecoded_parts || has_files(cx, facts) {
        let ty = RustType::ANY;
        return Some(BodyField { read: "value", ty });
    }
    let (read, ty) = match &facts.body {
        BodyFacts::None => return None,
        BodyFacts::Spread(spread) => ("object", cx.index.item_type(spread.schema)),
        BodyFacts::Argument(payload) | BodyFacts::Option(payload) => {
            let ty = payload.ty(&cx.index);
            let is_optional = facts.holds_optional_body();
            ("value", if is_optional { ty.option() } else { ty })
        }
    };
    Some(BodyField { read, ty })
}

/// Returns whether a property of the body is a file, whose JSON is base64.
fn has_files<'a>(cx: &'a RenderContext<'a>, facts: &MethodFacts<'a>) -> bool {
    let schema = facts.body_schema();
    let record = schema.and_then(|schema| cx.index.as_struct(schema));
    record.is_some_and(|(_, record)| {
        let mut properties = record.properties.iter();
        properties.any(|property| property.schema.item().ty == Type::Text(TextFormat::Upload))
    })
}

/// Returns the type of the result; `None` if the answer is always a response.
fn result_type<'a>(cx: &'a RenderContext<'a>, facts: &MethodFacts<'a>) -> Option<RustType> {
    match &facts.output {
        OutputFacts::Empty => Some(RustType::Tuple(Vec::new())),
        OutputFacts::Text => Some(RustType::STRING),
        OutputFacts::Bytes => Some(RustType::Path("bytes::Bytes")),
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => Some(cx.index.item_type(schema)),
        OutputFacts::Pages(item) => Some(cx.index.item_type(item).list()),
        OutputFacts::Stream(stream)
            if stream.watch_error.is_none() && stream.framing != Framing::Parts =>
        {
            Some(cx.index.item_type(&stream.item).list())
        }
        OutputFacts::Raw | OutputFacts::Stream(_) | OutputFacts::Several(_) => None,
    }
}
