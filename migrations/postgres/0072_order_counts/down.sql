drop table cycle_count;
drop table hand_over_count;
alter table voucher drop column used;
