//! Calls to the FastAPI application next to this file; each checks the request and the decoded
//! response.

use std::env;
use std::time::Duration;

use fastapi_client::http::Method;
use fastapi_client::types::{
    Address, Conflict, DelayEvent, EventRecord, HttpValidationError, Journal, Kind, LoginBody,
    Message, MoveEvent, Parcel, ParcelIn, ParcelUpdate, Priority, Progress, ScanEvent,
    SetOwnerBody, UploadManifestsBody, UploadPhotoBody, User,
};
use fastapi_client::{Client, Error, EventStream, Upload, ValueStream};
use serde_json::{Value, json};

const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

fn base_url() -> String {
    env::var("BASE_URL").expect("BASE_URL is where the application listens")
}

/// Returns a client with every credential that the application accepts.
fn depot() -> Client {
    Client::builder()
        .base_url(base_url())
        .oauth2_password_bearer("token-of-ann")
        .http_basic("ann", "swordfish")
        .http_bearer("job-token")
        .api_key_header("k3y")
        .api_key_query("qu&ry")
        .build()
        .unwrap()
}

/// Returns the last request, as it arrived.
async fn sent() -> Value {
    depot()
        .request(Method::GET, "/_sent")
        .send_as()
        .await
        .unwrap()
}

async fn sent_json() -> Value {
    serde_json::from_str(sent().await["body"].as_str().unwrap()).unwrap()
}

fn letter(label: &str) -> ParcelIn {
    ParcelIn::new(
        label,
        Kind::Letter,
        0.25,
        Address::new("Long Lane 1", "York"),
    )
}

async fn create(label: &str) -> Result<Parcel, Error> {
    depot().parcels().create(letter(label)).await
}

#[tokio::test]
async fn a_login_is_a_form() -> Result<(), Error> {
    let login = LoginBody::new("ann", "sword&fish")
        .grant_type("password")
        .scope("parcels");
    let error = depot().token().login(login).await.unwrap_err();
    let sent = sent().await;
    assert_eq!(
        sent["headers"]["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(
        sent["body"],
        "username=ann&password=sword%26fish&grant_type=password&scope=parcels"
    );
    assert!(error.is_bad_request());
    assert_eq!(
        error.to_string(),
        "POST /token: 400 Bad Request: Incorrect username or password"
    );

    let token = depot()
        .token()
        .login(LoginBody::new("ann", "swordfish"))
        .await?;
    assert_eq!(token.access_token, "token-of-ann");
    assert_eq!(token.expires_in.as_deref(), Some("PT30M"));
    Ok(())
}

#[tokio::test]
async fn a_login_refuses_another_grant() {
    // The description has a pattern for `grant_type`, so nothing is sent.
    let error = depot()
        .token()
        .login(LoginBody::new("ann", "swordfish").grant_type("code"))
        .await
        .unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(error.to_string().contains("grant_type"), "{error}");
}

#[tokio::test]
async fn a_token_is_sent() -> Result<(), Error> {
    let client = Client::builder()
        .base_url(base_url())
        .oauth2_password_bearer("token-of-ann")
        .build()?;
    let me = client.users().me().await?;
    assert_eq!(
        sent().await["headers"]["authorization"],
        "Bearer token-of-ann"
    );
    assert_eq!(
        me,
        User::new("ann")
            .email("ann@example.com")
            .full_name("Ann Smith")
            .disabled(false)
    );
    Ok(())
}

#[tokio::test]
async fn an_invalid_token_is_unauthorized() {
    let client = Client::builder()
        .base_url(base_url())
        .oauth2_password_bearer("stolen")
        .build()
        .unwrap();
    let error = client.users().me().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(error.headers()["www-authenticate"], "Bearer");
    assert_eq!(
        error.to_string(),
        "GET /users/me: 401 Unauthorized: Could not validate credentials"
    );
}

#[tokio::test]
async fn a_call_without_credentials_has_the_servers_reason() {
    let error = depot().users().me().anonymous().await.unwrap_err();
    assert_eq!(sent().await["headers"].get("authorization"), None);
    assert_eq!(
        error.to_string(),
        "GET /users/me: 401 Unauthorized: Not authenticated"
    );
}

#[tokio::test]
async fn a_header_is_sent() -> Result<(), Error> {
    let greeting = depot().greeting().get().accept_language("de").await?;
    assert_eq!(sent().await["headers"]["accept-language"], "de");
    assert_eq!(greeting, "de: hello token-of-ann");
    Ok(())
}

#[tokio::test]
async fn basic_authentication() -> Result<(), Error> {
    let statistics = depot().admin().statistics().await?;
    assert_eq!(
        sent().await["headers"]["authorization"],
        "Basic YW5uOnN3b3JkZmlzaA=="
    );
    assert_eq!(statistics["depots"], 2);

    let client = Client::builder()
        .base_url(base_url())
        .http_basic("ann", "guess")
        .build()?;
    let error = client.admin().statistics().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /admin/statistics: 401 Unauthorized: Incorrect password"
    );
    Ok(())
}

