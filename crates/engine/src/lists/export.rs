use std::collections::HashMap;

use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Name};
use sillon_lists::{Exported, Layout, MAX_LIST_ROWS, ProducerCatalogue, write_list};
use sillon_store::{Repositories, Tx};

use crate::{Error, may_see_products};

/// How a list is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportRequest {
    /// As what kind of file.
    pub layout: Layout,
    /// In Open Food Network's columns alone.
    pub is_ofn: bool,
}

/// Writes all that producers list as one file, which an import reads back.
///
/// # Errors
///
/// A refusal unless the actor may see what each of them lists; or when there are more than an import takes.
pub fn export_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producers: &[EnterpriseId],
    request: ExportRequest,
) -> Result<Vec<u8>, Error> {
    for producer in producers {
        may_see_products(tx, actor, *producer)?;
    }
    let names: HashMap<EnterpriseId, Name> =
        tx.enterprises().names(producers)?.into_iter().collect();
    let goods = tx.goods().load(producers)?;
    let mut rows = rows(&goods, &names);
    if rows.len() > MAX_LIST_ROWS {
        let rule = format!("there are more than {MAX_LIST_ROWS} variants: export fewer producers");
        return Err(Error::field("producer", rule));
    }
    write_list(&mut rows, request.layout, request.is_ofn)
        .map_err(|fault| Error::field("format", fault.to_string()))
}

/// The variants of goods, each with its product and its supply.
fn rows<'s>(
    goods: &'s [ProducerCatalogue],
    names: &'s HashMap<EnterpriseId, Name>,
) -> Vec<Exported<'s>> {
    let mut rows = Vec::new();
    for of in goods {
        let products: HashMap<_, _> = of.products.iter().map(|it| (it.id, it)).collect();
        let supplies: HashMap<_, _> = of.supplies.iter().map(|it| (it.id, it)).collect();
        let producer = names.get(&of.producer).map_or("", Name::as_str);
        rows.extend(of.variants.iter().filter_map(|variant| {
            let product = products.get(&variant.product)?;
            let supply = supplies.get(&variant.supply)?;
            Some(Exported { producer, product, variant, supply })
        }));
    }
    rows
}
