//! Plans the calls: arguments of each method, and the responses to it, made from the raw
//! description alone.

use anyhow::Result;
use sdkwright::diag::Origin;
use sdkwright::source::Document;
use serde_json::Value;

use super::headers::{self, IN_REPLIES, SentHeader};
use super::raw::{
    Body, Content, Location, Operation, Parameter, Raw, Response, Scheme, Server, Style, is_json,
    is_lines, is_xml,
};
use super::recorder::media_type_essence;
use super::responses::{self, Answer};
use super::values::{Direction, IN_XML, Schemas};
use super::xml::XmlWriter;
use crate::dice::Dice;
use crate::payloads::Amount;
use crate::references::follow_references;

/// The maximum number of security requirements to try for an operation.
const ALTERNATIVES: usize = 4;

/// The content of text and byte bodies.
pub(crate) const RAW_BODY: &str = "line 1\r\n\"Grüße\" & <b>🦀</b>; a=b+c%20d\0\n";

/// The description, as the judge reads it.
pub(crate) struct Description {
    pub(crate) operations: Vec<Operation>,
    pub(crate) schemes: Vec<(String, Option<Scheme>)>,
    /// Whether any operation requires a security scheme.
    pub(crate) requires_credentials: bool,
    pub(crate) server: Server,
    schemas: Schemas,
    document: Document,
}

/// A planned call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Arguments for parameters, by the index of the parameter.
    pub(crate) parameters: Vec<(usize, Value)>,
    /// The body, and the index of its content.
    pub(crate) body: Option<(usize, Value)>,
    /// The content whose media type is sent instead of the method's own, with a text as the body.
    pub(crate) other_body: Option<(usize, String)>,
    pub(crate) credentials: Vec<(String, String)>,
    /// The possible responses, one for each media type.
    pub(crate) answers: Vec<Answer>,
}

impl Call {
    /// Returns whether the call asks for a stream where the method itself returns something else.
    pub(crate) fn is_stream(&self) -> bool {
        self.answers.iter().any(|answer| answer.is_stream)
    }

    /// Returns the call as the client sends it if it asks for a stream: it sets `stream` in the
    /// body or the query, or the query parameter that a media type names, such as
    /// `application/json;stream=watch`.
    pub(crate) fn asking_for_stream(&self, operation: &Operation) -> Self {
        const STREAM: &str = "stream";
        let mut asking = self.clone();
        let mut names: Vec<&str> = Vec::new();
        if self.is_stream() {
            names.push(STREAM);
            if let Some((_, Value::Object(members))) = &mut asking.body {
                members.insert(STREAM.to_owned(), true.into());
            }
        }
        names.extend(stream_switches(operation));
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if parameter.location == Location::Query && names.contains(&parameter.name.as_str()) {
                asking.parameters.retain(|(other, _)| *other != index);
                asking.parameters.push((index, true.into()));
            }
        }
        asking
    }
}

/// Returns the query parameters that media types of responses name, such as
/// `application/json;stream=watch`.
fn stream_switches(operation: &Operation) -> impl Iterator<Item = &str> {
    let contents = operation
        .responses
        .iter()
        .flat_map(|response| &response.contents);
    let parameters = contents.flat_map(|content| content.media_type.split(';').map(str::trim));
    parameters.filter_map(|parameter| parameter.strip_prefix("stream="))
}

/// The planned calls of an operation, and the cases that are not tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) calls: Vec<Call>,
    /// Cases that are not judged: the reason, and the location.
    pub(crate) gaps: Vec<(&'static str, String)>,
}

/// The body that the method sends; the generator chooses one of several media types.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'s> {
    pub(crate) media_type: &'s str,
    /// Whether it takes the bytes of the body instead of a value.
    pub(crate) is_raw: bool,
    /// Whether it is a required argument of the method.
    pub(crate) is_argument: bool,
}

