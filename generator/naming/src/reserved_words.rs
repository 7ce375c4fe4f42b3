//! Names that are reserved by Rust, Cargo or file systems.

/// Strict and reserved keywords of all editions, sorted. Weak keywords (`union`, `default`, `auto`)
/// are valid names.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// File names with a special meaning for Cargo, the emitted crate or Windows; in lower case,
/// sorted.
const FILE_NAMES: &[&str] = &[
    "aux", "build", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "con", "lib", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    "main", "mod", "nul", "prn", "runtime",
];

/// Names of crates that every program has, that Cargo rejects, or that emitted crates depend on;
/// sorted.
const CRATE_NAMES: &[&str] = &[
    "alloc",
    "base64",
    "bench",
    "build",
    "bytes",
    "chrono",
    "clap",
    "clap-complete",
    "clap-mangen",
    "comfy-table",
    "console",
    "core",
    "deps",
    "examples",
    "futures-core",
    "gloo-timers",
    "hmac",
    "http",
    "http-body",
    "http-body-util",
    "httpdate",
    "hyper",
    "hyper-util",
    "incremental",
    "indicatif",
    "jiff",
    "js-sys",
    "jsonschema",
    "log",
    "percent-encoding",
    "proc-macro",
    "quick-xml",
    "regex-lite",
    "reqwest",
    "rmcp",
    "rustls",
    "rustls-platform-verifier",
    "serde",
    "serde-json",
    "serde-json-path",
    "serde-path-to-error",
    "serde-saphyr",
    "sha2",
    "std",
    "test",
    "tests",
    "tokio",
    "tracing",
    "tracing-subscriber",
    "uuid",
];

/// Returns whether `word` is a keyword of any edition.
pub(super) fn is_rust_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Returns whether a file `word.rs` would have a special meaning.
pub(super) fn is_file_name(word: &str) -> bool {
    FILE_NAMES.binary_search(&word).is_ok()
}

/// Returns whether Cargo rejects a package of this name, or it would conflict with another crate.
pub(super) fn is_crate_name(word: &str) -> bool {
    CRATE_NAMES.binary_search(&word).is_ok()
}

#[cfg(test)]
pub(super) fn all_keywords() -> &'static [&'static str] {
    KEYWORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_unique() {
        for table in [KEYWORDS, FILE_NAMES, CRATE_NAMES] {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }

    #[test]
    fn syn_rejects_each_keyword() {
        for word in KEYWORDS.iter().filter(|word| **word != "gen") {
            assert!(syn::parse_str::<syn::Ident>(word).is_err(), "{word}");
        }
    }
}
