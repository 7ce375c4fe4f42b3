//! The docs of an inline type: the part of the description it represents, derived from its location. Components have
//! names instead.

use crate::context::RenderContext;
use crate::docs::inline_code;
use crate::words::{capitalize_first, type_link};
use description::keywords::UNION_KEYWORDS;
use diag::Origin;
use model::TypeDef;

impl RenderContext<'_> {
    /// Returns the sentence about the location of a type: ``Item of `servers` of [`Portal`].``
    pub(crate) fn place_in_words(&self, def: &TypeDef) -> Option<String> {
        Some(format!("{}.", capitalize_first(&self.part(def)?)))
    }

    fn part(&self, def: &TypeDef) -> Option<String> {
        let place = &def.origin;
        let around = place.parent()?;
        let key = place.last_segment()?;
        match &*key {
            "items" => return Some(format!("item of {}", self.whole(&around, def)?)),
            "additionalProperties" => {
                return Some(format!("value of {}", self.whole(&around, def)?));
            }
            _ => {}
        }
        if around.is_key("properties") {
            let (name, object) = (inline_code(&key), around.parent()?);
            return match self.named(&object, def) {
                Some(parent) => Some(format!("property {name} of {parent}")),
                None => Some(format!("{name} of the {}", self.message(&object, def)?)),
            };
        }
        if UNION_KEYWORDS.iter().any(|keyword| around.is_key(keyword)) {
            return Some(format!(
                "variant of {}",
                self.named(&around.parent()?, def)?
            ));
        }
        self.message(place, def)
    }

    /// Returns the phrase for an array or map as a whole: a named type, a property of a type, or a whole body or
    /// response.
    fn whole(&self, place: &Origin, def: &TypeDef) -> Option<String> {
        if let Some(named) = self.named(place, def) {
            return Some(named);
        }
        let properties = place.parent().filter(|around| around.is_key("properties"));
        let Some(properties) = properties else {
            return Some(format!("the {}", self.message(place, def)?));
        };
        let object = properties.parent()?;
        let whole = match self.named(&object, def) {
            Some(named) => named,
            None => format!("the {}", self.message(&object, def)?),
        };
        let name = inline_code(&place.last_segment()?);
        Some(format!("{name} of {whole}"))
    }

    /// Returns a link to the type at a location, unless it is `def`.
    fn named(&self, place: &Origin, def: &TypeDef) -> Option<String> {
        let parent = self.index.def(*self.types_at.get(place)?)?;
        if parent.name == def.name {
            return None;
        }
        Some(type_link(parent))
    }

    /// Returns a phrase such as ``body of [`Pets::create`]`` or ``response of [`Pets::list`]`` for the schema of a
    /// message.
    fn message(&self, place: &Origin, def: &TypeDef) -> Option<String> {
        if !place.is_key("schema") {
            return None;
        }
        for around in place.ancestors() {
            let kind = match &*around.last_segment()? {
                "requestBody" => "body",
                "responses" => "response",
                _ => continue,
            };
            if let Some(operation) = self.operations_at.get(&around.parent()?) {
                return Some(format!("{kind} of {}", self.mention(operation, def)?));
            }
        }
        None
    }
}
