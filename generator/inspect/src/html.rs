//! A self-contained HTML page: the tree of resources, each operation with its Rust method, the
//! types, and the warnings.

use std::fmt::Write as _;

use super::inspection_summary;
use diag::page::{HtmlPage, escape_html, with_written_code};
use diag::{Digest, DigestPart, FileId, Severity, count_warnings, escape_controls};
use model::{Api, Coverage, MethodAlias, Operation, Resource, TypeDef, TypeKind};
use reading::Understood;
use render::docs::{doc_lines, summary_line};
use render::{CrateReference, MethodEntry, TypeParts, TypedName, html_of_blocks, html_of_line};
use surface::replace_paths;

/// Returns the page; with `in_full`, equal warnings are not merged.
pub fn inspection_html(understood: &Understood, in_full: bool) -> String {
    let api = &understood.api;
    let writer = HtmlWriter {
        api,
        reference: CrateReference::of(api),
    };
    let mut out = String::new();
    writer.head(&mut out, understood);
    out.push_str("<div class=\"columns\"><nav aria-label=\"Contents\">\n");
    writer.contents(&mut out);
    out.push_str("</nav><main>\n");
    if let Some(root) = api.resources.first() {
        writer.resource(&mut out, root);
    }
    writer.left_out(&mut out);
    writer.types(&mut out);
    write_warnings(&mut out, &Digest::new(&understood.reports, in_full));
    out.push_str("</main></div>\n");
    let title = escape_controls(&api.info.title);
    HtmlPage {
        title: &title,
        style: include_str!("html.css"),
        body: &out,
        script: include_str!("html.js"),
    }
    .html()
}

struct HtmlWriter<'a> {
    api: &'a Api,
    reference: CrateReference<'a>,
}

impl<'a> HtmlWriter<'a> {
    fn head(&self, out: &mut String, understood: &Understood) {
        let api = self.api;
        let _ = writeln!(
            out,
            "<p>Version {} of {}, as the Rust crate <code>{}</code>: {}.</p>",
            escape_description_text(&api.info.version),
            escape_description_text(understood.document.file_name(FileId(0))),
            escape_description_text(&api.package.name),
            escape_html(&inspection_summary(
                api,
                count_warnings(&understood.reports)
            ))
        );
        if let Some(docs) = &api.info.description {
            let docs = html_of_blocks(&doc_lines(docs).join("\n"));
            let _ = writeln!(
                out,
                "<details><summary>Description</summary>{docs}</details>"
            );
        }
        // Searching needs the script, so the script shows the form.
        out.push_str(
            "<form hidden><input type=\"search\" name=\"words\" placeholder=\"Search\" aria-label=\"Search\">\
             <output></output></form>\n",
        );
    }

    fn contents(&self, out: &mut String) {
        out.push_str("<ul>");
        if let Some(root) = self.api.resources.first() {
            self.branch(out, root);
        }
        if !self.api.left_out.is_empty() {
            out.push_str("<li><a href=\"#left-out\">Left out</a></li>");
        }
        out.push_str("<li><a href=\"#all-types\">Types</a></li><li><a href=\"#all-warnings\">Warnings</a></li></ul>\n");
    }

    /// Writes the methods of a resource, and the resources below it.
    fn branch(&self, out: &mut String, resource: &'a Resource) {
        for operation in self.reference.operations(resource) {
            let _ = writeln!(
                out,
                "<li data-leaf><a href=\"#{}\"><b>{}</b> {}</a></li>",
                method_anchor(resource, &operation.names.method),
                escape_html(operation.method.as_str()),
                escape_html(&operation.names.method)
            );
        }
        for alias in &resource.aliases {
            let anchor = method_anchor(resource, &alias.rust);
            let name = escape_html(&alias.rust);
            let _ = writeln!(out, "<li data-leaf><a href=\"#{anchor}\">{name}</a></li>");
        }
        let children: Vec<&Resource> = self.reference.children(resource).collect();
        // A resource without siblings is open, because a list with one closed entry shows nothing.
        let open = if children.len() == 1 && !has_methods(resource) {
            " open"
        } else {
            ""
        };
        for child in children {
            let name = escape_html(&child.rust);
            let summary = if has_methods(child) {
                format!("<a href=\"#{}\">{name}</a>", resource_anchor(child))
            } else {
                name
            };
            let _ = write!(out, "<li><details{open}><summary>{summary}</summary><ul>");
            self.branch(out, child);
            out.push_str("</ul></details></li>\n");
        }
    }

    /// Writes the section of a resource, if it has methods, and the sections of the resources below
    /// it.
    fn resource(&self, out: &mut String, resource: &'a Resource) {
        if has_methods(resource) {
            self.section(out, resource);
        }
        for child in self.reference.children(resource) {
            self.resource(out, child);
        }
    }

