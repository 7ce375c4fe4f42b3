//! `diff`: which descriptions it compares, what it reports, and its exit code.

use super::*;

/// Returns a folder with a description and two changed versions of it: `new.yaml` has one more
/// property, and `gone.yaml` has another required property.
pub(super) fn two_versions() -> Folder {
    let folder = Folder::with_pets();
    folder.write(
        "new.yaml",
        &PETS.replace(
            "required: [name], properties: {",
            "required: [name], properties: { age: { type: integer },",
        ),
    );
    folder.write(
        "gone.yaml",
        &PETS
            .replace("{ name: { type: string } }", "{ other: { type: string } }")
            .replace("[name]", "[other]"),
    );
    folder
}

#[test]
fn either_side_of_diff_may_be_the_standard_input() {
    let folder = two_versions();
    for (sides, input) in [
        (["-", "gone.yaml"], "pets.yaml"),
        (["pets.yaml", "-"], "gone.yaml"),
    ] {
        let ran = run_with_input(
            &folder.0,
            &["diff", sides[0], sides[1]],
            &folder.read(input),
        );
        assert!(
            ran.code == Some(0) && ran.out.contains("standard input"),
            "{ran:?}"
        );
        assert!(ran.out.contains("property-removed-required"), "{ran:?}");
    }
    // A description from standard input is in no folder, so the configuration of the other
    // description applies.
    folder.write("own/pets.yaml", PETS);
    folder.write(
        "own/generator.yaml",
        "package: { name: zoo, version: 3.0.0 }",
    );
    folder.write("generator.yaml", "package: { name: elsewhere }");
    for sides in [["-", "own/pets.yaml"], ["own/pets.yaml", "-"]] {
        let ran = run_with_input(&folder.0, &["diff", sides[0], sides[1]], PETS);
        assert!(
            ran.code == Some(0) && ran.out.contains("nothing changed"),
            "{ran:?}"
        );
    }
    let ran = run_with_input(&folder.0, &["diff", "-", "-"], PETS);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .starts_with("error[no-description]: both descriptions are"),
        "{ran:?}"
    );
    let ran = run_with_input(&folder.0, &["check", "-", "--against", "HEAD"], PETS);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .starts_with("error[git]: the standard input is no file"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("sdkwright diff git:REV:PATH NEW"),
        "{ran:?}"
    );
}

#[test]
fn operations_that_moved_by_one_prefix_are_one_entry() {
    let folder = Folder::new();
    let toys = PETS
        .replace("/pets/{id}", "/toys/{id}")
        .replace("readPet", "readToy");
    let (_, toys) = toys.split_once("paths:\n").unwrap();
    let (toys, _) = toys.split_once("components:").unwrap();
    let old = PETS.replace("paths:\n", &format!("paths:\n{toys}"));
    folder.write("old.yaml", &old);
    for (path, message) in [
        ("/v2", "the path now begins with `/v2`"),
        ("/en/v2", "the path now begins with `/en/v2`"),
    ] {
        let new = old
            .replace("  /pets/{id}:", &format!("  {path}/pets/{{id}}:"))
            .replace("  /toys/{id}:", &format!("  {path}/toys/{{id}}:"));
        folder.write("new.yaml", &new);
        let forward = folder.run(&["diff", "old.yaml", "new.yaml"]).out;
        assert_eq!(forward.matches("operation-moved").count(), 1, "{forward}");
        assert!(forward.contains(message), "{forward}");
        let back = folder.run(&["diff", "new.yaml", "old.yaml"]).out;
        let message = format!("the path no longer begins with `{path}`");
        assert_eq!(back.matches("operation-moved").count(), 1, "{back}");
        assert!(back.contains(&message), "{back}");
    }
}

/// Serves each of these texts on localhost, to requests with its path and query, until the test
/// ends; returns the address.
#[cfg(feature = "remote")]
pub(super) fn serve_texts(texts: Vec<(&'static str, String)>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = std::io::Read::read(&mut stream, &mut head).unwrap();
            let head = String::from_utf8_lossy(head.get(..length).unwrap()).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            let text = match texts.iter().find(|(known, _)| *known == path) {
                Some((_, text))
                    if !path.contains("private") || head.contains("Basic bWU6c2VjcmV0") =>
                {
                    text.as_str()
                }
                _ => "",
            };
            let status = if text.is_empty() {
                "404 Not Found"
            } else {
                "200 OK"
            };
            let length = text.len();
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let _ = stream.write_all((head + text).as_bytes());
        }
    });
    address
}

