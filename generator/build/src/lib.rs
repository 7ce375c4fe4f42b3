//! Builds the model of a description.
//!
//! Building emits no tokens, prints nothing and never fails: unsupported parts become looser types
//! or are left out, with a warning. Docs are kept as written; `render` corrects them for rustdoc.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod client;
mod context;
mod draft;
mod iterate;
mod keywords;
mod names;
mod operations;
mod requests;
mod responses;
mod schemas;
mod standard_objects;
mod template;
mod types;
mod unions;
mod written_operations;

#[cfg(test)]
mod tests;

use foldhash::HashSet;

pub use client::info::default_package;
use client::{
    configured, credentials, info, own_types, readme, security_schemes, servers, variables,
};
use config::Config;
use context::BuildContext;
pub use context::{PreviousCrate, PreviousKind};
use description::Document;
use diag::progress::Progress;
use diag::{Diagnostic, Origin};
use draft::Draft;
pub use draft::SharedDraft;
pub use keywords::keyword_meaning::{VALUE_LISTS, constant_text, has_only_shape_neutral_keys};
use model::{Api, ChosenName, ExtensionName, SecurityScheme, assign_short_names};
use operations::reading::{self, Outline};
pub use operations::selection::{OperationKeys, Patterns, includes_webhooks, unused_pattern};
use operations::{agent_texts, argument_order, features, tags, webhook_requests, webhooks};
use requests::{bodies, examples, forms, xml_nodes};
pub use responses::paging;
use responses::{configured_streams, failures, headers, hints, links, outputs, waiters};
use schemas::conversion::Schemas;
pub use schemas::structs::ordinal_of_position;
use schemas::type_table::TypeTable;
use schemas::undescribed;
use types::phases::{self, Typed, UnnamedModel};
use types::previous_types::{self, When};
use types::{cycles, dedupe, families, usage};
use unions::discriminators;
use unions::overlaps;
pub use unions::overlaps::json_type;

/// The result of building a model.
#[derive(Debug)]
pub struct Built {
    /// The model.
    pub api: Api,
    /// Diagnostics about the description.
    pub diagnostics: Vec<Diagnostic>,
    /// The locations of operations that `generator.yaml` or an extension excludes.
    pub excluded: Vec<Origin>,
    /// Whether component schemas that no operation uses are left out.
    pub leaves_out_unused_schemas: bool,
    /// Problems with keys of `generator.yaml`, such as names that the description does not have;
    /// locations are in that file.
    pub config_problems: Vec<Diagnostic>,
    /// Notes and warnings about keys of `generator.yaml`; locations are in that file.
    pub config_notes: Vec<Diagnostic>,
}

/// Builds the model of a raised description; inline types keep their names from the previous
/// version.
pub fn build_model(
    document: &Document,
    config: &Config,
    previous: Option<PreviousCrate<'_>>,
) -> Built {
    build_sharing_draft(document, config, previous, None)
}

