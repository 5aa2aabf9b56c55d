-- A producer may need to know what to bring before the cycle closes: from its cut-off on nothing of it can be ordered.
alter table exchange add column cutoff_at bigint;
-- The cut-off that was carried out: its producer was told what to bring.
alter table exchange add column cut_off_at bigint;
create index exchange_to_cut_off on exchange (cutoff_at) where cutoff_at is not null;
