//! What calls and bodies are built from: required parts by name, and fields that can be cleared.

use obstacle_client::Patch;
use obstacle_server::{Api, Context, DynamicHandler, DynamicInput, DynamicOutput, ServiceError};
use serde_json::json;
use specwright_runtime::client::InProcessTransport;

use super::course;

#[tokio::test]
async fn required_parameters_may_be_called_like_what_the_generator_writes() {
    use obstacle_client::course::{NeedsPath, NeedsPathRequired, NeedsQuery, NeedsQueryRequired};
    use obstacle_client::mock::{MockTransport, on};
    use obstacle_model::course::Option as Body;

    let mock = MockTransport::new().with(on::<NeedsPath>().status(204)).with(on::<NeedsQuery>().status(204));
    let client = course(&mock);
    client
        .course()
        .s()
        .needs_path(NeedsPathRequired { operation: "one".into(), call: "two".into() })
        .send()
        .await
        .unwrap();
    let required =
        NeedsQueryRequired { operation: 7.into(), request: vec!["a".into(), "b".into()], core: "three".into() };
    client.course().s().needs_query(required, &Body::new("t")).send().await.unwrap();
    let (path, query) = (&mock.calls_of::<NeedsPath>()[0], &mock.calls_of::<NeedsQuery>()[0]);
    assert_eq!((path.path("operation"), path.path("call")), (Some("one"), Some("two")));
    assert_eq!((query.query("operation"), query.header("core")), (Some("7"), Some("three")));
}

/// Returns the body that arrives.
struct Echo;

impl DynamicHandler for Echo {
    async fn handle(&self, input: DynamicInput, _context: Context) -> Result<DynamicOutput, ServiceError> {
        Ok(DynamicOutput::from(input.to_value()["body"].clone()))
    }
}

#[tokio::test]
async fn an_update_leaves_clears_and_sets() {
    use obstacle_model::shapes::{Amendment, AmendmentRequired};

    let router = Api::new().routes(obstacle_server::dynamic_routes(std::sync::Arc::new(Echo))).into_router();
    let client = obstacle_client::Client::builder()
        .region("north-1")
        .token("token")
        .project_id("p")
        .transport(InProcessTransport::new(router))
        .build()
        .unwrap();
    let empty = || Amendment::new(AmendmentRequired { required: None });
    let body = empty().clear_text().count(3).inner(empty().marks(["a"]).clear_free()).clear_password();
    let written = json!({
        "text": null, "count": 3, "inner": { "marks": ["a"], "free": null, "required": null }, "password": null,
        "required": null
    });
    assert_eq!(serde_json::to_value(&body).unwrap(), written);
    let read = client.shapes().amendments().amend(&body).send().await.unwrap();
    assert_eq!(read, body);
    assert_eq!((&read.text, &read.at), (&Patch::Clear, &Patch::Unchanged));
    assert_eq!(read.count, Patch::Set(3));

    // Numbers as text, and text as numbers, in three states as well.
    let lenient: Amendment = serde_json::from_value(json!({ "text": 5, "count": "7", "required": null })).unwrap();
    assert_eq!((lenient.text, lenient.count), (Patch::Set("5".to_owned()), Patch::Set(7)));
    assert!(serde_json::from_value::<Amendment>(json!({ "count": null })).unwrap().count.is_clear());
}
