//! Servers, and the variables of their URLs.

use diag::Origin;

/// A server of the description.
#[derive(Clone, Debug)]
pub struct Server {
    /// Absolute URL, with variables replaced by their defaults; or a path on the host of the
    /// client's base URL, if the description gives no host.
    pub url: String,
    /// The URL before its variables are replaced.
    pub template: String,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
    /// Rust name, snake case. Servers with the same name have the same URL, even in different paths
    /// and operations.
    pub rust: String,
    /// `description`.
    pub description: Option<String>,
    /// `name`, from which the Rust name is made, unless it is blank.
    pub name: Option<String>,
    /// Whether requests go to the same URL with `https` instead, which is in the same list, so that
    /// credentials are not sent in the clear.
    pub yields_to_https: bool,
    /// The location in the description.
    pub origin: Origin,
}

/// Returns whether the host of a URL is only a placeholder: a default such as `{your-host}` is not
/// a host, and an empty default for a subdomain leaves no valid host.
pub fn has_placeholder_host(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or_default();
    host.contains('%') || host.starts_with('.') || host.contains("..")
}

impl Server {
    /// Returns whether the other server has the same URL, but `https` instead of `http`.
    pub fn has_https_twin(&self, other: &Self) -> bool {
        let [own, other] = [
            self.url.strip_prefix("http://"),
            other.url.strip_prefix("https://"),
        ]
        .map(|address| address.map(|address| address.trim_end_matches('/')));
        own.is_some() && own == other
    }

    /// Returns whether both servers have the same URL and the same variables.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.template, &self.url, &self.variables)
            == (&other.template, &other.url, &other.variables)
    }
}

/// Returns the server that requests go to by default: the first one, or the one that it yields to.
pub fn default_server<'s>(mut servers: impl Iterator<Item = &'s Server>) -> Option<&'s Server> {
    let first = servers.next()?;
    if !first.yields_to_https {
        return Some(first);
    }
    servers
        .find(|other| first.has_https_twin(other))
        .or(Some(first))
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// The name in the template.
    pub wire: String,
    /// Rust name of the argument, snake case.
    pub rust: String,
    /// The default value.
    pub default: String,
    /// The allowed values; empty if any value is allowed.
    pub values: Vec<String>,
    /// Docs of the description.
    pub docs: Option<String>,
}
