use std::collections::BTreeSet;

use sillon_cycles::{DeliveryAddress, MAX_TAGS, Patch};
use sillon_kernel::{
    CustomerId, Detail, Email, EnterpriseId, Failure, FailureKind, FieldValue, Fields, Name, Tag,
    Text, Timestamp,
};

/// Somebody a hub sells to, as the hub knows them: by an e-mail address, with an account or without.
///
/// What it shows and charges by their tags is theirs when they are signed in with that address, and have proved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Whose customer they are.
    pub hub: EnterpriseId,
    /// Their address, which no other customer of the hub has.
    pub email: Email,
    /// What to call them.
    pub name: Option<Name>,
    /// The hub's own code for them, which no other customer of it has.
    pub code: Option<Text<60>>,
    /// What the hub's rules and prices know them by.
    pub tags: BTreeSet<Tag>,
    /// How to reach them.
    pub phone: Option<Text<40>>,
    /// Where they live.
    pub address: Option<DeliveryAddress>,
    /// What the hub minds of them; neither they nor producers are shown it.
    pub note: Option<Text<500>>,
    /// Counts their changes.
    pub version: i64,
    /// Since when the hub knows them.
    pub created_at: Timestamp,
}

impl Fields for Customer {
    /// Of who they are it is told that it changed, and not what it is: they may have it forgotten.
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let untold = |_: &str| "…".to_owned();
        let address = self.address.as_ref().map(DeliveryAddress::line);
        vec![
            ("email", FieldValue::veiled(Some(&self.email), untold)),
            ("name", FieldValue::veiled(self.name.as_ref(), untold)),
            ("code", FieldValue::veiled(self.code.as_ref(), untold)),
            ("tags", FieldValue::several(&self.tags)),
            ("phone", FieldValue::veiled(self.phone.as_ref(), untold)),
            ("address", FieldValue::veiled(address.as_ref(), untold)),
            ("note", FieldValue::veiled(self.note.as_ref(), untold)),
        ]
    }
}

/// What to change of a customer; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct CustomerPatch {
    /// Their address.
    pub email: Patch<Email>,
    /// What to call them.
    pub name: Patch<Option<Name>>,
    /// The hub's own code for them.
    pub code: Patch<Option<Text<60>>>,
    /// Their tags, as a whole.
    pub tags: Patch<BTreeSet<Tag>>,
    /// How to reach them.
    pub phone: Patch<Option<Text<40>>>,
    /// Where they live, as a whole.
    pub address: Patch<Option<DeliveryAddress>>,
    /// What the hub minds of them.
    pub note: Patch<Option<Text<500>>>,
}

impl Customer {
    /// Checks what a hub says of somebody.
    ///
    /// # Errors
    ///
    /// [`CustomerRefused::TooManyTags`].
    pub fn check(&self) -> Result<(), CustomerRefused> {
        if self.tags.len() > MAX_TAGS {
            return Err(CustomerRefused::TooManyTags);
        }
        Ok(())
    }

    /// The customer after an edit, under the next version.
    #[must_use]
    pub fn patched(self, patch: CustomerPatch) -> Self {
        Self {
            email: patch.email.over(self.email),
            name: patch.name.over(self.name),
            code: patch.code.over(self.code),
            tags: patch.tags.over(self.tags),
            phone: patch.phone.over(self.phone),
            address: patch.address.over(self.address),
            note: patch.note.over(self.note),
            version: self.version + 1,
            ..self
        }
    }
}

/// Why a customer was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustomerRefused {
    /// They have too many tags.
    #[error("tags: there are at most {MAX_TAGS}")]
    TooManyTags,
    /// The hub knows this address already.
    #[error("email: a customer of this hub has this address already")]
    AddressKnown,
    /// The hub gave the code to somebody else.
    #[error("code: another customer of this hub has this code")]
    CodeTaken,
}

impl Failure for CustomerRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::TooManyTags => (FailureKind::Invalid, "invalid-field"),
            Self::AddressKnown => (FailureKind::Conflict, "customer-known"),
            Self::CodeTaken => (FailureKind::Conflict, "customer-code-taken"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::told(&self.to_string())]
    }
}

/// The shop is for customers whom it knows, and whoever asks is none, or is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this shop sells to its own customers only: sign in with the address it knows, or ask it to add you"
)]
pub struct CustomersOnly;

impl Failure for CustomersOnly {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Forbidden, "customers-only")
    }
}
