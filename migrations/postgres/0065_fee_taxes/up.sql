-- A fee is taxed at a rate, at that of a category where whoever is paid it is, or as the goods it is charged on.
alter table fee add column tax_of text
    check (tax_of in ('standard', 'intermediate', 'reduced', 'super-reduced', 'exempt', 'goods'))
    check (tax_of is null or tax_millionths = 0);
