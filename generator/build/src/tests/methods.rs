//! Names of methods and resources: each rule of `NAMES.md` with small documents.

use super::Seen;
use super::with_paths;
use description::Document;

/// Returns a document of operations, each given as `method path operationId | tag | summary`;
/// everything except the path may be missing.
pub(super) fn document(operations: &[&str], config: &str) -> Seen {
    let mut paths: Vec<(&str, String)> = Vec::new();
    for operation in operations {
        let mut parts = operation.split('|').map(str::trim);
        let mut words = parts.next().unwrap().split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let mut text = format!("{method}: {{responses: {{'204': {{description: done}}}}");
        if let Some(id) = words.next() {
            text += &format!(", operationId: \"{id}\"");
        }
        if let Some(tag) = parts.next().filter(|tag| !tag.is_empty()) {
            text += &format!(", tags: [\"{tag}\"]");
        }
        if let Some(summary) = parts.next() {
            text += &format!(", summary: \"{summary}\"");
        }
        text += "}";
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, all)) => *all += &format!(", {text}"),
            None => paths.push((path, text)),
        }
    }
    with_paths(
        &paths
            .iter()
            .map(|(path, all)| format!("  \"{path}\": {{{all}}}\n"))
            .collect::<String>(),
        config,
    )
}

/// Returns the calls of all operations, in the order in which they are given.
fn calls(operations: &[&str], config: &str) -> Vec<String> {
    let seen = document(operations, config);
    let call = |text: &&str| {
        let mut words = text.split('|').next().unwrap().split(' ');
        let method = words.next().unwrap().to_ascii_uppercase();
        let path = words.next().unwrap();
        let operation = seen
            .api
            .operations
            .iter()
            .find(|one| one.method.as_str() == method && one.path == path);
        let operation = operation.unwrap_or_else(|| panic!("no {text}"));
        let resource = &seen.api.resources[operation.resource.0 as usize];
        resource
            .module
            .iter()
            .chain([&operation.names.method])
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(".")
    };
    operations.iter().map(call).collect()
}

/// Checks the call of each operation; all rows are in one document.
#[track_caller]
fn check(rows: &[(&str, &str)]) {
    let operations: Vec<&str> = rows.iter().map(|(operation, _)| *operation).collect();
    let expected: Vec<&str> = rows.iter().map(|(_, call)| *call).collect();
    assert_eq!(calls(&operations, ""), expected);
}

#[test]
fn ids_and_summaries_give_way_to_what_the_path_says() {
    check(&[
        ("get /zones listZones", "zones.list"),
        // It returns one zone.
        ("get /zones/{id} listZone", "zones.get"),
        ("put /zones/{id} putZone", "zones.replace"),
        (
            "put /zones/{id}/axfr-retrieve axfrRetrieveZone",
            "zones.axfr_retrieve",
        ),
        ("put /zones/{id}/rectify rectifyZone", "zones.rectify"),
        (
            "put /zones/{id}/settings settingsUpdate",
            "zones.update_settings",
        ),
        ("get /messages | | Retrieve messages", "messages.list"),
        // Another path is called like its verb.
        ("post /messages | | Send messages", "messages.create"),
        ("get /messages/send | | Send a message", "messages.send"),
    ]);
}

#[test]
fn resources_are_the_words_of_the_path() {
    check(&[
        (
            "post /v1/chat/completions createChatCompletion | Chat",
            "chat.completions.create",
        ),
        (
            "get /v1/chat/completions/{id} getChatCompletion | Chat",
            "chat.completions.get",
        ),
        (
            "get /v1/chat/completions/{id}/usage",
            "chat.completions.usage",
        ),
        (
            "delete /v1/models/{model} deleteModel | Models",
            "models.delete",
        ),
        ("get /v1/models.json listModels | Models", "models.list"),
    ]);
    // The first segment of nearly all paths is dropped, unless an operation or a parameter needs
    // it.
    check(&[
        ("get /shop/pets", "pets.list"),
        ("get /shop/pets/{id}", "pets.get"),
        ("get /shop/orders", "orders.list"),
    ]);
    check(&[
        ("get /shop/pets", "shop.list_pets"),
        ("get /shop/{id}", "shop.get"),
        ("post /shop/orders", "shop.orders.create"),
    ]);
    // Here, `apis` is a resource.
    check(&[
        ("post /apis/{owner}/{api}/rename renameApi", "apis.rename"),
        ("get /apis/{owner}/{api} getApi", "apis.get"),
    ]);
    check(&[
        ("get /connector/apis", "apis.list"),
        ("get /connector/apis/{id}", "apis.get"),
        ("get /connector/links", "links.list"),
    ]);
}

