alter table orders drop column access_token;
