//! `src/runtime/`: a verbatim copy of the runtime, unless it is another crate.

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::generated_header;
use model::{
    Codec, Content, Framing, Operation, Output, Parameter, ParameterLocation, ParameterStyle,
    SignatureScheme, Stream, Type, TypeKind,
};
use surface::{any_schema, has_constraints, has_fields, has_text_types};

/// Expands to the path and the text of each file with these names.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!($name, ".rs"), include_str!(concat!("../runtime/src/runtime/", $name, ".rs")))),*]
    };
}

/// The re-exports at the root of the crate; lines of omitted modules of the runtime are removed.
pub(super) const ROOT_EXPORTS: &str = "\
#[cfg(feature = \"blocking\")]
#[doc(inline)]
pub use runtime::blocking::{BlockingItems, BlockingReader};
#[cfg(feature = \"test-util\")]
#[doc(inline)]
pub use runtime::testing;
#[doc(inline)]
pub use runtime::{
    auth::{TokenError, TokenSource},
    body_part::BodyPart,
    builder::ClientBuilder,
    client::{Client, Options},
    download::Download,
    enums::UnknownValue,
    error::Error,
    events::{EventStream, ServerEvent, ValueStream},
    field::Field,
    json::{DecodeError, Number},
    node::{Extra, Model},
    oauth2::OAuth2,
    object::JsonObject,
    outcome::{ApiError, Code, RawResponse},
    outgoing::Upload,
    page::{Items, Page, Pages},
    requests::CustomRequest,
    response::Response,
    retry::{Decision, FailedAttempt, RetryBudget, RetryPolicy},
    send::Sending,
    text::{Base64, Date, DateTime, Uuid},
    transport::{Middleware, Next},
    watch::WatchEvent,
};
pub use {bytes, http};";

/// The files of `generator/render/runtime/src/runtime`, sorted by name.
pub(super) const FILES: &[(&str, &str)] = files![
    "api",
    "attempt",
    "auth",
    "blocking",
    "body_part",
    "browser",
    "builder",
    "call",
    "catalog",
    "catalog_check",
    "catalog_events",
    "catalog_items",
    "check",
    "client",
    "codec",
    "command_line/arguments",
    "command_line/curl",
    "command_line/download",
    "command_line/mod",
    "command_line/output",
    "command_line/profile",
    "command_line/tree",
    "completion",
    "constraints",
    "cursor",
    "download",
    "enums",
    "error",
    "error_body",
    "events",
    "field",
    "fill",
    "form",
    "headers",
    "impls",
    "json",
    "json_reader",
    "json_shape",
    "lines",
    "link",
    "mcp/calls",
    "mcp/confirmation",
    "mcp/defaults",
    "mcp/describe",
    "mcp/http",
    "mcp/mod",
    "mcp/outline",
    "mcp/redaction",
    "mcp/remainders",
    "mcp/search",
    "mcp/selection",
    "mcp/server",
    "mcp/tools",
    "mod",
    "node",
    "oauth2",
    "object",
    "outcome",
    "outgoing",
    "page",
    "params",
    "path",
    "redact",
    "replacement",
    "requests",
    "response",
    "retry",
    "send",
    "sent_events",
    "several",
    "styles",
    "test_server/answer",
    "test_server/body",
    "test_server/check",
    "test_server/collections",
    "test_server/credentials",
    "test_server/decode",
    "test_server/errors",
    "test_server/form_fields",
    "test_server/mod",
    "test_server/overrides",
    "test_server/pages",
    "test_server/request",
    "test_server/response",
    "test_server/routes",
    "test_server/sample",
    "test_server/schemas",
    "test_server/serve",
    "testing/clock",
    "testing/expectation",
    "testing/listing",
    "testing/mock",
    "testing/mod",
    "testing/recording",
    "testing/request",
    "testing/script",
    "testing/several",
    "text",
    "trace",
    "traits",
    "transport",
    "union",
    "wait",
    "watch",
    "webhook",
    "webhook_github",
    "webhook_signature",
    "webhook_standard",
    "webhook_stripe",
    "xml",
    "xml_read",
];

/// Modules that only some APIs need.
struct OptionalModules {
    modules: &'static [&'static str],
    is_needed: fn(&RenderContext<'_>) -> bool,
}

