//! Ways to say who is calling. Nothing is sent.

use std::error::Error;

use huaweicloud_runtime::client::keys::{Chain, EnvironmentVariables, Keys, ProfileFile};
use huaweicloud_runtime::client::{AccountToken, SigningCredentials, iam::PasswordToken};
use huaweicloud_runtime::meta::LoginMeta;
use huaweicloud_runtime::signing::AccessKey;
use servicestage_client::Client;
use servicestage_client::model::meta::servicecomb;

/// How a microservice engine issues tokens. 401207 is the answer to a wrong old password, when the
/// password is changed: a new token would not help.
static ENGINE: LoginMeta =
    LoginMeta { operation: &servicecomb::CREATE_TOKEN, final_codes: &["401207"], ..LoginMeta::BASE };

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
        .engine_token_credentials(AccountToken::new(&ENGINE, "root", "the password"))
        .build()?;

    for client in [signing, in_project, usual, user, both] {
        println!("{client:?}");
    }
    Ok(())
}
