//! The bookshop: a whole specification on two pages (`tests/bookshop/spec`) that has nothing to do with any cloud
//! goes all the way, from its files to a client that buys books.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use bookshop_client::{Arguments, Client, ErrorKind};
use bookshop_model::v1::{
    Account, Book, BookPage, BookRequired, Cash, Genre, Isbn, Order, OrderPlace, OrderRequired, OrderState, Payment,
};
use bookshop_server::mock::{Behavior, Fault, MockServer, Outcome};
use bookshop_server::v1::{
    AddBookInput, Books, CancelOrderInput, GetBookInput, GetOrderInput, ListBooksInput, Orders, PlaceOrderInput, books,
    orders,
};
use bookshop_server::{Api, Context, Routes, ServiceError, StaticTokens};
use servicestage_tests::{examples, same, specification};
use specwright_runtime::client::{InProcessTransport, RetryPolicy};
use specwright_runtime::value::UnixMillis;
use specwright_tools::{OpenApiVersion, openapi};

const SPEC: &str = "tests/bookshop/spec";

/// A shop that remembers what it is told.
#[derive(Default)]
struct Shop {
    books: Mutex<BTreeMap<Isbn, Book>>,
    orders: Mutex<BTreeMap<i64, Order>>,
}

fn not_found() -> ServiceError {
    ServiceError::new(404, "sold_out").with_message("we do not have that")
}

impl Books for Shop {
    async fn list_books(&self, input: ListBooksInput, _: Context) -> Result<BookPage, ServiceError> {
        let books = self.books.lock().unwrap();
        let wanted = |book: &&Book| input.genre.as_ref().is_none_or(|genre| book.genre == *genre);
        let found: Vec<Book> = books.values().filter(wanted).cloned().collect();
        let number = |value: Option<i32>, default| value.map_or(default, |value| usize::try_from(value).unwrap());
        let page = found.iter().skip(number(input.offset, 0)).take(number(input.limit, 20)).cloned();
        Ok(BookPage::new(i32::try_from(found.len()).unwrap(), page.collect::<Vec<_>>()))
    }

    async fn get_book(&self, input: GetBookInput, _: Context) -> Result<Book, ServiceError> {
        self.books.lock().unwrap().get(&input.isbn).cloned().ok_or_else(not_found)
    }

    async fn add_book(&self, input: AddBookInput, _: Context) -> Result<(), ServiceError> {
        self.books.lock().unwrap().insert(input.isbn, input.body);
        Ok(())
    }
}

impl Orders for Shop {
    async fn place_order(&self, input: PlaceOrderInput, _: Context) -> Result<Order, ServiceError> {
        let mut orders = self.orders.lock().unwrap();
        let state = match input.body.payment {
            Payment::Cash(_) => OrderState::Ready,
            _ => OrderState::Ordered,
        };
        let id = i64::try_from(orders.len()).unwrap() + 1;
        let order = Order::new(OrderRequired { id, state, placed_at: UnixMillis(1_740_823_200_000) });
        orders.insert(id, order.clone());
        Ok(order)
    }

    async fn get_order(&self, input: GetOrderInput, _: Context) -> Result<Order, ServiceError> {
        self.orders.lock().unwrap().get(&input.order_id).cloned().ok_or_else(not_found)
    }

    async fn cancel_order(&self, input: CancelOrderInput, _: Context) -> Result<(), ServiceError> {
        self.orders.lock().unwrap().remove(&input.order_id).map(drop).ok_or_else(not_found)
    }
}

fn api() -> Api {
    let shop = Arc::new(Shop::default());
    Api::new().routes(books(shop.clone())).routes(orders(shop)).authenticator(StaticTokens::new(["inky"]).unwrap())
}

fn client(token: &str) -> bookshop_client::ClientBuilder {
    Client::builder().shop_endpoint("https://shop.example.com").clerk(token).retry(RetryPolicy::never())
}

/// What a customer does, whatever lies between client and shop.
async fn goes_shopping(client: &Client) {
    let (books, orders) = (client.v1().books(), client.v1().orders());
    for (isbn, title, genre) in [
        ("9783161484100", "Round the Garden in Eighty Days", Genre::Travel),
        ("9780306406157", "Soups without Tears", Genre::Cookery),
        ("9781402894626", "More Soups", Genre::Cookery),
    ] {
        let book = Book::new(BookRequired { title: title.into(), genre, price: Some(1250) }).authors(["A. Leek"]);
        books.add(isbn, &book).send().await.unwrap();
    }
    assert_eq!(books.get("9781402894626").send().await.unwrap().title, "More Soups");
    // Page by page, one book each.
    let soups = books.list().genre(Genre::Cookery).limit(1).items().collect().await.unwrap();
    assert_eq!(soups.iter().map(|book| book.title.as_str()).collect::<Vec<_>>(), ["Soups without Tears", "More Soups"]);

    let cash = OrderPlace::new("9780306406157", Cash::new(1250));
    let placed = orders.place(&cash.copies(1)).send().await.unwrap();
    assert_eq!(
        (placed.state.clone(), orders.get(placed.id).send().await.unwrap()),
        (OrderState::Ready, placed.clone())
    );
    let later = OrderPlace::new("9780306406157", Account::new("Mrs Pepper"));
    let later = orders.place(&later).send().await.unwrap();
    assert_eq!(later.state, OrderState::Ordered);
    orders.cancel(later.id).send().await.unwrap();
    let error = orders.get(later.id).send().await.unwrap_err();
    let told = "v1.get_order: 404 Not Found: sold_out: we do not have that";
    assert!(error.to_string().starts_with(told), "{error}");

    let error = books.get("978").send().await.unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidRequest && error.to_string().contains("`isbn` is too short"), "{error}");
    let unheard = Book::new(BookRequired { title: String::new(), genre: Genre::Novel, price: None });
    let error = books.add("9780306406157", &unheard).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("malformed")), "{error}");
}

