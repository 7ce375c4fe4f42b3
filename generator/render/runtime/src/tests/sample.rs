//! Types as the generator emits them, written by hand, for the tests of the codec.

#![allow(
    unreachable_pub,
    reason = "emitted types are public, with public methods"
)]

use serde_json::Value;

use crate::runtime::api::{Check, Constants, Property, Shape, Table, Tag, UnionTable};
use crate::runtime::enums::UnknownValue;
use crate::runtime::field::Field;
use crate::runtime::json::Number;
use crate::runtime::macros;
use crate::runtime::node::Extra;
use crate::runtime::text::DateTime;

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) limit: Option<i64>,
    pub(crate) ratio: Option<Number>,
    pub(crate) note: Field<String>,
    pub(crate) owner: Option<String>,
    pub(crate) created_at: Option<DateTime>,
    pub(crate) token: Option<String>,
    pub(crate) next: Option<Box<Server>>,
    pub(crate) pets: Option<Vec<Pet>>,
    pub(crate) extra: Extra,
}

impl Server {
    const TABLE: &'static Table = &Table::new(
        "Server",
        &[
            Property::required("id").check(&[
                Check::MinLength(1),
                Check::MaxLength(4),
                Check::Pattern("^[a-z]+$"),
            ]),
            Property::required("kind"),
            Property::optional("limit").check(&[Check::AtLeast(1), Check::AtMost(100)]),
            Property::optional("ratio").check(&[Check::Below(1.0)]),
            Property::optional("note"),
            Property::required("owner"),
            Property::optional("created_at"),
            Property::optional("token"),
            Property::optional("next"),
            Property::optional("pets").check(&[Check::MaxCount(2), Check::Unique]),
        ],
    );
}

macros::record!(
    crate::client::API, Server: extra, 0 id, 1 kind, 2 limit, 3 ratio, 4 note, 5 owner, 6 created_at, 7 token, 8 next, 9 pets
);

#[derive(Clone)]
pub(crate) enum Kind {
    Oauth,
    Bearer,
    Unknown(UnknownValue),
}

impl Kind {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Oauth => "oauth",
            Self::Bearer => "bearer",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<&str> for Kind {
    fn from(text: &str) -> Self {
        match text {
            "oauth" => Self::Oauth,
            "bearer" => Self::Bearer,
            _ => Self::Unknown(UnknownValue::new(text)),
        }
    }
}

macros::text_enum!(Kind);

#[derive(Clone)]
pub(crate) enum Level {
    One,
    Unknown(i64),
}

impl Level {
    pub(crate) fn as_i64(&self) -> i64 {
        match self {
            Self::One => 1,
            Self::Unknown(value) => *value,
        }
    }
}

impl From<i64> for Level {
    fn from(value: i64) -> Self {
        match value {
            1 => Self::One,
            _ => Self::Unknown(value),
        }
    }
}

macros::integer_enum!(Level);

#[derive(Clone)]
pub(crate) struct Cat {
    pub(crate) lives: Level,
    pub(crate) extra: Extra,
}

impl Cat {
    const TABLE: &'static Table = &Table::new("Cat", &[Property::required("lives")])
        .checked(&[Check::MaxCount(2), Check::Names(&[Check::MaxLength(5)])]);
}

macros::record!(crate::client::API, Cat: extra, 0 lives);

#[derive(Clone)]
pub(crate) enum Pet {
    Cat(Box<Cat>),
    Server(Box<Server>),
    Name(String),
    Unknown(Value),
}

impl Pet {
    pub(crate) const TABLE: &'static UnionTable = &UnionTable::new(
        Some(Tag {
            name: "type",
            values: &[("cat", 0)],
            otherwise: None,
            absent: None,
        }),
        &[
            Shape::Record(Cat::TABLE),
            Shape::Record(Server::TABLE),
            Shape::Text(&[]),
        ],
    );
}

macros::union!(crate::client::API, Pet, 0 Cat, 1 Server, 2 Name);

/// A union that contains itself, which no description produces: decoding must terminate.
#[derive(Clone)]
pub(crate) enum Ring {
    Again(Box<Ring>),
    Text(String),
    Unknown(Value),
}

impl Ring {
    const TABLE: &'static UnionTable = &UnionTable::new(None, &[Shape::Any, Shape::Text(&[])]);
}

macros::union!(crate::client::API, Ring, 0 Again, 1 Text);

#[derive(Clone)]
pub(crate) struct Thing {
    pub(crate) name: Field<String>,
    pub(crate) id: Option<String>,
    pub(crate) inner: Option<Box<Thing>>,
    pub(crate) extra: Extra,
}

