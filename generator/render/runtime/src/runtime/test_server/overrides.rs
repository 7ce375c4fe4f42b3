//! Functions of tests that answer an operation from its typed arguments.

use std::slice;

use bytes::Bytes;
use serde_json::Value;

use super::super::api::{Location, Operation, Parameter};
use super::super::catalog::BODY_ARGUMENT;
use super::super::codec::from_slice;
use super::super::node::Model;
use super::super::testing::ResponseBody;
use super::TestServer;
use super::request::TestRequest;
use super::response::TestResponse;

/// What a function may return for an operation whose result is a `T`: the result, a
/// [`TestResponse`], or a `Result` of them.
pub trait Answer<T> {
    #[doc(hidden)]
    fn into_response(self, operation: &'static Operation) -> TestResponse;
}

impl<T: ResponseBody> Answer<T> for T {
    fn into_response(self, operation: &'static Operation) -> TestResponse {
        let status = self.status();
        match self.written(None) {
            (None, _) if status.is_none() => TestResponse::of_result(Bytes::new()),
            (Some("application/json"), json) if status.is_none() => TestResponse::of_result(json),
            // Bytes, or one of several responses.
            _ => {
                let response = match self.written(Some(operation)) {
                    (Some(media_type), content) => TestResponse::content(media_type, content),
                    (None, _) => TestResponse::empty(),
                };
                response.status(status.unwrap_or(200))
            }
        }
    }
}

impl<T> Answer<T> for TestResponse {
    fn into_response(self, _: &'static Operation) -> TestResponse {
        self
    }
}

impl<T, A: Answer<T>, E: Answer<T>> Answer<T> for Result<A, E> {
    fn into_response(self, operation: &'static Operation) -> TestResponse {
        match self {
            Ok(answer) => answer.into_response(operation),
            Err(answer) => answer.into_response(operation),
        }
    }
}

/// The arguments of a request, in the order of the description. An argument of another type is
/// blank, and the first such error is kept: so a client with many operations compiles faster.
pub struct Arguments<'r> {
    request: &'r TestRequest,
    parameters: slice::Iter<'static, (&'static str, &'static Parameter)>,
    error: Option<String>,
}

impl Arguments<'_> {
    /// Returns the next parameter.
    pub fn parameter<T: Model>(&mut self) -> T {
        // The server does not decode headers of parts.
        let mut parameters = self
            .parameters
            .by_ref()
            .filter(|(_, parameter)| !matches!(parameter.location, Location::Part(_)));
        let name = parameters.next().map_or("", |(name, _)| name);
        self.read(name, "null")
    }

    /// Returns the body; an absent one is `null`.
    pub fn value<T: Model>(&mut self) -> T {
        self.read(BODY_ARGUMENT, "null")
    }

    /// Returns the body; an absent one is an empty object.
    pub fn object<T: Model>(&mut self) -> T {
        self.read(BODY_ARGUMENT, "{}")
    }

    /// Returns the body as it was sent.
    pub fn content(&mut self) -> Bytes {
        self.request.body.clone()
    }

    fn read<T: Model>(&mut self, name: &str, absent: &str) -> T {
        let value = self.request.arguments.get(name);
        let json = value.map_or_else(|| absent.to_owned(), Value::to_string);
        from_slice(json.as_bytes()).unwrap_or_else(|error| {
            let message = || format!("the argument `{name}`: {error}");
            self.error.get_or_insert_with(message);
            T::blank()
        })
    }
}

impl TestServer {
    /// Answers an operation with a function of its arguments, which `read` reads; called by the
    /// methods of the operations.
    ///
    /// # Panics
    /// There is no such operation.
    #[doc(hidden)]
    #[track_caller]
    pub fn override_operation<Q: 'static, T, A: Answer<T>>(
        &self,
        operation: &str,
        read: fn(&mut Arguments<'_>) -> Q,
        answer: impl Fn(Q) -> A + Send + Sync + 'static,
    ) {
        self.set_handler(operation, move |request, entry| {
            let mut arguments = Arguments {
                request,
                parameters: entry.parameters.iter(),
                error: None,
            };
            let typed_arguments = read(&mut arguments);
            match arguments.error {
                None => answer(typed_arguments).into_response(entry.operation),
                Some(message) => TestResponse::failure(message),
            }
        });
    }
}

/// Defines a method of the test server for each operation, and a struct for the arguments of its
/// requests: the fields of parameters in the order of the description, and the field of the body
/// with the function of [`Arguments`] that reads it.
macro_rules! overrides {
    ($server:ty; $(
        $method:ident $name:literal $request:ident {
            $($field:ident: $ty:ty),* $(; $read:ident $body:ty)?
        } -> $output:ty;
    )*) => {
        $(
            /// The arguments of a request.
            #[allow(deprecated, missing_docs, reason = "the description documents them")]
            #[non_exhaustive]
            pub struct $request {
                $(pub $field: $ty,)*
                $(pub body: $body,)?
            }
        )*

        #[allow(deprecated, reason = "deprecated types are received and sent like others")]
        impl $server {
            $(
                /// Answers the operation with a function of its arguments.
                pub fn $method<A: $crate::runtime::test_server::Answer<$output>>(
                    &self,
                    answer: impl Fn($request) -> A + Send + Sync + 'static,
                ) -> &Self {
                    self.override_operation(
                        $name,
                        |_arguments| $request {
                            $($field: _arguments.parameter(),)*
                            $(body: _arguments.$read(),)?
                        },
                        answer,
                    );
                    self
                }
            )*
        }
    };
}

pub(crate) use overrides;
