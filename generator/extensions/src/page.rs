//! The table of extensions, as a page of the book.

use std::fmt::Write as _;

use description::{
    DefaultResource, EXTENSIONS, Extension, ExtensionSetting, OpenApiObject, UNREAD_EXTENSIONS,
};

/// Returns the table of extensions as a page in Markdown.
pub fn extensions_page() -> String {
    let mut out = "# Extensions\n\n\
        Names and other settings that people wrote into a description for another generator apply without `generator.yaml`. Each\n\
        row is a setting; `generator.yaml` takes precedence, and `naming: {extensions: false}` turns all of them off. If two rows\n\
        make the same setting, the first one applies. `sdkwright inspect --names` shows the extension that gave a name, and where\n\
        it is. An extension that the client cannot follow is reported as `unusable-extension`.\n\n\
        | extension | of | setting | found in |\n|---|---|---|---|\n"
        .to_owned();
    for extension in EXTENSIONS {
        let member = extension.member.map(|member| format!(", `{member}`"));
        let _ = writeln!(
            out,
            "| `{}`{} | {} | {} | {} |",
            extension.key,
            member.unwrap_or_default(),
            object_in_words(extension.object),
            setting_in_words(extension),
            extension.document
        );
    }
    out.push_str(NOT_READ);
    for extension in UNREAD_EXTENSIONS {
        let member = extension.member.map(|member| format!("`{member}` of "));
        let _ = writeln!(
            out,
            "| {}`{}` of {} | {} |",
            member.unwrap_or_default(),
            extension.key,
            extension.owners,
            extension.reason
        );
    }
    out
}

fn object_in_words(object: OpenApiObject) -> &'static str {
    match object {
        OpenApiObject::Document => "the description",
        OpenApiObject::Operation => "an operation",
        OpenApiObject::Parameter => "a parameter",
        OpenApiObject::RequestBody => "a request body",
        _ => "a schema",
    }
}

fn setting_in_words(extension: &Extension) -> &'static str {
    match extension.setting {
        ExtensionSetting::Resource => {
            "`resources`: the resource; `a.b` and `[a, b]` are the resource `b` of `a`. Without the name of a method, the method is \
             named after the `operationId`"
        }
        ExtensionSetting::Method(DefaultResource::Tag) => {
            "`resources`: the method; without a resource, the first tag is the resource"
        }
        ExtensionSetting::Method(DefaultResource::Client) => {
            "`resources`: the method; without a resource, it is a method of the client"
        }
        ExtensionSetting::MethodPatterns => {
            "`resources`: the methods whose `operationId` matches the pattern; the last pattern that matches applies"
        }
        ExtensionSetting::Excluded => "`exclude`, unless `include` names the operation",
        ExtensionSetting::Audiences => {
            "none: `include` and `exclude` select the operations for an audience as `audience:NAME`"
        }
        ExtensionSetting::Type => "`types`",
        ExtensionSetting::InlineType => {
            "`types`, except for component schemas, which keep their names"
        }
        ExtensionSetting::TypeOrName => {
            "`types`; for a property without a type of its own, `names`, unless only case or punctuation differ"
        }
        ExtensionSetting::Name => {
            "`names`, unless only case or punctuation differ; the name of a component schema is in `types`"
        }
        ExtensionSetting::ValueNames => "`names` of the values of `enum`, and their docs",
        ExtensionSetting::FernPaging if extension.object == OpenApiObject::Document => {
            "`paging: {operations}`: of the operations with `x-fern-pagination: true`"
        }
        ExtensionSetting::SpeakeasyPaging | ExtensionSetting::FernPaging => {
            "`paging: {operations}`"
        }
        ExtensionSetting::Stream => "`streams`, unless the description has the stream",
        ExtensionSetting::LongRunning => {
            "`long_running`, with `final-state-via` of `x-ms-long-running-operation-options`"
        }
        ExtensionSetting::Tool => {
            "none: the tool of the MCP server, by `disabled`, `readOnlyHint`, `destructiveHint` and `idempotentHint`"
        }
        ExtensionSetting::RetryPolicy => "`client: {retry_policy}`: the delays",
        ExtensionSetting::RustType => {
            "`types`: `path` replaces the type, if `package: {dependencies}` has the crate"
        }
    }
}

const NOT_READ: &str = "
`x-ms-discriminator-value`, `x-discriminator-value`, `x-ms-skip-url-encoding` and `x-ms-paths` are not settings, but parts of a
description: they are always read. `x-enum-varnames` and `x-enumNames`, which name the values of `enum` for OpenAPI Generator and
NSwag, need no row; `naming: {extensions: false}` turns them off, too.

## Not read

The client ignores these extensions. A note, or a warning about this operation or path, says so once, except where nothing is lost.

| extension | reason |
|---|---|
| `x-speakeasy-unknown-values`, `modelAsString` of `x-ms-enum` | needs no setting: every enum keeps unknown values |
| `x-fern-streaming` with a `terminator` other than `[DONE]`, or a condition in a nested property | the client ends a stream at `[DONE]`, and sets a property of the body itself |
| `name`, `title`, `description` and `scopes` of `x-speakeasy-mcp` | a tool has the name and the texts of its operation; `mcp --include` and `mcp --read-only` choose tools |
| `x-openai-isConsequential` | OpenAI no longer documents it, and no public description of an API was found that has it |
| any of these on a path item | the vendors document them for operations, and no public description has them there; reported |
| `x-fern-pagination` with a token in a nested property of the body | the client sends a token in a parameter, or in a property of the body itself |
";
