//! Pairs of small descriptions with one change each, and the findings of their comparison.
//!
//! `tests/diff/rows/NNN-….yaml` has the pairs, as patches of the descriptions in
//! `tests/diff/bases`; `NNN` is the number of one of 155 kinds of change. Each case has the
//! verdicts on the source that are allowed for its kind of change, and the expected findings;
//! `proof` checks the verdict against the compiler. `UPDATE=1 cargo test -p generator --test diff`
//! rewrites the findings.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use sdkwright::config::{DiffConfig, RuleSeverity};
use sdkwright::diff::{Accepted, Report, Sides, Source, Version, Wire, print, rules};
use sdkwright::{Generator, Outcome};
use serde_json::{Value, json};
use tests::findings::{compare_on_test_day, finding_line};
use tests::json::{items_at, text_at};
use tests::pinned::{pin_json, pin_text};
use tests::rows::{self, Case, Verdict};
use tests::shuffle::shuffle_description;

/// All cases with their old and new version, read once for all tests. Cases with equal old
/// descriptions share one version.
static CASES: LazyLock<Vec<(Case, Arc<Version>, Version)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mut versions = HashMap::new();
    let mut cases = Vec::new();
    for case in rows::all_cases().unwrap_or_else(|error| panic!("{error:#}")) {
        let row = case.write(folder.path()).unwrap();
        let path = row.join("old.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let old = versions
            .entry(text)
            .or_insert_with(|| Arc::new(read_version(&path)));
        let new = Version::read_after(&pets_generator(row.join("new.yaml")), old);
        let new = new.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        cases.push((case, Arc::clone(old), new));
    }
    cases
});

/// The reports of all cases, in order.
static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let cases = CASES.iter();
    cases
        .map(|(_, old, new)| compare_on_test_day(old, new))
        .collect()
});

/// Writes the descriptions of a case into a folder below this one, and returns it.
fn written_row(folder: &Path, name: &str) -> PathBuf {
    rows::case_named(name)
        .and_then(|case| case.write(folder))
        .unwrap_or_else(|error| panic!("{error:#}"))
}

/// Returns the generator of a case, whose names come from tags and operationIds.
fn pets_generator(spec: impl Into<PathBuf>) -> Generator {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff/generator.yaml");
    Generator::new(spec).package("pets").config(config)
}

/// Reads both versions of a pair.
fn read_sides(old: &Path, new: &Path) -> (Version, Version) {
    let Sides { old, new } = Version::read_both(&pets_generator(old), &pets_generator(new));
    (
        old.unwrap_or_else(|error| panic!("{error}")),
        new.unwrap_or_else(|error| panic!("{error}")),
    )
}

