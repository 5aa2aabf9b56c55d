use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use sillon_catalogue::Part;
use sillon_kernel::{OrderId, VariantId};
use uuid::Uuid;

use super::super::{
    super::{Conn, Db},
    catalogue::products::read_json,
    orders::counts,
};
use crate::{
    Error,
    records::system::Difference,
    schema::tables::variant,
    sql::ids::{AnyId, Uid, keys},
    sql::statement::statement,
};

statement!(
    /// Orders whose total is not the sum of their components, and those whose goods, item fees and tax are not their lines'.
    Orders {} -> (Text, Uid, BigInt, BigInt) =
    "select 'order total', o.id, cast(coalesce(c.amount, 0) as bigint), o.total_minor from orders o \
     left join (select order_id, sum(amount_minor) as amount from order_component group by order_id) c \
     on c.order_id = o.id where coalesce(c.amount, 0) <> o.total_minor \
     union all \
     select 'order goods', o.id, cast(coalesce(l.goods, 0) as bigint), cast(coalesce(c.amount, 0) as bigint) \
     from orders o \
     left join (select order_id, sum(goods_minor - margin_minor) as goods from order_line group by order_id) l on l.order_id = o.id \
     left join (select order_id, sum(amount_minor) as amount from order_component where kind = 'goods' \
     group by order_id) c on c.order_id = o.id where coalesce(l.goods, 0) <> coalesce(c.amount, 0) \
     union all \
     select 'order margin', o.id, cast(coalesce(l.margin, 0) as bigint), cast(coalesce(c.amount, 0) as bigint) \
     from orders o \
     left join (select order_id, sum(margin_minor) as margin from order_line group by order_id) l on l.order_id = o.id \
     left join (select order_id, sum(amount_minor) as amount from order_component where kind = 'margin' \
     group by order_id) c on c.order_id = o.id where coalesce(l.margin, 0) <> coalesce(c.amount, 0) \
     union all \
     select 'order fees', o.id, cast(coalesce(l.fees, 0) as bigint), cast(coalesce(c.amount, 0) as bigint) \
     from orders o \
     left join (select order_id, sum(fees_minor) as fees from order_line group by order_id) l on l.order_id = o.id \
     left join (select order_id, sum(amount_minor) as amount from order_component where kind = 'item-fee' \
     group by order_id) c on c.order_id = o.id where coalesce(l.fees, 0) <> coalesce(c.amount, 0) \
     union all \
     select 'order tax', o.id, cast(coalesce(l.tax, 0) as bigint), cast(coalesce(c.tax, 0) as bigint) \
     from orders o \
     left join (select order_id, sum(tax_minor) as tax from order_line group by order_id) l on l.order_id = o.id \
     left join (select order_id, sum(tax_minor) as tax from order_component where kind in ('goods', 'margin') \
     group by order_id) c on c.order_id = o.id where coalesce(l.tax, 0) <> coalesce(c.tax, 0) \
     union all \
     select 'order line', l.order_id, l.price_minor * l.quantity, l.goods_minor from order_line l \
     where l.bundle_position is null and l.price_minor * l.quantity <> l.goods_minor \
     and not exists (select 1 from order_weight w where w.order_id = l.order_id \
     and w.position = l.position and w.weighed_milli is not null) \
     union all \
     select 'line margin', l.order_id, case when l.owner_id is null \
     then (l.price_minor - l.producer_price_minor) * l.quantity else 0 end, l.margin_minor from order_line l \
     where l.bundle_position is null and l.producer_price_minor is not null and l.margin_minor <> case when l.owner_id is null \
     then (l.price_minor - l.producer_price_minor) * l.quantity else 0 end \
     and not exists (select 1 from order_weight w where w.order_id = l.order_id \
     and w.position = l.position and w.weighed_milli is not null)"
);

statement!(
    /// Orders that come to more than their customer agreed to for what is weighed of them, and orders of which something is weighed
    /// and that say no such sum; what is weighed of a line that is not there, or that is in a bundle.
    Weights {} -> (Text, Uid, BigInt, BigInt) =
    "select 'most agreed to', id, at_most_minor, total_minor from orders where total_minor > at_most_minor \
     union all \
     select 'most agreed to', o.id, cast(1 as bigint), cast(0 as bigint) from orders o where o.at_most_minor is null \
     and exists (select 1 from order_weight w where w.order_id = o.id) \
     union all \
     select 'weighed line', w.order_id, cast(1 as bigint), cast(0 as bigint) from order_weight w \
     left join order_line l on l.order_id = w.order_id and l.position = w.position \
     where l.order_id is null or l.bundle_position is not null"
);

