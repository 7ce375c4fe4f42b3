//! Farewells that were announced: `deprecated`, and a date in `x-sunset`.

use jiff::civil::Date;

use super::spot::Both;
use crate::diag::Origin;
use crate::model::Operation;
use crate::source::Document;

/// The date of the sunset at `origin`.
pub(super) fn date(document: &Document, origin: &Origin) -> Option<Date> {
    let text = document.value(origin)?.get("x-sunset")?.as_str()?;
    text.get(..10).unwrap_or(text).parse().ok()
}

/// Whether the operation was deprecated, and its day has come, if it had one.
pub(super) fn is_over(it: &Both<'_, Operation>, old: &Operation) -> bool {
    let sides = it.spot.sides;
    old.deprecated && date(sides.old_text, &old.origin).is_none_or(|date| date <= sides.today)
}
