//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, SecurityScheme as Described};
use serde_json::Value;

use super::{Context, piece};
use crate::diag::{Diagnostic, FileId, Origin};
use crate::model::{SchemeKind, SecurityScheme};
use crate::naming::{Scope, ScopeKind, field_name};

/// `components/securitySchemes`.
pub(crate) fn schemes(cx: &mut Context<'_>) -> Vec<SecurityScheme> {
    let origin = Origin::new(FileId(0), "/components/securitySchemes");
    let Some(Value::Object(schemes)) = cx.document.value(&origin) else { return Vec::new() };
    let mut scope = Scope::new(ScopeKind::Methods);
    let mut all = Vec::new();
    for name in schemes.keys() {
        let Some(place) = cx.follow(origin.child(name)) else { continue };
        let Some((kind, docs)) = scheme(cx, &place) else { continue };
        all.push(SecurityScheme {
            rust: scope.claim(&field_name(name)).name,
            env: cx.config.security.get(name).and_then(|config| config.env.clone()),
            name: name.clone(),
            kind,
            docs,
            origin: place,
        });
    }
    all
}

fn scheme(cx: &mut Context<'_>, origin: &Origin) -> Option<(SchemeKind, Option<String>)> {
    let value = cx.document.value(origin)?;
    match piece::whole::<Described>(origin, "security scheme", value) {
        Ok(described) => Some(sent_as(described)),
        // OAuth2 flows are often incomplete; a token in a header is what comes of them in any case.
        Err(_) if value.get("type").and_then(Value::as_str) == Some("oauth2") => {
            let docs = value.get("description").and_then(Value::as_str).map(str::to_owned);
            Some((SchemeKind::Bearer, docs))
        }
        Err(diagnostic) => {
            cx.loosen(diagnostic.instead("calls do not send this credential"));
            None
        }
    }
}

fn sent_as(described: Described) -> (SchemeKind, Option<String>) {
    match described {
        Described::APIKey { location, name, description, .. } => {
            let kind = match location {
                APIKeyLocation::Header => SchemeKind::Header(name),
                APIKeyLocation::Query => SchemeKind::Query(name),
                APIKeyLocation::Cookie => SchemeKind::Cookie(name),
            };
            (kind, description)
        }
        Described::HTTP { scheme, description, .. } => match scheme.to_ascii_lowercase().as_str() {
            "basic" => (SchemeKind::Basic, description),
            "bearer" => (SchemeKind::Bearer, description),
            _ => (SchemeKind::Header("Authorization".to_owned()), description),
        },
        Described::OAuth2 { description, .. } | Described::OpenIDConnect { description, .. } => {
            (SchemeKind::Bearer, description)
        }
    }
}

/// The alternatives of `security`: those of the operation, or else those of the whole description.
pub(crate) fn requirements(cx: &mut Context<'_>, operation: &Origin, known: &[SecurityScheme]) -> Vec<Vec<String>> {
    let own = operation.child("security");
    let origin = if cx.document.value(&own).is_some() { own } else { Origin::new(FileId(0), "/security") };
    let Some(Value::Array(alternatives)) = cx.document.value(&origin) else { return Vec::new() };
    let mut all = Vec::new();
    for (index, alternative) in alternatives.iter().enumerate() {
        let Some(object) = alternative.as_object() else { continue };
        let names: Vec<String> = object.keys().cloned().collect();
        match names.iter().find(|name| !known.iter().any(|scheme| scheme.name == **name)) {
            Some(unknown) => cx.loosen(
                Diagnostic::warning("unknown-security-scheme", format!("unknown security scheme `{unknown}`"))
                    .at(&origin.item(index).child(unknown))
                    .instead("this way to authenticate is left out")
                    .help("expected a key of `components/securitySchemes`"),
            ),
            None => all.push(names),
        }
    }
    all
}
