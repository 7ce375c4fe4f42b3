//! Texts in other spellings: percent-encoded, escaped as in JSON, or escaped as in HTML.

/// What follows `wanted`, if `text` begins with it; each of its characters may be spelt in its own way.
pub(crate) fn after<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    wanted.chars().try_fold(text, |rest, c| {
        let spelt = after_percent(rest, c).or_else(|| after_json(rest, c)).or_else(|| after_html(rest, c));
        spelt.or_else(|| rest.strip_prefix(c))
    })
}

/// `%C3%A9`, or the same once more, `%25C3%25A9`; a blank may be a `+`.
fn after_percent(text: &str, c: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('+').filter(|_| c == ' ') {
        return Some(rest);
    }
    c.encode_utf8(&mut [0; 4]).bytes().try_fold(text, |rest, byte| {
        let after = |sign| after_hex(rest.strip_prefix(sign)?, 2, byte.into());
        after("%").or_else(|| after("%25"))
    })
}

/// `\"`, `\/`, `\u00e9`, or `\xe9` as other languages have it.
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

/// The longest entity that is known, in bytes: `#x10ffff`, with a zero before it.
const LONGEST_ENTITY: usize = 9;

/// Entities by name; those of letters and digits have none.
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

/// An entity: by its name, or by its number in digits of ten or sixteen.
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

/// What follows `wanted` in so many hexadecimal digits.
fn after_hex(text: &str, digits: usize, wanted: u32) -> Option<&str> {
    let (number, rest) = text.split_at_checked(digits)?;
    (u32::from_str_radix(number, 16) == Ok(wanted)).then_some(rest)
}