#[test]
fn versions_return_where_calls_would_be_equal() {
    check(&[
        ("get /api/v1/files/upload", "files.upload"),
        ("get /api/v2/files/upload", "v2.files.upload"),
        ("get /api/v2/pets/{id}", "pets.get"),
    ]);
}

#[test]
fn the_last_word_is_a_resource_or_a_method() {
    check(&[
        ("post /jobs", "jobs.create"),
        ("post /jobs/{id}/cancel", "jobs.cancel"),
        ("get /jobs/{id}/log", "jobs.log"),
        ("get /jobs/{id}/events", "jobs.list_events"),
        ("get /jobs/export", "jobs.export"),
        ("post /jobs/{id}/notes", "jobs.notes.create"),
        ("post /jobs/{id}/clearTasks", "jobs.clear_tasks"),
        (
            "put /jobs/{id}/status | | Update the status",
            "jobs.update_status",
        ),
        ("put /jobs/{id}/refresh", "jobs.refresh"),
        ("get /jobs/{id}/settings", "jobs.settings"),
        ("get /jobs/{id}/tags", "jobs.tags.list"),
        ("post /jobs/{id}/tags", "jobs.tags.create"),
        ("get /jobs/{id}/json", "jobs.get"),
    ]);
    check(&[
        ("get /agents", "agents.list"),
        ("get /agents/name/{agent_name}", "agents.get"),
        ("get /agents/get_or_create/{name}", "agents.get_or_create"),
        ("post /agents/{id}:cancel", "agents.cancel"),
        ("post /users:batchGet", "users.batch_get"),
        ("post /chat.postMessage", "chat.post_message"),
    ]);
    check(&[
        ("get /agents/{id}", "agents.get"),
        ("get /agents/name/{agent_name}", "agents.get_by_name"),
        ("delete /agents/name/{agent_name}", "agents.delete"),
    ]);
}

#[test]
fn calls_are_methods_of_the_client() {
    check(&[
        ("post /translate", "translate"),
        ("post /start-assessment", "start_assessment"),
        ("get /version", "version.get"),
        ("get /calls", "calls.list"),
        ("get /search", "search"),
        ("post /embeddings createEmbedding", "embeddings.create"),
    ]);
    check(&[
        ("get /{id} getItem", "get_item"),
        ("delete /{id}", "delete"),
    ]);
}

