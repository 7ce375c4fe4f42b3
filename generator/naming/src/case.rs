//! Joins words into identifiers, with a function for each kind of Rust name.

use heck::ToUpperCamelCase as _;
use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::UnicodeNormalization as _;

use super::reserved_words::{is_crate_name, is_file_name, is_rust_keyword};
use super::symbols::spell_symbols;
use super::words::{first_words, is_small, words_of_text};

/// Longest name in bytes, before a scope adds a number.
const LONGEST: usize = 72;
/// Longest name of a type in bytes: larger than `LONGEST`, so that types of components keep long
/// names.
const LONGEST_TYPE: usize = 120;
/// Longest module name in bytes: Windows limits whole paths to 260 characters.
const LONGEST_MODULE: usize = 76;
/// Longest package name in bytes: crates.io allows only 64 characters.
const LONGEST_PACKAGE: usize = 56;

/// Returns the name of a type: `mcp-portals_api` → `McpPortalsApi`, `2fa` → `N2fa`, `+1` → `Plus1`,
/// `Self` → `Self_`.
pub fn type_name(text: &str) -> String {
    escape_keyword(upper_camel_case(&named_words(text, LONGEST_TYPE)))
}

/// Returns the name of a type with these words, if they need not be split, cut or spelled out.
pub(super) fn simple_type_name(words: &[String]) -> Option<String> {
    let first = words.first()?;
    let length: usize = words.iter().map(String::len).sum();
    let is_simple = first.starts_with(|c: char| c.is_ascii_lowercase())
        && length + words.len() <= LONGEST_TYPE
        && words.iter().all(|word| !word.is_empty() && is_small(word));
    is_simple.then(|| escape_keyword(upper_camel_case(words)))
}

/// Returns the name of a field, parameter or method: `petId` → `pet_id`, `type` → `type_`, `-1` →
/// `minus_1`.
pub fn field_name(text: &str) -> String {
    escape_keyword(normalise_identifier(named_words(text, LONGEST).join("_")))
}

/// Returns the name of an enum value: `opt_in` → `OptIn`, `MCP` → `Mcp`, `1.5` → `N1_5`, the empty
/// string → `Empty`.
///
/// A leading operator is spelled out, because it distinguishes sort orders and ranges: `-created` →
/// `MinusCreated`, `>=5` → `GreaterOrEqual5`.
pub fn variant_name(text: &str) -> String {
    let text = text.trim();
    let name = text.trim_start_matches(['-', '+', '<', '>', '=', '!']);
    let operator = text.get(..text.len() - name.len()).unwrap_or_default();
    if matches!(operator, "" | "--") || !name.starts_with(char::is_alphanumeric) {
        return type_name(text);
    }
    type_name(&format!("{}{name}", spell_symbols(operator)))
}

/// Returns the name of a constant: `maxItems` → `MAX_ITEMS`. A name without cased letters gets a
/// prefix: `日本` → `CONST_日本`. Otherwise, a variable could have the same name, and a pattern of that
/// name would match the constant.
pub fn constant_name(text: &str) -> String {
    let name = upper_case_name(text);
    if name == field_name(text) {
        upper_case_name(&format!("const {text}"))
    } else {
        escape_keyword(name)
    }
}

/// Returns the words of a name in upper case, joined with `_`.
fn upper_case_name(text: &str) -> String {
    normalise_identifier(named_words(text, LONGEST).join("_").to_uppercase())
}

/// Returns the name of a module, which is also the name of a file: snake case, shorter than other
/// names, and not reserved by Cargo, the emitted crate or Windows (`mod` → `mod_`, `con` → `con_`).
/// The file of a module must have an ASCII name; any other name keeps its ASCII letters, and gets a
/// hash of the whole name (`Café Noir` → `cafe_noir_h3f0db94b`).
pub fn module_name(text: &str) -> String {
    let mut words = named_words(text, LONGEST_MODULE);
    if !words.iter().all(|word| word.is_ascii()) {
        let ascii_words = to_ascii_words(words.iter());
        words = limit_name_length(start_with_letter(ascii_words), text, LONGEST_MODULE - 10);
        words.push(format!(
            "{}{:08x}",
            if words.is_empty() { "m" } else { "h" },
            stable_hash(text)
        ));
    }
    let name = words.join("_");
    if is_file_name(&name) {
        format!("{name}_")
    } else {
        escape_keyword(name)
    }
}

