use std::collections::HashMap;

use sillon_engine::Tx;
use sillon_images::Purpose;
use sillon_kernel::{EnterpriseId, Picture};

/// What enterprises are recognised by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    /// The logo.
    pub(crate) logo: Option<Picture>,
    /// The wide picture at the head of the page.
    pub(crate) banner: Option<Picture>,
}

impl Signs {
    /// Reads the signs of enterprises; those that have none are not among them.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        of: &[EnterpriseId],
    ) -> Result<HashMap<EnterpriseId, Self>, sillon_engine::Error> {
        let mut signs: HashMap<EnterpriseId, Self> = HashMap::new();
        for (enterprise, purpose, picture) in tx.images().of_enterprises(of)? {
            let signs = signs.entry(enterprise).or_default();
            match purpose {
                Purpose::Logo => signs.logo = Some(picture),
                Purpose::Banner => signs.banner = Some(picture),
                Purpose::Product => {}
            }
        }
        Ok(signs)
    }
}