impl Description {
    /// Reads the description, or a sample of `count` of its operations.
    pub(crate) fn read(document: Document, count: Option<usize>, seed: u64) -> Result<Self> {
        let raw = Raw {
            document: &document,
        };
        let mut operations = raw.operations();
        let schemes = raw.schemes();
        let requires_credentials = operations
            .iter()
            .any(|operation| !operation.security.concat().is_empty());
        if !requires_credentials {
            allow_schemes(&mut operations, &schemes);
        }
        if let Some(count) = count {
            operations = Dice::new(seed, 0).sample(operations, count);
        }
        let mut wanted: Vec<(Direction, Origin)> = Vec::new();
        for operation in &operations {
            let parameters = operation
                .parameters
                .iter()
                .filter_map(|parameter| parameter.schema.clone());
            let bodies = operation.body.iter().flat_map(|body| &body.contents);
            let bodies = bodies.filter_map(|content| content.schema.clone());
            wanted.extend(
                parameters
                    .chain(bodies)
                    .map(|origin| (Direction::Request, origin)),
            );
            let responses = operation
                .responses
                .iter()
                .flat_map(|response| &response.contents);
            wanted.extend(
                responses
                    .filter_map(|content| Some((Direction::Response, content.schema.clone()?))),
            );
            let headers = operation
                .responses
                .iter()
                .flat_map(|response| &response.headers);
            wanted.extend(
                headers.filter_map(|header| Some((Direction::Response, header.schema.clone()?))),
            );
        }
        let schemas = Schemas::read(&document, &wanted)?;
        let server = raw.server();
        Ok(Self {
            operations,
            schemes,
            requires_credentials,
            server,
            schemas,
            document,
        })
    }

    /// Returns the expected host and path of requests of an operation. The host is `None` if the
    /// description has no base URL: the client is then configured with the recorder as its base
    /// URL, and sends everything there.
    pub(crate) fn server_of<'s>(&'s self, operation: &'s Operation) -> (Option<&'s str>, &'s str) {
        let Some(host) = &self.server.host else {
            return (None, &self.server.path);
        };
        let own = operation.server.as_ref().unwrap_or(&self.server);
        (Some(own.host.as_ref().unwrap_or(host)), &own.path)
    }

    /// Returns whether a test server may accept this value in a request.
    pub(crate) fn accepts(&self, schema: Option<&Origin>, value: &Value) -> bool {
        schema.is_none_or(|schema| self.schemas.accepts(schema, value))
    }

    /// Returns whether a schema describes all properties of its objects, although it may allow
    /// others.
    pub(crate) fn lists_properties(&self, schema: &Origin) -> bool {
        const OTHERS: [&str; 9] = [
            "allOf",
            "anyOf",
            "dependentSchemas",
            "else",
            "if",
            "oneOf",
            "patternProperties",
            "then",
            "unevaluatedProperties",
        ];
        self.value(schema).is_some_and(|value| {
            let additional = value.get("additionalProperties");
            let described = value.get("properties").and_then(Value::as_object);
            described.is_some_and(|properties| !properties.is_empty())
                && additional.is_none_or(|additional| additional == false)
                && OTHERS.iter().all(|key| value.get(key).is_none())
        })
    }

    /// Returns whether a schema itself requires a property.
    pub(crate) fn requires(&self, schema: &Origin, name: &str) -> bool {
        let required = self.value(schema).and_then(|value| value.get("required"));
        let mut names = required.and_then(Value::as_array).into_iter().flatten();
        names.any(|required| required == name)
    }

    /// Returns whether a schema itself is a union.
    pub(crate) fn is_union(&self, schema: &Origin) -> bool {
        let value = self.value(schema);
        value.is_some_and(|value| value.get("oneOf").or(value.get("anyOf")).is_some())
    }

    fn value(&self, schema: &Origin) -> Option<&Value> {
        self.document
            .value(&follow_references(&self.document, schema)?)
    }

    /// Returns the value as XML, by the rules of the standard.
    pub(crate) fn xml(&self, content: &Content, value: &Value) -> Option<String> {
        if !is_xml(&content.media_type) {
            return None;
        }
        XmlWriter {
            document: &self.document,
        }
        .document(content.schema.as_ref()?, value)
    }

    /// Returns the XML parts of a form, by the rules of the standard; `None` if the rules do not
    /// determine them.
    pub(crate) fn xml_parts(
        &self,
        content: &Content,
        body: &Value,
    ) -> Option<Vec<(String, Vec<String>)>> {
        let (xml, schema) = (
            XmlWriter {
                document: &self.document,
            },
            content.schema.as_ref(),
        );
        let there = xml_properties(content)
            .filter_map(|name| Some((name, body.get(name).filter(|it| !it.is_null())?)));
        there
            .map(|(name, value)| Some((name.to_owned(), xml.parts(schema?, name, value)?)))
            .collect()
    }

    /// Plans the calls of an operation.
    pub(crate) fn plan(
        &self,
        operation: &Operation,
        sent: Option<Sent<'_>>,
        seed: u64,
        index: usize,
    ) -> Plan {
        let mut maker = CallMaker {
            description: self,
            operation,
            sent,
            seed,
            next: (index as u64) << 16,
            plan: Plan::default(),
        };
        maker.calls();
        maker.plan
    }
}

