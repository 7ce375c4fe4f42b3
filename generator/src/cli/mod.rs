//! The command line.

mod bump;
mod changelog;
mod completions;
mod diff;
mod explain;
mod git;
mod git_change;
mod init;
mod input;
mod interrupt;
mod output;
mod parallel;
mod progress;
mod records;
mod results;
mod warnings;

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::Generator;
use crate::{inspect, render};
use changelog::Changelog;
use config::config_schema;
use description::{Failure, is_url_path, nearest_name};
use diag::count_warnings;
use git::NotInRevision;
use input::Input;
use output::{print_report, print_result};
use records::FinishedRun;
use warnings::{Warnings, terminal_width};

/// Reads an OpenAPI description and writes a typed Rust client crate.
///
/// Without a command, runs `generate` with `generator.yaml` or `spec/generator.yaml` from this
/// folder or the nearest parent folder. Exit codes: 0 success, 1 differences (`check`), a finding
/// that reaches `--fail-on` (`diff`) or a warning (`--strict`), 2 unusable input.
#[derive(Parser)]
#[command(name = "sdkwright", bin_name = "sdkwright", version = VERSION, max_term_width = 100)]
struct Cli {
    /// Print errors and results, but no warnings and no progress.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The version; in release builds from a checkout, with the commit.
const VERSION: &str = match option_env!("SDKWRIGHT_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

/// The help for `--out` of commands that write no crate.
const OUT_OF_READERS: &str =
    "The folder of the crate, whose names are kept; nothing is written to it";

/// The help for `--strict` of commands that write no crate.
const STRICT_OF_READERS: &str = "Exit with 1 if there are warnings";

/// The help for `--out` of `check`.
const OUT_OF_CHECK: &str =
    "The folder of the crate [default: the folder that `generate` writes to]";

#[derive(Subcommand)]
enum Command {
    /// Write the crate: only files that differ, and only once all of them are ready.
    Generate(Generate),
    /// List what `generate` would change, without writing; exit with 1 if any file differs.
    #[command(mut_group("ReportArgs", |group| group.requires("against")))]
    #[command(mut_arg("out", |arg| arg.help(OUT_OF_CHECK)), mut_arg("strict", |arg| arg.help(STRICT_OF_READERS)))]
    Check {
        #[command(flatten)]
        input: Input,
        /// Also compare the description, or that of each client, with its version in this commit, and
        /// report what changed since.
        #[arg(long, value_name = "REV")]
        against: Option<String>,
        #[command(flatten)]
        cache_args: CacheArgs,
        #[command(flatten)]
        report_args: Box<diff::ReportArgs>,
    },
    /// Compare two descriptions: which changes break requests and responses, or programs that use
    /// the crate.
    Diff(Box<diff::Diff>),
    /// Explain the code of a `diff` finding, an error, a warning or a note. Without a code, list
    /// all of them.
    Explain {
        /// The code, such as `type-changed` or `unknown-key`.
        code: Option<String>,
    },
    /// Write a `generator.yaml` that shows all defaults as comments, or import one from a
    /// `stainless.yml`.
    Init(init::Init),
    /// Show each operation and schema with the Rust item generated for it, and all warnings.
    #[command(mut_arg("out", |arg| arg.help(OUT_OF_READERS)), mut_arg("strict", |arg| arg.help(STRICT_OF_READERS)))]
    Inspect {
        #[command(flatten)]
        input: Input,
        /// The output format; `html` is a page for a browser, with the signatures of all methods
        /// and types.
        #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
        format: InspectFormat,
        /// Show instead why each method and type has its name: the rules that gave it, and the
        /// names that were taken.
        #[arg(long)]
        names: bool,
    },
    /// Print the methods and types in the notation of the `api.md` of a Stainless client, to
    /// compare the two with the Unix command `diff`.
    #[command(mut_arg("out", |arg| arg.help(OUT_OF_READERS)), mut_arg("strict", |arg| arg.help(STRICT_OF_READERS)))]
    ApiMd(Input),
    /// Print completions for a shell, or the manual page.
    Completions {
        /// The shell, or `man`.
        #[arg(value_enum)]
        what: completions::CompletionTarget,
    },
}

impl Command {
    fn is_verbose(&self) -> bool {
        match self {
            Self::Generate(Generate { input, .. })
            | Self::Check { input, .. }
            | Self::Inspect { input, .. }
            | Self::ApiMd(input) => input.verbose,
            _ => false,
        }
    }
}

#[derive(Args, Default)]
struct Generate {
    #[command(flatten)]
    input: Input,
    /// Add an entry to `CHANGELOG.md` with the changes since the last release (see `--against`).
    #[arg(long)]
    changelog: bool,
    /// The commit of the last release, whose description `--changelog` compares with [default: the
    /// last tag, or else `HEAD`].
    #[arg(long, value_name = "REV", requires = "changelog")]
    against: Option<String>,
    /// Write a list of all files that belong in a commit of this run to FILE, one per line: the
    /// description, overlays, the configuration, and the changed files of the crate.
    #[arg(long, value_name = "FILE")]
    client_files: Option<PathBuf>,
    #[command(flatten)]
    cache_args: CacheArgs,
}

#[derive(Args, Default)]
struct CacheArgs {
    /// Do all of the work, even if nothing has changed since the last run, and do not record this
    /// run in the cache folder of the user (or in $SDKWRIGHT_CACHE_DIR).
    #[arg(long)]
    no_cache: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum InspectFormat {
    Text,
    Json,
    Html,
}

/// Runs the program with the arguments of the process.
pub fn run_program() -> ExitCode {
    let Cli { quiet, command } = Cli::try_parse().unwrap_or_else(|error| {
        with_nearest_flag(without_escape(with_command(error)), std::env::args()).exit()
    });
    let command = command.unwrap_or_else(|| Command::Generate(Generate::default()));
    // A `conflicts_with` would not see a `--quiet` before the command.
    if quiet && command.is_verbose() {
        let message = "the argument '--verbose' cannot be used with '--quiet'";
        let error = Cli::command().error(ErrorKind::ArgumentConflict, message);
        error.exit();
    }
    if quiet {
        progress::hide_line();
    }
    interrupt::clean_up_on_interrupt();
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

/// If an unknown command is `import` or the path of a description, adds to the error which command
/// is meant.
fn with_command(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    let tip = if word == "import" {
        "to import a `stainless.yml`, use 'sdkwright init --from stainless.yml'".to_owned()
    } else if looks_like_description(Path::new(word)) {
        format!("to write a crate for a description, use 'sdkwright generate {word}'")
    } else {
        return error;
    };
    error.insert(
        ContextKind::Suggested,
        ContextValue::StyledStrs(vec![tip.into()]),
    );
    error
}

/// Removes clap's advice to pass a misspelt flag as a value, after `--`: no value begins with `--`.
fn without_escape(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::StyledStrs(tips)) = error.remove(ContextKind::Suggested) {
        let tips: Vec<_> = tips
            .into_iter()
            .filter(|tip| !tip.to_string().contains("' as a value, use '"))
            .collect();
        if !tips.is_empty() {
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
        }
    }
    error
}

/// Adds the closest flag to an error about a misspelt one. Clap suggests none for `--otu`, and
/// `--no-default-features` for `--ot`.
fn with_nearest_flag(
    mut error: clap::Error,
    mut words: impl Iterator<Item = String>,
) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument || error.get(ContextKind::Suggested).is_some() {
        return error;
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let Some(name) = flag.strip_prefix("--") else {
        return error;
    };
    let mut program = Cli::command();
    program.build();
    let command = words
        .find_map(|word| program.find_subcommand(word))
        .unwrap_or(&program);
    let flags = command.get_arguments().filter_map(|arg| arg.get_long());
    if let Some(nearest) = nearest_name(name, flags) {
        let nearest = ContextValue::String(format!("--{nearest}"));
        let replaced = error.insert(ContextKind::SuggestedArg, nearest.clone());
        if replaced.is_some_and(|replaced| replaced != nearest) {
            // It shows the flag that clap suggested.
            error.remove(ContextKind::Usage);
        }
    }
    error
}

fn looks_like_description(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    is_url_path(path) || path.is_file() || matches!(extension, Some("yaml" | "yml" | "json"))
}

fn run(command: Command, quiet: bool) -> Result<ExitCode> {
    match command {
        Command::Generate(arguments) => generate_clients(arguments, quiet),
        Command::Check {
            input,
            against,
            cache_args,
            report_args,
        } => check_clients(input, against.as_deref(), &cache_args, &report_args, quiet),
        Command::Diff(diff) => Ok(exit_code(diff::run_diff(*diff)?)),
        Command::Explain { code } => {
            print_result(explain::explain_code(code.as_deref())?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init(init) if init.schema => {
            print_result(config_schema())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init(init) => {
            let written = init::write_config(&init)?;
            if !quiet {
                print_report(Warnings::Each(&written.reports))?;
            }
            print_result(written.report)?;
            if !quiet {
                print_result(init::next_step(&init, &written.path))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Inspect {
            format: InspectFormat::Html,
            names: true,
            ..
        } => {
            bail!("error: `--names` prints text or JSON, not HTML")
        }
        Command::Inspect {
            format: InspectFormat::Html,
            ..
        } if io::stdout().is_terminal() => {
            bail!(
                "error: `--format html` prints a page for a browser, not for a terminal\n = help: redirect it to a file, \
                 such as `> inspect.html`"
            )
        }
        Command::Inspect {
            input,
            format,
            names,
        } => {
            let strict = input.strict;
            let verbose = input.verbose;
            let understood = input
                .generator("inspect")?
                .on_progress(progress::show_progress)
                .model()?;
            progress::clear_line();
            match format {
                InspectFormat::Text if names => {
                    print_result(inspect::name_reasons_text(&understood))?
                }
                InspectFormat::Text => {
                    print_result(inspect::inspection_text(&understood, verbose))?
                }
                InspectFormat::Json if names => print_result(inspect::names_json(&understood))?,
                InspectFormat::Json => print_result(inspect::json_text(&understood))?,
                InspectFormat::Html => {
                    print_result(inspect::inspection_html(&understood, verbose))?
                }
            }
            Ok(exit_code(
                !strict || count_warnings(&understood.reports) == 0,
            ))
        }
        Command::ApiMd(input) => {
            let strict = input.strict;
            let understood = input
                .generator("api-md")?
                .on_progress(progress::show_progress)
                .model()?;
            progress::clear_line();
            print_result(render::api_outline(&understood.api))?;
            Ok(exit_code(
                !strict || count_warnings(&understood.reports) == 0,
            ))
        }
        Command::Completions { what } => {
            completions::print_completions(what, &mut Cli::command())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn generate_clients(
    Generate {
        input,
        changelog,
        against,
        client_files,
        cache_args,
    }: Generate,
    quiet: bool,
) -> Result<ExitCode> {
    let strict = input.strict;
    let verbose = input.verbose;
    let clients = input
        .generator("generate")?
        .strict(strict)
        .on_progress(progress::show_progress)
        .clients()?;
    let is_single = clients.len() == 1;
    // The changes are computed before the crate is written, while its lock still belongs to the old
    // description.
    let mut changelogs = if changelog {
        changelogs_of(&clients, against.as_deref())?
    } else {
        Vec::new()
    };
    let records = records::open_records(&cache_args);
    let results = parallel::run_for_each(&clients, Generator::generate, records.as_ref());
    progress::clear_line();
    let mut all_fine = true;
    let mut files = Vec::new();
    for run in &results.runs {
        let report = &run.report;
        files.extend(results::files_of_run(report));
        if !quiet {
            // If the run fails because of warnings, each of them is shown.
            print_report(if verbose {
                Warnings::Each(&report.reports)
            } else if strict {
                Warnings::Digest(&report.reports)
            } else {
                Warnings::Summary(&report.reports, terminal_width())
            })?;
        }
        print_result(results::written_files_text(report))?;
        let own = changelogs
            .iter()
            .position(|changelog| changelog.is_in(&report.output));
        if let Some(changelog) = own.map(|at| changelogs.swap_remove(at)) {
            files.extend(changelog.written_path().map(Path::to_owned));
            print_result(changelog.write()?)?;
        }
        if !quiet && is_single {
            print_result(&run.first_steps)?;
        }
        all_fine &= !strict || count_warnings(&report.reports) == 0;
    }
    if let Some(path) = client_files {
        write_client_files(&path, &files)?;
    }
    results.finish()?;
    Ok(exit_code(all_fine))
}

fn write_client_files(path: &Path, files: &[PathBuf]) -> Result<()> {
    let lines: String = files
        .iter()
        .map(|file| format!("{}\n", file.display()))
        .collect();
    fs::write(path, lines).with_context(|| format!("failed to write `{}`", path.display()))
}

fn check_clients(
    input: Input,
    against: Option<&str>,
    cache_args: &CacheArgs,
    report_args: &diff::ReportArgs,
    quiet: bool,
) -> Result<ExitCode> {
    let strict = input.strict;
    let verbose = input.verbose;
    let clients = input
        .generator("check")?
        .on_progress(progress::show_progress)
        .clients()?;
    if against.is_some() {
        for client in &clients {
            diff::refuse_without_commits(client, "--against")?;
        }
    }
    let records = records::open_records(cache_args);
    let results = parallel::run_for_each(&clients, Generator::check, records.as_ref());
    progress::clear_line();
    let mut all_fine = true;
    for FinishedRun { report, .. } in &results.runs {
        match against {
            // Programs parse the output of a comparison, so nothing else is printed to stdout.
            Some(_) => print_report(results::differing_files_text(report))?,
            None => print_result(results::differing_files_text(report))?,
        }
        if (strict || verbose) && !quiet {
            print_report(if verbose {
                Warnings::Each(&report.reports)
            } else {
                Warnings::Digest(&report.reports)
            })?;
        }
        all_fine &=
            report.difference.is_empty() && (!strict || count_warnings(&report.reports) == 0);
    }
    results.finish()?;
    // Changes of the API are reported even if a crate is out of date.
    if let Some(revision) = against {
        all_fine &= diff::compare_against_revision(revision, &clients, report_args)?;
    }
    Ok(exit_code(all_fine))
}

/// Returns the changelogs of the clients. If there are several, a client that is new has none yet.
fn changelogs_of(clients: &[Generator], revision: Option<&str>) -> Result<Vec<Changelog>> {
    let mut changelogs = Vec::new();
    for client in clients {
        match Changelog::of(client, revision) {
            Ok(changelog) => changelogs.push(changelog),
            Err(problem) => match problem.downcast_ref::<NotInRevision>() {
                Some(new) if clients.len() > 1 => print_report(new.note())?,
                _ => return Err(problem),
            },
        }
    }
    Ok(changelogs)
}

fn exit_code(is_fine: bool) -> ExitCode {
    if is_fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}
