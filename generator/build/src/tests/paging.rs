//! Recognition of paginated lists.

use std::fmt::Write as _;

use super::with_paths;
use crate::responses::paging::missing_paging_reason;
use model::{Next, NextPageLocation, PagePlace, Paging};

/// Returns an operation by its parameters, the properties of its response, and its headers.
fn operation(parameters: &str, properties: &str, headers: &str) -> String {
    format!(
        "  /shelves/{{id}}/books:
    get:
      operationId: list
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}, {parameters}]
      responses:
        '200': {{description: d, headers: {{{headers}}}, content: {{application/json: {{schema: {properties}}}}}}}
"
    )
}

fn object(properties: &str) -> String {
    format!("{{type: object, required: [data], properties: {{{properties}}}}}")
}

/// Returns a short description of the pagination.
fn seen(parameters: &str, schema: &str, headers: &str, config: &str) -> String {
    let seen = with_paths(&operation(parameters, schema, headers), config);
    assert!(seen.problems.is_empty(), "{:?}", seen.problems);
    short(seen.operation("list").paging.as_ref())
}

fn short(paging: Option<&Paging>) -> String {
    let Some(paging) = paging else {
        return "-".to_owned();
    };
    let source = |source: &NextPageLocation| match source {
        NextPageLocation::Body(pointer) => pointer.clone(),
        NextPageLocation::Header(name) => format!("header {name}"),
        NextPageLocation::Link => "header link".to_owned(),
    };
    let mut out = match &paging.next {
        Next::Number {
            parameter,
            place,
            first,
        } => format!("number {}{parameter} {first}", shown_place(*place)),
        Next::StatedNumber {
            parameter,
            place,
            current,
        } => format!("number {}{parameter} after {current}", shown_place(*place)),
        Next::Offset { parameter, place } => format!("offset {}{parameter}", shown_place(*place)),
        Next::Token {
            parameter,
            place,
            source: at,
            end,
        } => {
            let end = end.as_ref().map(|end| format!(" up to {end}"));
            format!(
                "token {}{parameter} {}{}",
                shown_place(*place),
                source(at),
                end.unwrap_or_default()
            )
        }
        Next::After {
            parameter,
            before,
            property,
        } => format!("after {parameter} {before:?} {property}"),
        Next::Link { source: at, starts } if starts.is_empty() => format!("link {}", source(at)),
        Next::Link { source: at, starts } => format!("link {} unless {starts:?}", source(at)),
    };
    let _ = write!(
        out,
        ", {}{}",
        paging.items.join("."),
        if paging.optional { "?" } else { "" }
    );
    for fact in [&paging.total_pages, &paging.total_items, &paging.more]
        .into_iter()
        .flatten()
    {
        let _ = write!(out, " {fact}");
    }
    out
}

fn shown_place(place: PagePlace) -> &'static str {
    match place {
        PagePlace::Query => "",
        PagePlace::Header => "Header ",
        PagePlace::Body => "Body ",
    }
}

const DATA: &str =
    "data: {type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}";

