//! What a model has before its types get names. Only the names of operations depend on a previous
//! crate, so models with other type names can share this part.

use crate::context::{BuildContext, Reports};
use crate::operations::reading::{OperationOwner, Outline};
use crate::schemas::type_table::TypeTable;
use crate::types::phases::UnnamedModel;
use model::SecurityScheme;

/// All operations and schemas, as read from the description.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) model: UnnamedModel,
    pub(crate) security_schemes: Vec<SecurityScheme>,
}

/// What several models of one description with one configuration share, once the first one is
/// built.
#[derive(Debug, Default)]
pub struct SharedDraft(Option<ReportedDraft>);

#[derive(Debug)]
struct ReportedDraft {
    draft: Draft,
    /// What was reported while the draft was read.
    reports: Reports,
    /// The names after which inline types were named.
    owners: Vec<OperationOwner>,
}

impl SharedDraft {
    /// Returns the draft with the names of operations in this outline, and reports again what was
    /// reported about it; `None` if it has to be read again. The table has the names of types.
    pub(crate) fn renamed(
        &self,
        cx: &mut BuildContext<'_>,
        outline: &Outline,
        table: &mut TypeTable,
    ) -> Option<Draft> {
        let shared = self.0.as_ref()?;
        if outline.owners() != shared.owners {
            return None;
        }
        let mut draft = shared.draft.clone();
        std::mem::swap(&mut draft.model.table.names, &mut table.names);
        outline.name_operations(&mut draft.model.operations);
        cx.add_reports(shared.reports.clone());
        Some(draft)
    }

    /// Keeps a draft for the next model.
    pub(crate) fn keep(&mut self, draft: Draft, reports: Reports, outline: &Outline) {
        self.0 = Some(ReportedDraft {
            draft,
            reports,
            owners: outline.owners(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::SharedDraft;
    use crate::{Built, PreviousCrate, PreviousKind, build_model, build_sharing_draft};
    use config::Config;
    use description::{Document, raise};
    use lock::Lock;

    fn document(schema: &str, components: &str) -> Document {
        let text = format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"t","version":"1"}},"paths":{{"/pets":{{"get":{{"responses":{{"200":
            {{"description":"d","content":{{"application/json":{{"schema":{schema}}}}}}}}}}}}}}},"components":{{"schemas":{{{components}}}}}}}"#
        );
        let (mut document, _) = Document::from_text("test.json", text).unwrap();
        raise::raise_to_openapi_3(&mut document);
        raise::raise_to_3_2(&mut document);
        document
    }

    fn type_names(built: &Built) -> Vec<&str> {
        let types = built.api.types.iter();
        types.map(|(_, def)| def.name.as_str()).collect()
    }

    #[test]
    fn models_with_other_names_share_a_draft() {
        let config = Config::default();
        let pet = r#"{"type":"object","properties":{"name":{"type":"string"},"age":{"format":"x","type":"array"}}}"#;
        let component = format!(r#""Pet":{pet}"#);
        let old = document(r##"{"$ref":"#/components/schemas/Pet"}"##, &component);
        let lock = Lock::of(&build_model(&old, &config, None).api);
        let new = document(pet, "");
        let mut shared = SharedDraft::default();
        let without = build_sharing_draft(&new, &config, None, Some(&mut shared));
        assert!(!type_names(&without).contains(&"Pet"));
        let previous = Some(PreviousCrate {
            lock: &lock,
            without: &without.api,
            kind: PreviousKind::Locked,
        });
        let built = build_sharing_draft(&new, &config, previous, Some(&mut shared));
        let alone = build_model(&new, &config, previous);
        assert_eq!(type_names(&built), ["Pet"]);
        assert_eq!(Lock::of(&built.api), Lock::of(&alone.api));
        assert_eq!(built.diagnostics, alone.diagnostics);
    }
}
