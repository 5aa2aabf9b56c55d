-- What knows of no bundles sells none, and keeps what was ordered in them as lines.
alter table order_line drop column bundle_position;
drop table order_bundle;
update variant set withdrawn = 1 where parts is not null;
alter table variant drop column parts;