/// Returns the ASCII letters and digits of words, without the accents of letters; a word that has
/// none is left out.
fn to_ascii_words<W: AsRef<str>>(words: impl Iterator<Item = W>) -> Vec<String> {
    words
        .map(|word| {
            let decomposed = word.as_ref().nfd();
            decomposed.filter(char::is_ascii_alphanumeric).collect()
        })
        .filter(|word: &String| !word.is_empty())
        .collect()
}

/// Replaces Latin letters that are more than an ASCII letter with an accent: `straße` → `strasse`.
fn spell_latin(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len());
    for c in word.chars() {
        spelled.push_str(match c {
            'æ' => "ae",
            'đ' | 'ð' => "d",
            'ı' => "i",
            'ł' => "l",
            'ø' => "o",
            'œ' => "oe",
            'ß' => "ss",
            'þ' => "th",
            c => {
                spelled.push(c);
                continue;
            }
        });
    }
    spelled
}

/// Words at the end of titles that every API could have.
const OF_EVERY_API: &[&str] = &[
    "api",
    "apis",
    "beta",
    "client",
    "deprecated",
    "docs",
    "documentation",
    "endpoints",
    "http",
    "openapi",
    "preview",
    "production",
    "public",
    "reference",
    "rest",
    "restful",
    "spec",
    "specification",
    "stable",
];

/// Returns the name of the product in the title of an API: `Docker Engine` for
/// `Docker Engine API (v1.43)`.
pub fn product_name(title: &str) -> &str {
    let title = title.trim();
    let mut name = title.strip_prefix("The ").unwrap_or(title);
    while let Some((front, last)) = name.rsplit_once(char::is_whitespace) {
        let word = last
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_ascii_lowercase();
        let is_aside = last.starts_with('(') && last.ends_with(')');
        if !is_aside
            && !word.is_empty()
            && !word.split('-').all(|part| OF_EVERY_API.contains(&part))
            && !is_version_word(&word)
        {
            break;
        }
        name = front.trim_end();
    }
    name
}

/// Returns whether a word is a version, such as `v2`, `1.0` or `apiv2`.
fn is_version_word(word: &str) -> bool {
    let number = word.trim_start_matches("api").trim_start_matches('v');
    let is_marked = number.len() < word.len() || number.contains('.');
    is_marked && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Returns the name of a Cargo package: ASCII, in kebab case, and not the name of a crate that
/// every program has: `Pet Store` → `pet-store`, `Café` → `cafe`, `test` → `test-client`, `日本語` →
/// `api-client`.
pub fn package_name(text: &str) -> String {
    let ascii_words = to_ascii_words(words_of_text(text).iter().map(|word| spell_latin(word)));
    if ascii_words.is_empty() {
        return "api-client".to_owned();
    }
    // The name has no hash, since programs write it after `use`.
    let words = start_with_letter(ascii_words);
    let mut length = 0;
    let fitting = words.iter().take_while(|word| {
        length += word.len() + 1;
        length <= LONGEST_PACKAGE + 1
    });
    let fitting_words = first_words(&words, fitting.count());
    let name = if fitting_words.is_empty() {
        "api-client".to_owned()
    } else {
        fitting_words.join("-")
    };
    if is_rust_keyword(&name) || is_file_name(&name) || is_crate_name(&name) {
        format!("{name}-client")
    } else {
        name
    }
}

/// Returns the name of an operation without an `operationId`. The name consists of the method and
/// the words of the path, with `by` before each parameter: `GET /pets/{petId}/toys` →
/// `get_pets_by_pet_id_toys`, `GET /` → `get_root`.
pub fn method_from_path(method: &str, path: &str) -> String {
    let mut text = method.to_ascii_lowercase();
    if path.trim_matches('/').is_empty() {
        text.push_str(" root");
    }
    for c in path.chars() {
        match c {
            '{' => text.push_str(" by "),
            '}' => text.push(' '),
            c => text.push(c),
        }
    }
    field_name(&text)
}

/// Returns the concatenation of two names of types. Underscores after keywords are dropped, unless
/// the result is a keyword: `Self_` and `Item` become `SelfItem`.
pub fn composed_type_name(outer: &str, inner: &str) -> String {
    escape_keyword(
        [outer, inner]
            .map(|name| name.trim_end_matches('_'))
            .concat(),
    )
}

/// Returns the name of a part of another type. Equal names are not repeated: `Up` in `Up` is `Up`.
pub fn joined_type_name(outer: &str, inner: &str) -> String {
    if outer == inner {
        outer.to_owned()
    } else {
        composed_type_name(outer, inner)
    }
}

/// Returns the path of an item in a module.
pub fn path_below(module: &str, name: &str) -> String {
    match (module, name) {
        ("", path) | (path, "") => path.to_owned(),
        (module, name) => format!("{module}::{name}"),
    }
}

/// Returns whether a string can be the path of a type: modules, then its name.
pub fn is_type_path(text: &str) -> bool {
    let mut segments = text.rsplit("::");
    segments.next().is_some_and(is_type_name)
        && segments.all(|module| module_name(module) == module)
}

/// Returns whether a string can be the name of a type or variant.
pub fn is_type_name(text: &str) -> bool {
    is_identifier(text) && !is_rust_keyword(text)
}

/// Returns whether a string is an identifier or a keyword.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || is_xid_start(c));
    starts && text != "_" && chars.all(is_xid_continue)
}

