//! Newer documents merged into curated specifications.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use specwright_tools::import::merge::{self, Merged};
use specwright_tools::import::{self, Documents, Imported};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{analyze, diff};

/// A document of pets. Each test replaces some of it.
const PETS: &str = r##"
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
servers: [{ url: https://pets.example.com }]
security: [{ bearer: [] }]
paths:
  /pets:
    get:
      tags: [pets]
      operationId: listPets
      description: Lists pets.
      parameters:
        - { name: limit, in: query, schema: { type: integer, format: int32, minimum: 1, maximum: 100 } }
      responses:
        "200":
          description: All of them.
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Pet" } } } }
    post:
      tags: [pets]
      operationId: createPet
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
      responses: { "201": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } }
  /pets/{pet}:
    delete:
      tags: [pets]
      operationId: deletePet
      parameters: [{ name: pet, in: path, required: true, schema: { type: string } }]
      responses: { "204": { description: Gone. } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string, maxLength: 40 }
        kind: { $ref: "#/components/schemas/Kind" }
        age: { type: integer, format: int32 }
    Kind: { type: string, enum: [cat, dog] }
"##;

/// A field of the document, for replacements.
const AGE: &str = "        age: { type: integer, format: int32 }\n";
const KIND: &str = "enum: [cat, dog]";

fn imported(text: &str) -> Imported {
    import::import(&Documents::parse("pets.yaml", text).unwrap()).unwrap()
}

fn edited(text: &str, replacements: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (old, new) in replacements {
        assert!(text.contains(old), "`{old}` is not in\n{text}");
        text = text.replacen(old, new, 1);
    }
    text
}

fn sources(files: &BTreeMap<String, String>) -> SourceMap {
    let files = files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
    SourceMap::new("spec", files.collect())
}

/// A specification that was imported from [`PETS`], after these edits, with the surface of the import.
fn curated(edits: &[(&str, &str, &str)]) -> (SourceMap, String) {
    let first = imported(PETS);
    let mut files = first.files.clone();
    for (path, old, new) in edits {
        let text = edited(&files[*path], &[(old, new)]);
        files.insert((*path).to_owned(), text);
    }
    let sources = sources(&files);
    assert!(analyze(&sources).is_ok(), "the curated specification has errors");
    (sources, merge::surface(&first))
}

#[track_caller]
fn merged(edits: &[(&str, &str, &str)], changes: &[(&str, &str)]) -> Merged {
    let (curated, surface) = curated(edits);
    let merged = merge::merge(&imported(&edited(PETS, changes)), &curated, Some(&surface));
    let merged = merged.unwrap_or_else(|unmerged| panic!("{}: {:#?}", unmerged.of, unmerged.errors));
    for (_, file) in merged.sources.iter().filter(|(_, file)| file.path.ends_with(".yaml")) {
        let files = SourceMap::new("", vec![file.clone()]);
        let formatted = specwright_tools::fmt::format(&files, specwright_tools::source::FileId(0)).unwrap();
        assert_eq!(formatted, file.text, "canonical form");
    }
    merged
}

fn text<'m>(merged: &'m Merged, path: &str) -> &'m str {
    merged.sources.find(path).map_or("", |(_, file)| &file.text)
}

fn conflicts(merged: &Merged) -> Vec<&str> {
    merged.conflicts.iter().map(|conflict| conflict.what.as_str()).collect()
}

/// The lines that a merge adds to and removes from a file.
fn difference(merged: &Merged, path: &str) -> Vec<String> {
    let Some((old, new)) = merged.files.get(path) else { return Vec::new() };
    let old = old.as_deref().unwrap_or_default();
    let count = |text: &str, line: &str| text.lines().filter(|other| *other == line).count();
    let gone = old.lines().filter(|line| count(new, line) < count(old, line)).map(|line| format!("-{}", line.trim()));
    let come = new.lines().filter(|line| count(new, line) > count(old, line)).map(|line| format!("+{}", line.trim()));
    gone.chain(come).collect()
}

#[test]
fn the_same_document_changes_nothing_whatever_was_curated() {
    let merged = merged(
        &[
            ("pets.yaml", "  list_pets:\n", "  # Ours.\n  all_pets:\n"),
            ("pets.yaml", "doc: \"> Lists pets.\"", "doc: Lists the pets of the shop."),
            ("pets.yaml", "range: 1..100", "range: 1..50"),
        ],
        &[],
    );
    assert_eq!(merged.files.keys().collect::<Vec<_>>(), [""; 0]);
    assert_eq!((conflicts(&merged).len(), merged.notes.len()), (0, 0), "{:?}", merged.notes);
}

