//! `requests`: calls each method of an emitted crate, judges the requests by the raw description,
//! and replies with each documented status code.
//!
//! An operation is called with the required arguments for each alternative of its credentials, with
//! all arguments, with a response that has an optional property of a wrong type, and once for each
//! other documented status code. The judge reads the raw HTTP and the raw description; it shares
//! nothing with the model or the runtime. Cases that it cannot judge are counted by reason.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing an object of JSON by a name never panics"
)]
mod headers;
mod judge;
mod ledger;
mod mutations;
mod outcome;
mod plan;
mod program;
mod raw;
mod recorder;
mod responses;
mod served;
mod values;
mod xml;

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use sdkwright::Generator;
use sdkwright::model::{Api, Codec, SchemeKind};
use sdkwright::render::spelling::{Spelling, spell_methods};
use sdkwright::{raise, source};
use serde_json::{Map, Value, json};

use crate::batch::Batch;
use crate::child;
use crate::common::Common;
use crate::documents::{self, Document};
use crate::emit;
use judge::{Passed, Shared};
use ledger::Ledger;
use mutations::RecordedCall;
use outcome::Outcome;
use plan::{Call, Description, Sent};
use program::Program;
use recorder::Recorder;

#[derive(Args)]
pub(crate) struct RequestsArguments {
    #[command(flatten)]
    common: Common,
    /// Number of crates for each run of Cargo.
    #[arg(long, default_value_t = 10)]
    batch: usize,
    /// Use only a sample of this many operations of each document.
    #[arg(long)]
    operations: Option<usize>,
    /// Maximum number of differences to print for each document.
    #[arg(long, default_value_t = 5)]
    show: usize,
    /// Skip documents whose outcome an earlier run wrote to `requests.jsonl` in the folder of
    /// `--out`.
    #[arg(long)]
    resume: bool,
    /// Judge by the descriptions in this folder instead: `NAME.json` for the document `NAME`, such
    /// as the result of another tool's conversion of a Swagger 2.0 description.
    #[arg(long, value_name = "FOLDER")]
    judged_by: Option<PathBuf>,
    /// Also send each recorded request, and changed ones, to the test server of the crate.
    #[arg(long)]
    test_server: bool,
}

/// A document with its crate and program.
struct Prepared {
    description: Description,
    /// The methods, in the order of the program.
    methods: Vec<Method>,
    /// HTTP method and path of operations without a method in the crate.
    left_out: Vec<(String, String)>,
    /// Locations in the description with a warning of the generator.
    warned: Vec<String>,
}

struct Method {
    http: String,
    path: String,
    spelling: Spelling,
}

