//! Calls to the application of Django REST framework next to this file; each checks the request and
//! the decoded response.

use std::env;

use drf_client::http::Method;
use drf_client::types::book_request::{Binding, Kind};
use drf_client::types::{
    AuthTokenRequest, AuthorRequest, Book, BookRequest, BranchRequest, CardRequest, CashRequest,
    ConditionEnum, CoverRequest, DaysEnum, KindEnum, LanguageEnum, LoanRequest, PatchedBookRequest,
    PaymentRequest, PlaceRequest, StatusEnum,
};
use drf_client::{Client, ClientBuilder, Error, Upload};
use serde_json::{Value, json};

const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

fn builder() -> ClientBuilder {
    Client::builder()
        .base_url(env::var("BASE_URL").expect("BASE_URL is where the application listens"))
}

/// Returns a client of the librarian, who may do everything.
fn library() -> Client {
    builder().basic_auth("ann", "swordfish").build().unwrap()
}

fn nobody() -> Client {
    builder().anonymous().build().unwrap()
}

/// Returns the last request, as it arrived.
async fn sent() -> Value {
    library()
        .request(Method::GET, "/_sent")
        .send_as()
        .await
        .unwrap()
}

async fn sent_json() -> Value {
    serde_json::from_str(sent().await["body"].as_str().unwrap()).unwrap()
}

/// The id of the author that exists when the application starts.
const LE_GUIN: i64 = 1;

async fn create(title: &str, kind: &str, price: &str) -> Result<Book, Error> {
    library()
        .books()
        .create(BookRequest::new(title, price, LE_GUIN).kind(kind))
        .await
}

#[tokio::test]
async fn a_login_without_credentials() -> Result<(), Error> {
    // drf-spectacular describes this operation as one that needs credentials, but it works without
    // any.
    let made = nobody()
        .token()
        .create(AuthTokenRequest::new("ann", "swordfish"))
        .await?;
    assert_eq!(sent().await["headers"].get("authorization"), None);
    assert_eq!(made.token.len(), 40);

    let client = builder()
        .token_auth(format!("Token {}", made.token))
        .build()?;
    let me = client.whoami().get().await?;
    assert_eq!(
        sent().await["headers"]["authorization"],
        format!("Token {}", made.token)
    );
    assert_eq!(json!(me), json!({"user": "ann", "scheme": "Token"}));
    Ok(())
}

#[tokio::test]
async fn a_refused_login() {
    let error = nobody()
        .token()
        .create(AuthTokenRequest::new("ann", "guess"))
        .await
        .unwrap_err();
    assert!(error.is_bad_request());
    let said = error.to_string();
    assert!(
        said.contains("Unable to log in with provided credentials."),
        "{said}"
    );
}

#[tokio::test]
async fn the_first_listed_scheme_is_that_of_new() -> Result<(), Error> {
    let client =
        Client::new("Token stolen").with(|options| options.base_url(env::var("BASE_URL").unwrap()));
    let error = client.whoami().get().await.unwrap_err();
    assert_eq!(sent().await["headers"]["authorization"], "Token stolen");
    assert!(error.is_unauthorized());
    assert_eq!(
        error.to_string(),
        "GET /api/whoami/: 401 Unauthorized: Invalid token."
    );
    Ok(())
}

#[tokio::test]
async fn a_session_is_a_cookie() -> Result<(), Error> {
    let client = builder().cookie_auth("abc").build()?;
    let error = client
        .request(Method::POST, "/api/books/")
        .json(&json!({}))
        .await
        .unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    client.loans().list().await.unwrap_err();
    assert_eq!(sent().await["headers"]["cookie"], "sessionid=abc");
    Ok(())
}

#[tokio::test]
async fn basic_authentication() -> Result<(), Error> {
    let me = library().whoami().get().await?;
    assert_eq!(
        sent().await["headers"]["authorization"],
        "Basic YW5uOnN3b3JkZmlzaA=="
    );
    assert_eq!(me["user"], "ann");
    Ok(())
}

#[tokio::test]
async fn a_call_without_credentials_has_the_servers_reason() {
    let error = nobody()
        .books()
        .create(BookRequest::new("Rocannon", "5.00", LE_GUIN))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /api/books/: 401 Unauthorized: Authentication credentials were not provided."
    );
}

