use sillon_enterprises::Enterprise;
use sillon_kernel::{EnterpriseId, Failure, FailureKind};
use sillon_store::{Repositories, Tx};

use crate::{Error, error::refusals};

/// An enterprise that sells to others: what stands beside what a shop sells is made for one of these alone.
pub(crate) fn selling(tx: &mut Tx<'_>, id: EnterpriseId) -> Result<Enterprise, Error> {
    let enterprise = tx.enterprises().get(id)?;
    if enterprise.is_shop() { Ok(enterprise) } else { Err(SellsNothing.into()) }
}

/// The enterprise sells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this enterprise sells nothing")]
pub struct SellsNothing;

impl Failure for SellsNothing {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "sells-nothing")
    }
}

refusals!(SellsNothing);
