//! `generator diff`: two descriptions against each other.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use clap::{Args, ValueEnum};
use generator::Generator;
use generator::diff::print::{self, Limit, Style};
use generator::diff::{Options, Report, Side, Threshold};

/// What is compared, and how it is told.
#[derive(Args)]
pub(crate) struct Diff {
    /// The old description.
    old: PathBuf,
    /// The new description.
    new: PathBuf,
    /// How the old client was shaped; by default the `generator.yaml` beside the description that names it.
    #[arg(long, value_name = "FILE")]
    old_config: Option<PathBuf>,
    /// How the new client is shaped; by default as the old one.
    #[arg(long, value_name = "FILE")]
    new_config: Option<PathBuf>,
    #[command(flatten)]
    telling: Telling,
}

/// How a comparison is told, and when it fails.
#[derive(Args)]
pub(crate) struct Telling {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Verdicts that are a failure: exit with 1 if a finding reaches one, as in `wire=breaking,source=major`.
    #[arg(long, value_name = "VERDICTS")]
    fail_on: Option<Threshold>,
    /// How many findings are told.
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Also tell what changes nothing but words.
    #[arg(long)]
    verbose: bool,
    /// The day of the comparison, by which sunsets are judged; today, if nothing is said.
    #[arg(long, value_name = "DATE")]
    today: Option<jiff::civil::Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Compares, tells, and says how to exit.
pub(crate) fn run(diff: Diff) -> Result<ExitCode> {
    let old_config = config(diff.old_config, &diff.old)?;
    let new_config = config(diff.new_config, &diff.new)?.or_else(|| old_config.clone());
    let old = generator(&diff.old, old_config);
    let new = generator(&diff.new, new_config);
    let (old, new) = both(&old, &new)?;
    diff.telling.tell(&old, &new)
}

/// The configuration that is named, or else the one beside the description.
fn config(named: Option<PathBuf>, spec: &Path) -> Result<Option<PathBuf>> {
    match named {
        Some(named) => Ok(Some(named)),
        None => crate::config_beside(spec),
    }
}

/// Reads both sides at the same time.
fn both(old: &Generator, new: &Generator) -> Result<(Side, Side)> {
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(|| Side::read(old));
        let new = Side::read(new);
        (old.join(), new)
    });
    let old = old.map_err(|_| anyhow!("error: reading the old description did not end as it should"))?;
    Ok((old.context("the old description cannot be used")?, new.context("the new description cannot be used")?))
}

fn generator(spec: &Path, config: Option<PathBuf>) -> Generator {
    let generator = Generator::new(spec);
    match config {
        Some(config) => generator.config(config),
        None => generator,
    }
}

impl Telling {
    fn tell(&self, old: &Side, new: &Side) -> Result<ExitCode> {
        let today = self.today.unwrap_or_else(|| jiff::Zoned::now().date());
        let report = generator::diff::diff(old, new, &Options { today });
        crate::say(std::io::stdout(), format!("{}\n", self.printed(&report).trim_end()))?;
        let failed = self.fail_on.is_some_and(|threshold| report.fails(threshold));
        Ok(crate::exit(!failed))
    }

    fn printed(&self, report: &Report) -> String {
        let limit = Limit(self.limit);
        match self.format {
            Format::Text => print::text(report, style(), limit, self.verbose),
            Format::Json => format!("{:#}", print::json(report, limit)),
        }
    }
}

/// Colours for a terminal whose user did not ask for none.
fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stdout().is_terminal() && !plain { Style::Coloured } else { Style::Plain }
}
