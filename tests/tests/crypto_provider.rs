//! Programs that use `reqwest` in addition to an emitted client, whose feature `rustls` leaves the
//! choice of a crypto provider to the program. There is only one test, because the provider is
//! shared by the whole process.

use std::panic::catch_unwind;

use cloudflare_ai_controls::Client;

#[test]
fn a_program_with_its_own_reqwest_client_chooses_a_crypto_provider() {
    let builder = Client::builder().configure_reqwest(|builder| builder.pool_max_idle_per_host(4));
    builder.clone().build().unwrap();
    assert!(
        catch_unwind(reqwest::Client::new).is_err(),
        "the docs of `reqwest_client` need not warn any more"
    );
    // The docs of `reqwest_client` show this code.
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    drop(reqwest::Client::new());
    builder.build().unwrap();
}
