use sillon_kernel::{Currency, fold};
use sillon_tables::{Fault, Faults, Line, Table, read_table, shown};

use crate::{
    List, ListFormat, ListRows, ListWish, Listing,
    columns::{Columns, ListColumn},
    foodsoft::ArticleColumn,
    hub_list::{HubColumn, HubMet},
    list_row::{ListRow, Met, RowReader},
    measure::Numbers,
    product_columns::Column,
};

/// Reads a list from whatever file a spreadsheet made of it.
///
/// Rows whose cells are all blank are passed over. A list of a header alone has no rows and no faults.
pub fn read_any_list(bytes: &[u8], wish: &ListWish) -> List {
    let mut faults = Faults::default();
    let is_column = |name: &str| {
        Column::find(name).is_some()
            || ArticleColumn::find(name).is_some()
            || HubColumn::find(name).is_some()
    };
    let table = read_table(bytes, &is_column).map_err(|fault| faults.take(fault)).ok();
    let opened = table.and_then(|mut table| Some((table.take_header(&mut faults)?, table)));
    let Some((header, table)) = opened else {
        return List::Products(Listing { rows: Vec::new(), faults: faults.into_vec() });
    };
    let numbers = Numbers { has_decimal_comma: table.has_decimal_comma };
    let (currency, producer, is_ragged) = (wish.currency, wish.producer.as_ref(), table.is_ragged);
    let format = wish.format.unwrap_or_else(|| ListFormat::recognise(&header));
    let is_named = producer.is_some();
    match format {
        ListFormat::Products => {
            let left_out: &[Column] = if is_named { &[Column::Producer] } else { &[] };
            let columns = Columns::read(&header, left_out, &mut faults);
            let rows = columns.map_or_else(Vec::new, |columns| {
                let (columns, faults, met) = (&columns, &mut faults, Met::default());
                let mut reader =
                    RowReader { columns, currency, producer, numbers, is_ragged, faults, met };
                read_rows(&table, |line| (reader.read(line), reader.faults.is_cut()))
            });
            List::Products(Listing { rows, faults: faults.into_vec() })
        }
        ListFormat::Foodsoft => {
            let columns = Columns::<ArticleColumn>::read(&header, &[], &mut faults);
            let rows = columns.map_or_else(Vec::new, |columns| {
                let (columns, faults, met) = (&columns, &mut faults, Met::default());
                let mut reader =
                    RowReader { columns, currency, producer, numbers, is_ragged, faults, met };
                read_rows(&table, |line| (reader.read(line), reader.faults.is_cut()))
            });
            List::Products(Listing { rows, faults: faults.into_vec() })
        }
        ListFormat::Inventory => {
            let left_out: &[HubColumn] = if is_named { &[HubColumn::Producer] } else { &[] };
            let columns = Columns::read(&header, left_out, &mut faults);
            let rows = columns.map_or_else(Vec::new, |columns| {
                let (columns, faults, met) = (&columns, &mut faults, HubMet::default());
                let mut reader =
                    RowReader { columns, currency, producer, numbers, is_ragged, faults, met };
                read_rows(&table, |line| (reader.read(line), reader.faults.is_cut()))
            });
            List::Inventory(Listing { rows, faults: faults.into_vec() })
        }
    }
}

/// Reads rows one by one, until there are more faults than are told.
fn read_rows<R>(table: &Table, mut read: impl FnMut(&Line) -> (Option<R>, bool)) -> Vec<R> {
    let mut rows = Vec::new();
    for line in &table.lines {
        let (row, is_cut) = read(line);
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
/// Every fault of the file, in order, [`sillon_tables::MOST_FAULTS`] at most; then no row is given. That it is a hub's list is one.
pub fn read_list(bytes: &[u8], currency: Currency) -> Result<Vec<ListRow>, Vec<Fault>> {
    match read_any_list(bytes, &ListWish::new(currency)).whole()? {
        ListRows::Products(rows) => Ok(rows),
        ListRows::Inventory(rows) => {
            let line = rows.first().map_or(1, |row| row.line);
            let rule = "the list names hubs, in the column distributor: it is a hub's, and a producer's is wanted";
            Err(vec![Fault::new(line, "distributor", rule)])
        }
    }
}

/// A fault for each row whose producer is not known, [`sillon_tables::MOST_FAULTS`] at most.
///
/// `known` is asked for names as [`fold`] leaves them, so that case and accents do not matter.
pub fn unknown_producers(rows: &[ListRow], known: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = Faults::default();
    for row in rows.iter().filter(|row| !known(&fold(&row.producer))) {
        let rule = format!(
            "{} is not a producer known here: write the name as it stands in the producer's profile",
            shown(&row.producer)
        );
        faults.add(row.line, "producer", rule);
    }
    faults.into_vec()
}
