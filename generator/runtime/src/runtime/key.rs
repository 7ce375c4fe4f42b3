//! Idempotency keys, by which a server recognizes a retried request.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A unique key: a UUID of version 4.
///
/// Its randomness is that of the standard library's hash maps; on platforms without any, users set keys themselves.
pub(crate) fn fresh() -> String {
    let random = || RandomState::new().build_hasher().finish();
    let (high, low) = (random(), random());
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}
