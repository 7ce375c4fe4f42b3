//! Types of a user, which replace those of a description.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in cents, which JSON has as `"12.50"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let cents = text.split_once('.').and_then(|(whole, cents)| {
            let is_valid = cents.len() == 2;
            is_valid.then(|| Some(whole.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?))?
        });
        cents
            .map(Self)
            .ok_or_else(|| D::Error::custom("expected an amount such as `12.50`"))
    }
}

/// A type that lacks what a replacement needs.
#[derive(Clone, Debug)]
pub struct Bare;
