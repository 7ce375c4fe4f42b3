//! Programs that use `reqwest` beside an emitted client, whose feature `rustls` leaves the choice of a crypto provider to
//! the program. One test, because the provider is that of the process.

use std::panic::catch_unwind;

use cloudflare_ai_controls::Client;

#[test]
fn a_program_with_its_own_reqwest_client_chooses_a_crypto_provider() {
    let build = || {
        Client::builder()
            .configure_reqwest(|builder| builder.pool_max_idle_per_host(4))
            .build()
    };
    build().unwrap();
    assert!(
        catch_unwind(reqwest::Client::new).is_err(),
        "the README need not warn any more"
    );
    // As the README says.
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    drop(reqwest::Client::new());
    build().unwrap();
}
