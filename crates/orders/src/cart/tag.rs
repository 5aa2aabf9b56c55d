use sha2::{Digest, Sha256};
use sillon_cycles::{Listing, PriceList, Priced};

use crate::Cart;

/// A tag of all that a cart promises at a price list: it changes with any line, name, size, seller, price, fee, tax, deposit,
/// with when and where it is fetched, or with what is said of the goods as food. What is left of them is no promise, and not in it.
pub fn cart_tag(list: &PriceList, cart: &Cart, priced: Option<&Priced>) -> String {
    let mut sha = Sha256::new();
    let mut say = |part: &str| {
        // Each text behind its length, so that no two carts read alike.
        sha.update(part.len().to_string());
        sha.update(":");
        sha.update(part);
    };
    say(list.currency.code());
    say(&format!("{:?}", list.pick_up));
    say(list.pick_up_text.as_deref().unwrap_or_default());
    for (place, line) in cart.lines.iter().enumerate() {
        say(&line.variant.to_string());
        say(&line.quantity.to_string());
        let Some(offer) = list.offer(line.variant) else {
            say("gone");
            continue;
        };
        say_listing(&offer.listing, &mut say);
        say(&offer.price.minor().to_string());
        for part in &offer.listing.parts {
            say(&format!("{} {}", part.listing.variant, part.quantity));
            say_listing(&part.listing, &mut say);
        }
        let priced = priced.and_then(|priced| priced.lines.get(place));
        say(&format!("{:?}", priced.map(|line| (line.goods, line.fees, line.tax))));
    }
    for charge in priced.into_iter().flat_map(|priced| &priced.charges) {
        if let Some(fee) = list.fees.get(charge.fee) {
            say(fee.name.as_str());
            say(&fee.enterprise.to_string());
            say(&format!("{:?} {:?}", charge.amount, charge.tax));
        }
    }
    for tax in priced.into_iter().flat_map(|priced| &priced.taxes) {
        say(&tax.name);
        say(&format!("{} {:?}", tax.payee, tax.amount));
    }
    for reduction in priced.into_iter().flat_map(|priced| &priced.reductions) {
        say(list.voucher(reduction.voucher).map_or("", |voucher| voucher.code.as_str()));
        say(&format!("{:?}", reduction.parts));
    }
    let handed_over = priced.and_then(|priced| priced.hand_over);
    if let Some((charge, offered)) =
        handed_over.and_then(|it| Some((it, list.hand_over(it.method)?)))
    {
        let method = &offered.method;
        say(method.name.as_str());
        // Where deliveries go is no part of what is promised: whether they go there is asked anyway.
        say(&format!("{} {:?}", method.kind.name().as_str(), offered.window));
        say(method.kind.address().map_or("", |address| address.as_str()));
        say(method.text.as_deref().unwrap_or_default());
        say(&format!("{:?} {:?}", charge.amount, charge.tax));
    }
    let digest = sha.finalize();
    digest.iter().take(16).fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"))
}

/// What is promised of goods: what they are, what shoppers must know of them, and whose they are at what part of the price.
fn say_listing(listing: &Listing, say: &mut impl FnMut(&str)) {
    let food = &listing.food;
    for said in
        [&*listing.product_name, &*listing.label, &*listing.producer_name, &*listing.storage]
    {
        say(said);
    }
    say(&food.allergens.to_string());
    say(food.ingredients.as_deref().unwrap_or_default());
    say(&food.origin.as_ref().map(ToString::to_string).unwrap_or_default());
    say(&food.durability.map(|it| it.to_string()).unwrap_or_default());
    say(&food.product_type.map(|it| it.to_string()).unwrap_or_default());
    say(&food.alcohol.map(|alcohol| alcohol.to_string()).unwrap_or_default());
    say(&format!("{:?}", listing.facts.heaviest));
    // Whose goods they are, and what of the price is whose.
    say(&format!("{} {}", listing.producer, listing.owner));
    say(&listing.producer_price.minor().to_string());
    say(&listing.tax.millionths().to_string());
    let deposit = listing.deposit.map(|deposit| (deposit.each, deposit.tax_rate));
    say(&format!("{deposit:?}"));
}
