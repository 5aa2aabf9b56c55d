use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sillon_kernel::{Detail, Dimension, Failure, FailureKind, Name, Quantity, Unit, fold};

use crate::{NamedUnit, Size, units::ratio::Ratio, units::unit_key::unit_key};

/// The most units a graph may name; a product has a handful.
pub const MAX_UNIT_FACTS: usize = 100;

/// Codes of UN/ECE recommendation 20 (and 21, for pieces packed) that stand for so many thousandths of a base unit.
const CODES: &[(&str, Dimension, i64)] = &[
    ("mgm", Dimension::Weight, 1),
    ("grm", Dimension::Weight, 1_000),
    ("kgm", Dimension::Weight, 1_000_000),
    ("tne", Dimension::Weight, 1_000_000_000),
    ("onz", Dimension::Weight, 28_350),
    ("lbr", Dimension::Weight, 453_600),
    ("mlt", Dimension::Volume, 1_000),
    ("clt", Dimension::Volume, 10_000),
    ("dlt", Dimension::Volume, 100_000),
    ("ltr", Dimension::Volume, 1_000_000),
    ("hlt", Dimension::Volume, 100_000_000),
    ("mtq", Dimension::Volume, 1_000_000_000),
    ("gli", Dimension::Volume, 4_546_090),
    ("c62", Dimension::Piece, 1_000),
    ("h87", Dimension::Piece, 1_000),
    ("ea", Dimension::Piece, 1_000),
    ("pr", Dimension::Piece, 2_000),
    ("dzn", Dimension::Piece, 12_000),
];

/// One thing known of a product's units: one `unit` is `count` of `of`.
///
/// Units are named: those everybody knows by their symbol (`kg`) or their UN/ECE code (`KGM`), all others, such as `bunch` or
/// `XCR`, by whatever name the facts give them, in its singular or its plural.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFact {
    /// The unit.
    pub unit: String,
    /// How many of the other unit it is, above zero.
    pub count: Decimal,
    /// The other unit.
    pub of: String,
}

/// How the units of a product convert: a bottle is 0.75 l, a case is 12 bottles, a bunch is about 500 g.
///
/// Conversions are exact ratios, found along any path of facts, both ways; weights and volumes convert among themselves
/// without being told. What no path joins is an error, never 1 and never 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitGraph {
    worth: BTreeMap<Node, Worth>,
}

/// What facts are about: a base unit, or a unit with a name, by its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Base(Base),
    Named(String),
}

/// The base unit of a dimension, in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    Gram,
    Millilitre,
    Piece,
}

impl Base {
    fn of(dimension: Dimension) -> Self {
        match dimension {
            Dimension::Weight => Self::Gram,
            Dimension::Volume => Self::Millilitre,
            Dimension::Piece => Self::Piece,
        }
    }
}

/// One of a unit is `ratio` of the unit it is measured by, which all that converts into each other share.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Worth {
    by: Node,
    ratio: Ratio,
}

/// What one unit is of others.
type Edges = BTreeMap<Node, Vec<(Node, Ratio)>>;

impl UnitGraph {
    /// The graph of all that is known.
    ///
    /// # Errors
    ///
    /// [`GraphRefused::Nothing`] for a count that is not above zero; [`GraphRefused::Contradiction`] when two paths come to
    /// different ratios; [`GraphRefused::TooLarge`] beyond what ratios hold, [`GraphRefused::TooMany`] beyond
    /// [`MAX_UNIT_FACTS`].
    pub fn new(facts: &[UnitFact]) -> Result<Self, GraphRefused> {
        if facts.len() > MAX_UNIT_FACTS {
            return Err(GraphRefused::TooMany);
        }
        let mut edges = Edges::new();
        for fact in facts {
            add(&mut edges, fact)?;
        }
        let mut graph = Self::default();
        // Ordered, the base units come first: whatever converts into one of them is measured by it.
        for start in edges.keys() {
            if !graph.worth.contains_key(start) {
                graph.walk(start, &edges)?;
            }
        }
        Ok(graph)
    }

