//! The rules for lists.

use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use super::values::{ExtensionValue, string_at};
use config::{
    AfterConfig, LinkConfig, OffsetConfig, PageNumberConfig, PagingRules, TokenConfig,
    TokenPlaceConfig,
};
use description::{Document, ExtensionSetting};
use diag::push_segment;

impl<'d> ExtensionReader<'d> {
    pub(super) fn read_paging(&mut self, operations: &[PathOperation<'d>]) {
        let paging = &self.written.paging;
        for operation in operations {
            if operation.is_configured(paging.operations.keys().chain(&paging.none)) {
                continue;
            }
            for extension in operation.extensions() {
                let list = PagingExtension {
                    value: self.own_or_general(&extension),
                    document: self.document,
                    operation,
                };
                let rules = match extension.setting {
                    ExtensionSetting::SpeakeasyPaging => list.speakeasy_rules(),
                    ExtensionSetting::FernPaging if list.value != &Value::Bool(false) => {
                        list.fern_rules()
                    }
                    _ => continue,
                };
                let Some(rules) = rules else {
                    let fault = "expected a kind of pagination that the client has: by token, link, page number, offset or last item";
                    self.warn(&extension.at, fault);
                    continue;
                };
                self.record(&["paging", "operations", &operation.key], &extension.at);
                let rules_of = &mut self.settings.config.paging.operations;
                rules_of.entry(operation.key.clone()).or_insert(rules);
            }
        }
    }

    /// Returns the value of an extension; `true` stands for that of the same extension of the
    /// description.
    fn own_or_general(&self, extension: &ExtensionValue<'d>) -> &'d Value {
        let mut general = self.general_extensions(extension.setting).into_iter();
        match (extension.value, general.next()) {
            (Value::Bool(true), Some(general)) => general.value,
            (own, _) => own,
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
    /// Reads `{type, inputs: [{name, in, type}], outputs: {results, nextCursor, …}}`; `None` for
    /// other values.
    fn speakeasy_rules(&self) -> Option<PagingRules> {
        let items = self.output("results");
        let mut rules = PagingRules::default();
        match string_at(self.value, "type")? {
            "url" => rules.link = Some(link_rule(self.output("nextUrl")?, items)),
            "cursor" => {
                let parameter = self.input("cursor")?;
                let next = string_at(self.value.get("outputs")?, "nextCursor")?;
                rules.after = last_item_rule(parameter, next);
                if rules.after.is_none() {
                    let next = pointer_of_json_path(next)?;
                    rules.token = Some(self.token_rule(parameter, next, items)?);
                }
            }
            "offsetLimit" => match self.input("page") {
                Some(page) => {
                    rules.page_number = Some(PageNumberConfig {
                        page: page.to_owned(),
                        items,
                        total_pages: self.output("numPages"),
                        ..PageNumberConfig::default()
                    });
                }
                None => {
                    rules.offset = Some(OffsetConfig {
                        offset: self.input("offset")?.to_owned(),
                        items,
                        ..OffsetConfig::default()
                    });
                }
            },
            _ => return None,
        }
        Some(rules)
    }

    /// Returns the name of the parameter of this type.
    fn input(&self, kind: &str) -> Option<&'d str> {
        let mut inputs = self.value.get("inputs")?.as_array()?.iter();
        let input = inputs.find(|input| string_at(input, "type") == Some(kind))?;
        string_at(input, "name")
    }

    fn output(&self, key: &str) -> Option<String> {
        pointer_of_json_path(string_at(self.value.get("outputs")?, key)?)
    }

    /// Reads `{cursor: $request.…, next_cursor: $response.…, results: $response.…}`, or `offset`,
    /// `next_uri` or `next_path` instead of the cursors; `None` for other values.
    fn fern_rules(&self) -> Option<PagingRules> {
        let items = self.response_pointer("results");
        let mut links = ["next_uri", "next_path"].into_iter();
        let mut rules = PagingRules::default();
        if let Some(next) = links.find_map(|key| self.response_pointer(key)) {
            rules.link = Some(link_rule(next, items));
        } else if let Some(cursor) = self.request_parameter("cursor") {
            let next = self.response_pointer("next_cursor")?;
            rules.token = Some(self.token_rule(cursor, next, items)?);
        } else {
            let offset = self.request_parameter("offset")?.to_owned();
            let more = self.response_pointer("has-next-page");
            // With a step, the offset counts items, otherwise pages.
            if self.value.get("step").is_some() {
                rules.offset = Some(OffsetConfig {
                    offset,
                    items,
                    more,
                    ..OffsetConfig::default()
                });
            } else {
                rules.page_number = Some(PageNumberConfig {
                    page: offset,
                    items,
                    more,
                    ..PageNumberConfig::default()
                });
            }
        }
        Some(rules)
    }

    fn request_parameter(&self, key: &str) -> Option<&'d str> {
        string_at(self.value, key)?.strip_prefix("$request.")
    }

    fn response_pointer(&self, key: &str) -> Option<String> {
        pointer_of_json_path(string_at(self.value, key)?.strip_prefix("$response")?)
    }

    /// Returns the rule for a token; `None` if it is sent in a nested property of the body, which
    /// the client cannot set.
    fn token_rule(
        &self,
        parameter: &str,
        next: String,
        items: Option<String>,
    ) -> Option<TokenConfig> {
        let place = self.place_of(parameter);
        if matches!(place, TokenPlaceConfig::Body) && parameter.contains('.') {
            return None;
        }
        Some(TokenConfig {
            parameter: parameter.to_owned(),
            place,
            next: Some(next),
            items,
            ..TokenConfig::default()
        })
    }

    /// Returns where a request sends a parameter: in its body if it has one, unless the operation
    /// has such a parameter.
    fn place_of(&self, name: &str) -> TokenPlaceConfig {
        let PathOperation {
            origin, path_item, ..
        } = self.operation;
        let lists = [origin, path_item].map(|around| around.child("parameters"));
        let items = lists.iter().flat_map(|list| self.document.items(list));
        let mut parameters =
            items.filter_map(|at| self.document.value(&self.document.followed(at)));
        let place = parameters.find_map(|parameter| match string_at(parameter, "in")? {
            _ if string_at(parameter, "name") != Some(name) => None,
            "query" => Some(TokenPlaceConfig::Query),
            "header" => Some(TokenPlaceConfig::Header),
            _ => None,
        });
        place.unwrap_or(if self.operation.members.contains_key("requestBody") {
            TokenPlaceConfig::Body
        } else {
            TokenPlaceConfig::Query
        })
    }
}

fn link_rule(next: String, items: Option<String>) -> LinkConfig {
    LinkConfig {
        next: Some(next),
        items,
    }
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

/// Reads the JSONPath of a property of the last item in a response: `$.data[-1].id`, or
/// `$.data[-1:].id`.
fn last_item_rule(parameter: &str, path: &str) -> Option<AfterConfig> {
    let ends = ["[-1].", "[-1:]."];
    let (items, property) = ends.iter().find_map(|end| path.split_once(end))?;
    Some(AfterConfig {
        after: parameter.to_owned(),
        property: Some(property.to_owned()),
        items: Some(pointer_of_json_path(items)?),
        ..AfterConfig::default()
    })
}
