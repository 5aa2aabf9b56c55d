//! What a use case can ask of the database about order cycles: each function is one of `queries/cycles`, compiled for either
//! connection.

use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{
    Audience, Direction, Exchange, Facts, Fee, OrderCycle, OrdersTaken, Participation, Series,
    Standing, SupplyLeft, TagRule,
};
use sillon_enterprises::Enterprise;
use sillon_identity::{Coordinate, Permit, ReadCycles};
use sillon_kernel::{
    CycleId, EnterpriseId, ExchangeId, FeeId, Money, Page, PageRequest, SeriesId, SupplyId, Tag,
    Timestamp, VariantId,
};
use sillon_payments::Method;

use crate::{
    Error, Tx, postgres,
    records::cycles::{
        CycleFailure, CycleFilter, CycleKey, ParticipationKey, StandingFilter, StoredRules,
    },
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// Order cycles, their exchanges and fees.
    Cycles in cycles::cycle {
        /// Adds a cycle.
        fn add(by: &Permit<Coordinate>, cycle: &OrderCycle, now: Timestamp) -> ();
        /// The cycle.
        fn get(id: CycleId) -> OrderCycle;
        /// Who runs the cycle, also where it cannot be read.
        fn coordinator_of(id: CycleId) -> EnterpriseId;
        /// The cycle, and nobody else changes it or orders in it until the transaction ends.
        fn lock(id: CycleId) -> OrderCycle;
        /// Writes a cycle the transaction has locked.
        fn save(cycle: &OrderCycle, now: Timestamp) -> ();
        /// A page of cycles, those whose orders begin last first: of all, or of those in which one of some enterprises has a part.
        fn page(seen_by: Option<&[EnterpriseId]>, filter: &CycleFilter, after: Option<CycleKey>, page: &PageRequest) -> Page<OrderCycle>;
        /// Whether anybody ordered in the cycle.
        fn is_ordered_in(cycle: CycleId) -> bool;
        /// Removes a cycle the transaction has locked, in which nobody ordered, with all that is of it.
        fn remove(by: &Permit<Coordinate>, cycle: &OrderCycle) -> ();
        /// The cycles the hub sells in, the latest first; drafts are left out.
        fn of_hub(hub: EnterpriseId) -> Vec<OrderCycle>;
        /// The cycle, if the hub sells in it and it is no draft.
        fn sold_in(hub: EnterpriseId, cycle: CycleId) -> Option<OrderCycle>;
        /// Shops by their slugs of today, each with a cycle it sells in, as far as both are so: on PostgreSQL in one statement.
        fn sold_at(places: &BTreeSet<(&str, CycleId)>) -> Vec<(Enterprise, OrderCycle)>;
        /// Shops, each with a cycle it sells in, as far as it does: on PostgreSQL in one statement.
        fn sold_by(places: &BTreeSet<(EnterpriseId, CycleId)>) -> Vec<(Enterprise, OrderCycle)>;
        /// The cycles that open or close, as their window says or as they came to their limit, without those that failed and
        /// wait for their next try.
        fn due(now: Timestamp) -> Vec<CycleId>;
        /// What was ordered in a cycle, of what its limit counts; nothing, where it has none.
        fn taken(of: &OrderCycle) -> OrdersTaken;
        /// How the opening or closing of a cycle failed, if its last try did.
        fn failure(cycle: CycleId) -> Option<CycleFailure>;
        /// Notes that the opening or closing of a cycle failed.
        fn note_failure(cycle: CycleId, failed: &CycleFailure) -> ();
        /// Notes that a step of a cycle was taken.
        fn clear_failure(cycle: CycleId) -> ();
        /// A new version for every cycle that carries one of the variants.
        fn touch_carrying(variants: &[VariantId]) -> ();
        /// Has the cycles in which a hub sells now, or will, priced anew.
        fn touch_on_sale(hub: EnterpriseId) -> ();
        /// Has every cycle that is not closed yet priced anew.
        fn touch_unclosed() -> ();
        /// A new version for every cycle in which something is paid to an enterprise: for its goods, its fees, or at its shop.
        fn touch_paying(enterprise: EnterpriseId) -> ();
        /// A new version for every cycle that takes changes and in which a hub sells.
        fn touch_selling(hub: EnterpriseId) -> ();
        /// Adds exchanges that their cycle does not have yet.
        fn add_exchanges(cycle: CycleId, exchanges: &[Exchange]) -> ();
        /// Adds an exchange, or changes what its cycle, enterprise and direction name.
        fn put_exchange(cycle: CycleId, exchange: &Exchange) -> ();
        /// Removes the exchange an enterprise has in a direction.
        fn remove_exchange(cycle: CycleId, of: EnterpriseId, direction: Direction) -> ();
        /// The cycle's exchanges, incoming first.
        fn exchanges(cycle: CycleId) -> Vec<Exchange>;
        /// How orders may be paid at a hub in a cycle, as far as it names that.
        fn payments_named(cycle: CycleId, hub: EnterpriseId) -> BTreeSet<Method>;
        /// Adds a fee.
        fn add_fee(by: &Permit<Coordinate>, fee: &Fee) -> ();
        /// A page of the fees of an enterprise, the oldest first.
        fn fees_of(by: &Permit<ReadCycles>, after: Option<FeeId>, page: &PageRequest) -> Page<Fee>;
        /// The fee, and nobody else changes it until the transaction ends.
        fn lock_fee(id: FeeId) -> Fee;
        /// Writes a fee the transaction has locked.
        fn save_fee(by: &Permit<Coordinate>, fee: &Fee) -> ();
        /// The cycles that take changes and name a fee, in the order of their ids.
        fn cycles_naming(fee: FeeId) -> Vec<CycleId>;
        /// The fees.
        fn fees(ids: &[FeeId]) -> Vec<Fee>;
        /// The fees the coordinator puts on everything, in order.
        fn set_coordinator_fees(by: &Permit<Coordinate>, cycle: &OrderCycle, fees: &[FeeId]) -> ();
        /// The fees the coordinator puts on everything, in order.
        fn coordinator_fees(cycle: CycleId) -> Vec<FeeId>;
        /// What a shop's price list in the cycle is made from.
        fn facts(cycle: CycleId, hub: EnterpriseId, audience: &Audience, now: Timestamp) -> Facts;
        /// The exchanges whose cut-off has come, and was not carried out.
        fn cutoffs_due(now: Timestamp) -> Vec<ExchangeId>;
        /// Whose exchange it is, in which cycle.
        fn find_exchange(id: ExchangeId) -> Option<(CycleId, EnterpriseId)>;
        /// Notes that the cut-off of an exchange is carried out; whether it was to be, and no other node did.
        fn cut_off(id: ExchangeId, now: Timestamp) -> bool;
        /// The producers of a cycle that were told at their cut-off what to bring.
        fn told_at_cutoff(cycle: CycleId) -> Vec<EnterpriseId>;
        /// Notes what was ordered of the producer of an exchange that delivers from more, and how many orders that left.
        fn note_missed(id: ExchangeId, ordered: Money, orders: u32) -> ();
        /// What was ordered of the producer of an exchange when it was less than it delivers from, in minor units, and in how many
        /// orders.
        fn missed(id: ExchangeId) -> Option<(i64, u32)>;
        /// What is left of supplies, as it stands: it may be taken by others at once.
        fn supplies_left(of: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
    }

    /// What hubs show to whom, and their prices for groups of customers.
    ShopRulesOf in cycles::shop_rules {
        /// Whom a hub sells to, and its rules.
        fn of(hub: EnterpriseId) -> StoredRules;
        /// Replaces a hub's rules, unless somebody else changed them since the version that was read; whether it did.
        fn replace(by: &Permit<Coordinate>, rules: &[TagRule], read: i64) -> bool;
        /// The tags that a hub gave its part in these cycles, where it gave any.
        fn cycle_tags(hub: EnterpriseId, cycles: &[CycleId]) -> Vec<(CycleId, BTreeSet<Tag>)>;
        /// Whether a hub has prices for customers with a tag.
        fn has_prices(hub: EnterpriseId, tag: &Tag) -> bool;
        /// A hub's prices of a variant for customers with a tag.
        fn prices_of(hub: EnterpriseId, variant: VariantId) -> Vec<(Tag, Money)>;
        /// Sets them, as a whole.
        fn set_prices(by: &Permit<Coordinate>, variant: VariantId, prices: &[(Tag, Money)]) -> ();
    }

    /// Order cycles that come again by a rule.
    AllSeries in cycles::series {
        /// Adds a series; `due_at` is when it asks for its next step.
        fn add(by: &Permit<Coordinate>, series: &Series, due_at: Option<Timestamp>) -> ();
        /// The series.
        fn get(id: SeriesId) -> Series;
        /// Who runs the series, also where it cannot be read.
        fn coordinator_of(id: SeriesId) -> EnterpriseId;
        /// The series, and nobody else changes it or makes its next cycle until the transaction ends.
        fn lock(id: SeriesId) -> Series;
        /// Writes a series the transaction has locked, with all that is of it.
        fn save(by: &Permit<Coordinate>, series: &Series, due_at: Option<Timestamp>) -> ();
        /// Writes how far a series the transaction has locked has come, and when it asks for its next step.
        fn mark(series: &Series, due_at: Option<Timestamp>) -> ();
        /// Removes a series the transaction has locked; the cycles it made stay.
        fn remove(by: &Permit<Coordinate>, series: &Series) -> ();
        /// Who said that no series of a coordinator is to ask it.
        fn declined(coordinator: EnterpriseId) -> Vec<(EnterpriseId, Direction)>;
        /// No series of a coordinator asks an enterprise any more.
        fn decline(coordinator: EnterpriseId, of: EnterpriseId, direction: Direction, now: Timestamp) -> ();
        /// The series of a coordinator ask an enterprise again that said they should not.
        fn forget_declined(coordinator: EnterpriseId, of: EnterpriseId, direction: Direction) -> ();
        /// A page of the series of an enterprise, the oldest first.
        fn page(by: &Permit<ReadCycles>, after: Option<SeriesId>, page: &PageRequest) -> Page<Series>;
        /// The series that ask for their next step, without those that failed and wait for their next try.
        fn due(now: Timestamp) -> Vec<SeriesId>;
        /// How the making of the next cycle failed, of those series whose last try did.
        fn failures(of: &[SeriesId]) -> BTreeMap<SeriesId, CycleFailure>;
        /// Notes that the making of its next cycle failed, or that it did not any more.
        fn note_failure(series: SeriesId, failed: Option<&CycleFailure>) -> ();
        /// When those who do not answer what a cycle asks them are reminded; never, or not any more, without an instant.
        fn set_reminder(cycle: CycleId, at: Option<Timestamp>) -> ();
        /// Takes the reminding of a cycle in hand; whether somebody is to be reminded by now, and no other node does it.
        fn take_reminder(cycle: CycleId, now: Timestamp) -> bool;
        /// Who is still to be reminded of a cycle is so at another instant; never, without one.
        fn move_reminder(cycle: CycleId, at: Option<Timestamp>) -> ();
        /// The enterprises that answered what a coordinator asked them before.
        fn known_to(coordinator: EnterpriseId) -> Vec<EnterpriseId>;
        /// The cycles of which somebody is to be reminded.
        fn reminders_due(now: Timestamp) -> Vec<CycleId>;
    }

    /// Who is asked to take part in whose cycles, and what they answered.
    Participations in cycles::participations {
        /// What an enterprise was asked in a cycle.
        fn find(cycle: CycleId, of: EnterpriseId, direction: Direction) -> Option<Participation>;
        /// Adds participations that there are not yet.
        fn add(participations: &[Participation]) -> ();
        /// Adds a participation, or changes it.
        fn save(participation: &Participation) -> ();
        /// Everybody who was asked to take part in a cycle.
        fn in_cycle(cycle: CycleId) -> Vec<Participation>;
        /// Who was asked to take part in a cycle, and has not answered.
        fn asked_in(cycle: CycleId) -> Vec<(EnterpriseId, Direction)>;
        /// Whoever was asked on terms that name a fee is asked anew.
        fn ask_anew(fee: FeeId, now: Timestamp) -> ();
        /// What nobody answered before a cycle closed is answered no more.
        fn lapse(cycle: CycleId, now: Timestamp) -> ();
        /// How many answers a coordinator waits for in its cycles that have not closed.
        fn waiting(coordinator: EnterpriseId) -> i64;
        /// The cycles of a coordinator, not closed yet, in which an enterprise stands in one of these ways.
        fn cycles_with(
            coordinator: EnterpriseId, of: EnterpriseId, direction: Direction, standings: &[Standing],
        ) -> Vec<CycleId>;
        /// The cycles of a coordinator, not closed yet, that an enterprise left at an instant or later.
        fn left_since(
            coordinator: EnterpriseId, of: EnterpriseId, direction: Direction, since: Timestamp,
        ) -> Vec<CycleId>;
        /// A page of what an enterprise is asked and asks, the latest cycles first.
        fn page(
            by: &Permit<ReadCycles>, filter: StandingFilter, after: Option<ParticipationKey>, page: &PageRequest,
        ) -> Page<Participation>;
    }
}
