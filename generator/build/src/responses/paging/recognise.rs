//! Recognises paginated lists by names and types. Links and tokens from responses take precedence
//! over page numbers and offsets.

use serde_json::Value;

use super::names::{
    CURRENT, ENDLESS, LINKS, MORE, NUMBERS, OFFSETS, OTHERS, PLACES, SAME, SIZES, TOKENS,
    TOTAL_ITEMS, TOTAL_PAGES, Token,
};
use super::response::{List, ListResponse, PropertyPath, is_named_by};
use model::{
    HttpMethod, Next, NextPageLocation, PagePlace, Paging, Parameter, ParameterLocation, Property,
    Schema, Type,
};
use naming::ascii_alphanumeric;

pub(super) fn recognise_paging(response: &ListResponse<'_>) -> Option<Paging> {
    let inputs = response.page_inputs();
    let has_token = response
        .operation
        .parameters
        .iter()
        .any(|parameter| is_page_token_name(&parameter.wire))
        || response
            .body_properties()
            .iter()
            .any(|property| is_page_token_name(&property.wire));
    let list = response.list(is_paged(response, &inputs) || has_token)?;
    let beside = response.beside(&list);
    let facts = PagingProperties::of(&beside);
    // A `POST` that takes a page size is a search if its response states its page or the total, or
    // if its body has the number and the size of a page.
    let is_search = response.may_be_search()
        && inputs.has_size()
        && (facts.has_counts() || facts.is_numbered || inputs.is_page_in_body());
    let is_read = response.operation.method == HttpMethod::Get || is_search;
    let next = match next_from_response(response, &inputs, &list, &beside, &facts) {
        Some(next) => next,
        None if is_read => next_by_number(response, &inputs, &beside, &facts)?,
        None => return None,
    };
    let List {
        path,
        item,
        optional,
    } = list;
    let PagingProperties {
        total_pages,
        total_items,
        more,
        ..
    } = facts;
    Some(Paging {
        items: path,
        item,
        optional,
        next,
        total_pages,
        total_items,
        more,
    })
}

/// Returns whether the request asks for a page, by its size, number or offset.
fn is_paged(response: &ListResponse<'_>, inputs: &PageInputs<'_>) -> bool {
    inputs.has_size() || inputs.has(NUMBERS) || inputs.has(OFFSETS) || response.has_query(OTHERS)
}

