//! The types of the statics in emitted code: the API, its operations, and tables of its types.

use std::time::Duration;

use super::json_reader::is_plain;
use super::node::{Node, View};

/// The alternatives of a security requirement. One alternative is enough; the credentials of all
/// schemes in it are sent together.
pub type Security = &'static [&'static [&'static str]];

/// The API as a whole.
pub struct Api {
    /// Name and version of the package, such as `package/1.2.3`.
    pub user_agent: &'static str,
    /// The base URL of the API; only a path if the description has no host.
    pub base_url: &'static str,
    /// Environment variable that overrides the base URL.
    pub base_url_env: Option<&'static str>,
    /// The response header with the request id, which identifies the request in the server's logs.
    pub request_id_header: Option<&'static str>,
    /// The default timeout of an attempt; `None` for the default of the runtime.
    pub timeout: Option<Duration>,
    /// The default maximum number of retries; `None` for the default of the runtime.
    pub retries: Option<u32>,
    /// The defaults of the delay before the first retry, and of the longest delay; `None` for the
    /// defaults of the runtime.
    pub retry_delays: Option<[Duration; 2]>,
    /// The authentication of requests to undocumented endpoints. `from_env` requires these
    /// credentials, too.
    pub security: Security,
    /// The security schemes.
    pub schemes: &'static [Scheme],
    /// The names of the properties and parameters whose values are secret, sorted.
    pub secret_names: &'static [&'static str],
    /// Tests values against constraints; `None` if the description has no constraints.
    pub(crate) test_check: Option<TestCheck>,
    /// Writes parameters in any style; `None` if each parameter is one value in the path, the query
    /// or a header.
    pub(crate) write_styled: Option<WriteStyled>,
}

// The API has functions of optional modules, so that the modules that call them do not depend on
// these modules.

/// Tests a value against a constraint.
pub(crate) type TestCheck = fn(&Check, &View<'_>) -> Result<(), String>;

/// Returns a parameter as it is sent; `None` if it is omitted. The error is a message.
pub(crate) type WriteStyled = fn(&Parameter, &dyn Node) -> Result<Option<String>, String>;

/// A security scheme.
pub struct Scheme {
    /// The name of the scheme in the description.
    pub name: &'static str,
    /// The name of its setter in `ClientBuilder`.
    pub setter: &'static str,
    /// How its credential is sent.
    pub kind: SchemeKind,
    /// Environment variable of the credential, or the variables of the user name and of the
    /// password.
    pub env: &'static [&'static str],
}

