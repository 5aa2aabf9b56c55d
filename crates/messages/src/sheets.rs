#![expect(missing_docs, reason = "a text is what it says: read it in any of the languages")]

use crate::texts::{Say, Text};

texts! {
    /// The headings of sheets, column by column.
    SheetWords {
        /// Producer, product, size, reference, items, quantity, unit, amount, currency.
        harvest: [Text; 9],
        /// Order, customer, phone, producer, product, size, storage, items.
        packing: [Text; 8],
        /// How it is handed over, and where it is brought: behind the phone.
        packing_hand_over: [Text; 2],
        packing_bundle: Text,
        packing_weight: Text,
        /// Around what is expected.
        about: Say,
        /// Shop, producer, product, size, storage, items, quantity, unit.
        delivery: [Text; 8],
        statement: StatementWords,
        storage: StorageWords,
    }

    /// What a statement says.
    StatementWords {
        /// What it is, cycle, order or note, day; goods, fees, came in, deposits, deposits come in, deposits paid back, paid out;
        /// then what stands: to come in, payable, deposits to come in, deposits held; currency.
        header: [Text; 16],
        opening: Text,
        order: Text,
        payout: Text,
        total: Text,
        closing: Text,
    }

    /// How goods are stored.
    StorageWords {
        ambient: Text,
        chilled: Text,
        frozen: Text,
    }
}