fn read_version(path: &Path) -> Version {
    Version::read(&pets_generator(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compare_generators([old, new]: &[Generator; 2]) -> Report {
    let Sides { old, new } = Version::read_both(old, new);
    compare_on_test_day(&old.unwrap(), &new.unwrap())
}

fn former_names(outcome: &Outcome) -> Vec<String> {
    let former = outcome.api.former_names.iter();
    former.map(|former| former.name.clone()).collect()
}

/// Returns the former names of handles, each with the number of their requests.
fn former_handles(outcome: &Outcome) -> Vec<(String, usize)> {
    let former = outcome.api.former_handles.iter();
    former
        .map(|former| (former.type_name.clone(), former.requests.len()))
        .collect()
}

#[test]
fn each_change_is_found() {
    let mut wrong = Vec::new();
    let mut numbers = BTreeSet::new();
    for ((case, ..), report) in CASES.iter().zip(REPORTS.iter()) {
        numbers.insert(case.row);
        let Report {
            summary, findings, ..
        } = report;
        let findings: Vec<String> = findings.iter().map(finding_line).collect();
        let (wire, source) = (
            summary.wire.as_str().to_owned(),
            summary.source.as_str().to_owned(),
        );
        let verdict = Verdict {
            wire,
            source,
            behaviour: summary.behaviour,
            allowed: case.verdict.allowed.clone(),
        };
        let place = format!("{}: {}", case.file.display(), case.name);
        if !verdict.allowed.contains(&verdict.source) {
            wrong.push(format!(
                "{place}: the map does not allow this: {verdict:?} {findings:#?}"
            ));
        }
        if std::env::var_os("UPDATE").is_some() {
            case.pin(&verdict, &findings).unwrap();
        } else if (&verdict, &findings) != (&case.verdict, &case.findings) {
            let expected = format!("{:?} {:#?}", case.verdict, case.findings);
            wrong.push(format!(
                "{place}: expected {expected}, found {verdict:?} {findings:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        numbers.len() >= 150,
        "the map has 155 rows, {} have a pair",
        numbers.len()
    );
}

/// With `keep_old_names`, programs still compile after a rename; `proof rows` checks that with the
/// compiler.
#[test]
fn names_are_kept_if_requested() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff/kept");
    let mut found = serde_json::Map::new();
    for name in ["all", "handle", "method", "type", "types", "value"] {
        let pair = folder.join(name);
        let generators = ["old.yaml", "new.yaml"].map(|file| pets_generator(pair.join(file)));
        let report = compare_generators(&generators);
        assert_eq!(report.summary.source, Source::Major, "{name}");
        let keeping = generators.map(|one| one.config(pair.join("generator.yaml")));
        let report = compare_generators(&keeping);
        let findings: Vec<String> = report.findings.iter().map(finding_line).collect();
        assert_eq!(report.summary.source, Source::Minor, "{name}: {findings:?}");
        found.insert(name.to_owned(), json!(findings));
    }
    pin_json(&folder.join("expected.json"), &Value::Object(found)).unwrap();
}

/// An inlined component keeps its name in all later runs; without the lock, the names change.
#[test]
fn names_survive_the_inlining_of_their_components() {
    let (folder, out, alone) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let row = written_row(folder.path(), "070-references-became-inline");
    let (before, _) = names_of_crate(&row.join("old.yaml"), out.path());
    assert!(
        before.contains("Pet") && before.contains("Stick"),
        "{before:?}"
    );
    assert_eq!(names_of_crate(&row.join("new.yaml"), out.path()).0, before);
    assert_eq!(
        names_of_crate(&row.join("new.yaml"), out.path()),
        (before.clone(), false)
    );
    assert!(
        !names_of_crate(&row.join("new.yaml"), alone.path())
            .0
            .contains("Stick")
    );
    assert_eq!(names_of_crate(&row.join("old.yaml"), out.path()).0, before);
}

/// Generates a crate; returns the names of its types, and whether it was stale.
fn names_of_crate(spec: &Path, out: &Path) -> (BTreeSet<String>, bool) {
    let outcome = pets_generator(spec).output(out).generate().unwrap();
    let types = outcome.api.types.iter();
    let names = types.map(|(_, def)| def.name.clone()).collect();
    (names, outcome.difference.is_stale())
}

/// The lock in the crate stores former names, so that a third run has the names of the first.
#[test]
fn former_names_are_kept_in_later_runs() {
    let (folder, out) = (
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff/kept/all"),
        tempfile::tempdir().unwrap(),
    );
    generate_keeping_names(&folder, &folder.join("old.yaml"), out.path());
    for _ in 0..2 {
        let outcome = generate_keeping_names(&folder, &folder.join("new.yaml"), out.path());
        assert_eq!(former_names(&outcome), ["Owner", "Pet", "Status"]);
        let fetch = outcome
            .api
            .operations
            .iter()
            .find(|operation| operation.id == "inspectPet")
            .unwrap();
        assert_eq!(
            (
                &*fetch.names.former_methods,
                &*fetch.names.former_request_types
            ),
            (
                &["read".to_owned()][..],
                &["PetsReadRequest".to_owned()][..]
            )
        );
    }
    assert!(
        !generate_keeping_names(&folder, &folder.join("new.yaml"), out.path())
            .difference
            .is_stale()
    );
    // A name that never changed needs no alias.
    assert_eq!(
        former_names(&generate_keeping_names(
            &folder,
            &folder.join("old.yaml"),
            out.path()
        )),
        ["Animal", "Keeper", "State"]
    );
    std::fs::write(out.path().join("api.lock.json"), "{ \"version\": 3 }").unwrap();
    let generator = pets_generator(folder.join("old.yaml")).output(out.path());
    let refused = generator.generate().unwrap_err().to_string();
    assert!(
        refused.contains("`") && refused.contains("api.lock.json` cannot be used"),
        "{refused}"
    );
}

fn generate_keeping_names(folder: &Path, spec: &Path, out: &Path) -> Outcome {
    pets_generator(spec)
        .config(folder.join("generator.yaml"))
        .output(out)
        .generate()
        .unwrap()
}

/// The lock in the crate keeps the order of arguments: if no lock was read, the report states that
/// assumption.
#[test]
fn findings_state_that_they_assume_a_lock() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let row = written_row(folder.path(), "101-parameters-reordered");
    let [old, new] =
        ["old.yaml", "new.yaml"].map(|file| pets_generator(row.join(file)).output(out.path()));
    for (versions, rests_on_lock) in [
        ([old.clone(), new.clone()], true),
        ([old.clone(), old.clone()], false),
    ] {
        let report = compare_generators(&versions);
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        assert_eq!(report.rests_on_lock, rests_on_lock);
    }
    old.generate().unwrap();
    let report = compare_generators(&[old, new]);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert!(!report.rests_on_lock);
}

/// A tag is renamed twice: after that, both of its former handles are aliases of the current one.
#[test]
fn former_handles_are_kept_in_later_runs() {
    let (folder, out) = (
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff/kept/handle"),
        tempfile::tempdir().unwrap(),
    );
    let third = out.path().join("third.yaml");
    let text = std::fs::read_to_string(folder.join("new.yaml")).unwrap();
    std::fs::write(&third, text.replace("tags: [animals]", "tags: [creatures]")).unwrap();
    let out_folder = out.path().join("crate");
    generate_keeping_names(&folder, &folder.join("old.yaml"), &out_folder);
    for _ in 0..2 {
        assert_eq!(
            former_handles(&generate_keeping_names(
                &folder,
                &folder.join("new.yaml"),
                &out_folder
            )),
            [("Pets".to_owned(), 3)]
        );
    }
    let both = [("Animals".to_owned(), 3), ("Pets".to_owned(), 3)];
    assert_eq!(
        former_handles(&generate_keeping_names(&folder, &third, &out_folder)),
        both
    );
    let again = generate_keeping_names(&folder, &third, &out_folder);
    assert_eq!(former_handles(&again), both);
    assert!(!again.difference.is_stale());
}

/// A shared change is one finding, the changes of a type are one entry, and nothing is reported
/// twice.
#[test]
fn reports_are_concise() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff/reports");
    let (old, new) = read_sides(&folder.join("old.yaml"), &folder.join("new.yaml"));
    let (old, new) = (
        old.shown_as(&folder, "reports/"),
        new.shown_as(&folder, "reports/"),
    );
    let report = compare_on_test_day(&old, &new);
    let text = print::format_report_text(
        &report,
        print::TextStyle::Plain,
        print::Limit::default(),
        false,
    );
    pin_text(&folder.join("report.txt"), &text).unwrap();
    pin_text(
        &folder.join("report.md"),
        &print::format_report_markdown(&report, print::Limit::default()),
    )
    .unwrap();
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    assert!(lines.windows(2).all(|pair| pair[0] != pair[1]), "{text}");
    // No format shows the names of internal macros.
    let json = format!(
        "{:#}",
        print::format_report_json(&report, print::Limit::default()).unwrap()
    );
    let html = print::format_report_html(&report, print::Limit::default());
    for printed in [&text, &json, &html] {
        assert!(
            !printed.contains("::request") && !printed.contains("text_enum"),
            "{printed}"
        );
    }
    let shared: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.operations.len() > 1)
        .collect();
    assert!(
        shared
            .iter()
            .any(|finding| finding.subject.member.as_deref() == Some("limit")),
        "{shared:?}"
    );
}

/// The page has each entry once, at one of its endpoints; other endpoints link to it.
#[test]
fn pages_are_grouped_by_endpoint() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diff/reports");
    let (old, new) = read_sides(&folder.join("old.yaml"), &folder.join("new.yaml"));
    let report = compare_on_test_day(&old, &new);
    let page = print::format_report_html(&report, print::Limit::default());
    assert_eq!(
        page.matches("<article ").count(),
        report.entries.len(),
        "{page}"
    );
    let titles: Vec<&str> = endpoints_of_page(&page)
        .iter()
        .map(|endpoint| endpoint.split_once('<').unwrap().0)
        .collect();
    let mut once = titles.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), titles.len(), "{titles:?}");
    assert_eq!(titles.first(), Some(&"DELETE /pets/{id}"));
    // The most dangerous entries come first.
    let mut classes = Vec::new();
    for index in 0..report.entries.len() {
        let (_, article) = page
            .split_once(&format!("<article id=\"change-{index}\" class=\""))
            .unwrap();
        let class = article.split_once('"').unwrap().0;
        classes.push(
            ["bad", "warn", "fine"]
                .iter()
                .position(|known| *known == class)
                .unwrap(),
        );
    }
    assert!(
        classes.is_sorted() && classes.last() > classes.first(),
        "{classes:?}"
    );
    // An entry about several endpoints is linked from those where it is not shown, and the contents
    // link to all endpoints.
    let links: Vec<&str> = page
        .split("href=\"#")
        .skip(1)
        .map(|part| part.split_once('"').unwrap().0)
        .collect();
    for kind in ["change-", "endpoint-"] {
        assert!(links.iter().any(|link| link.starts_with(kind)), "{kind}");
    }
    for link in links {
        assert_eq!(
            page.matches(&format!(" id=\"{link}\"")).count(),
            1,
            "{link}"
        );
    }
    assert!(
        page.contains("<summary>pets()</summary>")
            && page.contains("<code>client.pets().delete(…)</code>"),
        "{page}"
    );
    assert!(!page.contains("<details open><summary>What the verdicts mean"));
    // The old value is next to the new one, each with its lines.
    assert!(
        page.contains("<b>Before</b> ")
            && page.contains("<b>After</b> ")
            && page.contains("<b>After</b>: nothing")
    );
    assert!(page.contains("<pre>Found:\n  type: object\n"), "{page}");
}

/// Returns the parts of a page that are about an endpoint each, from its title on.
fn endpoints_of_page(page: &str) -> Vec<&str> {
    let parts = page.split("<div class=\"endpoint\"><h2 id=\"").skip(1);
    parts.map(|part| part.split_once('>').unwrap().1).collect()
}

