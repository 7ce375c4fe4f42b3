//! `servers` of the description, of paths and of operations.

use serde_json::Value;

use super::context::BuildContext;
use super::found::WrittenOperation;
use super::iterate::group_by_key;
use super::keywords::constant_text;
use super::renames::{self, NamedItemKind};
use super::template::template_names;
use crate::diag::{Diagnostic, FileId, Origin, value_in_words};
use crate::model::{Operation, Server, ServerVariable};
use crate::naming::{Scope, ScopeKind, field_name};

pub(crate) fn read_servers(cx: &mut BuildContext<'_>) -> Vec<Server> {
    let servers = servers_at(cx, &Origin::new(FileId(0), "/servers"));
    let with_host = servers.iter().find(|server| server.url.contains("://"));
    // Relative servers of operations are not reported, since they are on the host of the client.
    for server in servers.iter().filter(|server| !server.url.contains("://")) {
        let message = format!(
            "`{}` has no host, as it is relative to the URL of the description",
            server.url
        );
        let warning =
            Diagnostic::warning("relative-server", message).at(&server.origin.child("url"));
        let warning = warning.instead(match with_host {
            Some(other) => format!(
                "requests go to `{}` instead, unless the program sets a base URL",
                other.url
            ),
            None => "the program must set a base URL".to_owned(),
        });
        cx.warn(warning.help("write the URL with its host, such as `https://api.example.com/v1`"));
    }
    servers
}

/// Reads `servers` of an operation or of its path item; the first one is the default.
pub(crate) fn operation_servers(
    cx: &mut BuildContext<'_>,
    found: &WrittenOperation,
) -> Vec<Server> {
    let own = std::iter::once(found.origin.child("servers"));
    let places: Vec<Origin> = own
        .chain(found.path_items.iter().map(|item| item.child("servers")))
        .collect();
    let mut all = places.iter().map(|place| servers_at(cx, place));
    all.find(|servers| !servers.is_empty()).unwrap_or_default()
}

/// Names all servers: as configured, or else as described, or else by their URLs. Equal URLs have one name.
pub(crate) fn name_servers(
    cx: &mut BuildContext<'_>,
    servers: &mut [Server],
    operations: &mut [Operation],
) {
    let own = operations
        .iter_mut()
        .flat_map(|operation| &mut operation.servers);
    let by_url = group_by_key(
        servers
            .iter_mut()
            .chain(own)
            .map(|server| (server.template.clone(), server)),
    );
    let mut scope = Scope::new(ScopeKind::Methods);
    let mut unnamed = Vec::new();
    for (url, servers) in by_url {
        let mut origins = servers.iter().map(|server| &server.origin);
        let Some(configured) = origins.find(|origin| cx.named(origin).is_some()) else {
            unnamed.push((url, servers));
            continue;
        };
        let kind = NamedItemKind::Server;
        let name = renames::claim_name(cx, &mut scope, kind, &url, configured);
        name_equal_servers(servers, &name);
    }
    let mut nameless = Vec::new();
    for (url, servers) in unnamed {
        match described_name(cx, &servers) {
            Some(name) => name_equal_servers(servers, &scope.claim(&field_name(name)).name),
            None => nameless.push((url, servers)),
        }
    }
    for (url, servers) in nameless {
        // `https` is omitted from a name, any other scheme is part of it, so that names differ.
        let wanted = match url.strip_prefix("https://").unwrap_or(&url) {
            "/" => "root",
            rest => rest,
        };
        name_equal_servers(servers, &scope.claim(&field_name(wanted)).name);
    }
}

/// Returns the `name` of a server; the first one, if several servers with the same URL have names.
fn described_name<'d>(cx: &BuildContext<'d>, servers: &[&mut Server]) -> Option<&'d str> {
    let mut names = servers
        .iter()
        .filter_map(|server| cx.text(&server.origin, "name"));
    names.find(|name| !name.trim().is_empty())
}

fn name_equal_servers(servers: Vec<&mut Server>, name: &str) {
    for server in servers {
        name.clone_into(&mut server.rust);
    }
}

/// Returns the variables that the URL of a server names, in the order of the URL.
fn read_server_variables(server: &Value) -> Vec<ServerVariable> {
    let mut scope = Scope::new(ScopeKind::Fields);
    let url = server
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let used = template_names(url)
        .into_iter()
        .filter_map(|name| Some((name, server.get("variables")?.get(name)?)));
    let variables = used.map(|(name, variable)| ServerVariable {
        wire: name.to_owned(),
        rust: scope.claim(&field_name(name)).name,
        default: variable
            .get("default")
            .map(constant_text)
            .unwrap_or_default(),
        values: variable
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(constant_text)
            .collect(),
        docs: variable
            .get("description")
            .and_then(Value::as_str)
            .map(str::to_owned),
    });
    variables.collect()
}

/// Returns the servers at `origin`, with variables replaced by their defaults.
pub(crate) fn servers_at(cx: &mut BuildContext<'_>, origin: &Origin) -> Vec<Server> {
    cx.document
        .items(origin)
        .filter_map(|place| read_server(cx, &place, cx.document.value(&place)?))
        .collect()
}

