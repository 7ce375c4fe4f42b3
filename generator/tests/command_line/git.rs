//! Commands that read commits, and commands that git runs.

use super::diff::two_versions;
use super::*;

#[test]
fn the_changelog_gets_an_entry_for_each_version() {
    let folder = two_versions();
    let config = "spec: pets.yaml\noutput: crate\npackage: { name: pets, version: 1.2.3 }\n";
    folder.write("generator.yaml", config);
    let generate = ["generate", "--config", "generator.yaml", "--changelog"];
    let ran = folder.run(&generate);
    assert!(
        ran.out
            .contains("CHANGELOG.md: begins when the crate is generated again"),
        "{ran:?}"
    );
    let ran = folder.run(&generate);
    assert!(
        ran.code == Some(2) && ran.err.contains("not a git repository"),
        "{ran:?}"
    );
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    let ran = folder.run(&generate);
    assert!(
        ran.out.contains("CHANGELOG.md: nothing changed since HEAD"),
        "{ran:?}"
    );
    assert!(!folder.0.join("crate/CHANGELOG.md").exists());
    folder.git(&["tag", "v1.2.3"]);
    folder.write("pets.yaml", &folder.read("new.yaml"));
    let ran = folder.run(&generate);
    assert!(
        ran.out
            .contains("CHANGELOG.md: the entry for 1.3.0 lists the changes since v1.2.3"),
        "{ran:?}"
    );
    assert!(
        ran.out.contains("the crate still has the version 1.2.3"),
        "{ran:?}"
    );
    let first = folder.read("crate/CHANGELOG.md");
    let entry =
        "\n## [1.3.0]\n\n### Added\n\n- type `Pet`: the optional property `age` was added\n";
    assert!(
        first.starts_with("# Changelog\n") && first.ends_with(entry),
        "{first}"
    );
    // Text that people add to the file is kept; each version has one entry; `check` accepts the
    // edited file.
    let edited = first.replace(
        "## [1.3.0]",
        "## [Unreleased]\n\n- mine\n\n## [1.3.0] - 2026-01-31",
    );
    folder.write("crate/CHANGELOG.md", &edited);
    folder.write("generator.yaml", &config.replace("1.2.3", "1.3.0"));
    let ran = folder.run(&generate);
    assert!(!ran.out.contains("still has the version"), "{ran:?}");
    assert_eq!(folder.read("crate/CHANGELOG.md"), edited);
    let ran = folder.run(&["check", "--config", "generator.yaml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // The next release adds an entry above the others.
    folder.git(&["commit", "-qam", "second"]);
    folder.write("pets.yaml", &folder.read("gone.yaml"));
    let ran = folder.run(&[&generate[..], &["--against", "HEAD"]].concat());
    assert!(
        ran.out
            .contains("the entry for 2.0.0 lists the changes since HEAD"),
        "{ran:?}"
    );
    let second = folder.read("crate/CHANGELOG.md");
    let (before, after) = edited.split_once("## [1.3.0]").unwrap();
    let added = second
        .strip_prefix(before)
        .unwrap()
        .strip_suffix(&format!("## [1.3.0]{after}"))
        .unwrap();
    assert!(added.starts_with("## [2.0.0]\n\n### Added\n\n"), "{added}");
    assert!(
        added.contains(
            "### Removed\n\n- **Breaking:** type `Pet`: the required property `name` was removed\n"
        ),
        "{added}"
    );
    for wrong in [&["--against", "none"][..], &["--spec", "-"]] {
        let ran = folder.run(&[&generate[..], wrong].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    }
}

#[test]
fn a_breaking_change_that_programs_survive_explains_its_version() {
    let folder = Folder::new();
    let config = "spec: pets.yaml\noutput: crate\npackage: { name: pets, version: 1.2.3 }\n";
    folder.write("generator.yaml", config);
    folder.write("old.yaml", PETS);
    folder.write("pets.yaml", PETS);
    folder.run(&["generate"]);
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    folder.write(
        "pets.yaml",
        &PETS.replace(
            "required: true, schema: { type: string",
            "required: true, schema: { type: string, maxLength: 9",
        ),
    );
    folder.run(&["generate", "--changelog"]);
    let entry = folder.read("crate/CHANGELOG.md");
    assert!(
        entry.contains("## [1.2.4]\n\nPrograms still compile with this version. The changes marked as breaking are in the API")
            && entry.contains("\n- **Breaking:** `client.pets().get(…)` (`GET /pets/{id}`): id: "),
        "{entry}"
    );
    for (format, line) in [
        (
            "html",
            "<h1>Breaking API change: next version 1.2.4, as Rust programs still compile</h1>",
        ),
        (
            "text",
            "the next version after 1.2.3 is 1.2.4, as Rust programs still compile\n",
        ),
    ] {
        let arguments = [
            "diff",
            "old.yaml",
            "pets.yaml",
            "--old-config",
            "generator.yaml",
            "--format",
            format,
        ];
        let ran = folder.run(&arguments);
        assert!(ran.out.contains(line), "{ran:?}");
    }
}

/// A removed operation is annotated where the new file has its path, or else `paths`.
#[test]
fn removed_operations_are_annotated_in_the_new_file() {
    let folder = Folder::with_pets();
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    for (removed, extension, location) in [
        ("    get:", "    x-get:", "file=pets.yaml,line=5,col=3"),
        ("  /pets/{id}:", "  x-pets:", "file=pets.yaml,line=4,col=1"),
    ] {
        folder.write("pets.yaml", &PETS.replace(removed, extension));
        let ran = folder.run(&[
            "diff",
            "git:HEAD:pets.yaml",
            "pets.yaml",
            "--format",
            "github",
        ]);
        let annotation = format!("::error {location},title=operation-removed::");
        assert!(
            ran.out.contains(&annotation) && ran.out.contains(", was at HEAD:pets.yaml:6:5"),
            "{ran:?}"
        );
    }
}

#[test]
fn diff_reads_descriptions_from_git_commits() {
    let folder = two_versions();
    folder.write("broken.yaml", "openapi: 3.1.0\ninfo: { title: Pets\n");
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    folder.write("pets.yaml", &folder.read("gone.yaml"));
    let ran = folder.run(&["diff", "git:HEAD:broken.yaml", "pets.yaml"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("--> HEAD:broken.yaml:2:7"),
        "{ran:?}"
    );
    let ran = folder.run(&[
        "diff",
        "git:HEAD:pets.yaml",
        "pets.yaml",
        "--fail-on",
        "wire=breaking",
    ]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("before: HEAD:pets.yaml:"), "{ran:?}");
    let ran = folder.run(&[
        "diff",
        "git:HEAD:pets.yaml",
        "git:HEAD:gone.yaml",
        "--format",
        "github",
    ]);
    assert!(
        !ran.out.contains("file="),
        "no file that the pull request could show: {ran:?}"
    );
    assert!(ran.out.contains(", was at HEAD:pets.yaml:"), "{ran:?}");
    for wrong in [
        "git:HEAD:none.yaml",
        "git:none:pets.yaml",
        "git:HEAD",
        "git:--help:pets.yaml",
    ] {
        let ran = folder.run(&["diff", wrong, "pets.yaml"]);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(2), ""),
            "{wrong} {ran:?}"
        );
    }
    // The commit has the file, although its folder no longer exists; paths start at the current
    // folder, or at the root of the repository.
    folder.write("old/api/pets.yaml", &folder.read("new.yaml"));
    folder.git(&["add", "old"]);
    folder.git(&["commit", "-qm", "second"]);
    let ran = folder.run(&["diff", "git:HEAD:old/api/pets.yaml", "old/api/pets.yaml"]);
    assert_eq!(ran.code, Some(0), "its folder is there: {ran:?}");
    fs::remove_dir_all(folder.0.join("old")).unwrap();
    fs::create_dir_all(folder.0.join("below/here")).unwrap();
    for (from, path) in [
        ("", "old/api/pets.yaml"),
        ("below/here", "../../old/api/pets.yaml"),
        ("below", "old/api/pets.yaml"),
    ] {
        let ran = run_in(
            &folder.0.join(from),
            &[
                "diff",
                &format!("git:HEAD:{path}"),
                &format!("git:HEAD:{path}"),
            ],
        );
        assert_eq!(ran.code, Some(0), "{from} {path}: {ran:?}");
    }
    let ran = folder.run(&["diff", "git:HEAD~1:old/api/pets.yaml", "pets.yaml"]);
    assert!(
        ran.err
            .starts_with("error[git]: `old/api/pets.yaml` is not in `HEAD~1`"),
        "{ran:?}"
    );
    folder.run(&[
        "generate",
        "--spec",
        "pets.yaml",
        "--out",
        "pets",
        "--package",
        "zoo",
    ]);
    let against = [
        "check",
        "--spec",
        "pets.yaml",
        "--out",
        "pets",
        "--package",
        "zoo",
        "--against",
        "HEAD",
    ];
    let ran = folder.run(&[&against[..], &["--fail-on", "wire=breaking"]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("property-removed-required"), "{ran:?}");
    assert!(!ran.out.contains("package-renamed"), "{ran:?}");
    // The crate is stale, but changes of the API are reported nevertheless.
    folder.write("pets.yaml", &folder.read("new.yaml"));
    let ran = folder.run(&[&against[..], &["--output", "json=report.json"]].concat());
    assert!(
        ran.code == Some(1) && ran.err.contains("outdated: "),
        "{ran:?}"
    );
    assert!(ran.out.contains("property-added-optional"), "{ran:?}");
    assert!(
        folder
            .read("report.json")
            .contains("property-added-optional")
    );
}

/// git shows the report instead of the changed lines.
#[test]
fn git_shows_reports_of_changed_descriptions() {
    let folder = two_versions();
    if Command::new("git").arg("--version").output().is_err() {
        eprintln!("skipped, as there is no git");
        return;
    }
    git_output(&folder, &["init", "-q"]);
    let program = env!("CARGO_BIN_EXE_sdkwright").replace('\\', "/");
    git_output(
        &folder,
        &[
            "config",
            "diff.openapi.command",
            &format!("'{program}' diff --fail-on wire=breaking --git"),
        ],
    );
    folder.write(".gitattributes", "*.yaml diff=openapi\n");
    let split = PETS.replace("\"#/components/schemas/Pet\"", "schemas/pet.yaml");
    folder.write("api/split.yaml", &split);
    folder.write(
        "api/schemas/pet.yaml",
        "type: object\nproperties: { name: { type: string } }\n",
    );
    git_output(&folder, &["add", "."]);
    git_output(&folder, &["commit", "-qm", "first"]);
    folder.write("pets.yaml", &folder.read("gone.yaml"));
    let required = "required: true, schema: { type: string }";
    folder.write(
        "api/split.yaml",
        &split.replace(required, "required: true, schema: { type: integer }"),
    );
    let shown = git_output(&folder, &["diff"]);
    assert!(
        shown.contains("a/pets.yaml → b/pets.yaml: 1 breaking"),
        "{shown}"
    );
    assert!(
        shown.contains("  before: a/pets.yaml:17:58, after: b/pets.yaml:17:5\n"),
        "{shown}"
    );
    // References in the old text are also resolved from its path in the repository.
    let (_, rest) = shown
        .split_once("a/api/split.yaml → b/api/split.yaml: 1 breaking\n")
        .unwrap();
    let (split, _) = rest.split_once("a/pets.yaml").unwrap_or((rest, ""));
    assert!(
        split.contains("type-changed: GET /pets/{id}, id (request)")
            && !split.contains("cannot-judge"),
        "{shown}"
    );
    assert!(
        split
            .contains("\nother files that the description refers to are those of the working tree"),
        "{shown}"
    );
    git_output(&folder, &["add", "."]);
    git_output(&folder, &["commit", "-qm", "second"]);
    assert!(
        git_output(&folder, &["log", "-p", "--ext-diff", "-1"])
            .contains("a/pets.yaml → b/pets.yaml: 1 breaking")
    );
    assert!(
        git_output(&folder, &["show", "--no-ext-diff"]).contains("-    Pet: {"),
        "the lines are still available"
    );
    // A file that cannot be compared is reported, and does not stop git.
    folder.write("pets.yaml", "openapi: [");
    folder.write("api/schemas/pet.yaml", "type: object\n");
    fs::remove_file(folder.0.join("new.yaml")).unwrap();
    git_output(&folder, &["mv", "gone.yaml", "moved.yaml"]);
    folder.write("added.yaml", "openapi: 3.1.0\n");
    git_output(&folder, &["add", "-A"]);
    let shown = git_output(&folder, &["diff", "--cached", "-M"]);
    for line in [
        "a/gone.yaml → b/moved.yaml: nothing changed",
        "a/pets.yaml → b/pets.yaml: cannot be compared; `--no-ext-diff` shows its lines",
        "error[broken-yaml]: the new description cannot be used: ",
        " --> b/pets.yaml:",
        "error[not-openapi]: the old description cannot be used: ",
        "added.yaml was added, so there is nothing to compare; `--no-ext-diff` shows its lines",
        "new.yaml was deleted; `--no-ext-diff` shows its lines",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let ran = folder.run(&["diff", "--git", "pets.yaml", "old"]);
    assert!(
        ran.code == Some(2) && ran.err.starts_with("error[git]: expected the 7 arguments"),
        "{ran:?}"
    );
}

fn git_output(folder: &Folder, arguments: &[&str]) -> String {
    let identity = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "init.defaultBranch=main",
    ];
    let mut command = Command::new("git");
    command
        .args(identity)
        .arg("--no-pager")
        .args(arguments)
        .current_dir(&folder.0);
    // Neither the user's settings nor colors affect the output.
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_PAGER_IN_USE");
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{arguments:?} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_changelog_needs_a_description_in_a_repository() {
    let folder = Folder::with_pets();
    folder.generate("pets.yaml", "pets");
    let ran = folder.run(&[
        "generate",
        "https://user:s3cr3t@pets.example/openapi.yaml?key=s3cr3t",
        "--out",
        "pets",
        "--changelog",
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .contains("so `--changelog` has nothing to compare it with"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("s3cr3t"), "{}", ran.err);
}
