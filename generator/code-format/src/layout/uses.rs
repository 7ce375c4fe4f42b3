//! `use` declarations.

use std::cmp::Ordering;

use super::{INDENT, LINE_WIDTH, new_line, outdented};
use crate::measure::width_of;
use crate::order::compare_names;
use crate::syntax::{Item, ItemKind, UseTree};

/// Returns the declaration of imports, without the indentation for which it is laid out.
pub(crate) fn use_text(tree: &UseTree, indent: usize) -> String {
    let mut text = String::new();
    write_use(&mut text, "use ", tree, indent);
    outdented(text, indent)
}

/// Sorts successive declarations of modules and successive imports as rustfmt does.
pub(crate) fn sort_declarations(items: &mut [Item]) {
    let runs = items.chunk_by_mut(|left, right| compare_declarations(left, right).is_some());
    for run in runs {
        run.sort_by(|left, right| compare_declarations(left, right).unwrap_or(Ordering::Equal));
    }
}

/// Compares two imports, or two declarations of modules; `None` for other items.
fn compare_declarations(left: &Item, right: &Item) -> Option<Ordering> {
    match (&left.kind, &right.kind) {
        (ItemKind::Use { tree: left, .. }, ItemKind::Use { tree: right, .. }) => {
            Some(compare_trees(left, right))
        }
        (ItemKind::Line(left), ItemKind::Line(right)) => {
            Some(module_name(left)?.cmp(module_name(right)?))
        }
        _ => None,
    }
}

fn module_name(line: &str) -> Option<&str> {
    let (_, name) = line.strip_suffix(';')?.split_once("mod ")?;
    Some(name.trim_start_matches("r#"))
}

/// Sorts declarations as rustfmt does.
pub(crate) fn sort_uses(trees: &mut [UseTree]) {
    trees.sort_by(compare_trees);
}

/// Writes a declaration; `head` precedes the path.
pub(super) fn write_use(out: &mut String, head: &str, tree: &UseTree, indent: usize) {
    out.push_str(head);
    write_use_tree(out, tree, indent, indent + width_of(head), ";".len());
    out.push(';');
}

/// Writes a tree of imports, which begins at `column`.
fn write_use_tree(out: &mut String, tree: &UseTree, indent: usize, column: usize, tail: usize) {
    let line = use_line(tree);
    let Some(group) = &tree.group else {
        out.push_str(&line);
        return;
    };
    let has_inner_group = group.iter().any(|part| part.group.is_some());
    // rustfmt counts the braces twice.
    if !has_inner_group && column + width_of(&line) + tail <= LINE_WIDTH - 2 {
        out.push_str(&line);
        return;
    }
    out.push_str(&tree.path);
    out.push('{');
    let inner = indent + INDENT;
    let mut group: Vec<&UseTree> = group.iter().collect();
    group.sort_by(|left, right| compare_trees(left, right));
    let widths: Vec<usize> = group.iter().map(|part| width_of(&use_line(part))).collect();
    let fits_line = inner + widths.iter().map(|width| width + 2).sum::<usize>() <= LINE_WIDTH + 1;
    let mut end = 0;
    for (part, width) in group.iter().zip(widths) {
        // rustfmt counts a space after each item, unless all are on one line.
        let is_wide = end + 1 + width + 1 + usize::from(!fits_line) > LINE_WIDTH;
        if end == 0 || has_inner_group || is_wide {
            new_line(out, inner);
            end = inner;
        } else {
            out.push(' ');
            end += 1;
        }
        write_use_tree(out, part, inner, end, 1);
        out.push(',');
        end += width + 1;
    }
    new_line(out, indent);
    out.push('}');
}

fn use_line(tree: &UseTree) -> String {
    match tree.group.as_deref() {
        None => tree.path.clone(),
        Some([only]) if only.group.is_none() => format!("{}{}", tree.path, only.path),
        Some(group) => {
            let mut group: Vec<&UseTree> = group.iter().collect();
            group.sort_by(|left, right| compare_trees(left, right));
            let parts: Vec<String> = group.into_iter().map(use_line).collect();
            format!("{}{{{}}}", tree.path, parts.join(", "))
        }
    }
}

/// Returns the names of a path. A colon is faster to search for than two.
fn names_of(path: &str) -> impl Iterator<Item = &str> {
    path.split(':').filter(|name| !name.is_empty())
}

fn compare_trees(left: &UseTree, right: &UseTree) -> Ordering {
    let mut left_names = names_of(&left.path);
    let mut right_names = names_of(&right.path);
    loop {
        let order = match (left_names.next(), right_names.next()) {
            (Some(left), Some(right)) => compare_names(left, right),
            // A name precedes a group.
            (Some(_), None) if right.group.is_some() => Ordering::Less,
            (None, Some(_)) if left.group.is_some() => Ordering::Greater,
            (Some(_), None) => Ordering::Greater,
            (None, Some(_)) => Ordering::Less,
            (None, None) => return left.group.is_some().cmp(&right.group.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}
