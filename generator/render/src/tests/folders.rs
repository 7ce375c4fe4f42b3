//! A file that is too long becomes a folder, without changing public paths.

use build::build_model;
use config::Config;
use description::raise::{raise_to_3_2, raise_to_openapi_3};
use description::{Document, ReadOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sample::*;
use super::{assert_holds, rendered, rendered_by, rendered_with};
use crate::{MAX_LINES, RenderOptions, RuntimeSource};
use model::*;
use output::fileset::FileSet;

const NOUNS: [&str; 10] = [
    "beds", "bowls", "cats", "dogs", "fish", "leads", "mice", "owners", "toys", "vets",
];

/// Returns an API that has this many types, and this many methods in one resource, which share some
/// parameters.
fn large(methods: usize, types: usize) -> Api {
    let mut api = empty();
    let many = |count: usize| {
        (0..count)
            .map(|n| property(&format!("field_{n}"), text()))
            .collect::<Vec<_>>()
    };
    for number in 0..types {
        let name = format!(
            "Thing{}{number}",
            char::from(b'A' + u8::try_from(number % 26).unwrap())
        );
        let id = add(&mut api, &name, object(many(4)));
        // Creates one module with many types, and many modules.
        if number >= 40
            && let Some(def) = api.types.get_mut(id)
        {
            def.module = module_of(&name);
        }
    }
    add(&mut api, "Wide", object(many(160)));
    let constants: Vec<String> = (0..700)
        .map(|number| format!("constant-{number}"))
        .collect();
    let wires: Vec<&str> = constants.iter().map(String::as_str).collect();
    add(
        &mut api,
        "Constants",
        self::constants(EnumBase::Text, &wires),
    );
    let operations = (0..methods).map(|number| {
        let verb = ["get", "list", "send"][number % 3];
        let noun = NOUNS[number / 3 % NOUNS.len()];
        let mut operation = operation(&format!("{verb}_{noun}_{number}"), "GET", "/pets/{id}");
        operation.id = format!("operation-{number}");
        operation.parameters = vec![
            parameter("id", ParameterLocation::Path, text()),
            parameter("page", ParameterLocation::Query, text()),
            parameter(&format!("only_{number}"), ParameterLocation::Query, text()),
        ];
        operation.envelope = Some(Envelope {
            result: "result".to_owned(),
            success: None,
            errors: None,
        });
        operation
    });
    let operations = operations.collect();
    with_operations(api, operations)
}

/// Returns an API with a file of types that is too long, in which a type of one subject has a
/// property of another.
fn several_subjects() -> Api {
    let mut api = empty();
    let many = (0..60).map(|n| property(&format!("field_{n}"), text()));
    let many: Vec<_> = many.collect();
    let part = add(&mut api, "ThingPart", object(many.clone()));
    let whole = object(vec![property("part", schema(Type::Named(part)))]);
    let ids = [
        part,
        add(&mut api, "ThingSize", object(many)),
        add(&mut api, "CreateThing", whole),
    ];
    for id in ids {
        api.types.get_mut(id).unwrap().module = module_of("Thing");
    }
    with_operations(api, Vec::new())
}

fn module_of(name: &str) -> String {
    naming::module_name(name)
}

fn rust_files(files: &FileSet) -> impl Iterator<Item = (&str, &str)> {
    let all = files
        .files()
        .iter()
        .map(|file| (file.path.as_str(), file.contents.as_str()));
    all.filter(|(path, _)| path.ends_with(".rs") && !path.contains("/runtime/"))
}

/// Collects the public items at a path, including re-exports; asserts that each module has a file.
fn offered(files: &FileSet, folder: &str, path: &str, found: &mut BTreeSet<String>) {
    let places = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
    let text = places
        .iter()
        .find_map(|place| files.get(place))
        .unwrap_or_else(|| panic!("no module {folder}"));
    for item in syn::parse_file(text).unwrap().items {
        let is_public =
            |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => {
                found.insert(format!("{path}::{}", item.ident))
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                found.insert(format!("{path}::{}", item.ident))
            }
            syn::Item::Use(item) if is_public(&item.vis) => {
                let syn::UseTree::Path(from) = item.tree else {
                    panic!("a `pub use` of something else")
                };
                let mut below = BTreeSet::new();
                offered(files, &format!("{folder}/{}", from.ident), path, &mut below);
                found.extend(chosen(&from.tree, path, below));
                true
            }
            syn::Item::Mod(item) if is_public(&item.vis) => {
                offered(
                    files,
                    &format!("{folder}/{}", item.ident),
                    &format!("{path}::{}", item.ident),
                    found,
                );
                true
            }
            _ => true,
        };
    }
}