/// However many changes there are, the page has each finding, each affected operation, each changed
/// item, and all lines of a value.
#[test]
fn pages_leave_nothing_out() {
    let folder = tempfile::tempdir().unwrap();
    let properties: String = (0..80)
        .map(|at| format!("                  p{at}: {{ type: string }}\n"))
        .collect();
    let added = format!(
        "  /long:
    get:
      tags: [things]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
{properties}"
    );
    let description = |path: &str, property: &str, values: &str| {
        let mut text =
            format!("openapi: 3.1.0\ninfo: {{ title: Many, version: '1' }}\npaths:\n{path}");
        let mut schemas = format!(
            "components:\n  schemas:\n    Kind: {{ type: string, enum: [a, b{values}] }}\n"
        );
        for at in 0..230 {
            text += &format!(
                "  /things{at}:\n    get: {{ tags: [things], responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Thing{at}' }} }} }} }} }} }}\n"
            );
            schemas += &format!(
                "    Thing{at}: {{ type: object, properties: {{ kind: {{ $ref: '#/components/schemas/Kind' }}{property} }} }}\n"
            );
        }
        text + &schemas
    };
    let values: String = (0..40).map(|at| format!(", v{at}")).collect();
    let sides = [
        ("old.yaml", description("", "", "")),
        (
            "new.yaml",
            description(&added, ", size: { type: integer }", &values),
        ),
    ];
    let [old, new] = sides.map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    let (old, new) = read_sides(&old, &new);
    let report = compare_on_test_day(&old, &new);
    assert!(report.entries.len() > 230, "{}", report.entries.len());
    let page = print::format_report_html(&report, print::Limit::default());
    for finding in &report.findings {
        assert!(page.contains(&finding.fingerprint()), "{finding:?}");
    }
    for at in 0..40 {
        assert!(page.contains(&format!("the value <code>v{at}</code> was added")));
    }
    assert!(page.contains("GET /things229") && !page.contains("left out"));
    let (_, lines) = page
        .split_once("<details><summary>30 more lines</summary><pre>")
        .unwrap();
    let (lines, _) = lines.split_once("</pre></details>").unwrap();
    assert!(lines.ends_with("p79: { type: string }"), "{lines}");
    assert!(page.contains("types::ThingLongResponse: struct {..} is new, with "));
    assert!(page.contains(".p79: Option&lt;String&gt; is new"));
    // All formats count findings, also those that share a line.
    let markdown = print::format_report_markdown(&report, print::Limit::default());
    let counts = report.summary.counts.to_string();
    for printed in [&page, &markdown] {
        assert!(printed.contains(&counts), "{counts}: {printed}");
    }
    let limited = print::format_report_html(&report, print::Limit(Some(10)));
    assert_eq!(limited.matches("<section ").count(), 10);
    assert!(limited.contains("milder findings are left out"));
}

const ROLES: &str = "\
openapi: 3.1.0
info: { title: Roles, version: '1' }
paths:
  /channels:
    get:
      tags: [all]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Role' } } } } }
  /invites:
    get:
      tags: [all]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/INVITED' } } } } }
components:
  schemas:
    Role: { type: object, required: [id], properties: { id: { type: integer }, icon: { type: string } } }
    InviteRole: { type: object, required: [icon], properties: { icon: { type: string } } }
";

/// Two operations return a type, which one of them returns no longer: a finding about the type is
/// not shown there.
#[test]
fn changes_of_types_are_at_endpoints_that_use_them() {
    let folder = tempfile::tempdir().unwrap();
    let new = ROLES.replace("INVITED", "InviteRole");
    let sides = [
        ("old.yaml", ROLES.replace("INVITED", "Role")),
        ("new.yaml", new.replace("[id]", "[id, icon]")),
    ];
    let [old, new] = sides.map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    let (old, new) = read_sides(&old, &new);
    let report = compare_on_test_day(&old, &new);
    let page = print::format_report_html(&report, print::Limit::default());
    for (endpoint, title) in [("GET /channels", "Role"), ("GET /invites", "InviteRole")] {
        let endpoints = endpoints_of_page(&page);
        let mut own = endpoints.iter().filter(|part| part.starts_with(endpoint));
        let part = own.next().unwrap();
        assert!(part.contains(&format!("<h3>type {title}</h3>")), "{part}");
    }
    for finding in &report.findings {
        let expected = match finding.subject.type_name.as_deref() {
            Some("Role") => "GET /channels",
            _ => "GET /invites",
        };
        assert_eq!(*finding.operations, [expected], "{finding:?}");
    }
}

/// The JSON of the reports of many kinds of changes is valid for its published schema, in which
/// every key is documented.
#[test]
fn reports_are_valid_for_their_schema() {
    let schema = print::json_schema().to_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (mut witnesses, mut settings, mut severities) = (0, 0, 0);
    for (case, old, new) in CASES.iter().step_by(7) {
        let rules = DiffConfig {
            rules: [("type-changed".to_owned(), RuleSeverity::Info)].into(),
            ..DiffConfig::default()
        };
        let (report, _) = compare_on_test_day(old, new)
            .configured(&rules, [old, new])
            .unwrap();
        let json = print::format_report_json(&report, print::Limit::default()).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", case.name);
        let findings = json["findings"].as_array().unwrap();
        witnesses += findings
            .iter()
            .filter(|finding| finding["witness"].is_object())
            .count();
        settings += findings
            .iter()
            .filter(|finding| finding["setting"].is_string())
            .count();
        severities += findings
            .iter()
            .filter(|finding| finding["severity"] == "info")
            .count();
    }
    assert!(
        witnesses > 0 && settings > 0 && severities > 0,
        "{witnesses} {settings} {severities}"
    );
    // A report of another form is not valid.
    let mut wrong = print::format_report_json(
        &changed_pets("[s, m, l]", "[s, m, l, xl]"),
        print::Limit::default(),
    )
    .unwrap();
    assert!(validator.is_valid(&wrong));
    wrong["findings"][0]["wire"] = json!("bad");
    assert!(!validator.is_valid(&wrong));
    let objects = schema["$defs"]
        .as_object()
        .unwrap()
        .values()
        .chain([&schema]);
    let properties = objects
        .filter_map(|object| object["properties"].as_object())
        .flatten();
    let undocumented: Vec<&String> = properties
        .filter(|(_, value)| value["description"].is_null())
        .map(|(key, _)| key)
        .collect();
    assert!(undocumented.is_empty(), "{undocumented:?}");
}

/// A description of pets with an input, a union of two members, an enum and an inline enum.
const PETS: &str = r"openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /pets:
    get: {operationId: listPets, tags: [pets], parameters: [{name: limit, in: query, schema: {type: integer}}], responses: {'200': {$ref: '#/components/responses/Pets'}}}
    post: {operationId: makePet, tags: [pets], requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Input'}}}}, responses: {'204': {description: d}}}
components:
  responses:
    Pets: {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}, size: {type: string, enum: [s, m, l], x-enum-varnames: [Small, Medium, Large]}}}
    Input: {type: object, required: [name], properties: {name: {type: string}, toy: {oneOf: [{$ref: '#/components/schemas/Ball'}, {$ref: '#/components/schemas/Stick'}]}}}
    Ball: {type: object, required: [radius], properties: {radius: {type: integer}}}
    Stick: {type: object, required: [length], properties: {length: {type: integer}}}
";

/// Returns the report of a comparison of `PETS` with itself after a replacement.
fn changed_pets(from: &str, to: &str) -> Report {
    assert!(PETS.contains(from), "{from}");
    compared_texts(PETS, &PETS.replace(from, to))
}

fn compared_texts(old: &str, new: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let paths = [("old.yaml", old), ("new.yaml", new)].map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    let (old, new) = read_sides(&paths[0], &paths[1]);
    compare_on_test_day(&old, &new)
}

/// Returns the items of the only entry of a report, each with its path once.
fn items_of_only_entry(report: &Report) -> Vec<String> {
    let [only] = report.entries.as_slice() else {
        panic!("{:#?}", report.entries)
    };
    assert_eq!(only.parts.len(), report.findings.len());
    let paths: BTreeSet<_> = only
        .items
        .iter()
        .filter_map(|item| item.change.path())
        .collect();
    assert_eq!(paths.len(), only.items.len(), "{:#?}", only.items);
    only.items
        .iter()
        .map(sdkwright::diff::ListedChange::format_change)
        .collect()
}

