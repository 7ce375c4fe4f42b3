//! The responses of `responses.yaml`, on the wire. `tests/responses.rs` puts this file and the
//! server next to the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use std::future::ready;
use std::pin::Pin;
use std::time::Duration;

use responses_client::resources::chat::ChatRunResponse;
use responses_client::resources::pets::PetsCreateResponse;
use responses_client::resources::redirects::RedirectsSortResponse;
use responses_client::types::{
    Animal, AnimalCat, AnimalDog, AnimalFox, ChatSend, Happening, Job, PetLostPayload, PetsCreateHeaders,
    Problem,
};
use responses_client::{Client, TokenError, TokenSource, WatchEvent, servers};
use server::{Act, Server, json_response, respond_with};

const PET: &str = r#"{"id":1,"name":"Tom"}"#;

fn start_client(script: impl IntoIterator<Item = Act>) -> (Client, Server) {
    let server = Server::start(script).unwrap();
    (
        Client::builder()
            .base_url(&server.url)
            .login("t")
            .retries(0)
            .build()
            .unwrap(),
        server,
    )
}

fn event_stream(body: &str) -> Act {
    respond_with(200, &[("content-type", "text/event-stream")], body)
}

#[tokio::test]
async fn each_success_by_its_status() {
    let with_header = respond_with(
        200,
        &[("content-type", "application/json"), ("x-left", "7")],
        PET,
    );
    let note = respond_with(
        203,
        &[("content-type", "text/plain; charset=iso-8859-1")],
        b"\xe4",
    );
    let (client, server) = start_client([
        with_header,
        json_response(202, r#"{"job":"j"}"#),
        json_response(204, ""),
        note,
        json_response(200, ""),
    ]);
    let pets = client.pets();
    let first = pets.create().send_raw().await.unwrap();
    assert_eq!(first.header_as::<i64>("X-Left"), Some(7));
    assert_eq!(first.headers_as::<PetsCreateHeaders>().x_left, Some(7));
    assert!(matches!(first.into_value(), PetsCreateResponse::Ok(pet) if pet.id == 1));
    assert!(matches!(pets.create().await, Ok(PetsCreateResponse::Accepted(job)) if job.job == "j"));
    assert!(matches!(
        pets.create().await,
        Ok(PetsCreateResponse::NoContent)
    ));
    assert!(matches!(pets.create().await, Ok(PetsCreateResponse::Success(note)) if note == "ä"));
    let error = pets.create().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("expected JSON, found an empty body"),
        "{error}"
    );
    assert_eq!(
        server.requests()[0].header("accept"),
        Some("application/json, text/plain;q=0.9")
    );
}

#[tokio::test]
async fn failures_are_typed_by_their_status() {
    let problem = r#"{"title":"gone"}"#;
    let (client, _server) =
        start_client([json_response(404, problem), json_response(418, problem)]);
    let error = client.pets().read().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.body_as::<Problem>().unwrap().title, "gone");
    let error = client.pets().create().await.unwrap_err();
    assert_eq!(error.body_as::<Problem>().unwrap().title, "gone");
}

/// Returns a redirect to `place`.
fn redirect_to(status: u16, place: &str, body: &str) -> Act {
    respond_with(status, &[("location", place), ("x-left", "7")], body)
}

