//! HTML tags: their syntax, and what becomes of them.

/// Maximum length of a tag, in bytes; anything longer is text.
const MAX_BYTES: usize = 1_000;

pub(super) struct Tag<'a> {
    pub(super) name: String,
    pub(super) closing: bool,
    /// The tag from `<` to `>`.
    pub(super) source: &'a str,
    pub(super) length: usize,
}

/// The treatment of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagTreatment {
    Emphasis(&'static str),
    Code,
    Preformatted,
    Link,
    Image,
    Break,
    Block,
    Heading,
    List,
    Item,
    Row,
    Cell,
    /// The tag is removed, its content is kept.
    Nothing,
    /// A placeholder like `<id>`, not an HTML tag.
    Unknown,
}

impl<'a> Tag<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let closing = inner.starts_with('/');
        let name_start = inner.strip_prefix('/').unwrap_or(inner);
        let after = name_start.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
        let name = name_start.strip_suffix(after)?;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_name || !after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')) {
            return None;
        }
        let length = text.len() - after.len() + end_of_tag(after)?;
        Some(Self {
            name: name.to_ascii_lowercase(),
            closing,
            source: text.get(..length)?,
            length,
        })
    }

    pub(super) fn treatment(&self) -> TagTreatment {
        match self.name.as_str() {
            "b" | "strong" => TagTreatment::Emphasis("**"),
            "em" | "i" => TagTreatment::Emphasis("*"),
            "del" | "s" | "strike" => TagTreatment::Emphasis("~~"),
            "code" | "kbd" | "samp" | "tt" => TagTreatment::Code,
            "pre" => TagTreatment::Preformatted,
            "a" => TagTreatment::Link,
            "img" => TagTreatment::Image,
            "br" => TagTreatment::Break,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => TagTreatment::Heading,
            "ol" | "ul" => TagTreatment::List,
            "dd" | "dt" | "li" => TagTreatment::Item,
            "tr" => TagTreatment::Row,
            "td" | "th" => TagTreatment::Cell,
            "article" | "aside" | "blockquote" | "caption" | "center" | "details" | "div"
            | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "header" | "hr"
            | "important" | "main" | "nav" | "note" | "p" | "section" | "summary" | "table"
            | "tbody" | "tfoot" | "thead" | "warning" => TagTreatment::Block,
            "abbr" | "big" | "button" | "cite" | "col" | "colgroup" | "dfn" | "fullname"
            | "font" | "iframe" | "input" | "ins" | "label" | "mark" | "q" | "script" | "small"
            | "span" | "style" | "sub" | "sup" | "svg" | "u" | "var" | "video" | "wbr" => {
                TagTreatment::Nothing
            }
            _ if self.source.contains('=') => TagTreatment::Nothing,
            _ => TagTreatment::Unknown,
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let lower_case = self.source.to_ascii_lowercase();
        for (start, _) in lower_case.match_indices(name) {
            let is_whole_name = lower_case.get(..start)?.ends_with(char::is_whitespace);
            let after = self.source.get(start + name.len()..)?.trim_start();
            if is_whole_name && let Some(value) = after.strip_prefix('=') {
                return Some(decode_html_entities(unquote_attribute(value.trim_start())));
            }
        }
        None
    }
}

fn unquote_attribute(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.split(quote).next().unwrap_or_default();
        }
    }
    value
        .split(|c: char| c.is_whitespace() || c == '>')
        .next()
        .unwrap_or_default()
}

/// Returns the end of the tag, after the first `>` outside quotes; `text` follows its name.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, c) in text
        .char_indices()
        .take_while(|(index, _)| *index < MAX_BYTES)
    {
        match (quote, c) {
            (None, '>') => return Some(index + 1),
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// Returns the text of an HTML fragment: tags removed, entities decoded.
pub(super) fn plain_text(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut remaining = html;
    while let Some(start) = remaining.find('<') {
        plain.push_str(remaining.get(..start).unwrap_or_default());
        let markup = remaining.get(start..).unwrap_or_default();
        let tag = Tag::parse(markup).filter(|tag| tag.treatment() != TagTreatment::Unknown);
        let length = match tag {
            Some(tag) => {
                if tag.treatment() == TagTreatment::Break {
                    plain.push('\n');
                }
                tag.length
            }
            None => {
                plain.push('<');
                1
            }
        };
        remaining = markup.get(length..).unwrap_or_default();
    }
    plain.push_str(remaining);
    decode_html_entities(&plain)
}

/// Decodes common entities; `&amp;` last, so that nothing is decoded twice.
fn decode_html_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#34;", "\""),
        ("&nbsp;", " "),
        ("&#160;", " "),
        ("&#123;", "{"),
        ("&#125;", "}"),
        ("&amp;", "&"),
    ];
    entities
        .into_iter()
        .fold(text.to_owned(), |text, (entity, plain)| {
            text.replace(entity, plain)
        })
}
