//! The page of the mock.

use serde_json::{Value, json};
use servicestage_server::mock::MockServer;

use super::driver::Browser;

/// Sends the request of the form, and returns status and body of the answer as they are shown.
async fn send(browser: &Browser) -> (String, String) {
    browser.run("document.querySelector('button.send').click()").await;
    let status = browser.wait("return document.querySelector('#answer').dataset.status ?? null").await;
    let result = browser.run("return document.querySelector('#result').textContent").await;
    (status.as_str().unwrap().to_owned(), result.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn operations_can_be_tried_on_the_page() {
    let Some(browser) = Browser::start().await else { return };
    let mock = MockServer::start().await.unwrap();
    browser.open(&format!("{}/__mock/", mock.url())).await;
    let operations = servicestage_server::model::meta::OPERATIONS.iter().copied().flatten().count();
    browser.wait(&format!("return document.body.dataset.ready === '{operations}'")).await;
    assert_eq!(browser.run("return document.querySelectorAll('nav li').length").await, operations);

    // The list can be filtered, and leads to the forms.
    let filter = "const field = document.querySelector('#filter'); field.value = 'create_application post'; \
                  field.dispatchEvent(new Event('input')); return document.querySelectorAll('nav li').length";
    assert_eq!(browser.run(filter).await, 2);
    browser.run("document.querySelector('nav a[href=\"#v3.create_application\"]').click()").await;
    browser.wait("return document.querySelector('h2')?.textContent === 'v3.create_application'").await;

    // The form has the request of the example, and sends what was made of it.
    let body = browser.run("return document.querySelector('#body').value").await;
    let mut body: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
    assert_eq!(body["name"], "app-xpmtii");
    body["name"] = json!("shop");
    browser.run(&format!("document.querySelector('#body').value = {}", json!(body.to_string()))).await;
    let (status, result) = send(&browser).await;
    assert_eq!(status, "200", "{result}");
    assert!(result.contains("\"name\": \"shop\""), "{result}");

    // Options are sent as headers.
    browser.run("document.querySelector('#prefer').value = 'code=409'").await;
    assert_eq!(send(&browser).await.0, "409");

    // Forms with files, too.
    browser.run("location.hash = '#cse.import_configurations'").await;
    browser.wait("return document.querySelector('h2')?.textContent.startsWith('cse.')").await;
    let (status, result) = send(&browser).await;
    assert_eq!(status, "200", "{result}");

    mock.assert_called("v3.create_application", 2);
    assert_eq!(browser.errors().await, [] as [Value; 0]);
}