#[test]
fn verbs_are_those_of_http_or_of_the_author() {
    check(&[
        ("get /pools listPools", "pools.list"),
        ("post /pools", "pools.create"),
        ("get /pools/{id} retrievePool", "pools.get"),
        ("post /pools/{id} updatePool", "pools.update"),
        ("delete /pools/{id} destroyPool", "pools.delete"),
    ]);
    check(&[
        (
            "post /designs/{id} POST-design | | Duplicate Design",
            "designs.duplicate",
        ),
        (
            "patch /designs/{id} PUT-design | | Update Design",
            "designs.update",
        ),
        ("put /files/{id} restoreFile", "files.restore"),
        ("post /groups/{id}/users addUser", "groups.users.add"),
        ("get /groups/{id}/users", "groups.users.list"),
        (
            "delete /groups/{id}/users/{user} removeUser",
            "groups.users.remove",
        ),
        (
            "post /repos/{ws}/{slug} | | Create a repository",
            "repos.create",
        ),
        (
            "put /repos/{ws}/{slug} | | Updates a repository",
            "repos.update",
        ),
        (
            "get /meetings/{id}/settings settingUpdate | | Get settings",
            "meetings.settings.get",
        ),
        ("patch /meetings/{id}/settings", "meetings.settings.update"),
        (
            "options /repos/{ws}/{slug} | | Get the options",
            "repos.options",
        ),
    ]);
    // `list` in the path is a noun, and so is the first word of a summary without an object.
    check(&[
        ("post /lists listIdCreate", "lists.create"),
        ("delete /lists/{id} listIdDelete", "lists.delete"),
        ("get /news | | News by date", "news.get"),
        ("post /views | | Views: Create a view", "views.create"),
        ("get /users/{id} findUserById", "users.get"),
        ("post /tweets createTweet", "tweets.create"),
        ("get /tweets findTweets", "tweets.list"),
    ]);
    // If the same path has a `PATCH`, that is the update.
    check(&[
        ("put /pools/{id} updatePool", "pools.replace"),
        ("patch /pools/{id} patchPool", "pools.update"),
    ]);
    // The `GET` of an item claims `get` first.
    check(&[
        ("post /podcasts getPodcastsInBatch", "podcasts.get_in_batch"),
        ("get /podcasts/{id} getPodcastById", "podcasts.get"),
    ]);
    // A `POST` that only asks creates nothing.
    check(&[
        ("get /points/{id} getPoint", "points.get"),
        ("post /points getPoints", "points.get_many"),
        ("put /points upsertPoints", "points.upsert"),
        ("post /points/query queryPoints", "points.query"),
        (
            "post /points/query/groups queryPointsGroups",
            "points.query.groups",
        ),
        (
            "post /search/matrix/pairs searchMatrixPairs",
            "search.matrix.pairs",
        ),
        ("post /multi-search searchOneOrMoreIndexes", "multi_search"),
    ]);
    check(&[
        (
            "post /messages/count_tokens | | Count tokens",
            "messages.count_tokens",
        ),
        (
            "post /messages/count_tokens?beta=true | | Count tokens",
            "messages.create_count_tokens",
        ),
    ]);
    check(&[
        ("post /multi-search searchIndexes", "multi_search.search"),
        ("get /multi-search/{id}", "multi_search.get"),
    ]);
    // An item with parts is not a collection, and `~` is not a word.
    check(&[
        ("patch /jobs/{id}/tasks/{task}", "jobs.tasks.update"),
        (
            "patch /jobs/{id}/tasks/{task}/{index}",
            "jobs.tasks.update_by_index",
        ),
        ("get /jobs/{id}/tasks", "jobs.tasks.list"),
        (
            "post /jobs/~/tasks/list get_tasks_batch",
            "jobs.tasks.list_batch",
        ),
    ]);
    // A verb in the path is an object if the author's verb means the same as the HTTP method.
    check(&[(
        "delete /members/{id}/lock deleteLock",
        "members.delete_lock",
    )]);
    check(&[(
        "patch /rules/{id}/split/{n} updateSplit",
        "rules.split.update",
    )]);
    // The resource already says the verb.
    check(&[
        (
            "post /simulations/payments simulate_a_payment",
            "simulations.payments.create",
        ),
        ("get /certificates certificates_list", "certificates.list"),
        (
            "post /certificates upload_certificate",
            "certificates.upload",
        ),
    ]);
    check(&[
        ("get /apps get_app", "apps.get"),
        ("post /apps/list get_all_apps", "apps.list"),
    ]);
}

#[test]
fn the_third_person_of_a_summary_is_a_verb() {
    check(&[
        ("put /projects | | Creates a new project", "projects.create"),
        ("get /projects | | Get all projects", "projects.list"),
        ("put /labels/{id} | | Applies a label", "labels.apply"),
        ("post /news | | News by date", "news.create"),
    ]);
}

#[test]
fn a_post_of_an_item_creates_unless_the_author_says_update() {
    check(&[
        ("post /speech/{voice} | | Text to speech", "speech.create"),
        ("post /pools/{id} | | Update a pool", "pools.update"),
        ("post /users/{id} modifyUser", "users.update"),
        ("post /tracks/{id} | | Likes a track", "tracks.like"),
        ("get /orders | | Order history", "orders.list"),
        (
            "delete /tracks/{id} | | Removes a repost of a track",
            "tracks.remove",
        ),
    ]);
    check(&[
        ("get /blocks/{id}/children", "blocks.children.list"),
        (
            "patch /blocks/{id}/children appendBlockChildren",
            "blocks.children.append",
        ),
    ]);
}

