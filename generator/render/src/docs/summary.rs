//! The first sentence of a description.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::parse_markdown;
use super::escape::code_span;
use super::inline::{Inline, Word, words_on_one_line};
use super::{clean_prose_text, html};

/// Maximum length of a summary, in characters; a longer sentence is cut after a word.
const MAX_CHARS: usize = 400;

const ABBREVIATIONS: &[&str] = &[
    "a.k.a.", "approx.", "cf.", "e.g.", "eg.", "etc.", "i.e.", "ie.", "incl.", "max.", "min.",
    "no.", "resp.", "vs.",
];

/// Returns the first sentence of a description on one line, with its Markdown and a full stop;
/// empty if there is none (nothing visible, or only code).
pub fn summary_line(text: &str) -> String {
    let markdown = html::to_markdown(&clean_prose_text(text).text);
    let words = leading_paragraphs(&markdown, 1).pop().unwrap_or_default();
    let opening = opening_sentences(&words);
    let mut line = words_on_one_line(opening);
    if line.ends_with(':') && opening.len() == words.len() {
        line = announced_line(&line, next_block(&markdown));
    }
    with_full_stop(line.trim_end_matches([':', ',', ';']))
}

fn with_full_stop(sentence: &str) -> String {
    match sentence
        .trim_end_matches(['*', '_', '"', ')', '”'])
        .chars()
        .next_back()
    {
        None => String::new(),
        Some('.' | '!' | '?' | '…' | '。' | ':') => sentence.to_owned(),
        Some(_) => format!("{sentence}."),
    }
}

/// Returns all sentences of a description on one line, with their Markdown but without code blocks,
/// each paragraph with a full stop.
pub(crate) fn prose_line(text: &str) -> String {
    let markdown = html::to_markdown(&clean_prose_text(text).text);
    let paragraphs: Vec<String> = leading_paragraphs(&markdown, usize::MAX)
        .iter()
        .map(|words| with_full_stop(&words_on_one_line(words)))
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    paragraphs.join(" ")
}

/// The block after a paragraph.
enum NextBlock {
    /// The first sentence of a paragraph, a line of code, or the items of a list.
    Text(String),
    /// Anything that has no place in a line.
    Other,
}

/// Returns a line that ends in a colon, followed by what it announces, or by an ellipsis if that
/// does not fit.
fn announced_line(line: &str, next: Option<NextBlock>) -> String {
    let announced = match next {
        None => String::new(),
        Some(NextBlock::Text(text)) => text,
        Some(NextBlock::Other) => return cut_off_line(line),
    };
    let is_long = line.chars().count() + announced.chars().count() >= MAX_CHARS;
    if is_long || announced.ends_with(':') {
        return cut_off_line(line);
    }
    format!("{line} {announced}").trim_end().to_owned()
}

fn cut_off_line(line: &str) -> String {
    format!("{} …", line.trim_end_matches(':'))
}

/// Returns the block after the first paragraph; `None` at the end.
fn next_block(markdown: &str) -> Option<NextBlock> {
    let mut events = parse_markdown(markdown)
        .skip_while(|event| !matches!(event, Event::End(TagEnd::Paragraph)));
    events.next()?;
    Some(match events.next()? {
        Event::Start(Tag::CodeBlock(_)) => next_code(events),
        Event::Start(Tag::List(_)) => next_list(events),
        Event::Start(Tag::Paragraph) => next_paragraph(events),
        _ => NextBlock::Other,
    })
}

fn next_code<'m>(events: impl Iterator<Item = Event<'m>>) -> NextBlock {
    let mut code = String::new();
    for event in events {
        let Event::Text(text) = event else { break };
        code.push_str(&text);
    }
    match code.trim() {
        "" => NextBlock::Other,
        code if code.contains('\n') => NextBlock::Other,
        code => NextBlock::Text(code_span(code)),
    }
}

fn next_list<'m>(events: impl Iterator<Item = Event<'m>>) -> NextBlock {
    let mut inline = Inline::default();
    let mut items = Vec::new();
    for event in events {
        match event {
            Event::End(TagEnd::List(_)) => break,
            Event::End(TagEnd::Item) => items.push(words_on_one_line(&inline.take_words())),
            Event::Start(Tag::List(_) | Tag::CodeBlock(_)) => return NextBlock::Other,
            event => drop(inline.take_event(&event)),
        }
    }
    let phrases: Vec<&str> = items
        .iter()
        .map(|item| item.trim_end_matches(['.', ';', ',']))
        .collect();
    if phrases.iter().all(|phrase| phrase.is_empty()) {
        return NextBlock::Other;
    }
    NextBlock::Text(phrases.join("; "))
}

fn next_paragraph<'m>(events: impl Iterator<Item = Event<'m>>) -> NextBlock {
    let mut inline = Inline::default();
    for event in events {
        if let Event::End(TagEnd::Paragraph) = event {
            break;
        }
        inline.take_event(&event);
    }
    let words = inline.take_words();
    NextBlock::Text(words_on_one_line(opening_sentences(&words)))
}

