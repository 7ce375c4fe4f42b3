//! [`CustomRequest`]: calls to endpoints that the description does not know.

use std::fmt::Display;
use std::future::IntoFuture;
use std::time::Duration;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::client::Client;
use super::download::Download;
use super::error::Error;
use super::options::Options;
use super::response::RawResponse;
use super::send::{Sending, execute, whole};
use super::upload::Upload;

/// Request of [`Client::request`].
///
/// ```text
/// let status: Status = client.request(Method::GET, "/not/described").send_as().await?;
/// client.request(Method::POST, "/not/described").json(&Settings { name: "new" }).await?;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct CustomRequest {
    call: Call,
}

impl CustomRequest {
    pub(crate) fn new(client: &Client, method: Method, path: &str) -> Self {
        Self { call: Call::custom(client, method, path) }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.call = self.call.query(name, value.to_string());
        self
    }

    /// Sets a header. Its value is never printed.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.call = self.call.header(name, value);
        self
    }

    /// Sends a JSON body: a type of this crate, or any other that serde can write, such as `serde_json::Value`.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.call = self.call.json_text(serde_json::to_vec(body));
        self
    }

    /// Sends a body as it is, in this media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Upload>) -> Self {
        self.call = self.call.body_as(media_type, body.into());
        self
    }

    /// How long one attempt may take.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call = self.call.timeout(limit);
        self
    }

    /// How often the request is sent again if there is reason to hope.
    pub fn retries(mut self, retries: u32) -> Self {
        self.call = self.call.retries(retries);
        self
    }

    /// Changes what its client says of it; see [`Options`].
    pub fn with(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.call = self.call.with(change);
        self
    }

    /// Whether sending the request twice does no more than sending it once.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.call = self.call.idempotent(idempotent);
        self
    }

    /// Sends the request; the same as `.await`.
    ///
    /// # Errors
    /// No response, or one whose status is no success.
    pub fn send(self) -> Sending<RawResponse> {
        execute(self.call)
    }

    /// Sends the request; the body of the response is read piece by piece, as it arrives.
    ///
    /// # Errors
    /// No response, or one whose status is no success.
    pub fn download(self) -> Sending<Download> {
        Download::open(self.call)
    }

    /// Sends the request and reads the whole body of the response as JSON: as a type of this crate, or any other that
    /// serde can read. An empty body is read like `null`.
    ///
    /// # Errors
    /// No response, one whose status is no success, or one that is not what `T` promises.
    pub fn send_as<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        let sending = whole(self.call);
        Box::pin(async { sending.await?.read(|raw| raw.decode()) })
    }
}

impl IntoFuture for CustomRequest {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = Sending<RawResponse>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}