#[tokio::test]
async fn a_customer_is_served_in_process() {
    let router = api().into_router();
    goes_shopping(&client("inky").transport(InProcessTransport::new(router.clone())).build().unwrap()).await;
    let stranger = client("blotted").transport(InProcessTransport::new(router)).build().unwrap();
    let error = stranger.v1().books().list().send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(401), Some("who_are_you")), "{error}");
}

#[tokio::test]
async fn a_customer_is_served_over_a_socket() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (done, stop) = tokio::sync::oneshot::channel::<()>();
    let customer = async {
        goes_shopping(&client("inky").shop_endpoint(format!("http://{address}")).build().unwrap()).await;
        done.send(()).unwrap();
    };
    let stop = async { stop.await.unwrap_or_default() };
    tokio::join!(api().serve(listener).run_until(stop), customer);
}

#[tokio::test]
async fn the_mock_answers_every_example() {
    let mock = MockServer::start().await.unwrap();
    let client = client("any").shop_endpoint(mock.url_of("shop").unwrap()).build().unwrap();
    let examples = examples(SPEC);
    for example in &examples {
        mock.enqueue(&example.operation, Outcome::Example(example.name.clone()), 1).unwrap();
        let arguments = Arguments::from_value(example.request.clone()).unwrap();
        let response = client.call(&example.operation, arguments).await.unwrap();
        assert_eq!(response.status(), example.status, "{}", example.name);
        assert!(same(response.get(), &example.answer), "{}: {}", example.name, response.get());
    }
    let shown: BTreeSet<&str> = examples.iter().map(|example| example.operation.as_str()).collect();
    assert_eq!(shown.len(), mock.operations().len(), "every operation has an example");
}

#[tokio::test]
async fn the_mock_repeats_the_number_of_an_order() {
    let mock = MockServer::start().await.unwrap();
    let client = client("any").shop_endpoint(mock.url_of("shop").unwrap()).build().unwrap();
    assert_eq!(client.v1().orders().get(5).send().await.unwrap().id, 5);
}

/// Orders as the shop keeps them, for a mock.
#[derive(Default)]
struct KeptOrders(Arc<Shop>);

impl Behavior for KeptOrders {
    fn routes(&self) -> Routes {
        orders(self.0.clone())
    }

    fn service(&self, api: &dyn Fn() -> Api, routes: Routes) -> axum::Router {
        api().routes(routes).into_router().route("/bell", axum::routing::get(|| async { "ring" }))
    }

    fn serves(&self, request: &axum::extract::Request) -> bool {
        request.uri().path() == "/bell"
    }

    fn reset(&self) {
        self.0.orders.lock().unwrap().clear();
    }
}

#[tokio::test]
async fn a_behavior_takes_over_its_operations_in_the_mock() {
    let mock = MockServer::builder().behavior(KeptOrders::default()).start().await.unwrap();
    let client = client("any").shop_endpoint(mock.url_of("shop").unwrap()).build().unwrap();
    let orders = client.v1().orders();
    let placed = orders.place(&OrderPlace::new("9780306406157", Cash::new(1250))).send().await.unwrap();
    assert_eq!(orders.get(placed.id).send().await.unwrap(), placed);
    // What it rejects is its own, what is around it is the mock's.
    let error = orders.get(placed.id + 1).send().await.unwrap_err();
    assert_eq!(error.code(), Some("sold_out"), "{error}");
    let unlisted = OrderPlace::new("9780306406157", Cash::new(1250)).copies(21);
    assert_eq!(orders.place(&unlisted).send().await.unwrap_err().status(), Some(400));
    mock.enqueue("v1.get_order", Outcome::Fault(Fault::Status { status: 503, retry_after: None }), 1).unwrap();
    assert_eq!(orders.get(placed.id).send().await.unwrap_err().status(), Some(503));
    let sources: Vec<String> = mock.journal().iter().map(|entry| entry.source.to_string()).collect();
    assert_eq!(sources, ["behavior", "behavior", "behavior", "rejected", "fault"]);
    // Other operations respond from their examples, and other paths exist too.
    assert_eq!(client.v1().books().get("9781402894626").send().await.unwrap().price, None);
    assert_eq!(reqwest::get(format!("{}/bell", mock.url())).await.unwrap().text().await.unwrap(), "ring");
    mock.reset();
    assert_eq!(orders.get(placed.id).send().await.unwrap_err().status(), Some(404));
}

#[test]
fn the_export_has_the_operations_and_no_other_service() {
    let document = openapi(&specification(SPEC), OpenApiVersion::V31);
    let paths: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(paths, ["/books", "/books/{isbn}", "/orders", "/orders/{order_id}"]);
    let text = document.to_string().to_lowercase();
    assert!(["huawei", "servicestage", "region"].iter().all(|word| !text.contains(word)), "{text}");
    assert_eq!(document["components"]["securitySchemes"]["clerk"]["scheme"], "bearer");
}
