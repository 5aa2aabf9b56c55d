drop table payment_share;
drop table payment;
drop table posting;
drop table ledger_transaction;
