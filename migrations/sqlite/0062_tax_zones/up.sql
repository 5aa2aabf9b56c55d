-- An installation says the rates of tax of a place, beside those that are known without being told.
create table tax_zone (
    code      text primary key not null,
    country   text not null,
    postcodes text not null
) strict, without rowid;

create index tax_zone_by_country on tax_zone (country);

-- What a rate is from an instant on; what it was before stays known.
create table tax_rate (
    zone_code    text    not null references tax_zone (code),
    tax_category text    not null check (tax_category in ('standard', 'intermediate', 'reduced', 'super-reduced')),
    since_at     integer not null,
    millionths   integer not null check (millionths >= 0 and millionths <= 1000000),
    primary key (zone_code, tax_category, since_at)
) strict, without rowid;
