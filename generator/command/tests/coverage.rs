//! Keeps `generator/COVERAGE.md` up to date: every row has an answer, every test and file that it
//! names exists, and every field of the specifications has a row. A document with every field
//! confirms the claims of the rows about descriptions.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use sdkwright::diag::Severity;
use sdkwright::model::{Api, Type, TypeKind};

/// Every object of OpenAPI 3.0.4, 3.1.1 and 3.2.0 with its fixed fields; for schemas, also every
/// keyword of JSON Schema 2020-12.
const FIELDS: &[(&str, &str)] = &[
    (
        "OpenAPI",
        "openapi $self info jsonSchemaDialect servers paths webhooks components security tags externalDocs",
    ),
    (
        "Info",
        "title summary description termsOfService contact license version",
    ),
    ("Contact", "name url email"),
    ("License", "name identifier url"),
    ("Server", "url description name variables"),
    ("Server Variable", "enum default description"),
    (
        "Components",
        "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems mediaTypes",
    ),
    (
        "Path Item",
        "$ref summary description get put post delete options head patch trace query additionalOperations servers parameters",
    ),
    (
        "Operation",
        "tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers",
    ),
    ("External Documentation", "description url"),
    (
        "Parameter",
        "name in description required deprecated allowEmptyValue style explode allowReserved schema example examples content",
    ),
    ("Request Body", "description content required"),
    (
        "Media Type",
        "$ref schema itemSchema example examples encoding prefixEncoding itemEncoding",
    ),
    (
        "Encoding",
        "contentType headers style explode allowReserved encoding prefixEncoding itemEncoding",
    ),
    ("Responses", "default"),
    ("Response", "summary description headers content links"),
    (
        "Example",
        "summary description dataValue serializedValue externalValue value",
    ),
    (
        "Link",
        "operationRef operationId parameters requestBody description server",
    ),
    (
        "Header",
        "description required deprecated style explode schema example examples content",
    ),
    ("Tag", "name summary description externalDocs parent kind"),
    ("Reference", "$ref summary description"),
    ("Discriminator", "propertyName mapping defaultMapping"),
    ("XML", "nodeType name namespace prefix attribute wrapped"),
    (
        "Security Scheme",
        "type description name in scheme bearerFormat flows openIdConnectUrl oauth2MetadataUrl deprecated",
    ),
    (
        "OAuth Flows",
        "implicit password clientCredentials authorizationCode deviceAuthorization",
    ),
    (
        "OAuth Flow",
        "authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes",
    ),
    (
        "Schema",
        "$schema $vocabulary $id $anchor $dynamicAnchor $ref $dynamicRef $defs $comment \
         allOf anyOf oneOf not if then else dependentSchemas prefixItems items contains properties patternProperties \
         additionalProperties propertyNames unevaluatedItems unevaluatedProperties \
         type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern \
         maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired \
         title description default deprecated readOnly writeOnly examples \
         format contentEncoding contentMediaType contentSchema \
         nullable discriminator xml externalDocs example additionalItems definitions",
    ),
];

fn coverage_tables() -> String {
    fs::read_to_string("../COVERAGE.md").unwrap()
}

fn is_delimiter(line: &str) -> bool {
    line.starts_with("|--") || line.starts_with("| --")
}

/// Returns the cells of every row, except for header and delimiter rows.
fn table_rows(text: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut rows = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let is_head = lines.get(index + 1).is_some_and(|line| is_delimiter(line));
        if line.starts_with('|') && !is_delimiter(line) && !is_head {
            let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
            rows.push(
                inner
                    .split(" | ")
                    .map(|cell| cell.trim().to_owned())
                    .collect(),
            );
        }
    }
    rows
}

fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Returns the path and the text of every file that has this extension, below the folders with
/// tests.
fn test_files(extension: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut waiting: Vec<PathBuf> = ["..", "../../tests"].map(PathBuf::from).into();
    while let Some(folder) = waiting.pop() {
        for path in fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                // One of the wrong documents is not UTF-8.
                found.insert(
                    path.clone(),
                    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned(),
                );
            }
        }
    }
    found
}