#[tokio::test]
async fn a_redirect_that_is_the_response_is_not_followed() {
    let job = r#"{"job":"j"}"#;
    let (client, server) = start_client([
        redirect_to(302, "/v1/elsewhere", job),
        redirect_to(303, "/v1/upload", ""),
        redirect_to(301, "/v1/a", ""),
        redirect_to(308, "/v1/b", job),
    ]);
    let redirects = client.redirects();
    let found = redirects.find().send_raw().await.unwrap();
    assert_eq!(
        (found.status().as_u16(), found.value().job.as_str()),
        (302, "j")
    );
    assert_eq!(
        (found.header("location"), found.header_as::<i64>("x-left")),
        (Some("/v1/elsewhere"), Some(7))
    );
    assert_eq!(
        redirects
            .upload()
            .send_raw()
            .await
            .unwrap()
            .header("location"),
        Some("/v1/upload")
    );
    assert!(matches!(
        redirects.sort().await,
        Ok(RedirectsSortResponse::MovedPermanently)
    ));
    assert!(
        matches!(redirects.sort().await, Ok(RedirectsSortResponse::Redirect(job)) if job.job == "j")
    );
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn redirects_that_lead_to_the_response_are_followed() {
    let problem = r#"{"title":"moved"}"#;
    let (client, server) = start_client([
        redirect_to(302, "/v1/tom", problem),
        json_response(200, PET),
        redirect_to(302, "/v1/tom", problem),
        redirect_to(302, "https://elsewhere.example.com/tom", problem),
        redirect_to(307, "/v1/redirects/again", ""),
        redirect_to(302, "/v1/elsewhere", r#"{"job":"j"}"#),
    ]);
    let redirects = client.redirects();
    assert_eq!(redirects.pet().await.unwrap().id, 1);
    for request in [
        redirects.pet().with(|options| options.max_redirects(0)),
        redirects.pet(),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
        assert_eq!(error.body_as::<Problem>().unwrap().title, "moved");
        assert!(error.headers().contains_key("location"), "{error}");
    }
    assert_eq!(
        redirects.find().await.unwrap().job,
        "j",
        "a status that is not described is followed as usual"
    );
    let lines: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.line.clone())
        .collect();
    assert_eq!(lines[1], "GET /v1/tom");
    assert_eq!(
        lines[4..],
        ["GET /client/v4/redirects", "GET /v1/redirects/again"]
    );
}

#[tokio::test]
async fn a_base_is_read_by_its_discriminator() {
    const ANIMALS: &str = r##"[{"kind":"cat","name":"a","lives":9},{"kind":"AnimalDog","name":"b"},{"kind":"#Zoo.Fox","name":"d"},{"kind":"axolotl","name":"c","gills":6,"lives":1}]"##;
    let (client, server) = start_client([json_response(200, ANIMALS), json_response(200, "[]")]);
    let sent: Vec<Animal> = vec![
        AnimalCat::new("a").into(),
        AnimalDog::new("b").into(),
        AnimalFox::new("d").into(),
    ];
    let animals = client.animals().replace(sent).await.unwrap();
    assert_eq!(
        server.requests()[0].text(),
        r##"[{"kind":"cat","name":"a"},{"kind":"AnimalDog","name":"b"},{"kind":"#Zoo.Fox","name":"d"}]"##
    );
    assert!(matches!(&animals[0], Animal::Cat(cat) if cat.lives == Some(9)));
    assert!(matches!(&animals[1], Animal::Dog(dog) if dog.kind == "AnimalDog"));
    assert!(matches!(&animals[2], Animal::ZooFox(fox) if fox.kind == "#Zoo.Fox"));
    assert!(matches!(&animals[3], Animal::Base(base) if base.kind == "axolotl"));
    client.animals().replace(animals).await.unwrap();
    assert_eq!(server.requests()[1].text(), ANIMALS, "nothing is lost");
}

#[tokio::test]
async fn equal_successes_are_one_type() {
    let html = respond_with(200, &[("content-type", "text/html")], "<p>");
    let (client, server) = start_client([
        json_response(201, PET),
        json_response(299, PET),
        html,
        json_response(200, PET),
    ]);
    assert_eq!(client.pets().read().await.unwrap().id, 1);
    assert_eq!(client.pets().read().await.unwrap().id, 1);
    let error = client.pets().read().await.unwrap_err();
    assert!(
        error.is_decode()
            && error
                .to_string()
                .contains("expected JSON, found `text/html`"),
        "{error}"
    );
    assert_eq!(client.pets().replace_default().await.unwrap().id, 1);
    let accept = Some("application/json, application/vnd.pet+json;q=0.9");
    assert_eq!(server.requests()[0].header("accept"), accept);
}

#[tokio::test]
async fn responses_that_cannot_have_a_body() {
    // A response to `HEAD` has the length of a body that is not sent.
    let to_head =
        Act::Cut(b"HTTP/1.1 200 X\r\ncontent-length: 99\r\nconnection: close\r\n\r\n".to_vec());
    let (client, _server) = start_client([to_head, json_response(204, "")]);
    client.pets().look().await.unwrap();
    client.pets().remove().await.unwrap();
}

#[tokio::test]
async fn bytes_can_be_collected_or_streamed() {
    let picture = respond_with(200, &[("content-type", "image/png")], b"\x89PNG\xff");
    let (client, server) = start_client([picture.clone(), picture]);
    assert_eq!(
        client.pets().picture().await.unwrap().as_ref(),
        b"\x89PNG\xff"
    );
    let mut download = client.pets().picture().download().await.unwrap();
    assert_eq!(download.header("content-type"), Some("image/png"));
    let mut all = Vec::new();
    while let Some(piece) = download.try_next().await.unwrap() {
        all.extend_from_slice(&piece);
    }
    assert_eq!(all, b"\x89PNG\xff");
    assert_eq!(
        server.requests()[0].header("accept"),
        Some("image/png, image/jpeg;q=0.9")
    );
}

#[tokio::test]
async fn a_complete_response_or_a_stream_of_tokens() {
    let stream = event_stream(
        "data: {\"text\":\"a\"}\n\ndata: oops\n\ndata: {\"text\":\"b\"}\n\ndata: [DONE]\n\n",
    );
    let (client, server) = start_client([json_response(200, r#"{"text":"all"}"#), stream]);
    let call = client.chat().send(ChatSend::new("hi"));
    assert_eq!(call.clone().await.unwrap().text, "all");
    let mut tokens = call.stream_events().await.unwrap();
    assert_eq!(tokens.try_next().await.unwrap().unwrap().data.text, "a");
    let error = tokens.try_next().await.unwrap_err();
    assert!(error.is_decode() && error.body().as_ref() == b"oops");
    assert_eq!(tokens.try_next().await.unwrap().unwrap().data.text, "b");
    assert_eq!(tokens.try_next().await.unwrap(), None);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|r| (r.header("accept").unwrap().to_owned(), r.text()))
        .collect();
    let requested = [
        ("application/json", r#"{"text":"hi"}"#),
        ("text/event-stream", r#"{"text":"hi","stream":true}"#),
    ];
    assert_eq!(
        sent,
        requested.map(|(accept, body)| (accept.to_owned(), body.to_owned()))
    );
}

#[tokio::test]
async fn a_streamed_success_is_read_as_a_stream() {
    let stream = respond_with(
        201,
        &[("content-type", "text/event-stream")],
        "data: {\"text\":\"a\"}\n\n",
    );
    let zip = respond_with(202, &[("content-type", "application/zip")], "PK");
    let (client, server) = start_client([
        json_response(200, r#"{"text":"all"}"#),
        zip,
        stream.clone(),
        stream,
    ]);
    let call = client.chat().run();
    assert!(matches!(call.clone().await, Ok(ChatRunResponse::Ok(token)) if token.text == "all"));
    assert!(matches!(call.clone().await, Ok(ChatRunResponse::Accepted(bytes)) if bytes == "PK"));
    assert!(
        matches!(call.clone().await, Ok(ChatRunResponse::Unknown(response)) if response.status().as_u16() == 201)
    );
    let mut tokens = call.stream_events().await.unwrap();
    assert_eq!(tokens.try_next().await.unwrap().unwrap().data.text, "a");
    assert_eq!(tokens.try_next().await.unwrap(), None);
    let requested: Vec<_> = server
        .requests()
        .iter()
        .map(|r| r.header("accept").unwrap().to_owned())
        .collect();
    assert_eq!(
        requested.last().map(String::as_str),
        Some("text/event-stream")
    );
}

#[tokio::test]
async fn events_that_are_objects_and_values_on_lines() {
    let happenings =
        event_stream("event: started\nid: 4\ndata: {\"job\":\"j\"}\n\nevent: done\ndata: well\n\n");
    let lines = respond_with(
        200,
        &[("content-type", "application/x-ndjson")],
        "{\"text\":\"a\"}\n{\"text\":\"b\"}\n",
    );
    let (client, _server) = start_client([happenings, lines]);
    let mut happenings = client.chat().happenings().await.unwrap();
    let started = happenings.try_next().await.unwrap().unwrap();
    assert_eq!(
        (started.name.as_deref(), started.id.as_deref()),
        (Some("started"), Some("4"))
    );
    assert!(matches!(started.data, Happening::Started(happening) if happening.data.job == "j"));
    let done = happenings.try_next().await.unwrap().unwrap();
    assert!(matches!(done.data, Happening::Done(happening) if happening.data == "well"));
    let mut lines = client.chat().log().await.unwrap();
    assert_eq!(lines.try_next().await.unwrap().unwrap().text, "a");
    assert_eq!(lines.try_next().await.unwrap().unwrap().text, "b");
    assert!(lines.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_error_on_a_line_ends_a_stream_of_results() {
    const LINES: &str = "{\"result\":{\"job\":\"a\"}}\n{\"error\":{\"title\":\"gone\"}}\n{\"result\":{\"job\":\"b\"}}\n";
    let (client, server) = start_client([json_response(200, LINES)]);
    let mut jobs = client.chat().watch().await.unwrap();
    assert_eq!(jobs.try_next().await.unwrap().unwrap().job, "a");
    let error = jobs.try_next().await.unwrap_err();
    assert!(error.is_reported_failure(), "{error}");
    assert_eq!(error.body_as::<Problem>().unwrap().title, "gone");
    assert!(jobs.try_next().await.unwrap().is_none());
    assert_eq!(server.requests()[0].header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_watch_streams_the_changes_of_a_list() {
    const LINES: &str = "{\"type\":\"ADDED\",\"object\":{\"id\":1}}\n{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\"}}}\n{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n";
    let (client, server) = start_client([json_response(200, LINES)]);
    let mut events = client.pens().watch().resource_version("7").await.unwrap();
    match events.try_next().await.unwrap() {
        Some(WatchEvent::Added(pet)) => assert_eq!(pet.id, 1),
        other => panic!("{other:?}"),
    }
    let bookmark = events.try_next().await.unwrap().unwrap();
    assert_eq!(bookmark.resource_version(), Some("9"));
    match events.try_next().await.unwrap() {
        Some(WatchEvent::Error(status)) => assert_eq!(status.code, Some(410)),
        other => panic!("{other:?}"),
    }
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(server.lines(), ["GET /pens?watch=true&resourceVersion=7"]);
}

#[tokio::test]
async fn a_stream_of_an_extension_is_requested_by_its_property() {
    let stream = event_stream("data: {\"delta\":\"a\"}\n\ndata: [DONE]\n\n");
    let (client, server) = start_client([stream]);
    let mut events = client.drafts().write().text("hi").stream_events().await.unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data.delta, "a");
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(server.requests()[0].text(), r#"{"text":"hi","live":true}"#);
}

#[tokio::test]
async fn a_long_running_operation_is_polled_until_it_is_done() {
    let begun = respond_with(202, &[("operation-location", "/builds/1"), ("retry-after", "0")], "");
    let running = respond_with(
        200,
        &[("content-type", "application/json"), ("retry-after", "0")],
        r#"{"status":"Running"}"#,
    );
    let done = json_response(200, r#"{"status":"Succeeded","job":"j"}"#);
    let (client, server) = start_client([begun, running, done]);
    let job = client.builds().start().wait_until_done(Duration::from_secs(30)).await.unwrap();
    assert_eq!(job.job, "j");
    assert_eq!(server.lines(), ["POST /builds", "GET /builds/1", "GET /builds/1"]);
    let away = [("operation-location", "https://other.example.com/1"), ("retry-after", "0")];
    let (client, server) = start_client([respond_with(202, &away, "")]);
    let error = client.builds().start().wait_until_done(Duration::from_secs(30)).await;
    assert!(error.unwrap_err().is_invalid_request());
    assert_eq!(server.lines().len(), 1);
}

#[test]
fn webhook_requests_have_types() {
    let lost: PetLostPayload = serde_json::from_str(r#"{"where":"wood"}"#).unwrap();
    assert_eq!(lost.where_, "wood");
    let made: Job = serde_json::from_str(r#"{"job":"j"}"#).unwrap();
    assert_eq!(made.job, "j");
}

#[test]
fn servers_become_constants_and_functions() {
    assert_eq!(
        Client::new("token").base_url(),
        "https://eu.example.com:443/v1"
    );
    assert_eq!(
        servers::SANDBOX_EXAMPLE_COM_V1,
        "https://sandbox.example.com/v1"
    );
    let client = Client::builder()
        .base_url(servers::region_example_com_port_v1("us", "8443"))
        .build()
        .unwrap();
    assert_eq!(client.base_url(), "https://us.example.com:8443/v1");
}

#[tokio::test]
async fn paths_and_operations_may_have_their_own_servers() {
    assert_eq!(
        servers::FILES_EXAMPLE_COM_V1,
        "https://files.example.com/v1"
    );
    assert_eq!(
        servers::zone_example_com_base("us", "a b/{zone}?#"),
        "https://us.example.com/a%20b/%7Bzone%7D%3F%23/"
    );
    let server = Server::start([
        json_response(204, ""),
        json_response(204, ""),
        json_response(204, ""),
        json_response(204, ""),
    ])
    .unwrap();
    let elsewhere = format!("{}/elsewhere/", server.url);
    let client = Client::builder()
        .base_url(&server.url)
        .login("t")
        .retries(0)
        .build()
        .unwrap();
    client.files().list().await.unwrap();
    client
        .files()
        .list()
        .with(|options| options.base_url(&elsewhere))
        .await
        .unwrap();
    client
        .files()
        .list()
        .with(|options| options.base_url("/v2"))
        .await
        .unwrap();
    client
        .with(|options| options.base_url(&elsewhere))
        .files()
        .clear()
        .await
        .unwrap();
    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.line.clone())
        .collect();
    assert_eq!(
        sent,
        [
            "GET /client/v4/files",
            "GET /client/v4/elsewhere/files",
            "GET /v2/files",
            "DELETE /client/v4/elsewhere/files"
        ]
    );
    let error = client
        .files()
        .list()
        .with(|options| options.base_url("ftp://x"))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("base URL `ftp://x`: expected `http://` or `https://` and a host"),
        "{error}"
    );
}

struct Numbered(std::sync::Mutex<u32>);

impl TokenSource for Numbered {
    fn token<'a>(
        &'a self,
        refused: Option<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Result<String, TokenError>> + Send + 'a>> {
        let mut number = self.0.lock().unwrap();
        *number += u32::from(refused.is_some());
        Box::pin(ready(Ok(format!("t{number}"))))
    }
}

#[tokio::test]
async fn credentials() {
    let server = Server::start([
        json_response(401, ""),
        json_response(200, PET),
        json_response(200, PET),
        json_response(200, PET),
        json_response(204, ""),
        json_response(200, PET),
        json_response(200, PET),
    ]);
    let server = server.unwrap();
    let builder = Client::builder().base_url(&server.url).retries(0);
    let sourced = builder
        .clone()
        .login_source(Numbered(1.into()))
        .build()
        .unwrap();
    sourced.pets().read().await.unwrap();
    let basic = builder.clone().basic("us\u{e9}r", "p:w").build().unwrap();
    basic.pets().read().await.unwrap();
    let keys = builder.clone().query_("a&b").cookie("c").build().unwrap();
    keys.pets().read().await.unwrap();
    keys.pets().remove().await.unwrap();
    keys.pets().replace_default().await.unwrap();
    basic.pets().replace_default().await.unwrap();
    let nothing = builder.build().unwrap().pets().read().await.unwrap_err();
    assert!(nothing.is_missing_credentials());
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            let query = request.line.split_once('?').map_or("", |(_, query)| query);
            let [authorization, cookie] = ["authorization", "cookie"]
                .map(|name| request.header(name).unwrap_or("").to_owned());
            (authorization, cookie, query.to_owned())
        })
        .collect();
    let basic = "Basic dXPDqXI6cDp3";
    let expected = [
        ("Bearer t1", "", ""),
        ("Bearer t2", "", ""),
        (basic, "", ""),
        ("", "session=c", "api%20key=a%26b"),
        ("", "", ""),
        ("", "", ""),
        (basic, "", ""),
    ];
    assert_eq!(
        sent,
        expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
    );
}
