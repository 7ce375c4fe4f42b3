//! `api.md` of Stainless clients.

use super::*;

const PETS: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Animal'}}}}}}}
    post: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}}}
  /pets/{id}/feed:
    post: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: ok}}}
  /health:
    get: {responses: {'204': {description: ok}}}
components:
  schemas:
    Animal: {type: object, properties: {kind: {$ref: '#/components/schemas/animal-kind'}}}
    animal-kind: {type: string, enum: [cat, dog]}
";

fn import_api_md(text: &str, linked: &[(&str, &str)]) -> Result<Imported, Failure> {
    let (document, _) = Document::from_text("openapi.yaml", PETS.to_owned()).unwrap();
    let linked = linked
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let file = StainlessFile {
        name: "api.md".into(),
        text: text.into(),
        spec: Some("openapi.yaml".into()),
        linked: linked.collect(),
    };
    import_stainless(file, &document)
}

/// Returns the lines of `generator.yaml` from `resources`, without comments.
fn names_in(imported: &Imported) -> String {
    let lines = imported
        .yaml
        .lines()
        .skip_while(|line| *line != "resources:");
    let names: Vec<&str> = lines
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    names.join("\n")
}

const NAMES: &str = "\
resources:
  home.pets:
    create: POST /pets
    feed_now: POST /pets/{id}/feed
types:
  /components/schemas/Animal: home::pets::Pet
  /components/schemas/animal-kind: AnimalKind";

const PYTHON: &str = "\
# Shared Types

```python
from pets.types import AnimalKind
```

# Home

## Pets

Types:

```python
from pets.types.home import (
    Pet,
    PetPage,
)
```

Methods:

- <code title=\"post /pets\">client.home.pets.<a href=\"./pets.py\">create</a>(\\*\\*<a href=\"p.py\">params</a>) -> <a href=\"./pet.py\">Optional[Pet]</a></code>
- <code title=\"post /pets/{pet_id}/feed\">client.home.pets.<a href=\"./pets.py\">feed_now</a>(pet_id) -> None</code>
- <code>client.home.pets.<a href=\"./pets.py\">wait</a>(\\*args) -> Pet</code>
- <code title=\"get /dogs\">client.home.pets.<a href=\"./pets.py\">dogs</a>() -> Pet</code>
";

const TYPESCRIPT: &str = "\
# Shared

Types:

- <code><a href=\"./shared.ts\">AnimalKind</a></code>

# Home

## Pets

Types:

- <code><a href=\"./pets.ts\">Pet</a></code>
- <code><a href=\"./pets.ts\">PetPage</a></code>

Methods:

- <code title=\"post /pets\">client.home.pets.<a href=\"./pets.ts\">create</a>({ ...params }) -> Pet</code>
- <code title=\"post /pets/{petID}/feed\">client.home.pets.<a href=\"./pets.ts\">feedNow</a>(petID) -> void</code>
- <code>client.home.pets.<a href=\"./pets.ts\">wait</a>(id) -> Promise&lt;Pet&gt;</code>
- <code title=\"get /dogs\">client.home.pets.<a href=\"./pets.ts\">dogs</a>() -> Pet</code>
";

const GO: &str = "\
# Shared Response Types

- <a href=\"https://pkg.go.dev/x\">shared</a>.<a href=\"https://pkg.go.dev/x#AnimalKind\">AnimalKind</a>

# Home

## Pets

Params Types:

- <a href=\"https://pkg.go.dev/x\">pets</a>.<a href=\"https://pkg.go.dev/x#PetParam\">PetParam</a>

Response Types:

- <a href=\"https://pkg.go.dev/x\">pets</a>.<a href=\"https://pkg.go.dev/x#Pet\">Pet</a>

- <a href=\"https://pkg.go.dev/x\">pets</a>.<a href=\"https://pkg.go.dev/x#PetPage\">PetPage</a>

Methods:

