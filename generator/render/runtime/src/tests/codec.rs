//! Decoding, encoding, checking and debug output of emitted types.

use serde_json::json;

use super::client::API;
use super::sample::{
    Account, Cat, Change, Changes, Kind, Level, Named, Nested, Pair, Pet, Ring, Server, Thing,
};
use crate::runtime::api::Check;
use crate::runtime::check::{Files, Violation, check_node};
use crate::runtime::codec::{
    Reading, checked_json, decode_response, from_slice, to_request_json, to_vec,
};
use crate::runtime::node::{Extra, Model, Node};

const FULL: &str = r#"{"id":"a","kind":"oauth","limit":9007199254740993,"ratio":1.10,"note":null,"owner":null,
    "created_at":"2019-12-27T18:11:19.117Z","token":"t","next":{"id":"b","kind":"brand-new","owner":"me"},
    "pets":[{"lives":1,"type":"cat"},{"lives":7},"tom",{"neither":true},12],"more":{"kept":[1,2.50]}}"#;

fn decoded(json: &str) -> Server {
    from_slice(json.as_bytes()).unwrap()
}

/// Returns whether free-form values keep the text of numbers, because the test program enables
/// `arbitrary_precision`.
pub(super) fn are_numbers_exact() -> bool {
    serde_json::from_str::<serde_json::Value>("1e400").is_ok()
}

/// Returns a number that no float can represent, as a free-form value.
pub(super) fn beyond(number: &str) -> serde_json::Value {
    if are_numbers_exact() {
        serde_json::from_str(number).unwrap()
    } else {
        json!(number)
    }
}

fn failure(json: &str) -> String {
    from_slice::<Server>(json.as_bytes())
        .unwrap_err()
        .to_string()
}

#[test]
fn decoded_values_are_encoded_unchanged() {
    let server = decoded(FULL);
    let free = if are_numbers_exact() { "2.50" } else { "2.5" };
    let compact = FULL.replace(['\n', ' '], "").replace("2.50", free);
    assert_eq!(String::from_utf8(to_vec(&server)).unwrap(), compact);
    assert_eq!(serde_json::to_string(&server).unwrap(), compact);
}

#[test]
fn integers_beyond_i64() {
    for (json, value) in [
        ("18446744073709551615", u64::MAX.into()),
        ("-1", -1),
        ("-170141183460469231731687303715884105728", i128::MIN),
        ("2.0", 2),
        ("1e3", 1_000),
    ] {
        let found: i128 = from_slice(json.as_bytes()).unwrap();
        assert_eq!(found, value, "{json}");
        assert_eq!(to_vec(&found), value.to_string().into_bytes());
    }
    for (json, found) in [
        ("1.5", "1.5"),
        ("\"1\"", "a string"),
        ("null", "null"),
        ("1e300", "1e300"),
    ] {
        let error = from_slice::<i128>(json.as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("$: expected an integer, found {found}")
        );
    }
}

#[test]
fn a_zero_fraction_is_accepted_for_an_integer() {
    let limit = |json: &str| from_slice::<Option<i64>>(json.as_bytes()).unwrap();
    assert_eq!((limit("2.0"), limit("-3e2")), (Some(2), Some(-300)));
}

#[test]
fn values_are_typed() {
    let server = decoded(FULL);
    assert_eq!(server.limit, Some(9_007_199_254_740_993));
    assert_eq!(server.ratio.as_ref().unwrap().as_f64(), 1.1);
    assert!(server.note.is_null());
    assert!(server.owner.is_none());
    assert_eq!(server.next.as_ref().unwrap().kind.as_str(), "brand-new");
    let pets = server.pets.as_ref().unwrap();
    assert!(matches!(pets[0], Pet::Cat(_)));
    assert!(matches!(pets[1], Pet::Cat(_)));
    assert!(matches!(pets[2], Pet::Name(_)));
    assert!(matches!(pets[3], Pet::Unknown(_)));
    assert!(matches!(pets[4], Pet::Unknown(_)));
    assert_eq!(Kind::from("oauth"), Kind::Oauth);
}

