//! The command line.

mod cli;

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use generator::diag::{Digest, Report, warnings};
use generator::output::Difference;
use generator::pipeline::Settings;
use generator::{Generator, Outcome, inspect};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reads an OpenAPI description and writes a typed Rust client crate.
///
/// Without a command it generates what `spec/generator.yaml` asks for; that file is looked for in this folder and in the
/// folders above. Exit codes: 0 fine, 1 `check` found differences or `diff` what `--fail-on` names, 2 unusable input or arguments.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Write the crate: only what differs, and nothing unless all of it is ready.
    Generate(Input),
    /// Tell what `generate` would change; exit with 1 if anything.
    Check {
        #[command(flatten)]
        input: Input,
        /// Also compare the description with itself in a commit, and tell what changed since.
        #[arg(long, value_name = "REV")]
        against: Option<String>,
        #[command(flatten)]
        report_args: Box<cli::diff::ReportArgs>,
    },
    /// Compare two descriptions: what the change does to requests and responses, and to programs that use the crate.
    Diff(Box<cli::diff::Diff>),
    /// Explain a code that is printed: a kind of change that `diff` finds, an error, a warning or a note. Without one, list all.
    Explain {
        /// Its code.
        code: Option<String>,
    },
    /// Show each operation, each schema and the Rust it becomes, and all warnings.
    Inspect {
        #[command(flatten)]
        input: Input,
        /// How to print it.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Show instead why each method and type is called so, and the names that it could not have.
        #[arg(long, conflicts_with = "format")]
        names: bool,
    },
}

#[derive(Args, Default)]
struct Input {
    /// The description: OpenAPI 3.0 or 3.1, YAML or JSON.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The package name; by default from the configuration or the description's title.
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// How the client is shaped; by default the `generator.yaml` beside the description, unless it names another, and
    /// without `--spec` the nearest `spec/generator.yaml`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Take warnings for differences: exit with 1 if there is any, and with 2, writing nothing, where
    /// an item changed its meaning.
    #[arg(long)]
    strict: bool,
    /// Print every warning by itself, also those that say the same of another place.
    #[arg(long)]
    verbose: bool,
    /// An overlay or JSON patch to apply to the description first; may be given several times.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Follow `$ref`s to files outside the folder of the description.
    #[arg(long)]
    allow_outside: bool,
    /// Follow `$ref`s to the network, by https; for a generator built with `--features remote`.
    #[arg(long)]
    allow_remote: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn main() -> ExitCode {
    let command = Cli::parse().command.unwrap_or_else(|| Command::Generate(Input::default()));
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            // Where nobody can be told, the exit code still says it.
            let _ = say(io::stderr(), format_args!("{error:#}\n"));
            ExitCode::from(2)
        }
    }
}