fn chosen(tree: &syn::UseTree, path: &str, below: BTreeSet<String>) -> BTreeSet<String> {
    match tree {
        syn::UseTree::Glob(_) => below,
        syn::UseTree::Name(name) => {
            let name = format!("{path}::{}", name.ident);
            assert!(below.contains(&name), "{name} is offered, but not there");
            [name].into()
        }
        syn::UseTree::Group(group) => group
            .items
            .iter()
            .flat_map(|item| chosen(item, path, below.clone()))
            .collect(),
        _ => panic!("a `pub use` of something else"),
    }
}

#[test]
fn no_file_is_too_long() {
    let files = rendered(&large(300, 700));
    let long: Vec<(&str, usize)> = rust_files(&files)
        // The list of modules has two lines for each.
        .filter(|(path, _)| *path != "src/types/mod.rs")
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, n)| *n > MAX_LINES)
        .collect();
    assert!(long.is_empty(), "{long:?}");
    for path in [
        "src/resources/pets/mod.rs",
        "src/resources/pets/parameters.rs",
    ] {
        assert!(files.get(path).is_some(), "no {path}");
    }
    assert!(files.get("src/resources/pets.rs").is_none());
}

#[test]
fn splitting_files_changes_no_public_paths() {
    for (methods, types) in [(2, 3), (300, 700)] {
        let api = large(methods, types);
        let mut expected: BTreeSet<String> = api
            .types
            .iter()
            .map(|(_, def)| format!("types::{}", def.name))
            .collect();
        let requests = api
            .operations
            .iter()
            .map(|operation| &operation.names.request_type);
        expected.extend(
            requests
                .chain([&"Pets".to_owned()])
                .map(|name| format!("resources::pets::{name}")),
        );
        let files = rendered(&api);
        let mut found = BTreeSet::new();
        offered(&files, "src/types", "types", &mut found);
        offered(&files, "src/resources", "resources", &mut found);
        assert_eq!(found, expected);
    }
}

#[test]
fn many_accessors_are_in_one_file() {
    let mut api = large(3, 3);
    for number in 0..400 {
        let rust = format!("{}_{number}", ["cats", "dogs"][number % 2]);
        let id = ResourceId(api.resources.len() as u32);
        api.resources[1].children.push(id);
        api.resources.push(Resource {
            type_name: Some(naming::type_name(&rust)),
            module: vec!["pets".to_owned(), rust.clone()],
            rust,
            ..Resource::default()
        });
    }
    let files = rendered(&api);
    assert_holds(
        &files,
        "src/resources/pets/accessors.rs",
        "//! Accessors of resources.",
    );
}

#[test]
fn accessors_of_the_client_import_it() {
    for (runtime, import) in [
        (RuntimeSource::Embedded, "crate::runtime::client::Client"),
        (
            RuntimeSource::Folder("../runtime".to_owned()),
            "crate::client::Client",
        ),
    ] {
        let options = RenderOptions {
            max_lines: 40,
            runtime,
            ..RenderOptions::default()
        };
        let files = rendered_by(&large(3, 3), options);
        assert_holds(&files, "src/client/accessors.rs", &format!("use {import};"));
    }
}

/// A file of the crate without its `use` items, and what these import.
#[derive(Default)]
struct SplitCode {
    /// The paths of imports by name.
    imports: Vec<(String, String)>,
    defined: BTreeSet<String>,
    variants: BTreeSet<String>,
    /// Names that are not behind `::`.
    used: BTreeSet<String>,
}

