//! Operations, their parameters, bodies and responses, and webhook requests.

use std::collections::HashMap;

use serde_json::Value;

use super::super::cursor::{
    Both, Cursor, CursorSubject, DetectedChange, ResolvedSchema, SchemaLocation, Shape,
    Transmission,
};
use super::super::draft::ItemScope;
use super::super::matching::{self, covering_response, covering_status, route_without_names};
use super::super::media;
use super::super::rules::{MOVED_INTO_OBJECT, WebhookParameter, webhook_parameters};
use super::super::security::{self, SchemeNames, Security};
use super::super::sides::Sides;
use super::super::verdict::{Direction, Wire};
use super::sequences::{ITEM_SCHEMA, comparable_schemas};
use super::walk::Walk;
use description::{Document, has_binary_format};
use media_type::media_type_essence;
use model::{
    Answer, Api, Codec, Content, Envelope, Header, HttpMethod, LeftOut, Operation, Parameter,
    ParameterLocation, ParameterStyle, Property, Response, Schema, WebhookRequest,
    path_without_names,
};
use surface::{ItemSource, SourceSection};

impl<'a> Walk<'a> {
    pub(super) fn compare_operations(&mut self, cursor: &Cursor<'a>) {
        let models = self.versions.models;
        let pairs = matching::pair_operations(&models.old.operations, &models.new.operations);
        for Sides { old, new } in pairs {
            // An operation that one version has, but in an unreadable form, was neither added nor
            // removed.
            let is_unreadable = match (old, new) {
                (Some(old), None) => is_operation_left_out(self.versions.models.new, old),
                (None, Some(new)) => is_operation_left_out(self.versions.models.old, new),
                _ => false,
            };
            if !is_unreadable {
                self.compare_operation(
                    old,
                    new,
                    &Cursor {
                        subject: CursorSubject {
                            operation: Sides { old, new },
                            ..cursor.subject
                        },
                        ..cursor.clone()
                    },
                );
            }
        }
        let pairs_left_out = matching::pair_by_key(
            &models.old.left_out,
            &models.new.left_out,
            route_of_left_out,
        );
        for Sides { old, new } in pairs_left_out {
            self.judge(old, new, cursor);
        }
    }

