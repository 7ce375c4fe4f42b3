//! Downloads to files, which continue where an earlier run stopped.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use http::StatusCode;
use http::header::CONTENT_LENGTH;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::runtime::catalog::ValueRequest;
use crate::runtime::download::Download;

/// Saves the response in a file. A part that an earlier run has saved in `FILE.part` is not fetched
/// again, if the server can send the rest.
pub(super) async fn save(request: ValueRequest, path: &str) -> Result<(), Failure> {
    let unfinished = PathBuf::from(format!("{path}.part"));
    let saved = fs::metadata(&unfinished).map_or(0, |metadata| metadata.len());
    let request = if saved > 0 {
        request.header("range", &format!("bytes={saved}-"))
    } else {
        request
    };
    let mut download = Download::open(request.into_call()).await?;
    let continues = download.status() == StatusCode::PARTIAL_CONTENT;
    let mut file = fs::OpenOptions::new()
        .create(true)
        .write(true)
        .append(continues)
        .truncate(!continues)
        .open(&unfinished)?;
    let start = if continues { saved } else { 0 };
    let length = download.headers().get(CONTENT_LENGTH);
    let length: Option<u64> = length.and_then(|value| value.to_str().ok()?.parse().ok());
    let bar = progress_bar(length.map(|length| start + length));
    bar.set_position(start);
    while let Some(chunk) = download.try_next().await? {
        file.write_all(&chunk)?;
        bar.inc(u64::try_from(chunk.len()).unwrap_or_default());
    }
    file.sync_all()?;
    bar.finish_and_clear();
    Ok(fs::rename(&unfinished, path)?)
}

/// Returns a progress bar on standard error, which is hidden unless that is a terminal.
fn progress_bar(length: Option<u64>) -> ProgressBar {
    let Some(length) = length else {
        return ProgressBar::new_spinner();
    };
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta}");
    let bar = ProgressBar::new(length);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