    /// The graph of a product's named units.
    ///
    /// # Errors
    ///
    /// As [`UnitGraph::new`].
    pub fn of(units: &[NamedUnit]) -> Result<Self, GraphRefused> {
        let fact = |unit: &NamedUnit| UnitFact {
            unit: unit.name.to_string(),
            count: unit.amount.in_base(),
            of: match &unit.of {
                Some(of) => of.to_string(),
                None => unit.amount.dimension().base_unit().symbol().to_owned(),
            },
        };
        Self::new(&units.iter().map(fact).collect::<Vec<_>>())
    }

    /// Measures everything that converts into `start` by it.
    fn walk(&mut self, start: &Node, edges: &Edges) -> Result<(), GraphRefused> {
        let mut found = vec![(start.clone(), Ratio::ONE)];
        while let Some((node, ratio)) = found.pop() {
            if let Some(known) = self.worth.get(&node) {
                if known.ratio == ratio {
                    continue;
                }
                return Err(GraphRefused::Contradiction(node.name().to_owned()));
            }
            for (next, next_in_node) in edges.get(&node).into_iter().flatten() {
                // One of `node` is so many of `next`; so one of `next` is worth the inverse of that, of `node`.
                let worth = next_in_node.inverse().times(ratio).ok_or(GraphRefused::TooLarge)?;
                found.push((next.clone(), worth));
            }
            self.worth.insert(node, Worth { by: start.clone(), ratio });
        }
        Ok(())
    }

    /// So many of one unit as a number of another; exact where 28 digits can say it.
    ///
    /// # Errors
    ///
    /// [`NoConversion`] when no path of facts joins the two, or the number is beyond what can be said.
    pub fn convert(&self, amount: Decimal, from: &str, to: &str) -> Result<Decimal, NoConversion> {
        self.between(resolve(from), resolve(to))
            .and_then(|ratio| ratio.of_number(amount))
            .ok_or_else(|| NoConversion { from: from.to_owned(), to: to.to_owned() })
    }

    /// Whether anything is known of a unit of this name.
    pub fn knows(&self, name: &str) -> bool {
        let (node, _) = resolve(name);
        matches!(node, Node::Base(_)) || self.worth.contains_key(&node)
    }

    /// How many of the second unit one of the first is.
    fn between(
        &self,
        (from, from_ratio): (Node, Ratio),
        (to, to_ratio): (Node, Ratio),
    ) -> Option<Ratio> {
        let own = |node: &Node| Worth { by: node.clone(), ratio: Ratio::ONE };
        let (one, other) = (
            self.worth.get(&from).cloned().unwrap_or_else(|| own(&from)),
            self.worth.get(&to).cloned().unwrap_or_else(|| own(&to)),
        );
        if one.by != other.by {
            return None;
        }
        let worth = from_ratio.times(one.ratio)?;
        worth.times(other.ratio.times(to_ratio)?.inverse())
    }
}

/// How much of a supply measured in `into` one item of a size takes.
///
/// This is what lets a case, a bottle and a litre draw on one pool. A piece with a name the graph knows converts by that name;
/// any other is a piece. It is the nearest thousandth of the base unit.
///
/// # Errors
///
/// [`NoConversion`] when no path joins the size and the supply's dimension, or what it comes to rounds to nothing.
pub fn draw(graph: &UnitGraph, size: &Size, into: Dimension) -> Result<Quantity, NoConversion> {
    let quantity = size.quantity();
    let named = size.piece_name().map(Name::as_str).filter(|name| graph.knows(name));
    if quantity.dimension() == into && named.is_none() {
        return Ok(quantity);
    }
    let from = named.map_or_else(|| base(quantity.dimension()), resolve);
    let amount =
        graph.between(from, base(into)).and_then(|ratio| ratio.of_number(quantity.in_base()));
    let drawn = amount.and_then(|amount| Quantity::from_base(amount, into));
    drawn.filter(|drawn| drawn.milli() > 0).ok_or_else(|| NoConversion {
        from: size.label(),
        to: into.base_unit().symbol().to_owned(),
    })
}

