use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use sillon_cycles::{Priced, PricedLine, ShopSnapshot};
use sillon_engine::CartContents;
use sillon_messages::{Format as _, Words};
use sillon_payments::Method;

use crate::{
    cycles::shop_details::DetailsView,
    http::page_context::PageContext,
    orders::agreement::{self, ChangeNotice},
    orders::cart_page::pick_up,
    orders::checkout_form::{CheckoutForm, Field, FieldFault},
    views::layout::Layout,
    views::pick_up::PickUp,
    views::totals::Totals,
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
    /// The goods, line by line.
    lines: Vec<Line>,
    pick_up: PickUp,
    /// Whether there are ways of hand-over to choose from.
    has_choice: bool,
    /// Whether the goods are brought.
    is_brought: bool,
    totals: Totals,
    /// What is agreed to by pressing the button, as fields of the form.
    agreed: Vec<(&'static str, String)>,
    /// What is not as it was shown before.
    changed: Option<ChangeNotice>,
    /// Who sells, line by line.
    seller: Vec<String>,
    /// How it may be paid.
    payments: BTreeSet<Method>,
    form: CheckoutForm,
    faults: Vec<Fault>,
    /// That there are faults, and how many.
    mend: Option<String>,
}

/// What is ordered on a line, at what price, and the right that goes with it.
struct Line {
    quantity: u32,
    name: Arc<str>,
    size: String,
    each: String,
    total: String,
    /// What is paid for the packaging of all of them, and paid back.
    deposit: Option<String>,
    /// Whether it may be given back.
    right: &'static str,
    /// From which sum of orders on it comes.
    minimum: Option<String>,
}

/// A form as it was filled in, and what stands against it.
pub(crate) struct Filled {
    pub(crate) form: CheckoutForm,
    pub(crate) faults: Vec<FieldFault>,
    pub(crate) changed: Option<ChangeNotice>,
}

impl Filled {
    /// A form nothing stands against.
    pub(crate) fn new(form: CheckoutForm) -> Self {
        Self { form, faults: Vec::new(), changed: None }
    }
}

/// What is wrong with a field, in words.
struct Fault {
    field: &'static str,
    text: String,
}

impl CheckoutPage {
    pub(crate) fn new(
        context: &PageContext,
        contents: &CartContents,
        details: &DetailsView,
        priced: &Priced,
        filled: Filled,
    ) -> Self {
        let words = context.words;
        let (snapshot, cart) = (&contents.snapshot, &contents.cart);
        let Filled { form, faults, changed } = filled;
        let fault =
            |fault: &FieldFault| Fault { field: fault.field.as_str(), text: fault.said(words) };
        let wrong = u32::try_from(faults.len()).unwrap_or(u32::MAX);
        let path = format!("/carts/{}/checkout", cart.id);
        Self {
            layout: Layout::new(context, &path, words.checkout.title.to_owned()),
            words,
            id: cart.id.to_string(),
            shop: snapshot.shop.name.to_string(),
            items: (words.checkout.items)(priced.lines.iter().map(|line| line.quantity).sum()),
            lines: priced
                .lines
                .iter()
                .filter_map(|line| Line::new(context, snapshot, line))
                .collect(),
            agreed: agreement::fields(contents, priced),
            changed,
            pick_up: pick_up(context, details, snapshot, cart),
            has_choice: !snapshot.list.hand_over.is_empty(),
            is_brought: contents.hand_over().is_some_and(|it| it.method.kind.postcodes().is_some()),
            totals: Totals::new(context, snapshot, details, priced)
                .at_most(context, contents.at_most()),
            seller: details.seller_lines(context.language),
            payments: snapshot.list.payments.clone(),
            form,
            faults: faults.iter().map(fault).collect(),
            mend: (wrong > 0).then(|| (words.checkout.mend)(wrong)),
        }
    }

    fn takes_cash(&self) -> bool {
        self.payments.contains(&Method::Cash)
    }

    fn takes_transfers(&self) -> bool {
        self.payments.contains(&Method::BankTransfer)
    }

    /// What is wrong with a field.
    fn fault(&self, field: Field) -> Option<&str> {
        self.faults
            .iter()
            .find(|fault| fault.field == field.as_str())
            .map(|fault| fault.text.as_str())
    }
}

impl Line {
    fn new(context: &PageContext, snapshot: &ShopSnapshot, line: &PricedLine) -> Option<Self> {
        let (words, money) = (context.words, |amount| context.language.money(amount));
        let offer = snapshot.list.offer(line.variant)?;
        let listing = &offer.listing;
        Some(Self {
            quantity: line.quantity,
            name: Arc::clone(&listing.product_name),
            size: context.language.label(&listing.label),
            each: (words.cart.each)(&money(offer.price)),
            total: money(line.total),
            deposit: (!line.deposit.is_zero()).then(|| (words.shop.deposit)(&money(line.deposit))),
            right: context.language.withdrawal(listing.withdrawal),
            minimum: offer
                .minimum
                .map(|sum| (context.words.shop.minimum)(&context.language.money(sum))),
        })
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Language, VariantId};

    use super::*;
    use crate::sample::{self, contents, context, id};

    fn page(form: CheckoutForm, faults: Vec<FieldFault>) -> String {
        filled(Filled { faults, ..Filled::new(form) })
    }

    fn filled(filled: Filled) -> String {
        filled_at(&Method::ALL, filled)
    }

    fn filled_at(payments: &[Method], filled: Filled) -> String {
        let mut contents = contents(&[(1, 2)]);
        let payments = payments.iter().copied().collect();
        Arc::make_mut(&mut contents.snapshot.list).payments = payments;
        let priced = contents.priced().unwrap();
        let shop = sample::details();
        CheckoutPage::new(&context("/"), &contents, &shop, &priced, filled).render().unwrap()
    }

    #[test]
    fn a_shop_is_paid_in_the_ways_it_takes() {
        let ways = |payments: &[Method]| {
            let page = filled_at(payments, Filled::new(CheckoutForm::default()));
            ["pay-cash", "pay-transfer"].map(|way| page.contains(&format!("id=\"{way}\"")))
        };
        assert_eq!(ways(&Method::ALL), [true, true]);
        assert_eq!(ways(&[Method::Cash]), [true, false]);
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
    fn the_goods_stand_before_the_button_with_the_right_that_goes_with_each() {
        let page = page(CheckoutForm::default(), Vec::new());
        let (goods, button) =
            (page.find("Carottes").unwrap(), page.find("type=\"submit\"").unwrap());
        assert!(goods < button);
        assert!(page.contains("500 g") && page.contains("2 ×"), "{page}");
        assert!(page.contains("2,20\u{a0}€ l’unité") && page.contains("4,40\u{a0}€"));
        assert!(page.contains("pas de droit de rétractation"));
    }

    #[test]
    fn the_form_carries_the_sum_and_the_lines_it_shows() {
        let page = page(CheckoutForm::default(), Vec::new());
        assert!(page.contains(r#"<input type="hidden" name="total" value="640 EUR">"#));
        assert!(page.contains(&format!(r#"name="line" value="{} 2 440 0""#, id::<VariantId>(1))));
        assert!(page.contains(r#"name="fee" value="200 Transport""#));
        assert!(page.contains(r#"name="tag" value=""#) && !page.contains("notice"));
    }

    #[test]
    fn a_sum_that_changed_is_said_before_all_else() {
        let changed =
            ChangeNotice { text: "Le total a changé.".to_owned(), changes: vec!["A".to_owned()] };
        let page =
            filled(Filled { changed: Some(changed), ..Filled::new(CheckoutForm::default()) });
        let notice = page.find("Le total a changé.").unwrap();
        assert!(notice < page.find("Votre commande").unwrap() && page.contains("<li>A</li>"));
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