#[tokio::test]
async fn a_key_in_the_query_and_plain_text() -> Result<(), Error> {
    let report = depot().admin().report().await?;
    assert_eq!(sent().await["query"], "key=qu%26ry");
    assert_eq!(report, "report for qu&ry\n");
    Ok(())
}

#[tokio::test]
async fn headers_and_a_cookie() -> Result<(), Error> {
    let job = depot()
        .admin()
        .jobs()
        .start(NO_ID)
        .x_tag(7)
        .session("s1")
        .await?;
    let sent = sent().await;
    assert_eq!(sent["headers"]["x-request-id"], NO_ID);
    assert_eq!(sent["headers"]["cookie"], "session=s1");
    assert_eq!(job["tag"], 7);
    assert_eq!(job["session"], "s1");
    assert_eq!(job["scheme"], "Bearer");
    Ok(())
}

#[tokio::test]
async fn an_invalid_header_is_named() {
    let error = depot().admin().jobs().start("first").await.unwrap_err();
    assert!(error.is_unprocessable());
    let said = error.to_string();
    assert!(said.contains("Input should be a valid UUID"), "{said}");
    assert!(said.contains("header.x-request-id"), "{said}");
}

#[tokio::test]
async fn a_created_parcel() -> Result<(), Error> {
    let parcel = ParcelIn::new(
        "books",
        Kind::SmallPacket,
        "2.500",
        Address::new("Long Lane 1", "York").postcode("12345"),
    )
    .priority(Priority::from(9))
    .note_null()
    .tags(["heavy", "dry"])
    .deliver_on("2024-03-01");
    let response = depot().parcels().create(parcel).send_raw().await?;
    assert_eq!(
        sent_json().await,
        json!({
            "label": "books",
            "kind": "small-packet",
            "priority": 9,
            "weight": "2.500",
            "note": null,
            "recipient": {"street": "Long Lane 1", "city": "York", "postcode": "12345"},
            "tags": ["heavy", "dry"],
            "deliver_on": "2024-03-01",
        })
    );
    assert_eq!(response.status(), 201);
    let made = response.value();
    assert_eq!(
        response.header("location").unwrap(),
        format!("/parcels/{}", made.id)
    );
    assert_eq!(made.weight, "2.500");
    assert_eq!(made.kind, Kind::SmallPacket);
    assert_eq!(made.priority, Some(Priority::from(9)));
    assert!(made.note.is_none());
    assert_eq!(made.created_at, "2024-02-29T12:30:00.250000Z");
    assert_eq!(made.created_at.to_unix(), Some(1_709_209_800));
    assert_eq!(made.pickup_time.as_deref(), Some("08:15:00"));
    assert_eq!(
        made.position.as_ref().map(Vec::as_slice),
        Some([52.5, 13.25].as_slice())
    );
    assert_eq!(made.deliver_on.as_ref(), Some(&"2024-03-01".into()));
    assert!(response.deviations().is_empty());
    Ok(())
}

