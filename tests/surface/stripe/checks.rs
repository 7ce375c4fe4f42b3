//! Checks what the programs send and read.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use stripe::testing::{MockCall, MockTransport};
use stripe::types::{CustomerCreate, RangeQuerySpecs};
use stripe::webhooks;

use super::*;

/// An event as Stripe sends it.
const EVENT: &str = concat!(
    r#"{"id":"evt_1","object":"event","api_version":"2024-04-10","created":1714560000,"#,
    r#""data":{"object":{"id":"pi_1","object":"payment_intent","amount":2000}},"#,
    r#""livemode":false,"pending_webhooks":1,"#,
    r#""request":{"id":"req_1","idempotency_key":"order-6735"},"type":"payment_intent.succeeded"}"#,
);

/// Computed by an independent implementation, with `whsec_test` at 1714560000.
const SIGNATURE: &str = "f11c9c101e59b731d37c31226697da9ba137f609b380b4368e11c86dfbc1ea92";

fn customer_named(name: &str) -> Value {
    json!({"id": "cus_1", "object": "customer", "created": 1_714_560_000, "livemode": false, "name": name,
        "email": "ada@example.com", "description": null, "metadata": {"order": "6735"}, "balance": 0})
}

fn payment_intent(status: &str) -> Value {
    json!({"id": "pi_1", "object": "payment_intent", "amount": 2000, "currency": "usd", "created": 1_714_560_000,
        "status": status, "client_secret": "pi_1_secret"})
}

/// Method, path and decoded body.
fn call_in_words(call: &MockCall) -> String {
    let body = String::from_utf8(call.body.to_vec()).unwrap();
    let body = body
        .replace("%5B", "[")
        .replace("%5D", "]")
        .replace("%40", "@")
        .replace("%20", " ");
    format!("{} {} {body}", call.method, call.path)
        .trim_end()
        .to_owned()
}

fn sent_calls(mock: &MockTransport) -> Vec<String> {
    mock.calls().iter().map(call_in_words).collect()
}

