use sillon_kernel::{HandOverMethodId, VariantId};

use crate::{HandOverRefused, OfferedHandOver, PriceList, UncarriedLine};

impl PriceList {
    /// A method that is offered.
    pub fn hand_over(&self, method: HandOverMethodId) -> Option<&OfferedHandOver> {
        self.hand_over.iter().find(|it| it.method.id == method)
    }

    /// The method that a basket remembers: none where none is offered any more, so that nobody is held to what is gone.
    pub fn remembered(&self, method: Option<HandOverMethodId>) -> Option<HandOverMethodId> {
        method.filter(|_| !self.hand_over.is_empty())
    }

    /// The method of an order: the one that is wanted, of those that are offered; none at a shop that offers none.
    ///
    /// # Errors
    ///
    /// [`HandOverRefused::Required`] without one, where there are some to choose from; [`HandOverRefused::NothingToChoose`] with
    /// one, where there are none; [`HandOverRefused::NoneForThem`] where the hub shows them none of those it has.
    pub fn chosen_hand_over(
        &self,
        wanted: Option<HandOverMethodId>,
    ) -> Result<Option<&OfferedHandOver>, HandOverRefused> {
        if self.hides_hand_over {
            return Err(HandOverRefused::NoneForThem);
        }
        match (wanted, self.hand_over.is_empty()) {
            (None, true) => Ok(None),
            (Some(_), true) => Err(HandOverRefused::NothingToChoose),
            (wanted, false) => {
                let chosen = wanted.and_then(|method| self.hand_over(method));
                let named = |it: &OfferedHandOver| (it.method.id, it.method.name.to_string());
                let required = || {
                    let choices = self.hand_over.iter().map(named).collect();
                    HandOverRefused::Required { choices }
                };
                chosen.map(Some).ok_or_else(required)
            }
        }
    }
}

impl OfferedHandOver {
    /// Checks that a basket can be had by it, where `placed` orders of the cycle are handed over by it already. Without a post
    /// code it is not asked whether a delivery goes there.
    ///
    /// # Errors
    ///
    /// [`HandOverRefused`]: goods it cannot carry first, then where it does not go, then that it is full.
    pub fn check(
        &self,
        list: &PriceList,
        basket: &[(VariantId, u32)],
        postcode: Option<&str>,
        placed: u32,
    ) -> Result<(), HandOverRefused> {
        let method = self.method.name.to_string();
        let lines = self.uncarried(list, basket);
        if !lines.is_empty() {
            return Err(HandOverRefused::CannotCarry { method, lines });
        }
        if let (Some(area), Some(postcode)) = (self.method.kind.postcodes(), postcode)
            && !area.reach(postcode)
        {
            let postcode = postcode.chars().take(20).collect();
            return Err(HandOverRefused::NotDeliveredThere { method, postcode });
        }
        if self.method.capacity.is_some_and(|most| placed >= most) {
            return Err(HandOverRefused::Full { method });
        }
        Ok(())
    }

    fn uncarried(&self, list: &PriceList, basket: &[(VariantId, u32)]) -> Vec<UncarriedLine> {
        let uncarried = |(line, (variant, _)): (usize, &(VariantId, u32))| {
            let offer = list.offer(*variant)?;
            let listing = &offer.listing;
            let of_parts = listing.parts.iter().map(|part| &part.listing.storage);
            let mut classes = [&listing.storage].into_iter().chain(of_parts);
            classes.find(|class| !self.method.carries(class)).map(|storage| UncarriedLine {
                line,
                variant: *variant,
                name: offer.name(),
                storage: storage.to_string(),
            })
        };
        basket.iter().enumerate().filter_map(uncarried).collect()
    }
}

#[cfg(test)]
mod tests {
    use sillon_catalogue::Storage;
    use sillon_kernel::Failure;

    use super::*;
    use crate::{
        Direction, Facts, HandOverKind, HandOverMethod, Listing,
        sample::{exchange, id, listing, market, pick_up, piece},
    };

    /// A shop that sells apples (1) and ice (2).
    fn shop(methods: Vec<HandOverMethod>) -> PriceList {
        let frozen = Listing { storage: "frozen".into(), ..listing(2, "3", piece()) };
        PriceList::build(Facts {
            listings: vec![listing(1, "2", piece()), frozen],
            exchanges: vec![
                exchange(Direction::Incoming, 100, 1..=2, []),
                exchange(Direction::Outgoing, 900, 1..=2, []),
            ],
            hand_over_methods: methods,
            ..market()
        })
    }

    fn basket(variants: &[u32]) -> Vec<(VariantId, u32)> {
        variants.iter().map(|variant| (id(*variant), 1)).collect()
    }

    #[test]
    fn a_method_is_chosen_where_there_are_some_and_none_where_there_are_none() {
        let (bare, with) = (shop(vec![]), shop(vec![pick_up(1, None)]));
        assert_eq!(bare.chosen_hand_over(None), Ok(None));
        assert_eq!(
            (bare.remembered(Some(id(1))), with.remembered(Some(id(1)))),
            (None, Some(id(1)))
        );
        assert_eq!(bare.chosen_hand_over(Some(id(1))), Err(HandOverRefused::NothingToChoose));
        assert_eq!(with.chosen_hand_over(Some(id(1))).unwrap().unwrap().method.id, id(1));
        for wanted in [None, Some(id(2))] {
            let refused = with.chosen_hand_over(wanted).unwrap_err();
            assert_eq!(refused.class().1, "hand-over-required");
            assert_eq!(refused.details()[0].field, "hand_over.method");
        }
    }

    #[test]
    fn a_basket_is_refused_for_goods_then_for_the_place_then_for_the_number() {
        let van = HandOverMethod {
            kind: HandOverKind::Delivery { postcodes: "88*".parse().unwrap() },
            carries: vec![Storage::Ambient, Storage::Chilled],
            capacity: Some(2),
            ..pick_up(1, None)
        };
        let list = shop(vec![van]);
        let van = list.hand_over(id(1)).unwrap();
        let check = |variants: &[u32], postcode, placed| {
            van.check(&list, &basket(variants), postcode, placed).map_err(|it| it.class().1)
        };
        assert_eq!(check(&[1], Some("88000"), 1), Ok(()));
        assert_eq!(check(&[1], None, 1), Ok(()), "nobody said yet where it goes");
        assert_eq!(check(&[1, 2], Some("54000"), 2), Err("cannot-carry"));
        assert_eq!(check(&[1], Some("54000"), 2), Err("not-delivered-there"));
        assert_eq!(check(&[1], Some("88000"), 2), Err("hand-over-full"));
        let refused = van.check(&list, &basket(&[1, 2]), None, 0).unwrap_err();
        assert_eq!(refused.details()[0].field, "lines[1]");
    }
}
