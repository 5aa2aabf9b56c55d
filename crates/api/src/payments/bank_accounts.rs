use actix_web::{
    HttpResponse, delete,
    http::StatusCode,
    put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, Tx, set_bank_account};
use sillon_enterprises::BankAccount;
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Money, Text};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once,
    views::measures::Amount,
};

/// The account that an enterprise is paid to by transfer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankAccountBody {
    /// Whose it is, as the bank knows them.
    #[schema(value_type = String, min_length = 1, max_length = 70)]
    holder: Text<70>,
    /// Its number, blanks or not.
    #[schema(example = "FR76 3000 6000 0112 3456 7890 189", max_length = 100)]
    iban: String,
    /// The bank's code, where it is needed.
    #[serde(default)]
    #[schema(example = "AGRIFRPP", max_length = 40)]
    bic: Option<String>,
}

impl TryFrom<BankAccountBody> for BankAccount {
    type Error = Problem;

    fn try_from(body: BankAccountBody) -> Result<Self, Problem> {
        let bic = body.bic.map(|bic| bic.parse());
        Ok(Self {
            holder: body.holder,
            iban: body.iban.parse().map_err(|fault: sillon_enterprises::BankAccountError| {
                Problem::field("iban", fault.to_string())
            })?,
            bic: bic.transpose().map_err(|fault: sillon_enterprises::BankAccountError| {
                Problem::field("bic", fault.to_string())
            })?,
        })
    }
}

/// The account that an enterprise is paid to by transfer.
#[derive(Serialize, ToSchema)]
pub(crate) struct BankAccountView {
    holder: String,
    /// In groups of four.
    #[schema(example = "FR76 3000 6000 0112 3456 7890 189")]
    iban: String,
    bic: Option<String>,
}

impl From<&BankAccount> for BankAccountView {
    fn from(account: &BankAccount) -> Self {
        Self {
            holder: account.holder.to_string(),
            iban: account.iban.to_string(),
            bic: account.bic.as_ref().map(ToString::to_string),
        }
    }
}

/// What to tell one's bank, to pay an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct TransferView {
    #[serde(flatten)]
    account: BankAccountView,
    /// What is still to be paid.
    #[schema(value_type = Amount)]
    amount: Money,
    /// What says whose order it is for.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
}

impl TransferView {
    pub(crate) fn new(account: &BankAccount, amount: Money, reference: &str) -> Self {
        Self { account: account.into(), amount, reference: reference.to_owned() }
    }
}

/// Says to which account an enterprise is paid by transfer.
///
/// Whoever orders there may then pay by transfer, and is told the account with the amount and the reference.
#[utoipa::path(
    tag = "enterprises", request_body = BankAccountBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the account", body = BankAccountView)),
)]
#[put("/v1/enterprises/{id}/bank-account")]
pub(crate) async fn put_bank_account(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<BankAccountBody>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let account = BankAccount::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        set_bank_account(tx, actor, id, Some(&account)).map(|()| BankAccountView::from(&account))
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Says that an enterprise is paid to no account: nobody can pay it by transfer any more.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 204, description = "there is none")),
)]
#[delete("/v1/enterprises/{id}/bank-account")]
pub(crate) async fn delete_bank_account(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (id, actor) = (EnterpriseId(id.into_inner()), caller.actor);
    engine.write(move |tx| set_bank_account(tx, &actor, id, None)).await?;
    Ok(HttpResponse::NoContent().finish())
}