/// How a credential is sent.
pub enum SchemeKind {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Bearer …`, with a token from a token endpoint. A URL without a host is
    /// relative to the base URL.
    OAuth2 {
        /// The URL for new tokens.
        token_url: &'static str,
        /// The URL for refresh tokens.
        refresh_url: &'static str,
    },
    /// `Authorization: Basic …`; the credential is `user:password`.
    Basic,
    /// In the header of this name.
    Header(&'static str),
    /// In the header of this name, after a prefix such as `Bot `.
    Prefixed(&'static str, &'static str),
    /// In the query parameter of this name.
    Query(&'static str),
    /// In the cookie of this name.
    Cookie(&'static str),
}

/// An operation.
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path template, such as `/pets/{id}`.
    pub path: &'static str,
    /// Base URL, if it is not that of the API.
    pub server: Option<&'static str>,
    /// The authentication; empty if the operation needs none.
    pub security: Security,
    /// Whether the operation is idempotent.
    pub idempotent: bool,
    /// The header for the idempotency key.
    pub idempotency_header: Option<&'static str>,
    /// The media types of the response, for the header `accept`.
    pub accept: &'static str,
    /// The status codes of redirects that are the documented response, and thus are not followed;
    /// empty if a 2XX response is documented as well.
    pub redirects: &'static [u16],
    /// The envelope of the result.
    pub envelope: Option<&'static Envelope>,
    /// A boolean property of the JSON that is false if the operation failed, even with a 2XX status
    /// code. If the envelope has such a property, that one is used instead.
    pub success: Option<&'static str>,
    /// The pagination of a list.
    pub paging: Option<&'static Paging>,
}

/// The envelope of a result: `{"result": …, "success": true}`.
pub struct Envelope {
    /// Property with the result.
    pub result: &'static str,
    /// A boolean property that is false if the operation failed, even with a 2XX status code.
    pub success: Option<&'static str>,
    /// Property with an array of errors.
    pub errors: Option<&'static str>,
}

/// The pagination of a list, and the location of its items.
pub struct Paging {
    /// The properties on the path from the result to the array; empty if the result is the array.
    pub items: &'static [&'static str],
    /// Whether a response may lack the array; the page is then empty.
    pub optional: bool,
    /// The cursor of the next page.
    pub next: NextPage,
    /// JSON pointer in the response to the number of pages.
    pub total_pages: Option<&'static str>,
    /// JSON pointer in the response to the number of all items.
    pub total_items: Option<&'static str>,
    /// JSON pointer in the response to a boolean that is false on the last page.
    pub more: Option<&'static str>,
}

/// The kinds of cursors by which the next page of a list is requested.
pub enum NextPage {
    /// The page number.
    Number {
        /// Name of the parameter or property.
        parameter: &'static str,
        /// Location in the request.
        place: PagePlace,
        /// The number of the first page.
        first: u64,
    },
    /// One more than the page number that the response states.
    StatedNumber {
        /// Name of the parameter or property.
        parameter: &'static str,
        /// Location in the request.
        place: PagePlace,
        /// JSON pointer in the response to the number of this page.
        current: &'static str,
    },
    /// The number of items before the page.
    Offset {
        /// Name of the parameter or property.
        parameter: &'static str,
        /// Location in the request.
        place: PagePlace,
    },
    /// A token in the response.
    Token {
        /// Name of the parameter or property.
        parameter: &'static str,
        /// Location in the request.
        place: PagePlace,
        /// Location in the response.
        source: Source,
        /// The token that marks the last page, if any. An empty token always marks it.
        end: Option<&'static str>,
    },
    /// The identifier of this page's last item, in a query parameter.
    After {
        /// The query parameter.
        parameter: &'static str,
        /// The query parameter for reading backwards, which takes the first item of each page.
        before: Option<&'static str>,
        /// The property of an item that identifies it.
        property: &'static str,
    },
    /// The URL of the next page.
    Link {
        /// Location in the response.
        source: Source,
        /// Query parameters by which a request may begin at another page than the first, if the
        /// number of pages is stated.
        starts: &'static [&'static str],
    },
}

/// The location of a page number or token in a request.
#[derive(Clone, Copy, PartialEq)]
pub enum PagePlace {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// The location of a cursor in a response.
#[derive(Clone, Copy, PartialEq)]
pub enum Source {
    /// In the body, at this JSON pointer.
    Body(&'static str),
    /// In the header of this name.
    Header(&'static str),
    /// In the header `link`, as `<…>; rel="next"`.
    Link,
}

/// A parameter of an operation.
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The location.
    pub location: Location,
    /// The serialization style.
    pub style: Style,
    /// Whether arrays and objects are exploded.
    pub explode: bool,
    /// Whether reserved characters are kept (`allowReserved`).
    pub allow_reserved: bool,
    /// The constraints.
    pub checks: &'static [Check],
}

/// The location of a parameter in a request.
#[derive(Clone, Copy)]
pub enum Location {
    /// In the path.
    Path,
    /// In the path, where the value may be empty.
    PossiblyEmptyPath,
    /// In the query.
    Query,
    /// The whole query. If it is a form, the list contains its properties that have a `style`; they
    /// are serialized like query parameters.
    Querystring(&'static [Parameter]),
    /// In a header.
    Header,
    /// In the cookie header.
    Cookie,
    /// In a header of the part with this name, in a multipart body.
    Part(&'static str),
}

/// The serialization of a parameter (`style` of the description).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Style {
    /// `a,b`.
    Simple,
    /// `.a.b`.
    Label,
    /// `;name=a;name=b`.
    Matrix,
    /// `name=a&name=b`.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a%7Cb`.
    PipeDelimited,
    /// `name=a%09b`.
    TabDelimited,
    /// `name[key]=a`.
    DeepObject,
    /// `name=a; name=b`, without percent-encoding.
    Cookie,
    /// JSON text.
    Json,
}