struct CallMaker<'m> {
    description: &'m Description,
    operation: &'m Operation,
    sent: Option<Sent<'m>>,
    seed: u64,
    next: u64,
    plan: Plan,
}

impl CallMaker<'_> {
    fn dice(&mut self) -> Dice {
        self.next += 1;
        Dice::new(self.seed, self.next)
    }

    fn gap(&mut self, reason: &'static str, place: &Origin) {
        let gap = (reason, place.pointer.to_string());
        if !self.plan.gaps.contains(&gap) {
            self.plan.gaps.push(gap);
        }
    }

    fn calls(&mut self) {
        if self.description.server.host.is_none() && self.operation.server.is_some() {
            self.gap(
                "a server of its own, where that of the API has no host",
                &self.operation.origin.clone(),
            );
        }
        if self
            .operation
            .server
            .as_ref()
            .is_some_and(|server| server.is_none)
        {
            self.gap(
                "a server of its own whose host callers must give",
                &self.operation.origin.clone(),
            );
            return;
        }
        let answers = self.answers();
        let first = answers
            .iter()
            .position(|answers| answers.iter().any(|answer| answer.is_success))
            .unwrap_or(0);
        let none = Vec::new();
        for credentials in self.credentials() {
            let answers = answers.get(first).unwrap_or(&none).clone();
            self.call(Amount::Least, credentials, answers);
        }
        let all = self.all_credentials();
        self.call(
            Amount::Most,
            all.clone(),
            answers.get(first).unwrap_or(&none).clone(),
        );
        if let Some(answer) = self.deviating(answers.get(first).unwrap_or(&none)) {
            self.call(Amount::Least, all.clone(), vec![answer]);
        }
        self.other_bodies(&all, answers.get(first).unwrap_or(&none));
        for (index, answers) in answers.into_iter().enumerate() {
            if index != first {
                self.call(Amount::Least, all.clone(), answers);
            }
        }
    }

    /// Returns the success response, in which an optional property has a value of a wrong type.
    /// `None` if the response does not have exactly one media type.
    fn deviating(&self, answers: &[Answer]) -> Option<Answer> {
        let [answer] = answers else { return None };
        let mut responses = self.operation.responses.iter();
        let [content] = responses
            .find(|response| {
                responses::reply_status(response, self.operation) == Some(answer.status)
            })?
            .contents
            .as_slice()
        else {
            return None;
        };
        answer
            .deviating(&self.description.document, content.schema.as_ref()?)
            .filter(|answer| answer.is_success)
    }

    /// Adds a call with a text body for each media type that the method does not send by default.
    fn other_bodies(&mut self, credentials: &[(String, String)], answers: &[Answer]) {
        let (Some(sent), Some(body)) = (self.sent, &self.operation.body) else {
            return;
        };
        let media_types = body
            .contents
            .iter()
            .map(|content| &content.media_type)
            .enumerate();
        let others = media_types.filter(|(_, name)| {
            **name != sent.media_type && name.contains('/') && !name.contains('*')
        });
        for (index, media_type) in others {
            let before = self.plan.calls.len();
            self.call(Amount::Least, credentials.to_vec(), answers.to_vec());
            let made = self.plan.calls.iter_mut().skip(before);
            made.for_each(|call| call.other_body = Some((index, media_type.clone())));
        }
    }

    fn call(&mut self, amount: Amount, credentials: Vec<(String, String)>, answers: Vec<Answer>) {
        let operation = self.operation;
        let mut parameters = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let is_elsewhere = parameter.form.is_some()
                && parameter.form.as_deref() != self.sent.map(|sent| sent.media_type);
            if is_elsewhere || (!parameter.required && amount == Amount::Least) {
                continue;
            }
            match self.parameter(parameter, &parameters) {
                Ok(value) => parameters.push((index, value)),
                Err(reason) => {
                    self.gap(reason, &parameter.origin);
                    if parameter.required {
                        return;
                    }
                }
            }
        }
        let body = match self.body(amount) {
            Ok(body) => body,
            Err((reason, place)) => {
                self.gap(reason, &place);
                return;
            }
        };
        self.plan.calls.push(Call {
            parameters,
            body,
            other_body: None,
            credentials,
            answers,
        });
    }

    fn parameter(
        &mut self,
        parameter: &Parameter,
        chosen: &[(usize, Value)],
    ) -> Result<Value, &'static str> {
        const BY_HTTP: [&str; 6] = [
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "cookie",
            "accept-encoding",
        ];
        let name = parameter.name.to_ascii_lowercase();
        if parameter.location == Location::Header && BY_HTTP.contains(&name.as_str()) {
            return Err("a header that HTTP itself sets");
        }
        if parameter.style == Style::Unknown {
            return Err("a style or media type of a parameter that the standard does not have");
        }
        if !is_defined(parameter) {
            return Err("a style that the standard does not have at that place");
        }
        let operation = self.operation;
        if parameter.location == Location::Query
            && stream_switches(operation).any(|name| name == parameter.name)
        {
            return Err("a query parameter that asks for a stream, which the client sets");
        }
        for _ in 0..4 {
            let dice = self.dice();
            let Some(mut value) = self.description.schemas.parameter(parameter, dice) else {
                break;
            };
            // A value with unencoded slashes cannot be told from the rest of the path.
            if parameter.allow_reserved
                && let Value::String(text) = &mut value
            {
                text.retain(|c| c.is_ascii_alphanumeric());
                if text.is_empty() {
                    text.push('a');
                }
            }
            if !meets_others(parameter, &value, operation)
                && !meets_chosen(parameter, &value, operation, chosen)
            {
                return Ok(value);
            }
        }
        Err("no valid value of a parameter found")
    }

    fn body(&mut self, amount: Amount) -> Result<Option<(usize, Value)>, (&'static str, Origin)> {
        let Some(Body {
            required,
            contents,
            origin,
        }) = &self.operation.body
        else {
            return Ok(None);
        };
        let Some(sent) = self.sent else {
            let has_content = !contents.is_empty();
            return if has_content {
                Err(("the method takes no body", origin.clone()))
            } else {
                Ok(None)
            };
        };
        if !required && !sent.is_argument && amount == Amount::Least {
            return Ok(None);
        }
        let Some((index, content)) = contents
            .iter()
            .enumerate()
            .find(|(_, content)| content.media_type == sent.media_type)
        else {
            return Err((
                "a body in a media type that is not described",
                origin.clone(),
            ));
        };
        if sent.is_raw {
            return Ok(Some((index, Value::String(RAW_BODY.to_owned()))));
        }
        if is_xml(&content.media_type) {
            let schema = content
                .schema
                .as_ref()
                .ok_or(("no valid body found", origin.clone()))?;
            let none = (
                "a body in XML that the standard does not settle",
                schema.clone(),
            );
            return self
                .in_xml(schema, amount)
                .map(|value| Some((index, value)))
                .ok_or(none);
        }
        if let Some(schema) = &content.schema
            && xml_properties(content).next().is_some()
        {
            let none = (
                "a form with parts in XML that the standard does not settle",
                schema.clone(),
            );
            return self
                .with_xml_parts(schema, content, amount)
                .map(|value| Some((index, value)))
                .ok_or(none);
        }
        let dice = self.dice();
        match self.description.schemas.body(content, (dice, amount)) {
            Some(value) if has_foreign_property(content, &value) => Err((
                "an object in a form in a media type that callers write themselves",
                origin.clone(),
            )),
            Some(value)
                if !value.is_object()
                    && media_type_essence(&content.media_type) == "multipart/form-data" =>
            {
                Err(("a multipart body that is no object", origin.clone()))
            }
            // The schema describes a single line, or the array of all lines.
            Some(value) if is_lines(&content.media_type) && !value.is_array() => {
                let dice = self.dice();
                let schema = content.schema.as_ref();
                let other = self.description.schemas.value(
                    Direction::Request,
                    schema,
                    (dice, Amount::Least),
                    None,
                );
                Ok(Some((index, std::iter::once(value).chain(other).collect())))
            }
            Some(value) => Ok(Some((index, value))),
            None => Err((
                "no valid body found",
                content.schema.clone().unwrap_or(origin.clone()),
            )),
        }
    }

    /// Returns a value that XML can represent.
    fn in_xml(&mut self, schema: &Origin, amount: Amount) -> Option<Value> {
        let xml = XmlWriter {
            document: &self.description.document,
        };
        (0..responses::XML_ATTEMPTS).find_map(|_| {
            let dice = self.dice();
            let value = self.description.schemas.value(
                Direction::Request,
                Some(schema),
                (dice, amount),
                Some(&IN_XML),
            )?;
            let value = xml.settled(schema, &value, 0);
            xml.document(schema, &value).map(|_| value)
        })
    }

    /// Returns a form value whose XML parts XML can represent.
    fn with_xml_parts(
        &mut self,
        schema: &Origin,
        content: &Content,
        amount: Amount,
    ) -> Option<Value> {
        let xml = XmlWriter {
            document: &self.description.document,
        };
        (0..responses::XML_ATTEMPTS).find_map(|_| {
            let dice = self.dice();
            let mut body = self.description.schemas.value(
                Direction::Request,
                Some(schema),
                (dice, amount),
                Some(&IN_XML),
            )?;
            for name in xml_properties(content) {
                if let (Some(place), Some(value)) = (xml.property(schema, name), body.get_mut(name))
                {
                    *value = xml.settled(&place, value, 0);
                }
            }
            let is_settled = self.description.xml_parts(content, &body).is_some()
                && !has_foreign_property(content, &body);
            (body.is_object() && is_settled).then_some(body)
        })
    }

    /// Returns the responses, by status code.
    fn answers(&mut self) -> Vec<Vec<Answer>> {
        let mut all = Vec::new();
        for response in &self.operation.responses {
            let Some(status) = responses::reply_status(response, self.operation) else {
                self.gap("a status that cannot be replied", &response.origin);
                continue;
            };
            let is_success = responses::is_success(status, self.operation);
            let is_bare = self.operation.method == "HEAD" || matches!(status, 204 | 205 | 304);
            let contents = if is_bare {
                &[]
            } else {
                response.contents.as_slice()
            };
            let (mut answers, mut streams) = self.answers_with(contents, status, &response.origin);
            if contents.is_empty() {
                answers.push(Answer::empty(status, is_success));
            }
            let mut headers = self.headers(response);
            if !is_success {
                responses::lead_away(status, &mut headers);
            }
            answers
                .iter_mut()
                .chain(&mut streams)
                .for_each(|answer| answer.headers.clone_from(&headers));
            all.extend(
                [answers, streams]
                    .into_iter()
                    .filter(|answers| !answers.is_empty()),
            );
        }
        if all.is_empty() {
            // If responses are described, but none of their bodies can be made, an empty error
            // response is sent: clients cannot decode a success response without its body.
            let none = self.operation.responses.is_empty();
            all.push(vec![Answer::empty(if none { 200 } else { 418 }, none)]);
        }
        all
    }

    /// Returns a response with each of these bodies: complete ones, and streams that the method
    /// returns only on request.
    fn answers_with(
        &mut self,
        contents: &[Content],
        status: u16,
        origin: &Origin,
    ) -> (Vec<Answer>, Vec<Answer>) {
        let is_success = responses::is_success(status, self.operation);
        let (mut answers, mut streams) = (Vec::new(), Vec::new());
        let has_json = contents.iter().any(|content| is_json(&content.media_type));

        // If a success response has a complete body, the method returns that by default instead of
        // this stream.
        let is_beside = is_success && self.has_whole_success();
        // Clients never ask for XML if there is JSON.
        for content in contents
            .iter()
            .filter(|content| !(has_json && is_xml(&content.media_type)))
        {
            let is_stream = (has_json || is_beside)
                && media_type_essence(&content.media_type) == "text/event-stream";
            let dice = self.dice();
            let texts = is_xml(&content.media_type).then_some(IN_XML.as_slice());
            let xml = XmlWriter {
                document: &self.description.document,
            };
            match responses::make_answer(
                status,
                is_success,
                content,
                dice,
                |schema, dice| {
                    self.description.schemas.value(
                        Direction::Response,
                        schema,
                        (dice, Amount::Some),
                        texts,
                    )
                },
                &xml,
            ) {
                Ok(mut answer) if is_stream => {
                    answer.is_stream = true;
                    streams.push(answer);
                }
                Ok(mut answer) => {
                    answer.may_be_stream = stream_switches(self.operation).next().is_some();
                    answers.push(answer);
                }
                Err(reason) => self.gap(reason, content.schema.as_ref().unwrap_or(origin)),
            }
        }
        (answers, streams)
    }

    /// Returns whether a success response has a body that is not a stream.
    fn has_whole_success(&self) -> bool {
        let successes = self
            .operation
            .responses
            .iter()
            .filter(|response| response.status.starts_with('2'));
        let mut contents = successes.flat_map(|response| &response.contents);
        contents.any(|content| {
            media_type_essence(&content.media_type) != "text/event-stream"
                && !is_lines(&content.media_type)
        })
    }

    /// Returns all headers of a response, including optional ones.
    fn headers(&mut self, response: &Response) -> Vec<SentHeader> {
        let mut all = Vec::new();
        for header in &response.headers {
            let dice = self.dice();
            let value = self.description.schemas.value(
                Direction::Response,
                header.schema.as_ref(),
                (dice, Amount::Some),
                Some(&IN_REPLIES),
            );
            match headers::serialized_header(header, value) {
                Ok(sent) => all.push(sent),
                Err(reason) => self.gap(reason, &header.origin),
            }
        }
        all
    }

    /// Returns the credentials for each alternative of the operation; if it needs none, the
    /// credentials of all schemes.
    fn credentials(&mut self) -> Vec<Vec<(String, String)>> {
        let schemes = &self.description.schemes;
        let mut sets = Vec::new();
        for names in self.operation.security.iter().take(ALTERNATIVES) {
            let found: Option<Vec<_>> = names
                .iter()
                .map(|name| {
                    schemes
                        .iter()
                        .find(|(known, scheme)| known == name && scheme.is_some())
                })
                .collect();
            match found {
                Some(found) => sets.push(found.into_iter().filter_map(sample_credential).collect()),
                None => self.gap(
                    "credentials of a scheme that is not described",
                    &self.operation.origin.clone(),
                ),
            }
        }
        if sets.is_empty() {
            vec![self.all_credentials()]
        } else {
            sets
        }
    }

    fn all_credentials(&self) -> Vec<(String, String)> {
        self.description
            .schemes
            .iter()
            .filter_map(sample_credential)
            .collect()
    }
}

