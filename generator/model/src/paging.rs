//! Pagination.

use super::Schema;

/// How the next page of a list is requested, and where a response has the items.
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
    /// JSON pointer, in a response, of the number of pages, if responses state it.
    pub total_pages: Option<String>,
    /// JSON pointer, in a response, of the total number of items on all pages, if responses state
    /// it.
    pub total_items: Option<String>,
    /// JSON pointer of a boolean in a response that is false on the last page, if responses have
    /// one.
    pub more: Option<String>,
}

/// How the next page of a list is requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// By its number.
    Number {
        /// The parameter or property that sends the number.
        parameter: String,
        /// Where the request has the parameter or property.
        place: PagePlace,
        /// The number of the first page.
        first: u64,
    },
    /// By its number: the number of the current page, which responses state, plus one.
    StatedNumber {
        /// The parameter or property with the number.
        parameter: String,
        /// Where the request has the parameter or property.
        place: PagePlace,
        /// JSON pointer of the number of this page in a response.
        current: String,
    },
    /// By the number of items before the page.
    Offset {
        /// The parameter or property that sends the number.
        parameter: String,
        /// Where the request has the parameter or property.
        place: PagePlace,
    },
    /// By a token from the response.
    Token {
        /// The parameter or property that sends the token.
        parameter: String,
        /// Where the request has the parameter or property.
        place: PagePlace,
        /// Where a response has the token.
        source: NextPageLocation,
        /// The token that marks the end, if any; an empty token always does.
        end: Option<String>,
    },
    /// By the last item of the current page, in a query parameter.
    After {
        /// The query parameter.
        parameter: String,
        /// The query parameter for reading the list backwards.
        before: Option<String>,
        /// The property that identifies an item.
        property: String,
    },
    /// By its URL.
    Link {
        /// Where a response has the URL.
        source: NextPageLocation,
        /// Query parameters by which a request may begin at another page than the first, if
        /// responses state the number of pages.
        starts: Vec<String>,
    },
}

/// Where a request has the number or token of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// Where a response has the link or token of the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPageLocation {
    /// In the body, at this JSON pointer.
    Body(String),
    /// In the header of this name.
    Header(String),
    /// In the header `link`, as `<…>; rel="next"`.
    Link,
}
