//! Files in forms.

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::ImportConfigFiles;

use crate::support::{self, Done};

fn mock() -> MockTransport {
    MockTransport::new().with(on::<ImportConfigFiles>().returning_json(serde_json::json!({})))
}

#[tokio::test]
async fn from_memory_and_path() -> Done {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("settings.zip");
    std::fs::write(&path, "zipped settings")?;
    let mock = mock();
    let client = support::client(mock.clone());
    // ANCHOR: sources
    use servicestage_client::File;
    use servicestage_client::model::v3::ConfigFilesImport;

    let in_memory = File::new("settings.zip", b"zipped settings".to_vec()).with_content_type("application/zip");
    let on_disk = File::from_path(&path);
    let from_reader = File::from_reader("settings.zip", 15, std::fs::File::open(&path)?);

    for file in [in_memory, on_disk, from_reader] {
        client.v3().config_files().import(&ConfigFilesImport::new(file)).send().await?;
    }
    // ANCHOR_END: sources
    for call in mock.calls() {
        let body = String::from_utf8(call.body().unwrap().to_vec())?;
        assert!(body.contains("filename=\"settings.zip\"") && body.contains("zipped settings"), "{body}");
    }
    assert_eq!(mock.calls().len(), 3);
    Ok(())
}

#[tokio::test]
async fn progress() -> Done {
    use servicestage_client::File;
    use servicestage_client::model::v3::ConfigFilesImport;
    let client = support::client(mock());
    let import = ConfigFilesImport::new(File::new("settings.zip", vec![0; 1000]));
    let (sender, shown) = std::sync::mpsc::channel();
    // ANCHOR: progress
    client
        .v3()
        .config_files()
        .import(&import)
        .progress(move |sent, total| match total {
            Some(total) => {
                println!("{sent} of {total} bytes");
                sender.send((sent, total)).unwrap(); // hidden
            }
            None => println!("{sent} bytes"),
        })
        .send()
        .await?;
    // ANCHOR_END: progress
    let (sent, total) = shown.iter().last().unwrap();
    assert!(sent == total && total > 1000);
    Ok(())
}
