//! `servers` of the description, of paths and of operations.

use serde_json::Value;

use crate::context::BuildContext;
use crate::iterate::group_by_key;
use crate::names::renames::{self, NamedItemKind};
use crate::standard_objects::read_object;
use crate::template::template_names;
use crate::written_operations::WrittenOperation;
use description::raise::is_loopback;
use diag::{Diagnostic, FileId, Origin, value_in_words};
use model::{Operation, Server, ServerVariable, default_server, has_placeholder_host};
use naming::{Scope, ScopeKind, field_name};

pub(crate) fn read_servers(cx: &mut BuildContext<'_>) -> Vec<Server> {
    let servers = servers_at(cx, &Origin::new(FileId(0), "/servers"));
    let with_host = default_server(servers.iter().filter(|server| server.url.contains("://")));
    // Relative servers of operations are not reported, since they are on the host of the client.
    for server in servers.iter().filter(|server| !server.url.contains("://")) {
        let message = format!(
            "the server `{}` has no host: it is relative to the URL of the description",
            server.url
        );
        let instead = match with_host {
            Some(other) => format!(
                "requests go to the server `{}`, unless the program sets a base URL",
                other.url
            ),
            None => "the program must set a base URL".to_owned(),
        };
        let warning = Diagnostic::warning("relative-server", message)
            .at(&server.origin.child("url"))
            .instead(instead);
        cx.warn(warning.help("write the URL with its host, such as `https://api.example.com/v1`"));
    }
    servers
}

/// Reads `servers` of an operation or of its path item; the first one is the default.
pub(crate) fn operation_servers(
    cx: &mut BuildContext<'_>,
    operation: &WrittenOperation,
) -> Vec<Server> {
    let own = std::iter::once(operation.origin.child("servers"));
    let origins: Vec<Origin> = own
        .chain(
            operation
                .path_items
                .iter()
                .map(|item| item.child("servers")),
        )
        .collect();
    let mut server_lists = origins.iter().map(|origin| servers_at(cx, origin));
    server_lists
        .find(|servers| !servers.is_empty())
        .unwrap_or_default()
}

/// Names all servers: as configured, or else as described, or else by their URLs. Servers with
/// equal URLs share a name.
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
        // If several servers with one URL have names, the first name counts.
        let described = servers.iter().find_map(|server| server.name.clone());
        match described {
            Some(name) => name_equal_servers(servers, &scope.claim(&field_name(&name)).name),
            None => nameless.push((url, servers)),
        }
    }
    for (url, servers) in nameless {
        // `https` is omitted from a name. Any other scheme is part of the name, so that names
        // differ.
        let expected = match url.strip_prefix("https://").unwrap_or(&url) {
            "/" => "root",
            rest => rest,
        };
        name_equal_servers(servers, &scope.claim(&field_name(expected)).name);
    }
}

fn name_equal_servers(servers: Vec<&mut Server>, name: &str) {
    for server in servers {
        name.clone_into(&mut server.rust);
    }
}

/// The name of a server variable, and the variable as written; `None` if it has no default.
type WrittenVariable<'d> = (&'d str, Option<openapiv3::ServerVariable>);

/// Reads `variables` of a server.
fn read_variables(server: &Value) -> Vec<WrittenVariable<'_>> {
    let written = server.get("variables").and_then(Value::as_object);
    let variables = written.into_iter().flatten().map(|(name, variable)| {
        let has_default = variable
            .get("default")
            .is_some_and(|default| !default.is_null());
        let read = match variable.as_object() {
            Some(object) if has_default => Some(read_object(Some(object))),
            _ => None,
        };
        (name.as_str(), read)
    });
    variables.collect()
}

