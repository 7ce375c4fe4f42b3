//! Misuse of flags and keys: `misuse.txt` has shell commands with their output; `UPDATE=1` rewrites
//! it.

use super::*;

/// A value that no key of `generator.yaml` accepts: `names` is an object of texts, `prune` is a
/// boolean, …
const WRONG_VALUE: &str = "3.5";

/// Returns a folder with a description, with files that are no descriptions, and with a
/// configuration for each key that has a wrong value.
fn folder_of_mistakes(keys: &[String]) -> Folder {
    let folder = Folder::with_pets();
    folder.write("page.html", "<!DOCTYPE html>\n<title>Sign in</title>\n");
    folder.write("empty.yaml", "");
    folder.write("mine/Cargo.toml", "[package]\nname = \"mine\"\n");
    folder.write("own/mod.rs", "pub fn mine() {}\n");
    folder.write(
        "both.yaml",
        "spec: pets.yaml\noutput: pets\nmodule: src/api\n",
    );
    let text = "spec: pets.yaml\nmodule: { folder: src/api, features: [xml] }\n";
    folder.write("unknown_feature.yaml", text);
    let text = "spec: pets.yaml\nmodule: { folder: src/api, featurs: [blocking] }\n";
    folder.write("misspelt_key.yaml", text);
    folder.write("no_package.yaml", "runtime: { crate: bad name }\n");
    folder.write("no_folder.yaml", "runtime: { path: '' }\n");
    folder.write("list.yml", "- 1\n");
    folder.write("settings/generator.yaml", "spec: ../pets.yaml\n");
    folder.write("shared.yaml", "runtime: { path: pets }\n");
    let text = "runtime: { path: runtime }\ntypes: { Pet: { use: 'std::path::PathBuf' } }\n";
    folder.write("replaced.yaml", text);
    folder.write("old.yml", "edition: 2024-01-01\nresources: {}\n");
    let text = "resources: { pets: { models: { pet: '#/components/schemas/Gone' }, methods: { walk: post /walks } } }\n";
    folder.write("stainless.yml", text);
    for key in keys {
        folder.write(&format!("{key}.yaml"), &format!("{key}: {WRONG_VALUE}\n"));
    }
    folder
}

#[test]
fn misuse_of_flags_and_keys_has_these_messages() {
    let schema = Folder::new().run(&["init", "--schema"]).out;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let keys: Vec<String> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command_line/misuse.txt");
    let expected = fs::read_to_string(&path).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_sdkwright")).parent().unwrap();
    let search = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut printed = String::new();
    for command in expected.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let folder = folder_of_mistakes(&keys);
        let before = folder.files();
        let ran = run_command(
            Command::new("bash")
                .args(["-c", command])
                .env("PATH", &search)
                .current_dir(&folder.0)
                .stdin(Stdio::null()),
        );
        printed += &format!("$ {command}\n{}{}", ran.err, ran.out);
        if ran.code != Some(2) {
            printed += &format!("=> {}\n", ran.code.unwrap());
        } else {
            assert!(folder.files() == before, "{command} wrote files");
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), printed);

    for key in keys {
        let command = format!("--config {key}.yaml\nerror");
        assert!(
            printed.contains(&command),
            "nothing misuses the key `{key}`"
        );
    }
    for command in [
        "generate",
        "check",
        "diff",
        "explain",
        "init",
        "api-md",
        "inspect",
        "completions",
    ] {
        let help = Folder::new().run(&[command, "--help"]).out;
        let words = help.split_whitespace();
        // A flag takes a value if the next word of the help is a placeholder such as `<FILE>`.
        let pairs = words.clone().zip(words.skip(1));
        for (flag, _) in
            pairs.filter(|(flag, value)| flag.starts_with("--") && value.starts_with('<'))
        {
            let is_misused = printed
                .lines()
                .any(|line| line.starts_with("$ ") && line.contains(flag));
            assert!(is_misused, "nothing misuses `{flag}`");
        }
    }
}

/// The address of a description often leads to a page to sign in, or to one that displays the
/// description.
#[cfg(feature = "remote")]
#[test]
fn a_url_that_answers_html_is_refused() {
    let folder = Folder::with_pets();
    let page = "\n<!doctype HTML>\n<html><title>Sign in</title></html>\n".to_owned();
    let address = diff::serve_texts(vec![("/openapi.yaml?token=secret", page)]);
    let url = format!("http://{address}/openapi.yaml?token=secret");
    for arguments in [
        &["generate", &url][..],
        &["generate", "--spec", &url],
        &["check", &url, "--out", "pets"],
        &["inspect", &url],
        &["api-md", &url],
        &["diff", "pets.yaml", &url],
    ] {
        let ran = folder.run(arguments);
        let expected = format!(
            "`http://{address}/openapi.yaml?…` is HTML or XML, expected JSON or YAML\n\
\x20--> http://{address}/openapi.yaml?…:1:1\n\
             \x20 = help: save the description itself, not the page that shows it\n"
        );
        let is_expected = ran.err.starts_with("error[not-openapi]: ")
            && ran.err.ends_with(&expected)
            && ran.out.is_empty();
        assert!(ran.code == Some(2) && is_expected, "{arguments:?} {ran:?}");
    }
    assert_eq!(folder.files().len(), 1);
}
