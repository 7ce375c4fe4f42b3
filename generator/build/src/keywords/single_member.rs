//! `oneOf` and `anyOf` with a single member, possibly next to `null`: the union has the annotations
//! of the member.

use crate::context::BuildContext;
use description::raise::Annotations;
use description::{Node, UnionMembers};
use diag::Origin;

/// Returns the schemas from `origin` inwards, each of which is the only member of the union before
/// it, and means the same.
pub(crate) fn nested_single_members<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
) -> impl Iterator<Item = Node<'d>> + use<'d> {
    let document = cx.document;
    std::iter::successors(document.node(origin), |around| {
        let member = document.single_member(around, UnionMembers::Equivalent)?;
        Some(member.node)
    })
}

/// Returns the innermost single member at `origin`, or `origin` itself.
pub(crate) fn innermost_member(cx: &BuildContext<'_>, origin: &Origin) -> Origin {
    nested_single_members(cx, origin)
        .last()
        .map_or_else(|| origin.clone(), |member| member.origin)
}

/// Returns the target of the reference at `origin`, which may be the only member of a union or of
/// `allOf`.
pub(crate) fn referenced_schema(cx: &BuildContext<'_>, origin: &Origin) -> Option<Origin> {
    let inner = nested_single_members(cx, origin).last()?;
    let member = cx.document.only_item(&inner, "allOf", |_| false);
    cx.document.target(&member.unwrap_or(inner).origin)
}

/// Returns the title or description of the schema at `origin`, or else that of its single member.
pub(crate) fn text_in_members<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
    read: fn(Annotations<'d>) -> Option<&'d str>,
) -> Option<&'d str> {
    nested_single_members(cx, origin).find_map(|schema| read(Annotations::of(schema.value)))
}

/// Returns whether the schema at `origin` or its single member is deprecated.
pub(crate) fn is_deprecated_in_members(cx: &BuildContext<'_>, origin: &Origin) -> bool {
    nested_single_members(cx, origin).any(|schema| Annotations::of(schema.value).is_deprecated())
}
