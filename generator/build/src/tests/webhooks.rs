//! Webhooks: how they are distinguished and signed.

use super::Seen;
use super::see;
use model::{SignatureScheme, Webhooks};

/// Builds webhooks, given as name and required `properties` of the payload.
fn sent(webhooks: &[(&str, &str)], config: &str) -> Seen {
    let items = webhooks.iter().map(|(name, properties)| {
        let names: Vec<&str> = properties.split(", ").filter_map(|one| one.split(':').next()).collect();
        format!(
            "  {name}: {{post: {{operationId: {}, requestBody: {{content: {{application/json: {{schema: {{type: object, \
             required: [{}], properties: {{{properties}}}}}}}}}}}}}}}\n",
            name.replacen('-', "/", 1),
            names.join(", "),
        )
    });
    let items: String = items.collect();
    see(
        &format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/t: {{}}}}\nwebhooks:\n{items}"
        ),
        config,
    )
}

/// Returns the property that distinguishes the webhooks, and the event of each value.
fn tag(webhooks: &Webhooks) -> Option<(String, Vec<String>)> {
    let tag = webhooks.tag.as_ref()?;
    let values = tag
        .values
        .iter()
        .map(|(value, at)| format!("{value} {}", webhooks.events[*at].rust));
    Some((tag.property.clone(), values.collect()))
}

/// Webhooks, and the expected result of `tag`.
type Case = (
    &'static [(&'static str, &'static str)],
    Option<(&'static str, &'static [&'static str])>,
);

#[test]
fn constants_distinguish_webhooks() {
    let cases: &[Case] = &[
        (
            &[
                (
                    "pet_born",
                    "object: {const: event}, type: {const: pet.born}",
                ),
                ("pet_lost", "type: {const: pet.lost}"),
            ],
            Some(("type", &["pet.born PetBorn", "pet.lost PetLost"])),
        ),
        // Both webhooks have both values, so the name of the webhook determines the value.
        (
            &[
                ("a.made", "type: {enum: [a.made,a.gone]}"),
                ("a.gone", "type: {enum: [a.made,a.gone]}"),
            ],
            Some(("type", &["a.made AMade", "a.gone AGone"])),
        ),
        (
            &[("a", "kind: {enum: [x,y]}"), ("b", "kind: {const: z}")],
            Some(("kind", &["x A", "y A", "z B"])),
        ),
        // The property whose values equal the names takes precedence.
        (
            &[
                ("born", "a: {const: x}, what: {const: born}"),
                ("lost", "a: {const: y}, what: {const: lost}"),
            ],
            Some(("what", &["born Born", "lost Lost"])),
        ),
        (
            &[("a", "type: {const: x}"), ("b", "type: {const: x}")],
            None,
        ),
        (
            &[("a", "type: {const: x}"), ("b", "type: {type: string}")],
            None,
        ),
        (
            &[("a", "type: {const: x}"), ("b", "other: {const: y}")],
            None,
        ),
        // If there is a single webhook, the property must be a known identifying one, or its value
        // must be the name.
        (&[("a", "type: {const: x}")], Some(("type", &["x A"]))),
        (&[("a", "version: {const: x}")], None),
        (&[("a", "version: {const: A}")], Some(("version", &["A A"]))),
    ];
    for (webhooks, expected) in cases {
        let seen = sent(webhooks, "");
        let found = tag(seen.api.webhooks.as_ref().unwrap());
        let expected = expected.map(|(property, values)| {
            (
                property.to_owned(),
                values.iter().map(ToString::to_string).collect(),
            )
        });
        assert_eq!(found, expected, "{webhooks:?}");
    }
}

#[test]
fn union_payloads_have_the_values_of_their_discriminator() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/t: {}}
webhooks:
  all:
    post: {requestBody: {content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}}}}
components:
  schemas:
    A: {type: object, required: [type], properties: {type: {const: a}}}
    B: {type: object, required: [type], properties: {type: {const: b}}}
",
        "",
    );
    let found = tag(seen.api.webhooks.as_ref().unwrap());
    assert_eq!(
        found,
        Some((
            "type".to_owned(),
            vec!["a All".to_owned(), "b All".to_owned()]
        ))
    );
}

#[test]
fn names_of_webhooks_become_variants() {
    let seen = sent(
        &[
            ("pet-born", "a: {}"),
            ("petBorn", "a: {}"),
            ("unknown", "a: {}"),
            ("self", "a: {}"),
        ],
        "",
    );
    let events = &seen.api.webhooks.as_ref().unwrap().events;
    let names: Vec<(&str, &str)> = events
        .iter()
        .map(|event| (event.names[0].as_str(), event.rust.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("pet-born", "PetBorn"),
            ("petBorn", "PetBorn2"),
            ("unknown", "UnknownValue"),
            ("self", "Self_")
        ]
    );
}

