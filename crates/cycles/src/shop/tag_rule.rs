use std::{collections::BTreeSet, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{Detail, Failure, FailureKind, FieldValue, Fields, Tag};

/// How many rules a hub has at most.
pub const MAX_RULES: usize = 100;

/// How many tags a customer, a cycle, a size, or either side of a rule has at most.
pub const MAX_TAGS: usize = 20;

/// What a rule shows or hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSubject {
    /// Cycles: the hub's part in them, by its tags.
    Cycles,
    /// Sizes, by the tags of the hub's terms.
    Goods,
    /// Ways of hand-over, by their tags.
    HandOver,
    /// Ways to pay: each bears its name as its tag.
    Payments,
}

impl RuleSubject {
    /// Every subject.
    pub const ALL: [Self; 4] = [Self::Cycles, Self::Goods, Self::HandOver, Self::Payments];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cycles => "cycles",
            Self::Goods => "goods",
            Self::HandOver => "hand-over",
            Self::Payments => "payments",
        }
    }
}

impl FromStr for RuleSubject {
    type Err = NoSuchSubject;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|subject| subject.as_str() == text).ok_or(NoSuchSubject)
    }
}

/// The text names nothing a rule shows or hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not what a rule shows or hides: cycles, goods, hand-over or payments")]
pub struct NoSuchSubject;

/// A rule of a hub: what bears any of these tags is shown or hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRule {
    /// What it is about.
    pub subject: RuleSubject,
    /// Whom it is for: customers with any of these tags; everybody, where there are none. Those weigh less, but of goods.
    pub customers: BTreeSet<Tag>,
    /// What it decides of: whatever has any of these.
    pub tagged: BTreeSet<Tag>,
    /// Whether it shows it, or hides it.
    pub shows: bool,
}

impl TagRule {
    /// Checks the rules of a hub as a whole; `payments` are the names of all ways to pay.
    ///
    /// # Errors
    ///
    /// [`RulesRefused`] for the first rule that decides nothing, and for too much of anything.
    pub fn check_all(rules: &[Self], payments: &[&str]) -> Result<(), RulesRefused> {
        if rules.len() > MAX_RULES {
            return Err(RulesRefused::TooMany);
        }
        for (place, rule) in rules.iter().enumerate() {
            if rule.tagged.is_empty() {
                return Err(RulesRefused::OfNothing(place));
            }
            let is_unknown = |tag: &Tag| !payments.contains(&tag.as_str());
            if rule.subject == RuleSubject::Payments && rule.tagged.iter().any(is_unknown) {
                return Err(RulesRefused::NoSuchPayment(place));
            }
            let sides = [("customers", &rule.customers), ("tagged", &rule.tagged)];
            if let Some((side, _)) = sides.into_iter().find(|(_, tags)| tags.len() > MAX_TAGS) {
                return Err(RulesRefused::TooManyTags(place, side));
            }
        }
        Ok(())
    }

    /// Whether what bears these tags is shown to a customer with those.
    ///
    /// The first rule for the customer decides, else the first of those for everybody; of goods any rule that shows outweighs all
    /// that hide. What no rule speaks of is shown. Source: Open Food Network's tag rules.
    pub fn decide(
        rules: &[Self],
        subject: RuleSubject,
        tags: &BTreeSet<Tag>,
        of_customer: &BTreeSet<Tag>,
    ) -> bool {
        if tags.is_empty() {
            return true;
        }
        let speaks = |rule: &&Self| rule.subject == subject && !rule.tagged.is_disjoint(tags);
        let for_customer = |rule: &&Self| !rule.customers.is_disjoint(of_customer);
        let for_others = |rule: &&Self| rule.customers.is_empty();
        let own = rules.iter().filter(speaks).filter(for_customer);
        let mut by_weight = own.chain(rules.iter().filter(speaks).filter(for_others));
        match subject {
            RuleSubject::Cycles | RuleSubject::HandOver | RuleSubject::Payments => {
                by_weight.next().is_none_or(|rule| rule.shows)
            }
            RuleSubject::Goods => {
                let mut is_hidden = false;
                for rule in by_weight {
                    if rule.shows {
                        return true;
                    }
                    is_hidden = true;
                }
                !is_hidden
            }
        }
    }
}

/// The rules of a hub, as its history tells them.
#[derive(Debug, Clone, Copy)]
pub struct RuleList<'r>(pub &'r [TagRule]);

impl Fields for RuleList<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let words =
            |tags: &BTreeSet<Tag>| tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(", ");
        let told = (1..).zip(self.0).map(|(number, rule): (u32, &TagRule)| {
            let verb = if rule.shows { "show" } else { "hide" };
            let (subject, whom) = (rule.subject.as_str(), words(&rule.customers));
            let whom = if whom.is_empty() { "everybody".to_owned() } else { whom };
            format!("{number}: {verb} {subject} tagged {} for {whom}", words(&rule.tagged))
        });
        vec![("rules", FieldValue::several(told))]
    }
}

/// Why the rules of a hub were refused; places count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RulesRefused {
    /// There are too many.
    #[error("rules: there are at most {MAX_RULES}")]
    TooMany,
    /// One speaks of nothing.
    #[error("rules[{0}].tagged: a rule names at least one tag of what it shows or hides")]
    OfNothing(usize),
    /// One speaks of a way to pay that there is not.
    #[error(
        "rules[{0}].tagged: ways to pay bear their names as tags, such as cash or bank-transfer"
    )]
    NoSuchPayment(usize),
    /// One names too many tags, on this side.
    #[error("rules[{0}].{1}: there are at most {MAX_TAGS} tags")]
    TooManyTags(usize, &'static str),
}

