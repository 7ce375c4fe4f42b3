//! The encoding of properties in forms and multipart bodies (`encoding`).

use std::collections::BTreeSet;

use super::{CHECK_SERVER, Check, OTHER, Rule};
use crate::diff::cursor::{Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{Api, Codec, Content, Encoding, EncodingFormat, Style};

pub(super) const RULES: &[Rule] = &[Rule {
    code: "encoding-changed",
    what: "The encoding of properties in a form or multipart body changed (`encoding`).",
    wire: "Risky: the server may read other values.",
    help: CHECK_SERVER,
    check: Check::Content(|it| {
        let (old, new) = it.both()?;
        let (before, after) = (said(it.cursor.sides.old, old), said(it.cursor.sides.new, new));
        (before != after).then(|| Found::new(Wire::Risky, "the encoding of properties of the body changed").behaves())
    }),
    ..OTHER
}];

/// Returns the encodings of properties that differ from the default.
fn said(api: &Api, content: &Content) -> BTreeSet<(String, String)> {
    let is_usual = |one: &&Encoding| match &one.format {
        // By the standard, values of forms are serialized like query parameters.
        EncodingFormat::Style { style: Style::Form, explode: true, allow_reserved: false } => {
            content.codec == Codec::Form && is_plain(api, content, &one.property)
        }
        EncodingFormat::MediaType(name) => usual(api, content, &one.property).contains(&name.as_str()),
        _ => false,
    };
    let unusual = content.encodings.iter().filter(|one| !is_usual(one));
    unusual.map(|one| (one.property.clone(), format!("{:?}", one.format))).collect()
}

/// Returns whether a property is a scalar or an array of scalars: by default, objects are sent as JSON.
fn is_plain(api: &Api, content: &Content, property: &str) -> bool {
    part(api, content, property).is_some_and(|part| part.is_text_like())
}

/// Returns a property of a body; of an array, its items.
fn part<'a>(api: &'a Api, content: &'a Content, property: &str) -> Option<Node<'a>> {
    let Shape::Struct(body) = Node::of(api, content.schema.as_ref()?).shape else { return None };
    let part = body.properties.iter().find(|one| one.wire == property)?;
    Some(match Node::of(api, &part.schema) {
        Node { shape: Shape::List(item), .. } => Node::of(api, item),
        part => part,
    })
}

/// The default media types of a part; files are `application/octet-stream` anyway.
fn usual(api: &Api, content: &Content, property: &str) -> &'static [&'static str] {
    const FILE: &str = "application/octet-stream";
    let is_multipart = content.media_type.to_ascii_lowercase().starts_with("multipart/");
    let Some(part) = part(api, content, property).filter(|_| is_multipart) else { return &[FILE] };
    match part.shape {
        Shape::Struct(_) | Shape::Map(_) => &["application/json"],
        _ if part.is_text_like() && part.schema.format.is_none() => &["text/plain"],
        _ => &[FILE],
    }
}
