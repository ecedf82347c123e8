//! Reading and writing JSON: generated types beside hand-written ones and `serde_json::Value`.
//!
//! Bodies are those of the examples in `spec/`. Rows of `max alloc` are the memory that a round takes at most besides
//! the body.

#[allow(dead_code)]
mod hand;

use std::sync::LazyLock;

use divan::{AllocProfiler, Bencher};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use servicestage_model::v3;
use servicestage_tests::{Example, examples, without_nothing};

/// Counts what each round allocates.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn example(name: &str) -> Example {
    // Other families have examples of the same names.
    let found =
        examples("spec").into_iter().find(|example| example.operation.starts_with("v3.") && example.name == name);
    found.unwrap_or_else(|| panic!("there is no example {name}"))
}

fn environments(count: usize, labels: &Value) -> String {
    let mut environment = example("list_environments").answer["environments"][0].clone();
    environment["labels"] = labels.clone();
    json!({ "environments": vec![environment; count], "count": count }).to_string()
}

static CREATE: LazyLock<String> = LazyLock::new(|| example("create_environment").request["body"].to_string());
static LIST_OF_1: LazyLock<String> = LazyLock::new(|| environments(1, &Value::Null));
static LIST_OF_100: LazyLock<String> = LazyLock::new(|| environments(100, &Value::Null));
static LIST_OF_100_LABELLED: LazyLock<String> =
    LazyLock::new(|| environments(100, &json!([{ "key": "aaaaa", "value": "a5" }])));

/// A list of 10 MB.
static LIST_OF_10_MB: LazyLock<String> = LazyLock::new(|| {
    let labels = json!([{ "key": "aaaaa", "value": "a5" }]);
    environments(10_000_000 / (environments(101, &labels).len() - environments(100, &labels).len()), &labels)
});

fn read<T: DeserializeOwned>(body: &str) -> T {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}"))
}

fn decode<T: DeserializeOwned>(bencher: Bencher<'_, '_>, body: &str) {
    bencher.bench_local(|| serde_json::from_slice::<T>(divan::black_box(body.as_bytes())));
}

fn encode<T: DeserializeOwned + Serialize>(bencher: Bencher<'_, '_>, body: &str) {
    let value: T = read(body);
    // All types have to say the same, or they cannot be compared.
    let written: Value = serde_json::to_value(&value).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(without_nothing(&written), without_nothing(&read(body)));
    bencher.bench_local(|| serde_json::to_vec(divan::black_box(&value)));
}

/// A table for reading a body and one for writing it, with a row for each type.
macro_rules! tables {
    ($group:ident, $body:ident, $samples:literal of $size:literal, $($row:ident: $type:ty),+) => {
        mod $group {
            #[divan::bench_group(sample_count = $samples, sample_size = $size)]
            mod decode {
                use crate::*;

                $(#[divan::bench]
                fn $row(bencher: Bencher<'_, '_>) {
                    crate::decode::<$type>(bencher, &$body);
                })+
            }

            #[divan::bench_group(sample_count = $samples, sample_size = $size)]
            mod encode {
                use crate::*;

                $(#[divan::bench]
                fn $row(bencher: Bencher<'_, '_>) {
                    crate::encode::<$type>(bencher, &$body);
                })+
            }
        }
    };
}

tables!(
    create,
    CREATE,
    200 of 20,
    generated: v3::EnvironmentCreate,
    hand_written: hand::EnvironmentCreate,
    hand_written_open: hand::EnvironmentCreate<hand::OpenLabel>,
    value: Value
);

tables!(
    list_of_1,
    LIST_OF_1,
    200 of 20,
    generated: v3::EnvironmentList,
    hand_written: hand::EnvironmentList,
    value: Value
);

tables!(
    list_of_100,
    LIST_OF_100,
    200 of 20,
    generated: v3::EnvironmentList,
    hand_written: hand::EnvironmentList,
    value: Value
);

tables!(
    list_of_100_labelled,
    LIST_OF_100_LABELLED,
    200 of 20,
    generated: v3::EnvironmentList,
    hand_written: hand::EnvironmentList,
    hand_written_open: hand::EnvironmentList<hand::OpenLabel>,
    value: Value
);

tables!(
    list_of_10_mb,
    LIST_OF_10_MB,
    5 of 1,
    generated: v3::EnvironmentList,
    hand_written: hand::EnvironmentList,
    hand_written_open: hand::EnvironmentList<hand::OpenLabel>,
    value: Value
);
