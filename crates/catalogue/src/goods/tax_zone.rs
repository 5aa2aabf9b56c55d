use std::collections::{BTreeMap, BTreeSet};

use sillon_enterprises::{Country, plain_postcode, postcode_letters};
use sillon_kernel::{FieldValue, Fields, Rate, Text, Timestamp};

use crate::TaxCategory;

/// The taxes on sales somewhere at some time: one or several for each category, and none for those it does not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRates {
    taxes: BTreeMap<TaxCategory, Vec<Tax>>,
    are_added: bool,
}

/// A tax on sales.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tax {
    /// What it is called, where it has a name of its own.
    pub name: Option<TaxName>,
    /// Its rate, as a share of the price before tax.
    pub rate: Rate,
}

/// What a tax is called, such as `GST`.
pub type TaxName = Text<20>;

impl TaxRates {
    fn new(taxes: impl IntoIterator<Item = (TaxCategory, Tax)>, are_added: bool) -> Self {
        let mut of_categories: BTreeMap<TaxCategory, Vec<Tax>> = BTreeMap::new();
        for (category, tax) in taxes {
            of_categories.entry(category).or_default().push(tax);
        }
        Self { taxes: of_categories, are_added }
    }

    /// The rate of a category, as a share of the price before tax: of several taxes together. Nothing of what is exempt.
    pub fn of(&self, category: TaxCategory) -> Rate {
        self.taxes_of(category).iter().map(|tax| tax.rate).sum()
    }

    /// The taxes of each category that has some.
    pub fn taxes(&self) -> impl Iterator<Item = &[Tax]> {
        self.taxes.values().map(Vec::as_slice)
    }

    /// Whether prices are said without them, and they are added to what is sold.
    pub fn are_added(&self) -> bool {
        self.are_added
    }

    fn taxes_of(&self, category: TaxCategory) -> &[Tax] {
        match category {
            TaxCategory::Exempt => &[],
            TaxCategory::Standard
            | TaxCategory::Intermediate
            | TaxCategory::Reduced
            | TaxCategory::SuperReduced => self.taxes.get(&category).map_or(&[], Vec::as_slice),
        }
    }
}

/// The rates in mainland France.
impl Default for TaxRates {
    fn default() -> Self {
        let categories = TaxCategory::ALL.into_iter().filter(|it| *it != TaxCategory::Exempt);
        let taxes =
            categories.map(|category| (category, Tax { name: None, rate: category.rate() }));
        Self::new(taxes, false)
    }
}

/// Where rates of value-added tax are the same: a country, or those of its places whose post codes begin so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxZone {
    /// What it is called, such as `FR` or `FR-20`.
    pub code: String,
    /// In which country.
    pub country: Country,
    /// How the post codes of its places begin; all of the country but what other zones have, when there are none.
    pub postcodes: Vec<String>,
    /// Whether prices are said without tax there, which is added to what is sold, as in North America.
    pub adds_tax: bool,
    /// The rates it has had, has, and will have.
    pub history: Vec<RateSince>,
}

/// A rate of tax from an instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateSince {
    /// Of which category.
    pub category: TaxCategory,
    /// Which of its taxes, where it has several.
    pub tax: Option<TaxName>,
    /// From when on.
    pub since: Timestamp,
    /// The rate.
    pub rate: Rate,
}

impl RateSince {
    /// What it says, for the history of its zone.
    fn told(&self) -> String {
        let name = self.tax.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        format!("{}{name} {} % since {}", self.category, self.rate.percent(), self.since)
    }
}

impl Fields for TaxZone {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![
            ("country", FieldValue::one(&self.country)),
            ("postcodes", FieldValue::several(&self.postcodes)),
            ("adds_tax", FieldValue::one(&self.adds_tax)),
            ("rates", FieldValue::several(self.history.iter().map(RateSince::told))),
        ]
    }
}

impl TaxZone {
    /// The rates at an instant: of each tax of each category the last that has begun. A tax at nothing is none.
    pub fn rates_at(&self, now: Timestamp) -> TaxRates {
        let mut begun: Vec<&RateSince> =
            self.history.iter().filter(|rate| rate.since <= now).collect();
        // Of two from one instant on the one that was said last holds.
        begun.sort_by_key(|rate| rate.since);
        let last: BTreeMap<(TaxCategory, &Option<TaxName>), Rate> =
            begun.into_iter().map(|it| ((it.category, &it.tax), it.rate)).collect();
        let some = last.into_iter().filter(|(_, rate)| *rate > Rate::ZERO);
        let taxes =
            some.map(|((category, name), rate)| (category, Tax { name: name.clone(), rate }));
        TaxRates::new(taxes, self.adds_tax)
    }

