//! The quick start program: in the README, in the crate docs, and as a runnable example.

use serde_json::Value;

use super::context::RenderContext;
use super::credentials::{sample_credentials, sample_values};
use super::doctest::indent_lines;
use super::imports::Imports;
use super::resources::example_statements;
use super::showcase::{is_creation, is_purpose};
use super::values::{CallValues, is_string_placeholder};
use crate::format;
use model::{ChosenCall, HttpMethod, Operation};
use samples::Amount;
use surface::{MethodFacts, OutputFacts, schemes_of_new, security_scheme_facts};

const MAX_VALUES: usize = 4;

pub(super) struct ShownCall<'a> {
    pub(super) facts: MethodFacts<'a>,
    pub(super) values: CallValues<'a>,
}

/// Returns whether a method returns a value from JSON, or pages of such values.
pub(super) fn returns_json_value(facts: &MethodFacts<'_>) -> bool {
    matches!(facts.output, OutputFacts::Json(_) | OutputFacts::Pages(_))
}

/// Returns whether a method reads one value.
fn reads_single_value(facts: &MethodFacts<'_>) -> bool {
    facts.operation.method == HttpMethod::Get && matches!(facts.output, OutputFacts::Json(_))
}

impl<'a> RenderContext<'a> {
    /// Returns the best call for an example, among the methods that satisfy `is_wanted`. A simple
    /// call is preferred, unless it belongs to a much less important resource.
    pub(super) fn best_call(
        &self,
        is_wanted: impl Fn(&MethodFacts<'a>) -> bool,
    ) -> Option<ShownCall<'a>> {
        self.best_call_of(|_| true, is_wanted)
    }

    /// Returns the best call of the operations that satisfy `is_candidate`.
    fn best_call_of(
        &self,
        is_candidate: impl Fn(&Operation) -> bool,
        is_wanted: impl Fn(&MethodFacts<'a>) -> bool,
    ) -> Option<ShownCall<'a>> {
        let facts = self
            .showcase()
            .filter(|(_, operation)| is_candidate(operation))
            .filter_map(|(call, operation)| Some((call.weight, self.index.method(operation)?)));
        let mut fallback: Option<(u64, ShownCall<'a>)> = None;
        for (weight, facts) in facts.filter(|(_, facts)| is_wanted(facts)) {
            if fallback
                .as_ref()
                .is_some_and(|(most, _)| weight * 2 < *most)
            {
                break;
            }
            let Some(values) = self.call_values(&facts, Amount::Least) else {
                continue;
            };
            if self.writer().call(&facts, &values).is_none() {
                continue;
            }
            let shown = ShownCall { facts, values };
            if self.is_plain(&shown) {
                return Some(shown);
            }
            fallback = fallback.or(Some((weight, shown)));
        }
        fallback.map(|(_, shown)| shown)
    }

    /// Returns the call that `generator.yaml` chooses, if its method can be called. The call has
    /// the chosen values, if all of them can be written as code.
    pub(super) fn chosen_call(&self, chosen: Option<&ChosenCall>) -> Option<ShownCall<'a>> {
        let chosen = chosen?;
        let operation = self
            .api
            .operations
            .iter()
            .find(|operation| operation.id == chosen.operation)?;
        let facts = self.index.method(operation)?;
        let usual = self.call_values(&facts, Amount::Least)?;
        let values = self.with_chosen_values(&facts, usual.clone(), &chosen.values);
        for values in [values, usual] {
            if self.writer().call(&facts, &values).is_some() {
                return Some(ShownCall { facts, values });
            }
        }
        None
    }

    /// Returns whether a call is self-explanatory: its body is small, and each string is an
    /// example, one of few allowed values, or named after its parameter.
    fn is_plain(&self, shown: &ShownCall<'a>) -> bool {
        let mut required = shown
            .values
            .parameters
            .iter()
            .filter(|(parameter, _)| parameter.required);
        required.clone().count() <= MAX_VALUES
            && required.all(|(parameter, value)| {
                !is_string_placeholder(value) || parameter.example.is_some()
            })
            && shown
                .values
                .body
                .as_ref()
                .is_none_or(|body| count_scalars(body) <= MAX_VALUES)
    }

