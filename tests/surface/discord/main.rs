//! Discord: no tags and ids in snake case, so names come from the paths; a credential with a prefix
//! (`security: { BotToken: { prefix: 'Bot ' } }` in `generator.yaml`); snowflakes.
use discord::{Client, Error};

fn client(token: &str) -> Result<Client, Error> {
    Client::builder().bot_token(token).build() // sends `Authorization: Bot …`
}

async fn talk(client: &Client) -> Result<(), Error> {
    let message = client.channels().messages().create("1234").content("hello").await?;
    client.channels().messages().update("1234", &message.id).content("hello again").await?;
    client.channels().messages().reactions().me().add("1234", &message.id, "🦀").await?;
    for channel in client.guilds().channels().list("42").await?.into_iter().flatten() { // an array or null
        println!("{channel:?}");
    }
    Ok(())
}

#[cfg(test)]
mod checks;
#[cfg(test)]
#[allow(dead_code, missing_docs)]
mod server;
