//! `init`.

use super::*;

#[test]
fn init_writes_a_configuration_once() {
    let folder = Folder::with_pets();
    let ran = folder.run(&["init", "pets.yaml"]);
    let written = "wrote generator.yaml\nwrote generator.schema.json\n\nNext: sdkwright generate\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), written), "{ran:?}");
    let text = folder.read("generator.yaml");
    assert!(
        text.starts_with("# yaml-language-server: $schema=generator.schema.json\n"),
        "{text}"
    );
    assert_eq!(
        folder.run(&["init", "--schema"]).out,
        folder.read("generator.schema.json")
    );
    assert!(
        text.contains("\nspec: pets.yaml\n") && text.contains("\n#    get: readPet\n"),
        "{text}"
    );
    let ran = folder.run(&["generate"]);
    assert!(
        ran.code == Some(0) && ran.out.starts_with("pets: 1 operation "),
        "{ran:?}"
    );
    // Commands without arguments read this configuration, also from folders below it, and in
    // preference to the configuration in a folder `spec`.
    folder.write("spec/generator.yaml", "spec: gone.yaml\n");
    for (below, command) in [("", "check"), ("pets/src", "check"), ("pets", "inspect")] {
        let ran = run_in(&folder.0.join(below), &[command]);
        assert_eq!(ran.code, Some(0), "{below}: {ran:?}");
    }
    let ran = folder.run(&["init", "pets.yaml"]);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .starts_with("error[file-exists]: `generator.yaml` exists"),
        "{ran:?}"
    );
}

#[test]
fn init_names_the_command_that_reads_its_file() {
    let folder = Folder::new();
    folder.write("spec/pets.yaml", PETS);
    let ran = folder.run(&["init", "spec/pets.yaml"]);
    assert!(ran.out.ends_with("\nNext: sdkwright generate\n"), "{ran:?}");
    let out = ["--out", "spec/other pets.yaml"];
    let ran = folder.run(&[&["init", "spec/pets.yaml"], out.as_slice()].concat());
    let expected = "\nNext: sdkwright generate --config \"spec/other pets.yaml\"\n";
    assert!(ran.out.ends_with(expected), "{ran:?}");
    assert_eq!(folder.run(&["generate"]).code, Some(0));
}

#[test]
fn init_replaces_only_schemas_of_its_own() {
    let folder = Folder::with_pets();
    let older = folder
        .run(&["init", "--schema"])
        .out
        .replace("\"modules\"", "\"former\"");
    folder.write("generator.schema.json", &older);
    assert_eq!(folder.run(&["init", "pets.yaml"]).code, Some(0));
    assert!(folder.read("generator.schema.json").contains("\"modules\""));
    folder.write("own/generator.schema.json", "{\"title\": \"mine\"}");
    let ran = folder.run(&["init", "pets.yaml", "--out", "own/generator.yaml"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("`own/generator.schema.json` exists"),
        "{ran:?}"
    );
    assert!(!folder.0.join("own/generator.yaml").exists());
}

const STAINLESS: &str = "\
organization: { name: pets }
resources:
  animals:
    models: { animal: Pet }
    methods: { retrieve: 'get /pets/{pet_id}', feed: post /pets/feed }
settings: { license: MIT }
readme: { example_requests: { default: { type: request } } }
";

#[test]
fn init_imports_a_stainless_yml() {
    let folder = Folder::new();
    folder.write("api/pets.yaml", PETS);
    folder.write("stainless.yml", STAINLESS);
    let init = ["init", "--from", "stainless.yml", "--spec", "api/pets.yaml"];
    let ran = folder.run(&init);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    assert!(
        ran.out
            .starts_with("imported: 1 resource, 1 method, 1 model, 3 other settings\n"),
        "{ran:?}"
    );
    for part in [
        "5:48 resources.animals.methods.feed (post /pets/feed)",
        "7:11 readme.example_requests",
        "wrote api/generator.yaml",
    ] {
        assert!(ran.out.contains(part), "{ran:?}");
    }
    let written = folder.read("api/generator.yaml");
    assert!(
        written.contains("spec: pets.yaml\n") && written.contains("    retrieve: GET /pets/{id}\n"),
        "{written}"
    );
    let generated = folder.run(&["generate", "--spec", "api/pets.yaml"]);
    assert_eq!(generated.code, Some(0), "{generated:?}");
    assert!(
        folder
            .read("api/pets/src/resources/animals.rs")
            .contains("fn retrieve(")
    );

    let again = folder.run(&init);
    assert_eq!(again.code, Some(2), "{again:?}");
    assert!(
        again
            .err
            .starts_with("error[file-exists]: `api/generator.yaml` exists already"),
        "{again:?}"
    );
    let mut forced = init.to_vec();
    forced.push("--force");
    assert_eq!(folder.run(&forced).code, Some(0));
}

#[test]
fn init_writes_an_overlay_and_refuses_other_files() {
    let folder = Folder::with_pets();
    folder.write(
        "stainless.yml",
        &format!("{STAINLESS}environments: {{ production: 'https://other.example.com' }}\n"),
    );
    fs::create_dir(folder.0.join("own")).unwrap();
    let ran = init_from_stainless(&folder, "own/client.yaml");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.ends_with(
            "wrote own/client.yaml\nwrote own/generator.schema.json\nwrote own/stainless.overlay.yaml\n\n\
             Next: sdkwright generate --config own/client.yaml\n"
        ),
        "{ran:?}"
    );
    assert!(
        folder
            .read("own/client.yaml")
            .contains("spec: ../pets.yaml\n")
    );
    assert_eq!(
        folder
            .run(&["generate", "--config", "own/client.yaml"])
            .code,
        Some(0)
    );

    let beside = init_from_stainless(&folder, "own/other.yaml");
    assert!(
        beside
            .err
            .contains("`own/stainless.overlay.yaml` exists already"),
        "{beside:?}"
    );
    assert!(!folder.0.join("own/other.yaml").exists());
    folder.write("stainless.yml", "- 1\n");
    let refused = init_from_stainless(&folder, "new.yaml");
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.starts_with("error[not-stainless]")
            && refused.err.contains("stainless.yml:1:1"),
        "{refused:?}"
    );
    fs::remove_file(folder.0.join("stainless.yml")).unwrap();
    assert!(
        init_from_stainless(&folder, "new.yaml")
            .err
            .contains("error[unreadable-file]")
    );
}