/// Like [`build_model`], but takes from the draft what earlier models of the description with the
/// same configuration have in common with this one. If it has nothing, it keeps that of this one.
pub fn build_sharing_draft(
    document: &Document,
    config: &Config,
    previous: Option<PreviousCrate<'_>>,
    shared: Option<&mut SharedDraft>,
) -> Built {
    let settings = extensions::read_described_settings(document, config);
    let mut context = BuildContext::new(document, &settings, previous);
    let cx = &mut context;
    let config = cx.config;
    let info = info::read_info(cx);
    let package = info::read_package(cx);
    tags::check_tag_parents(cx);
    let mut servers = servers::read_servers(cx);
    let security_schemes = security_schemes::read_security_schemes(cx);
    let mut table = TypeTable::new(cx);
    let outline = Outline::of(cx, &mut table.names);
    let Draft {
        model: mut draft,
        mut security_schemes,
    } = read_draft(cx, table, &outline, security_schemes, shared);

    report_naming(cx, &draft);
    determine_types(cx, &mut draft);
    report_naming(cx, &draft);
    let mut typed = draft.named(cx);
    complete_operations(cx, &mut typed, &outline);

    let names_from = outline.names_from().clone();
    let excluded = outline.excluded.clone();
    let (resources, left_out) = outline.finish(cx, &typed.operations);
    apply_type_uses(cx, &mut typed);
    servers::name_servers(cx, &mut servers, &mut typed.operations);
    let credentials = security_schemes::constructor_credentials(cx, &typed.operations);
    let mut client = info::client_shape(cx, credentials);
    variables::name_variables(
        &package.name,
        &mut security_schemes,
        &mut client,
        &typed.operations,
    );
    let former_names = configured::former_type_names(cx, &typed, &resources);
    let webhooks = webhooks::build_webhooks(cx, &typed);
    let examples = examples::collect_schema_examples(document, &typed.types);
    let Typed {
        types,
        schemas,
        operations,
        webhook_requests,
        ..
    } = typed;
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
        api.features = features::features_of_resources(&api);
    }
    let units = families::units_of_types(&api.types);
    let features_of_units = features::features_of_units(&api, &units);
    api.features.types = families::assign_types_to_files(&mut api.types, units, &features_of_units);
    assign_short_names(&mut api, []);
    api.readme = readme::chosen_calls(cx, &api);
    agent_texts::report_instructions(cx, &api);
    let BuildContext {
        mut diagnostics,
        mut config_problems,
        mut config_notes,
        chosen_names,
        extension_names,
        ..
    } = context;
    diagnostics.extend(settings.origins.take_problems(&mut config_problems));
    diagnostics.extend(settings.origins.take_problems(&mut config_notes));
    add_configured_names(&mut api, chosen_names, extension_names);
    Built {
        api,
        diagnostics,
        excluded,
        leaves_out_unused_schemas: config.leaves_out_unused_schemas(),
        config_problems,
        config_notes,
    }
}

/// Reads all operations and schemas, or takes them from the draft.
fn read_draft(
    cx: &mut BuildContext<'_>,
    mut table: TypeTable,
    outline: &Outline,
    security_schemes: Vec<SecurityScheme>,
    shared: Option<&mut SharedDraft>,
) -> Draft {
    let Some(shared) = shared else {
        return read_description(cx, table, outline, security_schemes);
    };
    if let Some(draft) = shared.renamed(cx, outline, &mut table) {
        return draft;
    }
    let earlier = cx.take_reports();
    let draft = read_description(cx, table, outline, security_schemes);
    let reports = cx.take_reports();
    cx.add_reports(earlier);
    cx.add_reports(reports.clone());
    shared.keep(draft.clone(), reports, outline);
    draft
}

/// Reads all operations and schemas.
fn read_description(
    cx: &mut BuildContext<'_>,
    table: TypeTable,
    outline: &Outline,
    mut security_schemes: Vec<SecurityScheme>,
) -> Draft {
    // Each schema that is looked up is converted to a type.
    let mut schemas = Schemas::new(cx, table);
    let mut operations = reading::read_operations(cx, &mut schemas, outline, &security_schemes);
    credentials::move_credentials_to_client(cx, &mut security_schemes, &mut operations);
    argument_order::unify_argument_order(&mut operations);
    let webhook_requests = webhook_requests::webhook_requests(cx, &mut schemas, &outline.written);
    let sent_by_server = security_schemes::remove_schemes_of_webhooks(
        cx,
        &mut security_schemes,
        &operations,
        &webhook_requests,
    );
    credentials::send_unrequired_credentials(cx, &security_schemes, &mut operations);
    security_schemes::name_credential_setters(cx, &mut security_schemes);
    security_schemes::check_configured(cx, &security_schemes, &sent_by_server);
    if cx.config.leaves_out_unused_schemas() {
        webhooks::read_payload(cx, &mut schemas);
    } else {
        schemas.read_components(cx);
    }
    Draft {
        model: UnnamedModel {
            table: phases::build_type_bodies(cx, schemas),
            operations,
            webhook_requests,
        },
        security_schemes,
    }
}

