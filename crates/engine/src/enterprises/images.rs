use std::sync::Arc;

use bytes::Bytes;
use sillon_identity::{Actor, EditProfile, ManageProducts};
use sillon_images::{Purpose, Rendered, render};
use sillon_kernel::{
    AltText, EnterpriseId, Failure, FailureKind, ImageId, Picture, Pixels, ProductId, Rendition,
};
use sillon_store::{Error as StoreError, ImageContent, NewImage, Repositories, Tx};

use tokio::sync::OwnedSemaphorePermit;

use crate::{Engine, Error, Ids, error::refusals, intake::IntakeFull};

/// The most pictures of one product.
pub const MAX_PRODUCT_IMAGES: usize = 8;

/// Where an image is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownAt {
    /// As the sign of an enterprise.
    Logo(EnterpriseId),
    /// At the head of an enterprise's page.
    Banner(EnterpriseId),
    /// Among the pictures of a product.
    Product(ProductId),
}

impl ShownAt {
    /// What such an image is for.
    pub fn purpose(self) -> Purpose {
        match self {
            Self::Logo(_) => Purpose::Logo,
            Self::Banner(_) => Purpose::Banner,
            Self::Product(_) => Purpose::Product,
        }
    }

    /// The enterprise whose image it is, and the right to change it.
    fn owner(self, tx: &mut Tx<'_>, actor: &Actor) -> Result<EnterpriseId, Error> {
        match self {
            Self::Logo(enterprise) | Self::Banner(enterprise) => {
                Ok(actor.permit::<EditProfile>(enterprise)?.enterprise())
            }
            Self::Product(product) => {
                let product = tx.catalogue().product(product)?;
                Ok(actor.permit::<ManageProducts>(product.producer)?.enterprise())
            }
        }
    }
}

/// A place in the queue of images, for one that is shown somewhere.
#[derive(Debug)]
pub struct ImagePlace {
    at: ShownAt,
    _held: OwnedSemaphorePermit,
}

impl Engine {
    /// A place in the queue of images, asked for before one is sent; only for who may show it.
    ///
    /// # Errors
    ///
    /// A refusal unless the actor may; busy when too many images wait already.
    pub async fn image_place(&self, actor: &Actor, at: ShownAt) -> Result<ImagePlace, Error> {
        let asking = actor.clone();
        self.read(move |tx| at.owner(tx, &asking).map(drop)).await?;
        let held = Arc::clone(&self.images_waiting).try_acquire_owned();
        Ok(ImagePlace { at, _held: held.map_err(|_none_left| IntakeFull)? })
    }

    /// Draws an image somebody sent anew, in the sizes it is served in.
    ///
    /// # Errors
    ///
    /// [`sillon_images::ImageRefused`].
    pub async fn render_image(
        &self,
        place: &ImagePlace,
        bytes: Bytes,
    ) -> Result<Arc<Rendered>, Error> {
        let (limits, purpose) = (self.settings.images, place.at.purpose());
        let _turn = self.drawing.acquire().await;
        let drawn = tokio::task::spawn_blocking(move || render(&bytes, purpose, limits));
        let rendered = drawn.await.map_err(|_fault| StoreError::Panicked)??;
        Ok(Arc::new(rendered))
    }

    /// An image's file in one size.
    ///
    /// # Errors
    ///
    /// Missing when there is none.
    pub async fn image(&self, id: ImageId, rendition: Rendition) -> Result<ImageContent, Error> {
        let found = self.store.read_large(move |tx| tx.images().find_content(id, rendition)).await;
        found?.ok_or(Error::missing("image"))
    }
}

