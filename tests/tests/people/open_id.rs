//! People sign in with what an identity provider knows of them.

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use sillon_testkit::{
    Answer, Client, IdentityProvider, Marketplace, TestDatabase, on_both_databases,
};
use url::Url;

const START: &str = "2026-05-04T08:00:00Z";
/// The same instant in seconds.
const NOW: i64 = 1_777_881_600;
const PUBLIC: &str = "http://localhost:9";

fn market(database: TestDatabase, issuer: &str) -> Marketplace {
    Marketplace::open_told(database, START, &IdentityProvider::told_of(issuer, PUBLIC))
}

/// A browser that was sent to the provider: where to, with what cookie.
struct Sent {
    browser: Client,
    at: Url,
}

impl Sent {
    fn from(market: &Marketplace) -> Self {
        let guest = market.guest();
        let sent = guest.get("/v1/openid/sign-in");
        assert_eq!(sent.status, 303, "{sent}");
        let cookie = sent.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let kept = cookie.split(';').next().unwrap();
        let at = sent.header("location").unwrap().parse().unwrap();
        Self { browser: guest.saying("cookie", kept), at }
    }

    fn parameter(&self, name: &str) -> String {
        self.at.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned()
    }

    fn claims(&self, issuer: &str) -> Value {
        json!({
            "iss": issuer, "sub": "u1", "aud": "sillon", "exp": NOW + 300, "iat": NOW, "email": "awa@example.org",
            "email_verified": true, "name": "Awa Diallo", "nonce": self.parameter("nonce"),
        })
    }

    fn back_with(&self, claims: &Value) -> Answer {
        let code = IdentityProvider::code(claims);
        self.browser
            .get(&format!("/v1/openid/callback?state={}&code={code}", self.parameter("state")))
    }
}

on_both_databases! {
    async fn whoever_the_provider_vouches_for_is_signed_in(db: TestDatabase) {
        let issuer = IdentityProvider::start();
        let market = market(db, issuer.address());
        let sent = Sent::from(&market);
        assert_eq!(sent.parameter("redirect_uri"), format!("{PUBLIC}/v1/openid/callback"));
        assert_eq!(sent.parameter("code_challenge_method"), "S256");
        let session = sent.back_with(&sent.claims(issuer.address())).assert(201);
        let awa = market.guest().with_token(session["token"].as_str().unwrap());
        let me = awa.get("/v1/me").assert(200);
        assert_eq!((&me["user"]["email"], &me["user"]["name"]), (&json!("awa@example.org"), &json!("Awa Diallo")));

        // A sign-in ends once; the next one finds the same account, whatever address the provider names by then.
        sent.back_with(&sent.claims(issuer.address())).assert_problem(401, "sign-in-not-begun");
        // Nor is a password made up once more, or the provider asked where its parts are: that costs, and is known.
        let hashings = market.engine().hashings();
        let again = Sent::from(&market);
        let mut moved = again.claims(issuer.address());
        moved["email"] = json!("elsewhere@example.org");
        let session = again.back_with(&moved).assert(201);
        assert_eq!(session["user"]["id"], me["user"]["id"]);
        assert_eq!((market.engine().hashings(), issuer.discoveries()), (hashings, 1));
        market.assert_clean();
    }

    async fn an_account_of_the_address_is_theirs(db: TestDatabase) {
        let issuer = IdentityProvider::start();
        let market = market(db, issuer.address());
        let awa = market.person("Awa");
        let known = awa.get("/v1/me").text_at("/user/id");
        let sent = Sent::from(&market);
        let session = sent.back_with(&sent.claims(issuer.address())).assert(201);
        assert_eq!(session["user"]["id"], json!(known));
        // It is confirmed now, and stays as it is when they come again.
        let hashings = market.engine().hashings();
        let again = Sent::from(&market);
        let session = again.back_with(&again.claims(issuer.address())).assert(201);
        assert_eq!(session["user"]["id"], json!(known));
        assert_eq!(market.engine().hashings(), hashings);
        market.assert_clean();
    }

    async fn an_account_does_not_go_with_an_address_that_goes_to_another(db: TestDatabase) {
        let issuer = IdentityProvider::start();
        let market = market(db, issuer.address());
        let sent = Sent::from(&market);
        sent.back_with(&sent.claims(issuer.address())).assert(201);
        let again = Sent::from(&market);
        let mut another = again.claims(issuer.address());
        another["sub"] = json!("u2");
        again.back_with(&another).assert_problem(409, "other-subject");
        let first = Sent::from(&market);
        first.back_with(&first.claims(issuer.address())).assert(201);
        market.assert_clean();
    }

    async fn many_at_once_ask_the_provider_once(db: TestDatabase) {
        let issuer = IdentityProvider::start();
        let market = market(db, issuer.address());
        std::thread::scope(|scope| {
            let sent: Vec<_> = (0..12).map(|_| scope.spawn(|| Sent::from(&market))).collect();
            for one in sent {
                let sent = one.join().unwrap();
                sent.back_with(&sent.claims(issuer.address())).assert(201);
            }
        });
        assert_eq!(issuer.discoveries(), 1);
        market.assert_clean();
    }

    async fn what_is_not_of_this_sign_in_opens_nothing(db: TestDatabase) {
        let issuer = IdentityProvider::start();
        let market = market(db, issuer.address());
        for (claim, value) in [
            ("nonce", json!("another")), ("aud", json!("another")), ("iss", json!("https://id.example.org")),
            ("exp", json!(NOW - 3600)), ("email_verified", json!(false)),
        ] {
            let sent = Sent::from(&market);
            let mut claims = sent.claims(issuer.address());
            claims[claim] = value;
            sent.back_with(&claims).assert_problem(401, "identity-provider");
        }
        let sent = Sent::from(&market);
        let state = sent.parameter("state");
        // Another browser, another state, no code, and a refusal.
        market.guest().get(&format!("/v1/openid/callback?state={state}&code=x")).assert_problem(401, "sign-in-not-begun");
        sent.browser.get("/v1/openid/callback?state=x&code=x").assert_problem(401, "sign-in-not-begun");
        sent.browser.get(&format!("/v1/openid/callback?state={state}")).assert_problem(401, "identity-provider");
        sent.browser.get(&format!("/v1/openid/callback?state={state}&error=access_denied")).assert_problem(401, "identity-provider");
        // It waits a quarter of an hour, and no longer.
        let late = Sent::from(&market);
        market.set_clock("2026-05-04T08:15:00Z");
        late.back_with(&late.claims(issuer.address())).assert_problem(401, "sign-in-not-begun");
        market.assert_clean();
    }
}

