use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::{CartId, CycleId, EnterpriseId, Money, OrderId, VariantId};

use super::{
    basket::Basket,
    client::{Client, Problem, RequestFailed},
};

/// Somebody who orders: a guest, or signed in.
pub(crate) struct Shopper {
    /// From 0.
    pub(crate) number: usize,
    pub(crate) basket: Basket,
    /// The token of their session.
    pub(crate) token: Option<String>,
}

/// What came of a visit to the shop.
pub(crate) struct Visit {
    /// The order, unless they gave up.
    pub(crate) placed: Option<Placed>,
    /// What was sold out under their hands: the variants of each refusal.
    pub(crate) refusals: Vec<Vec<VariantId>>,
    /// How long each checkout took to be answered, in microseconds.
    pub(crate) checkout_micros: Vec<u64>,
    pub(crate) requests: usize,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
}

/// An order, as it was answered.
#[derive(Deserialize)]
pub(crate) struct Placed {
    pub(crate) id: OrderId,
    pub(crate) total: Money,
    pub(crate) payment: String,
    pub(crate) components: Vec<Component>,
}

/// A part of an order's total and to whom it belongs.
#[derive(Deserialize)]
pub(crate) struct Component {
    pub(crate) kind: String,
    pub(crate) payee: EnterpriseId,
    pub(crate) label: String,
    pub(crate) amount: Money,
}

/// What a shop shows.
#[derive(Deserialize)]
pub(crate) struct Offers {
    pub(crate) offers: Vec<Offer>,
}

/// A size of a product in a shop.
#[derive(Deserialize)]
pub(crate) struct Offer {
    pub(crate) variant: VariantId,
    pub(crate) name: String,
    pub(crate) label: String,
    sku: Option<String>,
    pub(crate) available: Option<u32>,
}

type Line = (VariantId, u32);

impl Shopper {
    /// Browses the shop, fills a cart, and orders; when something has just been sold, once more with what is left.
    pub(crate) fn visit(&self, client: Client, slug: &str) -> Result<Visit, RequestFailed> {
        let client = match &self.token {
            Some(token) => client.with_token(token.clone()),
            None => client,
        };
        let now = Instant::now();
        let mut visit = Visit {
            placed: None,
            refusals: Vec::new(),
            checkout_micros: Vec::new(),
            requests: 0,
            began: now,
            ended: now,
        };
        self.order(&client, slug, &mut visit)?;
        (visit.requests, visit.ended) = (client.sent(), Instant::now());
        Ok(visit)
    }

    fn order(&self, client: &Client, slug: &str, visit: &mut Visit) -> Result<(), RequestFailed> {
        let (cycle, mut lines) = self.browse(client, slug)?;
        let cart = open_cart(client, slug, cycle)?;
        for attempt in 1..=2 {
            if lines.is_empty() {
                break;
            }
            let shown = fill(client, cart, &lines)?;
            let asked = Instant::now();
            let answer = self.check_out(client, cart, attempt, shown);
            visit.checkout_micros.push(micros_since(asked));
            match answer {
                Ok(placed) if shown == Some(placed.total) => {
                    visit.placed = Some(placed);
                    break;
                }
                Ok(Placed { total, .. }) => {
                    let said = format!("the cart showed {shown:?} and the order charges {total}");
                    return Err(RequestFailed::Wrong(said));
                }
                Err(RequestFailed::Refused { problem, .. }) if problem.code == "out-of-stock" => {
                    visit.refusals.push(short(&problem).map(|(variant, _)| variant).collect());
                    lines = reduced(lines, &problem);
                }
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }

    /// The open cycle, and what the shopper wants of what it shows.
    fn browse(&self, client: &Client, slug: &str) -> Result<(CycleId, Vec<Line>), RequestFailed> {
        #[derive(Deserialize)]
        struct Open {
            id: CycleId,
        }
        #[derive(Deserialize)]
        struct Shop {
            open: [Open; 1],
        }
        let Shop { open: [Open { id }] } = client.get(&format!("/v1/shops/{slug}"))?;
        let shown: Offers = client.get(&format!("/v1/shops/{slug}/offers?cycle={id}"))?;
        let line = |(code, items): &(&str, u32)| {
            let offer = shown.offers.iter().find(|offer| offer.sku.as_deref() == Some(code))?;
            let items = offer.available.map_or(*items, |left| left.min(*items));
            (items > 0).then_some((offer.variant, items))
        };
        Ok((id, self.basket.wanted.iter().filter_map(line).collect()))
    }

    fn check_out(
        &self,
        client: &Client,
        cart: CartId,
        attempt: u32,
        shown: Option<Money>,
    ) -> Result<Placed, RequestFailed> {
        let basket = &self.basket;
        let order = json!({
            "contact": {
                "name": basket.name, "email": basket.email, "phone": basket.phone, "note": basket.note,
                "language": basket.language,
            },
            "total": shown,
            "payment": if basket.pays_cash { "cash" } else { "bank-transfer" },
            "consent": true,
        });
        let key = format!("demo-{}-{attempt}", self.number + 1);
        client.post(&format!("/v1/carts/{cart}/checkout"), Some(&key), &order)
    }
}

fn open_cart(client: &Client, slug: &str, cycle: CycleId) -> Result<CartId, RequestFailed> {
    #[derive(Deserialize)]
    struct Opened {
        id: CartId,
    }
    let body = json!({ "shop": slug, "cycle": cycle });
    Ok(client.post::<Opened>("/v1/carts", None, &body)?.id)
}

/// Puts lines into a cart; what they come to.
fn fill(client: &Client, cart: CartId, lines: &[Line]) -> Result<Option<Money>, RequestFailed> {
    #[derive(Deserialize)]
    struct Filled {
        total: Option<Money>,
    }
    let line = |(variant, items): &Line| json!({ "variant": variant, "quantity": items });
    let lines: Vec<Value> = lines.iter().map(line).collect();
    let body = json!({ "lines": lines });
    Ok(client.put::<Filled>(&format!("/v1/carts/{cart}/lines"), &body)?.total)
}

/// The variants a refusal names, and how many of each are left.
fn short(problem: &Problem) -> impl Iterator<Item = (VariantId, u32)> {
    let left = |left: &Option<String>| left.as_ref().and_then(|left| left.parse().ok());
    problem.errors.iter().filter_map(move |error| Some((error.variant?, left(&error.left)?)))
}

/// What is still wanted after a refusal: of what is short, as many as are left.
fn reduced(lines: Vec<Line>, problem: &Problem) -> Vec<Line> {
    let still = |(variant, wanted): Line| {
        let left = short(problem).find(|(short, _)| *short == variant);
        (variant, left.map_or(wanted, |(_, left)| left.min(wanted)))
    };
    lines.into_iter().map(still).filter(|(_, items)| *items > 0).collect()
}

fn micros_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_cart_is_reduced_to_what_is_left() {
        let id = |number: u32| format!("018f0000-0000-7000-8000-{number:012}");
        let variant = |number| id(number).parse::<VariantId>().unwrap();
        let problem = json!({
            "status": 409, "code": "out-of-stock", "detail": "too little is left", "errors": [
                { "field": "lines[0]", "rule": "1 left", "variant": id(1), "left": "1" },
                { "field": "lines[2]", "rule": "none left", "variant": id(3), "left": "0" },
            ],
        });
        let problem: Problem = serde_json::from_value(problem).unwrap();
        let lines = vec![(variant(1), 3), (variant(2), 2), (variant(3), 1)];
        assert_eq!(reduced(lines, &problem), [(variant(1), 1), (variant(2), 2)]);
    }
}
