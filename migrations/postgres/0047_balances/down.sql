drop table account_balance;