#[cfg(feature = "remote")]
#[test]
fn either_side_of_diff_may_be_a_url() {
    let folder = two_versions();
    folder.write(
        "own/generator.yaml",
        "spec: pets.yaml\npackage: { name: zoo }\n",
    );
    folder.write("own/pets.yaml", &folder.read("gone.yaml"));
    let address = serve_texts(vec![
        ("/pets.yaml", PETS.to_owned()),
        ("/gone.yaml?token=secret", folder.read("gone.yaml")),
        ("/private.yaml", PETS.to_owned()),
        ("/broken.yaml?token=secret", "openapi: [".to_owned()),
    ]);
    let url = |path: &str| format!("http://{address}/{path}");
    let gone = url("gone.yaml?token=secret");
    for (old, new, names) in [
        (
            "pets.yaml",
            gone.as_str(),
            "pets.yaml → http://ADDRESS/gone.yaml?…",
        ),
        (
            &url("pets.yaml"),
            "own/pets.yaml",
            "http://ADDRESS/pets.yaml → own/pets.yaml",
        ),
        (
            &url("pets.yaml"),
            &gone,
            "http://ADDRESS/pets.yaml → http://ADDRESS/gone.yaml?…",
        ),
        (
            &format!("http://me:secret@{address}/private.yaml"),
            &gone,
            "http://ADDRESS/private.yaml → ",
        ),
    ] {
        let ran = folder.run(&["diff", old, new]);
        assert_eq!(ran.code, Some(0), "{old} {new} {ran:?}");
        assert!(ran.out.contains("property-removed-required"), "{ran:?}");
        assert!(
            !ran.out.contains("package-renamed"),
            "one configuration for both: {ran:?}"
        );
        assert!(
            ran.out.starts_with(&names.replace("ADDRESS", &address)),
            "{names} {ran:?}"
        );
        assert!(!ran.out.contains("secret"), "{ran:?}");
    }
    for url in [
        &url("broken.yaml?token=secret"),
        &format!("http://me:secret@{address}/absent.yaml"),
        "http://me:secret@example.invalid/pets.yaml?token=secret",
        "https://me:secret@:/pets.yaml?token=secret",
    ] {
        for arguments in [
            &["diff", "pets.yaml", url][..],
            &["generate", url],
            &["inspect", url],
        ] {
            let ran = folder.run(arguments);
            assert!(
                ran.code == Some(2) && ran.err.contains("http"),
                "{arguments:?} {ran:?}"
            );
            assert!(!ran.err.contains("secret"), "{ran:?}");
        }
    }
    let ran = folder.run(&["check", &gone, "--against", "HEAD"]);
    let expected = format!("error[git]: `http://{address}/gone.yaml?…` is no file of a repository");
    assert!(
        ran.code == Some(2) && ran.err.starts_with(&expected),
        "{ran:?}"
    );
}

