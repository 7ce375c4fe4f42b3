//! `src/operations/`: the catalog of operations, if the crate has it.
//!
//! A file for each resource says how its requests are sent, with the same statics as typed
//! requests; `operations.json` has the documentation and the JSON Schemas.

mod documentation;
mod entries;
mod overrides;

use std::sync::Arc;

use code_format::code;

use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::entries::ModuleEntry;
use crate::job::{RenderJob, RenderJobs};
use crate::source_file::{RustSourceFile, generated_header, to_visible_line};
use diag::Diagnostic;
use model::Resource;
use naming::{Scope, ScopeKind};
use overrides::{OverrideNames, override_names};
use surface::operation_names;

const JSON_FILE: &str = "operations.json";

/// The module with the arguments of requests that a test server receives.
const REQUESTS_MODULE: &str = "requests";

/// A resource with operations, and the module for them.
struct ResourceModule<'a> {
    name: String,
    resource: &'a Resource,
}

pub(super) fn operation_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    if !cx.api.client.has_catalog {
        return RenderJobs::new();
    }
    let names: Arc<[String]> = operation_names(&cx.index).into();
    let all_names = Arc::clone(&names);
    let override_names: Arc<[OverrideNames]> = if cx.api.client.has_test_server {
        override_names(&names).into()
    } else {
        Arc::default()
    };
    let mut jobs = vec![
        RenderJob::new("src/operations/mod.rs", move || print_catalog(cx)),
        RenderJob::new(format!("src/operations/{JSON_FILE}"), move || {
            Ok(documentation::print_documentation(cx, &all_names))
        }),
    ];
    if cx.api.client.has_command_line {
        jobs.push(RenderJob::new("src/main.rs", move || Ok(print_main(cx))));
    }
    jobs.extend(resource_modules(cx).into_iter().map(|module| {
        let names = Arc::clone(&names);
        let override_names = Arc::clone(&override_names);
        RenderJob::new(format!("src/operations/{}.rs", module.name), move || {
            entries::print_entries(cx, module.resource, &names, &override_names)
        })
    }));
    jobs
}

fn resource_modules<'a>(cx: &'a RenderContext<'a>) -> Vec<ResourceModule<'a>> {
    let mut scope = Scope::new(ScopeKind::Modules);
    scope.reserve(REQUESTS_MODULE);
    let resources = cx.api.resources.iter();
    resources
        .filter(|resource| !resource.operations.is_empty())
        .map(|resource| {
            let name = match resource.module.as_slice() {
                [] => "of_client".to_owned(),
                path => path.join("_"),
            };
            ResourceModule {
                name: scope.claim(&naming::module_name(&name)).name,
                resource,
            }
        })
        .collect()
}

/// Returns the program of the feature `cli`.
fn print_main(cx: &RenderContext<'_>) -> String {
    format!(
        "{}\n//! The command line of the API.\n\nfn main() -> std::process::ExitCode {{\n    {}::operations::PROGRAM.run()\n}}\n",
        generated_header(cx, "//", ""),
        cx.crate_name()
    )
}

