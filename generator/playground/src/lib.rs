//! Answers the requests of the playground, a page that runs the generator in the browser. Requests
//! and answers are JSON, because nothing else passes between JavaScript and WebAssembly without
//! code for each type.

use std::path::Path;

use serde::{Deserialize, Serialize};

use description::{Document, Failure};
use diag::{Digest, Severity};
use diff::print::{Limit, format_report_html};
use diff::{DiffOptions, LoadedVersion, Sides, Version, compare_versions};
use output::fileset::File;
use reading::{Reading, Settings};
use render::RenderOptions;

/// What the page asks for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Request {
    /// The client for a description.
    Generate {
        description: String,
        /// The text of a `generator.yaml`.
        settings: String,
    },
    /// What the new description changes for users of the old one.
    Compare {
        old: String,
        new: String,
        settings: String,
        today: String,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Client {
        /// The page that `sdkwright inspect --format html` prints.
        inspection: String,
        /// Warnings with the lines that they are about.
        warnings: String,
        summary: String,
        package: String,
        files: Vec<EmittedFile>,
    },
    /// The page that `sdkwright diff --format html` prints, and its counts.
    Report { page: String, summary: String },
    /// Why there is no answer.
    Error(String),
}

#[derive(Serialize)]
struct EmittedFile {
    path: String,
    text: String,
}

/// Answers a request: `{"generate": {"description": "openapi: 3.1.0 …", "settings": ""}}`.
pub fn answer(request: &str) -> String {
    let answer = match serde_json::from_str(request) {
        Ok(Request::Generate {
            description,
            settings,
        }) => generate(description, settings),
        Ok(Request::Compare {
            old,
            new,
            settings,
            today,
        }) => compare(Sides { old, new }, &settings, &today),
        Err(error) => Ok(Answer::Error(format!("the request is unusable: {error}"))),
    };
    let answer = answer.unwrap_or_else(|failure| Answer::Error(failure.to_string()));
    serde_json::to_string(&answer).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

fn generate(description: String, settings: String) -> Result<Answer, Failure> {
    let LoadedVersion { loaded, settings } = load("openapi", description, settings)?;
    let understood = Reading::of(loaded, &settings).understood(&settings)?;
    let mut files = Vec::new();
    render::render(
        &understood.api,
        RenderOptions::default(),
        &mut |File { path, contents }| {
            files.push(EmittedFile {
                path,
                text: contents,
            });
            Ok(())
        },
    )?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let warnings = understood
        .reports
        .iter()
        .filter(|report| report.diagnostic.severity != Severity::Note)
        .cloned()
        .collect::<Vec<_>>();
    Ok(Answer::Client {
        inspection: inspect::inspection_html(&understood, true),
        warnings: Digest::new(&warnings, true).to_string(),
        summary: inspect::inspection_summary(&understood.api, warnings.len()),
        package: understood.api.package.name,
        files,
    })
}

fn compare(texts: Sides<String>, settings: &str, today: &str) -> Result<Answer, Failure> {
    let Ok(today) = today.parse() else {
        return Ok(Answer::Error(format!("`{today}` is not a date")));
    };
    let Sides { old, new } = Version::of_loaded(
        load("old", texts.old, settings.to_owned())?,
        load("new", texts.new, settings.to_owned())?,
    );
    let report = compare_versions(&old?, &new?, &DiffOptions { today });
    Ok(Answer::Report {
        page: format_report_html(&report, Limit(None)),
        summary: report.summary.counts.to_string(),
    })
}

/// Reads a description; messages name it `NAME.json` or `NAME.yaml`.
fn load(name: &str, text: String, settings: String) -> Result<LoadedVersion, Failure> {
    let settings = if settings.trim().is_empty() {
        Settings::default()
    } else {
        Settings::from_text(Path::new("generator.yaml"), settings)?
    };
    let extension = if text.trim_start().starts_with('{') {
        "json"
    } else {
        "yaml"
    };
    let loaded = Document::from_text(&format!("{name}.{extension}"), text)?;
    Ok(LoadedVersion { loaded, settings })
}

#[cfg(test)]
mod tests;
