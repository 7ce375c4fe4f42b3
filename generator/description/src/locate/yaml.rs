//! Finds offsets in YAML, which the parser has noted.

use super::pointer_offsets::{PointerId, PointerOffsets};
use crate::places::{PlaceId, Places};

/// Sets the offsets of wanted locations.
pub(super) fn find_yaml_offsets(places: &Places, offsets: &mut PointerOffsets) {
    note_offsets(places, Places::ROOT, offsets, PointerOffsets::ROOT);
}

fn note_offsets(places: &Places, place: PlaceId, offsets: &mut PointerOffsets, at: PointerId) {
    let Some((start, value)) = places.offsets(place) else {
        return;
    };
    offsets.set_offset(at, start);
    offsets.set_value(at, value);
    if offsets.has_children(at) {
        for (segment, inner) in places.inside(place) {
            if let Some(child) = offsets.child(at, &segment) {
                note_offsets(places, inner, offsets, child);
            }
        }
    }
}
