//! Discriminator bases: where a schema with a `discriminator` is used, a value may be any component
//! that extends it.
//!
//! A base becomes a union with the name of the component. Its members are the schema itself, and
//! each component that extends it. An unknown tag selects the schema itself, which keeps unknown
//! properties. In `allOf`, a base means only the schema.

use foldhash::HashMap;
use serde_json::{Map, Value};

use super::schema_key::SchemaKey;
use crate::context::BuildContext;
use crate::iterate::{reachable_nodes, single_item};
use crate::keywords::keyword_meaning::stated_discriminator_value;
use crate::names::type_names::component_schemas;
use diag::Origin;
use naming::{READABLE, words_of_text};

/// The key of a discriminator that names the schema for values without a mapped tag.
pub(crate) const DEFAULT_MAPPING: &str = "defaultMapping";

/// A schema that others extend, and the property that distinguishes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct DiscriminatorBase {
    pub(crate) property: String,
    /// Values of the property, each with the component that it selects.
    pub(crate) values: Vec<(String, Origin)>,
    /// The component for values of the property that are not listed.
    pub(crate) default: Option<Origin>,
    /// The components that extend the schema, without those that extend it only through another
    /// base.
    pub(crate) subtypes: Vec<Origin>,
}

impl DiscriminatorBase {
    /// Returns the value that selects a component, if there is only one.
    fn only_value(&self, component: &Origin) -> Option<&str> {
        single_item(self.values.iter().filter(|(_, named)| named == component))
            .map(|(value, _)| value.as_str())
    }
}

/// The discriminator bases of a description.
#[derive(Debug, Default)]
pub(crate) struct DiscriminatorBases {
    /// The bases, by location.
    bases: HashMap<Origin, DiscriminatorBase>,
    /// The components to which the `allOf` of a component refers, by the location of this
    /// component.
    parents: HashMap<Origin, Vec<Origin>>,
}

impl DiscriminatorBases {
    /// Finds the bases among the components, and the components that extend each base.
    pub(crate) fn find(cx: &BuildContext<'_>) -> Self {
        let mut components = component_schemas(cx);
        // The components are sorted, because their order in the description has no meaning.
        components.sort_by(|a, b| a.1.cmp(&b.1));
        let mut bases = Self::default();
        for (origin, _) in &components {
            let parents = cx
                .document
                .items(&origin.child("allOf"))
                .filter_map(|member| cx.document.target(&member));
            bases.parents.insert(origin.clone(), parents.collect());
            let Some(stated) = stated_discriminator(cx, origin) else {
                continue;
            };
            let property = stated
                .get("propertyName")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let mapping = stated
                .get("mapping")
                .and_then(Value::as_object)
                .into_iter()
                .flatten();
            let values = mapping
                .filter_map(|(value, to)| Some((value.clone(), cx.mapped(origin, to.as_str()?)?)))
                .collect();
            let default = stated.get(DEFAULT_MAPPING).and_then(Value::as_str);
            bases.bases.insert(
                origin.clone(),
                DiscriminatorBase {
                    property,
                    values,
                    default: default.and_then(|name| cx.mapped(origin, name)),
                    subtypes: Vec::new(),
                },
            );
        }
        for (origin, name) in &components {
            let own_value = stated_value(cx, origin).unwrap_or(name);
            for base_origin in bases.nearest_bases(origin) {
                if let Some(base) = bases.bases.get_mut(&base_origin) {
                    base.subtypes.push(origin.clone());
                    if !base
                        .values
                        .iter()
                        .any(|(value, named)| named == origin || value == own_value)
                    {
                        base.values.push((own_value.to_owned(), origin.clone()));
                    }
                }
            }
        }
        bases
            .bases
            .retain(|_, base| !base.subtypes.is_empty() && !base.property.is_empty());
        bases
    }

