//! `--bump`: the next version, written into `generator.yaml`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Writes `version` in place of `package.version`; all else in the file stays as it is.
pub(crate) fn write(config: &Path, version: &str) -> Result<()> {
    let text = fs::read_to_string(config).with_context(|| format!("failed to read `{}`", config.display()))?;
    let Some(new) = with_version(&text, version) else {
        bail!(
            "error[bump]: found no line `version: …` under `package:` in `{}`\n = help: write one, with the version of \
             the last release",
            config.display()
        );
    };
    fs::write(config, new).with_context(|| format!("failed to write `{}`", config.display()))
}

/// The text with another version under the key `package`.
fn with_version(text: &str, version: &str) -> Option<String> {
    let mut is_package = false;
    let mut is_done = false;
    let lines = text.split_inclusive('\n').map(|line| {
        if !line.starts_with([' ', '\t', '#', '\n', '\r']) {
            is_package = line.trim_end().split('#').next().is_some_and(|key| key.trim_end() == "package:");
        }
        let value = line.trim_start().strip_prefix("version:").filter(|_| is_package && !is_done);
        let Some(value) = value else { return line.to_owned() };
        is_done = true;
        let head = line.get(..line.len() - value.len()).unwrap_or_default();
        let comment = value.find(" #").and_then(|at| value.get(at..)).unwrap_or("\n");
        format!("{head} {version}{comment}")
    });
    let new: String = lines.collect();
    is_done.then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_the_package_changes() {
        let text = "version: 9\npackage: # ours\n  name: a\n  version: 0.1.0 # the last\nclient:\n  version: 3\n";
        let expected = "version: 9\npackage: # ours\n  name: a\n  version: 0.2.0 # the last\nclient:\n  version: 3\n";
        assert_eq!(with_version(text, "0.2.0").as_deref(), Some(expected));
        assert_eq!(
            with_version("package:\n  version: 1.0.0", "2.0.0").as_deref(),
            Some("package:\n  version: 2.0.0\n")
        );
        assert_eq!(with_version("spec: a\n", "2.0.0"), None);
    }
}
