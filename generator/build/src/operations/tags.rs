//! Tags: whether each `parent` (OpenAPI 3.2) is a tag, and none contains itself.

use foldhash::HashMap;

use crate::context::BuildContext;
use diag::{Diagnostic, Origin};

/// The parents of tags by the names of the tags.
type TagParents<'d> = HashMap<&'d str, Option<&'d str>>;

/// Reports parents of tags that are not described, and tags that contain themselves.
pub(crate) fn check_tag_parents(cx: &mut BuildContext<'_>) {
    let tags: Vec<Origin> = cx
        .document
        .items(&Origin::default().child("tags"))
        .collect();
    let mut parents = TagParents::default();
    for tag_origin in &tags {
        if let Some(name) = cx.text(tag_origin, "name") {
            parents.entry(name).or_insert(cx.text(tag_origin, "parent"));
        }
    }
    for tag_origin in &tags {
        let (Some(name), Some(parent)) =
            (cx.text(tag_origin, "name"), cx.text(tag_origin, "parent"))
        else {
            continue;
        };
        let (message, help) = if !parents.contains_key(parent) {
            (
                format!("the tag `{name}` has the parent `{parent}`, which is not in `tags`"),
                "add the parent to `tags`, or correct its name",
            )
        } else if is_below_itself(&parents, name) {
            (
                format!("the tag `{name}` is below itself, by its parent `{parent}`"),
                "remove one of the parents",
            )
        } else {
            continue;
        };
        let warning = Diagnostic::warning("unknown-tag", message).at(&tag_origin.child("parent"));
        let instead = "the docs name the parent, and nothing else depends on it";
        cx.warn(warning.instead(instead).help(help));
    }
}

/// Returns whether the parents of a tag lead back to it.
fn is_below_itself(parents: &TagParents<'_>, name: &str) -> bool {
    let mut at = name;
    // After more steps than there are tags, the parents are a circle that does not contain this
    // tag.
    for _ in 0..parents.len() {
        match parents.get(at) {
            Some(Some(parent)) if *parent == name => return true,
            Some(Some(parent)) => at = parent,
            _ => return false,
        }
    }
    false
}
