//! Two sides that are the same text: nothing is compared, nor is it looked at what the text means.

use super::Problem;
use super::report::Report;
use crate::generator::Generator;
use crate::pipeline::Settings;
use crate::source::display_name;

/// Whether both sides are the same: the text of the description, its overlays, the configuration and the crate of before.
///
/// The text is read as a description all the same, so that one that cannot be used is still refused. What `generate` says
/// of it (warnings, and a configuration that does not fit) is not looked for.
///
/// # Errors
/// When the description or the configuration cannot be used.
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
    // Files that the text refers to may not be the same in two folders, and the network may say something else each time.
    let is_whole =
        document.is_one_file() || document.is_local() && specs.0.canonicalize().ok() == specs.1.canonicalize().ok();
    let lock = |side: &Generator, settings: &Settings| side.lock_file(settings).map(|file| file.display().to_string());
    Ok(is_whole.then(|| {
        let names = (display_name(&specs.0), display_name(&specs.1));
        Report::unchanged(names, (lock(old, &before), lock(new, &after)), after.config.package.version())
    }))
}
