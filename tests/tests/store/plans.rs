//! Work grows with what is asked, not with the installation: no statement of a day's business walks through a whole table.

use std::collections::BTreeSet;

use sillon_catalogue::{RateSince, TaxCategory, TaxZone, TaxZones};
use sillon_cycles::Audience;
use sillon_engine::{
    EnterpriseHistory, Error, LogKind, OrderSearch, ShopSearch, StatementWish, Wanted, balance,
    cycle_checklist, cycle_history, enterprise_history, fees, find_orders, harvest_sheets,
    orders_of_cycle, packing_list, payables, payouts, received_payouts, record_payment,
    sales_by_partner, shops, statement,
};
use sillon_enterprises::{Coordinates, Country, Label, Near};
use sillon_identity::Actor;
use sillon_kernel::{
    Email, HandOverMethodId, PageRequest, Rate, ShopKeyId, Tag, Timestamp, UserId, VoucherId, Zone,
};
use sillon_logistics::PackBy;
use sillon_orders::VoucherUser;
use sillon_payments::Method;
use sillon_store::{Database, Repositories, Tx};
use sillon_testkit::{Market, on_both_databases};

/// What a shop does all day: it shows what it has, carts are filled and ordered, orders are paid, and books are read.
async fn a_day(market: &Market) {
    let hub = market.shop;
    // Where an installation says rates of tax, they are read too.
    let (zone, since) = (TaxZones::DEFAULT.to_owned(), Timestamp::from_micros(0).unwrap());
    let rate =
        RateSince { category: TaxCategory::Reduced, tax: None, since, rate: Rate::from_bps(550) };
    let zone = TaxZone {
        code: zone,
        country: Country::FR,
        postcodes: vec![],
        adds_tax: false,
        history: vec![rate],
    };
    let say = move |tx: &mut Tx<'_>| Ok::<_, Error>(tx.tax_zones().say(&zone)?);
    market.engine.write(say).await.unwrap();
    let slug = market.engine.read(move |tx| Ok(tx.enterprises().get(hub)?.slug)).await.unwrap();
    market.engine.cached_shop(&Actor::Guest, slug.as_str(), None).await.unwrap();
    let cart = market.cart(&[("Carrots", 1), ("Eggs", 1)]).await;
    let contents = market.engine.cart(Actor::Guest, cart).await.unwrap();
    let agreed = sillon_orders::Agreed::to(contents.priced().unwrap().total);
    let checkout = sillon_orders::Checkout { agreed, ..market.checkout(cart, "key") };
    let placed = market.engine.checkout(checkout).await.unwrap();
    let token = placed.token.as_ref().map(|token| token.as_str().to_owned());
    market.engine.order(Actor::Guest, placed.id, token).await.unwrap();
    let (ids, order, total) = (market.engine.ids(), placed.id, placed.total);
    let pay = move |tx: &mut Tx<'_>| {
        record_payment(tx, &Actor::Operator, &ids, order, total, Method::Cash)
    };
    market.engine.write(pay).await.unwrap();
    let cycle = market.cycle;
    let lists = market.engine.lists();
    let books = move |tx: &mut Tx<'_>| {
        harvest_sheets(tx, &Actor::Operator, cycle)?;
        packing_list(tx, &Actor::Operator, cycle, PackBy::Customer)?;
        let now = tx.now();
        let tag = Tag::parse("professionals").unwrap();
        let professionals = Audience { is_customer: false, tags: BTreeSet::from([tag.clone()]) };
        tx.cycles().facts(cycle, hub, &professionals, now)?;
        tx.customers().tags_of(hub, UserId(uuid::Uuid::now_v7()))?;
        tx.shop_rules().has_prices(hub, &tag)?;
        tx.shop_rules().cycle_tags(hub, &[cycle])?;
        tx.hand_overs().of_hubs(&[hub])?;
        tx.counts().look(&[(cycle, HandOverMethodId(hub.0))], &[VoucherId(hub.0)])?;
        let page = PageRequest { after: None, limit: 20 };
        payables(tx, &Actor::Operator, hub, None, &page)?;
        payouts(tx, &Actor::Operator, hub, None, &page)?;
        received_payouts(tx, &Actor::Operator, hub, None, &page)?;
        let day = now.in_zone(&Zone::UTC).date();
        let wish = StatementWish { payee: hub, hub, from: day, until: day };
        statement(tx, &Actor::Operator, wish)?;
        tx.cycles().cutoffs_due(now)?;
        tx.cycles().due(now)?;
        tx.series().due(now)?;
        tx.series().reminders_due(now)?;
        let page = PageRequest { after: None, limit: 20 };
        let near = Coordinates::new(48_174_000, 6_450_000).unwrap();
        let near = Near::kilometres(near, 20).unwrap();
        tx.profiles().producers(Some(&near), &page)?;
        tx.profiles().producers(None, &page)?;
        cycle_history(tx, &Actor::Operator, cycle, None, &page)?;
        let mut wanted = EnterpriseHistory::default();
        enterprise_history(tx, &Actor::Operator, hub, wanted.clone(), None, &page)?;
        wanted.kind = Some(LogKind::Member);
        enterprise_history(tx, &Actor::Operator, hub, wanted, None, &page)?;
        tx.terms().all()?;
        tx.shop_directory().places_like("88000")?;
        let labelled = ShopSearch { label: Some(Label::Organic), ..ShopSearch::default() };
        shops(tx, &lists, &labelled, &page)?;
        tx.change_log().old(LogKind::Product, now, 20)?;
        cycle_checklist(tx, &Actor::Operator, cycle)?;
        fees(tx, &Actor::Operator, hub, None, &page)?;
        sales_by_partner(tx, &Actor::Operator, cycle)?;
        orders_of_cycle(tx, &Actor::Operator, cycle, None, &page)?;
        find_orders(tx, &Actor::Operator, hub, &OrderSearch::default(), &page)?;
        tx.order_lists().of_account(UserId(hub.0), &page)?;
        let partner = Some(ShopKeyId(hub.0));
        orders_of_cycle(tx, &Actor::Operator, cycle, partner, &page)?;
        balance(tx, &Actor::Operator, hub)
    };
    market.engine.read(books).await.unwrap();
    let page = PageRequest { after: None, limit: 20 };
    market.engine.sellable(Actor::Operator, hub, Wanted::default(), page).await.unwrap();
    let grant = move |tx: &mut Tx<'_>| {
        let (voucher, user) = (VoucherId(hub.0), VoucherUser::Account(UserId(hub.0)));
        tx.counts().lock(&[], &[voucher])?;
        tx.vouchers().used_by(&[(voucher, user)])?;
        tx.cycles().sold_by(&BTreeSet::from([(hub, cycle)]))?;
        let guest = Email::parse("guest@example.org").unwrap();
        tx.orders().join_guests(&guest, UserId(hub.0))?;
        Ok::<_, Error>(tx.grants().touch_shared(hub, hub)?)
    };
    market.engine.write(grant).await.unwrap();
    market.engine.send_mail().await.unwrap();
}