- <code title=\"post /pets\">client.Home.Pets.<a href=\"https://pkg.go.dev/x\">New</a>(ctx <a href=\"https://pkg.go.dev/context\">context</a>.Context) (\\*<a href=\"https://pkg.go.dev/x\">pets</a>.<a href=\"https://pkg.go.dev/x#Pet\">Pet</a>, <a href=\"https://pkg.go.dev/builtin#error\">error</a>)</code>
- <code title=\"post /pets/{id}/feed\">client.Home.Pets.<a href=\"https://pkg.go.dev/x\">FeedNow</a>(ctx, id) <a href=\"https://pkg.go.dev/builtin#error\">error</a></code>
- <code title=\"get /dogs\">client.Home.Pets.<a href=\"https://pkg.go.dev/x\">Dogs</a>(ctx) (pets.Pet, error)</code>
";

#[test]
fn methods_and_types_of_each_language_are_imported() {
    for text in [PYTHON, TYPESCRIPT, GO] {
        let imported = import_api_md(text, &[]).unwrap();
        assert_valid_config(&imported.yaml);
        assert_eq!(names_in(&imported), NAMES);
        assert!(!imported.yaml.contains("exclude:"), "{}", imported.yaml);
        assert_eq!(imported.unlisted, ["GET /pets", "GET /health"]);
    }
    let report = report_text(&import_api_md(PYTHON, &[]).unwrap(), "api.md");
    for part in [
        "imported: 1 resource, 2 methods, 2 models\n",
        "25:1 resources.home.subresources.pets.methods.dogs (get /dogs)\n",
        "24:1 resources.home.subresources.pets.helpers (wait)\n",
        "16:1 resources.home.subresources.pets.types (PetPage)\n",
        "2 operations are in no resource, and named by the generator:\n",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[test]
fn files_behind_links_are_read() {
    let text = "# Home\n\n# [Pets](src/pets/api.md)\n\n# [Toys](src/toys/api.md)\n";
    let pets = "# Pets\n\nMethods:\n\n- <code title=\"get /pets\">client.pets.list() -> PetPage</code>\n\
                - <code title=\"get /none\">client.pets.none() -> void</code>\n";
    let imported = import_api_md(text, &[("src/pets/api.md", pets)]).unwrap();
    assert_eq!(
        names_in(&imported),
        "resources:\n  pets:\n    list: GET /pets"
    );
    let report = report_text(&imported, "api.md");
    for part in [
        "3:1 resources.pets.methods.none (get /none)",
        "5:1 resources.toys.files (src/toys/api.md)",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[test]
fn methods_of_the_client_and_second_names_are_imported() {
    let text = "Methods:\n\n- <code title=\"get /health\">client.check() -> None</code>\n\n# Animals\n\n\
                - <code title=\"get /pets\">client.animals.list() -> Page[Pet]</code>\n\
                - <code title=\"get /pets\">client.animals.all() -> Page[Pet]</code>\n";
    let imported = import_api_md(text, &[]).unwrap();
    let names = "resources:\n  '':\n    check: GET /health\n  animals:\n    list: GET /pets\n    all: GET /pets";
    assert_eq!(names_in(&imported).replace('"', "'"), names);
}

#[test]
fn files_of_other_apis_are_told_apart() {
    let other = "# Dogs\n\n- <code title=\"get /dogs\">client.dogs.list() -> DogPage</code>\n";
    let imported = import_api_md(other, &[]).unwrap();
    assert_eq!((imported.counts.methods, imported.unlisted.len()), (0, 4));
    let report = report_text(&imported, "api.md");
    assert!(
        report.contains("no names were imported, because nothing in `resources` can be imported")
            && report.contains("3:1 resources.dogs.methods.list (get /dogs)"),
        "{report}"
    );
    let refusal = import_api_md("# Pets\n\nAn API for pets.\n", &[])
        .unwrap_err()
        .to_string();
    assert!(
        refusal.starts_with("error[not-stainless]: expected the `api.md` of a Stainless client"),
        "{refusal}"
    );
}

#[test]
fn deep_resources_never_stop_an_import() {
    let deep = format!(
        "- <code title=\"get /pets\">client{}.list()</code>\n",
        ".a".repeat(50_000)
    );
    assert!(import_api_md(&deep, &[]).is_err());
    let headings: String = (1..200)
        .map(|level| format!("{} A\n", "#".repeat(level)))
        .collect();
    let text = format!("{headings}- <code><a>Animal</a></code>\n");
    assert_eq!(import_api_md(&text, &[]).unwrap().counts.models, 1);
}
