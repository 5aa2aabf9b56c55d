//! The table of rights: which role may take which action for an enterprise, and which scope lets a machine take it.

use std::{fmt, str::FromStr};

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

        /// Every row: the action's name, the roles that may take it, and the grant through which others may.
        pub const TABLE: &[(&str, &[Role], Option<GrantKind>)] =
            &[$(($text, $name::ROLES, $name::THROUGH)),*];
    };
}

actions! {
    /// Say who acts for an enterprise, what it allows others, and who it is before the law.
    ManageEnterprise "manage-enterprise": Owner;
    /// See who acts for an enterprise.
    SeeMembers "see-members": Owner Manager;
    /// Make and revoke the keys of machines and shop fronts.
    ManageKeys "manage-keys": Owner;
    /// Say to which addresses an enterprise's events are sent.
    ManageWebhooks "manage-webhooks": Owner;
    /// Read what happened, event by event.
    ReadEvents "read-events": Owner Manager;
    /// Change what an enterprise says of itself.
    EditProfile "edit-profile": Owner Manager, through EditProfile;
    /// See what an enterprise allows others, and what they allow it.
    ReadGrants "read-grants": Owner Manager;
    /// List products, set their prices and supplies, import lists.
    ManageProducts "manage-products": Owner Manager, through ManageProducts;
    /// Read products with their prices and supplies, as their producer does.
    ReadProducts "read-products": Owner Manager, through ManageProducts;
    /// Make and run order cycles, their exchanges and fees.
    Coordinate "coordinate": Owner Manager;
    /// Read order cycles with their exchanges and fees.
    ReadCycles "read-cycles": Owner Manager;
    /// Read whom a hub sells to, as it knows them.
    ReadCustomers "read-customers": Owner Manager;
    /// Add, change and forget customers of a hub.
    ManageCustomers "manage-customers": Owner Manager;
    /// Read orders with their amounts.
    ReadOrders "read-orders": Owner Manager;
    /// Change and cancel what somebody ordered.
    ChangeOrders "change-orders": Owner Manager;
    /// Read what to harvest.
    ReadHarvest "read-harvest": Owner Manager Packer;
    /// Read what goes into each order.
    Pack "pack": Owner Manager Packer HandOver;
    /// Weigh what was ordered, which decides what it costs: a producer its goods, a hub all it sold.
    Weigh "weigh": Owner Manager Packer HandOver;
    /// Read who fetches what, and what they still have to pay.
    HandOut "hand-out": Owner Manager HandOver;
    /// Record that a payment came in, whichever way.
    RecordPayment "record-payment": Owner Manager;
    /// Record that a customer paid in cash.
    TakeCash "take-cash": Owner Manager HandOver;
    /// Record that packaging a customer paid a deposit for came back.
    TakeBack "take-back": Owner Manager HandOver;
    /// Tick what became of an order at its hand-over.
    TickHandOver "tick-hand-over": Owner Manager HandOver;
    /// Read balances.
    ReadBooks "read-books": Owner Manager;
    /// Write down what a hub paid out to whom it was payable.
    PayOut "pay-out": Owner Manager;
}

/// Declares the scopes: what a machine's key may be good for. None of them manages an enterprise, its people or its keys.
macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident $text:literal: $($action:ident)+;)*) => {
        /// What a machine's key is good for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope { $($(#[$doc])* $name),* }

        impl Scope {
            /// Every scope.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name it is stored and sent under.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// The names of the actions it lets a machine take.
            pub fn actions(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($action::NAME),+]),* }
            }
        }
    };
}