/// Returns whether a text can be the name of a module: an identifier that is no keyword.
pub fn is_module_identifier(text: &str) -> bool {
    is_identifier(text) && !is_rust_keyword(text)
}

/// Returns at least one word. The first word starts with a letter, and the words have at most
/// `longest` bytes when joined.
fn named_words(text: &str, longest: usize) -> Vec<String> {
    let mut words = words_of_text(text);
    if words.is_empty() {
        words.push("empty".to_owned());
    }
    limit_name_length(start_with_letter(words), text, longest)
}

/// Adds a letter if the first word starts with a digit or a combining mark.
fn start_with_letter(mut words: Vec<String>) -> Vec<String> {
    if let Some(first) = words.first_mut()
        && !first.starts_with(is_xid_start)
    {
        first.insert(0, 'n');
    }
    words
}

/// Returns as many whole words as fit, and a hash of the text, so that different long names remain
/// different.
fn limit_name_length(words: Vec<String>, text: &str, longest: usize) -> Vec<String> {
    let total: usize = words.iter().map(|word| word_width(word) + 1).sum();
    if total <= longest + 1 {
        return words;
    }
    let mut left = longest.saturating_sub(10);
    let mut fitting_words = Vec::new();
    for word in words {
        if word_width(&word) > left {
            if fitting_words.is_empty() {
                fitting_words.push(cut_word(&word, left));
            }
            break;
        }
        left = left.saturating_sub(word_width(&word) + 1);
        fitting_words.push(word);
    }
    fitting_words.push(format!("h{:08x}", stable_hash(text)));
    fitting_words
}

/// Returns the length of `word` in bytes, in upper or lower case, whichever is longer.
fn word_width(word: &str) -> usize {
    if word.is_ascii() {
        word.len()
    } else {
        word.chars().map(char_width).sum()
    }
}

fn char_width(c: char) -> usize {
    c.to_uppercase()
        .map(char::len_utf8)
        .sum::<usize>()
        .max(c.len_utf8())
}

fn cut_word(word: &str, mut left: usize) -> String {
    word.chars()
        .take_while(|c| {
            let fits = char_width(*c) <= left;
            left = left.saturating_sub(char_width(*c));
            fits
        })
        .collect()
}

/// Returns the FNV-1a hash, which is the same on every machine and in every version.
pub fn stable_hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Returns the name in upper camel case; two digits that meet keep an underscore between them.
fn upper_camel_case(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        if name.ends_with(char::is_numeric) && word.starts_with(char::is_numeric) {
            name.push('_');
        }
        name.push_str(&capitalise_word(word));
    }
    normalise_identifier(name)
}

/// Normalizes a name to NFC, as rustc does.
fn normalise_identifier(name: String) -> String {
    if name.is_ascii() {
        name
    } else {
        name.nfc().collect()
    }
}

/// Capitalises a word. `heck` would treat the combining marks of some scripts as separators and
/// drop them.
fn capitalise_word(word: &str) -> String {
    if is_small(word) {
        let mut capitalised = word.to_owned();
        if let Some(first) = capitalised.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return capitalised;
    }
    if word.chars().all(char::is_alphanumeric) {
        return word.to_upper_camel_case();
    }
    let mut chars = word.chars();
    chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(chars)
        .collect()
}

fn escape_keyword(name: String) -> String {
    if is_rust_keyword(&name) {
        format!("{name}_")
    } else {
        name
    }
}
