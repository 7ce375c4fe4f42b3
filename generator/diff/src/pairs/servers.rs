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
    pub(super) fn servers(&mut self, cursor: &Cursor<'a>) {
        let (old, new) = (
            &self.versions.models.old.servers,
            &self.versions.models.new.servers,
        );
        // According to OpenAPI, empty `servers` mean the server `/`.
        if [old, new]
            .into_iter()
            .all(|all| all.len() < 2 && all.iter().all(|only| only.template == "/"))
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

    pub(super) fn schemes(&mut self, cursor: &Cursor<'a>) {
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

    pub(super) fn tags(&mut self, cursor: &Cursor<'a>) {
        let tags = self.versions.texts.map(described_tags);
        for Sides { old, new } in matching::pair_by_key(&tags.old, &tags.new, |tag| tag.name) {
            let both = Sides { old, new };
            self.apply_rules(&Both {
                old,
                new,
                cursor: &cursor
                    .at_origins(both.map(|tag| Some(&tag?.origin)))
                    .at_member(new.or(old).map(|tag| tag.name)),
            });
        }
    }
}

/// Pairs servers: the first server of each version, which is the default, and the others by URL, or else by name or
/// description.
fn paired_servers<'a>(old: &'a [Server], new: &'a [Server]) -> matching::MatchedPairs<'a, Server> {
    let pairs = matching::pair_by_key(old, new, |server| {
        server.template.trim_end_matches('/').to_owned()
    });
    let pairs = matching::pair_unmatched(pairs, |server| {
        server.name.clone().ok_or(std::ptr::from_ref(server))
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
    let mut all = vec![Sides {
        old: Some(before),
        new: Some(after),
    }];
    all.extend(pairs);
    all
}

/// Returns the tags in `tags` of a description. The model has only the docs of tags that group operations.
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
