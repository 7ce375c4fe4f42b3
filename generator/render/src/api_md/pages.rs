//! `api.md` is one page or, if that is too long, the index of a folder. The folder has a page for
//! each resource at the first branch of the resource tree, with all resources below it, and a page
//! for each first letter of types. So adding an item moves no other item to another page.

use std::collections::BTreeMap;

use crate::docs::inline_code;
use naming::shared_prefix;
use output::fileset::File;

const MAX_LINES: usize = 2000;

/// How to read the lines of methods.
const LEGEND: &str = "\
Required parameters are arguments, and so is a body with required properties; everything else is a setter of the request.
If all properties of a body are optional, each is a setter, and `body` sets all at once. `body_as` sends another media type.
Every request also has the setters `timeout`, `header`, `query`, `extra`, …; they are listed only where they are called differently.
A result that is an `Option` is `None` for a response without content, such as a 204, and for `null`.";

pub(super) struct Section<'a> {
    /// The module of the resource; empty for the client itself.
    pub(super) module: &'a [String],
    /// The calls that lead to the resource, such as `client.account(account_id).zero_trust()`.
    pub(super) path: String,
    pub(super) count: usize,
    /// A line per method, and one for the setters of its request.
    pub(super) lines: Vec<String>,
}

/// `api.md`, and the pages that it links to.
pub(super) struct ApiPages {
    pub(super) files: Vec<File>,
    /// The links, each with the number of methods or types of its page.
    pub(super) links: Vec<String>,
}

pub(super) fn api_md_pages(
    header: &str,
    sections: &[Section<'_>],
    types: Vec<(&str, String)>,
) -> ApiPages {
    let methods: usize = sections.iter().map(|section| section.lines.len() + 3).sum();
    if methods + types.len() + 7 > MAX_LINES {
        return api_md_folder(header, sections, types);
    }
    let mut lines = first_lines(header);
    lines.extend(sections.iter().flat_map(section_lines));
    lines.extend(["", "# Types", ""].map(str::to_owned));
    lines.extend(types.into_iter().map(|(_, line)| line));
    ApiPages {
        files: vec![api_md_page("api.md".to_owned(), lines)],
        links: Vec::new(),
    }
}

/// Returns the first lines of `api.md`.
fn first_lines(header: &str) -> Vec<String> {
    [header, "", "# Methods", "", LEGEND]
        .map(str::to_owned)
        .to_vec()
}

fn api_md_folder(header: &str, sections: &[Section<'_>], types: Vec<(&str, String)>) -> ApiPages {
    let SplitSections { index, pages } = split_sections_by_resource(sections);
    let letters = group_lines_by_letter(types);
    let resource_links: Vec<String> = pages
        .iter()
        .filter_map(|(name, sections)| resource_page_link(name, sections))
        .collect();
    let type_links: Vec<String> = letters
        .iter()
        .map(|(letter, lines)| type_page_link(letter, lines.len()))
        .collect();
    let as_items = |links: &[String]| -> Vec<String> {
        links.iter().map(|link| format!("- {link}")).collect()
    };
    let mut lines = first_lines(header);
    lines.push(String::new());
    lines.extend(as_items(&resource_links));
    lines.extend(index.into_iter().flat_map(section_lines));
    lines.extend(["", "# Types", ""].map(str::to_owned));
    lines.extend(as_items(&type_links));
    let mut files = vec![api_md_page("api.md".to_owned(), lines)];
    for (name, sections) in pages {
        let mut lines = [header, "", "# Methods"].map(str::to_owned).to_vec();
        lines.extend(sections.into_iter().flat_map(section_lines));
        files.push(api_md_page(format!("api/{name}.md"), lines));
    }
    for (letter, type_lines) in letters {
        let mut lines = [header, "", "# Types", ""].map(str::to_owned).to_vec();
        lines.extend(type_lines);
        files.push(api_md_page(format!("api/types/{letter}.md"), lines));
    }
    ApiPages {
        files,
        links: [resource_links, type_links].concat(),
    }
}

fn type_page_link(letter: &str, count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!(
        "[{}](api/types/{letter}.md): {count} type{plural}",
        letter.to_uppercase()
    )
}

fn resource_page_link(name: &str, sections: &[&Section<'_>]) -> Option<String> {
    let count: usize = sections.iter().map(|section| section.count).sum();
    let plural = if count == 1 { "" } else { "s" };
    let path = sections
        .iter()
        .map(|section| section.path.as_str())
        .reduce(common_path)?;
    Some(format!(
        "[{}](api/{name}.md): {count} method{plural}",
        inline_code(path)
    ))
}

struct SplitSections<'s, 'a> {
    /// The sections of the first page.
    index: Vec<&'s Section<'a>>,
    /// The sections of each other page, by the module at the first branch of the resource tree.
    pages: BTreeMap<&'s str, Vec<&'s Section<'a>>>,
}

fn split_sections_by_resource<'s, 'a>(sections: &'s [Section<'a>]) -> SplitSections<'s, 'a> {
    let shared_length = sections
        .iter()
        .map(|section| section.module)
        .filter(|module| !module.is_empty())
        .reduce(shared_prefix)
        .map_or(0, <[String]>::len);
    let mut split = SplitSections {
        index: Vec::new(),
        pages: BTreeMap::new(),
    };
    for section in sections {
        match section.module.get(shared_length) {
            Some(name) => split.pages.entry(name.as_str()).or_default().push(section),
            None => split.index.push(section),
        }
    }
    split
}

/// Returns the closest common ancestor of two resources: `client.issuing()` of
/// `client.issuing().cards()` and `client.issuing().tokens()`.
fn common_path<'p>(a: &'p str, b: &str) -> &'p str {
    let mut ends =
        std::iter::once(a.len()).chain(a.rmatch_indices(").").map(|(index, _)| index + 1));
    ends.find_map(|end| {
        a.get(..end).filter(|ancestor| {
            b.strip_prefix(*ancestor)
                .is_some_and(|path| path.is_empty() || path.starts_with('.'))
        })
    })
    .unwrap_or(a)
}

