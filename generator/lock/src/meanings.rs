//! Compares the meanings of the items of two crates: the operation that a method calls, and the
//! parameter, property or value that an argument, setter, field or variant represents. If a meaning
//! changes, programs that still compile send wrong requests.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::contents::{Lock, LockedMember, LockedOperation, LockedType};
use super::keys::{KeyLocation, LockKey, lock_key_of_path_parameter};
use super::operation_matching::match_locked_operations;
use model::path_without_names;

/// An item whose meaning differs between two crates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The type that has the item; `Client` for methods of the client.
    pub owner: String,
    /// The name of the item.
    pub name: String,
    /// The kind of the item.
    pub what: What,
    /// The change, as the rest of a sentence that begins with the name.
    pub message: String,
    /// The index of the operation in the new crate, for items of handles and requests.
    pub operation: Option<usize>,
}

impl Changed {
    /// Returns the change as a sentence.
    pub fn in_words(&self) -> String {
        let separator = if self.what == What::Field { "." } else { "::" };
        format!("`{}{separator}{}` {}", self.owner, self.name, self.message)
    }
}

/// The kind of item whose meaning changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A method.
    Method,
    /// The arguments of a method or a constructor.
    Arguments,
    /// A setter.
    Setter,
    /// A field.
    Field,
    /// A variant or a constant.
    Variant,
    /// A constant that a constructor sets.
    Constant,
    /// The credentials that `Client::new` takes.
    Credentials,
}

/// Returns the items whose meanings differ between the crates of `old` and `new`, although calls
/// whose arguments are literals still compile. A meaning stays the same if only the spelling on the
/// wire differs, or if an operation moves to another path. A meaning changes if a value moves to
/// another part of the request.
pub fn compare_meanings(old: &Lock, new: &Lock) -> Vec<Changed> {
    let mut changes: Vec<Changed> = compare_credentials(old, new).into_iter().collect();
    let former_operations = match_locked_operations(old, &new.operations);
    changes.extend(compare_method_meanings(old, new, &former_operations));
    for (index, (before, now)) in former_operations.iter().zip(&new.operations).enumerate() {
        if let Some(before) = before {
            let before = LockedItem::of(old, *before);
            compare_operation_meanings(before, LockedItem::of(new, now), index, &mut changes);
        }
    }
    let former_types = new
        .types
        .values()
        .flat_map(|ty| ty.former.iter().map(move |name| (name, ty)));
    let types: HashMap<&String, &LockedType> = former_types.chain(&new.types).collect();
    for (name, before) in &old.types {
        if let Some(now) = types.get(name) {
            let before = LockedItem::of(old, before);
            compare_type_meanings(name, before, LockedItem::of(new, *now), &mut changes);
        }
    }
    changes
}

/// An operation or type, and its lock.
struct LockedItem<'l, T> {
    lock: &'l Lock,
    item: &'l T,
}

impl<'l, T> LockedItem<'l, T> {
    fn of(lock: &'l Lock, item: &'l T) -> Self {
        Self { lock, item }
    }
}

/// The keys of arguments.
#[derive(Clone, Copy)]
struct ArgumentKeys<'k> {
    arguments: &'k [String],
    /// The optional parameters or properties.
    optional: &'k [String],
}

/// Returns the methods that call another operation than before; `former_operations` has the former
/// operation of each operation in the new crate.
fn compare_method_meanings(
    old: &Lock,
    new: &Lock,
    former_operations: &[Option<&LockedOperation>],
) -> Vec<Changed> {
    let calls = new
        .operations
        .iter()
        .zip(former_operations)
        .enumerate()
        .flat_map(|(index, (now, before))| {
            now.names
                .iter()
                .map(move |name| ((now.handle.as_str(), name.as_str()), (index, now, *before)))
        });
    let mut calls_by_name: HashMap<_, _> = calls.collect();
    for (handle, former) in new
        .handles
        .iter()
        .flat_map(|(name, handle)| handle.former.keys().map(move |former| (name, former)))
    {
        let former_calls: Vec<_> = calls_by_name
            .iter()
            .filter(|((owner, _), _)| owner == handle)
            .map(|((_, name), call)| ((former.as_str(), *name), *call))
            .collect();
        calls_by_name.extend(former_calls);
    }
    let mut changes = Vec::new();
    for before in &old.operations {
        for name in &before.names {
            let call = calls_by_name.get(&(before.handle.as_str(), name.as_str()));
            let Some((index, now, partner)) = call else {
                continue;
            };
            // An operation may have moved to another path, but not to another HTTP method.
            let is_same = partner.is_some_and(|partner| std::ptr::eq(partner, before));
            if is_same && before.method == now.method {
                continue;
            }
            let called = format!("`{} {}`", before.method, before.path);
            let message = format!("calls `{} {}` instead of {called}", now.method, now.path);
            changes.push(changed_call(
                &before.handle,
                name,
                What::Method,
                message,
                *index,
            ));
        }
    }
    changes
}

