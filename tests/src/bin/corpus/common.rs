//! The arguments of all commands.

use std::path::PathBuf;

use clap::Args;

/// The arguments of all commands.
#[derive(Args)]
pub(crate) struct Common {
    /// Descriptions, or folders of them, whose files with `openapi` at the top level are used.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Folder for crates and results.
    #[arg(long, default_value = "target/corpus")]
    pub(crate) out: PathBuf,
    /// Use only a sample of this many documents.
    #[arg(long)]
    pub(crate) sample: Option<usize>,
    /// Seed of the sample, and of all other random choices.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Number of documents to handle in parallel; by default, the number of processors.
    #[arg(long)]
    pub(crate) jobs: Option<usize>,
    /// Split files of more than this many lines, instead of 1000; a small number tests the imports
    /// of split files.
    #[arg(long, value_name = "LINES")]
    pub(crate) split_at: Option<usize>,
    /// Print the results as a Markdown table.
    #[arg(long)]
    pub(crate) markdown: bool,
}
