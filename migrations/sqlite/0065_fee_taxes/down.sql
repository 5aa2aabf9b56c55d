-- What knows of rates only keeps the one a fee had, which is none where it had a category's.
alter table fee drop column tax_of;
