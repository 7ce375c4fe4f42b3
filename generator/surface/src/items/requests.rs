//! Requests: their setters and outputs.

use super::resources::parameter_source;
use super::{
    DURATION, ItemArgument, ItemCollector, method, setter, str_reference, type_head, typed_item,
    variant,
};
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::macro_item::{MacroItem, OutputForm};
use crate::methods::{
    BodyFacts, COMPLETION_METHOD, KEY_SETTER, MethodFacts, OutputFacts, UNIVERSAL_SETTERS,
    key_header,
};
use crate::names::TypeNames;
use crate::owner::ItemOwner;
use crate::rust_type::RustType;
use crate::signature::{ItemSignature, Receiver};
use crate::source::ItemSource;
use model::{Several, Waiter};

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_request(&mut self, module: &ItemOwner, facts: &MethodFacts<'a>) {
        let operation = facts.operation;
        let request = &module.below(&operation.names.request_type);
        let source = ItemSource::Whole(operation.origin.clone());
        self.push(Item {
            source: Some(source.clone()),
            ..type_head(request, ItemKind::Struct)
        });
        self.push_traits(request, &["Clone", "Debug"]);
        for former in &operation.names.former_request_types {
            self.push(Item {
                deprecated: true,
                source: Some(source.clone()),
                ..typed_item(
                    &module.below(former),
                    ItemKind::Alias,
                    "",
                    ItemType::of_owner(request.clone()),
                )
            });
        }
        self.push_setters(request, facts);
        self.push_outputs(module, request, facts);
        if let OutputFacts::Several(several) = &facts.output {
            self.push_outcomes(&module.below(&several.name), several, facts);
        }
        for waiter in &operation.waiting.waiters {
            self.push_waiter(request, waiter);
        }
        if let Some(completion) = &operation.waiting.completion {
            let output = self.index.completion_type(completion);
            self.push_waiting_method(request, COMPLETION_METHOD, output);
        }
    }

    fn push_setters(&mut self, request: &ItemOwner, facts: &MethodFacts<'a>) {
        let names = TypeNames::outside_of_types(self.index);
        for option in &facts.options {
            let parameter = option.parameter;
            let ty = names.item_type(&self.index.argument(&parameter.schema).ty);
            let argument = ItemArgument::new(&option.name, ty);
            self.push(Item {
                deprecated: parameter.deprecated,
                source: Some(parameter_source(facts.operation, parameter)),
                ..setter(request, &option.name, vec![argument])
            });
        }
        if let BodyFacts::Spread(spread) = &facts.body {
            for (name, field) in &spread.setters {
                self.push_field_setters(request, names, field, name);
            }
        }
        if let Some(body) = self.body_of_setter(facts) {
            let argument = ItemArgument::new("body", names.item_type(&body));
            self.push_setter(request, facts, "body", vec![argument]);
        }
        if facts.can_omit_body() {
            self.push_setter(request, facts, "without_body", Vec::new());
        }
        if key_header(facts.operation).is_some() {
            let key = ItemArgument::new("key", str_reference());
            self.push_setter(request, facts, KEY_SETTER, vec![key]);
        }
        if facts.takes_other_bodies() {
            let body = names.item_type(&RustType::UPLOAD.converted());
            let arguments = vec![
                ItemArgument::new("media_type", str_reference()),
                ItemArgument::new("body", body),
            ];
            self.push_setter(request, facts, "body_as", arguments);
        }
    }

    /// Adds a setter that gets another name if a parameter or property has its name.
    fn push_setter(
        &mut self,
        request: &ItemOwner,
        facts: &MethodFacts<'a>,
        name: &str,
        arguments: Vec<ItemArgument>,
    ) {
        let name = facts.universal_setter(name);
        self.push(setter(request, &name, arguments));
    }

    /// Returns the argument of the setter of the whole body.
    fn body_of_setter(&self, facts: &MethodFacts<'a>) -> Option<RustType> {
        match &facts.body {
            BodyFacts::None | BodyFacts::Argument(_) => None,
            BodyFacts::Spread(spread) => Some(self.index.value_type(&spread.schema.ty)),
            BodyFacts::Option(payload) => Some(payload.argument(self.index).ty),
        }
    }

    /// Adds the items that runtime macros add to a request.
    fn push_outputs(&mut self, module: &ItemOwner, request: &ItemOwner, facts: &MethodFacts<'a>) {
        let names = TypeNames::outside_of_types(self.index);
        let setters = UNIVERSAL_SETTERS.map(|name| facts.universal_setter(name));
        if setters != UNIVERSAL_SETTERS {
            let setters = ItemSignature::Setters(setters.into());
            self.push_macro_item(request, "setters", MacroItem::Setters, setters);
        }
        let macro_name = match facts.output {
            OutputFacts::Pages(_) => "pages",
            OutputFacts::Stream(_) => "stream",
            _ => "request",
        };
        let macro_item = MacroItem::Output(output_form(&facts.output));
        let output = match self.output_type(module, facts) {
            Some(ty) => ItemSignature::Type(ty),
            None => ItemSignature::None,
        };
        self.push_macro_item(request, macro_name, macro_item, output);
        if matches!(facts.output, OutputFacts::Empty) && facts.can_download()
            || facts.leads_to_file()
        {
            let download = MacroItem::Download;
            self.push_macro_item(request, "download", download, ItemSignature::None);
        }
        if let (OutputFacts::Json(_), Some(item)) = (&facts.output, facts.paged_item()) {
            let item = ItemSignature::Type(names.item_type(&self.index.item_type(item)));
            self.push_macro_item(request, "pages", MacroItem::ItemsOfPages, item);
        }
        if let Some(stream) = &facts.operation.returns.stream {
            let item = names.item_type(&self.index.stream_item_type(stream));
            let macro_item = MacroItem::Stream(stream.framing);
            self.push_macro_item(request, "stream", macro_item, ItemSignature::Type(item));
        }
        if !facts.operation.returns.alternatives.is_empty() {
            let alternatives = MacroItem::Alternatives;
            self.push_macro_item(request, "alternatives", alternatives, ItemSignature::None);
        }
    }

    fn push_macro_item(
        &mut self,
        owner: &ItemOwner,
        name: &str,
        macro_item: MacroItem,
        signature: ItemSignature,
    ) {
        self.push(Item {
            macro_item: Some(macro_item),
            signature,
            ..Item::bare(owner.clone(), ItemKind::Response, name)
        });
    }

    fn output_type(&self, module: &ItemOwner, facts: &MethodFacts<'a>) -> Option<ItemType> {
        let names = TypeNames::outside_of_types(self.index);
        match &facts.output {
            OutputFacts::Empty => Some(ItemType::Tuple(Vec::new())),
            OutputFacts::Raw | OutputFacts::Text | OutputFacts::Bytes => None,
            OutputFacts::Json(schema) | OutputFacts::Xml(schema) | OutputFacts::Pages(schema) => {
                Some(names.item_type(&self.index.item_type(schema)))
            }
            OutputFacts::Stream(stream) => {
                Some(names.item_type(&self.index.stream_item_type(stream)))
            }
            OutputFacts::Several(several) => Some(ItemType::of_owner(module.below(&several.name))),
        }
    }

    /// Adds the enum for the success responses of a method.
    fn push_outcomes(&mut self, owner: &ItemOwner, several: &'a Several, facts: &MethodFacts<'a>) {
        let names = TypeNames::outside_of_types(self.index);
        self.push(Item {
            source: Some(ItemSource::Outputs(facts.operation.origin.clone())),
            ..type_head(owner, ItemKind::Enum)
        });
        let runtime_trait = names.path("crate::runtime::several::Several");
        self.push_traits(owner, &["Clone", "Debug", &runtime_trait]);
        for outcome in &several.outcomes {
            let payload = self.index.outcome_type(outcome);
            let payload_type = payload.map(|ty| names.item_type(&ty));
            self.push(variant(owner, &outcome.rust, payload_type));
        }
        let response = RustType::Path("crate::runtime::outcome::RawResponse").boxed();
        let response_type = names.item_type(&response);
        self.push(variant(owner, "Unknown", Some(response_type)));
    }

    /// Adds the method that waits until a state is reached.
    fn push_waiter(&mut self, request: &ItemOwner, waiter: &'a Waiter) {
        let operations = &self.index.api.operations;
        let is_polled = waiter.asks.is_none_or(|index| {
            let polled = operations.get(index);
            polled.is_some_and(|polled| self.index.api.resource(polled.resource).is_some())
        });
        if !is_polled {
            return;
        }
        self.push_waiting_method(request, &waiter.rust, self.index.item_type(&waiter.output));
    }

    fn push_waiting_method(&mut self, request: &ItemOwner, name: &str, output: RustType) {
        let names = TypeNames::outside_of_types(self.index);
        let max = ItemArgument::new("max", names.item_type(DURATION));
        let sending = RustType::Generic("crate::runtime::send::Sending", vec![output]);
        self.push(method(
            request,
            name,
            Receiver::Value,
            vec![max],
            names.item_type(&sending),
        ));
    }
}

fn output_form(output: &OutputFacts<'_>) -> OutputForm {
    match output {
        OutputFacts::Empty | OutputFacts::Json(_) => OutputForm::Json,
        OutputFacts::Raw => OutputForm::Raw,
        OutputFacts::Text => OutputForm::Text,
        OutputFacts::Bytes => OutputForm::Bytes,
        OutputFacts::Xml(_) => OutputForm::Xml,
        OutputFacts::Pages(_) => OutputForm::Page,
        OutputFacts::Stream(stream) => OutputForm::Stream(stream.framing),
        OutputFacts::Several(_) => OutputForm::Several,
    }
}