/// Writes `text`; who stops reading (`| head`) has read enough.
fn say(mut to: impl Write, text: impl Display) -> Result<()> {
    match write!(to, "{text}").and_then(|()| to.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("failed to print"),
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Generate(input) => {
            let (strict, verbose) = (input.strict, input.verbose);
            let outcome = input.generator()?.strict(strict).generate()?;
            print_warnings(&outcome.reports, verbose)?;
            say(io::stdout(), generated(&outcome))?;
            Ok(exit(!strict || warnings(&outcome.reports) == 0))
        }
        Command::Check { input, against, report_args } => {
            let (strict, verbose) = (input.strict, input.verbose);
            let generator = input.generator()?;
            let outcome = generator.check()?;
            match &against {
                // What a comparison prints stands alone, for programs to read.
                Some(_) => say(io::stderr(), checked(&outcome))?,
                None => say(io::stdout(), checked(&outcome))?,
            }
            if strict {
                print_warnings(&outcome.reports, verbose)?;
            }
            let clean = outcome.difference.is_empty() && (!strict || warnings(&outcome.reports) == 0);
            // What changed in the API is told also where the crate is not as generated.
            let fine = match against {
                Some(revision) => cli::diff::against(&revision, &generator, &report_args)?,
                None => true,
            };
            Ok(exit(clean && fine))
        }
        Command::Diff(diff) => Ok(exit(cli::diff::run(*diff)?)),
        Command::Explain { code } => {
            say(io::stdout(), cli::explain::text(code.as_deref())?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Inspect { input, format, names } => {
            let (strict, verbose) = (input.strict, input.verbose);
            let understood = input.generator()?.model()?;
            match format {
                Format::Text if names => say(io::stdout(), inspect::names(&understood))?,
                Format::Text => say(io::stdout(), inspect::text(&understood, verbose))?,
                Format::Json => say(io::stdout(), inspect::json_text(&understood))?,
            }
            Ok(exit(!strict || warnings(&understood.reports) == 0))
        }
    }
}

impl Input {
    fn generator(self) -> Result<Generator> {
        let config = match (self.config, &self.spec) {
            (Some(config), _) => Some(config),
            (None, Some(spec)) => config_beside(spec)?,
            (None, None) => Some(find_config()?),
        };
        let mut generator = Generator::default().allow_outside(self.allow_outside).allow_remote(self.allow_remote);
        for overlay in self.overlay {
            generator = generator.overlay(overlay);
        }
        if let Some(config) = config {
            generator = generator.config(config);
        }
        if let Some(spec) = self.spec {
            generator = generator.spec(spec);
        }
        if let Some(out) = self.out {
            generator = generator.output(out);
        }
        if let Some(package) = self.package {
            generator = generator.package(package);
        }
        Ok(generator)
    }
}

/// The `generator.yaml` in the folder of a description, unless it names another one; one that cannot be read may be for it.
fn config_beside(spec: &Path) -> Result<Option<PathBuf>> {
    let config = spec.with_file_name("generator.yaml");
    if !config.is_file() {
        return Ok(None);
    }
    let settings = Settings::load(&config).context("`generator.yaml` beside the description cannot be used")?;
    let Some(named) = settings.spec() else { return Ok(Some(config)) };
    let named = named.canonicalize().ok();
    Ok((named.is_some() && named == spec.canonicalize().ok()).then_some(config))
}

/// `spec/generator.yaml` in this folder or the nearest one above.
fn find_config() -> Result<PathBuf> {
    let here = std::env::current_dir().context("failed to find the current folder")?;
    let found = here.ancestors().map(|folder| folder.join("spec/generator.yaml")).find(|path| path.is_file());
    match found {
        Some(path) => Ok(path.strip_prefix(&here).map(Path::to_owned).unwrap_or(path)),
        None => bail!(
            "error[no-configuration]: found no `spec/generator.yaml` in this folder or above\n \
             = help: name a description with `--spec FILE`"
        ),
    }
}

fn exit(fine: bool) -> ExitCode {
    if fine { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn print_warnings(reports: &[Report], verbose: bool) -> Result<()> {
    say(io::stderr(), Digest::new(reports, verbose))
}

fn generated(outcome: &Outcome) -> String {
    let Difference { missing, stale, leftover, fresh, .. } = &outcome.difference;
    format!(
        "{}: {}; {} files written, {} removed, {fresh} unchanged\n",
        outcome.output.display(),
        inspect::summary(&outcome.api, warnings(&outcome.reports), outcome.gaps.len()),
        missing.len() + stale.len(),
        leftover.len(),
    )
}

/// What differs, a line each, and what to do about it.
fn checked(outcome: &Outcome) -> String {
    let difference = &outcome.difference;
    let folder = outcome.output.display();
    if difference.is_empty() {
        return format!("{folder}: {} files, all as generated\n", difference.fresh);
    }
    let mut text = String::new();
    for (what, paths) in [
        ("missing", &difference.missing),
        ("stale", &difference.stale),
        ("leftover", &difference.leftover),
        ("foreign", &difference.foreign),
        ("foreign", &difference.in_the_way),
    ] {
        text.extend(paths.iter().map(|path| format!("{what}: {folder}/{path}\n")));
    }
    if difference.is_stale() {
        text.push_str("to bring them up to date, run the same with `generate` in place of `check`\n");
    }
    if !difference.foreign.is_empty() || !difference.in_the_way.is_empty() {
        text.push_str("foreign files were not written by the generator: move them out of the crate\n");
    }
    text
}
