//! Facts about webhooks.

use crate::index::ApiIndex;
use crate::rust_type::RustType;
use model::{SignatureScheme, Type, TypeKind, WebhookEvent};

/// Returns the argument of `verify` that contains the signature: all headers, or the value of one
/// header.
pub fn signature_argument(scheme: SignatureScheme) -> &'static str {
    match scheme {
        SignatureScheme::Stripe => "signature",
        SignatureScheme::GitHub | SignatureScheme::Standard => "headers",
    }
}

impl<'a> ApiIndex<'a> {
    /// Returns the type in the variant of a webhook.
    pub fn event_type(&self, event: &'a WebhookEvent) -> RustType {
        let payload = self.item_type(&event.payload);
        let is_boxed = match event.payload.ty {
            Type::Named(id) => self
                .def(id)
                .is_some_and(|def| !matches!(def.kind, TypeKind::Enum(_))),
            _ => false,
        };
        if is_boxed { payload.boxed() } else { payload }
    }
}
