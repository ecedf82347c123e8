//! The page of the mock in a real browser: Chromium, driven by chromedriver. Where there is no chromedriver
//! on the path the test says so and passes; CI has none.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use servicestage_server::mock::MockServer;

/// A browser without a window; it ends when it is dropped.
struct Browser {
    driver: Child,
    session: String,
    http: Client,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    async fn start() -> Option<Browser> {
        let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = started.ok()?;
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.filter_map(|line| line.split(" on port ").nth(1).map(str::to_owned));
        let port = port
            .map(|rest| rest.trim_end_matches('.').to_owned())
            .find(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let url = format!("http://127.0.0.1:{}/session", port.unwrap());
        let http = Client::new();
        let mut this = Browser { driver, session: String::new(), http };
        let answer = this.post(&url, &wanted).await;
        this.session = format!("{url}/{}", answer["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}")));
        Some(this)
    }

    async fn post(&self, url: &str, body: &Value) -> Value {
        let answer: Value = self.http.post(url).json(body).send().await.unwrap().json().await.unwrap();
        answer["value"].clone()
    }

    async fn open(&self, url: &str) {
        self.post(&format!("{}/url", self.session), &json!({ "url": url })).await;
    }

    /// What a piece of JavaScript returns.
    async fn run(&self, script: &str) -> Value {
        self.post(&format!("{}/execute/sync", self.session), &json!({ "script": script, "args": [] })).await
    }

    /// Waits until a piece of JavaScript returns something, and returns it.
    async fn wait(&self, script: &str) -> Value {
        for _ in 0..100 {
            let value = self.run(script).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("this did not become true within 5 s: {script}");
    }

    /// Sends the request of the form, and returns status and body of the answer as they are shown.
    async fn send(&self) -> (String, String) {
        self.run("document.querySelector('button.send').click()").await;
        let status = self.wait("return document.querySelector('#answer').dataset.status ?? null").await;
        let result = self.run("return document.querySelector('#result').textContent").await;
        (status.as_str().unwrap().to_owned(), result.as_str().unwrap().to_owned())
    }

    /// Errors of the page.
    async fn errors(&self) -> Vec<Value> {
        let log = self.post(&format!("{}/se/log", self.session), &json!({ "type": "browser" })).await;
        let entries = log.as_array().cloned().unwrap_or_default().into_iter();
        // The browser reports refusals that were asked for, too.
        entries.filter(|entry| entry["source"] == "javascript").collect()
    }
}

#[tokio::test]
async fn operations_can_be_tried_on_the_page() {
    let Some(browser) = Browser::start().await else {
        eprintln!("skipped: there is no chromedriver on the path");
        return;
    };
    let mock = MockServer::start().await.unwrap();
    browser.open(&format!("{}/__mock/", mock.url())).await;
    browser.wait("return document.body.dataset.ready === '150'").await;
    assert_eq!(browser.run("return document.querySelectorAll('nav li').length").await, 150);

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
    let (status, result) = browser.send().await;
    assert_eq!(status, "200", "{result}");
    assert!(result.contains("\"name\": \"shop\""), "{result}");

    // Wishes are sent along.
    browser.run("document.querySelector('#prefer').value = 'code=409'").await;
    assert_eq!(browser.send().await.0, "409");

    // Forms with files, too.
    browser.run("location.hash = '#cse.import_configurations'").await;
    browser.wait("return document.querySelector('h2')?.textContent.startsWith('cse.')").await;
    let (status, result) = browser.send().await;
    assert_eq!(status, "200", "{result}");

    mock.assert_called("v3.create_application", 2);
    assert_eq!(browser.errors().await, [] as [Value; 0]);
}