#[test]
fn page_numbers_and_offsets_need_a_known_start() {
    let list = "{type: array, items: {type: string}}";
    let int = |name: &str, more: &str| {
        format!("{{name: {name}, in: query, schema: {{type: integer{more}}}}}")
    };
    let size = int("per_page", "");
    for (parameters, expected) in [
        (format!("{}, {size}", int("page", ", default: 1")), "number page 1, "),
        (format!("{}, {size}", int("page", ", minimum: 1")), "number page 1, "),
        (format!("{}, {size}", int("pageNumber", ", default: 0")), "number pageNumber 0, "),
        (format!("{}, {size}", int("page", ", exclusiveMinimum: true, minimum: 0")), "number page 1, "),
        // The number of the first page is not known.
        (format!("{}, {size}", int("page", "")), "-"),
        (format!("{}, {size}", int("page", ", minimum: 0")), "-"),
        (format!("{}, {size}", int("page", ", minimum: 1, default: 0")), "-"),
        (format!("{}, {size}", int("page", ", default: 7")), "-"),
        // `page` may not be a page number.
        (int("page", ", default: 1"), "-"),
        (format!("{{name: page, in: query, schema: {{type: string, default: '1'}}}}, {size}"), "-"),
        (format!("{}, {}", int("offset", ""), int("limit", "")), "offset offset, "),
        (format!("{}, {}", int("$skip", ", minimum: 0"), int("$top", "")), "offset $skip, "),
        (format!("{}, {}", int("offset", ", default: 1"), int("limit", "")), "-"),
        (format!("{}, {}", int("offset", ", minimum: 1"), int("limit", "")), "-"),
        (int("offset", ""), "-"),
        (
            "{name: offset, in: query, description: 'The page, from 0', schema: {type: integer}}, \
             {name: limit, in: query, schema: {type: integer}}"
                .to_owned(),
            "-",
        ),
        (
            "{name: startAt, in: query, description: 'The index of the first item to return in a page (page offset).', \
             schema: {type: integer}}, {name: limit, in: query, schema: {type: integer}}"
                .to_owned(),
            "offset startAt, ",
        ),
        // No property identifies the items.
        (format!("{}, {}", int("after", ""), int("limit", "")), "-"),
    ] {
        assert_eq!(seen(&parameters, list, "", ""), expected, "{parameters}");
    }
}

#[test]
fn a_next_page_is_a_link_if_it_is_a_url() {
    let next = |format: &str| object(&format!("{DATA}, nextPage: {{type: string{format}}}"));
    let size = "{name: limit, in: query, schema: {type: integer}}";
    assert_eq!(
        seen(size, &next(", format: uri"), "", ""),
        "link /nextPage, data"
    );
    assert_eq!(seen(size, &next(""), "", ""), "-");
    let documented = |docs: &str| {
        let next = format!("next_page: {{type: string, description: {docs}}}");
        object(&format!(
            "{DATA}, pagination: {{type: object, properties: {{{next}}}}}"
        ))
    };
    assert_eq!(
        seen("", &documented("A URL that calls the next page."), "", ""),
        "link /pagination/next_page, data"
    );
    assert_eq!(
        seen("", &documented("The next page for the URL"), "", ""),
        "-"
    );
}

#[test]
fn a_link_is_checked_against_the_number_of_pages_from_the_first_page_on() {
    let parameters = "{name: page, in: query, schema: {type: integer}}, {name: limit, in: query, schema: {type: integer}}";
    let links = "links: {type: object, properties: {next: {type: string}}}";
    let schema = |total: &str| {
        object(&format!(
            "{DATA}, {links}, meta: {{type: object, properties: {{{total}: {{type: integer}}}}}}"
        ))
    };
    assert_eq!(
        seen(parameters, &schema("total_pages"), "", ""),
        "link /links/next unless [\"page\"], data /meta/total_pages"
    );
    assert_eq!(
        seen(parameters, &schema("total"), "", ""),
        "link /links/next, data"
    );
}

#[test]
fn the_last_id_that_a_response_states_is_a_token() {
    let parameter = "{name: start_after_item_id, in: query, schema: {type: string}}";
    let schema = |properties: &str| object(&format!("{DATA}, {properties}"));
    assert_eq!(
        seen(
            parameter,
            &schema("has_more: {type: boolean}, last_item_id: {type: string}"),
            "",
            ""
        ),
        "token start_after_item_id /last_item_id, data /has_more"
    );
    for properties in [
        "last_item_id: {type: string}",
        "has_more: {type: boolean}, last_user_id: {type: string}",
    ] {
        assert_eq!(
            seen(parameter, &schema(properties), "", ""),
            "-",
            "{properties}"
        );
    }
}

