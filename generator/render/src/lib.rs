//! Renders the model as the files of the emitted crate.
//!
//! Each kind of emitted file has a module, listed in `KINDS`. A renderer computes all that it needs
//! as named fields (such as `MethodFacts`) before it prints anything. No renderer invents public
//! names (the model has them), reads a document or writes a file.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod agents;
mod api_md;
mod by_text;
mod checks;
mod client_rs;
mod context;
mod credentials;
mod deprecation;
mod doc;
pub mod docs;
mod doctest;
mod emitted_tests;
mod entries;
mod example_code;
mod examples;
mod folder;
mod format;
mod git_attributes;
mod imports;
mod job;
mod json_schema;
mod json_schemas;
mod lib_rs;
mod licenses;
mod lock;
mod manifest;
mod mock_tests;
mod module;
mod openapi_json;
mod operations;
mod own_types;
mod quick_start;
mod readme;
mod reference;
mod resources;
mod runtime;
mod rust_type;
mod servers_rs;
mod shared_runtime;
mod showcase;
mod shown_names;
mod signatures;
mod source_file;
pub mod spelling;
mod tokens;
mod types;
mod users;
mod uses;
mod values;
mod webhooks_rs;
mod words;
mod xml;

use std::collections::BTreeSet;

use context::RenderContext;
use diag::Diagnostic;
use diag::progress::Progress;
use model::Api;

pub use docs::{html_of_blocks, html_of_line};
pub use job::{MAX_LINES, Sink};
use job::{RenderJobs, make_in_parallel};
pub use module::{MODULE_FILE, ModuleForm};
pub use reference::{CrateReference, MethodEntry};
pub use shared_runtime::{PACKAGE as RUNTIME_PACKAGE, runtime_crate};
pub use shown_names::ShownNames;
pub use signatures::{TypeParts, TypedName};

/// Returns the jobs that make the files of one kind.
type FileKind = for<'a> fn(&'a RenderContext<'a>) -> RenderJobs<'a>;

/// The files of a client that is a crate or a module.
const KINDS: &[FileKind] = &[
    client_rs::client_rs_jobs,
    git_attributes::git_attributes_jobs,
    json_schemas::json_schemas_jobs,
    lib_rs::lib_rs_jobs,
    lock::lock_jobs,
    openapi_json::openapi_json_jobs,
    operations::operation_jobs,
    resources::resource_jobs,
    runtime::runtime_jobs,
    servers_rs::servers_rs_jobs,
    types::type_jobs,
    webhooks_rs::webhooks_rs_jobs,
];

/// The other files of a client that is a crate.
const KINDS_OF_CRATES: &[FileKind] = &[
    agents::agents_jobs,
    api_md::api_md_jobs,
    emitted_tests::emitted_test_jobs,
    examples::example_jobs,
    licenses::license_jobs,
    manifest::manifest_jobs,
    readme::readme_jobs,
];

/// Where the crate finds its runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RuntimeSource {
    /// In its own module `runtime`.
    #[default]
    Embedded,
    /// In the crate of [`runtime_crate`] in this folder, relative to that of the client.
    Folder(String),
    /// In a package of this name, which Cargo finds in its registry.
    Package(String),
}

/// How files are rendered.
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// Receives the progress.
    pub on_progress: Option<fn(Progress)>,
    /// The maximum number of lines of a file; longer files are split where possible.
    pub max_lines: usize,
    /// Where the crate finds its runtime.
    pub runtime: RuntimeSource,
    /// Types of other clients with the same runtime that replace types of this one.
    pub shared_types: BTreeSet<String>,
    /// The module that is rendered instead of a crate.
    pub module: Option<ModuleForm>,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            on_progress: None,
            max_lines: MAX_LINES,
            runtime: RuntimeSource::default(),
            shared_types: BTreeSet::new(),
            module: None,
        }
    }
}

/// Passes all files of the crate for this API to `sink`. Returns the first statements of a program
/// that uses the crate; `None` if no call can be shown.
pub fn render(
    api: &Api,
    options: RenderOptions,
    sink: Sink<'_>,
) -> Result<Option<String>, Diagnostic> {
    let mut cx = RenderContext::new(api);
    cx.max_lines = options.max_lines;
    cx.runtime = options.runtime;
    cx.shared_types = options.shared_types;
    let first_call = cx
        .first_call()
        .and_then(|call| cx.quick_start_statements(&call));
    let client_jobs = KINDS.iter().flat_map(|kind| kind(&cx));
    if let Some(module) = options.module {
        let module_jobs: RenderJobs<'_> = client_jobs.map(|job| job.of_module(&module)).collect();
        let mut files = Vec::new();
        make_in_parallel(&module_jobs, options.on_progress, &mut |file| {
            files.push(file);
            Ok(())
        })?;
        ModuleForm::reachable(files)
            .into_iter()
            .try_for_each(sink)?;
        return Ok(first_call.map(|code| module.example(&code)));
    }
    let crate_jobs: RenderJobs<'_> = client_jobs
        .chain(KINDS_OF_CRATES.iter().flat_map(|kind| kind(&cx)))
        .collect();
    make_in_parallel(&crate_jobs, options.on_progress, sink)?;
    Ok(first_call)
}

/// Returns the methods and types in the form of a Stainless client's `api.md`.
pub fn api_outline(api: &Api) -> String {
    api_md::print_api_outline(api)
}

#[cfg(test)]
mod tests;
