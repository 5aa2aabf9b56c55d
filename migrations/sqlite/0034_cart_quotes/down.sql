alter table cart drop column quote;