#[cfg(not(feature = "remote"))]
#[test]
fn a_url_requires_the_remote_feature() {
    let folder = Folder::with_pets();
    let ran = folder.run(&[
        "diff",
        "pets.yaml",
        "https://me:secret@api.example/pets.yaml",
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .contains("error[no-network]: `https://api.example/pets.yaml` is on the network, but"),
        "{ran:?}"
    );
}

#[test]
fn an_operation_that_is_not_understood_is_named() {
    let folder = Folder::with_pets();
    folder.write(
        "new.yaml",
        &PETS.replace("    get:\n", "    delete: 7\n    get:\n"),
    );
    let ran = folder.run(&["diff", "pets.yaml", "new.yaml"]);
    assert!(
        ran.out
            .contains("\noperation-not-understood: DELETE /pets/{id} is not understood\n"),
        "{ran:?}"
    );
}

#[test]
fn fail_on_decides_the_exit_code_of_diff() {
    let folder = two_versions();
    let same = folder.run(&[
        "diff",
        "pets.yaml",
        "pets.yaml",
        "--fail-on",
        "wire=compatible,source=minor",
    ]);
    assert_eq!(same.code, Some(0), "{same:?}");
    assert!(same.out.contains("nothing changed"), "{same:?}");
    for (new, fail_on, code) in [
        ("new.yaml", "source=minor", Some(1)),
        ("new.yaml", "source=major,wire=breaking", Some(0)),
        ("gone.yaml", "wire=breaking", Some(1)),
        ("gone.yaml", "source=nothing", Some(2)),
        ("none.yaml", "source=major", Some(2)),
    ] {
        let ran = folder.run(&["diff", "pets.yaml", new, "--fail-on", fail_on]);
        assert_eq!(ran.code, code, "{new} {fail_on} {ran:?}");
    }
}

/// In `gone.yaml`, another property replaces a required one.
#[test]
fn rules_have_severities() {
    let folder = two_versions();
    let breaking = &["--fail-on", "wire=breaking"][..];
    for (rules, fail_on, code, beginning) in [
        ("", breaking, 1, "wire: breaking"),
        (
            "property-removed-required: info",
            breaking,
            0,
            "info, wire: breaking",
        ),
        (
            "property-removed-required: warning",
            breaking,
            0,
            "warning, wire: breaking",
        ),
        (
            "property-removed-required: error",
            &["--fail-on", "behaviour=changed"],
            1,
            "error, wire: breaking",
        ),
        (
            "property-removed-required: error",
            &[],
            0,
            "error, wire: breaking",
        ),
        (
            "property-added-required: error",
            breaking,
            1,
            "error, wire: compatible",
        ),
    ] {
        let ran = diff_with_rules(&folder, rules, fail_on);
        assert_eq!(ran.code, Some(code), "{rules} {fail_on:?} {ran:?}");
        assert!(
            ran.out.contains(&format!("    {beginning}, source: ")),
            "{rules} {ran:?}"
        );
        assert!(
            ran.out.contains("the next version after 0.1.0 is 0.2.0"),
            "{ran:?}"
        );
    }
    // A finding that the configuration makes an error comes first, whatever its verdicts.
    let ran = diff_with_rules(
        &folder,
        "property-added-required: error",
        &["--format", "github"],
    );
    let first = ran.out.lines().next().unwrap();
    assert!(
        first.starts_with("::error ") && first.contains("title=property-added-required"),
        "{ran:?}"
    );
    let ran = diff_with_rules(&folder, "property-removed-required: ignore", breaking);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        !ran.out.contains("property-removed-required")
            && ran.out.contains("property-added-required"),
        "{ran:?}"
    );
    let note = "1 finding of ignored rules is not shown; the next version takes it into account";
    assert!(
        ran.out.contains(note) && ran.out.contains("the next version after 0.1.0 is 0.2.0"),
        "{ran:?}"
    );
    let ran = diff_with_rules(
        &folder,
        "property-removed-required: ignore, property-added-required: ignore",
        &["--format", "markdown"],
    );
    assert!(
        ran.out.starts_with("### No API change to report\n")
            && ran.out.contains("2 findings of ignored"),
        "{ran:?}"
    );
    let ran = diff_with_rules(
        &folder,
        "property-removed-required: ignore",
        &["--format", "json"],
    );
    let summary = serde_json::from_str::<Value>(&ran.out).unwrap()["summary"].clone();
    assert_eq!(
        (&summary["ignored"], &summary["unselected"]),
        (&1.into(), &0.into())
    );
    let ran = diff_with_rules(&folder, "property-removed-requird: ignore", &[]);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .contains("`property-removed-requird` is not a rule of `diff`"),
        "{ran:?}"
    );
}

fn diff_with_rules(folder: &Folder, rules: &str, fail_on: &[&str]) -> Ran {
    folder.write("rules.yaml", &format!("diff: {{ rules: {{ {rules} }} }}"));
    folder.run(
        &[
            &[
                "diff",
                "pets.yaml",
                "gone.yaml",
                "--new-config",
                "rules.yaml",
            ][..],
            fail_on,
        ]
        .concat(),
    )
}