/// Adds the names that `generator.yaml` and extensions give, sorted and once each.
fn add_configured_names(
    api: &mut Api,
    mut chosen_names: Vec<ChosenName>,
    mut extension_names: Vec<ExtensionName>,
) {
    // Schemas that share the type of an equal schema have no separate name.
    let types: HashSet<&str> = api.types.iter().map(|(_, def)| def.name.as_str()).collect();
    chosen_names.retain(|chosen| !chosen.is_type || types.contains(chosen.name.as_str()));
    chosen_names.sort();
    chosen_names.dedup();
    api.chosen_names = chosen_names;
    extension_names.sort_by(|a, b| a.origin.cmp(&b.origin));
    extension_names.dedup_by(|a, b| a.origin == b.origin);
    api.extension_names = extension_names;
}

/// Reports progress: the number of types, before they get names.
fn report_naming(cx: &BuildContext<'_>, draft: &UnnamedModel) {
    cx.document.report_progress(Progress::Naming {
        types: draft.table.types.len(),
    });
}

/// Determines the types. Each comment states the result of the pass below it.
fn determine_types(cx: &mut BuildContext<'_>, draft: &mut UnnamedModel) {
    // No cycle consists only of unions or only of aliases, so that traversals of types end.
    cycles::cut_union_cycles(cx, &mut draft.table);
    cycles::cut_alias_cycles(cx, &mut draft.table);
    // Unions have all discriminators that their members imply.
    discriminators::infer_discriminators(&mut draft.table.types);
    overlaps::report_overlapping_members(cx, &draft.table.types);
    // Types of other crates are in place of those that they replace.
    own_types::replace_types(cx, &mut draft.table);
    // Types that were one type in the previous version are merged, before one of them may be copied
    // for a form body.
    previous_types::merge_former_types(cx, draft, When::First);
    // Files are uploads, and forms have the encodings of their properties.
    forms::adapt_form_bodies(cx, draft);
    // Operations that use a loosened type are loosened, too, before equal types are merged.
    usage::loosen_users(draft);
    // Equal types are merged.
    dedupe::merge_equal(cx, draft);
    previous_types::merge_former_types(cx, draft, When::Last);
    // Each content of a body with a type of its own has a setter; a content that the client cannot
    // encode has no type.
    bodies::assign_other_forms(cx, &mut draft.operations);
    // Each type is used, or is a component.
    dedupe::drop_unused(draft);
}

/// Determines the outputs of methods. Runs when types can be compared and named.
fn complete_operations(cx: &mut BuildContext<'_>, typed: &mut Typed, outline: &Outline) {
    // Variants keep their names from the previous version.
    previous_types::name_members(cx, &mut typed.types);
    links::read_response_links(cx, &outline.written, &mut typed.operations);
    // Response headers have types, which may have configured names.
    headers::define_header_types(cx, typed);
    configured::check_types(cx, typed);
    // Outputs and pagination are set, so that error responses can be compared with outputs.
    outputs::determine_method_outputs(cx, typed);
    configured_streams::check_stream_switches(cx, &mut typed.operations);
    let has_all_operations = outline.excluded.is_empty() && outline.left_out.is_empty();
    paging::check_paging_parameters(cx, &typed.types, &typed.operations, has_all_operations);
    paging::check_paged_operations(cx, &typed.types, &typed.operations);
    if has_all_operations {
        responses::reading::check_envelope(cx, &typed.types, &typed.operations);
    }
    hints::note_common_result(cx, &typed.types, &typed.operations);
    hints::note_body_cursors(cx, &typed.types, &typed.operations);
    hints::note_websockets(cx, &typed.operations);
    failures::report_unreadable_failures(cx, typed);
    waiters::add_waiters(cx, typed);
    waiters::add_completions(cx, typed);
}

/// Determines everything that depends on the uses of types.
fn apply_type_uses(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    // All types exist: each cycle has a box.
    cycles::box_cycles(&mut typed.types);
    // Constructors set optional discriminators.
    discriminators::mark_optional_tags(&mut typed.types);
    // Types know whether requests or responses use them.
    usage::mark_type_usage(typed);
    // Items of tuples have the names of their elements.
    xml_nodes::name_tuple_items(cx, typed);
    // Undescribed properties are optional in responses.
    undescribed::make_undescribed_optional(&mut typed.types);
    // Types have the traits and attributes that `generator.yaml` adds.
    own_types::add_configured_code(cx, typed);
}
