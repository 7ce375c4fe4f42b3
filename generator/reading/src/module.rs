//! The path of a module, from its folder.

use std::path::Path;

use config::ModuleConfig;
use description::normalise_path;
use diag::Diagnostic;
use naming::is_module_identifier;

/// Returns the path of a module in its crate: as configured, or else from its folder below `src`,
/// or else `crate::` and the name of its folder.
///
/// # Errors
/// If it is not a path of a module.
pub fn module_path(module: &ModuleConfig) -> Result<String, Diagnostic> {
    if let Some(path) = &module.path {
        let names = path.strip_prefix("crate::").unwrap_or_default();
        return match names.split("::").all(is_module_identifier) {
            true => Ok(path.clone()),
            false => Err(unusable_path(path)),
        };
    }
    let folder = std::path::absolute(&module.folder).unwrap_or_else(|_| module.folder.clone());
    let names = names_below_source(&normalise_path(&folder));
    if names.is_empty() {
        let message = format!("`{}` is the folder of a crate", module.folder.display());
        return Err(Diagnostic::error("module", message)
            .instead("nothing was written")
            .help("name a folder in it, such as `src/api`"));
    }
    match names.iter().find(|name| !is_module_identifier(name)) {
        Some(name) => Err(unusable_name(name)),
        None => Ok(format!("crate::{}", names.join("::"))),
    }
}

/// Returns the names of a folder below the sources of its package: `src`, or the folder of a program
/// such as `src/bin/NAME`. If it is not below them, returns its own name.
fn names_below_source(folder: &Path) -> Vec<String> {
    let package = folder
        .ancestors()
        .find(|folder| folder.join("Cargo.toml").is_file())
        .or_else(|| {
            let mut parents = folder.ancestors();
            parents.find(|parent| parent.ends_with("src"))?.parent()
        });
    // Without a package, only the last name counts.
    let path = package.map_or(Some(folder), |package| folder.strip_prefix(package).ok());
    let names: Vec<&str> = path
        .into_iter()
        .flat_map(Path::components)
        .filter_map(|component| component.as_os_str().to_str())
        .collect();
    match names.as_slice() {
        ["src", "bin", _, below @ ..] | ["examples" | "tests" | "benches", _, below @ ..] => below,
        ["src", below @ ..] => below,
        [.., name] => return vec![(*name).to_owned()],
        [] => &[],
    }
    .iter()
    .map(|name| (*name).to_owned())
    .collect()
}

fn unusable_name(name: &str) -> Diagnostic {
    Diagnostic::error(
        "module",
        format!("`{name}` is not a valid name of a module"),
    )
    .instead("nothing was written")
    .help("name a folder whose name is a Rust identifier, such as `src/api`")
}

fn unusable_path(path: &str) -> Diagnostic {
    Diagnostic::error("module", format!("`{path}` is not the path of a module"))
        .instead("nothing was written")
        .help("write the path from the root of the crate, such as `crate::api`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_folders() {
        let package = tempfile::tempdir().unwrap();
        std::fs::write(package.path().join("Cargo.toml"), "").unwrap();
        for (folder, expected) in [
            ("src/api", Ok("crate::api")),
            ("src/../src/clients/pets", Ok("crate::clients::pets")),
            ("src/bin/tool/api", Ok("crate::api")),
            ("examples/tool/api", Ok("crate::api")),
            ("target/debug/build/x/out/api", Ok("crate::api")),
            ("src", Err("folder of a crate")),
            ("", Err("folder of a crate")),
            ("src/2fast", Err("`2fast` is not a valid name")),
            ("src/match/api", Err("`match` is not a valid name")),
            ("src/api.rs", Err("`api.rs` is not a valid name")),
        ] {
            let module = ModuleConfig::new(package.path().join(folder));
            match (module_path(&module), expected) {
                (Ok(path), Ok(expected)) => assert_eq!(path, expected, "{folder}"),
                (Err(problem), Err(expected)) => {
                    assert!(problem.message.contains(expected), "{}", problem.message);
                }
                (path, _) => panic!("{folder}: {path:?}"),
            }
        }
    }

    #[test]
    fn a_configured_path_is_a_path_of_a_module() {
        for (path, is_valid) in [
            ("crate::api", true),
            ("crate::clients::pets", true),
            ("crate", false),
            ("api", false),
            ("crate::a-b", false),
            ("crate::self", false),
        ] {
            let module = ModuleConfig {
                path: Some(path.to_owned()),
                ..ModuleConfig::new("out")
            };
            assert_eq!(module_path(&module).is_ok(), is_valid, "{path}");
        }
    }
}
