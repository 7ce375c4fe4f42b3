//! Compares schemas level by level. Each pair of types is visited once in each direction, so that
//! recursion through cycles ends; inner pairs are kept on an explicit stack, so that chains can
//! have any length.

use super::super::composition::{Beside, Composition};
use super::super::cursor::{
    Both, Cursor, CursorSubject, ResolvedSchema, SchemaLocation, Shape, Transmission, TypeDocs,
};
use super::super::draft::Values;
use super::super::equivalence::SchemaLevel;
use super::super::matching;
use super::super::message::{Message, MessageVerb};
use super::super::prose;
use super::super::resolved_ref::{ResolvedRef, origin_of_constant, referenced_component};
use super::super::rules::{About, BECAME_LIST, NO_LONGER_LIST, UnionChange};
use super::super::sides::Sides;
use super::super::unions::match_members;
use super::super::verdict::Direction;
use super::walk::{Inner, VisitedTypes, Walk, WalkStep};
use description::Document;
use description::raise::accepts_nothing;
use diag::Origin;
use model::{
    Additional, Api, Codec, Content, EncodingFormat, Enum, ParameterStyle, PartKey, Property,
    Schema, Struct, TextFormat, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant, Variant,
};

const MAX_DEPTH: usize = 64;

type Levels<'a> = Option<Sides<SchemaLevel<'a>>>;

/// For a schema of each model that is at or below a keyword, returns the other schemas that apply
/// to the same values.
fn schemas_beside(
    levels: &Levels<'_>,
    key: &str,
    schemas: Sides<Option<&Schema>>,
) -> Sides<Beside> {
    let Some(levels) = levels else {
        return Sides::default();
    };
    levels.as_ref().zip(schemas).map(|(level, schema)| {
        schema
            .map(|schema| level.beside(&schema.origin, key))
            .unwrap_or_default()
    })
}

impl<'a> Walk<'a> {
    pub(super) fn compare_schemas(
        &mut self,
        old: &'a Schema,
        new: &'a Schema,
        cursor: &Cursor<'a>,
    ) {
        let inner = Inner {
            schemas: Sides { old, new },
            cursor: cursor.clone(),
        };
        self.walk_from(WalkStep::Nodes { inner, depth: 0 });
    }

    pub(super) fn compare_named_types(&mut self, ids: Sides<TypeId>, cursor: &Cursor<'a>) {
        self.walk_from(WalkStep::Types {
            ids,
            cursor: cursor.clone(),
            findings_before: self.wire_findings,
        });
    }

    fn walk_from(&mut self, first: WalkStep<'a>) {
        self.waiting.push(first);
        while let Some(step) = self.waiting.pop() {
            match step {
                WalkStep::Nodes { inner, depth } => self.compare_nodes(inner, depth),
                WalkStep::Types {
                    ids,
                    cursor,
                    findings_before,
                } => self.compare_types(ids, &cursor, findings_before),
                WalkStep::Items {
                    items,
                    inner,
                    findings_before,
                } => self.compare_tuple_items(&items, inner, findings_before),
                WalkStep::Rest {
                    types,
                    cursor,
                    findings_before,
                } => {
                    let sides = Both {
                        old: Some(types.old),
                        new: Some(types.new),
                        cursor: &cursor,
                    };
                    self.queue_pair(&sides, findings_before, Values::Others);
                }
            }
        }
    }

