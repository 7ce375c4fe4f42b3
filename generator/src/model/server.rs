//! Servers, and the variables of their URLs.

use crate::diag::Origin;

/// A server of the description.
#[derive(Clone, Debug)]
pub struct Server {
    /// Absolute URL, with variables replaced by their defaults; or a path on the host of the client, if the description
    /// gives no host.
    pub url: String,
    /// The URL before its variables are replaced.
    pub template: String,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
    /// Rust name, snake case. Servers with the same name have the same URL, even in different paths and operations.
    pub rust: String,
    /// `description`.
    pub description: Option<String>,
    /// `name`, from which the Rust name is made, unless it is blank.
    pub name: Option<String>,
    /// Its location.
    pub origin: Origin,
}

impl Server {
    /// Returns whether both servers have the same URL and the same variables.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.template, &self.url, &self.variables)
            == (&other.template, &other.url, &other.variables)
    }
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name in the template.
    pub wire: String,
    /// Rust name of the argument, snake case.
    pub rust: String,
    /// Its default.
    pub default: String,
    /// The allowed values; empty if any value is allowed.
    pub values: Vec<String>,
    /// Docs of the description.
    pub docs: Option<String>,
}
