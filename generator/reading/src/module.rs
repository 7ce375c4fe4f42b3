//! The path of a module, from its folder.

use std::path::Path;

use config::ModuleConfig;
use description::{enclosing_package, normalise_path};
use diag::Diagnostic;
use naming::is_module_identifier;

/// Returns the path of a module in its crate: as configured, or else from its folder below `src`,
/// or else `crate::` and the name of its folder.
///
/// # Errors
/// If it is not a path of a module.
pub fn module_path(module: &ModuleConfig) -> Result<String, Diagnostic> {
    let folder = std::path::absolute(&module.folder).unwrap_or_else(|_| module.folder.clone());
    let folder = normalise_path(&folder);
    let mut roots = ["Cargo.toml", "main.rs"].iter();
    let names = names_below_source(&folder);
    if names.is_empty() || roots.any(|root| folder.join(root).is_file()) {
        let message = format!("`{}` is the folder of a crate", module.folder.display());
        return Err(Diagnostic::error("module", message)
            .instead("nothing was written")
            .help("name a folder in it, such as `src/api`"));
    }
    if let Some(path) = &module.path {
        let below_root = path.strip_prefix("crate::").unwrap_or_default();
        return match below_root.split("::").all(is_module_identifier) {
            true => Ok(path.clone()),
            false => Err(unusable_path(path)),
        };
    }
    match names.iter().find(|name| !is_module_identifier(name)) {
        Some(name) => Err(unusable_name(name)),
        None => Ok(format!("crate::{}", names.join("::"))),
    }
}

/// Returns the names of a folder below the sources of its package: `src`, or the folder of a program
/// such as `src/bin/NAME`. If it is not below them, returns its own name.
fn names_below_source(folder: &Path) -> Vec<&str> {
    let package = enclosing_package(folder);
    let around_source = || {
        let source = folder.ancestors().find(|parent| parent.ends_with("src"))?;
        source.parent()
    };
    let below = package
        .or_else(around_source)
        .and_then(|around| folder.strip_prefix(around).ok())
        .unwrap_or(folder);
    let names: Vec<&str> = below
        .components()
        .filter_map(|component| component.as_os_str().to_str())
        .collect();
    let below_source = match names.as_slice() {
        ["src", "bin", _, below @ ..] | ["examples" | "tests" | "benches", _, below @ ..]
            if !below.is_empty() =>
        {
            below
        }
        ["src", "bin", below @ ..] | ["src", below @ ..] => below,
        [.., name] => return vec![*name],
        [] => &[],
    };
    let are_modules = below_source.iter().all(|name| is_module_identifier(name));
    match names.last() {
        // Without a package, a folder `src` may contain anything.
        Some(name) if package.is_none() && !are_modules => vec![*name],
        _ => below_source.to_vec(),
    }
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
        std::fs::create_dir_all(package.path().join("tests/program")).unwrap();
        for file in ["Cargo.toml", "tests/program/main.rs"] {
            std::fs::write(package.path().join(file), "").unwrap();
        }
        for (folder, expected) in [
            ("src/api", Ok("crate::api")),
            ("src/../src/clients/pets", Ok("crate::clients::pets")),
            ("src/bin/tool/api", Ok("crate::api")),
            ("examples/tool/api", Ok("crate::api")),
            ("src/bin/api", Ok("crate::api")),
            ("tests/api", Ok("crate::api")),
            ("tests/program", Err("folder of a crate")),
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
    fn without_a_package_only_identifiers_below_a_source_folder_count() {
        let folder = tempfile::tempdir().unwrap();
        for (below, expected) in [
            ("src/clients/api", "crate::clients::api"),
            ("src/target/debug/build/p-1a2b/out/api", "crate::api"),
            ("out/api", "crate::api"),
        ] {
            let module = ModuleConfig::new(folder.path().join(below));
            assert_eq!(module_path(&module).unwrap(), expected);
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
