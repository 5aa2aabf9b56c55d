#![expect(missing_docs, reason = "a text is what it says: read it in any of the languages")]

use crate::texts::{Say, Text};

texts! {
    /// Whether goods may be given back.
    WithdrawalWords {
        fourteen_days: Text,
        perishable: Text,
    }

    /// What whoever charges no tax has to say instead of a rate.
    VatWords {
        franchise: Text,
        flat_rate_farmer: Text,
    }

    /// Who sells, as shoppers must be told.
    SellerWords {
        /// That it sells by trade.
        professional: Text,
        /// Around its number for value added tax.
        vat_number: Say,
    }
}
