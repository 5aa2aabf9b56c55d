drop table grant_offer;
