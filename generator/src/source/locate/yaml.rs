//! Offsets in YAML: `granit-parser` gives the position of each event.

use super::wanted::{Wanted, WantedId};
use granit_parser::{Event, Parser, options};

enum OpenCollection {
    Mapping {
        at: Option<WantedId>,
        next: MappingNode,
    },
    Sequence {
        at: Option<WantedId>,
        next: usize,
    },
}

/// The next node in a mapping.
#[derive(Clone, Copy)]
enum MappingNode {
    Key,
    /// The value of a key, with its wanted location.
    Value(Option<WantedId>),
}

/// Sets the offsets of wanted locations, up to the first syntax error.
pub(super) fn find_yaml_offsets(text: &str, wanted: &mut Wanted) {
    let options = options! { emit_comments: false, simple_key_max_lookahead: 100_000 };
    let mut search = YamlSearch {
        wanted,
        open: Vec::new(),
    };
    for event in Parser::new_from_str_with_options(text, options) {
        // After a syntax error, the offsets before it are still valid.
        let Ok((event, span)) = event else { return };
        let Some(offset) = span.start.byte_offset() else {
            return;
        };
        search.step(&event, offset);
    }
}

struct YamlSearch<'w> {
    wanted: &'w mut Wanted,
    open: Vec<OpenCollection>,
}

impl YamlSearch<'_> {
    fn step(&mut self, event: &Event<'_>, offset: usize) {
        match event {
            Event::Scalar(text, ..) => drop(self.enter(Some(text), offset)),
            Event::Alias(_) => drop(self.enter(None, offset)),
            Event::MappingStart(..) => {
                let at = self.enter(None, offset);
                let next = MappingNode::Key;
                self.open.push(OpenCollection::Mapping { at, next });
            }
            Event::SequenceStart(..) => {
                let at = self.enter(None, offset);
                self.open.push(OpenCollection::Sequence { at, next: 0 });
            }
            Event::SequenceEnd | Event::MappingEnd => drop(self.open.pop()),
            _ => {}
        }
    }

    fn enter(&mut self, text: Option<&str>, offset: usize) -> Option<WantedId> {
        match self.open.last_mut() {
            None => {
                self.wanted.found(Wanted::ROOT, offset);
                Some(Wanted::ROOT)
            }
            Some(OpenCollection::Mapping { at, next }) => match *next {
                MappingNode::Key => {
                    let found = at.and_then(|at| self.wanted.child(at, text?));
                    *next = MappingNode::Value(found);
                    if let Some(id) = found {
                        self.wanted.found(id, offset);
                    }
                    None
                }
                MappingNode::Value(found) => {
                    *next = MappingNode::Key;
                    if let Some(id) = found {
                        self.wanted.found_value(id, offset);
                    }
                    found
                }
            },
            Some(OpenCollection::Sequence { at, next }) => {
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
