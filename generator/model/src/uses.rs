//! The schemas that operations, webhook requests and types consist of.

use super::{
    Additional, Content, Header, Operation, Parameter, Schema, Status, TypeId, TypeKind,
    WebhookRequest,
};

/// The role of a schema in an operation or webhook request.
#[derive(Clone, Copy, Debug)]
pub enum SchemaRole<'a> {
    /// The value of a parameter.
    Parameter(&'a Parameter),
    /// The content of a request body.
    Body(&'a Content),
    /// Content of a response; the status is `None` if the key is not a valid status.
    Response(Option<Status>, &'a Content),
    /// A header of a response.
    Header(Status, &'a Header),
    /// A header of the parts of a multipart response.
    PartHeader(Status, &'a Header),
    /// The type of the headers of success responses.
    Headers,
}

impl Operation {
    /// Returns the schemas of the parameters, bodies and responses, and the type of the headers.
    pub fn uses(&self) -> impl Iterator<Item = (SchemaRole<'_>, &Schema)> {
        let parameters = self
            .parameters
            .iter()
            .map(|parameter| (SchemaRole::Parameter(parameter), &parameter.schema));
        let responses = self.responses.iter().flat_map(|response| {
            let status = response.status;
            let headers = response
                .headers
                .iter()
                .map(move |header| (SchemaRole::Header(status, header), &header.schema));
            let part_headers = response
                .contents
                .iter()
                .flat_map(Content::part_headers)
                .map(move |header| (SchemaRole::PartHeader(status, header), &header.schema));
            uses_in_contents(&response.contents, move |content| {
                SchemaRole::Response(Some(status), content)
            })
            .chain(headers)
            .chain(part_headers)
        });
        let bodies = self
            .body
            .iter()
            .flat_map(|body| uses_in_contents(&body.contents, SchemaRole::Body));
        parameters.chain(bodies).chain(responses).chain(
            self.returns
                .headers
                .iter()
                .map(|headers| (SchemaRole::Headers, headers)),
        )
    }

    /// Returns the schemas that the object consists of, mutably.
    pub fn schemas_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        let parameters = self
            .parameters
            .iter_mut()
            .map(|parameter| &mut parameter.schema);
        let bodies = self.body.iter_mut().flat_map(|body| &mut body.contents);
        let responses = self.responses.iter_mut().flat_map(|response| {
            let contents = response.contents.iter_mut().flat_map(|content| {
                let headers = content
                    .parts
                    .iter_mut()
                    .flat_map(|parts| &mut parts.headers);
                content
                    .schema
                    .iter_mut()
                    .chain(headers.map(|header| &mut header.schema))
            });
            contents.chain(response.headers.iter_mut().map(|header| &mut header.schema))
        });
        parameters
            .chain(bodies.filter_map(|content| content.schema.as_mut()))
            .chain(responses)
    }
}

impl WebhookRequest {
    /// Returns the schemas of the payload and of the responses.
    pub fn uses(&self) -> impl Iterator<Item = (SchemaRole<'_>, &Schema)> {
        let answers = self.answers.iter().flat_map(|answer| {
            uses_in_contents(&answer.contents, |content| {
                SchemaRole::Response(answer.status, content)
            })
        });
        uses_in_contents(&self.contents, SchemaRole::Body).chain(answers)
    }

    /// Returns the schemas that the object consists of, mutably.
    pub fn schemas_mut(&mut self) -> impl Iterator<Item = &mut Schema> {
        let answers = self
            .answers
            .iter_mut()
            .flat_map(|answer| &mut answer.contents);
        self.contents
            .iter_mut()
            .chain(answers)
            .filter_map(|content| content.schema.as_mut())
    }
}

fn uses_in_contents<'a>(
    contents: &'a [Content],
    role: impl Fn(&'a Content) -> SchemaRole<'a>,
) -> impl Iterator<Item = (SchemaRole<'a>, &'a Schema)> {
    contents
        .iter()
        .filter_map(move |content| Some((role(content), content.schema.as_ref()?)))
}

impl TypeKind {
    /// Returns the schemas that the type is made of; an enum has none.
    pub fn schemas(&self) -> Vec<&Schema> {
        match self {
            Self::Struct(record) | Self::Tuple(record) => {
                let additional = record.additional.schema();
                record
                    .properties
                    .iter()
                    .map(|property| &property.schema)
                    .chain(additional)
                    .collect()
            }
            Self::Union(union) => union
                .variants
                .iter()
                .map(|variant| &variant.schema)
                .collect(),
            Self::Alias(target) => vec![target],
            Self::Replaced(replaced) => replaced.original.schemas(),
            Self::Enum(_) => Vec::new(),
        }
    }

    /// Returns the named types that the type is made of.
    pub fn used(&self) -> impl Iterator<Item = TypeId> {
        self.schemas()
            .into_iter()
            .filter_map(|schema| schema.ty.innermost())
    }

    /// Returns the schemas that the type consists of, mutably.
    pub fn schemas_mut(&mut self) -> Vec<&mut Schema> {
        match self {
            Self::Struct(record) | Self::Tuple(record) => {
                let additional = match &mut record.additional {
                    Additional::Typed(schema) => Some(&mut **schema),
                    Additional::Unspecified | Additional::Forbidden => None,
                };
                record
                    .properties
                    .iter_mut()
                    .map(|property| &mut property.schema)
                    .chain(additional)
                    .collect()
            }
            Self::Union(union) => union
                .variants
                .iter_mut()
                .map(|variant| &mut variant.schema)
                .collect(),
            Self::Alias(target) => vec![target],
            Self::Replaced(replaced) => replaced.original.schemas_mut(),
            Self::Enum(_) => Vec::new(),
        }
    }
}
