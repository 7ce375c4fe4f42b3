//! Confirmation of calls that may destroy or overwrite something.

use std::collections::BTreeMap;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction,
    ElicitationSchema, InputRequest, InputRequiredResult, ProtocolVersion,
};
use rmcp::service::RequestContext;

use super::calls::OperationCall;
use super::selection::is_destructive;
use super::server::Server;
use super::tools::shorten;

/// The name of the question in the responses of a client.
const QUESTION: &str = "confirm";

/// The maximum number of characters of the arguments in a question.
const SHOWN: usize = 500;

/// Whether a call may be sent.
pub(crate) enum Consent {
    /// It may.
    Given,
    /// The client asks the user, and calls again.
    Asked(InputRequiredResult),
}

impl Server {
    /// Asks the user, or the agent if the client cannot ask the user.
    ///
    /// # Errors
    /// The message for the agent: the call is refused.
    pub(crate) async fn confirm(
        &self,
        call: &OperationCall,
        request: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<Consent, String> {
        if !self.settings.confirms || !is_destructive(self.program.catalog, call.entry) {
            return Ok(Consent::Given);
        }
        let capabilities = context.client_capabilities().unwrap_or_default();
        let elicitation = capabilities.elicitation;
        if !elicitation.is_some_and(|modes| modes.form.is_some() || modes.url.is_none()) {
            return match call.is_confirmed {
                true => Ok(Consent::Given),
                false => Err(format!(
                    "not sent: `{}` may destroy or overwrite something; ask the user, and then \
                     call again with `\"{}\": true`",
                    call.entry.name, call.confirm
                )),
            };
        }
        let answers = request.input_responses.as_ref();
        let answer = match answers.and_then(|answers| answers.get(QUESTION)) {
            Some(answer) => serde_json::from_value::<ElicitResult>(answer.clone()).ok(),
            None if asks_by_result(context) => {
                let question = InputRequest::Elicitation(ElicitRequest::new(question(call)));
                let questions = BTreeMap::from([(QUESTION.to_owned(), question)]);
                return Ok(Consent::Asked(InputRequiredResult::from_input_requests(
                    questions,
                )));
            }
            None => context.peer.create_elicitation(question(call)).await.ok(),
        };
        match answer.map(|answer| answer.action) {
            Some(ElicitationAction::Accept) => Ok(Consent::Given),
            Some(_) => Err("not sent: the user refused the call".to_owned()),
            None => Err("not sent: the client did not ask the user".to_owned()),
        }
    }
}

/// Returns whether the version of the protocol has no requests to clients; a result asks instead.
fn asks_by_result(context: &RequestContext<RoleServer>) -> bool {
    let version = context.protocol_version();
    version.is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

fn question(call: &OperationCall) -> ElicitRequestParams {
    let operation = call.entry.operation;
    let arguments = serde_json::Value::Object(call.arguments.clone()).to_string();
    ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: format!(
            "Call {} ({} {}) with {}?",
            call.entry.name,
            operation.method,
            operation.path,
            shorten(&arguments, SHOWN)
        ),
        requested_schema: ElicitationSchema::new(BTreeMap::new()),
    }
}