/// The steps of a plan that walk through a whole table or a whole index; what a part of the statement made itself is none.
fn walks(plan: &[String]) -> Vec<&String> {
    let made: BTreeSet<&str> = plan
        .iter()
        .filter_map(|step| step.strip_prefix("CO-ROUTINE ").or(step.strip_prefix("MATERIALIZE ")))
        .collect();
    let next = plan.iter().skip(1).map(Some).chain([None]);
    let is_walk = |(step, next): &(&String, Option<&String>)| {
        let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        let on_table = scanned
            .is_some_and(|of| !made.contains(of) && !of.starts_with(['(', 'C', '1', '2', '3']));
        let is_sought = next.is_some_and(|next| next.trim_start().starts_with("Index Cond"));
        let is_index = ["Index Scan ", "Index Only Scan "].iter().any(|scan| step.contains(scan));
        on_table && !step.contains("VIRTUAL TABLE")
            || step.contains("Seq Scan on")
            || is_index && !is_sought
    };
    plan.iter().zip(next).filter(is_walk).map(|(step, _)| step).collect()
}

/// What stands for a value in a statement that is only planned, so that nothing is bound.
const A_VALUE: &str = concat!('$', 1);

/// How the database would go about a statement.
async fn plan_of(market: &Market, sql: &str) -> Vec<String> {
    let asked = sql.to_owned();
    let plan = market.engine.read(move |tx| Ok(tx.plan_of(&asked)?)).await;
    plan.unwrap_or_else(|error| panic!("{sql}: {error:?}"))
}

on_both_databases! {
    async fn no_statement_of_a_day_walks_through_a_table(db: TestDatabase) {
        let market = Market::stocked(db).await;
        a_day(&market).await;
        let (mut seen, mut walking) = (0, Vec::new());
        for sql in market.watch.prepared().into_keys() {
            let verb = sql.split_whitespace().next().unwrap_or_default().to_lowercase();
            if !["select", "update", "delete", "with"].contains(&verb.as_str()) {
                continue;
            }
            // Where nothing is named, nothing is looked for, whatever SQLite says of its plan.
            if sql.contains("(1=0)") {
                continue;
            }
            let plan = plan_of(&market, &sql).await;
            if !walks(&plan).is_empty() {
                walking.push(format!("{sql}\nplan: {plan:#?}"));
            }
            seen += 1;
        }
        assert!(walking.is_empty(), "{}", walking.join("\n"));
        assert!(seen > 20, "only {seen} statements were looked at");
    }

    async fn a_statement_that_walks_is_found_out(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let plan = plan_of(&market, "select s.id from supply s where s.available_milli = 7").await;
        assert!(!walks(&plan).is_empty(), "{plan:#?}");
        let plan = plan_of(&market, &format!("select s.id from supply s where s.id = {A_VALUE}")).await;
        assert!(walks(&plan).is_empty(), "{plan:#?}");
        // Of one or another, each found by an index: SQLite goes to both, PostgreSQL looks at every row.
        let either = format!(
            "select s.id from supply s where s.id in (select v.supply_id from variant v where v.id = {A_VALUE}) \
            or s.id in (select t.own_id from hub_terms t where t.hub_id = {A_VALUE}) order by s.id"
        );
        let plan = plan_of(&market, &either).await;
        let walks_here = matches!(market.database.database, Database::Postgres(_));
        assert_eq!(!walks(&plan).is_empty(), walks_here, "{plan:#?}");
    }
}
