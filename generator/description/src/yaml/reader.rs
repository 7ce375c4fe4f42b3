//! Builds values from the events of the YAML parser, with their places.
//!
//! The events of a value with an anchor are recorded, and replayed for each alias.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use granit_parser::{Event, Parser, ScalarStyle, StrInput, options};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::mistakes::{
    complex_key_error, endless_alias_error, explain_misfit, explain_yaml_error,
    nested_too_deep_error, several_documents_error, too_many_repetitions_error,
    unexpected_end_error,
};
use super::scalars::resolve_scalar;
use crate::parsed::{Broken, Parsed, Remark, ValuePath, add_remark};
use crate::places::{PlaceId, Places};

/// The maximum depth of arrays and objects.
const DEEPEST: usize = 128;

/// The cost of a value in addition to its text. Together with [`ALLOWANCE`], it limits the memory
/// that aliases can expand to.
const VALUE_COST: usize = 32;
/// The cost that every file may have, however short it is.
const ALLOWANCE: usize = 64 << 20;

pub(super) struct YamlReader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    /// The events of values with an anchor, each with its offset in the text.
    recorded: Vec<(Event<'t>, usize)>,
    /// The offsets of the values that enclose the next event in the text.
    open_values: Vec<usize>,
    /// The number of values with an anchor that enclose the current one.
    open_anchors: usize,
    anchors: HashMap<usize, AnchoredValue>,
    budget: usize,
    /// The alias with the highest cost.
    heaviest: Option<HeaviestAlias>,
    remarks: Vec<Remark>,
    places: Places,
}

struct HeaviestAlias {
    cost: usize,
    /// The offset of the alias in the text.
    at: usize,
}

/// A value with an anchor that was read completely.
#[derive(Clone, Copy)]
struct AnchoredValue {
    /// The index of its first event in the recorded events.
    first: usize,
    cost: usize,
}

/// The source of the next event.
#[derive(Clone, Copy)]
enum EventSource {
    Text,
    /// An alias; the next event is the recorded one with this index.
    Recorded(usize),
}

/// The context of a value.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    path: &'a ValuePath<'a>,
    /// The offset of the key, if the value has one.
    key_at: Option<usize>,
    /// The number of enclosing arrays and objects.
    depth: usize,
}

