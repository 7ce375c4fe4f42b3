//! [`CustomRequest`]: calls to endpoints that are not in the description.

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
use super::exchange::RawResponse;
use super::options::Options;
use super::send::{Sending, execute, whole};
use super::upload::Upload;

impl Client {
    /// Creates a request to an undocumented endpoint, with the same authentication, retries and errors.
    ///
    /// `path` begins with `/` and is appended unchanged to the base URL, so values in it must be encoded. It may
    /// contain a query. A `#` does not begin a fragment but is sent as `%23`.
    pub fn request(&self, method: Method, path: &str) -> CustomRequest {
        CustomRequest::new(self, method, path)
    }
}

/// The request of [`Client::request`].
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

    /// Sends a JSON body: a type of this crate, or any other `Serialize` type, such as `serde_json::Value`.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.call = self.call.json_text(serde_json::to_vec(body));
        self
    }

    /// Sends an unmodified body of this media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Upload>) -> Self {
        self.call = self.call.body_as(media_type, body.into());
        self
    }

    /// Sets the timeout of an attempt.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call = self.call.timeout(limit);
        self
    }

    /// Sets the maximum number of retries.
    pub fn retries(mut self, retries: u32) -> Self {
        self.call = self.call.retries(retries);
        self
    }

    /// Changes the options of its client for this request; see [`Options`].
    pub fn with(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.call = self.call.with(change);
        self
    }

    /// Sets whether the request is idempotent.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.call = self.call.idempotent(idempotent);
        self
    }

    /// Sends the request; the same as `.await`.
    ///
    /// # Errors
    /// No response, or no success status code.
    pub fn send(self) -> Sending<RawResponse> {
        execute(self.call)
    }

    /// Sends the request; the body of the response is read in chunks.
    ///
    /// # Errors
    /// No response, or no success status code.
    pub fn download(self) -> Sending<Download> {
        Download::open(self.call)
    }

    /// Sends the request and decodes the whole JSON body of the response as a type of this crate, or any other
    /// `Deserialize` type. An empty body decodes like `null`.
    ///
    /// # Errors
    /// No response, no success status code, or a body that does not match `T`.
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
