//! Where access keys are found, and what is said when they are not.

#![cfg(all(feature = "client", feature = "server"))]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use crate::common::*;
use serde_json::json;
use specwright_runtime::client::{ClientCore, ErrorKind, TransportError, TransportErrorKind};
use specwright_runtime::huaweicloud::SigningCredentials;
use specwright_runtime::huaweicloud::keys::{
    EcsMetadata, EnvironmentVariables, KeyProvider, KeyProviderChain, ProfileFile,
};

const SESSION: &str = "/meta-data/latest/api/token";
const KEYS: &str = "/openstack/latest/securitykey";

fn variables(pairs: &'static [(&'static str, &'static str)]) -> EnvironmentVariables {
    EnvironmentVariables::from_fn(move |name| {
        pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    })
}

fn profile(name: &str, text: &str) -> (PathBuf, ProfileFile) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    (path.clone(), ProfileFile::new(path))
}

fn client(wire: &Wire, provider: impl KeyProvider + 'static) -> Client {
    let builder = ClientCore::builder().region("eu-1").transport(wire.clone());
    Client { core: builder.credentials(&TOKEN, SigningCredentials::new(provider)).build().unwrap() }
}

/// The key, project and security token of a call.
async fn used(provider: impl KeyProvider + 'static) -> Result<[String; 3], String> {
    let wire = Wire::new(|_| answer(200, json!({ "things": [], "asked": "" })));
    let client = client(&wire, provider);
    client.list().project_id("p1").send().await.map_err(|error| {
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(!format!("{error:?}").contains("hunter2"));
        error.to_string().strip_prefix("v1.list_things: ").unwrap().to_owned()
    })?;
    let seen = wire.seen().pop().unwrap();
    let key = seen.header("authorization").split(['=', ',']).nth(1).unwrap().to_owned();
    Ok([key, seen.header("x-project-id").to_owned(), seen.header("x-security-token").to_owned()])
}

#[tokio::test]
async fn variables_have_two_families_of_names() {
    let sdk = variables(&[
        ("HUAWEICLOUD_SDK_AK", "AK1"),
        ("HUAWEICLOUD_SDK_SK", "hunter2"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", " session "),
        ("HW_ACCESS_KEY", "AK2"),
        ("HW_SECRET_KEY", "hunter2"),
    ]);
    assert_eq!(used(sdk).await.unwrap(), ["AK1", "p1", "session"]);
    let terraform = variables(&[
        ("HUAWEICLOUD_SDK_AK", ""),
        ("HUAWEICLOUD_SDK_SK", " "),
        ("HW_ACCESS_KEY", "AK2"),
        ("HW_SECRET_KEY", "hunter2"),
        ("HW_SECURITY_TOKEN", "session"),
    ]);
    assert_eq!(used(terraform).await.unwrap(), ["AK2", "p1", "session"]);
    assert_eq!(
        used(variables(&[("HW_SECRET_KEY", "hunter2")])).await.unwrap_err(),
        "HW_SECRET_KEY is set and HW_ACCESS_KEY is not: set both or neither"
    );
    assert_eq!(
        used(variables(&[])).await.unwrap_err(),
        "no access key found: set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (or HW_ACCESS_KEY and \
         HW_SECRET_KEY); none of them is set"
    );
}

#[tokio::test]
async fn the_project_can_come_from_variables() {
    let wire = Wire::new(|seen| answer(200, json!({ "things": [], "asked": seen.uri.path() })));
    let client = client(
        &wire,
        variables(&[
            ("HUAWEICLOUD_SDK_AK", "AK1"),
            ("HUAWEICLOUD_SDK_SK", "hunter2"),
            ("HUAWEICLOUD_SDK_PROJECT_ID", "p-of-variable"),
        ]),
    );
    assert_eq!(client.list().send().await.unwrap().asked, "/v1/p-of-variable/things");
    assert_eq!(wire.seen().len(), 1);
}

#[tokio::test]
async fn profiles_have_sections() {
    let text = "[global]\nak = AK2\nsk = hunter2\n\n[basic]\n; comment\nak = AK1\nsk = hunter2\nsecurity_token = a=b\n";
    let (_, file) = profile("sections.ini", text);
    assert_eq!(used(file.clone()).await.unwrap(), ["AK1", "p1", "a=b"]);
    assert_eq!(used(file.section("global")).await.unwrap(), ["AK2", "p1", ""]);
    let (_, file) = profile("global.ini", "[global]\r\nak=AK2\r\nsk=hunter2\r\n");
    assert_eq!(used(file).await.unwrap(), ["AK2", "p1", ""]);
}

#[tokio::test]
async fn profiles_that_do_not_help_say_why() {
    for (name, text, complaint) in [
        ("half.ini", "[basic]\nak = AK1\n", "[basic] in {path} lacks `sk`"),
        ("none.ini", "[basic]\nidp_id = x\n", "no access key found: [basic] in {path} has neither `ak` nor `sk`"),
        ("other.ini", "ak = AK1\nsk = hunter2\n", "no access key found: {path} has no section [basic] or [global]"),
    ] {
        let (path, file) = profile(name, text);
        let expected = complaint.replace("{path}", path.to_str().unwrap());
        assert_eq!(used(file).await.unwrap_err(), expected);
    }
    let directory = env!("CARGO_TARGET_TMPDIR");
    let error = used(ProfileFile::new(directory)).await.unwrap_err();
    assert!(error.starts_with(&format!("{directory} cannot be read: ")), "{error}");
    let (path, file) = profile("binary.ini", "");
    std::fs::write(&path, b"[basic]\nak = \xff\n").unwrap();
    assert!(used(file).await.unwrap_err().ends_with("binary.ini is not UTF-8"));
}

/// The metadata of a machine, whose keys end after six hours, and a service behind it.
fn machine(session: u16, keys: &'static str) -> (Wire, Arc<AtomicUsize>) {
    let issued = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&issued);
    let wire = Wire::new(move |seen| match seen.uri.path() {
        SESSION => answer(session, "session-token\n"),
        KEYS if !keys.is_empty() => answer(200, keys),
        KEYS => {
            let number = count.fetch_add(1, SeqCst);
            answer(
                200,
                json!({ "credential": {
                    "access": format!("AK{number}"), "secret": "hunter2", "securitytoken": format!("session-{number}"),
                    "expires_at": "2026-01-02T18:00:00.000000Z",
                }}),
            )
        }
        _ => answer(200, json!({ "things": [], "asked": seen.header("x-security-token") })),
    });
    (wire, issued)
}

