drop table idempotency;
drop table outbox;
