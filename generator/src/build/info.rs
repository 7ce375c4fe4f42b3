//! Title, package, servers, and what the client as a whole knows.

use serde_json::Value;

use super::Context;
use super::parameters::template_names;
use crate::diag::{Diagnostic, FileId, Origin, found};
use crate::model::{ClientShape, Info, Package, Server, ServerVariable};
use crate::naming::{Scope, ScopeKind, field_name, is_invisible, package_name};

/// `info` of the description.
pub(crate) fn info(cx: &mut Context<'_>) -> Info {
    let info = cx.document.root().get("info");
    let text = |key: &str| info.and_then(|info| info.get(key)).and_then(Value::as_str).map(str::to_owned);
    let title = text("title").map(|title| one_line(&title)).filter(|title| !title.is_empty());
    if title.is_none() {
        cx.miss(no_title());
    }
    Info {
        title: title.unwrap_or_else(|| "API".to_owned()),
        version: one_line(&version(cx, info)),
        description: text("description"),
        license: info.and_then(|info| info.pointer("/license/name")).and_then(Value::as_str).map(str::to_owned),
        documentation: cx.document.root().pointer("/externalDocs/url").and_then(Value::as_str).map(str::to_owned),
    }
}

fn no_title() -> Diagnostic {
    Diagnostic::warning("no-title", "expected a description with a title, found none")
        .at(&Origin::new(FileId(0), "/info/title"))
        .instead("the API is called `API`")
}

fn version(cx: &mut Context<'_>, info: Option<&Value>) -> String {
    match info.and_then(|info| info.get("version")) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(version)) => version.clone(),
        Some(other) => {
            let warning =
                Diagnostic::warning("unexpected-kind", format!("`version` is {}, expected a string", found(other)))
                    .at(&Origin::new(FileId(0), "/info/version"))
                    .help("write it in quotes");
            let version = if other.is_number() { other.to_string() } else { String::new() };
            let instead =
                if version.is_empty() { "it is ignored".to_owned() } else { format!("it is read as `{version}`") };
            cx.warn(warning.instead(instead));
            version
        }
    }
}

/// Text that stands in the middle of a line: no line breaks, and nothing that steers a terminal or the direction of text.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = words.map(|word| word.replace(is_invisible, "")).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The emitted package: as configured, else from the title.
pub(crate) fn package(cx: &Context<'_>) -> Package {
    let config = &cx.config.package;
    let title = cx.document.root().pointer("/info/title").and_then(Value::as_str).unwrap_or("api");
    Package {
        name: package_name(config.name.as_deref().unwrap_or(title)),
        version: config.version.clone().unwrap_or_else(|| "0.1.0".to_owned()),
        description: config.description.clone().unwrap_or_else(|| format!("Typed client for {}", one_line(title))),
        license: config.license.clone(),
        repository: config.repository.clone(),
    }
}

/// What the client as a whole knows.
pub(crate) fn client_shape(cx: &Context<'_>) -> ClientShape {
    ClientShape {
        base_url_env: cx.config.client.base_url_env.clone(),
        request_id_header: cx.config.client.request_id_header.clone(),
    }
}

/// `servers` of the description, named after what it says about them.
pub(crate) fn servers(cx: &mut Context<'_>) -> Vec<Server> {
    let mut servers = servers_at(cx, &Origin::new(FileId(0), "/servers"));
    let mut scope = Scope::new(ScopeKind::Methods);
    let has_host = servers.iter().any(|server| server.url.contains("://"));
    for server in &mut servers {
        // That of an operation is on the host of the client.
        if !has_host {
            cx.warn(relative(&server.url, &server.origin));
        }
        let said = server.description.as_deref().unwrap_or_default().trim();
        let is_name = !said.is_empty() && said.split_whitespace().count() <= 4;
        let place = server.template.split_once("://").map_or(server.template.as_str(), |(_, place)| place);
        server.rust = scope.claim(&field_name(if is_name { said } else { place })).name;
    }
    servers
}

/// The variables of a server that its URL names.
fn variables(server: &Value) -> Vec<ServerVariable> {
    let mut scope = Scope::new(ScopeKind::Fields);
    let url = server.get("url").and_then(Value::as_str).unwrap_or_default();
    let described = server.get("variables").and_then(Value::as_object).into_iter().flatten();
    let used = described.filter(|(name, _)| url.contains(&format!("{{{name}}}")));
    let variables = used.map(|(name, variable)| ServerVariable {
        wire: name.clone(),
        rust: scope.claim(&field_name(name)).name,
        default: variable.get("default").map(plain).unwrap_or_default(),
        values: variable.get("enum").and_then(Value::as_array).into_iter().flatten().map(plain).collect(),
        docs: variable.get("description").and_then(Value::as_str).map(str::to_owned),
    });
    variables.collect()
}

/// A list of servers; their variables are replaced by the defaults.
pub(crate) fn servers_at(cx: &mut Context<'_>, origin: &Origin) -> Vec<Server> {
    let Some(Value::Array(servers)) = cx.document.value(origin) else { return Vec::new() };
    let servers = servers.iter().enumerate();
    servers.filter_map(|(index, server)| read_server(cx, &origin.item(index), server)).collect()
}

fn read_server(cx: &mut Context<'_>, origin: &Origin, server: &Value) -> Option<Server> {
    match server_url(server, origin) {
        Ok(url) => {
            let description = server.get("description").and_then(Value::as_str).map(str::to_owned);
            Some(Server {
                template: server.get("url").and_then(Value::as_str).unwrap_or_default().trim().to_owned(),
                variables: variables(server),
                rust: String::new(),
                url,
                description,
                origin: origin.clone(),
            })
        }
        Err(warning) => {
            cx.warn(warning.instead("this server is left out"));
            None
        }
    }
}

/// The URL with its variables replaced, or why there is none.
fn server_url(server: &Value, origin: &Origin) -> Result<String, Diagnostic> {
    let fault = |message: String| Diagnostic::warning("unusable-server", message).at(origin);
    let at_url = |message: String| Diagnostic::warning("unusable-server", message).at(&origin.child("url"));
    let mut url = match (server, server.get("url")) {
        (_, Some(Value::String(url))) => url.trim().to_owned(),
        (Value::Object(_), None) => return Err(fault("expected a server with a `url`, found none".to_owned())),
        (_, Some(url)) => return Err(at_url(format!("`url` is {}, expected a string", found(url)))),
        (other, None) => return Err(fault(format!("expected a server object, found {}", found(other)))),
    };
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        let template = format!("{{{name}}}");
        match variable.get("default") {
            Some(default) => url = url.replace(&template, &plain(default)),
            None if url.contains(&template) => {
                let place = origin.child("variables").child(name);
                return Err(fault(format!("the variable `{name}` has no `default`")).at(&place));
            }
            None => {}
        }
    }
    if let Some(name) = template_names(&url).first() {
        return Err(at_url(format!("no variable describes `{{{name}}}` of the URL")));
    }
    if url.contains(['?', '#']) {
        return Err(at_url(format!("`{url}` goes on after the path, where paths of operations are to follow")));
    }
    if url.split_once("://").is_some_and(|(scheme, _)| !["http", "https"].contains(&scheme)) {
        return Err(at_url(format!("`{url}` is no HTTP URL")));
    }
    Ok(url)
}

fn relative(url: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("relative-server", format!("`{url}` is relative to where the description was found"))
        .at(&origin.child("url"))
        .instead("users must give the client a base URL")
        .help("expected a URL such as `https://api.example.com/v1`")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
