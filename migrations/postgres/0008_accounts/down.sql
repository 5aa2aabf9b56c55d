delete from outbox where kind not in ('order-placed', 'harvest-sheet');
alter table outbox add constraint outbox_kind_check check (kind in ('order-placed', 'harvest-sheet'));

drop table attempt;
drop table invitation;
drop table account_link;

drop index session_by_user;
drop index session_by_end;
alter table session drop column seen_at;
alter table session drop column device;
alter table session drop column id;

alter table user_account drop column confirmed_at;
alter table user_account drop column language;