#[test]
fn serde_decodes_the_same_values() {
    assert_eq!(
        serde_json::from_str::<Server>(FULL).unwrap(),
        decoded(FULL),
        "to the digit"
    );
    let listed = format!("[{FULL}]");
    assert_eq!(
        serde_json::from_str::<Vec<Server>>(&listed).unwrap(),
        [decoded(FULL)]
    );
    let json = FULL.replace("1.10", "1.1");
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        serde_json::from_value::<Server>(value).unwrap(),
        decoded(&json)
    );
}

#[test]
fn decoding_errors_name_the_location() {
    for (json, message) in [
        (
            "{}",
            "$.id: expected a value, found none; also missing: kind, owner",
        ),
        (r#"{"id":1}"#, "$.id: expected a string, found 1"),
        (r#"{"id":null}"#, "$.id: expected a string, found null"),
        (
            r#"{"limit":1.5}"#,
            "$.limit: expected an integer, found 1.5",
        ),
        (r#"{"id":1.5}"#, "$.id: expected a string, found 1.5"),
        (
            r#"{"limit":{"value":1.0}}"#,
            "$.limit: expected an integer, found an object",
        ),
        (
            r#"{"limit":18446744073709551615}"#,
            "$.limit: expected an integer, found 18446744073709551615",
        ),
        (
            r#"{"ratio":"1"}"#,
            "$.ratio: expected a number, found a string",
        ),
        (
            r#"{"next":[]}"#,
            "$.next: expected an object, found an array",
        ),
        (
            r#"{"next":{"kind":true}}"#,
            "$.next.kind: expected a string, found a boolean",
        ),
        (
            r#"{"pets":{}}"#,
            "$.pets: expected an array, found an object",
        ),
        ("[]", "$: expected an object, found an array"),
        (
            r#"{"id":"a""#,
            "$: EOF while parsing an object at line 1 column 9",
        ),
        ("", "$: EOF while parsing a value at line 1 column 0"),
        ("<html>", "$: expected value at line 1 column 1"),
    ] {
        assert_eq!(failure(json), message, "{json}");
    }
}

#[test]
fn null_is_read_as_absent_if_it_is_not_allowed() {
    let server = decoded(
        r#"{"id":"a","kind":"oauth","owner":null,"limit":null,"ratio":null,"note":null,"created_at":null,"token":null,
            "next":null,"pets":null}"#,
    );
    assert!(
        server.limit.is_none()
            && server.ratio.is_none()
            && server.created_at.is_none()
            && server.token.is_none()
    );
    assert!(server.next.is_none() && server.pets.is_none());
    assert!(
        server.note.is_null(),
        "where null is a value of its own, it is kept"
    );
    let sent = String::from_utf8(to_request_json(&server)).unwrap();
    assert_eq!(
        sent, r#"{"id":"a","kind":"oauth","note":null,"owner":null}"#,
        "never sent where none is allowed"
    );
}

#[test]
fn the_last_of_duplicate_objects_replaces_the_first() {
    let pair: Pair =
        from_slice(br#"{"thing":{"name":"a","id":"i","x":1},"thing":{"inner":{"id":"j"}}}"#)
            .unwrap();
    assert_eq!(
        String::from_utf8(to_vec(&pair)).unwrap(),
        r#"{"thing":{"inner":{"id":"j"}}}"#
    );
    let pair: Pair = from_slice(br#"{"thing":{"inner":{"id":"j"}},"thing":{}}"#).unwrap();
    assert_eq!(to_vec(&pair), br#"{"thing":{}}"#);
}

#[test]
fn unrepresentable_unknown_values_never_fail_a_response() {
    let known = r#""id":"a","kind":"oauth","owner":"o""#;
    for (unknown, kept) in [
        ("1e400", beyond("1e400")),
        (
            r#"{"b":[1,-1e999,{"c":1e400}]}"#,
            json!({"b": [1, beyond("-1e999"), {"c": beyond("1e400")}]}),
        ),
        (r#""\ud800""#, json!("\\ud800")),
        ("[1.5]", json!([1.5])),
    ] {
        let server = decoded(&format!(r#"{{"new":{unknown},{known}}}"#));
        assert_eq!(
            (server.id.as_str(), &server.extra["new"]),
            ("a", &kept),
            "{unknown}"
        );
    }
    let kept = decoded(&format!(r#"{{{known},"pets":[{{"neither":1e400}}]}}"#))
        .pets
        .unwrap();
    assert!(
        matches!(&kept[0], Pet::Unknown(value) if *value == json!({"neither": beyond("1e400")}))
    );
    // `limit` is an integer, but the number is not.
    assert_eq!(
        failure(&format!(r#"{{{known},"limit":1e400}}"#)),
        "$.limit: number out of range at line 1 column 50"
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(
        from_slice::<String>("\u{feff}\"a\"".as_bytes()).unwrap(),
        "a"
    );
}

#[test]
fn long_names_are_truncated_in_locations() {
    let error = failure(&format!(r#"{{"{}":[1e400,}}"#, "k".repeat(1_000_000)));
    assert!(error.len() < 300, "{} characters", error.len());
}

#[test]
fn invalid_utf_8_is_an_error() {
    let error = from_slice::<Server>(b"{\"id\":\"\xff\"}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "$: expected UTF-8, found other bytes at offset 7"
    );
}

#[test]
fn failed_union_variants_do_not_affect_the_location() {
    let json = r#"{"pets":[{"type":"cat","lives":"seven"},{"id":"a","kind":"","owner":1}],"limit":"many"}"#;
    assert_eq!(
        failure(json),
        "$.limit: expected an integer, found a string"
    );
}

#[test]
fn a_nullable_variant_is_preferred_for_null() {
    let read = |json: &str| from_slice::<Vec<Named>>(json.as_bytes()).unwrap();
    let again = |json: &str| String::from_utf8(to_vec(&read(json))).unwrap();
    assert!(matches!(read(r#"[{"name":"a"}]"#)[..], [Named::Label(_)]));
    assert!(matches!(read(r#"[{"name":null}]"#)[..], [Named::Thing(_)]));
    assert_eq!(
        again(r#"[{"name":null},{"name":"a"}]"#),
        r#"[{"name":null},{"name":"a"}]"#
    );
    // If every variant would lose something, the best one that can be decoded is used.
    assert_eq!(again(r#"[{"name":null,"id":null}]"#), r#"[{"name":null}]"#);
}

#[test]
fn a_union_that_contains_itself_terminates() {
    for json in ["true", "[1]", "\"a\""] {
        let ring: Ring = from_slice(json.as_bytes()).unwrap();
        assert_eq!(to_vec(&ring), json.as_bytes());
    }
}

#[test]
fn a_tag_may_select_several_variants() {
    let read = |json: &str| from_slice::<Named>(json.as_bytes()).unwrap();
    assert!(matches!(
        read(r#"{"kind":"thing","lives":1}"#),
        Named::Thing(_)
    ));
    assert!(matches!(
        read(r#"{"kind":"any","lives":1}"#),
        Named::Label(_)
    ));
    assert!(matches!(
        read(r#"{"kind":"any","inner":{}}"#),
        Named::Thing(_)
    ));
    assert!(matches!(read(r#"{"kind":"new","lives":1}"#), Named::Cat(_)));
    assert!(matches!(read(r#"{"kind":7,"lives":1}"#), Named::Thing(_)));
    assert!(matches!(
        read(r#"{"kind":true,"lives":1}"#),
        Named::Thing(_)
    ));
    assert!(matches!(
        read(r#"{"kind":["thing"],"lives":1}"#),
        Named::Cat(_)
    ));
}

#[test]
fn an_unknown_tag_selects_no_variant_with_a_tag() {
    let read = |json: &str| from_slice::<Named>(json.as_bytes()).unwrap();
    for json in [
        r#"{"kind":"new","name":"a"}"#,
        r#"{"kind":8,"id":"a"}"#,
        r#"{"kind":{},"inner":{}}"#,
    ] {
        let named = read(json);
        assert!(matches!(named, Named::Unknown(_)), "{json}");
        assert_eq!(to_vec(&named), json.as_bytes());
    }
    assert!(
        matches!(read(r#"{"kind":null,"name":"a"}"#), Named::Label(_)),
        "null is no tag"
    );
    assert!(matches!(
        from_slice::<Pet>(br#"{"type":"dog","lives":1}"#).unwrap(),
        Pet::Unknown(_)
    ));
    assert!(matches!(
        from_slice::<Nested>(br#"{"kind":"new","name":"a"}"#).unwrap(),
        Nested::Again(_)
    ));
}

#[test]
fn constants_inside_of_a_value_distinguish_variants() {
    let read = |json: &str| from_slice::<Change>(json.as_bytes()).unwrap();
    let with = |id: &str| format!(r#"{{"kind":"sync","things":[{{}},{{"id":{id}}}]}}"#);
    assert!(matches!(read(&with(r#""created""#)), Change::Created(_)));
    assert!(matches!(read(&with(r#""deleted""#)), Change::Deleted(_)));
    assert!(
        matches!(read(&with(r#""both""#)), Change::Created(_)),
        "the first one"
    );
    assert!(matches!(read(&with("null")), Change::Created(_)));
    let named = |name: &str| {
        read(&format!(
            r#"{{"kind":"sync","things":[{{"name":"{name}"}}]}}"#
        ))
    };
    assert!(matches!(
        (named("a"), named("new")),
        (Change::Created(_), Change::Created(_))
    ));
    for json in [
        with(r#""renamed""#),
        with(r#""created"},{"id":"deleted""#),
        r#"{"kind":"new","things":[]}"#.to_owned(),
        format!(
            r#"{{"kind":"sync","things":{}{}}}"#,
            "[".repeat(100),
            "]".repeat(100)
        ),
    ] {
        assert!(matches!(read(&json), Change::Unknown(_)), "{json}");
        let mut change = Change::blank();
        let deviations = decode_response(json.as_bytes(), &mut change, Reading::default()).unwrap();
        assert!(
            matches!(change, Change::Unknown(_)) && deviations.is_empty(),
            "{json}"
        );
        assert_eq!(to_vec(&change), json.as_bytes());
    }
}

#[test]
fn constants_inside_of_items_distinguish_arrays() {
    let read = |id: &str| {
        let json = format!(r#"[{{"kind":"sync","things":[{{"id":"{id}"}}]}}]"#);
        from_slice::<Changes>(json.as_bytes()).unwrap()
    };
    assert!(matches!(read("created"), Changes::Created(_)));
    assert!(matches!(read("deleted"), Changes::Deleted(_)));
    assert!(matches!(read("renamed"), Changes::Unknown(_)));
    assert!(
        matches!(from_slice::<Changes>(b"[]").unwrap(), Changes::Created(_)),
        "nothing distinguishes them"
    );
}

#[test]
fn nested_unions_are_distinguished_by_tags_and_properties() {
    let read = |json: &str| from_slice::<Nested>(json.as_bytes()).unwrap();
    assert!(matches!(
        read(r#"{"kind":"thing","lives":1}"#),
        Nested::Named(Named::Thing(_))
    ));
    assert!(matches!(
        read(r#"{"type":"cat","lives":1}"#),
        Nested::Pet(Pet::Cat(_))
    ));
    assert!(matches!(read(r#""Tom""#), Nested::Pet(Pet::Name(_))));
    // If the tag is unknown or absent, the first variant that matches best is used.
    assert!(matches!(
        read(r#"{"kind":"new","lives":1}"#),
        Nested::Named(Named::Cat(_))
    ));
    assert!(matches!(
        read(r#"{"lives":1}"#),
        Nested::Named(Named::Cat(_))
    ));
    // A value that matches no variant is decoded as the recursive one, which is not inspected.
    assert!(matches!(read("[7]"), Nested::Again(_)));
    // A variant that matches only because it accepts everything comes after one that matches by its
    // properties.
    assert!(matches!(
        read(r#"{"kind":"thing","name":"Tom"}"#),
        Nested::Named(Named::Thing(_))
    ));
    assert!(matches!(
        read(r#"{"kind":"any","name":7,"lives":1}"#),
        Nested::Pet(Pet::Cat(_))
    ));
}

#[test]
fn floats_are_written_in_the_shortest_form() {
    for (json, value, written) in [
        ("1", 1.0, "1"),
        ("-2.50", -2.5, "-2.5"),
        ("1.0", 1.0, "1"),
        ("-0.0", -0.0, "-0.0"),
        (
            "9007199254740992",
            9_007_199_254_740_992.0,
            "9007199254740992",
        ),
        (
            "18446744073709551615",
            18_446_744_073_709_551_615.0,
            "18446744073709551616",
        ),
        ("1e300", 1e300, "1e+300"),
        ("0.1", 0.1, "0.1"),
    ] {
        let read: f64 = from_slice(json.as_bytes()).unwrap();
        assert_eq!(read.to_bits(), f64::to_bits(value), "{json}");
        assert_eq!(String::from_utf8(to_vec(&read)).unwrap(), written, "{json}");
    }
    for json in ["1e400", "\"1\"", "null", "{}"] {
        assert!(from_slice::<f64>(json.as_bytes()).is_err(), "{json}");
    }
}

#[test]
fn nan_and_infinity_are_not_sent() {
    let sent = |value: f64| {
        check_node(&API, "ratio", &value, &[], Files::Nowhere).map_err(|found| found.message)
    };
    assert_eq!(sent(0.5), Ok(()));
    assert_eq!(
        sent(f64::NAN),
        Err("is NaN, expected a finite number".to_owned())
    );
    assert_eq!(
        sent(f64::INFINITY),
        Err("is inf, expected a finite number".to_owned())
    );
}

#[test]
fn fractions_keep_their_last_digit() {
    let json = r#"{"new":[-105.22000000000003,-503.46000000000004]}"#;
    assert_eq!(
        String::from_utf8(to_vec(&from_slice::<Thing>(json.as_bytes()).unwrap())).unwrap(),
        json
    );
}

#[test]
fn deep_nesting_is_an_error() {
    for open in [
        "[",
        r#"{"next":"#,
        r#"{"pets":[{"kind":"oauth","id":"","owner":"","next":"#,
    ] {
        let json = open.repeat(100_000);
        assert!(from_slice::<Server>(json.as_bytes()).is_err());
    }
}

/// Returns the violation in a body, which is the same whether the body is only checked or also
/// written.
fn violation_of(body: &dyn Node) -> Option<String> {
    let text = |violation: Violation| format!("{} {}", violation.path, violation.message);
    let checked = check_node(&API, "", body, &[], Files::Nowhere)
        .err()
        .map(text);
    let written = checked_json(&API, body);
    assert_eq!(
        written.as_ref().ok(),
        checked.is_none().then(|| to_request_json(body)).as_ref()
    );
    assert_eq!(written.err().map(text), checked);
    checked
}

#[test]
fn violations_name_the_location() {
    for (change, message) in [
        (r#""id":"""#, "id is 0 characters long, expected at least 1"),
        (
            r#""id":"abcde""#,
            "id is 5 characters long, expected at most 4",
        ),
        (r#""id":"A""#, "id does not match `^[a-z]+$`"),
        (r#""limit":0"#, "limit is 0, expected at least 1"),
        (r#""limit":101"#, "limit is 101, expected at most 100"),
        (r#""ratio":1"#, "ratio is 1, expected less than 1"),
        (r#""pets":["a","a"]"#, "pets has the item at index 1 twice"),
        (
            r#""pets":["a","b","c"]"#,
            "pets has 3 items, expected at most 2",
        ),
        (
            r#""pets":[{"lives":1,"a":1,"b":2}]"#,
            "pets[0] has 3 properties, expected at most 2",
        ),
        (
            r#""pets":[{"lives":1,"number":1}]"#,
            "pets[0] has the property `number`, whose name is 6 characters long, expected at most 5",
        ),
        (
            r#""next":{"id":"","kind":"","owner":""}"#,
            "next.id is 0 characters long, expected at least 1",
        ),
    ] {
        let server = decoded(&format!(
            r#"{{"id":"a","kind":"oauth","owner":"o",{change}}}"#
        ));
        assert_eq!(violation_of(&server).unwrap(), message);
    }
    let server = decoded(r#"{"id":"äöüß","kind":"","owner":null}"#);
    assert_eq!(
        violation_of(&server).unwrap(),
        "id does not match `^[a-z]+$`"
    );
    // An unknown property makes the whole object take another way.
    let mut server =
        decoded(r#"{"id":"a","kind":"","owner":null,"next":{"id":"A","kind":"","owner":""}}"#);
    server.extra.insert("unknown".to_owned(), json!(1));
    assert_eq!(
        violation_of(&server).unwrap(),
        "next.id does not match `^[a-z]+$`"
    );
}

#[test]
fn write_only_required_properties_are_checked_before_sending() {
    let mut account: Account = from_slice(br#"{"name":"a"}"#).unwrap();
    let missing = "password is missing but required in requests";
    assert_eq!(violation_of(&account).unwrap(), missing);
    account.extra.insert("unknown".to_owned(), json!(1));
    assert_eq!(violation_of(&account).unwrap(), missing);
    account.password = Some("s3cret".to_owned());
    assert_eq!(violation_of(&account), None);
}

#[test]
fn property_names_of_maps_are_checked() {
    let labels = |name: &str| std::collections::BTreeMap::from([(name.to_owned(), 1_i64)]);
    let checked = |name: &str, checks| {
        check_node(&API, "labels", &labels(name), checks, Files::Nowhere).map_err(|v| v.message)
    };
    let listed = &[Check::Names(&[Check::OneOf(&["a", "b"])])];
    assert_eq!(checked("a", listed), Ok(()));
    assert_eq!(
        checked("c", listed),
        Err("has the property `c`, whose name is none of `a`, `b`".to_owned())
    );
    let pattern = &[Check::Names(&[Check::Pattern("^x-")])];
    assert_eq!(checked("x-a", pattern), Ok(()));
    assert_eq!(
        checked("a", pattern),
        Err("has the property `a`, whose name does not match `^x-`".to_owned())
    );
}

#[test]
fn debug_hides_secrets_and_absent_properties() {
    let server = decoded(r#"{"id":"a","kind":"oauth","owner":null,"token":"t0p","new":1}"#);
    assert_eq!(
        format!("{server:?}"),
        r#"Server { id: "a", kind: "oauth", token: [redacted], new: 1 }"#
    );
    // Unknown properties are redacted by name: `owner` is a secret of this API.
    let thing: Thing = from_slice(
        br#"{"name":"n","owner":"t0p","api_key":"t0p","new":{"a":[{"password":"t0p","n":1}]},"page_token":"p"}"#,
    )
    .unwrap();
    assert_eq!(
        format!("{thing:?}"),
        r#"Thing { name: "n", api_key: [redacted], new: {"a":[{"password":"REDACTED","n":1}]}, owner: [redacted], page_token: "p" }"#
    );
    // Described properties as well, whatever the description says of them.
    let server = decoded(r#"{"id":"https://a.example/b?sig=t0p","kind":"oauth","owner":"t0p"}"#);
    assert_eq!(
        format!("{server:?}"),
        r#"Server { id: "https://a.example/b?sig=REDACTED", kind: "oauth", owner: [redacted] }"#
    );
    let map = std::collections::BTreeMap::from([("x-api-key".to_owned(), "t0p".to_owned())]);
    let shown = format!(
        "{:?}",
        crate::runtime::impls::Shown {
            node: &map,
            api: &API,
            is_secret: false
        }
    );
    assert_eq!(shown, r#"{"x-api-key": [redacted]}"#);
}

#[test]
fn unknown_properties_are_kept_and_may_be_added() {
    let mut server = decoded(FULL);
    assert_eq!(server.extra.keys().collect::<Vec<_>>(), ["more"]);
    server
        .extra
        .insert("new".to_owned(), serde_json::Value::Bool(true));
    assert!(
        String::from_utf8(to_vec(&server))
            .unwrap()
            .ends_with(r#""new":true}"#)
    );
    let mut cat: Cat = from_slice(br#"{"lives":9,"name":"Tom"}"#).unwrap();
    assert_eq!(cat.extra.len(), 1);
    cat.extra.clear();
    assert_eq!(to_vec(&cat), br#"{"lives":9}"#);
}

#[test]
fn white_space_in_patterns_follows_ecma_262() {
    use crate::runtime::api::Check;
    for (pattern, text, fits) in [
        (r"^[1-9](\s)?GB$", "1\u{a0}GB", true),
        (r"^[1-9](\s)?GB$", "1 GB", true),
        (r"^[1-9](\s)?GB$", "1_GB", false),
        (r"^[a\s]+$", "a\u{2028}\u{feff}", true),
        (r"^[a\s]+$", "b", false),
        (r"^\\s$", "\\s", true),
    ] {
        let checks: &[Check] = Box::leak(Box::new([Check::Pattern(pattern)]));
        assert_eq!(
            check_node(&API, "value", &text.to_owned(), checks, Files::Nowhere).is_ok(),
            fits,
            "{pattern} {text:?}"
        );
    }
}

#[test]
fn any_difference_makes_values_unequal() {
    assert_eq!(decoded(FULL), decoded(FULL));
    let changes = [
        ("\"id\":\"a\"", "\"id\":\"c\""),
        ("\"oauth\"", "\"bearer\""),
        ("brand-new", "brand-old"),
        ("9007199254740993", "9007199254740992"),
        ("\"limit\":9007199254740993,", ""),
        ("1.10", "1.1"),
        ("\"note\":null,", ""),
        ("\"note\":null", "\"note\":\"\""),
        ("117Z", "118Z"),
        ("\"token\":\"t\"", "\"token\":\"u\""),
        ("\"me\"", "null"),
        ("\"lives\":7", "\"lives\":8"),
        ("\"tom\"", "\"tim\""),
        ("\"tom\",", ""),
        ("\"neither\":true", "\"neither\":false"),
        ("12]", "13]"),
        ("\"more\"", "\"less\""),
        ("\"kept\":[1", "\"kept\":[2"),
        (",\"more\":{\"kept\":[1,2.50]}", ""),
    ];
    for (from, to) in changes {
        let changed = FULL.replace(from, to);
        assert_ne!(changed, FULL, "{from}");
        assert!(decoded(FULL) != decoded(&changed), "{from} and {to}");
    }
}

#[test]
fn variants_with_equal_json_are_not_equal() {
    let cat = || Cat {
        lives: Level::One,
        extra: Extra::new(),
    };
    assert_eq!(Pet::Cat(Box::new(cat())), Pet::Cat(Box::new(cat())));
    assert_ne!(Pet::Cat(Box::new(cat())), Pet::Unknown(json!({"lives": 1})));
    assert_ne!(Pet::Name("a".to_owned()), Pet::Unknown(json!("a")));
    assert_eq!(Level::Unknown(1), Level::One);
}
