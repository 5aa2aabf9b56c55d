use std::collections::BTreeSet;

use bytes::Bytes;
use sillon_catalogue::{Part, Patch, ProductEdit, VariantEdit};
use sillon_cycles::{
    Calculator, Direction, ExchangePatch, Fee, FeeKind, FeeTax, Participation, SeriesPart,
    SeriesPatch, Standing, VariantSelection,
};
use sillon_engine::{
    AccountRules, Answer, AskLimits, CountSupply, EnterpriseEdit, HubTermsPatch, NewApiKey,
    NewCertificate, NewGroup, NewInvitation, NewPayout, NewShopKey, NewSize, OnceKey, PlanSeries,
    Repay, SetWebhook, ShownAt, SignIn, SignUp, StockSource, WeightWish, accept_my_invitation,
    add_certificate, add_fee, add_product, add_webhook, close_cycle, count_supply, edit_profile,
    edit_series, edit_variant, found_group, give_grant, invite, make_api_key, make_shop_key,
    pay_out, plan_series, put_exchange, put_terms, record_payment, repay, reverse_payment,
    reverse_payout, run_once, set_bank_account, set_coordinator_fees, set_legal_identity,
    show_image, take_back, weigh,
};
use sillon_enterprises::{Address, BankAccount, Coordinates, Country, Label, LegalIdentity};
use sillon_events::{Delivered, Delivery, DeliveryFailure, EventKind};
use sillon_identity::{
    Actor, AttemptLimit, Device, Grant, GrantKind, LetterLimit, Origin, ReadBooks, Role, Scope,
    Token,
};
use sillon_kernel::{
    Clock, Currency, Dimension, Email, FeeId, Language, Money, Name, OrderId, PageRequest,
    Quantity, Rate, Slug, Text, VariantId, VatRegime, Window, Zone,
};
use sillon_ledger::Transaction;
use sillon_orders::{CartLine, LineWeight};
use sillon_payments::{Method, OrderBooks, payment_reversal_postings};
use sillon_store::{CycleFailure, OrderMoney, Posted, RepaymentRecord, Repositories, Tx};
use uuid::Uuid;

use crate::Market;

/// The smallest of pictures, a PNG: four green pixels.
pub const LEAF: &[u8] = include_bytes!("../pictures/leaf.png");

