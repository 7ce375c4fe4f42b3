use super::super::{Document, ReadOptions};
use super::joined;
use diag::{FileId, Origin};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;

/// Serves these paths on localhost until the test ends; returns the base URL.
fn serve(rows: &'static [(&'static str, &'static str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default();
            let response = match rows.iter().find(|(known, _)| *known == path) {
                Some((_, text)) if text.starts_with("HTTP/") => (*text).to_owned(),
                Some((_, text)) => {
                    format!(
                        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
                        text.len()
                    )
                }
                None => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    .to_owned(),
            };
            let _ = stream.write_all(response.as_bytes());
        }
    });
    base
}

fn load(text: &str, options: &ReadOptions) -> Document {
    let name = format!(
        "generator-remote-{}-{:?}.yaml",
        std::process::id(),
        std::thread::current().id()
    );
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, text).unwrap();
    let loaded = Document::load(&path, options);
    std::fs::remove_file(&path).unwrap();
    loaded.unwrap().0
}

#[test]
fn remote_files_are_read_if_allowed() {
    let base = serve(&[
        (
            "/api/pets.yaml",
            "Pet: {properties: {owner: {$ref: '../people/owner.json#/Owner'}}}",
        ),
        (
            "/people/owner.json",
            r##"{"Owner": {"$ref": "file:///etc/hostname"}, "Found": {"type": "string"}}"##,
        ),
        (
            "/moved",
            "HTTP/1.1 302 Found\r\nlocation: file:///etc/hostname\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ),
    ]);
    let text = format!(
        "openapi: 3.1.0
components:
  schemas:
    Pet: {{$ref: '{base}/api/pets.yaml#/Pet'}}
    Gone: {{$ref: '{base}/gone.yaml'}}
    Moved: {{$ref: '{base}/moved'}}
    Plain: {{$ref: 'http://example.invalid/x.yaml'}}
"
    );
    let document = load(
        &text,
        &ReadOptions {
            allow_remote: true,
            ..ReadOptions::default()
        },
    );
    let owner = Origin::new(FileId(1), "/Pet/properties/owner");
    let target = document
        .resolve_once(&owner, "../people/owner.json#/Found")
        .unwrap();
    assert_eq!(document.value(&target), Some(&json!({"type": "string"})));
    assert_eq!(
        document.file_name(target.file),
        format!("{base}/people/owner.json")
    );
    let mut messages: Vec<String> = document
        .check_references()
        .into_iter()
        .map(|problem| problem.message.replace(&base, "…"))
        .collect();
    messages.sort();
    assert_eq!(messages.len(), 4, "{messages:?}");
    assert!(
        messages[0].starts_with("`file:///etc/hostname` is a URL of a file"),
        "{messages:?}"
    );
    assert!(
        messages[1].starts_with("`http://example.invalid/x.yaml` is not an https URL"),
        "{messages:?}"
    );
    assert!(
        messages[2].starts_with("`…/gone.yaml` cannot be fetched: "),
        "{messages:?}"
    );
    assert!(messages[3].starts_with("`…/moved` "), "{messages:?}");
    let document = load(&text, &ReadOptions::default());
    assert_eq!(document.file_count(), 1, "nothing is fetched without leave");
    assert!(
        document
            .check_references()
            .iter()
            .all(|problem| problem.code == "remote-reference")
    );
}

#[test]
fn addresses_are_resolved_against_their_base_url() {
    let base = Some("https://example.com/a/b.yaml");
    let rows = [
        (base, "c.yaml#/x", Some("https://example.com/a/c.yaml")),
        (base, "../c.yaml", Some("https://example.com/c.yaml")),
        (base, "/c.yaml", Some("https://example.com/c.yaml")),
        (base, "//other.com/c", Some("https://other.com/c")),
        (None, "//other.com/c", Some("https://other.com/c")),
        (
            None,
            "https://other.com/a%20b",
            Some("https://other.com/a%20b"),
        ),
        (None, "no url", None),
    ];
    for (base, address, expected) in rows {
        assert_eq!(joined(base, address).as_deref(), expected, "{address}");
    }
}

#[test]
fn a_description_at_a_url_is_read_with_its_files() {
    let base = serve(&[
        (
            "/api/openapi.yaml",
            "openapi: 3.1.0\ncomponents: {schemas: {Pet: {$ref: 'pets.yaml#/Pet'}, Other: {$ref: '//localhost:1/x.yaml'}}}\n",
        ),
        ("/api/pets.yaml", "Pet: {type: string}"),
        (
            "/index.html",
            "<!doctype html><html><body>Not here</body></html>",
        ),
        (
            "/moved",
            "HTTP/1.1 302 Found\r\nlocation: /api/openapi.yaml?token=secret\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ),
    ]);
    let load = |path: &str| {
        Document::load(
            std::path::Path::new(&format!("{base}{path}")),
            &ReadOptions::default(),
        )
    };
    let document = load("/api/openapi.yaml").unwrap().0;
    let pet = document
        .resolve(
            &Origin::new(FileId(0), "/components/schemas/Pet"),
            "pets.yaml#/Pet",
        )
        .unwrap();
    assert_eq!(document.value(&pet), Some(&json!({"type": "string"})));
    // Without permission, no request goes to another host.
    let other = document.resolve(
        &Origin::new(FileId(0), "/components/schemas/Other"),
        "//localhost:1/x.yaml",
    );
    assert!(other.unwrap_err().help.unwrap().contains("--allow-remote"));
    let printed = load("/index.html").unwrap_err().to_string();
    assert!(
        printed.contains("/index.html") && printed.starts_with("error["),
        "{printed}"
    );
    let printed = load("/gone.yaml").unwrap_err().to_string();
    let expected = format!(
        "error[remote-reference]: `{base}/gone.yaml` cannot be fetched: the server responds with status 404\n \
         = help: check the address"
    );
    assert_eq!(printed, expected);
    let printed = load("/moved").unwrap_err().to_string();
    let expected = format!(
        "error[remote-reference]: `{base}/moved` redirects to `{base}/api/openapi.yaml?…`\n = help: use that address"
    );
    assert_eq!(printed, expected);
}

#[test]
fn the_reason_of_a_failed_fetch_is_in_words() {
    let untrusted = std::io::Error::other("invalid peer certificate: UnknownIssuer");
    for (error, reason, help) in [
        (
            ureq::Error::Io(untrusted),
            "the certificate of the server is not trusted (UnknownIssuer)",
            "save it",
        ),
        (
            ureq::Error::Io(std::io::Error::other("no route")),
            "no route",
            "save it",
        ),
        (
            ureq::Error::StatusCode(404),
            "the server responds with status 404",
            "check the address",
        ),
        (
            ureq::Error::StatusCode(401),
            "the server responds with status 401",
            "save it",
        ),
        (
            ureq::Error::TooManyRedirects,
            "the server redirects more than 5 times",
            "use the https URL of the file itself",
        ),
        (
            ureq::Error::RequireHttpsOnly("http://pets.example/b.yaml?token=secret".to_owned()),
            "the server redirects to `http://pets.example/b.yaml?…`, which is not an https URL",
            "use the https URL of the file itself",
        ),
    ] {
        let name = "https://pets.example/a.yaml";
        let problem = super::with::failed_fetch_error(name, error, "save it");
        assert_eq!(
            problem.message,
            format!("`{name}` cannot be fetched: {reason}")
        );
        assert_eq!(problem.help, Some(help));
    }
}
