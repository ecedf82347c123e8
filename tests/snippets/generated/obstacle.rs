//! The snippets of the documentation as functions. Made by the tests of `main.rs`; do not edit.
#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(deprecated, unused_variables, reason = "snippets show calls, old ones among them")]

use obstacle_client::{Client, Error};

/// Operation, example, and the function.
pub(super) const SNIPPETS: &[(&str, &str, super::Run<Client, Error>)] = &[
    ("shapes.amend", "amend", |client| Box::pin(shapes_amend_amend(client))),
    ("shapes.watch_answers", "watch_answers", |client| Box::pin(shapes_watch_answers_watch_answers(client))),
    ("shapes.watch_answers", "watch_answers_again", |client| Box::pin(shapes_watch_answers_watch_answers_again(client))),
    ("shapes.rate_answers", "rate_answers", |client| Box::pin(shapes_rate_answers_rate_answers(client))),
    ("shapes.import_answers", "import_answers", |client| Box::pin(shapes_import_answers_import_answers(client))),
    ("shapes.attach_answer", "attach_answer", |client| Box::pin(shapes_attach_answer_attach_answer(client))),
    ("shapes.get_errand", "get_errand", |client| Box::pin(shapes_get_errand_get_errand(client))),
    ("shapes.log_in", "log_in", |client| Box::pin(shapes_log_in_log_in(client))),
    ("shapes.box", "box", |client| Box::pin(shapes_box_box(client))),
    ("shapes.renew_box", "renew_box", |client| Box::pin(shapes_renew_box_renew_box(client))),
    ("shapes.end_box", "end_box", |client| Box::pin(shapes_end_box_end_box(client))),
    ("shapes.lid", "lid", |client| Box::pin(shapes_lid_lid(client))),
    ("shapes.renew_lid", "renew_lid", |client| Box::pin(shapes_renew_lid_renew_lid(client))),
    ("shapes.end_lid", "end_lid", |client| Box::pin(shapes_end_lid_end_lid(client))),
    ("family.rest", "rest", |client| Box::pin(family_rest_rest(client))),
    ("family_s.rest", "rest", |client| Box::pin(family_s_rest_rest(client))),
    ("shapes.replace_anything", "replace_anything", |client| Box::pin(shapes_replace_anything_replace_anything(client))),
    ("shapes.append_anything", "append_anything", |client| Box::pin(shapes_append_anything_append_anything(client))),
    ("shapes.merge_anything", "merge_anything", |client| Box::pin(shapes_merge_anything_merge_anything(client))),
    ("shapes.list_anything", "list_anything", |client| Box::pin(shapes_list_anything_list_anything(client))),
    ("shapes.enter_gate", "enter_gate", |client| Box::pin(shapes_enter_gate_enter_gate(client))),
    ("shapes.peek_gate", "peek_gate", |client| Box::pin(shapes_peek_gate_peek_gate(client))),
    ("shapes.peek_gate", "peek_gate_closed", |client| Box::pin(shapes_peek_gate_peek_gate_closed(client))),
    ("shapes.force_gate", "force_gate", |client| Box::pin(shapes_force_gate_force_gate(client))),
    ("shapes.force_gate", "force_gate_later", |client| Box::pin(shapes_force_gate_force_gate_later(client))),
    ("shapes.force_gate", "force_gate_open", |client| Box::pin(shapes_force_gate_force_gate_open(client))),
    ("shapes.force_gate", "force_gate_parts", |client| Box::pin(shapes_force_gate_force_gate_parts(client))),
    ("shapes.count_gates", "count_gates", |client| Box::pin(shapes_count_gates_count_gates(client))),
    ("shapes.list_gates", "list_gates", |client| Box::pin(shapes_list_gates_list_gates(client))),
    ("shapes.walk_gates", "walk_gates", |client| Box::pin(shapes_walk_gates_walk_gates(client))),
    ("shapes.follow_gates", "follow_gates", |client| Box::pin(shapes_follow_gates_follow_gates(client))),
    ("shapes.pull_lever", "pull_lever", |client| Box::pin(shapes_pull_lever_pull_lever(client))),
    ("shapes.push_lever", "push_lever", |client| Box::pin(shapes_push_lever_push_lever(client))),
    ("shapes.list_levers", "list_levers", |client| Box::pin(shapes_list_levers_list_levers(client))),
    ("shapes.count_levers", "count_levers", |client| Box::pin(shapes_count_levers_count_levers(client))),
    ("shapes.weigh_levers", "weigh_levers", |client| Box::pin(shapes_weigh_levers_weigh_levers(client))),
    ("shapes.put_lever", "put_lever", |client| Box::pin(shapes_put_lever_put_lever(client))),
    ("shapes.copy_lever", "copy_lever", |client| Box::pin(shapes_copy_lever_copy_lever(client))),
    ("shapes.put_part", "put_part", |client| Box::pin(shapes_put_part_put_part(client))),
    ("shapes.copy_part", "copy_part", |client| Box::pin(shapes_copy_part_copy_part(client))),
    ("course.needs_path", "needs_path", |client| Box::pin(course_needs_path_needs_path(client))),
    ("course.needs_query", "needs_query", |client| Box::pin(course_needs_query_needs_query(client))),
    ("shapes.put_picture", "put_picture", |client| Box::pin(shapes_put_picture_put_picture(client))),
    ("shapes.get_picture", "get_picture", |client| Box::pin(shapes_get_picture_get_picture(client))),
    ("shapes.put_blob", "put_blob", |client| Box::pin(shapes_put_blob_put_blob(client))),
    ("shapes.put_blob", "put_blob_again", |client| Box::pin(shapes_put_blob_put_blob_again(client))),
    ("shapes.translate", "translate", |client| Box::pin(shapes_translate_translate(client))),
    ("shapes.comment", "comment", |client| Box::pin(shapes_comment_comment(client))),
    ("shapes.patch", "patch", |client| Box::pin(shapes_patch_patch(client))),
    ("shapes.submit", "submit", |client| Box::pin(shapes_submit_submit(client))),
    ("shapes.submit", "submit_little", |client| Box::pin(shapes_submit_submit_little(client))),
    ("shapes.submit_nothing", "submit_nothing", |client| Box::pin(shapes_submit_nothing_submit_nothing(client))),
    ("shapes.get_part", "get_part", |client| Box::pin(shapes_get_part_get_part(client))),
    ("shapes.get_packed_part", "get_packed_part", |client| Box::pin(shapes_get_packed_part_get_packed_part(client))),
    ("shapes.open_part", "open_part", |client| Box::pin(shapes_open_part_open_part(client))),
    ("shapes.get_part_revision", "get_part_revision", |client| Box::pin(shapes_get_part_revision_get_part_revision(client))),
    ("shapes.list_shapes", "list_shapes", |client| Box::pin(shapes_list_shapes_list_shapes(client))),
    ("shapes.put_shape", "put_shape", |client| Box::pin(shapes_put_shape_put_shape(client))),
    ("shapes.touch_shape", "touch_shape", |client| Box::pin(shapes_touch_shape_touch_shape(client))),
    ("shapes.read_text", "read_text", |client| Box::pin(shapes_read_text_read_text(client))),
    ("shapes.sift", "sift", |client| Box::pin(shapes_sift_sift(client))),
    ("shapes.sift", "sift_again", |client| Box::pin(shapes_sift_sift_again(client))),
    ("shapes.shake_left", "shake_left", |client| Box::pin(shapes_shake_left_shake_left(client))),
    ("shapes.shake_right", "shake_right", |client| Box::pin(shapes_shake_right_shake_right(client))),
    ("shapes.find_by_name", "find_by_name", |client| Box::pin(shapes_find_by_name_find_by_name(client))),
    ("shapes.find_by_serial", "find_by_serial", |client| Box::pin(shapes_find_by_serial_find_by_serial(client))),
    ("shapes.find_by_width", "find_by_width", |client| Box::pin(shapes_find_by_width_find_by_width(client))),
    ("shapes.count", "count", |client| Box::pin(shapes_count_count(client))),
    ("shapes.chat", "chat", |client| Box::pin(shapes_chat_chat(client))),
    ("shapes.log", "log", |client| Box::pin(shapes_log_log(client))),
    ("shapes.put_either", "put_either", |client| Box::pin(shapes_put_either_put_either(client))),
    ("shapes.put_either", "put_either_objects", |client| Box::pin(shapes_put_either_put_either_objects(client))),
    ("shapes.put_either", "put_either_figures", |client| Box::pin(shapes_put_either_put_either_figures(client))),
    ("shapes.put_expression", "put_expression", |client| Box::pin(shapes_put_expression_put_expression(client))),
    ("shapes.choose", "choose", |client| Box::pin(shapes_choose_choose(client))),
    ("shapes.choose", "choose_by_word", |client| Box::pin(shapes_choose_choose_by_word(client))),
    ("shapes.talk", "talk", |client| Box::pin(shapes_talk_talk(client))),
    ("shapes.listen", "listen", |client| Box::pin(shapes_listen_listen(client))),
    ("shapes.hold", "hold", |client| Box::pin(shapes_hold_hold(client))),
    ("shapes.tell", "tell", |client| Box::pin(shapes_tell_tell(client))),
    ("shapes.strike", "strike", |client| Box::pin(shapes_strike_strike(client))),
];

