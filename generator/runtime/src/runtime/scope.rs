//! [`Scope`]: a client and its bound path parameters.

use std::sync::Arc;

use super::api::{Operation, Parameter};
use super::call::Call;
use super::client::Client;
use super::node::Node;

/// A client and its bound path parameters, as held by resource handles. Clones are cheap.
#[derive(Clone, Debug)]
pub struct Scope {
    /// A call without an operation: it has the bound values, and the first fault among them.
    bound: Arc<Call>,
}

impl Scope {
    /// Creates a scope without bound parameters.
    pub fn new(client: Client) -> Self {
        Self { bound: Arc::new(Call::unbound(client)) }
    }

    /// Binds a path parameter for all operations that have it.
    pub fn bind(self, parameter: &'static Parameter, value: &dyn Node) -> Self {
        Self { bound: Arc::new(Arc::unwrap_or_clone(self.bound).set(parameter, value)) }
    }

    /// Creates a call of an operation, with the bound parameters set.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::clone(&self.bound).of(operation)
    }

    /// Returns the client.
    pub fn client(&self) -> &Client {
        self.bound.client()
    }
}
