use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::Patch;
use sillon_cycles::{RuleSubject, TagRule};
use sillon_engine::{HubTermsPatch, add_customer, put_tag_rules, put_terms};
use sillon_identity::Actor;
use sillon_kernel::{Currency, Email, Money, Tag};
use sillon_orders::CustomerPatch;
use sillon_store::Tx;

use crate::Market;

impl Market {
    /// The hub knows a restaurant, which sees more than others and pays less for pumpkins; it sets terms on those already.
    pub(crate) async fn a_restaurant_is_known(&self) {
        let (ids, hub, pumpkins) = (self.engine.ids(), self.shop, self.variant("Pumpkins"));
        let tagged = |word: &str| BTreeSet::from([Tag::parse(word).expect("a tag")]);
        let know = move |tx: &mut Tx<'_>| {
            let email = Email::parse("cuisine@example.org").expect("an address");
            let said = CustomerPatch {
                tags: Patch::Set(tagged("professionals")),
                ..CustomerPatch::default()
            };
            add_customer(tx, &Actor::Operator, &ids, hub, (email, said))?;
            let rule = TagRule {
                subject: RuleSubject::Goods,
                customers: tagged("professionals"),
                tagged: tagged("bulk"),
                shows: true,
            };
            put_tag_rules(tx, &Actor::Operator, hub, None, &[rule])?;
            let cheaper = Money::new(430, Currency::EUR);
            let prices = tagged("professionals").into_iter().map(|tag| (tag, cheaper));
            let group_prices = Patch::Set(prices.collect::<BTreeMap<_, _>>());
            let terms = HubTermsPatch { group_prices, ..HubTermsPatch::default() };
            put_terms(tx, &Actor::Operator, &ids, hub, pumpkins, terms)
        };
        self.engine.write(know).await.expect("the hub may");
    }
}
