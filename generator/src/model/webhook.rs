//! Webhooks: how a program reads what the API sends, and verifies where it comes from.

use serde::Deserialize;

use super::Schema;

/// What the module `webhooks` reads.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// The webhooks whose payload is JSON, one of each name: the variants of `Event`.
    pub events: Vec<WebhookEvent>,
    /// The property of all payloads that identifies the webhook.
    pub tag: Option<WebhookTag>,
    /// The schema that all payloads have, where `generator.yaml` names it.
    pub payload: Option<Schema>,
    /// How they are signed.
    pub scheme: Option<SignatureScheme>,
}

impl Webhooks {
    /// Whether a payload alone can be read: it identifies its webhook, or all have one schema.
    pub fn tells_itself(&self) -> bool {
        self.payload.is_some() || self.tag.is_some()
    }

    /// Whether what is verified can be read at once: by itself, or by the headers that name it.
    pub fn is_verified_whole(&self) -> bool {
        self.tells_itself() || self.scheme == Some(SignatureScheme::GitHub)
    }
}

/// A webhook whose payload is JSON.
#[derive(Clone, Debug)]
pub struct WebhookEvent {
    /// Rust name, upper camel case.
    pub rust: String,
    /// The names that it is found by, that of the description first.
    pub names: Vec<String>,
    /// Index in [`super::Api::webhook_requests`].
    pub request: usize,
    /// The schema of its payload.
    pub payload: Schema,
}

/// The property that distinguishes the webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookTag {
    /// Name of the property in JSON.
    pub property: String,
    /// Value of the property → index of the event.
    pub values: Vec<(String, usize)>,
}

/// How webhooks are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureScheme {
    /// The header `Stripe-Signature`.
    Stripe,
    /// The header `X-Hub-Signature-256`.
    GitHub,
    /// The headers of Standard Webhooks.
    Standard,
}
