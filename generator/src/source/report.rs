//! Converts diagnostics to reports.

use super::Document;
use crate::diag::{Diagnostic, FileId, Location, Origin, Report};

impl Document {
    /// Looks up the locations of `diagnostics`, in one pass over each file.
    pub fn report(&self, diagnostics: Vec<Diagnostic>) -> Vec<Report> {
        let nowhere = Origin::new(FileId(u32::MAX), "");
        let locations = self.locate_all(&places(&diagnostics, &nowhere));
        reports(diagnostics, locations)
    }
}

/// Returns two locations for each diagnostic: its own and the related one.
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
