//! Finds offsets in YAML, which the parser has noted.

use super::wanted::{Wanted, WantedId};
use crate::places::{PlaceId, Places};

/// Sets the offsets of wanted locations.
pub(super) fn find_yaml_offsets(places: &Places, wanted: &mut Wanted) {
    note_offsets(places, Places::ROOT, wanted, Wanted::ROOT);
}

fn note_offsets(places: &Places, place: PlaceId, wanted: &mut Wanted, at: WantedId) {
    let Some((start, value)) = places.offsets(place) else {
        return;
    };
    wanted.found(at, start);
    wanted.found_value(at, value);
    if wanted.has_children(at) {
        for (segment, inner) in places.inside(place) {
            if let Some(child) = wanted.child(at, &segment) {
                note_offsets(places, inner, wanted, child);
            }
        }
    }
}
