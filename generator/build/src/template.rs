//! Checks and corrects path templates.

use crate::context::BuildContext;
use diag::{Diagnostic, Origin};

/// Returns the corrected template, or the reason why it is unusable.
pub(crate) fn correct_path_template(
    cx: &mut BuildContext<'_>,
    path: &str,
    origin: &Origin,
) -> Result<String, String> {
    if let Some(fault) = path_template_fault(path) {
        return Err(fault);
    }
    let mut template = without_odd_braces(path);
    if template != path {
        let message = format!("path `{path}` has an unmatched brace");
        let warning = Diagnostic::warning("odd-path", message)
            .at(origin)
            .instead("the brace is sent as it is, percent-encoded");
        cx.warn(warning.help("write `{name}` for a parameter"));
    }
    if !template.starts_with('/') {
        let message = format!("path `{path}` does not start with `/`");
        let warning = Diagnostic::warning("odd-path", message)
            .at(origin)
            .instead(format!("it is read as `/{path}`"));
        cx.warn(warning.help("begin it with `/`"));
        template.insert(0, '/');
    }
    Ok(template)
}

/// Returns the names in braces, in the order of the path, each once.
pub(crate) fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut remaining = path;
    while let Some((_, after)) = remaining.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
        remaining = after;
    }
    names
}

/// Returns the reason why no URL can be made from a path.
fn path_template_fault(path: &str) -> Option<String> {
    if path.contains("{}") {
        return Some(format!("path `{path}` has a parameter without a name"));
    }
    let segments = path.split(['?', '#']).next().unwrap_or_default().split('/');
    let step = segments
        .map(|segment| segment.to_ascii_lowercase().replace("%2e", "."))
        .find(|s| s == "." || s == "..");
    step.map(|step| format!("path `{path}` has the segment `{step}`, which would change the path"))
}

/// Returns the path with unmatched braces percent-encoded.
fn without_odd_braces(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut remaining = path;
    while let Some(at) = remaining.find(['{', '}']) {
        let (before, brace) = remaining.split_at(at);
        text.push_str(before);
        let name = brace
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
            .map(|(name, _)| name);
        let length = match name.filter(|name| !name.contains(['{', '/'])) {
            Some(name) => name.len() + 2,
            None => 1,
        };
        let (piece, after) = brace.split_at(length);
        text.push_str(match piece {
            "{" => "%7B",
            "}" => "%7D",
            pair => pair,
        });
        remaining = after;
    }
    text.push_str(remaining);
    text
}

#[cfg(test)]
mod tests {
    use crate::template::*;

    #[test]
    fn unmatched_braces_are_percent_encoded() {
        for (path, expected) in [
            ("/a/{b}/{c}.json", "/a/{b}/{c}.json"),
            ("/a/{b", "/a/%7Bb"),
            ("/a}/{b}", "/a%7D/{b}"),
            ("/{a{b}", "/%7Ba{b}"),
            ("/a/{b/c}", "/a/%7Bb/c%7D"),
            ("/ä{", "/ä%7B"),
        ] {
            assert_eq!(without_odd_braces(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_with_dot_segments_are_rejected() {
        for path in ["/s/../../t", "/s/./t", "/%2e%2E/t", "/..", "/a/{}"] {
            assert!(path_template_fault(path).is_some(), "{path}");
        }
        for path in ["/s/...", "/a..b", "/s?t=../x", "/{a}..", "/"] {
            assert_eq!(path_template_fault(path), None, "{path}");
        }
    }
}