/// Returns how the next page is requested with a value of the response: a link, a token, or the
/// last item.
fn next_from_response(
    response: &ListResponse<'_>,
    inputs: &PageInputs<'_>,
    list: &List,
    beside: &[PropertyPath<'_>],
    facts: &PagingProperties,
) -> Option<Next> {
    let is_get = response.operation.method == HttpMethod::Get;
    let has_more = facts.more.is_some();
    if is_get
        && let Some(link) = recognise_link(response, beside, facts, is_paged(response, inputs))
    {
        return Some(link);
    }
    if let Some(token) = recognise_token(response, beside, has_more) {
        return Some(token);
    }
    if has_more && let Some(token) = last_id_token(response, beside) {
        return Some(token);
    }
    if inputs.has_size()
        && let Some(token) = next_value_token(response, beside)
    {
        return Some(token);
    }
    if is_get {
        recognise_last_item(response, list, facts)
    } else {
        None
    }
}

/// Returns how the next page is requested by its number or offset.
fn next_by_number(
    response: &ListResponse<'_>,
    inputs: &PageInputs<'_>,
    beside: &[PropertyPath<'_>],
    facts: &PagingProperties,
) -> Option<Next> {
    let is_list = inputs.has_size() || facts.has_totals();
    if let Some(number) = recognise_page_number(inputs, is_list) {
        return Some(number);
    }
    if let Some(number) = stated_number(response, inputs, beside, facts) {
        return Some(number);
    }
    if inputs.has_size() {
        recognise_offset(inputs, beside, facts)
    } else {
        None
    }
}

pub(super) fn is_page_token_name(wire: &str) -> bool {
    TOKENS
        .iter()
        .any(|token| token.parameter == ascii_alphanumeric(wire))
}

/// Returns why an operation that resembles a paginated list is not recognised as one.
pub(super) fn unrecognised_list_reason(response: &ListResponse<'_>) -> Option<&'static str> {
    if response.operation.method != HttpMethod::Get {
        return None;
    }
    response.list(true)?;
    let inputs = response.page_inputs();
    let has_size = inputs.has_size();
    let number = inputs.number(NUMBERS);
    let counted = inputs.number(OFFSETS);
    Some(
        if !has_size
            && (number.is_some_and(|number| first_page_number(number).is_some())
                || counted.is_some())
        {
            "neither a page size nor a total is described"
        } else if inputs.has(NUMBERS) {
            "the number of the first page is not described"
        } else if inputs.has(OFFSETS) {
            "the offset may not be a number of items"
        } else if response.has_query(OTHERS)
            || response
                .query()
                .any(|parameter| is_page_token_name(&parameter.wire))
        {
            "no property of the response names the next page"
        } else if has_size {
            "no parameter asks for the next page"
        } else {
            return None;
        },
    )
}

/// A property of a JSON body that looks like a cursor.
pub(crate) struct BodyCursor {
    /// The name of the property.
    pub(crate) property: String,
    /// The JSON pointer of its next value in responses.
    pub(crate) next: String,
}

/// Returns an optional property in the body of a search that is named like a position, if responses
/// state its next value beside a list: `offset` with `next_page_offset`.
pub(super) fn body_cursor(response: &ListResponse<'_>) -> Option<BodyCursor> {
    if !response.may_be_search() {
        return None;
    }
    let list = response.list(true)?;
    let beside = response.beside(&list);
    let properties = response.body_properties().iter();
    let mut optional = properties.filter(|property| !property.required);
    optional.find_map(|property| {
        let name = ascii_alphanumeric(&property.wire);
        if !is_position_name(&name) {
            return None;
        }
        let names = next_names(&name);
        let place = beside.iter().find(|place| names.contains(&place.name()))?;
        Some(BodyCursor {
            property: property.wire.clone(),
            next: place.pointer(),
        })
    })
}

/// Returns whether a name denotes a position in a list that has an end.
fn is_position_name(name: &str) -> bool {
    PLACES.iter().any(|word| name.contains(word)) && !ENDLESS.iter().any(|word| name.contains(word))
}

/// Returns the names of properties with the next value of a parameter.
fn next_names(name: &str) -> [String; 2] {
    [format!("next{name}"), format!("nextpage{name}")]
}

struct PagingProperties {
    total_pages: Option<String>,
    total_items: Option<String>,
    more: Option<String>,
    /// Whether every response states if there are more items.
    always_more: bool,
    /// Whether responses state the number of their page.
    is_numbered: bool,
}

impl PagingProperties {
    fn of(beside: &[PropertyPath<'_>]) -> Self {
        let more = beside
            .iter()
            .find(|place| place.property.schema.ty == Type::Bool && place.is_called(MORE));
        let mut numbers = beside
            .iter()
            .filter(|place| place.property.schema.ty.is_number());
        let total_pages = numbers.clone().find(|place| place.is_called(TOTAL_PAGES));
        let total_items = numbers.clone().find(|place| place.is_called(TOTAL_ITEMS));
        Self {
            total_pages: total_pages.map(PropertyPath::pointer),
            total_items: total_items.map(PropertyPath::pointer),
            more: more.map(PropertyPath::pointer),
            is_numbered: numbers.any(|place| place.is_called(CURRENT)),
            always_more: more
                .is_some_and(|more| more.property.required && !more.property.schema.nullable),
        }
    }

    fn has_counts(&self) -> bool {
        self.total_pages.is_some() || self.total_items.is_some()
    }

    fn has_totals(&self) -> bool {
        self.has_counts() || self.more.is_some()
    }
}

/// A query parameter or a property of the body.
struct PageInput<'a> {
    wire: &'a str,
    schema: &'a Schema,
    docs: Option<&'a str>,
    required: bool,
    is_number: bool,
}

impl<'a> PageInput<'a> {
    fn of_parameter(response: &ListResponse<'a>, parameter: &'a Parameter) -> Self {
        Self {
            wire: &parameter.wire,
            schema: &parameter.schema,
            docs: parameter.prose(),
            required: parameter.required,
            is_number: response.is_numeric(&parameter.schema),
        }
    }

    fn of_property(response: &ListResponse<'a>, property: &'a Property) -> Self {
        Self {
            wire: &property.wire,
            schema: &property.schema,
            docs: property.docs.as_deref(),
            required: property.required,
            is_number: response.is_numeric(&property.schema),
        }
    }

    fn is_called(&self, names: &[&str]) -> bool {
        names.contains(&ascii_alphanumeric(self.wire).as_str())
    }
}

/// The inputs by which a request may select a page.
struct PageInputs<'a> {
    place: PagePlace,
    inputs: Vec<PageInput<'a>>,
}

impl<'a> PageInputs<'a> {
    fn has(&self, names: &[&str]) -> bool {
        self.inputs.iter().any(|input| input.is_called(names))
    }

    /// Returns whether an input sets the size of a page. If there is a page number, `size` counts
    /// as well.
    fn has_size(&self) -> bool {
        self.has(SIZES) || self.has(&["size"]) && self.has(NUMBERS)
    }

    /// Returns the input with one of these names that is a number.
    fn number(&self, names: &[&str]) -> Option<&PageInput<'a>> {
        let numbers = self.inputs.iter().filter(|input| input.is_number);
        preferred_spelling(numbers.filter(|input| input.is_called(names)))
    }

    /// Returns whether the body has the number of a page, and a size whose name mentions pages.
    fn is_page_in_body(&self) -> bool {
        let mut sizes = self.inputs.iter().filter(|input| input.is_called(SIZES));
        self.place == PagePlace::Body
            && self.has(NUMBERS)
            && sizes.any(|size| ascii_alphanumeric(size.wire).contains("page"))
    }
}

impl<'a> ListResponse<'a> {
    /// Returns whether the operation may be a search, although its method is not limited to
    /// reading.
    fn may_be_search(&self) -> bool {
        matches!(self.operation.method, HttpMethod::Post | HttpMethod::Query)
    }

    /// Returns the query parameters; or the numbers in the body of a search, if only the body
    /// selects the page.
    fn page_inputs(&self) -> PageInputs<'a> {
        let query = PageInputs {
            place: PagePlace::Query,
            inputs: self
                .query()
                .map(|parameter| PageInput::of_parameter(self, parameter))
                .collect(),
        };
        if !self.may_be_search() || query.has(NUMBERS) || query.has(OFFSETS) {
            return query;
        }
        let properties = self.body_properties().iter();
        let body = PageInputs {
            place: PagePlace::Body,
            inputs: properties
                .map(|property| PageInput::of_property(self, property))
                .filter(|input| input.is_number)
                .collect(),
        };
        if body.has_size() && (body.has(NUMBERS) || body.has(OFFSETS)) {
            body
        } else {
            query
        }
    }

    fn query(&self) -> impl Iterator<Item = &'a Parameter> {
        self.operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == ParameterLocation::Query)
    }

    /// Returns the query parameter with this name, apart from case and punctuation.
    fn query_parameter(&self, name: &str) -> Option<&'a Parameter> {
        self.query()
            .find(|parameter| ascii_alphanumeric(&parameter.wire) == name)
    }

    fn has_query(&self, names: &[&str]) -> bool {
        self.query()
            .any(|parameter| names.contains(&ascii_alphanumeric(&parameter.wire).as_str()))
    }

    fn is_numeric(&self, schema: &Schema) -> bool {
        let ty = &self.types.resolve(schema).ty;
        // A schema without a type is a number if its default is one.
        ty.is_number()
            || *ty == Type::Any && schema.default.as_deref().is_some_and(Value::is_number)
    }

    fn header(&self, is_wanted: impl Fn(&str) -> bool) -> Option<&'a str> {
        let successes = self
            .operation
            .responses
            .iter()
            .filter(|response| response.is_success);
        let mut headers = successes
            .flat_map(|response| &response.headers)
            .map(|header| header.wire.as_str());
        headers.find(|wire| is_wanted(wire))
    }
}

