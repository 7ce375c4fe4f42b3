//! Output of the program: results on stdout, diagnostics on stderr.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use anyhow::{Context as _, Result};

/// Prints a result to stdout.
pub(super) fn print_result(text: impl Display) -> Result<()> {
    print_to(io::stdout(), text)
}

/// Prints diagnostics to stderr, in colors on a terminal.
pub(super) fn print_report(text: impl Display) -> Result<()> {
    print_to(anstream::stderr(), format_args!("{text:#}"))
}

/// Writes `text`. A closed pipe (`| head`) is not an error.
fn print_to(mut to: impl Write, text: impl Display) -> Result<()> {
    match write!(to, "{text}").and_then(|()| to.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("failed to print"),
    }
}
