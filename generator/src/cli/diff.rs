//! `sdkwright diff` and `sdkwright check --against`: the comparison of two descriptions.

use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::Generator;
use anyhow::{Context, Error, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use description::{display_name, is_standard_input, is_stream, is_url_path};
use diff::print::{self, Limit, TextStyle};
use diff::{Accepted, DiffOptions, Report, Threshold, Version};
use reading::Settings;

use super::bump;
use super::git::{Checkout, NotInRevision};
use super::git_change::{GitChange, GitFile};
use super::input::{config_beside, config_in};
use super::output::{print_report, print_result};
use super::progress;

/// Arguments of `sdkwright diff`.
#[derive(Args)]
pub(super) struct Diff {
    /// The old description: a file, `git:REV:PATH`, an https URL, or `-` for the standard input.
    #[arg(required_unless_present_any = ["json_schema", "git"])]
    old: Option<PathBuf>,
    /// The new description, given in the same way.
    #[arg(required_unless_present_any = ["json_schema", "git"])]
    new: Option<PathBuf>,
    /// The old configuration [default: `generator.yaml` next to the old description, unless its
    /// `spec` names another description; if the old description is a URL or `-`, the new
    /// configuration].
    #[arg(long, value_name = "FILE")]
    old_config: Option<PathBuf>,
    /// The new configuration [default: `generator.yaml` next to the new description, unless its
    /// `spec` names another description; or else the old configuration].
    #[arg(long, value_name = "FILE")]
    new_config: Option<PathBuf>,
    /// Write the next version of the package into the `generator.yaml` of the new description.
    #[arg(long)]
    bump: bool,
    /// Report only changes of these operations, in addition to those that `diff.include` of the new
    /// configuration lists: an operationId, `tag:NAME`, a path (`/pets/*`), a method (`GET`), or
    /// method and path; can be repeated.
    #[arg(long, value_name = "OPERATIONS")]
    include: Vec<String>,
    /// Report no changes of these operations, in addition to those that `diff.exclude` of the new
    /// configuration lists; can be repeated.
    #[arg(long, value_name = "OPERATIONS")]
    exclude: Vec<String>,
    /// Print the JSON Schema of `--format json`, and compare nothing.
    #[arg(long)]
    json_schema: bool,
    /// Compare what git passes: `git config diff.openapi.command "sdkwright diff --git"`. Exits
    /// with 0, whatever the differences.
    #[arg(long, value_name = "ARGUMENTS", num_args = 1..=9, conflicts_with_all = ["old", "new", "bump"])]
    git: Vec<PathBuf>,
    #[command(flatten)]
    report_args: ReportArgs,
}

/// Arguments that shape the report of a comparison and decide when it fails.
#[derive(Args, Default)]
pub(super) struct ReportArgs {
    /// The output format.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Also write the report to a file in this format; can be repeated.
    #[arg(long, value_name = "FORMAT=FILE")]
    output: Vec<ReportOutput>,
    /// Exit with 1 if a finding reaches one of these verdicts, separated by commas:
    /// `wire=compatible|depends|unknown|risky|breaking`, `source=patch|minor|major`,
    /// `behaviour=changed`.
    #[arg(long, value_name = "VERDICTS")]
    fail_on: Option<Threshold>,
    /// A file of accepted findings: fingerprints with reasons and expiry dates.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// The maximum number of findings to report [default: 200; in HTML, all].
    #[arg(long, value_name = "N", value_parser = parse_limit)]
    limit: Option<usize>,
    /// Also list changes that affect documentation only.
    #[arg(long)]
    documentation: bool,
    /// Use this date instead of today for `x-sunset` and for `until` of accepted findings.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    today: Option<jiff::civil::Date>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    #[default]
    Text,
    Json,
    Markdown,
    Html,
    Github,
    Junit,
}

#[derive(Clone)]
struct ReportOutput {
    format: ReportFormat,
    path: PathBuf,
}

impl std::str::FromStr for ReportOutput {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("expected FORMAT=FILE")?;
        Ok(Self {
            format: ReportFormat::from_str(format, true).map_err(|_| unknown_format(format))?,
            path: PathBuf::from(path),
        })
    }
}

fn unknown_format(format: &str) -> String {
    let values = ReportFormat::value_variants().iter();
    let names: Vec<String> = values
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect();
    format!("expected one of {}, found `{format}`", names.join(", "))
}

fn parse_limit(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "expected a number")
}

