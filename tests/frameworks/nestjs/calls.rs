//! Calls to the NestJS application next to this file; each checks the request and the decoded
//! response.

use std::env;

use nestjs_client::http::Method;
use nestjs_client::types::{
    BookingDto, BoxDto, CreateMovieDto, ErrorDto, Genre, LoginDto, MovieDto, PersonDto, Rating,
    SeatDto, UpdateMovieDto, UploadPosterRequest,
};
use nestjs_client::{Client, ClientBuilder, Error, Upload};
use serde_json::{Value, json};

const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

fn base_url() -> String {
    env::var("BASE_URL").expect("BASE_URL is where the application listens")
}

fn builder() -> ClientBuilder {
    Client::builder().base_url(base_url())
}

/// Returns a client with every credential that the application accepts.
fn cinema() -> Client {
    builder()
        .bearer("token-of-ann")
        .basic("ann", "swordfish")
        .api_key("k3y")
        .build()
        .unwrap()
}

/// Returns the last request, as it arrived.
async fn sent() -> Value {
    cinema()
        .request(Method::GET, "/_sent")
        .send_as()
        .await
        .unwrap()
}

async fn sent_json() -> Value {
    serde_json::from_str(sent().await["body"].as_str().unwrap()).unwrap()
}

fn drama(title: &str) -> CreateMovieDto {
    CreateMovieDto::new(title, Genre::Drama, 167, PersonDto::new("Andrei Tarkovsky"))
}

async fn create(title: &str) -> Result<MovieDto, Error> {
    cinema().movies().create(drama(title)).await
}

