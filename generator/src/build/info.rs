//! Title, package, servers, and what the client as a whole knows.

use serde_json::Value;

use super::Context;
use crate::diag::{Diagnostic, FileId, Origin};
use crate::model::{ClientShape, Info, Package, Server};
use crate::naming::package_name;

/// `info` of the description.
pub(crate) fn info(cx: &mut Context<'_>) -> Info {
    let info = cx.document.root().get("info");
    let text = |key: &str| info.and_then(|info| info.get(key)).and_then(Value::as_str).map(str::to_owned);
    let title = text("title").filter(|title| !title.trim().is_empty()).unwrap_or_else(|| "API".to_owned());
    Info {
        title,
        version: text("version").unwrap_or_default(),
        description: text("description"),
        terms_of_service: text("termsOfService"),
        license: info.and_then(|info| info.pointer("/license/name")).and_then(Value::as_str).map(str::to_owned),
        documentation: cx.document.root().pointer("/externalDocs/url").and_then(Value::as_str).map(str::to_owned),
    }
}

/// The emitted package: as configured, else from the title.
pub(crate) fn package(cx: &Context<'_>) -> Package {
    let config = &cx.config.package;
    let title = cx.document.root().pointer("/info/title").and_then(Value::as_str).unwrap_or("api");
    Package {
        name: package_name(config.name.as_deref().unwrap_or(title)),
        version: config.version.clone().unwrap_or_else(|| "0.1.0".to_owned()),
        description: config.description.clone().unwrap_or_else(|| format!("Typed client for {title}")),
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

/// `servers` of the description.
pub(crate) fn servers(cx: &mut Context<'_>) -> Vec<Server> {
    servers_at(cx, &Origin::new(FileId(0), "/servers"))
}

/// A list of servers; their variables are replaced by the defaults.
pub(crate) fn servers_at(cx: &mut Context<'_>, origin: &Origin) -> Vec<Server> {
    let Some(Value::Array(servers)) = cx.document.value(origin) else { return Vec::new() };
    let servers = servers.iter().enumerate();
    servers.filter_map(|(index, server)| read_server(cx, &origin.item(index), server)).collect()
}

fn read_server(cx: &mut Context<'_>, origin: &Origin, server: &Value) -> Option<Server> {
    let Some(url) = server.get("url").and_then(Value::as_str) else {
        cx.warn(
            Diagnostic::warning("server-without-url", "expected a server with a `url`, found none")
                .at(origin)
                .instead("it is left out"),
        );
        return None;
    };
    let mut url = url.trim().to_owned();
    if let Some(Value::Object(variables)) = server.get("variables") {
        for (name, variable) in variables {
            let default = variable.get("default").map(plain).unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), &default);
        }
    }
    let description = server.get("description").and_then(Value::as_str).map(str::to_owned);
    Some(Server { url, description, origin: origin.clone() })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