fn group_lines_by_letter(types: Vec<(&str, String)>) -> BTreeMap<String, Vec<String>> {
    let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, line) in types {
        let letter = name
            .chars()
            .next()
            .into_iter()
            .flat_map(char::to_lowercase)
            .collect();
        letters.entry(letter).or_default().push(line);
    }
    letters
}

fn section_lines(section: &Section<'_>) -> Vec<String> {
    let top = [String::new(), format!("## {}", section.path), String::new()];
    top.into_iter()
        .chain(section.lines.iter().cloned())
        .collect()
}

fn api_md_page(path: String, mut lines: Vec<String>) -> File {
    lines.push(String::new());
    File {
        path,
        contents: lines.join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(paths: &[&str]) -> Vec<Vec<String>> {
        paths
            .iter()
            .map(|path| {
                path.split('.')
                    .filter(|step| !step.is_empty())
                    .map(str::to_owned)
                    .collect()
            })
            .collect()
    }

    fn rendered(paths: &[&str], methods: usize, types: &[&str]) -> Vec<(String, String)> {
        let modules = modules(paths);
        let sections = modules.iter().zip(paths).map(|(module, path)| Section {
            module,
            path: format!("client.{path}"),
            count: methods,
            lines: (0..methods)
                .map(|number| format!("- {path} {number}"))
                .collect(),
        });
        let types = types
            .iter()
            .map(|name| (*name, format!("- {name}")))
            .collect();
        let files = api_md_pages("<!-- made -->", &sections.collect::<Vec<_>>(), types).files;
        files
            .into_iter()
            .map(|file| (file.path, file.contents))
            .collect()
    }

    #[test]
    fn a_short_api_md_is_one_page() {
        let files = rendered(&["pets", "pets.toys"], 1, &["Pet"]);
        let expected = format!(
            "<!-- made -->\n\n# Methods\n\n{LEGEND}\n\n## client.pets\n\n- pets 0\n\n## client.pets.toys\n\n\
             - pets.toys 0\n\n# Types\n\n- Pet\n"
        );
        assert_eq!(files, [("api.md".to_owned(), expected)]);
    }

    #[test]
    fn a_long_api_md_becomes_a_folder_with_an_index() {
        let files = rendered(
            &["", "pets", "pets.toys", "types"],
            600,
            &["Apple", "Pet", "Plum"],
        );
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "api.md",
                "api/pets.md",
                "api/types.md",
                "api/types/a.md",
                "api/types/p.md"
            ]
        );
        assert!(
            files
                .iter()
                .all(|(_, text)| text.starts_with("<!-- made -->\n\n# ") && text.ends_with('\n'))
        );
        let index = &files[0].1;
        let links = "\n- [`client.pets`](api/pets.md): 1200 methods\n- [`client.types`](api/types.md): 600 methods\n";
        assert!(
            index.contains(links)
                && index
                    .ends_with("\n- [A](api/types/a.md): 1 type\n- [P](api/types/p.md): 2 types\n")
        );
        assert!(
            index.contains("\n## client.\n\n-  0\n") && !index.contains("- pets 0"),
            "{index}"
        );
        assert!(
            files[1].1.contains("## client.pets\n") && files[1].1.contains("## client.pets.toys\n")
        );
        assert_eq!(files[4].1, "<!-- made -->\n\n# Types\n\n- Pet\n- Plum\n");
    }

    #[test]
    fn the_index_names_what_a_page_has_in_common() {
        for (a, b, expected) in [
            ("client.a().b()", "client.a().c()", "client.a()"),
            ("client.a()", "client.a().c()", "client.a()"),
            (
                "client.account(id).a().b()",
                "client.account(id).a().bc()",
                "client.account(id).a()",
            ),
        ] {
            assert_eq!(common_path(a, b), expected);
        }
    }

    #[test]
    fn one_page_per_branch_of_the_resource_tree() {
        let files = rendered(&["account", "account.a", "account.b.c"], 700, &[]);
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["api.md", "api/a.md", "api/b.md"]);
    }

    #[test]
    fn a_new_type_changes_only_the_page_of_its_letter() {
        let many: Vec<String> = (0..3000)
            .map(|number| format!("{}{number}", ["Ape", "Bee"][number % 2]))
            .collect();
        let names: Vec<&str> = many.iter().map(String::as_str).collect();
        let (before, after) = (
            rendered(&["x"], 1, &names[1..]),
            rendered(&["x"], 1, &names),
        );
        let changed: Vec<&str> = after
            .iter()
            .filter(|file| !before.contains(file))
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(changed, ["api.md", "api/types/a.md"]);
    }
}
