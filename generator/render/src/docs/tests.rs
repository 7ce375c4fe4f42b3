use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::*;

fn rows(table: &[(&str, &str)]) {
    for (before, after) in table {
        let found = doc_lines(before).join("\n");
        assert_eq!(found, *after, "\nbefore: {before:?}");
        assert_silent(&found);
    }
}

/// Asserts that rustdoc's lints find nothing, using rustdoc's parser and options.
pub(super) fn assert_silent(markdown: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken = Vec::new();
    let mut report = |link: pulldown_cmark::BrokenLink<'_>| {
        broken.push(link.reference.to_string());
        None
    };
    let mut links = 0;
    for event in Parser::new_with_broken_link_callback(markdown, options, Some(&mut report)) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML {html:?} in:\n{markdown}"),
            Event::FootnoteReference(name) => panic!("footnote {name:?} in:\n{markdown}"),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                panic!("indented code in:\n{markdown}")
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                assert!(
                    !info.is_empty() && info.bytes().all(|b| b.is_ascii_lowercase()),
                    "code {info:?} in:\n{markdown}"
                );
                links += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => links -= 1,
            Event::Start(
                Tag::Link {
                    dest_url,
                    link_type,
                    ..
                }
                | Tag::Image {
                    dest_url,
                    link_type,
                    ..
                },
            ) => {
                assert!(
                    link_type == LinkType::Email || escape::is_absolute(&dest_url),
                    "{dest_url:?} in:\n{markdown}"
                );
                links += 1;
            }
            Event::Text(text) if links == 0 => assert!(
                escape::find_url(&text).is_none(),
                "{text:?} in:\n{markdown}"
            ),
            _ => {}
        }
    }
    assert_eq!(broken, Vec::<String>::new(), "links in:\n{markdown}");
}

