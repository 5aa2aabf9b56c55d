use std::io;

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};

use crate::{
    DeliveryLine,
    cell::disarmed,
    sheet::{Sheet, storage},
};

/// What goes to which hub as a spreadsheet, written line by line.
#[derive(Debug)]
pub struct DeliveryCsv<W: io::Write> {
    sheet: Sheet<W>,
    language: Language,
}

impl<W: io::Write> DeliveryCsv<W> {
    /// Begins the sheet: its header row is written.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, language: Language) -> io::Result<Self> {
        let header = Words::of(language).sheets.delivery;
        Ok(Self { sheet: Sheet::new(out, language, header)?, language })
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, line: &DeliveryLine) -> io::Result<()> {
        let unit = line.quantity.dimension().price_unit();
        self.sheet.row([
            &disarmed(&line.shop_name),
            &disarmed(&line.producer_name),
            &disarmed(&line.product_name),
            &disarmed(&self.language.label(&line.label)),
            &disarmed(storage(&line.storage, self.language)),
            &line.items.to_string(),
            &self.language.decimal(line.quantity.in_unit(unit)),
            self.language.unit(unit),
        ])
    }

    /// Writes what is left, and gives back where it was written to.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.sheet.finish()
    }
}
