//! Webhooks: how a program reads and verifies them.

use super::Schema;

/// The webhooks that the emitted module `webhooks` reads.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// The webhooks with a JSON payload, one for each name: the variants of `Event`.
    pub events: Vec<WebhookEvent>,
    /// The property of all payloads that identifies the webhook.
    pub tag: Option<WebhookTag>,
    /// The schema of all payloads, if `generator.yaml` names it.
    pub payload: Option<Schema>,
    /// The signature scheme.
    pub scheme: Option<SignatureScheme>,
}

impl Webhooks {
    /// Returns whether a payload can be decoded without headers: it identifies its webhook, or all
    /// payloads have one schema.
    pub fn is_decodable_without_headers(&self) -> bool {
        self.payload.is_some() || self.tag.is_some()
    }

    /// Returns whether a verified request can be decoded right away: its payload or its headers
    /// identify the webhook.
    pub fn is_verified_whole(&self) -> bool {
        self.is_decodable_without_headers() || self.scheme == Some(SignatureScheme::GitHub)
    }
}

/// A webhook with a JSON payload.
#[derive(Clone, Debug)]
pub struct WebhookEvent {
    /// Rust name, upper camel case.
    pub rust: String,
    /// The names that identify the webhook; the name in the description comes first.
    pub names: Vec<String>,
    /// Index in [`super::Api::webhook_requests`].
    pub request: usize,
    /// The schema of its payload.
    pub payload: Schema,
}

/// The property that distinguishes webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookTag {
    /// Name of the property in JSON.
    pub property: String,
    /// Each value of the property, with the index of its event.
    pub values: Vec<(String, usize)>,
}

/// The signature scheme of webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureScheme {
    /// The header `Stripe-Signature`.
    Stripe,
    /// The header `X-Hub-Signature-256`.
    GitHub,
    /// The headers of Standard Webhooks.
    Standard,
}