#[test]
fn verbs_of_longer_paths_are_methods() {
    check(&[
        ("get /v1/voices List_voices", "voices.list"),
        ("post /v1/voices/add Add_voice", "voices.add"),
        (
            "post /v1/voices/add/{user_id}/{voice_id} Add_shared_voice",
            "voices.add_shared",
        ),
        ("post /pulls/{id}/merge mergePull", "pulls.merge"),
        (
            "get /pulls/{id}/merge/task-status/{task} mergeStatus",
            "pulls.merge.task_status.get",
        ),
        ("get /search searchIssues", "search"),
        ("post /search searchIssuesPost", "search_issues_post"),
        ("get /search/jql", "search.jql"),
    ]);
    // A verb that is a noun, because it has items, or because the author says so.
    check(&[
        ("post /exports/upload createUpload", "exports.upload.create"),
        ("get /exports/upload/{id}", "exports.upload.get"),
        ("post /exports/report createReport", "exports.report.create"),
        ("get /exports/report/daily", "exports.report.daily"),
    ]);
    // A verb of the author, although it has items, or another HTTP method does not perform it.
    check(&[
        ("post /books/search searchBooks", "books.search"),
        (
            "get /books/search/{sid} getSearchResult",
            "books.search.get",
        ),
        ("put /pulls/{id}/merge pulls/merge", "pulls.merge"),
        ("get /pulls/{id}/merge checkIfMerged", "pulls.merge.check"),
        ("put /labels/{id}/merge cancelMerge", "labels.merge.cancel"),
        ("get /labels/{id}/merge", "labels.merge.get"),
        ("post /jobs/{id}/run | | Run a job", "jobs.run"),
        ("get /jobs/{id}/run/{rid} | | Get a run", "jobs.run.get"),
        ("get /search search", "search"),
        ("get /search/{sid} getSearch", "search.get"),
        // The cache is not in the path.
        ("post /files/purge purge-cache", "files.purge.create"),
        ("get /files/purge/{id} purge-status", "files.purge.get"),
    ]);
}

#[test]
fn a_verb_before_the_resources_is_a_method_of_them() {
    check(&[
        ("get /namespaces/{ns}/pods listPod", "namespaces.pods.list"),
        (
            "get /namespaces/{ns}/pods/{name} readPod",
            "namespaces.pods.get",
        ),
        (
            "get /watch/namespaces/{ns}/pods watchPodList",
            "namespaces.pods.watch",
        ),
        (
            "get /watch/namespaces/{ns}/pods/{name} watchPod",
            "namespaces.pods.watch_by_name",
        ),
        // Without the verb, nothing has this path.
        ("get /search/code searchCode", "search.code"),
    ]);
}

#[test]
fn accessors_give_way_to_verbs_of_longer_paths() {
    let operations = [
        "post /pulls/{id}/merge mergePull",
        "get /pulls/{id}/merge/tasks/{task} getMergeTask",
    ];
    let seen = document(&operations, "");
    assert!(
        !seen.codes.contains(&"renamed-resource"),
        "{:?}",
        seen.codes
    );
    let accessors: Vec<&str> = seen
        .api
        .resources
        .iter()
        .map(|resource| resource.rust.as_str())
        .collect();
    assert_eq!(accessors, ["", "pulls", "merges", "tasks"]);
}

#[test]
fn deprecated_operations_give_way() {
    check(&[
        (
            "get /v1/files/upload | | Deprecated: upload",
            "v1.files.upload",
        ),
        ("get /v2/files/upload", "files.upload"),
        ("get /v2/pets/{id}", "pets.get"),
    ]);
}

#[test]
fn a_method_that_returns_an_array_is_a_list() {
    let array = "responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Notes'}}}}}";
    let paths = format!(
        "  /issue/{{id}}/comment: {{get: {{operationId: getComments, {array}}}, post: {{operationId: addComment, responses: {{}}}}}}
  /issue/{{id}}/comment/{{cid}}: {{get: {{operationId: getComment, responses: {{}}}}}}
  /candles/{{symbol}}: {{get: {{operationId: getCandles, {array}}}}}
components: {{schemas: {{Notes: {{type: array, items: {{type: string}}}}}}}}
"
    );
    for include in [
        "",
        "include: [getComments, getCandles]",
        "exclude: [getComment]",
    ] {
        let seen = with_paths(&paths, include);
        for id in ["getComments", "getCandles"] {
            assert_eq!(seen.operation(id).names.method, "list", "{include}");
        }
    }
}

#[test]
fn a_method_that_returns_a_page_is_a_list() {
    let get = |properties: &str, parameter: &str| {
        let seen = with_paths(
            &format!(
                "  /apps/{{id}}/message:
    parameters: [{{name: {parameter}, in: query, schema: {{type: integer}}}}]
    get: {{operationId: getMessages, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{properties: {{{properties}}}}}}}}}}}}}}}
    delete: {{responses: {{}}}}
