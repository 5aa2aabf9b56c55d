//! The table of consents: who may put whom into what, and what holds before they answered.

/// Somebody who may be put into something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// Who is put into what.
    pub what: &'static str,
    /// Who asks.
    pub asked_by: &'static str,
    /// Who answers; nobody else does it for them.
    pub answered_by: &'static str,
    /// By what they may have said yes before, to every such wish; none where each is asked.
    pub standing_yes: Option<&'static str>,
    /// How whoever asked takes it back.
    pub withdrawn: &'static str,
    /// How whoever said yes leaves again.
    pub left: &'static str,
    /// What holds until the answer.
    pub before: &'static str,
}

/// Every row, as `docs/consent.md` has it.
pub const CONSENTS: &[Consent] = &[
    Consent {
        what: "a hub into another's cycle",
        asked_by: "the cycle's coordinator",
        answered_by: "the hub's owners and managers",
        standing_yes: Some("the grant `sell-through`"),
        withdrawn: "by the coordinator, at any time before the cycle closes",
        left: "at any time before the cycle closes; placed orders stay the hub's to hand out",
        before: "the hub sells nothing there and shows nothing of it",
    },
    Consent {
        what: "a farm into another's cycle",
        asked_by: "the cycle's coordinator",
        answered_by: "the farm's owners and managers",
        standing_yes: Some("the grant `supply-to-cycles`"),
        withdrawn: "by the coordinator, at any time before the cycle closes",
        left: "at any time before the cycle closes; placed orders are still brought",
        before: "none of its goods are seen or sold there",
    },
    Consent {
        what: "a person acts for an enterprise",
        asked_by: "its owners",
        answered_by: "the person",
        standing_yes: None,
        withdrawn: "its owners",
        left: "the person, its owners",
        before: "the person sees the invitation, and nothing else of it",
    },
    Consent {
        what: "a member owns the enterprise",
        asked_by: "its owners",
        answered_by: "the person",
        standing_yes: None,
        withdrawn: "its owners",
        left: "the person, its owners",
        before: "the person keeps the role they have",
    },
    Consent {
        what: "an enterprise is allowed something by another",
        asked_by: "owners of the one that allows it",
        answered_by: "owners of the one that is allowed it",
        standing_yes: None,
        withdrawn: "owners of the one that allows it",
        left: "owners of either",
        before: "the offer is listed, and counts nowhere",
    },
    Consent {
        what: "an enterprise belongs to a group",
        asked_by: "who speaks for either",
        answered_by: "who speaks for the other",
        standing_yes: None,
        withdrawn: "who asked",
        left: "who speaks for either",
        before: "the group shows it to nobody",
    },
];

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn the_guide_has_every_row() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/consent.md");
        let guide = fs::read_to_string(file).unwrap();
        for row in CONSENTS {
            let cells = [
                row.what,
                row.asked_by,
                row.answered_by,
                row.standing_yes.unwrap_or("none"),
                row.withdrawn,
                row.left,
                row.before,
            ];
            let line = format!("| {} |", cells.join(" | "));
            assert!(guide.contains(&line), "docs/consent.md lacks\n{line}");
        }
    }
}