impl SplitCode {
    fn of(text: &str) -> Self {
        let mut code = Self::default();
        for item in syn::parse_file(text).unwrap().items {
            code.add(item);
        }
        code
    }

    fn add(&mut self, item: syn::Item) {
        let name = match &item {
            syn::Item::Use(item) => {
                self.import(&item.tree, "");
                return;
            }
            syn::Item::Enum(item) => {
                let variants = item
                    .variants
                    .iter()
                    .map(|variant| variant.ident.to_string());
                self.variants.extend(variants);
                Some(&item.ident)
            }
            syn::Item::Mod(item) if item.content.is_some() => return,
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Mod(item) => Some(&item.ident),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            _ => None,
        };
        self.defined.extend(name.map(ToString::to_string));
        let file = syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        };
        self.used
            .extend(code_format::names_in(&prettyplease::unparse(&file)));
    }

    fn import(&mut self, tree: &syn::UseTree, path: &str) {
        match tree {
            syn::UseTree::Path(step) => {
                self.import(
                    &step.tree,
                    &naming::path_below(path, &step.ident.to_string()),
                );
            }
            syn::UseTree::Name(name) => {
                self.imports.push((path.to_owned(), name.ident.to_string()))
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path);
                }
            }
            syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => {}
        }
    }
}

/// Asserts that each file imports each item of other files that it uses, once, and no others.
fn assert_exact_imports(api: &Api, max_lines: usize) {
    let files = rendered_with(api, max_lines);
    let all: BTreeMap<&str, SplitCode> = rust_files(&files)
        .filter(|(path, _)| path.starts_with("src/resources") || path.starts_with("src/types"))
        .map(|(path, text)| (path, SplitCode::of(text)))
        .collect();
    let items: BTreeSet<&String> = all
        .values()
        .flat_map(|code| &code.defined)
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect();
    for (path, code) in &all {
        let mut names = BTreeSet::new();
        for (from, name) in &code.imports {
            assert!(names.insert(name), "{path} imports {name} twice");
            let is_declared = from
                .split("::")
                .next()
                .is_some_and(|first| code.defined.contains(first));
            let is_of_split = ["super", "crate::resources", "crate::types"]
                .iter()
                .any(|root| from.starts_with(root));
            if is_of_split && !is_declared {
                assert!(
                    code.used.contains(name),
                    "{path} does not use {from}::{name}"
                );
                assert!(
                    !code.defined.contains(name),
                    "{path} has {name} and imports it"
                );
            }
        }
        for name in code.used.iter().filter(|name| items.contains(name)) {
            let is_visible =
                names.contains(name) || code.defined.contains(name) || code.variants.contains(name);
            assert!(is_visible, "{path} does not import {name}");
        }
    }
}

/// Returns the model of a description with everything.
fn everything() -> Api {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let path = spec.join("coverage/everything.yaml");
    let (mut document, _) = Document::load(&path, &ReadOptions::default()).unwrap();
    raise_to_openapi_3(&mut document);
    document.drop_misfits();
    raise_to_3_2(&mut document);
    build_model(&document, &Config::default(), None).api
}

#[test]
fn only_modules_with_public_items_are_exported() {
    let mut checked = 0;
    for api in [everything(), large(60, 60)] {
        let files = rendered_with(&api, 20);
        let sources: BTreeMap<&str, &str> = rust_files(&files).collect();
        for (path, text) in &sources {
            let Some(folder) = path.strip_suffix("mod.rs") else {
                continue;
            };
            for line in text.lines() {
                let module = line
                    .strip_prefix("pub use ")
                    .and_then(|line| line.strip_suffix("::*;"));
                let Some(module) = module else { continue };
                let file = format!("{folder}{module}.rs");
                let inner = format!("{folder}{module}/mod.rs");
                let source = sources.get(file.as_str()).or(sources.get(inner.as_str()));
                let has_public_items = source.is_some_and(|text| text.contains("\npub "));
                assert!(has_public_items, "{path}: {module}");
                checked += 1;
            }
        }
    }
    assert!(checked > 0);
}

