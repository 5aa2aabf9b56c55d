//! Every setting, and where it comes from: the defaults, then a file, then the environment, merged by our own 60 lines.
//!
//! The libraries for it do not fit the variables we promised. `SILLON_LIMITS_SHOP_FRONT_BURST` is `limits.shop_front_burst`, and
//! what parts a section from a setting, to figment and config, is every underscore or none. figment reads a variable's text by what
//! it looks like, so that a password of digits is no text any more; here its type is the setting's. And what is wrong is told by
//! the variable or the file that somebody wrote it in, a mistyped name included.

use std::{path::Path, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use sillon_engine::{AccountRules, EngineSettings, IntakeLimits, OpenIdSettings, WebhookSettings};
use sillon_identity::{AttemptLimit, LetterLimit, PasswordSettings};
use sillon_images::Limits;
use sillon_lists::MAX_LIST_BYTES;
use sillon_notices::{Encryption, Mailbox, MailerSettings};
use sillon_store::{Database, Patience, StoreSettings};
use toml::{Table, Value};
use tracing_subscriber::EnvFilter;

const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// Every setting; `config/default.toml` says what each is, its unit, and its default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config/default.toml is the documentation")]
pub struct Settings {
    pub server: ServerSettings,
    pub limits: RateLimits,
    pub database: DatabaseSettings,
    pub passwords: Passwords,
    pub sessions: Sessions,
    pub accounts: Accounts,
    pub attempts: Attempts,
    pub letters: Letters,
    pub openid: OpenId,
    pub lists: Lists,
    pub images: Images,
    pub enterprises: Enterprises,
    pub shop: Shop,
    pub cycles: Cycles,
    pub mail: Mail,
    pub webhooks: Webhooks,
    pub metrics: MetricsSettings,
    pub log: Log,
}

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(pub $field: $type),* }
    )*};
}

sections! {
    /// `[server]`.
    ServerSettings {
        address: String, port: u16, workers: usize, public_url: String, shutdown_seconds: u64, proxies: usize,
        connections: usize, connections_per_network: usize, head_seconds: u64, body_seconds: u64, request_seconds: u64,
        write_seconds: u64, idle_seconds: u64, min_bytes_per_second: u64, uploads_bytes: usize, bodies_bytes: usize,
    }
    /// `[limits]`.
    RateLimits {
        network_per_second: u32, network_burst: u32, key_per_second: u32, key_burst: u32, shop_front_per_second: u32,
        shop_front_burst: u32,
    }
    /// `[database]`.
    DatabaseSettings {
        url: String, connect_timeout_seconds: u32, statement_seconds: u64, wait_seconds: u64, readers: usize, writers: usize,
        lane_writers: usize,
    }
    /// `[passwords]`.
    Passwords { memory_kib: u32, passes: u32, at_once: usize }
    /// `[sessions]`.
    Sessions { days: u32 }
    /// `[accounts]`.
    Accounts { require_confirmed_email: bool }
    /// `[attempts]`.
    Attempts { each_address: u32, each_network: u32, window_minutes: u32 }
    /// `[letters]`.
    Letters { each_address: u32, each_sender: u32, each_network: u32, window_hours: u32 }
    /// `[openid]`.
    OpenId { issuer: String, client_id: String, client_secret: String }
    /// `[lists]`.
    Lists { at_once: usize }
    /// `[images]`.
    Images { max_bytes: usize, max_megapixels: u32, at_once: usize }
    /// `[enterprises]`.
    Enterprises { max_owned: usize }
    /// `[shop]`.
    Shop { max_age_ms: u64 }
    /// `[cycles]`.
    Cycles { interval_seconds: u64 }
    /// `[mail]`.
    Mail {
        delivery: String, folder: String, from: String, host: String, port: u16, encryption: String, user: String,
        password: String, timeout_seconds: u64, interval_seconds: u64, retry_seconds: u32,
    }
    /// `[webhooks]`.
    Webhooks { allow_private: bool, interval_seconds: u64 }
    /// `[metrics]`.
    MetricsSettings { address: String }
    /// `[log]`.
    Log { filter: String, format: String, access: bool }
}

