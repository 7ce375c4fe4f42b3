//! [`CustomRequest`] for endpoints that are not in the description, and the methods that all
//! emitted requests share.

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::client::Client;
use super::error::Error;
use super::outcome::RawResponse;
use super::outgoing::Upload;
use super::send::Sending;

impl Client {
    /// Creates a request to an undocumented endpoint, with the same authentication, retries and
    /// errors. `path` begins with `/` and may contain a query; values in it must be encoded, and
    /// `#` is sent as `%23`.
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
    pub(crate) call: Call,
}

impl CustomRequest {
    pub(crate) fn new(client: &Client, method: Method, path: &str) -> Self {
        Self {
            call: Call::custom(client, method, path),
        }
    }

    /// Sends a JSON body: a type of this crate, or any other `Serialize` type, such as
    /// `serde_json::Value`.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.call = self.call.json_text(serde_json::to_vec(body));
        self
    }

    /// Sends an unmodified body of this media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Upload>) -> Self {
        self.call = self.call.body_as(media_type, body.into());
        self
    }

    /// Sends the request; the same as `.await`.
    ///
    /// # Errors
    /// No response arrives, or its status code is not a success.
    pub fn send(self) -> Sending<RawResponse> {
        self.call.send_whole()
    }

    /// Sends the request and decodes the whole JSON body of the response as a type of this crate,
    /// or any other `Deserialize` type. An empty body decodes like `null`.
    ///
    /// # Errors
    /// No response arrives, its status code is not a success, or its body does not match `T`.
    pub fn send_as<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        self.call.send_as()
    }
}

options!(CustomRequest);

impl IntoFuture for CustomRequest {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = Sending<RawResponse>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

/// The setters of every request that change its options; `$name` has a field `call`. If a parameter
/// or property already has the name of one of these setters, the names of all of them are passed,
/// in the order below.
macro_rules! options {
    ($name:ident) => {
        $crate::runtime::requests::options!($name => timeout retries with anonymous idempotent header query);
    };
    (
        $name:ident => $timeout:ident $retries:ident $with:ident $anonymous:ident $idempotent:ident $header:ident
        $query:ident
    ) => {
        impl $name {
            /// Sets the timeout of an attempt, until its response is complete.
            #[inline]
            pub fn $timeout(mut self, limit: std::time::Duration) -> Self {
                self.call = self.call.timeout(limit);
                self
            }

            /// Sets the maximum number of retries.
            #[inline]
            pub fn $retries(mut self, retries: u32) -> Self {
                self.call = self.call.retries(retries);
                self
            }

            /// Changes the options of the client for this request; see `Options`.
            #[inline]
            pub fn $with(
                mut self,
                change: impl FnOnce($crate::runtime::client::Options) -> $crate::runtime::client::Options,
            ) -> Self {
                self.call = self.call.with(change);
                self
            }

            /// Sends no credentials, even if the description says that they are needed.
            #[inline]
            pub fn $anonymous(mut self) -> Self {
                self.call = self.call.anonymous();
                self
            }

            /// Sets whether the request is idempotent, that is, can be repeated safely. An
            /// idempotent request is retried in more cases.
            #[inline]
            pub fn $idempotent(mut self, idempotent: bool) -> Self {
                self.call = self.call.idempotent(idempotent);
                self
            }

            /// Sets an undocumented header, or replaces a header. The value is never printed.
            #[inline]
            pub fn $header(mut self, name: &str, value: &str) -> Self {
                self.call = self.call.header(name, value);
                self
            }

            /// Sets an undocumented query parameter, or replaces one.
            #[inline]
            pub fn $query(mut self, name: &str, value: impl std::fmt::Display) -> Self {
                self.call = self.call.query(name, value.to_string());
                self
            }
        }
    };
}

/// The setters of every request of the description: `options`, and one for undocumented properties.
macro_rules! setters {
    ($name:ident) => {
        $crate::runtime::requests::setters!($name => extra timeout retries with anonymous idempotent header query);
    };
    ($name:ident => $extra:ident $($option:ident)+) => {
        $crate::runtime::requests::options!($name => $($option)+);

        impl $name {
            /// Sets an undocumented property of the JSON body; without a JSON body, sets a query
            /// parameter.
            #[inline]
            pub fn $extra(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
                self.call = self.call.extra(name, value.into());
                self
            }
        }
    };
}

/// Implements `send` and `.await` for a request that has `into_call`. The output is `()`, the `raw`
/// response, `text`, `bytes`, an enum of `several` outcomes, a type in `xml`, or a type in JSON.
macro_rules! request {
    ($name:ident => ()) => {
        $crate::runtime::requests::sent!($name, (), $crate::runtime::call::Call::send_empty);
    };
    ($name:ident => raw) => {
        $crate::runtime::requests::awaited!(
            $name,
            $crate::runtime::outcome::RawResponse,
            " Sends the request and returns the whole response; the same as `.await`.",
            $crate::runtime::call::Call::send_whole
        );
        $crate::runtime::download::download!($name);

        impl $name {
            /// Sends the request and decodes the JSON body of the response as a type of this crate,
            /// or any other `Deserialize` type. An empty body decodes like `null`.
            #[inline]
            pub fn send_as<T: serde::de::DeserializeOwned + 'static>(
                self,
            ) -> $crate::runtime::send::Sending<T> {
                self.into_call().send_as()
            }
        }
    };
    ($name:ident => text) => {
        $crate::runtime::requests::sent!($name, String, $crate::runtime::call::Call::send_text);
        $crate::runtime::download::download!($name);
    };
    ($name:ident => bytes) => {
        $crate::runtime::requests::sent!(
            $name,
            bytes::Bytes,
            $crate::runtime::call::Call::send_bytes
        );
        $crate::runtime::download::download!($name);
    };
    ($name:ident => xml $output:ty) => {
        $crate::runtime::requests::sent!(
            $name,
            $output,
            $crate::runtime::call::Call::send_xml::<$output>
        );
    };
    ($name:ident => several $output:ty) => {
        $crate::runtime::requests::sent!(
            $name,
            $output,
            $crate::runtime::call::Call::send_several::<$output>
        );
        $crate::runtime::several::expected!($output);
    };
    ($name:ident => $output:ty) => {
        $crate::runtime::requests::sent!(
            $name,
            $output,
            $crate::runtime::call::Call::send_json::<$output>
        );
    };
}

