//! `oneOf` and `anyOf` with a single member, possibly next to `null`: the union has the annotations
//! of the member.

use crate::context::BuildContext;
use description::UnionMembers;
use description::raise::Annotations;
use diag::Origin;

/// Returns the location of the only member of the union at `origin`, if it means the same as the
/// union.
pub(crate) fn single_member_of(cx: &BuildContext<'_>, origin: &Origin) -> Option<Origin> {
    let member = cx
        .document
        .single_member(origin, UnionMembers::Equivalent)?;
    Some(member.origin)
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

/// Returns the target of the reference at `origin`, which may be the only member of a union or of
/// `allOf`.
pub(crate) fn referenced_schema(cx: &BuildContext<'_>, origin: &Origin) -> Option<Origin> {
    let inner_origin = innermost_member(cx, origin);
    let member = cx
        .document
        .only_item(&inner_origin.child("allOf"), |_| false);
    cx.document.target(&member.unwrap_or(inner_origin))
}

/// Returns the title or description of the schema at `origin`, or else that of its single member.
pub(crate) fn text_in_members<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
    read: fn(Annotations<'d>) -> Option<&'d str>,
) -> Option<&'d str> {
    nested_single_members(cx, origin).find_map(|schema_origin| read(cx.annotations(&schema_origin)))
}

/// Returns whether the schema at `origin` or its single member is deprecated.
pub(crate) fn is_deprecated_in_members(cx: &BuildContext<'_>, origin: &Origin) -> bool {
    nested_single_members(cx, origin)
        .any(|schema_origin| cx.annotations(&schema_origin).is_deprecated())
}
