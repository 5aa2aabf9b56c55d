use std::sync::Arc;

use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Name, VariantId};
use sillon_lists::{Absent, List, ListRows, ReadList};
use sillon_store::Tx;

use crate::{
    Answer, Engine, Error, Ids, OnceKey,
    idempotency::{answered, run_once},
    lists::import::{Law, check_list, empty_products, import_list, preview_list},
    lists::import_hub::{check_hub_list, empty_terms, import_hub_list, preview_hub_list},
    lists::outcome::{Imported, MAX_ROWS_AT_ONCE, Preview, Unnamed},
};

/// A list on its way in.
#[derive(Debug, Clone)]
pub struct ListToImport {
    /// Its rows.
    pub rows: ListRows,
    /// What becomes of what it does not name.
    pub absent: Absent,
}

/// What is still to be brought in of a list, in one transaction: the last part of a long one, all of any other.
#[derive(Debug, Clone)]
pub struct RestOfList {
    rows: ListRows,
    unnamed: Unnamed,
    done: Imported,
}

impl RestOfList {
    fn whole(list: ListToImport) -> Self {
        let unnamed = Unnamed::of_whole(list.absent);
        Self { rows: list.rows, unnamed, done: Imported::default() }
    }

    /// Brings it in, all of it or nothing, and tells what the whole list changed.
    ///
    /// # Errors
    ///
    /// [`ImportRefused`](sillon_lists::ImportRefused) with every row that is not the actor's to bring in, that contradicts
    /// another, or that a rule forbids; [`NotCompliantList`](sillon_lists::NotCompliantList) when the list takes away, of
    /// goods on sale, what shoppers must know.
    pub fn import(&self, tx: &mut Tx<'_>, actor: &Actor, ids: &Ids) -> Result<Imported, Error> {
        let mut imported = import_part(tx, actor, ids, &self.rows, self.unnamed)?;
        imported.add(self.done.clone());
        Ok(imported)
    }
}

/// Goods or terms that a list does not name, and of which it leaves nothing.
enum Absentees {
    Products(Vec<(EnterpriseId, Name)>),
    Terms(Vec<(EnterpriseId, VariantId)>),
}

impl Engine {
    /// Brings in a long list up to its last part, and gives that; of any other list nothing yet, and all of it.
    ///
    /// The whole list is held to every rule before its first part is brought in. Each part is brought in once for the key, so that
    /// a list that was cut off by a stop goes on where it was when it is sent again.
    ///
    /// # Errors
    ///
    /// As [`RestOfList::import`].
    pub async fn import_up_to_last_part(
        &self,
        actor: &Actor,
        once: Option<&OnceKey>,
        list: ListToImport,
    ) -> Result<RestOfList, Error> {
        if list.rows.count() <= MAX_ROWS_AT_ONCE || self.is_answered(once).await? {
            return Ok(RestOfList::whole(list));
        }
        let list = Arc::new(list);
        let absentees = self.check_whole(actor, &list).await?;
        let ListToImport { rows, absent } = Arc::unwrap_or_clone(list);
        let mut done = Imported::default();
        let mut parts = rows.into_parts(MAX_ROWS_AT_ONCE);
        let unnamed = Unnamed::of_part(absent);
        let rest = parts.pop().unwrap_or(ListRows::Products(Vec::new()));
        for (number, rows) in parts.into_iter().enumerate() {
            let once = once.map(|once| once.of_part(number));
            done.add(self.import_one(actor, once, rows, unnamed).await?);
        }
        done.add(self.empty(actor, absentees).await?);
        Ok(RestOfList { rows: rest, unnamed, done })
    }

    async fn is_answered(&self, once: Option<&OnceKey>) -> Result<bool, Error> {
        let Some(once) = once.cloned() else { return Ok(false) };
        self.read(move |tx| answered(tx, &once)).await
    }

    async fn check_whole(
        &self,
        actor: &Actor,
        list: &Arc<ListToImport>,
    ) -> Result<Absentees, Error> {
        let (actor, ids, list) = (actor.clone(), self.ids(), Arc::clone(list));
        self.read(move |tx| {
            let absent = list.absent;
            Ok(match &list.rows {
                ListRows::Products(rows) => {
                    Absentees::Products(check_list(tx, &actor, &ids, rows, absent)?)
                }
                ListRows::Inventory(rows) => {
                    Absentees::Terms(check_hub_list(tx, &actor, rows, absent)?)
                }
            })
        })
        .await
    }

    async fn import_one(
        &self,
        actor: &Actor,
        once: Option<OnceKey>,
        rows: ListRows,
        unnamed: Unnamed,
    ) -> Result<Imported, Error> {
        let (actor, ids) = (actor.clone(), self.ids());
        let answer = self.write(move |tx| {
            run_once(tx, once.as_ref(), |tx| {
                let imported = import_part(tx, &actor, &ids, &rows, unnamed)?;
                let body = serde_json::to_string(&imported).expect("counts are always JSON");
                Ok(Answer { status: 200, body })
            })
        });
        let Answer { body, .. } = answer.await?;
        Ok(serde_json::from_str(&body).expect("it was written so"))
    }

    async fn empty(&self, actor: &Actor, absentees: Absentees) -> Result<Imported, Error> {
        let mut done = Imported::default();
        match absentees {
            Absentees::Products(products) => {
                for some in products.chunks(MAX_ROWS_AT_ONCE) {
                    let (actor, ids, some) = (actor.clone(), self.ids(), some.to_vec());
                    let emptied = self.write(move |tx| empty_products(tx, &actor, &ids, &some));
                    done.add(emptied.await?);
                }
            }
            Absentees::Terms(terms) => {
                for some in terms.chunks(MAX_ROWS_AT_ONCE) {
                    let (actor, ids, some) = (actor.clone(), self.ids(), some.to_vec());
                    let emptied = self.write(move |tx| empty_terms(tx, &actor, &ids, &some));
                    done.add(emptied.await?);
                }
            }
        }
        Ok(done)
    }
}

fn import_part(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rows: &ListRows,
    unnamed: Unnamed,
) -> Result<Imported, Error> {
    match rows {
        ListRows::Products(rows) => {
            import_list(tx, actor, ids, rows, (unnamed, Law::InsistedOn), &|_, _, _| ())
        }
        ListRows::Inventory(rows) => import_hub_list(tx, actor, ids, rows, unnamed),
    }
}

/// Tells what a list of either kind would do, line by line, with what is wrong in it, and does nothing of it.
///
/// # Errors
///
/// What the database refuses: a list's faults are what the preview is for.
pub fn preview_rows(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    list: &List,
    absent: Absent,
) -> Result<Preview, Error> {
    match list {
        List::Products(ReadList { rows, faults, .. }) => {
            preview_list(tx, actor, ids, rows, faults.clone(), absent)
        }
        List::Inventory(ReadList { rows, faults, .. }) => {
            preview_hub_list(tx, actor, rows, faults.clone(), absent)
        }
    }
}
