//! Conversions of dates, times and UUIDs from and to the types of `jiff`, `chrono` and `uuid`, each a feature.

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::{Timestamp, Zoned, civil};

    use crate::runtime::text::{Date, DateTime};

    impl From<Timestamp> for DateTime {
        fn from(time: Timestamp) -> Self {
            time.to_string().into()
        }
    }

    /// With its offset from UTC.
    impl From<Zoned> for DateTime {
        fn from(time: Zoned) -> Self {
            time.timestamp().display_with_offset(time.offset()).to_string().into()
        }
    }

    /// Fails if the string is not a time.
    impl TryFrom<&DateTime> for Timestamp {
        type Error = jiff::Error;

        fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
            time.as_str().parse()
        }
    }

    impl From<civil::Date> for Date {
        fn from(day: civil::Date) -> Self {
            day.to_string().into()
        }
    }

    /// Fails if the string is not a date.
    impl TryFrom<&Date> for civil::Date {
        type Error = jiff::Error;

        fn try_from(day: &Date) -> Result<Self, Self::Error> {
            day.as_str().parse()
        }
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{FixedOffset, NaiveDate, ParseError, SecondsFormat, TimeZone, Utc};

    use crate::runtime::text::{Date, DateTime};

    /// With its offset from UTC.
    impl<Tz: TimeZone> From<chrono::DateTime<Tz>> for DateTime {
        fn from(time: chrono::DateTime<Tz>) -> Self {
            time.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()
        }
    }

    /// Fails if the string is not a time.
    impl TryFrom<&DateTime> for chrono::DateTime<FixedOffset> {
        type Error = ParseError;

        fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
            time.as_str().parse()
        }
    }

    /// Fails if the string is not a time.
    impl TryFrom<&DateTime> for chrono::DateTime<Utc> {
        type Error = ParseError;

        fn try_from(time: &DateTime) -> Result<Self, Self::Error> {
            time.as_str().parse()
        }
    }

    impl From<NaiveDate> for Date {
        fn from(day: NaiveDate) -> Self {
            day.to_string().into()
        }
    }

    /// Fails if the string is not a date.
    impl TryFrom<&Date> for NaiveDate {
        type Error = ParseError;

        fn try_from(day: &Date) -> Result<Self, Self::Error> {
            day.as_str().parse()
        }
    }
}

#[cfg(feature = "uuid")]
mod with_uuid {
    use crate::runtime::text::Uuid;

    impl From<uuid::Uuid> for Uuid {
        fn from(id: uuid::Uuid) -> Self {
            id.to_string().into()
        }
    }

    /// Fails if the string is not a UUID.
    impl TryFrom<&Uuid> for uuid::Uuid {
        type Error = uuid::Error;

        fn try_from(id: &Uuid) -> Result<Self, Self::Error> {
            id.as_str().parse()
        }
    }
}
