//! The table of rights: which role may take which action for an enterprise.

use crate::Role;

/// Something done for an enterprise that asks for a right.
pub trait Action {
    /// Its name in the table and in refusals.
    const NAME: &'static str;
    /// The roles that may take it.
    const ROLES: &'static [Role];
}

/// Declares the actions: the rows of the table.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $text:literal: $($role:ident)+;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {}

            impl Action for $name {
                const NAME: &'static str = $text;
                const ROLES: &'static [Role] = &[$(Role::$role),+];
            }
        )*

        /// Every row: the action's name and the roles that may take it.
        pub const TABLE: &[(&str, &[Role])] = &[$(($text, $name::ROLES)),*];
    };
}

actions! {
    /// Change an enterprise's profile, and who acts for it.
    ManageEnterprise "manage-enterprise": Owner;
    /// See who acts for an enterprise.
    SeeMembers "see-members": Owner Manager;
    /// List products, set their prices and supplies, import lists.
    ManageProducts "manage-products": Owner Manager;
    /// Make and run order cycles, their exchanges and fees.
    Coordinate "coordinate": Owner Manager;
    /// Record that a payment came in.
    RecordPayment "record-payment": Owner Manager;
    /// Read orders, sheets, and balances.
    ReadBooks "read-books": Owner Manager;
}
