//! Finds the operation of a request by its method and path.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::super::api::{Api, Location};
use super::super::catalog::{Catalog, Entry, quoted_names};
use super::super::path::{LITERAL, end_of_origin};
use super::super::redact::percent_decoded;
use super::check::{Refusal, refusal};
use super::request::TestRequest;

/// The operations of an API by method and path, the most specific paths first.
pub(super) struct Routes {
    routes: Vec<Route>,
    /// The path of the base URL, without a slash at its end.
    pub(super) base: String,
    /// The paths of the other servers.
    other_bases: Vec<String>,
}

/// What the paths of requests begin with.
#[derive(Clone, Copy)]
enum BasePath {
    /// The path of a server of the description.
    Described,
    Absent,
}

/// An operation and its path.
pub(super) struct Route {
    pub(super) entry: &'static Entry,
    /// The encoded text before the first parameter.
    start: String,
    parameters: Vec<PathParameter>,
    /// The pairs of a query in the path template.
    query: Vec<&'static str>,
    /// The path of the operation's own server.
    server: Option<String>,
    pub(super) role: Role,
    rank: Rank,
    /// The parameters by whose constants operations of one path differ, such as
    /// `operation=tag-resource`. They are read when a request may mean several operations.
    constants: OnceLock<Vec<ConstantParameter>>,
}

/// A parameter in the query or a header that has only one value.
struct ConstantParameter {
    name: &'static str,
    is_header: bool,
    value: String,
}

/// More segments rank before fewer, since a parameter may have slashes; segments with parameters rank
/// after others, and a query in the template before none.
type Rank = (Reverse<usize>, Vec<SegmentKind>, Reverse<usize>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SegmentKind {
    Literal,
    Mixed,
    Parameter,
}

/// A parameter of a path, and the encoded text after it.
struct PathParameter {
    name: &'static str,
    may_be_empty: bool,
    may_have_slashes: bool,
    after: String,
}

/// What an operation does with a collection, by its path.
#[derive(Clone, Copy)]
pub(super) enum Role {
    /// Nothing.
    Other,
    /// The path is that of a collection, whose items this parameter identifies.
    Collection(&'static str),
    /// The path is that of an item.
    Item {
        /// The parameter that identifies the item.
        name: &'static str,
        /// Whether items are created by `PUT`, because the collection has no `POST`.
        is_created_by_put: bool,
    },
}

/// An operation whose path matches that of a request.
pub(super) struct RouteMatch<'r> {
    pub(super) route: &'r Route,
    /// The parameters in the path template, still encoded.
    pub(super) values: Vec<(&'static str, String)>,
    /// The decoded path of the collection, if the operation has to do with one.
    pub(super) collection: String,
}

impl Routes {
    pub(super) fn new(api: &Api, catalog: &Catalog) -> Self {
        let mut items = BTreeMap::new();
        let mut creators = BTreeSet::new();
        for Entry { operation, .. } in catalog.entries() {
            items.extend(item_template(operation.path).map(|item| (item.parent, item.parameter)));
            if operation.method == "POST" {
                creators.insert(without_names(operation.path));
            }
        }
        let role = |template: &'static str| match item_template(template) {
            Some(item) => Role::Item {
                name: item.parameter,
                is_created_by_put: !creators.contains(&item.parent),
            },
            None => {
                let parameter = items.get(&without_names(template));
                parameter.map_or(Role::Other, |name| Role::Collection(name))
            }
        };
        let mut routes: Vec<Route> = catalog
            .entries()
            .map(|entry| Route::new(entry, role(entry.operation.path)))
            .collect();
        routes.sort_by(|left, right| left.rank.cmp(&right.rank));
        Self {
            routes,
            base: path_of_url(api.base_url),
            other_bases: other_bases(catalog),
        }
    }

    /// Returns the operations that match a request, all of the same rank. The path of the request
    /// is below a server of the description, or else below none.
    pub(super) fn find(&self, request: &TestRequest) -> Result<Vec<RouteMatch<'_>>, Refusal> {
        self.find_below(request, BasePath::Described)
            .or_else(|refusal| match refusal.allowed_methods {
                Some(_) => Err(refusal),
                None => self.find_below(request, BasePath::Absent),
            })
    }

    fn find_below(
        &self,
        request: &TestRequest,
        base: BasePath,
    ) -> Result<Vec<RouteMatch<'_>>, Refusal> {
        let mut matches: Vec<RouteMatch<'_>> = Vec::new();
        let mut methods = BTreeSet::new();
        for route in &self.routes {
            let method = route.entry.operation.method;
            let best = matches.first().map(|best| &best.route.rank);
            if best.is_some_and(|rank| *rank != route.rank) {
                break;
            }
            match route.matching(request, self, base) {
                Some(route) if method.eq_ignore_ascii_case(request.method.as_str()) => {
                    matches.push(route);
                }
                Some(_) => drop(methods.insert(method)),
                None => {}
            }
        }
        if matches.is_empty() {
            Err(self.refuse(request, methods))
        } else {
            Ok(matches)
        }
    }

    /// Returns why no operation matches a request; `methods` are those of its path.
    fn refuse(&self, request: &TestRequest, methods: BTreeSet<&'static str>) -> Refusal {
        let TestRequest { method, path, .. } = request;
        let methods: Vec<&str> = methods.into_iter().collect();
        let names = quoted_names(methods.iter().copied());
        if methods.is_empty() {
            let nearest = quoted_names(self.nearest_paths(path).into_iter());
            let message =
                format!("the description has no path `{path}`; the nearest are {nearest}");
            return refusal(404, message);
        }
        Refusal {
            allowed_methods: Some(methods.join(", ")),
            ..refusal(
                405,
                format!("the path has no operation `{method}`, only {names}"),
            )
        }
    }

    /// Returns the path templates that begin most like a path.
    fn nearest_paths(&self, path: &str) -> Vec<&'static str> {
        const MAX_PATHS: usize = 3;
        let inner_path = path.strip_prefix(self.base.as_str()).unwrap_or(path);
        let segments: Vec<&str> = inner_path.split('/').collect();
        let mut templates: Vec<&str> = self
            .routes
            .iter()
            .map(|route| route.entry.operation.path)
            .collect();
        templates.sort_by_cached_key(|template| {
            let others: Vec<&str> = path_of(template).split('/').collect();
            let pairs = segments.iter().zip(&others);
            let similarity: usize = pairs
                .map(|(segment, other)| similarity(segment, other))
                .sum();
            (
                Reverse(similarity),
                others.len().abs_diff(segments.len()),
                *template,
            )
        });
        templates.dedup();
        templates.truncate(MAX_PATHS);
        templates
    }
}

