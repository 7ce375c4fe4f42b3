//! The operations that the client does not have, and its defaults.

use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use config::Seconds;
use description::ExtensionSetting;

impl<'d> ExtensionReader<'d> {
    /// Excludes operations, unless `include` names them, or none would remain.
    pub(super) fn read_excluded(&mut self, operations: &[PathOperation<'d>]) {
        let mut excluded = Vec::new();
        for operation in operations {
            let extension = operation.extensions().find(|extension| {
                extension.setting == ExtensionSetting::Excluded
                    && extension.value == &Value::Bool(true)
            });
            let mut included = self.written.include.iter();
            if let Some(extension) = extension
                && !included.any(|key| operation.is_called(key))
            {
                excluded.push((operation, extension.at));
            }
        }
        if let Some((_, first)) = excluded.first()
            && excluded.len() == operations.len()
        {
            self.warn(first, "this leaves out all operations of the description");
            return;
        }
        for (operation, extension) in excluded {
            let index = self.settings.config.exclude.len().to_string();
            self.record(&["exclude", &index], &extension);
            self.settings.config.exclude.push(operation.key.clone());
        }
    }

    pub(super) fn read_retry_policy(&mut self) {
        for extension in self.general_extensions(ExtensionSetting::RetryPolicy) {
            let [first, longest] = ["initialInterval", "maxInterval"].map(|key| {
                let milliseconds = extension.value.get("backoff")?.get(key)?.as_f64()?;
                Seconds::try_from(milliseconds / 1000.0).ok()
            });
            let policy = &mut self.settings.config.client.retry_policy;
            policy.first = policy.first.or(first);
            policy.longest = policy.longest.or(longest);
        }
    }
}
