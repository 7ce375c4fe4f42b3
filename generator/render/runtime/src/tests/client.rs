//! A client as the generator emits it, written by hand, for tests that send requests.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "emitted code is public and complete, even if the tests use only a part of it"
)]

use serde_json::Value;

use super::sample::{Kind, Server};
use crate::runtime::api::{
    Api, Check, Envelope, Location, NextPage, Operation, PagePlace, Paging, Parameter, Scheme,
    SchemeKind, Style,
};
use crate::runtime::call::{Call, Scope};
use crate::runtime::client::Client;
use crate::runtime::codec::to_vec;
use crate::runtime::constraints::test_check;
use crate::runtime::macros::{pages, request, setters};
use crate::runtime::styles::write_styled;

pub(crate) static API: Api = Api {
    user_agent: "sample/1.2.3",
    base_url: "https://api.example.com/v4",
    base_url_env: Some("SAMPLE_BASE_URL"),
    request_id_header: Some("cf-ray"),
    timeout: None,
    retries: None,
    retry_delays: None,
    security: &[&["token"], &["email", "key"]],
    schemes: &[
        Scheme {
            name: "token",
            setter: "token",
            kind: SchemeKind::Bearer,
            env: &["SAMPLE_TOKEN"],
        },
        Scheme {
            name: "email",
            setter: "email",
            kind: SchemeKind::Header("X-Auth-Email"),
            env: &["SAMPLE_EMAIL"],
        },
        Scheme {
            name: "key",
            setter: "key",
            kind: SchemeKind::Header("X-Auth-Key"),
            env: &["SAMPLE_KEY"],
        },
        Scheme {
            name: "basic",
            setter: "user_and_password",
            kind: SchemeKind::Basic,
            env: &[],
        },
        Scheme {
            name: "query",
            setter: "query",
            kind: SchemeKind::Query("api key"),
            env: &[],
        },
        Scheme {
            name: "cookie",
            setter: "cookie",
            kind: SchemeKind::Cookie("session"),
            env: &[],
        },
    ],
    secret_names: &["owner"],
    test_check: Some(test_check),
    write_styled: Some(write_styled),
};

pub(crate) static ENVELOPE: Envelope = Envelope {
    result: "result",
    success: Some("success"),
    errors: Some("errors"),
};

pub(crate) static PAGING: Paging = Paging {
    items: &[],
    optional: false,
    next: NextPage::Number {
        parameter: "page",
        place: PagePlace::Query,
        first: 1,
    },
    total_pages: Some("/result_info/total_pages"),
    total_items: Some("/result_info/total_count"),
    more: None,
};

/// Returns an operation of the sample.
const fn operation(
    method: &'static str,
    path: &'static str,
    paging: Option<&'static Paging>,
) -> Operation {
    Operation {
        id: "sample",
        method,
        path,
        server: None,
        security: &[&["token"], &["email", "key"]],
        idempotent: true,
        idempotency_header: None,
        accept: "application/json",
        redirects: &[],
        envelope: Some(&ENVELOPE),
        success: None,
        paging,
    }
}

pub(crate) const fn parameter(name: &'static str, location: Location, style: Style) -> Parameter {
    Parameter {
        name,
        location,
        style,
        explode: true,
        allow_reserved: false,
        checks: &[],
    }
}

static ACCOUNT_ID: Parameter = parameter("account_id", Location::Path, Style::Simple);
static ID: Parameter = Parameter {
    checks: &[
        Check::MinLength(1),
        Check::MaxLength(32),
        Check::Pattern("^[a-z0-9_]+(?:-[a-z0-9_]+)*$"),
    ],
    ..parameter("id", Location::Path, Style::Simple)
};
static PAGE: Parameter = Parameter {
    checks: &[Check::AtLeast(1)],
    ..parameter("page", Location::Query, Style::Form)
};
static PER_PAGE: Parameter = Parameter {
    checks: &[Check::AtLeast(1)],
    ..parameter("per_page", Location::Query, Style::Form)
};
static TRACE: Parameter = parameter("X-Trace", Location::Header, Style::Simple);

static CREATE: Operation = Operation {
    id: "create",
    method: "POST",
    path: "/accounts/{account_id}/servers",
    server: None,
    security: &[&["token"], &["email", "key"]],
    idempotent: false,
    idempotency_header: None,
    accept: "application/json",
    redirects: &[],
    envelope: Some(&ENVELOPE),
    success: None,
    paging: None,
};
static READ: Operation = operation("GET", "/accounts/{account_id}/servers/{id}", None);
static UPDATE: Operation = operation("PUT", "/accounts/{account_id}/servers/{id}", None);
static DELETE: Operation = operation("DELETE", "/accounts/{account_id}/servers/{id}", None);
pub(crate) static LIST: Operation =
    operation("GET", "/accounts/{account_id}/servers", Some(&PAGING));