impl Settings {
    /// The defaults, changed by a file, then by the environment.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] names the file or variable, the setting, and what is wrong with it.
    ///
    /// # Panics
    ///
    /// Never: the defaults are part of the program.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut table: Table = DEFAULTS.parse().expect("the defaults are read by a test");
        if let Some(path) = file {
            let at = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|fault| SettingsError { place: at.clone(), rule: fault.to_string() })?;
            let changes: Table = text.parse().map_err(|fault: toml::de::Error| SettingsError {
                place: at.clone(),
                rule: fault.message().to_owned(),
            })?;
            merge(&mut table, changes, &at)?;
        }
        for (name, value) in environment {
            override_one(&mut table, &name, &value)?;
        }
        let settings: Self = Value::Table(table).try_into().map_err(|fault: toml::de::Error| {
            SettingsError { place: "settings".to_owned(), rule: fault.message().to_owned() }
        })?;
        settings.check()
    }

    /// Checks how people sign in, and for how long.
    fn check_signing_in(&self) -> Result<(), SettingsError> {
        if !(1..=3_650).contains(&self.sessions.days) {
            return Err(refuse("sessions.days", "it is from 1 to 3650"));
        }
        let Passwords { memory_kib, passes, at_once } = self.passwords;
        let is_hashed = (8..=1 << 20).contains(&memory_kib) && (1..=64).contains(&passes);
        if !is_hashed || !(1..=64).contains(&at_once) {
            let rule = "memory_kib is from 8 to 1048576, passes and at_once are from 1 to 64";
            return Err(refuse("passwords", rule));
        }
        Ok(())
    }

    fn check(self) -> Result<Self, SettingsError> {
        self.database()?;
        self.mailer()?;
        self.sender()?;
        let ServerSettings {
            connections,
            connections_per_network,
            head_seconds,
            body_seconds,
            request_seconds,
            write_seconds,
            idle_seconds,
            min_bytes_per_second,
            uploads_bytes,
            bodies_bytes,
            ..
        } = self.server;
        if connections == 0 || connections_per_network == 0 || min_bytes_per_second == 0 {
            return Err(refuse(
                "server",
                "connections, connections_per_network and min_bytes_per_second are 1 or more",
            ));
        }
        let largest = self.images.max_bytes.max(MAX_LIST_BYTES);
        if !(largest..=1 << 30).contains(&uploads_bytes) {
            let rule = "there is room for the largest list and image, and at most 1 GiB";
            return Err(refuse("server.uploads_bytes", rule));
        }
        if !(1 << 20..=1 << 30).contains(&bodies_bytes) {
            return Err(refuse("server.bodies_bytes", "it is from 1 MiB to 1 GiB"));
        }
        if !(1..=16).contains(&self.lists.at_once) {
            return Err(refuse("lists.at_once", "it is from 1 to 16"));
        }
        let waits = [head_seconds, body_seconds, request_seconds, write_seconds, idle_seconds];
        if waits.iter().any(|seconds| !(1..=3_600).contains(seconds)) {
            return Err(refuse("server", "each …_seconds is from 1 to 3600"));
        }
        if !["text", "json"].contains(&self.log.format.as_str()) {
            return Err(refuse("log.format", "it is \"text\" or \"json\""));
        }
        let intervals = [
            self.cycles.interval_seconds,
            self.mail.interval_seconds,
            self.webhooks.interval_seconds,
        ];
        if intervals.iter().any(|seconds| !(1..=3_600).contains(seconds)) {
            return Err(refuse("interval_seconds", "an interval is from 1 to 3600 seconds"));
        }
        if !(1..=3_600).contains(&self.mail.retry_seconds) {
            return Err(refuse("mail.retry_seconds", "it is from 1 to 3600"));
        }
        if !(1..=600).contains(&self.mail.timeout_seconds) {
            return Err(refuse("mail.timeout_seconds", "it is from 1 to 600"));
        }
        if self.server.workers > 256 {
            return Err(refuse("server.workers", "it is at most 256"));
        }
        self.check_signing_in()?;
        let workers = [self.database.readers, self.database.writers, self.database.lane_writers];
        if workers.iter().any(|threads| !(1..=256).contains(threads)) {
            return Err(refuse("database", "readers, writers and lane_writers are from 1 to 256"));
        }
        if !(2..=300).contains(&self.database.connect_timeout_seconds) {
            return Err(refuse("database.connect_timeout_seconds", "it is from 2 to 300"));
        }
        let waits = [self.database.statement_seconds, self.database.wait_seconds];
        if waits.iter().any(|seconds| !(1..=3_600).contains(seconds)) {
            let rule = "statement_seconds and wait_seconds are from 1 to 3600";
            return Err(refuse("database", rule));
        }
        let Attempts { each_address, each_network, window_minutes } = self.attempts;
        if [each_address, each_network, window_minutes].contains(&0) {
            return Err(refuse("attempts", "each is 1 or more"));
        }
        let Letters { each_address, each_sender, each_network, window_hours } = self.letters;
        if [each_address, each_sender, each_network, window_hours].contains(&0) {
            return Err(refuse("letters", "each is 1 or more"));
        }
        if !(1..=100).contains(&self.images.max_megapixels) {
            return Err(refuse("images.max_megapixels", "it is from 1 to 100"));
        }
        if let Err(fault) = EnvFilter::try_new(&self.log.filter) {
            return Err(refuse("log.filter", fault.to_string()));
        }
        let public = &self.server.public_url;
        let is_public = url::Url::parse(public)
            .is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        if !public.is_empty() && !is_public {
            return Err(refuse("server.public_url", "it begins with https:// or http://"));
        }
        let is_issuer =
            |text: &str| text.parse().is_ok_and(|address| OpenIdSettings::may_ask(&address));
        if !self.openid.issuer.is_empty() && !is_issuer(&self.openid.issuer) {
            return Err(refuse("openid.issuer", "it is an address that begins with https://"));
        }
        if self.openid.issuer.is_empty() != self.openid.client_id.is_empty() {
            return Err(refuse("openid", "set issuer and client_id both, or neither"));
        }
        Ok(self)
    }

    /// Which database.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] for an address of no database we know.
    pub fn database(&self) -> Result<Database, SettingsError> {
        let place = "database.url".to_owned();
        let refused =
            |rule: sillon_store::UnknownScheme| SettingsError { place, rule: rule.to_string() };
        self.database.url.parse().map(|url| self.bounded(url)).map_err(refused)
    }

    /// The database, where a server that does not answer is given up in time.
    pub fn bounded(&self, database: Database) -> Database {
        database.given_up_after(self.database.connect_timeout_seconds)
    }

    /// How many threads the store works with.
    pub fn store(&self) -> StoreSettings {
        let DatabaseSettings { readers, writers, lane_writers, .. } = self.database;
        let patience = Patience {
            turn: Duration::from_secs(self.database.wait_seconds),
            statement: Duration::from_secs(self.database.statement_seconds),
        };
        StoreSettings { readers, writers, lane_writers, patience }
    }

    /// What the engine is told.
    pub fn engine(&self) -> EngineSettings {
        EngineSettings {
            passwords: PasswordSettings {
                memory_kib: self.passwords.memory_kib,
                passes: self.passwords.passes,
            },
            passwords_at_once: self.passwords.at_once,
            accounts: AccountRules {
                confirmed_only: self.accounts.require_confirmed_email,
                max_owned: self.enterprises.max_owned,
            },
            open_id: self.open_id(),
            attempts: AttemptLimit {
                each_address: self.attempts.each_address,
                each_network: self.attempts.each_network,
                window_seconds: i64::from(self.attempts.window_minutes) * 60,
            },
            letters: LetterLimit {
                each_address: self.letters.each_address,
                each_sender: self.letters.each_sender,
                each_network: self.letters.each_network,
                window_seconds: i64::from(self.letters.window_hours) * 3_600,
            },
            images: Limits {
                max_bytes: self.images.max_bytes,
                max_megapixels: self.images.max_megapixels,
            },
            images_at_once: self.images.at_once,
            intake: IntakeLimits {
                uploads_bytes: self.server.uploads_bytes,
                bodies_bytes: self.server.bodies_bytes,
                lists_at_once: self.lists.at_once,
            },
            shop_max_age_ms: self.shop.max_age_ms,
            session_seconds: i64::from(self.sessions.days) * 24 * 3_600,
            public_url: self.public_url(),
            mail_retry_seconds: i64::from(self.mail.retry_seconds),
            webhooks: WebhookSettings { allow_private: self.webhooks.allow_private },
        }
    }

    /// The identity provider people may sign in with, if there is one.
    fn open_id(&self) -> Option<OpenIdSettings> {
        let OpenId { issuer, client_id, client_secret } = self.openid.clone();
        (!issuer.is_empty()).then_some(OpenIdSettings { issuer, client_id, client_secret })
    }

    /// Where people reach this installation.
    pub fn public_url(&self) -> String {
        if self.server.public_url.is_empty() {
            return format!("http://{}:{}", self.server.address, self.server.port);
        }
        self.server.public_url.trim_end_matches('/').to_owned()
    }

    /// Whom mail is from.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] when it is no address.
    pub fn sender(&self) -> Result<Mailbox, SettingsError> {
        self.mail.from.parse().map_err(|fault: <Mailbox as FromStr>::Err| SettingsError {
            place: "mail.from".to_owned(),
            rule: format!("it is like Our hub <orders@example.org>: {fault}"),
        })
    }

    /// How mail leaves.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] for a delivery or an encryption we do not know.
    pub fn mailer(&self) -> Result<MailerSettings, SettingsError> {
        let mail = &self.mail;
        match mail.delivery.as_str() {
            "files" => Ok(MailerSettings::Files { folder: mail.folder.clone().into() }),
            "smtp" => {
                let encryption = mail.encryption.parse::<Encryption>();
                let given = |text: &String| (!text.is_empty()).then(|| text.clone());
                Ok(MailerSettings::Smtp {
                    host: mail.host.clone(),
                    port: mail.port,
                    tls: encryption
                        .map_err(|fault| refuse("mail.encryption", fault.to_string()))?,
                    user: given(&mail.user),
                    password: given(&mail.password),
                    timeout: Duration::from_secs(mail.timeout_seconds),
                })
            }
            _ => Err(refuse("mail.delivery", "it is \"files\" or \"smtp\"")),
        }
    }

    /// The settings as they stand, secrets as `***`.
    ///
    /// # Panics
    ///
    /// Never: they were TOML before.
    pub fn shown(&self) -> String {
        let mut shown = self.clone();
        if !shown.mail.password.is_empty() {
            "***".clone_into(&mut shown.mail.password);
        }
        if !shown.openid.client_secret.is_empty() {
            "***".clone_into(&mut shown.openid.client_secret);
        }
        shown.database.url = without_password(&shown.database.url);
        toml::to_string_pretty(&shown).expect("settings are always TOML")
    }
}

