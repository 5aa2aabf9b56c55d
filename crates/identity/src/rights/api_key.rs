use sillon_kernel::{ApiKeyId, EnterpriseId, FieldValue, Fields, Name, Timestamp, UserId};

use crate::{Actor, rights::policy::Scope};

/// How old the note of a key's last use may grow, in seconds, before it is written anew: a busy machine costs one write in
/// that time, not one a request.
const USE_NOTED_EVERY_SECONDS: i64 = 5 * 60;

/// A machine's key to one enterprise. Its secret was shown once and is known by its hash alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// For whom the machine acts.
    pub enterprise: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// What it is good for, each scope once and in order.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub created_at: Timestamp,
    /// Who made it; nobody for the operator.
    pub created_by: Option<UserId>,
    /// When it stops to open anything.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, give or take five minutes.
    pub last_used_at: Option<Timestamp>,
}

impl Fields for ApiKey {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![
            ("name", FieldValue::one(&self.name)),
            ("scopes", FieldValue::several(&self.scopes)),
            ("expires_at", FieldValue::maybe(self.expires_at)),
        ]
    }
}

impl ApiKey {
    /// What its secret begins with, so that people and programs that look for leaked secrets know one.
    pub const PREFIX: &'static str = "sk_";

    /// The most an enterprise has at a time.
    pub const MAX: usize = 100;

    /// The machine that shows it; nobody once it has expired.
    pub fn actor(&self, now: Timestamp) -> Option<Actor> {
        let expired = self.expires_at.is_some_and(|end| end <= now);
        let Self { id: key, enterprise, scopes, .. } = self.clone();
        (!expired).then_some(Actor::Machine { key, enterprise, scopes })
    }

    /// Whether its use now is worth a note.
    pub fn should_note_use(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last.plus_seconds(USE_NOTED_EVERY_SECONDS) <= now)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key(expires_at: Option<&str>, last_used_at: Option<&str>) -> ApiKey {
        let at = |text: &str| text.parse().unwrap();
        ApiKey {
            id: ApiKeyId(Uuid::from_u128(1)),
            enterprise: EnterpriseId(Uuid::from_u128(2)),
            name: Name::parse("Scales").unwrap(),
            scopes: vec![Scope::CatalogueWrite],
            created_at: at("2026-05-01T00:00:00Z"),
            created_by: None,
            expires_at: expires_at.map(at),
            last_used_at: last_used_at.map(at),
        }
    }

    #[test]
    fn a_key_opens_until_the_moment_it_expires() {
        let key = key(Some("2026-06-01T00:00:00Z"), None);
        assert!(key.actor("2026-05-31T23:59:59Z".parse().unwrap()).is_some());
        assert_eq!(key.actor("2026-06-01T00:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn a_busy_key_is_noted_every_five_minutes() {
        assert!(key(None, None).should_note_use("2026-05-01T00:00:00Z".parse().unwrap()));
        let used = key(None, Some("2026-05-01T12:00:00Z"));
        assert!(!used.should_note_use("2026-05-01T12:04:59Z".parse().unwrap()));
        assert!(used.should_note_use("2026-05-01T12:05:00Z".parse().unwrap()));
    }
}
