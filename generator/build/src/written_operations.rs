//! The operations of a description, as written.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use openapiv3::Operation as Described;
use serde_json::{Map, Value};

use crate::context::BuildContext;
use crate::keywords::keyword_meaning::single_type_name;
use crate::standard_objects::read_object_with_warnings;
use crate::template;
use description::{PATHS, string_field};
use diag::{Diagnostic, FileId, Origin, value_in_words};
use method_names::DescribedOperation;
use model::{HttpMethod, LeftOut, OperationDocs, is_header_name, is_operation};
use naming::method_from_path;

pub(crate) struct WrittenOperation {
    /// The `operationId`, or an id made of method and path.
    pub(crate) id: String,
    pub(crate) method: HttpMethod,
    pub(crate) path: String,
    /// Whether `path` differs from the path in the description.
    pub(crate) is_other_path: bool,
    /// Whether the description has an `operationId` that is not blank.
    pub(crate) has_id: bool,
    /// Whether the id of the operation is unique.
    has_own_id: bool,
    pub(crate) tag: Option<String>,
    pub(crate) docs: OperationDocs,
    pub(crate) deprecated: bool,
    /// Whether the success response is a JSON array.
    pub(crate) returns_array: bool,
    /// Whether the success response is an object with a page of an array.
    pub(crate) returns_page: bool,
    /// The permissions of which a caller needs at least one (`x-permissions`).
    pub(crate) permissions: Vec<String>,
    /// The operation that requests the next page (`x-ms-pageable`).
    pub(crate) next_page_operation: Option<String>,
    pub(crate) origin: Origin,
    /// The locations of the path item: first the `$ref` with its siblings, then its target.
    pub(crate) path_items: Vec<Origin>,
}

impl WrittenOperation {
    /// Returns the key of the operation in `generator.yaml`.
    pub(crate) fn key(&self) -> String {
        if self.has_own_id {
            self.id.clone()
        } else {
            format!("{} {}", self.method, self.path)
        }
    }

    /// Returns what the rules of method names read.
    pub(crate) fn described(&self) -> DescribedOperation<'_> {
        DescribedOperation {
            id: &self.id,
            has_id: self.has_id,
            method: &self.method,
            path: &self.path,
            tag: self.tag.as_deref(),
            summary: self.docs.summary.as_deref().unwrap_or_default(),
            is_deprecated: self.deprecated,
            returns_array: self.returns_array,
            returns_page: self.returns_page,
        }
    }

    /// Returns whether a key of `generator.yaml` means this operation.
    pub(crate) fn is_called(&self, key: &str) -> bool {
        is_operation(key, &self.id, &self.method, &self.path)
    }
}

/// Returns all operations, in the order of the description; adds those that cannot become methods
/// to `left_out`.
pub(crate) fn find_operations(
    cx: &mut BuildContext<'_>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<WrittenOperation> {
    let paths = Origin::new(FileId(0), "/paths");
    let described = described_paths(cx);
    let mut operations = Vec::new();
    for (path, path_origin) in described {
        let template = template::correct_path_template(cx, path, &path_origin);
        let path_items = locate_path_items(cx, path_origin);
        for (method, operation_origin) in described_methods(cx, path, &path_items, left_out) {
            // The operation may be in a separate file.
            let Some(origin) = cx.follow(&operation_origin, "the operation is left out") else {
                left_out.push(left_out_operation(&method, path, &operation_origin));
                continue;
            };
            let Some(value) = cx.document.value(&origin) else {
                continue;
            };
            match (value, &template) {
                (Value::Object(object), Ok(template)) => {
                    let operation =
                        read_written_operation(cx, &method, template, &origin, &path_items, object);
                    operations.push(WrittenOperation {
                        is_other_path: template != path,
                        ..operation
                    });
                }
                (_, Err(fault)) => {
                    left_out.push(leave_out(cx, &method, path, &origin, fault, PATH_HELP))
                }
                (other, Ok(_)) => {
                    let fault = format!(
                        "expected an operation object, found {}",
                        value_in_words(other)
                    );
                    let help = "describe its parameters, body and `responses`";
                    left_out.push(leave_out(cx, &method, path, &origin, &fault, help));
                }
            }
        }
    }
    if operations.is_empty() && left_out.is_empty() {
        let message = "expected `paths` with operations, found none";
        let warning = Diagnostic::warning("no-operations", message).at(&paths);
        let help =
            "describe operations under `paths`; from webhooks alone, only types are generated";
        cx.miss(warning.instead("the client has no methods").help(help));
    }
    mark_duplicates(cx, &mut operations);
    operations
}

