//! Servers, security schemes and tags.

use super::walk::Walk;
use crate::cursor::{Both, Cursor, CursorSubject, TagObject};
use crate::sides::Sides;
use crate::{matching, security};
use description::Document;
use diag::Origin;
use model::Server;
use surface::SourceSection;

impl<'a> Walk<'a> {
    pub(super) fn compare_servers(&mut self, cursor: &Cursor<'a>) {
        let old = &self.versions.models.old.servers;
        let new = &self.versions.models.new.servers;
        // According to OpenAPI, empty `servers` mean the server `/`.
        if [old, new]
            .into_iter()
            .all(|servers| servers.len() < 2 && servers.iter().all(|only| only.template == "/"))
        {
            return;
        }
        for (at, Sides { old, new }) in paired_servers(old, new).into_iter().enumerate() {
            let member = Some(if at == 0 { "first server" } else { "server" });
            self.judge(
                old,
                new,
                &Cursor {
                    subject: CursorSubject {
                        section: Some(SourceSection::Servers),
                        member,
                        ..cursor.subject
                    },
                    ..cursor.clone()
                },
            );
        }
    }

    pub(super) fn compare_security_schemes(&mut self, cursor: &Cursor<'a>) {
        let cursor = Cursor {
            subject: CursorSubject {
                section: Some(SourceSection::SecuritySchemes),
                ..cursor.subject
            },
            ..cursor.clone()
        };
        for Sides { old, new } in security::schemes(self.versions) {
            self.judge(old, new, &cursor);
        }
    }

    pub(super) fn compare_tags(&mut self, cursor: &Cursor<'a>) {
        let tags = self.versions.texts.map(described_tags);
        for Sides { old, new } in matching::pair_by_key(&tags.old, &tags.new, |tag| tag.name) {
            let pair = Sides { old, new };
            self.apply_rules(&Both {
                old,
                new,
                cursor: &cursor
                    .at_origins(pair.map(|tag| Some(&tag?.origin)))
                    .at_member(new.or(old).map(|tag| tag.name)),
            });
        }
    }
}

/// Pairs servers: the first server of each version, which is the default, and the others by URL, or
/// else by name or description.
fn paired_servers<'a>(old: &'a [Server], new: &'a [Server]) -> matching::MatchedPairs<'a, Server> {
    let pairs_by_url = matching::pair_by_key(old, new, |server| {
        server.template.trim_end_matches('/').to_owned()
    });
    let pairs_by_name = matching::pair_unmatched(pairs_by_url, |server| {
        server.name.clone().ok_or(std::ptr::from_ref(server))
    });
    let pairs = matching::pair_unmatched(pairs_by_name, |server| {
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
    // Each version has the first server of the other one: none was added or removed, only their
    // order changed.
    let mut pairs_with_first = vec![Sides {
        old: Some(before),
        new: Some(after),
    }];
    pairs_with_first.extend(pairs);
    pairs_with_first
}

/// Returns the tags in `tags` of a description. The model has only the docs of tags that group
/// operations.
fn described_tags(document: &Document) -> Vec<TagObject<'_>> {
    let tags = document.items(&Origin::default().child("tags"));
    let described = tags.filter_map(|origin| {
        let object = document.value(&origin)?.as_object()?;
        let name = object.get("name")?.as_str()?;
        Some(TagObject {
            name,
            object,
            origin,
        })
    });
    described.collect()
}
