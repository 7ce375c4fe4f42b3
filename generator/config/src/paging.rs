//! `paging` of `generator.yaml`: the pagination of lists.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use model::Operation;

/// Pagination of lists.
///
/// A kind of pagination (`link`, `token`, `after`, `page_number`, `offset`) is a rule for every
/// operation that has its parameter and returns an array; if several fit, the first one applies.
/// JSON pointers begin at the root of the response, including the envelope.
///
/// ```yaml
/// paging:
///   token: { parameter: cursor, next: /next_cursor }
///   operations:
///     listPets: { after: { after: cursor } }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PagingConfig {
    /// Whether pagination is recognised where no rule applies; `true` by default.
    pub recognise: Option<bool>,
    /// Operations whose list has no pages, even if pagination is recognised or a rule fits.
    pub none: Vec<String>,
    /// Paging by a link: a response has the URL of the next page.
    pub link: Option<LinkConfig>,
    /// Paging by a token from the previous response.
    pub token: Option<TokenConfig>,
    /// Paging by the last item of a page.
    pub after: Option<AfterConfig>,
    /// Paging by page number.
    pub page_number: Option<PageNumberConfig>,
    /// Paging by the number of items before the page.
    pub offset: Option<OffsetConfig>,
    /// Rules for single operations, by operation.
    pub operations: IndexMap<String, PagingRules>,
}

impl PagingConfig {
    /// Returns the rules for an operation, and whether they are only for this operation.
    pub fn rules(&self, operation: &Operation) -> (PagingRules, bool) {
        match self
            .operations
            .iter()
            .find(|(key, _)| operation.is_called(key))
        {
            Some((_, own)) => (own.clone(), true),
            None => (self.general_rules(), false),
        }
    }

    /// Returns the rules for all operations without rules of their own.
    pub fn general_rules(&self) -> PagingRules {
        PagingRules {
            link: self.link.clone(),
            token: self.token.clone(),
            after: self.after.clone(),
            page_number: self.page_number.clone(),
            offset: self.offset.clone(),
        }
    }
}

/// Rules for lists, in order: the first one that fits an operation applies.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PagingRules {
    /// Paging by a link: a response has the URL of the next page.
    pub link: Option<LinkConfig>,
    /// Paging by a token from the previous response.
    pub token: Option<TokenConfig>,
    /// Paging by the last item of a page.
    pub after: Option<AfterConfig>,
    /// Paging by page number.
    pub page_number: Option<PageNumberConfig>,
    /// Paging by the number of items before the page.
    pub offset: Option<OffsetConfig>,
}

impl PagingRules {
    /// Returns the JSON pointers of the arrays that the rules name.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        [
            self.link.as_ref().map(|rule| &rule.items),
            self.token.as_ref().map(|rule| &rule.items),
            self.after.as_ref().map(|rule| &rule.items),
            self.page_number.as_ref().map(|rule| &rule.items),
            self.offset.as_ref().map(|rule| &rule.items),
        ]
        .into_iter()
        .flatten()
        .flatten()
        .map(String::as_str)
    }
}

/// Paging by a link: a response has the URL of the next page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LinkConfig {
    /// JSON pointer of the URL; by default, the header `Link` has it, as `rel="next"`.
    pub next: Option<String>,
    /// JSON pointer of the array in a response, which is usually found without this key.
    pub items: Option<String>,
}

/// Paging by a token from the previous response.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenConfig {
    /// The parameter, header or property that sends the token.
    pub parameter: String,
    /// Where the token is sent; by default, in the query.
    #[serde(default)]
    pub place: TokenPlaceConfig,
    /// JSON pointer of the token in a response.
    pub next: Option<String>,
    /// The response header with the token, if it is not in the body.
    pub next_header: Option<String>,
    /// The token that marks the last page, such as `"0"`; an empty one always does.
    pub end: Option<String>,
    /// JSON pointer of the array in a response, which is usually found without this key.
    pub items: Option<String>,
    /// JSON pointer of a boolean that is false on the last page.
    pub more: Option<String>,
}

/// Where a token is sent.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlaceConfig {
    /// In the query.
    #[default]
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// Paging by the last item of a page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterConfig {
    /// The query parameter for the item before the page.
    pub after: String,
    /// The query parameter for the item after the page, for lists that are read backwards.
    pub before: Option<String>,
    /// The property with the id of an item; `id` by default.
    pub property: Option<String>,
    /// JSON pointer of the array in a response, which is usually found without this key.
    pub items: Option<String>,
    /// JSON pointer of a boolean that is false on the last page.
    pub more: Option<String>,
}

/// Paging by page number.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageNumberConfig {
    /// The query parameter, or the property of the JSON body, with the number of the page.
    pub page: String,
    /// The number of the first page; 1 by default.
    pub first: Option<u64>,
    /// JSON pointer of the array in a response, which is usually found without this key.
    pub items: Option<String>,
    /// JSON pointer of the number of pages in a response.
    pub total_pages: Option<String>,
    /// JSON pointer, in a response, of the total number of items on all pages.
    pub total_items: Option<String>,
    /// JSON pointer of a boolean that is false on the last page.
    pub more: Option<String>,
}

/// Paging by the number of items before the page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetConfig {
    /// The query parameter, or the property of the JSON body, with the number of items before the
    /// page.
    pub offset: String,
    /// JSON pointer of the array in a response, which is usually found without this key.
    pub items: Option<String>,
    /// JSON pointer, in a response, of the total number of items on all pages.
    pub total_items: Option<String>,
    /// JSON pointer of a boolean that is false on the last page.
    pub more: Option<String>,
}
