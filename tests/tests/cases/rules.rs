//! What a hub's rules show to whom.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sillon_cycles::{RuleSubject, TagRule};
use sillon_kernel::Tag;

use crate::case::{Answered, Unknown, read};

/// A rule as the cases write it, with its place among others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    prio: u32,
    #[serde(default)]
    customer: Option<String>,
    #[serde(default)]
    default: bool,
    variant: String,
    visibility: Visibility,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Visibility {
    Visible,
    Hidden,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sized {
    id: u32,
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    id: u32,
    variants: Vec<Sized>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// What is shown of some products.
    Products { rules: Vec<Rule>, products: Vec<Product>, customer_tags: Vec<String> },
    /// In which order rules weigh.
    Weights { rules: Vec<Rule>, customer_tags: Vec<String> },
    /// What becomes of a size where customers with `hide_from` see nothing tagged `hide`, those with `show_for` what is tagged
    /// `show`, and everybody else nothing tagged `default_hide`.
    Size {
        variant_tags: Vec<String>,
        #[serde(default)]
        customer_tags: Vec<String>,
        #[serde(default)]
        rules: Option<Vec<String>>,
    },
    /// Whether so many rules change anything.
    Without { rules: u32 },
    /// Whether any of a cycle's tags makes a rule speak of it.
    Cycles { exchange_tags: Vec<String>, rule_tags: Vec<Vec<String>> },
    /// What is hidden from everybody, and shown to customers with a tag.
    Methods {
        default: Visibility,
        customer_rule: Visibility,
        customer_tags: Vec<Option<Vec<String>>>,
    },
}

fn tags<S: AsRef<str>>(words: &[S]) -> Result<BTreeSet<Tag>, Unknown> {
    let tag = |word: &S| Tag::parse(word.as_ref()).map_err(|fault| Unknown(fault.to_string()));
    words.iter().map(tag).collect()
}

/// The rules as a hub has them, the weightiest first.
fn rules(subject: RuleSubject, mut written: Vec<Rule>) -> Result<Vec<TagRule>, Unknown> {
    written.sort_by_key(|rule| rule.prio);
    let rule = |rule: Rule| {
        if rule.default == rule.customer.is_some() {
            return Err(Unknown("a rule is for somebody, or for everybody else".to_owned()));
        }
        Ok(TagRule {
            subject,
            customers: tags(rule.customer.as_slice())?,
            tagged: tags(&[rule.variant])?,
            shows: rule.visibility == Visibility::Visible,
        })
    };
    written.into_iter().map(rule).collect()
}

/// Answers what is shown to whom.
pub(crate) fn tag_rules(given: &Value) -> Answered {
    match read(given)? {
        Given::Products { rules: written, products, customer_tags } => {
            let rules = rules(RuleSubject::Goods, written)?;
            shown(&rules, &products, &tags(&customer_tags)?)
        }
        Given::Weights { rules: written, customer_tags } => {
            weights(written, &tags(&customer_tags)?)
        }
        Given::Size { variant_tags, customer_tags, rules } => {
            size(&tags(&variant_tags)?, &tags(&customer_tags)?, rules.as_deref())
        }
        Given::Without { rules: 0 } => {
            let bulk = tags(&["bulk"])?;
            let shown = TagRule::decide(&[], RuleSubject::Goods, &bulk, &BTreeSet::new());
            Ok(json!({ "changed": !shown }))
        }
        Given::Without { rules } => {
            Err(Unknown(format!("{rules} rules, and none of them is told")))
        }
        Given::Cycles { exchange_tags, rule_tags } => speaks_of(&tags(&exchange_tags)?, &rule_tags),
        Given::Methods { default, customer_rule, customer_tags } => {
            for_customers(default, customer_rule, &customer_tags)
        }
    }
}

fn size(tagged: &BTreeSet<Tag>, customer: &BTreeSet<Tag>, named: Option<&[String]>) -> Answered {
    let rule = |customers: &[&str], tagged: &str, shows| {
        let is_named = named.is_none_or(|named| named.iter().any(|name| name == tagged));
        let (customers, tagged) = (tags(customers)?, tags(&[tagged])?);
        let subject = RuleSubject::Goods;
        Ok::<_, Unknown>(is_named.then_some(TagRule { subject, customers, tagged, shows }))
    };
    let rules = [
        rule(&["hide_from"], "hide", false)?,
        rule(&["show_for"], "show", true)?,
        rule(&[], "default_hide", false)?,
    ];
    let rules: Vec<TagRule> = rules.into_iter().flatten().collect();
    Ok(json!({ "visible": TagRule::decide(&rules, RuleSubject::Goods, tagged, customer) }))
}

fn shown(rules: &[TagRule], products: &[Product], customer: &BTreeSet<Tag>) -> Answered {
    let mut visible = Map::new();
    for product in products {
        let mut left = Vec::new();
        for size in &product.variants {
            if TagRule::decide(rules, RuleSubject::Goods, &tags(&size.tags)?, customer) {
                left.push(size.id);
            }
        }
        if !left.is_empty() {
            visible.insert(product.id.to_string(), json!(left));
        }
    }
    Ok(json!({ "visible": visible }))
}

/// The places of all rules, of those for the customer, and of those for everybody else.
fn weights(mut written: Vec<Rule>, customer: &BTreeSet<Tag>) -> Answered {
    written.sort_by_key(|rule| rule.prio);
    let places: Vec<u32> = written.iter().map(|rule| rule.prio).collect();
    let rules = rules(RuleSubject::Goods, written)?;
    let of = |is_it: &dyn Fn(&TagRule) -> bool| -> Vec<u32> {
        rules.iter().zip(&places).filter(|(rule, _)| is_it(rule)).map(|(_, place)| *place).collect()
    };
    Ok(json!({
        "all_by_priority": places,
        "customer_rule_priorities": of(&|rule| !rule.customers.is_disjoint(customer)),
        "default_rule_priorities": of(&|rule| rule.customers.is_empty()),
    }))
}

/// Whether a rule that hides what has one of its tags hides the cycle.
fn speaks_of(cycle: &BTreeSet<Tag>, rule_tags: &[Vec<String>]) -> Answered {
    let mut matches = Vec::new();
    for tagged in rule_tags {
        let hides = TagRule {
            subject: RuleSubject::Cycles,
            customers: BTreeSet::new(),
            tagged: tags(tagged)?,
            shows: false,
        };
        matches.push(!TagRule::decide(&[hides], RuleSubject::Cycles, cycle, &BTreeSet::new()));
    }
    Ok(json!({ "match": matches }))
}

fn for_customers(
    default: Visibility,
    customer_rule: Visibility,
    customers: &[Option<Vec<String>>],
) -> Answered {
    let (local, tagged) = (tags(&["local"])?, tags(&["tagged"])?);
    let rule = |customers, visibility| TagRule {
        subject: RuleSubject::Cycles,
        customers,
        tagged: tagged.clone(),
        shows: visibility == Visibility::Visible,
    };
    let rules = [rule(BTreeSet::new(), default), rule(local, customer_rule)];
    let mut visible = Vec::new();
    for customer in customers {
        let customer = tags(customer.as_deref().unwrap_or_default())?;
        visible.push(TagRule::decide(&rules, RuleSubject::Cycles, &tagged, &customer));
    }
    Ok(json!({ "tagged_method_visible": visible }))
}
