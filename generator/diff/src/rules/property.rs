//! Properties of objects, and items of tuples: presence, access, secrets, and additional
//! properties.

use super::deprecated::{early_removal, is_past_sunset};
use super::prelude::*;
use crate::verdict::Direction;
use model::{Additional, Property, Struct, Type, TypeKind};

/// Creates a rule about `readOnly` or `writeOnly`.
const fn access(code: &'static str) -> Rule {
    Rule::new(code)
        .rust(LISTED)
        .help(CHECK_SERVER)
        .about(About::Property)
}

pub(super) const RULES: &[Rule] = &[
    Rule::relaxed("additional-properties-allowed")
        .what("An object may now have additional properties (`additionalProperties`).")
        .wire("Compatible: clients keep unknown properties.")
        .rust(LISTED)
        .about(About::Others)
        .record(|it| {
            it.loses(is_closed)?;
            let message = format!("{} are now allowed", it.additional_members());
            Some(DetectedChange::new(Compatible, message))
        }),
    Rule::tightened("additional-properties-forbidden")
        .what("An object may no longer have additional properties (`additionalProperties: false`).")
        .rust(LISTED)
        .about(About::Others)
        .record(|it| {
            it.gains(is_closed)?;
            let message = format!("{} are no longer allowed", it.additional_members());
            Some(it.narrowed(message).changes_behaviour())
        }),
    Rule::narrowed("additional-properties-typed")
        .what("A schema was added to `additionalProperties`.")
        .rust("Major if the type of the map of additional properties changes.")
        .about(About::Others)
        .record(|it| {
            let Sides { old, new } = it.both()?;
            Some(match schema_of_one(old, new)? {
                Type::Any => DetectedChange::new(
                    Wire::None,
                    format!("{} are now allowed explicitly", it.additional_members()),
                ),
                _ => it.narrowed(format!("{} now have a schema", it.additional_members())),
            })
        }),
    Rule::widened("additional-properties-untyped")
        .what("The schema of `additionalProperties` was removed.")
        .rust("Major if the type of the map of additional properties changes.")
        .about(About::Others)
        .record(|it| {
            let Sides { old, new } = it.both()?;
            let others = it.additional_members();
            Some(match schema_of_one(new, old)? {
                Type::Any => DetectedChange::new(
                    Wire::None,
                    format!("{others} are no longer allowed explicitly"),
                ),
                _ => it.widened(format!("{others} no longer have a schema")),
            })
        }),
    Rule::added("property-added-optional")
        .what("An optional property was added.")
        .wire(
            "Compatible. For an open-ended tuple in requests: breaking if an example proves it, \
             otherwise unknown.",
        )
        .about(About::Property)
        .property(|it| {
            if it.is_required(it.added()?) {
                return None;
            }
            // If the tuple allowed further items, this item could already occur, with any type.
            let old = it.cursor.subject.types.old.map(|def| &def.kind);
            let was_open = match old {
                Some(TypeKind::Tuple(tuple)) => !matches!(tuple.additional, Additional::Forbidden),
                _ => false,
            };
            let wire = if it.is_request() && was_open {
                Unknown
            } else {
                Compatible
            };
            Some(DetectedChange::new(
                wire,
                Message::of(it.named("optional"), Was, "added"),
            ))
        }),
    Rule::added("property-added-required")
        .what("A required property was added.")
        .wire(
            "Breaking in requests: bodies without it are refused. Compatible in responses, if all \
             of them have it.",
        )
        .rust("Major if requests have it: `new` takes one more argument. Minor in responses only.")
        .help("Make it optional, with a default on the server.")
        .about(About::Property)
        .property(|it| {
            if !it.is_required(it.added()?) {
                return None;
            }
            let change = it.narrowed(Message::of(it.named("required"), Was, "added"));
            Some(if it.is_request() {
                change
            } else {
                change.changes_behaviour()
            })
        }),
    Rule::widened("property-became-optional")
        .what("A property became optional.")
        .makes_body_optional()
        .rust("Major: `T` becomes `Option<T>`, an argument of `new` becomes a setter.")
        .about(About::Property)
        .property(|it| {
            it.loses(|property| it.is_required(property))?;
            Some(it.widened(Message::of(it.named(""), Became, "optional")))
        }),
    Rule::narrowed("property-became-required")
        .what("A property became required.")
        .rust("Major: `Option<T>` becomes `T`, a setter becomes an argument of `new`.")
        .about(About::Property)
        .property(|it| {
            it.gains(|property| it.is_required(property))?;
            Some(it.narrowed(Message::of(it.named(""), Became, "required")))
        }),
    Rule::new("property-removed-optional")
        .what("An optional property was removed.")
        .change(ChangeKind::Removed)
        .wire(
            "Risky: servers may refuse the property, and programs that read it do not find it. \
             Breaking before its sunset (`x-sunset`).",
        )
        .rust("Major: its field and setter are removed.")
        .help("Deprecate it first.")
        .about(About::Property)
        .proof(Proof::OnlyInRequests)
        .property(|it| {
            let old = it.removed().filter(|old| !it.is_required(old))?;
            let how = early_removal(it, old.deprecated);
            let wire = if how.is_some() { Breaking } else { Risky };
            let complement = format!("removed{}", how.unwrap_or_default());
            Some(DetectedChange::new(
                wire,
                Message::of(it.named("optional"), Was, &complement),
            ))
        }),
    Rule::changed("property-removed-required")
        .what("A required property was removed.")
        .makes_body_optional()
        .change(ChangeKind::Removed)
        .wire(
            "Risky in requests. Breaking in responses, because clients need it; but risky if it \
             was deprecated and its sunset has passed.",
        )
        .rust("Major: its field and argument are removed.")
        .about(About::Property)
        .proof(Proof::NeededInRequests)
        .property(|it| {
            let old = it.removed().filter(|old| it.is_required(old))?;
            let how = early_removal(it, old.deprecated);
            let is_announced = it.is_request() || is_past_sunset(it, old.deprecated);
            let wire = if is_announced && how.is_none() {
                Risky
            } else {
                Breaking
            };
            let complement = format!("removed{}", how.unwrap_or_default());
            Some(DetectedChange::new(
                wire,
                Message::of(it.named("required"), Was, &complement),
            ))
        }),
    Rule::new("property-wire-name-changed")
        .what("The wire name of a property changed, but not its Rust name.")
        .wire("Breaking: client and server use different names.")
        .rust("Patch: the same program compiles and uses the new name.")
        .help("Send and accept both names while clients of the old version are in use.")
        .property(|it| {
            let Sides { old, new } = it.changes(|property| &property.wire)?;
            Some(
                DetectedChange::new(Breaking, Message::renamed("property", old, new))
                    .changes_behaviour(),
            )
        }),
    access("property-became-read-only")
        .what("A property became read-only: clients no longer send it.")
        .wire("Compatible in requests: servers ignore it. None in responses.")
        .property(|it| {
            it.gains(|property| property.read_only)?;
            Some(access_found(
                it,
                Direction::Request,
                Compatible,
                Became,
                "read-only",
            ))
        }),
    access("property-became-write-only")
        .what("A property became write-only: responses no longer have it.")
        .wire(
            "Breaking if responses always had it, because clients expect it. Compatible if it could be \
             missing. None in requests.",
        )
        .property(|it| {
            let Sides { old, new: _ } = it.gains(|property| property.write_only)?;
            let wire = if old.required { Breaking } else { Compatible };
            Some(access_found(
                it,
                Direction::Response,
                wire,
                Became,
                "write-only",
            ))
        }),
    access("property-no-longer-read-only")
        .what(
            "A property is no longer read-only: requests may contain it, or must if it is \
             required.",
        )
        .wire("Breaking in requests if it is required there, otherwise compatible. None in responses.")
        .property(|it| {
            let Sides { old: _, new } = it.loses(|property| property.read_only)?;
            let wire = if it.is_required(new) {
                Breaking
            } else {
                Compatible
            };
            Some(access_found(
                it,
                Direction::Request,
                wire,
                Is,
                "no longer read-only",
            ))
        }),
    access("property-no-longer-write-only")
        .what(
            "A property is no longer write-only: responses may contain it, or must if it is \
             required.",
        )
        .wire("Risky in responses if it is required there, otherwise compatible. None in requests.")
        .property(|it| {
            let Sides { old: _, new } = it.loses(|property| property.write_only)?;
            let wire = if new.required { Risky } else { Compatible };
            Some(access_found(
                it,
                Direction::Response,
                wire,
                Is,
                "no longer write-only",
            ))
        }),
    Rule::new("secret-changed")
        .what(
            "A value became a secret, which is not printed, or stopped being one (`format: \
             password`, `writeOnly`).",
        )
        .node(|it| {
            let Sides {
                old: _,
                new: is_secret,
            } = it.changes(|node| node.schema.secret)?;
            let message = if is_secret {
                "the value became a secret"
            } else {
                "the value is no longer a secret"
            };
            Some(DetectedChange::documentation(message).changes_behaviour())
        }),
];

fn is_closed(record: &Struct) -> bool {
    matches!(record.additional, Additional::Forbidden)
}

/// Returns the type of the schema that only the `typed` object has.
fn schema_of_one<'a>(untyped: &Struct, typed: &'a Struct) -> Option<&'a Type> {
    match (&untyped.additional, &typed.additional) {
        (Additional::Unspecified, Additional::Typed(schema)) => Some(&schema.ty),
        _ => None,
    }
}

/// Creates a finding about `readOnly`, which concerns only requests, or about `writeOnly`, which
/// concerns only responses.
fn access_found(
    it: &Both<'_, Property>,
    concerned: Direction,
    wire: Wire,
    verb: MessageVerb,
    complement: &str,
) -> DetectedChange {
    let keyword: &'static [&'static str] = match concerned {
        Direction::Request => &["readOnly"],
        Direction::Response => &["writeOnly"],
    };
    if it.cursor.transmission.direction == Some(concerned) {
        it.found(wire, verb, complement)
            .changes_behaviour()
            .at(keyword)
    } else {
        it.found(Wire::None, verb, complement).at(keyword)
    }
}
