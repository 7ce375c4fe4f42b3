//! [`Scope`]: a client and the path parameters that were bound to it.

use std::sync::Arc;

use super::api::{Operation, Parameter};
use super::call::Call;
use super::client::Client;
use super::node::Node;

/// A client and the path parameters that were bound to it; what resource handles hold. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Scope {
    /// A call without operation: it holds the bound values, and the first fault among them.
    bound: Arc<Call>,
}

impl Scope {
    /// Nothing bound yet.
    pub fn new(client: Client) -> Self {
        Self { bound: Arc::new(Call::unbound(client)) }
    }

    /// Binds a path parameter for all operations that have it.
    pub fn bind(self, parameter: &'static Parameter, value: &dyn Node) -> Self {
        Self { bound: Arc::new(Arc::unwrap_or_clone(self.bound).set(parameter, value)) }
    }

    /// A call of an operation, with the bound parameters set.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::clone(&self.bound).of(operation)
    }

    /// The client.
    pub fn client(&self) -> &Client {
        self.bound.client()
    }
}