statement!(
    /// The orders of which something was weighed, a part of them.
    WeighedOrders { after: OrderId, most: i64 } -> Uid =
    "select distinct w.order_id from order_weight w join orders o on o.id = w.order_id \
     where w.weighed_milli is not null and w.order_id > ", [after: Uid], " order by w.order_id limit ", [most: BigInt]
);

pub(crate) fn weighed_orders(
    conn: &mut Conn,
    after: Option<OrderId>,
    most: i64,
) -> Result<Vec<OrderId>, Error> {
    let after = after.unwrap_or(OrderId(Uuid::nil()));
    Ok(WeighedOrders { after, most }.load(conn)?)
}

statement!(
    /// Bundles whose lines do not come to their price; lines of them that pay their owner something else than it asks, where it
    /// did not sell the bundle itself; lines of a bundle that is not there.
    Bundles {} -> (Text, Uid, BigInt, BigInt) =
    "select 'bundle', b.order_id, b.price_minor * b.quantity, cast(coalesce(l.goods, 0) as bigint) from order_bundle b \
     left join (select order_id, bundle_position, sum(goods_minor) as goods from order_line \
     where bundle_position is not null group by order_id, bundle_position) l \
     on l.order_id = b.order_id and l.bundle_position = b.position where b.price_minor * b.quantity <> coalesce(l.goods, 0) \
     union all \
     select 'part margin', l.order_id, l.goods_minor - l.producer_price_minor * l.quantity, l.margin_minor from order_line l \
     join order_bundle b on b.order_id = l.order_id and b.position = l.bundle_position \
     where l.owner_id is null and l.producer_id <> b.seller_id \
     and l.margin_minor <> l.goods_minor - l.producer_price_minor * l.quantity \
     union all \
     select 'part of bundle', l.order_id, 1, 0 from order_line l \
     left join order_bundle b on b.order_id = l.order_id and b.position = l.bundle_position \
     where l.bundle_position is not null and b.order_id is null"
);

statement!(
    /// What of each order's goods and deposits is whose: of the farm at its price, of the hub that sold what it held.
    Owners {} -> (Text, Uid, BigInt, BigInt) =
    "select 'goods of owner', t.order_id, cast(sum(t.of_lines) as bigint), cast(sum(t.of_parts) as bigint) from ( \
     select order_id, coalesce(owner_id, producer_id) as payee, 'goods' as kind, \
     goods_minor - margin_minor as of_lines, 0 as of_parts from order_line \
     union all select order_id, coalesce(owner_id, producer_id), 'deposit', deposit_minor * quantity, 0 \
     from order_line where deposit_minor is not null \
     union all select order_id, payee_id, kind, 0, amount_minor from order_component \
     where kind in ('goods', 'deposit')) t group by t.order_id, t.payee, t.kind \
     having sum(t.of_lines) <> sum(t.of_parts) \
     union all \
     select 'margin of hub', c.order_id, c.amount_minor, 0 from order_component c join orders o on o.id = c.order_id \
     where c.kind = 'margin' and c.payee_id <> o.hub_id"
);

