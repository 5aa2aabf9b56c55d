-- An enterprise takes part in another's cycle once it said yes: it is asked, it answers, and it may leave. What goes in or
-- out is kept as terms until then; once it said yes, the exchange says it.
create table participation (
    order_cycle_id uuid    not null references order_cycle (id),
    enterprise_id  uuid    not null references enterprise (id),
    direction      text    not null check (direction in ('incoming', 'outgoing')),
    standing       text    not null
        check (standing in ('asked', 'agreed', 'refused', 'withdrawn', 'left', 'lapsed')),
    asked_at       bigint not null,
    answered_at    bigint,
    terms          text,
    primary key (order_cycle_id, enterprise_id, direction),
    check ((standing = 'agreed') = (terms is null))
);

create index participation_by_enterprise on participation (enterprise_id, order_cycle_id);

-- Who took part before was let do so.
insert into participation (order_cycle_id, enterprise_id, direction, standing, asked_at, answered_at)
    select e.order_cycle_id, e.enterprise_id, e.direction, 'agreed', c.staged_at, c.staged_at
    from exchange e join order_cycle c on c.id = e.order_cycle_id where e.enterprise_id <> c.coordinator_id;

-- An exchange that carries all it may does so again when it is sent again.
alter table exchange add column carries_all boolean not null default false;

update exchange set carries_all = true where direction = 'incoming' and not exists (
    select 1 from variant v join product p on p.id = v.product_id
    where p.producer_id = exchange.enterprise_id and not v.withdrawn and not p.withdrawn and not exists (
        select 1 from exchange_variant ev where ev.exchange_id = exchange.id and ev.variant_id = v.id));

update exchange set carries_all = true where direction = 'outgoing' and not exists (
    select 1 from exchange i join exchange_variant iv on iv.exchange_id = i.id
    where i.order_cycle_id = exchange.order_cycle_id and i.direction = 'incoming' and not exists (
        select 1 from exchange_variant ev where ev.exchange_id = exchange.id and ev.variant_id = iv.variant_id));

-- A hub may let another enterprise have it sell in that one's cycles.
alter table enterprise_grant drop constraint enterprise_grant_kind_check;
alter table enterprise_grant add constraint enterprise_grant_kind_check
    check (kind in ('supply-to-cycles', 'manage-products', 'edit-profile', 'set-hub-prices', 'sell-through'));
