use std::collections::BTreeSet;

use sillon_catalogue::{Patch, Storage, TaxCategory, VariantEdit};
use sillon_cycles::{
    Calculator, Direction, ExchangePatch, Fee, FeeKind, FeeTax, HandOverKind, HandOverMethod,
    Postcodes, Voucher, VoucherValue,
};
use sillon_engine::{
    EnterpriseEdit, Error, Founding, PlanCycle, PlanSeries, SignIn, SignUp, Tx, add_fee,
    add_hand_over, add_voucher, edit_profile, edit_variant, found, give_grant, listed_products,
    plan_cycle, plan_series, publish_cycle, put_exchange, set_bank_account, set_coordinator_fees,
    set_legal_identity,
};
use sillon_enterprises::{Address, BankAccount, Country, LegalIdentity, Sells};
use sillon_identity::{Actor, Grant, GrantKind};
use sillon_kernel::{
    Currency, CycleId, Email, EnterpriseId, FeeId, HandOverMethodId, Language, Money, Name,
    PageRequest, Rate, Text, VariantId, VatRegime,
};
use sillon_store::ProductFilter;

use crate::{
    Fault, Plan,
    calendar::{first_orders, first_pick_up, zone},
    farms::{BOTTLED, SCARCE_PLACE, import},
    town::{Customer, Farm, Hub, Town},
    world::{Tools, World},
};

/// The code every hub gives away.
pub(crate) const CODE: &str = "PRINTEMPS";

/// Sets everything up: people, farms with what they list, hubs with a cycle that comes again every week.
pub(crate) async fn found_town(world: &mut World, plan: &Plan) -> Result<Town, Fault> {
    let mut town = Town::default();
    for number in 0..plan.farms {
        town.farms.push(found_farm(world, number).await?);
    }
    for number in 0..plan.hubs {
        town.hubs.push(found_hub(world, number).await?);
    }
    for (place, hub) in town.hubs.iter().enumerate() {
        // Most farms bring to one hub, every fourth to its neighbour as well.
        let brings = |number: usize| {
            let own = number % town.hubs.len() == place;
            own || (number.is_multiple_of(4) && (number + 1) % town.hubs.len() == place)
        };
        let farms = town.farms.iter().enumerate().filter(|(number, _)| brings(*number));
        let farms: Vec<&Farm> = farms.map(|(_, farm)| farm).collect();
        for farm in &farms {
            allow(world, farm, hub).await?;
        }
        open_shop(world, hub, &farms).await?;
    }
    for number in 0..plan.customers {
        let hub = usize::try_from(number % plan.hubs.max(1)).unwrap_or_default();
        town.customers.push(join(world, number, hub).await?);
    }
    Ok(town)
}

/// An account, and whoever signs in to it.
async fn sign_up(world: &World, name: &str) -> Result<(Actor, Email, Name), Fault> {
    let email = Email::parse(&format!("{name}@example.org"))?;
    let (name, password) = (Name::parse(name)?, "correct horse battery".to_owned());
    let command = SignUp {
        email: email.clone(),
        name: name.clone(),
        password: password.clone(),
        language: Language::Fr,
        from: None,
    };
    world.engine.sign_up(command).await?;
    let actor = sign_in(world, &email).await?;
    Ok((actor, email, name))
}

async fn sign_in(world: &World, email: &Email) -> Result<Actor, Fault> {
    let password = "correct horse battery".to_owned();
    let command = SignIn { email: email.clone(), password, device: None, from: None };
    let signed_in = world.engine.sign_in(command).await?;
    Ok(world.engine.recognise(&signed_in.token).await?)
}

async fn join(world: &mut World, number: u32, hub: usize) -> Result<Customer, Fault> {
    let (actor, email, name) = sign_up(world, &format!("customer{number}")).await?;
    Ok(Customer { actor, email, name, hub, placed: None })
}

/// Founds an enterprise that somebody new runs, and who they are.
async fn found_enterprise(
    world: &mut World,
    person: &str,
    name: &str,
    (is_producer, sells): (bool, Sells),
) -> Result<(EnterpriseId, String, Actor), Fault> {
    let (actor, email, _) = sign_up(world, person).await?;
    let founding = Founding {
        name: Name::parse(name)?,
        description: None,
        email: Some(email.clone()),
        is_producer,
        sells,
        zone: zone(),
        currency: Currency::EUR,
    };
    let (ids, rules) = (world.engine.ids(), world.engine.settings().accounts);
    let by = actor.clone();
    let founded =
        world.engine.write(move |tx| found(tx, &by, &ids, rules, founding.clone())).await?;
    // What they founded is theirs to act for from now on.
    let actor = sign_in(world, &email).await?;
    Ok((founded.id, founded.slug.to_string(), actor))
}

