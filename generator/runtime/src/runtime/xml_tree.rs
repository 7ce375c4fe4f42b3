//! The tree of an XML document, independent of the parser.

/// An element, names without their prefixes.
#[derive(Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// All text directly in it.
    pub(crate) text: String,
    /// Whether it is marked as `null`.
    pub(crate) is_nil: bool,
}

#[cfg(feature = "xml")]
pub(crate) use parser::parse;

#[cfg(not(feature = "xml"))]
pub(crate) fn parse(_: &str) -> Result<Element, String> {
    Err("expected a reader of XML, found this crate built without its feature `xml`".to_owned())
}

#[cfg(feature = "xml")]
mod parser {
    use quick_xml::XmlVersion;
    use quick_xml::escape::resolve_predefined_entity;
    use quick_xml::events::{BytesRef, BytesStart, Event};

    use super::Element;

    const MAX_DEPTH: usize = 127;

    pub(crate) fn parse(text: &str) -> Result<Element, String> {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut tree = Tree::default();
        loop {
            let event = reader.read_event().map_err(|error| format!("expected XML: {error}"))?;
            if tree.add(event)? {
                return tree.root.ok_or_else(|| "expected an element, found none".to_owned());
            }
        }
    }

    #[derive(Default)]
    struct Tree {
        open: Vec<Element>,
        root: Option<Element>,
    }

    impl Tree {
        /// Handles the next event of the document; returns whether it was the last.
        fn add(&mut self, event: Event<'_>) -> Result<bool, String> {
            match event {
                Event::Start(start) => self.start(&start)?,
                Event::End(_) => {
                    let done = self.open.pop();
                    match self.open.last_mut() {
                        Some(parent) => parent.children.extend(done),
                        None => self.root = done,
                    }
                }
                Event::Text(text) => self.text(&text.xml_content(XmlVersion::default())),
                Event::CData(text) => self.text(&text.xml_content(XmlVersion::default())),
                Event::GeneralRef(reference) => self.text(&resolved(&reference)?),
                Event::Eof => {
                    return match self.open.last() {
                        Some(open) => Err(format!("expected the end of `{}`, found the end of the text", open.name)),
                        None => Ok(true),
                    };
                }
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            Ok(false)
        }

        fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
            if self.open.len() >= MAX_DEPTH {
                return Err(format!("nested deeper than {MAX_DEPTH} levels"));
            }
            if self.root.is_some() {
                return Err("expected one element, found another after it".to_owned());
            }
            let mut element = Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
            // Checking for duplicate names would compare each with each.
            for attribute in start.attributes().with_checks(false) {
                let attribute = attribute.map_err(|error| format!("expected attributes: {error}"))?;
                let key: &str = attribute.key.as_ref();
                let value = attribute.normalized_value(XmlVersion::default());
                let value = value.map_err(|error| format!("expected the value of `{key}`: {error}"))?;
                let local = key.rsplit(':').next().unwrap_or(key);
                match key.split(':').next() {
                    Some("xmlns") => {}
                    Some("xsi") => element.is_nil |= local == "nil" && matches!(value.trim(), "true" | "1"),
                    _ => element.attributes.push((local.to_owned(), value.into_owned())),
                }
            }
            self.open.push(element);
            Ok(())
        }

        fn text(&mut self, text: &str) {
            if let Some(element) = self.open.last_mut() {
                element.text.push_str(text);
            }
        }
    }

    fn resolved(reference: &BytesRef<'_>) -> Result<String, String> {
        let character = reference.resolve_char_ref().map_err(|error| format!("expected a character: {error}"))?;
        if let Some(character) = character {
            return Ok(character.to_string());
        }
        let name: &str = reference.as_ref();
        let known = resolve_predefined_entity(name).map(str::to_owned);
        known.ok_or_else(|| format!("expected one of the entities of XML, found `{}`", name.escape_debug()))
    }
}