/// Methods that request other documented media types.
macro_rules! alternatives {
    ($name:ident) => {
        impl $name {
            /// Requests a JSON response of another media type and decodes it as a `T`.
            #[inline]
            pub fn send_as<T: $crate::runtime::node::Model>(
                self,
                media_type: &'static str,
            ) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<T>> {
                self.into_call().accept(media_type).send_json()
            }

            /// Requests a response of another media type and returns its bytes.
            #[inline]
            pub fn send_bytes_as(
                self,
                media_type: &'static str,
            ) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<bytes::Bytes>>
            {
                self.into_call().accept(media_type).send_bytes()
            }
        }
    };
}

/// Implements `send`, `send_raw` and `.await`.
macro_rules! sent {
    ($name:ident, $output:ty, $send:path) => {
        $crate::runtime::requests::awaited!(
            $name,
            $output,
            " Sends the request; the same as `.await`.",
            $send,
            $crate::runtime::send::without_response
        );

        impl $name {
            /// Sends the request; the result has the status, headers and body as well.
            #[inline]
            pub fn send_raw(
                self,
            ) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<$output>> {
                $send(self.into_call())
            }
        }
    };
}

/// Implements `send`, with its documentation, `.await` and `send_blocking`; `$convert` converts the
/// future of `$send`.
macro_rules! awaited {
    ($name:ident, $output:ty, $docs:literal, $send:expr $(, $convert:path)?) => {
        #[cfg(test)]
        const _: () = $crate::runtime::send::assert_moves_between_threads::<$name>();

        impl $name {
            #[doc = $docs]
            #[inline]
            pub fn send(self) -> $crate::runtime::send::Sending<$output> {
                $($convert)?(($send)(self.into_call()))
            }

            /// Like `send`, and waits for the response, in a program without async; see
            /// `Client::block_on`.
            #[cfg(feature = "blocking")]
            #[inline]
            pub fn send_blocking(self) -> Result<$output, $crate::runtime::error::Error> {
                let client = self.call.client().clone();
                client.block_on(self.send())
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = Result<$output, $crate::runtime::error::Error>;
            type IntoFuture = $crate::runtime::send::Sending<$output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}

pub(crate) use {alternatives, awaited, options, request, sent, setters};
