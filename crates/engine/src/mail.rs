use sillon_cycles::{Direction, Exchange};
use sillon_kernel::{CycleId, EnterpriseId, MessageId, OrderId, VatRegime};
use sillon_logistics::HarvestSheet;
use sillon_notices::{HarvestLineText, Mail, Notice, OrderLineText, write};
use sillon_orders::{ComponentKind, Order};
use sillon_store::{Subject, Touched, Tx, Waiting};

use crate::{
    Engine, Error,
    account_mail::{account_link, invitation, password_changed},
    compliance::seller_of,
};

/// How long a message is another's business once leased, in seconds.
const LEASE_SECONDS: i64 = 120;
/// How many messages are leased at a time.
const MOST_LEASED: i64 = 50;
/// How often a message is tried before it is given up.
const MOST_ATTEMPTS: i64 = 10;

/// What a run of the outbox came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailRun {
    /// Messages that left.
    pub sent: usize,
    /// Messages that will be tried again.
    pub put_off: usize,
    /// Messages that were given up.
    pub given_up: usize,
}

impl Engine {
    /// Sends what waits in the outbox and is due, until nothing is. Run by any number of nodes: a message is leased by
    /// one, and is another's again when its lease ends without word of it, so each leaves at least once.
    ///
    /// # Errors
    ///
    /// What the database refuses; messages already sent are noted.
    pub async fn send_mail(&self) -> Result<MailRun, Error> {
        let mut run = MailRun::default();
        loop {
            let leased = self
                .write(|tx| {
                    let now = tx.now();
                    tx.touches(Touched::NOTHING);
                    Ok(tx.outbox().lease(now, now.plus_seconds(LEASE_SECONDS), MOST_LEASED)?)
                })
                .await?;
            if leased.is_empty() {
                return Ok(run);
            }
            for message in leased {
                self.send(message, &mut run).await?;
            }
        }
    }

    async fn send(&self, message: Waiting, run: &mut MailRun) -> Result<(), Error> {
        let url = self.settings.public_url.clone();
        let letter = match message.subject {
            Subject::OrderPlaced(order) => {
                self.read(move |tx| order_placed(tx, order, &url).map(Some)).await
            }
            Subject::HarvestSheet(cycle, producer) => {
                self.read(move |tx| harvest_sheet(tx, cycle, producer)).await
            }
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
        };
        let sent = match letter {
            Ok(Some(mail)) => self.post(message.id, mail).await,
            // Nobody to write to: the sheet stands on the desk all the same.
            Ok(None) => Ok(()),
            Err(error) => Err((true, error.to_string())),
        };
        let id = message.id;
        let Err((worth_retrying, why)) = sent else {
            run.sent += 1;
            return self.write(move |tx| note_sent(tx, id)).await;
        };
        let again = worth_retrying && message.attempts < MOST_ATTEMPTS;
        if again {
            run.put_off += 1;
        } else {
            run.given_up += 1;
        }
        tracing::warn!(message.id = %id, message.attempts, again, why, "a message did not leave");
        self.write(move |tx| note_failed(tx, &message, &why, again)).await
    }

    /// Hands a letter to the post, off the threads that serve; on failure, whether it is worth another try, and why.
    async fn post(&self, id: MessageId, mail: Mail) -> Result<(), (bool, String)> {
        let postbox = std::sync::Arc::clone(&self.postbox);
        let posted = tokio::task::spawn_blocking(move || postbox.post(id, &mail)).await;
        match posted {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failed)) => Err((failed.is_temporary(), failed.to_string())),
            Err(_panicked) => Err((false, "the letter could not be posted".to_owned())),
        }
    }
}

fn note_sent(tx: &mut Tx<'_>, id: MessageId) -> Result<(), Error> {
    let now = tx.now();
    tx.touches(Touched::NOTHING);
    Ok(tx.outbox().sent(id, now)?)
}