/// Returns the first sentence of a description, if there is one.
pub(crate) fn summary_of(docs: Option<&str>) -> Option<String> {
    docs.map(summary_line).filter(|line| !line.is_empty())
}

/// Word stems that announce a deprecation.
const DEPRECATION_STEMS: &[&str] = &[
    "deprecat",
    "discontinu",
    "no longer",
    "obsolete",
    "removed",
    "replaced by",
    "retired",
    "sunset",
    "supersed",
];

/// Returns the deprecation note of a description, on one line without a full stop: the first
/// sentence about it, and the next sentence if that names the replacement.
pub fn deprecation_note(text: &str) -> Option<String> {
    let markdown = html::to_markdown(&clean_prose_text(text).text);
    let sentences: Vec<String> = leading_paragraphs(&markdown, usize::MAX)
        .iter()
        .flat_map(|words| split_sentences(words))
        .collect();
    let first = sentences
        .iter()
        .position(|sentence| sentence_contains_any(sentence, DEPRECATION_STEMS))
        .or_else(|| {
            sentences
                .iter()
                .position(|sentence| sentence_contains_any(sentence, &["instead"]))
        })?;
    let next = sentences.get(first + 1).filter(|next| {
        sentence_contains_any(next, &["instead", "use ", "replac", "migrat"])
            || sentence_contains_any(next, DEPRECATION_STEMS)
    });
    // The attribute already says "Deprecated."
    let informative = sentences
        .get(first)
        .filter(|sentence| sentence.split(' ').count() > 2);
    let parts: Vec<&str> = informative
        .into_iter()
        .chain(next)
        .map(String::as_str)
        .collect();
    let joined = parts.join(" ").replace("**", "");
    let note = joined.trim().trim_end_matches('.');
    if note.is_empty() {
        return None;
    }
    Some(note.to_owned())
}

/// Returns whether a sentence contains one of these words or stems, in any case.
fn sentence_contains_any(sentence: &str, words: &[&str]) -> bool {
    let lower_case = sentence.to_lowercase();
    words.iter().any(|word| lower_case.contains(word))
}

fn split_sentences(mut words: &[Word]) -> Vec<String> {
    let mut sentences = Vec::new();
    while !words.is_empty() {
        let sentence = first_sentence(words);
        words = words.get(sentence.len().max(1)..).unwrap_or_default();
        sentences.push(words_on_one_line(sentence));
    }
    sentences
}

/// Returns the first paragraphs, headings and items of lists, without code.
fn leading_paragraphs(markdown: &str, count: usize) -> Vec<Vec<Word>> {
    let mut inline = Inline::default();
    let mut in_code = false;
    let mut paragraphs = Vec::new();
    for event in parse_markdown(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ if in_code || inline.take_event(&event) => continue,
            _ => {}
        }
        let words = inline.take_words();
        if !words.is_empty() {
            paragraphs.push(words);
        }
        if paragraphs.len() >= count {
            return paragraphs;
        }
    }
    paragraphs.push(inline.take_words());
    paragraphs
}

/// Returns the first sentence, and the next one if the first is a question or a single word:
/// "Deprecated." is too short.
fn opening_sentences(words: &[Word]) -> &[Word] {
    let first = first_sentence(words);
    let is_question = first
        .last()
        .is_some_and(|word| word.text.trim_end_matches(['*', '_']).ends_with('?'));
    if first.len() > 1 && !is_question {
        return first;
    }
    let following = words.get(first.len()..).unwrap_or_default();
    words
        .get(..first.len() + first_sentence(following).len())
        .unwrap_or(words)
}

fn first_sentence(words: &[Word]) -> &[Word] {
    let mut length = 0;
    let mut balanced = 0;
    for (index, word) in words.iter().enumerate() {
        length += word.text.chars().count() + 1;
        if length > MAX_CHARS && balanced > 0 {
            return words.get(..balanced).unwrap_or(words);
        }
        if word.open > 0 {
            continue;
        }
        balanced = index + 1;
        if words
            .get(index + 1)
            .is_some_and(|next| ends_sentence(&word.text, &next.text))
        {
            return words.get(..=index).unwrap_or(words);
        }
    }
    words
}

fn ends_sentence(word: &str, next: &str) -> bool {
    let word = word.trim_end_matches(['*', '_', '~', '"', '\'', ')', '”', '`']);
    let starts_another = !next
        .trim_start_matches(['*', '_', '(', '"'])
        .starts_with(char::is_lowercase);
    if word.ends_with(['!', '?', '。']) {
        return starts_another;
    }
    let bare = word.trim_start_matches(['(', '*', '_', '"']).to_lowercase();
    let is_initial = bare.chars().count() == 2;
    word.ends_with('.') && starts_another && !is_initial && !ABBREVIATIONS.contains(&bare.as_str())
}
