//! The style of the emitted crate, for a reader who does not know the generator: docs, names,
//! examples, lint allowances.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

const CRATE: &str = "../generated";

/// The only lint allowances that emitted files may have.
const ALLOWANCES: &[(&str, &str)] = &[
    ("src/lib.rs", "dead_code, unused_imports, unused_macros"),
    ("src/runtime/constraints.rs", "clippy::cast_precision_loss"),
    ("src/runtime/impls.rs", "deprecated"),
    ("src/runtime/mod.rs", "unused_imports"),
    ("src/runtime/json.rs", "clippy::cast_possible_truncation"),
    ("src/runtime/json.rs", "clippy::cast_precision_loss"),
    ("src/runtime/response.rs", "clippy::unnecessary_wraps"),
    ("src/runtime/retry.rs", "clippy::cast_precision_loss"),
    ("src/runtime/test_server/mod.rs", "clippy::panic"),
    ("src/runtime/test_server/overrides.rs", "deprecated"),
    (
        "src/runtime/test_server/sample.rs",
        "clippy::cast_possible_truncation",
    ),
    ("src/runtime/testing/script.rs", "clippy::panic"),
];

/// Returns all text files of the emitted crate, by path.
fn emitted_files() -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::from(CRATE)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|end| ["rs", "md", "toml"].iter().any(|known| end == *known))
            {
                let name = path
                    .strip_prefix(CRATE)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 30);
    found
}

fn rust_files() -> Vec<(String, syn::File)> {
    emitted_files()
        .into_iter()
        .filter(|(name, _)| name.ends_with(".rs"))
        .map(|(name, text)| {
            let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, file)
        })
        .collect()
}

/// Returns the lines for which `complain` returns true.
fn lines_with_complaints(complain: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in emitted_files() {
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| complain(&name, line));
        found.extend(lines.map(|(index, line)| format!("{name}:{}: {line}", index + 1)));
    }
    found
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<String> = emitted_files()
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "rs"))
        .filter_map(|(name, text)| {
            (text.lines().count() > 1000).then(|| format!("{name}: {}", text.lines().count()))
        })
        .collect();
    assert_none(&long);
}

#[test]
fn no_breakable_line_is_too_wide() {
    assert_none(&lines_with_complaints(|name, line| {
        let words = line.trim_start_matches(['/', '!', ' ']);
        // A link, a pattern, a string or a code span cannot be broken.
        let unbreakable =
            words.split(' ').any(|word| word.chars().count() > 80) || line.contains("://");
        // `api.md` and its pages have one line for each method and type.
        line.chars().count() > 120 && !unbreakable && name != "api.md" && !name.starts_with("api/")
    }));
}

#[test]
fn no_markup_is_left_over() {
    assert_none(&lines_with_complaints(|name, line| {
        // Programs print paragraphs and events, but no text that was made from the description.
        let programs = ["command_line", "mcp", "test_server"];
        let path = name.strip_prefix("src/runtime/").unwrap_or_default();
        if programs
            .iter()
            .any(|program| path.starts_with(&format!("{program}/")))
        {
            return false;
        }
        let entity = line.split('&').skip(1).any(|rest| {
            let name = rest.split(';').next().unwrap_or_default();
            rest.contains(';')
                && (2..8).contains(&name.len())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        });
        let tokens = line.contains(":: ") || line.contains(" ::");
        let tags = ["<br", "<p>", "</", "<b>", "<li>"]
            .iter()
            .any(|tag| line.contains(tag));
        entity || tokens || tags || line.contains("\\n\\n")
    }));
}

