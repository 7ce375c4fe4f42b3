//! Detects two versions with the same text, which need no comparison.

use super::Problem;
use super::report::Report;
use crate::generator::Generator;
use crate::pipeline::Settings;
use crate::source::display_name;

/// Returns a report if both versions have the same text, overlays, configuration and previous crate.
///
/// The text is still parsed, so that an unusable description is refused. Warnings, and problems of the configuration
/// with this description, are not detected.
///
/// # Errors
/// If the description or the configuration cannot be used.
pub fn unchanged(old: &Generator, new: &Generator) -> Result<Option<Report>, Problem> {
    let (before, after) = (old.settings()?, new.settings()?);
    let inputs = old.inputs(&before);
    if inputs.is_none() || inputs != new.inputs(&after) {
        return Ok(None);
    }
    drop(inputs);
    old.lock(&before)?;
    let (document, _) = new.load(&after)?;
    let specs = (old.files()?.spec, new.files()?.spec);
    // Referenced files may differ between two folders, and remote ones may change at any time.
    let is_whole =
        document.is_one_file() || document.is_local() && specs.0.canonicalize().ok() == specs.1.canonicalize().ok();
    let lock = |side: &Generator, settings: &Settings| side.lock_file(settings).map(|file| file.display().to_string());
    Ok(is_whole.then(|| {
        let names = (display_name(&specs.0), display_name(&specs.1));
        Report::unchanged(names, (lock(old, &before), lock(new, &after)), after.config.package.version())
    }))
}
