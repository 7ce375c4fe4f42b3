//! Methods of requests whose responses are streamed, each one line in the emitted code, through `macros`.

#![allow(unused_macros, unused_imports, reason = "a client uses those that its description needs")]

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

/// A request whose response is a stream: of `events` (their data or the whole event), of values on `lines`, or of
/// values in `records`. With `also`, it has another response as well, and requests the stream by its media type and a
/// property of its body.
macro_rules! stream {
    ($name:ident => events $item:ty, $shape:ident) => {
        $crate::runtime::macros::opened!($name, $crate::runtime::events::EventStream<$item>, |call| {
            $crate::runtime::events::EventStream::open(call, $crate::runtime::events::Shape::$shape)
        });
    };
    ($name:ident => lines $item:ty) => {
        $crate::runtime::macros::opened!(
            $name,
            $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::lines
        );
    };
    ($name:ident => records $item:ty) => {
        $crate::runtime::macros::opened!(
            $name,
            $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::records
        );
    };
    ($name:ident => also events $item:ty, $shape:ident, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::macros::also!(
            $name, stream_events, $crate::runtime::events::EventStream<$item>,
            |call| $crate::runtime::events::EventStream::open(call, $crate::runtime::events::Shape::$shape),
            $media_type $(, $member)?
        );
    };
    ($name:ident => also lines $item:ty, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::macros::also!(
            $name, stream_values, $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::lines, $media_type $(, $member)?
        );
    };
    ($name:ident => also records $item:ty, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::macros::also!(
            $name, stream_values, $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::records, $media_type $(, $member)?
        );
    };
}

/// `send` and `.await` of a request whose only response is a stream.
macro_rules! opened {
    ($name:ident, $output:ty, $open:expr) => {
        $crate::runtime::macros::options!($name);
        $crate::runtime::macros::download!($name);

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

pub(crate) use {also, download, opened, stream};
