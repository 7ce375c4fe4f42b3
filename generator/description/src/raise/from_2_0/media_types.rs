//! `consumes` and `produces`.

use crate::Document;
use diag::Origin;
use serde_json::{Map, Value};
use std::rc::Rc;

/// The default media types of bodies and responses.
#[derive(Clone, Default)]
pub(super) struct MediaTypes {
    pub(super) consumes: Rc<[String]>,
    pub(super) produces: Rc<[String]>,
}

impl MediaTypes {
    /// Returns the media types of a description or an operation, or else the media types of
    /// `outer`.
    pub(super) fn of(holder: &Map<String, Value>, outer: &Self) -> Self {
        Self {
            consumes: own_or_outer(holder.get("consumes"), &outer.consumes),
            produces: own_or_outer(holder.get("produces"), &outer.produces),
        }
    }

    /// Returns the media types of the operation at `origin`, or else the media types of its file or
    /// of the whole description.
    pub(super) fn at_operation(document: &Document, origin: &Origin) -> Self {
        let holders = [
            Origin::default(),
            Origin::new(origin.file, ""),
            origin.clone(),
        ];
        holders
            .iter()
            .filter_map(|holder| document.value(holder)?.as_object())
            .fold(Self::default(), |outer, holder| Self::of(holder, &outer))
    }
}

/// The maximum number of media types of a body or response, since each has a schema.
const MOST_MEDIA_TYPES: usize = 20;

/// Returns the strings of a list, or else the strings of the outer object. A string is read as a
/// list of one.
fn own_or_outer(own: Option<&Value>, outer: &Rc<[String]>) -> Rc<[String]> {
    let list = match own {
        Some(Value::Array(list)) => list.as_slice(),
        Some(text @ Value::String(_)) => std::slice::from_ref(text),
        _ => return Rc::clone(outer),
    };
    distinct_types(list.iter().filter_map(Value::as_str)).into()
}

pub(super) fn distinct_types<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut types: Vec<String> = Vec::new();
    for text in texts {
        if types.len() < MOST_MEDIA_TYPES && !types.iter().any(|other| other == text) {
            types.push(text.to_owned());
        }
    }
    types
}