impl Failure for RulesRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::told(&self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::subsequence};

    use super::*;

    fn tags(words: &[&str]) -> BTreeSet<Tag> {
        words.iter().map(|word| Tag::parse(word).unwrap()).collect()
    }

    fn rule(subject: RuleSubject, customers: &[&str], tagged: &[&str], shows: bool) -> TagRule {
        TagRule { subject, customers: tags(customers), tagged: tags(tagged), shows }
    }

    #[test]
    fn a_cycle_kept_for_members_is_shown_to_them_alone() {
        let rules = [
            rule(RuleSubject::Cycles, &[], &["members"], false),
            rule(RuleSubject::Cycles, &["member"], &["members"], true),
        ];
        let shown = |cycle: &[&str], customer: &[&str]| {
            TagRule::decide(&rules, RuleSubject::Cycles, &tags(cycle), &tags(customer))
        };
        assert!(!shown(&["members"], &[]) && !shown(&["members"], &["other"]));
        assert!(shown(&["members"], &["member", "other"]));
        assert!(shown(&[], &[]) && shown(&["else"], &[]));
    }

    #[test]
    fn of_cycles_the_first_rule_for_the_customer_decides() {
        let rules = [
            rule(RuleSubject::Cycles, &["late"], &["members"], false),
            rule(RuleSubject::Cycles, &["member"], &["members"], true),
            rule(RuleSubject::Cycles, &[], &["members"], false),
        ];
        let shown = |customer: &[&str]| {
            TagRule::decide(&rules, RuleSubject::Cycles, &tags(&["members"]), &tags(customer))
        };
        assert!(shown(&["member"]) && !shown(&["member", "late"]) && !shown(&[]));
    }

    #[test]
    fn of_goods_what_shows_outweighs_what_hides() {
        let rules = [
            rule(RuleSubject::Goods, &["hide_from"], &["hide"], false),
            rule(RuleSubject::Goods, &["show_for"], &["show"], true),
            rule(RuleSubject::Goods, &[], &["bulk"], false),
        ];
        let shown = |goods: &[&str], customer: &[&str]| {
            TagRule::decide(&rules, RuleSubject::Goods, &tags(goods), &tags(customer))
        };
        assert!(!shown(&["hide"], &["hide_from"]) && shown(&["hide"], &[]));
        assert!(shown(&["hide", "show"], &["hide_from", "show_for"]));
        assert!(!shown(&["bulk"], &[]) && shown(&["bulk", "show"], &["show_for"]));
    }

    #[test]
    fn a_rule_that_decides_of_nothing_is_refused_by_its_place() {
        let good = rule(RuleSubject::Goods, &[], &["bulk"], false);
        let empty = rule(RuleSubject::Goods, &["pro"], &[], true);
        assert_eq!(TagRule::check_all(std::slice::from_ref(&good), &[]), Ok(()));
        let refused = TagRule::check_all(&[good.clone(), empty], &[]).unwrap_err();
        assert_eq!(refused.details().remove(0).field, "rules[1].tagged");
        assert_eq!(TagRule::check_all(&vec![good; MAX_RULES + 1], &[]), Err(RulesRefused::TooMany));
        let typo = [rule(RuleSubject::Payments, &[], &["transfer"], false)];
        let checked = |payments: &[&str]| TagRule::check_all(&typo, payments);
        assert_eq!(checked(&["cash"]), Err(RulesRefused::NoSuchPayment(0)));
        assert_eq!(checked(&["transfer"]), Ok(()));
    }

    const WORDS: [&str; 4] = ["a", "b", "c", "d"];

    fn some_tags() -> impl Strategy<Value = BTreeSet<Tag>> {
        subsequence(WORDS.as_slice(), 0..=4).prop_map(|words| tags(&words))
    }

    fn some_rules() -> impl Strategy<Value = Vec<TagRule>> {
        let subject = proptest::sample::select(RuleSubject::ALL.as_slice());
        let rule = (subject, some_tags(), some_tags(), any::<bool>());
        let made =
            |(subject, customers, tagged, shows)| TagRule { subject, customers, tagged, shows };
        vec(rule.prop_map(made), 0..6)
    }

    proptest! {
        #[test]
        fn tags_that_no_rule_names_change_nothing(
            rules in some_rules(), tags in some_tags(), customer in some_tags(),
        ) {
            let named: BTreeSet<Tag> =
                rules.iter().flat_map(|rule| &rule.customers).cloned().collect();
            let narrow = customer.intersection(&named).cloned().collect();
            for subject in RuleSubject::ALL {
                let decide = |of: &BTreeSet<Tag>| TagRule::decide(&rules, subject, &tags, of);
                prop_assert_eq!(decide(&customer), decide(&narrow));
            }
        }

        #[test]
        fn one_more_rule_that_shows_goods_hides_none(
            rules in some_rules(), extra in some_rules(), tags in some_tags(), customer in some_tags(),
        ) {
            let shown = |rules: &[TagRule]| {
                TagRule::decide(rules, RuleSubject::Goods, &tags, &customer)
            };
            let showing = extra.into_iter().filter(|rule| rule.shows);
            let more: Vec<TagRule> = rules.iter().cloned().chain(showing).collect();
            prop_assert!(!shown(&rules) || shown(&more));
        }
    }
}
