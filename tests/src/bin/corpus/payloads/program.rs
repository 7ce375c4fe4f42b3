//! The program that decodes and encodes with an emitted crate, and the communication with it.
//!
//! It reads lines of `index<TAB>json`, where the index names a type, and answers each with
//! `ok<TAB>member<TAB>json` or `error<TAB>message`; the member is the one that a union was decoded
//! as.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

const MANIFEST: &str = r#"[package]
name = "PROGRAM"
version = "0.0.0"
edition = "2024"

[dependencies]
client = { package = "CRATE", path = "../CRATE", default-features = false }
"#;

const MAIN: &str = r#"#![allow(dead_code, deprecated)]

use std::io::{BufRead, Write};

use client::runtime::codec;
use client::runtime::node::{Model, Node};

fn answer(index: usize, mut node: Box<dyn Node>, json: &str) -> String {
    match codec::decode(json.as_bytes(), &mut *node) {
        Ok(()) => format!("ok\t{}\t{}", member(index, json), String::from_utf8_lossy(&codec::to_vec(&*node))),
        Err(error) => format!("error\t{}", error.to_string().replace('\n', " ")),
    }
}

fn blank(index: usize) -> Option<Box<dyn Node>> {
    match index {
TYPES        _ => None,
    }
}

fn decoded<T: Model>(json: &str) -> T {
    let mut value = T::blank();
    // `answer` reports decoding errors.
    let _ = codec::decode(json.as_bytes(), &mut value);
    value
}

fn member(index: usize, json: &str) -> &'static str {
    let _ = json;
    match index {
UNIONS        _ => "",
    }
}

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (index, json) = line.split_once('\t').unwrap_or_default();
        let index = index.parse().unwrap_or(usize::MAX);
        let answer = blank(index).map_or_else(|| "error\tno such type".to_owned(), |node| answer(index, node, json));
        if writeln!(out, "{answer}").is_err() {
            return;
        }
    }
}
"#;

/// A type that the program knows: its Rust name, and the names of its members if it is a union.
pub(crate) struct PayloadType<'c> {
    pub(crate) name: &'c str,
    pub(crate) members: Vec<&'c str>,
}

/// Manifest and source of the program `program` for these types of the crate `crate_name`.
pub(crate) fn payload_program_sources(
    program: &str,
    crate_name: &str,
    types: &[PayloadType<'_>],
) -> (String, String) {
    let arms = types.iter().enumerate();
    let blanks: String = arms
        .clone()
        .map(|(index, payload)| {
            format!(
                "        {index} => Some(Box::new(<client::types::{} as Model>::blank())),\n",
                payload.name
            )
        })
        .collect();
    let unions = arms.filter(|(_, payload)| !payload.members.is_empty());
    let unions: String = unions
        .map(|(index, payload)| union_arm(index, payload))
        .collect();
    let manifest = MANIFEST
        .replace("PROGRAM", program)
        .replace("CRATE", crate_name);
    (
        manifest,
        MAIN.replace("TYPES", &blanks).replace("UNIONS", &unions),
    )
}

fn union_arm(index: usize, payload: &PayloadType<'_>) -> String {
    let ty = format!("client::types::{}", payload.name);
    let members = payload.members.iter();
    let members: String = members
        .map(|member| format!("            {ty}::{member}(..) => \"{member}\",\n"))
        .collect();
    format!(
        "        {index} => match decoded::<{ty}>(json) {{\n{members}            _ => \"none\",\n        }},\n"
    )
}

/// The returned JSON, and the member that a union was decoded as.
pub(crate) struct ProgramAnswer {
    pub(crate) member: String,
    pub(crate) json: String,
}

/// Asks the program each of `questions`; returns its answers or errors.
pub(crate) fn ask_program(
    program: &Path,
    questions: &[(usize, String)],
) -> Result<Vec<Result<ProgramAnswer, String>>> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| program.display().to_string())?;
    let input: String = questions
        .iter()
        .map(|(index, json)| format!("{index}\t{json}\n"))
        .collect();
    let mut stdin = child
        .stdin
        .take()
        .context("failed to open a pipe to the program")?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    // If writing failed, answers are missing, which is reported below.
    let _ = writer.join();
    let text = String::from_utf8(output.stdout)?;
    let answers: Vec<Result<ProgramAnswer, String>> = text.lines().map(read_answer).collect();
    if answers.len() != questions.len() {
        bail!(
            "expected {} answers, found {}; {}",
            questions.len(),
            answers.len(),
            output.status
        );
    }
    Ok(answers)
}

fn read_answer(line: &str) -> Result<ProgramAnswer, String> {
    let (word, rest) = line.split_once('\t').unwrap_or(("", line));
    match rest.split_once('\t') {
        Some((member, json)) if word == "ok" => Ok(ProgramAnswer {
            member: member.to_owned(),
            json: json.to_owned(),
        }),
        _ => Err(rest.to_owned()),
    }
}