#[test]
fn what_the_document_changed_is_taken_over_and_what_was_curated_stays() {
    let merged = merged(
        &[
            ("pets.yaml", "  Pet:\n", "  # What a shop sells.\n  Animal:\n"),
            ("pets.yaml", "body: list<Pet>", "body: list<Animal>"),
            ("pets.yaml", "type: Pet\n", "type: Animal\n"),
            ("pets.yaml", "body: Pet\n", "body: Animal\n"),
            ("pets.yaml", "doc: \"> Lists pets.\"", "doc: Lists the pets of the shop."),
        ],
        &[
            (AGE, "        age: { type: integer, format: int64 }\n        color: { type: string }\n"),
            (KIND, "enum: [cat, dog, axolotl]"),
            ("minimum: 1, maximum: 100", "minimum: 1, maximum: 200"),
        ],
    );
    assert_eq!(conflicts(&merged), [""; 0], "{:#?}", merged.conflicts);
    let changed = difference(&merged, "pets.yaml");
    for line in [
        "-type: int32",
        "+type: int64",
        "-range: 1..100",
        "+range: 1..200",
        "+color:",
        "+axolotl: \"TODO: describe the value.\"",
    ] {
        assert!(changed.iter().any(|changed| changed == line), "{line}: {changed:#?}");
    }
    let text = text(&merged, "pets.yaml");
    assert!(text.contains("  # What a shop sells.\n  Animal:\n"), "{text}");
    assert!(text.contains("doc: Lists the pets of the shop."), "{text}");
}

#[test]
fn a_fact_that_both_changed_stays_and_both_places_are_told() {
    let merged = merged(&[("pets.yaml", "range: 1..100", "range: 1..50")], &[("maximum: 100", "maximum: 500")]);
    let [conflict] = merged.conflicts.as_slice() else { panic!("{:?}", merged.conflicts) };
    assert_eq!(conflict.what, "`list_pets`: query.limit.range");
    assert!(conflict.place.starts_with("spec/pets.yaml:"), "{conflict:?}");
    assert_eq!(conflict.pointer, "#/paths/~1pets/get/parameters");
    let sides = [&conflict.here, &conflict.before, &conflict.there].map(|side| side.clone().unwrap());
    assert_eq!(sides, ["1..50", "1..100", "1..500"]);
    assert!(merged.files.is_empty(), "{:?}", merged.files.keys());
    let (line, column) = merge::locate(PETS, &conflict.pointer).unwrap();
    assert_eq!((PETS.lines().nth(line - 1).unwrap(), column), ("      parameters:", 7));
    // The next merge knows of it.
    let document = imported(&edited(PETS, &[("maximum: 100", "maximum: 500")]));
    let again = merge::merge(&document, &merged.sources, Some(&merged.surface)).unwrap();
    assert!(again.conflicts.is_empty() && again.files.is_empty(), "{:?}", again.conflicts);
}

#[test]
fn operations_come_and_go_with_their_types_and_examples() {
    let toys = r##"  /toys:
    get:
      tags: [toys]
      operationId: listToys
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
        - { name: offset, in: query, schema: { type: integer } }
      responses: { "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Toys" } } } } }
  /pets/{pet}/toys:
    get:
      tags: [pets]
      operationId: listToysOfPet
      parameters: [{ name: pet, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Toys" } } } } }
components:
"##;
    let schemas = "    Toys: { type: object, required: [toys], properties: { toys: { type: array, items: { $ref: \"#/components/schemas/Toy\" } } } }\n    \
                   Toy: { type: object, required: [name], properties: { name: { type: string } } }\n    Kind:";
    let start = PETS.find("  /pets/{pet}:").unwrap();
    let deletion = &PETS[start..PETS.find("components:").unwrap()];
    let merged = merged(&[], &[("components:\n", toys), ("    Kind:", schemas), (deletion, "")]);
    assert_eq!(conflicts(&merged), [""; 0], "{:#?}", merged.conflicts);
    let names: Vec<&str> =
        merged.specification.api.operations.iter().map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["list_pets", "create_pet", "list_toys_of_pet", "list_toys"]);
    assert_eq!(merged.removed, ["examples/delete_pet.json"]);
    assert!(text(&merged, "toys.yaml").contains("group: toys"));
    let guessed = "    # Guessed from the names of parameters and fields.\n    paging:\n";
    assert!(text(&merged, "toys.yaml").contains(guessed), "{}", text(&merged, "toys.yaml"));
    for path in ["examples/list_toys.json", "examples/list_toys_of_pet.json"] {
        assert!(merged.sources.find(path).is_some(), "{path}");
    }
    assert!(merged.specification.warnings.iter().all(|warning| warning.rule.id() != "unused-type"));
}

