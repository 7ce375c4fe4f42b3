//! Words with a special meaning in names of operations.

use crate::naming;
pub(super) use crate::naming::singular_word as singular;

/// Words that a name does not need.
const ARTICLES: &[&str] = &["a", "an", "the", "your"];

/// Prepositions and conjunctions, which have no meaning at either end of a name.
const PREPOSITIONS: &[&str] = &["and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "to", "with"];

/// Prefixes that may be written as words: `sub-issue` without `issue` would be `sub`.
const PREFIXES: &[&str] = &["cross", "multi", "non", "pre", "re", "self", "sub", "un"];

/// Synonyms of the verbs `create`, `get`, `list`, `update`, `replace` and `delete`.
const VERBS: &[(&str, &str)] = &[
    ("add", "create"),
    ("create", "create"),
    ("del", "delete"),
    ("delete", "delete"),
    ("describe", "get"),
    ("destroy", "delete"),
    ("edit", "update"),
    ("fetch", "get"),
    ("find", "get"),
    ("get", "get"),
    ("index", "list"),
    ("insert", "create"),
    ("list", "list"),
    ("modify", "update"),
    ("new", "create"),
    ("patch", "update"),
    ("post", "create"),
    ("put", "replace"),
    ("read", "get"),
    ("remove", "delete"),
    ("replace", "replace"),
    ("retrieve", "get"),
    ("show", "get"),
    ("update", "update"),
];

/// Articles, prepositions, and verbs that ids begin with.
pub(super) fn small_words() -> impl Iterator<Item = String> {
    let verbs = VERBS.iter().map(|(verb, _)| verb);
    ARTICLES.iter().chain(PREPOSITIONS).chain(verbs).map(|word| (*word).to_owned())
}

/// The usual verb for this one; `None` for other words.
pub(in crate::build) fn verb(word: &str) -> Option<&'static str> {
    VERBS.iter().find(|(synonym, _)| *synonym == word).map(|(_, usual)| *usual)
}

/// Whether a word is a verb anywhere in a name, unlike `index` or `post`, which may be nouns.
pub(super) fn is_only_verb(word: &str) -> bool {
    const ONLY_VERBS: &[&str] = &["create", "delete", "get", "list", "remove", "replace", "retrieve", "update"];
    ONLY_VERBS.contains(&word)
}

/// Words that are verbs at the beginning of a path's last segment: `/instances/clearTasks`, `/reports/generate`.
const ACTIONS: &[&str] = &[
    "accept",
    "activate",
    "add",
    "approve",
    "assign",
    "attach",
    "authorize",
    "calculate",
    "cancel",
    "check",
    "clear",
    "clone",
    "compute",
    "confirm",
    "convert",
    "create",
    "deactivate",
    "decline",
    "delete",
    "deploy",
    "detach",
    "detect",
    "disable",
    "download",
    "enable",
    "execute",
    "export",
    "find",
    "generate",
    "get",
    "import",
    "list",
    "mark",
    "move",
    "notify",
    "publish",
    "refresh",
    "reject",
    "remove",
    "rename",
    "resend",
    "resolve",
    "restart",
    "restore",
    "resume",
    "retry",
    "revoke",
    "rotate",
    "run",
    "save",
    "search",
    "send",
    "set",
    "sign",
    "simulate",
    "submit",
    "subscribe",
    "suggest",
    "suspend",
    "toggle",
    "translate",
    "trigger",
    "unassign",
    "undo",
    "unlock",
    "unpublish",
    "unsubscribe",
    "update",
    "upload",
    "validate",
    "verify",
];

/// The actions that a `GET` may perform.
const READING_ACTIONS: &[&str] = &[
    "calculate",
    "check",
    "compute",
    "download",
    "export",
    "find",
    "generate",
    "get",
    "list",
    "resolve",
    "search",
    "toggle",
    "validate",
    "verify",
];

/// Whether a word at the beginning of a path's last segment is the verb of the operation.
pub(super) fn is_action(word: &str, http: &str) -> bool {
    let actions = if http == "get" { READING_ACTIONS } else { ACTIONS };
    actions.contains(&word)
}

/// Whether a word describes the verb after it: `bulk_delete_items`.
pub(super) fn is_adverb(word: &str) -> bool {
    const ADVERBS: &[&str] = &["async", "batch", "bulk", "force", "hard", "mass", "soft"];
    ADVERBS.contains(&word) || word.ends_with("ly")
}

pub(super) fn is_preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word)
}

/// Whether a plural denotes a single item.
pub(super) fn is_one_thing(word: &str) -> bool {
    const ONE_THING: &[&str] = &["analytics", "details", "metrics", "preferences", "settings", "statistics", "stats"];
    ONE_THING.contains(&word)
}

/// `allowed`, `owned`: a word that describes the noun after it, or before it.
pub(super) fn is_participle(word: &str) -> bool {
    const SHORTEST: usize = 5;
    word.len() >= SHORTEST && word.ends_with("ed") && !word.ends_with("eed")
}

pub(super) fn is_prefix(word: &str) -> bool {
    PREFIXES.contains(&word)
}

pub(super) fn is_plural(word: &str) -> bool {
    singular(word) != word
}

pub(in crate::build) fn all_singular(words: &[String]) -> Vec<String> {
    words.iter().map(|word| singular(word)).collect()
}

pub(super) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// The words without articles, unless all are articles.
pub(super) fn without_articles(words: &[String]) -> Vec<String> {
    let kept: Vec<String> = words.iter().filter(|word| !is_article(word)).cloned().collect();
    if kept.is_empty() { words.to_vec() } else { kept }
}

/// The words without prepositions at either end; at least one word is kept.
pub(in crate::build) fn without_loose_ends(words: &[String]) -> Vec<String> {
    let mut rest = words;
    while let [others @ .., last] = rest
        && !others.is_empty()
        && is_preposition(last)
    {
        rest = others;
    }
    while let [first, others @ ..] = rest
        && !others.is_empty()
        && is_preposition(first)
    {
        rest = others;
    }
    rest.to_vec()
}

/// The words with a leading digit spelled out, because names cannot begin with a digit: `3d secure` → `three d secure`.
pub(super) fn spelled_out(mut words: Vec<String>) -> Vec<String> {
    let first = words.first().map(|first| naming::spelled(first)).unwrap_or_default();
    words.splice(0..words.len().min(1), first.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
    words
}
