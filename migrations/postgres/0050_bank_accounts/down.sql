drop table bank_account;