#[tokio::test]
async fn a_created_book() -> Result<(), Error> {
    let book = BookRequest::new("The Dispossessed", "12.50", LE_GUIN)
        .kind(Kind::Novel)
        .binding(Binding::Soft)
        .condition(2)
        .language(LanguageEnum::De)
        .rating(4.5)
        .published("1974-05-01")
        .details(json!({"pages": 341}));
    let response = library().books().create(book).send_raw().await?;
    assert_eq!(
        sent_json().await,
        json!({
            "title": "The Dispossessed",
            "kind": "novel",
            "binding": "soft",
            "condition": 2,
            "language": "de",
            "price": "12.50",
            "rating": 4.5,
            "published": "1974-05-01",
            "details": {"pages": 341},
            "author": 1,
        })
    );
    assert_eq!(response.status(), 201);
    assert!(
        response.deviations().is_empty(),
        "{:?}",
        response.deviations()
    );
    let made = response.into_value();
    assert_eq!(made.id.as_str().len(), 36);
    assert_eq!(made.author_name, "Ursula K. Le Guin");
    assert_eq!(made.kind.as_ref(), Some(&"novel".into()));
    assert_eq!(json!(made.binding), "soft");
    assert_eq!(made.condition.as_ref(), Some(&ConditionEnum::from(2)));
    assert_eq!(made.price, "12.50");
    assert_eq!(made.on_loan, Some(false));
    assert!(made.added_at.to_unix() > Some(1_700_000_000));
    assert_eq!(
        made.details.as_ref().map(|details| &details["pages"]),
        Some(&json!(341))
    );
    Ok(())
}

#[tokio::test]
async fn absent_null_and_blank_choices() -> Result<(), Error> {
    let made = library()
        .books()
        .create(BookRequest::new("Planet of Exile", "5.00", LE_GUIN))
        .await?;
    assert_eq!(
        sent_json().await,
        json!({"title": "Planet of Exile", "price": "5.00", "author": 1})
    );
    assert!(made.kind.is_none() && made.condition.is_none());
    assert_eq!(json!(made.binding), "");

    let body = PatchedBookRequest::new()
        .kind("")
        .binding("")
        .condition_null();
    let changed = library().books().update(&made.id).body(body).await?;
    assert_eq!(
        sent_json().await,
        json!({"kind": "", "binding": "", "condition": null})
    );
    assert_eq!(changed.kind.as_ref(), Some(&"".into()));

    let changed = library().books().update(&made.id).kind_null().await?;
    assert_eq!(sent_json().await, json!({"kind": null}));
    assert!(changed.kind.is_none());
    Ok(())
}

#[tokio::test]
async fn an_invalid_choice_is_named() {
    let error = create("City of Illusions", "opera", "5.00")
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("kind") && said.contains("\"opera\" is not a valid choice."),
        "{said}"
    );
}

#[tokio::test]
async fn each_invalid_field_is_named() {
    let error = library()
        .books()
        .create(BookRequest::new("Untitled", "5.00", 99))
        .await
        .unwrap_err();
    assert!(error.is_bad_request());
    let said = error.to_string();
    for part in [
        "title",
        "A book needs a real title.",
        "author",
        "Invalid pk \"99\" - object does not exist.",
    ] {
        assert!(said.contains(part), "no {part}: {said}");
    }
}

#[tokio::test]
async fn an_error_of_no_field() {
    let error = create("Wild Angels", "poetry", "500.00").await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("Poetry costs at most 100."), "{said}");
}

#[tokio::test]
async fn a_decimal_with_too_many_digits_is_not_sent() {
    let error = create("Malafrena", "novel", "5.001").await.unwrap_err();
    assert!(error.is_invalid_request());
    assert!(error.to_string().contains("price"), "{error}");
}

#[tokio::test]
async fn a_book_that_is_not_found() {
    let error = library().books().get(NO_ID).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        format!("GET /api/books/{NO_ID}/: 404 Not Found: No Book matches the given query.")
    );
}

