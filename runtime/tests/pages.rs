//! Pages, against a service that follows a script.

#![cfg(feature = "client")]

use crate::script::{Goods, Script, Step};
use specwright_runtime::client::ErrorKind;

#[tokio::test]
async fn pages_end_with_a_short_one() {
    let script = Script::answers(&[r#"{"goods":[1,2]}"#, r#"{"goods":[3,4]}"#, r#"{"goods":[5]}"#]);
    assert_eq!(script.list().limit(2).items().collect().await.unwrap(), [1, 2, 3, 4, 5]);
    assert_eq!(script.queries(), ["limit=2", "limit=2&offset=2", "limit=2&offset=4"]);
}

#[tokio::test]
async fn pages_end_with_the_total() {
    let script = Script::answers(&[r#"{"goods":[1,2],"count":4}"#, r#"{"goods":[3,4],"count":4}"#]);
    let mut pages = script.list().pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().goods.len());
    }
    assert_eq!((sizes, script.queries()), (vec![2, 2], vec![String::new(), "offset=2".to_owned()]));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn pages_end_with_an_empty_one_and_an_empty_list_has_one_page() {
    let script = Script::answers(&[r#"{"goods":[1]}"#, r#"{"goods":[]}"#]);
    assert_eq!(script.list().items().collect().await.unwrap(), [1]);
    assert_eq!(script.queries().len(), 2);

    let mut pages = Script::answers(&["{}"]).list().pages();
    assert_eq!(pages.next().await.unwrap().unwrap(), Goods::default());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_service_that_ignores_the_offset_is_not_asked_forever() {
    let script = Script::answers(&[r#"{"goods":[1,2]}"#]);
    assert_eq!(script.list().items().collect().await.unwrap(), [1, 2]);
    assert_eq!(script.queries().len(), 2);
}

#[tokio::test]
async fn a_total_that_cannot_be_read_is_none() {
    let script = Script::answers(&[r#"{"goods":[1,2],"count":"four"}"#, r#"{"goods":[3,4],"count":{}}"#, "{}"]);
    assert_eq!(script.list().items().collect().await.unwrap(), [1, 2, 3, 4]);
    let script = Script::answers(&[r#"{"goods":[1,2]}"#, r#"{"goods":[3,"four"]}"#]);
    let mut items = script.list().items();
    let read = [items.next().await, items.next().await].map(|item| item.unwrap().unwrap());
    assert_eq!(read, [1, 2]);
    assert_eq!(items.next().await.unwrap().unwrap_err().json_path(), Some("goods[1]"), "no item is passed over");
}

#[tokio::test]
async fn an_error_ends_the_pages() {
    let script = Script::new([Step::answer(200, r#"{"goods":[1]}"#), Step::answer(403, r#"{"code":"C","text":"no"}"#)]);
    let mut items = script.list().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(items.next().await.unwrap().unwrap_err().status(), Some(403));
    assert!(items.next().await.is_none());
}

/// A list of so many goods from a service that gives out at most ten at once.
fn capped(all: i32, total: bool) -> Script {
    Script::deciding(move |_, query| {
        let parameter = |name| query.split('&').find_map(|pair| pair.strip_prefix(name)?.parse::<i32>().ok());
        let (offset, limit) = (parameter("offset=").unwrap_or(0), parameter("limit=").unwrap_or(10).min(10));
        let goods: Vec<i32> = (offset..all.min(offset + limit)).collect();
        let total = if total { format!(r#","count":{all}"#) } else { String::new() };
        Step::MockResponse(200, format!(r#"{{"goods":{goods:?}{total}}}"#))
    })
}

async fn collected(script: &Script, limit: i32) -> (Vec<i32>, usize) {
    (script.list().limit(limit).items().collect().await.unwrap(), script.queries().len())
}

#[tokio::test]
async fn a_service_may_give_out_less_than_the_limit() {
    let all: Vec<i32> = (0..25).collect();
    assert_eq!(collected(&capped(25, true), 100).await, (all.clone(), 3));
    assert_eq!(collected(&capped(25, false), 100).await, (all, 3), "the third page is shorter than the second");
    let twenty: Vec<i32> = (0..20).collect();
    assert_eq!(collected(&capped(20, true), 100).await, (twenty.clone(), 2));
    assert_eq!(collected(&capped(20, false), 100).await, (twenty, 3), "only an empty page tells");
    assert_eq!(collected(&capped(4, false), 100).await, ((0..4).collect(), 2), "so does one after a first short page");
    assert_eq!(collected(&capped(0, false), 100).await, (vec![], 1));
}

#[tokio::test]
async fn a_total_counts_more_than_short_pages() {
    // What the caller may not see is left out after pages are cut.
    let script = Script::answers(&[
        r#"{"goods":[1,2,3],"count":7}"#,
        r#"{"goods":[4],"count":7}"#,
        r#"{"goods":[5,6]}"#,
        r#"{"goods":[7],"count":-1}"#,
    ]);
    assert_eq!(collected(&script, 3).await, (vec![1, 2, 3, 4, 5, 6, 7], 4));
    assert_eq!(script.queries().last().unwrap(), "limit=3&offset=6");

    let script = Script::answers(&[r#"{"goods":[1,2],"count":9000000000}"#, r#"{"goods":[]}"#]);
    assert_eq!(collected(&script, 2).await, (vec![1, 2], 2), "a total that is too large does not help");
}

#[tokio::test]
async fn the_same_items_again_end_the_pages_whatever_is_beside_them() {
    let again = Script::deciding(|index, _| {
        let goods = if index % 2 == 0 { "[1,2]" } else { "[2, 1]" };
        Step::MockResponse(200, format!(r#"{{"request_id":"r{index}","goods":{goods}}}"#))
    });
    assert_eq!(again.list().items().collect().await.unwrap(), [1, 2]);
    assert_eq!(again.queries().len(), 2);

    // The last page stands for all that would come after it.
    let beyond = Script::deciding(|index, _| {
        Step::MockResponse(200, format!(r#"{{"goods":[{},0],"request_id":"r{index}"}}"#, index.min(3)))
    });
    assert_eq!(beyond.list().items().collect().await.unwrap(), [0, 0, 1, 0, 2, 0, 3, 0]);
    assert_eq!(beyond.queries().len(), 5);
}

#[tokio::test]
async fn pages_that_come_round_again_end() {
    let round = Script::deciding(|index, _| {
        Step::MockResponse(200, format!(r#"{{"goods":[{}],"count":1000,"request_id":"r{index}"}}"#, index % 3))
    });
    assert_eq!(round.list().items().collect().await.unwrap(), [0, 1, 2]);
    assert_eq!(round.queries().len(), 4);
}

#[tokio::test]
async fn what_is_nested_deep_beside_the_items_does_no_harm() {
    let deep = format!("{}{}", r#"{"a":["#.repeat(100_000), "]}".repeat(100_000));
    let script = Script::deciding(move |index, _| {
        Step::MockResponse(200, format!(r#"{{"goods":[1],"id":{index},"deep":{deep}}}"#))
    });
    assert_eq!(script.list().items().collect().await.unwrap(), [1]);
    assert_eq!(script.queries().len(), 2);
    for status in [200, 400] {
        let script = Script::new([Step::MockResponse(status, "[".repeat(1_000_000))]);
        assert!(script.list().items().collect().await.is_err());
    }
}

#[tokio::test]
async fn an_item_that_cannot_be_read_is_an_error_even_if_the_items_may_be_missing() {
    let pages =
        [r#"{"total":4,"shapes":[{"name":"a"},{"name":"b"}]}"#, r#"{"total":4,"shapes":[{"name":"c"},{"name":1.5}]}"#];
    let mut items = Script::answers(&pages).shapes().items();
    for name in ["a", "b"] {
        assert_eq!(items.next().await.unwrap().unwrap().name, name);
    }
    assert_eq!(items.next().await.unwrap().unwrap_err().json_path(), Some("shapes[1].name"));
    for none in [r#"{"total":0}"#, r#"{"total":0,"shapes":null}"#] {
        assert_eq!(Script::answers(&[none]).shapes().items().collect().await.unwrap(), []);
    }
}

#[tokio::test]
async fn cursors_are_found_beside_what_cannot_be_read_and_sent_as_they_are_written() {
    for odd in [r#""\ud83d""#.to_owned(), "1e999".to_owned(), format!("{}{}", "[".repeat(200), "]".repeat(200))] {
        let script = Script::new([
            Step::MockResponse(
                200,
                format!(r#"{{"total":3,"odd":{odd},"shapes":[{{"name":"a"}}],"next":18446744073709551617}}"#),
            ),
            Step::answer(200, r#"{"total":3,"shapes":[{"name":"b"}],"next":1.10}"#),
            Step::answer(200, r#"{"total":3,"shapes":[{"name":"c"}],"next":18446744073709551616}"#),
            Step::answer(200, r#"{"total":3,"shapes":[],"next":null}"#),
        ]);
        assert_eq!(script.walk().items().collect().await.unwrap().len(), 3, "{odd}");
        assert_eq!(script.queries(), ["", "from=18446744073709551617", "from=1.10", "from=18446744073709551616"]);
    }
    let broken = Script::answers(&[r#"{"total":1,"shapes":[{"name":"a"}],"next":"\ud83d"}"#]);
    let mut pages = broken.walk().pages();
    assert!(pages.next().await.unwrap().is_ok(), "the page itself can be read");
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("next")));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_link_is_followed_to_another_query_only() {
    let linked = |link: &str, body: &str| Step::Header("Link", link.to_owned(), body.to_owned());
    let script = Script::new([
        linked(r#"<https://192.0.2.1/goods?from=2>; title="a<b>c"; rel="next""#, "[1]"),
        linked(r#"<https://192.0.2.1/goods?from=1>; title="x; rel=next"; rel="prev""#, "[2]"),
    ]);
    assert_eq!(script.follow().items().collect().await.unwrap(), [1, 2]);
    assert_eq!(script.queries(), ["", "from=2"]);

    let script = Script::new([linked(r#"</goods/cursor/abc>; rel="next""#, "[1]")]);
    let mut items = script.follow().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("the link to the next page has another path"), "{error}");
    assert_eq!(script.queries(), [""]);
}

#[tokio::test]
async fn the_same_list_again_ends_the_pages_however_it_is_written() {
    let script = Script::deciding(|index, _| Step::MockResponse(200, format!("[1,{}2]", " ".repeat(index))));
    assert_eq!(script.count().items().collect().await.unwrap(), [1, 2]);
    assert_eq!(script.queries(), ["", "offset=2"]);
}
