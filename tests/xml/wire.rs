//! The XML bodies and responses of `xml.yaml`, on the wire. `tests/xml.rs` puts this file and the
//! server next to the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use server::{Act, Request, Server, respond_with};
use xml_client::Client;
use xml_client::resources::orders::OrdersListResponse;
use xml_client::types;
use xml_client::types::{Order, ParcelSend, ParcelSendPet, Pet, Problem, State};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn start_client(script: Vec<Act>) -> (Client, Server) {
    let server = Server::start(script).unwrap();
    (
        Client::builder()
            .base_url(&server.url)
            .retries(0)
            .build()
            .unwrap(),
        server,
    )
}

fn xml_response(status: u16, body: &str) -> Act {
    respond_with(status, &[("content-type", "application/xml")], body)
}

fn only_request(server: &Server) -> Request {
    let [request] = <[Request; 1]>::try_from(server.requests()).unwrap();
    request
}

#[tokio::test]
async fn a_value_is_sent_and_read() {
    let text = "<order id=\"7\"><pets><pet><name>a &amp; b</name></pet><pet><name>&lt;c&gt;</name></pet></pets>\
                <note>x</note><note>y</note><state>open</state><m:total xmlns:m=\"urn:money\">1.5</m:total>\
                <paid xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    let (client, server) = start_client(vec![xml_response(
        200,
        &format!("{text}<placed>2026-01-01T00:00:00Z</placed><more>1</more></order>"),
    )]);
    let order = Order::new(7, [Pet::new("a & b"), Pet::new("<c>")])
        .notes(["x", "y"])
        .state(State::Open);
    let total = serde_json::from_str("{\"id\":7,\"pets\":[],\"total\":1.5}")
        .map(|order: Order| order.total)
        .unwrap();
    let order = order.total(total.unwrap()).paid_null();
    let response = client.orders().place(order.clone()).await.unwrap();
    let request = only_request(&server);
    assert_eq!(request.header("content-type"), Some("application/xml"));
    assert_eq!(request.header("accept"), Some("application/xml"));
    assert_eq!(request.text(), format!("{HEAD}{text}</order>"));
    assert_eq!(
        response.placed.as_ref().map(|placed| placed.as_str()),
        Some("2026-01-01T00:00:00Z")
    );
    assert_eq!(response.extra["more"], "1");
    assert_eq!(
        (response.id, response.pets, response.notes, response.total),
        (7, order.pets, order.notes, order.total)
    );
}

#[tokio::test]
async fn the_raw_xml_is_available() {
    let (client, server) = start_client(vec![xml_response(200, "<order id='1'><pets/></order>")]);
    let call = client
        .orders()
        .place(Order::new(1, []))
        .body_as("text/xml", "<own/>");
    assert_eq!(
        call.send_raw().await.unwrap().body().as_ref(),
        b"<order id='1'><pets/></order>"
    );
    assert_eq!(only_request(&server).text(), "<own/>");

    let (client, _server) = start_client(vec![xml_response(
        200,
        "<!DOCTYPE o [<!ENTITY a 'aaaa'>]><order id='1'><note>&a;</note></order>",
    )]);
    let error = client.orders().place(Order::new(1, [])).await.unwrap_err();
    assert!(
        error.is_decode() && error.body().starts_with(b"<!DOCTYPE"),
        "{error}"
    );
}

#[tokio::test]
async fn arrays_status_codes_and_failures() {
    let (client, _server) = start_client(vec![
        xml_response(
            200,
            "<orders><order id='1'/><order id='2'><pets><pet><name>a</name></pet></pets></order></orders>",
        ),
        xml_response(206, "<Count><count> 3 </count></Count>"),
        respond_with(
            400,
            &[("content-type", "application/problem+xml")],
            "<Problem><reason>no</reason></Problem>",
        ),
    ]);
    let OrdersListResponse::Ok(orders) = client.orders().list().await.unwrap() else {
        panic!("another status")
    };
    assert_eq!(
        orders
            .iter()
            .map(|order| (order.id, order.pets.len()))
            .collect::<Vec<_>>(),
        [(1, 0), (2, 1)]
    );
    let OrdersListResponse::PartialContent(count) = client.orders().list().await.unwrap() else {
        panic!("another status")
    };
    assert_eq!(count.count, 3);
    let error = client.orders().place(Order::new(1, [])).await.unwrap_err();
    assert_eq!(error.xml_as::<Problem>().unwrap().reason, "no");
}

