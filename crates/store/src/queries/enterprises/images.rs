use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{Binary, Text as SqlText},
};
use sillon_images::{Drawn, Purpose};
use sillon_kernel::{AltText, EnterpriseId, ImageId, Picture, Pixels, ProductId, Rendition, Text};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::stored,
    records::enterprises::{ImageContent, NewImage},
    schema::tables::{image, image_rendition},
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

pub(crate) fn add(conn: &mut Conn, new: &NewImage<'_>) -> Result<(), Error> {
    diesel::insert_into(image::table)
        .values((
            image::id.eq(Key(new.id)),
            image::enterprise_id.eq(Key(new.enterprise)),
            image::product_id.eq(new.product.map(Key)),
            image::purpose.eq(new.rendered.purpose.as_str()),
            image::position.eq(new.position),
            image::alt_text.eq(new.alt.map(Text::as_str)),
            image::created_at.eq(new.at.micros()),
        ))
        .execute(conn)?;
    for Drawn { rendition, pixels, media_type, bytes } in &new.rendered.drawn {
        diesel::insert_into(image_rendition::table)
            .values((
                image_rendition::image_id.eq(Key(new.id)),
                image_rendition::rendition.eq(rendition.as_str()),
                image_rendition::width.eq(i64::from(pixels.width)),
                image_rendition::height.eq(i64::from(pixels.height)),
                image_rendition::media_type.eq(media_type.as_str()),
                image_rendition::content.eq(bytes),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(crate) fn of_enterprises(
    conn: &mut Conn,
    ids: &[EnterpriseId],
) -> Result<Vec<(EnterpriseId, Purpose, Picture)>, Error> {
    let rows: Vec<((EnterpriseId, String), RenditionRow)> = image::table
        .inner_join(image_rendition::table)
        .filter(image::enterprise_id.eq_any(keys(ids)))
        .filter(image::product_id.is_null())
        .order((image::enterprise_id, image::purpose, image::id))
        .select(((image::enterprise_id, image::purpose), RenditionRow::as_select()))
        .load(conn)?;
    pictures(rows)?
        .into_iter()
        .map(|((enterprise, purpose), picture)| {
            Ok((enterprise, stored("purpose of an image", &purpose)?, picture))
        })
        .collect()
}

pub(crate) fn of_products(
    conn: &mut Conn,
    ids: &[ProductId],
) -> Result<Vec<(ProductId, Picture)>, Error> {
    let rows: Vec<(Option<ProductId>, RenditionRow)> = image::table
        .inner_join(image_rendition::table)
        .filter(image::product_id.eq_any(keys(ids)))
        .order((image::product_id, image::position, image::id))
        .select((image::product_id, RenditionRow::as_select()))
        .load(conn)?;
    let pictures = pictures(rows)?.into_iter();
    Ok(pictures.filter_map(|(product, picture)| Some((product?, picture))).collect())
}

pub(crate) fn arrange(
    conn: &mut Conn,
    ordered: &[(ImageId, Option<AltText>)],
) -> Result<(), Error> {
    for (position, (id, alt)) in (0_i64..).zip(ordered) {
        let changing =
            (image::position.eq(position), image::alt_text.eq(alt.as_ref().map(Text::as_str)));
        diesel::update(image::table.find(Key(*id))).set(changing).execute(conn)?;
    }
    Ok(())
}

pub(crate) fn remove(conn: &mut Conn, ids: &[ImageId]) -> Result<(), Error> {
    diesel::delete(image_rendition::table.filter(image_rendition::image_id.eq_any(keys(ids))))
        .execute(conn)?;
    diesel::delete(image::table.filter(image::id.eq_any(keys(ids)))).execute(conn)?;
    Ok(())
}

statement!(
    /// A picture's file in one size.
    Content { id: ImageId, rendition: &'static str } -> (SqlText, Binary) =
    "select media_type, content from image_rendition where image_id = ", [id: Uid],
    " and rendition = ", [rendition: SqlText]
);

pub(crate) fn find_content(
    conn: &mut Conn,
    id: ImageId,
    rendition: Rendition,
) -> Result<Option<ImageContent>, Error> {
    let row: Option<(String, Vec<u8>)> =
        Content { id, rendition: rendition.as_str() }.get_result(conn).optional()?;
    Ok(row.map(|(media_type, bytes)| ImageContent { media_type, bytes }))
}

/// One size of a picture, without its file.
#[derive(Queryable, Selectable)]
#[diesel(table_name = image_rendition)]
struct RenditionRow {
    #[diesel(embed)]
    of: ImageRow,
    rendition: String,
    width: i64,
    height: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = image)]
struct ImageRow {
    id: ImageId,
    alt_text: Option<String>,
}

/// Puts the sizes of each picture together; the rows of one stand side by side.
fn pictures<O>(rows: Vec<(O, RenditionRow)>) -> Result<Vec<(O, Picture)>, Error> {
    let mut pictures = Vec::with_capacity(rows.len() / 3);
    let mut sizes: BTreeMap<Rendition, Pixels> = BTreeMap::new();
    for (of, row) in rows {
        sizes.insert(stored("size of an image", &row.rendition)?, pixels(row.width, row.height)?);
        let all = (
            sizes.get(&Rendition::Thumb).copied(),
            sizes.get(&Rendition::Medium).copied(),
            sizes.get(&Rendition::Large).copied(),
        );
        if let (Some(thumb), Some(medium), Some(large)) = all {
            let alt = row.of.alt_text.as_deref().map(|alt| stored("words for an image", alt));
            let (id, alt) = (row.of.id, alt.transpose()?);
            pictures.push((of, Picture { id, alt, thumb, medium, large }));
            sizes.clear();
        }
    }
    Ok(pictures)
}

fn pixels(width: i64, height: i64) -> Result<Pixels, Error> {
    let side = |side: i64| {
        u32::try_from(side)
            .map_err(|_fault| Error::Corrupt { what: "size of an image", value: side.to_string() })
    };
    Ok(Pixels { width: side(width)?, height: side(height)? })
}
