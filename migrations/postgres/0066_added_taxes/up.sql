-- Somewhere prices are said without tax, which is added to what is sold.
alter table tax_zone add column adds_tax boolean not null default false;

-- And a category may have several taxes, each by its name; one without is the only one of its category.
create table tax_rate_next (
    zone_code    text   not null references tax_zone (code),
    tax_category text   not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced')),
    tax_name     text   not null,
    since_at     bigint not null,
    millionths   bigint not null check (millionths >= 0 and millionths <= 1000000),
    primary key (zone_code, tax_category, tax_name, since_at)
);
insert into tax_rate_next select zone_code, tax_category, '', since_at, millionths from tax_rate;
drop table tax_rate;
alter table tax_rate_next rename to tax_rate;

-- What is added is a part of the order, to whoever charges it.
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'tax', 'voucher', 'deposit'));
alter table order_component add constraint order_component_tax_check check (kind <> 'tax' or tax_minor = amount_minor);
