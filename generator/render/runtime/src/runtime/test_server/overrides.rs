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

/// The arguments of a request, in the order of the description.
pub struct Arguments<'r> {
    request: &'r TestRequest,
    parameters: slice::Iter<'static, (&'static str, &'static Parameter)>,
}

impl Arguments<'_> {
    /// Returns the next parameter.
    ///
    /// # Errors
    /// It has another type.
    pub fn parameter<T: Model>(&mut self) -> Result<T, String> {
        // The server does not decode headers of parts.
        let mut parameters = self
            .parameters
            .by_ref()
            .filter(|(_, parameter)| !matches!(parameter.location, Location::Part(_)));
        let name = parameters.next().map_or("", |(name, _)| name);
        self.read(name, "null")
    }

    /// Returns the body; an absent one is `null`.
    ///
    /// # Errors
    /// It has another type.
    pub fn value<T: Model>(&mut self) -> Result<T, String> {
        self.read(BODY_ARGUMENT, "null")
    }

    /// Returns the body; an absent one is an empty object.
    ///
    /// # Errors
    /// It has another type.
    pub fn object<T: Model>(&mut self) -> Result<T, String> {
        self.read(BODY_ARGUMENT, "{}")
    }

    /// Returns the body as it was sent.
    ///
    /// # Errors
    /// None.
    pub fn content(&mut self) -> Result<Bytes, String> {
        Ok(self.request.body.clone())
    }

    fn read<T: Model>(&self, name: &str, absent: &str) -> Result<T, String> {
        let value = self.request.arguments.get(name);
        let json = value.map_or_else(|| absent.to_owned(), Value::to_string);
        from_slice(json.as_bytes()).map_err(|error| format!("the argument `{name}`: {error}"))
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
        read: fn(&mut Arguments<'_>) -> Result<Q, String>,
        answer: impl Fn(Q) -> A + Send + Sync + 'static,
    ) {
        self.set_handler(operation, move |request, entry| {
            let mut arguments = Arguments {
                request,
                parameters: entry.parameters.iter(),
            };
            match read(&mut arguments) {
                Ok(arguments) => answer(arguments).into_response(entry.operation),
                Err(message) => TestResponse::failure(message),
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
            #[doc = concat!("The arguments of a request of `", $name, "`.")]
            #[allow(deprecated, reason = "deprecated types are received like others")]
            #[non_exhaustive]
            pub struct $request {
                $(
                    #[doc = concat!("The argument `", stringify!($field), "`.")]
                    pub $field: $ty,
                )*
                $(
                    /// The body.
                    pub body: $body,
                )?
            }
        )*

        #[allow(deprecated, reason = "deprecated types are received and sent like others")]
        impl $server {
            $(
                #[doc = concat!("Answers `", $name, "` with a function of its arguments.")]
                pub fn $method<A: $crate::runtime::test_server::Answer<$output>>(
                    &self,
                    answer: impl Fn($request) -> A + Send + Sync + 'static,
                ) -> &Self {
                    self.override_operation::<_, $output, _>(
                        $name,
                        |_arguments| {
                            Ok($request {
                                $($field: _arguments.parameter()?,)*
                                $(body: _arguments.$read()?,)?
                            })
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
