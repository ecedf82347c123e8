//! The bookshop: the smallest specification with resources.

use std::time::Duration;

use bookshop_client::Client;
use bookshop_client::model::v1::{Book, BookRequired, Cash, Genre, OrderPlace, OrderState};
use bookshop_server::mock::{Builder, Fault, MockServer, Outcome, Specification};
use serde_json::json;
use specwright_runtime::client::RetryPolicy;

async fn started(builder: Builder<Specification>) -> (MockServer, Client) {
    let mock = builder.start().await.unwrap();
    let client = Client::builder().shop_endpoint(mock.url()).clerk("any").retry(RetryPolicy::never());
    (mock, client.build().unwrap())
}

fn book(title: &str, genre: Genre) -> Book {
    Book::new(BookRequired { title: title.into(), genre, price: None })
}

fn order() -> OrderPlace {
    OrderPlace::new("9780306406157", Cash::new(1250))
}

#[tokio::test]
async fn books_are_kept_listed_and_replaced() {
    let (mock, client) = started(MockServer::builder().stateful()).await;
    let books = client.v1().books();
    assert_eq!(books.get("9780306406157").send().await.unwrap_err().code(), Some("no_such_shelf"));
    assert_eq!(books.list().send().await.unwrap().total, 0);
    for (isbn, title, genre) in [
        ("9783161484100", "Round the Garden in Eighty Days", Genre::Travel),
        ("9780306406157", "Soups without Tears", Genre::Cookery),
        ("9781402894626", "More Soups", Genre::Cookery),
    ] {
        books.add(isbn, &book(title, genre).price(1250).authors(["A. Leek"])).send().await.unwrap();
    }
    // The latest comes first, on pages of one.
    let soups = books.list().genre(Genre::Cookery).limit(1).items().collect().await.unwrap();
    assert_eq!(soups.iter().map(|book| book.title.as_str()).collect::<Vec<_>>(), ["More Soups", "Soups without Tears"]);
    assert_eq!(books.list().limit(1).send().await.unwrap().total, 3);
    // What is absent is gone after a replacement, and the place in the list stays.
    books.add("9780306406157", &book("Soups", Genre::Cookery)).send().await.unwrap();
    assert_eq!(books.get("9780306406157").send().await.unwrap(), book("Soups", Genre::Cookery));
    assert_eq!(books.list().send().await.unwrap().books[1].title, "Soups");
    assert!(mock.journal().iter().all(|entry| entry.source.to_string() == "state"));
}

#[tokio::test]
async fn orders_change_their_state_with_the_clock() {
    let (mock, client) = started(MockServer::builder().manual_clock()).await;
    let orders = client.v1().orders();
    let (first, second) = (orders.place(&order()).send().await.unwrap(), orders.place(&order()).send().await.unwrap());
    assert_eq!((first.id, second.id, first.state), (1, 2, OrderState::Ordered));
    mock.advance(Duration::from_millis(199));
    assert_eq!(orders.get(1).send().await.unwrap().state, OrderState::Ordered);
    mock.advance(Duration::from_millis(1));
    assert_eq!(orders.get(1).send().await.unwrap().state, OrderState::Ready);
    let third = orders.place(&order()).send().await.unwrap();
    assert_eq!(third.placed_at.0 - second.placed_at.0, 200);

    orders.cancel(2).send().await.unwrap();
    for error in [orders.cancel(2).send().await.unwrap_err(), orders.get(2).send().await.unwrap_err()] {
        assert_eq!((error.status(), error.code()), (Some(404), Some("no_such_shelf")), "{error}");
    }
    mock.reset();
    assert_eq!(orders.get(1).send().await.unwrap_err().status(), Some(404));
    assert_eq!(orders.place(&order()).send().await.unwrap().id, 1);
}

