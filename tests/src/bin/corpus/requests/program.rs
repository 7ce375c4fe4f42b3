//! The program that calls every method of an emitted crate, and the communication with it.
//!
//! It answers each line of JSON with a line of JSON; `support.in` defines their content.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use sdkwright::model::{Codec, ParameterLocation, Status};
use sdkwright::render::spelling::{BodySpelling, OutputSpelling, ParameterSpelling, Spelling};
use serde_json::Value;

/// Time limit for one call.
const LIMIT: Duration = Duration::from_secs(30);

const MANIFEST: &str = r#"[package]
name = "PROGRAM"
version = "0.0.0"
edition = "2024"

[dependencies]
client = { package = "CRATE", path = "../CRATE", default-features = false, features = FEATURES }
serde_json = { version = "1", features = ["preserve_order", "raw_value"] }
tokio = { version = "1", default-features = false, features = ["io-util", "net", "rt", "sync", "time"] }
"#;

const SUPPORT: &str = include_str!("support.in");

/// Functions for kinds of responses that only some crates have, by name.
const BY_NEED: [(&str, &str); 5] = [
    ("events", include_str!("events.in")),
    ("page", include_str!("page.in")),
    ("raw", include_str!("raw.in")),
    ("several", include_str!("several.in")),
    ("values", include_str!("values.in")),
];

/// Returns the sources of a program, by path in its folder; `features` are those of the crate.
pub(crate) fn request_program_sources(
    program: &str,
    crate_name: &str,
    features: &[&str],
    methods: &[&Spelling],
) -> Vec<(String, String)> {
    let manifest = MANIFEST
        .replace("PROGRAM", program)
        .replace("CRATE", crate_name)
        .replace("FEATURES", &format!("{features:?}"));
    let mut main =
        String::from("#![allow(deprecated, unused_imports, unused_mut, unused_variables)]\n\n");
    main += "mod support;\n\nuse support::Arguments;\n\n";
    for method in methods {
        write_method(&mut main, method);
    }
    let names = methods.iter().map(|method| {
        let stream = if method.stream.is_some() {
            "Some(stream_INDEX)"
        } else {
            "None"
        };
        let arguments: Vec<(String, &str)> = method
            .named_arguments
            .iter()
            .map(|argument| {
                let key = argument_key(argument.location, &argument.wire);
                (key, argument.name.as_str())
            })
            .collect();
        let by_value = format!("({:?}, &{arguments:?})", method.name);
        format!("    (call_INDEX, {stream}, {by_value}),\n")
            .replace("INDEX", &method.operation.to_string())
    });
    let names: Vec<String> = names.collect();
    main += &format!(
        "const CALLS: &[support::Methods] = &[\n{}];\n\n",
        names.concat()
    );
    main += "fn main() {\n    support::serve(CALLS);\n}\n";
    let needed = BY_NEED
        .iter()
        .filter(|(name, _)| main.contains(&format!("support::{name}(")));
    let needed: Vec<String> = needed
        .map(|(_, function)| format!("\n{function}"))
        .collect();
    let test_server = if features.contains(&"test-server") {
        include_str!("test_server.in")
    } else {
        include_str!("no_test_server.in")
    };
    let support = format!(
        "#![allow(dead_code)]\n{SUPPORT}{}\n{test_server}",
        needed.concat()
    );
    vec![
        ("Cargo.toml".to_owned(), manifest),
        ("src/main.rs".to_owned(), main),
        ("src/support.rs".to_owned(), support),
    ]
}

fn write_method(out: &mut String, method: &Spelling) {
    let index = method.operation;
    let (function, send) = match method.output {
        OutputSpelling::Empty => ("empty", "send_raw"),
        OutputSpelling::Raw => ("raw", "send"),
        OutputSpelling::Text => ("text", "send_raw"),
        OutputSpelling::Bytes => ("bytes", "send_raw"),
        OutputSpelling::Value => ("json", "send_raw"),
        OutputSpelling::Page => ("page", "send_raw"),
        OutputSpelling::Several => ("several", "send_raw"),
        OutputSpelling::Events => ("events", "send"),
        OutputSpelling::Values => ("values", "send"),
    };
    write_call(out, method, &format!("call_{index}"), (function, send));
    let (function, send) = match method.stream {
        Some(OutputSpelling::Events) => ("events", "stream_events"),
        Some(_) => ("values", "stream_values"),
        None => return write_failure(out, method),
    };
    write_call(out, method, &format!("stream_{index}"), (function, send));
    write_failure(out, method);
}

