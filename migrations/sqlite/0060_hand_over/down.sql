delete from change_log where subject_kind = 'hand-over-method';

-- What knows of no hand-over counts what was paid for it among the hub's margin.
create table order_component_before (
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

insert into order_component_before
select order_id, position, hub_id, case kind when 'hand-over' then 'margin' else kind end, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths,
    tax_minor, vat_regime
from order_component;

drop table order_component;
alter table order_component_before rename to order_component;

drop table order_hand_over;
alter table cart drop column hand_over_id;
drop table exchange_hand_over;
drop table hand_over_method;
