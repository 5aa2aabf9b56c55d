use std::str::FromStr;

/// A kind of letter, as people choose which they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// About one's own orders: placed, changed, cancelled, paid back.
    Order,
    /// About one's account: addresses, passwords, invitations.
    Account,
    /// Orders are taken at a shop one follows.
    CycleOpened,
    /// Orders are soon taken no more at a shop one follows, and one has not ordered.
    ClosingSoon,
    /// One's order is handed over within a day.
    PickUpSoon,
    /// What an enterprise that was just founded has to set up.
    Welcome,
    /// Every order that is placed at a hub, or changed by its customer.
    OrderReceived,
    /// A customer cancelled an order.
    OrderCancelled,
    /// What to harvest, and when it becomes less.
    Harvest,
    /// A cycle asks to take part.
    Asked,
    /// Too little was ordered of a producer.
    MinimumMissed,
    /// A cycle or a series does not go on by itself.
    CycleTrouble,
    /// A cycle came to its limit.
    CycleFull,
    /// Somebody left a cycle.
    Left,
    /// Money was paid out.
    PaidOut,
    /// A webhook is paused.
    WebhookPaused,
}

/// Whom letters of a kind are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever has an account.
    Everybody,
    /// Whoever orders.
    Customers,
    /// Who acts for an enterprise as its owner or manager.
    Members,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 3] = [Self::Everybody, Self::Customers, Self::Members];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Customers => "customers",
            Self::Members => "members",
        }
    }
}

/// Why a kind of letter is sent whether it is wanted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    /// The law wants it said on paper or by letter.
    Law,
    /// Nobody but its owner guards an account.
    Security,
    /// It is sent once.
    Once,
}

impl Fixed {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Law, Self::Security, Self::Once];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Security => "security",
            Self::Once => "once",
        }
    }
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Order,
        Self::Account,
        Self::CycleOpened,
        Self::ClosingSoon,
        Self::PickUpSoon,
        Self::Welcome,
        Self::OrderReceived,
        Self::OrderCancelled,
        Self::Harvest,
        Self::Asked,
        Self::MinimumMissed,
        Self::CycleTrouble,
        Self::CycleFull,
        Self::Left,
        Self::PaidOut,
        Self::WebhookPaused,
    ];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Account => "account",
            Self::CycleOpened => "cycle-opened",
            Self::ClosingSoon => "closing-soon",
            Self::PickUpSoon => "pick-up-soon",
            Self::Welcome => "welcome",
            Self::OrderReceived => "order-received",
            Self::OrderCancelled => "order-cancelled",
            Self::Harvest => "harvest",
            Self::Asked => "asked",
            Self::MinimumMissed => "minimum-missed",
            Self::CycleTrouble => "cycle-trouble",
            Self::CycleFull => "cycle-full",
            Self::Left => "left",
            Self::PaidOut => "paid-out",
            Self::WebhookPaused => "webhook-paused",
        }
    }

    /// Whom it is for.
    pub fn audience(self) -> Audience {
        match self {
            Self::Account => Audience::Everybody,
            Self::Order | Self::CycleOpened | Self::ClosingSoon | Self::PickUpSoon => {
                Audience::Customers
            }
            Self::Welcome
            | Self::OrderReceived
            | Self::OrderCancelled
            | Self::Harvest
            | Self::Asked
            | Self::MinimumMissed
            | Self::CycleTrouble
            | Self::CycleFull
            | Self::Left
            | Self::PaidOut
            | Self::WebhookPaused => Audience::Members,
        }
    }

    /// Why it is sent whether it is wanted or not, where it is.
    pub fn fixed(self) -> Option<Fixed> {
        match self {
            Self::Order => Some(Fixed::Law),
            Self::Account => Some(Fixed::Security),
            Self::Welcome => Some(Fixed::Once),
            Self::CycleOpened
            | Self::ClosingSoon
            | Self::PickUpSoon
            | Self::OrderReceived
            | Self::OrderCancelled
            | Self::Harvest
            | Self::Asked
            | Self::MinimumMissed
            | Self::CycleTrouble
            | Self::CycleFull
            | Self::Left
            | Self::PaidOut
            | Self::WebhookPaused => None,
        }
    }

    /// Whether it is sent to whoever chose nothing: all but what comes with every order, which a hub reads in its lists.
    pub fn is_wanted_by_default(self) -> bool {
        self != Self::OrderReceived
    }
}

impl FromStr for NoticeKind {
    type Err = NoSuchNotice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| NoSuchNotice(text.chars().take(40).collect()))
    }
}

/// The text names no kind of letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no kind of letter: ask for the list of them")]
pub struct NoSuchNotice(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_from_its_name() {
        for kind in NoticeKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("weather".parse::<NoticeKind>().is_err());
    }

    #[test]
    fn what_the_law_or_an_account_needs_is_wanted_always() {
        for kind in NoticeKind::ALL.into_iter().filter(|kind| kind.fixed().is_some()) {
            assert!(kind.is_wanted_by_default(), "{kind:?}");
        }
    }
}
