//! Traverses both models in parallel, and passes matching objects to the rules as pairs.

mod operations;
mod schemas;
mod sequences;
mod servers;
mod walk;

use std::collections::HashSet;

use super::cursor::{Both, Cursor, CursorSubject, SchemaLocation, Transmission};
use super::draft::Visited;
use super::sides::Sides;
use super::version::Versions;
use diag::{FileId, Origin};
use walk::Walk;

pub(super) fn walk_models(versions: Versions<'_>) -> Visited {
    let mut walk = Walk {
        versions,
        visited: Visited::default(),
        seen: HashSet::new(),
        waiting: Vec::new(),
        wire_findings: 0,
        shared_security: false,
    };
    let cursor = Cursor {
        versions,
        subject: CursorSubject::default(),
        transmission: Transmission::default(),
        schema: SchemaLocation::default(),
    };
    let root = Origin::new(FileId(0), "");
    let whole = cursor.at_origins(Sides {
        old: Some(&root),
        new: Some(&root),
    });
    walk.apply_rules(&Both {
        old: Some(versions.models.old),
        new: Some(versions.models.new),
        cursor: &whole,
    });
    walk.compare_servers(&cursor);
    walk.compare_security_schemes(&cursor);
    walk.compare_tags(&cursor);
    walk.compare_operations(&cursor);
    walk.compare_webhook_requests(&cursor);
    walk.compare_components(&cursor);
    walk.visited
}
