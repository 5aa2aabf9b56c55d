//! A shelf as a list that a farmer can edit and send back.

use sillon_kernel::{Language, Unit};
use sillon_messages::{Format as _, LineWords, Words};

use crate::{Choices, LineKind, Shelf, ShelfItem, preview::WeekPreview, preview_week};

/// Writes a shelf as a list, one size a line, that says how everything stands: read back, it changes nothing.
///
/// A size whose name another has too, or that would be read as something else, is named by its id in square brackets. What
/// is left in part of an item stands behind a `#`, as nothing but whole items can be written.
pub fn write_week(shelf: &Shelf, language: Language) -> String {
    shelf.items().iter().map(|item| line_of(shelf, item, language) + "\n").collect()
}

fn line_of(shelf: &Shelf, item: &ShelfItem, language: Language) -> String {
    let says = says(item, language);
    let plain = (Words::of(language).week.line.of_goods)(&item.written(), &says);
    if is_read_back(&preview_week(&plain, &Choices::new(), shelf), item) {
        return plain;
    }
    let name = item.written().replace(['[', ']', '#'], " ");
    format!("{name} [{}] : {says}", item.variant)
}

/// Whether a line was read as one of this item and nothing else, and leaves it as it is.
fn is_read_back(preview: &WeekPreview, item: &ShelfItem) -> bool {
    let [line] = preview.lines.as_slice() else { return false };
    match &line.kind {
        LineKind::Read(read) => {
            let of_item = read.entries.iter().all(|entry| entry.variant == item.variant);
            of_item && !read.guessed && read.is_unchanged()
        }
        LineKind::PassedOver | LineKind::Faulty(_) => false,
    }
}

/// What a list says of an item.
fn says(item: &ShelfItem, language: Language) -> String {
    let LineWords { stop, on_demand, left, at, .. } = Words::of(language).week.line;
    let now = item.now;
    if !now.offered {
        return stop.to_owned();
    }
    let amount = language.decimal(now.price.major());
    let price = match now.price.currency() {
        sillon_kernel::Currency::EUR => format!("{at} {amount} €"),
        other => format!("{at} {amount} {}", other.code()),
    };
    let is_whole = now.left_milli > 0 && now.left_milli % item.draw.milli().max(1) == 0;
    if now.on_demand {
        format!("{on_demand} {price}")
    } else if is_whole && item.items(now.left_milli) <= sillon_catalogue::MAX_ON_HAND {
        format!("{} {price}", item.items(now.left_milli))
    } else {
        let unit = item.draw.dimension().base_unit();
        let exact = sillon_kernel::Quantity::from_milli(now.left_milli, item.draw.dimension());
        let number = language.decimal(exact.in_unit(unit));
        let symbol = if unit == Unit::Piece { "" } else { unit.symbol() };
        format!("{price} # {left} {number} {symbol}").trim_end().to_owned()
    }
}