fn parse_date(text: &str) -> Result<jiff::civil::Date, &'static str> {
    text.parse().map_err(|_| "expected a date, YYYY-MM-DD")
}

/// One of the two versions, as given on the command line.
struct VersionInput {
    spec: PathBuf,
    config: Option<PathBuf>,
    checkout: Option<Checkout>,
    /// If git passed the version: the file with its text, and the prefix of displayed paths.
    passed: Option<(PathBuf, &'static str)>,
    /// If the version is in a commit, the crate in that commit: its folder, and the displayed path
    /// of its lock.
    before: Option<(PathBuf, String)>,
}

impl VersionInput {
    fn of(side: &Path, config: Option<PathBuf>) -> Result<Self> {
        let checkout = Checkout::of(side)?;
        let spec = checkout
            .as_ref()
            .map_or_else(|| side.to_owned(), |checkout| checkout.spec.clone());
        let config = match config {
            Some(config) => Some(config),
            None if is_in_folder(&spec) => config_beside(&spec)?,
            None => None,
        };
        Self {
            spec,
            config,
            checkout,
            passed: None,
            before: None,
        }
        .with_crate(None)
    }

    /// Returns a version that git passed; paths are displayed with a prefix, as in git.
    fn passed(file: &GitFile<'_>, config: Option<PathBuf>, prefix: &'static str) -> Result<Self> {
        let config = match config {
            Some(config) => Some(config),
            None => config_beside(file.path)?,
        };
        let passed = Some((file.text.to_owned(), prefix));
        Ok(Self {
            spec: file.path.to_owned(),
            config,
            checkout: None,
            passed,
            before: None,
        })
    }

    /// Finds the crate in a commit: in the output folder that the commit's `generator.yaml` states,
    /// or else in `folder`.
    fn with_crate(mut self, folder: Option<PathBuf>) -> Result<Self> {
        let Some(checkout) = &self.checkout else {
            return Ok(self);
        };
        let own = self
            .config
            .as_ref()
            .filter(|config| config.starts_with(checkout.folder()));
        let settings = own
            .map(|config| Settings::load(config))
            .transpose()
            .map_err(|problem| self.unusable(problem))?;
        let configured = settings
            .as_ref()
            .and_then(|settings| settings.config.output_folder())
            .map(|output| checkout.outside(output));
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
        if let Some((text, _)) = &self.passed {
            generator = generator.text_at(text);
        }
        generator
    }

    /// Returns the settings of the generator of this version; `what` is the subject of the error if
    /// they are unusable.
    fn settings_of(&self, generator: &Generator, what: &str) -> Result<Settings> {
        generator
            .settings()
            .map_err(|failure| self.unusable(failure.making_unusable(what)))
    }

    /// Converts a problem to an error that has the paths of the commit instead of the paths of the
    /// temporary copy.
    fn unusable(&self, problem: impl Display) -> Error {
        Error::msg(self.with_shown_paths(&problem.to_string()))
    }

    fn with_shown_paths(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        if let Some((_, prefix)) = &self.passed {
            let path = display_name(&self.spec);
            shown = shown.replace(&path, &format!("{prefix}{path}"));
        }
        if let Some((folder, name)) = &self.before {
            shown = shown.replace(&folder.join(lock::FILE).display().to_string(), name);
        }
        if let Some(checkout) = &self.checkout {
            shown = shown.replace(
                &checkout.folder().join("").display().to_string(),
                &checkout.shown,
            );
        }
        shown
    }