fn print_catalog<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let doc = Doc::new()
        .paragraph("The operations as data, and requests whose arguments are JSON values.");
    let mut file = RustSourceFile::new(cx, doc, "crate::types");
    let modules = resource_modules(cx);
    for module in &modules {
        file.add_module(ModuleEntry::private(&module.name));
    }
    let tables = modules.iter().map(|module| {
        let name = make_ident(&module.name);
        code!(#name::ENTRIES)
    });
    file.push_text("#[doc(inline)]\npub use crate::runtime::catalog::{Body, Catalog, Documentation, Entry, Items, ValueRequest, Values};".to_owned());
    file.push(
        "OPERATIONS",
        code! {
            /// All operations.
            pub static OPERATIONS: Catalog = Catalog::new(&[#(#tables),*], include_str!(#JSON_FILE));
        },
    );
    if cx.api.client.has_command_line {
        let mcp = cx.api.client.has_mcp_server.then(|| {
            code!(
                #[cfg(feature = "mcp")]
                crate::runtime::mcp::COMMAND,
            )
        });
        let serve = cx.api.client.has_test_server.then(|| {
            code!(
                #[cfg(feature = "test-server")]
                crate::runtime::test_server::COMMAND,
            )
        });
        let name = &cx.api.package.name;
        let title = to_visible_line(&cx.api.info.title);
        file.push(
            "PROGRAM",
            code! {
                /// The command line of the API.
                #[cfg(feature = "cli")]
                pub static PROGRAM: crate::runtime::command_line::Program = crate::runtime::command_line::Program {
                    name: #name,
                    version: env!("CARGO_PKG_VERSION"),
                    title: #title,
                    api: &crate::client::API,
                    catalog: &OPERATIONS,
                    commands: &[#mcp #serve],
                };
            },
        );
    }
    if cx.api.client.has_test_server {
        push_test_server(cx, &mut file);
        file.push_text(requests_module(&modules));
    }
    let client = if cx.shares_runtime() {
        file.imports.add("crate::client", "Client");
        code!(&self.shared)
    } else {
        file.imports.add("crate::runtime::client", "Client");
        code!(self)
    };
    let docs = Doc::new()
        .paragraph(
            "Creates a request of the operation with this name, whose arguments are the properties of a JSON object, and \
             whose result is JSON.",
        )
        .paragraph(
            "The name is the path of the resource and the method, such as `pets.list`; its first segments may be left out \
             if the rest is unique. Arguments are named like those of the method, and the body is the argument `body`. \
             They are checked by their JSON Schemas before anything is sent.",
        )
        .tokens();
    file.push(
        "Client",
        code! {
            impl Client {
                #docs
                pub fn call(&self, name: &str, arguments: impl Into<serde_json::Value>) -> ValueRequest {
                    ValueRequest::new(#client, &OPERATIONS, name, arguments)
                }
            }
        },
    );
    file.print()
}

/// Returns the module that exports the arguments of requests.
fn requests_module(modules: &[ResourceModule<'_>]) -> String {
    let exports = modules.iter().map(|module| {
        let name = make_ident(&module.name);
        format!("    pub use super::{name}::*;\n")
    });
    format!(
        "/// The arguments of the requests that functions of a test server answer.\n\
         #[cfg(feature = \"test-server\")]\npub mod {REQUESTS_MODULE} {{\n{}}}",
        exports.collect::<String>()
    )
}

/// Adds the constructors of the test server. A crate that shares its runtime has its own type, whose
/// client is its own.
fn push_test_server<'a>(cx: &'a RenderContext<'a>, file: &mut RustSourceFile<'a>) {
    let start_docs = Doc::new()
        .paragraph("Starts a server for tests of this API, on a free port of 127.0.0.1.")
        .tokens();
    let port_docs = Doc::new()
        .paragraph(
            "Starts a server for tests of this API, on a port of 127.0.0.1; 0 is a free port.",
        )
        .tokens();
    let is_own = cx.shares_runtime();
    let types = if is_own {
        "Answer, Problem, TestRequest, TestResponse"
    } else {
        "Answer, Problem, TestRequest, TestResponse, TestServer"
    };
    file.push_text(format!(
        "#[cfg(feature = \"test-server\")]\n#[doc(inline)]\n\
         pub use crate::runtime::test_server::{{{types}}};"
    ));
    let server = code!(crate::runtime::test_server::TestServer);
    let starting = code!(#server::for_api(&crate::client::API, &OPERATIONS, port).await);
    let started = if is_own {
        code!(Ok(Self(#starting?)))
    } else {
        starting
    };
    let constructors = code! {
        #start_docs
        pub async fn start() -> std::io::Result<Self> { Self::start_on(0).await }

        #port_docs
        pub async fn start_on(port: u16) -> std::io::Result<Self> { #started }
    };
    let code = if is_own {
        code! {
            /// A server for tests, which answers from the description.
            #[cfg(feature = "test-server")]
            #[derive(Debug)]
            pub struct TestServer(#server);

            #[cfg(feature = "test-server")]
            impl TestServer {
                #constructors

                /// Returns a client of this server, with valid credentials.
                pub fn client(&self) -> Client { Client { shared: self.0.client() } }
            }

            #[cfg(feature = "test-server")]
            impl std::ops::Deref for TestServer {
                type Target = #server;

                fn deref(&self) -> &Self::Target { &self.0 }
            }
        }
    } else {
        code! {
            #[cfg(feature = "test-server")]
            impl #server { #constructors }
        }
    };
    file.push("TestServer", code);
}
