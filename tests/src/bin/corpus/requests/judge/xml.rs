//! Compares an XML body with the one that the standard determines: equal names in equal namespaces,
//! with equal attributes, and equal texts and children in the same order. Prefixes, quotes and the
//! form of empty elements may differ.

use std::collections::BTreeMap;

/// An element; names are `{namespace}local`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

/// Fails with the first difference.
pub(super) fn check_xml(body: &[u8], expected: &str) -> Result<(), String> {
    let text = std::str::from_utf8(body).map_err(|_| "no UTF-8".to_owned())?;
    let (arrived, wanted) = (parse_xml(text)?, parse_xml(expected)?);
    if arrived == wanted {
        Ok(())
    } else {
        Err(format!("{text} arrived, expected {expected}"))
    }
}

fn parse_xml(text: &str) -> Result<Element, String> {
    let mut reader = Reader {
        rest: text.trim(),
        spaces: vec![(String::new(), String::new())],
    };
    if let Some(rest) = reader.rest.strip_prefix("<?xml") {
        reader.rest = rest
            .split_once("?>")
            .ok_or("the declaration does not end")?
            .1
            .trim_start();
    }
    let element = reader.element()?;
    if reader.rest.is_empty() {
        Ok(element)
    } else {
        Err(format!("`{}` follows the element", reader.rest))
    }
}

struct Reader<'t> {
    rest: &'t str,
    /// Prefixes and their namespaces, the innermost last.
    spaces: Vec<(String, String)>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, start: &str) -> Result<(), String> {
        let rest = self
            .rest
            .strip_prefix(start)
            .ok_or_else(|| format!("expected `{start}` before `{}`", self.rest))?;
        self.rest = rest;
        Ok(())
    }

    fn name(&mut self) -> Result<&'t str, String> {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>' | '<' | '"' | '\''));
        let (name, rest) = self.rest.split_at(end.ok_or("the text ends in a name")?);
        self.rest = rest;
        if name.is_empty() {
            Err(format!("expected a name before `{rest}`"))
        } else {
            Ok(name)
        }
    }

    fn element(&mut self) -> Result<Element, String> {
        self.take("<")?;
        let name = self.name()?;
        let known = self.spaces.len();
        let written = self.attributes()?;
        let mut element = Element {
            name: self.whole(name, true)?,
            ..Element::default()
        };
        for (name, value) in written {
            if element
                .attributes
                .insert(self.whole(name, false)?, value)
                .is_some()
            {
                return Err(format!("the attribute `{name}` is there twice"));
            }
        }
        if self.rest.starts_with("/>") {
            self.take("/>")?;
        } else {
            self.take(">")?;
            self.content(&mut element)?;
            self.take("</")?;
            self.take(name)?;
            self.rest = self.rest.trim_start();
            self.take(">")?;
        }
        self.spaces.truncate(known);
        Ok(element)
    }

    /// Returns the attributes, except namespace declarations, which apply from here on.
    fn attributes(&mut self) -> Result<Vec<(&'t str, String)>, String> {
        let mut all = Vec::new();
        loop {
            let trimmed = self.rest.trim_start();
            if trimmed.starts_with(['>', '/']) {
                self.rest = trimmed;
                return Ok(all);
            }
            if trimmed.len() == self.rest.len() {
                return Err(format!("expected a space before `{trimmed}`"));
            }
            self.rest = trimmed;
            let name = self.name()?;
            self.take("=")?;
            let quote = self
                .rest
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\''))
                .ok_or("a value without quotes")?;
            let (value, rest) = self
                .rest
                .get(1..)
                .and_then(|rest| rest.split_once(quote))
                .ok_or("a value does not end")?;
            self.rest = rest;
            let value = unescape_xml(value)?;
            match name.strip_prefix("xmlns") {
                Some("") => self.spaces.push((String::new(), value)),
                Some(prefix) if prefix.starts_with(':') => {
                    self.spaces
                        .push((prefix.trim_start_matches(':').to_owned(), value));
                }
                _ => all.push((name, value)),
            }
        }
    }

    fn content(&mut self, element: &mut Element) -> Result<(), String> {
        loop {
            let (text, _) = self
                .rest
                .split_at(self.rest.find('<').ok_or("an element does not end")?);
            element.text += &unescape_xml(text)?;
            self.rest = self.rest.get(text.len()..).unwrap_or_default();
            if self.rest.starts_with("</") {
                // White space between elements is insignificant.
                if !element.children.is_empty() && element.text.trim().is_empty() {
                    element.text.clear();
                }
                return Ok(());
            }
            element.children.push(self.element()?);
        }
    }

    /// Returns the name with its namespace; attributes without a prefix have no namespace.
    fn whole(&self, name: &str, is_element: bool) -> Result<String, String> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if prefix.is_empty() && !is_element {
            return Ok(local.to_owned());
        }
        let space = self.spaces.iter().rev().find(|(known, _)| known == prefix);
        let (_, space) = space.ok_or_else(|| format!("nothing declares the prefix of `{name}`"))?;
        Ok(if space.is_empty() {
            local.to_owned()
        } else {
            format!("{{{space}}}{local}")
        })
    }
}

/// Returns the character that a reference names by its number: `#x41` or `#65`.
fn numeric_character(name: &str) -> Option<char> {
    let number = match name.strip_prefix("#x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => name.strip_prefix('#')?.parse().ok()?,
    };
    char::from_u32(number)
}

fn unescape_xml(text: &str) -> Result<String, String> {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece
            .split_once(';')
            .ok_or_else(|| format!("`&{piece}` does not end"))?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => numeric_character(name).ok_or_else(|| format!("`&{name};` is not known"))?,
        });
        out += rest;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivalent_documents_are_equal() {
        let expected = "<?xml version=\"1.0\"?>\n<a x=\"1\" y=\"&lt;\"><n:b xmlns:n=\"u\">t&#10;</n:b><c></c></a>";
        for same in [
            "<a y='&#60;' x='1'><b xmlns=\"u\">t&#xa;</b><c/></a>",
            "<a xmlns:m='u' x=\"1\" y=\"&lt;\">\n  <m:b>t&#10;</m:b>\n  <c />\n</a>\n",
        ] {
            assert_eq!(check_xml(same.as_bytes(), expected), Ok(()), "{same}");
        }
        for wrong in [
            "<a x='1' y='&lt;'><b>t&#10;</b><c/></a>",
            "<a x='1' y='&lt;'><c/><b xmlns=\"u\">t&#10;</b></a>",
            "<a x='1'><b xmlns=\"u\">t&#10;</b><c/></a>",
            "<a x='1' y='&lt;'><b xmlns=\"u\">t</b><c/></a>",
            "<a x='1' y='&lt;'><b xmlns=\"u\">t&#10;</b><c/></a><a/>",
            "<a x='1' y='&lt;'><n:b>t&#10;</n:b><c/></a>",
            "<a x='1' y='&what;'/>",
            "<a x='1' x='1'/>",
            "<a",
            "",
        ] {
            assert!(check_xml(wrong.as_bytes(), expected).is_err(), "{wrong}");
        }
    }
}
