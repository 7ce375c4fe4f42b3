//! HTML pages without external resources: the frame, the common style, and escaping.

/// The style that all pages have.
const STYLE: &str = include_str!("page/page.css").trim_ascii_end();

/// The Content Security Policy, by which a page loads nothing, whatever it contains.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// The parts in which pages differ.
pub struct HtmlPage<'p> {
    /// The title, as text.
    pub title: &'p str,
    /// Style rules in addition to the common ones.
    pub style: &'p str,
    /// HTML after the title.
    pub body: &'p str,
    /// JavaScript; empty if the page has none.
    pub script: &'p str,
}

impl HtmlPage<'_> {
    /// Returns the page as a file.
    pub fn html(&self) -> String {
        let Self {
            title,
            style,
            body,
            script,
        } = self;
        let title = escape_html(title);
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"><title>{title}</title>\n\
             <style>{STYLE}\n{}</style></head>\n<body><h1>{title}</h1>\n{body}<script>{}</script></body></html>\n",
            style.trim_end(),
            script.trim_end(),
        )
    }
}

/// Escapes text for HTML and XML; characters that XML does not allow are left out.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Escapes text; text between backticks becomes code.
pub fn with_code(text: &str) -> String {
    with_written_code(text, escape_html)
}

/// Escapes text; text between backticks becomes code, with the HTML that `code_html` returns for
/// it.
pub fn with_written_code(text: &str, code_html: impl Fn(&str) -> String) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    // An unpaired backtick is part of a name.
    if pieces.len().is_multiple_of(2) {
        return escape_html(text);
    }
    let mut out = String::with_capacity(text.len());
    for (index, piece) in pieces.into_iter().enumerate() {
        if index.is_multiple_of(2) {
            out.push_str(&escape_html(piece));
        } else {
            out.push_str(&format!("<code>{}</code>", code_html(piece)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_of_xml_are_escaped() {
        assert_eq!(
            escape_html("<a b=\"c\">&\u{1b}'"),
            "&lt;a b=&quot;c&quot;&gt;&amp;&#39;"
        );
    }

    #[test]
    fn text_between_backticks_becomes_code() {
        for (text, expected) in [
            ("`a<b>` is new", "<code>a&lt;b&gt;</code> is new"),
            ("open `code", "open `code"),
            ("no & more", "no &amp; more"),
        ] {
            assert_eq!(with_code(text), expected);
        }
    }
}
