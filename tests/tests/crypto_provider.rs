//! A program that uses `reqwest` in addition to an emitted client, without default features.

use cloudflare_ai_controls::Client;

#[test]
fn a_program_with_its_own_reqwest_client_needs_no_crypto_provider() {
    // The features of both crates are unified.
    drop(reqwest::Client::new());
    let client = Client::builder().configure_reqwest(|builder| builder.pool_max_idle_per_host(4));
    client.build().unwrap();
}