#[test]
fn each_file_of_a_folder_imports_what_it_uses() {
    for api in [&everything(), &large(60, 60), &several_subjects()] {
        for max_lines in [60, 150, 400, 1000] {
            assert_exact_imports(api, max_lines);
        }
    }
}

#[test]
fn a_part_has_not_the_name_of_a_module_that_the_folder_imports() {
    let mut api = empty();
    let name = add(
        &mut api,
        "owner::Name",
        object(vec![property("first", text())]),
    );
    let many = || (0..8).map(|n| property(&format!("field_{n}"), text()));
    let owned = property("owner", schema(Type::Named(name)));
    let pet = add(&mut api, "Pet", object(many().chain([owned]).collect()));
    let card = add(&mut api, "OwnerCard", object(many().collect()));
    let bowl = add(&mut api, "Bowl", object(many().collect()));
    for id in [pet, card, bowl] {
        api.types.get_mut(id).unwrap().module = "pets".to_owned();
    }
    api.types.get_mut(name).unwrap().module = "pets_and_toys".to_owned();
    for (module, features) in [
        ("pets", &["pets"][..]),
        ("pets_and_toys", &["pets", "toys"]),
    ] {
        let features = features.iter().map(|name| (*name).to_owned()).collect();
        api.features.types.insert(module.to_owned(), features);
    }
    let by_features = with_operations(api, Vec::new());
    let mut without_features = by_features.clone();
    without_features.features.types.clear();
    for api in [by_features, without_features] {
        let mut parts = BTreeSet::new();
        for max_lines in (120..400).step_by(20) {
            let files = rendered_with(&api, max_lines);
            parts.extend(
                rust_files(&files)
                    .filter_map(|(path, _)| path.strip_prefix("src/types/pets/"))
                    .map(str::to_owned),
            );
        }
        assert!(parts.contains("owner_types.rs"), "{parts:?}");
        assert!(!parts.contains("owner.rs"), "{parts:?}");
    }
}

#[test]
fn a_new_method_changes_few_files() {
    let [before, after] = [300, 301].map(|methods| rendered(&large(methods, 3)));
    let of_methods = |files: &FileSet| -> BTreeSet<(String, String)> {
        let own = rust_files(files).filter(|(path, _)| {
            path.starts_with("src/resources/pets/") && !path.ends_with("mod.rs")
        });
        own.map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect()
    };
    let (before, after) = (of_methods(&before), of_methods(&after));
    let changed = before.difference(&after).count();
    assert!(
        changed <= 3 && before.len() > 10,
        "{changed} of {}",
        before.len()
    );
}

#[test]
fn short_methods_share_a_file() {
    let files = rendered(&large(300, 3));
    let count = rust_files(&files)
        .filter(|(path, _)| path.starts_with("src/resources/pets/"))
        .count();
    assert!(count < 60, "{count} files");
}

/// If a file re-exported a deprecated type without `allow(deprecated)`, there would be a warning.
#[test]
fn split_files_allow_deprecated_types() {
    let mut api = large(3, 2000);
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).step_by(7).collect();
    let mut names = BTreeSet::new();
    for id in ids {
        let def = api.types.get_mut(id).unwrap();
        def.deprecated = true;
        names.insert(def.name.clone());
    }
    let files = rendered(&api);
    assert!(
        rust_files(&files).any(|(path, _)| path
            .strip_prefix("src/types/")
            .is_some_and(|path| path.contains('/'))),
        "no folder of modules"
    );
    for (path, text) in rust_files(&files).filter(|(_, text)| !text.contains("allow(deprecated")) {
        let uses = text
            .split_inclusive(';')
            .filter(|item| item.trim_start().starts_with("pub use"));
        let mut offered =
            uses.flat_map(|item| item.split(|c: char| !c.is_alphanumeric() && c != '_'));
        assert_eq!(offered.find(|name| names.contains(*name)), None, "{path}");
    }
}
