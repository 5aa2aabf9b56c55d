-- What the names looked like before is not known any more, and nothing needs it.
select 1;
