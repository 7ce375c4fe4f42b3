//! `host`, `basePath` and `schemes`, which become the servers.

use serde_json::{Map, Value, json};

/// Returns the server objects of a description, or of an operation with separate `schemes`. Web
/// socket schemes are ignored, since requests cannot use them. Without a host, the base path is
/// relative to the URL of the description.
pub(super) fn server_objects(root: &Map<String, Value>, own_schemes: Option<&Value>) -> Vec<Value> {
    let text = |key: &str| {
        root.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
    };
    let host = text("host").trim_end_matches('/');
    let written_path = text("basePath").trim_end_matches('/');
    let base_path = if written_path.is_empty() || written_path.starts_with('/') {
        written_path.to_owned()
    } else {
        format!("/{written_path}")
    };
    if host.is_empty() {
        return if base_path.is_empty() {
            Vec::new()
        } else {
            vec![json!({ "url": base_path })]
        };
    }
    // Some authors write the scheme in `host`.
    if host.contains("://") {
        return vec![json!({ "url": format!("{host}{base_path}") })];
    }
    // Credentials need `https`, but a local server rarely supports it.
    let preferred = if is_loopback(host) {
        ["http", "https"]
    } else {
        ["https", "http"]
    };
    let listed = match own_schemes.or(root.get("schemes")) {
        Some(Value::Array(list)) => list.as_slice(),
        Some(text @ Value::String(_)) => std::slice::from_ref(text),
        _ => &[],
    };
    let mut schemes: Vec<&str> = preferred
        .into_iter()
        .filter(|name| listed.iter().any(|scheme| scheme == name))
        .collect();
    if schemes.is_empty() {
        schemes.extend(preferred.first());
    }
    schemes
        .iter()
        .map(|scheme| json!({ "url": format!("{scheme}://{host}{base_path}") }))
        .collect()
}

/// Returns whether a URL without its scheme, or only a host, is of this machine.
pub fn is_loopback(host: &str) -> bool {
    let name = host.split([':', '/']).next().unwrap_or_default();
    name == "localhost" || name.starts_with("127.")
}
