//! The client of the README, for a mock that was started with `cargo xtask mock`.
//!
//! `cargo run -p servicestage-tests --example readme_client`

// ANCHOR: program
use servicestage_client::Client;
use servicestage_client::model::v3::ApplicationCreate;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let endpoint = "http://127.0.0.1:8080"; // `cargo xtask mock`
    let endpoint = std::env::args().nth(1).unwrap_or(endpoint.to_owned()); // hidden
    let client = Client::builder()
        .servicestage_endpoint(endpoint) // for the service itself: .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("a token")
        .build()?;
    let applications = client.v3().applications();

    let created = applications.create(&ApplicationCreate::new("shop")).send().await?;
    println!("created {}", created.id);

    let mut all = applications.list().limit(10).items();
    while let Some(application) = all.next().await {
        let application = application?;
        println!("{} {}", application.id, application.name);
    }
    Ok(())
}
// ANCHOR_END: program
