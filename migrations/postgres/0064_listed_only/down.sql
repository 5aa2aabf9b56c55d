alter table enterprise drop column listed_only;