#[tokio::test]
async fn a_login() -> Result<(), Error> {
    let client = builder().anonymous().build()?;
    let token = client
        .auth()
        .login(LoginDto::new("ann@example.com", "swordfish"))
        .await?;
    let sent = sent().await;
    assert_eq!(sent["path"], "/auth/login");
    assert_eq!(sent["headers"].get("authorization"), None);
    assert_eq!(
        sent_json().await,
        json!({"email": "ann@example.com", "password": "swordfish"})
    );
    assert_eq!(token.access_token, "token-of-ann@example.com");

    let error = client
        .auth()
        .login(LoginDto::new("ann@example.com", "guess"))
        .await
        .unwrap_err();
    assert!(error.is_unauthorized());
    let said = error.to_string();
    assert!(
        said.contains("401 Unauthorized") && said.contains("Wrong e-mail address or password"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_login_that_is_no_address() {
    let error = cinema()
        .auth()
        .login(LoginDto::new("ann", "swordfish"))
        .await
        .unwrap_err();
    assert!(error.is_bad_request());
    let said = error.to_string();
    assert!(said.contains("email must be an email"), "{said}");
}

#[tokio::test]
async fn a_token_is_sent() -> Result<(), Error> {
    let client = Client::new("token-of-bob").with(|options| options.base_url(base_url()));
    let profile = client.auth().profile().await?;
    assert_eq!(
        sent().await["headers"]["authorization"],
        "Bearer token-of-bob"
    );
    assert_eq!(profile.email, "bob");
    Ok(())
}

#[tokio::test]
async fn a_call_without_credentials_has_the_servers_reason() {
    let error = cinema().auth().profile().anonymous().await.unwrap_err();
    assert_eq!(sent().await["headers"].get("authorization"), None);
    assert_eq!(
        error.to_string(),
        "GET /auth/profile: 401 Unauthorized: Unauthorized"
    );
}

#[tokio::test]
async fn basic_authentication() -> Result<(), Error> {
    let totals = cinema().box_office().list_totals().await?;
    assert_eq!(
        sent().await["headers"]["authorization"],
        "Basic YW5uOnN3b3JkZmlzaA=="
    );
    assert_eq!(totals["seats"], 120);

    let error = builder()
        .basic("bob", "guess")
        .build()?
        .box_office()
        .list_totals()
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(said.contains("bob may not see the box office"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_undescribed_response() -> Result<(), Error> {
    let response = cinema().box_office().list_notes().await?;
    assert_eq!(response.body().as_ref(), b"[\"no response is described\"]");
    Ok(())
}

#[tokio::test]
async fn a_created_movie() -> Result<(), Error> {
    let movie = drama("Solaris")
        .rating(Rating::from(3))
        .tags(["space", "sea"])
        .tagline_null()
        .released_on("1972-03-20")
        .price("9.50");
    let response = cinema().movies().create(movie).send_raw().await?;
    assert_eq!(
        sent_json().await,
        json!({
            "title": "Solaris",
            "genre": "drama",
            "minutes": 167,
            "rating": 3,
            "director": {"name": "Andrei Tarkovsky"},
            "tags": ["space", "sea"],
            "tagline": null,
            "releasedOn": "1972-03-20",
            "price": "9.50",
        })
    );
    assert_eq!(response.status(), 201);
    assert!(
        response.deviations().is_empty(),
        "{:?}",
        response.deviations()
    );
    let made = response.value();
    assert_eq!(
        response.header("location").unwrap(),
        format!("/movies/{}", made.id)
    );
    assert_eq!(made.genre, Genre::Drama);
    assert_eq!(made.rating, Some(Rating::from(3)));
    assert!(made.tagline.is_none());
    assert_eq!(made.created_at, "2024-02-29T12:30:00.250Z");
    assert_eq!(made.producer, None);
    assert_eq!(made.votes["maybe"], 0.5);
    Ok(())
}

#[tokio::test]
async fn each_invalid_property_is_named() {
    let movie = CreateMovieDto::new(
        "Stalker",
        "opera",
        161,
        PersonDto::new("Andrei Tarkovsky").born("long ago"),
    );
    let error = cinema()
        .movies()
        .create(movie)
        .extra("colour", "sepia")
        .await
        .unwrap_err();
    assert!(error.is_bad_request());
    let said = error.to_string();
    for part in [
        "property colour should not exist",
        "genre must be one of the following values: drama, comedy, sci-fi",
        "director.born must be a valid ISO 8601 date string",
    ] {
        assert!(said.contains(part), "no {part}: {said}");
    }
}

#[tokio::test]
async fn a_title_that_is_too_long_is_not_sent() {
    let error = create(&"o".repeat(61)).await.unwrap_err();
    assert!(error.is_invalid_request());
    assert!(error.to_string().contains("title"), "{error}");
}

#[tokio::test]
async fn a_described_conflict() -> Result<(), Error> {
    create("Mirror").await?;
    let error = create("Mirror").await.unwrap_err();
    assert!(error.is_conflict());
    let said = error.to_string();
    assert!(
        said.contains("409 Conflict") && said.contains("There is already a movie \"Mirror\""),
        "{said}"
    );
    let body: ErrorDto = error.body_as()?;
    assert_eq!(body.status_code, 409.0);
    assert_eq!(
        body.message.as_text(),
        Some("There is already a movie \"Mirror\"")
    );
    Ok(())
}

#[tokio::test]
async fn a_filtered_list() -> Result<(), Error> {
    for title in ["Filter A", "Filter B", "Filter C"] {
        cinema()
            .movies()
            .create(drama(title).released_on("2002-11-29"))
            .await?;
    }
    let page = cinema()
        .movies()
        .list()
        .genre([Genre::Drama, Genre::SciFi])
        .title("Filter")
        .released_after("2002-01-01")
        .order("desc")
        .take(2)
        .await?;
    assert_eq!(
        sent().await["query"],
        "genre=drama&genre=sci-fi&title=Filter&releasedAfter=2002-01-01&order=desc&take=2"
    );
    let titles: Vec<String> = page
        .data
        .unwrap_or_default()
        .into_iter()
        .map(|movie| movie.title)
        .collect();
    assert_eq!(titles, ["Filter C", "Filter B"]);
    assert_eq!((page.meta.item_count, page.meta.has_next_page), (3.0, true));
    Ok(())
}

#[tokio::test]
async fn a_list_page_by_page() -> Result<(), Error> {
    for title in ["Page A", "Page B", "Page C"] {
        create(title).await?;
    }
    let movies = cinema()
        .movies()
        .list()
        .title("Page")
        .take(2)
        .stream()
        .try_collect(10)
        .await?;
    assert_eq!(movies.len(), 3);
    assert_eq!(sent().await["query"], "title=Page&take=2&page=2");
    Ok(())
}

#[tokio::test]
async fn an_invalid_query_is_named() {
    let error = cinema()
        .movies()
        .list()
        .released_after("soon")
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("releasedAfter must be a valid ISO 8601 date string"),
        "{said}"
    );
}

#[tokio::test]
async fn a_movie_that_is_not_found() {
    let error = cinema().movies().get(NO_ID).await.unwrap_err();
    assert!(error.is_not_found());
    let said = error.to_string();
    assert!(
        said.starts_with(&format!("GET /movies/{NO_ID}: 404 Not Found: ")),
        "{said}"
    );
    assert!(said.contains(&format!("Movie {NO_ID} not found")), "{said}");
}

#[tokio::test]
async fn an_invalid_id_is_explained() {
    let error = cinema().movies().get("a/b").await.unwrap_err();
    assert_eq!(sent().await["path"], "/movies/a%2Fb");
    let said = error.to_string();
    assert!(
        said.contains("Validation failed (uuid is expected)"),
        "{said}"
    );
}

#[tokio::test]
async fn an_update_sends_only_what_is_set() -> Result<(), Error> {
    let made = cinema()
        .movies()
        .create(drama("Nostalghia").tagline("Home").price("8"))
        .await?;
    let changed = cinema()
        .movies()
        .update(made.id.as_str())
        .tagline_null()
        .tags(["italy"])
        .await?;
    assert_eq!(sent().await["method"], "PATCH");
    assert_eq!(
        sent_json().await,
        json!({"tagline": null, "tags": ["italy"]})
    );
    assert!(changed.tagline.is_none());
    assert_eq!(changed.price.as_deref(), Some("8"));

    let body = UpdateMovieDto::new().genre(Genre::Comedy);
    cinema()
        .movies()
        .update(made.id.as_str())
        .body(body)
        .await?;
    assert_eq!(sent_json().await, json!({"genre": "comedy"}));

    let error = cinema()
        .movies()
        .update(made.id.as_str())
        .price("free")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("price must be a number string"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn a_deletion_returns_nothing() -> Result<(), Error> {
    let made = create("Ivan").await?;
    let response = cinema()
        .movies()
        .remove(made.id.as_str())
        .send_raw()
        .await?;
    assert_eq!(response.status(), 204);

    let error = cinema()
        .movies()
        .remove(made.id.as_str())
        .await
        .unwrap_err();
    assert_eq!(
        error.body_as::<ErrorDto>()?.error.as_deref(),
        Some("Not Found")
    );
    assert!(
        error
            .to_string()
            .contains(&format!("Movie {} not found", made.id)),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn a_file_and_a_field() -> Result<(), Error> {
    let made = create("The Sacrifice").await?;
    let file = Upload::from(vec![0x89, 0x50])
        .with_name("poster.png")
        .with_media_type("image/png");
    let poster = cinema()
        .movies()
        .poster()
        .upload(
            made.id.as_str(),
            UploadPosterRequest::new(file).caption("front"),
        )
        .await?;
    assert!(
        sent().await["headers"]["content-type"]
            .as_str()
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    assert_eq!(
        (poster.name.as_str(), poster.type_.as_str()),
        ("poster.png", "image/png")
    );
    assert_eq!(poster.size, 2.0);
    assert_eq!(poster.caption.as_deref(), Some("front"));
    Ok(())
}

#[tokio::test]
async fn an_absent_file_is_explained() -> Result<(), Error> {
    let made = create("Tempo di viaggio").await?;
    let path = format!("/movies/{}/poster", made.id);
    let error = cinema()
        .request(Method::PUT, &path)
        .json(&json!({}))
        .header("authorization", "Bearer token-of-ann")
        .await;
    let error = error.unwrap_err();
    assert!(error.is_unprocessable());
    assert!(error.to_string().contains("file must be sent"), "{error}");
    Ok(())
}

#[tokio::test]
async fn several_files() -> Result<(), Error> {
    let made = create("The Steamroller").await?;
    let files = [
        Upload::from("one").with_name("1.txt"),
        Upload::from("two").with_name("2.txt"),
    ];
    let read = cinema()
        .movies()
        .stills()
        .upload(made.id.as_str())
        .files(files)
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
async fn a_download() -> Result<(), Error> {
    let made = create("The Killers").await?;
    let poster = cinema()
        .movies()
        .poster()
        .download(made.id.as_str())
        .await?;
    assert_eq!(sent().await["headers"]["accept"], "image/png");
    assert_eq!(poster.as_ref(), [0x89, 0x50, 0x4e, 0x47, 0xff]);

    let error = cinema()
        .movies()
        .poster()
        .download(NO_ID)
        .download()
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains(&format!("Movie {NO_ID} not found")),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn a_list_separated_by_commas() -> Result<(), Error> {
    let found = cinema().screenings().search([3, 5]).sold_out(true).await?;
    assert_eq!(sent().await["query"], "ids=3,5&sold-out=true");
    assert_eq!(json!(found), json!({"3": true, "5": true}));

    let error = cinema()
        .screenings()
        .search([0.5_f64; 0])
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("Validation failed (parsable array expected)"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_number_in_the_path_and_plain_text() -> Result<(), Error> {
    let text = cinema().screenings().get(7, "de").await?;
    assert_eq!(sent().await["path"], "/screenings/7");
    assert_eq!(text, "screening 7 in de");

    let said = cinema()
        .screenings()
        .get(7.5, "de")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("Validation failed (numeric string is expected)"),
        "{said}"
    );
    let said = cinema()
        .screenings()
        .get(7, "fr")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("Validation failed (enum string is expected)"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_union_with_headers_and_a_key() -> Result<(), Error> {
    let booking = cinema()
        .screenings()
        .book("web", NO_ID, BookingDto::new(SeatDto::new(4, 12), [1, 2]))
        .await?;
    let sent = sent().await;
    assert_eq!(sent["headers"]["x-api-key"], "k3y");
    assert_eq!(sent["headers"]["x-request-id"], NO_ID);
    assert_eq!(sent["headers"]["x-channel"], "web");
    assert_eq!(
        sent_json().await,
        json!({"place": {"kind": "seat", "row": 4, "number": 12}, "screenings": [1, 2]})
    );
    assert_eq!(booking.place.as_seat().map(|seat| seat.number), Some(12.0));

    let booking = cinema()
        .screenings()
        .book("web", NO_ID, BookingDto::new(BoxDto::new("royal"), [1]))
        .await?;
    assert_eq!(
        booking.place.as_box().map(|place| place.name.as_str()),
        Some("royal")
    );
    Ok(())
}

#[tokio::test]
async fn errors_of_a_booking() -> Result<(), Error> {
    let seat = BookingDto::new(SeatDto::new(4, 12), [13]);
    let error = cinema()
        .screenings()
        .book("web", NO_ID, seat.clone())
        .await
        .unwrap_err();
    assert!(error.has_code("SOLD_OUT"));
    assert_eq!(
        error.to_string(),
        "POST /screenings/book: 409 Conflict: [SOLD_OUT] Screening 13 is sold out"
    );

    let said = cinema()
        .screenings()
        .book("app", NO_ID, seat.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("Bookings by the app are closed"), "{said}");

    let client = builder().api_key("guess").build()?;
    let error = client
        .screenings()
        .book("web", NO_ID, seat)
        .await
        .unwrap_err();
    assert!(error.is_forbidden());
    assert!(error.to_string().contains("Forbidden resource"), "{error}");
    Ok(())
}

#[tokio::test]
async fn nested_errors_of_a_union_are_named() {
    let booking = BookingDto::new(SeatDto::new(4.5, 12), [1]);
    let said = cinema()
        .screenings()
        .book("web", NO_ID, booking)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("place.row must be an integer number"),
        "{said}"
    );
}

#[tokio::test]
async fn a_path_that_does_not_exist() {
    let said = cinema()
        .request(Method::GET, "/nowhere")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.starts_with("GET /nowhere: 404 Not Found: ") && said.contains("Cannot GET /nowhere"),
        "{said}"
    );
}
