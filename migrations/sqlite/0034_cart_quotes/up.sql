-- A cart keeps what it was shown as when it was filled, so that goods that leave the sale still have a name and a price that
-- moves is told with what it was.
alter table cart add column quote text;