    fn compare_operation(
        &mut self,
        old: Option<&'a Operation>,
        new: Option<&'a Operation>,
        cursor: &Cursor<'a>,
    ) {
        self.judge(old, new, cursor);
        let (Some(old), Some(new)) = (old, new) else {
            return;
        };
        self.compare_own_security(old, new, cursor);
        let request = cursor.in_direction(Direction::Request);
        self.compare_parameters(old, new, &request);
        self.judge(old.body.as_ref(), new.body.as_ref(), &request);
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.compare_contents(&old.contents, &new.contents, &request);
        }
        let response = cursor.in_direction(Direction::Response);
        self.compare_responses(old, new, &response);
    }

    /// Pairs responses by status. If only one version describes a status, its response is compared
    /// with that of the range that covers the status.
    fn compare_responses(&mut self, old: &'a Operation, new: &'a Operation, cursor: &Cursor<'a>) {
        let pairs =
            matching::pair_by_key(&old.responses, &new.responses, |response| response.status);
        for Sides { old, new } in &pairs {
            self.judge(*old, *new, cursor);
            if let (Some(old), Some(new)) = (old, new) {
                self.compare_inside_response(old, new, cursor);
            }
        }
        for pair in pairs {
            let covered = match (pair.old, pair.new) {
                (Some(before), None) => Sides {
                    old: Some(before),
                    new: covering_response(new, before.status),
                },
                (None, Some(after)) => Sides {
                    old: covering_response(old, after.status),
                    new: Some(after),
                },
                _ => continue,
            };
            let Some(Sides {
                old: before,
                new: after,
            }) = covered.both()
            else {
                continue;
            };
            // The author of an error response without a body may mean that it has the body of
            // `default`.
            let described = pair.old.or(pair.new);
            let is_undescribed_error = described
                .is_some_and(|response| !response.is_success && response.contents.is_empty());
            if is_undescribed_error {
                self.compare_headers(&before.headers, &after.headers, cursor);
                continue;
            }
            let cursor = Cursor {
                transmission: Transmission {
                    may_have_body_of_range: before.contents.is_empty() || after.contents.is_empty(),
                    ..cursor.transmission
                },
                ..cursor.clone()
            };
            self.compare_inside_response(before, after, &cursor);
        }
    }

    fn compare_parameters(&mut self, old: &'a Operation, new: &'a Operation, cursor: &Cursor<'a>) {
        // Path parameters are paired by position, not by name.
        let is_one_path = path_without_names(&old.path) == path_without_names(&new.path);
        let by_position_or_key = matching::pair_by_key(
            &old.parameters,
            &new.parameters,
            |parameter| match path_position(parameter, old, new) {
                Ok(position) if is_one_path => Ok(position),
                _ => Err((parameter.location, key_name(parameter))),
            },
        );
        let with_positions = matching::pair_unmatched(by_position_or_key, |parameter| {
            path_position(parameter, old, new)
        });
        let with_names = matching::pair_unmatched(with_positions, key_name);
        let with_rust_names = matching::pair_unmatched(with_names, |parameter| {
            (parameter.location, parameter.rust.clone())
        });
        // Names of headers may differ in letter case; programs set them by the same Rust name.
        let all_pairs =
            matching::pair_unmatched(with_rust_names, |parameter| parameter.rust.clone());
        let pairs = self.compare_parameters_in_objects(all_pairs, cursor);
        for Sides {
            old: old_parameter,
            new: new_parameter,
        } in pairs
        {
            let cursor = Cursor {
                subject: CursorSubject {
                    member: new_parameter
                        .or(old_parameter)
                        .map(|parameter| parameter.wire.as_str()),
                    part: Sides {
                        old: old_parameter,
                        new: new_parameter,
                    }
                    .map(|parameter| Some(&parameter?.origin)),
                    ..cursor.subject
                },
                transmission: Transmission {
                    as_strings: true,
                    ..cursor.transmission
                },
                schema: SchemaLocation {
                    is_described: [old_parameter, new_parameter]
                        .into_iter()
                        .flatten()
                        .all(|parameter| parameter.docs.is_none()),
                    ..cursor.schema.clone()
                },
                ..cursor.clone()
            };
            self.judge(old_parameter, new_parameter, &cursor);
            if let (Some(old), Some(new)) = (old_parameter, new_parameter) {
                let parameters = Sides { old, new };
                let is_same_place = old.location == new.location && old.style == new.style;
                let may_repeat =
                    parameters.map(|parameter| is_same_place && is_exploded(parameter));
                let schemas = parameters.map(|parameter| &parameter.schema);
                let values = self.schemas_of_values(schemas, may_repeat, &cursor);
                self.compare_schemas(values.old, values.new, &cursor);
            }
        }
    }

    /// Compares query parameters with the properties of an exploded object that replaced them, or
    /// vice versa; returns the pairs of all other parameters.
    fn compare_parameters_in_objects(
        &mut self,
        mut pairs: matching::MatchedPairs<'a, Parameter>,
        cursor: &Cursor<'a>,
    ) -> matching::MatchedPairs<'a, Parameter> {
        let Sides {
            old: old_api,
            new: new_api,
        } = self.versions.models;
        let removed: Vec<&Parameter> = pairs
            .iter()
            .filter(|pair| pair.new.is_none())
            .filter_map(|pair| pair.old)
            .collect();
        let added: Vec<&Parameter> = pairs
            .iter()
            .filter(|pair| pair.old.is_none())
            .filter_map(|pair| pair.new)
            .collect();
        let grouped = added
            .iter()
            .filter_map(|object| ExplodedObject::of(new_api, object, old_api, &removed, true));
        let split = removed
            .iter()
            .filter_map(|object| ExplodedObject::of(old_api, object, new_api, &added, false));
        let exploded_objects: Vec<ExplodedObject<'a>> = grouped.chain(split).collect();
        for exploded in &exploded_objects {
            self.compare_exploded_object(exploded, cursor);
        }
        pairs.retain(|Sides { old, new }| {
            let mut parameters = [old, new].into_iter().flatten();
            !parameters.any(|parameter| exploded_objects.iter().any(|object| object.has(parameter)))
        });
        pairs
    }

    /// Reports that query parameters became properties of an exploded object, or vice versa, and
    /// compares them.
    fn compare_exploded_object(&mut self, exploded: &ExplodedObject<'a>, cursor: &Cursor<'a>) {
        let cursor = Cursor {
            subject: CursorSubject {
                member: Some(&exploded.object.wire),
                ..cursor.subject
            },
            transmission: Transmission {
                as_strings: true,
                ..cursor.transmission
            },
            ..cursor.clone()
        };
        let parameters = exploded.members.iter().map(|(parameter, _)| *parameter);
        let message = exploded.describe_regrouping();
        let first = parameters.clone().next();
        let is_new = exploded.is_new;
        let (old, new) = if is_new {
            (first, Some(exploded.object))
        } else {
            (Some(exploded.object), first)
        };
        let parameter_cursor =
            cursor.at_origins(Sides { old, new }.map(|parameter| Some(&parameter?.origin)));
        self.add_finding(
            &MOVED_INTO_OBJECT,
            DetectedChange::new(Wire::None, message),
            &Both {
                old,
                new,
                cursor: &parameter_cursor,
            },
        );
        if let Some(draft) = self.visited.drafts.last_mut() {
            let ItemScope { items, wholes, .. } = &mut draft.scope;
            let (items, whole) = if is_new {
                (&mut items.old, &wholes.old)
            } else {
                (&mut items.new, &wholes.new)
            };
            if let Some(whole) = whole {
                items.extend(
                    parameters.map(|parameter| ItemSource::of_part(whole, &parameter.origin)),
                );
            }
        }
        for (parameter, property) in &exploded.members {
            let cursor = cursor.at_member(Some(&parameter.wire));
            if is_new {
                self.compare_schemas(&parameter.schema, &property.schema, &cursor)
            } else {
                self.compare_schemas(&property.schema, &parameter.schema, &cursor)
            }
        }
    }

    fn compare_contents(&mut self, old: &'a [Content], new: &'a [Content], cursor: &Cursor<'a>) {
        let cursor = &Cursor {
            transmission: Transmission {
                forms: Sides { old, new },
                ..cursor.transmission
            },
            ..cursor.clone()
        };
        let by_media_type = matching::pair_by_key(old, new, |content| {
            content.media_type.replace(' ', "").to_ascii_lowercase()
        });
        let pairs = matching::pair_unmatched(by_media_type, |content| {
            media_type_essence(&content.media_type)
        });
        for Sides { old, new } in pairs {
            if let (Some(old), Some(new)) = (old, new) {
                self.compare_sequences(old, new, cursor);
            }
            if let (Some(old), Some(new)) = (old, new)
                && is_bytes(self.versions.texts.old, old)
                && is_bytes(self.versions.texts.new, new)
            {
                // For bytes, OpenAPI 3.1 has no schema where 3.0 has `format: binary`.
                continue;
            }
            self.judge(old, new, cursor);
            let pair = (
                old.or_else(|| content_of_range(cursor.transmission.forms.old, new?)),
                new.or_else(|| content_of_range(cursor.transmission.forms.new, old?)),
            );
            if let (Some(old), Some(new)) = pair {
                self.compare_content(old, new, cursor);
            }
        }
    }

    fn compare_content(&mut self, old: &'a Content, new: &'a Content, cursor: &Cursor<'a>) {
        self.compare_headers(old.part_headers(), new.part_headers(), cursor);
        let as_strings = [old, new]
            .iter()
            .all(|content| content.codec == Codec::Form);
        let bodies = Sides { old, new };
        let has_parts = [Codec::Form, Codec::Multipart]
            .iter()
            .any(|codec| old.codec == *codec && new.codec == *codec);
        let body = if has_parts {
            bodies.map(Some)
        } else {
            Sides::default()
        };
        if let Some(Sides { old, new }) = comparable_schemas(old, new) {
            return self.compare_schemas(
                old,
                new,
                &Cursor {
                    transmission: Transmission {
                        as_strings,
                        body,
                        ..cursor.transmission
                    },
                    ..cursor.clone()
                },
            );
        }
        // A body in an unsupported media type is sent unchanged, so only the description has its
        // schema, not the model.
        let cursor = cursor.at_member(Some(&new.media_type));
        self.queue_unmodelled_pair(
            "schema",
            bodies
                .map(|content| content.origin.child("schema"))
                .as_ref(),
            &cursor,
        );
    }

    /// Compares the schemas of two responses.
    fn compare_inside_response(
        &mut self,
        old: &'a Response,
        new: &'a Response,
        cursor: &Cursor<'a>,
    ) {
        match self.result_schemas(old, new, cursor) {
            Some(Sides { old, new }) => self.compare_schemas(old, new, cursor),
            None => self.compare_contents(&old.contents, &new.contents, cursor),
        }
        self.compare_headers(&old.headers, &new.headers, cursor);
    }

    fn compare_headers(&mut self, old: &'a [Header], new: &'a [Header], cursor: &Cursor<'a>) {
        for Sides { old, new } in
            matching::pair_by_key(old, new, |header| header.wire.to_ascii_lowercase())
        {
            self.judge(old, new, cursor);
            let (Some(old), Some(new)) = (old, new) else {
                continue;
            };
            let is_described = old.docs.is_none() && new.docs.is_none();
            let cursor = Cursor {
                subject: CursorSubject {
                    member: Some(&new.wire),
                    ..cursor.subject
                },
                transmission: Transmission {
                    // A header with `content` writes values differently from one with `style`.
                    as_strings: old.is_content == new.is_content,
                    ..cursor.transmission
                },
                schema: SchemaLocation {
                    is_described,
                    ..cursor.schema.clone()
                },
                ..cursor.clone()
            };
            self.compare_schemas(&old.schema, &new.schema, &cursor);
        }
    }

    /// Returns the schemas to compare if only one of the crates removes the envelope, although the
    /// responses are the same on the wire.
    fn result_schemas(
        &self,
        old: &'a Response,
        new: &'a Response,
        cursor: &Cursor<'a>,
    ) -> Option<Sides<&'a Schema>> {
        let [old_content] = old.contents.as_slice() else {
            return None;
        };
        let [new_content] = new.contents.as_slice() else {
            return None;
        };
        if old_content.media_type != new_content.media_type {
            return None;
        }
        let old = old_content.schema.as_ref()?;
        let new = new_content.schema.as_ref()?;
        let operations = cursor.subject.operation.both()?;
        match (&operations.old.envelope, &operations.new.envelope) {
            (None, Some(envelope)) => Some(Sides {
                old: result_schema(self.versions.models.old, old, envelope)?,
                new,
            }),
            (Some(envelope), None) => Some(Sides {
                old,
                new: result_schema(self.versions.models.new, new, envelope)?,
            }),
            _ => None,
        }
    }

    pub(super) fn compare_webhook_requests(&mut self, cursor: &Cursor<'a>) {
        for Sides { old, new } in self.pair_webhook_requests() {
            let (Some(old), Some(new)) = (old, new) else {
                let section = Some(SourceSection::Webhooks);
                let webhook_cursor = Cursor {
                    subject: CursorSubject {
                        section,
                        ..cursor.subject
                    },
                    ..cursor.clone()
                };
                for draft in self.judge(old, new, &webhook_cursor) {
                    draft.scope.is_whole = true;
                }
                continue;
            };
            self.judge(Some(old), Some(new), cursor);
            let direction = Some(Direction::Response);
            let mut cursor = Cursor {
                subject: CursorSubject {
                    member: Some(&new.name),
                    ..cursor.subject
                },
                transmission: Transmission {
                    direction,
                    ..cursor.transmission
                },
                ..cursor.clone()
            };
            self.compare_contents(&old.contents, &new.contents, &cursor);
            self.compare_webhook_parameters(old, new, &cursor);
            cursor.transmission.direction = Some(Direction::Request);
            for Sides {
                old: before,
                new: after,
            } in matching::pair_by_key(&old.answers, &new.answers, |answer| answer.status)
            {
                let pair = (
                    before.or_else(|| covering_answer(&old.answers, after?)),
                    after.or_else(|| covering_answer(&new.answers, before?)),
                );
                // If only one of them has a body, this is a finding about the webhook.
                if let (Some(old), Some(new)) = pair
                    && old.contents.is_empty() == new.contents.is_empty()
                {
                    self.compare_contents(&old.contents, &new.contents, &cursor);
                }
            }
        }
    }

    /// Pairs webhook requests by name and method, and callbacks also by operation and URL, or else
    /// without the URL.
    fn pair_webhook_requests(&self) -> matching::MatchedPairs<'a, WebhookRequest> {
        let Sides { old, new } = self.versions.models;
        let operations = matching::pair_operations(&old.operations, &new.operations);
        let ids = operations.iter().filter_map(|pair| pair.both());
        let new_ids = ids
            .map(|pair| (pair.old.id.as_str(), pair.new.id.as_str()))
            .collect();
        let before = keyed_requests(old, &new_ids);
        let after = keyed_requests(new, &HashMap::new());
        let pairs_by_url = matching::pair_by_key(&before, &after, |keyed| {
            (keyed.key(), &keyed.request.expression)
        });
        matching::pair_unmatched(pairs_by_url, KeyedRequest::key)
            .into_iter()
            .map(|pair| pair.map(|keyed| Some(keyed?.request)))
            .collect()
    }

    fn compare_webhook_parameters(
        &mut self,
        old: &WebhookRequest,
        new: &WebhookRequest,
        cursor: &Cursor<'a>,
    ) {
        let before = webhook_parameters(self.versions.texts.old, old);
        let (Some(before), Some(after)) =
            (before, webhook_parameters(self.versions.texts.new, new))
        else {
            return;
        };
        for Sides {
            old: old_one,
            new: new_one,
        } in matching::pair_by_key(&before, &after, WebhookParameter::key)
        {
            let (Some(old_one), Some(new_one)) = (old_one, new_one) else {
                continue;
            };
            let member = format!("{}, {}", new.name, new_one.name);
            let cursor = Cursor {
                subject: CursorSubject {
                    member: Some(&member),
                    ..cursor.subject
                },
                transmission: Transmission {
                    as_strings: true,
                    ..cursor.transmission
                },
                ..cursor.clone()
            };
            let places = Sides {
                old: &old_one.schema,
                new: &new_one.schema,
            };
            self.queue_unmodelled_pair("schema", places, &cursor);
        }
    }

    pub(super) fn compare_components(&mut self, cursor: &Cursor<'a>) {
        let Sides { old, new } = self.versions.models.map(|api| {
            let defs = api
                .types
                .iter()
                .filter(|(_, def)| !def.usage.request && !def.usage.response);
            defs.collect::<Vec<_>>()
        });
        for pair in matching::pair_by_key(&old, &new, |(_, def)| def.name.clone()) {
            if let Some(types) = pair.both() {
                let ids = types.map(|(id, _)| *id);
                self.compare_named_types(ids, cursor);
            }
        }
    }

    pub(super) fn compare_own_security(
        &mut self,
        old: &'a Operation,
        new: &'a Operation,
        cursor: &Cursor<'a>,
    ) {
        let operations = Sides { old, new };
        let has_own = self.have_own_security(operations);
        if has_own != Sides::default() {
            let moved = security::credentials_as_parameters(self.versions, operations);
            self.compare_security(operations, has_own, moved, cursor);
        } else if !self.shared_security {
            // Security requirements that operations share are compared once.
            self.shared_security = true;
            self.compare_security(
                operations,
                has_own,
                self.shared_credentials_as_parameters(),
                &Cursor {
                    subject: CursorSubject {
                        operation: Sides::default(),
                        ..cursor.subject
                    },
                    ..cursor.clone()
                },
            );
        }
    }

    fn have_own_security(&self, operations: Sides<&Operation>) -> Sides<bool> {
        self.versions
            .texts
            .zip(operations)
            .map(|(document, operation)| has_own_security(document, operation))
    }

    /// Returns the schemes whose credentials are parameters in all operations with shared security.
    fn shared_credentials_as_parameters(&self) -> Sides<SchemeNames<'a>> {
        let Sides { old, new } = self.versions.models.map(|api| &api.operations);
        let mut common: Option<Sides<SchemeNames<'a>>> = None;
        for pair in matching::pair_operations(old, new) {
            let Some(operations) = pair.both() else {
                continue;
            };
            if self.have_own_security(operations) != Sides::default() {
                continue;
            }
            let of_operation = security::credentials_as_parameters(self.versions, operations);
            common = Some(match common {
                None => of_operation,
                Some(common) => common
                    .zip(of_operation)
                    .map(|(common, other)| common.intersection(&other).copied().collect()),
            });
        }
        common.unwrap_or_default()
    }

    fn compare_security(
        &mut self,
        operations: Sides<&'a Operation>,
        has_own: Sides<bool>,
        as_parameters: Sides<SchemeNames<'a>>,
        cursor: &Cursor<'a>,
    ) {
        let Sides { old, new } = self
            .versions
            .texts
            .zip(operations.zip(has_own))
            .map(|(document, (operation, is_own))| Security::of(document, operation, is_own));
        let old = old.with_schemes(&as_parameters.old);
        let new = new
            .with_old_names(self.versions)
            .with_schemes(&as_parameters.new);
        let cursor = cursor.at_origins(Sides {
            old: Some(&old.origin),
            new: Some(&new.origin),
        });
        self.apply_rules(&Both {
            old: Some(&old),
            new: Some(&new),
            cursor: &cursor,
        });
    }
}

