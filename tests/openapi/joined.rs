//! What a specification tells apart, and a document might not: names that are joined, and paths that differ in names of
//! parameters.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use servicestage_tests::workspace;
use specwright_tools::diagnostics::{Style, render};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{OpenApiFlavor, OpenApiPortable, OpenApiUnions, Specification, analyze, openapi_as};

use super::{flavors, objects, operations};

/// `V1Genre` is the genre of the family `v1`, too; `ShopError` the error of the style `shop`.
const SHARED: &str = "\
source: { document: notebook, section: \"7\" }

types:
  V1Genre:
    doc: A genre on a mark.
    enum: closed
    values: { old: Read before., new: Not read. }

  ShopError:
    doc: A misprint.
    fields:
      page: { type: int32, presence: required, doc: Page of the misprint. }

  Shelf:
    doc: A shelf.
    union: closed
    tag: kind
    variants: { a_b: ShopError }

  ShelfA:
    doc: Another shelf.
    union: closed
    tag: kind
    variants: { b: ShopError }
";

/// `v1.ListPage` and `v1_list.Page`; a book that is called by its number.
const MARKS: &str = "\
family: v1
group: marks
doc: Marks on books.
source: { document: notebook, section: \"8\" }
host: shop
auth: clerk
error_style: shop

path:
  number: { type: string, doc: Number of the book. }

operations:
  mark_book:
    http: POST /books/{number}
    doc: Marks a book, e.g. for a customer. Marks stay.
    source: {}
    body: { type: Mark, presence: required }
    responses:
      200: { body: ListPage }
    errors: [400]

types:
  Mark:
    doc: A mark.
    fields:
      genre: { type: V1Genre, presence: required, doc: Genre. }
      misprint: { type: ShopError, presence: required, doc: Misprint. }
      shelf: { type: Shelf, presence: required, doc: Shelf. }
      other: { type: ShelfA, presence: required, doc: Other shelf. }
      color: { type: string, presence: required, pattern: \"^(?i:[a-z]+)$\", doc: Color. }

  ListPage:
    doc: A page of marks.
    fields:
      marks: { type: int32, presence: required, doc: Number of marks. }
";

/// `v1.list_books` and `v1_list.books`.
const LISTS: &str = "\
family: v1_list
group: lists
doc: Lists on paper.
source: { document: notebook, section: \"9\" }
host: shop
auth: clerk
error_style: shop

operations:
  books:
    http: GET /lists
    doc: Prints a list.
    source: {}
    responses:
      200: { body: Page }
    errors: [400]

types:
  Page:
    doc: A printed page.
    fields:
      text: { type: string, presence: required, doc: Text of the page. }
";

fn shop() -> Specification {
    let sources = SourceMap::read(&workspace().join("tests/bookshop/spec"), "spec").unwrap();
    let mut files: Vec<SourceFile> = sources.iter().map(|(_, file)| file.clone()).collect();
    let api = files.iter_mut().find(|file| file.path == "api.yaml").unwrap();
    api.text = api.text.replace("\nhosts:\n", "  v1_list:\n    doc: Lists on paper.\n\nhosts:\n");
    let added = [("shared.yaml", SHARED), ("marks.yaml", MARKS), ("lists.yaml", LISTS)];
    files.extend(added.map(|(path, text)| SourceFile { path: path.to_owned(), text: text.to_owned() }));
    let sources = SourceMap::new("spec", files);
    analyze(&sources).unwrap_or_else(|problems| panic!("{}", render(&problems, &sources, Style::Plain)))
}

/// The descriptions of all schemas that a schema refers to.
fn described(document: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    objects(schema, &mut |object| {
        if let Some(Value::String(reference)) = object.get("$ref") {
            let target = document.pointer(&reference[1..]).unwrap();
            found.push(target["description"].as_str().unwrap().lines().next().unwrap().to_owned());
        }
    });
    found
}

#[test]
fn every_type_has_a_schema_of_its_own() {
    for flavor in flavors() {
        let document = openapi_as(&shop(), &flavor);
        let (_, _, mark) = operations(&document).find(|(_, _, operation)| operation["tags"][0] == "v1.marks").unwrap();
        let body = &mark["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(described(&document, body), ["A mark."]);
        let fields = &document["components"]["schemas"]["V1Mark"]["properties"];
        assert_eq!(described(&document, &fields["genre"]), ["A genre on a mark."]);
        assert_eq!(described(&document, &fields["misprint"]), ["A misprint."]);
        assert_eq!(described(&document, &mark["responses"]["200"]), ["A page of marks."]);
        assert_eq!(described(&document, &mark["responses"]["400"]), ["A word and a sentence."]);
        let print = &document["paths"]["/lists"]["get"]["responses"]["200"];
        assert_eq!(described(&document, print), ["A printed page."]);
        let book = &document["components"]["schemas"]["V1Book"]["properties"]["genre"];
        assert!(!book.to_string().contains("\"old\""), "{book}");
    }
}

#[test]
fn every_variant_has_a_schema_of_its_own() {
    let portable = OpenApiPortable { unions: OpenApiUnions::OneOf, ..OpenApiPortable::default() };
    let document = openapi_as(&shop(), &OpenApiFlavor::Portable(portable));
    for (union, tag) in [("Shelf", "a_b"), ("ShelfA", "b")] {
        let target = &document["components"]["schemas"][union]["discriminator"]["mapping"][tag];
        let variant = document.pointer(&target.as_str().unwrap()[1..]).unwrap();
        assert_eq!(variant["properties"]["kind"]["enum"], json!([tag]), "{union}");
    }
}

#[test]
fn every_operation_has_an_id_of_its_own() {
    for flavor in flavors() {
        let document = openapi_as(&shop(), &flavor);
        let ids: Vec<&str> = operations(&document).filter_map(|(_, _, it)| it["operationId"].as_str()).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!((ids.len(), distinct.len()), (8, 8), "{ids:?}");
        let links = &document["paths"]["/orders"]["post"]["responses"]["201"]["links"];
        for link in links.as_object().into_iter().flatten() {
            assert!(ids.contains(&link.1["operationId"].as_str().unwrap()), "{link:?}");
        }
    }
}

#[test]
fn paths_that_differ_in_names_of_parameters_are_one() {
    for flavor in flavors() {
        let document = openapi_as(&shop(), &flavor);
        let item = document["paths"]["/books/{isbn}"].as_object().unwrap();
        assert_eq!(item.keys().collect::<Vec<_>>(), ["get", "put", "post"]);
        assert!(document["paths"].get("/books/{number}").is_none());
        let parameters = item["post"]["parameters"].as_array().unwrap();
        let parameters: Vec<_> = parameters.iter().map(|it| (it["name"].as_str(), &it["description"])).collect();
        assert_eq!(parameters, [(Some("isbn"), &json!("Number of the book."))]);
    }
}

#[test]
fn a_summary_ends_with_its_sentence() {
    let document = openapi_as(&shop(), &flavors()[0]);
    assert_eq!(document["paths"]["/books/{isbn}"]["post"]["summary"], "Marks a book, e.g. for a customer");
}

#[test]
fn a_pattern_that_other_readers_do_not_understand_is_an_extension() {
    for flavor in flavors() {
        let document = openapi_as(&shop(), &flavor);
        let color = &document["components"]["schemas"]["V1Mark"]["properties"]["color"];
        assert_eq!((color.get("pattern"), &color["x-spec-pattern"]), (None, &json!("^(?i:[a-z]+)$")));
    }
}
