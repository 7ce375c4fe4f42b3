//! Names of union members by their tags.

use std::collections::BTreeSet;

use openapiv3::Discriminator;

use super::object_shapes::ObjectShape;
use super::shared_words::{SharedEnds, shared_ends, without_shared_words};
use crate::context::BuildContext;
use crate::iterate::single_item;
use crate::keywords::facts::Alternatives;
use crate::keywords::single_member;
use crate::schemas::discriminator_bases::{can_be_name, is_qualified_name};
use diag::Origin;
use naming::count_occurrences;

/// Returns the tag of each member, if it is unique: the mapped value, or a constant of a property
/// that distinguishes all objects. Returns no tags if all of them are just names of components
/// after a namespace.
pub(super) fn member_tags(
    cx: &BuildContext<'_>,
    alternatives: &Alternatives,
    shapes: &[ObjectShape],
) -> Vec<Option<String>> {
    let stated = alternatives.discriminator.as_ref();
    let mut properties = shapes
        .iter()
        .flat_map(|shape| &shape.constants)
        .map(|(name, _)| name.as_str());
    let tag = match stated {
        Some(stated) => Some(stated.property_name.as_str()),
        None => properties.find(|name| distinguishes_all_objects(shapes, name)),
    };
    let members = alternatives.members.iter();
    let origins: Vec<Origin> = members
        .map(|origin| single_member::innermost_member(cx, origin))
        .collect();
    let mut values: Vec<Option<String>> = origins
        .iter()
        .zip(shapes)
        .map(|(origin, shape)| {
            let mapped = stated.and_then(|stated| mapped_tag_value(cx, stated, origin));
            let value = mapped.or_else(|| Some(shape.constant_of(tag?)?.to_owned()));
            value.filter(|value| can_be_name(value))
        })
        .collect();
    let are_names = origins.iter().zip(&values).all(|(origin, value)| {
        let component = cx.document.target(origin);
        value.as_ref().is_none_or(|value| {
            component.is_some_and(|component| is_qualified_name(value, &component))
        })
    });
    if are_names {
        values.fill(None);
    }
    let counts = count_occurrences(values.iter().flatten());
    values
        .iter()
        .map(|value| value.clone().filter(|value| counts.get(value) == Some(&1)))
        .collect()
}

/// Returns whether each object has a distinct constant in this property, and each constant is a
/// word.
pub(super) fn distinguishes_all_objects(shapes: &[ObjectShape], property: &str) -> bool {
    let objects = shapes.iter().filter(|shape| !shape.properties.is_empty());
    let all_values: Option<Vec<&str>> = objects.map(|shape| shape.constant_of(property)).collect();
    let values = all_values.unwrap_or_default();
    let distinct: BTreeSet<&&str> = values.iter().collect();
    values.len() > 1
        && distinct.len() == values.len()
        && values.iter().all(|value| can_be_name(value))
}

/// Returns the only value that the description maps to a member, unless that is the name of its
/// component.
pub(super) fn mapped_tag_value(
    cx: &BuildContext<'_>,
    stated: &Discriminator,
    origin: &Origin,
) -> Option<String> {
    let target = cx.document.target(origin)?;
    let (value, _) = single_item(
        stated
            .mapping
            .iter()
            .filter(|(_, reference)| cx.mapped(origin, reference).as_ref() == Some(&target)),
    )?;
    if target.is_key(value) {
        None
    } else {
        Some(value.clone())
    }
}

/// Returns the tags without the words of the union, or without the words that all tags share:
/// `response.output_text.delta` becomes `output text delta`.
pub(super) fn short_tags(tags: Vec<Option<String>>, union: &str) -> Vec<Option<String>> {
    const SEVERAL: usize = 3;
    let words: Vec<Vec<String>> = tags
        .iter()
        .flatten()
        .map(|tag| naming::words_of_text(tag))
        .collect();
    let shared = if words.len() < SEVERAL {
        SharedEnds::default()
    } else {
        shared_ends(&words)
    };
    let union = naming::words_of_text(union);
    let shorter: Vec<Option<String>> = tags
        .iter()
        .map(|tag| {
            let tag = tag.as_ref()?;
            let short = without_shared_words(&union, &naming::words_of_text(tag), shared)
                .filter(|short| can_be_name(short));
            Some(short.unwrap_or_else(|| tag.clone()))
        })
        .collect();
    let names: BTreeSet<String> = shorter
        .iter()
        .flatten()
        .map(|tag| naming::words_of_text(tag).join(" "))
        .collect();
    if names.len() == words.len() {
        shorter
    } else {
        tags
    }
}