/// Does something that nobody may refuse.
async fn set_up<T, F>(world: &World, actor: &Actor, work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>, &Actor, &Tools) -> Result<T, Error> + Send + 'static,
{
    let (actor, tools) = (actor.clone(), world.tools());
    Ok(world.engine.write(move |tx| work(tx, &actor, &tools)).await?)
}

async fn found_farm(world: &mut World, number: u32) -> Result<Farm, Fault> {
    let (name, person) = (format!("Ferme {number}"), format!("farmer{number}"));
    let (id, _, farmer) = found_enterprise(world, &person, &name, (true, Sells::None)).await?;
    let first = usize::try_from(number).unwrap_or_default().saturating_mul(5);
    let mut grows: Vec<usize> = (0..6).map(|more| (first + more) % SCARCE_PLACE).collect();
    if number.is_multiple_of(4) {
        grows.push(SCARCE_PLACE);
    }
    let farm = Farm { id, name, farmer, grows };
    import(world, &farm).await?;
    ask_deposits(world, &farm).await?;
    Ok(farm)
}

/// Has a farm ask a deposit for its bottles.
async fn ask_deposits(world: &World, farm: &Farm) -> Result<(), Fault> {
    let id = farm.id;
    let first = PageRequest::first();
    let listed = world.read(&farm.farmer, move |tx, actor| {
        listed_products(tx, actor, id, &ProductFilter::default(), &first)
    });
    let products = listed.await?.items.into_iter();
    let in_bottles = products.filter(|it| it.product.name.as_str() == BOTTLED);
    let bottles: Vec<VariantId> =
        in_bottles.flat_map(|it| it.variants).map(|variant| variant.id).collect();
    for bottle in bottles {
        let deposit = Patch::Set(Some(Money::new(50, Currency::EUR)));
        let edit = VariantEdit { deposit, ..VariantEdit::default() };
        set_up(world, &farm.farmer, move |tx, actor, tools| {
            edit_variant(tx, actor, &tools.ids, bottle, None, edit.clone()).map(drop)
        })
        .await?;
    }
    Ok(())
}

async fn found_hub(world: &mut World, number: u32) -> Result<Hub, Fault> {
    let (name, person) = (format!("Halle {number}"), format!("manager{number}"));
    let (id, slug, manager) = found_enterprise(world, &person, &name, (false, Sells::Any)).await?;
    say_who_sells(world, id, &manager).await?;
    let hand_over = hand_overs(world, id, &manager).await?;
    give_code_away(world, id, &manager).await?;
    Ok(Hub { id, slug, manager, hand_over, read: 0, cycle: None })
}

async fn say_who_sells(world: &World, id: EnterpriseId, manager: &Actor) -> Result<(), Fault> {
    let address = Address {
        street: vec![Text::parse("12 rue des Lilas")?],
        postcode: Some(Text::parse("88000")?),
        city: Name::parse("Épinal")?,
        country: Country::FR,
        coordinates: None,
    };
    let profile = EnterpriseEdit {
        physical_address: Patch::Set(Some(address)),
        contact_email: Patch::Set(Some(Email::parse("bonjour@example.org")?)),
        phone: Patch::Set(Some("+33 3 29 00 00 00".parse()?)),
        takes_changes: Patch::Set(true),
        ..EnterpriseEdit::default()
    };
    let identity = LegalIdentity {
        legal_name: Text::parse("Association du Panier")?,
        form: None,
        siren: Some("732829320".parse()?),
        siret: None,
        rna: None,
        vat_number: None,
        vat_regime: VatRegime::Franchise,
    };
    let account = BankAccount {
        holder: Text::parse("Association du Panier")?,
        iban: "FR76 3000 6000 0112 3456 7890 189".parse()?,
        bic: None,
    };
    set_up(world, manager, move |tx, actor, _| {
        edit_profile(tx, actor, id, None, profile.clone())?;
        set_legal_identity(tx, actor, id, identity.clone())?;
        set_bank_account(tx, actor, id, Some(&account))
    })
    .await
}

