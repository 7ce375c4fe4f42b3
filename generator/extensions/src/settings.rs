//! Settings, and the extensions that make them.

use foldhash::HashMap;

use config::Config;
use description::UnreadExtension;
use diag::{Diagnostic, Origin};

/// The settings of `generator.yaml` and of the extensions of a description.
pub struct DescribedSettings {
    /// The settings.
    pub config: Config,
    /// The extensions from which settings come.
    pub origins: SettingOrigins,
    /// Diagnostics about the extensions.
    pub diagnostics: Vec<Diagnostic>,
}

/// The extensions that make settings, by the location that the setting would have in
/// `generator.yaml`.
#[derive(Debug, Default)]
pub struct SettingOrigins(pub(super) HashMap<Origin, ExtensionOrigin>);

/// An extension of the description.
#[derive(Clone, Debug)]
pub struct ExtensionOrigin {
    /// The name of the extension: `x-…`.
    pub key: &'static str,
    /// Where the extension is.
    pub origin: Origin,
}

impl SettingOrigins {
    /// Returns the extension that makes the setting at this location or around it.
    pub fn of_setting(&self, setting: &Origin) -> Option<&ExtensionOrigin> {
        let exact = self.0.get(setting);
        exact.or_else(|| setting.ancestors().find_map(|around| self.0.get(&around)))
    }

    /// Removes the problems that extensions cause from `problems`, and returns warnings about the
    /// description instead.
    pub fn take_problems(&self, problems: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        problems.retain(|problem| {
            let setting = problem.origin.as_ref();
            let Some(extension) = setting.and_then(|setting| self.of_setting(setting)) else {
                return true;
            };
            // A schema that is a plain Rust type has no name.
            if problem.code != "unknown-schema" {
                warnings.push(unusable_extension(extension, &problem.message));
            }
            false
        });
        warnings
    }
}

/// Returns the warning that an extension has no effect.
pub fn unusable_extension(extension: &ExtensionOrigin, fault: &str) -> Diagnostic {
    Diagnostic::warning("unusable-extension", fault)
        .at(&extension.origin)
        .instead(format!("`{}` is ignored", extension.key))
        .help("correct or remove it, or write the setting in `generator.yaml`, which takes precedence")
}

/// Returns the note that an extension makes no setting; `owners` are the objects that have it.
pub(super) fn unread_extension(extension: &UnreadExtension, owners: &[Origin]) -> Diagnostic {
    let mut place = owners.first().cloned().unwrap_or_default();
    let mut name = format!("`{}`", extension.key);
    for member in [Some(extension.key), extension.member]
        .into_iter()
        .flatten()
    {
        place = place.child(member);
    }
    if let Some(member) = extension.member {
        name = format!("`{member}` of {name}");
    }
    let others = match owners.len() {
        0 | 1 => String::new(),
        2 => ", here and in another place".to_owned(),
        count => format!(", here and in {} other places", count - 1),
    };
    let message = format!("{name} of {} is not read{others}", extension.owners);
    Diagnostic::note("unusable-extension", message)
        .at(&place)
        .instead(extension.reason)
}
