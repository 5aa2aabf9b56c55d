use std::collections::BTreeSet;

use sillon_catalogue::join_label;
use sillon_cycles::{Direction, Exchange, Stage, Standing};
use sillon_identity::{Actor, Grant, GrantKind, ReadCycles};
use sillon_kernel::{
    CycleId, EnterpriseId, ExchangeId, Money, SeriesId, Timestamp, UserId, WebhookId,
};
use sillon_logistics::HarvestSheet;
use sillon_notices::{
    AskedToTakePart, Full, FullAt, HarvestLineText, Late, LateStep, Left, LessToBring, Mail,
    Meeting, MinimumMissed, MinimumOf, NotAnnounced, Notice, OrderedText, ToHarvest, WebhookPaused,
    write,
};
use sillon_store::{Error as StoreError, OutboxMessage, Repositories, Subject, Tx};

use crate::{
    Engine, Error,
    catalogue::compliance::{missing_whole, seller_of},
    cycles::exchanges_seen::exchange_or_terms,
    outbox::hub_mail::{order_received, welcome},
    outbox::news_mail::{pick_up_soon, shop_news},
    outbox::order_mail::{order_cancelled, order_changed, order_placed, paid_back, paid_out},
    outbox::queue::To,
    people::account_letters::{account_link, invitation, password_changed},
};

impl Engine {
    /// The letter there is to write about something; none when there is nobody to write to, or nothing to say any more.
    pub(crate) async fn letter(&self, message: &OutboxMessage) -> Result<Option<Mail>, Error> {
        let (url, person) = (self.settings.public_url.clone(), message.person);
        match message.subject {
            Subject::OrderPlaced(order) => {
                self.read(move |tx| order_placed(tx, order, &url).map(Some)).await
            }
            Subject::OrderChanged(order, change) => {
                self.read(move |tx| order_changed(tx, order, change, &url)).await
            }
            Subject::OrderCancelled(order, to) => {
                self.read(move |tx| order_cancelled(tx, order, (to, person))).await
            }
            Subject::PaidBack(order, repayment) => {
                self.read(move |tx| paid_back(tx, order, repayment, &url)).await
            }
            Subject::PaidOut(payout, payee) => {
                self.read(move |tx| paid_out(tx, payout, (payee, person))).await
            }
            Subject::MinimumMissed(exchange, to) => {
                self.read(move |tx| minimum_missed(tx, exchange, (to, person))).await
            }
            Subject::HarvestSheet(cycle, producer) => {
                self.read(move |tx| harvest_sheet(tx, cycle, (producer, person), false)).await
            }
            Subject::LessToBring(cycle, producer) => {
                self.read(move |tx| harvest_sheet(tx, cycle, (producer, person), true)).await
            }
            Subject::AskedToTakePart(cycle, of) => {
                self.read(move |tx| asked(tx, cycle, (of, person), false)).await
            }
            Subject::RemindedToAnswer(cycle, of) => {
                self.read(move |tx| asked(tx, cycle, (of, person), true)).await
            }
            Subject::NotAnnounced(cycle, of) => {
                self.read(move |tx| not_announced(tx, cycle, (of, person))).await
            }
            Subject::CycleLate(cycle) => self.read(move |tx| cycle_late(tx, cycle, person)).await,
            Subject::SeriesLate(series) => {
                self.read(move |tx| series_late(tx, series, person)).await
            }
            Subject::CycleFull(cycle) => self.read(move |tx| cycle_full(tx, cycle, person)).await,
            Subject::Left { who, coordinator } => {
                let since = message.id.made_at().unwrap_or(message.due_at);
                self.read(move |tx| left(tx, who, (coordinator, person), since)).await
            }
            Subject::WebhookPaused(webhook, _) => {
                self.read(move |tx| webhook_paused(tx, webhook, person)).await
            }
            Subject::OrderReceived(order, hub) => {
                self.read(move |tx| order_received(tx, order, (hub, person), false)).await
            }
            Subject::OrderMoved(order, hub) => {
                self.read(move |tx| order_received(tx, order, (hub, person), true)).await
            }
            Subject::CycleOpened(cycle, hub) => {
                self.read(move |tx| shop_news(tx, (cycle, hub), person, false, &url)).await
            }
            Subject::ClosingSoon(cycle, hub) => {
                self.read(move |tx| shop_news(tx, (cycle, hub), person, true, &url)).await
            }
            Subject::PickUpSoon(order) => self.read(move |tx| pick_up_soon(tx, order, &url)).await,
            Subject::Welcome(of) => self.read(move |tx| welcome(tx, of, &url)).await,
            Subject::PasswordChanged(user) => {
                self.read(move |tx| password_changed(tx, user, &url).map(Some)).await
            }
            // These carry a secret that is made as they are written.
            Subject::AccountLink(link) => {
                let ids = self.ids();
                self.write(move |tx| account_link(tx, &ids, link, &url)).await
            }
            Subject::Invitation(asked) => {
                let ids = self.ids();
                self.write(move |tx| invitation(tx, &ids, asked, &url)).await
            }
        }
    }
}

