//! Writes a damaged description as files: JSON, YAML, or several files that refer to each other.

use serde_json::{Value, json};

use super::damage::{self, random_pointer};
use super::yaml;
use crate::dice::Dice;

/// A file, by its path in the folder of the description, and its content.
pub(super) struct File {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

/// References that are dangling, leave the folder, or are circular.
const BAD_REFERENCES: [&str; 16] = [
    "#",
    "#/",
    "#/paths",
    "mutant.json",
    "mutant.yaml#/components",
    "part-0.json",
    "part-1.json#/missing",
    "part-1.json#anchor",
    "../mutant.json",
    "%2e%2e/%2e%2e/etc/passwd",
    "/etc/passwd",
    "/dev/zero",
    "file:///etc/passwd",
    "http://127.0.0.1:9/part.json",
    ".",
    "part-0.json%00#/%00",
];

/// Returns the files of the damaged description; the first is its root.
pub(super) fn split_into_files(mut value: Value, dice: &mut Dice) -> Vec<File> {
    let form = dice.below(8);
    let mut parts = Vec::new();
    if form < 2 {
        for at in 0..=dice.below(3) {
            parts.extend(move_part_to_file(&mut value, at, dice));
        }
    }
    let (path, text) = match form {
        1 | 2 => ("mutant.yaml", yaml::random_yaml(&value, dice)),
        // JSON is also YAML, on one line.
        3 => ("mutant.yaml", value.to_string()),
        _ => ("mutant.json", value.to_string()),
    };
    let mut files = vec![File {
        path: path.to_owned(),
        bytes: damage::damaged_bytes(&text, dice),
    }];
    files.append(&mut parts);
    files
}

/// Moves a part of the description into a separate file.
fn move_part_to_file(root: &mut Value, at: usize, dice: &mut Dice) -> Option<File> {
    let pointer = random_pointer(root, dice);
    let back = format!("mutant.json#{}", random_pointer(root, dice));
    // The new file refers back into the root: often in a circle.
    if pointer.is_empty() {
        return None;
    }
    let piece = root.pointer_mut(&pointer)?;
    let path = if dice.below(4) == 0 {
        format!("parts/part {at}.json")
    } else {
        format!("part-{at}.json")
    };
    let reference = match dice.below(4) {
        0 => dice
            .pick(&BAD_REFERENCES)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        1 => path.clone(),
        _ => format!("{}#/a", path.replace(' ', "%20")),
    };
    let moved = std::mem::replace(piece, json!({ "$ref": reference }));
    let content = json!({ "a": moved, "$ref": back, "b": { "$ref": "#/a" } });
    Some(File {
        path,
        bytes: damage::damaged_bytes(&content.to_string(), dice),
    })
}
