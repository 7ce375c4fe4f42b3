//! What is passed to each method, and what it is answered, made from the raw description alone.

use anyhow::Result;
use generator::diag::Origin;
use generator::source::Document;
use serde_json::Value;

use super::raw::{Body, Content, Location, Operation, Parameter, Raw, Scheme, Style, is_json, is_xml};
use super::recorder::essence;
use super::replies::{self, Answer};
use super::values::{IN_XML, Schemas, Way};
use super::xml::Writer;
use crate::dice::Dice;
use crate::payloads::Amount;

/// How many of the alternatives of credentials are tried of an operation.
const ALTERNATIVES: usize = 4;

/// Text of bodies that are text or bytes.
const RAW_BODY: &str = "line 1\r\n\"Grüße\" & <b>🦀</b>; a=b+c%20d\0\n";

/// The description as the judge sees it.
pub(crate) struct Description {
    pub(crate) operations: Vec<Operation>,
    pub(crate) schemes: Vec<(String, Option<Scheme>)>,
    pub(crate) server_path: String,
    schemas: Schemas,
    document: Document,
}

/// A call to be made.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Parameters by their index.
    pub(crate) parameters: Vec<(usize, Value)>,
    /// The body, and the index of its content.
    pub(crate) body: Option<(usize, Value)>,
    pub(crate) credentials: Vec<(String, String)>,
    /// What may be answered, one for each media type.
    pub(crate) answers: Vec<Answer>,
}

/// The calls of an operation, and what could not be tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) calls: Vec<Call>,
    /// What is not judged: why, and where it stands.
    pub(crate) gaps: Vec<(&'static str, String)>,
}

/// What the method sends, since it alone chooses among several media types.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'s> {
    pub(crate) media_type: &'s str,
    /// Whether it takes the bytes of the body, and not a value.
    pub(crate) is_raw: bool,
    /// Whether the method cannot be called without it.
    pub(crate) is_argument: bool,
}

impl Description {
    /// Reads the description; of its operations `count` by `seed`, if that is said.
    pub(crate) fn read(document: Document, count: Option<usize>, seed: u64) -> Result<Self> {
        let raw = Raw { document: &document };
        let mut operations = raw.operations();
        if let Some(count) = count {
            operations = Dice::new(seed, 0).sample(operations, count);
        }
        let mut wanted: Vec<(Way, Origin)> = Vec::new();
        for operation in &operations {
            let parameters = operation.parameters.iter().filter_map(|parameter| parameter.schema.clone());
            let bodies = operation.body.iter().flat_map(|body| &body.contents);
            let bodies = bodies.filter_map(|content| content.schema.clone());
            wanted.extend(parameters.chain(bodies).map(|origin| (Way::Out, origin)));
            let replies = operation.responses.iter().flat_map(|response| &response.contents);
            wanted.extend(replies.filter_map(|content| Some((Way::Back, content.schema.clone()?))));
        }
        let schemas = Schemas::read(&document, &wanted)?;
        let (schemes, server_path) = (raw.schemes(), raw.server_path());
        Ok(Self { operations, schemes, server_path, schemas, document })
    }

    /// What is tried of an operation.
    pub(crate) fn plan(&self, operation: &Operation, sent: Option<Sent<'_>>, seed: u64, index: usize) -> Plan {
        let mut maker =
            Maker { description: self, operation, sent, seed, next: (index as u64) << 16, plan: Plan::default() };
        maker.calls();
        maker.plan
    }
}

struct Maker<'m> {
    description: &'m Description,
    operation: &'m Operation,
    sent: Option<Sent<'m>>,
    seed: u64,
    next: u64,
    plan: Plan,
}

