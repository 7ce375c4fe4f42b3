//! An item of the crate has the same signature, but another meaning.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "meaning-changed",
    docs: Docs {
        what: "An item has the same name and signature, but another meaning: a method calls another operation, or an \
               argument, setter, field or variant is another parameter, property or value.",
        wire: "None: programs built with the old crate send the same requests.",
        rust: "Major, although programs compile: with the new crate they may send, for instance, an access token as a \
               user id.",
        help: "Rename the new item in the description or in `generator.yaml`, or keep the old one beside it for a \
               while. If the change is intended, release a breaking version and list the items in its notes.",
    },
    check: Check::Items,
};
