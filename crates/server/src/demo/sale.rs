use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::CycleId;

use super::{calendar::Week, client::RequestFailed, market::Market};

/// What the hub says about fetching an order.
const PICK_UP_TEXT: &str =
    "Ancienne gare de Montrevoie, quai B. Apportez vos sacs et les bocaux vides.";
/// What the hub says about bringing goods.
const GOODS_IN_TEXT: &str =
    "Tenez les caisses prêtes à l’entrée de la ferme ; la camionnette passe dans la matinée.";

/// An order cycle of the market, as the API shows it.
#[derive(Deserialize)]
pub(crate) struct Sale {
    pub(crate) id: CycleId,
    pub(crate) name: String,
    stage: String,
}

impl Sale {
    /// Plans an order cycle in which every farm brings all it sells and the hub hands it out, and publishes it.
    pub(crate) fn open(market: &Market, week: &Week) -> Result<Self, RequestFailed> {
        let client = &market.hub.client;
        let plan = json!({
            "coordinator": market.hub.enterprise, "name": week.name, "orders": week.orders,
        });
        let draft: Self = client.post("/v1/cycles", None, &plan)?;
        let exchanges = format!("/v1/cycles/{}/exchanges", draft.id);
        for farm in &market.farms {
            let incoming = json!({
                "enterprise": farm.enterprise, "direction": "incoming", "pick_up": week.goods_in,
                "pick_up_text": GOODS_IN_TEXT,
            });
            client.put::<Value>(&exchanges, &incoming)?;
        }
        let outgoing = json!({
            "enterprise": market.hub.enterprise, "direction": "outgoing", "pick_up": week.pick_up,
            "pick_up_text": PICK_UP_TEXT, "fees": [market.fees.packing, market.fees.transport],
        });
        client.put::<Value>(&exchanges, &outgoing)?;
        let coordinator_fees = json!({ "fees": [market.fees.running] });
        client.put::<Value>(&format!("/v1/cycles/{}/fees", draft.id), &coordinator_fees)?;
        let published: Self = client.act("POST", &format!("/v1/cycles/{}/publish", draft.id))?;
        match published.stage.as_str() {
            "open" => Ok(published),
            stage => {
                Err(RequestFailed::Wrong(format!("the cycle is {stage} when it should be open")))
            }
        }
    }

    /// Closes it: its orders are due, and the farms are told what to harvest.
    pub(crate) fn close(&self, market: &Market) -> Result<Self, RequestFailed> {
        market.hub.client.act("POST", &format!("/v1/cycles/{}/close", self.id))
    }
}