statement!(
    /// Orders whose deposits, or the tax in them, are not their lines'; returns that are not so many times the deposit of
    /// their line; lines of which more came back than was taken.
    Deposits {} -> (Text, Uid, BigInt, BigInt) =
    "select 'order deposits', o.id, cast(coalesce(l.deposits, 0) as bigint), cast(coalesce(c.amount, 0) as bigint) \
     from orders o \
     left join (select order_id, sum(deposit_minor * quantity) as deposits from order_line group by order_id) l \
     on l.order_id = o.id \
     left join (select order_id, sum(amount_minor) as amount from order_component where kind = 'deposit' \
     group by order_id) c on c.order_id = o.id where coalesce(l.deposits, 0) <> coalesce(c.amount, 0) \
     union all \
     select 'deposit tax', o.id, cast(coalesce(l.tax, 0) as bigint), cast(coalesce(c.tax, 0) as bigint) \
     from orders o \
     left join (select order_id, sum(coalesce(deposits_tax_minor, deposit_tax_minor * quantity)) as tax \
     from order_line group by order_id) l \
     on l.order_id = o.id \
     left join (select order_id, sum(tax_minor) as tax from order_component where kind = 'deposit' \
     group by order_id) c on c.order_id = o.id where coalesce(l.tax, 0) <> coalesce(c.tax, 0) \
     union all \
     select 'return', r.return_id, coalesce(l.deposit_minor, 0) * r.quantity, r.amount_minor from deposit_return_line r \
     left join order_line l on l.order_id = r.order_id and l.position = r.line_position \
     where coalesce(l.deposit_minor, 0) * r.quantity <> r.amount_minor \
     union all \
     select 'return tax', t.order_id, t.expected, t.found from (select l.order_id, \
     (2 * coalesce(l.deposits_tax_minor, l.deposit_tax_minor * l.quantity, 0) * cast(r.quantity as bigint) \
     + l.quantity) / (2 * l.quantity) as expected, cast(r.tax as bigint) as found from order_line l \
     join (select order_id, line_position, sum(quantity) as quantity, sum(tax_minor) as tax from deposit_return_line \
     group by order_id, line_position) r on r.order_id = l.order_id and r.line_position = l.position) t \
     where t.expected <> t.found \
     union all \
     select 'returned', l.order_id, l.quantity, cast(r.quantity as bigint) from order_line l \
     join (select order_id, line_position, sum(quantity) as quantity from deposit_return_line \
     group by order_id, line_position) r on r.order_id = l.order_id and r.line_position = l.position \
     where r.quantity > l.quantity"
);

statement!(
    /// Supplies that are not their movements less what orders took.
    Supplies {} -> (Text, Uid, BigInt, BigInt) =
    "select 'supply', s.id, cast(coalesce(m.moved, 0) - coalesce(l.taken, 0) as bigint), s.available_milli \
     from supply s \
     left join (select supply_id, sum(delta_milli) as moved from supply_movement group by supply_id) m \
     on m.supply_id = s.id \
     left join (select t.supply_id, sum(t.milli) as taken from ( \
     select supply_id, taken_milli as milli from order_line \
     union all select quota_id, quantity * 1000 from order_line where quota_id is not null \
     union all select supply_id, taken_milli from order_bundle \
     union all select quota_id, quantity * 1000 from order_bundle where quota_id is not null) t group by t.supply_id) l \
     on l.supply_id = s.id \
     where coalesce(m.moved, 0) - coalesce(l.taken, 0) <> s.available_milli"
);

statement!(
    /// Components whose allocated part is not the sum of its shares of payments and of what changes moved, with all of an order that
    /// cost nothing when it became due; payments whose shares are not their amount, but for what was paid
    /// beyond what an order comes to since it changed; reversals that are not what they reverse.
    Allocations {} -> (Text, Uid, BigInt, BigInt) =
    "select 'allocation', t.order_id, t.expected, t.allocated_minor from (select c.order_id, c.allocated_minor, \
     cast(coalesce(s.amount, 0) + case when exists (select 1 from posting p where p.transaction_id = c.order_id \
     and 'payable' in (p.from_kind, p.to_kind)) then case when exists (select 1 from order_change h \
     where h.order_id = c.order_id and h.was_due) then coalesce((select b.amount_minor from order_change h \
     join order_component_before b on b.change_id = h.id where h.order_id = c.order_id and h.was_due \
     and b.position = c.position order by h.at, h.id limit 1), 0) else c.amount_minor end else 0 end as bigint) \
     as expected from order_component c \
     left join (select t.order_id, t.position, sum(t.amount_minor) as amount from ( \
     select order_id, position, amount_minor from payment_share \
     union all select order_id, position, amount_minor from repayment_share \
     union all select order_id, position, amount_minor from change_share) t \
     group by t.order_id, t.position) s on s.order_id = c.order_id and s.position = c.position \
     ) t where t.expected <> t.allocated_minor \
     union all \
     select 'payment', p.id, p.amount_minor, cast(coalesce(s.amount, 0) as bigint) from payment p \
     left join (select payment_id, sum(amount_minor) as amount from payment_share group by payment_id) s \
     on s.payment_id = p.id where coalesce(s.amount, 0) <> p.amount_minor and (abs(coalesce(s.amount, 0)) > abs(p.amount_minor) \
     or not exists (select 1 from order_change h where h.order_id = p.order_id)) \
     union all \
     select 'reversal', r.id, -coalesce(p.amount_minor, 0), r.amount_minor from payment r \
     left join payment p on p.id = r.reverses_id where r.reverses_id is not null \
     and (p.id is null or r.amount_minor <> -p.amount_minor or r.order_id <> p.order_id) \
     union all \
     select 'reversal', r.id, -coalesce(p.amount_minor, 0), r.amount_minor from repayment r \
     left join repayment p on p.id = r.reverses_id where r.reverses_id is not null \
     and (p.id is null or r.amount_minor <> -p.amount_minor or r.overpaid_minor <> -p.overpaid_minor or r.order_id <> p.order_id) \
     union all \
     select 'reversal', r.id, -coalesce(p.amount_minor, 0), r.amount_minor from payout r \
     left join payout p on p.id = r.reverses_id where r.reverses_id is not null \
     and (p.id is null or r.amount_minor <> -p.amount_minor or r.hub_id <> p.hub_id or r.payee_id <> p.payee_id)"
);

