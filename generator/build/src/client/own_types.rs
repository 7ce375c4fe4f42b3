//! Types as `generator.yaml` wants them: types of other crates, and the traits and attributes that
//! it adds.

use std::collections::{BTreeSet, HashMap};

use super::configured::unknown_schema;
use crate::context::{BuildContext, config_location};
use crate::schemas::replacements::FORMAT;
use crate::schemas::type_table::TypeTable;
use crate::types::phases::Typed;
use crate::unions::overlaps::overlapping_members;
use config::{ALL_TYPES, emitted_trait};
use diag::{Diagnostic, Origin};
use model::{
    AddedCode, EnumBase, Replaced, Schema, StdTrait, TextFormat, Type, TypeDef, TypeId, TypeKind,
};

/// Puts the types of other crates in place of those that they replace.
pub(crate) fn replace_types(cx: &mut BuildContext<'_>, table: &mut TypeTable) {
    if cx.config.types.replaced.is_empty() {
        return;
    }
    check_formats(cx, table);
    check_unions(cx, table);
    for (id, path) in std::mem::take(&mut table.replaced) {
        if let Some(def) = table.types.get_mut(id) {
            let original = Box::new(def.kind.clone());
            def.kind = TypeKind::Replaced(Replaced { path, original });
        }
    }
}

/// Reports formats that no value has.
fn check_formats(cx: &mut BuildContext<'_>, table: &TypeTable) {
    let formats: BTreeSet<&str> = table
        .types
        .iter()
        .filter_map(|(_, def)| match def.kind.in_json() {
            TypeKind::Alias(schema) => schema.format.as_deref(),
            _ => None,
        })
        .chain(table.replaced_formats.iter().map(String::as_str))
        .collect();
    for key in cx.config.types.replaced.keys() {
        let Some(format) = key
            .strip_prefix(FORMAT)
            .filter(|format| !formats.contains(format))
        else {
            continue;
        };
        let message = format!("no string or number of the description has the format `{format}`");
        let problem = Diagnostic::error("unknown-schema", message)
            .at(&config_location(&["types", key]))
            .help("correct or remove the line; files have no replacement");
        cx.config_problems.push(problem);
    }
}

/// Reports replaced members of unions that cannot be told from other members.
fn check_unions(cx: &mut BuildContext<'_>, table: &TypeTable) {
    for (_, def) in table.types.iter() {
        let TypeKind::Union(union) = &def.kind else {
            continue;
        };
        let overlap = overlapping_members(&table.types, union);
        let mut paths = BTreeSet::new();
        for variant in &union.variants {
            let Some(path) = replacement_of(table, &variant.schema) else {
                continue;
            };
            let origin = &variant.schema.origin;
            let overlaps = overlap.is_some_and(|origins| origins.contains(&origin));
            if paths.insert(path) && !overlaps {
                continue;
            }
            let mut settings = cx.config.types.replaced.iter();
            let config_origin = settings
                .find(|(_, replacement)| replacement.path == path)
                .map(|(key, _)| config_location(&["types", key]));
            let union_key = cx.key(&def.origin);
            let message = format!(
                "clients cannot tell `{path}` from another member of the union `{union_key}`"
            );
            let problem = Diagnostic::error("ambiguous-replacement", message)
                .at(&config_origin.unwrap_or_default())
                .help("remove the line, or add a `discriminator` to the union");
            cx.config_problems.push(problem);
        }
    }
}

/// Returns the path of the type of another crate that replaces that of a schema.
fn replacement_of<'t>(table: &'t TypeTable, schema: &'t Schema) -> Option<&'t str> {
    let schema = table.types.resolve(schema);
    let Type::Named(id) = schema.ty else {
        return None;
    };
    match table.types.get(id).map(|def| &def.kind) {
        Some(TypeKind::Replaced(replaced)) => Some(&replaced.path),
        _ => table.replaced.get(&id).map(String::as_str),
    }
}

