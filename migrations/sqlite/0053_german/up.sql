-- People may be spoken to in German, too. SQLite changes a check only with its column.
alter table user_account add column spoken text not null default 'fr' check (spoken in ('fr', 'en', 'de'));
update user_account set spoken = language;
alter table user_account drop column language;
alter table user_account rename column spoken to language;
alter table orders add column spoken text not null default 'fr' check (spoken in ('fr', 'en', 'de'));
update orders set spoken = language;
alter table orders drop column language;
alter table orders rename column spoken to language;
alter table invitation add column spoken text not null default 'fr' check (spoken in ('fr', 'en', 'de'));
update invitation set spoken = language;
alter table invitation drop column language;
alter table invitation rename column spoken to language;
