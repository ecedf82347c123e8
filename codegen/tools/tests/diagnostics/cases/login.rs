//! Tokens that a service issues for accounts.

use super::Edit::{Add, Replace};
use super::{Case, Edit, case};

/// The end of the base's way to authenticate.
const AUTH: &str = "    header: X-Token\n";

/// A login with nothing wrong.
const LOGIN: &str = "    header: X-Token
    issued_by:
      operation: v1.log_in
      name: user
      password: password
      token: session.token
      final_codes: [W.401]
  open:
    doc: Nothing.
    scheme: none
";

const LOGGED: Edit = Replace("api.yaml", AUTH, LOGIN);

/// The operation that issues tokens.
const SESSIONS: &str = "\
family: v1
group: sessions
doc: Who is there.
source:
  document: manual
  section: \"11\"
host: warehouse
auth: open
error_style: plain

operations:
  log_in:
    http: POST /v1/sessions
    doc: Issues a token.
    source:
      section: \"11.1\"
    body:
      type: LogIn
      presence: required
    responses:
      200:
        body: LoggedIn

types:
  LogIn:
    doc: An account.
    fields:
      user:
        type: string
        presence: required
        doc: Its name.
      password:
        type: secret
        presence: required
        doc: Its password.

  LoggedIn:
    doc: A session that has begun.
    fields:
      session:
        type: Session
        presence: required
        doc: The session.

  Session:
    doc: A session.
    fields:
      token:
        type: secret
        presence: required
        doc: What it is proved with.

allow:
  missing-example: One is enough here.
";

const WITH: Edit = Add("sessions.yaml", SESSIONS);

macro_rules! api {
    ($name:literal, $rule:literal, $from:literal => $to:literal) => {
        case($rule, $name, &[LOGGED, WITH, Replace("api.yaml", $from, $to)])
    };
}

macro_rules! sessions {
    ($name:literal, $rule:literal, $from:literal => $to:literal) => {
        case($rule, $name, &[LOGGED, WITH, Replace("sessions.yaml", $from, $to)])
    };
}

pub(crate) const LOGINS: &[Case] = &[
    api!("misspelled", "unknown-operation", "v1.log_in" => "v1.login"),
    api!("without_family", "unknown-operation", "v1.log_in" => "log_in"),
    api!("unlike_any", "unknown-operation", "v1.log_in" => "v1.authenticate"),
    api!("scheme_without_credential", "bad-login",
        "    scheme: none\n" => "    scheme: none\n    issued_by: { operation: v1.log_in, name: user, password: password, token: session.token }\n"),
    api!("code_without_documentation", "bad-login", "[W.401]" => "[W.402]"),
    api!("code_of_another_status", "bad-login", "[W.401]" => "[W.403]"),
    api!("login_without_name", "unknown-field", "name: user" => "name: usr"),
    api!("login_without_token", "unknown-field", "session.token" => "session.tokn"),
    sessions!("operation_with_credential", "bad-login", "auth: open" => "auth: token"),
    sessions!("name_that_is_a_number", "bad-login", "        type: string\n" => "        type: int32\n"),
    sessions!("password_in_the_open", "bad-login",
        "        type: secret\n        presence: required\n        doc: Its password.\n" => "        type: string\n        presence: required\n        doc: Its password.\n"),
    sessions!("token_in_the_open", "bad-login",
        "        type: secret\n        presence: required\n        doc: What" => "        type: string\n        presence: required\n        doc: What"),
    sessions!("token_in_a_list", "bad-login", "        type: Session\n" => "        type: list<Session>\n"),
    sessions!("needs_more_in_the_body", "bad-login",
        "        doc: Its password.\n" => "        doc: Its password.\n      domain:\n        type: string\n        presence: required\n        doc: Where it belongs.\n"),
    sessions!("needs_more_in_the_query", "bad-login",
        "    body:\n      type: LogIn\n" => "    query:\n      domain:\n        type: string\n        presence: required\n        doc: Where it belongs.\n    body:\n      type: LogIn\n"),
    sessions!("body_that_is_no_object", "bad-login", "      type: LogIn\n" => "      type: list<LogIn>\n"),
    case(
        "rust-name-collision",
        "account_of_a_login",
        &[
            LOGGED,
            WITH,
            Replace(
                "api.yaml",
                "client_parameters:\n",
                "client_parameters:\n  token_account:\n    doc: Something else.\n",
            ),
        ],
    ),
];