#[test]
fn without_a_provider_nobody_is_sent_there() {
    let market = Marketplace::open(TestDatabase::sqlite());
    market.guest().get("/v1/openid/sign-in").assert_problem(404, "no-identity-provider");
}

#[test]
fn a_provider_that_does_not_answer_is_told_of() {
    let market = market(TestDatabase::sqlite(), "http://127.0.0.1:9");
    market.guest().get("/v1/openid/sign-in").assert_problem(503, "identity-provider-unreachable");
}

/// A certified provider that runs on this machine; it ends with the value.
struct Certified {
    child: Child,
    issuer: String,
    /// What else it says; it would end if nobody could hear it.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Certified {
    /// Starts it from a folder into which the npm package `oidc-provider` was installed, which `SILLON_OIDC_PROVIDER` names.
    fn start() -> Option<Self> {
        let folder = env::var_os("SILLON_OIDC_PROVIDER")?;
        let script = Path::new(&folder).join("provider.mjs");
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/people/open_id/provider.mjs");
        std::fs::copy(source, &script).unwrap();
        let mut command = Command::new("node");
        command.arg(&script).arg(format!("{PUBLIC}/v1/openid/callback")).arg("our secret");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let issuer = said.next().unwrap().unwrap();
        Some(Self { child, issuer, _said: said })
    }
}

impl Drop for Certified {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_certified_provider_is_understood() {
    let Some(provider) = Certified::start() else {
        let said =
            "\nSILLON_OIDC_PROVIDER is not set: a_certified_provider_is_understood left out\n";
        drop(std::io::stderr().write_all(said.as_bytes()));
        return;
    };
    let issuer = &provider.issuer;
    // By the provider's clock, which is the machine's.
    let market =
        Marketplace::open_now(TestDatabase::sqlite(), &IdentityProvider::told_of(issuer, PUBLIC));
    let sent = Sent::from(&market);
    // Its own pages for trying things out: a form to say who one is, and one to agree.
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let mut at = sent.at.clone();
    let mut form = None;
    for _ in 0..12 {
        if at.as_str().starts_with(PUBLIC) {
            break;
        }
        let (next, page) = visit(&at, form.take(), &mut cookies);
        if let Some(next) = next {
            at = at.join(&next).unwrap();
            continue;
        }
        let action = page.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
        at = at.join(action).unwrap();
        let is_login = page.contains("name=\"login\"");
        form = Some(if is_login { "prompt=login&login=awa&password=x" } else { "prompt=consent" });
    }
    let back = format!("{}?{}", at.path(), at.query().unwrap_or_default());
    let session = sent.browser.get(&back).assert(201);
    assert_eq!(session["user"]["email"], json!("awa@example.org"));
}

/// Asks for a page as a browser does: where it sends one, else what it says.
fn visit(
    at: &Url,
    form: Option<&str>,
    cookies: &mut BTreeMap<String, String>,
) -> (Option<String>, String) {
    let agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build()
        .new_agent();
    let kept = cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let kept = kept.collect::<Vec<_>>().join("; ");
    let answer = match form {
        Some(form) => {
            let post = agent.post(at.as_str()).header("cookie", kept);
            post.header("content-type", "application/x-www-form-urlencoded").send(form)
        }
        None => agent.get(at.as_str()).header("cookie", kept).call(),
    };
    let mut answer = answer.unwrap();
    for cookie in answer.headers().get_all("set-cookie") {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        cookies.insert(name.to_owned(), value.to_owned());
    }
    let next = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    (next, answer.body_mut().read_to_string().unwrap())
}