impl Market {
    /// Lives through a week in which something of every kind happens, so that no table is left empty: people sign up and
    /// in, fees are set, orders placed and partly paid, supplies counted, letters sent, and the cycle closes.
    ///
    /// # Panics
    ///
    /// When something is refused.
    pub async fn live_a_week(&self) {
        self.people_come().await;
        self.a_logo_is_shown().await;
        self.the_hub_says_who_it_is().await;
        self.fees_are_set().await;
        self.eggs_come_in_a_box().await;
        let orders = [
            self.order(&[("Carrots", 4), ("Eggs", 1)]).await.expect("there are carrots"),
            self.order(&[("Bread", 2), ("Goat cheese", 1), ("Lettuce", 3)])
                .await
                .expect("there is cheese"),
            self.order(&[("Potatoes", 5)]).await.expect("there are potatoes"),
        ];
        self.cart(&[("Pumpkins", 1)]).await;
        for (order, share) in orders.iter().zip([1, 2]) {
            let (ids, id, amount) = (
                self.engine.ids(),
                order.id,
                Money::new(order.total.minor() / share, Currency::EUR),
            );
            let pay = move |tx: &mut Tx<'_>| {
                record_payment(tx, &Actor::Operator, &ids, id, amount, Method::Cash)
            };
            self.engine.write(pay).await.expect("so much is owed");
        }
        let count = CountSupply {
            supply: self.supply("Potatoes"),
            available: Quantity::from_milli(12_000_000, Dimension::Weight),
            on_demand: false,
        };
        let ids = self.engine.ids();
        let counted =
            self.engine.write(move |tx| count_supply(tx, &Actor::Operator, &ids, count)).await;
        counted.expect("potatoes are weighed");
        self.potatoes_are_weighed().await;
        self.goods_are_sold_as_one().await;
        self.an_order_is_brought().await;
        self.a_farmer_lists().await;
        self.a_hub_has_a_quota().await;
        self.a_restaurant_is_known().await;
        self.a_box_returns(orders[0].id).await;
        self.money_goes_back_and_out(orders[0].id).await;
        self.a_cent_too_much_goes_back(orders[0].id).await;
        let (ids, cycle) = (self.engine.ids(), self.cycle);
        let closed =
            self.engine.write(move |tx| close_cycle(tx, &Actor::Operator, &ids, cycle)).await;
        closed.expect("the cycle is open");
        self.a_farm_was_asked_to_sell().await;
        self.a_site_is_told().await;
        self.engine.send_mail().await.expect("the folder takes letters");
        self.assert_clean().await;
    }

    /// The customer has their deposit back, a payment and a payout are typed wrong and taken back, and a farm is paid out.
    async fn money_goes_back_and_out(&self, order: OrderId) {
        let (ids, hub) = (self.engine.ids(), self.shop);
        let work = move |tx: &mut Tx<'_>| {
            let by = &Actor::Operator;
            let why = || Text::parse("typed for another").expect("a reason");
            let method = Method::Cash;
            let (amount, note) = (Money::new(30, Currency::EUR), Some(why()));
            repay(tx, by, &ids, order, Repay { amount, method, note })?;
            let paid = tx.books().payments(order)?.into_iter().next().expect("it is paid");
            reverse_payment(tx, by, &ids, paid.id, why())?;
            record_payment(tx, by, &ids, order, paid.amount, method)?;
            let permit = by.permit::<ReadBooks>(hub)?;
            let request = PageRequest { after: None, limit: 10 };
            let payable = tx
                .payables()
                .page(&permit, Currency::EUR, None, &request)?
                .items
                .into_iter()
                .next();
            let payable = payable.expect("something came in for a farm");
            let to_pay = NewPayout { to: payable.payee, amount, method, day: None, note: None };
            let paid = pay_out(tx, by, &ids, hub, to_pay.clone())?;
            reverse_payout(tx, by, &ids, paid.id, why())?;
            pay_out(tx, by, &ids, hub, to_pay).map(drop)
        };
        self.engine.write(work).await.expect("so much is owed");
    }

    /// The hub gives a cent back that it should not have: what the order's parts have received is less by it.
    async fn a_cent_too_much_goes_back(&self, order: OrderId) {
        let ids = self.engine.ids();
        let work = move |tx: &mut Tx<'_>| {
            let (hub, claims) = tx.books().lock_claims(order)?;
            let OrderMoney { received, is_due, .. } = tx.repayments().money_of(order)?;
            let of = OrderBooks { hub, order, claims: &claims, received, is_due };
            let (amount, now) = (Money::new(1, Currency::EUR), tx.now());
            let (shares, postings) = payment_reversal_postings(&of, amount)?;
            let transaction = Transaction::new(ids.next(now), "repayment", now, postings);
            let transaction = transaction.expect("a cent moves");
            let repayment = RepaymentRecord {
                id: ids.next(now),
                order,
                hub,
                method: Method::Cash,
                amount,
                overpaid: amount,
                note: None,
                reverses: None,
                repaid_at: now,
                recorded_by: None,
                recorded_by_key: None,
            };
            let posted = Posted { hub, order: Some(order), transaction };
            Ok(tx.repayments().add(&repayment, &shares, &posted)?)
        };
        self.engine.write(work).await.expect("the database takes it");
    }

    /// A farm was asked to sell in the cycle too, and never answered; closing failed once.
    async fn a_farm_was_asked_to_sell(&self) {
        let cycle = self.cycle;
        let note = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let failure = CycleFailure { times: 1, since: now, retry_at: now };
            tx.cycles().note_failure(cycle, &failure)?;
            let farm = tx.cycles().exchanges(cycle)?.into_iter().next().expect("a farm is in it");
            let asked = Participation {
                cycle,
                enterprise: farm.enterprise,
                direction: Direction::Outgoing,
                standing: Standing::Lapsed,
                asked_at: now,
                answered_at: Some(now),
                terms: Some(farm),
            };
            Ok(tx.participations().save(&asked)?)
        };
        self.engine.write(note).await.expect("the database takes it");
    }

    /// A farm asks a deposit for its egg boxes.
    async fn eggs_come_in_a_box(&self) {
        let (ids, eggs) = (self.engine.ids(), self.variant("Eggs"));
        let deposit = Patch::Set(Some(Money::new(30, Currency::EUR)));
        let edit = VariantEdit { deposit, ..VariantEdit::default() };
        let ask = move |tx: &mut Tx<'_>| {
            edit_variant(tx, &Actor::Operator, &ids, eggs, None, edit.clone()).map(drop)
        };
        self.engine.write(ask).await.expect("the operator may");
    }

    /// Potatoes are sold by weight: what somebody ordered of them is a gram more than was expected.
    async fn potatoes_are_weighed(&self) {
        let (ids, variant) = (self.engine.ids(), self.variant("Potatoes"));
        let hundred = Quantity::from_milli(100_000_000, Dimension::Weight);
        let heaviest = Patch::Set(Some(hundred));
        let edit = VariantEdit { heaviest, ..VariantEdit::default() };
        let by_weight = move |tx: &mut Tx<'_>| {
            edit_variant(tx, &Actor::Operator, &ids, variant, None, edit.clone()).map(drop)
        };
        self.engine.write(by_weight).await.expect("potatoes have a weight");
        let order = self.order(&[("Potatoes", 2)]).await.expect("there are potatoes");
        let (line, weighing) = order.weighed_line(variant).expect("they are sold by weight");
        let milli = weighing.estimate(line.quantity).milli() + 1_000;
        let weight = Quantity::from_milli(milli, Dimension::Weight);
        let line = LineWeight { variant, items: None, weight, certain: false };
        let (ids, cycle) = (self.engine.ids(), self.cycle);
        let wishes = [WeightWish { order: order.id, line }];
        let put =
            move |tx: &mut Tx<'_>| weigh(tx, &Actor::Operator, &ids, cycle, &wishes).map(drop);
        self.engine.write(put).await.expect("it is plausible");
    }

    /// The hub makes soap as well, of which too little is ordered: what a customer of it has ordered and paid changes as the cycle
    /// closes.
    async fn soap_is_not_worth_making(&self, boxed: VariantId) {
        let (ids, hub, cycle) = (self.engine.ids(), self.shop, self.cycle);
        let name = |name: &str| Patch::Set(Name::parse(name).expect("a name"));
        let product = ProductEdit {
            name: name("Soap"),
            category: name("Soap"),
            kind: Patch::Set("inedible".parse().ok()),
            ..ProductEdit::default()
        };
        let price = Patch::Set(Money::new(500, Currency::EUR));
        let size = Patch::Set(Quantity::pieces(1));
        let edit = VariantEdit { price, size, ..VariantEdit::default() };
        let available = Some(Quantity::pieces(50));
        let size = NewSize { edit, available, ..NewSize::default() };
        let make = move |tx: &mut Tx<'_>| {
            let by = &Actor::Operator;
            let made = add_product(tx, by, &ids, hub, product.clone(), vec![size.clone()])?;
            let incoming = ExchangePatch {
                minimum: Patch::Set(Some(Money::new(20_000, Currency::EUR))),
                ..ExchangePatch::plain(hub, Direction::Incoming)
            };
            put_exchange(tx, by, &ids, cycle, incoming).map(drop)?;
            let outgoing = ExchangePatch::plain(hub, Direction::Outgoing);
            put_exchange(tx, by, &ids, cycle, outgoing).map(drop)?;
            Ok(made.variants.first().expect("it has a size").id)
        };
        let soap = self.engine.write(make).await.expect("the operator may");
        let lines =
            [(boxed, 1), (soap, 2)].map(|(variant, quantity)| CartLine { variant, quantity });
        let cart = self.cart_of(lines.into()).await;
        let order = self.engine.checkout(self.checkout(cart, "a box and soap")).await;
        let (order, ids) = (order.expect("there is some").id, self.engine.ids());
        let amount = Money::new(1_200, Currency::EUR);
        let pay = move |tx: &mut Tx<'_>| {
            record_payment(tx, &Actor::Operator, &ids, order, amount, Method::Cash).map(drop)
        };
        self.engine.write(pay).await.expect("so much is owed");
    }

    /// The hub puts carrots and eggs into a box of its own, which somebody orders.
    async fn goods_are_sold_as_one(&self) {
        let variant = self.a_box_is_sold("Box").await;
        let cart = self.cart_of(vec![CartLine { variant, quantity: 2 }]).await;
        let order = self.engine.checkout(self.checkout(cart, "a box")).await;
        assert_eq!(order.expect("there are carrots and eggs").bundles.len(), 1);
        self.soap_is_not_worth_making(variant).await;
    }

    /// The hub sells carrots and eggs as one, under a name.
    ///
    /// # Panics
    ///
    /// When it has a product of this name.
    pub async fn a_box_is_sold(&self, called: &str) -> VariantId {
        let (ids, hub, cycle) = (self.engine.ids(), self.shop, self.cycle);
        let part = |product: &str, quantity| Part { variant: self.variant(product), quantity };
        let parts = vec![part("Carrots", 2), part("Eggs", 1)];
        let price = Money::new(900, Currency::EUR);
        let name = |name: &str| Patch::Set(Name::parse(name).expect("a name"));
        let product =
            ProductEdit { name: name(called), category: name("Boxes"), ..ProductEdit::default() };
        let edit = VariantEdit {
            price: Patch::Set(price),
            parts: Patch::Set(parts),
            ..VariantEdit::default()
        };
        let size = NewSize { edit, ..NewSize::default() };
        let makes = EnterpriseEdit { is_producer: Patch::Set(true), ..EnterpriseEdit::default() };
        let put = move |tx: &mut Tx<'_>| {
            let by = &Actor::Operator;
            edit_profile(tx, by, hub, None, makes.clone())?;
            let made = add_product(tx, by, &ids, hub, product.clone(), vec![size.clone()])?;
            for direction in [Direction::Incoming, Direction::Outgoing] {
                let all = ExchangePatch {
                    variants: Patch::Set(VariantSelection::All),
                    ..ExchangePatch::plain(hub, direction)
                };
                put_exchange(tx, by, &ids, cycle, all).map(drop)?;
            }
            Ok(made.variants.first().expect("it has a size").id)
        };
        self.engine.write(put).await.expect("the operator may")
    }

    /// Somebody brings an egg box back.
    async fn a_box_returns(&self, order: OrderId) {
        let (ids, variant) = (self.engine.ids(), self.variant("Eggs"));
        let back = [CartLine { variant, quantity: 1 }];
        let bring =
            move |tx: &mut Tx<'_>| take_back(tx, &Actor::Operator, &ids, order, &back).map(drop);
        self.engine.write(bring).await.expect("the box was taken");
    }

    /// A farm lets the hub set terms, and the hub sells its pumpkins a little dearer, and takes no more than some.
    async fn a_hub_has_a_quota(&self) {
        let (ids, hub, pumpkins) = (self.engine.ids(), self.shop, self.variant("Pumpkins"));
        let limit = move |tx: &mut Tx<'_>| {
            let product = tx.catalogue().variant(pumpkins)?.product;
            let grantor = tx.catalogue().product(product)?.producer;
            let kind = GrantKind::SetHubPrices;
            give_grant(tx, &Actor::Operator, Grant { grantor, grantee: hub, kind })?;
            let now = tx.now();
            let waits = Grant { grantor, grantee: hub, kind: GrantKind::EditProfile };
            let permit = Actor::Operator.permit(grantor)?;
            tx.grants().offer(&permit, &waits, now)?;
            let command = HubTermsPatch {
                price: Patch::Set(Some(Money::new(460, Currency::EUR))),
                stock: Patch::Set(StockSource::Quota { items: 8 }),
                default_stock: Patch::Set(Some(8)),
                ..HubTermsPatch::default()
            };
            put_terms(tx, &Actor::Operator, &ids, hub, pumpkins, command)
        };
        self.engine.write(limit).await.expect("the farm lets the hub");
    }

    async fn people_come(&self) {
        let email = Email::parse("awa@example.org").expect("an address");
        let (ids, shop) = (self.engine.ids(), self.shop);
        let command = SignUp {
            email: email.clone(),
            name: Name::parse("Awa Éloïse Diallo").expect("a name"),
            password: "a good password".to_owned(),
            language: Language::Fr,
            from: None,
        };
        self.engine.sign_up(command).await.expect("the address is free");
        let sign_in = |password: &str| SignIn {
            email: email.clone(),
            password: password.to_owned(),
            device: Device::said("Tractor/1.0"),
            from: None,
        };
        self.engine.sign_in(sign_in("a good password")).await.expect("the password is right");
        assert!(self.engine.sign_in(sign_in("a bad password")).await.is_err(), "this one is not");
        self.engine.ask_to_reset(email.clone(), None).await.expect("it is the first letter");
        let bo = NewInvitation {
            email: Email::parse("bo@example.org").expect("an address"),
            role: Role::Manager,
            language: Some(Language::En),
        };
        let people_are_named = move |tx: &mut Tx<'_>| {
            let limits = AskLimits {
                accounts: AccountRules { confirmed_only: false, ..AccountRules::default() },
                attempts: AttemptLimit::default(),
                letters: LetterLimit::default(),
            };
            let awa = NewInvitation {
                email: email.clone(),
                role: Role::Owner,
                language: Some(Language::Fr),
            };
            let asked = invite(tx, &Actor::Operator, &ids, limits, shop, &awa)?;
            let user = tx.people().find_by_email(&email)?.expect("she signed up").id;
            let awa = Actor::Person {
                user,
                memberships: Vec::new(),
                delegations: Vec::new(),
                is_administrator: false,
            };
            accept_my_invitation(tx, &awa, limits.accounts, asked.id)?;
            invite(tx, &Actor::Operator, &ids, limits, shop, &bo).map(drop)
        };
        self.engine.write(people_are_named).await.expect("the operator may");
        self.keys_are_made().await;
        self.somebody_is_known_elsewhere().await;
        let once = OnceKey {
            principal: Uuid::from_u128(7),
            key: "a key: “ü”".to_owned(),
            digest: [7; 32],
        };
        let answer = Answer { status: 201, body: "{\"is\":\"kept\"}".to_owned() };
        let kept =
            self.engine.write(move |tx| run_once(tx, Some(&once), |_| Ok(answer.clone()))).await;
        kept.expect("the key is new");
    }

    /// An identity provider knows Awa, and somebody has gone there to sign in.
    async fn somebody_is_known_elsewhere(&self) {
        let known = |tx: &mut Tx<'_>| {
            let (now, state) = (tx.now(), Token::from_random([9; 32]).hash());
            let awa = Email::parse("awa@example.org").expect("an address");
            let awa = tx.people().find_by_email(&awa)?.expect("she signed up");
            tx.open_id().link("https://id.example.org", "awa", awa.id, now)?;
            Ok(tx.open_id().begin(&state, "a nonce", "a verifier", now.plus_seconds(900))?)
        };
        self.engine.write(known).await.expect("nobody else is known there");
    }

    /// A machine and a shop front may come.
    async fn keys_are_made(&self) {
        let (ids, shop) = (self.engine.ids(), self.shop);
        let name = Name::parse("Our site").expect("a name");
        let origin = Origin::parse("https://shop.example.org").expect("an origin");
        let machine = NewApiKey {
            name: name.clone(),
            scopes: BTreeSet::from([Scope::OrdersRead, Scope::CatalogueWrite]),
            expires_at: Some(self.clock.now().plus_seconds(90 * 24 * 3_600)),
        };
        let front = NewShopKey { name, origins: BTreeSet::from([origin]) };
        let make = move |tx: &mut Tx<'_>| {
            make_api_key(tx, &Actor::Operator, &ids, shop, machine.clone())?;
            make_shop_key(tx, &Actor::Operator, &ids, shop, front.clone()).map(drop)
        };
        self.engine.write(make).await.expect("the operator may");
    }

    /// What happens is sent to a site, which does not take it.
    async fn a_site_is_told(&self) {
        let (ids, shop) = (self.engine.ids(), self.shop);
        let url = "https://shop.example.org/hooks".to_owned();
        let wish = SetWebhook { url, kinds: BTreeSet::new(), is_enabled: true };
        let rules = self.engine.settings().webhooks;
        let tell = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let new = (wish.clone(), Some(0));
            let (made, _secret) = add_webhook(tx, &Actor::Operator, &ids, rules, shop, new)?;
            let failure = Some(DeliveryFailure::TimedOut);
            let delivery = Delivery {
                id: ids.next(now),
                webhook: made.webhook.id,
                number: Some(1),
                kind: EventKind::OrderPlaced.as_str().to_owned(),
                attempt: 1,
                at: now,
                delivered: Delivered { status: None, milliseconds: 10_000, failure },
            };
            Ok(tx.webhooks().log(&delivery)?)
        };
        self.engine.write(tell).await.expect("the operator may");
    }

    async fn a_logo_is_shown(&self) {
        let at = ShownAt::Logo(self.shop);
        let place = self.engine.image_place(&Actor::Operator, at).await;
        let place = place.expect("the operator may show pictures");
        let drawn = self.engine.render_image(&place, Bytes::from_static(LEAF)).await;
        let (ids, drawn) = (self.engine.ids(), drawn.expect("it is an image"));
        let show = move |tx: &mut Tx<'_>| {
            show_image(tx, &Actor::Operator, &ids, at, None, &drawn).map(drop)
        };
        self.engine.write(show).await.expect("the operator may");
    }

    /// The hub moves, takes another address on the web, and shows its papers.
    async fn the_hub_says_who_it_is(&self) {
        let (ids, shop) = (self.engine.ids(), self.shop);
        let address = Address {
            street: vec![Text::parse("12 rue des Lilas").expect("a line")],
            postcode: None,
            city: Name::parse("Épinal").expect("a town"),
            country: Country::FR,
            coordinates: Coordinates::new(48_174_000, 6_450_000).ok(),
        };
        let papers = NewCertificate {
            label: Label::Organic,
            body: "FR-BIO-01".parse().ok(),
            number: None,
            from: "2026-01-01".parse().expect("a day"),
            until: "2026-12-31".parse().expect("a day"),
        };
        let identity = LegalIdentity {
            legal_name: Text::parse("Association du Panier").expect("a name"),
            form: None,
            siren: "732829320".parse().ok(),
            siret: None,
            rna: None,
            vat_number: None,
            vat_regime: VatRegime::Franchise,
        };
        let account = BankAccount {
            holder: Text::parse("Association du Panier").expect("a name"),
            iban: "FR76 3000 6000 0112 3456 7890 189".parse().expect("an IBAN"),
            bic: "AGRIFRPP".parse().ok(),
        };
        let edit = EnterpriseEdit {
            physical_address: Patch::Set(Some(address)),
            slug: Patch::Set(Slug::parse("le-grand-panier").expect("a slug")),
            ..EnterpriseEdit::default()
        };
        let says = move |tx: &mut Tx<'_>| {
            edit_profile(tx, &Actor::Operator, shop, None, edit.clone())?;
            set_legal_identity(tx, &Actor::Operator, shop, identity.clone())?;
            set_bank_account(tx, &Actor::Operator, shop, Some(&account))?;
            let valley = NewGroup {
                name: Name::parse("La vallée").expect("a name"),
                description: None,
                owner: Some(shop),
            };
            found_group(tx, &Actor::Operator, &ids, AccountRules::default(), valley)?;
            add_certificate(tx, &Actor::Operator, &ids, shop, papers.clone()).map(drop)
        };
        self.engine.write(says).await.expect("the operator may");
    }

    /// One fee on everything, one on what goes out to the shop.
    async fn fees_are_set(&self) {
        let (ids, shop, cycle) = (self.engine.ids(), self.shop, self.cycle);
        let fee = |name: &str, kind, calculator| Fee {
            id: ids.next::<FeeId>(self.clock.now()),
            enterprise: shop,
            name: Name::parse(name).expect("a name"),
            kind,
            calculator,
            tax: FeeTax::Rate(Rate::from_bps(2_000)),
            retired_at: None,
        };
        let on_all =
            fee("Running the hub", FeeKind::Admin, Calculator::PercentPerItem(Rate::from_bps(500)));
        let on_orders =
            fee("Packing", FeeKind::Packing, Calculator::FlatRate(Money::new(150, Currency::EUR)));
        let from = self.clock.now().plus_seconds(8 * 24 * 3_600);
        let pick_up = Window::new(from, from.plus_seconds(7_200)).expect("two hours");
        let command = ExchangePatch {
            variants: Patch::Set(VariantSelection::All),
            fees: Patch::Set(vec![on_orders.id]),
            pick_up: Patch::Set(Some(pick_up)),
            pick_up_text: Patch::Set(Some(Text::parse("Behind the station").expect("a text"))),
            ..ExchangePatch::plain(shop, Direction::Outgoing)
        };
        let set = move |tx: &mut Tx<'_>| {
            add_fee(tx, &Actor::Operator, on_all.clone())?;
            add_fee(tx, &Actor::Operator, on_orders.clone())?;
            set_coordinator_fees(tx, &Actor::Operator, cycle, &[on_all.id])?;
            put_exchange(tx, &Actor::Operator, &ids, cycle, command.clone()).map(drop)
        };
        self.engine.write(set).await.expect("the operator may");
        self.it_comes_again().await;
    }

    /// The cycle comes again every week, but for a day; one farm is not to be asked.
    async fn it_comes_again(&self) {
        let (ids, cycle, now) = (self.engine.ids(), self.cycle, self.clock.now());
        let plan = PlanSeries {
            cycle,
            name: None,
            rule: "FREQ=WEEKLY".parse().expect("a rule"),
            days_ahead: 0,
            holidays: None,
        };
        let away = now.plus_seconds(7 * 24 * 3_600).in_zone(&Zone::UTC).date();
        let patch = SeriesPatch { skipped: Patch::Set([away].into()), ..SeriesPatch::default() };
        let plan = move |tx: &mut Tx<'_>| {
            let series = plan_series(tx, &Actor::Operator, &ids, plan.clone())?;
            edit_series(tx, &Actor::Operator, series.id, None, patch.clone())?;
            let (hub, now) = (series.coordinator, tx.now());
            let farms = series.parts.iter().filter(|part| part.terms.enterprise != hub);
            for (farm, direction) in farms.map(SeriesPart::of).take(1) {
                tx.series().decline(hub, farm, direction, now)?;
            }
            Ok(())
        };
        self.engine.write(plan).await.expect("the operator may");
    }
}
