//! Diagnostics → reports: the places of all of them in one pass over each file.

use super::read::Format;
use super::{Document, locate};
use crate::diag::{Diagnostic, FileId, Location, Origin, Report};

impl Document {
    /// Looks up the places of `diagnostics`, in one pass over each file.
    pub fn report(&self, diagnostics: Vec<Diagnostic>) -> Vec<Report> {
        let nowhere = Origin { file: FileId(u32::MAX), pointer: String::new() };
        let locations = self.locate_all(&places(&diagnostics, &nowhere));
        reports(diagnostics, locations)
    }
}

/// Looks up the places of `diagnostics` in a text that is no part of a description, such as `generator.yaml`.
pub fn report_in(name: &str, text: &str, diagnostics: Vec<Diagnostic>) -> Vec<Report> {
    let nowhere = Origin { file: FileId(u32::MAX), pointer: String::new() };
    let origins = places(&diagnostics, &nowhere);
    let pointers: Vec<&str> = origins.iter().map(|origin| origin.pointer.as_str()).collect();
    let found = locate::locations(Format::of(name, text), name, text, &pointers);
    let locations = origins.iter().zip(found).map(|(origin, at)| (**origin != nowhere).then_some(at)).collect();
    reports(diagnostics, locations)
}

/// Two places for each diagnostic.
fn places<'d>(diagnostics: &'d [Diagnostic], nowhere: &'d Origin) -> Vec<&'d Origin> {
    diagnostics
        .iter()
        .flat_map(|diagnostic| [diagnostic.origin.as_ref(), diagnostic.related.as_ref().map(|(_, at)| at)])
        .map(|origin| origin.unwrap_or(nowhere))
        .collect()
}

fn reports(diagnostics: Vec<Diagnostic>, locations: Vec<Option<Location>>) -> Vec<Report> {
    let mut locations = locations.into_iter();
    let mut next = || locations.next().flatten();
    diagnostics.into_iter().map(|diagnostic| Report { diagnostic, location: next(), related: next() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_have_places_too() {
        let text = "client: {}\nresources:\n  pets: {list: nope}\n";
        let said = Diagnostic::error("unknown-operation", "unknown operation `nope`")
            .at(&Origin::new(FileId(0), "/resources/pets/list"))
            .related("the resources", &Origin::new(FileId(0), "/resources"));
        let reports = report_in("generator.yaml", text, vec![said, Diagnostic::error("other", "no place")]);
        assert_eq!(reports[0].place(), Some(("generator.yaml", 3, 10)));
        assert_eq!(reports[0].related.as_ref().map(|at| at.line), Some(2));
        assert_eq!(reports[1].place(), None);
    }
}
