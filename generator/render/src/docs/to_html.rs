//! Converts the Markdown of docs to HTML for a page that loads nothing: links to types become links
//! within the page.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd, html};

use super::blocks::parse_markdown;

/// The beginning of the destination of each link to a type.
const TYPES: &str = "crate::types::";

/// Renders paragraphs, lists and other blocks of Markdown.
pub fn html_of_blocks(markdown: &str) -> String {
    html_of(markdown, |_| true)
}

/// Renders one line of Markdown, without a paragraph around it.
pub fn html_of_line(markdown: &str) -> String {
    html_of(markdown, |event| {
        !matches!(
            event,
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
        )
    })
    .trim_end()
    .to_owned()
}

fn html_of(markdown: &str, is_rendered: impl Fn(&Event<'_>) -> bool) -> String {
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    // For each open link, whether it is kept.
    let mut links = Vec::new();
    let events = parse_markdown(markdown)
        .filter(is_rendered)
        .filter_map(|event| {
            Some(match event {
                Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
                // The page loads nothing, so an image becomes a link.
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let target = page_link_target(&dest_url);
                    links.push(target.is_some());
                    Event::Start(link_tag(target?))
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if !links.pop()? {
                        return None;
                    }
                    Event::End(TagEnd::Link)
                }
                Event::Start(Tag::Heading { .. }) => Event::Start(heading_tag()),
                Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(HeadingLevel::H5)),
                other => other,
            })
        });
    html::push_html(&mut out, events);
    out
}

/// Returns the target on a page for a link in docs; `None` if the link works only in the docs of
/// the crate.
fn page_link_target(url: &str) -> Option<String> {
    if let Some(path) = url.strip_prefix(TYPES) {
        return Some(format!("#{path}"));
    }
    let is_absolute = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    if is_absolute {
        Some(url.to_owned())
    } else {
        None
    }
}

fn link_tag(target: String) -> Tag<'static> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: CowStr::from(target),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    }
}

fn heading_tag() -> Tag<'static> {
    Tag::Heading {
        level: HeadingLevel::H5,
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_become_html_that_loads_nothing() {
        for (markdown, expected) in [
            (
                "One of `a<b>`, *c*.",
                "One of <code>a&lt;b&gt;</code>, <em>c</em>.",
            ),
            (
                "A [`Pet`](crate::types::a::Pet).",
                "A <a href=\"#a::Pet\"><code>Pet</code></a>.",
            ),
            (
                "See [`Options`](crate::Options) and [x](javascript:y).",
                "See <code>Options</code> and x.",
            ),
            (
                "See <https://a.example/?b&c>.",
                "See <a href=\"https://a.example/?b&amp;c\">https://a.example/?b&amp;c</a>.",
            ),
            (
                "![x](https://a.example/b.png)",
                "<a href=\"https://a.example/b.png\">x</a>",
            ),
            ("<script>a</script>", "&lt;script&gt;a&lt;/script&gt;"),
        ] {
            assert_eq!(html_of_line(markdown), expected);
        }
        assert_eq!(
            html_of_blocks("### A\n\nb\n\n- c"),
            "<h5>A</h5>\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>\n"
        );
    }
}
