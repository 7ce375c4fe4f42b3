//! Finds the operation of a request by its method and path.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::super::api::{Api, Location};
use super::super::catalog::{Catalog, Entry};
use super::super::path::{LITERAL, end_of_origin};

/// The operations of an API by method and path, the most specific paths first.
pub(super) struct Routes {
    routes: Vec<Route>,
    /// The path of the base URL, without a slash at its end.
    pub(super) base: String,
}

/// An operation and the pieces of its path.
pub(super) struct Route {
    pub(super) entry: &'static Entry,
    pieces: Vec<Piece>,
    /// The pairs of a query in the path template.
    query: Vec<&'static str>,
    /// The path of the operation's own server.
    server: Option<String>,
    pub(super) role: Role,
    rank: Rank,
}

/// Segments with parameters rank after others, and a query in the template before none.
type Rank = (Vec<SegmentKind>, Reverse<usize>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SegmentKind {
    Literal,
    Mixed,
    Parameter,
}

enum Piece {
    Literal(String),
    Parameter {
        name: &'static str,
        may_be_empty: bool,
        may_have_slashes: bool,
    },
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
    /// The path parameters, still encoded.
    pub(super) values: Vec<(&'static str, String)>,
    /// The decoded path of the collection, if the operation has to do with one.
    pub(super) collection: String,
}

/// Why no operation matches a request.
pub(super) enum RouteMiss {
    /// No path matches; these are the nearest ones.
    Path(Vec<&'static str>),
    /// The path has only operations of these methods.
    Method(BTreeSet<&'static str>),
}

impl Routes {
    pub(super) fn new(api: &Api, catalog: &Catalog) -> Self {
        let entries = || catalog.entries();
        let items: BTreeMap<String, &'static str> = entries()
            .filter_map(|entry| {
                let item = item_template(entry.operation.path)?;
                Some((without_names(item.parent), item.parameter))
            })
            .collect();
        let creators: BTreeSet<String> = entries()
            .filter(|entry| entry.operation.method == "POST")
            .map(|entry| without_names(path_of(entry.operation.path)))
            .collect();
        let role = |template: &'static str| match item_template(template) {
            Some(item) => Role::Item {
                name: item.parameter,
                is_created_by_put: !creators.contains(&without_names(item.parent)),
            },
            None => items
                .get(&without_names(path_of(template)))
                .map_or(Role::Other, |name| Role::Collection(name)),
        };
        let mut routes: Vec<Route> = entries()
            .map(|entry| Route::new(entry, role(entry.operation.path)))
            .collect();
        routes.sort_by(|left, right| left.rank.cmp(&right.rank));
        Self {
            routes,
            base: path_of_url(api.base_url),
        }
    }

    /// Returns the operations that match a request, all of the same rank.
    pub(super) fn find(
        &self,
        method: &Method,
        path: &str,
        query: &str,
    ) -> Result<Vec<RouteMatch<'_>>, RouteMiss> {
        let mut matches: Vec<RouteMatch<'_>> = Vec::new();
        let mut methods = BTreeSet::new();
        for route in &self.routes {
            let best = matches.first().map(|best| &best.route.rank);
            if best.is_some_and(|rank| *rank != route.rank) {
                break;
            }
            let Some(found) = route.match_path(path, query, &self.base) else {
                continue;
            };
            if route
                .entry
                .operation
                .method
                .eq_ignore_ascii_case(method.as_str())
            {
                matches.push(found);
            } else {
                methods.insert(route.entry.operation.method);
            }
        }
        match (matches.is_empty(), methods.is_empty()) {
            (false, _) => Ok(matches),
            (true, false) => Err(RouteMiss::Method(methods)),
            (true, true) => Err(RouteMiss::Path(self.nearest_paths(path))),
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
            let others: Vec<&str> = template.split('/').collect();
            let pairs = segments.iter().zip(&others);
            let equal_count = pairs
                .filter(|(segment, other)| segment == other || other.contains('{'))
                .count();
            (
                Reverse(equal_count),
                others.len().abs_diff(segments.len()),
                *template,
            )
        });
        templates.dedup();
        templates.truncate(MAX_PATHS);
        templates
    }
}

impl Route {
    fn new(entry: &'static Entry, role: Role) -> Self {
        let template = entry.operation.path.split('#').next().unwrap_or_default();
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        let kinds = path.split('/').map(|segment| {
            match (segment.contains('{'), whole_parameter(segment)) {
                (_, Some(_)) => SegmentKind::Parameter,
                (true, None) => SegmentKind::Mixed,
                (false, None) => SegmentKind::Literal,
            }
        });
        Self {
            entry,
            pieces: pieces_of(path, entry),
            server: entry.operation.server.map(path_of_url),
            role,
            rank: (kinds.collect(), Reverse(query.len())),
            query,
        }
    }

    fn match_path(&self, path: &str, query: &str, base: &str) -> Option<RouteMatch<'_>> {
        let has_query = |expected: &&str| {
            let mut pairs = query.split('&');
            pairs.any(|pair| percent_decode_str(pair).eq(percent_decode_str(expected)))
        };
        if !self.query.iter().all(has_query) {
            return None;
        }
        let bases = [self.server.as_deref().unwrap_or(base), base, ""];
        bases.into_iter().find_map(|base| {
            let inner_path = path.strip_prefix(base)?;
            let mut values = Vec::new();
            if !capture(&self.pieces, inner_path, &mut values) {
                return None;
            }
            let collection = match self.role {
                Role::Item { .. } => inner_path.rsplit_once('/')?.0,
                _ => inner_path,
            };
            let collection = percent_decode_str(collection)
                .decode_utf8_lossy()
                .into_owned();
            Some(RouteMatch {
                route: self,
                values,
                collection,
            })
        })
    }
}

