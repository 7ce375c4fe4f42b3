//! Scopes make identifiers unique.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::reserved;
use super::scope_kind::ScopeKind;

/// Why a name differs from the wanted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rename {
    /// Rust, the runtime or emitted code uses the wanted name.
    Reserved,
    /// Another item of the description has the wanted name.
    Taken,
}

/// A claimed name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The identifier, which is unique in its scope.
    pub name: String,
    /// Why the name differs from the (first) wanted name; `None` if it does not.
    pub rename: Option<Rename>,
}

/// The names in one scope of the emitted code, each claimed once.
///
/// The first claim gets the plain name; a later one gets its next free candidate, or else the
/// smallest free number. So a unique name never changes when other items are added or removed.
/// Wanted names must be identifiers (see the functions of [`naming`](super)), since a scope only
/// makes them unique.
#[derive(Clone, Debug)]
pub struct Scope {
    kind: ScopeKind,
    /// Names that are reserved in addition to the reserved names of the scope's kind.
    reserved: HashSet<String>,
    /// Reserved names of the scope's kind that this scope allows.
    released: HashSet<String>,
    taken: HashSet<String>,
    /// The last number of each name, from which the search for the next number starts, so that many
    /// equal names take linear time.
    numbers: HashMap<String, u32>,
}

impl Scope {
    /// Creates a scope with only the reserved names of its kind.
    pub fn new(kind: ScopeKind) -> Self {
        Self {
            kind,
            reserved: HashSet::new(),
            released: HashSet::new(),
            taken: HashSet::new(),
            numbers: HashMap::new(),
        }
    }

    /// Reserves another name.
    pub fn reserve(&mut self, name: &str) {
        self.hold_back(name);
    }

    /// Reserves a name; returns whether it was not reserved before.
    pub fn hold_back(&mut self, name: &str) -> bool {
        let key = scope_key(self.kind, name);
        !self.is_reserved(&key) && self.reserved.insert(key)
    }

    /// Frees a reserved name.
    pub fn release(&mut self, name: &str) {
        let key = scope_key(self.kind, name);
        self.reserved.remove(&key);
        self.released.insert(key);
    }

    fn is_reserved(&self, key: &str) -> bool {
        self.reserved.contains(key)
            || reserved::is_reserved_name(self.kind, key) && !self.released.contains(key)
    }

    /// Claims `name`, or `name` with a suffix if it is not free.
    pub fn claim(&mut self, name: &str) -> Claim {
        self.claim_first(&[name])
    }

    /// Claims the first free candidate, or else the first candidate with a suffix. If there are no
    /// candidates, claims `Empty` or `empty`.
    pub fn claim_any(&mut self, candidates: &[String]) -> Claim {
        let candidates: Vec<&str> = candidates
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        self.claim_first(&candidates)
    }

    fn claim_first(&mut self, candidates: &[&str]) -> Claim {
        let preferred = candidates.first().copied().unwrap_or(self.nameless());
        let is_reserved = self.is_reserved(&scope_key(self.kind, preferred));
        for candidate in candidates {
            if self.take(candidate) {
                let rename = if candidate == &preferred {
                    None
                } else {
                    Some(rename_reason(is_reserved))
                };
                return Claim {
                    name: (*candidate).to_owned(),
                    rename,
                };
            }
        }
        let stem = if is_reserved {
            format!("{preferred}{}", reserved::reserved_name_suffix(self.kind))
        } else {
            preferred.to_owned()
        };
        if self.take(&stem) {
            return Claim {
                name: stem,
                rename: is_reserved.then_some(Rename::Reserved),
            };
        }
        Claim {
            name: self.numbered(&stem),
            rename: Some(Rename::Taken),
        }
    }

    /// Returns whether the name is neither claimed nor reserved.
    pub fn is_free(&self, name: &str) -> bool {
        let key = scope_key(self.kind, name);
        !name.is_empty() && !self.is_reserved(&key) && !self.taken.contains(&key)
    }

    /// Returns why a name is not free.
    pub fn reason(&self, name: &str) -> Rename {
        rename_reason(self.is_reserved(&scope_key(self.kind, name)))
    }

    fn nameless(&self) -> &'static str {
        match self.kind {
            ScopeKind::Handles | ScopeKind::Types | ScopeKind::Variants => "Empty",
            ScopeKind::Fields
            | ScopeKind::Resource
            | ScopeKind::Methods
            | ScopeKind::Parameters
            | ScopeKind::Requests
            | ScopeKind::Modules => "empty",
        }
    }

    /// Claims exactly this name; returns whether it was free.
    pub fn take(&mut self, name: &str) -> bool {
        let key = scope_key(self.kind, name);
        !self.is_reserved(&key) && self.taken.insert(key)
    }

    fn numbered(&mut self, stem: &str) -> String {
        let mut number = self
            .numbers
            .get(&scope_key(self.kind, stem))
            .copied()
            .unwrap_or(1);
        loop {
            number = number.saturating_add(1);
            let name = self.with_number(stem, number);
            if self.take(&name) {
                self.numbers.insert(scope_key(self.kind, stem), number);
                return name;
            }
        }
    }

    /// Returns the name with a number: `Pet2`, `N15_2`, `Self2` for `Self_`, `pet_2`, `type_2` for
    /// `type_`.
    fn with_number(&self, stem: &str, number: u32) -> String {
        let bare = stem.trim_end_matches('_');
        let is_camel = matches!(
            self.kind,
            ScopeKind::Handles | ScopeKind::Types | ScopeKind::Variants
        );
        let joint = if is_camel && !bare.ends_with(char::is_numeric) {
            ""
        } else {
            "_"
        };
        format!("{bare}{joint}{number}")
    }
}

fn rename_reason(is_reserved: bool) -> Rename {
    if is_reserved {
        Rename::Reserved
    } else {
        Rename::Taken
    }
}

fn scope_key(kind: ScopeKind, name: &str) -> String {
    match kind {
        ScopeKind::Modules => name.to_lowercase(),
        _ => name.to_owned(),
    }
}

/// Returns those functions of a source file that are not reserved in a scope, so that names from
/// the description could collide with them.
pub fn free_functions<'t>(scope: &mut Scope, source: &'t str) -> Vec<&'t str> {
    let lines = source.lines().map(|line| {
        line.trim_start()
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub ")
    });
    let names = lines.filter_map(|line| line.strip_prefix("fn ")?.split(['(', '<']).next());
    names
        .filter(|name| !name.starts_with('$') && scope.claim(name).name == **name)
        .collect()
}
