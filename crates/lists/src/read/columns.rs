use sillon_kernel::{fold, name_key};
use sillon_tables::{Faults, Line, shown};

/// What a list says in a cell: none where it has no column for it, and nothing where the cell is blank.
pub type CellValue<T> = Option<Option<T>>;

/// The columns of one kind of list.
pub(crate) trait ListColumn: Copy + PartialEq + Sized + 'static {
    /// All of them, in the order they are told.
    const ALL: &'static [Self];

    /// Those that no list may leave out.
    const REQUIRED: &'static [Self];

    /// Those of which a list has at least one.
    const ONE_OF: &'static [Self];

    /// The names it has in a header: the one it is told by, then others it goes by.
    fn names(self) -> &'static [&'static str];

    /// The name it is told by.
    fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    /// Those whose cells begin with numbers: they show how numbers are written.
    const NUMBERS: &'static [Self];

    /// Those that lists have and nothing is read from.
    const PASSED_OVER: &'static [Self];

    /// The columns of a header whose names are not those this program knows, by their places, where its others tell that this
    /// is safe.
    fn by_place(_header: &Line) -> &'static [Option<Self>] {
        &[]
    }

    /// The column a header names, in any case.
    fn find(name: &str) -> Option<Self> {
        let name = name_key(name);
        Self::ALL.iter().copied().find(|column| column.names().contains(&name.as_str()))
    }

    /// Every name, for messages.
    fn all() -> String {
        Self::ALL.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
    }
}

/// Where each column of a list stands.
#[derive(Debug)]
pub(crate) struct Columns<C> {
    places: Vec<(C, usize)>,
    missing: Vec<C>,
    /// How many cells a row has; those beyond have no name, and are blank.
    width: usize,
}

impl<C: ListColumn> Columns<C> {
    /// Reads the header, and says what is wrong with it; `None` when no row can be read under it. The columns in `left_out` may
    /// be missing from it though lists have them.
    pub(crate) fn read(header: &Line, left_out: &[C], faults: &mut Faults) -> Option<Self> {
        let line = header.number;
        let names: Vec<&str> = header.cells.iter().map(str::trim).collect();
        if !names.iter().any(|name| C::find(name).is_some()) {
            let first = shown(names.join(",").as_str());
            let rule =
                format!("the first line is {first}, which names none of the columns: {}", C::all());
            faults.add(line, "header", rule);
            return None;
        }
        let by_place = C::by_place(header);
        // Programs that end every row with a delimiter give the header columns without a name.
        let last = names.iter().rposition(|name| !name.is_empty());
        let width = last.map_or(0, |last| last + 1).max(by_place.len());
        let mut columns = Self { places: Vec::new(), missing: Vec::new(), width };
        for (place, name) in names.into_iter().take(width).enumerate() {
            match C::find(name).or_else(|| by_place.get(place).copied().flatten()) {
                Some(column) if columns.place(column).is_some() => {
                    faults.add(line, column.name(), "the column is there twice: keep one of them");
                }
                Some(column) => columns.places.push((column, place)),
                None if place < by_place.len() => {}
                None if name.is_empty() => {
                    let rule = format!("column {} has no name: name it, or take it out", place + 1);
                    faults.add(line, "header", rule);
                }
                None => {
                    let rule = format!(
                        "{} is not a column of the list: they are {}",
                        shown(name),
                        C::all()
                    );
                    let name: String = name.chars().take(40).collect();
                    faults.add(line, &name, rule);
                }
            }
        }
        columns.find_missing(line, left_out, faults);
        Some(columns)
    }

    fn find_missing(&mut self, line: u64, left_out: &[C], faults: &mut Faults) {
        for column in C::REQUIRED.iter().copied() {
            if !self.has(column) && !left_out.contains(&column) {
                let rule = format!("the column {} is missing: every list has it", column.name());
                faults.add(line, column.name(), rule);
                self.missing.push(column);
            }
        }
        if let [first, .., last] = *C::ONE_OF
            && !C::ONE_OF.iter().any(|column| self.has(*column))
        {
            let rule = format!(
                "the columns {} and {} are both missing: every list has one of them",
                first.name(),
                last.name()
            );
            faults.add(line, first.name(), rule);
            self.missing.push(last);
        }
    }

    /// The cells of rows that show how numbers are written.
    pub(crate) fn numbers<'r>(&self, lines: &'r [Line]) -> impl Iterator<Item = &'r str> {
        let places = C::NUMBERS.iter().filter_map(|column| self.place(*column));
        let places: Vec<usize> = places.collect();
        lines.iter().flat_map(move |line| {
            let cells = places.iter().filter_map(|place| line.cells.get(*place));
            cells.map(str::trim).collect::<Vec<_>>()
        })
    }

    fn place(&self, column: C) -> Option<usize> {
        self.places.iter().find(|(named, _)| *named == column).map(|(_, place)| *place)
    }

    /// Whether the list has the column.
    pub(crate) fn has(&self, column: C) -> bool {
        self.place(column).is_some()
    }

    /// Whether what stands at a place is read, or told of because it has no column.
    fn is_read(&self, place: usize) -> bool {
        let at = |(_, at): &&(C, usize)| *at == place;
        self.places.iter().find(at).is_none_or(|(column, _)| !C::PASSED_OVER.contains(column))
    }

    /// What the column at a place is called, for messages.
    pub(crate) fn name_at(&self, place: usize) -> &'static str {
        let at = |(_, at): &&(C, usize)| *at == place;
        self.places.iter().find(at).map_or("row", |(column, _)| column.name())
    }

    /// What a row has in the column, trimmed: nothing where the column may be left out and is; `None` where its being left out is a
    /// fault of the header.
    pub(crate) fn cell<'r>(&self, row: &'r Line, column: C) -> Option<&'r str> {
        if self.missing.contains(&column) {
            return None;
        }
        Some(self.place(column).and_then(|place| row.cells.get(place)).unwrap_or_default().trim())
    }
}

