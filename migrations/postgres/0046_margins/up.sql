-- What a hub sells on its own terms is the farm's at the farm's price and the hub's beyond it, and what it holds itself is the hub's whole; who charges no tax says so in each order.
alter table order_line add column owner_id uuid;
alter table order_line add column producer_price_minor bigint;
alter table order_line add column margin_minor bigint not null default 0;
alter table order_line add column margin_tax_millionths bigint not null default 0;
alter table order_line add column margin_tax_minor bigint not null default 0;

-- The tax in the deposits on all items of a line; where it is not said, it is that in one, so many times over.
alter table order_line add column deposits_tax_minor bigint;

alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'deposit'));

-- How the payee charged tax then, where it said so.
alter table order_component add column vat_regime text
    check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer'));
