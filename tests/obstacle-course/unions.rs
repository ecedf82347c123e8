//! Unions that the shape of the value tells apart.

use obstacle_client::mock::{MockTransport, on};
use obstacle_client::shapes::PutExpression;
use obstacle_model::shapes::{
    AnyFigure, Counts, EitherUpdate, EitherUpdateRequired, Expression, Key, OneOrMany, Outline, Plain, Rectangle,
    RectangleRequired, SquareOf, String as Words, Sum, SumRequired, Word,
};
use serde_json::{Value, json};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn rectangle(width: i32, height: i32) -> Rectangle {
    Rectangle::new(RectangleRequired { width, height })
}

#[test]
fn plain_values_are_read_by_their_json_types() {
    assert_eq!(read::<Plain>(json!("all")), Plain::Word(Word::All));
    assert_eq!(read::<Plain>(json!("other")), Plain::Text("other".to_owned()));
    assert_eq!(read::<Plain>(json!(7)), Plain::Integer(7));
    assert_eq!(read::<Plain>(json!(0.5)), Plain::Number(0.5));
    assert_eq!(read::<Plain>(json!(true)), Plain::Boolean(true));
    assert_eq!(read::<OneOrMany>(json!(["a"])), OneOrMany::Many(vec!["a".to_owned()]));
    assert_eq!(read::<OneOrMany>(json!([1])), OneOrMany::Numbers(vec![1]));
    assert_eq!(read::<Words>(json!({ "a": "b" })), Words::Option([("a".to_owned(), "b".to_owned())].into()));
}

#[test]
fn objects_are_read_by_their_members() {
    let square = |width| SquareOf::new(width);
    assert_eq!(read::<AnyFigure>(json!({ "width": 2, "height": 3 })), AnyFigure::Type(rectangle(2, 3)));
    assert_eq!(read::<AnyFigure>(json!({ "side": 2 })), AnyFigure::SelfMade(square(2)));
    let further = json!({ "width": 2, "other": "x" });
    let figure = read::<AnyFigure>(further.clone());
    assert!(matches!(figure, AnyFigure::SelfMade(_)));
    assert_eq!(serde_json::to_value(&figure).unwrap(), further);
    assert!(matches!(read(json!({ "figure": "dot" })), AnyFigure::Dot(_)));
    assert!(matches!(read(json!({ "kind": "circle", "radius": 1 })), AnyFigure::Tagged(Outline::Circle(_))));
    assert!(matches!(read(json!({ "kind": "star" })), AnyFigure::Tagged(Outline::Unknown(_))));
    assert!(matches!(read(json!({ "points": 5 })), AnyFigure::Free(_)));
}

#[test]
fn what_is_no_variant_is_kept_as_it_was_sent() {
    for value in [json!({ "figure": "line" }), json!({ "width": "2" }), json!(null), json!([1]), json!("text")] {
        let figure: AnyFigure = read(value.clone());
        assert_eq!(figure, AnyFigure::Unknown(value.clone()));
        assert_eq!(serde_json::to_value(&figure).unwrap(), value);
    }
    let error = serde_json::from_value::<Key>(json!(["hunter2"])).unwrap_err();
    assert_eq!(error.to_string(), "the value fits no variant");
}

#[test]
fn values_become_the_union() {
    let update = EitherUpdate::new(EitherUpdateRequired { plain: "text".into(), string: Some("x".into()) })
        .several([Plain::from(7_i64), 0.5.into(), true.into(), Word::None.into()])
        .figure(rectangle(1, 2))
        .expression(Sum::new(SumRequired { left: 1.0.into(), right: Expression::Name("name".into()) }));
    assert_eq!(
        serde_json::to_value(&update).unwrap(),
        json!({
            "plain": "text",
            "several": [7, 0.5, true, "none"],
            "string": "x",
            "figure": { "width": 1, "height": 2 },
            "expression": { "left": 1.0, "right": "name" },
        })
    );
}

#[test]
fn further_fields_large_numbers_and_nulls_inside_are_typed() {
    let counts = Counts::new(u64::MAX).note("n").extra([("left", 3), ("right", 4)]);
    let value = json!({ "total": u64::MAX, "note": "n", "left": 3, "right": 4 });
    assert_eq!(serde_json::to_value(&counts).unwrap(), value);
    assert_eq!(read::<Counts>(value), counts);
    assert!(serde_json::from_value::<Counts>(json!({ "total": 1, "left": "x" })).is_err());
    let update = EitherUpdate::new(EitherUpdateRequired { plain: "text".into(), string: None })
        .gaps([None, Some(Plain::from(7_i64))])
        .names([("a", None)]);
    let written = serde_json::to_value(&update).unwrap();
    assert_eq!((&written["gaps"], &written["names"]), (&json!([null, 7]), &json!({ "a": null })));
    assert_eq!(read::<EitherUpdate>(written), update);
}

#[tokio::test]
async fn a_call_sends_and_reads_a_union() {
    let body = json!([1.5, "a", { "left": 1, "right": "b" }, true]);
    let mock = MockTransport::new().with(on::<PutExpression>().returning_json(body));
    let client = obstacle_client::Client::builder()
        .region("north-1")
        .lonely_endpoint("https://192.0.2.1:1234")
        .project_id("p")
        .bearer("b")
        .transport(mock.clone())
        .build()
        .unwrap();
    let sum = Sum::new(SumRequired { left: 1.0.into(), right: Expression::List(vec![]) });
    let read = client.shapes().unions().put_expression(&sum.into()).send().await.unwrap();
    assert_eq!(read[0], Expression::Value(1.5));
    assert!(matches!(&read[2], Expression::Sum(sum) if *sum.left == Expression::Value(1.0)));
    assert_eq!(read[3], Expression::Unknown(json!(true)));
    assert_eq!(mock.calls_of::<PutExpression>()[0].json(), Some(json!({ "left": 1.0, "right": [] })));
}