/// Returns whether a form has an object or nested array in a media type other than JSON and XML.
fn has_foreign_property(content: &Content, body: &Value) -> bool {
    content.encodings.iter().any(|(name, encoding)| {
        let is_foreign = encoding.content_type.as_deref().is_some_and(|media_type| {
            !media_type.contains('*') && !is_json(media_type) && !is_xml(media_type)
        });
        is_foreign
            && encoding.style.is_none()
            && body.get(name).is_some_and(|value| match value {
                Value::Array(items) => items.iter().any(|item| item.is_array() || item.is_object()),
                value => value.is_object(),
            })
    })
}

/// Returns the properties of a form that are encoded as XML.
fn xml_properties(content: &Content) -> impl Iterator<Item = &str> {
    let found = content.encodings.iter().filter(|(_, encoding)| {
        let media_type = encoding.content_type.as_deref().unwrap_or_default();
        encoding.style.is_none() && !media_type.contains([',', '*']) && is_xml(media_type)
    });
    found.map(|(name, _)| name.as_str())
}

/// Allows each security scheme for all operations, of which none requires one: a client sends a
/// credential that is set.
fn allow_schemes(operations: &mut [Operation], schemes: &[(String, Option<Scheme>)]) {
    let usable = schemes.iter().filter(|(_, scheme)| scheme.is_some());
    let alternatives: Vec<Vec<String>> = usable.map(|(name, _)| vec![name.clone()]).collect();
    for operation in operations {
        operation.security.clone_from(&alternatives);
    }
}

