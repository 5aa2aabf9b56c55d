drop table listing_week;