    fn shown(&self, side: Version) -> Version {
        let side = match &self.before {
            Some((_, name)) => side.lock_shown_as(name),
            None => side,
        };
        match (&self.checkout, &self.passed) {
            (Some(checkout), _) => side.shown_as(checkout.folder(), checkout.shown.clone()),
            (None, Some((_, prefix))) => side.shown_as(Path::new(""), *prefix),
            (None, None) => side,
        }
    }
}

/// Returns whether a description is a local file, which may have a configuration next to it.
fn is_in_folder(spec: &Path) -> bool {
    !is_url_path(spec) && !is_stream(spec)
}

const OLD: &str = "the old description";
const NEW: &str = "the new description";
const OLD_CONFIG: &str = "the old configuration";
const NEW_CONFIG: &str = "the new configuration";

/// Compares two descriptions and prints the report; returns whether no finding reaches `--fail-on`.
pub(super) fn run_diff(diff: Diff) -> Result<bool> {
    if diff.json_schema {
        print_result(format!("{:#}\n", print::json_schema().as_value()))?;
        return Ok(true);
    }
    if !diff.git.is_empty() {
        return run_for_git(&diff);
    }
    let (Some(old), Some(new)) = (&diff.old, &diff.new) else {
        bail!(
            "error[no-description]: expected two descriptions\n = help: name both: `sdkwright diff OLD NEW`"
        )
    };
    if is_standard_input(old) && is_standard_input(new) {
        bail!(
            "error[no-description]: both descriptions are the standard input, expected one\n = help: name a file for the other"
        );
    }
    let mut old = VersionInput::of(old, diff.old_config.clone())?;
    let mut new = VersionInput::of(new, diff.new_config.clone())?;
    let own_config = new.config.clone();
    let new_is_committed = new.checkout.is_some();
    if old.config.is_none() && !is_in_folder(&old.spec) {
        old.config.clone_from(&new.config);
    }
    new.config = new.config.or_else(|| old.config.clone());
    let report = diff.report_args.accepted(diff.compared(&old, &new)?.0)?;
    if diff.bump && new_is_committed {
        bail!(
            "error[bump]: the new description is in a commit, which cannot be changed\n = help: name a file instead of `git:…`"
        );
    }
    if diff.bump {
        let config = own_config.context(
            "error[bump]: the new description has no `generator.yaml` to write the version into",
        )?;
        let version = report
            .summary
            .bump
            .as_ref()
            .context("error[bump]: the old version is not a semantic version")?;
        bump::write_package_version(&config, version)?;
    }
    diff.report_args.write(std::slice::from_ref(&report))
}

/// Reports on a change that git passed. Problems become part of the output, since git would stop if
/// the program failed.
fn run_for_git(diff: &Diff) -> Result<bool> {
    let text = match GitChange::of(&diff.git)? {
        GitChange::Unmerged(path) => format!("{} is not merged yet\n", display_name(path)),
        GitChange::Added(path) => {
            format!(
                "{} was added, so there is nothing to compare; {LINES}\n",
                display_name(path)
            )
        }
        GitChange::Deleted(path) => format!("{} was deleted; {LINES}\n", display_name(path)),
        GitChange::Changed([old, new]) => match diff.report_on_passed(&old, &new) {
            // Writes a blank line before the next file.
            Ok(()) => "\n".to_owned(),
            Err(problem) => {
                let old_path = display_name(old.path);
                let new_path = display_name(new.path);
                format!("a/{old_path} → b/{new_path}: cannot be compared; {LINES}\n{problem:#}\n\n")
            }
        },
    };
    print_result(text)?;
    Ok(true)
}

const LINES: &str = "`--no-ext-diff` shows its lines";

impl Diff {
    /// Compares both versions; returns the report, and whether one of the versions refers to other
    /// files.
    fn compared(&self, old: &VersionInput, new: &VersionInput) -> Result<(Report, bool)> {
        // If both versions have the same configuration, it is that of the new one, which may have
        // more operations and parameters.
        let has_new_config = self.old_config.is_none() && old.config == new.config;
        let before = old
            .generator()
            .with_config_of_another_version(has_new_config)
            .on_progress(progress::show_old_version);
        let after = new.generator().on_progress(progress::show_new_version);
        if let Some(report) = report_if_identical(&before, &after) {
            return Ok((
                report.shown(
                    |text| old.with_shown_paths(text),
                    |text| new.with_shown_paths(text),
                ),
                false,
            ));
        }
        old.settings_of(&before, OLD_CONFIG)?;
        let mut settings = new.settings_of(&after, NEW_CONFIG)?;
        let read = Version::read_both(&before, &after);
        let old_version = read
            .old
            .map_err(|failure| old.unusable(failure.making_unusable(OLD)))?;
        let new_version = read
            .new
            .map_err(|failure| new.unusable(failure.making_unusable(NEW)))?;
        settings
            .config
            .diff
            .include
            .extend(self.include.iter().cloned());
        settings
            .config
            .diff
            .exclude
            .extend(self.exclude.iter().cloned());
        let old_side = old.shown(old_version);
        let new_side = new.shown(new_version);
        progress::show_comparison(new_side.api().operations.len());
        let sides = [&old_side, &new_side];
        let report = self
            .report_args
            .compared(sides, &settings)
            .map_err(|problem| new.unusable(problem))?;
        progress::clear_line();
        Ok((report, sides.iter().any(|side| side.refers_to_files())))
    }

