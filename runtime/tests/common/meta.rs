//! What the operations are.

use specwright_runtime::ErrorCode;
use specwright_runtime::meta::{
    AuthMeta, AuthScheme, ErrorStyle, HostAddress, HostMeta, Method, OperationMeta, Rejection, Segment, SlashEncoding,
};

use super::codes::{DoorCode, ThingCode};

pub static HOST: HostMeta = HostMeta {
    id: "things",
    address: HostAddress::Regional { template: "https://things.{region}.example.com" },
    ..HostMeta::BASE
};

pub static ENGINE_HOST: HostMeta =
    HostMeta { id: "engine", address: HostAddress::Explicit { example: "https://10.0.0.1:30100" }, ..HostMeta::BASE };

pub static TOKEN: AuthMeta = AuthMeta { id: "iam", scheme: AuthScheme::Header { name: "X-Auth-Token" } };

pub static BEARER: AuthMeta = AuthMeta { id: "engine", scheme: AuthScheme::Bearer };

pub static OPEN: AuthMeta = AuthMeta { id: "open", scheme: AuthScheme::None };

pub static THING_ERRORS: ErrorStyle = ErrorStyle {
    id: "things",
    code: "error_code",
    message: "error_msg",
    detail: Some("detail"),
    request_id: Some("request_id"),
    rejections: &[
        (Rejection::InvalidRequest, "T.0400"),
        (Rejection::Unauthorized, "T.0401"),
        (Rejection::RouteNotFound, "T.0404"),
        (Rejection::MethodNotAllowed, "T.0405"),
        (Rejection::BodyTooLarge, "T.0413"),
        (Rejection::UnsupportedMediaType, "T.0415"),
        (Rejection::Internal, "T.0500"),
    ],
    codes: &[ThingCode::CATALOG, DoorCode::CATALOG],
    ..ErrorStyle::BASE
};

pub static ENGINE_ERRORS: ErrorStyle = ErrorStyle {
    id: "engine",
    code: "errorCode",
    message: "errorMessage",
    codes: &[DoorCode::CATALOG],
    ..ErrorStyle::BASE
};

const PROJECT: Segment = Segment::Parameter { name: "project_id", slash: SlashEncoding::Percent };

pub static LIST_THINGS: OperationMeta = OperationMeta {
    id: "v1.list_things",
    family: "v1",
    group: "things",
    name: "list_things",
    method: Method::Get,
    path: "/v1/{project_id}/things",
    segments: &[Segment::Literal("v1"), PROJECT, Segment::Literal("things")],
    host: &HOST,
    auth: &TOKEN,
    error_style: &THING_ERRORS,
    success: &[200],
    errors: &[400, 404],
    idempotent: true,
    deprecated: false,
    body_limit: 0,
    ..OperationMeta::BASE
};

pub static CREATE_THING: OperationMeta = OperationMeta {
    id: "v1.create_thing",
    name: "create_thing",
    method: Method::Post,
    success: &[201],
    idempotent: false,
    body_limit: 200,
    ..LIST_THINGS
};

pub static DELETE_BRANCH: OperationMeta = OperationMeta {
    id: "v1.delete_branch",
    name: "delete_branch",
    method: Method::Delete,
    path: "/v1/{project_id}/things/{thing_id}/branches/{branch}",
    segments: &[
        Segment::Literal("v1"),
        PROJECT,
        Segment::Literal("things"),
        Segment::Parameter { name: "thing_id", slash: SlashEncoding::Percent },
        Segment::Literal("branches"),
        Segment::Parameter { name: "branch", slash: SlashEncoding::Colon },
    ],
    success: &[204],
    ..LIST_THINGS
};

pub static ENGINE_HEALTH: OperationMeta = OperationMeta {
    id: "engine.health",
    family: "engine",
    group: "engine",
    name: "health",
    method: Method::Get,
    path: "/v4/default/health",
    segments: &[Segment::Literal("v4"), Segment::Literal("default"), Segment::Literal("health")],
    host: &ENGINE_HOST,
    auth: &OPEN,
    error_style: &ENGINE_ERRORS,
    ..LIST_THINGS
};
