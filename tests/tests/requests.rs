//! Every cell of styles, bodies, credentials and responses, through the tool that looks at raw requests of real documents.

use std::error::Error;
use std::process::Command;

#[test]
fn everything_that_a_request_can_hold_arrives() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut tool = Command::new(env!("CARGO_BIN_EXE_corpus"));
    tool.args(["requests", "--show", "50", "requests/requests.yaml", "--out"]).arg(folder.path());
    let output = tool.output()?;
    let [said, errors] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{said}\n{errors}");
    // Nothing passes because it was not looked at.
    let all = said.lines().find(|line| line.starts_with("all ")).unwrap_or_default();
    let counts: Vec<&str> = all.split_whitespace().skip(1).collect();
    assert!(matches!(counts.as_slice(), ["33", "0", _, "0", "0"]), "{said}");
    Ok(())
}