#[tokio::test]
async fn an_invalid_body_is_explained() -> Result<(), Error> {
    let error = depot()
        .parcels()
        .create(letter("maps"))
        .extra("colour", "red")
        .await
        .unwrap_err();
    assert!(error.is_unprocessable());
    let said = error.to_string();
    assert!(said.contains("Extra inputs are not permitted"), "{said}");
    assert!(said.contains("body.colour"), "{said}");
    let body: HttpValidationError = error.body_as()?;
    assert_eq!(body.detail.unwrap_or_default()[0].type_, "extra_forbidden");
    Ok(())
}

#[tokio::test]
async fn each_invalid_property_is_named() {
    let body = ParcelIn::new("maps", "huge", 0, Address::new("Long Lane 1", "York"));
    let error = depot().parcels().create(body).await.unwrap_err();
    let said = error.to_string();
    for part in [
        "Input should be 'letter', 'small-packet' or 'oversize'",
        "body.kind",
        "greater than 0",
        "body.weight",
    ] {
        assert!(said.contains(part), "no {part}: {said}");
    }
}

#[tokio::test]
async fn an_error_with_an_object_as_detail() {
    let error = create("fragile").await.unwrap_err();
    assert!(error.has_code("label_reserved"));
    assert_eq!(
        error.to_string(),
        "POST /parcels/: 400 Bad Request: [label_reserved] The label 'fragile' is reserved"
    );
}

#[tokio::test]
async fn a_filtered_list() -> Result<(), Error> {
    for label in ["filter a", "filter b", "filter c"] {
        create(label).await?;
    }
    let page = depot()
        .parcels()
        .list()
        .label("filter")
        .kind([Kind::Letter, Kind::Oversize])
        .since("2024-02-29T12:30:00Z")
        .heavier_than(0.125)
        .order("-label")
        .limit(2)
        .await?;
    let query = sent().await["query"].clone();
    let since = "since=2024-02-29T12%3A30%3A00Z";
    assert_eq!(
        query,
        format!(
            "label=filter&kind=letter&kind=oversize&{since}&heavier_than=0.125&order=-label&limit=2"
        )
    );
    assert_eq!((page.total, page.limit, page.offset), (3, 2, 0));
    let labels: Vec<&str> = page
        .items
        .iter()
        .map(|parcel| parcel.label.as_str())
        .collect();
    assert_eq!(labels, ["filter c", "filter b"]);
    Ok(())
}

#[tokio::test]
async fn a_list_page_by_page() -> Result<(), Error> {
    for label in ["page a", "page b", "page c", "page d", "page e"] {
        create(label).await?;
    }
    let mut items = depot().parcels().list().label("page").limit(2).stream();
    let labels: Vec<String> = items
        .try_collect(10)
        .await?
        .into_iter()
        .map(|parcel| parcel.label)
        .collect();
    assert_eq!(labels, ["page a", "page b", "page c", "page d", "page e"]);
    let query = sent().await["query"].clone();
    assert!(
        query
            .as_str()
            .unwrap()
            .starts_with("label=page&limit=2&offset="),
        "{query}"
    );
    Ok(())
}

#[tokio::test]
async fn an_invalid_query_is_named() {
    let error = depot()
        .parcels()
        .list()
        .since("yesterday")
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(said.contains("Input should be a valid datetime"), "{said}");
    assert!(said.contains("query.since"), "{said}");
}

#[tokio::test]
async fn a_parcel_that_is_not_found() {
    let error = depot().parcels().get(NO_ID).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        format!("GET /parcels/{NO_ID}: 404 Not Found: Parcel {NO_ID} not found")
    );
}