/// Returns a sample credential for a scheme.
fn sample_credential((name, scheme): &(String, Option<Scheme>)) -> Option<(String, String)> {
    let text = match scheme.as_ref()? {
        Scheme::Bearer => "t0ken-._~+/=",
        Scheme::Basic => "us/er:pä:ss \"word\"",
        Scheme::Other => "Digest username=\"a\", nonce=\"b=\"",
        Scheme::Key(Location::Query, _) => "k&e=y+ ü/%2F#",
        Scheme::Key(Location::Cookie, _) => "k=e&y+/%2F",
        Scheme::Key(..) => "k\"e=y, %2F; &+",
        Scheme::Silent => return None,
    };
    Some((name.clone(), text.to_owned()))
}

/// Returns whether the standard defines the style for the location.
fn is_defined(parameter: &Parameter) -> bool {
    match parameter.style {
        Style::Simple => matches!(
            parameter.location,
            Location::Path | Location::Header | Location::Part
        ),
        Style::Label | Style::Matrix => parameter.location == Location::Path,
        Style::Form => matches!(parameter.location, Location::Query | Location::Cookie),
        Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
            parameter.location == Location::Query
        }
        Style::Json | Style::Unknown => true,
    }
}

/// Returns whether a member of an exploded object has the name of another parameter.
fn meets_others(parameter: &Parameter, value: &Value, operation: &Operation) -> bool {
    let Value::Object(members) = value else {
        return false;
    };
    let mut others = operation
        .parameters
        .iter()
        .filter(|other| other.location == parameter.location);
    is_spread(parameter)
        && others.any(|other| other.name != parameter.name && members.contains_key(&other.name))
}

