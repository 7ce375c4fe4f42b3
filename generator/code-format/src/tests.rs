use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Ident, code, format_declarations, format_items, names_in, use_declarations};

/// Asserts that code that rustfmt has formatted stays as it is.
#[track_caller]
fn assert_stays(code: &str) {
    let code = code.trim();
    let items = format_items(code, 0).unwrap();
    assert_eq!(items.join("\n\n"), code);
}

#[test]
fn structs_and_enums() {
    assert_stays(
        r#"
/// A pet.
///
/// Its name.
#[non_exhaustive]
#[derive(Clone)]
pub struct Pet {
    /// The name.
    pub name: String,
    #[deprecated(note = "use `name`")]
    pub names: BTreeMap<String, Option<Vec<&'static [Kind]>>>,
    pub verification_method:
        Option<checkout_us_bank_account_payment_method_options::VerificationMethod>,
}

pub enum Kind {
    Dog,
    Cat(Box<Cat>),
    Bird {
        wings: u8,
    },
    ResponseShellCallOutputContentDeltaOfTheServer(
        Box<BetaResponseShellCallOutputContentDeltaStreamingEvent>,
    ),
}

pub struct Empty;

pub struct Id(pub String);
"#,
    );
}

#[test]
fn signatures() {
    assert_stays(
        r#"
impl Pets {
    pub fn list(&self) -> PetsListRequest {
        PetsListRequest {
            call: self.scope.call(&LIST),
        }
    }

    pub fn pending_invoice_item_interval(
        mut self,
        pending_invoice_item_interval: impl Into<
            types::customers_subscriptions::PendingInvoiceItemInterval,
        >,
    ) -> Self {
        self
    }

    pub fn variables(
        mut self,
        variables: impl IntoIterator<
            Item = (
                impl Into<String>,
                impl Into<BetaResponsePromptVariablesValue>,
            ),
        >,
    ) -> Self {
        self
    }
}

impl From<Cat> for Pet {
    fn from(value: Cat) -> Self {
        Self::Cat(Box::new(value))
    }
}

async fn main() -> Result<(), Error> {}
"#,
    );
}

#[test]
fn attributes_with_several_arguments() {
    assert_stays(
        r#"
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "an API uses some of it"
)]
pub mod runtime;

#[cfg(feature = "test-util")]
#[expect(clippy::too_many_arguments, reason = "every call needs all of them")]
fn f() {}
"#,
    );
}

#[test]
fn constants() {
    assert_stays(
        r##"
const VALUES: &'static [&'static str] =
    &["company", "government_entity", "individual", "non_profit"];

const LOCALES: &[&str] = &[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN",
    "en-NZ", "en-SG", "es", "es-419", "et", "fi",
];

const TABLE: &'static Table =
    &Table::new("PaymentMethodFpx", &[Property::required("bank_of_the_pet")]);

const JSON: &str = r#"{
  "a": 1
}"#;

static WATCH_VALIDATING_ADMISSION_POLICY_BINDING_LIST_OF_ALL_NAMESPACES_WATCH: Parameter =
    Parameter {
        name: "watch",
        ..Parameter::DEFAULT
    };
"##,
    );
}

#[test]
fn calls_and_chains() {
    assert_stays(
        r#"
fn f() {
    self.body.metadata = Some(
        metadata
            .into_iter()
            .map(|(key, item)| (key.into(), item.into()))
            .collect(),
    );
    x.constants(&[Constants::closed(
        &["object", "a"],
        &[("balance_transaction", 1)],
    )]);
    let call = |client: &Client| {
        client
            .gists()
            .create(
                GistCreate::new("a long description of it", "octocat@github.com")
                    .date("2011-06-17T14:53:35-07:00"),
            )
            .metadata(json!({"name": "updated-notes.txt", "text": "Updated content"}))
    };
    client.pets().get(1).await?.name
}
"#,
    );
}

#[test]
fn an_inner_chain_on_several_lines_prevents_an_outer_one_on_one_line() {
    assert_stays(
        r#"
fn f() {
    client
        .repos()
        .create_ruleset("owner", "repo", "name")
        .conditions(
            RepositoryRulesetConditions::new().ref_name(
                RefName::new()
                    .include(["refs/heads/main", "refs/heads/master"])
                    .exclude(["refs/heads/dev*"]),
            ),
        )
}
"#,
    );
}

#[test]
fn control_flow() {
    assert_stays(
        r#"
fn f() -> Result<(), Error> {
    let sign = if value < 0 { -1 } else { 1 };
    let Some(value) = value else {
        return Ok(());
    };
    if let Self::Cat(value) = self {
        Some(value)
    } else {
        None
    }
    match value {
        Self::Dog | Self::Cat => "pet",
        Self::Bird { wings } if wings > 2 => {
            count += 1;
            "insect"
        }
        Err(error) => Err(Error::with_a_long_name(
            "the value was not expected",
            error,
            value,
            line,
        )),
        _ => "",
    }
    while let Some(pet) = pets.try_next().await? {
        println!("{pet:?}");
    }
    for (index, pet) in pets.iter().enumerate() {}
    Ok(())
}
"#,
    );
}

#[test]
fn long_json_has_a_line_for_each_member() {
    assert_stays(
        r#"
fn f() {
    f(json!({
        "name": "Mona the Octocat, who lives in a house",
        "home": ["San Francisco", "CA"],
        "none": {},
        "count": -1
    }));
}
"#,
    );
}