#[test]
fn what_the_curator_removed_stays_away_and_what_is_named_elsewhere_stays() {
    let without_age =
        "      age:\n        type: int32\n        presence: optional\n        doc: \"TODO: describe the field.\"\n";
    let (first, _) = curated(&[]);
    let pets = &first.find("pets.yaml").unwrap().1.text;
    assert!(pets.contains(without_age), "{pets}");
    let merged = merged(&[("pets.yaml", without_age, "")], &[("maxLength: 40", "maxLength: 60")]);
    assert_eq!(difference(&merged, "pets.yaml"), ["-length: ..40", "+length: ..60"]);
    assert!(!text(&merged, "pets.yaml").contains("age:"));
}

#[test]
fn without_a_surface_only_two_sides_are_compared() {
    let (curated, _) = curated(&[("pets.yaml", "range: 1..100", "range: 1..50")]);
    let document = imported(&edited(PETS, &[(AGE, "        color: { type: string }\n")]));
    let merged = merge::merge(&document, &curated, None).unwrap();
    assert!(merged.notes[0].contains("only two sides"), "{:?}", merged.notes);
    assert_eq!(conflicts(&merged), ["`list_pets`: query.limit.range"]);
    let text = text(&merged, "pets.yaml");
    assert!(text.contains("age:") && text.contains("color:"), "{text}");
}

#[test]
fn examples_that_do_not_fit_any_more_are_replaced() {
    let merged =
        merged(&[], &[("required: [name]", "required: [name, weight]"), (AGE, "        weight: { type: number }\n")]);
    assert_eq!(conflicts(&merged), [""; 0], "{:#?}", merged.conflicts);
    assert!(merged.notes.iter().any(|note| note.contains("examples/create_pet.json")), "{:?}", merged.notes);
    assert!(text(&merged, "examples/create_pet.json").contains("weight"));
}

#[test]
fn a_surface_that_is_broken_is_told() {
    let (curated, _) = curated(&[]);
    for broken in ["<<<<<<< ours\n", "[]", "document: 1\n", "document: pets\noperations: {}\n", "a: [", ""] {
        let unmerged = merge::merge(&imported(PETS), &curated, Some(broken)).unwrap_err();
        assert_eq!(unmerged.of, "last import", "{broken}");
        assert!(!unmerged.errors.is_empty());
    }
}

#[test]
fn random_documents_merge_or_tell_why() {
    // Each line of the document is left out once; what remains may be another document.
    let lines: Vec<&str> = PETS.lines().collect();
    let (curated, surface) = curated(&[("pets.yaml", "range: 1..100", "range: 1..50")]);
    for left_out in 5..lines.len() {
        let text: String = lines
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != left_out)
            .map(|(_, line)| format!("{line}\n"))
            .collect();
        let Ok(document) = Documents::parse("pets.yaml", &text) else { continue };
        let document = import::import(&document).unwrap();
        for surface in [Some(surface.as_str()), None] {
            if let Err(unmerged) = merge::merge(&document, &curated, surface) {
                panic!("without `{}`: {:#?}", lines[left_out], unmerged.errors);
            }
        }
    }
}

