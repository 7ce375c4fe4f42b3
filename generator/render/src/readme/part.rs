//! Code blocks and paragraphs, which are the parts of the README.

use code_format::Code;

use crate::context::RenderContext;
use crate::doctest::statement_block;
use crate::example_code::fill_template;
use crate::imports::Imports;
use model::Publish;

pub(super) fn fenced_code_block(language: &str, code: &str) -> String {
    format!("```{language}\n{code}\n```")
}

/// Joins headings, paragraphs and code blocks with empty lines.
pub(super) fn join_readme_blocks(blocks: &[&str]) -> String {
    blocks.join("\n\n")
}

/// Returns the table `[dependencies]` of a manifest with a dependency on the crate. `features` is
/// TOML that follows the source of the dependency.
pub(super) fn dependency_code_block(cx: &RenderContext<'_>, features: &str) -> String {
    let package = &cx.api.package;
    let source = match &package.publish {
        Publish::Unknown | Publish::Nowhere => "path = \"…\"".to_owned(),
        Publish::CratesIo => format!("version = \"{}\"", package.version),
        Publish::Registries(names) => {
            let registry = names
                .first()
                .map(|name| format!(", registry = {name:?}"))
                .unwrap_or_default();
            format!("version = \"{}\"{registry}", package.version)
        }
    };
    let toml = format!(
        "[dependencies]\n{} = {{ {source}{features} }}",
        package.name
    );
    fenced_code_block("toml", &toml)
}

/// Returns a code block from a template (see [`fill_template`]) that is compiled but not run.
pub(super) fn code_block(cx: &RenderContext<'_>, template: &str) -> String {
    fenced_code_block("rust,no_run", &fill_template(cx, template))
}

/// Returns a function that takes a client, as a code block that is compiled but not run; empty
/// lines separate `paragraphs`.
pub(super) fn client_function_block(
    imports: &Imports<'_>,
    name: &str,
    paragraphs: &[Code],
) -> Option<String> {
    fallible_function_block(imports, name, "Error", paragraphs)
}

/// The error type of a function that does more than call the API.
pub(super) const ANY_ERROR: &str = "Box<dyn std::error::Error>";

/// Returns the same as [`client_function_block`], with an error type.
pub(super) fn fallible_function_block(
    imports: &Imports<'_>,
    name: &str,
    error: &str,
    paragraphs: &[Code],
) -> Option<String> {
    let body: Vec<String> = paragraphs
        .iter()
        .map(statement_block)
        .collect::<Option<_>>()?;
    let code = format!(
        "{}\n\nasync fn {name}(client: Client) -> Result<(), {error}> {{\n{}\n    Ok(())\n}}",
        imports.lines(),
        body.join("\n\n")
    );
    Some(fenced_code_block("rust,no_run", &code))
}