#[test]
fn only_listed_lints_are_allowed() {
    let mut found = Vec::new();
    for (name, text) in emitted_files() {
        for attribute in text.split('#').skip(1) {
            let attribute = attribute.strip_prefix('!').unwrap_or(attribute);
            let lint = attribute
                .strip_prefix("[allow(")
                .or_else(|| attribute.strip_prefix("[expect("));
            // An attribute may have a line for each argument.
            let Some(words) = lint.map(|lint| lint.split_whitespace().take(40)) else {
                continue;
            };
            let lint = words.collect::<Vec<&str>>().join(" ");
            let is_listed = ALLOWANCES
                .iter()
                .any(|(file, known)| *file == name && lint.starts_with(known));
            if !is_listed {
                found.push(format!("{name}: {lint}"));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn every_example_is_compiled() {
    assert_none(&lines_with_complaints(|_, line| {
        let fence = line
            .trim_start()
            .trim_start_matches(['/', '!', ' '])
            .strip_prefix("```");
        fence.is_some_and(|info| info.contains("ignore")) || line.contains("#[ignore")
    }));
}

/// A method returns a request or another handle. The example of a method that returns a request
/// shows its call.
#[test]
fn every_method_has_its_own_example() {
    let mut methods = 0;
    let mut without = Vec::new();
    for (name, file) in rust_files()
        .into_iter()
        .filter(|(name, _)| name.starts_with("src/resources/"))
    {
        let implementations = file.items.iter().filter_map(|item| match item {
            syn::Item::Impl(item) => Some(item),
            _ => None,
        });
        let functions =
            implementations
                .flat_map(|item| &item.items)
                .filter_map(|item| match item {
                    syn::ImplItem::Fn(function) => Some(function),
                    _ => None,
                });
        for function in functions {
            let syn::ReturnType::Type(_, output) = &function.sig.output else {
                continue;
            };
            let syn::Type::Path(path) = &**output else {
                continue;
            };
            if path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident.to_string().ends_with("Request"))
            {
                methods += 1;
                let docs: Vec<String> = function.attrs.iter().filter_map(doc_line).collect();
                let call = format!(".{}(", function.sig.ident);
                let is_shown = docs.iter().any(|line| line.trim() == "```no_run")
                    && docs.iter().any(|line| line.contains(&call));
                without.extend((!is_shown).then(|| format!("{name}: {}", function.sig.ident)));
            }
        }
    }
    assert_none(&without);
    assert_eq!(methods, 12);
}

/// Items have the same order as in clients in other languages.
#[test]
fn the_readme_covers_every_topic_once() {
    let text = fs::read_to_string(Path::new(CRATE).join("README.md")).unwrap();
    let headings: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    let expected = [
        "Install",
        "Usage",
        "Authentication",
        "Client settings",
        "Types",
        "Lists",
        "Errors",
        "Retries and timeouts",
        "Waiting",
        "Raw responses",
        "Testing",
        "Documentation",
        "Features",
        "Versions",
        "Requirements",
    ];
    let known: Vec<&str> = headings
        .iter()
        .copied()
        .filter(|heading| expected.contains(heading))
        .collect();
    assert_eq!(known, expected);
    // A section fits on a screen; the length depends on the calls in the examples.
    let lines = text.lines().count();
    assert!(lines < 480, "{lines} lines");
    for part in text.split("\n## ") {
        assert!(part.lines().count() <= 60, "{part}");
    }
    // Tests compile only the code of a section, so a section without code would be an untested
    // promise; `.ci/programs` tests the programs.
    let parts = text.split("\n## ").skip(1);
    let without: Vec<String> = parts
        .filter(|part| {
            ![
                "Documentation",
                "Features",
                "Programs",
                "Requirements",
                "Versions",
            ]
            .iter()
            .any(|name| part.starts_with(name))
        })
        .filter(|part| !part.contains("```rust") && !part.starts_with("Install"))
        .map(|part| part.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_none(&without);
    // Topics that have a file instead of a section.
    for file in ["api.md", "examples/quick_start.rs"] {
        assert!(Path::new(CRATE).join(file).exists(), "{file}");
    }
}

#[test]
fn no_condition_is_a_literal() {
    struct Matches(Vec<String>, String);
    impl Visit<'_> for Matches {
        fn visit_expr_match(&mut self, node: &syn::ExprMatch) {
            if matches!(*node.expr, syn::Expr::Lit(_)) {
                self.0.push(self.1.clone());
            }
            visit::visit_expr_match(self, node);
        }
        fn visit_expr_if(&mut self, node: &syn::ExprIf) {
            if matches!(*node.cond, syn::Expr::Lit(_)) {
                self.0.push(self.1.clone());
            }
            visit::visit_expr_if(self, node);
        }
    }
    for (name, file) in rust_files() {
        let mut matches = Matches(Vec::new(), name);
        matches.visit_file(&file);
        assert_none(&matches.0);
    }
}

/// The documented items, and their documentation.
#[derive(Default)]
struct Docs {
    file: String,
    complaints: Vec<String>,
    seen: usize,
}

impl Docs {
    fn look(&mut self, name: &str, attributes: &[syn::Attribute]) {
        let lines: Vec<String> = attributes.iter().filter_map(doc_line).collect();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        self.seen += 1;
        let mut complain = |what: &str| {
            self.complaints
                .push(format!("{}: `{name}` {what}: {first}", self.file))
        };
        if first.trim().is_empty() || last.trim().is_empty() {
            complain("has documentation that begins or ends with nothing");
        }
        if lines
            .windows(2)
            .any(|pair| pair.iter().all(|line| line.trim().is_empty()))
        {
            complain("has two empty lines in its documentation");
        }
        if only_letters(&lines.concat()) == only_letters(name) {
            complain("has documentation that only says its name");
        }
        if first.trim_end().ends_with("..") || first.contains(" .") || first.contains("  ") {
            complain("has a sentence that was put together badly");
        }
    }
}

fn doc_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) if pair.path.is_ident("doc") => Some(text.value()),
        _ => None,
    }
}

fn only_letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Visit<'_> for Docs {
    fn visit_item_struct(&mut self, node: &syn::ItemStruct) {
        self.look(&node.ident.to_string(), &node.attrs);
        visit::visit_item_struct(self, node);
    }
    fn visit_item_enum(&mut self, node: &syn::ItemEnum) {
        self.look(&node.ident.to_string(), &node.attrs);
        visit::visit_item_enum(self, node);
    }
    fn visit_field(&mut self, node: &syn::Field) {
        if let Some(name) = &node.ident {
            self.look(&name.to_string(), &node.attrs);
        }
    }
    fn visit_variant(&mut self, node: &syn::Variant) {
        self.look(&node.ident.to_string(), &node.attrs);
    }
    fn visit_impl_item_fn(&mut self, node: &syn::ImplItemFn) {
        self.look(&node.sig.ident.to_string(), &node.attrs);
    }
    fn visit_item_fn(&mut self, node: &syn::ItemFn) {
        self.look(&node.sig.ident.to_string(), &node.attrs);
    }
    fn visit_file(&mut self, node: &syn::File) {
        let stem = Path::new(&self.file)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        self.look(&stem.unwrap_or_default(), &node.attrs);
        visit::visit_file(self, node);
    }
}

#[test]
fn documentation_does_not_only_repeat_names() {
    let mut docs = Docs::default();
    for (file, parsed) in rust_files() {
        docs.file = file;
        docs.visit_file(&parsed);
    }
    assert_none(&docs.complaints);
    assert!(docs.seen > 300, "{}", docs.seen);
}

#[test]
fn every_file_has_a_generated_header() {
    for (name, text) in emitted_files() {
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.contains("@generated by sdkwright") && first.contains("Do not edit."),
            "{name}: {first}"
        );
    }
}
