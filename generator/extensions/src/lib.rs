//! Reads extensions of the description as settings of `generator.yaml`. The table in `description`
//! says which extension makes which setting; `generator.yaml` takes precedence.
//!
//! `operations` finds the operations, and `methods` reads their names. `names` reads the names of
//! types, properties, parameters and bodies, `paging` the rules for lists, `streams` the rules for
//! streams, `completion` the long-running operations, and `client` the operations that are left out
//! and the delays of retries. `build` reads the names of enum values, together with their docs.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod client;
mod completion;
mod methods;
mod names;
mod operations;
mod page;
mod paging;
mod reader;
mod settings;
mod streams;
mod values;

use config::Config;
use description::Document;
use operations::describe_operations;
pub use page::extensions_page;
use reader::ExtensionReader;
pub use settings::{DescribedSettings, ExtensionOrigin, SettingOrigins, unusable_extension};
pub use values::{audiences_of, resource_extension, tool_hints, value_names};

/// Returns the settings of the description, over which `generator.yaml` takes precedence.
pub fn read_described_settings(document: &Document, config: &Config) -> DescribedSettings {
    let mut reader = ExtensionReader {
        document,
        written: config,
        settings: DescribedSettings {
            config: config.clone(),
            origins: SettingOrigins::default(),
            diagnostics: Vec::new(),
        },
    };
    if config.naming.reads_extensions() {
        let operations = describe_operations(document);
        reader.read_excluded(&operations);
        reader.read_methods(&operations);
        reader.read_paging(&operations);
        reader.read_streams(&operations);
        reader.read_long_running(&operations);
        reader.read_retry_policy();
        reader.read_names();
    }
    reader.settings
}
