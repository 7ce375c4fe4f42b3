//! `init`: writes a `generator.yaml`, with the defaults or from the files of another generator.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::input::{find_config, is_same_file};
use super::progress::{clear_line, show_progress};
use super::results::quoted_path;
use crate::{Generator, starter_config};
use anyhow::{Result, anyhow, bail};
use clap::Args;
use config::{SCHEMA_TITLE, config_schema};
use description::{Document, ReadOptions, is_standard_input, is_stream, is_url_path};
use diag::LocatedDiagnostic;
use import::{self, FoundSource, ImportPaths, OVERLAY_FILE, SourceKind, StainlessFile};
use serde_json::Value;

/// The name of the schema file, which is written next to the `generator.yaml`. The first line of
/// that file names it, so that editors need no network and know the keys of this version.
const SCHEMA_FILE: &str = "generator.schema.json";

#[derive(Args)]
pub(super) struct Init {
    /// The OpenAPI 3 or Swagger 2.0 description, in YAML or JSON: a file, an https URL, or `-` for
    /// the standard input. In the last case, the written file has a comment in place of the path.
    #[arg(value_name = "DESCRIPTION")]
    file: Option<PathBuf>,
    /// The description, in place of the argument.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    spec: Option<PathBuf>,
    /// A `stainless.yml` whose names, credentials and pagination are imported, the `api.md` of a
    /// Stainless client for its names, or a `generators.yml` of Fern or `workflow.yaml` of
    /// Speakeasy for its overlays; `-` for the standard input. In a folder, the first of these is
    /// found.
    #[arg(long, value_name = "PATH")]
    from: Option<PathBuf>,
    /// The file to write [default: `generator.yaml` next to the description, or in this folder if
    /// the description is not a file].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace files that exist.
    #[arg(long)]
    force: bool,
    /// Follow `$ref`s to files outside the folder of the description.
    #[arg(long)]
    allow_outside: bool,
    /// Print the JSON Schema of `generator.yaml`, and write nothing.
    #[arg(long, conflicts_with_all = ["file", "spec", "from", "out", "force", "allow_outside"])]
    pub(super) schema: bool,
}

/// The result of `init`.
pub(super) struct WrittenConfig {
    /// The `generator.yaml`.
    pub(super) path: PathBuf,
    /// The imported items, and the files that were written.
    pub(super) report: String,
    /// Warnings about the imported file.
    pub(super) reports: Vec<LocatedDiagnostic>,
}

/// The files that `init` may write.
struct TargetFiles {
    config: PathBuf,
    schema: PathBuf,
    overlay: PathBuf,
}

/// Writes `generator.yaml`, its schema and, if an import needs one, the overlay.
pub(super) fn write_config(init: &Init) -> Result<WrittenConfig> {
    let Some(spec) = init.file.as_ref().or(init.spec.as_ref()) else {
        let from = match &init.from {
            Some(from) => format!(" --from {}", quoted_path(from)),
            None => String::new(),
        };
        bail!(
            "error[no-description]: no description is given\n = help: name a description: `sdkwright init openapi.yaml{from}`"
        )
    };
    let is_input_read_twice = match &init.from {
        Some(from) => is_standard_input(from) && is_standard_input(spec),
        None => false,
    };
    if is_input_read_twice {
        bail!(
            "error[no-description]: the description and the `stainless.yml` are both the standard input, expected one\n \
             = help: name a file for the other"
        )
    }
    let files = find_target_files(init, spec)?;
    let shown = if is_stream(spec) {
        None
    } else if is_url_path(spec) {
        Some(spec.display().to_string())
    } else {
        Some(import::path_from(&files.config, spec))
    };
    let Some(from) = &init.from else {
        return write_starter_config(init, spec, shown.as_deref(), files);
    };
    let found = FoundSource::all_at(from);
    let [source, others @ ..] = found.as_slice() else {
        bail!(
            "error[not-stainless]: `{}` has no configuration of Stainless, Fern or Speakeasy, and no `api.md`\n \
             = help: name the file",
            from.display()
        )
    };
    let written = write_imported_config(init, spec, source, shown, files)?;
    if *from == source.path {
        return Ok(written);
    }
    let mut report = format!("found {}", source.path.display());
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .map(|one| one.path.display().to_string())
            .collect();
        let _ = write!(report, "; name another with `--from`: {}", names.join(", "));
    }
    Ok(WrittenConfig {
        report: format!("{report}\n{}", written.report),
        ..written
    })
}

/// Returns the files to write. Fails if one of them is also read or, without `--force`, exists.
fn find_target_files(init: &Init, spec: &Path) -> Result<TargetFiles> {
    // The file is next to the description, if that is a file.
    let folder = if is_url_path(spec) || is_stream(spec) {
        Path::new("")
    } else {
        spec.parent().unwrap_or(Path::new(""))
    };
    let config = init
        .out
        .clone()
        .unwrap_or_else(|| folder.join("generator.yaml"));
    let beside = config.parent().unwrap_or(Path::new(""));
    let overlay = beside.join(OVERLAY_FILE);
    let schema = beside.join(SCHEMA_FILE);
    for input in [Some(spec), init.from.as_deref()].into_iter().flatten() {
        refuse_same_file(&config, input)?;
        refuse_same_file(&overlay, input)?;
        refuse_same_file(&schema, input)?;
    }
    if !init.force {
        refuse_existing(&config, true)?;
        if init.out.is_none() {
            refuse_existing(&folder.join("generator.yml"), true)?;
        }
        // A schema of another version is replaced.
        if !fs::read_to_string(&schema).is_ok_and(|text| is_config_schema(&text)) {
            refuse_existing(&schema, false)?;
        }
    }
    Ok(TargetFiles {
        config,
        schema,
        overlay,
    })
}

