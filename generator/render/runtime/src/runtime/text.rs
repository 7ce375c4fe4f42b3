//! Strings with a format: [`DateTime`], [`Date`], [`Uuid`], [`Base64`]. The types keep the
//! characters unchanged.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::codec::serde;
use super::impls::from_each;
use super::json::DecodeError;
use super::node::{Model, Node, Slot, View, node};

/// The common parts of all string types.
macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            /// Returns the string as received or as it will be sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        from_each!($name, |text| Self(text.into()), &str, String, &String);

        node!(
            $name,
            Self(String::new()),
            |text| View::Text(Cow::Borrowed(&text.0)),
            Text
        );

        serde!($name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                self.0 == *other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        from_each!($name, |text| text.clone(), &$name);

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl From<&$name> for String {
            fn from(text: &$name) -> Self {
                text.0.clone()
            }
        }
    };
}

/// A point in time in RFC 3339 format (`2019-12-27T18:11:19.117Z`), or any other string, which is
/// kept unchanged.
///
/// The features `jiff` and `chrono` add conversions. Equality, order and hash depend only on the
/// string; the order is chronological if an API uses one format, in UTC and with one precision.
/// [`to_system_time`](Self::to_system_time) makes any two values comparable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(String);

/// A date in the RFC 3339 format `full-date` (`2019-12-27`), or any other string, which is kept
/// unchanged. The features `jiff` and `chrono` add conversions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(String);

/// A UUID (RFC 9562), such as `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`, or any other string, which is
/// kept unchanged; equality is case-sensitive. The feature `uuid` adds conversions to and from
/// `uuid::Uuid`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(String);

/// Bytes in base64 (RFC 4648, section 4). `From` encodes bytes; a string must already be base64.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(String);

const ENGINE_CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD_ENGINE: GeneralPurpose = GeneralPurpose::new(&STANDARD, ENGINE_CONFIG);
const URL_SAFE_ENGINE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, ENGINE_CONFIG);

impl Base64 {
    /// Decodes the bytes. Line breaks, missing padding and the URL-safe alphabet are accepted.
    ///
    /// # Errors
    /// The string is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, DecodeError> {
        let text: String = self.0.split_ascii_whitespace().collect();
        let engine = if text.contains(['-', '_']) {
            &URL_SAFE_ENGINE
        } else {
            &STANDARD_ENGINE
        };
        engine
            .decode(text)
            .map_err(|error| DecodeError::of(format!("expected base64: {error}")))
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(STANDARD_ENGINE.encode(bytes))
    }
}

impl<const N: usize> From<&[u8; N]> for Base64 {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        bytes.as_slice().into()
    }
}

impl DateTime {
    /// Returns the point in time, if the string is RFC 3339. A leap second becomes the next second.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let signed = since_epoch(&self.0)?;
        let nanoseconds = signed.unsigned_abs();
        let since = Duration::new(
            u64::try_from(nanoseconds / NANOS).ok()?,
            u32::try_from(nanoseconds % NANOS).ok()?,
        );
        if signed < 0 {
            UNIX_EPOCH.checked_sub(since)
        } else {
            UNIX_EPOCH.checked_add(since)
        }
    }

    /// Creates a time from seconds since 1970 in UTC (Unix time), which may be negative.
    pub fn from_unix(seconds: i64) -> Self {
        Self::from_seconds(seconds, 0)
    }

    /// Returns whole seconds since 1970 in UTC (Unix time), if the string is RFC 3339.
    pub fn to_unix(&self) -> Option<i64> {
        i64::try_from(since_epoch(&self.0)?.div_euclid(NANOS.cast_signed())).ok()
    }

    /// Creates a time in UTC; times beyond the years 0 to 9999 are clamped.
    fn from_seconds(seconds: i64, nanoseconds: i128) -> Self {
        let seconds = seconds.clamp(FIRST_SECOND, LAST_SECOND);
        let (year, month, day) = date_of_days(seconds.div_euclid(86_400));
        let second_of_day = seconds.rem_euclid(86_400);
        let hour = second_of_day / 3600;
        let minute = second_of_day / 60 % 60;
        let second = second_of_day % 60;
        let digits = if nanoseconds == 0 {
            String::new()
        } else {
            format!(".{nanoseconds:09}")
        };
        let fraction = digits.trim_end_matches('0');
        Self(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"
        ))
    }
}

const NANOS: u128 = 1_000_000_000;