async fn shapes_amend_amend(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Amendment, AmendmentRequired};

    let body = Amendment::new(AmendmentRequired { required: None })
        .clear_text()
        .count(3)
        .inner(
            Amendment::new(AmendmentRequired {
                required: Some("inner".into()),
            })
            .clear_marks(),
        );
    let response = client.shapes().amendments().amend(&body).send().await?;
    Ok(())
}

async fn shapes_watch_answers_watch_answers(client: Client) -> Result<(), Error> {
    let response = client.shapes().answers().list().send().await?;
    Ok(())
}

async fn shapes_watch_answers_watch_answers_again(client: Client) -> Result<(), Error> {
    let response = client
        .shapes()
        .answers()
        .list()
        .if_changed(obstacle_client::Revision::new("7"))
        .send()
        .await?;
    Ok(())
}

async fn shapes_rate_answers_rate_answers(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Grade, Rating, Side};

    let body = Rating::new(Grade::Worst).side(Side::Before).reason("too short");
    let response = client.shapes().answers().rate(&body).send().await?;
    Ok(())
}

async fn shapes_import_answers_import_answers(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{AnswerImport, Direction, Grade};

    let body = AnswerImport::new(
        obstacle_client::File::from_path("a.json").with_content_type("application/json"),
        "mine",
    )
    .second(obstacle_client::File::from_path(r#"b "c".zip"#))
    .key("***placeholder***")
    .count(3)
    .overwrite(true)
    .grade(Grade::from(9))
    .direction(Direction::Up);
    client.shapes().answers().import(&body).send().await?;
    Ok(())
}

async fn shapes_attach_answer_attach_answer(client: Client) -> Result<(), Error> {
    client.shapes().answers().attach().send().await?;
    Ok(())
}

async fn shapes_get_errand_get_errand(client: Client) -> Result<(), Error> {
    let response = client.shapes().answers().errand().send().await?;
    Ok(())
}

async fn shapes_log_in_log_in(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{LogIn, LogInRequired};

    let body = LogIn::new(LogInRequired {
        r#type: "n".into(),
        self_: obstacle_client::Secret::new("p"),
    });
    let response = client.shapes().answers().log_in(&body).send().await?;
    Ok(())
}

async fn shapes_box_box(client: Client) -> Result<(), Error> {
    let response = client.shapes().answers().new().send().await?;
    Ok(())
}

async fn shapes_renew_box_renew_box(client: Client) -> Result<(), Error> {
    let response = client.shapes().answers().renew_box("b").send().await?;
    Ok(())
}

async fn shapes_end_box_end_box(client: Client) -> Result<(), Error> {
    client.shapes().answers().end_box("b").send().await?;
    Ok(())
}

async fn shapes_lid_lid(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Lid, LidDetail};

    let body = Lid::new().more(LidDetail::new().r#type(3));
    let response = client.shapes().answers().lid("b", &body).send().await?;
    Ok(())
}

async fn shapes_renew_lid_renew_lid(client: Client) -> Result<(), Error> {
    client.shapes().answers().renew_lid("l", "b").send().await?;
    Ok(())
}

async fn shapes_end_lid_end_lid(client: Client) -> Result<(), Error> {
    client.shapes().answers().end_lid("b", "l").send().await?;
    Ok(())
}

async fn family_rest_rest(client: Client) -> Result<(), Error> {
    client.family().s_x().rest().send().await?;
    Ok(())
}

async fn family_s_rest_rest(client: Client) -> Result<(), Error> {
    client.family_s().x().rest().send().await?;
    Ok(())
}

async fn shapes_replace_anything_replace_anything(client: Client) -> Result<(), Error> {
    use serde_json::json;

    let body = json!([
        1,
        "two",
        null,
        {
            "three": [],
        },
    ]);
    let response = client.shapes().free().replace(&body).send().await?;
    Ok(())
}

async fn shapes_append_anything_append_anything(client: Client) -> Result<(), Error> {
    use serde_json::json;

    let body = vec![
        json!(true),
        json!("two"),
        json!({
            "three": [3],
        }),
    ];
    let response = client.shapes().free().append(&body).send().await?;
    Ok(())
}

async fn shapes_merge_anything_merge_anything(client: Client) -> Result<(), Error> {
    use serde_json::json;

    let body = std::collections::BTreeMap::from([
        ("a".into(), json!(1)),
        (
            "b".into(),
            json!({
                "c": [2],
            }),
        ),
    ]);
    let response = client.shapes().free().merge().body(&body).send().await?;
    Ok(())
}

async fn shapes_list_anything_list_anything(client: Client) -> Result<(), Error> {
    let response = client.shapes().free().list().limit(10).send().await?;
    Ok(())
}

async fn shapes_enter_gate_enter_gate(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().enter("north").send().await?;
    Ok(())
}

async fn shapes_peek_gate_peek_gate(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().peek("north").send().await?;
    Ok(())
}

async fn shapes_peek_gate_peek_gate_closed(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().peek("south").send().await?;
    Ok(())
}

async fn shapes_force_gate_force_gate(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().force("north").send().await?;
    Ok(())
}

async fn shapes_force_gate_force_gate_later(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().force("south").send().await?;
    Ok(())
}

async fn shapes_force_gate_force_gate_open(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().force("east").send().await?;
    Ok(())
}

async fn shapes_force_gate_force_gate_parts(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().force("west").send().await?;
    Ok(())
}

async fn shapes_count_gates_count_gates(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().count().send().await?;
    Ok(())
}

async fn shapes_list_gates_list_gates(client: Client) -> Result<(), Error> {
    let response = client
        .shapes()
        .gates()
        .list()
        .size(2)
        .colors(["red", "blue green"])
        .x_walls([1, 2])
        .send()
        .await?;
    Ok(())
}

async fn shapes_walk_gates_walk_gates(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().walk().send().await?;
    Ok(())
}

async fn shapes_follow_gates_follow_gates(client: Client) -> Result<(), Error> {
    let response = client.shapes().gates().follow().send().await?;
    Ok(())
}

async fn shapes_pull_lever_pull_lever(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::LeverPull;

    let body = LeverPull::new(7);
    let response = client.shapes().levers().pull(&body).send().await?;
    Ok(())
}

async fn shapes_push_lever_push_lever(client: Client) -> Result<(), Error> {
    let response = client.shapes().levers().push().send().await?;
    Ok(())
}

async fn shapes_list_levers_list_levers(client: Client) -> Result<(), Error> {
    let response = client.shapes().levers().list().action("show").send().await?;
    Ok(())
}

async fn shapes_count_levers_count_levers(client: Client) -> Result<(), Error> {
    let response = client.shapes().levers().count().send().await?;
    Ok(())
}

async fn shapes_weigh_levers_weigh_levers(client: Client) -> Result<(), Error> {
    let response = client.shapes().levers().weigh("kg").send().await?;
    Ok(())
}

async fn shapes_put_lever_put_lever(client: Client) -> Result<(), Error> {
    let response = client.shapes().levers().put("left").send().await?;
    Ok(())
}

async fn shapes_copy_lever_copy_lever(client: Client) -> Result<(), Error> {
    use obstacle_client::shapes::CopyLeverRequired;

    let response = client
        .shapes()
        .levers()
        .copy(CopyLeverRequired {
            name: "left".into(),
            x_lever_source: "right".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn shapes_put_part_put_part(client: Client) -> Result<(), Error> {
    let response = client.shapes().levers().put_part("left", 2).send().await?;
    Ok(())
}

async fn shapes_copy_part_copy_part(client: Client) -> Result<(), Error> {
    use obstacle_client::shapes::CopyPartRequired;

    let response = client
        .shapes()
        .levers()
        .copy_part(CopyPartRequired {
            lever: "left".into(),
            part: 2,
            x_lever_source: "right".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn course_needs_path_needs_path(client: Client) -> Result<(), Error> {
    use obstacle_client::course::NeedsPathRequired;

    client
        .course()
        .s()
        .needs_path(NeedsPathRequired {
            operation: "o".into(),
            call: "c".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn course_needs_query_needs_query(client: Client) -> Result<(), Error> {
    use obstacle_client::course::NeedsQueryRequired;
    use obstacle_client::model::course::Option;

    let body = Option::new("t");
    client
        .course()
        .s()
        .needs_query(
            NeedsQueryRequired {
                operation: 1700000000i64.into(),
                request: vec!["a".into(), "b".into()],
                core: obstacle_client::Secret::new("hidden"),
            },
            &body,
        )
        .send()
        .await?;
    Ok(())
}

async fn shapes_put_picture_put_picture(client: Client) -> Result<(), Error> {
    let body = obstacle_client::File::from_path("file").with_content_type("image/png");
    client.shapes().media().put_picture(&body).send().await?;
    Ok(())
}

async fn shapes_get_picture_get_picture(client: Client) -> Result<(), Error> {
    let response = client.shapes().media().get_picture().send().await?;
    Ok(())
}

async fn shapes_put_blob_put_blob(client: Client) -> Result<(), Error> {
    let response = client.shapes().media().put_blob().send().await?;
    Ok(())
}

async fn shapes_put_blob_put_blob_again(client: Client) -> Result<(), Error> {
    let body = obstacle_client::File::from_path("file");
    let response = client.shapes().media().put_blob().body(&body).send().await?;
    Ok(())
}

async fn shapes_translate_translate(client: Client) -> Result<(), Error> {
    let body = "a: 1\n'b': \"ä\"\n";
    let response = client.shapes().media().translate(body).more("a").send().await?;
    Ok(())
}

async fn shapes_comment_comment(client: Client) -> Result<(), Error> {
    let body = "12";
    let response = client.shapes().media().comment().body(body).send().await?;
    Ok(())
}

async fn shapes_patch_patch(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::Blob;

    let body = Blob::new().name("new").made("2025-01-31T12:00:00.5+01:00");
    let response = client.shapes().media().patch(&body).send().await?;
    Ok(())
}

async fn shapes_submit_submit(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{
        Blob, Direction, Grade, Seal, Submission, SubmissionRequired,
    };

    let body = Submission::new(SubmissionRequired {
        name: "a & b = ü".into(),
        agreed: true,
        sizes: vec![1, -2],
    })
    .count(7)
    .ratio(1.5)
    .password("***placeholder***")
    .since(1735689600i64)
    .grade(Grade::Worst)
    .direction(Direction::Up)
    .tags(["one", "two words"])
    .blob(Blob::new().name("x").labels(["y", "z"]))
    .blobs([Blob::new().name("first"), Blob::new().labels(["second"])])
    .metadata([("a", 1), ("b c", 2)])
    .decoration(Seal::new().words(["stamped"]));
    client.shapes().media().submit(&body).send().await?;
    Ok(())
}

async fn shapes_submit_submit_little(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Ribbon, Submission, SubmissionRequired};

    let body = Submission::new(SubmissionRequired {
        name: "a".into(),
        agreed: false,
        sizes: vec![0],
    })
    .decoration(Ribbon::new(3));
    client.shapes().media().submit(&body).send().await?;
    Ok(())
}

async fn shapes_submit_nothing_submit_nothing(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::Blob;

    let body = Blob::new();
    client.shapes().media().submit_nothing().body(&body).send().await?;
    Ok(())
}

async fn shapes_get_part_get_part(client: Client) -> Result<(), Error> {
    let response = client.shapes().parts().get_part("a:open").send().await?;
    Ok(())
}

async fn shapes_get_packed_part_get_packed_part(client: Client) -> Result<(), Error> {
    let response = client.shapes().parts().get_packed_part("a/b.tar.gz").send().await?;
    Ok(())
}

async fn shapes_open_part_open_part(client: Client) -> Result<(), Error> {
    client.shapes().parts().open_part("part:open").send().await?;
    Ok(())
}

async fn shapes_get_part_revision_get_part_revision(client: Client) -> Result<(), Error> {
    use obstacle_client::shapes::GetPartRevisionRequired;

    let response = client
        .shapes()
        .parts()
        .get_part_revision(GetPartRevisionRequired {
            part: "left-hand.v1/2".into(),
            revision: 3,
            format: "json".into(),
        })
        .send()
        .await?;
    Ok(())
}

async fn shapes_list_shapes_list_shapes(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::Direction;

    let response = client
        .shapes()
        .figures()
        .list(Direction::Up)
        .project_id("p1")
        .beside("")
        .near(["a", "b c"])
        .limit(2)
        .offset(4)
        .since(1700000000i64)
        .label(["a", "b c"])
        .x_group_id("7")
        .send()
        .await?;
    Ok(())
}

async fn shapes_put_shape_put_shape(client: Client) -> Result<(), Error> {
    use serde_json::json;
    use obstacle_client::model::shapes::{
        Circle, Color, Label, LabelRequired, Shape, ShapeRequired, Square,
    };

    let body = Shape::new(ShapeRequired {
        name: "one".into(),
        changed: None,
    })
    .color(Color::Green)
    .outline(Circle::new(3))
    .filling(Square::new(2))
    .parent(Shape::new(ShapeRequired {
        name: "outer".into(),
        changed: Some(1700000000i64.into()),
    }))
    .parts([])
    .labels([
        (
            "x",
            Label::new(LabelRequired {
                key: "k".into(),
                value: "v".into(),
            }),
        ),
    ])
    .free(json!({
        "a": [1, null, "b"],
    }))
    .angle(90)
    .password("***");
    let response = client.shapes().figures().put("a/b c", &body).project_id("p1").send().await?;
    Ok(())
}

async fn shapes_touch_shape_touch_shape(client: Client) -> Result<(), Error> {
    client.shapes().figures().touch("s1").project_id("p1").send().await?;
    Ok(())
}

async fn shapes_read_text_read_text(client: Client) -> Result<(), Error> {
    let response = client.shapes().figures().read_text("docs/read me.txt").send().await?;
    Ok(())
}

async fn shapes_sift_sift(client: Client) -> Result<(), Error> {
    use serde_json::json;
    use obstacle_client::model::shapes::{Grain, Mesh};

    let response = client
        .shapes()
        .sieves()
        .sift(&Mesh::new(2).note("hush"), Grain::Rye)
        .size(3)
        .meshes(&vec![Mesh::new(3)])
        .weights(&std::collections::BTreeMap::from([("a b".into(), 7), ("c".into(), 8)]))
        .others(&std::collections::BTreeMap::from([("color".into(), "größer €".into())]))
        .x_free(&json!({
            "größer": [1, null, "€"],
        }))
        .count(5)
        .send()
        .await?;
    Ok(())
}

async fn shapes_sift_sift_again(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Grain, Mesh};

    let response = client
        .shapes()
        .sieves()
        .sift(&Mesh::new(1), Grain::Oats)
        .if_none_match(r#""7""#)
        .hidden(&obstacle_client::Secret::new("hush"))
        .send()
        .await?;
    Ok(())
}

async fn shapes_shake_left_shake_left(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::Mesh;

    let body = Mesh::new(1);
    let response = client.shapes().sieves().shake_left("left", &body).send().await?;
    Ok(())
}

async fn shapes_shake_right_shake_right(client: Client) -> Result<(), Error> {
    let response = client.shapes().sieves().shake_right("right side").send().await?;
    Ok(())
}

async fn shapes_find_by_name_find_by_name(client: Client) -> Result<(), Error> {
    let response = client.shapes().sieves().find_by_name("left", 0).send().await?;
    Ok(())
}

async fn shapes_find_by_serial_find_by_serial(client: Client) -> Result<(), Error> {
    let response = client
        .shapes()
        .sieves()
        .find_by_serial("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 1)
        .send()
        .await?;
    Ok(())
}

async fn shapes_find_by_width_find_by_width(client: Client) -> Result<(), Error> {
    use obstacle_client::shapes::FindByWidthRequired;

    let response = client
        .shapes()
        .sieves()
        .find_by_width(FindByWidthRequired { width: 2, count: 1 })
        .send()
        .await?;
    Ok(())
}

async fn shapes_count_count(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::Tick;

    let body = Tick::new(2);
    let response = client.shapes().ticks().count(&body).send().await?;
    Ok(())
}

async fn shapes_chat_chat(client: Client) -> Result<(), Error> {
    let response = client.shapes().ticks().chat().send().await?;
    Ok(())
}

async fn shapes_log_log(client: Client) -> Result<(), Error> {
    let response = client.shapes().ticks().log().send().await?;
    Ok(())
}

async fn shapes_put_either_put_either(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{
        Counts, EitherUpdate, EitherUpdateRequired, Expression, OneOrMany, Plain, Word,
    };

    let body = EitherUpdate::new(EitherUpdateRequired {
        plain: Plain::Word(Word::All),
        string: None,
    })
    .several([
        Plain::Word(Word::None),
        Plain::Text("words".into()),
        Plain::Integer(7),
        Plain::Number(0.5),
        Plain::Boolean(true),
    ])
    .named([
        ("a", OneOrMany::One("one".into())),
        ("b", OneOrMany::Many(vec!["two".into(), "three".into()])),
        ("c", OneOrMany::Numbers(vec![4, 5])),
    ])
    .clear_figure()
    .expression(Expression::Value(1.5))
    .counts(Counts::new(18446744073709551615).extra([("left", 3), ("right", 4)]))
    .gaps([None, Some(Plain::Integer(7)), Some(Plain::Word(Word::All))])
    .names([("a", None), ("b", Some("bc".into()))])
    .huge(18446744073709551615);
    let response = client.shapes().unions().put_either(&body).send().await?;
    Ok(())
}

async fn shapes_put_either_put_either_objects(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{
        EitherUpdate, EitherUpdateRequired, Expression, Plain, Rectangle, RectangleRequired,
        String, Sum, SumRequired,
    };

    let body = EitherUpdate::new(EitherUpdateRequired {
        plain: Plain::Boolean(false),
        string: Some(String::Vec(vec![
            String::String("a".into()),
            String::Vec(vec![String::String("b".into())]),
            String::Option(std::collections::BTreeMap::from([("c".into(), "d".into())])),
        ])),
    })
    .figure(Rectangle::new(RectangleRequired {
        width: 2,
        height: 3,
    }))
    .expression(Sum::new(SumRequired {
        left: Expression::Sum(Sum::new(SumRequired {
            left: Expression::Value(1.0),
            right: Expression::Name("b".into()),
        })),
        right: Expression::List(vec![Expression::Name("c".into())]),
    }));
    let response = client.shapes().unions().put_either(&body).send().await?;
    Ok(())
}

async fn shapes_put_either_put_either_figures(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{
        EitherUpdate, EitherUpdateRequired, Plain, SquareOf, String,
    };

    let body = EitherUpdate::new(EitherUpdateRequired {
        plain: Plain::Integer(1),
        string: Some(String::String("a".into())),
    })
    .figure(SquareOf::new(2));
    let response = client.shapes().unions().put_either(&body).send().await?;
    Ok(())
}

async fn shapes_put_expression_put_expression(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Expression, Sum, SumRequired};

    let body = Expression::Sum(Sum::new(SumRequired {
        left: Expression::Value(1.0),
        right: Expression::Sum(Sum::new(SumRequired {
            left: Expression::Name("a".into()),
            right: Expression::List(Vec::<Expression>::new()),
        })),
    }));
    let response = client.shapes().unions().put_expression(&body).send().await?;
    Ok(())
}

async fn shapes_choose_choose(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Choice, Key};

    let body = Choice::new(Key::Number(7));
    client.shapes().unions().choose(&body).send().await?;
    Ok(())
}

async fn shapes_choose_choose_by_word(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::{Choice, Word};

    let body = Choice::new(Word::All);
    client.shapes().unions().choose(&body).send().await?;
    Ok(())
}

async fn shapes_talk_talk(client: Client) -> Result<(), Error> {
    let mut messages = client.shapes().wires().talk("w").connect().await?;
    while let Some(message) = messages.next().await {
        println!("{:?}", message?);
    }
    Ok(())
}

async fn shapes_listen_listen(client: Client) -> Result<(), Error> {
    let mut messages = client.shapes().wires().listen("w").connect().await?;
    while let Some(message) = messages.next().await {
        println!("{:?}", message?);
    }
    Ok(())
}

async fn shapes_hold_hold(client: Client) -> Result<(), Error> {
    use obstacle_client::shapes::HoldRequired;

    let mut messages = client
        .shapes()
        .wires()
        .hold(HoldRequired {
            wire: "w".into(),
            hand: "left".into(),
        })
        .connect()
        .await?;
    while let Some(message) = messages.next().await {
        println!("{:?}", message?);
    }
    Ok(())
}

async fn shapes_tell_tell(client: Client) -> Result<(), Error> {
    let mut messages = client.shapes().wires().tell("w").connect().await?;
    while let Some(message) = messages.next().await {
        println!("{:?}", message?);
    }
    Ok(())
}

async fn shapes_strike_strike(client: Client) -> Result<(), Error> {
    use obstacle_client::model::shapes::Spark;

    let body = Spark::new(7);
    client.shapes().wires().strike("w", &body).send().await?;
    Ok(())
}
