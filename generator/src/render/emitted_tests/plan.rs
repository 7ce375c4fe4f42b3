//! The plan of a method's tests: its calls, and the responses.

use super::answers;
use super::responses::{self, SampleResponse};
use super::xml;
use crate::model::{Codec, Operation, Parameter, ParameterLocation, is_header_name};
use crate::render::context::RenderContext;
use crate::render::docs::inline_code;
use crate::render::resources::MethodFacts;
use crate::render::values::CallValues;
use crate::samples::Amount;

pub(super) struct Plan<'a> {
    pub(super) facts: MethodFacts<'a>,
    pub(super) least: CallValues<'a>,
    /// All values, if any are optional.
    pub(super) most: Option<CallValues<'a>>,
    /// A response for each documented status code; the first is a success.
    pub(super) responses: Vec<SampleResponse>,
    /// What is not tested, a line each.
    pub(super) gaps: Vec<String>,
}

pub(in crate::render) fn collect_test_gaps(cx: &RenderContext<'_>) -> Vec<String> {
    let operations = cx.api.operations.iter().enumerate();
    operations.for_each(|(index, operation)| record_test_plan(cx, index, &Plan::of(cx, operation)));
    cx.findings.gaps()
}

/// Records the plan of an operation, or why there is none.
pub(super) fn record_test_plan(
    cx: &RenderContext<'_>,
    index: usize,
    plan: &Result<Plan<'_>, String>,
) {
    match plan {
        Ok(plan) => cx.findings.note(
            index,
            Some(answers::output_kind_name(&plan.facts)),
            plan.gaps.clone(),
        ),
        Err(gap) => cx.findings.note(index, None, vec![gap.clone()]),
    }
}

impl<'a> Plan<'a> {
    pub(super) fn of(cx: &RenderContext<'a>, operation: &'a Operation) -> Result<Self, String> {
        let name = format!("{} {}", operation.method, inline_code(&operation.path));
        let facts = cx.method(operation).ok_or_else(|| name.clone())?;
        let least = testable_values(cx, &facts, Amount::Least).ok_or_else(|| name.clone())?;
        let (responses, unanswered) = responses::sample_responses(cx, &facts);
        if !responses.iter().any(SampleResponse::is_success) {
            return Err(name);
        }
        let mut gaps: Vec<String> = unanswered
            .iter()
            .map(|status| format!("{name}, answered by {status}"))
            .collect();
        let most = if facts.has_options() {
            testable_values(cx, &facts, Amount::Most)
        } else {
            None
        };
        match &most {
            None if facts.has_options() => gaps.push(format!("{name}, with everything")),
            None => {}
            Some(values) => gaps.extend(
                missing_parameters(operation, values)
                    .map(|missing| format!("{name}, with {missing}")),
            ),
        }
        Ok(Self {
            facts,
            least,
            most,
            responses,
            gaps,
        })
    }
}

/// The parameters that a call with all values lacks.
fn missing_parameters<'v>(
    operation: &'v Operation,
    values: &'v CallValues<'_>,
) -> impl Iterator<Item = String> {
    let is_given = |wire: &str| {
        values
            .parameters
            .iter()
            .any(|(parameter, _)| parameter.wire == wire)
    };
    let all = operation
        .parameters
        .iter()
        .map(|parameter| parameter.wire.as_str());
    all.filter(move |wire| !is_given(wire)).map(inline_code)
}

/// Values that Rust can express and whose serialization is known.
fn testable_values<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    amount: Amount,
) -> Option<CallValues<'a>> {
    let mut values = cx.made_values(facts, amount)?;
    let is_sendable = |parameter: &Parameter| {
        parameter.location != ParameterLocation::Header || is_header_name(&parameter.wire)
    };
    if values
        .parameters
        .iter()
        .any(|(parameter, _)| parameter.required && !is_sendable(parameter))
    {
        return None;
    }
    values
        .parameters
        .retain(|(parameter, _)| is_sendable(parameter));
    cx.writer().call(facts, &values)?;
    match (facts.content(), &values.body) {
        (Some(content), Some(body)) if content.codec == Codec::Xml => {
            xml::xml_document_text(cx, content.schema.as_ref()?, body)?;
        }
        (Some(content), Some(body)) if matches!(content.codec, Codec::Form | Codec::Multipart) => {
            body.as_object()?;
            xml::xml_body_parts(cx, content, body)?;
        }
        _ => {}
    }
    Some(values)
}