fn changed_call(
    handle: &str,
    name: &str,
    what: What,
    message: String,
    operation: usize,
) -> Changed {
    let owner = if handle.is_empty() { "Client" } else { handle };
    Changed {
        operation: Some(operation),
        ..changed_type_item(owner, name, what, message)
    }
}

fn compare_operation_meanings(
    old: LockedItem<'_, LockedOperation>,
    new: LockedItem<'_, LockedOperation>,
    index: usize,
    changes: &mut Vec<Changed>,
) {
    let before = old.item;
    let now = new.item;
    let is_moved = before.method != now.method
        || path_without_names(&before.path) != path_without_names(&now.path);
    let optional_before: Vec<String> = before.setters.values().cloned().collect();
    let optional_now: Vec<String> = now.setters.values().cloned().collect();
    let message = changed_arguments(
        ArgumentKeys {
            arguments: &keys_of_all_arguments(&old),
            optional: &optional_before,
        },
        ArgumentKeys {
            arguments: &keys_of_all_arguments(&new),
            optional: &optional_now,
        },
        is_moved,
    );
    if before.handle == now.handle
        && let Some(message) = message
        && old
            .lock
            .arguments_share_literals(&before.takes, new.lock, &now.takes)
    {
        for name in before.names.iter().filter(|name| now.names.contains(name)) {
            changes.push(changed_call(
                &now.handle,
                name,
                What::Arguments,
                message.clone(),
                index,
            ));
        }
    }
    let setters = reassigned_names(&before.setters, &now.setters, |was, is| {
        LockKey::parse(was).location != LockKey::parse(is).location
    });
    for setter in setters {
        let Some(request) = now.requests.first() else {
            continue;
        };
        let message = format!(
            "sets {} instead of {}",
            LockKey::parse(setter.is).in_words(),
            LockKey::parse(setter.was).in_words()
        );
        changes.push(changed_call(
            request,
            setter.name,
            What::Setter,
            message,
            index,
        ));
    }
}

/// Returns the keys of the arguments that handles bind, followed by the arguments of the method.
fn keys_of_all_arguments(operation: &LockedItem<'_, LockedOperation>) -> Vec<String> {
    let bound = parameters_bound_by_handle(operation.lock, &operation.item.handle)
        .into_iter()
        .map(|wire| lock_key_of_path_parameter(&wire));
    bound
        .chain(operation.item.arguments.iter().cloned())
        .collect()
}

/// Returns the path parameters that a handle and its parents bind, outermost first.
fn parameters_bound_by_handle(lock: &Lock, handle: &str) -> Vec<String> {
    let mut bound = Vec::new();
    let mut next = lock.handles.get(handle);
    while let Some(handle) = next
        && bound.len() < lock.handles.len()
    {
        bound.push(handle.binds.clone());
        next = lock.handles.get(&handle.parent);
    }
    bound.into_iter().rev().flatten().collect()
}

fn compare_type_meanings(
    name: &str,
    old: LockedItem<'_, LockedType>,
    new: LockedItem<'_, LockedType>,
    changes: &mut Vec<Changed>,
) {
    let before = old.item;
    let now = new.item;
    let optional_before: Vec<String> = before.fields.values().cloned().collect();
    let optional_now: Vec<String> = now.fields.values().cloned().collect();
    let message = changed_arguments(
        ArgumentKeys {
            arguments: &before.arguments,
            optional: &optional_before,
        },
        ArgumentKeys {
            arguments: &now.arguments,
            optional: &optional_now,
        },
        true,
    );
    if let Some(message) = message
        && old
            .lock
            .arguments_share_literals(&before.takes, new.lock, &now.takes)
    {
        changes.push(changed_type_item(name, "new", What::Arguments, message));
    }
    for field in reassigned_names(&before.fields, &now.fields, |_, _| false) {
        let message = format!("is the property `{}` instead of `{}`", field.is, field.was);
        changes.push(changed_type_item(name, field.name, What::Field, message));
    }
    for value in reassigned_names(&before.values, &now.values, |_, _| false) {
        let message = format!("is the value `{}` instead of `{}`", value.is, value.was);
        changes.push(changed_type_item(name, value.name, What::Variant, message));
    }
    let tags_before = first_tags_by_member(&before.members);
    let tags_now = first_tags_by_member(&now.members);
    for member in reassigned_names(&tags_before, &tags_now, |_, _| false) {
        let message = format!("has the tag `{}` instead of `{}`", member.is, member.was);
        changes.push(changed_type_item(name, member.name, What::Variant, message));
    }
    for (property, was) in &before.constants {
        if let Some(is) = now.constants.get(property).filter(|is| *is != was) {
            let message = format!("sends `{property}: {is}` instead of `{was}`");
            changes.push(changed_type_item(name, "new", What::Constant, message));
        }
    }
}