/// Returns the preferred one of several inputs whose names differ only in spelling: one whose name
/// is in lower case.
fn preferred_spelling<'i, 'a: 'i>(
    inputs: impl Iterator<Item = &'i PageInput<'a>>,
) -> Option<&'i PageInput<'a>> {
    inputs.min_by_key(|input| spelling_order(input.wire))
}

/// Returns the key by which names that differ only in spelling are sorted: those in lower case come
/// first.
fn spelling_order(wire: &str) -> (bool, &str) {
    (wire.contains(char::is_uppercase), wire)
}

/// Recognises the URL of the next page, in the body or in the header `link`.
fn recognise_link(
    response: &ListResponse<'_>,
    beside: &[PropertyPath<'_>],
    facts: &PagingProperties,
    is_paged: bool,
) -> Option<Next> {
    let starts = if facts.total_pages.is_some() {
        first_page_parameters(response)
    } else {
        Vec::new()
    };
    let in_body = beside
        .iter()
        .filter(|place| place.property.schema.ty.is_plain_text())
        .find(|place| is_link(place));
    if let Some(place) = in_body {
        return Some(Next::Link {
            source: NextPageLocation::Body(place.pointer()),
            starts,
        });
    }
    let has_header = response
        .header(|wire| wire.eq_ignore_ascii_case("link"))
        .is_some()
        && is_paged;
    if !has_header && !response.query().any(is_from_header) {
        return None;
    }
    Some(Next::Link {
        source: NextPageLocation::Link,
        starts,
    })
}

/// Returns the query parameters that select the first page of a request.
fn first_page_parameters(response: &ListResponse<'_>) -> Vec<String> {
    let wires = response.query().map(|parameter| parameter.wire.as_str());
    let selecting = wires.filter(|wire| {
        let name = ascii_alphanumeric(wire);
        let names = [NUMBERS, OFFSETS, OTHERS].into_iter().flatten();
        is_page_token_name(wire) || names.into_iter().any(|other| *other == name)
    });
    selecting.map(str::to_owned).collect()
}

/// Returns whether the docs of a parameter refer to the header `link`, like the docs of GitHub's
/// cursors.
fn is_from_header(parameter: &Parameter) -> bool {
    let words = lower_case_words(parameter.prose());
    OTHERS.contains(&ascii_alphanumeric(&parameter.wire).as_str())
        && words.windows(2).any(|pair| pair == ["link", "header"])
}

fn is_link(place: &PropertyPath<'_>) -> bool {
    let name = place.name();
    let around = place.around();
    if LINKS.contains(&name.as_str()) {
        return true;
    }
    let grand = place
        .path
        .iter()
        .rev()
        .nth(2)
        .map(|name| ascii_alphanumeric(name))
        .unwrap_or_default();
    match (name.as_str(), around.as_str()) {
        ("next", "links") => true,
        ("next", "pages") | ("href", "next") => grand == "links",
        ("uri" | "url" | "href", "nextpage") => true,
        // Elsewhere, properties with these names may also be tokens or page numbers.
        ("next", _) => has_url_format(place) || has_word_in_docs(place, &["url", "uri", "link"]),
        ("nextpage", _) => has_url_format(place) || is_documented_as_url(place),
        _ => false,
    }
}

fn has_url_format(place: &PropertyPath<'_>) -> bool {
    matches!(
        place.property.schema.format.as_deref(),
        Some("uri" | "url" | "uri-reference")
    )
}

/// Returns whether the docs of a property begin with the word for a URL, after an article.
fn is_documented_as_url(place: &PropertyPath<'_>) -> bool {
    let docs_words = lower_case_words(place.property.docs.as_deref());
    let mut words = docs_words
        .iter()
        .filter(|word| !matches!(word.as_str(), "a" | "an" | "the" | "full"));
    words
        .next()
        .is_some_and(|word| matches!(word.as_str(), "url" | "uri" | "link"))
}

/// Returns whether the docs of a property contain one of these words.
fn has_word_in_docs(place: &PropertyPath<'_>, words: &[&str]) -> bool {
    lower_case_words(place.property.docs.as_deref())
        .iter()
        .any(|word| words.contains(&word.as_str()))
}

fn lower_case_words(text: Option<&str>) -> Vec<String> {
    let text = text.unwrap_or_default().to_ascii_lowercase();
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Recognises a token in the body or in a header of the response.
fn recognise_token(
    response: &ListResponse<'_>,
    beside: &[PropertyPath<'_>],
    has_more: bool,
) -> Option<Next> {
    TOKENS
        .iter()
        .filter(|token| has_more || !token.more)
        .find_map(|token| {
            let (parameter, place, ty) = sent_token(response, token)?;
            let in_body = beside.iter().find(|place| {
                may_have_next_token(response, token, &ty, place.property) && token.names(place)
            });
            let source = match in_body {
                Some(place) => NextPageLocation::Body(place.pointer()),
                None => NextPageLocation::Header(
                    response
                        .header(|wire| token.names_header(wire))?
                        .to_ascii_lowercase(),
                ),
            };
            // If tokens are numbers, `0` means the end, since it is the start of the list.
            let end = match ty {
                Type::Integer | Type::Wide => Some("0".to_owned()),
                _ => None,
            };
            Some(Next::Token {
                parameter,
                place,
                source,
                end,
            })
        })
}

/// Recognises a parameter and the property with its next value: `token` with `next_token` or
/// `next_page_token`. The operation must also have a page size, and the name must denote a position
/// in a list, because tokens for waiting or synchronisation never end.
fn next_value_token(response: &ListResponse<'_>, beside: &[PropertyPath<'_>]) -> Option<Next> {
    let mut strings = response
        .query()
        .filter(|parameter| !parameter.required && parameter.schema.ty.is_plain_text());
    strings.find_map(|parameter| {
        let name = ascii_alphanumeric(&parameter.wire);
        if !is_position_name(&name) {
            return None;
        }
        let names = next_names(&name);
        let place = beside
            .iter()
            .filter(|place| place.property.schema.ty.is_plain_text())
            .find(|place| {
                let ends = !place.property.required || place.property.schema.nullable;
                let is_of_next = SAME.contains(&name.as_str())
                    || has_word_in_docs(place, &["next", "subsequent"]);
                names.contains(&place.name()) || (place.name() == name && ends && is_of_next)
            })?;
        let source = NextPageLocation::Body(place.pointer());
        Some(Next::Token {
            parameter: parameter.wire.clone(),
            place: PagePlace::Query,
            source,
            end: None,
        })
    })
}

/// Recognises a parameter that takes the id of the last item, if the response states that id:
/// `start_after_item_id` with `last_item_id`.
fn last_id_token(response: &ListResponse<'_>, beside: &[PropertyPath<'_>]) -> Option<Next> {
    let mut parameters = response.query().filter(|parameter| !parameter.required);
    parameters.find_map(|parameter| {
        let name = ascii_alphanumeric(&parameter.wire);
        let id = ["startafter", "startingafter", "after"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))?;
        let place = beside.iter().find(|place| {
            place.property.schema.ty.is_plain_text()
                && id.ends_with("id")
                && place.name().strip_prefix("last") == Some(id)
        })?;
        Some(Next::Token {
            parameter: parameter.wire.clone(),
            place: PagePlace::Query,
            source: NextPageLocation::Body(place.pointer()),
            end: None,
        })
    })
}

