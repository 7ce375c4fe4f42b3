//! GitHub: tags and good ids; its description has no security scheme.
use github::types::PullsCreateRequest;
use github::{Client, Error};

fn client(token: &str) -> Result<Client, Error> {
    Client::builder().bearer_token(token).build() // there for every API, described or not
}

async fn issues(client: &Client) -> Result<(), Error> {
    let mut issues = client.issues().list_for_repo("rust-lang", "rust").state("open").per_page(100).stream();
    while let Some(issue) = issues.try_next().await? {
        println!("#{} {}", issue.number, issue.title);
    }
    Ok(())
}

async fn changes(client: &Client) -> Result<(), Error> {
    let pull = client.pulls().create("octocat", "hello", PullsCreateRequest::new("feature", "main").title("Add a feature").draft(true)).await?;
    println!("{} {}", pull.number, pull.html_url);
    client.issues().update("octocat", "hello", 1).title("new title").body("new text").milestone(3).state("closed").await?;
    client.issues().update("octocat", "hello", 1).milestone_null().await?;
    Ok(())
}

async fn contents(client: &Client) -> Result<(), Error> {
    let found = client.repos().get_content("rust-lang", "rust", "README.md").ref_("main").await?;
    if let Some(file) = found.as_file() {
        println!("{}", file.content);
    }
    Ok(())
}

async fn asset(client: &Client) -> Result<(), Error> {
    // 302 to another host: followed for a download, without the credentials.
    client.actions().download_artifact("octocat", "hello", 1, "zip").download().await?.save("asset.zip").await?;
    Ok(())
}

#[cfg(test)]
mod checks;
#[cfg(test)]
#[allow(dead_code, missing_docs)]
mod server;