    /// Prints the report on two versions that git passed.
    fn report_on_passed(&self, old: &GitFile<'_>, new: &GitFile<'_>) -> Result<()> {
        let mut old = VersionInput::passed(old, self.old_config.clone(), "a/")?;
        let mut new = VersionInput::passed(new, self.new_config.clone(), "b/")?;
        // If a file was renamed, the configuration may be next to only one of its paths.
        old.config = old.config.or_else(|| new.config.clone());
        new.config = new.config.or_else(|| old.config.clone());
        let (report, has_files) = self.compared(&old, &new)?;
        let report = self.report_args.accepted(report)?;
        self.report_args.write(&[report])?;
        if has_files {
            print_result(
                "other files that the description refers to are those of the working tree, for both sides\n",
            )?;
        }
        Ok(())
    }
}

/// Refuses an option that compares a description with a commit, if the description cannot be in a
/// commit.
pub(super) fn refuse_without_commits(new: &Generator, option: &str) -> Result<()> {
    let spec = new.files()?.spec;
    if is_in_folder(&spec) {
        return Ok(());
    }
    let shown = if is_standard_input(&spec) {
        "the standard input".to_owned()
    } else {
        format!("`{}`", display_name(&spec))
    };
    bail!(
        "error[git]: {shown} is no file of a repository, so `{option}` has nothing to compare it with\n = help: compare \
         it with a file in a commit: `sdkwright diff git:REV:PATH NEW`"
    )
}

/// Compares the description of each client with its version in `revision`. A client that is new, or
/// that cannot be compared, does not affect the others.
pub(super) fn compare_against_revision(
    revision: &str,
    clients: &[Generator],
    report_args: &ReportArgs,
) -> Result<bool> {
    let mut reports = Vec::new();
    let mut problems = Vec::new();
    for client in clients {
        let report = compared_with(revision, client, report_args).and_then(|report| {
            Ok(match clients {
                [_] => report,
                _ => report.of_client(&client.output_folder()?),
            })
        });
        match report {
            Ok(report) => reports.push(report),
            Err(problem) => match problem.downcast_ref::<NotInRevision>() {
                Some(new) if clients.len() > 1 => print_report(new.note())?,
                _ => problems.push(problem),
            },
        }
    }
    let problem = problems
        .into_iter()
        .reduce(|all, problem| anyhow!("{all:#}\n{problem:#}"));
    match problem {
        Some(problem) if reports.is_empty() => Err(problem),
        Some(problem) => {
            report_args.accept(&mut reports)?;
            report_args.write(&reports)?;
            Err(problem)
        }
        None => {
            report_args.accept(&mut reports)?;
            report_args.write(&reports)
        }
    }
}

/// Returns the changes of the description of `new` since `revision`.
pub(super) fn compared_with(
    revision: &str,
    new: &Generator,
    report_args: &ReportArgs,
) -> Result<Report> {
    let files = new.files()?;
    let checkout = Checkout::at(revision, &files.spec)?;
    let own_config = config_in(checkout.folder());
    // A commit without a configuration is read with that of the new version.
    let has_new_config = own_config.is_none();
    let config = own_config.or(files.config);
    let old = VersionInput {
        spec: checkout.spec.clone(),
        config,
        checkout: Some(checkout),
        passed: None,
        before: None,
    }
    .with_crate(files.output)?;
    let before = old
        .generator()
        .with_config_of_another_version(has_new_config)
        .options_of(new);
    let before = match files.package {
        Some(package) => before.package(package),
        None => before,
    };
    if let Some(report) = report_if_identical(&before, new) {
        return Ok(report.shown(|text| old.with_shown_paths(text), str::to_owned));
    }
    old.settings_of(&before, OLD_CONFIG)?;
    // Each version has its own crate, and so its own lock.
    let read = Version::read_each(&before, new);
    let old_side = read
        .old
        .map_err(|failure| old.unusable(failure.making_unusable(OLD)))?;
    let new_side = read.new.map_err(|failure| failure.making_unusable(NEW))?;
    report_args.compared([&old.shown(old_side), &new_side], &new.settings()?)
}

/// Returns a report if both inputs are identical. If an input is unusable, that is reported later,
/// when it is read.
fn report_if_identical(old: &Generator, new: &Generator) -> Option<Report> {
    diff::unchanged_report(old, new).ok().flatten()
}

impl ReportArgs {
    /// Compares two versions; `settings` are the settings of the new version.
    fn compared(&self, [old, new]: [&Version; 2], settings: &Settings) -> Result<Report> {
        let report = diff::compare_versions(
            old,
            new,
            &DiffOptions {
                today: self.today(),
            },
        );
        let configured = report.configured(&settings.config.diff, [old, new]);
        let (report, notes) = configured.map_err(|problems| settings.refuse(problems))?;
        print_notes(&notes)?;
        Ok(report)
    }

