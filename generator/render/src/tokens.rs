//! Expressions of the standard library that several kinds of files contain.

use std::time::Duration;

use code_format::{Code, ToCode, code};

pub(crate) fn option_tokens(value: Option<impl ToCode>) -> Code {
    match value {
        Some(value) => code!(Some(#value)),
        None => code!(None),
    }
}

pub(crate) fn duration_tokens(duration: Duration) -> Code {
    let millis = Code::number(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
    code!(std::time::Duration::from_millis(#millis))
}
