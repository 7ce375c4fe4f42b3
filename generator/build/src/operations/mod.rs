//! Operations and webhooks.
//!
//! In: the operations that the description lists. Out: the operations, webhook requests and
//! webhooks of the model.
//!
//! `selection` decides which operations the client has. `reading` reads them with the functions of
//! the folders for requests, responses and the client; `tags` reads tags, and `webhooks` and
//! `webhook_requests` read requests that the API sends. `argument_order` and `features` apply to all
//! operations, and `agent_texts` checks their texts. Only `draft.rs` imports this folder.

pub(crate) mod agent_texts;
pub(crate) mod argument_order;
pub(crate) mod features;
pub(crate) mod reading;
pub(crate) mod selection;
pub(crate) mod tags;
pub(crate) mod webhook_requests;
pub(crate) mod webhooks;