/// A webhook request, and the operation to which it belongs if it is a callback.
struct KeyedRequest<'a> {
    request: &'a WebhookRequest,
    /// The id of the operation in the new version, or else in the old one.
    operation: Option<&'a str>,
}

impl<'a> KeyedRequest<'a> {
    fn key(&self) -> (Option<&'a str>, &'a str, &'a str) {
        let WebhookRequest { name, method, .. } = self.request;
        (self.operation, name, method.as_str())
    }
}

/// Returns the webhook requests of a version; `new_ids` has the ids that its operations have in the
/// new version.
fn keyed_requests<'a>(api: &'a Api, new_ids: &HashMap<&'a str, &'a str>) -> Vec<KeyedRequest<'a>> {
    let requests = api.webhook_requests.iter();
    requests
        .map(|request| KeyedRequest {
            request,
            operation: request
                .operation
                .as_deref()
                .map(|id| new_ids.get(id).copied().unwrap_or(id)),
        })
        .collect()
}

/// A query parameter that is an exploded object. In the other version, each of its properties is a
/// separate parameter, which is sent the same way: `page=1&size=2`.
struct ExplodedObject<'a> {
    object: &'a Parameter,
    members: Vec<(&'a Parameter, &'a Property)>,
    is_new: bool,
}

impl<'a> ExplodedObject<'a> {
    /// Finds the parameter for each property of `object`. Returns `None` if a property has none, or
    /// if a request of the old version would no longer be valid.
    fn of(
        api: &'a Api,
        object: &'a Parameter,
        other_api: &'a Api,
        parameters: &[&'a Parameter],
        is_new: bool,
    ) -> Option<Self> {
        let Shape::Struct(record) = ResolvedSchema::of(api, &object.schema).shape else {
            return None;
        };
        if !is_exploded(object) || record.properties.is_empty() {
            return None;
        }
        let mut members = Vec::new();
        for property in &record.properties {
            let parameter = *parameters
                .iter()
                .find(|parameter| parameter.wire == property.wire && is_exploded(parameter))?;
            let always = object.required && property.required;
            let is_refused = if is_new {
                property.required && !parameter.required
            } else {
                parameter.required && !always
            };
            let are_scalar = ResolvedSchema::of(api, &property.schema).is_scalar()
                && ResolvedSchema::of(other_api, &parameter.schema).is_scalar();
            if is_refused || !are_scalar || parameter.allow_reserved != object.allow_reserved {
                return None;
            }
            members.push((parameter, property));
        }
        Some(Self {
            object,
            members,
            is_new,
        })
    }

    fn has(&self, parameter: &Parameter) -> bool {
        std::ptr::eq(self.object, parameter)
            || self
                .members
                .iter()
                .any(|(member, _)| std::ptr::eq(*member, parameter))
    }

    fn describe_regrouping(&self) -> String {
        let names = self
            .members
            .iter()
            .map(|(parameter, _)| format!("`{}`", parameter.wire))
            .collect::<Vec<_>>()
            .join(", ");
        let object = &self.object.wire;
        if self.is_new {
            format!(
                "the query parameters {names} became properties of the exploded object `{object}`"
            )
        } else {
            format!(
                "the properties {names} of the exploded object `{object}` became query parameters"
            )
        }
    }
}

/// Returns whether the properties of an object in this parameter would be sent like separate
/// parameters.
fn is_exploded(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Query
        && parameter.style == ParameterStyle::Form
        && parameter.explode
}

fn result_schema<'a>(api: &'a Api, whole: &'a Schema, envelope: &Envelope) -> Option<&'a Schema> {
    let Shape::Struct(record) = ResolvedSchema::of(api, whole).shape else {
        return None;
    };
    let result = record
        .properties
        .iter()
        .find(|property| property.wire == envelope.result)?;
    Some(&result.schema)
}

fn has_own_security(document: &Document, operation: &Operation) -> bool {
    document
        .value(&operation.origin.child("security"))
        .is_some()
}

/// Returns whether the model had to leave out an operation.
fn is_operation_left_out(api: &Api, operation: &Operation) -> bool {
    api.left_out
        .iter()
        .any(|left| route_of_left_out(left) == route_without_names(operation))
}

/// Returns the content whose media type is a range that includes the one of `content`.
fn content_of_range<'a>(contents: &'a [Content], content: &Content) -> Option<&'a Content> {
    contents
        .iter()
        .find(|range| media::media_range_includes(&range.media_type, &content.media_type))
}

