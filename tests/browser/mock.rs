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

#[tokio::test]
async fn what_is_stored_is_shown_and_expires() {
    let Some(browser) = Browser::start().await else { return };
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let place = json!({ "project_id": "default", "X-Domain-Name": "default" });
    let with = |other: Value| {
        let mut fields = place.clone();
        fields.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        fields
    };
    let stored = json!({
        "servicecomb.microservice": [with(json!({ "service_id": "pens", "serviceName": "pens" }))],
        "servicecomb.instance": [with(json!({ "service_id": "pens", "instance_id": "node-1", "hostName": "node" }))],
        "servicecomb.configuration": [with(json!({ "kv_id": "1", "id": "color", "key": "color", "value": "blue" }))],
    });
    mock.load(&stored).unwrap();
    browser.open(&format!("{}/__mock/#resources", mock.url())).await;
    let shown = "return [...document.querySelectorAll('main h3, main summary')].map((one) => one.textContent).join()";
    let all = "servicecomb.configuration (1),color,servicecomb.instance (1),node-1,servicecomb.microservice (1),pens";
    browser.wait(&format!("return (() => {{ {shown} }})().split(',').length === 6")).await;
    let mut parts: Vec<String> = browser.run(shown).await.as_str().unwrap().split(',').map(str::to_owned).collect();
    let mut expected: Vec<String> = all.split(',').map(str::to_owned).collect();
    parts.sort();
    expected.sort();
    assert_eq!(parts, expected);
    let content = browser.run("return document.querySelector('main').textContent").await;
    assert!(content.as_str().unwrap().contains("\"value\": \"blue\""), "{content}");

    // Without a heartbeat, the instance is gone.
    mock.advance(std::time::Duration::from_secs(119));
    browser.run("document.querySelector('main button').click()").await;
    let gone = format!("return (() => {{ {shown} }})().split(',').length === 4");
    browser.wait(&gone).await;
    let left = browser.run(shown).await;
    assert!(!left.as_str().unwrap().contains("instance"), "{left}");
    assert_eq!(browser.errors().await, [] as [Value; 0]);
}