#[test]
fn operations_to_report_are_selected() {
    let folder = Folder::with_pets();
    let two = PETS.replace(
        "components:\n",
        "  /internal/{id}/toys:\n    delete: { operationId: deleteToys, tags: [toys], parameters: [{ name: id, in: path, \
         required: true, schema: { type: string } }], responses: { '204': { description: d } } }\ncomponents:\n",
    );
    folder.write("pets.yaml", &two);
    let changed = two
        .replace("operationId: deleteToys,", "")
        .replace("{ name: { type: string } }", "{ name: {} }");
    folder.write("new.yaml", &changed);
    let (all, unselected, _) = codes_and_notes(&folder, &[]);
    assert_eq!(
        (all.as_str(), unselected),
        ("operation-id-changed type-removed", 0)
    );
    for (arguments, expected) in [
        (&["--include", "tag:pets"][..], "type-removed"),
        (&["--include", "deleteToys"], "operation-id-changed"),
        (&["--exclude", "DELETE /internal/**"], "type-removed"),
        (&["--exclude", "GET"], "operation-id-changed"),
        (&["--include", "/pets/*", "--exclude", "readPet"], ""),
    ] {
        let (codes, unselected, _) = codes_and_notes(&folder, arguments);
        assert_eq!(codes, expected, "{arguments:?}");
        assert_eq!(
            unselected,
            2 - expected.split_whitespace().count() as u64,
            "{arguments:?}"
        );
    }
    // The keys in the configuration do the same, for `check` as well.
    folder.write(
        "generator.yaml",
        "diff: { exclude: ['tag:toys', '/none/*'] }",
    );
    let (found, unselected, notes) = codes_and_notes(&folder, &[]);
    assert_eq!((found.as_str(), unselected), ("type-removed", 1));
    assert_eq!(
        notes,
        "note: no operation matches `/none/*`, whose changes are excluded\n"
    );
    folder.write("generator.yaml", "diff:\n  include: [readPett]\n");
    let ran = folder.run(&["diff", "pets.yaml", "new.yaml"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .contains("error[unknown-operation]: `readPett` matches no operation of either"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("--> generator.yaml:2:13") && ran.err.contains("`readPet`"),
        "{ran:?}"
    );
}

/// Returns the codes of the findings that are reported, the number of those that are not, and the
/// notes.
fn codes_and_notes(folder: &Folder, arguments: &[&str]) -> (String, u64, String) {
    let ran = folder.run(
        &[
            &["diff", "pets.yaml", "new.yaml", "--format", "json"][..],
            arguments,
        ]
        .concat(),
    );
    assert_eq!(ran.code, Some(0), "{arguments:?} {ran:?}");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let mut codes: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort_unstable();
    (
        codes.join(" "),
        report["summary"]["unselected"].as_u64().unwrap(),
        ran.err,
    )
}

#[test]
fn diff_prints_every_format() {
    let folder = two_versions();
    for (format, word) in [
        (
            "text",
            "property-removed-required (response): the required property `name` was removed",
        ),
        ("json", "\"code\": \"property-removed-required\""),
        ("markdown", "#### Breaking\n\n- **type Pet**: programs"),
        ("html", "class=\"bad\" data-resources=\"0\">"),
        ("github", "::error file=gone.yaml,line="),
        (
            "junit",
            "<failure message=\"wire: breaking, source: major\">",
        ),
    ] {
        let output = format!("{format}=report");
        let ran = folder.run(&[
            "diff",
            "pets.yaml",
            "gone.yaml",
            "--format",
            format,
            "--output",
            &output,
        ]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.out.contains(word), "{format}: {}", ran.out);
        assert_eq!(folder.read("report").trim_end(), ran.out.trim_end());
    }
}

#[test]
fn reports_have_colours_only_where_they_are_shown() {
    let folder = two_versions();
    for (variable, value, is_coloured) in [
        ("TERM", "xterm", true),
        ("TERM", "dumb", false),
        ("NO_COLOR", "1", false),
    ] {
        let ran = run_command(
            Command::new(env!("CARGO_BIN_EXE_sdkwright"))
                .args(["diff", "pets.yaml", "gone.yaml"])
                .current_dir(&folder.0)
                .env_remove("NO_COLOR")
                .env("TERM", "xterm")
                .env("GIT_PAGER_IN_USE", "true")
                .env(variable, value),
        );
        assert_eq!(
            ran.out.contains('\u{1b}'),
            is_coloured,
            "{variable} {ran:?}"
        );
    }
}

/// GitHub shows ten annotations of each kind; the summary of a job is a file.
#[test]
fn annotations_are_few_and_in_order_of_danger() {
    let folder = Folder::new();
    folder.write(
        "old.yaml",
        &description_with_types(&|_| {
            "a: { type: string }, b: { type: string, enum: [w, x] }".to_owned()
        }),
    );
    folder.write(
        "new.yaml",
        &description_with_types(&|at| match at {
            0..3 => "b: { type: string, enum: [w, x, y] }, c: { type: string }".to_owned(),
            _ => "a: { type: integer }, b: { type: string, enum: [w, x] }, c: { type: string }"
                .to_owned(),
        }),
    );
    let summary = folder.0.join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let (code, out, _) = diff_with_summary(&folder, &["--format", "github"], &summary);
    assert_eq!(code, Some(0));
    let kinds: Vec<&str> = out
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    let expected = [
        vec!["::error"; 10],
        vec!["::warning"; 3],
        vec!["::notice"; 10],
    ]
    .concat();
    assert_eq!(kinds, expected, "{out}");
    let last = out.lines().last().unwrap();
    assert!(
        last.starts_with(
            "::notice title=API change::11 breaking, 6 risky, 14 compatible; wire: breaking"
        ),
        "{last}"
    );
    assert!(
        last.ends_with("; without an annotation: 4 errors, 5 notices"),
        "{last}"
    );
    let markdown = diff_with_summary(&folder, &["--format", "markdown"], &summary).1;
    assert_eq!(
        folder.read("summary.md"),
        format!("before\n{markdown}\n"),
        "only annotations go with a summary"
    );
    let (_, out, _) = diff_with_summary(
        &folder,
        &["--format", "github", "--limit", "12"],
        Path::new(""),
    );
    assert_eq!(out.lines().count(), 13, "{out}");
    assert!(
        out.ends_with("; without an annotation: 4 errors, 1 warning, 14 notices\n"),
        "{out}"
    );
    let (code, _, err) = diff_with_summary(
        &folder,
        &["--format", "github"],
        &folder.0.join("none/summary.md"),
    );
    assert!(
        code == Some(2) && err.starts_with("failed to write the summary of the job, "),
        "{err}"
    );
}

fn diff_with_summary(
    folder: &Folder,
    arguments: &[&str],
    summary: &Path,
) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    command
        .args(["diff", "old.yaml", "new.yaml"])
        .args(arguments)
        .current_dir(&folder.0);
    let output = command
        .env("GITHUB_STEP_SUMMARY", summary)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn description_with_types(properties: &dyn Fn(usize) -> String) -> String {
    let types = (0..14).map(|at| {
        format!(
            "    T{at}: {{ type: object, properties: {{ {} }} }}\n",
            properties(at)
        )
    });
    let uses = (0..14).map(|at| format!("t{at}: {{ $ref: '#/components/schemas/T{at}' }}, "));
    let all = format!(
        "type: object, properties: {{ {} }}",
        uses.collect::<String>()
    );
    let spec = PETS.replace(
        "type: object, required: [name], properties: { name: { type: string } }",
        &all,
    );
    spec + &types.collect::<String>()
}

#[test]
fn accepted_findings_fail_only_after_their_expiry_date() {
    let folder = two_versions();
    let report = folder.run(&["diff", "pets.yaml", "gone.yaml", "--format", "json"]);
    let report: Value = serde_json::from_str(&report.out).unwrap();
    let entries = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let fingerprint = finding["fingerprint"].as_str().unwrap();
            format!(
                "  - {{ fingerprint: \"{fingerprint}\", reason: known, until: \"2026-06-30\" }}\n"
            )
        });
    folder.write(
        "accepted.yaml",
        &format!("accepted:\n{}", entries.collect::<String>()),
    );
    for (today, code) in [("2026-06-30", Some(0)), ("2026-07-01", Some(1))] {
        let arguments = [
            "--accept",
            "accepted.yaml",
            "--fail-on",
            "source=major",
            "--today",
            today,
        ];
        let ran = folder.run(&[&["diff", "pets.yaml", "gone.yaml"][..], &arguments].concat());
        assert_eq!(ran.code, code, "{today} {ran:?}");
    }
    folder.write(
        "accepted.yaml",
        "accepted: [{ fingerprint: x, reason: y, until: soon }]",
    );
    let ran = folder.run(&[
        "diff",
        "pets.yaml",
        "gone.yaml",
        "--accept",
        "accepted.yaml",
    ]);
    assert!(
        ran.code == Some(2) && ran.err.contains("found `soon`"),
        "{ran:?}"
    );
    let unusable = [
        (
            "[]",
            "expected an object with the key `accepted`, found an array\n --> accepted.yaml:1:1",
        ),
        (
            "{}",
            "expected the key `accepted`, found none\n --> accepted.yaml:1:1",
        ),
        (
            "accepted:\n- x\n",
            "expected an object, found the string `x`\n --> accepted.yaml:2:3",
        ),
        (
            "accepted:\n- [x]\n",
            "expected an object, found an array\n --> accepted.yaml:2:3",
        ),
        (
            "accepted:\n- fingerprint: x\n",
            "expected the key `reason`, found none\n --> accepted.yaml:2:3",
        ),
    ];
    for (text, message) in unusable {
        folder.write("accepted.yaml", text);
        let ran = folder.run(&[
            "diff",
            "pets.yaml",
            "gone.yaml",
            "--accept",
            "accepted.yaml",
        ]);
        assert!(ran.code == Some(2) && ran.err.contains(message), "{ran:?}");
    }
    for nothing in ["# Nothing yet.\n", "accepted:\n"] {
        folder.write("accepted.yaml", nothing);
        let ran = folder.run(&[
            "diff",
            "pets.yaml",
            "gone.yaml",
            "--accept",
            "accepted.yaml",
        ]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    }
    let ran = folder.run(&["diff", "pets.yaml", "gone.yaml", "--fail-on", ""]);
    assert!(
        ran.code == Some(2) && ran.err.contains("found nothing"),
        "{ran:?}"
    );
}

#[test]
fn bump_writes_the_next_version() {
    let folder = two_versions();
    let config = "spec: gone.yaml\npackage:\n  name: pets\n  version: 1.2.3\n";
    folder.write("generator.yaml", config);
    let ran = folder.run(&[
        "diff",
        "pets.yaml",
        "gone.yaml",
        "--old-config",
        "generator.yaml",
        "--bump",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        folder.read("generator.yaml"),
        config.replace("1.2.3", "2.0.0")
    );
}

/// A commit renamed a type and kept its former name; removing that name again is a major change,
/// whatever the cause.
#[test]
fn removing_a_former_name_is_a_major_change() {
    let folder = Folder::new();
    let config = "spec: pets.yaml\noutput: crate\npackage: { name: pets }\nkeep_old_names: true\n";
    folder.write("generator.yaml", config);
    folder.git(&["init", "-q"]);
    for (name, expected) in [("Pet", None), ("Animal", Some("minor"))] {
        write_and_generate(&folder, &description_with_schema(name));
        if let Some(expected) = expected {
            let ran = check_against_head(&folder);
            assert_eq!(source_verdict(&ran), expected, "{ran:?}");
            let lock = "\"old\": \"HEAD:crate/api.lock.json\"";
            assert!(ran.out.contains(lock), "{ran:?}");
            let arguments = [
                "check",
                "--config",
                "../generator.yaml",
                "--against",
                "HEAD",
                "--format",
                "json",
            ];
            let ran = run_in(&folder.0.join("crate"), &arguments);
            assert!(ran.out.contains(lock), "{ran:?}");
        }
        folder.git(&["add", "."]);
        folder.git(&["commit", "-qm", name]);
    }
    fs::remove_file(folder.0.join("crate/api.lock.json")).unwrap();
    write_and_generate(&folder, &description_with_schema("Animal"));
    let ran = check_against_head(&folder);
    assert_eq!(source_verdict(&ran), "major", "{ran:?}");
    folder.git(&["checkout", "-q", "."]);
    folder.write("generator.yaml", &config.replace("true", "false"));
    write_and_generate(&folder, &description_with_schema("Animal"));
    let ran = check_against_head(&folder);
    assert_eq!(source_verdict(&ran), "major", "{ran:?}");
    let lock = folder.read("crate/api.lock.json");
    folder.write("crate/api.lock.json", "{ \"version\": 3 }");
    folder.git(&["commit", "-qam", "damaged"]);
    folder.write("crate/api.lock.json", &lock);
    let ran = check_against_head(&folder);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .contains("`HEAD:crate/api.lock.json` cannot be used"),
        "{ran:?}"
    );
}

fn source_verdict(ran: &Ran) -> Value {
    serde_json::from_str::<Value>(&ran.out).unwrap()["summary"]["source"].clone()
}

fn check_against_head(folder: &Folder) -> Ran {
    folder.run(&[
        "check",
        "--config",
        "generator.yaml",
        "--against",
        "HEAD",
        "--format",
        "json",
    ])
}

fn write_and_generate(folder: &Folder, text: &str) {
    folder.write("pets.yaml", text);
    assert_eq!(
        folder.run(&["generate", "--config", "generator.yaml"]).code,
        Some(0)
    );
}

fn description_with_schema(name: &str) -> String {
    format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /t: {{get: {{operationId: read, responses: {{'200': {{$ref: '#/components/responses/One'}}}}}}}}
components:
  responses:
    One: {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}
  schemas:
    {name}: {{type: object, properties: {{a: {{type: string}}}}}}
"
        )
}

