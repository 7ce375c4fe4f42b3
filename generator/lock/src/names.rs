//! Serializes pairs of Rust and wire names as `["id", "foo_bar=fooBar"]`, since most of them are
//! equal.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(
    names: &BTreeMap<String, String>,
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_seq(names.iter().map(|(rust, wire)| {
        if rust == wire {
            rust.clone()
        } else {
            format!("{rust}={wire}")
        }
    }))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let names: Vec<String> = Vec::deserialize(from)?;
    Ok(names
        .into_iter()
        .map(|name| match name.split_once('=') {
            Some((rust, wire)) => (rust.to_owned(), wire.to_owned()),
            None => (name.clone(), name),
        })
        .collect())
}
