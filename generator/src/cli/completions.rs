//! `sdkwright completions`: completions for shells, and the manual page.

use std::io;

use anyhow::{Context as _, Result};
use clap::{Command, ValueEnum};
use clap_complete::Shell;

use super::output::print_result;

/// What to print.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum CompletionTarget {
    Bash,
    Elvish,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Zsh,
    /// The manual page, in troff.
    Man,
}

/// Prints the completions or the manual page of `command`.
pub(super) fn print_completions(what: CompletionTarget, command: &mut Command) -> Result<()> {
    let shell = match what {
        CompletionTarget::Bash => Shell::Bash,
        CompletionTarget::Elvish => Shell::Elvish,
        CompletionTarget::Fish => Shell::Fish,
        CompletionTarget::PowerShell => Shell::PowerShell,
        CompletionTarget::Zsh => Shell::Zsh,
        CompletionTarget::Man => return print_manual(command),
    };
    let mut text = Vec::new();
    clap_complete::generate(shell, command, "sdkwright", &mut text);
    print_result(String::from_utf8_lossy(&text))
}

fn print_manual(command: &Command) -> Result<()> {
    let mut text: Vec<u8> = Vec::new();
    let written: io::Result<()> = clap_mangen::Man::new(command.clone()).render(&mut text);
    written.context("failed to write the manual page")?;
    print_result(String::from_utf8_lossy(&text))
}
