//! `verify`: verifies the signature of a webhook, then decodes its payload.

use code_format::code;

use super::events::{UNREADABLE, webhook_output_type};
use crate::context::make_ident;
use crate::doc::Doc;
use crate::source_file::RustSourceFile;
use model::{SignatureScheme, Webhooks};
use surface::signature_argument;

pub(crate) struct Scheme {
    module: &'static str,
    /// The argument of `verify` that contains the signature: all headers, or the value of one
    /// header.
    pub(crate) argument: &'static str,
    /// The docs of this argument.
    pub(crate) signature: &'static str,
    /// Whether a signature includes a time.
    is_timed: bool,
}

impl Scheme {
    pub(crate) fn of(scheme: SignatureScheme) -> Self {
        let argument = signature_argument(scheme);
        match scheme {
            SignatureScheme::Stripe => Self {
                argument,
                module: "webhook_stripe",
                signature: "its header `Stripe-Signature`",
                is_timed: true,
            },
            SignatureScheme::GitHub => Self {
                argument,
                module: "webhook_github",
                signature: "its headers, including `X-GitHub-Event` and `X-Hub-Signature-256`",
                is_timed: false,
            },
            SignatureScheme::Standard => Self {
                argument,
                module: "webhook_standard",
                signature: "its headers, including `webhook-id`, `webhook-timestamp` and `webhook-signature`",
                is_timed: true,
            },
        }
    }

    pub(crate) fn takes_headers(&self) -> bool {
        self.argument == "headers"
    }
}

pub(super) fn emit_webhook_verification<'a>(file: &mut RustSourceFile<'a>, webhooks: &'a Webhooks) {
    let Some(kind) = webhooks.scheme else { return };
    let scheme = Scheme::of(kind);
    if webhooks.is_verified_whole() {
        emit_verify_function(file, webhooks, &scheme);
    }
    let module = scheme.module;
    let names = if scheme.is_timed {
        "{TOLERANCE, verify_signature}"
    } else {
        "verify_signature"
    };
    file.push_text(format!(
        "#[cfg(feature = \"webhooks\")]\n#[doc(inline)]\npub use crate::runtime::{module}::{names};"
    ));
}

fn emit_verify_function<'a>(
    file: &mut RustSourceFile<'a>,
    webhooks: &'a Webhooks,
    scheme: &Scheme,
) {
    let output = webhook_output_type(file, webhooks);
    let error = file.imports.runtime_name("error", "Error");
    let module = make_ident(scheme.module);
    let argument = make_ident(scheme.argument);
    let ty = if scheme.takes_headers() {
        code!(&http::HeaderMap)
    } else {
        code!(&str)
    };
    let arguments = format!(
        "`payload` is the unmodified body of the request; `{argument}`: {}; `secret`: the signing secret of the API.",
        scheme.signature,
    );
    let fault = if scheme.is_timed {
        "does not match the payload and secret, or is too old"
    } else {
        "does not match the payload and secret"
    };
    let age =
        "The timestamp may differ by five minutes; [`verify_signature`] takes another tolerance.";
    let docs = Doc::new()
        .paragraph("Verifies the signature of a webhook and decodes its payload.")
        .paragraph(&arguments)
        .paragraph(if scheme.is_timed { age } else { "" })
        .heading("Errors")
        .paragraph(&format!(
            "[`Error::is_invalid_signature`](crate::Error::is_invalid_signature): the signature {fault}."
        ))
        .paragraph(UNREADABLE)
        .tokens();
    let time = scheme
        .is_timed
        .then(|| code!(, std::time::SystemTime::now(), TOLERANCE));
    let is_named = webhooks.payload.is_none() && webhooks.scheme == Some(SignatureScheme::GitHub);
    let read = if is_named {
        code!(parse_as(crate::runtime::#module::event_name(headers)?, payload))
    } else {
        code!(parse(payload))
    };
    let item = code! {
        #docs
        #[cfg(feature = "webhooks")]
        pub fn verify(payload: &[u8], #argument: #ty, secret: &str) -> Result<#output, #error> {
            verify_signature(payload, #argument, secret #time)?;
            #read
        }
    };
    file.push("verify", item);
}
