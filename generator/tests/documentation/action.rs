//! Runs the steps of `action.yml`, of the release workflow and of the hook in a folder with a
//! repository, and with a `gh` that records its arguments. `docs/src/guide/ci.md` lists what only
//! GitHub can show.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::files::read_yaml;
use super::page_run::PageRun;

/// A repository with a client of `spec/openapi.yaml`, the remote `origin`, and the variables of a
/// runner. `gh` knows the comments in `$FOUND`.
const RUNNER: &str = r#"
mkdir ../temp spec
mv pets.yaml spec/openapi.yaml
rm generator.yaml
printf 'spec: openapi.yaml\noutput: ../pets\npackage: { name: pets, version: 0.1.0 }\n' >spec/generator.yaml
sdkwright generate >/dev/null
git branch --move main
commit first
git init --quiet --bare ../origin
git remote add origin "$PWD/../origin"
git push --quiet origin main
"#;

const ENVIRONMENT: &str = r#"
export RUNNER_TEMP=$PWD/../temp GITHUB_OUTPUT=$PWD/../output GITHUB_STEP_SUMMARY=$PWD/../summary GITHUB_PATH=$PWD/../path
export GITHUB_REPOSITORY=owner/pets GITHUB_REPOSITORY_OWNER=owner GITHUB_BASE_REF=main BASE=main BRANCH=sdkwright/update
export GITHUB_ACTION_PATH=$ROOT CARGO_TARGET_DIR=$PWD/target
export SPEC=spec/openapi.yaml OLD=HEAD FAIL_ON=wire=breaking ACCEPT= NUMBER=7 MODE=other FOUND= CALLS=$PWD/../calls
gh() {
  echo "$*" >>"$CALLS"
  case "$*" in
    *'/issues/7/comments --jq '*) echo "$FOUND" ;;
    *'--method GET repos/owner/pets/pulls '*) echo "$FOUND" ;;
    *'--method POST repos/owner/pets/pulls '*) echo 12 ;;
    'release download '*) cp ../release/* "$7" ;;
  esac
}
export -f gh cargo
"#;

const BREAKING: &str = "sed -i -e 's/maxLength: 40/maxLength: 30/' spec/openapi.yaml\n";
const ADDED: &str = "sed -i -e 's/\\[cat, dog\\]/[cat, dog, parrot]/' spec/openapi.yaml\n";

/// Returns the script of a step.
fn step_script(steps: &Value, name: &str) -> String {
    let mut steps = steps.as_array().unwrap().iter();
    let step = steps.find(|step| step["name"] == name).unwrap();
    step["run"].as_str().unwrap().to_owned()
}

/// A folder to run steps in.
struct Runner(PageRun);

impl Runner {
    fn start() -> Self {
        let run = PageRun::start(Path::new("README.md"));
        run.succeed(RUNNER).unwrap();
        Self(run)
    }

    /// Runs a step as a runner does, after a preparation; returns the exit code and what it prints.
    fn step(&self, steps: &Value, name: &str, before: &str) -> (String, String) {
        self.run(&step_script(steps, name), before)
    }

    /// Runs a script in the same way.
    fn run(&self, script: &str, before: &str) -> (String, String) {
        fs::write(self.path("block"), script).unwrap();
        let script = format!(
            "{ENVIRONMENT}\n{before}\ncode=0; bash --noprofile --norc -eo pipefail \"$BLOCK\" || code=$?; echo; echo $code"
        );
        let printed = self.0.succeed(&script).unwrap();
        let (printed, code) = printed.rsplit_once('\n').unwrap();
        (code.to_owned(), printed.to_owned())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.inside().join("..").join(name)
    }

    /// Returns what a step wrote to a file of the runner.
    fn written(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }
}

/// Returns whether the commands that the steps call are installed; a GitHub runner has them.
fn has_commands() -> bool {
    let run = PageRun::start(Path::new("README.md"));
    let found = run.succeed("command -v jq sha256sum tar").is_ok();
    if !found {
        println!("skipped: `jq`, `sha256sum` or `tar` is missing");
    }
    found
}

#[test]
fn the_action_checks_a_pull_request() {
    if !has_commands() {
        return;
    }
    let steps = &read_yaml("action.yml")["runs"]["steps"];
    let runner = Runner::start();
    let (code, printed) = runner.step(steps, "Check", "NUMBER=");
    assert!(
        code == "0" && printed.contains("all up to date"),
        "{printed}"
    );
    let (code, printed) = runner.step(steps, "Check", "");
    assert!(
        code == "0" && !runner.written("calls").contains("--method"),
        "{printed}"
    );

    let (code, printed) = runner.step(steps, "Check", &format!("{BREAKING}sdkwright generate"));
    assert!(code == "1" && printed.contains("::error"), "{printed}");
    let calls = runner.written("calls");
    assert!(
        calls.contains("--method POST repos/owner/pets/issues/7/comments --field body=@"),
        "{calls}"
    );
    assert!(
        runner
            .written("output")
            .contains("source=patch\nwire=breaking\n")
    );
    assert!(runner.written("summary").contains("maxLength"));
    let comment = runner.written("temp/sdkwright-comment.md");
    assert!(
        comment.starts_with("<!-- sdkwright spec/openapi.yaml -->\n"),
        "{comment}"
    );

    let (code, printed) = runner.step(steps, "Check", "export FOUND=34 FAIL_ON=");
    assert!(code == "0", "{printed}");
    let calls = runner.written("calls");
    assert!(
        calls.contains("--method PATCH repos/owner/pets/issues/comments/34 "),
        "{calls}"
    );

    let (code, printed) = runner.step(steps, "Check", "echo 'openapi: [' >spec/openapi.yaml");
    assert!(
        code == "2" && printed.contains("error[broken-yaml]"),
        "{printed}"
    );
    let (code, printed) = runner.step(steps, "Unknown mode", "");
    assert!(
        code == "2" && printed.contains("the mode is other"),
        "{printed}"
    );
}

#[test]
fn the_action_opens_a_pull_request() {
    if !has_commands() {
        return;
    }
    let steps = &read_yaml("action.yml")["runs"]["steps"];
    let runner = Runner::start();
    let (code, printed) = runner.step(steps, "Update", "");
    assert!(
        code == "0" && printed.contains("nothing changed"),
        "{printed}"
    );

    let others = "echo secret >.env; echo secret >pets/.env; echo '!.env' >>.gitignore\n";
    let (code, printed) = runner.step(steps, "Update", &format!("{others}{ADDED}"));
    assert_eq!(code, "0", "{printed}");
    assert!(
        runner
            .written("output")
            .ends_with("source=minor\nwire=risky\npull-request=12\n")
    );
    let calls = runner.written("calls");
    assert!(
        calls.contains("title=feat: update the client of spec/openapi.yaml"),
        "{calls}"
    );
    let pushed = runner
        .0
        .succeed("git --git-dir ../origin show --name-only --format=%s sdkwright/update")
        .unwrap();
    for part in [
        "feat: update the client",
        "pets/src/types/kind.rs",
        "spec/generator.yaml",
        "spec/openapi.yaml",
        "pets/CHANGELOG.md",
    ] {
        assert!(pushed.contains(part), "{pushed}");
    }
    assert!(
        !pushed.contains(".env") && !pushed.contains(".gitignore"),
        "{pushed}"
    );

    let before = "git switch --quiet main; export FOUND=12\nsed -i '/operationId: deletePet/,/Deleted/d; s/^    delete:$//' spec/openapi.yaml\n";
    let (code, printed) = runner.step(steps, "Update", before);
    assert_eq!(code, "0", "{printed}");
    let calls = runner.written("calls");
    assert!(
        calls.contains("--method PATCH repos/owner/pets/pulls/12 --raw-field title=feat!: update"),
        "{calls}"
    );
}

/// The title says the worse of the verdicts on programs and on requests and responses.
#[test]
fn the_title_of_a_pull_request_is_that_of_the_worst_verdict() {
    if !has_commands() {
        return;
    }
    let steps = &read_yaml("action.yml")["runs"]["steps"];
    let docs =
        "sed -i -e 's/maxLength: 40/maxLength: 40, description: Its name/' spec/openapi.yaml\n";
    for (change, verdicts, kind) in [
        (BREAKING, "source=patch\nwire=breaking\n", "feat!"),
        (docs, "source=patch\nwire=none\n", "fix"),
    ] {
        let runner = Runner::start();
        let (code, printed) = runner.step(steps, "Update", change);
        assert_eq!(code, "0", "{printed}");
        assert!(runner.written("output").contains(verdicts), "{verdicts}");
        let calls = runner.written("calls");
        assert!(
            calls.contains(&format!("title={kind}: update the client of")),
            "{calls}"
        );
    }
}

/// The action downloads the archive of a release, which `cargo binstall` finds, too.
#[test]
fn the_action_installs_an_archive_of_the_release() {
    if !has_commands() {
        return;
    }
    let runner = Runner::start();
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    let target = "x86_64-unknown-linux-musl";
    let names =
        format!("export ACTION_REF={version} MACHINE=Linux-X64 ACTION_REPOSITORY=owner/sdkwright");
    let build = format!(
        "mkdir -p target/{target}/release ../release
        cp \"$(command -v sdkwright)\" target/{target}/release
        cargo() {{ [ \"$1\" = build ] || command cargo \"$@\"; }}
        rustup() {{ :; }}
        export -f cargo rustup"
    );
    for (script, before) in [
        (format!("check-version {version}"), ""),
        (format!("build {target} {version}"), build.as_str()),
        (format!("try {target} {version}"), ""),
        (
            "checksums ../release".to_owned(),
            "mv target/archives/* ../release",
        ),
    ] {
        let (code, printed) = runner.run(&format!("\"$ROOT\"/.ci/release/{script}"), before);
        assert_eq!(code, "0", "{script}: {printed}");
    }
    // The step would find the program that this test runs, or one that is installed.
    let path = "$(IFS=:; for folder in $PATH; do [ -e \"$folder/sdkwright\" ] || printf '%s:' \"$folder\"; done)";
    let before = format!("{names}\nPATH={path}");
    let steps = &read_yaml("action.yml")["runs"]["steps"];
    let (code, printed) = runner.step(steps, "Install sdkwright", &before);
    assert_eq!(code, "0", "{printed}");
    let folder = format!("sdkwright-{target}-{version}");
    let added = runner.written("path");
    assert!(added.trim().ends_with(&folder), "{added}");
    runner
        .0
        .succeed("\"$(cat ../path)/sdkwright\" --version")
        .unwrap();
}

#[test]
fn a_tag_of_another_version_is_refused() {
    let runner = Runner::start();
    let (code, printed) = runner.run("\"$ROOT\"/.ci/release/check-version v0.0.1", "");
    assert!(
        code == "1" && printed.contains("::error::the tag is v0.0.1, but Cargo.toml has"),
        "{printed}"
    );
}

/// Until the repository has an owner, its URLs have a placeholder, with which nothing must be
/// published.
#[test]
fn a_release_without_an_owner_is_refused() {
    let runner = Runner::start();
    let script = "\"$ROOT\"/.ci/release/check-owner";
    let (code, printed) = runner.run(script, "");
    assert_eq!(code, "0", "{printed}");
    // The placeholder is in two parts, since this file is part of the repository.
    let before = "for name in a b; do echo OWNER''/sdkwright >$name.md; done; git add a.md b.md";
    let (code, printed) = runner.run(script, before);
    let expected = "::error::replace OWNER in the URLs of these files by the owner of the repository: a.md b.md\n";
    assert!(code == "1" && printed.contains(expected), "{printed}");
}

/// A second run publishes what the first one did not.
#[test]
fn public_packages_are_published_once() {
    if !has_commands() {
        return;
    }
    let runner = Runner::start();
    let before = "cargo() {
          case $1 in
            info) [[ \"$*\" == *' sdkwright-diag@'* ]] ;;
            publish) echo \"$*\" ;;
            *) command cargo \"$@\" ;;
          esac
        }
        export -f cargo";
    let script = "\"$ROOT\"/.ci/release/publish-packages";
    let (_, printed) = runner.run(script, before);
    assert!(
        printed.contains(" --package sdkwright ") && printed.contains(" --package sdkwright-diff "),
        "{printed}"
    );
    for other in [
        "sdkwright-diag ",
        "sdkwright-playground",
        "cloudflare-ai-controls",
    ] {
        assert!(!printed.contains(other), "{printed}");
    }
    let (_, printed) = runner.run(&format!("{script} --dry-run"), before);
    assert!(printed.contains(" --package sdkwright-diag "), "{printed}");
}

/// Each step calls one command or script, which runs without GitHub, too.
#[test]
fn steps_of_workflows_are_one_line() {
    for name in [
        "action.yml",
        ".github/workflows/ci.yml",
        ".github/workflows/pages.yml",
        ".github/workflows/release.yml",
    ] {
        let root = read_yaml(name);
        let jobs = root["jobs"].as_object().into_iter().flatten();
        let lists = jobs
            .map(|(_, job)| &job["steps"])
            .chain([&root["runs"]["steps"]]);
        for step in lists.filter_map(Value::as_array).flatten() {
            let Some(run) = step["run"].as_str() else {
                continue;
            };
            assert!(!run.contains('\n'), "{name}: {run}");
            for word in run.split([' ', '"']).filter(|word| word.contains(".ci/")) {
                let path = word.trim_start_matches("$GITHUB_ACTION_PATH/");
                let script = Path::new(super::BOOK).join("../..").join(path);
                assert!(script.exists(), "{name}: {run}");
            }
        }
    }
}

#[test]
fn the_action_and_the_release_have_the_same_targets() {
    let root = Path::new(super::BOOK).join("../..");
    let release = read_yaml(".github/workflows/release.yml");
    let action = read_yaml("action.yml");
    let install = fs::read_to_string(root.join(".ci/action/install")).unwrap();
    let targets = release["jobs"]["build"]["strategy"]["matrix"]["include"]
        .as_array()
        .unwrap();
    assert_eq!(targets.len(), 5);
    for target in targets {
        let line = format!(") target={} ending=", target["target"].as_str().unwrap());
        assert!(install.contains(&line), "{line}");
    }
    let text = fs::read_to_string(root.join("action.yml")).unwrap();
    for used in text.split("inputs.").skip(1) {
        let end = used
            .find(|c: char| !c.is_alphanumeric() && c != '-')
            .unwrap();
        assert!(
            action["inputs"].get(&used[..end]).is_some(),
            "{}",
            &used[..end]
        );
    }
}

#[test]
fn the_hook_notices_an_outdated_crate() {
    let hooks = read_yaml(".pre-commit-hooks.yaml");
    let entry = hooks[0]["entry"].as_str().unwrap();
    let runner = Runner::start();
    runner.0.succeed(entry).unwrap();
    runner.0.succeed(BREAKING).unwrap();
    let problem = runner.0.succeed(entry).unwrap_err();
    assert!(problem.contains("outdated: pets/"), "{problem}");
}

/// Every file from which the image is built exists, and so does each member of the workspace.
#[test]
fn the_dockerfile_copies_what_the_build_needs() {
    let root = Path::new(super::BOOK).join("../..");
    let text = fs::read_to_string(root.join("Dockerfile")).unwrap();
    let copied: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--from"))
        .flat_map(|line| line.rsplit_once(' ').unwrap().0.split(' '))
        .collect();
    for source in &copied {
        assert!(root.join(source).exists(), "{source}");
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (_, members) = manifest.split_once("members = [").unwrap();
    for member in members
        .split(']')
        .next()
        .unwrap()
        .split('"')
        .skip(1)
        .step_by(2)
    {
        let is_copied = copied
            .iter()
            .any(|source| member.split('/').next() == Some(source));
        assert!(is_copied, "{member}");
    }
}
