//! Random JSON, valid and broken, is read by the codec and by serde's derive: both accept the same
//! texts and read the same values, but for the [`DIFFERENCES`].

#![allow(unreachable_pub, reason = "emitted types are public")]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::sample::Kind;
use crate::runtime::api::{Property, Shape, Table, UnionTable};
use crate::runtime::codec::{from_slice, to_vec};
use crate::runtime::field::Field;
use crate::runtime::macros;
use crate::runtime::node::Extra;
use crate::tests::codec::are_numbers_exact;

#[derive(Clone)]
pub struct Part {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) tags: Vec<String>,
    pub(crate) price: Option<f64>,
    pub(crate) is_sold: Option<bool>,
    pub(crate) sizes: Option<BTreeMap<String, i64>>,
    pub(crate) details: Option<Value>,
    pub(crate) inner: Option<Box<Part>>,
    pub(crate) kind: Option<Kind>,
    pub(crate) note: Field<String>,
    pub(crate) amount: Option<Amount>,
    pub(crate) extra: Extra,
}

impl Part {
    const TABLE: &'static Table = &Table::new(
        "Part",
        &[
            Property::required("id"),
            Property::required("name"),
            Property::required("tags"),
            Property::optional("price"),
            Property::optional("is_sold"),
            Property::optional("sizes"),
            Property::optional("details"),
            Property::optional("inner"),
            Property::optional("kind"),
            Property::optional("note"),
            Property::optional("amount"),
        ],
    );
}

macros::record!(
    crate::client::API, Part: extra, 0 id, 1 name, 2 tags, 3 price, 4 is_sold, 5 sizes, 6 details, 7 inner, 8 kind,
    9 note, 10 amount
);

#[derive(Clone)]
pub enum Amount {
    Text(String),
    Whole(bool),
    Unknown(Value),
}

impl Amount {
    const TABLE: &'static UnionTable = &UnionTable::new(None, &[Shape::Text(&[]), Shape::Bool]);
}

macros::union!(crate::client::API, Amount, 0 Text, 1 Whole);

#[derive(Deserialize, Serialize)]
struct Derived {
    id: i64,
    name: String,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_sold: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sizes: Option<BTreeMap<String, i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<Box<Derived>>,
    // An enum keeps unknown strings.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    note: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<DerivedAmount>,
    #[serde(flatten)]
    extra: BTreeMap<String, Value>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum DerivedAmount {
    Text(String),
    Whole(bool),
    Unknown(Value),
}

/// Distinguishes a property that is null from an absent one.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

/// What the codec accepts but the derive does not, with the beginning of the derive's message.
const DIFFERENCES: &[(&str, &str)] = &[
    ("the last of several equal names counts", "duplicate field"),
    ("1.0 is an integer", "invalid type: floating point"),
    (
        "a number beyond the range of f64 in undescribed JSON is kept as text",
        "number out of range",
    ),
    (
        "half of a surrogate pair in undescribed JSON is kept as text",
        "lone leading surrogate",
    ),
    (
        "half of a surrogate pair in undescribed JSON is kept as text",
        "unexpected end of hex escape",
    ),
];

/// Random numbers (xorshift), the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    fn string(&mut self) -> String {
        let count = self.below(5);
        let pieces = (0..count).map(|_| {
            self.pick(&[
                "a",
                "name",
                "long enough for a word",
                "é",
                "😀",
                r"\n",
                r#"\""#,
                r"\\",
                r"\/",
                r"\u00e9",
                r"\ud83d\ude00",
                r"\ud83d",
                "\u{7f}",
            ])
        });
        format!("\"{}\"", pieces.collect::<String>())
    }

    fn integer(&mut self) -> String {
        let written = [
            "0",
            "7",
            "-1",
            "42",
            "-0",
            "1.0",
            "9007199254740993",
            "-9223372036854775808",
            "9223372036854775808",
        ];
        self.pick(&written).to_owned()
    }

    fn number(&mut self) -> String {
        let written = [
            "0.1",
            "-2.5e-3",
            "1E2",
            "1e400",
            "18446744073709551616",
            "1.7976931348623157e308",
            "5e-324",
        ];
        match self.below(2) {
            0 => self.integer(),
            _ => self.pick(&written).to_owned(),
        }
    }

    fn any(&mut self, depth: usize) -> String {
        match self.below(if depth > 2 { 5 } else { 7 }) {
            0 => self.number(),
            1 => self.pick(&["true", "false"]).to_owned(),
            2 => "null".to_owned(),
            3 => self.part(depth + 1),
            4 => self.string(),
            5 => self.list(|random| random.any(depth + 1)),
            _ => self.object(|random| random.any(depth + 1)),
        }
    }

    fn list(&mut self, item: impl Fn(&mut Self) -> String) -> String {
        let count = self.below(3);
        let items: Vec<String> = (0..count).map(|_| item(self)).collect();
        format!("[{}]", items.join(", "))
    }

    fn object(&mut self, value: impl Fn(&mut Self) -> String) -> String {
        let count = self.below(3);
        let members: Vec<String> = (0..count)
            .map(|_| format!("{}:{}", self.string(), value(self)))
            .collect();
        format!("{{{}}}", members.join(","))
    }

    /// Returns a property's value, which seldom has another type than described.
    fn value(&mut self, name: &str, depth: usize) -> String {
        match (name, self.below(30)) {
            (_, 0) => self.any(depth),
            ("id", _) => self.integer(),
            ("name", _) => self.string(),
            ("tags", _) => self.list(Self::string),
            ("price", _) => self.number(),
            ("is_sold", _) => self.pick(&["true", "false", "null"]).to_owned(),
            ("sizes", _) => self.object(Self::integer),
            ("inner", _) if depth < 3 => self.part(depth + 1),
            ("inner", _) => "null".to_owned(),
            ("kind", _) => self.pick(&[r#""oauth""#, r#""other""#, "null"]).to_owned(),
            ("note", 1..8) => "null".to_owned(),
            ("note", _) => self.string(),
            _ => self.any(depth),
        }
    }

    fn part(&mut self, depth: usize) -> String {
        let optional = [
            "price",
            "is_sold",
            "sizes",
            "details",
            "inner",
            "kind",
            "note",
            "amount",
            "other",
            "name",
            r"pr\u0069ce",
        ];
        let mut names = vec!["id", "name", "tags"];
        names.extend((0..self.below(4)).map(|_| self.pick(&optional)));
        names.rotate_left(self.below(3));
        let members: Vec<String> = names
            .into_iter()
            .map(|name| format!("\"{name}\":{}", self.value(name, depth)))
            .collect();
        let separator = self.pick(&[",", " , ", "\n,\t"]);
        format!("{{{}}}", members.join(separator))
    }

    /// Removes, replaces or inserts a byte.
    fn damage(&mut self, json: &mut Vec<u8>) {
        let bytes = b"{}[]\",:\\ tfnu019.eE-+\n\x01\xff";
        let byte = bytes[self.below(bytes.len())];
        let index = self.below(json.len());
        match self.below(4) {
            0 => json.truncate(index),
            1 => json.insert(index, byte),
            2 => json[index] = byte,
            _ => drop(json.remove(index)),
        }
    }
}

/// Returns whether two values are equal, where 2 equals 2.0.
fn are_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || (left.as_f64() == right.as_f64() && left.is_f64() != right.is_f64())
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| are_equal(a, b))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, a)| right.get(name).is_some_and(|b| are_equal(a, b)))
        }
        _ => left == right,
    }
}

