//! Properties of objects, and items of tuples.

use super::{ADDED, ANNOUNCE, About, Check, NARROWED, OTHER, Proof, Rule, WIDENED};
use crate::diff::cursor::Found;
use crate::diff::deprecation;
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "property-added-optional",
        what: "An optional property was added.",
        wire: "Compatible: everything that was valid still is. For an open-ended tuple in requests: breaking if a \
               witness proves it, otherwise unknown.",
        about: About::Property,
        check: Check::Property(|it| {
            it.added().filter(|new| !it.is_required(new))?;
            // If a tuple was open-ended, the item could exist before, with any type.
            let wire = if it.is_request() && it.follows_open_tuple() { Wire::Unknown } else { Wire::Compatible };
            Some(Found::new(wire, format!("{} was added", it.named("optional"))))
        }),
        ..ADDED
    },
    Rule {
        code: "property-added-required",
        what: "A required property was added.",
        wire: "Breaking in requests: bodies without it are refused. Compatible in responses, as long as every server \
               and every recorded response has it.",
        rust: "Major if requests have it: `new` takes one more argument. Minor in responses only.",
        help: "Make it optional, with a default on the server.",
        about: About::Property,
        check: Check::Property(|it| {
            it.added().filter(|new| it.is_required(new))?;
            let found = it.narrowed(format!("{} was added", it.named("required")));
            Some(if it.is_request() { found } else { found.behaves() })
        }),
        ..ADDED
    },
    Rule {
        code: "property-became-optional",
        what: "A property became optional.",
        rust: "Major: `T` becomes `Option<T>`, an argument of `new` becomes a setter.",
        about: About::Property,
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (it.is_required(old) && !it.is_required(new))
                .then(|| it.widened(format!("{} became optional", it.named(""))))
        }),
        ..WIDENED
    },
    Rule {
        code: "property-became-required",
        what: "A property became required.",
        rust: "Major: `Option<T>` becomes `T`, a setter becomes an argument of `new`.",
        about: About::Property,
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (!it.is_required(old) && it.is_required(new))
                .then(|| it.narrowed(format!("{} became required", it.named(""))))
        }),
        ..NARROWED
    },
    Rule {
        code: "property-removed-optional",
        what: "An optional property was removed.",
        wire: "Risky: a server may refuse it in requests, and programs do not find it in responses. Breaking before \
               its sunset (`x-sunset`).",
        rust: "Major: its field and setter are removed.",
        help: "Deprecate it first.",
        about: About::Property,
        proof: Proof::NeededInRequests,
        check: Check::Property(|it| {
            let old = it.removed().filter(|old| !it.is_required(old))?;
            let how = deprecation::too_early(it, old);
            let wire = if how.is_some() { Wire::Breaking } else { Wire::Risky };
            Some(Found::new(wire, format!("{} is gone{}", it.named("optional"), how.unwrap_or_default())))
        }),
        ..OTHER
    },
    Rule {
        code: "property-removed-required",
        what: "A required property was removed.",
        wire: "Risky in requests: a server may refuse it. Breaking in responses: clients of the old version need it; \
               risky if it was deprecated and is past its sunset (`x-sunset`), if it had one.",
        rust: "Major: its field and argument are removed.",
        help: ANNOUNCE,
        about: About::Property,
        proof: Proof::NeededInRequests,
        check: Check::Property(|it| {
            let old = it.removed().filter(|old| it.is_required(old))?;
            let how = deprecation::too_early(it, old);
            let is_announced = it.is_request() || deprecation::is_over(it, old);
            let wire = if is_announced && how.is_none() { Wire::Risky } else { Wire::Breaking };
            Some(Found::new(wire, format!("{} is gone{}", it.named("required"), how.unwrap_or_default())))
        }),
        ..OTHER
    },
    Rule {
        code: "property-respelt",
        what: "The wire name of a property changed, but not its Rust name.",
        wire: "Breaking: client and server use different names.",
        rust: "Patch: the same program compiles and means the new name.",
        help: "Send and accept both names while clients of the old version are in use.",
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (old.wire != new.wire).then(|| {
                let message = format!("the property `{}` was renamed to `{}`", old.wire, new.wire);
                Found::new(Wire::Breaking, message).behaves()
            })
        }),
        ..OTHER
    },
];