    fn compare_nodes(&mut self, inner: Inner<'a>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let old_node = ResolvedSchema::of(self.versions.models.old, inner.schemas.old);
        let new_node = ResolvedSchema::of(self.versions.models.new, inner.schemas.new);
        let mut cursor = inner.cursor;
        let (places, null_is_equal) = if cursor.is_one() {
            self.follow_references(&old_node, &new_node)
        } else {
            (
                Sides {
                    old: old_node.origin.clone(),
                    new: new_node.origin.clone(),
                },
                false,
            )
        };
        if places.old != *old_node.origin && places.new != *new_node.origin {
            // The schema is a component, so findings are about the component as a whole.
            cursor.subject.component = new_node
                .def
                .map(|def| &*def.name)
                .or_else(|| referenced_component(self.versions.texts.new, new_node.origin));
            cursor.subject.within = None;
        }
        let cursor = &cursor;
        let node_cursor = cursor.at_origins(places.as_ref().map(Some));
        // Resolved schemas live only during this call, whereas rules borrow from the models.
        let sides = Both {
            old: Some(&old_node),
            new: Some(&new_node),
            cursor: &node_cursor,
        };
        // `null` in a union is compared once for the union, whichever member allows it.
        let is_member = depth == 0
            && matches!(
                cursor.subject.types.new,
                Some(TypeDef {
                    kind: TypeKind::Union(_),
                    ..
                })
            );
        let findings_before = self.wire_findings;
        self.apply_rules_to_union(&sides);
        if let (Type::Named(old_id), Type::Named(new_id)) =
            (&old_node.schema.ty, &new_node.schema.ty)
        {
            // `null` is compared at this location, all other values where the types are defined.
            if !is_member && !null_is_equal {
                self.queue_pair(&sides, findings_before, Values::Null);
            }
            let findings_before = if old_node.nullable == new_node.nullable {
                findings_before
            } else {
                self.wire_findings
            };
            let origins = Sides {
                old: Some(old_node.origin),
                new: Some(new_node.origin),
            };
            self.waiting.push(WalkStep::Types {
                ids: Sides {
                    old: *old_id,
                    new: *new_id,
                },
                cursor: cursor.at_origins(origins),
                findings_before,
            });
            return;
        }
        // The content of a file is not JSON, whatever its schema says.
        if [&old_node, &new_node]
            .iter()
            .any(|node| node.schema.ty != Type::Text(TextFormat::Upload))
        {
            let values = if is_member || null_is_equal {
                Values::Others
            } else {
                Values::All
            };
            self.queue_pair(&sides, findings_before, values);
        }
        self.compare_items_or_values(
            Sides {
                old: old_node.shape,
                new: new_node.shape,
            },
            &node_cursor,
            cursor,
            self.wire_findings == findings_before,
            depth,
        );
    }

    /// Compares the items of two arrays, or the values of two maps. `is_open` means that no rule
    /// has a finding about the arrays or maps themselves.
    fn compare_items_or_values(
        &mut self,
        shapes: Sides<Shape<'a>>,
        node_cursor: &Cursor<'_>,
        cursor: &Cursor<'a>,
        is_open: bool,
        depth: usize,
    ) {
        match (shapes.old, shapes.new) {
            // A schema `false` forbids items; the search for witnesses reports that for the array
            // or map itself.
            (Shape::Array(old), Shape::Array(new)) | (Shape::Map(old), Shape::Map(new))
                if is_open
                    && (is_never(self.versions.texts.old, old)
                        || is_never(self.versions.texts.new, new)) => {}
            (Shape::Array(old), Shape::Array(new)) => {
                let schemas = Sides { old, new };
                let levels = self.levels(node_cursor);
                let items = levels
                    .as_ref()
                    .map(|levels| levels.old.tuple_items(&levels.new))
                    .unwrap_or_default();
                if !items.is_empty() {
                    self.waiting.push(WalkStep::Items {
                        items,
                        inner: Inner {
                            schemas,
                            cursor: cursor.clone(),
                        },
                        findings_before: self.wire_findings,
                    });
                }
                let cursor = Cursor {
                    subject: CursorSubject {
                        within: Some("items"),
                        ..cursor.subject
                    },
                    transmission: Transmission {
                        body: Sides::default(),
                        ..cursor.transmission
                    },
                    schema: SchemaLocation {
                        beside: schemas_beside(&levels, "items", schemas.map(Some)),
                        ..cursor.schema.inner()
                    },
                    ..cursor.clone()
                };
                self.push_node(Inner { schemas, cursor }, depth + 1);
            }
            (Shape::Map(old), Shape::Map(new)) => {
                let schemas = Sides { old, new };
                let levels = self.levels(node_cursor);
                let cursor = Cursor {
                    subject: CursorSubject {
                        within: Some("values"),
                        ..cursor.subject
                    },
                    transmission: Transmission {
                        body: Sides::default(),
                        ..cursor.transmission
                    },
                    schema: SchemaLocation {
                        beside: schemas_beside(&levels, "additionalProperties", schemas.map(Some)),
                        ..cursor.schema.inner()
                    },
                    ..cursor.clone()
                };
                self.push_node(Inner { schemas, cursor }, depth + 1);
            }
            _ => {}
        }
    }

