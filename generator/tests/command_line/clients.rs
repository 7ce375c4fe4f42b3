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
fn what_is_for_one_client_is_refused() {
    let folder = folder_of_two();
    for arguments in [
        &["inspect"][..],
        &["generate", "--out", "x", "--config", "spec/generator.yaml"],
        &["generate", "--package", "x"],
        &["check", "--against", "HEAD"],
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
    folder.write(
        "spec/generator.yaml",
        "clients: [pets/generator.yaml, pets/generator.yaml]\n",
    );
    let ran = folder.run(&["generate"]);
    assert!(
        ran.err.contains("error[same-output]") && ran.err.contains(":1:32"),
        "{}",
        ran.err
    );
}
