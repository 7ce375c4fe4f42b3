//! Random JSON that a schema describes, most of the time: what is not valid after all is thrown away by the caller.

use rand_regex::Regex;
use serde_json::{Map, Number, Value, json};

use crate::dice::Dice;

/// How deep values go before they are kept as small as they can be, and how deep they may go at all.
const SMALL_FROM: usize = 5;
const DEEPEST: usize = 24;

/// How many values an instance has before the rest is kept small.
const LARGEST: usize = 3000;

/// Texts that a careless encoding would not survive.
const TEXTS: [&str; 12] = [
    "",
    "a",
    "Grüße, 世界 🦀",
    "a/b?c=d&e=f#g",
    "\"quoted\" \\ back",
    "line\nbreak\ttab\r",
    "null",
    "true",
    "0",
    " padded ",
    "\u{0}\u{1f}\u{7f}",
    "\u{2028}\u{feff}",
];

/// Integers that a careless decoding would not survive.
const INTEGERS: [i64; 12] =
    [0, 1, -1, 7, 255, 65_536, -2_147_483_649, 4_294_967_296, 9_007_199_254_740_993, i64::MAX, i64::MIN, 1_700_000_000];

/// How much of what may be there is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// What must be there, and no more.
    Least,
    /// Some.
    Some,
    /// All of it, as long as that is not too much.
    Most,
}

/// Makes instances of the schemas of a bundle.
pub(crate) struct Maker<'s> {
    definitions: &'s Map<String, Value>,
    pub(crate) dice: Dice,
    /// What strings without further rules are.
    pub(crate) texts: &'static [&'static str],
    pub(crate) amount: Amount,
    /// How many more values are made before the rest is kept as small as it can be.
    left: usize,
}

impl<'s> Maker<'s> {
    pub(crate) fn new(definitions: &'s Map<String, Value>, dice: Dice) -> Self {
        Self { definitions, dice, texts: &TEXTS, amount: Amount::Some, left: LARGEST }
    }

    /// An attempt at an instance of the schema that is called `name` in the bundle.
    pub(crate) fn make(&mut self, name: &str) -> Option<Value> {
        self.left = LARGEST;
        self.value(self.definitions.get(name)?, 0)
    }

    /// Whether values are kept as small as they can be.
    fn is_small(&self, depth: usize) -> bool {
        depth > SMALL_FROM || self.left == 0
    }

