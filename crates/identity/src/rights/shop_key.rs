use sillon_kernel::{EnterpriseId, FieldValue, Fields, Name, ShopKeyId, Timestamp, UserId};

use crate::{Actor, Origin};

/// A shop front's key to one hub's shop. It is no secret: it stands in web pages for all to read, so it opens only what a
/// guest may do there, and a browser may use it only on pages of the origins it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopKey {
    /// Which.
    pub id: ShopKeyId,
    /// Whose shop it is for.
    pub hub: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// The key as it stands in web pages.
    pub key: String,
    /// Where those pages come from, each once and in order.
    pub origins: Vec<Origin>,
    /// Since when.
    pub created_at: Timestamp,
    /// Who made it; nobody for the operator.
    pub created_by: Option<UserId>,
}

impl Fields for ShopKey {
    /// The key itself is not told.
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![("name", FieldValue::one(&self.name)), ("origins", FieldValue::several(&self.origins))]
    }
}

impl ShopKey {
    /// What it begins with.
    pub const PREFIX: &'static str = "pk_";

    /// The most a hub has at a time.
    pub const MAX: usize = 100;

    /// The most origins of one key.
    pub const MAX_ORIGINS: usize = 20;

    /// The shop front that shows it.
    pub fn actor(&self) -> Actor {
        Actor::ShopFront { key: self.id, name: self.name.clone(), shop: self.hub }
    }

    /// Whether it may be shown from where a request says it comes from; a request that says nothing comes from no browser.
    pub fn is_good_from(&self, origin: Option<&str>) -> bool {
        origin.is_none_or(|origin| self.origins.iter().any(|known| known.as_str() == origin))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_is_good_from_its_origins_to_the_letter() {
        let key = ShopKey {
            id: ShopKeyId(Uuid::from_u128(1)),
            hub: EnterpriseId(Uuid::from_u128(2)),
            name: Name::parse("Our site").unwrap(),
            key: "pk_1".to_owned(),
            origins: vec![Origin::parse("https://shop.example.org").unwrap()],
            created_at: "2026-05-01T00:00:00Z".parse().unwrap(),
            created_by: None,
        };
        assert!(key.is_good_from(Some("https://shop.example.org")) && key.is_good_from(None));
        let others = ["http://shop.example.org", "https://shop.example.org.evil.example", "null"];
        assert!(!others.iter().any(|other| key.is_good_from(Some(other))));
    }
}