/// That a setting, or a table of them, breaks a rule.
fn refuse(place: &str, rule: impl Into<String>) -> SettingsError {
    SettingsError { place: place.to_owned(), rule: rule.into() }
}

/// An address with its passwords as `***`: the one before the host, and those among the parameters.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    // A password may hold an at sign, a host does not.
    let place = match place.rsplit_once('@').map(|(who, host)| (who.split_once(':'), host)) {
        Some((Some((user, _)), host)) => format!("{user}:***@{host}"),
        Some((None, _)) | None => place.to_owned(),
    };
    let hidden = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("password") => format!("{name}=***"),
        Some(_) | None => parameter.to_owned(),
    };
    let parameters: Vec<String> = parameters.split('&').map(hidden).collect();
    let question = if rest.contains('?') { "?" } else { "" };
    format!("{scheme}://{place}{question}{}", parameters.join("&"))
}

/// Changes the settings a file names; one we do not know is refused.
fn merge(table: &mut Table, changes: Table, place: &str) -> Result<(), SettingsError> {
    for (section, change) in changes {
        let known = table.get_mut(&section).and_then(Value::as_table_mut);
        let known =
            known.ok_or_else(|| refuse(place, format!("there is no section [{section}]")))?;
        let Value::Table(change) = change else {
            return Err(refuse(place, format!("[{section}] is a section")));
        };
        for (name, value) in change {
            let old = known
                .get_mut(&name)
                .ok_or_else(|| refuse(place, format!("there is no setting {section}.{name}")))?;
            if old.type_str() != value.type_str() {
                let rule = format!(
                    "{section}.{name} is of type {}, not {}",
                    old.type_str(),
                    value.type_str()
                );
                return Err(refuse(place, rule));
            }
            *old = value;
        }
    }
    Ok(())
}

