//! Discriminator bases: schemas with a `discriminator` that others extend by `allOf`. Where a base is used, a value may
//! be any subtype.
//!
//! A base becomes a union with the name of the component; its members are the schema itself and each component that
//! extends it. A value with an unknown tag is read as the schema itself, which keeps unknown properties. Within
//! `allOf`, the base is only the schema itself.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::names::component_schemas;
use super::schema_key::SchemaKey;
use super::{Context, label};
use crate::diag::Origin;

/// A schema that others extend, and the property that distinguishes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Family {
    /// The property of the tag.
    pub(crate) property: String,
    /// Values of the property, each with the component that it selects.
    pub(crate) values: Vec<(String, Origin)>,
    /// Components that extend it, except through another base.
    pub(crate) subtypes: Vec<Origin>,
}

/// All families, and the parents of each component.
#[derive(Debug, Default)]
pub(crate) struct DiscriminatorBases {
    families: HashMap<Origin, Family>,
    parents: HashMap<Origin, Vec<Origin>>,
}

impl DiscriminatorBases {
    /// Finds all families among the components.
    pub(crate) fn find(cx: &Context<'_>) -> Self {
        let mut components = component_schemas(cx);
        // Sorted, because the order of the description has no meaning.
        components.sort_by(|a, b| a.1.cmp(&b.1));
        let mut found = Self::default();
        for (origin, _) in &components {
            found.parents.insert(origin.clone(), parents(cx, origin));
        }
        for (origin, _) in &components {
            let Some(stated) = stated(cx, origin) else { continue };
            let property = stated.get("propertyName").and_then(Value::as_str).unwrap_or_default().to_owned();
            let values = values(cx, origin, stated);
            found.families.insert(origin.clone(), Family { property, values, subtypes: Vec::new() });
        }
        for (origin, name) in &components {
            for base in found.nearest(origin) {
                if let Some(family) = found.families.get_mut(&base) {
                    family.subtypes.push(origin.clone());
                    if !family.values.iter().any(|(value, named)| named == origin || value == name) {
                        family.values.push((name.clone(), origin.clone()));
                    }
                }
            }
        }
        found.families.retain(|_, family| !family.subtypes.is_empty() && !family.property.is_empty());
        found
    }

    /// Whether the schema at this place is a base.
    pub(crate) fn is_base(&self, place: &SchemaKey) -> bool {
        matches!(place, SchemaKey::One(origin) if self.families.contains_key(origin))
    }

    /// The family of a base.
    pub(crate) fn family(&self, base: &Origin) -> Option<&Family> {
        self.families.get(base)
    }

    /// The bases that a component extends, except through another base.
    fn nearest(&self, origin: &Origin) -> Vec<Origin> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([origin.clone()]);
        let mut waiting: Vec<&Origin> = self.parents.get(origin).into_iter().flatten().collect();
        while let Some(parent) = waiting.pop() {
            if !seen.insert(parent.clone()) {
                continue;
            }
            match self.families.contains_key(parent) {
                true => found.push(parent.clone()),
                false => waiting.extend(self.parents.get(parent).into_iter().flatten()),
            }
        }
        found
    }

    /// The only value that selects a component in the family of a base, if the value is a word that differs from the
    /// component's name.
    pub(crate) fn value(&self, base: &Origin, subtype: &Origin) -> Option<&str> {
        let mut values = self.families.get(base)?.values.iter().filter(|(_, named)| named == subtype);
        let (value, _) = values.next()?;
        let is_name = subtype.pointer.rsplit('/').next() == Some(value);
        (values.next().is_none() && !is_name && label::is_word(value)).then_some(value)
    }

    /// Whether `subtype` is `origin`, or extends it.
    pub(crate) fn extends(&self, subtype: &Origin, origin: &Origin) -> bool {
        let mut seen = HashSet::new();
        let mut waiting = vec![subtype];
        while let Some(at) = waiting.pop() {
            if at == origin {
                return true;
            }
            if seen.insert(at) {
                waiting.extend(self.parents.get(at).into_iter().flatten());
            }
        }
        false
    }

    /// The tag of a component that is not a base: the property, and its only value for this component.
    pub(crate) fn tag(&self, origin: &Origin) -> Option<(&str, &str)> {
        let [base] = <[Origin; 1]>::try_from(self.nearest(origin)).ok()?;
        let family = self.families.get(&base).filter(|_| !self.families.contains_key(origin))?;
        let mut values = family.values.iter().filter(|(_, named)| named == origin);
        let (value, _) = values.next()?;
        values.next().is_none().then_some((family.property.as_str(), value.as_str()))
    }
}

/// The components that `allOf` names.
fn parents(cx: &Context<'_>, origin: &Origin) -> Vec<Origin> {
    cx.document.items(&origin.child("allOf")).filter_map(|member| cx.document.target(&member)).collect()
}

/// The `discriminator` of a schema that is not a union.
fn stated<'d>(cx: &Context<'d>, origin: &Origin) -> Option<&'d Map<String, Value>> {
    let object = cx.document.value(origin)?.as_object()?;
    let inline = object.get("allOf").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let mut parts = std::iter::once(object).chain(inline.filter(|part| !part.contains_key("$ref")));
    if parts.clone().any(|part| part.contains_key("oneOf") || part.contains_key("anyOf")) {
        return None;
    }
    parts.find_map(|part| part.get("discriminator"))?.as_object()
}

/// The values of `mapping`, with the components that they refer to by reference or name.
fn values(cx: &Context<'_>, origin: &Origin, stated: &Map<String, Value>) -> Vec<(String, Origin)> {
    let mapping = stated.get("mapping").and_then(Value::as_object).into_iter().flatten();
    mapping.filter_map(|(value, target)| Some((value.clone(), cx.mapped(origin, target.as_str()?)?))).collect()
}