/// Writes a `generator.yaml` with the defaults.
fn write_starter_config(
    init: &Init,
    spec: &Path,
    shown: Option<&str>,
    files: TargetFiles,
) -> Result<WrittenConfig> {
    let understood = Generator::new(spec)
        .allow_outside(init.allow_outside)
        .on_progress(show_progress)
        .model()?;
    clear_line();
    let output = import::path_from(&files.config, Path::new(&understood.api.package.name));
    let text = starter_config(&understood.api, shown, &output);
    Ok(WrittenConfig {
        report: write_with_schema(&files.config, &text, &files.schema)?,
        path: files.config,
        reports: Vec::new(),
    })
}

/// Writes the result of importing a file of another generator.
fn write_imported_config(
    init: &Init,
    spec: &Path,
    source: &FoundSource,
    shown: Option<String>,
    files: TargetFiles,
) -> Result<WrittenConfig> {
    let options = ReadOptions {
        allow_outside: init.allow_outside,
        on_progress: Some(show_progress),
        ..ReadOptions::default()
    };
    let (document, _) = Document::load(spec, &options)?;
    let mut name = source.path.display().to_string();
    let imported = match source.kind {
        SourceKind::Stainless => {
            let file = StainlessFile::load(&source.path, shown)?;
            name.clone_from(&file.name);
            import::import_stainless(file, &document)?
        }
        kind => {
            let paths = ImportPaths {
                file: &source.path,
                spec,
                shown_spec: shown.as_deref(),
                config: &files.config,
            };
            import::import_overlay_files(kind, &paths, &document)?
        }
    };
    clear_line();
    let mut report = import::report_text(&imported, &name);
    if imported.overlay.is_some() && !init.force {
        refuse_existing(&files.overlay, false)?;
    }
    report.push_str(&write_with_schema(
        &files.config,
        &imported.yaml,
        &files.schema,
    )?);
    if let Some(text) = imported.overlay {
        report.push_str(&write_file(&files.overlay, &text)?);
    }
    let mut reports = imported.reports;
    if !is_stream(spec) {
        reports.extend(refusals_of(init, &files.config));
    }
    Ok(WrittenConfig {
        path: files.config,
        report,
        reports,
    })
}

/// Returns why the generator refuses a `generator.yaml` that was just written; nothing, if the
/// importer has no bug.
fn refusals_of(init: &Init, config: &Path) -> Vec<LocatedDiagnostic> {
    let generator = Generator::from_config(config).allow_outside(init.allow_outside);
    match generator.model() {
        Ok(_) => Vec::new(),
        Err(failure) => failure.reports,
    }
}

impl Init {
    /// Returns whether the description was the standard input or a pipe, so that `generator.yaml`
    /// does not name it.
    fn reads_stream(&self) -> bool {
        let spec = self.file.as_ref().or(self.spec.as_ref());
        spec.is_some_and(|spec| is_stream(spec))
    }
}

/// Returns the command that uses a `generator.yaml`, from the current folder.
pub(super) fn next_step(init: &Init, config: &Path) -> String {
    let quoted = quoted_path(config);
    if init.reads_stream() {
        return format!(
            "\nNext: save the description, write its path after `spec:` into {quoted}, and run: sdkwright generate --config {quoted}\n"
        );
    }
    if let Ok(Some(found)) = find_config()
        && is_same_file(&found, config)
    {
        "\nNext: sdkwright generate\n".to_owned()
    } else {
        format!("\nNext: sdkwright generate --config {quoted}\n")
    }
}

/// Writes a `generator.yaml` that names its schema, and the schema; returns lines that state what
/// was written.
fn write_with_schema(path: &Path, text: &str, schema: &Path) -> Result<String> {
    let text = format!("# yaml-language-server: $schema={SCHEMA_FILE}\n{text}");
    Ok(write_file(path, &text)? + &write_file(schema, &config_schema())?)
}

/// Returns whether a text is the schema of `generator.yaml`, of any version.
fn is_config_schema(text: &str) -> bool {
    serde_json::from_str::<Value>(text)
        .is_ok_and(|schema| schema.get("title") == Some(&SCHEMA_TITLE.into()))
}

/// Writes a file, and the folders around it; returns a line that states this.
fn write_file(path: &Path, text: &str) -> Result<String> {
    let shown = path.display();
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| {
            anyhow!("error[output]: `{shown}` cannot be written: {error}\n = help: check the folder, or name another with `--out`")
        })?;
    Ok(format!("wrote {shown}\n"))
}

/// Refuses to replace a file that is also read, even with `--force`.
fn refuse_same_file(path: &Path, input: &Path) -> Result<()> {
    if is_same_file(path, input) {
        let shown = path.display();
        bail!(
            "error[file-exists]: `{shown}` is read, so it cannot be replaced\n = help: name another file with `--out`"
        );
    }
    Ok(())
}

/// Fails if the file at `path` exists. `is_named_by_option` says whether `--out` sets the name of
/// the file, as it does for `generator.yaml`, or only its folder.
fn refuse_existing(path: &Path, is_named_by_option: bool) -> Result<()> {
    // `symlink_metadata` also finds a broken symbolic link.
    if path.symlink_metadata().is_ok() {
        let shown = path.display();
        let help = if is_named_by_option {
            "name another file with `--out`"
        } else {
            "name a file in another folder with `--out`"
        };
        bail!(
            "error[file-exists]: `{shown}` exists already, and nothing was written\n \
             = help: {help}, or replace it with `--force`"
        );
    }
    Ok(())
}
