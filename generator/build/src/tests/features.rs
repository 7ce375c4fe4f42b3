//! Features by resource, and the files of types that they need.

use super::with_paths;

/// Returns `TYPE: FILE [FEATURES]` for each type of an API whose resources `a`, `b` … return types
/// with these names.
fn files_of_types(resources: &[(&str, &[&str])], config: &str) -> Vec<String> {
    let mut paths = String::new();
    let mut schemas = String::from("components:\n  schemas:\n");
    let mut names: Vec<&str> = resources
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        schemas +=
            &format!("    {name}: {{type: object, properties: {{of_{name}: {{type: string}}}}}}\n");
    }
    for (resource, names) in resources {
        let properties: Vec<String> = names
            .iter()
            .map(|name| format!("{name}: {{$ref: '#/components/schemas/{name}'}}"))
            .collect();
        paths += &format!(
            "  /{resource}: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{{}}}}}}}}}}}}}}}}}\n",
            properties.join(", ")
        );
    }
    let api = with_paths(&(paths + &schemas), config).api;
    let components = api.types.iter().map(|(_, def)| def);
    let mut lines: Vec<String> = components
        .filter(|def| def.name.starts_with("Pet"))
        .map(|def| {
            let features: Vec<&str> = api.features.of_types(&def.module).collect();
            format!("{}: {} {features:?}", def.name, def.module)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn a_file_has_types_that_the_same_features_need() {
    let resources: &[(&str, &[&str])] = &[
        ("cats", &["PetName", "PetOwner", "PetToy"]),
        ("dogs", &["PetName", "PetOwner", "PetCollar"]),
        ("fish", &["PetName"]),
        ("mice", &["PetName", "PetWheel"]),
    ];
    assert_eq!(
        files_of_types(resources, "features_by_resource: true"),
        [
            r#"PetCollar: dogs ["dogs"]"#,
            r#"PetName: cats_and_3_others ["cats", "dogs", "fish", "mice"]"#,
            r#"PetOwner: cats_and_dogs ["cats", "dogs"]"#,
            r#"PetToy: cats ["cats"]"#,
            r#"PetWheel: mice ["mice"]"#,
        ]
    );
    assert_eq!(
        files_of_types(resources, ""),
        [
            "PetCollar: pet []",
            "PetName: pet []",
            "PetOwner: pet []",
            "PetToy: pet []",
            "PetWheel: pet []",
        ]
    );
}

#[test]
fn files_with_as_many_features_have_different_names() {
    let resources: &[(&str, &[&str])] = &[
        ("cats", &["PetA", "PetB", "PetC"]),
        ("dogs", &["PetA", "PetB", "PetC"]),
        ("fish", &["PetA", "PetB"]),
        ("mice", &["PetA", "PetC"]),
        ("newts", &["PetC"]),
        ("owls", &["PetB"]),
    ];
    assert_eq!(
        files_of_types(resources, "features_by_resource: true"),
        [
            r#"PetA: cats_and_3_others ["cats", "dogs", "fish", "mice"]"#,
            r#"PetB: cats_dogs_and_2_others ["cats", "dogs", "fish", "owls"]"#,
            r#"PetC: cats_dogs_mice_and_newts ["cats", "dogs", "mice", "newts"]"#,
        ]
    );
}

#[test]
fn a_type_that_many_features_need_is_always_compiled() {
    let resources: &[(&str, &[&str])] = &[
        ("ants", &["PetA", "PetB"]),
        ("bees", &["PetA", "PetB"]),
        ("cats", &["PetA", "PetB"]),
        ("dogs", &["PetA", "PetB"]),
        ("eels", &["PetA", "PetB"]),
        ("fish", &["PetA", "PetB"]),
        ("gnus", &["PetA", "PetB"]),
        ("hens", &["PetA", "PetB"]),
        ("jays", &["PetA"]),
    ];
    let files = files_of_types(resources, "features_by_resource: true");
    assert_eq!(files[0], "PetA: pet []");
    assert!(
        files[1].starts_with(r#"PetB: ants_and_7_others ["ants", "#),
        "{files:?}"
    );
}