impl Token {
    fn names(&self, place: &PropertyPath<'_>) -> bool {
        let is_it = place.name() == self.property
            && (self.around.is_empty() || place.around() == self.around);
        // The meaning of `next` depends on its docs.
        is_it && (self.property != "next" || has_word_in_docs(place, &["cursor", "token"]))
    }

    fn names_header(&self, wire: &str) -> bool {
        let name = ascii_alphanumeric(wire);
        let is_clear = self.around.is_empty() && !self.more && self.property != "next";
        is_clear && (name == self.property || name.strip_prefix('x') == Some(self.property))
    }
}

/// Returns whether a property of the response may be the next token, which requests send as a value
/// of type `sent`.
fn may_have_next_token(
    response: &ListResponse<'_>,
    token: &Token,
    sent: &Type,
    property: &Property,
) -> bool {
    let ty = &response.types.resolve(&property.schema).ty;
    let has_same_type = match sent {
        Type::Text(_) => ty.is_plain_text(),
        Type::Integer | Type::Wide => matches!(ty, Type::Integer | Type::Wide),
        _ => false,
    };
    // A required number does not mark the end: on the last page, it may be the number of the
    // current page.
    let may_end = token.more
        || property.schema.ty.is_plain_text()
        || property.schema.nullable
        || !property.required;
    has_same_type && may_end
}

