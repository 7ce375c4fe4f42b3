//! `api.md`: one line per method and type, and one per request for its setters, so that changes are
//! easy to review. If it is too long for one page, it links to the pages of a folder. `llms.txt`
//! links to all of them.

mod outline;
mod pages;

use super::agents::llms_txt;
use super::context::RenderContext;
use super::docs::inline_code;
use super::job::{RenderJob, RenderJobs};
use super::signatures::{
    TypeParts, TypedName, further_methods, method_signature, outcome_texts, type_parts,
};
use super::source_file::generated_header;
use model::{MethodAlias, Output, TypeDef, TypeKind};
pub(super) use outline::print_api_outline;
use pages::Section;
use surface::{MethodFacts, module_path};

pub(super) fn api_md_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::several(move || {
        let mut types: Vec<(&str, String)> = cx
            .api
            .types
            .iter()
            .map(|(_, def)| (def.name.as_str(), type_line(cx, def)))
            .chain(outcome_lines(cx))
            .collect();
        types.sort_by_key(|(name, _)| *name);
        let mut pages = pages::api_md_pages(
            &generated_header(cx, "<!--", "-->"),
            &resource_sections(cx),
            types,
        );
        pages.files.push(llms_txt(cx, &pages.links));
        Ok(pages.files)
    })]
}

fn resource_sections<'a>(cx: &'a RenderContext<'a>) -> Vec<Section<'a>> {
    let sections = cx.api.resources.iter().map(|resource| {
        let methods: Vec<MethodFacts<'_>> = cx
            .index
            .operations(resource)
            .filter_map(|operation| cx.index.method(operation))
            .collect();
        let mut lines = Vec::new();
        for facts in &methods {
            lines.push(signature_line(cx, facts));
            lines.extend(request_line(cx, facts));
        }
        lines.extend(
            resource
                .aliases
                .iter()
                .filter_map(|alias| alias_line(cx, alias)),
        );
        Section {
            module: &resource.module,
            path: cx.index.call_path(resource),
            count: methods.len() + resource.aliases.len(),
            lines,
        }
    });
    sections.filter(|section| section.count > 0).collect()
}

/// Returns a line such as ``- `update(id: String) -> Portal`: PUT `/portals/{id}` (deprecated)``.
fn signature_line<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> String {
    let operation = facts.operation;
    format!(
        "- {}: {} {}{}",
        inline_code(&method_signature(cx, facts)),
        operation.method,
        inline_code(&operation.path),
        deprecation_suffix(operation.deprecated)
    )
}

/// Returns a line such as ``  - `stream()`, `pages()` of `Portal`; setters: `page: i64` ``.
fn request_line<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Option<String> {
    further_methods(cx, facts).map(|methods| format!("  - {methods}"))
}

/// Returns a line such as ``- `all()`: alias of `client.pets().list()` ``.
fn alias_line(cx: &RenderContext<'_>, alias: &MethodAlias) -> Option<String> {
    let operation = cx.api.operations.get(alias.operation)?;
    let target = format!(
        "{}.{}()",
        cx.index.call_path(cx.api.resource(operation.resource)?),
        operation.names.method
    );
    Some(format!(
        "- {}: alias of {}",
        inline_code(&format!("{}()", alias.rust)),
        inline_code(&target)
    ))
}

fn type_line<'a>(cx: &RenderContext<'a>, def: &'a TypeDef) -> String {
    let name = &def.name;
    let definition = match type_parts(cx, def) {
        TypeParts::Struct(fields) => format!(
            "- `struct {name} {{ {} }}`{}",
            join_typed_names(&fields),
            constructor_suffix(cx, def)
        ),
        TypeParts::Tuple(fields) => format!(
            "- `struct {name} {{ {} }}`, a tuple",
            join_typed_names(&fields)
        ),
        TypeParts::Enum(constants) => format!("- `enum {name} {{ {} }}`", constants.join(", ")),
        TypeParts::Union(variants) => {
            let variants: Vec<String> = variants
                .iter()
                .map(|variant| format!("{}({})", variant.name, variant.ty))
                .collect();
            format!("- `enum {name} {{ {} }}`", variants.join(", "))
        }
        TypeParts::Alias(target) => format!("- `type {name} = {target}`"),
    };
    definition + deprecation_suffix(def.deprecated)
}

fn deprecation_suffix(deprecated: bool) -> &'static str {
    if deprecated { " (deprecated)" } else { "" }
}

/// Returns the names and lines of the enums for methods with several success responses, such as
/// ``- `enum PutResponse { Created(Pet), NoContent }`, in `resources::pets` ``.
fn outcome_lines<'a>(cx: &'a RenderContext<'a>) -> impl Iterator<Item = (&'a str, String)> {
    cx.api.operations.iter().filter_map(|operation| {
        let Output::Several(several) = &operation.returns.output else {
            return None;
        };
        let path = module_path(cx.api.resource(operation.resource)?);
        let module = path.strip_prefix("crate::").unwrap_or(&path);
        let variants = outcome_texts(cx, several).join(", ");
        let line = format!("- `enum {} {{ {variants} }}`, in `{module}`", several.name);
        Some((several.name.as_str(), line))
    })
}

/// Returns the arguments of the constructor, if the type has one, such as ``, `new(name, kind)` ``.
fn constructor_suffix(cx: &RenderContext<'_>, def: &TypeDef) -> String {
    let TypeKind::Struct(record) = &def.kind else {
        return String::new();
    };
    if !def.usage.request {
        return String::new();
    }
    let arguments: Vec<String> = cx
        .index
        .fields(def, record)
        .iter()
        .filter(|field| field.is_asked_for)
        .map(|field| field.property.rust.clone())
        .collect();
    format!(", `new({})`", arguments.join(", "))
}

fn join_typed_names(fields: &[TypedName]) -> String {
    fields
        .iter()
        .map(TypedName::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
