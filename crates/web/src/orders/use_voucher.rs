use actix_web::{
    HttpResponse,
    web::{Data, Form, Path},
};
use sillon_cycles::{VoucherCode, VoucherRefused};
use sillon_engine::{CartContents, Engine, Error};
use sillon_http::status_of;
use sillon_identity::Actor;
use sillon_kernel::{CartId, Failure as _, FailureKind};

use crate::{
    http::error::PageError, http::page::look_at, http::page_context::PageContext, orders::cart,
    orders::cart_page::Marks, people::account::From,
};

/// `POST /carts/{id}/vouchers`: uses one code more on a basket, or one of its codes no more.
pub(crate) async fn choose(
    context: PageContext,
    engine: Data<Engine>,
    From(network): From,
    id: Path<CartId>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    let contents = engine.cart(Actor::Guest, id).await?;
    if let Some(order) = contents.ordered {
        return Err(PageError::Ordered { order, kind: FailureKind::Conflict });
    }
    let error = match wanted(&contents, &form) {
        Ok(codes) => match engine.use_vouchers(Actor::Guest, network, id, codes).await {
            Ok(_) => return Ok(look_at(&format!("/carts/{id}"))),
            Err(error) => error,
        },
        Err(refused) => refused.into(),
    };
    let Some(refused) = refusal(&error) else {
        return Err(PageError::of_cart(&engine, id, error).await);
    };
    let marks = Marks { voucher: Some(refused.clone()), ..Marks::default() };
    cart::answer(&context, &engine, &contents, status_of(error.class().0), &marks).await
}

/// The codes that are to be used: those there are, with the one that was typed, or without the one that is taken out.
fn wanted(
    contents: &CartContents,
    form: &[(String, String)],
) -> Result<Vec<VoucherCode>, VoucherRefused> {
    let typed = |name: &str| {
        let field = form.iter().find(|(key, _)| key == name);
        field.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    };
    let list = &contents.snapshot.list;
    let named = contents.cart.vouchers.iter();
    let mut codes: Vec<VoucherCode> =
        named.filter_map(|id| Some(list.voucher(*id)?.code.clone())).collect();
    if let Some(taken_out) = typed("remove") {
        codes.retain(|code| code.as_str() != taken_out);
    } else if let Some(code) = typed("code") {
        let place = codes.len();
        let unknown = |_| VoucherRefused::Unknown { place, code: code.chars().take(40).collect() };
        codes.push(code.parse().map_err(unknown)?);
    }
    Ok(codes)
}

/// What a voucher was refused for, if that is what went wrong.
fn refusal(error: &Error) -> Option<&VoucherRefused> {
    match error {
        Error::Refused(refusal) => {
            let refusal: &(dyn std::error::Error + 'static) = &**refusal;
            refusal.downcast_ref()
        }
        Error::Store(_) => None,
    }
}
