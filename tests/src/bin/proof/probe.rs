//! Emits a program that uses every item of a crate's public surface.
//!
//! For each item, the program has a function that compiles only while the item is unchanged: it calls a method with
//! arguments of exactly the declared types, including `impl Into<…>`, and requires the same return type.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sdkwright::surface::{Item, ItemKind, MacroItem, OutputForm, OwnerKind};

/// Traits of the standard library that users rely on.
const TRAITS: [&str; 10] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Returns the text of the program.
pub(crate) fn probe_program(surface: &[Item]) -> String {
    let mut out = String::from("#![allow(deprecated, unused_imports, dead_code, clippy::all)]\n\n");
    let heads = surface.iter().filter(|item| item.name.is_empty());
    let paths: BTreeSet<&str> = heads.filter_map(|item| item.owner.import_path()).collect();
    let own: BTreeSet<&str> = paths
        .iter()
        .filter_map(|path| path.rsplit("::").next())
        .collect();
    // Signatures in the module `webhooks` name its types directly; all others name them as `webhooks::…`.
    let mut owners = surface.iter().map(|item| item.owner.kind());
    let has_events = owners.any(|kind| kind == OwnerKind::Webhooks);
    let events = has_events.then_some("webhooks");
    for path in paths.iter().copied().chain(events) {
        let _ = writeln!(out, "use subject::{path};");
    }
    // Glob imports, so that types of the description shadow the items of the crate root.
    out.push_str("use subject::*;\n");
    for (path, name) in [
        ("std::collections::BTreeMap", "BTreeMap"),
        ("std::time::Duration", "Duration"),
        ("serde_json::Value", "Value"),
        ("bytes::Bytes", "Bytes"),
        ("std::fmt::Debug", "Debug"),
        ("std::fmt::Display", "Display"),
        ("std::hash::Hash", "Hash"),
    ] {
        if !own.contains(name) {
            let _ = writeln!(out, "use {path};");
        }
    }
    for (at, item) in surface.iter().enumerate() {
        if let Some(used) = probe_item(at, item, surface) {
            let _ = writeln!(out, "\n// {}\n{used}", item.path());
        }
    }
    out
}

/// Returns a signature as the program writes it: `crate` becomes the name of the crate.
fn qualified_signature(text: &str) -> String {
    text.replace("crate::", "subject::")
}

fn probe_item(at: usize, item: &Item, surface: &[Item]) -> Option<String> {
    let owner = item.owner.name();
    if item.owner.kind() == OwnerKind::Runtime {
        return None;
    }
    let signature = qualified_signature(&item.signature.to_string());
    Some(match item.kind {
        ItemKind::Struct => format!(
            "fn probe_{at}() {{ fn has<T: Clone + Debug + Send + Sync + 'static>() {{}} has::<{owner}>() }}{}",
            probe_stored_value(at, item)
        ),
        ItemKind::Enum => probe_exhaustive_type(at, item, surface),
        ItemKind::Alias => format!("fn probe_{at}(value: {owner}) -> {signature} {{ value }}"),
        ItemKind::Export => format!(
            "fn probe_{at}(value: {owner}) -> subject::types::{} {{ value }}",
            item.name
        ),
        ItemKind::Field => format!(
            "fn probe_{at}(value: {owner}) -> {signature} {{ value.{} }}",
            item.name
        ),
        ItemKind::Variant => probe_variant(at, owner, &item.name, &signature),
        ItemKind::Constant if item.name.is_empty() => {
            format!("const PROBE_{at}: {signature} = subject::{};", item.path())
        }
        ItemKind::Constant => format!("const PROBE_{at}: {signature} = {owner}::{};", item.name),
        ItemKind::Method => probe_call(at, owner, &format!("{owner}::{}", item.name), &signature)?,
        ItemKind::Function => {
            probe_call(at, owner, &format!("subject::{}", item.path()), &signature)?
        }
        ItemKind::Trait => probe_implementation(at, owner, &item.name)?,
        ItemKind::Response => {
            format!(
                "{}{}",
                probe_response(at, owner, item, &signature)?,
                universal_setters(at, item, surface)
            )
        }
        // Features are used in manifests, not in programs.
        ItemKind::Feature => return None,
    })
}

/// Calls the common setters of every request on this one, unless a parameter or property has the name of such a setter.
fn universal_setters(at: usize, item: &Item, surface: &[Item]) -> String {
    let is_renamed = surface
        .iter()
        .any(|other| other.owner == item.owner && other.name == "setters");
    if is_renamed || !matches!(item.name.as_str(), "request" | "pages") {
        return String::new();
    }
    let owner = item.owner.name();
    format!(
        "\nfn setters_{at}(value: {owner}) {{ drop(value.timeout(std::time::Duration::MAX).retries(1).header(\"a\", \"b\")\
         .query(\"a\", 1).extra(\"a\", 1).anonymous().idempotent(true).with(|options| options)); }}"
    )
}

/// Uses a type as a stored value.
fn probe_stored_value(at: usize, item: &Item) -> String {
    if item.owner.kind() != OwnerKind::Described {
        return String::new();
    }
    let owner = item.owner.name();
    format!(
        "\nfn stored_{at}() {{ fn has<T: serde::Serialize + for<'a> serde::Deserialize<'a>>() {{}} has::<{owner}>() }}"
    )
}

fn probe_exhaustive_type(at: usize, item: &Item, surface: &[Item]) -> String {
    let owner = item.owner.name();
    let variants = surface
        .iter()
        .filter(|other| other.owner == item.owner && other.kind == ItemKind::Variant);
    let mut arms: Vec<String> = variants
        .map(|variant| format!("{owner}::{} {{ .. }} => {{}}", variant.name))
        .collect();
    if item.open {
        arms.push("_ => {}".to_owned());
    }
    format!(
        "fn probe_{at}(value: {owner}) {{ match value {{ {} }} }}",
        arms.join(" ")
    )
}