/// Returns the nanoseconds since 1970.
fn since_epoch(text: &str) -> Option<i128> {
    for (at, marks) in [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")] {
        if !marks.contains(text.get(at..=at)?) {
            return None;
        }
    }
    let year = number_at(text, 0..4)?;
    let month = number_at(text, 5..7)?;
    let day = number_at(text, 8..10)?;
    let hour = number_at(text, 11..13)?;
    let minute = number_at(text, 14..16)?;
    let second = number_at(text, 17..19)?;
    let is_valid = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    if !is_valid {
        return None;
    }
    let (nanoseconds, offset) = parse_fraction_and_zone(text.get(19..)?)?;
    let seconds =
        ((days_since_epoch(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some(i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds))
}

/// Returns the number that the digits in this range form; `None` if other characters are there.
fn number_at(text: &str, range: Range<usize>) -> Option<i64> {
    let digits = text.get(range)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Returns nanoseconds, and minutes ahead of UTC, from the characters after the seconds.
fn parse_fraction_and_zone(text: &str) -> Option<(i64, i64)> {
    let (digits, zone) = match text.strip_prefix('.') {
        Some(fraction) => fraction.split_at(fraction.find(|c: char| !c.is_ascii_digit())?),
        None => ("0", text),
    };
    if digits.is_empty() {
        return None;
    }
    // Digits beyond nanoseconds are dropped.
    let nanoseconds = format!("{:0<9}", digits).get(..9)?.parse().ok()?;
    if matches!(zone, "Z" | "z") {
        return Some((nanoseconds, 0));
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = zone
        .get(1..)?
        .split_once(':')
        .filter(|(hours, minutes)| hours.len() + minutes.len() == 4)?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours >= 24 || minutes >= 60 {
        return None;
    }
    Some((
        nanoseconds,
        sign * (i64::from(hours) * 60 + i64::from(minutes)),
    ))
}

/// The result is in UTC; times beyond the years 0 to 9999 are clamped.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        let since = time
            .duration_since(UNIX_EPOCH)
            .map_or_else(|before| -to_nanoseconds(before.duration()), to_nanoseconds);
        let seconds = since.div_euclid(1_000_000_000);
        let nanoseconds = since.rem_euclid(1_000_000_000);
        Self::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX), nanoseconds)
    }
}

fn to_nanoseconds(duration: Duration) -> i128 {
    i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX)
}

/// `0000-01-01T00:00:00Z` and `9999-12-31T23:59:59Z`, in seconds since 1970.
const FIRST_SECOND: i64 = -62_167_219_200;
const LAST_SECOND: i64 = 253_402_300_799;

/// Returns year, month and day of a number of days since 1970: the inverse of [`days_since_epoch`].
fn date_of_days(days: i64) -> (i64, i64, i64) {
    // 400 years have 146,097 days; years that begin in March have their leap day at the end.
    let shifted_days = days + 719_468;
    let era = shifted_days.div_euclid(146_097);
    let day_of_era = shifted_days.rem_euclid(146_097);
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 {
        (year, month + 3)
    } else {
        (year + 1, month - 9)
    };
    (era * 400 + year, month, day)
}

/// Returns the days since 1970, in the proleptic Gregorian calendar.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

text_newtype!(DateTime);
text_newtype!(Date);
text_newtype!(Uuid);
text_newtype!(Base64);
// Conversions of dates, times and UUIDs from and to the types of `jiff`, `chrono` and `uuid`, each
// with a feature.

/// Conversions to the types of other crates.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "uuid"))]
macro_rules! parsed {
    ($($text:ident => $parsed:ty, $error:ty;)+) => {
        $(
            /// Fails if the string is not in the format of its type.
            impl TryFrom<&super::$text> for $parsed {
                type Error = $error;

                fn try_from(text: &super::$text) -> Result<Self, Self::Error> {
                    text.as_str().parse()
                }
            }

            /// Fails if the string is not in the format of its type.
            impl TryFrom<super::$text> for $parsed {
                type Error = $error;

                fn try_from(text: super::$text) -> Result<Self, Self::Error> {
                    text.as_str().parse()
                }
            }
        )+
    };
}

#[cfg(any(feature = "jiff", feature = "chrono", feature = "uuid"))]
macro_rules! displayed {
    ($($displayed:ty => $text:ident;)+) => {
        $(
            impl From<$displayed> for super::$text {
                fn from(value: $displayed) -> Self {
                    value.to_string().into()
                }
            }
        )+
    };
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::{Timestamp, ZonedDateTime, civil};

    use super::DateTime;

    parsed! {
        DateTime => Timestamp, jiff::Error;
        Date => civil::Date, jiff::Error;
    }

    displayed! {
        Timestamp => DateTime;
        civil::Date => Date;
    }

    /// The result has the offset from UTC, but not the name of the time zone.
    impl From<ZonedDateTime> for DateTime {
        fn from(time: ZonedDateTime) -> Self {
            time.timestamp()
                .display_with_offset(time.offset())
                .to_string()
                .into()
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{FixedOffset, NaiveDate, ParseError, SecondsFormat, TimeZone, Utc};

    use super::DateTime;

    parsed! {
        DateTime => chrono::DateTime<FixedOffset>, ParseError;
        DateTime => chrono::DateTime<Utc>, ParseError;
        Date => NaiveDate, ParseError;
    }

    displayed! {
        NaiveDate => Date;
    }

    /// The result has the offset from UTC.
    impl<Tz: TimeZone> From<chrono::DateTime<Tz>> for DateTime {
        fn from(time: chrono::DateTime<Tz>) -> Self {
            time.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
        }
    }
}

#[cfg(feature = "uuid")]
mod with_uuid {
    parsed! {
        Uuid => uuid::Uuid, uuid::Error;
    }

    displayed! {
        uuid::Uuid => Uuid;
    }
}
