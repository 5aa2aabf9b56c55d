//! The table of rights: which role may take which action for an enterprise.

use crate::{GrantKind, Role};

/// Something done for an enterprise that asks for a right.
pub trait Action {
    /// Its name in the table and in refusals.
    const NAME: &'static str;
    /// The roles that may take it.
    const ROLES: &'static [Role];
    /// The grant by which people in these roles at another enterprise may take it too.
    const THROUGH: Option<GrantKind>;
}

/// The grant an action names, if it names one.
macro_rules! through {
    () => {
        None
    };
    ($grant:ident) => {
        Some(GrantKind::$grant)
    };
}

/// Declares the actions: the rows of the table.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $text:literal: $($role:ident)+ $(, through $grant:ident)?;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {}

            impl Action for $name {
                const NAME: &'static str = $text;
                const ROLES: &'static [Role] = &[$(Role::$role),+];
                const THROUGH: Option<GrantKind> = through!($($grant)?);
            }
        )*

        /// Every row: the action's name and the roles that may take it.
        pub const TABLE: &[(&str, &[Role])] = &[$(($text, $name::ROLES)),*];
    };
}

actions! {
    /// Say who acts for an enterprise, what it allows others, and who it is before the law.
    ManageEnterprise "manage-enterprise": Owner;
    /// See who acts for an enterprise.
    SeeMembers "see-members": Owner Manager;
    /// Change what an enterprise says of itself.
    EditProfile "edit-profile": Owner Manager, through EditProfile;
    /// See what an enterprise allows others, and what they allow it.
    ReadGrants "read-grants": Owner Manager;
    /// List products, set their prices and supplies, import lists.
    ManageProducts "manage-products": Owner Manager, through ManageProducts;
    /// Make and run order cycles, their exchanges and fees.
    Coordinate "coordinate": Owner Manager;
    /// Record that a payment came in.
    RecordPayment "record-payment": Owner Manager;
    /// Read orders, sheets, and balances.
    ReadBooks "read-books": Owner Manager;
}
