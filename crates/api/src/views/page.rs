use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sillon_kernel::PageRequest;
use utoipa::{IntoParams, ToSchema};

use crate::Problem;

/// Which part of a list is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// The `next` of the page before.
    #[serde(default)]
    pub(crate) after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default = "PageQuery::most")]
    #[param(default = 100, maximum = 500, minimum = 1)]
    pub(crate) limit: u32,
}

impl PageQuery {
    /// How many where nobody says.
    pub(crate) fn most() -> u32 {
        100
    }

    /// The part, after a cursor that `reads` as one of the list's.
    pub(crate) fn into_request(
        self,
        reads: impl FnOnce(&str) -> bool,
    ) -> Result<PageRequest, Problem> {
        if !(1..=PageRequest::MAX).contains(&self.limit) {
            return Err(Problem::field("limit", "a page has 1 to 500 items"));
        }
        if !self.after.as_deref().is_none_or(reads) {
            return Err(Problem::field("after", "it is not what `next` named on the page before"));
        }
        Ok(PageRequest { after: self.after, limit: self.limit })
    }

    /// The part, and the cursor it begins behind as one of the list's.
    pub(crate) fn into_keyed<K: FromStr>(self) -> Result<(Option<K>, PageRequest), Problem> {
        let request = self.into_request(|after| after.parse::<K>().is_ok())?;
        Ok((request.after.as_deref().and_then(|after| after.parse().ok()), request))
    }
}

/// A part of a list, and where the next part starts.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageView<T: ToSchema> {
    pub(crate) items: Vec<T>,
    /// Ask with it as `after` for the next page; none on the last.
    pub(crate) next: Option<String>,
}