#[tokio::test]
async fn a_replaced_and_a_deleted_book() -> Result<(), Error> {
    let made = create("The Lathe of Heaven", "novel", "7.00").await?;
    let replaced = library()
        .books()
        .replace(&made.id, BookRequest::new("Lathe", "8.00", LE_GUIN))
        .await?;
    assert_eq!(sent().await["method"], "PUT");
    assert_eq!(replaced.title, "Lathe");

    let response = library().books().delete(&made.id).send_raw().await?;
    assert_eq!(response.status(), 204);
    let error = library().books().delete(&made.id).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_filtered_list() -> Result<(), Error> {
    for (title, language) in [
        ("Orsinia", LanguageEnum::De),
        ("Hainish Novels", LanguageEnum::En),
    ] {
        let book = BookRequest::new(title, "4.00", LE_GUIN)
            .kind(Kind::NonFiction)
            .language(language);
        library()
            .books()
            .create(book.published("2016-09-01"))
            .await?;
    }
    let list = library()
        .books()
        .list()
        .kind([KindEnum::NonFiction, KindEnum::Poetry])
        .language(["de", "en"])
        .published_after("2016-01-01")
        .cheap(true)
        .author(LE_GUIN)
        .ordering("-title")
        .await?;
    assert_eq!(
        sent().await["query"],
        "kind=non-fiction&kind=poetry&language=de,en&published_after=2016-01-01&cheap=true&author=1&ordering=-title"
    );
    let titles: Vec<&str> = list
        .results
        .iter()
        .map(|book| book.title.as_str())
        .collect();
    assert_eq!(titles, ["Orsinia", "Hainish Novels"]);
    Ok(())
}

#[tokio::test]
async fn an_invalid_filter_is_named() {
    let error = library()
        .books()
        .list()
        .published_after("soon")
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("published_after") && said.contains("Enter a valid date."),
        "{said}"
    );
}

#[tokio::test]
async fn a_list_page_by_page() -> Result<(), Error> {
    for title in ["Tehanu 1", "Tehanu 2", "Tehanu 3"] {
        create(title, "poetry", "1.00").await?;
    }
    let mut books = library().books().list().kind([KindEnum::Poetry]).stream();
    let books = books.try_collect(10).await?;
    assert_eq!(books.len(), 3);
    assert_eq!(sent().await["query"], "kind=poetry&page=2");

    let error = library().books().list().page(99).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /api/books/: 404 Not Found: Invalid page."
    );
    Ok(())
}