/// How much one item of a size takes, of the one pool that all sizes it converts into share: a weight where a weight can be
/// said, else a volume, else pieces. A size that converts into nothing is measured by itself.
pub fn pool_draw(graph: &UnitGraph, size: &Size) -> Quantity {
    let dimensions = [Dimension::Weight, Dimension::Volume, Dimension::Piece];
    let drawn = dimensions.into_iter().find_map(|into| draw(graph, size, into).ok());
    drawn.unwrap_or(size.quantity())
}

impl Node {
    fn name(&self) -> &str {
        match self {
            Self::Base(Base::Gram) => Unit::Gram.symbol(),
            Self::Base(Base::Millilitre) => Unit::Millilitre.symbol(),
            Self::Base(Base::Piece) => Unit::Piece.symbol(),
            Self::Named(name) => name,
        }
    }
}

fn base(dimension: Dimension) -> (Node, Ratio) {
    (Node::Base(Base::of(dimension)), Ratio::ONE)
}

/// The unit a name stands for: so many of a base unit where everybody knows it, else itself.
fn resolve(name: &str) -> (Node, Ratio) {
    let folded = fold(name);
    let by_symbol = Unit::ALL.into_iter().find(|unit| unit.symbol() == folded);
    let by_symbol = by_symbol.map(|unit| (unit.dimension(), unit.milli()));
    let by_code = || CODES.iter().find(|(code, _, _)| *code == folded);
    let known = by_symbol.or_else(|| by_code().map(|(_, dimension, milli)| (*dimension, *milli)));
    let ratio = |milli| Ratio::from_decimal(Decimal::new(milli, 3));
    known
        .and_then(|(dimension, milli)| Some((Node::Base(Base::of(dimension)), ratio(milli)?)))
        .unwrap_or_else(|| (Node::Named(unit_key(name)), Ratio::ONE))
}

/// Adds a fact to what its two units are of each other.
fn add(edges: &mut Edges, fact: &UnitFact) -> Result<(), GraphRefused> {
    let count = Ratio::from_decimal(fact.count);
    let count = count.ok_or_else(|| GraphRefused::Nothing(fact.unit.clone()))?;
    let ((unit, unit_ratio), (of, of_ratio)) = (resolve(&fact.unit), resolve(&fact.of));
    // unit × unit_ratio = count × of × of_ratio, so one of the unit's node is this of the other's.
    let ratio = count.times(of_ratio).and_then(|right| right.times(unit_ratio.inverse()));
    let ratio = ratio.ok_or(GraphRefused::TooLarge)?;
    edges.entry(of.clone()).or_default().push((unit.clone(), ratio.inverse()));
    edges.entry(unit).or_default().push((of, ratio));
    Ok(())
}

/// There is no way from one unit to the other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing says how much {from} is in {to}")]
pub struct NoConversion {
    /// The unit, or the size, that was to be converted.
    pub from: String,
    /// The unit it was to be converted into.
    pub to: String,
}

/// Why a graph of units was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GraphRefused {
    /// A unit of which there is nothing in another.
    #[error("“{0}” is more than nothing of another unit")]
    Nothing(String),
    /// The facts come to two answers.
    #[error("what is said of “{0}” contradicts what else is said of the units")]
    Contradiction(String),
    /// The ratios are beyond what can be computed with.
    #[error("the units are too far apart")]
    TooLarge,
    /// More units than a graph may name.
    #[error("there are more than {MAX_UNIT_FACTS} units")]
    TooMany,
}

impl Failure for NoConversion {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "no-conversion")
    }

    fn details(&self) -> Vec<Detail> {
        Vec::new()
    }
}

