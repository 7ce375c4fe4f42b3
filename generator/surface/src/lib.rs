//! The public surface of the emitted crate: every item that a user can name, derived from the model
//! as plain data.
//!
//! The surface excludes function bodies, private items and the runtime, which all clients share.
//! `diff` compares these items. `render` prints the same facts (methods, fields, conversions,
//! types), which a body needs in a form that an item lacks.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod dependencies;
mod fields;
mod index;
mod item;
mod item_type;
mod items;
mod lock;
mod macro_item;
mod methods;
mod names;
mod operation_names;
mod owner;
mod rust_type;
mod schema_types;
mod schemes;
mod servers;
mod signature;
mod source;
mod structs;
mod text;
mod unions;
mod webhooks;

pub use dependencies::{
    RUNTIME_FEATURES_AND_DEPENDENCIES, added_dependencies, any_schema, features_and_dependencies,
    has_constraints, has_fields, has_text_types, repeated_dependencies, speaks_xml,
};
pub use fields::FieldFacts;
pub use index::ApiIndex;
pub use item::{Item, ItemKind};
pub use item_type::{ItemType, TypeName, TypePath};
pub use items::Surface;
pub use lock::api_lock;
pub use macro_item::{MacroItem, OutputForm};
pub use methods::{
    BodyFacts, COMPLETION_METHOD, FormMethod, KEY_SETTER, MethodFacts, OptionFacts, OtherBody,
    OutputFacts, Payload, SpreadFacts, UNIVERSAL_SETTERS, bodies_as_arguments,
    is_sendable_media_type, key_header, module_path, open_media_range, stream_method,
};
pub use names::{ALWAYS_IMPORTED, TypeNames};
pub use operation_names::{
    ArgumentName, BODY_ARGUMENT, argument_names, operation_names, operations_below,
    requires_body_argument,
};
pub use owner::{ItemOwner, OwnerKind, path_below_types};
pub use rust_type::{Argument, Conversion, RustType};
pub use schema_types::SchemaTypes;
pub use schemes::{
    GENERAL_SETTERS, SchemeFacts, declares_authentication, has_environment, schemes_of_new,
    security_scheme_facts,
};
pub use servers::{ServerChoice, has_server_choice, server_choices};
pub use signature::{ItemSignature, Receiver};
pub use source::{ItemSource, SourceSection};
pub use structs::{converts_from_tuple, renamed_rest_field, rest_name};
pub use text::replace_paths;
pub use unions::{
    AccessorForm, CollectionForm, CollectionSource, SourceForm, UnionSource, VariantAccessor,
};
pub use webhooks::signature_argument;
