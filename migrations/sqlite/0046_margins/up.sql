-- What a hub sells on its own terms is the farm's at the farm's price and the hub's beyond it, and what it holds itself is the hub's whole; who charges no tax says so in each order.
alter table order_line add column owner_id blob;
alter table order_line add column producer_price_minor integer;
alter table order_line add column margin_minor integer not null default 0;
alter table order_line add column margin_tax_millionths integer not null default 0;
alter table order_line add column margin_tax_minor integer not null default 0;

-- The tax in the deposits on all items of a line; where it is not said, it is that in one, so many times over.
alter table order_line add column deposits_tax_minor integer;

-- How the payee charged tax then, where it said so.
create table order_component_new (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    vat_regime      text check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer')),
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null))
) strict, without rowid;

insert into order_component_new
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, null
from order_component;

drop table order_component;
alter table order_component_new rename to order_component;
