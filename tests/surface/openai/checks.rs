//! Checks what the programs send and read.

use std::collections::HashMap;

use openai::testing::MockTransport;
use openai::types::{
    CreateAssistantRequest, CreateEmbeddingRequest, CreateEmbeddingResponse, FunctionTool,
};
use serde_json::Value;

use super::*;

fn completion_json(message: Value, reason: &str) -> Value {
    json!({"id": "chatcmpl-1", "object": "chat.completion", "created": 1_714_560_000, "model": "gpt-4o-2024-08-06",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}, "system_fingerprint": "fp_1"})
}

fn any_request() -> CreateChatCompletionRequest {
    CreateChatCompletionRequest::new("", [ChatCompletionRequestUserMessage::new("")])
}

#[tokio::test]
async fn a_chat() {
    let mock = MockTransport::new();
    let message =
        json!({"role": "assistant", "content": "Hello!", "refusal": null, "annotations": []});
    mock.on_any(|client| client.chat().completions().create(any_request()))
        .respond_json(200, completion_json(message, "stop"))
        .times(2);
    chat(&mock.client()).await.unwrap();
    let calls = mock.calls();
    let call = &calls[0];
    assert_eq!(
        (call.method.as_str(), call.path.as_str()),
        ("POST", "/chat/completions")
    );
    assert_eq!(call.header("content-type"), Some("application/json"));
    assert_eq!(call.header("accept"), Some("application/json"));
    assert!(call.query.is_empty() && call.header("authorization").is_some());
    assert_eq!(
        call.json(),
        json!({"messages": [{"role": "user", "content": "Say hello"}], "model": "gpt-4o", "temperature": 0.7,
            "stop": "END", "reasoning_effort": "high", "max_completion_tokens": 200})
    );

    let response = mock
        .client()
        .chat()
        .completions()
        .create(any_request())
        .send_raw()
        .await
        .unwrap();
    assert!(
        response.deviations().is_empty(),
        "{:?}",
        response.deviations()
    );
    let response = response.into_value();
    let message = &response.choices[0].message;
    match message.role.as_str() {
        "assistant" => assert_eq!(message.content.as_deref(), Some("Hello!")),
        other => panic!("{other}"),
    }
    assert_eq!(
        (response.created, response.choices[0].finish_reason.as_str()),
        (1_714_560_000, "stop")
    );
    mock.verify();
}

#[tokio::test]
async fn a_chat_is_streamed() {
    let mut sent = String::new();
    for part in [
        delta_json(json!({"role": "assistant", "content": "", "refusal": null})),
        delta_json(json!({"content": "One, "})),
        delta_json(json!({"content": "zwölf"})),
        chunk_json(json!({"index": 0, "delta": {}, "logprobs": null, "finish_reason": "stop"})),
    ] {
        sent.push_str(&format!("data: {part}\n\n"));
    }
    sent.push_str("data: [DONE]\n\n");
    let mock = MockTransport::new();
    mock.on_any(|client| client.chat().completions().create(any_request()))
        .respond_body(200, "text/event-stream; charset=utf-8", sent)
        .in_pieces(7)
        .times(2);
    stream(&mock.client()).await.unwrap();
    let calls = mock.calls();
    assert_eq!(calls[0].header("accept"), Some("text/event-stream"));
    let body = json!({"messages": [{"role": "user", "content": "Count"}], "model": "gpt-4o", "stream": true});
    assert_eq!(calls[0].json(), body);

    let mut events = mock
        .client()
        .chat()
        .completions()
        .create(any_request())
        .stream_events()
        .await
        .unwrap();
    let (mut text, mut reasons) = (String::new(), Vec::new());
    while let Some(event) = events.try_next().await.unwrap() {
        text.push_str(
            event.data.choices[0]
                .delta
                .content
                .as_deref()
                .unwrap_or_default(),
        );
        reasons.extend(
            event.data.choices[0]
                .finish_reason
                .as_ref()
                .map(|reason| reason.as_str().to_owned()),
        );
    }
    assert_eq!(
        (text.as_str(), reasons),
        ("One, zwölf", vec!["stop".to_owned()])
    );
    mock.verify();
}

