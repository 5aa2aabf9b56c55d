use std::{collections::BTreeSet, iter};

use sillon_kernel::Tag;
use sillon_payments::Method;

use crate::{RuleSubject, TagRule};

/// For whom a shop is looked at, as far as it shows them something else than others.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Audience {
    /// Whether they are a customer the shop knows; told apart by shops that are for those alone.
    pub is_customer: bool,
    /// Those of their tags that a rule or a price of the shop is for.
    pub tags: BTreeSet<Tag>,
}

impl Audience {
    /// Whoever comes along.
    pub const PUBLIC: Self = Self { is_customer: false, tags: BTreeSet::new() };
}

/// A customer's tag, and whether the shop has prices for those who bear it.
pub type CustomerTag = (Tag, bool);

/// Whom a shop lets in, and what it shows to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopRules {
    /// Whether it sells to customers it knows alone.
    pub customers_only: bool,
    /// Whether it sells only what it set terms on, as far as its producers let it set any.
    pub listed_only: bool,
    /// What it shows or hides, the weightiest rule first.
    pub rules: Vec<TagRule>,
}

impl ShopRules {
    /// The audience that somebody belongs to: one the shop knows, with these tags, or nobody it knows. Tags that make no
    /// difference are left out, so that all who see the same are one audience.
    pub fn audience(&self, known: Option<&[CustomerTag]>) -> Audience {
        let Some(tags) = known else { return Audience::PUBLIC };
        let is_named = |tag: &Tag| self.rules.iter().any(|rule| rule.customers.contains(tag));
        let matters =
            |(tag, has_prices): &CustomerTag| (*has_prices || is_named(tag)).then(|| tag.clone());
        Audience {
            is_customer: self.customers_only,
            tags: tags.iter().filter_map(matters).collect(),
        }
    }

    /// Whether it sells to them at all.
    pub fn admits(&self, audience: &Audience) -> bool {
        audience.is_customer || !self.customers_only
    }

    /// Whether it sells a size that it set terms on, or none.
    pub fn sell(&self, is_listed: bool) -> bool {
        is_listed || !self.listed_only
    }

    /// Whether its rules let them pay so: a method bears its name as its tag.
    pub fn show_payment(&self, audience: &Audience, method: Method) -> bool {
        let tags = Tag::parse(method.as_str()).into_iter().collect();
        self.show(audience, RuleSubject::Payments, &tags)
    }

    /// Whether its rules let anybody pay so.
    pub fn show_payment_to_some(&self, method: Method) -> bool {
        let tags = Tag::parse(method.as_str()).into_iter().collect();
        self.show_to_some(RuleSubject::Payments, &tags)
    }

    /// Whether its rules show anybody what bears these tags: whoever comes along, or a customer with one of the tags they name.
    pub fn show_to_some(&self, subject: RuleSubject, tags: &BTreeSet<Tag>) -> bool {
        let named = self.rules.iter().flat_map(|rule| &rule.customers);
        let named = named.map(|tag| Audience { is_customer: true, tags: [tag.clone()].into() });
        let mut all = iter::once(Audience::PUBLIC).chain(named);
        all.any(|audience| self.show(&audience, subject, tags))
    }

    /// Whether its rules show them what bears these tags.
    pub fn show(&self, audience: &Audience, subject: RuleSubject, tags: &BTreeSet<Tag>) -> bool {
        TagRule::decide(&self.rules, subject, tags, &audience.tags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(word: &str) -> Tag {
        Tag::parse(word).unwrap()
    }

    #[test]
    fn those_who_see_the_same_are_one_audience() {
        let rule = TagRule {
            subject: RuleSubject::Cycles,
            customers: BTreeSet::from([tag("member")]),
            tagged: BTreeSet::from([tag("members")]),
            shows: true,
        };
        let rules = ShopRules { rules: vec![rule], ..ShopRules::default() };
        let of = |tags: &[(&str, bool)]| {
            let tags: Vec<_> = tags.iter().map(|(word, priced)| (tag(word), *priced)).collect();
            rules.audience(Some(&tags))
        };
        assert_eq!(rules.audience(None), Audience::PUBLIC);
        assert_eq!(of(&[("likes-beetroot", false)]), Audience::PUBLIC);
        let told_apart = of(&[("member", false), ("pro", true), ("other", false)]).tags;
        assert_eq!(told_apart, BTreeSet::from([tag("member"), tag("pro")]));
    }

    #[test]
    fn a_way_to_pay_that_is_shown_to_some_is_not_hidden_from_all() {
        let rule = |customers: &[&str], shows| TagRule {
            subject: RuleSubject::Payments,
            customers: customers.iter().map(|word| tag(word)).collect(),
            tagged: [tag("cash")].into(),
            shows,
        };
        let of = |rules: Vec<TagRule>| ShopRules { rules, ..ShopRules::default() };
        let hidden = of(vec![rule(&[], false)]);
        assert!(!hidden.show_payment_to_some(Method::Cash));
        assert!(hidden.show_payment_to_some(Method::BankTransfer));
        let shown = of(vec![rule(&["pro"], true), rule(&[], false)]);
        assert!(!shown.show_payment(&Audience::PUBLIC, Method::Cash));
        assert!(shown.show_payment_to_some(Method::Cash));
    }

    #[test]
    fn a_shop_for_its_customers_sells_to_nobody_else() {
        let rules = ShopRules { customers_only: true, ..ShopRules::default() };
        assert!(rules.admits(&rules.audience(Some(&[]))) && !rules.admits(&Audience::PUBLIC));
        assert!(ShopRules::default().admits(&Audience::PUBLIC));
    }
}