/// Returns whether a member of an exploded object has the name of a member of another exploded
/// object in the same call.
fn meets_chosen(
    parameter: &Parameter,
    value: &Value,
    operation: &Operation,
    chosen: &[(usize, Value)],
) -> bool {
    let Value::Object(members) = value else {
        return false;
    };
    let others = chosen.iter().filter(|(index, _)| {
        let other = operation.parameters.get(*index);
        other.is_some_and(|other| is_spread(other) && other.location == parameter.location)
    });
    let mut keys = others
        .filter_map(|(_, other)| other.as_object())
        .flat_map(|other| other.keys());
    is_spread(parameter) && keys.any(|key| members.contains_key(key))
}

/// Returns whether the members of an object are separate parameters, without the name of the
/// parameter.
fn is_spread(parameter: &Parameter) -> bool {
    parameter.explode && parameter.style == Style::Form
}

#[cfg(test)]
mod tests {
    use super::*;

    const WATCH: &str = r#"{
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "paths": { "/pods": { "get": {
            "parameters": [{ "name": "watch", "in": "query", "schema": { "type": "boolean" } }],
            "responses": { "200": { "description": "", "content": {
                "application/json": { "schema": { "type": "object" } },
                "application/json;stream=watch": { "schema": { "type": "object" } }
            } } }
        } } }
    }"#;

    #[test]
    fn clients_set_what_asks_for_a_stream() {
        let (document, _) = Document::from_text("a.json", WATCH.to_owned()).unwrap();
        let description = Description::read(document, None, 1).unwrap();
        let operation = &description.operations[0];
        let plan = description.plan(operation, None, 1, 0);
        assert!(plan.gaps[0].0.starts_with("a query parameter that asks"));
        let call = &plan.calls[0];
        assert_eq!(call.parameters, []);
        let asking = call.asking_for_stream(operation);
        assert_eq!(asking.parameters, [(0, true.into())]);
    }
}
