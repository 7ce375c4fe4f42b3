//! The verdicts on the three axes.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The effect of a change on requests and responses that were valid before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// No effect.
    #[default]
    None,
    /// Everything that was valid still is.
    Compatible,
    /// The effect depends on this setting of the client.
    Depends(&'static str),
    /// The effect is not known.
    Unknown,
    /// Clients that rely on the description may fail.
    Risky,
    /// A request that was valid is refused, or a response has values that were not possible before.
    Breaking,
}

/// The effect of a change on programs that use the emitted crate.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// No item of the crate changes.
    #[default]
    Patch,
    /// Items are added.
    Minor,
    /// Programs may stop compiling.
    Major,
}

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the client to the API.
    Request,
    /// From the API to the client.
    Response,
}

impl Wire {
    /// All verdicts, the mildest first; [`Self::Depends`] has an empty setting here.
    const ALL: [Self; 6] = [
        Self::None,
        Self::Compatible,
        Self::Depends(""),
        Self::Unknown,
        Self::Risky,
        Self::Breaking,
    ];

    /// Returns the printed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::Depends(_) => "depends",
            Self::Unknown => "unknown",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }

    /// Returns the setting that decides, if any.
    pub fn setting(self) -> Option<&'static str> {
        match self {
            Self::Depends(setting) => Some(setting),
            _ => None,
        }
    }
}

/// Serializes the name; the setting is separate.
impl Serialize for Wire {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl JsonSchema for Wire {
    fn schema_name() -> Cow<'static, str> {
        "Wire".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The effect of a change on requests and responses that were valid before, the mildest first.",
            "enum": Self::ALL.map(Self::as_str),
        })
    }
}

impl Source {
    /// Returns the printed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Direction {
    /// Returns the printed name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depends(setting) => write!(f, "depends on {setting}"),
            other => f.write_str(other.as_str()),
        }
    }
}

impl FromStr for Wire {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let wire = Self::ALL.into_iter().find(|wire| wire.as_str() == word);
        wire.ok_or_else(|| {
            format!(
                "expected none, compatible, depends, unknown, risky or breaking, found `{word}`"
            )
        })
    }
}

impl FromStr for Source {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let source = [Self::Patch, Self::Minor, Self::Major]
            .into_iter()
            .find(|source| source.as_str() == word);
        source.ok_or_else(|| format!("expected patch, minor or major, found `{word}`"))
    }
}

/// The verdicts that make a run fail: `wire=breaking,source=major,behaviour=changed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Threshold {
    /// A wire verdict: this one and any worse one make the run fail.
    pub wire: Option<Wire>,
    /// A source verdict: this one and any greater one make the run fail.
    pub source: Option<Source>,
    /// Whether any change of behaviour makes the run fail.
    pub behaviour: bool,
}

impl Threshold {
    /// Returns whether these verdicts reach the threshold.
    pub fn is_reached(&self, wire: Wire, source: Source, behaviour: bool) -> bool {
        self.wire.is_some_and(|limit| {
            (if wire.setting().is_some() {
                Wire::Depends("")
            } else {
                wire
            }) >= limit
        }) || self.source.is_some_and(|limit| source >= limit)
            || (self.behaviour && behaviour)
    }
}

impl FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut threshold = Self::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            match part.split_once('=') {
                Some(("wire", word)) => threshold.wire = Some(word.parse()?),
                Some(("source", word)) => threshold.source = Some(word.parse()?),
                Some(("behaviour", "changed" | "yes")) => threshold.behaviour = true,
                _ => {
                    return Err(format!(
                        "expected wire=…, source=… or behaviour=changed, found `{part}`"
                    ));
                }
            }
        }
        // An empty threshold is a mistake, for example an unset shell variable.
        if threshold == Self::default() {
            return Err("expected wire=…, source=… or behaviour=changed, found nothing".to_owned());
        }
        Ok(threshold)
    }
}

/// A value that is valid in only one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The smallest value found. A request has its method and path, a response its status.
    pub value: Value,
    /// Whether the value is valid for the old description, not for the new one.
    pub was_good: bool,
}

impl Witness {
    /// Formats the witness in one line.
    pub fn format_witness(&self) -> String {
        if self.was_good {
            format!("example that is no longer valid: {}", self.value)
        } else {
            format!("example that is now possible: {}", self.value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_read_and_reached() {
        let threshold: Threshold = "wire=risky, source=major".parse().unwrap();
        for (wire, source, reached) in [
            (Wire::Breaking, Source::Patch, true),
            (Wire::Risky, Source::Patch, true),
            (Wire::Unknown, Source::Minor, false),
            (Wire::None, Source::Major, true),
        ] {
            assert_eq!(
                threshold.is_reached(wire, source, true),
                reached,
                "{wire:?} {source:?}"
            );
        }
        assert!("wire=depends".parse::<Threshold>().unwrap().is_reached(
            Wire::Depends("x"),
            Source::Patch,
            false
        ));
        assert!(
            "behaviour=changed"
                .parse::<Threshold>()
                .unwrap()
                .is_reached(Wire::None, Source::Patch, true)
        );
        for wrong in [
            "wire",
            "wire=bad",
            "source=breaking",
            "behaviour=no",
            "speed=1",
        ] {
            assert!(wrong.parse::<Threshold>().is_err(), "{wrong}");
        }
    }
}