/// Changes the setting a variable names, if it names one: `SILLON_SERVER_PORT` is `server.port`.
fn override_one(table: &mut Table, variable: &str, value: &str) -> Result<(), SettingsError> {
    let name = if variable == "DATABASE_URL" {
        "DATABASE_URL"
    } else {
        variable.strip_prefix("SILLON_").unwrap_or("")
    };
    let name = name.to_lowercase();
    let Some((section, name)) = name.split_once('_') else { return Ok(()) };
    // Other programs have variables too, and so has this one; only within a section of ours is a name a mistake.
    let Some(settings) = table.get_mut(section).and_then(Value::as_table_mut) else {
        return Ok(());
    };
    let unknown = || SettingsError {
        place: variable.to_owned(),
        rule: format!("there is no setting {section}.{name}"),
    };
    let old = settings.get_mut(name).ok_or_else(unknown)?;
    let number =
        |_| SettingsError { place: variable.to_owned(), rule: "it is a whole number".to_owned() };
    let flag =
        |_| SettingsError { place: variable.to_owned(), rule: "it is true or false".to_owned() };
    *old = match old {
        Value::Integer(_) => Value::Integer(value.parse().map_err(number)?),
        Value::Boolean(_) => Value::Boolean(value.parse().map_err(flag)?),
        _ => Value::String(value.to_owned()),
    };
    Ok(())
}

