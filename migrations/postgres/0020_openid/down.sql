drop table open_id_sign_in;
drop table open_id_account;