pub(crate) static REPORT: Operation = operation("GET", "/report", None);
static STATUS: Operation = Operation {
    id: "status",
    method: "GET",
    path: "/status",
    server: Some("https://status.example.com/"),
    security: &[],
    idempotent: true,
    idempotency_header: None,
    accept: "text/plain",
    redirects: &[],
    envelope: None,
    success: None,
    paging: None,
};
static LOGO: Operation = Operation {
    id: "logo",
    method: "GET",
    path: "/logo.png",
    server: None,
    security: &[&[], &["query", "cookie"], &["basic"]],
    idempotent: true,
    idempotency_header: None,
    accept: "image/png",
    redirects: &[],
    envelope: None,
    success: None,
    paging: None,
};

impl Client {
    pub(crate) fn account(&self, id: impl Into<String>) -> Servers {
        Servers {
            scope: Scope::new(self.clone()).bind(&ACCOUNT_ID, &id.into()),
        }
    }

    pub(crate) fn status(&self) -> GetStatus {
        GetStatus {
            call: Scope::new(self.clone()).call(&STATUS),
        }
    }

    pub(crate) fn report(&self) -> GetReport {
        GetReport {
            call: Scope::new(self.clone()).call(&REPORT),
        }
    }

    pub(crate) fn logo(&self) -> GetLogo {
        GetLogo {
            call: Scope::new(self.clone()).call(&LOGO),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Servers {
    scope: Scope,
}

impl Servers {
    pub(crate) fn create(&self, id: &str) -> CreateServer {
        CreateServer {
            call: self.scope.call(&CREATE),
            body: server(id),
        }
    }

    pub(crate) fn read(&self, id: impl Into<String>) -> ReadServer {
        ReadServer {
            call: self.scope.call(&READ).set(&ID, &id.into()),
        }
    }

    pub(crate) fn update(&self, id: impl Into<String>) -> UpdateServer {
        UpdateServer {
            call: self.scope.call(&UPDATE).set(&ID, &id.into()),
            body: server("a"),
        }
    }

    pub(crate) fn delete(&self, id: impl Into<String>) -> DeleteServer {
        DeleteServer {
            call: self.scope.call(&DELETE).set(&ID, &id.into()),
        }
    }

    pub(crate) fn list(&self) -> ListServers {
        ListServers {
            call: self.scope.call(&LIST),
        }
    }
}

/// Returns a server that has only its required properties.
pub(crate) fn server(id: &str) -> Server {
    let mut server: Server =
        serde_json::from_value(serde_json::json!({"id": "", "kind": "oauth", "owner": "o"}))
            .unwrap();
    server.id = id.to_owned();
    server.kind = Kind::Oauth;
    server
}

/// Returns a server with this id, in an envelope.
pub(crate) fn result(id: &str) -> String {
    format!(
        r#"{{"success":true,"result":{},"messages":["m"]}}"#,
        String::from_utf8(to_vec(&server(id))).unwrap()
    )
}

macro_rules! plain {
    ($name:ident => $($output:tt)+) => {
        #[derive(Clone, Debug)]
        pub(crate) struct $name {
            call: Call,
        }

        impl $name {
            fn into_call(self) -> Call {
                self.call
            }
        }

        setters!($name);
        request!($name => $($output)+);
    };
}

plain!(ReadServer => Server);
plain!(DeleteServer => ());
plain!(GetStatus => text);
plain!(GetReport => raw);
plain!(GetLogo => bytes);

macro_rules! with_body {
    ($name:ident) => {
        #[derive(Clone, Debug)]
        pub(crate) struct $name {
            call: Call,
            pub(crate) body: Server,
        }

        impl $name {
            fn into_call(self) -> Call {
                self.call.json(&self.body)
            }
        }

        setters!($name);
        request!($name => Server);
    };
}

with_body!(CreateServer);
with_body!(UpdateServer);

#[derive(Clone, Debug)]
pub(crate) struct ListServers {
    call: Call,
}

impl ListServers {
    pub(crate) fn page(mut self, page: i64) -> Self {
        self.call = self.call.set(&PAGE, &page);
        self
    }

    pub(crate) fn per_page(mut self, per_page: i64) -> Self {
        self.call = self.call.set(&PER_PAGE, &per_page);
        self
    }

    pub(crate) fn trace(mut self, trace: &str) -> Self {
        self.call = self.call.set(&TRACE, &trace.to_owned());
        self
    }

    fn into_call(self) -> Call {
        self.call
    }
}

setters!(ListServers);
pages!(ListServers => Value);