statement!(
    /// What the ledger says an order owes against its total less what was allocated of it; what became payable
    /// against what was received; what was earned against what became due and was not received; what lies in tills
    /// against the payments there; closed cycles' orders that never became due.
    Ledger {} -> (Text, Uid, BigInt, BigInt) =
    "select 'order account', o.id, \
     cast(coalesce(r.allocated, 0) - case when d.id is null then 0 else o.total_minor end as bigint), \
     cast(coalesce(b.balance, 0) as bigint) from orders o \
     left join ledger_transaction d on d.id = o.id \
     left join (select order_id, sum(allocated_minor) as allocated from order_component group by order_id) r \
     on r.order_id = o.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'order' \
     union all select from_holder, -amount_minor from posting where from_kind = 'order') m group by holder) b \
     on b.holder = o.id \
     where coalesce(r.allocated, 0) - case when d.id is null then 0 else o.total_minor end <> coalesce(b.balance, 0) \
     union all \
     select 'payable account', e.id, cast(coalesce(a.allocated, 0) - coalesce(p.paid, 0) as bigint), \
     cast(coalesce(b.balance, 0) as bigint) from enterprise e \
     left join (select payee_id, sum(amount_minor) as paid from payout group by payee_id) p on p.payee_id = e.id \
     left join (select payee_id, sum(allocated_minor) as allocated from order_component where kind <> 'deposit' \
     group by payee_id) a on a.payee_id = e.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'payable' \
     union all select from_holder, -amount_minor from posting where from_kind = 'payable') m group by holder) b \
     on b.holder = e.id where coalesce(a.allocated, 0) - coalesce(p.paid, 0) <> coalesce(b.balance, 0) \
     union all \
     select 'earned account', e.id, cast(coalesce(a.earned, 0) as bigint), cast(coalesce(b.balance, 0) as bigint) \
     from enterprise e \
     left join (select c.payee_id, \
     sum(case when d.id is null then 0 else c.amount_minor end - c.allocated_minor) as earned \
     from order_component c left join ledger_transaction d on d.id = c.order_id where c.kind <> 'deposit' \
     group by c.payee_id) a on a.payee_id = e.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'earned' \
     union all select from_holder, -amount_minor from posting where from_kind = 'earned') m group by holder) b \
     on b.holder = e.id where coalesce(a.earned, 0) <> coalesce(b.balance, 0) \
     union all \
     select 'till account', e.id, cast(-coalesce(r.received, 0) as bigint), cast(coalesce(b.balance, 0) as bigint) \
     from enterprise e \
     left join (select t.hub_id, sum(t.minor) as received from (select hub_id, amount_minor as minor from payment \
     union all select hub_id, -amount_minor from repayment union all select hub_id, -amount_minor from payout) t \
     group by t.hub_id) r on r.hub_id = e.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'till' \
     union all select from_holder, -amount_minor from posting where from_kind = 'till') m group by holder) b \
     on b.holder = e.id where -coalesce(r.received, 0) <> coalesce(b.balance, 0) \
     union all \
     select 'order not due', o.id, o.total_minor, 0 from orders o join order_cycle c on c.id = o.cycle_id \
     left join ledger_transaction d on d.id = o.id \
     where c.stage in ('closed', 'settled') and d.id is null"
);

