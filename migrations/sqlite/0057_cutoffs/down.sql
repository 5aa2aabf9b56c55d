drop index exchange_to_cut_off;
alter table exchange drop column cut_off_at;
alter table exchange drop column cutoff_at;