    /// Passes a pair to the rules. If a type became a union that has the type as a member, or vice
    /// versa, witnesses decide whether the member still accepts the same values. Exception: if the
    /// union is a `oneOf` and the type is not a union, nothing is queued, because a `oneOf` also
    /// forbids values that match two members.
    fn apply_rules_to_union(&mut self, sides: &Both<'_, ResolvedSchema<'_>>) {
        let union_change =
            self.apply_rules(sides)
                .iter()
                .find_map(|draft| match draft.finding.rule.about {
                    About::Union(union_change) => Some(union_change),
                    _ => None,
                });
        let Some(union_change) = union_change else {
            return;
        };
        let Some(Sides { old, new }) = self.levels(sides.cursor) else {
            return;
        };
        let (single, several) = if union_change == UnionChange::Widened {
            (old, new)
        } else {
            (new, old)
        };
        if single.is_union() || !several.has("oneOf") {
            let open = self.visited.open.len();
            self.queue_pair(sides, self.wire_findings, Values::Others);
            for pair in self.visited.open.iter_mut().skip(open) {
                pair.union_change = Some(union_change);
            }
        }
    }

    fn compare_tuple_items(
        &mut self,
        items: &[Sides<Composition>],
        Inner { schemas, cursor }: Inner<'a>,
        findings_before: usize,
    ) {
        let Sides { old, new } = self
            .versions
            .models
            .zip(schemas)
            .map(|(api, schema)| ResolvedSchema::of(api, schema));
        // Arrays, objects and unions are compared at the locations of their types.
        if !old.is_scalar() || !new.is_scalar() {
            return;
        }
        for item in items {
            let index = item.new.first.last_segment().unwrap_or_default();
            let member = format!("{}[{index}]", cursor.subject.member.unwrap_or_default());
            let cursor = Cursor {
                schema: SchemaLocation {
                    origins: item.as_ref().map(|item| Some(&item.first)),
                    beside: item.as_ref().map(Composition::beside),
                    ..cursor.schema.clone()
                },
                ..cursor.at_member(Some(&member))
            };
            self.queue_pair(
                &Both {
                    old: Some(&old),
                    new: Some(&new),
                    cursor: &cursor,
                },
                findings_before,
                Values::All,
            );
        }
    }

    /// Follows the references of two schemas, if the annotations next to the references are equal;
    /// otherwise, returns the locations of the schemas themselves. Also returns whether both
    /// schemas allow `null` next to their references.
    fn follow_references(
        &self,
        old: &ResolvedSchema<'_>,
        new: &ResolvedSchema<'_>,
    ) -> (Sides<Origin>, bool) {
        let Sides {
            old: old_text,
            new: new_text,
        } = self.versions.texts;
        let mut before = ResolvedRef::of(old_text, old.origin, true);
        let mut after = ResolvedRef::of(new_text, new.origin, true);
        let is_same = before.null == after.null;
        if !is_same {
            before = ResolvedRef::of(old_text, old.origin, false);
            after = ResolvedRef::of(new_text, new.origin, false);
        }
        if before.annotations != after.annotations {
            let origins = Sides {
                old: old.origin.clone(),
                new: new.origin.clone(),
            };
            return (origins, false);
        }
        let is_nullable = is_same && before.null.beside_references;
        let origins = Sides {
            old: before.origin,
            new: after.origin,
        };
        (origins, is_nullable)
    }

