//! Splits paths into words.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use regex_lite::Regex;

use super::DescribedOperation;
use super::shares::nearly_all;
use super::words::{is_verb, is_verb_for};
use model::HttpMethod;
use naming::{count_occurrences, singular_word, words_of_text};

/// Segments without meaning that many APIs have.
const BOILERPLATE: &[&str] = &[
    "api", "apis", "default", "odata", "public", "rest", "restful",
];

/// File extensions of segments that state the format of the response.
const FORMATS: &[&str] = &[".json", ".xml", ".yaml", ".html", ".php", ".do", ".aspx"];

/// A segment of a path. `users:batchGet`, `chat.postMessage` and `{name}:cancel` are two segments
/// each.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) is_parameter: bool,
    /// Whether names omit the segment: a version, boilerplate, or the first segment of nearly all
    /// paths.
    pub(super) is_dropped: bool,
    /// The literal text, or the name of the parameter.
    pub(super) text: String,
    pub(super) words: Vec<String>,
}

impl Segment {
    fn literal(text: &str) -> Self {
        let format = FORMATS
            .iter()
            .find(|format| text.to_lowercase().ends_with(**format))
            .map_or(0, |end| end.len());
        let text = text.get(..text.len() - format).unwrap_or(text);
        let has_words = !is_identifier_segment(text) && text.contains(char::is_alphanumeric);
        let words = if has_words {
            words_of_text(text)
        } else {
            Vec::new()
        };
        Self {
            is_parameter: false,
            is_dropped: words.is_empty() || is_version_segment(text),
            text: text.to_owned(),
            words,
        }
    }

    fn parameter(name: &str) -> Self {
        Self {
            is_parameter: true,
            is_dropped: false,
            text: name.to_owned(),
            words: words_of_text(name),
        }
    }

    /// Returns whether a name may use the words of this segment.
    pub(super) fn is_word(&self) -> bool {
        !self.is_parameter && !self.is_dropped
    }

    /// Returns the words; for a parameter, `by` and the words.
    pub(super) fn phrase(&self) -> Vec<String> {
        if self.is_parameter {
            parameter_phrase(&self.words)
        } else {
            self.words.clone()
        }
    }

    /// Returns a key for comparisons. All parameters have the same key, whatever their names.
    fn key(&self) -> String {
        if self.is_parameter {
            "{}".to_owned()
        } else {
            self.text.to_lowercase()
        }
    }
}

/// Returns the phrase for a parameter: `by` and its words.
pub(super) fn parameter_phrase(words: &[String]) -> Vec<String> {
    [&["by".to_owned()], words].concat()
}

/// Returns whether a segment is a version: `v1`, `v1beta2`, `2.0`, `2024-01-31`.
pub(super) fn is_version_segment(text: &str) -> bool {
    static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^(v\d+([._]?\d+)*((alpha|beta|rc|p)\d*)*|\d+(\.\d+)+|\d{4}(-\d\d){0,2}(-preview)?)$").ok()
    });
    VERSION
        .as_ref()
        .is_some_and(|version| version.is_match(text))
}

/// Returns whether a segment is an identifier of an item rather than words:
/// `L8l05tFb188aab693735bbaf`.
fn is_identifier_segment(text: &str) -> bool {
    const SHORTEST: usize = 20;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.len() >= SHORTEST
        && digits * 4 >= text.len()
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Returns whether a segment, tag or word has no meaning.
pub(super) fn is_boilerplate(text: &str) -> bool {
    is_version_segment(text) || BOILERPLATE.contains(&text.to_lowercase().as_str())
}

/// Splits a path into segments, without fragment and query. A last segment such as `json` in
/// `/images/json` is the format of the response.
fn split_path(method: &HttpMethod, path: &str) -> Vec<Segment> {
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let mut segments: Vec<Segment> = path
        .split('/')
        .filter(|text| !text.is_empty())
        .flat_map(split_segment)
        .collect();
    let is_format = segments.len() > 1
        && segments
            .last()
            .is_some_and(|last| !last.is_parameter && matches!(last.text.as_str(), "json" | "xml"));
    if *method == HttpMethod::Get && is_format {
        segments.pop();
    }
    let is_before_parameter: Vec<bool> = segments
        .iter()
        .skip(1)
        .map(|next| next.is_parameter)
        .chain([false])
        .collect();
    for (segment, is_before_parameter) in segments.iter_mut().zip(is_before_parameter) {
        // `/apis/{owner}` has a resource with the name `apis`.
        if BOILERPLATE.contains(&segment.text.to_lowercase().as_str()) && !segment.is_parameter {
            segment.is_dropped |= !is_before_parameter;
        }
    }
    segments
}

fn split_segment(text: &str) -> Vec<Segment> {
    // For example, `Products({id})` and `delta(token='{token}')` of OData.
    if let Some((name, arguments)) = text.split_once('(')
        && !name.is_empty()
        && !name.contains('{')
    {
        let mut segments = split_segment(name);
        let arguments = arguments.split('{').skip(1);
        segments
            .extend(arguments.filter_map(|rest| Some(Segment::parameter(rest.split_once('}')?.0))));
        return segments;
    }
    if let Some((_, rest)) = text.split_once('{') {
        let (name, after) = rest.split_once('}').unwrap_or((rest, ""));
        let action = after
            .strip_prefix(':')
            .map(Segment::literal)
            .filter(|action| !action.words.is_empty());
        return [Segment::parameter(name)]
            .into_iter()
            .chain(action)
            .collect();
    }
    let custom_method = text.rsplit_once(':').or_else(|| {
        let (before, after) = text.rsplit_once('.')?;
        let is_call = words_of_text(after)
            .first()
            .is_some_and(|first| is_verb(first));
        if is_call { Some((before, after)) } else { None }
    });
    if let Some((before, after)) = custom_method
        && !words_of_text(before).is_empty()
        && !words_of_text(after).is_empty()
    {
        return vec![Segment::literal(before), Segment::literal(after)];
    }
    vec![Segment::literal(text)]
}

/// The path of an operation.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) segments: Vec<Segment>,
}