#[test]
fn wide_arguments_of_macros_that_are_no_expressions_have_a_line() {
    assert_stays(
        r#"
macros::request!(UpdatePet => Pet);

macros::setters!(
    PetsOfOneOwnerUpdateRequest => extra request_timeout retries with anonymous idempotent header
);
"#,
    );
}

#[test]
fn macros_get_no_comma_that_they_may_not_expect() {
    assert_stays(
        r#"
macros::from_items!(
    ChatCompletionRequestAssistantMessageContent,
    List,
    ChatCompletionRequestAssistantMessageContentPart
);

fn f() {
    assert_eq!(
        sent.path,
        "/accounts/a86a8f5c339544d7bdc89926de14fb8c/access/ai-controls/mcp/servers"
    );
}
"#,
    );
}

#[test]
fn imports_are_in_the_order_of_rustfmt() {
    let names = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    };
    let uses = BTreeMap::from([
        ("crate".to_owned(), names(&["types"])),
        (
            "crate::types".to_owned(),
            names(&["user", "User", "PAGING10", "PAGING8", "PERSON", "PER_PAGE"]),
        ),
        ("super".to_owned(), names(&["Pet"])),
    ]);
    assert_eq!(
        use_declarations(&uses, 0),
        "use super::Pet;\nuse crate::types;\n\
         use crate::types::{PAGING8, PAGING10, PER_PAGE, PERSON, User, user};"
    );
}

#[test]
fn other_code_is_refused() {
    for code in [
        "pub struct",
        "fn f() where T: A {}",
        "fn f() { 'a: loop {} }",
    ] {
        assert!(format_items(code, 0).is_err(), "{code}");
    }
}

#[test]
fn deeply_nested_code_is_refused() {
    for depth in [8, 20, 1000] {
        let code = format!(
            "fn f() {{ f({}value{}) }}",
            "Some(".repeat(depth),
            ")".repeat(depth)
        );
        assert_eq!(format_items(&code, 0).is_ok(), depth < 10);
    }
}

#[test]
fn arguments_of_a_wide_type_have_their_own_lines() {
    assert_stays(
        r#"
impl Request {
    pub fn orderby(mut self) -> Self {
        let orderby: Vec<types::contacts_transitive_member_of_application_of_user::Orderby> =
            orderby.into_iter().map(|item| item.into()).collect();
        let orderby: Vec<
            types::contacts_transitive_member_of_microsoft_graph_application::Orderby,
        > = orderby.into_iter().map(|item| item.into()).collect();
        self
    }
}
"#,
    );
}

#[test]
fn items_of_a_module_have_less_width() {
    let code = "const TABLE: &'static Table = &Table::new(\"Artwork\", &[Property::optional(\"address\")]);";
    let wrapped = code.replace(" = ", " =\n    ");
    for (indent, expected) in [(0, code), (12, code), (16, wrapped.as_str())] {
        let items = format_items(code, indent).unwrap();
        assert_eq!(items, [expected], "{indent}");
    }
}

#[test]
fn declarations_are_in_the_order_of_rustfmt() {
    let code = "pub mod versions; mod a2; mod a10; pub use list::B; pub use self::a::{b::{C}}; pub use a::A;";
    let items = format_declarations(code).unwrap();
    assert_eq!(
        items,
        [
            "mod a10;",
            "mod a2;",
            "pub mod versions;",
            "pub use self::a::b::C;",
            "pub use a::A;",
            "pub use list::B;",
        ]
    );
}

#[test]
fn code_contains_values_and_repetitions() {
    let name = Ident::new("list");
    let arguments = [Ident::new("id"), Ident::new("key")];
    let values = ["a\n\"b\"", "\0", "\u{202e}é"];
    let missing: Option<Code> = None;
    let number = Code::number(-1);
    let tokens = code! {
        #missing
        pub fn #name(#(#arguments: &str),*) -> &'static [&'static str] {
            f(#number, true);
            &[#((#arguments, #values)),*]
        }
    };
    let items = format_items(tokens.text(), 0).unwrap();
    assert_eq!(
        items,
        [
            r#"pub fn list(id: &str, key: &str) -> &'static [&'static str] {
    f(-1, true);
    &[(id, "a\n\"b\""), (key, "\0")]
}"#
        ]
    );
    let literal = Code::string(values[2]);
    assert_eq!(literal.text(), "\"\\u{202e}é\"");
}

#[test]
fn doc_comments_are_lines() {
    let mut docs = Code::new();
    for line in ["It's \"a\" {", "", "two\nlines"] {
        docs.add_doc_line(line);
    }
    let items = format_items(code!(#docs pub struct A;).text(), 0).unwrap();
    assert_eq!(
        items,
        ["/// It's \"a\" {\n///\n#[doc = \" two\\nlines\"]\npub struct A;"]
    );
}

#[test]
fn names_are_outside_of_literals_and_comments() {
    let text = r###"/// Doc
// Comment
/* A /* nested */ Comment */
F::G(b'A', '\'', 'Ä', "A \" B", r#"A " B"#, b"C", x.1.E, 1.5E-3, 0..Y, 1.MAX(Z), r#type);
fn h<'A>() {}"###;
    let names = Vec::from_iter(names_in(text));
    assert_eq!(names, ["E", "F", "MAX", "Y", "Z", "r#type"]);
}

#[test]
fn line_breaks_of_long_texts_are_counted() {
    for count in [0, 1, 255, 256, 1_000] {
        assert_eq!(crate::line_breaks(&"\n".repeat(count)), count);
        assert_eq!(crate::line_breaks(&"é\n".repeat(count)), count);
    }
}