impl Thing {
    pub(crate) const TABLE: &'static Table = &Table::new(
        "Thing",
        &[
            Property::optional("name"),
            Property::optional("id")
                .read_only()
                .check(&[Check::MaxLength(4)]),
            Property::optional("inner"),
        ],
    );
}

macros::record!(crate::client::API, Thing: extra, 0 name, 1 id, 2 inner);

/// A type with the write-only property `password`.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) password: Option<String>,
    pub(crate) extra: Extra,
}

impl Account {
    const TABLE: &'static Table = &Table::new(
        "Account",
        &[
            Property::required("name"),
            Property::optional("password").always_sent(),
        ],
    );
}

macros::record!(crate::client::API, Account: extra, 0 name, 1 password);

/// Like [`Thing`], but `name` is not nullable.
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) name: Option<String>,
    pub(crate) extra: Extra,
}

impl Label {
    const TABLE: &'static Table = &Table::new("Label", &[Property::optional("name")]);
}

macros::record!(crate::client::API, Label: extra, 0 name);

#[derive(Clone)]
pub(crate) enum Named {
    Label(Box<Label>),
    Thing(Box<Thing>),
    Cat(Box<Cat>),
    Unknown(Value),
}

impl Named {
    pub(crate) const TABLE: &'static UnionTable = &UnionTable::new(
        Some(Tag {
            name: "kind",
            values: &[("any", 0), ("any", 1), ("thing", 1), ("7", 1), ("true", 1)],
            otherwise: None,
            absent: None,
        }),
        &[
            Shape::Record(Label::TABLE),
            Shape::Record(Thing::TABLE),
            Shape::Record(Cat::TABLE),
        ],
    );
}

macros::union!(crate::client::API, Named, 0 Label, 1 Thing, 2 Cat);

/// A union of the unions above and of itself.
#[derive(Clone)]
pub(crate) enum Nested {
    Named(Named),
    Pet(Pet),
    Again(Box<Nested>),
    Unknown(Value),
}

impl Nested {
    const TABLE: &'static UnionTable = &UnionTable::new(
        None,
        &[
            Shape::Union(Named::TABLE),
            Shape::Union(Pet::TABLE),
            Shape::Any,
        ],
    );
}

macros::union!(crate::client::API, Nested, 0 Named, 1 Pet, 2 Again);

/// A type with a required object.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) thing: Thing,
    pub(crate) extra: Extra,
}

impl Pair {
    const TABLE: &'static Table = &Table::new("Pair", &[Property::required("thing")]);
}

macros::record!(crate::client::API, Pair: extra, 0 thing);

/// A type with a constant in the items of `things`.
#[derive(Clone)]
pub(crate) struct Created {
    pub(crate) kind: String,
    pub(crate) things: Vec<Thing>,
    pub(crate) extra: Extra,
}

impl Created {
    const TABLE: &'static Table = &Table::new(
        "Created",
        &[Property::required("kind"), Property::required("things")],
    );
}

macros::record!(crate::client::API, Created: extra, 0 kind, 1 things);

/// Like [`Created`], with another constant.
#[derive(Clone)]
pub(crate) struct Deleted {
    pub(crate) kind: String,
    pub(crate) things: Vec<Thing>,
    pub(crate) extra: Extra,
}

impl Deleted {
    const TABLE: &'static Table = &Table::new(
        "Deleted",
        &[Property::required("kind"), Property::required("things")],
    );
}

macros::record!(crate::client::API, Deleted: extra, 0 kind, 1 things);

/// A union whose members are distinguished by constants in items.
#[derive(Clone)]
pub(crate) enum Change {
    Created(Box<Created>),
    Deleted(Box<Deleted>),
    Unknown(Value),
}

impl Change {
    const TABLE: &'static UnionTable = &UnionTable::new(
        None,
        &[Shape::Record(Created::TABLE), Shape::Record(Deleted::TABLE)],
    )
    .constants(&[
        Constants::closed(&["kind"], &[("sync", 0), ("sync", 1)]),
        Constants::open(&["things", "name"], &[("a", 0), ("b", 0), ("b", 1)]),
        Constants::closed(
            &["things", "id"],
            &[("created", 0), ("deleted", 1), ("both", 0), ("both", 1)],
        ),
    ]);
}

macros::union!(crate::client::API, Change, 0 Created, 1 Deleted);

/// A union of arrays, which are distinguished by constants in their items.
#[derive(Clone)]
pub(crate) enum Changes {
    Created(Vec<Created>),
    Deleted(Vec<Deleted>),
    Unknown(Value),
}

impl Changes {
    const TABLE: &'static UnionTable = &UnionTable::new(None, &[Shape::List, Shape::List])
        .constants(&[Constants::closed(
            &["things", "id"],
            &[("created", 0), ("deleted", 1)],
        )]);
}

macros::union!(crate::client::API, Changes, 0 Created, 1 Deleted);