/// A row of a list while it is read under its columns.
pub(crate) struct RowCells<'a, C> {
    pub(crate) columns: &'a Columns<C>,
    pub(crate) line: &'a Line,
    pub(crate) faults: &'a mut Faults,
}

impl<C: ListColumn> RowCells<'_, C> {
    /// Whether the row's cells can be trusted; notes the fault when they cannot.
    ///
    /// A row may end before its columns do, and the rest of it is blank; it may end in delimiters too, and with nothing more.
    pub(crate) fn is_sound(&mut self) -> bool {
        let mut is_sound = true;
        for broken in &self.line.broken {
            // What stands in a column that is passed over is nobody's concern.
            if broken.place.is_some_and(|place| !self.columns.is_read(place)) {
                continue;
            }
            let field = broken.place.map_or("row", |place| self.columns.name_at(place));
            self.faults.add(self.line.number, field, broken.rule.as_str());
            is_sound = false;
        }
        if !is_sound {
            return false;
        }
        let (width, wanted) = (self.line.cells.len(), self.columns.width);
        let beyond = (wanted..width).filter_map(|place| self.line.cells.get(place));
        if beyond.map(str::trim).all(str::is_empty) {
            return true;
        }
        let rule = format!(
            "the row has {width} cells and the header {wanted}: a cell that holds the delimiter stands in quotation marks"
        );
        self.faults.add(self.line.number, "row", rule);
        false
    }

    /// Whether the list has any of the columns.
    pub(crate) fn has_any(&self, columns: &[C]) -> bool {
        columns.iter().any(|column| self.columns.has(*column))
    }

    /// Reads one cell; notes the fault when it cannot be.
    pub(crate) fn cell<T>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.columns.cell(self.line, column)?;
        read(text).map_err(|rule| self.fault(column, rule)).ok()
    }

    /// Reads one cell where the list has the column: `Some(None)` where it has not.
    #[expect(clippy::option_option, reason = "a fault, a column left out, and what it says")]
    pub(crate) fn said<T>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        if self.columns.has(column) { self.cell(column, read).map(Some) } else { Some(None) }
    }

    /// Reads one cell in the words of a list of them: `Some(None)` where the list has no column, or a word that is of another
    /// list; that is noted. A word that is nearly one of the list is a fault: it is misspelt. So is what `may_be_of_another`
    /// says no of.
    pub(crate) fn in_words<T>(
        &mut self,
        column: C,
        words: &[&str],
        read: impl FnOnce(&str) -> Result<T, String>,
        may_be_of_another: impl FnOnce(&str) -> bool,
    ) -> Option<CellValue<T>> {
        let Some(text) = self.columns.cell(self.line, column).filter(|_| self.columns.has(column))
        else {
            return Some(None);
        };
        if text.is_empty() {
            return Some(Some(None));
        }
        let rule = match read(text) {
            Ok(said) => return Some(Some(Some(said))),
            Err(rule) => rule,
        };
        let written = fold(text);
        let misspelt = words.iter().find(|word| {
            let most = word.chars().count() / 4;
            strsim::osa_distance(word, &written) <= most
        });
        if misspelt.is_some() || !may_be_of_another(text) {
            self.fault(column, rule);
            return None;
        }
        let text: String = text.chars().take(60).collect();
        self.faults.note(self.line.number, column.name(), &text, || {
            format!(
                "{} is a word of another list and was passed over, here and wherever it stands: {}",
                shown(&text),
                words.join(", ")
            )
        });
        Some(None)
    }

    /// Notes a fault of the row in a column.
    pub(crate) fn fault(&mut self, column: C, rule: impl Into<String>) {
        self.faults.add(self.line.number, column.name(), rule);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::product_columns::Column;

    fn faults_of(header: &str) -> Vec<String> {
        let mut faults = Faults::default();
        let line = Line { number: 1, cells: header.split(',').collect(), broken: Vec::new() };
        Columns::<Column>::read(&line, &[], &mut faults);
        let told = faults.into_vec().into_iter();
        told.map(|fault| format!("{}: {}", fault.field, fault.rule)).collect()
    }

    #[test]
    fn columns_come_in_any_order_and_case() {
        assert_eq!(
            faults_of("Price, UNITS ,unit_type,category,Name,producer"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_column_missing_unknown_or_twice_is_named() {
        let told = faults_of("producer,name,Name,units,colour,,unit_type");
        let starts = [
            "name: the column is there twice",
            "colour: “colour” is not a column of the list: they are producer, sku,",
            "header: column 6 has no name",
            "category: the column category is missing",
            "price: the column price is missing",
        ];
        assert_eq!(told.len(), starts.len(), "{told:?}");
        for (told, start) in told.iter().zip(starts) {
            assert!(told.starts_with(start), "{told}");
        }
        assert_eq!(
            faults_of("producer,name,category,units,price").len(),
            1,
            "a unit or the name of a piece"
        );
    }

    #[test]
    fn a_first_line_that_is_no_header_is_one_fault() {
        let told = faults_of("Ferme du Val,Carrots,2.20");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("“Ferme du Val,Carrots,2.20”"), "{told:?}");
    }
}