#[tokio::test]
async fn an_invalid_id_is_named() {
    let error = depot().parcels().get("a/b c").await.unwrap_err();
    assert_eq!(sent().await["path"], "/parcels/a%2Fb%20c");
    // FastAPI decodes the path first, and then finds no route for it.
    assert_eq!(
        error.to_string(),
        "GET /parcels/a%2Fb%20c: 404 Not Found: Not Found"
    );
    let error = depot().parcels().get("abc").await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("Input should be a valid UUID"), "{said}");
    assert!(said.contains("path.parcel_id"), "{said}");
}

#[tokio::test]
async fn an_update_sends_only_what_is_set() -> Result<(), Error> {
    let made = depot()
        .parcels()
        .create(letter("atlas").note("by hand").deliver_on("2024-03-01"))
        .await?;
    let changed = depot()
        .parcels()
        .update(&made.id)
        .note_null()
        .tags(["late"])
        .await?;
    assert_eq!(sent().await["method"], "PATCH");
    assert_eq!(sent_json().await, json!({"note": null, "tags": ["late"]}));
    assert!(changed.note.is_none());
    assert_eq!(changed.tags.unwrap_or_default(), ["late"]);
    assert_eq!(changed.deliver_on.as_ref(), Some(&"2024-03-01".into()));

    depot()
        .parcels()
        .update(&made.id)
        .body(ParcelUpdate::new().kind(Kind::Oversize))
        .await?;
    assert_eq!(sent_json().await, json!({"kind": "oversize"}));
    Ok(())
}