    /// A category of which, at some time, a tax has no name and should: as another of it has one, or as taxes are added here, each by
    /// its name.
    pub fn misnamed(&self) -> Option<TaxCategory> {
        let is_wrong = |taxes: &[Tax]| {
            let unnamed = taxes.iter().filter(|tax| tax.name.is_none()).count();
            unnamed > 0 && (self.adds_tax || taxes.len() > unnamed)
        };
        let wrong_at = |rate: &RateSince| {
            let rates = self.rates_at(rate.since);
            TaxCategory::ALL.into_iter().find(|category| is_wrong(rates.taxes_of(*category)))
        };
        self.history.iter().find_map(wrong_at)
    }

    /// How many characters of a post code it is told by, where a place is in it.
    fn matches(&self, country: Country, postcode: Option<&str>) -> Option<usize> {
        if self.country != country {
            return None;
        }
        if self.postcodes.is_empty() {
            return Some(0);
        }
        let postcode = postcode?;
        // Where a zone says the sign of its country, too, as `LV10`, it means those who write it.
        let here = [plain_postcode(postcode), postcode_letters(postcode)];
        let is_here = |begin: &String| here.iter().any(|here| here.starts_with(begin.as_str()));
        let begins = self.postcodes.iter().map(|begin| plain_postcode(begin));
        begins.filter(is_here).map(|begin| begin.len()).max()
    }

    /// Whether a rate of it has begun.
    fn has_begun(&self, now: Timestamp) -> bool {
        self.history.iter().any(|rate| rate.since <= now)
    }
}

/// Every zone that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxZones(pub Vec<TaxZone>);

impl TaxZones {
    /// The zone whose rates somebody charges who does not say where they are.
    pub const DEFAULT: &str = "FR";

    /// The zone of a place: the one that says most of its post code, else its country's, else the default one.
    ///
    /// Source: Open Food Network, where the zone is the one that matches an address, there the order's, else the default zone, else
    /// none.
    pub fn of(&self, country: Option<Country>, postcode: Option<&str>) -> Option<&TaxZone> {
        Self::best(&self.0.iter().collect::<Vec<_>>(), country, postcode)
    }

