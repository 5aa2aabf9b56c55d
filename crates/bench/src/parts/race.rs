//! Part c: many clients want the last of a thing at the same instant.

use serde_json::Value;

use crate::{
    Fault,
    arguments::Backend,
    bench::{Bench, say},
    load::clients::{Outcome, Work, drive},
    load::http::{Answer, Body},
    load::report::Report,
    load::spread::{Spread, Target, millis},
    parts::desk::Desk,
    parts::market::{Shop, ShopShape, open_carts, same_carts},
    parts::pool_race,
    parts::racers::{ANSWERED, CLIENTS, RACES, placed},
};

/// How many items there are of each variant; each client wants one.
const STOCK: usize = 20;

/// Measures the part.
pub(crate) async fn measure(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    for backend in bench.plan.backends.clone() {
        say(&format!("c: {CLIENTS} clients race for {STOCK}, {RACES} times, on {backend}"));
        let database = bench.database(backend, "race")?;
        let serving = bench.sillon.serve(&database.url()).await?;
        let desk = Desk::sign_up(serving.address).await?;
        let shape = ShopShape { farms: 3, variants_each: RACES, stock: STOCK };
        let shop = Shop::open(&desk, "Hub", shape).await?;
        let (alone, pairs) = shop.variants.split_at(RACES);
        race(&desk, &shop, alone.chunks(1), backend, report).await?;
        race(&desk, &shop, pairs.chunks(2), backend, report).await?;
        drop(serving);
        let sold = database.one("select sum(taken_milli) from order_line")?;
        let left = database.one("select sum(available_milli) from supply")?;
        if left != "0" {
            return Err(format!("{sold} were sold and {left} are left, of {backend}'s last").into());
        }
        bench.sillon.verify(&database.url())?;
        pool_race::measure(bench, backend, report).await?;
    }
    Ok(())
}

/// Lets the clients race for each group of variants in turn, every other one asking for them in the opposite order.
async fn race(
    desk: &Desk,
    shop: &Shop,
    groups: impl Iterator<Item = &[String]>,
    backend: Backend,
    report: &mut Report,
) -> Result<(), Fault> {
    let (mut sold, mut took) = (Spread::default(), Spread::default());
    let mut wanted = "";
    for variants in groups {
        wanted = if variants.len() > 1 { "two variants in opposite orders" } else { "one variant" };
        let requests = open_carts(desk, &same_carts(shop, variants, CLIENTS)).await?;
        let outcome = drive(desk.address(), CLIENTS, Work::all(requests), Body::Dropped).await?;
        check(&outcome, variants)?;
        sold.add(f64::from(u32::try_from(placed(&outcome))?));
        took.add(millis(outcome.elapsed));
    }
    let stock = Spread::of(f64::from(u32::try_from(STOCK)?), RACES);
    let what = format!("race for {STOCK}, {wanted}, {backend}: sold / there");
    report.ratio(what, "", (&sold, &stock), Some(Target::Exactly(1.0)));
    let what =
        format!("race for {STOCK}, {wanted}, {backend}: ms until all {CLIENTS} are answered");
    report.value(what, " ms", took, ANSWERED);
    Ok(())
}

/// That exactly what there was is sold, and that every other client is told which line is short, and that none is left.
fn check(outcome: &Outcome, variants: &[String]) -> Result<(), Fault> {
    let refused = outcome.kept.iter().map(|(_, answer)| answer);
    if placed(outcome) != STOCK || outcome.answers != CLIENTS {
        return Err(format!("of {STOCK}, {:?} were answered", outcome.statuses).into());
    }
    for answer in refused {
        if !names_the_short_lines(answer, variants) {
            return Err(format!("a refusal does not say what is short: {}", answer.told()).into());
        }
    }
    Ok(())
}

fn names_the_short_lines(answer: &Answer, variants: &[String]) -> bool {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let short = problem.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
    let told = |line: &Value, name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
    answer.status == 409
        && told(&problem, "code").as_deref() == Some("out-of-stock")
        && short.len() == variants.len()
        && short.iter().enumerate().all(|(place, line)| {
            told(line, "field") == Some(format!("lines[{place}]"))
                && told(line, "left").as_deref() == Some("0")
                && told(line, "variant").is_some_and(|variant| variants.contains(&variant))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_each_short_line_and_what_is_left() {
        let refusal = |errors: &str| Answer {
            status: 409,
            head: Vec::new(),
            body: format!("{{\"code\":\"out-of-stock\",\"errors\":[{errors}]}}").into_bytes(),
        };
        let short = r#"{"field":"lines[0]","rule":"none","left":"0","variant":"v1","wanted":"1"}"#;
        let variants = ["v1".to_owned()];
        assert!(names_the_short_lines(&refusal(short), &variants));
        assert!(!names_the_short_lines(&refusal(&short.replace("\"0\"", "\"3\"")), &variants));
        assert!(!names_the_short_lines(&refusal(""), &variants));
    }
}
