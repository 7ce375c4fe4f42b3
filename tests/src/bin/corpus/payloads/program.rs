//! The program that decodes and encodes with an emitted crate, and talking to it.
//!
//! It reads lines of `index<TAB>json`, where the index names a type, and answers each with `ok<TAB>json` or
//! `error<TAB>message`.

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

const MAIN: &str = r#"#![allow(deprecated)]

use std::io::{BufRead, Write};

use client::runtime::{decode, encode};
use client::runtime::node::Node;

fn answer(mut node: Box<dyn Node>, json: &str) -> String {
    match decode::decode(json.as_bytes(), &mut *node) {
        Ok(()) => format!("ok\t{}", String::from_utf8_lossy(&encode::to_vec(&*node))),
        Err(error) => format!("error\t{}", error.to_string().replace('\n', " ")),
    }
}

fn blank(index: usize) -> Option<Box<dyn Node>> {
    match index {
TYPES        _ => None,
    }
}

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (index, json) = line.split_once('\t').unwrap_or_default();
        let node = index.parse().ok().and_then(blank);
        let answer = node.map_or_else(|| "error\tno such type".to_owned(), |node| answer(node, json));
        if writeln!(out, "{answer}").is_err() {
            return;
        }
    }
}
"#;

/// Manifest and source of the program `program` for these types of the crate `crate_name`.
pub(crate) fn sources(program: &str, crate_name: &str, types: &[String]) -> (String, String) {
    let arms = types.iter().enumerate();
    let arms: String = arms
        .map(|(index, name)| {
            format!(
                "        {index} => Some(Box::new(<client::types::{name} as client::runtime::node::Model>::blank())),\n"
            )
        })
        .collect();
    let manifest = MANIFEST.replace("PROGRAM", program).replace("CRATE", crate_name);
    (manifest, MAIN.replace("TYPES", &arms))
}

/// What the program answers to each of `questions`: JSON, or an error.
pub(crate) fn ask(program: &Path, questions: &[(usize, String)]) -> Result<Vec<Result<String, String>>> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| program.display().to_string())?;
    let input: String = questions.iter().map(|(index, json)| format!("{index}\t{json}\n")).collect();
    let mut stdin = child.stdin.take().context("failed to open a pipe to the program")?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    // Where writing failed, answers are missing.
    let _ = writer.join();
    let text = String::from_utf8(output.stdout)?;
    let answers: Vec<Result<String, String>> = text
        .lines()
        .map(|line| match line.split_once('\t') {
            Some(("ok", json)) => Ok(json.to_owned()),
            Some((_, message)) => Err(message.to_owned()),
            None => Err(line.to_owned()),
        })
        .collect();
    if answers.len() != questions.len() {
        bail!("expected {} answers, found {}; {}", questions.len(), answers.len(), output.status);
    }
    Ok(answers)
}
