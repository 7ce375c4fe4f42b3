//! `init`: writes a `generator.yaml` for a `stainless.yml`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::Report;
use crate::import::{self, OVERLAY_FILE, StainlessFile};
use crate::source::{Document, Options};
use anyhow::{Context, Result, bail};
use clap::Args;

#[derive(Args)]
pub(super) struct Init {
    /// The `stainless.yml` to import.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The OpenAPI 3.0 or 3.1 description that it belongs to, in YAML or JSON.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
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
    let folder = init.spec.parent().unwrap_or(Path::new(""));
    let out = init.out.clone().unwrap_or_else(|| folder.join("generator.yaml"));
    let overlay = out.parent().unwrap_or(Path::new("")).join(OVERLAY_FILE);
    if !init.force {
        refuse_existing(&out)?;
    }
    let name = init.from.to_string_lossy().replace('\\', "/");
    let text = fs::read_to_string(&init.from).with_context(|| {
        format!("error[unreadable-file]: `{name}` cannot be read\n = help: name a `stainless.yml` with `--from`")
    })?;
    let options = Options { allow_outside: init.allow_outside, ..Options::default() };
    let (document, _) = Document::load(&init.spec, &options)?;
    let spec = import::path_from(&out, &init.spec);
    let imported = import::import_stainless(StainlessFile { name: name.clone(), text, spec }, &document)?;
    let mut report = import::report_text(&imported, &name);
    let mut files = vec![(out, imported.yaml)];
    if let Some(text) = imported.overlay {
        if !init.force {
            refuse_existing(&overlay)?;
        }
        files.push((overlay, text));
    }
    for (path, text) in files {
        let shown = path.display().to_string();
        fs::write(&path, text)
            .with_context(|| format!("error[output]: `{shown}` cannot be written\n = help: check the folder"))?;
        report.push_str(&format!("wrote {shown}\n"));
    }
    Ok((report, imported.reports))
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