#[test]
fn every_row_has_an_answer_and_existing_references() {
    let sources = test_files("rs");
    let descriptions: Vec<String> = test_files("yaml").into_values().collect();
    let functions: BTreeSet<&str> = sources
        .values()
        .flat_map(|text| text.split("fn ").skip(1))
        .filter_map(|rest| rest.split(['(', '<']).next())
        .collect();
    let exists = |name: &str| {
        // A path of a description in a test.
        if name.starts_with('/') {
            return descriptions.iter().any(|text| text.contains(name));
        }
        if name.contains('/') {
            return Path::new("../..").join(name).exists();
        }
        let name = name.rsplit("::").next().unwrap();
        let is_file = sources.keys().any(|path| {
            path.file_stem()
                .is_some_and(|stem| stem == name.trim_end_matches(".rs"))
        });
        match name.strip_suffix('*') {
            Some(start) => functions.iter().any(|function| function.starts_with(start)),
            None => functions.contains(name) || is_file,
        }
    };
    let rows = table_rows(&coverage_tables());
    assert!(rows.len() > 150, "found {} rows", rows.len());
    let mut faults = Vec::new();
    for row in &rows {
        let [.., answer, shown] = row.as_slice() else {
            faults.push(format!("too few cells: {row:?}"));
            continue;
        };
        if answer.is_empty() || in_backticks(shown).is_empty() {
            faults.push(format!("no answer, or nothing that shows it: {row:?}"));
        }
        faults.extend(
            in_backticks(shown)
                .into_iter()
                .filter(|name| !exists(name))
                .map(|name| format!("no `{name}`: {row:?}")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_field_of_the_standards_has_a_row() {
    let text = coverage_tables();
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with("Objects and their fields"))
        .unwrap();
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table_rows(section) {
        let [object, fields, ..] = row.as_slice() else {
            continue;
        };
        known
            .entry(object.clone())
            .or_default()
            .extend(in_backticks(fields).into_iter().map(str::to_owned));
    }
    let mut missing = Vec::new();
    for (object, fields) in FIELDS {
        let here = known.get(*object);
        let absent = fields
            .split_whitespace()
            .filter(|field| here.is_none_or(|here| !here.contains(*field)));
        missing.extend(absent.map(|field| format!("{object}: {field}")));
    }
    assert!(missing.is_empty(), "without a row: {}", missing.join(", "));
    let objects: BTreeSet<&str> = FIELDS.iter().map(|(object, _)| *object).collect();
    let strange: Vec<&String> = known
        .keys()
        .filter(|object| !objects.contains(object.as_str()))
        .collect();
    assert!(
        strange.is_empty(),
        "no objects of the standard: {strange:?}"
    );
}

/// Returns the codes of all diagnostics about a description.
fn diagnostic_codes() -> BTreeSet<String> {
    let sources = test_files("rs").into_iter().filter(|(path, _)| {
        let path = path.to_string_lossy().replace('\\', "/");
        ["/description/src/", "/build/src/"]
            .iter()
            .any(|module| path.contains(module))
            && !path.contains("tests")
    });
    let text: String = sources.map(|(_, text)| text).collect();
    let calls = ["Diagnostic::warning(", "Diagnostic::note(", "self.error("];
    calls
        .iter()
        .flat_map(|call| text.split(call).skip(1))
        .filter_map(|rest| {
            Some(
                rest.trim_start()
                    .strip_prefix('"')?
                    .split('"')
                    .next()?
                    .to_owned(),
            )
        })
        .collect()
}

#[test]
fn every_code_has_a_row() {
    let (text, codes) = (coverage_tables(), diagnostic_codes());
    assert!(codes.len() > 60, "found {} codes", codes.len());
    let missing: Vec<_> = codes
        .into_iter()
        .filter(|code| !text.contains(&format!("`{code}`")))
        .collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
}

fn everything_api() -> Api {
    let understood = Generator::new("../../tests/coverage/everything.yaml")
        .understand()
        .unwrap();
    let reported: Vec<String> = understood
        .reports
        .iter()
        .filter(|report| report.diagnostic.severity != Severity::Note)
        .map(ToString::to_string)
        .collect();
    assert!(reported.is_empty(), "{}", reported.join("\n"));
    understood.api
}

#[test]
fn a_description_with_every_field_has_no_warnings() {
    let api = everything_api();
    assert!(api.left_out.is_empty());
    let mut methods: Vec<(&str, &str)> = api
        .operations
        .iter()
        .map(|operation| (operation.method.as_str(), operation.id.as_str()))
        .collect();
    methods.sort_unstable();
    assert_eq!(
        methods,
        [
            ("COPY", "copyPet"),
            ("DELETE", "deletePet"),
            ("GET", "findPets"),
            ("GET", "readPet"),
            ("GET", "readShared"),
            ("HEAD", "headPet"),
            ("OPTIONS", "optionsPet"),
            ("PATCH", "patchPet"),
            ("POST", "postPet"),
            ("PUT", "replacePet"),
            ("QUERY", "queryPet"),
            ("TRACE", "tracePet"),
        ]
    );
}

#[test]
fn documentation_of_the_api_is_kept() {
    let api = everything_api();
    let info = &api.info;
    assert_eq!(
        (info.title.as_str(), info.version.as_str()),
        ("Everything", "1.2.3")
    );
    assert_eq!(info.description.as_deref(), Some("The whole standard."));
    assert_eq!(
        info.documentation.as_deref(),
        Some("https://example.com/docs")
    );
    assert_eq!(api.package.license.as_deref(), Some("MIT"));
    assert_eq!(
        api.package.homepage.as_deref(),
        Some("https://example.com/docs")
    );
    let [server] = api.servers.as_slice() else {
        panic!("{:?}", api.servers)
    };
    assert_eq!(server.url, "https://eu.example.com/v1");
    assert_eq!(server.variables[0].values, ["eu", "us"]);
    let [scheme, _] = api.security_schemes.as_slice() else {
        panic!("{:?}", api.security_schemes)
    };
    assert_eq!(scheme.docs.as_deref(), Some("a key"));
    assert!(scheme.deprecated);
    let names: Vec<&str> = api
        .webhook_requests
        .iter()
        .map(|webhook_request| webhook_request.name.as_str())
        .collect();
    assert_eq!(names, ["petBorn", "changed"]);
}

#[test]
fn documentation_of_an_operation_is_kept() {
    let api = everything_api();
    let read = api
        .operations
        .iter()
        .find(|operation| operation.id == "readPet")
        .unwrap();
    let docs = &read.docs;
    assert_eq!(docs.summary.as_deref(), Some("Read a pet"));
    assert_eq!(docs.description.as_deref(), Some("By its id."));
    assert_eq!(docs.url.as_deref(), Some("https://example.com/read"));
    assert!(read.deprecated);
    assert_eq!(read.servers[0].url, "https://read.example.com");
    let parameters: Vec<(&str, bool)> = read
        .parameters
        .iter()
        .map(|p| (p.wire.as_str(), p.deprecated))
        .collect();
    assert_eq!(
        parameters,
        [("id", false), ("since", true)],
        "those of the path item first, as they are in the path"
    );
    assert_eq!(read.parameters[1].example, Some("2024-01-31".into()));
    let response = read.responses.first().unwrap();
    assert_eq!(response.docs.as_deref(), Some("A pet"));
    assert_eq!(
        (
            response.headers[0].wire.as_str(),
            response.headers[0].required
        ),
        ("X-Rate", true)
    );
    assert_eq!(
        response.contents[0].examples.len(),
        2,
        "one has its value elsewhere"
    );
    let replace = api
        .operations
        .iter()
        .find(|operation| operation.id == "replacePet")
        .unwrap();
    assert_eq!(replace.servers[0].url, "https://pets.example.com");
    let body = replace.body.as_ref().unwrap();
    assert_eq!(
        (body.required, body.docs.as_deref()),
        (true, Some("the pet"))
    );
    let resource = &api.resources[read.resource.0 as usize];
    assert_eq!(
        (resource.rust.as_str(), resource.docs.as_deref()),
        ("pets", Some("All about pets."))
    );
}

#[test]
fn documentation_of_a_schema_is_kept() {
    let api = everything_api();
    let (_, pet) = api.types.iter().find(|(_, def)| def.name == "Pet").unwrap();
    assert_eq!(pet.docs.as_deref(), Some("What one has at home."));
    let TypeKind::Struct(body) = &pet.kind else {
        panic!("{:?}", pet.kind)
    };
    let owner = body
        .properties
        .iter()
        .find(|property| property.wire == "owner")
        .unwrap();
    assert_eq!(
        owner.docs.as_deref(),
        Some("whose it is"),
        "beside a reference"
    );
    assert!(matches!(owner.schema.ty, Type::Named(_)));
}
