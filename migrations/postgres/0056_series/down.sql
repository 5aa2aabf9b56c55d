drop index order_cycle_by_opening;
drop index order_cycle_to_remind;
drop index order_cycle_by_series;
alter table order_cycle drop column remind_at;
alter table order_cycle drop column series_day;
alter table order_cycle drop column series_id;
drop table series_refusal;
drop table series_part;
drop table series_fee;
drop table series_day;
drop table cycle_series;

delete from change_log where subject_kind in ('series', 'series-part');
alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check check (subject_kind in ('cycle', 'exchange', 'fee'));
