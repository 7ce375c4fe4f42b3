//! Configurations that list several clients.

use super::{Folder, PETS};

/// Returns a folder with two clients, and a configuration that lists them.
fn folder_of_two() -> Folder {
    let folder = Folder::new();
    for name in ["pets", "owners"] {
        folder.write(&format!("spec/{name}/openapi.yaml"), PETS);
        let config = format!(
            "spec: openapi.yaml\noutput: ../../clients/{name}\npackage: {{ name: {name} }}\n"
        );
        folder.write(&format!("spec/{name}/generator.yaml"), &config);
    }
    folder.write(
        "spec/generator.yaml",
        "clients: [pets/generator.yaml, owners/generator.yaml]\n",
    );
    folder
}

#[test]
fn all_clients_of_a_list_are_written_and_checked() {
    let folder = folder_of_two();
    let ran = folder.run(&["check"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let ran = folder.run(&["generate"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let lines: Vec<&str> = ran
        .out
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(lines, ["clients/pets", "clients/owners"]);
    for name in ["pets", "owners"] {
        assert!(
            folder
                .read(&format!("clients/{name}/Cargo.toml"))
                .contains(&format!("name = \"{name}\""))
        );
    }
    let ran = folder.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.out.matches("all up to date").count(), 2);
}

/// Returns the line of the dependency on a shared runtime.
fn runtime_of(folder: &Folder, name: &str) -> Option<String> {
    let manifest = folder.read(&format!("clients/{name}/Cargo.toml"));
    let mut lines = manifest.lines();
    lines
        .find(|line| line.starts_with("sdkwright-runtime = "))
        .map(str::to_owned)
}

#[test]
fn clients_of_a_list_share_a_runtime() {
    const SHARED: &str =
        "sdkwright-runtime = { path = \"../sdkwright-runtime\", default-features = false }";
    let folder = folder_of_two();
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    for name in ["pets", "owners"] {
        assert_eq!(runtime_of(&folder, name).as_deref(), Some(SHARED));
    }
    // The client keeps its runtime if it is generated alone.
    let alone = ["check", "--config", "spec/pets/generator.yaml"];
    assert_eq!(folder.run(&alone).code, Some(0));
    let file = "clients/sdkwright-runtime/src/runtime/call.rs";
    let text = folder.read(file);
    folder.write(file, &text.replace("fn ", "fn  "));
    for arguments in [&alone[..], &["check"]] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.out.starts_with(&format!("outdated: {file}\n")),
            "{ran:?}"
        );
    }
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    assert_eq!(folder.read(file), text);

    for (setting, dependency) in [
        ("embedded", None),
        (
            "{ path: ../../runtime }",
            Some("sdkwright-runtime = { path = \"../../runtime\", default-features = false }"),
        ),
        (
            "{ crate: our-runtime }",
            Some(
                "sdkwright-runtime = { package = \"our-runtime\", version = \"=0.1.0\", default-features = false }",
            ),
        ),
    ] {
        let config = folder.read("spec/pets/generator.yaml");
        let own = config.split("runtime:").next().unwrap().to_owned();
        folder.write(
            "spec/pets/generator.yaml",
            &format!("{own}runtime: {setting}\n"),
        );
        assert_eq!(folder.run(&["generate"]).code, Some(0), "{setting}");
        assert_eq!(runtime_of(&folder, "pets").as_deref(), dependency);
        assert_eq!(runtime_of(&folder, "owners").as_deref(), Some(SHARED));
    }
    assert!(
        folder
            .read("runtime/src/lib.rs")
            .contains("pub mod runtime;")
    );
}

#[test]
fn a_client_that_fails_leaves_the_others() {
    let folder = folder_of_two();
    folder.write("spec/pets/openapi.yaml", "openapi: [\n");
    let ran = folder.run(&["generate"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("spec/pets/openapi.yaml"), "{}", ran.err);
    assert!(ran.out.starts_with("clients/owners: "), "{}", ran.out);
}

#[test]
fn clients_with_unusable_configurations_are_all_reported_and_leave_the_others() {
    let folder = folder_of_two();
    folder.write("spec/pets/generator.yaml", "spce: openapi.yaml\n");
    folder.write(
        "spec/generator.yaml",
        "clients: [absent.yaml, pets/generator.yaml, owners/generator.yaml]\n",
    );
    let ran = folder.run(&["generate"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    for message in [
        "`absent.yaml` does not exist\n --> spec/generator.yaml:1:11  (/clients/0)\n",
        "unknown key `spce`",
    ] {
        assert!(ran.err.contains(message), "{}", ran.err);
    }
    assert!(ran.out.starts_with("clients/owners: "), "{}", ran.out);
}

#[test]
fn all_clients_of_a_list_are_compared_with_a_commit() {
    let folder = folder_of_two();
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    let changed = PETS.replace(
        "required: true, schema: { type: string",
        "required: true, schema: { type: string, maxLength: 9",
    );
    folder.write("spec/pets/openapi.yaml", &changed);
    let check = ["check", "--against", "HEAD", "--output"];
    let ran = folder.run(&[&check[..], &["json=all.json", "--fail-on", "wire=breaking"]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.out
            .starts_with("clients/pets: HEAD:spec/pets/openapi.yaml → ")
            && ran
                .out
                .contains("\nclients/owners: HEAD:spec/owners/openapi.yaml → "),
        "{ran:?}"
    );
    let reports: serde_json::Value = serde_json::from_str(&folder.read("all.json")).unwrap();
    assert_eq!(reports[0]["client"], "clients/pets");
    assert_eq!(reports[0]["summary"]["wire"], "breaking");
    assert_eq!(reports[1]["client"], "clients/owners");
    assert_eq!(reports[1]["summary"]["findings"], 0);
    for (format, parts) in [
        (
            "junit",
            ["<testsuites>", "<testsuite name=\"clients/owners: "],
        ),
        (
            "html",
            [
                "<h1>API changes of 2 clients</h1>",
                "<h2 class=\"client\">clients/pets: Breaking",
            ],
        ),
        (
            "markdown",
            [
                "### clients/pets: Breaking",
                "### clients/owners: No API change",
            ],
        ),
        (
            "github",
            [
                "::clients/pets: 1 breaking",
                "::clients/owners: nothing changed",
            ],
        ),
    ] {
        let output = format!("{format}=report");
        folder.run(&[&check[..], &[output.as_str()]].concat());
        let report = folder.read("report");
        if format == "html" {
            assert_eq!(report.matches("<h1>").count(), 1, "{report}");
            assert!(
                report.contains("<h3 id=\"client-0-endpoint-0\">") && report.contains("<h5><b>")
            );
        }
        for part in parts {
            assert!(report.contains(part), "{format} lacks {part}: {report}");
        }
    }
    // A new client has nothing to compare with.
    folder.git(&["rm", "-q", "--cached", "spec/owners/openapi.yaml"]);
    folder.git(&["commit", "-qm", "second"]);
    let ran = folder.run(&["check", "--against", "HEAD"]);
    assert_ne!(ran.code, Some(2), "{ran:?}");
    assert!(ran.out.starts_with("clients/pets: HEAD:"), "{ran:?}");
    assert!(
        ran.err
            .contains("note: `spec/owners/openapi.yaml` is new: `HEAD` has nothing"),
        "{ran:?}"
    );
}

#[test]
fn each_client_has_its_changelog() {
    let folder = folder_of_two();
    folder.run(&["generate"]);
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["rm", "-q", "--cached", "spec/owners/openapi.yaml"]);
    folder.git(&["commit", "-qm", "first"]);
    let changed = PETS.replace(
        "required: true, schema: { type: string",
        "required: true, schema: { type: string, maxLength: 9",
    );
    folder.write("spec/pets/openapi.yaml", &changed);
    let ran = folder.run(&["generate", "--changelog"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .contains("note: `spec/owners/openapi.yaml` is new: `HEAD` has nothing"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("clients/pets/CHANGELOG.md: the entry for "),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("in `spec/pets/generator.yaml`, and generate it again"),
        "{ran:?}"
    );
    let changelog = folder.read("clients/pets/CHANGELOG.md");
    assert!(
        changelog.contains("- **Breaking:** `client.pets().get(…)`"),
        "{changelog}"
    );
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "second"]);
    let ran = folder.run(&["generate", "--changelog"]);
    assert!(
        ran.out
            .contains("clients/owners/CHANGELOG.md: nothing changed since HEAD"),
        "{ran:?}"
    );
}

#[test]
fn without_output_the_crate_is_beside_its_configuration() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        folder.write(&format!("{name}/openapi.yaml"), PETS);
        folder.write(&format!("{name}/generator.yaml"), "spec: openapi.yaml\n");
    }
    folder.write(
        "generator.yaml",
        "clients: [a/generator.yaml, b/generator.yaml]\n",
    );
    let ran = folder.run(&["generate"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for arguments in [
        &["check"][..],
        &["check", "--config", "a/generator.yaml"],
        &["check", "b/openapi.yaml"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?} {ran:?}");
    }
    folder.write("c/openapi.yaml", PETS);
    let ran = folder.run(&["generate", "c/openapi.yaml"]);
    assert!(ran.out.starts_with("pets: "), "{ran:?}");
}

/// Returns the errors of `generate` with this list of clients; nothing must be written.
fn refused_list(folder: &Folder, clients: &str) -> String {
    folder.write("spec/generator.yaml", &format!("clients: {clients}\n"));
    let before = folder.files();
    let ran = folder.run(&["generate"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(ran.out, "");
    assert_eq!(before, folder.files());
    ran.err
}

#[test]
fn a_file_in_the_way_of_the_runtime_leaves_the_client_unchanged() {
    let folder = folder_of_two();
    assert_eq!(folder.run(&["generate"]).code, Some(0));
    folder.write("clients/sdkwright-runtime/src/lib.rs", "// mine\n");
    let file = "clients/pets/src/lib.rs";
    let changed = folder.read(file).replace("pub ", "pub  ");
    folder.write(file, &changed);
    let ran = folder.run(&["generate"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("error[foreign-file]"), "{ran:?}");
    assert_eq!(folder.read(file), changed);
}

#[test]
fn clients_with_the_same_folder_are_refused() {
    let folder = folder_of_two();
    let output = format!("output: {}/spec/x/../pets\n", folder.0.display());
    for (name, setting) in [("all", ""), ("some", "include: [GET]\n"), ("set", &output)] {
        let config = format!("spec: pets/openapi.yaml\n{setting}");
        folder.write(&format!("spec/{name}.yaml"), &config);
    }
    let error = refused_list(&folder, "[all.yaml, some.yaml]");
    assert_eq!(
        error,
        "error[same-output]: `spec/all.yaml` and `spec/some.yaml` both write to `spec/pets`
 --> spec/generator.yaml:1:21  (/clients/1)
  |
1 | clients: [all.yaml, some.yaml]
  |                     ^
  = help: set another `output`, the path of a folder, in one of the two
"
    );
    let error = refused_list(&folder, "[set.yaml, owners/generator.yaml, all.yaml]");
    let message = "`spec/set.yaml` and `spec/all.yaml` both write to `spec/pets`";
    assert!(error.contains(message), "{error}");
    for twice in [
        "[all.yaml, ./all.yaml]",
        "[pets/generator.yaml, pets/generator.yaml]",
    ] {
        let error = refused_list(&folder, twice);
        assert!(error.contains("error[same-output]"), "{error}");
        assert!(error.contains("is listed twice"), "{error}");
    }
}

#[test]
fn a_client_that_lists_clients_is_refused() {
    let folder = folder_of_two();
    folder.write("spec/all.yaml", "clients: [pets/generator.yaml]\n");
    assert_eq!(
        refused_list(&folder, "[owners/generator.yaml, all.yaml]"),
        "error[several-clients]: `spec/all.yaml` lists clients itself, expected the configuration of one client
 --> spec/generator.yaml:1:34  (/clients/1)
  |
1 | clients: [owners/generator.yaml, all.yaml]
  |                                  ^
  = help: list its clients here instead
"
    );
}

#[test]
fn an_empty_list_is_refused() {
    let error = refused_list(&folder_of_two(), "[]");
    assert!(
        error.starts_with("error[configuration]: `clients` is empty\n --> spec/generator.yaml:1:"),
        "{error}"
    );
}

#[test]
fn what_is_for_one_client_is_refused() {
    let folder = folder_of_two();
    for arguments in [
        &["inspect"][..],
        &["generate", "--out", "x", "--config", "spec/generator.yaml"],
        &["generate", "--package", "x"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?} {ran:?}");
        assert!(
            ran.err.contains("error[several-clients]"),
            "{arguments:?} {}",
            ran.err
        );
        assert!(ran.err.contains("--config"), "{arguments:?} {}", ran.err);
    }
    folder.write(
        "spec/generator.yaml",
        "clients: [pets/generator.yaml]\noutput: x\n",
    );
    let ran = folder.run(&["generate"]);
    assert!(
        ran.err.contains("`output` is the setting of one client") && ran.err.contains(":2:1"),
        "{}",
        ran.err
    );
}