/// Names and constraints of the properties of a `Record`, or of the items of a tuple.
pub struct Table {
    /// Rust name of the type, for `Debug`.
    pub name: &'static str,
    /// The properties, by the index that `Record::get` takes.
    pub properties: &'static [Property],
    /// The constraints on a sent object or tuple as a whole: the number and the names of its
    /// properties, or the number of its items.
    pub checks: &'static [Check],
    /// Whether additional properties, or the items after the last one in the table, may be numbers
    /// in strings.
    pub numbers_in_strings: bool,
}

impl Table {
    /// Creates a table of properties without constraints on the object as a whole.
    pub const fn new(name: &'static str, properties: &'static [Property]) -> Self {
        Self {
            name,
            properties,
            checks: &[],
            numbers_in_strings: false,
        }
    }

    /// Adds constraints on the object or tuple as a whole.
    pub const fn checked(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// Also reads additional properties, or the items after the last one in the table, from numbers
    /// in strings.
    pub const fn numbers_in_strings(mut self) -> Self {
        self.numbers_in_strings = true;
        self
    }

    /// Returns the index of the property with this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.properties.iter().position(|p| p.name == name)
    }
}

/// Name and constraints of a property.
pub struct Property {
    /// Name in JSON.
    pub name: &'static str,
    /// Whether the name has no characters that are escaped in JSON.
    pub(crate) is_plain: bool,
    /// Whether every object has the property.
    pub required: bool,
    /// Whether only responses have the property, so that it is never sent.
    pub read_only: bool,
    /// Whether every request has the property, though responses may lack it.
    pub always_sent: bool,
    /// Whether the property may be `null`, which its type does not distinguish from absence.
    pub nullable: bool,
    /// Whether the value, an item of a tuple, must not be printed; `Api::secret_names` has the
    /// names of properties.
    pub secret: bool,
    /// Whether responses may have the number of the property, or each number in its array or map,
    /// in a string. Requests have it without quotes.
    pub numbers_in_strings: bool,
    /// The constraints of a value that is sent.
    pub checks: &'static [Check],
    /// The XML form; by default an element with the name of the property.
    pub xml: &'static Xml,
}

impl Property {
    /// Creates a required property.
    pub const fn required(name: &'static str) -> Self {
        Self {
            required: true,
            ..Self::optional(name)
        }
    }

    /// Creates an optional property.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            is_plain: is_plain(name),
            required: false,
            read_only: false,
            always_sent: false,
            nullable: false,
            secret: false,
            numbers_in_strings: false,
            checks: &[],
            xml: &Xml::PLAIN,
        }
    }

    /// Adds constraints for sent values.
    pub const fn check(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// Sets the XML form.
    pub const fn xml(mut self, xml: &'static Xml) -> Self {
        self.xml = xml;
        self
    }

    /// Marks the property as never sent.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Marks the property as always sent.
    pub const fn always_sent(mut self) -> Self {
        self.always_sent = true;
        self
    }

    /// Marks the property as possibly `null`, which its type does not distinguish from absent.
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// Marks the value as never printed.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Also reads the numbers of the property from strings.
    pub const fn numbers_in_strings(mut self) -> Self {
        self.numbers_in_strings = true;
        self
    }
}

/// The XML form of a value.
pub struct Xml {
    /// Name of the element or attribute; if empty, the name of the property.
    pub name: &'static str,
    /// Prefix of the name.
    pub prefix: Option<&'static str>,
    /// Namespace of the name, declared for the prefix if there is one, or else for the element and
    /// its content.
    pub namespace: Option<&'static str>,
    /// Whether the value is an attribute.
    pub attribute: bool,
    /// Whether the value is the text of the enclosing element.
    pub text: bool,
    /// The form of the items, if the array has a wrapper element. If `None`, there is no wrapper,
    /// and the elements of the items take the place of the array. In a tuple, this is the form of
    /// the items after the last one in the table.
    pub items: Option<&'static Xml>,
    /// If a tuple has no wrapper element: the name of the element of each item; if empty, the name
    /// of the property.
    pub tuple: &'static [&'static str],
}