const fn optional(
    modules: &'static [&'static str],
    is_needed: fn(&RenderContext<'_>) -> bool,
) -> OptionalModules {
    OptionalModules { modules, is_needed }
}

const OPTIONAL: &[OptionalModules] = &[
    optional(&["body_part"], |cx| {
        any_operation(cx, |operation| {
            streams_of(operation).any(|stream| stream.framing == Framing::Parts)
        })
    }),
    optional(&["catalog", "catalog_check"], |cx| {
        cx.api.client.has_catalog
    }),
    optional(&["catalog_events"], |cx| {
        cx.api.client.has_catalog && any_operation(cx, is_streamed)
    }),
    optional(&["catalog_items"], |cx| {
        cx.api.client.has_catalog && any_operation(cx, |operation| operation.paging.is_some())
    }),
    optional(&["command_line"], |cx| cx.api.client.has_command_line),
    optional(&["completion"], is_completed_later),
    optional(&["constraints"], |cx| has_constraints(cx.api)),
    optional(&["cursor", "page", "testing/listing"], |cx| {
        any_operation(cx, |operation| operation.paging.is_some())
    }),
    optional(&["download"], |cx| {
        has_downloads(cx) || cx.api.client.has_command_line
    }),
    optional(&["enums"], |cx| {
        any_type(cx, |kind| matches!(kind, TypeKind::Enum(_)))
    }),
    optional(&["events"], |cx| any_operation(cx, is_streamed)),
    optional(&["field"], |cx| has_fields(cx.api)),
    optional(&["form"], |cx| {
        any_content(cx, |content| {
            matches!(content.codec, Codec::Form | Codec::Multipart)
        })
    }),
    optional(&["headers"], |cx| {
        any_operation(cx, |operation| operation.returns.headers.is_some())
    }),
    optional(&["json_shape"], |cx| has_unions(cx) || cx.has_webhooks()),
    optional(&["lines"], |cx| {
        any_content(cx, |content| {
            matches!(content.framing(), Some(Framing::Lines | Framing::Records))
        })
    }),
    optional(&["link"], |cx| {
        is_completed_later(cx) || any_operation(cx, |operation| operation.paging.is_some())
    }),
    optional(&["mcp"], |cx| cx.api.client.has_mcp_server),
    optional(&["oauth2"], |cx| {
        let mut schemes = cx.api.security_schemes.iter();
        schemes.any(|scheme| scheme.token_endpoint.is_some())
    }),
    optional(&["object"], |cx| {
        any_schema(
            cx.api,
            |schema| matches!(&schema.ty, Type::Map(value) if cx.index.is_free_form(value)),
        )
    }),
    optional(&["replacement"], |cx| {
        any_type(cx, |kind| matches!(kind, TypeKind::Replaced(_)))
    }),
    optional(&["sent_events"], |cx| {
        any_content(cx, |content| content.framing() == Some(Framing::EventData))
    }),
    optional(&["several", "testing/several"], has_enums_of_responses),
    optional(&["styles"], writes_styles),
    optional(&["test_server"], |cx| cx.api.client.has_test_server),
    optional(&["test_server/serve"], |cx| cx.api.client.has_command_line),
    // `Field` converts from types in this module.
    optional(&["text"], |cx| has_text_types(cx.api) || has_fields(cx.api)),
    optional(&["traits"], |cx| {
        let mut types = cx.api.types.iter();
        types.any(|(_, def)| !def.added.traits.is_empty())
    }),
    optional(&["union"], has_unions),
    optional(&["wait"], |cx| {
        is_completed_later(cx)
            || any_operation(cx, |operation| !operation.waiting.waiters.is_empty())
    }),
    optional(&["watch"], |cx| {
        any_operation(cx, |operation| {
            streams_of(operation).any(|stream| stream.watch_error.is_some())
        })
    }),
    optional(&["webhook"], |cx| cx.api.webhooks.is_some()),
    optional(&["webhook_github"], |cx| {
        cx.signature_scheme() == Some(SignatureScheme::GitHub)
    }),
    optional(&["webhook_signature"], |cx| cx.signature_scheme().is_some()),
    optional(&["webhook_standard"], |cx| {
        cx.signature_scheme() == Some(SignatureScheme::Standard)
    }),
    optional(&["webhook_stripe"], |cx| {
        cx.signature_scheme() == Some(SignatureScheme::Stripe)
    }),
    optional(&["xml", "xml_read"], |cx| cx.speaks_xml),
];

