use sillon_kernel::{Name, Text};

/// Where an order is delivered, in the country of its hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryAddress {
    /// Number and street, and what helps to find the door.
    pub street: Text<200>,
    /// The post code, as it was written.
    pub postcode: Text<12>,
    /// The town.
    pub city: Name,
}

impl DeliveryAddress {
    /// The address on one line.
    pub fn line(&self) -> String {
        let street: Vec<&str> = self.street.lines().map(str::trim).collect();
        format!("{}, {} {}", street.join(", "), self.postcode, self.city)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_on_one_line() {
        let address = DeliveryAddress {
            street: Text::parse("12 rue des Lilas\n2e étage").unwrap(),
            postcode: Text::parse("88000").unwrap(),
            city: Name::parse("Épinal").unwrap(),
        };
        assert_eq!(address.line(), "12 rue des Lilas, 2e étage, 88000 Épinal");
    }
}
