-- What a variant was sold at, from when: each price applied until the next one, and the last applies still.
create table variant_price (
    variant_id  uuid    not null references variant (id),
    from_at     bigint  not null,
    price_minor bigint  not null check (price_minor >= 0),
    currency    text    not null check (length(currency) = 3),
    primary key (variant_id, from_at)
);

-- What a hub sold it at on terms of its own; without a price, at its producer's again.
create table hub_price (
    variant_id  uuid    not null references variant (id),
    hub_id      uuid    not null references enterprise (id),
    from_at     bigint  not null,
    price_minor bigint  check (price_minor >= 0),
    currency    text    check (length(currency) = 3),
    primary key (variant_id, hub_id, from_at),
    check ((price_minor is null) = (currency is null))
);

-- Nobody wrote down what prices were before: the history begins with those of today.
insert into variant_price (variant_id, from_at, price_minor, currency)
select id, cast(extract(epoch from now()) as bigint) * 1000000, price_minor, currency from variant;

insert into hub_price (variant_id, hub_id, from_at, price_minor, currency)
select t.variant_id, t.hub_id, cast(extract(epoch from now()) as bigint) * 1000000, t.price_minor, t.currency
from hub_terms t join variant v on v.id = t.variant_id join product p on p.id = v.product_id
where t.price_minor is not null and (p.producer_id = t.hub_id or exists (
    select 1 from enterprise_grant g
    where g.grantor_id = p.producer_id and g.grantee_id = t.hub_id and g.kind = 'set-hub-prices'
));

-- Since when a price is announced as reduced; what it is reduced from follows from the history.
alter table variant add column reduced_since bigint ;
alter table hub_terms add column reduced_since bigint ;
