//! Arguments of the command, and what it prints.

use super::*;
use crate::meta::{AuthMeta, AuthScheme};
use crate::mock::{ClientNames, Operation, Service};
use crate::server::InputSchema;

enum Shop {}

impl Mocked for Shop {
    const SERVICE: &'static Service = &Service {
        name: "shop",
        title: "the shop",
        operations: || vec![Operation { meta: &LIST_BOOKS, input: &InputSchema::ANY, response: None }],
        routes: |_| unreachable!("a list serves nothing"),
        examples: &[
            r#"[{ "operation": "v1.list_books", "name": "all", "request": {}, "response": { "status": 200 } }]"#,
        ],
        resources: &[],
        strings: &[],
        openapi: "{}",
        client: ClientNames { path: "shop", endpoints: &[], parameters: &[], credentials: &[] },
    };
}

static LIST_BOOKS: OperationMeta = OperationMeta { id: "v1.list_books", path: "/books", ..OperationMeta::BASE };

#[test]
fn the_arguments_are_in_order() {
    Arguments::command().debug_assert();
}

#[test]
fn a_token_that_would_let_everybody_in_is_an_error() {
    let authentication =
        |token| Arguments::parse_from(["mock", "--token", "sesame", "--token", token]).authentication(&BTreeSet::new());
    assert!(authentication("open").is_ok());
    let error = authentication("").unwrap_err();
    assert_eq!(error.to_string(), "--token: a token must not be empty");
}

static ASK_ENGINE: OperationMeta =
    OperationMeta { auth: &AuthMeta { id: "engine", scheme: AuthScheme::Bearer }, ..OperationMeta::BASE };
static ASK_REGION: OperationMeta = OperationMeta {
    auth: &AuthMeta { id: "region", scheme: AuthScheme::Header { name: "X-Auth-Token" } },
    ..OperationMeta::BASE
};

async fn accepts(arguments: &[&str], meta: &'static OperationMeta, request: http::Request<()>) -> Result<(), String> {
    let schemes = BTreeSet::from(["engine", "region"]);
    let arguments = Arguments::parse_from([&["mock"], arguments].concat());
    let authentication = arguments.authentication(&schemes).map_err(|error| error.to_string())?;
    let parts = request.into_parts().0;
    let outcome = authentication.authenticator().authenticate(meta, &parts, &bytes::Bytes::new()).await;
    outcome.map(|_| ()).map_err(|error| error.message().to_owned())
}

fn bare() -> http::Request<()> {
    http::Request::get("http://shop.example.com/books").body(()).unwrap()
}

#[tokio::test]
async fn one_scheme_can_do_without_credentials() {
    let told = accepts(&[], &ASK_ENGINE, bare()).await.unwrap_err();
    assert!(told.contains("with --auth none or --auth engine=none"), "{told}");
    accepts(&["--auth", "engine=none"], &ASK_ENGINE, bare()).await.unwrap();
    accepts(&["--auth", "none"], &ASK_REGION, bare()).await.unwrap();
    assert!(accepts(&["--auth", "engine=none"], &ASK_REGION, bare()).await.is_err());
    assert!(accepts(&["--auth", "engine=none", "--token", "t"], &ASK_REGION, bare()).await.is_err());
    let unknown = accepts(&["--auth", "motor=none"], &ASK_ENGINE, bare()).await.unwrap_err();
    assert_eq!(unknown, "--auth: there is no scheme \"motor\"; the schemes are engine, region");
}

#[cfg(feature = "huaweicloud")]
#[tokio::test]
async fn signatures_with_the_access_key_are_verified() {
    use crate::huaweicloud::signing::{Payload, Signer};

    let directory = tempfile::TempDir::new().unwrap();
    let file = directory.path().join("secret");
    std::fs::write(&file, "hunter2\n").unwrap();
    let arguments = ["--access-key", "AK", "--secret-key-file", file.to_str().unwrap()];
    let signed = |secret: &str| {
        let mut request = bare();
        Signer::new().sign_request(&AccessKey::new("AK", secret), &mut request, Payload::Bytes(b"")).unwrap();
        request
    };
    accepts(&arguments, &ASK_REGION, signed("hunter2")).await.unwrap();
    assert!(accepts(&arguments, &ASK_REGION, signed("hunter3")).await.is_err());
    let mut token = bare();
    token.headers_mut().insert("x-auth-token", http::HeaderValue::from_static("any"));
    let told = accepts(&arguments, &ASK_REGION, token).await.unwrap_err();
    assert_eq!(told, "the request is not signed with the access key of the mock");
    let told = accepts(&["--access-key", "AK"], &ASK_REGION, bare()).await.unwrap_err();
    assert!(told.ends_with("name a file with --secret-key-file, or set MOCK_SECRET_KEY"), "{told}");
    assert!(!format!("{:?}", Arguments::parse_from([&["mock"], &arguments[..]].concat())).contains("hunter2"));
}

#[test]
fn resources_that_cannot_be_read_are_an_error_with_their_file() {
    let state = |arguments: &[&str]| {
        let arguments = Arguments::parse_from([&["mock"], arguments].concat());
        arguments.state(MockServer::<Shop>::builder()).map(drop).map_err(|error| error.to_string())
    };
    state(&["--stateful", "--step", "manual"]).unwrap();
    assert!(state(&["--resources", "/nowhere.json"]).unwrap_err().starts_with("--resources /nowhere.json: "));
    assert!(Arguments::try_parse_from(["mock", "--step", "soon"]).is_err());
}

#[test]
fn the_list_is_printed_without_taking_a_port() {
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let printed = |format| {
        let arguments = ["mock", "--list", "--port", &port, "--format", format];
        let mut output = Vec::new();
        perform::<Shop>(&Arguments::parse_from(arguments), |builder| builder, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    };
    assert_eq!(printed("text"), "  1  GET    /books  v1.list_books\n");
    let line = json!({ "id": "v1.list_books", "method": "GET", "path": "/books", "examples": 1 });
    assert_eq!(printed("json").parse::<Value>().unwrap(), line);
}
