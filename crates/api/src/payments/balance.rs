use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_engine::{Engine, EnterpriseBalance, balance};
use sillon_kernel::{EnterpriseId, Money};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, http::auth::SignedIn, views::measures::Amount};

/// How an enterprise stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct BalanceView {
    enterprise: Uuid,
    /// Became due to it and has not been received yet; below zero while money came in before its cycle closed.
    #[schema(value_type = Amount)]
    earned: Money,
    /// Was received for it and has not been paid out to it.
    #[schema(value_type = Amount)]
    payable: Money,
    /// Became due to it for its packaging and has not been received yet; below zero while money came in before its cycle
    /// closed.
    #[schema(value_type = Amount)]
    deposits_due: Money,
    /// Was received for its packaging and is paid back to customers when that returns.
    #[schema(value_type = Amount)]
    deposits: Money,
    /// Lies in its till: what it received for orders at its shop.
    #[schema(value_type = Amount)]
    till: Money,
}

impl From<EnterpriseBalance> for BalanceView {
    fn from(balance: EnterpriseBalance) -> Self {
        Self {
            enterprise: balance.enterprise.0,
            earned: balance.earned,
            payable: balance.payable,
            deposits_due: balance.deposits_due,
            deposits: balance.deposits,
            till: balance.till,
        }
    }
}

/// How an enterprise stands, for those who read its books.
#[utoipa::path(
    tag = "books", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 200, description = "its balances", body = BalanceView)),
)]
#[get("/v1/enterprises/{id}/balance")]
pub(crate) async fn get_balance(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<BalanceView>, Problem> {
    let id = EnterpriseId(id.into_inner());
    Ok(Json(engine.read(move |tx| balance(tx, &caller.actor, id)).await?.into()))
}