    /// Returns the first call to show: the chosen one; or else one that is the purpose of the API;
    /// or else one of the main resources, preferably a list, then a read or a creation; or else any
    /// call.
    pub(super) fn first_call(&self) -> Option<ShownCall<'a>> {
        let chosen = self.chosen_call(self.api.readme.usage.as_ref());
        if chosen.is_some() {
            return chosen;
        }
        let main = self
            .best_call_of(|operation| is_purpose(self.api, operation), |_| true)
            .or_else(|| {
                self.best_call(|facts| {
                    let is_read = facts.operation.method == HttpMethod::Get;
                    returns_json_value(facts) && (is_read || is_creation(facts.operation))
                })
            })
            .or_else(|| self.best_call(returns_json_value))
            .or_else(|| self.best_call(|_| true))?;
        Some(self.with_shown_body(main))
    }

    /// Returns the same call with a body that shows properties, if that can be written as code.
    pub(super) fn with_shown_body(&self, shown: ShownCall<'a>) -> ShownCall<'a> {
        let values = self.with_informative_body(&shown.facts, shown.values.clone());
        match self.writer().call(&shown.facts, &values) {
            Some(_) => ShownCall { values, ..shown },
            None => shown,
        }
    }

    /// Returns a call that returns one value, preferably a lookup that may find nothing.
    pub(super) fn single_value_call(&self) -> Option<ShownCall<'a>> {
        self.best_call(|facts| reads_single_value(facts) && facts.operation.path.ends_with('}'))
            .or_else(|| self.best_call(reads_single_value))
            .or_else(|| self.best_call(|facts| matches!(facts.output, OutputFacts::Json(_))))
    }

    /// Returns the chosen call; or else a call that returns one value, preferably a lookup; or else
    /// preferably a call without pages and streams.
    pub(super) fn any_call(&self) -> Option<ShownCall<'a>> {
        self.chosen_call(self.api.readme.calls.as_ref())
            .or_else(|| self.single_value_call())
            .or_else(|| {
                self.best_call(|facts| {
                    !matches!(facts.output, OutputFacts::Pages(_) | OutputFacts::Stream(_))
                })
            })
            .or_else(|| self.best_call(|_| true))
    }

    /// Returns the statements of the quick start, which create a client and call a method.
    pub(super) fn quick_start_statements(&self, shown: &ShownCall<'a>) -> Option<String> {
        let mut imports = Imports::outside(self);
        imports.add(&self.crate_name(), "Client");
        let call = imports.shorten(&self.writer().call(&shown.facts, &shown.values)?);
        let body = format::format_statements(
            &shown.facts.operation.id,
            &example_statements(self, &shown.facts, &call),
        )
        .ok()?;
        Some(format!(
            "{}\n\nlet client = {};\n{body}",
            imports.lines(),
            self.client_expression()
        ))
    }

    fn client_expression(&self) -> String {
        match self.example_base_url() {
            Some(base_url) => self.builder_lines(&base_url),
            None if self.api.client.has_configured_variables => "Client::from_env()?".to_owned(),
            None => format!("Client::new({})", sample_credentials(self)),
        }
    }

    /// Returns the program as a user would write it.
    pub(super) fn quick_start_program(&self, shown: &ShownCall<'a>) -> Option<String> {
        let mut imports = Imports::example(self);
        let call = imports.shorten(&self.writer().call(&shown.facts, &shown.values)?);
        let body = format::format_statements(
            &shown.facts.operation.id,
            &example_statements(self, &shown.facts, &call),
        )
        .ok()?;
        let statements = format!("let client = {};\n{body}\nOk(())", self.client_expression());
        Some(format!(
            "{}\n\n#[tokio::main]\nasync fn main() -> Result<(), Error> {{\n{}\n}}",
            imports.lines(),
            indent_lines(&statements)
        ))
    }

    /// Returns the lines that build a client with a base URL, and with everything else that
    /// `Client::new` or `Client::from_env` would set.
    fn builder_lines(&self, base_url: &str) -> String {
        let mut lines = vec![
            "Client::builder()".to_owned(),
            format!(".base_url({base_url:?})"),
        ];
        if self.api.client.has_configured_variables {
            lines.push(".env()".to_owned());
        } else {
            let schemes = security_scheme_facts(self.api);
            for facts in schemes_of_new(self.api, &schemes) {
                lines.push(format!(".{}({})", facts.setter, sample_values(facts)));
            }
        }
        lines.push(".build()?".to_owned());
        lines.join("\n    ")
    }
}

/// Returns the number of strings, numbers and booleans in a value.
pub(super) fn count_scalars(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(count_scalars).sum(),
        Value::Object(members) => members.values().map(count_scalars).sum(),
        _ => 1,
    }
}
