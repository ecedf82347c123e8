//! Chromium, driven by chromedriver.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

/// A browser without a window; it ends when it is dropped.
pub(crate) struct Browser {
    driver: Child,
    session: String,
    http: Client,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser does not end with its driver.
        let _ = self.end_session();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// Starts a browser. Returns `None` and reports it if there is no chromedriver.
    pub(crate) async fn start() -> Option<Browser> {
        let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = started else {
            servicestage_tests::left_out("browser tests", "chromedriver is not on the path");
            return None;
        };
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

    /// Asks the driver to close the browser, and waits until it has.
    fn end_session(&self) -> std::io::Result<()> {
        let address = self.session.trim_start_matches("http://");
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "DELETE /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }

    pub(crate) async fn post(&self, url: &str, body: &Value) -> Value {
        let answer: Value = self.http.post(url).json(body).send().await.unwrap().json().await.unwrap();
        answer["value"].clone()
    }

    pub(crate) async fn open(&self, url: &str) {
        self.post(&format!("{}/url", self.session), &json!({ "url": url })).await;
    }

    /// What a piece of JavaScript returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.post(&format!("{}/execute/sync", self.session), &json!({ "script": script, "args": [] })).await
    }

    /// Waits until a piece of JavaScript returns something, and returns it.
    pub(crate) async fn wait(&self, script: &str) -> Value {
        for _ in 0..100 {
            let value = self.run(script).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("this did not become true within 5 s: {script}");
    }

    /// Errors of the page.
    pub(crate) async fn errors(&self) -> Vec<Value> {
        let log = self.post(&format!("{}/se/log", self.session), &json!({ "type": "browser" })).await;
        let entries = log.as_array().cloned().unwrap_or_default().into_iter();
        // The browser reports refusals that were asked for, too.
        entries.filter(|entry| entry["source"] == "javascript").collect()
    }

    /// Makes the page as large as a screen, in the colors that its user prefers.
    pub(crate) async fn screen(&self, (width, height): (u32, u32), colors: &str) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": colors }] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.post(&format!("{}/goog/cdp/execute", self.session), &body).await;
    }

    /// Presses keys, one after the other: `/`, `a`, or names of [`key`].
    pub(crate) async fn press(&self, keys: &str) {
        let strokes = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() })));
        let strokes: Vec<Value> = strokes.collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.post(&format!("{}/actions", self.session), &body).await;
    }
}

/// Keys that write nothing.
pub(crate) mod key {
    pub(crate) const TAB: &str = "\u{E004}";
    pub(crate) const ENTER: &str = "\u{E007}";
    pub(crate) const ESCAPE: &str = "\u{E00C}";
    pub(crate) const UP: &str = "\u{E013}";
    pub(crate) const DOWN: &str = "\u{E015}";
}