#[test]
fn a_post_is_a_search_if_its_response_states_the_total() {
    let list = |schema: &str| {
        let number = |name: &str| {
            format!("{{name: {name}, in: query, schema: {{type: integer, default: 1}}}}")
        };
        let operation = format!(
            "  /books/list: {{post: {{operationId: list, parameters: [{}, {}], \
             responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}}}}}",
            number("page"),
            number("size")
        );
        short(with_paths(&operation, "").operation("list").paging.as_ref())
    };
    assert_eq!(
        list(&object(&format!("{DATA}, totalCount: {{type: integer}}"))),
        "number page 1, data /totalCount"
    );
    assert_eq!(
        list(&object(&format!("{DATA}, page: {{type: integer}}"))),
        "number page 1, data"
    );
    assert_eq!(list(&object(DATA)), "-");
}

#[test]
fn numbers_and_offsets_in_request_bodies() {
    let list = |query: &str, body: &str, schema: &str| {
        let operation = format!(
            "  /books/search: {{post: {{operationId: list, parameters: [{query}], \
             requestBody: {{content: {{application/json: {{schema: {{type: object, {body}}}}}}}}}, \
             responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}}}}}"
        );
        short(with_paths(&operation, "").operation("list").paging.as_ref())
    };
    let number = "{type: integer}";
    let first = "{type: integer, default: 1}";
    let counted = object(&format!("{DATA}, totalCount: {number}"));
    let plain = object(DATA);
    for (query, body, schema, expected) in [
        (
            "",
            format!("properties: {{page: {first}, size: {number}}}"),
            &counted,
            "number Body page 1, data /totalCount",
        ),
        (
            "",
            format!("properties: {{offset: {number}, limit: {number}}}"),
            &counted,
            "offset Body offset, data /totalCount",
        ),
        (
            "",
            format!("properties: {{page: {number}, limit: {number}}}"),
            &object(&format!("{DATA}, page: {number}")),
            "number Body page after /page, data",
        ),
        // A search for pages creates nothing, even if the response states no total.
        (
            "",
            format!("properties: {{page: {first}, per_page: {number}}}"),
            &plain,
            "number Body page 1, data",
        ),
        (
            "",
            format!("properties: {{page: {first}, count: {number}}}"),
            &plain,
            "-",
        ),
        // Every request states where the list begins.
        (
            "",
            format!("required: [page], properties: {{page: {number}, per_page: {number}}}"),
            &plain,
            "number Body page 1, data",
        ),
        (
            "",
            format!("properties: {{page: {number}, per_page: {number}}}"),
            &plain,
            "-",
        ),
        // A body in which numbers are strings would change.
        (
            "",
            format!("properties: {{page: {{type: string, default: '1'}}, per_page: {number}}}"),
            &counted,
            "-",
        ),
        // The query takes precedence over the body.
        (
            "{name: page, in: query, schema: {type: integer, default: 0}}, {name: size, in: query, schema: {type: integer}}",
            format!("properties: {{page: {first}, per_page: {number}}}"),
            &counted,
            "number page 0, data /totalCount",
        ),
    ] {
        assert_eq!(list(query, &body, schema), expected, "{query} {body}");
    }
}

/// `messages` may be messages about the request, unless the path ends in that word, as in Twilio's
/// API.
#[test]
fn lists_named_after_the_last_path_segment_are_recognised() {
    let list = |path: &str| {
        let properties =
            "{messages: {type: array, items: {type: string}}, next_page_uri: {type: string}}";
        let content =
            format!("{{application/json: {{schema: {{type: object, properties: {properties}}}}}}}");
        let parameters = "[{name: PageSize, in: query, schema: {type: integer}}]";
        let paths = format!(
            "  {path}: {{get: {{operationId: a, parameters: {parameters}, responses: {{'200': {{content: {content}}}}}}}}}"
        );
        with_paths(&paths, "")
            .operation("a")
            .paging
            .as_ref()
            .map(|paging| paging.items.join("."))
    };
    assert_eq!(
        list("/2010-04-01/Messages.json").as_deref(),
        Some("messages")
    );
    assert_eq!(list("/2010-04-01/Status.json"), None);
}