/// Two equal texts are compared only if they refer to files that may differ.
#[test]
fn equal_texts_are_not_compared() {
    let folder = Folder::with_pets();
    let same = "both sides are the same text";
    folder.write("copy.yaml", PETS);
    for copy in ["pets.yaml", "copy.yaml"] {
        let ran = folder.run(&["diff", "pets.yaml", copy]);
        assert!(
            ran.code == Some(0) && ran.out.contains("nothing changed") && ran.out.contains(same),
            "{ran:?}"
        );
    }
    folder.write("generator.yaml", "package: { name: pets, version: 1.2.3 }");
    let ran = folder.run(&[
        "diff",
        "pets.yaml",
        "copy.yaml",
        "--new-config",
        "generator.yaml",
    ]);
    assert!(
        ran.out.contains(same),
        "a configuration beside both: {ran:?}"
    );
    folder.write("other.yaml", "package: { name: animals }");
    let ran = folder.run(&[
        "diff",
        "pets.yaml",
        "copy.yaml",
        "--new-config",
        "other.yaml",
    ]);
    assert!(ran.out.contains("package-renamed"), "{ran:?}");
    let json = folder
        .run(&["diff", "pets.yaml", "copy.yaml", "--format", "json"])
        .out;
    let summary = serde_json::from_str::<Value>(&json).unwrap()["summary"].clone();
    assert_eq!(
        (&summary["version"], &summary["same_text"]),
        (&"1.2.3".into(), &true.into())
    );
    folder.write("broken.yaml", "openapi: 3.0.3\npaths: [\n");
    assert_eq!(
        folder.run(&["diff", "broken.yaml", "broken.yaml"]).code,
        Some(2)
    );
    let parts = PETS.replace("#/components", "common.yaml#/components");
    for (at, kind) in [("a", "string"), ("b", "integer")] {
        folder.write(&format!("{at}/pets.yaml"), &parts);
        folder.write(
            &format!("{at}/common.yaml"),
            &PETS.replace(
                "name: { type: string }",
                &format!("name: {{ type: {kind} }}"),
            ),
        );
    }
    let ran = folder.run(&["diff", "a/pets.yaml", "b/pets.yaml"]);
    assert!(ran.out.contains("type-changed"), "{ran:?}");
}

