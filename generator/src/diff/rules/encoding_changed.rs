//! The properties of a form or of a multipart body are written in another way (`encoding`).

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Content, EncodingFormat};

pub(super) const RULE: Rule = Rule {
    code: "encoding-changed",
    docs: Docs {
        what: "The properties of a form or of a multipart body are written in another way (`encoding`).",
        wire: "Risky: the server may read something else.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    let facts = |one: &Content| -> BTreeSet<(String, String)> {
        // Files are `application/octet-stream` anyway.
        let is_usual = |format: &EncodingFormat| matches!(format, EncodingFormat::MediaType(name) if name == "application/octet-stream");
        let said = one.encodings.iter().filter(|one| !is_usual(&one.format));
        said.map(|one| (one.property.clone(), format!("{:?}", one.format))).collect()
    };
    (facts(old) != facts(new))
        .then(|| Found::new(Wire::Risky, "properties of the body are written in another way").behaves())
}
