//! The message of an error, and the data that it keeps.

use http::StatusCode;
use serde_json::{Value, json};

use super::client::server;
use super::memory::{Answer, Memory, respond_with, response};
use super::sample::Server;
use crate::runtime::codec::to_vec;
use crate::runtime::error::Error;
use crate::runtime::outcome::Code;
use crate::runtime::transport::TransportError;

async fn error(answer: Answer) -> Error {
    Memory::new([answer])
        .client()
        .account("a")
        .update("my-portal")
        .retries(0)
        .await
        .unwrap_err()
}

/// Returns the message without the method and path.
async fn text(answer: Answer) -> String {
    let text = error(answer).await.to_string();
    text.strip_prefix("PUT /accounts/a/servers/my-portal: ")
        .unwrap()
        .to_owned()
}

const NOT_FOUND: &str = r#"{"errors":[{"code":7002,"message":"Not Found"}],"success":false}"#;

#[tokio::test]
async fn messages_have_the_status_and_the_errors_of_the_server() {
    let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(10_000));
    for (status, body, expected) in [
        (404, NOT_FOUND, "404 Not Found: [7002] Not Found"),
        (404, "", "404 Not Found"),
        (502, "<html>Bad gateway</html>", "502 Bad Gateway"),
        (
            400,
            r#"{"errors":[{"code":7002.0,"message":"m"}]}"#,
            "400 Bad Request: [7002] m",
        ),
        (
            400,
            r#"{"errors":[{"code":1.5,"message":"m"}]}"#,
            "400 Bad Request: m",
        ),
        (
            403,
            r#"{"type":"about:blank","title":"Forbidden","detail":"no","status":403}"#,
            "403 Forbidden: Forbidden: no",
        ),
        (403, r#"{"title":"No"}"#, "403 Forbidden: No"),
        (
            422,
            r#"{"detail":"no such thing"}"#,
            "422 Unprocessable Entity: no such thing",
        ),
        (
            422,
            r#"{"detail":[{"loc":["body","x"],"msg":"field required","type":"missing"},{"loc":["y",0],"msg":"b"}]}"#,
            "422 Unprocessable Entity: [missing] field required (at body.x); b (at y.0)",
        ),
        (
            422,
            r#"{"error":{"type":"invalid_request_error","param":"x","message":"bad"}}"#,
            "422 Unprocessable Entity: [invalid_request_error] bad (at x)",
        ),
        (
            401,
            r#"{"error":"invalid_token","error_description":"expired"}"#,
            "401 Unauthorized: [invalid_token] expired",
        ),
        (
            400,
            r#"{"errors":[{"code":1,"message":"m","source":{"pointer":"/a/0"}}]}"#,
            "400 Bad Request: [1] m (at a.0)",
        ),
        (
            400,
            "\u{feff}{\"message\":\"m\",\"n\":1e400}",
            "400 Bad Request: m",
        ),
        (400, "plain text says why", "400 Bad Request"),
        (599, "{}", "599"),
        (
            400,
            r#"{"errors":[{"message":"a"},{"code":1}]}"#,
            "400 Bad Request: a; [1]",
        ),
        (
            400,
            r#"{"errors":[{"code":1,"message":"a","path":["body",0,"id"]}]}"#,
            "400 Bad Request: [1] a (at body.0.id)",
        ),
        (400, r#"{"errors":["a","b"]}"#, "400 Bad Request: a; b"),
        (
            400,
            r#"{"errors":{"code":"bad","message":"a"}}"#,
            "400 Bad Request: [bad] a",
        ),
        (
            400,
            r#"{"errors":[],"error":{"code":"bad","message":"a"}}"#,
            "400 Bad Request: [bad] a",
        ),
        (400, r#"{"error":"Not here"}"#, "400 Bad Request: Not here"),
        (
            400,
            r#"{"error":"invalid_auth"}"#,
            "400 Bad Request: [invalid_auth]",
        ),
        (400, r#"{"message":"a","code":null}"#, "400 Bad Request: a"),
        (
            400,
            r#"{"message":"a\r\n\u001b[31mb"}"#,
            "400 Bad Request: a   [31mb",
        ),
        (400, r#"{"errors":[1,null,{}]}"#, "400 Bad Request"),
        (400, r#"["a"]"#, "400 Bad Request: a"),
        (
            400,
            r#"{"errors":["1","2","3","4","5","6","7"]}"#,
            "400 Bad Request: 1; 2; 3; 4; 5; and 2 more",
        ),
        (
            200,
            NOT_FOUND,
            "200 OK: the response reports a failure: [7002] Not Found",
        ),
        (
            200,
            r#"{"success":false,"errors":[],"result":null}"#,
            "200 OK: the response reports a failure",
        ),
        (
            400,
            &long,
            &format!("400 Bad Request: {}…", "x".repeat(300)),
        ),
    ] {
        assert_eq!(
            text(response(status, body)).await,
            expected,
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn errors_are_read_by_their_shape() {
    for (body, expected) in [
        // A map from fields to messages, as the whole body or as a part of it.
        (
            r#"{"name":["This field is required."]}"#,
            "This field is required. (at name)",
        ),
        (
            r#"{"a":["1","2"],"b":["3"]}"#,
            "1 (at a); 2 (at a); 3 (at b)",
        ),
        (
            r#"{"non_field_errors":["Unable to log in."]}"#,
            "Unable to log in.",
        ),
        (
            r#"{"title":["No."],"message":["No more."]}"#,
            "No. (at title); No more.",
        ),
        (
            r#"{"profile":{"age":["A number."]},"items":[{},{"name":["Blank."]}]}"#,
            "A number. (at profile.age); Blank. (at items.1.name)",
        ),
        (r#"[{},{"name":["Blank."]}]"#, "Blank. (at 1.name)"),
        (
            r#"{"name":[{"message":"Blank.","code":"required"}]}"#,
            "[required] Blank. (at name)",
        ),
        (
            r#"{"type":"https://a.example/b","title":"Invalid.","status":400,"errors":{"Name":["Blank."]},"traceId":"0"}"#,
            "Blank. (at Name)",
        ),
        (
            r#"{"message":"Invalid.","errors":{"email":["Taken.","Too short."]}}"#,
            "Taken. (at email); Too short. (at email)",
        ),
        (
            r#"{"errors":{"name":["can't be blank"]}}"#,
            "can't be blank (at name)",
        ),
        (
            r#"{"errors":{"name":[{"error":"blank"}]}}"#,
            "[blank] (at name)",
        ),
        (
            r#"{"error":{"name":["can't be blank"]}}"#,
            "can't be blank (at name)",
        ),
        (r#"{"errorMessages":["Gone."],"errors":{}}"#, "Gone."),
        (
            r#"{"errorMessages":["Invalid."],"errors":{"summary":"Blank.","description":"Long."}}"#,
            "Invalid.; Blank. (at summary); Long. (at description)",
        ),
        (
            r#"{"code":422,"status":"Unprocessable Entity","errors":{"json":{"name":["Missing."],"tags":{"0":["Blank."]}}}}"#,
            "Missing. (at json.name); Blank. (at json.tags.0)",
        ),
        (
            r#"{"message":"Invalid.","code":3001,"errors":{"name":["Blank."]}}"#,
            "Blank. (at name); [3001] Invalid.",
        ),
        // Lists.
        (
            r#"{"statusCode":400,"message":["a must be set","b is odd"],"error":"Bad Request"}"#,
            "a must be set; b is odd",
        ),
        (
            r#"[{"code":1,"message":"a"},{"code":"b","message":"c"}]"#,
            "[1] a; [b] c",
        ),
        (r#"{"errors":[{"name":["Blank."]}]}"#, "Blank. (at 0.name)"),
        // An object with a text under another name.
        (
            r#"{"error":{"root_cause":[{"type":"a","reason":"b"}],"type":"index_not_found","reason":"no such index"},"status":404}"#,
            "[index_not_found] no such index",
        ),
        (
            r#"{"error":"not_found","reason":"missing"}"#,
            "[not_found] missing",
        ),
        (
            r#"{"Code":"NoSuchKey","Message":"No such key."}"#,
            "[NoSuchKey] No such key.",
        ),
        (
            r#"{"Message":"Invalid.","ModelState":{"a.Name":["Blank."]}}"#,
            "Invalid.",
        ),
        (r#"{"errorCode":7,"errorMessage":"No."}"#, "[7] No."),
        (
            r#"{"code":"NotFound","description":"No such collection."}"#,
            "[NotFound] No such collection.",
        ),
        (
            r#"{"errors":[{"codes":["a","b"],"defaultMessage":"must not be null","field":"name","code":"NotNull"}]}"#,
            "[NotNull] must not be null (at name)",
        ),
        // The only object that has a message.
        (
            r#"{"status":{"error":"Not found: `a`."},"time":0}"#,
            "Not found: `a`.",
        ),
        (
            r#"{"code":7,"data":{"message":"No."},"meta":{"id":"a"}}"#,
            "[7] No.",
        ),
        // Bodies with several possible codes, messages or lists of errors.
        (
            r#"{"kind":"Status","metadata":{},"status":"Failure","message":"no pod","reason":"NotFound","details":{"name":"a"},"code":404}"#,
            "[404] no pod",
        ),
        (
            r#"{"error":{"code":403,"message":"No.","errors":[{"message":"No.","domain":"global","reason":"forbidden"}],"status":"PERMISSION_DENIED"}}"#,
            "[403] No.",
        ),
        (
            r#"{"message":"Invalid.","errors":[{"resource":"Issue","field":"title","code":"missing"}]}"#,
            "[missing] (at title)",
        ),
        (r#"{"errors":{"code":"bad","message":"a"}}"#, "[bad] a"),
        (r#"{"errors":true,"message":"a"}"#, "a"),
        (r#"{"code":"","message":"a"}"#, "a"),
    ] {
        assert_eq!(
            text(response(400, body)).await,
            format!("400 Bad Request: {expected}"),
            "{body}"
        );
    }
    // JSON that may be the data of a result is not an error.
    for body in [
        r#"{"id":"a","tags":["b"]}"#,
        r#"{"a":{"b":"c"}}"#,
        r#"{"first":{"message":"a"},"last":{"message":"b"}}"#,
        r#"{"data":{"description":"a","title":"b"}}"#,
        r#"[{"id":"a"}]"#,
        "[[],{}]",
        r#""""#,
        "{}",
    ] {
        assert_eq!(text(response(400, body)).await, "400 Bad Request", "{body}");
    }
}

#[tokio::test]
async fn errors_have_field_code_and_message() {
    let body = r#"{"errors":{"name":[{"code":"3001","message":"Blank."}]}}"#;
    let error = error(response(400, body)).await;
    let [first] = error.api_errors() else {
        panic!("{error}")
    };
    assert_eq!(
        (first.path.join("."), first.message.as_str()),
        ("name".to_owned(), "Blank.")
    );
    assert_eq!(first.code, Some(Code::Text("3001".to_owned())));
    assert!(
        error.has_code("3001")
            && error.has_code(3001)
            && !error.has_code("03001")
            && !error.has_code(3)
    );
}

#[tokio::test]
async fn a_failure_with_a_result_is_still_a_failure() {
    let body = format!(
        r#"{{"result":{},"success":false}}"#,
        String::from_utf8(to_vec(&server("b"))).unwrap()
    );
    let error = error(response(200, body)).await;
    assert!(error.is_reported_failure());
    assert_eq!(error.status(), Some(StatusCode::OK));
    let error = Memory::new([response(200, NOT_FOUND)])
        .client()
        .account("a")
        .delete("b")
        .await
        .unwrap_err();
    assert!(
        error.is_reported_failure() && error.has_code(7002),
        "also where no result is expected"
    );
}

#[tokio::test]
async fn unreadable_responses_are_errors_with_a_location() {
    let html = |body: &str| respond_with(200, "content-type", "text/html; charset=utf-8", body);
    for (answer, path, expected) in [
        (
            response(200, r#"{"result":{"id":1}}"#),
            "$.result.id",
            "$.result.id: expected a string, found 1",
        ),
        (
            response(200, r#"{"result":{"id":"a","owner":null}}"#),
            "$.result.kind",
            "$.result.kind: expected a value, found none",
        ),
        (
            response(200, r#"{"success":true,"result":{"next":{"id":null}}}"#),
            "$.result.id",
            "$.result.id: expected a value, found none; also missing: kind",
        ),
        (
            response(200, r#"{"success":true}"#),
            "$.result",
            "$.result: expected a value, found none",
        ),
        (
            response(200, r#"{"result":null}"#),
            "$.result",
            "$.result: expected an object, found null",
        ),
        (
            response(200, "[]"),
            "$",
            "$: expected an object, found an array",
        ),
        (
            response(200, r#"{"result":{"id":"a"#),
            "$.result.id",
            "$.result.id: EOF while parsing a string at line 1 column 18",
        ),
        (
            response(200, ""),
            "$",
            "$: expected JSON, found an empty body",
        ),
        (
            response(204, ""),
            "$",
            "$: expected JSON, found an empty body",
        ),
        (
            html("<!doctype html>"),
            "$",
            "$: expected JSON, found `text/html; charset=utf-8`: expected value at line 1 column 1",
        ),
        (
            Answer::Response(200, Vec::new(), "x".to_owned()),
            "$",
            "$: expected JSON, found a body without content type: expected value at line 1 column 1",
        ),
        (
            Answer::Response(200, Vec::new(), r#"{"result":1}"#.to_owned()),
            "$.result",
            "$.result: expected an object, found 1",
        ),
        (
            html(r#"{"result":1}"#),
            "$.result",
            "$.result: expected an object, found 1",
        ),
    ] {
        let (status, body) = match &answer {
            Answer::Response(status, _, body) => (*status, body.clone()),
            _ => unreachable!(),
        };
        let error = error(answer).await;
        assert!(error.is_decode());
        assert_eq!(error.json_path(), Some(path));
        assert_eq!(error.body(), &body);
        assert!(std::error::Error::source(&error).is_some());
        let status = StatusCode::from_u16(status).unwrap();
        let prefix =
            format!("PUT /accounts/a/servers/my-portal: {status}: cannot read the response: ");
        assert_eq!(error.to_string(), prefix + expected);
    }
}

#[tokio::test]
async fn transport_errors_are_reported() {
    for (failure, expected) in [
        (
            TransportError::connect("no route"),
            "cannot connect: no route",
        ),
        (TransportError::timeout("too slow"), "timed out: too slow"),
        (
            TransportError::broken("reset"),
            "the connection broke: reset",
        ),
    ] {
        let error = error(Answer::Fail(failure)).await;
        let what = (
            error.is_connect(),
            error.is_timeout(),
            error.is_broken_connection(),
        );
        let [connect, timeout, broke] =
            ["cannot", "timed", "the"].map(|start| expected.starts_with(start));
        assert_eq!(what, (connect, timeout, broke));
        assert_eq!(
            error.to_string(),
            format!("PUT /accounts/a/servers/my-portal: {expected}")
        );
        assert_eq!((error.status(), error.body().len()), (None, 0));
    }
}

#[tokio::test]
async fn an_error_keeps_status_headers_and_body() {
    let error = error(respond_with(404, "cf-ray", "8f0a", NOT_FOUND)).await;
    assert_eq!(
        error.to_string(),
        "PUT /accounts/a/servers/my-portal: 404 Not Found: [7002] Not Found (cf-ray 8f0a)"
    );
    assert_eq!(format!("{error:?}"), format!("Status({error})"));
    assert!(error.is_not_found() && !error.is_decode() && !error.is_server_error());
    assert!(
        error.has_code(7002)
            && error.has_code("7002")
            && !error.has_code(1)
            && !error.has_code("7002.0")
    );
    assert_eq!(error.api_errors()[0].code, Some(Code::Number(7002)));
    assert_eq!(error.api_errors()[0].message, "Not Found");
    assert_eq!(
        (error.status(), error.request_id()),
        (Some(StatusCode::NOT_FOUND), Some("8f0a"))
    );
    assert_eq!((error.attempts(), error.json_path()), (1, None));
    assert_eq!(error.headers()["cf-ray"], "8f0a");
    assert_eq!(error.body(), NOT_FOUND);
    assert_eq!(
        error.body_as::<Value>().unwrap()["errors"],
        json!([{"code": 7002, "message": "Not Found"}])
    );
    assert!(error.body_as::<Server>().is_err());
}

#[tokio::test]
async fn a_plain_text_body_is_part_of_the_message() {
    for (content_type, body, expected) in [
        (
            "text/plain; charset=utf-8",
            " why\r\nnot ",
            "400 Bad Request: why  not",
        ),
        (
            "text/plain",
            &"x".repeat(1000),
            &format!("400 Bad Request: {}…", "x".repeat(300)),
        ),
        ("text/html", "<p>no", "400 Bad Request"),
        ("text/plain", "<p>no", "400 Bad Request"),
    ] {
        assert_eq!(
            text(respond_with(400, "content-type", content_type, body)).await,
            expected,
            "{content_type}"
        );
    }
}

#[tokio::test]
async fn an_error_names_its_request() {
    let error = error(response(
        404,
        r#"{"errors":[{"code":1,"documentation_url":"https://d.example"}]}"#,
    ))
    .await;
    assert_eq!(error.method(), Some(&http::Method::PUT));
    assert_eq!(
        (error.path(), error.operation()),
        (Some("/accounts/a/servers/my-portal"), Some("sample"))
    );
    assert_eq!(
        error.api_errors()[0].documentation_url.as_deref(),
        Some("https://d.example")
    );
    let client = Memory::new([]).client();
    let refused = client.account("a").read("NO").await.unwrap_err();
    assert_eq!(refused.path(), Some("/accounts/{account_id}/servers/{id}"));
    for (path, shown) in [
        (
            "/a/../b?token=s3cret",
            "GET /a/../b: not sent: `..` would put `..` into the path",
        ),
        (
            "user",
            "GET user: not sent: expected a path that begins with `/`",
        ),
        (
            "/a\nb",
            "GET /a\\nb: not sent: the path has a control character",
        ),
    ] {
        let error = client
            .request(http::Method::GET, path)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.operation()),
            (shown, None)
        );
    }
}

#[tokio::test]
async fn credentials_that_a_server_echoes_are_redacted() {
    let body = r#"{"errors":[{"code":1,"message":"bad token long-t0k3n"}]}"#;
    let memory = Memory::new([
        response(401, body),
        response(200, format!(r#"{{"success":false,{}"#, &body[1..])),
        response(404, ""),
    ]);
    let client = memory
        .builder()
        .credential("token", "long-t0k3n")
        .build()
        .unwrap();
    for _ in 0..2 {
        let error = client.account("a").read("b").await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("t0k3n") && text.contains("bad token REDACTED"),
            "{text}"
        );
        assert!(
            error.api_errors()[0].message.contains("long-t0k3n"),
            "it is what came"
        );
    }
    let path = "/bots/long-t0k3n/x?q=s3cret";
    let request = client
        .request(http::Method::GET, path)
        .query("token", "s3cret")
        .header("x-a", "s3cret");
    let shown = format!("{request:?}");
    assert!(
        shown.contains("[redacted]") && !shown.contains("s3cret") && !shown.contains("t0k3n"),
        "{shown}"
    );
    assert_eq!(
        request.send().await.unwrap_err().to_string(),
        "GET /bots/REDACTED/x: 404 Not Found"
    );
}

#[tokio::test]
async fn messages_have_a_maximum_length() {
    let long = "k".repeat(100_000);
    for body in [
        format!(r#"{{"success":{{"x":"{long}"}},"result":{{}}}}"#),
        format!(r#"{{"result":{{"pets":[{{"{long}":1}},{{"{long}":[[}}]}}}}"#),
        format!(r#"{{"success":false,"errors":[{{"message":"{long}","path":["{long}"]}}]}}"#),
    ] {
        let text = text(response(200, body)).await;
        assert!(text.len() < 1500, "{} characters", text.len());
    }
}

#[tokio::test]
async fn predicates() {
    type Predicate = fn(&Error) -> bool;
    let rows: [(u16, Predicate); 9] = [
        (400, Error::is_bad_request),
        (401, Error::is_unauthorized),
        (403, Error::is_forbidden),
        (404, Error::is_not_found),
        (409, Error::is_conflict),
        (422, Error::is_unprocessable),
        (429, Error::is_rate_limited),
        (500, Error::is_server_error),
        (599, Error::is_server_error),
    ];
    for (status, predicate) in rows {
        let error = error(response(status, "{}")).await;
        for (other, others) in rows {
            assert_eq!(
                others(&error),
                other == status || (other > 499 && status > 499),
                "{status} {other}"
            );
        }
        assert!(predicate(&error));
        assert!(!error.is_timeout() && !error.is_connect() && !error.is_broken_connection());
    }
}

#[tokio::test]
async fn a_large_body_is_truncated() {
    let error = error(response(
        400,
        format!(r#"{{"message":"m","padding":"{}"}}"#, "x".repeat(100_000)),
    ))
    .await;
    assert_eq!(error.body().len(), 64 * 1024);
    assert_eq!(
        error.api_errors()[0].message,
        "m",
        "it was understood as a whole"
    );
}

#[tokio::test]
async fn an_endless_failure_body_is_cut_off() {
    let error = error(Answer::Endless(500)).await;
    assert!(error.is_server_error());
    assert_eq!(error.body().len(), 64 * 1024);
}

#[test]
fn errors_are_send_and_sync() {
    fn travels<T: std::error::Error + Send + Sync + 'static>() {}
    travels::<Error>();
}
