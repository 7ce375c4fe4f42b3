//! What a model has before its types get names. It depends on a previous crate only by the names of
//! operations, so models with other names can share it.

use crate::context::{BuildContext, Reports};
use crate::names::inline_types::Stem;
use crate::operations::reading::Outline;
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

/// The names of an operation after which its inline types are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OperationOwner {
    pub(crate) handle: String,
    pub(crate) stem: Stem,
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