/// Returns a change of a field, a variant or the constructor of a type or the client.
fn changed_type_item(owner: &str, name: &str, what: What, message: String) -> Changed {
    Changed {
        owner: owner.to_owned(),
        name: name.to_owned(),
        what,
        message,
        operation: None,
    }
}

/// Returns the first tag of each member of a union that has one.
fn first_tags_by_member(members: &[LockedMember]) -> BTreeMap<String, String> {
    let tags = members
        .iter()
        .filter_map(|member| Some((member.name.clone(), member.tags.first()?.clone())));
    tags.collect()
}

/// A name whose meaning changed. A meaning is a name on the wire.
struct ReassignedName<'l> {
    name: &'l str,
    was: &'l str,
    is: &'l str,
}

/// Returns the names whose meanings changed. Another name on the wire counts as a new spelling of
/// the same meaning, unless the old name on the wire still exists, the new one existed before, or
/// `are_different` says that the two differ.
fn reassigned_names<'l>(
    old: &'l BTreeMap<String, String>,
    new: &'l BTreeMap<String, String>,
    are_different: fn(&str, &str) -> bool,
) -> impl Iterator<Item = ReassignedName<'l>> {
    let were: BTreeSet<&str> = old.values().map(String::as_str).collect();
    let are: BTreeSet<&str> = new.values().map(String::as_str).collect();
    old.iter().filter_map(move |(name, was)| {
        let is = new.get(name).filter(|is| *is != was)?;
        let is_other =
            are.contains(was.as_str()) || were.contains(is.as_str()) || are_different(was, is);
        if !is_other {
            return None;
        }
        Some(ReassignedName { name, was, is })
    })
}

/// Describes changed arguments, if their number is unchanged. If the path is unchanged (not
/// `is_moved`), only the position of a path parameter matters, not its name, unless both names are
/// in both paths: then the parameters exchanged their positions.
fn changed_arguments(
    old: ArgumentKeys<'_>,
    new: ArgumentKeys<'_>,
    is_moved: bool,
) -> Option<String> {
    if old.arguments.len() != new.arguments.len() {
        return None;
    }
    let were = lower_case_wire_names(old);
    let are = lower_case_wire_names(new);
    let mut changes: Vec<String> = Vec::new();
    for ((old_key, new_key), position) in old.arguments.iter().zip(new.arguments).zip(1..) {
        let is_exchanged = new.arguments.contains(old_key) && old.arguments.contains(new_key);
        let was = LockKey::parse(old_key);
        let is = LockKey::parse(new_key);
        let before = was.name.to_ascii_lowercase();
        let now = is.name.to_ascii_lowercase();
        let are_in_path = [was, is]
            .iter()
            .all(|key| key.location == Some(KeyLocation::Path));
        let is_similar =
            are_in_path || name_without_punctuation(&before) == name_without_punctuation(&now);
        let is_renamed = is_similar && !are.contains(&before) && !were.contains(&now);
        let is_same = before == now || are_in_path && !is_moved && !is_exchanged || is_renamed;
        if is_same && was.location == is.location {
            continue;
        }
        changes.push(format!(
            "{} instead of {} as argument {position}",
            is.in_words(),
            was.in_words()
        ));
    }
    if changes.is_empty() {
        return None;
    }
    Some(format!("takes {}", changes.join(" and ")))
}

/// Returns the wire names of these keys, in lower case.
fn lower_case_wire_names(keys: ArgumentKeys<'_>) -> BTreeSet<String> {
    keys.arguments
        .iter()
        .chain(keys.optional)
        .map(|key| LockKey::parse(key).name.to_ascii_lowercase())
        .collect()
}

