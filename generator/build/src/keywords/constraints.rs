//! Constraints of a schema: the tightest constraints of its parts.

use serde_json::{Map, Number, Value};

use description::keywords::UNION_KEYWORDS;
use description::raise::accepts_only_null;
use description::{boolean_field, object_member, required_names, string_field};
use model::{Bound, Constraints, RequiredSets};

pub(crate) fn add_constraints(constraints: &mut Constraints, schema: &Map<String, Value>) {
    tighten_count(
        &mut constraints.min_length,
        count_keyword(schema, "minLength"),
        u64::max,
    );
    tighten_count(
        &mut constraints.max_length,
        count_keyword(schema, "maxLength"),
        u64::min,
    );
    tighten_count(
        &mut constraints.min_items,
        count_keyword(schema, "minItems"),
        u64::max,
    );
    tighten_count(
        &mut constraints.max_items,
        count_keyword(schema, "maxItems"),
        u64::min,
    );
    tighten_count(
        &mut constraints.min_properties,
        count_keyword(schema, "minProperties"),
        u64::max,
    );
    tighten_count(
        &mut constraints.max_properties,
        count_keyword(schema, "maxProperties"),
        u64::min,
    );
    constraints.unique_items |= boolean_field(schema, "uniqueItems") == Some(true);
    if constraints.pattern.is_none() {
        constraints.pattern = string_field(schema, "pattern").map(str::to_owned);
    }
    if let Some(step) = number_keyword(schema, "multipleOf")
        && step.as_f64().is_some_and(|step| step > 0.0)
    {
        constraints.multiple_of = Some(step);
    }
    for (keyword, exclusive) in [("minimum", false), ("exclusiveMinimum", true)] {
        let value = number_keyword(schema, keyword);
        tighten_bound(&mut constraints.minimum, value, exclusive, f64::ge);
    }
    for (keyword, exclusive) in [("maximum", false), ("exclusiveMaximum", true)] {
        let value = number_keyword(schema, keyword);
        tighten_bound(&mut constraints.maximum, value, exclusive, f64::le);
    }
}

/// Returns the sets of properties that the members of a union require, if this is all they say.
pub(crate) fn required_sets(schema: &Map<String, Value>) -> Option<RequiredSets> {
    let mut keywords = UNION_KEYWORDS.into_iter();
    keywords.find_map(|keyword| required_sets_of(schema, keyword))
}

fn required_sets_of(schema: &Map<String, Value>, keyword: &str) -> Option<RequiredSets> {
    let members = object_member(schema, keyword)?.as_array()?;
    let sets: Option<Vec<Vec<String>>> = members
        .iter()
        .filter(|member| !accepts_only_null(member))
        .map(|member| {
            let member = member.as_object()?;
            let only_requires = member
                .keys()
                .all(|key| matches!(key.as_str(), "required" | "title" | "description"));
            let names: Vec<String> = required_names(member).map(str::to_owned).collect();
            (only_requires && !names.is_empty()).then_some(names)
        })
        .collect();
    let sets = sets.filter(|sets| !sets.is_empty())?;
    Some(RequiredSets {
        is_exclusive: keyword == "oneOf",
        sets,
    })
}

fn count_keyword(schema: &Map<String, Value>, keyword: &str) -> Option<u64> {
    object_member(schema, keyword)?.as_u64()
}

fn number_keyword(schema: &Map<String, Value>, keyword: &str) -> Option<Number> {
    object_member(schema, keyword)?.as_number().cloned()
}

fn tighten_bound(
    tightest: &mut Option<Bound>,
    value: Option<Number>,
    exclusive: bool,
    tighter: fn(&f64, &f64) -> bool,
) {
    let Some(value) = value else { return };
    if let Some(old) = tightest {
        let [new, old] = [&value, &old.value].map(|number| number.as_f64().unwrap_or(f64::NAN));
        if !tighter(&new, &old) {
            return;
        }
    }
    *tightest = Some(Bound { value, exclusive });
}

fn tighten_count(tightest: &mut Option<u64>, value: Option<u64>, tighter: fn(u64, u64) -> u64) {
    if let Some(value) = value {
        *tightest = Some(tightest.map_or(value, |old| tighter(old, value)));
    }
}