#[tokio::test]
async fn a_deletion_returns_nothing() -> Result<(), Error> {
    let made = create("atlas").await?;
    depot().parcels().delete(&made.id).await?;
    assert_eq!(sent().await["headers"]["x-depot-key"], "k3y");

    let error = depot().parcels().delete(&made.id).await.unwrap_err();
    assert_eq!(
        error.body_as::<Message>()?.message,
        format!("no parcel {}", made.id)
    );
    assert_eq!(
        error.to_string(),
        format!("DELETE /parcels/{0}: 404 Not Found: no parcel {0}", made.id)
    );

    let client = Client::builder()
        .base_url(base_url())
        .api_key_header("guess")
        .build()?;
    let error = client.parcels().delete(&made.id).await.unwrap_err();
    assert!(error.is_forbidden());
    let said = error.to_string();
    assert!(
        said.ends_with(": 403 Forbidden: This key may not delete parcels"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_described_conflict() -> Result<(), Error> {
    let error = depot()
        .parcels()
        .hold(NO_ID)
        .holder("bob")
        .await
        .unwrap_err();
    assert_eq!(sent().await["query"], "holder=bob");
    assert!(error.is_conflict());
    let said = error.to_string();
    assert!(
        said.ends_with(": 409 Conflict: [held] The parcel is held by carol"),
        "{said}"
    );
    let conflict: Conflict = error.body_as()?;
    assert_eq!(conflict.holder.as_deref(), Some("carol"));
    Ok(())
}

#[tokio::test]
async fn a_file_and_fields() -> Result<(), Error> {
    let made = create("atlas").await?;
    let photo = Upload::from(vec![0xff, 0xd8, 0x00])
        .with_name("front \"1\".jpg")
        .with_media_type("image/jpeg");
    let body = UploadPhotoBody::new(photo, "2024-03-01").caption("à gauche");
    let read = depot().parcels().photo(&made.id, body).await?;
    let sent = sent().await;
    assert!(
        sent["headers"]["content-type"]
            .as_str()
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    assert!(
        sent["body"]
            .as_str()
            .unwrap()
            .contains("name=\"taken_on\"\r\n\r\n2024-03-01\r\n"),
        "{sent}"
    );
    assert_eq!(read.content_type.as_deref(), Some("image/jpeg"));
    assert_eq!(read.size, 3);
    assert_eq!(read.caption.as_deref(), Some("à gauche"));
    assert!(read.filename.as_deref().unwrap().starts_with("front "));

    let error = depot()
        .parcels()
        .photo(&made.id, UploadPhotoBody::new("x", "today"))
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("Input should be a valid date") && said.contains("body.taken_on"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn several_files() -> Result<(), Error> {
    let files = [
        Upload::from("one").with_name("1.txt"),
        Upload::from("two").with_name("2.txt"),
    ];
    let read = depot()
        .manifests()
        .upload(UploadManifestsBody::new(files))
        .await?;
    assert_eq!(
        sent().await["body"]
            .as_str()
            .unwrap()
            .matches("name=\"files\"; filename=")
            .count(),
        2
    );
    assert_eq!(read, ["1.txt: one", "2.txt: two"]);
    Ok(())
}

#[tokio::test]
async fn an_undescribed_download() -> Result<(), Error> {
    let made = create("atlas").await?;
    let response = depot().parcels().label(&made.id).await?;
    assert_eq!(
        response.header("content-disposition"),
        Some("attachment; filename=\"label.bin\"")
    );
    assert!(response.body().starts_with(b"\"\"\"A depot of parcels"));
    Ok(())
}

#[tokio::test]
async fn a_union_with_a_discriminator() -> Result<(), Error> {
    let read = depot().events().record(ScanEvent::new("York")).await?;
    // FastAPI finds the member by the constant `type`, so it is sent, although it has a default.
    assert_eq!(sent_json().await, json!({"depot": "York", "type": "scan"}));
    assert_eq!(read.as_scan().map(|scan| scan.depot.as_str()), Some("York"));

    let read = depot()
        .events()
        .record(MoveEvent::new("York", "Bath").distance_km(320))
        .await?;
    assert_eq!(sent_json().await["distance_km"], 320);
    assert_eq!(
        read,
        EventRecord::from(MoveEvent::new("York", "Bath").distance_km(320))
    );
    Ok(())
}

#[tokio::test]
async fn a_list_of_a_union() -> Result<(), Error> {
    let events: [EventRecord; 2] = [DelayEvent::new(5).into(), ScanEvent::new("Bath").into()];
    let read = depot().events().batch(events).dry_run(false).await?;
    assert_eq!(sent().await["query"], "dry_run=false");
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].as_delay().map(|delay| delay.minutes), Some(5));

    let lost = EventRecord::Unknown(json!({"type": "lost"}));
    let error = depot().events().batch([lost]).await.unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains(
            "Input tag 'lost' found using 'type' does not match any of the expected tags"
        ),
        "{said}"
    );
    assert!(said.contains("body.0"), "{said}");
    Ok(())
}

#[tokio::test]
async fn json_lines_are_a_stream_of_typed_items() -> Result<(), Error> {
    let mut items: ValueStream<Journal> = depot().journal().get().times(2).await?;
    let sent = sent().await;
    assert_eq!(sent["query"], "times=2");
    assert_eq!(sent["headers"]["accept"], "application/jsonl");
    let mut read = Vec::new();
    while let Some(item) = items.try_next().await? {
        read.push(item);
    }
    let journal: [Journal; 3] = [
        ScanEvent::new("Bath").type_("scan").into(),
        MoveEvent::new("Bath", "York").distance_km_null().into(),
        DelayEvent::new(5).into(),
    ];
    assert_eq!(read, [journal.clone(), journal].concat());

    let error = depot().journal().get().times(0).await.err().unwrap();
    assert!(error.is_invalid_request(), "{error}");
    Ok(())
}

#[tokio::test]
async fn json_lines_without_a_schema_are_values() -> Result<(), Error> {
    let mut notes: ValueStream<Value> = depot().journal().list_notes().await?;
    assert_eq!(notes.try_next().await?, Some(json!({"note": "first"})));
    assert_eq!(notes.try_next().await?, Some(json!("second")));
    assert_eq!(notes.try_next().await?, None);
    Ok(())
}

#[tokio::test]
async fn server_sent_events_are_a_stream_of_typed_items() -> Result<(), Error> {
    let mut events: EventStream<Journal> = depot().journal().live().await?;
    assert_eq!(sent().await["headers"]["accept"], "text/event-stream");
    let mut read = Vec::new();
    while let Some(event) = events.try_next().await? {
        assert_eq!((event.name, event.id, event.retry), (None, None, None));
        read.push(event.data);
    }
    assert_eq!(read.len(), 3);
    assert_eq!(
        read[0].as_scan().map(|scan| scan.depot.as_str()),
        Some("Bath")
    );
    let moved = read[1].as_move().map(|moved| moved.destination.as_str());
    assert_eq!(moved, Some("York"));
    assert_eq!(read[2].as_delay().map(|delay| delay.minutes), Some(5));
    Ok(())
}

#[tokio::test]
async fn server_sent_events_continue_on_another_connection() -> Result<(), Error> {
    let opening = depot().journal().check(ScanEvent::new("Bath"));
    let mut events: EventStream<Progress> = opening.await?.reconnect(true);
    for done in 1..=3 {
        let event = events.try_next().await?.unwrap();
        assert_eq!(event.name.as_deref(), Some("progress"));
        assert_eq!(event.id, Some(done.to_string()));
        assert_eq!(event.retry, Some(Duration::from_millis(10)));
        assert_eq!((event.data.done, event.data.total), (done, 3));
        assert!(event.data.at.is_none());
    }
    // The last event came from the second connection.
    let sent = sent().await;
    assert_eq!(sent["method"], "POST");
    assert_eq!(sent["headers"]["last-event-id"], "2");
    assert_eq!(sent["body"], r#"{"depot":"Bath","type":"scan"}"#);
    Ok(())
}

#[tokio::test]
async fn a_refused_stream_has_the_servers_reason() {
    let call = depot()
        .journal()
        .check(ScanEvent::new("Bath").type_("move"));
    let error = call.await.err().unwrap();
    assert!(error.is_unprocessable(), "{error}");
    assert!(error.to_string().contains("body.type"), "{error}");
}

#[tokio::test]
async fn ids_that_are_numbers_or_strings() -> Result<(), Error> {
    let shelf = depot().shelves().get("a b").await?;
    assert_eq!(sent().await["path"], "/shelves/a%20b");
    assert_eq!(shelf.id.as_text(), Some("a b"));
    assert_eq!(shelf.capacity, None);
    assert!(shelf.owner.is_none());

    let shelf = depot().shelves().get(7).await?;
    assert_eq!(shelf.id.as_integer(), Some(7));
    let owner = shelf.owner.as_ref().and_then(|owner| owner.as_message());
    assert_eq!(owner.map(|owner| owner.message.as_str()), Some("nobody"));
    Ok(())
}

#[tokio::test]
async fn several_bodies_are_one() -> Result<(), Error> {
    let body = SetOwnerBody::new(User::new("bob").full_name("Bob"), Message::new("as agreed"));
    let shelf = depot()
        .shelves()
        .set_owner(3, body)
        .until("2025-01-31")
        .await?;
    assert_eq!(sent().await["query"], "until=2025-01-31");
    assert_eq!(
        sent_json().await,
        json!({"owner": {"username": "bob", "fullName": "Bob"}, "message": {"message": "as agreed"}})
    );
    let owner = shelf.owner.as_ref().and_then(|owner| owner.as_user());
    assert_eq!(owner.map(|owner| owner.username.as_str()), Some("bob"));
    Ok(())
}

#[tokio::test]
async fn a_method_that_is_not_allowed() {
    let error = depot()
        .request(Method::PUT, "/events")
        .json(&json!({}))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "PUT /events: 405 Method Not Allowed: Method Not Allowed"
    );
}
