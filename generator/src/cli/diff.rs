//! `sdkwright diff` and `sdkwright check --against`: the comparison of two descriptions.

use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use crate::Generator;
use crate::diff::print::{self, Limit, Style};
use crate::diff::{Accepted, Options, Report, Threshold, Version};
use crate::lock;
use crate::pipeline::Settings;
use anyhow::{Context, Error, Result, bail};
use clap::{Args, ValueEnum};

use super::bump;
use super::git::Checkout;
use super::input::{config_beside, config_in};
use super::output::{print_report, print_result};

/// Arguments of `sdkwright diff`.
#[derive(Args)]
pub(super) struct Diff {
    /// The old description: a file, or `git:REV:PATH`.
    old: PathBuf,
    /// The new description: a file, or `git:REV:PATH`.
    new: PathBuf,
    /// The old configuration [default: `generator.yaml` beside the old description, unless its `spec` is another].
    #[arg(long, value_name = "FILE")]
    old_config: Option<PathBuf>,
    /// The new configuration [default: `generator.yaml` beside the new description, unless its `spec` is another; or
    /// else the old configuration].
    #[arg(long, value_name = "FILE")]
    new_config: Option<PathBuf>,
    /// Write the next version of the package into the `generator.yaml` of the new description.
    #[arg(long)]
    bump: bool,
    #[command(flatten)]
    report_args: ReportArgs,
}

/// Arguments that shape the report of a comparison and decide when it fails.
#[derive(Args, Default)]
pub(super) struct ReportArgs {
    /// The output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Also write the report to a file in this format; can be repeated.
    #[arg(long, value_name = "FORMAT=FILE")]
    output: Vec<Output>,
    /// Exit with 1 if a finding reaches one of these verdicts, such as `wire=breaking,source=major`.
    #[arg(long, value_name = "VERDICTS")]
    fail_on: Option<Threshold>,
    /// A file of accepted findings: fingerprints with reasons and expiry dates.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// The maximum number of findings to report.
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Also list changes that affect documentation only.
    #[arg(long)]
    words: bool,
    /// The date at which sunsets and accepted findings are judged [default: today].
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

/// One of the two versions, as given on the command line.
struct Named {
    spec: PathBuf,
    config: Option<PathBuf>,
    checkout: Option<Checkout>,
    /// The previous crate in the commit: its folder, and the displayed path of its lock.
    before: Option<(PathBuf, String)>,
}

impl Named {
    fn of(side: &Path, config: Option<PathBuf>) -> Result<Self> {
        let checkout = Checkout::of(side)?;
        let spec = checkout.as_ref().map_or_else(|| side.to_owned(), |checkout| checkout.spec.clone());
        let config = match config {
            Some(config) => Some(config),
            None => config_beside(&spec)?,
        };
        Self { spec, config, checkout, before: None }.with_crate(None)
    }

    /// Finds the crate in a commit: in the output folder of the commit's `generator.yaml`, or else in `folder`.
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
        let mut generator = Generator::new(&self.spec);
        if let Some(config) = &self.config {
            generator = generator.config(config);
        }
        if let Some((folder, _)) = &self.before {
            generator = generator.before(folder);
        }
        generator
    }

    /// Converts a problem to an error whose paths are those of the commit, not of the temporary copy.
    fn unusable(&self, problem: impl Display) -> Error {
        Error::msg(self.with_shown_paths(&problem.to_string()))
    }

    fn with_shown_paths(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        if let Some((folder, name)) = &self.before {
            shown = shown.replace(&folder.join(lock::FILE).display().to_string(), name);
        }
        if let Some(checkout) = &self.checkout {
            shown = shown.replace(&checkout.folder().join("").display().to_string(), &checkout.shown);
        }
        shown
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

const OLD: &str = "the old description cannot be used";
const NEW: &str = "the new description cannot be used";

/// Compares and reports; returns whether no finding reaches `--fail-on`.
pub(super) fn run(diff: Diff) -> Result<bool> {
    let old = Named::of(&diff.old, diff.old_config)?;
    let mut new = Named::of(&diff.new, diff.new_config)?;
    let own_config = new.config.clone();
    let new_is_committed = new.checkout.is_some();
    new.config = new.config.or_else(|| old.config.clone());
    let (before, after) = (old.generator(), new.generator());
    let report = match unchanged(&before, &after) {
        Some(report) => report.shown(|text| old.with_shown_paths(text), |text| new.with_shown_paths(text)),
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
            "error[bump]: the new description is in a commit, which cannot be changed\n = help: name a file instead of `git:…`"
        );
    }
    if diff.bump {
        let config =
            own_config.context("error[bump]: the new description has no `generator.yaml` to write the version into")?;
        let version = report.summary.bump.as_ref().context("error[bump]: the old version is not a semantic version")?;
        bump::write(&config, version)?;
    }
    diff.report_args.write(&report)
}

/// Compares the description of `new` with its version in `revision`.
pub(super) fn against(revision: &str, new: &Generator, report_args: &ReportArgs) -> Result<bool> {
    report_args.write(&report_args.accepted(compared_with(revision, new, report_args)?)?)
}

/// Returns the changes of the description of `new` since `revision`.
pub(super) fn compared_with(revision: &str, new: &Generator, report_args: &ReportArgs) -> Result<Report> {
    let files = new.files()?;
    let checkout = Checkout::at(revision, &files.spec)?;
    let config = config_in(checkout.folder()).or(files.config);
    let old = Named { spec: checkout.spec.clone(), config, checkout: Some(checkout), before: None };
    let old = old.with_crate(files.output)?;
    let before = old.generator().options_of(new);
    let before = match files.package {
        Some(package) => before.package(package),
        None => before,
    };
    if let Some(report) = unchanged(&before, new) {
        return Ok(report.shown(|text| old.with_shown_paths(text), str::to_owned));
    }
    // Each version has a separate crate, and so a separate lock.
    let (old_side, new) = Version::read_each(&before, new);
    let old_side = old_side.map_err(|problem| old.unusable(problem)).context(OLD)?;
    Ok(report_args.compared(&old.shown(old_side), &new.context(NEW)?))
}

/// Returns a report if both inputs are identical. Unusable input is reported later, when it is read.
fn unchanged(old: &Generator, new: &Generator) -> Option<Report> {
    crate::diff::unchanged(old, new).ok().flatten()
}

impl ReportArgs {
    fn compared(&self, old: &Version, new: &Version) -> Report {
        crate::diff::diff(old, new, &Options { today: self.today() })
    }

    fn today(&self) -> jiff::civil::Date {
        self.today.unwrap_or_else(|| jiff::Zoned::now().date())
    }

    fn accepted(&self, mut report: Report) -> Result<Report> {
        if let Some(path) = &self.accept {
            let notes = Accepted::load(path)?.apply(&mut report, self.today());
            notes.iter().try_for_each(|note| print_report(format_args!("note: {note}\n")))?;
        }
        Ok(report)
    }

    fn write(&self, report: &Report) -> Result<bool> {
        for Output { format, path } in &self.output {
            let text = self.printed(report, *format, Style::Plain);
            fs::write(path, text).with_context(|| format!("failed to write `{}`", path.display()))?;
        }
        print_result(format!("{}\n", self.printed(report, self.format, style()).trim_end()))?;
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

/// Returns coloured output for a terminal, unless `NO_COLOR` is set.
fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stdout().is_terminal() && !plain { Style::Coloured } else { Style::Plain }
}
