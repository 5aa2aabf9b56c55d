//! The farms' lists as the demo reads them: what there is, and how much people want it.

use super::farms::FARMS;

/// For how many shoppers the lists have goods on hand.
pub(crate) const LISTED_FOR: u32 = 200;

/// Where a list has the code, and where what is on hand.
const CODE: usize = 1;
const ON_HAND: usize = 10;

/// What everybody wants, by its code, and how many times as much as there is of it suggests.
const CRAVED: [(&str, u32); 6] =
    [("FE-BRI", 2), ("JS-FRA", 3), ("TC-PYR", 3), ("BF-POU", 2), ("FE-EPE", 2), ("RL-ACA", 2)];

/// Something on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ware {
    /// The farm's code for it.
    pub(crate) code: &'static str,
    /// How often it is chosen, beside other wares.
    pub(crate) weight: u32,
}

/// Everything on all lists.
pub(crate) fn wares() -> Vec<Ware> {
    FARMS.iter().flat_map(|farm| rows(farm.list)).filter_map(|cells| ware(&cells)).collect()
}

fn ware(cells: &[&'static str]) -> Option<Ware> {
    let code = *cells.get(CODE)?;
    let on_hand: u32 = cells.get(ON_HAND)?.parse().ok()?;
    let craved = CRAVED.iter().find(|(craved, _)| *craved == code).map_or(1, |(_, times)| *times);
    Some(Ware { code, weight: on_hand * craved })
}

/// A list with goods for so many shoppers: at least one of each.
pub(crate) fn for_shoppers(list: &'static str, shoppers: u32) -> String {
    let mut scaled = String::with_capacity(list.len());
    scaled.push_str(list.lines().next().unwrap_or_default());
    for mut cells in rows(list) {
        let on_hand = cells.get(ON_HAND).and_then(|cell| cell.parse().ok());
        let on_hand = on_hand.map(|items: u32| (items * shoppers / LISTED_FOR).max(1).to_string());
        if let (Some(cell), Some(on_hand)) = (cells.get_mut(ON_HAND), &on_hand) {
            *cell = on_hand;
        }
        scaled.push('\n');
        scaled.push_str(&cells.join(";"));
    }
    scaled
}

/// The rows of a list below its header. Our own lists hold no semicolon within a cell.
fn rows(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    list.lines().skip(1).map(|row| row.split(';').collect())
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Currency;
    use sillon_lists::{ListRow, read_list};

    use super::*;

    #[test]
    fn every_row_of_the_lists_is_a_ware() {
        let listed: usize = FARMS.iter().map(|farm| farm.list.lines().count() - 1).sum();
        let wares = wares();
        assert_eq!(wares.len(), listed);
        assert!(wares.iter().all(|ware| ware.weight > 0));
        for (craved, _) in CRAVED {
            assert!(wares.iter().any(|ware| ware.code == craved), "{craved} is on no list");
        }
    }

    #[test]
    fn a_list_is_brought_to_the_number_of_shoppers() {
        let on_hand = |shoppers| {
            let list = for_shoppers(FARMS[0].list, shoppers);
            let rows = read_list(list.as_bytes(), Currency::EUR).unwrap();
            {
                let there =
                    |row: &ListRow| row.size.quantity().times(row.stock.on_hand.unwrap()).milli();
                rows.iter().map(there).sum::<i64>()
            }
        };
        let listed = on_hand(LISTED_FOR);
        assert_eq!(on_hand(2 * LISTED_FOR), 2 * listed);
        assert!(on_hand(1) > 0 && on_hand(1) < listed / 20);
        assert_eq!(for_shoppers(FARMS[0].list, LISTED_FOR), FARMS[0].list.trim_end());
    }
}
