-- An enterprise says of itself what people should know: how it presents itself, who may find it, and how it is reached.
alter table enterprise add column short_description text;
alter table enterprise add column opening_text text;
alter table enterprise add column contact_email text;
alter table enterprise add column phone text;
alter table enterprise add column website text;
alter table enterprise add column social text not null default '[]';
alter table enterprise add column properties text not null default '[]';
alter table enterprise add column visibility text not null default 'public'
    check (visibility in ('public', 'by-link', 'hidden'));
alter table enterprise add column version integer not null default 1 check (version > 0);

-- Where it is, and where invoices to it go; places in millionths of a degree.
create table enterprise_address (
    enterprise_id        blob not null references enterprise (id),
    kind                 text not null check (kind in ('physical', 'business')),
    street               text not null,
    postcode             text,
    city                 text not null,
    country              text not null check (length(country) = 2),
    latitude_millionths  integer check (abs(latitude_millionths) <= 90000000),
    longitude_millionths integer check (abs(longitude_millionths) <= 180000000),
    primary key (enterprise_id, kind),
    check ((latitude_millionths is null) = (longitude_millionths is null))
) strict, without rowid;

create index enterprise_address_by_latitude on enterprise_address (kind, latitude_millionths);

-- A name in web addresses that an enterprise had before still leads to it.
create table former_slug (
    slug          text primary key not null,
    enterprise_id blob not null references enterprise (id),
    until         integer not null
) strict, without rowid;

create index former_slug_by_enterprise on former_slug (enterprise_id);

-- Who an enterprise is before the law.
create table legal_identity (
    enterprise_id blob primary key not null references enterprise (id),
    legal_name    text not null,
    form          text,
    siren         text check (length(siren) = 9),
    siret         text check (length(siret) = 14),
    vat_number    text,
    vat_regime    text not null check (vat_regime in ('liable', 'franchise', 'flat-rate-farmer'))
) strict, without rowid;

-- A certificate lets an enterprise claim a label from one day to another.
create table certificate (
    id            blob primary key not null,
    enterprise_id blob not null references enterprise (id),
    label         text not null,
    body          text,
    number        text,
    valid_from    text not null check (length(valid_from) = 10),
    valid_until   text not null check (length(valid_until) = 10)
) strict, without rowid;

create index certificate_by_enterprise on certificate (enterprise_id);
