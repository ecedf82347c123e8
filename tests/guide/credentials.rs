//! Ways to say who is calling. Nothing is sent.

use std::error::Error;

use servicestage_client::Client;
use servicestage_client::credentials::iam::PasswordToken;
use servicestage_client::credentials::keys::{Chain, EnvironmentVariables, Keys, ProfileFile};
use servicestage_client::credentials::{AccessKey, SigningCredentials};

fn main() -> Result<(), Box<dyn Error>> {
    // An access key; the id of the project is looked up with the first call.
    let key = AccessKey::new("AKEXAMPLE", "the secret half");
    let signing =
        Client::builder().region("ap-southeast-3").iam_token_credentials(SigningCredentials::new(key)).build()?;

    // The same with a project.
    let key = Keys::new(AccessKey::new("AKEXAMPLE", "the secret half")).project_id("063a3158b1a34710b36ad208b9497d00");
    let in_project =
        Client::builder().region("ap-southeast-3").iam_token_credentials(SigningCredentials::new(key)).build()?;

    // A key that lies somewhere: in variables, in a file, or in the metadata of the machine.
    let usual = SigningCredentials::new(Chain::standard());
    let usual = Client::builder().region("ap-southeast-3").iam_token_credentials(usual).build()?;
    let chosen = Chain::new().with(EnvironmentVariables::new()).with(ProfileFile::new("keys.ini").section("test"));
    let chosen = SigningCredentials::new(chosen);

    // The password of a user.
    let user = PasswordToken::new("the-account", "the-user", "the password");
    let user = Client::builder().region("ap-southeast-3").iam_token_credentials(user).build()?;

    // Signed requests to the cloud, and the account of an engine for what the engine itself answers.
    let both = Client::builder()
        .region("ap-southeast-3")
        .iam_token_credentials(chosen)
        .service_center_endpoint("https://192.0.2.10:30100")
        .configuration_center_endpoint("https://192.0.2.10:30110")
        .engine_token_account("root", "the password")
        .build()?;

    for client in [signing, in_project, usual, user, both] {
        println!("{client:?}");
    }
    Ok(())
}
