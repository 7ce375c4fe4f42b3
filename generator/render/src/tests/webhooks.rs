//! How webhooks are emitted: the enum, and the functions that decode and verify webhooks.

use super::sample::*;
use super::{assert_holds, rendered};
use model::*;
use output::fileset::FileSet;

const FILE: &str = "src/webhooks.rs";

/// Returns an API that sends two webhooks; the payload type of the first is called `Event`.
fn rendered_webhooks(change: impl FnOnce(&mut Webhooks)) -> FileSet {
    let mut api = empty();
    let id = add(&mut api, "Event", object(vec![property("type!", text())]));
    let payloads = [schema(Type::Named(id)), list(text())];
    let mut webhooks = Webhooks {
        events: Vec::new(),
        tag: None,
        payload: None,
        scheme: None,
    };
    for (webhook_request, (name, payload)) in
        ["petBorn", "pets"].into_iter().zip(payloads).enumerate()
    {
        let content = Content::json("application/json", Some(payload.clone()), at("/webhooks"));
        api.webhook_requests.push(WebhookRequest {
            name: name.to_owned(),
            method: HttpMethod::Post,
            operation: None,
            expression: None,
            contents: vec![content],
            answers: Vec::new(),
            docs: (webhook_request == 0).then(|| "A pet is new. It is young.".to_owned()),
            origin: at("/webhooks"),
        });
        let rust = naming::variant_name(name);
        webhooks.events.push(WebhookEvent {
            rust,
            names: vec![name.to_owned()],
            request: webhook_request,
            payload,
        });
    }
    change(&mut webhooks);
    api.webhooks = Some(webhooks);
    rendered(&api)
}

#[test]
fn the_event_enum() {
    let files = rendered_webhooks(|_| {});
    assert_holds(
        &files,
        FILE,
        "
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// `petBorn`: A pet is new.
    PetBorn(Box<crate::types::Event>),
    /// `pets`.
    Pets(Vec<String>),
    /// A webhook that this version of the crate does not know.
    Unknown(serde_json::Value),
}",
    );
    assert_holds(
        &files,
        FILE,
        "        \"petBorn\" => read_payload(payload).map(Event::PetBorn),",
    );
    assert_holds(
        &files,
        "README.md",
        "    match webhooks::parse_as(\"petBorn\", payload)? {",
    );
    assert_holds(&files, "README.md", "Signatures are not verified.");
    let text = files.get(FILE).unwrap();
    assert!(
        !text.contains("pub fn parse(") && !text.contains("verify_signature"),
        "{text}"
    );
    let manifest = files.get("Cargo.toml").unwrap();
    assert!(
        !manifest.contains("hmac") && !manifest.contains("webhooks"),
        "{manifest}"
    );
    assert!(
        files.get("src/runtime/webhook.rs").is_some()
            && files.get("src/runtime/webhook_signature.rs").is_none()
    );
}

#[test]
fn webhooks_are_identified_by_a_constant() {
    let files = rendered_webhooks(|webhooks| {
        webhooks.tag = Some(WebhookTag {
            property: "type".to_owned(),
            values: vec![("pet.born".to_owned(), 0)],
        });
    });
    assert_holds(
        &files,
        FILE,
        "const NAMES: &[(&str, &str)] = &[(\"pet.born\", \"petBorn\")];",
    );
    assert_holds(
        &files,
        FILE,
        "    match crate::runtime::webhook::name_of_payload(payload, \"type\", NAMES)? {",
    );
    assert_holds(&files, "README.md", "    match webhooks::parse(payload)? {");
}

#[test]
fn only_the_configured_signature_scheme_is_emitted() {
    let others = |scheme| match scheme {
        SignatureScheme::Stripe => ["github", "standard"],
        SignatureScheme::GitHub => ["stripe", "standard"],
        SignatureScheme::Standard => ["stripe", "github"],
    };
    for scheme in [
        SignatureScheme::Stripe,
        SignatureScheme::GitHub,
        SignatureScheme::Standard,
    ] {
        let files = rendered_webhooks(|webhooks| webhooks.scheme = Some(scheme));
        assert_holds(
            &files,
            "Cargo.toml",
            "webhooks = [\"dep:hmac\", \"dep:sha2\"]",
        );
        assert_holds(
            &files,
            "Cargo.toml",
            "features = [\"blocking\", \"test-util\", \"tracing\", \"webhooks\"] }",
        );
        assert_holds(
            &files,
            "README.md",
            "| `webhooks` | | verifies the signatures of webhooks |",
        );
        let text = files.get(FILE).unwrap();
        // If a payload does not identify its webhook, only headers do.
        assert_eq!(
            text.contains("pub fn verify("),
            scheme == SignatureScheme::GitHub,
            "{text}"
        );
        assert!(text.contains("verify_signature"), "{text}");
        for other in others(scheme) {
            assert!(
                files
                    .get(&format!("src/runtime/webhook_{other}.rs"))
                    .is_none(),
                "{scheme:?}"
            );
            assert!(
                !files.get("src/runtime/mod.rs").unwrap().contains(other),
                "{scheme:?}"
            );
        }
    }
}

#[test]
fn parse_returns_the_configured_payload() {
    let files = rendered_webhooks(|webhooks| {
        webhooks.payload = webhooks.events.first().map(|event| event.payload.clone());
        webhooks.scheme = Some(SignatureScheme::Stripe);
    });
    assert_holds(
        &files,
        FILE,
        "pub fn parse(payload: &[u8]) -> Result<crate::types::Event, Error> {",
    );
    assert_holds(
        &files,
        FILE,
        "signature: &str, secret: &str) -> Result<crate::types::Event, Error> {",
    );
    let files = rendered_webhooks(|webhooks| {
        webhooks.payload = webhooks.events.first().map(|event| event.payload.clone());
        webhooks.events.clear();
    });
    assert_holds(&files, FILE, "use crate::types::Event;");
    assert_holds(
        &files,
        FILE,
        "pub fn parse(payload: &[u8]) -> Result<Event, Error> {",
    );
}