"
            ),
            "",
        );
        seen.operation("getMessages").names.method.clone()
    };
    let page = "messages: {type: array, items: {properties: {id: {type: string}}}}, paging: {properties: {next: {type: string}}}";
    assert_eq!(get(page, "limit"), "list");
    assert_eq!(get(page, "lang"), "get");
    assert_eq!(
        get(
            &format!("{page}, errors: {{type: array, items: {{}}}}"),
            "limit"
        ),
        "get"
    );
    let lists = "notes: {type: array, items: {}}, tags: {type: array, items: {}}";
    assert_eq!(get(lists, "limit"), "get");
}

#[test]
fn names_do_not_depend_on_the_selection() {
    let operations = [
        "get /pets list",
        "get /pets/{id} getPet",
        "get /pets/{id}/{day} getPetAt",
        "post /pets/{id}/merge mergePet",
        "get /pets/{id}/merge/tasks/{task} getMergeTask",
        "get /owners/{id} getOwner",
    ];
    let whole = document(&operations, "");
    let part = document(&operations, "include: [getPetAt, getMergeTask]");
    assert_eq!(part.api.operations.len(), 2);
    for operation in &part.api.operations {
        let same = whole.operation(&operation.id);
        assert_eq!(
            (&operation.names.method, &operation.names.request_type),
            (&same.names.method, &same.names.request_type)
        );
        let [own, other] = [(&part, operation), (&whole, same)].map(|(seen, operation)| {
            let resource = &seen.api.resources[operation.resource.0 as usize];
            (
                resource.module.clone(),
                resource.rust.clone(),
                resource.type_name.clone(),
            )
        });
        assert_eq!(own, other);
    }
    let modules = part
        .api
        .resources
        .iter()
        .map(|resource| resource.module.join("."));
    assert_eq!(
        modules.collect::<Vec<_>>(),
        ["", "pets", "pets.merge", "pets.merge.tasks"]
    );
}

#[test]
fn nouns_before_the_verb_of_an_id_are_resources() {
    check(&[
        ("get /buy/cities buy_cities_list | buy", "buy.cities.list"),
        (
            "patch /buy/cities/{id} buy_cities_partial_update | buy",
            "buy.cities.partial_update",
        ),
        ("get /sell/fees sell_fees_list | sell", "sell.fees.list"),
    ]);
    // `batch` is no word of the path alone.
    check(&[
        (
            "post /v1/sheets/{id}:batchGet app.sheets.batchGet",
            "sheets.batch_get",
        ),
        ("get /v1/sheets/{id} app.sheets.get", "sheets.get"),
        ("get /v1/users/{id} app.users.get", "users.get"),
    ]);
}

#[test]
fn services_of_grpc_are_resources() {
    check(&[
        (
            "post /v1/invoices billing.v1.InvoiceService.CreateInvoice",
            "invoices.create",
        ),
        (
            "get /v1/cards/{id} billing.v1.CardService.GetCard",
            "cards.get",
        ),
    ]);
    check(&[
        (
            "post /billing.v1.InvoiceService/GetInvoice billing.v1.InvoiceService.GetInvoice",
            "invoice.get",
        ),
        (
            "post /billing.v1.InvoiceService/ListInvoices billing.v1.InvoiceService.ListInvoices",
            "invoice.list",
        ),
        (
            "post /billing.v1.CardService/BlockCard billing.v1.CardService.BlockCard",
            "card.block",
        ),
    ]);
}

#[test]
fn underscores_between_words_are_no_design() {
    check(&[
        (
            "post /v1/text-to-speech/{voice_id} Text_to_speech_v1_text_to_speech__voice_id__post | | Text To Speech",
            "text_to_speech.create",
        ),
        (
            "post /v1/text-to-speech/{voice_id}/stream Text_to_speech_streaming_v1_text_to_speech__voice_id__stream_post",
            "text_to_speech.stream",
        ),
    ]);
    check(&[
        ("get /sounds Text_to_sound", "sounds.list"),
        ("post /sounds Sound_to_text", "sounds.create"),
    ]);
}

#[test]
fn a_shared_start_of_calls_is_kept() {
    check(&[
        ("get /status", "status.get"),
        ("post /pdf/generate", "pdf.generate"),
        ("post /pdf/merge", "pdf.merge"),
        ("post /pdf/split", "pdf.split"),
        ("post /pdf/extract", "pdf.extract"),
        ("post /pdf/insert", "pdf.insert"),
        ("post /pdf/sign", "pdf.sign"),
    ]);
    // With tags, calls are methods of the resources of their tags.
    check(&[
        ("post /api2/getUser getUser | Users", "users.get"),
        ("post /api2/sendMail sendMail | Mail", "mail.send"),
    ]);
}

