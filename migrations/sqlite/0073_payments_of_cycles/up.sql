-- A hub says for each cycle how orders of it may be paid; where it names no way, in all that it takes.
alter table exchange add column payments text not null default '[]';
