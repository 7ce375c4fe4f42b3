//! Sample JSON of the synthetic types, for the speed test.

use crate::plan::{Kind, Plan, Presence, Property, Value, own_property, tag_value};

/// The nesting depth of samples.
const DEPTH: usize = 3;

/// Returns a JSON array of the type at `index`, of at least `bytes` bytes.
pub(crate) fn sample_list(plan: &Plan, index: usize, bytes: usize) -> String {
    let mut sample = Sample { plan, serial: 0 };
    let mut json = "[".to_owned();
    while json.len() < bytes {
        if json.len() > 1 {
            json.push(',');
        }
        json += &sample.named(index, 0);
    }
    json + "]"
}

struct Sample<'a> {
    plan: &'a Plan,
    /// A counter that makes all values different.
    serial: usize,
}

impl Sample<'_> {
    fn named(&mut self, index: usize, depth: usize) -> String {
        self.serial += 1;
        match self.plan.types.get(index).map(|item| &item.kind) {
            Some(Kind::Struct(properties)) => self.object(properties, index, depth),
            Some(Kind::Enum(values)) => {
                format!(
                    "\"{}\"",
                    values.get(self.serial % 5).copied().unwrap_or("brand_new")
                )
            }
            Some(Kind::Union(union)) => {
                let member = union
                    .members
                    .get(self.serial % union.members.len().max(1))
                    .copied();
                self.named(member.unwrap_or_default(), depth)
            }
            None => "null".to_owned(),
        }
    }

    fn object(&mut self, properties: &[Property], index: usize, depth: usize) -> String {
        let mut members = Vec::new();
        for property in properties {
            let nests = matches!(&property.value, Value::Named(_))
                || matches!(&property.value, Value::List(item) if matches!(**item, Value::Named(_)));
            let value = match property.presence {
                Presence::Tag => format!("\"{}\"", tag_value(index)),
                Presence::ThreeState => "null".to_owned(),
                Presence::Optional if nests && depth >= DEPTH => continue,
                _ => self.value(
                    &property.value,
                    depth + 1,
                    property.name == own_property(index),
                ),
            };
            members.push(format!("\"{}\":{value}", property.name));
        }
        format!("{{{}}}", members.join(","))
    }

    fn value(&mut self, value: &Value, depth: usize, long: bool) -> String {
        self.serial += 1;
        match value {
            Value::Text if long => format!("\"the name of number {} of the list\"", self.serial),
            Value::Text => format!("\"text-{}\"", self.serial),
            Value::Integer => (self.serial * 1009 % 100_000).to_string(),
            Value::Bool => self.serial.is_multiple_of(2).to_string(),
            Value::Named(index) => self.named(*index, depth),
            Value::List(item) => {
                let items: Vec<_> = (0..2).map(|_| self.value(item, depth, false)).collect();
                format!("[{}]", items.join(","))
            }
        }
    }
}
