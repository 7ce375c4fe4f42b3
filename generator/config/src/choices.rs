//! How `generator.yaml` writes values that the model has.

use model::{NamesFrom, SignatureScheme};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// What the names of resources and methods are made of.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "NamesFrom")]
pub(super) enum NamesFromChoice {
    /// The words of paths.
    Paths,
    /// The groups and actions of operationIds.
    Ids,
    /// The first tags, and operationIds.
    Tags,
}

/// The signature scheme of webhooks.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "SignatureScheme")]
pub(super) enum SignatureChoice {
    /// The header `Stripe-Signature`.
    Stripe,
    /// The header `X-Hub-Signature-256`.
    GitHub,
    /// The headers of Standard Webhooks.
    Standard,
}

pub(super) fn names_from<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NamesFrom>, D::Error> {
    let choice = Option::<NamesFromChoice>::deserialize(deserializer)?;
    Ok(choice.map(|choice| match choice {
        NamesFromChoice::Paths => NamesFrom::Paths,
        NamesFromChoice::Ids => NamesFrom::Ids,
        NamesFromChoice::Tags => NamesFrom::Tags,
    }))
}

pub(super) fn signature_scheme<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SignatureScheme>, D::Error> {
    let choice = Option::<SignatureChoice>::deserialize(deserializer)?;
    Ok(choice.map(|choice| match choice {
        SignatureChoice::Stripe => SignatureScheme::Stripe,
        SignatureChoice::GitHub => SignatureScheme::GitHub,
        SignatureChoice::Standard => SignatureScheme::Standard,
    }))
}