    fn today(&self) -> jiff::civil::Date {
        self.today
            .unwrap_or_else(|| jiff::ZonedDateTime::now().date())
    }

    fn accepted(&self, mut report: Report) -> Result<Report> {
        self.accept(std::slice::from_mut(&mut report))?;
        Ok(report)
    }

    /// Marks the findings that `--accept` accepts.
    fn accept(&self, reports: &mut [Report]) -> Result<()> {
        match &self.accept {
            Some(path) => print_notes(&Accepted::load(path)?.apply(reports, self.today())),
            None => Ok(()),
        }
    }

    /// Writes a report for each client; returns whether no finding reaches `--fail-on`.
    fn write(&self, reports: &[Report]) -> Result<bool> {
        for ReportOutput { format, path } in &self.output {
            let text = self.printed(reports, *format, TextStyle::Plain)?;
            fs::write(path, text)
                .with_context(|| format!("failed to write `{}`", path.display()))?;
        }
        print_result(format!(
            "{}\n",
            self.printed(reports, self.format, terminal_style())?
                .trim_end()
        ))?;
        if self.format == ReportFormat::Github {
            self.write_job_summary(reports)?;
        }
        Ok(!self
            .fail_on
            .is_some_and(|threshold| reports.iter().any(|report| report.fails(threshold))))
    }

    /// Appends the report as Markdown to the job summary, if the program runs in GitHub Actions.
    fn write_job_summary(&self, reports: &[Report]) -> Result<()> {
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty())
        else {
            return Ok(());
        };
        let text = self.printed(reports, ReportFormat::Markdown, TextStyle::Plain)?;
        let file = fs::OpenOptions::new().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(format!("{}\n\n", text.trim_end()).as_bytes()))
            .with_context(|| {
                format!(
                    "failed to write the summary of the job, `{}`",
                    Path::new(&path).display()
                )
            })
    }

    fn printed(
        &self,
        reports: &[Report],
        format: ReportFormat,
        style: TextStyle,
    ) -> Result<String> {
        let limit = Limit(self.limit);
        let one_by_one = |print: &dyn Fn(&Report) -> String| {
            let texts: Vec<String> = reports.iter().map(print).collect();
            texts.join("\n")
        };
        Ok(match format {
            ReportFormat::Text => one_by_one(&|report| {
                print::format_report_text(report, style, limit, self.documentation)
            }),
            ReportFormat::Json => {
                let objects = reports
                    .iter()
                    .map(|report| print::format_report_json(report, limit));
                let whole = match single_report(reports) {
                    Some(report) => print::format_report_json(report, limit)?,
                    None => objects.collect::<serde_json::Result<_>>()?,
                };
                format!("{whole:#}\n")
            }
            ReportFormat::Markdown => {
                one_by_one(&|report| print::format_report_markdown(report, limit))
            }
            ReportFormat::Html => print::format_reports_html(reports, limit),
            ReportFormat::Github => {
                one_by_one(&|report| print::format_report_github(report, limit))
            }
            ReportFormat::Junit => match single_report(reports) {
                Some(report) => print::format_report_junit(report, limit, self.fail_on),
                None => print::format_reports_junit(reports, limit, self.fail_on),
            },
        })
    }
}

/// Returns the only report, unless it is that of one of several clients.
fn single_report(reports: &[Report]) -> Option<&Report> {
    match reports {
        [report] if report.client.is_none() => Some(report),
        _ => None,
    }
}

fn print_notes(notes: &[String]) -> Result<()> {
    for note in notes {
        print_report(format_args!("note: {note}\n"))?;
    }
    Ok(())
}

/// Returns the style of a report: with colors for a terminal and for git's pager, unless `NO_COLOR`
/// is set, or the terminal has no colors (`TERM=dumb`).
fn terminal_style() -> TextStyle {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_plain =
        is_set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_paged = std::env::var_os("GIT_PAGER_IN_USE").is_some();
    if (io::stdout().is_terminal() || is_paged) && !is_plain {
        TextStyle::Coloured
    } else {
        TextStyle::Plain
    }
}
