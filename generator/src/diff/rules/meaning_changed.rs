//! An item of the crate compiles as before, and means something else.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "meaning-changed",
    docs: Docs {
        what: "An item of the crate has the same name and signature, and another meaning: a method calls another operation, \
               or an argument, a setter, a field or a variant is another parameter, property or value.",
        wire: "None: programs built with the old crate send the same requests.",
        rust: "Major, though every program compiles: built with the new crate, it may send an access token as a user \
               id.",
        help: "Give the new item another name in the description or in `generator.yaml`, or keep the old one beside it for \
               a while. If the change is intended, release a breaking version and list the items in its notes.",
    },
    check: Check::Items,
};
