//! Prints diagnostics: severity and message, location, excerpt with a caret, consequence, help.
//!
//! The alternate form (`{:#}`) has colours. Both forms escape control characters from the
//! description.

use super::{Diagnostic, LocatedDiagnostic, Origin, Severity, TextLocation};
use std::borrow::Cow;
use std::fmt::{self, Formatter};

use anstyle::{AnsiColor, Style};

/// The maximum number of characters of each part of a report, since names in descriptions may have
/// megabytes.
const LONGEST: usize = 1_000;

impl fmt::Display for LocatedDiagnostic {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let diagnostic = &self.diagnostic;
        write_title(f, diagnostic)?;
        let gutter = self
            .location
            .as_ref()
            .map_or(0, |location| location.line.to_string().len());
        write_place(
            f,
            gutter,
            self.location.as_ref(),
            diagnostic.origin.as_ref(),
        )?;
        if let Some(at) = &self.location {
            write_excerpt(f, gutter, at)?;
        }
        if let Some((label, origin)) = &diagnostic.related {
            write!(f, "\n{:gutter$} = note: {}", "", shorten_and_escape(label))?;
            write_second_place(f, self.related.as_ref(), origin)?;
        }
        if let Some(consequence) = &diagnostic.consequence {
            write!(
                f,
                "\n{:gutter$} = note: {}",
                "",
                shorten_and_escape(consequence)
            )?;
        }
        if let Some(help) = &diagnostic.help {
            write!(f, "\n{:gutter$} = help: {}", "", shorten_and_escape(help))?;
        }
        Ok(())
    }
}

/// The style of arrows and of lines next to an excerpt.
const FRAME: Style = AnsiColor::Blue.on_default().bold();

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::Cyan.on_default().bold(),
    }
}

/// Writes text in a style, if the alternate form is requested.
fn write_styled(f: &mut Formatter<'_>, style: Style, text: impl fmt::Display) -> fmt::Result {
    if f.alternate() {
        write!(f, "{style}{text}{style:#}")
    } else {
        write!(f, "{text}")
    }
}

pub(super) fn write_title(f: &mut Formatter<'_>, diagnostic: &Diagnostic) -> fmt::Result {
    write_counted_title(f, diagnostic, 1)
}

/// Writes the title of a diagnostic that represents `count` of its code, such as
/// ``warning[unknown-type] × 3: unknown type `strin` ``.
pub fn write_counted_title(
    f: &mut Formatter<'_>,
    diagnostic: &Diagnostic,
    count: usize,
) -> fmt::Result {
    let Diagnostic { severity, code, .. } = diagnostic;
    write_styled(
        f,
        severity_style(*severity),
        format_args!("{}[{code}]", severity.as_str()),
    )?;
    if count > 1 {
        write!(f, " × {count}")?;
    }
    write_styled(
        f,
        Style::new().bold(),
        format_args!(": {}", shorten_and_escape(&diagnostic.message)),
    )
}

fn write_place(
    f: &mut Formatter<'_>,
    gutter: usize,
    at: Option<&TextLocation>,
    origin: Option<&Origin>,
) -> fmt::Result {
    let pointer = origin
        .map(|origin| origin.pointer.as_ref())
        .filter(|pointer| !pointer.is_empty());
    if at.is_none() && pointer.is_none() {
        return Ok(());
    }
    write!(f, "\n{:gutter$}", "")?;
    write_styled(f, FRAME, "-->")?;
    match (at, pointer) {
        (Some(at), None) => write!(
            f,
            " {}:{}:{}",
            shorten_and_escape(&at.file),
            at.line,
            at.column
        ),
        (Some(at), Some(pointer)) => {
            write!(
                f,
                " {}:{}:{}  ({})",
                shorten_and_escape(&at.file),
                at.line,
                at.column,
                shorten_and_escape(pointer)
            )
        }
        (None, pointer) => write!(f, " {}", shorten_and_escape(pointer.unwrap_or_default())),
    }
}

fn write_second_place(
    f: &mut Formatter<'_>,
    at: Option<&TextLocation>,
    origin: &Origin,
) -> fmt::Result {
    match at {
        Some(at) => write!(
            f,
            ", at {}:{}:{}  ({})",
            shorten_and_escape(&at.file),
            at.line,
            at.column,
            shorten_and_escape(&origin.pointer)
        ),
        None => write!(f, ", at {}", shorten_and_escape(&origin.pointer)),
    }
}

fn write_excerpt(f: &mut Formatter<'_>, gutter: usize, at: &TextLocation) -> fmt::Result {
    if at.excerpt.trim().is_empty() {
        return Ok(());
    }
    let split = at
        .excerpt
        .char_indices()
        .nth(at.caret)
        .map_or(at.excerpt.len(), |(byte, _)| byte);
    let (before, after) = at.excerpt.split_at(split);
    let shown_before = printable_excerpt(before);
    let shown_after = printable_excerpt(after);
    let pad = shown_before.chars().count();
    writeln!(f)?;
    write_styled(f, FRAME, format_args!("{:gutter$} |\n{} |", "", at.line))?;
    writeln!(f, " {shown_before}{shown_after}")?;
    write_styled(f, FRAME, format_args!("{:gutter$} |", ""))?;
    write!(f, " {:pad$}", "")?;
    write_styled(f, AnsiColor::Yellow.on_default().bold(), "^")
}

