use crate::{Address, Contact, Property, Shelves};
use sillon_kernel::Text;

/// What an enterprise says of itself, beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Profile {
    /// One sentence, for lists.
    pub short_description: Option<Text<200>>,
    /// What stands at the head of its shop.
    pub opening_text: Option<Text<2000>>,
    /// Whether people may order at its shop without an account.
    pub takes_guests: bool,
    /// Whether its customers may change and cancel what they ordered, as long as it takes orders.
    pub takes_changes: bool,
    /// Whether its shop sells to customers it knows alone.
    pub customers_only: bool,
    /// Whether its shop sells only what it set terms on, however much its farms bring.
    pub listed_only: bool,
    /// In which order its shop lists its goods.
    pub shelves: Shelves,
    /// How people reach it.
    pub contact: Contact,
    /// Where it is.
    pub physical_address: Option<Address>,
    /// Where invoices to it go.
    pub business_address: Option<Address>,
    /// Its practices, which are said of its products too unless one opts out.
    pub properties: Vec<Property>,
    /// Counts its changes, so that two people do not overwrite each other.
    pub version: i64,
}