statement!(
    /// What the ledger holds of deposits for a payee against what was received of them and did not come back; what became
    /// due of them against what was not received; what is to be paid back for an order against what came back of it, and what was
    /// paid for it beyond what it comes to.
    DepositLedger {} -> (Text, Uid, BigInt, BigInt) =
    "select 'deposit account', e.id, cast(coalesce(a.allocated, 0) - coalesce(r.returned, 0) as bigint), \
     cast(coalesce(b.balance, 0) as bigint) from enterprise e \
     left join (select payee_id, sum(allocated_minor) as allocated from order_component where kind = 'deposit' \
     group by payee_id) a on a.payee_id = e.id \
     left join (select coalesce(l.owner_id, l.producer_id) as owner, sum(r.amount_minor) as returned \
     from deposit_return_line r join order_line l on l.order_id = r.order_id and l.position = r.line_position \
     group by coalesce(l.owner_id, l.producer_id)) r on r.owner = e.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'deposit' \
     union all select from_holder, -amount_minor from posting where from_kind = 'deposit') m group by holder) b \
     on b.holder = e.id where coalesce(a.allocated, 0) - coalesce(r.returned, 0) <> coalesce(b.balance, 0) \
     union all \
     select 'deposit due account', e.id, cast(coalesce(a.due, 0) as bigint), cast(coalesce(b.balance, 0) as bigint) \
     from enterprise e \
     left join (select c.payee_id, \
     sum(case when d.id is null then 0 else c.amount_minor end - c.allocated_minor) as due \
     from order_component c left join ledger_transaction d on d.id = c.order_id where c.kind = 'deposit' \
     group by c.payee_id) a on a.payee_id = e.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'deposit-due' \
     union all select from_holder, -amount_minor from posting where from_kind = 'deposit-due') m group by holder) b \
     on b.holder = e.id where coalesce(a.due, 0) <> coalesce(b.balance, 0) \
     union all \
     select 'refund account', o.id, cast(coalesce(r.owed, 0) as bigint), cast(coalesce(b.balance, 0) as bigint) \
     from orders o \
     left join (select t.order_id, sum(t.minor) as owed from ( \
     select order_id, amount_minor as minor from deposit_return_line \
     union all select order_id, amount_minor from payment \
     union all select order_id, -amount_minor from repayment \
     union all select order_id, -allocated_minor from order_component) t group by t.order_id) r on r.order_id = o.id \
     left join (select holder, sum(amount) as balance from ( \
     select to_holder as holder, amount_minor as amount from posting where to_kind = 'refund' \
     union all select from_holder, -amount_minor from posting where from_kind = 'refund') m group by holder) b \
     on b.holder = o.id where coalesce(r.owed, 0) <> coalesce(b.balance, 0)"
);

statement!(
    /// Changes that do not begin at what the order was made of, or do not end where the next begins, the last at what the order comes
    /// to; orders that are cancelled with something in them, or not cancelled with nothing.
    Changes {} -> (Text, Uid, BigInt, BigInt) =
    "select 'order before a change', h.order_id, cast(coalesce(b.amount, 0) as bigint), h.before_minor from order_change h \
     left join (select change_id, sum(amount_minor) as amount from order_component_before group by change_id) b \
     on b.change_id = h.id where coalesce(b.amount, 0) <> h.before_minor \
     union all \
     select 'order after a change', t.order_id, t.next, t.after_minor from (select h.order_id, h.after_minor, \
     coalesce((select n.before_minor from order_change n where n.order_id = h.order_id \
     and (n.at > h.at or (n.at = h.at and n.id > h.id)) order by n.at, n.id limit 1), o.total_minor) as next \
     from order_change h join orders o on o.id = h.order_id) t where t.next <> t.after_minor \
     union all \
     select 'cancelled order', o.id, cast(case when o.cancelled_at is null then 1 else 0 end as bigint), \
     cast(case when l.order_id is null then 0 else 1 end as bigint) from orders o \
     left join (select distinct order_id from order_line) l on l.order_id = o.id \
     where (o.cancelled_at is null) <> (l.order_id is not null)"
);

statement!(
    /// What is paid for a hand-over to another than the hub, or without one.
    HandOvers {} -> (Text, Uid, BigInt, BigInt) =
    "select 'hand-over of hub', c.order_id, c.amount_minor, cast(0 as bigint) from order_component c \
     join orders o on o.id = c.order_id where c.kind = 'hand-over' and (c.payee_id <> o.hub_id or not exists ( \
     select 1 from order_hand_over t where t.order_id = o.id and t.hub_id = o.hub_id and t.cycle_id = o.cycle_id))"
);

