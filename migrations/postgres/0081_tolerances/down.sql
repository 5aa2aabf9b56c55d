alter table variant drop column tolerance_millionths;
