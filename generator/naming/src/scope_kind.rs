//! Kinds of names.

/// The kind of names in a scope, which determines its reserved names (`reserved`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// Structs of resources, which share a module with items of the runtime.
    Handles,
    /// Types of a module.
    Types,
    /// Fields of a struct, each of which has a setter with its name.
    Fields,
    /// Variants of an enum.
    Variants,
    /// Methods of a resource.
    Resource,
    /// Setters of a builder, and methods of unions.
    Methods,
    /// Parameters of a method: arguments, and setters of its request.
    Parameters,
    /// Methods of a request.
    Requests,
    /// Sibling modules. The names of modules are compared without case, because modules are files.
    Modules,
}
