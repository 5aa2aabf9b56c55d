//! A product with its variant in one name, as peers write it.

use sillon_kernel::fold;

/// A product with its variant: `Carrots - washed (500 g)`; a label that begins with the product's name is not given it twice.
pub(crate) fn join_full_name(product: &str, label: &str) -> String {
    if fold(label).starts_with(&fold(product)) {
        label.to_owned()
    } else {
        format!("{product} - {label}")
    }
}

#[test]
fn a_full_name_names_the_product_once() {
    assert_eq!(join_full_name("Carrots", "500 g"), "Carrots - 500 g");
    assert_eq!(join_full_name("Apple", "Green (1 kg)"), "Apple - Green (1 kg)");
    let twice = "product - something (1 kg)";
    assert_eq!(join_full_name("product", twice), twice);
}