/// The members of objects in a document, by their pointers.
fn members(value: &Value, pointer: &str, found: &mut Vec<(String, String)>) {
    for (key, member) in value.as_object().into_iter().flatten() {
        found.push((pointer.to_owned(), key.clone()));
        members(member, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        members(item, &format!("{pointer}/{index}"), found);
    }
}

/// Without a curator, a merge gives what an import of the newer document gives, or tells what it left out.
#[test]
fn a_specification_that_was_not_curated_follows_the_document() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/documents");
    let (mut tried, mut told) = (0, 0);
    for (number, name) in
        ["types.yaml", "unions.yaml", "parameters.yaml", "bodies.yaml", "routes.yaml"].iter().enumerate()
    {
        let text = std::fs::read_to_string(directory.join(name)).unwrap();
        let whole: Value = serde_yaml::from_str(&text).unwrap();
        let parsed = |value: &Value| import::import(&Documents::parse(name, &value.to_string()).unwrap()).unwrap();
        let first = parsed(&whole);
        let (curated, surface) = (sources(&first.files), merge::surface(&first));
        let mut found = Vec::new();
        members(&whole, "", &mut found);
        found.retain(|(pointer, _)| pointer.starts_with("/paths/") || pointer.starts_with("/components/"));
        // A member less; and the other way around, a member more.
        for (pointer, key) in found.iter().skip(number).step_by(17) {
            let mut less = whole.clone();
            less.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(key);
            let less = parsed(&less);
            for (before, surface, after) in
                [(&curated, &surface, &less), (&sources(&less.files), &merge::surface(&less), &first)]
            {
                let merged = merge::merge(after, before, Some(surface));
                let merged = merged.unwrap_or_else(|unmerged| panic!("{name}{pointer}/{key}: {:#?}", unmerged.errors));
                tried += 1;
                if !merged.conflicts.is_empty() {
                    told += 1;
                    continue;
                }
                let wanted = sources(&after.files);
                let specification = analyze(&wanted).unwrap();
                let new = diff::Side { name: "", specification: &specification, sources: &wanted };
                let old = diff::Side { name: "", specification: &merged.specification, sources: &merged.sources };
                let report = diff::diff(old, new);
                let wrong = report.findings.iter().filter(|finding| finding.wire != diff::Wire::Docs);
                let wrong: Vec<&str> = wrong.map(|finding| finding.title.as_str()).collect();
                assert!(wrong.is_empty(), "{name}{pointer}/{key}: {wrong:#?}\n{:#?}", merged.conflicts);
            }
        }
    }
    assert!(tried > 50 && told * 10 < tried, "{told} of {tried}");
}

#[test]
fn operations_with_one_route_are_merged_each_with_its_own() {
    let action = |name: &str, more: &str| {
        format!(
            "  /pets#Action={name}:
    put:
      operationId: {name}Pets
      tags: [pets]
      parameters:
        - {{ name: Action, in: query, required: true, schema: {{ type: string, enum: [{name}] }} }}
{more}      responses: {{ \"204\": {{ description: Done. }} }}
"
        )
    };
    let document = |wash: &str| {
        let paths = action("feed", "") + &action("wash", wash) + "components:\n";
        edited(PETS, &[("components:\n", &paths)])
    };
    let soap = "        - { name: soap, in: query, schema: { type: boolean } }\n";
    let first = imported(&document(""));
    let mut files = first.files.clone();
    let curated = edited(&files["pets.yaml"], &[("  wash_pets:", "  # Ours.\n  bathe_pets:")]);
    files.insert("pets.yaml".to_owned(), curated);
    let surface = merge::surface(&first);
    let merged = merge::merge(&imported(&document(soap)), &sources(&files), Some(&surface)).unwrap();
    assert_eq!(conflicts(&merged), [""; 0]);
    let api = &merged.specification.api;
    let soap = api.operations.iter().filter(|one| one.parameters.iter().any(|own| own.name.value == "soap"));
    assert_eq!(soap.map(|one| one.name.as_str()).collect::<Vec<_>>(), ["bathe_pets"]);
    assert_eq!(api.operations.len(), 5);
}

#[test]
fn what_an_operation_does_to_a_resource_goes_with_it() {
    let get = r##"  /pets/{pet}:
    get:
      tags: [pets]
      operationId: getPet
      parameters: [{ name: pet, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: "", content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } }
"##;
    let name = ("        name: {", "        pet: { type: string }\n        name: {");
    let document = edited(PETS, &[("  /pets/{pet}:\n", get), name]);
    let first = imported(&document);
    let kept = |sources: &SourceMap| {
        let api = analyze(sources).unwrap().api;
        let effects = api.resources.iter().map(|resource| &resource.effects);
        effects.map(|effects| effects.iter().map(|effect| effect.name.value.clone()).collect()).collect::<Vec<Vec<_>>>()
    };
    let curated = sources(&first.files);
    assert_eq!(kept(&curated), [["get_pet", "create_pet", "delete_pet", "list_pets"]]);

    let start = document.find("    delete:").unwrap();
    let deletion = &document[start..document.find("components:").unwrap()];
    let surface = merge::surface(&first);
    let after = |text: &str| merge::merge(&imported(text), &curated, Some(&surface)).unwrap();
    let merged = after(&document.replace(deletion, ""));
    assert_eq!(conflicts(&merged), [""; 0]);
    assert_eq!(kept(&merged.sources), [["get_pet", "create_pet", "list_pets"]]);

    let start = document.find("  /pets:").unwrap();
    let pets = &document[start..document.find("components:").unwrap()];
    let other = "  /shops:\n    get: { operationId: listShops, responses: { \"204\": { description: \"\" } } }\n";
    let merged = after(&document.replace(pets, other));
    assert_eq!(conflicts(&merged), [""; 0]);
    assert_eq!(kept(&merged.sources), [[""; 0]; 0]);
}
