//! The server by streamable HTTP.

use std::convert::Infallible;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::{TcpListener, lookup_host};

use super::super::command_line::Failure;
use super::server::Server;

/// The maximum number of bytes of a request; the same as by standard input.
const MAX_REQUEST: usize = 16 * 1024 * 1024;

/// The origins of pages whose requests are accepted: those of the same machine.
const ORIGINS: [&str; 3] = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];

/// Serves at an address such as `127.0.0.1:8000`, `localhost:8000` or `8000`, without end; the URL
/// is written to `output`.
///
/// # Errors
/// The address is invalid, not available, or not on this machine although `allows_remote` is not
/// set.
pub(crate) async fn serve(
    server: Arc<Server>,
    address: &str,
    allows_remote: bool,
    output: &mut (impl Write + Send),
) -> Result<(), Failure> {
    let listener = listen(address, allows_remote).await?;
    let local = listener.local_addr()?;
    let mut config = StreamableHttpServerConfig::default()
        .with_max_request_body_bytes(MAX_REQUEST)
        .with_allowed_origins(ORIGINS);
    if !local.ip().is_loopback() {
        config = config.disable_allowed_hosts();
        say(
            output,
            &format!("warning: whoever reaches {local} can call the API with your credentials"),
        );
    }
    say(output, &format!("MCP server: http://{local}/mcp"));
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(Arc::clone(&server)), sessions, config);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, for example: others are closed in the meantime.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            continue;
        };
        let service = service.clone();
        tokio::spawn(async move {
            let respond = service_fn(|request| {
                let service = service.clone();
                async move { Ok::<_, Infallible>(service.handle(request).await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), respond);
            // The client has disconnected in the middle.
            let _ = connection.await;
        });
    }
}

/// Writes a line as a whole, because a program may read it.
fn say(output: &mut impl Write, message: &str) {
    // A message that cannot be written is no reason to end.
    let _ = output.write_all(format!("{message}\n").as_bytes());
}

async fn listen(address: &str, allows_remote: bool) -> Result<TcpListener, Failure> {
    let address = match address.parse::<u16>() {
        Ok(port) => format!("127.0.0.1:{port}"),
        Err(_) => address.to_owned(),
    };
    let resolved = lookup_host(&address).await;
    let addresses: Vec<SocketAddr> = resolved
        .map_err(|error| {
            let message = format!("`{address}` is not an address such as 127.0.0.1:8000: {error}");
            Failure::Usage(message)
        })?
        .collect();
    let is_local = addresses.iter().all(|address| address.ip().is_loopback());
    if !is_local && !allows_remote {
        return Err(Failure::Usage(format!(
            "other machines reach `{address}`: use 127.0.0.1, or pass --allow-remote"
        )));
    }
    let listener = TcpListener::bind(addresses.as_slice()).await;
    listener.map_err(|error| {
        Failure::Local(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("`{address}` is taken by another program: choose another port")
            }
            _ => format!("cannot listen on `{address}`: {error}"),
        })
    })
}
