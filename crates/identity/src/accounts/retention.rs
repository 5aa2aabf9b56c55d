//! How long what is known of people is kept, why, and what becomes of it then (GDPR, article 5(1)(e)).

/// A day, in seconds.
const DAY: i64 = 24 * 3_600;
/// A year, in seconds: no shorter than any.
const YEAR: i64 = 366 * DAY;

/// A class of data about people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataClass {
    /// Account, memberships, and what they were given.
    Account,
    /// Sessions, links and invitations.
    Session,
    /// Carts that were never ordered.
    Cart,
    /// Answers kept for idempotency keys.
    Answer,
    /// Word of letters that left, or were given up.
    Letter,
    /// What programs were told that happened: it names nobody, and leads to orders.
    Event,
    /// Word of each try to tell a webhook something.
    Delivery,
    /// How to reach the customer of an order, and what they noted.
    HandOver,
    /// Name and address of the customer of an order.
    Customer,
    /// Who changed goods, the terms they are sold on, and order cycles.
    GoodsChange,
    /// Who changed what is charged, and to which account it is paid.
    MoneyChange,
    /// Who changed who may what, and what an enterprise says of itself.
    RightsChange,
    /// Payments, postings, and what was ordered: it names nobody by itself.
    Books,
}

/// How long a class is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Until the person has it erased.
    UntilErased,
    /// Until its own end.
    UntilItEnds,
    /// So many seconds after it was last changed, sent or placed.
    Seconds(i64),
    /// For as long as there are books.
    Always,
}

/// What becomes of it then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It is deleted.
    Deleted,
    /// A pseudonym takes the place of the person.
    Pseudonymised,
    /// Nothing.
    Stays,
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Which data.
    pub class: DataClass,
    /// How long.
    pub kept: Kept,
    /// What then.
    pub then: Then,
    /// What it is needed for, and what says so.
    pub why: &'static str,
}

/// The table. `docs/operator.md` tells it to people, and a test compares the two.
pub const RETENTION: [Retention; 13] = [
    Retention {
        class: DataClass::Account,
        kept: Kept::UntilErased,
        then: Then::Pseudonymised,
        why: "the contract with the person: GDPR, article 6(1)(b)",
    },
    Retention {
        class: DataClass::Session,
        kept: Kept::UntilItEnds,
        then: Then::Deleted,
        why: "being signed in, being invited: GDPR, article 6(1)(b)",
    },
    Retention {
        class: DataClass::Cart,
        kept: Kept::Seconds(30 * DAY),
        then: Then::Deleted,
        why: "finding it again: GDPR, article 6(1)(b)",
    },
    Retention {
        class: DataClass::Answer,
        kept: Kept::Seconds(7 * DAY),
        then: Then::Deleted,
        why: "answering what is asked twice alike: GDPR, article 6(1)(f)",
    },
    Retention {
        class: DataClass::Letter,
        kept: Kept::Seconds(30 * DAY),
        then: Then::Deleted,
        why: "telling what became of a letter: GDPR, article 6(1)(f)",
    },
    Retention {
        class: DataClass::Event,
        kept: Kept::Seconds(YEAR),
        then: Then::Deleted,
        why: "telling programs what they missed: GDPR, article 6(1)(f)",
    },
    Retention {
        class: DataClass::Delivery,
        kept: Kept::Seconds(30 * DAY),
        then: Then::Deleted,
        why: "telling what became of a delivery: GDPR, article 6(1)(f)",
    },
    Retention {
        class: DataClass::HandOver,
        kept: Kept::Seconds(YEAR),
        then: Then::Deleted,
        why: "handing out, and answering complaints: GDPR, article 6(1)(b)",
    },
    Retention {
        class: DataClass::Customer,
        // Ten years from the close of the financial year, which is at most a year after the order.
        kept: Kept::Seconds(11 * YEAR),
        then: Then::Pseudonymised,
        why: "ten years of accounting records: Code de commerce, L123-22; GDPR, article 17(3)(b)",
    },
    Retention {
        class: DataClass::GoodsChange,
        // What the Commission's guidance on article 18 says of most foods.
        kept: Kept::Seconds(5 * YEAR),
        then: Then::Deleted,
        why: "five years of traceability: Regulation (EC) No 178/2002, article 18; GDPR, article 6(1)(c)",
    },
    Retention {
        class: DataClass::MoneyChange,
        // As long as the orders that were charged so, and paid there.
        kept: Kept::Seconds(11 * YEAR),
        then: Then::Deleted,
        why: "ten years of accounting records: Code de commerce, L123-22; GDPR, article 6(1)(c)",
    },
    Retention {
        class: DataClass::RightsChange,
        // As long as somebody may be held to what they did by a right.
        kept: Kept::Seconds(5 * YEAR),
        then: Then::Deleted,
        why: "who might what while it can be contested, five years: Code civil, 2224; GDPR, article 6(1)(f)",
    },
    Retention {
        class: DataClass::Books,
        kept: Kept::Always,
        then: Then::Stays,
        why: "books that balance; nobody is named in them",
    },
];

impl DataClass {
    /// How long it is kept, in seconds, where that is a span.
    pub fn seconds(self) -> Option<i64> {
        RETENTION.iter().find(|line| line.class == self).and_then(|line| match line.kept {
            Kept::Seconds(seconds) => Some(seconds),
            Kept::UntilErased | Kept::UntilItEnds | Kept::Always => None,
        })
    }

    /// Its name, in the table and in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Session => "session",
            Self::Cart => "cart",
            Self::Answer => "answer",
            Self::Letter => "letter",
            Self::Event => "event",
            Self::Delivery => "delivery",
            Self::HandOver => "hand-over",
            Self::Customer => "customer",
            Self::GoodsChange => "goods-change",
            Self::MoneyChange => "money-change",
            Self::RightsChange => "rights-change",
            Self::Books => "books",
        }
    }
}

impl Kept {
    /// How long, in words: `30 days`.
    pub fn told(self) -> String {
        match self {
            Self::UntilErased => "until it is erased".to_owned(),
            Self::UntilItEnds => "until it ends".to_owned(),
            Self::Always => "always".to_owned(),
            Self::Seconds(seconds) if seconds % YEAR == 0 => match seconds / YEAR {
                1 => "1 year".to_owned(),
                years => format!("{years} years"),
            },
            Self::Seconds(seconds) => format!("{} days", seconds / DAY),
        }
    }
}

impl Then {
    /// What then, in a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Pseudonymised => "pseudonymised",
            Self::Stays => "stays",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_told_once_and_in_words() {
        let classes = RETENTION.map(|line| line.class.as_str());
        for (at, class) in classes.iter().enumerate() {
            assert!(!classes[..at].contains(class), "{class} is told twice");
        }
        assert_eq!(DataClass::Cart.seconds(), Some(2_592_000));
        assert_eq!(DataClass::Account.seconds(), None);
        let told = |class| RETENTION.iter().find(|line| line.class == class).unwrap().kept.told();
        assert_eq!(
            (told(DataClass::Customer), told(DataClass::Cart)),
            ("11 years".into(), "30 days".into())
        );
    }
}