/// Returns how similar a segment of a path is to one of a template.
fn similarity(segment: &str, other: &str) -> usize {
    if segment == other || other.contains('{') {
        2
    } else if segment.is_empty() || other.is_empty() {
        0
    } else if segment.starts_with(other) || other.starts_with(segment) {
        1
    } else {
        0
    }
}

impl Route {
    fn new(entry: &'static Entry, role: Role) -> Self {
        let template = entry.operation.path.split('#').next().unwrap_or_default();
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        let segment_kinds = path.split('/').map(|segment| {
            if whole_parameter(segment).is_some() {
                SegmentKind::Parameter
            } else if segment.contains('{') {
                SegmentKind::Mixed
            } else {
                SegmentKind::Literal
            }
        });
        let kinds: Vec<SegmentKind> = segment_kinds.collect();
        let encoded = |text: &str| utf8_percent_encode(text, LITERAL).to_string();
        let mut pieces = path.split('{');
        let start = encoded(pieces.next().unwrap_or_default());
        let parameters = pieces.map(|piece| {
            let (name, after) = piece.split_once('}').unwrap_or((piece, ""));
            let mut parameters = entry.parameters.iter().map(|(_, parameter)| parameter);
            let parameter = parameters.find(|parameter| parameter.name == name);
            PathParameter {
                name,
                may_be_empty: parameter.is_some_and(|parameter| {
                    matches!(parameter.location, Location::PossiblyEmptyPath)
                }),
                may_have_slashes: parameter.is_some_and(|parameter| parameter.allow_reserved),
                after: encoded(after),
            }
        });
        Self {
            entry,
            start,
            parameters: parameters.collect(),
            server: entry.operation.server.map(path_of_url),
            role,
            rank: (Reverse(kinds.len()), kinds, Reverse(query.len())),
            query,
            constants: OnceLock::new(),
        }
    }

    /// Returns whether query and headers have no other values than the constants.
    pub(super) fn has_constants(&self, request: &TestRequest, catalog: &Catalog) -> bool {
        let constants = self
            .constants
            .get_or_init(|| constant_parameters(self.entry, catalog));
        let fields = request.query_fields();
        constants.iter().all(|constant| {
            if constant.is_header {
                let text = request.header(constant.name);
                return text.is_none_or(|text| text == constant.value);
            }
            let mut values = fields.iter().filter(|field| field.name == constant.name);
            values.all(|field| field.text() == constant.value)
        })
    }