/// Sets what `derives` and `attributes` add to each type.
pub(crate) fn add_configured_code(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    let config = cx.config;
    if config.derives.0.is_empty() && config.attributes.is_empty() {
        return;
    }
    let incomparable = types_without_equality(typed);
    let mut added: HashMap<TypeId, AddedCode> = HashMap::new();
    for (key, paths) in &config.derives.0 {
        let types = types_of_key(cx, typed, "derives", key);
        for (index, path) in paths.iter().enumerate() {
            let config_origin = config_location(&["derives", key]).item(index);
            let Some(std_trait) = StdTrait::of_path(path) else {
                if let Some(name) = emitted_trait(path) {
                    report_needless_derive(cx, name, &config_origin);
                    continue;
                }
                let deriving = match path.as_str() {
                    AddedCode::JSON_SCHEMA => with_inner_types(typed, &types),
                    _ => types.clone(),
                };
                for id in deriving {
                    added.entry(id).or_default().derives.push(path.clone());
                }
                continue;
            };
            let is_possible = |id: &TypeId| {
                let def = typed.types.get(*id);
                def.is_some_and(|def| can_have(def, std_trait, incomparable.contains(id)))
            };
            let (possible, impossible): (Vec<TypeId>, Vec<TypeId>) =
                types.iter().partition(|id| is_possible(id));
            for id in possible {
                let traits = std_trait.with_supertraits();
                added.entry(id).or_default().traits.extend(traits);
            }
            report_impossible(cx, typed, std_trait, &impossible, &config_origin);
        }
    }
    for (key, attributes) in &config.attributes {
        for id in types_of_key(cx, typed, "attributes", key) {
            let added = added.entry(id).or_default();
            added.attributes.extend(attributes.iter().cloned());
        }
    }
    for (id, mut code) in added {
        code.traits.sort_unstable();
        code.traits.dedup();
        dedup_unsorted(&mut code.derives);
        if let Some(def) = typed.types.get_mut(id) {
            if matches!(def.kind, TypeKind::Enum(_)) {
                // All enums have them.
                code.traits
                    .retain(|std_trait| !matches!(std_trait, StdTrait::Eq | StdTrait::Hash));
            }
            def.added = code;
        }
    }
}