#[test]
fn github_event_names_have_hyphens_and_actions() {
    let webhooks = [
        ("issues-opened", "action: {const: opened}"),
        ("push", "ref: {type: string}"),
        ("dispatch-sample.collected", "action: {type: string}"),
    ];
    let seen = sent(&webhooks, "webhooks: {verify: github}");
    let webhooks = seen.api.webhooks.as_ref().unwrap();
    assert_eq!(webhooks.scheme, Some(SignatureScheme::GitHub));
    let names: Vec<Vec<&str>> = webhooks
        .events
        .iter()
        .map(|event| event.names.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(
        names,
        [
            vec!["issues-opened"],
            vec!["push"],
            vec![
                "dispatch-sample.collected",
                "dispatch-sample-collected",
                "dispatch"
            ]
        ]
    );
}

#[test]
fn the_headers_of_standard_webhooks_are_recognised() {
    let header = |name: &str| format!("{{name: {name}, in: header, schema: {{type: string}}}}");
    let text = |own: &str, shared: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/t: {{}}}}\nwebhooks:\n  a:\n    parameters: [{shared}]\n    \
             post: {{parameters: [{own}], requestBody: {{content: {{application/json: {{schema: {{}}}}}}}}}}\n\
             components: {{parameters: {{Id: {}}}}}\n",
            header("Webhook-Id")
        )
    };
    let (time, signature) = (header("webhook-timestamp"), header("webhook-signature"));
    let id = "{$ref: '#/components/parameters/Id'}";
    for (own, shared, expected) in [
        (
            format!("{id}, {time}"),
            signature.clone(),
            Some(SignatureScheme::Standard),
        ),
        (format!("{id}, {time}"), String::new(), None),
        (
            format!(
                "{id}, {time}, {}",
                signature.replace("in: header", "in: query")
            ),
            String::new(),
            None,
        ),
    ] {
        let seen = see(&text(&own, &shared), "");
        assert_eq!(
            seen.api.webhooks.as_ref().unwrap().scheme,
            expected,
            "{own} {shared}"
        );
    }
    let seen = see(
        &text(&format!("{id}, {time}, {signature}"), ""),
        "webhooks: {verify: stripe}",
    );
    assert_eq!(
        seen.api.webhooks.as_ref().unwrap().scheme,
        Some(SignatureScheme::Stripe)
    );
}

#[test]
fn the_payload_schema_is_configured() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {/t: {}}
components: {schemas: {Event: {type: object, properties: {a: {type: string}}}}}
";
    let seen = see(
        text,
        "webhooks: {verify: stripe, payload: '#/components/schemas/Event'}",
    );
    let webhooks = seen.api.webhooks.as_ref().unwrap();
    assert!(webhooks.events.is_empty() && webhooks.is_decodable_without_headers());
    assert_eq!(seen.short(webhooks.payload.as_ref().unwrap()), "Event");
    assert!(see(text, "").api.webhooks.is_none());
    let wrong = [
        (
            "webhooks: {payload: '/components/schemas/Events'}",
            "the description has no schema at `/components/schemas/Events`",
        ),
        (
            "webhooks: {verify: github}",
            "the description has no webhook with a payload in JSON",
        ),
    ];
    for (config, expected) in wrong {
        assert_eq!(see(text, config).problems, [expected], "{config}");
    }
}

#[test]
fn only_json_webhooks_are_events() {
    let content = |media: &str| {
        format!(
            "requestBody: {{content: {{{media}: {{schema: {{type: object, properties: {{a: {{}}}}}}}}}}}}"
        )
    };
    let seen = see(
        &format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/t: {{}}}}\nwebhooks:\n  form: {{post: {{{}}}}}\n  \
             none: {{get: {{responses: {{}}}}}}\n  both: {{get: {{responses: {{}}}}, put: {{{}}}, post: {{{}}}}}\n",
            content("application/x-www-form-urlencoded"),
            content("application/json"),
            content("application/json"),
        ),
        "",
    );
    let events = &seen.api.webhooks.as_ref().unwrap().events;
    let found: Vec<(&str, &str)> = events
        .iter()
        .map(|event| {
            (
                event.names[0].as_str(),
                seen.api.webhook_requests[event.request].method.as_str(),
            )
        })
        .collect();
    assert_eq!(found, [("both", "PUT")]);
}
