//! A rule: what it checks, and its documentation.

use std::fmt;

use crate::cursor::{Both, DetectedChange, ResolvedSchema, TagObject, TypeDocs};
use crate::message::{ChangedObject, Message, MessageVerb};
use crate::security::Security;
use crate::sides::Sides;
use crate::verdict::Wire;
use diag::Origin;
use model::{
    Api, Content, Header, LeftOut, Operation, Parameter, Property, RequestBody, Response,
    SecurityScheme, Server, Struct, TypeDef, TypeKind, Union, UnionVariant, Variant,
    WebhookRequest,
};

/// A rule: one kind of change.
pub struct Rule {
    /// The stable code of the rule.
    pub code: &'static str,
    /// What changed.
    pub what: &'static str,
    /// The effect on requests and responses.
    pub wire: &'static str,
    /// The effect on programs that use the crate.
    pub rust: &'static str,
    /// How to handle the change.
    pub help: &'static str,
    pub(super) check: Check,
    /// For a rule that compares parts of a schema, another check of the whole schema.
    pub(super) check_of_schema: Check,
    pub(crate) change: ChangeKind,
    pub(crate) located: Located,
    pub(crate) about: About,
    pub(crate) proof: Proof,
    pub(crate) excuse: Excuse,
    /// Whether the change makes a body an option of its request instead of an argument of its
    /// method.
    pub(crate) makes_body_optional: bool,
    /// Whether the rule is about responses that a method returns only as errors.
    pub(crate) is_about_errors: bool,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// What happened to an object: each kind is a section of a changelog. An added or removed
/// constraint only changes the object that it constrains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ChangeKind {
    /// The object is new.
    Added,
    /// The object differs.
    Changed,
    /// The object is deprecated: programs that deny warnings stop compiling.
    Deprecated,
    /// The object was removed.
    Removed,
}

/// The versions that have the object or the constraint that a rule is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Located {
    Both,
    OnlyOld,
    OnlyNew,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum About {
    /// The keywords of a schema that the finding points at, or the whole schema.
    Schema,
    Type,
    Null,
    /// All members of a union; several members may be equal.
    Union(UnionChange),
    /// A member of a union. Other members may accept its values.
    Member,
    /// A constant. Another spelling is another constant.
    Constant,
    /// A property. Another spelling is another property.
    Property,
    Others,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum UnionChange {
    Widened,
    Narrowed,
}

/// Whether a verdict needs a witness. With a witness, an unknown verdict always becomes breaking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Impossible,
    /// The change is breaking even without a witness.
    Optional,
    /// The change is breaking only with a witness, otherwise risky.
    Needed,
    /// Like `Needed`; but if programs behave differently, the change is breaking even without a
    /// witness.
    NeededUnlessBehaviour,
    /// A risky change of requests becomes breaking with a witness.
    NeededInRequests,
    /// Like `NeededInRequests`; but no value proves a change of responses.
    OnlyInRequests,
}

/// Whether a change may be judged harmless if its verdict is still risky or unknown, because no
/// value proves it breaking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excuse {
    Never,
    /// Harmless if all values that distinguish the versions prove a compatible change.
    Values,
    /// Like `Values`, and also harmless if values are strings on the wire and none distinguishes
    /// the versions.
    ValuesOrStrings,
}

pub(crate) trait Judged: Sized {
    fn detect_change(check: &Check, sides: &Both<'_, Self>) -> Option<DetectedChange>;
    fn facts(&self) -> ObjectIdentity<'_>;
}

#[derive(Default)]
pub(crate) struct ObjectIdentity<'t> {
    pub(crate) origin: Option<&'t Origin>,
    pub(crate) wire: Option<&'t str>,
    /// The location of the part of the description that becomes an item of the crate.
    pub(crate) item: Option<&'t Origin>,
    /// The value, if the object is a value of an enum.
    pub(crate) value: Option<&'t String>,
    /// The noun in messages.
    noun: Option<&'t str>,
    /// The name in messages, if it is not `wire`.
    name: Option<&'t str>,
}

impl<T: Judged> Both<'_, T> {
    /// Names the object for a message; an item of a tuple is named by its position, from 1.
    pub(super) fn named(&self, adjective: &str) -> ChangedObject {
        let ObjectIdentity {
            noun, name, wire, ..
        } = self.new.or(self.old).map(T::facts).unwrap_or_default();
        let name = name.or(wire);
        let index = name.and_then(|name| self.index_in_tuple(name));
        let adjective = if adjective.is_empty() {
            String::new()
        } else {
            format!("{adjective} ")
        };
        let noun = format!("{adjective}{}", noun.unwrap_or_default());
        match (index, name) {
            (Some(index), _) => {
                let article = if adjective.is_empty() { "" } else { "the " };
                let position = index.saturating_add(1);
                ChangedObject::Unnamed(format!("{article}{adjective}item {position} of the tuple"))
            }
            (None, Some(name)) => ChangedObject::named(&noun, name),
            (None, None) => ChangedObject::Unnamed(format!("the {noun}")),
        }
    }

    /// Returns the index of an item of a tuple; `wire` is its name in the model.
    fn index_in_tuple(&self, wire: &str) -> Option<usize> {
        if !self.is_in_tuple() {
            return None;
        }
        let Sides { old, new } = self.cursor.subject.types;
        let mut tuples = [new, old].into_iter().flatten().map(|def| &def.kind);
        tuples.find_map(|kind| match kind {
            TypeKind::Tuple(items) => items
                .properties
                .iter()
                .position(|property| property.wire == wire),
            _ => None,
        })
    }

    /// Creates a finding whose message consists of the name of the object and of what happened to
    /// it.
    pub(super) fn found(&self, wire: Wire, verb: MessageVerb, complement: &str) -> DetectedChange {
        DetectedChange::new(wire, Message::of(self.named(""), verb, complement))
    }
}