/// Returns the answer for a status range that includes the status of `answer`.
fn covering_answer<'a>(answers: &'a [Answer], answer: &Answer) -> Option<&'a Answer> {
    covering_status(answers, |other| other.status, answer.status?)
}

fn route_of_left_out(left: &LeftOut) -> (HttpMethod, String) {
    (left.method.clone(), path_without_names(&left.path))
}

fn key_name(parameter: &Parameter) -> String {
    match parameter.location {
        ParameterLocation::Header | ParameterLocation::Part => parameter.key().to_ascii_lowercase(),
        // There is only one such parameter, and its name is not sent.
        ParameterLocation::Querystring => String::new(),
        _ => parameter.wire.clone(),
    }
}

/// Returns the position of a path parameter; other parameters get unique keys, so that they stay
/// unmatched.
fn path_position(
    parameter: &Parameter,
    old: &Operation,
    new: &Operation,
) -> Result<usize, *const Parameter> {
    let unique = std::ptr::from_ref(parameter);
    if parameter.location != ParameterLocation::Path {
        return Err(unique);
    }
    let is_old = old
        .parameters
        .iter()
        .any(|old_parameter| std::ptr::eq(old_parameter, parameter));
    let path = if is_old { &old.path } else { &new.path };
    path.find(&format!("{{{}}}", parameter.wire))
        .map(|at| path.get(..at).unwrap_or_default().matches('{').count())
        .ok_or(unique)
}

fn is_bytes(document: &Document, content: &Content) -> bool {
    // The keywords of a schema that describes only bytes, not a class of keywords.
    const ALLOWED: [&str; 5] = ["type", "format", "contentMediaType", "description", "title"];
    let is_sequence = document.value(&content.origin.child(ITEM_SCHEMA)).is_some();
    if is_sequence || !matches!(content.codec, Codec::Bytes | Codec::Text) {
        return false;
    }
    match document.value(&content.origin.child("schema")) {
        None | Some(Value::Bool(true)) => content.codec == Codec::Bytes,
        Some(Value::Object(schema)) => {
            let is_binary = has_binary_format(schema);
            let is_open = schema.is_empty() || is_binary || schema.contains_key("contentMediaType");
            (is_open && content.codec == Codec::Bytes || is_binary)
                && schema.keys().all(|key| ALLOWED.contains(&key.as_str()))
        }
        _ => false,
    }
}
