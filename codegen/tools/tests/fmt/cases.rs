//! Single texts, before and after.

use super::{Problem, formatted};

#[track_caller]
fn becomes(before: &str, after: &str) {
    let text = formatted("things.yaml", before).unwrap();
    assert_eq!(text, after, "\n{text}");
}

#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

#[test]
fn known_keys_have_the_order_of_the_format_and_free_ones_that_of_the_author() {
    becomes(
        "\
group: things
family: v1
types:
  B:
    fields:
      z: {doc: Z., type: string}
      a: {doc: A., type: string}
    doc: b
  A:
    doc: a
",
        "\
family: v1
group: things

types:
  B:
    doc: b
    fields:
      z: { type: string, doc: Z. }
      a: { type: string, doc: A. }

  A:
    doc: a
",
    );
}

#[test]
fn every_kind_of_file_has_its_own_order() {
    let order = |path: &str, before: &str, after: &str| assert_eq!(formatted(path, before).unwrap(), after);
    order("api.yaml", "title: T\nname: a\n", "name: a\ntitle: T\n");
    order(
        "sources.yaml",
        "documents:\n  d:\n    kind: pages\n    title: T\n",
        "documents:\n  d:\n    title: T\n    kind: pages\n",
    );
    order("ledger/a.yaml", "group: g\ndocument: d\n", "document: d\ngroup: g\n");
    order(
        "ledger/waivers.yaml",
        "waivers:\n  w:\n    reason: r\n    document: d\n",
        "waivers:\n  w:\n    document: d\n    reason: r\n",
    );
    order(
        "acknowledged.yaml",
        "acknowledged:\n  b: {v: r}\n  a: {x: r}\n",
        "acknowledged:\n  b: { v: r }\n  a: { x: r }\n",
    );
}

#[test]
fn unknown_keys_stand_behind_the_known_ones() {
    becomes("zebra: 1\ndoc: d\napple: 2\nfamily: v1\n", "family: v1\ndoc: d\nzebra: 1\napple: 2\n");
}

#[test]
fn comments_stay_with_their_entries() {
    becomes(
        "\
# About the file.
group: things # behind the group
# above the family
family: v1

operations:
    # above the operation
    get_thing: # behind its key
        # above doc
        doc: d   # behind doc
        http: GET /a
        errors: [400, 404]   # behind a list
        # at the end of the operation
    # below the operation

    put_thing:
        responses: # behind responses
            204: {} # behind braces
        examples:
            # in front of an example
            e: {doc: E.}
# at the end of the file
",
        "\
# About the file.
# above the family
family: v1
group: things  # behind the group

operations:
  # above the operation
  get_thing:  # behind its key
    http: GET /a
    # above doc
    doc: d  # behind doc
    errors: [400, 404]  # behind a list
    # at the end of the operation
  # below the operation

  put_thing:
    responses:  # behind responses
      204: {}  # behind braces
    examples:
      # in front of an example
      e: { doc: E. }
# at the end of the file
",
    );
}

#[test]
fn a_comment_that_clings_to_what_is_above_stays_below_it() {
    becomes(
        "doc: d\ntypes:\n  A:\n    doc: a\n# the end of A\n\n# about B\n  B:\n    doc: b\n",
        "doc: d\n\ntypes:\n  A:\n    doc: a\n  # the end of A\n\n  # about B\n  B:\n    doc: b\n",
    );
}

#[test]
fn a_header_keeps_its_distance() {
    stays("# Copyright.\n\n# About the file.\n\nfamily: v1\n");
    stays("# About the file.\nfamily: v1\n");
    becomes("\n\n# Nothing else.\n\n\n", "# Nothing else.\n");
}