    pub(crate) fn is_base(&self, place: &SchemaKey) -> bool {
        matches!(place, SchemaKey::One(origin) if self.bases.contains_key(origin))
    }

    pub(crate) fn get(&self, base: &Origin) -> Option<&DiscriminatorBase> {
        self.bases.get(base)
    }

    /// Returns the bases that a component extends, without those that it extends only through
    /// another base.
    fn nearest_bases(&self, origin: &Origin) -> Vec<Origin> {
        let nearest = reachable_nodes(
            self.parents.get(origin).into_iter().flatten(),
            |ancestor_origin| {
                let beyond = if self.bases.contains_key(ancestor_origin) {
                    None
                } else {
                    self.parents.get(ancestor_origin)
                };
                beyond.into_iter().flatten()
            },
        );
        nearest
            .into_iter()
            .filter(|ancestor_origin| {
                self.bases.contains_key(*ancestor_origin) && *ancestor_origin != origin
            })
            .cloned()
            .collect()
    }

    /// Returns the only value of the base's property that selects a component, if the value can be
    /// a name and is more than the name of the component, with or without a namespace.
    pub(crate) fn value(&self, base: &Origin, subtype: &Origin) -> Option<&str> {
        let value = self.bases.get(base)?.only_value(subtype)?;
        let is_name = subtype.is_key(value) || is_qualified_name(value, subtype);
        if !is_name && can_be_name(value) {
            Some(value)
        } else {
            None
        }
    }

    /// Returns whether `subtype` is `origin`, or extends it.
    pub(crate) fn extends(&self, subtype: &Origin, origin: &Origin) -> bool {
        reachable_nodes([subtype], |ancestor_origin| {
            self.parents.get(ancestor_origin).into_iter().flatten()
        })
        .contains(origin)
    }

    /// Returns the property of the base that a component extends, and the only value that selects
    /// the component. Returns `None` if the component is itself a base, or extends several bases.
    pub(crate) fn tag(&self, origin: &Origin) -> Option<(&str, &str)> {
        if self.bases.contains_key(origin) {
            return None;
        }
        let [base_origin] = <[Origin; 1]>::try_from(self.nearest_bases(origin)).ok()?;
        let base = self.bases.get(&base_origin)?;
        Some((&base.property, base.only_value(origin)?))
    }
}

/// Returns the `discriminator` of a schema that is not a union.
fn stated_discriminator<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
) -> Option<&'d Map<String, Value>> {
    let mut parts = own_parts(cx, origin);
    if parts
        .clone()
        .any(|part| part.contains_key("oneOf") || part.contains_key("anyOf"))
    {
        return None;
    }
    parts
        .find_map(|part| part.get("discriminator"))?
        .as_object()
}

/// Returns the discriminator value that a component states for itself.
pub(crate) fn stated_value<'d>(cx: &BuildContext<'d>, component: &Origin) -> Option<&'d str> {
    own_parts(cx, component).find_map(stated_discriminator_value)
}

/// Returns the schema at `origin`, and the inline members of its `allOf`.
fn own_parts<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
) -> impl Iterator<Item = &'d Map<String, Value>> + Clone + use<'d> {
    let object = cx.document.value(origin).and_then(Value::as_object);
    let members = object.and_then(|object| object.get("allOf")?.as_array());
    let inline = members
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .filter(|part| !part.contains_key("$ref"));
    object.into_iter().chain(inline)
}

/// Returns whether a constant can be a name.
pub(crate) fn can_be_name(value: &str) -> bool {
    value.chars().count() <= READABLE && value.chars().any(char::is_alphabetic)
}

/// Returns whether a tag value is the name of a component after a namespace: `#Media.JobInput` for
/// `JobInput`.
pub(crate) fn is_qualified_name(value: &str, component: &Origin) -> bool {
    component.last_segment().is_some_and(|name| {
        value.contains(['#', '.', '/', ':'])
            && words_of_text(value).ends_with(&words_of_text(&name))
    })
}
