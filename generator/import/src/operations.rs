//! The operations of a description, by method and path.

use serde_json::Value;

use super::amendments::bracketed_member;
use super::plan::ImportPlan;
use description::{Document, is_close};
use diag::{FileId, Origin};
use model::HttpMethod;

/// Why an endpoint that the description does not have is left out.
pub(super) const NO_OPERATION: &str =
    "The description has no such operation: correct the path, or add it to the description.";

/// The operations of a description, in its order.
pub(super) struct DescribedOperations(Vec<DescribedOperation>);

pub(super) struct DescribedOperation {
    pub(super) method: HttpMethod,
    pub(super) path: String,
    /// See [`shape_of_path`].
    shape: String,
}

impl DescribedOperation {
    /// Returns the key of the operation in `generator.yaml`.
    pub(super) fn config_key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Returns the target of an overlay action that changes the operation.
    pub(super) fn json_path(&self) -> String {
        let path = bracketed_member(&self.path);
        format!("$.paths{path}.{}", self.method.to_lowercase())
    }

    /// Returns the origin of the operation, without following references.
    pub(super) fn origin(&self) -> Origin {
        let paths = Origin::new(FileId(0), "/paths");
        paths.child(&self.path).child(&self.method.to_lowercase())
    }
}

impl DescribedOperations {
    pub(super) fn of_document(document: &Document) -> Self {
        let mut operations = Vec::new();
        for (path, item) in described_path_items(document) {
            for method in HttpMethod::KEYS_OF_PATH_ITEMS {
                if is_operation_object(document, &item.child(&method.to_lowercase())) {
                    operations.push(DescribedOperation {
                        method,
                        path: path.clone(),
                        shape: shape_of_path(&path),
                    });
                }
            }
        }
        Self(operations)
    }

    /// Returns the operation with a method and a path.
    ///
    /// The names of path parameters and a slash at the end may differ, if only one operation
    /// matches.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<&DescribedOperation> {
        let shape = shape_of_path(path);
        let mut alike = Vec::new();
        for operation in &self.0 {
            if !operation.method.eq_ignore_ascii_case(method) {
                continue;
            }
            if operation.path == path {
                return Some(operation);
            }
            if operation.shape == shape {
                alike.push(operation);
            }
        }
        if alike.len() == 1 { alike.pop() } else { None }
    }

    /// Returns the key of an operation whose path has nearly the same words, if there is only one.
    pub(super) fn similar_to(&self, method: &str, path: &str) -> Option<String> {
        let mut similar = Vec::new();
        for operation in &self.0 {
            if operation.method.eq_ignore_ascii_case(method) && are_similar(&operation.path, path) {
                similar.push(operation.config_key());
            }
        }
        if similar.len() == 1 {
            similar.pop()
        } else {
            None
        }
    }

    /// Returns the keys of those operations that a plan does not name.
    pub(super) fn unlisted_in(&self, plan: &ImportPlan) -> Vec<String> {
        let mut unlisted = Vec::new();
        for operation in &self.0 {
            let key = operation.config_key();
            if plan.find_method(&key).is_none() {
                unlisted.push(key);
            }
        }
        unlisted
    }
}

/// Returns the path items of a description, with their locations after following references.
pub(super) fn described_path_items(document: &Document) -> Vec<(String, Origin)> {
    let paths = Origin::new(FileId(0), "/paths");
    let mut items = Vec::new();
    if let Some(described) = document.value(&paths).and_then(|paths| paths.as_object()) {
        for path in described.keys() {
            items.push((path.clone(), document.followed(paths.child(path))));
        }
    }
    items
}

/// Returns the locations of the operations of a path item.
pub(super) fn operations_at(document: &Document, item: &Origin) -> Vec<Origin> {
    let mut operations = Vec::new();
    for method in HttpMethod::KEYS_OF_PATH_ITEMS {
        let origin = item.child(&method.to_lowercase());
        if is_operation_object(document, &origin) {
            operations.push(origin);
        }
    }
    operations
}

/// Returns whether `origin` is the origin of an operation; keys of path items may have other
/// values, such as `null`.
fn is_operation_object(document: &Document, origin: &Origin) -> bool {
    document.value(origin).is_some_and(Value::is_object)
}

/// Returns whether one path ends in all words of the other, or is spelled almost like it.
fn are_similar(path: &str, other: &str) -> bool {
    let words = words_of_path(path);
    let other_words = words_of_path(other);
    if words.is_empty() || other_words.is_empty() {
        return false;
    }
    words.ends_with(&other_words)
        || other_words.ends_with(&words)
        || is_close(&words.join("/"), &other_words.join("/"))
}

fn words_of_path(path: &str) -> Vec<&str> {
    path.split('/')
        .filter(|segment| !segment.is_empty() && !segment.starts_with('{'))
        .collect()
}

/// Returns a path without the names of its parameters, and without a slash at its end.
fn shape_of_path(path: &str) -> String {
    let mut shape = String::new();
    let mut is_inside = false;
    for c in path.trim_end_matches('/').chars() {
        match c {
            '{' => is_inside = true,
            '}' => {
                is_inside = false;
                shape.push_str("{}");
            }
            _ if is_inside => {}
            c => shape.push(c),
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations_of(paths: &[&str]) -> DescribedOperations {
        let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n".to_owned();
        for path in paths {
            text.push_str(&format!("  '{path}': {{get: {{responses: {{}}}}}}\n"));
        }
        DescribedOperations::of_document(&Document::from_text("openapi.yaml", text).unwrap().0)
    }

    #[test]
    fn names_of_parameters_may_differ() {
        let operations = operations_of(&[
            "/pets/{id}",
            "/pets/{id}/toys/",
            "/a/{b}",
            "/a/{c}",
            "/b?beta=true",
        ]);
        for (path, expected) in [
            ("/pets/{pet_id}", Some("GET /pets/{id}")),
            ("/pets/{x}/toys", Some("GET /pets/{id}/toys/")),
            ("/a/{c}", Some("GET /a/{c}")),
            ("/a/{d}", None),
            ("/b?beta=true", Some("GET /b?beta=true")),
            ("/b", None),
        ] {
            assert_eq!(
                operations
                    .find("GET", path)
                    .map(DescribedOperation::config_key)
                    .as_deref(),
                expected,
                "{path}"
            );
        }
        assert!(operations.find("post", "/pets/{id}").is_none());
    }

    #[test]
    fn similar_paths_are_suggested() {
        let operations = operations_of(&["/v1/pets/{id}", "/v1/toys", "/v2/toys"]);
        assert_eq!(
            operations.similar_to("get", "/pets/{id}").as_deref(),
            Some("GET /v1/pets/{id}")
        );
        assert_eq!(
            operations.similar_to("get", "/v1/pest/{id}").as_deref(),
            Some("GET /v1/pets/{id}")
        );
        assert_eq!(operations.similar_to("get", "/toys"), None);
        assert_eq!(operations.similar_to("get", "/other"), None);
    }
}
