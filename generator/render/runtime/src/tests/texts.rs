//! Strings with a format: date-times and bytes.

use std::time::{Duration, UNIX_EPOCH};

use crate::runtime::field::Field;
use crate::runtime::text::{Base64, Date, DateTime, Uuid};

#[test]
fn date_times_are_parsed() {
    for (text, seconds, nanoseconds) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2019-12-27T18:11:19.117Z", 1_577_470_279, 117_000_000),
        (
            "2019-12-27t20:11:19.1171234567+02:00",
            1_577_470_279,
            117_123_456,
        ),
        ("2019-12-27T12:41:19-05:30", 1_577_470_279, 0),
        ("2000-02-29T23:59:60z", 951_868_800, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
    ] {
        let expected = UNIX_EPOCH + Duration::new(seconds, nanoseconds);
        assert_eq!(
            DateTime::from(text).to_system_time(),
            Some(expected),
            "{text}"
        );
    }
    let before = UNIX_EPOCH - Duration::from_millis(1500);
    assert_eq!(
        DateTime::from("1969-12-31T23:59:58.5Z").to_system_time(),
        Some(before)
    );
    let early = DateTime::from("0001-01-01T00:00:00Z")
        .to_system_time()
        .unwrap();
    assert_eq!(
        UNIX_EPOCH.duration_since(early).unwrap().as_secs(),
        62_135_596_800
    );
    for text in [
        "",
        "soon",
        "2019-12-27",
        "2019-12-27T18:11:19",
        "2019-13-27T18:11:19Z",
        "2019-12-27T24:11:19Z",
        "+019-12-27T18:11:19Z",
        "2019-12-27T18:11:19.Z",
        "2019-12-27T18:11:19+0200",
        "2019-12-27T18:11:19+02:00:00",
        "2019-12-27T18:11:19+99:00",
        "2019-12-27T18:11:19+-2:00",
        "2019-12-27T18:11:1ä",
        "20191227T181119Z",
    ] {
        assert_eq!(DateTime::from(text).to_system_time(), None, "{text}");
    }
}

#[test]
fn date_times_are_written_in_utc() {
    for text in [
        "1970-01-01T00:00:00Z",
        "2019-12-27T18:11:19.117Z",
        "2000-02-29T23:59:59Z",
        "1900-03-01T00:00:00Z",
        "1969-12-31T23:59:58.5Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        let time = DateTime::from(text).to_system_time().unwrap();
        assert_eq!(DateTime::from(time).as_str(), text);
    }
    let far = UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    assert_eq!(DateTime::from(far).as_str(), "9999-12-31T23:59:59Z");
    let [early, late] = ["2019-12-27T18:11:19Z", "2020-01-01T00:00:00Z"].map(DateTime::from);
    assert!(early < late);
}

#[test]
fn date_times_convert_to_user_types() {
    let text = r#"["2019-12-27T18:11:19+02:00"]"#;
    let times: Vec<DateTime> = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&times).unwrap(), text);
}

#[test]
fn base64_is_kept_and_decoded() {
    assert_eq!(Base64::from(b"hello").as_str(), "aGVsbG8=");
    assert_eq!(Base64::from(vec![0xfb, 0xff]).as_str(), "+/8=");
    let table = [
        ("aGVsbG8=", "hello"),
        ("aGVsbG8", "hello"),
        ("aGVs\r\nbG8=\n", "hello"),
        ("", ""),
    ];
    for (text, bytes) in table {
        assert_eq!(
            Base64::from(text).decode().unwrap(),
            bytes.as_bytes(),
            "{text:?}"
        );
        assert_eq!(Base64::from(text).as_str(), text);
    }
    assert_eq!(Base64::from("-_8").decode().unwrap(), [0xfb, 0xff]);
    let error = Base64::from("a!").decode().unwrap_err();
    assert!(error.to_string().contains("expected base64"), "{error}");
}

#[test]
fn unix_time() {
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_577_470_279, "2019-12-27T18:11:19Z"),
        (-1, "1969-12-31T23:59:59Z"),
    ] {
        assert_eq!(DateTime::from_unix(seconds), text);
        assert_eq!(DateTime::from(text).to_unix(), Some(seconds));
    }
    assert_eq!(DateTime::from("1969-12-31T23:59:58.5Z").to_unix(), Some(-2));
    assert_eq!(DateTime::from("soon").to_unix(), None);
    assert_eq!(DateTime::from_unix(i64::MAX), "9999-12-31T23:59:59Z");
}

#[test]
fn newtypes_are_accepted_for_strings() {
    let id = Uuid::from("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    assert_eq!(String::from(&id), id.as_str());
    assert_eq!(Uuid::from(&id), id);
    assert_eq!(Uuid::from(&String::from(&id)), String::from(&id));
    assert_eq!(id, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
}

#[test]
fn jiff() {
    let time = DateTime::from("2019-12-27T20:11:19.117+02:00");
    let timestamp = jiff::Timestamp::try_from(&time).unwrap();
    assert_eq!(DateTime::from(timestamp), "2019-12-27T18:11:19.117Z");
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
    assert_eq!(DateTime::from(timestamp.to_zoned_datetime(zone)), time);
    let day = jiff::civil::Date::try_from(&Date::from("2019-12-27")).unwrap();
    assert_eq!(Date::from(day), "2019-12-27");
    assert!(jiff::Timestamp::try_from(&DateTime::from("soon")).is_err());
    assert_eq!(jiff::Timestamp::try_from(time.clone()).unwrap(), timestamp);
    assert_eq!(
        jiff::civil::Date::try_from(Date::from("2019-12-27")).unwrap(),
        day
    );
    assert_eq!(
        Field::<DateTime>::from(timestamp),
        Field::Value(DateTime::from(timestamp))
    );
    assert_eq!(Field::<Date>::from(day), Field::Value(Date::from(day)));
}

#[test]
fn chrono() {
    let time = DateTime::from("2019-12-27T20:11:19.117+02:00");
    let local = chrono::DateTime::<chrono::FixedOffset>::try_from(&time).unwrap();
    assert_eq!(DateTime::from(local), time);
    let utc = chrono::DateTime::<chrono::Utc>::try_from(&time).unwrap();
    assert_eq!(DateTime::from(utc), "2019-12-27T18:11:19.117Z");
    let day = chrono::NaiveDate::try_from(&Date::from("2019-12-27")).unwrap();
    assert_eq!(Date::from(day), "2019-12-27");
    assert!(chrono::NaiveDate::try_from(&Date::from("soon")).is_err());
    assert_eq!(
        chrono::DateTime::<chrono::FixedOffset>::try_from(time.clone()).unwrap(),
        local
    );
    assert_eq!(
        chrono::DateTime::<chrono::Utc>::try_from(time).unwrap(),
        utc
    );
    assert_eq!(
        chrono::NaiveDate::try_from(Date::from("2019-12-27")).unwrap(),
        day
    );
    assert_eq!(
        Field::<DateTime>::from(utc),
        Field::Value(DateTime::from(utc))
    );
    assert_eq!(Field::<Date>::from(day), Field::Value(Date::from(day)));
}

#[test]
fn uuid() {
    let text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    let id = uuid::Uuid::try_from(&Uuid::from(text)).unwrap();
    assert_eq!(Uuid::from(id), text);
    assert!(uuid::Uuid::try_from(&Uuid::from("a word")).is_err());
    assert_eq!(uuid::Uuid::try_from(Uuid::from(text)).unwrap(), id);
    assert_eq!(Field::<Uuid>::from(id), Field::Value(Uuid::from(text)));
}
