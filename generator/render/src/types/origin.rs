//! The docs of an inline type: the part of the description that it represents, derived from its
//! origin. Components have names instead.

use crate::context::RenderContext;
use crate::docs::inline_code;
use crate::words::{capitalize_first, type_link};
use description::keywords::UNION_KEYWORDS;
use diag::Origin;
use model::TypeDef;

impl RenderContext<'_> {
    /// Returns the sentence about the origin of a type: ``Item of `servers` of [`Portal`].``
    pub(super) fn describe_origin(&self, def: &TypeDef) -> Option<String> {
        Some(format!("{}.", capitalize_first(&self.describe_part(def)?)))
    }

    fn describe_part(&self, def: &TypeDef) -> Option<String> {
        let origin = &def.origin;
        let parent = origin.parent()?;
        let key = origin.last_segment()?;
        match &*key {
            "items" => return Some(format!("item of {}", self.describe_whole(&parent, def)?)),
            "additionalProperties" => {
                return Some(format!("value of {}", self.describe_whole(&parent, def)?));
            }
            _ => {}
        }
        if parent.is_key("properties") {
            let name = inline_code(&key);
            let object = parent.parent()?;
            return match self.link_to_type(&object, def) {
                Some(link) => Some(format!("property {name} of {link}")),
                None => Some(format!(
                    "{name} of the {}",
                    self.describe_message(&object, def)?
                )),
            };
        }
        if UNION_KEYWORDS.iter().any(|keyword| parent.is_key(keyword)) {
            let link = self.link_to_type(&parent.parent()?, def)?;
            return Some(format!("variant of {link}"));
        }
        self.describe_message(origin, def)
    }

    /// Returns the phrase for an array or map as a whole: a named type, a property of a type, or a
    /// whole body or response.
    fn describe_whole(&self, origin: &Origin, def: &TypeDef) -> Option<String> {
        if let Some(link) = self.link_to_type(origin, def) {
            return Some(link);
        }
        let properties = origin.parent().filter(|parent| parent.is_key("properties"));
        let Some(properties) = properties else {
            return Some(format!("the {}", self.describe_message(origin, def)?));
        };
        let object = properties.parent()?;
        let whole = match self.link_to_type(&object, def) {
            Some(link) => link,
            None => format!("the {}", self.describe_message(&object, def)?),
        };
        let name = inline_code(&origin.last_segment()?);
        Some(format!("{name} of {whole}"))
    }

    /// Returns a link to the type at an origin, unless it is `def`.
    fn link_to_type(&self, origin: &Origin, def: &TypeDef) -> Option<String> {
        let parent = self.index.def(*self.types_at.get(origin)?)?;
        if parent.name == def.name {
            return None;
        }
        Some(type_link(parent))
    }

    /// Returns a phrase such as ``body of [`Pets::create`]`` or ``response of [`Pets::list`]`` for
    /// the schema of a message.
    fn describe_message(&self, origin: &Origin, def: &TypeDef) -> Option<String> {
        if !origin.is_key("schema") {
            return None;
        }
        for ancestor in origin.ancestors() {
            let kind = match &*ancestor.last_segment()? {
                "requestBody" => "body",
                "responses" => "response",
                _ => continue,
            };
            if let Some(operation) = self.operations_at.get(&ancestor.parent()?) {
                return Some(format!(
                    "{kind} of {}",
                    self.link_to_method(operation, def)?
                ));
            }
        }
        None
    }
}
