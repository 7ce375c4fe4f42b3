//! Texts with a meaning: [`DateTime`], [`Date`], [`Secret`]. They keep the characters as they came.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::node::{Model, Node, Slot, View};

/// The parts that every kind of text shares.
macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            /// The text, as it came or as it will be sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl Node for $name {
            fn view(&self) -> View<'_> {
                View::Text(Cow::Borrowed(&self.0))
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::Text(self)
            }
        }

        impl Model for $name {
            fn blank() -> Self {
                Self(String::new())
            }
        }

        super::macros::serde!($name);
    };
}

/// A point in time, written as RFC 3339 (`2019-12-27T18:11:19.117Z`).
///
/// The text is kept as it came, so that a reply that is sent back is the same to the digit, and one that is not RFC
/// 3339 is no error. To compare two, or to reckon with one, take [`to_system_time`](Self::to_system_time): texts with
/// other offsets from UTC have another order than their times.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(String);

/// A day, written as RFC 3339 `full-date` (`2019-12-27`). The text is kept as it came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(String);

/// A text that is never printed: `Debug` shows `[redacted]`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl DateTime {
    /// The point in time, if the text is RFC 3339. A leap second is the second after it.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let (nanoseconds, is_before) = (since_epoch(&self.0)?.unsigned_abs(), since_epoch(&self.0)? < 0);
        let since = Duration::new(u64::try_from(nanoseconds / NANOS).ok()?, u32::try_from(nanoseconds % NANOS).ok()?);
        if is_before { UNIX_EPOCH.checked_sub(since) } else { UNIX_EPOCH.checked_add(since) }
    }
}

const NANOS: u128 = 1_000_000_000;

/// Nanoseconds since the beginning of 1970.
fn since_epoch(text: &str) -> Option<i128> {
    let number = |range: Range<usize>| {
        let digits = text.get(range).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse::<i64>().ok()
    };
    let is_mark = |at: usize, marks: &str| text.get(at..=at).is_some_and(|mark| marks.contains(mark));
    if ![(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")].iter().all(|(at, marks)| is_mark(*at, marks)) {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let is_valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    let (nanoseconds, offset) = fraction(text.get(19..)?)?;
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
    is_valid.then(|| i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds))
}

/// Nanoseconds, and minutes ahead of UTC, from what follows the seconds.
fn fraction(rest: &str) -> Option<(i64, i64)> {
    let (digits, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?),
        None => ("0", rest),
    };
    // What is beyond nanoseconds is left out.
    let nanoseconds = format!("{:0<9}", digits).get(..9)?.parse().ok().filter(|_| !digits.is_empty())?;
    if matches!(zone, "Z" | "z") {
        return Some((nanoseconds, 0));
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) =
        zone.get(1..)?.split_once(':').filter(|(hours, minutes)| hours.len() + minutes.len() == 4)?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then(|| (nanoseconds, sign * (i64::from(hours) * 60 + i64::from(minutes))))
}

/// Days since the beginning of 1970, in the calendar of today, whatever was used then.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

text_newtype!(DateTime);
text_newtype!(Date);
text_newtype!(Secret);

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
