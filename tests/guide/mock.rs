//! A client for a mock that was started with `cargo xtask mock`.
//!
//! `cargo run -p servicestage-tests --example mock`

use std::error::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // As the mock prints it.
    let client = servicestage_client::Client::builder()
        .servicestage_endpoint("http://127.0.0.1:8080")
        .cse_endpoint("http://127.0.0.1:8080")
        .service_center_endpoint("http://127.0.0.1:8080")
        .configuration_center_endpoint("http://127.0.0.1:8080")
        .project_id("e7d2e9c589e5445e808a8ff0d1235aca")
        .iam_token("any")
        .engine_token("any")
        .build()?;

    for application in client.v3().applications().list().send().await?.applications {
        println!("{} {}", application.id, application.name);
    }
    Ok(())
}