impl Xml {
    /// An element with the name of the property.
    pub const PLAIN: Self = Self {
        name: "",
        prefix: None,
        namespace: None,
        attribute: false,
        text: false,
        items: None,
        tuple: &[],
    };

    /// Returns the name without a prefix; `property` is the name of the property.
    pub(crate) fn name_or<'n>(&self, property: &'n str) -> &'n str {
        if self.name.is_empty() {
            property
        } else {
            self.name
        }
    }
}

/// A constraint on a value, from the description.
pub enum Check {
    /// Minimum number of code points.
    MinLength(u64),
    /// Maximum number of code points.
    MaxLength(u64),
    /// A regular expression that must match a part of the string.
    Pattern(&'static str),
    /// Minimum of an integer.
    AtLeast(i64),
    /// Maximum of an integer.
    AtMost(i64),
    /// Minimum of a number.
    Minimum(f64),
    /// Maximum of a number.
    Maximum(f64),
    /// Exclusive minimum of a number.
    Above(f64),
    /// Exclusive maximum of a number.
    Below(f64),
    /// A multiple of this number.
    MultipleOf(f64),
    /// Minimum number of items or properties.
    MinCount(u64),
    /// Maximum number of items or properties.
    MaxCount(u64),
    /// All items are different.
    Unique,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Constraints on each item of an array, or on each value of a map.
    Items(&'static [Check]),
    /// Constraints on each property name of an object.
    Names(&'static [Check]),
}

/// The data by which the members of a `Union` are distinguished.
pub struct UnionTable {
    /// The discriminator and its mapping.
    pub tag: Option<Tag>,
    /// The members, in the order in which they are tried.
    pub shapes: &'static [Shape],
    /// Properties other than the discriminator that distinguish members by their constants.
    pub constants: &'static [Constants],
}

impl UnionTable {
    /// Creates a union whose members are distinguished by the discriminator and the shapes.
    pub const fn new(tag: Option<Tag>, shapes: &'static [Shape]) -> Self {
        Self {
            tag,
            shapes,
            constants: &[],
        }
    }

    /// Adds the properties other than the discriminator that distinguish members by their
    /// constants.
    pub const fn constants(mut self, constants: &'static [Constants]) -> Self {
        self.constants = constants;
        self
    }
}

/// The constants of one property, by which members of a union are distinguished.
pub struct Constants {
    /// The names of the properties on the path to the constant. If one of them is an array, the
    /// path continues in each of its items.
    pub path: &'static [&'static str],
    /// The constants, with the indexes of the members that have them; numbers and booleans are as
    /// in JSON. A member that is not listed may have any value.
    pub values: &'static [(&'static str, usize)],
    /// Whether a value that is not listed matches none of the listed members.
    pub closed: bool,
}

impl Constants {
    /// Creates constants whose listed members match no value that is not listed.
    pub const fn closed(
        path: &'static [&'static str],
        values: &'static [(&'static str, usize)],
    ) -> Self {
        Self {
            path,
            values,
            closed: true,
        }
    }

    /// Creates constants whose listed members also match values that are not listed.
    pub const fn open(
        path: &'static [&'static str],
        values: &'static [(&'static str, usize)],
    ) -> Self {
        Self {
            path,
            values,
            closed: false,
        }
    }
}

/// The discriminator of a union.
pub struct Tag {
    /// The name of the property in JSON.
    pub name: &'static str,
    /// The values, with the indexes of the members that they select; numbers and booleans are as in
    /// JSON.
    pub values: &'static [(&'static str, usize)],
    /// The member that is selected by values that are not listed; if `None`, they select no listed
    /// member.
    pub otherwise: Option<usize>,
    /// The member that objects without this property select; if `None`, any member may match.
    pub absent: Option<usize>,
}

/// The JSON type of a union's member. Members whose type differs from that of a value are excluded
/// before decoding.
pub enum Shape {
    /// A boolean.
    Bool,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string; one of these, if the list is not empty.
    Text(&'static [&'static str]),
    /// An array.
    List,
    /// A tuple.
    Tuple(&'static Table),
    /// An object with arbitrary keys.
    Map,
    /// An object with known properties.
    Record(&'static Table),
    /// A union that does not contain this one.
    Union(&'static UnionTable),
    /// Anything.
    Any,
}