#[tokio::test]
async fn the_clock_runs_by_itself() {
    let (_mock, client) = started(MockServer::builder().step(Duration::from_millis(20))).await;
    let orders = client.v1().orders();
    let placed = orders.place(&order()).send().await.unwrap();
    while orders.get(placed.id).send().await.unwrap().state != OrderState::Ready {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn what_a_test_asks_for_comes_first() {
    let (mock, client) = started(MockServer::builder().stateful()).await;
    let orders = client.v1().orders();
    mock.enqueue("v1.place_order", Outcome::Fault(Fault::Status { status: 503, retry_after: None }), 1).unwrap();
    assert_eq!(orders.place(&order()).send().await.unwrap_err().status(), Some(503));
    mock.enqueue("v1.get_order", Outcome::Example("get_order".into()), 1).unwrap();
    assert!(orders.get(7).send().await.is_ok(), "the example needs no order");
    assert_eq!(mock.resources(), json!({}), "neither call changed anything");
}

#[tokio::test]
async fn resources_are_dumped_and_loaded() {
    let (mock, client) = started(MockServer::builder().manual_clock()).await;
    client.v1().orders().place(&order()).send().await.unwrap();
    client.v1().books().add("9780306406157", &book("Soups", Genre::Cookery)).send().await.unwrap();
    let dump = mock.resources();
    assert_eq!(dump["v1.order"][0]["@then"], json!(["ready"]));

    // Another mock goes on from there.
    let (mock, client) = started(MockServer::builder().manual_clock().resources(dump.clone())).await;
    assert_eq!(mock.resources(), dump);
    assert_eq!(client.v1().orders().place(&order()).send().await.unwrap().id, 2);
    mock.advance(Duration::from_secs(1));
    assert_eq!(client.v1().orders().get(1).send().await.unwrap().state, OrderState::Ready);
    mock.reset();
    assert_eq!(mock.resources(), dump);
    // The same over HTTP.
    let http = reqwest::Client::new();
    let url = |path: &str| format!("{}/__mock/{path}", mock.url());
    let loaded =
        http.put(url("resources")).json(&json!({ "v1.order": [{ "id": 5, "order_id": 5, "state": "ready" }] }));
    assert_eq!(loaded.send().await.unwrap().status(), 204);
    assert_eq!(http.post(url("advance?seconds=0.5")).send().await.unwrap().status(), 204);
    let dumped: serde_json::Value = http.get(url("resources")).send().await.unwrap().json().await.unwrap();
    assert_eq!(dumped["v1.order"][0]["id"], 5);
    assert_eq!(client.v1().orders().place(&order()).send().await.unwrap().id, 6);
}

#[tokio::test]
async fn what_cannot_be_loaded_is_explained_and_changes_nothing() {
    let (mock, client) = started(MockServer::builder().stateful()).await;
    client.v1().orders().place(&order()).send().await.unwrap();
    let before = mock.resources();
    for (wrong, message) in [
        (json!([]), "expected an object with a list for each kind"),
        (json!({ "v1.orders": [] }), "there is no resource `v1.orders`; did you mean `v1.order`?"),
        (json!({ "v1.order": {} }), "`v1.order` has to be a list"),
        (json!({ "v1.order": [{ "id": 1 }] }), "v1.order[0]: needs the field `order_id`"),
        (json!({ "v1.order": [{ "order_id": 1, "@then": 1 }] }), "v1.order[0]: `@then` has to be a list"),
        (json!({ "v1.book": [{ "isbn": 1 }, { "isbn": 1 }] }), "v1.book[1]: the same keys occur twice"),
    ] {
        assert_eq!(mock.load(&wrong).unwrap_err().to_string(), message);
    }
    assert_eq!(mock.resources(), before);
    let stateless = MockServer::start().await.unwrap();
    let error = stateless.load(&json!({})).unwrap_err().to_string();
    assert_eq!(error, "the mock keeps no resources; start it with `stateful`");
}

#[tokio::test]
async fn a_full_mock_says_so() {
    let (_mock, client) = started(MockServer::builder().resource_limit(1)).await;
    let orders = client.v1().orders();
    let placed = orders.place(&order()).send().await.unwrap();
    let error = orders.place(&order()).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(507), Some("mock-full")), "{error}");
    assert!(error.to_string().contains("keeps at most 1 resources"), "{error}");
    orders.cancel(placed.id).send().await.unwrap();
    orders.place(&order()).send().await.unwrap();
}
