//! The contents of a page about the methods and types of a crate: their signatures, and their docs
//! as Markdown.

use super::context::RenderContext;
use super::docs::{inline_code, item_line, summary_of};
use super::resources::{opening_docs, parameter_line};
use super::signatures::{TypeParts, further_methods, method_signature, type_parts};
use model::{Api, Content, Operation, Parameter, Resource, Response, TypeDef};
use surface::path_below_types;

/// The methods and types of a crate.
pub struct CrateReference<'a> {
    cx: RenderContext<'a>,
}

/// A method, and the operation that it calls.
pub struct MethodEntry {
    /// For example `update(id: String) -> Portal`.
    pub signature: String,
    /// Other methods, and the setters of the request: text with code between backticks.
    pub further: Option<String>,
    /// The summary and the description, as Markdown.
    pub docs: String,
    /// A line of Markdown for each parameter.
    pub parameters: Vec<String>,
    /// A line of Markdown for each media type of the request body.
    pub bodies: Vec<String>,
    /// A line of Markdown for each response.
    pub responses: Vec<String>,
}

impl<'a> CrateReference<'a> {
    /// Creates a reference of the crate for a model.
    pub fn of(api: &'a Api) -> Self {
        Self {
            cx: RenderContext::new(api),
        }
    }

    /// Returns a path such as `client.account(account_id).pets()`.
    pub fn call_path(&self, resource: &Resource) -> String {
        self.cx.index.call_path(resource)
    }

    /// Returns the operations that are methods of a resource.
    pub fn operations(&self, resource: &'a Resource) -> impl Iterator<Item = &'a Operation> {
        self.cx.index.operations(resource)
    }

    /// Returns the resources below a resource.
    pub fn children(&self, resource: &'a Resource) -> impl Iterator<Item = &'a Resource> {
        self.cx.index.children(resource)
    }

    /// Returns the type at a path as written in signatures: `Pet`, `types::pet::Owner`.
    pub fn type_at(&self, path: &str) -> Option<&'a TypeDef> {
        let path = path_below_types(path).unwrap_or(path);
        self.cx.index.def(self.cx.index.type_at(path)?)
    }

    /// Returns the description of a method; `None` if the crate has no method for the operation.
    pub fn method(&self, operation: &'a Operation) -> Option<MethodEntry> {
        let cx = &self.cx;
        let facts = cx.index.method(operation)?;
        Some(MethodEntry {
            signature: method_signature(cx, &facts),
            further: further_methods(cx, &facts),
            docs: opening_docs(&facts).text(),
            parameters: operation
                .parameters
                .iter()
                .map(|parameter| self.parameter_line(parameter))
                .collect(),
            bodies: operation
                .body
                .iter()
                .flat_map(|body| &body.contents)
                .map(|content| self.content_line(content))
                .collect(),
            responses: operation
                .responses
                .iter()
                .map(|response| self.response_line(response))
                .collect(),
        })
    }

    /// Returns a line such as ``- `limit` ([`i64`], query): Between 1 and 100.``
    fn parameter_line(&self, parameter: &'a Parameter) -> String {
        let required = if parameter.required { ", required" } else { "" };
        let deprecated = if parameter.deprecated {
            ", deprecated"
        } else {
            ""
        };
        let remark = format!(", {}{required}{deprecated}", parameter.location);
        parameter_line(&self.cx, parameter, &parameter.wire, &remark)
    }

    /// Returns a line such as `` `application/json`: [`Pet`](crate::types::Pet) ``.
    fn content_line(&self, content: &'a Content) -> String {
        let media_type = inline_code(&content.media_type);
        match &content.schema {
            Some(schema) => format!("{media_type}: {}", self.cx.linked_type(schema)),
            None => media_type,
        }
    }

    fn response_line(&self, response: &'a Response) -> String {
        let contents: Vec<String> = response
            .contents
            .iter()
            .map(|content| self.content_line(content))
            .collect();
        let about = if contents.is_empty() {
            "no content".to_owned()
        } else {
            contents.join(", ")
        };
        item_line(
            &inline_code(&response.status.to_string()),
            &about,
            summary_of(response.docs.as_deref()),
            &[],
        )
    }

    /// Returns the parts of a type.
    pub fn type_parts(&self, def: &'a TypeDef) -> TypeParts {
        type_parts(&self.cx, def)
    }
}
