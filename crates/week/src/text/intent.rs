//! What a line wants of the goods it names: which of its numbers is a size, a quantity, a price, and of which size.

use rust_decimal::Decimal;
use sillon_kernel::{Dimension, Money, Quantity, Unit};

use crate::{
    Shelf, ShelfItem, fault::Rule, fault::Suggestion, fault::WeekFault, text::line::Amount,
    text::line::ParsedLine, text::line::Per, text::line::Price, text::line::Sign,
    text::line::dozens, text::matching::MAX_SUGGESTED, text::token::Number, text::words::Container,
    text::words::Status, text::words::UnitWord,
};
use sillon_catalogue::{MAX_ON_HAND, MAX_SUPPLY_MILLI};

/// What becomes of what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PoolIntent {
    /// So much, in thousandths of the pool's base unit.
    Set(i64),
    /// So much more, or less.
    Add(i64),
    Stop,
    OnDemand,
    Same,
}

/// What a line wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Intent {
    /// Of which items: one, or all that the line names together.
    pub(crate) targets: Vec<usize>,
    pub(crate) pool: Option<PoolIntent>,
    pub(crate) price: Option<Money>,
    /// Whether a word of the line was taken for something that nobody said it is.
    pub(crate) guessed: bool,
}

/// How sure it is which item a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// By words: its numbers may name the size.
    ByWords,
    /// A person chose it.
    Chosen,
    /// The size is written out, so that every number left is something else.
    InFull,
}

/// The sizes a line may have meant.
pub(crate) fn suggest(shelf: &Shelf, places: &[usize]) -> Vec<Suggestion> {
    let items = places.iter().filter_map(|place| shelf.item(*place));
    let suggestion =
        |item: &ShelfItem| Suggestion { variant: item.variant, written: item.written() };
    items.map(suggestion).take(MAX_SUGGESTED).collect()
}

/// What a line wants of the items that its words may mean.
pub(crate) fn intent(
    said: &ParsedLine,
    places: &[usize],
    named: Named,
    shelf: &Shelf,
) -> Result<Intent, WeekFault> {
    IntentReader { said, shelf, named, places: places.to_vec(), guessed: false }.intent()
}

/// The numbers of a line, each in its role.
#[derive(Debug, Default)]
struct Roles {
    size: Option<Quantity>,
    amount: Option<(Sign, Amount)>,
    price: Option<Price>,
}

struct IntentReader<'s> {
    said: &'s ParsedLine,
    shelf: &'s Shelf,
    named: Named,
    places: Vec<usize>,
    guessed: bool,
}