scopes! {
    /// Read products and supplies.
    CatalogueRead "catalogue:read": ReadProducts;
    /// List products, set prices and supplies.
    CatalogueWrite "catalogue:write": ReadProducts ManageProducts;
    /// Read order cycles.
    CyclesRead "cycles:read": ReadCycles;
    /// Make and run order cycles.
    CyclesWrite "cycles:write": ReadCycles Coordinate;
    /// Read customers and their tags.
    CustomersRead "customers:read": ReadCustomers;
    /// Add, change and forget customers.
    CustomersWrite "customers:write": ReadCustomers ManageCustomers;
    /// Read orders, and what is harvested, packed and handed out for them.
    OrdersRead "orders:read": ReadOrders ReadHarvest Pack HandOut;
    /// Change and weigh orders, record what is paid for them and paid back, what of their packaging comes back, and what is handed out.
    OrdersWrite "orders:write": ReadOrders ChangeOrders Weigh RecordPayment TakeCash TakeBack TickHandOver;
    /// Read balances, payouts and statements.
    BooksRead "books:read": ReadBooks;
    /// Write down payouts.
    BooksWrite "books:write": ReadBooks PayOut;
    /// Read what happened, event by event.
    EventsRead "events:read": ReadEvents;
}

impl Scope {
    /// Whether it lets a machine take an action; never one that the owner of its enterprise may not take.
    pub fn allows<A: Action>(self) -> bool {
        A::ROLES.contains(&Role::Owner) && self.actions().contains(&A::NAME)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a scope such as catalogue:read or orders:write")]
pub struct NoSuchScope(String);

impl FromStr for Scope {
    type Err = NoSuchScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|scope| scope.as_str() == text);
        found.ok_or_else(|| NoSuchScope(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use super::*;

    /// The whole policy, for people to read: roles, then scopes.
    fn written() -> String {
        let roles = Role::ALL.map(Role::as_str);
        let mut text = "\
# Which role may take which action for its enterprise, and which scope lets a machine's key take it. Made from the table in
# crates/identity/src/rights/policy.rs by its test, with SILLON_BLESS=1. An administrator may take every action everywhere.
"
        .to_owned();
        let grid = |title: &str, columns: &[&str], may: &dyn Fn(&str, usize) -> bool| {
            let head = columns.join(" | ");
            let mut lines = vec![String::new(), format!("{title:<18} | {head}")];
            for (action, ..) in TABLE {
                let cell = |(index, column): (usize, &&str)| {
                    let mark = if may(action, index) { "yes" } else { "-" };
                    format!("{mark:<width$}", width = column.len())
                };
                let cells: Vec<_> = columns.iter().enumerate().map(cell).collect();
                lines.push(format!("{action:<18} | {}", cells.join(" | ")).trim_end().to_owned());
            }
            lines.join("\n") + "\n"
        };
        let of_role = |action: &str, index: usize| {
            TABLE.iter().any(|(name, may, _)| *name == action && may.contains(&Role::ALL[index]))
        };
        let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        let of_scope = |action: &str, index: usize| Scope::ALL[index].actions().contains(&action);
        text.push_str(&grid("action", &roles, &of_role));
        let kinds = GrantKind::DELEGATING.map(GrantKind::as_str);
        let through = |action: &str, index: usize| {
            let kind = Some(GrantKind::DELEGATING[index]);
            TABLE.iter().any(|(name, _, through)| *name == action && *through == kind)
        };
        text.push_str(&grid("action", &scopes, &of_scope));
        text.push_str(
            "\nThe same roles of another enterprise may take these for one that granted it to theirs:\n",
        );
        text.push_str(&grid("action", &kinds, &through));
        text
    }

    #[test]
    fn the_table_of_rights_reads_as_agreed() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/policy.txt");
        if env::var_os("SILLON_BLESS").is_some_and(|wish| wish == "1") {
            fs::write(&file, written()).unwrap();
        }
        let agreed = fs::read_to_string(file).unwrap();
        assert_eq!(written(), agreed, "with SILLON_BLESS=1 the test writes the file anew");
    }

    #[test]
    fn an_owner_may_all_and_no_scope_gives_more_than_the_trade() {
        for (action, roles, _) in TABLE {
            assert!(roles.contains(&Role::Owner), "{action}");
        }
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(*scope));
            for action in scope.actions() {
                assert!(
                    !["manage-enterprise", "manage-keys", "manage-webhooks"].contains(action),
                    "{scope}: {action}"
                );
            }
        }
        assert!("orders".parse::<Scope>().is_err());
    }
}