/// Returns a part of a line without control characters. A tab would misplace the caret, since its
/// width depends on the terminal.
fn printable_excerpt(text: &str) -> String {
    escape_controls(&text.replace('\t', " ")).into_owned()
}

fn shorten_and_escape(text: &str) -> Cow<'_, str> {
    let cut = text
        .char_indices()
        .nth(LONGEST)
        .and_then(|(byte, _)| text.get(..byte));
    match cut {
        Some(head) => Cow::Owned(format!("{}…", escape_controls(head))),
        None => escape_controls(text),
    }
}

/// Escapes every character that could control a terminal or reorder a line, as `\u{…}`.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    escape_characters(text, is_terminal_control, |c, out| {
        out.extend(c.escape_unicode())
    })
}

/// Escapes the same characters as `\uXXXX` in JSON, where they occur only in strings; line breaks
/// are kept.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    escape_json_where(json, |c| c != '\n' && is_terminal_control(c))
}

/// Escapes some characters in JSON as `\uXXXX`; all of them must be in strings.
pub fn escape_json_where(json: &str, is_raw: impl Fn(char) -> bool) -> Cow<'_, str> {
    escape_characters(json, is_raw, |c, out| {
        out.extend(
            c.encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04x}")),
        );
    })
}

fn escape_characters(
    text: &str,
    is_raw: impl Fn(char) -> bool,
    escape: impl Fn(char, &mut String),
) -> Cow<'_, str> {
    if !text.contains(&is_raw) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_raw(c) {
            escape(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_terminal_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Diagnostic, FileId};

    fn report(line: usize, column: usize, parts: (&str, &str)) -> LocatedDiagnostic {
        let origin = Origin::new(FileId(0), "/paths/~1pets");
        let diagnostic = Diagnostic::warning("unknown-key", "`x` was found, expected `y`")
            .at(&origin)
            .instead("it is left out")
            .help("write `y`");
        LocatedDiagnostic {
            diagnostic,
            location: Some(TextLocation::new("a.yaml", line, column, parts.0, parts.1)),
            related: None,
        }
    }

    #[test]
    fn reports_have_a_fixed_layout() {
        let expected = "\
warning[unknown-key]: `x` was found, expected `y`
 --> a.yaml:3:3  (/paths/~1pets)
  |
3 |   /pets: x
  |   ^
  = note: it is left out
  = help: write `y`";
        assert_eq!(report(3, 3, ("  ", "/pets: x\r\n")).to_string(), expected);
    }

    #[test]
    fn the_related_location_is_printed() {
        let mut report = report(2, 1, ("", "b: 2"));
        report.diagnostic = Diagnostic::error("output", "two things disagree")
            .at(&Origin::new(FileId(0), "/b"))
            .related("the other is here", &Origin::new(FileId(0), "/a"));
        report.related = Some(TextLocation::new("a.yaml", 1, 1, "", "a: 1"));
        assert!(
            report
                .to_string()
                .ends_with("\n  = note: the other is here, at a.yaml:1:1  (/a)"),
            "{report}"
        );
    }

    #[test]
    fn locations_may_be_missing() {
        assert_eq!(
            LocatedDiagnostic::of(Diagnostic::error("output", "no file")).to_string(),
            "error[output]: no file"
        );
        let at = Diagnostic::error("output", "no file").at(&Origin::new(FileId(0), "/a"));
        assert_eq!(
            LocatedDiagnostic::of(at).to_string(),
            "error[output]: no file\n--> /a"
        );
    }

    #[test]
    fn control_characters_are_escaped() {
        let text = "a\u{1b}[31m\tb\u{202e}";
        let mut report = report(1, 7, (text, ""));
        report.diagnostic.message = format!("found `{text}\n`");
        let printed = report.to_string();
        assert!(
            !printed.contains(['\u{1b}', '\t', '\u{202e}']),
            "{printed:?}"
        );
        assert!(printed.contains("a\\u{1b}[31m b\\u{202e}"), "{printed}");
        assert!(
            printed
                .starts_with("warning[unknown-key]: found `a\\u{1b}[31m\\u{9}b\\u{202e}\\u{a}`\n"),
            "{printed}"
        );
    }

    #[test]
    fn escaped_json_parses_to_the_same_value() {
        let value =
            serde_json::json!({"a\u{7f}": "\u{85}\u{9b}\u{202e}\u{1b}\u{feff} é 🦀", "b": [1]});
        let printed = format!("{value:#}");
        let safe = escape_json(&printed);
        assert!(
            safe.chars().all(|c| c == '\n' || !is_terminal_control(c)),
            "{safe:?}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
        assert_eq!(escape_json("{\n  \"é\": 1\n}"), "{\n  \"é\": 1\n}");
    }

    #[test]
    fn long_lines_are_cut_around_the_location() {
        let (before, after) = ("x".repeat(5_000), format!("KEY{}", "y".repeat(5_000)));
        let at = TextLocation::new("a", 1, 5_001, &before, &after);
        assert!(at.excerpt.chars().count() <= 162);
        assert_eq!(
            at.excerpt
                .chars()
                .skip(at.caret)
                .take(3)
                .collect::<String>(),
            "KEY"
        );
    }
}