    fn levels(&self, cursor: &Cursor<'_>) -> Levels<'a> {
        let wholes = cursor.with_outer()?;
        Some(
            self.versions
                .texts
                .zip(wholes)
                .map(|(document, whole)| SchemaLevel::of(document, &whole)),
        )
    }

    /// Compares two types at a location. `findings_before` is the number of findings when the
    /// comparison of the location began.
    fn compare_types(&mut self, ids: Sides<TypeId>, cursor: &Cursor<'a>, findings_before: usize) {
        let defs = self
            .versions
            .models
            .zip(ids)
            .map(|(api, id)| api.types.get(id));
        let Some(types @ Sides { old, new }) = defs.both() else {
            return;
        };
        // A type has the docs of only one of its locations, so docs are compared at each location,
        // even if the types have been compared before.
        self.apply_rules(&Both {
            old: Some(&TypeDocs(old)),
            new: Some(&TypeDocs(new)),
            cursor,
        });
        let visited = VisitedTypes {
            types: ids,
            direction: cursor.transmission.direction,
            as_strings: cursor.transmission.as_strings,
            are_parts: cursor.transmission.body.both().is_some(),
            xml: cursor.xml_use(),
        };
        if !self.seen.insert(visited) {
            return;
        }
        let mut cursor = cursor.clone();
        cursor.subject = CursorSubject {
            operation: cursor.subject.operation,
            section: cursor.subject.section,
            types: types.map(Some),
            ..CursorSubject::default()
        };
        cursor.schema.moved = prose::moved_docs_locations(&cursor, old, new);
        // Several schemas that apply together are compared at the location that uses them, not at
        // that of the type.
        if cursor.schema.beside.old.is_empty() {
            cursor.schema.origins.old = Some(&old.origin);
        }
        if cursor.schema.beside.new.is_empty() {
            cursor.schema.origins.new = Some(&new.origin);
        }
        cursor.schema.around = cursor.schema.compositions();
        self.judge(Some(old), Some(new), &cursor);
        if let (TypeKind::Alias(old_schema), TypeKind::Alias(new_schema)) =
            (old.kind.in_json(), new.kind.in_json())
        {
            let schemas = Sides {
                old: old_schema,
                new: new_schema,
            };
            self.push_node(Inner { schemas, cursor }, 0);
            return;
        }
        let values_step = WalkStep::Rest {
            types,
            cursor: cursor.clone(),
            findings_before,
        };
        match (old.kind.in_json(), new.kind.in_json()) {
            (TypeKind::Struct(old_struct), TypeKind::Struct(new_struct))
            | (TypeKind::Tuple(old_struct), TypeKind::Tuple(new_struct)) => {
                let inner = self.compare_structs(old_struct, new_struct, &cursor);
                self.push_all(inner);
                self.waiting.push(values_step);
            }
            (TypeKind::Union(old_union), TypeKind::Union(new_union)) => {
                // The union is compared after its members, because a finding about a member is also
                // one about the union.
                self.waiting.push(values_step);
                let inner = self.compare_unions(old_union, new_union, &cursor);
                self.push_all(inner);
            }
            (TypeKind::Enum(old_enum), TypeKind::Enum(new_enum)) => {
                self.compare_enums(old_enum, new_enum, &cursor);
                self.waiting.push(values_step);
            }
            _ => self.waiting.push(values_step),
        }
    }

    fn push_all(&mut self, inner: Vec<Inner<'a>>) {
        for inner in inner.into_iter().rev() {
            self.push_node(inner, 0);
        }
    }

    fn push_node(&mut self, inner: Inner<'a>, depth: usize) {
        self.waiting.push(WalkStep::Nodes { inner, depth });
    }

    fn compare_structs(
        &mut self,
        old: &'a Struct,
        new: &'a Struct,
        cursor: &Cursor<'a>,
    ) -> Vec<Inner<'a>> {
        self.judge(Some(old), Some(new), cursor);
        let body = cursor.transmission.body.both();
        let cursor = &Cursor {
            transmission: Transmission {
                body: Sides::default(),
                ..cursor.transmission
            },
            ..cursor.clone()
        };
        let levels = self.levels(cursor);
        let mut inner: Vec<Inner<'a>> = Vec::new();
        if let (Additional::Typed(old), Additional::Typed(new)) = (&old.additional, &new.additional)
        {
            let schemas = Sides { old, new }.map(|schema| &**schema);
            let cursor = Cursor {
                schema: SchemaLocation {
                    beside: schemas_beside(&levels, "additionalProperties", schemas.map(Some)),
                    ..cursor.schema.inner()
                },
                ..cursor.clone()
            };
            inner.push(Inner { schemas, cursor });
        }
        let pairs = matching::pair_by_key(&old.properties, &new.properties, |property| {
            property.wire.clone()
        });
        for pair in matching::pair_unmatched(pairs, |property| property.rust.clone()) {
            inner.extend(self.compare_properties(pair, body, &levels, cursor));
        }
        inner
    }