/// Returns whether a method returns an enum of several success responses.
pub(crate) fn has_enums_of_responses(cx: &RenderContext<'_>) -> bool {
    any_operation(cx, |operation| {
        matches!(operation.returns.output, Output::Several(_))
    })
}

fn any_operation(cx: &RenderContext<'_>, test: impl Fn(&Operation) -> bool) -> bool {
    cx.api.operations.iter().any(test)
}

/// Returns whether the server completes any operation after its response.
fn is_completed_later(cx: &RenderContext<'_>) -> bool {
    any_operation(cx, |operation| operation.waiting.completion.is_some())
}

/// Returns whether any content of any request body passes a test.
fn any_content(cx: &RenderContext<'_>, test: impl Fn(&Content) -> bool) -> bool {
    cx.api
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref())
        .flat_map(|body| &body.contents)
        .any(test)
}

/// Returns whether any parameter or body is written by `styles`.
fn writes_styles(cx: &RenderContext<'_>) -> bool {
    let has_styled_body = any_content(cx, |content| {
        matches!(content.codec, Codec::Form | Codec::Multipart) || content.framing().is_some()
    });
    let has_styled_parameter = any_operation(cx, |operation| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| !is_one_value(cx, parameter))
    });
    cx.speaks_xml || has_styled_body || has_styled_parameter
}

/// Returns whether a parameter is one value in the path, the query or a header.
fn is_one_value<'a>(cx: &RenderContext<'a>, parameter: &'a Parameter) -> bool {
    let has_simple_type = match cx.index.resolve(&parameter.schema).ty {
        Type::Text(_) | Type::Integer | Type::Wide | Type::Float | Type::Number | Type::Bool => {
            true
        }
        Type::Named(id) => matches!(
            cx.api.types.get(*id).map(|def| &def.kind),
            Some(TypeKind::Enum(_))
        ),
        Type::List(_) | Type::Map(_) | Type::Any => false,
    };
    let has_simple_style = matches!(
        parameter.style,
        ParameterStyle::Simple | ParameterStyle::Form
    );
    let has_simple_location = matches!(
        parameter.location,
        ParameterLocation::Path | ParameterLocation::Query | ParameterLocation::Header
    );
    has_simple_type && has_simple_style && has_simple_location && !parameter.allow_reserved
}

/// Returns the streams that an operation can return.
fn streams_of(operation: &Operation) -> impl Iterator<Item = &Stream> {
    let output = match &operation.returns.output {
        Output::Stream(stream) => Some(stream),
        _ => None,
    };
    operation.returns.stream.iter().chain(output)
}

fn is_streamed(operation: &Operation) -> bool {
    streams_of(operation).next().is_some()
}

/// Returns whether any response can be read in chunks, or the headers of any are read before its
/// body.
fn has_downloads(cx: &RenderContext<'_>) -> bool {
    any_operation(cx, |operation| {
        let can_download = cx
            .index
            .method(operation)
            .is_some_and(|facts| facts.can_download());
        can_download || is_streamed(operation) || operation.returns.headers.is_some()
    })
}

fn any_type(cx: &RenderContext<'_>, test: impl Fn(&TypeKind) -> bool) -> bool {
    cx.api.types.iter().any(|(_, def)| test(&def.kind))
}

fn has_unions(cx: &RenderContext<'_>) -> bool {
    any_type(cx, |kind| matches!(kind, TypeKind::Union(_)))
}

pub(super) fn runtime_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    if cx.shares_runtime() {
        return Vec::new();
    }
    FILES
        .iter()
        .filter(|(name, _)| is_needed(cx, name.trim_end_matches(".rs")))
        .map(|(name, text)| {
            RenderJob::new(format!("src/runtime/{name}"), move || {
                let text = match name.strip_suffix("mod.rs") {
                    Some(folder) => &needed_modules(cx, folder, text),
                    None => *text,
                };
                Ok(format!("{}\n{text}", generated_header(cx, "//", "")))
            })
        })
        .collect()
}

pub(super) fn is_needed(cx: &RenderContext<'_>, module: &str) -> bool {
    OPTIONAL
        .iter()
        .filter(|optional| {
            let folder = module.split('/').next().unwrap_or_default();
            [module, folder]
                .iter()
                .any(|name| optional.modules.contains(name))
        })
        .all(|optional| (optional.is_needed)(cx))
}

