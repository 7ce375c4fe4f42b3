//! [`Progress`]: how far a run has come.

/// How far a run has come, in counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The description is being read; this number of its files has been read.
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
    /// The types of schemas are being built; this number has been built. The total is only known at
    /// the end, because each schema may refer to others.
    Schemas {
        /// The number of schemas.
        done: usize,
    },
    /// Equal types are being merged, and the others named.
    Naming {
        /// The number of types.
        types: usize,
    },
    /// The crate is being written. The total number of files is only known at the end, because a
    /// large part becomes several files.
    Writing {
        /// The number of files that have been made.
        files: usize,
        /// The number of parts that have been made: modules, test files, `Cargo.toml` …
        done: usize,
        /// The number of all parts.
        all: usize,
    },
}