#[tokio::test]
async fn a_list_by_offset() -> Result<(), Error> {
    for name in ["Stanislaw Lem", "Octavia Butler"] {
        library()
            .authors()
            .create(
                AuthorRequest::new(name)
                    .born_null()
                    .homepage("https://example.com/"),
            )
            .await?;
    }
    assert_eq!(
        sent_json().await,
        json!({"name": "Octavia Butler", "born": null, "homepage": "https://example.com/"})
    );
    let authors = library()
        .authors()
        .list()
        .limit(2)
        .stream()
        .try_collect(10)
        .await?;
    assert_eq!(authors.len(), 3);
    assert_eq!(authors[0].born.as_ref(), Some(&"1929-10-21".into()));
    assert_eq!(sent().await["query"], "limit=2&offset=2");

    let error = library()
        .authors()
        .create(AuthorRequest::new("Stanislaw Lem"))
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("name") && said.contains("author with this name already exists."),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_list_by_cursor() -> Result<(), Error> {
    for title in ["Gifts", "Voices", "Powers"] {
        let book = create(title, "novel", "6.00").await?;
        library()
            .books()
            .lend(
                &book.id,
                LoanRequest::new(&book.id, "ann@example.com", "2024-04-01"),
            )
            .await?;
    }
    let loans = library().loans().list().stream().try_collect(100).await?;
    assert!(loans.len() >= 3);
    let query = sent().await["query"].clone();
    assert!(query.as_str().unwrap().starts_with("cursor="), "{query}");
    Ok(())
}

#[tokio::test]
async fn a_user_without_permission() -> Result<(), Error> {
    let client = builder().basic_auth("bob", "swordfish").build()?;
    let error = client.loans().list().await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(
        error.to_string(),
        "GET /api/loans/: 403 Forbidden: You do not have permission to perform this action."
    );
    Ok(())
}

#[tokio::test]
async fn a_loan_and_a_conflict() -> Result<(), Error> {
    let book = create("The Telling", "novel", "6.00").await?;
    let loan = LoanRequest::new(&book.id, "bob@example.com", "2024-04-01")
        .status(StatusEnum::Open)
        .period("14 00:00:00")
        .pickup_at("10:30:00");
    let response = library()
        .books()
        .lend(&book.id, loan.clone())
        .send_raw()
        .await?;
    let made = response.value();
    assert_eq!(
        response.header("x-loan"),
        Some(made.id.to_string().as_str())
    );
    assert_eq!(made.due, "2024-04-01");
    assert_eq!(made.period.as_deref(), Some("14 00:00:00"));
    assert_eq!(made.pickup_at.as_deref(), Some("10:30:00"));
    assert_eq!(made.status, Some(StatusEnum::Open));

    let error = library().books().lend(&book.id, loan).await.unwrap_err();
    assert!(error.is_conflict());
    assert!(
        error
            .to_string()
            .ends_with(": 409 Conflict: This book is already lent."),
        "{error}"
    );
    library().loans().delete(made.id).await
}

#[tokio::test]
async fn a_file_and_a_field() -> Result<(), Error> {
    let book = create("Lavinia", "novel", "6.00").await?;
    let image = Upload::from(vec![0x89, 0x50])
        .with_name("cover.png")
        .with_media_type("image/png");
    let cover = library()
        .books()
        .update_cover(&book.id, CoverRequest::new(image).caption("front"))
        .await?;
    assert!(
        sent().await["headers"]["content-type"]
            .as_str()
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    assert_eq!(cover.image, "http://127.0.0.1/covers/cover.png");
    assert_eq!((cover.size, cover.media_type.as_str()), (2, "image/png"));
    assert_eq!(cover.caption.as_deref(), Some("front"));

    let empty = Upload::from("").with_name("empty.png");
    let error = library()
        .books()
        .update_cover(&book.id, CoverRequest::new(empty))
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("image") && said.contains("The submitted file is empty."),
        "{said}"
    );
    Ok(())
}

fn branch(place: PlaceRequest) -> BranchRequest {
    BranchRequest::new("North", place, [0, 1])
}

#[tokio::test]
async fn nested_objects_lists_and_maps() -> Result<(), Error> {
    let body = branch(PlaceRequest::new("Long Lane 1", "").country("DE"))
        .opening([("mon", "09:00:00")])
        .pin("1234")
        .days([DaysEnum::Tue]);
    let made = library().branches().create(body).await?;
    assert_eq!(
        sent_json().await,
        json!({
            "name": "North",
            "place": {"street": "Long Lane 1", "city": "", "country": "DE"},
            "floors": [0, 1],
            "opening": {"mon": "09:00:00"},
            "pin": "1234",
            "days": ["tue"],
        })
    );
    assert_eq!(
        json!(made.place),
        json!({"street": "Long Lane 1", "city": "", "country": "DE"})
    );
    assert_eq!(made.days.unwrap_or_default(), [DaysEnum::Tue]);
    assert_eq!(made.opening.unwrap_or_default()["mon"], "09:00:00");
    Ok(())
}

#[tokio::test]
async fn nested_errors_are_named() {
    let body = branch(PlaceRequest::new("Long Lane 1", "York").country("XX"))
        .opening([("mon", "late")])
        .days(["sun"]);
    let said = library()
        .branches()
        .create(body)
        .await
        .unwrap_err()
        .to_string();
    for part in [
        "place",
        "country",
        "\"XX\" is not a valid choice.",
        "opening",
        "mon",
        "Time has wrong format.",
        "days",
    ] {
        assert!(said.contains(part), "no {part}: {said}");
    }
}

#[tokio::test]
async fn a_list_as_body_and_as_error() -> Result<(), Error> {
    let good = branch(PlaceRequest::new("Long Lane 1", "York").country_null());
    let made = library().branches().update_all([good.clone()]).await?;
    assert_eq!(sent_json().await[0]["place"]["country"], Value::Null);
    assert!(made[0].place.country.is_none());

    let bad = good.clone().days(["sun"]);
    let said = library()
        .branches()
        .update_all([good, bad])
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("days") && said.contains("\"sun\" is not a valid choice."),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_union_with_a_header_and_a_list() -> Result<(), Error> {
    let payment = nobody()
        .payments()
        .create(NO_ID, CashRequest::new(12.5))
        .notify(["a@x.org", "b@x.org"])
        .await?;
    let sent = sent().await;
    assert_eq!(sent["headers"]["idempotency-key"], NO_ID);
    assert_eq!(sent["query"], "notify=a%40x.org&notify=b%40x.org");
    assert_eq!(sent_json().await, json!({"method": "cash", "amount": 12.5}));
    assert_eq!(payment.as_cash().map(|cash| cash.amount), Some(12.5));

    let coins = PaymentRequest::Unknown(json!({"method": "coins"}));
    let said = nobody()
        .payments()
        .create(NO_ID, coins)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("method") && said.contains("Unknown method."),
        "{said}"
    );
    assert_eq!(CardRequest::new("1234").method, "card");
    Ok(())
}

#[tokio::test]
async fn a_method_and_a_media_type_that_are_not_allowed() {
    let error = library()
        .request(Method::DELETE, "/api/books/")
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(": 405 Method Not Allowed: Method \"DELETE\" not allowed."),
        "{error}"
    );
    let error = library()
        .request(Method::POST, "/api/books/")
        .body("text/csv", "a,b")
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("Unsupported media type \"text/csv\" in request."),
        "{error}"
    );
}
