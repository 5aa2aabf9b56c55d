-- What adds no tax counts what was added as a fee on the order, of nobody's fees.
create table order_component_before (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'voucher', 'deposit')),
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
    check (kind <> 'voucher' or amount_minor < 0)
) strict, without rowid;

insert into order_component_before
select order_id, position, hub_id, case kind when 'tax' then 'order-fee' else kind end, payee_id,
    case kind when 'tax' then payee_id else fee_id end, label,
    amount_minor, allocated_minor, tax_millionths, tax_minor, vat_regime, voucher_id
from order_component;

drop table order_component;
alter table order_component_before rename to order_component;
create index order_component_by_voucher on order_component (voucher_id, order_id) where voucher_id is not null;

-- Of several taxes of a category one is kept.
create table tax_rate_before (
    zone_code    text    not null references tax_zone (code),
    tax_category text    not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced')),
    since_at     integer not null,
    millionths   integer not null check (millionths >= 0 and millionths <= 1000000),
    primary key (zone_code, tax_category, since_at)
) strict, without rowid;

insert into tax_rate_before
select zone_code, tax_category, since_at, max(millionths) from tax_rate group by zone_code, tax_category, since_at;

drop table tax_rate;
alter table tax_rate_before rename to tax_rate;

alter table tax_zone drop column adds_tax;