    fn section(&self, out: &mut String, resource: &'a Resource) {
        let path = self.reference.call_path(resource);
        let _ = writeln!(
            out,
            "<section id=\"{}\"><h2><code>{}</code></h2>",
            resource_anchor(resource),
            escape_html(&path)
        );
        if let Some(docs) = &resource.docs {
            let _ = writeln!(
                out,
                "<div>{}</div>",
                html_of_blocks(&doc_lines(docs).join("\n"))
            );
        }
        for operation in self.reference.operations(resource) {
            if let Some(entry) = self.reference.method(operation) {
                self.method(out, resource, &path, operation, &entry);
            }
        }
        for alias in &resource.aliases {
            self.alias(out, resource, alias);
        }
        out.push_str("</section>\n");
    }

    fn alias(&self, out: &mut String, resource: &Resource, alias: &MethodAlias) {
        let Some(operation) = self.api.operations.get(alias.operation) else {
            return;
        };
        let Some(home) = self.api.resource(operation.resource) else {
            return;
        };
        let target = format!(
            "{}.{}",
            self.reference.call_path(home),
            operation.names.method
        );
        let _ = writeln!(
            out,
            "<article id=\"{}\"><h3>{}</h3><p>The same as <a href=\"#{}\"><code>{}</code></a>.</p></article>",
            method_anchor(resource, &alias.rust),
            escape_html(&alias.rust),
            method_anchor(home, &operation.names.method),
            escape_html(&target)
        );
    }

    fn method(
        &self,
        out: &mut String,
        resource: &Resource,
        path: &str,
        operation: &Operation,
        entry: &MethodEntry,
    ) {
        let anchor = method_anchor(resource, &operation.names.method);
        let mut marks = String::new();
        if operation.deprecated {
            marks.push_str(" <small>deprecated</small>");
        }
        if operation.coverage == Coverage::Loosened {
            marks.push_str(" <small>partly typed</small>");
        }
        let _ = writeln!(
            out,
            "<article id=\"{anchor}\"><h3><a href=\"#{anchor}\">{}</a>{marks}</h3>\n{}\
             <div class=\"sides\"><pre><b>{}</b> {}</pre><pre>{}.{}</pre></div>\n<div class=\"sides\"><div>",
            escape_html(&operation.names.method),
            html_of_blocks(&entry.docs),
            escape_html(operation.method.as_str()),
            escape_description_text(&operation.path),
            escape_html(path),
            self.linked(&entry.signature)
        );
        let is_body_required = operation.body.as_ref().is_some_and(|body| body.required);
        write_list(out, "Parameters", &entry.parameters);
        write_list(
            out,
            if is_body_required {
                "Body, required"
            } else {
                "Body"
            },
            &entry.bodies,
        );
        write_list(out, "Responses", &entry.responses);
        out.push_str("</div>");
        if let Some(further) = &entry.further {
            let further = with_written_code(further, |code| self.linked(code));
            let _ = write!(out, "<p>{further}</p>");
        }
        out.push_str("</div></article>\n");
    }

    fn left_out(&self, out: &mut String) {
        if self.api.left_out.is_empty() {
            return;
        }
        out.push_str("<section id=\"left-out\"><h2>Left out</h2><p>The warnings say why.</p>\n");
        for operation in &self.api.left_out {
            let method = escape_html(operation.method.as_str());
            let path = escape_description_text(&operation.path);
            let _ = writeln!(
                out,
                "<article class=\"warn\"><pre><b>{method}</b> {path}</pre></article>"
            );
        }
        out.push_str("</section>\n");
    }

    fn types(&self, out: &mut String) {
        out.push_str("<section id=\"all-types\"><h2>Types</h2>\n");
        let mut types: Vec<&TypeDef> = self.api.types.iter().map(|(_, def)| def).collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        if types.is_empty() {
            out.push_str("<p>No types.</p>\n");
        }
        for def in types {
            let mut docs = def.docs.as_deref().map(summary_line).unwrap_or_default();
            if def.deprecated {
                docs.insert_str(0, "*Deprecated.* ");
            }
            if !docs.is_empty() {
                docs = format!("<p>{}</p>", html_of_line(&docs));
            }
            let _ = writeln!(
                out,
                "<article id=\"{}\">{docs}<pre>{}</pre></article>",
                escape_html(&def.name),
                self.definition(def)
            );
        }
        out.push_str("</section>\n");
    }

