//! The docs of an inline type: the part of the description it represents, derived from its location. Components have
//! names instead.

use crate::diag::unescape_segment;
use crate::model::TypeDef;
use crate::render::context::RenderContext;
use crate::render::docs::inline_code;
use crate::render::words::{capitalize_first, type_link};

impl RenderContext<'_> {
    /// Returns the sentence about the location of a type: ``Item of `servers` of [`Portal`].``
    pub(crate) fn place_in_words(&self, def: &TypeDef) -> Option<String> {
        let pointer = def.origin.pointer.as_ref();
        Some(format!("{}.", capitalize_first(&self.part(pointer, def)?)))
    }

    fn part(&self, pointer: &str, def: &TypeDef) -> Option<String> {
        if let Some(list) = pointer.strip_suffix("/items") {
            return Some(format!("item of {}", self.whole(list, def)?));
        }
        if let Some(map) = pointer.strip_suffix("/additionalProperties") {
            return Some(format!("value of {}", self.whole(map, def)?));
        }
        let (parent, last) = pointer.rsplit_once('/')?;
        if let Some(object) = parent.strip_suffix("/properties") {
            let name = inline_code(&unescape_segment(last));
            return match self.named(object, def) {
                Some(parent) => Some(format!("property {name} of {parent}")),
                None => Some(format!("{name} of the {}", self.message(object, def)?)),
            };
        }
        if let Some(union) = parent
            .strip_suffix("/oneOf")
            .or_else(|| parent.strip_suffix("/anyOf"))
        {
            return Some(format!("variant of {}", self.named(union, def)?));
        }
        self.message(pointer, def)
    }

    /// Returns the phrase for an array or map as a whole: a named type, a property of a type, or a whole body or
    /// response.
    fn whole(&self, pointer: &str, def: &TypeDef) -> Option<String> {
        if let Some(named) = self.named(pointer, def) {
            return Some(named);
        }
        match pointer.rsplit_once('/') {
            Some((parent, last)) if parent.ends_with("/properties") => {
                let object = parent.strip_suffix("/properties")?;
                let name = inline_code(&unescape_segment(last));
                let whole = self
                    .named(object, def)
                    .or_else(|| Some(format!("the {}", self.message(object, def)?)))?;
                Some(format!("{name} of {whole}"))
            }
            _ => Some(format!("the {}", self.message(pointer, def)?)),
        }
    }

    /// Returns a link to the type at a location, unless it is `def`.
    fn named(&self, pointer: &str, def: &TypeDef) -> Option<String> {
        let parent = self.def(*self.types_at.get(&(def.origin.file, pointer))?)?;
        if parent.name == def.name {
            return None;
        }
        Some(type_link(parent))
    }

    /// Returns a phrase such as ``body of [`Pets::create`]`` or ``response of [`Pets::list`]``.
    fn message(&self, pointer: &str, def: &TypeDef) -> Option<String> {
        let (place, kind) = match (pointer.find("/requestBody/"), pointer.find("/responses/")) {
            (Some(at), _) => (at, "body"),
            (None, Some(at)) => (at, "response"),
            (None, None) => return None,
        };
        let rest = pointer.get(place..)?;
        if !rest.ends_with("/schema") {
            return None;
        }
        let operation = *self
            .operations_at
            .get(&(def.origin.file, pointer.get(..place)?))?;
        Some(format!("{kind} of {}", self.mention(operation, def)?))
    }
}
