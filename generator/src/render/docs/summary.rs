//! The first sentence of a description.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::parse;
use super::inline::{Inline, Word, one_line};
use super::{clean, html};

/// Longest summary in characters; a longer sentence is cut after a word.
const LONGEST: usize = 240;

/// What ends in a full stop and is no end of a sentence.
const ABBREVIATIONS: &[&str] =
    &["a.k.a.", "approx.", "cf.", "e.g.", "eg.", "etc.", "i.e.", "ie.", "incl.", "max.", "min.", "no.", "resp.", "vs."];

/// The first sentence of a description on one line, Markdown kept, with a full stop at its end; empty for a text that
/// has none (nothing visible, or only code).
pub fn summary_line(text: &str) -> String {
    let (text, _) = clean::clean(text);
    let words = first_paragraph(&html::to_markdown(&text));
    let sentence = first_sentence(&words);
    let line = one_line(sentence);
    let line = line.trim_end_matches([':', ',', ';']);
    match line.trim_end_matches(['*', '_', '"', ')', '”']).chars().next_back() {
        None => String::new(),
        Some('.' | '!' | '?' | '…' | '。') => line.to_owned(),
        Some(_) => format!("{line}."),
    }
}

fn first_paragraph(markdown: &str) -> Vec<Word> {
    let mut inline = Inline::default();
    let mut in_code = false;
    for event in parse(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ if in_code || inline.take_event(&event) => continue,
            _ => {}
        }
        let words = inline.take_words();
        if !words.is_empty() {
            return words;
        }
    }
    inline.take_words()
}

fn first_sentence(words: &[Word]) -> &[Word] {
    let mut length = 0;
    let mut balanced = 0;
    for (index, word) in words.iter().enumerate() {
        length += word.text.chars().count() + 1;
        if length > LONGEST && balanced > 0 {
            return words.get(..balanced).unwrap_or(words);
        }
        if word.open > 0 {
            continue;
        }
        balanced = index + 1;
        if words.get(index + 1).is_some_and(|next| ends_sentence(&word.text, &next.text)) {
            return words.get(..=index).unwrap_or(words);
        }
    }
    words
}

fn ends_sentence(word: &str, next: &str) -> bool {
    let word = word.trim_end_matches(['*', '_', '~', '"', '\'', ')', '”', '`']);
    let starts_another = !next.trim_start_matches(['*', '_', '(', '"']).starts_with(char::is_lowercase);
    if word.ends_with(['!', '?', '。']) {
        return starts_another;
    }
    let bare = word.trim_start_matches(['(', '*', '_', '"']).to_lowercase();
    let is_initial = bare.chars().count() == 2;
    word.ends_with('.') && starts_another && !is_initial && !ABBREVIATIONS.contains(&bare.as_str())
}
