//! [`Progress`]: how far a run has come.

/// How far a run has come, in counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The description is being read; so many of its files have been.
    Reading {
        /// The number of files.
        files: usize,
    },
    /// Operations are being read.
    Operations {
        /// The number of operations that have been read.
        done: usize,
        /// The number of all operations.
        all: usize,
    },
    /// The types of schemas are being built; so many have been. Each schema may refer to more, so that their number is
    /// only known at the end.
    Schemas {
        /// The number of schemas.
        done: usize,
    },
    /// Equal types are being merged, and the others named.
    Naming {
        /// The number of types.
        types: usize,
    },
    /// The crate is being written. A large part becomes several files, so that their number is only known at the end.
    Writing {
        /// The number of files that have been made.
        files: usize,
        /// The number of parts that have been made: modules, test files, `Cargo.toml` …
        done: usize,
        /// The number of all parts.
        all: usize,
    },
}
