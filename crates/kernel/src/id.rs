use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

/// Makes typed ids: one UUID each, version 7 when it is ours, never mistaken for another's.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId;
    /// A device on which a person is signed in.
    SessionId;
    /// A link that is mailed to prove an address.
    LinkId;
    /// An invitation to act for an enterprise.
    InvitationId;
    /// A farm, a hub, or both.
    EnterpriseId;
    /// A machine's key to an enterprise.
    ApiKeyId;
    /// A shop front's key to a hub's shop.
    ShopKeyId;
    /// What a producer makes, in whatever sizes.
    ProductId;
    /// A size of a product that is sold.
    VariantId;
    /// Enterprises that show themselves together.
    GroupId;
    /// A certificate an enterprise holds.
    CertificateId;
    /// A pool of goods that variants draw on.
    SupplyId;
    /// A picture, in all its sizes.
    ImageId;
    /// An order cycle.
    CycleId;
    /// Order cycles that come again by a rule.
    SeriesId;
    /// A producer's way into a cycle, or a hub's way out of it.
    ExchangeId;
    /// A fee an enterprise charges.
    FeeId;
    /// A way in which a hub hands goods over.
    HandOverMethodId;
    /// What a hub takes off orders that name its code.
    VoucherId;
    /// A cart: it holds nothing and promises nothing.
    CartId;
    /// A change of a placed order.
    OrderChangeId;
    /// Somebody a hub sells to, as the hub knows them.
    CustomerId;
    /// A placed order.
    OrderId;
    /// A payment received.
    PaymentId;
    /// Money that a hub paid back to the customer of an order.
    RepaymentId;
    /// Money that a hub paid out to whom it is payable.
    PayoutId;
    /// Packaging of an order that came back.
    ReturnId;
    /// A transaction of the ledger.
    TransactionId;
    /// A message waiting to leave, or left.
    MessageId;
    /// A letter to many about an order cycle.
    CycleLetterId;
    /// One node's hold on a message that it is about to send, or on a webhook that it tells.
    LeaseId;
    /// An address of an enterprise's that is told what happens.
    WebhookId;
    /// One try to tell a webhook something.
    DeliveryId;
}

impl MessageId {
    /// When the message was written, to the millisecond, as its id says.
    pub fn made_at(self) -> Option<Timestamp> {
        let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
        let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
        Timestamp::from_micros(micros.checked_add(i64::from(nanos / 1_000))?).ok()
    }
}