#[test]
fn markdown_is_preserved() {
    rows(&[
        ("", ""),
        ("  \n \n", ""),
        ("One line.", "One line."),
        (
            "A *very* **good** ~~bad~~ `word`.",
            "A *very* **good** ~~bad~~ `word`.",
        ),
        ("one\ntwo", "one two"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("one\r\n\r\ntwo\rthree", "one\n\ntwo three"),
        ("a  \nb", "a\\\nb"),
        (
            "* one\n* two\n  * three\n* four",
            "- one\n- two\n  - three\n- four",
        ),
        ("1) one\n2) two", "1. one\n2. two"),
        ("- one\n\n  more\n- two", "- one\n\n  more\n\n- two"),
        ("- a\n\n- b\n  - c\n\n    d", "- a\n\n- b\n  - c\n\n    d"),
        (
            "text:\n- one\n- two\n\nafter",
            "text:\n\n- one\n- two\n\nafter",
        ),
        ("- [ ] open\n- [x] done", "- [ ] open\n- [x] done"),
        (
            "> a quote\n> goes on\n\nafter",
            "> a quote goes on\n\nafter",
        ),
        ("a\n\n***\n\nb", "a\n\n---\n\nb"),
        ("[text](https://a.example/b)", "[text](https://a.example/b)"),
        (
            "[text][1]\n\n[1]: https://a.example",
            "[text](https://a.example)",
        ),
        (
            "![alt](https://a.example/b.png)",
            "![alt](https://a.example/b.png)",
        ),
        (
            "<https://a.example> and <me@a.example>",
            "<https://a.example> and <me@a.example>",
        ),
        ("[mail](mailto:me@a.example)", "[mail](mailto:me@a.example)"),
        (
            "wow![text](https://a.example)",
            "wow![text](https://a.example)",
        ),
        (
            "wow\\![text](https://a.example)",
            "wow\\![text](https://a.example)",
        ),
    ]);
}

#[test]
fn headings_are_demoted() {
    rows(&[
        ("# Top\ntext", "### Top\n\ntext"),
        ("Top\n===\ntext", "### Top\n\ntext"),
        ("###### Deep", "###### Deep"),
        ("#no heading", "#no heading"),
        ("\\# no heading", "\\# no heading"),
    ]);
}

#[test]
fn only_absolute_links_are_kept() {
    rows(&[
        (
            "See https://a.example/b_c_d.",
            "See <https://a.example/b_c_d>.",
        ),
        (
            "(https://a.example/x_(y)_z)",
            "(<https://a.example/x_(y)_z>)",
        ),
        (
            "http://a.example, http://b.example!",
            "<http://a.example>, <http://b.example>!",
        ),
        ("https://{host}/v1", "`https://{host}/v1`"),
        ("https://a.example/<id>/x", "`https://a.example/`\\<id>/x"),
        (
            "<https://a.example/?a_b=c_d>",
            "<https://a.example/?a_b=c_d>",
        ),
        ("https:// alone", "https:// alone"),
        (
            "[https://a.example](https://a.example)",
            "[https://a.example](https://a.example)",
        ),
        ("[](https://a.example)", "<https://a.example>"),
        ("[text](/docs/page)", "text"),
        ("[text](#section)", "text"),
        ("[text](Vec)", "text"),
        ("[text](javascript:alert)", "text"),
        ("![alt](/img.png)", "alt"),
        ("an array of [string]", "an array of \\[string\\]"),
        ("[`Vec`] and [Foo::bar]", "\\[`Vec`\\] and \\[Foo::bar\\]"),
        ("[a][b] and [c][]", "\\[a\\]\\[b\\] and \\[c\\]\\[\\]"),
        ("note[^1]", "note\\[^1\\]"),
    ]);
}

#[test]
fn html_becomes_markdown() {
    rows(&[
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>\n    One\n    line.\n</p>", "One line."),
        ("a<br>b<br/>\nc", "a\\\nb\\\nc"),
        (
            "<b>bold</b>, <i>italic</i>, <STRONG>loud </STRONG>x",
            "**bold**, *italic*, **loud** x",
        ),
        ("<b>Note:</b>text", "**Note:** text"),
        ("<b></b>x", "x"),
        ("<b>open", "\\*\\*open"),
        (
            "<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>after",
            "- one\n- two\n  - three\n\nafter",
        ),
        (
            "<ol>\n  <li>one</li>\n  <li>two</li>\n</ol>",
            "1. one\n2. two",
        ),
        (
            "<ol><li><p>a</p><ul><li> <p>b</p> </li></ul></li></ol>",
            "1. a\n   - b",
        ),
        ("<code>a &lt; b</code>", "`a < b`"),
        (
            "<pre>fn  x() {\n  1\n}</pre>",
            "```text\nfn  x() {\n  1\n}\n```",
        ),
        (
            "<a href=\"https://a.example/?a=1&amp;b=2\">text</a>",
            "[text](https://a.example/?a=1&b=2)",
        ),
        ("<a href='/docs'>text</a>", "text"),
        ("<important> <p>Care.</p> </important>", "Care."),
        ("<span style=\"color:red\">red</span>", "red"),
        ("<!-- hidden -->shown", "shown"),
        ("<h1>Top</h1>text", "###### Top\n\ntext"),
        (
            "<table><tr><th>k</th><th>v</th></tr><tr><td>a</td><td>b</td></tr></table>",
            "- k: v\n- a: b",
        ),
        (
            "a map of <id> to <account_id>",
            "a map of \\<id> to \\<account_id>",
        ),
        (
            "Vec<String> and List<Map<K, V>>",
            "Vec\\<String> and List\\<Map\\<K, V>>",
        ),
        ("if a < b and b > c", "if a \\< b and b > c"),
        (
            "&lt;script&gt; &amp; &copy; &amp;lt;",
            "\\<script> & © \\&lt;",
        ),
        ("`<b>` and `<id>`", "`<b>` and `<id>`"),
        ("<script>alert(1)</script>", "alert(1)"),
    ]);
}

#[test]
fn code_blocks_are_never_rust() {
    rows(&[
        ("```\na <b> [c]\n```", "```text\na <b> [c]\n```"),
        ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
        ("```should_panic\nx\n```", "```text\nx\n```"),
        ("```compile-fail,E0001\nx\n```", "```text\nx\n```"),
        ("```JSON\n{}\n```", "```json\n{}\n```"),
        ("```json title=\"x\"\n{}\n```", "```json\n{}\n```"),
        ("~~~\na\n~~~", "```text\na\n```"),
        ("```bash\nopen", "```bash\nopen\n```"),
        (
            "a\n\n    let x = 1;\n\nb",
            "a\n\n```text\nlet x = 1;\n```\n\nb",
        ),
        ("a\n\n\tlet x = 1;", "a\n\n```text\nlet x = 1;\n```"),
        ("````\n```\nx\n```\n````", "````text\n```\nx\n```\n````"),
        ("- a\n\n      code", "- a\n\n  ```text\n  code\n  ```"),
        (
            "``` <a> ::= <b> <c>\n\n<d> ```\nafter",
            "```text\n<a> ::= <b> <c>\n\n<d>\n```\n\nafter",
        ),
        (
            "Example: ```json { \"a\": 1 }```",
            "Example: `{ \"a\": 1 }`",
        ),
        ("an ` alone", "an \\` alone"),
        ("``a ` b``", "``a ` b``"),
    ]);
}

#[test]
fn literal_text_stays_literal() {
    rows(&[
        ("snake_case and __init__", "snake_case and **init**"),
        ("a _b c_d", "a \\_b c_d"),
        ("2 * 3 and a*b", "2 * 3 and a\\*b"),
        ("~5 minutes", "\\~5 minutes"),
        ("C:\\path", "C:\\path"),
        ("1\\. no list", "1\\. no list"),
        ("\\- no list", "\\- no list"),
        ("\\> no quote", "\\> no quote"),
        ("a\u{202e}b\u{200b}c\u{7}d", "abcd"),
        ("a\u{a0}b\tc", "a b c"),
        ("\"]fn main(){}//", "\"\\]fn main(){}//"),
        ("a */ fn main() {}", "a \\*/ fn main() {}"),
    ]);
}

#[test]
fn wide_tables_become_lists() {
    rows(&[
        (
            "|a|b|\n|-|-|\n|1|`x\\|y`|",
            "| a | b |\n| --- | --- |\n| 1 | `x\\|y` |",
        ),
        (
            "a | b\n:-- | --:\n[x] | 2\n",
            "| a | b |\n| --- | --- |\n| \\[x\\] | 2 |",
        ),
        (
            "op | is\n--|--\n> | more\n< | less",
            "| op | is |\n| --- | --- |\n| > | more |\n| \\< | less |",
        ),
        ("no | table", "no | table"),
    ]);
    let wide = format!(
        "|name|meaning|unit|\n|-|-|-|\n|a|{}|s|\n",
        "long ".repeat(30)
    );
    let lines = doc_lines(&wide);
    assert!(
        lines[0].starts_with("- a: meaning = long long") && lines[1].ends_with("long; unit = s"),
        "{lines:#?}"
    );
}

#[test]
fn wrapping_creates_no_markup() {
    let text =
        "word - and # and 1. and + and > and = and --- and `a b c d e f g h i j k l m n o p q r s t u v w` ".repeat(30);
    let lines = doc_lines(&text);
    assert!(
        lines.len() > 20 && lines.iter().all(|line| line.chars().count() <= 100),
        "{lines:#?}"
    );
    let only_paragraphs = Parser::new(&lines.join("\n")).all(|event| match event {
        Event::Start(tag) => tag == Tag::Paragraph,
        _ => true,
    });
    assert!(only_paragraphs, "{lines:#?}");
}

#[test]
fn long_prose_is_truncated_with_a_note() {
    let lines = doc_lines(&"word [x] <b> ".repeat(100_000));
    assert_eq!(
        lines.last().map(String::as_str),
        Some("*The description is truncated.*")
    );
    assert!(lines.iter().map(String::len).sum::<usize>() < 60_000);
}

#[test]
fn hostile_prose_is_rendered_safely() {
    for piece in [
        "> ",
        "- ",
        "*",
        "[",
        "`",
        "<b>",
        "<ul><li>",
        "<code>",
        "<!--",
        "&amp;",
        "|a|-\n",
        "![",
        "](",
        "\\",
        "__*",
        "<a href=\"",
        "http://a_",
    ] {
        let lines = doc_lines(&piece.repeat(20_000 / piece.len()));
        assert_silent(&lines.join("\n"));
        assert!(lines.iter().all(|line| !line.contains(['\n', '\r'])));
        summary_line(&piece.repeat(5_000));
    }
}

#[test]
fn deprecation_notes_of_prose() {
    let table = [
        ("", None),
        ("Lists pets.", None),
        ("Deprecated.", None),
        (
            "Lists pets. Deprecated. Use `cats` instead.",
            Some("Use `cats` instead"),
        ),
        (
            "Deprecated: use `cats`. More.",
            Some("Deprecated: use `cats`"),
        ),
        (
            "**Deprecated.** Will be removed in v3. More.",
            Some("Will be removed in v3"),
        ),
        (
            "Lists pets.\n\nThis is **obsolete** since v2. Migrate to cats. More.",
            Some("This is obsolete since v2. Migrate to cats"),
        ),
        ("- a\n- sunset on 2027-01-01", Some("sunset on 2027-01-01")),
        (
            "Lists cats, instead of pets.",
            Some("Lists cats, instead of pets"),
        ),
        ("```\ndeprecated code here\n```", None),
    ];
    for (text, expected) in table {
        assert_eq!(deprecation_note(text).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn summaries_are_one_sentence() {
    let table = [
        ("", ""),
        ("Lists pets", "Lists pets."),
        ("Lists pets. Then more.", "Lists pets."),
        ("Lists pets, e.g. Dogs. More.", "Lists pets, e.g. Dogs."),
        ("Version 1.5 of it. More.", "Version 1.5 of it."),
        ("One of:\n- a.\n- b", "One of: a; b."),
        ("In the form:\n\n```\n{}\n```\nMore.", "In the form: `{}`."),
        ("In the form:\n\n    a\n    b", "In the form …"),
        ("Note:\n\nThe first. The second.", "Note: The first."),
        ("Note:\n\n| a |\n|---|", "Note …"),
        ("Nothing follows:", "Nothing follows."),
        ("# Title\ntext", "Title."),
        (
            "**Deprecated. Really.** Use that.",
            "**Deprecated. Really.**",
        ),
        ("Is it? Yes. More.", "Is it? Yes."),
        (
            "Deprecated. Use `b` instead. More.",
            "Deprecated. Use `b` instead.",
        ),
        ("**New?** Try it. More.", "**New?** Try it."),
        ("first\nline\n\nsecond", "first line."),
        (
            "See [a. B](https://a.example) now. More",
            "See [a. B](https://a.example) now.",
        ),
        ("<p>The id. <b>More</b></p>", "The id."),
        ("```\ncode\n```\ntext", "text."),
        ("A [link]", "A \\[link\\]."),
    ];
    for (text, expected) in table {
        assert_eq!(summary_line(text), expected, "{text:?}");
    }
    assert!(summary_line(&"word ".repeat(200)).len() < 410);
}

#[test]
fn prose_has_all_sentences_on_one_line() {
    let text = "The name, encoded twice. *E.g.* `a%252F`\n\nOne of:\n\n- a\n- b\n\n```\ncode\n```";
    assert_eq!(
        prose_line(text),
        "The name, encoded twice. *E.g.* `a%252F`. One of: a. b."
    );
    assert_eq!(prose_line("<b></b>"), "");
}

#[test]
fn code_and_cells() {
    let table = [
        ("a", "`a`"),
        ("", ""),
        (" \n", ""),
        ("a\n b", "`a b`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("x\u{202e}y", "`xy`"),
    ];
    for (text, expected) in table {
        assert_eq!(inline_code(text), expected, "{text:?}");
    }
}
