//! Runs that are not repeated, because nothing has changed.

use std::fs;
use std::process::Command;

use super::{Folder, PETS, Ran, run_command};

/// Runs the program with records in `records`.
fn run_with_records(folder: &Folder, records: &str, arguments: &str) -> Ran {
    run_command(
        Command::new(env!("CARGO_BIN_EXE_sdkwright"))
            .args(arguments.split(' '))
            .env("SDKWRIGHT_CACHE_DIR", records)
            .current_dir(&folder.0),
    )
}

#[test]
fn an_unchanged_crate_is_reported_from_the_record_of_the_last_run() {
    let folder = Folder::new();
    folder.write(
        "pets.yaml",
        &PETS.replace("name: { type: string }", "name: { type: strin }"),
    );
    let cache = Folder::new();
    let records = cache.0.to_str().unwrap();
    let generate = "generate pets.yaml --out pets --verbose";
    let first = run_with_records(&folder, records, generate);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.err.contains("warning[unknown-type]"), "{}", first.err);

    // Another summary in the record shows whether it is used.
    let [record] = &cache.files().into_keys().collect::<Vec<_>>()[..] else {
        panic!("expected one record: {:?}", cache.files());
    };
    let text = cache.read(record.to_str().unwrap());
    let marked = text.replace("1 operation (", "9 operations (");
    fs::write(cache.0.join(record), marked).unwrap();
    let repeated = run_with_records(&folder, records, &format!("{generate} --no-cache"));
    let unchanged = run_with_records(&folder, records, generate);
    assert_eq!(
        unchanged.out,
        repeated.out.replace("1 operation (", "9 operations (")
    );
    assert_eq!(unchanged.err, repeated.err);
    assert!(
        repeated.out.contains("; 0 files written, 0 removed, "),
        "{}",
        repeated.out
    );
    let without_folder = run_with_records(&folder, "", generate);
    assert_eq!(without_folder.out, repeated.out);

    for options in ["", " --strict", " --verbose", " --strict --verbose"] {
        let check = format!("check pets.yaml --out pets{options}");
        let unchanged = run_with_records(&folder, records, &check);
        let repeated = run_with_records(&folder, records, &format!("{check} --no-cache"));
        assert_eq!(unchanged.code, repeated.code, "{options}");
        assert_eq!(unchanged.out, repeated.out, "{options}");
        assert_eq!(unchanged.err, repeated.err, "{options}");
    }

    folder.write(
        "pets/src/lib.rs",
        &folder.read("pets/src/lib.rs").replace("pub", "Pub"),
    );
    let check = run_with_records(&folder, records, "check pets.yaml --out pets");
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(
        check.out.starts_with("outdated: pets/src/lib.rs\n"),
        "{check:?}"
    );
}