    fn best<'z>(
        zones: &[&'z TaxZone],
        country: Option<Country>,
        postcode: Option<&str>,
    ) -> Option<&'z TaxZone> {
        let holding = country.and_then(|country| Self::matching(zones, country, postcode));
        holding.or_else(|| zones.iter().find(|zone| zone.code == Self::DEFAULT).copied())
    }

    /// The zone that says most of a place, where one says anything of it.
    fn matching<'z>(
        zones: &[&'z TaxZone],
        country: Country,
        postcode: Option<&str>,
    ) -> Option<&'z TaxZone> {
        let matching =
            zones.iter().filter_map(|zone| Some((zone.matches(country, postcode)?, *zone)));
        matching.max_by_key(|(told_by, _)| *told_by).map(|(_, zone)| zone)
    }

    /// The zone that a place is in at an instant; none where none has it, and the default zone's rates are charged.
    pub fn holding(
        &self,
        country: Country,
        postcode: Option<&str>,
        now: Timestamp,
    ) -> Option<&TaxZone> {
        Self::matching(&self.begun(now), country, postcode)
    }

    /// The zone of a code.
    pub fn get(&self, code: &str) -> Option<&TaxZone> {
        self.0.iter().find(|zone| zone.code == code)
    }

    /// Those of which a rate has begun.
    fn begun(&self, now: Timestamp) -> Vec<&TaxZone> {
        self.0.iter().filter(|zone| zone.has_begun(now)).collect()
    }

    /// The code of another zone that has the same places as one, or some of them by the same words.
    pub fn rival(&self, zone: &TaxZone) -> Option<&str> {
        let same = |other: &&TaxZone| {
            let both_whole = zone.postcodes.is_empty() && other.postcodes.is_empty();
            let plain = |begins: &[String]| -> Vec<String> {
                begins.iter().map(|begin| plain_postcode(begin)).collect()
            };
            let (own, others) = (plain(&zone.postcodes), plain(&other.postcodes));
            let shared = own.iter().any(|begin| others.contains(begin));
            other.code != zone.code && other.country == zone.country && (both_whole || shared)
        };
        self.0.iter().find(same).map(|other| other.code.as_str())
    }

    /// The rates at a place and an instant; none where there is no zone. One of which no rate has begun is as if it were not there.
    pub fn rates_at(
        &self,
        (country, postcode): (Option<Country>, Option<&str>),
        now: Timestamp,
    ) -> TaxRates {
        let nothing = || TaxRates::new([], false);
        Self::best(&self.begun(now), country, postcode)
            .map_or_else(nothing, |zone| zone.rates_at(now))
    }

    /// The country of the default zone.
    pub fn default_country(&self) -> Option<Country> {
        self.0.iter().find(|zone| zone.code == Self::DEFAULT).map(|zone| zone.country)
    }

    /// Those of some countries.
    #[must_use]
    pub fn of_countries(mut self, countries: &BTreeSet<Country>) -> Self {
        self.0.retain(|zone| countries.contains(&zone.country));
        self
    }

    /// When some rate is another after an instant, as far as it is known.
    pub fn changes_after(&self, now: Timestamp) -> Option<Timestamp> {
        let rates = self.0.iter().flat_map(|zone| &zone.history);
        rates.map(|rate| rate.since).filter(|since| now < *since).min()
    }

    /// The zones with what an installation says beside: zones that are new, and places and rates of these; a zone stays in its country.
    #[must_use]
    pub fn with(mut self, more: impl IntoIterator<Item = TaxZone>) -> Self {
        for zone in more {
            match self.0.iter_mut().find(|known| known.code == zone.code) {
                Some(known) => {
                    (known.postcodes, known.adds_tax) = (zone.postcodes, zone.adds_tax);
                    let said = |known: &RateSince| {
                        let same = |it: &RateSince| {
                            (it.category, &it.tax, it.since)
                                == (known.category, &known.tax, known.since)
                        };
                        zone.history.iter().any(same)
                    };
                    known.history.retain(|rate| !said(rate));
                    known.history.extend(zone.history);
                }
                None => self.0.push(zone),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn percents(zones: &TaxZones, place: (&str, Option<&str>), now: &str) -> [String; 5] {
        let (country, postcode) = place;
        let rates = zones.rates_at((country.parse().ok(), postcode), at(now));
        TaxCategory::ALL.map(|category| rates.of(category).percent())
    }

    const NOW: &str = "2026-05-04T08:00:00Z";

    #[test]
    fn a_place_is_in_the_zone_that_says_most_of_it() {
        let zones = TaxZones::known();
        let here = |country: &str, postcode| percents(&zones, (country, postcode), NOW);
        assert_eq!(here("FR", Some("88000")), ["20", "10", "5.5", "2.1", "0"]);
        assert_eq!(here("FR", None), ["20", "10", "5.5", "2.1", "0"]);
        assert_eq!(here("FR", Some("20 200"))[2], "2.1");
        assert_eq!(here("FR", Some("97400"))[0], "8.5");
        assert_eq!(here("FR", Some("97300")), ["0"; 5]);
        assert_eq!(here("RE", Some("97400")), here("FR", Some("97400")));
        assert_eq!(here("YT", None), ["0"; 5]);
        // Saint-Barthélemy and Saint-Martin are none of Guadeloupe's.
        assert_eq!([here("FR", Some("97133")), here("FR", Some("97150"))], [["0"; 5], ["0"; 5]]);
        assert_eq!(here("DE", Some("20095"))[..3], ["19", "7", "7"]);
        assert_eq!(here("FR", Some("97\u{2011}400"))[0], "8.5");
        assert_eq!(here("FR", Some("F-97400"))[0], "8.5");
        // Who does not say where they are, or is where no rates are known, charges those of the default zone.
        assert_eq!(here("", None)[0], "20");
        assert_eq!(here("JP", None)[0], "20");
        assert_eq!(TaxZones::default().of(Some(Country::FR), None), None);
    }

    #[test]
    fn a_rate_holds_from_its_day_on_and_what_is_said_beside_holds_over_what_is_known() {
        let country = Country::FR;
        let later = |since: &str, bps| RateSince {
            category: TaxCategory::Reduced,
            tax: None,
            since: at(since),
            rate: Rate::from_bps(bps),
        };
        let zone = |code: &str, history| TaxZone {
            code: code.to_owned(),
            country,
            postcodes: Vec::new(),
            adds_tax: false,
            history,
        };
        let zones = TaxZones::known().with([
            zone("FR", vec![later("2027-01-01T00:00:00+01:00", 600)]),
            TaxZone {
                country: "PT".parse().unwrap(),
                ..zone("PT", vec![later("2012-01-01T00:00:00Z", 600)])
            },
        ]);
        let reduced = |now: &str| percents(&zones, ("FR", None), now)[2].clone();
        assert_eq!(reduced("2026-12-31T22:59:59Z"), "5.5");
        assert_eq!(reduced("2026-12-31T23:00:00Z"), "6");
        assert_eq!(zones.changes_after(at(NOW)), Some(at("2026-12-31T23:00:00Z")));
        assert_eq!(zones.changes_after(at("2027-06-01T00:00:00Z")), None);
        assert_eq!(percents(&zones, ("PT", None), NOW)[2], "6");
    }

    #[test]
    fn a_zone_of_which_no_rate_has_begun_is_not_there_yet() {
        let spain = TaxZone {
            code: "ES".to_owned(),
            country: "ES".parse().unwrap(),
            postcodes: Vec::new(),
            adds_tax: false,
            history: vec![RateSince {
                category: TaxCategory::Reduced,
                tax: None,
                since: at("2027-01-01T00:00:00Z"),
                rate: Rate::from_bps(400),
            }],
        };
        let zones = TaxZones::known().with([spain.clone()]);
        let reduced = |now: &str| percents(&zones, ("ES", None), now)[2].clone();
        assert_eq!((reduced(NOW), reduced("2027-01-01T00:00:00Z")), ("5.5".into(), "4".into()));
        let other = |code: &str, postcodes: &[&str]| TaxZone {
            code: code.to_owned(),
            postcodes: postcodes.iter().map(|begin| (*begin).to_owned()).collect(),
            ..spain.clone()
        };
        assert_eq!(zones.rival(&other("ES-2", &[])), Some("ES"));
        assert_eq!(zones.rival(&other("ES", &[])), None);
        assert_eq!(zones.rival(&other("ES-35", &["35"])), None);
    }

    #[test]
    fn several_taxes_of_a_category_are_one_rate_together_and_one_at_nothing_is_none() {
        let tax = |name: &str, bps, since| RateSince {
            category: TaxCategory::Standard,
            tax: TaxName::parse(name).ok(),
            since: at(since),
            rate: Rate::from_bps(bps),
        };
        let history = vec![
            tax("GST", 500, "2020-01-01T00:00:00Z"),
            tax("QST", 997, "2020-01-01T00:00:00Z"),
            tax("QST", 0, "2027-01-01T00:00:00Z"),
        ];
        let code = "CA-QC".to_owned();
        let quebec = TaxZone {
            code,
            country: "CA".parse().unwrap(),
            postcodes: vec![],
            adds_tax: true,
            history,
        };
        let told = |now: &str| {
            let rates = quebec.rates_at(at(now));
            let names: Vec<String> =
                rates.taxes().flatten().map(|tax| tax.name.as_ref().unwrap().to_string()).collect();
            assert!(rates.are_added());
            (rates.of(TaxCategory::Standard).percent(), rates.of(TaxCategory::Reduced), names)
        };
        assert_eq!(told(NOW), ("14.97".into(), Rate::ZERO, vec!["GST".into(), "QST".into()]));
        assert_eq!(told("2027-01-01T00:00:00Z"), ("5".into(), Rate::ZERO, vec!["GST".into()]));
        assert_eq!(quebec.misnamed(), None);
        let unnamed = |bps, since| RateSince { tax: None, ..tax("GST", bps, since) };
        let with = |more: Vec<RateSince>, adds_tax| {
            let history = quebec.history.iter().cloned().chain(more).collect();
            TaxZone { adds_tax, history, ..quebec.clone() }.misnamed()
        };
        let before = unnamed(1_497, "2019-01-01T00:00:00Z");
        assert_eq!(
            with(vec![before.clone()], false),
            Some(TaxCategory::Standard),
            "they are charged together"
        );
        let ended = unnamed(0, "2020-01-01T00:00:00Z");
        assert_eq!(with(vec![before.clone(), ended.clone()], false), None);
        assert_eq!(
            with(vec![before, ended], true),
            Some(TaxCategory::Standard),
            "what is added has a name"
        );
    }

    #[test]
    fn a_zone_is_told_field_by_field() {
        let zones = TaxZones::known();
        let corsica = zones.get("FR-20").unwrap().fields();
        assert_eq!(corsica[0], ("country", FieldValue::one(&"FR")));
        assert_eq!(corsica[1], ("postcodes", FieldValue::several(["20"])));
        let FieldValue::Several(rates) = &corsica[3].1 else { panic!("{corsica:?}") };
        assert!(rates.iter().any(|rate| rate.starts_with("reduced 2.1 % since ")), "{rates:?}");
        let holding = |country: &str| zones.holding(country.parse().unwrap(), None, at(NOW));
        assert_eq!(holding("DE").map(|zone| zone.code.as_str()), Some("DE"));
        assert_eq!(holding("JP"), None);
    }

    #[test]
    fn the_default_rates_are_those_of_the_default_zone() {
        let zones = TaxZones::known();
        assert_eq!(zones.rates_at((None, None), at(NOW)), TaxRates::default());
    }
}
