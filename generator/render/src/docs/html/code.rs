//! Finds code in prose, and repairs common mistakes with fences.

/// Code in Markdown.
pub(super) struct CodeMarkdown {
    pub(super) markdown: String,
    /// The length of the text that it replaces.
    pub(super) source_length: usize,
}

/// Returns the fenced block at the start of `text`, with both fences on separate lines.
///
/// `before` is the text before it on the line. The block ends with its closing fence or with the
/// text. Content on the line of the opening fence, which Markdown drops, and a closing fence after
/// content, which Markdown ignores, are moved to separate lines.
pub(super) fn repair_fenced_block(before: &str, text: &str) -> Option<CodeMarkdown> {
    let mark = text.chars().next()?;
    let ticks = text.chars().take_while(|c| *c == mark).count();
    let first_line = text.lines().next()?;
    let info = first_line.get(ticks..)?;
    if ticks < 3 || info.contains('`') || !before.chars().all(|c| matches!(c, ' ' | '>' | '-')) {
        return None;
    }
    let fence = text.get(..ticks)?;
    let margin = before.replace('-', " ");
    let mut block = opening_fence(fence, info, &margin);
    let mut length = first_line.len();
    for line in text.lines().skip(1) {
        length += line.len() + 1;
        block.push('\n');
        let bare = line.trim_start_matches([' ', '>']).trim_end();
        if bare.len() >= ticks && bare.chars().all(|c| c == mark) {
            block.push_str(line);
            break;
        }
        if let Some(content) = content_before_fence(line, fence) {
            block.push_str(&format!("{content}\n{margin}{fence}"));
            break;
        }
        block.push_str(line);
    }
    Some(CodeMarkdown {
        markdown: block,
        source_length: length.min(text.len()),
    })
}

/// Returns the opening fence with the text after it. If that text has more than two words, it is
/// content rather than a language and an attribute, and moves to a separate line.
fn opening_fence(fence: &str, info: &str, margin: &str) -> String {
    let is_content = info.split_whitespace().count() > 2;
    if is_content {
        format!("{fence}\n{margin}{}", info.trim_start())
    } else {
        format!("{fence}{info}")
    }
}

/// Returns the content of a line that ends with the closing fence (``content``` ``), unless it has
/// other backticks.
fn content_before_fence<'a>(line: &'a str, fence: &str) -> Option<&'a str> {
    let content = line.trim_end().strip_suffix(fence)?;
    if fence.starts_with('`') && !content.contains('`') {
        Some(content)
    } else {
        None
    }
}

/// Returns the code span at the start of `text`, or only the backticks if it is not closed.
///
/// A block on a single line (`` ```json {…}``` ``) loses the name of its language.
pub(super) fn code_span_at_start(text: &str) -> CodeMarkdown {
    let ticks = text.bytes().take_while(|b| *b == b'`').count();
    let length = span_length(text, ticks);
    let span = text.get(..length).unwrap_or_default();
    let body = span.get(ticks..).unwrap_or_default();
    let unnamed_body = ["json ", "yaml ", "bash ", "text ", "sql ", "js "]
        .iter()
        .find_map(|name| body.strip_prefix(name));
    let markdown = match unnamed_body {
        Some(body) if ticks >= 3 => format!("{}{body}", "`".repeat(ticks)),
        _ => span.to_owned(),
    };
    CodeMarkdown {
        markdown,
        source_length: length,
    }
}

fn span_length(text: &str, ticks: usize) -> usize {
    let body = text.get(ticks..).unwrap_or_default();
    let paragraph = body
        .find("\n\n")
        .and_then(|end| body.get(..end))
        .unwrap_or(body);
    let mut run = 0;
    for (index, byte) in paragraph.bytes().chain([b' ']).enumerate() {
        if byte == b'`' {
            run += 1;
        } else if run == ticks {
            return ticks + index;
        } else {
            run = 0;
        }
    }
    ticks
}