fn write_call(out: &mut String, method: &Spelling, name: &str, (function, send): (&str, &str)) {
    let mut call = "client".to_owned();
    for (name, bound) in &method.chain {
        call += &format!(
            ".{name}({})",
            bound.as_ref().map(take_argument).unwrap_or_default()
        );
    }
    let body = method.body.as_ref();
    let argument = body.filter(|body| body.is_argument).map(taken_body);
    let arguments: Vec<String> = method
        .arguments
        .iter()
        .map(take_argument)
        .chain(argument)
        .collect();
    call += &format!(".{}({})", method.method, arguments.join(", "));
    let head =
        "client: &client::Client, arguments: &mut Arguments) -> Result<support::Answer, String>";
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "fn {name}({head} {{\n    let mut request = {call};");
    for (setter, place) in &method.setters {
        let (ty, key) = (&place.ty, argument_key(place.location, &place.wire));
        let _ = writeln!(
            out,
            "    if let Some(value) = arguments.maybe::<{ty}>({key:?})? {{ request = request.{setter}(value); }}"
        );
    }
    if let Some(body) = body.filter(|body| !body.is_argument) {
        let (ty, media_type) = (&body.ty, media_type(body));
        let _ = writeln!(
            out,
            "    if let Some(value) = arguments.maybe::<{ty}>(\"body\")? {{ request = request.{}(value{media_type}); }}",
            method.body_setter
        );
    }
    if let Some(setter) = &method.other_body_setter {
        let _ = writeln!(
            out,
            "    if let Some((media_type, text)) = arguments.other_body() {{ request = request.{setter}(&media_type, text); }}"
        );
    }
    let headers = match &method.headers {
        Some(ty) => format!("|response| support::fields(response.headers_as::<{ty}>())"),
        None => "|_| support::Value::Null".to_owned(),
    };
    let _ = writeln!(
        out,
        "    Ok(support::{function}(request.{send}(), {headers}, failure_{}))\n}}\n",
        method.operation
    );
}

/// Writes the function that decodes the documented body of a failure.
fn write_failure(out: &mut String, method: &Spelling) {
    let mut failures: Vec<_> = method.failures.iter().collect();
    failures.sort_by_key(|(status, _)| *status);
    let arms: Vec<String> = failures
        .iter()
        .map(|(status, ty)| {
            let pattern = match status {
                Status::Code(code) => code.to_string(),
                Status::Range(class) => format!("{class}00..={class}99"),
                Status::Default => "_".to_owned(),
            };
            format!("        {pattern} => support::body_as::<{ty}>(error),\n")
        })
        .collect();
    let is_total = failures
        .iter()
        .any(|(status, _)| *status == Status::Default);
    let rest = if is_total { "" } else { "        _ => None,\n" };
    let _ = write!(
        out,
        "fn failure_{}(status: u16, error: &client::Error) -> Option<Result<String, String>> {{\n    match status {{\n{}{rest}    }}\n}}\n\n",
        method.operation,
        arms.concat(),
    );
}

fn take_argument(place: &ParameterSpelling) -> String {
    format!(
        "arguments.take::<{}>({:?})?",
        place.ty,
        argument_key(place.location, &place.wire)
    )
}

fn taken_body(body: &BodySpelling) -> String {
    format!(
        "arguments.take::<{}>(\"body\")?{}",
        body.ty,
        media_type(body)
    )
}

/// Returns the call that sets a concrete media type for bytes of a media range.
fn media_type(body: &BodySpelling) -> String {
    match body.media_type.trim().strip_suffix("/*") {
        Some(class) if body.codec == Codec::Bytes && !class.contains('*') => {
            format!(".with_media_type(\"{class}/example\")")
        }
        _ => String::new(),
    }
}

/// Returns the key of a parameter in a question to the program.
pub(crate) fn argument_key(location: ParameterLocation, wire: &str) -> String {
    super::raw::raw_parameter_key(location.as_str(), wire)
}

/// A running program.
pub(crate) struct Program {
    child: Child,
    stdin: ChildStdin,
    answers: Receiver<String>,
}

impl Program {
    pub(crate) fn start(path: &Path) -> Result<Self> {
        let mut child = Command::new(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| path.display().to_string())?;
        let stdin = child
            .stdin
            .take()
            .context("failed to open a pipe to the program")?;
        let stdout = child
            .stdout
            .take()
            .context("failed to open a pipe from the program")?;
        Ok(Self {
            child,
            stdin,
            answers: stdout_lines(stdout),
        })
    }

    /// Returns the answer of the program to a question.
    pub(crate) fn ask(&mut self, question: &Value) -> Result<Value> {
        writeln!(self.stdin, "{question}")?;
        match self.answers.recv_timeout(LIMIT) {
            Ok(line) => serde_json::from_str(&line).with_context(|| line.clone()),
            Err(_) => bail!("the program does not answer; {:?}", self.child.try_wait()?),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // The process may already have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn stdout_lines(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
