drop table image_rendition;
drop table image;
