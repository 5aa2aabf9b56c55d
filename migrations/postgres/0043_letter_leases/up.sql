-- A letter on its way is in one node's hands: under a lease that the node renews, and that ends by itself if the node does.
alter table outbox add column lease_id uuid;
alter table outbox add column leased_until bigint check ((lease_id is null) = (leased_until is null));
