//! Methods that all emitted requests share, each one line in the emitted code.

#![allow(unused_macros, unused_imports, reason = "a client uses those that its description needs")]

/// An enum of several outcomes as a response of a mock.
macro_rules! expected {
    ($output:ty) => {
        #[cfg(feature = "test-util")]
        impl $crate::runtime::testing::ResponseBody for $output {
            fn written(
                &self,
                operation: Option<&'static $crate::runtime::api::Operation>,
            ) -> (Option<&'static str>, bytes::Bytes) {
                $crate::runtime::testing::several::written(self, operation)
            }

            fn status(&self) -> Option<u16> {
                Some($crate::runtime::testing::several::status(self))
            }
        }
    };
}

/// The options of every request; `$name` has a field `call`.
macro_rules! options {
    ($name:ident) => {
        impl $name {
            /// Sets the timeout of an attempt, until its response is complete.
            #[inline]
            pub fn timeout(mut self, limit: std::time::Duration) -> Self {
                self.call = self.call.timeout(limit);
                self
            }

            /// Sets the maximum number of retries.
            #[inline]
            pub fn retries(mut self, retries: u32) -> Self {
                self.call = self.call.retries(retries);
                self
            }

            /// Changes the options of the client for this request; see [`Options`](crate::Options).
            #[inline]
            pub fn with(
                mut self,
                change: impl FnOnce($crate::runtime::options::Options) -> $crate::runtime::options::Options,
            ) -> Self {
                self.call = self.call.with(change);
                self
            }

            /// Sets whether the request is idempotent, that is, can be repeated safely; it is then retried more often.
            #[inline]
            pub fn idempotent(mut self, idempotent: bool) -> Self {
                self.call = self.call.idempotent(idempotent);
                self
            }

            /// Sets an undocumented header, or replaces a header. Its value is never printed.
            #[inline]
            pub fn header(mut self, name: &str, value: &str) -> Self {
                self.call = self.call.header(name, value);
                self
            }

            /// Sets an undocumented query parameter, or replaces one.
            #[inline]
            pub fn query(mut self, name: &str, value: impl std::fmt::Display) -> Self {
                self.call = self.call.query(name, value.to_string());
                self
            }

            /// Sets an undocumented property of the JSON body, or replaces one; without a JSON body, sets a query
            /// parameter.
            #[inline]
            pub fn extra(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
                self.call = self.call.extra(name, value.into());
                self
            }
        }
    };
}

/// `send` and `.await` of a request that has `into_call`, by output: `()`, `text`, `bytes`, an enum of `several`
/// outcomes, a type in `xml`, or a type in JSON.
macro_rules! request {
    ($name:ident => ()) => {
        $crate::runtime::requests::sent!($name, (), $crate::runtime::call::Call::send_empty);
    };
    ($name:ident => text) => {
        $crate::runtime::requests::sent!($name, String, $crate::runtime::call::Call::send_text);
        $crate::runtime::requests::download!($name);
    };
    ($name:ident => bytes) => {
        $crate::runtime::requests::sent!($name, bytes::Bytes, $crate::runtime::call::Call::send_bytes);
        $crate::runtime::requests::download!($name);
    };
    ($name:ident => xml $output:ty) => {
        $crate::runtime::requests::sent!($name, $output, $crate::runtime::call::Call::send_xml::<$output>);
    };
    ($name:ident => several $output:ty) => {
        $crate::runtime::requests::sent!($name, $output, $crate::runtime::call::Call::send_several::<$output>);
        $crate::runtime::requests::expected!($output);
    };
    ($name:ident => $output:ty) => {
        $crate::runtime::requests::sent!($name, $output, $crate::runtime::call::Call::send_json::<$output>);
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
            ) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<bytes::Bytes>> {
                self.into_call().accept(media_type).send_bytes()
            }
        }
    };
}

