//! Paths as words.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::nearly_all;
use crate::build::iterate::counts;
use crate::naming::words;

/// Segments without meaning, which many APIs have.
const BOILERPLATE: &[&str] = &["api", "apis", "default", "odata", "public", "rest", "restful"];

/// File extensions of segments for the format of the response.
const FORMATS: &[&str] = &[".json", ".xml", ".yaml", ".html", ".php", ".do", ".aspx"];

/// A segment of a path.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) is_parameter: bool,
    /// The name of the parameter, or the literal text.
    name: String,
    /// The words of the literal text; for a parameter, of the text around it.
    words: Vec<String>,
    is_word: bool,
}

impl Segment {
    fn of(text: &str) -> Self {
        let Some((before, rest)) = text.split_once('{') else {
            let is_format = |ending: &&&str| text.to_lowercase().ends_with(**ending);
            let format = FORMATS.iter().find(is_format).map_or(0, |ending| ending.len());
            let text = text.get(..text.len() - format).unwrap_or(text);
            let words = words(text);
            let is_word = !words.is_empty() && !is_boilerplate(text);
            return Self { is_parameter: false, name: text.to_owned(), words, is_word };
        };
        let (name, after) = rest.split_once('}').unwrap_or((rest, ""));
        let after = after.split('{').next().unwrap_or_default();
        let words = words(&format!("{before} {after}"));
        Self { is_parameter: true, name: name.to_owned(), words, is_word: false }
    }

    /// Whether it is literal text other than boilerplate.
    pub(super) fn is_word(&self) -> bool {
        self.is_word
    }

    /// The words of its text, including the name of a parameter.
    pub(super) fn all_words(&self) -> Vec<String> {
        match self.is_parameter {
            true => [words(&self.name), self.words.clone()].concat(),
            false => self.words.clone(),
        }
    }

    /// The words of its text.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// Parameters at one position are equal, whatever their names.
    pub(super) fn key(&self) -> String {
        if self.is_parameter { "{}".to_owned() } else { self.name.to_lowercase() }
    }
}

/// The segments of a path, without fragment and query.
pub(super) fn segments(path: &str) -> Vec<Segment> {
    let path = path.split(['#', '?']).next().unwrap_or_default();
    path.split('/').filter(|text| !text.is_empty()).map(Segment::of).collect()
}

/// The segments of an operation, without the format of the response that a last segment names: `/images/json`.
pub(super) fn without_format(method: &str, path: &str) -> Vec<Segment> {
    let mut all = segments(path);
    let is_format = |last: &Segment| !last.is_parameter && matches!(last.name.as_str(), "json" | "xml");
    if method == "get" && all.len() > 1 && all.last().is_some_and(is_format) {
        all.pop();
    }
    all
}

/// `v1`, `v1beta2`, `2.0`, `2024-01-31`.
pub(super) fn is_version(text: &str) -> bool {
    static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^(v\d+([._]?\d+)*((alpha|beta|rc|p)\d*)*|\d+(\.\d+)+|\d{4}(-\d\d){0,2}(-preview)?)$").ok()
    });
    VERSION.as_ref().is_some_and(|version| version.is_match(text))
}

/// Whether a segment or word has no meaning.
pub(super) fn is_boilerplate(text: &str) -> bool {
    is_version(text) || BOILERPLATE.contains(&text.to_lowercase().as_str())
}

/// The first segments of nearly all paths, while words are left after them.
pub(super) fn shared_prefix(paths: &[Vec<Segment>]) -> Vec<String> {
    let mut prefix = Vec::new();
    let mut left: Vec<&[Segment]> = paths.iter().map(Vec::as_slice).collect();
    loop {
        let counts = counts(left.iter().filter_map(|path| path.first()).map(Segment::key));
        let most = counts.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0)));
        let Some((key, count)) = most.filter(|(_, count)| nearly_all(*count, paths.len())) else { return prefix };
        let below = left.iter().filter(|path| path.first().is_some_and(|segment| segment.key() == key));
        let below: Vec<&[Segment]> = below.filter_map(|path| path.get(1..)).collect();
        let with_words = below.iter().filter(|path| path.iter().any(Segment::is_word)).count();
        if !is_boilerplate(&key) && !nearly_all(with_words, paths.len()) || count == 0 {
            return prefix;
        }
        left = below;
        prefix.push(key);
    }
}

/// The path below `prefix`, without boilerplate; if no word is left, the whole path.
pub(super) fn below(prefix: &[String], path: &[Segment]) -> Vec<Segment> {
    let shared = path.iter().zip(prefix).take_while(|(segment, key)| segment.key() == **key).count();
    let rest = path.get(shared..).filter(|rest| rest.iter().any(Segment::is_word)).unwrap_or(path);
    rest.iter().filter(|segment| segment.is_parameter || !is_boilerplate(&segment.name)).cloned().collect()
}

/// The versions in a path.
pub(super) fn versions(path: &[Segment]) -> Vec<String> {
    let versions = path.iter().filter(|segment| !segment.is_parameter && is_version(&segment.name));
    let names = versions.map(|segment| segment.words.join("_"));
    names.map(|version| if version.starts_with('v') { version } else { format!("v{version}") }).collect()
}
