//! Finds the YAML alias that expands to the most values, to locate the error about a file with too many repetitions.

use super::lines::line_and_column;
use granit_parser::{Event, Parser, options};
use std::collections::HashMap;

/// Returns line and column, from 1, of the alias that expands to the most values.
pub(super) fn find_heaviest_alias(text: &str) -> Option<(usize, usize)> {
    let options = options! { emit_comments: false, simple_key_max_lookahead: 100_000 };
    let mut sizes = Sizes::default();
    let mut heaviest = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = event else { break };
        let Some(size) = sizes.step(&event) else {
            continue;
        };
        if heaviest.is_none_or(|(most, _)| size > most) {
            heaviest = Some((size, span.start.byte_offset()?));
        }
    }
    line_and_column(text, heaviest?.1)
}

/// The number of values, with aliases expanded, in each open collection and below each anchor.
#[derive(Default)]
struct Sizes {
    open: Vec<(usize, u64)>,
    anchors: HashMap<usize, u64>,
}

impl Sizes {
    fn step(&mut self, event: &Event<'_>) -> Option<u64> {
        match event {
            Event::Scalar(_, _, anchor, _) => self.close(*anchor, 1),
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                self.open.push((*anchor, 1))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (anchor, size) = self.open.pop()?;
                self.close(anchor, size);
            }
            Event::Alias(anchor) => {
                let size = self.anchors.get(anchor).copied().unwrap_or(1);
                self.close(0, size);
                return Some(size);
            }
            _ => {}
        }
        None
    }

    fn close(&mut self, anchor: usize, size: u64) {
        if anchor > 0 {
            self.anchors.insert(anchor, size);
        }
        if let Some((_, around)) = self.open.last_mut() {
            *around = around.saturating_add(size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_alias_is_found() {
        let text = "a: &a [x, x]\nb: &b [*a, *a]\nc: [ü, *b, *a]\nd: *a\n";
        assert_eq!(find_heaviest_alias(text), Some((3, 8)));
        assert_eq!(find_heaviest_alias("a: 1\n"), None);
    }
}
