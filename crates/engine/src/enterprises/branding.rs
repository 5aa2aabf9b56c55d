use std::collections::HashMap;

use sillon_images::Purpose;
use sillon_kernel::{EnterpriseId, Picture};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// What an enterprise is recognised by.
#[derive(Debug, Clone, Default)]
pub struct Branding {
    /// Its logo.
    pub logo: Option<Picture>,
    /// The wide picture at the head of its page.
    pub banner: Option<Picture>,
}

/// The branding of enterprises; those that have none are not among them.
pub(crate) fn branding_of(
    tx: &mut Tx<'_>,
    of: &[EnterpriseId],
) -> Result<HashMap<EnterpriseId, Branding>, Error> {
    let mut found: HashMap<EnterpriseId, Branding> = HashMap::new();
    for (enterprise, purpose, picture) in tx.images().of_enterprises(of)? {
        let branding = found.entry(enterprise).or_default();
        match purpose {
            Purpose::Logo => branding.logo = Some(picture),
            Purpose::Banner => branding.banner = Some(picture),
            Purpose::Product => {}
        }
    }
    Ok(found)
}