pub(crate) fn check_requests(arguments: &RequestsArguments) -> Result<ExitCode> {
    let mut documents = documents::find_documents(&arguments.common)?;
    let mut ledger = Ledger::open(
        &arguments.common.out.join("requests.jsonl"),
        arguments.resume,
    )?;
    let mut outcomes = std::mem::take(&mut ledger.known);
    documents.retain(|document| outcomes.iter().all(|known| known.name != document.name));
    for (index, documents) in documents.chunks(arguments.batch.max(1)).enumerate() {
        outcomes.extend(check_batch(arguments, &ledger, index, documents)?);
    }
    outcomes.sort_by(|left, right| left.name.cmp(&right.name));
    let failed = outcome::print_outcomes(&outcomes, arguments.common.markdown, arguments.show);
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn check_batch(
    arguments: &RequestsArguments,
    ledger: &Ledger,
    index: usize,
    documents: &[Document],
) -> Result<Vec<Outcome>> {
    let common = &arguments.common;
    let batch = Batch::create(&common.out, &format!("requests-{index}"))?;
    let settings = if arguments.test_server {
        "operations: true\nprograms: [test-server]\n"
    } else {
        "operations: true\n"
    };
    batch.write(CONFIG, settings)?;
    let prepared = child::in_parallel(documents, common.jobs, |document| {
        prepare_calls(&batch, document, arguments).map_err(|error| format!("{error:#}"))
    });
    let ready = documents
        .iter()
        .zip(&prepared)
        .filter(|(_, prepared)| prepared.is_ok());
    let ready: Vec<&Document> = ready.map(|(document, _)| document).collect();
    let programs: Vec<String> = ready
        .iter()
        .map(|document| request_program_name(document))
        .collect();
    let crates = ready.iter().map(|document| document.name.clone());
    let members: Vec<String> = crates.chain(programs.iter().cloned()).collect();
    batch.close(&members)?;
    let verdicts = batch.build(&programs, &members)?;
    let all: Vec<(&Document, Result<Prepared, String>)> = documents.iter().zip(prepared).collect();
    let outcomes = child::in_parallel(&all, common.jobs, |(document, prepared)| {
        let names = [document.name.clone(), request_program_name(document)];
        let broken = names
            .iter()
            .find_map(|name| verdicts.get(name)?.messages.first());
        let result = match (prepared, broken) {
            (Err(error), _) => Err(error.clone()),
            (Ok(_), Some(message)) => Err(message.clone()),
            (Ok(prepared), None) => {
                try_all(&batch, document, prepared, arguments).map_err(|error| format!("{error:#}"))
            }
        };
        let outcome = result.unwrap_or_else(|error| Outcome::failed(&document.name, error));
        eprintln!("{}", outcome.line());
        outcome
            .details(arguments.show)
            .for_each(|line| eprintln!("  {line}"));
        ledger.add(&outcome).map(|()| outcome)
    });
    outcomes.into_iter().collect()
}

/// If the crate has a security scheme for a credential that the description declares as a
/// parameter, replaces the parameter by a security scheme. Requests must contain the credential
/// either way.
fn lift_credentials(description: &mut Description, api: &Api) {
    for scheme in &api.security_schemes {
        let (location, name, kind) = match &scheme.kind {
            SchemeKind::Bearer => (raw::Location::Header, "authorization", raw::Scheme::Bearer),
            SchemeKind::Header(name) => (
                raw::Location::Header,
                name.as_str(),
                raw::Scheme::Key(raw::Location::Header, name.clone()),
            ),
            SchemeKind::Query(name) => (
                raw::Location::Query,
                name.as_str(),
                raw::Scheme::Key(raw::Location::Query, name.clone()),
            ),
            _ => continue,
        };
        let is_described = description
            .schemes
            .iter()
            .any(|(known, _)| *known == scheme.name);
        if !is_described {
            description.schemes.push((scheme.name.clone(), Some(kind)));
        }
        for operation in &mut description.operations {
            if !api
                .operations
                .iter()
                .find(|one| one.method.as_str() == operation.method && one.path == operation.path)
                .is_some_and(|one| {
                    one.security
                        .iter()
                        .any(|names| names.contains(&scheme.name))
                })
            {
                continue;
            }
            let lifted: Vec<raw::Parameter> = operation
                .parameters
                .extract_if(.., |one| {
                    one.location == location && one.name.eq_ignore_ascii_case(name)
                })
                .collect();
            // If the description itself has the scheme, an operation's security requirements say
            // whether the operation needs it, unless a replaced parameter was required.
            if is_described && !lifted.iter().any(|one| one.required) {
                continue;
            }
            if operation.security.is_empty() {
                operation.security.push(Vec::new());
            }
            for names in &mut operation.security {
                if !names.contains(&scheme.name) {
                    names.push(scheme.name.clone());
                }
            }
        }
    }
}

fn request_program_name(document: &Document) -> String {
    format!("{}-requests", document.name)
}

/// The settings of all crates, in the folder of the batch.
const CONFIG: &str = "generator.yaml";

/// Writes the crate of a document and the program that calls it.
fn prepare_calls(
    batch: &Batch,
    document: &Document,
    arguments: &RequestsArguments,
) -> Result<Prepared> {
    let config = batch.member(CONFIG);
    emit::with_config_in_child(
        document,
        &batch.member(&document.name),
        &arguments.common,
        Some(&config),
    )?;
    let understood = Generator::new(&document.path)
        .config(&config)
        .package(&document.name)
        .understand()?;
    let api = &understood.api;
    let options = source::ReadOptions::default();
    let judge = match &arguments.judged_by {
        Some(folder) => {
            let stem = document.path.file_stem().unwrap_or_default();
            folder.join(stem).with_extension("json")
        }
        None => document.path.clone(),
    };
    let (mut raw, _) =
        source::Document::load(&judge, &options).map_err(|failure| anyhow::anyhow!("{failure}"))?;
    raise::raise_to_openapi_3(&mut raw);
    let mut description = Description::read(raw, arguments.operations, arguments.common.seed)?;
    lift_credentials(&mut description, api);
    let wanted: HashMap<(&str, &str), ()> = description
        .operations
        .iter()
        .map(|one| ((one.method.as_str(), one.path.as_str()), ()))
        .collect();
    let methods: Vec<Method> = api_methods(api)
        .into_iter()
        .filter(|one| wanted.contains_key(&(one.http.as_str(), one.path.as_str())))
        .collect();
    let program = request_program_name(document);
    let spellings: Vec<&Spelling> = methods.iter().map(|method| &method.spelling).collect();
    let manifest = fs::read_to_string(batch.member(&document.name).join("Cargo.toml"))?;
    let speaks_xml = manifest.lines().any(|line| line.starts_with("xml = "));
    let mut features = vec!["operations", "reqwest"];
    features.extend(speaks_xml.then_some("xml"));
    features.extend(arguments.test_server.then_some("test-server"));
    for (path, text) in
        program::request_program_sources(&program, &document.name, &features, &spellings)
    {
        batch.write(&format!("{program}/{path}"), &text)?;
    }
    let left_out = api
        .left_out
        .iter()
        .map(|one| (one.method.to_string(), one.path.clone()))
        .collect();
    let places = understood
        .reports
        .iter()
        .filter_map(|report| report.diagnostic.origin.as_ref());
    let warned = places.map(|origin| origin.pointer.to_string()).collect();
    Ok(Prepared {
        description,
        methods,
        left_out,
        warned,
    })
}

fn api_methods(api: &Api) -> Vec<Method> {
    let spellings = spell_methods(api).into_iter();
    let methods = spellings.filter_map(|spelling| {
        let operation = api.operations.get(spelling.operation)?;
        Some(Method {
            http: operation.method.to_string(),
            path: operation.path.clone(),
            spelling,
        })
    });
    methods.collect()
}

/// Makes all calls of a document, one after the other.
fn try_all(
    batch: &Batch,
    document: &Document,
    prepared: &Prepared,
    arguments: &RequestsArguments,
) -> Result<Outcome> {
    let seed = arguments.common.seed;
    let mut session = Session {
        program: Program::start(&batch.program(&request_program_name(document)))?,
        recorder: Recorder::start()?,
        prepared,
        outcome: Outcome::new(&document.name),
        has_test_server: arguments.test_server,
    };
    let by_path: HashMap<(&str, &str), usize> = prepared
        .methods
        .iter()
        .enumerate()
        .map(|(at, method)| ((method.http.as_str(), method.path.as_str()), at))
        .collect();
    for (index, operation) in prepared.description.operations.iter().enumerate() {
        session.outcome.operations += 1;
        match by_path.get(&(operation.method.as_str(), operation.path.as_str())) {
            Some(at) => session.operation(index, *at, seed)?,
            None => session.missing(operation),
        }
    }
    Ok(session.outcome)
}

/// The running program, and the server that it calls.
struct Session<'s> {
    program: Program,
    recorder: Recorder,
    prepared: &'s Prepared,
    outcome: Outcome,
    has_test_server: bool,
}