impl Failure for GraphRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("units", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn fact(unit: &str, count: &str, of: &str) -> UnitFact {
        UnitFact { unit: unit.to_owned(), count: count.parse().unwrap(), of: of.to_owned() }
    }

    fn graph(facts: &[(&str, &str, &str)]) -> UnitGraph {
        let facts: Vec<_> = facts.iter().map(|(unit, count, of)| fact(unit, count, of)).collect();
        UnitGraph::new(&facts).unwrap()
    }

    fn converted(graph: &UnitGraph, amount: &str, from: &str, to: &str) -> Option<String> {
        let amount = graph.convert(amount.parse().unwrap(), from, to);
        amount.ok().map(|amount| amount.to_string())
    }

    #[test]
    fn a_case_of_bottles_and_a_litre_convert() {
        let wine = graph(&[("case", "12", "bottle"), ("bottle", "0.75", "l")]);
        assert_eq!(converted(&wine, "1", "case", "l").as_deref(), Some("9"));
        assert_eq!(converted(&wine, "4.5", "litre", "case"), None, "a unit is named by its symbol");
        assert_eq!(converted(&wine, "4.5", "l", "Case").as_deref(), Some("0.5"));
        assert_eq!(converted(&wine, "75", "cl", "bottle").as_deref(), Some("1"));
        assert_eq!(converted(&wine, "1", "bottle", "kg"), None, "its weight is not known");
    }

    #[test]
    fn the_named_units_of_a_product_make_its_graph() {
        let unit = |name, amount, of: Option<&str>| NamedUnit {
            name: Name::parse(name).unwrap(),
            amount,
            of: of.map(|of| Name::parse(of).unwrap()),
        };
        let bottle = unit("bottle", Quantity::parse("75", Unit::Centilitre).unwrap(), None);
        let units = [unit("case", Quantity::pieces(12), Some("bottle")), bottle.clone()];
        let wine = UnitGraph::of(&units).unwrap();
        assert_eq!(converted(&wine, "1", "case", "l").as_deref(), Some("9"));
        let units = [bottle, unit("Bottle", Quantity::pieces(1), None)];
        assert!(UnitGraph::of(&units).is_ok(), "a bottle may be a piece as well");
    }

    #[test]
    fn codes_of_trade_convert_as_the_base_unit_says() {
        let crate_of_20 = graph(&[("XCR", "20", "XBO"), ("XCR", "10", "LTR")]);
        assert_eq!(converted(&crate_of_20, "10", "XBO", "LTR").as_deref(), Some("5"));
        assert_eq!(converted(&crate_of_20, "10", "XBO", "KGM"), None);
        assert_eq!(converted(&UnitGraph::default(), "3000", "GRM", "KGM").as_deref(), Some("3"));
        assert_eq!(converted(&UnitGraph::default(), "2", "DZN", "piece").as_deref(), Some("24"));
        assert_eq!(converted(&UnitGraph::default(), "2", "XBO", "XBO").as_deref(), Some("2"));
        assert_eq!(converted(&UnitGraph::default(), "2", "XBO", "XCR"), None);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let new = |facts: &[(&str, &str, &str)]| {
            let facts: Vec<_> =
                facts.iter().map(|(unit, count, of)| fact(unit, count, of)).collect();
            UnitGraph::new(&facts).map(|_| ())
        };
        let contradicts = |facts| matches!(new(facts), Err(GraphRefused::Contradiction(_)));
        assert!(contradicts(&[
            ("case", "12", "bottle"),
            ("bottle", "75", "cl"),
            ("case", "8", "l")
        ]));
        assert!(contradicts(&[("kg", "2", "g")]));
        assert!(contradicts(&[("bunch", "2", "bunch")]));
        assert!(
            new(&[("case", "12", "bottle"), ("bottle", "75", "cl"), ("case", "9", "l")]).is_ok()
        );
        assert!(new(&[("kg", "1000", "g")]).is_ok(), "what is known may be said again");
        assert_eq!(new(&[("case", "0", "bottle")]), Err(GraphRefused::Nothing("case".to_owned())));
        let many: Vec<_> = vec![("a", "1", "b"); MAX_UNIT_FACTS + 1];
        assert_eq!(new(&many), Err(GraphRefused::TooMany));
    }

    #[test]
    fn sizes_with_a_path_draw_on_one_pool() {
        let wine = graph(&[("case", "12", "bottle"), ("bottle", "0.75", "l")]);
        let named =
            |count, name| Size::pieces(Quantity::pieces(count), Name::parse(name).ok()).unwrap();
        let litres =
            |size: &Size| draw(&wine, size, Dimension::Volume).map(|drawn| drawn.to_string());
        assert_eq!(litres(&named(1, "case")).unwrap(), "9 l");
        assert_eq!(litres(&named(2, "bottle")).unwrap(), "1.5 l");
        let litre = Size::measured(Quantity::parse("1", Unit::Litre).unwrap()).unwrap();
        assert_eq!(litres(&litre).unwrap(), "1 l");
        assert!(litres(&named(1, "glass")).is_err() && litres(&named(6, "")).is_err());
        assert_eq!(draw(&wine, &named(3, "glass"), Dimension::Piece), Ok(Quantity::pieces(3)));
        assert!(
            draw(&wine, &named(1, "case"), Dimension::Piece).is_err(),
            "bottles are no pieces here"
        );
        assert_eq!(pool_draw(&wine, &named(1, "case")).to_string(), "9 l");
        assert_eq!(pool_draw(&wine, &named(2, "glass")), Quantity::pieces(2));
        let speck = graph(&[("speck", "0.0000001", "g")]);
        assert!(draw(&speck, &named(1, "speck"), Dimension::Weight).is_err());
    }

    /// A tree of units: each is so many of one before it; the counts convert exactly both ways.
    fn any_tree() -> impl Strategy<Value = Vec<UnitFact>> {
        let count = prop_oneof![Just("2"), Just("5"), Just("0.25"), Just("12.5"), Just("20")];
        vec((count, any::<prop::sample::Index>()), 1..8).prop_map(|units| {
            let mut facts = Vec::new();
            for (number, (count, parent)) in units.into_iter().enumerate() {
                let of = parent.index(number + 1);
                let of = if of == 0 { "kg".to_owned() } else { format!("unit {of}") };
                facts.push(fact(&format!("unit {}", number + 1), count, &of));
            }
            facts
        })
    }

    proptest! {
        #[test]
        fn what_is_converted_converts_back(facts in any_tree(), amount in 1_i64..1_000_000) {
            let graph = UnitGraph::new(&facts).unwrap();
            let amount = Decimal::new(amount, 3).normalize();
            let names: Vec<&str> = facts.iter().map(|fact| fact.unit.as_str()).chain(["g"]).collect();
            for from in &names {
                for to in &names {
                    let there = graph.convert(amount, from, to).unwrap();
                    prop_assert_eq!(graph.convert(there, to, from), Ok(amount));
                    for over in &names {
                        let part = graph.convert(amount, from, over).unwrap();
                        prop_assert_eq!(graph.convert(part, over, to), Ok(there));
                    }
                }
            }
        }

        #[test]
        fn the_order_of_the_facts_changes_nothing(facts in any_tree().prop_shuffle(), turned in any_tree()) {
            let mut reversed = facts.clone();
            reversed.reverse();
            prop_assert_eq!(UnitGraph::new(&facts).is_ok(), UnitGraph::new(&reversed).is_ok());
            let both: Vec<UnitFact> = facts.iter().chain(&turned).cloned().collect();
            let again: Vec<UnitFact> = turned.into_iter().chain(facts).collect();
            prop_assert_eq!(UnitGraph::new(&both).is_ok(), UnitGraph::new(&again).is_ok());
        }
    }
}