    fn text_of_any(&mut self) -> &'static str {
        self.dice.pick(self.texts).copied().unwrap_or_default()
    }

    fn value(&mut self, schema: &'s Value, depth: usize) -> Option<Value> {
        self.left = self.left.saturating_sub(1);
        let schema = match schema {
            Value::Bool(true) => return Some(self.anything(depth)),
            Value::Object(schema) => schema,
            _ => return None,
        };
        if depth > DEEPEST {
            return None;
        }
        let mut all = Vec::new();
        self.gather(schema, &mut all, 0)?;
        self.of_all(&all, depth)
    }

    /// The schema and all that holds beside it: references and `allOf` followed, one member chosen of `anyOf` and `oneOf`.
    fn gather(
        &mut self,
        schema: &'s Map<String, Value>,
        all: &mut Vec<&'s Map<String, Value>>,
        hops: usize,
    ) -> Option<()> {
        if hops > 40 {
            return None;
        }
        all.push(schema);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && let Some(target) = self.target(reference)
        {
            self.gather_value(target, all, hops)?;
        }
        for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.gather_value(member, all, hops)?;
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(members) = schema.get(key).and_then(Value::as_array) {
                let member = self.dice.pick(members)?;
                self.gather_value(member, all, hops)?;
            }
        }
        Some(())
    }

    fn gather_value(&mut self, schema: &'s Value, all: &mut Vec<&'s Map<String, Value>>, hops: usize) -> Option<()> {
        match schema {
            Value::Object(schema) => self.gather(schema, all, hops + 1),
            Value::Bool(true) => Some(()),
            _ => None,
        }
    }

    fn target(&self, reference: &str) -> Option<&'s Value> {
        let pointer = reference.strip_prefix("#/$defs/")?;
        self.definitions.get(&super::schemas::unescaped(pointer))
    }

    fn of_all(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        if let Some(value) = all.iter().find_map(|schema| schema.get("const")) {
            return Some(value.clone());
        }
        if let Some(values) = all.iter().find_map(|schema| schema.get("enum")) {
            return self.dice.pick(values.as_array()?).cloned();
        }
        match self.kind(all).as_str() {
            "null" => Some(Value::Null),
            "boolean" => Some(Value::Bool(self.dice.below(2) == 1)),
            "integer" => Some(self.integer(all)),
            "number" => Some(self.number(all)),
            "string" => self.text(all),
            "array" => self.list(all, depth),
            "object" => self.object(all, depth),
            _ => Some(self.anything(depth)),
        }
    }

    fn kind(&mut self, all: &[&Map<String, Value>]) -> String {
        let mut kinds: Option<Vec<String>> = None;
        for ty in all.iter().filter_map(|schema| schema.get("type")) {
            let named: Vec<String> = match ty {
                Value::String(name) => vec![name.clone()],
                Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => continue,
            };
            kinds = Some(match kinds {
                Some(known) => known.into_iter().filter(|kind| named.contains(kind)).collect(),
                None => named,
            });
        }
        if let Some(kinds) = kinds {
            return self.dice.pick(&kinds).cloned().unwrap_or_default();
        }
        let has = |keys: &[&str]| all.iter().any(|schema| keys.iter().any(|key| schema.contains_key(*key)));
        let implied = match () {
            () if has(&["properties", "additionalProperties", "required", "minProperties"]) => "object",
            () if has(&["items", "prefixItems", "minItems"]) => "array",
            () if has(&["pattern", "minLength", "maxLength", "format"]) => "string",
            () if has(&["minimum", "maximum", "multipleOf"]) => "number",
            () => "",
        };
        implied.to_owned()
    }

    fn integer(&mut self, all: &[&Map<String, Value>]) -> Value {
        let (low, high) = bounds(all);
        let step = number(all, "multipleOf").filter(|step| step.fract() == 0.0 && *step > 1.0).unwrap_or(1.0);
        if low.is_none() && high.is_none() && step == 1.0 {
            return json!(self.dice.pick(&INTEGERS).copied().unwrap_or_default());
        }
        let low = low.unwrap_or_else(|| high.map_or(0.0, |high| high - 1000.0 * step));
        let high = high.unwrap_or(low + 1000.0 * step);
        let first = (low / step).ceil() * step;
        let count = ((high - first) / step).floor().clamp(0.0, 1_000_000.0);
        let value = first + step * self.dice.below(count as usize + 1) as f64;
        json!(value as i64)
    }

    fn number(&mut self, all: &[&Map<String, Value>]) -> Value {
        let (low, high) = bounds(all);
        if self.dice.below(3) == 0 || all.iter().any(|schema| schema.contains_key("multipleOf")) {
            return self.integer(all);
        }
        let (low, high) = match (low, high) {
            (None, None) => (-1e6, 1e6),
            (Some(low), None) => (low, low + 1000.0),
            (None, Some(high)) => (high - 1000.0, high),
            (Some(low), Some(high)) => (low, high),
        };
        let part = self.dice.below(100_001) as f64 / 100_000.0;
        Number::from_f64(low + (high - low) * part).map_or(Value::Null, Value::Number)
    }

    fn text(&mut self, all: &[&Map<String, Value>]) -> Option<Value> {
        let word = |key: &str| all.iter().find_map(|schema| schema.get(key)?.as_str());
        let shortest = number(all, "minLength").unwrap_or(0.0) as usize;
        let longest = number(all, "maxLength").unwrap_or(1e9) as usize;
        let text = match (word("pattern"), word("format")) {
            (Some(pattern), _) => {
                let repeats = u32::try_from(shortest).unwrap_or(u32::MAX).clamp(12, 200);
                let regex = Regex::compile(&to_be_made(pattern), repeats).ok()?;
                let text: String = self.dice.sample_from(&regex);
                return Some(Value::String(text));
            }
            (None, Some(format)) => self.formatted(format),
            (None, None) => self.text_of_any().to_owned(),
        };
        let mut text: String = text.chars().take(longest).collect();
        while text.chars().count() < shortest {
            text.push(char::from(b'a' + u8::try_from(text.len() % 26).unwrap_or_default()));
        }
        Some(Value::String(text))
    }

    fn formatted(&mut self, format: &str) -> String {
        let examples: &[&str] = match format {
            "date-time" => {
                &["2024-02-29T23:59:60Z", "1999-12-31T00:00:00.123456789+05:30", "2024-01-01t00:00:00z", "soon"]
            }
            "date" => &["2024-02-29", "0001-01-01", "yesterday"],
            "time" => &["12:00:00Z", "23:59:59.5+01:00"],
            "uuid" => &["3fa85f64-5717-4562-b3fc-2c963f66afa6", "3FA85F64-5717-4562-B3FC-2C963F66AFA6"],
            "uri" | "url" => &["https://example.com/a%20b?c=d#e", "urn:isbn:0451450523"],
            "email" => &["a@example.com"],
            "byte" | "base64" => &["", "aGVsbG8=", "aGVsbG8", "_-8=", "not base64!"],
            "ipv4" => &["192.0.2.1"],
            "ipv6" => &["2001:db8::1"],
            "int64" | "int32" => &["9223372036854775807", "0"],
            _ => self.texts,
        };
        self.dice.pick(examples).copied().unwrap_or_default().to_owned()
    }

    fn list(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        let fixed = all.iter().find_map(|schema| schema.get("prefixItems")?.as_array());
        let fixed = fixed.map(Vec::as_slice).unwrap_or_default();
        let items = all.iter().find_map(|schema| schema.get("items"));
        let fewest = number(all, "minItems").unwrap_or(0.0) as usize;
        let most = number(all, "maxItems").unwrap_or(f64::MAX) as usize;
        let wanted = match self.amount {
            _ if self.is_small(depth) => 0,
            Amount::Least => fixed.len().max(1),
            Amount::Some => fixed.len() + self.dice.below(4),
            Amount::Most => fixed.len() + 1 + self.dice.below(3),
        };
        let mut list = Vec::new();
        for at in 0..wanted.max(fewest).min(most).min(200) {
            let item = match (fixed.get(at), items) {
                (Some(schema), _) | (None, Some(schema)) => self.value(schema, depth + 1),
                (None, None) => Some(self.anything(depth + 1)),
            };
            match item {
                Some(item) => list.push(item),
                None if list.len() >= fewest => break,
                None => return None,
            }
        }
        Some(Value::Array(list))
    }

    fn object(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        let lists = all.iter().filter_map(|schema| schema.get("required")?.as_array());
        let required: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        let keep = match self.amount {
            Amount::Least => 0,
            Amount::Some => self.dice.below(4),
            Amount::Most => 3,
        };
        for (name, _) in all.iter().filter_map(|schema| schema.get("properties")?.as_object()).flatten() {
            let is_required = required.contains(&name.as_str());
            if object.contains_key(name) || !(is_required || (!self.is_small(depth) && self.dice.below(3) < keep)) {
                continue;
            }
            match self.property(all, name, depth) {
                Some(value) => drop(object.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        for name in required {
            if !object.contains_key(name) {
                let value = self.other(all, depth)?;
                object.insert(name.to_owned(), value);
            }
        }
        self.add_others(all, depth, &mut object);
        Some(Value::Object(object))
    }

    /// A value of which everything that is said of the property `name` holds.
    fn property(&mut self, all: &[&'s Map<String, Value>], name: &str, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let mut said = Vec::new();
        for schema in all.iter().filter_map(|schema| schema.get("properties")?.get(name)) {
            self.gather_value(schema, &mut said, 0)?;
        }
        self.of_all(&said, depth + 1)
    }

    fn add_others(&mut self, all: &[&'s Map<String, Value>], depth: usize, object: &mut Map<String, Value>) {
        let fewest = number(all, "minProperties").unwrap_or(0.0) as usize;
        let most = number(all, "maxProperties").unwrap_or(f64::MAX) as usize;
        let patterns = all.iter().find_map(|schema| schema.get("patternProperties")?.as_object());
        let is_least = self.is_small(depth) || self.amount == Amount::Least;
        let wanted = if is_least { 0 } else { self.dice.below(3) };
        for at in 0..wanted.max(fewest.saturating_sub(object.len())).min(50) {
            if object.len() >= most {
                break;
            }
            if let Some((pattern, schema)) = patterns.and_then(|patterns| patterns.iter().next()) {
                let Ok(regex) = Regex::compile(&to_be_made(pattern), 12) else { break };
                let name = self.dice.sample_from(&regex);
                let Some(value) = self.value(schema, depth + 1) else { break };
                object.insert(name, value);
                continue;
            }
            let Some(value) = self.other(all, depth) else { break };
            let name = self.dice.pick(&["extra", "x-other", "Ünknown key", "a.b/c~d", "type_", ""]);
            object.entry(format!("{}{at}", name.copied().unwrap_or_default())).or_insert(value);
        }
    }

    /// A value of a property that the schema does not name.
    fn other(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        match all.iter().find_map(|schema| schema.get("additionalProperties")) {
            Some(schema) => self.value(schema, depth + 1),
            None => Some(self.anything(depth + 1)),
        }
    }

    fn anything(&mut self, depth: usize) -> Value {
        let text = self.text_of_any();
        match self.dice.below(if self.is_small(depth) { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(self.dice.pick(&INTEGERS)),
            3 => json!(0.5),
            4 => json!(text),
            5 => json!([text, 1, null]),
            _ => json!({ text: text, "b": { "c": [] } }),
        }
    }
}

/// The greatest of the lower bounds and the least of the upper ones; excluded ones moved inside.
fn bounds(all: &[&Map<String, Value>]) -> (Option<f64>, Option<f64>) {
    let values = |key: &str| all.iter().filter_map(|schema| schema.get(key)?.as_f64()).collect::<Vec<_>>();
    let low = values("minimum").into_iter().chain(values("exclusiveMinimum").into_iter().map(|low| low + 1.0));
    let high = values("maximum").into_iter().chain(values("exclusiveMaximum").into_iter().map(|high| high - 1.0));
    (low.reduce(f64::max), high.reduce(f64::min))
}

fn number(all: &[&Map<String, Value>], key: &str) -> Option<f64> {
    all.iter().find_map(|schema| schema.get(key)?.as_f64())
}

/// A pattern of ECMA 262 as one that texts can be made from: without anchors, its classes within ASCII. What is made is
/// checked by the pattern itself.
fn to_be_made(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, in_class) {
            ('\\', _) => text += &escaped(chars.next(), in_class),
            ('[', false) => {
                in_class = true;
                text.push('[');
            }
            ('[', true) => text += "\\[",
            (']', true) => {
                in_class = false;
                text.push(']');
            }
            ('^' | '$', false) => {}
            ('.', false) => text += "[ -~ü]",
            (c, _) => text.push(c),
        }
    }
    text
}

fn escaped(c: Option<char>, in_class: bool) -> String {
    let inside = match c {
        Some('d') => "0-9",
        Some('w') => "0-9A-Za-z_",
        Some('s') => " ",
        Some('S') => "!-~",
        Some('/') => "/",
        Some('b') if !in_class => return String::new(),
        Some('u') => return "\\u".to_owned(),
        Some(c) => return format!("\\{c}"),
        None => return String::new(),
    };
    if in_class { inside.to_owned() } else { format!("[{inside}]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_from_patterns_with_anchors_and_classes() {
        for pattern in [
            r"^[A-Za-z0-9 *'-]{4,40}$",
            r"^[-\w\._]+$",
            r"[1-9][0-9]*(\s)?(GB|gb)",
            r"arn:(aws[a-zA-Z0-9-]*):x:.+:(\d{12}):\/a\/[0-9a-z]+",
            r"^(a|b$)|^\S+\bc$",
            r"[\w[]+",
        ] {
            let schema = json!({ "a": { "type": "string", "pattern": pattern } });
            let definitions = schema.as_object().unwrap();
            let validator = jsonschema::draft202012::new(&definitions["a"]).unwrap();
            let mut maker = Maker::new(definitions, Dice::new(1, 1));
            let made = (0..40).filter_map(|_| maker.make("a")).filter(|text| validator.is_valid(text));
            assert!(made.count() > 10, "{pattern}");
        }
    }
}
