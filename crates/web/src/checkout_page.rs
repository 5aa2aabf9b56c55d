use askama::Template;
use sillon_cycles::Priced;
use sillon_orders::Cart;

use crate::{
    cart_page::Costs,
    checkout_form::{CheckoutForm, Field, FieldFault},
    layout::Layout,
    particulars::Particulars,
    pick_up::PickUp,
    stall::Stall,
    visit::Visit,
    words::Words,
};

/// The form that places an order.
#[derive(Template)]
#[template(path = "checkout.html")]
pub(crate) struct CheckoutPage {
    layout: Layout,
    words: &'static Words,
    id: String,
    shop: String,
    items: String,
    pick_up: PickUp,
    costs: Costs,
    form: CheckoutForm,
    faults: Vec<Fault>,
    /// That there are faults, and how many.
    mend: Option<String>,
}

/// What is wrong with a field, in words.
struct Fault {
    field: &'static str,
    text: String,
}

impl CheckoutPage {
    pub(crate) fn new(
        visit: &Visit,
        stall: &Stall<'_>,
        particulars: &Particulars,
        cart: &Cart,
        priced: &Priced,
        filled: (CheckoutForm, Vec<FieldFault>),
    ) -> Self {
        let words = visit.words;
        let (form, faults) = filled;
        let fault = |fault: &FieldFault| Fault { field: fault.field.as_str(), text: fault.said(&words.field) };
        let wrong = u32::try_from(faults.len()).unwrap_or(u32::MAX);
        let path = format!("/carts/{}/checkout", cart.id);
        Self {
            layout: Layout::new(visit, &path, words.checkout.title.to_owned()),
            words,
            id: cart.id.to_string(),
            shop: stall.shop.name.to_string(),
            items: (words.checkout.items)(priced.lines.iter().map(|line| line.quantity).sum()),
            pick_up: PickUp::new(visit, particulars, &stall.shop.zone),
            costs: Costs::new(visit, stall, particulars, priced),
            form,
            faults: faults.iter().map(fault).collect(),
            mend: (wrong > 0).then(|| (words.checkout.mend)(wrong)),
        }
    }

    /// What is wrong with a field.
    fn fault(&self, field: Field) -> Option<&str> {
        self.faults.iter().find(|fault| fault.field == field.as_str()).map(|fault| fault.text.as_str())
    }
}