impl IntentReader<'_> {
    fn intent(mut self) -> Result<Intent, WeekFault> {
        if let Some(trouble) = self.said.faults.first() {
            return Err(trouble.clone().into());
        }
        let roles = self.roles()?;
        let status = self.status(&roles)?;
        if status.is_none() && roles.amount.is_none() && roles.price.is_none() {
            return Err(Rule::NothingSaid(self.name()).into());
        }
        self.narrow(&roles)?;
        let targets = self.targets(status, &roles)?;
        let pool = match (status, &roles.amount) {
            (Some(Status::Stop), _) => Some(PoolIntent::Stop),
            (Some(Status::OnDemand), _) => Some(PoolIntent::OnDemand),
            (Some(Status::Same), _) => Some(PoolIntent::Same),
            (None, Some((sign, amount))) => {
                let first = self.first(&targets)?;
                Some(pool_intent(*sign, milli(amount, first)?))
            }
            (None, None) => None,
        };
        let price = match &roles.price {
            Some(price) => Some(self.price(price, &roles, &targets)?),
            None => None,
        };
        Ok(Intent { targets, pool, price, guessed: self.guessed })
    }

    /// The goods as the line names them.
    fn name(&self) -> String {
        let words: Vec<&str> = self.said.words.iter().map(|word| word.text.as_str()).collect();
        let written = || {
            let items = self.places.iter().filter_map(|place| self.shelf.item(*place));
            items.map(ShelfItem::written).next().unwrap_or_default()
        };
        if words.is_empty() { written() } else { words.join(" ") }
    }

    fn first(&self, targets: &[usize]) -> Result<&ShelfItem, WeekFault> {
        let first = targets.first().and_then(|place| self.shelf.item(*place));
        first.ok_or_else(|| Rule::NoProduct.into())
    }

    fn items(&self) -> impl Iterator<Item = &ShelfItem> {
        self.places.iter().filter_map(|place| self.shelf.item(*place))
    }

    fn fault(&self, rule: Rule) -> WeekFault {
        WeekFault { rule, suggestions: suggest(self.shelf, &self.places) }
    }

    fn is_size(&self, quantity: Quantity) -> bool {
        self.named != Named::InFull && self.items().any(|item| item.size.quantity() == quantity)
    }

    /// Gives every number its role, or refuses where it may have two.
    fn roles(&self) -> Result<Roles, WeekFault> {
        if self.said.prices.len() > 1 {
            return Err(Rule::TwoPrices.into());
        }
        let mut roles = Roles { price: self.said.prices.first().cloned(), ..Roles::default() };
        let mut amounts = self.said.changes.clone();
        let mut bare: Vec<(bool, &Number)> = Vec::new();
        let is_counted =
            self.said.amounts.iter().any(|amount| matches!(amount, Amount::Counted(..)));
        for amount in &self.said.amounts {
            match amount {
                Amount::Bare(number) => bare.push((!amounts.is_empty(), number)),
                Amount::Measured(quantity, _)
                    if roles.size.is_none() && self.is_size(*quantity) =>
                {
                    roles.size = Some(*quantity);
                }
                Amount::Measured(quantity, _) if self.is_size(*quantity) => {
                    return Err(self.fault(Rule::Ambiguous(self.name())));
                }
                Amount::Measured(quantity, _) if is_counted => {
                    return Err(self.fault(Rule::NoSuchSize(quantity.to_string())));
                }
                Amount::Counted(..) | Amount::Measured(..) => {
                    amounts.push((Sign::Set, amount.clone()));
                }
            }
        }
        for pack in &self.said.packs {
            let pieces = Quantity::parse(&pack.text, Unit::Piece).ok();
            match pieces.filter(|pieces| roles.size.is_none() && self.is_size(*pieces)) {
                Some(pieces) => roles.size = Some(pieces),
                None if amounts.is_empty() && bare.is_empty() => {
                    amounts.push((Sign::Set, Amount::Bare(pack.clone())));
                }
                None => return Err(self.fault(Rule::NoSuchSize(format!("x{}", pack.text)))),
            }
        }
        let is_on_demand = self.said.statuses.contains(&Status::OnDemand);
        share_bare(&bare, &mut amounts, &mut roles, is_on_demand)?;
        if amounts.len() > 1 {
            return Err(Rule::TwoQuantities.into());
        }
        roles.amount = amounts.pop().map(|(sign, amount)| (sign, self.in_base_units(amount)));
        if let Some(Price { per: Some(per), .. }) = &mut roles.price
            && let Per::Container(container, text) = per
            && let Some(quantity) = self.unit_of_product(*container, text)
        {
            *per = Per::Quantity(quantity);
        }
        Ok(roles)
    }

    /// How much one of a container is, where no size is called so and the product says how much that is.
    fn unit_of_product(&self, container: Container, text: &str) -> Option<Quantity> {
        let names = self.shelf.names();
        if self.places.iter().any(|place| names.has_container(*place, container)) {
            return None;
        }
        self.items().find_map(|item| item.named_unit(text))
    }

    /// Bunches as the weight they come to, where the product says how much one is.
    fn in_base_units(&self, amount: Amount) -> Amount {
        let Amount::Counted(number, UnitWord::Container(container), text) = &amount else {
            return amount;
        };
        let (unit, count) = (self.unit_of_product(*container, text), number.whole());
        let milli = unit.zip(count.and_then(|count| i64::try_from(count).ok()));
        let milli = milli.and_then(|(unit, count)| unit.milli().checked_mul(count));
        match milli.zip(unit) {
            Some((milli, unit)) => {
                let dimension = unit.dimension();
                Amount::Measured(Quantity::from_milli(milli, dimension), dimension.base_unit())
            }
            None => amount,
        }
    }

    fn status(&self, roles: &Roles) -> Result<Option<Status>, WeekFault> {
        let Some(status) = self.said.statuses.first() else { return Ok(None) };
        let agrees = self.said.statuses.iter().all(|other| other == status);
        let is_nothing = |amount: &(Sign, Amount)| match &amount.1 {
            Amount::Bare(number) | Amount::Counted(number, ..) => number.whole() == Some(0),
            Amount::Measured(quantity, _) => quantity.milli() == 0,
        };
        let counted = roles.amount.as_ref();
        let fits = match status {
            Status::Stop => counted.is_none_or(is_nothing) && roles.price.is_none(),
            Status::OnDemand | Status::Same => counted.is_none(),
        };
        if agrees && fits { Ok(Some(*status)) } else { Err(Rule::Contradiction.into()) }
    }

    /// Leaves only the items that the size, the container and the unit allow.
    fn narrow(&mut self, roles: &Roles) -> Result<(), WeekFault> {
        if let Some(size) = roles.size {
            self.keep(|_, item| item.size.quantity() == size);
        }
        let sized = self.named != Named::ByWords || roles.size.is_some();
        for (container, text) in self.containers(roles) {
            let stock = self.shelf;
            let fits = |place: usize, item: &ShelfItem| {
                stock.names().has_container(place, container)
                    || (container == Container::Piece
                        && item.size.quantity().dimension() == Dimension::Piece)
            };
            let any = self
                .places
                .iter()
                .any(|place| stock.item(*place).is_some_and(|item| fits(*place, item)));
            if any {
                self.keep(fits);
            } else if container.packs_one() && !sized && self.is_one_weighed_size() {
                // Ten bags of lamb's lettuce, sold in 150 g: what they are put in says nothing new.
                self.guessed = true;
            } else if container != Container::Piece && !sized {
                return Err(self.fault(Rule::NotSoldBy(text)));
            }
        }
        let dimension = match &roles.amount {
            Some((_, Amount::Measured(quantity, unit))) => {
                Some((quantity.dimension(), unit.symbol()))
            }
            Some((_, Amount::Counted(_, UnitWord::Dozen, _))) => Some((Dimension::Piece, "12")),
            _ => None,
        };
        if let Some((dimension, unit)) = dimension {
            if !self.items().any(|item| item.draw.dimension() == dimension) {
                return Err(Rule::WrongUnit(unit.to_owned()).into());
            }
            self.keep(|_, item| item.draw.dimension() == dimension);
            let dozen = Quantity::pieces(12);
            if dimension == Dimension::Piece
                && self.items().any(|item| item.size.quantity() == dozen)
            {
                self.keep(|_, item| item.size.quantity() == dozen);
            }
        }
        Ok(())
    }

    /// Whether the line can only mean one size, and that is a weight or a volume.
    fn is_one_weighed_size(&self) -> bool {
        let dimension = |item: &ShelfItem| item.size.quantity().dimension();
        self.places.len() == 1 && self.items().all(|item| dimension(item) != Dimension::Piece)
    }

    fn keep(&mut self, fits: impl Fn(usize, &ShelfItem) -> bool) {
        let stock = self.shelf;
        self.places.retain(|place| stock.item(*place).is_some_and(|item| fits(*place, item)));
    }

    /// The containers a line names, with the words for them.
    fn containers(&self, roles: &Roles) -> Vec<(Container, String)> {
        let mut found = self.said.containers.clone();
        if let Some((_, Amount::Counted(_, UnitWord::Container(container), text))) = &roles.amount
            && text != "x"
        {
            found.push((*container, text.clone()));
        }
        if let Some(Price { per: Some(Per::Container(container, text)), .. }) = &roles.price {
            found.push((*container, text.clone()));
        }
        found
    }

    /// The items the line is about: one, unless what it says holds for all of them together.
    fn targets(&self, status: Option<Status>, roles: &Roles) -> Result<Vec<usize>, WeekFault> {
        let first = match self.items().next() {
            Some(first) if self.places.len() > 1 => first,
            Some(_) => return Ok(self.places.clone()),
            None => return Err(Rule::UnknownProduct(self.name()).into()),
        };
        let of_one_product = self.items().all(|item| item.product == first.product);
        let of_one_pool = self.items().all(|item| item.supply == first.supply);
        let offered: Vec<usize> = self.those(|item| item.now.offered);
        let is_measured = matches!(roles.amount, Some((_, Amount::Measured(..))));
        let together = match status {
            Some(Status::Stop) => of_one_product,
            Some(Status::Same) => of_one_product && roles.price.is_none(),
            Some(Status::OnDemand) => of_one_pool && roles.price.is_none(),
            None => of_one_pool && is_measured && roles.price.is_none() && roles.size.is_none(),
        };
        if together && status == Some(Status::Same) {
            let listed = self.those(|item| item.last.is_some());
            return Ok(if listed.is_empty() { self.places.clone() } else { listed });
        }
        match (together, offered.as_slice()) {
            (true, [_, ..]) => Ok(offered),
            (true, []) if status == Some(Status::Stop) => Ok(self.places.clone()),
            (false, [_]) if of_one_product => Ok(offered),
            _ => Err(self.fault(Rule::Ambiguous(self.name()))),
        }
    }

    fn those(&self, fits: impl Fn(&ShelfItem) -> bool) -> Vec<usize> {
        let places = self.places.iter().copied();
        places.filter(|place| self.shelf.item(*place).is_some_and(&fits)).collect()
    }

    /// The price of one item.
    fn price(&self, said: &Price, roles: &Roles, targets: &[usize]) -> Result<Money, WeekFault> {
        let item = self.first(targets)?;
        let currency = item.now.price.currency();
        if let Some(other) = said.currency.filter(|said| *said != currency) {
            return Err(Rule::OtherCurrency(other.code().to_owned()).into());
        }
        let bad = || WeekFault::from(Rule::BadPrice(said.number.text.clone()));
        let price = Money::parse(&said.number.text, currency).map_err(|_refused| bad())?;
        let size = item.size.quantity();
        let holds = |per: &Quantity| {
            let mut measures = [Some(size), item.content].into_iter().flatten();
            measures.find(|measure| measure.dimension() == per.dimension())
        };
        match &said.per {
            Some(Per::Item | Per::Container(..)) => Ok(price),
            Some(Per::Quantity(per)) => match holds(per).filter(|_| per.milli() > 0) {
                Some(held) => price_of_size(price, held, *per).ok_or_else(bad),
                None => Err(Rule::PricePerOther(item.written()).into()),
            },
            None => match &roles.amount {
                Some((_, Amount::Measured(_, unit))) if unit.milli() != size.milli() => {
                    Err(Rule::PriceOfWhat(said.number.text.clone(), item.written()).into())
                }
                _ => Ok(price),
            },
        }
    }
}

