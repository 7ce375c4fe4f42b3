//! Durations of `generator.yaml`, as numbers of seconds.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

/// The shortest duration, since emitted code has durations in whole milliseconds.
const SHORTEST: f64 = 0.001;

/// The longest duration, about eleven days.
const LONGEST: f64 = 1_000_000.0;

/// A duration, as a number of seconds.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "f64")]
#[schemars(!try_from)]
pub struct Seconds(#[schemars(range(min = SHORTEST, max = LONGEST))] f64);

impl TryFrom<f64> for Seconds {
    type Error = String;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        if (SHORTEST..=LONGEST).contains(&seconds) {
            return Ok(Self(seconds));
        }
        Err(format!(
            "expected a number of seconds from {SHORTEST} to {LONGEST}, found {seconds}"
        ))
    }
}

impl Seconds {
    /// Returns the duration, in whole milliseconds.
    pub fn duration(self) -> Duration {
        // The number is in range, so it is positive and finite.
        let exact = Duration::try_from_secs_f64(self.0).unwrap_or_default();
        Duration::from_millis(u64::try_from(exact.as_millis()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_positive_and_finite() {
        for (text, expected) in [
            ("30", Some(30_000)),
            ("0.5", Some(500)),
            ("0.001", Some(1)),
            ("1e6", Some(1_000_000_000)),
            ("0", None),
            ("-1", None),
            ("0.0001", None),
            ("1e7", None),
            (".inf", None),
            (".nan", None),
        ] {
            let seconds: Result<Seconds, _> = serde_yaml::from_str(text);
            let found = seconds.ok().map(|seconds| seconds.duration());
            assert_eq!(found, expected.map(Duration::from_millis), "{text}");
        }
    }
}