#[tokio::test(start_paused = true)]
async fn machines_have_temporary_keys() {
    let (wire, issued) = machine(200, "");
    let client = client(&wire, EcsMetadata::new());
    assert_eq!(client.list().project_id("p1").send().await.unwrap().asked, "session-0");
    let seen = wire.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].uri.to_string()), ("PUT", format!("http://169.254.169.254{SESSION}")));
    assert_eq!(seen[0].header("x-metadata-token-ttl-seconds"), "21600");
    assert_eq!((seen[1].method.as_str(), seen[1].uri.to_string()), ("GET", format!("http://169.254.169.254{KEYS}")));
    assert_eq!(seen[1].header("x-metadata-token"), "session-token");
    assert!(seen[..2].iter().all(|seen| !seen.headers.contains_key("authorization")));

    tokio::time::advance(Duration::from_secs(5 * 3600 + 15 * 60)).await;
    assert_eq!(client.list().project_id("p1").send().await.unwrap().asked, "session-0");
    tokio::time::advance(Duration::from_secs(6 * 60)).await;
    client.list().project_id("p1").send().await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(client.list().project_id("p1").send().await.unwrap().asked, "session-1");
    assert_eq!(issued.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn machines_without_sessions_have_keys_too() {
    for status in [404, 405, 503] {
        let (wire, _) = machine(status, "");
        client(&wire, EcsMetadata::new()).list().project_id("p1").send().await.unwrap();
        assert!(!wire.seen()[1].headers.contains_key("x-metadata-token"));
    }
}

#[tokio::test(start_paused = true)]
async fn odd_metadata_is_an_error_that_shows_none_of_it() {
    let (wire, _) = machine(200, r#"{"credential":{"access":"AK1","secret":["hunter2"]}}"#);
    let error = client(&wire, EcsMetadata::new()).list().project_id("p1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "v1.list_things: the response cannot be read at line 1 column 39: expected a temporary key"
    );
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_does_not_answer_is_not_waited_for_long() {
    let begun = tokio::time::Instant::now();
    struct Silence;
    impl specwright_runtime::client::Transport for Silence {
        fn send(
            &self,
            _: http::Request<specwright_runtime::client::Body>,
        ) -> specwright_runtime::client::BoxFuture<'_, Result<http::Response<bytes::Bytes>, TransportError>> {
            Box::pin(std::future::pending())
        }
    }
    let builder = ClientCore::builder().region("eu-1").transport(Silence);
    let credentials = SigningCredentials::new(EcsMetadata::new());
    let client = Client { core: builder.credentials(&TOKEN, credentials).build().unwrap() };
    let error = client.list().project_id("p1").send().await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(3));
    assert_eq!(
        error.to_string(),
        "v1.list_things: no access key found: none of this machine, unless it is an Elastic Cloud Server \
         (ecs_metadata.session: no response within 3s)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_chain_takes_the_first_key_and_says_all_it_tried() {
    let missing = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("missing.ini");
    let (_, file) = profile("chain.ini", "[basic]\nak = AK3\nsk = hunter2\n");
    let empty = || KeyProviderChain::new().with(variables(&[])).with(ProfileFile::new(&missing));
    assert_eq!(used(empty().with(file)).await.unwrap()[0], "AK3");

    let wire = Wire::new(|_| Err(TransportError::new(TransportErrorKind::Connect, "no route")));
    let client = client(&wire, empty().with(EcsMetadata::new()));
    let error = client.list().project_id("p1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "v1.list_things: no access key found: environment variables: set HUAWEICLOUD_SDK_AK and \
             HUAWEICLOUD_SDK_SK (or HW_ACCESS_KEY and HW_SECRET_KEY); none of them is set; profile file: create {} \
             with a section [basic] and the lines `ak = …` and `sk = …`; there is no such file; metadata of the \
             machine: none of this machine, unless it is an Elastic Cloud Server (ecs_metadata.session: no connection \
             to http://169.254.169.254: no route)",
            missing.display()
        )
    );
    assert_eq!(used(KeyProviderChain::new()).await.unwrap_err(), "no access key found: the chain has no providers");
}

#[tokio::test]
async fn a_mistake_in_one_source_does_not_lead_to_another() {
    let (_, file) = profile("behind.ini", "[basic]\nak = AK3\nsk = hunter2\n");
    let chain = KeyProviderChain::new().with(variables(&[("HUAWEICLOUD_SDK_AK", "AK1")])).with(file);
    assert_eq!(
        format!("{chain:?} {:?}", SigningCredentials::new(chain.clone())),
        "[\"environment variables\", \"profile file\"] SigningCredentials { provider: \"environment variables, \
         profile file\", signer: Signer { scope: None, all_headers: false, time: None }, .. }"
    );
    assert_eq!(
        used(chain).await.unwrap_err(),
        "environment variables: HUAWEICLOUD_SDK_AK is set and HUAWEICLOUD_SDK_SK is not: set both or neither"
    );
}