#[test]
fn domains_of_groups_are_left_out() {
    check(&[
        (
            "get /apis/networking.k8s.io/v1/ingresses",
            "networking.list_ingresses",
        ),
        (
            "get /apis/rbac.authorization.k8s.io/v1/roles/{id}",
            "rbac_authorization.roles.get",
        ),
        (
            "get /apis/a.example.com/things",
            "a_example_com.list_things",
        ),
        ("get /apis/a.example.org/parts", "a_example_org.list_parts"),
    ]);
}

#[test]
fn ids_that_are_a_design_are_kept() {
    check(&[
        (
            "get /repos/{owner}/issues issues/list-for-repo | issues",
            "issues.list_for_repo",
        ),
        (
            "post /repos/{owner}/issues issues/create | issues",
            "issues.create",
        ),
        (
            "get /user/repos repos/list-for-authenticated-user | repos",
            "repos.list_for_authenticated_user",
        ),
        (
            "get /codes_of_conduct codes-of-conduct/get-all-codes-of-conduct | codes",
            "codes_of_conduct.get_all",
        ),
    ]);
    check(&[
        (
            "get /containers/json ContainerList | Container",
            "containers.list",
        ),
        (
            "get /containers/{id}/json ContainerInspect | Container",
            "containers.inspect",
        ),
        (
            "get /system/df SystemDataUsage | System",
            "system.data_usage",
        ),
    ]);
    check(&[
        (
            "get /v1/{parent}/agents dialog.projects.agents.list",
            "projects.agents.list",
        ),
        (
            "patch /v1/{name} dialog.projects.agents.patch",
            "projects.agents.update",
        ),
        (
            "post /v1/{name}:train dialog.projects.train",
            "projects.train",
        ),
    ]);
    check(&[(
        "get /subscriptions/{id}/vms VirtualMachines_List",
        "virtual_machines.list",
    )]);
    check(&[
        (
            "post /chat.postMessage chat_postMessage | chat",
            "chat.post_message",
        ),
        ("post /chat.update chat.update | chat", "chat.update"),
        ("get /users.list users.list | users", "users.list"),
    ]);
    // The action begins with a verb.
    check(&[
        ("get /apps apps_list", "apps.list"),
        ("get /apps/{id} apps_get", "apps.get"),
        (
            "get /apps/tiers/sizes apps_list_instanceSizes",
            "apps.list_instance_sizes",
        ),
        (
            "get /invoices/{id} invoices_get_byUUID",
            "invoices.get_by_uuid",
        ),
        (
            "delete /kubernetes/{id}/pools/{pool} kubernetes_delete_nodePool",
            "kubernetes.delete_node_pool",
        ),
    ]);
    // A repeated group is one resource, and `patch` does not take the name of `update`.
    check(&[
        ("get /flights/{id} flights.flight.get", "flights.get"),
        ("put /flights/{id} flights.flight.update", "flights.update"),
        ("patch /flights/{id} flights.flight.patch", "flights.patch"),
    ]);
    // The actions repeat their groups, so the ids only spell out the paths.
    check(&[
        (
            "get /zones/{id}/filters filters-list-filters | Filters",
            "zones.filters.list",
        ),
        (
            "post /zones/{id}/filters filters-create-filters | Filters",
            "zones.filters.create",
        ),
    ]);
}

#[test]
fn words_of_frameworks_are_no_design() {
    check(&[
        ("post /flows FlowsController_create | Flows", "flows.create"),
        ("get /flows FlowsController_findAll | Flows", "flows.list"),
        (
            "get /flows/{id} FlowsController_findOne | Flows",
            "flows.get",
        ),
        (
            "patch /flows/{id}/toggle FlowsController_toggle | Flows",
            "flows.toggle",
        ),
        ("post /tools ToolsController_create | Tools", "tools.create"),
    ]);
    check(&[
        ("get /items/{id} read_item_items__id__get", "items.get"),
        (
            "put /items/{id} restore_item_items__id__put",
            "items.restore",
        ),
        ("delete /things/{id} deleteUsingDELETE_1", "things.delete"),
    ]);
}

