use sillon_kernel::{Detail, Failure, FailureKind, HandOverMethodId, VariantId};

/// Why goods are not handed over as somebody wishes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandOverRefused {
    /// No method is chosen, or one that is not offered (any more).
    #[error("choose how the goods are handed over: {}", names(.choices))]
    Required {
        /// What there is to choose from.
        choices: Vec<(HandOverMethodId, String)>,
    },
    /// The shop has methods, but none for those who ask.
    #[error("this shop hands over in no way that is open to you")]
    NoneForThem,
    /// The shop has no methods to choose from.
    #[error("this shop has no ways of hand-over to choose from: leave it out")]
    NothingToChoose,
    /// It is not said where to deliver.
    #[error("“{method}” is a delivery: say to which address")]
    NoAddress {
        /// What the method is called.
        method: String,
    },
    /// The delivery does not go there.
    #[error("“{method}” does not go to {postcode}")]
    NotDeliveredThere {
        /// What the method is called.
        method: String,
        /// Where it does not go.
        postcode: String,
    },
    /// It cannot carry some of the goods.
    #[error("“{method}” cannot carry {}", uncarried(.lines))]
    CannotCarry {
        /// What the method is called.
        method: String,
        /// What it cannot carry.
        lines: Vec<UncarriedLine>,
    },
    /// As many orders as it takes are placed.
    #[error("“{method}” takes no more orders in this cycle")]
    Full {
        /// What the method is called.
        method: String,
    },
}

impl HandOverRefused {
    /// The codes of what keeps a cart from being handed over as it is to be.
    pub const CODES: [&'static str; 5] = [
        "hand-over-required",
        "no-hand-over",
        "cannot-carry",
        "not-delivered-there",
        "hand-over-full",
    ];
}

/// A line of a basket that a method cannot carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncarriedLine {
    /// Which line, from 0.
    pub line: usize,
    /// Which variant.
    pub variant: VariantId,
    /// What people call it.
    pub name: String,
    /// How it is kept.
    pub storage: String,
}

fn names(choices: &[(HandOverMethodId, String)]) -> String {
    let names: Vec<&str> = choices.iter().map(|(_, name)| name.as_str()).collect();
    names.join("; ")
}

fn uncarried(lines: &[UncarriedLine]) -> String {
    let said = |line: &UncarriedLine| format!("{} ({})", line.name, line.storage);
    lines.iter().map(said).collect::<Vec<_>>().join("; ")
}

impl Failure for HandOverRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Required { .. } => (FailureKind::Invalid, "hand-over-required"),
            Self::NothingToChoose | Self::NoAddress { .. } => {
                (FailureKind::Invalid, "invalid-field")
            }
            Self::NoneForThem => (FailureKind::Conflict, "no-hand-over"),
            Self::NotDeliveredThere { .. } => (FailureKind::Conflict, "not-delivered-there"),
            Self::CannotCarry { .. } => (FailureKind::Conflict, "cannot-carry"),
            Self::Full { .. } => (FailureKind::Conflict, "hand-over-full"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let choice = |(method, name): &(HandOverMethodId, String)| {
            Detail::new("hand_over.method", format!("it may be “{name}”"))
                .with("method", method)
                .with("name", name)
        };
        let line = |line: &UncarriedLine| {
            let rule = format!("{} is {}, and cannot be carried by it", line.name, line.storage);
            Detail::new(format!("lines[{}]", line.line), rule)
                .with("variant", line.variant)
                .with("name", &line.name)
                .with("storage", &line.storage)
        };
        match self {
            Self::Required { choices } => choices.iter().map(choice).collect(),
            Self::CannotCarry { lines, .. } => lines.iter().map(line).collect(),
            Self::NoneForThem => Vec::new(),
            Self::NothingToChoose => vec![Detail::new("hand_over", self.to_string())],
            Self::NoAddress { .. } => vec![Detail::new("hand_over.address", self.to_string())],
            Self::NotDeliveredThere { postcode, .. } => {
                let detail = Detail::new("hand_over.address.postcode", self.to_string());
                vec![detail.with("postcode", postcode)]
            }
            Self::Full { .. } => vec![Detail::new("hand_over.method", self.to_string())],
        }
    }
}