/// Shows an image: in place of the logo or banner before it, or behind the other pictures of its product.
///
/// # Errors
///
/// A refusal unless the actor may; [`TooManyImages`] when the product has as many as it may have.
pub fn show_image(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    at: ShownAt,
    alt: Option<&AltText>,
    rendered: &Rendered,
) -> Result<Picture, Error> {
    let enterprise = at.owner(tx, actor)?;
    // One image of an enterprise comes or goes at a time.
    tx.enterprises().lock_lists(&[enterprise])?;
    let (product, position) = match at {
        ShownAt::Logo(_) | ShownAt::Banner(_) => {
            let replaced = shown_at(tx, enterprise, at.purpose())?;
            tx.images().remove(&replaced)?;
            (None, 0)
        }
        ShownAt::Product(product) => {
            let shown = tx.images().of_products(&[product])?.len();
            if shown >= MAX_PRODUCT_IMAGES {
                return Err(TooManyImages.into());
            }
            // Those that are there may have gaps between them, but they are numbered when they are arranged.
            (Some(product), i64::try_from(shown).unwrap_or(i64::MAX))
        }
    };
    let now = tx.now();
    let new = NewImage { id: ids.next(now), enterprise, product, position, alt, rendered, at: now };
    tx.images().add(&new)?;
    if let Some(product) = product {
        show_anew(tx, product)?;
    }
    let pixels = |wanted| {
        let drawn = rendered.drawn.iter().find(|drawn| drawn.rendition == wanted);
        drawn.map_or(Pixels { width: 1, height: 1 }, |drawn| drawn.pixels)
    };
    Ok(Picture {
        id: new.id,
        alt: alt.cloned(),
        thumb: pixels(Rendition::Thumb),
        medium: pixels(Rendition::Medium),
        large: pixels(Rendition::Large),
    })
}

/// Takes a logo or a banner away.
///
/// # Errors
///
/// A refusal unless the actor may; missing when there is none.
pub fn hide_image(tx: &mut Tx<'_>, actor: &Actor, at: ShownAt) -> Result<(), Error> {
    let enterprise = at.owner(tx, actor)?;
    tx.enterprises().lock_lists(&[enterprise])?;
    let shown = shown_at(tx, enterprise, at.purpose())?;
    if shown.is_empty() {
        return Err(Error::missing("image"));
    }
    Ok(tx.images().remove(&shown)?)
}

fn shown_at(
    tx: &mut Tx<'_>,
    enterprise: EnterpriseId,
    purpose: Purpose,
) -> Result<Vec<ImageId>, Error> {
    let shown = tx.images().of_enterprises(&[enterprise])?.into_iter();
    Ok(shown.filter(|(_, of, _)| *of == purpose).map(|(_, _, picture)| picture.id).collect())
}

/// A new version for every cycle in which a product is sold, so that shops show what changed.
fn show_anew(tx: &mut Tx<'_>, product: ProductId) -> Result<(), Error> {
    let variants: Vec<_> =
        tx.catalogue().variants(&[product])?.iter().map(|variant| variant.id).collect();
    Ok(tx.cycles().touch_carrying(&variants)?)
}

/// Puts the pictures of a product in an order and says what each shows; those left out are taken away.
///
/// # Errors
///
/// A refusal unless the actor may; an invalid field when one is named that is not the product's, or twice.
pub fn arrange_images(
    tx: &mut Tx<'_>,
    actor: &Actor,
    product: ProductId,
    wanted: &[(ImageId, Option<AltText>)],
) -> Result<Vec<Picture>, Error> {
    let enterprise = ShownAt::Product(product).owner(tx, actor)?;
    tx.enterprises().lock_lists(&[enterprise])?;
    let mut left: Vec<Picture> =
        tx.images().of_products(&[product])?.into_iter().map(|(_, picture)| picture).collect();
    let mut arranged = Vec::with_capacity(wanted.len());
    for (id, alt) in wanted {
        let place = left.iter().position(|picture| picture.id == *id);
        let place = place
            .ok_or_else(|| Error::field("images", format!("{id} is no picture of it, or twice")))?;
        arranged.push(Picture { alt: alt.clone(), ..left.remove(place) });
    }
    tx.images().remove(&left.iter().map(|picture| picture.id).collect::<Vec<_>>())?;
    tx.images().arrange(wanted)?;
    show_anew(tx, product)?;
    Ok(arranged)
}

/// A product has as many pictures as it may have.
#[derive(Debug, thiserror::Error)]
#[error("a product has at most {MAX_PRODUCT_IMAGES} pictures: take one away first")]
pub struct TooManyImages;

impl Failure for TooManyImages {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "too-many-images")
    }
}

refusals!(TooManyImages);
