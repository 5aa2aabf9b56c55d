use std::io;

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};
use sillon_tables::CsvWriter;

use crate::{
    DeliveryLine,
    sheet::{begin, number, storage, text},
};

/// What goes to which hub as a spreadsheet, written line by line.
#[derive(Debug)]
pub struct DeliveryCsv<W: io::Write> {
    sheet: CsvWriter<W>,
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
        Ok(Self { sheet: begin(out, language, &header)?, language })
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, line: &DeliveryLine) -> io::Result<()> {
        let unit = line.quantity.dimension().price_unit();
        self.sheet.row(&[
            text(&line.shop_name),
            text(&line.producer_name),
            text(&line.product_name),
            text(&self.language.label(&line.label)),
            text(storage(&line.storage, self.language)),
            number(&line.items),
            number(&line.quantity.in_unit(unit)),
            text(self.language.unit(unit)),
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