#[test]
fn consequences_are_in_the_entry_of_their_change() {
    let new_type = "properties: {owner: {type: object, properties: {home: {type: object, properties: {a: {type: integer}}}}}, ";
    let report = changed_pets(
        "Pet: {type: object, required: [name], properties: {",
        &format!("Pet: {{type: object, required: [name], {new_type}"),
    );
    let items = items_of_only_entry(&report);
    assert_eq!(report.entries[0].title, "type Pet");
    for path in [
        "types::Pet.owner: ",
        "types::pet::Owner: struct",
        "types::pet::Home: struct",
    ] {
        assert!(
            items.iter().any(|item| item.starts_with(path)),
            "{path}: {items:#?}"
        );
    }
    // After a tag was renamed: the client's method, the handle, its methods and their requests.
    let items = items_of_only_entry(&changed_pets("tags: [pets]", "tags: [animals]"));
    for path in [
        "Client::pets: ",
        "Client::animals: ",
        "resources::pets::Pets: ",
        "resources::animals::Animals: ",
    ] {
        assert!(
            items.iter().any(|item| item.starts_with(path)),
            "{path}: {items:#?}"
        );
    }
    // The framework makes operationIds and names of schemas from the tag.
    let items = items_of_only_entry(&compared_texts(
        &pets_with_tag("pets"),
        &pets_with_tag("animals"),
    ));
    for path in [
        "Client::pets: ",
        "types::PetsInput: ",
        "types::AnimalsInput: ",
    ] {
        assert!(
            items.iter().any(|item| item.starts_with(path)),
            "{path}: {items:#?}"
        );
    }
    let report = changed_pets(
        "Pet: {type: object, required: [name], properties: {name: {type: string}, size: {type: string, enum: [s, m, l], x-enum-varnames: [Small, Medium, Large]}}}",
        "Pet: {type: string, enum: [a, b]}",
    );
    let items = items_of_only_entry(&report);
    assert!(
        items
            .iter()
            .any(|item| item.starts_with("types::Pet: struct {..} is now enum, with ")),
        "{items:#?}"
    );
}

fn pets_with_tag(tag: &str) -> String {
    let text = PETS
        .replace("listPets", &format!("{tag}_listPets"))
        .replace("makePet", &format!("{tag}_makePet"));
    text.replace("tags: [pets]", &format!("tags: [{tag}]"))
        .replace("Input", &format!("{tag}Input"))
}

/// The line about a move names the former method of the operation, if it is another one.
#[test]
fn the_changelog_names_former_methods() {
    let moved = PETS.replace("/pets:", "/animals:");
    for (new, expected) in [
        (
            PETS.replace("listPets", "findPets"),
            "`client.pets().find()` (`GET /pets`; formerly `client.pets().list()`): the operationId ",
        ),
        (
            moved.clone(),
            "`client.pets().list()` (`GET /animals`): GET /pets became GET /animals",
        ),
        (
            moved.replace("tags: [pets]", "tags: [animals]"),
            "`client.animals().make_pet(…)` (`POST /animals`; formerly `client.pets().make(…)`, `POST /pets`): POST /pets became POST /animals",
        ),
    ] {
        let report = compared_texts(PETS, &new);
        let changelog = print::format_report_changelog(&report).unwrap();
        assert_eq!(changelog.matches(expected).count(), 1, "{changelog}");
    }
}

/// Whoever filters by the old resource of an operation sees that it moved.
#[test]
fn html_filters_offer_former_resources() {
    let report = compared_texts(&pets_with_tag("pets"), &pets_with_tag("animals"));
    let html = print::format_report_html(&report, print::Limit::default());
    for option in [
        "<option value=\"0\">client.animals()</option>",
        "<option value=\"1\">client.pets()</option>",
    ] {
        assert!(html.contains(option), "{option}: {html}");
    }
    assert!(html.contains("data-resources=\"0 1\""), "{html}");
    assert!(!html.contains("data-resources=\"0\""), "{html}");
}

#[test]
fn an_argument_that_became_optional_is_explained() {
    for (from, to) in [
        (
            "Input: {type: object, required: [name], ",
            "Input: {type: object, ",
        ),
        (
            "requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Input'}}}}",
            "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Ball'}}}}",
        ),
    ] {
        let report = changed_pets(from, to);
        assert!(
            report
                .findings
                .iter()
                .all(|finding| !finding.code().starts_with("items-changed")),
            "{:#?}",
            report.findings
        );
    }
    let report = changed_pets(
        "Input: {type: object, required: [name], ",
        "Input: {type: object, ",
    );
    let items = items_of_only_entry(&report);
    assert!(
        items
            .iter()
            .any(|item| item.starts_with("resources::pets::Pets::make: fn(&self, Input)")),
        "{items:#?}"
    );
}

#[test]
fn refused_members_of_a_union_are_named() {
    let report = changed_pets(
        "oneOf: [{$ref: '#/components/schemas/Ball'}, {$ref: '#/components/schemas/Stick'}]",
        "oneOf: [{$ref: '#/components/schemas/Ball'}]",
    );
    let messages: Vec<String> = report
        .findings
        .iter()
        .map(|finding| finding.message.to_string())
        .collect();
    let expected = "the union became an object: values of `Stick` are no longer allowed";
    assert!(
        messages.iter().any(|message| message == expected),
        "{messages:?}"
    );
    let items = items_of_only_entry(&report);
    for path in [
        "types::Input.toy: ",
        "types::input::Toy: ",
        "types::Stick::new: ",
    ] {
        assert!(
            items.iter().any(|item| item.starts_with(path)),
            "{path}: {items:#?}"
        );
    }
}

/// The fingerprint of a line accepts all findings of the line, even if some of them are also
/// accepted alone.
#[test]
fn a_line_of_several_findings_can_be_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accepted.yaml");
    let mut report = changed_pets(
        "[s, m, l], x-enum-varnames: [Small, Medium, Large]",
        "[s, m, l, xl, xxl, xs]",
    );
    let (_, (all, findings)) = accept_entries(&path, &mut report, &[]);
    assert_eq!(findings.len(), 3);
    assert_eq!(accept_entries(&path, &mut report, &[&all]).0, 3);
    let first = findings[0].as_str().unwrap();
    let (accepted, (rest, _)) = accept_entries(&path, &mut report, &[first]);
    assert_eq!(accepted, 1);
    assert_ne!(rest, all);
    assert_eq!(accept_entries(&path, &mut report, &[first, &rest]).0, 3);
}

/// Returns the number of findings that these fingerprints accept, and the line about added values.
fn accept_entries(
    path: &Path,
    report: &mut Report,
    entries: &[&str],
) -> (usize, (String, Vec<Value>)) {
    let items = entries
        .iter()
        .map(|one| format!("- {{ fingerprint: {one}, reason: fine }}\n"));
    std::fs::write(path, format!("accepted:\n{}", items.collect::<String>())).unwrap();
    report
        .findings
        .iter_mut()
        .for_each(|finding| finding.accepted = None);
    let notes = Accepted::load(path)
        .unwrap()
        .apply(std::slice::from_mut(report), "2026-11-20".parse().unwrap());
    assert_eq!(notes, [""; 0], "{entries:?}");
    let accepted = report
        .findings
        .iter()
        .filter(|finding| finding.accepted.is_some())
        .count();
    (accepted, line_of_values(report))
}

/// Returns the fingerprint of the line about added values, and the fingerprints of its findings.
fn line_of_values(report: &Report) -> (String, Vec<Value>) {
    let json = print::format_report_json(report, print::Limit::default()).unwrap();
    let values = items_at(&json, "/entries")
        .iter()
        .flat_map(|entry| items_at(entry, "/lines"))
        .find(|line| {
            text_at(line, "/message").is_some_and(|message| message.contains("values were added"))
        })
        .unwrap();
    (
        text_at(values, "/fingerprint").unwrap().to_owned(),
        items_at(values, "/findings").to_vec(),
    )
}

/// A description that swaps the names of its values changes what programs send; only
/// `keep_old_names` prevents that.
#[test]
fn swapped_names_of_values_are_another_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        folder.path().join("old.yaml"),
        folder.path().join("new.yaml"),
    );
    std::fs::write(&old, PETS).unwrap();
    std::fs::write(
        &new,
        PETS.replace("[Small, Medium, Large]", "[Large, Medium, Small]"),
    )
    .unwrap();
    let report = changed_pets("[Small, Medium, Large]", "[Large, Medium, Small]");
    let found: Vec<String> = report.findings.iter().map(finding_line).collect();
    assert_eq!(found, ["meaning-changed: none, major, behaviour"; 2]);
    for finding in &report.findings {
        assert_eq!(finding.subject.type_name.as_deref(), Some("pet::Size"));
    }
    for (keeps, small) in [(false, "l"), (true, "s")] {
        let config = folder.path().join("generator.yaml");
        std::fs::write(
            &config,
            format!("package: {{ name: pets }}\nkeep_old_names: {keeps}\n"),
        )
        .unwrap();
        let out = folder.path().join(format!("{keeps}"));
        let [old, new] = [&old, &new].map(|spec| Generator::new(spec).config(&config).output(&out));
        old.generate().unwrap();
        let outcome = new.generate().unwrap();
        let lock: Value =
            serde_json::from_str(&std::fs::read_to_string(out.join("api.lock.json")).unwrap())
                .unwrap();
        assert_eq!(
            lock["types"]["pet::Size"]["values"]["Small"],
            json!(small),
            "{keeps}"
        );
        let warnings = outcome
            .reports
            .iter()
            .filter(|report| report.diagnostic.code == "meaning-changed")
            .count();
        assert_eq!(warnings, if keeps { 0 } else { 2 });
        assert!(!new.generate().unwrap().difference.is_stale());
    }
}

