//! Free-form objects.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::client::API;
use crate::runtime::check::{Files, check_node};
use crate::runtime::codec::{from_slice, to_vec};
use crate::runtime::field::Field;
use crate::runtime::object::JsonObject;
use crate::runtime::text::Date;

#[test]
fn entries_maps_and_values_become_objects() {
    let expected = json!({"a": "b"});
    let made: [JsonObject; 6] = [
        [("a", "b")].into(),
        vec![("a".to_owned(), json!("b"))].into(),
        HashMap::from([("a", "b")]).into(),
        BTreeMap::from([("a", "b")]).into(),
        expected.clone().into(),
        [("a", "b")].into_iter().collect(),
    ];
    for object in made {
        assert_eq!(Value::from(object.clone()), expected);
        assert_eq!(to_vec(&object), br#"{"a":"b"}"#);
        assert_eq!((object["a"].as_str(), object.len()), (Some("b"), 1));
    }
}

#[test]
fn values_that_are_no_objects_are_not_sent() {
    let message = |value: Value| {
        check_node(
            &API,
            "parameters",
            &JsonObject::from(value),
            &[],
            Files::Nowhere,
        )
        .map_err(|at| at.message)
    };
    assert_eq!(message(json!({})), Ok(()));
    assert_eq!(
        message(json!([1])),
        Err("is an array, expected an object".to_owned())
    );
    assert!(from_slice::<JsonObject>(b"[1]").is_err());
    let mut object = JsonObject::from(json!("text"));
    assert_eq!(
        (object.len(), format!("{object:?}")),
        (0, "\"text\"".to_owned())
    );
    object.insert("a".to_owned(), json!(1));
    assert_eq!(object, JsonObject::from([("a", 1)]));
}

#[test]
fn objects_are_printed_as_json() {
    let object = JsonObject::from(json!({"colony": "Mars", "domes": [1, {"open": true}]}));
    assert_eq!(
        format!("{:?}", Some(object)),
        r#"Some({"colony": "Mars", "domes": [1,{"open":true}]})"#
    );
}

#[test]
fn objects_are_converted_to_other_types() {
    let object = JsonObject::from(json!({"a": [1, 2]}));
    assert_eq!(
        object.read_as::<BTreeMap<String, Vec<i64>>>().unwrap()["a"],
        [1, 2]
    );
    let error = object
        .read_as::<BTreeMap<String, Vec<String>>>()
        .unwrap_err();
    assert_eq!(error.path, "$.a[0]");
}

#[test]
fn nullable_fields_have_the_conversions_of_their_values() {
    assert_eq!(
        Field::<JsonObject>::from(json!({"a": 1})),
        Field::Value(JsonObject::from([("a", 1)]))
    );
    assert_eq!(
        Field::<JsonObject>::from([("a", 1)]),
        Field::Value(JsonObject::from([("a", 1)]))
    );
    assert_eq!(
        Field::<Vec<String>>::from(["a"]),
        Field::Value(vec!["a".to_owned()])
    );
    assert_eq!(
        Field::<BTreeMap<String, i64>>::from([("a", 1)]),
        Field::Value(BTreeMap::from([("a".to_owned(), 1)]))
    );
    assert_eq!(
        Field::<Date>::from("2026-01-01"),
        Field::Value(Date::from("2026-01-01"))
    );
    let counts = Field::Value(BTreeMap::from([("a".to_owned(), 1)]));
    assert_eq!(
        Field::<BTreeMap<String, i64>>::from(HashMap::from([("a", 1)])),
        counts
    );
    assert_eq!(
        Field::<BTreeMap<String, i64>>::from(BTreeMap::from([("a", 1)])),
        counts
    );
    assert_eq!(
        Field::<Vec<String>>::from(vec!["a"]),
        Field::Value(vec!["a".to_owned()])
    );
    assert_eq!(
        Field::<String>::from(&"a".to_owned()),
        Field::Value("a".to_owned())
    );
    assert_eq!(Field::<JsonObject>::from(None), Field::Absent);
}

#[test]
fn fields_are_read_like_options() {
    let rows: [(Field<i64>, Option<i64>); 3] = [
        (Field::Absent, None),
        (Field::Null, None),
        (Field::Value(2), Some(2)),
    ];
    for (field, value) in rows {
        assert_eq!(Option::from(field), value);
        assert_eq!(field.into_option(), value);
        assert_eq!(field.as_ref(), value.as_ref());
        assert_eq!(field.is_some(), value.is_some());
        assert_eq!(field.is_none(), value.is_none());
        assert_eq!(field.unwrap_or_default(), value.unwrap_or_default());
    }
    assert_eq!(Field::Value(2).map(|two| two + 1), Field::Value(3));
    assert_eq!(Field::<i64>::Null.map(|one| one + 1), Field::Null);
    assert_eq!(Field::<i64>::Absent.map(|one| one + 1), Field::Absent);
}
