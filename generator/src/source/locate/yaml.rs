//! Offsets in YAML: `granit-parser` says where each of its events stands.

use super::{Id, Wanted};
use granit_parser::{Event, Parser, options};

/// A collection that is open.
enum Open {
    /// A mapping; `value` is what the key just read leads to, outside of a key–value pair nothing.
    Mapping { at: Option<Id>, value: Option<Option<Id>> },
    /// A sequence.
    Sequence { at: Option<Id>, next: usize },
}

/// What an event means to a walk over nodes.
enum Step<'a> {
    Leaf(Option<&'a str>),
    Open { mapping: bool },
    Close,
    Nothing,
}

/// Fills in what is found; stops where the text is broken.
pub(super) fn find(text: &str, wanted: &mut Wanted) {
    let options = options! { emit_comments: false, simple_key_max_lookahead: 100_000 };
    let mut walk = Walk { wanted, open: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        // Whatever was found before a mistake in the text is as good as it gets.
        let Ok((event, span)) = event else { return };
        let Some(offset) = span.start.byte_offset() else { return };
        walk.step(&step_of(&event), offset);
    }
}

fn step_of<'e>(event: &'e Event<'_>) -> Step<'e> {
    match event {
        Event::Scalar(text, ..) => Step::Leaf(Some(text)),
        Event::Alias(_) => Step::Leaf(None),
        Event::SequenceStart(..) => Step::Open { mapping: false },
        Event::MappingStart(..) => Step::Open { mapping: true },
        Event::SequenceEnd | Event::MappingEnd => Step::Close,
        _ => Step::Nothing,
    }
}

struct Walk<'w> {
    wanted: &'w mut Wanted,
    open: Vec<Open>,
}

impl Walk<'_> {
    fn step(&mut self, step: &Step<'_>, offset: usize) {
        match step {
            Step::Leaf(text) => drop(self.enter(*text, offset)),
            Step::Open { mapping: true } => {
                let at = self.enter(None, offset);
                self.open.push(Open::Mapping { at, value: None });
            }
            Step::Open { mapping: false } => {
                let at = self.enter(None, offset);
                self.open.push(Open::Sequence { at, next: 0 });
            }
            Step::Close => drop(self.open.pop()),
            Step::Nothing => {}
        }
    }

    /// A node begins: which wanted place it is, if any.
    fn enter(&mut self, text: Option<&str>, offset: usize) -> Option<Id> {
        match self.open.last_mut() {
            None => {
                self.wanted.found(Wanted::ROOT, offset);
                Some(Wanted::ROOT)
            }
            Some(Open::Mapping { at, value: value @ None }) => {
                let found = at.and_then(|at| self.wanted.child(at, text?));
                *value = Some(found);
                if let Some(id) = found {
                    self.wanted.found(id, offset);
                }
                None
            }
            Some(Open::Mapping { value, .. }) => {
                let found = value.take().flatten();
                if let Some(id) = found {
                    self.wanted.found_value(id, offset);
                }
                found
            }
            Some(Open::Sequence { at, next }) => {
                let found = at.and_then(|at| self.wanted.child(at, &next.to_string()));
                *next += 1;
                if let Some(id) = found {
                    self.wanted.found(id, offset);
                }
                found
            }
        }
    }
}
