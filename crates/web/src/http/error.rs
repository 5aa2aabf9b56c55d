use actix_web::{ResponseError, http::StatusCode};
use sillon_engine::{Engine, Error};
use sillon_http::status_of;
use sillon_identity::Actor;
use sillon_kernel::{CartId, Failure, FailureKind, OrderId};
use uuid::Uuid;

use sillon_messages::{PageErrorWords, Saying};

/// Why there is no page to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// What was asked for was refused, or could not be done.
    #[error(transparent)]
    Engine(#[from] Error),
    /// The cart was placed as an order before.
    #[error("the cart was ordered before")]
    Ordered {
        /// As which order.
        order: OrderId,
        /// Whether the world or the request stood against it.
        kind: FailureKind,
    },
    /// The form was sent by a page of another site.
    #[error("the form comes from another site")]
    Foreign,
    /// The page could not be written: our own mistake.
    #[error("the page could not be written")]
    Unwritten(#[from] askama::Error),
}

impl PageError {
    /// Says of a cart that can no longer change as which order it was placed; every other error stays what it is.
    pub(crate) async fn of_cart(engine: &Engine, cart: CartId, error: Error) -> Self {
        let (kind, code) = error.class();
        if code != "cart-ordered" && code != "key-reused" {
            return error.into();
        }
        let ordered =
            engine.cart(Actor::Guest, cart).await.ok().and_then(|contents| contents.ordered);
        ordered.map_or(Self::Engine(error), |order| Self::Ordered { order, kind })
    }

    /// The number under which the log says what went wrong on our side, if that is it.
    pub(crate) fn incident(&self) -> Option<Uuid> {
        match self {
            Self::Engine(error) => error.incident(),
            Self::Ordered { .. } | Self::Foreign | Self::Unwritten(_) => None,
        }
    }

    /// The stable code of what was refused, where there is one.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => error.class().1,
            Self::Ordered { .. } => "cart-ordered",
            Self::Foreign | Self::Unwritten(_) => "",
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Engine(error) => status_of(error.class().0),
            Self::Ordered { kind, .. } => status_of(*kind),
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Unwritten(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What is said of a failure: by its code where a page can say more than its status does.
pub(crate) fn saying<'w>(words: &'w PageErrorWords, status: StatusCode, code: &str) -> &'w Saying {
    match code {
        "cart-ordered" | "key-reused" => return &words.ordered,
        "no-guests" => return &words.members_only,
        "customers-only" => return &words.customers_only,
        "cycle-not-open" => return &words.not_open,
        "cycle-full" => return &words.full,
        "too-many-lines" | "cart-too-long" => return &words.too_long,
        "unavailable" => return &words.unavailable,
        _ => {}
    }
    match status.as_u16() {
        401 | 404 => &words.missing,
        403 => &words.foreign,
        405 => &words.no_method,
        409 | 412 => &words.conflict,
        413 => &words.too_large,
        422 => &words.invalid,
        429 | 503 => &words.busy,
        400..=499 => &words.unreadable,
        _ => &words.internal,
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::*;
    use sillon_messages::Words;

    #[test]
    fn a_failure_is_told_by_its_kind_and_where_we_know_more_by_its_code() {
        let words = &Words::of(Language::En).page_error;
        let title = |kind, code| saying(words, status_of(kind), code).title;
        assert_eq!(title(FailureKind::Missing, "not-found"), "There is no such page");
        assert_eq!(
            title(FailureKind::Conflict, "changed-meanwhile"),
            "Something changed meanwhile"
        );
        assert_eq!(title(FailureKind::Conflict, "cycle-not-open"), "Orders are not open");
        assert_eq!(title(FailureKind::Conflict, "cycle-full"), "All orders are in");
        assert_eq!(title(FailureKind::KeyReused, "key-reused"), "This basket was ordered already");
        assert_eq!(title(FailureKind::Invalid, "too-many-lines"), "This basket is too large");
        assert_eq!(title(FailureKind::Busy, "busy"), "It is crowded");
        assert_eq!(title(FailureKind::Internal, "internal"), "This is our fault");
        assert_eq!(PageError::Foreign.status_code(), StatusCode::FORBIDDEN);
    }
}
