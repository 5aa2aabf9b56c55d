use std::io;

use sillon_kernel::{Language, Money};
use sillon_messages::{Format as _, Words};
use sillon_tables::{Cell, CsvWriter, Delimiter};

use crate::{Holdings, Moved, MovedBy, Statement};

/// A statement as a spreadsheet: how it stood before, what moved, line by line, all that moved, and how it stood then.
///
/// # Errors
///
/// When it cannot be written.
pub fn statement_csv<W: io::Write>(
    out: W,
    statement: &Statement,
    language: Language,
) -> io::Result<W> {
    let words = &Words::of(language).sheets.statement;
    let delimiter = Delimiter::where_decimal_comma(language.has_decimal_comma());
    let mut sheet = CsvWriter::new(out, delimiter)?;
    sheet.row(&words.header.map(text))?;
    let stood = |name: &str, day: String, holdings: &Holdings| {
        let blank = [(); 7].map(|()| Cell::Blank);
        let named = [text(name), Cell::Blank, Cell::Blank, text(&day)];
        row(named, blank, holds(holdings).map(amount), holdings.payable)
    };
    let opening = stood(words.opening, statement.from.to_string(), &statement.opening);
    sheet.row(&opening)?;
    for line in &statement.lines {
        let named = match &line.by {
            MovedBy::Order { reference, cycle_name, .. } => {
                [text(words.order), text(cycle_name), text(reference), Cell::Blank]
            }
            MovedBy::Payout { day, note, .. } => {
                let note = note.as_deref().unwrap_or_default();
                [text(words.payout), Cell::Blank, text(note), text(&day.to_string())]
            }
        };
        sheet.row(&moved(named, &line.moved))?;
    }
    let total = [text(words.total), Cell::Blank, Cell::Blank, Cell::Blank];
    sheet.row(&moved(total, &statement.total))?;
    sheet.row(&stood(words.closing, statement.until.to_string(), &statement.closing))?;
    sheet.finish()
}

fn moved(named: [Cell; 4], moved: &Moved) -> Vec<Cell> {
    let amounts = [
        moved.goods,
        moved.fees,
        moved.came_in,
        moved.deposits,
        moved.deposits_came_in,
        moved.deposits_returned,
        moved.paid_out,
    ];
    row(named, amounts.map(amount), [(); 4].map(|()| Cell::Blank), moved.goods)
}

fn holds(holdings: &Holdings) -> [Money; 4] {
    [holdings.earned, holdings.payable, holdings.deposits_due, holdings.deposits]
}

fn row(named: [Cell; 4], moved: [Cell; 7], stands: [Cell; 4], of: Money) -> Vec<Cell> {
    let currency = text(of.currency().code());
    named.into_iter().chain(moved).chain(stands).chain([currency]).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn amount(amount: Money) -> Cell {
    Cell::Number(amount.major().to_string())
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, CycleId, Date, EnterpriseId, OrderId};
    use uuid::Uuid;

    use super::*;
    use crate::StatementLine;

    #[test]
    fn a_statement_opens_in_a_spreadsheet_of_its_language() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let nothing = Moved::nothing(eur(0));
        let line = StatementLine {
            by: MovedBy::Order {
                order: OrderId(Uuid::nil()),
                reference: "7K2M-9QXD".into(),
                cycle: CycleId(Uuid::nil()),
                cycle_name: "Semaine 19".into(),
            },
            moved: Moved { goods: eur(840), came_in: eur(840), ..nothing },
        };
        let days = (Date::constant(2026, 5, 1), Date::constant(2026, 5, 31));
        let who = (EnterpriseId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        let opening = Holdings::nothing(eur(0));
        let told = Statement::new(who, days, opening, vec![line]);
        let written = statement_csv(Vec::new(), &told, Language::Fr).unwrap();
        let written = String::from_utf8(written).unwrap();
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), 5, "{written}");
        assert_eq!(
            lines[2],
            "Commande;Semaine 19;7K2M-9QXD;;8,40;0,00;8,40;0,00;0,00;0,00;0,00;;;;;EUR"
        );
        assert!(lines[4].ends_with("2026-05-31;;;;;;;;0,00;8,40;0,00;0,00;EUR"), "{written}");
    }
}
