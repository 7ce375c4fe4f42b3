//! Emits the program that makes the same calls and values with two versions of a crate.

use std::collections::HashSet;
use std::fmt::Write as _;

use sdkwright::diff::{Source, Version, item_changes};
use sdkwright::model::{Api, Resource};
use sdkwright::render::spelling::{
    ParameterSpelling, Spelling, TypeSpelling, ValueSpelling, spell_methods, spell_types,
};
use serde_json::Value;

/// The items of the old crate that do not compile against the new one: the name of the type, and
/// the name of the item.
struct Broken<'s>(HashSet<(&'s str, &'s str)>);

impl Broken<'_> {
    fn item(&self, owner: &str, name: &str) -> bool {
        self.0.contains(&(owner, name)) || self.0.contains(&(owner, ""))
    }

    /// Returns whether the text names a removed type.
    fn mentions(&self, ty: &str) -> bool {
        let mut words = ty.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| self.0.contains(&(word, "")))
    }
}

/// Returns the text of a module whose function `run` makes all calls and values of the old crate
/// that compile against the new one; `client` is the crate that it uses.
pub(super) fn probe_module(old: &Version, new: &Version) -> String {
    let changes = item_changes(old.surface(), new.surface());
    let broken = changes
        .iter()
        .filter(|change| change.level == Source::Major)
        .filter_map(|change| change.old.as_ref());
    let broken = Broken(
        broken
            .map(|item| (item.owner.name(), item.name.as_str()))
            .collect(),
    );
    let mut out = String::new();
    for call in spell_methods(old.api()) {
        write_call(&mut out, old.api(), &call, &broken);
    }
    for ty in spell_types(old.api()) {
        write_type(&mut out, &ty, &broken);
    }
    // One function for each probe would be too many for rustc, and a single function would be too
    // large.
    let probes: Vec<&str> = out.split_inclusive("\n").collect();
    let mut module = String::from("use super::support::{Lines, arg};\n\n");
    let mut calls = String::new();
    for (at, probes) in probes.chunks(16).enumerate() {
        let _ = writeln!(
            module,
            "fn run_{at}(lines: &mut Lines) {{\n{}}}\n",
            probes.concat()
        );
        let _ = writeln!(calls, "    run_{at}(&mut lines);");
    }
    let _ = writeln!(
        module,
        "pub fn run() -> Lines {{\n    let mut lines = Lines::new();\n{calls}    lines\n}}"
    );
    module
}

/// Returns the resources from the client to the one with the method of an operation.
fn resource_chain(api: &Api, to: u32) -> Vec<&Resource> {
    let mut chain: Vec<&Resource> = Vec::new();
    let mut at = to;
    while let Some(resource) = api.resources.get(at as usize)
        && chain.len() <= api.resources.len()
    {
        chain.push(resource);
        let parent = api
            .resources
            .iter()
            .position(|one| one.children.iter().any(|child| child.0 == at));
        let Some(parent) = parent.and_then(|parent| u32::try_from(parent).ok()) else {
            break;
        };
        at = parent;
    }
    chain.reverse();
    chain
}

fn write_call(out: &mut String, api: &Api, call: &Spelling, broken: &Broken<'_>) {
    let Some(operation) = api.operations.get(call.operation) else {
        return;
    };
    let chain = resource_chain(api, operation.resource.0);
    let steps = chain
        .iter()
        .zip(chain.iter().skip(1))
        .any(|(from, to)| broken.item(from.handle_name(), &to.rust));
    let handle = chain
        .last()
        .map_or("Client", |resource| resource.handle_name());
    if steps || broken.item(handle, &call.method) || broken.mentions(&operation.names.request_type)
    {
        return;
    }
    let bound = call.chain.iter().map(|(name, bound)| {
        Some(format!(
            ".{name}({})",
            bound
                .as_ref()
                .map_or(Some(String::new()), |bound| argument_value(bound, broken))?
        ))
    });
    let Some(bound) = bound.collect::<Option<Vec<String>>>() else {
        return;
    };
    let Some(taken) = call_arguments(call, broken) else {
        return;
    };
    let setters: String = call_setters(call, broken)
        .into_iter()
        .filter(|(name, _)| !broken.item(&operation.names.request_type, name))
        .map(|(name, value)| format!(".{name}({value})"))
        .collect();
    let start = format!(
        "client{}.{}({})",
        bound.concat(),
        call.method,
        taken.join(", ")
    );
    let name = format!("{handle}::{}", call.method);
    let head = "|client: &client::Client| -> Result<_, String>";
    let _ = writeln!(out, "    call!(lines, {name:?}, {head} {{ Ok({start}) }});");
    if !setters.is_empty() {
        let name = format!("{name} with {}", operation.names.request_type);
        let _ = writeln!(
            out,
            "    call!(lines, {name:?}, {head} {{ Ok({start}{setters}) }});"
        );
    }
}

