//! Strings in other encodings: percent-encoded, escaped as in JSON, or escaped as in HTML.

/// The rest of `text` after `wanted`, if it begins with it; each character may be encoded differently.
pub(crate) fn after<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    wanted.chars().try_fold(text, after_one)
}

/// The number of characters of `wanted` that a text begins with, if it has nothing else; the last one may be cut short.
pub(crate) fn beginning(text: &str, wanted: &str) -> Option<usize> {
    let mut rest = text;
    for (count, c) in wanted.chars().enumerate() {
        match after_one(rest, c) {
            Some(after) => rest = after,
            None => return (rest.is_empty() || is_cut(rest)).then_some(count),
        }
    }
    None
}

/// Whether a text may be the beginning of an encoding.
fn is_cut(text: &str) -> bool {
    text.starts_with(SIGNS) && text.len() <= LONGEST_ENTITY
}

/// Whether a text may contain encoded characters.
pub(crate) fn has_signs(text: &str) -> bool {
    text.contains(SIGNS)
}

/// The characters that begin an encoding.
const SIGNS: [char; 4] = ['%', '+', '\\', '&'];

fn after_one(text: &str, c: char) -> Option<&str> {
    let spelt = after_percent(text, c).or_else(|| after_json(text, c)).or_else(|| after_html(text, c));
    spelt.or_else(|| text.strip_prefix(c))
}

/// `%C3%A9`, or encoded twice, `%25C3%25A9`; a space may be a `+`.
fn after_percent(text: &str, c: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('+').filter(|_| c == ' ') {
        return Some(rest);
    }
    c.encode_utf8(&mut [0; 4]).bytes().try_fold(text, |rest, byte| {
        let after = |sign| after_hex(rest.strip_prefix(sign)?, 2, byte.into());
        after("%").or_else(|| after("%25"))
    })
}

/// `\"`, `\/`, `\u00e9`, or `\xe9` as in other languages.
fn after_json(text: &str, c: char) -> Option<&str> {
    let escaped = text.strip_prefix('\\')?;
    let short = [('"', '"'), ('\\', '\\'), ('/', '/'), ('\t', 't')].into_iter().find(|(known, _)| *known == c);
    if let Some(rest) = short.and_then(|(_, short)| escaped.strip_prefix(short)) {
        return Some(rest);
    }
    if let Some(rest) = escaped.strip_prefix('x').and_then(|rest| after_hex(rest, 2, c.into())) {
        return Some(rest);
    }
    c.encode_utf16(&mut [0; 2])
        .iter()
        .try_fold(text, |rest, unit| after_hex(rest.strip_prefix("\\u")?, 4, (*unit).into()))
}

/// The longest known entity, in bytes: `#x10ffff`, with a leading zero.
const LONGEST_ENTITY: usize = 9;

/// Entities by name; letters and digits have none.
const ENTITIES: [(&str, char); 13] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("sol", '/'),
    ("plus", '+'),
    ("equals", '='),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("period", '.'),
    ("colon", ':'),
    ("comma", ','),
];

/// An entity: by name, or by decimal or hexadecimal number.
fn after_html(text: &str, c: char) -> Option<&str> {
    let text = text.strip_prefix('&')?;
    let end = text.bytes().take(LONGEST_ENTITY + 1).position(|byte| byte == b';')?;
    let (entity, rest) = (text.get(..end)?, text.get(end + 1..)?);
    let is_it = match entity.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16) == Ok(c.into()),
            None => number.parse() == Ok(u32::from(c)),
        },
        None => ENTITIES.contains(&(entity, c)),
    };
    is_it.then_some(rest)
}

/// The rest after `wanted` in this many hexadecimal digits.
fn after_hex(text: &str, digits: usize, wanted: u32) -> Option<&str> {
    let (number, rest) = text.split_at_checked(digits)?;
    (u32::from_str_radix(number, 16) == Ok(wanted)).then_some(rest)
}
