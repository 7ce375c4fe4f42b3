//! OpenAI: tags and ids, but names come from the paths. Floats, nullable properties, unions.
//! Components keep their own names.
use openai::types::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestToolMessage, ChatCompletionRequestUserMessage, ChatCompletionTool,
    CreateChatCompletionRequest, CreateImageEditRequest, FunctionObject,
};
use openai::{Client, Error, Upload};
use serde_json::json;

async fn chat(client: &Client) -> Result<(), Error> {
    let request = CreateChatCompletionRequest::new(
        "gpt-4o",
        [ChatCompletionRequestUserMessage::new("Say hello")],
    )
    .temperature(0.7)
    .stop("END")
    .reasoning_effort("high")
    .max_completion_tokens(200);
    let response = client.chat().completions().create(request).await?;
    println!(
        "{}",
        response.choices[0]
            .message
            .content
            .as_deref()
            .unwrap_or_default()
    );
    Ok(())
}

async fn stream(client: &Client) -> Result<(), Error> {
    let request = CreateChatCompletionRequest::new(
        "gpt-4o",
        [ChatCompletionRequestUserMessage::new("Count")],
    );
    let mut events = client
        .chat()
        .completions()
        .create(request)
        .stream_events()
        .await?;
    while let Some(event) = events.try_next().await? {
        print!(
            "{}",
            event.data.choices[0]
                .delta
                .content
                .as_deref()
                .unwrap_or_default()
        );
    }
    Ok(())
}

async fn edit(client: &Client) -> Result<(), Error> {
    // A body with two forms: each form has a separate method, and needs no value of the other form.
    let form = CreateImageEditRequest::new("add a hat", Upload::file("cat.png").await?)
        .model("gpt-image-1");
    let response = client.images().edits().create_multipart(form).await?;
    println!("{:?}", response.data);
    Ok(())
}

async fn tools(client: &Client) -> Result<(), Error> {
    let schema =
        json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let weather = ChatCompletionTool::new(
        FunctionObject::new("get_weather")
            .description("Weather in a city")
            .parameters(schema),
    );
    let mut messages: Vec<ChatCompletionRequestMessage> =
        vec![ChatCompletionRequestUserMessage::new("Weather in Paris?").into()];
    let request = CreateChatCompletionRequest::new("gpt-4o", messages.clone()).tools([weather]);
    let response = client.chat().completions().create(request).await?;
    let calls = response.choices[0]
        .message
        .tool_calls
        .clone()
        .unwrap_or_default();
    messages.push(
        ChatCompletionRequestAssistantMessage::new()
            .tool_calls(calls.clone())
            .into(),
    );
    for call in calls.iter().filter_map(|call| call.as_function()) {
        messages.push(ChatCompletionRequestToolMessage::new("18C", &call.id).into());
    }
    assert!(matches!(messages[0], ChatCompletionRequestMessage::User(_)));
    Ok(())
}

fn vector(response: openai::types::CreateEmbeddingResponse) -> Vec<f64> {
    response
        .data
        .into_iter()
        .next()
        .map(|first| first.embedding)
        .unwrap_or_default()
}

async fn more(client: &Client) -> Result<(), Error> {
    let job = client.fine_tuning().jobs().cancel("ftjob-1").await?;
    println!("{}", job.status);
    let mut stored = client
        .chat()
        .completions()
        .list_messages("chatcmpl-1")
        .stream();
    while let Some(message) = stored.try_next().await? {
        println!("{}", message.id);
    }
    Ok(())
}

#[cfg(test)]
mod checks;
