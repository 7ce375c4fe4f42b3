//! Small descriptions and their models.

mod bodies;
mod credentials;
mod extensions;
mod features;
mod keywords;
mod methods;
mod names;
mod nullable;
mod one_member;
mod operations;
mod paging;
mod responses;
mod types;
mod webhooks;

use config::Config;
use description::Document;
use description::raise;
use diag::{Diagnostic, Severity};
use model::{Api, Operation, Schema, Struct, Type, TypeDef, TypeKind, Union};

/// Builds a description with these component schemas.
fn with_schemas(schemas: &str) -> Seen {
    see(
        &format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n\
             paths: {{/t: {{get: {{responses: {{'204': {{description: d}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
        ),
        "",
    )
}

/// Builds a description with these paths and this `generator.yaml`.
fn with_paths(paths: &str, config: &str) -> Seen {
    see(
        &format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}"),
        config,
    )
}

fn see(text: &str, config: &str) -> Seen {
    let (document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    built(document, Vec::new(), config)
}

/// Builds a model as [`see`] does, after all checks of the source.
fn see_whole(text: &str) -> Seen {
    let (mut document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    let diagnostics = document.drop_misfits();
    built(document, diagnostics, "")
}

fn built(mut document: Document, mut diagnostics: Vec<Diagnostic>, config: &str) -> Seen {
    diagnostics.extend(raise::raise_to_openapi_3(&mut document));
    diagnostics.extend(raise::raise_to_3_2(&mut document));
    let config: Config =
        serde_yaml::from_str(if config.is_empty() { "{}" } else { config }).unwrap();
    let built = super::build_model(&document, &config, None);
    diagnostics.extend(built.diagnostics);
    let (notes, warnings): (Vec<_>, Vec<_>) = diagnostics
        .into_iter()
        .partition(|diagnostic| diagnostic.severity == Severity::Note);
    let codes = warnings.iter().map(|diagnostic| diagnostic.code).collect();
    let words = |note: &Diagnostic| {
        format!(
            "{}: {}",
            note.message,
            note.consequence.as_deref().unwrap_or_default()
        )
    };
    let notes = notes.iter().map(words).collect();
    let problems = built
        .config_problems
        .iter()
        .map(|diagnostic| diagnostic.message.clone())
        .collect();
    Seen {
        api: built.api,
        codes,
        notes,
        problems,
    }
}

struct Seen {
    api: Api,
    /// The codes of warnings and errors.
    codes: Vec<&'static str>,
    notes: Vec<String>,
    problems: Vec<String>,
}

impl Seen {
    fn def(&self, name: &str) -> &TypeDef {
        self.api
            .types
            .iter()
            .find(|(_, def)| def.name == name)
            .map(|(_, def)| def)
            .unwrap()
    }

    fn names(&self) -> Vec<&str> {
        self.api
            .types
            .iter()
            .map(|(_, def)| def.name.as_str())
            .collect()
    }

    fn structure(&self, name: &str) -> &Struct {
        match &self.def(name).kind {
            TypeKind::Struct(body) | TypeKind::Tuple(body) => body,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn union(&self, name: &str) -> &Union {
        match &self.def(name).kind {
            TypeKind::Union(union) => union,
            other => panic!("{name} is {other:?}"),
        }
    }

    fn operation(&self, id: &str) -> &Operation {
        self.api
            .operations
            .iter()
            .find(|operation| operation.id == id)
            .unwrap()
    }

    /// Returns a short form of a type.
    fn short(&self, schema: &Schema) -> String {
        let text = match &schema.ty {
            Type::Named(id) => self.api.types.get(*id).unwrap().name.clone(),
            Type::List(items) => format!("[{}]", self.short(items)),
            Type::Map(values) => format!("{{{}}}", self.short(values)),
            Type::Text(text) => format!("{text:?}"),
            other => format!("{other:?}"),
        };
        if schema.nullable {
            format!("{text}?")
        } else {
            text
        }
    }

    /// Returns the properties of a struct as `name: Type`; required ones are marked by `!`, boxed
    /// ones by `^`.
    fn fields(&self, name: &str) -> Vec<String> {
        let properties = self.structure(name).properties.iter();
        properties
            .map(|property| {
                let required = if property.required { "!" } else { "" };
                let boxed = if property.boxed { "^" } else { "" };
                format!(
                    "{}{required}: {boxed}{}",
                    property.rust,
                    self.short(&property.schema)
                )
            })
            .collect()
    }

    /// Returns the members of a union, as `Name: Type`.
    fn shapes(&self, name: &str) -> Vec<String> {
        let variants = self.union(name).variants.iter();
        variants
            .map(|variant| format!("{}: {}", variant.rust, self.short(&variant.schema)))
            .collect()
    }
}
