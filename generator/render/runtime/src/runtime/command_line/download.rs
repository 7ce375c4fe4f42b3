//! Downloads to files, which continue where an earlier run stopped.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, LAST_MODIFIED};
use http::{HeaderMap, StatusCode};
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::runtime::catalog::ValueRequest;
use crate::runtime::download::Download;
use crate::runtime::error::Error;

/// Saves the response in a file. A part that an earlier run has saved in `FILE.part` is not fetched
/// again, if the server can send the rest and has the same file still.
pub(super) async fn save(request: ValueRequest, path: &str) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let message = format!("`{path}` is a folder: name a file");
            return Err(Failure::Usage(message));
        }
        // A device or a pipe cannot be replaced or continued.
        Ok(metadata) if !metadata.is_file() => {
            let file = fs::OpenOptions::new().write(true).open(path)?;
            return write(request, file).await;
        }
        _ => {}
    }
    // A part of a compressed file could not be continued.
    let request = request.header("accept-encoding", "identity");
    let part = Part::at(path);
    let download = match part.saved() {
        Some(saved) => match open_rest(request.clone(), &saved).await? {
            Rest::Follows(download) => return part.finish(download, saved.length, path).await,
            Rest::Nothing => return Ok(part.keep(path)?),
            Rest::Changed(download) => download,
            Rest::Unknown => Download::open(request.into_call()).await?,
        },
        None => Download::open(request.into_call()).await?,
    };
    let begun = part.begin(download.headers());
    begun.map_err(|error| Failure::Local(format!("cannot write `{path}.part`: {error}")))?;
    part.finish(download, 0, path).await
}

/// Writes the bytes of the response to standard output.
pub(super) async fn print(request: ValueRequest) -> Result<(), Failure> {
    write(request, io::stdout()).await
}

/// Writes the bytes of the response as they arrive.
async fn write(request: ValueRequest, mut output: impl io::Write) -> Result<(), Failure> {
    let mut download = Download::open(request.into_call()).await?;
    while let Some(chunk) = download.try_next().await? {
        output.write_all(&chunk)?;
        output.flush()?;
    }
    Ok(())
}

/// What the server has after the part that is saved.
enum Rest {
    /// The rest of the file.
    Follows(Download),
    /// The part is the whole file.
    Nothing,
    /// The file has changed, or the server sends whole files only.
    Changed(Download),
    /// The server sends something else.
    Unknown,
}

async fn open_rest(request: ValueRequest, saved: &Saved) -> Result<Rest, Error> {
    let request = request
        .header("range", &format!("bytes={}-", saved.length))
        .header("if-range", &saved.version);
    match Download::open(request.into_call()).await {
        Ok(download) if download.status() != StatusCode::PARTIAL_CONTENT => {
            Ok(Rest::Changed(download))
        }
        Ok(download) => {
            let start = format!("bytes {}-", saved.length);
            let range = text_of(download.headers(), CONTENT_RANGE);
            let follows = range.is_some_and(|range| range.starts_with(&start));
            // Some servers ignore `If-Range`.
            let version = version(download.headers());
            Ok(
                if follows && version.is_none_or(|version| version == saved.version) {
                    Rest::Follows(download)
                } else {
                    Rest::Unknown
                },
            )
        }
        Err(error) if error.status() == Some(StatusCode::RANGE_NOT_SATISFIABLE) => {
            let range = text_of(error.headers(), CONTENT_RANGE);
            Ok(if range == Some(&format!("bytes */{}", saved.length)) {
                Rest::Nothing
            } else {
                Rest::Unknown
            })
        }
        Err(error) => Err(error),
    }
}

/// A file that is not complete, and another one with its version.
struct Part {
    path: PathBuf,
    version_path: PathBuf,
}

/// What an earlier run has saved.
struct Saved {
    length: u64,
    /// The value of `If-Range`.
    version: String,
}

impl Part {
    fn at(path: &str) -> Self {
        Self {
            path: format!("{path}.part").into(),
            version_path: format!("{path}.part.version").into(),
        }
    }

    /// Returns what can be continued: without a version, the file could have changed.
    fn saved(&self) -> Option<Saved> {
        let length = fs::metadata(&self.path).ok()?.len();
        let version = fs::read_to_string(&self.version_path).ok()?;
        (length > 0).then_some(Saved { length, version })
    }

    /// Creates an empty part. It is empty before it has a version, so that an older part never has
    /// the version of this one.
    fn begin(&self, headers: &HeaderMap) -> io::Result<()> {
        fs::File::create(&self.path)?;
        match version(headers) {
            Some(version) => fs::write(&self.version_path, version),
            None => remove_if_present(&self.version_path),
        }
    }

    /// Appends the download, of which this many bytes are saved already.
    async fn finish(&self, download: Download, start: u64, path: &str) -> Result<(), Failure> {
        let mut download = download;
        let mut file = fs::OpenOptions::new().append(true).open(&self.path)?;
        let length = text_of(download.headers(), CONTENT_LENGTH);
        let length: Option<u64> = length.and_then(|length| length.parse().ok());
        let bar = progress_bar(length.map(|length| start + length));
        bar.set_position(start);
        while let Some(chunk) = download.try_next().await? {
            file.write_all(&chunk)?;
            bar.inc(u64::try_from(chunk.len()).unwrap_or_default());
        }
        file.sync_all()?;
        bar.finish_and_clear();
        Ok(self.keep(path)?)
    }

    /// Gives the complete file its name.
    fn keep(&self, path: &str) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        remove_if_present(&self.version_path)
    }
}

pub(super) fn remove_if_present(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

/// Returns what tells this version of a file from others, byte by byte; a weak `ETag` does not.
fn version(headers: &HeaderMap) -> Option<&str> {
    let tag = text_of(headers, ETAG).filter(|tag| tag.starts_with('"'));
    tag.or_else(|| text_of(headers, LAST_MODIFIED))
}

fn text_of(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
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
