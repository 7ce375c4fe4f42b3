//! The version of the next release of the crate.

use semver::Version;

use super::verdict::Source;

/// Returns the next version, by Cargo's rules: a major change increments the minor number before
/// 1.0.0, and the patch number before 0.1.0. If nothing changed, the version stays the same.
pub fn next_version(version: &str, source: Source, changed: bool) -> Option<String> {
    let old = Version::parse(version).ok()?;
    if !changed {
        return Some(old.to_string());
    }
    let Version {
        major,
        minor,
        patch,
        ..
    } = old;
    let next = match (source, major, minor) {
        // If the pre-release precedes a version that allows this change, that version is the next
        // one.
        _ if is_sufficient_pre_release(&old, source) => Version::new(major, minor, patch),
        (Source::Major, 0, 0) => Version::new(0, 0, patch + 1),
        (Source::Major, 0, _) => Version::new(0, minor + 1, 0),
        (Source::Major, _, _) => Version::new(major + 1, 0, 0),
        (Source::Minor, 1.., _) => Version::new(major, minor + 1, 0),
        (Source::Minor | Source::Patch, _, _) => Version::new(major, minor, patch + 1),
    };
    Some(next.to_string())
}

/// Returns whether this is a pre-release of a version that already allows changes up to `source`.
fn is_sufficient_pre_release(version: &Version, source: Source) -> bool {
    let Version {
        major,
        minor,
        patch,
        ..
    } = *version;
    let is_sufficient = match (source, major, minor) {
        (Source::Major, 0, 0) | (Source::Patch, _, _) | (Source::Minor, 0, _) => true,
        (Source::Major, 0, _) | (Source::Minor, _, _) => patch == 0,
        (Source::Major, _, _) => minor == 0 && patch == 0,
    };
    is_sufficient && !version.pre.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_versions_follow_cargo_rules() {
        for (version, source, expected) in [
            ("1.2.3", Source::Major, "2.0.0"),
            ("1.2.3", Source::Minor, "1.3.0"),
            ("1.2.3", Source::Patch, "1.2.4"),
            ("0.2.3", Source::Major, "0.3.0"),
            ("0.2.3", Source::Minor, "0.2.4"),
            ("0.0.3", Source::Major, "0.0.4"),
            ("0.0.3", Source::Patch, "0.0.4"),
            ("1.0.0-rc.1", Source::Patch, "1.0.0"),
            ("1.0.0-rc.1", Source::Minor, "1.0.0"),
            ("1.0.0-rc.1", Source::Major, "1.0.0"),
            ("1.2.0-rc.1", Source::Minor, "1.2.0"),
            ("1.2.0-rc.1", Source::Major, "2.0.0"),
            ("1.2.3-rc.1", Source::Patch, "1.2.3"),
            ("1.2.3-rc.1", Source::Minor, "1.3.0"),
            ("0.2.0-rc.1", Source::Major, "0.2.0"),
            ("0.2.1-rc.1", Source::Major, "0.3.0"),
        ] {
            assert_eq!(
                next_version(version, source, true).as_deref(),
                Some(expected),
                "{version} {source:?}"
            );
        }
        assert_eq!(
            next_version("1.2.3", Source::Patch, false).as_deref(),
            Some("1.2.3")
        );
        assert_eq!(next_version("latest", Source::Patch, true), None);
    }
}
