//! Words with a special meaning in names of operations.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};

use model::HttpMethod;
use naming::singular_word;

/// Words that names omit.
const ARTICLES: &[&str] = &["a", "an", "the", "your"];

/// Prepositions and conjunctions, which have no meaning at either end of a name.
const PREPOSITIONS: &[&str] = &[
    "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "to", "with",
];

/// The meaning of a verb in `verbs.txt`.
#[derive(Clone, Copy)]
enum VerbMeaning {
    /// The same as this verb.
    Usual(&'static str),
    /// A separate action that creates nothing, even if a `POST` performs it.
    Asking,
    /// A separate action, which a `GET` may perform.
    Reading,
    /// Any other action.
    Other,
}

static VERBS: LazyLock<HashMap<&str, VerbMeaning>> = LazyLock::new(|| {
    let mut verbs = HashMap::new();
    for (meaning, synonyms) in include_str!("verbs.txt")
        .lines()
        .filter_map(|line| line.split_once(": "))
    {
        let meaning = match meaning {
            "asking" => VerbMeaning::Asking,
            "reading" => VerbMeaning::Reading,
            "other" => VerbMeaning::Other,
            usual => VerbMeaning::Usual(usual),
        };
        for verb in synonyms.split(' ') {
            verbs.entry(verb).or_insert(meaning);
        }
    }
    verbs
});

/// Returns the verb out of `create`, `get`, `list`, `update`, `replace` and `delete` that a word
/// means; `None` for other words.
pub fn usual_verb(word: &str) -> Option<&'static str> {
    match VERBS.get(word) {
        Some(VerbMeaning::Usual(verb)) => Some(verb),
        _ => None,
    }
}

/// Returns whether a word is a verb when it begins a name.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.contains_key(word)
}

/// Returns whether a word is a verb that an operation of this HTTP method may perform.
pub(super) fn is_verb_for(method: &HttpMethod, word: &str) -> bool {
    if matches!(method, HttpMethod::Get | HttpMethod::Query) {
        is_reading_verb(word)
    } else {
        is_verb(word)
    }
}

/// Returns whether a `GET` or `QUERY` may perform the action that a word names.
fn is_reading_verb(word: &str) -> bool {
    only_asks(word) || matches!(VERBS.get(word), Some(VerbMeaning::Reading))
}

/// Returns whether a word is a verb that creates nothing, even if a `POST` performs it.
pub(super) fn only_asks(word: &str) -> bool {
    matches!(
        VERBS.get(word),
        Some(VerbMeaning::Asking | VerbMeaning::Usual("get" | "list"))
    )
}

/// Returns whether a plural denotes a single item.
pub(super) fn is_one_thing(word: &str) -> bool {
    const ONE_THING: &[&str] = &[
        "analytics",
        "details",
        "metrics",
        "preferences",
        "settings",
        "statistics",
        "stats",
        "status",
    ];
    ONE_THING.contains(&word)
}

/// Returns whether words denote several items.
pub(super) fn is_plural_phrase(words: &[String]) -> bool {
    words
        .last()
        .is_some_and(|last| singular_word(last) != *last && !is_one_thing(last))
}

pub(super) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

pub(super) fn is_preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word)
}

/// Returns the words without articles, unless all are articles.
pub(super) fn without_articles(words: &[String]) -> Vec<String> {
    let other_words: Vec<String> = words
        .iter()
        .filter(|word| !ARTICLES.contains(&word.as_str()))
        .cloned()
        .collect();
    if other_words.is_empty() {
        words.to_vec()
    } else {
        other_words
    }
}

/// Returns the words without prepositions at either end; at least one word is kept.
pub fn without_loose_ends(words: &[String]) -> Vec<String> {
    let mut inner_words = words;
    while let [others @ .., last] = inner_words
        && !others.is_empty()
        && is_preposition(last)
    {
        inner_words = others;
    }
    while let [first, others @ ..] = inner_words
        && !others.is_empty()
        && is_preposition(first)
    {
        inner_words = others;
    }
    inner_words.to_vec()
}

/// Spells out a leading digit, because names cannot begin with one: `3d secure` → `three d secure`.
pub(super) fn spell_first_word(mut words: Vec<String>) -> Vec<String> {
    let first = words
        .first()
        .map(|first| naming::spell_leading_digit(first))
        .unwrap_or_default();
    words.splice(
        0..words.len().min(1),
        first
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(str::to_owned),
    );
    words
}