#[test]
fn equal_descriptions_have_no_findings() {
    let mut known = HashSet::new();
    for (case, old, new) in CASES.iter() {
        for (name, version) in [("old", &**old), ("new", new)] {
            // Many cases share their old version.
            if !known.insert(std::ptr::from_ref(version)) {
                continue;
            }
            let found: Vec<String> = compare_on_test_day(version, version)
                .findings
                .iter()
                .map(finding_line)
                .collect();
            assert!(found.is_empty(), "{}, {name}: {found:?}", case.name);
        }
    }
}

/// The order of keys and of unordered lists has no meaning.
#[test]
fn shuffled_descriptions_have_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    let mut known = HashSet::new();
    for (case, old, _) in CASES.iter() {
        let row = case.write(folder.path()).unwrap();
        let text = std::fs::read_to_string(row.join("old.yaml")).unwrap();
        if !known.insert(text.clone()) {
            continue;
        }
        let other = row.join("shuffled.json");
        std::fs::write(
            &other,
            shuffle_description(&serde_yaml::from_str(&text).unwrap()).to_string(),
        )
        .unwrap();
        let other = Version::read_after(&pets_generator(&other), old);
        let other = other.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let found: Vec<String> = compare_on_test_day(old, &other)
            .findings
            .iter()
            .map(finding_line)
            .collect();
        assert!(found.is_empty(), "{}: {found:?}", case.name);
    }
}

/// The same API, written in each version of OpenAPI, has no differences.
#[test]
fn versions_of_the_standard_have_no_findings() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/diff/versions"
    ));
    let names = [
        "swagger-2.0.yaml",
        "openapi-3.0.yaml",
        "openapi-3.1.yaml",
        "openapi-3.2.yaml",
    ];
    let versions = names.map(|name| Version::read(&pets_generator(folder.join(name))).unwrap());
    for (old_name, old) in names.iter().zip(&versions) {
        for (new_name, new) in names.iter().zip(&versions) {
            let report = compare_on_test_day(old, new);
            let found: Vec<String> = report.findings.iter().map(finding_line).collect();
            assert!(found.is_empty(), "{old_name} and {new_name}: {found:?}");
        }
    }
}

/// Returns a description with a `generator.yaml` of these lines.
fn configured_version(folder: &Path, spec: &Path, lines: &str) -> Version {
    let config = folder.join("generator.yaml");
    std::fs::write(&config, lines).unwrap();
    Version::read(&Generator::new(spec).config(config)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn changed_settings_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let row = written_row(folder.path(), "076-component-renamed");
    let (old, new) = (row.join("old.yaml"), row.join("new.yaml"));
    let plain = configured_version(folder.path(), &old, "package: { name: pets }");
    for (lines, code) in [
        ("package: { name: animals }", "package-renamed: none, major"),
        (
            "package: { name: pets }\nenvelope: { result: name }",
            "envelope-changed: none, major, behaviour",
        ),
        (
            "package: { name: pets }\nbind: { id: pet }",
            "binding-changed: none, major",
        ),
        (
            "package: { name: pets }\nidempotent: [createPet]",
            "idempotency-changed: none, patch, behaviour",
        ),
        (
            "package: { name: pets }\nderives: [Eq]",
            "items-added: none, minor",
        ),
        (
            "package: { name: pets }\ntypes: { Pet: { use: 'std::path::PathBuf' } }",
            "items-changed: none, major",
        ),
    ] {
        let found: Vec<String> =
            compare_on_test_day(&plain, &configured_version(folder.path(), &old, lines))
                .findings
                .iter()
                .map(finding_line)
                .collect();
        assert!(found.contains(&code.to_owned()), "{lines}: {found:?}");
    }
    // The response is the same, whichever part of it the crate returns.
    let enveloped = configured_version(
        folder.path(),
        &old,
        "package: { name: pets }\nenvelope: { result: name }",
    );
    for report in [
        compare_on_test_day(&plain, &enveloped),
        compare_on_test_day(&enveloped, &plain),
    ] {
        assert_eq!(report.summary.wire, Wire::None, "{:?}", report.findings);
    }
    let renamed = compare_on_test_day(
        &plain,
        &configured_version(folder.path(), &new, "package: { name: pets }"),
    );
    assert_eq!(renamed.summary.source, Source::Major);
    let kept = configured_version(
        folder.path(),
        &new,
        "package: { name: pets }\nold_names: { Pet: Animal }",
    );
    let kept = compare_on_test_day(&plain, &kept);
    let found: Vec<String> = kept.findings.iter().map(finding_line).collect();
    assert_eq!(kept.summary.source, Source::Minor, "{found:?}");
}

#[test]
fn changed_types_of_other_crates_and_derives_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written_row(folder.path(), "076-component-renamed").join("old.yaml");
    let version = |settings: &str| {
        let lines = format!("package: {{ name: pets }}\n{settings}");
        configured_version(folder.path(), &spec, &lines)
    };
    for ([old, new], expected) in [
        (
            [
                "types: { Pet: { use: 'std::path::PathBuf' } }",
                "types: { Pet: { use: 'std::ffi::OsString' } }",
            ],
            "items-changed: none, major",
        ),
        (
            ["types: { Pet: { use: 'std::path::PathBuf' } }", ""],
            "items-changed: none, major",
        ),
        (
            ["derives: [Eq, Hash]", "derives: [Eq]"],
            "items-removed: none, major",
        ),
    ] {
        let report = compare_on_test_day(&version(old), &version(new));
        let findings: Vec<String> = report.findings.iter().map(finding_line).collect();
        assert!(
            findings.contains(&expected.to_owned()),
            "{old} {new}: {findings:?}"
        );
    }
    // Attributes are not items: programs compile without `must_use`.
    let attributes = version("attributes: { Pet: [must_use] }");
    assert!(
        compare_on_test_day(&attributes, &version(""))
            .findings
            .is_empty()
    );
}

#[test]
fn types_with_the_same_name_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("payments.yaml");
    let text = "openapi: 3.1.0
info: { title: Payments, version: '1' }
paths:
  /payments:
    get:
      responses:
        '200':
          description: A payment.
          content:
            application/json: { schema: { $ref: '#/components/schemas/Payment' } }
components:
  schemas:
    Payment: { type: object, properties: { id: { type: string, format: uuid } } }
";
    std::fs::write(&spec, text).unwrap();
    let version = |lines| configured_version(folder.path(), &spec, lines);
    let [plain, replaced] = ["{}", "types: { 'format:uuid': { use: 'uuid::Uuid' } }"].map(version);
    let report = compare_on_test_day(&plain, &replaced);
    let changes: Vec<String> = report
        .findings
        .iter()
        .flat_map(|finding| &finding.items)
        .map(|change| change.format_change())
        .collect();
    let expected = "types::Payment.id names types::Uuid instead of crate::Uuid";
    assert!(
        changes.iter().any(|change| change == expected),
        "{changes:?}"
    );
}