/// Defines [`Check`]; implements [`Judged`] for each of these types, whose `facts` are the given
/// values; and defines the methods that set the check of a rule.
macro_rules! judged {
    ($($name:ident $(<$life:lifetime>)?, $check:ident: |$it:ident| { $($fact:ident: $value:expr),* };)*) => {
        /// The check of a rule, by the type that it compares.
        pub(crate) enum Check {
            $($name(for<'n> fn(&Both<'n, $name $(<$life>)?>) -> Option<DetectedChange>),)*
            /// None: the search for witnesses or the comparison of the crates finds the change.
            Nothing,
        }

        impl Rule {
            $(pub(super) const fn $check(self, check: for<'n> fn(&Both<'n, $name $(<$life>)?>) -> Option<DetectedChange>) -> Self {
                Self { check: Check::$name(check), ..self }
            })*
        }

        $(impl $(<$life>)? Judged for $name $(<$life>)? {
            fn detect_change(check: &Check, sides: &Both<'_, Self>) -> Option<DetectedChange> {
                match check {
                    Check::$name(check) => check(sides),
                    _ => None,
                }
            }

            fn facts(&self) -> ObjectIdentity<'_> {
                let $it = self;
                ObjectIdentity { $($fact: Some(&$value),)* ..ObjectIdentity::default() }
            }
        })*
    };
}

judged! {
    Api, api: |_it| {};
    RequestBody, body: |it| { origin: it.origin, noun: "body" };
    Content, content: |it| { origin: it.origin, wire: it.media_type };
    Header, header: |it| { origin: it.schema.origin, wire: it.wire, noun: "header" };
    LeftOut, left_out: |it| { origin: it.origin };
    ResolvedSchema<'n>, node: |it| { origin: *it.origin };
    Operation, operation: |it| { origin: it.origin, item: it.origin, noun: "operation" };
    Parameter, parameter: |it| { origin: it.origin, wire: it.wire, item: it.origin, noun: "parameter" };
    Property, property: |it| {
        origin: it.schema.origin, wire: it.wire, item: it.schema.origin, noun: "property"
    };
    TypeDocs<'n>, type_docs: |it| { origin: it.0.origin };
    Response, response: |it| { origin: it.origin };
    Security, security: |it| { origin: it.origin };
    SecurityScheme, security_scheme: |it| {
        origin: it.origin, wire: it.name, item: it.origin, noun: "security scheme"
    };
    Server, server: |it| { origin: it.origin, item: it.origin, noun: "server", name: it.url };
    Struct, record: |_it| {};
    TagObject<'n>, tag: |it| { origin: it.origin, noun: "tag", name: it.name };
    TypeDef, type_def: |it| { origin: it.origin, noun: "type", name: it.name };
    Union, union: |_it| {};
    UnionVariant, union_variant: |it| { origin: it.schema.origin, item: it.schema.origin };
    Variant, variant: |it| { wire: it.wire, value: it.wire, noun: "value" };
    WebhookRequest, webhook_request: |it| { origin: it.origin, wire: it.name, item: it.origin };
}

pub(super) const NO_BYTE: &str = "None: no byte of a request or response changes.";
pub(super) const COMPATIBLE: &str = "Compatible: everything that was valid is still valid.";
pub(super) const FEWER: &str = "\
    Breaking in requests: some values that were accepted are now refused. Compatible in responses: \
    they only contain values that were possible before.";
pub(super) const MORE: &str = "\
    Compatible in requests: all values that were accepted still are. Breaking in responses: they \
    may contain values that were not possible before.";
pub(super) const NO_ITEM: &str = "Patch: no item of the crate changes.";
pub(super) const LISTED: &str =
    "Depends on the changed items of the crate, which the finding lists.";
pub(super) const TYPE_TOO: &str =
    "Major if the Rust type changes too; the finding lists the items.";
pub(super) const NOTHING: &str = "Nothing to do.";
pub(super) const ANNOUNCE: &str = "\
    Announce the change, and support the old and the new form for a while: add the new form as \
    optional, and remove the old form later.";
