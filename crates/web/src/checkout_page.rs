use askama::Template;
use sillon_cycles::Priced;
use sillon_orders::Cart;

use crate::{
    checkout_form::{CheckoutForm, Field, FieldFault},
    costs::Costs,
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
    /// Who sells, line by line.
    seller: Vec<String>,
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
        let fault = |fault: &FieldFault| Fault {
            field: fault.field.as_str(),
            text: fault.said(&words.field),
        };
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
            seller: particulars.seller_lines(visit.language),
            form,
            faults: faults.iter().map(fault).collect(),
            mend: (wrong > 0).then(|| (words.checkout.mend)(wrong)),
        }
    }

    /// What is wrong with a field.
    fn fault(&self, field: Field) -> Option<&str> {
        self.faults
            .iter()
            .find(|fault| fault.field == field.as_str())
            .map(|fault| fault.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::*;
    use crate::sample::{self, Sample, cart, id, visit};

    fn page(form: CheckoutForm, faults: Vec<FieldFault>) -> String {
        let sample = Sample::new();
        let priced = sample.list.price(&[(id(1), 2)]).unwrap();
        let page = CheckoutPage::new(
            &visit("/"),
            &sample.stall(),
            &sample::particulars(),
            &cart(&[(1, 2)]),
            &priced,
            (form, faults),
        );
        page.render().unwrap()
    }

    #[test]
    fn the_form_says_what_is_ordered_and_carries_its_key() {
        let page =
            page(CheckoutForm { key: "k-1".to_owned(), ..CheckoutForm::default() }, Vec::new());
        assert!(page.contains(r#"<input type="hidden" name="key" value="k-1">"#));
        assert!(page.contains("<h2>Vendu par</h2>"), "who sells is told before the order");
        assert!(page.contains("2 articles") && page.contains("6,40\u{a0}€"));
        assert!(page.contains("Commander avec obligation de paiement"));
        assert!(!page.contains("aria-invalid") && !page.contains(" checked"));
    }

    #[test]
    fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() {
        let typed =
            [("name", "\"Awa\""), ("email", "awa@"), ("note", "a<b"), ("payment", "bank-transfer")];
        let form =
            CheckoutForm::read(&typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let faults = form.check(Language::Fr).unwrap_err();
        let page = page(form, faults);
        assert!(page.contains("2 points sont à corriger"));
        assert!(page.contains(r##"<a href="#email">Écrivez une adresse e-mail"##));
        assert!(page.contains(r#"id="email-error""#) && page.contains(r#"id="consent-error""#));
        assert!(page.contains("value=\"&#34;Awa&#34;\"") && page.contains(r#"value="awa@""#));
        assert!(page.contains("a&#60;b</textarea>") && page.matches(" checked").count() == 1);
    }
}
