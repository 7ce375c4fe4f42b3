//! Parameters and request bodies.
//!
//! In: the parameters and the request body of an operation, as written. Out: the parameters and
//! bodies of the model.
//!
//! `parameters` reads parameters, and `bodies` the contents of a body by media type: `encodings`,
//! `sequences`, `part_headers` and `xml` read what belongs to a media type. When all types exist,
//! `forms` decides which properties of forms are files, and `xml_nodes` names nodes that are read
//! by position. `examples` reads examples.

pub(crate) mod bodies;
pub(crate) mod encodings;
pub(crate) mod examples;
pub(crate) mod forms;
pub(crate) mod parameters;
pub(crate) mod part_headers;
pub(crate) mod sequences;
mod xml;
pub(crate) mod xml_nodes;
