//! The command line.

mod bump;
mod completions;
mod diff;
mod explain;
mod git;
mod git_change;
mod init;
mod input;
mod output;
mod progress;
mod results;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::diag::warnings;
use crate::inspect;
use crate::source::Failure;
use input::Input;
use output::{print_report, print_result};

/// Reads an OpenAPI description and writes a typed Rust client crate.
///
/// Without a command, runs `generate` with `spec/generator.yaml` from this folder or the nearest parent folder. Exit
/// codes: 0 success, 1 differences (`check`) or a finding that reaches `--fail-on` (`diff`), 2 unusable input.
#[derive(Parser)]
#[command(name = "sdkwright", bin_name = "sdkwright", version = VERSION, max_term_width = 100, args_conflicts_with_subcommands = true)]
struct Cli {
    /// Print errors and results, but no warnings and no progress.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The version, with the commit in release builds of a checkout.
const VERSION: &str = match option_env!("SDKWRIGHT_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

#[derive(Subcommand)]
enum Command {
    /// Write the crate: only files that differ, and only once all of them are ready.
    Generate(Input),
    /// List what `generate` would change, without writing; exit with 1 if there is anything.
    #[command(mut_group("ReportArgs", |group| group.requires("against")))]
    Check {
        #[command(flatten)]
        input: Input,
        /// Also compare the description with its version in this commit, and report what changed since.
        #[arg(long, value_name = "REV")]
        against: Option<String>,
        #[command(flatten)]
        report_args: Box<diff::ReportArgs>,
    },
    /// Compare two descriptions: which changes break requests and responses, or programs that use the crate.
    Diff(Box<diff::Diff>),
    /// Explain the code of a `diff` finding, an error, a warning or a note. Without a code, list all of them.
    Explain {
        /// The code, such as `type-changed` or `unknown-key`.
        code: Option<String>,
    },
    /// Write a `generator.yaml` to edit: what happens without it, or the names, credentials and pagination of a `stainless.yml`.
    Init(init::Init),
    /// Show each operation and schema with the Rust item generated for it, and all warnings.
    Inspect {
        #[command(flatten)]
        input: Input,
        /// The output format.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Show instead why each method and type has its name, and which names were taken.
        #[arg(long, conflicts_with = "format")]
        names: bool,
    },
    /// Print completions for a shell, or the manual page.
    Completions {
        /// The shell, or `man`.
        #[arg(value_enum)]
        what: completions::Target,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let Cli { quiet, command } = Cli::parse();
    let command = command.unwrap_or_else(|| Command::Generate(Input::default()));
    let result = run(command, quiet);
    progress::clear_line();
    match result {
        Ok(code) => code,
        Err(error) => {
            // If stderr is closed, the exit code still reports the failure.
            let _ = match error.downcast_ref::<Failure>() {
                Some(failure) => print_report(format_args!("{failure:#}\n")),
                None => print_report(format_args!("{error:#}\n")),
            };
            ExitCode::from(2)
        }
    }
}

fn run(command: Command, quiet: bool) -> Result<ExitCode> {
    match command {
        Command::Generate(input) => generate(input, quiet),
        Command::Check { input, against, report_args } => {
            let (strict, verbose) = (input.strict, input.verbose);
            let generator = input.generator()?.on_progress(progress::reporter(quiet));
            if against.is_some() {
                diff::refuse_without_commits(&generator)?;
            }
            let outcome = generator.check()?;
            progress::clear_line();
            match &against {
                // Programs parse the output of a comparison, so nothing else goes to stdout.
                Some(_) => print_report(results::differences(&outcome))?,
                None => print_result(results::differences(&outcome))?,
            }
            if strict && !quiet {
                print_report(results::Warnings { reports: &outcome.reports, in_full: verbose, each: true })?;
            }
            let clean = outcome.difference.is_empty() && (!strict || warnings(&outcome.reports) == 0);
            // Changes of the API are reported even if the crate is out of date.
            let fine = match against {
                Some(revision) => diff::against(&revision, &generator, &report_args)?,
                None => true,
            };
            Ok(exit_code(clean && fine))
        }
        Command::Diff(diff) => Ok(exit_code(diff::run(*diff)?)),
        Command::Explain { code } => {
            print_result(explain::text(code.as_deref())?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init(init) => {
            let (report, reports) = init::write_config(&init)?;
            if !quiet {
                print_report(results::Warnings { reports: &reports, in_full: true, each: true })?;
            }
            print_result(report)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Inspect { input, format, names } => {
            let (strict, verbose) = (input.strict, input.verbose);
            let understood = input.generator()?.on_progress(progress::reporter(quiet)).model()?;
            progress::clear_line();
            match format {
                Format::Text if names => print_result(inspect::names(&understood))?,
                Format::Text => print_result(inspect::text(&understood, verbose))?,
                Format::Json => print_result(inspect::json_text(&understood))?,
            }
            Ok(exit_code(!strict || warnings(&understood.reports) == 0))
        }
        Command::Completions { what } => {
            completions::print(what, &mut Cli::command())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn generate(input: Input, quiet: bool) -> Result<ExitCode> {
    let (strict, verbose) = (input.strict, input.verbose);
    let generator = input.generator()?.strict(strict).on_progress(progress::reporter(quiet));
    let outcome = generator.generate()?;
    progress::clear_line();
    if !quiet {
        // A run that fails because of warnings shows each of them.
        let each = verbose || strict;
        print_report(results::Warnings { reports: &outcome.reports, in_full: verbose, each })?;
    }
    print_result(results::written(&outcome))?;
    if !quiet && outcome.is_new() {
        print_result(results::first_steps(&outcome))?;
    }
    Ok(exit_code(!strict || warnings(&outcome.reports) == 0))
}

fn exit_code(is_fine: bool) -> ExitCode {
    if is_fine { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