#[test]
fn a_configuration_of_the_new_version_may_name_what_the_old_one_lacks() {
    let folder = Folder::with_pets();
    let new = PETS.replace("paths:\n", "paths:\n  /toys: { get: { operationId: listToys, responses: { '204': { description: d } } } }\n");
    assert!(new != PETS);
    folder.write("new.yaml", &new);
    let config = "resources: { toys: { list: listToys }, pets: { get: 'GET /pets/{id}' } }\n";
    folder.write("generator.yaml", config);
    let ran = folder.run(&["diff", "pets.yaml", "new.yaml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("operation-added: GET /toys was added"),
        "{ran:?}"
    );
    let ran = folder.run(&["diff", "new.yaml", "pets.yaml"]);
    assert!(
        ran.err
            .starts_with("error[unknown-operation]: the new description cannot be used"),
        "{ran:?}"
    );
}

#[test]
fn a_commit_without_a_configuration_is_compared_by_the_new_one() {
    let folder = Folder::with_pets();
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "a"]);
    let toys = "paths:\n  /toys: { get: { operationId: listToys, responses: { '204': { description: d } } } }\n";
    folder.write(
        "generator.yaml",
        "spec: pets.yaml\noutput: crate\nresources: { toys: { list: listToys }, pets: { get: 'GET /pets/{id}' } }\n",
    );
    write_and_generate(&folder, &PETS.replace("paths:\n", toys));
    let ran = check_against_head(&folder);
    assert!(
        ran.code == Some(0) && ran.out.contains("\"operation-added\""),
        "{ran:?}"
    );
}