fn init_from_stainless(folder: &Folder, out: &str) -> Ran {
    folder.run(&[
        "init",
        "--from",
        "stainless.yml",
        "--spec",
        "pets.yaml",
        "--out",
        out,
    ])
}

#[test]
fn init_creates_the_folder_of_its_file() {
    let folder = Folder::with_pets();
    let ran = folder.run(&["init", "pets.yaml", "--out", "new/dir/generator.yaml"]);
    let written = "wrote new/dir/generator.yaml\nwrote new/dir/generator.schema.json\n\n\
                   Next: sdkwright generate --config new/dir/generator.yaml\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), written), "{ran:?}");
    let text = folder.read("new/dir/generator.yaml");
    assert!(text.contains("\nspec: ../../pets.yaml\n"), "{text}");
    let ran = folder.run(&["generate", "--config", "new/dir/generator.yaml"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn init_reads_the_standard_input() {
    let folder = Folder::new();
    folder.write("stainless.yml", STAINLESS);
    for (arguments, out) in [
        (&["init", "--spec", "-"][..], "generator.yaml"),
        (
            &[
                "init",
                "-",
                "--from",
                "stainless.yml",
                "--out",
                "other.yaml",
            ],
            "other.yaml",
        ),
    ] {
        let ran = run_with_input(&folder.0, arguments, PETS);
        let next = format!(
            "\nNext: save the description, write its path after `spec:` into {out}, and run: sdkwright generate --config {out}\n"
        );
        assert!(ran.code == Some(0) && ran.out.ends_with(&next), "{ran:?}");
        let text = folder.read(out);
        assert!(text.contains("\n# spec: openapi.yaml\n"), "{text}");
        let ran = folder.run(&["generate", "--config", out]);
        assert!(
            ran.code == Some(2) && ran.err.starts_with("error[no-description]"),
            "{ran:?}"
        );
        folder.write("openapi.yaml", PETS);
        folder.write(out, &text.replace("# spec:", "spec:"));
        let ran = folder.run(&["generate", "--config", out]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let init = ["init", "openapi.yaml", "--from", "-", "--out", "third.yaml"];
    let ran = run_with_input(&folder.0, &init, STAINLESS);
    assert!(
        ran.code == Some(0) && ran.out.starts_with("imported: 1 resource, "),
        "{ran:?}"
    );
}

const API_MD: &str = "# Animals\n\n- <code title=\"get /pets/{pet_id}\">client.animals.<a href=\"x\">retrieve</a>(pet_id) -> Pet</code>\n";

const SPEAKEASY: &str = "\
sources:
  pets: { inputs: [{ location: pets.yaml }], overlays: [{ location: .speakeasy/names.yaml }, { location: gone.yaml }] }
  copy: { inputs: [{ location: pets.yaml }], overlays: [{ location: ./.speakeasy/names.yaml }] }
  toys: { inputs: [{ location: toys.yaml }], overlays: [{ location: .speakeasy/toys.yaml }] }
";

const OVERLAY: &str = "\
overlay: 1.0.0
info: { title: Names, version: '1' }
actions: [{ target: $.info, update: { title: Animals } }]
";

const FERN: &str = "\
api:
  specs:
    - openapi: ../pets.yaml
      overrides: [openapi/openapi-overrides.yml, broken.yml]
";

/// Files of other generators in a folder, the richest last; what the import prints, and `overlays`
/// of `generator.yaml`.
const FOUND: [(&str, &str, &str, &str); 4] = [
    (
        "api.md",
        API_MD,
        "found ./api.md\nimported: 1 resource, 1 method",
        "",
    ),
    (
        ".speakeasy/workflow.yaml",
        SPEAKEASY,
        "found ./.speakeasy/workflow.yaml; name another with `--from`: ./api.md\nimported: 1 overlay\n",
        "overlays: [.speakeasy/names.yaml]\n",
    ),
    (
        "fern/generators.yml",
        FERN,
        "found ./fern/generators.yml; name another with `--from`: ./.speakeasy/workflow.yaml, ./api.md\nimported: 1 overlay\n",
        "overlays: [fern/openapi/openapi-overrides.yml]\n",
    ),
    (
        ".stainless/config.yml",
        STAINLESS,
        "found ./.stainless/config.yml; name another with `--from`: ./fern/generators.yml, ./.speakeasy/workflow.yaml, ./api.md\nimported: 1 resource, 1 method, 1 model",
        "",
    ),
];

#[test]
fn init_finds_the_file_in_a_folder() {
    let folder = Folder::with_pets();
    let refused = folder.run(&["init", "pets.yaml", "--from", "."]);
    assert!(
        refused.code == Some(2) && refused.err.starts_with("error[not-stainless]: `.` has no"),
        "{refused:?}"
    );
    folder.write(".speakeasy/names.yaml", OVERLAY);
    folder.write(
        "fern/openapi/openapi-overrides.yml",
        "info: { title: Animals }\n",
    );
    folder.write("fern/broken.yml", "rules: [1]\n");
    for (path, text, printed, overlays) in FOUND {
        folder.write(path, text);
        let ran = folder.run(&["init", "pets.yaml", "--from", ".", "--force"]);
        assert!(ran.code == Some(0) && ran.err.is_empty(), "{ran:?}");
        assert!(ran.out.starts_with(printed), "{path}: {}", ran.out);
        let written = folder.read("generator.yaml");
        let lines = written
            .lines()
            .filter(|line| line.starts_with("overlays:"))
            .map(|line| line.replace('\'', ""));
        assert_eq!(
            lines.map(|line| format!("{line}\n")).collect::<String>(),
            overlays,
            "{path}"
        );
        let ran = folder.run(&["generate", "--out", "out", "--package", "pets"]);
        assert_eq!(ran.code, Some(0), "{path}: {ran:?}");
    }
    let ran = folder.run(&[
        "init",
        "pets.yaml",
        "--from",
        "fern/generators.yml",
        "--force",
    ]);
    for part in [
        "imported: 1 overlay\n",
        "The file cannot be applied to the description: expected an overlay, a JSON patch or a part of a description",
        "4:50 api.specs.0.overrides.1 (broken.yml)",
    ] {
        assert!(ran.out.contains(part), "{ran:?}");
    }
    let ran = folder.run(&[
        "init",
        "pets.yaml",
        "--from",
        ".speakeasy/workflow.yaml",
        "--force",
    ]);
    assert!(
        ran.out.contains("There is no such file here: copy it") && ran.out.contains("(gone.yaml)"),
        "{ran:?}"
    );
}

#[test]
fn init_imports_an_api_md_with_its_linked_files() {
    let folder = Folder::with_pets();
    folder.write("sdk/api.md", "# [Animals](src/animals/api.md)\n");
    folder.write("sdk/src/animals/api.md", API_MD);
    let ran = folder.run(&["init", "pets.yaml", "--from", "sdk/api.md"]);
    assert!(
        ran.code == Some(0) && ran.out.starts_with("imported: 1 resource, 1 method"),
        "{ran:?}"
    );
    assert!(
        folder
            .read("generator.yaml")
            .contains("  animals:\n    retrieve: GET /pets/{id}\n")
    );
    assert_eq!(folder.run(&["generate"]).code, Some(0));
}