/// That too little was ordered of the producer of an exchange; nothing, where it delivers whatever is ordered by now.
fn minimum_missed(
    tx: &mut Tx<'_>,
    id: ExchangeId,
    (to, person): To,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(to, person)? else { return Ok(None) };
    let Some((cycle, producer)) = tx.cycles().find_exchange(id)? else { return Ok(None) };
    let cycle = tx.cycles().get(cycle)?;
    let exchange = exchange_or_terms(tx, cycle.id, producer, Direction::Incoming)?;
    let Some(minimum) = exchange.and_then(|exchange| exchange.minimum) else { return Ok(None) };
    let of = if producer == to {
        MinimumOf::Theirs(minimum)
    } else {
        MinimumOf::OfAnother(tx.enterprises().get(producer)?.name.to_string(), minimum)
    };
    // A hub that sells in another's cycle knows of its own customers alone.
    let knows_all = to == producer || to == cycle.coordinator;
    let noted = tx.cycles().missed(id)?.filter(|_| knows_all);
    let ordered =
        noted.map(|(sum, orders)| OrderedText { sum: Money::new(sum, minimum.currency()), orders });
    let notice = Notice::MinimumMissed(MinimumMissed {
        name: recipient.name,
        cycle: cycle.name.to_string(),
        hub: tx.enterprises().get(cycle.coordinator)?.name.to_string(),
        of,
        ordered,
        // What was due before stays, and is brought.
        brings_some: tx.sheets().producers(cycle.id)?.contains(&producer),
    });
    let mail = write(&notice, recipient.language, recipient.email);
    Ok(Some(mail.answered_by(seller_of(tx, cycle.coordinator)?.contact.email)))
}

/// That a producer has less to bring, and whether that is less than it delivers from.
fn less_to_bring(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    exchange: Option<&Exchange>,
) -> Result<LessToBring, Error> {
    let Some((exchange, minimum)) = exchange.and_then(|it| Some((it, it.minimum?))) else {
        return Ok(LessToBring { below: None });
    };
    let ordered = tx.order_changes().ordered_of(cycle, exchange.enterprise, minimum)?;
    Ok(LessToBring { below: exchange.is_missed_by(ordered).then_some(minimum) })
}

fn harvest_sheet(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    (producer, person): To,
    is_less: bool,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(producer, person)? else { return Ok(None) };
    let sheets = HarvestSheet::gather(tx.sheets().harvest(cycle)?);
    // Whoever was told before, and has nothing to bring any more, is told that.
    let sheet = sheets.into_iter().find(|sheet| sheet.producer == producer);
    let (lines, goods) = sheet.map(|sheet| (sheet.lines, sheet.goods)).unzip();
    let cycle = tx.cycles().get(cycle)?;
    let hub = tx.enterprises().get(cycle.coordinator)?;
    let exchange = exchange_or_terms(tx, cycle.id, producer, Direction::Incoming)?;
    let line = |line: sillon_logistics::HarvestLine| HarvestLineText {
        name: line.product_name,
        label: line.label,
        items: line.items,
        quantity: line.quantity,
        goods: line.goods,
    };
    let anew = if is_less { Some(less_to_bring(tx, cycle.id, exchange.as_ref())?) } else { None };
    let notice = Notice::HarvestSheet(ToHarvest {
        farm: recipient.name,
        anew,
        cycle: cycle.name.to_string(),
        hub: hub.name.to_string(),
        lines: lines.into_iter().flatten().map(line).collect(),
        goods: goods.unwrap_or(Money::zero(hub.currency)),
        pick_up: exchange
            .as_ref()
            .and_then(|exchange| exchange.pick_up_text.as_deref())
            .map(str::to_owned),
        window: exchange.and_then(|exchange| exchange.pick_up),
        zone: hub.zone,
    });
    let mail = write(&notice, recipient.language, recipient.email);
    Ok(Some(mail.answered_by(seller_of(tx, hub.id)?.contact.email)))
}

