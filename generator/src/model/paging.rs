//! Pagination.

use super::Schema;

/// How the next page of a list is requested, and the location of its items in a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// The path of properties from the result to the list; empty if the result is the list.
    pub items: Vec<String>,
    /// The schema of an item.
    pub item: Schema,
    /// Whether a response may lack the list.
    pub optional: bool,
    /// How the next page is requested.
    pub next: Next,
    /// JSON pointer of the number of pages in a response, if responses state it.
    pub total_pages: Option<String>,
    /// JSON pointer of the number of all items in a response, if responses state it.
    pub total_items: Option<String>,
    /// JSON pointer of a boolean in a response that is false on the last page, if responses have one.
    pub more: Option<String>,
}

/// How the next page of a list is requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Its number.
    Number {
        /// The parameter or property that sends the number.
        parameter: String,
        /// Its location in the request.
        place: PagePlace,
        /// The number of the first page.
        first: u64,
    },
    /// One more than the number of this page, which responses state.
    StatedNumber {
        /// The parameter or property that sends the number.
        parameter: String,
        /// Its location in the request.
        place: PagePlace,
        /// JSON pointer of the number of this page in a response.
        current: String,
    },
    /// The number of items before it.
    Offset {
        /// The parameter or property that sends the number.
        parameter: String,
        /// Its location in the request.
        place: PagePlace,
    },
    /// A token from the response.
    Token {
        /// The parameter or property that sends the token.
        parameter: String,
        /// Its location in the request.
        place: PagePlace,
        /// Its location in a response.
        source: NextPageLocation,
        /// The token that marks the end, if there is one; an empty token always does.
        end: Option<String>,
    },
    /// The last item of this page, in a query parameter.
    After {
        /// The query parameter.
        parameter: String,
        /// The query parameter that reads the list backwards.
        before: Option<String>,
        /// The property that identifies an item.
        property: String,
    },
    /// Its URL.
    Link {
        /// Its location in a response.
        source: NextPageLocation,
    },
}

/// The location of the number or token of a page in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// The location of the link or token of the next page in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPageLocation {
    /// In the body, at this JSON pointer.
    Body(String),
    /// In the header of this name.
    Header(String),
    /// In the header `link`, as `<…>; rel="next"`.
    Link,
}
