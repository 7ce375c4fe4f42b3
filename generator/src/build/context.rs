//! What all of building knows, and the diagnostics that it collects.

use std::collections::HashSet;

use serde_json::Value;

use crate::config::Config;
use crate::diag::{Diagnostic, Origin};
use crate::lock::Lock;
use crate::model::Api;
use crate::source::Document;

/// The crate before.
#[derive(Clone, Copy)]
pub(crate) struct Before<'d> {
    /// What it offered by name.
    pub(crate) lock: &'d Lock,
    /// The model of the same description without it.
    pub(crate) without: &'d Api,
}

/// What building knows and collects on its way.
pub(crate) struct Context<'d> {
    /// The description, lowered.
    pub(crate) document: &'d Document,
    /// How the client is to be shaped.
    pub(crate) config: &'d Config,
    /// The crate before.
    pub(crate) before: Option<Before<'d>>,
    /// What there is to say.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What `generator.yaml` asks for and the description does not have.
    pub(crate) config_problems: Vec<Diagnostic>,
    /// What was said already, and where: one cause, one message.
    said: HashSet<(Origin, &'static str, String)>,
    /// Whether the operation or type at hand lost something.
    loosened: bool,
    /// How many parts all schemas have that were looked at.
    pub(super) parts: usize,
}

impl<'d> Context<'d> {
    pub(crate) fn new(document: &'d Document, config: &'d Config, before: Option<Before<'d>>) -> Self {
        Self {
            document,
            config,
            before,
            diagnostics: Vec::new(),
            config_problems: Vec::new(),
            said: HashSet::new(),
            loosened: false,
            parts: 0,
        }
    }

    /// Notes that the operation or type at hand uses something that was loosened before.
    pub(crate) fn uses_loosened(&mut self) {
        self.loosened = true;
    }

    /// Says something that costs the user nothing (a rename, an ignored annotation).
    pub(crate) fn warn(&mut self, diagnostic: Diagnostic) {
        let Diagnostic { origin, code, message, .. } = &diagnostic;
        let is_new = origin.clone().is_none_or(|origin| self.said.insert((origin, code, message.clone())));
        if is_new {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Says that something is missing at the diagnostic's place, unless it was there, could not be used, and this was said.
    pub(crate) fn miss(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic.origin.as_ref().is_some_and(|origin| self.document.was_dropped(origin)) {
            return;
        }
        // What is missing stands nowhere: the place is what it is missing from.
        while let Some(around) = diagnostic.origin.as_ref().filter(|at| !self.document.is_written(at)) {
            diagnostic.origin = around.parent();
        }
        self.warn(diagnostic);
    }

    /// Says that a piece is typed looser than described, or is missing.
    pub(crate) fn loosen(&mut self, diagnostic: Diagnostic) {
        self.loosened = true;
        self.warn(diagnostic);
    }

    /// Runs `build` and tells whether something was loosened meanwhile.
    pub(crate) fn watch<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let before = std::mem::take(&mut self.loosened);
        let result = build(self);
        let loosened = std::mem::replace(&mut self.loosened, before);
        self.loosened |= loosened;
        (result, loosened)
    }

    /// The schema that a value of `mapping` names: by reference, or by the name of its component.
    pub(crate) fn mapped(&self, from: &Origin, reference: &str) -> Option<Origin> {
        let resolve = |reference: &str| self.document.resolve(from, reference).ok();
        let is_path = reference.contains(['/', '#']);
        let component = if is_path { None } else { resolve(&format!("#/components/schemas/{reference}")) };
        component.or_else(|| resolve(reference))
    }

    /// Like [`Self::follow`], for references that do not affect coverage.
    pub(crate) fn follow_quietly(&mut self, origin: &Origin, instead: &str) -> Option<Origin> {
        let loosened = self.loosened;
        let target = self.follow(origin.clone(), instead);
        self.loosened = loosened;
        target
    }

    /// What stands beside a `$ref` and goes before the description of what it leads to, as 3.1 has it.
    pub(crate) fn described_beside(&self, origin: &Origin) -> Option<String> {
        let object = self.document.value(origin)?.as_object()?;
        let text = object.get("description").filter(|_| object.contains_key("$ref") && !self.document.is_3_0());
        text.and_then(Value::as_str).map(str::to_owned)
    }

    /// The place that the reference object at `origin` leads to, or `origin` itself; `instead` says what becomes of a
    /// reference that leads nowhere.
    pub(crate) fn follow(&mut self, origin: Origin, instead: &str) -> Option<Origin> {
        let Some(reference) = self.document.value(&origin)?.get("$ref").and_then(Value::as_str) else {
            return Some(origin);
        };
        match self.document.resolve(&origin, reference) {
            Ok(target) => Some(target),
            Err(diagnostic) => {
                self.loosen(diagnostic.instead(instead));
                None
            }
        }
    }
}