/// Returns the name, location and type of a token in requests.
fn sent_token(response: &ListResponse<'_>, token: &Token) -> Option<(String, PagePlace, Type)> {
    let parameters = response
        .operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required);
    let parameter = parameters
        .filter(|parameter| ascii_alphanumeric(&parameter.wire) == token.parameter)
        .min_by_key(|parameter| spelling_order(&parameter.wire));
    if let Some(parameter) = parameter {
        let place = match parameter.location {
            ParameterLocation::Query => PagePlace::Query,
            ParameterLocation::Header => PagePlace::Header,
            _ => return None,
        };
        let ty = response.types.resolve(&parameter.schema).ty.clone();
        // Only a request that is safe to repeat can request another page; a `POST` may be a search.
        let is_read = matches!(
            response.operation.method,
            HttpMethod::Get | HttpMethod::Post | HttpMethod::Query
        );
        if place != PagePlace::Header && !is_read {
            return None;
        }
        return Some((parameter.wire.clone(), place, ty));
    }
    let mut properties = response
        .body_properties()
        .iter()
        .filter(|property| !property.required);
    let property =
        properties.find(|property| ascii_alphanumeric(&property.wire) == token.parameter)?;
    if !response.types.resolve(&property.schema).ty.is_plain_text() {
        return None;
    }
    Some((
        property.wire.clone(),
        PagePlace::Body,
        property.schema.ty.clone(),
    ))
}

