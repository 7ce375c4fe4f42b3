//! Operations that the server completes after its response.

use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use super::settings::ExtensionOrigin;
use super::values::string_at;
use config::{FinalValueConfig, LongRunningConfig};
use description::ExtensionSetting;

/// The extension next to `x-ms-long-running-operation` that says where the result is.
const OPTIONS: &str = "x-ms-long-running-operation-options";
const VIA: &str = "final-state-via";

impl<'d> ExtensionReader<'d> {
    pub(super) fn read_long_running(&mut self, operations: &[PathOperation<'d>]) {
        for operation in operations {
            if operation.is_configured(self.written.long_running.keys()) {
                continue;
            }
            let Some(extension) = operation.extensions().find(|extension| {
                extension.setting == ExtensionSetting::LongRunning
                    && extension.value == &Value::Bool(true)
            }) else {
                continue;
            };
            let options = operation.members.get(OPTIONS);
            let via = options.and_then(|options| string_at(options, VIA));
            let final_value = match via {
                Some("azure-async-operation" | "operation-location") => {
                    Some(FinalValueConfig::Status)
                }
                Some("location") => Some(FinalValueConfig::Location),
                Some("original-uri") => Some(FinalValueConfig::Original),
                None => None,
                Some(other) => {
                    let fault = format!("the client cannot find the result by `{other}`");
                    let option = ExtensionOrigin {
                        origin: operation.origin.child(OPTIONS).child(VIA),
                        ..extension.at
                    };
                    self.warn(&option, &fault);
                    continue;
                }
            };
            self.record(&["long_running", &operation.key], &extension.at);
            let settings = &mut self.settings.config.long_running;
            settings.insert(operation.key.clone(), LongRunningConfig { final_value });
        }
    }
}
