use sillon_identity::{Actor, ReadOrders};
use sillon_kernel::{
    CycleId, EnterpriseId, HandOverMethodId, OrderId, Page, PageRequest, ShopKeyId, Text, fold,
};
use sillon_store::{OrderSummary, PartnerSales, Repositories, Tx};

use crate::{Error, logistics::sheets::hubs_served};

/// How many orders are looked through for a page of a search: what is asked for may be rare.
const LOOKED_THROUGH: usize = 10_000;

/// How many are read at once.
const READ_AT_ONCE: u32 = 500;

/// What an order is looked for by; what is not named narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderSearch {
    /// Those of this cycle.
    pub cycle: Option<CycleId>,
    /// Those that are handed over by this method.
    pub hand_over: Option<HandOverMethodId>,
    /// How they stand.
    pub standing: Option<OrderStanding>,
    /// Those with this in their number, or in the name, address or phone number of whom they are for.
    pub text: Option<Text<200>>,
}

/// How an order stands. What was cancelled may be to pay back as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderStanding {
    /// Something of it is still to be paid.
    ToPay,
    /// What was paid for it is what it comes to, and it was not cancelled.
    Paid,
    /// Something is to be paid back of it.
    ToPayBack,
    /// Nothing is left in it.
    Cancelled,
}

impl OrderStanding {
    /// Every standing.
    pub const ALL: [Self; 4] = [Self::ToPay, Self::Paid, Self::ToPayBack, Self::Cancelled];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToPay => "to-pay",
            Self::Paid => "paid",
            Self::ToPayBack => "to-pay-back",
            Self::Cancelled => "cancelled",
        }
    }

    fn is_of(self, order: &OrderSummary) -> bool {
        match self {
            Self::ToPay => !(order.total - order.received).above_zero().is_zero(),
            Self::Paid => {
                order.cancelled_at.is_none()
                    && order.received == order.total
                    && order.to_pay_back.is_zero()
            }
            Self::ToPayBack => !order.to_pay_back.above_zero().is_zero(),
            Self::Cancelled => order.cancelled_at.is_some(),
        }
    }
}

impl OrderSearch {
    fn finds(&self, text: Option<&str>, order: &OrderSummary) -> bool {
        let by = order.hand_over.as_ref().map(|it| it.method);
        self.hand_over.is_none_or(|method| by == Some(method))
            && self.standing.is_none_or(|standing| standing.is_of(order))
            && text.is_none_or(|text| {
                let phone = order.phone.as_deref().unwrap_or_default();
                let OrderSummary { reference, customer, email, .. } = order;
                [reference, customer, email, phone].iter().any(|it| fold(it).contains(text))
            })
    }
}

/// A page of a hub's orders of all cycles that are found, the latest first. A page may be short, and have a next one all the same,
/// where much was looked through for it.
///
/// # Errors
///
/// A refusal unless the actor reads the hub's orders.
pub fn find_orders(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    search: &OrderSearch,
    request: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let permit = actor.permit::<ReadOrders>(hub)?;
    let text = search.text.as_ref().map(|text| fold(text));
    let most = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let mut before = request.after.as_deref().and_then(|after| after.parse::<OrderId>().ok());
    let (mut items, mut looked_through) = (Vec::new(), 0);
    while looked_through < LOOKED_THROUGH {
        let read = tx.order_lists().latest(&permit, search.cycle, before, READ_AT_ONCE)?;
        let is_last = read.len() < usize::try_from(READ_AT_ONCE).unwrap_or(usize::MAX);
        looked_through += read.len();
        before = read.last().map(|order| order.id);
        items.extend(read.into_iter().filter(|order| search.finds(text.as_deref(), order)));
        if items.len() > most {
            return Ok(Page::cut(items, request, |order| order.id.to_string()));
        }
        if is_last {
            return Ok(Page { items, next: None });
        }
    }
    Ok(Page { items, next: before.map(|order| order.to_string()) })
}

/// A page of the orders of a cycle, the earliest first: of the hubs the actor reads orders for; where a partner's shop key is
/// named, those that came through its shop front.
///
/// # Errors
///
/// Missing unless the actor reads the orders of a hub in the cycle.
pub fn orders_of_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
    partner: Option<ShopKeyId>,
    request: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let mut orders: Vec<OrderSummary> = Vec::new();
    let mut more = false;
    for permit in hubs_served::<ReadOrders>(tx, actor, id)?.values() {
        let page = match partner {
            Some(partner) => tx.order_lists().page_of_partner(permit, id, partner, request)?,
            None => tx.order_lists().page(permit, id, request)?,
        };
        more |= page.next.is_some();
        orders.extend(page.items);
    }
    orders.sort_by_key(|order| order.id);
    let most = usize::try_from(request.limit).unwrap_or(usize::MAX);
    more |= orders.len() > most;
    orders.truncate(most);
    let next = orders.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Page { items: orders, next })
}

/// What the hubs the actor reads orders for sold in a cycle, hub by hub: through their own shops first, then through the shop
/// front of each partner.
///
/// # Errors
///
/// Missing unless the actor reads the orders of a hub in the cycle.
pub fn sales_by_partner(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<Vec<PartnerSales>, Error> {
    let mut sales = Vec::new();
    for permit in hubs_served::<ReadOrders>(tx, actor, id)?.values() {
        let mut own = tx.order_lists().sales_by_partner(permit, id)?;
        own.sort_by_cached_key(|it| {
            it.partner.as_ref().map(|partner| (fold(partner.name.as_str()), partner.key))
        });
        sales.extend(own);
    }
    Ok(sales)
}
