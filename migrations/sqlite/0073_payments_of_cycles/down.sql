alter table exchange drop column payments;
