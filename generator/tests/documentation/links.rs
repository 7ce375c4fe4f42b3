//! Checks that the book is complete, and that links in the book and in other documents of the
//! repository lead somewhere, as `mdbook build` and readers would find.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Returns the Markdown files in a folder, and in all folders below it if `deep`.
fn markdown_in(folder: &Path, deep: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && deep {
            found.extend(markdown_in(&path, deep));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found
}

/// Returns the text of a page, with the files that it includes.
fn expanded_page(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let mut parts = text.split("{{#include ");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (included, rest) = part.split_once("}}").unwrap();
        let (name, anchor) = included.split_once(':').unwrap_or((included, ""));
        let included = fs::read_to_string(path.parent().unwrap().join(name)).unwrap();
        let wanted = if anchor.is_empty() {
            included.as_str()
        } else {
            let (_, after) = included.split_once(&format!("ANCHOR: {anchor}")).unwrap();
            let (inside, _) = after.split_once(&format!("ANCHOR_END: {anchor}")).unwrap();
            inside
        };
        whole += &format!("{wanted}{rest}");
    }
    whole
}

/// Returns the anchor of a heading, as mdBook and GitHub make it.
fn heading_anchor(text: &str) -> String {
    let kept = text.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Returns the targets of a page's links, and the anchors of its headings.
fn links_and_anchors(text: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut links, mut anchors, mut heading) = (Vec::new(), BTreeSet::new(), None::<String>);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    *heading += &part;
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|text| heading_anchor(&text)));
            }
            _ => {}
        }
    }
    (links, anchors)
}

/// Returns the problem of a link in a page; pages of the book may link only to files of the book.
fn problem_of_link(
    page: &Path,
    link: &str,
    own: &BTreeSet<String>,
    book: Option<&Path>,
) -> Option<String> {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    if file.is_empty() {
        let is_known = anchor.is_empty() || own.contains(anchor);
        return if is_known {
            None
        } else {
            Some("no such heading".to_owned())
        };
    }
    let Ok(path) = page.parent().unwrap().join(file).canonicalize() else {
        return Some("no such file".to_owned());
    };
    if book.is_some_and(|book| !path.starts_with(book)) {
        return Some("not in the book".to_owned());
    }
    if anchor.is_empty() || path.extension().is_none_or(|extension| extension != "md") {
        return None;
    }
    let (_, anchors) = links_and_anchors(&expanded_page(&path));
    if anchors.contains(anchor) {
        None
    } else {
        Some("no such heading".to_owned())
    }
}

#[test]
fn links_of_documents_have_targets() {
    let book = fs::canonicalize(super::BOOK).unwrap();
    let root = book.join("../..").canonicalize().unwrap();
    let mut pages = markdown_in(&book, true);
    for folder in [
        "",
        "generator",
        "generator/decisions",
        "generated",
        "spec",
        "tests",
    ] {
        pages.extend(markdown_in(&root.join(folder), false));
    }
    let (mut problems, mut count) = (Vec::new(), 0);
    for page in &pages {
        let (links, anchors) = links_and_anchors(&expanded_page(page));
        let inside = page.starts_with(&book);
        for link in links.iter().filter(|link| !link.contains("://")) {
            count += 1;
            let only = if inside { Some(book.as_path()) } else { None };
            if let Some(problem) = problem_of_link(page, link, &anchors, only) {
                problems.push(format!("{}: {link}: {problem}", page.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(
        pages.len() > 50 && count > 100,
        "{} pages, {count} links",
        pages.len()
    );
}

#[test]
fn the_summary_of_the_book_lists_each_page_once() {
    let book = fs::canonicalize(super::BOOK).unwrap();
    let (mut listed, _) = links_and_anchors(&fs::read_to_string(book.join("SUMMARY.md")).unwrap());
    listed.sort();
    let mut pages: Vec<String> = markdown_in(&book, true)
        .iter()
        .map(|page| page.strip_prefix(&book).unwrap().display().to_string())
        .filter(|page| page != "SUMMARY.md")
        .collect();
    pages.sort();
    assert_eq!(listed, pages);
}