    /// Returns the match of a request; `None` if its path or query differs.
    fn matching(
        &self,
        request: &TestRequest,
        routes: &Routes,
        base: BasePath,
    ) -> Option<RouteMatch<'_>> {
        let queried = self.values_in_query(&request.query)?;
        match base {
            BasePath::Described => {
                let own_base = self.server.iter().chain([&routes.base]);
                let mut bases = own_base.chain(&routes.other_bases);
                bases.find_map(|base| self.matching_below(base, request, &queried))
            }
            BasePath::Absent => self.matching_below("", request, &queried),
        }
    }

    fn matching_below(
        &self,
        base: &str,
        request: &TestRequest,
        queried: &[(&'static str, String)],
    ) -> Option<RouteMatch<'_>> {
        let path = request.path.strip_prefix(base)?;
        let mut values = self.values_in(path)?;
        values.extend(queried.iter().cloned());
        let collection = match self.role {
            Role::Item { .. } => path.rsplit_once('/')?.0,
            _ => path,
        };
        Some(RouteMatch {
            route: self,
            values,
            collection: percent_decoded(collection),
        })
    }

    /// Returns the values of the parameters in the query of the template, such as `?key={key}`, if
    /// a query has all of its pairs.
    fn values_in_query(&self, query: &str) -> Option<Vec<(&'static str, String)>> {
        let mut values = Vec::new();
        for expected in &self.query {
            let mut pairs = query.split('&');
            if let Some((start, parameter)) = expected.split_once('{') {
                let value = pairs.find_map(|pair| pair.strip_prefix(start))?;
                values.push((parameter.trim_end_matches('}'), value.to_owned()));
            } else if !pairs.any(|pair| percent_decode_str(pair).eq(percent_decode_str(expected))) {
                return None;
            }
        }
        Some(values)
    }

    /// Returns the values of the parameters in a path, if it matches.
    fn values_in(&self, path: &str) -> Option<Vec<(&'static str, String)>> {
        let mut values = Vec::new();
        let mut remaining = path.strip_prefix(self.start.as_str())?;
        for parameter in &self.parameters {
            let longest = match remaining.find('/') {
                Some(slash) if !parameter.may_have_slashes => slash,
                _ => remaining.len(),
            };
            let allows = |end: &usize| *end <= longest && (*end > 0 || parameter.may_be_empty);
            let end = match parameter.after.as_str() {
                "" => Some(longest).filter(allows),
                after => remaining
                    .match_indices(after)
                    .map(|(end, _)| end)
                    .find(allows),
            };
            let (value, after) = remaining.split_at_checked(end?)?;
            values.push((parameter.name, value.to_owned()));
            remaining = after.strip_prefix(parameter.after.as_str())?;
        }
        remaining.is_empty().then_some(values)
    }
}

fn constant_parameters(entry: &Entry, catalog: &Catalog) -> Vec<ConstantParameter> {
    let arguments = catalog.documentation(entry).arguments;
    let parameters = entry.parameters.iter().filter_map(|(argument, parameter)| {
        let value = arguments.get("properties")?.get(argument)?.get("const")?;
        Some(ConstantParameter {
            name: parameter.name,
            is_header: matches!(parameter.location, Location::Header),
            value: value.as_str()?.to_owned(),
        })
    });
    parameters.collect()
}

/// The path of an item: the path of its collection without the names of parameters, and the
/// parameter that identifies the item.
struct ItemTemplate {
    parent: String,
    parameter: &'static str,
}

fn item_template(template: &'static str) -> Option<ItemTemplate> {
    let (parent, segment) = path_of(template).rsplit_once('/')?;
    Some(ItemTemplate {
        parent: without_names(parent),
        parameter: whole_parameter(segment)?,
    })
}

/// Returns the name of the parameter that a segment consists of.
fn whole_parameter(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

fn path_of(template: &str) -> &str {
    template.split(['?', '#']).next().unwrap_or_default()
}

/// Returns a path template without the names of its parameters.
fn without_names(template: &str) -> String {
    let pieces = path_of(template).split('{');
    let nameless = pieces.map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
    nameless.collect::<Vec<_>>().join("{}")
}

/// Returns the paths of the servers that differ from that of the base URL.
fn other_bases(catalog: &Catalog) -> Vec<String> {
    let paths = catalog.part("servers", "paths").unwrap_or_default();
    let paths = paths.as_array().into_iter().flatten();
    paths.filter_map(Value::as_str).map(path_of_url).collect()
}

/// Returns the path of a URL, without a slash at its end.
fn path_of_url(url: &str) -> String {
    let start = if url.contains("://") {
        end_of_origin(url)
    } else {
        0
    };
    let path = path_of(url.get(start..).unwrap_or_default());
    let absolute_path = format!("/{}", path.trim_matches('/'));
    absolute_path.trim_end_matches('/').to_owned()
}