/// Puts a message off, longer each time, or gives it up.
fn note_failed(tx: &mut Tx<'_>, message: &Waiting, why: &str, again: bool) -> Result<(), Error> {
    let now = tx.now();
    let wait = 30_i64 << message.attempts.clamp(0, 10);
    let again = again.then(|| now.plus_seconds(wait));
    Ok(tx.outbox().failed(message.id, why, again, now)?)
}

fn order_placed(tx: &mut Tx<'_>, id: OrderId, url: &str) -> Result<Mail, Error> {
    let order = tx.orders().get(id)?;
    let shop = tx.enterprises().get(order.hub)?;
    let seller = seller_of(tx, order.hub)?;
    let exchange = exchange_of(tx, order.cycle, order.hub, Direction::Outgoing)?;
    let line = |line: &sillon_orders::OrderLine| OrderLineText {
        name: line.product_name.to_string(),
        label: line.label.to_string(),
        items: line.quantity,
        total: line.total(),
    };
    let on_top =
        order.components.iter().filter(|part| matches!(part.kind, ComponentKind::OrderFee(_)));
    let notice = Notice::OrderPlaced {
        shop: shop.name.to_string(),
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        lines: order.lines.iter().map(line).collect(),
        charges: on_top.map(|part| (part.label.to_string(), part.amount)).collect(),
        deposits: order.deposits(),
        total: order.total,
        pick_up: exchange
            .as_ref()
            .and_then(|exchange| exchange.pick_up_text.as_deref())
            .map(str::to_owned),
        window: exchange.and_then(|exchange| exchange.pick_up),
        zone: shop.zone,
        payment: order.payment.as_str().to_owned(),
        address: Some(format!("{url}/orders/{id}")),
        untaxed: untaxed(tx, &order)?,
        seller: seller.lines(order.contact.language),
    };
    Ok(write(&notice, order.contact.language, order.contact.email))
}

/// Those paid for an order who charged no tax then, each with what is to be said of it.
fn untaxed(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<String>, Error> {
    let regimes = order.untaxed();
    let payees: Vec<EnterpriseId> = regimes.iter().map(|(payee, _)| *payee).collect();
    let names = tx.enterprises().of(&payees)?;
    let line = |(payee, regime): (EnterpriseId, VatRegime)| {
        let name = &names.iter().find(|it| it.id == payee)?.name;
        Some(format!("{name} – {}", regime.mention(order.contact.language)?))
    };
    Ok(regimes.into_iter().filter_map(line).collect())
}

fn harvest_sheet(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    producer: EnterpriseId,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(producer)? else { return Ok(None) };
    let sheets = HarvestSheet::gather(tx.sheets().harvest(cycle)?);
    let Some(sheet) = sheets.into_iter().find(|sheet| sheet.producer == producer) else {
        return Ok(None);
    };
    let cycle = tx.cycles().get(cycle)?;
    let hub = tx.enterprises().get(cycle.coordinator)?;
    let exchange = exchange_of(tx, cycle.id, producer, Direction::Incoming)?;
    let line = |line: sillon_logistics::HarvestLine| HarvestLineText {
        name: line.product_name,
        label: line.label,
        items: line.items,
        quantity: line.quantity,
        goods: line.goods,
    };
    let notice = Notice::HarvestSheet {
        farm: recipient.name,
        cycle: cycle.name.to_string(),
        hub: hub.name.to_string(),
        lines: sheet.lines.into_iter().map(line).collect(),
        goods: sheet.goods,
        pick_up: exchange
            .as_ref()
            .and_then(|exchange| exchange.pick_up_text.as_deref())
            .map(str::to_owned),
        window: exchange.and_then(|exchange| exchange.pick_up),
        zone: hub.zone,
    };
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}

/// The exchange an enterprise has in a cycle, in a direction.
fn exchange_of(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    enterprise: EnterpriseId,
    direction: Direction,
) -> Result<Option<Exchange>, Error> {
    let exchanges = tx.cycles().exchanges(cycle)?;
    Ok(exchanges
        .into_iter()
        .find(|found| found.enterprise == enterprise && found.direction == direction))
}