statement!(
    /// Taxes that are added for who sells nothing in the order, or to what includes its tax.
    AddedTaxes {} -> (Text, Uid, BigInt, BigInt) =
    "select 'tax of seller', t.order_id, t.amount_minor, cast(0 as bigint) from order_component t \
     where t.kind = 'tax' and (not exists (select 1 from order_component s where s.order_id = t.order_id \
     and s.payee_id = t.payee_id and s.kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over')) \
     or exists (select 1 from order_component s where s.order_id = t.order_id and s.tax_minor <> 0 \
     and s.kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'deposit')))"
);

statement!(
    /// What another than the hub bears of a voucher, or of another hub's voucher.
    OthersVouchers {} -> (Text, Uid, BigInt, BigInt) =
    "select 'voucher of hub', c.order_id, c.amount_minor, cast(0 as bigint) from order_component c \
     join orders o on o.id = c.order_id join voucher v on v.id = c.voucher_id \
     where c.payee_id <> o.hub_id or v.hub_id <> o.hub_id"
);

statement!(
    /// Orders of which vouchers take off more than there is, its deposits aside.
    TooMuchOff {} -> (Text, Uid, BigInt, BigInt) =
    "select 'vouchers', c.order_id, cast(sum(c.amount_minor) as bigint), cast(0 as bigint) from order_component c \
     where c.kind <> 'deposit' and c.order_id in (select order_id from order_component where voucher_id is not null) \
     group by c.order_id having sum(c.amount_minor) < 0"
);

statement!(
    /// Balances kept of enterprises' accounts that are not what the postings of the account sum to.
    Balances {} -> (Text, Uid, BigInt, BigInt) =
    "select 'kept balance', m.holder, cast(sum(m.amount) as bigint), cast(sum(m.kept) as bigint) from ( \
     select p.to_holder as holder, p.to_kind as kind, t.currency as currency, p.amount_minor as amount, 0 as kept \
     from posting p join ledger_transaction t on t.id = p.transaction_id \
     union all select p.from_holder, p.from_kind, t.currency, -p.amount_minor, 0 \
     from posting p join ledger_transaction t on t.id = p.transaction_id \
     union all select holder, kind, currency, 0, balance_minor from account_balance) m \
     where m.kind not in ('order', 'refund') group by m.holder, m.kind, m.currency \
     having sum(m.amount) <> sum(m.kept)"
);

statement!(
    /// What is kept as payable through hubs against what the postings of each hub say.
    Payables {} -> (Text, Uid, BigInt, BigInt) =
    "select 'payable through hub', m.payee, cast(sum(m.amount) as bigint), cast(sum(m.kept) as bigint) from ( \
     select p.hub_id as hub, p.to_holder as payee, t.currency as currency, p.amount_minor as amount, 0 as kept \
     from posting p join ledger_transaction t on t.id = p.transaction_id where p.to_kind = 'payable' \
     union all select p.hub_id, p.from_holder, t.currency, -p.amount_minor, 0 \
     from posting p join ledger_transaction t on t.id = p.transaction_id where p.from_kind = 'payable' \
     union all select hub_id, payee_id, currency, 0, balance_minor from hub_payable) m \
     group by m.hub, m.payee, m.currency having sum(m.amount) <> sum(m.kept)"
);

statement!(
    /// Exchanges of others than the coordinator that they did not say yes to, and yeses that no exchange came of.
    Consents {} -> (Text, Uid, BigInt, BigInt) =
    "select 'yes to an exchange', e.order_cycle_id, cast(1 as bigint), cast(0 as bigint) from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where e.enterprise_id <> c.coordinator_id and not exists ( \
     select 1 from participation p where p.order_cycle_id = e.order_cycle_id \
     and p.enterprise_id = e.enterprise_id and p.direction = e.direction and p.standing = 'agreed') \
     union all \
     select 'exchange of a yes', p.order_cycle_id, cast(1 as bigint), cast(0 as bigint) from participation p \
     where p.standing = 'agreed' and not exists (select 1 from exchange e \
     where e.order_cycle_id = p.order_cycle_id and e.enterprise_id = p.enterprise_id and e.direction = p.direction)"
);