impl Maker<'_> {
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
        let answers = self.answers();
        let first = answers.iter().position(|answers| answers.iter().any(|answer| answer.is_success)).unwrap_or(0);
        let none = Vec::new();
        for credentials in self.credentials() {
            let answers = answers.get(first).unwrap_or(&none).clone();
            self.call(Amount::Least, credentials, answers);
        }
        let all = self.all_credentials();
        self.call(Amount::Most, all.clone(), answers.get(first).unwrap_or(&none).clone());
        for (index, answers) in answers.into_iter().enumerate() {
            if index != first {
                self.call(Amount::Least, all.clone(), answers);
            }
        }
    }

    fn call(&mut self, amount: Amount, credentials: Vec<(String, String)>, answers: Vec<Answer>) {
        let operation = self.operation;
        let mut parameters = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if !parameter.required && amount == Amount::Least {
                continue;
            }
            match self.parameter(parameter) {
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
        self.plan.calls.push(Call { parameters, body, credentials, answers });
    }

    fn parameter(&mut self, parameter: &Parameter) -> Result<Value, &'static str> {
        const BY_HTTP: [&str; 6] =
            ["host", "content-length", "transfer-encoding", "connection", "cookie", "accept-encoding"];
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
        for _ in 0..4 {
            let dice = self.dice();
            let Some(value) = self.description.schemas.parameter(parameter, dice) else { break };
            if !meets_others(parameter, &value, operation) {
                return Ok(value);
            }
        }
        Err("no valid value of a parameter found")
    }

    fn body(&mut self, amount: Amount) -> Result<Option<(usize, Value)>, (&'static str, Origin)> {
        let Some(Body { required, contents, origin }) = &self.operation.body else { return Ok(None) };
        let Some(sent) = self.sent else {
            let has_content = !contents.is_empty();
            return if has_content { Err(("the method takes no body", origin.clone())) } else { Ok(None) };
        };
        if !required && !sent.is_argument && amount == Amount::Least {
            return Ok(None);
        }
        let is_it = |content: &Content| content.media_type == sent.media_type;
        let Some((index, content)) = contents.iter().enumerate().find(|(_, content)| is_it(content)) else {
            return Err(("a body in a media type that is not described", origin.clone()));
        };
        if sent.is_raw {
            return Ok(Some((index, Value::String(RAW_BODY.to_owned()))));
        }
        if is_xml(&content.media_type) {
            self.gap("a body in XML", origin);
        }
        let dice = self.dice();
        let value = self.description.schemas.value(Way::Out, content.schema.as_ref(), (dice, amount), None);
        match value {
            Some(value) if !value.is_object() && essence(&content.media_type) == "multipart/form-data" => {
                Err(("a multipart body that is no object", origin.clone()))
            }
            Some(value) => Ok(Some((index, value))),
            None => Err(("no valid body found", content.schema.clone().unwrap_or(origin.clone()))),
        }
    }

    /// What is answered, by status.
    fn answers(&mut self) -> Vec<Vec<Answer>> {
        let mut all = Vec::new();
        for response in &self.operation.responses {
            let Some(status) = replies::status(response, self.operation) else {
                self.gap("a status that cannot be replied", &response.origin);
                continue;
            };
            let is_success = (200..300).contains(&status);
            let mut answers = Vec::new();
            let is_bare = self.operation.method == "HEAD" || matches!(status, 204 | 205 | 304);
            let contents = if is_bare { &[] } else { response.contents.as_slice() };
            let has_json = contents.iter().any(|content| is_json(&content.media_type));
            // No client of ours asks for XML where there is JSON.
            for content in contents.iter().filter(|content| !(has_json && is_xml(&content.media_type))) {
                if has_json && essence(&content.media_type) == "text/event-stream" {
                    self.gap("events beside JSON, which another method gives", &response.origin);
                    continue;
                }
                let dice = self.dice();
                let texts = is_xml(&content.media_type).then_some(IN_XML.as_slice());
                let make = |schema: Option<&Origin>, dice| {
                    self.description.schemas.value(Way::Back, schema, (dice, Amount::Some), texts)
                };
                let xml = Writer { document: &self.description.document };
                match replies::answer(status, is_success, content, dice, make, &xml) {
                    Ok(answer) => answers.push(answer),
                    Err(reason) => self.gap(reason, content.schema.as_ref().unwrap_or(&response.origin)),
                }
            }
            if contents.is_empty() {
                answers.push(Answer::empty(status, is_success));
            }
            if !answers.is_empty() {
                all.push(answers);
            }
        }
        if all.is_empty() {
            // A success without the body that it must have is none.
            let none = self.operation.responses.is_empty();
            all.push(vec![Answer::empty(if none { 200 } else { 418 }, none)]);
        }
        all
    }

    /// The credentials for each alternative of the operation; none at all where it needs none.
    fn credentials(&mut self) -> Vec<Vec<(String, String)>> {
        let schemes = &self.description.schemes;
        let mut sets = Vec::new();
        for names in self.operation.security.iter().take(ALTERNATIVES) {
            let known = |name: &String| schemes.iter().find(|(known, scheme)| known == name && scheme.is_some());
            let found: Option<Vec<_>> = names.iter().map(known).collect();
            match found {
                Some(found) => sets.push(found.into_iter().filter_map(credential).collect()),
                None => self.gap("credentials of a scheme that is not described", &self.operation.origin.clone()),
            }
        }
        if sets.is_empty() { vec![self.all_credentials()] } else { sets }
    }

    fn all_credentials(&self) -> Vec<(String, String)> {
        self.description.schemes.iter().filter_map(credential).collect()
    }
}

/// Something that could be the credential of a scheme.
fn credential((name, scheme): &(String, Option<Scheme>)) -> Option<(String, String)> {
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

/// Whether the standard's table has the style at the place.
fn is_defined(parameter: &Parameter) -> bool {
    match parameter.style {
        Style::Simple => matches!(parameter.location, Location::Path | Location::Header),
        Style::Label | Style::Matrix => parameter.location == Location::Path,
        Style::Form => matches!(parameter.location, Location::Query | Location::Cookie),
        Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => parameter.location == Location::Query,
        Style::Json | Style::Unknown => true,
    }
}

/// Whether a member of an exploded object is called like another parameter.
fn meets_others(parameter: &Parameter, value: &Value, operation: &Operation) -> bool {
    let Value::Object(members) = value else { return false };
    let is_spread = parameter.explode && parameter.style == Style::Form;
    let mut others = operation.parameters.iter().filter(|other| other.location == parameter.location);
    is_spread && others.any(|other| other.name != parameter.name && members.contains_key(&other.name))
}