    /// Returns the schemas to compare, if both versions have the property.
    fn compare_properties(
        &mut self,
        pair: Sides<Option<&'a Property>>,
        body: Option<Sides<&'a Content>>,
        levels: &Levels<'a>,
        cursor: &Cursor<'a>,
    ) -> Option<Inner<'a>> {
        // Requests never have read-only properties, and responses never have write-only ones.
        let mut properties = [pair.old, pair.new].into_iter().flatten();
        let is_absent = match cursor.transmission.direction {
            Some(Direction::Request) => properties.all(|property| property.read_only),
            Some(Direction::Response) => properties.all(|property| property.write_only),
            None => false,
        };
        if is_absent {
            return None;
        }
        let beside = schemas_beside(
            levels,
            "properties",
            pair.map(|property| Some(&property?.schema)),
        );
        let mut cursor = Cursor {
            schema: SchemaLocation {
                beside,
                is_described: true,
                ..cursor.schema.inner()
            },
            ..cursor.clone()
        };
        self.judge(pair.old, pair.new, &cursor);
        let Sides { old, new } = pair.both()?;
        cursor.subject.member = Some(&new.wire);
        cursor.subject.part = Sides { old, new }.map(|property| Some(&property.schema.origin));
        let mut schemas = Sides { old, new }.map(|property| &property.schema);
        if let Some(bodies) = body {
            let formats = bodies
                .zip(Sides { old, new })
                .map(|(content, property)| PropertyFormat::of(content, property));
            let may_repeat = formats.map(PropertyFormat::repeats_items);
            schemas = self.schemas_of_values(schemas, may_repeat, &cursor);
            let nodes = self
                .versions
                .models
                .zip(schemas)
                .map(|(api, schema)| ResolvedSchema::of(api, schema));
            // A scalar is sent as text, unless it is a file.
            cursor.transmission.as_strings |= formats.old.is_text_part()
                && formats.new.is_text_part()
                && [&nodes.old, &nodes.new].iter().all(|node| {
                    node.is_scalar() && node.schema.ty != Type::Text(TextFormat::Upload)
                });
        }
        Some(Inner { schemas, cursor })
    }

    /// Returns the schemas to compare for values that may be repeated instead of being an array. If
    /// only one version has an array, that is a finding, and the schema of its items is compared.
    pub(super) fn schemas_of_values(
        &mut self,
        schemas: Sides<&'a Schema>,
        may_repeat: Sides<bool>,
        cursor: &Cursor<'a>,
    ) -> Sides<&'a Schema> {
        let models = self.versions.models;
        let nodes = models
            .zip(schemas)
            .map(|(api, schema)| ResolvedSchema::of(api, schema));
        let are_single = models
            .zip(nodes)
            .map(|(api, node)| is_single_value(api, node.shape));
        let node_cursor = cursor.at_origins(nodes.map(|node| Some(node.origin)));
        let sides = Both {
            old: Some(&nodes.old),
            new: Some(&nodes.new),
            cursor: &node_cursor,
        };
        match (nodes.old.shape, nodes.new.shape) {
            (_, Shape::Array(item)) if may_repeat.new && are_single.old => {
                self.add_finding(
                    &BECAME_LIST,
                    sides.widened(repetition(cursor, "now be repeated")),
                    &sides,
                );
                Sides {
                    new: item,
                    ..schemas
                }
            }
            (Shape::Array(item), _) if may_repeat.old && are_single.new => {
                let message = repetition(cursor, "no longer be repeated");
                self.add_finding(&NO_LONGER_LIST, sides.narrowed(message), &sides);
                Sides {
                    old: item,
                    ..schemas
                }
            }
            _ => schemas,
        }
    }

    fn compare_enums(&mut self, old: &'a Enum, new: &'a Enum, cursor: &Cursor<'a>) {
        let values = Sides { old, new }.map(|constants| {
            constants
                .variants
                .iter()
                .filter(|value| !value.former)
                .collect()
        });
        let pairs =
            matching::pair_references_by_key(values.old, values.new, |value| value.wire.clone());
        let wholes = cursor.schema.compositions();
        for Sides { old, new } in matching::pair_unmatched(pairs, |value| value.rust.clone()) {
            let mut own = Sides::default();
            if let Some(wholes) = &wholes
                && old.map(|value| &value.wire) != new.map(|value| &value.wire)
            {
                own = self
                    .versions
                    .texts
                    .zip(wholes.as_ref())
                    .zip(Sides { old, new })
                    .map(|((document, whole), value)| {
                        constant_in_composition(document, whole, value?)
                    });
            }
            let mut origins = cursor.schema.origins;
            let mut beside = cursor.schema.beside.clone();
            // The location is that of one constant, at which no other schema applies.
            if let Some(origin) = &own.old {
                (origins.old, beside.old) = (Some(origin), Beside::default());
            }
            if let Some(origin) = &own.new {
                (origins.new, beside.new) = (Some(origin), Beside::default());
            }
            let member = new.or(old).map(|value| value.wire.as_str());
            self.apply_rules(&Both {
                old,
                new,
                cursor: &Cursor {
                    subject: CursorSubject {
                        member,
                        ..cursor.subject
                    },
                    schema: SchemaLocation {
                        origins,
                        beside,
                        ..cursor.schema.clone()
                    },
                    ..cursor.clone()
                },
            });
        }
    }

    fn compare_unions(
        &mut self,
        old: &'a Union,
        new: &'a Union,
        cursor: &Cursor<'a>,
    ) -> Vec<Inner<'a>> {
        self.judge(Some(old), Some(new), cursor);
        let mut inner = Vec::new();
        // Properties next to a union belong to each of its members.
        let wholes = cursor
            .with_outer()
            .map(|wholes| wholes.map(|whole| whole.origins().cloned().collect::<Beside>()));
        let of_all = wholes.unwrap_or_default();
        for Sides { old, new } in match_members(self.versions, old, new) {
            let cursor = Cursor {
                subject: CursorSubject {
                    part: Sides { old, new }.map(|member| Some(&member?.schema.origin)),
                    member: new.or(old).map(|member| member.rust.as_str()),
                    ..cursor.subject
                },
                schema: SchemaLocation {
                    beside: Default::default(),
                    of_all: of_all.clone(),
                    ..cursor.schema.inner()
                },
                ..cursor.clone()
            };
            if let (Some(old), Some(new)) = (old, new) {
                self.judge(Some(old), Some(new), &cursor);
                let schemas = Sides { old, new }.map(|member| &member.schema);
                inner.push(Inner { schemas, cursor });
                continue;
            }
            let schema_pair = Sides { old, new }
                .zip(of_all.as_ref())
                .map(|(member, of_all)| member_or_whole_union(member, of_all))
                .both()
                .filter(|schema_pair| self.are_schemas(schema_pair))
                .and_then(|schema_pair| cursor.pair(schema_pair));
            for draft in self.judge(old, new, &cursor) {
                draft.schema_pair.clone_from(&schema_pair);
            }
        }
        inner
    }
}