#[test]
fn links_and_tokens_take_precedence_over_page_numbers() {
    let text = |name: &str| format!("{{name: {name}, in: query, schema: {{type: string}}}}");
    let documented = |docs: &str| {
        format!("{{name: after, in: query, description: {docs}, schema: {{type: string}}}}")
    };
    let page = "{name: page, in: query, schema: {type: integer, default: 1}}, {name: limit, in: query, schema: {type: integer}}";
    let nullable = "{type: string, nullable: true}";
    for (parameters, properties, expected) in [
        (text("cursor"), format!("{DATA}, next_cursor: {nullable}"), "token cursor /next_cursor, data"),
        (text("pageToken"), format!("{DATA}, nextPageToken: {{type: string}}"), "token pageToken /nextPageToken, data"),
        (
            text("cursor"),
            format!("{DATA}, meta: {{type: object, properties: {{next_cursor: {nullable}}}}}"),
            "token cursor /meta/next_cursor, data",
        ),
        (
            text("continue"),
            "items: {type: array, items: {}}, metadata: {type: object, properties: {continue: {type: string}}}".to_owned(),
            "token continue /metadata/continue, items?",
        ),
        (
            text("after"),
            format!("{DATA}, paging: {{type: object, properties: {{next: {{type: object, properties: {{after: {{type: string}}}}}}}}}}"),
            "token after /paging/next/after, data",
        ),
        (
            text("after"),
            format!("{DATA}, last_id: {nullable}, has_more: {{type: boolean}}"),
            "token after /last_id, data /has_more",
        ),
        // Asana.
        (
            text("offset"),
            format!("{DATA}, next_page: {{nullable: true, type: object, properties: {{uri: {{type: string}}}}}}"),
            "link /next_page/uri, data",
        ),
        // The property is required, and nothing marks the end of the list.
        (text("after"), format!("{DATA}, last_id: {nullable}"), "-"),
        // The property may repeat the request.
        (text("cursor"), format!("{DATA}, cursor: {{type: string}}"), "-"),
        (page.to_owned(), format!("{DATA}, next_page: {{type: integer, nullable: true}}"), "token page /next_page up to 0, data"),
        // In some APIs, the totals count the items of one page.
        (page.to_owned(), format!("{DATA}, total: {{type: integer}}, count: {{type: integer}}"), "number page 1, data"),
        (
            page.to_owned(),
            format!("{DATA}, links: {{type: object, properties: {{next: {nullable}}}}}"),
            "link /links/next, data",
        ),
        (
            page.to_owned(),
            format!("{DATA}, _links: {{type: object, properties: {{next: {{type: object, properties: {{href: {{type: string}}}}}}}}}}"),
            "link /_links/next/href, data",
        ),
        (
            String::new(),
            "'@odata.nextLink': {type: string}, value: {type: array, items: {}}".to_owned(),
            "link /@odata.nextLink, value?",
        ),
        (page.to_owned(), format!("{DATA}, next: {{type: string, format: uri}}"), "link /next, data"),
        (page.to_owned(), format!("{DATA}, next: {{type: string, description: A token}}"), "number page 1, data"),
        (
            "{name: starting_after, in: query, schema: {type: string}}, {name: ending_before, in: query, schema: {type: string}}"
                .to_owned(),
            format!("{DATA}, has_more: {{type: boolean}}"),
            "after starting_after Some(\"ending_before\") id, data /has_more",
        ),
        (text("starting_after"), "data: {type: array, items: {}}, has_more: {type: boolean}".to_owned(), "-"),
        (documented("Identifier for the last job"), format!("{DATA}, has_more: {{type: boolean}}"), "after after None id, data /has_more"),
        (documented("An object ID"), "data: {type: array, items: {}}, has_more: {type: boolean}".to_owned(), "-"),
        (documented("An object ID"), DATA.to_owned(), "-"),
        // `after` may be a token.
        (documented("Where the page before ended"), format!("{DATA}, has_more: {{type: boolean}}"), "-"),
        (text("after"), format!("{DATA}, has_more: {{type: boolean}}"), "-"),
    ] {
        assert_eq!(seen(&parameters, &object(&properties), "", ""), expected, "{properties}");
    }
    // The id of items may be optional if every response states whether there are more items.
    let items = "data: {type: array, items: {type: object, properties: {id: {type: string}}}}, has_more: {type: boolean}";
    assert_eq!(seen(&text("starting_after"), &object(items), "", ""), "-");
    let schema = object(items).replace("[data]", "[data, has_more]");
    assert_eq!(
        seen(&text("starting_after"), &schema, "", ""),
        "after starting_after None id, data /has_more"
    );
    assert_eq!(seen(&documented("An object ID"), &schema, "", ""), "-");
    // A required number may stay the same after the last page.
    let stated =
        "next_page: {type: integer}, total_pages: {type: integer}, total_count: {type: integer}";
    let schema = object(&format!("{DATA}, {stated}")).replace("[data]", "[data, next_page]");
    assert_eq!(
        seen(page, &schema, "", ""),
        "number page 1, data /total_pages /total_count"
    );
}

