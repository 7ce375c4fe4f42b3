//! Docs of failures, and the emitted code that decodes them.

use super::{assert_holds, rendered};
use build::build_model;
use config::Config;
use description::Document;
use description::raise::raise_to_3_2;
use output::fileset::FileSet;

/// Returns the crate for an operation with this success content and these failures.
fn failing(success: &str, failures: &str) -> FileSet {
    let text = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    get:
      operationId: x
      tags: [a]
      responses:
        '200': {{description: ok, content: {{{success}}}}}
{failures}
components:
  schemas:
    E: {{type: object, properties: {{e: {{type: string}}}}}}
"
    );
    let (mut document, _) = Document::from_text("test.yaml", text).unwrap();
    raise_to_3_2(&mut document);
    let config: Config = serde_yaml::from_str("{}").unwrap();
    rendered(&build_model(&document, &config, None).api)
}

const JSON: &str = "application/json: {schema: {type: string}}";
const E: &str = "{schema: {$ref: '#/components/schemas/E'}}";

#[test]
fn docs_name_the_decoders_of_failures() {
    let files = failing(
        JSON,
        &format!(
            "
        '404': {{description: gone, content: {{text/plain: {{schema: {{type: string}}}}, application/json: {E}}}}}
        '407': {{description: no, content: {{application/xml: {E}, application/json: {{schema: {{type: array, items: {{type: string}}}}}}}}}}
        '408': {{description: slow, content: {{application/xml: {E}}}}}
        '409': {{description: odd, content: {{text/csv: {{schema: {{type: array, items: {{type: string}}}}}}}}}}
        '410': {{description: raw, content: {{application/octet-stream: {{schema: {{type: string, format: binary}}}}}}}}
        '502': {{description: late, content: {{text/event-stream: {E}}}}}"
        ),
    );
    let docs = "
    /// # Errors
    ///
    /// - 404: gone; the body is [`E`](crate::types::E)
    /// - 407: no; the body is `Vec<String>`
    /// - 408: slow; the body is [`E`](crate::types::E) in XML
    /// - 409: odd; the body is a string
    /// - 410: raw; the body is binary
    /// - 502: late; the body is a string
    ///
    /// [`Error::body_as`](crate::Error::body_as) decodes such a body,
    /// [`Error::xml_as`](crate::Error::xml_as) one in XML.
    ///
";
    assert_holds(&files, "src/resources/a.rs", docs);
}

#[test]
fn xml_failures_need_the_xml_runtime() {
    let files = failing(
        JSON,
        &format!("        '408': {{description: slow, content: {{text/xml: {E}}}}}"),
    );
    assert_holds(
        &files,
        "src/resources/a.rs",
        "    /// [`Error::xml_as`](crate::Error::xml_as) decodes such a body.\n",
    );
    assert_holds(
        &files,
        "src/resources/a.rs",
        "accept: \"application/json, */*;q=0.9\"",
    );
    assert_holds(&files, "src/runtime/mod.rs", "mod xml;");
    assert_holds(&files, "Cargo.toml", "\nxml = [\"dep:quick-xml\"]\n");
    assert!(files.get("src/runtime/xml.rs").is_some());

    let beside = format!(
        "        '408': {{description: slow, content: {{text/xml: {E}, application/json: {E}}}}}"
    );
    assert!(
        failing(JSON, &beside).get("src/runtime/xml.rs").is_none(),
        "JSON is asked for"
    );
}

#[test]
fn docs_of_failures_match_the_accepted_media_type() {
    let both = format!(
        "        '408': {{description: slow, content: {{application/json: {E}, text/xml: {E}}}}}"
    );
    let files = failing(&format!("text/xml: {E}"), &both);
    assert_holds(
        &files,
        "src/resources/a.rs",
        "/// - 408: slow; the body is [`E`] in XML\n",
    );

    let only = format!("        '408': {{description: slow, content: {{text/xml: {E}}}}}");
    assert_holds(
        &failing("", &only),
        "src/resources/a.rs",
        "accept: \"text/xml, */*;q=0.9\"",
    );
    assert_holds(
        &failing("", &both),
        "src/resources/a.rs",
        "accept: \"application/json, */*;q=0.9\"",
    );
}

#[test]
fn failure_headers_are_documented_once() {
    let files = failing(
        JSON,
        "
        '400': {description: no, headers: {X-Trace: {schema: {type: string}}}}
        '429':
          description: slow
          headers:
            x-trace: {schema: {type: string}}
            Retry-After: {description: Seconds to wait., deprecated: true, schema: {type: integer}}",
    );
    let docs = "
    /// - 400: no
    /// - 429: slow
    ///
    /// Headers of failures, available from [`Error::headers`](crate::Error::headers):
    ///
    /// - `X-Trace` (`String`)
    /// - `Retry-After` (`i64`, of 429, deprecated): Seconds to wait.
";
    assert_holds(&files, "src/resources/a.rs", docs);
}
