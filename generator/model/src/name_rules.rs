//! The rules of names, in the order of `NAMES.md`. Each row has a name, its reason, and an example:
//! a part of a description, and the code that is emitted for it. A test builds every example.
//!
//! The conditions of the rules are in `build`: `placement`, `evidence`, `distinct_names`,
//! `inline_types`, `labels`, `shape` and others.

use super::NameRule;
use super::RuleExample::{Body, Description, Operations, Response, Schemas};

/// Defines a static for each rule, and the table of all rules.
macro_rules! rules {
    ($($number:literal $title:literal { $($rule:ident $name:literal: $reason:literal, $example:expr => $emitted:literal;)* })*) => {
            $($(#[doc = $reason]
        pub static $rule: NameRule = NameRule {
            number: $number, name: $name, reason: $reason, example: $example, emitted: $emitted,
        };)*)*

        /// All rules in groups, each with its title.
        pub static GROUPS: &[(&str, &[&NameRule])] = &[$(($title, &[$(&$rule),*])),*];
    };
}

rules! {
1 "Resources are the words of the path" {
    LEFT_OUT "left-out":
        "versions, `api` and similar words, file extensions, domains such as `k8s.io`, and a prefix that nearly all paths share are left out",
        Operations("GET /api/v1/pets") => "client.pets().list()";
    LEVEL "level":
        "two operations would have the same call without this word, which other names leave out",
        Operations("GET /v2/files/upload; GET /v1/files/upload; GET /pets") => "client.v2().files().upload()";
    NO_WORD "no-word":
        "its path has no word, so it is a method of the client that is named after its operationId",
        Operations("GET /{id} getItem") => "client.get_item(id)";
}
2 "The last word of the path is a resource if its path has several methods or longer paths below it, if it is the only one, or if a POST creates one of several; otherwise it is a method" {
    LEADING_VERB "leading-verb":
        "its operationId begins with a verb that is a word of the path, and the path without this word has operations",
        Operations("GET /watch/pods watchPodList; GET /pods listPod") => "client.pods().watch()";
    BY_PARAMETER "by-parameter":
        "the last word of its path says what the parameter after it is, so it is left out, or follows `by` if another method has the short name",
        Operations("GET /agents/name/{agent_name}; GET /agents/{id}") => "client.agents().get_by_name(agent_name)";
    VERB_BEFORE_PARAMETER "verb-before-parameter":
        "the last word of its path is a verb, with a parameter after it",
        Operations("GET /apps/get_or_create/{name}; GET /apps") => "client.apps().get_or_create(name)";
    ITEM "item":
        "its path is an item of the last word, which is a resource",
        Operations("GET /pets/{id}") => "client.pets().get(id)";
    SHARED_VERB "shared-verb":
        "the last word of its path is a verb, so it is a method, even if longer paths continue it; their resource has the plural as its name",
        Operations("POST /pulls/{id}/merge mergePull; GET /pulls/{id}/merge/tasks/{task}; GET /pulls") => "client.pulls().merge(id)";
    SHARED_PATH "shared-path":
        "its path has several methods or longer paths below it, so its last word is a resource",
        Operations("POST /chat/completions; GET /chat/completions/{id}; GET /models") => "client.chat().completions().create()";
    CALL "call":
        "its path is one word that begins with a verb, or contains the author's (`multi-search`): it is a method of the client",
        Operations("POST /start-assessment") => "client.start_assessment()";
    ONE_WORD "one-word":
        "its path is one word, which is a resource",
        Operations("POST /embeddings") => "client.embeddings().create()";
    LONE_POST "lone-post":
        "the operation is the only one with this path, and a POST to a plural creates one item (`create` in `generations`)",
        Operations("POST /images/generations; GET /models") => "client.images().generations().create()";
    LONE_LIST "lone-list":
        "the operation is the only one with this path, and a GET of a plural is a method of its parent (`list` + `albums`)",
        Operations("GET /artists/{id}/albums") => "client.artists().list_albums(id)";
    LONE_WORD "lone-word":
        "the operation is the only one with this path, so the last word is a method of its parent (`cancel` in `jobs`)",
        Operations("POST /jobs/{id}/cancel") => "client.jobs().cancel(id)";
    LONE_OBJECT "lone-object":
        "the operation is the only one with this path, so the last word is the object of its verb (`update` + `status`)",
        Operations("PATCH /meetings/{id}/status") => "client.meetings().update_status(id)";
}
3 "Methods are `list`, `get`, `create`, `update`, `replace` and `delete`, unless the author chose another verb" {
    USUAL_VERB "usual-verb":
        "a GET of an item or a singular is `get`, of a plural or of items `list`; a POST is `create`, or `update` of an item of a collection that has a POST as well; a PUT is `replace`, a PATCH `update`, a DELETE `delete`, and any other HTTP method its own name",
        Operations("DELETE /pets/{id}") => "client.pets().delete(id)";
    AUTHOR_VERB "author-verb":
        "the verb at the beginning of its operationId or summary is kept, because it is no synonym of a usual verb; `add`, `remove` and, for an item, `register` are kept as well",
        Operations("POST /designs/{id} | | Duplicate a design") => "client.designs().duplicate(id)";
    AUTHOR_USUAL_VERB "author-usual-verb":
        "its operationId or summary begins with a usual verb that differs from the one that the HTTP method implies",
        Operations("PUT /repos/{name} editRepo") => "client.repos().update(name)";
    HTTP_WORD "http-word":
        "its operationId only names the HTTP method, or has a framework's word for it",
        Operations("PATCH /{name} agents.patch; GET /{name} agents.get; GET /teams teams.list") => "client.agents().update(name)";
}
4 "operationIds that name a group and an action, such as `pets.list`, are used as they are, if most operations have them" {
    GROUPED_IDS "grouped-ids":
        "at least two thirds of the operationIds name a group and an action",
        Operations("GET /user/repos repos/list-for-user; POST /repos repos/create") => "client.repos().list_for_user()";
    UNGROUPED_IDS "ungrouped-ids":
        "too few operationIds name a group and an action",
        Operations("GET /zones/{id}/filters filters-list-filters | Filters; POST /zones zones-create-zone | Zones")
            => "client.zones().list_filters(id)";
    FEW_IDS "few-ids":
        "at most half of the operations have an operationId that consists of words",
        Operations("GET /pets; GET /pets/{id} pet.show") => "client.pets().list()";
    PATHS_ARE_CALLS "paths-are-calls":
        "nearly all paths are one word that begins with a verb, and their operations have tags",
        Operations("POST /getUser getUser | Users; POST /sendMail sendMail | Mail") => "client.users().get()";
    GROUP_AND_ACTION "group-and-action":
        "its operationId names a group, which is the resource (in the plural if its path has the plural), and an action, which is the method",
        Operations("GET /containers/json ContainerList | Container; GET /info SystemInfo | System") => "client.containers().list()";
    NOUNS_BEFORE_VERB "nouns-before-verb":
        "its operationId ends in a usual verb, and the words of the path before this verb are resources of the group",
        Operations("GET /buy/cities buy_cities_list | buy; GET /sell/cities sell_cities_list | sell") => "client.buy().cities().list()";
    SHARED_GROUP "shared-group":
        "most operationIds begin with this group, which is left out",
        Operations("GET /{name} shop.pets.list; POST /{name} shop.pets.create; GET /users shop.users.list") => "client.pets().list(name)";
    TAG_AND_ID "tag-and-id":
        "its first tag is the resource (in the plural if its path has the plural), and its operationId is the method",
        Operations("POST /sendMail sendMail | Mail; POST /getUser getUser | Users") => "client.mail().send()";
    FRAMEWORK_WORDS "framework-words":
        "words that a framework added to the operationId are left out",
        Operations("PUT /items/{id} restore_item_items__id__put") => "client.items().restore(id)";
}
5 "No word is repeated, and equal names are distinguished by as few words as possible" {
    SAID_ONCE "said-once":
        "words of the operationId that the resource already has are left out; words after a preposition stay, articles do not",
        Operations("POST /getUser getUser | Users; POST /sendMail sendMail | Mail") => "client.users().get()";
    COLLECTION "collection":
        "the method of an item has this name, so the method of the collection has a plural form",
        Operations("DELETE /pools; DELETE /pools/{id}") => "client.pools().delete_many()";
    TAKEN "taken":
        "another operation has this name, because its HTTP method implies the verb, or because its path is shorter",
        Operations("GET /employees/{id}/{day} getEmployeeAt; GET /employees/{id} getEmployee") => "client.employees().get_by_day(id, day)";
    RESERVED "reserved":
        "a resource, or a method that every client has, already has this name",
        Operations("POST /repos/{id}/clone; GET /repos/{id}") => "client.repos().create_clone(id)";
    TAKEN_TYPE "taken-type":
        "another type has this name, so the nearest words of the location distinguish this type",
        Schemas("Pod: {properties: {kind: {enum: [a, b]}, spec: {properties: {kind: {enum: [c, d]}}}}}") => "types::pod::SpecKind";
}
6 "Types keep the names of the description" {
    COMPONENT "component":
        "the key of its component",
        Schemas("Pet: {properties: {id: {}}}") => "types::Pet";
    COMPONENT_MODULE "component-module":
        "the parts of its key are modules, as few of the last ones as are unambiguous",
        Schemas("io.k8s.core.v1.Pod: {properties: {id: {}}}, io.k8s.meta.v1.Meta: {properties: {of: {}}}") => "types::core::v1::Pod";
    MADE_KEY "made-key":
        "its key is generated, from an operationId or a number, so the name comes from the operationId or the title",
        Schemas("def-0: {title: Note, properties: {id: {}}}") => "types::Note";
    COMPONENT_PART "component-part":
        "the key of the response, body or parameter in `components` that it belongs to, or the name of the file",
        Description("paths: {/pets: {get: {responses: {'404': {$ref: '#/components/responses/Gone'}}}}}, components: {responses: {Gone: {content: {application/json: {schema: {properties: {why: {}}}}}}}}")
            => "types::GoneResponse";
    PROPERTY "property":
        "its property, or whatever else contains it (for items of an array, in the singular), in the module of the component or operation",
        Schemas("Pet: {properties: {owner: {properties: {name: {}}}}}") => "types::pet::Owner";
    PROPERTY_TITLE "property-title":
        "its title, which contains the name of the property",
        Schemas("Pull: {properties: {branch: {title: Pull request branch, properties: {name: {}}}}}") => "types::pull::PullRequestBranch";
    COMMON_TITLE "common-title":
        "its title, which equal types of at least three components or resources have",
        Schemas("A: {properties: {at: {title: Range, properties: {from: {}, to: {}}}}}, B: {properties: {at: {title: Range, properties: {from: {}, to: {}}}}}, C: {properties: {at: {title: Range, properties: {from: {}, to: {}}}}}")
            => "types::Range";
    PARAMETER "parameter":
        "its parameter; methods of one resource share the type",
        Description("paths: {/pets: {get: {parameters: [{name: sort, in: query, schema: {enum: [name, age]}}]}}}") => "types::pets::Sort";
    SHARED_TYPE "shared-type":
        "the words that all operations or properties with this type have in common",
        Description("paths: {/pets: {get: {responses: {'200': {content: {application/json: {schema: {type: array, items: &pet {type: object, properties: {id: {}, name: {}, age: {}}}}}}}}}, post: {responses: {'200': {content: {application/json: {schema: *pet}}}}}}}")
            => "types::Pet";
    TASK_BODY "task-body":
        "the operationId of the operation whose body it is, without words in the middle if the name is very long",
        Body("POST /pets createPet", "{properties: {id: {}}}") => "types::CreatePetRequest";
    METHOD_BODY "method-body":
        "the method of the operation whose body it is, with the resource unless that makes the name very long",
        Body("POST /pets PostPets", "{properties: {id: {}}}") => "types::PetCreate";
    RESPONSE "response":
        "the response of an operation",
        Response("POST /pets createPet", "200: {properties: {id: {}}}") => "types::CreatePetResponse";
    ERROR "error":
        "an error of an operation, with the reason phrase of its status code",
        Response("POST /pets createPet", "404: {properties: {id: {}}}") => "types::CreatePetNotFound";
    HEADERS "headers":
        "the resource and the method whose response has these headers, or their common words",
        Description("paths: {/pets: {get: {responses: {'204': {headers: {X-Total: {schema: {}}}}}}}}") => "types::PetsListHeaders";
    PART "part":
        "the operation or component that it belongs to, and the part of it that it describes",
        Response("GET /cats listCats", "200: {type: array, items: {properties: {id: {}}}}") => "types::ListCatsItem";
    SHORT_NAME "short-name":
        "no other type has its last name, so it can be imported by this name alone",
        Schemas("Pet: {properties: {owner: {properties: {name: {}}}}}") => "types::Owner";
}
7 "Variants are named after the values of their tag, or else after their own types, or else after their kinds" {
    TAG_VALUE "tag-value":
        "the value of the property that distinguishes the members",
        Schemas("Shape: {oneOf: [{properties: {kind: {const: round}, r: {}}}, {properties: {kind: {const: flat}, w: {}}}]}") => "types::Shape::Round";
    MEMBER_NAME "member-name":
        "its own component or title, without words of the union, and without words that all members have",
        Schemas("Way: {oneOf: [{$ref: '#/components/schemas/WayByAir'}, {$ref: '#/components/schemas/WayByRoad'}]}, WayByAir: {properties: {n: {}}}, WayByRoad: {properties: {m: {}}}") => "types::Way::Air";
    UNION_NAME "union-name":
        "its own name is that of the union, so it is called `Object`",
        Schemas("Owner: {properties: {customer: {oneOf: [{type: string}, {$ref: '#/components/schemas/Customer'}]}}}, Customer: {properties: {id: {}}}") => "types::owner::Customer::Object";
    OWN_PROPERTY "own-property":
        "a property or a constant that no other member has",
        Schemas("Place: {oneOf: [{properties: {id: {}, url: {}}, required: [url]}, {properties: {id: {}, file: {}}, required: [file]}]}") => "types::Place::Url";
    DIFFERENCE "difference":
        "the properties whose types differ",
        Schemas("Issue: {oneOf: [{properties: {labels: {type: array, items: {type: string}}}}, {properties: {labels: {type: array, items: {type: object}}}}]}") => "types::Issue::LabelsTextList";
    KIND "kind":
        "the kind of its values",
        Schemas("Port: {oneOf: [{type: integer}, {type: string}]}") => "types::Port::Integer";
    FINER_KIND "finer-kind":
        "another member has values of the same kind, so the name also has the format, the constant or the items",
        Schemas("Input: {oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}") => "types::Input::TextList";
    BASE "base":
        "the schema that the others extend by `allOf`",
        Schemas("Pet: {properties: {kind: {type: string}}, discriminator: {propertyName: kind}}, Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {}}}]}") => "types::Pet::Base";
    NAMED_VALUE "named-value":
        "the description names the value",
        Schemas("Level: {type: integer, enum: [1, 2], x-enum-varnames: [low, high]}") => "types::Level::Low";
}
8 "A setter has the name of its parameter or property, and other names give way" {
    GIVES_WAY "gives-way":
        "a parameter or property has the name of a setter of every request; that setter is then called `request_…`",
        Description("paths: {/pets: {get: {parameters: [{name: timeout, in: query, schema: {}}]}}}") => "client.pets().list().request_timeout(…)";
    OTHER_SETTER "other-setter":
        "a method that cannot be renamed, or a parameter of the same request, has its name",
        Description("paths: {/pets: {get: {parameters: [{name: send, in: query, schema: {}}]}}}") => "client.pets().list().send_(…)";
    EXTRA_PROPERTIES "extra-properties":
        "a property has the name of the field for all other properties",
        Schemas("Pet: {properties: {extra: {type: string}}}") => "types::Pet.extra_properties";
    NULL_SETTER "null-setter":
        "null differs from absent: a setter takes the value itself, and null has a separate setter",
        Body("POST /pets createPet", "{properties: {nickname: {type: [string, 'null']}}}") => "types::CreatePetRequest.nickname_null()";
}
9 "Arguments are in the order of the path, then required parameters, then the body; required properties are in the order of `required`" {
    ARGUMENT_ORDER "argument-order":
        "the order of the path, then required parameters in the order of the description, then the body",
        Description("paths: {'/pets/{id}': {get: {parameters: [{name: day, in: query, required: true, schema: {}}]}}}") => "client.pets().get(id, day)";
    AGREED_ORDER "agreed-order":
        "two operations list the same required parameters in different orders, so both take them alphabetically",
        Description("paths: {/a: {get: {parameters: [{name: y, in: query, required: true, schema: {}}, {name: x, in: query, required: true, schema: {}}]}}, /b: {get: {parameters: [{name: x, in: query, required: true, schema: {}}, {name: y, in: query, required: true, schema: {}}]}}}") => "client.a().get(x, y)";
    REQUIRED_ORDER "required-order":
        "the order of `required`",
        Body("POST /pets createPet", "{properties: {name: {}, tag: {}}, required: [tag, name]}") => "types::CreatePetRequest::new(tag, name)";
    PROPERTIES_ORDER "properties-order":
        "the order of `properties`, because a tool sorted `required`",
        Body("POST /pets createPet", "{properties: {tag: {}, name: {}}, required: [name, tag]}") => "types::CreatePetRequest::new(tag, name)";
}
}