/// Returns the text of a `mod.rs`, without the declarations of omitted modules and without imports
/// from them.
fn needed_modules(cx: &RenderContext<'_>, folder: &str, modules: &str) -> String {
    let mut needed = String::new();
    let mut item = String::new();
    for line in modules.split_inclusive('\n') {
        item.push_str(line);
        let is_import = item.contains("use super::") || item.contains("pub use ");
        let is_unfinished = is_import && !line.trim_end().ends_with(';');
        if line.starts_with("#[") || is_unfinished {
            continue;
        }
        let declared = item
            .trim_end()
            .strip_suffix(';')
            .and_then(|text| text.rsplit_once("mod "))
            .map(|(_, name)| name);
        let imported = item
            .split_once("use super::")
            .or_else(|| item.split_once("pub use "))
            .and_then(|(_, path)| path.split_once("::"))
            .map(|(name, _)| name);
        let module = declared.or(imported);
        if module.is_none_or(|name| is_needed(cx, &format!("{folder}{name}"))) {
            needed.push_str(&item);
        }
        item.clear();
    }
    needed
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn lists_every_runtime_file() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/src/runtime");
        let mut names = names_in(Path::new(folder));
        for name in names
            .extract_if(.., |name| !name.ends_with(".rs"))
            .collect::<Vec<_>>()
        {
            let inner = names_in(&Path::new(folder).join(&name));
            names.extend(inner.into_iter().map(|file| format!("{name}/{file}")));
        }
        names.sort_unstable();
        assert_eq!(
            FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            names
        );
    }

    #[test]
    fn files_of_all_clients_name_no_feature_that_only_some_have() {
        let features = ["operations", "cli", "mcp", "test-server"];
        for (name, text) in FILES.iter().filter(|(name, _)| *name != "mod.rs") {
            let path = name.trim_end_matches(".rs");
            let folder = path.split('/').next().unwrap();
            let is_optional = OPTIONAL.iter().any(|optional| {
                optional
                    .modules
                    .iter()
                    .any(|module| *module == path || *module == folder)
            });
            for feature in features.iter().filter(|_| !is_optional) {
                assert!(
                    !text.contains(&format!("feature = \"{feature}\"")),
                    "{name}: {feature}"
                );
            }
        }
    }

    /// Returns the layer of each module, by the comment above its declaration in `mod.rs`.
    fn layers() -> Vec<(&'static str, usize)> {
        let (_, modules) = FILES.iter().find(|(name, _)| *name == "mod.rs").unwrap();
        let groups = modules.split("\n// ").skip(1).enumerate();
        groups
            .flat_map(|(layer, group)| {
                group.lines().filter_map(move |line| {
                    Some((line.strip_suffix(';')?.rsplit(' ').next()?, layer))
                })
            })
            .collect()
    }

    #[test]
    fn no_module_imports_from_a_later_layer() {
        let layers = layers();
        let layer = |name: &str| {
            layers
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, layer)| *layer)
        };
        for (name, text) in FILES.iter().filter(|(name, _)| !name.contains("mod.rs")) {
            let own = layer(name.split(['/', '.']).next().unwrap()).unwrap();
            let imports = text
                .split("super::")
                .skip(1)
                .filter_map(|rest| rest.split([':', ';', ' ']).next());
            let later: Vec<&str> = imports
                .filter(|module| layer(module).is_some_and(|layer| layer > own))
                .collect();
            assert_eq!(later, [""; 0], "{name}");
        }
    }

    #[test]
    fn public_api_has_no_reqwest_types() {
        // Outside of the transports, only setters that configure or replace the built-in client may
        // name `reqwest`.
        let others = FILES
            .iter()
            .filter(|(name, _)| *name != "browser.rs")
            .map(|(name, text)| (*name, text.split("mod reqwest {").next().unwrap()));
        let lines =
            others.flat_map(|(name, text)| text.lines().map(move |line| (name, line.trim())));
        let found: Vec<_> = lines
            .filter(|(_, line)| line.contains("reqwest::") && !line.contains("::reqwest"))
            .collect();
        let change = "change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,";
        let replace = "pub fn reqwest_client(self, client: reqwest::Client) -> Self {";
        assert_eq!(found, [("builder.rs", change), ("builder.rs", replace)]);
    }
}
