//! How methods, requests and their tests are emitted.

use super::sample::{at, content, operation, pets, schema, with_operations};
use super::{assert_holds, rendered};
use crate::model::{Body, Codec, Type};

#[test]
fn a_method() {
    let files = rendered(&pets());
    let file = "src/resources/pets.rs";
    assert_holds(
        &files,
        file,
        "
    /// ```no_run
    /// use sample::Field;
    ///
    /// # async fn run(client: sample::Client) -> Result<(), sample::Error> {
    /// let pet = client
    ///     .pets()
    ///     .update(\"tom\")
    ///     .age(Field::Null)
    ///     .body_timeout([\"tommy\"])
    ///     .await?;
    /// println!(\"{pet:?}\");
    /// # Ok(())
    /// # }
    /// ```
",
    );
    assert_holds(
        &files,
        file,
        "
    pub fn update(&self, id: impl Into<String>) -> UpdatePet {
        let id: String = id.into();
        UpdatePet {
            call: self.scope.call(&UPDATE).set(&ID, &id),
            body: PetUpdate::new(),
        }
    }
",
    );
    assert_holds(
        &files,
        file,
        "
impl UpdatePet {
    /// `dry-run`: boolean.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.call = self.call.set(&DRY_RUN, &dry_run);
        self
    }

    /// Sets `age`.
    pub fn age(mut self, age: impl Into<Field<i64>>) -> Self {
        self.body.age = age.into();
        self
    }

    /// Other names.
    pub fn body_timeout(
        mut self,
        timeout: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.body.timeout = Some(timeout.into_iter().map(Into::into).collect());
        self
    }
",
    );
    assert_holds(&files, file, "macros::request!(UpdatePet => Pet);");
    assert_holds(
        &files,
        file,
        r#"
static UPDATE: Operation = Operation {
    id: "update",
    method: Method::PUT,
    path: "/pets/{id}",
    server: None,
    security: &[],
    idempotent: true,
    idempotency_header: None,
    accept: "application/json",
    envelope: None,
    paging: None,
};
"#,
    );
}

#[test]
fn a_line_in_api_md() {
    assert_holds(&rendered(&pets()), "api.md", "- `update(id: String) -> Pet`: PUT `/pets/{id}`");
}

#[test]
fn tests_of_a_method() {
    let files = rendered(&pets());
    assert_holds(
        &files,
        "tests/requests/pets.rs",
        r##"
                method: "PUT",
                path: "/pets/tom",
                query: &[("dry-run", "true")],
                headers: &[
                    ("accept", "application/json"),
                    ("content-type", "application/json"),
                ],
                body: "{\"age\":null,\"timeout\":[\"tommy\"]}",
"##,
    );
    assert_holds(
        &files,
        "tests/round_trip/pets.rs",
        r##"
    let (value, written): (Pet, String) = round_trip(None, "{\"id\":\"tom\",\"age\":3}")
        .unwrap();
    assert_same(&written, "{\"id\":\"tom\",\"age\":3}");
    assert_eq!(value.id, "tom");
    assert_eq!(value.age, Some(3));
"##,
    );
}

#[test]
fn tests_name_the_methods_that_they_do_not_call() {
    let mut api = pets();
    let mut other = operation("send", "POST", "/parts");
    let mut parts = content(schema(Type::Any), &[]);
    parts.media_type = "multipart/form-data".to_owned();
    parts.codec = Codec::Multipart;
    other.body = Some(Body { required: true, contents: vec![parts], docs: None, origin: at("/parts") });
    other.origin = at("/parts");
    let first = api.operations.remove(0);
    let api = with_operations(api, vec![first, other]);
    let files = rendered(&api);
    let main = "tests/requests/main.rs";
    assert_holds(&files, main, "//! Not called here");
    assert_holds(&files, main, "POST `/parts`");
    assert!(!files.get(main).unwrap().contains("PUT `/pets"));
}
