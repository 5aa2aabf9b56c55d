-- What knows of no margins counts them among the goods of whoever has them.
create table order_component_old (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'item-fee', 'order-fee', 'deposit')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    primary key (order_id, position),
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null))
) strict, without rowid;

insert into order_component_old
select order_id, position, hub_id, case kind when 'margin' then 'goods' else kind end, payee_id, fee_id, label,
    amount_minor, allocated_minor, tax_millionths, tax_minor
from order_component;

drop table order_component;
alter table order_component_old rename to order_component;

alter table order_line drop column deposits_tax_minor;
alter table order_line drop column margin_tax_minor;
alter table order_line drop column margin_tax_millionths;
alter table order_line drop column margin_minor;
alter table order_line drop column producer_price_minor;
alter table order_line drop column owner_id;
