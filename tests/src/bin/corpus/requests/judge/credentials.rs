//! Checks that a request has the credentials of exactly one security requirement, and no others.

use super::passed::Passed;
use super::reading::Reading;
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
    let is_parameter = |trace: &Trace| {
        let mut parameters = passed.parameters.iter();
        parameters.any(|(parameter, _)| {
            parameter.location == trace.location
                && (parameter.name == trace.name
                    || parameter.location == Location::Header
                        && parameter.name.eq_ignore_ascii_case(&trace.name))
        })
    };
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
    arrived.retain(|trace| !is_parameter(trace));
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
        for trace in traces.into_iter().filter(|trace| !is_parameter(trace)) {
            if !wanted.contains(&trace) {
                wanted.push(trace);
            }
        }
        allowed.push(wanted);
    }
    // If two schemes set the same header, one of the two values must be there.
    let is_met = |wanted: &Trace, traces: &[&Trace]| {
        let mut rivals = traces
            .iter()
            .filter(|rival| (rival.location, &rival.name) == (wanted.location, &wanted.name));
        arrived
            .iter()
            .filter(|arrived| arrived.name == wanted.name && arrived.location == wanted.location)
            .count()
            == 1
            && rivals.any(|rival| arrived.contains(rival))
    };
    if allowed.iter().any(|traces| {
        traces.iter().all(|trace| is_met(trace, traces))
            && arrived.iter().all(|arrived| traces.contains(&arrived))
    }) {
        Ok(())
    } else {
        Err(credential_mismatch(&arrived, &allowed))
    }
}

/// Returns the requirements that the passed credentials meet; the empty one only if no other is complete.
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

fn credential_mismatch(arrived: &[Trace], allowed: &[Vec<&Trace>]) -> String {
    let one = |trace: &Trace| {
        format!(
            "{} `{}: {}`",
            trace.location.word(),
            trace.name,
            trace.value
        )
    };
    let several = |traces: Vec<String>| {
        if traces.is_empty() {
            "none".to_owned()
        } else {
            traces.join(" and ")
        }
    };
    let expected = allowed
        .iter()
        .map(|traces| several(traces.iter().map(|trace| one(trace)).collect()));
    let expected: Vec<String> = expected.collect();
    format!(
        "{} arrived, expected {}",
        several(arrived.iter().map(one).collect()),
        expected.join(", or ")
    )
}

/// Returns the part of a request that a credential sets.
fn credential_trace(scheme: &Scheme, value: &str) -> Option<Trace> {
    let authorization = |value: String| Trace {
        location: Location::Header,
        name: "authorization".to_owned(),
        value,
    };
    Some(match scheme {
        Scheme::Bearer => authorization(format!("Bearer {value}")),
        Scheme::Basic => authorization(format!("Basic {}", encode_base64(value.as_bytes()))),
        Scheme::Other => authorization(value.to_owned()),
        Scheme::Key(Location::Header, name) => Trace {
            location: Location::Header,
            name: name.to_ascii_lowercase(),
            value: value.to_owned(),
        },
        Scheme::Key(location, name) => Trace {
            location: *location,
            name: name.clone(),
            value: value.to_owned(),
        },
        Scheme::Silent => return None,
    })
}

/// Removes all parts of the request that a scheme of the description could set.
fn take_credentials(reading: &mut Reading<'_>, schemes: &[(String, Option<Scheme>)]) -> Vec<Trace> {
    let mut arrived = Vec::new();
    let mut header = |name: &str, reading: &mut Reading<'_>| {
        let name = name.to_ascii_lowercase();
        let lines = reading.headers.iter().filter(|(known, _)| *known == name);
        let lines = lines.map(|(_, value)| (*value).to_owned());
        arrived.extend(lines.map(|value| Trace {
            location: Location::Header,
            name: name.clone(),
            value,
        }));
        reading.headers.retain(|(known, _)| *known != name);
    };
    header("authorization", reading);
    let keys = schemes.iter().filter_map(|(_, scheme)| match scheme {
        Some(Scheme::Key(location, name)) => Some((*location, name)),
        _ => None,
    });
    let keys: Vec<(Location, &String)> = keys.collect();
    keys.iter()
        .filter(|(location, _)| *location == Location::Header)
        .for_each(|(_, name)| header(name, reading));
    for (location, name) in keys {
        let (pairs, is_coded) = match location {
            Location::Query => (&mut reading.query, true),
            Location::Cookie => (&mut reading.cookies, false),
            Location::Header | Location::Path | Location::Part => continue,
        };
        let plain = |raw: &str| {
            if is_coded {
                super::style::percent_decoded(raw).ok()
            } else {
                Some(raw.to_owned())
            }
        };
        pairs.retain(|(raw, value)| {
            let is_it = plain(raw).as_ref() == Some(name);
            if is_it {
                let value = plain(value).unwrap_or_default();
                arrived.push(Trace {
                    location,
                    name: name.clone(),
                    value,
                });
            }
            !is_it
        });
    }
    arrived
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