#[tokio::test]
async fn parts_in_xml() {
    let (client, server) = start_client(vec![respond_with(204, &[], "")]);
    let body = ParcelSend::new(Order::new(7, [Pet::new("a & b")]), "fragile");
    let rows = [vec!["x".to_owned(), "<y>".to_owned()], Vec::new()];
    client
        .parcels()
        .send(body.pets([Pet::new("c"), Pet::new("d")]).rows(rows))
        .order_x_copy(2)
        .await
        .unwrap();
    let request = only_request(&server);
    let media_type = request.header("content-type").unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let order = "<order id=\"7\"><pets><pet><name>a &amp; b</name></pet></pets></order>";
    let expected = [
        xml_part(boundary, "\"order\"", "application/xml\r\nX-Copy: 2", order),
        text_part(boundary, "\"note\"", "fragile"),
        xml_part(
            boundary,
            "\"pets\"",
            "text/xml",
            "<pet><name>c</name></pet>",
        ),
        xml_part(
            boundary,
            "\"pets\"",
            "text/xml",
            "<pet><name>d</name></pet>",
        ),
        xml_part(
            boundary,
            "\"rows\"",
            "application/rows+xml",
            "<row><cell>x</cell><cell>&lt;y&gt;</cell></row>",
        ),
        xml_part(boundary, "\"rows\"", "application/rows+xml", "<row/>"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(request.text(), expected.concat());

    let (client, server) = start_client(Vec::new());
    let body = ParcelSend::new(Order::new(7, [Pet::new("\u{1}")]), "fragile");
    let error = client.parcels().send(body).await.unwrap_err();
    assert!(
        error.is_invalid_request() && error.to_string().contains("`order` cannot be written: "),
        "{error}"
    );
    assert!(server.requests().is_empty());
}

fn text_part(boundary: &str, head: &str, text: &str) -> String {
    format!("--{boundary}\r\nContent-Disposition: form-data; name={head}\r\n\r\n{text}\r\n")
}

fn xml_part(boundary: &str, head: &str, media_type: &str, text: &str) -> String {
    let head = format!("{head}\r\nContent-Type: {media_type}");
    text_part(boundary, &head, &format!("{HEAD}{text}"))
}

#[tokio::test]
async fn xml_parts_of_a_union_body() {
    let (client, server) = start_client(vec![respond_with(204, &[], "")]);
    let body = ParcelSendPet::from(types::parcel_send_pet::Loose::new(Pet::new("a"), "short"));
    client.parcels().send_pet(body).await.unwrap();
    let text = only_request(&server).text();
    assert!(text.contains(&format!("name=\"pet\"\r\nContent-Type: application/xml\r\n\r\n{HEAD}<pet><name>a</name></pet>\r\n")), "{text}");
}

#[tokio::test]
async fn property_names_of_maps_in_xml() {
    let (client, server) = start_client(vec![respond_with(204, &[], "")]);
    let labels = [
        ("a".to_owned(), "1".to_owned()),
        ("b".to_owned(), "<".to_owned()),
    ];
    client
        .labels()
        .set()
        .body(
            labels
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        )
        .await
        .unwrap();
    assert_eq!(
        only_request(&server).text(),
        format!("{HEAD}<labels><a>1</a><b>&lt;</b></labels>")
    );
    let labels = [("a><b".to_owned(), "1".to_owned())];
    let error = client
        .labels()
        .set()
        .body(
            labels
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        )
        .await
        .unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[tokio::test]
async fn other_media_types_can_be_selected_by_name() {
    let (client, server) = start_client(vec![
        json_text("{\"count\":1}"),
        json_text("{\"id\":1,\"pets\":[]}"),
        json_text("a,b"),
    ]);
    assert_eq!(client.labels().both().await.unwrap().count, 1);
    let full = client
        .labels()
        .both()
        .send_as::<Order>("application/vnd.full+json")
        .await
        .unwrap();
    assert_eq!(full.value().id, 1);
    let table = client
        .labels()
        .both()
        .send_bytes_as("text/csv")
        .await
        .unwrap();
    assert_eq!(table.value().as_ref(), b"a,b");
    let accepted: Vec<String> = server
        .requests()
        .iter()
        .filter_map(|request| request.header("accept").map(str::to_owned))
        .collect();
    assert_eq!(
        accepted,
        ["application/json", "application/vnd.full+json", "text/csv"]
    );
}

fn json_text(body: &str) -> Act {
    respond_with(200, &[("content-type", "application/json")], body)
}
