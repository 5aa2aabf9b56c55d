use std::{thread, time::Duration};

use actix_web::rt;
use sillon_engine::verify;
use sillon_kernel::{CycleId, Zone};
use sillon_messages::Format as _;

use super::{
    Failed,
    account::{Account, Harvest, Payee},
    calendar::Week,
    market::{Market, Member},
    place::Place,
    progress::Progress,
    rush::{self, Rush},
    sale::Sale,
    settling::{Balance, Paid, Sheet, fetch_papers, record_payments},
    shelf::{LISTED_FOR, wares},
    window,
    words::Words,
};
use crate::Running;

/// How often to look whether all letters are written, and how many times at most: for ten seconds.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const MAX_LOOKS: usize = 100;

/// A week as it is played and told, step by step.
pub(crate) struct Play<'a> {
    pub(crate) words: Words,
    pub(crate) progress: &'a Progress,
    pub(crate) place: &'a Place,
    pub(crate) running: &'a Running,
}

impl Play<'_> {
    /// Plays the week and opens the next one; the account of it, and the shop's name in addresses.
    pub(crate) fn week(&self, shoppers: u32) -> Result<(Account, String), Failed> {
        let market = self.found()?;
        let sale = self.open(&market, shoppers, 0)?;
        let rush = self.rush(&market, &sale, shoppers)?;
        let sheets = self.close(&market, &sale)?;
        let paid = self.pay(&market, sale.id, &rush)?;
        let letters = rush.orders.len() + sheets.len();
        let payees = self.payees(&market, &sheets)?;
        let till = Balance::of(&market.hub)?.till;
        self.dress(&market)?;
        self.open(&market, shoppers.max(LISTED_FOR), 1)?;
        self.send_letters(letters)?;
        let verified = self.progress.step(self.words.either("vérifier", "verifying"), || {
            rt::System::new().block_on(self.running.engine.read(verify))
        })?;
        let words = self.words;
        Ok((Account { words, rush, paid, payees, till, verified }, market.slug))
    }

    fn found(&self) -> Result<Market, Failed> {
        let doing = self.words.either("inscrire les fermes", "signing up the farms");
        let market = self.progress.step(doing, || Market::found(self.running.address))?;
        let now = self.running.engine.clock().now();
        let doing = self.words.either("décorer la vitrine", "dressing the shop window");
        self.progress.step(doing, || window::present(&market, now))?;
        let farms = market.farms.len();
        self.progress.done(&self.words.founded(farms, market.hub.name, market.carrier.name));
        Ok(market)
    }

    /// The farms send their lists, and the hub opens an order cycle.
    fn open(&self, market: &Market, shoppers: u32, weeks_later: u32) -> Result<Sale, Failed> {
        let doing = self.words.either("lire les listes", "reading the lists");
        let variants = self.progress.step(doing, || market.send_lists(shoppers))?;
        self.progress.done(&self.words.listed(market.farms.len(), variants));
        let doing = self.words.either("ouvrir la vente", "opening the order cycle");
        let zone: Zone = "Europe/Paris".parse()?;
        let week = Week::after(self.running.engine.clock().now(), weeks_later, &zone);
        let sale = self.progress.step(doing, || {
            if weeks_later > 0 {
                window::reduce(market)?;
                window::open_other_shop(self.running.address, market, &week)?;
            }
            Sale::open(market, &week)
        })?;
        let until = self.words.0.date_time(week.orders.until(), &zone);
        self.progress.done(&self.words.opened(&sale, &until));
        Ok(sale)
    }

    /// The farms show what they sell.
    fn dress(&self, market: &Market) -> Result<(), Failed> {
        let doing = self.words.either("montrer les produits", "showing the goods");
        let watch = |done| self.progress.count(doing, done, wares().len());
        let shown = self.progress.step(doing, || window::picture(market, watch))?;
        self.progress.done(&self.words.pictured(shown));
        Ok(())
    }

    fn rush(&self, market: &Market, sale: &Sale, count: u32) -> Result<Rush, Failed> {
        let (server, count) = (self.running.address, usize::try_from(count)?);
        let doing = self.words.either("rassembler les clients", "gathering the shoppers");
        let shoppers = self.progress.step(doing, || rush::gather(server, count))?;
        let members = shoppers.iter().filter(|shopper| shopper.token.is_some()).count();
        self.progress.done(&self.words.gathered(count, members));
        let doing = self.words.either("commander tous à la fois", "ordering all at once");
        let watch = |done| self.progress.count(doing, done, count);
        let rush =
            self.progress.step(doing, || rush::rush(server, market, sale, &shoppers, watch))?;
        self.progress.done(&self.words.rushed(rush.orders.len(), rush.refusals));
        Ok(rush)
    }

    fn close(&self, market: &Market, sale: &Sale) -> Result<Vec<Sheet>, Failed> {
        let doing = self.words.either("clore la vente", "closing the order cycle");
        let papers = self.progress.step(doing, || {
            let closed = sale.close(market)?;
            fetch_papers(market, closed.id, self.words.0)
        })?;
        self.progress.done(&self.words.closed(&papers));
        Ok(papers.sheets)
    }

    fn pay(&self, market: &Market, cycle: CycleId, rush: &Rush) -> Result<Paid, Failed> {
        let doing = self.words.either("encaisser", "recording payments");
        let watch = |done| self.progress.count(doing, done, rush.orders.len());
        let paid =
            self.progress.step(doing, || record_payments(market, cycle, &rush.orders, watch))?;
        self.progress.done(&self.words.paid(paid.whole + paid.part));
        Ok(paid)
    }

    /// Everybody reads how they stand.
    fn payees(&self, market: &Market, sheets: &[Sheet]) -> Result<Vec<Payee>, Failed> {
        let doing = self.words.either("lire les soldes", "reading the balances");
        let payee = |member: &Member, harvest| {
            let (name, enterprise) = (member.name, member.enterprise);
            Balance::of(member).map(|balance| Payee { name, enterprise, harvest, balance })
        };
        let farm = |member: &Member| {
            let sheet = sheets.iter().find(|sheet| sheet.producer == member.enterprise);
            payee(member, Some(sheet.map_or_else(Harvest::default, Harvest::of)))
        };
        let others = [&market.hub, &market.carrier];
        self.progress.step(doing, || {
            let farms = market.farms.iter().map(farm);
            farms.chain(others.into_iter().map(|member| payee(member, None))).collect()
        })
    }

    /// Waits until everybody has their letter; the server writes them too, beside all else it does.
    fn send_letters(&self, wanted: usize) -> Result<(), Failed> {
        let doing = self.words.either("écrire les lettres", "writing letters");
        self.progress.step(doing, || {
            for _ in 0..MAX_LOOKS {
                rt::System::new().block_on(self.running.engine.send_mail())?;
                let written = self.place.letters();
                if written >= wanted {
                    break;
                }
                self.progress.count(doing, written, wanted);
                thread::sleep(LOOK_EVERY);
            }
            Ok::<(), sillon_engine::Error>(())
        })?;
        let folder = self.place.mail();
        self.progress.done(&self.words.letters(self.place.letters(), &folder));
        Ok(())
    }
}