/// A setting cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {rule}")]
pub struct SettingsError {
    place: String,
    rule: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_defaults_are_whole_and_the_environment_wins() {
        let settings = Settings::load(None, env(&[])).unwrap();
        assert_eq!(settings.public_url(), "http://127.0.0.1:8080");
        let changed = env(&[
            ("SILLON_SERVER_PORT", "9000"),
            ("DATABASE_URL", "postgres://a:b@h/n"),
            ("PATH", "/bin"),
        ]);
        let settings = Settings::load(None, changed).unwrap();
        assert_eq!(settings.server.port, 9000);
        let bounded = "postgres://a:b@h/n?connect_timeout=5";
        assert_eq!(settings.database().unwrap(), Database::Postgres(bounded.into()));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let load =
            |pairs: &[(&str, &str)]| Settings::load(None, env(pairs)).unwrap_err().to_string();
        assert_eq!(
            load(&[("SILLON_SERVER_PORT", "many")]),
            "SILLON_SERVER_PORT: it is a whole number"
        );
        let mistyped = load(&[("SILLON_MAIL_HOTS", "x")]);
        assert_eq!(mistyped, "SILLON_MAIL_HOTS: there is no setting mail.hots");
        assert!(load(&[("DATABASE_URL", "mysql://x")]).starts_with("database.url: "));
        let confirm = "SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL";
        assert_eq!(load(&[(confirm, "no")]), format!("{confirm}: it is true or false"));
        assert_eq!(load(&[("SILLON_ATTEMPTS_EACH_ADDRESS", "0")]), "attempts: each is 1 or more");
        assert!(load(&[("SILLON_MAIL_DELIVERY", "pigeon")]).starts_with("mail.delivery: "));
        let mut table: Table = DEFAULTS.parse().unwrap();
        let refused =
            merge(&mut table, "[server]\nprot = 1".parse().unwrap(), "my.toml").unwrap_err();
        assert_eq!(refused.to_string(), "my.toml: there is no setting server.prot");
    }

    #[test]
    fn the_production_file_changes_known_settings_only() {
        let mut table: Table = DEFAULTS.parse().unwrap();
        let production = include_str!("../../../config/production.toml");
        merge(&mut table, production.parse().unwrap(), "production.toml").unwrap();
    }

    #[test]
    fn secrets_are_not_shown() {
        let secrets = env(&[
            ("DATABASE_URL", "postgres://a:hush@h/n"),
            ("SILLON_MAIL_PASSWORD", "hush"),
            ("SILLON_OPENID_CLIENT_SECRET", "hush"),
        ]);
        let shown = Settings::load(None, secrets).unwrap().shown();
        assert!(!shown.contains("hush") && shown.contains("postgres://a:***@h/n"), "{shown}");
        assert_eq!(without_password("postgres://a:s@cret@h/n"), "postgres://a:***@h/n");
        assert_eq!(
            without_password("postgres:///n?host=h&password=secret&user=a"),
            "postgres:///n?host=h&password=***&user=a"
        );
        for same in ["sqlite:data/sillon.db", "postgres://a@h/n", "postgres://h/n?sslmode=require"]
        {
            assert_eq!(without_password(same), same);
        }
    }
}
