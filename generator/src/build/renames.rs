//! Names that are not the wanted ones: told, each with the line of `generator.yaml` that gives a better one.
//!
//! A keyword's underscore (`type_`) and a digit's letter (`n2fa`) are no renames: they never change, whatever comes or goes.

use super::Context;
use super::operations::Found;
use crate::diag::{Diagnostic, Origin};
use crate::naming::{Claim, Rename, Scope};

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// A property of a struct.
    Field,
    /// A parameter of an operation.
    Parameter,
    /// A value of an enum.
    Value,
    /// A member of a union.
    Member,
}

impl Named {
    fn code(self) -> &'static str {
        match self {
            Self::Field => "renamed-property",
            Self::Parameter => "renamed-parameter",
            Self::Value => "renamed-value",
            Self::Member => "renamed-member",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Field => "property",
            Self::Parameter => "parameter",
            Self::Value => "value",
            Self::Member => "member",
        }
    }
}

/// Hands out the configured name of what stands at `origin`, or else `wanted`, and says so if it is neither.
pub(crate) fn claim(cx: &mut Context<'_>, scope: &mut Scope, named: Named, wanted: &str, origin: &Origin) -> String {
    let wanted = cx.config.name_at(origin).unwrap_or(wanted);
    let claim = scope.claim(wanted);
    tell(cx, named, wanted, &claim, origin);
    claim.name
}

fn tell(cx: &mut Context<'_>, named: Named, wanted: &str, claim: &Claim, origin: &Origin) {
    let fact = match claim.rename {
        None => return,
        Some(Rename::Taken) => format!("another {} is called `{wanted}`", named.noun()),
        Some(Rename::Reserved) => format!("`{wanted}` is a name that clients have already"),
    };
    cx.warn(
        Diagnostic::warning(named.code(), fact)
            .at(origin)
            .instead(format!("this {} is called `{}`", named.noun(), claim.name))
            .help(format!("name it in `generator.yaml`: names: {{ '{}': {wanted}… }}", origin.pointer)),
    );
}

/// Says that no method name of an operation was free.
pub(crate) fn tell_method(cx: &mut Context<'_>, candidates: &[String], method: &str, found: &Found) {
    let wanted = candidates.first().map_or("", String::as_str);
    cx.warn(
        Diagnostic::warning(
            "renamed-method",
            format!("another method, or one that clients have already, is called `{wanted}`"),
        )
        .at(&found.origin)
        .instead(format!("this one is called `{method}`"))
        .help(format!("name it in `generator.yaml`: resources: {{ …: {{ {wanted}…: {} }} }}", found.id)),
    );
}
