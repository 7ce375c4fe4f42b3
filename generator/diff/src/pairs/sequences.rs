//! Compares those parts of sequences (`itemSchema`) that the models do not have: items in
//! unsupported media types, `schema` next to `itemSchema`, and fields of events other than the
//! data.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::cursor::{Both, Cursor, DetectedChange};
use super::super::rules::CANNOT_JUDGE;
use super::super::sides::Sides;
use super::super::verdict::Wire;
use super::walk::Walk;
use description::keywords::is_annotation_keyword;
use description::{Document, UnionMembers};
use model::{Content, Framing, Schema, Type};

/// The schema of the items of a sequence.
pub(super) const ITEM_SCHEMA: &str = "itemSchema";

impl<'a> Walk<'a> {
    /// Compares two contents, at least one of which is a sequence.
    pub(super) fn compare_sequences(
        &mut self,
        old: &'a Content,
        new: &'a Content,
        cursor: &Cursor<'a>,
    ) {
        let cursor = &cursor.at_member(Some(&new.media_type));
        let has_items = |content: &Content, document: &Document| {
            content.is_event_data || document.value(&content.origin.child(ITEM_SCHEMA)).is_some()
        };
        if !has_items(old, self.versions.texts.old) && !has_items(new, self.versions.texts.new) {
            return;
        }
        for key in [ITEM_SCHEMA, "schema"] {
            if !has_schema_at(old, key) && !has_schema_at(new, key) {
                self.compare_unmodelled_key(key, Sides { old, new }, cursor);
            }
        }
        let parts_of_old = event_parts(self.versions.texts.old, old);
        if old.is_event_data
            && new.is_event_data
            && parts_of_old != event_parts(self.versions.texts.new, new)
        {
            let message = format!(
                "the events of `{}` were changed beside their data",
                new.media_type
            );
            self.report_unjudgeable(message, Sides { old, new }, cursor);
        }
    }

    /// Compares the schemas at a key of two contents.
    fn compare_unmodelled_key(
        &mut self,
        key: &str,
        contents: Sides<&'a Content>,
        cursor: &Cursor<'a>,
    ) {
        let places = contents.map(|content| content.origin.child(key));
        let before = self.versions.texts.old.value(&places.old);
        let after = self.versions.texts.new.value(&places.new);
        let change = match (before, after) {
            (None, None) => return,
            (Some(_), Some(_)) => {
                return self.queue_unmodelled_pair(key, places.as_ref(), cursor);
            }
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
        };
        let message = format!(
            "`{key}` of `{}` was {change}, and is not read",
            contents.new.media_type
        );
        self.report_unjudgeable(message, contents, cursor);
    }

    fn report_unjudgeable(
        &mut self,
        message: String,
        contents: Sides<&'a Content>,
        cursor: &Cursor<'a>,
    ) {
        let sides = Both {
            old: Some(contents.old),
            new: Some(contents.new),
            cursor,
        };
        self.add_finding(
            &CANNOT_JUDGE,
            DetectedChange::new(Wire::Unknown, message),
            &sides,
        );
    }
}

/// Returns the schemas by which two contents are compared: the schemas of the items, if only one of
/// the contents describes the whole sequence.
pub(super) fn comparable_schemas<'a>(
    old: &'a Content,
    new: &'a Content,
) -> Option<Sides<&'a Schema>> {
    let before = old.schema.as_ref()?;
    let after = new.schema.as_ref()?;
    let old_has_items = before.origin == old.origin.child(ITEM_SCHEMA);
    let new_has_items = after.origin == new.origin.child(ITEM_SCHEMA);
    let are_sequences = [old, new]
        .iter()
        .all(|content| Framing::of(&content.media_type).is_some());
    let (old, new): (&Schema, &Schema) = match (&before.ty, &after.ty) {
        // Both models have an array, but only one of the descriptions has an array schema; the
        // other one has `itemSchema`.
        (Type::List(old), Type::List(new)) if old_has_items != new_has_items => (old, new),
        (Type::List(_), Type::List(_)) => (before, after),
        (Type::List(item), _) if are_sequences => (item, after),
        (_, Type::List(item)) if are_sequences => (before, item),
        _ => (before, after),
    };
    Some(Sides { old, new })
}

/// Returns whether the model has the schema at a key.
fn has_schema_at(content: &Content, key: &str) -> bool {
    let key_origin = content.origin.child(key);
    content
        .schema
        .as_ref()
        .is_some_and(|schema| schema.origin.is_within(&key_origin))
}

/// Returns what the description says about the fields of events other than `data`, by keyword or
/// property name, without annotations.
fn event_parts(document: &Document, content: &Content) -> BTreeMap<String, Vec<Value>> {
    let mut values: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let events = content
        .schema
        .as_ref()
        .and_then(|schema| document.node(&schema.origin));
    for part in document.applied_schemas(events, UnionMembers::None) {
        if part.is_reference() {
            continue;
        }
        let keywords = part.value.as_object();
        for (keyword, value) in keywords.into_iter().flatten() {
            if !["allOf", "properties"].contains(&keyword.as_str())
                && !is_annotation_keyword(keyword)
            {
                values
                    .entry(keyword.clone())
                    .or_default()
                    .push(value.clone());
            }
        }
        let properties = part.origin.child("properties");
        let named = document.value(&properties).and_then(Value::as_object);
        for name in named.into_iter().flat_map(|named| named.keys()) {
            let origin = document.followed(properties.child(name));
            if name != "data"
                && let Some(Value::Object(schema)) = document.value(&origin)
            {
                let mut schema = schema.clone();
                schema.retain(|keyword, _| !is_annotation_keyword(keyword));
                values
                    .entry(format!("properties/{name}"))
                    .or_default()
                    .push(Value::Object(schema));
            }
        }
    }
    values
}
