//! Checks that a request has the credentials of exactly one security requirement, and no others.

use super::passed::Passed;
use super::reading::Reading;
use super::style::{self, Coded};
use crate::requests::raw::{Location, Scheme};

/// The part of a request that a credential sets.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trace {
    location: Location,
    /// In lower case for headers.
    name: String,
    value: String,
}

/// Removes the credentials from the remaining parts of a request, and checks them.
pub(super) fn check_credentials(
    reading: &mut Reading<'_>,
    passed: &Passed<'_>,
    schemes: &[(String, Option<Scheme>)],
) -> Result<(), String> {
    let given: Vec<(&str, Trace)> = passed
        .credentials
        .iter()
        .filter_map(|(name, value)| {
            let scheme = schemes
                .iter()
                .find(|(known, _)| known == name)?
                .1
                .as_ref()?;
            Some((name.as_str(), credential_trace(scheme, value)?))
        })
        .collect();
    let mut arrived = take_credentials(reading, schemes);
    arrived.retain(|trace| !is_parameter(trace, passed));
    let mut allowed: Vec<Vec<&Trace>> = Vec::new();
    for names in met_requirements(passed, schemes) {
        let traces = names.iter().map(|name| {
            given
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, trace)| trace)
        });
        let Some(traces) = traces.collect::<Option<Vec<_>>>() else {
            continue;
        };
        // Two schemes may set the same value, such as two flows of one authorization server.
        let mut wanted: Vec<&Trace> = Vec::new();
        for trace in traces
            .into_iter()
            .filter(|trace| !is_parameter(trace, passed))
        {
            if !wanted.contains(&trace) {
                wanted.push(trace);
            }
        }
        allowed.push(wanted);
    }
    // If two schemes set the same header, one of the two values must be there.
    if allowed.iter().any(|traces| {
        traces.iter().all(|trace| is_met(trace, traces, &arrived))
            && arrived.iter().all(|arrived| traces.contains(&arrived))
    }) {
        Ok(())
    } else {
        Err(credential_mismatch(&arrived, &allowed))
    }
}

/// Returns the requirements whose credentials were all passed, or else one requirement without
/// credentials.
fn met_requirements<'p>(
    passed: &Passed<'p>,
    schemes: &[(String, Option<Scheme>)],
) -> Vec<Vec<&'p str>> {
    let all = passed.operation.security.iter();
    let all: Vec<Vec<&str>> = all
        .map(|names| {
            names
                .iter()
                .map(String::as_str)
                .filter(|name| {
                    schemes.iter().all(|(known, scheme)| {
                        known != name || !matches!(scheme, Some(Scheme::Silent))
                    })
                })
                .collect()
        })
        .collect();
    let complete: Vec<Vec<&str>> = all
        .into_iter()
        .filter(|names| {
            !names.is_empty()
                && names
                    .iter()
                    .all(|name| passed.credentials.iter().any(|(known, _)| known == name))
        })
        .collect();
    if complete.is_empty() {
        vec![Vec::new()]
    } else {
        complete
    }
}

/// Returns whether the operation has a parameter that sets the same part of the request.
fn is_parameter(trace: &Trace, passed: &Passed<'_>) -> bool {
    passed.parameters.iter().any(|(parameter, _)| {
        parameter.location == trace.location
            && (parameter.name == trace.name
                || parameter.location == Location::Header
                    && parameter.name.eq_ignore_ascii_case(&trace.name))
    })
}

/// Returns whether exactly one value arrived where `wanted` is sent. If several of `traces` are
/// sent there, it may be the value of any of them.
fn is_met(wanted: &Trace, traces: &[&Trace], arrived: &[Trace]) -> bool {
    let there: Vec<&Trace> = arrived
        .iter()
        .filter(|arrived| arrived.name == wanted.name && arrived.location == wanted.location)
        .collect();
    matches!(there.as_slice(), [only] if traces.contains(only))
}

fn credential_mismatch(arrived: &[Trace], allowed: &[Vec<&Trace>]) -> String {
    let expected: Vec<String> = allowed
        .iter()
        .map(|traces| traces_in_words(traces.iter().copied()))
        .collect();
    format!(
        "{} arrived, expected {}",
        traces_in_words(arrived.iter()),
        expected.join(", or ")
    )
}

fn traces_in_words<'t>(traces: impl Iterator<Item = &'t Trace>) -> String {
    let words: Vec<String> = traces
        .map(|trace| {
            format!(
                "{} `{}: {}`",
                trace.location.word(),
                trace.name,
                trace.value
            )
        })
        .collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(" and ")
    }
}

/// Returns the part of a request that a credential sets.
fn credential_trace(scheme: &Scheme, value: &str) -> Option<Trace> {
    let (location, name) = match scheme {
        Scheme::Bearer | Scheme::Basic | Scheme::Other => {
            (Location::Header, "authorization".to_owned())
        }
        Scheme::Key(Location::Header, name) => (Location::Header, name.to_ascii_lowercase()),
        Scheme::Key(location, name) => (*location, name.clone()),
        Scheme::Silent => return None,
    };
    let value = match scheme {
        Scheme::Bearer => format!("Bearer {value}"),
        Scheme::Basic => format!("Basic {}", encode_base64(value.as_bytes())),
        _ => value.to_owned(),
    };
    Some(Trace {
        location,
        name,
        value,
    })
}

/// Removes all parts of the request that a scheme of the description could set.
fn take_credentials(reading: &mut Reading<'_>, schemes: &[(String, Option<Scheme>)]) -> Vec<Trace> {
    let mut arrived = Vec::new();
    take_credential_header("authorization", reading, &mut arrived);
    let mut keys: Vec<(Location, &String)> = schemes
        .iter()
        .filter_map(|(_, scheme)| match scheme {
            Some(Scheme::Key(location, name)) => Some((*location, name)),
            _ => None,
        })
        .collect();
    keys.sort_by_key(|(location, _)| *location != Location::Header);
    for (location, name) in keys {
        let (pairs, coded) = match location {
            Location::Header => {
                take_credential_header(name, reading, &mut arrived);
                continue;
            }
            Location::Query => (&mut reading.query, Coded::Percent),
            Location::Cookie => (&mut reading.cookies, Coded::Plain),
            Location::Path | Location::Part => continue,
        };
        let values = style::take_named_pairs(pairs, name, coded).into_iter();
        arrived.extend(values.map(|value| Trace {
            location,
            name: name.clone(),
            value: style::decode_text(&value, coded).unwrap_or_default(),
        }));
    }
    arrived
}

/// Moves the values of a header from the remaining parts of a request to the credentials.
fn take_credential_header(name: &str, reading: &mut Reading<'_>, arrived: &mut Vec<Trace>) {
    let name = name.to_ascii_lowercase();
    let lines = reading.headers.iter().filter(|(known, _)| *known == name);
    arrived.extend(lines.map(|(_, value)| Trace {
        location: Location::Header,
        name: name.clone(),
        value: (*value).to_owned(),
    }));
    reading.headers.retain(|(known, _)| *known != name);
}

/// Base64, by RFC 4648.
fn encode_base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0_u32, |word, byte| (word << 8) | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS
                .get((word >> (18 - 6 * place)) as usize & 63)
                .copied()
                .unwrap_or_default();
            text.push(if place <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_follows_the_examples_of_its_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(encode_base64(bytes.as_bytes()), text);
        }
    }
}
