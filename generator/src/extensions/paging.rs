//! The rules for lists.

use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use crate::config::{
    AfterConfig, LinkConfig, OffsetConfig, PageNumberConfig, PagingRules, TokenConfig,
    TokenPlaceConfig,
};
use crate::diag::push_segment;
use crate::source::{Document, ExtensionSetting};

impl<'d> ExtensionReader<'d> {
    pub(super) fn read_paging(&mut self, operations: &[PathOperation<'d>]) {
        let paging = &self.written.paging;
        for operation in operations {
            let mut written = paging.operations.keys().chain(&paging.none);
            if written.any(|key| operation.is_called(key)) {
                continue;
            }
            for extension in operation.extensions() {
                let list = PagingExtension {
                    value: extension.value,
                    document: self.document,
                    operation,
                };
                let rules = match extension.setting {
                    ExtensionSetting::SpeakeasyPaging => list.speakeasy_rules(),
                    ExtensionSetting::FernPaging if extension.value.is_object() => {
                        list.fern_rules()
                    }
                    _ => continue,
                };
                match rules {
                    Some(rules) => {
                        self.record(&["paging", "operations", &operation.key], &extension.at);
                        let rules_of = &mut self.settings.config.paging.operations;
                        rules_of.entry(operation.key.clone()).or_insert(rules);
                    }
                    None => self.warn(
                        &extension.at,
                        "expected a kind of pagination that the client has: by token, link, page number, offset or last item",
                    ),
                }
            }
        }
    }
}

/// An extension that says how an operation returns a list.
struct PagingExtension<'r, 'd> {
    value: &'d Value,
    document: &'d Document,
    operation: &'r PathOperation<'d>,
}

impl<'d> PagingExtension<'_, 'd> {
    /// Reads `{type, inputs: [{name, in, type}], outputs: {results, nextCursor, …}}`; `None` for other values.
    fn speakeasy_rules(&self) -> Option<PagingRules> {
        let items = self.output("results").and_then(pointer_of_json_path);
        let mut rules = PagingRules::default();
        match text(self.value, "type")? {
            "url" => {
                let next = self.output("nextUrl").and_then(pointer_of_json_path)?;
                rules.link = Some(link_rule(next, items));
            }
            "cursor" => {
                let parameter = self.input("cursor")?;
                let next = self.output("nextCursor")?;
                match last_item_of_json_path(next) {
                    Some(last) => rules.after = Some(last.rule(parameter)),
                    None => {
                        let next = pointer_of_json_path(next)?;
                        rules.token = Some(self.token_rule(parameter, next, items));
                    }
                }
            }
            "offsetLimit" => match (self.input("page"), self.input("offset")) {
                (Some(page), _) => {
                    let total_pages = self.output("numPages").and_then(pointer_of_json_path);
                    rules.page_number = Some(PageNumberConfig {
                        total_pages,
                        ..page_number_rule(page, items)
                    });
                }
                (None, Some(offset)) => rules.offset = Some(offset_rule(offset, items)),
                (None, None) => return None,
            },
            _ => return None,
        }
        Some(rules)
    }