pub(super) const REFUSE_LATER: &str =
    "Announce the change, and keep accepting the old requests until clients have changed.";
pub(super) const DEPRECATE_FIRST: &str =
    "Deprecate it first, and remove it when clients no longer use it.";
pub(super) const REQUESTS_LATER: &str = "\
    For requests, announce the change, and keep accepting the old ones until clients have changed. \
    For responses, nothing to do.";
pub(super) const CLIENTS_ACCEPT: &str = "\
    For responses, announce the change to clients that check what they receive. For requests, \
    nothing to do.";
pub(super) const RELEASE: &str = "Release the crate with the version from the summary.";
pub(super) const ACCEPT_LONGER: &str = "\
    Release the crate with the version from the summary. For requests, also announce the change, \
    and keep accepting the old values until clients have changed.";
pub(super) const SEND_LATER: &str = "\
    Release the crate with the version from the summary. For responses, also announce the change, \
    and send the new values only when clients can read them.";
pub(super) const CHECK_SERVER: &str = "\
    Check that the server behaves as described; clients of the old version do not know about the \
    change.";

impl Rule {
    /// Returns the effects of the change and the help, with their titles.
    pub fn titled_docs(&self) -> [(&'static str, &'static str); 3] {
        [
            ("Wire", self.wire),
            ("Source", self.rust),
            ("Help", self.help),
        ]
    }
}

/// Constructors with defaults for each kind of change, and methods that change these defaults.
impl Rule {
    pub(super) const fn new(code: &'static str) -> Self {
        Self {
            code,
            what: "",
            wire: NO_BYTE,
            rust: NO_ITEM,
            help: NOTHING,
            check: Check::Nothing,
            check_of_schema: Check::Nothing,
            change: ChangeKind::Changed,
            located: Located::Both,
            about: About::Schema,
            proof: Proof::Optional,
            excuse: Excuse::Never,
            makes_body_optional: false,
            is_about_errors: false,
        }
    }

    pub(super) const fn changed(code: &'static str) -> Self {
        Self::new(code).help(ANNOUNCE)
    }

    pub(super) const fn added(code: &'static str) -> Self {
        Self::new(code)
            .wire(COMPATIBLE)
            .rust("Minor: a field or a setter is added.")
            .change(ChangeKind::Added)
            .located(Located::OnlyNew)
    }

    pub(super) const fn removed(code: &'static str) -> Self {
        Self::changed(code)
            .rust("Major: items that programs use are removed.")
            .help(DEPRECATE_FIRST)
            .change(ChangeKind::Removed)
            .located(Located::OnlyOld)
    }

    pub(super) const fn tightened(code: &'static str) -> Self {
        Self::new(code).wire(FEWER).help(REQUESTS_LATER)
    }

    pub(super) const fn relaxed(code: &'static str) -> Self {
        Self::new(code).wire(MORE).help(CLIENTS_ACCEPT)
    }

    pub(super) const fn narrowed(code: &'static str) -> Self {
        Self::new(code)
            .wire(FEWER)
            .rust(TYPE_TOO)
            .help(ACCEPT_LONGER)
    }

    pub(super) const fn widened(code: &'static str) -> Self {
        Self::narrowed(code).wire(MORE).help(SEND_LATER)
    }

    pub(super) const fn deprecated(code: &'static str) -> Self {
        Self::new(code)
            .rust("Patch: programs that deny warnings stop compiling.")
            .help("Name the replacement in the description.")
            .change(ChangeKind::Deprecated)
    }

    pub(super) const fn docs(code: &'static str) -> Self {
        Self::new(code).rust("Patch: only documentation changes.")
    }

    pub(super) const fn what(self, what: &'static str) -> Self {
        Self { what, ..self }
    }

    pub(super) const fn wire(self, wire: &'static str) -> Self {
        Self { wire, ..self }
    }

    pub(super) const fn rust(self, rust: &'static str) -> Self {
        Self { rust, ..self }
    }

    pub(super) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    pub(super) const fn or_schema(
        self,
        check: for<'n> fn(&Both<'n, ResolvedSchema<'n>>) -> Option<DetectedChange>,
    ) -> Self {
        Self {
            check_of_schema: Check::ResolvedSchema(check),
            ..self
        }
    }

    pub(super) const fn change(self, change: ChangeKind) -> Self {
        Self { change, ..self }
    }

    pub(super) const fn located(self, located: Located) -> Self {
        Self { located, ..self }
    }

    pub(super) const fn about(self, about: About) -> Self {
        Self { about, ..self }
    }

    pub(super) const fn proof(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }

    pub(super) const fn excuse(self, excuse: Excuse) -> Self {
        Self { excuse, ..self }
    }

    pub(super) const fn makes_body_optional(self) -> Self {
        Self {
            makes_body_optional: true,
            ..self
        }
    }

    pub(super) const fn about_errors(self) -> Self {
        Self {
            is_about_errors: true,
            ..self
        }
    }
}