/// Recognises requests that send the id of the last item as their position: `starting_after` with
/// `has_more`, or `after` if its docs say that it takes the id of an item.
///
/// If `id` is optional, the client fails when the last item of a page has no id, unless it is the
/// last page. So no item is lost, provided that every page states whether it is the last.
fn recognise_last_item(
    response: &ListResponse<'_>,
    list: &List,
    facts: &PagingProperties,
) -> Option<Next> {
    facts.more.as_ref()?;
    let (parameter, before, all_have_id) = match response.query_parameter("startingafter") {
        Some(parameter) => (
            parameter,
            response.query_parameter("endingbefore"),
            !facts.always_more,
        ),
        None => {
            let [after, before] = ["after", "before"].map(|name| {
                response
                    .query_parameter(name)
                    .filter(|parameter| takes_item_id(parameter))
            });
            (after?, before, true)
        }
    };
    if parameter.required || !is_named_by(response.types, &list.item, "id", all_have_id) {
        return None;
    }
    Some(Next::After {
        parameter: parameter.wire.clone(),
        before: before.map(|parameter| parameter.wire.clone()),
        property: "id".to_owned(),
    })
}

/// Returns whether a parameter takes the id of an item, judging by its type and docs.
fn takes_item_id(parameter: &Parameter) -> bool {
    parameter.schema.ty.is_plain_text() && is_documented_as_id(parameter)
}

fn is_documented_as_id(parameter: &Parameter) -> bool {
    lower_case_words(parameter.prose())
        .iter()
        .any(|word| matches!(word.as_str(), "id" | "identifier"))
}

