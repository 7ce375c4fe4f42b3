//! Writes a description as YAML, with features that JSON lacks: block scalars, anchors and aliases,
//! merge keys, tags, plain scalars.

use serde_json::Value;

use crate::dice::Dice;

/// Levels of aliases, each of which expands to ten of the previous level: a few of them would
/// exhaust any memory.
const BOMBS: usize = 12;

/// Text that is occasionally written before a value.
const MARKS: [&str; 6] = ["!!str ", "!!binary ", "!unknown ", "!!map ", "!!int ", "? "];

/// Text that is occasionally inserted between other lines.
const LINES: [&str; 8] = [
    "---",
    "...",
    "%YAML 1.1",
    "# a comment",
    "\t",
    "<<: *a0",
    "<<: [*a0, *a0]",
    "- ",
];

/// Returns the value as YAML, which is usually valid.
pub(super) fn random_yaml(value: &Value, dice: &mut Dice) -> String {
    let rare = dice.pick(&[400, 4_000]).copied().unwrap_or(400);
    let mut writer = YamlWriter {
        out: String::new(),
        anchors: 0,
        rare,
        dice,
    };
    if writer.dice.below(4) == 0 {
        writer.bomb();
    }
    writer.lines(value, 0);
    writer.out
}

struct YamlWriter<'d> {
    out: String,
    /// The number of anchors so far: `a0`, `a1` …
    anchors: usize,
    /// One value in this many uses a special feature of YAML.
    rare: usize,
    dice: &'d mut Dice,
}

impl YamlWriter<'_> {
    fn bomb(&mut self) {
        self.out += "x-bomb-0: &a0 { type: object, description: boom }\n";
        for at in 1..BOMBS {
            let alias = format!("*a{}, ", at - 1);
            self.out += &format!("x-bomb-{at}: &a{at} [{}]\n", alias.repeat(10));
        }
        self.anchors = BOMBS;
    }

    /// Writes the members of a mapping or sequence on separate lines.
    fn lines(&mut self, value: &Value, depth: usize) {
        let indent = "  ".repeat(depth);
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    if self.is_special() {
                        let line = self.dice.pick(&LINES).copied().unwrap_or_default();
                        self.out += &format!("{indent}{line}\n");
                    }
                    let key = self.text(key);
                    self.out += &format!("{indent}{key}:");
                    self.value(value, depth);
                }
            }
            Value::Array(list) => {
                for value in list {
                    self.out += &format!("{indent}-");
                    self.value(value, depth);
                }
            }
            scalar => self.out += &format!("{indent}{scalar}\n"),
        }
    }

    /// Writes a value after a key or a dash.
    fn value(&mut self, value: &Value, depth: usize) {
        self.out.push(' ');
        if self.is_special() {
            self.special();
        }
        match value {
            Value::Object(map) if !map.is_empty() => {
                self.out.push('\n');
                self.lines(value, depth + 1);
            }
            Value::Array(list) if !list.is_empty() => {
                self.out.push('\n');
                self.lines(value, depth + 1);
            }
            Value::String(text) => {
                let text = self.text(text);
                self.out += &format!("{text}\n");
            }
            other => self.out += &format!("{other}\n"),
        }
    }

    fn special(&mut self) {
        match self.dice.below(4) {
            0 => {
                self.out += &format!("&a{} ", self.anchors);
                self.anchors += 1;
            }
            1 | 2 if self.anchors > 0 => {
                // An alias inside its own anchor is circular.
                self.out += &format!(
                    "*a{} #",
                    self.anchors - 1 - self.dice.below(self.anchors.min(3))
                );
            }
            _ => self.out += self.dice.pick(&MARKS).copied().unwrap_or_default(),
        }
    }

    fn is_special(&mut self) -> bool {
        self.dice.below(self.rare) == 0
    }

    /// Writes a string as a plain scalar whenever possible, without regard to its meaning, so that
    /// `no`, `1e3` and `null` occur unquoted.
    fn text(&mut self, text: &str) -> String {
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
        if plain && self.dice.below(4) > 0 {
            text.to_owned()
        } else {
            Value::from(text).to_string()
        }
    }
}