/// Returns the described paths, each with its location.
fn described_paths<'d>(cx: &BuildContext<'d>) -> Vec<(&'d String, Origin)> {
    let sections = PATHS.map(|key| Origin::default().child(key));
    let paths = sections.iter().flat_map(|section| {
        cx.keys(section)
            .filter(|path| !path.starts_with("x-"))
            .map(|path| (path, section.child(path)))
    });
    paths.collect()
}

/// Returns the HTTP methods of a path, as sent, and the locations of their operations. Keys of
/// OpenAPI 3.2 are read in any version, because frameworks write them into 3.1.
fn described_methods(
    cx: &mut BuildContext<'_>,
    path: &str,
    path_items: &[Origin],
    left_out: &mut Vec<LeftOut>,
) -> Vec<(HttpMethod, Origin)> {
    let mut methods: Vec<(HttpMethod, Origin)> = Vec::new();
    for method in HttpMethod::KEYS_OF_PATH_ITEMS {
        let key = method.to_lowercase();
        let mut origins = path_items.iter().map(|item| item.child(&key));
        if let Some(origin) = origins.find(|origin| cx.document.value(origin).is_some()) {
            methods.push((method, origin));
        }
    }
    for item in path_items {
        let additional = item.child("additionalOperations");
        for key in cx.keys(&additional).filter(|key| !key.starts_with("x-")) {
            let origin = additional.child(key);
            let method = HttpMethod::from_sent(key);
            if let Some((fault, help)) = unusable_method(key) {
                left_out.push(leave_out(cx, &method, path, &origin, &fault, help));
            } else if methods.iter().all(|(other, _)| *other != method) {
                methods.push((method, origin));
            }
        }
    }
    methods
}

/// Returns why a key of `additionalOperations` is not an HTTP method that the client can send, and
/// help.
fn unusable_method(method: &str) -> Option<(String, &'static str)> {
    let has_key = HttpMethod::KEYS_OF_PATH_ITEMS
        .iter()
        .any(|key| key.eq_ignore_ascii_case(method));
    if has_key {
        let fault = format!("`{method}` is a method with its own key in the path item");
        return Some((
            fault,
            "move it out of `additionalOperations`, to its key in lower case",
        ));
    }
    if !is_header_name(method) {
        let fault = format!("`{method}` is not an HTTP method");
        return Some((fault, "a method has no white space, brackets or separators"));
    }
    if method.eq_ignore_ascii_case("connect") {
        let fault = "`CONNECT` opens a tunnel instead of sending a request".to_owned();
        return Some((fault, "remove it: only a proxy has this method"));
    }
    None
}

/// Returns the locations of a path item: since 3.1, the `$ref` with its siblings comes before its
/// target.
fn locate_path_items(cx: &mut BuildContext<'_>, origin: Origin) -> Vec<Origin> {
    let target = cx.follow(&origin, "the operations of this path are left out");
    let mut origins: Vec<Origin> = target.into_iter().collect();
    if !origins.contains(&origin) {
        origins.insert(0, origin);
    }
    origins
}

/// Marks operations with equal ids, and reports them.
fn mark_duplicates(cx: &mut BuildContext<'_>, operations: &mut [WrittenOperation]) {
    let mut seen: HashMap<&str, &WrittenOperation> = HashMap::new();
    let mut twice: HashSet<String> = HashSet::new();
    for operation in operations.iter() {
        let Some(first) = seen.insert(&operation.id, operation) else {
            continue;
        };
        twice.insert(operation.id.clone());
        // If two paths refer to one path item, it describes one operation.
        if !operation.has_id || first.origin == operation.origin {
            continue;
        }
        let are_named = [first, operation].iter().all(|operation| {
            !cx.config
                .methods_of(|key| key != operation.id && operation.is_called(key))
                .is_empty()
        });
        if !are_named {
            let message = format!(
                "another operation has the same `operationId`, `{}`",
                operation.id
            );
            let warning = Diagnostic::warning("duplicate-operation", message)
                .at(&operation.origin.child("operationId"))
                .related("the other one is here", &first.origin.child("operationId"))
                .instead("both become methods, with different names");
            cx.warn(warning.help("give each operation its own `operationId`, or name the methods in `generator.yaml`, by method and path"));
        }
    }
    for operation in operations {
        operation.has_own_id = !twice.contains(&operation.id);
    }
}