impl Route {
    pub(super) fn read(method: &HttpMethod, path: &str) -> Self {
        Self {
            segments: split_path(method, path),
        }
    }

    /// Returns the segments that names may use.
    pub(super) fn named_segments(&self) -> impl DoubleEndedIterator<Item = &Segment> {
        self.segments.iter().filter(|segment| !segment.is_dropped)
    }

    /// Returns the keys of these segments, which identify the path.
    pub(super) fn key(&self) -> Vec<String> {
        self.named_segments().map(Segment::key).collect()
    }

    /// Returns the texts of the dropped segments, such as versions.
    pub(super) fn dropped(&self) -> Vec<&str> {
        self.segments
            .iter()
            .filter(|segment| segment.is_dropped)
            .map(|segment| segment.text.as_str())
            .collect()
    }

    pub(super) fn ends_in_parameter(&self) -> bool {
        self.segments.last().is_some_and(|last| last.is_parameter)
    }

    /// Returns all words of the path, in the singular.
    pub(super) fn singular_words(&self) -> HashSet<String> {
        let words = self.segments.iter().flat_map(|segment| &segment.words);
        words.map(|word| singular_word(word)).collect()
    }
}

/// The routes of all operations, and the HTTP methods of each.
pub(super) struct Routes {
    pub(super) of: Vec<Route>,
    methods: HashMap<Vec<String>, HashSet<HttpMethod>>,
    /// All proper prefixes of paths.
    parents: HashSet<Vec<String>>,
    /// Paths whose items have operations with other HTTP methods than `POST`.
    collections: HashSet<Vec<String>>,
}

