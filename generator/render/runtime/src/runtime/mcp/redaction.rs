//! Redaction of results: an agent sees no credentials.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::super::api::Api;
use super::super::client::Client;
use super::super::outgoing::{BoxFuture, TransportError};
use super::super::redact::Hidden;
use super::super::transport::{Middleware, Next, Request, Response};

/// Removes the credentials of the requests of a call from its result, and values whose names mark
/// them as secret.
#[derive(Clone)]
pub(crate) struct Redaction {
    api: &'static Api,
    hidden: Arc<Mutex<Hidden>>,
    shows_secrets: bool,
}

impl Redaction {
    /// Creates the redaction of a call.
    pub(crate) fn new(api: &'static Api, shows_secrets: bool) -> Self {
        Self {
            api,
            hidden: Arc::default(),
            shows_secrets,
        }
    }

    /// Returns a client whose credentials are noted when they are sent.
    pub(crate) fn observe(&self, client: &Client) -> Client {
        let observer = Observer(self.clone());
        client.to_builder().middleware(observer).build_deferred()
    }

    fn hidden(&self) -> Hidden {
        let hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.clone()
    }

    /// Redacts a result.
    pub(crate) fn redact(&self, value: &mut Value) {
        let hidden = self.hidden();
        if self.shows_secrets {
            hidden.redact_strings(value);
        } else {
            hidden.json(self.api, value);
        }
    }

    /// Redacts the beginning of a text.
    pub(crate) fn redact_beginning(&self, text: &str) -> String {
        self.hidden().cut_text(text)
    }
}

/// Notes the credentials of each request.
struct Observer(Redaction);

impl Middleware for Observer {
    fn handle<'a>(
        &'a self,
        request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        let Redaction { api, hidden, .. } = &self.0;
        let mut hidden = hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.add(api, request.headers.clone(), request.url.clone());
        drop(hidden);
        next.send(request)
    }
}