    /// Returns the name of the parameter of this type.
    fn input(&self, kind: &str) -> Option<&'d str> {
        let mut inputs = self.value.get("inputs")?.as_array()?.iter();
        text(
            inputs.find(|input| text(input, "type") == Some(kind))?,
            "name",
        )
    }

    fn output(&self, key: &str) -> Option<&'d str> {
        text(self.value.get("outputs")?, key)
    }

    /// Reads `{cursor: $request.…, next_cursor: $response.…, results: $response.…}`, or `offset` instead of the cursors;
    /// `None` for other values.
    fn fern_rules(&self) -> Option<PagingRules> {
        let items = self.response_pointer("results");
        let mut rules = PagingRules::default();
        if let Some(next) = self.response_pointer("next_uri") {
            rules.link = Some(link_rule(next, items));
        } else if let Some(cursor) = self.request_parameter("cursor") {
            let next = self.response_pointer("next_cursor")?;
            rules.token = Some(self.token_rule(cursor, next, items));
        } else {
            let offset = self.request_parameter("offset")?;
            let more = self.response_pointer("has-next-page");
            // With a step, the offset counts items, otherwise pages.
            if self.value.get("step").is_some() {
                rules.offset = Some(OffsetConfig {
                    more,
                    ..offset_rule(offset, items)
                });
            } else {
                rules.page_number = Some(PageNumberConfig {
                    more,
                    ..page_number_rule(offset, items)
                });
            }
        }
        Some(rules)
    }

    fn request_parameter(&self, key: &str) -> Option<&'d str> {
        text(self.value, key)?.strip_prefix("$request.")
    }

    fn response_pointer(&self, key: &str) -> Option<String> {
        pointer_of_json_path(text(self.value, key)?.strip_prefix("$response")?)
    }

    fn token_rule(&self, parameter: &str, next: String, items: Option<String>) -> TokenConfig {
        TokenConfig {
            parameter: parameter.to_owned(),
            place: self.place_of(parameter),
            next: Some(next),
            next_header: None,
            end: None,
            items,
            more: None,
        }
    }

    /// Returns where a request sends a parameter: in its body if it has one, unless the operation has such a parameter.
    fn place_of(&self, name: &str) -> TokenPlaceConfig {
        let PathOperation {
            origin,
            path_item,
            members,
            ..
        } = self.operation;
        let lists = [origin, path_item].map(|around| around.child("parameters"));
        for place in lists.iter().flat_map(|list| self.document.items(list)) {
            let parameter = self.document.value(&self.document.followed(place));
            let Some(parameter) = parameter.filter(|it| text(it, "name") == Some(name)) else {
                continue;
            };
            match text(parameter, "in") {
                Some("query") => return TokenPlaceConfig::Query,
                Some("header") => return TokenPlaceConfig::Header,
                _ => {}
            }
        }
        if members.contains_key("requestBody") {
            TokenPlaceConfig::Body
        } else {
            TokenPlaceConfig::Query
        }
    }
}

fn link_rule(next: String, items: Option<String>) -> LinkConfig {
    LinkConfig {
        next: Some(next),
        items,
    }
}

fn page_number_rule(page: &str, items: Option<String>) -> PageNumberConfig {
    PageNumberConfig {
        page: page.to_owned(),
        first: None,
        items,
        total_pages: None,
        total_items: None,
        more: None,
    }
}

fn offset_rule(offset: &str, items: Option<String>) -> OffsetConfig {
    OffsetConfig {
        offset: offset.to_owned(),
        items,
        total_items: None,
        more: None,
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// Returns the JSON pointer of a JSONPath that consists of names, such as `$.pages.next`.
fn pointer_of_json_path(path: &str) -> Option<String> {
    let names = path.strip_prefix('$').unwrap_or(path);
    let mut pointer = String::new();
    for name in names.split('.').skip(1) {
        if name.is_empty() || name.contains(['[', '*']) {
            return None;
        }
        push_segment(&mut pointer, name);
    }
    Some(pointer)
}

/// The property of the last item of an array in a response.
struct LastItem {
    items: String,
    property: String,
}

impl LastItem {
    fn rule(self, parameter: &str) -> AfterConfig {
        AfterConfig {
            after: parameter.to_owned(),
            before: None,
            property: Some(self.property),
            items: Some(self.items),
            more: None,
        }
    }
}

/// Reads a JSONPath such as `$.data[-1].id`, or `$.data[-1:].id`.
fn last_item_of_json_path(path: &str) -> Option<LastItem> {
    let (items, property) = path
        .split_once("[-1].")
        .or_else(|| path.split_once("[-1:]."))?;
    Some(LastItem {
        items: pointer_of_json_path(items)?,
        property: property.to_owned(),
    })
}
