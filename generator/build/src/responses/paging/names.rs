//! Known names in paginated lists, in lower case and without separators: `next_page_token` is
//! listed as `nextpagetoken`.

/// Properties that hold the items of a page, the best first.
pub(super) const LISTS: &[&str] = &[
    "data",
    "items",
    "results",
    "result",
    "records",
    "entries",
    "values",
    "value",
    "list",
    "elements",
    "objects",
    "resources",
    "content",
];

/// A list that may contain either messages about the request or the items of a page.
pub(super) const MESSAGES: &str = "messages";

/// Lists that are not the items of a page.
pub(super) const NO_LISTS: &[&str] = &[
    "errors", "warnings", "messages", "links", "included", "notices", "schemas",
];

/// Objects that may contain the list.
pub(super) const WRAPPERS: &[&str] = &["data", "result", "results", "response", "embedded"];

/// Objects with data about the next page.
pub(super) const CONTAINERS: &[&str] = &[
    "cursor",
    "cursors",
    "links",
    "listmetadata",
    "meta",
    "metadata",
    "next",
    "nextpage",
    "page",
    "pageinfo",
    "pages",
    "paging",
    "pagination",
    "paginginfo",
    "paginationinfo",
    "responsemetadata",
    "resultinfo",
];

/// Query parameters with the number of the page.
pub(super) const NUMBERS: &[&str] = &["page", "pageindex", "pagenumber", "pageno", "pagenum"];

/// Properties with the number of the current page.
pub(super) const CURRENT: &[&str] = &[
    "currentpage",
    "page",
    "pageindex",
    "pagenumber",
    "pageno",
    "pagenum",
];

/// Query parameters with the number of items before the page.
pub(super) const OFFSETS: &[&str] = &["offset", "skip", "startat"];

/// Parts of the names of parameters for a position in a list.
pub(super) const PLACES: &[&str] = &[
    "bookmark",
    "continuation",
    "cursor",
    "key",
    "marker",
    "offset",
    "page",
    "position",
    "token",
];

/// Parameters whose next value may be in a property of the same name, which is missing on the last
/// page.
pub(super) const SAME: &[&str] = &[
    "bookmark",
    "continuation",
    "continuationtoken",
    "cursor",
    "marker",
];

/// Words in the names of tokens for lists that never end.
pub(super) const ENDLESS: &[&str] = &["delta", "sync", "wait"];

/// Parameters with the size of a page.
pub(super) const SIZES: &[&str] = &[
    "count",
    "itemsperpage",
    "limit",
    "max",
    "maxitems",
    "maxpagesize",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "resultsperpage",
    "rows",
    "size",
    "take",
    "top",
];

/// Other parameters that only paginated lists have.
pub(super) const OTHERS: &[&str] = &["after", "before", "cursor"];

/// Booleans that are false on the last page.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasmoreitems",
    "hasmoreresults",
    "hasnext",
    "hasnextpage",
];

/// Properties with the number of pages.
pub(super) const TOTAL_PAGES: &[&str] = &[
    "noofpages",
    "numpages",
    "pagecount",
    "pagestotal",
    "totalpages",
];

/// Properties with the number of all items; `total` and `count` may also count the items of one
/// page.
pub(super) const TOTAL_ITEMS: &[&str] = &[
    "itemstotal",
    "totalcount",
    "totalelements",
    "totalentries",
    "totalitems",
    "totalrecords",
    "totalresults",
    "totalrows",
];

/// Properties with the URL of the next page.
pub(super) const LINKS: &[&str] = &[
    "nexthref",
    "nextlink",
    "nextpagelink",
    "nextpageuri",
    "nextpageurl",
    "nexturi",
    "nexturl",
    "odatanextlink",
];

/// A parameter for a token, the property with the next token, and the object around the property if
/// its name is ambiguous. With `more`, only a boolean shows whether there is another page.
pub(super) struct Token {
    pub(super) parameter: &'static str,
    pub(super) around: &'static str,
    pub(super) property: &'static str,
    pub(super) more: bool,
}

const fn plain_token(parameter: &'static str, property: &'static str) -> Token {
    Token {
        parameter,
        around: "",
        property,
        more: false,
    }
}

const fn nested_token(
    parameter: &'static str,
    around: &'static str,
    property: &'static str,
) -> Token {
    Token {
        parameter,
        around,
        property,
        more: false,
    }
}

const fn token_with_more(parameter: &'static str, property: &'static str) -> Token {
    Token {
        parameter,
        around: "",
        property,
        more: true,
    }
}

/// All known tokens. Other properties that are named like the parameter may only repeat the
/// request.
pub(super) const TOKENS: &[Token] = &[
    nested_token("after", "cursors", "after"),
    nested_token("after", "next", "after"),
    plain_token("after", "nextcursor"),
    plain_token("after", "next"),
    token_with_more("after", "endcursor"),
    token_with_more("after", "lastid"),
    token_with_more("aftercursor", "endcursor"),
    token_with_more("afterid", "lastid"),
    plain_token("bookmark", "bookmark"),
    nested_token("continue", "metadata", "continue"),
    plain_token("continuationtoken", "continuationtoken"),
    plain_token("continuationtoken", "nextcontinuationtoken"),
    nested_token("cursor", "cursors", "after"),
    nested_token("cursor", "cursors", "next"),
    nested_token("cursor", "next", "cursor"),
    nested_token("cursor", "resultinfo", "cursor"),
    plain_token("cursor", "nextcursor"),
    plain_token("cursor", "nextpagecursor"),
    plain_token("marker", "nextmarker"),
    plain_token("nextcursor", "nextcursor"),
    plain_token("nextpagetoken", "nextpagetoken"),
    plain_token("nexttoken", "nexttoken"),
    plain_token("offset", "nextoffset"),
    plain_token("page", "nextpage"),
    token_with_more("pageafter", "aftercursor"),
    plain_token("pagecursor", "nextcursor"),
    plain_token("pagecursor", "nextpagecursor"),
    plain_token("pagetoken", "nextpage"),
    plain_token("pagetoken", "nextpagetoken"),
    plain_token("pagetoken", "nexttoken"),
    plain_token("paginationtoken", "nexttoken"),
    plain_token("paginationtoken", "paginationtoken"),
    plain_token("startcursor", "nextcursor"),
    nested_token("startingafter", "next", "startingafter"),
    plain_token("xmscontinuation", "xmscontinuation"),
];