#[test]
fn links_and_tokens_in_response_headers() {
    let list = "{type: array, items: {type: string}}";
    let size = "{name: per_page, in: query, schema: {type: integer}}";
    let cursor = "{name: cursor, in: query, schema: {type: string}}";
    let header = |name: &str| format!("{name}: {{schema: {{type: string}}}}");
    assert_eq!(seen(size, list, &header("Link"), ""), "link header link, ");
    assert_eq!(seen("", list, &header("Link"), ""), "-");
    assert_eq!(
        seen(cursor, list, &header("X-Next-Cursor"), ""),
        "token cursor header x-next-cursor, "
    );
    assert_eq!(seen(cursor, list, &header("X-Cursor"), ""), "-");
    let continuation = "{name: x-ms-continuation, in: header, schema: {type: string}}";
    let expected = "token Header x-ms-continuation header x-ms-continuation, ";
    assert_eq!(
        seen(continuation, list, &header("x-ms-continuation"), ""),
        expected
    );
}

#[test]
fn location_of_the_list() {
    let page = "{name: page, in: query, schema: {type: integer, default: 1}}, {name: size, in: query, schema: {type: integer}}";
    let list = "{type: array, items: {type: string}}";
    let objects = "{type: array, items: {type: object, properties: {id: {type: string}}}}";
    for (schema, expected) in [
        (list.to_owned(), "number page 1, "),
        (
            "{type: array, nullable: true, items: {type: string}}".to_owned(),
            "number page 1, ?",
        ),
        // The last segment of the path takes precedence over other names.
        (
            object(&format!("data: {list}, books: {list}")),
            "number page 1, books?",
        ),
        (
            object(&format!("data: {list}, results: {list}")),
            "number page 1, data",
        ),
        (
            object(&format!("errors: {list}, whatever: {list}")),
            "number page 1, whatever?",
        ),
        (object(&format!("one: {list}, two: {list}")), "-"),
        // The only list of objects.
        (
            object(&format!("one: {list}, two: {objects}")),
            "number page 1, two?",
        ),
        (object(&format!("one: {objects}, two: {objects}")), "-"),
        (
            object(
                "data: {type: object, required: [items], properties: {items: {type: array, items: {}}}}",
            ),
            "number page 1, data.items",
        ),
        (object("data: {type: string}"), "-"),
        ("{type: string}".to_owned(), "-"),
    ] {
        assert_eq!(seen(page, &schema, "", ""), expected, "{schema}");
    }
}

