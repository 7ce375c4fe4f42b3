//! Matches the path of a request against its template.

use serde_json::Value;

use super::style::{self, Coded, Written};
use crate::requests::raw::Parameter;

/// A part of a template: a literal, or a parameter.
enum Piece<'t> {
    Literal(&'t str),
    Place(&'t str),
}

/// Fails if the path does not match.
pub(super) fn check_path(
    path: &str,
    template: &str,
    values: &[(&Parameter, &Value)],
) -> Result<(), String> {
    let pieces = template_pieces(template);
    // Of all attempts, the message of the one that matched the most is the most useful.
    let mut best = (0, format!("`{path}` arrived for `{template}`"));
    if path_fits(path, &pieces, values, &mut best) {
        Ok(())
    } else {
        Err(best.1)
    }
}

fn template_pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        pieces.extend([Piece::Literal(before), Piece::Place(name)]);
        rest = after;
    }
    pieces.push(Piece::Literal(rest));
    pieces
}

fn path_fits(
    path: &str,
    pieces: &[Piece<'_>],
    values: &[(&Parameter, &Value)],
    best: &mut (usize, String),
) -> bool {
    match pieces.split_first() {
        None => path.is_empty(),
        Some((Piece::Literal(literal), rest)) => {
            after_literal(path, literal).is_some_and(|path| path_fits(path, rest, values, best))
        }
        Some((Piece::Place(name), rest)) => {
            let Some((parameter, value)) =
                values.iter().find(|(parameter, _)| parameter.name == *name)
            else {
                return false;
            };
            let written = Written {
                name,
                style: parameter.style,
                explode: parameter.explode,
            };
            // A value ends where the rest of the template matches, and never contains a slash.
            let segment = path.find('/').unwrap_or(path.len());
            let ends = (0..=segment)
                .rev()
                .filter(|end| path.is_char_boundary(*end));
            ends.into_iter().any(|end| {
                let (raw, path) = path.split_at(end);
                match style::check_styled_text(raw, written, Coded::Percent, value) {
                    Ok(()) => path_fits(path, rest, values, best),
                    Err(message) => {
                        if end == segment && pieces.len() < best.0.wrapping_sub(1) {
                            *best = (pieces.len(), format!("`{name}`: {message}"));
                        }
                        false
                    }
                }
            })
        }
    }
}

/// Returns the rest of the path after a literal, whose characters may be percent-encoded.
fn after_literal<'p>(path: &'p str, literal: &str) -> Option<&'p str> {
    let mut rest = path;
    let mut bytes = literal.as_bytes();
    while let Some((&byte, after)) = bytes.split_first() {
        let escape = format!("%{byte:02X}");
        let prefix = rest
            .get(..3)
            .filter(|prefix| prefix.eq_ignore_ascii_case(&escape));
        rest = match (prefix, rest.as_bytes().first()) {
            // A literal `%2F` in the template is meant as such.
            (_, Some(first)) if *first == byte => rest.get(1..)?,
            (Some(_), _) if byte != b'/' => rest.get(3..)?,
            _ => return None,
        };
        bytes = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use sdkwright::diag::{FileId, Origin};
    use serde_json::json;

    use super::*;
    use crate::requests::raw::{Location, Style};

    #[test]
    fn paths_match_their_templates() {
        let parameter = |name: &str, style, explode| Parameter {
            location: Location::Path,
            name: name.to_owned(),
            form: None,
            required: true,
            style,
            explode,
            allow_reserved: false,
            schema: None,
            origin: Origin::new(FileId(0), ""),
        };
        let (a, b) = (
            parameter("a", Style::Simple, false),
            parameter("b", Style::Matrix, true),
        );
        let (text, list) = (json!("x/y.z"), json!(["1", "2"]));
        let values = [(&a, &text), (&b, &list)];
        for (path, template, is_fine) in [
            ("/v1/x%2Fy.z", "/v1/{a}", true),
            ("/v1//x%2Fy.z", "/v1/{a}", false),
            ("/v1/x/y.z", "/v1/{a}", false),
            ("/v1/x%2Fy.z/", "/v1/{a}", false),
            ("/v1/x%2Fy.z.json", "/v1/{a}.json", true),
            ("/v1/x%2Fy.z.z", "/v1/{a}.z", true),
            ("/v1/x%2Fy.z;b=1;b=2/c", "/v1/{a}{b}/c", true),
            ("/v1/x%2Fy.z;b=1;b=3/c", "/v1/{a}{b}/c", false),
            ("/a%20b/x%2Fy.z", "/a b/{a}", true),
            ("/a%2Fb", "/a/b", false),
            ("/a:b", "/a:b", true),
            ("/a%3Ab", "/a:b", true),
        ] {
            assert_eq!(
                check_path(path, template, &values).is_ok(),
                is_fine,
                "{path} {template}"
            );
        }
    }
}
