-- A hub may sell a producer's goods on terms of its own: at its price, under its code, from what it holds itself, or no more than its quota.
create table hub_terms (
    hub_id        blob    not null references enterprise (id),
    variant_id    blob    not null references variant (id),
    price_minor   integer check (price_minor >= 0),
    currency      text    check (length(currency) = 3),
    sku           text,
    stock         text    not null check (stock in ('pool', 'quota', 'own')),
    own_id        blob    references supply (id),
    quota_id      blob    references supply (id),
    default_items integer check (default_items >= 0),
    hidden        integer not null,
    changed_at    integer not null,
    primary key (hub_id, variant_id),
    check ((price_minor is null) = (currency is null)),
    check (stock <> 'own' or own_id is not null),
    check (stock <> 'quota' or quota_id is not null)
) strict, without rowid;

create index hub_terms_by_variant on hub_terms (variant_id);

-- What was also taken from a hub's quota: its counter, in pieces.
alter table order_line add column quota_id blob;