/// What a cycle asks an enterprise; nothing, once it answered or nobody asks any more.
fn asked(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    (of, person): To,
    is_reminder: bool,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(of, person)? else { return Ok(None) };
    let [to_bring, to_sell] = [Direction::Incoming, Direction::Outgoing].map(|way| {
        let asked = tx.participations().find(cycle, of, way)?;
        let asked = asked.filter(|it| it.standing == Standing::Asked).and_then(|it| it.terms);
        Ok::<_, Error>(asked.map(|terms| Meeting {
            window: terms.pick_up,
            place: terms.pick_up_text.map(|text| text.to_string()),
        }))
    });
    let (to_bring, to_sell) = (to_bring?, to_sell?);
    if to_bring.is_none() && to_sell.is_none() {
        return Ok(None);
    }
    let cycle = tx.cycles().get(cycle)?;
    let hub = tx.enterprises().get(cycle.coordinator)?;
    let notice = Notice::AskedToTakePart(AskedToTakePart {
        name: recipient.name,
        cycle: cycle.name.to_string(),
        hub: hub.name.to_string(),
        is_reminder,
        to_bring,
        to_sell,
        orders: cycle.orders,
        zone: hub.zone,
    });
    let mail = write(&notice, recipient.language, recipient.email);
    Ok(Some(mail.answered_by(seller_of(tx, hub.id)?.contact.email)))
}

