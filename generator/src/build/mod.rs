//! Description → model.
//!
//! Building emits no tokens, prints nothing and never fails: unsupported parts become looser types or are left out,
//! with a warning. Docs stay as written; `render` corrects them for rustdoc.

mod argument_order;
mod bodies;
mod configured;
mod constraints;
mod context;
mod credentials;
mod cycles;
mod dedupe;
mod discriminator_bases;
mod encodings;
mod enums;
mod examples;
mod facts;
mod failures;
mod families;
mod features;
mod form_properties;
mod forms;
mod found;
mod fragment;
mod headers;
mod hint;
mod info;
mod iterate;
mod keys;
mod keywords;
mod label;
mod labels;
mod likeness;
mod links;
mod member_constants;
mod methods;
mod modules;
mod names;
mod operations;
mod other;
mod outputs;
mod overlaps;
pub(crate) mod paging;
mod parameters;
mod part_headers;
mod parts;
mod phases;
mod previous_types;
mod reasons;
mod renames;
mod resources;
mod responses;
mod sanity;
mod schema_key;
mod schemas;
mod security;
mod selection;
mod servers;
mod shape;
mod single_member;
mod stems;
mod structs;
mod tags;
mod template;
mod titles;
mod type_bodies;
mod type_table;
mod undescribed;
mod unions;
mod usage;
mod variables;
mod waiters;
mod webhook_requests;
mod webhooks;
mod xml;

#[cfg(test)]
mod tests;

use crate::config::Config;
use crate::diag::{Diagnostic, Origin};
use crate::model::{Api, assign_short_names};
use crate::source::Document;
pub(crate) use context::Before;
use context::Context;
pub(crate) use found::METHODS;
pub(crate) use info::default_package;
pub(crate) use keywords::says_nothing;
pub(crate) use methods::rules;
use operations::Outline;
pub(crate) use overlaps::json_type;
use phases::{Draft, Typed};
use previous_types::When;
use schemas::Schemas;
pub(crate) use selection::{OperationKeys, Patterns, includes_webhooks, tags_at, unused_pattern};

#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) api: Api,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The locations of operations that `generator.yaml` excludes.
    pub(crate) excluded: Vec<Origin>,
    /// Keys of `generator.yaml` that the description does not have; locations are in that file.
    pub(crate) config_problems: Vec<Diagnostic>,
    /// Notes about keys of `generator.yaml`; locations are in that file.
    pub(crate) config_notes: Vec<Diagnostic>,
}

/// Builds the model of a lowered description; inline types keep their names of the previous version.
pub(crate) fn build(document: &Document, config: &Config, before: Option<Before<'_>>) -> Built {
    let mut context = Context::new(document, config, before);
    let cx = &mut context;
    let (info, package) = (info::info(cx), info::package(cx));
    let mut servers = servers::servers(cx);
    let mut security_schemes = security::schemes(cx);

    // Each schema that is looked up is converted to a type.
    let mut schemas = Schemas::new(cx);
    let outline = Outline::of(cx, &mut schemas.table.names);
    let mut operations = operations::read(cx, &mut schemas, &outline, &security_schemes);
    credentials::settle(cx, &mut security_schemes, &mut operations);
    security::check_configured(cx, &security_schemes);
    argument_order::agree(&mut operations);
    let webhook_requests = webhook_requests::webhook_requests(cx, &mut schemas, &outline.found);
    if config.leaves_out_unused_schemas() {
        webhooks::read_payload(cx, &mut schemas);
    } else {
        schemas.read_components(cx);
    }
    let mut draft = Draft { table: type_bodies::build(cx, schemas), operations, webhook_requests };

    settle_types(cx, &mut draft);
    let mut typed = draft.named(cx);
    settle_operations(cx, &mut typed, &outline);

    let names_from = outline.names_from().clone();
    let excluded = outline.excluded.clone();
    let (resources, left_out) = outline.finish(cx, &typed.operations);
    settle_uses(&mut typed);
    servers::name(&mut servers, &mut typed.operations);
    let mut client = info::client_shape(cx, security::credentials(&security_schemes, &typed.operations));
    variables::name_variables(&package.name, &mut security_schemes, &mut client);
    let former_names = configured::former_names(cx, &typed, &resources);
    let webhooks = webhooks::webhooks(cx, &typed);
    let examples = examples::of_schemas(document, &typed.types);
    let Typed { types, schemas, operations, webhook_requests, .. } = typed;
    let mut api = Api {
        info,
        package,
        servers,
        security_schemes,
        resources,
        names_from,
        operations,
        webhook_requests,
        webhooks,
        left_out,
        excluded: excluded.len(),
        types,
        former_names,
        examples,
        schemas,
        client,
        ..Api::default()
    };
    if config.features_by_resource {
        api.features = features::of(&api);
    }
    assign_short_names(&mut api, []);
    let Context { diagnostics, config_problems, config_notes, .. } = context;
    Built { api, diagnostics, excluded, config_problems, config_notes }
}

/// Determines the types. Each comment states the result of the pass below it.
fn settle_types(cx: &mut Context<'_>, draft: &mut Draft) {
    // No cycle consists of only unions or aliases, so that traversals of types end.
    cycles::cut(cx, &mut draft.table);
    cycles::open(cx, &mut draft.table);
    // Unions have all discriminators that their members imply.
    tags::infer(&mut draft.table.types);
    overlaps::report(cx, &draft.table.types);
    // Types that were one type in the previous version are merged, before forms of bodies may copy a type.
    previous_types::unite(cx, draft, When::First);
    // Files are uploads, and forms have the encodings of their properties.
    forms::settle(cx, draft);
    // Operations that use a loosened type are loosened, before equal types are merged.
    usage::loosen_users(draft);
    // Equal types are merged.
    dedupe::merge_equal(cx, draft);
    previous_types::unite(cx, draft, When::Last);
    // Forms of bodies with a different type have setters; forms that the client cannot encode have no type.
    bodies::settle_others(cx, &mut draft.operations);
    // Each type is used or a component.
    dedupe::drop_unused(draft);
}

/// Determines the outputs of methods, now that types can be compared and named.
fn settle_operations(cx: &mut Context<'_>, typed: &mut Typed, outline: &Outline) {
    // Variants keep their names of the previous version.
    previous_types::name_members(cx, &mut typed.types);
    links::settle(cx, &outline.found, &mut typed.operations);
    // Headers of responses have types, which may have configured names.
    headers::settle(cx, typed);
    configured::check_types(cx, typed);
    // Outputs and pagination are set, before failures are compared with them.
    outputs::settle(cx, typed);
    failures::settle(cx, typed);
    waiters::settle(cx, typed);
}

/// Determines everything that depends on the uses of types.
fn settle_uses(typed: &mut Typed) {
    // All types exist: each cycle has a box.
    cycles::box_cycles(&mut typed.types);
    // Optional discriminators are set by constructors.
    tags::mark_optional_tags(&mut typed.types);
    // Types know whether requests or responses use them.
    usage::mark(typed);
    // Undescribed properties are optional in responses.
    undescribed::release(&mut typed.types);
    families::assign(&mut typed.types);
}
