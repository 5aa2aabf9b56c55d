-- An enterprise shows a logo and a banner, a product its pictures in order; each is kept in the sizes it is served in.
create table image (
    id            uuid    primary key not null,
    enterprise_id uuid    not null references enterprise (id),
    product_id    uuid    references product (id),
    purpose       text    not null check (purpose in ('logo', 'banner', 'product')),
    position      bigint  not null check (position >= 0),
    alt_text      text,
    created_at    bigint  not null,
    check ((purpose = 'product') = (product_id is not null))
);

create unique index image_of_enterprise on image (enterprise_id, purpose) where product_id is null;
create index image_by_product on image (product_id, position) where product_id is not null;

-- The file comes last, so that what is said of it is read without it.
create table image_rendition (
    image_id   uuid    not null references image (id),
    rendition  text    not null check (rendition in ('thumb', 'medium', 'large')),
    width      bigint  not null check (width > 0),
    height     bigint  not null check (height > 0),
    media_type text    not null check (media_type in ('image/jpeg', 'image/png')),
    content    bytea   not null check (length(content) <= 1048576),
    primary key (image_id, rendition)
);

-- It is compressed already.
alter table image_rendition alter column content set storage external;