statement!(
    /// Cycles that a series of another coordinator made, or that it does not remember to have made; and cycles that are full, though
    /// they take orders.
    MadeCycles {} -> (Text, Uid, BigInt, BigInt) =
    "select 'cycle of a series', c.id, cast(1 as bigint), cast(0 as bigint) from order_cycle c \
     join cycle_series s on s.id = c.series_id where c.coordinator_id <> s.coordinator_id \
     or c.series_day is null or s.made_until is null or c.series_day > s.made_until \
     union all \
     select 'full cycle', id, cast(1 as bigint), cast(0 as bigint) from order_cycle \
     where is_full and stage not in ('closed', 'settled')"
);

statement!(
    /// Feeds with a gap in their numbers, or that are not numbered as far as they say; webhooks that are past the end of theirs.
    Feeds {} -> (Text, Uid, BigInt, BigInt) =
    "select 'events in feed', e.enterprise_id, coalesce(f.last_number, 0) - e.low + 1, e.found from ( \
     select enterprise_id, min(number) as low, count(*) as found from event where number is not null group by enterprise_id) e \
     left join event_feed f on f.enterprise_id = e.enterprise_id where coalesce(f.last_number, 0) - e.low + 1 <> e.found \
     union all \
     select 'cursor of webhook', w.id, coalesce(f.last_number, 0), w.cursor_number from webhook w \
     left join event_feed f on f.enterprise_id = w.enterprise_id where w.cursor_number > coalesce(f.last_number, 0)"
);

type Row = (String, AnyId, i64, i64);

fn differences(rows: Vec<Row>) -> Vec<Difference> {
    let read = |(what, id, expected, found): Row| Difference { what, id: id.0, expected, found };
    rows.into_iter().map(read).collect()
}

pub(crate) fn orders(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let mut found = differences(Orders {}.load(conn)?);
    found.extend(differences(Changes {}.load(conn)?));
    found.extend(differences(Bundles {}.load(conn)?));
    found.extend(differences(Weights {}.load(conn)?));
    found.extend(differences(Owners {}.load(conn)?));
    found.extend(differences(HandOvers {}.load(conn)?));
    found.extend(differences(AddedTaxes {}.load(conn)?));
    found.extend(differences(OthersVouchers {}.load(conn)?));
    found.extend(differences(TooMuchOff {}.load(conn)?));
    found.extend(counts::differences(conn)?);
    Ok(found)
}

pub(crate) fn deposits(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let mut found = differences(Deposits {}.load(conn)?);
    found.extend(differences(DepositLedger {}.load(conn)?));
    Ok(found)
}

pub(crate) fn supplies(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let mut found = differences(Supplies {}.load(conn)?);
    found.extend(parts(conn)?);
    Ok(found)
}

/// Bundles of which a part is not there, or is a bundle itself: as many parts as they name, and those that are sizes.
fn parts(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let bundles: Vec<(VariantId, Option<String>)> = variant::table
        .filter(variant::parts.is_not_null())
        .order(variant::id)
        .select((variant::id, variant::parts))
        .load(conn)?;
    let mut found = Vec::new();
    for (bundle, parts) in bundles {
        let what = "parts of bundle".to_owned();
        let read = read_json("parts", parts.as_deref().unwrap_or_default());
        let Ok(parts): Result<Vec<Part>, Error> = read else {
            found.push(Difference { what, id: bundle.0, expected: 1, found: 0 });
            continue;
        };
        let ids: Vec<VariantId> = parts.iter().map(|part| part.variant).collect();
        let sizes =
            variant::table.filter(variant::id.eq_any(keys(&ids))).filter(variant::parts.is_null());
        let there: i64 = sizes.count().get_result(conn)?;
        let expected = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        if there != expected {
            found.push(Difference { what, id: bundle.0, expected, found: there });
        }
    }
    Ok(found)
}

pub(crate) fn allocations(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    Ok(differences(Allocations {}.load(conn)?))
}

pub(crate) fn consents(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let mut found = differences(Consents {}.load(conn)?);
    found.extend(differences(MadeCycles {}.load(conn)?));
    Ok(found)
}

pub(crate) fn ledger(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let mut found = differences(Ledger {}.load(conn)?);
    found.extend(differences(Balances {}.load(conn)?));
    found.extend(differences(Payables {}.load(conn)?));
    Ok(found)
}

pub(crate) fn feeds(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    Ok(differences(Feeds {}.load(conn)?))
}
