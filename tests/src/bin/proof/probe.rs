//! Emits a program that uses every item of a crate's public surface.
//!
//! For each item, the program has a function that compiles only while the item is unchanged: it
//! calls a method with arguments of exactly the declared types, including `impl Into<…>`, and
//! requires the same return type.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sdkwright::model::Framing;
use sdkwright::surface::{
    Item, ItemKind, ItemSignature, ItemType, MacroItem, OutputForm, OwnerKind, Receiver,
};

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
    // Signatures in the module `webhooks` name its types directly; all others name them as
    // `webhooks::…`.
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

/// Returns a type or a signature as the program writes it: `crate` becomes the name of the crate.
fn qualified_text(signature: &impl ToString) -> String {
    signature.to_string().replace("crate::", "subject::")
}

fn probe_item(at: usize, item: &Item, surface: &[Item]) -> Option<String> {
    let owner = item.owner.name();
    if item.owner.kind() == OwnerKind::Runtime {
        return None;
    }
    let signature = qualified_text(&item.signature);
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
        ItemKind::Variant => {
            let payload = match &item.signature {
                ItemSignature::Payload(payload) => payload.as_ref(),
                _ => None,
            };
            probe_variant(at, owner, &item.name, payload)
        }
        ItemKind::Constant if item.name.is_empty() => {
            format!("const PROBE_{at}: {signature} = subject::{};", item.path())
        }
        ItemKind::Constant => format!("const PROBE_{at}: {signature} = {owner}::{};", item.name),
        ItemKind::Method => {
            let path = format!("{owner}::{}", item.name);
            probe_call(at, owner, &path, &item.signature)?
        }
        ItemKind::Function => {
            let path = format!("subject::{}", item.path());
            probe_call(at, owner, &path, &item.signature)?
        }
        ItemKind::Trait => probe_implementation(at, owner, item)?,
        ItemKind::Response => {
            format!(
                "{}{}",
                probe_response(at, owner, item, &signature)?,
                universal_setters(at, item, surface)
            )
        }
        // Features are used in manifests, and names of operations are no Rust items.
        ItemKind::Feature
        | ItemKind::OptionalFeature
        | ItemKind::Operation
        | ItemKind::OperationArgument => return None,
    })
}

/// Calls the common setters of every request on this one, unless a parameter or property has the
/// name of such a setter.
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

fn probe_variant(at: usize, owner: &str, name: &str, payload: Option<&ItemType>) -> String {
    let Some(payload) = payload.map(qualified_text) else {
        return format!("fn probe_{at}() -> {owner} {{ {owner}::{name} }}");
    };
    format!("fn probe_{at}(value: {payload}) -> {owner} {{ {owner}::{name}(value) }}")
}

/// Returns a function with the same types as a function of the crate, which it calls.
fn probe_call(at: usize, owner: &str, path: &str, signature: &ItemSignature) -> Option<String> {
    let ItemSignature::Function {
        receiver,
        arguments,
        output,
    } = signature
    else {
        return None;
    };
    let receiver = match receiver {
        Receiver::None => None,
        Receiver::Value => Some(owner.to_owned()),
        Receiver::Reference => Some(format!("&{owner}")),
    };
    let arguments = arguments.iter().map(qualified_text);
    let types = receiver.into_iter().chain(arguments).enumerate();
    let arguments: Vec<String> = types.map(|(index, ty)| format!("a{index}: {ty}")).collect();
    let names: Vec<String> = (0..arguments.len())
        .map(|index| format!("a{index}"))
        .collect();
    Some(format!(
        "fn probe_{at}({}) -> {} {{ {path}({}) }}",
        arguments.join(", "),
        replace_self(&qualified_text(output), owner),
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

fn probe_implementation(at: usize, owner: &str, item: &Item) -> Option<String> {
    let is_known = TRAITS.contains(&item.name.as_str())
        || matches!(item.signature, ItemSignature::Conversion(_));
    let bound = qualified_text(&item.name)
        .replace('&', "&'static ")
        .replace("; N]", "; 2]");
    let bound = without_conversions(&bound);
    is_known.then(|| format!("fn probe_{at}() {{ fn has<T: {bound}>() {{}} has::<{owner}>() }}"))
}

/// Replaces `impl Into<T>` by `T`: a bound takes no `impl`, and each type converts to itself.
fn without_conversions(bound: &str) -> String {
    let Some((before, after)) = bound.split_once("impl Into<") else {
        return bound.to_owned();
    };
    let mut depth = 1;
    let end = after.find(|c| {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let (target, rest) = after.split_at(end.unwrap_or(after.len()));
    let rest = rest.strip_prefix('>').unwrap_or(rest);
    format!(
        "{before}{}{}",
        without_conversions(target),
        without_conversions(rest)
    )
}

/// Checks what the runtime macro that defines an item adds to its type, such as the output of a
/// request.
fn probe_response(at: usize, owner: &str, item: &Item, signature: &str) -> Option<String> {
    let macro_item = item.macro_item?;
    let output = match macro_item {
        MacroItem::Output(OutputForm::Text) => "String",
        MacroItem::Output(OutputForm::Bytes) => "bytes::Bytes",
        MacroItem::Output(OutputForm::Page) => &format!("subject::Page<{signature}>"),
        MacroItem::Output(OutputForm::Stream(Framing::EventData | Framing::EventObjects)) => {
            &format!("subject::EventStream<{signature}>")
        }
        MacroItem::Output(OutputForm::Stream(Framing::Parts)) => {
            &format!("subject::ValueStream<subject::BodyPart<{signature}>>")
        }
        MacroItem::Output(OutputForm::Stream(_)) => &format!("subject::ValueStream<{signature}>"),
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

    fn string() -> ItemType {
        ItemType::imported("String")
    }

    fn integer() -> ItemType {
        ItemType::imported("i64")
    }

    #[test]
    fn methods_become_functions_that_call_them() {
        let map = vec![string(), integer()];
        let map = ItemType::generic("std::collections::BTreeMap", map);
        for (receiver, arguments, output, expected) in [
            (
                Receiver::None,
                vec![string().converted(), integer()],
                ItemType::SelfType,
                "fn probe_7(a0: impl Into<String>, a1: i64) -> Pet { Pet::new(a0, a1) }",
            ),
            (
                Receiver::Reference,
                Vec::new(),
                ItemType::imported("str").reference(),
                "fn probe_7(a0: &Pet) -> &str { Pet::new(a0) }",
            ),
            (
                Receiver::Value,
                vec![map, integer()],
                ItemType::generic("Option", vec![ItemType::SelfType]),
                "fn probe_7(a0: Pet, a1: BTreeMap<String, i64>, a2: i64) -> Option<Pet> { Pet::new(a0, a1, a2) }",
            ),
        ] {
            let signature = ItemSignature::Function {
                receiver,
                arguments,
                output,
            };
            assert_eq!(
                probe_call(7, "Pet", "Pet::new", &signature).as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn conversions_in_bounds_become_their_targets() {
        assert_eq!(
            without_conversions("From<[(impl Into<String>, impl Into<Vec<Dog>>); 2]>"),
            "From<[(String, Vec<Dog>); 2]>"
        );
    }

    #[test]
    fn variants_are_made_from_their_payload() {
        assert_eq!(
            probe_variant(1, "E", "A", None),
            "fn probe_1() -> E { E::A }"
        );
        let payload = ItemType::generic("Box", vec![string()]);
        assert_eq!(
            probe_variant(1, "E", "A", Some(&payload)),
            "fn probe_1(value: Box<String>) -> E { E::A(value) }"
        );
    }
}