impl Routes {
    /// Reads the routes. Unless `drops_start_of_calls`, the first segment of nearly all paths is
    /// kept if calls follow it.
    pub(super) fn read(operations: &[DescribedOperation<'_>], drops_start_of_calls: bool) -> Self {
        let mut of: Vec<Route> = operations
            .iter()
            .map(|operation| Route::read(operation.method, operation.path))
            .collect();
        keep_collections(&mut of);
        drop_domains(&mut of);
        drop_shared_start(&mut of, operations, drops_start_of_calls);
        let mut methods: HashMap<Vec<String>, HashSet<HttpMethod>> = HashMap::new();
        let mut parents = HashSet::new();
        let mut collections = HashSet::new();
        for (route, operation) in of.iter().zip(operations) {
            let key = route.key();
            for (end, next) in key.iter().enumerate() {
                let parent = key.get(..end).unwrap_or_default();
                parents.insert(parent.to_vec());
                if next == "{}" && *operation.method != HttpMethod::Post {
                    collections.insert(parent.to_vec());
                }
            }
            methods
                .entry(key)
                .or_default()
                .insert(operation.method.clone());
        }
        Self {
            of,
            methods,
            parents,
            collections,
        }
    }

    /// Returns whether the last word of a path is a verb that all its operations perform, although
    /// longer paths or several HTTP methods would make it a resource.
    pub(super) fn is_verb(&self, key: &[String]) -> bool {
        let (Some(last), Some(methods)) = (key.last(), self.methods.get(key)) else {
            return false;
        };
        self.is_resource(key)
            && !self.collections.contains(key)
            && methods.iter().all(|method| match method {
                HttpMethod::Head | HttpMethod::Options => true,
                HttpMethod::Get | HttpMethod::Post => is_verb_for(method, last),
                _ => false,
            })
    }

    /// Returns whether a path exists.
    pub(super) fn has(&self, key: &[String]) -> bool {
        self.methods.contains_key(key)
    }

    /// Returns whether a path has several HTTP methods, or paths below it.
    pub(super) fn is_resource(&self, key: &[String]) -> bool {
        let own = self.methods.get(key);
        let count = own.map_or(0, |own| {
            own.iter()
                .filter(|method| !matches!(method, HttpMethod::Head | HttpMethod::Options))
                .count()
        });
        count > 1 || self.parents.contains(key)
    }

    /// Returns whether a collection has items: whether the path also exists with a parameter at the
    /// end.
    pub(super) fn has_items(&self, key: &[String]) -> bool {
        self.has(&[key, &["{}".to_owned()]].concat())
    }

    /// Returns whether an operation of this path has this HTTP method.
    pub(super) fn has_method(&self, key: &[String], method: &HttpMethod) -> bool {
        self.methods
            .get(key)
            .is_some_and(|own| own.contains(method))
    }
}

/// Keeps `apis` of `/connector/apis` if there is `/connector/apis/{id}`: then it is a resource.
fn keep_collections(routes: &mut [Route]) {
    let mut collections: HashSet<Vec<String>> = HashSet::new();
    for route in routes.iter() {
        let keys: Vec<String> = route.segments.iter().map(Segment::key).collect();
        if let [collection @ .., last] = keys.as_slice()
            && last == "{}"
        {
            collections.insert(collection.to_vec());
        }
    }
    for route in routes {
        let keys: Vec<String> = route.segments.iter().map(Segment::key).collect();
        if let Some(last) = route.segments.last_mut()
            && is_boilerplate(&last.text)
            && !is_version_segment(&last.text)
            && collections.contains(&keys)
        {
            last.is_dropped = false;
        }
    }
}

/// Drops the domain at the end of a segment, such as `k8s.io` of `networking.k8s.io`, unless
/// segments with other domains would be equal.
fn drop_domains(routes: &mut [Route]) {
    let mut texts: HashMap<String, HashSet<String>> = HashMap::new();
    for segment in routes.iter().flat_map(|route| &route.segments) {
        let name = name_before_domain(segment).unwrap_or(&segment.text);
        texts
            .entry(name.to_owned())
            .or_default()
            .insert(segment.text.clone());
    }
    for segment in routes.iter_mut().flat_map(|route| &mut route.segments) {
        if let Some(name) = name_before_domain(segment)
            && texts.get(name).is_some_and(|texts| texts.len() == 1)
        {
            segment.words = words_of_text(name);
        }
    }
}

/// Returns the part of a segment before a domain of two labels.
fn name_before_domain(segment: &Segment) -> Option<&str> {
    const ENDS: &[&str] = &["com", "dev", "io", "net", "org"];
    let (labels, end) = segment.text.rsplit_once('.')?;
    let (name, domain) = labels.rsplit_once('.')?;
    let is_domain = ENDS.contains(&end) && !domain.is_empty() && !segment.is_parameter;
    if is_domain && !name.is_empty() {
        Some(name)
    } else {
        None
    }
}

/// Returns whether calls such as `/pdf/generate` follow a segment in more than 30 % of the paths.
fn has_calls_below(routes: &[Route], operations: &[DescribedOperation<'_>], first: &str) -> bool {
    let calls = routes.iter().zip(operations).filter(|(route, operation)| {
        let mut segments = route.named_segments();
        segments
            .next()
            .is_some_and(|segment| segment.key() == first)
            && segments
                .next()
                .and_then(|segment| segment.words.first())
                .is_some_and(|word| is_verb_for(operation.method, word))
            && segments.next().is_none()
    });
    calls.count() * 10 > routes.len() * 3
}

/// Drops the first segment while nearly all paths share it, unless it is the whole path of an
/// operation, or a parameter or calls follow it.
fn drop_shared_start(
    routes: &mut [Route],
    operations: &[DescribedOperation<'_>],
    drops_start_of_calls: bool,
) {
    loop {
        let firsts: Vec<Option<String>> = routes.iter().map(first_of_several).collect();
        let most = count_occurrences(firsts.iter().flatten())
            .into_iter()
            .max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)));
        let Some((shared, count)) = most.map(|(key, count)| (key.clone(), count)) else {
            return;
        };
        if !nearly_all(count, routes.len()) {
            return;
        }
        let is_needed = routes.iter().any(|route| {
            let mut segments = route.named_segments();
            segments.next().is_some_and(|first| first.key() == shared)
                && segments.next().is_none_or(|next| next.is_parameter)
        });
        if is_needed || !drops_start_of_calls && has_calls_below(routes, operations, &shared) {
            return;
        }
        for route in routes.iter_mut() {
            if let Some(first) = route
                .segments
                .iter_mut()
                .find(|segment| !segment.is_dropped)
                && first.key() == shared
            {
                first.is_dropped = true;
            }
        }
    }
}

/// Returns the first segment, if it is a word and other segments follow it.
fn first_of_several(route: &Route) -> Option<String> {
    let mut segments = route.named_segments();
    let first = segments.next()?;
    segments.next()?;
    if first.is_parameter {
        None
    } else {
        Some(first.key())
    }
}
