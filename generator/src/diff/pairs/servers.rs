//! Servers and security schemes.

use super::walk::Walk;
use crate::diff::cursor::Cursor;
use crate::diff::{matching, security};
use crate::model::Server;
use crate::render::surface::SourceSection;

impl<'a> Walk<'a> {
    pub(super) fn servers(&mut self, cursor: &Cursor<'a>) {
        let (old, new) = (&self.sides.old.servers, &self.sides.new.servers);
        // According to OpenAPI, empty `servers` mean the server `/`.
        if [old, new]
            .into_iter()
            .all(|all| all.len() < 2 && all.iter().all(|only| only.template == "/"))
        {
            return;
        }
        for (at, (old, new)) in paired_servers(old, new).into_iter().enumerate() {
            let member = Some(if at == 0 { "first server" } else { "server" });
            self.judge(
                old,
                new,
                &Cursor {
                    section: Some(SourceSection::Servers),
                    member,
                    ..cursor.clone()
                },
            );
        }
    }

    pub(super) fn schemes(&mut self, cursor: &Cursor<'a>) {
        let cursor = Cursor {
            section: Some(SourceSection::SecuritySchemes),
            ..cursor.clone()
        };
        for (old, new) in security::schemes(self.sides) {
            self.judge(old, new, &cursor);
        }
    }
}

/// Pairs servers: the first servers as the defaults, the others by URL, or else by description.
fn paired_servers<'a>(old: &'a [Server], new: &'a [Server]) -> matching::MatchedPairs<'a, Server> {
    let pairs = matching::pair_by_key(old, new, |server| {
        server.template.trim_end_matches('/').to_owned()
    });
    let pairs = matching::pair_unmatched(pairs, |server| {
        server.description.clone().ok_or(std::ptr::from_ref(server))
    });
    let (Some(before), Some(after)) = (old.first(), new.first()) else {
        return pairs;
    };
    let is_kept = !before.is_like(after) && new.iter().any(|other| other.is_like(before));
    let was_there = old.iter().any(|other| other.is_like(after));
    if !is_kept || !was_there {
        return matching::pair_first_elements(old, new, pairs);
    }
    // Each version has the first server of the other one: none was added or removed, only their order changed.
    let mut all = vec![(Some(before), Some(after))];
    all.extend(pairs);
    all
}
