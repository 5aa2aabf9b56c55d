-- A fee is retired: nothing new names it, and what names it keeps it.
alter table fee add column retired_at integer;
