//! `generator diff` and `generator check --against`: two descriptions against each other.

use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail};
use clap::{Args, ValueEnum};
use generator::Generator;
use generator::diff::print::{self, Limit, Style};
use generator::diff::{Accepted, Options, Report, Threshold, Version};
use generator::lock;
use generator::pipeline::Settings;

use super::bump;
use super::git::Checkout;

/// What is compared, and how it is told.
#[derive(Args)]
pub(crate) struct Diff {
    /// The old description: a file, or `git:REV:PATH`.
    old: PathBuf,
    /// The new description: a file, or `git:REV:PATH`.
    new: PathBuf,
    /// How the old client was shaped; by default the `generator.yaml` beside the description, unless it names another.
    #[arg(long, value_name = "FILE")]
    old_config: Option<PathBuf>,
    /// How the new client is shaped; by default the `generator.yaml` beside the description, unless it names another, or else
    /// that of the old one.
    #[arg(long, value_name = "FILE")]
    new_config: Option<PathBuf>,
    /// Write the next version into the `generator.yaml` of the new side.
    #[arg(long)]
    bump: bool,
    #[command(flatten)]
    report_args: ReportArgs,
}

/// How a comparison is told, and when it fails.
#[derive(Args, Default)]
pub(crate) struct ReportArgs {
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also write it to a file, in the format before the `=`; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE")]
    output: Vec<Output>,
    /// Verdicts that are a failure: exit with 1 if a finding reaches one, as in `wire=breaking,source=major`.
    #[arg(long, value_name = "VERDICTS")]
    fail_on: Option<Threshold>,
    /// Findings that are accepted: a file of fingerprints, reasons and days.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// How many findings are told.
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Also tell what changes nothing but words.
    #[arg(long)]
    words: bool,
    /// The day of the comparison, by which sunsets are judged; today, if nothing is said.
    #[arg(long, value_name = "DATE")]
    today: Option<jiff::civil::Date>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    Markdown,
    Html,
    Github,
    Junit,
}

/// A file to write, and how.
#[derive(Clone)]
struct Output {
    format: Format,
    path: PathBuf,
}

impl std::str::FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("expected FORMAT=FILE")?;
        Ok(Self { format: Format::from_str(format, true)?, path: PathBuf::from(path) })
    }
}

/// One of the two sides, as it was named.
struct Named {
    spec: PathBuf,
    config: Option<PathBuf>,
    checkout: Option<Checkout>,
    /// The crate as it stands in the commit: its folder, and how its file of names is shown.
    before: Option<(PathBuf, String)>,
}

impl Named {
    fn of(side: &Path, config: Option<PathBuf>) -> Result<Self> {
        let checkout = Checkout::of(side)?;
        let spec = checkout.as_ref().map_or_else(|| side.to_owned(), |checkout| checkout.spec.clone());
        let config = match config {
            Some(config) => Some(config),
            None => crate::config_beside(&spec)?,
        };
        Self { spec, config, checkout, before: None }.with_crate(None)
    }

    /// Finds the crate of a commit: where the `generator.yaml` of the commit has it, or else in `folder`.
    fn with_crate(mut self, folder: Option<PathBuf>) -> Result<Self> {
        let Some(checkout) = &self.checkout else { return Ok(self) };
        let own = self.config.as_ref().filter(|config| config.starts_with(checkout.folder()));
        let settings =
            own.map(|config| Settings::load(config)).transpose().map_err(|problem| self.unusable(problem))?;
        let configured = settings.and_then(|settings| settings.config.output).map(|output| checkout.outside(&output));
        if let Some(output) = configured.or(folder) {
            self.before = Some(checkout.crate_before(&output)?);
        }
        Ok(self)
    }

    fn generator(&self) -> Generator {
        let generator = Generator::new(&self.spec);
        let generator = match &self.config {
            Some(config) => generator.config(config),
            None => generator,
        };
        match &self.before {
            Some((folder, _)) => generator.before(folder),
            None => generator,
        }
    }

    /// What is wrong with the side, and where: in the files of the commit, not in copies of them.
    fn unusable(&self, problem: impl Display) -> Error {
        Error::msg(self.in_words(&problem.to_string()))
    }

    /// A text that names files of the side, as they are shown.
    fn in_words(&self, text: &str) -> String {
        let mut told = text.to_owned();
        if let Some((folder, name)) = &self.before {
            told = told.replace(&folder.join(lock::FILE).display().to_string(), name);
        }
        if let Some(checkout) = &self.checkout {
            told = told.replace(&checkout.folder().join("").display().to_string(), &checkout.shown);
        }
        told
    }

    fn shown(&self, side: Version) -> Version {
        let side = match &self.before {
            Some((_, name)) => side.lock_shown_as(name),
            None => side,
        };
        match &self.checkout {
            Some(checkout) => side.shown_as(checkout.folder(), checkout.shown.clone()),
            None => side,
        }
    }
}

