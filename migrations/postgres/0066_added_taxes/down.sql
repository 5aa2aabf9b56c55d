-- What adds no tax counts what was added as a fee on the order, of nobody's fees.
alter table order_component drop constraint order_component_tax_check;
update order_component set kind = 'order-fee', fee_id = payee_id where kind = 'tax';
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'voucher', 'deposit'));

-- Of several taxes of a category one is kept.
create table tax_rate_before (
    zone_code    text   not null references tax_zone (code),
    tax_category text   not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced')),
    since_at     bigint not null,
    millionths   bigint not null check (millionths >= 0 and millionths <= 1000000),
    primary key (zone_code, tax_category, since_at)
);
insert into tax_rate_before
select zone_code, tax_category, since_at, max(millionths) from tax_rate group by zone_code, tax_category, since_at;
drop table tax_rate;
alter table tax_rate_before rename to tax_rate;

alter table tax_zone drop column adds_tax;
