use sillon_kernel::{Month, Months, Timestamp, Zone};

/// What is said of goods as food, the same for all sizes of a product, in the words it is stored in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What kind of goods it is: an id of the Data Food Consortium's product types.
    pub product_type: Option<String>,
    /// Whether it is packed before it is sold.
    pub prepacked: bool,
    /// `unknown`, `none`, or the names of the allergens with commas between; blank is unknown.
    pub allergens: String,
    /// What it is made of.
    pub ingredients: Option<String>,
    /// The countries it comes from.
    pub origin: Option<String>,
    /// The place within the country.
    pub origin_place: Option<String>,
    /// How long it keeps.
    pub durability: Option<String>,
    /// Its alcohol by volume, in tenths of a percent.
    pub alcohol_tenths: Option<u16>,
    /// The labels it may show, each while it may.
    pub claims: Vec<Claim>,
    /// The months it is in season; unknown of what is not in the table of seasons.
    pub season: Option<Months>,
    /// Its practices and its producer's.
    pub practices: Vec<Practice>,
}

/// A named practice or fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// What it is about.
    pub name: String,
    /// What is said of it.
    pub value: Option<String>,
    /// Whether the producer says it of all it makes.
    pub is_inherited: bool,
}

/// A label that goods may show for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which label.
    pub label: String,
    /// The code of the body that certified it, where there is one.
    pub body: Option<String>,
    /// From when to when; always, where it needs no certificate.
    pub during: Option<(Timestamp, Timestamp)>,
}

impl Claim {
    /// Whether it may be shown at an instant.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.during.is_none_or(|(from, until)| from <= now && now < until)
    }
}

impl Told {
    /// The labels that may be shown at an instant.
    pub fn claims_at(&self, now: Timestamp) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |claim| claim.holds_at(now))
    }

    /// Whether it is in season at an instant, as the zone's calendar has it; unknown of what is not in the table of seasons.
    pub fn is_in_season(&self, now: Timestamp, zone: &Zone) -> Option<bool> {
        self.season.map(|months| months.has(Month::of(now, zone)))
    }

    /// The next instant at which a label may be shown that may not now, or no longer.
    pub fn changes_after(&self, now: Timestamp) -> Option<Timestamp> {
        let ends = self.claims.iter().filter_map(|claim| claim.during);
        ends.flat_map(|(from, until)| [from, until]).filter(|at| *at > now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_shown_while_its_certificate_is_valid() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (from, until) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
        let claim =
            |during| Claim { label: "organic".into(), body: Some("FR-BIO-01".into()), during };
        let claims = vec![claim(Some((from, until))), claim(None)];
        let told = Told { claims, ..Told::default() };
        let shown = |now: &str| told.claims_at(at(now)).count();
        assert_eq!(shown("2025-12-31T23:59:59Z"), 1);
        assert_eq!(shown("2026-01-01T00:00:00Z"), 2);
        assert_eq!(shown("2026-12-31T23:59:59Z"), 2);
        assert_eq!(shown("2027-01-01T00:00:00Z"), 1);
        assert_eq!(told.changes_after(at("2025-06-01T00:00:00Z")), Some(from));
        assert_eq!(told.changes_after(from), Some(until));
        assert_eq!(told.changes_after(until), None);
    }
}