fn probe_variant(at: usize, owner: &str, name: &str, signature: &str) -> String {
    let payload = signature.trim_start_matches('(').trim_end_matches(')');
    // Removes only the outer parentheses: the payload may end with one.
    let payload = signature
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(payload);
    if payload.is_empty() {
        return format!("fn probe_{at}() -> {owner} {{ {owner}::{name} }}");
    }
    format!("fn probe_{at}(value: {payload}) -> {owner} {{ {owner}::{name}(value) }}")
}

/// Turns `fn(&self, impl Into<String>) -> Pet` into a function with the same types that only calls the method.
fn probe_call(at: usize, owner: &str, path: &str, signature: &str) -> Option<String> {
    let (awaited, rest) = match signature.strip_prefix("async fn") {
        Some(rest) => ("async ", rest),
        None => ("", signature.strip_prefix("fn")?),
    };
    let open = rest.find('(')?;
    let (generics, rest) = rest.split_at(open);
    let close = closing_parenthesis(rest)?;
    let (inside, output) = (rest.get(1..close)?, rest.get(close + 1..)?);
    let types: Vec<String> = split_arguments(inside);
    let arguments = types.iter().enumerate().map(|(index, ty)| {
        let ty = match ty.as_str() {
            "self" => owner.to_owned(),
            "&self" => format!("&{owner}"),
            "&mut self" => format!("&mut {owner}"),
            ty => ty.to_owned(),
        };
        format!("a{index}: {ty}")
    });
    let arguments: Vec<String> = arguments.collect();
    let names: Vec<String> = (0..types.len()).map(|index| format!("a{index}")).collect();
    let output = replace_self(output, owner);
    let dot = if awaited.is_empty() { "" } else { ".await" };
    Some(format!(
        "{awaited}fn probe_{at}{generics}({}){output} {{ {path}({}){dot} }}",
        arguments.join(", "),
        names.join(", ")
    ))
}

fn replace_self(text: &str, owner: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(if word == "Self" { owner } else { &word });
        word.clear();
        out.push(c);
    }
    out.trim_end().to_owned()
}

/// Returns the index of the parenthesis that closes the first one.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Splits the text at the commas between arguments.
fn split_arguments(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '>' if last != '-' => depth -= 1,
            _ => {}
        }
        last = c;
        match (c, parts.last_mut()) {
            (',', _) if depth == 0 => parts.push(String::new()),
            (c, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    parts
        .into_iter()
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn probe_implementation(at: usize, owner: &str, name: &str) -> Option<String> {
    let is_known = TRAITS.contains(&name) || name.starts_with("From<");
    let bound = qualified_signature(name).replace('&', "&'static ");
    is_known.then(|| format!("fn probe_{at}() {{ fn has<T: {bound}>() {{}} has::<{owner}>() }}"))
}

/// Checks what the runtime macro that defines an item adds to its type, such as the output of a request.
fn probe_response(at: usize, owner: &str, item: &Item, signature: &str) -> Option<String> {
    let macro_item = item.macro_item?;
    let output = match macro_item {
        MacroItem::Output(OutputForm::Text) => "String",
        MacroItem::Output(OutputForm::Bytes) => "bytes::Bytes",
        MacroItem::Output(OutputForm::Page) => &format!("subject::Page<{signature}>"),
        _ => signature,
    };
    let awaited = format!(
        "async fn probe_{at}(value: {owner}) {{ let _: Result<{output}, subject::Error> = value.await; }}"
    );
    let paged = format!(
        "\nfn pages_{at}(value: {owner}) -> subject::Items<{signature}> {{ {owner}::stream(value) }}"
    );
    Some(match macro_item {
        MacroItem::Output(OutputForm::Page) => awaited + &paged,
        MacroItem::Output(_) => awaited,
        MacroItem::ItemsOfPages => paged,
        MacroItem::Alternatives => {
            format!(
                "fn probe_{at}(value: {owner}) {{ drop({owner}::send_bytes_as(value, \"a/b\")); }}"
            )
        }
        MacroItem::FromStr if item.name == "text_enum" => {
            format!(
                "fn probe_{at}() {{ fn has<T: Debug + Display + std::str::FromStr + From<String>>() {{}} has::<{owner}>() }}"
            )
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_become_functions_that_call_them() {
        for (signature, expected) in [
            (
                "fn(impl Into<String>, i64) -> Self",
                "fn probe_7(a0: impl Into<String>, a1: i64) -> Pet { Pet::new(a0, a1) }",
            ),
            (
                "fn(&self) -> &str",
                "fn probe_7(a0: &Pet) -> &str { Pet::new(a0) }",
            ),
            (
                "fn(self, impl FnOnce(Options) -> Options, BTreeMap<String, i64>) -> Self",
                "fn probe_7(a0: Pet, a1: impl FnOnce(Options) -> Options, a2: BTreeMap<String, i64>) -> Pet { Pet::new(a0, a1, a2) }",
            ),
        ] {
            assert_eq!(
                probe_call(7, "Pet", "Pet::new", signature).as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn variants_are_made_from_their_payload() {
        assert_eq!(
            probe_variant(1, "E", "A", "()"),
            "fn probe_1() -> E { E::A }"
        );
        assert_eq!(
            probe_variant(1, "E", "A", "(Box<Pet>)"),
            "fn probe_1(value: Box<Pet>) -> E { E::A(value) }"
        );
    }
}
