use sillon_engine::{CycleFilter, CycleKey, FeedRequest, OrderSummary, cycles, orders_of_cycle};
use sillon_kernel::{CycleId, PageRequest};

use crate::{Fault, town::Hub, world::World};

/// All orders of a cycle at a hub, the first placed first.
pub(crate) async fn all_orders(
    world: &World,
    hub: &Hub,
    cycle: CycleId,
) -> Result<Vec<OrderSummary>, Fault> {
    let (mut orders, mut request) = (Vec::new(), PageRequest::first());
    loop {
        let wanted = request.clone();
        let page = world
            .read(&hub.manager, move |tx, actor| orders_of_cycle(tx, actor, cycle, None, &wanted));
        let page = page.await?;
        orders.extend(page.items);
        let Some(next) = page.next else { return Ok(orders) };
        request.after = Some(next);
    }
}

/// All cycles of a hub.
pub(crate) async fn all_cycles(world: &World, hub: &Hub) -> Result<Vec<CycleId>, Fault> {
    let filter = CycleFilter { coordinator: Some(hub.id), ..CycleFilter::default() };
    let (mut found, mut after) = (Vec::new(), None::<CycleKey>);
    loop {
        let page = world.read(&hub.manager, move |tx, actor| {
            cycles(tx, actor, &filter, after, &PageRequest::first()).map(|page| page.page)
        });
        let page = page.await?;
        found.extend(page.items.iter().map(|cycle| cycle.id));
        let (Some(last), Some(_)) = (page.items.last(), page.next) else { return Ok(found) };
        after = Some(CycleKey { opens_at: last.orders.from().micros(), cycle: last.id });
    }
}

/// Reads what is new in a hub's feed, and sees that no number is left out.
pub(crate) async fn read_feed(world: &mut World, hub: &mut Hub) -> Result<(), Fault> {
    loop {
        let request = FeedRequest {
            enterprise: hub.id,
            after: hub.read,
            kinds: Vec::new(),
            limit: PageRequest::MAX,
        };
        let page = world.engine.events(hub.manager.clone(), request).await?;
        if page.events.is_empty() {
            return Ok(());
        }
        for event in page.events {
            if event.number != hub.read.saturating_add(1) {
                return Err(format!("event {} follows event {}", event.number, hub.read).into());
            }
            hub.read = event.number;
            world.tally.event(event.kind.as_str());
        }
    }
}
