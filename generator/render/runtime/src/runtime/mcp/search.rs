//! Search for operations by words.

use super::super::catalog::{Catalog, Documentation, Entry};
use super::tools::shorten;

/// The maximum number of characters of a summary in a result.
const MAX_SUMMARY: usize = 100;
/// The maximum number of characters of a description that are searched.
const SEARCHED: usize = 300;
/// The number of words that are added to the length of an operation.
const LENGTH: usize = 8;

/// The words of operations.
pub(crate) struct Index(Vec<IndexedEntry>);

struct IndexedEntry {
    entry: &'static Entry,
    summary: String,
    name_words: Vec<String>,
    summary_words: Vec<String>,
    other_words: Vec<String>,
}

impl Index {
    /// Creates the index of some operations.
    pub(crate) fn new(catalog: &Catalog, entries: &[&'static Entry]) -> Self {
        let indexed = entries.iter().copied().map(|entry| {
            let documentation = catalog.documentation(entry);
            let beginning: String = documentation.description.chars().take(SEARCHED).collect();
            IndexedEntry {
                name_words: words(entry.name),
                summary_words: words(&documentation.summary),
                other_words: words(&format!("{} {beginning}", entry.operation.path)),
                summary: summary(&documentation),
                entry,
            }
        });
        Self(indexed.collect())
    }

    /// Returns a line for each of the operations that match a query best.
    pub(crate) fn search(&self, query: &str, limit: usize) -> String {
        let query_words = words(query);
        let scored = self.0.iter().map(|indexed| Scored {
            indexed,
            score: indexed.score(&query_words),
        });
        let mut scored: Vec<Scored<'_>> = scored.filter(|scored| scored.score > 0).collect();
        if scored.is_empty() {
            return format!("nothing matches; the resources are: {}", self.resources());
        }
        scored.sort_by_key(|scored| {
            (
                std::cmp::Reverse(scored.score),
                scored.indexed.entry.name.len(),
            )
        });
        let mut lines: Vec<String> = scored
            .iter()
            .take(limit)
            .map(|scored| scored.indexed.line())
            .collect();
        if let Some(more @ 1..) = scored.len().checked_sub(limit) {
            lines.push(format!("({more} more match)"));
        }
        lines.join("\n")
    }

    fn resources(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for indexed in &self.0 {
            let name = indexed.entry.name.split('.').next().unwrap_or_default();
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        shorten(&names.join(" "), 1000)
    }
}

struct Scored<'i> {
    indexed: &'i IndexedEntry,
    score: usize,
}

impl IndexedEntry {
    /// Returns how well an operation matches; 0 if it does not match at all. An operation that
    /// matches more of the words, and has fewer others, is better.
    fn score(&self, query_words: &[String]) -> usize {
        let mut score = 0;
        let mut count = 0;
        for word in query_words {
            let points = points(&self.name_words, word, 16)
                + points(&self.summary_words, word, 8)
                + points(&self.other_words, word, 2);
            score += points;
            count += usize::from(points > 0);
        }
        let length = self.name_words.len() + self.summary_words.len();
        score * count * 100 / (LENGTH + length)
    }

    fn line(&self) -> String {
        let operation = self.entry.operation;
        let head = format!(
            "{} ({} {})",
            self.entry.name, operation.method, operation.path
        );
        if self.summary.is_empty() {
            head
        } else {
            format!("{head}: {}", self.summary)
        }
    }
}

/// Returns the points of a word: all if it is among the words, half if it begins one of them or is
/// longer than its short form, such as `repo`.
fn points(words: &[String], word: &str, points: usize) -> usize {
    let begins = |long: &str, short: &str| short.len() > 2 && long.starts_with(short);
    if words.iter().any(|candidate| candidate == word) {
        points
    } else if words
        .iter()
        .any(|candidate| begins(candidate, word) || begins(word, candidate))
    {
        points / 2
    } else {
        0
    }
}

/// Words that most descriptions have.
const COMMON: &[&str] = &["a", "an", "for", "in", "of", "on", "the", "to"];

/// Returns the words of a text in lower case and in the singular.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(|word| {
        let word = word.to_lowercase();
        match (word.strip_suffix("ies"), word.strip_suffix('s')) {
            (Some(stem), _) => format!("{stem}y"),
            (_, Some(stem)) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
            _ => word,
        }
    });
    words
        .filter(|word| !word.is_empty() && !COMMON.contains(&word.as_str()))
        .collect()
}

fn summary(documentation: &Documentation) -> String {
    let text = match documentation.summary.trim() {
        "" => documentation.description.trim(),
        summary => summary,
    };
    shorten(text.lines().next().unwrap_or_default(), MAX_SUMMARY)
}