fn chunk_json(choice: Value) -> Value {
    json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_714_560_000,
            "model": "gpt-4o-2024-08-06", "service_tier": "default", "choices": [choice]})
}

fn delta_json(delta: Value) -> Value {
    chunk_json(json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": null}))
}

#[tokio::test]
async fn an_edit_is_a_form_with_a_file() {
    std::fs::write("cat.png", "a picture").unwrap();
    let mock = MockTransport::new();
    let any = || CreateImageEditRequest::new("", Upload::from(""));
    mock.on_any(|client| client.images().edits().create_multipart(any()))
        .respond_json(200, json!({"created": 1}));
    edit(&mock.client()).await.unwrap();
    let calls = mock.calls();
    assert_eq!(
        (calls[0].method.as_str(), calls[0].path.as_str()),
        ("POST", "/images/edits")
    );
    assert!(
        calls[0]
            .header("content-type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    let body = String::from_utf8_lossy(&calls[0].body);
    for part in [
        "name=\"image\"; filename=\"cat.png\"",
        "\r\n\r\na picture\r\n",
        "\r\n\r\nadd a hat\r\n",
        "\r\n\r\ngpt-image-1\r\n",
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
}

#[tokio::test]
async fn tools_are_called() {
    let mock = MockTransport::new();
    let call = json!({"id": "call_1", "type": "function",
        "function": {"name": "get_weather", "arguments": "{\"city\":\"Paris\"}"}});
    let custom =
        json!({"id": "call_2", "type": "custom", "custom": {"name": "other", "input": "x"}});
    let new = json!({"id": "call_3", "type": "invented_later"});
    let message = json!({"role": "assistant", "content": null, "refusal": null, "tool_calls": [call, custom, new]});
    mock.on_any(|client| client.chat().completions().create(any_request()))
        .respond_json(200, completion_json(message, "tool_calls"))
        .times(2);
    tools(&mock.client()).await.unwrap();
    let schema =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let function =
        json!({"name": "get_weather", "description": "Weather in a city", "parameters": schema});
    assert_eq!(
        mock.calls()[0].json(),
        json!({"messages": [{"role": "user", "content": "Weather in Paris?"}], "model": "gpt-4o",
            "tools": [{"type": "function", "function": function}]})
    );

    let response = mock
        .client()
        .chat()
        .completions()
        .create(any_request())
        .await
        .unwrap();
    let calls = response.choices[0].message.tool_calls.clone().unwrap();
    let names: Vec<&str> = calls
        .iter()
        .filter_map(|item| item.as_function())
        .map(|call| &*call.function.name)
        .collect();
    assert_eq!((calls.len(), names), (3, vec!["get_weather"]));
    let answer = ChatCompletionRequestAssistantMessage::new().tool_calls(calls);
    let written = serde_json::to_value(answer).unwrap();
    assert_eq!(
        written,
        json!({"role": "assistant", "tool_calls": [call, custom, new]}),
        "all of them go back"
    );
    mock.verify();
}

#[tokio::test]
async fn a_vector() {
    let mock = MockTransport::new();
    let body = CreateEmbeddingRequest::new("text-embedding-3-small", "hello");
    let sent = json!({"object": "list", "model": "text-embedding-3-small",
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
        "data": [{"object": "embedding", "index": 0, "embedding": [0.0023064255, -1, 1e-7]}]});
    mock.on_exactly(|client| client.embeddings().create(body.clone()))
        .respond_json(200, sent);
    let response = mock
        .client()
        .embeddings()
        .create(body.clone())
        .await
        .unwrap();
    assert_eq!(vector(response), [0.002_306_425_5, -1.0, 1e-7]);
    mock.verify();
    assert_eq!(
        mock.calls()[0].json(),
        json!({"input": "hello", "model": "text-embedding-3-small"})
    );
}

#[tokio::test]
async fn a_job_is_cancelled_and_stored_messages_are_read_from_all_pages() {
    let mock = MockTransport::new();
    mock.on(|client| client.fine_tuning().jobs().cancel("ftjob-1"))
        .respond_json(200, json!({"id": "ftjob-1", "status": "cancelled"}));
    let messages = |client: &Client| client.chat().completions().list_messages("chatcmpl-1");
    mock.on_exactly(messages)
        .respond_json(200, page_of_messages("chatcmpl-1-0", true));
    mock.on_exactly(|client| messages(client).after("chatcmpl-1-0"))
        .respond_json(200, page_of_messages("chatcmpl-1-1", false));
    more(&mock.client()).await.unwrap();
    mock.verify();
    let calls = mock.calls();
    let sent: Vec<(&str, &str)> = calls
        .iter()
        .map(|call| (call.method.as_str(), call.path.as_str()))
        .collect();
    assert_eq!(
        sent,
        [
            ("POST", "/fine_tuning/jobs/ftjob-1/cancel"),
            ("GET", "/chat/completions/chatcmpl-1/messages"),
            ("GET", "/chat/completions/chatcmpl-1/messages"),
        ]
    );
}

fn page_of_messages(id: &str, has_more: bool) -> Value {
    let message = json!({"id": id, "role": "user", "content": "Say hello", "refusal": null});
    json!({"object": "list", "data": [message], "first_id": id, "last_id": id, "has_more": has_more})
}

#[test]
fn guesses() {
    let chat = any_request()
        .temperature(0.7)
        .stop(["a", "b"])
        .reasoning_effort("high")
        .metadata([("k", "v")]);
    let body = serde_json::to_value(&chat).unwrap();
    assert_eq!(body["temperature"], 0.7);
    assert_eq!(body["stop"], json!(["a", "b"]));
    assert_eq!(body["reasoning_effort"], "high");
    assert_eq!(body["metadata"], json!({"k": "v"}));
    let chat = any_request()
        .stop("END")
        .metadata(HashMap::from([("k", "v")]));
    let body = serde_json::to_value(&chat).unwrap();
    assert_eq!(
        (&body["stop"], &body["metadata"]),
        (&json!("END"), &json!({"k": "v"}))
    );

    let answer = ChatCompletionRequestAssistantMessage::new().content("hi");
    let messages: Vec<ChatCompletionRequestMessage> = vec![
        ChatCompletionRequestUserMessage::new("hello").into(),
        answer.into(),
    ];
    let roles: Vec<Value> = messages
        .iter()
        .map(|message| serde_json::to_value(message).unwrap())
        .collect();
    assert_eq!(
        roles,
        [
            json!({"role": "user", "content": "hello"}),
            json!({"role": "assistant", "content": "hi"})
        ]
    );

    let function = FunctionObject::new("f").parameters(json!({"type": "object"}));
    assert_eq!(
        serde_json::to_value(&function).unwrap(),
        json!({"name": "f", "parameters": {"type": "object"}})
    );
    let assistant = CreateAssistantRequest::new("gpt-4o").description("helps");
    assert_eq!(
        serde_json::to_value(&assistant).unwrap(),
        json!({"model": "gpt-4o", "description": "helps"})
    );
    let response: CreateEmbeddingResponse =
        serde_json::from_value(json!({"object": "list", "model": "m", "data": []})).unwrap();
    let found: Vec<f64> = vector(response);
    assert!(found.is_empty());
    let tool = FunctionTool::new("f", true, json!({"type": "object"}));
    let expected =
        json!({"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": true});
    assert_eq!(serde_json::to_value(&tool).unwrap(), expected);
    let inputs = [
        CreateEmbeddingRequest::new("m", "a"),
        CreateEmbeddingRequest::new("m", ["a", "b"]),
        CreateEmbeddingRequest::new("m", vec!["a", "b"]),
        CreateEmbeddingRequest::new("m", [1, 2]),
    ];
    let inputs = inputs.map(|one| serde_json::to_value(&one).unwrap()["input"].clone());
    assert_eq!(
        inputs,
        [
            json!("a"),
            json!(["a", "b"]),
            json!(["a", "b"]),
            json!([1, 2])
        ]
    );
}

#[tokio::test]
async fn the_contents_of_a_file() {
    let mock = MockTransport::new();
    let body = "{\"id\":1}\n{\"id\":2}\n";
    mock.on_any(|client| client.files().content("file-1"))
        .respond_body(200, "application/octet-stream", body);
    let lines = mock.client().files().content("file-1").await.unwrap();
    assert_eq!(lines.lines().count(), 2);
}