#[test]
fn configured_pagination_takes_precedence() {
    let page = "{name: page, in: query, schema: {type: integer}}, {name: limit, in: query, schema: {type: integer}}, \
                {name: c, in: query, schema: {type: string}}";
    let schema = object(&format!(
        "{DATA}, others: {{type: array, items: {{}}}}, next: {{type: string}}, more: {{type: boolean}}"
    ));
    let link = "Link: {schema: {type: string}}";
    for (config, expected) in [
        ("", "link header link, data"),
        ("recognise: false", "-"),
        ("none: [list]", "-"),
        (
            "page_number: {page: page, first: 0, items: /others, more: /more}",
            "number page 0, others? /more",
        ),
        ("token: {parameter: c, next: /next}", "token c /next, data"),
        (
            "token: {parameter: c, next_header: X-Next}",
            "token c header x-next, data",
        ),
        (
            "token: {parameter: c, next_header: X-Next, end: '0'}",
            "token c header x-next up to 0, data",
        ),
        (
            "token: {parameter: c, next: /nowhere}, offset: {offset: page}",
            "offset page, data",
        ),
        (
            "after: {after: c, property: name}",
            "after c None name, data",
        ),
        ("link: {next: /next}", "link /next, data"),
        (
            "operations: {list: {offset: {offset: limit}}}, link: {}",
            "offset limit, data",
        ),
        ("operations: {list: {link: {next: /nowhere}}}", "-"),
    ] {
        let config = if config.is_empty() {
            String::new()
        } else {
            format!("{{paging: {{{config}}}}}")
        };
        assert_eq!(seen(page, &schema, link, &config), expected, "{config}");
    }
    let other = with_paths(
        &operation(page, &schema, link),
        "{paging: {none: [a], operations: {b: {}}}}",
    );
    assert_eq!(
        other.problems,
        [
            "the description has no operation `a`",
            "the description has no operation `b`"
        ]
    );
}

#[test]
fn tokens_in_request_bodies() {
    let seen = with_paths(
        "  /search:
    post:
      operationId: list
      requestBody: {content: {application/json: {schema: {type: object, properties: {start_cursor: {type: string}}}}}}
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                type: object
                required: [results]
                properties:
                  results: {type: array, items: {type: string}}
                  next_cursor: {type: string, nullable: true}
                  has_more: {type: boolean}
",
        "",
    );
    let paging = seen.operation("list").paging.as_ref();
    assert_eq!(
        short(paging),
        "token Body start_cursor /next_cursor, results /has_more"
    );
}

#[test]
fn page_numbers_in_responses_suffice() {
    let query =
        |name: &str, ty: &str| format!("{{name: {name}, in: query, schema: {{type: {ty}}}}}");
    let number = "{type: integer}";
    for (parameter, properties, expected) in [
        (
            query("page", "integer"),
            format!("{DATA}, page: {number}"),
            "number page after /page, data",
        ),
        (
            query("page", "string"),
            format!("{DATA}, page: {number}"),
            "number page after /page, data",
        ),
        (
            query("page", "integer"),
            format!(
                "{DATA}, meta: {{type: object, properties: {{currentPage: {number}, totalCount: {number}}}}}"
            ),
            "number page after /meta/currentPage, data /meta/totalCount",
        ),
        // From Spring.
        (
            query("page", "integer"),
            format!("{DATA}, number: {number}, totalPages: {number}"),
            "number page after /number, data /totalPages",
        ),
        (
            query("page", "integer"),
            format!("{DATA}, number: {number}"),
            "-",
        ),
        (
            query("page", "integer"),
            format!("{DATA}, page: {{type: string}}"),
            "-",
        ),
        // JSON:API: `page[number]` and `page[size]`.
        (
            query("page", "object"),
            format!("{DATA}, page: {number}"),
            "-",
        ),
    ] {
        assert_eq!(
            seen(&parameter, &object(&properties), "", ""),
            expected,
            "{parameter} {properties}"
        );
    }
}

