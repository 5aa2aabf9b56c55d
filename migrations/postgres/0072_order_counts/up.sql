-- How often a voucher was used, how many orders of a cycle are handed over by a method, and what was ordered in a cycle that closes
-- at a limit, is kept beside them: nobody counts orders while others wait.
alter table voucher add column used bigint not null default 0 check (used >= 0);
update voucher set used = (select count(distinct c.order_id) from order_component c where c.voucher_id = voucher.id
    and c.amount_minor <> 0);

create table hand_over_count (
    cycle_id  uuid not null references order_cycle (id),
    method_id uuid not null references hand_over_method (id),
    orders    bigint not null check (orders >= 0),
    primary key (cycle_id, method_id)
);
insert into hand_over_count (cycle_id, method_id, orders)
    select t.cycle_id, t.method_id, count(*) from order_hand_over t join orders o on o.id = t.order_id
    where o.cancelled_at is null group by t.cycle_id, t.method_id;

-- Of a cycle without a limit nothing is kept, so that those who order in it at once do not wait for each other.
create table cycle_count (
    cycle_id    uuid   primary key not null references order_cycle (id),
    currency    text   not null,
    orders      bigint not null check (orders >= 0),
    total_minor bigint not null check (total_minor >= 0)
);
insert into cycle_count (cycle_id, currency, orders, total_minor)
    select c.id, coalesce(c.limit_currency, 'EUR'), count(o.id), coalesce(sum(case when o.currency = coalesce(c.limit_currency, 'EUR')
        then o.total_minor else 0 end), 0)
    from order_cycle c left join orders o on o.cycle_id = c.id and o.cancelled_at is null
    where c.limit_orders is not null or c.limit_minor is not null
    group by c.id, c.limit_currency;