impl Session<'_> {
    fn missing(&mut self, operation: &raw::Operation) {
        let place = format!("{} {}", operation.method, operation.path);
        if self
            .prepared
            .left_out
            .iter()
            .any(|(http, path)| *http == operation.method && *path == operation.path)
        {
            self.outcome
                .gap("an operation that the generator left out", &place);
        } else {
            self.outcome.difference(&place, "there is no method for it");
        }
    }

    fn operation(&mut self, index: usize, method: usize, seed: u64) -> Result<()> {
        let description = &self.prepared.description;
        let (Some(operation), Some(spelled)) = (
            description.operations.get(index),
            self.prepared.methods.get(method),
        ) else {
            return Ok(());
        };
        let sent = spelled.spelling.body.as_ref().map(|body| Sent {
            media_type: &body.media_type,
            is_raw: matches!(body.codec, Codec::Text | Codec::Bytes),
            is_argument: body.is_argument,
        });
        let plan = description.plan(operation, sent, seed, index);
        for (reason, place) in &plan.gaps {
            self.outcome.gap(reason, place);
        }
        if plan.calls.is_empty() {
            self.outcome.uncalled += 1;
        }
        for call in &plan.calls {
            self.call(operation, method, call)?;
        }
        Ok(())
    }

    fn call(&mut self, operation: &raw::Operation, method: usize, call: &Call) -> Result<()> {
        self.outcome.calls += 1;
        self.recorder.prepare(
            call.answers
                .iter()
                .map(responses::Answer::response)
                .collect(),
        );
        let question = self.question(operation, method, call);
        let answer = self.program.ask(&question)?;
        let (requests, chosen) = self.recorder.take();
        let place = format!("{} {}", operation.method, operation.path);
        if let Some(message) = answer.get("impossible").and_then(Value::as_str) {
            self.outcome.difference(&place, message);
            return Ok(());
        }
        self.unused(operation, &place, &answer);
        match requests.as_slice() {
            [Ok(request)] => {
                self.call_by_value(&place, question.clone(), request)?;
                // In another media type, the body is a text that need not match its schema.
                if self.has_test_server && call.other_body.is_none() {
                    let recorded = RecordedCall {
                        description: &self.prepared.description,
                        operation,
                        call,
                        request,
                    };
                    if recorded.shares_path() {
                        let reason =
                            "changed requests, which other operations of the path may allow";
                        self.outcome.gap(reason, &place);
                    }
                    let served = served::serve_request(&mut self.program, recorded, question)?;
                    for (kind, count) in served.refusals {
                        self.outcome.refused(kind, count);
                    }
                    for difference in served.differences {
                        self.outcome.difference(&place, &difference);
                    }
                }
                for difference in self.judged(operation, call, request) {
                    self.outcome.difference(
                        &place,
                        &format!("{difference}\n    {} {}", request.method, request.target),
                    );
                }
                if let Some(expected) = call.answers.get(chosen) {
                    let differences = expected
                        .refused(request)
                        .into_iter()
                        .chain(expected.difference(&answer));
                    differences.for_each(|message| {
                        self.outcome
                            .difference(&place, &format!("response: {message}"))
                    });
                }
            }
            [Err(message)] => self
                .outcome
                .difference(&place, &format!("no HTTP: {message}")),
            requests => {
                let error = answer
                    .get("error")
                    .and_then(Value::as_str)
                    .unwrap_or("no error");
                self.outcome.difference(
                    &place,
                    &format!("{} requests arrived: {error}", requests.len()),
                );
            }
        }
        Ok(())
    }

    /// Sends the same request with JSON values, and compares it with the request of the method.
    fn call_by_value(
        &mut self,
        place: &str,
        mut question: Value,
        typed: &recorder::Request,
    ) -> Result<()> {
        let index = question["operation"].as_u64().unwrap_or_default();
        let method = self.prepared.methods.get(usize::try_from(index)?);
        let body = method.and_then(|method| method.spelling.body.as_ref());
        let is_xml = body.is_some_and(|body| body.codec == Codec::Xml);
        if is_xml || question["values"].get("other body").is_some() {
            return Ok(());
        }
        question["by value"] = true.into();
        let answer = self.program.ask(&question)?;
        let (requests, _) = self.recorder.take();
        let message = match requests.as_slice() {
            [Ok(request)] => {
                let [by_value, typed] =
                    [request, typed].map(|request| request.with_comparable_parts());
                if by_value == typed {
                    return Ok(());
                }
                format!(
                    "{}\n    instead of {}",
                    by_value.in_words(),
                    typed.in_words()
                )
            }
            _ => answer["error"].to_string(),
        };
        // Only the types of the method know the form of XML.
        if message.contains("has a part in XML") {
            return Ok(());
        }
        self.outcome
            .difference(place, &format!("by value: {message}"));
        Ok(())
    }

    /// Returns the differences between the request and what was passed in.
    fn judged(
        &self,
        operation: &raw::Operation,
        call: &Call,
        request: &recorder::Request,
    ) -> Vec<String> {
        let differences = self.judged_as(operation, call, request);
        let asking = call.asking_for_stream(operation);
        if !differences.is_empty() && self.judged_as(operation, &asking, request).is_empty() {
            return Vec::new();
        }
        differences
    }

    /// Returns the differences between the request and the arguments of a call.
    fn judged_as(
        &self,
        operation: &raw::Operation,
        call: &Call,
        request: &recorder::Request,
    ) -> Vec<String> {
        let text = Value::String(plan::RAW_BODY.to_owned());
        let (chosen, value) = match (&call.other_body, &call.body) {
            (Some((index, _)), _) => (Some(index), Some(&text)),
            (None, Some((index, value))) => (Some(index), Some(value)),
            (None, None) => (None, None),
        };
        let content = chosen.and_then(|index| operation.body.as_ref()?.contents.get(*index));
        let body = content.zip(value);
        let description = &self.prepared.description;
        let parameters = call.parameters.iter();
        let xml = body.and_then(|(content, value)| description.xml(content, value));
        let xml_parts = body.and_then(|(content, value)| description.xml_parts(content, value));
        let passed = Passed {
            operation,
            parameters: parameters
                .filter_map(|(index, value)| Some((operation.parameters.get(*index)?, value)))
                .collect(),
            body,
            is_verbatim: call.other_body.is_some(),
            xml: xml.as_deref(),
            xml_parts: xml_parts.unwrap_or_default(),
            credentials: &call.credentials,
        };
        let shared = Shared {
            server: description.server_of(operation),
            schemes: &description.schemes,
        };
        judge::judge_request(request, &passed, &shared)
    }

    fn question(&self, operation: &raw::Operation, method: usize, call: &Call) -> Value {
        let mut values = Map::new();
        for (index, value) in &call.parameters {
            if let Some(parameter) = operation.parameters.get(*index) {
                values.insert(parameter.key(), json!(value.to_string()));
            }
        }
        if let Some((_, body)) = &call.body {
            values.insert("body".to_owned(), json!(body.to_string()));
        }
        if let Some((_, media_type)) = &call.other_body {
            values.insert("other media type".to_owned(), json!(media_type));
            values.insert("other body".to_owned(), json!(plan::RAW_BODY));
        }
        // If the description has a base URL, the client uses it, and middleware redirects its
        // requests to the recorder.
        let server = &self.prepared.description.server;
        let base = server
            .host
            .is_none()
            .then(|| format!("{}{}", self.recorder.url, server.path));
        json!({
            "operation": method,
            "stream": call.is_stream(),
            "recorder": self.recorder.url,
            "base": base,
            "credentials": call.credentials,
            "values": values,
        })
    }

    /// Reports arguments that the method does not take: as not judged if the generator warned,
    /// otherwise as a difference.
    fn unused(&mut self, operation: &raw::Operation, place: &str, answer: &Value) {
        let keys = answer
            .get("unused")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        for key in keys {
            let parameter = operation
                .parameters
                .iter()
                .find(|parameter| parameter.key() == key);
            let origin = parameter.map_or(&operation.origin, |parameter| &parameter.origin);
            if self
                .prepared
                .warned
                .iter()
                .any(|warned| warned.starts_with(origin.pointer.as_ref()))
            {
                self.outcome
                    .gap("a parameter that the generator left out", &origin.pointer);
            } else {
                self.outcome
                    .difference(place, &format!("`{key}` cannot be passed in"));
            }
        }
    }
}
