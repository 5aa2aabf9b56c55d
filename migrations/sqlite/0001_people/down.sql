drop table enterprise_grant;
drop table membership;
drop table enterprise;
drop table session;
drop table user_account;
