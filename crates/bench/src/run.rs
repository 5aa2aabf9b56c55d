use crate::{
    Fault,
    arguments::{Arguments, Part, Plan},
    bench::Bench,
    load::report::Report,
    machine::environment,
    parts::{catalogue, checkouts, close, crowd, offers, offers_beside, offers_changing, race},
};

/// Measures what the arguments ask for, prints it, and puts it into the page they name.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), Fault> {
    let load = environment::load();
    let bench = Bench::start(Plan::of(arguments))?;
    let mut report = Report::of(environment::told(bench.folder(), &load, &bench.versions()?)?);
    for part in bench.plan.parts.clone() {
        match part {
            Part::A => {
                offers::measure(&bench, &mut report).await?;
                offers_beside::measure(&bench, &mut report).await?;
                offers_changing::measure(&bench, &mut report).await?;
            }
            Part::B => checkouts::measure(&bench, &mut report).await?,
            Part::C => race::measure(&bench, &mut report).await?,
            Part::D => close::measure(&bench, &mut report).await?,
            Part::E => catalogue::measure(&bench, &mut report).await?,
            Part::F => crowd::measure(&bench, &mut report).await?,
        }
    }
    println!("{}", report.told());
    if let Some(folder) = &arguments.write {
        report.write(&folder.join("performance.md"))?;
    }
    Ok(())
}
