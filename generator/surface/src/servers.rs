//! The servers that a client or a request can use, if the description offers a choice.

use model::{Api, Operation, Server};

/// Returns whether the description offers a choice of servers for an operation.
pub fn has_server_choice(operation: &Operation) -> bool {
    is_choice(operation.servers.iter())
}

fn is_choice<'a>(servers: impl Iterator<Item = &'a Server>) -> bool {
    servers
        .map(|server| 1 + server.variables.len())
        .sum::<usize>()
        > 1
}

/// A server that a client or a request can use.
pub struct ServerChoice<'a> {
    /// The servers with this template, which differ only in the defaults of its variables.
    pub servers: Vec<&'a Server>,
    /// The operations to which the server is limited; empty if all can use it.
    pub operations: Vec<&'a Operation>,
}

impl<'a> ServerChoice<'a> {
    fn of(server: &'a Server) -> Self {
        Self {
            servers: vec![server],
            operations: Vec::new(),
        }
    }

    /// Returns the first server with this template.
    pub fn first(&self) -> Option<&'a Server> {
        self.servers.first().copied()
    }

    /// Adds a server if it has the same name; returns whether it has.
    fn absorb(&mut self, server: &'a Server) -> bool {
        let has_name = self.first().is_some_and(|first| first.rust == server.rust);
        if has_name && !self.servers.iter().any(|other| other.is_like(server)) {
            self.servers.push(server);
        }
        has_name
    }
}

/// Returns the servers that a client or a request can use.
pub fn server_choices<'a>(api: &'a Api) -> Vec<ServerChoice<'a>> {
    // A server without a host is relative to the URL of the description, which is not known.
    let absolute = api
        .servers
        .iter()
        .filter(|server| server.url.contains("://"));
    let mut choices: Vec<ServerChoice<'_>> = Vec::new();
    if is_choice(absolute.clone()) {
        for server in absolute {
            add_server(&mut choices, server);
        }
    }
    let client_choices = choices.len();
    for operation in api
        .operations
        .iter()
        .filter(|operation| has_server_choice(operation))
    {
        for server in &operation.servers {
            let index = add_server(&mut choices, server);
            if index >= client_choices
                && let Some(choice) = choices.get_mut(index)
                && !choice
                    .operations
                    .iter()
                    .any(|other| other.origin == operation.origin)
            {
                choice.operations.push(operation);
            }
        }
    }
    choices
}

/// Adds a server to the choice with its name, or as another choice; returns the index of the
/// choice.
fn add_server<'a>(choices: &mut Vec<ServerChoice<'a>>, server: &'a Server) -> usize {
    match choices.iter_mut().position(|choice| choice.absorb(server)) {
        Some(index) => index,
        None => {
            choices.push(ServerChoice::of(server));
            choices.len() - 1
        }
    }
}
