//! Runs `corpus -- requests` on a description with every combination of styles, bodies, credentials
//! and responses, also with the test server, which must refuse changed requests.

use std::error::Error;
use std::process::Command;

#[test]
fn every_part_of_a_request_arrives() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut tool = Command::new(env!("CARGO_BIN_EXE_corpus"));
    tool.args([
        "requests",
        "--show",
        "50",
        "--test-server",
        "requests/requests.yaml",
        "--out",
    ])
    .arg(folder.path());
    let output = tool.output()?;
    let [printed, errors] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{printed}\n{errors}");
    // A case that is not judged must not count as passed: only the changed requests of one operation,
    // which another operation of its path may allow.
    let all = printed
        .lines()
        .find(|line| line.starts_with("all "))
        .unwrap_or_default();
    let counts: Vec<&str> = all.split_whitespace().skip(1).collect();
    assert!(
        matches!(counts.as_slice(), ["36", "0", _, "1", "0"]),
        "{printed}"
    );
    let last_word = |start: &str| {
        let line = printed.lines().find(|line| line.starts_with(start))?;
        line.split_whitespace().last()?.parse::<usize>().ok()
    };
    let refusals = last_word("all kinds ");
    assert!(refusals.is_some_and(|count| count >= 200), "{printed}");
    println!("{printed}");
    Ok(())
}