/// The price of a size where so much of it costs so much, rounded once, half away from zero; none beyond all prices.
fn price_of_size(price: Money, size: Quantity, per: Quantity) -> Option<Money> {
    let exact = price.major().checked_mul(Decimal::from(size.milli()))?;
    let exact = exact.checked_div(Decimal::from(per.milli()))?;
    let most = Decimal::from(100_000_000);
    (exact <= most).then(|| Money::round(exact, price.currency()))
}

/// Gives numbers that stand alone their roles: how much there is, or what it costs.
fn share_bare(
    bare: &[(bool, &Number)],
    amounts: &mut Vec<(Sign, Amount)>,
    roles: &mut Roles,
    is_on_demand: bool,
) -> Result<(), WeekFault> {
    let as_price = |number: &Number| Price { number: number.clone(), currency: None, per: None };
    let unclear = |number: &Number| Err(Rule::PriceOrQuantity(number.text.clone()).into());
    let looks_priced = |number: &Number| number.decimals == 2;
    let is_count = |number: &Number| number.decimals == 0;
    match (bare, amounts.is_empty(), roles.price.is_none()) {
        ([], ..) => {}
        ([(_, only)], true, _) if is_count(only) && is_on_demand => {
            return unclear(only);
        }
        ([(_, only)], true, _) if is_count(only) => {
            amounts.push((Sign::Set, Amount::Bare((*only).clone())));
        }
        ([(_, only)], true, true) if looks_priced(only) => roles.price = Some(as_price(only)),
        ([(_, only)], true, false) => return Err(Rule::NotWhole(only.text.clone()).into()),
        ([(after, only)], false, true) if *after || looks_priced(only) => {
            roles.price = Some(as_price(only));
        }
        ([(_, one), (_, other)], true, true) if is_count(one) && looks_priced(other) => {
            amounts.push((Sign::Set, Amount::Bare((*one).clone())));
            roles.price = Some(as_price(other));
        }
        ([(_, one), (_, other)], true, true) if looks_priced(one) && is_count(other) => {
            amounts.push((Sign::Set, Amount::Bare((*other).clone())));
            roles.price = Some(as_price(one));
        }
        (_, _, false) => return Err(Rule::TwoQuantities.into()),
        (bare, ..) => {
            let last = bare.last().map(|(_, number)| *number);
            return last.map_or(Ok(()), unclear);
        }
    }
    Ok(())
}