#[test]
fn offsets_that_responses_repeat_count_items() {
    let documented =
        "{name: offset, in: query, description: Start of the page, schema: {type: integer}}";
    let size = "{name: limit, in: query, schema: {type: integer}}";
    let stated = format!("{DATA}, offset: {{type: integer}}, totalCount: {{type: integer}}");
    let parameters = format!("{documented}, {size}");
    assert_eq!(
        seen(&parameters, &object(&stated), "", ""),
        "offset offset, data /totalCount"
    );
    assert_eq!(seen(&parameters, &object(DATA), "", ""), "-");
    let counts_pages = parameters.replace("Start of the page", "Page offset");
    assert_eq!(seen(&counts_pages, &object(&stated), "", ""), "-");
    // The default determines the type of a parameter without `type`.
    let untyped = format!("{{name: page, in: query, schema: {{default: 1}}}}, {size}");
    assert_eq!(seen(&untyped, &object(DATA), "", ""), "number page 1, data");
}

#[test]
fn next_value_of_a_parameter_is_its_token() {
    let text = |name: &str| format!("{{name: {name}, in: query, schema: {{type: string}}}}");
    let size = "{name: limit, in: query, schema: {type: integer}}";
    let next = |name: &str| format!("{DATA}, {name}: {{type: string}}");
    let both = format!("{}, {size}", text("key"));
    assert_eq!(
        seen(&both, &object(&next("nextKey")), "", ""),
        "token key /nextKey, data"
    );
    assert_eq!(
        seen(&both, &object(&next("next_page_key")), "", ""),
        "token key /next_page_key, data"
    );
    assert_eq!(
        seen(&text("page_token"), &object(&next("next_page")), "", ""),
        "token page_token /next_page, data"
    );
    // The token may be for waiting.
    for (parameter, property) in [
        ("waitToken", "nextWaitToken"),
        ("syncToken", "nextSyncToken"),
        ("since", "nextSince"),
    ] {
        let parameters = format!("{}, {size}", text(parameter));
        assert_eq!(
            seen(&parameters, &object(&next(property)), "", ""),
            "-",
            "{parameter}"
        );
    }
    let documented = |docs: &str| format!("{DATA}, next: {{type: string, description: {docs}}}");
    assert_eq!(
        seen(
            &text("after"),
            &object(&documented("Cursor of the next page")),
            "",
            ""
        ),
        "token after /next, data"
    );
    assert_eq!(
        seen(
            &text("after"),
            &object(&documented("What comes next")),
            "",
            ""
        ),
        "-"
    );
}

#[test]
fn lists_in_a_nested_page_object() {
    let size = "{name: limit, in: query, schema: {type: integer}}";
    let page = |name: &str| {
        let properties =
            "items: {type: array, items: {type: string}}, next: {type: string, format: uri}";
        format!("{name}: {{type: object, properties: {{{properties}}}}}")
    };
    let object = |properties: &[String]| {
        format!(
            "{{type: object, properties: {{{}}}}}",
            properties.join(", ")
        )
    };
    let message = || "message: {type: string}".to_owned();
    assert_eq!(
        seen(size, &object(&[page("albums")]), "", ""),
        "link /albums/next, albums.items?"
    );
    assert_eq!(
        seen(size, &object(&[message(), page("books")]), "", ""),
        "link /books/next, books.items?"
    );
    // The list belongs to another object.
    assert_eq!(
        seen(size, &object(&[message(), page("albums")]), "", ""),
        "-"
    );
    assert_eq!(
        seen(size, &object(&[page("albums"), page("artists")]), "", ""),
        "-"
    );
}

#[test]
fn cursors_from_the_link_header() {
    let cursor = |docs: &str| {
        format!("{{name: after, in: query, description: {docs}, schema: {{type: string}}}}")
    };
    let list = "{type: array, items: {type: string}}";
    assert_eq!(
        seen(&cursor("Refer to the `link` header"), list, "", ""),
        "link header link, "
    );
    assert_eq!(seen(&cursor("A cursor"), list, "", ""), "-");
}

