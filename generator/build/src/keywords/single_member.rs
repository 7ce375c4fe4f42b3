//! `oneOf` and `anyOf` with a single member, possibly beside `null`: the union has the annotations of the member.

use super::keyword_meaning::{
    is_bound, is_shape_neutral_key, listed_values, non_null_type_names, only_validates,
};
use crate::context::BuildContext;
use description::keywords::UNION_KEYWORDS;
use description::raise::Annotations;
use diag::Origin;

/// Returns the location of the only member of the union at `origin`. Beside the list, only annotations and the same
/// `type` are allowed, and bounds of an enum, whose values are known.
pub(crate) fn single_member_of(cx: &BuildContext<'_>, origin: &Origin) -> Option<Origin> {
    let object = cx.document.value(origin)?.as_object()?;
    let mut lists = UNION_KEYWORDS
        .into_iter()
        .filter(|key| object.contains_key(*key));
    let (Some(list), None) = (lists.next(), lists.next()) else {
        return None;
    };
    let member = cx.document.only_member(&origin.child(list))?;
    let schema = cx.document.value(&member)?;
    let end = cx.document.followed(member.clone());
    let end = cx.document.value(&end)?.as_object()?;
    let adds_nothing = object.keys().all(|key| match key.as_str() {
        "type" => non_null_type_names(end).eq(non_null_type_names(object)),
        key if is_bound(key) => listed_values(end).is_some(),
        key => key == list || is_shape_neutral_key(key),
    });
    if adds_nothing && schema.is_object() && !only_validates(schema) {
        Some(member)
    } else {
        None
    }
}

/// Returns the schemas from `origin` inwards, each of which is the only member of the one before.
pub(crate) fn nested_single_members(
    cx: &BuildContext<'_>,
    origin: &Origin,
) -> impl Iterator<Item = Origin> {
    std::iter::successors(Some(origin.clone()), |around| single_member_of(cx, around))
}

/// Returns the innermost single member at `origin`, or `origin` itself.
pub(crate) fn innermost_member(cx: &BuildContext<'_>, origin: &Origin) -> Origin {
    nested_single_members(cx, origin)
        .last()
        .unwrap_or_else(|| origin.clone())
}

/// Returns the target of the reference at `origin`, which may be the only member of a union or of `allOf`.
pub(crate) fn referenced_schema(cx: &BuildContext<'_>, origin: &Origin) -> Option<Origin> {
    let place = innermost_member(cx, origin);
    let member = cx.document.only_item(&place.child("allOf"), |_| false);
    cx.document.target(&member.unwrap_or(place))
}

/// Returns the title or description of the schema at `origin`, or else that of its single member.
pub(crate) fn text_in_members<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
    read: fn(Annotations<'d>) -> Option<&'d str>,
) -> Option<&'d str> {
    nested_single_members(cx, origin).find_map(|place| read(cx.annotations(&place)))
}

/// Returns whether the schema at `origin` or its single member is deprecated.
pub(crate) fn is_deprecated_in_members(cx: &BuildContext<'_>, origin: &Origin) -> bool {
    nested_single_members(cx, origin).any(|place| cx.annotations(&place).is_deprecated())
}