/// Returns the arguments of a method; `None` if one of them has no sample.
fn call_arguments(call: &Spelling, broken: &Broken<'_>) -> Option<Vec<String>> {
    let mut taken = Vec::new();
    for place in &call.arguments {
        taken.push(argument_value(place, broken)?);
    }
    if let Some(body) = &call.body
        && body.is_argument
    {
        taken.push(typed_argument(&body.ty, body.sample.as_ref(), broken)?);
    }
    Some(taken)
}

/// Returns the setters of a call for which there are values, with these values. The setter `body`
/// is among them if the body is no argument and has no properties.
fn call_setters<'c>(call: &'c Spelling, broken: &Broken<'_>) -> Vec<(&'c str, String)> {
    let setters = call
        .setters
        .iter()
        .filter_map(|(name, place)| Some((name.as_str(), argument_value(place, broken)?)));
    let properties = call
        .properties
        .iter()
        .filter_map(|(name, given)| Some((name.as_str(), sample_value(given, broken)?)));
    let mut setters: Vec<(&str, String)> = setters.chain(properties).collect();
    if let Some(body) = &call.body
        && !body.is_argument
        && call.properties.is_empty()
        && let Some(value) = typed_argument(&body.ty, body.sample.as_ref(), broken)
    {
        setters.push(("body", value));
    }
    setters
}

fn write_type(out: &mut String, ty: &TypeSpelling, broken: &Broken<'_>) {
    for (item, expression) in type_values(ty, broken) {
        let item = format!("{}::{item}", ty.name);
        let _ = writeln!(out, "    value!(lines, {item:?}, {expression});");
    }
}

/// Returns expressions of a type, each with the constructor, setter or variant that it uses.
fn type_values<'t>(ty: &'t TypeSpelling, broken: &Broken<'_>) -> Vec<(&'t str, String)> {
    let path = format!("client::types::{}", ty.name);
    let mut values = Vec::new();
    if let Some(arguments) = &ty.constructor
        && !broken.item(&ty.name, "new")
    {
        let arguments = arguments
            .iter()
            .map(|given| sample_value(given, broken))
            .collect::<Option<Vec<String>>>();
        if let Some(arguments) = arguments {
            let new = format!("{path}::new({})", arguments.join(", "));
            values.push(("new", new.clone()));
            for (name, given) in ty
                .setters
                .iter()
                .filter(|(name, _)| !broken.item(&ty.name, name))
            {
                if let Some(value) = sample_value(given, broken) {
                    values.push((name.as_str(), format!("{new}.{name}({value})")));
                }
            }
        }
    }
    for (name, held) in ty
        .variants
        .iter()
        .filter(|(name, _)| !broken.item(&ty.name, name))
    {
        match held {
            None => values.push((name, format!("{path}::{name}"))),
            Some(held) => {
                if let Some(value) = sample_value(held, broken) {
                    values.push((name, format!("{path}::{name}({value})")));
                }
            }
        }
    }
    values
}

fn argument_value(place: &ParameterSpelling, broken: &Broken<'_>) -> Option<String> {
    typed_argument(&place.ty, place.sample.as_ref(), broken)
}

fn sample_value(given: &ValueSpelling, broken: &Broken<'_>) -> Option<String> {
    let value = typed_argument(&given.ty, given.sample.as_ref(), broken)?;
    Some(if given.boxed {
        format!("Box::new({value})")
    } else {
        value
    })
}

/// Returns a value of this type; `None` if there is no sample, or the new crate has no such type.
fn typed_argument(ty: &str, sample: Option<&Value>, broken: &Broken<'_>) -> Option<String> {
    if broken.mentions(ty) {
        return None;
    }
    let sample = sample?;
    Some(match sample {
        Value::String(text) if ty.ends_with("Upload") => {
            format!("client::Upload::from({text:?}.to_owned())")
        }
        _ => format!("arg::<{ty}>({:?})?", sample.to_string()),
    })
}
