//! `paging`: counts the kinds of pagination of each document, and the reasons why other lists are
//! not paged.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use sdkwright::{Generator, inspect};
use tests::json::{items_at, text_at};

use crate::common::Common;
use crate::documents::{self, Document};
use crate::report::Table;

/// The kinds of pagination, as `inspect` prints them.
const KINDS: [&str; 5] = ["link", "token", "last item", "number", "offset"];

/// The lists of a document: the count of each kind, and the reasons why others are not paged.
#[derive(Default)]
struct Lists {
    kinds: [usize; KINDS.len()],
    others: BTreeMap<String, usize>,
}

impl Lists {
    fn of(document: &Document) -> Result<Self> {
        let json = inspect::inspection_json(&Generator::new(&document.path).model()?);
        let mut lists = Self::default();
        for operation in items_at(&json, "/operations") {
            if let Some(why) = text_at(operation, "/not_paged_because") {
                *lists.others.entry(why.to_owned()).or_default() += 1;
            }
            let pages = text_at(operation, "/pages").unwrap_or_default();
            let kind = lists
                .kinds
                .iter_mut()
                .zip(KINDS)
                .find(|(_, kind)| pages.starts_with(kind));
            if let Some((count, _)) = kind {
                *count += 1;
            }
        }
        Ok(lists)
    }

    fn add(&mut self, other: &Self) {
        for (sum, count) in self.kinds.iter_mut().zip(other.kinds) {
            *sum += count;
        }
        for (why, count) in &other.others {
            *self.others.entry(why.clone()).or_default() += count;
        }
    }

    fn cells(&self, name: &str) -> Vec<String> {
        let others = self
            .others
            .iter()
            .map(|(why, count)| format!("{count}: {why}"));
        let mut cells = vec![name.to_owned()];
        cells.extend(self.kinds.map(|count| {
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        }));
        cells.push(others.collect::<Vec<_>>().join("; "));
        cells
    }
}

pub(crate) fn count_paging(common: &Common) -> Result<ExitCode> {
    let mut table = Table::new(&[
        "document",
        "link",
        "token",
        "last item",
        "number",
        "offset",
        "not paged",
    ]);
    let mut all = Lists::default();
    for document in documents::find_documents(common)? {
        let lists = Lists::of(&document)?;
        if lists
            .kinds
            .iter()
            .chain(lists.others.values())
            .any(|count| *count > 0)
        {
            table.row(lists.cells(&document.name));
        }
        all.add(&lists);
    }
    table.row(all.cells("all"));
    table.print(common.markdown);
    Ok(ExitCode::SUCCESS)
}