#[test]
fn comments_in_brackets_and_lists_get_lines_of_their_own() {
    becomes(
        "\
doc: d
errata:
  A-1: {title: t, # the title
    says: [ # what they say
      a, # first
      # the second
      b]}
",
        "\
doc: d

errata:
  A-1:
    title: t  # the title
    says:  # what they say
      - a  # first
      # the second
      - b
",
    );
    becomes(
        "x:\n- # about the first\n  b: 1 # one\n  a: 2\n# between\n- - 1\n  # inner\n  - 2\n",
        "x:\n  # about the first\n  - b: 1  # one\n    a: 2\n  # between\n  - - 1\n    # inner\n    - 2\n",
    );
    becomes(
        "doc: >- # why\n    folded\n    text # no comment\n# below\n",
        "doc: >-  # why\n  folded\n  text # no comment\n# below\n",
    );
}

#[test]
fn large_entries_stand_apart_and_small_ones_do_not() {
    becomes(
        "\
doc: d

source:
  document: x

  section: s
path:
  a:
    type: string

  b:
    type: string
operations:
  c:
    http: GET /c



  d:
    http: GET /d
errata:

  E-1:
    title: t

  E-2:
    title: t
",
        "\
doc: d
source:
  document: x
  section: s

path:
  a:
    type: string
  b:
    type: string

operations:
  c:
    http: GET /c

  d:
    http: GET /d

errata:
  E-1:
    title: t
  E-2:
    title: t
",
    );
}

#[test]
fn quotes_stand_where_a_reader_would_take_a_text_for_something_else() {
    stays(
        "\
doc: d
errata:
  - plain text, with commas and it's fine
  - \"a: colon\"
  - \"ends with:\"
  - \"a # comment\"
  - \"- dash\"
  - \"no\"
  - \"null\"
  - \"1.10\"
  - \"5.1.2\"
  - \"0x1F\"
  - \"1e3\"
  - \"12:30\"
  - \"2026-11-22\"
  - \" blank\"
  - \"\"
  - \"@at\"
  - \"{braces}\"
  - \"tab\\there\"
  - ^\\S+\\.$
  - 5-15
  - 1..100
  - -1 is not a number
  - größe 東京 😀
",
    );
    becomes("doc: 'It''s \"quoted\"'\n", "doc: It's \"quoted\"\n");
    becomes("doc: \"needless\"\n", "doc: needless\n");
    becomes("source: {section: 'a, b', document: \"c\"}\n", "source: { document: c, section: \"a, b\" }\n");
}

#[test]
fn keys_are_quoted_like_texts_but_for_whole_numbers() {
    becomes(
        "types:\n  E:\n    values:\n      \"0\": a\n      \"yes\": b\n      \"a b\": c\n      \"a: b\": d\n",
        "types:\n  E:\n    values:\n      0: a\n      \"yes\": b\n      a b: c\n      \"a: b\": d\n",
    );
    // Numbers of one mapping look alike.
    becomes(
        "types:\n  E:\n    values:\n      1: a\n      \"1.1\": b\n",
        "types:\n  E:\n    values:\n      \"1\": a\n      \"1.1\": b\n",
    );
}

#[test]
fn numbers_and_booleans_keep_their_digits() {
    stays("x: [1, 1.50, -3, 1e3, 0x1F, 0o17, true, null]\n");
    becomes("x: [True, FALSE, ~, Null]\nz: NULL\n", "x: [true, false, null, null]\nz: null\n");
}

#[test]
fn a_file_may_be_one_string() {
    becomes("one\n two\n", ">-\n  one\n  two\n");
    becomes("# about\n|\n one\n\n two\n", "# about\n|\n  one\n\n  two\n");
}

#[test]
fn blanks_at_the_end_of_a_block_are_kept() {
    stays("x: >-\n  folded\n  text \nz: 1\n");
    becomes("x: |\n  a\n    \nz: 1\n", "x: \"a\\n  \\n\"\nz: 1\n");
    becomes("x: |\n  a\n    ", "x: \"a\\n  \\n\"\n");
    becomes("x: >-\n  folded\n  text \nz: |\n  a\n  ", "x: >-\n  folded\n  text \nz: \"a\\n\\n\"\n");
}