fn pool_intent(sign: Sign, milli: i64) -> PoolIntent {
    match sign {
        Sign::Set if milli == 0 => PoolIntent::Stop,
        Sign::Set => PoolIntent::Set(milli),
        Sign::Plus => PoolIntent::Add(milli),
        Sign::Minus => PoolIntent::Add(-milli),
    }
}

/// An amount in thousandths of the base unit of an item's pool.
fn milli(amount: &Amount, item: &ShelfItem) -> Result<i64, WeekFault> {
    let items = |number: &Number| -> Result<u32, WeekFault> {
        if !number.is_whole() {
            return Err(Rule::NotWhole(number.text.clone()).into());
        }
        let whole = number.whole().and_then(|whole| u32::try_from(whole).ok());
        let items = whole.filter(|items| *items <= MAX_ON_HAND);
        items.ok_or_else(|| Rule::TooMuch(number.text.clone()).into())
    };
    let size = item.size.quantity();
    let (found, text) = match amount {
        Amount::Counted(number, UnitWord::Container(Container::Piece), text)
            if text != "x"
                && size.dimension() == Dimension::Piece
                && size != Quantity::pieces(1) =>
        {
            return Err(Rule::PiecesOrPacks(number.text.clone(), item.written()).into());
        }
        Amount::Counted(number, UnitWord::Dozen, _) if size != Quantity::pieces(12) => {
            let pieces = dozens(items(number)?);
            (pieces.map(Quantity::milli), number.text.clone())
        }
        Amount::Bare(number) | Amount::Counted(number, ..) => {
            let items = i64::from(items(number)?);
            (items.checked_mul(item.draw.milli()), number.text.clone())
        }
        Amount::Measured(quantity, unit) if quantity.dimension() != item.draw.dimension() => {
            return Err(Rule::WrongUnit(unit.symbol().to_owned()).into());
        }
        Amount::Measured(quantity, _) => (Some(quantity.milli()), quantity.to_string()),
    };
    found.filter(|milli| *milli <= MAX_SUPPLY_MILLI).ok_or_else(|| Rule::TooMuch(text).into())
}
