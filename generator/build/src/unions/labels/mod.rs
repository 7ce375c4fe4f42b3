//! Names of union members: the tag; or the component name or title, without the words of the union;
//! or a distinctive property; or the type of the values. A member is never named by its index,
//! which depends on the members before it.

mod label;
mod object_shapes;
mod own_labels;
mod shared_words;
mod tags;

pub(crate) use label::{Label, TEXT, json_type_label};
pub(crate) use shared_words::without_union;

use crate::context::BuildContext;
use crate::keywords::facts::Alternatives;
use crate::schemas::conversion::Schemas;
use model::name_rules as rules;
use object_shapes::{ObjectShape, differing_property_label, distinct_object_label};
use own_labels::{OwnLabel, labels_without_shared_words, own_label, specific_label};
use tags::{member_tags, short_tags};

/// The maximum length of a title or constant that can be a name, in bytes.
const LONGEST_TITLE: usize = 60;

/// Returns a label for each member of a union; `union` is the name of the union.
pub(crate) fn label_members(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    alternatives: &Alternatives,
    union: &str,
) -> Vec<Label> {
    let members = &alternatives.members;
    let shapes: Vec<ObjectShape> = members
        .iter()
        .map(|origin| ObjectShape::read(cx, origin))
        .collect();
    let tags = short_tags(member_tags(cx, alternatives, &shapes), union);
    let own_labels: Vec<Option<OwnLabel>> = members
        .iter()
        .map(|origin| own_label(schemas, cx, origin))
        .collect();
    let own_labels = labels_without_shared_words(&own_labels, union, |at| {
        shapes
            .get(at)
            .is_some_and(|shape| !shape.properties.is_empty())
    });
    let mut labels = Vec::with_capacity(members.len());
    for (index, origin) in members.iter().enumerate() {
        let tag = tags.get(index).cloned().flatten();
        let own = own_labels.get(index).cloned().flatten();
        labels.push(match (tag, own) {
            (Some(tag), _) => Label::named(tag, &rules::TAG_VALUE),
            (None, Some(label)) if is_shared_kind(&label, &own_labels) => {
                specific_label(schemas, cx, origin, &label)
            }
            (None, Some(label)) => label,
            (None, None) => distinct_object_label(&shapes, index).unwrap_or_else(|| {
                Label::named(differing_property_label(&shapes, index), &rules::DIFFERENCE)
            }),
        });
    }
    labels
}

/// Returns whether a label is just a type that several members have.
fn is_shared_kind(label: &Label, labels: &[Option<Label>]) -> bool {
    let same = labels.iter().flatten().filter(|other| other.is_same(label));
    label.is_kind && same.count() >= 2
}
