use sillon_engine::{WeekList, apply_week_list};
use sillon_identity::Actor;
use sillon_kernel::Language;
use sillon_store::{Repositories, Tx};
use sillon_week::Choices;

use crate::Market;

impl Market {
    /// A farm's list as it is typed in a message: one price, one amount more.
    pub(crate) async fn a_farmer_lists(&self) {
        let ids = self.engine.ids();
        let list = WeekList {
            text: "Pumpkins 18 at 4,80\nPotatoes 1 kg: +20".to_owned(),
            choices: Choices::new(),
            digest: None,
            language: Language::En,
        };
        let listed = move |tx: &mut Tx<'_>| {
            let farm = tx.enterprises().find_by_slug("ferme-des-tilleuls")?;
            let farm = farm.expect("the market has this farm").id;
            apply_week_list(tx, &Actor::Operator, &ids, farm, &list).map(drop)
        };
        self.engine.write(listed).await.expect("the list is sound");
    }
}
