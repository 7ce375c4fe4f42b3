//! The runtime as a crate of its own, which several clients share.
//!
//! Its files are those that other clients embed, but what emitted code uses is public.

use super::runtime::{FILES, ROOT_EXPORTS};
use output::fileset::{File, HEADER_MARK};
use surface::RUNTIME_FEATURES_AND_DEPENDENCIES;

/// The name of the package.
pub const PACKAGE: &str = "sdkwright-runtime";

/// The version of the package, which is the version of the generator.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The code of `src/lib.rs` before the re-exports.
const ROOT_DOCS: &str = "\
//! What several emitted clients share: transport, authentication, retries, errors, and the code
//! that reads and writes their types.
//!
//! Programs use the clients, which re-export what they need.

#![forbid(unsafe_code)]

#[doc(hidden)]
pub mod runtime;

/// Returns whether this is the version that a client was generated for.
#[doc(hidden)]
pub const fn is_version(version: &str) -> bool {
    let own = env!(\"CARGO_PKG_VERSION\").as_bytes();
    let version = version.as_bytes();
    if own.len() != version.len() {
        return false;
    }
    let mut index = 0;
    while index < own.len() {
        if own[index] != version[index] {
            return false;
        }
        index += 1;
    }
    true
}
";

/// The types that clients have themselves, by other names, so that a client can import them.
const SHARED_TYPES: &str = "
/// The types on which the types of a client are based.
pub mod shared {
    pub use super::builder::ClientBuilder as SharedClientBuilder;
    pub use super::client::Client as SharedClient;
    #[cfg(feature = \"test-util\")]
    pub use super::testing::MockTransport as SharedMockTransport;
}
";

/// Returns the files of the crate.
pub fn runtime_crate() -> Vec<File> {
    let mut files = vec![
        File {
            path: "Cargo.toml".to_owned(),
            contents: manifest(),
        },
        File {
            path: "src/lib.rs".to_owned(),
            contents: format!(
                "{}\n{ROOT_DOCS}\n{}\n",
                header("//"),
                without_own_types(ROOT_EXPORTS)
            ),
        },
    ];
    files.extend(FILES.iter().map(|(name, text)| {
        let more = if *name == "mod.rs" { SHARED_TYPES } else { "" };
        File {
            path: format!("src/runtime/{name}"),
            contents: format!("{}\n{}{more}", header("//"), with_public_items(text)),
        }
    }));
    files
}

fn header(comment: &str) -> String {
    format!("{comment} {HEADER_MARK} {VERSION}. Do not edit.")
}

fn manifest() -> String {
    let tables = RUNTIME_FEATURES_AND_DEPENDENCIES
        .split_once("\n[dev-dependencies]")
        .map_or(RUNTIME_FEATURES_AND_DEPENDENCIES, |(before, _)| before);
    format!(
        "{}\n\n[package]\nname = \"{PACKAGE}\"\nversion = \"{VERSION}\"\nedition = \"2024\"\nrust-version = \"1.88\"\n\
         description = \"The runtime of clients that sdkwright generates\"\nlicense = \"MIT OR Apache-2.0\"\n\n{tables}",
        header("#")
    )
}

/// Returns re-exports without the client and its builder, which each client has itself.
pub(super) fn without_own_types(exports: &str) -> String {
    exports
        .split_inclusive('\n')
        .filter(|line| !line.contains("builder::ClientBuilder"))
        .map(|line| line.replace("client::{Client, Options}", "client::Options"))
        .collect()
}

/// Returns the text of a file in which all items of the crate, and the macros among them, are
/// public.
fn with_public_items(text: &str) -> String {
    let mut public = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        // Code of clients calls in its tests what only has a use there.
        if line == "#[cfg(test)]\n" {
            continue;
        }
        if let Some(name) = line
            .strip_prefix("macro_rules! ")
            .and_then(|definition| definition.split_whitespace().next())
            && is_exported(text, name)
        {
            public.push_str("#[doc(hidden)]\n#[macro_export]\n");
        }
        public.push_str(line);
    }
    public.replace("pub(crate)", "pub")
}

/// Returns whether a file exports its macro `name`: `pub(crate) use name;`.
fn is_exported(text: &str, name: &str) -> bool {
    text.split("pub(crate) use ")
        .skip(1)
        .filter_map(|after| after.split(';').next())
        .any(|names| {
            names
                .split(['{', '}', ',', ' ', '\n'])
                .any(|exported| exported == name)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exported_macros_are_public() {
        let text = "macro_rules! a {}\nmacro_rules! b {}\npub(crate) use {\n    a,\n};\npub(crate) fn c() {}\n";
        assert_eq!(
            with_public_items(text),
            "#[doc(hidden)]\n#[macro_export]\nmacro_rules! a {}\nmacro_rules! b {}\npub use {\n    a,\n};\npub fn c() {}\n"
        );
    }
}