fn read_server(cx: &mut BuildContext<'_>, origin: &Origin, server: &Value) -> Option<Server> {
    let url = match server_url(server, origin) {
        Ok(url) => url,
        Err(warning) => {
            // Requests that should go to this server go to another one.
            cx.loosen(warning.instead("this server is left out"));
            return None;
        }
    };
    let (place, template) = (origin.child("url"), server_template(server));
    if has_no_scheme(server) {
        let note = Diagnostic::note(
            "relative-server",
            "the URL does not say whether to use https",
        )
        .at(&place);
        let instead = format!("the client uses https: `{url}`");
        cx.warn(note.instead(instead).help("begin the URL with `https://`"));
    }
    // A default such as `{your-host}` is not a host, and an empty default for a subdomain leaves no valid host.
    let host = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split('/').next());
    if host.is_some_and(|host| host.contains('%') || host.starts_with('.') || host.contains("..")) {
        let message = format!("with the defaults of its variables, `{template}` has no valid host");
        let warning = Diagnostic::warning("server-without-host", message).at(&place);
        let warning =
            warning.instead("calls fail before they are sent, unless the program sets a base URL");
        let help = "give the variables defaults that form a host; users can set their own with `Options::base_url`";
        cx.warn(warning.help(help));
    }
    let description = server
        .get("description")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let (variables, rust, origin) = (read_server_variables(server), String::new(), origin.clone());
    Some(Server {
        template,
        variables,
        rust,
        url,
        description,
        origin,
    })
}

/// Returns the URL with variables replaced, or the reason why it is unusable.
fn server_url(server: &Value, origin: &Origin) -> Result<String, Diagnostic> {
    let url_place = origin.child("url");
    let mut url = match (server, server.get("url")) {
        (_, Some(Value::String(_))) => server_template(server),
        (Value::Object(_), None) => {
            let message = "expected a server with a `url`, found none";
            let warning = Diagnostic::warning("unusable-server", message).at(origin);
            return Err(warning.help("add it: `url: https://…`"));
        }
        (_, Some(url)) => {
            let message = format!("`url` is {}, expected a string", value_in_words(url));
            let warning = Diagnostic::warning("unusable-server", message).at(&url_place);
            return Err(warning.help("write it as a text: `url: https://…`"));
        }
        (other, None) => {
            let message = format!("expected a server object, found {}", value_in_words(other));
            let warning = Diagnostic::warning("unusable-server", message).at(origin);
            return Err(warning.help("write it as an object: `url: https://…`"));
        }
    };
    for (name, variable) in server
        .get("variables")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let template = format!("{{{name}}}");
        match variable.get("default") {
            Some(default) => url = url.replace(&template, &encode_for_url(default)),
            None if url.contains(&template) => {
                let place = origin.child("variables").child(name);
                let message = format!("the variable `{name}` has no `default`");
                let warning = Diagnostic::warning("unusable-server", message).at(&place);
                return Err(warning.help(
                    "add a `default`, which clients use unless the program sets another value",
                ));
            }
            None => {}
        }
    }
    if let Some(name) = template_names(&url).first() {
        let message = format!("`{{{name}}}` in the URL has no variable that describes it");
        let warning = Diagnostic::warning("unusable-server", message).at(&url_place);
        return Err(warning.help(format!(
            "describe `{name}` under `variables` of the server, with a `default`"
        )));
    }
    if url.contains(['?', '#']) {
        let message = format!("`{url}` has a query or a fragment, expected nothing after its path");
        let warning = Diagnostic::warning("unusable-server", message).at(&url_place);
        let help = "the paths of operations are appended to it: describe the query as parameters of operations";
        return Err(warning.help(help));
    }
    if url
        .split_once("://")
        .is_some_and(|(scheme, _)| !["http", "https"].contains(&scheme))
    {
        let message = format!("`{url}` is not an HTTP URL, expected `https://` or `http://`");
        let warning = Diagnostic::warning("unusable-server", message).at(&url_place);
        return Err(warning.help("clients speak HTTP: name a server that does"));
    }
    Ok(url)
}

/// Returns the URL before its variables are replaced.
fn server_template(server: &Value) -> String {
    let url = server
        .get("url")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim();
    if has_no_scheme(server) {
        format!("https:{url}")
    } else {
        url.to_owned()
    }
}

/// Returns whether a URL has no scheme, so that it gets the scheme of the description's URL.
fn has_no_scheme(server: &Value) -> bool {
    server
        .get("url")
        .and_then(Value::as_str)
        .is_some_and(|url| url.trim().starts_with("//"))
}

/// Encodes the value of a variable for a URL. It may contain `/`, but no query.
fn encode_for_url(value: &Value) -> String {
    constant_text(value)
        .bytes()
        .map(|byte| {
            if byte.is_ascii_graphic() && !b"\"#<>?\\^`{|}".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