#[test]
fn hashes_that_distinguish_ids_are_no_words() {
    check(&[
        (
            "get /me/calendars/delta() me.calendars.delta-90ce",
            "me.calendars.delta",
        ),
        (
            "get /me/calendars/delta(token={token}) me.calendars.delta-20b8",
            "me.calendars.delta_by_token",
        ),
        (
            "get /reports/usage(date={date}) reports.getUsage-fe32",
            "reports.get_usage",
        ),
        (
            "get /reports/usage(period={period}) reports.getUsage-dcb6",
            "reports.get_usage_by_period",
        ),
        (
            "get /reports/getCount() reports.getCount-96b0",
            "reports.get_count",
        ),
        (
            "get /reports/getCount(from={from},until={until}) reports.getCount-9468",
            "reports.get_count_by_until",
        ),
        // No other id equals this one without its ending, but other ids show that the ending is a
        // hash.
        ("get /me/photos me.photos.list-1c13", "me.photos.list"),
    ]);
    // Years, and words whose letters could be hexadecimal digits, are not hashes.
    check(&[
        ("get /taxes/2023/rates taxes.rates-2023", "taxes.rates_2023"),
        ("get /taxes/2024/rates taxes.rates-2024", "taxes.rates_2024"),
    ]);
    check(&[
        ("get /faces/left scans.list-face", "scans.list_face"),
        ("get /facts/left scans.list-fact", "scans.list_fact"),
        ("get /faces/a1b2 scans.get-a1b2", "scans.get_a1b2"),
    ]);
}

#[test]
fn after_dots_the_last_part_is_the_action() {
    check(&[
        (
            "get /drives/{id}/list/items drives.list.ListItems",
            "drives.list.list_items",
        ),
        (
            "patch /drives/{id}/list/items/{item} drives.list.UpdateItems",
            "drives.list.update_items",
        ),
        ("get /sites/{id} sites.Get", "sites.get"),
        ("get /users/{id} users.Get", "users.get"),
    ]);
    check(&[(
        "get /apps/{id}/sizes apps_list_instanceSizes",
        "apps.list_instance_sizes",
    )]);
}

#[test]
fn tags_are_the_resources_of_calls() {
    let operations = [
        "post /getUser getUser | Users",
        "post /createUser createUser | Users",
        "post /sendMail sendMail | Mail",
    ];
    check(&[
        (operations[0], "users.get"),
        (operations[1], "users.create"),
        (operations[2], "mail.send"),
    ]);
    assert_eq!(
        calls(&operations, "naming: {from: paths}"),
        ["get_user", "create_user", "send_mail"]
    );
}

#[test]
fn the_source_of_names_can_be_chosen() {
    let operations = [
        "get /v1/people/{id} FindPerson | Staff",
        "get /v1/people PeopleList | Staff",
    ];
    assert_eq!(calls(&operations, ""), ["people.get", "people.list"]);
    assert_eq!(
        calls(&operations, "naming: {from: tags}"),
        ["staff.find_person", "staff.people_list"]
    );
    assert_eq!(
        document(&operations, "").api.names_from.to_string(),
        "names come from paths: too few operationIds name a group and an action (1 of 2)"
    );
    assert_eq!(
        document(&operations, "naming: {from: ids}")
            .api
            .names_from
            .to_string(),
        "names come from operationIds: `generator.yaml` says so"
    );
}

#[test]
fn equal_names_are_told_apart() {
    check(&[
        ("delete /pools deletePools", "pools.delete_many"),
        ("delete /pools/{id} deletePool", "pools.delete"),
        ("put /pools replacePools", "pools.replace_all"),
        ("put /pools/{id} replacePool", "pools.replace"),
    ]);
    check(&[
        ("get /logs getLogs | Logs", "logs.list"),
        ("post /logs/list getLogsByIds | Logs", "logs.list_by_ids"),
    ]);
    check(&[
        ("get /dimensions list-dimensions", "dimensions.list"),
        (
            "get /dimensions/{id} list-dimension-values",
            "dimensions.list_values",
        ),
    ]);
    check(&[
        ("get /employees/{id} getEmployee", "employees.get"),
        (
            "get /employees/{id}/{effective_date} getEmployeeAt",
            "employees.get_by_effective_date",
        ),
    ]);
    check(&[
        ("get /responses/{id} getResponse", "responses.get"),
        (
            "get /responses/{id}?beta=true beta_getResponse",
            "responses.get_beta",
        ),
    ]);
    check(&[
        ("get /files/content", "files.content"),
        ("post /files/{id}/content", "files.create_content"),
    ]);
    check(&[
        (
            "put /lobbies create_or_join_lobby",
            "lobbies.create_or_join",
        ),
        ("post /lobbies create_lobby", "lobbies.create"),
    ]);
}

