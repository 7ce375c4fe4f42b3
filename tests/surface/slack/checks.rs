//! Checks how responses that deviate from the description are read.

use serde_json::{Value, json};
use slack::testing::MockTransport;
use slack::types::ObjsUser;

#[tokio::test]
async fn mismatched_optional_properties_do_not_fail_the_response() {
    let mock = MockTransport::new();
    let fields = json!([]); // PHP's word for an empty object
    let profile = json!({"real_name": "Ada", "status_expiration": "", "fields": fields, "status_text": "here"});
    let member = json!({"id": "U1", "name": "ada", "is_app_user": false, "deleted": 0, "tz_offset": 3600, "updated": 1.5, "profile": profile});
    let bot = json!({"id": "U2", "name": "bot", "is_bot": true, "profile": {"real_name": "Bot", "fields": null}});
    let sent = json!({"ok": true, "members": [member, bot], "cache_ts": 1_614_265_330});
    mock.on(|client| client.users().list().limit(2))
        .respond_json(200, sent.clone());

    let response = mock
        .client()
        .users()
        .list()
        .limit(2)
        .send_raw()
        .await
        .unwrap();
    let mut deviations: Vec<String> = response
        .deviations()
        .iter()
        .map(ToString::to_string)
        .collect();
    deviations.sort();
    assert_eq!(
        deviations,
        [
            "$.members[0].deleted: expected a boolean, found 0",
            "$.members[0].profile.fields: expected an object, found an array",
            "$.members[0].profile.status_expiration: expected an integer, found a string",
            "$.members[0].updated: expected an integer, found 1.5",
        ]
    );
    let list = response.into_value();
    let [ObjsUser::IsAppUser(ada), ObjsUser::IsBot(bot)] = list.members.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!(
        (ada.deleted, ada.tz_offset, ada.updated),
        (None, Some(3600), None)
    );
    assert_eq!(
        (
            ada.profile.real_name.as_str(),
            &ada.profile.fields,
            ada.profile.status_expiration
        ),
        ("Ada", &None, None)
    );
    assert_eq!(ada.profile.extra["status_text"], "here");
    assert_eq!(
        (bot.name.as_str(), bot.is_bot, &bot.profile.fields),
        ("bot", Some(true), &None)
    );
    let written = serde_json::to_value(&list).unwrap();
    assert_eq!(
        written["members"][0], sent["members"][0],
        "it is written back as it came"
    );
    mock.verify();
}

#[tokio::test]
async fn users_are_a_page() {
    let mock = MockTransport::new();
    mock.on(|client| client.users().list())
        .respond_json(200, page_of_users("U1", "2"));
    mock.on(|client| client.users().list().cursor("2"))
        .respond_json(200, page_of_users("U2", ""));
    let members = mock
        .client()
        .users()
        .list()
        .stream()
        .try_collect(10)
        .await
        .unwrap();
    let ids: Vec<&str> = members
        .iter()
        .filter_map(|user| Some(user.as_is_bot()?.id.as_str()))
        .collect();
    assert_eq!(ids, ["U1", "U2"]);
    mock.verify();
}

fn page_of_users(id: &str, cursor: &str) -> Value {
    let member = json!({"id": id, "name": id, "profile": {"real_name": id}});
    json!({"ok": true, "members": [member], "response_metadata": {"next_cursor": cursor}})
}

#[tokio::test]
async fn mismatched_required_properties_fail_the_response() {
    let mock = MockTransport::new();
    mock.on(|client| client.auth().test())
        .respond_json(200, json!({"ok": true, "user_id": "U1", "url": 1}));
    let error = mock.client().auth().test().await.unwrap_err();
    assert_eq!(error.json_path(), Some("$.url"));
    mock.verify();
}

#[tokio::test]
async fn a_success_with_a_false_flag_is_an_error_with_its_code() {
    let mock = MockTransport::new();
    for sent in [json!({}), json!({}), json!({"members": []})] {
        let mut failure = json!({"ok": false, "error": "invalid_auth"});
        failure
            .as_object_mut()
            .unwrap()
            .extend(sent.as_object().unwrap().clone());
        mock.on(|client| client.users().list())
            .respond_json(200, failure);
    }
    let client = mock.builder().slack_auth("xoxb").build().unwrap();
    let error = client.users().list().await.unwrap_err();
    assert!(
        error.is_reported_failure() && error.has_code("invalid_auth"),
        "{error}"
    );
    for _ in 0..2 {
        let error = client.users().list().stream().try_next().await.unwrap_err();
        assert!(error.has_code("invalid_auth"), "{error}");
    }
    // The security scheme's token replaces the `token` parameters.
    assert!(
        mock.calls()
            .iter()
            .all(|call| call.header("authorization").is_some() && call.header("token").is_none())
    );
}

#[tokio::test]
async fn messages_are_a_page_of_messages() {
    let mock = MockTransport::new();
    mock.on(|client| client.conversations().history("C1"))
        .respond_json(200, page_of_messages("hello", "2"));
    mock.on(|client| client.conversations().history("C1").cursor("2"))
        .respond_json(200, page_of_messages("again", ""));
    let mut messages = mock.client().conversations().history("C1").stream();
    let mut texts = Vec::new();
    while let Some(message) = messages.try_next().await.unwrap() {
        texts.push(message.text);
    }
    assert_eq!(texts, ["hello", "again"]);
    mock.verify();
}

fn page_of_messages(text: &str, cursor: &str) -> Value {
    json!({"ok": true, "messages": [{"text": text}], "response_metadata": {"next_cursor": cursor}})
}
