alter table order_change drop column changed_by_key;
alter table order_change drop column changed_by;
alter table order_change drop column reason;
alter table order_change drop constraint order_change_cause_check;
alter table order_change add constraint order_change_cause_check check (cause in ('minimum'));
alter table enterprise drop column takes_changes;
