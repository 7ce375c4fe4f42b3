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
/// Without a command, runs `generate` with `spec/generator.yaml` from this folder or the nearest parent folder. Exit
/// codes: 0 success, 1 differences (`check`) or a finding that reaches `--fail-on` (`diff`), 2 unusable input.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

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
        report_args: Box<cli::diff::ReportArgs>,
    },
    /// Compare two descriptions: which changes break requests and responses, or programs that use the crate.
    Diff(Box<cli::diff::Diff>),
    /// Explain the code of a `diff` finding, an error, a warning or a note. Without a code, list all of them.
    Explain {
        /// The code, such as `type-changed` or `unknown-key`.
        code: Option<String>,
    },
    /// Write a `generator.yaml` with the names, credentials and pagination of a `stainless.yml`.
    Init(cli::init::Init),
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
}

#[derive(Args, Default)]
struct Input {
    /// The OpenAPI 3.0 or 3.1 description, in YAML or JSON.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// The folder to write the crate to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The package name [default: from the configuration, or else from the title of the description].
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// The configuration [default: `generator.yaml` beside the description, unless its `spec` is another description;
    /// without `--spec`, the nearest `spec/generator.yaml`].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Exit with 1 if there are warnings; if an existing item would change its meaning, exit with 2 and write
    /// nothing.
    #[arg(long)]
    strict: bool,
    /// Print every warning separately, even if one message repeats at several locations.
    #[arg(long)]
    verbose: bool,
    /// An overlay or JSON patch to apply to the description first; can be repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Follow `$ref`s to files outside the folder of the description.
    #[arg(long)]
    allow_outside: bool,
    /// Fetch `$ref`s to https URLs; needs a generator built with `--features remote`.
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
            // If stderr is closed, the exit code still reports the failure.
            let _ = print_to(io::stderr(), format_args!("{error:#}\n"));
            ExitCode::from(2)
        }
    }
}

/// Writes `text`; a closed pipe (`| head`) is not an error.
fn print_to(mut to: impl Write, text: impl Display) -> Result<()> {
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
            print_to(io::stdout(), generated(&outcome))?;
            Ok(exit(!strict || warnings(&outcome.reports) == 0))
        }
        Command::Check { input, against, report_args } => {
            let (strict, verbose) = (input.strict, input.verbose);
            let generator = input.generator()?;
            let outcome = generator.check()?;
            match &against {
                // Programs parse the output of a comparison, so nothing else goes to stdout.
                Some(_) => print_to(io::stderr(), checked(&outcome))?,
                None => print_to(io::stdout(), checked(&outcome))?,
            }
            if strict {
                print_warnings(&outcome.reports, verbose)?;
            }
            let clean = outcome.difference.is_empty() && (!strict || warnings(&outcome.reports) == 0);
            // Changes of the API are reported even if the crate is out of date.
            let fine = match against {
                Some(revision) => cli::diff::against(&revision, &generator, &report_args)?,
                None => true,
            };
            Ok(exit(clean && fine))
        }
        Command::Diff(diff) => Ok(exit(cli::diff::run(*diff)?)),
        Command::Explain { code } => {
            print_to(io::stdout(), cli::explain::text(code.as_deref())?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init(init) => {
            let (report, reports) = cli::init::run(&init)?;
            print_warnings(&reports, true)?;
            print_to(io::stdout(), report)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Inspect { input, format, names } => {
            let (strict, verbose) = (input.strict, input.verbose);
            let understood = input.generator()?.model()?;
            match format {
                Format::Text if names => print_to(io::stdout(), inspect::names(&understood))?,
                Format::Text => print_to(io::stdout(), inspect::text(&understood, verbose))?,
                Format::Json => print_to(io::stdout(), inspect::json_text(&understood))?,
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

/// Returns the configuration in a folder: `generator.yaml`, or else `generator.yml`.
fn config_in(folder: &Path) -> Option<PathBuf> {
    ["generator.yaml", "generator.yml"].map(|name| folder.join(name)).into_iter().find(|path| path.is_file())
}

/// Returns the configuration beside a description, unless its `spec` is another one; an unreadable one is an error.
fn config_beside(spec: &Path) -> Result<Option<PathBuf>> {
    let Some(config) = config_in(spec.parent().unwrap_or(Path::new(""))) else { return Ok(None) };
    let settings = Settings::load(&config).context("`generator.yaml` beside the description cannot be used")?;
    let Some(named) = settings.spec() else { return Ok(Some(config)) };
    let named = named.canonicalize().ok();
    Ok((named.is_some() && named == spec.canonicalize().ok()).then_some(config))
}

/// Finds `spec/generator.yaml` in this folder or the nearest parent folder.
fn find_config() -> Result<PathBuf> {
    let here = std::env::current_dir().context("failed to find the current folder")?;
    let found = here.ancestors().find_map(|folder| config_in(&folder.join("spec")));
    match found {
        Some(path) => Ok(path.strip_prefix(&here).map(Path::to_owned).unwrap_or(path)),
        None => bail!(
            "error[no-configuration]: found no `spec/generator.yaml` in this folder or its parent folders\n \
             = help: name a description with `--spec FILE`"
        ),
    }
}

fn exit(fine: bool) -> ExitCode {
    if fine { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn print_warnings(reports: &[Report], verbose: bool) -> Result<()> {
    print_to(io::stderr(), Digest::new(reports, verbose))
}

fn generated(outcome: &Outcome) -> String {
    let Difference { missing, stale, leftover, kept, fresh, .. } = &outcome.difference;
    let kept: String = kept.iter().map(|path| format!(", `{path}` left as it is")).collect();
    format!(
        "{}: {}; {} files written, {} removed, {fresh} unchanged{kept}\n",
        outcome.output.display(),
        inspect::summary(&outcome.api, warnings(&outcome.reports), &outcome.gaps),
        missing.len() + stale.len(),
        leftover.len(),
    )
}

fn checked(outcome: &Outcome) -> String {
    let difference = &outcome.difference;
    let folder = outcome.output.display();
    if difference.is_empty() {
        return format!("{folder}: {} files, all up to date\n", difference.fresh);
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
        text.push_str("to bring them up to date, run the same command with `generate` instead of `check`\n");
    }
    if !difference.foreign.is_empty() {
        text.push_str("the generator did not write the foreign files: list their modules in `generator.yaml` (`modules: [name]`), or move them out of the crate\n");
    } else if !difference.in_the_way.is_empty() {
        text.push_str("the generator did not write the foreign files: move them out of the crate\n");
    }
    text
}