fn dedup_unsorted(texts: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

/// Returns these types and those inside of them that can have traits.
fn with_inner_types(typed: &Typed, outer: &[TypeId]) -> Vec<TypeId> {
    let mut types: Vec<TypeId> = Vec::new();
    let mut seen: BTreeSet<TypeId> = outer.iter().copied().collect();
    let mut waiting: Vec<TypeId> = outer.to_vec();
    while let Some(id) = waiting.pop() {
        let Some(def) = typed.types.get(id) else {
            continue;
        };
        if has_code(def) {
            types.push(id);
        }
        waiting.extend(def.kind.used().filter(|inner| seen.insert(*inner)));
    }
    types
}

fn has_code(def: &TypeDef) -> bool {
    !matches!(def.kind, TypeKind::Alias(_) | TypeKind::Replaced(_))
}

/// Returns the types that a key means; aliases, which can have no traits, only if they are named.
fn types_of_key(cx: &mut BuildContext<'_>, typed: &Typed, setting: &str, key: &str) -> Vec<TypeId> {
    if key == ALL_TYPES {
        let types = typed.types.iter().filter(|(_, def)| has_code(def));
        return types.map(|(id, _)| id).collect();
    }
    let origin = cx
        .schema_of_key(key)
        .map(|origin| cx.document.followed(origin));
    let mut entries = typed.schemas.iter();
    let entry = entries.find(|entry| Some(&entry.origin) == origin.as_ref());
    let by_origin = entry.and_then(|entry| match entry.ty {
        Type::Named(id) => Some(id),
        _ => None,
    });
    let mut types = typed.types.iter();
    let by_name = types.find(|(_, def)| def.name == key).map(|(id, _)| id);
    let named = by_origin.or(by_name);
    if let Some(id) = named.filter(|id| typed.types.get(*id).is_some_and(has_code)) {
        return vec![id];
    }
    let config_origin = config_location(&[setting, key]);
    let problem = match (named, entry) {
        (None, None) => unknown_schema(cx, key, &config_origin),
        _ => Diagnostic::error(
            "unknown-schema",
            format!("the schema at `{key}` does not become a struct or enum"),
        )
        .at(&config_origin)
        .help("remove the line: only structs and enums have derives and attributes"),
    };
    cx.config_problems.push(problem);
    Vec::new()
}

fn can_have(def: &TypeDef, std_trait: StdTrait, is_incomparable: bool) -> bool {
    match std_trait {
        // Strings, lists and unknown properties cannot be copied.
        StdTrait::Copy => {
            matches!(&def.kind, TypeKind::Enum(constants) if constants.base == EnumBase::Integer)
        }
        StdTrait::Default => matches!(def.kind, TypeKind::Struct(_) | TypeKind::Tuple(_)),
        StdTrait::Eq | StdTrait::Hash | StdTrait::Ord | StdTrait::PartialOrd => !is_incomparable,
    }
}

/// Returns the types that contain numbers with fractions, or files, directly or not.
fn types_without_equality(typed: &Typed) -> BTreeSet<TypeId> {
    let mut incomparable = BTreeSet::new();
    loop {
        let before = incomparable.len();
        for (id, def) in typed.types.iter() {
            if matches!(def.kind, TypeKind::Replaced(_)) {
                continue;
            }
            let schemas = def.kind.schemas();
            let mut types = schemas.iter().map(|schema| innermost(&schema.ty));
            let is_incomparable = types.any(|ty| match ty {
                Type::Float | Type::Number => true,
                Type::Text(format) => matches!(format, TextFormat::Upload | TextFormat::Bytes),
                Type::Named(inner) => incomparable.contains(inner),
                _ => false,
            });
            if is_incomparable {
                incomparable.insert(id);
            }
        }
        if incomparable.len() == before {
            return incomparable;
        }
    }
}

fn innermost(ty: &Type) -> &Type {
    let mut ty = ty;
    while let Type::List(inner) | Type::Map(inner) = ty {
        ty = &inner.ty;
    }
    ty
}

fn report_needless_derive(cx: &mut BuildContext<'_>, name: &str, origin: &Origin) {
    let warning = Diagnostic::warning(
        "needless-derive",
        format!("all types implement `{name}` already"),
    )
    .at(origin)
    .instead("nothing is added")
    .help("remove it");
    cx.config_notes.push(warning);
}

/// Reports the types that lack a trait, although `generator.yaml` asks for it.
fn report_impossible(
    cx: &mut BuildContext<'_>,
    typed: &Typed,
    std_trait: StdTrait,
    impossible: &[TypeId],
    origin: &Origin,
) {
    const MAX_NAMES: usize = 5;
    let names: Vec<String> = impossible
        .iter()
        .filter_map(|id| typed.types.get(*id))
        .map(|def| format!("`{}`", def.name))
        .collect();
    let Some(shown) = names
        .get(..names.len().min(MAX_NAMES))
        .filter(|shown| !shown.is_empty())
    else {
        return;
    };
    let others = match names.len() - shown.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let reason = match std_trait {
        StdTrait::Copy => "only enums of integers can be copied",
        StdTrait::Default => "a default enum or union has no meaning",
        _ => "a number with a fraction, or a file, has no equality or order",
    };
    let name = std_trait.name();
    let note = Diagnostic::note(
        "impossible-derive",
        format!(
            "some types cannot have `{name}`: {}{others}",
            shown.join(", ")
        ),
    )
    .at(origin)
    .instead("they are emitted without it")
    .help(reason);
    cx.config_notes.push(note);
}
