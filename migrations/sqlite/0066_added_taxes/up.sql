-- Somewhere prices are said without tax, which is added to what is sold.
alter table tax_zone add column adds_tax integer not null default 0;

-- And a category may have several taxes, each by its name; one without is the only one of its category.
create table tax_rate_next (
    zone_code    text    not null references tax_zone (code),
    tax_category text    not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced')),
    tax_name     text    not null,
    since_at     integer not null,
    millionths   integer not null check (millionths >= 0 and millionths <= 1000000),
    primary key (zone_code, tax_category, tax_name, since_at)
) strict, without rowid;

insert into tax_rate_next select zone_code, tax_category, '', since_at, millionths from tax_rate;

drop table tax_rate;
alter table tax_rate_next rename to tax_rate;

-- What is added is a part of the order, to whoever charges it.
create table order_component_next (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'tax', 'voucher', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    vat_regime      text check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer')),
    voucher_id      blob   references voucher (id),
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null)),
    check ((kind = 'voucher') = (voucher_id is not null)),
    check (kind <> 'voucher' or amount_minor < 0),
    check (kind <> 'tax' or tax_minor = amount_minor)
) strict, without rowid;

insert into order_component_next
select order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime, voucher_id
from order_component;

drop table order_component;
alter table order_component_next rename to order_component;
create index order_component_by_voucher on order_component (voucher_id, order_id) where voucher_id is not null;
