//! Identity and access management (IAM): tokens for a password, and projects of regions.
//!
//! Requests go to the client's endpoint of the host `iam`, or else to
//! `https://iam.{region}.myhuaweicloud.com`.

mod password;
mod project;

pub use password::{PasswordToken, User};
pub use project::RegionProjectProvider;

use crate::meta::{AuthMeta, AuthScheme, ErrorStyle, HostAddress, HostMeta, Method, OperationMeta, Segment};

static HOST: HostMeta = HostMeta {
    id: "iam",
    address: HostAddress::Regional { template: "https://iam.{region}.myhuaweicloud.com" },
    ..HostMeta::BASE
};

static TOKEN: AuthMeta = AuthMeta { id: "iam", scheme: AuthScheme::Header { name: "X-Auth-Token" } };

static ERRORS: ErrorStyle = ErrorStyle { id: "iam", ..ErrorStyle::BASE };

static TOKENS: OperationMeta = OperationMeta {
    id: "iam.token",
    family: "iam",
    group: "iam",
    name: "token",
    method: Method::Post,
    path: "/v3/auth/tokens",
    segments: &[Segment::Literal("v3"), Segment::Literal("auth"), Segment::Literal("tokens")],
    host: &HOST,
    error_style: &ERRORS,
    success: &[201],
    errors: &[400, 401, 403],
    idempotent: false,
    secret_response: true,
    ..OperationMeta::BASE
};

static PROJECTS: OperationMeta = OperationMeta {
    id: "iam.projects",
    family: "iam",
    group: "iam",
    name: "projects",
    path: "/v3/projects",
    segments: &[Segment::Literal("v3"), Segment::Literal("projects")],
    host: &HOST,
    auth: &TOKEN,
    error_style: &ERRORS,
    errors: &[401, 403],
    ..OperationMeta::BASE
};
