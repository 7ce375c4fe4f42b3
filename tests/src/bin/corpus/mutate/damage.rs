//! Damages a description: its values (keys dropped, types swapped, parts moved) and its text.

use serde_json::{Map, Value, json};

use crate::dice::Dice;

/// Strings that look like code, paths or terminal commands, or whose names collide.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\"); panic!(\"out\"); (\"",
    "*/ fn main() {} /*",
    "\n//! \n#![allow(warnings)]\n",
    "\r\n",
    "#\"##\"###",
    "r#\"",
    "../../../../../tmp/escaped",
    "/etc/passwd",
    "C:\\windows\\system32",
    "..",
    ".",
    "con",
    "\u{1b}[31m\u{7}",
    "\u{202e}\u{2066}",
    "{",
    "}",
    "{}",
    "{0}",
    "{self}",
    "{{{",
    "```\n```rust\ncompile_error!()\n```",
    "<script>&amp;</script>",
    "[link](javascript:x)",
    "\\",
    "\\u{110000}",
    "'a",
    "self",
    "Self",
    "crate",
    "super",
    "_",
    "__",
    "async",
    "r#type",
    "String",
    "Option",
    "Box",
    "Vec",
    "Client",
    "Error",
    "Result",
    "123",
    "-1",
    "1.5.0-beta+x",
    "🦀",
    "ﬁ",
    "Å",
    "日本語",
    "ΑΒΓ",
    "a b-c_d.e/f",
    "$ref",
    "#",
    "#/",
    "#/components/schemas/%zz",
    "#/components/schemas/~2",
    "http://example.com/x.json",
    "file:///etc/passwd",
    "(((((((((((((((((((a*)*)*)*",
    "[",
    "^$",
    "(?<n>a)\\k<n>",
    "true",
    "null",
    "3.1.0",
    "2.0",
    "application/json; charset=\"\r\n",
    "1e999",
];

/// Keys that have a meaning in some object.
const KEYS: &[&str] = &[
    "$ref",
    "type",
    "nullable",
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "required",
    "additionalProperties",
    "patternProperties",
    "prefixItems",
    "if",
    "then",
    "discriminator",
    "parameters",
    "requestBody",
    "responses",
    "content",
    "schema",
    "style",
    "explode",
    "in",
    "name",
    "security",
    "servers",
    "tags",
    "operationId",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "default",
    "example",
    "const",
    "prefixItems",
    "contentSchema",
    "itemSchema",
    "nullable",
    "$dynamicRef",
];

/// Nesting depths.
const NESTS: [usize; 5] = [3, 60, 200, 3_000, 100_000];

/// A placeholder for a nested value until it is serialized: a `Value` of that depth would overflow
/// the stack on drop.
const NEST: &str = "\u{e000}nest";

/// The opening and closing text that is repeated around a value.
const SHELLS: [(&str, &str); 8] = [
    ("{\"type\":\"array\",\"items\":", "}"),
    ("{\"allOf\":[", "]}"),
    ("{\"oneOf\":[{\"type\":\"null\"},", "]}"),
    ("{\"type\":\"object\",\"properties\":{\"a\":", "}}"),
    ("{\"additionalProperties\":", "}"),
    ("{\"not\":", "}"),
    ("[", "]"),
    ("{\"a\":", "}"),
];

/// Damages the document at several random locations.
pub(super) fn damage_values(document: &mut Value, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        damage_value(document, dice);
    }
}

/// Returns the bytes of a damaged document: fills in nested values, and sometimes damages the text,
/// so that it may be invalid.
pub(super) fn damaged_bytes(text: &str, dice: &mut Dice) -> Vec<u8> {
    let text = fill_nests(text, dice);
    if dice.below(6) > 0 {
        return text.into_bytes();
    }
    damage_text(text.into_bytes(), dice)
}

/// Damages a random value once.
fn damage_value(root: &mut Value, dice: &mut Dice) {
    let donor = root
        .pointer(&random_pointer(root, dice))
        .cloned()
        .unwrap_or_default();
    let pointer = random_pointer(root, dice);
    let Some(place) = root.pointer_mut(&pointer) else {
        return;
    };
    match place {
        Value::Object(map) if dice.below(4) > 0 => damage_map(map, donor, dice),
        Value::Array(list) if dice.below(4) > 0 => damage_list(list, donor, dice),
        place => *place = replacement_value(place, donor, dice),
    }
}