/// Settings that change the behavior of unchanged user code.
#[test]
fn changed_settings_of_the_client_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let (spec, text) = (
        root.join("cloudflare-ai-controls.yaml"),
        root.join("generator.yaml"),
    );
    let text = std::fs::read_to_string(text)
        .unwrap()
        .replace("\nspec:", "\n# spec:")
        .replace("\noutput:", "\n# output:");
    let plain = configured_version(folder.path(), &spec, &text);
    for (from, to, code) in [
        (
            "success: [ready]",
            "success: [done]",
            "waiter-changed: none, patch, behaviour",
        ),
        (
            "longest_interval: 10",
            "longest_interval: 20",
            "waiter-changed: none, patch, behaviour",
        ),
        (
            "CLOUDFLARE_BASE_URL",
            "CF_URL",
            "base-url-variable-changed: depends on the environment, patch, behaviour",
        ),
        (
            "CLOUDFLARE_API_TOKEN",
            "CF_TOKEN",
            "credential-variable-changed: depends on the environment, patch, behaviour",
        ),
        (
            "request_id_header: cf-ray",
            "request_id_header: cf-ray\n  timeout: 60\n  retries: 3",
            "client-defaults-changed: none, patch, behaviour",
        ),
        (
            "cf-ray",
            "x-request-id",
            "request-id-header-changed: none, patch, behaviour",
        ),
        (
            "/result_info/total_pages",
            "/result_info/pages",
            "paging-changed: none, patch, behaviour",
        ),
        (
            "\nwaiters:",
            "\nfeatures_by_resource: true\nwaiters:",
            "items-added: none, major",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = configured_version(folder.path(), &spec, &text.replacen(from, to, 1));
        let found: BTreeSet<String> = compare_on_test_day(&plain, &changed)
            .findings
            .iter()
            .map(finding_line)
            .collect();
        assert_eq!(found, BTreeSet::from([code.to_owned()]), "{to}");
    }
}

/// Names of operations are used by `client.call`, as commands and as tools.
#[test]
fn changed_names_of_the_catalog_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let row = written_row(folder.path(), "076-component-renamed");
    let spec = row.join("old.yaml");
    let removed = folder.path().join("removed.yaml");
    let text = std::fs::read_to_string(&spec).unwrap();
    let mut description: Value = serde_yaml::from_str(&text).unwrap();
    let paths = description["paths"].as_object_mut().unwrap();
    paths.remove("/pets");
    std::fs::write(&removed, description.to_string()).unwrap();
    let old = configured_version(folder.path(), &spec, "programs: [cli, mcp, test-server]");
    for (spec, lines, messages, changes) in [
        (
            &spec,
            "programs: [cli, mcp, test-server]\nresources: { pets: { add_pet: POST /pets } }",
            &[
                "the operation `pets.create` is called `pets.add_pet`: `client.call`, the command `pets create`, the tool \
               `pets_create` and `on_pets_create` of the test server no longer work",
            ][..],
            &[
                "operation pets.create (client.call, the command pets create, the tool pets_create, on_pets_create of the \
               test server) is now pets.add_pet",
            ][..],
        ),
        (
            &removed,
            "programs: [cli, mcp, test-server]",
            &["POST /pets was removed without being deprecated first"],
            &[
                "operation pets.create (client.call, the command pets create, the tool pets_create, on_pets_create of the \
               test server) was removed",
            ],
        ),
        (
            &spec,
            "programs: [cli, test-server]",
            &["the feature `mcp` was removed, and with it the MCP server"],
            &[],
        ),
        (
            &spec,
            "{}",
            &[
                "the features `operations`, `cli`, `mcp` and `test-server` were removed, and with them `client.call`, the \
               command line, the MCP server and the server for tests",
            ],
            &[],
        ),
    ] {
        let report = compare_on_test_day(&old, &configured_version(folder.path(), spec, lines));
        let findings = report
            .findings
            .iter()
            .filter(|finding| finding.source == Source::Major);
        let found: Vec<String> = findings
            .clone()
            .map(|finding| finding.message.to_string())
            .collect();
        assert!(
            messages
                .iter()
                .all(|message| found.contains(&(*message).to_owned())),
            "{found:#?}"
        );
        let items = findings
            .flat_map(|finding| &finding.items)
            .map(|change| change.format_change());
        let items: Vec<String> = items
            .filter(|change| change.starts_with("operation "))
            .collect();
        assert_eq!(items, changes, "{lines}");
    }
    // The names of existing operations do not depend on whether the catalog is new.
    let without = configured_version(folder.path(), &spec, "{}");
    let report = compare_on_test_day(&without, &old);
    assert_eq!(
        report.findings.iter().map(finding_line).collect::<Vec<_>>(),
        ["items-added: none, minor"]
    );
}

/// Agents call operations by the names of tools, which depend on the description and on the number
/// of operations.
#[test]
fn removed_tools_of_the_mcp_server_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let version = |count: usize, extension: &str, lines: &str| {
        let paths: String = (0..count)
            .map(|index| {
                let own = if index == 0 { extension } else { "" };
                format!(
                    "  /a{index}: {{get: {{operationId: a{index}, tags: [a], {own} responses: {{'204': {{description: d}}}}}}}}\n"
                )
            })
            .collect();
        let text = format!("openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths:\n{paths}");
        let spec = folder.path().join("openapi.yaml");
        std::fs::write(&spec, text).unwrap();
        configured_version(folder.path(), &spec, lines)
    };
    let of_tools = |old: &Version, new: &Version| {
        let report = compare_on_test_day(old, new);
        let findings = report.findings.iter();
        findings
            .filter(|finding| finding.code() == "tool-removed")
            .map(|finding| format!("{}: {}", finding_line(finding), finding.message))
            .collect::<Vec<_>>()
    };
    let disabled = "x-speakeasy-mcp: {disabled: true},";
    let searched = "tool-removed: none, major: the MCP server offers 41 operations instead of 40: more than 40 are no \
                    longer tools of their own, but are called by `search`, `describe` and `call`";
    let listed = "tool-removed: none, major: the MCP server offers 40 operations instead of 41: up to 40 are tools of \
                  their own, without `search`, `describe` and `call`";
    let old = version(40, "", "programs: [mcp]");
    assert_eq!(
        of_tools(&old, &version(40, disabled, "programs: [mcp]")),
        [
            "tool-removed: none, major: the MCP server no longer offers the tool `a0_get`: the description disables it"
        ]
    );
    let longer = version(41, "", "programs: [mcp]");
    assert_eq!(of_tools(&old, &longer), [searched]);
    assert_eq!(of_tools(&longer, &old), [listed]);
    assert_eq!(
        of_tools(&longer, &version(42, disabled, "programs: [mcp]")),
        [
            "tool-removed: none, major: the MCP server no longer offers the operation `a0.get`: the description disables it"
        ]
    );
    // Without the server, there are no tools.
    assert!(of_tools(&old, &version(41, disabled, "programs: [cli]")).is_empty());
    // The runtime has the same maximum.
    let runtime =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../render/runtime/src/runtime/mcp/server.rs");
    let text = std::fs::read_to_string(runtime).unwrap();
    assert!(text.contains("const MAX_TOOLS: usize = 40;"));
}

/// A type that another feature enables is missing in programs that have only the former feature.
#[test]
fn types_behind_other_features_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let version = |cats: &str, dogs: &str| {
        let path = |name: &str, schema: &str| {
            format!(
                "  /{name}: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{toy: {schema}}}}}}}}}}}}}}}}}\n"
            )
        };
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{}{}components:\n  schemas:\n    Toy: {{type: object, properties: {{name: {{type: string}}}}}}\n",
            path("cats", cats),
            path("dogs", dogs),
        );
        let spec = folder.path().join("openapi.yaml");
        std::fs::write(&spec, text).unwrap();
        configured_version(folder.path(), &spec, "features_by_resource: true")
    };
    let toy = "{$ref: '#/components/schemas/Toy'}";
    let both = version(toy, toy);
    let only_dogs = version("{}", toy);
    let of_toy = |report: &Report| -> Vec<(String, Source)> {
        let changes = report.findings.iter().flat_map(|finding| &finding.items);
        let changes = changes.map(|change| (change.format_change(), change.level));
        changes
            .filter(|(change, _)| change.starts_with("types::Toy "))
            .collect()
    };
    assert_eq!(
        of_toy(&compare_on_test_day(&both, &only_dogs)),
        [(
            "types::Toy needs the feature `dogs`".to_owned(),
            Source::Major
        )]
    );
    assert_eq!(of_toy(&compare_on_test_day(&only_dogs, &both)), []);
}