#[tokio::test]
async fn a_customer_is_created_and_deleted() {
    let mock = MockTransport::new();
    mock.on_any(|client| client.customers().create())
        .respond_json(200, customer_named("Ada"));
    mock.on_any(|client| client.customers().update("cus_1"))
        .respond_json(200, customer_named("Ada"));
    mock.on_any(|client| client.customers().get("cus_1"))
        .respond_json(200, customer_named("Ada"));
    let deleted = json!({"id": "cus_1", "object": "customer", "deleted": true});
    mock.on_any(|client| client.customers().delete("cus_1"))
        .respond_json(200, deleted.clone())
        .times(2);
    customer(&mock.client()).await.unwrap();
    assert_eq!(
        sent_calls(&mock),
        [
            "POST /v1/customers email=ada@example.com&metadata[order]=6735&name=Ada",
            "POST /v1/customers/cus_1 description=the first one",
            "GET /v1/customers/cus_1",
            "DELETE /v1/customers/cus_1",
        ]
    );
    let calls = mock.calls();
    assert_eq!(
        calls[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert!(
        calls
            .iter()
            .all(|call| call.header("authorization").is_some())
    );
    let keys: Vec<bool> = calls
        .iter()
        .map(|call| call.header("idempotency-key").is_some())
        .collect();
    assert_eq!(keys[..3], [true, true, false]);
    let gone = mock.client().customers().delete("cus_1").await.unwrap();
    assert_eq!(gone.id, "cus_1");
    mock.verify();
}

#[tokio::test]
async fn a_response_is_a_customer_or_a_deleted_customer() {
    let mock = MockTransport::new();
    mock.on_any(|client| client.customers().get("cus_1"))
        .respond_json(200, customer_named("Ada"))
        .respond_json(
            200,
            json!({"id": "cus_1", "object": "customer", "deleted": true}),
        );
    let there = mock.client().customers().get("cus_1").await.unwrap();
    assert_eq!(
        there
            .as_customer()
            .and_then(|customer| customer.name.as_deref()),
        Some("Ada"),
        "{there:?}"
    );
    let gone = mock.client().customers().get("cus_1").await.unwrap();
    assert!(gone.as_deleted_customer().is_some(), "{gone:?}");
    mock.verify();
}

#[tokio::test]
async fn an_intent_is_confirmed() {
    let mock = MockTransport::new();
    mock.on_any(|client| {
        client
            .payment_intents()
            .create(PaymentIntentCreate::new(0, ""))
    })
    .respond_json(200, payment_intent("requires_payment_method"));
    mock.on_any(|client| client.payment_intents().confirm("pi_1"))
        .respond_json(200, payment_intent("succeeded"))
        .times(2);
    intent(&mock.client()).await.unwrap();
    assert_eq!(
        sent_calls(&mock),
        [
            "POST /v1/payment_intents amount=2000&currency=usd&customer=cus_123&metadata[order_id]=6735",
            "POST /v1/payment_intents/pi_1/confirm payment_method=pm_card_visa",
        ]
    );
    assert_eq!(
        mock.calls()[0].header("idempotency-key"),
        Some("order-6735")
    );
    let intent = mock
        .client()
        .payment_intents()
        .confirm("pi_1")
        .await
        .unwrap();
    assert_eq!((intent.amount, intent.status.as_str()), (2000, "succeeded"));
    mock.verify();
}

#[tokio::test]
async fn charges_are_read_from_all_pages() {
    let mock = MockTransport::new();
    mock.on_exactly(|client| client.charges().list().limit(100))
        .respond_json(200, page_of_charges(&["ch_1", "ch_2"], true));
    mock.on_exactly(|client| client.charges().list().limit(100).starting_after("ch_2"))
        .respond_json(200, page_of_charges(&["ch_3"], false));
    all_charges(&mock.client()).await.unwrap();
    mock.verify();
    assert_eq!(mock.calls().len(), 2);
}

fn page_of_charges(ids: &[&str], has_more: bool) -> Value {
    let data: Vec<Value> = ids
        .iter()
        .map(|id| json!({"id": id, "object": "charge", "amount": 100, "currency": "usd"}))
        .collect();
    json!({"object": "list", "url": "/v1/charges", "has_more": has_more, "data": data})
}

#[tokio::test]
async fn a_declined_card_has_its_code() {
    let mock = MockTransport::new();
    let body = PaymentIntentCreate::new(2000, "usd");
    mock.on(|client| client.payment_intents().create(body.clone()))
        .respond_json(402, card_refusal("card_declined"))
        .times(2)
        .respond_json(402, card_refusal("expired_card"));
    declined(&mock.client(), body.clone()).await.unwrap();
    let error = mock
        .client()
        .payment_intents()
        .create(body.clone())
        .await
        .unwrap_err();
    assert!(error.has_code("card_declined") && !error.has_code("expired_card"));
    assert!(
        error.to_string().contains("Your card was declined."),
        "{error}"
    );
    assert!(
        declined(&mock.client(), body.clone())
            .await
            .unwrap_err()
            .has_code("expired_card")
    );
    mock.verify();
}

fn card_refusal(code: &str) -> Value {
    json!({"error": {"type": "card_error", "code": code, "decline_code": "generic_decline",
            "message": "Your card was declined.", "doc_url": "https://stripe.com/docs"}})
}

#[test]
fn an_event_is_verified() {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"whsec_test").unwrap();
    mac.update(format!("{now}.{EVENT}").as_bytes());
    let digest: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let signature = format!("t={now},v1={digest},v0=old");
    webhook(EVENT.as_bytes(), &signature, "whsec_test").unwrap();
    assert!(
        webhook(EVENT.as_bytes(), &signature, "whsec_other")
            .unwrap_err()
            .is_invalid_signature()
    );
    let changed = EVENT.replace("2000", "1");
    assert!(
        webhook(changed.as_bytes(), &signature, "whsec_test")
            .unwrap_err()
            .is_invalid_signature()
    );

    let then = UNIX_EPOCH + Duration::from_secs(1_714_560_000);
    let signature = format!("t=1714560000,v1={SIGNATURE}");
    webhooks::verify_signature(
        EVENT.as_bytes(),
        &signature,
        "whsec_test",
        then,
        webhooks::TOLERANCE,
    )
    .unwrap();
    assert!(
        webhook(EVENT.as_bytes(), &signature, "whsec_test")
            .unwrap_err()
            .is_invalid_signature(),
        "years ago"
    );

    let event = webhooks::parse(EVENT.as_bytes()).unwrap();
    assert_eq!(
        (event.id.as_str(), event.type_.as_str()),
        ("evt_1", "payment_intent.succeeded")
    );
    assert_eq!(event.data.object.get("id"), Some(&json!("pi_1")));
    assert_eq!(event.extra["request"]["idempotency_key"], "order-6735");
}

#[tokio::test]
async fn guesses() {
    let mock = MockTransport::new();
    let list = json!({"object": "list", "url": "/v1/customers", "has_more": false, "data": []});
    let range = RangeQuerySpecs::new().gte(1_714_560_000).lt(1_714_600_000);
    mock.on_any(|client| client.customers().list())
        .respond_json(200, list)
        .times(2);
    mock.client()
        .customers()
        .list()
        .created(range)
        .expand(["data.customer"])
        .limit(10)
        .await
        .unwrap();
    mock.client()
        .customers()
        .list()
        .created(1_714_560_000)
        .await
        .unwrap();
    mock.on_any(|client| client.payment_intents().update("pi_1"))
        .respond_json(200, payment_intent("processing"));
    mock.client()
        .payment_intents()
        .update("pi_1")
        .amount(2000)
        .currency("usd")
        .await
        .unwrap();
    mock.on_any(|client| client.customers().create())
        .respond_json(200, customer_named("Ada"))
        .times(2);
    mock.client()
        .customers()
        .create()
        .metadata([("k", "v")])
        .await
        .unwrap();
    mock.client()
        .customers()
        .create()
        .metadata(HashMap::from([("k", "v")]))
        .await
        .unwrap();
    let calls = mock.calls();
    let query: Vec<String> = calls[0]
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        query,
        [
            "created[gte]=1714560000",
            "created[lt]=1714600000",
            "expand[0]=data.customer",
            "limit=10"
        ]
    );
    assert_eq!(
        calls[1].query,
        [("created".to_owned(), "1714560000".to_owned())]
    );
    assert_eq!(
        call_in_words(&calls[2]),
        "POST /v1/payment_intents/pi_1 amount=2000&currency=usd"
    );
    assert_eq!(call_in_words(&calls[3]), "POST /v1/customers metadata[k]=v");
    assert_eq!(call_in_words(&calls[4]), call_in_words(&calls[3]));
    let form = CustomerCreate::new().metadata([("k", "v")]);
    assert_eq!(
        serde_json::to_value(&form).unwrap(),
        json!({"metadata": {"k": "v"}})
    );
    mock.verify();
}
