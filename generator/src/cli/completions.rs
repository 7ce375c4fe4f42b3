//! `sdkwright completions`: completions for shells, and the manual page.

use std::io::{self, Write};

use anyhow::{Context as _, Result};
use clap::{Command, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;

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
    write_manual(command, &mut text).context("failed to write the manual page")?;
    print_result(String::from_utf8_lossy(&text))
}

/// Writes one page with the options of all commands.
fn write_manual(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let page = Man::new(command.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for inner in command.get_subcommands() {
        let name = format!("{} {}", command.get_name(), inner.get_name());
        writeln!(out, ".SH \"{}\"", name.to_uppercase())?;
        let page = Man::new(inner.clone().bin_name(name));
        for section in [
            Man::render_synopsis_section,
            Man::render_description_section,
            Man::render_options_section,
        ] {
            let mut text = Vec::new();
            section(&page, &mut text)?;
            // Headings must be below that of the command.
            out.extend(
                String::from_utf8_lossy(&text)
                    .replace(".SH ", ".SS ")
                    .bytes(),
            );
        }
    }
    page.render_version_section(out)
}