impl<'t> YamlReader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let options = options! {
            flow_nesting_limit: DEEPEST,
            block_nesting_limit: DEEPEST,
            // Other parsers accept such a scalar, too.
            block_scalar_eof_without_line_feed: true,
            // Another crate of the program may enable the feature for comments, as `serde-saphyr` does.
            emit_comments: false,
        };
        Self {
            text,
            parser: Parser::new_from_str_with_options(text, options),
            recorded: Vec::new(),
            open_values: Vec::new(),
            open_anchors: 0,
            anchors: HashMap::new(),
            budget: text.len().saturating_mul(VALUE_COST + 1) + ALLOWANCE,
            heaviest: None,
            remarks: Vec::new(),
            places: Places::default(),
        }
    }

    /// Reads the only document of the text; if there is none, the value is `null`.
    pub(super) fn read_document(mut self) -> Result<Parsed, Broken> {
        let mut document = None;
        loop {
            match self.next_event(&mut EventSource::Text)? {
                (Event::StreamEnd, _) => break,
                (Event::DocumentStart(..), at) if document.is_some() => {
                    return Err(several_documents_error(self.text, at));
                }
                (Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd, _) => {}
                (event, at) => {
                    let around = Surroundings {
                        path: &ValuePath::Root,
                        key_at: None,
                        depth: 0,
                    };
                    document = Some(self.read_value(event, at, &mut EventSource::Text, around)?);
                }
            }
        }
        Ok(Parsed {
            root: document.unwrap_or_default(),
            remarks: self.remarks,
            places: Some(self.places),
        })
    }

    fn next_event(&mut self, source: &mut EventSource) -> Result<(Event<'t>, usize), Broken> {
        if let EventSource::Recorded(index) = source {
            let event = self.recorded.get(*index).cloned();
            *index += 1;
            return Ok(event.unwrap_or((Event::StreamEnd, 0)));
        }
        let (event, span) = match self.parser.next() {
            None => return Ok((Event::StreamEnd, self.text.len())),
            Some(Err(error)) => {
                let around = self.open_values.last().copied();
                return Err(explain_yaml_error(&error, self.text, around));
            }
            Some(Ok(event)) => event,
        };
        let at = span.start.byte_offset().unwrap_or_default();
        let event = match event {
            // The parser emits `~` for a missing key or value.
            Event::Scalar(_, ScalarStyle::Plain, anchor, tag) if span.is_empty() => {
                Event::Scalar(Cow::Borrowed(""), ScalarStyle::Plain, anchor, tag)
            }
            event => event,
        };
        if self.open_anchors > 0 || event.anchor_id().is_some() {
            self.recorded.push((event.clone(), at));
        }
        Ok((event, at))
    }

    fn read_value(
        &mut self,
        event: Event<'t>,
        at: usize,
        source: &mut EventSource,
        around: Surroundings<'_>,
    ) -> Result<Value, Broken> {
        if let Event::Alias(anchor) = event {
            return self.repeat_value(anchor, at, source, around);
        }
        if let EventSource::Recorded(_) = source {
            return self.read_contents(event, at, source, around);
        }
        let place = self.enter_place(at, around);
        let anchor = event.anchor_id();
        let first = self.recorded.len().saturating_sub(1);
        let budget = self.budget;
        self.open_anchors += usize::from(anchor.is_some());
        self.open_values.push(at);
        let value = self.read_contents(event, at, source, around)?;
        self.open_values.pop();
        if let Some(anchor) = anchor {
            self.open_anchors -= 1;
            let cost = budget - self.budget;
            self.anchors.insert(anchor, AnchoredValue { first, cost });
        }
        self.places.leave(place);
        Ok(value)
    }

    fn enter_place(&mut self, at: usize, around: Surroundings<'_>) -> PlaceId {
        let key = match (around.path, around.key_at) {
            (ValuePath::Key(_, key), Some(key_at)) => Some((*key, key_at)),
            _ => None,
        };
        self.places.enter(key, at)
    }

    fn read_contents(
        &mut self,
        event: Event<'t>,
        at: usize,
        source: &mut EventSource,
        around: Surroundings<'_>,
    ) -> Result<Value, Broken> {
        match event {
            Event::Scalar(text, style, _, tag) => {
                self.spend(text.len())?;
                resolve_scalar(text, style, tag.as_deref())
                    .map_err(|misfit| explain_misfit(&misfit, self.text, at))
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if around.depth == DEEPEST => {
                Err(nested_too_deep_error(self.text, at))
            }
            Event::SequenceStart(..) => self.read_items(source, around),
            Event::MappingStart(..) => self.read_members(source, around),
            _ => Err(unexpected_end_error(self.text, at)),
        }
    }

    fn read_items(
        &mut self,
        source: &mut EventSource,
        around: Surroundings<'_>,
    ) -> Result<Value, Broken> {
        self.spend(0)?;
        let mut items = Vec::new();
        loop {
            let (event, at) = self.next_event(source)?;
            if event == Event::SequenceEnd {
                items.shrink_to_fit();
                return Ok(Value::Array(items));
            }
            let inside = Surroundings {
                path: &ValuePath::Item(around.path, items.len()),
                key_at: None,
                depth: around.depth + 1,
            };
            items.push(self.read_value(event, at, source, inside)?);
        }
    }

    fn read_members(
        &mut self,
        source: &mut EventSource,
        around: Surroundings<'_>,
    ) -> Result<Value, Broken> {
        self.spend(0)?;
        let mut members = Map::new();
        let mut merges = Vec::new();
        loop {
            let (event, key_at) = self.next_event(source)?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.read_key(event, key_at, source)?;
            self.spend(key.len())?;
            let (value_event, at) = self.next_event(source)?;
            let inside = Surroundings {
                path: &ValuePath::Key(around.path, &key),
                key_at: Some(key_at),
                depth: around.depth + 1,
            };
            let value = self.read_value(value_event, at, source, inside)?;
            if key == "<<" && is_mergeable(&value) {
                merges.push(value);
                continue;
            }
            match members.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(mut entry) => {
                    add_remark(&mut self.remarks, || {
                        let path = ValuePath::Key(around.path, entry.key());
                        Remark::DuplicateKey(entry.key().clone(), path.pointer())
                    });
                    entry.insert(value);
                }
            }
        }
        for merge in merges {
            apply_merge(&mut members, merge);
        }
        // Most objects are small, so the map is rebuilt to drop its excess capacity.
        Ok(Value::Object(members.into_iter().collect()))
    }

    /// Returns a key as written, so that `200` and `null` become strings.
    fn read_key(
        &mut self,
        event: Event<'t>,
        at: usize,
        source: &EventSource,
    ) -> Result<String, Broken> {
        match event {
            Event::Scalar(text, _, anchor, _) => {
                if let (EventSource::Text, 1..) = (source, anchor) {
                    let first = self.recorded.len().saturating_sub(1);
                    let cost = VALUE_COST + text.len();
                    self.anchors.insert(anchor, AnchoredValue { first, cost });
                }
                Ok(text.into_owned())
            }
            Event::Alias(anchor) => {
                let anchored = self.anchors.get(&anchor);
                match anchored.and_then(|anchored| self.recorded.get(anchored.first)) {
                    Some((Event::Scalar(text, ..), _)) => Ok(text.clone().into_owned()),
                    _ => Err(complex_key_error(self.text, at)),
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                Err(complex_key_error(self.text, at))
            }
            _ => Err(unexpected_end_error(self.text, at)),
        }
    }

    /// Reads the value of an anchor again, for an alias at the offset `at`.
    fn repeat_value(
        &mut self,
        anchor: usize,
        at: usize,
        source: &EventSource,
        around: Surroundings<'_>,
    ) -> Result<Value, Broken> {
        let Some(anchored) = self.anchors.get(&anchor).copied() else {
            return Err(endless_alias_error(self.text, at));
        };
        if let EventSource::Text = source {
            let place = self.enter_place(at, around);
            self.places.leave(place);
            let is_heaviest = self
                .heaviest
                .as_ref()
                .is_none_or(|other| anchored.cost > other.cost);
            if is_heaviest {
                self.heaviest = Some(HeaviestAlias {
                    cost: anchored.cost,
                    at,
                });
            }
        }
        let mut source = EventSource::Recorded(anchored.first);
        let (event, at) = self.next_event(&mut source)?;
        self.read_value(event, at, &mut source, around)
    }

    fn spend(&mut self, text: usize) -> Result<(), Broken> {
        self.budget = self.budget.saturating_sub(VALUE_COST + text);
        match self.budget {
            0 => Err(too_many_repetitions_error(
                self.text,
                self.heaviest.as_ref().map(|alias| alias.at),
            )),
            _ => Ok(()),
        }
    }
}

fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => false,
    }
}

/// Merges keys that are missing: the object's own keys take precedence, then those merged earlier.
fn apply_merge(members: &mut Map<String, Value>, merge: Value) {
    match merge {
        Value::Object(merged) => {
            for (key, value) in merged {
                members.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => {
            for item in items {
                apply_merge(members, item);
            }
        }
        _ => {}
    }
}
