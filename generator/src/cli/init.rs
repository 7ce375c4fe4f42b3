//! `init`: writes a `generator.yaml`, by itself or for a `stainless.yml`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::Report;
use crate::import::{self, OVERLAY_FILE, StainlessFile};
use crate::source::{Document, Options};
use crate::{Generator, starter_config};
use anyhow::{Context, Result, bail};
use clap::Args;

#[derive(Args)]
pub(super) struct Init {
    /// The OpenAPI 3.0 or 3.1 description, in YAML or JSON.
    #[arg(value_name = "FILE", required_unless_present = "spec")]
    file: Option<PathBuf>,
    /// The same, as an option.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    spec: Option<PathBuf>,
    /// A `stainless.yml` whose names, credentials and pagination are imported.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The file to write [default: `generator.yaml` beside the description].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace files that exist.
    #[arg(long)]
    force: bool,
    /// Follow `$ref`s to files outside the folder of the description.
    #[arg(long)]
    allow_outside: bool,
}

/// Writes the files; returns the report, and warnings about the imported file.
pub(super) fn write_config(init: &Init) -> Result<(String, Vec<Report>)> {
    let Some(spec) = init.file.as_ref().or(init.spec.as_ref()) else {
        bail!("error[no-description]: name a description")
    };
    let out = init.out.clone().unwrap_or_else(|| spec.parent().unwrap_or(Path::new("")).join("generator.yaml"));
    if !init.force {
        refuse_existing(&out)?;
    }
    let shown = import::path_from(&out, spec);
    let Some(from) = &init.from else {
        let understood = Generator::new(spec).allow_outside(init.allow_outside).model()?;
        return Ok((write_file(&out, starter_config(&understood.api, &shown))?, Vec::new()));
    };
    let name = from.to_string_lossy().replace('\\', "/");
    let text = fs::read_to_string(from).with_context(|| {
        format!("error[unreadable-file]: `{name}` cannot be read\n = help: name a `stainless.yml` with `--from`")
    })?;
    let options = Options { allow_outside: init.allow_outside, ..Options::default() };
    let (document, _) = Document::load(spec, &options)?;
    let imported = import::import_stainless(StainlessFile { name: name.clone(), text, spec: shown }, &document)?;
    let mut report = import::report_text(&imported, &name);
    let overlay = out.parent().unwrap_or(Path::new("")).join(OVERLAY_FILE);
    if imported.overlay.is_some() && !init.force {
        refuse_existing(&overlay)?;
    }
    report.push_str(&write_file(&out, imported.yaml)?);
    if let Some(text) = imported.overlay {
        report.push_str(&write_file(&overlay, text)?);
    }
    Ok((report, imported.reports))
}

/// Writes a file; returns the line that says so.
fn write_file(path: &Path, text: String) -> Result<String> {
    let shown = path.display();
    fs::write(path, text)
        .with_context(|| format!("error[output]: `{shown}` cannot be written\n = help: check the folder"))?;
    Ok(format!("wrote {shown}\n"))
}

fn refuse_existing(path: &Path) -> Result<()> {
    if path.exists() {
        let shown = path.display();
        bail!(
            "error[file-exists]: `{shown}` exists already, and nothing was written\n \
             = help: name another file with `--out`, or replace it with `--force`"
        );
    }
    Ok(())
}
