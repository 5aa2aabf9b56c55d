-- What a farm first put on its list in a week is kept, so that another week can begin from it.
create table listing_week (
    producer_id blob not null references enterprise (id),
    week        text not null check (length(week) = 8),
    variant_id  blob not null references variant (id),
    supply_id   blob not null references supply (id),
    left_milli  integer not null check (left_milli >= 0),
    on_demand   integer not null,
    price_minor integer not null check (price_minor >= 0),
    offered     integer not null,
    primary key (producer_id, week, variant_id)
) strict, without rowid;

create index listing_week_by_supply on listing_week (supply_id, week);