/// Matches a path with pieces, and adds the values of the parameters.
fn capture(pieces: &[Piece], path: &str, values: &mut Vec<(&'static str, String)>) -> bool {
    let mut remaining = path;
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Literal(text) => match remaining.strip_prefix(text.as_str()) {
                Some(after) => remaining = after,
                None => return false,
            },
            Piece::Parameter {
                name,
                may_be_empty,
                may_have_slashes,
            } => {
                let segment_end = remaining.find('/').unwrap_or(remaining.len());
                let longest = if *may_have_slashes {
                    remaining.len()
                } else {
                    segment_end
                };
                let end = match pieces.peek() {
                    Some(Piece::Literal(next)) => {
                        let mut ends = remaining.match_indices(next.as_str()).map(|(end, _)| end);
                        ends.find(|end| *end > 0 || *may_be_empty)
                    }
                    _ => Some(longest),
                };
                let Some(end) = end.filter(|end| *end <= longest) else {
                    return false;
                };
                let (value, after) = remaining.split_at(end);
                if value.is_empty() && !may_be_empty {
                    return false;
                }
                values.push((name, value.to_owned()));
                remaining = after;
            }
        }
    }
    remaining.is_empty()
}

fn pieces_of(path: &'static str, entry: &'static Entry) -> Vec<Piece> {
    let literal = |text: &str| Piece::Literal(utf8_percent_encode(text, LITERAL).to_string());
    let mut pieces = Vec::new();
    let mut remaining = path;
    while let Some((before, tail)) = remaining.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(literal(before));
        }
        let mut parameters = entry.parameters.iter().map(|(_, parameter)| *parameter);
        let parameter = parameters.find(|parameter| parameter.name == name);
        pieces.push(Piece::Parameter {
            name,
            may_be_empty: parameter
                .is_some_and(|parameter| matches!(parameter.location, Location::PossiblyEmptyPath)),
            may_have_slashes: parameter.is_some_and(|parameter| parameter.allow_reserved),
        });
        remaining = after;
    }
    if !remaining.is_empty() {
        pieces.push(literal(remaining));
    }
    pieces
}

/// The path of an item: the path of its collection, and the parameter that identifies it.
struct ItemTemplate {
    parent: &'static str,
    parameter: &'static str,
}

fn item_template(template: &'static str) -> Option<ItemTemplate> {
    let (parent, segment) = path_of(template).rsplit_once('/')?;
    let parameter = whole_parameter(segment)?;
    Some(ItemTemplate { parent, parameter })
}

/// Returns the name of the parameter that a segment consists of.
fn whole_parameter(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    if name.contains(['{', '}']) {
        None
    } else {
        Some(name)
    }
}

fn path_of(template: &str) -> &str {
    template.split(['?', '#']).next().unwrap_or_default()
}

/// Returns a path template without the names of its parameters.
fn without_names(template: &str) -> String {
    let mut pieces = template.split('{');
    let mut path = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        path.push_str("{}");
        path.push_str(piece.split_once('}').map_or("", |(_, after)| after));
    }
    path
}

/// Returns the path of a URL, without a slash at its end.
fn path_of_url(url: &str) -> String {
    let (_, path) = url.split_at(if url.contains("://") {
        end_of_origin(url)
    } else {
        0
    });
    let path = path_of(path).trim_matches('/');
    if path.is_empty() {
        String::new()
    } else {
        format!("/{path}")
    }
}
