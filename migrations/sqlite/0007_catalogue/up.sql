-- A food says what shoppers must know of it, and a product what is claimed of it and the units it is counted in.
alter table product add column kind text;
alter table product add column prepacked integer not null default 0;
alter table product add column allergens text not null default 'unknown';
alter table product add column ingredients text;
alter table product add column origin text;
alter table product add column origin_place text;
alter table product add column durability text;
alter table product add column alcohol_tenths integer check (alcohol_tenths >= 0 and alcohol_tenths <= 1000);
alter table product add column labels text not null default '';
alter table product add column properties text not null default '[]';
alter table product add column inherits_properties integer not null default 1;
alter table product add column units text not null default '[]';

-- A size may draw on a supply that is measured otherwise than itself, carry a deposit, be weighed when it is packed, hold a weight that is not its count, and be shown by another name.
alter table variant add column draw_dimension text check (draw_dimension in ('weight', 'volume', 'piece'));
alter table variant add column deposit_minor integer check (deposit_minor >= 0);
alter table variant add column heaviest_milli integer check (heaviest_milli >= size_milli);
alter table variant add column content_dimension text check (content_dimension in ('weight', 'volume'));
alter table variant add column content_milli integer check (content_milli > 0);
alter table variant add column display_as text;