#[test]
fn names_do_not_depend_on_the_order_of_operations() {
    let operations = [
        "get /pets/{id} getPet",
        "get /pets/{id}/{day} getPetAt",
        "get /pets list",
        "delete /pets",
        "delete /pets/{id}",
    ];
    let mut forwards = calls(&operations, "");
    let mut reversed = operations;
    reversed.reverse();
    let mut backwards = calls(&reversed, "");
    forwards.sort_unstable();
    backwards.sort_unstable();
    assert_eq!(forwards, backwards);
}

#[test]
fn a_second_name_of_an_operation_is_an_alias() {
    let paths = "
  /pets: {get: {operationId: listPets, tags: [pets], responses: {}}, post: {operationId: addPet, tags: [pets], responses: {}}}";
    let config = "resources: {pets: {list: listPets}, 'old.animals': {all: GET /pets}, '': {pets_list: listPets}}";
    let seen = with_paths(paths, config);
    assert_eq!(
        (seen.problems.as_slice(), seen.api.operations.len()),
        (&[][..], 2)
    );
    let listed = seen
        .api
        .operations
        .iter()
        .position(|operation| operation.id == "listPets")
        .unwrap();
    assert_eq!(seen.operation("listPets").names.method, "list");
    let aliases: Vec<(String, &str, usize)> = seen
        .api
        .resources
        .iter()
        .flat_map(|resource| {
            resource
                .aliases
                .iter()
                .map(|one| (resource.module.join("."), one.rust.as_str(), one.operation))
        })
        .collect();
    assert_eq!(
        aliases,
        [
            (String::new(), "pets_list", listed),
            ("old.animals".to_owned(), "all", listed),
        ]
    );
    // If the client does not have an operation, its alias is left out.
    let excluded = with_paths(paths, &format!("{config}\nexclude: [listPets]"));
    assert!(
        excluded
            .api
            .resources
            .iter()
            .all(|resource| resource.aliases.is_empty())
    );
}

#[test]
fn aliases_that_are_reserved_are_renamed() {
    let paths = "
  /pets: {get: {operationId: listPets, tags: [pets], responses: {'204': {description: d}}}}";
    let seen = with_paths(
        paths,
        "resources: {pets: {list: listPets, clone: listPets}}",
    );
    assert_eq!(seen.codes, ["renamed-method"]);
    let aliases = seen
        .api
        .resources
        .iter()
        .flat_map(|resource| &resource.aliases);
    assert_eq!(
        aliases.map(|alias| alias.rust.as_str()).collect::<Vec<_>>(),
        ["clone_"]
    );
}

#[test]
fn types_of_left_out_schemas_are_notes() {
    let text = "
openapi: 3.0.3
info: {title: T, version: '1'}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Name: {type: string}
paths:
  /pets: {get: {operationId: listPets, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
  /names: {get: {operationId: listNames, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Name'}}}}}}}
";
    for (chosen, schema, notes, problems) in [
        ("", "Pet", 0, 0),
        // The schema does not become a separate type in any client.
        ("", "Name", 0, 1),
        ("include: [listNames]\n", "Name", 0, 1),
        ("include: [listNames]\n", "Pet", 1, 0),
        ("include: [listNames]\nprune: false\n", "Pet", 0, 0),
        ("exclude: [listPets]\n", "Pet", 1, 0),
    ] {
        let config = format!("{chosen}types: {{/components/schemas/{schema}: Other}}");
        let (document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
        let config: config::Config = serde_yaml::from_str(&config).unwrap();
        let built = super::super::build_model(&document, &config, None);
        assert_eq!(
            (built.config_notes.len(), built.config_problems.len()),
            (notes, problems),
            "{chosen}{schema}"
        );
    }
}

#[test]
fn operation_ids_that_look_like_patterns_are_ids() {
    let paths = "
  /a: {get: {operationId: '*', responses: {}}, post: {operationId: 'GET /b', responses: {}}}
  /b: {get: {operationId: b, responses: {}}}";
    for (item, expected) in [
        ("*", &["*"][..]),
        ("GET /b", &["GET /b"]),
        ("/b", &["b"]),
        ("GET /*", &["*", "b"]),
    ] {
        let seen = with_paths(paths, &format!("include: ['{item}']"));
        assert_eq!(
            seen.api
                .operations
                .iter()
                .map(|one| one.id.as_str())
                .collect::<Vec<_>>(),
            expected,
            "{item}"
        );
    }
}
