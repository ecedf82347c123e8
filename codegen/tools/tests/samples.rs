//! Documents without examples: each operation gets one, whatever its types combine.

use std::io::Write as _;

use serde_json::{Map, Value, json};
use specwright_tools::analyze;
use specwright_tools::import::{self, Documents};
use specwright_tools::source::{SourceFile, SourceMap};

/// The numbers of a linear congruential generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn string(&mut self) -> Value {
        let forms = ["uuid", "date-time", "date", "time", "duration", "uri", "email", "byte", "ipv4", "hostname"];
        let limits = [
            json!({ "pattern": "^AC[0-9a-fA-F]{32}$", "minLength": 34, "maxLength": 34 }),
            json!({ "pattern": "^[a-z]+(-[a-z0-9]+)*$", "minLength": 9, "maxLength": 12 }),
            json!({ "pattern": r"^\+?[1-9]\d{1,14}$" }),
            json!({ "pattern": r"^(\d{1,3}\.){3}\d{1,3}(/\d{1,2})?$" }),
            json!({ "pattern": "^#?([A-F0-9]{6}|[A-F0-9]{3})$" }),
            json!({ "pattern": "[A-Z]{3}[0-9]", "minLength": 10 }),
            json!({ "pattern": r"^[^\s/]+/[^\s/]+:(latest|v\d+)$" }),
            json!({ "minLength": 3, "maxLength": 3 }),
            json!({ "enum": ["one", "two"] }),
            json!({}),
        ];
        let mut schema = match self.below(3) {
            0 => json!({ "format": self.one(&forms) }),
            _ => self.one(&limits),
        };
        schema["type"] = json!("string");
        schema
    }

    fn number(&mut self) -> Value {
        let min = self.below(100) as i64 - 50;
        let max = min + 1 + self.below(5) as i64;
        self.one(&[
            json!({ "type": "integer", "minimum": min, "maximum": max }),
            json!({ "type": "integer", "format": "int64", "exclusiveMinimum": min, "exclusiveMaximum": max + 1 }),
            json!({ "type": "number", "exclusiveMinimum": min, "exclusiveMaximum": max }),
            json!({ "type": "number", "minimum": 0.25, "exclusiveMaximum": 0.5 }),
            json!({ "type": "integer", "multipleOf": 5, "minimum": 10 }),
            json!({ "type": "integer", "enum": [max, min] }),
        ])
    }

    fn schema(&mut self, depth: usize) -> Value {
        match self.below(if depth < 3 { 8 } else { 4 }) {
            0 | 1 => self.string(),
            2 => self.number(),
            3 => json!({ "type": "boolean" }),
            4 => {
                let fewest = self.below(4);
                json!({ "type": "array", "items": self.schema(depth + 1), "minItems": fewest, "maxItems": fewest + 1,
                    "uniqueItems": self.below(2) == 0 })
            }
            5 => {
                let names =
                    [json!({}), json!({ "pattern": "^x-[a-z]{2}$" }), json!({ "minLength": 2, "maxLength": 4 })];
                json!({ "type": "object", "additionalProperties": self.schema(depth + 1),
                    "propertyNames": self.one(&names), "minProperties": self.below(4) })
            }
            _ => {
                let names = ["id", "name", "size", "next", "kind"];
                let fields: Map<String, Value> =
                    names[..=self.below(4)].iter().map(|name| ((*name).to_owned(), self.schema(depth + 1))).collect();
                let required: Vec<&String> = fields.keys().filter(|_| self.below(2) == 0).collect();
                json!({ "type": "object", "properties": fields, "required": required })
            }
        }
    }

    /// A document with an operation for each of many bodies and parameters.
    fn document(&mut self) -> Value {
        let paths: Map<String, Value> = (0..20)
            .map(|number| {
                let mut parameter = |place: &str, name: &str| {
                    let schema = if self.below(2) == 0 { self.string() } else { self.number() };
                    json!({ "name": name, "in": place, "required": true, "schema": schema })
                };
                let parameters = [parameter("path", "id"), parameter("query", "filter"), parameter("header", "X-Of")];
                let [request, response] = [(); 2].map(|()| {
                    json!({ "description": "It.", "content": { "application/json": { "schema": self.schema(0) } } })
                });
                let operation =
                    json!({ "parameters": parameters, "requestBody": request, "responses": { "200": response } });
                (format!("/things{number}/{{id}}"), json!({ "post": operation }))
            })
            .collect();
        json!({ "openapi": "3.1.0", "info": { "title": "Random", "version": "1" }, "paths": paths })
    }
}

#[test]
fn every_operation_has_an_example_whatever_its_types_combine() {
    let mut random = Random(7);
    for _ in 0..15 {
        let document = random.document();
        let mut file = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
        file.write_all(document.to_string().as_bytes()).unwrap();
        let imported = import::import(&Documents::read(file.path(), None).unwrap()).unwrap();
        let files = imported.files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
        let specification = analyze(&SourceMap::new("", files.collect())).unwrap();
        assert_eq!(specification.api.operations.len(), 20, "{document}");
        for operation in &specification.api.operations {
            assert!(
                !operation.examples.is_empty(),
                "{}: {}",
                operation.route.path,
                document["paths"][&operation.route.path]
            );
        }
    }
}
