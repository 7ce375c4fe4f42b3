//! Parses YAML in one pass over the events of `granit-parser`, which builds the values and their
//! places.

mod mistakes;
mod phrases;
mod reader;
mod scalars;

use super::parsed::{Broken, Parsed};
use reader::YamlReader;

pub(super) fn read_yaml_text(text: &str) -> Result<Parsed, Broken> {
    YamlReader::new(text).read_document()
}
