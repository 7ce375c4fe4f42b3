//! The exit codes of the command line, which `--help` lists. `.ci/programs` runs this test in a crate
//! that depends on the client.

use std::process::Command;

use cloudflare_ai_controls::operations::TestServer;

/// Runs the program; returns its exit code and what it prints to standard error.
fn run(base_url: &str, token: Option<&str>, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("cloudflare-ai-controls");
    command.args(words).args(["--base-url", base_url]);
    command.env_remove("CLOUDFLARE_API_TOKEN");
    command.envs(token.map(|token| ("CLOUDFLARE_API_TOKEN", token)));
    let output = command.output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_are_kinds_of_failures() {
    const LIST: &[&str] = &["portals", "list", "a1"];
    const READ: &[&str] = &["portals", "read", "a1", "none"];
    const INVALID: &[&str] = &["portals", "create", "a1", "--id", "docs", "--name", "Docs"];
    let server = TestServer::start().await.unwrap();
    let url = server.base_url();

    // Nothing is sent.
    let closed = "http://127.0.0.1:1";
    for (base_url, token, words, code, message) in [
        (
            &*url,
            Some("test"),
            &[LIST, &["--unknown"]].concat()[..],
            2,
            "unexpected argument '--unknown'",
        ),
        (&url, Some("test"), &["portals", "list"], 2, "`account_id`"),
        (&url, Some("test"), INVALID, 2, "`body` has no `hostname`"),
        (&url, None, LIST, 4, "CLOUDFLARE_API_TOKEN"),
        (closed, Some("test"), LIST, 3, "onnect"),
        ("not a URL", Some("test"), LIST, 2, "expected an absolute URL"),
        // This command sends no requests.
        (closed, Some("test"), &["serve"], 2, "'--base-url'"),
    ] {
        let (actual, stderr) = run(base_url, token, words);
        assert_eq!(actual, Some(code), "{words:?}: {stderr}");
        assert!(stderr.contains(message), "{words:?}: {stderr}");
    }
    assert_eq!(server.calls().len(), 0);

    // The server answers; it knows which portals there are once there is one.
    let valid = [INVALID, &["--hostname", "docs.example.com"]].concat();
    for (token, words, code, message) in [
        (Some("test"), &*valid, 0, ""),
        (Some("test"), LIST, 0, ""),
        (Some("test"), READ, 5, "404"),
        (None, &[LIST, &["--anonymous"]].concat()[..], 4, "401"),
    ] {
        let (actual, stderr) = run(&url, token, words);
        assert_eq!(actual, Some(code), "{words:?}: {stderr}");
        assert!(stderr.contains(message), "{words:?}: {stderr}");
    }

    // The server fails on demand, also when the program tries again.
    for (status, code, attempts) in [
        (400, 1, 1),
        (401, 4, 1),
        (403, 4, 1),
        (410, 5, 1),
        (429, 6, 3),
        (500, 1, 3),
    ] {
        for _ in 0..attempts {
            server.fail_next(status);
        }
        let (actual, stderr) = run(&url, Some("test"), LIST);
        assert_eq!(actual, Some(code), "{status}: {stderr}");
        assert!(stderr.contains(&status.to_string()), "{status}: {stderr}");
    }
    server.cut_after(5).cut_after(5).cut_after(5);
    assert_eq!(run(&url, Some("test"), LIST).0, Some(3));
    assert_eq!(run(&url, Some("test"), LIST).0, Some(0));
}