#[test]
fn pages_without_content_are_empty() {
    let operation = |parameters: &str| {
        let content = "{application/json: {schema: {type: array, items: {type: string}}}}";
        let responses =
            format!("{{'200': {{description: d, content: {content}}}, '204': {{description: d}}}}");
        let paths = format!(
            "  /a:\n    get: {{operationId: list, parameters: [{parameters}], responses: {responses}}}\n"
        );
        let seen = with_paths(&paths, "");
        let operation = seen.operation("list");
        let is_option =
            matches!(&operation.returns.output, model::Output::Json(schema) if schema.nullable);
        (is_option, short(operation.paging.as_ref()))
    };
    let paged = "{name: offset, in: query, schema: {type: integer}}, {name: limit, in: query, schema: {type: integer}}";
    assert_eq!(operation(paged), (true, "offset offset, ?".to_owned()));
    assert_eq!(operation(""), (true, "-".to_owned()));
}

#[test]
fn cursors_with_equal_names_and_lists_of_messages() {
    const LIMIT: &str = "{name: limit, in: query, schema: {type: integer}}";
    let text =
        |name: &str| format!("{{name: {name}, in: query, schema: {{type: string}}}}, {LIMIT}");
    let messages = DATA.replacen("data", "messages", 1);
    for (parameters, properties, expected) in [
        (
            text("cursor"),
            format!("{DATA}, cursor: {{type: string}}"),
            "token cursor /cursor, data?",
        ),
        (
            text("offset"),
            format!("{DATA}, offset: {{type: string, description: Where the next page begins.}}"),
            "token offset /offset, data?",
        ),
        (
            text("position"),
            format!("{DATA}, next_position: {{type: string}}"),
            "token position /next_position, data?",
        ),
        (text("sort"), format!("{DATA}, sort: {{type: string}}"), "-"),
        (
            text("position"),
            format!("{DATA}, position: {{type: string}}"),
            "-",
        ),
        (
            text("cursor"),
            format!(
                "{}, next_cursor: {{type: string}}",
                DATA.replacen("data", "warnings", 1)
            ),
            "-",
        ),
        (
            text("'page[after]'"),
            format!(
                "{DATA}, meta: {{type: object, properties: {{after_cursor: {{type: string}}, has_more: {{type: boolean}}}}}}"
            ),
            "token page[after] /meta/after_cursor, data? /meta/has_more",
        ),
        (
            text("cursor"),
            format!(
                "{messages}, response_metadata: {{type: object, properties: {{next_cursor: {{type: string}}}}}}"
            ),
            "token cursor /response_metadata/next_cursor, messages?",
        ),
        (
            text("cursor"),
            format!("{DATA}, {messages}, cursor: {{type: string}}"),
            "token cursor /cursor, data?",
        ),
    ] {
        let schema = format!("{{type: object, properties: {{{properties}}}}}");
        assert_eq!(seen(&parameters, &schema, "", ""), expected, "{properties}");
    }
}

#[test]
fn a_list_whose_next_page_another_operation_requests_is_not_paged() {
    const WHY: &str = "another operation requests the next page";
    let own = "paging: {operations: {list: {link: {next: /nextLink}}}}";
    for (pageable, config, expected, why) in [
        (
            "{nextLinkName: nextLink}",
            "",
            "link /nextLink, value?",
            None,
        ),
        ("{operationName: listNext}", "", "-", Some(WHY)),
        (
            "{operationName: listNext}",
            own,
            "link /nextLink, value?",
            None,
        ),
    ] {
        let response = "{properties: {nextLink: {type: string}, value: {type: array, items: {}}}}";
        let paths = operation("", response, "").replace(
            "operationId: list",
            &format!("operationId: list\n      x-ms-pageable: {pageable}"),
        );
        let seen = with_paths(&paths, config);
        let list = seen.operation("list");
        assert_eq!(short(list.paging.as_ref()), expected);
        assert_eq!(missing_paging_reason(&seen.api.types, list), why);
    }
}