/// Which side it is that cannot be read.
const OLD: &str = "the old description cannot be used";
const NEW: &str = "the new description cannot be used";

/// Compares and tells; says whether nothing reaches what is a failure.
pub(crate) fn run(diff: Diff) -> Result<bool> {
    let old = Named::of(&diff.old, diff.old_config)?;
    let mut new = Named::of(&diff.new, diff.new_config)?;
    let own_config = new.config.clone();
    let new_is_committed = new.checkout.is_some();
    new.config = new.config.or_else(|| old.config.clone());
    let (before, after) = (old.generator(), new.generator());
    let report = match unchanged(&before, &after) {
        Some(report) => report.shown(|text| old.in_words(text), |text| new.in_words(text)),
        None => {
            let (old_side, new_side) = Version::read_both(&before, &after);
            let old_side = old_side.map_err(|problem| old.unusable(problem)).context(OLD)?;
            let new_side = new_side.map_err(|problem| new.unusable(problem)).context(NEW)?;
            diff.report_args.compared(&old.shown(old_side), &new.shown(new_side))
        }
    };
    let report = diff.report_args.accepted(report)?;
    if diff.bump && new_is_committed {
        bail!(
            "error[bump]: the new side is a commit, where nothing can be written\n = help: name the file instead of `git:…`"
        );
    }
    if diff.bump {
        let config =
            own_config.context("error[bump]: the new side has no `generator.yaml` to write the version into")?;
        let version = report.summary.bump.as_ref().context("error[bump]: the old version is none")?;
        bump::write(&config, version)?;
    }
    diff.report_args.tell(&report)
}

/// The description of `new` as it is against itself in `revision`.
pub(crate) fn against(revision: &str, new: &Generator, report_args: &ReportArgs) -> Result<bool> {
    let files = new.files()?;
    let checkout = Checkout::at(revision, &files.spec)?;
    let config = checkout.folder().join("generator.yaml");
    let config = if config.is_file() { Some(config) } else { files.config };
    let old = Named { spec: checkout.spec.clone(), config, checkout: Some(checkout), before: None };
    let old = old.with_crate(files.output)?;
    let before = match files.package {
        Some(package) => old.generator().package(package),
        None => old.generator(),
    };
    let report = match unchanged(&before, new) {
        Some(report) => report.shown(|text| old.in_words(text), str::to_owned),
        None => {
            // Both crates stand there, so each side is what its own crate is.
            let (old_side, new) = Version::read_each(&before, new);
            let old_side = old_side.map_err(|problem| old.unusable(problem)).context(OLD)?;
            report_args.compared(&old.shown(old_side), &new.context(NEW)?)
        }
    };
    report_args.tell(&report_args.accepted(report)?)
}

/// The report where both sides are the same text; what is wrong with one of them is found when it is read.
fn unchanged(old: &Generator, new: &Generator) -> Option<Report> {
    generator::diff::unchanged(old, new).ok().flatten()
}

impl ReportArgs {
    fn compared(&self, old: &Version, new: &Version) -> Report {
        generator::diff::diff(old, new, &Options { today: self.today() })
    }

    fn today(&self) -> jiff::civil::Date {
        self.today.unwrap_or_else(|| jiff::Zoned::now().date())
    }

    /// The report, with what is accepted of it.
    fn accepted(&self, mut report: Report) -> Result<Report> {
        if let Some(path) = &self.accept {
            let notes = Accepted::load(path)?.apply(&mut report, self.today());
            notes.iter().try_for_each(|note| crate::say(io::stderr(), format!("note: {note}\n")))?;
        }
        Ok(report)
    }

    fn tell(&self, report: &Report) -> Result<bool> {
        for Output { format, path } in &self.output {
            let text = self.printed(report, *format, Style::Plain);
            fs::write(path, text).with_context(|| format!("failed to write `{}`", path.display()))?;
        }
        crate::say(io::stdout(), format!("{}\n", self.printed(report, self.format, style()).trim_end()))?;
        Ok(!self.fail_on.is_some_and(|threshold| report.fails(threshold)))
    }

    fn printed(&self, report: &Report, format: Format, style: Style) -> String {
        let limit = Limit(self.limit);
        match format {
            Format::Text => print::text(report, style, limit, self.words),
            Format::Json => format!("{:#}\n", print::json(report, limit)),
            Format::Markdown => print::markdown(report, limit),
            Format::Html => print::html(report, limit),
            Format::Github => print::github(report, limit),
            Format::Junit => print::junit(report, limit, self.fail_on),
        }
    }
}

/// Colours for a terminal whose user did not ask for none.
fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stdout().is_terminal() && !plain { Style::Coloured } else { Style::Plain }
}
