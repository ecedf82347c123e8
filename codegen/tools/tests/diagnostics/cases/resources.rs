//! Resources.

use super::Edit::{Add, Replace};
use super::{Case, Edit, case};

/// Shelves with boxes, with nothing wrong.
const SHELVES: &str = "\
family: v1
group: shelves
doc: Shelves, and boxes on them.
source:
  document: manual
  section: \"14\"
host: warehouse
auth: token
error_style: plain

path:
  shelf_id:
    type: string
    doc: Which shelf.
  box_id:
    type: string
    doc: Which box.

operations:
  add_shelf:
    http: POST /shelves
    doc: Adds a shelf.
    source:
      section: \"14.1\"
    responses:
      200:
        body: Shelf

  list_shelves:
    http: GET /shelves
    doc: Lists the shelves.
    source:
      section: \"14.2\"
    query:
      color:
        type: string
        presence: optional
        doc: Only shelves of this color.
    responses:
      200:
        body: Shelves

  get_shelf:
    http: GET /shelves/{shelf_id}
    doc: Gets a shelf.
    source:
      section: \"14.3\"
    responses:
      200:
        body: Shelf
    errors: [404]

  remove_shelf:
    http: DELETE /shelves/{shelf_id}
    doc: Removes a shelf.
    source:
      section: \"14.4\"
    responses:
      204: {}
    errors: [404]

  add_box:
    http: POST /shelves/{shelf_id}/boxes
    doc: Adds a box.
    source:
      section: \"14.5\"
    body:
      type: BoxAdd
      presence: required
    responses:
      200:
        body: BoxAdded

  get_box:
    http: GET /shelves/{shelf_id}/boxes/{box_id}
    doc: Gets a box.
    source:
      section: \"14.6\"
    responses:
      200:
        body: BoxAdded

resources:
  shelf:
    doc: A shelf.
    key: shelf_id
    id: id
    unique: [color]
    set:
      id: uuid
      built: created
    counts:
      boxes: box
    states:
      field: state
      through: [built]
      to: full
    missing: W.404
    in_use:
      by: [box]
    operations:
      add_shelf:
        does: create
      list_shelves:
        does: list
        filter:
          color: color
      get_shelf:
        does: get
      remove_shelf:
        does: delete

  box:
    doc: A box on a shelf.
    within: shelf
    key: box_id
    set:
      box_id: number
    operations:
      add_box:
        does: create
      get_box:
        does: get

types:
  Shelves:
    doc: Some shelves.
    fields:
      shelves:
        type: list<Shelf>
        presence: required
        doc: In the order in which they were built.

  Shelf:
    doc: Holds boxes, as many as fit.
    fields:
      id:
        type: string
        presence: required
        doc: Number on it.
      color:
        type: string
        presence: optional
        doc: What it looks like.
      boxes:
        type: int32
        presence: optional
        doc: How many boxes it holds.
      built:
        type: epoch_millis
        presence: optional
        doc: When it was built.
      state:
        type: ShelfState
        presence: optional
        doc: How it is.

  ShelfState:
    doc: How a shelf is.
    enum: open
    values:
      built: Empty.
      full: Nothing more fits.

  BoxAdd:
    doc: A box to add.
    fields:
      label:
        type: string
        presence: required
        doc: What is on it.

  BoxAdded:
    doc: What stands on a shelf now.
    fields:
      box_id:
        type: string
        presence: required
        doc: Number on it.
      label:
        type: string
        presence: optional
        doc: What is on it.

allow:
  missing-example: One is enough here.
";

const WITH: Edit = Add("shelves.yaml", SHELVES);

macro_rules! shelves {
    ($name:literal, $rule:literal, $($from:literal => $to:literal),+) => {
        case($rule, $name, &[WITH, $(Replace("shelves.yaml", $from, $to)),+])
    };
}

