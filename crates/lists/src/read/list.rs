use sillon_kernel::Currency;
use sillon_tables::{Fault, Faults, Line, Table, read_table};

use crate::{
    List, ListFormat, ListRequest, ListRows, ReadList, read::columns::Columns,
    read::columns::ListColumn, read::foodsoft_columns::ArticleColumn, read::hub_list::HubColumn,
    read::hub_list::SeenHubSizes, read::numbers::Numbers, read::product_columns::Column,
    read::row::ListRow, read::row::RowReader, read::row::SeenNames, read::unite::unite,
};

/// Reads a list from whatever file a spreadsheet made of it.
///
/// Rows whose cells are all blank are passed over. A list of a header alone has no rows and no faults.
pub fn read_any_list(bytes: &[u8], request: &ListRequest) -> List {
    let mut faults = Faults::default();
    let is_column = |name: &str| {
        Column::find(name).is_some()
            || ArticleColumn::find(name).is_some()
            || HubColumn::find(name).is_some()
    };
    let table =
        read_table(bytes, request.encoding, &is_column).map_err(|fault| faults.take(fault)).ok();
    let opened = table.and_then(|mut table| Some((table.take_header(&mut faults)?, table)));
    let Some((header, table)) = opened else {
        return List::Products(listing_of(Vec::new(), faults));
    };
    let (currency, producer) = (request.currency, request.producer.as_ref());
    let format = request.format.unwrap_or_else(|| ListFormat::recognise(&header));
    let is_named = producer.is_some();
    match format {
        ListFormat::Products => {
            let left_out: &[Column] = if is_named { &[Column::Producer] } else { &[] };
            let columns = Columns::read(&header, left_out, &mut faults);
            let rows = columns.map_or_else(Vec::new, |columns| {
                let numbers = Numbers::seen(columns.numbers(&table.lines), table.has_semicolons);
                let (columns, faults, met) = (&columns, &mut faults, SeenNames::default());
                let mut reader = RowReader { columns, currency, producer, numbers, faults, met };
                read_rows(table, |line| (reader.read(line), reader.faults.is_cut()))
            });
            List::Products(listing_of_products(rows, faults))
        }
        ListFormat::Foodsoft => {
            let columns = Columns::<ArticleColumn>::read(&header, &[], &mut faults);
            let rows = columns.map_or_else(Vec::new, |columns| {
                let numbers = Numbers::seen(columns.numbers(&table.lines), table.has_semicolons);
                let (columns, faults, met) = (&columns, &mut faults, SeenNames::default());
                let mut reader = RowReader { columns, currency, producer, numbers, faults, met };
                read_rows(table, |line| (reader.read(line), reader.faults.is_cut()))
            });
            List::Products(listing_of_products(rows, faults))
        }
        ListFormat::Inventory => {
            let left_out: &[HubColumn] = if is_named { &[HubColumn::Producer] } else { &[] };
            let columns = Columns::read(&header, left_out, &mut faults);
            let rows = columns.map_or_else(Vec::new, |columns| {
                let numbers = Numbers::seen(columns.numbers(&table.lines), table.has_semicolons);
                let (columns, faults, met) = (&columns, &mut faults, SeenHubSizes::default());
                let mut reader = RowReader { columns, currency, producer, numbers, faults, met };
                read_rows(table, |line| (reader.read(line), reader.faults.is_cut()))
            });
            List::Inventory(listing_of(rows, faults))
        }
    }
}

/// The rows of a producer's list, each product told by the first of its own; the faults in order.
fn listing_of_products(mut rows: Vec<ListRow>, mut faults: Faults) -> ReadList<ListRow> {
    unite(&mut rows, &mut faults);
    listing_of(rows, faults)
}

fn listing_of<R>(rows: Vec<R>, mut faults: Faults) -> ReadList<R> {
    let notes = faults.take_notes();
    let mut faults = faults.into_vec();
    faults.sort_by_key(|fault| fault.line);
    ReadList { rows, faults, notes }
}

/// Reads rows one by one, until there are more faults than are told.
fn read_rows<R>(table: Table, mut read: impl FnMut(&Line) -> (Option<R>, bool)) -> Vec<R> {
    let mut rows = Vec::new();
    // Each line is let go of as it is read.
    for line in table.lines {
        let (row, is_cut) = read(&line);
        rows.extend(row);
        if is_cut {
            break;
        }
    }
    rows
}

/// Reads a producer's list, priced in `currency`: any file that [`read_any_list`] takes.
///
/// # Errors
///
/// Every fault of the file, in order, [`sillon_tables::MAX_FAULTS`] at most; then no row is given. That it is a hub's list is one.
pub fn read_list(bytes: &[u8], currency: Currency) -> Result<Vec<ListRow>, Vec<Fault>> {
    match read_any_list(bytes, &ListRequest::new(currency)).whole()? {
        ListRows::Products(rows) => Ok(rows),
        ListRows::Inventory(rows) => {
            let line = rows.first().map_or(1, |row| row.line);
            let rule = "the list names hubs, in the column distributor: it is a hub's, and a producer's is wanted";
            Err(vec![Fault::new(line, "distributor", rule)])
        }
    }
}