/// Reads 20,000 texts, or as many as `DIFFERENTIAL_SECONDS` allows, which depend on
/// `DIFFERENTIAL_SEED`.
#[test]
fn reads_what_the_derive_reads() {
    let variable = |name| {
        env::var(name)
            .ok()
            .and_then(|value| value.parse::<u64>().ok())
    };
    let seed = variable("DIFFERENTIAL_SEED").unwrap_or_default();
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ seed);
    let start = Instant::now();
    let duration = variable("DIFFERENTIAL_SECONDS").map(Duration::from_secs);
    let is_over = |number| match duration {
        Some(duration) => number >= 20_000 && start.elapsed() > duration,
        None => number >= 20_000,
    };
    let mut seen = BTreeSet::new();
    let mut accepted = 0;
    for number in (0..).take_while(|number| !is_over(*number)) {
        let mut json = random.part(0).into_bytes();
        for _ in 0..number % 3 {
            random.damage(&mut json);
            if json.is_empty() {
                break;
            }
        }
        let shown = String::from_utf8_lossy(&json);
        match (
            from_slice::<Part>(&json),
            serde_json::from_slice::<Derived>(&json),
        ) {
            (Ok(part), Ok(derived)) => {
                accepted += 1;
                let read: Value = serde_json::from_slice(&to_vec(&part)).unwrap();
                let expected = serde_json::to_value(&derived).unwrap();
                assert!(
                    are_equal(&read, &expected),
                    "{shown}: {read} is not {expected}"
                );
            }
            (Ok(_), Err(error)) => {
                let message = error.to_string();
                let difference = DIFFERENCES
                    .iter()
                    .find(|(_, begin)| message.starts_with(begin));
                let (_, begin) = difference.unwrap_or_else(|| panic!("accepts {shown}: {error}"));
                seen.insert(*begin);
            }
            (Err(error), Ok(_)) => panic!("refuses {shown}: {error}"),
            (Err(_), Err(_)) => {}
        }
    }
    // With exact numbers, the derive keeps such a number, too.
    let expected = DIFFERENCES
        .iter()
        .filter(|(_, begin)| !are_numbers_exact() || *begin != "number out of range");
    assert_eq!(
        seen.len(),
        expected.count(),
        "a difference does not occur: {seen:?}"
    );
    assert!(accepted > 1_000, "{accepted} texts are accepted");
}