fn damage_map(map: &mut Map<String, Value>, donor: Value, dice: &mut Dice) {
    let key = dice
        .pick(&map.keys().cloned().collect::<Vec<_>>())
        .cloned()
        .unwrap_or_default();
    match dice.below(5) {
        0 | 1 => drop(map.shift_remove(&key)),
        2 => {
            let value = map.shift_remove(&key).unwrap_or(Value::Null);
            map.insert(hostile_text(dice), value);
        }
        3 => drop(map.insert(
            dice.pick(KEYS).copied().unwrap_or_default().to_owned(),
            donor,
        )),
        _ => {
            let old = map.get(&key).cloned().unwrap_or(Value::Null);
            map.insert(key, replacement_value(&old, donor, dice));
        }
    }
}

fn damage_list(list: &mut Vec<Value>, donor: Value, dice: &mut Dice) {
    let at = dice.below(list.len());
    match dice.below(4) {
        0 if at < list.len() => drop(list.remove(at)),
        1 => list.extend(list.clone()),
        2 => list.push(donor),
        _ => list.clear(),
    }
}

fn replacement_value(old: &Value, donor: Value, dice: &mut Dice) -> Value {
    match (dice.below(10), old) {
        (0, _) => donor,
        (1, _) => json!(NEST),
        (2, _) => Value::Null,
        (3, _) => json!([old]),
        (4, _) => nested_value(old, dice),
        (5, _) => json!(dice.below(2) == 1),
        (6, _) => hostile_number(dice),
        (7, Value::String(text)) => json!(format!("{text}{}", hostile_text(dice))),
        (8, Value::String(text)) => json!(text.to_uppercase()),
        _ => json!(hostile_text(dice)),
    }
}

/// Returns a value nested in many others, up to and beyond the depth limits of readers.
fn nested_value(old: &Value, dice: &mut Dice) -> Value {
    let kind = dice.below(4);
    let mut value = old.clone();
    for _ in 0..=dice.below(90) {
        value = match kind {
            0 => json!({ "a": value }),
            1 => json!({ "type": "array", "items": value }),
            2 => json!({ "allOf": [value] }),
            _ => json!({ "type": "object", "properties": { "a": value }, "required": ["a"] }),
        };
    }
    value
}

fn hostile_number(dice: &mut Dice) -> Value {
    let numbers = [
        json!(0),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.1),
        json!(-0.0),
    ];
    dice.pick(&numbers).cloned().unwrap_or(Value::Null)
}

fn hostile_text(dice: &mut Dice) -> String {
    match dice.below(20) {
        0 => "x".repeat(100_000),
        1 => dice.pick(KEYS).copied().unwrap_or_default().to_owned(),
        _ => dice.pick(HOSTILE).copied().unwrap_or_default().to_owned(),
    }
}

/// Returns the pointer of a random value.
pub(super) fn random_pointer(root: &Value, dice: &mut Dice) -> String {
    let mut place = root;
    let mut pointer = String::new();
    while dice.below(8) > 0 {
        let (key, next) = match place {
            Value::Object(map) => {
                let Some((key, next)) = map.iter().nth(dice.below(map.len())) else {
                    break;
                };
                (key.replace('~', "~0").replace('/', "~1"), next)
            }
            Value::Array(list) => {
                let at = dice.below(list.len());
                let Some(next) = list.get(at) else { break };
                (at.to_string(), next)
            }
            _ => break,
        };
        pointer = format!("{pointer}/{key}");
        place = next;
    }
    pointer
}

fn fill_nests(text: &str, dice: &mut Dice) -> String {
    let marker = json!(NEST).to_string();
    let mut parts = text.split(&marker);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let count = dice.pick(&NESTS).copied().unwrap_or_default();
        let (open, close) = dice.pick(&SHELLS).copied().unwrap_or_default();
        out += &format!("{}{{}}{}", open.repeat(count), close.repeat(count));
        out += part;
    }
    out
}

fn damage_text(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        let end = (at + 1 + dice.below(60)).min(bytes.len());
        match dice.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes.get(at..end).unwrap_or_default().to_vec();
                bytes.splice(at..at, part);
            }
            3 => {
                let byte = u8::try_from(dice.below(256)).unwrap_or_default();
                bytes.splice(at..at, [byte]);
            }
            _ => {
                let insert = hostile_text(dice);
                bytes.splice(at..at, insert.into_bytes());
            }
        }
    }
    bytes
}