/// Each rule has a finding in some pair, except for those that pairs of this kind cannot trigger.
#[test]
fn each_rule_has_a_finding() {
    let elsewhere = [
        "base-url-variable-changed",
        "binding-changed",
        "client-defaults-changed",
        "credential-variable-changed",
        "envelope-changed",
        "idempotency-changed",
        "operation-name-changed",
        "package-renamed",
        "request-id-header-changed",
        "tool-removed",
        "waiter-changed",
    ];
    let mut fired: BTreeSet<&str> = elsewhere.into();
    let forward = REPORTS.iter().flat_map(|report| &report.findings);
    fired.extend(forward.map(|finding| finding.code()));
    // Other rules may have a finding if the versions are swapped.
    let mut swapped = CASES.iter();
    while rules_without(&fired).next().is_some() {
        let Some((_, old, new)) = swapped.next() else {
            break;
        };
        let report = compare_on_test_day(new, old);
        fired.extend(report.findings.iter().map(|finding| finding.code()));
    }
    let silent: Vec<&str> = rules_without(&fired).collect();
    assert_eq!(silent, [""; 0], "rules that no pair shows");
}

/// Returns the codes of the rules that are not among the codes of these findings.
fn rules_without(fired: &BTreeSet<&str>) -> impl Iterator<Item = &'static str> {
    let codes = rules::RULES.iter().map(|rule| rule.code);
    codes.filter(|code| !fired.contains(code))
}

/// Returns a description as JSON, with this request body of its only operation, and these schemas.
fn version_with_body(folder: &Path, name: &str, body: &Value, schemas: &Value) -> Version {
    let content = json!({ "application/json": { "schema": body } });
    let whole = json!({
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "components": { "schemas": schemas },
        "paths": { "/pets": { "post": { "requestBody": { "required": true, "content": content }, "responses": {} } } },
    });
    let path = folder.join(name);
    std::fs::write(&path, whole.to_string()).unwrap();
    read_version(&path)
}

/// However many locations differ in keywords without a rule, and however many break, each gets a
/// witness.
#[test]
fn every_location_gets_a_witness() {
    let folder = tempfile::tempdir().unwrap();
    let old = version_with_body(
        folder.path(),
        "old.json",
        &many_properties("anyOf", "string"),
        &json!({}),
    );
    let new = version_with_body(
        folder.path(),
        "new.json",
        &many_properties("oneOf", "boolean"),
        &json!({}),
    );
    let report = compare_on_test_day(&old, &new);
    for code in ["schema-narrowed", "type-changed"] {
        let found = report
            .findings
            .iter()
            .filter(|finding| finding.code() == code && finding.witness.is_some());
        assert_eq!(found.count(), 300, "{code}");
    }
}

fn many_properties(unread: &str, read: &str) -> Value {
    let properties = (0..300).flat_map(|at| {
        let unread = json!({ unread: [{ "type": "integer" }, { "type": "number" }] });
        [
            (format!("a{at}"), unread),
            (format!("b{at}"), json!({ "type": read })),
        ]
    });
    json!({ "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>() })
}

/// A long chain of types takes no more stack than a short one.
#[test]
fn long_chains_of_types_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        version_with_chain(folder.path(), "old.json", "string"),
        version_with_chain(folder.path(), "new.json", "integer"),
    );
    let report = std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(256 * 1024);
        small
            .spawn_scoped(scope, || compare_on_test_day(&old, &new))
            .unwrap()
            .join()
            .unwrap()
    });
    let found: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.code())
        .collect();
    assert_eq!(found, ["type-changed"]);
}

/// Returns a description with these schemas, the first of which, `T0`, is the body of a request.
fn version_with_types(
    folder: &Path,
    name: &str,
    schemas: serde_json::Map<String, Value>,
) -> Version {
    version_with_body(
        folder,
        name,
        &json!({ "$ref": "#/components/schemas/T0" }),
        &Value::Object(schemas),
    )
}

/// Returns a description with a chain of 1,500 types that ends with a property of the type `last`.
fn version_with_chain(folder: &Path, name: &str, last: &str) -> Version {
    let schemas: serde_json::Map<_, _> = (0..1_500)
        .map(|at| {
            let inner = match at {
                1_499 => json!({ "last": { "type": last } }),
                at => json!({ "next": { "$ref": format!("#/components/schemas/T{}", at + 1) } }),
            };
            (
                format!("T{at}"),
                json!({ "type": "object", "properties": inner }),
            )
        })
        .collect();
    version_with_types(folder, name, schemas)
}

/// Unions that are members of each other have an exponential number of paths, but each is visited
/// once.
#[test]
fn mutually_recursive_unions_terminate() {
    let folder = tempfile::tempdir().unwrap();
    let report = compare_on_test_day(
        &version_with_unions(folder.path(), "old.json", true),
        &version_with_unions(folder.path(), "new.json", false),
    );
    let found: Vec<String> = report.findings.iter().map(finding_line).collect();
    assert_eq!(
        found,
        [
            "union-member-removed (request): none, major",
            "items-added: none, minor"
        ]
    );
}

/// Returns a description with 20 unions, each with all others and a string as members. Without
/// `has_text`, the first union has no string.
fn version_with_unions(folder: &Path, name: &str, has_text: bool) -> Version {
    let schemas: serde_json::Map<_, _> = (0..20)
        .map(|at| {
            let others = (0..20).filter(|other| *other != at);
            let mut members: Vec<Value> = others
                .map(|other| json!({ "$ref": format!("#/components/schemas/T{other}") }))
                .collect();
            if has_text || at > 0 {
                members.push(json!({ "type": "string" }));
            }
            (format!("T{at}"), json!({ "anyOf": members }))
        })
        .collect();
    version_with_types(folder, name, schemas)
}

/// Objects that contain each other take no exponential time either.
#[test]
fn mutually_recursive_objects_terminate() {
    let folder = tempfile::tempdir().unwrap();
    let report = compare_on_test_day(
        &version_with_recursive_objects(folder.path(), "old.json", json!({ "type": "string" })),
        &version_with_recursive_objects(
            folder.path(),
            "new.json",
            json!({ "type": "string", "maxLength": 3 }),
        ),
    );
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.code() == "length-tightened"),
        "{:?}",
        report.findings
    );
}

/// Returns a description with 20 objects, each of which is also a union of all others. The first
/// one has a property with the schema `first`.
fn version_with_recursive_objects(folder: &Path, name: &str, first: Value) -> Version {
    let schemas: serde_json::Map<_, _> = (0..20)
        .map(|at| {
            let others = (0..20).filter(|other| *other != at);
            let members =
                others.map(|other| json!({ "$ref": format!("#/components/schemas/T{other}") }));
            let own = json!({ "required": [format!("p{at}")] });
            let ty = if at == 0 {
                first.clone()
            } else {
                json!({ "type": "string" })
            };
            let members: Vec<Value> = members.chain([own]).collect();
            (
                format!("T{at}"),
                json!({
                    "type": "object", "properties": { format!("p{at}"): ty }, "anyOf": members,
                }),
            )
        })
        .collect();
    version_with_types(folder, name, schemas)
}

/// A type that needs hundreds of others is judged by small values, and one without valid values is
/// still reported.
#[test]
fn huge_schemas_are_judged() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        root_findings(folder.path(), false),
        ["schema-narrowed (request): breaking, patch; example that is no longer valid: {\"x\":0}"]
    );
    assert_eq!(
        root_findings(folder.path(), true),
        ["cannot-judge (request): unknown, patch"]
    );
}

