//! Tags: whether each `parent` (OpenAPI 3.2) is a tag, and none contains itself.

use super::context::BuildContext;
use super::found::described_tag;
use crate::diag::{Diagnostic, Origin};
use crate::source::string_field;

/// Reports parents of tags that are not described, and tags that contain themselves.
pub(crate) fn check_tag_parents(cx: &mut BuildContext<'_>) {
    let tags: Vec<Origin> = cx
        .document
        .items(&Origin::default().child("tags"))
        .collect();
    for place in &tags {
        let (Some(name), Some(parent)) = (cx.text(place, "name"), cx.text(place, "parent")) else {
            continue;
        };
        let (message, help) = if described_tag(cx, parent).is_none() {
            (
                format!("the tag `{name}` has the parent `{parent}`, which is not in `tags`"),
                "add the parent to `tags`, or correct its name",
            )
        } else if is_below_itself(cx, name, tags.len()) {
            (
                format!("the tag `{name}` is below itself, by its parent `{parent}`"),
                "remove one of the parents",
            )
        } else {
            continue;
        };
        let warning = Diagnostic::warning("unknown-tag", message).at(&place.child("parent"));
        let instead = "the docs name the parent, and nothing else depends on it";
        cx.warn(warning.instead(instead).help(help));
    }
}

/// Returns whether the parents of a tag lead back to it, in at most `count` steps.
fn is_below_itself(cx: &BuildContext<'_>, name: &str, count: usize) -> bool {
    let mut at = name;
    for _ in 0..count {
        let parent = described_tag(cx, at).and_then(|tag| string_field(tag, "parent"));
        match parent {
            None => return false,
            Some(parent) if parent == name => return true,
            Some(parent) => at = parent,
        }
    }
    false
}