/// Recognises a page number, if the description states the number of the first page.
fn recognise_page_number(inputs: &PageInputs<'_>, is_list: bool) -> Option<Next> {
    if !is_list {
        return None;
    }
    let number = inputs.number(NUMBERS)?;
    let first = match first_page_number(number) {
        // If the number is required, the first page is assumed to be 1.
        None if number.required && inputs.place == PagePlace::Body => 1,
        first => first?,
    };
    Some(Next::Number {
        parameter: number.wire.to_owned(),
        place: inputs.place,
        first,
    })
}

/// Recognises a page number that responses state: the number of the next page is one more.
fn stated_number(
    response: &ListResponse<'_>,
    inputs: &PageInputs<'_>,
    beside: &[PropertyPath<'_>],
    facts: &PagingProperties,
) -> Option<Next> {
    let number = preferred_spelling(inputs.inputs.iter().filter(|input| {
        let is_scalar = input.is_number || input.schema.ty.is_plain_text();
        !input.required && is_scalar && input.is_called(NUMBERS)
    }))?;
    let mut numbers = beside.iter().filter(|place| {
        response
            .types
            .resolve(&place.property.schema)
            .ty
            .is_number()
    });
    let current = numbers
        .find(|place| {
            place.is_called(CURRENT) || facts.total_pages.is_some() && place.is_called(&["number"])
        })?
        .pointer();
    Some(Next::StatedNumber {
        parameter: number.wire.to_owned(),
        place: inputs.place,
        current,
    })
}

/// Returns the number of the first page.
fn first_page_number(number: &PageInput<'_>) -> Option<u64> {
    let schema = number.schema;
    let least = schema.constraints.minimum.as_ref().and_then(|bound| {
        let value = bound.value.as_u64()?;
        if bound.exclusive {
            value.checked_add(1)
        } else {
            Some(value)
        }
    });
    match (schema.default.as_deref().map(Value::as_u64), least) {
        (Some(Some(0)), Some(1..)) => None,
        (Some(Some(first @ (0 | 1))), _) | (None, Some(first @ 1)) => Some(first),
        _ => None,
    }
}

/// Recognises a parameter with the number of items before the page.
fn recognise_offset(
    inputs: &PageInputs<'_>,
    beside: &[PropertyPath<'_>],
    facts: &PagingProperties,
) -> Option<Next> {
    let offset = inputs.number(OFFSETS)?;
    let schema = offset.schema;
    let starts_at_zero = schema
        .default
        .as_deref()
        .is_none_or(|value| value.as_u64() == Some(0));
    let least = schema.constraints.minimum.as_ref();
    let may_be_zero =
        least.is_none_or(|bound| bound.value.as_f64() == Some(0.0) && !bound.exclusive);
    // Some offsets count pages. If the docs mention pages, the offset counts items only if the
    // response repeats it next to the total, and the docs do not call it a page number.
    let is_stated = facts.total_items.is_some()
        && beside
            .iter()
            .any(|place| place.name() == ascii_alphanumeric(offset.wire));
    let docs_words = lower_case_words(offset.docs);
    let words: Vec<&str> = docs_words.iter().map(String::as_str).collect();
    let mentions_pages = words.iter().any(|word| matches!(*word, "page" | "pages"));
    // For example, "The index of the first item on the page".
    let counts_items = !mentions_pages
        || words.windows(5).any(|words| {
            matches!(
                words,
                [
                    "index",
                    "of",
                    "the",
                    "first",
                    "item" | "result" | "record" | "element" | "entry" | "row"
                ]
            )
        })
        || is_stated
            && !words.windows(2).any(|pair| {
                matches!(
                    pair,
                    ["page", "number" | "index" | "offset"] | ["of", "pages"]
                )
            });
    if !starts_at_zero || !may_be_zero || !counts_items {
        return None;
    }
    Some(Next::Offset {
        parameter: offset.wire.to_owned(),
        place: inputs.place,
    })
}
