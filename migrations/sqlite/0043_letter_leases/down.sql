alter table outbox drop column leased_until;
alter table outbox drop column lease_id;