/// Returns the findings about the whole schema.
fn root_findings(folder: &Path, required: bool) -> Vec<String> {
    let report = compare_on_test_day(
        &version_with_huge_schema(folder, "old.json", "anyOf", required),
        &version_with_huge_schema(folder, "new.json", "oneOf", required),
    );
    let findings = report.findings.iter().filter(|finding| {
        finding
            .old
            .as_ref()
            .is_some_and(|old| old.origin.pointer.ends_with("/schema"))
    });
    findings.map(finding_line).collect()
}

fn version_with_huge_schema(folder: &Path, name: &str, key: &str, required: bool) -> Version {
    let schemas: serde_json::Map<_, _> = (0..420)
        .map(|at| {
            let inner =
                (1..6).map(|step| (format!("t{step}"), reference_to_type((at * 7 + step) % 420)));
            (
                format!("T{at}"),
                json!({ "type": "object", "properties": inner.collect::<serde_json::Map<_, _>>() }),
            )
        })
        .collect();
    let x = json!({ key: [{ "type": "integer" }, { "type": "number" }] });
    let impossible = json!({ "type": "string", "minLength": 2, "maxLength": 1 });
    let body = json!({
        "type": "object", "properties": { "x": x, "all": reference_to_type(0), "never": impossible },
        "required": if required { vec!["never"] } else { vec!["x"] }, key: [{ "required": ["x"] }, { "required": [] }],
    });
    version_with_body(folder, name, &body, &Value::Object(schemas))
}

fn reference_to_type(at: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/T{at}") })
}

/// A tightened bound is breaking although no value of that length is made; the finding says why it
/// has no witness.
#[test]
fn bounds_without_a_witness_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let report = compare_on_test_day(
        &version_with_max_length(folder.path(), "old.json", 9_000),
        &version_with_max_length(folder.path(), "new.json", 8_000),
    );
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding_line(finding), finding.message.to_string()))
        .collect();
    let expected =
        "`maxLength` changed from 9000 to 8000, but an example value would be too long to show";
    assert_eq!(
        found,
        [(
            "length-tightened (request): breaking, patch, behaviour".to_owned(),
            expected.to_owned()
        )]
    );
}

fn version_with_max_length(folder: &Path, name: &str, most: u64) -> Version {
    version_with_body(
        folder,
        name,
        &json!({ "type": "string", "maxLength": most }),
        &json!({}),
    )
}

/// Each finding has its location on each side that has one.
#[test]
fn each_finding_has_locations() {
    let folder = tempfile::tempdir().unwrap();
    let old = write_and_read(
        folder.path(),
        "old.yaml",
        description_of_pets("pets", "listPets", "key", "cat, dog"),
    );
    let new = write_and_read(
        folder.path(),
        "new.yaml",
        description_of_pets("animals", "findAnimals", "token", "cat, cow, dog")
            .replace("version: '1'", "version: '2'"),
    );
    let report = compare_on_test_day(&old, &new);
    let mut found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{}: {} → {}",
                finding.code(),
                pointer_of(&finding.old),
                pointer_of(&finding.new)
            )
        })
        .collect();
    found.sort();
    found.dedup();
    let parameter = "/paths/~1pets/get/parameters/0/schema/enum";
    let expected = [
        "api-version-changed: /info → /info".to_owned(),
        format!("enum-value-added: {parameter} → {parameter}/1"),
        "items-added: none → /tags/0".to_owned(),
        "items-removed: /tags/0 → none".to_owned(),
        "operation-id-changed: /paths/~1pets/get → /paths/~1pets/get".to_owned(),
        "resource-renamed: /paths/~1pets/get → /paths/~1pets/get".to_owned(),
        "security-scheme-renamed: /components/securitySchemes/key → /components/securitySchemes/token".to_owned(),
        "type-renamed: /paths/~1pets/get/parameters/0/schema → /paths/~1pets/get/parameters/0/schema".to_owned(),
    ];
    assert_eq!(found, expected);
}

fn pointer_of(place: &Option<sdkwright::diff::SourceLocation>) -> String {
    place.as_ref().map_or_else(
        || "none".to_owned(),
        |place| {
            assert!(place.location.is_some(), "{:?}", place.origin);
            place.origin.pointer.to_string()
        },
    )
}

fn write_and_read(folder: &Path, name: &str, text: String) -> Version {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    read_version(&path)
}

fn description_of_pets(tag: &str, id: &str, scheme: &str, values: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\nsecurity: [{{ {scheme}: [] }}]\ntags: [{{ name: {tag} }}]\n\
             paths: {{ /pets: {{ get: {{ tags: [{tag}], operationId: {id}, parameters: [{{ name: kind, in: query, \
             schema: {{ type: string, enum: [{values}] }} }}], responses: {{ '200': {{ description: ok }} }} }} }} }}\n\
             components: {{ securitySchemes: {{ {scheme}: {{ type: http, scheme: bearer }} }} }}\n"
    )
}

/// A finding about a keyword points at the keyword, or at the whole schema where the keyword is
/// absent.
#[test]
fn findings_about_keywords_are_located_at_them() {
    let folder = tempfile::tempdir().unwrap();
    let old = object_of_three(
        text_with_keyword("format", json!("uuid")),
        text_with_keyword("default", json!("x")),
        text_with_keyword("enum", json!(["x"])),
    );
    let new = object_of_three(
        text_with_keyword("format", json!("date")),
        text_with_keyword("default", json!("y")),
        text_with_keyword("maxLength", json!(3)),
    );
    let report = compare_on_test_day(
        &version_with_body(folder.path(), "old.json", &old, &json!({})),
        &version_with_body(folder.path(), "new.json", &new, &json!({})),
    );
    assert_eq!(
        places_of_finding(&report, "format-changed"),
        ("/a/format".to_owned(), "/a/format".to_owned())
    );
    assert_eq!(
        places_of_finding(&report, "default-changed"),
        ("/b/default".to_owned(), "/b/default".to_owned())
    );
    assert_eq!(
        places_of_finding(&report, "const-removed"),
        ("/c/enum".to_owned(), "/c".to_owned())
    );

    let row = written_row(folder.path(), "900-override-tightened");
    let (old, new) = read_sides(&row.join("old.yaml"), &row.join("new.yaml"));
    let report = compare_on_test_day(&old, &new);
    for (code, place) in [
        ("length-tightened", "/name/maxLength"),
        ("multiple-of-changed", "/age/multipleOf"),
        ("pattern-changed", "/kind/pattern"),
    ] {
        let found = report
            .findings
            .iter()
            .find(|finding| finding.code() == code)
            .unwrap();
        for side in [&found.old, &found.new] {
            let pointer = side.as_ref().unwrap().origin.pointer.to_string();
            assert_eq!(
                pointer,
                format!("/components/schemas/Pet/allOf/1/properties{place}"),
                "{code}"
            );
        }
    }

    let row = written_row(folder.path(), "147-security-replaced");
    let (old, new) = read_sides(&row.join("old.yaml"), &row.join("new.yaml"));
    let report = compare_on_test_day(&old, &new);
    let found = report
        .findings
        .iter()
        .find(|finding| finding.code() == "credentials-changed")
        .unwrap();
    let pointer = found.new.as_ref().unwrap().origin.pointer.to_string();
    assert!(
        pointer.starts_with("/components/securitySchemes/"),
        "{pointer}"
    );
}

/// Returns where the finding with this code is in both versions, below the properties.
fn places_of_finding(report: &Report, code: &str) -> (String, String) {
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.code() == code)
        .unwrap();
    (
        place_below_properties(&finding.old),
        place_below_properties(&finding.new),
    )
}

fn place_below_properties(place: &Option<sdkwright::diff::SourceLocation>) -> String {
    let pointer = place.as_ref().unwrap().origin.pointer.to_string();
    pointer
        .rsplit_once("/properties")
        .map(|(_, rest)| rest.to_owned())
        .unwrap()
}

fn text_with_keyword(key: &str, value: Value) -> Value {
    json!({ "type": "string", key: value })
}

fn object_of_three(a: Value, b: Value, c: Value) -> Value {
    json!({ "type": "object", "properties": { "a": a, "b": b, "c": c } })
}
