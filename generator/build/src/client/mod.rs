//! What the client has once: package, servers, credentials and settings.
//!
//! In: the top level of the description, and `generator.yaml`. Out: the package, servers, security
//! schemes and the shape of the client in the model; and problems with names in `generator.yaml`.
//!
//! `info` and `readme` read texts, and `servers` the URLs; `security_schemes` reads schemes and
//! requirements; `credentials` moves parameters that are credentials to the client; `variables`
//! names environment variables. `configured` and `configured_values` check `generator.yaml`.

pub(crate) mod configured;
pub(crate) mod configured_values;
pub(crate) mod credentials;
pub(crate) mod info;
pub(crate) mod own_types;
pub(crate) mod readme;
pub(crate) mod security_schemes;
pub(crate) mod servers;
pub(crate) mod variables;
