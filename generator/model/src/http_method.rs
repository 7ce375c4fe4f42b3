//! [`HttpMethod`]: the methods of requests.

use std::fmt;

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HttpMethod {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `QUERY`
    Query,
    /// `TRACE`
    Trace,
    /// A method of `additionalOperations`, as it is sent.
    Other(String),
}

impl HttpMethod {
    /// The methods that are keys of a path item, in the order of the specification.
    pub const KEYS_OF_PATH_ITEMS: [Self; 9] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
        Self::Query,
    ];

    /// Returns the method that is sent as `text`, which is case-sensitive.
    pub fn from_sent(text: &str) -> Self {
        Self::KEYS_OF_PATH_ITEMS
            .into_iter()
            .find(|method| method.as_str() == text)
            .unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    /// Returns the method as it is sent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Query => "QUERY",
            Self::Trace => "TRACE",
            Self::Other(text) => text,
        }
    }

    /// Returns whether a text is this method, in any case.
    pub fn eq_ignore_ascii_case(&self, text: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(text)
    }

    /// Returns the method in lower case: the key in a path item, and the word in names.
    pub fn to_lowercase(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }
}

impl fmt::Display for HttpMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_case_sensitive_on_the_wire() {
        for method in HttpMethod::KEYS_OF_PATH_ITEMS {
            assert_eq!(HttpMethod::from_sent(method.as_str()), method);
        }
        let other = HttpMethod::from_sent("get");
        assert_eq!(other, HttpMethod::Other("get".to_owned()));
        assert_eq!(other.as_str(), "get");
    }
}