/// `send`, `send_raw` and `.await`.
macro_rules! sent {
    ($name:ident, $output:ty, $send:path) => {
        $crate::runtime::requests::options!($name);

        #[cfg(test)]
        const _: () = $crate::runtime::send::assert_moves_between_threads::<$name>();

        impl $name {
            /// Sends the request; the same as `.await`.
            #[inline]
            pub fn send(self) -> $crate::runtime::send::Sending<$output> {
                $crate::runtime::send::value($send(self.into_call()))
            }

            /// Sends the request; the result has the status, headers and body as well.
            #[inline]
            pub fn send_raw(self) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<$output>> {
                $send(self.into_call())
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

/// `download` of a request whose response can be read in chunks.
macro_rules! download {
    ($name:ident) => {
        impl $name {
            /// Sends the request; the body of the response is read in chunks.
            #[inline]
            pub fn download(self) -> $crate::runtime::send::Sending<$crate::runtime::download::Download> {
                $crate::runtime::download::Download::open(self.into_call())
            }
        }
    };
    ($name:ident, $media_type:literal) => {
        impl $name {
            /// Requests bytes instead of JSON, which are read in chunks.
            #[inline]
            pub fn download(mut self) -> $crate::runtime::send::Sending<$crate::runtime::download::Download> {
                self.call = self.call.accept($media_type);
                $crate::runtime::download::Download::open(self.into_call())
            }
        }
    };
}

/// Like `request`, for a paginated list of `$item`, with methods to read all of it; only these if a page is `also` a
/// value of its own type.
macro_rules! pages {
    ($name:ident => also $item:ty) => {
        impl $name {
            /// Returns a stream of all items, starting with the requested page; further pages are fetched as needed.
            #[inline]
            pub fn stream(self) -> $crate::runtime::page::Items<$item> {
                $crate::runtime::page::Items::new(self.into_call())
            }

            /// Returns all pages, starting with the requested one.
            #[inline]
            pub fn pages(self) -> $crate::runtime::page::Pages<$item> {
                $crate::runtime::page::Pages::new(self.into_call())
            }
        }
    };
    ($name:ident => $item:ty) => {
        $crate::runtime::requests::sent!(
            $name, $crate::runtime::page::Page<$item>, $crate::runtime::page::send::<$item>
        );
        $crate::runtime::requests::pages!($name => also $item);
    };
}

/// A request whose response is a stream: of `events` (their data or the whole event), of values on `lines`, or of
/// values in `records`. With `also`, it has another response as well, and requests the stream by its media type and a
/// property of its body.
macro_rules! stream {
    ($name:ident => events $item:ty, $shape:ident) => {
        $crate::runtime::requests::opened!($name, $crate::runtime::events::EventStream<$item>, |call| {
            $crate::runtime::events::EventStream::open(call, $crate::runtime::frames::Shape::$shape)
        });
    };
    ($name:ident => lines $item:ty) => {
        $crate::runtime::requests::opened!(
            $name,
            $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::lines
        );
    };
    ($name:ident => records $item:ty) => {
        $crate::runtime::requests::opened!(
            $name,
            $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::records
        );
    };
    ($name:ident => also events $item:ty, $shape:ident, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::requests::also!(
            $name, stream_events, $crate::runtime::events::EventStream<$item>,
            |call| $crate::runtime::events::EventStream::open(call, $crate::runtime::frames::Shape::$shape),
            $media_type $(, $member)?
        );
    };
    ($name:ident => also lines $item:ty, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::requests::also!(
            $name, stream_values, $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::lines, $media_type $(, $member)?
        );
    };
    ($name:ident => also records $item:ty, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::requests::also!(
            $name, stream_values, $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::records, $media_type $(, $member)?
        );
    };
}

/// `send` and `.await` of a request whose only response is a stream.
macro_rules! opened {
    ($name:ident, $output:ty, $open:expr) => {
        $crate::runtime::requests::options!($name);
        $crate::runtime::requests::download!($name);

        #[cfg(test)]
        const _: () = $crate::runtime::send::assert_moves_between_threads::<$name>();

        impl $name {
            /// Sends the request and waits for the headers of the response; the same as `.await`.
            #[inline]
            pub fn send(self) -> $crate::runtime::send::Sending<$output> {
                ($open)(self.into_call())
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

/// The stream of a request that has another response as well.
macro_rules! also {
    ($name:ident, $method:ident, $output:ty, $open:expr, $media_type:literal $(, $member:literal)?) => {
        impl $name {
            /// Requests a stream instead of a single response, and waits for its headers.
            #[inline]
            pub fn $method(mut self) -> $crate::runtime::send::Sending<$output> {
                self.call = self.call.accept($media_type) $(.extra($member, true.into()))?;
                ($open)(self.into_call())
            }
        }
    };
}

pub(crate) use {also, alternatives, download, expected, opened, options, pages, request, sent, stream};
