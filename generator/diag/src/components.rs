//! Component schemas, by their locations.

use std::borrow::Cow;

use crate::origin::Origin;

/// Returns the name of the component schema at or around a location.
pub fn component_schema_name(origin: &Origin) -> Option<Cow<'_, str>> {
    let mut segments = origin.segments();
    let is_component = segments.next()? == "components" && segments.next()? == "schemas";
    if is_component { segments.next() } else { None }
}

/// Returns the component schema at or around a location, as the end of a noun phrase: `` of `Pet` ``;
/// empty outside of component schemas.
pub fn of_component(origin: &Origin) -> String {
    match component_schema_name(origin) {
        Some(name) => format!(" of `{name}`"),
        None => String::new(),
    }
}

/// Returns whether a location is that of a component schema.
pub fn is_component_schema(origin: &Origin) -> bool {
    origin
        .pointer
        .strip_prefix("/components/schemas/")
        .is_some_and(|name| !name.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::FileId;

    #[test]
    fn components_are_found_by_location() {
        for (pointer, name, is_component) in [
            ("/components/schemas/A~1b", Some("A/b"), true),
            ("/components/schemas/A/items", Some("A"), false),
            ("/components/schemas", None, false),
            ("/components/responses/A", None, false),
            ("/definitions/components/schemas", None, false),
            ("", None, false),
        ] {
            let origin = Origin::new(FileId(0), pointer);
            assert_eq!(component_schema_name(&origin).as_deref(), name, "{pointer}");
            assert_eq!(is_component_schema(&origin), is_component, "{pointer}");
            let phrase = name.map_or(String::new(), |name| format!(" of `{name}`"));
            assert_eq!(of_component(&origin), phrase, "{pointer}");
        }
    }
}
