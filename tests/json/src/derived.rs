//! What an expert would write by hand for the same fields, without unknown fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Deserialize, Serialize)]
pub(crate) struct Portal {
    pub(crate) id: String,
    hostname: String,
    name: String,
    servers: Vec<Server>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_code_mode: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secure_web_gateway: Option<bool>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Server {
    id: String,
    auth_type: AuthType,
    hostname: String,
    name: String,
    prompts: Vec<BTreeMap<String, Value>>,
    tools: Vec<BTreeMap<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_successful_sync: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_synced: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_prompts: Option<Vec<Override>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_tools: Option<Vec<Override>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthType {
    Oauth,
    Bearer,
    Unauthenticated,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Override {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    portal_alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_alias: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct PortalCreate {
    pub(crate) id: String,
    pub(crate) hostname: String,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) servers: Vec<ServerInput>,
}

#[derive(Clone, Serialize)]
pub(crate) struct ServerInput {
    pub(crate) server_id: String,
    pub(crate) default_disabled: bool,
    pub(crate) on_behalf: bool,
}

/// The JSON object around each result.
#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) result: T,
}