    /// Returns the definition of a type, as in Rust; comments state the names in JSON, if they
    /// differ.
    fn definition(&self, def: &'a TypeDef) -> String {
        let name = escape_html(&def.name);
        let wires: Vec<&str> = match &def.kind {
            TypeKind::Struct(record) => record
                .properties
                .iter()
                .map(|property| property.wire.as_str())
                .collect(),
            TypeKind::Enum(constants) => constants
                .variants
                .iter()
                .map(|variant| variant.wire.as_str())
                .collect(),
            TypeKind::Tuple(_)
            | TypeKind::Union(_)
            | TypeKind::Alias(_)
            | TypeKind::Replaced(_) => Vec::new(),
        };
        let mut lines: Vec<String> = Vec::new();
        let keyword = match self.reference.type_parts(def) {
            TypeParts::Alias(target) => {
                return format!("type <b>{name}</b> = {}", self.linked(&target));
            }
            TypeParts::Struct(fields) | TypeParts::Tuple(fields) => {
                for (at, TypedName { name, ty }) in fields.iter().enumerate() {
                    let comment = name_in_json_comment(name, wires.get(at).copied());
                    lines.push(format!(
                        "  {}: {},{comment}",
                        escape_html(name),
                        self.linked(ty)
                    ));
                }
                "struct"
            }
            TypeParts::Enum(constants) => {
                for (at, name) in constants.iter().enumerate() {
                    let comment = name_in_json_comment(name, wires.get(at).copied());
                    lines.push(format!("  {},{comment}", escape_html(name)));
                }
                "enum"
            }
            TypeParts::Union(variants) => {
                for variant in &variants {
                    let name = escape_html(&variant.name);
                    let ty = self.linked(&variant.ty);
                    lines.push(format!("  {name}({ty}),"));
                }
                "enum"
            }
        };
        match lines.as_slice() {
            [] => format!("{keyword} <b>{name}</b> {{}}"),
            lines => format!("{keyword} <b>{name}</b> {{\n{}\n}}", lines.join("\n")),
        }
    }

    /// Escapes Rust code and links its types. Names of types are in upper camel case, so an escape
    /// such as `&lt;` is not taken for one.
    fn linked(&self, code: &str) -> String {
        replace_paths(&escape_html(code), |path| {
            match self.reference.type_at(path) {
                Some(def) => format!("<a href=\"#{}\">{path}</a>", escape_html(&def.name)),
                None => path.to_owned(),
            }
        })
    }
}

/// Escapes names from a description, on one line.
fn escape_description_text(text: &str) -> String {
    escape_html(&escape_controls(text))
}

/// Returns a comment with the name in JSON, if it differs from the name in Rust.
fn name_in_json_comment(name: &str, wire: Option<&str>) -> String {
    match wire {
        Some(wire) if wire != name => format!(" <i>// {}</i>", escape_description_text(wire)),
        _ => String::new(),
    }
}

fn has_methods(resource: &Resource) -> bool {
    !resource.operations.is_empty() || !resource.aliases.is_empty()
}

/// Returns the id for a resource. All other ids contain characters that Rust paths cannot have, so
/// they differ from it.
fn resource_anchor(resource: &Resource) -> String {
    if resource.is_client() {
        "the-client".to_owned()
    } else {
        escape_html(&resource.module.join("."))
    }
}

fn method_anchor(resource: &Resource, method: &str) -> String {
    let module = resource.module.iter().map(String::as_str);
    format!(
        "{}()",
        escape_html(&module.chain([method]).collect::<Vec<_>>().join("."))
    )
}

fn write_list(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(out, "<h4>{title}</h4><ul>");
    for line in lines {
        let _ = write!(
            out,
            "<li>{}</li>",
            html_of_line(line.strip_prefix("- ").unwrap_or(line))
        );
    }
    out.push_str("</ul>\n");
}

/// Returns a part of the digest as text. The reader of a page cannot add a flag, so the text has
/// the whole command.
fn warning_text(part: &DigestPart<'_>) -> String {
    match part {
        DigestPart::More(code, count) => format!(
            "{count} more of `{code}` are left out: `sdkwright inspect --format html --verbose` writes a page with all of them"
        ),
        part => part.to_string(),
    }
}

fn write_warnings(out: &mut String, digest: &Digest<'_>) {
    out.push_str("<section id=\"all-warnings\"><h2>Warnings</h2>\n");
    let mut parts = digest.parts();
    // The part `EachName` says how to see each renamed item, and the page shows all of them
    // already.
    parts.retain(|part| !matches!(part, DigestPart::EachName));
    if parts.is_empty() {
        out.push_str("<p>No warnings.</p>\n");
    }
    for part in parts {
        let class = match part.severity() {
            Some(Severity::Error) => "bad",
            Some(Severity::Warning) => "warn",
            Some(Severity::Note) | None => "note",
        };
        let _ = writeln!(
            out,
            "<article class=\"{class}\"><pre>{}</pre></article>",
            escape_html(&warning_text(&part))
        );
    }
    out.push_str("</section>\n");
}