fn repetition(cursor: &Cursor<'_>, change: &str) -> Message {
    let noun = match cursor.subject.types.latest() {
        Some(_) => "property",
        None => "parameter",
    };
    Message::of_named(
        noun,
        cursor.subject.member.unwrap_or_default(),
        MessageVerb::May,
        change,
    )
}

/// Returns whether a value, or each member of a union, is neither an array nor an object.
fn is_single_value(api: &Api, shape: Shape<'_>) -> bool {
    match shape {
        Shape::Union(union) => union
            .variants
            .iter()
            .all(|member| !is_composite(ResolvedSchema::of(api, &member.schema).shape)),
        shape => !is_composite(shape),
    }
}

fn is_composite(shape: Shape<'_>) -> bool {
    matches!(
        shape,
        Shape::Array(_) | Shape::Tuple(_) | Shape::Map(_) | Shape::Struct(_) | Shape::Any
    )
}

/// How a property of a form or multipart body is sent.
#[derive(Clone, Copy)]
struct PropertyFormat<'a> {
    codec: Codec,
    format: Option<&'a EncodingFormat>,
}

impl<'a> PropertyFormat<'a> {
    fn of(content: &'a Content, property: &Property) -> Self {
        let part = PartKey::Named(property.wire.clone());
        let encoding = content
            .encodings
            .iter()
            .find(|encoding| encoding.part == part);
        Self {
            codec: content.codec,
            format: encoding.map(|encoding| &encoding.format),
        }
    }

    /// Returns whether each item of an array is sent as a value of its own.
    fn repeats_items(self) -> bool {
        match self.format {
            None | Some(EncodingFormat::Usual) => true,
            Some(EncodingFormat::Style { style, explode, .. }) => {
                *style == ParameterStyle::Form && *explode
            }
            Some(EncodingFormat::MediaType(_)) => self.codec == Codec::Multipart,
            _ => false,
        }
    }

    fn is_text_part(self) -> bool {
        use EncodingFormat::{Style, Usual};
        self.codec == Codec::Multipart && matches!(self.format, None | Some(Usual | Style { .. }))
    }
}

/// Returns the schema of a member. If this version has no matching member, returns the schemas of
/// the whole union, against which the values of the other version's member are then checked.
fn member_or_whole_union(member: Option<&UnionVariant>, of_all: &Beside) -> Option<Composition> {
    match member {
        Some(member) => Some(Composition::new(&member.schema.origin, of_all)),
        None => Composition::of_all(of_all),
    }
}

/// Returns the location of a constant in the first of these schemas that has it.
fn constant_in_composition(
    document: &Document,
    whole: &Composition,
    value: &Variant,
) -> Option<Origin> {
    whole
        .origins()
        .find_map(|origin| origin_of_constant(document, origin, &value.wire))
}

fn is_never(document: &Document, schema: &Schema) -> bool {
    document.value(&schema.origin).is_some_and(accepts_nothing)
}