/// Returns the variables that the URL of a server names, in the order of the URL.
fn variables_of_template(template: &str, variables: &[WrittenVariable<'_>]) -> Vec<ServerVariable> {
    let mut scope = Scope::new(ScopeKind::Fields);
    let mut used = Vec::new();
    for wire in template_names(template) {
        let written = variables.iter().find(|(name, _)| *name == wire);
        if let Some((_, Some(variable))) = written {
            used.push(ServerVariable {
                wire: wire.to_owned(),
                rust: scope.claim(&field_name(wire)).name,
                default: variable.default.clone(),
                values: variable.enumeration.clone(),
                docs: variable.description.clone(),
            });
        }
    }
    used
}

/// Returns the servers at `origin`, with variables replaced by their defaults.
pub(crate) fn servers_at(cx: &mut BuildContext<'_>, origin: &Origin) -> Vec<Server> {
    let mut servers: Vec<Server> = cx
        .document
        .items(origin)
        .filter_map(|server_origin| {
            read_server(cx, &server_origin, cx.document.value(&server_origin)?)
        })
        .collect();
    // A local server rarely supports `https`.
    let yielding: Vec<bool> = servers
        .iter()
        .map(|server| {
            let host = server.url.strip_prefix("http://");
            host.is_some_and(|host| !is_loopback(host))
                && servers.iter().any(|other| server.has_https_twin(other))
        })
        .collect();
    for (server, yields) in servers.iter_mut().zip(yielding) {
        server.yields_to_https = yields;
    }
    servers
}

fn read_server(cx: &mut BuildContext<'_>, origin: &Origin, value: &Value) -> Option<Server> {
    let written: openapiv3::Server = read_object(value.as_object());
    let variables = read_variables(value);
    let template = server_template(&written.url);
    let url = match check_url_type(value, origin)
        .and_then(|()| server_url(cx, &template, &variables, origin))
    {
        Ok(url) => url,
        Err(warning) => {
            // Without this server, its requests go to another one, so operations are loosened.
            cx.loosen(warning.instead("this server is left out"));
            return None;
        }
    };
    let url_origin = origin.child("url");
    if has_no_scheme(&written.url) {
        let note = Diagnostic::note(
            "relative-server",
            "the URL does not say whether to use https",
        )
        .at(&url_origin);
        let instead = format!("the client uses https: `{url}`");
        cx.warn(note.instead(instead).help("begin the URL with `https://`"));
    }
    if has_placeholder_host(&url) {
        let message = format!("with the defaults of its variables, `{template}` has no valid host");
        let warning = Diagnostic::warning("server-without-host", message)
            .at(&url_origin)
            .instead("calls fail before they are sent, unless the program sets a base URL");
        let help = "give the variables defaults that form a host; users can set their own with `Options::base_url`";
        cx.warn(warning.help(help));
    }
    let name = cx.text(origin, "name").map(str::trim);
    Some(Server {
        variables: variables_of_template(&template, &variables),
        template,
        rust: String::new(),
        url,
        description: written.description,
        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
        yields_to_https: false,
        origin: origin.clone(),
    })
}

/// Returns an error if a server has no `url` that is a string.
fn check_url_type(server: &Value, origin: &Origin) -> Result<(), Diagnostic> {
    let (message, problem_origin, help) = match (server, server.get("url")) {
        (_, Some(Value::String(_))) => return Ok(()),
        (Value::Object(_), None) => (
            "expected a server with a `url`, found none".to_owned(),
            origin.clone(),
            "add it: `url: https://…`",
        ),
        (_, Some(url)) => (
            format!("`url` is {}, expected a string", value_in_words(url)),
            origin.child("url"),
            "write it as a text: `url: https://…`",
        ),
        (other, None) => (
            format!("expected a server object, found {}", value_in_words(other)),
            origin.clone(),
            "write it as an object: `url: https://…`",
        ),
    };
    let warning = Diagnostic::warning("unusable-server", message).at(&problem_origin);
    Err(warning.help(help))
}

/// Returns the URL with variables replaced, or the reason why it is unusable.
fn server_url(
    cx: &BuildContext<'_>,
    template: &str,
    variables: &[WrittenVariable<'_>],
    origin: &Origin,
) -> Result<String, Diagnostic> {
    let url_origin = origin.child("url");
    let mut url = template.to_owned();
    for (name, variable) in variables {
        let in_braces = format!("{{{name}}}");
        match variable {
            Some(variable) => url = url.replace(&in_braces, &encode_for_url(&variable.default)),
            None if url.contains(&in_braces) => {
                let variable_origin = origin.child("variables").child(name);
                let message = format!("the variable `{name}` has no `default`");
                let warning = Diagnostic::warning("unusable-server", message).at(&variable_origin);
                return Err(warning.help(
                    "add a `default`, which clients use unless the program sets another value",
                ));
            }
            None => {}
        }
    }
    if let Some(name) = template_names(&url).first() {
        if cx.document.was_swagger() {
            let name = name.trim_start_matches('{');
            let message =
                format!("found the placeholder `{{{name}}}`, expected the URL of a server");
            let warning = Diagnostic::warning("unusable-server", message).at(&url_origin);
            return Err(warning.help("write the host name; Swagger 2.0 has no variables"));
        }
        let message = format!("`{{{name}}}` in the URL has no variable that describes it");
        let warning = Diagnostic::warning("unusable-server", message).at(&url_origin);
        return Err(warning.help(format!(
            "describe `{name}` under `variables` of the server, with a `default`"
        )));
    }
    if url.contains(['?', '#']) {
        let message = format!("`{url}` has a query or a fragment, expected nothing after its path");
        let warning = Diagnostic::warning("unusable-server", message).at(&url_origin);
        let help = "the paths of operations are appended to it: describe the query as parameters of operations";
        return Err(warning.help(help));
    }
    if url
        .split_once("://")
        .is_some_and(|(scheme, _)| !["http", "https"].contains(&scheme))
    {
        let message = format!("`{url}` is not an HTTP URL, expected `https://` or `http://`");
        let warning = Diagnostic::warning("unusable-server", message).at(&url_origin);
        return Err(warning.help("clients speak HTTP: name a server that does"));
    }
    Ok(url)
}

/// Returns the URL before its variables are replaced.
fn server_template(url: &str) -> String {
    if has_no_scheme(url) {
        format!("https:{}", url.trim())
    } else {
        url.trim().to_owned()
    }
}

/// Returns whether a URL has no scheme, so that it gets the scheme of the description's URL.
fn has_no_scheme(url: &str) -> bool {
    url.trim().starts_with("//")
}

/// Encodes the value of a variable for a URL. The value may contain `/`, but no query.
fn encode_for_url(value: &str) -> String {
    value
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