/// The help for a path that cannot be used.
const PATH_HELP: &str = "name each parameter, and write out every segment of the path";

fn leave_out(
    cx: &mut BuildContext<'_>,
    method: &HttpMethod,
    path: &str,
    origin: &Origin,
    fault: &str,
    help: &str,
) -> LeftOut {
    let warning = Diagnostic::warning("unusable-operation", fault).at(origin);
    cx.warn(warning.instead("the operation is left out").help(help));
    left_out_operation(method, path, origin)
}

fn left_out_operation(method: &HttpMethod, path: &str, origin: &Origin) -> LeftOut {
    LeftOut {
        id: None,
        method: method.to_owned(),
        path: path.to_owned(),
        origin: origin.clone(),
    }
}

/// Returns the tag that groups an operation: the first of the kind `nav`, or else the first that is
/// not of the kinds `audience` and `badge`, which only mark operations. The OpenAPI registry lists
/// the kinds.
fn find_group_tag(cx: &BuildContext<'_>, tags: &[String]) -> Option<String> {
    let mut first = None;
    for tag in tags {
        let described = described_tag(cx, tag);
        match described.and_then(|tag| string_field(tag, "kind")) {
            Some("nav") => return Some(tag.clone()),
            Some("audience" | "badge") => {}
            _ => first = first.or(Some(tag)),
        }
    }
    first.cloned()
}

/// Returns the tag object with this name in `tags` of the description.
pub(crate) fn described_tag<'d>(
    cx: &BuildContext<'d>,
    tag: &str,
) -> Option<&'d Map<String, Value>> {
    let described = cx.document.root().get("tags")?.as_array()?;
    described
        .iter()
        .filter_map(Value::as_object)
        .find(|described| string_field(described, "name") == Some(tag))
}

/// Returns whether the first success response of an operation is an array.
fn returns_array(cx: &BuildContext<'_>, operation: &Origin) -> bool {
    success_schemas(cx, operation).iter().any(|origin| {
        let schema = cx.document.value(origin).and_then(Value::as_object);
        schema.is_some_and(|schema| {
            // A tuple is no list.
            single_type_name(schema) == Some("array") && !schema.contains_key("prefixItems")
        })
    })
}

/// Returns the locations of the schemas of the first success response of an operation, one for each
/// media type.
pub(crate) fn success_schemas(cx: &BuildContext<'_>, operation: &Origin) -> Vec<Origin> {
    let responses = operation.child("responses");
    let Some(status) = cx.keys(&responses).filter(|key| key.starts_with('2')).min() else {
        return Vec::new();
    };
    let content = cx
        .document
        .followed(responses.child(status))
        .child("content");
    cx.keys(&content)
        .map(|media_type| {
            let schema = content.child(media_type).child("schema");
            cx.document.followed(schema)
        })
        .collect()
}

fn read_written_operation(
    cx: &mut BuildContext<'_>,
    method: &HttpMethod,
    path: &str,
    origin: &Origin,
    path_items: &[Origin],
    object: &Map<String, Value>,
) -> WrittenOperation {
    // `openapiv3` receives only these keys, because it would refuse the whole operation for a
    // mistake in any other key.
    const OWN: &[&str] = &[
        "deprecated",
        "description",
        "externalDocs",
        "operationId",
        "summary",
        "tags",
    ];
    let shallow: Map<String, Value> = object
        .iter()
        .filter(|(key, _)| OWN.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let described: Described = read_object_with_warnings(cx, origin, &shallow);
    let id = described.operation_id.filter(|id| !id.trim().is_empty());
    let permissions = object
        .get("x-permissions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let next_page_operation = object
        .get("x-ms-pageable")
        .and_then(|pageable| pageable.get("operationName"))
        .and_then(Value::as_str)
        .filter(|name| !name.trim().is_empty());
    WrittenOperation {
        has_id: id.is_some(),
        id: id.unwrap_or_else(|| method_from_path(method.as_str(), path)),
        method: method.clone(),
        path: path.to_owned(),
        is_other_path: false,
        has_own_id: true,
        tag: find_group_tag(cx, &described.tags),
        docs: OperationDocs {
            summary: described.summary,
            description: described.description,
            url: described.external_docs.map(|docs| docs.url),
        },
        deprecated: described.deprecated,
        returns_array: returns_array(cx, origin),
        returns_page: false,
        permissions,
        next_page_operation: next_page_operation.map(str::to_owned),
        origin: origin.clone(),
        path_items: path_items.to_vec(),
    }
}
