use uuid::Uuid;

/// What was done for an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The digest of the request.
    pub digest: [u8; 32],
    /// The status it was answered with.
    pub status: u16,
    /// The body it was answered with.
    pub body: String,
}

/// Something stored that is not what its history comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: an order, a supply, an account.
    pub what: String,
    /// Which.
    pub id: Uuid,
    /// What should be, in minor units or thousandths.
    pub expected: i64,
    /// What is.
    pub found: i64,
}