fn name_without_punctuation(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Compares the credentials of `Client::new`, if their number is unchanged.
fn compare_credentials(old: &Lock, new: &Lock) -> Option<Changed> {
    if old.credentials.len() != new.credentials.len() {
        return None;
    }
    let mut pairs = old.credentials.iter().zip(&new.credentials);
    let are_same = pairs.all(|(was, is)| {
        was == is || old.schemes.get(was) == new.schemes.get(is) && !new.schemes.contains_key(was)
    });
    if are_same {
        return None;
    }
    let [is, was] = [new, old].map(|lock| {
        let names = lock.credentials.iter().map(|name| format!("`{name}`"));
        names.collect::<Vec<_>>().join(" and ")
    });
    let message = format!("takes {is} instead of {was}");
    Some(changed_type_item(
        "Client",
        "new",
        What::Credentials,
        message,
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn lock(operations: &Value, types: &Value) -> Lock {
        let handles =
            json!({"Pets": {"accessor": "pets"}, "Owner": {"accessor": "owner", "binds": "owner"}});
        serde_json::from_value(
            json!({"version": 1, "operations": operations, "handles": handles, "types": types}),
        )
        .unwrap()
    }

    fn changes(old: &Lock, new: &Lock) -> Vec<String> {
        compare_meanings(old, new)
            .iter()
            .map(Changed::in_words)
            .collect()
    }

    fn operation(id: &str, path: &str, name: &str, arguments: &[&str]) -> Value {
        json!({"id": id, "method": "GET", "path": path, "handle": "Pets", "names": [name], "requests": ["R"], "arguments": arguments})
    }

    fn of_arguments(old: &[&str], new: &[&str]) -> Vec<String> {
        let lock =
            |arguments: &[&str]| lock(&json!([operation("a", "/a", "a", arguments)]), &json!({}));
        changes(&lock(old), &lock(new))
    }

    #[test]
    fn methods_that_call_another_operation_are_found() {
        let old = lock(
            &json!([
                operation("a", "/a", "a", &[]),
                operation("b", "/b", "b", &[])
            ]),
            &json!({}),
        );
        let swapped = lock(
            &json!([
                operation("b", "/a", "b", &[]),
                operation("a", "/b", "a", &[])
            ]),
            &json!({}),
        );
        assert_eq!(
            changes(&old, &swapped),
            [
                "`Pets::a` calls `GET /b` instead of `GET /a`",
                "`Pets::b` calls `GET /a` instead of `GET /b`",
            ]
        );
        let moved = lock(
            &json!([
                operation("a", "/v2/a", "a", &[]),
                operation("b", "/b", "b", &[])
            ]),
            &json!({}),
        );
        assert_eq!(changes(&old, &moved), [""; 0]);
    }

    #[test]
    fn changed_arguments_are_found() {
        assert_eq!(
            of_arguments(&["query token"], &["query user_id"]),
            [
                "`Pets::a` takes the query parameter `user_id` instead of the query parameter `token` as argument 1"
            ]
        );
        assert_eq!(
            of_arguments(&["query a", "query b"], &["query b", "query a"]).len(),
            1
        );
        // An argument is the same if only the letter case of its name differs, but not if it moved
        // to another part of the request.
        assert_eq!(
            of_arguments(&["query a", "header X-B"], &["query a", "header x-b"]),
            [""; 0]
        );
        assert_eq!(
            of_arguments(&["query a", "header X-B"], &["query a", "query x-b"]),
            ["`Pets::a` takes the query parameter `x-b` instead of the header `X-B` as argument 2"]
        );
        assert_eq!(of_arguments(&["query userId"], &["query user_id"]), [""; 0]);
        // If the number of arguments differs, programs do not compile.
        assert_eq!(of_arguments(&["query a"], &["query b", "query c"]), [""; 0]);
    }

    #[test]
    fn setters_of_another_part_of_the_request_are_found() {
        let one = |meaning: &str| {
            let mut operation = operation("a", "/a", "a", &[]);
            operation["setters"] = json!({"limit": meaning});
            lock(&json!([operation]), &json!({}))
        };
        let found = |was: &str, is: &str| changes(&one(was), &one(is));
        assert_eq!(
            found("query limit", "body limit"),
            ["`R::limit` sets `limit` of the body instead of the query parameter `limit`"]
        );
        for (was, is) in [
            ("body limit", "query limit"),
            ("header Limit", "query limit"),
            ("query limit", "header LIMIT"),
            ("query limit", "cookie limit"),
            ("query limit", "body"),
            ("body limit", "body"),
        ] {
            assert_eq!(found(was, is).len(), 1, "{was} {is}");
        }
        assert_eq!(found("header Limit", "header limit"), [""; 0]);
        assert_eq!(found("body Limit", "body limit"), [""; 0]);
    }

    #[test]
    fn changed_argument_types_are_left_to_the_compiler_unless_they_take_the_same_literals() {
        let one = |argument: &str, takes: &str| {
            let mut operation = operation("a", "/a", "a", &[argument]);
            operation["takes"] = json!([takes]);
            lock(
                &json!([operation]),
                &json!({"Sort": {"kind": "enum", "values": {"Up": "up"}}}),
            )
        };
        assert_eq!(
            changes(&one("query token", "string"), &one("query sort", "Sort")).len(),
            1
        );
        assert_eq!(
            changes(&one("query token", "string"), &one("query page", "integer")),
            [""; 0]
        );
        assert_eq!(
            changes(&one("query token", "string"), &one("query page", "string")).len(),
            1
        );
    }

    #[test]
    fn a_changed_method_is_another_operation_a_changed_path_is_not() {
        let one = |method: &str, path: &str| {
            let mut operation = operation("a", path, "a", &[]);
            operation["method"] = json!(method);
            lock(&json!([operation]), &json!({}))
        };
        assert_eq!(
            changes(&one("GET", "/a"), &one("DELETE", "/a")),
            ["`Pets::a` calls `DELETE /a` instead of `GET /a`"]
        );
        assert_eq!(changes(&one("GET", "/a"), &one("GET", "/v2/a")), [""; 0]);
    }

    #[test]
    fn path_parameters_are_matched_by_position() {
        let one = |path: &str, arguments: &[&str]| {
            lock(&json!([operation("a", path, "a", arguments)]), &json!({}))
        };
        let old = one("/a/{x}/b/{y}", &["path x", "path y"]);
        assert_eq!(
            changes(&old, &one("/a/{id}/b/{x}", &["path id", "path x"])),
            [""; 0]
        );
        assert_eq!(
            changes(&old, &one("/v2/a/{id}/b/{y}", &["path id", "path y"])),
            [""; 0]
        );
        assert_eq!(
            changes(&old, &one("/a/{y}/b/{x}", &["path y", "path x"])),
            [
                "`Pets::a` takes the path parameter `y` instead of the path parameter `x` as argument 1 and the path \
                 parameter `x` instead of the path parameter `y` as argument 2"
            ]
        );
        assert_eq!(
            changes(&old, &one("/b/{y}/a/{x}", &["path y", "path x"])).len(),
            1
        );
    }

    #[test]
    fn names_taken_by_other_items_are_found() {
        let one = |fields: Value, values: Value| {
            lock(
                &json!([]),
                &json!({"Pet": {"kind": "struct", "fields": fields, "values": values}}),
            )
        };
        let old = one(json!(["foo_bar=fooBar"]), json!({"DateAsc": "date_asc"}));
        let new = one(
            json!(["foo_bar", "foo_bar_2=fooBar"]),
            json!({"DateAsc": "DateAsc", "DateAsc2": "date_asc"}),
        );
        assert_eq!(
            changes(&old, &new),
            [
                "`Pet.foo_bar` is the property `foo_bar` instead of `fooBar`",
                "`Pet::DateAsc` is the value `DateAsc` instead of `date_asc`",
            ]
        );
        assert_eq!(changes(&new, &old).len(), 2);
        let renamed_value = one(json!(["foo_bar"]), json!({"DateAsc": "dateAsc"}));
        assert_eq!(changes(&old, &renamed_value), [""; 0]);
    }

    #[test]
    fn constants_and_credentials_are_compared() {
        let one = |constant: &str, credential: &str| Lock {
            credentials: vec![credential.to_owned()],
            schemes: [
                ("a", "a bearer token"),
                ("b", "a user name"),
                ("c", "a bearer token"),
            ]
            .into_iter()
            .filter(|(name, _)| *name != "c" || credential == "c")
            .filter(|(name, _)| *name != "a" || credential != "c")
            .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
            .collect(),
            ..lock(
                &json!([]),
                &json!({"Pet": {"kind": "struct", "constants": {"kind": constant}}}),
            )
        };
        assert_eq!(
            changes(&one("dog", "a"), &one("cat", "b")),
            [
                "`Client::new` takes `b` instead of `a`",
                "`Pet::new` sends `kind: \"cat\"` instead of `\"dog\"`",
            ]
        );
        // A renamed scheme is still the same scheme.
        assert_eq!(changes(&one("dog", "a"), &one("dog", "c")), [""; 0]);
    }
}
