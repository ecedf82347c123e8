//! Ways to say who is calling.

use std::sync::{Arc, Mutex};

use servicestage_client::runtime::bytes::Bytes;
use servicestage_client::runtime::http::{Request, Response};
use servicestage_client::{Body, BoxFuture, Client, Transport, TransportError};

use crate::support::{Done, run_with};

/// The platform as far as credentials need it. Notes what it was asked, and how the caller proved who
/// they are.
#[derive(Clone, Default)]
struct Cloud {
    asked: Arc<Mutex<Vec<String>>>,
}

impl Cloud {
    fn answer(&self, request: &Request<Body>) -> Response<Bytes> {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let signed = header("authorization").and_then(|value| value.split(['=', ',']).nth(1)).map(str::to_owned);
        let proof = header("x-auth-token").map(|token| format!("with {token}")).or(signed).unwrap_or_default();
        let path = request.uri().path();
        self.asked.lock().unwrap().push(format!("{path} {proof}").trim().to_owned());
        let body = match path {
            "/v3/projects" => r#"{"projects":[{"id":"063a","name":"ap-southeast-3"}]}"#,
            "/v3/auth/tokens" => r#"{"token":{"expires_at":"2099-01-01T00:00:00Z","project":{"id":"063a"}}}"#,
            "/v4/token" => r#"{"token":"an-core-token"}"#,
            _ => "{}",
        };
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        response.headers_mut().insert("x-subject-token", "a-user-token".parse().unwrap());
        response
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Transport for Cloud {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let response = self.answer(&request);
        Box::pin(async move { Ok(response) })
    }
}

async fn list(client: &Client) -> Done {
    client.v3().applications().list().send().await?;
    Ok(())
}

#[tokio::test]
async fn access_key() -> Done {
    let cloud = Cloud::default();
    // ANCHOR: access_key
    use servicestage_client::credentials::{AccessKey, SigningCredentials};

    let key = AccessKey::new("AKEXAMPLE", "the secret half");
    let client = Client::builder()
        .region("ap-southeast-3")
        .iam_token_credentials(SigningCredentials::new(key))
        .transport(cloud.clone()) // hidden
        .build()?;
    // ANCHOR_END: access_key
    list(&client).await?;
    list(&client).await?;
    let application = "/v3/063a/cas/applications AKEXAMPLE";
    assert_eq!(cloud.asked(), ["/v3/projects AKEXAMPLE", application, application], "the project is asked for once");
    Ok(())
}

#[tokio::test]
async fn temporary_key() -> Done {
    let cloud = Cloud::default();
    // ANCHOR: temporary
    use servicestage_client::credentials::keys::ProvidedKey;
    use servicestage_client::credentials::{AccessKey, SigningCredentials};

    let key = AccessKey::new("AKTEMPORARY", "the secret half").with_security_token("its security token");
    let keys = ProvidedKey::new(key).project_id("063a3158b1a34710b36ad208b9497d00");
    let credentials = SigningCredentials::new(keys);
    // ANCHOR_END: temporary
    let client = Client::builder().region("ap-southeast-3").iam_token_credentials(credentials);
    list(&client.transport(cloud.clone()).build()?).await?;
    assert_eq!(cloud.asked(), ["/v3/063a3158b1a34710b36ad208b9497d00/cas/applications AKTEMPORARY"]);
    Ok(())
}

#[test]
fn chain() {
    let file = servicestage_tests::workspace().join("tests/guide/data/credentials");
    let file = file.to_str().unwrap();
    run_with("credentials::found_in_variables", &[("HUAWEICLOUD_SDK_AK", "AKVARIABLE"), ("HUAWEICLOUD_SDK_SK", "x")]);
    run_with("credentials::found_in_the_file", &[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", file)]);
}

async fn with_chain() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let cloud = Cloud::default();
    // ANCHOR: chain
    use servicestage_client::credentials::SigningCredentials;
    use servicestage_client::credentials::keys::KeyProviderChain;

    let client = Client::builder()
        .region("ap-southeast-3")
        .iam_token_credentials(SigningCredentials::new(KeyProviderChain::standard()))
        .transport(cloud.clone()) // hidden
        .build()?;
    // ANCHOR_END: chain
    list(&client).await?;
    Ok(cloud.asked())
}

#[tokio::test]
#[ignore = "runs in an environment of its own"]
async fn found_in_variables() {
    assert_eq!(with_chain().await.unwrap()[0], "/v3/projects AKVARIABLE");
}

#[tokio::test]
#[ignore = "runs in an environment of its own"]
async fn found_in_the_file() {
    assert_eq!(with_chain().await.unwrap()[0], "/v3/063a3158b1a34710b36ad208b9497d00/cas/applications AKEXAMPLE");
}

#[tokio::test]
async fn password() -> Done {
    let cloud = Cloud::default();
    // ANCHOR: password
    use servicestage_client::credentials::iam::{PasswordToken, User};

    let user = User { account: "the-account".into(), name: "the-user".into(), password: "the password".into() };

    let client = Client::builder()
        .region("ap-southeast-3")
        .iam_token_credentials(PasswordToken::new(user))
        .transport(cloud.clone()) // hidden
        .build()?;
    // ANCHOR_END: password
    list(&client).await?;
    assert_eq!(cloud.asked(), ["/v3/auth/tokens", "/v3/063a/cas/applications with a-user-token"]);
    Ok(())
}

#[tokio::test]
async fn own_source() -> Done {
    let cloud = Cloud::default();
    // ANCHOR: own
    use servicestage_client::BoxFuture;
    use servicestage_client::credentials::keys::{KeyLookup, KeyProvider, ProvidedKey};
    use servicestage_client::credentials::{AccessKey, ClientCore, CredentialsError, SigningCredentials};
    use std::borrow::Cow;
    use std::time::Duration;

    struct Vault;

    impl KeyProvider for Vault {
        fn name(&self) -> Cow<'static, str> {
            "the vault".into()
        }

        fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
            Box::pin(async {
                let key = AccessKey::new("AKVAULT", "the secret half");
                Ok(KeyLookup::Found(ProvidedKey::new(key).lifetime(Duration::from_secs(3600))))
            })
        }
    }

    let credentials = SigningCredentials::new(Vault);
    // ANCHOR_END: own
    let client = Client::builder().region("ap-southeast-3").iam_token_credentials(credentials);
    list(&client.transport(cloud.clone()).build()?).await?;
    assert_eq!(cloud.asked()[0], "/v3/projects AKVAULT");
    Ok(())
}
