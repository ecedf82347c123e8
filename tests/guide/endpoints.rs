//! Where requests go.

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::servicecomb::ListMicroservices;
use servicestage_client::v3::ListApplications;
use servicestage_client::{Client, TransportErrorKind};

use crate::support::{Done, run_with};

fn mock() -> MockTransport {
    MockTransport::new().with(on::<ListApplications>().status(200).then(empty())).with(
        on::<ListMicroservices>()
            .when("the first address", |call| call.url().host() == Some("192.0.2.10"))
            .transport_error(TransportErrorKind::Connect),
    )
}

fn empty() -> servicestage_client::mock::MockResponse {
    servicestage_client::mock::MockResponse::json(200, &serde_json::json!({}))
}

fn hosts(mock: &MockTransport) -> Vec<String> {
    mock.calls().iter().map(|call| call.url().host().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn regions_and_addresses() -> Done {
    let mock = MockTransport::new().with(on::<ListApplications>().then(empty()));
    // ANCHOR: region
    use servicestage_client::{Region, regions};

    let known = Client::builder().region(regions::AP_SOUTHEAST_3);
    let new = Client::builder().region(Region::new("eu-north-7"));
    // ANCHOR_END: region
    // ANCHOR: builder
    let elsewhere = Client::builder()
        .servicestage_endpoint("https://servicestage.gateway.example.com/ap")
        .iam_endpoint("https://iam.gateway.example.com");
    // ANCHOR_END: builder
    for builder in [known, new, elsewhere] {
        let client = builder.project_id("p").iam_token("a token").transport(mock.clone()).build()?;
        client.v3().applications().list().send().await?;
    }
    let expected = [
        "servicestage.ap-southeast-3.myhuaweicloud.com",
        "servicestage.eu-north-7.myhuaweicloud.com",
        "servicestage.gateway.example.com",
    ];
    assert_eq!(hosts(&mock), expected);
    assert_eq!(mock.calls()[2].url().path(), "/ap/v3/p/cas/applications");
    Ok(())
}

#[test]
fn environment() {
    let file = servicestage_tests::workspace().join("tests/guide/data/regions.yaml");
    let variables = [
        ("HUAWEICLOUD_SDK_REGIONS_FILE", file.to_str().unwrap()),
        ("HUAWEICLOUD_SDK_REGION_SERVICESTAGE_AP_SOUTHEAST_3", "https://servicestage.example.com"),
    ];
    run_with("endpoints::from_the_file", &variables[..1]);
    run_with("endpoints::from_the_variable", &variables);
}

fn from_environment(mock: &MockTransport) -> Result<Client, Box<dyn std::error::Error>> {
    // ANCHOR: environment
    let client = Client::builder()
        .region("ap-southeast-3")
        .endpoints_from_environment()
        .project_id("p") // hidden
        .iam_token("a token") // hidden
        .engine_token("a token") // hidden
        .transport(mock.clone()) // hidden
        .build()?;
    // ANCHOR_END: environment
    Ok(client)
}

#[tokio::test]
#[ignore = "runs in an environment of its own"]
async fn from_the_file() {
    let mock = mock();
    let client = from_environment(&mock).unwrap();
    client.v3().applications().list().send_raw().await.unwrap();
    client.servicecomb().microservices().list().send().await.unwrap_err();
    assert_eq!(hosts(&mock)[..2], ["servicestage.gateway.example.com", "192.0.2.10"]);
}

#[tokio::test]
#[ignore = "runs in an environment of its own"]
async fn from_the_variable() {
    let mock = mock();
    let client = from_environment(&mock).unwrap();
    client.v3().applications().list().send_raw().await.unwrap();
    assert_eq!(hosts(&mock), ["servicestage.example.com"]);
}

#[tokio::test]
async fn failover() -> Done {
    let mock = mock().with(on::<ListMicroservices>().then(empty()));
    let token = "a token";
    // ANCHOR: failover
    let client = Client::builder()
        .service_center_endpoint(["https://192.0.2.10:30100", "https://192.0.2.11:30100"])
        .configuration_center_endpoint(["https://192.0.2.10:30110", "https://192.0.2.11:30110"])
        .engine_token(token)
        .transport(mock.clone()) // hidden
        .build()?;
    client.servicecomb().microservices().list().send().await?;
    // ANCHOR_END: failover
    client.servicecomb().microservices().list().send().await?;
    assert_eq!(hosts(&mock), ["192.0.2.10", "192.0.2.11", "192.0.2.11"]);
    Ok(())
}

#[tokio::test]
async fn plain_http() -> Done {
    // ANCHOR: plain
    let error = Client::builder().service_center_endpoint("http://192.0.2.10:30100").build().unwrap_err();
    // ANCHOR_END: plain
    crate::support::assert_output("plain_http", &[error]);
    Ok(())
}

#[test]
fn certificates() -> Done {
    std::env::set_current_dir(servicestage_tests::workspace().join("tests/guide/data"))?;
    // ANCHOR: certificates
    let by_authority = Client::builder()
        .service_center_endpoint("https://engine.example.com:30100")
        .root_certificate(std::fs::read("engine-ca.pem")?)
        .build()?;

    let by_fingerprint = Client::builder()
        .service_center_endpoint("https://192.0.2.10:30100")
        .pinned_fingerprint(
            "05:1E:07:6B:69:70:C3:42:F7:67:D0:3B:97:84:44:43:48:A2:DC:AC:05:DE:5C:65:BD:E2:6A:35:E9:6D:07:57",
        )
        .build()?;
    // ANCHOR_END: certificates
    drop((by_authority, by_fingerprint));
    Ok(())
}

#[test]
fn proxies() -> Done {
    // ANCHOR: proxy
    let named = Client::builder()
        .region("ap-southeast-3")
        .proxy("http://user:password@proxy.example.com:3128")
        .no_proxy("10.0.0.0/8,engine.example.com")
        .build()?;

    let usual = Client::builder().region("ap-southeast-3").proxy_from_environment().build()?;
    // ANCHOR_END: proxy
    assert!(!format!("{named:?}{usual:?}").contains("password@"));
    Ok(())
}