/// How a hub hands over: where it is for nothing, and to six doors a week for three euros.
async fn hand_overs(
    world: &World,
    hub: EnterpriseId,
    manager: &Actor,
) -> Result<[HandOverMethodId; 2], Fault> {
    let method = |name: &str, kind, cents: Option<i64>, capacity| {
        Ok::<_, Fault>(HandOverMethod {
            id: world.engine.ids().next(world.now()),
            hub,
            name: Name::parse(name)?,
            kind,
            text: None,
            calculator: cents.map(|cents| Calculator::FlatRate(Money::new(cents, Currency::EUR))),
            tax: TaxCategory::Standard,
            carries: Storage::ALL.into(),
            capacity,
            tags: BTreeSet::new(),
            retired_at: None,
            version: 1,
        })
    };
    let address = Text::parse("12 rue des Lilas, 88000 Épinal")?;
    let pick_up = method("À la halle", HandOverKind::PickUp { address }, None, None)?;
    let postcodes = Postcodes::parse(["88000", "881*"])?;
    let bicycle = method("À vélo", HandOverKind::Delivery { postcodes }, Some(300), Some(6))?;
    let ids = [pick_up.id, bicycle.id];
    set_up(world, manager, move |tx, actor, _| {
        add_hand_over(tx, actor, pick_up.clone())?;
        add_hand_over(tx, actor, bicycle.clone()).map(drop)
    })
    .await?;
    Ok(ids)
}

/// A tenth off two hundred orders, two of each customer.
async fn give_code_away(world: &World, hub: EnterpriseId, manager: &Actor) -> Result<(), Fault> {
    let voucher = Voucher {
        id: world.engine.ids().next(world.now()),
        hub,
        code: CODE.parse()?,
        value: VoucherValue::Percent(Rate::from_bps(1_000)),
        from: None,
        until: None,
        max_uses: Some(200),
        max_uses_each: Some(2),
        combines: false,
        retired_at: None,
        version: 1,
    };
    set_up(world, manager, move |tx, actor, _| add_voucher(tx, actor, voucher.clone()).map(drop))
        .await
}

/// A farm lets a hub sell what it grows, and the hub takes it.
async fn allow(world: &World, farm: &Farm, hub: &Hub) -> Result<(), Fault> {
    let grant = Grant { grantor: farm.id, grantee: hub.id, kind: GrantKind::SupplyToCycles };
    for actor in [&farm.farmer, &hub.manager] {
        set_up(world, actor, move |tx, actor, _| give_grant(tx, actor, grant)).await?;
    }
    Ok(())
}

/// Announces a hub's first cycle, which its farms bring to, and has it come again every week.
async fn open_shop(world: &World, hub: &Hub, farms: &[&Farm]) -> Result<(), Fault> {
    let plan = PlanCycle {
        coordinator: hub.id,
        name: Name::parse("Panier de la semaine")?,
        orders: first_orders(),
        limit: None,
    };
    let cycle = set_up(world, &hub.manager, move |tx, actor, tools| {
        plan_cycle(tx, actor, &tools.ids, plan.clone()).map(|cycle| cycle.id)
    });
    let cycle = cycle.await?;
    charge(world, hub, cycle).await?;
    let incoming = farms.iter().map(|farm| ExchangePatch::plain(farm.id, Direction::Incoming));
    let outgoing = ExchangePatch {
        pick_up: Patch::Set(Some(first_pick_up())),
        pick_up_text: Patch::Set(Some(Text::parse("Derrière la gare")?)),
        ..ExchangePatch::plain(hub.id, Direction::Outgoing)
    };
    for exchange in incoming.chain([outgoing]) {
        set_up(world, &hub.manager, move |tx, actor, tools| {
            put_exchange(tx, actor, &tools.ids, cycle, exchange.clone()).map(drop)
        })
        .await?;
    }
    let rule = "FREQ=WEEKLY;BYDAY=TU".parse()?;
    let series = PlanSeries { cycle, name: None, rule, days_ahead: 6, holidays: None };
    set_up(world, &hub.manager, move |tx, actor, tools| {
        publish_cycle(tx, actor, cycle)?;
        plan_series(tx, actor, &tools.ids, series.clone()).map(drop)
    })
    .await
}

/// What a hub charges: ten cents on each item, and three in a hundred.
async fn charge(world: &World, hub: &Hub, cycle: CycleId) -> Result<(), Fault> {
    let fee = |name: &str, kind, calculator| {
        Ok::<_, Fault>(Fee {
            id: world.engine.ids().next::<FeeId>(world.now()),
            enterprise: hub.id,
            name: Name::parse(name)?,
            kind,
            calculator,
            tax: FeeTax::default(),
            retired_at: None,
        })
    };
    let ten_cents = Calculator::PerItem(Money::new(10, Currency::EUR));
    let packing = fee("Emballage", FeeKind::Packing, ten_cents)?;
    let share = Calculator::PercentPerItem(Rate::from_bps(300));
    let running = fee("Fonctionnement", FeeKind::Admin, share)?;
    set_up(world, &hub.manager, move |tx, actor, _| {
        for fee in [&packing, &running] {
            add_fee(tx, actor, fee.clone())?;
        }
        set_coordinator_fees(tx, actor, cycle, &[packing.id, running.id]).map(drop)
    })
    .await
}
