//! Reports each change once, however many locations it affects.

use std::collections::HashMap;

use super::finding::{Finding, SourceLocation};
use super::sides::Sides;
use super::verdict::Wire;
use diag::Origin;

/// Merges equal findings: findings at several uses of a component or type, and findings about
/// operations with the same change. The flag of a finding says whether it is about a component, for
/// all uses.
pub(super) fn merge_equal_findings(
    findings: impl Iterator<Item = (Finding, bool)>,
) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    let mut indices: HashMap<_, usize> = HashMap::new();
    for (finding, is_shared) in findings {
        let subject = &finding.subject;
        let owner = match (&subject.type_name, &subject.member) {
            _ if is_shared => {
                let Finding { old, new, .. } = &finding;
                FindingOwner::Component(
                    Sides { old, new }
                        .map(|location| location.as_ref().map(|location| location.origin.clone())),
                )
            }
            (Some(name), member) => {
                let Finding { old, new, .. } = &finding;
                let property =
                    Sides { old, new }.map(|location| property_location(location, member));
                if property == Sides::default() {
                    FindingOwner::Type {
                        name: name.clone(),
                        member: member.clone(),
                    }
                } else {
                    FindingOwner::Property(property)
                }
            }
            (None, member) if subject.operation.is_some() => FindingOwner::Operation {
                member: member.clone(),
                wire: finding.wire,
                behaviour: finding.behaviour,
            },
            (None, _) => {
                merged.push(finding);
                continue;
            }
        };
        let key = (
            finding.code(),
            finding.direction,
            finding.message.clone(),
            owner,
        );
        match indices.get(&key).and_then(|index| merged.get_mut(*index)) {
            Some(first) => first.join(finding),
            None => {
                indices.insert(key, merged.len());
                merged.push(finding);
            }
        }
    }
    merged
}

/// Returns the location of a finding, if it is the location of the property `member`.
fn property_location(location: &Option<SourceLocation>, member: &Option<String>) -> Option<Origin> {
    let origin = &location.as_ref()?.origin;
    let properties = origin
        .parent()
        .filter(|around| around.is_key("properties"))?;
    if properties.child(member.as_ref()?) != *origin {
        return None;
    }
    Some(origin.clone())
}

#[derive(PartialEq, Eq, Hash)]
enum FindingOwner {
    Component(Sides<Option<Origin>>),
    Type {
        name: String,
        member: Option<String>,
    },
    /// The locations of a property; its type would not identify it, since one schema may become
    /// several types of the crate. Some uses of a schema may have another one in the new
    /// description.
    Property(Sides<Option<Origin>>),
    /// Any operation. Verdicts are part of the key, as the same change may be worse for one
    /// operation.
    Operation {
        member: Option<String>,
        wire: Wire,
        behaviour: bool,
    },
}
