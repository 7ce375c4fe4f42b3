//! What a client of `docs/src/pets.yaml` can do in a browser, and what is an error there.

use std::time::Duration;

use pets::http::Method;
use pets::types::UploadPhotoRequest;
use pets::{Client, Error, Upload};
use wasm_bindgen::prelude::wasm_bindgen;

async fn check(base_url: &str) -> Result<Vec<String>, Error> {
    let builder = Client::builder().api_token("t").base_url(base_url);
    let client = builder.clone().retries(0).build()?;
    let photo = || client.pets().photo();
    let mut printed = Vec::new();

    let mut download = photo().get("p1").download().await?;
    let mut length = 0;
    while let Some(chunk) = download.try_next().await? {
        length += chunk.len();
    }
    printed.push(format!("downloaded {length}"));
    let upload = UploadPhotoRequest::new(Upload::from(vec![7; 5000])).caption("c");
    photo().upload("p1", upload).await?;
    printed.push("uploaded".to_owned());

    let errors = [
        builder.proxy("http://proxy.example").build().err(),
        Upload::file("miez.jpg").await.err().map(Error::from),
        photo()
            .get("p1")
            .download()
            .await?
            .save("miez.jpg")
            .await
            .err(),
        client
            .request(Method::GET, "/slow")
            .timeout(Duration::from_millis(200))
            .send()
            .await
            .err(),
        client.request(Method::GET, "/refused").send().await.err(),
        client
            .request(Method::GET, "/pets")
            .header("cookie", "a=b")
            .send()
            .await
            .err(),
    ];
    printed
        .extend(errors.map(|error| error.map_or("no error".to_owned(), |error| error.to_string())));
    Ok(printed)
}

/// Returns what worked, and the messages of errors.
#[wasm_bindgen]
pub async fn portals(base_url: String) -> String {
    match check(&base_url).await {
        Ok(printed) => printed.join("; "),
        Err(error) => error.to_string(),
    }
}