/// That a cycle was not announced; nothing, once it was, or it is gone.
fn not_announced(tx: &mut Tx<'_>, cycle: CycleId, (of, person): To) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(of, person)? else { return Ok(None) };
    let cycle = match tx.cycles().get(cycle) {
        Ok(cycle) if cycle.stage == Stage::Draft => cycle,
        Ok(_) | Err(StoreError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let permit = Actor::Operator.permit::<ReadCycles>(cycle.coordinator)?;
    let missing = missing_whole(tx, &permit, &cycle)?.len();
    let notice = Notice::NotAnnounced(NotAnnounced {
        name: recipient.name,
        cycle: cycle.name.to_string(),
        missing: missing.try_into().unwrap_or(u32::MAX),
        orders: cycle.orders,
        zone: tx.enterprises().get(cycle.coordinator)?.zone,
    });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}

/// That a cycle did not open or close; nothing, once it did.
fn cycle_late(tx: &mut Tx<'_>, id: CycleId, person: Option<UserId>) -> Result<Option<Mail>, Error> {
    if tx.cycles().failure(id)?.is_none() {
        return Ok(None);
    }
    let cycle = tx.cycles().get(id)?;
    late(tx, (cycle.coordinator, person), LateStep::TurnCycle(cycle.name.to_string()))
}

/// That the next cycle of a series was not made; nothing, once it was.
fn series_late(
    tx: &mut Tx<'_>,
    id: SeriesId,
    person: Option<UserId>,
) -> Result<Option<Mail>, Error> {
    if tx.series().failures(&[id])?.is_empty() {
        return Ok(None);
    }
    let series = tx.series().get(id)?;
    late(tx, (series.coordinator, person), LateStep::MakeNext(series.name.to_string()))
}

/// That a cycle came to its limit; nothing, once it was opened again.
fn cycle_full(tx: &mut Tx<'_>, id: CycleId, person: Option<UserId>) -> Result<Option<Mail>, Error> {
    let cycle = tx.cycles().get(id)?;
    let Some(recipient) = tx.outbox().recipient(cycle.coordinator, person)? else {
        return Ok(None);
    };
    let Some(limit) = cycle.limit.filter(|_| cycle.is_full) else { return Ok(None) };
    let taken = tx.cycles().taken(&cycle)?;
    let came_to = limit.orders().filter(|orders| taken.orders >= i64::from(*orders));
    let turnover = limit.turnover().map(FullAt::Turnover);
    // It came to one of them, even where some of its orders were cancelled as it closed.
    let limit = came_to.map(FullAt::Orders).or(turnover).or(limit.orders().map(FullAt::Orders));
    let Some(limit) = limit else { return Ok(None) };
    let notice = Notice::Full(Full { name: recipient.name, cycle: cycle.name.to_string(), limit });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}

/// That a webhook is paused; nothing, once it is not, or is gone.
fn webhook_paused(
    tx: &mut Tx<'_>,
    id: WebhookId,
    person: Option<UserId>,
) -> Result<Option<Mail>, Error> {
    let paused = tx.webhooks().named(id)?.filter(|webhook| webhook.pause.is_some());
    let Some(webhook) = paused else { return Ok(None) };
    let Some(recipient) = tx.outbox().recipient(webhook.enterprise, person)? else {
        return Ok(None);
    };
    let host = webhook.url.host().to_owned();
    let notice = Notice::WebhookPaused(WebhookPaused { name: recipient.name, host });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}

/// How many cycles of each kind a letter names at most.
const NAMED_IN_A_LETTER: usize = 50;

/// That an enterprise left cycles since the letter was asked for; those that are not over, and that it has not come back to, of which
/// there may be none. What it left before was told before.
fn left(
    tx: &mut Tx<'_>,
    who: EnterpriseId,
    (coordinator, person): To,
    since: Timestamp,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(coordinator, person)? else { return Ok(None) };
    let named = |way| -> Result<Vec<String>, Error> {
        let cycles = tx.participations().left_since(coordinator, who, way, since)?;
        // The last made first, as ids are: they are what is left soonest.
        let cycles = cycles.into_iter().rev().take(NAMED_IN_A_LETTER);
        cycles.map(|cycle| Ok(tx.cycles().get(cycle)?.name.to_string())).collect()
    };
    let [brings, sells] = [Direction::Incoming, Direction::Outgoing].map(named);
    let (brings, sells) = (brings?, sells?);
    let bundles = bundles_without(tx, who, coordinator, since)?;
    if brings.is_empty() && sells.is_empty() && bundles.is_empty() {
        return Ok(None);
    }
    let who = tx.enterprises().get(who)?.name.to_string();
    let notice = Notice::Left(Left { name: recipient.name, who, brings, sells, bundles });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}

/// The bundles of a seller that it cannot sell any more, by name: all with goods of a producer that lets it sell none, else those in
/// the cycles that the producer left.
fn bundles_without(
    tx: &mut Tx<'_>,
    producer: EnterpriseId,
    seller: EnterpriseId,
    since: Timestamp,
) -> Result<Vec<String>, Error> {
    let mut bundles = tx.grants().bundles_of(producer, seller)?;
    if bundles.is_empty() {
        return Ok(Vec::new());
    }
    let kind = GrantKind::SupplyToCycles;
    if tx.grants().is_given(&Grant { grantor: producer, grantee: seller, kind })? {
        let way = Direction::Incoming;
        let mut offered = BTreeSet::new();
        for cycle in tx.participations().left_since(seller, producer, way, since)? {
            offered.extend(tx.catalogue().offered_in(cycle)?.into_iter().map(|(_, it)| it.id));
        }
        bundles.retain(|bundle| offered.contains(bundle));
    }
    let named = tx.goods().named(&bundles)?.into_iter().filter(|(_, size)| !size.withdrawn);
    let named = named.map(|(name, size)| join_label(&name, &size.label()));
    Ok(named.take(NAMED_IN_A_LETTER).collect())
}

fn late(tx: &mut Tx<'_>, (of, person): To, step: LateStep) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(of, person)? else { return Ok(None) };
    let notice = Notice::Late(Late { name: recipient.name, step });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}