#[test]
fn quotes_on_a_line_of_their_own_are_a_space() {
    becomes("x: \"one\n  \"\nz: 1\n", "x: \"one \"\nz: 1\n");
    becomes("x: '\n  one\n  two\n  '\n", "x: \" one two \"\n");
    becomes("x: \"one\n  two\n\n  \"\n", "x: \"one two\\n\"\n");
}

#[test]
fn what_is_not_printable_is_escaped() {
    becomes("x: \"\\uFFFF\\ufffe\"\n", "x: \"\\U0000ffff\\U0000fffe\"\n");
    becomes("\"\\u2028\": \"\\x7f\\ufeff\"\n", "\"\\U00002028\": \"\\U0000007f\\U0000feff\"\n");
}

#[test]
fn operations_in_braces_that_are_too_long_are_apart() {
    let doc = "Long ".repeat(25);
    let doc = doc.trim();
    becomes(
        &format!("family: v1\noperations: {{ get: {{ doc: {doc} }}, list: {{ doc: Short. }} }}\n"),
        &format!("family: v1\n\noperations:\n  get:\n    doc: {doc}\n\n  list: {{ doc: Short. }}\n"),
    );
    becomes("family: v1\noperations: {\n  get: 1  # one\n}\n", "family: v1\n\noperations:\n  get: 1  # one\n");
}

#[test]
fn a_comment_behind_quotes_stays() {
    stays("x: \"a: b\"  # one\nz: \"\"  # two\n");
    becomes(
        "x: 'a: ''b'  # one\nz: ['#c', \"\\\"d\"]  # two\n",
        "x: \"a: 'b\"  # one\nz: [\"#c\", \"\\\"d\"]  # two\n",
    );
    stays("\"1.0\": 1  # one\nx: # two\n  - \"1.0\"  # three\n".replace("x: #", "x:  #").as_str());
}

#[test]
fn a_comment_below_an_empty_block_stays() {
    becomes("x: >-\n# one\n", "x: \"\"\n# one\n");
    becomes("x: |  # one\n\n# two\nz: 1\n", "x: \"\"  # one\n# two\nz: 1\n");
    becomes("- >\n- |\n  # text\n", "- \"\"\n- |\n  # text\n");
}

#[test]
fn comments_behind_empty_brackets_stay_behind_them() {
    becomes("x: [1, {}] # a\n\n# b\n\n# c\n", "x: [1, {}]  # a\n# b\n\n# c\n");
    stays("x:\n  - { a: [] }  # a\n  # b\n  - []  # c\n");
}

#[test]
fn values_that_are_left_out_are_nulls() {
    becomes("x: { a, b: 1 }\n", "x: { a: null, b: 1 }\n");
    becomes("x: { a: , b: , c }\n", "x: { a: null, b: null, c: null }\n");
    becomes("x: {\n  a, # one\n  b: 1\n}\n", "x:\n  a:  # one\n  b: 1\n");
    stays("x:\nz:\n  - a:\n  - b\n");
}

#[test]
fn texts_of_several_lines_keep_their_lines() {
    stays("doc: >-\n  One line\n  and another.\n\n  A paragraph.\n");
    stays("doc: |\n  Literal\n    deeper\n\n  text\n");
    stays("doc: |2-\n    deeper at once\n  text\n");
    stays("doc: |+\n  kept\n\n\nfamily: v1\n".replace("doc", "zebra").replace("family: v1\n", "").as_str());
    becomes("doc: >-\n        far\n        in\n", "doc: >-\n  far\n  in\n");
    becomes("doc: plain\n  over lines\n", "doc: >-\n  plain\n  over lines\n");
    becomes("doc: \"quoted\n  over lines\"\n", "doc: >-\n  quoted\n  over lines\n");
    becomes("x: [plain\n  over lines, b]\n", "x: [plain over lines, b]\n");
    becomes("x: [a dash\n  - ]\n", "x: [\"a dash -\"]\n");
    becomes("x: \"a\n  b\u{feff}\"\n", "x: \"a b\\U0000feff\"\n");
}

