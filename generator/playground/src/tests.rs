use serde_json::{Value, json};

use super::answer;

const PETS: &str = include_str!("../../../docs/src/pets.yaml");

fn answer_to(request: &Value) -> Value {
    serde_json::from_str(&answer(&request.to_string())).unwrap()
}

#[test]
fn a_description_becomes_files() {
    let request = json!({"generate": {"description": PETS, "settings": "package: {name: zoo}"}});
    let answer = answer_to(&request);
    let client = &answer["client"];
    let paths: Vec<&Value> = client["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["path"])
        .collect();
    assert!(paths.contains(&&json!("src/lib.rs")), "{paths:?}");
    assert!(paths.is_sorted_by_key(|path| path.as_str()));
    assert!(
        client["inspection"]
            .as_str()
            .unwrap()
            .contains("<code>zoo</code>")
    );
    assert_eq!(client["warnings"], "");
}

#[test]
fn warnings_show_the_line() {
    let text = PETS.replacen("type: integer", "type: integr", 1);
    let answer = answer_to(&json!({"generate": {"description": text, "settings": ""}}));
    let warnings = answer["client"]["warnings"].as_str().unwrap();
    assert!(
        warnings.contains("openapi.yaml:") && warnings.contains("^"),
        "{warnings}"
    );
}

#[test]
fn an_unusable_text_is_an_error() {
    for (description, settings, message) in [
        ("", "", "is empty"),
        ("{\"a\": ", "", "openapi.json:1"),
        (PETS, "packages: {}", "generator.yaml:1"),
    ] {
        let answer =
            answer_to(&json!({"generate": {"description": description, "settings": settings}}));
        assert!(
            answer["error"].as_str().unwrap().contains(message),
            "{answer}"
        );
    }
}

#[test]
fn a_removed_operation_is_in_the_report() {
    let new = PETS.replace("/pets/{pet_id}:", "/animals/{pet_id}:");
    let request =
        json!({"compare": {"old": PETS, "new": new, "settings": "", "today": "2026-01-01"}});
    let answer = answer_to(&request);
    let page = answer["report"]["page"].as_str().unwrap();
    assert!(page.contains("/pets/{pet_id}"), "{page}");
}
