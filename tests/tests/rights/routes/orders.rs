//! Placed orders; those that are asked for are the shopper's.

use serde_json::{Value, json};

use super::{Request, Route, at};
use crate::town::Town;

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/orders/{id}", |town, _| at(town.order())),
    Route::new("GET /v1/orders/{id}/letters", |town, _| at(town.order())),
    Route::new("POST /v1/orders/{id}/letters", |town, _| at(town.order())),
    Route::new("GET /v1/cycles/{id}/letters", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/enterprises/{id}/failed-letters", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/letters/{id}/again", |town, _| at(town.letter())),
    Route::new("POST /v1/orders/{id}/payments", |town, _| {
        let euro = json!({"amount": "1.00", "currency": "EUR"});
        at(town.order()).json(&json!({"amount": euro, "method": "cash"}))
    }),
    Route::new("POST /v1/orders/{id}/changes/preview", |town, _| {
        at(town.order()).json(&json!({"lines": town.shop.lines(&[("Carrots, 500 g", 1)])}))
    }),
    Route::new("POST /v1/orders/{id}/changes", |town, _| {
        let lines = town.shop.lines(&[("Carrots, 500 g", 1)]);
        let euro = json!({"amount": "1.90", "currency": "EUR"});
        at(town.order()).json(&json!({"lines": lines, "total": euro, "reason": "Frost"}))
    }),
    Route::new("POST /v1/orders/{id}/cancellation", |town, _| {
        at(town.order()).json(&json!({"reason": "Frost"}))
    }),
    Route::new("PUT /v1/orders/{id}/ticks", |town, _| {
        at(town.order()).json(&json!({"all": "handed-out"}))
    }),
    Route::new("POST /v1/orders/{id}/moves/preview", |town, _| {
        at(town.order()).json(&json!({"to": town.order()}))
    }),
    Route::new("POST /v1/orders/{id}/moves", |town, _| {
        let euro = |amount: &str| json!({"amount": amount, "currency": "EUR"});
        let (total, both) = (euro("0.00"), euro("5.60"));
        let body = json!({"to": town.order(), "total": total, "to_total": both, "reason": "Twice"});
        at(town.order()).json(&body)
    }),
    Route::new("POST /v1/cycles/{id}/shortages/preview", |town, _| {
        town.order();
        let variant = town.shop.variant("Eggs, 6 × egg");
        let wish = json!({"variant": variant, "comes": 0, "rule": "first-come"});
        at(&town.shop.cycle).json(&wish)
    }),
    Route::new("POST /v1/cycles/{id}/shortages", |town, _| {
        town.order();
        let variant = town.shop.variant("Eggs, 6 × egg");
        let wish = json!({"variant": variant, "comes": 0, "rule": "proportional"});
        at(&town.shop.cycle).json(&wish)
    }),
    Route::new("GET /v1/cycles/{id}/weights", |town, _| {
        town.weights();
        at(&town.shop.cycle)
    }),
    Route::new("POST /v1/cycles/{id}/weights/preview", |town, _| {
        at(&town.shop.cycle).json(&town.weights())
    }),
    Route::new("POST /v1/cycles/{id}/weights", |town, _| {
        at(&town.shop.cycle).json(&town.weights())
    }),
    Route::new("POST /v1/payments/{id}/reversal", |town, _| at(town.payment()).json(&reason())),
    Route::new("POST /v1/orders/{id}/repayments", |town, _| {
        let cents = json!({"amount": "0.20", "currency": "EUR"});
        at(town.owed_back()).json(&json!({"amount": cents, "method": "cash"}))
    }),
    Route::new("POST /v1/repayments/{id}/reversal", |town, _| at(town.repayment()).json(&reason())),
    Route::new("GET /v1/enterprises/{id}/payables", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/enterprises/{id}/payouts", |town, _| {
        at(&town.shop.hub_id).json(&town.a_payout())
    }),
    Route::new("GET /v1/enterprises/{id}/payouts", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/enterprises/{id}/received-payouts", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/enterprises/{id}/statements", |town, _| statement(town)),
    Route::new("GET /v1/enterprises/{id}/statements.csv", |town, _| statement(town)),
    Route::new("POST /v1/payouts/{id}/reversal", |town, _| at(town.payout()).json(&reason())),
    Route::new("GET /v1/enterprises/{id}/orders", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/enterprises/{id}/customers", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/enterprises/{id}/customers", |town, _| {
        let email = format!("{}@example.org", uuid::Uuid::now_v7().simple());
        at(&town.shop.hub_id).json(&json!({"email": email}))
    }),
    Route::new("GET /v1/customers/{id}", |town, _| at(town.customer())),
    Route::new("PATCH /v1/customers/{id}", |town, _| {
        at(town.customer()).json(&json!({"tags": ["member"]}))
    }),
    Route::new("POST /v1/customers/{id}/carts", |town, _| {
        at(town.customer()).json(&json!({"lines": town.shop.lines(&[("Carrots, 500 g", 1)])}))
    }),
    Route::new("POST /v1/customers/{id}/orders", |town, _| {
        at(town.customer()).json(&town.an_order_for_a_customer())
    }),
    Route::new("GET /v1/customers/{id}/orders", |town, _| at(town.customer())),
    Route::new("GET /v1/me/orders", |_, _| Request::default()),
    Route::new("POST /v1/me/guest-orders", |_, _| Request::default()),
    Route::new("DELETE /v1/customers/{id}", |town, _| at(town.customer())),
    Route::new("POST /v1/orders/{id}/returns", |town, _| {
        let lines = town.shop.lines(&[("Carrots, 500 g", 1)]);
        at(town.order_with_deposit()).json(&json!({"lines": lines}))
    }),
];

/// Why something that was written down never was.
fn reason() -> Value {
    json!({"reason": "typed for another order"})
}

/// The farm's statement of a year.
fn statement(town: &Town) -> Request {
    let query = format!("?hub={}&from=2026-11-01&until=2027-10-31", town.shop.hub_id);
    Request { query, ..at(&town.shop.farm_id) }
}