#[test]
fn what_is_inline_stays_inline_as_long_as_it_fits() {
    stays("errors: [400, 404]\nx: { a: 1, b: [2, 3] }\nv: {}\nz: []\n".replace("errors", "w").as_str());
    becomes("x: [ 1,2 ,3, ]\n", "x: [1, 2, 3]\n");
    becomes("x: [1,\n  2,\n  3]\n", "x: [1, 2, 3]\n");
    let word = "a".repeat(60);
    becomes(&format!("x: [{word}, {word}]\n"), &format!("x:\n  - {word}\n  - {word}\n"));
    stays("x:\n  - 1\n  - a: 1\n    b: 2\n  - { a: 1 }\n");
}

#[test]
fn line_ends_marks_and_tails_are_tidied() {
    becomes("\u{feff}family: v1\r\ndoc: größe \t\r\n\r\n\r\n", "family: v1\ndoc: größe\n");
    becomes("---\nfamily: v1\n...\n", "family: v1\n");
    becomes("doc: \"a\r\n  b\"", "doc: >-\n  a\n  b\n");
    becomes("", "");
}

#[test]
fn a_comment_behind_the_last_line_of_a_text_in_a_list_moves_above_it() {
    becomes("- abc\n  def #last\n- g\n", "#last\n- >-\n  abc\n  def\n- g\n");
    becomes("x:\n  - >- # folded\n    abc\n", "x:\n  # folded\n  - >-\n    abc\n");
    becomes("-\n- abc\n  def #last\n", "- null\n#last\n- >-\n  abc\n  def\n");
}

#[test]
fn comments_that_are_apart_stay_with_the_entry_below() {
    stays("x: 1\n\n# one\n\n# other\nz: 2\n");
    stays("x: { a: 1 }  # behind\n\n# one\n\n# other\nz: 2\n");
    stays("x:\n  - 1\n\n  # one\n\n  # other\n  - 2\n");
    // The first one belongs to the entry above.
    becomes("x: 1\n# of x\n\n# one\n\n# other\n\nz: 2\n", "x: 1\n# of x\n\n# one\n\n# other\nz: 2\n");
}

#[test]
fn numbers_that_json_does_not_have_are_reported() {
    for number in [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e400", "-1e999"] {
        let Err(Problem::Mistakes(found)) = formatted("zebra.yaml", &format!("x: [{number}]\n")) else {
            panic!("{number}")
        };
        assert_eq!(found[0].message, "a number that is not finite is not allowed in a specification");
    }
    stays("x: [\".inf\", \"1e400\"]\n");
}

/// A key that would be too long for YAML in the canonical form, though it is not in its file.
#[test]
fn keys_that_are_too_long_are_reported() {
    let stays_long = "k".repeat(998);
    stays(&format!("{stays_long}: 1\n"));
    let key = "k".repeat(999);
    for text in [
        format!("{key}: 1\n"),
        format!("x: {{ {key}: 1 }}\n"),
        format!("? {key}\n: 1\n"),
        format!("x: {{ {key}{key}: 1 }}\n"),
        format!("{key}{key}: 1\n"),
        format!("{}: 1\n", "é".repeat(500)),
        format!("\"{}\": 1\n", "\\\"".repeat(500)),
        format!("'{}': 1\n", "\"".repeat(500)),
    ] {
        let Err(Problem::Mistakes(found)) = formatted("zebra.yaml", &text) else { panic!("{}", &text[..20]) };
        assert!(found[0].message.starts_with("a key has at most 1,000 bytes"), "{}", found[0].message);
    }
}
