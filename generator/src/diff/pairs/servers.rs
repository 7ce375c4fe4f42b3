//! Servers and security schemes.

use std::collections::HashMap;

use super::walk::Walk;
use crate::diff::cursor::{Cursor, Versions};
use crate::diff::{matching, security};
use crate::model::{SecurityScheme, Server};
use crate::naming::constant_name;
use crate::render;

impl<'a> Walk<'a> {
    pub(super) fn servers(&mut self, cursor: &Cursor<'a>) {
        let (old, new) = (&self.sides.old.servers, &self.sides.new.servers);
        // By OpenAPI, empty `servers` mean the server `/`.
        if [old, new]
            .into_iter()
            .all(|all| all.len() < 2 && all.iter().all(|only| only.template == "/"))
        {
            return;
        }
        for (at, (old, new)) in paired_servers(old, new).into_iter().enumerate() {
            let member = Some(if at == 0 { "first server" } else { "server" });
            let names = [old, new].into_iter().flatten();
            let names: Vec<String> = names
                .flat_map(|one| [one.rust.clone(), constant_name(&one.rust)])
                .collect();
            for draft in self.judge(
                old,
                new,
                &Cursor {
                    member,
                    ..cursor.clone()
                },
            ) {
                draft
                    .owners
                    .extend(names.iter().cloned().chain(["servers".to_owned()]));
                draft.whole_types.extend(names.iter().cloned());
            }
        }
    }

    pub(super) fn schemes(&mut self, cursor: &Cursor<'a>) {
        let setters = credential_setters(self.sides);
        for (old, new) in security::schemes(self.sides) {
            let schemes = [old, new].into_iter().flatten();
            let names = schemes
                .filter_map(|scheme| setters.get(&std::ptr::from_ref(scheme)))
                .flatten();
            for draft in self.judge(old, new, cursor) {
                draft
                    .owners
                    .extend(["Client", "ClientBuilder"].map(str::to_owned));
                draft.members.extend(names.clone().cloned());
            }
        }
    }
}

/// Pairs servers: the first ones as defaults, the others by URL, or else by description.
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
    // Both versions have both: neither was added or removed, although another one is first.
    let mut all = vec![(Some(before), Some(after))];
    all.extend(pairs);
    all
}

fn credential_setters(sides: Versions<'_>) -> HashMap<*const SecurityScheme, Vec<String>> {
    let facts = [sides.old, sides.new]
        .into_iter()
        .flat_map(render::security_scheme_facts);
    facts
        .map(|facts| (std::ptr::from_ref(facts.scheme), facts.setters().collect()))
        .collect()
}