pub(crate) const RESOURCES: &[Case] = &[
    shelves!("of_a_resource", "unknown-operation", "      remove_shelf:\n        does" => "      remove_shelves:\n        does"),
    shelves!("outer_one", "unknown-resource", "within: shelf" => "within: shelve"),
    shelves!("counted_one", "unknown-resource", "boxes: box" => "boxes: boxes"),
    case(
        "duplicate-resource",
        "in_two_files",
        &[
            WITH,
            Replace(
                "things.yaml",
                "\ntypes:\n",
                "\nresources:\n  shelf:\n    doc: Another one.\n    key: thing_id\n    operations: {}\n\ntypes:\n",
            ),
        ],
    ),
    shelves!("claimed_twice", "bad-resource", "      get_box:\n        does: get" => "      list_shelves:\n        does: list"),
    shelves!("within_each_other", "bad-resource", "    doc: A shelf.\n    key: shelf_id" => "    doc: A shelf.\n    within: box\n    key: shelf_id"),
    shelves!("without_its_key", "bad-resource", "      add_box:\n        does: create" => "      add_box:\n        does: act"),
    shelves!("without_the_outer_key", "bad-resource", "    http: POST /shelves/{shelf_id}/boxes\n" => "    http: POST /v1/boxes\n"),
    shelves!("with_an_id_from_nowhere", "bad-resource", "    set:\n      box_id: number\n" => ""),
    shelves!("unique_nothing", "unknown-field", "unique: [color]" => "unique: [colour]"),
    shelves!("set_nothing", "unknown-field", "built: created" => "build: created"),
    shelves!("set_to_a_time", "bad-resource", "built: created" => "state: number"),
    shelves!("count_that_is_text", "bad-resource", "boxes: box" => "color: box"),
    shelves!("state_that_does_not_exist", "bad-resource", "through: [built]" => "through: [build]"),
    shelves!("states_without_field", "unknown-field", "field: state" => "field: sate"),
    shelves!("transition_without_states", "bad-resource", "      get_box:\n        does: get" => "      get_box:\n        does: get\n        becomes:\n          - to: full"),
    shelves!("needs_that_nobody_sends", "bad-resource", "    states:\n" => "    needs:\n      color: box\n    states:\n"),
    shelves!("possible_without_states", "bad-resource", "      get_box:\n        does: get" => "      get_box:\n        does: get\n        only_in:\n          states: [full]"),
    shelves!("possible_in_no_state", "bad-resource", "      remove_shelf:\n        does: delete" => "      remove_shelf:\n        does: delete\n        only_in:\n          states: [ful]"),
    shelves!("force_without_parameter", "unknown-field", "      remove_shelf:\n        does: delete" => "      remove_shelf:\n        does: delete\n        force: shelf"),
    shelves!("force_that_is_text", "bad-resource", "      remove_shelf:\n        does: delete" => "      remove_shelf:\n        does: delete\n        force: shelf_id"),
    shelves!("force_of_a_list", "bad-resource", "        does: list\n" => "        does: list\n        force: color\n"),
    shelves!("scope_of_the_inner_one_alone", "bad-resource", "    within: shelf\n" => "    within: shelf\n    scope: [shelf_id]\n"),
    shelves!("get_of_what_may_be_missing", "bad-resource", "      get_box:\n        does: get" => "      get_box:\n        does: get\n        may_be_missing: true"),
    shelves!("get_of_what_may_exist", "bad-resource", "      get_box:\n        does: get" => "      get_box:\n        does: get\n        may_exist: true"),
    shelves!("renewal_of_what_never_expires", "bad-resource", "      get_box:\n        does: get" => "      get_box:\n        does: get\n        renews: true"),
    shelves!("end_of_what_never_expires", "bad-resource", "built: created" => "built: expires"),
    shelves!("renewal_by_deletion", "bad-resource", "    missing: W.404\n" => "    expires:\n      interval:\n        default: 60\n    missing: W.404\n", "      remove_shelf:\n        does: delete" => "      remove_shelf:\n        does: delete\n        renews: true"),
    shelves!("interval_that_is_text", "bad-resource", "    missing: W.404\n" => "    expires:\n      interval:\n        field: color\n        default: 60\n    missing: W.404\n"),
    shelves!("missed_in_no_field", "unknown-field", "    missing: W.404\n" => "    expires:\n      interval:\n        default: 60\n      missed:\n        field: boxen\n        default: 1\n    missing: W.404\n"),
    shelves!("gone_at_once", "bad-resource", "    missing: W.404\n" => "    expires:\n      interval:\n        default: 0\n    missing: W.404\n"),
    shelves!("all_of_no_filter", "bad-resource", "          color: color" => "          color: color\n        all:\n          colour: any"),
    shelves!("groups_without_list", "bad-resource", "        does: list\n" => "        does: list\n        groups:\n          by: color\n          name: color\n"),
    shelves!("filter_by_nothing", "unknown-field", "          color: color" => "          colour: color"),
    shelves!("filter_of_nothing", "unknown-field", "          color: color" => "          color: colour"),
    shelves!("list_that_is_none", "bad-resource", "        does: list\n" => "        does: list\n        response: shelves.id\n"),
    shelves!("response_without_field", "unknown-field", "        does: list\n" => "        does: list\n        response: shelfs\n"),
    shelves!("code_that_is_unknown", "bad-resource", "missing: W.404" => "missing: W.4044"),
    shelves!("that_changes_something", "unclaimed-operation", "      remove_shelf:\n        does: delete\n" => ""),
    shelves!("code_of_another_status", "bad-resource", "    errors: [404]\n\n  remove_shelf" => "    errors: [400]\n\n  remove_shelf"),
];
