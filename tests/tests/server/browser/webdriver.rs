//! The few commands of `WebDriver` (<https://www.w3.org/TR/webdriver2/>) that a shopper needs.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Where Debian puts what is needed.
const CHROMIUM: &str = "/usr/bin/chromium";
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";
/// The key under which `WebDriver` names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a browser may take for anything.
const PATIENCE: Duration = Duration::from_mins(3);

/// A running chromedriver. Dropped, it ends with its browsers.
pub(crate) struct Driver {
    child: Child,
    url: String,
    profiles: tempfile::TempDir,
}

impl Driver {
    /// Starts one; none where Chromium is not installed, or on a machine that only builds (`CI`).
    pub(crate) fn start() -> Option<Self> {
        let has_browser =
            [CHROMIUM, CHROMEDRIVER].iter().all(|program| Path::new(program).exists());
        if !has_browser || env::var_os("CI").is_some() {
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(CHROMEDRIVER)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let driver = Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            profiles: tempfile::tempdir().unwrap(),
        };
        let started = Instant::now();
        while ureq::get(format!("{}/status", driver.url)).call().is_err() {
            assert!(started.elapsed() < PATIENCE, "chromedriver does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        Some(driver)
    }

    /// Opens a browser whose window has this size, as a new visitor has it.
    pub(crate) fn open(&self, width: u32, height: u32) -> Browser<'_> {
        let profile = tempfile::tempdir_in(self.profiles.path()).unwrap().keep();
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.display()),
        ];
        let options = json!({ "binary": CHROMIUM, "args": arguments, "mobileEmulation": {
            "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1.0, "touch": false, "mobile": true },
        } });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let opened = send(&format!("{}/session", self.url), &wanted);
        let session = opened["sessionId"].as_str().unwrap().to_owned();
        Browser { driver: self, session }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A browser window. Dropped, it closes.
pub(crate) struct Browser<'d> {
    driver: &'d Driver,
    session: String,
}

impl Browser<'_> {
    /// Goes to an address.
    pub(crate) fn go(&self, url: &str) {
        self.post("url", &json!({ "url": url }));
    }

    /// Waits until it has come to an address with this in it; the address.
    pub(crate) fn arrive(&self, part: &str) -> String {
        let started = Instant::now();
        loop {
            let address = self.address();
            if address.contains(part) && self.is_ready() {
                return address;
            }
            assert!(started.elapsed() < PATIENCE, "still at {address}, not at {part}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn is_ready(&self) -> bool {
        let script = json!({ "script": "return document.readyState", "args": [] });
        self.post("execute/sync", &script) == "complete"
    }

    /// Where it is.
    fn address(&self) -> String {
        self.get("url").as_str().unwrap().to_owned()
    }

    /// What a person reads in an element.
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.find(selector, 0);
        self.get(&format!("element/{element}/text")).as_str().unwrap().to_owned()
    }

    /// Writes into the field that comes so far down among those that match.
    pub(crate) fn fill(&self, selector: &str, number: usize, text: &str) {
        let element = self.find(selector, number);
        self.post(&format!("element/{element}/clear"), &json!({}));
        self.post(&format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Scrolls to an element as a person does, away from what sticks to the edges, and clicks.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.find(selector, 0);
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.post("execute/sync", &json!({ "script": script, "args": [{ ELEMENT: element }] }));
        self.post(&format!("element/{element}/click"), &json!({}));
    }

    /// Presses Enter in a field, which sends its form.
    pub(crate) fn submit(&self, selector: &str) {
        let element = self.find(selector, 0);
        self.post(&format!("element/{element}/value"), &json!({ "text": "\u{e007}" }));
    }

    /// Keeps what the window shows as `target/browser/NAME.png`.
    pub(crate) fn screenshot(&self, name: &str) {
        let shot = self.get("screenshot");
        let folder = shots();
        fs::create_dir_all(&folder).unwrap();
        let decoded = decode(shot.as_str().unwrap());
        fs::write(folder.join(format!("{name}.png")), decoded).unwrap();
    }

    fn find(&self, selector: &str, number: usize) -> String {
        let found = self.post("elements", &json!({ "using": "css selector", "value": selector }));
        let element = found.get(number).and_then(|element| element[ELEMENT].as_str());
        element
            .unwrap_or_else(|| panic!("no {selector} ({number}) at {}", self.address()))
            .to_owned()
    }

    fn path(&self, command: &str) -> String {
        format!("{}/session/{}/{command}", self.driver.url, self.session)
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        send(&self.path(command), body)
    }

    fn get(&self, command: &str) -> Value {
        let mut answer = ureq::get(self.path(command)).call().unwrap();
        value(&answer.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string().unwrap())
    }
}

impl Drop for Browser<'_> {
    fn drop(&mut self) {
        drop(ureq::delete(format!("{}/session/{}", self.driver.url, self.session)).call());
    }
}

/// Sends a command; what it answers.
fn send(url: &str, body: &Value) -> Value {
    let agent = ureq::Agent::new_with_config(
        ureq::Agent::config_builder().http_status_as_error(false).build(),
    );
    let sent = agent.post(url).header("content-type", "application/json").send(body.to_string());
    let answered = sent.unwrap().body_mut().read_to_string().unwrap();
    value(&answered)
}

/// The value of an answer, which is no error.
fn value(answered: &str) -> Value {
    let mut answer: Value = serde_json::from_str(answered).unwrap();
    let value = answer["value"].take();
    assert!(value.get("error").is_none(), "{value}");
    value
}

/// Where screenshots lie: `target/browser`, beside what was built.
fn shots() -> PathBuf {
    let built = env::current_exe().unwrap();
    let target = built.ancestors().find(|folder| folder.ends_with("target")).unwrap();
    target.join("browser")
}

/// Reads base 64, as `WebDriver` sends pictures.
fn decode(text: &str) -> Vec<u8> {
    base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text).unwrap()
}
